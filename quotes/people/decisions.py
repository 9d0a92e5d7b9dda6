"""A user's word on who is who: a small file of `same`, `different` and preferred names, which is final.

TOML or CSV, made to be edited by hand and kept in version control; the browser writes into it too. Whom a line means is
said by a name as the ledger has it, where need be with words of the role (`Iwan Setiawan | BRIN`), or with an article
(`Iwan Setiawan @ doc-12`), or by a `person_id`.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from quotes.errors import InputError, UsageError
from quotes.storage.atomic import AtomicFile

SAME, DIFFERENT, NAME = "same", "different", "name"
VERDICTS = (SAME, DIFFERENT, NAME)
SUFFIXES = (".toml", ".csv")

_ID = re.compile(r"p[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Reference:
    """Whom a line means."""

    name: str | None = None  # as the ledger has it, casefolded, white space as one blank
    role: str | None = None  # words that stand in the role, casefolded; None: any role
    doc_id: str | None = None  # only in this article; None: in all
    person_id: str | None = None  # whoever has this id; then the rest is None

    @classmethod
    def of(cls, text: str) -> Reference:
        """Read a reference. Raises ValueError where it names nobody."""
        if _ID.fullmatch(text.strip()):
            return cls(person_id=text.strip())
        name, _, doc_id = (text, "", "") if " @ " not in text else text.rpartition(" @ ")
        name, _, role = name.partition(" | ")
        if not name.strip():
            raise ValueError(text)
        return cls(folded(name), folded(role) or None, doc_id.strip() or None)

    def fits(self, name: str, role: str | None, doc_id: str | None) -> bool:
        """Whether a mention is meant; `person_id` is looked up by the caller."""
        return (
            self.name == folded(name)
            and (self.doc_id is None or self.doc_id == doc_id)
            and (self.role is None or (role is not None and self.role in folded(role)))
        )

    @property
    def precision(self) -> int:
        """Of two references that fit, the more precise one counts."""
        return (self.role is not None) + 2 * (self.doc_id is not None)


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file."""

    verdict: str  # same, different or name
    people: tuple[str, ...]  # references, as written; of `name` one
    name: str | None = None  # of `name`: what to call them
    note: str | None = None

    @property
    def references(self) -> tuple[Reference, ...]:
        """The people, read."""
        return tuple(map(Reference.of, self.people))


def folded(text: str) -> str:
    """Small letters, white space as one blank."""
    return " ".join(text.casefold().split())


def beside(people: Path) -> Path:
    """Where the file stands unless another is named: `ledger.people.toml`, or `.csv` where that is there."""
    other = people.with_suffix(".csv")
    return other if other.exists() else people.with_suffix(".toml")


