"""A web page's article as paragraphs of text.

Takes the part of the page that Indonesian outlets are known to keep the text in (lexicon/data/pages.toml), else the one
with the most prose, or what trafilatura finds. What a general extractor does not know stands beside: boxes of links
between paragraphs, captions, times of live reports (`page_furniture`), and quotation marks that only the style sheet
has (`page_marks`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby, islice

from lxml import etree
from lxml.etree import _Element as Element

from quotes.reading.pages.elements import PageWords, line_of, names, parts, words
from quotes.reading.pages.furniture import article_lines, drop_furniture, is_paragraph
from quotes.reading.pages.marks import MARKS, write_marks
from quotes.reading.sources import Unreadable

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dir div dl dt fieldset figure footer h1 h2 h3 h4
    h5 h6 header hgroup hr html legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul
    amp-accordion amp-live-list head list item row cell""".split()  # the last are trafilatura's
)
_ITEMS = frozenset("li article div tr section dd td".split())
_HEADINGS = frozenset("h2 h3 h4 h5".split())
_PARAGRAPHS = frozenset("p li blockquote h2 h3 h4 dd".split())
_SENTENCE_END = '.?!…:;,"”’)'
_QUOTED, _UNQUOTED, _SOFT = "\x02", "\x03", "\x04"  # in the stream of text: a block quote begins and ends, a <br>
_WHITE = re.compile(r"[ \t\r\n\f\x00-\x08\x0b\x0e-\x1f]+")
INDEX = ("is an index of articles and no article", "give it the articles")
_LEAST_INDEX = 4  # headlines with a link each that make an index
_LONGEST_ITEM = 700  # characters of a headline and its teaser
_MOST_CAPTIONS = 200
_LONGEST_ONE = 800  # characters of a caption
_LEAST = 140  # characters; what holds less is no article's text
_LEAST_PROSE = 40  # characters of a block that counts as prose
_LONGEST_QUOTE = 1_500  # characters of block quotes one after another; more is an article set in one
_MOST_ELEMENTS = 10_000  # trafilatura is not asked about larger or deeper pages: its time is not linear
_DEEPEST = 100
_MOST_PULLED = 50  # quotes set apart that are looked up in the text
_LEAST_PULLED = 20  # characters
_LONGEST_NAME = 100  # characters of who is quoted, below a block quote


def body(tree: Element, title: str | None = None, author: str | None = None, given: str | None = None) -> str:
    """The article's paragraphs, each ended by a line end; "" where the page has none.

    Args:
        tree: the whole page; it is changed.
        title: the article's, which is no paragraph of it.
        author: whose name over the text is a byline, and no paragraph.
        given: the article's text as the page carries it as data, for pages that show none, or its beginning only.

    Raises:
        Unreadable: it is an index of other articles.
    """
    known = words()
    write_marks(tree)
    items = index_items(tree)
    captions = _captions(tree, known)
    drop_furniture(tree, known)
    bodies = _known_parts(tree, known, title)
    etree.strip_elements(tree, "h1", with_tail=False)
    lines = _lines_of(bodies or _found_parts(tree), title, author)
    if given and sum(map(len, lines)) * 1.5 < len(given):
        whole = _given_lines(given)
        if len("".join(lines)) < _LEAST < len("".join(whole)) or _begin_alike(lines, whole):
            lines = list(article_lines(whole, title, author))
    if not any(map(is_paragraph, lines)):
        lines = captions or lines  # a page of pictures
        if not captions and items >= _LEAST_INDEX and items > len(lines) // 3:
            raise Unreadable(*INDEX)
    return "".join(f"{line}\n" for line in lines)


def _captions(tree: Element, known: PageWords) -> list[str]:
    """What a page says of its pictures."""
    named = (e for e in tree.iter(etree.Element) if e.tag == "figcaption" or "caption" in parts(names(e)))
    lines = (line_of(element, _LONGEST_ONE) for element in islice(named, _MOST_CAPTIONS))
    return list(dict.fromkeys(line for line in lines if len(line) >= _LEAST_PROSE))


