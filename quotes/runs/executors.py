"""Tasks to outcomes, by as many hands as there are: in this process, in others on this machine, on a Dask cluster.

An executor says where; the pool it opens takes tasks and tells what became of them; `outcomes` keeps it busy and deals
with what dies. A task that ends its worker is tried elsewhere, then in halves, down to the article that is at fault.

Processes have a pipe each. `concurrent.futures` gives up its whole pool when a worker dies, and pebble's workers share
one pipe, which a worker that dies in the middle of a message spoils for the others.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from quotes.errors import QuotesError, UsageError
from quotes.reading.sources import folded
from quotes.runs import work
from quotes.runs.cutting import Task
from quotes.runs.work import Outcome, Recipe

_TRIES = 3  # of a task, before it is halved; its worker may have died for another reason
_TRIES_ALONE = 4  # of an article, all but the first with nothing beside it, before it is named as the cause
_LOOK = 10.0  # seconds between two looks how many workers a cluster has
_PATIENCE = 30  # seconds for a cluster to answer, and to have a worker
_LONELY = 300  # seconds for a cluster without workers to get some again
_STARTS = 3  # workers in a row that die before they can work, before the run gives up


@dataclass(frozen=True, slots=True)
class Crash:
    """The worker died over a task."""

    how: str  # `killed by signal 9`


class Pool(Protocol):
    """Workers at work."""

    @property
    def capacity(self) -> int:
        """Tasks that keep all of them busy; may change, as workers come and go."""

    def submit(self, number: int, task: Task) -> None:
        """Have a task worked on."""

    def wait(self) -> list[tuple[int, Outcome | Crash]]:
        """What became of at least one of the tasks submitted.

        Raises:
            QuotesError: workers cannot start, are of another version, or are out of reach.
        """

    def close(self) -> None:
        """Let all workers go, whatever they do."""


class Executor(Protocol):
    """Where tasks are worked on."""

    def pool(self, recipe: Recipe) -> AbstractContextManager[Pool]:
        """Workers that work by the recipe."""


@dataclass(slots=True)
class _Job:
    """A task, or a half of a half of one, on its way."""

    of: int  # the task's number
    place: tuple[int, ...]  # which half of which half
    task: Task
    tries: int = 0

    @property
    def suspect(self) -> bool:
        """Whether it is one article that a worker died over. It is tried again with nothing beside it, for where a
        worker holds several tasks, none can tell which of them killed it."""
        return self.tries > 0 and _halves(self.task) is None


@dataclass(slots=True)
class _Pending:
    """A task that is not done in all its parts."""

    task: Task
    open: int  # parts on their way
    outcomes: dict[tuple[int, ...], Outcome]


def outcomes(pool: Pool, recipe: Recipe, tasks: Iterator[Task]) -> Iterator[tuple[int, Task, Outcome]]:
    """Every task with its number, from 0, and what became of it, in the order in which they are done.

    Tasks are drawn as there are hands for them, so that what is held does not grow with their number.

    Raises:
        QuotesError: as `Pool.wait`.
    """
    drawn = enumerate(tasks)
    pending: dict[int, _Pending] = {}
    on_the_way: dict[int, _Job] = {}
    again: deque[_Job] = deque()
    submitted = 0
    while True:
        while len(on_the_way) < pool.capacity and not any(job.suspect for job in on_the_way.values()):
            if again:
                if again[0].suspect and on_the_way:
                    break
                job = again.popleft()
            elif (following := next(drawn, None)) is not None:
                number, task = following
                pending[number] = _Pending(task, 1, {})
                job = _Job(number, (), task)
            else:
                break
            on_the_way[submitted] = job
            pool.submit(submitted, job.task)
            submitted += 1
        if not on_the_way:
            return
        for number, result in pool.wait():
            job = on_the_way.pop(number)
            if isinstance(result, Crash):
                again += _after(job, result, recipe, pending[job.of])
            else:
                pending[job.of].outcomes[job.place] = result
                pending[job.of].open -= 1
            if not pending[job.of].open:
                done = pending.pop(job.of)
                yield job.of, done.task, _joined([done.outcomes[place] for place in sorted(done.outcomes)])


def _after(job: _Job, crash: Crash, recipe: Recipe, pending: _Pending) -> list[_Job]:
    """What to try when a worker died over a job; nothing more where the article at fault is found."""
    job.tries += 1
    halves = _halves(job.task)
    if job.tries < (_TRIES if not job.place else 1 if halves else _TRIES_ALONE):
        return [job]
    if halves:
        pending.open += 1
        return [_Job(job.of, (*job.place, side), half) for side, half in enumerate(halves)]
    pending.outcomes[job.place] = work.crashed(job.task, recipe.read, crash.how)
    pending.open -= 1
    return []


def _halves(task: Task) -> tuple[Task, Task] | None:
    if len(task.parts) > 1:
        middle = len(task.parts) // 2
        return Task(task.parts[:middle]), Task(task.parts[middle:])
    halves = task.parts[0].halves()
    return (Task((halves[0],)), Task((halves[1],))) if halves else None


def _joined(parts: list[Outcome]) -> Outcome:
    if len(parts) == 1:
        return parts[0]
    import pyarrow as pa

    sketches = [part.sketches for part in parts if part.sketches is not None]
    return Outcome(
        pa.concat_tables([part.rows for part in parts], promote_options="default"),
        sum(part.articles for part in parts),
        tuple(folded(skip for part in parts for skip in part.skipped)),
        pa.concat_tables(sketches) if sketches else None,
        next((part.program for part in parts if part.program), ""),
        tuple(warning for part in parts for warning in part.warnings),
        sum(part.repaired for part in parts),
        tuple(repair for part in parts for repair in part.repairs),
        tuple(remark for part in parts for remark in part.remarks),
        b"".join(texts) if (texts := [part.texts for part in parts if part.texts is not None]) else None,
    )


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# ------------------------------------------------------------------------------------------------- in this process


@dataclass(frozen=True, slots=True)
class Serial:
    """One task after the other, in this process. An article that ends the process ends the run."""

    def pool(self, recipe: Recipe) -> AbstractContextManager[Pool]:
        return closing(_SerialPool(recipe))


class _SerialPool:
    capacity = 1

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._held: deque[tuple[int, Task]] = deque()

    def submit(self, number: int, task: Task) -> None:
        self._held.append((number, task))

    def wait(self) -> list[tuple[int, Outcome | Crash]]:
        number, task = self._held.popleft()
        return [(number, work.analysed(self._recipe, task))]

    def close(self) -> None:
        self._held.clear()


# ------------------------------------------------------------------------------------------------ in processes here


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes on this machine."""

    workers: int | None = None  # None: one a core

    def pool(self, recipe: Recipe) -> AbstractContextManager[Pool]:
        return closing(_ProcessPool(recipe, self.workers or cores()))


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    held: deque[tuple[int, Task]]  # given to it, the one it works on first
    ready: bool = False


