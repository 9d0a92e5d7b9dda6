"""The whole way from ledgers to people: read, link, keep ids, write the people's file, then the ledgers.

The people's file is written first and each ledger or shard after it, whole or not at all: whatever happens in between,
ids are not lost, and what is still to be written is seen from the rows themselves when the command is run again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from quotes.ledger.queries import rows_of
from quotes.ledger.reading import articles_read, parquet_tables
from quotes.ledger.source import Shard
from quotes.ledger.writing import LedgerWriter
from quotes.lexicon import identity, lists
from quotes.people import decisions as words
from quotes.people import table
from quotes.people.decisions import DIFFERENT, NAME, SAME, Decision, Reference
from quotes.people.evidence import Evidence, probability
from quotes.people.linking import PERSON, Cluster, Linker, Mention, usual_name
from quotes.people.scan import MEMORY, Scan
from quotes.storage.atomic import AtomicFile

_TYPES = ("person", "institution", "unnamed")

Publish = Callable[[Path, Iterable[pa.Table]], None]
"""Puts a shard of a folder in the place of the one that is there, whole or not at all."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run did."""

    rows: int
    people: int  # those of one article included
    statements: int
    written: int  # ledgers and shards whose rows changed
    kept: int  # that already said who is who


@dataclass(frozen=True, slots=True)
class Linked:
    """The people of some ledgers, before anything is written."""

    linker: Linker
    clusters: list[Cluster]  # all that can be told across articles, and those that a common name leaves alone
    names: dict[int, str]  # place of a cluster -> what to call it
    ids: dict[int, tuple[str, tuple[str, ...]]]  # place of a cluster -> its id, and those that it takes over


def link(
    ledgers: Sequence[str | Path], people: Path, decisions: Path | None, publish: Publish, note: Callable[[str], None]
) -> Totals:
    """Find out who is who, and write it.

    Args:
        ledgers: files and folders.
        people: the people's file; one that is there keeps its ids.
        decisions: the user's file; None: none.
        publish: how shards of folders are written.
        note: told what is being done.

    Raises:
        InputError, OutputError, UsageError: as reading and writing say.
    """
    decided = words.read(decisions) if decisions is not None else []
    with _scanned(ledgers, decided) as scan:
        note("read")
        before = table.known(people)
        found = _linked(scan, decided, before)
        numbers, owners = [], []
        for place, cluster in enumerate(found.clusters):
            if place in found.ids:
                for mention in cluster.mentions:
                    numbers.append(mention.number)
                    owners.append(found.ids[place][0])
        scan.assign(numbers, owners)
        note("linked")
        scan.find_statements()
        note("found statements")
        count = _write_people(scan, people, found)
        current = {old: own for own, took in found.ids.values() for old in took}
        written = kept = 0
        for number, ledger in enumerate(scan.source.ledgers):
            for shard in [s for s in scan.source.shards if s.ledger == number]:
                if not scan.changed(shard, current):
                    kept += 1
                    continue
                written += 1
                rows = _with_ids(shard, scan.ids(shard))
                if ledger.is_dir():
                    publish(shard.watched, rows)
                else:
                    with LedgerWriter([shard.watched]) as writer:
                        writer.articles = articles_read(shard.watched)
                        for batch in rows:
                            writer.write_table(batch)
                note(f"wrote {shard.watched}")
        statements = scan.rows.number("SELECT count(DISTINCT statement) FROM stated")
        return Totals(scan.source.rows, count, statements, written, kept)


@contextmanager
def _scanned(ledgers: Sequence[str | Path], decided: Sequence[Decision]) -> Iterator[Scan]:
    with rows_of(ledgers, memory=MEMORY, keeping=True) as rows:
        scan = Scan(rows)
        scan.read(_apart(decided))
        yield scan


def _apart(decided: Iterable[Decision]) -> Iterator[tuple[str, str]]:
    for decision in decided:
        for reference in decision.references:
            if reference.name is not None and reference.doc_id is not None:
                yield reference.name, reference.doc_id


