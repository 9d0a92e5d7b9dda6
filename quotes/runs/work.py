"""What a worker does: the articles of a task to rows, with an analyser that is built once a process.

Everything here can be pickled by reference or by value, for it travels to other processes and machines.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from quotes import __version__
from quotes.reading import unreadable
from quotes.reading.sources import Options, Skipped, folded
from quotes.records import Article, Quote
from quotes.runs.cutting import Part, Task

if TYPE_CHECKING:
    import pyarrow as pa

    from quotes.analysis.pipeline import Analysed


class Analyses(Protocol):
    """What finds the quotes of articles, as `quotes.Analyser` does."""

    def each(self, articles: Iterable[Article]) -> Iterator[Analysed]:
        """Each article's quotes, or the error its analysis ended in, in order."""


@dataclass(frozen=True, slots=True)
class AnalyserOptions:
    """How to build the analyser: the keyword arguments of `quotes.Analyser`."""

    options: tuple[tuple[str, Any], ...] = ()

    def __call__(self) -> Analyses:
        """Build it."""
        from quotes.analysis.pipeline import Analyser

        return Analyser(**dict(self.options))

    def models(self) -> dict[str, str]:
        """What it makes of `program`'s models: rules read the small ones; stanza's published package is one more."""
        options = dict(self.options)
        if options.get("mode") == "rules":
            return {"models": _linear()}
        if options.get("models") == "official":
            from quotes.learned.parsing import official_folder

            listed = official_folder() / "resources.json"  # with a hash of every file
            if listed.is_file():
                return {"models": f"{program()['models']} {hashlib.sha256(listed.read_bytes()).hexdigest()}"}
        return {}


