"""Quotes as an Arrow table, a data frame or objects that JSON can hold, and back; and whether columns are a ledger's.

Owns types, nulls and checks. pandas is imported only where a data frame is asked for, so that a long run holds Arrow
alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from quotes.errors import InputError
from quotes.ledger.arrays import days, dictionary, numbers, strings
from quotes.ledger.migrations import migrated
from quotes.ledger.schema import CATEGORIES, COLUMNS, DAY, NAMES, REQUIRED, SCHEMAS, Column, arrow_schema, schema_of
from quotes.records import Quote

if TYPE_CHECKING:
    import pandas as pd

BATCH = 8192  # rows held before they are written: some 20 MB, and a row group that readers can skip

_EARLIEST, _LATEST = numbers([datetime.min, datetime.max], pa.timestamp("us"))
_log = logging.getLogger("quotes.ledger")


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
            array = dictionary(values) if column.type == "dictionary" else strings(values)
        elif column.type == DAY:
            array = days(values)
        else:
            array = numbers(values, arrow_schema().field(column.name).type)
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=arrow_schema())


def frame(quotes: Iterable[Quote]) -> pd.DataFrame:
    """Quotes as a data frame of the ledger's schema.

    Returns:
        One row a quote, in order. Strings are of pandas' `string` type, `kind`, `speaker_type`, `date_basis` and `rule`
        categorical, offsets that may be absent `Int32`, `published` and `date` datetime64 (`date` at midnight); absent
        is null.
    """
    return to_frame(table(quotes))


def records(ledger: pd.DataFrame) -> Iterator[Quote]:
    """The rows of a ledger as quotes, in order.

    Raises:
        InputError: the frame has not the columns of a ledger.
    """
    for batch in of_frame(ledger).to_batches(BATCH):
        columns = [_values(batch.column(index), column.type) for index, column in enumerate(COLUMNS)]
        for row in zip(*columns, strict=True):
            yield Quote(**dict(zip(NAMES, row, strict=True)))


def objects(ledger: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of a ledger as what JSON can hold: dates and times in ISO form, None for null.

    Raises:
        InputError: the frame has not the columns of a ledger.
    """
    return to_objects(of_frame(ledger))


def to_objects(rows: pa.Table) -> Iterator[dict[str, Any]]:
    columns = [iso(rows.column(column.name), column.type) for column in COLUMNS]
    return (dict(zip(NAMES, row, strict=True)) for row in zip(*columns, strict=True))


def iso(values: pa.ChunkedArray, kind: str) -> list[Any]:
    """The values of a column of some type as JSON can hold them."""
    found = [value for chunk in values.chunks for value in _values(chunk, kind)]
    return [value and value.isoformat() for value in found] if kind in ("timestamp", DAY) else found


def _values(array: pa.Array, kind: str) -> list[Any]:
    """Python values; a float32 as the number that its digits say (0.9, not 0.8999999761581421), a day as a date."""
    values: list[Any] = array.to_pylist()
    if kind == "float32":
        return [None if value is None else float(str(np.float32(value))) for value in values]
    return [value and value.date() for value in values] if kind == DAY else values


def to_frame(ledger: pa.Table) -> pd.DataFrame:
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


def of_frame(ledger: pd.DataFrame) -> pa.Table:
    names = [str(name) for name in ledger.columns]
    check_columns(names, "the data frame")
    arrays = {}
    for column in SCHEMAS[schema_of(names)]:
        values = ledger[column.name]
        if column.type == "dictionary":
            values = values.astype(object)
        try:
            wanted = None if column.type == DAY else plain_type(column)  # dates as pandas has them, or as Python has
            arrays[column.name] = pa.Array.from_pandas(values, type=wanted)
        except (pa.ArrowException, TypeError, ValueError) as error:
            raise InputError(
                f"the data frame's column {column.name} is no {column.type} ({error})", "give it the ledger's types"
            ) from error
    return cast(arrays, "the data frame")


def plain_type(column: Column) -> pa.DataType:
    if column.type == "date32":
        return pa.date32()
    return pa.string() if column.type == "dictionary" else arrow_schema().field(column.name).type


