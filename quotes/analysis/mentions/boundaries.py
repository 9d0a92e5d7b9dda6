"""Where a name begins and ends among labelled words, by a linear model: each word, edge and length has its weight.

A candidate is a run of words; its score is the sum over its words (what speaks for each being part of a name), its two
edges (which labels meet there, and whether the two words part elsewhere in the article) and its length. That the phrase
holds no name scores by its first and last labels, and whether a reporting verb stands beside it. The weights are
estimated (`quotes.training.boundaries`) on speakers annotated in news and on sets of tagged names, and no word is among
what they are given to: labels, shapes, and how much an unlisted word looks like a name (`quotes.learned.likeness`).

Method: a log-linear model over segments, as semi-Markov fields have them (Sarawagi and Cohen, NIPS 2004), with a single
segment in a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.entities import Seen
from quotes.analysis.mentions.labels import NAME_LIKE, Label
from quotes.analysis.mentions.neighbours import Parting

LONGEST_NAME = 7  # words
SEEN = " seen "  # in what is weighed of what a model of names says
UNASKED = -1  # in place of a level of probability: the model of names was not asked about the word
_LONGEST_TAIL = 3  # words behind a name that belong to no name: a headline's
_LONG = 4  # words; longer names are weighed alike
_MOST_MET = 20_000  # phrases whose name is remembered by what their words show
_KNOWN_WORDS = 50_000  # words whose shape is remembered
_ALIKE = 3  # words at a phrase's end that are looked at
_SHORT = 4  # letters; an institution's acronym of so few, printed like a name, is one more often

WordKey = tuple[Label, bool, int, int, str | None, bool, int]
PhraseKey = tuple[Label, Label, bool, int, bool, int]
EdgeKey = tuple[Label | None, Label | None, int, int, int, int, int]


class Context(NamedTuple):
    """What a phrase's words show, one entry a word."""

    words: tuple[WordKey, ...]
    edges: tuple[EdgeKey, ...]  # one more: between the words, and before and behind them
    # First and last label, whether a reporting verb is beside it, like names at its end, one is known, how probably a
    # name begins in it.
    phrase: PhraseKey


SHAPE = 0b111  # of what a word shows, as one number: its shape, and
SHOWN = 0b1000  # that the article shows it to be a name,
PLACED = 0b1_0000  # that it stands elsewhere where a place does,
TAKEN = 5  # from here on, two bits: whether the word before takes a thing's name,
LIKE = 7  # from here on, four bits: how much it looks like a name, where no list has it,
PARTING = 11  # and from here on, what parts it from the word before


def context_of(labels: Sequence[Label], shows: Sequence[int], seen: Sequence[Seen | None], reported: bool) -> Context:
    """What a phrase's words show.

    Args:
        labels: of the words.
        shows: what each shows, as one number.
        seen: what a model of names says of each; None where it was not asked.
        reported: a reporting verb stands beside the phrase.
    """
    words: list[WordKey] = []
    edges: list[EdgeKey] = []
    left: Label | None = None
    beside = 0
    known = False
    ends = named = UNASKED
    for label, flags, found in zip(labels, shows, seen, strict=True):
        shown = flags & SHOWN > 0
        taken, like = flags >> TAKEN & 3, flags >> LIKE & 15
        words.append((label, shown, Shape(flags & SHAPE), taken, seen_as(found), flags & PLACED > 0, like))
        begins = UNASKED if found is None else found.begins
        edges.append((left, label, flags >> PARTING, begins, ends, beside, like))
        ends = UNASKED if found is None else found.ends
        named = max(named, begins)
        known = known or shown or label is Label.GIVEN
        left, beside = label, like
    edges.append((left, None, 0, UNASKED, ends, beside, 0))
    alike = 0
    while alike < min(len(labels), _ALIKE) and labels[-1 - alike] in NAME_LIKE and shows[-1 - alike] & SHAPE != LOWER:
        alike += 1
    return Context(tuple(words), tuple(edges), (labels[0], labels[-1], reported, alike, known, named))


