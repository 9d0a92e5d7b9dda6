"""What the browser asks of a ledger, in SQL: rows in some order, hits, people, periods, articles.

A ledger is first read where it lies, so that it opens at once; meanwhile `Store.build` copies the columns that are
listed, searched and sorted into a temporary DuckDB file, with the quotes in small letters, and every query goes there
from then on. Only row numbers are held in memory (four bytes a row), and the rows on screen. Knows nothing of Textual.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from quotes.browser.persons import Persons
from quotes.errors import InputError
from quotes.ledger.filters import Clause, holds
from quotes.ledger.queries import ROWS, Numbers, Row, Rows, among, literal, typed_columns
from quotes.ledger.source import Source
from quotes.reports.view import UNKNOWN

_LONGEST = 400  # characters of a quote that a list can show

_PLAIN = (
    "quote_id doc_id source kind cue_lemma cue_class speaker speaker_type role date_basis via rule person_id".split()
)
_LISTED = f"""n, ledger, {", ".join(_PLAIN)}, lower(title) AS title, left(quote, {_LONGEST}) AS quote,
    lower(mention) AS mention, date, confidence, lower(quote) AS folded"""
_TABLE = f"""CREATE TABLE {{name}} (n INTEGER, ledger INTEGER, {", ".join(f"{name} VARCHAR" for name in _PLAIN)},
    title VARCHAR, quote VARCHAR, mention VARCHAR, date DATE, confidence FLOAT,
    folded VARCHAR USING COMPRESSION uncompressed)"""  # unpacking would double a search

SEARCHED = ("folded", "lower(speaker)", "lower(role)", "mention", "title")  # as they are in the lists
COUNTED = (
    *("speaker", "speaker_type", "role", "source", "date", "kind", "cue_lemma", "cue_class", "mention"),
    *("date_basis", "via", "rule", "title", "doc_id"),
)
"""What rows can be counted by."""
TYPES = ("person", "group", "institution", "document", "unnamed")

GRAINS = ("day", "week", "month", "year")
_LABELS = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    name: str  # as in SQL
    label: str
    width: int  # least number of cells
    weight: int = 0  # its part of the cells left over; 0: never wider
    right: bool = False  # aligned to the right
    order: str = ""  # the SQL expression that sorts it; "" for its name
    shown_from: int = 0  # cells that the list must have for the column to show
    text: Callable[[Any, int], str] = lambda value, width: "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of rows; empty cells come last both ways."""

    column: str
    reverse: bool = False


def bar(share: float | None, width: int) -> str:
    """A share of a width as a bar of eighths of cells; something always shows for more than nothing."""
    eighths = 0 if not share else max(1, round(share * width * 8))
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def _hundredths(value: float | None, _width: int) -> str:
    return "" if value is None or value != value else f"{value:.2f}"


def _named(value: str | None, _width: int) -> str:
    return value or UNKNOWN


def _counted(value: int | None, _width: int) -> str:
    return "" if value is None else f"{value:,}"


SIGNS = {"direct": "“", "partial": "‘", "indirect": "≈"}
"""What stands before a quote in a list: whole clauses, some words, or told in the journalist's words."""

