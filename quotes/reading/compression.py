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
from typing import IO, Any, cast

from quotes.errors import InputError

log = logging.getLogger("quotes.reading")

Opener = Callable[[], IO[bytes]]


_PIECE = 1 << 16  # bytes unpacked at a time; what goes with them where a file breaks off
_MOST_MEMORY = 256 << 20  # bytes; an .xz file says how much it needs, and `xz -9` needs 65 MiB


class _Zstd:
    """What Arrow unfolds of a zstd file; the package zstandard takes a file that breaks off for a whole one.

    Arrow gives nothing of a piece in which the file breaks off, so that the piece is read once more, byte by byte.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stored = stream
        self._stream = self._first = self._opened()  # which closes the file when it is let go
        self._given = 0  # bytes
        self._error: Exception | None = None

    def _opened(self) -> Any:
        import pyarrow as pa

        return pa.CompressedInputStream(pa.PythonFile(self._stored, "r"), "zstd")

    def read1(self, most: int) -> bytes:
        """What there is next, b"" at the end."""
        if self._error is not None:
            raise self._error
        try:
            data: bytes = self._stream.read(most)
        except OSError as error:
            if error.errno is not None or not self._stored.seekable():
                raise
            data = self._before(error)
        self._given += len(data)
        return data

    def _before(self, error: OSError) -> bytes:
        """What of the last piece can be unfolded."""
        self._stored.seek(0)
        self._stream = self._opened()
        left = self._given
        while left:
            left -= len(self._stream.read(min(left, _PIECE)))
        found = bytearray()
        try:
            while byte := self._stream.read(1):
                found += byte
        except OSError as again:
            self._error = _Behind() if "Unknown frame descriptor" in str(error) and (self._given or found) else again
        if not found and self._error is not None:
            raise self._error
        return bytes(found)


class _Behind(Exception):
    """What follows is no part of what was compressed."""


class _Members:
    """The members of a compressed file, one after the other.

    Python's own readers take a damaged member for the end of the file, and say nothing; so they do with what stands
    behind padding.

    Args:
        stream: the file as it is stored.
        decompressor: makes what unfolds a member.
        magic: what a member begins with.
    """

    def __init__(
        self, stream: IO[bytes], decompressor: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor], magic: bytes
    ) -> None:
        self._stream = stream
        self._decompressor = decompressor
        self._magic = magic
        self._member = decompressor()
        self._rest = b""  # read and not yet unfolded

    def read1(self, most: int) -> bytes:
        """What there is next, b"" at the end. Raises EOFError where the file breaks off."""
        while True:
            if self._member.eof and not self._following():
                return b""
            if self._member.needs_input and not self._rest:
                self._rest = self._stream.read(_PIECE)
                if not self._rest:
                    raise EOFError("it breaks off")
            data, self._rest = self._member.decompress(self._rest, most), b""
            if data:
                return data

    def _following(self) -> bool:
        """Go on to the next member, if there is one."""
        rest = self._member.unused_data.lstrip(b"\0")  # with which `xz` pads
        while len(rest) < len(self._magic) and (more := self._stream.read(_PIECE)):
            rest = (rest + more).lstrip(b"\0")
        if rest and not rest.startswith(self._magic):
            raise _Behind
        if rest:
            self._member, self._rest = self._decompressor(), rest
        return bool(rest)


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(memlimit=_MOST_MEMORY)


_FORMATS: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    ".gz": lambda stream: cast("IO[bytes]", gzip.GzipFile(fileobj=stream)),
    ".zst": lambda stream: cast("IO[bytes]", _Zstd(stream)),
    ".bz2": lambda stream: cast("IO[bytes]", _Members(stream, bz2.BZ2Decompressor, b"BZh")),
    ".xz": lambda stream: cast("IO[bytes]", _Members(stream, _xz, b"\xfd7zXZ")),
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
            if isinstance(error, _Behind) or (
                self._any and isinstance(error, gzip.BadGzipFile) and str(error).startswith("Not a gzipped file")
            ):
                log.warning("what stands behind the end of a compressed file is no part of it and is left out")
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
