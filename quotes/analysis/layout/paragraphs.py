"""Where an article's body stands in its text, and what the page around it says.

Owns the paragraphs: a text may be clean, a page pasted out of a browser with everything that stands on it, or one long
line with the page's furniture run into it. Furniture and datelines are left out of the paragraphs, while all offsets
stay those of the text as read. What cannot be told apart stays in: a paragraph lost is a quote lost, a link line kept
rarely makes one. What is furniture, line by line, is the business of `furniture`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from quotes.analysis.layout import furniture, joints
from quotes.analysis.layout.datelines import Datelines
from quotes.analysis.layout.furniture import LONGEST_LINE, Furniture, fold, has_said, is_headline, is_title, trimmed
from quotes.analysis.layout.legible import legible
from quotes.errors import LexiconError
from quotes.records import Article, Layout, Span
from quotes.text import timestamps

_LINE = re.compile(r"[^\r\n\x0b\x0c\u2028\u2029]+")  # not \x85, which text decoded wrongly has for an ellipsis
_LONGEST_HEAD = 400  # lines: the menus, title and byline over a page's body
_LONGEST_TITLE = 250  # characters
_LONGEST_PAUSE = 8  # lines without prose after which a page's body has ended


def lay_out(article: Article) -> Layout:
    """The body's paragraphs, and title, publication time and outlet, as given or else as found in the page.

    Args:
        article: its text may be clean paragraphs, a pasted page, or one long line.

    Returns:
        Paragraphs as trimmed, disjoint spans in order, dateline and furniture left out.
    """
    return lay_out_as_printed(article)[1]


def lay_out_as_printed(article: Article) -> tuple[str, Layout]:
    """The same, with the text as `legible` reads it."""
    words, datelines = furniture.words(), _datelines()
    text, mended = legible(article.text)
    lines, repairs = joints.mended(text, _lines(text), article.title, words)
    head = _head(text, lines, article.title, words, datelines)
    candidates = words.candidates(text)
    paragraphs: list[Span] = []
    source, published = head.source, head.published
    for line in _body(text, lines[head.body :], head.page, words):
        if len(paragraphs) < 3 and (dateline := datelines.find(text, line, plain=not paragraphs)):
            source = source or dateline.outlet
            byline = timestamps.search(text[line.start : dateline.start])
            published = published or (byline.value if byline else None)
            line = trimmed(text, dateline.end, line.end)
        inside = candidates[bisect_left(candidates, line.start) : bisect_left(candidates, line.end)]
        paragraphs += words.pieces(text, line, inside, joints.GLUED in repairs)
    return text, Layout(
        paragraphs=tuple(paragraphs),
        title=article.title or head.title,
        published=article.published or published,
        source=article.source or source,
        repairs=mended + repairs,
    )


@cache
def _datelines() -> Datelines:
    try:
        return Datelines.of(furniture.lexicon())
    except (KeyError, TypeError, AttributeError) as error:
        raise LexiconError(
            f"lexicon/data/furniture.toml lacks or spoils {error}", "mend it or install again"
        ) from error


def _lines(text: str) -> list[Span]:
    spans = (trimmed(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return [span for span in spans if span.start < span.end]


def _is_prose(line: str) -> bool:
    """Whether a line reads like a paragraph: long and ended like a sentence, or a quotation with its clause."""
    if len(line) > LONGEST_LINE:
        return True
    if len(line) >= 60 and re.search(r"[.…][\"”’')\]]{0,3}$|[:,][\"”]?$", line[-5:]):
        return True  # `?` and `!` alone end headlines too
    return has_said(line)


# --- the head ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    body: int  # index of the body's first line
    page: bool  # the text is a page with furniture around its body
    title: str | None = None
    published: datetime | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class _Byline:
    """A line that says when the page was published."""

    index: int
    published: datetime
    first: bool  # says so itself: published, not updated


def _head(text: str, lines: Sequence[Span], given: str | None, words: Furniture, datelines: Datelines) -> _Head:
    """What stands over the body, and where the body begins; of a clean text nothing but perhaps its title."""
    bylines: list[_Byline] = []
    dateline = None
    prose = 0  # lines that read like paragraphs: decks and captions, or the body itself
    for index, line in enumerate(lines[:_LONGEST_HEAD]):
        printed = text[line.start : min(line.end, line.start + LONGEST_LINE + 1)]
        begun = datelines.find(text, line, plain=bool(bylines) or not prose)
        if begun and (begun.outlet or _is_prose(printed)):
            dateline = index
            break
        if (byline := _byline(printed, index)) and not (prose and _is_prose(lines[0].of(text))):
            bylines.append(byline)
        elif _is_prose(printed):
            prose += 1
            if has_said(printed) or len(printed) > LONGEST_LINE or prose > (3 if bylines else 2):
                break
    if bylines and dateline is None and bylines[0].index > 12 and prose:
        bylines = []  # a date far down in a clean text
    if not bylines and not dateline:
        return _clean_head(text, lines, given, words)
    first = bylines[0].index if bylines else -1
    body = dateline if dateline is not None else _first_prose(text, lines, first + 1, words)
    bylines = [byline for byline in bylines if byline.index < body]
    if not bylines and _is_prose(lines[0].of(text)) and dateline is None:
        return _clean_head(text, lines, given, words)
    published = next((b.published for b in bylines if b.first), bylines[0].published if bylines else None)
    first = bylines[0].index if bylines else body
    title = _title(text, lines, first, body, words)
    title = _without_outlet(title, datelines) if title else None
    return _Head(body, True, title, published, _outlet(text, lines[:body], first, datelines))


def _clean_head(text: str, lines: Sequence[Span], given: str | None, words: Furniture) -> _Head:
    """A text without a page's head: its first line may be its title."""
    if len(lines) < 2 or lines[0].end - lines[0].start > _LONGEST_TITLE:
        return _Head(0, False)
    first = lines[0].of(text)
    if given is not None:
        return _Head(1 if fold(first) == fold(given) else 0, False)
    if is_title(first) and not words.is_line(first, fold(first)) and _is_prose(lines[1].of(text)):
        return _Head(1, False, " ".join(first.split()))
    return _Head(0, False)


