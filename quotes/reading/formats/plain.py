"""A text file is one article: its text is the file's, line ends and all.

A file that begins as an HTML page is read as one, for crawlers save pages under any name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from quotes.reading.columns import derived_id
from quotes.reading.decoding import decoded
from quotes.reading.pages import html
from quotes.reading.sources import PAGE_FACTOR, Options, Skipped, Source, Unreadable, too_large
from quotes.records import Article
from quotes.text.repair import repaired

_HEADING = re.compile(r"\s*\w{1,30}\s*\n")  # of one column: `url`
_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """The file as one article.

    Raises:
        Unreadable: it is empty, no text, or larger than allowed.
    """
    most = options.max_article_bytes
    with source.open() as stream:
        data = stream.read(PAGE_FACTOR * most + 1)
    page = html.looks_like(data)
    if len(data) > (PAGE_FACTOR * most if page else most):
        raise too_large(PAGE_FACTOR * most if page else most)
    if page:
        yield html.article(data, published=options.published, max_bytes=most)
        return
    text = decoded(data)
    if _lists_addresses(text):
        raise Unreadable(
            "is a list of addresses, and nothing is fetched",
            "fetch the pages, as with wget -i FILE --warc-file=pages, and give it those",
        )
    whole = repaired(text)
    if not whole.text.strip():
        raise Unreadable("is empty", "give it an article")
    yield Article(doc_id=derived_id(whole.text), text=whole.text, published=options.published, repairs=whole.repairs)


def _lists_addresses(text: str) -> bool:
    heading = _HEADING.match(text)
    found = text[heading.end() if heading else 0 :].split()
    return bool(found) and all(map(_ADDRESS.fullmatch, found))
