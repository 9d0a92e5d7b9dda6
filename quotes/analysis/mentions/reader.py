"""The names of an article: the noun phrases of each sentence that name somebody, and its institutions.

The article is read whole before any statement is attributed, so that a short name finds the fuller one that stands
later. Whom a name names is told by `coreference`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.mentions.entities import NONE, Entities
from quotes.analysis.mentions.evidence import evidence
from quotes.analysis.mentions.institutions import Institutions
from quotes.analysis.mentions.labels import SURE_OF, Label
from quotes.analysis.mentions.names import Namer
from quotes.analysis.mentions.neighbours import Neighbours
from quotes.analysis.mentions.phrases import NounPhrase, Phrases
from quotes.lexicon.lists import Lexicon, single_words
from quotes.text.spelling import words_of

_OPEN = (Label.UNKNOWN, Label.WORD, Label.PLACE)  # of a word before a name: it may belong to it


def _paired(
    items: Sequence[Token], before: NounPhrase | None, phrase: NounPhrase, counting: Collection[str]
) -> NounPhrase:
    """The phrase, with the role of the one before where both are a pair.

    `Ganda putri Ayu Lestari/Fitri Wibowo`, `Dua mahasiswa, Ayu Lestari dan Fitri Wibowo`.
    """
    if before is None or phrase.mention.role or before.end + 1 != phrase.start:
        return phrase
    counted = items[before.start].low in counting and items[before.end].low in ("dan", "serta")
    if not counted and items[before.end].text != "/":
        return phrase
    return phrase._replace(mention=replace(phrase.mention, role=before.mention.role))


@lru_cache(maxsize=4)
def _takers(lexicon: Lexicon) -> frozenset[str]:
    """Words that take the name of a thing."""
    return frozenset(("di", "ke", *lexicon.name_takers, *lexicon.address_heads))


@lru_cache(maxsize=4)
def _offices(lexicon: Lexicon) -> frozenset[str]:
    """Offices of one word."""
    return single_words(lexicon.role_heads)


class Mentions:
    """The mentions of one article.

    Args:
        sentences: of its body, a quotation being one token.
        lexicon: the word lists.
        entities: what a model of names says of the article's words.
        make_namer: makes another namer than usual, as training does.
    """

    def __init__(
        self,
        sentences: Sequence[Sentence],
        lexicon: Lexicon,
        entities: Entities = NONE,
        make_namer: Callable[..., Namer] = Namer,
    ) -> None:
        self.lexicon = lexicon
        self.lowered = {t.low for s in sentences for t in s.tokens if not t.capital and t.kind == "word"}
        evident = evidence(sentences, lexicon, self.lowered)
        neighbours = Neighbours(sentences, _takers(lexicon), _offices(lexicon))
        self.namer = make_namer(lexicon, evident, self.lowered, neighbours, entities)
        self.phrases = Phrases(self.namer)
        self.institutions = Institutions(sentences, self.namer)
        self.names = [list(self.named_in(sentence.tokens)) for sentence in sentences]  # phrases of each sentence

    def named_in(self, items: Sequence[Token]) -> Iterator[NounPhrase]:
        """Every noun phrase of a sentence that names somebody."""
        end = len(items)  # behind the last capital
        while end and not items[end - 1].capital:
            end -= 1
        phrases, i = self.phrases, 0
        before: NounPhrase | None = None
        while (i := phrases.next_beginning(items, i, end)) < end:
            phrase = phrases.at(items, i)
            if phrase is None or (phrase.mention.kind == "name" and not self._credible(phrase, i)):
                i += 1
                continue
            if phrase.mention.kind == "name":
                before = phrase = _paired(items, before, phrase, self.lexicon.counting)
                yield phrase
            i = max(phrase.end, i + 1)

    def _credible(self, phrase: NounPhrase, i: int) -> bool:
        """Whether a name is more than a capitalised word at the beginning of a sentence."""
        words = words_of(phrase.mention.text)
        if phrase.sure or not words or words[0] in self.namer.evidence:
            return bool(words)
        if len(words) > 1:
            return i > 0 or words[0] not in self.lowered
        if words[0] in self.lowered:
            return False
        return (i > 0 and words[0] in self.lexicon.given_names) or words[0] in self.lexicon.figures

    def may_name(self, token: Token) -> bool:
        """Whether a word may be of a person's name, by its looks alone."""
        return token.capital and self.namer.label(token) in (Label.UNKNOWN, Label.GIVEN)

    def in_doubt(self, items: Sequence[Token], first: int, count: int) -> bool:
        """Whether the name of `count` words that begins at `first` may begin or end elsewhere, or be none."""
        start = first
        while start > 0 and items[start - 1].capital and items[start - 1].kind == "word":
            start -= 1
        end = first
        while end < len(items) and items[end].capital and items[end].kind == "word":
            end += 1
        labels = self.namer.labels(items[start:end])
        name = labels[first - start : first - start + count]
        shown = items[first].low in self.namer.evidence
        if not shown and any(label not in SURE_OF for label in name):
            return True
        before = labels[first - start - 1] if first > start else None
        return before in _OPEN and items[first - 1].low not in self.lexicon.role_words
