"""What a ledger looks like: its number, its columns, their types and what they mean.

Kept apart from the formats so that help texts and tests can speak of columns without loading pyarrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from quotes import __version__

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 3  # what is written
DAY = "timestamp at midnight"  # the type of a day
SCHEMA_KEY = b"quotes.schema"  # Parquet metadata: the schema's number
VERSION_KEY = b"quotes.version"  # Parquet metadata: the version of the program that wrote the file
ARTICLES_KEY = b"quotes.articles"  # Parquet metadata: how many articles it was made of, those without quotes included


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the ledger."""

    name: str
    type: str  # string, int32, float32, timestamp, DAY (an ISO date in text) or dictionary (strings from a short list)
    nullable: bool  # whether a row may have nothing to say there
    meaning: str  # one line, for readers of README and help


COLUMNS = (
    Column("quote_id", "string", False, "stable from run to run and machine to machine for the same article and span"),
    Column("doc_id", "string", False, "the article's id as given, else derived from its content"),
    Column("title", "string", True, "the article's title, as given or found"),
    Column("source", "string", True, "the outlet, as given or found"),
    Column("url", "string", True, "the article's address, as given"),
    Column("published", "timestamp", True, "publication time, as given or found in the page"),
    Column("quote", "string", False, "the words quoted, verbatim, without the marks"),
    Column("start", "int32", False, "where the quote begins in the article's text, in characters"),
    Column("end", "int32", False, "where it ends: `text[start:end] == quote`"),
    Column(
        "kind",
        "dictionary",
        False,
        "`direct` (whole clauses), `partial` (some words in the journalist's sentence) or `indirect` (reported)",
    ),
    Column("cue", "string", True, "the reporting word as printed: `ujarnya`"),
    Column("cue_lemma", "string", True, "its base form: `ujar`"),
    Column("cue_class", "string", True, "the kind of speech act: `neutral`, `asserts`, `asks`, `denies` ..."),
    Column("mention", "string", True, "how the reporting clause names the speaker, `-nya` for an enclitic"),
    Column("speaker", "string", True, "the speaker's fullest name in the article, without titles"),
    Column("speaker_type", "dictionary", True, "`person`, `group`, `institution`, `document` or `unnamed`"),
    Column("role", "string", True, "office or affiliation, as the article first gives it"),
    Column("date", DAY, True, "the day it was said; an ISO date in CSV"),
    Column("date_text", "string", True, "the expression that says so: `Selasa (11/1/2022)`"),
    Column(
        "date_basis",
        "dictionary",
        True,
        "`stated` (own reporting sentence), `speaker` (the same speaker's nearest stated date) or `published`",
    ),
    Column("via", "string", True, "the outlet it is relayed from: `AFP`"),
    Column(
        "rule", "dictionary", False, "how the speaker was decided, or why not; `quotes show --why` puts it in words"
    ),
    Column("confidence", "float32", False, "probability that `speaker` is right, 0 to 1"),
    Column("context", "string", False, "the paragraph or paragraphs that hold quote and reporting clause"),
    Column("context_start", "int32", False, "where the context begins in the article's text"),
    Column("cue_start", "int32", True, "where the reporting word begins; null where there is none"),
    Column("cue_end", "int32", True, "where it ends"),
    Column("mention_start", "int32", True, "where the mention begins; of `ujarnya` its `nya`"),
    Column("mention_end", "int32", True, "where it ends"),
    Column("date_start", "int32", True, "where the expression of the date begins"),
    Column("date_end", "int32", True, "where it ends"),
    Column("duplicate_of", "string", True, "with `--dedup`: `doc_id` of the earlier article that this one repeats"),
    Column("person_id", "string", True, "who the speaker is across articles; null until `quotes people` has run"),
    Column("statement_id", "string", True, "the same words of the same person; null until `quotes people` has run"),
)


def _earlier(*later: str) -> tuple[Column, ...]:
    """The columns of before some were added, when days were dates."""
    kept = (column for column in COLUMNS if column.name not in later)
    return tuple(replace(column, type="date32") if column.type == DAY else column for column in kept)


_OFFSETS = ("cue_start", "cue_end", "mention_start", "mention_end", "date_start", "date_end")
_SINCE_3 = ("cue_class", *_OFFSETS, "person_id", "statement_id")

SCHEMAS = {1: _earlier(*_SINCE_3, "duplicate_of"), 2: _earlier(*_SINCE_3), SCHEMA: COLUMNS}  # all there have been

NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = frozenset(column.name for column in COLUMNS if not column.nullable)

# Dictionary columns with a closed list of values, in the order in which they sort; `rule` is open.
CATEGORIES = {
    "kind": ("direct", "partial", "indirect"),
    "speaker_type": ("person", "group", "institution", "document", "unnamed"),
    "date_basis": ("stated", "speaker", "published"),
}


def schema_of(names: Sequence[str]) -> int:
    """The schema that columns are of, once they are known to be a ledger's; the order does not matter."""
    return SCHEMA if not {*_SINCE_3}.isdisjoint(names) else 2 if "duplicate_of" in names else 1


@cache
def arrow_schema() -> pa.Schema:
    """The ledger's Arrow schema, with the program's version in its metadata."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "int32": pa.int32(),
        "float32": pa.float32(),
        "timestamp": pa.timestamp("us"),  # Indonesian wall-clock time, without a zone
        DAY: pa.timestamp("us"),
        "dictionary": pa.dictionary(pa.int32(), pa.string()),
    }
    return pa.schema(
        [pa.field(column.name, types[column.type], column.nullable) for column in COLUMNS],
        metadata={SCHEMA_KEY: str(SCHEMA).encode(), VERSION_KEY: __version__.encode()},
    )
