"""The most quoted speakers, one by one: their roles over time and their quotes, newest first, as many as a page holds.

Apart from `summary`, which counts and holds no words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quotes.ledger.queries import Rows
from quotes.records import Quote
from quotes.reports.summary import COUNTED

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


def dossiers(rows: Rows, speakers: Sequence[Mapping[str, Any]]) -> list[Dossier]:
    """The dossiers of some speakers, in their order.

    Args:
        rows: of the ledgers, summarised.
        speakers: rows of the summary's table of speakers.
    """
    names = [speaker["speaker"] for speaker in speakers]
    if not names:
        return []
    own = f"FROM {COUNTED} WHERE speaker IN ({', '.join('?' * len(names))})"
    roles: dict[str, list[Role]] = {name: [] for name in names}
    for name, *role in rows.values(
        f"""SELECT speaker, min(role) AS said, min(date) AS first, max(date) {own} AND role IS NOT NULL
        GROUP BY speaker, lower(role) ORDER BY first NULLS LAST, said""",
        names,
    ):
        roles[name].append(Role(*role))
    newest = rows.values(
        f"""SELECT speaker, n {own} QUALIFY row_number() OVER (PARTITION BY speaker ORDER BY date DESC NULLS LAST, n)
        <= {MOST_QUOTES} ORDER BY date DESC NULLS LAST, n""",
        names,
    )
    said: dict[str, list[Said]] = {name: [] for name in names}
    for (name, _), quote in zip(newest, rows.full([number for _, number in newest]), strict=True):
        said[name].append(_said(quote))
    return [Dossier(s["speaker"], s["quotes"], tuple(roles[s["speaker"]]), tuple(said[s["speaker"]])) for s in speakers]


def _said(quote: Quote) -> Said:
    shown = quote.quote if len(quote.quote) <= _LONGEST else f"{quote.quote[:_LONGEST]}…"
    url = quote.url if _followed(quote.url) else None
    return Said(shown, quote.kind, quote.date, quote.source, quote.title, url)


def _followed(url: str | None) -> bool:
    """Whether an address is a web page's: what a link may lead to."""
    return url is not None and url.startswith(("https://", "http://")) and not set(url) & set(" \t\r\n<>\"'`\\")
