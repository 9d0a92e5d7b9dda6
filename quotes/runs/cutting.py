"""Inputs to shards, and shards to tasks.

Where a shard begins and ends depends on the input and the shard size alone, never on who works on it. A shard's key
says what is in it and how it is to be read; two runs that find the same key need analyse it only once. Tables that can
be cut without being understood (JSON Lines, single files) are: workers parse them. Others are read here.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Protocol, Self, TypeVar

from quotes.errors import InputError
from quotes.reading import READERS, unreadable
from quotes.reading.decoding import opened_as_text
from quotes.reading.formats import json_lines, plain, warc
from quotes.reading.sources import (
    PAGE_FACTOR,
    STANDARD_INPUT,
    LimitPassed,
    Options,
    Skipped,
    Source,
    Unreadable,
    folded,
    sources,
    too_large,
)
from quotes.records import Article
from quotes.storage import locations
from quotes.storage.atomic import resolved

TASK_ARTICLES = 200  # at most; what is lost when a worker dies, and what a worker is told at a time
TASK_BYTES = 2 << 20  # above which a task takes no further article
SHARD_BYTES = 16 << 20  # likewise a shard, which is held in memory while it is cut
_BIG_SOURCE = 4 << 20  # bytes; a source of this size begins a shard, so that it does not depend on those before
_T = TypeVar("_T")
_BOM = b"\xef\xbb\xbf"


class Part(Protocol):
    """Some of the articles of one source, in a form that any worker can read them from."""

    @property
    def name(self) -> str:
        """The source."""

    @property
    def count(self) -> int:
        """How many articles it holds, lines that turn out to hold none included."""

    @property
    def size(self) -> int:
        """About how many bytes it holds."""

    @property
    def place(self) -> str | None:
        """Where in the source it begins: `line 7`; None: it is the whole source."""

    @property
    def end(self) -> str | None:
        """Where in the source it ends."""

    def read(self, options: Options) -> Iterator[Article | Skipped]:
        """The articles. Raises InputError, OSError where there are none to be had."""

    def halves(self) -> tuple[Self, Self] | None:
        """The same in two parts; None: it cannot be parted."""

    def first(self, count: int) -> Self:
        """Only so many articles of it."""

    def content(self) -> Iterator[bytes]:
        """All that its articles depend on."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a JSON Lines file."""

    name: str
    start: int  # the number of the first line, from 1
    lines: tuple[bytes, ...]

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def size(self) -> int:
        return sum(map(len, self.lines))

    @property
    def place(self) -> str | None:
        return f"line {self.start}"

    @property
    def end(self) -> str | None:
        return f"line {self.start + len(self.lines) - 1}"

    def read(self, options: Options) -> Iterator[Article | Skipped]:
        longest = json_lines.LINE_FACTOR * options.max_article_bytes  # as when the file is read in one go
        text = (line.decode("utf-8", "quotes-windows-1252") for line in self.lines)
        lines = (line if len(line) <= longest else None for line in text)
        return json_lines.of_lines(lines, self.name, options, start=self.start, first=False)

    def halves(self) -> tuple[Lines, Lines] | None:
        middle = len(self.lines) // 2
        if not middle:
            return None
        return replace(self, lines=self.lines[:middle]), replace(
            self, start=self.start + middle, lines=self.lines[middle:]
        )

    def first(self, count: int) -> Lines:
        return replace(self, lines=self.lines[:count])

    def content(self) -> Iterator[bytes]:
        yield b"lines %d" % self.start
        yield from self.lines


@dataclass(frozen=True, slots=True)
class File:
    """A file that is one article, as a text or a page is."""

    name: str
    suffix: str
    data: bytes

    count = 1
    place = None
    end = None

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, options: Options) -> Iterator[Article | Skipped]:
        source = Source(self.name, self.suffix, lambda: io.BytesIO(self.data), len(self.data))
        return READERS.get(self.suffix, plain.read)(source, options)

    def halves(self) -> None:
        return None

    def first(self, count: int) -> File:
        return self

    def content(self) -> Iterator[bytes]:
        yield f"file {self.suffix}".encode()
        yield self.data


