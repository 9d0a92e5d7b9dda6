"""The people of an article: every mention of each gathered, so that a short name finds its person.

Owns which mentions are one person; how a mention is read out of the text is the business of `phrases`.
"""

from __future__ import annotations

import sys
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from quotes.analysis.mentions.phrases import NounPhrase
from quotes.lexicon.lists import Lexicon
from quotes.text.spelling import initials, is_clipped, one_slip, words_of

_JOINING = frozenset(("dan", "serta"))  # in an office, often left out
_CROWD = 500  # people; an article with more is none: each mention is held against all, so that later ones stay apart
_NAMESAKES = 40  # people; a word that so many are called tells none of them apart, and each mention is held against all
_IN_TITLE = sys.maxsize  # stands for an offset: behind the text
_PARTY = 2  # words: `saksi korban`; more of them tell more
_SHORTENED = 4  # letters: `Pras` may be short for Prasetyo, `Ari` not for Ariani


@dataclass(slots=True)
class Person:
    """One person of the article and all that names them."""

    key: int
    name: str = ""  # the fullest name: most words, then the earliest
    names: dict[str, int] = field(default_factory=dict)  # each form as printed -> offset of its first mention
    times: dict[str, int] = field(default_factory=dict)  # each form -> how often it stands
    words: set[str] = field(default_factory=set)  # casefolded words of all forms
    nicknames: set[str] = field(default_factory=set)  # casefolded
    roles: dict[str, int] = field(default_factory=dict)  # as printed -> offset where it is first given
    role: str | None = None  # the one the article gives first, the fullest of several given at once
    role_stated: bool = False  # the role stands beside the name, rather than in what points back to it
    heads: set[str] = field(default_factory=set)  # casefolded words of the roles
    positions: list[int] = field(default_factory=list)  # offsets of the mentions, sorted
    sure: bool = False  # a rank, honorific or role shows that it is a person

    def nearness(self, at: int) -> tuple[bool, int]:
        """How near before `at`, or else behind it, the person is mentioned; the greater the nearer."""
        before = bisect_right(self.positions, at)
        if before:
            return True, self.positions[before - 1]
        return False, -self.positions[0] if self.positions else 0

    def is_told_by(self, words: Iterable[str]) -> bool:
        """Whether each word is of the person's names, nicknames or roles."""
        return all(word in self.heads or word in self.words or word in self.nicknames for word in words)

    def is_first(self, at: int) -> bool:
        """Whether nothing names the person before `at`."""
        return not self.positions or self.positions[0] >= at


