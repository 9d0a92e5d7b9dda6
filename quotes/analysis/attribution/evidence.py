"""What speaks for and against a candidate: named features of how the article has mentioned them up to the statement.

Owns the features and their wording; how much each weighs is estimated from annotated articles (see `learned.ranking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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


class _Told(NamedTuple):
    """What the article tells at a statement, whoever the candidate is."""

    named: frozenset[str]  # words that may name somebody in the statement itself, casefolded
    led_to: Person | None
    latest: Person | None
    main: Person | None
    goes_on: bool  # the reporting word says that who spoke last goes on: `imbuhnya`
    points_back: bool
    description: frozenset[str]  # words of a description that points back
    called: bool  # it says what somebody is called: `pria yang akrab disapa Bagas itu`


def evidence(situation: Situation, candidates: Sequence[Candidate]) -> list[list[Evidence]]:
    """What is known of each of the candidates for a statement."""
    discourse, cue = situation.discourse, situation.statement.clause.cue
    description = frozenset([token.low for token in situation.described_by])
    told = _Told(
        frozenset([word.casefold() for word in _CAPITALISED.findall(situation.words)]),
        discourse.of_enclitic(situation.words, situation.sentence.paragraph) if discourse.focus.group is None else None,
        discourse.latest,
        discourse.main_person() if any(candidate.person for candidate in candidates) else None,
        cue is not None and cue.verb_class == "adds",
        situation.points_back,
        description,
        not description.isdisjoint(situation.lexicon.calling),
    )
    return [
        [
            Evidence(name, float(value))
            for name, value in (
                _of_person(situation, told, candidate, candidate.person)
                if candidate.person
                else _of_other(situation, told, candidate)
            )
            if value
        ]
        for candidate in candidates
    ]


def _of_person(situation: Situation, told: _Told, candidate: Candidate, person: Person) -> list[tuple[str, float]]:
    focus, discourse = situation.discourse.focus, situation.discourse
    paragraph = situation.sentence.paragraph
    last = person is focus.speaking and focus.group is None
    subject = person is focus.subject and person is not focus.speaking
    new = subject and person.key == focus.newcomer
    found: list[tuple[str, float]] = [
        ("person", 1),
        ("spoke_last", last),
        ("spoke_last_here", last and focus.speaking_paragraph == paragraph),
        ("spoke_before", person.key in focus.speakers),
        ("goes_on", last and told.goes_on),
        ("subject_here", subject and focus.subject_paragraph == paragraph),
        ("subject_near", subject and paragraph - focus.subject_paragraph <= 1),
        ("newcomer", new),
        ("newcomer_saying_i", new and discourse.says_i(situation.words)),
        ("led_to", person is told.led_to),
    ]
    seen = discourse.last_seen(person)
    if seen is not None:
        sentence, where = seen
        distance, part = paragraph - where, discourse.part_of(person)
        found += [
            ("in_clause", sentence == situation.statement.clause.sentence),
            ("in_paragraph", distance == 0),
            ("in_paragraph_before", distance == 1),
            ("farther", log2(min(distance, 2**_FAR)) if distance > 1 else 0),
            ("beside", part == "beside"),
            ("acting", part == "acting"),
            ("never_acts", not discourse.has_acted(person)),
        ]
    found += [
        ("later", seen is None),
        ("latest", person is told.latest),
        ("main", person is told.main),
        ("share", len(person.positions) / max(1, situation.people.mention_count)),
        ("in_words", not person.words.isdisjoint(told.named)),
        ("office", bool(person.roles) or person.sure),
        ("unlikely", not discourse.is_likely(person)),
        ("one_word", len(words_of(person.name)) == 1),
        ("quoted_elsewhere", discourse.is_quoted(person)),
        ("headline", situation.people.in_headline(person)),
    ]
    return found + _of_office(situation, told, candidate, person)


def _of_office(situation: Situation, told: _Told, candidate: Candidate, person: Person) -> list[tuple[str, float]]:
    words, called = told.description, told.called
    holds = candidate.proposer == "office_holder"
    found: list[tuple[str, float]] = [
        ("pointed_at", told.points_back),
        ("called_so", called and not person.words.isdisjoint(words)),
        ("in_description", not called and bool(words) and words_of(person.name)[0] in words),
        ("holds_office", holds),
    ]
    phrase = situation.phrase
    if phrase is not None and holds:
        found.append(("sole_holder", len(situation.people.with_heads([phrase.head or ""])) == 1))
    elif phrase is not None:
        head = phrase.head
        generic = words_of(phrase.mention.text)[0] in situation.lexicon.generic_people
        other = head is not None and not generic and bool(person.roles) and head not in person.heads
        found += [
            ("shares_office", head is not None and head in person.heads),
            ("other_office", other),
            ("any_person", generic),
        ]
    return found


def _of_other(situation: Situation, told: _Told, candidate: Candidate) -> Iterator[tuple[str, float]]:
    mention, phrase = situation.mention, situation.phrase
    if candidate.proposer == "went_on":
        yield "went_on", 1
        yield "went_on_here", situation.discourse.focus.group_paragraph == situation.sentence.paragraph
        yield "goes_on", told.goes_on
        yield "institution_went_on", candidate.speaker.type == "institution"
    yield "crowd", candidate.proposer == "crowd"
    if candidate.proposer == "described" and mention is not None:
        yield "described", 1
        first = mention.text.split()[0].casefold()
        opens = mention.span.start == situation.sentence.start  # where any word has a capital
        yield "described_in_capitals", mention.text[:1].isupper() and not opens
        yield "described_barely", " " not in mention.text
        yield "described_one", first in situation.lexicon.unnamed_openers
        yield "described_again", told.points_back
        yield "described_before", phrase is not None and situation.discourse.is_described(phrase)
