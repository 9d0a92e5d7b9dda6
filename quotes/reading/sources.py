"""What the user named, as a stream of things to open: files, folders' files, standard input.

Kept apart from the formats, so that a reader of a format sees only a `Source` and need not know whether its bytes come
from a file, a pipe or, one day, a compressed or a remote file.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar, cast

from quotes.errors import InputError
from quotes.reading.columns import Columns, is_header
from quotes.reading.compression import unfolded
from quotes.storage import locations
from quotes.storage.atomic import resolved

STANDARD_INPUT = "-"
_ADDRESS = re.compile(r"(?:https?|ftp)://|www\.\w", re.IGNORECASE)
_ABOUT = re.compile(r"(?:readme|licen[cs]e)\b.*|.*\.(?:md|toml)", re.IGNORECASE)  # about a folder's files, none of them
MAX_ARTICLE_BYTES = 2 << 20  # a text file's or row's; the longest live reports have a tenth of it
_ROWS = re.compile(r"(row|line|item|record)s? (\d+)(?:-(\d+))?", re.ASCII)
_SINGLES = 100  # neighbours skipped for different reasons that are told one by one
_OTHERS = ", or another reason"
_Item = TypeVar("_Item")
_HELD = 64 << 20  # bytes of standard input that are held in memory, where its format needs them all at once
_LONGEST_STORED = 4 << 30  # bytes, and on the disk
_PACKED_HEAD = 1 << 16  # bytes of an office document on standard input, in which it says what it is
PAGE_FACTOR = 4  # a web page may be so many times as large as the text in it


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something among the inputs that was not read, and why."""

    path: str  # the file, as named or as found in the folder
    where: str | None  # the place in it (`row 7`, `rows 7-9`); None: the whole file
    reason: str  # one line
    doc_id: str | None = None  # the article's id, where it was read
    count: int = 1  # how many articles, or rows that might have been some


def folded(items: Iterable[_Item | Skipped]) -> Iterator[_Item | Skipped]:
    """The same items, but what is skipped in a row is one: a table of empty rows must not become a record of each."""
    held: Skipped | None = None
    singles = 0  # of the run that `held` ends, how many were left apart
    try:
        for item in items:
            if not isinstance(item, Skipped):
                if held is not None:
                    yield held
                held, singles = None, 0
                yield item
                continue
            if held is not None:
                if whole := _joined(held, item, whatever=singles >= _SINGLES):
                    held = whole
                    continue
                yield held
                singles += 1
            held = item
    except Exception:  # what was read before it stays
        if held is not None:
            yield held
        raise
    if held is not None:
        yield held


def _joined(first: Skipped, second: Skipped, *, whatever: bool) -> Skipped | None:
    """Two neighbours as one; None: they are none, or were skipped for different reasons (unless `whatever`)."""
    same = first.reason == second.reason
    if first.path != second.path or first.doc_id or second.doc_id or not (same or whatever):
        return None
    before, after = (_ROWS.fullmatch(skipped.where or "") for skipped in (first, second))
    if not before or not after or before[1] != after[1] or int(before[3] or before[2]) + 1 != int(after[2]):
        return None
    reason = first.reason if same or first.reason.endswith(_OTHERS) else first.reason + _OTHERS
    where = f"{before[1]}s {before[2]}-{after[3] or after[2]}"
    return Skipped(first.path, where, reason, None, first.count + second.count)


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read."""

    name: str  # what messages call it
    suffix: str  # lower case with its dot, `.jsonl`; "" where there is none
    open: Callable[[], IO[bytes]]  # a fresh binary stream, decompressed; raises OSError
    size: int | None = None  # bytes as stored; None: unknown


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says about the inputs."""

    columns: Columns
    published: datetime | None  # for articles that do not say so themselves
    max_article_bytes: int = MAX_ARTICLE_BYTES  # of an article's text in UTF-8


class Unreadable(InputError):
    """A whole source cannot be read; `what` does not name it, for whoever catches it does."""


class LimitPassed(Unreadable):
    """A source passed a limit: it is skipped and named, even where it is the only one."""


def limited(stream: IO[bytes], most: int) -> bytes:
    """All bytes of a stream that may hold no more than `most`.

    Raises:
        LimitPassed: it holds more; no more of it than that was read.
    """
    data = stream.read(most + 1)
    if len(data) > most:
        raise too_large(most)
    return data


def too_large(most: int) -> LimitPassed:
    """What to say of an article, or a page, of more than `most` bytes."""
    return LimitPassed(f"is larger than {most:,} bytes", "if it is an article, raise --max-article-bytes")


def missing_extra(package: str) -> Unreadable:
    """What to say of a document whose library is not installed."""
    return Unreadable(f"needs the package {package}", "pip install 'quotes-id[documents]'")


