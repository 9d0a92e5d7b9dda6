"""Quotes to a table and back: data frames, Parquet, CSV and JSON Lines, all with the columns of schema 3. Ledgers of
earlier schemas are brought to it as they are read.

Owns the bytes of the ledger: types, nulls, metadata, how cells are defused, and that files appear whole or not at all.
pandas is imported only where a data frame is asked for, so that a long run holds Arrow alone.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, Self

import pyarrow as pa
import pyarrow.parquet as pq

from quotes import __version__
from quotes.errors import InputError, UsageError
from quotes.ledger.schema import (
    CATEGORIES,
    COLUMNS,
    DAY,
    NAMES,
    REQUIRED,
    SCHEMA,
    SCHEMA_KEY,
    SCHEMAS,
    Column,
    arrow_schema,
    schema_of,
)
from quotes.records import Quote
from quotes.storage.atomic import AtomicFile, output_error
from quotes.text.terminal import HarmlessStream

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FORMATS",
    "LedgerWriter",
    "defused",
    "frame",
    "migrated",
    "objects",
    "open_parquet",
    "parquet_bytes",
    "parquet_files",
    "parquet_tables",
    "read_ledger",
    "records",
    "restored",
    "table",
    "text_tables",
    "with_duplicates",
    "write_ledger",
]

FORMATS = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl"}  # a ledger's suffix -> its format
STANDARD_STREAM = "-"

_BATCH = 8192  # rows held before they are written: some 20 MB, and a row group that readers can skip
_SCHEMA = arrow_schema(__version__)

# What spreadsheets take for a formula, or for white space that they strip in front of one; the wide forms count too.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_SURROGATES = re.compile("[\ud800-\udfff]")


# -------------------------------------------------------------------------------------------------------- tables


def with_duplicates(rows: pa.Table, duplicate_of: Sequence[str | None] | pa.Array) -> pa.Table:
    """The rows with other values of `duplicate_of`, one for each."""
    values = duplicate_of if isinstance(duplicate_of, pa.Array) else pa.array(duplicate_of, pa.string())
    return rows.set_column(rows.column_names.index("duplicate_of"), _SCHEMA.field("duplicate_of"), values)


def _from_1(rows: pa.Table) -> pa.Table:
    return rows.append_column("duplicate_of", pa.nulls(rows.num_rows, pa.string()))


def _from_2(rows: pa.Table) -> pa.Table:
    rows = rows.set_column(rows.column_names.index("date"), "date", rows.column("date").cast(pa.timestamp("us")))
    for field in _SCHEMA:
        if field.name not in rows.column_names:
            rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
    return rows.select(NAMES).cast(_SCHEMA)


_MIGRATIONS: dict[int, Callable[[pa.Table], pa.Table]] = {1: _from_1, 2: _from_2}  # from this schema to the next


def migrated(rows: pa.Table) -> pa.Table:
    """Rows of any schema as those of today's, step by step; what earlier ones did not know is null."""
    for step in range(schema_of(rows.column_names), SCHEMA):
        rows = _MIGRATIONS[step](rows)
    return rows


def parquet_bytes(rows: pa.Table) -> bytes:
    """A whole Parquet file, as `LedgerWriter` writes it."""
    buffer = io.BytesIO()
    encoder = _Parquet(buffer, _SCHEMA)
    for start in range(0, rows.num_rows, _BATCH):
        encoder.write(rows.slice(start, _BATCH))
    encoder.close()
    return buffer.getvalue()


def table(quotes: Iterable[Quote]) -> pa.Table:
    """Quotes as an Arrow table of the ledger's schema.

    Args:
        quotes: any number of them, none included.

    Returns:
        One row a quote, in order; empty strings become null where the column may be null.
    """
    rows = quotes if isinstance(quotes, Sequence) else list(quotes)
    arrays = []
    for column in COLUMNS:
        values: list[Any] = list(map(attrgetter(column.name), rows))
        if column.type in ("string", "dictionary"):
            if column.nullable:
                values = [value or None for value in values]
            arrays.append(_strings(values, column.type))
        elif column.type == DAY:
            arrays.append(pa.array(values, pa.date32()).cast(pa.timestamp("us")))
        else:
            arrays.append(pa.array(values, _SCHEMA.field(column.name).type))
    return pa.Table.from_arrays(arrays, schema=_SCHEMA)


