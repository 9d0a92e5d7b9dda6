"""The people's file: one row a person, in Parquet, and how its ids are read and kept.

Owns the file's columns. Ids never change their owner: where two people turn out to be one, the id that goes is listed
in `formerly` of the one that stays, and whoever reads an older ledger follows it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from quotes import __version__
from quotes.errors import InputError
from quotes.lexicon import identity

if TYPE_CHECKING:
    import pandas as pd

    from quotes.ledger.queries import Rows

SUFFIX = ".people.parquet"
_KEY, _VERSION = b"quotes.people", b"quotes.version"

_DAY = pa.timestamp("us")
SCHEMA = pa.schema(
    [
        pa.field("person_id", pa.string(), False),  # stable from run to run
        pa.field("name", pa.string(), False),  # the fullest usual one, or the one a user prefers
        pa.field("type", pa.string(), False),  # as `speaker_type`
        pa.field(
            "aliases", pa.list_(pa.struct([("name", pa.string()), ("quotes", pa.int64())]))
        ),  # the most used first
        pa.field(
            "roles",
            pa.list_(pa.struct([("role", pa.string()), ("first", _DAY), ("last", _DAY), ("quotes", pa.int64())])),
        ),  # by their first day
        pa.field("quotes", pa.int64(), False),
        pa.field("statements", pa.int64(), False),  # quotes, copies counted once
        pa.field("articles", pa.int64(), False),
        pa.field("outlets", pa.int64(), False),
        pa.field("first", _DAY),  # day of the first dated quote
        pa.field("last", _DAY),
        pa.field("confidence", pa.float32(), False),  # the least probability with which something was joined, 0 to 1
        pa.field("formerly", pa.list_(pa.string())),  # ids that were other people's and are now this one's
        pa.field(
            "mentions", pa.list_(pa.struct([("name", pa.string()), ("role", pa.string()), ("period", pa.date32())]))
        ),  # what it was found under; empty for those of one article
    ],
    metadata={_KEY: b"1", _VERSION: __version__.encode()},
)

Mentioned = tuple[str, str | None, Any]
"""Name, role and period of a mention: what ids are kept by."""


def beside(ledger: str | Path) -> Path:
    """Where the people of a ledger are kept: `ledger.parquet` and `ledger/` have `ledger.people.parquet`."""
    text = str(ledger).rstrip("/")
    path = Path(text)
    return path.with_name(f"{path.name}{SUFFIX}") if path.is_dir() else path.with_suffix(SUFFIX)


def open_people(path: Path) -> pq.ParquetFile:
    """A people's file, seen to be one.

    Raises:
        InputError: it is missing or something else.
    """
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist", "make it: quotes people LEDGER") from None
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"{path} is no file of people, or is damaged", "make it anew: quotes people LEDGER") from error
    if (file.schema_arrow.metadata or {}).get(_KEY) != b"1":
        file.close()
        raise InputError(f"{path} is no file of people", "name one that quotes people wrote")
    return file


def read_people(path: str | Path) -> pd.DataFrame:
    """The people of a ledger as a data frame, the most quoted first.

    Raises:
        InputError: the file is missing or something else.
    """
    with open_people(Path(path)) as file:
        frame: pd.DataFrame = file.read().to_pandas()
    return frame


def current_ids(path: Path) -> dict[str, str]:
    """Old ids and whose they are now."""
    with open_people(path) as file:
        found = file.read(columns=["person_id", "formerly"]).to_pylist()
    return {old: row["person_id"] for row in found for old in row["formerly"] or ()}


def people_called(name: str, ledger: str, linked: Iterable[str]) -> frozenset[str]:
    """The ids of those who bear a name, or of the person with an id; ids that were theirs before included.

    Args:
        name: as any row has it, in any case; or a person_id.
        ledger: whose people's file tells.
        linked: the ids in the ledger.

    Raises:
        InputError: the ledger does not say who is who yet, or nobody is called so.
    """
    if not any(True for _ in linked):
        raise InputError(f"{ledger} does not say yet who is who", f"run quotes people {ledger}")
    wanted = " ".join(name.casefold().split())
    full = identity.load().known_as.get(wanted, wanted).casefold()
    found: set[str] = set()
    with open_people(beside(ledger)) as file:
        for batch in file.iter_batches(columns=["person_id", "name", "aliases", "formerly"]):
            for row in batch.to_pylist():
                ids = (row["person_id"], *(row["formerly"] or ()))
                names = (row["name"], *(alias["name"] for alias in row["aliases"]))
                if wanted in ids or any(" ".join(n.casefold().split()) in (wanted, full) for n in names):
                    found.update(ids)
    if not found:
        raise InputError(f"nobody is called {name!r} in the people of {ledger}", "see quotes show --speaker")
    return frozenset(found)


def tell_names(rows: Rows) -> bool:
    """Let queries ask what to call the bearer of an id, former ones too: the table `called` (id, name).

    Namesakes are told apart by their last role, else by number, the most quoted first. Of several ledgers the last that
    knows an id counts.

    Returns:
        Whether there is a file of people beside any of the ledgers.

    Raises:
        InputError: one is damaged, or something else.
    """
    parts = []
    for number, path in enumerate(map(beside, rows.source.ledgers)):
        if path.exists():
            open_people(path).close()
            parts.append(
                f"""SELECT {number} AS file, unnest(list_prepend(person_id, formerly)) AS id,
                CASE WHEN place > 1 THEN name || ' (' || place || ')' ELSE name END AS name FROM (
                SELECT *, row_number() OVER (PARTITION BY name ORDER BY quotes DESC, person_id) AS place FROM (
                SELECT person_id, coalesce(formerly, []) AS formerly, quotes, CASE
                WHEN count(*) OVER (PARTITION BY name) > 1 AND len(roles) > 0 THEN name || ' (' || roles[-1].role || ')'
                ELSE name END AS name FROM {rows.parquet(path)}))"""
            )
    if parts:
        rows.run(
            f"""CREATE OR REPLACE TABLE called AS SELECT id, arg_max(name, file) AS name FROM (
            {" UNION ALL ".join(parts)}) GROUP BY id"""
        )
    return bool(parts)


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that a people's file has given."""

    by_mention: Mapping[Mentioned, str]
    formerly: Mapping[str, tuple[str, ...]]  # id -> those that it took over
    taken: frozenset[str]  # all ids there have been


