"""The weights of `quotes people`, counted on people told apart by hand.

    python -m quotes.training.people GOLD PEOPLE_JSON LEDGER [-o WEIGHTS]

GOLD is a folder of annotated articles, LEDGER what the analyser made of them, PEOPLE_JSON says who each speaker of an
article is: `{doc_id: {speaker: person}}`. Every person weighs the same, however often they are met; a count of half is
added everywhere. `--folds 5` estimates on four fifths of the people and prints how the rest is linked, fold by fold.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from quotes.ledger.reading import read_ledger
from quotes.ledger.tables import records
from quotes.lexicon import identity, lists
from quotes.people.evidence import RELATIONS, Weights, relation
from quotes.people.linking import PERSON, Linker, Mention
from quotes.people.names import FORMS, Names
from quotes.people.roles import Roles
from quotes.records import Quote

_HALF = 0.5  # added to every count
_LONG = 8  # words; a quote so long is hardly said by two people


@dataclass(frozen=True, slots=True)
class Seen:
    """A speaker of an article, as the ledger has them, and who it is."""

    doc_id: str
    name: str
    type: str
    role: str | None
    month: date | None
    person: str
    longest: frozenset[str]  # the long quotes, in small letters


def seen(gold: Path, people: Path, ledger: Path) -> list[Seen]:
    """Every speaker of an article whose quote the ledger finds."""
    who: dict[str, dict[str, str]] = json.loads(people.read_text("utf-8"))
    by_article: dict[str, list[Quote]] = defaultdict(list)
    for row in records(read_ledger(ledger)):
        by_article[row.doc_id].append(row)
    found: dict[tuple[str, str], Seen] = {}
    for path in sorted(gold.glob("*.json")):
        article = json.loads(path.read_text("utf-8"))
        doc = article["doc_id"]
        if doc not in who:
            continue
        spans = {_trimmed(article["text"], q["start"], q["end"]): q for q in article["quotes"] if q["kind"] != "none"}
        for row in by_article[doc]:
            quote = spans.get(_trimmed(article["text"], row.start, row.end))
            if quote is None or not quote["speaker"] or not row.speaker:
                continue
            printed = {word for name in (quote["speaker"], *quote["aliases"]) for word in name.casefold().split()}
            if printed.isdisjoint(row.speaker.casefold().split()):
                continue  # somebody else's, by mistake
            person = who[doc].get(quote["speaker"], f"{doc}:{quote['speaker']}")
            old = found.get((doc, row.speaker))
            longest = old.longest if old else frozenset()
            if len(row.quote.split()) >= _LONG:
                longest |= {row.quote.casefold()}
            month = row.date.replace(day=1) if row.date else None
            found[doc, row.speaker] = Seen(doc, row.speaker, row.speaker_type or "", row.role, month, person, longest)
    return list(found.values())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def estimated(speakers: Sequence[Seen]) -> Weights:
    """The weights that some people's mentions show."""
    names, roles = Names(lists.load(), identity.load()), Roles(identity.load())
    persons: dict[str, list[Seen]] = defaultdict(list)
    for one in speakers:
        if one.type == PERSON:
            persons[one.person].append(one)
    forms: dict[str, float] = defaultdict(float)
    seats: dict[tuple[bool, bool], float] = defaultdict(float)  # (one person, another place)
    same: dict[str, float] = defaultdict(float)
    equal = repeated = 0.0
    for group in persons.values():
        pairs = [(a, b) for a, b in itertools.combinations(group, 2) if a.doc_id != b.doc_id]
        share = 1 / max(1, len(group) - 1) if pairs else 0.0
        for a, b in pairs:
            left, right = names.parsed(a.name), names.parsed(b.name)
            form = names.form(left, right) or names.form(right, left)
            if form:
                forms[form] += share
                equal += share * (form == "same")
            kind = relation(roles.parsed(a.role), roles.parsed(b.role), together=_near(a, b))
            same[kind] += share
            if _same_seat(roles, a, b):
                seats[True, kind == "other_seat"] += share
            repeated += share * bool(a.longest & b.longest)
    others: dict[str, float] = defaultdict(float)
    clash = both = 0
    leaders = [group[0] for group in persons.values()]
    for a, b in itertools.combinations(leaders, 2):
        kind = relation(roles.parsed(a.role), roles.parsed(b.role), together=_near(a, b))
        others[kind] += 1
        if _same_seat(roles, a, b):
            seats[False, kind == "other_seat"] += 1
        clash += names.parsed(a.name).key == names.parsed(b.name).key and len(names.parsed(a.name).words) > 1
        both += bool(a.longest & b.longest)
    called: Counter[bool] = Counter()
    for speaker in speakers:
        figure = names.known_as.get(names.parsed(speaker.name).key)
        if figure is not None:
            person = names.parsed(speaker.person.partition("#")[0])
            called[(names.form(person, figure) or names.form(figure, person)) is not None] += 1
    held: Counter[bool] = Counter()
    for speaker in speakers:
        holder = roles.sole_holder(roles.parsed(speaker.role), speaker.month, speaker.month)
        if holder is not None and speaker.type == PERSON:
            person, figure = names.parsed(speaker.name), names.parsed(holder)
            held[(names.form(person, figure) or names.form(figure, person)) is not None] += 1
    counts = Counter(len({m.doc_id for m in group}) for group in persons.values())
    met = len(persons)
    pairs_same = sum(forms.values()) or 1.0
    pairs_other = sum(others.values()) or 1
    return Weights(
        forms=_shares(forms, FORMS),
        relations=_shares(same, RELATIONS) | {"other_seat": _elsewhere(seats, one=True)},
        others=_shares(others, RELATIONS) | {"other_seat": _elsewhere(seats, one=False)},
        known_as=(called[True] + _HALF) / (called[False] + _HALF),
        most=(equal + _HALF) / (clash + _HALF),
        population=met + counts[1] ** 2 / (2 * counts[2] + 1),
        holder=(held[True] + _HALF) / (held[False] + _HALF),
        repeated=((repeated + _HALF) / pairs_same) / ((both + _HALF) / pairs_other),
    )


