"""Files that appear whole or not at all.

A result is written beside its place under a temporary name, synced, and only then takes the place of an older file.
Kept apart from the ledger because everything that writes results needs it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from quotes.errors import OutputError

_KEPT = "nothing was half-written"
_TEMPORARY = re.compile(r"\.(.+)\.[0-9a-f]{8}\.tmp", re.DOTALL)


class AtomicFile:
    """A file being written, seen under its name only once it is complete.

    As a context manager it commits when the block ends well, and else leaves no trace. Several files can be made to
    appear together: `finish` all, then `commit` all. A place that is no regular file (a pipe, `/dev/stdout`) is
    written straight.

    Args:
        path: where the file is to stand.
        follow: a link there is followed; else the file takes the link's place.

    Raises:
        OutputError: the folder is missing or not writable. Later, of every method: the disk is full or failed.
    """

    def __init__(self, path: str | Path, *, follow: bool = True) -> None:
        self.path = Path(path)
        self._temporary: Path | None = None
        try:
            target = resolved(self.path) if follow else resolved(self.path.parent) / self.path.name
            if not follow and _is_other(target):
                raise FileExistsError(errno.EEXIST, "what stands there is no file")
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if follow and target.exists() and not target.is_file():
                self.file: BinaryIO = target.open("wb")
                return
            if not target.parent.is_dir():
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            if follow and target.exists() and not os.access(target, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))  # read-only: the user meant to keep it
            self._target = target
            self._temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.tmp")
            self.file = self._temporary.open("xb")
        except OSError as error:
            raise output_error(self.path, error) from error

    def write(self, data: bytes) -> None:
        """Append bytes."""
        try:
            self.file.write(data)
        except OSError as error:
            raise output_error(self.path, error) from error

    def finish(self) -> None:
        """See every byte onto the disk; the file does not appear yet."""
        if self.file.closed:
            return
        try:
            self.file.flush()
            if self._temporary is not None:
                os.fsync(self.file.fileno())
            self.file.close()
        except OSError as error:
            raise output_error(self.path, error) from error

    def commit(self) -> None:
        """Let the file appear under its name, in place of an older one."""
        self.finish()
        if self._temporary is None:
            return
        try:
            if self._target.exists() and not self._target.is_symlink():
                shutil.copymode(self._target, self._temporary)
            os.replace(self._temporary, self._target)
            self._temporary = None
            _sync_folder(self._target.parent)
        except OSError as error:
            raise output_error(self.path, error) from error

    def abort(self) -> None:
        """Leave no trace; what stood there before still stands. Does nothing after `commit`."""
        with contextlib.suppress(OSError, AttributeError):  # a signal may come before there is a file
            self.file.close()
        if self._temporary is not None:
            with contextlib.suppress(OSError):
                self._temporary.unlink()
            self._temporary = None

    def __del__(self) -> None:
        self.abort()  # a signal may end the program between the opening and the block that would clear away

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.abort()


def resolved(path: str | Path) -> Path:
    """Where a path leads, links followed as far as they lead; `Path.resolve` raises at one that leads to itself."""
    return Path(os.path.realpath(path))


def is_temporary(name: str, of: Callable[[str], bool]) -> bool:
    """Whether a file's name is that of an unfinished `AtomicFile` for one of the names that `of` accepts."""
    match = _TEMPORARY.fullmatch(name)
    return match is not None and of(match[1])


def _is_other(target: Path) -> bool:
    """Whether something stands there that is neither a file nor a link."""
    with contextlib.suppress(FileNotFoundError):
        return not stat.S_ISREG(mode := target.lstat().st_mode) and not stat.S_ISLNK(mode)
    return False


def output_error(path: str | Path, error: OSError) -> OutputError:
    """What a failed write means to the user, in one line."""
    parent = resolved(path).parent if Path(path).is_symlink() else Path(path).parent
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(f"the disk is full, {path} was not written", f"free some space and run again; {_KEPT}")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return OutputError(f"cannot write {path}, there is no folder {parent}", "create it, or name another")
    if error.errno == errno.EISDIR:
        return OutputError(f"cannot write {path}, it is a folder", "name a file in it")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(f"cannot write {path}, no permission", "name a place you may write to")
    return OutputError(f"cannot write {path} ({error.strerror or error})", f"name another place; {_KEPT}")


def _sync_folder(folder: Path) -> None:
    """Make the renaming itself survive a loss of power, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
