"""Where a name begins and ends among the words of a phrase: `Direktur Reserse Polda Jateng [Bambang Prasetyo] SH`.

Weighs the labels of the words, and what the article itself shows; what a phrase as a whole is, `phrases` tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.entities import NONE, PERSON, Entities
from quotes.analysis.mentions.labels import ARTICLES, NAME_LIKE, SURE_OF, Label, Labeller
from quotes.lexicon.lists import Lexicon

# How much a word speaks for being part of a name, or against it.
_WEIGHT: Mapping[Label, float] = {
    Label.GIVEN: 2.0,
    Label.UNKNOWN: 1.0,
    Label.INITIAL: 0.6,
    Label.PARTICLE: 0.0,
    Label.HONORIFIC: -1.5,
    Label.WORD: -2.0,
    Label.PLACE: -2.0,
    Label.ACRONYM: -3.0,
    Label.PLACE_HEAD: -3.0,
    Label.NUMBER: -3.0,
    Label.ORG: -4.0,
    Label.HEAD: -4.0,
    Label.MODIFIER: -4.0,
    Label.DEGREE: -4.0,
    Label.RANK: -5.0,
    Label.LOWER: -9.0,
}
_BARRIER = -4.0  # a name does not reach beyond a word of this weight
_EVIDENCE = 3.0  # added where a word that stands alone elsewhere in the article begins or ends the name
_HELD_PLACE = 1.5  # taken off an unknown word behind `Lurah`, `Camat`, `Kepala Desa`, where a name follows it
_NAMED_THING = 2.5  # taken off behind `Desa`, `Universitas`, `PT`: more likely the thing's name than a person's
_COMPANY_NAME = 1.2  # taken off for later words behind `PT`
_COMPANY_REACH = 3  # words behind `PT` that may be its name
_IN_CAPITALS = 1.0  # weight of a word in capitals where all words are
# What a model of names says of a word in no list.
_SEEN_PERSON = 1.5  # added to a word of a person's name
_SEEN_BEGINNING = 1.0  # added where such a name begins
_SEEN_OTHER = 2.5  # taken off a word of an institution's or place's name
_SEEN_OTHER_GIVEN = 1.5  # taken off one that is a known name of people as well
_SEEN_NONE = 0.5  # taken off a word of no name
_CERTAIN = 2.0  # weight of a name whose beginning is known from the print
LONGEST_NAME = 7  # words
_OF_NAMES = (Label.GIVEN, Label.UNKNOWN, Label.INITIAL, Label.PARTICLE)
_NEVER_NAMES = frozenset(
    (
        *(Label.HEAD, Label.MODIFIER, Label.ORG, Label.PLACE, Label.PLACE_HEAD),
        *(Label.NUMBER, Label.LOWER, Label.ACRONYM),
    )
)


class Name(NamedTuple):
    """Where the name stands at the end of a phrase's words: `words[start:end]`, empty where there is none."""

    start: int
    end: int
    weight: float  # how much speaks for it