def frame(quotes: Iterable[Quote]) -> pd.DataFrame:
    """Quotes as a data frame of the ledger's schema.

    Returns:
        One row a quote, in order. Strings are of pandas' `string` type, `kind`, `speaker_type`, `date_basis` and `rule`
        categorical, offsets that may be absent `Int32`, `published` and `date` datetime64 (`date` at midnight); absent
        is null.
    """
    return _frame_of(table(quotes))


def records(ledger: pd.DataFrame) -> Iterator[Quote]:
    """The rows of a ledger as quotes, in order.

    Raises:
        InputError: the frame has not the columns of a ledger.
    """
    for batch in _table_of(ledger).to_batches(_BATCH):
        columns = [_values(batch.column(index), column.type) for index, column in enumerate(COLUMNS)]
        for row in zip(*columns, strict=True):
            yield Quote(**dict(zip(NAMES, row, strict=True)))


def objects(ledger: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a ledger as what JSON can hold: dates and times in ISO form, None for null.

    Raises:
        InputError: the frame has not the columns of a ledger.
    """
    return _objects(_table_of(ledger))


def _objects(rows: pa.Table) -> Iterator[dict[str, Any]]:
    columns = [_iso(rows.column(column.name), column.type) for column in COLUMNS]
    return (dict(zip(NAMES, row, strict=True)) for row in zip(*columns, strict=True))


def _values(array: pa.Array, kind: str) -> list[Any]:
    """Python values; a float32 as the number that its digits say (0.9, not 0.8999999761581421), a day as a date."""
    if kind == "float32":
        return [None if value is None else float(value) for value in array.cast(pa.string()).to_pylist()]
    values: list[Any] = (array.cast(pa.date32()) if kind == DAY else array).to_pylist()
    return values


def _strings(values: list[str | None], kind: str) -> pa.Array:
    try:
        array = pa.array(values, pa.string())
    except UnicodeEncodeError:  # half a character, which no file can hold; its replacement keeps all offsets
        array = pa.array([value and _SURROGATES.sub("\ufffd", value) for value in values], pa.string())
    return array.dictionary_encode() if kind == "dictionary" else array


def _frame_of(ledger: pa.Table) -> pd.DataFrame:
    import pandas as pd

    string = pd.StringDtype("pyarrow")
    result: pd.DataFrame = ledger.to_pandas(types_mapper={pa.string(): string}.get)
    for column in COLUMNS:
        if column.type == "int32" and column.nullable:
            result[column.name] = result[column.name].astype("Int32")
        if column.type == "dictionary":
            values = result[column.name]
            known = CATEGORIES.get(column.name) or sorted(values.dropna().unique())
            result[column.name] = pd.Categorical(values.astype(object), categories=pd.Index(known, dtype=string))
    return result


def _table_of(ledger: pd.DataFrame) -> pa.Table:
    names = [str(name) for name in ledger.columns]
    _check_columns(names, "the data frame")
    arrays = {}
    for column in SCHEMAS[schema_of(names)]:
        values = ledger[column.name]
        if column.type == "dictionary":
            values = values.astype(object)
        try:
            arrays[column.name] = pa.Array.from_pandas(values, type=_plain(column))
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise InputError(
                f"the data frame's column {column.name} is no {column.type} ({error})", "give it the ledger's types"
            ) from error
    return _cast(arrays, "the data frame")


def _plain(column: Column) -> pa.DataType:
    if column.type == "date32":
        return pa.date32()
    return pa.string() if column.type == "dictionary" else _SCHEMA.field(column.name).type


def _cast(columns: dict[str, pa.Array | pa.ChunkedArray], name: str) -> pa.Table:
    """Columns of any schema and any fitting types as a table of today's schema.

    Raises:
        InputError: a value does not fit, or is missing where there must be one.
    """
    arrays = {}
    for column in SCHEMAS[schema_of([*columns])]:
        values = columns[column.name]
        if column.name in REQUIRED and values.null_count:
            raise InputError(f"{name} is no quote ledger, {column.name} is empty in some row", "write it anew")
        try:
            if pa.types.is_dictionary(values.type):
                values = values.cast(pa.string())
            if column.type == DAY:
                values = values.cast(pa.date32())
            values = values.cast(_plain(column))
        except pa.ArrowException as error:
            raise InputError(
                f"{name} is damaged, column {column.name} is no {column.type} ({_one_line(error)})", "write it anew"
            ) from error
        if column.type == "dictionary":
            values = values.dictionary_encode()
            _check_values(values, column.name, name)
        arrays[column.name] = values
    return migrated(pa.table(arrays)).cast(_SCHEMA)


def _check_columns(names: Sequence[str], name: str) -> None:
    number = schema_of(names)
    wanted = [column.name for column in SCHEMAS[number]]
    missing = [column for column in wanted if column not in names]
    if len(missing) > len(wanted) // 2:
        raise InputError(f"{name} is no quote ledger, it lacks {', '.join(missing[:3])} and more", "name a ledger")
    if missing:
        raise InputError(f"{name} is no ledger of schema {number}, it lacks {', '.join(missing)}", "extract it anew")
    if unknown := [column for column in names if column not in wanted]:
        raise InputError(
            f"{name} is no ledger of schema {number}, it also has {', '.join(unknown[:5])}",
            "leave those columns out, or use the version of quotes that wrote it",
        )


def _check_values(values: pa.Array | pa.ChunkedArray, column: str, name: str) -> None:
    known = CATEGORIES.get(column)
    if known is None:
        return
    for value in values.unique().to_pylist():
        if value is not None and value not in known:
            raise InputError(f"{name} is damaged, {column} is {value[:40]!r} in some row", f"it must be {_or(known)}")


def _or(values: Sequence[str]) -> str:
    return f"{', '.join(values[:-1])} or {values[-1]}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


# ------------------------------------------------------------------------------------------------------- writing


def defused(cell: str) -> str:
    """A cell that no spreadsheet will run: an apostrophe is put before a formula's first character.

    A cell that already has apostrophes there gets one more, so that `restored` always finds the way back.
    """
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def restored(cell: str) -> str:
    """What `defused` was given."""
    return cell[1:] if cell[:1] == "'" and _DANGEROUS.match(cell) else cell


class Writable(Protocol):
    """Somewhere to put bytes."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


class _Encoder(Protocol):
    """Tables to the bytes of one format."""

    def __init__(self, file: Writable, schema: pa.Schema) -> None: ...

    def write(self, rows: pa.Table) -> None: ...

    def close(self) -> None: ...

    def abort(self) -> None: ...


class _Parquet:
    def __init__(self, file: Writable, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(file, schema, compression="zstd")

    def write(self, rows: pa.Table) -> None:
        self._writer.write_table(rows)

    def close(self) -> None:
        self._writer.close()

    def abort(self) -> None:
        with suppress(Exception):
            self._writer.close()
        self._writer.is_open = False  # else it tries again when it is collected, and complains on standard error


class _Csv:
    """RFC 4180: commas, doubled quotation marks, CRLF; nothing for null."""

    def __init__(self, file: Writable, schema: pa.Schema) -> None:
        self._file = file
        self._put([schema.names])

    def write(self, rows: pa.Table) -> None:
        columns = [self._cells(rows.column(column.name), column.type) for column in COLUMNS]
        self._put(zip(*columns, strict=True))

    def close(self) -> None:
        pass

    def abort(self) -> None:
        pass

    def _put(self, rows: Iterable[Sequence[object]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        self._file.write(text.getvalue().encode())

    @staticmethod
    def _cells(values: pa.ChunkedArray, kind: str) -> list[Any]:
        if kind in ("string", "dictionary"):
            return [None if value is None else defused(value) for value in values.to_pylist()]
        return _iso(values, kind)


class _JsonLines:
    def __init__(self, file: Writable, schema: pa.Schema) -> None:
        self._file = file

    def write(self, rows: pa.Table) -> None:
        lines = (json.dumps(row, ensure_ascii=False) for row in _objects(rows))
        self._file.write("".join(f"{line}\n" for line in lines).encode())

    def close(self) -> None:
        pass

    def abort(self) -> None:
        pass


def _iso(values: pa.ChunkedArray, kind: str) -> list[Any]:
    if kind == DAY:
        values = values.cast(pa.date32())
    if kind in ("timestamp", DAY):
        return [None if value is None else value.isoformat() for value in values.to_pylist()]
    return [value for chunk in values.chunks for value in _values(chunk, kind)]


_ENCODERS: dict[str, Callable[[Writable, pa.Schema], _Encoder]] = {
    "parquet": _Parquet,
    "csv": _Csv,
    "jsonl": _JsonLines,
}


class _StandardOutput:
    """Standard output in the place of a file."""

    path = Path(STANDARD_STREAM)

    def __init__(self, kind: str) -> None:
        sys.stdout.flush()
        self.file: Writable = sys.stdout.buffer
        if sys.stdout.isatty():
            if kind == "parquet":
                raise UsageError("Parquet is nothing to read on a terminal", "send it to a file")
            self.file = HarmlessStream(sys.stdout.buffer)

    def finish(self) -> None:
        self.file.flush()

    def commit(self) -> None:
        self.file.flush()

    def abort(self) -> None:
        pass


def format_of(path: str | Path) -> str:
    """The format a ledger's name says: `parquet`, `csv` or `jsonl`.

    Raises:
        UsageError: it says none.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"cannot tell the format of {path}", f"name it {_or(tuple(FORMATS))}")
    return FORMATS[suffix]


class LedgerWriter:
    """A ledger being written, to one or several places at once, in memory that does not grow with it.

    As a context manager: when the block ends well, all files appear, complete; else none does, and older files stay.

    Args:
        outputs: paths (`.parquet`, `.csv`, `.jsonl`); `-` is standard output.
        stdout_format: the format of standard output.

    Raises:
        UsageError: a name says no format, or one is given twice.
        OutputError: a place cannot be written to, or the disk is full (also from the other methods).
    """

    def __init__(self, outputs: Sequence[str | Path], *, stdout_format: str = "csv") -> None:
        self.rows = 0  # quotes taken so far
        self._held: list[Quote] = []
        places = [str(output) if str(output) == STANDARD_STREAM else str(Path(output).resolve()) for output in outputs]
        if len(set(places)) < len(places):
            raise UsageError("an output is named twice", "name each once")
        formats = [stdout_format if str(output) == STANDARD_STREAM else format_of(output) for output in outputs]
        self._outputs: list[tuple[AtomicFile | _StandardOutput, _Encoder]] = []
        with ExitStack() as opened:
            for output, name in zip(outputs, formats, strict=True):
                target = _StandardOutput(name) if str(output) == STANDARD_STREAM else AtomicFile(output)
                opened.callback(target.abort)
                with _writing(target):
                    self._outputs.append((target, _ENCODERS[name](target.file, _SCHEMA)))
            opened.pop_all()

    def write(self, quotes: Iterable[Quote]) -> None:
        """Append quotes as rows."""
        for quote in quotes:
            self._held.append(quote)
            self.rows += 1
            if len(self._held) >= _BATCH:
                self._flush()

    def write_table(self, rows: pa.Table) -> None:
        """Append rows."""
        self._flush()
        rows = migrated(rows).select(NAMES)
        self.rows += rows.num_rows
        for target, encoder in self._outputs:
            with _writing(target):
                encoder.write(rows)

    def _flush(self) -> None:
        if self._held:
            held, self._held = self._held, []
            self.rows -= len(held)
            self.write_table(table(held))

    def close(self) -> None:
        """Complete all outputs, then let them appear."""
        self._flush()
        for target, encoder in self._outputs:
            with _writing(target):
                encoder.close()
                target.finish()
        for target, _ in self._outputs:
            target.commit()

    def abort(self) -> None:
        """Leave no trace. Does nothing after `close`."""
        for target, encoder in self._outputs:
            encoder.abort()
            target.abort()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.close()
        finally:
            self.abort()


class _writing:
    """Names the place in errors of the system; a reader of standard output that went away is no error of ours."""

    def __init__(self, target: AtomicFile | _StandardOutput) -> None:
        self._target = target

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            name = "standard output" if isinstance(self._target, _StandardOutput) else self._target.path
            raise output_error(name, error) from error


def write_ledger(ledger: pd.DataFrame, path: str | Path) -> None:
    """Write a ledger; it appears under its name only when it is complete.

    Args:
        ledger: a frame with the columns of a ledger, as `Analyser.ledger` and `read_ledger` give.
        path: `.parquet`, `.csv` or `.jsonl`.

    Raises:
        InputError: the frame is no ledger.
        UsageError: the name says no format.
        OutputError: the folder is missing or not writable, or the disk is full; an older file is untouched.
    """
    rows = _table_of(ledger)
    with LedgerWriter([path]) as writer:
        for start in range(0, rows.num_rows, _BATCH):
            writer.write_table(rows.slice(start, _BATCH))


# ------------------------------------------------------------------------------------------------------- reading


def read_ledger(path: str | Path) -> pd.DataFrame:
    """Read a ledger: `.parquet`, `.csv`, `.jsonl`, or a folder of Parquet shards.

    Args:
        path: where it is; `-` reads CSV or JSON Lines from standard input.

    Returns:
        The same frame, with the same types, whatever the format and whichever schema it was written in. Several shards
        follow one another by name.

    Raises:
        InputError: it is missing, unreadable, no ledger, or of another schema.
    """
    try:
        return _frame_of(_read(path))
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise InputError(f"{path} does not exist", "check the path") from error
        raise InputError(f"{path} cannot be read ({error.strerror or _one_line(error)})", "check the file") from error


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
            if not any(part.startswith((".", "_")) for part in item.relative_to(path).parts)
        )
        if not shards:
            raise InputError(f"{path} holds no Parquet file", "name a ledger")
        return shards
    name = FORMATS.get(path.suffix.lower())
    if name is None:
        if not path.exists():
            raise InputError(f"{path} does not exist", "check the path")
        raise InputError(f"{path} is no quote ledger", f"a ledger's name ends in {_or(tuple(FORMATS))}")
    return [path] if name == "parquet" else []


def open_parquet(path: Path) -> pq.ParquetFile:
    """A Parquet file that says it is a ledger of this schema; its rows are not looked at.

    Raises:
        InputError: it is damaged, no ledger, or of another schema.
        OSError: it is missing or cannot be read.
    """
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise InputError(f"{path} is no Parquet file, or is damaged", "write it anew") from error
    try:
        number = (file.schema_arrow.metadata or {}).get(SCHEMA_KEY)
        if number is not None and number not in [str(known).encode() for known in SCHEMAS]:
            raise InputError(
                f"{path} is a ledger of schema {number.decode(errors='replace')[:10]}, "
                f"this program reads {_or([str(known) for known in SCHEMAS])}",
                "use the version of quotes that wrote it, or extract it anew",
            )
        _check_columns(file.schema_arrow.names, str(path))
    except InputError:
        file.close()
        raise
    return file


def text_tables(path: Path) -> Iterator[pa.Table]:
    """The rows of a CSV or JSON Lines ledger, some thousands at a time.

    Raises:
        InputError: it is damaged, no ledger, or of another schema.
        OSError: it is missing or cannot be read.
    """
    with path.open("rb") as file:
        yield from _text_tables(file, str(path), FORMATS[path.suffix.lower()])


def parquet_tables(path: Path) -> Iterator[pa.Table]:
    """The rows of a Parquet ledger, some thousands at a time, brought to today's schema.

    Raises:
        InputError: it is damaged, no ledger, or of another schema.
        OSError: it is missing or cannot be read.
    """
    with open_parquet(path) as file:
        try:
            for batch in file.iter_batches(_BATCH):
                rows = pa.Table.from_batches([batch])
                yield migrated(_cast({name: rows.column(name) for name in rows.column_names}, str(path)))
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path} is damaged ({_one_line(error)})", "write it anew") from error


def _read_parquet(path: Path) -> pa.Table:
    with open_parquet(path) as file:
        try:
            rows = file.read()
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path} is damaged ({_one_line(error)})", "write it anew") from error
    return _cast({name: rows.column(name) for name in rows.column_names}, str(path))


def _read_text(file: BinaryIO, name: str, kind: str | None) -> pa.Table:
    tables = list(_text_tables(file, name, kind))
    return pa.concat_tables(tables) if tables else _SCHEMA.empty_table()


def _text_tables(file: BinaryIO, name: str, kind: str | None) -> Iterator[pa.Table]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        if kind is None:
            first = text.readline()
            kind = "jsonl" if first.lstrip().startswith("{") else "csv"
            lines: Iterator[str] = _after(first, text)
        else:
            lines = iter(text)
        yield from _json_tables(lines, name) if kind == "jsonl" else _csv_tables(lines, name)
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is no UTF-8 text", "write it anew") from error
    finally:
        with suppress(ValueError):
            text.detach()  # the stream is the caller's to close


def _after(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _csv_tables(lines: Iterator[str], name: str) -> Iterator[pa.Table]:
    csv.field_size_limit(sys.maxsize)  # the module's default refuses a long context
    rows = csv.reader(lines, strict=True)
    try:
        header = next(rows, None)
        if header is None:
            raise InputError(f"{name} is empty", "name a ledger")
        _check_columns(header, name)
        places = {column.name: header.index(column.name) for column in SCHEMAS[schema_of(header)]}
        held: list[list[str]] = []
        for row in rows:
            if len(row) != len(header):
                raise InputError(
                    f"{name}, line {rows.line_num}: {len(row)} cells where there should be {len(header)}",
                    "write it anew",
                )
            held.append(row)
            if len(held) >= _BATCH:
                yield _table_of_cells(held, places, name)
                held = []
        yield _table_of_cells(held, places, name)
    except csv.Error as error:
        raise InputError(f"{name}, line {rows.line_num}: {error}", "write it anew") from error


def _table_of_cells(rows: list[list[str]], places: dict[str, int], name: str) -> pa.Table:
    columns: dict[str, pa.Array] = {}
    for column in SCHEMAS[schema_of([*places])]:
        cells = [row[places[column.name]] or None for row in rows]
        if column.type in ("string", "dictionary"):
            cells = [cell and restored(cell) for cell in cells]
        columns[column.name] = pa.array(cells, pa.string())
    return _cast(columns, name)


def _json_tables(lines: Iterator[str], name: str) -> Iterator[pa.Table]:
    held: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{name}, line {number}: no JSON object", "write it anew") from error
        if not isinstance(row, dict):
            raise InputError(f"{name}, line {number}: no JSON object", "write it anew")
        if not held:
            _check_columns([*row], name)
        held.append(row)
        if len(held) >= _BATCH:
            yield _table_of_objects(held, name)
            held = []
    if held:
        yield _table_of_objects(held, name)


def _table_of_objects(rows: list[dict[str, Any]], name: str) -> pa.Table:
    columns: dict[str, pa.Array] = {}
    for column in SCHEMAS[schema_of([*rows[0]])]:
        values = [row.get(column.name) for row in rows]
        number = column.type in ("int32", "float32")
        try:
            columns[column.name] = pa.array(values, _plain(column) if number else pa.string())
        except (pa.ArrowException, UnicodeEncodeError, TypeError) as error:
            raise InputError(
                f"{name} is damaged, column {column.name} is no {column.type} ({_one_line(error)})", "write it anew"
            ) from error
    return _cast(columns, name)