@dataclass(frozen=True, slots=True)
class Items:
    """Articles read already, from what cannot be cut unread: CSV, Parquet, standard input; or pages of a crawl."""

    name: str
    start: int  # the number of the first, from 1
    items: tuple[Article | warc.Page | Skipped, ...]
    size: int

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def place(self) -> str | None:
        return f"item {self.start}"

    @property
    def end(self) -> str | None:
        return f"item {self.start + len(self.items) - 1}"

    def read(self, options: Options) -> Iterator[Article | Skipped]:
        for item in self.items:
            yield warc.article(item, self.name, options) if isinstance(item, warc.Page) else item

    def halves(self) -> tuple[Items, Items] | None:
        middle = len(self.items) // 2
        if not middle:
            return None
        return replace(self, items=self.items[:middle]), replace(
            self, start=self.start + middle, items=self.items[middle:]
        )

    def first(self, count: int) -> Items:
        return replace(self, items=self.items[:count])

    def content(self) -> Iterator[bytes]:
        yield b"items %d" % self.start
        for item in self.items:
            yield repr(item).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is given at a time."""

    parts: tuple[Part, ...]
    read: int = 0  # bytes of the inputs, as stored, that were read to cut it

    @property
    def articles(self) -> int:
        """How many articles it holds, at most."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Shard:
    """What becomes one file of the ledger."""

    tasks: tuple[Task, ...]
    key: str  # the same for the same articles, read in the same way; distinct within a run
    input: str  # which of the inputs it comes from, as an absolute path or a URL

    @property
    def articles(self) -> int:
        """How many articles it holds, at most."""
        return sum(task.articles for task in self.tasks)

    def span(self) -> dict[str, Any]:
        """Which part of the input this is, for the manifest."""
        first, last = self.tasks[0].parts[0], self.tasks[-1].parts[-1]
        return {
            "input": self.input,
            "from": _located(first.name, first.place),
            "to": _located(last.name, last.end),
            "articles": self.articles,
        }


def _located(name: str, place: str | None) -> dict[str, Any]:
    located: dict[str, Any] = {"name": name, "place": place}
    with suppress(OSError):
        if not locations.is_remote(name):
            status = Path(name).stat()
            located |= {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
    return located


def absolute(name: str) -> str:
    """An input's name, wherever the program is started."""
    return name if name == STANDARD_INPUT or locations.is_remote(name) else str(resolved(name))


def shards(inputs: Sequence[str], options: Options, size: int, sample: int | None = None) -> Iterator[Shard]:
    """The inputs, cut.

    Args:
        inputs: as `quotes.reading.articles` takes them.
        options: how to read them.
        size: articles in a shard, at most.
        sample: only so many articles, the first ones.

    Raises:
        InputError: the only input is missing or unreadable from its start.
    """
    seen: dict[str, int] = {}
    for name in inputs:
        pieces = _parts(name, options, size, only=len(inputs) == 1)
        for parts in _sharded(pieces if sample is None else _limited(pieces, sample), size):
            shard = Shard(tuple(_tasks(parts, min(size, TASK_ARTICLES))), _key(parts, options), absolute(name))
            times = seen[shard.key] = seen.get(shard.key, 0) + 1
            yield shard if times == 1 else replace(shard, key=f"{shard.key}-{times}")
            if sample is not None:
                sample -= shard.articles


def _key(parts: Iterable[tuple[Part, int, bool]], options: Options) -> str:
    digest = hashlib.blake2b(repr(options).encode(), digest_size=16)
    for part, _, _ in parts:
        for piece in part.content():
            digest.update(b"%d:" % len(piece))
            digest.update(piece)
    return digest.hexdigest()


def _limited(pieces: Iterator[tuple[Part, int, bool]], left: int) -> Iterator[tuple[Part, int, bool]]:
    for part, read, cut in pieces:
        if left <= 0:
            return
        yield part.first(left), read, cut
        left -= part.count


def _sharded(pieces: Iterator[tuple[Part, int, bool]], size: int) -> Iterator[list[tuple[Part, int, bool]]]:
    held: list[tuple[Part, int, bool]] = []
    count = weight = 0
    for piece in pieces:
        part, _, cut = piece
        if held and (cut or count + part.count > size or weight >= SHARD_BYTES):
            yield held
            held, count, weight = [], 0, 0
        held.append(piece)
        count += part.count
        weight += part.size
    if held:
        yield held


def _tasks(pieces: Iterable[tuple[Part, int, bool]], most: int) -> Iterator[Task]:
    held: list[Part] = []
    count = weight = read = 0
    for part, consumed, _ in pieces:
        if held and (count + part.count > most or weight >= TASK_BYTES):
            yield Task(tuple(held), read)
            held, count, weight, read = [], 0, 0, 0
        held.append(part)
        count += part.count
        weight += part.size
        read += consumed
    if held:
        yield Task(tuple(held), read)


def _parts(name: str, options: Options, size: int, *, only: bool) -> Iterator[tuple[Part, int, bool]]:
    """The parts of an input in order, each with the bytes read for it and whether a shard must begin with it.

    After a source a shard ends with a chance in proportion to the source's articles, drawn from its name. So a file
    that is added to a folder moves the cuts in its neighbourhood and no others.
    """
    cut = False
    for source in _found(name, only=only):
        if isinstance(source, Skipped):
            yield Items(source.path, 1, (source,), 0), 0, cut
            cut = False
            continue
        cut = cut or source.size is None or source.size >= _BIG_SOURCE
        count = 0
        for part, read in _of_source(
            source, options, min(size, TASK_ARTICLES), only=only and source.name in (name, "standard input")
        ):
            yield part, read, cut
            cut = False
            count += part.count
        cut = cut or zlib.crc32(Path(source.name).name.encode("utf-8", "surrogateescape")) / 2**32 < count / size


def _found(name: str, *, only: bool) -> Iterator[Source | Skipped]:
    try:
        yield from sources([name])
    except InputError as error:
        if only:
            raise
        yield Skipped(name, None, error.what.removeprefix(f"{name} "))


def _of_source(source: Source, options: Options, most: int, *, only: bool) -> Iterator[tuple[Part, int]]:
    """The parts of a source; where it cannot be read, a part that says so."""
    got = False
    try:
        for part, read in _cut(source, options, most, whole=only):
            got = True
            yield part, read
    except MemoryError:
        raise
    except Exception as error:  # one bad file must not cost the rest
        problem = unreadable(error)
        if only and not got and not isinstance(problem, LimitPassed):
            raise InputError(f"{source.name} {problem.what}", problem.remedy) from error
        yield Items(source.name, 1, (Skipped(source.name, None, str(problem)),), 0), 0


def _cut(source: Source, options: Options, most: int, *, whole: bool) -> Iterator[tuple[Part, int]]:
    read = READERS.get(source.suffix, plain.read)
    if read is json_lines.read:
        with source.open() as stream:
            sample = io.BufferedReader(stream) if not isinstance(stream, io.BufferedReader) else stream  # type: ignore[type-var]
            text = opened_as_text(sample)
            plain_bytes = text.encoding == "utf-8-sig"
            text.detach()
            if plain_bytes:
                yield from _cut_lines(sample, source.name, options, most)
                return
    elif source.suffix not in _TABLES and not whole:
        with source.open() as stream:
            data = stream.read(4 * PAGE_FACTOR * options.max_article_bytes + 1)  # of more its reader takes none
        yield File(source.name, source.suffix, data), source.size or len(data)
        return
    if read is warc.read:
        yield from _batched(warc.pages(source, options), source, most)
        return
    yield from _batched(read(source, options), source, most)


_TABLES = frozenset(suffix for suffix in READERS if suffix not in (".htm", ".html", ".xhtml", ".mht", ".mhtml"))


def _cut_lines(stream: IO[bytes], name: str, options: Options, most: int) -> Iterator[tuple[Part, int]]:
    held: list[bytes] = []
    size = number = at = 0
    first, tried = True, 0
    problem: InputError = InputError("is empty", "write one object a line")
    longest = json_lines.LINE_FACTOR * options.max_article_bytes
    lines = _Guarded(iter(lambda: stream.readline(4 * longest + 1), b""))  # UTF-8: at most four bytes a character
    for line in lines:
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) > 4 * longest and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            if held:
                yield Lines(name, number - len(held), tuple(held)), 0
            held, size, first = [], 0, False
            yield Items(name, number, (Skipped(name, f"line {number}", str(too_large(longest))),), 0), 0
            continue
        held.append(line)
        size += len(line)
        if first and line.strip():  # where this is no table of articles, nothing is made of it
            try:
                json_lines.of_line(line.decode("utf-8", "quotes-windows-1252"), name, number, options)
                first = False
            except Unreadable as error:
                problem = problem if tried else json_lines.of_first(error, number)
                tried += 1
                if tried >= json_lines.TRIED or size >= TASK_BYTES:
                    raise problem from error
        if not first and (len(held) >= most or size >= TASK_BYTES):
            now = _position(stream)
            yield Lines(name, number + 1 - len(held), tuple(held)), now - at
            held, size, at = [], 0, now
    if first:
        lines.check()
        raise problem
    if held:
        yield Lines(name, number + 1 - len(held), tuple(held)), _position(stream) - at
    lines.check()


