"""Paragraphs that a crawler joined or broke: where each begins and ends all the same.

A crawl may keep the paragraphs of a page joined with a comma (Scrapy's CSV exporter does with a list) or with nothing,
or break a line around every link (BeautifulSoup's `get_text("\\n")` does). Kept apart from `paragraphs`, which decides
what of the lines is the article: here no line is judged by what it says, and no character is changed. Whether a text is
damaged so is decided for all of it, for a slip of the pen looks the same in one place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from quotes.analysis.layout.furniture import LONGEST_LINE, Furniture, fold, is_title, trimmed
from quotes.lexicon import lists
from quotes.records import Span

COMMAS = "paragraphs joined with commas"
GLUED = "paragraphs joined without a blank"
LINKS = "lines broken around links"

_BEGINS = "(?=[\"“”‘'(]{0,2}[A-Z0-9])"
# A sentence's end with a comma behind it; sure where the comma is doubled or no blank parts it from what follows.
_COMMA = re.compile(rf"[.?!…][\"“”’)]{{0,2}}[ \t]{{0,2}}(?P<joint>,(?:[ \t]{{0,2}},){{0,20}}[ \t]{{0,2}}){_BEGINS}")
_EMPTY = re.compile(rf",(?:[ \t]{{0,2}},){{1,20}}[ \t]{{0,2}}{_BEGINS}")  # where paragraphs are joined, an empty one
_NARROW = re.compile(r",++(?=[\"“”‘'(]{0,2}[A-Z])")
_NO_BLANK = re.compile('[.?!…](?:["”](?=["“”A-Z])|(?=["“”]?[A-Z]))')
_SENTENCE_END = re.compile('[.?!…]["”’)]{0,2}(?:\\s|$)')
_WORD_BEFORE = re.compile(r"[\w.]{1,30}\Z")
_WORD_AT = re.compile(r"[^\W\d_]{1,20}")
_LOW_WORD_BEFORE = re.compile(r"(?<![\w.])[a-z]{4,20}\Z")
_MARK = re.compile('["“”]')  # Kompas.id opens with the mark that also closes
_LEAST_GLUED = 2
_GLUED_SHARE = 0.15  # of the sentence ends; in 428 articles of seven outlets, none has more than a third by mistake
_ENDS = ".?!…"
_CLOSERS = "\"“”’')]"
_GOES_ON = re.compile(
    r"[a-z]+(?![^\s,.;:!?)\"”’/-])|[,.;:!?)]|[”’](?=[\s,.;:)]|$)"
)  # how the rest of a sentence begins
_OPEN_END = "(,[“‘/&-–—"
_SURELY_PROSE = 100  # characters of a line that is no heading


def mended(text: str, lines: Sequence[Span], title: str | None, words: Furniture) -> tuple[list[Span], tuple[str, ...]]:
    """The lines of a text as its paragraphs were printed.

    Args:
        text: the article's text.
        lines: its lines, trimmed, in order.
        title: the article's, where it is given.
        words: tells furniture, which is part of no sentence.

    Returns:
        The lines, and the kinds of damage that were mended, in the words of this module.
    """
    whole, broken = _unbroken(text, lines, title, words)
    parted, kinds = _parted(text, whole)
    return parted, ((LINKS,) if broken else ()) + kinds


# --- paragraphs run together -------------------------------------------------------------------------------------


def _parted(text: str, lines: Sequence[Span]) -> tuple[list[Span], tuple[str, ...]]:
    commas = _commas(text, lines)
    glued = _glued(text, lines)
    if not commas and not glued:
        return list(lines), ()
    cuts = sorted([*commas, *((at, at) for at in glued)])
    found: list[Span] = []
    number = 0
    for line in lines:
        start = line.start
        while number < len(cuts) and cuts[number][0] <= line.end:
            end, after = cuts[number]
            number += 1
            if end > start:
                found.append(trimmed(text, start, end))
                start = after
        found.append(trimmed(text, start, line.end))
    kinds = ((COMMAS,) if commas else ()) + ((GLUED,) if glued else ())
    return [span for span in found if span.start < span.end], kinds


def _commas(text: str, lines: Sequence[Span]) -> list[tuple[int, int]]:
    """Where the commas between two paragraphs begin and end."""
    joints = [
        (match.start("joint"), match.end(), _is_sure(match))
        for line in lines
        for match in _COMMA.finditer(text, line.start, line.end)
        if not _is_abbreviated(text, match.start(), line.start)
    ]
    if not any(sure for *_, sure in joints):
        return []
    found = {end: start for start, end, _ in joints}
    narrow = all(text[end - 1] == "," for _, end, _ in joints)  # then headings are parted, too: `Pasar ramai,Warga …`
    for line in lines:
        for match in (_NARROW if narrow else _EMPTY).finditer(text, line.start, line.end):
            if not _begins_day(text, match.end()):  # `dilansirAFP,Minggu (10/3)`
                found.setdefault(match.end(), match.start())
    return sorted((start, end) for end, start in found.items())


def _begins_day(text: str, at: int) -> bool:
    word = _WORD_AT.match(text, at)
    return word is not None and word[0].casefold() in lists.load().weekdays


def _is_sure(match: re.Match[str]) -> bool:
    """Whether nothing but a joint looks so: `Sinar Tbk., Budi` and `"Kami siap.", Budi` may be somebody's spelling."""
    joint = match["joint"]
    if joint.count(",") > 1 or not joint[-1].isspace():
        return True
    low = _LOW_WORD_BEFORE.search(match.string, max(0, match.start() - 21), match.start())
    return low is not None and match.start("joint") - match.start() == 1


