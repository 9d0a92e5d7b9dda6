"""Where a name begins and ends among the words of a phrase: `Direktur Reserse Polda Jateng [Bambang Prasetyo] SH`.

Weighs the labels of the words, and what the article itself shows; what a phrase as a whole is, `phrases` tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.boundaries import (
    LIKE,
    LONGEST_NAME,
    LOWER,
    PARTING,
    PLACED,
    SHOWN,
    TAKEN,
    VERB_FORM,
    Boundaries,
    Context,
    context_of,
    shape_of,
)
from quotes.analysis.mentions.entities import NONE, Entities, Seen
from quotes.analysis.mentions.labels import NAME_LIKE, Label, Labeller
from quotes.analysis.mentions.neighbours import Neighbours
from quotes.learned.boundaries import common_words, name_boundaries
from quotes.learned.likeness import Likeness
from quotes.learned.likeness import likeness as shipped_likeness
from quotes.lexicon.lists import Lexicon

_COMPANY_REACH = 3  # words behind `PT` that may be its name
_OF_NAMES = frozenset((Label.GIVEN, Label.UNKNOWN, Label.INITIAL, Label.PARTICLE))
_ADDRESSES = frozenset((Label.RANK, Label.HONORIFIC))
_BEHIND_NAMES = frozenset((Label.DEGREE, Label.NUMBER, Label.ACRONYM))
_KNOWN_WORDS = 50_000  # words whose likeness to names is remembered
_HEAD, _UNKNOWN = Label.HEAD, Label.UNKNOWN
_NEVER_NAMES = frozenset(
    (
        *(Label.HEAD, Label.MODIFIER, Label.ORG, Label.PLACE, Label.PLACE_HEAD, Label.WORD),
        *(Label.NUMBER, Label.LOWER, Label.ACRONYM),
    )
)


class Name(NamedTuple):
    """Where the name stands at the end of a phrase's words: `words[start:end]`, empty where there is none."""

    start: int
    end: int


@cache
def _shipped() -> Boundaries:
    return Boundaries(name_boundaries())


@lru_cache(maxsize=_KNOWN_WORDS)
def _shipped_degree(word: str) -> int:
    return shipped_likeness().degree(word)


@lru_cache(maxsize=4)
def _kin(lexicon: Lexicon) -> frozenset[str]:
    """Words such as `istri`, which belong to no name whatever a model says, but for those that are names: `Putri`."""
    return lexicon.kin - lexicon.given_names


def _employers(neighbours: Neighbours) -> Iterator[str]:
    """Words that stand behind offices and before several names: `pelatih Samudra Bagas`, `kapten Samudra Ratna`."""
    offices = neighbours.behind_offices
    for word, behind in offices.items():
        names = [name for name in behind if name not in common_words() and not VERB_FORM.fullmatch(name)]
        if len(names) > 1 and offices.keys().isdisjoint(names):
            yield word


