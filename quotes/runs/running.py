"""A run from its inputs to a complete ledger, and what it would do.

The order of things is what keeps rows from being lost or doubled: a plan is made from the content of the inputs; shards
whose articles are no longer there go first; then each shard is worked on and published; duplicates are told last, when
all articles are known.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotes.errors import InputError, QuotesError, UsageError
from quotes.ledger.schema import SCHEMA
from quotes.ledger.texts import TextWriter
from quotes.reading.columns import Columns
from quotes.reading.sources import MAX_ARTICLE_BYTES, STANDARD_INPUT, Options, folded
from quotes.runs import work
from quotes.runs.cutting import Shard, Task, absolute, shards
from quotes.runs.executors import Executor, Processes, outcomes
from quotes.runs.folder import LedgerFolder, Manifest, shard_id, shard_id_of, shard_name
from quotes.runs.progress import Progress
from quotes.runs.work import AnalyserOptions, Analyses, Outcome, Recipe
from quotes.storage import locations
from quotes.storage.atomic import output_error

if TYPE_CHECKING:
    import pyarrow as pa

SHARD_SIZE = 5_000  # articles: some 25,000 rows, 5 MB of Parquet, as much memory while it is made as ten times that

_CHANGED = {"version": "program", "analyser": "options"}  # what people call it


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes."""

    columns: Mapping[str, str] = field(default_factory=dict)  # as `quotes.reading.articles` takes them
    published: datetime | None = None
    max_article_bytes: int = MAX_ARTICLE_BYTES  # of an article's text in UTF-8; larger ones are skipped
    analyser: Callable[[], Analyses] = field(default_factory=AnalyserOptions)  # builds the analyser, once a worker
    executor: Executor = field(default_factory=Processes)
    shard_size: int | None = None  # articles; None: as the ledger has it, else SHARD_SIZE
    sample: int | None = None  # only so many articles, the first ones
    dedup: str | None = None  # exact, near
    texts: Path | None = None  # where to keep the articles' texts; None: nowhere

    def recipe(self) -> Recipe:
        """What the rows depend on."""
        return Recipe(
            Options(Columns.of(self.columns), self.published, self.max_article_bytes),
            self.analyser,
            self.dedup,
            self.texts is not None,
        )


@dataclass(slots=True)
class Plan:
    """What a run is to do with each shard."""

    keys: list[str] = field(default_factory=list)  # of all shards, in the order of the input
    fits: set[str] = field(default_factory=set)  # of those that are done
    new: int = 0  # shards to be made
    redone: Counter[str] = field(default_factory=Counter)  # why -> shards to be made again
    stale: list[Manifest] = field(default_factory=list)  # of articles that are no longer there
    articles: int = 0  # to be analysed, at most
    read: int = 0  # bytes of the inputs that hold them

    def words(self) -> str:
        """The plan in a line."""
        parts = [f"{_many(self.new, 'shard')} to make"] if self.new else []
        parts += [f"{_many(count, 'shard')} to make again ({why})" for why, count in sorted(self.redone.items())]
        parts += [f"{_many(len(self.stale), 'shard')} to remove (input changed or gone)"] if self.stale else []
        parts += [f"{_many(len(self.fits), 'shard')} done and still good"] if self.fits else []
        return ", ".join(parts) or "nothing to do"


@dataclass(frozen=True, slots=True)
class Totals:
    """What a complete ledger holds, and what this run had to do for it."""

    articles: int
    quotes: int
    skipped: int
    shards: int
    made: int  # shards that this run wrote
    path: str
    skipped_path: str
    order: Sequence[str]  # the files of the ledger, as they follow the input


def planned(inputs: Sequence[str], output: str, settings: Settings) -> Plan:
    """What `run` would do; nothing is written.

    Raises:
        QuotesError: as `run`.
    """
    folder = LedgerFolder(output)
    folder.check(map(absolute, inputs))
    return _plan(inputs, folder, settings, _shard_size(folder, settings))


def run(inputs: Sequence[str], output: str, settings: Settings, progress: Progress | None = None) -> Totals:
    """Analyse articles to a folder of Parquet shards; take up what an earlier run left.

    Args:
        inputs: as `quotes.reading.articles` takes them.
        output: the folder, a path or a URL. It will hold the quotes of these inputs and nothing else.

    Raises:
        InputError: the only input is missing or unreadable.
        UsageError: the folder holds something else, or the call is wrong.
        OutputError: the disk is full or failed; all shards that are done stay, run again to go on.
        QuotesError: workers cannot work.
    """
    return _Run(inputs, LedgerFolder(output), settings, progress or Progress()).go()


