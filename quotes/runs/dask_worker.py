"""Loaded by a Dask worker before it works (`dask worker --preload quotes.runs.dask_worker`): one thread for each."""

from quotes.runs.work import one_thread


def dask_setup(_worker: object) -> None:
    """Called by Dask."""
    one_thread()
