"""Who could have said it: small functions that each propose candidates for one way in which news names a speaker.

Owns which candidates there are and under which rule of the ledger each would stand. What speaks for and against them is
told by `evidence`; which of them it is, by `speakers`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from quotes.analysis.coreference.discourse import Discourse
from quotes.analysis.coreference.people import People, Person
from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.mentions.phrases import NounPhrase
from quotes.analysis.quotations.statements import Statement
from quotes.lexicon.lists import Lexicon
from quotes.records import Mention, Speaker
from quotes.text.spelling import words_of

_NO_PERSONS = ("institution", "group", "document")  # whom `dia` does not mean, and `mereka` does
NEXT = 2  # sentences; a clause that names its speaker so soon may name the speaker before it too
_CLIENT = re.compile(r"\bklien(?:nya)?\s+(?:saya|kami|kita)\b|\bklienku\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Situation:
    """A statement to attribute, and the article up to it."""

    statement: Statement
    words: str  # of the statement
    sentence: Sentence  # that holds the reporting clause
    naming: str  # how the clause names its speaker: one of `PROPOSERS`
    mention: Mention | None  # None: it names nobody
    phrase: NounPhrase | None  # the clause's subject; None: `-nya`, or nothing
    discourse: Discourse
    people: People
    lexicon: Lexicon
    next_after: int = -1  # sentences from this clause to the next that names its speaker; -1: there is none
    named_next: Person | None = None  # whom that names

    @property
    def points_back(self) -> bool:
        """Whether the clause's subject is a description of somebody named before: `bupati itu`."""
        return self.phrase is not None and self.discourse.points_back(self.phrase)

    @property
    def tells_origin(self) -> bool:
        """Whether the description is of no office, or adds age or origin: `perempuan`, `pesepak bola asal Sleman`."""
        words = words_of(self.mention.text) if self.mention is not None else ()
        if not words or words[0] in self.lexicon.unnamed_openers:
            return False
        told = self.lexicon.attributive | self.lexicon.origins
        return words[0] in self.lexicon.generic_people or not told.isdisjoint(words)

    @property
    def described_by(self) -> list[Token]:
        """The words of a description that points back: `mantan istri Bagas itu`."""
        if self.mention is None or not self.points_back:
            return []
        span = self.mention.span
        return [token for token in self.sentence.tokens if span.start <= token.start < span.end]

    @property
    def number(self) -> str | None:
        """What a pronoun stands for, `singular`, `plural` or `counted`; None: the clause has none."""
        return self.lexicon.pronouns.get(self.mention.text.casefold()) if self.mention is not None else None

    @property
    def speaks_of_a_client(self) -> bool:
        """Whether the speaker speaks of `klien saya`."""
        return _CLIENT.search(self.words) is not None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody or something of the article that may be the speaker."""

    proposer: str  # id of the first function that proposed it
    speaker: Speaker  # with the rule under which it would stand in the ledger
    person: Person | None = None  # where it is one of the article's people
    mention: Mention | None = None  # how the clause names it


Proposer = Callable[[Situation], Iterator[Candidate]]


def _of_person(proposer: str, person: Person, rule: str, mention: Mention | None) -> Candidate:
    return Candidate(proposer, Speaker(person.name, "person", person.role, rule), person, mention)


def _of_other(proposer: str, name: str, kind: str | None, rule: str, mention: Mention | None) -> Candidate:
    return Candidate(proposer, Speaker(name, kind, None, rule), None, mention)


def named(situation: Situation) -> Iterator[Candidate]:
    """Whom the clause names: `"Air surut," kata Sari.`"""
    phrase, mention, people = situation.phrase, situation.mention, situation.people
    if phrase is None or mention is None:
        return
    at = mention.span.start
    person = people.find(mention.text, at)
    if person is None:
        person = people.add(phrase, at, sure=True)
    elif mention.role:
        people.give_role(person, mention.role, at)
    rule = "name"
    if words_of(person.name) != words_of(mention.text):
        rule = "title_name" if people.is_from_title(person) else "short_name"
    yield _of_person("named", person, rule, mention)


def initials(situation: Situation) -> Iterator[Candidate]:
    """Whose initials or nickname the clause gives: `Ratna Lestari (RL)`, then `kata RL`."""
    mention = situation.mention
    if mention is not None:
        person = situation.discourse.by_initials(mention.text, mention.span.start)
        if person is not None:
            yield _of_person("initials", person, "nickname", replace(mention, kind="name"))


def institution(situation: Situation) -> Iterator[Candidate]:
    """The institution that the clause names, `perusahaan itu` being the one named before: `tulis BMKG`."""
    if situation.phrase is not None:
        name = situation.discourse.institution(situation.phrase)
        yield _of_other("institution", name, "institution", "institution", situation.mention)


def document(situation: Situation) -> Iterator[Candidate]:
    """What is read out: `bunyi Pasal 5`."""
    if situation.phrase is not None:
        name = situation.discourse.institution(situation.phrase)
        yield _of_other("document", name, "document", "document", situation.mention)


def office_holder(situation: Situation) -> Iterator[Candidate]:
    """Who holds the office that the clause gives: `Bupati Sari Dewi hadir`, then `kata Bupati`."""
    phrase = situation.phrase
    if phrase is None or phrase.mention.text.split()[0].casefold() in situation.lexicon.unnamed_openers:
        return
    person = situation.discourse.holder(phrase)
    if person is not None and not situation.discourse.is_unnamed(phrase, person):
        yield _of_person("office_holder", person, "role", situation.mention)


def court_officer(situation: Situation) -> Iterator[Candidate]:
    """The one person who holds an office of a court: `Hakim ketua Sari Dewi membuka sidang`, then `tanya hakim`."""
    words = words_of(situation.mention.text) if situation.mention is not None else ()
    if len(words) == 1 and words[0] in situation.lexicon.court_offices:
        told = situation.people.with_heads(words)
        holders = [p for p in told if any(words_of(role)[:1] == words for role in p.roles)]
        if len(holders) == 1:
            yield _of_person("court_officer", holders[0], "role", situation.mention)


def lawyer(situation: Situation) -> Iterator[Candidate]:
    """The lawyer of whom speaks of a client: `"Klien saya lega," ujarnya.`"""
    if situation.speaks_of_a_client:
        person = situation.discourse.lawyer(situation.sentence.start)
        if person is not None:
            yield _of_person("lawyer", person, f"{_rule(situation)}_client", situation.mention)


def went_on(situation: Situation) -> Iterator[Candidate]:
    """Who spoke last, where it is no person: `kata seorang pedagang`, then `ujarnya`."""
    group = situation.discourse.focus.group
    if group is not None:
        yield _of_other("went_on", group.name or "", group.type, situation.naming, situation.mention)


def crowd(situation: Situation) -> Iterator[Candidate]:
    """The people or institution spoken of as several before: `Dini dan Dina menang`, then `kata keduanya`."""
    number, focus = situation.number, situation.discourse.focus
    group = focus.several if number == "plural" else focus.crowd if number == "counted" else None
    if group is not None:
        yield _of_other("crowd", group.name or "", group.type, situation.naming, situation.mention)


def subject(situation: Situation) -> Iterator[Candidate]:
    """Somebody whom the article only describes and whom the sentence before is about: `Seorang warga datang. Ia`."""
    about, statement = situation.discourse.focus.about, situation.statement
    if about is not None and situation.discourse.focus.about_sentence >= statement.clause.sentence - NEXT:
        yield _of_other("subject", about.name or "", about.type, situation.naming, situation.mention)


def named_after(situation: Situation) -> Iterator[Candidate]:
    """Whom the next clause names where this one describes: `Seorang pedagang mengaku …`, then `kata pedagang Sari`."""
    person, mention = situation.named_next, situation.mention
    if person is None or mention is None or situation.next_after > NEXT:
        return
    if not person.heads.isdisjoint(words_of(mention.text)):
        yield _of_person("named_after", person, "role", mention)


def mentioned(situation: Situation) -> Iterator[Candidate]:
    """Whom the article has named lately, and whom it names most: `Sari Dewi hadir`, then `ujarnya`."""
    for person in situation.discourse.recent(situation.people):
        yield _of_person("mentioned", person, _rule(situation), situation.mention)
    main = situation.discourse.main_person()
    if main is not None:
        yield _of_person("mentioned", main, _rule(situation), situation.mention)


def _rule(situation: Situation) -> str:
    """The ledger's rule where a clause that gives no name means a person of the article."""
    return "role" if situation.naming == "unnamed" else situation.naming


