"""What a reader has found out about rows: checked, or wrong, and who it was.

Tags are kept beside the ledger, never in it: one JSON object a line in `LEDGER.tags.jsonl`, appended as they are made,
so that nothing is lost and two people's files can simply be joined; the last line about a row counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quotes.errors import InputError
from quotes.records import Quote
from quotes.storage.atomic import output_error

CHECKED, WRONG = "checked", "wrong"


@dataclass(frozen=True, slots=True)
class Tag:
    """What a reader says about a row."""

    verdict: str  # checked or wrong
    speaker: str | None = None  # of a wrong row: who it was; None: not known


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

    def put(self, ledger: int, quote: Quote, tag: Tag | None) -> None:
        """Tag a row, or take its tag away, and see it onto the disk.

        Raises:
            OutputError: it cannot be written.
        """
        line = {
            "quote_id": quote.quote_id,
            "doc_id": quote.doc_id,
            "start": quote.start,
            "end": quote.end,
            "quote": quote.quote,
            "found": quote.speaker,
            "tag": tag.verdict if tag else None,
            "speaker": tag.speaker if tag else None,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        path = self.paths[ledger]
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
        try:
            with path.open("ab") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise output_error(path, error) from error
        if tag is None:
            self._tags[ledger].pop(quote.quote_id, None)
        else:
            self._tags[ledger][quote.quote_id] = tag


def _read(path: Path) -> dict[str, Tag]:
    found: dict[str, Tag] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return found
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read", "check the file, or move it away") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            quote_id, verdict, speaker = row["quote_id"], row["tag"], row["speaker"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise InputError(f"{path}, line {number}: no tag", "mend the line, or move the file away") from None
        if not isinstance(quote_id, str) or verdict not in (CHECKED, WRONG, None):
            raise InputError(f"{path}, line {number}: no tag", "mend the line, or move the file away")
        if verdict is None:
            found.pop(quote_id, None)
        else:
            found[quote_id] = Tag(verdict, speaker if isinstance(speaker, str) and speaker else None)
    return found
