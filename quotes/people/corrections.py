"""What readers have found out, put into the rows: right, or wrong with another speaker, role or day.

A row that somebody has checked says so in `rule`, and its confidence is 1. Kept apart from the tags' file, which only
holds what was said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quotes.ledger.tags import CHECKED, Corrections, Tag, read_tags
from quotes.lexicon import lists

if TYPE_CHECKING:
    from quotes.ledger.queries import Rows
    from quotes.ledger.source import Changed

RULE = "checked"
_SPEAKER = ("speaker", "speaker_type", "role", "person_id", "statement_id")  # no longer so when it was somebody else
_DAY = ("date_text", "date_basis", "date_start", "date_end")  # no longer so when it was another day


class Corrector:
    """Puts corrections into the rows of ledgers, told in order, and counts.

    Args:
        corrections: what was said.
        ledgers: whose rows they are.
    """

    def __init__(self, corrections: Corrections, ledgers: Rows) -> None:
        self._names = corrections.names
        self._rows = ledgers.meant(corrections)
        self._seen = 0  # rows
        self._named: set[str] = set()  # names of which something was said
        self._said = sum(tag is not None for tags in corrections.rows.values() for tag in tags.values())
        self._spoken: set[int] = set()  # tags that spoke of a row
        self.rows = 0  # that a correction spoke of

    def table(self, rows: pa.Table) -> pa.Table:
        """Some rows with what is right; rows of which nothing was said stay as they are."""
        first, self._seen = self._seen, self._seen + rows.num_rows
        names = rows.column("speaker").to_pylist() if self._names else [None] * rows.num_rows
        told: dict[int, Tag] = {}
        for number, name in enumerate(names):
            tag = self._rows.get(first + number)
            if tag is not None:
                self._spoken.add(id(tag))
            elif name is not None and (tag := self._names.get(name)) is not None:
                self._named.add(name)
            if tag is not None:
                told[number] = tag
        if not told:
            return rows
        self.rows += len(told)
        changes: dict[str, dict[int, Any]] = {}
        kinds = rows.column("speaker_type").to_pylist()
        for number, tag in told.items():
            for column, value in _change(tag, kinds[number]).items():
                changes.setdefault(column, {})[number] = value
        for column, values in changes.items():
            at = rows.column_names.index(column)
            field = rows.schema.field(at)
            whole = rows.column(column).to_pylist()
            for number, value in values.items():
                whole[number] = value
            plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
            array = pa.array(whole, plain)
            rows = rows.set_column(
                at, field, array.dictionary_encode() if pa.types.is_dictionary(field.type) else array
            )
        return rows

    @property
    def unused(self) -> int:
        """How many corrections speak of no row that was seen."""
        return self._said - len(self._spoken) + len(self._names.keys() - self._named)


def corrector(tags: str | Path | None) -> Callable[[Rows], Changed] | None:
    """What puts a file of tags into the rows of ledgers that are opened; None: there is no such file.

    Raises:
        InputError: the file is missing, unreadable, or a line is no tag.
    """
    if tags is None:
        return None
    said = read_tags(Path(tags))
    return lambda ledgers: Corrector(said, ledgers).table


def _change(tag: Tag, kind: str | None) -> dict[str, Any]:
    """The columns that a correction changes, and what they say then."""
    change: dict[str, Any] = {"rule": RULE, "confidence": 1.0}
    if tag.verdict == CHECKED:
        return change
    if tag.speaker is not None or (tag.role is None and tag.date is None):
        change |= dict.fromkeys(_SPEAKER)
        change["speaker"] = tag.speaker
        change["speaker_type"] = _type(tag.speaker, kind) if tag.speaker else None
    if tag.role is not None:
        change["role"] = tag.role
    if tag.date is not None:
        change |= dict.fromkeys(_DAY)
        change["date"] = datetime.combine(tag.date, time())
    return change


def _type(speaker: str, before: str | None) -> str:
    """What somebody is whom a reader names: an institution if the name begins like one, else a person."""
    words = tuple(speaker.casefold().split())
    if any(words[:length] in _heads() for length in (1, 2, 3)):
        return "institution"
    return before if before == "institution" and len(words) == 1 else "person"


@cache
def _heads() -> frozenset[tuple[str, ...]]:
    return lists.load().org_heads
