"""What a reader has found out about rows: right, or wrong, and what would be right.

Tags are kept beside the ledger, never in it: one JSON object a line in `LEDGER.tags.jsonl`, appended as they are made,
so that nothing is lost and two people's files can simply be joined; the last line about a row counts. They follow
`quote_id`, so that a ledger made anew keeps them. A line without `quote_id` speaks of all rows of a name, `found`;
what is said of one row counts more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
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


class Tags:
    """The tags of some ledgers.

    Args:
        ledgers: the ledgers' paths.

    Raises:
        InputError: a file of tags is there but unreadable.
    """

    def __init__(self, ledgers: Sequence[Path]) -> None:
        self.paths = tuple(path.with_name(f"{path.name}.tags.jsonl") for path in map(Path.absolute, ledgers))
        self._tags: list[dict[str, Tag]] = [_read(path) for path in self.paths]

    def get(self, ledger: int, quote_id: str) -> Tag | None:
        """The tag of a row of a ledger, if it has one."""
        return self._tags[ledger].get(quote_id)

    def of(self, ledger: int) -> dict[str, Tag]:
        """All tags of a ledger, by quote_id."""
        return dict(self._tags[ledger])

    def __len__(self) -> int:
        return sum(map(len, self._tags))

    def put(self, ledger: int, rows: Iterable[tuple[Quote, Tag | None]]) -> None:
        """Tag rows of a ledger, or take their tags away, all at once, and see it onto the disk.

        Raises:
            OutputError: it cannot be written; no row is tagged then.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        given = list(rows)
        lines = [json.dumps(_line(quote, tag, now), ensure_ascii=False) + "\n" for quote, tag in given]
        path = self.paths[ledger]
        try:
            with path.open("ab") as file:
                file.write("".join(lines).encode("utf-8", "backslashreplace"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise output_error(path, error) from error
        for quote, tag in given:
            if tag is None:
                self._tags[ledger].pop(quote.quote_id, None)
            else:
                self._tags[ledger][quote.quote_id] = tag


def _line(quote: Quote, tag: Tag | None, at: str) -> dict[str, object]:
    return {
        "quote_id": quote.quote_id,
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

    rows: dict[str, Tag]  # quote_id -> tag
    names: dict[str, Tag]  # speaker, as the ledger has it -> what is right for all their rows

    def of(self, quote_id: str, speaker: str | None) -> Tag | None:
        """What is said of a row; None: nothing."""
        return self.rows.get(quote_id) or (self.names.get(speaker) if speaker else None)


def read_tags(path: Path) -> Corrections:
    """Read a file of tags.

    Raises:
        InputError: it is missing, unreadable, or a line is no tag.
    """
    found = Corrections({}, {})
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise InputError(f"{path} does not exist", "check the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read", "check the file, or move it away") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            key, tag = _tag(row)
            place = found.rows if key is not None else found.names
            key = row["found"] if key is None else key
            if not isinstance(key, str):
                raise ValueError(row)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InputError(f"{path}, line {number}: no tag", "mend the line, or move the file away") from None
        if tag is None:
            place.pop(key, None)
        else:
            place[key] = tag
    return found


def _read(path: Path) -> dict[str, Tag]:
    return read_tags(path).rows if path.exists() else {}


def _tag(row: dict[str, Any]) -> tuple[str | None, Tag | None]:
    """A line of a file of tags, None for the id of one about a name; raises where it is none."""
    quote_id, verdict, day = row.get("quote_id"), row["tag"], row.get("date")
    if not (quote_id is None or isinstance(quote_id, str)) or verdict not in (CHECKED, WRONG, None):
        raise ValueError(row)
    if verdict is None:
        return quote_id, None
    speaker, role = (value if isinstance(value, str) and value else None for value in (row["speaker"], row.get("role")))
    return quote_id, Tag(verdict, speaker, role, date.fromisoformat(day) if day else None)
