"""A web page's article as paragraphs of text.

Takes the part of the page that Indonesian outlets are known to keep the text in (lexicons/pages.toml), else what
trafilatura finds, and repairs what a general extractor does not know: boxes of links between paragraphs, captions,
times of live reports, pages of one article, quotation marks that only the style sheet has.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml import etree
from lxml.etree import _Element as Element

from quotes import timestamps
from quotes.errors import LexiconError
from quotes.reading.page_head import is_short

_DROPPED = (
    "script style noscript template iframe object embed applet svg canvas math button input select textarea label "
    "nav footer picture img video audio source track map dialog figcaption h1 "
    "amp-ad amp-embed amp-sidebar amp-video amp-iframe amp-social-share amp-carousel amp-youtube amp-analytics amp-img"
).split()
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dir div dl dt fieldset figure footer h1 h2 h3 h4
    h5 h6 header hgroup hr html legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul
    amp-accordion amp-live-list head list item row cell""".split()  # the last are trafilatura's
)
_MARK = '"“”„‟«»″＂'
_SENTENCE_END = '.?!…:;,"”’)'
_QUOTED, _UNQUOTED, _SOFT = "\x02", "\x03", "\x04"  # in the stream of text: a block quote begins and ends, a <br>
_WHITE = re.compile(r"[ \t\r\n\f\x00-\x08\x0b\x0e-\x1f]+")
_CLOCK = re.compile(
    r"[\W_]{0,3}(?:pukul\s|pkl\.?\s)?\d{1,2}[.:]\d\d(?:[.:]\d\d)?\s?(?:wib|wita|wit)?[\W_]{0,3}", re.IGNORECASE
)
_CSS_RULE = re.compile(r"::?(?:before|after)\b", re.IGNORECASE)
_CSS_MARK = re.compile(
    r"content\s{0,5}:\s{0,5}(?:open-quote|close-quote|[\"'](?:[\"“”„«»]|\\0{0,2}201[cdCDe]|\\0{0,2}22))"
)
_COMPOUND = re.compile(r"([A-Za-z][\w-]{0,40})?((?:\.[\w-]{1,80}){0,4})\Z")
_BOXES = frozenset("p div li strong b em i span td ul ol h2 h3 h4".split())  # what a box of links is made of
_LONGEST_BOX = 600  # characters of a part that may be furniture by its name alone
_LEAST = 140  # characters; what holds less is no article's text
_LONGEST_QUOTE = 1_500  # characters of block quotes one after another; more is an article set in one
_MOST_ELEMENTS = 10_000  # trafilatura is not asked about larger or deeper pages: its time is not linear
_DEEPEST = 100
_MOST_PULLED = 50  # block quotes looked up in the text


@dataclass(frozen=True, slots=True)
class PageWords:
    """lexicons/pages.toml, lower case."""

    bodies: Mapping[str, int]  # name -> place in the list
    furniture_words: frozenset[str]
    furniture: frozenset[str]
    quotes: frozenset[str]
    times: frozenset[str]
    labels: re.Pattern[str]  # at the beginning of a box
    ending: re.Pattern[str]  # at the end of what stands before a link


@cache
def words() -> PageWords:
    """The names of pages' parts.

    Raises:
        LexiconError: the list is damaged.
    """
    try:
        table = tomllib.loads((files("quotes") / "lexicons" / "pages.toml").read_text(encoding="utf-8"))
        lower = {name: [entry.lower() for entry in entries] for name, entries in table.items()}
        labels = f"(?:{'|'.join(map(re.escape, lower['labels']))})"
        return PageWords(
            {name: place for place, name in enumerate(lower["bodies"])},
            frozenset(lower["furniture_words"]),
            frozenset(lower["furniture"]),
            frozenset(lower["quotes"]),
            frozenset(lower["times"]),
            re.compile(rf"\W{{0,3}}{labels}(?!\w)", re.IGNORECASE),
            re.compile(rf"(?<!\w){labels}[\s:»–-]{{0,4}}\Z", re.IGNORECASE),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"lexicons/pages.toml lacks or spoils {error}", "mend it or install again") from error


