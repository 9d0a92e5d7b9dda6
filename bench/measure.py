"""What the benchmarks share: processes measured, and tables that tell which of their numbers should grow or shrink."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

QUOTES = str(Path(sys.executable).with_name("quotes"))
MIB = 1024  # KiB, the unit of ru_maxrss on Linux
LESS, MORE = "less", "more"
#: What the head of a column says of its numbers: which are better. A column that is not here is no measurement.
BETTER = {
    "articles a second": MORE,
    "of rules": MORE,
    "of no --indirect": MORE,
    "times full": MORE,
    "times 1 process": MORE,
    "times the other": MORE,
    "milliseconds": LESS,
    "seconds": LESS,
    "ms an article": LESS,
    "ms of processor": LESS,
    "ms of processor an article": LESS,
    "memory, MiB": LESS,
    "peak memory, MiB": LESS,
    "largest": LESS,
    "MiB": LESS,
    "slope": LESS,
}
Figures = dict[str, float]  # `row: column` -> what was measured


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to analyse."""

    name: str
    flags: tuple[str, ...]  # of `quotes extract`
    most: int  # articles that it is measured with


MODES = (Mode("rules", ("--rules",), 1_000_000), Mode("cascade", (), 100_000))


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took."""

    seconds: float
    processor: float  # seconds
    peak: float  # MiB, of the process itself


@dataclass(frozen=True, slots=True)
class Table:
    """A table of measurements; as text it is Markdown, numbers to the right."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        lines = [self.header, ["---:"] * len(self.header), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def figures(self) -> Figures:
        """Its measurements; a row is named by its cells that are none."""
        found: Figures = {}
        for row in self.rows:
            cells = list(zip(self.header, row, strict=True))
            name = " ".join(cell for head, cell in cells if head not in BETTER and cell)
            for head, cell in cells:
                if head in BETTER and (number := _number(cell)) is not None:
                    found[f"{name}: {head}"] = number
        return found


Part = str | Table
Kept = Mapping[str, Figures]  # section -> its figures


def worse(name: str, before: float, now: float) -> float:
    """By which share of `before` a figure is worse now; negative where it is better."""
    if not before:
        return 0.0
    change = (now - before) / before
    return -change if BETTER[name.rpartition(": ")[2]] == MORE else change


def compared(before: Kept, now: Kept, margin: float = 0.1) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of section and figure, before, now, change, and `worse` where it is by more than `margin`."""
    for section, figures in now.items():
        for name, value in figures.items():
            old = before.get(section, {}).get(name)
            if old is None:
                yield f"{section}, {name}", "", f"{value:g}", "new", ""
                continue
            share = worse(name, old, value)
            change = f"{100 * (value - old) / old:+.0f} %" if old else ""
            yield f"{section}, {name}", f"{old:g}", f"{value:g}", change, "worse" if share > margin else ""


def measured(command: Sequence[str], *, one_core: bool = True) -> Run:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed.
    """
    threads = {"OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"} if one_core else {}
    core = {max(os.sched_getaffinity(0))}
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | threads,
        preexec_fn=(lambda: os.sched_setaffinity(0, core)) if one_core else None,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {said.decode()}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MIB)


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "").partition(" ")[0])
    except ValueError:
        return None
