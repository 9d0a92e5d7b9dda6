"""Ledgers from files: Parquet and folders of it, CSV, JSON Lines and Excel's format.

Owns what is done about bytes that are no ledger, or a damaged one.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from quotes.errors import InputError, UsageError
from quotes.ledger import excel
from quotes.ledger.cells import restored
from quotes.ledger.completeness import recorded_articles, tell_unfinished
from quotes.ledger.schema import ARTICLES_KEY, SCHEMA_KEY, SCHEMAS, arrow_schema, schema_of
from quotes.ledger.tables import BATCH, cast, check_columns, either_of, one_line, plain_type, to_frame
from quotes.ledger.writing import FORMATS, STANDARD_STREAM

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_NUMBER = 15  # digits of a number of articles that is believed


def read_ledger(path: str | Path) -> pd.DataFrame:
    """Read a ledger: `.parquet`, `.csv`, `.jsonl`, `.xlsx`, or a folder of Parquet shards.

    Args:
        path: where it is; `-` reads CSV or JSON Lines from standard input.

    Returns:
        The same frame, with the same types, whatever the format and whichever schema it was written in. Several shards
        follow one another by name.

    Raises:
        InputError: it is missing, unreadable, no ledger, or of another schema.
        UsageError: it is no path.
    """
    if not isinstance(path, str | os.PathLike):
        raise UsageError(f"{type(path).__name__} is no path", "name a ledger's file or folder")
    try:
        return to_frame(_read(path))
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise InputError(f"{path} does not exist", "check the path") from error
        raise InputError(f"{path} cannot be read ({error.strerror or one_line(error)})", "check the file") from error


def _read(path: str | Path) -> pa.Table:
    if str(path) == STANDARD_STREAM:
        return _read_text(sys.stdin.buffer, "standard input", None)
    place = Path(path)
    if shards := parquet_files(place):
        return pa.concat_tables(map(_read_parquet, shards))
    with place.open("rb") as file:
        return _read_text(file, str(path), FORMATS[place.suffix.lower()])


def parquet_files(path: Path) -> list[Path]:
    """The Parquet files that a ledger is made of: itself or, of a folder, its shards by name; none of a text ledger.

    Raises:
        InputError: the folder holds none, or the file's name is no ledger's.
    """
    if path.is_dir():
        shards = sorted(
            item
            for item in path.rglob("*.parquet")
            if item.is_file()  # a pipe would keep its reader waiting
            and not any(part.startswith((".", "_")) for part in item.relative_to(path).parts)
        )
        if not shards:
            raise InputError(f"{path} holds no Parquet file", "name a ledger")
        tell_unfinished(path)
        return shards
    name = FORMATS.get(path.suffix.lower())
    if name is None:
        if not path.exists():
            raise InputError(f"{path} does not exist", "check the path")
        raise InputError(f"{path} is no quote ledger", f"a ledger's name ends in {either_of(tuple(FORMATS))}")
    if name == "parquet" and path.exists() and not path.is_file():
        raise InputError(f"{path} is no regular file", "name a file or a folder")
    return [path] if name == "parquet" else []


def open_parquet(path: Path) -> pq.ParquetFile:
    """A Parquet file that says it is a ledger of this schema; its rows are not looked at.

    Raises:
        InputError: it is damaged, no ledger, or of another schema.
        OSError: it is missing or cannot be read.
    """
    try:
        stream = path if is_utf8(path) else pa.PythonFile(path.open("rb"), "r")
        file = pq.ParquetFile(stream, pre_buffer=False)  # else it holds all that was read, until it is closed
    except (pa.ArrowException, ValueError) as error:
        raise InputError(f"{path} is no Parquet file, or is damaged", "write it anew") from error
    try:
        number = (file.schema_arrow.metadata or {}).get(SCHEMA_KEY)
        if number is not None and number not in [str(known).encode() for known in SCHEMAS]:
            raise InputError(
                f"{path} is a ledger of schema {number.decode(errors='replace')[:10]}, "
                f"this program reads {either_of([str(known) for known in SCHEMAS])}",
                "use the version of quotes that wrote it, or extract it anew",
            )
        check_columns(file.schema_arrow.names, str(path))
    except InputError:
        file.close()
        raise
    return file


def articles_read(path: str | Path) -> int | None:
    """How many articles a ledger was made of, those without quotes included; None: it does not say.

    `quotes extract` says so in Parquet, and in the record of a folder's run; other formats have no place for it.

    Raises:
        InputError: it is missing, damaged, or no ledger.
        OSError: it cannot be read.
    """
    place = Path(path)
    if str(path) == STANDARD_STREAM or not (files := parquet_files(place)):
        return None
    found = []
    for file in files:
        with open_parquet(file) as parquet:
            said = (parquet.metadata.metadata or {}).get(ARTICLES_KEY, b"")
        if not said.isdigit() or len(said) > _LONGEST_NUMBER:
            return recorded_articles(place)
        found.append(int(said))
    return sum(found)


def is_utf8(path: Path) -> bool:
    """Whether libraries that are not Python's can be told a file's name."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def parquet_tables(path: Path) -> Iterator[pa.Table]:
    """The rows of a Parquet ledger, some thousands at a time, brought to today's schema.

    Raises:
        InputError: it is damaged, no ledger, or of another schema.
        OSError: it is missing or cannot be read.
    """
    with open_parquet(path) as file:
        try:
            for batch in file.iter_batches(BATCH):
                rows = pa.Table.from_batches([batch])
                yield cast({name: rows.column(name) for name in rows.column_names}, str(path), lenient=True)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path} is damaged ({one_line(error)})", "write it anew") from error


