"""Whom the discourse is on as reading goes along, and whom a subject that is no name means.

A reader keeps in mind who was last said to say something and whom the sentences are about: `dia`, `-nya`, `Bupati` and
`perusahaan itu` are then whom the discourse is on, not whoever stands nearest. Reads sentences without quotations
itself; what the clauses of statements say, it is told by `attribution`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from quotes.analysis.coreference.people import People, Person
from quotes.analysis.coreference.subjects import Subject, Subjects
from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.mentions.phrases import NounPhrase
from quotes.analysis.mentions.printing import without_brackets
from quotes.analysis.mentions.reader import Mentions
from quotes.records import Speaker
from quotes.text.spelling import initials, words_of

_RECENT = 12  # people; who has not been named since so many others is hardly meant
_TOGETHER = ("dan", "serta", "bersama")  # between two who are named together
_PLACING = ("di", "ke")
_AGENCY = ("oleh", "dari")  # before whom a sentence turns to: komentar datang dari Ratna
_DONE_BY = re.compile(r"di[a-z]{4,}")  # a passive verb, before who does it: dinyanyikan Ratna
_SIDE = "pihak"
_WHOSE = re.compile(r"\s+[A-Z][^\d\s]+[^\d]*$")  # at a description's end: an institution or a place
_LEAST_NAME = 2  # letters; a single one is a suspect or victim
_CALLED = "sapaan"
_LEAST_INITIALS = 3  # letters; two are initials of too much
_ADDRESSES = frozenset(("sang", "si", "pak", "bu", "bapak", "ibu"))  # before an office, no part of it


@dataclass(slots=True)
class Focus:
    """Whom the discourse is on."""

    speaking: Person | None = None  # last said to say something
    speaking_sentence: int = -1
    speaking_paragraph: int = -1
    previous: Person | None = None  # last said so before them, another person
    reported: bool = False  # what was last said is told without marks
    asked: bool = False  # what was last said is a question
    stated: int = -1  # sentence with the clause of the last statement
    statements: Counter[int] = field(default_factory=Counter)  # key -> statements so far
    statement_count: int = 0  # so far, those of no person too
    subject: Person | None = None  # subject of the last sentence
    subject_paragraph: int = -1
    speakers: set[int] = field(default_factory=set)  # keys of those who have spoken
    group_paragraph: int = -1
    group: Speaker | None = None  # the last speaker, where it is no person: an institution, somebody unnamed
    about: Speaker | None = None  # somebody unnamed whom the last sentence is about
    about_sentence: int = -1  # which that is
    crowd: Speaker | None = None  # the last people described or named together, whom `keduanya` may mean
    several: Speaker | None = None  # the same or an institution, whichever was last, whom `mereka` may mean


class Discourse:
    """Reads one article in order.

    Args:
        mentions: of the article.
        people: whom they name.
        subjects: finds the subjects of its sentences.
        quoted: keys of the people whom a quotation's own clause names.
    """

    def __init__(self, mentions: Mentions, people: People, subjects: Subjects, quoted: set[int]) -> None:
        self._focus = Focus()
        self._mentions = mentions
        self._subjects = subjects
        self._quoted = quoted
        self._lexicon = mentions.lexicon
        self._people = people
        self._seen: dict[int, tuple[int, int]] = {}  # key -> sentence and paragraph of the last mention, in order
        self._part: dict[int, str] = {}  # key -> the part that the last mention has in its sentence: see `part_of`
        self._introduced_at: dict[int, tuple[int, bool]] = {}  # key -> sentence of the first mention, with a role
        self._main: Person | None = None  # whom the article names most
        self._main_of = 0, 0  # so many mentions, and changes of people, it was told from
        self._described: dict[str, tuple[str, int]] = {}  # word -> the last unnamed person described with it, where

    @property
    def focus(self) -> Focus:
        """Whom the discourse is on; to be read only."""
        return self._focus

    # --- reading on -----------------------------------------------------------------------------------------------

    def note(self, number: int, sentence: Sentence, end: int | None = None) -> None:
        """Keep in mind whom a sentence names.

        Args:
            number: of the sentence among the article's.
            sentence: itself.
            end: offset from which on it is not looked at; None for its end.
        """
        names = self._mentions.names[number]
        if len(names) > 1:
            self._note_pair(number, sentence, end)
        for phrase in names:
            at = phrase.mention.span.start
            person = self._people.named_at.get(at)
            if person is not None and (end is None or at < end):
                if person.key not in self._seen:
                    self._introduced_at[person.key] = number, phrase.head is not None or bool(phrase.mention.role)
                self._seen.pop(person.key, None)  # to the end of the order
                self._seen[person.key] = number, sentence.paragraph
                self._note_part(person, phrase, sentence.tokens)

    def _note_part(self, person: Person, phrase: NounPhrase, items: Sequence[Token]) -> None:
        """Keep in mind what part a person has in a sentence that names them."""
        before = items[phrase.start - 1].low if phrase.start else ""
        after = items[phrase.end] if phrase.end < len(items) else None
        acts = before in self._lexicon.verbs or (after is not None and self._subjects.acts(after))
        self._part[person.key] = "acting" if acts else "beside" if before in self._lexicon.prepositions else ""

    def _note_pair(self, number: int, sentence: Sentence, end: int | None) -> None:
        """Keep in mind two people named together: `Dini dan Dina Rahmawati`."""
        for first, second in pairwise(self._mentions.names[number]):
            between = sentence.tokens[first.end : second.start]
            if end is not None and second.mention.span.start >= end:
                return
            if len(between) == 1 and between[0].low in _TOGETHER:
                people = [self._people.named_at.get(p.mention.span.start) for p in (first, second)]
                names = [person.name for person in people if person is not None]
                if len(set(names)) == 2:  # the pair
                    self.turn_to_several(Speaker(f"{names[0]} dan {names[1]}", "group", None, ""))

    def follow(self, index: int, sentence: Sentence, *, told: bool = False) -> None:
        """Keep in mind whom a sentence without a quotation is about.

        Args:
            index: of the sentence among the article's.
            sentence: itself.
            told: who said what it reports is known.
        """
        self.note(index, sentence)
        self._learn_nickname(sentence.tokens)
        if told:
            return
        subject = self._subjects.of_sentence(sentence.tokens)
        reporting = self._reports(subject)
        phrase = subject.phrase
        person = self.person(phrase, sentence.paragraph) if phrase is not None else None
        if phrase is not None and person is None:
            self._note_several(phrase)
        introduced = False
        if not reporting and (phrase is None or person is None or phrase.head is None):
            new = self._introduced(index, sentence.tokens)  # also behind `Kekhawatiran itu …`, which is nobody
            if new is not None or person is None:
                introduced = True
                phrase = new
                person = self.person(phrase, sentence.paragraph) if phrase is not None else None
        if phrase is None:
            return
        if phrase.mention.kind == "unnamed":
            self.learn_description(phrase)
            if person is None and self.kind_of_unnamed(phrase.mention.text) == "unnamed":
                text = self.without_demonstrative(phrase.mention.text)
                self._focus.about, self._focus.about_sentence = Speaker(text, "unnamed", None, ""), index
        if person is None:
            if reporting:
                self._turn_to_group(phrase, sentence.paragraph)
        elif reporting or introduced or self.is_likely(person):
            if phrase.mention.kind == "name" and person.is_first(phrase.mention.span.start):
                self._focus.group = None
            self._focus.subject, self._focus.subject_paragraph = person, sentence.paragraph
            if reporting:
                self.spoke(person, index, sentence.paragraph)

    def spoke(self, person: Person, number: int, paragraph: int) -> None:
        """Keep in mind that a person was said to say something in a sentence."""
        focus = self._focus
        if focus.speaking is not person:
            focus.previous = focus.speaking
        focus.reported, focus.asked = True, False
        focus.speaking_sentence = number
        focus.speaking = focus.subject = person
        focus.speaking_paragraph = focus.subject_paragraph = paragraph
        focus.group = None
        focus.speakers.add(person.key)

    def turn_to(self, speaker: Speaker, paragraph: int) -> None:
        """Keep in mind that an institution or somebody unnamed was said to say something."""
        self._focus.group, self._focus.group_paragraph = speaker, paragraph

    def stated(self, person: Person | None, number: int, *, reported: bool, asked: bool) -> None:
        """Keep in mind a statement, and in which sentence its clause stands; None: it is no person's."""
        focus = self._focus
        focus.stated, focus.reported, focus.asked = number, reported, asked
        focus.statement_count += 1
        if person is not None:
            focus.statements[person.key] += 1

    def _note_several(self, phrase: NounPhrase) -> None:
        """Keep in mind several people or an institution that a sentence is about."""
        kind, text = phrase.mention.kind, phrase.mention.text
        if kind == "institution":
            self.turn_to_several(Speaker(self.institution(phrase), "institution", None, ""))
        elif kind == "unnamed" and self.kind_of_unnamed(text) == "group":
            self.turn_to_several(Speaker(self.without_demonstrative(text), "group", None, ""))

    def turn_to_several(self, speaker: Speaker) -> None:
        """Keep in mind several people or an institution, whom `mereka` may mean."""
        self._focus.several = speaker
        if speaker.type != "institution":
            self._focus.crowd = speaker

    def _reports(self, subject: Subject) -> bool:
        """Whether a sentence says that its subject said something, not merely did what such verbs tell of as well."""
        phrase, verb = subject
        if phrase is None or verb is None or phrase.head == _SIDE:
            return False  # pihak Ratna: somebody for her
        if verb.lemma not in self._lexicon.deeds or verb.voice in ("bare", "fused", "preposition"):
            return True
        if phrase.mention.kind != "name" or self._focus.speaking is None:
            return True
        person = self._people.find(phrase.mention.text, phrase.mention.span.start)
        return person is not None and person.key in self._quoted

    def _turn_to_group(self, phrase: NounPhrase, paragraph: int) -> None:
        """An institution or somebody unnamed said something."""
        kind, text = phrase.mention.kind, phrase.mention.text
        one = self._lexicon.unnamed_openers.get(text.split()[0].casefold()) in ("one", "of_several")
        if kind == "institution" and self._focus.speaking is None:
            self.turn_to(Speaker(self.institution(phrase), "institution", None, ""), paragraph)
        elif kind == "unnamed" and (one or self._focus.speaking is None):
            self.turn_to(Speaker(self.without_demonstrative(text), self.kind_of_unnamed(text), None, ""), paragraph)

    def _learn_nickname(self, items: Sequence[Token]) -> None:
        """`Sosok yang biasa dipanggil Gus Nawi itu`: whom the sentences are about is called so."""
        person = self._focus.subject or self._focus.speaking
        if person is None or self._lexicon.calling.isdisjoint([token.low for token in items]):
            return
        for j, token in enumerate(items):
            if token.low not in self._lexicon.calling:
                continue
            k = j + 1
            while k < len(items) and (
                self._lexicon.alias_words.get(items[k].low) or (items[k].low,) in self._lexicon.honorifics
            ):
                k += 1
            if k + 1 < len(items) and items[k].capital and items[k + 1].low in self._lexicon.demonstratives:
                self._people.nickname(person, items[k].text, sure=True)
            if token.low == _CALLED and k < len(items) and items[k].low.endswith("nya") and _set_off(items, j):
                self._people.nickname(person, items[j - 2].text, sure=True)  # Ubed, sapaan akrabnya

    def _introduced(self, index: int, items: Sequence[Token]) -> NounPhrase | None:
        """The one person a sentence names for the first time, though not as its subject."""
        new = []
        for phrase in self._mentions.names[index]:
            if not (phrase.sure or len(words_of(phrase.mention.text)) > 1):
                continue
            before = items[phrase.start - 1].low if phrase.start else ""
            if before in _PLACING or (self._focus.speaking is not None and not self._turns_to(before)):
                continue
            person = self._people.find(phrase.mention.text, phrase.mention.span.start)
            if person is None or max(map(len, person.words)) < _LEAST_NAME:
                continue
            if person.key in self._focus.speakers:
                return None  # it is the sentence of whoever spoke before
            if person.is_first(phrase.mention.span.start):
                new.append(phrase)
        return new[0] if len(new) == 1 else None

    def _turns_to(self, before: str) -> bool:
        """Whether a word before a name says that the sentence turns to whom it names."""
        if before in _AGENCY or before in self._lexicon.causing:
            return True
        return _DONE_BY.fullmatch(before) is not None and before not in self._lexicon.companions

    # --- whom a phrase means --------------------------------------------------------------------------------------

    def person(self, phrase: NounPhrase, paragraph: int) -> Person | None:
        """Whom of the article's people the subject of a sentence means."""
        focus, mention = self._focus, phrase.mention
        if mention.kind == "name":
            person = self._people.find(mention.text, mention.span.start)
            if person is None and (phrase.sure or len(words_of(mention.text)) > 1):
                person = self._people.add(phrase, mention.span.start)
            return person
        if mention.kind == "pronoun" and focus.subject is not None and focus.subject_paragraph == paragraph:
            return focus.subject
        if mention.kind in ("pronoun", "enclitic"):
            return focus.speaking or focus.subject
        if mention.kind == "role":
            person = self.holder(phrase)
            if person is None and self.points_back(phrase):
                near = focus.subject if phrase.head and focus.subject_paragraph == paragraph else None
                person = near or focus.speaking or focus.subject or self.main_person()
                if person is not None:
                    self.learn_office(person, phrase)
            return person
        if mention.kind == "institution":
            return self.by_initials(mention.text, mention.span.start)
        return None

    def holder(self, phrase: NounPhrase) -> Person | None:
        """Whom an office names: the person whose role holds its words, whoever spoke last before all others."""
        words = [w for w in words_of(phrase.mention.text) if w not in self._lexicon.demonstratives | _ADDRESSES]
        at = phrase.mention.span.start
        person = self._people.with_role(words, at, self._focus.speaking)
        if person is None and words:
            others = self._lexicon.other_offices.get(" ".join(words), "").split(", ")
            found = [self._people.with_role(words_of(other), at, self._focus.speaking) for other in others]
            person = self._people.nearest(filter(None, found), at, self._focus.speaking)
        return person

    def lawyer(self, at: int) -> Person | None:
        """Who speaks for a client, of those named before `at`."""
        lawyers = [p for p in self._people.with_heads(self._lexicon.lawyers) if p.positions and p.positions[0] < at]
        return self._people.nearest(lawyers, at, self._focus.speaking)

    def by_initials(self, text: str, at: int) -> Person | None:
        """Whom an acronym names: `AHY`, given in brackets after the name or known of a public figure."""
        if " " in text:
            return None
        low = text.casefold()
        person = self._people.find(text, at)
        if person is not None:
            if self._mentions.institutions.fullest(text) != text and low not in initials(person.name):
                return None  # Gubernur Bank Nusa (BN) Ratna: the bank is called so
            known = low in self._lexicon.figures or low in person.nicknames
            forename = low == words_of(person.name)[0]  # JC Chandra
            return person if known or forename or low in initials(person.name) else None
        if len(text) < _LEAST_INITIALS:
            return None
        spelled = [p for p in self._people.persons if initials(p.name) == low]
        return spelled[0] if len(spelled) == 1 else None

    def recent(self, people: People) -> list[Person]:
        """Whom the article has named lately, the last first, and who spoke last and whom it is about."""
        last = islice(reversed(self._seen), _RECENT)
        found = {key: people.persons[key] for key in last if key < len(people.persons)}
        for person in (self._focus.speaking, self._focus.subject):
            if person is not None:
                found.setdefault(person.key, person)
        return list(found.values())

    @property
    def latest(self) -> Person | None:
        """The last person named."""
        key = next(reversed(self._seen), -1)
        return self._people.persons[key] if 0 <= key < len(self._people.persons) else None

    def last_seen(self, person: Person) -> tuple[int, int] | None:
        """Sentence and paragraph of a person's last mention so far; None: not named yet."""
        return self._seen.get(person.key)

    def part_of(self, person: Person) -> str:
        """The part of a person's last mention: `acting` before a verb, `beside` behind a preposition; "": another."""
        return self._part.get(person.key, "")

    def introduced(self, person: Person) -> tuple[int, bool]:
        """The sentence of a person's first mention so far, and whether it gives a role; -1: not named yet."""
        return self._introduced_at.get(person.key, (-1, False))

    def named_in(self, number: int) -> frozenset[int]:
        """Keys of the people whom a sentence names; none before the first."""
        phrases = self._mentions.names[number] if number >= 0 else ()
        found = (self._people.named_at.get(phrase.mention.span.start) for phrase in phrases)
        return frozenset(person.key for person in found if person is not None)

    def is_quoted(self, person: Person) -> bool:
        """Whether a statement's own clause names a person, anywhere in the article."""
        return person.key in self._quoted

    def main_person(self) -> Person | None:
        """Whom the article mentions most."""
        mentions, changes = self._main_of
        if mentions != self._people.mention_count:
            changed = self._people.changed[changes:]
            rivals = {person.key: person for person in (self._main, *changed) if person is not None}
            likely = filter(self.is_likely, rivals.values())
            self._main = max(likely, key=lambda p: (len(p.positions), -p.key), default=None)
            self._main_of = self._people.mention_count, len(self._people.changed)
        return self._main

    def is_likely(self, person: Person) -> bool:
        """Whether a name is a person's beyond being capitalised."""
        words = person.words
        if max(map(len, words), default=0) < _LEAST_NAME:
            return False  # initials of a suspect or victim
        namer = self._mentions.namer
        known = not (words.isdisjoint(namer.evidence) and words.isdisjoint(self._lexicon.given_names))
        return person.sure or bool(person.roles) or known

    def points_back(self, phrase: NounPhrase) -> bool:
        """Whether a description is of somebody named before: `bupati itu`, `sang bupati`."""
        words = phrase.mention.text.casefold().split()
        return words[-1] in self._lexicon.demonstratives or words[0] == "sang"

    def learn_office(self, person: Person, phrase: NounPhrase) -> None:
        """Learn what somebody is from how the article points back to them: `Wakil Camat Nusa ini`."""
        at = phrase.mention.span.start
        if person.is_first(at):
            return  # Pelaku ini …, before anybody is named
        for nickname in phrase.nicknames:
            self._people.nickname(person, nickname, sure=True)
        first = phrase.mention.text.split()[0].casefold()
        counts = self._lexicon.unnamed_openers.get(first) == "several" or phrase.head in self._lexicon.counting
        if (
            phrase.head is not None
            and not counts
            and first not in self._lexicon.generic_people
            and first not in ("sang", _SIDE)
        ):
            role = self.without_demonstrative(phrase.mention.text)
            self._people.give_role(person, role, at, stated=False)

    # --- whom it means where it is no person ----------------------------------------------------------------------

    def institution(self, phrase: NounPhrase) -> str:
        """An institution's fullest name; `perusahaan itu` is the one named before.

        Its abbreviation in brackets is no part of it, and who speaks for `pihak Bank Samudra` is the bank.
        """
        text = without_brackets(phrase.mention.text)
        side, _, whose = text.partition(" ")
        if side.casefold() == _SIDE and whose[:1].isupper():
            text = whose
        if text.casefold().split()[-1] in self._lexicon.demonstratives:
            before = self._mentions.institutions.before(text, phrase.mention.span.start)
            if before is not None:
                return before
        return self._mentions.institutions.fullest(self.without_demonstrative(text))

    def described(self, phrase: NounPhrase) -> str:
        """A description of somebody unnamed; `warga tersebut` is `seorang warga` of before."""
        text = phrase.mention.text
        bare = self.without_demonstrative(text)
        first = bare.casefold().split()[0]
        if first in self._lexicon.unnamed_openers:
            return text
        before = self._described.get(first)
        if bare != text:
            return before[0] if before else bare
        if before and before[0].casefold().startswith(f"{text.casefold()} ") and _WHOSE.match(before[0], len(text)):
            return before[0]  # jaksa, behind jaksa KPK
        return text

    def office_of(self, phrase: NounPhrase, description: str) -> str | None:
        """What somebody unnamed is: `eksekutif bank` of `seorang eksekutif bank`; None where that is all."""
        words = self.without_demonstrative(description).split()
        openers = self._lexicon.unnamed_openers
        while words and (words[0].casefold() in openers or words[0].casefold() == "satu"):
            words = words[1:]
        told = phrase.head is not None and len(words) > 1 and words[0].casefold() not in self._lexicon.generic_people
        return " ".join(words) if told else None

    def is_described(self, phrase: NounPhrase) -> bool:
        """Whether somebody unnamed was described with a phrase's first word before: `seorang warga`, `warga itu`."""
        return words_of(phrase.mention.text)[0] in self._described

    def is_somebody(self, phrase: NounPhrase | None) -> bool:
        """Whether a phrase that names nobody is of people, by its words: no `kesaksian`, no `laporan`."""
        if phrase is None or phrase.mention.kind != "unnamed" or phrase.head is not None:
            return True
        first = words_of(phrase.mention.text)[:1]
        return bool(first) and (
            first[0] in self._lexicon.unnamed_openers
            or first[0] in self._lexicon.generic_people
            or first in self._lexicon.groups
        )

    def learn_description(self, phrase: NounPhrase) -> None:
        """Keep in mind how somebody unnamed was described."""
        text = phrase.mention.text
        if self.described(phrase) == text:
            for word in text.casefold().split():
                self._described[word] = text, phrase.mention.span.start

    def is_unnamed(self, phrase: NounPhrase, person: Person) -> bool:
        """Whether `penumpang itu` is the unnamed one described since a person whom it fits was last mentioned."""
        at = phrase.mention.span.start
        first = phrase.mention.text.casefold().split()[0]
        if not self.points_back(phrase) or first not in self._described:
            return False
        before, mentioned = person.nearness(at)
        return not before or self._described[first][1] > mentioned

    def kind_of_unnamed(self, text: str) -> str:
        """`group` or `unnamed`: whether a description is of several people or of one."""
        words = tuple(text.casefold().split())
        opener = self._lexicon.unnamed_openers.get(words[0])
        if opener is not None:
            return "group" if opener == "several" else "unnamed"
        if words[0][0].isdigit() or words[0] in self._lexicon.counting:
            return "group"  # 57 persen responden
        groups, several = self._lexicon.groups, words[0].partition("-")[0]  # siswa-siswi
        return "group" if words[:1] in groups or words[:2] in groups or (several,) in groups else "unnamed"

    def without_demonstrative(self, text: str) -> str:
        """A description without the `itu` or `tersebut` at its end."""
        words = text.split()
        while len(words) > 1 and words[-1].casefold() in self._lexicon.demonstratives:
            words.pop()
        return " ".join(words)


def _set_off(items: Sequence[Token], j: int) -> bool:
    """Whether a comma or dash parts the word at `j` from a name."""
    return j > 1 and items[j - 1].text in (",", "-", "–", "—") and items[j - 2].capital