class _Run:
    def __init__(self, inputs: Sequence[str], folder: LedgerFolder, settings: Settings, progress: Progress) -> None:
        self._inputs = inputs
        self._folder = folder
        self._settings = settings
        self._progress = progress
        self._recipe = settings.recipe()
        self._size = _shard_size(folder, settings)
        self._program = _program(settings)
        self._keys: list[str] = []  # of all shards, in the order of the input
        self._open: dict[int, _OpenShard] = {}  # number of a task -> the shard it belongs to
        self._made = 0

    def go(self) -> Totals:
        if self._settings.dedup:
            from quotes.runs import dedup

            dedup.check(self._settings.dedup)
        with work.heard(self._progress.warn):
            return self._run()

    def _run(self) -> Totals:
        plan, tasks = Plan(new=1), self._tasks(set())
        with self._folder.writing(map(absolute, self._inputs)):
            self._size = _shard_size(self._folder, self._settings)
            if self._folder.is_new:  # nothing to take up, so the inputs need be read but once
                tasks = _begun(tasks)  # what cannot be read is told before anything is made
            else:
                plan = _plan(self._inputs, self._folder, self._settings, self._size)
                tasks = self._tasks(plan.fits)
                self._progress.note("plan", f"{self._folder.name}: {plan.words()}", **_logged(plan))
            self._progress.begin(plan.read or _bytes(self._inputs))
            self._folder.begin(self._about(), plan.keys if plan.keys else None)
            if plan.new or plan.redone:
                self._work(plan, tasks)
            else:
                self._keys = plan.keys
                self._clear(plan.stale)
            for key in self._folder.manifests.keys() - set(self._keys):
                self._folder.remove(self._folder.manifests[key])  # the input changed between plan and work
            manifests = [self._folder.manifests[key] for key in self._keys]
            if self._settings.dedup:
                _tell_duplicates(self._folder, manifests, self._settings.dedup)
                manifests = [self._folder.manifests[key] for key in self._keys]
            if self._settings.texts is not None:
                with TextWriter(self._settings.texts) as kept:
                    for manifest in manifests:
                        for piece in self._folder.texts(manifest):
                            kept.write_lines(piece)
            self._folder.complete(self._about(), self._keys)
        self._progress.end()
        return Totals(
            articles=sum(manifest.articles for manifest in manifests),
            quotes=sum(manifest.quotes for manifest in manifests),
            skipped=sum(manifest.left_out for manifest in manifests),
            shards=len(manifests),
            made=self._made,
            path=self._folder.name,
            skipped_path=self._folder.skipped_path,
            order=[manifest.shard for manifest in manifests],
        )

    def _about(self) -> dict[str, Any]:
        return {
            "inputs": [absolute(name) for name in self._inputs],
            "shard_size": self._size,
            "program": self._program,
        }

    def _shards(self) -> Iterator[Shard]:
        return shards(self._inputs, self._recipe.read, self._size, self._settings.sample)

    def _clear(self, stale: list[Manifest]) -> None:
        for manifest in stale:
            self._folder.remove(manifest)

    def _work(self, plan: Plan, tasks: Iterator[Task]) -> None:
        with ExitStack() as opened:
            pool = opened.enter_context(self._settings.executor.pool(self._recipe))
            self._clear(plan.stale)  # not before there are workers to make what takes their place
            for number, task, outcome in outcomes(pool, self._recipe, tasks):
                if outcome.program not in ("", work.fingerprint()):
                    raise QuotesError(
                        "a worker has another version of quotes, or other word lists or models",
                        "install the same everywhere",
                    )
                self._progress.done(outcome, task.read)
                shard = self._open.pop(number)
                shard.outcomes[number] = outcome
                if len(shard.outcomes) == shard.tasks:
                    self._publish(shard)

    def _tasks(self, fits: set[str]) -> Iterator[Task]:
        given = 0
        for number, shard in enumerate(self._shards()):
            self._keys.append(shard.key)
            if shard.key in fits:
                continue
            held = _OpenShard(number, shard.key, shard.span(), len(shard.tasks))
            self._open |= {given + place: held for place in range(len(shard.tasks))}
            given += len(shard.tasks)
            yield from shard.tasks

    def _publish(self, shard: _OpenShard) -> None:
        import pyarrow as pa

        outcomes = [shard.outcomes[number] for number in sorted(shard.outcomes)]
        rows = pa.concat_tables([outcome.rows for outcome in outcomes]).unify_dictionaries()
        sketches = [outcome.sketches for outcome in outcomes if outcome.sketches is not None]
        older = self._folder.manifests.get(shard.key)
        skipped = list(folded(skip for outcome in outcomes for skip in outcome.skipped))
        manifest = Manifest(
            shard=older.shard if older else shard_name(shard.number, shard.key),
            key=shard.key,
            span=shard.span,
            program=self._program,
            articles=sum(outcome.articles for outcome in outcomes),
            quotes=0,
            skipped=work.skip_objects(skipped),
            sha256="",
            size=0,
            left_out=sum(skip.count for skip in skipped),
        )
        texts = [outcome.texts for outcome in outcomes if outcome.texts is not None]
        self._folder.publish(
            rows,
            manifest,
            pa.concat_tables(sketches) if sketches else None,
            texts if self._recipe.keep_text else None,
        )
        self._made += 1


