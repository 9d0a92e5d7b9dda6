"""A ledger's rows as `quotes people` needs them, through DuckDB: who is mentioned when, where, and in which words.

Whatever there is for each row stays in DuckDB, which spills to disk: memory does not grow with the ledger.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import pyarrow as pa

from quotes.errors import InputError, OutputError
from quotes.ledger.schema import SCHEMAS
from quotes.ledger.source import Shard, Source

MEMORY = 256  # megabytes that DuckDB may hold
_CHUNK = 250_000  # rows whose ids are looked up at once
_LONG = 8  # words; a quote so long is hardly said twice by chance
_SHORT_DAYS = 3  # days within which a shorter quote said twice is one statement
_RUN = 3  # words that are compared as one
_KEYS = 4  # smallest hashes of runs by which near-identical quotes meet
_SIMILAR = 0.55  # the share of runs of words (Jaccard) from which two quotes are one statement: a word in thirteen
_NEAR_DAYS = 7  # within which near-identical quotes are one statement; the very same words always are
_WITHIN = 0.95  # or the share of the shorter one's that the other has
_MOST_SHARING = 4  # names under which the same long words count as evidence; more have it from somewhere else

_USED = (
    "quote_id",
    "doc_id",
    "source",
    "quote",
    "speaker",
    "speaker_type",
    "role",
    "date",
    "person_id",
    "statement_id",
)
_TYPED = {"date": "DATE"}


class Scan:
    """Tables over the rows of ledgers, as a context manager.

    Args:
        source: the ledgers.
        scratch: a folder for what does not fit in memory.
    """

    def __init__(self, source: Source, scratch: Path) -> None:
        self.source = source
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{MEMORY}MB",
            "threads": str(min(4, os.cpu_count() or 1)),
            "temp_directory": str(scratch / "spill"),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        self._connection = duckdb.connect(str(scratch / "people.duckdb"), config=settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def sql(self, query: str, values: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        """Ask; what goes wrong is told in our words."""
        with self._asking():
            return self._connection.execute(query, values)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            first = str(error).partition("\n")[0][:160]
            if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error):
                raise OutputError(
                    "there is no room for what people needs beside the ledger", "free some space"
                ) from error
            raise InputError(f"the ledger cannot be read ({first})", "write it anew") from error

    # ------------------------------------------------------------------------------------------- mentions

    def read(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        """Gather the mentions into the table `mention`, and how often each article has them into `told`.

        Args:
            apart: speakers (casefolded) and articles that a user's word is about; each such pair is its own mention.
        """
        self.sql("CREATE OR REPLACE TABLE apart (speaker VARCHAR, doc_id VARCHAR)")
        pairs = sorted(set(apart))
        if pairs:
            self._connection.executemany("INSERT INTO apart VALUES (?, ?)", [list(pair) for pair in pairs])
        alone = "CASE WHEN (lower(speaker), doc_id) IN (SELECT (speaker, doc_id) FROM apart) THEN doc_id END"
        self.sql(
            f"""CREATE OR REPLACE VIEW ledger_rows AS SELECT *,
            date_trunc(CASE WHEN speaker_type = 'unnamed' THEN 'month' ELSE 'year' END, date)::DATE AS period,
            {alone if pairs else "NULL::VARCHAR"} AS apart FROM ({self._union()})"""
        )
        self.sql(
            """CREATE OR REPLACE TABLE told AS SELECT speaker, speaker_type, role, period, doc_id, apart,
            min(source) AS source, count(*) AS quotes, min(date) AS first, max(date) AS last
            FROM ledger_rows WHERE speaker IS NOT NULL GROUP BY ALL"""
        )
        self.sql(
            """CREATE OR REPLACE TABLE mention AS SELECT (row_number() OVER ())::INTEGER AS number, * FROM (
            SELECT speaker, speaker_type, role, period, apart, sum(quotes)::BIGINT AS quotes, count(*) AS articles,
            min(first) AS first, max(last) AS last
            FROM told GROUP BY ALL)"""
        )

    def _union(self) -> str:
        parts = []
        for schema in sorted({shard.schema for shard in self.source.shards}):
            there = {column.name for column in SCHEMAS[schema]}
            placed = [
                (s, n) for s, n in zip(self.source.shards, self.source.offsets, strict=False) if s.schema == schema
            ]
            columns = ", ".join(
                f'"{name}"::{_TYPED.get(name, "VARCHAR")} AS "{name}"'
                if name in there
                else f'NULL::VARCHAR AS "{name}"'
                for name in _USED
            )
            offsets = ", ".join(str(offset) for _, offset in placed)
            files = ", ".join(literal(shard.path) for shard, _ in placed)
            parts.append(
                f"""SELECT ([{offsets}]::BIGINT[])[file_index::INTEGER + 1] + file_row_number AS n, {columns}
                FROM read_parquet([{files}], file_row_number = true)"""
            )
        nothing = ", ".join(f'NULL::{_TYPED.get(name, "VARCHAR")} AS "{name}"' for name in _USED)
        return " UNION ALL ".join(parts) or f"SELECT NULL::BIGINT AS n, {nothing} WHERE false"

    def mentions(self, types: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Number, speaker, type, role, period, quotes, articles, first and last day of the mentions, and the article of
        those that a user's word keeps apart."""
        listed = ", ".join(f"'{kind}'" for kind in types)
        cursor = self.sql(
            f"""SELECT number, speaker, speaker_type, role, period, quotes, articles, first, last, apart FROM mention
            WHERE speaker_type IN ({listed}) OR apart IS NOT NULL
            ORDER BY speaker, speaker_type, role, period, apart"""
        )
        while rows := cursor.fetchmany(10_000):
            yield from rows

    def shared_statements(self) -> dict[int, tuple[int, ...]]:
        """Long sentences that were said under several names: mention -> numbers of them.

        They are what agencies sell and copies repeat, so that two names for the same words are one person's.
        """
        self.sql(
            f"""CREATE OR REPLACE TABLE sentence AS SELECT hash({_plain("quote")}) AS words,
            min(speaker) AS one, max(speaker) AS other FROM ledger_rows
            WHERE speaker_type = 'person' AND {_count(_plain("quote"))} >= {_LONG}
            GROUP BY 1 HAVING min(speaker) <> max(speaker) AND count(DISTINCT speaker) < {_MOST_SHARING}"""
        )
        cursor = self.sql(
            f"""SELECT DISTINCT m.number, s.number FROM (SELECT row_number() OVER () AS number, words FROM sentence) s
            JOIN ledger_rows r ON hash({_plain("r.quote")}) = s.words JOIN mention m ON {_joined("m", "r")}"""
        )
        found: dict[int, tuple[int, ...]] = {}
        for mention, sentence in cursor.fetchall():
            found[mention] = (*found.get(mention, ()), sentence)
        return found

    # ---------------------------------------------------------------------------------------------- people

    def assign(self, numbers: Sequence[int], people: Sequence[str]) -> None:
        """Say who each mention is; the rest stand for themselves in each article.

        Makes the table `owner` (mention, person_id) and, of all rows with a speaker, the view `owned`.
        """
        table = pa.table({"number": pa.array(numbers, pa.int32()), "person_id": pa.array(people, pa.string())})
        self._connection.register("given", table)
        self.sql(
            """CREATE OR REPLACE TABLE owner AS SELECT m.*, g.person_id
            FROM mention m LEFT JOIN given g USING (number)"""
        )
        self._connection.unregister("given")
        self.sql(
            f"""CREATE OR REPLACE TABLE owned AS SELECT t.speaker, t.speaker_type, t.role, t.period, t.doc_id, t.source,
            t.quotes, t.first, t.last, o.person_id IS NULL AS alone,
            coalesce(o.person_id, {_own_id("t.doc_id", "t.speaker")}) AS person_id
            FROM told t JOIN owner o ON {_joined("o", "t")}"""
        )
        self.sql("DROP TABLE told")

    def people(self) -> Iterator[pa.RecordBatch]:
        """One row a person: person_id, type, aliases, roles, quotes, articles, outlets, first, last, statements."""
        self.sql(
            """CREATE OR REPLACE TABLE aliased AS SELECT person_id,
            list({'name': speaker, 'quotes': quotes} ORDER BY quotes DESC, speaker) AS aliases FROM (
            SELECT person_id, speaker, sum(quotes)::BIGINT AS quotes FROM owned GROUP BY ALL) GROUP BY person_id"""
        )
        self.sql(
            """CREATE OR REPLACE TABLE roled AS SELECT person_id, list({'role': role, 'first': first::TIMESTAMP,
            'last': last::TIMESTAMP, 'quotes': quotes} ORDER BY first NULLS LAST, role) AS roles FROM (
            SELECT person_id, role, min(first) AS first, max(last) AS last, sum(quotes)::BIGINT AS quotes
            FROM owned WHERE role IS NOT NULL GROUP BY ALL) GROUP BY person_id"""
        )
        self.sql(
            """CREATE OR REPLACE TABLE counted AS SELECT person_id, mode(speaker_type) AS type,
            sum(quotes)::BIGINT AS quotes, count(DISTINCT doc_id) AS articles, count(DISTINCT source) AS outlets,
            min(first)::TIMESTAMP AS first, max(last)::TIMESTAMP AS last FROM owned GROUP BY person_id"""
        )
        relation = self._connection.sql(
            """SELECT person_id, type, aliases, roles, quotes, coalesce(statements, 0)::BIGINT AS statements, articles,
            outlets, first, last FROM counted LEFT JOIN aliased USING (person_id) LEFT JOIN roled USING (person_id)
            LEFT JOIN (SELECT person_id, count(DISTINCT statement) AS statements FROM stated GROUP BY person_id)
            USING (person_id) ORDER BY quotes DESC, person_id"""
        )
        with self._asking():
            reader: pa.RecordBatchReader = relation.to_arrow_reader(10_000)
            yield from reader

    # ------------------------------------------------------------------------------------------ statements

    def find_statements(self) -> None:
        """Find the rows that are one statement: the same words of the same person, or nearly the same.

        Makes the table `stated`: row, person_id, the number of its statement and the id. Words are compared without
        case and punctuation; a short quote said twice is one statement within a few days only. Near-identical quotes
        meet by the smallest hashes of their runs of words (Broder 1997) and are then compared run by run.
        """
        self.sql(
            f"""CREATE OR REPLACE TABLE said AS SELECT n, quote_id, statement_id, date,
            coalesce(o.person_id, CASE WHEN r.speaker IS NULL THEN '' ELSE lower(r.speaker) END) AS who,
            CASE WHEN r.speaker IS NOT NULL THEN coalesce(o.person_id, {_own_id("r.doc_id", "r.speaker")}) END
            AS person_id,
            r.doc_id, {_plain("quote")} AS words FROM ledger_rows r LEFT JOIN owner o ON {_joined("o", "r")}"""
        )
        self.sql(
            f"""CREATE OR REPLACE TABLE worded AS SELECT n,
            hash(who, words, CASE WHEN {_count("words")} >= {_LONG} THEN 0
            WHEN who = '' OR date IS NULL THEN hash(doc_id)
            ELSE sum(later) OVER (PARTITION BY who, words ORDER BY date, n) END) AS same
            FROM (SELECT *, CASE WHEN date - lag(date) OVER (PARTITION BY who, words ORDER BY date, n)
            <= {_SHORT_DAYS} THEN 0 ELSE 1 END AS later FROM said)"""
        )
        self.sql(
            f"""CREATE OR REPLACE TABLE long_quote AS SELECT same, any_value(who) AS who, min(first) AS first,
            max(last) AS last, [hash(w[i], w[i + 1], w[i + {_RUN - 1}]) for i in range(1, len(w) - 1)] AS runs FROM (
            SELECT same, who, first, last, string_split(words, ' ') AS w FROM (SELECT same, any_value(who) AS who,
            any_value(words) AS words, min(date) AS first, max(date) AS last
            FROM said JOIN worded USING (n) GROUP BY same)
            WHERE {_count("words")} >= {_LONG}) GROUP BY same, w"""
        )
        self.sql(
            f"""CREATE OR REPLACE TABLE keyed AS SELECT same, hash(who, key) AS key FROM (SELECT same, who,
            unnest(list_sort(list_distinct(runs))[1:{_KEYS}]) AS key FROM long_quote)"""
        )
        pairs = self.sql(
            f"""SELECT one, other FROM (SELECT one, other, a.runs AS left_runs, b.runs AS right_runs,
            len(list_distinct(list_intersect(a.runs, b.runs))) AS shared FROM (SELECT DISTINCT k.same AS one,
            f.first AS other FROM keyed k JOIN (SELECT key, min(same) AS first FROM keyed GROUP BY key
            HAVING count(*) > 1) f USING (key) WHERE k.same <> f.first) JOIN long_quote a ON a.same = one
            JOIN long_quote b ON b.same = other
            WHERE coalesce(a.first <= b.last + {_NEAR_DAYS} AND b.first <= a.last + {_NEAR_DAYS}, true))
            WHERE shared >= {_SIMILAR} * (len(list_distinct(left_runs)) + len(list_distinct(right_runs)) - shared)
            OR shared >= {_WITHIN} * least(len(list_distinct(left_runs)), len(list_distinct(right_runs)))"""
        ).fetchnumpy()
        near = _components(pairs["one"], pairs["other"])
        self._connection.register("near", pa.table({"same": near[0], "statement": near[1]}))
        self.sql(
            """CREATE OR REPLACE TABLE stated AS SELECT n, person_id, statement, s.statement_id AS before,
            coalesce(min(s.statement_id) OVER (PARTITION BY statement),
            's' || substr(md5(min(quote_id) OVER (PARTITION BY statement)), 1, 12)) AS statement_id FROM said s JOIN (
            SELECT n, coalesce(near.statement, same) AS statement FROM worded LEFT JOIN near USING (same)) USING (n)"""
        )
        self._connection.unregister("near")
        for name in ("said", "worded", "long_quote", "keyed"):
            self.sql(f"DROP TABLE {name}")

    # ----------------------------------------------------------------------------------------------- rows

    def changed(self, shard: Shard, current: dict[str, str]) -> bool:
        """Whether a shard's rows do not say yet who is who.

        Args:
            current: old ids and whose they are now; rows that have one of these need no writing.
        """
        self._follow(current)
        first, rows = self._place(shard)
        (wrong,) = self.sql(
            """SELECT count(*) FROM stated JOIN ledger_rows r USING (n) LEFT JOIN follow f ON f.old = r.person_id
            WHERE n >= ? AND n < ? AND (coalesce(f.new, r.person_id) IS DISTINCT FROM stated.person_id
            OR r.statement_id IS DISTINCT FROM stated.statement_id)""",
            [first, first + rows],
        ).fetchall()[0]
        return bool(wrong)

    def _follow(self, current: dict[str, str]) -> None:
        table = pa.table({"old": pa.array([*current], pa.string()), "new": pa.array([*current.values()], pa.string())})
        self._connection.register("following", table)
        self.sql("CREATE OR REPLACE TABLE follow AS SELECT * FROM following")
        self._connection.unregister("following")

    def _place(self, shard: Shard) -> tuple[int, int]:
        return self.source.offsets[self.source.shards.index(shard)], shard.rows

    def ids(self, shard: Shard) -> Iterator[pa.Table]:
        """The ids of a shard's rows, in order, some at a time: person_id and statement_id."""
        first, rows = self._place(shard)
        for start in range(first, first + rows, _CHUNK):
            end = min(start + _CHUNK, first + rows)
            with self._asking():
                yield self._connection.sql(
                    f"SELECT person_id, statement_id FROM stated WHERE n >= {start} AND n < {end} ORDER BY n"
                ).to_arrow_table()


