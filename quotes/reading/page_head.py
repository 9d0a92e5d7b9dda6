"""What a web page says about its article: title, outlet, publication time, author, address.

Kept apart from the body because it trusts other parts of the page: structured data (JSON-LD), then meta elements, then
what is printed. Nothing is guessed from the body, which `layout` reads.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from quotes import timestamps

_ARTICLE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|VideoObject|WebPage)\Z")
_LONGEST_DATA = 1 << 20  # characters of JSON-LD; an article with its comments has less
_MOST_NODES = 5_000  # of JSON-LD
_LONGEST = 500  # characters of a title, name or address
_DATE = re.compile(r'"date(?:Published|Created)"\s{0,5}:\s{0,5}"([^"]{6,40})"')
_TIMES = (  # meta elements, by property, name or itemprop
    """article:published_time og:published_time datepublished publishdate dtk:publishdate content_publisheddate
    publish_date published_time pubdate article.published parsely-pub-date sailthru.date dc.date.issued dc.date
    dcterms.created cxenseparse:recs:publishtime publish-date publication_date date"""
).split()
_AUTHORS = "author content_author article:author dtk:author parsely-author dc.creator".split()
_MARKS = re.compile(r"\s[-|–—]\s")
_LONGEST_BYLINE = 40  # characters beside the time: a name, an outlet
_MOST_BELOW = 100  # elements in what is a line, or a box
_MOST_ELEMENTS = 5_000  # looked at for a time
_PAGE_NUMBER = re.compile(r"\s{1,3}(?:[-|–—]\s{0,2})?(?:halaman|page)\s{1,2}(?:all|semua|\d{1,2})\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about its article; None where it does not."""

    title: str | None = None
    source: str | None = None
    published: datetime | None = None
    author: str | None = None
    url: str | None = None
    text: str | None = None  # the article's text, where the page carries it as data


def head(tree: Element, times: frozenset[str], url: str | None = None) -> Head:
    """Read a page's head.

    Args:
        tree: the whole page, scripts still in it.
        times: classes of elements that print the publication time.
        url: where the page was fetched; it holds where the page does not say.
    """
    metas = _metas(tree)
    data = _structured(tree)
    address = _address(tree, metas) or url
    host = _host(address)
    source = data.source or _site(metas.get("og:site_name"), host) or metas.get("application-name")
    return Head(
        title=_title(tree, metas, data.title, source or ""),
        source=source or host,
        published=data.published or _meta_time(metas) or _printed_time(tree, times),
        author=data.author
        or next((metas[name] for name in _AUTHORS if name in metas and "://" not in metas[name]), None),
        url=address,
        text=data.text,
    )


def _host(address: str | None) -> str | None:
    try:
        host = urlsplit(address).hostname if address else None
    except ValueError:  # `http://[`
        return None
    return host.removeprefix("www.") if host else None


def _site(name: str | None, host: str | None) -> str | None:
    """The site's name, unless it is one of the site's sections (`nasional` at cnnindonesia.com)."""
    if name is None or host is None or not name.islower():
        return name
    letters = re.sub(r"\W", "", host)
    return name if any(re.sub(r"\W", "", part) in letters for part in (name, name.removesuffix("com"))) else None


def _metas(tree: Element) -> dict[str, str]:
    """Meta elements: what each is called, in lower case -> its content."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = _line(meta.get("content"))
        for attribute in ("property", "name", "itemprop"):
            name = (meta.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _meta_time(metas: dict[str, str]) -> datetime | None:
    return next((value for name in _TIMES if name in metas and (value := timestamps.parse(metas[name]))), None)


def _printed_time(tree: Element, times: frozenset[str]) -> datetime | None:
    """The first time in an element made for times, one with a clock time before others; else that of a byline."""
    only_day = alone = None
    for element in islice(
        tree.iter("time", "span", "div", "p", "li", "td", "abbr", "small", "b", "i", "em"), _MOST_ELEMENTS
    ):
        text = _short(element)
        made = element.tag == "time" or not times.isdisjoint(_names(element))
        for printed in (element.get("datetime") or element.get("content"), text) if made else (text,):
            stamp = timestamps.search(printed) if printed else None
            if stamp is None:
                continue
            if made and stamp.timed:
                return stamp.value
            if made:
                only_day = only_day or stamp.value
            elif stamp.timed and len(text) - (stamp.end - stamp.start) <= _LONGEST_BYLINE:
                alone = alone or stamp.value
    return only_day or alone


def _names(element: Element) -> list[str]:
    return (
        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"[:1000].lower().split()
    )


def is_short(element: Element, most: int) -> bool:
    """Whether an element holds at most so many characters, and few elements; looks at no more of it than that."""
    length = 0
    for count, below in enumerate(element.iter(), start=1):
        length += len(below.text or "") + (len(below.tail or "") if below is not element else 0)
        if length > most or count > _MOST_BELOW:
            return False
    return True


def _short(element: Element) -> str:
    """An element's text if it is a line, not a part of the page."""
    return " ".join("".join(element.itertext()).split())[:150] if is_short(element, 400) else ""


