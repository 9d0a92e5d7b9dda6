"""Which rows to show, as values that can be compared, put in words and put in SQL.

Kept apart from the queries because the dialogs and the status bar speak of filters too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from quotes.errors import UsageError

Clause = tuple[str, list[object]]
"""An SQL condition and its parameters."""

SEARCHED = tuple(f"lower({name})" for name in ("quote", "speaker", "role", "mention", "title"))
"""What a search looks at, in small letters."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows to keep; None keeps all. Texts match anywhere, capitals do not count."""

    speaker: str | None = None
    source: str | None = None
    since: date | None = None  # said on this day or later; rows without a date are left out
    until: date | None = None  # said on this day or earlier; likewise
    verb_class: str | None = None  # of the cue, as in lexicon/data/verbs.toml; `none` for quotes without a cue
    kind: str | None = None
    confidence: float | None = None  # at least
    confidence_to: float | None = None  # at most
    role: str | None = None
    speaker_type: str | None = None
    rule: str | None = None
    people: frozenset[str] | None = None  # whose person_id is one of these
    tag: str | None = None  # checked or wrong; `none` for rows without a tag
    text: str | None = None  # in quote, speaker, role, mention or title
    person: str | None = None  # exactly this speaker; "" for those without one
    equal: tuple[str, str | None] | None = None  # a column, and exactly what it holds; None: nothing

    def clause(self, searched: Sequence[str] = SEARCHED) -> Clause:
        """The condition on the ledger's columns; `true` where nothing is asked for.

        Args:
            searched: the expressions that a search looks at, where they are not those of the ledger's columns.
        """
        conditions: list[Clause] = []
        if self.speaker is not None:
            conditions.append(("contains(lower(speaker), lower(?))", [self.speaker]))
        if self.source is not None:
            conditions.append(("contains(lower(source), lower(?))", [self.source]))
        if self.since is not None:
            conditions.append(("date >= ?", [self.since]))
        if self.until is not None:
            conditions.append(("date <= ?", [self.until]))
        if self.verb_class is not None:
            conditions.append(_of_class(self.verb_class))
        if self.kind is not None:
            conditions.append(("kind = ?", [self.kind]))
        if self.confidence is not None:
            conditions.append(("confidence >= ?::FLOAT", [self.confidence]))
        if self.confidence_to is not None:
            conditions.append(("confidence <= ?::FLOAT", [self.confidence_to]))
        if self.role is not None:
            conditions.append(("contains(lower(role), lower(?))", [self.role]))
        for name in ("speaker_type", "rule"):
            if (wanted := getattr(self, name)) is not None:
                conditions.append((f"{name} = ?", [wanted]))
        if self.people is not None:
            ids = sorted(self.people)
            conditions.append((f"person_id IN ({', '.join('?' * len(ids))})" if ids else "false", [*ids]))
        if self.tag is not None:
            conditions.append(_tagged(self.tag))
        if self.text is not None:
            conditions.append(holds(self.text, searched))
        if self.person is not None:
            conditions.append(("speaker = ?", [self.person]) if self.person else ("speaker IS NULL", []))
        if self.equal is not None:
            column, value = self.equal
            conditions.append((f"{column}::VARCHAR IS NOT DISTINCT FROM ?", [value]))
        return both(*conditions)

    def words(self) -> list[str]:
        """Each active filter in a few words."""
        signs = {
            "since": "since ",
            "until": "until ",
            "confidence": "confidence ≥ ",
            "confidence_to": "confidence ≤ ",
            "person": "by ",
        }
        names = {"verb_class": "cue class", "text": "holds", "source": "outlet"}
        found = []
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "equal" and value is not None:
                found.append(f"{value[0]} = {value[1] if value[1] is not None else '(none)'}")
            elif value is not None:
                name = signs.get(field.name, f"{names.get(field.name, field.name)}: ")
                found.append(f"{name}{value if value != '' else 'nobody known'}")
        return found


def both(*conditions: Clause) -> Clause:
    """All conditions at once."""
    if not conditions:
        return "true", []
    return " AND ".join(f"({sql})" for sql, _ in conditions), [value for _, values in conditions for value in values]


def holds(text: str, searched: Sequence[str] = SEARCHED) -> Clause:
    """That a row holds a text in one of the expressions searched."""
    return " OR ".join(f"contains({expression}, lower(?))" for expression in searched), [text] * len(searched)


def _tagged(verdict: str) -> Clause:
    among = "n IN (SELECT n FROM tags"
    return (f"NOT {among})", []) if verdict == "none" else (f"{among} WHERE verdict = ?)", [verdict])


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """Each class of reporting verbs with the base forms in it."""
    from quotes.lexicon.lists import load

    found: dict[str, dict[str, None]] = {}
    for verb in load().verbs.values():
        found.setdefault(verb.verb_class, {})[verb.lemma] = None
    return {name: tuple(sorted(lemmas)) for name, lemmas in sorted(found.items())}


def _of_class(name: str) -> Clause:
    if name == "none":
        return "cue_lemma IS NULL", []
    lemmas = classes().get(name, ())
    return (f"cue_lemma IN ({', '.join('?' * len(lemmas))})", [*lemmas]) if lemmas else ("false", [])


def day(text: str) -> date | None:
    """A day as typed; None for nothing.

    Raises:
        UsageError: it is no date.
    """
    from quotes.text.timestamps import parse

    if not text.strip():
        return None
    found = parse(text)
    if found is None:
        raise UsageError(f"{text.strip()!r} is no date", "write it as 2025-10-20 or 20/10/2025 (day first)")
    return found.date()


def confidences(text: str) -> tuple[float | None, float | None]:
    """A range of confidences as typed: `0.5-0.8`, `0.8-` (at least), `-0.5` (at most).

    Raises:
        UsageError: it is none.
    """
    least, dash, most = text.strip().partition("-")
    if not dash or not (least or most):
        raise UsageError(f"{text.strip()!r} is no range of confidences", "write it as 0.5-0.8, 0.8- or =-0.5")
    return share(least), share(most)


def share(text: str) -> float | None:
    """A confidence as typed, `0.8`, `0,8` or `80%`; None for nothing.

    Raises:
        UsageError: it is no number from 0 to 1.
    """
    cleaned = text.strip().replace(",", ".")
    if not cleaned:
        return None
    try:
        value = float(cleaned.removesuffix("%")) / (100 if cleaned.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"{text.strip()!r} is no confidence", "write a number from 0 to 1, or 80%")
    return value