def _same_seat(roles: Roles, a: Seen, b: Seen) -> bool:
    """Whether both hold the same office of a place, wherever, in the same weeks."""
    one, other = roles.parsed(a.role), roles.parsed(b.role)
    return one.seat is not None and one.seat == other.seat and _near(a, b) and not (one.former or other.former)


def _elsewhere(seats: Mapping[tuple[bool, bool], float], *, one: bool) -> float:
    """Of those with the same office of a place in the same weeks, the share with it in two places."""
    there, elsewhere = seats.get((one, False), 0.0), seats.get((one, True), 0.0)
    return round((elsewhere + _HALF) / (there + elsewhere + 2 * _HALF), 6)


def _near(one: Seen, other: Seen) -> bool:
    return one.month is not None and other.month is not None and abs((one.month - other.month).days) <= 62


def _shares(counts: Mapping[str, float], kinds: Sequence[str]) -> dict[str, float]:
    total = sum(counts.values()) + _HALF * len(kinds)
    return {kind: round((counts.get(kind, 0.0) + _HALF) / total, 6) for kind in kinds}


def mentions(speakers: Iterable[Seen]) -> list[Mention]:
    """As the ledger's would be."""
    grouped: Counter[tuple[str, str, str | None, date | None]] = Counter(
        (one.name, one.type, one.role, one.month) for one in speakers
    )
    return [
        Mention(number, *what, count, count, what[3], what[3]) for number, (what, count) in enumerate(grouped.items())
    ]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("people", type=Path)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args()
    speakers = seen(args.gold, args.people, args.ledger)
    if args.folds:
        _cross_validated(speakers, args.folds)
    if args.output:
        args.output.write_text(_toml(estimated(speakers)), "utf-8")


def _cross_validated(speakers: Sequence[Seen], folds: int) -> None:
    """Print pairs found, wrong and missed, of people whom the weights have not seen."""
    everybody = sorted({one.person for one in speakers})
    random.Random(1).shuffle(everybody)
    total: Counter[str] = Counter()
    for fold in range(folds):
        out = set(everybody[fold::folds])
        known = estimated([one for one in speakers if one.person not in out])
        linker = Linker(lists.load(), identity.load(), known)
        of: dict[tuple[str, str, str | None, date | None], int] = {}
        for number, cluster in enumerate(linker.clusters(mentions(speakers))):
            for m in cluster.mentions:
                if not cluster.alone:
                    of[m.name, m.type, m.role, m.period] = number
        held = [one for one in speakers if one.type == PERSON]
        for a, b in itertools.combinations(held, 2):
            if a.doc_id == b.doc_id or not (a.person in out or b.person in out):
                continue
            same = a.person == b.person
            one, other = (of.get((s.name, s.type, s.role, s.month), -id(s)) for s in (a, b))
            joined = one == other
            total["found"] += same and joined
            total["missed"] += same and not joined
            total["wrong"] += joined and not same
    precision = total["found"] / max(1, total["found"] + total["wrong"])
    recall = total["found"] / max(1, total["found"] + total["missed"])
    print(f"{folds} folds: {dict(total)}, precision {precision:.4f}, recall {recall:.4f}")


def _toml(known: Weights) -> str:
    lines = [
        "# Made by `python -m quotes.training.people`; what each means: Weights in evidence.py.",
        "# Counted on people of Indonesian news told apart by hand. Shares, but for the odds in the first lines.",
        "",
    ]
    values = asdict(known)
    lines += [f"{name} = {value:.4g}" for name, value in values.items() if not isinstance(value, dict)]
    for name, table in values.items():
        if isinstance(table, dict):
            lines += ["", f"[{name}]", *(f"{kind} = {share:.6f}" for kind, share in table.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