class _ProcessPool:
    def __init__(self, recipe: Recipe, workers: int) -> None:
        self.capacity = 2 * workers  # one to work on, one at hand
        self._recipe = recipe
        self._context = multiprocessing.get_context("spawn")
        self._waiting: deque[tuple[int, Task]] = deque()
        self._lost: list[tuple[int, Outcome | Crash]] = []
        self._failed_starts = 0
        self._workers: list[_Worker] = []
        try:
            self._workers += [self._started() for _ in range(workers)]
        except OSError as error:
            self.close()
            raise QuotesError(f"no worker can be started ({error.strerror})", "ask for fewer with --workers") from error

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_worker, args=(theirs, self._recipe), daemon=True)
        with _undisturbed():
            process.start()
        theirs.close()  # so that the pipe ends when the worker does
        return _Worker(process, ours, deque())

    def submit(self, number: int, task: Task) -> None:
        self._waiting.append((number, task))

    def wait(self) -> list[tuple[int, Outcome | Crash]]:
        while True:
            self._hand_out()
            if self._lost:
                lost, self._lost = self._lost, []
                return lost
            by_pipe = {worker.pipe: worker for worker in self._workers}
            results = [result for pipe in wait(list(by_pipe)) for result in self._heard(by_pipe[pipe])]  # type: ignore[index]
            if results:
                return results

    def _hand_out(self) -> None:
        for enough in (1, 2):  # first something for everybody to work on, then something at hand
            for worker in list(self._workers):
                if self._waiting and worker.ready and len(worker.held) < enough:
                    worker.held.append(self._waiting.popleft())
                    try:
                        worker.pipe.send(worker.held[-1])
                    except OSError:
                        self._lost += self._buried(worker)

    def _heard(self, worker: _Worker) -> list[tuple[int, Outcome | Crash]]:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            return self._buried(worker)
        if isinstance(message, BaseException):
            raise message
        self._failed_starts = 0
        if message is None:
            worker.ready = True
            return []
        worker.held.popleft()
        return [message]

    def _buried(self, worker: _Worker) -> list[tuple[int, Outcome | Crash]]:
        """Put another in the place of a worker that died; the task it worked on. What it had at hand goes back."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join(5)
        code = worker.process.exitcode or 0
        how = f"killed by signal {-code}" if code < 0 else f"exit code {code}"
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _STARTS:
                raise QuotesError(f"workers die before they can work ({how})", "see whether memory is short")
        at_fault: list[tuple[int, Outcome | Crash]] = []
        if worker.held:
            number, _ = worker.held.popleft()
            at_fault.append((number, Crash(how)))
        self._waiting.extendleft(reversed(worker.held))
        self._workers.append(self._started())
        return at_fault

    def close(self) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join()
        self._workers = []


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let signals wait: a process half started would complain on standard error of what it was not told."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _worker(pipe: Connection, recipe: Recipe) -> None:
    """A worker's life: build the analyser, then one task after the other until the pipe ends."""
    for name in ("SIGINT", "SIGHUP", "SIGQUIT"):  # a terminal sends them to all; the run itself decides
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, [])  # as it was when this process was started: `_undisturbed`
    work.one_thread()
    try:
        work.ready(recipe)
    except Exception as error:
        pipe.send(error if isinstance(error, QuotesError) else RuntimeError(f"{type(error).__name__}: {error}"))
        return
    tasks: queue.SimpleQueue[tuple[int, Task]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, tasks), daemon=True).start()
    message: tuple[int, Outcome] | None = None
    while True:
        try:
            pipe.send(message)
        except OSError:  # the run is gone
            os._exit(1)
        number, task = tasks.get()
        try:
            message = number, work.analysed(recipe, task)
        except QuotesError as error:  # not the articles' fault: the models cannot be loaded
            pipe.send(error)
            return


