"""The most quoted speakers, one by one: their roles over time and their quotes, newest first, as many as a page holds.

Apart from `summary`, which counts and holds no words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quotes.ledger.queries import ROWS, Rows

MOST_SPEAKERS = 40
MOST_QUOTES = 25  # of one speaker
_LONGEST = 600  # characters of a quote


@dataclass(frozen=True, slots=True)
class Role:
    """A role and when somebody was given it."""

    role: str
    first: date | None  # the first day; None: no dated quote
    last: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """One quote of a dossier."""

    quote: str  # as printed; cut, with …, where it is very long
    kind: str  # direct, partial or indirect
    date: date | None
    source: str | None
    title: str | None
    url: str | None  # None: none, or none that a reader could follow


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a ledger has of one speaker."""

    speaker: str
    quotes: int  # all there are
    roles: tuple[Role, ...]  # by their first day
    said: tuple[Said, ...]  # the newest first; undated ones last


def dossiers(rows: Rows, speakers: Sequence[str], names: Mapping[str, str]) -> list[Dossier]:
    """The dossiers of the first of some speakers, in their order.

    Args:
        rows: of the ledgers.
        speakers: by their names.
        names: what to call people, by their ids.
    """
    with rows.asking() as cursor:
        cursor.execute("CREATE OR REPLACE TABLE called (id VARCHAR, name VARCHAR)")
        if names:
            first = {*speakers[:MOST_SPEAKERS]}
            called = [(key, name) for key, name in names.items() if name in first]
            cursor.executemany("INSERT INTO called VALUES (?, ?)", called or [(None, None)])
    return [_dossier(rows, speaker) for speaker in speakers[:MOST_SPEAKERS]]


def _dossier(rows: Rows, speaker: str) -> Dossier:
    own = f"""FROM (SELECT * FROM {ROWS} LEFT JOIN called ON called.id = person_id
        WHERE coalesce(called.name, speaker) = ? AND duplicate_of IS NULL
        QUALIFY statement_id IS NULL OR row_number() OVER (PARTITION BY statement_id ORDER BY date, n) = 1)"""
    with rows.asking() as cursor:
        (count,) = cursor.execute(f"SELECT count(*) {own}", [speaker]).fetchone() or (0,)
        roles = cursor.execute(
            f"""SELECT role, min(date) AS first, max(date) {own} WHERE role IS NOT NULL
            GROUP BY role ORDER BY first NULLS LAST, role""",
            [speaker],
        ).fetchall()
        said = cursor.execute(
            f"SELECT quote, kind, date, source, title, url {own} ORDER BY date DESC NULLS LAST, n LIMIT {MOST_QUOTES}",
            [speaker],
        ).fetchall()
    return Dossier(speaker, int(count), tuple(Role(*role) for role in roles), tuple(map(_said, said)))


def _said(row: Sequence[Any]) -> Said:
    quote, kind, day, source, title, url = row
    shown = quote if len(quote) <= _LONGEST else f"{quote[:_LONGEST]}…"
    return Said(shown, kind, day, source, title, url if _followed(url) else None)


def _followed(url: str | None) -> bool:
    """Whether an address is a web page's: what a link may lead to."""
    return url is not None and url.startswith(("https://", "http://")) and not set(url) & set(" \t\r\n<>\"'`\\")