def _linked(scan: Scan, decided: Sequence[Decision], before: table.Known, *, tell: bool = False) -> Linked:
    linker = Linker(lists.load(), identity.load(), tell=tell)
    shared = scan.shared_statements()
    meant = _Meant(decided, before)
    kinds = (*_TYPES, "group", "document") if meant.names else _TYPES
    mentions = []
    same: dict[Any, Any] = {}  # a value once, however many mentions have it
    for number, *told in scan.mentions(kinds):
        name, kind, role, period, rows, articles, first, last, doc_id = (
            same.setdefault(value, value) for value in told
        )
        mention = Mention(
            *(number, name, kind, role, period, rows, articles, first, last, doc_id), statements=shared.get(number, ())
        )
        mention = meant.marked(mention)
        if linker.is_told_apart(mention):
            mentions.append(mention)
    clusters = linker.clusters(mentions)
    names = {n: meant.preferred(cluster) or usual_name(cluster) for n, cluster in enumerate(clusters)}
    places = [n for n, cluster in enumerate(clusters) if not cluster.alone]
    places.sort(key=lambda n: (-sum(m.rows for m in clusters[n].mentions), names[n]))
    ids = table.given(
        (
            (
                f"{usual_name(clusters[n])}|{clusters[n].mentions[0].type}",
                [((m.name, m.role, m.period), m.rows) for m in clusters[n].mentions] if before.by_mention else [],
            )
            for n in places
        ),
        before,
    )
    return Linked(linker, clusters, names, dict(zip(places, ids, strict=True)))


class _Meant:
    """Whom a user's decisions mean."""

    def __init__(self, decided: Sequence[Decision], before: table.Known) -> None:
        self._before = before
        self._by_name: dict[str, list[tuple[int, int, Reference]]] = defaultdict(list)
        self._by_id: dict[str, list[tuple[int, int, Reference]]] = defaultdict(list)
        self._decided = decided
        for number, decision in enumerate(decided):
            for side, reference in enumerate(decision.references):
                where = self._by_id if reference.person_id else self._by_name
                where[reference.person_id or reference.name or ""].append((number, side, reference))

    @property
    def names(self) -> bool:
        """Whether anybody is meant at all."""
        return bool(self._by_name or self._by_id)

    def _of(self, mention: Mention) -> list[tuple[int, int, Reference]]:
        found = [
            entry
            for entry in self._by_name.get(words.folded(mention.name), ())
            if entry[2].fits(mention.name, mention.role, mention.doc_id)
        ]
        if self._by_id:
            own = self._before.by_mention.get((mention.name, mention.role, mention.period))
            found += self._by_id.get(own or "", ())
        return found

    def marked(self, mention: Mention) -> Mention:
        """The mention with what decisions say of it."""
        if not self.names:
            return mention
        same: set[int] = set()
        sides: dict[int, tuple[int, int]] = {}
        for number, side, reference in self._of(mention):
            verdict = self._decided[number].verdict
            if verdict == SAME:
                same.add(number)
            elif verdict == DIFFERENT:
                sides[number] = max(sides.get(number, (-1, -1)), (reference.precision, -side))
        apart = frozenset((number, -side) for number, (_, side) in sides.items())
        return replace(mention, same=frozenset(same), apart=apart) if same or apart else mention

    def preferred(self, cluster: Cluster) -> str | None:
        """The name that a user prefers; of several, the last."""
        if not self.names:
            return None
        named = [n for m in cluster.mentions for n, _, _ in self._of(m) if self._decided[n].verdict == NAME]
        return self._decided[max(named)].name if named else None


# ------------------------------------------------------------------------------------------------------- writing


def _write_people(scan: Scan, path: Path, found: Linked) -> int:
    about = {own: (place, took) for place, (own, took) in found.ids.items()}
    count = 0
    with AtomicFile(path) as file:
        writer = pq.ParquetWriter(file.file, table.SCHEMA, compression="zstd")
        try:
            for batch in scan.people():
                rows = []
                for row in batch.to_pylist():
                    place, took = about.get(row["person_id"], (None, ()))
                    cluster = None if place is None else found.clusters[place]
                    row["name"] = row["aliases"][0]["name"] if place is None else found.names[place]
                    row["type"] = (
                        cluster.mentions[0].type if cluster and cluster.mentions[0].type == PERSON else row["type"]
                    )
                    row["type"] = row["type"] or PERSON
                    row["roles"] = row["roles"] or []
                    row["confidence"] = 1.0 if cluster is None else cluster.sure
                    row["formerly"] = list(took)
                    row["mentions"] = (
                        []
                        if cluster is None
                        else [{"name": m.name, "role": m.role, "period": m.period} for m in cluster.mentions]
                    )
                    rows.append(row)
                writer.write_table(pa.Table.from_pylist(rows, schema=table.SCHEMA))
                count += len(rows)
        finally:
            writer.close()
    return count