def _listen(pipe: Connection, tasks: queue.SimpleQueue[tuple[int, Task]]) -> None:
    """Take tasks while others are worked on; and end the process when the run is gone, however it went."""
    with suppress(EOFError, OSError):
        while True:
            tasks.put(pipe.recv())
    os._exit(1)


# ----------------------------------------------------------------------------------------------- on a Dask cluster


@dataclass(frozen=True, slots=True)
class Dask:
    """A Dask cluster.

    Attributes:
        address: of its scheduler, `tcp://...`; `local` starts a cluster on this machine.
        workers: of a local cluster; None: one a core.
    """

    address: str
    workers: int | None = None

    def pool(self, recipe: Recipe) -> AbstractContextManager[Pool]:
        return closing(_DaskPool(recipe, self))


class _DaskPool:
    def __init__(self, recipe: Recipe, settings: Dask) -> None:
        self._opened = ExitStack()
        self._cluster: Any = None  # one that was started here
        try:
            self._client = self._connected(settings)
            self._recipe = recipe
            self._done: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
            self._futures: dict[int, Any] = {}
            self._threads = (time.monotonic() - 2 * _LOOK, 0)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
            self._client.submit(work.ready, recipe, pure=False).result()  # tells at once where this cannot work
        except Exception as error:
            self.close()
            if isinstance(error, QuotesError):
                raise
            raise self._unreachable(settings.address, error) from error
        self._address = settings.address

    def _connected(self, settings: Dask) -> Any:
        try:
            import dask
            import distributed as loaded
        except ImportError as error:
            raise UsageError("--dask needs the package dask", "pip install 'quotes-id[cluster]'") from error
        distributed: Any = loaded  # has no types
        for name in ("distributed", "distributed.client"):  # what matters is told here
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if settings.address != "local":
            if "://" not in settings.address:
                raise UsageError(f"--dask {settings.address} is no address", "write tcp://HOST:PORT, or local")
            return self._opened.enter_context(
                distributed.Client(settings.address, timeout=_PATIENCE, set_as_default=False)
            )
        with dask.config.set({"distributed.scheduler.allowed-failures": 0}):  # trying again is done here
            cluster = distributed.LocalCluster(
                n_workers=settings.workers or cores(),
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=50,
                preload=["quotes.runs.dask_worker"],
            )
        self._cluster = self._opened.enter_context(cluster)
        return self._opened.enter_context(distributed.Client(cluster, set_as_default=False))

    @staticmethod
    def _unreachable(address: str, error: BaseException) -> QuotesError:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return QuotesError(f"the Dask cluster {address} does not work ({what})", "see to it, then run again")

    @property
    def capacity(self) -> int:
        looked, threads = self._threads
        if time.monotonic() - looked > _LOOK:
            with suppress(Exception):  # told where tasks come back
                threads = sum(self._client.nthreads().values())
            self._threads = (time.monotonic(), threads)
        return 2 * max(threads, 1)

    def submit(self, number: int, task: Task) -> None:
        future = self._client.submit(work.analysed, self._recipe, task, pure=False, key=f"quotes-{id(self)}-{number}")
        self._futures[number] = future
        future.add_done_callback(lambda done, number=number: self._done.put((number, done)))

    def wait(self) -> list[tuple[int, Outcome | Crash]]:
        from distributed.scheduler import KilledWorker

        number = self._next()
        future = self._futures.pop(number)
        failed: BaseException | None = None
        how = "its worker died"  # with the result, before that was fetched
        if future.status == "finished":
            try:
                return [(number, future.result(timeout=_PATIENCE))]
            except Exception as error:
                failed = error
        elif future.status == "error":
            failed = future.exception(timeout=_PATIENCE)
            if not isinstance(failed, KilledWorker):
                raise failed if isinstance(failed, QuotesError) else self._unreachable(self._address, failed)
            how = "killed its workers"
        if self._client.status != "running":
            raise self._unreachable(self._address, failed or RuntimeError("the connection broke"))
        return [(number, Crash(how))]

    def _next(self) -> int:
        alone_since: float | None = None
        while True:
            try:
                number, _ = self._done.get(timeout=5)
                return number
            except queue.Empty:
                if self._client.status not in ("running", "connecting"):
                    raise self._unreachable(self._address, RuntimeError("the scheduler is gone")) from None
            if self._client.nthreads():
                alone_since = None
                continue
            alone_since = alone_since or time.monotonic()
            if self._cluster is not None:  # a worker that dies before its nanny knows it does not come back by itself
                wanted = len(self._cluster.worker_spec)
                self._cluster.scale(0)
                self._cluster.scale(wanted)
            elif time.monotonic() - alone_since > _LONELY:
                raise self._unreachable(self._address, RuntimeError("it has no workers left"))

    def close(self) -> None:
        with suppress(Exception):
            self._opened.close()
