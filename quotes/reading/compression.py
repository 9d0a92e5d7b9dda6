"""Compressed files, read as what they hold: `crawl.jsonl.gz` is JSON Lines.

Decompression streams: what is held does not grow with the file, however far it unfolds.
"""

from __future__ import annotations

import bz2
import gzip
import io
import logging
import lzma
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, cast

from quotes.errors import InputError

log = logging.getLogger("quotes.reading")

Opener = Callable[[], IO[bytes]]


_PIECE = 1 << 16  # bytes unpacked at a time; what goes with them where a file breaks off


def _zstd(stream: IO[bytes]) -> IO[bytes]:
    import pyarrow as pa  # the package zstandard takes a file that breaks off for a whole one

    return cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(stream, "r"), "zstd"))


_FORMATS: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    ".gz": lambda stream: cast("IO[bytes]", gzip.GzipFile(fileobj=stream)),
    ".zst": _zstd,
    ".bz2": lambda stream: cast("IO[bytes]", bz2.BZ2File(stream)),
    ".xz": lambda stream: cast("IO[bytes]", lzma.LZMAFile(stream)),
}


class Damaged(InputError):
    """What is compressed breaks off or cannot be unfolded."""


class _Unfolded(io.RawIOBase):
    """A decompressing stream that raises `Damaged` whatever the library raises, and closes what it reads."""

    def __init__(self, stream: IO[bytes], unfold: Callable[[IO[bytes]], IO[bytes]]) -> None:
        self._stored = stream
        self._unfolded = unfold(stream)
        self._any = False  # whether something was unfolded

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # any writable buffer
        try:
            data = self._unfolded.read1(min(len(view), _PIECE))  # type: ignore[attr-defined]  # what there is, before it breaks off
        except Exception as error:
            if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno is not None):
                raise  # the machine's fault; each library has its own words for the file's
            if self._any and isinstance(error, gzip.BadGzipFile) and str(error).startswith("Not a gzipped file"):
                log.warning("what stands behind the end of a .gz file is no part of it and is left out")
                return 0
            raise Damaged("breaks off or is damaged, it cannot be unpacked", "fetch it again") from error
        view[: len(data)] = data
        self._any = self._any or bool(data)
        return len(data)

    def tell(self) -> int:
        """How many bytes of the stored file were read, which is what progress is measured by."""
        return self._stored.tell()

    def close(self) -> None:
        self._stored.close()
        super().close()


def unfolded(name: str, stored: Opener) -> tuple[str, Opener]:
    """The suffix of what a file holds, in lower case, and how to open that.

    Args:
        name: the file's name: `crawl.jsonl.gz`.
        stored: opens the file as it is stored.
    """
    path = PurePath(name)
    unfold = _FORMATS.get(path.suffix.lower())
    if unfold is None:
        return path.suffix.lower(), stored

    def opened() -> IO[bytes]:
        return io.BufferedReader(_Unfolded(stored(), unfold), 1 << 18)

    return PurePath(path.stem).suffix.lower(), opened