class Namer(Labeller):
    """Labels words and finds names in one article.

    Args:
        lexicon: the word lists.
        evident: what `evidence` returns.
        lowered: words that the article also prints without a capital.
        last: words that end a run of capitalised ones somewhere in the article and are no evidence.
        entities: what a model of names says of the article's words.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        evident: Iterable[str] = (),
        lowered: Iterable[str] = (),
        last: Iterable[str] = (),
        entities: Entities = NONE,
    ) -> None:
        super().__init__(lexicon, evident, lowered)
        self.entities = entities
        self._last = frozenset(last)

    def find(self, items: Sequence[Token], labels: Sequence[Label], known: int = 0) -> Name:
        """The name at the end of a phrase.

        Args:
            items: the phrase's words.
            labels: theirs.
            known: so many of the first words are known to be none of it.
        """
        end = self._before_degrees(items, labels)
        if known and not any(label in _NEVER_NAMES for label in labels[known:end]):
            start = known
            while start < end and labels[start] in (Label.RANK, Label.HONORIFIC):
                start += 1
            if start < end <= start + LONGEST_NAME and all(t.capital for t in items[start:end]):
                return Name(start, end, _CERTAIN)
        return self._heaviest(items, labels, known, end)

    def is_all_name(self, items: Sequence[Token], labels: Sequence[Label]) -> bool:
        """Whether words that the article shows to be a name are nothing but it: `Wilber Quispe Mamani`."""
        if not 1 < len(items) <= LONGEST_NAME or any(label not in _OF_NAMES for label in labels):
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
            odd = labels[end - 1] in (Label.DEGREE, Label.NUMBER, Label.ACRONYM)
            if not (odd or self.is_degree(items[end - 1])):
                break
            end -= 1
        return end

    def _heaviest(self, items: Sequence[Token], labels: Sequence[Label], known: int, end: int) -> Name:
        """The run of words up to `end` that weighs most as a name."""
        best, best_at, total = 0.0, end, 0.0
        # The last word stands alone elsewhere (`Price` in `Ned Price`), or a degree follows it.
        last_shown = end < len(items) and self.is_degree(items[end])
        led = False  # from here on to the right it begins with such a word
        for i in range(end - 1, max(known - 1, end - 1 - LONGEST_NAME), -1):
            token, label = items[i], labels[i]
            weight = self._weight(items, labels, i, i == end - 1)
            if weight <= _BARRIER:
                break
            if label is Label.HONORIFIC and best > 0 and not any(t.low in self.evidence for t in items[:i]):
                break  # Dayah Raudhatul Hikmah Tgk Bustami
            shown = token.capital and token.low in self.evidence
            total += max(weight, 0.0) if shown else weight
            # Muhammad, Siti, I Made: many are called by a later word of their name.
            last_shown = last_shown or (shown and i == end - 1)
            led = shown or (led and label in (Label.GIVEN, Label.INITIAL) and token.low not in self._last)
            value = total + (_EVIDENCE if led or last_shown else 0.0) + self._beginning(items, labels, i)
            if value > best and token.capital and label not in (Label.PARTICLE, Label.HONORIFIC):
                best, best_at = value, i
            if token.low in ARTICLES and label is Label.GIVEN:
                break  # nothing stands before `I Made` in a name
        return Name(best_at, end, best)

    def _weight(self, items: Sequence[Token], labels: Sequence[Label], i: int, last: bool) -> float:
        """How much the word at `i`, `last` or not, speaks for being part of a name."""
        weight = self._known_weight(items, labels, i, last)
        return weight + self._seen(items, labels, i) if self.entities else weight

    def _known_weight(self, items: Sequence[Token], labels: Sequence[Label], i: int, last: bool) -> float:
        """The same by the word lists and the words before it."""
        weight = _WEIGHT[labels[i]]
        if weight > 0 and i > 0:
            before = items[i - 1].low
            if before in self.lexicon.name_takers and labels[i - 1] is not Label.HEAD:
                return weight - _NAMED_THING
            # Alone behind `Lurah` it may be the lurah; behind `Kepala Dusun` it is the dusun.
            alone = last and before not in self.lexicon.name_takers
            if before in self.lexicon.place_takers and labels[i] is Label.UNKNOWN and not alone:
                return weight - _HELD_PLACE
            if not self._words.companies.isdisjoint([t.low for t in items[max(0, i - _COMPANY_REACH) : i - 1]]):
                return weight - _COMPANY_NAME
        if labels[i] is Label.ACRONYM and len(items) > 1 and all(t.text.isupper() for t in items):
            return _IN_CAPITALS
        return weight

    def _seen(self, items: Sequence[Token], labels: Sequence[Label], i: int) -> float:
        """What the model adds to a word's weight."""
        label, seen = labels[i], self.entities.get(items[i].start)
        if seen is None or label not in NAME_LIKE:
            return 0.0
        if label is Label.GIVEN:
            return -_SEEN_OTHER_GIVEN if seen.type not in (None, PERSON) else 0.0
        if seen.type is None:
            return -_SEEN_NONE
        if seen.type == PERSON and self._ends_institution(items, labels, i):
            return 0.0
        return _SEEN_PERSON if seen.type == PERSON else -_SEEN_OTHER

    def _ends_institution(self, items: Sequence[Token], labels: Sequence[Label], i: int) -> bool:
        """Whether a word is more likely an institution's last: `Komunitas Harmoni Wahyu`, called Wahyu elsewhere."""
        if i == 0 or i + 1 >= len(items) or items[i + 1].low not in self.evidence:
            return False
        return labels[i - 1] in (Label.ORG, Label.WORD, Label.UNKNOWN)

    def _beginning(self, items: Sequence[Token], labels: Sequence[Label], i: int) -> float:
        """What the model adds to a name that begins where it says so, unless a known name stands before it."""
        seen = self.entities.get(items[i].start)
        begins = seen is not None and seen.begins and seen.type == PERSON
        if begins and self._ends_institution(items, labels, i):
            return 0.0
        return _SEEN_BEGINNING if begins and (i == 0 or labels[i - 1] not in SURE_OF) else 0.0

    def ends_in_name(self, items: Sequence[Token], j: int, least: float) -> bool:
        """Whether the capitalised words right before `j` are a name of some weight, or a name as a whole."""
        k = j
        while k > 0 and items[k - 1].kind == "word" and items[k - 1].capital:
            k -= 1
        if k == j:
            return False
        run = items[k:j]
        name = self.find(run, self.labels(run))
        return name.start < name.end == len(run) and name.weight > 0 and (name.weight >= least or name.start == 0)
