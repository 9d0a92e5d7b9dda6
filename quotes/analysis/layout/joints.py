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

_BEGINS = "(?=[\"“”‘'(\\[]{0,2}[A-Z0-9])"
# A sentence's end with a comma or the like behind it; sure where that is doubled or blanks stand on the wrong side.
_COMMA = re.compile(
    rf"[.?!…][\"“”’)]{{0,2}}[ \t]{{0,2}}(?P<joint>[,;|](?:[ \t]{{0,2}}[,;|]){{0,20}}[ \t]{{0,2}}){_BEGINS}"
)
_EMPTY = re.compile(rf",(?:[ \t]{{0,2}},){{1,20}}[ \t]{{0,2}}{_BEGINS}")  # where paragraphs are joined, an empty one
_NARROW = re.compile(r",++(?=[\"“”‘'(]{0,2}[A-Z])")
_NO_BLANK = re.compile('[.?!…](?:["”](?=["“”A-Z])|(?=["“”]?[A-Z])|(?=["“][a-z(]))')
_HEADING_JOINT = re.compile(r"(?<=[A-Za-z][a-z])(?=([A-Z][a-z]{1,20})\b)")  # `Warga MengungsiMenurut Budi`
_SENTENCE_END = re.compile('[.?!…]["”’)]{0,2}(?:\\s|$)')
# A name, a comma and the rest of a sentence.
_LINKED = re.compile(r"[A-Z][\w.'’-]{0,30}(?:[ \t][A-Z][\w.'’-]{0,30}){0,5},[\w(]")
_LEADING = re.compile(rf",[ \t,]{{0,20}}{_BEGINS}")
_TRAILING = re.compile(r"(?<=[.?!…\"“”)]),[ \t,]{0,3}\Z")
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
_LAST_WORD = re.compile(r"(?<![\w-])[a-z]{2,11}\Z")
_OFFICE_WORDS = 3
_LONGEST_OFFICE = 60  # characters
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
    commas = _commas(text, lines, words)
    whole, broken = _unbroken(text, _parted(text, lines, commas), title, words)
    glued = [(at, at) for at in _glued(text, whole)]
    told = ((LINKS, broken), (COMMAS, bool(commas)), (GLUED, bool(glued)))
    return _parted(text, whole, glued), tuple(kind for kind, found in told if found)


# --- paragraphs run together -------------------------------------------------------------------------------------


def _parted(text: str, lines: Sequence[Span], cuts: Sequence[tuple[int, int]]) -> list[Span]:
    """The lines cut where the joints begin and end."""
    if not cuts:
        return list(lines)
    found: list[Span] = []
    number = 0
    for line in lines:
        start = line.start
        while number < len(cuts) and cuts[number][0] <= line.end:
            end, after = cuts[number]
            number += 1
            if after > start:
                found.append(trimmed(text, start, max(start, end)))
                start = after
        found.append(trimmed(text, start, line.end))
    return [span for span in found if span.start < span.end]


def _commas(text: str, lines: Sequence[Span], words: Furniture) -> list[tuple[int, int]]:
    """Where the signs between two paragraphs begin and end."""
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
        begun = line.start
        for match in (_NARROW if narrow else _EMPTY).finditer(text, line.start, line.end):
            start, end = match.span()
            if end in found or (
                not _begins_day(text, end)
                and (_is_heading(text, begun, start, end) or _is_furniture(text, Span(begun, start), words))
            ):
                found.setdefault(end, start)
                begun = end
        for edge in (_LEADING.match(text, line.start, line.end), _TRAILING.search(text, line.end - 4, line.end)):
            if edge is not None:
                found.setdefault(edge.end(), edge.start())
    return sorted((start, end) for end, start in found.items())


def _is_heading(text: str, start: int, comma: int, after: int) -> bool:
    """Whether what stands before a comma is a heading over what follows, and no part of one sentence with it.

    Where a crawl parts links with commas too, the rest of the sentence follows: `Menteri,Budi Santosa,mengatakan`.
    """
    if text[start:comma].rstrip().endswith(":"):
        return True  # `Baca juga: ,`
    if comma - start > _SURELY_PROSE or text[comma - 1].isspace() or _dangles(text, Span(start, comma)):
        return False
    return len(_MARK.findall(text, start, comma)) % 2 == 0 and _LINKED.match(text, after) is None