def referred_to(situation: Situation) -> Iterator[Candidate]:
    """The same where a description means somebody named: `kata perempuan itu`, `tutur pria kelahiran Sleman`."""
    if situation.points_back or situation.tells_origin:
        yield from mentioned(situation)


def described(situation: Situation) -> Iterator[Candidate]:
    """Somebody whom the article only describes: `kata seorang warga`."""
    if situation.phrase is not None:
        name = situation.discourse.described(situation.phrase)
        kind = "unnamed" if situation.naming == "role" else situation.discourse.kind_of_unnamed(name)
        speaker = Speaker(name, kind, situation.discourse.office_of(situation.phrase, name), "unnamed")
        yield Candidate("described", speaker, None, situation.mention)


PROPOSERS: Mapping[str, tuple[Proposer, ...]] = {
    "name": (named,),
    "institution": (initials, institution),
    "document": (document,),
    "role": (lawyer, court_officer, office_holder, described, referred_to, named_after),
    "unnamed": (lawyer, court_officer, office_holder, described, referred_to, named_after),
    "pronoun": (lawyer, crowd, went_on, subject, mentioned),
    "enclitic": (lawyer, went_on, subject, mentioned),
    "no_clause": (lawyer, went_on, subject, mentioned),
}
"""Who proposes candidates, by how the clause names its speaker; the first that proposes a person counts."""


_ALONE = (
    "lawyer",
    "initials",
    "court_officer",
)  # of a client speaks nobody else, and several people are not one


def proposed(situation: Situation) -> list[Candidate]:
    """The candidates for a statement, each person once; who alone can be meant has no rival."""
    found: dict[object, Candidate] = {}
    for candidate in _all(PROPOSERS[situation.naming], situation):
        if candidate.proposer in _ALONE:
            return [candidate]
        key = candidate.person.key if candidate.person is not None else (candidate.speaker.name, candidate.speaker.type)
        found.setdefault(key, candidate)
    fitting = [candidate for candidate in found.values() if _fits(candidate.speaker.type, situation.number)]
    return fitting or list(found.values())


def _fits(kind: str | None, number: str | None) -> bool:
    """Whether a pronoun of a number may mean a speaker of a type: `mereka` is no person, `dia` no institution."""
    return number is None or (kind in _NO_PERSONS) != (number == "singular")


def _all(proposers: Iterable[Proposer], situation: Situation) -> Iterator[Candidate]:
    for proposer in proposers:
        yield from proposer(situation)
