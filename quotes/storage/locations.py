"""Where files stand: on this machine, or behind a URL that fsspec knows (`s3://`, `gs://`, `memory://`, ...).

Owns what a run needs of a folder: list, read, remove, and write a file whole or not at all. Kept apart because neither
reading nor writing should care. fsspec is loaded only when a URL is named.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, cast

from quotes.errors import InputError, OutputError, QuotesError, UsageError
from quotes.storage.atomic import AtomicFile, output_error

_MOST = 1 << 30  # bytes of a file that is read whole
_URL = re.compile(r"[a-z][a-z0-9+.-]+://|[a-z][a-z0-9]+::", re.ASCII)
_WHOLE = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "memory", "oci", "oss"}  # an object appears whole


def is_remote(name: str) -> bool:
    """Whether a name is a URL, and no path on this machine."""
    return _URL.match(name) is not None


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file behind a URL."""

    url: str
    size: int | None  # bytes; None: the server does not say
    open: Callable[[], IO[bytes]]  # raises OSError


def files(url: str) -> list[RemoteFile]:
    """What a URL names: a file, all files under a folder, or all that fit a pattern with `*`; sorted, none hidden.

    Raises:
        InputError: there is nothing, or it cannot be reached.
        UsageError: the URL's kind is unknown, or needs a package that is not installed.
    """
    system, path = _system(url)
    with _reaching(url):
        if "*" in path:
            found = {name: entry for name, entry in system.glob(path, detail=True).items() if entry["type"] == "file"}
        elif system.isfile(path):
            found = {path: system.info(path)}
        else:
            found = system.find(path, detail=True)
        root = path.rstrip("/")
        sizes = {name: entry.get("size") for name, entry in found.items() if not _hidden(name.removeprefix(root))}
    if not sizes:
        raise InputError(f"{url} does not exist or holds no file to read", "check the address")
    return [
        RemoteFile(system.unstrip_protocol(name), size, _opener(system, name)) for name, size in sorted(sizes.items())
    ]


def _opener(system: Any, name: str) -> Callable[[], IO[bytes]]:
    return lambda: cast("IO[bytes]", system.open(name, "rb"))


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


class Folder(Protocol):
    """A folder whose files appear whole or not at all, and then stay. Names are plain, links not followed."""

    name: str  # what messages call it

    def names(self) -> list[str]:
        """All in it but folders, sorted; none where it is not there. Raises QuotesError where it cannot be read."""

    def read(self, name: str, most: int = _MOST) -> bytes:
        """A file's content. Raises OSError; also where it holds more than `most` bytes, or is no file."""

    def size(self, name: str) -> int | None:
        """A file's bytes; None: there is no such file, or it is a link, a pipe or the like."""

    def open(self, name: str) -> IO[bytes]:
        """A file to read from. Raises OSError."""

    def write(self, name: str, data: bytes | Iterable[bytes]) -> None:
        """Write or replace a file, or a link of that name. Raises OutputError; then an older one still stands."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def create(self) -> bool:
        """Make the folder; whether it was not there. Raises OutputError."""

    def discard(self) -> None:
        """Remove the folder, where it is empty."""


def folder(name: str) -> Folder:
    """The folder that a path or a URL names; it need not be there yet.

    Raises:
        UsageError: the URL's kind is unknown, or needs a package that is not installed.
    """
    return RemoteFolder(name) if is_remote(name) else LocalFolder(name)


class LocalFolder:
    """A folder on this machine: written beside, synced, renamed, and the folder synced too."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = Path(name)

    def names(self) -> list[str]:
        try:
            with os.scandir(self.path) as entries:
                return sorted(entry.name for entry in entries if not entry.is_dir(follow_symlinks=False))
        except FileNotFoundError:
            return []
        except NotADirectoryError as error:
            raise OutputError(f"{self.name} is a file, no folder", "name another place") from error
        except OSError as error:
            raise output_error(self.name, error) from error

    def read(self, name: str, most: int = _MOST) -> bytes:
        with self.open(name) as file:
            return _bounded(file, most)

    def size(self, name: str) -> int | None:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            status = self._place(name).lstat()
            return status.st_size if stat.S_ISREG(status.st_mode) else None
        return None

    def open(self, name: str) -> IO[bytes]:
        # A pipe would wait for somebody to write into it; what a link leads to is not this folder's.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        if self.size(name) is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
        return os.fdopen(os.open(self._place(name), flags), "rb")

    def write(self, name: str, data: bytes | Iterable[bytes]) -> None:
        with AtomicFile(self._place(name), follow=False) as file:
            for piece in (data,) if isinstance(data, bytes) else data:
                file.write(piece)

    def remove(self, name: str) -> None:
        with _writing(f"{self.name}/{name}"):
            self._place(name).unlink(missing_ok=True)

    def create(self) -> bool:
        with _writing(self.name):
            there = self.path.is_dir()
            self.path.mkdir(parents=True, exist_ok=True)
            return not there

    def discard(self) -> None:
        with contextlib.suppress(OSError):
            self.path.rmdir()

    def _place(self, name: str) -> Path:
        return self.path / _plain(name)