def read(path: Path) -> list[Decision]:
    """The decisions in a file, in order.

    Raises:
        InputError: it is missing, or a line is none; the error says which.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read", "name the file of decisions") from error
    rows = list(_csv_rows(path, text) if path.suffix.lower() == ".csv" else _toml_rows(path, text))
    return [_checked(path, where, decision) for where, decision in rows]


def _toml_rows(path: Path, text: str) -> Iterable[tuple[str, Decision]]:
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path} is no TOML ({error})", "mend it") from None
    for verdict, entries in raw.items():
        if verdict not in VERDICTS or not isinstance(entries, list):
            raise InputError(f"{path} has {verdict!r}", f"write [[{SAME}]], [[{DIFFERENT}]] or [[{NAME}]]")
        for number, entry in enumerate(entries, 1):
            where = f"[[{verdict}]] number {number}"
            people = entry.get("people") if isinstance(entry, dict) else None
            people = [people] if isinstance(people, str) else people
            known = {"people", "name", "note"}
            if not isinstance(people, list) or not all(isinstance(p, str) for p in people) or entry.keys() - known:
                raise InputError(f"{path}, {where}: no decision", 'write people = ["one", "another"]')
            name, note = entry.get("name"), entry.get("note")
            yield where, Decision(verdict, tuple(people), _text(name), _text(note))


def _csv_rows(path: Path, text: str) -> Iterable[tuple[str, Decision]]:
    rows = csv.reader(io.StringIO(text))
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if header[:3] != ["verdict", "person", "other"]:
            raise InputError(f"{path} has no columns verdict, person, other", "give it that first line")
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            cells = [*(cell.strip() for cell in row), "", "", "", ""][:4]
            verdict, person, other, note = cells
            people = (person,) if verdict == NAME else (person, other)
            name = other if verdict == NAME else None
            yield f"line {rows.line_num}", Decision(verdict, people, name, note or None)
    except csv.Error as error:
        raise InputError(f"{path}, line {rows.line_num}: {error}", "mend it") from None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _checked(path: Path, where: str, decision: Decision) -> Decision:
    least = 1 if decision.verdict == NAME else 2
    named = decision.verdict != NAME or bool(decision.name)
    try:
        good = decision.verdict in VERDICTS and len(decision.references) >= least and named
    except ValueError:
        good = False
    if not good:
        raise InputError(f"{path}, {where}: no decision", "say same, different or name, and whom: see docs/people.md")
    return decision


def written(path: Path, decisions: Sequence[Decision]) -> None:
    """Write a file of decisions, whole or not at all; a TOML file keeps no comments but notes.

    Raises:
        UsageError: its name ends in neither `.toml` nor `.csv`.
        OutputError: it cannot be written.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"cannot tell the format of {path}", "name it .toml or .csv")
    text = _as_csv(decisions) if path.suffix.lower() == ".csv" else "\n".join(map(_as_toml, decisions))
    with AtomicFile(path) as file:
        file.write(text.encode("utf-8", "replace"))


def added(path: Path, decision: Decision) -> None:
    """Add a decision to a file, which may not be there yet; what stands in it stays as it is.

    Raises:
        InputError: what is there is no file of decisions.
        OutputError: it cannot be written.
    """
    there = read(path) if path.exists() else []
    _checked(path, "the new line", decision)
    if path.suffix.lower() == ".csv":
        written(path, [*there, decision])
        return
    before = path.read_text("utf-8-sig") if path.exists() else ""
    with AtomicFile(path) as file:
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        file.write((before + gap + _as_toml(decision)).encode("utf-8", "replace"))


def undone(path: Path) -> Decision | None:
    """Take the last decision of a file away again; which it was, None where there was none.

    Raises:
        InputError: what is there is no file of decisions.
        OutputError: it cannot be written.
    """
    there = read(path) if path.exists() else []
    if not there:
        return None
    if path.suffix.lower() == ".csv":
        written(path, there[:-1])
        return there[-1]
    text = path.read_text("utf-8-sig")
    last = max(text.rfind(f"[[{verdict}]]") for verdict in VERDICTS)
    gone = tomllib.loads(text[last:])
    with AtomicFile(path) as file:
        file.write(text[:last].rstrip("\n").encode() + (b"\n" if text[:last].strip() else b""))
    verdict, entries = next(iter(gone.items()))
    people = entries[0]["people"]
    people = (people,) if isinstance(people, str) else tuple(people)
    return Decision(verdict, people, _text(entries[0].get("name")), _text(entries[0].get("note")))


def _as_toml(decision: Decision) -> str:
    lines = [f"[[{decision.verdict}]]", f"people = [{', '.join(map(_quoted, decision.people))}]"]
    if decision.name:
        lines.append(f"name = {_quoted(decision.name)}")
    if decision.note:
        lines.append(f"note = {_quoted(decision.note)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _as_csv(decisions: Sequence[Decision]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["verdict", "person", "other", "note"])
    for decision in decisions:
        others: Sequence[str | None] = [decision.name] if decision.verdict == NAME else decision.people[1:]
        for other in others:
            writer.writerow([decision.verdict, decision.people[0], other, decision.note or ""])
    return text.getvalue()