def _linear() -> str:
    """The content of the weights that a person can read, which rules use too."""
    weights = resources.files("quotes").joinpath("learned", "weights")
    texts = sorted((each.name, each.read_bytes()) for each in weights.iterdir() if each.name.endswith(".toml"))
    return hashlib.sha256(repr(texts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that the rows of an article depend on, the program itself apart."""

    read: Options
    analyser: Callable[[], Analyses] = AnalyserOptions()  # a module's function, or a frozen dataclass: equal if same
    dedup: str | None = None  # exact, near
    keep_text: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task."""

    rows: pa.Table
    articles: int  # that were analysed
    skipped: tuple[Skipped, ...]
    sketches: pa.Table | None = None  # of the articles with rows, where duplicates are looked for
    program: str = ""  # the worker's `fingerprint`; "": of this process
    warnings: tuple[str, ...] = ()  # what readers said of articles that they took all the same
    repaired: int = 0  # articles whose text was damaged
    repairs: tuple[tuple[str, int], ...] = ()  # in what way -> how many of them
    remarks: tuple[tuple[str, int], ...] = ()  # what their readers should know -> of how many
    texts: bytes | None = None  # the lines that keep the articles' texts; None: they are not kept


def program() -> dict[str, str]:
    """The program's version and the content of its word lists and models, which rows depend on."""
    from quotes.lexicon import lists

    manifest = resources.files("quotes").joinpath("learned", "weights", "manifest.json")
    models = hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else "none"
    return {"version": __version__, "lexicon": lists.load().content_hash, "models": models}


@cache
def fingerprint() -> str:
    """`program` in one word, to see whether two machines have the same."""
    return hashlib.sha256(repr(sorted(program().items())).encode()).hexdigest()[:16]


_WARNINGS = 10  # of a task that are told
_building = Lock()  # a Dask worker may have several threads; the analyser is one, and used by one at a time


def _unlock() -> None:
    """A process that is forked while another thread analyses gets a lock that nobody in it will release."""
    global _building
    _building = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock)


@cache
def analyser(recipe: Recipe) -> Analyses:
    """This process's analyser. Word lists and models are loaded with the first call."""
    return recipe.analyser()


def ready(recipe: Recipe) -> str:
    """Load all that a worker needs; its `fingerprint`."""
    analyser(recipe)
    return fingerprint()


def one_thread() -> None:
    """Let the libraries that bring threads of their own use one each: the workers are as many as the cores."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ[name] = "1"  # read when a library is loaded
    import pyarrow

    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)


def analysed(recipe: Recipe, task: Task) -> Outcome:
    """The rows of a task's articles, in order. An article that trips the analyser costs only itself."""
    from quotes.ledger import tables, texts

    if recipe.dedup:
        from quotes.runs import dedup
    warnings: dict[str, None] = {}
    with _building, heard(lambda warning: warnings.setdefault(warning)):
        analyse = analyser(recipe)
        quotes: list[Quote] = []
        skipped: list[Skipped] = []
        sketches: list[tuple[str, int, str]] = []
        articles = 0
        names: list[str] = []
        sound: list[Article] = []
        for name, item in _items(task, recipe.read):
            if isinstance(item, Skipped):
                skipped.append(item)
            else:
                names.append(name)
                sound.append(item)
        kept: list[bytes] = []
        damaged = 0
        repairs: Counter[str] = Counter()
        remarks: Counter[str] = Counter()
        for name, analysed in zip(names, analyse.each(sound), strict=True):
            article, found, error = analysed.article, analysed.quotes, analysed.error
            if recipe.keep_text:
                kept.append(texts.line(article))
            damaged += bool(analysed.repairs)
            repairs.update(analysed.repairs)
            remarks.update(analysed.remarks)
            if error is not None:
                reason = f"the analysis failed ({' '.join(f'{type(error).__name__}: {error}'.split())[:200]})"
                skipped.append(Skipped(name, None, reason, article.doc_id))
                continue
            articles += 1
            quotes += found
            if recipe.dedup and found:
                sketches.append((article.doc_id, len(found), dedup.body(article)))
        return Outcome(
            tables.table(quotes),
            articles,
            tuple(folded(skipped)),
            dedup.sketched(sketches, recipe.dedup) if recipe.dedup else None,
            fingerprint(),
            tuple(warnings)[:_WARNINGS],
            damaged,
            tuple(repairs.items()),
            tuple(remarks.items()),
            b"".join(kept) if recipe.keep_text else None,
        )


@contextmanager
def heard(tell: Callable[[str], object]) -> Iterator[None]:
    """Have `tell` called with what readers warn of; else it goes to standard error, of whatever process this is."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            tell(record.getMessage())

    logger = logging.getLogger("quotes.reading")
    others, logger.handlers = logger.handlers, [Handler()]
    try:
        yield
    finally:
        logger.handlers = others


def _items(task: Task, options: Options) -> Iterator[tuple[str, Article | Skipped]]:
    for part in task.parts:
        try:
            for item in part.read(options):
                yield part.name, item
        except MemoryError:
            raise
        except Exception as error:  # one bad file must not cost the rest
            yield part.name, Skipped(part.name, None, str(unreadable(error)))


def crashed(task: Task, options: Options, how: str) -> Outcome:
    """What becomes of a task of one article that ends every process that works on it."""
    from quotes.ledger import tables

    (part,) = task.parts
    reason = f"the analysis ended its process ({how})"
    return Outcome(tables.table([]), 0, (Skipped(part.name, part.place, reason, _doc_id(part)),))


def _doc_id(part: Part) -> str | None:
    """The article's id where it can be had without reading what may have been the cause."""
    items = getattr(part, "items", ())
    return items[0].doc_id if items and isinstance(items[0], Article) else None


def skip_objects(skipped: Iterable[Skipped]) -> list[dict[str, Any]]:
    """As JSON can hold them: `input`, `where`, `doc_id`, `reason`, `count`."""
    return [
        {"input": s.path, "where": s.where, "doc_id": s.doc_id, "reason": s.reason, "count": s.count} for s in skipped
    ]


def folded_skips(objects: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Such objects, those of neighbouring shards folded too."""
    found = (Skipped(o["input"], o["where"], o["reason"], o["doc_id"], o["count"]) for o in objects)
    for skipped in folded(found):
        yield from skip_objects([skipped])
