"""Processes, measured: wall time and peak memory of a command, on one core where asked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

QUOTES = str(Path(sys.executable).with_name("quotes"))
MIB = 1024  # KiB, the unit of ru_maxrss on Linux


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to analyse."""

    name: str
    flags: tuple[str, ...]  # of `quotes extract`
    most: int  # articles that it is measured with


MODES = (Mode("rules", ("--rules",), 1_000_000), Mode("cascade", (), 10_000))


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took."""

    seconds: float
    peak: float  # MiB, of the process itself


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
    return Run(seconds, usage.ru_maxrss / MIB)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right."""
    lines = [header, ["---:"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
