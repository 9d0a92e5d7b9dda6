"""A ledger's rows as `quotes people` needs them, through DuckDB: who is mentioned when, where, and in which words.

Whatever there is for each row stays in DuckDB, which spills to disk: memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from quotes.ledger.queries import ROWS, Rows

if TYPE_CHECKING:
    from quotes.ledger.source import Shard

MEMORY = 512  # megabytes that DuckDB may hold
_LISTED = 250_000  # rows whose people get their lists at once
_CHUNK = 250_000  # rows whose ids are looked up at once
_LONG = 8  # words; a quote so long is hardly said twice by chance
_SHORT_DAYS = 3  # days within which a shorter quote said twice is one statement
_RUN = 3  # words that are compared as one
_KEYS = 4  # smallest hashes of runs by which near-identical quotes meet
_SIMILAR = 0.55  # the share of runs of words (Jaccard) from which two quotes are one statement: a word in thirteen
_NEAR_DAYS = 7  # within which near-identical quotes are one statement; the very same words always are
_WITHIN = 0.95  # or the share of the shorter one's that the other has
_MOST_SHARING = 4  # names under which the same long words count as evidence; more have it from somewhere else


class Scan:
    """Tables over the rows of ledgers, which keep them.

    Args:
        rows: of the ledgers.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.source = rows.source
        rows.run("SET preserve_insertion_order = false")

    # ------------------------------------------------------------------------------------------- mentions

    def read(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        """Gather the mentions into the table `mention`, and how often each article has them into `told`.

        Args:
            apart: speakers (casefolded) and articles that a user's word is about; each such pair is its own mention.
        """
        pairs = sorted(set(apart))
        speakers, articles = (pa.array([pair[place] for pair in pairs], pa.string()) for place in (0, 1))
        self.rows.keep("apart", pa.table({"speaker": speakers, "doc_id": articles}))
        alone = "CASE WHEN (lower(speaker), doc_id) IN (SELECT (speaker, doc_id) FROM apart) THEN doc_id END"
        self.rows.run(
            f"""CREATE OR REPLACE VIEW ledger_rows AS SELECT *,
            date_trunc(CASE WHEN speaker_type = 'unnamed' THEN 'month' ELSE 'year' END, date)::DATE AS period,
            {alone if pairs else "NULL::VARCHAR"} AS apart FROM {ROWS}"""
        )
        self.rows.run(
            """CREATE OR REPLACE TABLE told AS SELECT speaker, speaker_type, role, period, doc_id, apart,
            min(source) AS source, count(*) AS quotes, min(date) AS first, max(date) AS last
            FROM ledger_rows WHERE speaker IS NOT NULL GROUP BY ALL"""
        )
        self.rows.run(
            """CREATE OR REPLACE TABLE mention AS SELECT (row_number() OVER ())::INTEGER AS number, * FROM (
            SELECT speaker, speaker_type, role, period, apart, sum(quotes)::BIGINT AS quotes, count(*) AS articles,
            min(first) AS first, max(last) AS last
            FROM told GROUP BY ALL)"""
        )
        # What of each row is asked more than once: its words as a number, and those by which near ones meet.
        self.rows.run(
            f"""CREATE OR REPLACE TABLE line AS SELECT r.n, r.quote_id, r.doc_id, r.date, r.person_id AS person_before,
            r.statement_id AS before, m.number AS mention, hash(r.words) AS words, len(r.split) >= {_LONG} AS long,
            CASE WHEN len(r.split) >= {_LONG} THEN list_sort(list_distinct({_runs("r.split")}))[1:{_KEYS}] END AS keys
            FROM (SELECT *, string_split(words, ' ') AS split FROM (
                SELECT * EXCLUDE (quote), {_plain("quote")} AS words FROM ledger_rows)) r
            LEFT JOIN mention m ON {_joined("m", "r")}"""
        )

    def mentions(self, types: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Number, speaker, type, role, period, quotes, articles, first and last day of the mentions, and the article of
        those that a user's word keeps apart."""
        listed = ", ".join(f"'{kind}'" for kind in types)
        with self.rows.asking() as cursor:
            cursor.execute(
                f"""SELECT number, speaker, speaker_type, role, period, quotes, articles, first, last, apart
                FROM mention WHERE speaker_type IN ({listed}) OR apart IS NOT NULL
                ORDER BY speaker, speaker_type, role, period, apart"""
            )
            while rows := cursor.fetchmany(10_000):
                yield from rows

    def shared_statements(self) -> dict[int, tuple[int, ...]]:
        """Long sentences that were said under several names: mention -> numbers of them.

        They are what agencies sell and copies repeat, so that two names for the same words are one person's.
        """
        found: dict[int, tuple[int, ...]] = {}
        for mention, sentence in self.rows.values(
            f"""WITH said AS (SELECT DISTINCT l.words, m.speaker FROM line l JOIN mention m ON m.number = l.mention
                WHERE m.speaker_type = 'person' AND l.long),
            sentence AS (SELECT words FROM said GROUP BY words HAVING count(*) BETWEEN 2 AND {_MOST_SHARING - 1})
            SELECT DISTINCT l.mention, s.number FROM (SELECT row_number() OVER () AS number, words FROM sentence) s
            JOIN line l ON l.words = s.words AND l.long WHERE l.mention IS NOT NULL"""
        ):
            found[mention] = (*found.get(mention, ()), sentence)
        return found

    # ---------------------------------------------------------------------------------------------- people

    def assign(self, numbers: Sequence[int], people: Sequence[str]) -> None:
        """Say who each mention is; the rest stand for themselves in each article.

        Makes the table `owner` (mention, person_id) and, of all rows with a speaker, the view `owned`.
        """
        table = pa.table({"number": pa.array(numbers, pa.int32()), "person_id": pa.array(people, pa.string())})
        self.rows.keep("given", table)
        self.rows.run(
            """CREATE OR REPLACE TABLE owner AS SELECT m.*, g.person_id
            FROM mention m LEFT JOIN given g USING (number)"""
        )
        self.rows.run(
            f"""CREATE OR REPLACE TABLE owned AS SELECT t.speaker, t.speaker_type, t.role, t.period, t.doc_id, t.source,
            t.quotes, t.first, t.last, o.person_id IS NULL AS alone,
            coalesce(o.person_id, {_own_id("t.doc_id", "t.speaker")}) AS person_id
            FROM told t JOIN owner o ON {_joined("o", "t")}"""
        )
        self.rows.run("DROP TABLE told")

    def people(self) -> Iterator[pa.RecordBatch]:
        """One row a person: person_id, type, aliases, roles, quotes, articles, outlets, first, last, statements."""
        self._list(
            "aliased",
            """SELECT person_id, list({'name': speaker, 'quotes': quotes} ORDER BY quotes DESC, speaker) AS aliases
            FROM (SELECT person_id, speaker, sum(quotes)::BIGINT AS quotes FROM part GROUP BY ALL)
            GROUP BY person_id""",
        )
        self._list(
            "roled",
            """SELECT person_id, list({'role': role, 'first': first::TIMESTAMP, 'last': last::TIMESTAMP,
            'quotes': quotes} ORDER BY first NULLS LAST, role) AS roles FROM (
            SELECT person_id, role, min(first) AS first, max(last) AS last, sum(quotes)::BIGINT AS quotes
            FROM part WHERE role IS NOT NULL GROUP BY ALL) GROUP BY person_id""",
        )
        self.rows.run(
            """CREATE OR REPLACE TABLE counted AS SELECT person_id, mode(speaker_type) AS type,
            sum(quotes)::BIGINT AS quotes, count(DISTINCT doc_id) AS articles, count(DISTINCT source) AS outlets,
            min(first)::TIMESTAMP AS first, max(last)::TIMESTAMP AS last FROM owned GROUP BY person_id"""
        )
        with self.rows.asking() as cursor:
            yield from cursor.sql(
                """SELECT person_id, type, aliases, roles, quotes, coalesce(statements, 0)::BIGINT AS statements,
                articles, outlets, first, last FROM counted LEFT JOIN aliased USING (person_id)
                LEFT JOIN roled USING (person_id)
                LEFT JOIN (SELECT person_id, count(DISTINCT statement) AS statements FROM stated GROUP BY person_id)
                USING (person_id) ORDER BY quotes DESC, person_id"""
            ).to_arrow_reader(10_000)

    def _list(self, table: str, query: str) -> None:
        """Make a table of lists for each person from `part` of `owned`, some people at a time.

        DuckDB spills no lists that it is making: those of everybody at once need not find room.
        """
        ((rows,),) = self.rows.values("SELECT count(*) FROM owned")
        parts = 1 + rows // _LISTED
        for number in range(parts):
            part = f"WITH part AS (SELECT * FROM owned WHERE hash(person_id) % {parts} = {number}) {query}"
            self.rows.run(f"INSERT INTO {table} {part}" if number else f"CREATE OR REPLACE TABLE {table} AS {part}")

    # ------------------------------------------------------------------------------------------ statements

    def find_statements(self) -> None:
        """Find the rows that are one statement: the same words of the same person, or nearly the same.

        Makes the table `stated`: row, person_id, the number of its statement and the id. Words are compared without
        case and punctuation; a short quote said twice is one statement within a few days only. Near-identical quotes
        meet by the smallest hashes of their runs of words (Broder 1997) and are then compared run by run.
        """
        run = self.rows.run
        run(
            f"""CREATE OR REPLACE TABLE said AS SELECT n, quote_id, date, person_before, before, long, keys, words,
            hash(doc_id) AS article, o.speaker IS NULL AS nobody,
            hash(coalesce(o.person_id, lower(o.speaker), '')) AS who, CASE WHEN o.speaker IS NOT NULL
            THEN coalesce(o.person_id, {_own_id("doc_id", "o.speaker")}) END AS person_id
            FROM line LEFT JOIN owner o ON o.number = line.mention"""
        )
        run("DROP TABLE line")
        run(
            f"""CREATE OR REPLACE TABLE worded AS SELECT n, who, date, keys, hash(who, words) AS same
            FROM said WHERE long UNION ALL
            SELECT n, who, date, NULL, hash(who, words, CASE WHEN nobody OR date IS NULL THEN article
            ELSE sum(later) OVER (PARTITION BY who, words ORDER BY date, n) END) FROM (
            SELECT *, CASE WHEN date - lag(date) OVER (PARTITION BY who, words ORDER BY date, n)
            <= {_SHORT_DAYS} THEN 0 ELSE 1 END AS later FROM said WHERE NOT long)"""
        )
        run(
            """CREATE OR REPLACE VIEW keyed AS SELECT same, hash(who, key) AS key FROM (
            SELECT same, who, unnest(keys) AS key FROM worded)"""
        )
        run(
            """CREATE OR REPLACE TABLE met AS SELECT DISTINCT k.same AS one, f.first AS other FROM keyed k JOIN (
            SELECT key, min(same) AS first FROM keyed GROUP BY key HAVING min(same) <> max(same)) f USING (key)
            WHERE k.same <> f.first"""
        )
        run(
            f"""CREATE OR REPLACE TABLE long_quote AS SELECT same, first, last,
            list_distinct({_runs("split")}) AS runs FROM (
            SELECT same, first, last, string_split({_plain("quote")}, ' ') AS split FROM (
                SELECT same, min(n) AS n, min(date) AS first, max(date) AS last FROM worded
                WHERE same IN (SELECT one FROM met UNION ALL SELECT other FROM met) GROUP BY same)
            JOIN (SELECT n, quote FROM {ROWS}) USING (n))"""
        )
        with self.rows.asking() as cursor:
            pairs = cursor.execute(
                f"""SELECT one, other FROM (SELECT one, other, len(a.runs) AS left_runs, len(b.runs) AS right_runs,
                len(list_intersect(a.runs, b.runs)) AS shared FROM met
                JOIN long_quote a ON a.same = one JOIN long_quote b ON b.same = other
                WHERE coalesce(a.first <= b.last + {_NEAR_DAYS} AND b.first <= a.last + {_NEAR_DAYS}, true))
                WHERE shared >= {_SIMILAR} * (left_runs + right_runs - shared)
                OR shared >= {_WITHIN} * least(left_runs, right_runs)"""
            ).fetchnumpy()
        near = _components(pairs["one"], pairs["other"])
        self.rows.keep("near", pa.table({"same": near[0], "statement": near[1]}))
        # Rows of different words may share a quote_id, where articles do.
        run(
            """CREATE OR REPLACE TABLE shared_id AS SELECT hash(quote_id) AS id FROM said
            GROUP BY id HAVING min(words) <> max(words)"""
        )
        run(
            """CREATE OR REPLACE TABLE numbered AS SELECT n, coalesce(near.statement, same) AS statement
            FROM worded LEFT JOIN near USING (same)"""
        )
        own = "CASE WHEN hash(quote_id) IN (SELECT id FROM shared_id) THEN quote_id || words ELSE quote_id END"
        run(
            f"""CREATE OR REPLACE TABLE printed_again AS SELECT statement, min(before) AS before, min({own}) AS first
            FROM numbered JOIN said USING (n) WHERE statement IN (
            SELECT statement FROM numbered GROUP BY statement HAVING count(*) > 1) GROUP BY statement"""
        )
        run(
            f"""CREATE OR REPLACE TABLE stated AS SELECT n, person_id, person_before, statement, said.before,
            coalesce(a.before, said.before, 's' || substr(md5(coalesce(a.first, {own})), 1, 12)) AS statement_id
            FROM numbered JOIN said USING (n) LEFT JOIN printed_again a USING (statement)"""
        )
        run("DROP VIEW keyed")
        for name in ("said", "worded", "long_quote", "met", "numbered", "printed_again"):
            run(f"DROP TABLE {name}")

    # ----------------------------------------------------------------------------------------------- rows

    def changed(self, shard: Shard, current: dict[str, str]) -> bool:
        """Whether a shard's rows do not say yet who is who.

        Args:
            current: old ids and whose they are now; rows that have one of these need no writing.
        """
        self._follow(current)
        first, rows = self._place(shard)
        (wrong,) = self.rows.values(
            """SELECT count(*) FROM stated LEFT JOIN follow f ON f.old = person_before
            WHERE n >= ? AND n < ? AND (coalesce(f.new, person_before) IS DISTINCT FROM person_id
            OR before IS DISTINCT FROM statement_id)""",
            [first, first + rows],
        )[0]
        return bool(wrong)

    def _follow(self, current: dict[str, str]) -> None:
        old, new = pa.array(current, pa.string()), pa.array(current.values(), pa.string())
        self.rows.keep("follow", pa.table({"old": old, "new": new}))

    def _place(self, shard: Shard) -> tuple[int, int]:
        return self.source.offsets[self.source.shards.index(shard)], shard.rows

    def ids(self, shard: Shard) -> Iterator[pa.Table]:
        """The ids of a shard's rows, in order, some at a time: person_id and statement_id."""
        first, rows = self._place(shard)
        for start in range(first, first + rows, _CHUNK):
            end = min(start + _CHUNK, first + rows)
            with self.rows.asking() as cursor:
                yield cursor.sql(
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


def _runs(split: str) -> str:
    """The runs of words of a text that is split, as numbers."""
    return f"[hash({split}[i], {split}[i + 1], {split}[i + {_RUN - 1}]) for i in range(1, len({split}) - {_RUN - 2})]"


def _own_id(doc_id: str, speaker: str) -> str:
    """The id of a speaker who stands for themselves in an article."""
    return f"'a' || substr(md5({doc_id} || chr(31) || lower({speaker})), 1, 12)"


def _joined(mention: str, row: str) -> str:
    parts = (
        f"{mention}.{name} IS NOT DISTINCT FROM {row}.{name}" for name in ("speaker_type", "role", "period", "apart")
    )
    return " AND ".join((f"{mention}.speaker = {row}.speaker", *parts))