def _components(ones: Any, others: Any) -> tuple[pa.Array, pa.Array]:
    """For the numbers that are joined, the smallest of those they are joined with."""
    of: dict[int, int] = {}

    def root(number: int) -> int:
        while of.get(number, number) != number:
            of[number] = of.get(of[number], of[number])
            number = of[number]
        return number

    for one, other in zip(np.asarray(ones).tolist(), np.asarray(others).tolist(), strict=True):
        left, right = sorted((root(one), root(other)))
        of[right] = left
        of.setdefault(left, left)
    numbers = sorted(of)
    return pa.array(numbers, pa.uint64()), pa.array([root(number) for number in numbers], pa.uint64())


def _plain(column: str) -> str:
    """Letters and digits of a column, small, one blank between words."""
    return f"trim(regexp_replace(lower({column}), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"


def _count(column: str) -> str:
    """How many words a plain text has."""
    return f"(len({column}) - len(replace({column}, ' ', '')) + 1)"


def _own_id(doc_id: str, speaker: str) -> str:
    """The id of a speaker who stands for themselves in an article."""
    return f"'a' || substr(md5({doc_id} || chr(31) || lower({speaker})), 1, 12)"


def _joined(mention: str, row: str) -> str:
    parts = (
        f"{mention}.{name} IS NOT DISTINCT FROM {row}.{name}" for name in ("speaker_type", "role", "period", "apart")
    )
    return " AND ".join((f"{mention}.speaker = {row}.speaker", *parts))


def literal(path: Path) -> str:
    """A path in SQL."""
    return "'" + str(path).replace("'", "''") + "'"
