"""Runs over corpora: speed and memory by size, what processes gain and what Dask costs.

Called by bench.py. The crawl of 1,000,000 articles takes hours: ask for it with `--most 1000000`.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from crawl import write
from measure import QUOTES, table

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MIB = 1 << 20
COMPARED = 3_000  # articles of the comparisons
ROUNDS = 3  # of each; the quickest counts, for others may use the machine, too


@dataclass(frozen=True, slots=True)
class Took:
    """What a run with all its processes took."""

    seconds: float
    processor: float  # seconds
    peak: float  # MiB, of all processes together, at the same time
    largest: float  # MiB, of the largest
    reader: float  # seconds of processor, of the process that reads and writes


def measured(arguments: Sequence[str]) -> Took:
    """Run `quotes extract` to its end.

    Raises:
        RuntimeError: it failed.
    """
    began = time.perf_counter()
    before = os.times()
    process = subprocess.Popen([QUOTES, "extract", *arguments], stderr=subprocess.PIPE)
    peaks = [0.0, 0.0, 0.0]
    watcher = threading.Thread(target=_watch, args=(process, peaks))
    watcher.start()
    assert process.stderr is not None
    said = process.stderr.read()
    if process.wait():
        raise RuntimeError(f"quotes extract {' '.join(arguments)}: {said.decode()}")
    seconds = time.perf_counter() - began
    watcher.join()
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Took(seconds, processor, *peaks)


def _watch(process: subprocess.Popen[bytes], peaks: list[float]) -> None:
    while process.poll() is None:
        sizes = []
        try:
            main = psutil.Process(process.pid)
            spent = main.cpu_times()
            peaks[2] = spent.user + spent.system
            for each in (main, *main.children(recursive=True)):
                sizes.append(each.memory_full_info().uss / MIB)
        except psutil.Error:  # gone in between
            pass
        peaks[:2] = max(peaks[0], sum(sizes)), max(peaks[1], *sizes, 0.0)
        time.sleep(0.25)


def corpora(most: int) -> str:
    """`quotes extract crawl.jsonl -o ledger/` with two processes. An article's cost leaves the start out: it is what
    this crawl took longer than one of 100 articles: by the clock, in processor time, and in processor time of the one
    process that reads and writes, which says how many workers it can feed. Memory is that of all processes together,
    and of the largest."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        crawl = Path(folder, "100.jsonl")
        write(crawl, 100)
        start = min((_run(crawl, folder, "--workers", "2") for _ in range(2)), key=lambda took: took.seconds)
        for count in SIZES:
            if count > most:
                break
            crawl = Path(folder, f"{count}.jsonl")
            write(crawl, count)
            took = _run(crawl, folder, "--workers", "2")
            crawl.unlink()
            rows.append(
                [
                    f"{count:,}",
                    f"{took.seconds:,.1f}",
                    f"{count / took.seconds:,.0f}",
                    f"{1000 * (took.seconds - start.seconds) / (count - 100):.2f}",
                    f"{1000 * (took.processor - start.processor) / (count - 100):.2f}",
                    f"{took.peak:,.0f}",
                    f"{took.largest:,.0f}",
                    f"{1000 * (took.reader - start.reader) / (count - 100):.2f}",
                ]
            )
    header = [
        "articles",
        "seconds",
        "articles a second",
        "ms an article",
        "ms of processor",
        "memory, MiB",
        "largest",
        "reader",
    ]
    return table(header, rows)


def executors(most: int) -> str:
    """The same crawl by each executor, the start left out as above; the quickest of three rounds."""
    ways = {
        "in this process": ["--workers", "0"],
        "1 process": ["--workers", "1"],
        "2 processes": ["--workers", "2"],
        "Dask, 2 workers": ["--dask", "local", "--workers", "2"],
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as folder:
        count = min(COMPARED, most)
        small, large = Path(folder, "small.jsonl"), Path(folder, "large.jsonl")
        write(small, 100)
        write(large, count)
        for _ in range(ROUNDS):
            for name, flags in ways.items():
                start, whole = _run(small, folder, *flags), _run(large, folder, *flags)
                took[name].append(whole.seconds - start.seconds)
                spent[name].append(whole.processor - start.processor)
    one = min(took["1 process"])
    rows = [
        [
            name,
            f"{(count - 100) / min(took[name]):,.0f}",
            f"{one / min(took[name]):.2f}",
            f"{1000 * min(spent[name]) / (count - 100):.2f}",
        ]
        for name in ways
    ]
    return table([f"{count:,} articles", "articles a second", "times 1 process", "ms of processor an article"], rows)


def _run(crawl: Path, folder: str, *flags: str) -> Took:
    ledger = Path(folder, "ledger")
    took = measured([str(crawl), "-o", f"{ledger}/", *flags])
    subprocess.run(["rm", "-r", str(ledger), f"{ledger}.run"], check=True)
    return took