def text_tables(path: Path) -> Iterator[pa.Table]:
    """The rows of a CSV or JSON Lines ledger, some thousands at a time.

    Raises:
        InputError: it is damaged, no ledger, or of another schema.
        OSError: it is missing or cannot be read.
    """
    with path.open("rb") as file:
        yield from _text_tables(file, str(path), FORMATS[path.suffix.lower()])


def piped_tables() -> Iterator[pa.Table]:
    """The rows of a CSV or JSON Lines ledger on standard input, some thousands at a time.

    Raises:
        InputError: it is damaged, no ledger, or of another schema.
    """
    yield from _text_tables(sys.stdin.buffer, "standard input", None)


def _read_parquet(path: Path) -> pa.Table:
    with open_parquet(path) as file:
        try:
            rows = file.read()
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path} is damaged ({one_line(error)})", "write it anew") from error
    return cast({name: rows.column(name) for name in rows.column_names}, str(path), lenient=True)


def _read_text(file: BinaryIO, name: str, kind: str | None) -> pa.Table:
    tables = list(_text_tables(file, name, kind))
    return pa.concat_tables(tables) if tables else arrow_schema().empty_table()


def _text_tables(file: BinaryIO, name: str, kind: str | None) -> Iterator[pa.Table]:
    if kind == "xlsx":
        yield from _tables_of_objects(excel.rows_of(file, name), name)
        return
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        if kind is None:
            first = text.readline()
            kind = "jsonl" if first.lstrip().startswith("{") else "csv"
            lines: Iterator[str] = chain([first], text)
        else:
            lines = iter(text)
        yield from _json_tables(lines, name) if kind == "jsonl" else _csv_tables(lines, name)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is no UTF-8 text", "write it anew") from error
    finally:
        with suppress(ValueError):
            text.detach()  # the stream is the caller's to close


def _csv_tables(lines: Iterator[str], name: str) -> Iterator[pa.Table]:
    csv.field_size_limit(sys.maxsize)  # the module's default refuses a long context
    first = next(lines, "")
    for_excel = first.count(";") > first.count(",")
    rows = csv.reader(chain([first], lines), delimiter=";" if for_excel else ",", strict=True)
    try:
        header = next(rows, None)
        if not header:
            raise InputError(f"{name} is empty", "name a ledger")
        check_columns(header, name)
        held: list[list[str]] = []
        for row in rows:
            if len(row) != len(header):
                raise InputError(
                    f"{name}, line {rows.line_num}: {len(row)} cells where there should be {len(header)}",
                    "write it anew",
                )
            held.append(row)
            if len(held) >= BATCH:
                yield _table_of_cells(held, header, name, for_excel=for_excel)
                held = []
        yield _table_of_cells(held, header, name, for_excel=for_excel)
    except csv.Error as error:
        raise InputError(f"{name}, line {rows.line_num}: {error}", "write it anew") from error


def _table_of_cells(rows: list[list[str]], header: list[str], name: str, *, for_excel: bool) -> pa.Table:
    columns: dict[str, pa.Array] = {}
    schema = schema_of(header)
    for column in SCHEMAS[schema]:
        place = header.index(column.name)
        cells = [row[place] or None for row in rows]
        if column.type in ("string", "dictionary"):
            cells = [cell and restored(cell, for_excel=for_excel, inside=schema > 2) for cell in cells]
        elif column.type == "float32" and for_excel:
            cells = [cell and cell.replace(",", ".") for cell in cells]
        columns[column.name] = pa.array(cells, pa.string())
    return cast(columns, name, lenient=True)


def _json_tables(lines: Iterator[str], name: str) -> Iterator[pa.Table]:
    def objects() -> Iterator[dict[str, Any]]:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise InputError(f"{name}, line {number}: no JSON object", "write it anew") from error
            if not isinstance(row, dict):
                raise InputError(f"{name}, line {number}: no JSON object", "write it anew")
            yield row

    yield from _tables_of_objects(objects(), name)


def _tables_of_objects(objects: Iterable[dict[str, Any]], name: str) -> Iterator[pa.Table]:
    held: list[dict[str, Any]] = []
    for row in objects:
        if not held:
            check_columns([*row], name)
        held.append(row)
        if len(held) >= BATCH:
            yield _table_of_objects(held, name)
            held = []
    if held:
        yield _table_of_objects(held, name)


def _table_of_objects(rows: list[dict[str, Any]], name: str) -> pa.Table:
    columns: dict[str, pa.Array] = {}
    for column in SCHEMAS[schema_of([*rows[0]])]:
        values = [row.get(column.name) for row in rows]
        wanted = plain_type(column) if column.type in ("int32", "float32") else pa.string()
        try:
            columns[column.name] = pa.array(values, wanted)
        except (pa.ArrowException, UnicodeEncodeError, TypeError, OverflowError) as error:
            if not column.nullable:
                raise InputError(
                    f"{name} is damaged, column {column.name} is no {column.type} ({one_line(error)})", "write it anew"
                ) from error
            # As text, so that the one bad value counts as none, and its row stays.
            columns[column.name] = pa.array([_text(value) for value in values], pa.string())
    return cast(columns, name, lenient=True)


def _text(value: Any) -> str | None:
    return None if value is None else str(value).encode("utf-8", "replace").decode()