def sources(inputs: Sequence[str]) -> Iterator[Source | Skipped]:
    """Every file the inputs name, folders walked in sorted order.

    Hidden files of a folder, and those that are about it (README, licence, settings), are left out silently; links that
    lead out of their folder, and things that are no file, are named.

    Raises:
        InputError: the only input is missing or is an empty folder.
    """
    only = len(inputs) == 1
    for name in inputs:
        path = Path(name)
        if _ADDRESS.match(name):
            problem = "is an address, and nothing is fetched"
            remedy = "save the page, or crawl it into a .warc (wget --warc-file), and name the file"
            if only:
                raise InputError(f"{name} {problem}", remedy)
            yield Skipped(name, None, f"{problem}: {remedy}")
        elif name == STANDARD_INPUT:
            yield _standard_input()
        elif locations.is_remote(name):
            yield from _remote(name, only)
        elif path.is_dir():
            found = False
            for item in _in_folder(path):
                found = True
                yield item
            if not found:
                if only:
                    raise InputError(
                        f"{name} holds no file to read",
                        "name a folder with articles in it",
                    )
                yield Skipped(name, None, "holds no file to read")
        elif os.path.lexists(name):
            yield of_file(path, name)
        elif only:
            raise InputError(f"{name} does not exist", "check the path")
        else:
            yield Skipped(name, None, "does not exist")


def of_file(path: Path, name: str | None = None) -> Source:
    """A file as a source; `name` is what messages call it."""
    suffix, opened = unfolded(path.name, lambda: path.open("rb"))
    return Source(name or str(path), suffix, opened, path.stat().st_size if path.is_file() else None)


def _remote(name: str, only: bool) -> Iterator[Source | Skipped]:
    """Files of a remote place: a file, everything in a folder, or what a pattern with `*` fits, sorted."""
    try:
        found = locations.files(name)
    except InputError as error:
        if only:
            raise
        yield Skipped(name, None, error.what.removeprefix(f"{name} "))
        return
    for file in found:
        suffix, opened = unfolded(file.url, file.open)
        yield Source(file.url, suffix, opened, file.size)


def _in_folder(root: Path) -> Iterator[Source | Skipped]:
    inside = resolved(root)
    refused: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_part(name, files))
        for name in sorted([*files, *(name for name in folders if (Path(folder) / name).is_symlink())]):
            path = Path(folder) / name
            if name.startswith(".") or _ABOUT.fullmatch(name):
                continue
            if path.is_symlink() and not resolved(path).is_relative_to(inside):
                yield Skipped(str(path), None, "is a link that leads out of its folder")
            elif path.is_dir():
                continue  # a link to a folder inside, which is walked where it stands
            elif not path.is_file():
                yield Skipped(
                    str(path),
                    None,
                    "is no regular file" if path.exists() else "is a broken link",
                )
            else:
                yield of_file(path)
    for error in refused:
        yield Skipped(str(error.filename), None, f"cannot be opened ({error.strerror})")


def _is_part(folder: str, files: Sequence[str]) -> bool:
    """Whether a browser made the folder for the pictures and scripts of a complete page that it saved beside it."""
    stem, mark, _ = folder.rpartition("_files")
    return bool(mark) and any(f"{stem}{suffix}" in files for suffix in (".html", ".htm", ".xhtml"))


class _Chained(io.RawIOBase):
    """A stream whose first bytes were read already to see what it is."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first = memoryview(first)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # any writable buffer
        data = self._first[: len(view)] if self._first else self._rest.read(len(view))
        self._first = self._first[len(view) :]
        view[: len(data)] = data
        return len(data)


def _standard_input() -> Source:
    stream: IO[bytes] = sys.stdin.buffer
    first = stream.readline(1 << 20)
    while first.strip() in (b"", b"\xef\xbb\xbf") and len(first) < 1 << 12 and (more := stream.readline(1 << 20)):
        first += more
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")
    # A first line that opens an object is JSON Lines; the reader of .json takes both it and one object over many lines.
    if start.startswith(b"WARC/"):
        suffix = ".warc"
    elif start.startswith(b"%PDF"):
        suffix = ".pdf"
    elif start.startswith(b"PK\x03\x04"):
        first += stream.read(_PACKED_HEAD)
        suffix = ".docx" if b"word/" in first else ".xlsx" if b"xl/" in first else ".txt"
    elif start.startswith(b"PAR1"):
        suffix = ".parquet"
    elif not re.match(rb"\{\s*(?:\"|$)|\[\s*(?:\{|$)", start):
        suffix = ".csv" if is_header(start.decode("utf-8", "replace")) else ".txt"
    else:
        suffix = ".jsonl" if start[:1] == b"{" and start.rstrip().endswith(b"}") else ".json"

    def opened() -> IO[bytes]:
        whole = io.BufferedReader(_Chained(first, stream))
        return _stored(whole) if suffix in (".xlsx", ".parquet") else whole

    return Source("standard input", suffix, opened)


def _stored(stream: IO[bytes]) -> IO[bytes]:
    """The same bytes in a temporary file, for formats that are read from their end.

    Raises:
        LimitPassed: there are more than `_LONGEST_STORED`.
    """
    file = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=_HELD))
    left = _LONGEST_STORED
    while block := stream.read(1 << 20):
        left -= len(block)
        if left < 0:
            raise LimitPassed(f"is larger than {_LONGEST_STORED >> 30} GiB", "name the file instead")
        file.write(block)
    file.seek(0)
    return file
