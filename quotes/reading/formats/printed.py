"""Printed pages, lines with places on paper, put together to paragraphs again.

Owns what a page has and a text has not: headers, footers and page numbers, which are left out; lines, which are joined;
words cut at their ends, which are made whole; a headline, known by its size. Apart from `pdf`, which only takes the
lines out of a file.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_EDGE = 3  # lines at the top and at the bottom of a page that may be header and footer
_SHARE = 0.15  # of all distances between lines: the smallest one that is so common is that of lines of a paragraph
_WIDER = 1.25  # times that distance, and a paragraph ends
_INDENT = 0.8, 6.0  # of the size of the letters: how far a first line stands to the right of the others
_LARGER = 1.15  # times the size of the text: a headline
_LONGEST_TITLE = 300  # characters
_MOST_ASIDE = (
    0.9  # of the usual length of full lines; a word that would have fitted within was put on a new line on purpose
)

_NUMBER = r"[\W_]{0,3}(?:(?:halaman|hal\.?|page)\s{0,2})?\d{1,3}(?:\s?(?:/|dari|of)\s?\d{1,3})?[\W_]{0,3}"
# What stands at an edge and is no text, though it be of one page: its number, and what a browser prints around a page.
_AT_EDGE = re.compile(
    rf"{_NUMBER}|(?:https?|file)://\S+(?:\s+{_NUMBER})?"
    r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}[.:]\d\d(?: [AP]M)?(?: .{0,200})?",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.?!…:][\"”’)\]]{0,2}\Z|[\"”]\Z")
_CUT = re.compile(r"([^\W\d_]+)[-‐\u00ad]\Z")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ITEM = re.compile(r"[-•·▪●○–*]|\(?(?:\d{1,2}|[a-z])[.)]\s")
_COLUMNS = 50  # at most so many places where lines begin are looked at
_LOOKED_AT = 60  # lines of a paragraph, for marks that are still open
_LONGEST_WORD = 60  # letters
_SHORTEST_ECHO = 3  # letters that both halves of a doubled word share


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page."""

    text: str  # one blank between words
    x: float  # where it begins, in points from the left
    y: float  # its base line, in points from the bottom
    size: float  # of its first letters, in points


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on pages."""

    title: str | None  # the headline; None: no line of the first page is larger than the text
    paragraphs: list[str]


def printed(pages: Sequence[Sequence[Line]]) -> Printed:
    """Put pages together.

    Args:
        pages: the lines of each, as they follow one another in reading: column after column.
    """
    furniture = _furniture(pages)
    kept = [
        (number, line)
        for number, (lines, out) in enumerate(zip(pages, furniture, strict=True))
        for place, line in enumerate(lines)
        if place not in out
    ]
    sizes: Counter[float] = Counter()
    for _, line in kept:
        sizes[_rounded(line.size)] += len(line.text)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    first, last = _headline(kept, usual)
    title = " ".join(line.text for _, line in kept[first:last]) or None
    return Printed(title, list(_paragraphs(kept[:first] + kept[last:])))


def _furniture(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """Of each page, which lines are no text: what its edges share with other pages, and numbers."""
    edges = [_edges(lines) for lines in pages]
    shared: Counter[str] = Counter()
    for lines, places in zip(pages, edges, strict=True):
        shared.update({_without_digits(lines[place].text) for place in places})
    found = []
    for lines, places in zip(pages, edges, strict=True):
        out = set()
        for place in places:
            times = shared[_without_digits(lines[place].text)]
            if (times > 1 and times * 2 > len(pages)) or _AT_EDGE.fullmatch(lines[place].text):
                out.add(place)
        found.append(out)
    return found


def _edges(lines: Sequence[Line]) -> list[int]:
    """The lines at the top and at the bottom of a page, and the first and last ones of its file."""
    levels = sorted({line.y for line in lines})
    outer = {*levels[:_EDGE], *levels[-_EDGE:]}
    ends = {*range(_EDGE), *range(len(lines) - _EDGE, len(lines))}
    return [place for place, line in enumerate(lines) if line.y in outer or place in ends]


def _without_digits(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _headline(kept: Sequence[tuple[int, Line]], usual: float) -> tuple[int, int]:
    """Where the headline begins and ends: the first lines of the first page in its largest letters."""
    ahead = [_rounded(line.size) for page, line in kept if page == 0]
    largest = max(ahead, default=0.0)
    if largest < _LARGER * usual or not ahead:
        return 0, 0
    first = last = ahead.index(largest)
    while last < len(ahead) and ahead[last] == largest:
        last += 1
    length = sum(len(line.text) + 1 for _, line in kept[first:last])
    return (first, last) if length <= _LONGEST_TITLE else (0, 0)


def _paragraphs(kept: Sequence[tuple[int, Line]]) -> Iterator[str]:
    if not kept:
        return
    words = Counter(word.casefold() for _, line in kept for word in _WORD.findall(line.text))
    breaks = _Breaks(kept)
    held = [kept[0][1].text]
    for (page, before), (at, line) in pairwise(kept):
        if breaks.between(before, line, held, new_page=at != page):
            yield "".join(held)
            held = [line.text]
        else:
            held[-1], following = _joined(held[-1], line.text, words)
            held.append(following)
    yield "".join(held)


class _Breaks:
    """Where paragraphs of some pages end."""

    def __init__(self, kept: Sequence[tuple[int, Line]]) -> None:
        self._lefts = dict(Counter(round(line.x) for _, line in kept).most_common(_COLUMNS))
        lengths: defaultdict[float, list[int]] = defaultdict(list)
        gaps: defaultdict[float, Counter[float]] = defaultdict(Counter)
        for _, line in kept:
            lengths[_rounded(line.size)].append(len(line.text))
        for (page, before), (at, line) in pairwise(kept):
            gap, size = before.y - line.y, _rounded(line.size)
            if page == at and _rounded(before.size) == size and 0.8 * size < gap < 4 * size:
                gaps[size][_rounded(gap)] += 1
        self._full = {size: sorted(found)[len(found) * 9 // 10] for size, found in lengths.items()}
        self._gaps = {size: _smallest_common(found) for size, found in gaps.items()}
        self._spaced = any(gap > _WIDER * self._gaps[size] for size, found in gaps.items() for gap in found)

    def between(self, before: Line, line: Line, so_far: Sequence[str], *, new_page: bool) -> bool:
        """Whether a paragraph ends between two lines; `so_far` are its lines before."""
        size = _rounded(line.size)
        if size != _rounded(before.size):
            return abs(line.size - before.size) > (_LARGER - 1) * before.size
        if _CUT.search(before.text, max(0, len(before.text) - _LONGEST_WORD)):
            return False
        ended = bool(_ENDED.search(before.text, max(0, len(before.text) - _LONGEST_WORD)))
        on_purpose = len(before.text) + 1 + len(line.text.split(" ", 1)[0]) < _MOST_ASIDE * self._full[size]
        if _ITEM.match(line.text) and (ended or on_purpose):
            return True
        gap = before.y - line.y
        if new_page or gap <= 0:  # the next page or column
            closed = self._spaced and _balanced("".join(so_far[-_LOOKED_AT:]))
            return self._indented(line) or (ended and (on_purpose or closed))
        if gap > _WIDER * self._gaps.get(size, gap):
            return True
        if line.x - before.x >= _INDENT[0] * size and self._indented(line) and not _ITEM.match(before.text):
            return True
        return on_purpose and (ended or (not before.text[-1].islower() and len(before.text) < self._full[size] / 2))

    def _indented(self, line: Line) -> bool:
        near, far = _INDENT
        own = self._lefts.get(round(line.x), 0)
        return any(
            near * line.size <= line.x - left <= far * line.size and times > own for left, times in self._lefts.items()
        )


def _smallest_common(gaps: Mapping[float, int]) -> float:
    total = sum(gaps.values())
    return min(gap for gap, times in gaps.items() if times >= _SHARE * total)


def _balanced(text: str) -> bool:
    """Whether every quotation mark of a text is closed, as far as counting tells."""
    return text.count('"') % 2 == 0 and text.count("“") <= text.count("”")


def _joined(text: str, line: str, words: Mapping[str, int]) -> tuple[str, str]:
    """Two lines as they stand in a text: a word cut at the end of the first is whole, or has its hyphen."""
    cut, following = _CUT.search(text, max(0, len(text) - _LONGEST_WORD)), _WORD.match(line)
    if cut is None:
        return text, f" {line}"
    if following is None or not following[0][0].islower():  # `pra-` and `1998`, `se-` and `Indonesia`
        return text.rstrip("\u00ad"), line
    first, second = cut[1].casefold(), following[0].casefold()
    whole, parted = words.get(first + second, 0), words.get(f"{first}-{second}", 0)
    if parted > whole or (parted == whole and _doubled(first, second)):
        return f"{text[:-1]}-", line
    return text[:-1], line


def _doubled(first: str, second: str) -> bool:
    """Whether two halves are of one doubled word: `anak-anak`, `nama-namanya`, `berlari-lari`, `tolong-menolong`."""
    for long, short in ((first, second), (second, first)):
        if len(short) >= _SHORTEST_ECHO and (short in long or (len(short) > _SHORTEST_ECHO and short[1:] in long)):
            return True
    return False
