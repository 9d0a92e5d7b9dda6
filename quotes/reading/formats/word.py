"""Word documents (.docx), as press releases come: paragraphs and tables, without headers, footers, notes and boxes.

python-docx reads them; what a document may unfold to is bounded before.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

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

_LONGEST = 128 << 20  # bytes, unpacked, pictures and all
_PACKED = 4  # a document may be so many times as large as a page: pictures
_HEADLINES = ("title", "heading 1")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_APART = {f"{_W}{name}" for name in ("txbxContent", "moveFrom", "pPr")}  # boxes of text, what was moved away, settings


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """The document as one article; its title is its first paragraph in a title's style.

    Raises:
        Unreadable: it is no Word document, is empty, or larger than allowed; or python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.text.paragraph import Paragraph
    except ImportError as error:
        raise missing_extra("python-docx") from error
    most = options.max_article_bytes
    with source.open() as stream:
        data = limited(stream, _PACKED * PAGE_FACTOR * most)
    title, lines = None, []
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            if sum(member.file_size for member in packed.infolist()) > _LONGEST:
                raise LimitPassed(f"unfolds to more than {_LONGEST >> 20} MiB", "save it as plain text")
        document = Document(BytesIO(data))
        for element in document.element.body.iter(f"{_W}p"):
            line = "".join(_runs(element)).strip()
            if not line:
                continue
            style = Paragraph(element, document._body).style
            if title is None and style is not None and (style.name or "").lower() in _HEADLINES:
                title = " ".join(line.split())
            else:
                lines.append(line)
    except Unreadable:
        raise
    except Exception as error:  # whatever zip, XML and python-docx raise of a damaged one
        raise Unreadable("is no Word document, or damaged", "save it again as .docx or plain text") from error
    whole = repaired("".join(f"{line}\n" for line in lines if line))
    if not whole.text.strip():
        raise Unreadable("holds no text", "save it as plain text")
    if len(whole.text.encode("utf-8", "replace")) > most:
        raise LimitPassed(f"holds more than {most:,} bytes of text", "if it is an article, raise --max-article-bytes")
    yield Article(derived_id(whole.text), whole.text, title, options.published, repairs=whole.repairs)


def _runs(paragraph: Any) -> Iterator[str]:
    """The text of a paragraph as it reads with all changes accepted; nothing of a paragraph that stands in a box."""
    if any(parent.tag in _APART for parent in paragraph.iterancestors()):
        return
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        elif element.tag not in _APART:
            waiting += reversed(element)