def index_items(tree: Element) -> int:
    """How many headlines of other articles a page lists.

    Raises:
        Unreadable: most of them have a teaser, and the page holds nothing else.
    """
    items: dict[Element, None] = {}
    for link in tree.iter("a"):
        headline = line_of(link, _LONGEST_NAME * 2) if link.get("href") else ""
        if len(headline.split()) < 3 and not any(above.tag in _HEADINGS for above in islice(link.iterancestors(), 2)):
            continue
        around = [e for e in islice(link.iterancestors(), 6) if e.tag in _ITEMS and line_of(e, _LONGEST_ITEM)]
        teased = (e for e in around if len(line_of(e, _LONGEST_ITEM)) > len(headline) + _LEAST_PROSE)
        item = next(teased, None)
        if item is not None:
            items.setdefault(item)
    if len(items) >= _LEAST_INDEX:
        inside = {below for item in items for below in item.iter("p", "div", "span", "li", "td", "dd", "article")}
        outside = (e for e in tree.iter("p", "div", "td", "blockquote") if e not in inside)
        if sum(is_paragraph(line_of(e, _LONGEST_ITEM)) and not _holds(e, items) for e in outside) < 2:
            raise Unreadable(*INDEX)
    return sum(1 for a in tree.iter("a") if a.get("href") and len(line_of(a, 200).split()) > 3)


def _holds(element: Element, items: Mapping[Element, None]) -> bool:
    return any(below in items for below in element.iter(etree.Element))


def _lines_of(parts: list[Element], title: str | None, author: str | None) -> list[str]:
    return list(article_lines([line for part in parts for line in _paragraphs(part)], title, author))


def _given_lines(given: str) -> list[str]:
    """The lines of a text that a page carries as data, which may hold markup."""
    if re.search(r"<(?:p|br|div|b|i|strong|em|a|h[1-6]|ul|li|blockquote)\b", given, re.IGNORECASE):
        from lxml import html

        try:
            return _paragraphs(html.fragment_fromstring(given.replace("\n", "<br>"), create_parent="div"))
        except (etree.ParserError, ValueError):
            pass
    return [line for line in (" ".join(line.split()) for line in given.splitlines()) if line]


def _begin_alike(lines: list[str], whole: list[str]) -> bool:
    """Whether what a page shows is the beginning of what it carries as data."""
    shown = max(lines[:3], key=len, default="")[:60]
    return len(shown) == 60 and any(shown in line for line in whole[:3])


# --- the part that holds the text --------------------------------------------------------------------------------


def _known_parts(tree: Element, known: PageWords, title: str | None) -> list[Element]:
    """The elements that an outlet keeps its text in: the first name in the list's order under which there is text."""
    rank = known.bodies
    found: dict[str, list[tuple[Element, str]]] = {}  # name -> elements, each with the headline over it
    inside: Counter[str] = Counter()
    headline = ""
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in ("html", "body"):
            continue
        if element.tag == "h1" and event == "start":
            headline = line_of(element, 400) or headline
        for name in rank.keys() & names(element):
            if event == "end":
                inside[name] -= 1
                continue
            if not inside[name]:
                found.setdefault(name, []).append((element, headline))
            inside[name] += 1
    for name in sorted(found, key=rank.__getitem__):
        groups: dict[Element | None, list[Element]] = {}  # pages of one article stand side by side, teasers elsewhere
        own = [element for element, over in found[name] if title and over and over in title]
        for element in own or [element for element, _ in found[name]]:
            groups.setdefault(element.getparent(), []).append(element)
        lengths = {parent: sum(map(_length, group)) for parent, group in groups.items()}
        most = max(lengths.values())
        if most >= _LEAST:
            # A page that goes on with the next article has its own first.
            return next(group for parent, group in groups.items() if lengths[parent] >= max(_LEAST, most / 3))
    return []


