"""`make bench`: measures what the README promises, prints the tables, writes reports/bench.md.

Usage: bench.py [SECTION ...] [--most N]; a section is a function below, all of them by default.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

from browser import browse
from corpora import corpora, executors
from crawl import write
from measure import MODES, QUOTES, measured, table
from modes import modes

REPORTS = Path(__file__).parent.parent / "reports"


def start(_most: int) -> str:
    """How long `quotes --help` takes: the median of nine runs."""
    runs = [measured([QUOTES, "--help"]) for _ in range(9)]
    seconds = statistics.median(run.seconds for run in runs)
    rows = [["quotes --help", f"{1000 * seconds:.0f}", f"{runs[0].peak:.0f}"]]
    return table(["command", "milliseconds", "peak memory, MiB"], rows)


def extract(most: int) -> str:
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
    return table(header, rows)


SECTIONS: dict[str, Callable[[int], str]] = {
    "start": start,
    "modes": modes,
    "extract": extract,
    "corpora": corpora,
    "executors": executors,
    "browse": browse,
}


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)} (default: all)")
    parser.add_argument("--most", type=int, default=100_000, metavar="N", help="no crawl of more articles than these")
    args = parser.parse_args()
    names = args.sections or list(SECTIONS)
    if unknown := set(names) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    parts = [f"# Benchmarks\n\n{platform.machine()}, Python {platform.python_version()}.\n"]
    for name in names:
        section = SECTIONS[name]
        parts.append(f"## {name}\n\n{section.__doc__}\n\n{section(args.most)}\n")
        print(parts[-1], flush=True)
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "bench.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
