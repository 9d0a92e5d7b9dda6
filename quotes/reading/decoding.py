"""Bytes to text: UTF-8 and UTF-16 with or without a mark, UTF-32 with one, and Windows-1252 for what is none of them.

Text that is not UTF-8 is read byte by byte: each byte that cannot be UTF-8 is taken for Windows-1252. That reads a
Windows-1252 file, a UTF-8 file with a few damaged places and a file glued together from both, gives the same answer
on every machine and needs no look ahead, where a detector of encodings guesses from a sample.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import IO

from quotes.reading.sources import Unreadable

_SAMPLE = 1 << 16
_AS_TEXT, _BY_NAME = "save it as plain text, or leave it out", "name it {}"
_READ_FIRST = "recognise its text first (OCR), or leave it out"
_UNPACK = "unpack it, or save a document as .docx or plain text"
_MAGIC = {  # how a file begins -> what it is, and what to do with it
    b"%PDF": ("a PDF document", _BY_NAME.format(".pdf")),
    b"PK\x03\x04": ("a zip archive or office document", _UNPACK),
    b"\x89PNG": ("a picture", _READ_FIRST),
    b"\xff\xd8\xff": ("a picture", _READ_FIRST),
    b"GIF8": ("a picture", _READ_FIRST),
    b"\xd0\xcf\x11\xe0": ("an old office document", "save it as .docx or plain text, or leave it out"),
    b"PAR1": ("a Parquet table", _BY_NAME.format(".parquet")),
    b"\x1f\x8b": ("a gzip file", _BY_NAME.format(".gz")),
    b"\x28\xb5\x2f\xfd": ("a zstd file", _BY_NAME.format(".zst")),
    b"\xfd7zXZ": ("an xz file", _BY_NAME.format(".xz")),
    b"BZh": ("a bzip2 file", _BY_NAME.format(".bz2")),
    b"\x7fELF": ("a program", "leave it out"),
    b"SQLite format 3": ("a database", "save its table as CSV, or leave it out"),
    b"{\\rtf": ("a rich text document", "save it as .docx or plain text, or leave it out"),
}
_ODD_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b"))  # what texts do not hold


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("quotes-windows-1252", _as_windows_1252)


def opened_as_text(stream: IO[bytes]) -> io.TextIOWrapper:
    """A stream of text over a stream of bytes; line ends are kept as they are.

    Raises:
        Unreadable: it is empty, or no text.
    """
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    sample = buffered.peek(_SAMPLE)[:_SAMPLE]
    encoding = _encoding(sample)
    return io.TextIOWrapper(buffered, encoding=encoding, errors="quotes-windows-1252", newline="")


def bounded(lines: IO[str], most: int) -> Iterator[str | None]:
    """The lines of a text; None for each of more than `most` characters, which is passed over without being held."""
    while line := lines.readline(most + 1):
        if len(line) <= most or line.endswith("\n"):
            yield line
            continue
        while (rest := lines.readline(1 << 20)) and not rest.endswith("\n"):
            pass
        yield None


def decoded(data: bytes) -> str:
    """The whole of a text file's bytes as text, line ends kept.

    Raises:
        Unreadable: it is empty, or no text.
    """
    return data.decode(_encoding(data[:_SAMPLE]), "quotes-windows-1252")


def _encoding(sample: bytes) -> str:
    if not sample:
        raise Unreadable("is empty", "give it an article")
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if sample.startswith(mark):
            return encoding
    for magic, (kind, remedy) in _MAGIC.items():
        if sample.startswith(magic):
            raise Unreadable(f"is {kind}, no text", remedy)
    for first, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        half = len(sample) // 2
        if sample[first::2].count(0) > 0.7 * half > 0.7 and not sample[1 - first :: 2].count(0):
            return encoding  # news is mostly ASCII, of which every other byte is 0 then
    odd = len(sample) - len(sample.translate(None, _ODD_CONTROLS))
    if odd > len(sample) // 100 + 1:  # a stray control character is no reason to refuse an article
        raise Unreadable("is no text but binary data", _AS_TEXT)
    return "utf-8-sig"