def _found_parts(tree: Element) -> list[Element]:
    """The text where no name is known: where most prose stands, unless trafilatura finds more quotations."""
    dense = _dense_parts(tree)
    if dense is None:
        article = max(_outermost(tree, ("article", "main")), key=_length, default=None)
        dense = [article if article is not None and _length(article) >= _LEAST else next(tree.iter("body"), tree)]
    marks = sum(map(_marks, dense))
    if _marks(tree) > max(0, 2 * marks - 1) and (found := _by_trafilatura(tree)) is not None:
        return [found] if _marks(found) > max(0, 2 * marks - 1) else dense
    return dense


@dataclass(slots=True)
class _Block:
    """What stands in a block, blocks in it left out."""

    element: Element
    length: int = 0
    linked: int = 0
    breaks: int = 0
    blocks: int = 0
    last: str = ""

    def is_prose(self) -> bool:
        return self.length >= _LEAST_PROSE and self.last in _SENTENCE_END and 2 * self.linked < self.length

    def add(self, text: str | None, linked: bool) -> None:
        text = text.rstrip() if text else ""
        if text:
            self.length += len(text)
            self.linked += len(text) if linked else 0
            self.last = text[-1]


def _dense_parts(tree: Element) -> list[Element] | None:
    """The element in which most prose stands, with those beside it that are called the same; None: there is little."""
    scores: dict[Element, float] = {}
    open_blocks: list[_Block] = []
    links = 0

    def score(element: Element | None, points: float) -> None:
        if element is not None:
            scores[element] = scores.get(element, 0) + points

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            links += element.tag == "a"
            if block:
                if open_blocks:
                    open_blocks[-1].blocks += 1
                open_blocks.append(_Block(element))
            if open_blocks:
                open_blocks[-1].breaks += element.tag == "br"
                open_blocks[-1].add(element.text, links > 0)
            continue
        links -= element.tag == "a"
        if block:
            ended = open_blocks.pop()
            if ended.is_prose():
                above = [held.element for held in open_blocks[-2:]]
                if ended.element.tag not in _PARAGRAPHS and (ended.blocks or ended.breaks > 1):
                    above.append(ended.element)
                for share, holder in zip((1, 0.5), reversed(above), strict=False):
                    score(holder, share * ended.length)
        if open_blocks:
            open_blocks[-1].add(element.tail, links > 0)
    if not scores:
        return None
    best = max(scores, key=scores.__getitem__)
    parent, called = best.getparent(), best.get("class")
    beside = [best]
    if parent is not None and called:
        beside = [e for e in parent.iterchildren(best.tag) if e.get("class") == called and e in scores]
    return beside if sum(map(_length, beside)) >= _LEAST else None


def _marks(element: Element) -> int:
    return sum(piece.count(mark) for piece in element.itertext() for mark in MARKS)


def _outermost(tree: Element, tags: tuple[str, ...]) -> list[Element]:
    """The elements of these kinds that stand in none of them."""
    found: list[Element] = []
    depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag=tags):
        if event == "start" and not depth:
            found.append(element)
        depth += 1 if event == "start" else -1
    return found


def _by_trafilatura(tree: Element) -> Element | None:
    if _is_vast(tree):
        return None
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(
            deepcopy(tree), include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
        )
    except (ValueError, TypeError, AttributeError, RecursionError):  # of pages no browser would show
        return None
    found = getattr(document, "body", None)
    return found if found is not None and _length(found) else None


def _is_vast(tree: Element) -> bool:
    elements = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        elements += 1
        if elements > _MOST_ELEMENTS or depth > _DEEPEST:
            return True
    return False


def _length(element: Element) -> int:
    return sum(len(piece) for piece in element.itertext())


