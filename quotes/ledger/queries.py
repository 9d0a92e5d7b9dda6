"""Rows of ledgers, filtered, sorted and counted in SQL, in memory that does not grow with them.

The one way for whatever reads a ledger: `quotes show`, `sql`, `report`, the browser and exports. DuckDB reads the
Parquet files where they lie; only row numbers (four bytes a row) and the rows asked for are held. Ledgers of earlier
schemas have today's columns here, null where they know nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakSet

import duckdb
import numpy as np
from numpy.typing import NDArray

from quotes.errors import InputError, UsageError
from quotes.ledger import doubts
from quotes.ledger.filters import Filters
from quotes.ledger.schema import COLUMNS, DAY, NAMES, SCHEMAS
from quotes.ledger.source import Changed, Shard, Source, altered, opened, plainly_named
from quotes.ledger.tags import MARK, Corrections, Tag, Tags
from quotes.records import Quote
from quotes.text.terminal import printable

if TYPE_CHECKING:
    import pyarrow as pa

Numbers = NDArray[np.int32]
"""Row numbers, from 0, through all ledgers."""

Row = tuple[Any, ...]

MEMORY = 180  # megabytes that DuckDB may hold; the rest of the 400 is Python, Arrow and whoever shows the rows
ROWS = "ledger_columns"  # the relation that has all columns

_BATCH = 4096  # rows
_FAR = 100  # rows before and after that an explanation looks at
_ZERO = {"string": "''", "dictionary": "''", "int32": "0", "float32": "0"}  # where a damaged file has null
_SOUND = {
    "int32": "0 AND 2147483647",
    "float32": "0 AND 1",
    "timestamp": "TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'",
    DAY: "DATE '0001-01-01' AND DATE '9999-12-31'",
}  # from and to, of the values that a ledger can have
_TYPES = {"string": "VARCHAR", "dictionary": "VARCHAR", "int32": "INTEGER", "float32": "FLOAT", DAY: "DATE"}


_opened: WeakSet[Rows] = WeakSet()


def stop_all() -> None:
    """Give up every question under way; a signal that ends the program would else wait for its answer."""
    for rows in list(_opened):
        rows.stop()


class Answer(NamedTuple):
    """What a query gives."""

    names: tuple[str, ...]  # of its columns
    rows: Iterator[Row]


class Rows:
    """The rows of some ledgers, asked through DuckDB. Its methods may be called from any thread.

    Args:
        source: the ledgers.
        scratch: a folder for temporary files, removed by the caller.
        database: where DuckDB keeps what it is told to keep; None: in memory.
        memory: megabytes that DuckDB may hold.
    """

    def __init__(self, source: Source, scratch: Path, database: Path | None = None, memory: int = MEMORY) -> None:
        self.source = source
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory}MB",
            "threads": str(min(4, os.cpu_count() or 1)),
            "temp_directory": str(scratch / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",  # a name in a query is no variable of ours
        }
        self._connection = duckdb.connect(str(database or ":memory:"), config=settings)
        self._scratch = scratch
        self._busy: dict[duckdb.DuckDBPyConnection, str] = {}  # cursors that are asking, and what for
        self._closed = False
        _opened.add(self)
        with self.asking() as cursor:
            cursor.execute(f"CREATE VIEW {ROWS} AS {self.union(typed_columns)}")

    def union(self, listed: Callable[[int], str]) -> str:
        """All rows; `listed` gives the columns of a file of some schema."""
        parts = []
        for schema in sorted({shard.schema for shard in self.source.shards}):
            placed = [
                (s, n) for s, n in zip(self.source.shards, self.source.offsets, strict=False) if s.schema == schema
            ]
            files = ", ".join(literal(shard.path) for shard, _ in placed)
            offsets = ", ".join(str(offset) for _, offset in placed)
            ledgers = ", ".join(str(shard.ledger) for shard, _ in placed)
            parts.append(
                f"""SELECT ([{offsets}]::INTEGER[])[file_index::INTEGER + 1] + file_row_number::INTEGER AS n,
                ([{ledgers}]::INTEGER[])[file_index::INTEGER + 1] AS ledger, {listed(schema)}
                FROM read_parquet([{files}], file_row_number = true)"""
            )
        if not parts:
            return f"SELECT 0::INTEGER AS n, 0::INTEGER AS ledger, {listed(0)} WHERE false"
        return " UNION ALL ".join(parts)

    def close(self) -> None:
        """Stop what is under way, and let go of the temporary copy."""
        self._closed = True
        self.stop()
        with suppress(duckdb.Error):
            self._connection.close()

    def stop(self, purpose: str | None = None) -> None:
        """Give up the questions under way that are asked for a purpose (`search`); None: all."""
        for cursor, asked_for in list(self._busy.items()):
            if purpose in (None, asked_for):
                with suppress(duckdb.Error):
                    cursor.interrupt()

    @property
    def relation(self) -> str:
        """Where rows are looked for."""
        return ROWS

    # ----------------------------------------------------------------------------------------- filters and orders

    def picked(
        self, filters: Filters, sort: str | None = None, *, reverse: bool = False, limit: int | None = None
    ) -> Numbers:
        """The numbers of the rows that pass, in an order; texts are sorted without regard to capitals, empty last.

        Args:
            filters: which rows.
            sort: a column of the ledger; None: as they stand.
            reverse: the other way round.
            limit: at most so many.
        """
        condition, values = filters.clause()
        if condition == "true" and sort is None and not reverse:
            return np.arange(self.source.rows if limit is None else min(limit, self.source.rows), dtype=np.int32)
        order = "" if self._in_order and sort is None and not reverse else f" ORDER BY {_order(sort, reverse)}"
        return self.numbers(f"SELECT n FROM {ROWS} WHERE {condition}{order}{_limit(limit)}", values)

    @property
    def _in_order(self) -> bool:
        """Whether rows come as they stand without being sorted: DuckDB reads the files of each schema in order."""
        return len({shard.schema for shard in self.source.shards}) < 2

    def of_articles(self, doc_ids: Iterable[str]) -> Numbers:
        """The numbers of the rows of some articles, as they stand."""
        import pyarrow as pa

        self.keep("wanted", pa.table({"doc_id": pa.array(sorted({*doc_ids}), pa.string())}))
        return self.numbers(f"SELECT n FROM {ROWS} WHERE doc_id IN (SELECT doc_id FROM wanted) ORDER BY n")

    def doubtful(self, filters: Filters, *, limit: int | None = None) -> Numbers:
        """The numbers of the rows that pass, what is likeliest wrong first; see `quotes.ledger.doubts`."""
        condition, values = filters.clause()
        order = f"{doubts.order()}, n{_limit(limit)}"
        return self.numbers(f"SELECT n FROM {ROWS} WHERE {condition} ORDER BY {order}", values)

    def doubts(self, numbers: Numbers) -> dict[int, list[str]]:
        """What speaks against some rows, by their numbers from 1."""
        if not len(numbers):
            return {}
        with self.asking() as cursor:
            listed = among("n", numbers.tolist())
            found = cursor.execute(f"SELECT n, {doubts.reasons()} FROM {ROWS} WHERE {listed}").fetchall()
        return {number + 1: reasons for number, reasons in found}

    def counted(self, columns: Sequence[str], filters: Filters) -> Iterator[Row]:
        """Each combination of values of some columns, and how many rows have it; the most first."""
        condition, values = filters.clause()
        named = ", ".join(f'"{name}"' for name in columns)
        with self.asking() as cursor:
            cursor.execute(
                f"SELECT {named}, count(*) AS quotes FROM {ROWS} WHERE {condition} GROUP BY {named} "
                f"ORDER BY quotes DESC, {named}",
                values,
            )
            yield from _fetched(cursor)

    @contextmanager
    def answer(self, query: str) -> Iterator[Answer]:
        """What a query of the table `ledger` gives. From then on nothing but the ledger can be read.

        Args:
            query: one SELECT.

        Raises:
            UsageError: it is none, or DuckDB does not understand it.
        """
        try:
            statements = duckdb.extract_statements(query)
        except duckdb.Error as error:
            raise UsageError(f"the query is no SQL ({_first_line(error)})", "mend it") from error
        allowed = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
        if len(statements) != 1 or statements[0].type not in allowed:
            raise UsageError("a ledger is only read", "ask one SELECT")
        with self.asking() as cursor:
            files = ", ".join(literal(shard.path) for shard in self.source.shards)
            named = ", ".join(f'"{name}"' for name in NAMES)
            cursor.execute(f"CREATE VIEW ledger AS SELECT {named} FROM {ROWS}")
            cursor.execute(f"SET allowed_paths = [{files}]")
            cursor.execute(f"SET allowed_directories = [{literal(self._scratch / 'spill')}]")
            cursor.execute("SET enable_external_access = false")
            cursor.execute("SET lock_configuration = true")
            try:
                cursor.execute(statements[0])
                yield Answer(tuple(column[0] for column in cursor.description or ()), _fetched(cursor))
            except duckdb.OutOfMemoryException:
                raise
            except duckdb.Error as error:
                raise UsageError(f"DuckDB cannot answer ({_first_line(error)})", "mend the query") from error

    def meant(self, corrections: Corrections, ledger: int | None = None) -> dict[int, Tag]:
        """Which rows a file of tags speaks of one by one; by their numbers.

        Args:
            corrections: what the file says.
            ledger: only of this ledger; None: of any.
        """
        import pyarrow as pa

        if not corrections.rows:
            return {}
        self.keep("tagged", pa.table({"quote_id": pa.array(corrections.rows, pa.string())}))
        of_ledger = "true" if ledger is None else f"ledger = {ledger}"
        query = f"""SELECT n, quote_id, {MARK} FROM {ROWS}
            WHERE {of_ledger} AND quote_id IN (SELECT quote_id FROM tagged) ORDER BY n"""
        return corrections.meant((int(row[0]), row[1], row[2]) for row in self.values(query))

    def tell_tags(self, tags: Tags) -> None:
        """See which rows tags mean, and let filters ask for them."""
        import pyarrow as pa

        found: dict[int, Tag] = {}
        for ledger, said in enumerate(tags.said):
            found |= self.meant(said, ledger)
        tags.settle(found)
        verdicts = pa.array([tag.verdict for tag in found.values()], pa.string())
        self.keep("tags", pa.table({"n": pa.array(found, pa.int32()), "verdict": verdicts}))

    # ------------------------------------------------------------------------------------------------------- rows

    def numbers(self, query: str, values: Sequence[object] = (), purpose: str = "") -> Numbers:
        """The first column of a query, whole numbers."""
        with self.asking(purpose) as cursor:
            found = next(iter(cursor.execute(query, values).fetchnumpy().values()))
        return np.asarray(found, dtype=np.int32)

    def number(self, query: str, values: Sequence[object] = ()) -> int:
        """The one number that a query gives."""
        with self.asking() as cursor:
            row = cursor.execute(query, values).fetchone()
        return int(row[0]) if row else 0

    def values(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query that gives few."""
        with self.asking() as cursor:
            return cursor.execute(query, values).fetchall()

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Make or change a table of our own."""
        with self.asking() as cursor:
            cursor.execute(statement, values)

    def parquet(self, path: Path) -> str:
        """The relation of what a Parquet file holds that is no ledger."""
        return f"read_parquet({literal(plainly_named(path, self._scratch))})"

    def teach(self, name: str, function: Callable[[str], str]) -> None:
        """Let queries call a function of ours."""
        with self.asking() as cursor:
            cursor.create_function(name, function, ["VARCHAR"], "VARCHAR")

    def keep(self, name: str, content: pa.Table) -> None:
        """Make a table of our own, or replace it."""
        with self.asking() as cursor:
            cursor.register("kept", content)
            cursor.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM kept")

    def full(self, numbers: Sequence[int]) -> list[Quote]:
        """Some rows with all their columns, from the ledger itself, in the order asked for.

        Raises:
            InputError: the ledger has gone or changed since it was opened.
        """
        found: dict[int, Quote] = {}
        for shard, first, places in self.by_shard(numbers):
            self.source.check([shard])
            with self.asking() as cursor:
                rows = cursor.execute(
                    f"""SELECT file_row_number, {_ALL} FROM (SELECT file_row_number, {typed_columns(shard.schema)}
                    FROM read_parquet({literal(shard.path)}, file_row_number = true)
                    WHERE {among("file_row_number", places)})"""
                ).fetchall()
            found |= {row[0] + first: _quote(row[1:]) for row in rows}
        return [found[int(number)] for number in numbers]

    def by_shard(self, numbers: Sequence[int]) -> Iterator[tuple[Shard, int, list[int]]]:
        groups: dict[Shard, tuple[int, list[int]]] = {}
        for number in sorted({int(number) for number in numbers}):
            shard, place = self.source.place(number)
            groups.setdefault(shard, (number - place, []))[1].append(place)
        for shard, (first, places) in groups.items():
            yield shard, first, places

    def article(self, number: int) -> list[tuple[int, Quote]]:
        """The rows of a row's article with their numbers, from 1, in the ledger that it stands in.

        Raises:
            InputError: the ledger has gone or changed since it was opened.
        """
        shard, _ = self.source.place(number)
        quote = self.full([number])[0]
        near = f"n BETWEEN {number - _FAR} AND {number + _FAR}"  # an article's rows stand together
        query = f"SELECT n FROM {self.relation} WHERE {near} AND doc_id = ? AND ledger = {shard.ledger}"
        chosen = sorted({number, *map(int, self.numbers(query, [quote.doc_id]))})
        first = self.first_of(shard.ledger)
        return [(n - first + 1, q) for n, q in zip(chosen, self.full(chosen), strict=True)]

    def first_of(self, ledger: int) -> int:
        """The number of the first row of a ledger."""
        shards = zip(self.source.shards, self.source.offsets, strict=False)
        return next((offset for shard, offset in shards if shard.ledger == ledger), 0)

    def batches(self, numbers: Numbers, size: int = 4096) -> Iterator[pa.Table]:
        """Rows with all their columns as Arrow tables, in the order asked for, in memory that does not grow.

        Raises:
            InputError: the ledger has gone or changed since it was opened.
        """
        from quotes.ledger.tables import table

        ascending = len(numbers) < 2 or bool(np.all(numbers[1:] > numbers[:-1]))
        if ascending or len(numbers) <= size:
            for start in range(0, len(numbers), size):
                yield table(self.full(numbers[start : start + size].tolist()))
            return
        self.source.check()
        with self.asking() as cursor:
            cursor.register("chosen", {"n": numbers, "place": np.arange(len(numbers), dtype=np.int32)})
            cursor.execute(f"SELECT {_ALL} FROM {ROWS} JOIN chosen USING (n) ORDER BY place")
            while rows := cursor.fetchmany(size):
                yield table([_quote(row) for row in rows])

    @contextmanager
    def asking(self, purpose: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own, for threads; what goes wrong is told in our words."""
        cursor = None
        try:
            cursor = self._connection.cursor()
            self._busy[cursor] = purpose
            yield cursor
        except duckdb.Error as error:
            if not self._closed:
                self.source.check()
            raise _trouble(error) from error
        finally:
            if cursor is not None:
                self._busy.pop(cursor, None)
                cursor.close()

    def numbered(self, numbers: Sequence[int] | Numbers) -> Iterator[tuple[int, Quote]]:
        """Rows with their numbers, from 1, in the order asked for."""
        for start in range(0, len(numbers), _BATCH):
            some = [int(number) for number in numbers[start : start + _BATCH]]
            yield from zip((number + 1 for number in some), self.full(some), strict=True)


