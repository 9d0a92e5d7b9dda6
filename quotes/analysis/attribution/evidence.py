"""What speaks for and against a candidate: named features of how the article has mentioned them up to the statement.

Owns the features and their wording; how much each weighs is estimated from annotated articles (see `learned.ranking`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log2
from typing import NamedTuple

from quotes.analysis.attribution.candidates import NEXT, Candidate, Situation
from quotes.analysis.coreference.people import Person
from quotes.text.spelling import words_of

_CAPITALISED = re.compile(r"(?<!\w)[A-Z][\w'’-]{2,}")  # a word that may name somebody
_MORE = 2  # statements; a share of a few tells less
_FAR = 31  # sentences; farther mentions count alike

WORDING = {
    "spoke_last": "spoke last",
    "spoke_last_here": "spoke last, in this paragraph",
    "spoke_last_in_marks": "spoke last, in marks",
    "spoke_sentences": "spoke last, some sentences back",
    "spoke_since": "was the last person to speak, and somebody who is none has spoken since",
    "goes_on": "the reporting word says that who spoke last goes on",
    "answers": "was asked a question last",
    "said_share": "has said a good share so far",
    "subject_here": "the sentence before, in this paragraph, is about them",
    "subject_near": "the sentences before are about them",
    "sentences": "is last named some sentences back",
    "in_paragraph": "is named in this paragraph",
    "beside": "was last named behind a preposition",
    "acting": "was last named as doing something",
    "later": "is named only later",
    "latest": "is the last one named",
    "sentence_before": "is named in the sentence before",
    "new_since": "is named for the first time since the last statement",
    "introduced_since": "is presented with an office since the last statement",
    "named_next": "is whom the next clause names, soon after",
    "named_next_again": "spoke last, and is whom the next clause names",
    "new_saying_i": "is named for the first time since the last statement, and the words say `saya`",
    "main": "is named most in the article",
    "in_words": "is named in the words themselves",
    "office": "has an office, rank or title",
    "office_on_party": "has an office, and the words are about a party to a case",
    "unlikely": "nothing but a capital shows that it is a person",
    "one_word": "has a name of one word",
    "quoted_elsewhere": "a reporting clause names them",
    "holds_office": "holds the office that the clause gives",
    "sole_holder": "is the only one whose office has the word that the clause gives",
    "shares_office": "has a word of the office that the clause gives",
    "shares_words": "has words of the description in their office",
    "called_so": "is who the description says is called so",
    "person": "is a person",
    "went_on": "spoke last, and is no person",
    "went_on_here": "spoke last, in this paragraph, and is no person",
    "went_on_in_marks": "spoke last, in marks, and is no person",
    "document_went_on": "is a document that spoke last",
    "crowd": "is a group, and the pronoun means several",
    "about": "is somebody unnamed whom the sentences before are about",
    "described": "is somebody whom the article only describes",
    "described_in_capitals": "is described by an office with its capital",
    "described_barely": "is described by one word",
    "described_one": "is described as one of several, or as somebody new",
    "described_group": "is described as several",
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
    says_i: bool
    on_party: bool  # it speaks of a party to a case: `tersangka`
    before: frozenset[int]  # keys of those whom the sentence before names
    latest: Person | None
    main: Person | None
    goes_on: bool  # the reporting word says that who spoke last goes on: `imbuhnya`
    called: frozenset[str]  # words of a description that says what somebody is called: `pria yang disapa Bagas itu`


def evidence(situation: Situation, candidates: Sequence[Candidate]) -> list[list[Evidence]]:
    """What is known of each of the candidates for a statement."""
    discourse, clause, lexicon = situation.discourse, situation.statement.clause, situation.lexicon
    words = words_of(situation.words)
    description = frozenset([token.low for token in situation.described_by])
    told = _Told(
        frozenset([word.casefold() for word in _CAPITALISED.findall(situation.words)]),
        any(lexicon.pronouns.get(word) == "first" for word in words),
        not lexicon.case_parties.isdisjoint(words),
        discourse.named_in(clause.sentence - 1),
        discourse.latest,
        discourse.main_person() if any(candidate.person for candidate in candidates) else None,
        clause.cue is not None and clause.cue.verb_class == "adds",
        frozenset() if description.isdisjoint(lexicon.calling) else description,
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
    focus, discourse, number = situation.discourse.focus, situation.discourse, situation.statement.clause.sentence
    paragraph, last = situation.sentence.paragraph, person is focus.speaking
    first, presented = discourse.introduced(person)
    new = first > focus.stated
    follows = person is situation.named_next and situation.next_after <= NEXT
    seen = discourse.last_seen(person)
    found: list[tuple[str, float]] = [
        ("person", 1),
        ("said_share", focus.statements[person.key] / (focus.statement_count + _MORE)),
        ("later", seen is None),
        ("latest", person is told.latest),
        ("sentence_before", person.key in told.before),
        ("new_since", new),
        ("introduced_since", new and presented),
        ("new_saying_i", new and told.says_i),
        ("named_next", follows and not last),
        ("named_next_again", follows and last),
        ("main", person is told.main),
        ("in_words", not person.words.isdisjoint(told.named)),
        ("office", bool(person.roles) or person.sure),
        ("office_on_party", told.on_party and bool(person.heads) and not _is_party(situation, person)),
        ("unlikely", not discourse.is_likely(person)),
        ("one_word", len(words_of(person.name)) == 1),
        ("quoted_elsewhere", discourse.is_quoted(person)),
    ]
    if last:
        alone = focus.group is None
        found += [
            ("spoke_last", 1),
            ("spoke_last_here", focus.speaking_paragraph == paragraph),
            ("spoke_sentences", log2(max(1, number - focus.speaking_sentence))),
            ("spoke_since", not alone),
            ("spoke_last_in_marks", alone and not focus.reported),
            ("goes_on", alone and told.goes_on),
        ]
    elif person is focus.subject:
        found += [
            ("subject_here", focus.subject_paragraph == paragraph),
            ("subject_near", paragraph - focus.subject_paragraph <= 1),
        ]
    if focus.asked:
        found.append(("answers", person is (focus.speaking if focus.group is not None else focus.previous)))
    if seen is not None:
        sentence, where = seen
        part = discourse.part_of(person)
        found += [
            ("sentences", log2(1 + min(max(0, number - sentence), _FAR))),
            ("in_paragraph", where == paragraph),
            ("beside", part == "beside"),
            ("acting", part == "acting"),
        ]
    return found + _of_office(situation, told, candidate, person)


def _is_party(situation: Situation, person: Person) -> bool:
    """Whether a person is a party to a case by what they are called."""
    return not situation.lexicon.case_parties.isdisjoint(person.heads)


def _of_office(situation: Situation, told: _Told, candidate: Candidate, person: Person) -> list[tuple[str, float]]:
    holds, phrase = candidate.proposer == "office_holder", situation.phrase
    found: list[tuple[str, float]] = [
        ("called_so", not person.words.isdisjoint(told.called)),
        ("holds_office", holds),
    ]
    if phrase is not None and holds:
        found.append(("sole_holder", len(situation.people.with_heads([phrase.head or ""])) <= 1))
    elif phrase is not None:
        found.append(("shares_office", phrase.head is not None and phrase.head in person.heads))
    if phrase is not None and candidate.proposer == "named_after":
        words = words_of(phrase.mention.text)
        found.append(("shares_words", sum(word in person.heads for word in words) / max(1, len(words))))
    return found


def _of_other(situation: Situation, told: _Told, candidate: Candidate) -> Iterator[tuple[str, float]]:
    mention, phrase, focus = situation.mention, situation.phrase, situation.discourse.focus
    if candidate.proposer == "went_on":
        yield "went_on", 1
        yield "went_on_here", focus.group_paragraph == situation.sentence.paragraph
        yield "goes_on", told.goes_on
        yield "document_went_on", candidate.speaker.type == "document"
        yield "went_on_in_marks", not focus.reported
    yield "crowd", candidate.proposer == "crowd"
    yield "about", candidate.proposer == "subject"
    if candidate.proposer == "described" and mention is not None:
        yield "described", 1
        first = mention.text.split()[0].casefold()
        opens = mention.span.start == situation.sentence.start  # where any word has a capital
        yield "described_in_capitals", mention.text[:1].isupper() and not opens
        yield "described_barely", " " not in mention.text
        yield "described_one", first in situation.lexicon.unnamed_openers
        yield "described_group", candidate.speaker.type == "group"
        yield "described_before", phrase is not None and situation.discourse.is_described(phrase)