def _glued(text: str, lines: Sequence[Span]) -> list[int]:
    """Where a paragraph begins that is joined to the one before it with nothing."""
    found, ends = [], 0
    for line in lines:
        marks: dict[int, bool] | None = None
        passed: list[int] = []
        for match in _NO_BLANK.finditer(text, line.start, line.end):
            if _is_abbreviated(text, match.start(), line.start):
                continue
            if marks is None:
                marks = _turns(text, line)
                passed = sorted(marks)
            at = match.end()
            if text[at - 1] in '"”' and text[at].isalnum():
                at -= marks[at - 1]
            before = bisect_left(passed, at) - 1
            if before < 0 or not marks[passed[before]]:  # else inside a quotation, where a blank was forgotten
                found.append(at)
        ends += sum(1 for _ in _SENTENCE_END.finditer(text, line.start, line.end))
    return found if len(found) >= _LEAST_GLUED and len(found) >= _GLUED_SHARE * (len(found) + ends) else []


def _turns(text: str, line: Span) -> dict[int, bool]:
    """Where a line's quotation marks stand, and whether each opens.

    By turns where a mark has letters on both sides: `pagi."Air surut,"`.
    """
    found: dict[int, bool] = {}
    inside = False
    for match in _MARK.finditer(text, line.start, line.end):
        at = match.start()
        left, right = text[max(line.start, at - 1) : at], text[at + 1 : min(line.end, at + 2)]
        if match[0] == "“" or not left or left.isspace() or left in "(":
            inside = False
        elif not right or not right.isalnum():
            inside = True
        found[at] = not inside
        inside = not inside
    return found


def _is_abbreviated(text: str, stop: int, start: int) -> bool:
    """Whether the stop at `stop` ends an abbreviation (`S.H.`, `Prof.`, `dkk.`) or stands in a number or an address."""
    before = _WORD_BEFORE.search(text, max(start, stop - 30), stop)
    if before is None:
        return text[stop - 1 : stop] not in tuple(_CLOSERS + "%]")  # a sentence ends with a word, a mark or a bracket
    word = before[0]
    if "." in word.strip("."):
        last = word.rpartition(".")[2]
        return len(last) < 5 and last[:1].isupper()  # `M.Kes`, where `kompas.com.` ends a sentence
    folded = word.casefold()
    if word[0].isupper():
        return len(word) == 1 or folded in _abbreviations()
    return len(word) < 3 and not word.isdigit()


@cache
def _abbreviations() -> frozenset[str]:
    """Words that a stop may follow inside a name: `Prof`, `Moh`."""
    words = lists.load()
    return lists.single_words(words.honorifics) | words.name_abbreviations | words.learned_titles | words.degrees


# --- lines broken around links -----------------------------------------------------------------------------------


def _unbroken(text: str, lines: Sequence[Span], title: str | None, words: Furniture) -> tuple[list[Span], bool]:
    """The lines with those joined that are one sentence; whether there were any."""
    goes_on = [number > 0 and _goes_on(text, lines[number - 1], line) for number, line in enumerate(lines)]
    if not any(goes_on):
        return list(lines), False
    alone = [_is_short(line) and words.is_apart(line.of(text)) for line in lines]
    first = lines[0].of(text)
    alone[0] = alone[0] or (is_title(first) if title is None else fold(first) == fold(title))
    for number in range(1, len(lines)):
        if goes_on[number] and (alone[number] or alone[number - 1]):
            goes_on[number] = False
    runs = list(_runs(text, lines, goes_on, alone))
    broken = any(any(goes_on[number] for number in run) and _is_ended(text, lines[run[-1]]) for run in runs)
    if not broken:
        return list(lines), False
    found: list[Span] = []
    for run in runs:
        if _is_ended(text, lines[run[-1]]):
            found.append(Span(lines[run[0]].start, lines[run[-1]].end))
        else:
            found += [lines[number] for number in run]
    return found, True


def _runs(text: str, lines: Sequence[Span], goes_on: Sequence[bool], alone: Sequence[bool]) -> Iterator[range]:
    """Lines that may be one sentence, by their numbers."""
    start = 0
    for number in range(1, len(lines)):
        before = lines[number - 1]
        if not goes_on[number]:
            open_ended = not alone[number] and not alone[number - 1] and text[before.end - 1] not in ":|"
            open_ended = open_ended and not _is_ended(text, before)
            # A link's text mostly begins with a capital: what stands before it, or follows it, tells it from a heading.
            prose = (
                number - 1 > start
                or before.end - before.start > _SURELY_PROSE
                or text[before.end - 1] in _OPEN_END
                or text.count('"', before.start, before.end) % 2 > 0
            )
            linked = number + 1 < len(lines) and _is_short(lines[number])
            linked = linked and (goes_on[number + 1] or text[lines[number + 1].start] in "(0123456789")
            if not (open_ended and (prose or linked)):
                yield range(start, number)
                start = number
    yield range(start, len(lines))


def _is_short(line: Span) -> bool:
    return line.end - line.start <= LONGEST_LINE


def _goes_on(text: str, line: Span, after: Span) -> bool:
    """Whether a line begins as only the rest of a sentence does, and the one before it has not ended one."""
    begins = _GOES_ON.match(text, after.start, after.end)
    return begins is not None and (not _is_ended(text, line) or begins[0] in ",;)")


def _is_ended(text: str, line: Span) -> bool:
    tail = text[max(line.start, line.end - 4) : line.end].rstrip(_CLOSERS + " ")
    return tail[-1:] in tuple(_ENDS)
