"""Who is who in the browser: people as `quotes people` linked them, and what the reader decides about them since.

A decision is written into the user's file at once, where `quotes people` finds it; the ledger stays as it is, and the
lists show what was decided until then by tables of the store. Knows nothing of Textual.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.people import decisions, table
from quotes.people.decisions import DIFFERENT, NAME, SAME, Decision

if TYPE_CHECKING:
    from quotes.browser.queries import Store

_ALONE = "name:"  # begins the key of a speaker that nobody linked
_PARTED = "parted:"  # begins the key of a name that the reader set apart


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the people's list."""

    key: str  # a person_id, or what stands in its place
    name: str

    @property
    def reference(self) -> str:
        """How the user's file names them."""
        return self.name if self.key.startswith((_ALONE, _PARTED)) else self.key


_Step = list[tuple[str, tuple[object, ...]]]
"""A decision of the reader, as SQL with its values that makes the lists show it."""


class Persons:
    """The people of a store's ledgers.

    Args:
        store: whose rows they are of; its tables `persons` and `parted` are made here.

    Raises:
        InputError: a people's file beside a ledger is damaged.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = [file for file in map(table.beside, store.source.ledgers) if file.exists()]
        for file in self._files:
            table.open_people(file).close()
        self.decisions: Path = decisions.beside(table.beside(store.source.ledgers[0]))
        self._steps: list[_Step] = []
        self._load()

    @property
    def linked(self) -> bool:
        """Whether `quotes people` has run."""
        return bool(self._files)

    def _load(self) -> None:
        run = self._store.run
        run("CREATE OR REPLACE TABLE persons (id VARCHAR PRIMARY KEY, key VARCHAR, name VARCHAR)")
        run("CREATE OR REPLACE TABLE parted (key VARCHAR, speaker VARCHAR, role VARCHAR)")
        for file in self._files:
            own, formerly = "person_id, person_id, name", "unnest(formerly), person_id, name"
            for listed in (own, formerly):
                run(f"INSERT OR IGNORE INTO persons SELECT {listed} FROM read_parquet(?)", [str(file)])
        for step in self._steps:
            for sql, values in step:
                run(sql, values)

    def relation(self) -> str:
        """The store's rows with whose they are: `who`, a key, and `person`, a name; both null where nobody is known."""
        alone = f"'{_ALONE}' || r.speaker"
        own = f"coalesce(p.key, r.person_id, {alone})"
        return f"""(SELECT r.*, CASE WHEN r.speaker IS NULL THEN NULL
                WHEN a.key IS NOT NULL THEN '{_PARTED}' || r.speaker || coalesce(a.role, '') ELSE {own} END AS who,
            CASE WHEN a.key IS NOT NULL THEN r.speaker ELSE coalesce(p.name, r.speaker) END AS person
            FROM {self._store.quotes.relation} r LEFT JOIN persons p ON p.id = coalesce(r.person_id, {alone})
            LEFT JOIN parted a ON a.key = {own} AND a.speaker = r.speaker AND (a.role IS NULL OR a.role = r.role))"""

    def forms(self, person: Person) -> list[tuple[str, str | None, int]]:
        """The names of somebody and, where there is one name alone, the roles: name, role, quotes, the most first."""
        names = self._store.values(
            f"SELECT speaker, NULL, count(*) FROM {self.relation()} WHERE who = ? GROUP BY speaker ORDER BY 3 DESC, 1",
            [person.key],
        )
        if len(names) > 1:
            return [(name, None, count) for name, _, count in names]
        return self._store.values(
            f"""SELECT speaker, role, count(*) FROM {self.relation()} WHERE who = ? AND role IS NOT NULL
            GROUP BY speaker, role ORDER BY 3 DESC, 2""",
            [person.key],
        )

    def history(self, person: Person) -> list[str]:
        """What is known of somebody, a line each: names with counts, roles with their days, the latest first."""
        names = self._store.values(
            f"SELECT speaker, count(*) FROM {self.relation()} WHERE who = ? GROUP BY speaker ORDER BY 2 DESC, 1",
            [person.key],
        )
        roles = self._store.values(
            f"""SELECT role, min(date), max(date) FROM {self.relation()} WHERE who = ? AND role IS NOT NULL
            GROUP BY role ORDER BY 3 DESC NULLS LAST, 1""",
            [person.key],
        )
        lines = ["names: " + ", ".join(f"{name} ({count:,})" for name, count in names)]
        for role, first, last in roles:
            days = "no date" if first is None else str(first) if first == last else f"{first} to {last}"
            lines.append(f"{days:24} {role}")
        return lines

    # ---------------------------------------------------------------------------------------------- decisions

    def same(self, people: Sequence[Person]) -> None:
        """Say that some are one person, called like the first.

        Raises:
            InputError: the user's file is damaged.
            OutputError: it cannot be written.
        """
        first, *others = people
        note = " = ".join(person.name for person in people)
        self._decide(Decision(SAME, tuple(person.reference for person in people), note=note))
        for other in others:
            self._know(other)
            self._show("UPDATE persons SET key = ?, name = ? WHERE key = ?", first.key, first.name, other.key)

    def part(self, person: Person, name: str, role: str | None) -> None:
        """Say that a name of somebody, or the name in a role, is somebody else; raises as `same` does."""
        reference = f"{name} | {role}" if role else name
        self._decide(Decision(DIFFERENT, (reference, person.reference), note=f"{reference} is not {person.name}"))
        self._show("INSERT INTO parted VALUES (?, ?, ?)", person.key, name, role)

    def rename(self, person: Person, name: str) -> None:
        """Say what to call somebody; raises as `same` does."""
        self._decide(Decision(NAME, (person.reference,), name=name))
        self._know(person)
        self._show("UPDATE persons SET name = ? WHERE key = ?", name, person.key)

    def undo(self) -> Decision | None:
        """Take back what was decided last in this session; which it was. Raises as `same` does."""
        if not self._steps:
            return None
        self._steps.pop()
        gone = decisions.undone(self.decisions)
        self._load()
        return gone

    def _decide(self, decision: Decision) -> None:
        decisions.added(self.decisions, decision)
        self._steps.append([])

    def _know(self, person: Person) -> None:
        """Give somebody whom nobody linked a place in the table."""
        if person.key.startswith((_ALONE, _PARTED)):
            self._show("INSERT OR IGNORE INTO persons VALUES (?, ?, ?)", person.key, person.key, person.name)

    def _show(self, sql: str, *values: object) -> None:
        self._steps[-1].append((sql, values))
        self._store.run(sql, values)
