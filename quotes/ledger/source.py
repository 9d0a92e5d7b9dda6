"""Ledgers as the Parquet files that DuckDB reads: checked, counted and put in order.

Kept apart from the queries because only this module knows of other formats: a CSV or JSON Lines ledger is turned into
a temporary Parquet file, by the same reader that every other command uses, so that cells are restored and checked.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.errors import InputError
from quotes.ledger.reading import is_utf8, open_parquet, parquet_files, parquet_tables, piped_tables, text_tables
from quotes.ledger.schema import SCHEMA, schema_of
from quotes.ledger.writing import LedgerWriter
from quotes.storage.atomic import resolved

if TYPE_CHECKING:
    import pyarrow as pa

_GLOB = frozenset("*?[]{}")

Changed = Callable[["pa.Table"], "pa.Table"]
"""Makes of some rows others."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One Parquet file of a ledger."""

    path: Path  # what DuckDB reads
    watched: Path  # the user's own file behind it
    stamp: tuple[int, int]  # its size and time of change when it was opened
    rows: int
    schema: int  # of the file
    ledger: int  # which of the ledgers it belongs to, from 0


@dataclass(frozen=True, slots=True)
class Source:
    """One or several ledgers, read as one: rows are numbered from 0, through all files."""

    ledgers: tuple[Path, ...]  # as the user named them
    shards: tuple[Shard, ...]
    offsets: tuple[int, ...]  # the number of each shard's first row, and at the end the number of all rows

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.offsets[-1]

    def place(self, number: int) -> tuple[Shard, int]:
        """The shard that holds a row, and the row's number in it."""
        index = bisect_right(self.offsets, number) - 1
        return self.shards[index], number - self.offsets[index]

    def check(self, shards: Sequence[Shard] | None = None) -> None:
        """See that the files are still those that were opened.

        Raises:
            InputError: one was removed or replaced.
        """
        for shard in self.shards if shards is None else shards:
            try:
                now = _stamp(shard.watched)
            except OSError:
                raise InputError(
                    f"{shard.watched} is gone", "bring it back, or leave with q; rows already read stay on screen"
                ) from None
            if now != shard.stamp:
                raise InputError(f"{shard.watched} was changed while open", "leave with q and open it again")


def opened(paths: Sequence[str | Path], scratch: Path) -> Source:
    """Open ledgers.

    Args:
        paths: `.parquet`, `.csv`, `.jsonl`, `.xlsx` files and folders of Parquet shards; `-` is standard input.
        scratch: a folder for temporary files, which must outlive the source.

    Raises:
        InputError: one is missing, unreadable, no ledger, or of another schema.
    """
    shards: list[Shard] = []
    for number, path in enumerate(paths):
        try:
            if str(path) == "-":
                copy = scratch / f"ledger-{number}.parquet"
                rows = _copied(piped_tables(), copy)
                shards.append(Shard(copy, copy, _stamp(copy), rows, SCHEMA, number))
            else:
                shards += _shards(Path(path), number, scratch)
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                raise InputError(f"{path} does not exist", "check the path") from error
            raise InputError(f"{path} cannot be read ({error.strerror or error})", "check the file") from error
    return _numbered(tuple(map(Path, paths)), shards)


def altered(source: Source, scratch: Path, changed: Changed) -> Source:
    """The same ledgers with other rows in the place of theirs, in copies.

    Args:
        source: the ledgers.
        scratch: a folder for the copies, which must outlive the result.
        changed: makes of some rows, told in order, what is to be read in their place.
    """
    shards = []
    for number, shard in enumerate(source.shards):
        copy = scratch / f"altered-{number}.parquet"
        rows = _copied(map(changed, parquet_tables(shard.path)), copy)
        shards.append(replace(shard, path=copy, rows=rows, schema=SCHEMA))
    return _numbered(source.ledgers, shards)


def _numbered(ledgers: tuple[Path, ...], shards: Sequence[Shard]) -> Source:
    return Source(ledgers, tuple(shards), tuple(accumulate((shard.rows for shard in shards), initial=0)))


def _shards(path: Path, number: int, scratch: Path) -> Iterator[Shard]:
    for file in parquet_files(path):
        stamp = _stamp(file)
        with open_parquet(file) as parquet:
            rows, schema = parquet.metadata.num_rows, schema_of(parquet.schema_arrow.names)
        yield Shard(plainly_named(file, scratch), file, stamp, rows, schema, number)
    if not path.is_dir() and path.suffix.lower() != ".parquet":
        stamp = _stamp(path)
        copy = scratch / f"ledger-{number}.parquet"
        yield Shard(copy, path, stamp, _copied(text_tables(path), copy), SCHEMA, number)


def _copied(tables: Iterable[pa.Table], copy: Path) -> int:
    """Write rows into a file; how many there are."""
    with LedgerWriter([copy]) as writer:
        for table in tables:
            writer.write_table(table)
    return writer.rows


def plainly_named(path: Path, scratch: Path) -> Path:
    """The same file by a name that DuckDB takes, and for no pattern; `scratch` must outlive it."""
    if _GLOB.isdisjoint(str(path)) and is_utf8(path):
        return path
    link = scratch / f"shard-{len(os.listdir(scratch))}.parquet"
    link.symlink_to(resolved(path))
    return link


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