def _with_ids(shard: Shard, ids: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """A shard's rows with their ids."""
    held: pa.Table | None = None
    for rows in parquet_tables(shard.path):
        while held is None or held.num_rows < rows.num_rows:
            following = next(ids)
            held = following if held is None else pa.concat_tables([held, following])
        own, held = held.slice(0, rows.num_rows), held.slice(rows.num_rows)
        for name in ("person_id", "statement_id"):
            at = rows.column_names.index(name)
            rows = rows.set_column(at, rows.schema.field(at), own.column(name).cast(pa.string()))
        yield rows


# ------------------------------------------------------------------------------------------------------ telling why


def explained(ledgers: Sequence[str | Path], people: Path, decisions: Path | None, name: str) -> list[str]:
    """What joins or parts those who bear a name, in lines; none where nobody does.

    Raises:
        InputError: a ledger or a file of decisions cannot be read.
    """
    decided = words.read(decisions) if decisions is not None else []
    with _scanned(ledgers, decided) as scan:
        found = _linked(scan, decided, table.known(people), tell=True)
    linker = found.linker
    wanted = linker.names.parsed(name)
    lines: list[str] = []
    meant = [
        place
        for place, cluster in enumerate(found.clusters)
        if found.ids.get(place, ("",))[0] == name
        or any(linker.names.form(wanted, linker.names.parsed(m.name)) in ("same", "spelling") for m in cluster.mentions)
        or (cluster.figure is not None and linker.names.form(wanted, linker.names.parsed(cluster.figure)) == "nickname")
    ]
    for place in meant:
        lines += _about(found, place)
        for other, cluster in enumerate(found.clusters):
            if other != place:
                lines += _between(found, place, other, cluster)
        lines.append("")
    return lines[:-1]


def _about(found: Linked, place: int) -> list[str]:
    cluster = found.clusters[place]
    rows = sum(m.rows for m in cluster.mentions)
    own = found.ids[place][0] if place in found.ids else "apart in each article, the name is too common"
    lines = [f"{found.names[place]} ({own}): {rows:,} quotes, confidence {cluster.sure:.2f}"]
    if cluster.figure:
        lines.append(f"  public figure: {cluster.figure}")
    named: dict[tuple[str, str | None], int] = defaultdict(int)
    for mention in cluster.mentions:
        named[mention.name, mention.role] += mention.rows
    lines += [f"  {rows:>6,} {name}{f', {role}' if role else ''}" for (name, role), rows in named.items()]
    for name, role, sure, evidence in cluster.why:
        lines.append(f"  joined {name}{f', {role}' if role else ''} ({sure:.2f}): {_told(evidence)}")
    return lines


def _between(found: Linked, place: int, other: int, cluster: Cluster) -> list[str]:
    own = found.clusters[place]
    names = found.linker.names
    form = names.form(own.name, cluster.name) or names.form(cluster.name, own.name)
    if form is None or own.mentions[0].type != PERSON or cluster.mentions[0].type != PERSON:
        return []
    short, full = (own, cluster) if len(own.name.words) <= len(cluster.name.words) else (cluster, own)
    evidence = found.linker.evidence(form, short, full, unknown=not short.roles)
    sure = probability(sum(e.weight for e in evidence))
    user = any(a == b and i != j for a, i in own.apart for b, j in cluster.apart)
    why = "a user says so" if user else _told(evidence)
    return [f"  parted from {found.names[other]} ({found.ids.get(other, ('apart',))[0]}) ({sure:.2f}): {why}"]


def _told(evidence: Sequence[Evidence]) -> str:
    return "; ".join(f"{e.name} {e.weight:+.1f} ({e.words})" if np.isfinite(e.weight) else e.words for e in evidence)