@dataclass(slots=True)
class _OpenShard:
    """A shard some of whose tasks are not done."""

    number: int
    key: str
    span: dict[str, Any]
    tasks: int
    outcomes: dict[int, Outcome] = field(default_factory=dict)


def _begun(tasks: Iterator[Task]) -> Iterator[Task]:
    """The same tasks, the first of them drawn already."""
    return chain(list(islice(tasks, 1)), tasks)


def _program(settings: Settings) -> dict[str, str]:
    analyser = settings.analyser
    models = analyser.models() if isinstance(analyser, AnalyserOptions) else {}
    return (
        work.program()
        | models
        | {
            "schema": str(SCHEMA),
            "analyser": getattr(analyser, "__qualname__", None) or repr(analyser),
            "dedup": settings.dedup or "",
        }
    )


def _shard_size(folder: LedgerFolder, settings: Settings) -> int:
    return settings.shard_size or folder.about().get("shard_size") or SHARD_SIZE


def _plan(inputs: Sequence[str], folder: LedgerFolder, settings: Settings, size: int) -> Plan:
    if STANDARD_INPUT in inputs and not folder.is_new:
        raise UsageError(
            f"{folder.name} holds a ledger already, and standard input cannot be read twice", "name another folder"
        )
    plan = Plan()
    program = _program(settings)
    left = dict(folder.manifests)
    damaged = {shard_id_of(name) for name in folder.damaged}
    for shard in shards(inputs, settings.recipe().read, size, settings.sample):
        plan.keys.append(shard.key)
        manifest = left.pop(shard.key, None)
        if manifest:
            why = _misfit(folder, manifest, program, keep_text=settings.texts is not None)
        else:
            why = "its record cannot be read" if shard_id(shard.key) in damaged else ""
        if manifest and not why:
            plan.fits.add(shard.key)
            continue
        if why:
            plan.redone[why] += 1
        else:
            plan.new += 1
        plan.articles += shard.articles
        plan.read += sum(task.read for task in shard.tasks)
    plan.stale = list(left.values())
    here = {absolute(name) for name in inputs}
    for source in sorted({manifest.span["input"] for manifest in plan.stale} & here):
        if not _is_there(source):
            raise InputError(
                f"{source} cannot be found, and {folder.name} holds its quotes", "bring it back, or name another folder"
            )
    for manifest in plan.stale:
        if settings.sample is not None:
            raise UsageError(f"{folder.name} holds more than this sample", "name another folder for it")
        if (source := manifest.span["input"]) not in here:
            raise UsageError(
                f"{folder.name} also holds the quotes of {source}, which is not among the inputs",
                "name that, too, or another folder",
            )
    return plan


def _is_there(source: str) -> bool:
    if not locations.is_remote(source):
        return os.path.lexists(source)
    with suppress(InputError):
        return bool(locations.files(source))
    return False


def _misfit(folder: LedgerFolder, manifest: Manifest, program: dict[str, str], *, keep_text: bool) -> str:
    """Why a shard of the same articles must be made again; "" where it need not."""
    changed = [name for name in program if manifest.program.get(name) != program[name]]
    if changed:
        return " and ".join(_CHANGED.get(name, name) for name in changed) + " changed"
    if not folder.is_sound(manifest) or (program["dedup"] and not _has_sketches(folder, manifest, program["dedup"])):
        return "damaged or missing"
    if keep_text and not manifest.texts:
        return "its texts were not kept"
    return ""