class People:
    """The people of one article, and which mention is whom."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.persons: list[Person] = []
        self.named_at: dict[int, Person] = {}  # offset of a mention by name -> whom it names
        self.headline: frozenset[str] = frozenset()  # its words, casefolded
        self.mention_count = 0
        self.changed: list[Person] = []  # whoever was mentioned, named or given a role anew, in order
        self._lexicon = lexicon
        self._count = 0
        self._by_word: dict[str, list[Person]] = defaultdict(list)  # of names and nicknames
        self._by_letter: dict[str, list[tuple[str, Person]]] = defaultdict(list)  # words of names by their first letter
        self._alike_found: dict[str, Person | None] = {}  # of words looked for since the last one was learnt
        self._by_head: dict[str, list[Person]] = defaultdict(list)  # words of roles
        self._short_for: dict[str, dict[str, bool]] = {}  # word -> role -> whether it is short for the role's beginning

    def add(self, phrase: NounPhrase, at: int, *, sure: bool = False) -> Person:
        """Record a mention by name at offset `at`; whom it names."""
        name = phrase.mention.name or phrase.mention.text
        person = self.find(name, at) or self._new()
        self.learn(person, name, at)
        insort(person.positions, at)
        self.named_at[at] = person
        self.mention_count += 1
        person.sure = person.sure or sure or phrase.sure
        for nickname in phrase.nicknames:
            self.nickname(person, nickname)
        if phrase.mention.role:
            self.give_role(person, phrase.mention.role, at)
        return person

    def learn_from_title(self, person: Person, name: str) -> None:
        """Record a fuller form of a person's name that stands in the headline alone."""
        self.learn(person, name, _IN_TITLE)

    @staticmethod
    def is_from_title(person: Person) -> bool:
        """Whether nothing but the headline gives the person's full name."""
        return person.names.get(person.name) == _IN_TITLE

    def in_headline(self, person: Person) -> bool:
        """Whether the headline has a word of a person's name."""
        return not self.headline.isdisjoint(person.words)

    def learn(self, person: Person, name: str, at: int) -> None:
        """Record a form of a person's name that stands at `at`."""
        words = words_of(name)
        self.changed.append(person)
        person.times[name] = person.times.get(name, 0) + 1
        if name not in person.names:
            person.names[name] = at
            known = len(words_of(person.name)), -person.names.get(person.name, 0)
            if (len(words), -at) > known or not person.name:
                person.name = name
        for word in words:
            if word not in person.words:
                person.words.add(word)
                if person.key < _CROWD and len(self._by_word[word]) < _NAMESAKES:
                    self._by_word[word].append(person)
                    self._by_letter[word[0]].append((word, person))
                    self._alike_found.clear()

    def nickname(self, person: Person, nickname: str, *, sure: bool = False) -> None:
        """Record what else a person is called; whoever is known by that word alone is the same person.

        `sure`: the article says so in words, so that even the name of a town may be a nickname.
        """
        low = nickname.casefold()
        if low in person.words or low in person.nicknames or low.isdigit():
            return
        if (low,) in self._lexicon.places and not sure:
            return
        person.nicknames.add(low)
        if person.key >= _CROWD:
            return
        first = low.split()[0]
        self._by_word[first] = [p for p in self._by_word[first] if p.words != {low} or p.roles] + [person]

    def give_role(self, person: Person, role: str, at: int, *, stated: bool = True) -> None:
        """Record a role that the article gives a person at `at`; `stated`: beside the name."""
        if at >= person.roles.get(role, at + 1) and stated <= person.role_stated:
            return
        self.changed.append(person)
        person.roles[role] = min(at, person.roles.get(role, at))
        known = self._order(person.role, person.roles[person.role], person.role_stated) if person.role else None
        if known is None or self._order(role, at, stated) < known:
            person.role, person.role_stated = role, stated
        for word in words_of(role):
            if word not in person.heads:
                person.heads.add(word)
                if person.key < _CROWD and len(self._by_head[word]) < _NAMESAKES:
                    self._by_head[word].append(person)

    def part_clients(self) -> None:
        """Take `pengacara` from whom `pengacara Wulan` names, where somebody else is told to be Wulan's."""
        speakers = [p for p in self.persons if p.role and words_of(p.role)[0] in self._lexicon.lawyers]
        clients = {word for p in speakers for word in words_of(p.role or "")[1:]}
        for person in speakers:
            if len(words_of(person.role or "")) == 1 and not clients.isdisjoint(person.words):
                person.roles = {role: at for role, at in person.roles.items() if role != person.role}
                person.role = min(
                    person.roles, key=lambda role: self._order(role, person.roles[role], True), default=None
                )

    def _order(self, role: str, at: int, stated: bool) -> tuple[bool, bool, int, int]:
        """Of several roles the least counts: an office before a part in a case or being kin, then the first."""
        words = words_of(role)
        party = len(words) <= _PARTY and not self._lexicon.case_parties.isdisjoint(words[:1])
        kin = words[0].removesuffix("nya") in self._lexicon.kin and words[-1].endswith("nya")
        trade = len(words) == 1 and words[0] in self._lexicon.trades  # before a name, as a title
        return not stated, party or kin or trade, at, -len(role)

    def _new(self) -> Person:
        person = Person(self._count)
        self._count += 1
        if person.key < _CROWD:
            self.persons.append(person)
        return person

    def find(self, name: str, at: int) -> Person | None:
        """Whom a printed name names: the person whose words it shares, the most recent before `at` first."""
        words = words_of(name)
        if not words:
            return None
        namesakes = self._namesakes(words)
        if namesakes:
            return max(namesakes, key=lambda p: (p.sure, self._leads(p, words[0]), p.nearness(at)))
        alike = self._alike(words[0]) if len(words) == 1 else None
        if alike is not None:
            return alike
        full = self._lexicon.figures.get(name.casefold())
        return self.find(full, at) if full and full.casefold() != name.casefold() else None

    def _namesakes(self, words: tuple[str, ...]) -> list[Person]:
        """Those who share the words of a name: by its first word, or else by any."""
        found = [p for p in self._by_word.get(words[0], ()) if self._same(p, words)]
        if not found:
            found = [p for word in words[1:] for p in self._by_word.get(word, ()) if self._same(p, words)]
        return found

    def _alike(self, word: str) -> Person | None:
        """The one person whom a shortened or misspelt word names: `Pras` for Prasetyo, `Supriyadi` for Supriadi."""
        if len(word) < _SHORTENED:
            return None
        if word not in self._alike_found:
            near = self._by_letter.get(word[0], ())
            shortened = {p.key: p for known, p in near if known.startswith(word)}
            misspelt = {p.key: p for known, p in near if self._slipped(known, word)}
            only = next((list(found.values()) for found in (shortened, misspelt) if len(found) == 1), [None])
            self._alike_found[word] = only[0]
        return self._alike_found[word]

    @staticmethod
    def _slipped(known: str, word: str) -> bool:
        """Whether a word is another misspelt; a short one may be another name unless letters are swapped: `Jhon`."""
        return one_slip(known, word) and (len(word) > _SHORTENED or sorted(known) == sorted(word))

    @staticmethod
    def _leads(person: Person, word: str) -> bool:
        """Whether the person's full name begins with the word, as most short mentions do."""
        return words_of(person.name)[0] == word

    def _same(self, person: Person, words: tuple[str, ...]) -> bool:
        if len(words) == 1:
            return words[0] in person.words or words[0] in person.nicknames
        if " ".join(words) in person.nicknames:
            return True
        given = set(words)
        full = len(words_of(person.name))
        for other in map(words_of, person.names):
            # A short form says little where the full name is known: Wibowo Kusuma is not Bagas Wibowo.
            if (len(other) > 1 or full == 1) and (given.issubset(other) or given.issuperset(other)):
                return True
        figure = self._lexicon.figures.get(" ".join(words))
        return figure is not None and person.words.issuperset(words_of(figure))

    def with_role(self, words: Iterable[str], at: int, preferred: Person | None) -> Person | None:
        """Whom an office names: the person whose names and roles hold its words, or whose role it clips (`menkes`).

        Args:
            words: of the office, casefolded.
            at: where it stands; of several people the one named last before it is meant.
            preferred: who is meant whenever the office fits them.
        """
        told = list(words)
        sought = set(told)
        if not sought:
            return None
        first = min(sought)
        held = {p.key: p for p in (*self._by_head.get(first, ()), *self._by_word.get(first, ()))}
        fits = [held[key] for key in sorted(held) if held[key].is_told_by(sought)]
        if not fits and len(sought) == 1:
            full = set(words_of(self._lexicon.abbreviated_offices.get(first, ""))) - _JOINING
            fits = [p for p in self.persons if (full and full <= p.heads) or self._abbreviated(p, first)]
        elif not fits:
            short = {role for role in self._opened_by(told[0]) if self._shortened(told, role)}
            fits = [p for p in self.persons[:_CROWD] if not short.isdisjoint(p.roles)] if short else []
        return self.nearest(fits, at, preferred)

    def _opened_by(self, word: str) -> list[str]:
        """The roles that a word is short for the beginning of; each role of the article is asked once about a word."""
        asked = self._short_for.setdefault(word, {})
        full = set(words_of(self._lexicon.abbreviated_offices.get(word, ""))) - _JOINING
        for role in (role for p in self.persons[:_CROWD] for role in p.roles if role not in asked):
            words = words_of(role)
            asked[role] = bool(full and full <= set(words)) or is_clipped(word, words)
        return [role for role, opened in asked.items() if opened]

    @staticmethod
    def _shortened(told: Sequence[str], role: str) -> bool:
        """Whether words are short for a role's, each by itself: `menlu as` for Menteri Luar Negeri Amerika Serikat."""
        words, letters = words_of(role), initials(role)
        return all(word in words or word in letters or is_clipped(word, words) for word in told[1:])

    @staticmethod
    def _abbreviated(person: Person, word: str) -> bool:
        """Whether a word is short for one of a person's roles."""
        return any(is_clipped(word, words_of(role)) for role in person.roles)

    def with_heads(self, heads: Iterable[str]) -> list[Person]:
        """The people in whose roles one of the words stands."""
        return list({p.key: p for head in heads for p in self._by_head.get(head, ())}.values())

    @staticmethod
    def nearest(people: Iterable[Person], at: int, preferred: Person | None) -> Person | None:
        """The one named last before `at`, `preferred` before all others; None where there is nobody."""
        return max(people, key=lambda p: (p is preferred, p.nearness(at)), default=None)
