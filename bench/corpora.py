"""Runs over corpora: speed and memory by size, what processes gain and Dask costs, what one reader and writer can feed.

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


def measured(arguments: Sequence[str]) -> Took:
    """Run `quotes extract` to its end.

    Raises:
        RuntimeError: it failed.
    """
    began = time.perf_counter()
    before = os.times()
    process = subprocess.Popen([QUOTES, "extract", *arguments], stderr=subprocess.PIPE)
    peaks = [0.0, 0.0]
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
            for each in (main := psutil.Process(process.pid), *main.children(recursive=True)):
                sizes.append(each.memory_full_info().uss / MIB)
        except psutil.Error:  # gone in between
            pass
        peaks[:] = max(peaks[0], sum(sizes)), max(peaks[1], *sizes, 0.0)
        time.sleep(0.25)


def corpora(most: int) -> str:
    """`quotes extract crawl.jsonl -o ledger/` with two processes. An article's cost leaves the start out: it is what
    this crawl took longer than one of 100 articles, by the clock and in processor time."""
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
                ]
            )
    header = ["articles", "seconds", "articles a second", "ms an article", "ms of processor", "memory, MiB", "largest"]
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


def coordinator(most: int) -> str:
    """What the one process that reads and writes can do: cut a crawl into shards, and write their rows. Divided by what
    a worker analyses, it is the number of workers that it can feed."""
    from quotes import ledger
    from quotes.reading.columns import Columns
    from quotes.reading.sources import Options
    from quotes.runs.cutting import shards
    from quotes.runs.work import Recipe, analysed

    count = min(20_000, most)
    with tempfile.TemporaryDirectory() as folder:
        crawl = Path(folder, "crawl.jsonl")
        write(crawl, count)
        options = Options(Columns(), None)
        began = time.process_time()
        (first, *_) = shards([str(crawl)], options, 10_000)
        cut = (time.process_time() - began) / count
    rows = analysed(Recipe(options), first.tasks[0]).rows
    began = time.process_time()
    for _ in range(10):
        ledger.parquet_bytes(rows)
    written = (time.process_time() - began) / 10 / first.tasks[0].articles
    header = ["cutting, µs an article", "writing, µs an article", "articles a second"]
    return table(header, [[f"{1e6 * cut:.1f}", f"{1e6 * written:.1f}", f"{1 / (cut + written):,.0f}"]])


def _run(crawl: Path, folder: str, *flags: str) -> Took:
    ledger = Path(folder, "ledger")
    took = measured([str(crawl), "-o", f"{ledger}/", *flags])
    subprocess.run(["rm", "-r", str(ledger), f"{ledger}.run"], check=True)
    return took
