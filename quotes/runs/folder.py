"""The ledger's folder, and beside it the record of the run that fills it.

`ledger/` holds Parquet shards and nothing else, so that every tool reads it as it is. `ledger.run/` holds a manifest
for each shard, `run.json`, and `skipped.jsonl`; without it the ledger is still whole, but a run cannot be taken up.

A shard is written first, then its manifest: a shard without a manifest that fits is written again. A shard keeps its
name as long as its articles are the same, so that what replaces it takes its place in one step.

A record is input like any other: it may be damaged, or written by somebody who means harm. What it says is taken only
where this program could have written it, no link in the two folders is followed, and nothing outside them is touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import IO, TYPE_CHECKING, Any

from quotes.errors import InputError, OutputError, UsageError
from quotes.storage import locations
from quotes.storage.atomic import is_temporary, output_error

if TYPE_CHECKING:
    import pyarrow as pa

_RUN = "run.json"
_SKIPPED = "skipped.jsonl"
_MANIFEST = ".manifest.json"
_SKETCHES = ".sketches.arrow"
_TEXTS = ".texts.jsonl.zst"
_LOCK = "lock"
_SCRATCH = ".scratch"
_LONGEST_RECORD = 64 << 20  # bytes; a manifest of 5,000 skipped articles has a hundredth of it
_LARGEST = 1 << 53  # of the numbers in a record

_SHARD = re.compile(r"part-([0-9]{6,12})-([0-9a-f]{12})((?:-[0-9]{1,9})?)\.parquet")
_KEY = re.compile(r"[0-9a-f]{32}(-[0-9]{1,9})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one shard holds and what it was made of and by."""

    shard: str  # the file's name
    key: str  # of its articles, see `cutting.Shard`
    span: dict[str, Any]  # which part of which input
    program: dict[str, str]  # version, schema, lexicon, models, analyser, dedup
    articles: int
    quotes: int
    skipped: list[dict[str, Any]]  # see `work.skip_objects`; of a manifest that was read: none, so that none is held
    sha256: str  # of the file
    size: int  # of the file, in bytes
    before: str | None = None  # the file's sha256 before `duplicate_of` was filled in, for a run killed in between
    duplicates: str = ""  # which `duplicate_of` was filled in; "": none
    texts: str = ""  # the sha256 of its articles' texts, as they are kept; "": they are not
    left_out: int = 0  # how many articles were skipped

    def json(self) -> bytes:
        """As it is stored."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def read_manifest(name: str, data: bytes) -> Manifest:
    """A stored manifest, once it is known to be one that this program could have written.

    Args:
        name: its file's.
        data: its file's.

    Raises:
        ValueError: it is damaged, of another version, or names another file than its shard.
    """
    values = _json(data)
    if not isinstance(values, dict) or {*values} != {each.name for each in fields(Manifest)}:
        raise ValueError("its fields are others")
    manifest = Manifest(**values)
    shard = _SHARD.fullmatch(manifest.shard) if isinstance(manifest.shard, str) else None
    sound = (
        shard is not None
        and name == f"{manifest.shard.removesuffix('.parquet')}{_MANIFEST}"
        and _is(manifest.key, _KEY)
        and manifest.shard == shard_name(int(shard[1]), manifest.key)
        and isinstance(manifest.span, dict)
        and isinstance(manifest.span.get("input"), str)
        and isinstance(manifest.program, dict)
        and all(isinstance(value, str) for value in manifest.program.values())
        and all(map(_is_count, (manifest.articles, manifest.quotes, manifest.size, manifest.left_out)))
        and isinstance(manifest.skipped, list)
        and all(map(_is_skip, manifest.skipped))
        and manifest.left_out == sum(skip["count"] for skip in manifest.skipped)
        and _is(manifest.sha256, _SHA256)
        and (manifest.before is None or _is(manifest.before, _SHA256))
        and (manifest.duplicates == "" or _is(manifest.duplicates, _SHA256))
        and (manifest.texts == "" or _is(manifest.texts, _SHA256))
    )
    if not sound:
        raise ValueError("a value is none that this program writes")
    return manifest


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _is(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST


def _is_skip(skip: object) -> bool:
    return (
        isinstance(skip, dict)
        and {*skip} == {"input", "where", "doc_id", "reason", "count"}
        and all(isinstance(skip[name], str) for name in ("input", "reason"))
        and all(skip[name] is None or isinstance(skip[name], str) for name in ("where", "doc_id"))
        and _is_count(skip["count"])
    )


@dataclass(slots=True)
class LedgerFolder:
    """A ledger's shards and their manifests.

    Args:
        name: the folder, a path or a URL.

    Raises:
        UsageError: no ledger can be kept there.
    """

    name: str
    shards: locations.Folder = field(init=False)
    run: locations.Folder = field(init=False)
    manifests: dict[str, Manifest] = field(init=False)  # key -> manifest
    damaged: list[str] = field(init=False)  # shards whose manifests cannot be read

    def __post_init__(self) -> None:
        place = self.name.rstrip("/")
        bucket = locations.is_remote(place) and "/" not in place.partition("://")[2]  # the run has no place beside it
        if bucket or not place or place.endswith((".", ":")):
            inside = f"{self.name}{'' if self.name.endswith('/') else '/'}ledger/"
            raise UsageError(f"cannot keep a ledger in {self.name} itself", f"name a folder in it: {inside}")
        self.shards = locations.folder(place)
        self.run = locations.folder(f"{place}.run")
        for folder in (self.shards, self.run):
            if isinstance(folder, locations.LocalFolder) and folder.path.is_symlink():
                raise UsageError(f"{folder.name} is a link", "name the ledger where it stands")
        self._load()

    def _load(self) -> None:
        self.manifests, self.damaged = {}, []
        for name in self.run.names():
            if not name.endswith(_MANIFEST) or not is_shard(shard := f"{name.removesuffix(_MANIFEST)}.parquet"):
                continue
            try:
                manifest = read_manifest(name, self.run.read(name, _LONGEST_RECORD))
                if manifest.key in self.manifests:
                    raise ValueError("another manifest tells of the same articles")
                self.manifests[manifest.key] = _changed(manifest, skipped=[])
            except (ValueError, OSError):
                self.damaged.append(shard)

    @property
    def skipped_path(self) -> str:
        """Where skipped articles are named."""
        return f"{self.run.name}/{_SKIPPED}"

    @property
    def is_new(self) -> bool:
        """Whether nothing is known of any shard."""
        return not self.manifests and not self.damaged

    def check(self, inputs: Iterable[str]) -> None:
        """See that what is there may be replaced by the quotes of some inputs.

        Args:
            inputs: as `run.json` names them.

        Raises:
            UsageError: it is of nobody knows what, or of other inputs.
        """
        foreign = [name for name in self.shards.names() if not is_shard(name) and not name.startswith(".")]
        unknown = self._orphans() or self.damaged
        about = self.about()
        if foreign or (unknown and not about):
            raise UsageError(
                f"{self.name} holds {(foreign or unknown)[0]}, which is of no run known in {self.run.name}",
                "name another folder",
            )
        if unknown and (others := sorted({*about["inputs"]} - {*inputs})):
            raise UsageError(
                f"{self.name} also holds the quotes of {others[0]}, which is not among the inputs",
                "name that, too, or another folder",
            )

    @contextlib.contextmanager
    def rewriting(self) -> Iterator[None]:
        """Keep runs out while rows of shards are replaced (see `republish`); nothing is cleared away.

        Raises:
            OutputError: a run writes here.
        """
        with _locked(self.run, self.name):
            self._load()
            yield

    def _orphans(self) -> list[str]:
        """Shards of which no manifest tells."""
        known = {manifest.shard for manifest in self.manifests.values()}
        return [name for name in self.shards.names() if is_shard(name) and name not in known]

    @contextlib.contextmanager
    def writing(self, inputs: Iterable[str]) -> Iterator[None]:
        """Keep other runs out, read the records, and clear away what a killed run left.

        Args:
            inputs: as `run.json` names them.

        Raises:
            OutputError: another run writes here, or the folders cannot be made.
            UsageError: what is there is of nobody knows what, or of other inputs.
        """
        new_run = self.run.create()
        new_shards = False
        with _locked(self.run, self.name):
            try:
                self._load()  # not before: another run may have ended in between
                self.check(inputs)
                new_shards = self.shards.create()
                self._tidy()
                yield
            finally:
                if new_shards:
                    self.shards.discard()
                if new_run and self.run.names() in ([], [_LOCK]):  # nothing was made
                    self.run.remove(_LOCK)
                    self.run.discard()

    def _tidy(self) -> None:
        """Remove what killed runs began: temporary files, shards without manifest, what belongs to no shard."""
        for orphan in self._orphans():
            self.shards.remove(orphan)
        for name in self.shards.names():
            if is_temporary(name, is_shard):
                self.shards.remove(name)
        known = {manifest.shard for manifest in self.manifests.values()}
        for name in self.run.names():
            shard = _shard_of(name)
            if (shard and shard not in known) or is_temporary(name, _is_record):
                self.run.remove(name)
        if isinstance(self.run, locations.LocalFolder):
            locations.remove_folders(self.run.path, _SCRATCH)

    def scratch(self) -> contextlib.AbstractContextManager[str]:
        """A folder for what is needed during the run alone: beside the record, or on this machine for a remote one."""
        import tempfile

        beside = self.run.path if isinstance(self.run, locations.LocalFolder) else None
        return tempfile.TemporaryDirectory(prefix=_SCRATCH if beside else "quotes-", dir=beside)

    def is_sound(self, manifest: Manifest) -> bool:
        """Whether the shard is the one that the manifest tells of."""
        if self.shards.size(manifest.shard) != manifest.size and manifest.before is None:
            return False
        if manifest.texts and self.run.size(_beside(manifest, _TEXTS)) is None:
            return False
        if isinstance(self.shards, locations.RemoteFolder):
            return self.shards.size(manifest.shard) == manifest.size  # reading it all would cost more than it is worth
        return self.sha256(manifest) in (manifest.sha256, manifest.before) and self._holds_rows(manifest)

    def _holds_rows(self, manifest: Manifest) -> bool:
        """Whether the shard is a table of as many rows as the manifest says: whoever forges one may forge both."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with self.shards.open(manifest.shard) as file:
                return bool(pq.read_metadata(file).num_rows == manifest.quotes)
        except (pa.ArrowException, OSError):
            return False

    def sha256(self, manifest: Manifest) -> str:
        """Of the shard as it is; "" where it is missing."""
        try:
            with self.shards.open(manifest.shard) as file:
                return _sha256_of(file)
        except OSError:
            return ""

    def publish(
        self, rows: pa.Table, manifest: Manifest, sketches: pa.Table | None, texts: Iterable[bytes] | None = None
    ) -> Manifest:
        """Write a shard, then mark it done.

        Args:
            manifest: as it will be, but for what only the files tell.
            texts: the lines that keep its articles; None: they are not kept.

        Raises:
            OutputError: the disk is full or failed; an older shard of this name, or none, is there.
        """
        from quotes.ledger.writing import parquet_bytes

        data = parquet_bytes(rows, manifest.articles)
        done = _changed(manifest, quotes=rows.num_rows, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        if sketches is not None:
            self.run.write(_beside(manifest, _SKETCHES), _ipc(sketches))
        if texts is not None:
            packed = _packed(texts)
            done = _changed(done, texts=hashlib.sha256(packed).hexdigest())
            self.run.write(_beside(manifest, _TEXTS), packed)
        self.shards.write(manifest.shard, data)
        self.run.write(_beside(manifest, _MANIFEST), done.json())
        self.manifests[manifest.key] = _changed(done, skipped=[])
        return done

    def republish(self, rows: pa.Table, manifest: Manifest, duplicates: str) -> None:
        """Write a shard whose rows have become others, from articles that are the same.

        The manifest goes first here, and admits both files: whatever happens, the work on the articles is not lost.
        """
        from quotes.ledger.writing import parquet_bytes

        data = parquet_bytes(rows, manifest.articles)
        done = _changed(
            manifest,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            before=self.sha256(manifest) or None,
            duplicates=duplicates,
            skipped=self._skipped(manifest),
        )
        self.run.write(_beside(manifest, _MANIFEST), done.json())
        self.shards.write(manifest.shard, data)
        self.manifests[manifest.key] = _changed(done, skipped=[])

    def rows(self, manifest: Manifest) -> pa.Table:
        """A shard's rows.

        Raises:
            InputError: it is no part of a ledger, whatever its manifest says.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with self.shards.open(manifest.shard) as file:
                return pq.read_table(file)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{self.name}/{manifest.shard} cannot be read", "remove it and run again") from error

    def sketches(self, manifest: Manifest) -> pa.Table:
        """The sketches of a shard's articles.

        Raises:
            OSError: there are none, or they are damaged.
        """
        import pyarrow as pa

        data = self.run.read(_beside(manifest, _SKETCHES))
        try:
            with pa.ipc.open_file(data) as reader:
                return reader.read_all()
        except pa.ArrowException as error:
            raise OSError(f"{manifest.shard} has damaged sketches") from error

    def texts(self, manifest: Manifest) -> Iterator[bytes]:
        """The lines that keep the texts of a shard's articles, in pieces.

        Raises:
            InputError: they are missing or damaged.
        """
        import pyarrow as pa

        try:
            data = self.run.read(_beside(manifest, _TEXTS))
            if hashlib.sha256(data).hexdigest() != manifest.texts:
                raise OSError("others than its manifest tells of")
            with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as stream:
                while piece := stream.read(1 << 20):
                    yield piece
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                f"{self.run.name}/{_beside(manifest, _TEXTS)} is damaged", "remove it and run again"
            ) from error

    def remove(self, manifest: Manifest) -> None:
        """Take a shard away; its manifest first, so that no manifest tells of a shard that is not there."""
        self.run.remove(_beside(manifest, _MANIFEST))
        self.shards.remove(manifest.shard)
        self.run.remove(_beside(manifest, _SKETCHES))
        self.run.remove(_beside(manifest, _TEXTS))
        self.manifests.pop(manifest.key, None)

    def begin(self, about: Mapping[str, Any], keys: Iterable[str] | None) -> None:
        """Note what the ledger is made from, and that it is not complete.

        Args:
            about: what to note of the run.
            keys: of all shards that are to come, where they are known already.
        """
        shards = None if keys is None else len({*keys})
        self.run.write(_RUN, _pretty({**about, "complete": False, "shards": shards}))

    def about(self) -> dict[str, Any]:
        """What was noted about the run; empty where nothing was, or nothing that can be trusted."""
        with contextlib.suppress(OSError, ValueError):
            about = _json(self.run.read(_RUN, _LONGEST_RECORD))
            if (
                isinstance(about, dict)
                and isinstance(inputs := about.get("inputs"), list)
                and all(isinstance(name, str) for name in inputs)
                and _is_count(about.get("shard_size"))
                and about["shard_size"] > 0
            ):
                return about
        return {}

    def complete(self, about: Mapping[str, Any], keys: list[str]) -> None:
        """Note that the ledger is whole, and name what was skipped.

        Args:
            about: what to note of the run.
            keys: of all shards, in the order of the input.
        """
        manifests = [self.manifests[key] for key in keys]
        skipped = sum(manifest.left_out for manifest in manifests)
        if skipped:
            self.run.write(_SKIPPED, self._skipped_lines(manifests))
        else:
            self.run.remove(_SKIPPED)
        totals = {
            "articles": sum(manifest.articles for manifest in manifests),
            "quotes": sum(manifest.quotes for manifest in manifests),
            "skipped": skipped,
            "shards": len(manifests),
            "order": [manifest.shard for manifest in manifests],
        }
        self.run.write(_RUN, _pretty({**about, "complete": True, **totals}))

    def _skipped(self, manifest: Manifest) -> list[dict[str, Any]]:
        """What was skipped of a shard, which is not held in memory."""
        if not manifest.left_out:
            return []
        name = _beside(manifest, _MANIFEST)
        try:
            return read_manifest(name, self.run.read(name, _LONGEST_RECORD)).skipped
        except (ValueError, OSError) as error:
            raise OutputError(f"{self.run.name}/{name} was changed while the run worked", "run again") from error

    def _skipped_lines(self, manifests: Iterable[Manifest]) -> Iterator[bytes]:
        from quotes.runs.work import folded_skips

        found = (skip for manifest in manifests for skip in self._skipped(manifest))
        for skip in folded_skips(found):
            yield f"{json.dumps(skip)}\n".encode("utf-8", "backslashreplace")


def shard_name(number: int, key: str) -> str:
    """The name of a shard's file; `number` is its place in the input when it was first made."""
    return f"part-{number:06d}-{shard_id(key)}.parquet"


def shard_id(key: str) -> str:
    """What of a shard's key its name tells."""
    return f"{key[:12]}{key[32:]}"


def shard_id_of(name: str) -> str:
    """The same, from the shard's name."""
    return name.split("-", 2)[2].removesuffix(".parquet")


def is_shard(name: str) -> bool:
    """Whether a file's name is one that `shard_name` gives."""
    return _SHARD.fullmatch(name) is not None


def _shard_of(name: str) -> str | None:
    """The shard that a file of the record belongs to."""
    for suffix in (_MANIFEST, _SKETCHES, _TEXTS):
        if name.endswith(suffix) and is_shard(shard := f"{name.removesuffix(suffix)}.parquet"):
            return shard
    return None


def _is_record(name: str) -> bool:
    return name in (_RUN, _SKIPPED) or _shard_of(name) is not None


def _beside(manifest: Manifest, suffix: str) -> str:
    return manifest.shard.removesuffix(".parquet") + suffix


def _changed(manifest: Manifest, **changes: Any) -> Manifest:
    return Manifest(**({name: getattr(manifest, name) for name in manifest.__slots__} | changes))


def _pretty(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def _packed(lines: Iterable[bytes]) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        for line in lines:
            stream.write(line)
    return bytes(sink.getvalue())


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
    from filelock import FileLock, Timeout

    lock = FileLock(folder.path / _LOCK, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise OutputError(f"another run is writing {name}", "wait for it, or name another folder") from error
    except (OSError, NotImplementedError) as error:
        problem = error if isinstance(error, OSError) else OSError(str(error))
        raise output_error(f"{folder.name}/{_LOCK}", problem) from error
    try:
        yield
    finally:
        lock.release()
