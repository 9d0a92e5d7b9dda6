"""What a reader has found out about rows: right, or wrong, and what would be right.

Tags are kept beside the ledger, never in it: one JSON object a line in `LEDGER.tags.jsonl`, appended as they are made,
so that nothing is lost and two people's files can simply be joined; the last line about a row counts. They follow
`quote_id`, so that a ledger made anew keeps them. Articles that share an id may have quotes that share theirs: `row`,
made of a row's words and what stands around them, says which is meant. A line without `quote_id` speaks of all rows of
a name, `found`; what is said of one row counts more.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from quotes.errors import InputError
from quotes.records import Quote
from quotes.storage.atomic import output_error

CHECKED, WRONG = "checked", "wrong"


@dataclass(frozen=True, slots=True)
class Tag:
    """What a reader says about a row."""

    verdict: str  # checked or wrong
    speaker: str | None = None  # of a wrong row: who it was; None: as the ledger says, or not known
    role: str | None = None  # of a wrong row: the right role; None: as the ledger says
    date: date | None = None  # of a wrong row: the right day; None: as the ledger says


def mark(quote: Quote) -> str:
    """What tells a row from others that share its quote_id: twelve digits of a hash of its words and its context."""
    text = f"{quote.quote}\x1f{quote.context}".encode("utf-8", "replace")
    return hashlib.md5(text, usedforsecurity=False).hexdigest()[:12]


MARK = "substr(md5(quote || chr(31) || context), 1, 12)"
"""The same in SQL."""


class Tags:
    """The tags of some ledgers; which rows they mean is known once the ledgers have been asked (`settle`).

    Args:
        ledgers: the ledgers' paths.

    Raises:
        InputError: a file of tags is there but unreadable.
    """

    def __init__(self, ledgers: Sequence[Path]) -> None:
        self.paths = tuple(path.with_name(f"{path.name}.tags.jsonl") for path in map(Path.absolute, ledgers))
        self.said: list[Corrections] = [_read(path) for path in self.paths]
        self._rows: dict[int, Tag] = {}

    def settle(self, rows: Mapping[int, Tag]) -> None:
        """Say which rows the tags mean, by their numbers through all ledgers."""
        self._rows = dict(rows)

    def get(self, number: int) -> Tag | None:
        """The tag of a row, if it has one."""
        return self._rows.get(number)

    def all(self) -> dict[int, Tag]:
        """The tags by the numbers of their rows."""
        return dict(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, ledger: int, rows: Iterable[tuple[int, Quote, Tag | None]]) -> None:
        """Tag rows of a ledger, by their numbers, or take their tags away, all at once, and see it onto the disk.

        Raises:
            OutputError: it cannot be written; no row is tagged then.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        given = list(rows)
        lines = [json.dumps(_line(quote, tag, now), ensure_ascii=False) + "\n" for _, quote, tag in given]
        path = self.paths[ledger]
        try:
            with path.open("ab") as file:
                file.write("".join(lines).encode("utf-8", "backslashreplace"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise output_error(path, error) from error
        for number, _, tag in given:
            if tag is None:
                self._rows.pop(number, None)
            else:
                self._rows[number] = tag


def _line(quote: Quote, tag: Tag | None, at: str) -> dict[str, object]:
    return {
        "quote_id": quote.quote_id,
        "row": mark(quote),
        "doc_id": quote.doc_id,
        "start": quote.start,
        "end": quote.end,
        "quote": quote.quote,
        "found": quote.speaker,
        "tag": tag.verdict if tag else None,
        "speaker": tag.speaker if tag else None,
        "role": tag.role if tag else None,
        "date": tag.date.isoformat() if tag and tag.date else None,
        "at": at,
    }


@dataclass(frozen=True, slots=True)
class Corrections:
    """Everything that a file of tags says."""

    rows: dict[str, dict[str | None, Tag | None]]
    """quote_id -> mark of a row (None: of every row of the id that has no line of its own) -> tag (None: taken away)"""
    names: dict[str, Tag]
    """speaker, as the ledger has it -> what is right for all their rows"""

    def meant(self, rows: Iterable[tuple[int, str, str]]) -> dict[int, Tag]:
        """Which rows are spoken of, one by one.

        A line means the rows of its quote_id that have its mark. Where none has (the ledger was made anew, and a
        paragraph is now another) the last line about the id means all of its rows.

        Args:
            rows: numbers, quote_ids and marks of the rows that have an id of `rows`.

        Returns:
            Tags by the numbers of their rows.
        """
        found = list(rows)
        exact = {quote_id for _, quote_id, mark in found if mark in self.rows[quote_id]}
        told: dict[int, Tag] = {}
        for number, quote_id, mark in found:
            own = self.rows[quote_id]
            key = mark if mark in own else None if quote_id in exact else [*own][-1]
            if (tag := own.get(key)) is not None:
                told[number] = tag
        return told


def read_tags(path: Path) -> Corrections:
    """Read a file of tags.

    Raises:
        InputError: it is missing, unreadable, or a line is no tag.
    """
    found = Corrections({}, {})
    try:
        if path.exists() and not path.is_file():  # a pipe would keep its reader waiting
            raise InputError(f"{path} is no regular file", "move it away")
        lines = path.read_text(encoding="utf-8").split("\n")  # a quote may hold what else ends lines
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist", "check the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read", "check the file, or move it away") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            quote_id, tag = _tag(row)
            if not isinstance(row["found"] if quote_id is None else quote_id, str):
                raise ValueError(row)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InputError(f"{path}, line {number}: no tag", "mend the line, or move the file away") from None
        if quote_id is None:
            found.names.pop(row["found"], None)
            if tag is not None:
                found.names[row["found"]] = tag
            continue
        given = row.get("row")
        own = found.rows.setdefault(quote_id, {})
        if isinstance(given, str):
            own.pop(given, None)  # so that the last line stands last
            own[given] = tag
        else:
            own.clear()
            own[None] = tag
    return found


def _read(path: Path) -> Corrections:
    return read_tags(path) if path.exists() else Corrections({}, {})


def _tag(row: dict[str, Any]) -> tuple[str | None, Tag | None]:
    """A line of a file of tags, None for the id of one about a name; raises where it is none."""
    quote_id, verdict, day = row.get("quote_id"), row["tag"], row.get("date")
    if not (quote_id is None or isinstance(quote_id, str)) or verdict not in (CHECKED, WRONG, None):
        raise ValueError(row)
    if verdict is None:
        return quote_id, None
    speaker, role = (value if isinstance(value, str) and value else None for value in (row["speaker"], row.get("role")))
    return quote_id, Tag(verdict, speaker, role, date.fromisoformat(day) if day else None)