NOBODY = Known({}, {}, frozenset())


def known(path: Path) -> Known:
    """The ids in a people's file; none where there is no file."""
    if not path.exists():
        return NOBODY
    by_mention: dict[Mentioned, str] = {}
    formerly: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    with open_people(path) as file:
        for batch in file.iter_batches(columns=["person_id", "formerly", "mentions"]):
            for row in batch.to_pylist():
                if not row["mentions"]:
                    continue
                taken.update((row["person_id"], *(row["formerly"] or ())))
                if row["formerly"]:
                    formerly[row["person_id"]] = tuple(row["formerly"])
                for m in row["mentions"]:
                    by_mention[m["name"], m["role"], m["period"]] = row["person_id"]
    return Known(by_mention, formerly, frozenset(taken))


def given(
    people: Iterable[tuple[str, list[tuple[Mentioned, int]]]], before: Known
) -> list[tuple[str, tuple[str, ...]]]:
    """Ids for people, kept where they were known before.

    Args:
        people: for each what a new id is made of, and its mentions with their numbers of rows.

    Returns:
        For each its id, and the ids that it takes over.
    """
    listed = list(people)
    loose = _in_any_period(before.by_mention)
    nothing: Counter[str] = Counter()
    votes = [_votes(mentions, before, loose) if loose else nothing for _, mentions in listed]
    wanted = sorted(
        ((count, old, -number) for number, vote in enumerate(votes) for old, count in vote.items()), reverse=True
    )
    kept: dict[int, str] = {}
    gone: dict[int, list[str]] = defaultdict(list)
    owned: set[str] = set()
    for _, old, number in wanted:
        if old in owned:
            continue
        owned.add(old)
        if -number in kept:
            gone[-number].append(old)
        else:
            kept[-number] = old
    result = []
    used = set(before.taken)
    for number, (seed, _) in enumerate(listed):
        own = kept.get(number)
        if own is None:
            own = _new(seed, used)
            used.add(own)
        took = [*before.formerly.get(own, ())]
        for old in gone[number]:
            took += [old, *before.formerly.get(old, ())]
        result.append((own, tuple(dict.fromkeys(took))))
    return result


def _votes(
    mentions: list[tuple[Mentioned, int]], before: Known, loose: Mapping[tuple[str, str | None], str | None]
) -> Counter[str]:
    found: Counter[str] = Counter()
    for (name, role, period), rows in mentions:
        old = before.by_mention.get((name, role, period)) or loose.get((name, role))
        if old is not None:
            found[old] += rows
    return found


def _in_any_period(by_mention: Mapping[Mentioned, str]) -> dict[tuple[str, str | None], str | None]:
    """Whose a name with a role is in any period; None where it is several people's."""
    found: dict[tuple[str, str | None], str | None] = {}
    for (name, role, _), person in by_mention.items():
        if found.setdefault((name, role), person) != person:
            found[name, role] = None
    return found


def _new(seed: str, used: set[str]) -> str:
    for attempt in range(len(used) + 1):
        made = "p" + blake2b(f"{seed}\0{attempt}".encode("utf-8", "replace"), digest_size=6).hexdigest()
        if made not in used:
            return made
    raise AssertionError(seed)
