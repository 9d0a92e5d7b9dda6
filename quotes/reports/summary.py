"""What a ledger says in numbers: who, where, when, with which verbs, how concentrated, and whom nobody could tell.

Only counts; how it looks is the affair of `pictures` and `page`. Where `quotes people` has run, people go by who they
are, and the same words of the same person count once, however many articles print them. Rows that the ledger marks as
repeated from another article are left out and counted, for a wire story that ten outlets print was still said once.

DuckDB counts, and keeps the tables: none of them is held in memory, however long the ledger or the table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from quotes.analysis.dating.dates import is_mended
from quotes.ledger.cells import RUNS, defused
from quotes.ledger.queries import ROWS, Row, Rows
from quotes.ledger.reading import articles_read
from quotes.ledger.rules import explained
from quotes.ledger.schema import CATEGORIES
from quotes.lexicon.lists import load
from quotes.people import table
from quotes.storage.atomic import AtomicFile
from quotes.text.terminal import printable

if TYPE_CHECKING:
    import pandas as pd

COUNTED = "counted_rows"  # the relation of the rows that count, with the columns that figures are made of

_MOST_ROLES = 5  # of one speaker, in the table of speakers
_LONGEST = 300  # characters of a quote in the table of unresolved ones
_BATCH = 8192  # rows of a table that are held
_DOUBTFUL = 1  # days after publication from which on a day is doubted

_NONE = "none"  # the class of quotes without a reporting word, or with one that is in no list
_UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report, kept by DuckDB and read as far as is asked for.

    Args:
        rows: of the ledgers, which must stay open.
        name: of DuckDB's table; its rows stand in the order in which they are to be read.
    """

    rows: Rows
    name: str

    def __len__(self) -> int:
        return self.rows.number(f"SELECT count(*) FROM {self.name}")

    def head(self, most: int) -> list[dict[str, Any]]:
        """The first rows; a day is a date, absent is None."""
        return self._some(f"SELECT * FROM {self.name} LIMIT {int(most)}")

    def tail(self, most: int) -> list[dict[str, Any]]:
        """The last rows, the last one first."""
        return self._some(f"SELECT * FROM {self.name} ORDER BY rowid DESC LIMIT {int(most)}")

    def _some(self, query: str) -> list[dict[str, Any]]:
        with self.rows.asking() as cursor:
            cursor.execute(query)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def frame(self) -> pd.DataFrame:
        """The whole table as a data frame."""
        frame: pd.DataFrame = pa.Table.from_batches(self._batches(), self._schema()).to_pandas(date_as_object=False)
        return frame

    def write(self, csv_path: Path, parquet_path: Path) -> None:
        """Write it as CSV (UTF-8, RFC 4180; nothing for null, and no cell that a spreadsheet would run) and as Parquet.

        Raises:
            OutputError: a file cannot be written.
        """
        schema = self._schema()
        with AtomicFile(csv_path) as text, AtomicFile(parquet_path) as file:
            text.write(_lines([schema.names]))
            with pq.ParquetWriter(file.file, schema, compression="zstd") as writer:
                for batch in self._batches():
                    columns = map(_cells, batch.columns)
                    text.write(_lines(zip(*columns, strict=True)))
                    writer.write_batch(batch)

    def _schema(self) -> pa.Schema:
        with self.rows.asking() as cursor:
            schema: pa.Schema = cursor.sql(f"SELECT * FROM {self.name} LIMIT 0").to_arrow_table().schema
            return schema

    def _batches(self) -> Iterator[pa.RecordBatch]:
        with self.rows.asking() as cursor:
            yield from cursor.sql(f"SELECT * FROM {self.name}").to_arrow_reader(_BATCH)