def _is_furniture(text: str, line: Span, words: Furniture) -> bool:
    """Whether a stretch is furniture, or its last sentence is a headline behind its label: `Baca juga: Harga Naik`."""
    if _is_apart(text, line, words):
        return True
    begins = max(line.start, line.end - LONGEST_LINE)
    for end in _SENTENCE_END.finditer(text, begins, line.end):
        begins = end.end()
    return words.is_label(text, trimmed(text, begins, line.end))


def _is_apart(text: str, line: Span, words: Furniture) -> bool:
    """Whether a stretch is a line of furniture, and so no part of a sentence."""
    return line.start < line.end and _is_short(line) and words.is_apart(line.of(text))


def _begins_day(text: str, at: int) -> bool:
    word = _WORD_AT.match(text, at)
    return word is not None and word[0].casefold() in lists.load().weekdays


def _is_sure(match: re.Match[str]) -> bool:
    """Whether nothing but a joint looks so: `Sinar Tbk., Budi` and `"Kami siap.", Budi` may be somebody's spelling."""
    joint = match["joint"]
    if len(joint.split()) > 1 or len(joint.strip()) > 1 or match.string[match.start("joint") - 1].isspace():
        return True
    if joint == ",":
        return True
    low = _LOW_WORD_BEFORE.search(match.string, max(0, match.start() - 21), match.start())
    return low is not None and match.start("joint") - match.start() == 1


def _glued(text: str, lines: Sequence[Span]) -> list[int]:
    """Where a paragraph begins that is joined to the one before it with nothing."""
    found, lower = [], 0
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
            small = text[at] in '"“' and not text[at + 1].isupper()
            if small and not marks[at]:
                continue  # a blank forgotten behind a quotation: `siap."kata Budi`
            before = bisect_left(passed, at) - 1
            if before < 0 or not marks[passed[before]]:  # else inside a quotation, where a blank was forgotten
                found.append(at)
                lower += small
    sure = len(found) - lower
    if sure < _LEAST_GLUED:
        return []
    ends = sum(1 for line in lines for _ in _SENTENCE_END.finditer(text, line.start, line.end))
    if sure < _GLUED_SHARE * (len(found) + ends):
        return []
    headings = [
        match.start()
        for line in lines
        for match in _HEADING_JOINT.finditer(text, line.start, line.end)
        if match[1].casefold() in lists.load().sentence_openers
    ]
    return sorted({*found, *headings})


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
        elif not right or not (right.isalnum() or right == "("):
            inside = True
        found[at] = not inside
        inside = not inside
    return found


def _is_abbreviated(text: str, stop: int, start: int) -> bool:
    """Whether the stop at `stop` ends an abbreviation (`S.H.`, `Prof.`, `dkk.`) or stands in a number or an address."""
    before = _WORD_BEFORE.search(text, max(start, stop - 30), stop)
    if before is None:
        return text[stop - 1 : stop] not in tuple(_CLOSERS + "%],")  # a sentence ends with a word, a mark, a bracket
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
    dangles = [_dangles(text, line) for line in lines]
    if not any(goes_on) and not any(dangles):
        return list(lines), False
    last = len(lines) - 1
    alone = [_is_apart(text, line, words) for line in lines]
    for number in range(1, last):
        if alone[number] and dangles[number - 1] and goes_on[number + 1]:
            alone[number] = False  # `melalui akun`, `Instagram`, `miliknya`
    first = lines[0].of(text)
    alone[0] = alone[0] or (is_title(first) if title is None else fold(first) == fold(title))
    for number in range(1, len(lines)):
        if alone[number] or alone[number - 1]:
            goes_on[number] = dangles[number - 1] = False
    dangles[last] = False
    nothing = [False] * len(lines)
    runs = _runs(text, lines, goes_on, alone, nothing, nothing)
    if not any(
        any(goes_on[number] or dangles[number - 1] for number in run[1:]) and _is_ended(text, lines[run[-1]])
        for run in runs
    ):
        return list(lines), False
    found: list[Span] = []
    heads = [_is_of_office(text, line) for line in lines]
    for run in _runs(text, lines, goes_on, alone, _still_quoted(text, lines), heads):
        if _is_ended(text, lines[run[-1]]):
            found.append(Span(lines[run[0]].start, lines[run[-1]].end))
        else:
            found += [lines[number] for number in run]
    return found, True


