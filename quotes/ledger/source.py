"""Ledgers as the Parquet files that DuckDB reads: checked, counted and put in order.

Kept apart from the queries because only this module knows of other formats: a CSV or JSON Lines ledger is turned into
a temporary Parquet file, by the same reader that every other command uses, so that cells are restored and checked.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.errors import InputError
from quotes.ledger.reading import open_parquet, parquet_files, parquet_tables, piped_tables, text_tables
from quotes.ledger.schema import SCHEMA, schema_of
from quotes.ledger.writing import LedgerWriter

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


def opened(paths: Sequence[str | Path], scratch: Path, changed: Changed | None = None) -> Source:
    """Open ledgers.

    Args:
        paths: `.parquet`, `.csv`, `.jsonl`, `.xlsx` files and folders of Parquet shards; `-` is standard input.
        scratch: a folder for temporary files, which must outlive the source.
        changed: makes of some rows what is to be read in their place, from a copy; None: they are read as they are.

    Raises:
        InputError: one is missing, unreadable, no ledger, or of another schema.
    """
    shards: list[Shard] = []
    for number, path in enumerate(paths):
        try:
            if str(path) == "-" or changed is not None:
                shards.append(_copied(str(path), number, scratch, changed))
            else:
                shards += _shards(Path(path), number, scratch)
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                raise InputError(f"{path} does not exist", "check the path") from error
            raise InputError(f"{path} cannot be read ({error.strerror or error})", "check the file") from error
    offsets = [0]
    for shard in shards:
        offsets.append(offsets[-1] + shard.rows)
    return Source(tuple(map(Path, paths)), tuple(shards), tuple(offsets))


def _shards(path: Path, number: int, scratch: Path) -> Iterator[Shard]:
    for file in parquet_files(path):
        stamp = _stamp(file)
        with open_parquet(file) as parquet:
            rows, schema = parquet.metadata.num_rows, schema_of(parquet.schema_arrow.names)
        yield Shard(plainly_named(file, scratch), file, stamp, rows, schema, number)
    if not path.is_dir() and path.suffix.lower() != ".parquet":
        stamp = _stamp(path)
        copy = scratch / f"ledger-{number}.parquet"
        with LedgerWriter([copy]) as writer:
            for table in text_tables(path):
                writer.write_table(table)
        yield Shard(copy, path, stamp, writer.rows, SCHEMA, number)


def _copied(path: str, number: int, scratch: Path, changed: Changed | None) -> Shard:
    """A ledger's rows in a file of their own: of standard input, or with changes."""
    copy = scratch / f"ledger-{number}.parquet"
    if path == "-":
        tables = piped_tables()
    elif files := parquet_files(Path(path)):
        tables = chain.from_iterable(map(parquet_tables, files))
    else:
        tables = text_tables(Path(path))
    with LedgerWriter([copy]) as writer:
        for table in tables:
            writer.write_table(changed(table) if changed is not None else table)
    return Shard(copy, copy, _stamp(copy), writer.rows, SCHEMA, number)


def plainly_named(path: Path, scratch: Path) -> Path:
    """The same file by a name that DuckDB takes for no pattern; `scratch` must outlive it."""
    if _GLOB.isdisjoint(str(path)):
        return path
    link = scratch / f"shard-{len(os.listdir(scratch))}.parquet"
    link.symlink_to(path.resolve())
    return link


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