@contextmanager
def rows_of(
    paths: Sequence[str | Path],
    changed: Callable[[Rows], Changed] | None = None,
    *,
    memory: int = MEMORY,
    keeping: bool = False,
) -> Iterator[Rows]:
    """The rows of some ledgers, for as long as the block lasts.

    Args:
        paths: `.parquet`, `.csv`, `.jsonl`, `.xlsx` files and folders of Parquet shards; `-` is standard input.
        changed: of the ledgers, makes what makes of some rows, told in order, what is to be read in their place.
        memory: megabytes that DuckDB may hold.
        keeping: whether large tables will be kept, which then lie in a temporary file.

    Raises:
        InputError: one is missing, unreadable, no ledger, or of another schema.
    """
    with TemporaryDirectory(prefix="quotes-", ignore_cleanup_errors=True) as scratch:
        source = opened(paths, Path(scratch))
        if changed is not None:
            rows = Rows(source, Path(scratch))
            try:
                source = altered(source, Path(scratch), changed(rows))
            finally:
                rows.close()
        rows = Rows(source, Path(scratch), Path(scratch, "kept.duckdb") if keeping else None, memory)
        try:
            yield rows
        finally:
            rows.close()


def _order(sort: str | None, reverse: bool) -> str:
    if sort is None:
        return "n DESC" if reverse else "n"
    text = next(column.type in ("string", "dictionary") for column in COLUMNS if column.name == sort)
    key = f'lower("{sort}")' if text else f'"{sort}"'
    return f"{key} {'DESC' if reverse else 'ASC'} NULLS LAST, n"


