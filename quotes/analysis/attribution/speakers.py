"""Who said it: the speaker of each statement, decided clause by clause in reading order."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from quotes.analysis.coreference.discourse import Discourse
from quotes.analysis.coreference.people import Person
from quotes.analysis.coreference.subjects import Subjects, enclitic
from quotes.analysis.document.annotated import AnnotatedArticle, stage
from quotes.analysis.document.tokens import Sentence
from quotes.analysis.mentions.phrases import NounPhrase
from quotes.analysis.quotations.reporting import Clause
from quotes.records import Mention, Speaker
from quotes.text.spelling import words_of

_CLIENT = re.compile(r"\bklien(?:nya)?\s+(?:saya|kami|kita)\b|\bklienku\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker of one statement and how the clause names them."""

    mention: Mention | None
    speaker: Speaker
    person: Person | None = None  # where the speaker is one of the article's people


@stage(needs="sentences statements mentions people", gives="attributions")
def attribute(article: AnnotatedArticle) -> None:
    """Find the speaker of each statement."""
    article.attributions = _Reader(article).read()


class _Reader:
    """Reads one article, sentence by sentence."""

    def __init__(self, article: AnnotatedArticle) -> None:
        self.text = article.text
        self.sentences = article.sentences
        self.statements = article.statements
        self.lexicon = article.lexicon
        self.sure = self.lexicon.confidence
        self.people, self.institutions = article.people, article.mentions.institutions
        subjects = Subjects(article.mentions.phrases)
        self.named: dict[int, NounPhrase | None] = {}  # how each clause that stands in a sentence names its speaker
        self.reporting: defaultdict[int, list[int]] = defaultdict(list)  # sentence -> statements whose clause it holds
        self.of_quotation: dict[int, int] = {}  # quotation -> the statement that it is
        for index, statement in enumerate(self.statements):
            clause = statement.clause
            if statement.quotation >= 0:
                self.of_quotation[statement.quotation] = index
            if clause.sentence >= 0:
                self.named[index] = subjects.of_clause(clause, self.sentences[clause.sentence].tokens)
                self.reporting[clause.sentence].append(index)
        self.discourse = Discourse(article.mentions, self.people, subjects, self._quoted())
        self.done: dict[int, Attribution] = {}

    def _quoted(self) -> set[int]:
        """Keys of the people whom a statement's own clause names."""
        names = [phrase.mention for phrase in self.named.values() if phrase and phrase.mention.kind == "name"]
        people = [self.people.find(name.text, name.span.start) for name in names]
        return {person.key for person in people if person is not None}

    def read(self) -> list[Attribution]:
        """The attributions of the statements, in order."""
        for number, sentence in enumerate(self.sentences):
            if number not in self.reporting:
                self.discourse.follow(number, sentence)
                continue
            for index in self.reporting[number]:
                self._attribute(index)
            if all(self.statements[index].kind == "indirect" for index in self.reporting[number]):
                self.discourse.follow(number, sentence)
        for index in range(len(self.statements)):
            if index not in self.done:
                self.done[index] = self._run_on(index)
        return [_in_full(self.done[index]) for index in range(len(self.statements))]

    def _holder(self, clause: Clause) -> int:
        """The statement whose clause a clause shares or runs on from; -1: none."""
        return self.of_quotation.get(clause.holder, -1)

    def _attribute(self, index: int) -> None:
        """Decide a statement whose clause stands in a sentence."""
        clause = self.statements[index].clause
        if clause.position == "between" and self._holder(clause) in self.done:
            self.done[index] = self.done[self._holder(clause)]
            return
        sentence = self.sentences[clause.sentence]
        phrase = self.named[index]
        if phrase is not None:
            found = self._by_phrase(index, phrase, sentence)
        elif clause.voice in ("fused", "passive_fused"):
            found = self._by_discourse(index, enclitic(sentence.tokens[clause.at]), "enclitic", sentence)
        else:
            found = self._by_discourse(index, None, "no_clause", sentence)
        if phrase is not None and found.mention is phrase.mention and phrase.mention.kind == "role":
            found = replace(found, mention=self._as_printed(phrase.mention))
        self.done[index] = found
        if self.statements[index].kind == "indirect":
            if found.person is not None and phrase is not None and phrase.mention.kind in ("name", "role", "pronoun"):
                self.discourse.spoke(found.person, sentence.paragraph)
            return
        if found.person is not None:
            self.discourse.spoke(found.person, sentence.paragraph)
        elif found.speaker.name:
            self.discourse.turn_to(found.speaker)

    def _as_printed(self, mention: Mention) -> Mention:
        """With all words that stand between the office and the word that points back."""
        return replace(mention, text=" ".join(mention.span.of(self.text).split()))

    def _by_phrase(self, index: int, phrase: NounPhrase, sentence: Sentence) -> Attribution:
        """By the noun phrase that is the clause's subject."""
        mention = phrase.mention
        match mention.kind:
            case "pronoun" | "enclitic":
                crowd = self.discourse.crowd
                if crowd is not None and self.lexicon.pronouns.get(mention.text.casefold()) == "plural":
                    return Attribution(mention, replace(crowd, rule="pronoun", confidence=self.sure["turned"]))
                return self._by_discourse(index, mention, "pronoun", sentence)
            case "name":
                return self._by_name(phrase)
            case "role":
                return self._by_role(index, phrase, sentence)
            case "institution":
                person = self.discourse.by_initials(mention.text, mention.span.start)
                if person is not None:
                    return _said_by(person, replace(mention, kind="name"), "nickname", self.sure["acronym"])
                return _said_by_other(
                    mention, self.discourse.institution(phrase), "institution", self.sure["institution"]
                )
            case "document":
                return _said_by_other(mention, self.discourse.institution(phrase), "document", self.sure["document"])
        return self._by_description(phrase)

    def _by_name(self, phrase: NounPhrase) -> Attribution:
        mention = phrase.mention
        person = self.people.find(mention.text, mention.span.start)
        if person is None:
            person = self.people.add(phrase, mention.span.start, sure=True)
        elif mention.role:
            self.people.give_role(person, mention.role, mention.span.start)
        if words_of(person.name) == words_of(mention.text):
            rule = "name"
        else:
            rule = "title_name" if self.people.is_from_title(person) else "short_name"
        return _said_by(person, mention, rule, self.sure["named"])

    def _by_role(self, index: int, phrase: NounPhrase, sentence: Sentence) -> Attribution:
        """By an office: of its holder, of whom the discourse is on (`bupati itu`), or of an institution before."""
        mention = phrase.mention
        person = self.discourse.holder(phrase)
        unnamed = person is not None and self.discourse.is_unnamed(phrase, person)
        if person is not None and not unnamed:
            return _said_by(person, mention, "role", self.sure["office"])
        if self.discourse.points_back(phrase) and not unnamed:
            found = self._by_discourse(index, mention, "role", sentence)
            if found.person is not None:
                self.discourse.learn_office(found.person, phrase)
                return found
            before = self.institutions.before(mention.text, mention.span.start)
            if before is not None:
                return _said_by_other(mention, before, "institution", self.sure["pointed_back"])
        described = self.discourse.description(phrase)
        return Attribution(mention, Speaker(described, "unnamed", None, "unnamed", self.sure["unknown_office"]))

    def _by_description(self, phrase: NounPhrase) -> Attribution:
        """By a description of somebody unnamed, unless an article's person fits it."""
        mention = phrase.mention
        if mention.text.split()[0].casefold() not in self.lexicon.unnamed_openers:
            person = self.discourse.holder(phrase)
            if person is not None and not self.discourse.is_unnamed(phrase, person):
                return _said_by(person, mention, "role", self.sure["described"])
        described = self.discourse.description(phrase)
        kind = self.discourse.kind_of_unnamed(described)
        return Attribution(mention, Speaker(described, kind, None, "unnamed", self.sure["described"]))

    def _by_discourse(self, index: int, mention: Mention | None, rule: str, sentence: Sentence) -> Attribution:
        """By whom the discourse is on, the clause's subject being a pronoun, `-nya`, an office or nothing."""
        words = self.statements[index].span.of(self.text)
        if _CLIENT.search(words):
            lawyer = self.discourse.lawyer(sentence.start)
            if lawyer is not None:
                return _said_by(lawyer, mention, f"{rule}_client", self.sure["client"])
        group = self.discourse.group
        if group is not None and rule != "pronoun":
            return Attribution(mention, replace(group, rule=rule, confidence=self.sure["turned"]))
        cue = self.statements[index].clause.cue
        adding = cue is not None and cue.verb_class == "adds"
        person, spoke_last = self.discourse.of_enclitic(words, sentence.paragraph, adding=adding)
        confidence = self.sure["bare" if mention is None else "goes_on" if spoke_last else "turned"]
        if person is None:
            person, confidence = self.discourse.main_person(), self.sure["main_person"]
        if person is None:
            return Attribution(mention, Speaker(None, None, None, f"{rule}_unresolved", self.sure["nobody"]))
        return _said_by(person, mention, rule, confidence)

    def _run_on(self, index: int) -> Attribution:
        """A quotation with no clause of its own has its neighbour's speaker."""
        passed = set()
        while index not in self.done:
            passed.add(index)
            index = self._holder(self.statements[index].clause)
            if index < 0 or index in passed:
                return Attribution(None, Speaker(None, None, None, "no_clause", self.sure["nobody"]))
        found = self.done[index]
        confidence = round(found.speaker.confidence * self.sure["run_on"], 4)
        return Attribution(None, replace(found.speaker, rule="run_on", confidence=confidence), found.person)


def _said_by(person: Person, mention: Mention | None, rule: str, confidence: float) -> Attribution:
    return Attribution(mention, Speaker(person.name, "person", person.role, rule, confidence), person)


def _said_by_other(mention: Mention, name: str, kind: str, confidence: float) -> Attribution:
    """By what is no person: an institution or a document, which is the rule as well."""
    return Attribution(mention, Speaker(name, kind, None, kind, confidence))


def _in_full(attribution: Attribution) -> Attribution:
    """With name and role as the whole article gives them."""
    person = attribution.person
    if person is None:
        return attribution
    return replace(attribution, speaker=replace(attribution.speaker, name=person.name, role=person.role))