def cast(columns: dict[str, pa.Array | pa.ChunkedArray], name: str, *, lenient: bool = False) -> pa.Table:
    """Columns of any schema and any fitting types as a table of today's schema.

    Args:
        columns: by their names.
        name: of what they are from.
        lenient: whether a bad value counts as none, with a warning, where a row may have none.

    Raises:
        InputError: a value does not fit, or is missing where there must be one.
    """
    arrays = {}
    for column in SCHEMAS[schema_of([*columns])]:
        values = columns[column.name]
        if column.name in REQUIRED and values.null_count:
            raise InputError(f"{name} is no quote ledger, {column.name} is empty in some row", "write it anew")
        absent = values.null_count
        try:
            fitting = _fitting(values, column)
        except pa.ArrowException as error:
            if not (lenient and column.nullable):
                raise InputError(
                    f"{name} is damaged, column {column.name} is no {column.type} ({one_line(error)})", "write it anew"
                ) from error
            fitting = _each_fitting(values, column)
        if column.name in CATEGORIES:
            fitting = _known(fitting, column, name, lenient=lenient)
        if (bad := fitting.null_count - absent) and lenient:
            _log.warning(
                "%s: %s", name, f"{bad:,} value{'s' * (bad > 1)} of {column.name} no {column.type}, taken for none"
            )
        arrays[column.name] = fitting.dictionary_encode() if column.type == "dictionary" else fitting
    return migrated(pa.table(arrays)).cast(arrow_schema())


def _fitting(values: pa.Array | pa.ChunkedArray, column: Column) -> pa.Array | pa.ChunkedArray:
    if pa.types.is_dictionary(values.type):
        values = values.cast(pa.string())
    import pyarrow.compute as pc  # takes as long as an article, and only reading needs it

    if column.type not in (DAY, "timestamp", "date32"):
        values = values.cast(plain_type(column))
        if column.type == "float32":
            sound = pc.and_(pc.greater_equal(values, 0), pc.less_equal(values, 1))
            return pc.if_else(sound, values, pa.scalar(0, values.type))  # not even a number: nobody can be sure of it
        if column.type == "int32" and column.nullable:
            return pc.if_else(pc.greater_equal(values, 0), values, pa.scalar(None, values.type))
        return values
    moments = values.cast(pa.timestamp("us"))
    known = pc.and_(pc.greater_equal(moments, _EARLIEST), pc.less_equal(moments, _LATEST))
    moments = pc.if_else(known, moments, pa.scalar(None, moments.type))  # what no date of Python can hold
    return moments if column.type == "timestamp" else moments.cast(pa.date32()).cast(plain_type(column))


def _each_fitting(values: pa.Array | pa.ChunkedArray, column: Column) -> pa.Array:
    """The values that fit, null in the place of the others."""
    found = []
    for index in range(len(values)):
        try:
            found.append(_fitting(values[index : index + 1], column)[0].as_py())
        except pa.ArrowException:
            found.append(None)
    return pa.array(found, plain_type(column))


def check_columns(names: Sequence[str], name: str) -> None:
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


def _known(values: Any, column: Column, name: str, *, lenient: bool) -> Any:
    """Values from a closed list; others are none where they may be.

    Raises:
        InputError: one is not in the list, and the row must have one.
    """
    listed = CATEGORIES[column.name]
    odd = [value for value in values.unique().to_pylist() if value is not None and value not in listed]
    if not odd:
        return values
    if lenient and column.nullable:
        import pyarrow.compute as pc

        return pc.if_else(pc.is_in(values, pa.array(listed)), values, pa.scalar(None, pa.string()))
    raise InputError(
        f"{name} is damaged, {column.name} is {odd[0][:40]!r} in some row", f"it must be {either_of(listed)}"
    )


def either_of(values: Sequence[str]) -> str:
    return f"{', '.join(values[:-1])} or {values[-1]}"


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


def with_duplicates(rows: pa.Table, duplicate_of: Sequence[str | None] | pa.Array) -> pa.Table:
    """The rows with other values of `duplicate_of`, one for each."""
    values = duplicate_of if isinstance(duplicate_of, pa.Array) else pa.array(duplicate_of, pa.string())
    return rows.set_column(rows.column_names.index("duplicate_of"), arrow_schema().field("duplicate_of"), values)