class Span(NamedTuple):
    """A run of words, `words[start:end]`, and its score above that of no name."""

    start: int
    end: int
    score: float


def word_features(key: WordKey) -> Iterator[str]:
    """What is weighed of a word inside a name."""
    label, shown, shape, taken, seen, placed, like = key
    yield f"in {label}"
    if shown:
        yield f"in {label} shown"
    if shape:
        yield f"in {label} shape {shape}"
    if taken:
        yield f"in {label} taken {taken}"
    if seen is not None:
        yield f"in {label} seen {seen}"
    if placed:
        yield f"in {label} placed"
    if like:
        yield f"in {label} like {like}"


def edge_features(key: EdgeKey, edge: str) -> Iterator[str]:
    """What is weighed of the edge of a name; `edge` is `start` or `end`."""
    left, right, parting, begins, ends, like_left, like_right = key
    inner, outer = (right, left) if edge == "start" else (left, right)
    like, beside = (like_right, like_left) if edge == "start" else (like_left, like_right)
    yield f"{edge} {inner}"
    yield f"{edge} beside {outer or 'nothing'}"
    yield f"{edge} {inner} beside {outer or 'nothing'}"
    for flag in Parting:
        if parting & flag:
            yield f"{edge} {flag.name}"
            yield f"{edge} {flag.name} {left}"
    seen = begins if edge == "start" else ends
    if seen != UNASKED:
        yield f"{edge} seen {seen}"
    if like:
        yield f"{edge} like {like}"
    if beside:
        yield f"{edge} beside like {beside}"
        if like:
            yield f"{edge} like {like} beside like {beside}"


def nameless_features(key: PhraseKey) -> Iterator[str]:
    """What is weighed of a phrase that holds no name."""
    first, last, reported, alike, known, seen = key
    yield f"nameless first {first}"
    yield f"nameless last {last}"
    yield f"nameless reported {reported}"
    yield f"nameless alike {alike}"
    yield f"nameless {first} alike {alike}"
    yield f"nameless {first} alike {alike} reported {reported}"
    if known:
        yield "nameless known"
    if seen != UNASKED:
        yield f"nameless seen {seen}"


def length_feature(length: int, first: bool, last: bool) -> str:
    """What is weighed of a name's length; `first`, `last`: the article shows those of its words to be names.

    Two people stand in `pengacara Samudra Bagas Wicaksono` where other sentences call them Samudra and Wicaksono.
    """
    shown = "both" if first and last and length > 1 else "first" if first else "last" if last else "none"
    return f"length {min(length, _LONG)} shown {shown}"