def body(tree: Element, title: str | None = None, given: str | None = None) -> str:
    """The article's paragraphs, each ended by a line end; "" where the page has none.

    Args:
        tree: the whole page; it is changed.
        title: the article's, which is no paragraph of it.
        given: the article's text as the page carries it as data, for pages that show none.
    """
    known = words()
    for style in _quoting_styles(tree):
        _mark_styled(tree, style)
    _mark_quotations(tree)
    _drop_all(tree, _is_hidden)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    _prune(tree, known)
    lines = [line for part in _known_parts(tree, known) or _found_parts(tree) for line in _paragraphs(part)]
    if given and sum(map(len, lines)) < _LEAST < len(given):
        lines = [" ".join(line.split()) for line in given.splitlines()]
    return "".join(f"{line}\n" for line in lines if line and line != title and not _is_stamp(line))


# --- the part that holds the text --------------------------------------------------------------------------------


def _known_parts(tree: Element, known: PageWords) -> list[Element]:
    """The elements that an outlet keeps its text in: the first name in the list's order under which there is text."""
    rank = known.bodies
    named: dict[str, list[Element]] = {}
    inside: Counter[str] = Counter()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in ("html", "body"):
            continue
        for name in rank.keys() & _names(element):
            if event == "end":
                inside[name] -= 1
                continue
            if not inside[name]:
                named.setdefault(name, []).append(element)
            inside[name] += 1
    for name in sorted(named, key=rank.__getitem__):
        groups: dict[Element | None, list[Element]] = {}  # pages of one article stand side by side, teasers elsewhere
        for element in named[name]:
            groups.setdefault(element.getparent(), []).append(element)
        best = max(groups.values(), key=lambda group: sum(map(_length, group)))
        if sum(map(_length, best)) >= _LEAST:
            return best
    return []


def _found_parts(tree: Element) -> list[Element]:
    """The text where no name is known: what trafilatura finds, unless it loses quotations of the article there is."""
    article = max(_outermost(tree, ("article", "main")), key=_length, default=None)
    alone = article if article is not None and _length(article) >= _LEAST else next(tree.iter("body"), tree)
    found = _by_trafilatura(tree)
    if found is None or 2 * _length(found) < _length(alone) or (alone is article and _marks(found) < _marks(alone)):
        return [alone]
    return [found]


def _marks(element: Element) -> int:
    return sum(piece.count(mark) for piece in element.itertext() for mark in _MARK)


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


def _names(element: Element) -> list[str]:
    if not element.attrib:
        return []
    get = element.get
    return f"{get('class') or ''} {get('id') or ''} {get('itemprop') or ''}"[:1000].lower().split()


# --- what is not the article -------------------------------------------------------------------------------------


def _is_hidden(element: Element) -> bool:
    if "hidden" in element.attrib:
        return True
    style = element.get("style")
    return bool(style) and bool(re.search(r"display\s{0,3}:\s{0,3}none", style[:1000], re.IGNORECASE))


def _drop_all(root: Element, unwanted: Callable[[Element], bool]) -> None:
    """Empty every element below `root` that is unwanted; what follows it stays."""
    for element in [e for e in root.iter(etree.Element) if e is not root and unwanted(e)]:
        _drop(element)


def _drop(element: Element) -> None:
    # Emptied, not removed: removing joins the texts around it, which takes the square of the number of elements.
    element.clear(keep_tail=True)
    element.tag = "span"


def _prune(tree: Element, known: PageWords) -> None:
    """Empty boxes of links, captions and buttons."""

    def unwanted(element: Element) -> bool:
        if element.tag == "aside" or _is_furniture(element, known):
            return is_short(element, _LONGEST_BOX)
        return element.tag in _BOXES and _is_box(element, known)

    _drop_all(tree, unwanted)
    _drop_labelled_links(tree, known)


def _is_furniture(element: Element, known: PageWords) -> bool:
    names = _names(element)
    if not known.bodies.keys().isdisjoint(names):
        return False
    for name in names:
        if name in known.furniture or known.furniture_words & set(re.split(r"[^a-z0-9]+", name)):
            return True
    return False


def _is_box(element: Element, known: PageWords) -> bool:
    """Whether an element is links and their label, no part of the text."""
    if not is_short(element, _LONGEST_BOX):
        return False
    text = " ".join("".join(element.itertext()).split())
    if not text:
        return False
    linked = len(" ".join("".join(piece for a in element.iter("a") if a.get("href") for piece in a.itertext()).split()))
    label = known.labels.match(text)
    if label:
        return linked >= 0.6 * (len(text) - label.end())
    headline = text[-1] not in _SENTENCE_END
    return element.tag in ("p", "li", "ul", "ol", "h3", "h4") and headline and linked >= 0.95 * len(text)


