"""The ledger's folder, and beside it the record of the run that fills it.

`ledger/` holds Parquet shards and nothing else, so that every tool reads it as it is. `ledger.run/` holds a manifest
for each shard, `run.json`, and `skipped.jsonl`; without it the ledger is still whole, but a run cannot be taken up.

A shard is written first, then its manifest: a shard without a manifest that fits is written again. A shard keeps its
name as long as its articles are the same, so that what replaces it takes its place in one step.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from quotes.errors import OutputError, UsageError
from quotes.storage import locations
from quotes.storage.atomic import output_error

if TYPE_CHECKING:
    import pyarrow as pa

_RUN = "run.json"
_SKIPPED = "skipped.jsonl"
_MANIFEST = ".manifest.json"
_SKETCHES = ".sketches.arrow"
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one shard holds and what it was made of and by."""

    shard: str  # the file's name
    key: str  # of its articles, see `cutting.Shard`
    span: dict[str, Any]  # which part of which input
    program: dict[str, str]  # version, schema, lexicon, models, analyser, dedup
    articles: int
    quotes: int
    skipped: list[dict[str, str | None]]
    sha256: str  # of the file
    size: int  # of the file, in bytes
    before: str | None = None  # the file's sha256 before `duplicate_of` was filled in, for a run killed in between
    duplicates: str = ""  # which `duplicate_of` was filled in; "": none

    def json(self) -> bytes:
        """As it is stored."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


@dataclass(slots=True)
class LedgerFolder:
    """A ledger's shards and their manifests.

    Args:
        name: the folder, a path or a URL.
    """

    name: str
    shards: locations.Folder = field(init=False)
    run: locations.Folder = field(init=False)
    manifests: dict[str, Manifest] = field(init=False)  # key -> manifest

    def __post_init__(self) -> None:
        place = self.name.rstrip("/")
        bucket = locations.is_remote(place) and "/" not in place.partition("://")[2]  # the run has no place beside it
        if bucket or not place or place.endswith((".", ":")):
            raise UsageError(f"cannot keep a ledger in {self.name} itself", f"name a folder in it: {self.name}ledger/")
        self.shards = locations.folder(place)
        self.run = locations.folder(f"{place}.run")
        self.manifests = {manifest.key: manifest for manifest in self._manifests()}

    def _manifests(self) -> Iterator[Manifest]:
        for name in self.run.names():
            if name.endswith(_MANIFEST):
                try:
                    yield Manifest(**json.loads(self.run.read(name)))
                except (ValueError, TypeError):
                    continue  # of another version: its shard is made anew

    @property
    def skipped_path(self) -> str:
        """Where skipped articles are named."""
        return f"{self.run.name}/{_SKIPPED}"

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Make the folders, keep other runs out, and clear away what a killed one left.

        Raises:
            OutputError: another run writes here, or the folders cannot be made.
            UsageError: there are files that no run beside it knows.
        """
        known = {manifest.shard for manifest in self.manifests.values()}
        foreign = [name for name in self.shards.names() if not name.startswith(".") and not _is_shard(name)]
        orphans = [name for name in self.shards.names() if _is_shard(name) and name not in known]
        if foreign or (orphans and self.run.size(_RUN) is None):
            example = (foreign or orphans)[0]
            raise UsageError(
                f"{self.name} holds {example}, which is of no run known in {self.run.name}", "name another folder"
            )
        self.shards.create()
        self.run.create()
        with _locked(self.run, self.name):
            for folder in (self.shards, self.run):
                for name in folder.names():
                    if name.startswith(".") and name.endswith(".tmp"):
                        folder.remove(name)
            for name in orphans:  # written, but its manifest was not
                self.shards.remove(name)
            yield

    def is_sound(self, manifest: Manifest) -> bool:
        """Whether the shard is the one that the manifest tells of."""
        if self.shards.size(manifest.shard) != manifest.size and manifest.before is None:
            return False
        if isinstance(self.shards, locations.RemoteFolder):
            return self.shards.size(manifest.shard) == manifest.size  # reading it all would cost more than it is worth
        return self.sha256(manifest) in (manifest.sha256, manifest.before)

    def sha256(self, manifest: Manifest) -> str:
        """Of the shard as it is; "" where it is missing."""
        try:
            with self.shards.open(manifest.shard) as file:
                return _sha256_of(file)
        except OSError:
            return ""

    def publish(self, rows: pa.Table, manifest: Manifest, sketches: pa.Table | None) -> Manifest:
        """Write a shard, then mark it done.

        Args:
            manifest: as it will be, but for what only the file tells.

        Raises:
            OutputError: the disk is full or failed; an older shard of this name, or none, is there.
        """
        from quotes.ledger.formats import parquet_bytes

        data = parquet_bytes(rows)
        done = _changed(manifest, quotes=rows.num_rows, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        if sketches is not None:
            self.run.write(_beside(manifest, _SKETCHES), _ipc(sketches))
        self.shards.write(manifest.shard, data)
        self.run.write(_beside(manifest, _MANIFEST), done.json())
        self.manifests[manifest.key] = done
        return done

    def republish(self, rows: pa.Table, manifest: Manifest, duplicates: str) -> None:
        """Write a shard whose rows have become others, from articles that are the same.

        The manifest goes first here, and admits both files: whatever happens, the work on the articles is not lost.
        """
        from quotes.ledger.formats import parquet_bytes

        data = parquet_bytes(rows)
        done = _changed(
            manifest,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            before=self.sha256(manifest) or None,
            duplicates=duplicates,
        )
        self.run.write(_beside(manifest, _MANIFEST), done.json())
        self.shards.write(manifest.shard, data)
        self.manifests[manifest.key] = done

    def rows(self, manifest: Manifest) -> pa.Table:
        """A shard's rows."""
        import pyarrow.parquet as pq

        with self.shards.open(manifest.shard) as file:
            return pq.read_table(file)

    def sketches(self, manifest: Manifest) -> pa.Table:
        """The sketches of a shard's articles."""
        import pyarrow as pa

        with pa.ipc.open_file(self.run.read(_beside(manifest, _SKETCHES))) as reader:
            return reader.read_all()

    def has_sketches(self, manifest: Manifest) -> bool:
        """Whether there are sketches of its articles."""
        return self.run.size(_beside(manifest, _SKETCHES)) is not None

    def remove(self, manifest: Manifest) -> None:
        """Take a shard away; its manifest first, so that no manifest tells of a shard that is not there."""
        self.run.remove(_beside(manifest, _MANIFEST))
        self.shards.remove(manifest.shard)
        self.run.remove(_beside(manifest, _SKETCHES))
        self.manifests.pop(manifest.key, None)

    def begin(self, about: dict[str, Any]) -> None:
        """Note what the ledger is made from, and that it is not complete."""
        self.run.write(_RUN, _pretty(about | {"complete": False}))

    def about(self) -> dict[str, Any]:
        """What was noted about the run; empty where nothing was."""
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads(self.run.read(_RUN)))
        return {}

    def complete(self, about: dict[str, Any], keys: list[str]) -> None:
        """Note that the ledger is whole, and name what was skipped.

        Args:
            about: what to note of the run.
            keys: of all shards, in the order of the input.
        """
        manifests = [self.manifests[key] for key in keys]
        lines = [json.dumps(skip) + "\n" for manifest in manifests for skip in manifest.skipped]
        if lines:
            self.run.write(_SKIPPED, "".join(lines).encode("utf-8", "backslashreplace"))
        else:
            self.run.remove(_SKIPPED)
        totals = {
            "articles": sum(manifest.articles for manifest in manifests),
            "quotes": sum(manifest.quotes for manifest in manifests),
            "skipped": len(lines),
            "shards": len(manifests),
        }
        self.run.write(_RUN, _pretty(about | {"complete": True} | totals))


def shard_name(number: int, key: str) -> str:
    """The name of a shard's file: sorted by name, shards follow the input."""
    return f"part-{number:06d}-{key[:12]}{key[32:]}.parquet"


def _is_shard(name: str) -> bool:
    return name.startswith("part-") and name.endswith(".parquet")


def _beside(manifest: Manifest, suffix: str) -> str:
    return manifest.shard.removesuffix(".parquet") + suffix


def _changed(manifest: Manifest, **changes: Any) -> Manifest:
    return Manifest(**({name: getattr(manifest, name) for name in manifest.__slots__} | changes))


def _pretty(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def _ipc(rows: pa.Table) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_table(rows)
    return bytes(sink.getvalue())


def _sha256_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


@contextlib.contextmanager
def _locked(folder: locations.Folder, name: str) -> Iterator[None]:
    """Keep other runs on this machine out. The lock goes with the process, however it ends."""
    if not isinstance(folder, locations.LocalFolder):
        yield
        return
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    try:
        file = Path(folder.path, _LOCK).open("w")
    except OSError as error:
        raise output_error(f"{folder.name}/{_LOCK}", error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(f"another run is writing {name}", "wait for it, or name another folder") from error
        yield
