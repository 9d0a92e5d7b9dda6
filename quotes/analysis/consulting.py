"""Where the rules are in doubt about a speaker, and which rows a model of names has changed.

The rules are sure where a name's words are known for names, or are shown by the article to be one. Elsewhere the
sentences that decide are worth a model's time: those that give the speaker's name, and those whose clause seems to name
nobody.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from quotes.analysis.attribution.speakers import Attribution
from quotes.analysis.coreference.people import Person
from quotes.analysis.document.annotated import AnnotatedArticle
from quotes.analysis.document.tokens import Sentence
from quotes.analysis.mentions.entities import PERSON, Entities, Found
from quotes.analysis.quotations.reporting import Clause
from quotes.ledger.rules import CHANGED
from quotes.records import Span
from quotes.text.spelling import words_of


class Doubts(NamedTuple):
    """What the rules are in doubt about in an article."""

    sentences: list[int]  # that a model of names should see, as indices, in order
    people: Mapping[int, Span]  # key -> where a name stands that may begin or end elsewhere, or be none
    open: frozenset[int]  # of the sentences those in which a person's name would be news


def doubts(article: AnnotatedArticle) -> Doubts:
    """What the rules are in doubt about in an article whose statements they have attributed."""
    found = _Doubts(article)
    for attribution, statement in zip(article.attributions, article.statements, strict=True):
        found.add(attribution, statement.clause)
    asked = found.open | {found.sentence_at(span.start) for span in found.people.values()}
    return Doubts(sorted(asked), found.people, frozenset(found.open))


def settled(doubts: Doubts, sentences: Sequence[Sentence], found: Iterable[Found]) -> bool:
    """Whether the names that a model has found bear out all that the rules were in doubt about."""
    people = {Span(name.start, name.end) for name in found if name.type == PERSON}
    names = set(doubts.people.values())
    if not names <= people:
        return False
    starts = [sentence.start for sentence in sentences]
    return not any(bisect_right(starts, span.start) - 1 in doubts.open for span in people - names)


class _Doubts:
    def __init__(self, article: AnnotatedArticle) -> None:
        self.open: set[int] = set()
        self.people: dict[int, Span] = {}
        self._all = article.sentences
        self._mentions = article.mentions
        self._starts = [sentence.start for sentence in article.sentences]
        self._judged: set[int] = set()

    def sentence_at(self, at: int) -> int:
        """The sentence that an offset is in, or the last before it."""
        return bisect_right(self._starts, at) - 1

    def add(self, attribution: Attribution, clause: Clause) -> None:
        """Note the sentences that a statement's speaker is in doubt for."""
        person = attribution.person
        if person is None:
            self._add_open(clause.sentence)
        elif person.key not in self._judged:
            self._judged.add(person.key)
            self._add_name(person)

    def _add_open(self, number: int) -> None:
        """A clause that seems to name nobody, if a word in it may be a name for all that."""
        if number >= 0 and any(self._mentions.may_name(token) for token in self._all[number].tokens):
            self.open.add(number)

    def _add_name(self, person: Person) -> None:
        if len(person.name.split()) == 1:
            # The sentences that may give more of it.
            self.open |= self._paired.get(person.name.casefold(), set())
        at = person.names[person.name]
        number = self.sentence_at(at)
        if number < 0 or at >= self._all[number].end:
            return  # in the headline
        items = self._all[number].tokens
        first = next((i for i, token in enumerate(items) if token.start == at), None)
        count = len(person.name.split())
        if first is not None and self._mentions.in_doubt(items, first, count):
            self.people[person.key] = Span(at, items[first + count - 1].end)

    @cached_property
    def _paired(self) -> Mapping[str, set[int]]:
        """Each capitalised word that stands beside one that may be a name, and the sentences where it does."""
        found: dict[str, set[int]] = defaultdict(set)
        for number, sentence in enumerate(self._all):
            for before, after in pairwise(sentence.tokens):
                if before.capital and after.capital:
                    if self._mentions.may_name(before):
                        found[after.low].add(number)
                    if self._mentions.may_name(after):
                        found[before.low].add(number)
        return found


def told(
    before: Sequence[Attribution],
    after: Sequence[Attribution],
    doubts: Doubts,
    seen: Entities,
) -> list[Attribution]:
    """The attributions after a model was asked, those marked that it has changed.

    The model is believed where it denies a name that was in doubt, sees more of one, or sees some of its words in an
    institution's or place's; and where the rules knew nobody. A description is never better than a name.

    Args:
        before: what the rules made of each statement.
        after: the same with what the model has seen.
        doubts: that it was asked about.
        seen: what it has seen.
    """
    return [_believed(old, new, doubts, seen) for old, new in zip(before, after, strict=True)]


def _believed(old: Attribution, new: Attribution, doubts: Doubts, seen: Entities) -> Attribution:
    if (old.speaker.name, old.speaker.type) == (new.speaker.name, new.speaker.type):
        return new
    if old.person is not None and new.speaker.type == "unnamed":
        return old
    was, becomes = words_of(old.speaker.name or ""), words_of(new.speaker.name or "")
    if old.person is not None and not set(was) < set(becomes):
        span = doubts.people.get(old.person.key)
        if span is None:
            return old
        types = [seen[at].type for at in range(span.start, span.end) if at in seen]
        denied = PERSON not in types and set(was).isdisjoint(becomes)
        parted = len(becomes) > 1 and set(becomes) < set(was) and None not in types
        if not (denied or parted):
            return old
    return replace(new, speaker=replace(new.speaker, rule=new.speaker.rule + CHANGED))
