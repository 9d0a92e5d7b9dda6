"""What speaks for and against two mentions being one person: named evidence, each with its weight.

The weights are logarithms of how much likelier something is of one person's mentions than of two people's (Fellegi and
Sunter 1969), counted in `weights.toml` by `quotes.training.people` on people told apart by hand. How common a name is,
and how much a shared word of roles says, is counted in the ledger at hand, together with the public figures.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from quotes.people.names import Name
from quotes.people.roles import Role

RELATIONS = (
    "same_office",
    "shared_word",
    "same_trade",
    "same_field",
    "other_field",
    "unknown_field",
    "other_seat",
    "no_role",
)
TELLING = ("same_office", "shared_word")  # say the more, the rarer the words that both roles have
_LETTERS = 26
_PRIOR = 20  # people whose roles weigh as much as what is known of roles in general
_SAMPLE = 200_000  # people whose roles are counted


@dataclass(frozen=True, slots=True)
class Weights:
    """The estimates of `weights.toml`."""

    forms: Mapping[str, float]  # form of a name -> its share among the mentions of one person
    relations: Mapping[str, float]  # relation of two roles -> its share among the mentions of one person; `other_seat`:
    # its share among those who hold the same office of a place in the same weeks
    others: Mapping[str, float]  # the same among mentions of two people
    known_as: float  # odds that whoever is called as a public figure is, is that figure
    most: float  # odds of one person where two rare names are equal: no more than was seen
    population: float  # people that news of this kind speak with, those never met included
    holder: float  # odds that whoever has a public office in print is who holds it
    repeated: float  # odds of one person where both said the same long sentence


@cache
def weights() -> Weights:
    """The weights that ship."""
    raw = tomllib.loads(resources.files("quotes").joinpath("people", "weights.toml").read_text("utf-8"))
    return Weights(**raw)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for one person, or against it."""

    name: str  # which
    words: str  # for readers
    weight: float  # natural logarithm of the odds that it adds


@dataclass(slots=True)
class Commonness:
    """How common the words of names and roles are among the people of a ledger.

    Args:
        vocabulary: words of names that there are, beside those of the ledger.
        floor: folded word of names -> the share of people who have it at least.
        role_floor: word of roles -> the same.
    """

    vocabulary: int = 0
    floor: Mapping[str, float] = field(default_factory=dict)
    role_floor: Mapping[str, float] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)  # folded word -> names that hold it
    count: int = 0  # names
    roles: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # word -> people, some of them
    with_role: int = 0  # people who have a role, of those counted in `roles`
    _unseen: float = 0.0
    _together: dict[frozenset[str], float] = field(default_factory=dict)

    def add_name(self, name: Name) -> None:
        """Count one more name."""
        self.names.update(set(name.folded))
        self.count += 1

    def add_roles(self, words: Iterable[str]) -> None:
        """Count the words of all roles of one more person; of very many people, the first tell enough."""
        if self.with_role < _SAMPLE:
            for word in words:
                self.roles[word].add(self.with_role)
            self.with_role += 1

    def counted(self) -> None:
        """Say that all names are in: what is left for words never met is known (Good 1953)."""
        once = sum(1 for count in self.names.values() if count == 1)
        self._unseen = max(1, once) / (self.count + 1) / (self.vocabulary + len(self.names) + 1)

    def of_name(self, folded: Iterable[str], own: int = 1) -> float:
        """The share of other people who bear all these words in their name, as if words were drawn apart.

        Args:
            own: how many of the names counted are the person's own.
        """
        share = 1.0
        for word in folded:
            share *= max(max(0, self.names[word] - own) / (self.count + 1) + self._unseen, self.floor.get(word, 0.0))
        return share

    def of_roles(self, words: Iterable[str], by_chance: float) -> float:
        """The share of other people in whose roles all these words stand.

        Args:
            by_chance: how often two people's roles have words in common like this; counts where the ledger is small.
        """
        key = frozenset(words)
        if key not in self._together:
            self._together[key] = self._of_roles(key, by_chance)
        return self._together[key]

    def _of_roles(self, words: frozenset[str], by_chance: float) -> float:
        sets = sorted((self.roles.get(word, set()) for word in words), key=len)
        together = len(set.intersection(*sets)) if sets else 0
        seen = (max(0, together - 2) + _PRIOR * by_chance) / (self.with_role + _PRIOR)
        return max(seen, min((self.role_floor.get(word, 0.0) for word in words), default=0.0))


def relation(one: Role, other: Role, *, together: bool) -> str:
    """How two roles stand to one another, one of `RELATIONS`.

    Args:
        together: whether both were held in the same weeks, as far as the mentions show.
    """
    if not one.words or not other.words:
        return "no_role"
    shared = one.words & other.words
    if shared and (one.words <= other.words or other.words <= one.words):
        return "same_office"
    if one.seat is not None and one.seat == other.seat and together and not (one.former or other.former):
        return "other_seat"
    if shared:
        elsewhere = one.specific and other.specific and one.specific.isdisjoint(other.specific)
        return "same_trade" if elsewhere else "shared_word"  # two lecturers of two universities
    if not one.fields or not other.fields:
        return "unknown_field"
    return "same_field" if one.fields & other.fields else "other_field"


def role_weight(kind: str, one: Role, other: Role, common: Commonness, known: Weights) -> float:
    """How much the relation of two roles says."""
    if kind == "no_role":
        return 0.0
    if kind in TELLING:
        return math.log(known.relations[kind] / common.of_roles(one.words & other.words, known.others[kind]))
    return math.log(known.relations[kind] / known.others[kind])


def name_weight(form: str, short: Name, mentions: float, common: Commonness, known: Weights, people: float) -> float:
    """How much a name says: the odds that it names this person and nobody else of the people there are.

    Args:
        form: how it is a form of the person's name.
        short: the name.
        mentions: how often the person is met, for one mention of everybody else.
        people: how many there are.
    """
    if form == "nickname":
        return math.log(known.known_as)
    own = 1 if form == "same" or len(short.words) == 1 else 2
    others = people * common.of_name(short.folded, own)
    share = known.forms[form] / known.forms["same"]
    if form == "slip":  # one of all that might have happened to a word
        share /= _LETTERS * max(map(len, short.folded))
    return min(math.log(known.most), math.log(mentions / others) + math.log(share))


def probability(odds: float) -> float:
    """Of the logarithm of odds."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))