def _lines(rows: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cells(column: pa.Array) -> list[object]:
    values: list[Any] = column.to_pylist()
    if pa.types.is_floating(column.type):
        return ["" if value is None or value != value else f"{value:.6g}" for value in values]
    if pa.types.is_string(column.type):
        for place in pc.indices_nonzero(pc.match_substring_regex(column, RUNS)).to_pylist():
            values[place] = defused(values[place])
    return values


@dataclass(frozen=True, slots=True)
class Summary:
    """A ledger in numbers. Shares are of all quotes, 0 to 1, unless said otherwise."""

    quotes: int  # rows that are counted
    repeated: int  # rows left out, of articles that repeat another
    copies: int  # rows left out, of words that another article has from the same person
    linked: bool  # whether `quotes people` has run
    known: int  # quotes of somebody with a name
    doubtful_dates: int  # quotes whose day is after their publication; they are in no figure of time
    mended_dates: int  # quotes whose day is not as printed, for that could not be; they count on the day it is read as
    reported: int  # quotes without quotation marks
    articles: int  # with quotes, those included that only repeat others
    articles_read: int | None  # those without quotes included; None: not every ledger says
    outlets_named: int  # outlets that have a name
    first: date | None  # the earliest day something was said
    last: date | None
    grain: str  # day, week, month or year: what fits the span of days
    speakers: Table  # a row each, the most quoted first; nobody known is not among them
    roles: Table  # speaker, role, quotes
    outlets: Table  # a row each, of each kind how many
    kinds: Table  # kind, quotes: in whole clauses, in some words, or told in the journalist's words
    over_time: Table  # a row a period that has quotes
    outlets_by_speakers: Table  # source, speaker, quotes
    verb_classes: Table
    verbs: Table
    concentration: Table  # of all outlets together (source is null), then of each
    unresolved: Table  # rule, reason, quotes, share
    unresolved_quotes: Table  # every quote whose speaker is not known

    def tables(self) -> dict[str, Table]:
        """Every table by its name."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, Table)}

    def of_speakers_in_outlets(self, speakers: Collection[str], outlets: Collection[str]) -> dict[tuple[str, str], int]:
        """How many quotes some speakers have in some outlets, by speaker and outlet; those without any are left out."""
        if not speakers or not outlets:
            return {}
        some, where = (", ".join("?" * len(names)) for names in (speakers, outlets))
        found = self.outlets_by_speakers.rows.values(
            f"SELECT speaker, source, quotes FROM {self.outlets_by_speakers.name} "
            f"WHERE speaker IN ({some}) AND source IN ({where})",
            [*speakers, *outlets],
        )
        return {(speaker, source): quotes for speaker, source, quotes in found}


def summary(rows: Rows) -> Summary:
    """Count what a report tells.

    Args:
        rows: of the ledgers; they keep the tables.

    Raises:
        InputError: a ledger or a file of people is damaged, or there is no room for what is kept.
    """
    all_rows, repeated, linked, stated, articles = _only(
        rows,
        f"""SELECT count(*), count(duplicate_of), count(person_id), count(statement_id), count(DISTINCT hash(doc_id))
        FROM {ROWS}""",
    )
    _count_rows(rows, stated=bool(stated))
    _tell_words(rows)
    quotes, known, reported, doubtful, outlets_named, first, last = _only(
        rows,
        f"""SELECT count(*), count(*) FILTER (speaker IS NOT NULL AND speaker_type IS DISTINCT FROM 'unnamed'),
        count(*) FILTER (kind = 'indirect'), count(date) - count(day),
        count(DISTINCT source), min(day), max(day) FROM {COUNTED}""",
    )
    grain = _grain((last - first).days if first is not None else 0)
    return Summary(
        quotes=quotes,
        repeated=repeated,
        copies=all_rows - repeated - quotes,
        linked=bool(linked),
        known=known,
        doubtful_dates=doubtful,
        mended_dates=_mended_dates(rows),
        reported=reported,
        articles=articles,
        articles_read=_read_in_all(rows.source.ledgers),
        outlets_named=outlets_named,
        first=first,
        last=last,
        grain=grain,
        **{name: _made(rows, name, query) for name, query in _queries(quotes, grain).items()},
    )


def _count_rows(rows: Rows, *, stated: bool) -> None:
    """Make the table of the rows that count: the first of each statement, by day, of articles that repeat no other.

    `article` stands for doc_id: 64 bits of a hash, which two of ten million articles share once in 300,000 ledgers.
    """
    named = table.tell_names(rows)
    speaker = "CASE WHEN speaker IS NOT NULL THEN coalesce(called.name, speaker) END" if named else "speaker"
    rows.run(
        f"""CREATE OR REPLACE TABLE {COUNTED} AS SELECT n, hash(doc_id) AS article, source, {speaker} AS speaker,
        speaker_type, role, kind, date,
        CASE WHEN date - published::DATE > {_DOUBTFUL} THEN NULL ELSE date END AS day,
        coalesce(cue_lemma, cue) AS lemma, rule, confidence, hash(statement_id) AS statement,
        statement_id IS NOT NULL AS stated
        FROM {ROWS} {"LEFT JOIN called ON called.id = person_id" if named else ""}
        WHERE duplicate_of IS NULL"""
    )
    if stated:
        # The first row of each statement that is printed more than once, as one number: its day, then its place.
        place = "((coalesce(date, DATE '9999-12-31') - DATE '0001-01-01') * 4294967296 + n)"
        rows.run(
            f"""CREATE OR REPLACE TABLE printed_again AS SELECT statement, min({place}) AS first FROM {COUNTED}
            WHERE stated GROUP BY statement HAVING count(*) > 1"""
        )
        rows.run(
            f"""DELETE FROM {COUNTED} USING printed_again p
            WHERE stated AND p.statement = {COUNTED}.statement AND p.first <> {place}"""
        )


def _mended_dates(rows: Rows) -> int:
    """How many of the rows that count have a day that their date, as printed, does not say."""
    printed = rows.values(
        f"""SELECT r.date_text, r.date::DATE, count(*) FROM {ROWS} r JOIN {COUNTED} USING (n)
        WHERE regexp_matches(r.date_text, '[0-9]') AND r.date IS NOT NULL GROUP BY ALL"""
    )
    return sum(count for text, day, count in printed if is_mended(text, day))


def _only(rows: Rows, query: str) -> Row:
    (found,) = rows.values(query)
    return found


def _read_in_all(ledgers: Iterable[Path]) -> int | None:
    """How many articles ledgers were made of; None: one of them does not say."""
    counts = [articles_read(path) for path in ledgers]
    return None if None in counts else sum(count for count in counts if count is not None)


def _made(rows: Rows, name: str, query: str) -> Table:
    rows.run(f"CREATE OR REPLACE TABLE report_{name} AS {query}")
    return Table(rows, f"report_{name}")


def _tell_words(rows: Rows) -> None:
    """Let queries ask for the class of a reporting word, for what a rule means, and for a text in one line."""
    rows.teach("printable", printable)
    rules = [rule for (rule,) in rows.values(f"SELECT DISTINCT rule FROM {COUNTED} WHERE speaker IS NULL")]
    classes = {verb.lemma: verb.verb_class for verb in load().verbs.values()}
    for name, told in (("verb_class", classes), ("reason", {rule: explained(rule) for rule in rules})):
        words = {"key": pa.array(told, pa.string()), name: pa.array(told.values(), pa.string())}
        rows.keep(f"{name}_of", pa.table(words))


def _queries(quotes: int, grain: str) -> dict[str, str]:
    """How each table is made, in an order in which later ones can be made of earlier ones."""
    share = f"quotes / {max(1, quotes)} AS share"
    known = f"FROM {COUNTED} WHERE speaker IS NOT NULL"
    kinds = ", ".join(f"count(*) FILTER (kind = '{kind}') AS {kind}" for kind in CATEGORIES["kind"])
    kind_names = ", ".join(CATEGORIES["kind"])
    types = f"(SELECT speaker, speaker_type, count(*) AS quotes {known} GROUP BY ALL)"
    verb_class = f"coalesce(verb_class, '{_UNLISTED}')"
    return {
        # `Juru Bicara` and `juru bicara` are one role.
        "roles": f"""SELECT speaker, min(role) AS role, count(*) AS quotes {known} AND role IS NOT NULL
            GROUP BY speaker, lower(role) ORDER BY quotes DESC, speaker, min(role)""",
        "outlets_by_speakers": f"""SELECT source, speaker, count(*) AS quotes {known} AND source IS NOT NULL
            GROUP BY source, speaker ORDER BY quotes DESC, source, speaker""",
        # Millionths of confidence, so that the order in which they are summed up changes nothing.
        "speakers": f"""WITH plain AS (SELECT speaker, count(*) AS quotes, {kinds},
                count(DISTINCT article) AS articles, min(day) AS first, max(day) AS last,
                avg(TRY_CAST(confidence * 1e6 AS BIGINT)) / 1e6 AS mean_confidence {known} GROUP BY speaker),
            typed AS ({_first_of(types, "speaker_type")}),
            placed AS (SELECT speaker, count(*) AS outlets FROM report_outlets_by_speakers GROUP BY speaker),
            mainly AS ({_first_of("report_outlets_by_speakers", "source")}),
            called AS (SELECT speaker, string_agg(role, '; ' ORDER BY quotes DESC, role) AS roles FROM (
                SELECT * FROM report_roles
                QUALIFY row_number() OVER (PARTITION BY speaker ORDER BY quotes DESC, role) <= {_MOST_ROLES})
                GROUP BY speaker)
            SELECT speaker, speaker_type AS type, quotes, {share},
                sum(quotes) OVER (ORDER BY quotes DESC, speaker ROWS UNBOUNDED PRECEDING) / {max(1, quotes)}
                AS cumulative_share, {kind_names}, articles, coalesce(outlets, 0) AS outlets,
                source AS main_outlet, roles, first, last, mean_confidence
            FROM plain LEFT JOIN typed USING (speaker) LEFT JOIN placed USING (speaker)
            LEFT JOIN mainly USING (speaker) LEFT JOIN called USING (speaker) ORDER BY quotes DESC, speaker""",
        "outlets": f"""SELECT source, quotes, {share}, articles, speakers, {kind_names}, unresolved, first, last,
                quotes / articles AS quotes_per_article, unresolved / quotes AS unresolved_share
            FROM (SELECT source, count(*) AS quotes, count(DISTINCT article) AS articles,
                count(DISTINCT hash(speaker)) FILTER (speaker IS NOT NULL) AS speakers, {kinds},
                count(*) FILTER (speaker IS NULL) AS unresolved, min(day) AS first, max(day) AS last
                FROM {COUNTED} GROUP BY source) ORDER BY quotes DESC, source NULLS LAST""",
        "kinds": f"SELECT kind, count(*) AS quotes FROM {COUNTED} GROUP BY kind ORDER BY quotes DESC, kind",
        "over_time": f"""SELECT date_trunc('{grain}', day)::DATE AS period, count(*) AS quotes,
                count(DISTINCT article) AS articles,
                count(DISTINCT hash(speaker)) FILTER (speaker IS NOT NULL) AS speakers
            FROM {COUNTED} WHERE day IS NOT NULL GROUP BY period ORDER BY period""",
        "verbs": f"""SELECT lemma, {verb_class} AS verb_class, quotes, {share} FROM (
                SELECT lemma, count(*) AS quotes FROM {COUNTED} WHERE lemma IS NOT NULL GROUP BY lemma)
            LEFT JOIN verb_class_of ON key = lemma ORDER BY quotes DESC, lemma""",
        "verb_classes": f"""SELECT verb_class, quotes, {share} FROM (
                SELECT CASE WHEN lemma IS NULL THEN '{_NONE}' ELSE {verb_class} END AS verb_class,
                count(*) AS quotes FROM {COUNTED} LEFT JOIN verb_class_of ON key = lemma GROUP BY ALL)
            ORDER BY quotes DESC, verb_class""",
        "concentration": concentration(
            """(SELECT NULL::VARCHAR AS source, quotes FROM report_speakers
            UNION ALL SELECT source, quotes FROM report_outlets_by_speakers)"""
        ),
        "unresolved": f"""SELECT rule, reason, quotes, {share} FROM (
                SELECT rule, count(*) AS quotes FROM {COUNTED} WHERE speaker IS NULL GROUP BY rule)
            JOIN reason_of ON key = rule ORDER BY quotes DESC, rule""",
        "unresolved_quotes": f"""SELECT r.quote_id, r.doc_id, r.source, c.day AS date,
            substr(printable(r.quote), 1, {_LONGEST}) AS quote, r.cue, r.mention, r.rule
            FROM {ROWS} r JOIN {COUNTED} c USING (n) WHERE r.speaker IS NULL ORDER BY n""",
    }


def _first_of(relation: str, column: str) -> str:
    """What most quotes of each speaker have in a column; of several, the first by name."""
    return f"""SELECT speaker, {column} FROM {relation} WHERE {column} IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY speaker ORDER BY quotes DESC, {column}) = 1"""


def _grain(days: int) -> str:
    return "day" if days <= 45 else "week" if days <= 400 else "month" if days <= 3700 else "year"


def concentration(counts: str) -> str:
    """The SQL query of how unevenly quotes are spread over speakers, of all outlets together and of each.

    Args:
        counts: a relation with a row for each speaker of an outlet: `source` (null: of all together) and `quotes`.

    Returns:
        A query of `source` and, of quotes with a known speaker, `speakers`, `quotes`, `half` (the fewest speakers who
        together have half of the quotes), `top_1`, `top_10` (their shares), `hhi` (Herfindahl-Hirschman index: the sum
        of the squared shares, 1/speakers to 1), `gini` (Gini coefficient: 0 for equal parts, towards 1 for all to one);
        shares are null where there are no quotes.
    """
    return f"""WITH ranked AS (SELECT source, quotes, row_number() OVER rising AS rank,
            sum(quotes) OVER rising AS below, count(*) OVER whole AS speakers, sum(quotes) OVER whole AS total
            FROM {counts} WINDOW rising AS (PARTITION BY source ORDER BY quotes ROWS UNBOUNDED PRECEDING),
            whole AS (PARTITION BY source)),
        measured AS (SELECT source, speakers, total::BIGINT AS quotes,
            1 + count(*) FILTER (2 * (total - below + quotes) < total) AS half, max(quotes) / total AS top_1,
            sum(quotes) FILTER (speakers - rank < 10) / total AS top_10, sum(quotes * quotes) / (total * total) AS hhi,
            2 * sum(rank * quotes) / (speakers * total) - (speakers + 1) / speakers AS gini
            FROM ranked GROUP BY source, speakers, total)
        SELECT * FROM measured UNION ALL SELECT NULL, 0, 0, 0, NULL, NULL, NULL, NULL
        WHERE NOT EXISTS (SELECT 1 FROM measured WHERE source IS NULL) ORDER BY source NULLS FIRST"""