class Namer(Labeller):
    """Labels words and finds names in one article.

    Args:
        lexicon: the word lists.
        evident: what `evidence` returns.
        lowered: words that the article also prints without a capital.
        neighbours: what stands beside the article's capitalised words.
        entities: what a model of names says of the article's words.
        boundaries: other weights than those that ship.
        likeness: the same, of how much words look like names.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        evident: Iterable[str] = (),
        lowered: Iterable[str] = (),
        neighbours: Neighbours | None = None,
        entities: Entities = NONE,
        boundaries: Boundaries | None = None,
        likeness: Likeness | None = None,
    ) -> None:
        super().__init__(lexicon, evident, lowered, _employers(neighbours) if neighbours else ())
        self.entities = entities
        self._neighbours = neighbours or Neighbours()
        self._boundaries = boundaries or _shipped()
        self._degree = likeness.degree if likeness else _shipped_degree
        self._found: dict[tuple[object, ...], Name] = {}  # in phrases of these words

    def find(self, items: Sequence[Token], labels: Sequence[Label], known: int = 0, *, reported: bool = False) -> Name:
        """The name at the end of a phrase.

        Args:
            items: the phrase's words.
            labels: theirs.
            known: so many of the first words are known to be none of it.
            reported: a reporting verb, or an office and a comma, stand beside the phrase.
        """
        if not items:
            return Name(0, 0)
        key = (*[token.text for token in items], known, reported)
        name = None if self.entities else self._found.get(key)
        if name is None:
            name = self._found[key] = self._find(items, labels, known, reported)
        return name

    def _find(self, items: Sequence[Token], labels: Sequence[Label], known: int, reported: bool) -> Name:
        end = self._before_degrees(items, labels)
        if known and not any(label in _NEVER_NAMES for label in labels[known:end]):
            start = known
            while start < end and labels[start] in _ADDRESSES:
                start += 1
            if start < end <= start + LONGEST_NAME and all(t.capital for t in items[start:end]):
                return Name(start, end)
        for token in items[known:end]:
            if token.capital:
                break
        else:
            return Name(end, end)
        shows, seen = self._shows(items, labels), self._seen(items) if self.entities else None
        found = self._boundaries.best(labels, shows, known, end, reported=reported, seen=seen)
        return Name(found.start, found.end) if found else self._addressed(items, labels, end)

    @staticmethod
    def _addressed(items: Sequence[Token], labels: Sequence[Label], end: int) -> Name:
        """The words behind a rank or an address, where all may be of a name, whatever they look like: `Pak Xqrt`."""
        start = 0
        while start < end and labels[start] in _ADDRESSES:
            start += 1
        named = 0 < start < end <= start + LONGEST_NAME and all(t.capital for t in items[start:end])
        return Name(start, end) if named and all(x in NAME_LIKE for x in labels[start:end]) else Name(end, end)

    def is_all_name(self, items: Sequence[Token], labels: Sequence[Label]) -> bool:
        """Whether words that the article shows to be a name are nothing but it: `Wilber Quispe Mamani`."""
        if not 1 < len(items) <= LONGEST_NAME or not _OF_NAMES.issuperset(labels):
            return False
        return items[0].capital and any(token.low in self.evidence for token in items)

    @staticmethod
    def leading_name(items: Sequence[Token], labels: Sequence[Label]) -> int:
        """How many words before an office are a name, at least two; 0: none."""
        count = 0
        while count < len(labels) and labels[count] in _OF_NAMES:
            count += 1
        named = 1 < count < len(labels) and Label.GIVEN in labels[:count] and items[0].capital
        return count if named and labels[count] is Label.HEAD and items[count].capital else 0

    def _before_degrees(self, items: Sequence[Token], labels: Sequence[Label]) -> int:
        """Where degrees, numbers and acronyms at a phrase's end begin; the first word stays."""
        end = len(items)
        while end > 1 and items[end - 1].low not in self.evidence:
            if not (labels[end - 1] in _BEHIND_NAMES or self.is_degree(items[end - 1])):
                break
            seen = self.entities.get(items[end - 1].start) if self.entities else None
            if seen is not None and seen.sure:
                break
            end -= 1
        return end

    def context(self, items: Sequence[Token], labels: Sequence[Label], *, reported: bool = False) -> Context:
        """What the words of a phrase show; `reported`: a reporting verb stands beside it."""
        return context_of(labels, self._shows(items, labels), self._seen(items), reported)

    def _shows(self, items: Sequence[Token], labels: Sequence[Label]) -> list[int]:
        """What each word of a phrase shows, as one number: see `boundaries`."""
        shouted = len(items) > 1 and items[0].text.isupper() and all(token.text.isupper() for token in items)
        evidence, neighbours = self.evidence, self._neighbours
        shows: list[int] = []
        for i, token in enumerate(items):
            if not token.capital:
                shows.append(LOWER)
                continue
            low = token.low
            flags: int = shape_of(token.text, low, shouted)
            if low in evidence:
                flags |= SHOWN
            if low in neighbours.placed and neighbours.is_placed(items, i):
                flags |= PLACED
            if labels[i] is _UNKNOWN:
                flags |= self._degree(low) << LIKE
            if i:
                flags |= self._taken(items, labels, i) << TAKEN | neighbours.parting(items, i) << PARTING
            shows.append(flags)
        return shows

    def _seen(self, items: Sequence[Token]) -> list[Seen | None]:
        """What the model of names says of each word of a phrase."""
        entities, things = self.entities, self._employers | _kin(self.lexicon)
        return [None if token.low in things else entities.get(token.start) for token in items]

    def _taken(self, items: Sequence[Token], labels: Sequence[Label], i: int) -> int:
        """Whether the word before, or a company's some words before, takes the name of a thing."""
        before = items[i - 1].low
        if before in self.lexicon.name_takers and labels[i - 1] is not _HEAD:
            return 1
        if before in self.lexicon.place_takers:
            return 2
        if i > 1 and not self._words.companies.isdisjoint([t.low for t in items[max(0, i - _COMPANY_REACH) : i - 1]]):
            return 3
        return 0

    def ends_in_name(self, items: Sequence[Token], j: int) -> bool:
        """Whether the capitalised words right before `j` end in a name."""
        k = j
        while k > 0 and items[k - 1].kind == "word" and items[k - 1].capital:
            k -= 1
        if k == j:
            return False
        run = items[k:j]
        name = self.find(run, self.labels(run))
        return name.start < name.end == len(run)