class Boundaries:
    """Scores names by given weights.

    Args:
        weights: by feature.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._words: dict[WordKey, float] = {}
        self._starts: dict[EdgeKey, float] = {}
        self._ends: dict[EdgeKey, float] = {}
        self._nameless: dict[PhraseKey, float] = {}
        self._met: dict[tuple[object, ...], Span | None] = {}  # two of three phrases look like one before them
        self._lengths = {
            (n, first, last): weights.get(length_feature(n, first, last), 0.0)
            for n in range(1, LONGEST_NAME + 1)
            for first in (False, True)
            for last in (False, True)
        }

    def best(
        self,
        labels: Sequence[Label],
        shows: Sequence[int],
        first: int,
        last: int,
        *,
        reported: bool,
        seen: Sequence[Seen | None] | None = None,
    ) -> Span | None:
        """The run that scores best of those that begin at `first` or behind it and end at `last` or before it.

        None where no run scores more than no name. The other arguments are those of `context_of`.
        """
        if seen is not None:
            return self._best(context_of(labels, shows, seen, reported), first, last)
        key = (first, last, reported, *labels, *shows)
        met = self._met
        if key in met:
            return met[key]
        if len(met) >= _MOST_MET:
            met.clear()
        span = met[key] = self._best(context_of(labels, shows, (None,) * len(labels), reported), first, last)
        return span

    def _best(self, context: Context, first: int, last: int) -> Span | None:
        sums = [0.0]
        for key in context.words[first:last]:
            score = self._words.get(key)
            if score is None:
                score = self._words[key] = self._sum(word_features(key))
            sums.append(sums[-1] + score)
        nameless = self._nameless.get(context.phrase)
        if nameless is None:
            nameless = self._nameless[context.phrase] = self._sum(nameless_features(context.phrase))
        best, found = nameless, None
        words, edges, lengths = context.words, context.edges, self._lengths
        starts: dict[int, float] = {}
        at_end, ending = -1, 0.0
        for start, end in candidates(context, first, last):
            if end != at_end:
                at_end, ending = end, sums[end - first] + self._end(edges[end])
            beginning = starts.get(start)
            if beginning is None:
                beginning = starts[start] = self._start(edges[start]) - sums[start - first]
            score = ending + beginning + lengths[end - start, words[start][1], words[end - 1][1]]
            if score > best:
                best, found = score, (start, end)
        return Span(*found, best - nameless) if found else None

    def _start(self, key: EdgeKey) -> float:
        score = self._starts.get(key)
        if score is None:
            score = self._starts[key] = self._sum(edge_features(key, "start"))
        return score

    def _end(self, key: EdgeKey) -> float:
        score = self._ends.get(key)
        if score is None:
            score = self._ends[key] = self._sum(edge_features(key, "end"))
        return score

    def _sum(self, features: Iterator[str]) -> float:
        return sum(self._weights.get(feature, 0.0) for feature in features)


def candidates(context: Context, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The runs between `first` and `last` that may be a name: they begin with a capital and no title."""
    words = context.words
    for end in range(last, max(first, last - 1 - _LONGEST_TAIL), -1):
        if words[end - 1][2] == LOWER:  # not `is`: mypyc has plain numbers for those of an IntEnum
            continue
        for start in range(end - 1, max(first, end - LONGEST_NAME) - 1, -1):
            label, _, printed = words[start][:3]
            if label in _NEVER or (printed == LOWER and label is not Label.PARTICLE):
                break
            if printed != LOWER and label is not Label.HONORIFIC:
                yield start, end
            if label is Label.HEAD:
                break  # it may be a name's first word (Hakim), hardly a later one


class Shape(IntEnum):
    """How a word is printed."""

    USUAL = 0
    CAPITALS = 1
    SHORT = 2  # with a capital
    LOWER = 3
    ALL_CAPITALS = 4  # in capitals, as the whole phrase is
    VERB = 5  # with a capital and a verb's form


LOWER = Shape.LOWER
_NEVER = frozenset((Label.LOWER, Label.RANK, Label.DEGREE, Label.NUMBER))  # inside a name
VERB_FORM = re.compile(
    r"(?:me[mnlrwy]|ber|ter|di)[a-z]{4,}|[a-z]{3,}kan"
)  # as headlines print it: Dikerubungi, Rayakan


def shape(token: Token, shouted: bool) -> Shape:
    """How a word of a phrase is printed; `shouted`: all words of it are in capitals."""
    return shape_of(token.text, token.low, shouted) if token.capital else LOWER


@lru_cache(maxsize=_KNOWN_WORDS)
def shape_of(text: str, low: str, shouted: bool) -> Shape:
    """The same of a word with a capital."""
    if len(text) > 1 and text.isupper():
        return Shape.ALL_CAPITALS if shouted else Shape.CAPITALS
    if len(text) < _SHORT:
        return Shape.SHORT
    return Shape.VERB if VERB_FORM.fullmatch(low) else Shape.USUAL


def seen_as(seen: Seen | None) -> str | None:
    """What a model of names says of a word; None where it was not asked."""
    return None if seen is None else (seen.type or "none")