def _batched(items: Iterator[Article | warc.Page | Skipped], source: Source, most: int) -> Iterator[tuple[Part, int]]:
    """Articles as they are read, in parts; their bytes as stored are told at the end, for the readers do not say."""
    held: list[Article | warc.Page | Skipped] = []
    size = done = told = 0
    items = _Guarded(folded(items))
    for item in items:
        held.append(item)
        size += len(item.text) if isinstance(item, Article) else len(getattr(item, "data", b""))
        if len(held) >= most or size >= TASK_BYTES:
            read = min(size, max((source.size or 0) - told, 0))  # a table holds about as much text as bytes
            told += read
            yield Items(source.name, done + 1, tuple(held), size), read
            done += len(held)
            held, size = [], 0
    if held:
        yield Items(source.name, done + 1, tuple(held), size), max((source.size or 0) - told, 0)
    items.check()


class _Guarded(Iterator[_T]):
    """An iterator that ends where reading fails, so that what was read before can be used; `check` then raises."""

    def __init__(self, items: Iterator[_T]) -> None:
        self._items = items
        self._error: Exception | None = None

    def __next__(self) -> _T:
        try:
            return next(self._items)
        except (StopIteration, MemoryError):
            raise
        except Exception as error:
            self._error = error
            raise StopIteration from None

    def check(self) -> None:
        """Raise what ended it, if anything did."""
        if self._error is not None:
            raise self._error


def _position(stream: IO[bytes]) -> int:
    """How far the stored file was read; 0 where the stream does not say."""
    with suppress(OSError, ValueError, AttributeError):
        return int(getattr(stream, "raw", stream).tell())
    return 0
