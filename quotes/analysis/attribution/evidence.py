"""What speaks for and against a candidate: named features of how the article has mentioned them up to the statement.

Owns the features and their wording; how much each weighs is estimated from annotated articles (see `learned.ranking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import log2
from typing import NamedTuple

from quotes.analysis.attribution.candidates import Candidate, Situation
from quotes.analysis.coreference.people import Person
from quotes.text.spelling import words_of

_CAPITALISED = re.compile(r"(?<!\w)[A-Z][\w'’-]{2,}")  # a word that may name somebody
_FAR = 3  # paragraphs; farther mentions count alike

WORDING = {
    "spoke_last": "spoke last",
    "spoke_last_here": "spoke last, in this paragraph",
    "spoke_before": "has spoken before",
    "goes_on": "the reporting word says that who spoke last goes on",
    "subject_here": "the sentence before, in this paragraph, is about them",
    "subject_near": "the sentences before are about them",
    "newcomer": "is named for the first time just before",
    "newcomer_saying_i": "is named for the first time just before, and the words say `saya`",
    "led_to": "is whom the sentences lead to",
    "in_clause": "stands in the reporting sentence",
    "in_paragraph": "is named in this paragraph",
    "in_paragraph_before": "is named in the paragraph before",
    "beside": "was last named behind a preposition",
    "acting": "was last named as doing something",
    "never_acts": "is never named as doing something",
    "farther": "is last named farther back",
    "latest": "is the last one named",
    "main": "is named most in the article",
    "share": "has a good share of the article's mentions of people",
    "in_words": "is named in the words themselves",
    "office": "has an office, rank or title",
    "unlikely": "nothing but a capital shows that it is a person",
    "one_word": "has a name of one word",
    "quoted_elsewhere": "a reporting clause names them",
    "holds_office": "holds the office that the clause gives",
    "sole_holder": "is the only one whose office has the word that the clause gives",
    "shares_office": "has a word of the office that the clause gives",
    "other_office": "has another office than the clause gives",
    "in_description": "is named in the description of somebody else",
    "called_so": "is who the description says is called so",
    "any_person": "is a person, and the clause says no more",
    "headline": "stands in the headline",
    "later": "is named only later",
    "person": "is a person",
    "went_on": "spoke last, and is no person",
    "went_on_here": "spoke last, in this paragraph, and is no person",
    "institution_went_on": "is an institution that spoke last",
    "crowd": "is a group, and the pronoun means several",
    "described": "is somebody whom the article only describes",
    "pointed_at": "is a person, and the description points back",
    "described_in_capitals": "is described by an office with its capital",
    "described_barely": "is described by one word",
    "described_one": "is described as one of several, or as somebody new",
    "described_again": "is described with a word that points back",
    "described_before": "was described so before",
}
"""Each feature in words."""
KINDS = ("person", "described", "went_on")
"""Say what kind of candidate it is: how probable that is to begin with, no reason for this one."""


class Evidence(NamedTuple):
    """One thing that speaks for or against a candidate."""

    feature: str
    value: float  # 1 where it holds; a share or a logarithm where it is one


def evidence(situation: Situation, candidate: Candidate) -> list[Evidence]:
    """What is known of a candidate for a statement."""
    features = _of_person(situation, candidate) if candidate.person else _of_other(situation, candidate)
    return [Evidence(name, float(value)) for name, value in features if value]


def _of_person(situation: Situation, candidate: Candidate) -> Iterator[tuple[str, float]]:
    person, focus, discourse = candidate.person, situation.discourse.focus, situation.discourse
    assert person is not None
    paragraph = situation.sentence.paragraph
    yield "person", 1
    last = person is focus.speaking and focus.group is None
    yield "spoke_last", last
    yield "spoke_last_here", last and focus.speaking_paragraph == paragraph
    yield "spoke_before", person.key in focus.speakers
    yield "goes_on", last and _adds(situation)
    subject = person is focus.subject and person is not focus.speaking
    yield "subject_here", subject and focus.subject_paragraph == paragraph
    yield "subject_near", subject and paragraph - focus.subject_paragraph <= 1
    new = subject and person.key == focus.newcomer
    yield "newcomer", new
    yield "newcomer_saying_i", new and discourse.says_i(situation.words)
    yield "led_to", focus.group is None and person is discourse.of_enclitic(situation.words, paragraph)
    seen = discourse.last_seen(person)
    if seen is not None:
        sentence, where = seen
        yield "in_clause", sentence == situation.statement.clause.sentence
        distance = paragraph - where
        yield "in_paragraph", distance == 0
        yield "in_paragraph_before", distance == 1
        yield "farther", log2(min(distance, 2**_FAR)) if distance > 1 else 0
        part = discourse.part_of(person)
        yield "beside", part == "beside"
        yield "acting", part == "acting"
        yield "never_acts", not discourse.has_acted(person)
    yield "later", seen is None
    yield "latest", person is discourse.latest
    yield "main", person is discourse.main_person()
    yield "share", len(person.positions) / max(1, situation.people.mention_count)
    named = {word.casefold() for word in _CAPITALISED.findall(situation.words)}
    yield "in_words", not person.words.isdisjoint(named)
    yield "office", bool(person.roles) or person.sure
    yield "unlikely", not discourse.is_likely(person)
    yield "one_word", len(words_of(person.name)) == 1
    yield "quoted_elsewhere", discourse.is_quoted(person)
    yield "headline", situation.people.in_headline(person)
    yield from _of_office(situation, candidate, person)


def _adds(situation: Situation) -> bool:
    """Whether the reporting word says that who spoke last goes on: `imbuhnya`."""
    cue = situation.statement.clause.cue
    return cue is not None and cue.verb_class == "adds"


def _of_office(situation: Situation, candidate: Candidate, person: Person) -> Iterator[tuple[str, float]]:
    yield "pointed_at", situation.points_back
    words = {token.low for token in situation.described_by}
    called = not words.isdisjoint(situation.lexicon.calling)  # pria yang akrab disapa Bagas itu
    yield "called_so", called and not person.words.isdisjoint(words)
    yield "in_description", not called and bool(words) and words_of(person.name)[0] in words
    yield "holds_office", candidate.proposer == "office_holder"
    if situation.phrase is not None and candidate.proposer == "office_holder":
        yield "sole_holder", len(situation.people.with_heads([situation.phrase.head or ""])) == 1
    if situation.phrase is not None and candidate.proposer != "office_holder":
        head = situation.phrase.head
        yield "shares_office", head is not None and head in person.heads
        generic = words_of(situation.phrase.mention.text)[0] in situation.lexicon.generic_people
        yield "other_office", head is not None and not generic and bool(person.roles) and head not in person.heads
        yield "any_person", generic


def _opens(situation: Situation) -> bool:
    """Whether the clause's subject opens its sentence, where any word has a capital."""
    return situation.mention is not None and situation.mention.span.start == situation.sentence.start


def _of_other(situation: Situation, candidate: Candidate) -> Iterator[tuple[str, float]]:
    if candidate.proposer == "went_on":
        yield "went_on", 1
        yield "went_on_here", situation.discourse.focus.group_paragraph == situation.sentence.paragraph
        yield "goes_on", _adds(situation)
        yield "institution_went_on", candidate.speaker.type == "institution"
    yield "crowd", candidate.proposer == "crowd"
    if candidate.proposer == "described" and situation.mention is not None:
        yield "described", 1
        first = situation.mention.text.split()[0].casefold()
        yield "described_in_capitals", situation.mention.text[:1].isupper() and not _opens(situation)
        yield "described_barely", " " not in situation.mention.text
        yield "described_one", first in situation.lexicon.unnamed_openers
        yield "described_again", situation.points_back
        phrase = situation.phrase
        yield "described_before", phrase is not None and situation.discourse.is_described(phrase)
