"""PDF documents, as press releases come: the lines of their pages put together to paragraphs again.

pypdf takes the lines out, `printed` makes a text of them.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from quotes.reading.columns import derived_id
from quotes.reading.formats.printed import Line, printed
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
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """The document as one article; its title is the headline in larger letters, where it has one.

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
        found = printed([_lines(page) for page in document.pages])
    except Unreadable:
        raise
    except Exception as error:  # whatever pypdf raises of a damaged one
        raise Unreadable("is no PDF document, or damaged", "save its text") from error
    whole = repaired("".join(f"{line}\n" for line in found.paragraphs))
    if not whole.text.strip():
        raise Unreadable("holds pictures and no text", "recognise its text first (OCR)")
    if len(whole.text.encode("utf-8", "replace")) > most:
        raise LimitPassed(f"holds more than {most:,} bytes of text", "if it is an article, raise --max-article-bytes")
    yield Article(derived_id(whole.text), whole.text, found.title, options.published, repairs=whole.repairs)


def _lines(page: Any) -> list[Line]:
    """A page's lines as they follow one another in its file, which is the order of reading."""
    found: list[Line] = []
    text, at = "", (0.0, 0.0, 0.0)

    def visit(piece: str, page_matrix: Sequence[float], text_matrix: Sequence[float], _font: Any, size: float) -> None:
        nonlocal text, at
        for number, part in enumerate(piece.translate(_LIGATURES).split("\n")):
            if number:
                end()
            if part and not text.strip():
                at = _place(page_matrix, text_matrix, size)
            text += part

    def end() -> None:
        nonlocal text
        if words := " ".join(text.split()):
            found.append(Line(words, *at))
        text = ""

    page.extract_text(visitor_text=visit)
    end()
    return found


def _place(page: Sequence[float], text: Sequence[float], size: float) -> tuple[float, float, float]:
    """Where a piece begins, in points, and how large its letters are: both matrices are `[a b c d e f]`."""
    x = text[4] * page[0] + text[5] * page[2] + page[4]
    y = text[4] * page[1] + text[5] * page[3] + page[5]
    return x, y, size * math.hypot(text[2], text[3]) * math.hypot(page[2], page[3])
