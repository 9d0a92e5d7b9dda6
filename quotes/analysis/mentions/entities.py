"""What a model of names has seen in an article: which words it takes for a person's, an institution's or a place's.

Evidence beside the word lists, never instead of them: `names` weighs it where a word is in no list, or in one that
several kinds of name share. Knows no model; `parsing` gives what is found, `consulting` says where to look.
"""

from __future__ import annotations

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


class Seen(NamedTuple):
    """What the model says of one word."""

    type: str | None  # of the name it is in; None: it is in none
    begins: bool = False  # whether the name begins with it


Entities = Mapping[int, Seen]
"""By the offset of a word. A word that is not in it was not asked about."""

NONE: Entities = MappingProxyType({})


def entities(sentences: Sequence[Sentence], asked: Iterable[int], found: Iterable[Found]) -> Entities:
    """What the model says of the words of an article.

    A name is taken for the same everywhere in the article, also in sentences that nobody asked about.

    Args:
        sentences: of the article.
        asked: indices of those that the model has seen.
        found: the names in them.
    """
    by_start = {name.start: name for name in found}
    seen: dict[int, Seen] = {}
    named: dict[tuple[str, ...], str] = {}
    for number in asked:
        items = sentences[number].tokens
        inside: Found | None = None
        words: list[str] = []
        for token in items:
            begins = token.start in by_start
            if begins:
                inside, words = by_start[token.start], []
            elif inside is not None and token.start >= inside.end:
                inside = None
            if token.kind == "quote":
                continue
            seen[token.start] = Seen(inside.type if inside else None, begins)
            if inside is not None:
                words.append(token.text)
                if token.end >= inside.end:
                    named.setdefault(tuple(words), inside.type)
    _spread(sentences, named, seen)
    return seen


def _spread(sentences: Iterable[Sentence], named: Mapping[tuple[str, ...], str], seen: dict[int, Seen]) -> None:
    lengths: dict[str, list[int]] = {}  # first word -> words of the names it begins, longest first
    for words in sorted(named, key=len, reverse=True):
        known = lengths.setdefault(words[0], [])
        if len(words) not in known:
            known.append(len(words))
    for sentence in sentences:
        items = sentence.tokens
        for i, token in enumerate(items):
            if token.text not in lengths or token.start in seen:
                continue
            for count in lengths[token.text]:
                kind = named.get(_texts(items, i, count))
                if kind is not None:
                    for k in range(count):
                        seen.setdefault(items[i + k].start, Seen(kind, k == 0))
                    break


def _texts(items: Sequence[Token], i: int, count: int) -> tuple[str, ...]:
    return tuple([token.text for token in items[i : i + count]])