QUOTE_COLUMNS = (
    Column("speaker", "speaker", 15, 2, order="lower(speaker)", text=_named),
    Column("kind", "", 1, text=lambda value, _: SIGNS.get(value, " ")),
    Column("quote", "quote", 18, 9, order="folded"),
    Column("date", "date", 10),
    Column("source", "source", 9, 1, order="lower(source)", shown_from=64),
    Column("confidence", "conf", 5, right=True, shown_from=72, text=_hundredths),
)
PEOPLE_COLUMNS = (
    Column("speaker", "speaker", 16, 3, order="lower(speaker)", text=_named),
    Column("type", "type", 11, shown_from=96),
    Column("quotes", "quotes", 7, right=True, text=_counted),
    Column("role", "role", 12, 4, order="lower(role)"),
    Column("roles", "roles", 5, right=True, shown_from=110),
    Column("outlets", "outlets", 10, 3, order="lower(outlets)", shown_from=72),
    Column("first", "first", 10),
    Column("last", "last", 10),
)
FREQUENCY_COLUMNS = (
    Column("value", "value", 16, 6, order="lower(value)", text=lambda value, _: "(none)" if value is None else value),
    Column("quotes", "quotes", 7, right=True, text=_counted),
    Column("articles", "articles", 8, right=True, shown_from=60, text=_counted),
    Column("percent", "%", 5, right=True, text=lambda value, _: "" if value is None else f"{value:.1f}"),
    Column("share", "", 10, 3, order="quotes", text=bar),
)
TIMELINE_COLUMNS = (
    Column("label", "period", 13, order="period"),
    Column("quotes", "quotes", 7, right=True, text=_counted),
    Column("share", "", 10, 3, order="quotes", text=bar),
    Column("people", "people", 7, right=True, text=_counted),
    Column("top", "most quoted", 14, 2, order="lower(top)"),
)


