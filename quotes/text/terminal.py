"""Text that is safe to print: nothing an article holds may steer the terminal that shows it.

Kept apart from the views because everything that speaks to a person needs it, error messages included.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from contextlib import suppress
from typing import BinaryIO

# Control characters, escape codes among them; bidirectional controls; line and paragraph separators; invisible tags.
_CONTROLS = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff"
_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EAGAIN, errno.ENXIO)
_UNSAFE = re.compile(f"[{_CONTROLS}]")
_UNSAFE_IN_LINES = re.compile(f"(?!\n)[{_CONTROLS}]")


def printable(text: str) -> str:
    """A text in one line, with whatever could steer a terminal as a visible escape (`\\x1b`).

    Runs of white space, line ends among them, become one space.
    """
    return _UNSAFE.sub(_escape, " ".join(text.split()))


def printable_lines(text: str) -> str:
    """As `printable`, but white space and line ends stay."""
    return _UNSAFE_IN_LINES.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_plain() -> bool:
    """Whether standard output wants plain text: it is no terminal, or one that cannot do more."""
    return not sys.stdout.isatty() or os.environ.get("TERM") == "dumb"


class HarmlessStream:
    """A byte stream of UTF-8 text onto a terminal that shows control characters instead of obeying them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Write whole characters."""
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        self._stream.write(printable_lines(text).encode())
        return len(data)

    def flush(self) -> None:
        """Flush the terminal."""
        self._stream.flush()


def write_whole() -> None:
    """Have standard output write all that it is given, or raise.

    Where Python is told not to buffer (`python -u`, `PYTHONUNBUFFERED`), it writes what the system takes at once, and
    says nothing of the rest: on a disk that is nearly full that is a part.
    """
    stream = sys.__stdout__
    if stream is not None and sys.stdout is stream and isinstance(stream.buffer, io.RawIOBase):
        whole = io.BufferedWriter(io.FileIO(stream.fileno(), "w", closefd=False))
        sys.stdout = io.TextIOWrapper(whole, stream.encoding, stream.errors)


def is_of_standard_output(error: OSError) -> bool:
    """Whether an error is one of writing to standard output, which names no file."""
    return error.filename is None and error.errno in _WRITING


def discard_output() -> None:
    """Let the interpreter end quietly though whoever read standard output has gone."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def paged(text: str, height: int) -> None:
    """Print a text on a terminal, through the user's pager where it is longer than the screen."""
    if text.count("\n") < height or not sys.stdin.isatty():
        sys.stdout.write(text)
        return
    import pydoc

    os.environ.setdefault("LESS", "-FRX")  # less shows colours, and leaves what was read on the screen
    pydoc.pager(text)
