"""Real articles: how fast they are analysed, in processor time of one core, models loaded before.

Usage: text.py [--against FOLDER] [MODE ...]; FOLDER is another checkout, measured in turns with this one, so that both
meet the same machine. Called by bench.py, too.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from measure import Part, Table

ROOT = Path(__file__).parent.parent
TEXTS = ROOT.parent / "shared" / "text"
WAYS = ("rules", "rules --indirect", "cascade", "cascade --indirect")
CHUNK = 32  # articles
ROUNDS = 5  # the quickest counts, for others may use the machine, too
FOLDER = "QUOTES_TEXT"  # names another folder of `.jsonl` files


def folder() -> Path:
    """Where the articles are."""
    return Path(os.environ.get(FOLDER, TEXTS))


def serve(way: str) -> None:
    """Analyse the chunks whose numbers come on standard input; print the seconds of processor that each takes."""
    import quotes  # its public names alone, for checkouts of long ago have others inside

    mode, *flags = way.split()
    analyser = quotes.Analyser(mode=mode, **{flag.lstrip("-"): True for flag in flags})
    rows = [json.loads(line) for path in sorted(folder().glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    read = [
        quotes.Article(str(number), row["text"], title=row.get("title"), published=datetime(2026, 5, 29))
        for number, row in enumerate(rows)
    ]
    list(analyser.each(read[:CHUNK]))
    print(len(read), flush=True)
    for line in sys.stdin:
        chunk = read[int(line) * CHUNK : (int(line) + 1) * CHUNK]
        began = time.process_time()
        list(analyser.each(chunk))
        print(time.process_time() - began, flush=True)


def takes_indirect() -> bool:
    """Whether this checkout reads what is reported without marks."""
    from inspect import signature

    from quotes.analysis.pipeline import Analyser

    return "indirect" in signature(Analyser).parameters


def measured(ways: list[str], checkouts: list[Path]) -> dict[tuple[Path, str], float]:
    """Seconds an article by checkout and way, each in a process of its own that has loaded what it needs: the sum of
    the quickest of some rounds for each chunk of the articles, all taking turns at every chunk."""
    servers = {(checkout, way): _server(checkout, way) for way in ways for checkout in checkouts}
    count = max(int(_said(server)) for server in servers.values())
    quickest = {key: [math.inf] * math.ceil(count / CHUNK) for key in servers}
    for _ in range(ROUNDS):
        for chunk in range(math.ceil(count / CHUNK)):
            for key, server in servers.items():
                print(chunk, file=server.stdin, flush=True)
                quickest[key][chunk] = min(quickest[key][chunk], float(_said(server)))
    for server in servers.values():
        server.communicate()
    return {key: sum(chunks) / count for key, chunks in quickest.items()}


def _server(checkout: Path, way: str) -> subprocess.Popen[str]:
    env = os.environ | {"PYTHONPATH": str(checkout), "OMP_NUM_THREADS": "1", FOLDER: str(folder())}
    command = [sys.executable, __file__, "--serve", way]
    return subprocess.Popen(command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _said(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    return server.stdout.readline()


def text(_most: int) -> list[Part]:
    """Articles a second of one core on the real articles of `../shared/text` (QUOTES_TEXT names another folder), in
    processor time, without the start."""
    if not folder().is_dir():
        return ["Not measured: there is no ../shared/text."]
    ways = [way for way in WAYS if "--indirect" not in way or takes_indirect()]
    spent = {way: seconds for (_, way), seconds in measured(ways, [ROOT]).items()}
    rows = []
    for way, seconds in spent.items():
        mode, *flags = way.split()
        of_rules = f"{spent['rules'] / seconds:.2f}" if way == "cascade" else ""
        rows.append([way, f"{1 / seconds:.0f}", of_rules, f"{spent[mode] / seconds:.2f}" if flags else ""])
    return [Table(["mode", "articles a second", "of rules", "of no --indirect"], rows)]


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ways", nargs="*", metavar="MODE", default=["rules", "cascade"])
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="another checkout")
    parser.add_argument("--serve", metavar="MODE", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve)
        return
    checkouts = [ROOT, *([args.against.resolve()] if args.against else [])]
    spent = measured(args.ways, checkouts)
    rows = [
        [
            way,
            *(f"{1 / spent[checkout, way]:.0f}" for checkout in checkouts),
            f"{spent[checkouts[-1], way] / spent[ROOT, way]:.2f}",
        ]
        for way in args.ways
    ]
    others = [f"{args.against}"] if args.against else []
    print(Table(["mode", "articles a second", *others, "times the other"], rows))


if __name__ == "__main__":
    main()
