"""WARC files, as crawlers keep what they fetched: one record at a time, each HTML page in it an article.

warcio takes the records apart; here is what it leaves open: how much a header or a page may hold, and what becomes of
records that are no article. Pictures, redirections and errors of the servers are passed over, for every crawl has them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from quotes.reading.columns import derived_id
from quotes.reading.decoding import decoded
from quotes.reading.pages import html
from quotes.reading.sources import PAGE_FACTOR, Options, Skipped, Source, Unreadable, limited, too_large
from quotes.records import Article
from quotes.text.repair import repaired

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_LONGEST_LINE = 1 << 16  # bytes of a header's line
_LONGEST_HEADER = 1 << 20
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was fetched."""

    number: int  # of its record, from 1
    address: str
    charset: str | None  # as the server said
    plain: bool  # text, and no HTML
    data: bytes


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a page; a page without one is skipped by its address.

    Raises:
        Unreadable: it is no WARC file, or breaks off.
    """
    for page in pages(source, options):
        yield article(page, source.name, options) if isinstance(page, Page) else page


def pages(source: Source, options: Options) -> Iterator[Page | Skipped]:
    """The pages of a crawl, not looked into.

    Raises:
        Unreadable: it is no WARC file, or breaks off.
    """
    from warcio.exceptions import ArchiveLoadFailed

    with source.open() as stream:
        number = 0
        try:
            records = _records(stream)
            while True:
                with redirect_stderr(StringIO()):  # warcio's remarks; what is lost for good is raised or skipped
                    record = next(records, None)
                if records.spilled:
                    records.spilled = False
                    yield Skipped(source.name, f"record {number}", "is longer than it says: see whether it is whole")
                if record is None:
                    break
                number += 1
                if found := _of_record(record, number, source, options):
                    yield found
                elif _is_cut(record):  # passed over, and nobody knows what else the file held
                    raise EOFError
        except (ArchiveLoadFailed, EOFError, ValueError, zlib.error, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            place = f"breaks off after record {number}" if number else "is no WARC file"
            raise Unreadable(place, "fetch it again, or leave it out") from error
    if not number:
        raise Unreadable("is empty", "give it a crawl")


def _records(stream: Any) -> Any:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import DecompressingBufferedReader
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.limitreader import LimitReader

    class Bounded(DecompressingBufferedReader):  # type: ignore[misc]
        """Lines are headers, and no header is endless."""

        header = 0

        def read(self, length: int | None = None) -> Any:
            self.header = 0
            return super().read(length)

        def readline(self, length: int | None = None) -> Any:
            line = self.any_line(length)
            self.header += len(line)
            if len(line) >= _LONGEST_LINE or self.header > _LONGEST_HEADER:
                raise ArchiveLoadFailed("a header without end")
            return line

        def any_line(self, length: int | None = None) -> Any:
            return super().readline(min(length or _LONGEST_LINE, _LONGEST_LINE))

    class Records(ArchiveIterator):  # type: ignore[misc]
        """A record that does not say truly how long it is costs no other."""

        spilled = False  # whether something stood behind the last record that is of none

        def _next_record(self, next_line: Any) -> Any:
            self.reader.header = 0
            record = super()._next_record(next_line)
            if record.format == "warc" and record.length is None:
                record.raw_stream = LimitReader(record.raw_stream, 0)
            return record

        def _consume_blanklines(self) -> tuple[Any, int]:
            if self.known_format != "warc":
                found: tuple[Any, int] = super()._consume_blanklines()
                return found
            size = 0
            while (line := self.reader.any_line()) and not line.startswith(b"WARC/"):
                size += len(line)
                self.spilled = self.spilled or bool(line.strip())
            return line or None, size

    records = Records(stream, no_record_parse=True)  # the server's headers are parsed here, within bounds
    records.reader = Bounded(stream)
    return records


def _http_headers(record: ArcWarcRecord) -> Any:
    """The server's headers, which stand before what it sent; None where there are none.

    Raises:
        Unreadable: they are no headers, or more than a server sends; the next record is not touched by that.
    """
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    uri = record.rec_headers.get_header("WARC-Target-URI") or record.rec_headers.get_header("uri") or ""
    if record.rec_type not in ("response", "revisit") or not uri.strip("<> ").startswith(("http:", "https:")):
        return None
    try:
        return StatusAndHeadersParser(["HTTP/"], verify=False).parse(_Bounded(record.raw_stream))
    except (StatusAndHeadersParserException, ArchiveLoadFailed, EOFError) as error:
        raise Unreadable("has damaged headers", "leave it out") from error


class _Bounded:
    """Lines of a record's headers, half as many as end the file: those are inside a record whose end is known."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._read = 0

    def readline(self, length: int | None = None) -> bytes:
        """The next line."""
        line: bytes = self._stream.readline(min(length or _LONGEST_LINE, _LONGEST_LINE // 2))
        self._read += len(line)
        if len(line) >= _LONGEST_LINE // 2 or self._read > _LONGEST_HEADER // 2:
            raise Unreadable("has headers without end", "leave it out")
        return line


def _of_record(record: ArcWarcRecord, number: int, source: Source, options: Options) -> Page | Skipped | None:
    kind = record.rec_type
    if kind not in ("response", "resource", "conversion"):
        return None
    address = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    try:
        http = record.http_headers = _http_headers(record)
    except Unreadable as error:
        return Skipped(source.name, address or f"record {number}", str(error))
    if http is not None and not http.get_statuscode().startswith("2"):
        return None
    typed = (http or record.rec_headers).get_header("Content-Type") or ""
    name, _, parameters = typed.partition(";")
    name = name.strip().lower()
    if name not in _PAGES and not (kind == "conversion" and name == "text/plain"):
        return None
    charset = parameters.partition("charset=")[2].strip(" \"'").partition(";")[0] or None
    try:
        with redirect_stderr(StringIO()):
            data = limited(record.content_stream(), PAGE_FACTOR * options.max_article_bytes)
    except Unreadable as error:
        return Skipped(source.name, address or f"record {number}", str(error))
    if _is_cut(record):
        return Skipped(source.name, address or f"record {number}", "breaks off: fetch it again, or leave it out")
    return Page(number, address, charset, name == "text/plain", data)


def _is_cut(record: ArcWarcRecord) -> bool:
    """Whether the file ended before the record that was read did."""
    while record.raw_stream.read(1 << 16):
        pass
    return getattr(record.raw_stream, "limit", 0) > 0


def article(page: Page, name: str, options: Options) -> Article | Skipped:
    """The article of a page; `name` is its crawl's."""
    url = page.address if page.address.startswith(("http://", "https://")) else None
    try:
        if page.plain:
            return _of_text(page.data, url, options)
        return html.article(
            page.data,
            charset=page.charset,
            url=url,
            published=options.published,
            max_bytes=options.max_article_bytes,
        )
    except Unreadable as error:
        return Skipped(name, page.address or f"record {page.number}", str(error))


def _of_text(data: bytes, url: str | None, options: Options) -> Article:
    if len(data) > options.max_article_bytes:
        raise too_large(options.max_article_bytes)
    text = repaired(decoded(data))
    return Article(derived_id(text.text), text.text, None, options.published, None, url, None, text.repairs)
