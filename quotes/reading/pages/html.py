"""Web pages, as they were saved: HTML files, one article each, and complete pages in one MHTML file.

Nothing is fetched and nothing beside the page is opened. A page is decoded by its mark, as UTF-8, or as it says itself;
its text is repaired before any offset counts.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from quotes.reading.columns import derived_id
from quotes.reading.decoding import decoded
from quotes.reading.sources import (
    MAX_ARTICLE_BYTES,
    PAGE_FACTOR,
    LimitPassed,
    Options,
    Skipped,
    Source,
    Unreadable,
    limited,
    too_large,
)
from quotes.records import Article
from quotes.text.repair import repaired

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--[^>]{0,2000}-->\s{0,200}){0,3}"
    rb"<(?:!doctype\s{1,9}html|html|head)\b",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s{0,3}=\s{0,3}["']?\s{0,3}([\w.:-]{2,40})""", re.IGNORECASE)
_CHARSETS = re.compile(  # others are read as Windows-1252, which browsers do with ISO-8859-1, too
    r"(?:windows-?125\d|cp125\d|iso-?8859-?(?:[2-9]|1[0-6])|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-(?:jp|kr))\Z"
)

_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<\?[^>]{0,300}>\s{0,200}){0,3}(?:<!--[^>]{0,500}-->\s{0,200}){0,3}"
    rb"<(rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.IGNORECASE,
)
_SAVED = re.compile(rb"<!-- saved from url=\(\d{1,6}\)(https?://[^\s<>]{4,1000}) -->")  # by the browser that saved it

_MOST_ATTRIBUTES = 200  # of an element
# Marks count where a value begins, and nowhere else, as libxml2 reads it.
_ATTRIBUTE = re.compile(r"""[^\s=/"'][^\s=/]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'][^\s]*+)?)?|["']""")
_ENDING = re.compile(r"(?:--|</\w+\s?)\Z")
_LONG_TAG = re.compile(
    rf"""(<[A-Za-z][^\s<>/]{{0,100}})((?>=\s*+"[^"]*+"|=\s*+'[^']*+'|[^>]){{{2 * _MOST_ATTRIBUTES},}}+)>?"""
)

# No markup may hold them, and libxml2 refuses to write them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def looks_like(data: bytes) -> bool:
    """Whether bytes begin as an HTML page does, whatever the file is called."""
    return bool(_START.match(data[:8192]))


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """The page as one article.

    Raises:
        Unreadable: it is empty, no page, larger than allowed, nested too deep, or holds no article.
    """
    with source.open() as stream:
        data = limited(stream, PAGE_FACTOR * options.max_article_bytes)
    yield article(data, published=options.published, max_bytes=options.max_article_bytes)


def read_mhtml(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """The page in a complete page saved as one file.

    Raises:
        Unreadable: as `read`; or the file holds no page.
    """
    from email import message_from_bytes, policy

    with source.open() as stream:
        data = limited(stream, 4 * PAGE_FACTOR * options.max_article_bytes)  # pictures and all
    message = message_from_bytes(data, policy=policy.compat32)
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    saved = message.get("Snapshot-Content-Location")  # frames of the page may stand before it
    pages.sort(key=lambda part: saved is None or part.get("Content-Location") != saved)
    for part in pages:
        page = part.get_payload(decode=True)
        if isinstance(page, bytes):
            address = str(part.get("Content-Location") or "")
            yield article(
                page,
                charset=str(part.get_param("charset") or ""),
                url=address if address.startswith(("http://", "https://")) else None,
                published=options.published,
                max_bytes=options.max_article_bytes,
            )
            return
    raise Unreadable("holds no web page", "save the page again")


def article(
    data: bytes,
    *,
    charset: str | None = None,
    url: str | None = None,
    published: datetime | None = None,
    max_bytes: int = MAX_ARTICLE_BYTES,
) -> Article:
    """A page's article.

    Args:
        data: the page as it came.
        charset: its encoding as the server said it.
        url: where it was fetched; it holds where the page does not say.
        published: the publication time where the page does not say.
        max_bytes: the most that the article's text may take in UTF-8.

    Returns:
        The article: its text is the body's paragraphs, each ended by a line end; its id is derived from that text.

    Raises:
        Unreadable: it is empty, no page, nested too deep, holds no article, or one too large.
    """
    from lxml import etree, html

    from quotes.reading.pages import body, head
    from quotes.reading.pages.elements import words

    if feed := _FEED.match(data[:4096]):
        raise Unreadable(f"is a feed ({feed[1].decode().lower()}) and no article", "give it the articles")
    page = _decoded(data, charset)
    saved = _SAVED.search(data[:4096])
    # libxml2 bounds depth (2,048 elements) and says so in its log; size is bounded before.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = html.document_fromstring(_bounded(_CONTROLS.sub("", page)).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("holds no article", "give it a page with one") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise LimitPassed("nests its elements too deep", "leave it out")
    found = head.head(tree, words(), url or (saved[1].decode("utf-8", "replace") if saved else None))
    text = body.body(tree, found.title, found.author, found.text)
    if len(text) > max_bytes or len(text.encode("utf-8", "replace")) > max_bytes:
        raise too_large(max_bytes)
    mended = repaired(text)
    # What is taken out (soft hyphens) may leave the space before it at a line's end.
    printed = "".join(f"{line.strip()}\n" for line in mended.text.splitlines() if line.strip())
    if not printed:
        raise Unreadable("holds no article", "give it a page with one")
    title = repaired(found.title) if found.title else None
    return Article(
        doc_id=derived_id(printed),
        text=printed,
        title=title.text if title else None,
        published=found.published or published,
        source=repaired(found.source).text if found.source else None,
        url=found.url,
        author=repaired(found.author).text if found.author else None,
        repairs=mended.repairs,
    )


def _bounded(page: str) -> str:
    """The page, elements of too many attributes without any: libxml2 holds each attribute against all others."""

    def bounded(tag: re.Match[str]) -> str:
        if next(islice(_ATTRIBUTE.finditer(tag[2]), _MOST_ATTRIBUTES, None), None) is None:
            return tag[0]
        ending = _ENDING.search(tag[2][-20:])  # it may stand in a comment or a script, and hold its end
        return f"{tag[1]}{ending[0] if ending else ''}>"

    return _LONG_TAG.sub(bounded, page)


def _decoded(data: bytes, charset: str | None) -> str:
    """A page's text: by its mark, as UTF-8 if it is that, as the server or the page says, or as Windows-1252.

    Raises:
        Unreadable: it is empty, or no text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decoded(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        said = _CHARSET.search(data[:8192])
        for name in (charset, said[1].decode("ascii", "replace") if said else None):
            if name and _CHARSETS.match(name.lower()):
                decoded(data[: 1 << 16])  # refuses what is no text
                return data.decode(name, "replace")
    return decoded(data)
