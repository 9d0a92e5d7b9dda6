"""The people of an article, gathered from all that names them: its sentences, its quotations, its headline."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from quotes.analysis.coreference.people import People, Person
from quotes.analysis.document.tokens import Token, tokens
from quotes.analysis.mentions.boundaries import Shape, shape
from quotes.analysis.mentions.labels import NAME_LIKE, SURE_OF, Label
from quotes.analysis.mentions.phrases import NounPhrase
from quotes.analysis.mentions.reader import Mentions
from quotes.analysis.quotations.marks import Quotation
from quotes.lexicon.lists import Lexicon
from quotes.records import Span
from quotes.text.spelling import words_of

_OF_NAMES = (*NAME_LIKE, *SURE_OF)
_CAPITALISED_PAIR = re.compile(r"(?<![\w’'-])([A-Z][\w’'-]*+)\s+(?=([A-Z][\w’'-]*+))")


@lru_cache(maxsize=4)
def _lemmas(lexicon: Lexicon) -> frozenset[str]:
    """Reporting verbs as headlines print them: `Wibowo Puji Menkeu`."""
    return frozenset(verb.lemma for verb in lexicon.verbs.values())


def people_of(text: str, title: str | None, quotations: Iterable[Quotation], mentions: Mentions) -> People:
    """The people of an article.

    Args:
        text: the article's text.
        title: its headline.
        quotations: of it, in which a name may stand in full.
        mentions: of its sentences.
    """
    return _Gatherer(text, mentions).gathered(title, quotations)


class _Gatherer:
    def __init__(self, text: str, mentions: Mentions) -> None:
        self._text = text
        self._mentions = mentions
        self._lexicon = mentions.lexicon
        self._people = People(mentions.lexicon)

    def gathered(self, title: str | None, quotations: Iterable[Quotation]) -> People:
        named = [phrase for phrases in self._mentions.names for phrase in phrases]
        # Full names first, so that a short mention that comes before finds its person.
        for phrase in sorted(named, key=lambda p: (-len(words_of(p.mention.text)), p.mention.span.start)):
            self._people.add(phrase, phrase.mention.span.start)
        self._from_quotations(quotations, named)
        if title:
            self._people.headline = frozenset(words_of(title))
            self._from_title(title)
        for person in self._people.persons:
            self._settle_name(person)
        self._people.part_clients()
        return self._people

    def _settle_name(self, person: Person) -> None:
        """Take a form without odd words for the full name where it stands as often: no `Ratna Dewi Rayakan Hari`."""
        if len(person.names) == 1 or not self._odd(person.name):
            return
        often = person.times[person.name]
        plain = [
            form
            for form, times in person.times.items()
            if times >= often and len(words_of(form)) > 1 and not self._odd(form)
        ]
        if plain:
            person.name = max(plain, key=lambda form: (len(words_of(form)), -person.names[form]))

    def _odd(self, name: str) -> bool:
        """Whether a word of a name is hardly one, by its label or its form: `Warga`, `Rayakan`."""
        items = tokens(name, 0, len(name))
        labels = self._mentions.namer.labels(items)
        return any(
            label not in _OF_NAMES or shape(token, False) == Shape.VERB
            for token, label in zip(items, labels, strict=True)
        )

    def _from_quotations(self, quotations: Iterable[Quotation], named: Iterable[NounPhrase]) -> None:
        """Learn names whose fuller form stands inside a quotation alone."""
        short = {words[0] for words in (words_of(p.mention.text) for p in named) if len(words) == 1}
        if not short:
            return
        for quotation in quotations:
            if not self._may_name(quotation.span, short):
                continue
            items = tokens(self._text, quotation.span.start, quotation.span.end)
            for phrase in self._mentions.named_in(items):
                words = words_of(phrase.mention.name or "")
                before = items[phrase.start - 1].low if phrase.start else ""
                sure = phrase.sure or self._lexicon.pronouns.get(before) == "first"  # Saya Budi Wibowo
                if len(words) > 1 and (sure or self._known(phrase)) and not short.isdisjoint(words):
                    self._people.add(phrase, phrase.mention.span.start)

    def _known(self, phrase: NounPhrase) -> bool:
        """Whether all words of a name are known to be of names."""
        name = phrase.mention.name or ""
        return set(self._mentions.namer.labels(tokens(name, 0, len(name)))) == {Label.GIVEN}

    def _may_name(self, span: Span, short: Collection[str]) -> bool:
        """Whether one of the names stands beside a capitalised word."""
        pairs = _CAPITALISED_PAIR.finditer(self._text, span.start, span.end)
        return any(pair[1].casefold() in short or pair[2].casefold() in short for pair in pairs)

    def _from_title(self, title: str) -> None:
        """Learn names whose fuller form stands in the headline alone."""
        items = [t for t in tokens(title, 0, len(title)) if t.kind == "word"]
        labels = self._mentions.namer.labels(items)
        for person in self._people.persons:
            words = words_of(person.name)
            if len(words) != 1:
                continue
            for i, token in enumerate(items):
                fuller = self._around(items, labels, i) if token.low == words[0] else ()
                if len(fuller) > 1:
                    self._people.learn_from_title(person, " ".join(t.text for t in fuller))
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
        if label not in (Label.GIVEN, Label.INITIAL) or token.low in self._mentions.lowered:
            return False
        if token.low in _lemmas(self._lexicon):
            return False  # Wibowo Puji Menkeu
        return token.low not in self._mentions.namer.evidence and token.low not in self._lexicon.figures
