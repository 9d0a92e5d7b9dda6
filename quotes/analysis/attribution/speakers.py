"""Who said it: the speaker of each statement, decided clause by clause in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from quotes.analysis.attribution.callings import learn_callings
from quotes.analysis.attribution.candidates import Candidate, Situation, proposed
from quotes.analysis.attribution.evidence import Evidence, evidence
from quotes.analysis.coreference.discourse import Discourse
from quotes.analysis.coreference.people import Person
from quotes.analysis.coreference.subjects import Subjects
from quotes.analysis.document.annotated import AnnotatedArticle, stage
from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.phrases import NounPhrase
from quotes.analysis.quotations.reporting import Clause
from quotes.learned import ranking
from quotes.records import Mention, Speaker


class Weighed(NamedTuple):
    """A candidate, what is known of it, and how probably it is the one."""

    candidate: Candidate
    evidence: tuple[Evidence, ...]
    share: float  # of all candidates' 1
    naming: str  # how the clause names its speaker


Chooser = Callable[[Situation, Sequence[Candidate], Sequence[Sequence[Evidence]]], Sequence[float]]
"""How probably each of the candidates is the one, given the evidence on each."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker of one statement and how the clause names them."""

    mention: Mention | None
    speaker: Speaker
    person: Person | None = None  # where the speaker is one of the article's people
    weighed: tuple[Weighed, ...] = ()  # the candidates; none where nobody could be meant


@stage(needs="sentences statements mentions people", gives="attributions")
def attribute(article: AnnotatedArticle) -> None:
    """Find the speaker of each statement."""
    article.attributions = attributed(article, _by_weights)


def attributed(article: AnnotatedArticle, choose: Chooser) -> list[Attribution]:
    """The speaker of each statement where `choose` weighs the candidates."""
    return _Reader(article, choose).read()


def _by_weights(
    situation: Situation, candidates: Sequence[Candidate], found: Sequence[Sequence[Evidence]]
) -> Sequence[float]:
    return ranking.load().probabilities(situation.naming, found)


