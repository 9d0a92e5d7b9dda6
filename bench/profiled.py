"""Where the time goes on real articles: `profiled.py [rules|cascade] [--folder F] [--top N] [--callers NAME]`.

The same articles in the same order, after a first batch that loads what is loaded once. Prints what was read, the
functions by their own time, and, of the stages of the analysis, what they take with all that they call.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

from text import folder

from quotes.analysis import pipeline
from quotes.reading import Skipped, articles


def main() -> None:
    """Profile and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", nargs="?", choices=pipeline.MODES, default="rules")
    parser.add_argument("--folder", type=Path, default=folder())
    parser.add_argument("--top", type=int, default=40, metavar="N")
    parser.add_argument("--callers", metavar="NAME", help="who calls functions of this name, too")
    args = parser.parse_args()
    read = [item for item in articles([str(args.folder)]) if not isinstance(item, Skipped)]
    analyser = pipeline.Analyser(mode=args.mode)
    list(analyser.each(read[:64]))
    profile = cProfile.Profile()
    rows = profile.runcall(lambda: sum(len(analysed.quotes) for analysed in analyser.each(read)))
    print(f"{len(read):,} articles, {sum(len(a.text) for a in read):,} characters, {rows:,} rows, mode {args.mode}\n")
    stats = pstats.Stats(profile).strip_dirs()
    stats.sort_stats("tottime").print_stats(args.top)
    stats.sort_stats("cumtime").print_stats(args.top)
    if args.callers:
        stats.print_callers(rf"\({args.callers}\)")


if __name__ == "__main__":
    main()
