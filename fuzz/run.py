"""`make fuzz`: run each target for a while, from the corpus on, and tell executions, time and findings.

Usage: run.py [--seconds S] [TARGET ...]; what is found stands in build/fuzz/, and becomes a test.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from common import pages, record, texts

from quotes import Analyser, Article, write_ledger

HERE = Path(__file__).parent
WORK = HERE.parent / "build" / "fuzz"
TARGETS = ("fuzz_analysis", "fuzz_reading", "fuzz_records", "fuzz_ledgers")
PATIENCE = 120  # seconds of an input, on a machine that does other work too
MOST_FINDINGS = 10  # of a target; more are mostly the same one again
WORDS = HERE / "words.dict"  # pieces of news and of formats, which the fuzzer puts in


def seeds(target: str) -> list[bytes]:
    """What a target begins with."""
    if target == "fuzz_analysis":
        return texts()
    if target == "fuzz_records":
        with TemporaryDirectory() as place:
            record(Path(place) / "l")
            files = sorted([*Path(place, "l.run").iterdir(), *Path(place, "l").iterdir()])
            return [bytes([number]) + path.read_bytes() for number, path in enumerate(files)]
    if target == "fuzz_ledgers":
        with TemporaryDirectory() as place:
            paths = [Path(place, f"l{suffix}") for suffix in (".csv", ".jsonl", ".parquet")]
            ledger = Analyser(mode="rules").ledger(
                [Article(f"a{n}", text.decode()) for n, text in enumerate(texts()[:3])]
            )
            for path in paths:
                write_ledger(ledger, path)
            return [bytes([number]) + path.read_bytes() for number, path in enumerate(paths)]
    rows = [b'{"id": "a", "text": "\\"Air surut,\\" kata Budi."}\n', b'id,text\na,"""Air surut,"" kata Budi."\n']
    kinds = [(0, pages()), (1, texts()[:40]), (3, rows[:1]), (4, rows[:1]), (5, rows[1:])]
    warc = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    archives = [warc % (len(page), page) for page in pages()]
    mhtml = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s"
    saved = [mhtml % page for page in pages()[:4]]
    return [bytes([kind]) + seed for kind, found in [*kinds, (2, archives), (6, saved)] for seed in found]


def run(target: str, seconds: int) -> tuple[int, int, int]:
    """Run a target, again after each finding until the time is over; executions, seconds and findings."""
    inputs, found = WORK / target / "inputs", WORK / target / "found"
    inputs.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (inputs / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    began = time.monotonic()
    executions = 0
    while (left := seconds - int(time.monotonic() - began)) > 0:
        before = len(list(found.iterdir()))
        process = subprocess.run(
            [
                *(sys.executable, str(HERE / f"{target}.py"), str(inputs)),
                *(f"-max_total_time={left}", f"-artifact_prefix={found}/", f"-dict={WORDS}"),
                *(f"-timeout={PATIENCE}", f"-report_slow_units={PATIENCE}", "-rss_limit_mb=2048", "-max_len=20000"),
                *("-print_final_stats=1", "-verbosity=0"),
            ],
            capture_output=True,
            text=True,
            errors="replace",
            cwd=HERE,
        )
        told = re.search(r"stat::number_of_executed_units:\s+(\d+)", process.stderr)
        executions += int(told[1]) if told else 0
        if process.returncode:
            print(process.stderr[-3000:], file=sys.stderr)
            findings = len(list(found.iterdir()))
            if findings == before:
                raise SystemExit(1)  # it is the fuzzer itself that fails
            if findings >= MOST_FINDINGS:
                break
    return executions, int(time.monotonic() - began), len(list(found.iterdir()))


def main() -> None:
    """Run the targets; fails where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="fuzz_analysis, ... (default: all)")
    args = parser.parse_args()
    if find_spec("atheris") is None:
        print("fuzz: atheris cannot be had for this Python or system; nothing was tried")
        return
    failed = 0
    for target in args.targets or TARGETS:
        executions, took, findings = run(target, args.seconds)
        failed += findings
        print(f"{target}: {executions:,} executions in {took} s, {findings} findings", flush=True)
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
