"""Which mentions are one person: first those under one name are joined or parted by their roles, then names are joined.

A mention here is all rows of a ledger with the same speaker, type, role and year (of speakers without a name: month);
how many rows there are does not matter. Two mentions are joined where the evidence makes that nine times likelier than
not, for two people taken for one do more harm than one taken for two. Who has too common a name to be told across
articles stays apart in each.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta

from quotes.lexicon.identity import IdentityWords
from quotes.lexicon.lists import Lexicon
from quotes.people.evidence import (
    Commonness,
    Evidence,
    Weights,
    name_weight,
    probability,
    relation,
    role_weight,
    weights,
)
from quotes.people.names import Name, Names
from quotes.people.roles import Role, Roles

PERSON, INSTITUTION, UNNAMED = "person", "institution", "unnamed"
_OTHERS = ("group", "document", "unnamed")  # that are never told across articles but by a user
ENOUGH = 0.9  # probability from which mentions are joined

_WEEKS = timedelta(days=62)  # so near one another, two mentions are of the same time
_MOST_ROLES = 60  # of one name that are held against one another; the rest is held against these
_SLIPPED = 5  # letters of a word that may be another by a slip
_USUAL = 0.2  # of the uses of the most used name: from there another is usual
_WITHOUT_WORDS = 0.5  # more than roles without a common word ever add to the odds
_MOST_CANDIDATES = 400  # fuller names that a name is held against


@dataclass(frozen=True, slots=True)
class Mention:
    """All rows with one speaker, type, role and period."""

    number: int  # its place in the table of mentions
    name: str  # as the ledger has it
    type: str
    role: str | None
    period: date | None  # the first day of the year, or of the month where nobody is named; None: not dated
    rows: int
    articles: int
    first: date | None = None  # of its days
    last: date | None = None
    doc_id: str | None = None  # set where a user's word is about one article alone
    apart: frozenset[tuple[int, int]] = frozenset()  # (decision, side): those on another side are somebody else
    same: frozenset[int] = frozenset()  # decisions that say who it is the same as
    statements: tuple[int, ...] = ()  # numbers of long sentences that other names said as well


@dataclass(slots=True)
class Cluster:
    """Mentions taken for one person."""

    key: str  # of the name that they were found under
    name: Name
    mentions: list[Mention] = field(default_factory=list)
    roles: list[tuple[Role, str, date | None, date | None]] = field(default_factory=list)  # role, words, first, last
    articles: int = 0
    figure: str | None = None  # full name of the public figure that it is
    sure: float = 1.0  # the least probability with which something was joined
    why: list[tuple[str, str, float, list[Evidence]]] = field(default_factory=list)  # name, other, probability, ...
    alone: bool = False  # too common to be told across articles
    statements: frozenset[int] = frozenset()
    pinned: bool = False  # a user's word holds it

    apart: frozenset[tuple[int, int]] = frozenset()  # of all mentions

    role_words: frozenset[str] = frozenset()  # of all roles

    def days(self) -> list[date]:
        """The first day of each mention."""
        return [m.first for m in self.mentions if m.first is not None]


@dataclass(slots=True)
class _Index:
    """Where clusters stand by the words of their names, in the one spelling that forms are compared in."""

    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_pair: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    by_joined: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    near: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # a letter left out -> words
    figures: dict[str, int] = field(default_factory=dict)  # key -> cluster
    _alike: dict[str, list[str]] = field(default_factory=dict)

    def alike(self, word: str) -> list[str]:
        """The words that this one may be by a slip."""
        if word not in self._alike:
            words = (
                {w for gone in _shortened(word) for w in self.near.get(gone, ())} if len(word) >= _SLIPPED else set()
            )
            self._alike[word] = sorted(words - {word})
        return self._alike[word]


class Linker:
    """Links mentions.

    Args:
        lexicon, words: the lists.
        known: the weights; None for those that ship.
        tell: whether to keep what joined whom, in words.
    """

    def __init__(
        self, lexicon: Lexicon, words: IdentityWords, known: Weights | None = None, *, tell: bool = False
    ) -> None:
        self.names = Names(lexicon, words)
        self.roles = Roles(words)
        self.words = words
        self.tell = tell
        self.known = known or weights()
        self._vocabulary = len(lexicon.given_names)
        self._floor = {self.names.fold(name): share / 1000 for name, share in words.frequent_names.items()}
        self._role_floor = {word: share / 1000 for word, share in words.frequent_roles.items()}
        self.common = Commonness(self._vocabulary, self._floor, self._role_floor)
        self.people = self.known.population
        self._places = frozenset(" ".join(t) for t in lexicon.places)

    # ------------------------------------------------------------------------------------------------ the whole

    def clusters(self, mentions: Sequence[Mention]) -> list[Cluster]:
        """Everybody whom the mentions name.

        Args:
            mentions: those in `told_apart` of other types than people are taken for institutions.
        """
        by_key: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            if mention.type == PERSON:
                by_key[self.names.parsed(mention.name).key].append(mention)
        self._count(by_key)
        found = self._figures()
        for key in sorted(by_key):
            found += self._parted(key, by_key[key])
        self._joined(found)
        self._give_offices([m for m in mentions if m.type == UNNAMED and not m.same], found)
        found += self._institutions(m for m in mentions if m.type == INSTITUTION)
        found += [self._cluster("", self.names.parsed(m.name), [m]) for m in mentions if m.same and m.type in _OTHERS]
        self._decided(found)
        return [cluster for cluster in found if cluster.mentions]

    def is_told_apart(self, mention: Mention) -> bool:
        """Whether somebody can be the same across articles at all: no warga, no `pemerintah setempat`."""
        if mention.same or mention.apart:
            return True
        if mention.type == UNNAMED:
            return self._names_office(self.roles.parsed(mention.name))
        if mention.type == INSTITUTION:
            low = " ".join(mention.name.casefold().split())
            return low not in self.words.local_institutions and low != mention.name
        return mention.type == PERSON

    def _decided(self, clusters: list[Cluster]) -> None:
        """Join what a user says is the same; a user's word is final."""
        meant: dict[int, list[tuple[Cluster, Mention]]] = defaultdict(list)
        for cluster in clusters:
            for mention in cluster.mentions:
                for decision in mention.same:
                    meant[decision].append((cluster, mention))
        gone: dict[int, Cluster] = {}
        for decision in sorted(meant):
            target: Cluster | None = None
            for cluster, mention in meant[decision]:
                while id(cluster) in gone:
                    cluster = gone[id(cluster)]
                if cluster.alone or (target is not None and _clash(cluster.apart, target.apart)):
                    cluster.mentions.remove(mention)
                    cluster = self._cluster(cluster.key, self.names.parsed(mention.name), [mention])
                    clusters.append(cluster)
                cluster.pinned = True
                if target is None or target is cluster:
                    target = cluster
                    continue
                self._absorb(target, cluster, [Evidence("user", f"decision {decision + 1}: same", math.inf)], 1.0)
                gone[id(cluster)] = target

    # ------------------------------------------------------------------------------------- offices without a name

    def _names_office(self, role: Role) -> bool:
        """Whether a role is an office that one person holds: of the lists, of one place, or of a known institution."""
        if role.offices:
            return True
        others = role.words - {role.seat}
        if role.seat is not None:
            return bool(others)
        return len(role.words) > 1 and self.roles.heads_institution(role.words)

    def _give_offices(self, mentions: Sequence[Mention], clusters: list[Cluster]) -> None:
        """Speakers who are only called by an office, given to who held it then."""
        figures = {c.figure: c for c in clusters if c.figure}
        holders: dict[frozenset[str], list[tuple[Cluster, date | None, date | None]]] = defaultdict(list)
        for cluster in clusters:
            if cluster.mentions:
                for role, _, first, last in cluster.roles:
                    holders[role.words].append((cluster, first, last))
        for mention in mentions:
            role = self.roles.parsed(mention.name)
            name = self.roles.sole_holder(role, mention.first, mention.last)
            if name is not None:
                owner: Cluster | None = figures[name]
            else:
                near = {
                    id(c): c
                    for c, first, last in holders.get(role.words, ())
                    if _overlap(first, last, mention.first, mention.last)
                }
                owner = next(iter(near.values())) if len(near) == 1 else None
            if owner is not None and not owner.alone and not _clash(owner.apart, mention.apart):
                sure = self.known.holder / (1 + self.known.holder)
                evidence = [Evidence("holder", f"{mention.name} at the time", math.log(self.known.holder))]
                self._absorb(owner, self._cluster("", self.names.parsed(mention.name), [mention]), evidence, sure)
            else:
                alone = self._cluster("", self.names.parsed(mention.name), [mention])
                alone.alone = True
                clusters.append(alone)

    def _count(self, by_key: dict[str, list[Mention]]) -> None:
        self.common = Commonness(self._vocabulary, self._floor, self._role_floor)
        once = twice = 0
        for group in by_key.values():
            name = self.names.parsed(group[0].name)
            if len(name.words) > 1:
                self.common.add_name(name)
                articles = sum(m.articles for m in group)
                once += articles == 1
                twice += articles == 2
            words = {w for m in group for w in self.roles.parsed(m.role).words}
            if words:
                self.common.add_roles(words)
        there = self.common.count + once * once / (2 * twice + 1)  # Chao 1984: how many were never met
        self.people = max(self.known.population, there)
        seen = {self.names.parsed(group[0].name).key for group in by_key.values()}
        for name_ in {t.name for t in self.words.tenures}:
            name = self.names.parsed(name_)
            if name.key not in seen and len(name.words) > 1:
                self.common.add_name(name)
        self.common.counted()

    def _figures(self) -> list[Cluster]:
        """The holders of public offices, without mentions."""
        found: dict[str, Cluster] = {}
        for tenure in self.words.tenures:
            name = self.names.parsed(tenure.name)
            cluster = found.setdefault(name.key, Cluster(name.key, name, figure=tenure.name))
            role = self.roles.parsed(tenure.office)
            cluster.role_words |= role.words
            cluster.roles.append((role, tenure.office, tenure.first, tenure.last))
        return list(found.values())

    # ------------------------------------------------------------------------------------- under one name

    def _parted(self, key: str, mentions: list[Mention]) -> list[Cluster]:
        """The people who bear one name."""
        name = self.names.parsed(mentions[0].name)
        by_role: dict[object, list[Mention]] = defaultdict(list)
        without = []
        for mention in mentions:
            words = self.roles.parsed(mention.role).words
            if words:
                by_role[words, mention.apart].append(mention)
            else:
                without.append(mention)
        found: list[Cluster] = []
        groups = sorted(by_role.values(), key=lambda g: (-sum(m.articles for m in g), g[0].role or ""))
        telling = self._is_telling("same", name, sum(m.articles for m in mentions))
        by_word: dict[str, list[Cluster]] = defaultdict(list)
        for group in groups:
            new = self._cluster(key, name, group)
            self._settle(new, found[:_MOST_ROLES] if telling else self._colleagues(new, by_word))
            if new.mentions:
                found.append(new)
                for word in new.role_words:
                    by_word[word].append(new)
        if telling:
            found = self._merged_namesakes(found)
        if not telling and without and not any(m.statements or m.apart or m.same for m in without):
            found.append(self._cluster(key, name, without))
            without = []
        for mention in without:
            new = self._cluster(key, name, [mention])
            self._settle(new, found[:_MOST_ROLES], unknown=True)
            if new.mentions:
                found.append(new)
        for cluster in found:
            if not cluster.alone and cluster.articles > 1:
                cluster.alone = not self._holds_together(cluster)
        return found

    def _is_telling(self, form: str, name: Name, articles: int) -> bool:
        """Whether a name can be enough to tell somebody, without a word of roles in common."""
        best = name_weight(form, name, max(1, articles), self.common, self.known, self.people)
        return probability(best + _WITHOUT_WORDS) >= ENOUGH

    @staticmethod
    def _colleagues(new: Cluster, by_word: dict[str, list[Cluster]]) -> list[Cluster]:
        """Some of those who have a word of their roles in common with somebody."""
        found = {id(c): c for word in new.role_words for c in by_word.get(word, ())[:_MOST_ROLES] if c.mentions}
        return list(found.values())[:_MOST_ROLES]

    def _cluster(self, key: str, name: Name, mentions: Sequence[Mention]) -> Cluster:
        cluster = Cluster(key, name)
        for mention in mentions:
            self._take(cluster, mention)
        return cluster

    def _take(self, cluster: Cluster, mention: Mention) -> None:
        cluster.mentions.append(mention)
        cluster.articles += mention.articles
        cluster.statements = cluster.statements.union(mention.statements) if mention.statements else cluster.statements
        cluster.apart |= mention.apart
        if mention.role:
            role = self.roles.parsed(mention.role)
            cluster.role_words |= role.words
            self._add_roles(cluster, [(role, mention.role, mention.first, mention.last)])

    @staticmethod
    def _add_roles(cluster: Cluster, more: Iterable[tuple[Role, str, date | None, date | None]]) -> None:
        """Roles that are there already are not held twice, where they go on from one another."""
        for role, printed, first, last in more:
            for at, (there, words, begin, end) in enumerate(cluster.roles):
                if there.words == role.words and None not in (first, last, begin, end):
                    assert first and last and begin and end
                    if _overlap(first, last, begin, end):
                        cluster.roles[at] = there, words, min(begin, first), max(end, last)
                        break
            else:
                cluster.roles.append((role, printed, first, last))

    def _settle(self, new: Cluster, found: Sequence[Cluster], *, unknown: bool = False) -> None:
        """Give the mentions of a new cluster to the one that they belong to, if there is one."""
        weighed = [(self.evidence("same", new, other, unknown=unknown), other) for other in found]
        best = self._best(weighed, new)
        if best is None:
            return
        evidence, other, sure = best
        self._absorb(other, new, evidence, sure)

    def _merged_namesakes(self, found: list[Cluster]) -> list[Cluster]:
        """Once more, now that all roles of each are known."""
        result: list[Cluster] = []
        for cluster in found:
            self._settle(cluster, result)
            if cluster.mentions:
                result.append(cluster)
        return result

    def _best(
        self, weighed: Iterable[tuple[list[Evidence], Cluster]], new: Cluster
    ) -> tuple[list[Evidence], Cluster, float] | None:
        """The one whom the evidence makes likely enough, others and nobody known considered."""
        odds = [
            (math.exp(min(50.0, sum(e.weight for e in evidence))), evidence, other)
            for evidence, other in weighed
            if not _clash(new.apart, other.apart)
        ]
        if not odds:
            return None
        best = max(odds, key=lambda o: o[0])
        sure = best[0] / (1 + sum(o[0] for o in odds))
        return (best[1], best[2], sure) if sure >= ENOUGH else None

    def _absorb(self, into: Cluster, other: Cluster, evidence: list[Evidence], sure: float) -> None:
        if other.mentions and self.tell:
            into.why.append((other.mentions[0].name, other.mentions[0].role or "", sure, evidence))
        into.why += other.why
        into.mentions += other.mentions
        into.articles += other.articles
        self._add_roles(into, other.roles)
        into.statements |= other.statements
        into.apart |= other.apart
        into.role_words |= other.role_words
        into.sure = min(into.sure, other.sure, sure) if into.articles > other.articles else min(into.sure, other.sure)
        into.figure = into.figure or other.figure
        into.alone = False
        into.pinned = into.pinned or other.pinned
        other.mentions, other.roles = [], []

    def _holds_together(self, cluster: Cluster) -> bool:
        """Whether the articles of one cluster are likely enough of one person: a common name alone is not."""
        if cluster.figure or cluster.pinned:
            return True
        name = name_weight("same", cluster.name, 1, self.common, self.known, self.people)
        words = frozenset.union(frozenset(), *(role.words for role, *_ in cluster.roles))
        own = Role(words, words, frozenset(), None, False, ())
        role = role_weight("same_office", own, own, self.common, self.known) if words else 0.0
        return probability(name + role) >= ENOUGH

    # ---------------------------------------------------------------------------------------- evidence

    def evidence(self, form: str, short: Cluster, full: Cluster, *, unknown: bool = False) -> list[Evidence]:
        """What speaks for and against two clusters being one person.

        Args:
            form: how the name of `short` is a form of the name of `full`.
            unknown: whether `short` has no role, so that the nearness in time of the others counts.
        """
        mentions = self._mentions_near(short, full) if unknown else full.articles
        name = min(short.name, full.name, key=lambda n: len(n.words))
        weight = name_weight(form, name, max(1.0, mentions), self.common, self.known, self.people)
        told = f"{form}: {' '.join(short.name.words)} / {' '.join(full.name.words)}" if self.tell else form
        found = [Evidence("name", told, weight)]
        if full.figure is not None and (office := self._office_held(short, full.figure)):
            weight = math.log(self.people * self.known.holder)
            found.append(Evidence("holder", f"{office} is held by {full.figure}", weight))
            return found
        if seat := self._seat_held(short, full):
            return [*found, Evidence("holder", f"{seat} at the time", math.log(self.people * self.known.holder))]
        kind, telling, words = self._roles_between(short, full)
        if kind != "no_role":
            found.append(Evidence("role", f"{kind}: {words}", telling))
        if short.statements & full.statements:
            found.append(Evidence("statement", "both said the same words", math.log(self.known.repeated)))
        return found

    @staticmethod
    def _seat_held(one: Cluster, other: Cluster) -> str | None:
        """The office of a place that both held at one time, which one person holds at a time."""
        for left, printed, first, last in one.roles[:_MOST_ROLES]:
            if left.seat is None or left.former or len(left.words) < 2:
                continue
            for right, _, begin, end in other.roles[:_MOST_ROLES]:
                same = left.seat == right.seat and len(right.words) > 1 and not right.former
                if same and (left.words <= right.words or right.words <= left.words):
                    if _overlap(first, last, begin, end):
                        return printed
        return None

    def _office_held(self, cluster: Cluster, figure: str) -> str | None:
        """The public office in somebody's roles that the figure alone held at the time."""
        for role, printed, first, last in cluster.roles[:_MOST_ROLES]:
            if role.offices and self.roles.sole_holder(role, first, last) == figure:
                return printed
        return None

    def _mentions_near(self, short: Cluster, full: Cluster) -> float:
        own = short.days()
        if not own:
            return full.articles
        near = sum(
            m.articles for m in full.mentions if m.first is None or any(abs(m.first - o) <= 6 * _WEEKS for o in own)
        )
        return max(near, 0.2 * full.articles)

    def _roles_between(self, one: Cluster, other: Cluster) -> tuple[str, float, str]:
        """The relation of two people's roles that says most for one person, and what speaks most against it."""
        best: tuple[str, float, str] = ("no_role", -math.inf, "")
        worst: tuple[str, float, str] | None = None
        for left, left_words, left_first, left_last in one.roles[:_MOST_ROLES]:
            for right, right_words, right_first, right_last in other.roles[:_MOST_ROLES]:
                together = _overlap(left_first, left_last, right_first, right_last)
                kind = relation(left, right, together=together)
                if kind == "no_role":
                    continue
                weight = role_weight(kind, left, right, self.common, self.known)
                if kind == "other_seat" and (worst is None or weight < worst[1]):
                    worst = kind, weight, f"{left_words} / {right_words}"
                elif weight > best[1]:
                    best = kind, weight, f"{left_words} / {right_words}"
        if worst is not None and best[0] != "same_office":
            return worst
        return best if best[0] != "no_role" else ("no_role", 0.0, "")

    # ------------------------------------------------------------------------------- across names

    def _joined(self, clusters: list[Cluster]) -> None:
        """Short, misspelt and other names given to the people they name: to public figures by their own names first,
        then the longest names first, so that a short one finds those that are one already joined."""
        index = self._index(clusters)
        figures = {c.key: c for c in clusters if c.figure}
        for cluster in clusters:
            if cluster.mentions and cluster.figure is None and cluster.key in figures:
                self._give(cluster, [(figures[cluster.key], "same")])
        order = sorted(range(len(clusters)), key=lambda i: (-len(clusters[i].name.words), clusters[i].articles))
        for number in order:
            short = clusters[number]
            if short.mentions and short.figure is None:
                self._give(short, list(self._fuller(short, clusters, index)))

    def _fuller(self, short: Cluster, clusters: list[Cluster], index: _Index) -> Iterator[tuple[Cluster, str]]:
        """Whose names this one may be a form of, and which form."""
        for candidate in self._candidates(short, clusters, index):
            full = clusters[candidate]
            if full is short or (not full.mentions and full.figure is None):
                continue
            form = self.names.form(short.name, full.name)
            if form is None and full.figure is not None:
                form = self.names.form(full.name, short.name)  # the figure's usual name is the shorter one
            if form is None or (full.key == short.key and full.figure is None):
                continue
            if len(full.name.words) == len(short.name.words) and full.figure is None:
                if (full.articles, full.key) < (short.articles, short.key):
                    continue  # the rarer spelling goes to the more usual one
            yield full, form

    def _give(self, short: Cluster, fuller: Iterable[tuple[Cluster, str]]) -> None:
        """Join a cluster to the one of several that it belongs to, if there is one."""
        unknown = not short.roles
        best = self._best([(self.evidence(form, short, full, unknown=unknown), full) for full, form in fuller], short)
        if best is not None:
            evidence, full, sure = best
            self._absorb(full, short, evidence, sure)

    def _index(self, clusters: list[Cluster]) -> _Index:
        index = _Index()
        for number, cluster in enumerate(clusters):
            words = sorted(set(cluster.name.folded))
            index.by_joined["".join(cluster.name.folded)].append(number)
            for at, word in enumerate(words):
                index.by_word[word].append(number)
                for other in words[at + 1 :]:
                    index.by_pair[word, other].append(number)
            if cluster.figure is not None:
                index.figures[cluster.key] = number
        for word in index.by_word:
            if len(word) >= _SLIPPED:
                for gone in _shortened(word):
                    index.near[gone].add(word)
        return index

    def _candidates(self, short: Cluster, clusters: list[Cluster], index: _Index) -> list[int]:
        """Numbers of clusters whose names this one's may be a form of."""
        figure = self.names.known_as.get(short.key)
        found = set(index.by_joined["".join(short.name.folded)][:_MOST_CANDIDATES])
        if figure is not None:
            found.update(index.by_joined["".join(figure.folded)][:_MOST_CANDIDATES])
            found.update([index.figures[figure.key]] if figure.key in index.figures else ())
        words = sorted({w for w in short.name.folded if len(w) > 1})
        if len(words) == 1:
            found.update(self._bearers(words[0], short, clusters, index))
        for at, word in enumerate(words):
            for other in words[at + 1 :]:
                found.update(index.by_pair.get((word, other), ())[:_MOST_CANDIDATES])
                for one, two in ((word, other), (other, word)):
                    for near in index.alike(one):
                        found.update(index.by_pair.get((min(near, two), max(near, two)), ())[:_MOST_CANDIDATES])
        return sorted(found)

    def _bearers(self, word: str, short: Cluster, clusters: list[Cluster], index: _Index) -> list[int]:
        """Those with a word in their name who share a word of roles with somebody called by it, or are figures.

        All of them, where the word is so rare that it tells somebody alone.
        """
        places = index.by_word.get(word, [])
        most = max((clusters[n].articles for n in places), default=1)
        if len(places) <= _MOST_CANDIDATES and self._is_telling("first_word", short.name, most):
            return places
        same = [
            n
            for n in places
            if clusters[n].figure is not None or not short.role_words.isdisjoint(clusters[n].role_words)
        ]
        return same[:_MOST_CANDIDATES]

    # ------------------------------------------------------------------------------- institutions

    def _institutions(self, mentions: Iterable[Mention]) -> list[Cluster]:
        found: dict[str, Cluster] = {}
        for mention in mentions:
            tokens = list(dict.fromkeys(self.roles.tokens(mention.name))) or [mention.name.casefold()]
            key = " ".join(tokens)
            key += "".join(f" {decision}.{side}" for decision, side in sorted(mention.apart))
            cluster = found.setdefault(key, Cluster(key, self.names.parsed(mention.name)))
            cluster.mentions.append(mention)
            cluster.articles += mention.articles
            cluster.apart |= mention.apart
        return list(found.values())


