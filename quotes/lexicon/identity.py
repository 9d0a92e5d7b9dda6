"""The words that tell who is who across articles, and the public offices with their holders: `lexicon/people/`.

Apart from `lists`, because the analyser must not change with it: who held an office is a fact of the day, and a new
minister is no reason to analyse an article again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from quotes.errors import LexiconError

_TABLES = (
    *("forenames", "spellings", "common_names", "known_as", "role_words", "empty_role_words", "fields", "seats"),
    *("local_institutions", "frequent_names", "frequent_roles", "kin_words", "role_marks"),
)
_PARTS = re.compile(r"\s{2,}")
FOREVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Tenure:
    """Somebody's time in a public office."""

    name: str  # of the holder
    office: str
    first: date
    last: date  # the day before the successor; `FOREVER` while it goes on
    shared: bool  # whether others hold the same office at the time


@dataclass(frozen=True, slots=True)
class IdentityWords:
    """All lists of `identity.toml`, and the offices of `offices.toml`."""

    forenames: Mapping[str, str]  # a way to write a forename -> what it counts as
    spellings: tuple[tuple[str, str], ...]  # letters -> what they count as, the longest first
    common_names: frozenset[str]  # words of names that alone say nothing
    known_as: Mapping[str, str]  # what a public figure is called -> full name
    kin_words: frozenset[str]  # inside a name, no part of it: bin
    role_marks: Mapping[str, frozenset[str]]  # former, acting, aspiring ... -> the words that say so
    role_words: Mapping[str, str]  # an abbreviation -> the words of a role
    empty_role_words: frozenset[str]
    fields: Mapping[str, frozenset[str]]  # a word of roles -> the walks of life that it tells of
    seats: frozenset[str]  # offices held in one place at a time
    local_institutions: frozenset[str]  # name no institution in particular
    frequent_names: Mapping[str, int]  # a word of names -> how many of a thousand people have it
    frequent_roles: Mapping[str, int]  # a word of roles -> how many of a thousand people have it
    tenures: tuple[Tenure, ...]
    offices: Mapping[str, tuple[str, ...]]  # a way to print an office, casefolded -> the offices it may be
    as_of: date  # when `offices.toml` was last gone over


@cache
def load() -> IdentityWords:
    """The lists.

    Raises:
        LexiconError: a file is malformed; the error names file and entry.
    """
    raw = _parsed("identity.toml")
    for table in _TABLES:
        if not isinstance(raw.get(table), dict) or not all(isinstance(v, str) for v in raw[table].values()):
            raise LexiconError(f"lexicon/people/identity.toml: [{table}] must hold groups of entries", "mend the file")
    fields: dict[str, frozenset[str]] = {}
    for group, block in raw["fields"].items():
        for entry in _entries(block):
            fields[entry] = fields.get(entry, frozenset()) | {group}
    offices = _parsed("offices.toml")
    tenures: list[Tenure] = []
    printed: dict[str, tuple[str, ...]] = {}
    for office in offices["office"]:
        tenures += _tenures(office)
        for way in dict.fromkeys((office["name"].casefold(), *_entries(office.get("also", "")))):
            printed[way] = (*printed.get(way, ()), office["name"])
    return IdentityWords(
        forenames=_mapping(raw["forenames"]),
        spellings=tuple(sorted(_mapping(raw["spellings"]).items(), key=lambda pair: -len(pair[0]))),
        common_names=_all(raw["common_names"]),
        known_as=_mapping(raw["known_as"]),
        kin_words=_all(raw["kin_words"]),
        role_marks={mark: frozenset(_entries(block)) for mark, block in raw["role_marks"].items()},
        role_words=_mapping(raw["role_words"]),
        empty_role_words=_all(raw["empty_role_words"]),
        fields=fields,
        seats=_all(raw["seats"]),
        local_institutions=_all(raw["local_institutions"]),
        frequent_names={name: int(share) for name, share in _mapping(raw["frequent_names"]).items()},
        frequent_roles={word: int(share) for word, share in _mapping(raw["frequent_roles"]).items()},
        tenures=tuple(tenures),
        offices=printed,
        as_of=offices["as_of"],
    )


def _parsed(name: str) -> dict[str, Any]:
    place = resources.files("quotes").joinpath("lexicon", "people", name)
    try:
        return tomllib.loads(place.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"lexicon/people/{name}: not valid TOML ({error})", "mend the file or reinstall") from None


def _entries(block: str) -> list[str]:
    return [entry for entry in (part.strip() for part in block.casefold().replace("\n", ",").split(",")) if entry]


def _all(table: Mapping[str, str]) -> frozenset[str]:
    return frozenset(entry for block in table.values() for entry in _entries(block))


def _mapping(table: Mapping[str, str]) -> dict[str, str]:
    return {entry: group for group, block in table.items() for entry in _entries(block)}


def _tenures(office: Mapping[str, Any]) -> list[Tenure]:
    found = []
    for line in office["holders"].strip().splitlines():
        name, *days = _PARTS.split(line.strip())
        try:
            first = _day(days[0], begin=True)
            last = _day(days[1], begin=False) if len(days) > 1 else FOREVER
        except (ValueError, IndexError):
            raise LexiconError(
                f"lexicon/people/offices.toml: {office['name']} has the line {line!r}", "write: Name  2024-10-21"
            ) from None
        found.append(Tenure(name, office["name"], first, last, bool(office.get("shared"))))
    return found


def _day(text: str, *, begin: bool) -> date:
    """The first or the last day that a date, a month or a year may mean."""
    year, *rest = map(int, text.split("-"))
    if len(rest) == 2:
        return date(year, rest[0], rest[1])
    if begin:
        return date(year, rest[0] if rest else 1, 1)
    following = date(year + 1, 1, 1) if not rest or rest[0] == 12 else date(year, rest[0] + 1, 1)
    return following - timedelta(days=1)
