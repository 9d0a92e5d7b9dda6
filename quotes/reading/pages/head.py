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
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from quotes.analysis.layout import furniture
from quotes.analysis.layout.furniture import fold
from quotes.reading.pages.elements import PageWords, line_of, names, parts
from quotes.text import timestamps

_ARTICLE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|VideoObject|WebPage)\Z")
_NEWS = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report)\Z")
_MOST_ITEMS = 50
_LONGEST_DATA = 1 << 20  # characters of JSON-LD; an article with its comments has less
_MOST_NODES = 5_000  # of JSON-LD
_LONGEST = 500  # characters of a title, name or address
# What is read of JSON-LD that is no JSON after all.
_DATE = re.compile(r'"date(?:Published|Created)"\s{0,5}:\s{0,5}"([^"]{6,40})"')
_AUTHOR = re.compile(r'"author"\s{0,5}:\s{0,5}\[?\s{0,5}\{[^{}]{0,200}?"name"\s{0,5}:\s{0,5}"([^"]{2,100})"')
_WRAPPING = re.compile(r"\A\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*\Z")
_TRAILING_COMMA = re.compile(r",\s{0,200}(?=[}\]])")
_TIMES = (  # meta elements, by property, name or itemprop
    """article:published_time og:published_time datepublished publishdate dtk:publishdate content_publisheddate
    publish_date published_time pubdate article.published parsely-pub-date sailthru.date dc.date.issued dc.date
    dcterms.created dcterms.date dcterms.issued dc.date.created cxenseparse:recs:publishtime cxenseparse:publishtime
    publish-date publication_date datecreated article:published og:pubdate bt:pubdate pdate content_date
    date"""
).split()
_AUTHORS = "author content_author article:author dtk:author parsely-author dc.creator".split()
_MARKS = re.compile(r"\s[-|–—:]\s")
_CUT_OFF = re.compile(r"\s?(?:\.\.\.|…)\Z")
_LABEL = re.compile(
    r"\A(?:(?:di(?:posting|tulis|terbitkan) )?oleh|posted by|by|penulis|reporter|pewarta|author|jurnalis|laporan)\b"
    r"[\s:,]{0,4}",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r"\s[-–—|•·/]|[,|(]|\s(?:editor|penulis)\b", re.IGNORECASE)
_PLACED = re.compile(r"(?:[A-Z][\w.’' ]{1,30}\s?[,-]\s?)?\W{0,3}")  # what a day may have before it: `Selat Panjang, `
_LONGEST_BYLINE = 40  # characters beside the time: a name, an outlet
_PRINTING = (
    "time span div p li td th abbr small b strong i em font center br h1 h2 h3 h4 h5 h6".split()
)  # elements that may print a time
_Printed = tuple[bool, int, bool]  # in a box of links; what prints it; above the title
_DAYS = 2  # what has no clock time
_JAKARTA_AHEAD = timedelta(hours=7)  # of UTC
_MOST_AROUND = 8  # elements around one
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


def head(tree: Element, known: PageWords, url: str | None = None) -> Head:
    """Read a page's head.

    Args:
        tree: the whole page, scripts still in it.
        known: what elements that print time and author are called.
        url: where the page was fetched; it holds where the page does not say.
    """
    metas = _metas(tree)
    data = _structured(tree, metas.get("og:title") or next(filter(None, map(_short, tree.iter("h1"))), None))
    address = _address(tree, metas) or url
    host = _host(address)
    source = data.source or _site(metas.get("og:site_name"), host) or metas.get("application-name")
    source = _outlet(source or host)
    title = _title(tree, metas, data.title, source or "")
    nobody = {fold(source or ""), *known.desks}
    authors = (data.author, *(metas.get(name) for name in _AUTHORS), *_printed_authors(tree, known))
    return Head(
        title=title,
        source=source,
        published=_published(data.published or _meta_time(metas), _printed_times(tree, known, title)),
        author=next((name for name in authors if name and _is_person(name, nobody)), None),
        url=address,
        text=data.text,
    )


def _outlet(name: str | None) -> str | None:
    """An outlet's name as the lexicon writes it, where it is one's address or differs in capitals only."""
    if name is None:
        return None
    bare = (_host(name) or name).removeprefix("www.")
    parts = bare.split(".")
    for start in range(len(parts) - 1 if " " not in bare else 0):  # `news.okezone.com`
        if known := furniture.outlets().get(fold(".".join(parts[start:]))):
            return known
    known = furniture.outlets().get(fold(bare))
    return known if known and fold(known) == fold(bare) else bare


def _is_person(name: str, nobody: set[str]) -> bool:
    folded = fold(name)
    return "://" not in name and folded not in nobody and folded not in furniture.outlets()


