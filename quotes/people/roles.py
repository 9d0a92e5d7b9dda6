"""What a role says of a person: words that count, the walk of life, the seat it fills, the public office.

Owns how roles are read across articles; `Menteri Keuangan RI` and `Menkeu` are the same words here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from quotes.lexicon.identity import FOREVER, IdentityWords, Tenure
from quotes.text.spelling import one_slip

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LONG_WORD = 9  # letters; so long a word of roles is another one misspelt rather than another word
_LONGEST = 7  # words of a phrase that an abbreviation stands for
_MOST_WORDS = 40  # of a role; what follows is left out


@dataclass(frozen=True, slots=True)
class Role:
    """A role taken to pieces."""

    words: frozenset[str]  # that count, long ways as their abbreviations
    specific: frozenset[str]  # those that say where or for whom, and are no trade's: neither `dosen` nor numbers
    fields: frozenset[str]  # walks of life; empty: not told
    seat: str | None  # the office that one holds in one place at a time: bupati
    former: bool  # held before, or only sought
    offices: tuple[str, ...]  # public offices that it may name


NO_ROLE = Role(frozenset(), frozenset(), frozenset(), None, False, ())


class Roles:
    """Reads roles, and knows who held which public office when."""

    def __init__(self, words: IdentityWords) -> None:
        self._words = words
        marks = words.role_marks
        self._joins, self._former, self._acting = marks["joining"], marks["former"], marks["acting"]
        self._aspiring, self._heads = marks["aspiring"], marks["head"]
        between = "|".join(rf"\b{re.escape(phrase)}\b" for phrase in sorted(marks["between"], key=len, reverse=True))
        self._between = re.compile(rf"{between}|[/;(),]", re.IGNORECASE)
        self._short: dict[tuple[str, ...], str] = {}
        for abbreviation, phrase in words.role_words.items():
            full = tuple(w for w in phrase.casefold().split() if w not in self._joins)
            self._short.setdefault(full, next(a for a, p in words.role_words.items() if p == phrase))
            self._short[tuple(abbreviation.split())] = self._short[full]
        self._fields = dict(words.fields)
        for full, short in self._short.items():
            told = frozenset(f for word in full for f in words.fields.get(word, ()))
            self._fields[short] = self._fields.get(short, frozenset()) | told
        known = words.role_words.items()
        self._institutions = {a for a, phrase in known if phrase.split()[0] in marks["institution"] and " " in phrase}
        self._vocabulary = {w for full in self._short for w in full if len(w) >= _LONG_WORD}
        self._spelled = lru_cache(maxsize=1 << 16)(self._respelled)
        self.parsed = lru_cache(maxsize=1 << 16)(self._parsed)
        self._offices: dict[tuple[str, ...], tuple[str, ...]] = defaultdict(tuple)
        for printed, offices in words.offices.items():
            self._offices[self.tokens(printed)] += offices
        self._tenures: dict[str, list[Tenure]] = defaultdict(list)
        for tenure in words.tenures:
            self._tenures[tenure.office].append(tenure)

    def _respelled(self, word: str) -> str:
        """The known word that a long one is, but for one slip."""
        if len(word) < _LONG_WORD or word in self._vocabulary:
            return word
        return next((known for known in sorted(self._vocabulary) if one_slip(known, word)), word)

    def tokens(self, text: str) -> tuple[str, ...]:
        """The words of a role or an institution that count, long ways as their abbreviations."""
        raw = [self._spelled(w) for w in _WORD.findall(text.casefold())[:_MOST_WORDS] if w not in self._joins]
        found: list[str] = []
        at = 0
        while at < len(raw):
            for length in range(min(_LONGEST, len(raw) - at), 0, -1):
                short = self._short.get(tuple(raw[at : at + length]))
                if short is not None:
                    found.append(short)
                    at += length
                    break
            else:
                found.append(raw[at])
                at += 1
        return tuple(w for w in found if w not in self._words.empty_role_words) or tuple(found)

    def _parsed(self, role: str | None) -> Role:
        if not role:
            return NO_ROLE
        tokens = self.tokens(role)
        plain = [w for w in tokens if w not in self._acting | self._former]
        fields = frozenset(f for w in plain for f in self._fields.get(w, ()))
        aspiring = not self._aspiring.isdisjoint(plain)
        former = aspiring or not self._former.isdisjoint(tokens)
        seat = next((w for w in plain if w in self._words.seats), None)
        offices = tuple(
            office
            for part in (role, *self._between.split(role))
            for office in self._offices.get(self._without_acting(part), ())
            if not former
        )
        specific = frozenset(w for w in plain if w not in self._words.frequent_roles and not w.isdecimal())
        return Role(frozenset(plain), specific, fields, seat, former, tuple(dict.fromkeys(offices)))

    def _without_acting(self, part: str) -> tuple[str, ...]:
        return tuple(w for w in self.tokens(part) if w not in self._acting)

    def heads_institution(self, words: frozenset[str]) -> bool:
        """Whether words are the head of one institution that everybody knows by its letters: ketua, dkpp."""
        heads = words & self._heads
        return len(heads) == 1 and words - heads <= self._institutions

    def holders(self, role: Role, first: date | None, last: date | None) -> list[Tenure]:
        """Those who held a public office that the role names, in some stretch of time.

        Args:
            first, last: days; None: not known, then only offices that had one holder ever count.
        """
        found = []
        for office in role.offices:
            tenures = self._tenures[office]
            if first is None or last is None:
                found += tenures if len({t.name for t in tenures}) == 1 and not tenures[0].shared else []
            else:
                found += [t for t in tenures if t.first <= last and first <= t.last and (first <= self._known(t))]
        return found

    def _known(self, tenure: Tenure) -> date:
        """The last day for which the holder is known: of those in office, two years after the lists were made."""
        if tenure.last != FOREVER:
            return tenure.last
        return date(self._words.as_of.year + 2, 12, 31)

    def sole_holder(self, role: Role, first: date | None, last: date | None) -> str | None:
        """The one person who held the office all that time; None: nobody, several, or not known."""
        holders = self.holders(role, first, last)
        names = {t.name for t in holders}
        return names.pop() if len(names) == 1 and not any(t.shared for t in holders) else None
