"""`make bench`: measures what the README promises, prints it beside the run that is kept, writes reports/bench.md.

Usage: bench.py [SECTION ...] [--most N] [--keep]; a section is a function below, all of them by default. Figures that
are worse than those kept in reports/bench.json by more than a tenth are marked; `--keep` keeps this run instead, and
makes README's table of costs from it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import tempfile
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path

from browser import browse
from corpora import corpora, executors, resumed
from crawl import write
from hostile import series, slope
from installed import installed
from measure import MODES, QUOTES, Figures, Kept, Part, Table, compared, measured
from modes import modes
from readers import readers
from text import text

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "reports"
KEPT = REPORTS / "bench.json"
README = ROOT / "README.md"
COSTS = re.compile(r"<!-- costs -->\n(?P<shown>(?:\|.*\n)*)")
WORST = (
    *("article on one line", "names everywhere else", "capitals", "straight marks", "quotes without clause"),
    *("page in paragraphs", "paragraphs never closed"),
)  # of bench/hostile.py, those that take longest
ARTICLE = """Warga Menunggu Bantuan

"Kami tak bisa menunggu," kata Gubernur Ibaraki Kenzo Takemiya, Senin (1/2/2021). "Besok sekolah buka," ujarnya.
"""  # with a name that the rules are in doubt about, so that the default asks its model
COLD = 9  # runs


def start(_most: int) -> list[Part]:
    """What `quotes --help` and one article take, from the start of the process: the quickest of nine runs. Others who
    use the machine cost milliseconds, and hardly any of the processor's."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder, "a.txt")
        article.write_text(ARTICLE, encoding="utf-8")
        commands = [("quotes --help", [QUOTES, "--help"])]
        for mode in MODES:
            command = [QUOTES, "extract", str(article), "-o", f"{folder}/ledger.csv", *mode.flags]
            commands.append((f"one article, {mode.name}", command))
        for name, command in commands:
            runs = [measured(command) for _ in range(COLD)]
            times = [min(getattr(run, of) for run in runs) for of in ("seconds", "processor")]
            rows.append([name, *(f"{1000 * value:.0f}" for value in times), f"{max(run.peak for run in runs):.0f}"])
    return [Table(["command", "milliseconds", "ms of processor", "peak memory, MiB"], rows)]


def extract(most: int) -> list[Part]:
    """Articles a second and peak memory of `quotes extract` into one file, on one core, start included."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        crawl = Path(folder, "crawl.jsonl")
        for mode, count in product(MODES, (100, 1_000, 10_000, 100_000)):
            if count > min(most, mode.most):
                continue
            characters = write(crawl, count)
            run = measured([QUOTES, "extract", str(crawl), "-o", f"{folder}/ledger.parquet", *mode.flags])
            each = 1000 * run.seconds / count
            rows.append(
                [
                    mode.name,
                    f"{count:,}",
                    f"{characters:,}",
                    f"{run.seconds:.1f}",
                    f"{count / run.seconds:.0f}",
                    f"{each:.2f}",
                    f"{run.peak:.0f}",
                ]
            )
    header = ["", "articles", "characters each", "seconds", "articles a second", "ms an article", "peak memory, MiB"]
    return [Table(header, rows)]


def hostile(_most: int) -> list[Part]:
    """Seconds of one core for the worst inputs known, by rules alone, and the slope between the last two lengths (1 is
    linear); `bench/hostile.py` tries them all."""
    rows = []
    for name in WORST:
        points = series(name, 1_000_000, 60)
        size, last = points[-1]
        rows.append([name, f"{size // 1000:,} kB", f"{last['seconds']:.2f}", f"{slope(points):.2f}"])
    return [Table(["input", "length", "seconds", "slope"], rows)]


SECTIONS: dict[str, Callable[[int], list[Part]]] = {
    "start": start,
    "text": text,
    "installed": installed,
    "modes": modes,
    "hostile": hostile,
    "readers": readers,
    "extract": extract,
    "corpora": corpora,
    "executors": executors,
    "resumed": resumed,
    "browse": browse,
}


def markdown(section: str, parts: Iterable[Part]) -> str:
    """A section as it is printed and written."""
    told = "\n\n".join(str(part) for part in parts)
    return f"## {section}\n\n{' '.join((SECTIONS[section].__doc__ or '').split())}\n\n{told}\n"


def machine() -> str:
    """What the figures were measured on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    processor = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())
    return f"{processor or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def costs(kept: Kept) -> str:
    """The table of costs in README, from what was measured last."""
    start, read = kept["start"], kept["text"]
    speed: list[str] = []
    cold: list[str] = []
    for mode in ("rules", "cascade"):
        speed.append(f"{read[f'{mode}: articles a second']:.0f}")
        seconds = start[f"one article, {mode}: ms of processor"] / 1000
        cold.append(f"{seconds:.2f} s, {start[f'one article, {mode}: peak memory, MiB']:.0f} MiB")
    rows = [
        ["", "`--rules`", "default"],
        ["---", "---:", "---:"],
        ["articles, on one core", *(f"{each} a second" for each in speed)],
        ["one article, from the start: processor time and peak memory", *cold],
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> None:
    """Measure what the arguments name, tell it beside the run before, and keep it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)} (default: all)")
    parser.add_argument("--most", type=int, default=100_000, metavar="N", help="no crawl of more articles than these")
    parser.add_argument("--keep", action="store_true", help="also compare later runs with this one, and renew README")
    args = parser.parse_args()
    names = args.sections or list(SECTIONS)
    if unknown := set(names) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    before = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {"machine": "", "figures": {}}
    parts = [f"# Benchmarks\n\n{machine()}\n"]
    figures: dict[str, Figures] = {}
    for name in names:
        told = SECTIONS[name](args.most)
        figures[name] = {
            key: value for part in told if isinstance(part, Table) for key, value in part.figures().items()
        }
        parts.append(markdown(name, told))
        print(parts[-1], flush=True)
    rows = list(compared(before["figures"], figures))
    elsewhere = "" if before["machine"] == machine() else f", measured on {before['machine'] or 'no machine yet'}"
    parts.append(f"## Beside the run kept{elsewhere}\n\n{Table(['figure', 'kept', 'now', 'change', ''], rows)}\n")
    print(parts[-1])
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "bench.md").write_text("\n".join(parts), encoding="utf-8")
    if args.keep:
        kept = {"machine": machine(), "figures": {**before["figures"], **figures}}
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        text = README.read_text(encoding="utf-8")
        README.write_text(COSTS.sub(lambda _: f"<!-- costs -->\n{costs(kept['figures'])}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