def _printed_authors(tree: Element, known: PageWords) -> Iterator[str]:
    """Who elements made for authors say wrote it, then who lines say did that begin with `Penulis:` or the like."""
    labelled = []
    for element in islice(tree.iter("a", "span", "div", "p", "li", "address", "strong", "h6"), _MOST_ELEMENTS):
        line = line_of(element, 150)
        if line and (stamp := timestamps.search(line)):
            line = line[: stamp.start]
        label = _LABEL.match(line)
        name = _AFTER_NAME.split(line[label.end() if label else 0 :], maxsplit=1)[0].strip()
        if not 1 < len(name.split()) < 6 or not name[0].isupper() or re.search(r"\d", name):
            continue
        if (element.get("rel") or "").lower() == "author" or not known.authors.isdisjoint(parts(names(element))):
            yield name
        elif label and ":" in label[0]:
            labelled.append(name)
    yield from labelled


def _host(address: str | None) -> str | None:
    try:
        host = urlsplit(address).hostname if address else None
    except ValueError:  # `http://[`
        return None
    return host.removeprefix("www.") if host else None


def _site(name: str | None, host: str | None) -> str | None:
    """The site's name, unless it is one of the site's sections (`nasional` at cnnindonesia.com)."""
    if name is None or host is None or not name.islower() or "." in name:
        return name
    letters = re.sub(r"\W", "", host)
    return name if any(re.sub(r"\W", "", part) in letters for part in (name, name.removesuffix("com"))) else None


def _metas(tree: Element) -> dict[str, str]:
    """Meta elements: what each is called, in lower case -> its content."""
    found: dict[str, str] = {}
    headings = [h1 for h1 in islice(tree.iter("h1"), 20) if len(_short(h1)) > 15]
    for meta in tree.iter("meta"):
        content = _line(meta.get("content"))
        for attribute in ("property", "name", "itemprop"):
            name = (meta.get(attribute) or "").strip().lower()
            if name and content:
                found.setdefault(name, content)
                if name == "og:title" and found[name] != content and any(_short(h1) in content for h1 in headings):
                    found[name] = content  # the first was the outlet's slogan
    return found


def _meta_time(metas: dict[str, str]) -> datetime | None:
    return next((value for name in _TIMES if name in metas and (value := timestamps.parse(metas[name]))), None)


def _published(said: datetime | None, printed: dict[_Printed, datetime]) -> datetime | None:
    """The publication time as the page's data say it, else as it prints it.

    Some data say a local time and call it UTC: seven hours too late for Jakarta, and the page prints which is right.
    """
    shown = printed[min(printed)] if printed else None
    if said is None or shown is None:
        return said or shown
    local = said - _JAKARTA_AHEAD
    clocks = {value.replace(second=0) for (_, rank, _), value in printed.items() if rank < _DAYS}
    if local.replace(second=0) in clocks and said.replace(second=0) not in clocks:
        return local
    return said


def _printed_times(tree: Element, known: PageWords, title: str | None) -> dict[_Printed, datetime]:
    """The times that a page prints: in elements made for times, in bylines, as the day under the title.

    The least key is the best: what stands in no box of other articles, then a clock time before a day, then what stands
    under the title before what stands over it, for page heads print the day they are looked at.
    """
    found: dict[_Printed, datetime] = {}
    under = False
    for element in islice(tree.iter(*_PRINTING), _MOST_ELEMENTS):
        text = _short(element)
        under = under or (len(text) > 15 and bool(title) and text in str(title))
        made = element.tag == "time" or not known.times.isdisjoint(parts(names(element)))
        given = (element.get("datetime") or element.get("content"), text) if made else (text,)
        for printed in (*given, " ".join((element.tail or "")[:150].split())):
            stamp = timestamps.search(printed) if printed else None
            if stamp is None:
                continue
            boxed = _is_boxed(element, known)
            if made and printed in given:
                found.setdefault((boxed, 0 if stamp.timed else _DAYS, not under), stamp.value)
            elif stamp.timed and len(printed) - (stamp.end - stamp.start) <= _LONGEST_BYLINE:
                found.setdefault((boxed, 1, not under), stamp.value)
            elif under and _PLACED.fullmatch(printed[: stamp.start]) and not printed[stamp.end :].strip():
                found.setdefault((boxed, _DAYS + 1, False), stamp.value)
    return found


def _is_boxed(element: Element, known: PageWords) -> bool:
    """Whether an element stands in a box of links to other articles."""
    around = islice(element.iterancestors(), _MOST_AROUND)
    return any(
        each.tag == "aside" or not known.furniture_words.isdisjoint(parts(names(each)))
        for each in (element, *around)
        if each.tag not in ("html", "body")
    )