class Listing:
    """Rows that a list can show: numbered, in a relation of the store.

    Args:
        store: where they are.
        relation: its name; it has a column `n`, 0 to `count` - 1, and the columns' names.
        columns: what the list shows.
        searched: the condition that a row holds a text.
        extra: further columns that rows have, after those shown.
    """

    def __init__(
        self,
        store: Store,
        relation: str,
        count: int,
        columns: tuple[Column, ...],
        searched: Callable[[str], Clause],
        extra: tuple[str, ...] = (),
    ) -> None:
        self.store = store
        self.relation = relation
        self.count = count
        self.columns = columns
        self.fields = (*(column.name for column in columns), *extra)
        self._searched = searched
        self._orders: dict[str, tuple[Numbers, int]] = {}

    def matching(self, clause: Clause, purpose: str = "") -> Numbers:
        """The numbers of the rows that meet a condition, ascending; see `Store.stop` for the purpose."""
        condition, values = clause
        if condition == "true":
            return np.arange(self.count, dtype=np.int32)
        found = self.store.numbers(f"SELECT n FROM {self.relation} WHERE {condition}", values, purpose)
        if len(found) > 1 and not bool(np.all(found[1:] > found[:-1])):
            found.sort()
        return found

    def hits(self, text: str) -> Numbers:
        """The numbers of the rows that hold a text, ascending."""
        return self.matching(self._searched(text), "search")

    def arranged(self, clause: Clause, sort: Sort | None) -> Numbers:
        """The numbers of the rows that meet a condition, in an order; None: as they stand."""
        if sort is None:
            return self.matching(clause)
        order = self.order(sort)
        if clause[0] == "true":
            return order
        keep = np.zeros(self.count, dtype=np.bool_)
        keep[self.matching(clause)] = True
        return order[keep[order]]

    def order(self, sort: Sort) -> Numbers:
        """All rows in an order; equal ones as they stand, empty ones last."""
        if sort.column not in self._orders:
            column = next(column for column in self.columns if column.name == sort.column)
            key = column.order or column.name
            numbers = self.store.numbers(f"SELECT n FROM {self.relation} ORDER BY {key} NULLS LAST, n")
            empty = self.store.number(f"SELECT count(*) FROM {self.relation} WHERE {column.name} IS NULL")
            self._orders[sort.column] = numbers, empty
        numbers, empty = self._orders[sort.column]
        if not sort.reverse:
            return numbers
        filled = len(numbers) - empty
        return np.concatenate([numbers[:filled][::-1], numbers[filled:]])

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Some rows, in the order asked for: the columns, then the extra ones."""
        return self.store.rows(self.relation, self.fields, numbers)


class Store(Rows):
    """A source, asked through DuckDB. Its methods may be called from any thread.

    Args:
        source: the ledgers.
        scratch: a folder for the temporary copy, removed by the caller.
    """

    def __init__(self, source: Source, scratch: Path) -> None:
        self.indexed = False  # whether queries go to the copy
        super().__init__(source, scratch, scratch / "index.duckdb")
        self._made = 0
        self._connection.execute("CREATE TABLE nothing (n INTEGER)")
        with self.asking() as cursor:
            if source.rows:
                cursor.execute(f"CREATE VIEW ledger_rows AS SELECT {_LISTED} FROM {ROWS}")
            else:
                cursor.execute(_TABLE.format(name="ledger_rows"))
        self.quotes = Listing(self, "ledger_rows", source.rows, QUOTE_COLUMNS, _indexed, ("quote_id", "ledger", "n"))
        self.persons = Persons(self)

    @property
    def relation(self) -> str:
        """Where rows are looked for."""
        return self.quotes.relation

    def build(self) -> None:
        """Make the temporary copy, and the orders of all columns; from then on queries are fast.

        Raises:
            InputError: the ledger is damaged, has gone, or there is no room; queries still go to the ledger itself.
        """
        with self.asking() as cursor:
            if not self.indexed and self.source.rows:
                cursor.execute(_TABLE.format(name="index_rows"))
                cursor.execute("INSERT INTO index_rows SELECT * FROM ledger_rows")
                self.quotes.relation = "index_rows"
            self.indexed = True
        for column in self.quotes.columns:
            self.quotes.order(Sort(column.name))

    # ------------------------------------------------------------------------------------------------- lists

    def people(self, clause: Clause) -> Listing:
        """Everybody whose quotes meet a condition, the most quoted first; the last row may be nobody known."""
        condition, values = clause
        name = self._create(
            f"""SELECT (row_number() OVER (ORDER BY who IS NULL, quotes DESC, lower(speaker), speaker) - 1)::INTEGER
                AS n, * FROM (SELECT who, any_value(person) AS speaker, mode(speaker_type) AS type, count(*) AS quotes,
                mode(role) AS role, count(DISTINCT role) AS roles,
                array_to_string(list_sort(list(DISTINCT source)), ', ') AS outlets, min(date) AS first,
                max(date) AS last FROM {self.persons.relation()} WHERE {condition} GROUP BY who)""",
            values,
        )
        return self._listing(name, PEOPLE_COLUMNS, ("speaker", "role", "outlets"), ("who", "n"))

    def of_person(self, key: str) -> Clause:
        """The condition that a row is somebody's of the people's list."""
        return f"n IN (SELECT n FROM {self.persons.relation()} WHERE who = ?)", [key]

    def frequencies(self, clause: Clause, column: str) -> Listing:
        """How many of the quotes that meet a condition have each value of a column, the most frequent first.

        Args:
            column: one of `COUNTED`.
        """
        condition, values = clause
        name = self._create(
            f"""SELECT (row_number() OVER (ORDER BY quotes DESC, value IS NULL, lower(value), value) - 1)::INTEGER AS n,
                *, quotes / max(quotes) OVER () AS share, 100 * quotes / sum(quotes) OVER () AS percent
                FROM (SELECT {column}::VARCHAR AS value, count(*) AS quotes, count(DISTINCT doc_id) AS articles
                FROM {self.quotes.relation} WHERE {condition} GROUP BY value)""",
            values,
        )
        return self._listing(name, FREQUENCY_COLUMNS, ("value",), ("n",))

    def timeline(self, clause: Clause, grain: str | None = None) -> tuple[Listing, str]:
        """Quotes by day, week, month or year, several periods without any folded into one row, and which was taken.

        Args:
            clause: which quotes.
            grain: one of `GRAINS`; None for what fits the span of dates.
        """
        condition, values = clause
        dated = f"FROM {self.persons.relation()} WHERE date IS NOT NULL AND ({condition})"
        if grain is None:
            span = self.number(f"SELECT coalesce(max(date) - min(date), 0) {dated}", values)
            grain = "day" if span <= 62 else "week" if span <= 400 else "month" if span <= 3700 else "year"
        label, step = _LABELS[grain], f"INTERVAL 1 {grain}"
        name = self._create(
            f"""WITH counted AS (
                    SELECT date_trunc('{grain}', date)::DATE AS period, count(*) AS quotes,
                        count(DISTINCT who) AS people, mode(person) AS top {dated} GROUP BY period),
                following AS (SELECT period, (period + {step})::DATE AS gap,
                    lead(period) OVER (ORDER BY period) AS next FROM counted),
                gaps AS (SELECT gap AS period, next, date_diff('{grain}', gap, next) AS periods
                    FROM following WHERE gap < next),
                rows AS (
                    SELECT period, strftime(period, '{label}') AS label, quotes, people, top,
                        (period + {step} - INTERVAL 1 day)::DATE AS last FROM counted
                    UNION ALL SELECT period, CASE WHEN periods > 1 THEN printf('… %d {grain}s', periods)
                        ELSE strftime(period, '{label}') END, 0, 0, NULL, (next - INTERVAL 1 day)::DATE FROM gaps)
            SELECT (row_number() OVER (ORDER BY period) - 1)::INTEGER AS n, period, label, quotes,
                quotes / max(quotes) OVER () AS share, people, top, last FROM rows""",
            values,
        )
        return self._listing(name, TIMELINE_COLUMNS, ("label", "top"), ("period", "last", "n")), grain

    def _create(self, query: str, values: Sequence[object]) -> str:
        self._made += 1
        name = f"made_{self._made}"
        with self.asking() as cursor:
            cursor.execute(f"CREATE TABLE {name} AS {query}", values)
        return name

    def _listing(
        self, name: str, columns: tuple[Column, ...], searched: tuple[str, ...], extra: tuple[str, ...]
    ) -> Listing:
        def clause(text: str) -> Clause:
            return " OR ".join(f"contains(lower({column}), lower(?))" for column in searched), [text] * len(searched)

        return Listing(self, name, self.number(f"SELECT count(*) FROM {name}"), columns, clause, extra)

    def drop(self, listing: Listing) -> None:
        """Forget a list that `people` or `timeline` made."""
        if listing is not self.quotes:
            with suppress(InputError), self.asking() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {listing.relation}")

    # -------------------------------------------------------------------------------------------------- rows

    def rows(self, relation: str, fields: Sequence[str], numbers: Sequence[int]) -> list[Row]:
        """Some rows of a relation, in the order asked for."""
        wanted = [int(number) for number in numbers]
        if not wanted:
            return []
        if relation == "ledger_rows" and self.source.rows:
            found = self._listed(fields, wanted)
        else:
            with self.asking() as cursor:
                rows = cursor.execute(
                    f"""SELECT n, {", ".join(fields)} FROM {relation}
                    JOIN (SELECT unnest([{", ".join(map(str, wanted))}]::INTEGER[]) AS n) USING (n)"""
                ).fetchall()
            found = {row[0]: row[1:] for row in rows}
        return [found[number] for number in wanted]

    def _listed(self, fields: Sequence[str], numbers: Sequence[int]) -> dict[int, Row]:
        """Rows for a list, straight from the files."""
        found: dict[int, Row] = {}
        for shard, first, places in self.by_shard(numbers):
            with self.asking() as cursor:
                rows = cursor.execute(
                    f"""SELECT n, {", ".join(fields)} FROM (SELECT {_LISTED} FROM (SELECT
                    file_row_number + {first} AS n, {shard.ledger} AS ledger, {typed_columns(shard.schema)}
                    FROM read_parquet({literal(shard.path)}, file_row_number = true)
                    WHERE {among("file_row_number", places)}))"""
                ).fetchall()
            found |= {row[0]: row[1:] for row in rows}
        return found


def _indexed(text: str) -> Clause:
    """That a row of the lists holds a text."""
    return holds(text, SEARCHED)