def _clash(one: AbstractSet[tuple[int, int]], other: AbstractSet[tuple[int, int]]) -> bool:
    """Whether a user has put two on different sides."""
    return bool(one) and any(a == b and i != j for a, i in one for b, j in other)


def _overlap(first: date | None, last: date | None, other: date | None, end: date | None) -> bool:
    """Whether two stretches of days lie within some weeks of one another; unknown ones do not."""
    if first is None or last is None or other is None or end is None:
        return False
    return first.toordinal() - _WEEKS.days <= end.toordinal() and other.toordinal() - _WEEKS.days <= last.toordinal()


def _shortened(word: str) -> set[str]:
    """The word itself, with each letter left out, and its letters in order: words a slip apart share one of these."""
    return {word, word[0] + "".join(sorted(word)).upper(), *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def usual_name(cluster: Cluster) -> str:
    """What to call somebody: the fullest of the names that are usual, the most used of several equally full."""
    used: Counter[str] = Counter()
    for mention in cluster.mentions:
        if mention.type != UNNAMED:
            used[mention.name] += mention.articles
    if not used:
        return cluster.figure or cluster.mentions[0].name
    enough = max(used.values()) * _USUAL
    usual = [name for name, articles in used.items() if articles >= enough]
    return max(usual, key=lambda n: (sum(len(w.strip(".")) > 1 for w in n.split()), used[n], len(n), n))