class _Reader:
    """Reads one article, sentence by sentence."""

    def __init__(self, article: AnnotatedArticle, choose: Chooser) -> None:
        self.choose = choose
        self.text = article.text
        self.sentences = article.sentences
        self.statements = article.statements
        self.lexicon = article.lexicon
        self.people = article.people
        self.mentions = article.mentions
        self.subjects = subjects = Subjects(article.mentions.phrases)
        self.named: dict[int, NounPhrase | None] = {}  # how each clause that stands in a sentence names its speaker
        self.reporting: defaultdict[int, list[int]] = defaultdict(list)  # sentence -> statements whose clause it holds
        self.of_quotation: dict[int, int] = {}  # quotation -> the statement that it is
        for index, statement in enumerate(self.statements):
            clause = statement.clause
            if statement.quotation >= 0:
                self.of_quotation[statement.quotation] = index
            if clause.sentence >= 0:
                items = self.sentences[clause.sentence].tokens
                self.named[index] = subjects.of_clause(clause, items) or self._unread(subjects, clause, items)
                self.reporting[clause.sentence].append(index)
        self.naming = self._naming()
        self.naming_at = [number for number, _ in self.naming]
        self.discourse = Discourse(
            article.mentions, self.people, subjects, {person.key for _, person in self.naming if person is not None}
        )
        self.done: dict[int, Attribution] = {}

    def _unread(self, subjects: Subjects, clause: Clause, items: Sequence[Token]) -> NounPhrase | None:
        """The subject of a clause that reads as nobody's name: whoever the article calls so, or what is printed."""
        phrase = subjects.as_printed(clause, items)
        if phrase is None or not self.people.find(phrase.mention.text, phrase.mention.span.start):
            return phrase
        return phrase._replace(mention=replace(phrase.mention, kind="name", name=phrase.mention.text))

    def _naming(self) -> list[tuple[int, Person | None]]:
        """The sentences whose statement's own clause names somebody, and whom, in order."""
        found = []
        for index, phrase in self.named.items():
            if phrase is not None and phrase.mention.kind == "name":
                name = phrase.mention
                found.append((self.statements[index].clause.sentence, self.people.find(name.text, name.span.start)))
        return sorted(found, key=lambda each: each[0])

    def _named_next(self, number: int) -> tuple[int, Person | None]:
        """How many sentences behind one the next clause stands that names somebody, and whom it names."""
        at = bisect_right(self.naming_at, number)
        return (self.naming[at][0] - number, self.naming[at][1]) if at < len(self.naming) else (-1, None)

    def read(self) -> list[Attribution]:
        """The attributions of the statements, in order."""
        for number, sentence in enumerate(self.sentences):
            if number not in self.reporting:
                self.discourse.follow(number, sentence)
                continue
            for index in self.reporting[number]:
                self._attribute(index)
            if all(self.statements[index].kind == "indirect" for index in self.reporting[number]):
                self.discourse.follow(number, sentence, told=True)
        for index in range(len(self.statements)):
            if index not in self.done:
                self.done[index] = self._run_on(index)
        speakers = [found.person for found in self.done.values() if found.person is not None]
        learn_callings(self.people, speakers, self.sentences, self.mentions)
        return [_in_full(self.done[index]) for index in range(len(self.statements))]

    def _holder(self, clause: Clause) -> int:
        """The statement whose clause a clause shares or runs on from; -1: none."""
        return self.of_quotation.get(clause.holder, -1)

    def _attribute(self, index: int) -> None:
        """Decide a statement whose clause stands in a sentence."""
        statement = self.statements[index]
        clause = statement.clause
        if clause.position == "between" and self._holder(clause) in self.done:
            self.done[index] = self.done[self._holder(clause)]
            return
        if clause.position == "question":
            self.done[index] = Attribution(None, Speaker(None, None, None, "no_clause"))
            return
        sentence = self.sentences[clause.sentence]
        self.discourse.note(clause.sentence, sentence, sentence.tokens[clause.at].start if clause.at >= 0 else None)
        phrase = self.named[index]
        mention, naming = None, "no_clause"
        if phrase is not None:
            mention, naming = phrase.mention, phrase.mention.kind
        elif (mention := self.subjects.enclitic_of(clause, sentence.tokens)) is not None:
            naming = "enclitic"
        words = statement.span.of(self.text)
        situation = Situation(
            *(statement, words, sentence, "pronoun" if naming == "enclitic" and phrase else naming, mention, phrase),
            *(self.discourse, self.people, self.lexicon),
            *self._named_next(clause.sentence),
        )
        found = self._decided(situation)
        self.discourse.note(clause.sentence, sentence)
        self.done[index] = found
        if found.speaker.type in ("institution", "group") and found.speaker.name and naming != "pronoun":
            self.discourse.turn_to_several(found.speaker)
        if found.person is not None:
            self.discourse.spoke(found.person, clause.sentence, sentence.paragraph)
        elif found.speaker.name and (statement.kind != "indirect" or self.discourse.is_somebody(phrase)):
            self.discourse.turn_to(found.speaker, sentence.paragraph)
        asked = clause.cue is not None and clause.cue.verb_class == "questions"
        self.discourse.stated(found.person, clause.sentence, reported=statement.kind == "indirect", asked=asked)

    def _decided(self, situation: Situation) -> Attribution:
        """The most probable of the candidates, and what follows from it for the statements after."""
        mention, phrase = situation.mention, situation.phrase
        candidates = proposed(situation)
        if not candidates:
            return Attribution(mention, Speaker(None, None, None, f"{situation.naming}_unresolved"))
        found: Sequence[Sequence[Evidence]] = [()]
        shares: Sequence[float] = [1.0]
        if len(candidates) > 1:
            found = evidence(situation, candidates)
            shares = self.choose(situation, candidates, found)
        best = max(range(len(candidates)), key=shares.__getitem__)
        candidate = candidates[best]
        weighed = tuple(
            Weighed(*each, situation.naming) for each in zip(candidates, map(tuple, found), shares, strict=True)
        )
        if phrase is not None and candidate.person is None and candidate.proposer == "described":
            self.discourse.learn_description(phrase)
        if phrase is not None and candidate.person is not None and candidate.proposer == "mentioned":
            if situation.naming in ("role", "unnamed") and situation.points_back:
                self.discourse.learn_office(candidate.person, phrase)
        if phrase is not None and candidate.mention is phrase.mention and phrase.mention.kind == "role":
            mention = self._as_printed(phrase.mention)
        else:
            mention = candidate.mention
        return Attribution(mention, candidate.speaker, candidate.person, weighed)

    def _as_printed(self, mention: Mention) -> Mention:
        """With all words that stand between the office and the word that points back."""
        return replace(mention, text=" ".join(mention.span.of(self.text).split()))

    def _run_on(self, index: int) -> Attribution:
        """A quotation with no clause of its own has its neighbour's speaker."""
        passed = set()
        while index not in self.done:
            passed.add(index)
            index = self._holder(self.statements[index].clause)
            if index < 0 or index in passed:
                return Attribution(None, Speaker(None, None, None, "no_clause"))
        found = self.done[index]
        return replace(found, mention=None, speaker=replace(found.speaker, rule="run_on"))


def _in_full(attribution: Attribution) -> Attribution:
    """With name and role as the whole article gives them."""
    person = attribution.person
    if person is None:
        return attribution
    said = attribution.speaker
    if (said.name, said.role) == (person.name, person.role):
        return attribution
    return replace(attribution, speaker=Speaker(person.name, said.type, person.role, said.rule))
