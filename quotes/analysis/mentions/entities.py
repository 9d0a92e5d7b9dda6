"""What a model of names has seen in an article: which words it takes for a person's, an institution's or a place's.

Evidence beside the word lists, never instead of them: `names` weighs it where a word is in no list, or in one that
several kinds of name share. Knows no model; `parsing` gives what is found, `consulting` says where to look.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from quotes.analysis.document.tokens import Sentence, Token

PERSON = "PER"  # the type of a person's name


class Found(NamedTuple):
    """A name that the model has found, `[start, end)` in the article's text."""

    start: int
    end: int
    type: str  # PER, ORG or LOC


class Edge(NamedTuple):
    """How probably a person's name begins and ends with the word of the text at `[start, end)`."""

    start: int
    end: int
    begins: float
    ends: float


LEVELS = (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99)
"""Where one level of probability ends and the next begins."""


_SURE = 6  # level of both edges of a name from which on its words are taken for a name's


def level(probability: float) -> int:
    """How high a probability is, from 0 to the number of `LEVELS`."""
    return bisect_right(LEVELS, probability)


class Seen(NamedTuple):
    """What the model says of one word."""

    type: str | None  # of the name it is in; None: it is in none
    begins: int = 0  # level of the probability that a person's name begins with it
    ends: int = 0  # the same for its end
    sure: bool = False  # whether it is in a person's name with two edges that are probable


Entities = Mapping[int, Seen]
"""By the offset of a word. A word that is not in it was not asked about."""

NONE: Entities = MappingProxyType({})


def entities(
    sentences: Sequence[Sentence], asked: Iterable[int], found: Iterable[Found], edges: Iterable[Edge] | None = None
) -> Entities:
    """What the model says of the words of an article.

    A name is taken for the same everywhere in the article, also in sentences that nobody asked about.

    Args:
        sentences: of the article.
        asked: indices of those that the model has seen.
        found: the names in them.
        edges: of people's names in them; None: those of `found` are certain.
    """
    by_start = {name.start: name for name in found}
    if edges is None:
        people = [name for name in by_start.values() if name.type == PERSON]
        begins, ends = {name.start: len(LEVELS) for name in people}, {name.end: len(LEVELS) for name in people}
    else:
        begins, ends = {}, {}
        for edge in edges:
            begins[edge.start], ends[edge.end] = level(edge.begins), level(edge.ends)
    sure_ones = {
        name.start
        for name in by_start.values()
        if name.type == PERSON and min(begins.get(name.start, 0), ends.get(name.end, 0)) >= _SURE
    }
    seen: dict[int, Seen] = {}
    named: dict[tuple[str, ...], list[Seen]] = {}
    for number in asked:
        items = sentences[number].tokens
        inside: Found | None = None
        words: list[str] = []
        of_words: list[Seen] = []
        for token in items:
            if token.start in by_start:
                inside, words, of_words = by_start[token.start], [], []
            elif inside is not None and token.start >= inside.end:
                inside = None
            if token.kind == "quote":
                continue
            kind = inside.type if inside else None
            sure = inside is not None and inside.start in sure_ones
            each = seen[token.start] = Seen(kind, begins.get(token.start, 0), ends.get(token.end, 0), sure)
            if inside is not None:
                words.append(token.text)
                of_words.append(each)
                if token.end >= inside.end:
                    named.setdefault(tuple(words), of_words)
    _spread(sentences, named, seen)
    return seen


def _spread(
    sentences: Iterable[Sentence], named: Mapping[tuple[str, ...], Sequence[Seen]], seen: dict[int, Seen]
) -> None:
    lengths: dict[str, list[int]] = {}  # first word -> words of the names it begins, longest first
    for name in sorted(named, key=len, reverse=True):
        known = lengths.setdefault(name[0], [])
        if len(name) not in known:
            known.append(len(name))
    for sentence in sentences:
        items = sentence.tokens
        for i, token in enumerate(items):
            if token.text not in lengths or token.start in seen:
                continue
            for count in lengths[token.text]:
                words = named.get(_texts(items, i, count))
                if words is not None:
                    for k, each in enumerate(words):
                        seen.setdefault(items[i + k].start, each)
                    break


def _texts(items: Sequence[Token], i: int, count: int) -> tuple[str, ...]:
    return tuple([token.text for token in items[i : i + count]])
