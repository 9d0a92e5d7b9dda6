"""Which rows a reader should look at first, and why: what a row itself says against it.

Only asks what stands in the ledger, so that it can be asked of any ledger, of millions of rows, in SQL. A doubt is one
reason to look, no verdict. Rows are ordered by their confidence, halved for each reason beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

LOW = 0.7  # confidence below which it is a reason of its own
_LONGEST_NAME = 6  # words
_LONGEST_ROLE = 15  # words; three offices of one person have fewer


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to look at a row."""

    name: str
    words: str  # for a reader
    condition: str  # in SQL, on the ledger's columns; true, false or null


def _words(column: str) -> str:
    return f"len(string_split(trim({column}), ' '))"


@cache
def doubts() -> tuple[Doubt, ...]:
    """Every reason there is."""
    weekdays = " ".join(f"WHEN '{name}' THEN {number}" for name, number in _weekdays())
    printed = "lower(regexp_extract(date_text, '^[[:alpha:]]+[''’‘`]?[[:alpha:]]*'))"
    day = r"regexp_extract(date_text, '(?:^|[^0-9])([0-9]{1,2})[/.-][0-9]', 1)"
    return (
        Doubt("unknown", "nobody is known to have said it", "speaker IS NULL"),
        Doubt("confidence", "the speaker is unsure", f"confidence < {LOW} AND speaker IS NOT NULL"),
        Doubt(
            "no_name",
            "the speaker looks like no name",
            "speaker_type = 'person' AND (regexp_matches(speaker, '[0-9:;()?!\"“”/]|^[[:lower:]]|, ') "
            f"OR {_words('speaker')} > {_LONGEST_NAME} OR speaker = upper(speaker) AND length(speaker) > 5)",
        ),
        Doubt(
            "odd_role",
            "the role looks like none",
            "role IS NOT NULL AND (regexp_matches(role, '[:;?!\"“”]|[.] [[:upper:]]|^[^[:alnum:]]|[, ]$') "
            f"OR {_words('role')} > {_LONGEST_ROLE})",
        ),
        Doubt("name_in_role", "the role holds the speaker's name", "contains(lower(role), lower(speaker))"),
        Doubt(
            "weekday",
            "the weekday printed is not that of the date",
            f"date_text IS NOT NULL AND CASE {printed} {weekdays} END <> isodow(date)",
        ),
        Doubt(
            "day",
            "the day printed is not that of the date",
            f"TRY_CAST(nullif({day}, '') AS INTEGER) NOT IN (day(date), month(date))",
        ),
        Doubt("later", "it was said after it was published", "date > published::DATE + 1"),
        Doubt("span", "the offsets do not fit the quote", 'start < 0 OR "end"::BIGINT - start <> length(quote)'),
    )


def _weekdays() -> list[tuple[str, int]]:
    """Names of weekdays in small letters, 1 for Monday as in SQL."""
    from quotes.lexicon.calendar import calendar

    return [(_quoted(name.casefold()), number + 1) for name, number in calendar().weekdays.items()]


def order() -> str:
    """The SQL expression that rows are ordered by, the most doubtful first."""
    beside = (doubt.condition for doubt in doubts() if doubt.name != "confidence")
    reasons = " + ".join(f"coalesce({condition}, false)::INTEGER" for condition in beside)
    return f"confidence * pow(0.5, {reasons})"


def reasons() -> str:
    """The SQL expression of a row's reasons, in words, as a list."""
    cases = ", ".join(f"CASE WHEN {doubt.condition} THEN '{_quoted(doubt.words)}' END" for doubt in doubts())
    return f"list_filter([{cases}], lambda reason: reason IS NOT NULL)"


def _quoted(text: str) -> str:
    return text.replace("'", "''")
