"""From which outlet a quote was relayed: `dikutip dari Kantor Berita AFP`, `seperti dilansir detikNews`.

Stands apart from dates.py and cues.py because a relay is about another newsroom's work, not about who spoke and when;
and whom somebody spoke to (`kepada Kompas.com`) is no relay. Words come from lexicon/data/relays.toml, outlets from the
lexicon.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from quotes.errors import LexiconError
from quotes.lexicon.calendar import calendar
from quotes.records import Span
from quotes.text.patterns import anywhere, either

_MAX_WORDS = 6  # no outlet's name is longer
_WEEKDAY = re.compile(rf"{either(calendar().weekdays)}\b")
_WORD = re.compile(r"[^\s,;:()\[\]\"“”/]{1,40}")
_GAP = re.compile(r"[ \t\xa0]{1,3}")
_GLUED_TAIL = re.compile(r"(?<=\w)(?:pada|di|dalam|saat|seperti|dari)\Z")  # `BBCpada`
_CITED = re.compile(r"\(([^(),\n]{2,40}),\s?(?:\w{4,6},?\s?\(?)?\d")  # `(Kompas, 11/11/2017)`
_CONNECTORS = ("of", "the", "and", "de", "la", "el", "&")
_DOMAIN = re.compile(r"\w[\w-]*(?:\.\w[\w-]+)+\Z")


class Outlets(Protocol):
    """What vias.py needs of a Lexicon."""

    @property
    def outlets(self) -> Mapping[str, str]:
        """Casefolded printed form of an outlet's name -> its canonical form."""


@dataclass(frozen=True, slots=True)
class _Relays:
    """lexicon/data/relays.toml, compiled."""

    verb: re.Pattern[str]
    open: frozenset[str]  # verbs after which any capitalised name is an outlet's
    links: re.Pattern[str]
    carriers: re.Pattern[str]
    channels: re.Pattern[str]
    others: frozenset[str]


def via(text: str, regions: Sequence[Span], lexicon: Outlets) -> str | None:
    """Tell from which outlet a quote's reporting sentence is relayed.

    Args:
        text: the article's text.
        regions: the parts of that sentence outside quotation marks.
        lexicon: knows the outlets.

    Returns:
        The outlet's canonical name, or the name as printed if the lexicon has it not; None: not relayed, or relayed
        from something that is no outlet (a written statement, somebody's own account, an authority's page).
        In `dikutip A dari B` it is B, where A found it.
    """
    relays = _relays()
    for region in regions:
        for verb in relays.verb.finditer(text, region.start, region.end):
            listed_only = verb.group().casefold() not in relays.open
            name = _source(text, verb.end(), region.end, lexicon.outlets, listed_only)
            if name is not None:
                return name
        for cited in _CITED.finditer(text, region.start, region.end):
            if cited[1].casefold() in lexicon.outlets:
                return lexicon.outlets[cited[1].casefold()]
    return None


def _source(text: str, start: int, end: int, outlets: Mapping[str, str], listed_only: bool) -> str | None:
    """The outlet after a relaying verb that ends at `start`."""
    links = _relays().links
    start = _skip(_GAP, text, start, end)
    linked = _skip(links, text, start, end)
    name, after = _carried(text, linked, end, outlets, listed_only)
    if name is not None and linked == start:
        # `dikutip A dari B`: A only passed on what B had
        after = _skip(_GAP, text, after, end)
        linked = _skip(links, text, after, end)
        if linked > after:
            return _carried(text, linked, end, outlets, listed_only)[0] or name
    return name


def _carried(text: str, start: int, end: int, outlets: Mapping[str, str], listed_only: bool) -> tuple[str | None, int]:
    """The name at `start`, or after the kind of outlet that is printed before it, and where it ends."""
    start = _skip(_GAP, text, start, end)
    name, after = _name(text, start, end, outlets, listed_only=True)
    if name is not None:
        return name, after
    for kind, unlisted_too in ((_relays().channels, False), (_relays().carriers, True)):
        after = _skip(kind, text, start, end)
        if after > start:
            return _name(text, _skip(_GAP, text, after, end), end, outlets, listed_only=not unlisted_too)
    return _name(text, start, end, outlets, listed_only=listed_only)


def _name(text: str, start: int, end: int, outlets: Mapping[str, str], *, listed_only: bool) -> tuple[str | None, int]:
    """An outlet's name that begins at `start`, and where it ends."""
    words = _words(text, start, end)
    for count in range(len(words), 0, -1):
        listed = outlets.get(" ".join(word for word, _ in words[:count]).casefold())
        if listed is not None:
            return listed, words[count - 1][1]
    count = 0 if listed_only else _capitalised(words)
    if count == 0 or words[0][0] in _relays().others:
        return None, start
    return text[start : words[count - 1][1]], words[count - 1][1]


def _capitalised(words: Sequence[tuple[str, int]]) -> int:
    """How many of the words look like one name: `The Straits Times`, `World of Buzz`, `detikHealth`, `kocis.go.kr`."""
    count = 0
    for i, (word, _) in enumerate(words):
        if word[0].isupper() or (i == 0 and any(letter.isupper() for letter in word) and word.isalnum()):
            count = i + 1
        elif i == 0 and _DOMAIN.match(word):
            return 1
        elif i == 0 or word not in _CONNECTORS:
            break
    return count


def _words(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The words at `start` up to punctuation, a weekday or `_MAX_WORDS`, each with where it ends."""
    out: list[tuple[str, int]] = []
    while len(out) < _MAX_WORDS:
        match = _WORD.match(text, start, end)
        if match is None or _WEEKDAY.match(text, start, end):
            break
        word = match.group().rstrip(".!?'’…")
        glued = _GLUED_TAIL.search(word) if word[:1].isupper() and not word.istitle() else None
        if glued:
            word = word[: glued.start()]
        if not word:
            break
        out.append((word, start + len(word)))
        gap = _GAP.match(text, match.end(), end)
        if glued or len(word) < len(match.group()) or gap is None:
            break
        start = gap.end()
    return out


def _skip(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.match(text, start, end)
    return match.end() if match else start


@cache
def _relays() -> _Relays:
    source = files("quotes") / "lexicon" / "data" / "relays.toml"
    try:
        table = tomllib.loads(source.read_text(encoding="utf-8"))
        verbs, links = table["verbs"], table["links"]
        return _Relays(
            # no boundaries: crawlers glue (`lamanUnpaddikutip`, `dilansirdetikNews`)
            verb=anywhere([*verbs["open"], *verbs["known"]]),
            open=frozenset(verbs["open"]),
            links=re.compile(rf"(?i:{either(links['words'])})(?=\s|[A-Z]|detik)"),
            carriers=re.compile(rf"(?i:{either(links['carriers'])})(?=\s)"),
            channels=re.compile(rf"(?i:{either(links['channels'])})(?=\s)"),
            others=frozenset(table["others"]["first"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, re.error) as error:
        raise LexiconError(
            f"lexicon/data/relays.toml cannot be used ({error!r})", "mend the file or reinstall"
        ) from error