def _has_sketches(folder: LedgerFolder, manifest: Manifest, mode: str) -> bool:
    from quotes.runs import dedup

    try:
        return dedup.are_sketches(folder.sketches(manifest), mode, manifest.quotes)
    except OSError:
        return False


def _logged(plan: Plan) -> dict[str, Any]:
    return {"new": plan.new, "again": dict(plan.redone), "removed": len(plan.stale), "done": len(plan.fits)}


def _bytes(inputs: Sequence[str]) -> int | None:
    """The inputs' bytes as they are stored; None where they cannot be known beforehand."""
    total = 0
    for name in inputs:
        if name == STANDARD_INPUT:
            return None
        if locations.is_remote(name):
            sizes = []
            with suppress(QuotesError):
                sizes = [file.size for file in locations.files(name)]
            total += sum(size or 0 for size in sizes)
            continue
        with suppress(OSError):
            total += Path(name).stat().st_size
            for folder, _, files in os.walk(name):
                for file in files:
                    with suppress(OSError):
                        total += os.lstat(os.path.join(folder, file)).st_size
    return total or None


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


# ------------------------------------------------------------------------------------------------------ duplicates


def _tell_duplicates(folder: LedgerFolder, manifests: list[Manifest], mode: str) -> None:
    """Fill in `duplicate_of` where it is not what it should be, now that all articles are known."""
    import numpy as np

    from quotes.runs import dedup

    with folder.scratch() as scratch:
        try:
            counts = _gathered(folder, manifests, dedup.bands(mode), Path(scratch))
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise output_error(scratch, error) from error
        keys = (np.fromfile(Path(scratch, str(band)), np.uint64) for band in range(dedup.bands(mode)))
        alike = None
        total = sum(counts)
        if mode == "near" and total:
            alike = dedup.similar(np.memmap(Path(scratch, "values"), np.uint8, "r").reshape(total, -1))
        best = dedup.originals(keys, total, alike)
    names = _names(folder, manifests, counts, np.unique(best[best >= 0]))
    start = 0
    for manifest, count in zip(manifests, counts, strict=True):
        repeated = [names.get(int(number)) for number in best[start : start + count]]
        start += count
        _fill_in(folder, manifest, repeated)


def _gathered(folder: LedgerFolder, manifests: list[Manifest], bands: int, scratch: Path) -> list[int]:
    """All sketches in files of their own, a file a band, so that one can be held at a time; how many of each shard."""
    counts = []
    with ExitStack() as opened:
        files = [opened.enter_context((scratch / str(band)).open("wb")) for band in range(bands)]
        values = opened.enter_context((scratch / "values").open("wb"))
        for manifest in manifests:
            sketches = folder.sketches(manifest)
            counts.append(sketches.num_rows)
            numbers = sketches.column("bands").combine_chunks().flatten().to_numpy().reshape(-1, bands)
            for band, file in enumerate(files):
                file.write(numbers[:, band].tobytes())
            values.write(b"".join(sketches.column("values").to_pylist()))
    return counts


def _names(folder: LedgerFolder, manifests: list[Manifest], counts: list[int], numbers: Any) -> dict[int, str]:
    """The ids of articles by their number."""
    names: dict[int, str] = {}
    start = 0
    for manifest, count in zip(manifests, counts, strict=True):
        wanted = numbers[(numbers >= start) & (numbers < start + count)]
        if len(wanted):
            ids = folder.sketches(manifest).column("doc_id").take(wanted - start).to_pylist()
            names |= dict(zip(wanted.tolist(), ids, strict=True))
        start += count
    return names


def _fill_in(folder: LedgerFolder, manifest: Manifest, repeated: list[str | None]) -> None:
    from quotes.ledger import tables
    from quotes.runs import dedup

    digest = hashlib.sha256(repr(repeated).encode("utf-8", "surrogatepass")).hexdigest() if any(repeated) else ""
    filled = manifest.duplicates
    if manifest.before is not None and folder.sha256(manifest) == manifest.before:
        filled = "not yet"
    if filled != digest:
        values = dedup.assigned(folder.sketches(manifest), repeated)
        rows: pa.Table = tables.with_duplicates(folder.rows(manifest), values)
        folder.republish(rows, manifest, digest)