class RemoteFolder:
    """A folder behind a URL. Object stores show an object when it is whole; elsewhere it is renamed into its place."""

    def __init__(self, url: str) -> None:
        self.name = url
        self._system, path = _system(url)
        self._path = path.rstrip("/")
        protocols = self._system.protocol
        self._whole = not _WHOLE.isdisjoint([protocols] if isinstance(protocols, str) else protocols)

    def names(self) -> list[str]:
        try:
            self._system.invalidate_cache(self._path)
            entries = self._system.ls(self._path, detail=True)
        except FileNotFoundError:
            return []
        except Exception as error:
            raise _unreachable(self.name, error) from error
        return sorted(entry["name"].rpartition("/")[2] for entry in entries if entry["type"] == "file")

    def read(self, name: str, most: int = _MOST) -> bytes:
        with self.open(name) as file:
            return _bounded(file, most)

    def size(self, name: str) -> int | None:
        with contextlib.suppress(FileNotFoundError):
            return cast("int | None", self._system.size(f"{self._path}/{_plain(name)}"))
        return None

    def open(self, name: str) -> IO[bytes]:
        return cast("IO[bytes]", self._system.open(f"{self._path}/{_plain(name)}", "rb"))

    def write(self, name: str, data: bytes | Iterable[bytes]) -> None:
        data = data if isinstance(data, bytes) else b"".join(data)
        with _writing(f"{self.name}/{_plain(name)}"):
            if self._whole:
                self._system.pipe_file(f"{self._path}/{name}", data)
                return
            temporary = f"{self._path}/.{name}.{secrets.token_hex(4)}.tmp"
            self._system.pipe_file(temporary, data)
            self._system.mv(temporary, f"{self._path}/{name}")

    def remove(self, name: str) -> None:
        with _writing(f"{self.name}/{name}"), contextlib.suppress(FileNotFoundError):
            self._system.rm_file(f"{self._path}/{_plain(name)}")

    def create(self) -> bool:
        with _writing(self.name):
            there = bool(self._system.exists(self._path))
            self._system.makedirs(self._path, exist_ok=True)
            return not there

    def discard(self) -> None:
        with contextlib.suppress(Exception):  # every remote library has errors of its own
            if not self._system.ls(self._path):
                self._system.rmdir(self._path)


def _plain(name: str) -> str:
    """A file's name, which leads nowhere else."""
    if not name or name in (".", "..") or "/" in name or "\\" in name or "\0" in name:
        raise ValueError(f"{name!r} is no name of a file")
    return name


def _bounded(file: IO[bytes], most: int) -> bytes:
    data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data


def remove_folders(place: Path, prefix: str) -> None:
    """Remove the folders in a local place whose names begin with `prefix`; links among them are not followed."""
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in list(entries):
            if entry.name.startswith(prefix) and entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)


@contextlib.contextmanager
def _writing(name: str) -> Iterator[None]:
    try:
        yield
    except QuotesError:
        raise
    except OSError as error:
        raise output_error(name, error) from error
    except Exception as error:  # every remote library has errors of its own
        raise OutputError(f"cannot write {name} ({_one_line(error)})", "check the address and your rights") from error


@contextlib.contextmanager
def _reaching(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"{name} does not exist", "check the address") from error
    except Exception as error:
        raise _unreachable(name, error) from error


def _unreachable(name: str, error: Exception) -> InputError:
    return InputError(
        f"{name} cannot be reached ({_one_line(error)})", "check the address, the network and your rights"
    )


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:160]


def _system(url: str) -> tuple[Any, str]:
    import fsspec

    try:
        return cast("tuple[Any, str]", fsspec.core.url_to_fs(url))
    except ImportError as error:
        raise UsageError(f"{url} needs a package that is not installed", _one_line(error)) from error
    except ValueError as error:
        raise UsageError(f"{url} is no address this program knows ({_one_line(error)})", "check it") from error
    except Exception as error:
        raise _unreachable(url, error) from error