def _short(element: Element) -> str:
    """An element's text if it is a line, not a part of the page."""
    return line_of(element, 400)[:150]


def _title(tree: Element, metas: dict[str, str], given: str | None, source: str) -> str | None:
    """The article's headline, without the outlet's name and the page's number."""
    page = next((text for title in tree.iter("title") if (text := _short(title))), "")
    logos = {text for h1 in islice(tree.iter("h1"), 20) if (text := _short(h1)) and _is_logo(h1, source)} | {source}
    first = [text for h1 in islice(tree.iter("h1"), 20) if (text := _short(h1)) and text not in logos]
    headings = first + [text for h2 in islice(tree.iter("h2"), 20) if (text := _short(h2))]
    heading = next((text for text in first if text in page), next(iter(first), None))
    told = metas.get("og:title") or given or heading or metas.get("twitter:title")
    title = told or (page if page not in logos else None) or next(iter(headings), None)
    if not title:
        return None
    if heading and title.startswith(heading) and len(heading) > 15:
        return heading  # `Judul - Kompas.com`, `Judul Halaman all`
    if (
        heading
        and len(heading) > 15
        and title.endswith(heading)
        and title[: -len(heading)].rstrip()[-1:] in tuple("-|–—:»")
    ):
        return heading  # `Kompas.com: Judul`
    begun = _CUT_OFF.sub("", title)
    if len(begun) > 15 and begun != title and (whole := next((h for h in headings if h.startswith(begun)), None)):
        return whole  # `Judul yang panj...`
    for part in _MARKS.split(title):
        if len(part) > 15 and part in headings:
            return part
    return _PAGE_NUMBER.sub("", _without_outlet(title, source).strip()) or None


def _is_logo(heading: Element, source: str) -> bool:
    """Whether a heading is the outlet's name, as the home page's address or its words tell."""
    homes = (
        urlsplit((link.get("href") or "")[:200]).path in ("", "/") for link in heading.iter("a") if link.get("href")
    )
    return fold(_short(heading)) == fold(source) or any(homes)


def _without_outlet(title: str, source: str) -> str:
    name = fold(source)
    while (parts := _MARKS.split(title)) and len(parts) > 1:
        rest, tail = title[: -len(parts[-1])].rstrip(" -|–—:"), fold(parts[-1])
        bare = tail.removesuffix(".com")
        known = name and (bare in name or name in bare.split() or tail.startswith(name))
        if len(rest) <= 15 or not (known or "." in tail):
            break
        title = rest
    parts = _MARKS.split(title)
    first = re.match(r"([\w-]+(?:\.[\w-]+)+)\s?[:|–—-]\s", title)  # `Layarkita.com: Judul`
    if first is None and len(parts) > 1 and name and re.sub(r"\W", "", fold(parts[0])) == re.sub(r"\W", "", name):
        return title[len(parts[0]) :].lstrip(" -|–—:")
    return title[first.end() :] if first is not None and len(title) - first.end() > 15 else title


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


def _structured(tree: Element, heading: str | None) -> Head:
    """What the page's JSON-LD says: of the article with the page's headline, else of the first, else of others."""
    found: list[tuple[int, Head]] = []
    rest = Head()
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "")[:_LONGEST_DATA]
        data = _parsed(text)
        found += [(_rank(item, heading), _of_item(item)) for item in islice(_articles(data), _MOST_ITEMS)]
        if data is None:
            date, author = _DATE.search(text), _AUTHOR.search(text)
            told = Head(
                published=timestamps.parse(date[1]) if date else None, author=_line(author[1]) if author else None
            )
            rest = _both(rest, told)
    best = Head()
    own = any(rank == 0 for rank, _ in found)
    for rank, item in sorted(found, key=lambda ranked: ranked[0]):
        if rank != 1 or not own:
            best = _both(best, item)
    return _both(best, rest)


def _rank(item: dict[str, Any], heading: str | None) -> int:
    """0 for the page's own article, 1 for another, 2 for a video or a page."""
    kinds = [kind for kind in _listed(item.get("@type")) if isinstance(kind, str)]
    if not any(_NEWS.search(kind[:100]) for kind in kinds):
        return 2
    title = _line(item.get("headline")) or _line(item.get("name"))
    return 0 if heading and title and fold(title)[:40] == fold(heading)[:40] else 1


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
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().removesuffix(";")
    for form in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
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
    flat = [item for listed in _listed(value) for item in (listed if isinstance(listed, list) else [listed])]
    for item in flat[:20]:
        name = _line(item.get("name")) if isinstance(item, dict) else _line(item)
        if name and "://" not in name:
            yield name


def _listed(value: Any) -> Iterable[Any]:
    return value[:20] if isinstance(value, list) else [value]