def _title(tree: Element, metas: dict[str, str], given: str | None, source: str) -> str | None:
    headings = [text for tag in ("h1", "h2") for element in islice(tree.iter(tag), 20) if (text := _short(element))]
    heading = next((text for h1 in tree.iter("h1") if (text := _short(h1))), None)
    page = next((text for title in tree.iter("title") if (text := _short(title))), None)
    title = metas.get("og:title") or given or heading or metas.get("twitter:title") or page
    if not title:
        return None
    if heading and title.startswith(heading) and len(heading) > 15:
        return heading  # `Judul - Kompas.com`, `Judul Halaman all`
    for part in _MARKS.split(title):
        if len(part) > 15 and part in headings:
            return part
    while (parts := _MARKS.split(title)) and len(parts) > 1:
        name = title[: -len(parts[-1])].rstrip(" -|–—")
        tail = parts[-1].casefold().removesuffix(".com")
        if len(name) <= 15 or not (tail in source.casefold() or source.casefold() in tail.split() or "." in parts[-1]):
            break
        title = name
    return _PAGE_NUMBER.sub("", title.strip()) or None


def _address(tree: Element, metas: dict[str, str]) -> str | None:
    links = (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    for address in (*links, metas.get("og:url")):
        address = (address or "").strip()
        if (
            address.startswith(("http://", "https://"))
            and len(address) <= 2 * _LONGEST
            and not re.search(r"\s", address)
        ):
            return address
    return None


def _line(text: object) -> str | None:
    """A string as one line without character references; None for anything else, or nothing."""
    if not isinstance(text, str):
        return None
    return " ".join(html.unescape(text[: 2 * _LONGEST]).split())[:_LONGEST] or None


# --- structured data ---------------------------------------------------------------------------------------------


def _structured(tree: Element) -> Head:
    """What the page's JSON-LD says, its first article before other things."""
    best = Head()
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "")[:_LONGEST_DATA]
        for item in _articles(_parsed(text)):
            best = _both(best, _of_item(item))
        if best.published is None and (date := _DATE.search(text)):  # no JSON after all
            best = _both(best, Head(published=timestamps.parse(date[1])))
    return best


def _both(first: Head, second: Head) -> Head:
    return Head(
        first.title or second.title,
        first.source or second.source,
        first.published or second.published,
        first.author or second.author,
        None,
        first.text or second.text,
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _articles(data: Any) -> Iterator[dict[str, Any]]:
    """Every object in the data that describes an article."""
    stack, seen = [data], 0
    while stack and seen < _MOST_NODES:
        node = stack.pop()
        seen += 1
        if isinstance(node, dict):
            kinds = node.get("@type")
            if any(isinstance(kind, str) and _ARTICLE.search(kind[:100]) for kind in _listed(kinds)):
                yield node
            stack += [value for value in reversed(node.values()) if isinstance(value, (dict, list))]
        elif isinstance(node, list):
            stack += reversed(node[:_MOST_NODES])


def _of_item(item: dict[str, Any]) -> Head:
    time = next((v for k in ("datePublished", "uploadDate", "dateCreated") if (v := _line(item.get(k)))), None)
    texts = (item.get(name) for name in ("articleBody", "transcript"))
    return Head(
        title=_line(item.get("headline")) or _line(item.get("name")),
        source=next(_named(item.get("publisher")), None),
        published=timestamps.parse(time) if time else None,
        author=", ".join(dict.fromkeys(_named(item.get("author")))) or None,
        text=next((text for text in texts if isinstance(text, str) and text.strip()), None),
    )


def _named(value: Any) -> Iterator[str]:
    for item in _listed(value):
        name = _line(item.get("name")) if isinstance(item, dict) else _line(item)
        if name and "://" not in name:
            yield name


def _listed(value: Any) -> Iterable[Any]:
    return value[:20] if isinstance(value, list) else [value]