def _byline(line: str, index: int) -> _Byline | None:
    """A line that is there to say when the page was published, not a sentence with a date in it."""
    if len(line) > 150 or not (found := timestamps.search(line)):
        return None
    rest = line[: found.start] + line[found.end :]
    if re.search(r"[\"“”]", rest) or re.search(r"[.!?]$", line) or len(rest) > (80 if found.timed else 30):
        return None
    return _Byline(index, found.value, bool(re.search(r"(?i)\b(?:di)?(?:terbit|tayang|publi)", rest)))


def _first_prose(text: str, lines: Sequence[Span], start: int, words: Furniture) -> int:
    """The first line from `start` that reads like a paragraph and is no picture's caption."""
    for index in range(start, min(len(lines), start + _LONGEST_HEAD)):
        printed = lines[index].of(text)
        if _is_prose(printed) and not words.is_caption(printed):
            return index
    return min(start, len(lines))


def _title(text: str, lines: Sequence[Span], byline: int, body: int, words: Furniture) -> str | None:
    """The page's headline: near the byline, and of the candidates the one whose words the body uses most."""
    start = " ".join(line.of(text)[:1000] for line in lines[body : body + 4])
    used = set(re.findall(r"\w{4,}", start.casefold()))
    best, most = None, 0.0
    for index in [*range(byline - 1, max(-1, byline - 11), -1), *range(byline + 1, body)]:
        line = " ".join(lines[index].of(text)[: _LONGEST_TITLE + 1].split())
        if not 15 <= len(line) <= _LONGEST_TITLE or len(line.split()) < 3 or re.search(r"[>›»]|[.:]$", line):
            continue
        if words.is_line(line, fold(line)) or timestamps.search(line) or words.is_caption(line):
            continue
        own = set(re.findall(r"\w{4,}", line.casefold()))
        score = len(own & used) / (len(own) + 2) + 0.01 * min(len(line.split()), 10)
        score += 0.2 * (index < byline) + 0.2 * is_title(line)  # decks and summaries use the body's words even more
        if score > most:
            best, most = line, score
    return best


def _without_outlet(title: str, datelines: Datelines) -> str:
    name, mark, tail = title.rpartition(" - ")
    if not mark:
        name, mark, tail = title.rpartition(" | ")
    return name.strip() if mark and datelines.outlet(tail) else title


def _outlet(text: str, lines: Sequence[Span], byline: int, datelines: Datelines) -> str | None:
    """The outlet that the byline, or a line beside it, names."""
    for index in sorted(range(len(lines)), key=lambda index: abs(index - byline))[:8]:
        printed = lines[index].of(text)[:_LONGEST_TITLE]
        for part in re.split(r"\s[-–—|•·]\s|,\s", printed):
            if name := datelines.outlet(part):
                return name
    return None


# --- the body ----------------------------------------------------------------------------------------------------


def _body(text: str, lines: Sequence[Span], page: bool, words: Furniture) -> Iterator[Span]:
    """The lines of the body, without those that are furniture as a whole."""
    in_list = False
    held: list[Span] = []  # a page's lines that read like headlines: of the body only if prose follows soon
    seen: set[str] = set()
    for line in lines:
        if line.end - line.start > LONGEST_LINE:
            yield from held
            yield line
            held, in_list = [], False
            continue
        printed = line.of(text)
        folded = fold(printed)
        if words.is_end(folded, page):
            return
        if words.is_list(folded):
            in_list = True
        elif words.is_line(printed, folded) or (in_list and is_headline(printed)):
            continue
        elif not page and seen and words.is_headline_alone(printed) and not timestamps.search(printed):
            continue
        elif not page:
            in_list = False
            yield line
        elif _is_prose(printed) and (len(held) < _LONGEST_PAUSE or has_said(printed)):
            if len(held) < _LONGEST_PAUSE:
                yield from held
            yield line
            held, in_list = [], False
        elif folded not in seen:
            held.append(line)
        seen.add(folded)
