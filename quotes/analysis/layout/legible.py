"""The text of an article as it was printed, character for character, where a crawl left other signs.

Owns what is read in place of what is there: line ends and marks written as escapes, tags of HTML, paragraphs printed as
a list of Python's or JSON's, quotation marks doubled or turned into other signs, blanks of no width. Unlike the repairs
on reading (`text.repair`) these keep the text's length, so that its offsets are those of the text as given; what cannot
be told in as many characters stays. Apart from `joints`, which finds where paragraphs begin and changes nothing.

A sign is a quotation mark only by what stands beside it and in pairs, line by line: `?` opens where no question ends,
a backtick inside a word is a letter of `Jum'at`. Every pass is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

ESCAPES = "line ends and marks written as escapes"
TAGS = "HTML tags"
LISTS = "paragraphs printed as a list"
MARKS = "quotation marks turned into other signs"

_LINE = re.compile(r"[^\r\n]+")
_ESCAPED_BREAK = re.compile(r"(?:\\[rnt])+|_x000[dDaA]_")  # the second as Excel writes it
_ESCAPED_SIGN = re.compile(r"\\{1,2}(?:u(?P<code>20[012][\dA-Fa-f]|00[aA]0)|x[aA]0)")
_LEAST_BREAKS = 2  # one `\n` may be part of a path
_TAG = re.compile(
    r"<(?:!--[^<>]{0,2000}|/?(?P<name>p|br|div|li|ul|ol|h[1-6]|tr|td|table|tbody|blockquote|section|figure|figcaption"
    r"|hr|a|b|i|u|em|strong|span|font|small|sub|sup|img|iframe|center)(?=[\s/>])[^<>]{0,2000})>",
    re.IGNORECASE,
)
_INLINE = frozenset("a b i u em strong span font small sub sup".split())
_BLANKS = "\u00a0\u202f\u2007\u200b\u200c\u200d\u2060\ufeffÂ"
_BLANK = re.compile(
    "[\u00a0\u202f\u2007]|[\u200b-\u200d\u2060\ufeff]+(?![^\\W\\d_])|(?<![^\\W\\d_])[\u200b-\u200d\u2060\ufeff]+"
    "|Â(?=[\\s\u00a0])"  # what is left of a no-break space that was decoded wrongly
)
_MARK = re.compile('["“”]')
_AFTER = frozenset(" \t\r\n.,;:!?…)]}-–—/\"”’'")  # what stands behind a closing mark
_BEFORE = frozenset(" \t\r\n.,;:!?([{-–—/\"“‘'")  # what stands before an opening one
_LINK_COMMAS = re.compile(r"(?<=\S) ,(?=[^\W_])[^,.;!?\"“”\n]{1,80},(?=[\s.,;:)])")
# The same where the blanks are gone, too: `kata,Kapolres Nusa,kepada`. Before a capital it may be a heading.
_NARROW_LINK = re.compile(r"(?<=\S),(?=[A-Z0-9])[^,.;!?\"“”\n]{1,80},(?=[a-z(.),–-])")
_BRACKETED_LINK = re.compile(r"\(,[^\W_][^,()\n]{0,80},\)")
_JOINED = re.compile(r"[a-z)][.?!…][\"”’]?,(?=[\"“A-Z])")  # two paragraphs
_LEAST_LINKS = 3  # one ` ,` may be a slip, but for where paragraphs are joined with commas, too
_LEAST_JOINED = 3
_NARROW = re.compile(r",(?![ \"”'’])")  # a comma where none belongs
_ENDS = '.?!…"”’'
_LEAST_DOUBLED = 2
_LONGEST = 2_000  # characters between two single signs that are a pair
_CLOSING_QUESTION = re.compile(r"(?<=[,.!…?])\?(?!\?)|\?(?=\s{1,3}[a-z(]|[.,;:)]|\s*$)")
_OPENING_QUESTION = re.compile(r"(?:(?<=[\s(\[,.:])|^)\?(?=[^\W_])")


class _Sign(NamedTuple):
    """A sign that stands for quotation marks."""

    hint: str  # the sign, or of two signs the opening one; without it in the text, there is none
    pattern: re.Pattern[str]  # every place that may be a mark
    opening: str  # the mark it is read as, as long as the sign
    closing: str
    directed: bool = False  # opening and closing sign differ


_DOUBLED = _Sign('""', re.compile('""'), ' "', '" ')
_SIGNS = (
    _Sign('\\"', re.compile(r"\\[\"“”]"), ' "', '" '),
    _Sign("``", re.compile("``|''"), " “", "” ", directed=True),
    _Sign(",,", re.compile(r"(?<![^\s(\[]),,(?=[^\W\d_])|''"), " “", "” ", directed=True),
    _Sign("''", re.compile("''"), ' "', '" '),
    _Sign("´´", re.compile("´´"), ' "', '" '),
    _Sign("((", re.compile(r"\(\(|\)\)"), " “", "” ", directed=True),
    _Sign("<<", re.compile("<<|>>"), " “", "” ", directed=True),
    _Sign("`", re.compile("`"), '"', '"'),
    _Sign("´", re.compile("´"), '"', '"'),
    _Sign("\ufffd", re.compile("\ufffd"), '"', '"'),
)


def legible(text: str) -> tuple[str, tuple[str, ...]]:
    """A text as it was printed, of the same length, and what was damaged in it, in the words of this module."""
    told: list[str] = []
    if text.startswith("[") and (listed := _unlisted(text)) is not None:
        text = listed
        told.append(LISTS)
    for kind, hints, mend in _MENDERS:
        if any(_holds(text, hint) for hint in hints):
            after = mend(text)
            if after != text:
                text = after
                told.append(kind)
    if "," in text:
        text = _without_link_commas(text)
    if not text.isascii() and any(sign in text for sign in _BLANKS):
        text = _BLANK.sub(lambda m: " " * len(m[0]), text)
    return text, tuple(dict.fromkeys(told))


def _holds(text: str, sign: str) -> bool:
    """Whether a text holds a sign; most hold not even its first character, which is found out forty times as fast."""
    return sign[0] in text and sign in text


# --- line ends, lists and tags -----------------------------------------------------------------------------------


def _without_escapes(text: str) -> str:
    """Line ends that are written out become line ends."""
    if text.count("\\n") + text.count("\\r") + text.count("_x000") >= _LEAST_BREAKS:
        text = _ESCAPED_BREAK.sub(lambda m: "\n".ljust(len(m[0])), text)
    return _ESCAPED_SIGN.sub(_written, text)


def _written(match: re.Match[str]) -> str:
    """The sign that `\\u201c` or `\\xa0` stands for, beside blanks; an opening mark stands at their end."""
    code = match["code"]
    sign = chr(int(code, 16)) if code and code.lower() != "00a0" else " "
    return sign.rjust(len(match[0])) if sign in "“‘" else sign.ljust(len(match[0]))


def _without_tags(text: str) -> str:
    """Blanks for tags, a line end first where the tag ends a line."""
    return _TAG.sub(lambda m: (" " if (m["name"] or "b").lower() in _INLINE else "\n").ljust(len(m[0])), text)


def _without_link_commas(text: str) -> str:
    """Blanks for the commas that part each link from its sentence: `Menteri ,Budi Santosa, mengatakan`.

    Of a comma of the sentence and one beside it that parts the link, the first stays.
    """
    commas = _narrow_commas(text)
    if commas and ",)" in text:
        text = _BRACKETED_LINK.sub(lambda link: f"( {link[0][2:-2]} )", text)
        commas = _narrow_commas(text)
    narrow = commas == _LEAST_LINKS
    if " ," not in text and not narrow:
        return text
    joined = sum(1 for _ in islice(_JOINED.finditer(text), _LEAST_JOINED)) == _LEAST_JOINED
    least = 1 if joined else _LEAST_LINKS
    links = list(_LINK_COMMAS.finditer(text))
    edits = [edit for link in links for edit in ((link.start() + 1, " "), (link.end() - 1, " "))]
    if len(links) >= least:
        text = _with(text, edits)
    if not narrow:
        return text
    links = list(_NARROW_LINK.finditer(text))
    if sum(text[link.start() - 1].islower() for link in links) < least:
        return text
    edits = [edit for link in links for edit in ((link.start(), " "), (link.end() - 1, " "))]
    return _with(text, [(at, new) for at, new in edits if text[at - 1] not in _ENDS])  # there paragraphs are joined


def _narrow_commas(text: str) -> int:
    """How many commas of a text have no blank or mark behind them; no more than matter are counted."""
    return sum(1 for _ in islice(_NARROW.finditer(text), _LEAST_LINKS))


def _unlisted(text: str) -> str | None:
    """A text that is a list of strings, as Python or JSON prints one, with a line an item; None: it is none."""
    end = len(text.rstrip())
    if text[1:2] not in ("'", '"') or text[end - 1] != "]":
        return None
    pieces: list[str] = [" "]
    at = 1
    while True:
        sign = text[at]
        close = _unescaped(text, sign, at + 1)
        if close < 0:
            return None
        pieces += [" ", text[at + 1 : close]]
        if close + 1 == end - 1:
            break
        if text[close + 1 : close + 3] != ", " or text[close + 3 : close + 4] not in ("'", '"'):
            return None
        pieces.append("\n  ")
        at = close + 3
    return "".join([*pieces, "  ", text[end:]])


def _unescaped(text: str, sign: str, start: int) -> int:
    at = text.find(sign, start)
    while at > 0 and text[at - 1] == "\\":
        at = text.find(sign, at + 1)
    return at


# --- quotation marks ---------------------------------------------------------------------------------------------


def _remarked(text: str) -> str:
    """Quotation marks for what stands for them."""
    if _holds(text, '""'):
        text = _halved(text)
    for sign in _SIGNS:
        if _holds(text, sign.hint):
            text = _with(text, [edit for line in _LINE.finditer(text) for edit in _read_as_marks(text, line, sign)])
    if "?" in text:
        text = _with(text, [edit for line in _LINE.finditer(text) for edit in _questions(text, line)])
    return text


def _with(text: str, edits: Sequence[tuple[int, str]]) -> str:
    """The text with what each edit says written over what stands at its place; edits are in order."""
    pieces, at = [], 0
    for start, new in edits:
        pieces += [text[at:start], new]
        at = start + len(new)
    return "".join([*pieces, text[at:]])


def _read_as_marks(text: str, line: re.Match[str], sign: _Sign) -> Iterator[tuple[int, str]]:
    """The marks that a line's signs stand for; single signs in pairs only, outside of the line's other marks."""
    single = len(sign.hint) == 1
    others = [m.start() for m in _MARK.finditer(text, line.start(), line.end())] if single else []
    passed, quoted = 0, False
    opener, end = -1, line.start()
    found = list(sign.pattern.finditer(text, line.start(), line.end()))
    for number, match in enumerate(found):
        start = match.start()
        left = " " if start == end else text[start - 1]
        end = match.end()
        beside = number + 1 < len(found) and found[number + 1].start() == end
        right = " " if beside or end == line.end() else text[end]
        while passed < len(others) and others[passed] < start:
            quoted = text[others[passed]] == "“" or not quoted
            passed += 1
        opens = right not in _AFTER and not right.isspace() and left in _BEFORE and not quoted
        closes = not left.isspace() and not (left.isalnum() and right.isalnum())
        if sign.directed:
            opens = opens and match[0] == sign.hint
            closes = closes and match[0] != sign.hint and opener >= 0
        if closes and (opener >= 0 or not (single or opens)):
            if not single:
                yield start, sign.closing
            elif start - opener <= _LONGEST:
                yield opener, sign.opening
                yield start, sign.closing
            opener = -1
        elif opens:
            opener = start
            if not single:
                yield start, sign.opening


def _questions(text: str, line: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The marks that `?` stands for where it opens what no question ends: `?Kami siap,? kata Budi`."""
    at = line.start()
    while (opener := _OPENING_QUESTION.search(text, at, line.end())) is not None:
        limit = min(line.end(), opener.end() + _LONGEST)
        again = _OPENING_QUESTION.search(text, opener.end(), limit)
        closer = _CLOSING_QUESTION.search(text, opener.end(), again.start() if again else limit)
        at = opener.end()
        if closer is not None:
            yield opener.start(), '"'
            yield closer.start(), '"'
            at = closer.end()


def _halved(text: str) -> str:
    """Single marks for doubled ones, where all are: `""Kami siap,"" kata Budi`, and the whole perhaps in marks."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    runs = [m.span() for m in re.finditer('"+', text)]
    around = runs[0][0] == start and runs[-1][1] == end and all((b - a) % 2 for a, b in (runs[0], runs[-1]))
    if around and len(runs) > 1:
        text = f"{text[:start]} {text[start + 1 : end - 1]} {text[end:]}"
        runs = [(a + (a == start), b - (b == end)) for a, b in runs]
    if sum(b - a for a, b in runs) < 2 * _LEAST_DOUBLED or any((b - a) % 2 for a, b in runs):
        return text
    return _with(text, [edit for line in _LINE.finditer(text) for edit in _read_as_marks(text, line, _DOUBLED)])


_MENDERS = (
    (ESCAPES, ("\\", "_x000"), _without_escapes),
    (TAGS, ("<",), _without_tags),
    (MARKS, ("?", '""', *(sign.hint for sign in _SIGNS)), _remarked),
)
