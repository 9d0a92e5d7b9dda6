"""Datelines: the place and outlet that an article's first paragraph begins with.

`JAKARTA, KOMPAS.com -`, `Jakarta (ANTARA) -`, `TEMPO.CO, Jakarta -`, `Jakarta -` and their kin name nobody who speaks
and belong to no sentence. The forms are general: any domain is an outlet, data/furniture.toml adds the outlets that
print none and the places that may stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quotes.analysis.layout.furniture import alternatives, fold, has_said
from quotes.analysis.layout.furniture import outlets as known_outlets
from quotes.records import Span

_PLACE = r"[A-Z][\w.'’-]{1,20}(?:\s{1,2}[A-Z][\w.'’-]{0,20}){0,3}"
_PLACES = rf"{_PLACE}(?:\s?,\s?{_PLACE})?"
_DAY = r"(?:\s?,\s?\d{1,2}/\d{1,2}(?:/\d{2,4})?)?"
_DASH = r"\s{0,4}(?:[-–—]{1,3}|&mdash;)\s{0,4}"
_WIDE_DASH = r"(?:\s{1,4}[-–—]{1,3}\s{0,4}|[-–—]{2,3}\s{0,4}|[–—]\s{0,4}|-\s{1,4})"  # a hyphen needs a blank beside it
_BEGIN = r"(?=[A-Z\"“”'‘(\d])"
_PLAIN = re.compile(
    rf"(?P<dash>{_PLACE})(?:\s{{0,3}}[-–—]{{1,3}}\s{{1,4}}|\s?[–—]\s?){_BEGIN}"
    rf"|(?P<colon>{_PLACE}):\s{{1,3}}(?=[A-Z])"
    rf"|(?P<more>{_PLACE})\s?,\s{{0,2}}(?:[A-Z(\d][\w./()-]{{0,25}}\s){{1,5}}[-–—]{{1,3}}\s{{1,4}}{_BEGIN}"
)
_CAPITALS = re.compile(rf"[A-Z]{{3,20}}(?:\s[A-Z]{{2,20}}){{0,3}}\s{{1,3}}[-–—]{{1,2}}\s{{1,3}}{_BEGIN}")  # any place
_SECOND_PLACE = re.compile(
    rf"(?P<place>[A-Z]{{3,20}}(?:\s[A-Z]{{3,20}}){{0,2}})(?:\.\s{{1,3}}|{_WIDE_DASH})(?=[A-Z\"“])"
)
_SIGNS = (".com", ". com", ".co", ".id", ".net", ".tv", "(antara")  # an outlet inside a line has one of these
_SHORTEST_PARAGRAPH = 25  # characters after a dateline; less is a byline: `Kabar.com - Sari Dewi`


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a dateline stands, and whose it is."""

    start: int
    end: int  # where the paragraph's own text begins
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Datelines:
    """The forms of datelines, compiled with the lexicon's outlets and places."""

    outlets: Mapping[str, str]  # as printed, folded -> the name to report
    places: frozenset[str]  # folded
    placed: re.Pattern[str]  # an outlet with a place beside it
    alone: re.Pattern[str]  # an outlet and a dash
    dashless: re.Pattern[str]  # an outlet, a comma and, to be looked up, a place

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Datelines:
        """Compiled from a parsed furniture.toml."""
        outlets = known_outlets()
        domain = r"[\w-]{2,30}\.\s?(?:com|co\.\s?id|or\.id|id|co|net|tv|news)\b"
        outlet = rf"(?i:{domain}|(?:{alternatives(outlets)})\b)"
        return cls(
            outlets=outlets,
            places=frozenset(map(fold, raw["places"])),
            placed=re.compile(
                rf"{_PLACES}\s?,\s{{0,3}}(?P<a>{outlet})(?:{_DASH}|\s{{0,3}}$)"
                rf"|{_PLACES}{_DAY}\s{{1,3}}\((?P<b>{outlet})\)(?:{_DASH}|\s{{0,3}}$)"
                rf"|(?P<c>{outlet})\s{{0,3}}[,|]\s{{0,3}}{_PLACE}{_WIDE_DASH}"
            ),
            alone=re.compile(rf"(?P<a>{outlet}){_WIDE_DASH}(?!\d)"),
            dashless=re.compile(rf"(?P<a>{outlet})\s{{0,3}},\s{{0,3}}"),
        )

    def find(self, text: str, line: Span, *, plain: bool) -> Dateline | None:
        """The dateline that a paragraph begins with, also after a byline or headline run into the same line.

        Args:
            text: the article's text.
            line: the paragraph.
            plain: also take a known place without an outlet: `Jakarta - `.
        """
        if not (text[line.start].isupper() or text[line.start].islower()):
            return None
        if match := self.placed.match(text, line.start, line.end):
            return self._checked(text, match, match.end(), line)
        if match := self.alone.match(text, line.start, line.end):
            second = _SECOND_PLACE.match(text, match.end(), line.end)
            known = second and fold(second["place"]) in self.places
            return self._checked(text, match, second.end() if second and known else match.end(), line)
        if (match := self.dashless.match(text, line.start, line.end)) and (
            end := self._place_end(text, match.end(), line)
        ):
            return self._checked(text, match, end, line)
        if plain and (match := _PLAIN.match(text, line.start, line.end)):
            place = match["dash"] or match["colon"] or match["more"]
            if fold(place) in self.places:
                return Dateline(match.start(), match.end(), None)
        if plain and (match := _CAPITALS.match(text, line.start, line.end)):
            return self._checked(text, match, match.end(), line)
        return self._run_in(text, line)

    def _run_in(self, text: str, line: Span) -> Dateline | None:
        """A dateline behind a byline or headline: `Laporan Wartawan Kabar.com, Sari Dewi KABAR.COM, BOGOR - `."""
        limit = min(line.end, line.start + 400)
        near = text[line.start : limit].lower()
        if len(near) < 100 or not any(sign in near for sign in _SIGNS):
            return None
        match = self.placed.search(text, line.start, limit)
        if not match or match.start() - line.start > 300 or text[match.start() - 1].isalnum():
            return None
        before = text[line.start : match.start()]
        if has_said(before) or re.search(r"[a-z)][.!?]\s+[A-Z]|[\"“”]", before):
            return None  # the body has begun before it
        return self._checked(text, match, match.end(), line)

    def _checked(self, text: str, match: re.Match[str], end: int, line: Span) -> Dateline | None:
        if 0 < line.end - end < _SHORTEST_PARAGRAPH:
            return None
        name = next((value for value in match.groupdict().values() if value), "")
        return Dateline(match.start(), end, self.outlet(name))

    def _place_end(self, text: str, start: int, line: Span) -> int | None:
        """The end of the longest known place at `start` that a sentence begins behind, blanks included."""
        words = list(re.compile(r"\S+").finditer(text, start, min(line.end, start + 60)))[:4]
        for count in range(min(3, len(words) - 1), 0, -1):
            if fold(text[start : words[count - 1].end()]) in self.places and re.match(_BEGIN, words[count].group()):
                return words[count].start()
        return None

    def outlet(self, name: str) -> str | None:
        """The outlet of a printed name: as the lexicon reports it, else a domain as printed; None: it is no outlet."""
        name = re.sub(r"\.\s", ".", name.strip(" -–—|•·,:/()"))
        if known := self.outlets.get(fold(name)):
            return known
        return name if re.fullmatch(r"[\w-]{2,30}(?:\.[a-zA-Z]{2,4}){1,2}", name) else None
