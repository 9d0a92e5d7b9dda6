"""Rows of every schema there has been, brought to today's, step by step.

Kept apart from the tables because a step, once released, never changes, whatever becomes of the rest.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from quotes.ledger.schema import NAMES, SCHEMA, arrow_schema, schema_of


def _from_1(rows: pa.Table) -> pa.Table:
    return rows.append_column("duplicate_of", pa.nulls(rows.num_rows, pa.string()))


def _from_2(rows: pa.Table) -> pa.Table:
    rows = rows.set_column(rows.column_names.index("date"), "date", rows.column("date").cast(pa.timestamp("us")))
    for field in arrow_schema():
        if field.name not in rows.column_names:
            rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
    return rows.select(NAMES).cast(arrow_schema())


_MIGRATIONS: dict[int, Callable[[pa.Table], pa.Table]] = {1: _from_1, 2: _from_2}  # from this schema to the next


def migrated(rows: pa.Table) -> pa.Table:
    """Rows of any schema as those of today's, step by step; what earlier ones did not know is null."""
    for step in range(schema_of(rows.column_names), SCHEMA):
        rows = _MIGRATIONS[step](rows)
    return rows