def _drop_labelled_links(part: Element, known: PageWords) -> None:
    """`... surut. Baca juga: <a>Air Surut</a> Ia menambahkan ...`: label and link go, the sentences stay."""
    for link in [a for a in part.iter("a") if a.get("href")]:
        before, parent = link.getprevious(), link.getparent()
        if parent is None:
            continue
        text = (before.tail if before is not None else parent.text) or ""
        label = known.ending.search(text, max(0, len(text) - 40))
        if label is None:
            continue
        if before is not None:
            before.tail = text[: label.start()]
        else:
            parent.text = text[: label.start()]
        _drop(link)


def _is_stamp(line: str) -> bool:
    """Whether a line is the time of a live report's entry, or a byline's."""
    if len(line) > 60:
        return False
    if _CLOCK.fullmatch(line):
        return True
    found = timestamps.search(line)
    return found is not None and not re.search(r"[^\W\d_]{2}", line[: found.start] + line[found.end :])


# --- marks that are not in the text ------------------------------------------------------------------------------


def _quoting_styles(tree: Element) -> list[tuple[str | None, frozenset[str]]]:
    """Selectors, as tag and classes, that the page's own style sheets put in quotation marks."""
    found: dict[tuple[str | None, frozenset[str]], None] = {}
    for style in tree.iter("style"):
        sheet = style.text or ""
        for match in _CSS_RULE.finditer(sheet):
            if len(found) >= 20:
                return list(found)
            opened = sheet.find("{", match.end(), match.end() + 200)
            if opened < 0 or not _CSS_MARK.search(sheet, opened, opened + 300):
                continue
            closed = sheet.find("}", opened, opened + 300)
            if closed >= 0 and not _CSS_MARK.search(sheet, opened, closed):
                continue
            before = sheet[max(0, match.start() - 200) : match.start()]
            selector = _COMPOUND.search(before[max(map(before.rfind, " ,>{}+~\n\t")) + 1 :])
            if selector and (selector[1] or selector[2]):
                classes = frozenset(selector[2].split(".")[1:])
                found.setdefault((selector[1].lower() if selector[1] else None, classes))
    return [style for style in found if style[0] not in ("q", "blockquote") or style[1]]


def _mark_styled(tree: Element, style: tuple[str | None, frozenset[str]]) -> None:
    tag, classes = style
    for element in tree.iter(tag) if tag else tree.iter(etree.Element):
        if classes <= set((element.get("class") or "")[:1000].split()):
            _mark(element, "“", "”")


def _mark_quotations(tree: Element) -> None:
    """Write the marks of `<q>` elements, which the browser adds, into the text."""
    depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end"), tag="q"):
        if event == "start":
            depth += 1
            _mark(element, *("“”" if depth % 2 else "‘’"))
        else:
            depth -= 1
    for element in list(tree.iter("q")):
        element.tag = "span"  # trafilatura takes it for a block


def _mark(element: Element, opening: str, closing: str) -> None:
    """Put an element's text in marks, unless marks stand there already."""
    first = next((piece.strip() for piece in _some(element.itertext()) if piece.strip()), "")
    if not first or first[0] in _MARK + "‘'":
        return
    element.text = opening + (element.text or "").lstrip()
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "").rstrip() + closing
    else:
        element.text = element.text.rstrip() + closing


def _some(pieces: Iterable[str]) -> Iterator[str]:
    for _, piece in zip(range(100), pieces, strict=False):
        yield piece


# --- paragraphs --------------------------------------------------------------------------------------------------


def _paragraphs(part: Element) -> list[str]:
    lines = _lines("".join(_stream(part)))
    plain = "\n".join(line for line, quoted in lines if not quoted)
    set_apart = sum(len(line) for line, quoted in lines if quoted)
    found: list[str] = []
    looked = 0
    for line, quoted in lines:
        if quoted and set_apart <= _LONGEST_QUOTE:
            bare = line.strip(f"{_MARK}‘’' ")
            looked += 1
            if looked <= _MOST_PULLED and len(bare) >= 20 and bare.rstrip(".,") in plain:
                continue  # pulled out of the text, where it stands again
            if not any(mark in line for mark in _MARK):
                line = f"“{line}”"
        found.append(line)
    return found


def _stream(part: Element) -> Iterator[str]:
    """The part's text with a line end at every border of a block."""
    quotes = words().quotes
    quoting: list[Element] = []
    for event, element in etree.iterwalk(part, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in _BLOCKS
        if event == "start":
            if tag in ("blockquote", "quote") or (block and not quotes.isdisjoint(_names(element))):
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
