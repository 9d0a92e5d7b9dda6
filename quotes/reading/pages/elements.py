"""What is asked of a page's elements: their names, as data/pages.toml lists them, and whether they are short."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml.etree import _Element as Element

from quotes.errors import LexiconError

_MOST_BELOW = 100  # elements in what is a line, or a box


@dataclass(frozen=True, slots=True)
class PageWords:
    """data/pages.toml, lower case."""

    bodies: Mapping[str, int]  # name -> place in the list
    furniture_words: frozenset[str]
    furniture_parts: tuple[str, ...]
    furniture: frozenset[str]
    pictures: frozenset[str]
    quotes: frozenset[str]
    times: frozenset[str]
    authors: frozenset[str]
    desks: frozenset[str]
    labels: re.Pattern[str]  # at the beginning of a box
    ending: re.Pattern[str]  # at the end of what stands before a link


@cache
def words() -> PageWords:
    """The names of pages' parts.

    Raises:
        LexiconError: the list is damaged.
    """
    try:
        table = tomllib.loads((files("quotes") / "lexicon" / "data" / "pages.toml").read_text(encoding="utf-8"))
        lower = {name: [entry.lower() for entry in entries] for name, entries in table.items()}
        labels = f"(?:{'|'.join(map(re.escape, lower['labels']))})"
        return PageWords(
            bodies={name: place for place, name in enumerate(lower["bodies"])},
            furniture_words=frozenset(lower["furniture_words"]),
            furniture_parts=tuple(lower["furniture_parts"]),
            furniture=frozenset(lower["furniture"]),
            pictures=frozenset(lower["pictures"]),
            quotes=frozenset(lower["quotes"]),
            times=frozenset(lower["times"]),
            authors=frozenset(lower["authors"]),
            desks=frozenset(lower["desks"]),
            labels=re.compile(rf"\W{{0,3}}{labels}(?!\w)", re.IGNORECASE),
            ending=re.compile(rf"(?<!\w){labels}[\s:»–-]{{0,4}}\Z", re.IGNORECASE),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"data/pages.toml lacks or spoils {error}", "mend it or install again") from error


def names(element: Element) -> list[str]:
    """What a page calls an element: its classes, id and itemprop, lower case."""
    if not element.attrib:
        return []
    get = element.get
    return f"{get('class') or ''} {get('id') or ''} {get('itemprop') or ''}"[:1000].lower().split()


def is_short(element: Element, most: int) -> bool:
    """Whether an element holds at most so many characters, and few elements; looks at no more of it than that."""
    length = 0
    for count, below in enumerate(element.iter(), start=1):
        length += len(below.text or "") + (len(below.tail or "") if below is not element else 0)
        if length > most or count > _MOST_BELOW:
            return False
    return True


def line_of(element: Element, most: int) -> str:
    """A short element's text as one line; "" of a longer one."""
    return " ".join("".join(element.itertext()).split()) if is_short(element, most) else ""


def parts(called: Iterable[str]) -> set[str]:
    """The words in names: `read__info__author` is three."""
    return {part for name in called for part in re.split(r"[^a-z0-9]+", name)}
