"""What a ledger looks like: its number, its columns, their types and what they mean.

Kept apart from ledger.py so that help texts and tests can speak of columns without loading pyarrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1  # what is written unless duplicates are told
DUPLICATES_SCHEMA = 2  # the same, and which article repeats which
SCHEMA_KEY = b"quotes.schema"  # Parquet metadata: the schema's number
VERSION_KEY = b"quotes.version"  # Parquet metadata: the version of the program that wrote the file


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the ledger."""

    name: str
    type: str  # string, int32, float32, timestamp, date32 or dictionary (strings from a short list)
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
        "kind", "dictionary", False, "`direct` (whole clauses) or `partial` (some words in the journalist's sentence)"
    ),
    Column("cue", "string", True, "the reporting word as printed: `ujarnya`"),
    Column("cue_lemma", "string", True, "its base form: `ujar`"),
    Column("mention", "string", True, "how the reporting clause names the speaker, `-nya` for an enclitic"),
    Column("speaker", "string", True, "the speaker's fullest name in the article, without titles"),
    Column("speaker_type", "dictionary", True, "`person`, `group`, `institution`, `document` or `unnamed`"),
    Column("role", "string", True, "office or affiliation, as the article first gives it"),
    Column("date", "date32", True, "the day it was said"),
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
)

DUPLICATE_OF = Column(
    "duplicate_of", "string", True, "`doc_id` of the earlier article that this one repeats; null: it repeats none"
)

SCHEMAS = {SCHEMA: COLUMNS, DUPLICATES_SCHEMA: (*COLUMNS, DUPLICATE_OF)}  # every schema there has been

NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = frozenset(column.name for column in COLUMNS if not column.nullable)

# Dictionary columns with a closed list of values, in the order in which they sort; `rule` is open.
CATEGORIES = {
    "kind": ("direct", "partial"),
    "speaker_type": ("person", "group", "institution", "document", "unnamed"),
    "date_basis": ("stated", "speaker", "published"),
}


def arrow_schema(version: str, number: int = SCHEMA) -> pa.Schema:
    """The ledger's Arrow schema.

    Args:
        version: the program's version, for the metadata.
        number: which schema.
    """
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "int32": pa.int32(),
        "float32": pa.float32(),
        "timestamp": pa.timestamp("us"),  # Indonesian wall-clock time, without a zone
        "date32": pa.date32(),
        "dictionary": pa.dictionary(pa.int32(), pa.string()),
    }
    return pa.schema(
        [pa.field(column.name, types[column.type], column.nullable) for column in SCHEMAS[number]],
        metadata={SCHEMA_KEY: str(number).encode(), VERSION_KEY: version.encode()},
    )