def _runs(
    text: str,
    lines: Sequence[Span],
    goes_on: Sequence[bool],
    alone: Sequence[bool],
    quoted: Sequence[bool],
    heads: Sequence[bool],
) -> Iterator[range]:
    """Lines that may be one sentence, by their numbers.

    `quoted`: those that end what an earlier line quotes; `heads`: those that are the beginning of an office.
    """
    start = 0
    for number in range(1, len(lines)):
        before = lines[number - 1]
        if not goes_on[number]:
            open_ended = not alone[number] and not alone[number - 1] and text[before.end - 1] not in ":|"
            still_quoted = open_ended and quoted[number]
            open_ended = open_ended and not _is_ended(text, before)
            # A link's text mostly begins with a capital: what stands before it, or follows it, tells it from a heading.
            prose = (
                number - 1 > start
                or heads[number - 1]
                or before.end - before.start > _SURELY_PROSE
                or text[before.end - 1] in _OPEN_END
                or text.count('"', before.start, before.end) % 2 > 0
            )
            linked = number + 1 < len(lines) and _is_short(lines[number])
            linked = linked and (goes_on[number + 1] or text[lines[number + 1].start] in "(0123456789")
            if not still_quoted and not (open_ended and (prose or linked)):
                yield range(start, number)
                start = number
    yield range(start, len(lines))


def _still_quoted(text: str, lines: Sequence[Span]) -> list[bool]:
    """Whether a line goes on with what an earlier one quotes: the first mark in it, or behind it, closes."""
    found = [False] * len(lines)
    opened: int | None = None  # the line in which a quotation is open
    for number, line in enumerate(lines):
        marks = [mark.end() for mark in _MARK.finditer(text, line.start, line.end)]
        if not marks:
            continue
        if opened is not None and marks[0] > line.start + 1 and not text[marks[0] : marks[0] + 1].isalnum():
            found[opened + 1 : number + 1] = [True] * (number - opened)
            marks = marks[1:]
        opened = number if len(marks) % 2 else None
    return found


def _is_short(line: Span) -> bool:
    return line.end - line.start <= LONGEST_LINE


def _goes_on(text: str, line: Span, after: Span) -> bool:
    """Whether a line begins as only the rest of a sentence does, and the one before it has not ended one."""
    begins = _GOES_ON.match(text, after.start, after.end)
    return begins is not None and (not _is_ended(text, line) or begins[0] in ",;)")


def _dangles(text: str, line: Span) -> bool:
    """Whether a line ends with a word that no sentence ends with: `di`, `dan`, `kata`."""
    last = _LAST_WORD.search(text, max(line.start, line.end - 12), line.end)
    return last is not None and last[0] in _open_words()


@cache
def _open_words() -> frozenset[str]:
    words = lists.load()
    return words.prepositions | words.subordinators


def _is_of_office(text: str, line: Span) -> bool:
    """Whether a line is the beginning of an office or an institution: `Ketua`, `Wakil Direktur`, `Menteri Dalam`."""
    if line.end - line.start > _LONGEST_OFFICE or not text[line.start].isupper():
        return False
    words = line.of(text).split()
    return len(words) <= _OFFICE_WORDS and words[0].casefold() in _offices() and all(word.isalpha() for word in words)


@cache
def _offices() -> frozenset[str]:
    words = lists.load()
    return lists.single_words(words.role_heads, words.role_modifiers, words.ranks, words.org_heads)


def _is_ended(text: str, line: Span) -> bool:
    tail = text[max(line.start, line.end - 4) : line.end].rstrip(_CLOSERS + " ")
    return tail[-1:] in tuple(_ENDS)
