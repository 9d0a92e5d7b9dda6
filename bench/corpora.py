"""Runs over corpora: speed and memory by size, what processes gain and what Dask costs.

Called by bench.py. The crawl of 1,000,000 articles takes the better part of an hour: ask for it with `--most 1000000`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psutil
from crawl import write
from measure import MODES, QUOTES, Mode, Part, Table

SIZES = {1_000: 5, 10_000: 3, 100_000: 1, 1_000_000: 1}  # articles -> rounds; the median counts
LONG = 100_000  # articles; of runs as long as this, how the cost goes on is told
MIB = 1 << 20
COMPARED = 6_000  # articles of the comparisons
ROUNDS = 3  # of each; the quickest counts, for others may use the machine, too


@dataclass(frozen=True, slots=True)
class Moment:
    """How a run stands."""

    articles: int  # done
    processor: float  # seconds, of all its processes
    reader: float  # seconds, of the process that reads and writes
    memory: float  # MiB, of all its processes together
    largest: float  # MiB, of the largest


@dataclass(frozen=True, slots=True)
class Took:
    """What a run with all its processes took."""

    seconds: float
    processor: float  # seconds
    moments: list[Moment]

    @property
    def reader(self) -> float:
        """Seconds of processor, of the process that reads and writes."""
        return self.moments[-1].reader

    @property
    def memory(self) -> float:
        """The most MiB that all processes held at a time."""
        return max(moment.memory for moment in self.moments)

    @property
    def largest(self) -> float:
        """The most MiB that one process held."""
        return max(moment.largest for moment in self.moments)


def measured(arguments: Sequence[str]) -> Took:
    """Run `quotes extract` to its end.

    Raises:
        RuntimeError: it failed.
    """
    began = time.perf_counter()
    before = os.times()
    process = subprocess.Popen([QUOTES, "extract", *arguments, "--log-json"], stderr=subprocess.PIPE, text=True)
    said: list[str] = []
    articles = [0]
    listener = threading.Thread(target=_listen, args=(process, said, articles))
    listener.start()
    moments = [Moment(0, 0, 0, 0, 0)]
    while process.poll() is None:
        if (moment := _moment(process.pid, articles[0])) is not None:
            moments.append(moment)
        time.sleep(0.25 if time.perf_counter() - began < 60 else 1)
    seconds = time.perf_counter() - began
    listener.join()
    if process.returncode:
        raise RuntimeError(f"quotes extract {' '.join(arguments)}: {''.join(said[-5:])}")
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Took(seconds, processor, moments)


def _listen(process: subprocess.Popen[str], said: list[str], articles: list[int]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if '"event": "progress"' in line:
            articles[0] = json.loads(line)["articles"]
        else:
            said.append(line)


def _moment(pid: int, articles: int) -> Moment | None:
    spent, sizes = [], []
    try:
        main = psutil.Process(pid)
        for each in (main, *main.children(recursive=True)):
            times = each.cpu_times()
            spent.append(times.user + times.system)
            sizes.append(each.memory_full_info().uss / MIB)
    except psutil.Error:  # gone in between
        return None
    return Moment(articles, sum(spent), spent[0], sum(sizes), max(sizes))


def corpora(most: int) -> list[Part]:
    """`quotes extract crawl.jsonl -o ledger/` with two processes. An article's cost leaves the start out: it is what
    this crawl took longer than one of 100 articles: in processor time, which depends little on what else the machine
    does, and in processor time of the one process that reads and writes, which says how many workers it can feed.
    Memory is that of all processes together, and of the largest. Long runs are told in tenths, too."""
    rows: list[list[str]] = []
    parts: list[Part] = []
    with tempfile.TemporaryDirectory() as folder:
        crawl = Path(folder, "crawl.jsonl")
        for mode in MODES:
            for count, rounds in SIZES.items():
                if count > min(most, mode.most):
                    break
                took = []
                for _ in range(rounds):  # in turn with the start, so that both meet the same machine
                    write(crawl, 100)
                    start = _run(crawl, folder, mode, "--workers", "2")
                    write(crawl, count)
                    took.append((start, _run(crawl, folder, mode, "--workers", "2")))
                rows.append(_row(mode, count, took))
                if count >= LONG:
                    parts += [f"{count:,} articles, {mode.name}:", _tenths(took[0][1], count)]
    header = ["", "articles", "articles a second", "ms of processor", "reader", "memory, MiB", "largest"]
    return [Table(header, rows), *parts]


def _row(mode: Mode, count: int, rounds: Sequence[tuple[Took, Took]]) -> list[str]:
    def each(of: str) -> float:
        differences = [getattr(whole, of) - getattr(start, of) for start, whole in rounds]
        return statistics.median(differences) / (count - 100)

    return [
        mode.name,
        f"{count:,}",
        f"{statistics.median(count / whole.seconds for _, whole in rounds):,.0f}",
        f"{1000 * each('processor'):.2f}",
        f"{1000 * each('reader'):.2f}",
        f"{statistics.median(whole.memory for _, whole in rounds):,.0f}",
        f"{statistics.median(whole.largest for _, whole in rounds):,.0f}",
    ]


def _tenths(took: Took, count: int) -> Table:
    """What each tenth of a long run cost, and the most memory that it held."""
    rows = []
    moments = took.moments
    for tenth in range(10):
        inside = [m for m in moments if max(1, tenth * count / 10) <= m.articles < (tenth + 1) * count / 10]
        if not inside:  # gone through between two lines of the log
            continue
        first, last = inside[0], inside[-1]
        done = last.articles - first.articles
        rows.append(
            [
                f"to {(tenth + 1) * count // 10:,}",
                f"{1000 * (last.processor - first.processor) / done:.2f}" if done else "",
                f"{max(m.memory for m in inside):,.0f}",
            ]
        )
    return Table(["articles", "ms of processor an article", "memory, MiB"], rows)


def executors(most: int) -> list[Part]:
    """The same crawl by each executor, rules alone, the start left out as above; the quickest of three rounds."""
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
                start, whole = (_run(crawl, folder, MODES[0], *flags) for crawl in (small, large))
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
    header = [f"{count:,} articles", "articles a second", "times 1 process", "ms of processor an article"]
    return [Table(header, rows)]


def resumed(most: int) -> list[Part]:
    """A crawl killed half-way and taken up again, beside one left alone, by rules and two processes: the cost in
    all, the most memory, whether the rows are equal."""
    with tempfile.TemporaryDirectory() as folder:
        crawl, alone, killed = (Path(folder, name) for name in ("crawl.jsonl", "alone", "killed"))
        write(crawl, most)
        flags = ("--rules", "--workers", "2")
        whole = measured([str(crawl), "-o", f"{alone}/", *flags])
        before = os.times()
        process = subprocess.Popen(
            [QUOTES, "extract", str(crawl), "-o", f"{killed}/", *flags], stderr=subprocess.DEVNULL
        )
        shards = len(list(alone.glob("*.parquet")))
        while len(list(killed.glob("*.parquet"))) < shards // 2 and process.poll() is None:
            time.sleep(0.1)
        process.kill()
        process.wait()
        lost = os.times()
        again = measured([str(crawl), "-o", f"{killed}/", *flags])
        spent = lost.children_user + lost.children_system - before.children_user - before.children_system
        equal = "yes" if _content(alone) == _content(killed) else "NO"
        runs = [("left alone", whole.processor, whole, ""), ("killed once", spent + again.processor, again, equal)]
        rows = [
            [name, f"{most:,}", f"{1000 * processor / most:.2f}", f"{took.memory:,.0f}", same]
            for name, processor, took, same in runs
        ]
    return [Table(["", "articles", "ms of processor an article", "memory, MiB", "equal rows"], rows)]


def _content(ledger: Path) -> tuple[object, ...]:
    """How many rows a ledger has, and a sum over all of their cells, whatever their order."""
    query = f"SELECT count(*), sum(hash(ledger)) FROM read_parquet('{ledger}/*.parquet') ledger"
    return duckdb.sql(query).fetchall()[0]


def _run(crawl: Path, folder: str, mode: Mode, *flags: str) -> Took:
    ledger = Path(folder, "ledger")
    took = measured([str(crawl), "-o", f"{ledger}/", *mode.flags, *flags])
    subprocess.run(["rm", "-r", str(ledger), f"{ledger}.run"], check=True)
    return took
