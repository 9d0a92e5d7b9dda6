"""Every mention of an article: the noun phrases of each sentence, and the people they name gathered.

The article is read whole before any quotation is attributed, so that a short name finds the fuller one that stands
later, in a quotation or in the headline alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from quotes.analysis.coreference.people import People
from quotes.analysis.document.tokens import Sentence, Token, tokens
from quotes.analysis.mentions.entities import NONE, Entities
from quotes.analysis.mentions.evidence import evidence
from quotes.analysis.mentions.institutions import Institutions
from quotes.analysis.mentions.labels import Label
from quotes.analysis.mentions.names import Namer
from quotes.analysis.mentions.phrases import NounPhrase, Phrases
from quotes.analysis.quotations.marks import Quotation
from quotes.lexicon.lists import Lexicon
from quotes.records import Span
from quotes.text.spelling import words_of

_CAPITALISED_PAIR = re.compile(r"(?<![\w’'-])([A-Z][\w’'-]*+)\s+(?=([A-Z][\w’'-]*+))")


@lru_cache(maxsize=4)
def _lemmas(lexicon: Lexicon) -> frozenset[str]:
    """Reporting verbs as headlines print them: `Prabowo Puji Menkeu`."""
    return frozenset(verb.lemma for verb in lexicon.verbs.values())


def _paired(items: Sequence[Token], before: NounPhrase | None, phrase: NounPhrase) -> NounPhrase:
    """The phrase, with the role of the one before where both are a pair: `Ganda putri Ayu Lestari/Fitri Wibowo`."""
    if before is None or phrase.mention.role or before.end + 1 != phrase.start or items[before.end].text != "/":
        return phrase
    return phrase._replace(mention=replace(phrase.mention, role=before.mention.role))


def _last_words(sentences: Iterable[Sentence]) -> set[str]:
    """Casefolded words that end a run of two or more capitalised ones: `menundukkan Kapuas Putra 2-1`."""
    return {
        token.low
        for sentence in sentences
        for before, token, after in zip(
            sentence.tokens, sentence.tokens[1:], (*sentence.tokens[2:], None), strict=False
        )
        if token.capital and before.capital and token.kind == "word" and (after is None or not after.capital)
    }


class Mentions:
    """The mentions of one article.

    Args:
        text: the article's text.
        title: its headline.
        sentences: of its body, a quotation being one token.
        quotations: what the quotation tokens stand for.
        lexicon: the word lists.
        entities: what a model of names says of the article's words.
    """

    def __init__(
        self,
        text: str,
        title: str | None,
        sentences: Sequence[Sentence],
        quotations: Sequence[Quotation],
        lexicon: Lexicon,
        entities: Entities = NONE,
    ) -> None:
        self.lexicon = lexicon
        self._text = text
        self._lowered = {t.low for s in sentences for t in s.tokens if not t.capital and t.kind == "word"}
        evident = evidence(sentences, lexicon, self._lowered)
        self.namer = Namer(lexicon, evident, self._lowered, _last_words(sentences) - evident, entities)
        self.phrases = Phrases(self.namer)
        self.names = [list(self._named(sentence.tokens)) for sentence in sentences]  # phrases of each sentence
        self.people = People(lexicon)
        self.institutions = Institutions(sentences, self.namer)
        named = [phrase for phrases in self.names for phrase in phrases]
        # Full names first, so that a short mention that comes before finds its person.
        for phrase in sorted(named, key=lambda p: (-len(words_of(p.mention.text)), p.mention.span.start)):
            self.people.add(phrase, phrase.mention.span.start)
        self._from_quotations(quotations, named)
        if title:
            self._from_title(title)

    def _named(self, items: Sequence[Token]) -> Iterator[NounPhrase]:
        """Every noun phrase of a sentence that names somebody."""
        capitals = [i for i, token in enumerate(items) if token.capital]
        last = capitals[-1] if capitals else -1
        i = 0
        before: NounPhrase | None = None
        while i <= last:
            phrase = self.phrases.at(items, i) if self.phrases.begins(items, i) else None
            if phrase is None or (phrase.mention.kind == "name" and not self._credible(phrase, i)):
                i += 1
                continue
            if phrase.mention.kind == "name":
                before = phrase = _paired(items, before, phrase)
                yield phrase
            i = max(phrase.end, i + 1)

    def _credible(self, phrase: NounPhrase, i: int) -> bool:
        """Whether a name is more than a capitalised word at the beginning of a sentence."""
        words = words_of(phrase.mention.text)
        if phrase.sure or not words or words[0] in self.namer.evidence:
            return bool(words)
        if len(words) > 1:
            return i > 0 or words[0] not in self._lowered
        if words[0] in self._lowered:
            return False
        return (i > 0 and words[0] in self.lexicon.given_names) or words[0] in self.lexicon.figures

    def _from_quotations(self, quotations: Iterable[Quotation], named: Iterable[NounPhrase]) -> None:
        """Learn names whose fuller form stands inside a quotation alone."""
        short = {words[0] for words in (words_of(p.mention.text) for p in named) if len(words) == 1}
        if not short:
            return
        for quotation in quotations:
            if not self._may_name(quotation.span, short):
                continue
            items = tokens(self._text, quotation.span.start, quotation.span.end)
            for phrase in self._named(items):
                words = words_of(phrase.mention.name or "")
                before = items[phrase.start - 1].low if phrase.start else ""
                sure = phrase.sure or self.lexicon.pronouns.get(before) == "first"  # Saya Budi Wibowo
                if len(words) > 1 and sure and not short.isdisjoint(words):
                    self.people.add(phrase, phrase.mention.span.start)

    def _may_name(self, span: Span, short: Collection[str]) -> bool:
        """Whether one of the names stands beside a capitalised word."""
        pairs = _CAPITALISED_PAIR.finditer(self._text, span.start, span.end)
        return any(pair[1].casefold() in short or pair[2].casefold() in short for pair in pairs)

    def _from_title(self, title: str) -> None:
        """Learn names whose fuller form stands in the headline alone."""
        items = [t for t in tokens(title, 0, len(title)) if t.kind == "word"]
        labels = self.namer.labels(items)
        for person in self.people.persons:
            words = words_of(person.name)
            if len(words) != 1:
                continue
            for i, token in enumerate(items):
                fuller = self._around(items, labels, i) if token.low == words[0] else ()
                if len(fuller) > 1:
                    self.people.learn_from_title(person, " ".join(t.text for t in fuller))
                    break

    def _around(self, items: Sequence[Token], labels: Sequence[Label], i: int) -> Sequence[Token]:
        """The name around the word at `i` of a headline, where every word has its capital."""
        start, end = i, i + 1
        while end < len(items) and self._goes_on(items[end], labels[end]):
            end += 1
        while start > 0 and labels[start - 1] is Label.GIVEN and items[start - 1].end + 1 == items[start].start:
            start -= 1
        return items[start:end]

    def _goes_on(self, token: Token, label: Label) -> bool:
        if label not in (Label.GIVEN, Label.INITIAL) or token.low in self._lowered:
            return False
        if token.low in _lemmas(self.lexicon):
            return False  # Prabowo Puji Menkeu
        return token.low not in self.namer.evidence and token.low not in self.lexicon.figures