def _limit(limit: int | None) -> str:
    return "" if limit is None else f" LIMIT {int(limit)}"


def among(column: str, numbers: Sequence[int]) -> str:
    """That a column is one of some numbers, in the form that lets DuckDB pass over most of a file."""
    low, high = min(numbers), max(numbers)
    if high - low == len(numbers) - 1:
        return f"{column} BETWEEN {low} AND {high}"
    return f"{column} IN ({', '.join(map(str, numbers))})"


def literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


# A float32 as the number that its digits say: 0.9, not 0.8999999761581421.
_ALL = ", ".join(f'"{c.name}"' if c.type != "float32" else f'"{c.name}"::VARCHAR::DOUBLE' for c in COLUMNS)


def typed_columns(schema: int) -> str:
    """The ledger's columns in a file of some schema, with their types; null for those that it has not."""
    there = {column.name for column in SCHEMAS.get(schema, ())}
    return ", ".join(_typed(column.name, column.type, column.nullable, column.name in there) for column in COLUMNS)


def _typed(name: str, kind: str, nullable: bool, there: bool) -> str:
    """A column with its type; a value that no ledger has is null, or 0 where there must be one (as in `tables`)."""
    wanted = _TYPES.get(kind, "TIMESTAMP")
    if not there:
        return f'NULL::{wanted} AS "{name}"'
    value = f'TRY_CAST("{name}" AS {wanted})'
    if kind in _SOUND and (nullable or kind == "float32"):
        finite = f"isfinite({value}) AND " if kind == "float32" else ""  # Parquet's statistics know nothing of NaN
        value = f"CASE WHEN {finite}{value} BETWEEN {_SOUND[kind]} THEN {value} END"
    return f'{value} AS "{name}"' if nullable else f'coalesce({value}, {_ZERO[kind]}) AS "{name}"'


def _quote(row: Row) -> Quote:
    return Quote(**dict(zip(NAMES, row, strict=True)))


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := cursor.fetchmany(_BATCH):
        yield from rows


def _first_line(error: duckdb.Error) -> str:
    return printable(str(error).partition("\n")[0])[:160]


def _trouble(error: duckdb.Error) -> InputError:
    first = _first_line(error)
    if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error):
        return InputError(
            "there is no room for what has to be kept while the ledger is read",
            "free some space in the temporary folder",
        )
    return InputError(f"the ledger cannot be read ({first})", "write it anew")
