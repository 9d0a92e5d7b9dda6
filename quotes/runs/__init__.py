"""Many articles to a folder of Parquet shards: cut, analysed by many hands, written once, taken up again.

    cutting.py     inputs -> shards of tasks, told apart by their content
    work.py        a task -> its rows; what runs on a worker
    executors.py   tasks -> outcomes: in this process, in others, on a Dask cluster; what dies is tried again
    folder.py      the ledger's folder and the record of its shards beside it
    progress.py    what a run says while it runs
    running.py     all of it put together

This process alone reads the inputs and writes the ledger. Workers get articles and give back rows, so they need no
common disk, and one that dies leaves nothing half-done.
"""

from quotes.runs.executors import Dask, Executor, Processes, Serial
from quotes.runs.progress import Progress
from quotes.runs.running import Plan, Settings, Totals, planned, run
from quotes.runs.work import AnalyserOptions

__all__ = [
    "AnalyserOptions",
    "Dask",
    "Executor",
    "Plan",
    "Processes",
    "Progress",
    "Serial",
    "Settings",
    "Totals",
    "planned",
    "run",
]
