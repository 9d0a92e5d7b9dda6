"""PDF documents, as press releases come: the lines of their pages put together to paragraphs again.

pypdf takes the text out. A page has lines and no paragraphs: what stands at the top or bottom of several pages, and
page numbers, are left out; a line that fills its page goes on in the next, and a word cut at its end is joined.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice

from quotes.reading.columns import derived_id
from quotes.reading.sources import (
    PAGE_FACTOR,
    LimitPassed,
    Options,
    Skipped,
    Source,
    Unreadable,
    limited,
    missing_extra,
)
from quotes.records import Article
from quotes.text.repair import repaired

_PACKED = 4  # a document may be so many times as large as a page: pictures, fonts
_MOST_PAGES = 200
_EDGE = 3  # lines at the top and at the bottom of a page that may stand on every one
_FULL = 0.75  # of the longest lines; a shorter line that ends a sentence ends its paragraph
_NUMBER = re.compile(
    r"[\W_]{0,3}(?:(?:halaman|hal\.?|page)\s{0,2})?\d{1,3}(?:\s?(?:/|dari|of)\s?\d{1,3})?[\W_]{0,3}", re.I
)
_ENDED = re.compile(r"[.?!…:][\"”’)\]]{0,2}\Z|[\"”]\Z")
_CUT = re.compile(r"[a-z]-\Z")


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """The document as one article.

    Raises:
        Unreadable: it is no PDF, is locked, holds pictures only, or is larger than allowed; or pypdf is missing.
    """
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise missing_extra("pypdf") from error
    most = options.max_article_bytes
    with source.open() as stream:
        data = limited(stream, _PACKED * PAGE_FACTOR * most)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on damage; what cannot be read is said below
    try:
        document = PdfReader(BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise Unreadable("is locked by a password", "save it without one")
        if len(document.pages) > _MOST_PAGES:
            raise LimitPassed(f"has more than {_MOST_PAGES} pages", "take the article out of it")
        pages = [page.extract_text() for page in document.pages]
    except Unreadable:
        raise
    except Exception as error:  # whatever pypdf raises of a damaged one
        raise Unreadable("is no PDF document, or damaged", "save its text") from error
    whole = repaired("".join(f"{line}\n" for line in paragraphs(pages)))
    if not whole.text.strip():
        raise Unreadable("holds pictures and no text", "recognise its text first (OCR)")
    if len(whole.text.encode("utf-8", "replace")) > most:
        raise LimitPassed(f"holds more than {most:,} bytes of text", "if it is an article, raise --max-article-bytes")
    yield Article(derived_id(whole.text), whole.text, None, options.published, repairs=whole.repairs)


def paragraphs(pages: Sequence[str]) -> list[str]:
    """The paragraphs of pages of lines, without what stands on every page."""
    lined = [[" ".join(line.split()) for line in page.splitlines()] for page in pages]
    edges: Counter[str] = Counter()
    for lines in lined:
        edges.update(set(map(_without_digits, _edges(lines))))
    kept = [line for lines in lined for line in _body(lines, edges, len(pages))]
    widths = sorted((len(line) for line in kept if line), reverse=True)
    full = _FULL * widths[len(widths) // 10] if widths else 0
    found: list[str] = []
    going_on = False
    for line in kept:
        if not line:
            going_on = going_on and not _ENDED.search(found[-1])
            continue
        if going_on and found:
            found[-1] = found[-1][:-1] + line if _CUT.search(found[-1]) and line[0].islower() else f"{found[-1]} {line}"
        else:
            found.append(line)
        going_on = len(line) >= full or not _ENDED.search(line)
        if len(line) < full and not line[-1].islower() and not _ENDED.search(line):
            going_on = len(line) > full / 2  # a heading
    return found


def _edges(lines: Sequence[str]) -> list[str]:
    filled = [line for line in lines if line]
    return [*islice(filled, _EDGE), *filled[-_EDGE:]]


def _body(lines: Sequence[str], edges: Counter[str], pages: int) -> Iterator[str]:
    """The lines of a page without its number, and without what its edges share with other pages."""
    at_edge = set(_edges(lines))
    for line in lines:
        repeated = pages > 1 and edges[_without_digits(line)] * 2 > pages and edges[_without_digits(line)] > 1
        if line and line in at_edge and (repeated or _NUMBER.fullmatch(line)):
            continue
        yield line


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())