# --- paragraphs --------------------------------------------------------------------------------------------------


def _paragraphs(part: Element) -> list[str]:
    lines = _lines("".join(_stream(part)))
    apart = [quoted or _is_marked(line) for line, quoted in lines]
    plain = "\n".join(line for (line, _), alone in zip(lines, apart, strict=True) if not alone)
    quoting = sum(len(line) for line, quoted in lines if quoted) <= _LONGEST_QUOTE
    found: list[str] = []
    looked = 0
    for quoted, run in groupby(lines, key=lambda line: line[1]):
        block = [line for line, _ in run]
        for line in _quoted(block) if quoted and quoting else block:
            if (quoted or _is_marked(line)) and (quoting or not quoted) and looked < _MOST_PULLED:
                bare = line.strip(f"{MARKS}‘’' ")
                looked += 1
                if len(bare) >= _LEAST_PULLED and bare.rstrip(".,") in plain:
                    continue  # pulled out of the text, where it stands again
            found.append(line)
    return found


def _quoted(block: list[str]) -> list[str]:
    """The lines of a block quote in marks, unless there are some; a last line that says whose it is has none."""
    if any(mark in line for line in block for mark in MARKS):
        return block
    last = block[-1]
    whose = last[0] in "-–—" or (len(block) > 1 and len(last) <= _LONGEST_NAME and last[-1] not in _SENTENCE_END)
    said, after = (block[:-1], block[-1:]) if whose else (block, [])
    return [f"“{line}”" for line in said] + after


def _is_marked(line: str) -> bool:
    """Whether a line is a quotation and nothing else."""
    return line[0] in MARKS and line[-1] in MARKS and not any(mark in line[1:-1] for mark in MARKS)


def _stream(part: Element) -> Iterator[str]:
    """The part's text with a line end at every border of a block."""
    quotes = words().quotes
    quoting: list[Element] = []
    for event, element in etree.iterwalk(part, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in _BLOCKS
        if event == "start":
            if tag in ("blockquote", "quote") or (block and not quotes.isdisjoint(names(element))):
                if not quoting:
                    yield f"\n{_QUOTED}"
                quoting.append(element)
            elif quoting and tag in ("cite", "footer"):
                yield f"\n{_UNQUOTED}"
            elif block:
                yield "\n"
            elif tag in ("br", "lb"):
                yield _SOFT
            if tag and element.text:
                yield (
                    _WHITE.sub(" ", element.text)
                    if tag != "pre"
                    else element.text.replace("\x02", "").replace("\x03", "")
                )
            continue
        if quoting and element is quoting[-1]:
            quoting.pop()
            yield "\n" if quoting else f"{_UNQUOTED}\n"
        elif quoting and tag in ("cite", "footer"):
            yield f"\n{_QUOTED}"
        elif block:
            yield "\n"
        if element is not part and element.tail:
            yield _WHITE.sub(" ", element.tail)


def _lines(stream: str) -> list[tuple[str, bool]]:
    """Paragraphs, and whether each stands in a block quote."""
    found: list[tuple[str, bool]] = []
    quoted = False
    for block in stream.split("\n"):
        for piece in re.split(rf"([{_QUOTED}{_UNQUOTED}])", block):
            if piece in (_QUOTED, _UNQUOTED):
                quoted = piece == _QUOTED
                continue
            for line in _broken(piece):
                found.append((line, quoted))
    return found


def _broken(block: str) -> Iterator[str]:
    """A block's lines: `<br>` ends one, unless it stands in the middle of a sentence."""
    held = ""
    for index, piece in enumerate(block.split(_SOFT)):
        line = re.sub(" {2,}", " ", piece).strip()
        if not line:
            if held and index:
                yield held
                held = ""
            continue
        if held and line[0].islower() and held[-1] not in _SENTENCE_END:
            held = f"{held} {line}"
            continue
        if held:
            yield held
        held = line
    if held:
        yield held
