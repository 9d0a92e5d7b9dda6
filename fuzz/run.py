"""`make fuzz`: run each target for a while, from the corpus on, and tell executions, time and findings.

Usage: run.py [--seconds S] [--jobs N]; what is found stands in build/fuzz/, and becomes a test.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from common import pages, texts

HERE = Path(__file__).parent
WORK = HERE.parent / "build" / "fuzz"
WORDS = HERE / "words.dict"  # pieces of news and of formats, which the fuzzer puts in


def seeds(target: str) -> list[bytes]:
    """What a target begins with."""
    if target == "fuzz_analysis":
        return texts()
    rows = [b'{"id": "a", "text": "\\"Air surut,\\" kata Budi."}\n', b'id,text\na,"""Air surut,"" kata Budi."\n']
    kinds = [(0, pages()), (1, texts()[:40]), (3, rows[:1]), (4, rows[:1]), (5, rows[1:])]
    warc = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    archives = [warc % (len(page), page) for page in pages()]
    return [bytes([kind]) + seed for kind, found in [*kinds, (2, archives)] for seed in found]


def run(target: str, seconds: int) -> tuple[int, int, int]:
    """Run a target; executions, seconds and findings."""
    inputs, found = WORK / target / "inputs", WORK / target / "found"
    inputs.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (inputs / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    process = subprocess.run(
        [
            *(sys.executable, str(HERE / f"{target}.py"), str(inputs)),
            *(f"-max_total_time={seconds}", f"-artifact_prefix={found}/", f"-dict={WORDS}"),
            *("-timeout=20", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1", "-verbosity=0"),
        ],
        capture_output=True,
        text=True,
        errors="replace",
        cwd=HERE,
    )
    executions = re.search(r"stat::number_of_executed_units:\s+(\d+)", process.stderr)
    findings = len(list(found.iterdir()))
    if process.returncode and not findings:
        print(process.stderr[-4000:], file=sys.stderr)
        raise SystemExit(1)
    if findings:
        print(process.stderr[-3000:], file=sys.stderr)
    return int(executions[1]) if executions else 0, seconds, findings


def main() -> None:
    """Run both targets; fails where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: 60)")
    seconds = parser.parse_args().seconds
    if find_spec("atheris") is None:
        print("fuzz: atheris cannot be had for this Python or system; nothing was tried")
        return
    failed = 0
    for target in ("fuzz_analysis", "fuzz_reading"):
        executions, took, findings = run(target, seconds)
        failed += findings
        print(f"{target}: {executions:,} executions in {took} s, {findings} findings", flush=True)
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
