"""Where an article's body stands in its text, and what the page around it says.

Owns the paragraphs: a text may be clean, a page pasted out of a browser with everything that stands on it, or one long
line with the page's furniture run into it. Furniture (link lines, adverts, credits, comments) and datelines are left out
of the paragraphs, while all offsets stay those of the text as read. What cannot be told apart stays in: a paragraph
lost is a quote lost, a link line kept rarely makes one.

The words are in lexicons/furniture.toml. Every scan is linear in the text: a line is split once, and each cut has a bound.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

from quotes import timestamps
from quotes.errors import LexiconError
from quotes.records import Article, Layout, Span

_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BLANK = " \t\u00a0\u200b\u200c\u200d\u2060\ufeff\u3000\x00\u2007\u202f"
_HEAD = 400  # lines: a page's head (menus, title, byline) is not longer
_LONGEST_TITLE = 250  # characters
_LONGEST_FURNITURE = 400  # characters of a furniture line or sentence


@dataclass(frozen=True, slots=True)
class _Furniture:
    lines: frozenset[str]
    starts: dict[str, tuple[str, ...]]  # first word -> the phrases that begin with it, folded
    ends: frozenset[str]
    end_starts: dict[str, tuple[str, ...]]
    lists: frozenset[str]
    credits: frozenset[str]
    fixed: tuple[str, ...]
    triggers: tuple[str, ...]  # folded beginnings of everything that may stand inside a line
    titled: re.Pattern[str]
    sentences: re.Pattern[str]
    credit: re.Pattern[str]
    openers: frozenset[str]
    offices: frozenset[str]
    outlets: dict[str, str]
    dateline: re.Pattern[str]


def lay_out(article: Article) -> Layout:
    """The body's paragraphs, and title, publication time and outlet, as given or else as found in the page.

    Args:
        article: its text may be clean paragraphs, a pasted page, or one long line.

    Returns:
        Paragraphs as trimmed, disjoint spans in order, dateline and furniture left out.
    """
    furniture = _furniture()
    text = article.text
    lines = _lines(text)
    head = _head(text, lines, article.title, furniture)
    body = _body(text, lines[head.body :], head.page, furniture)
    paragraphs: list[Span] = []
    source = head.source
    for line in body:
        for piece in _pieces(text, line, furniture):
            if len(paragraphs) < 3:
                start, outlet = _after_dateline(text, piece, furniture, first=not paragraphs)
                source = source or outlet
                piece = _trim(text, start, piece.end)
            if piece.start < piece.end:
                paragraphs.append(piece)
    return Layout(
        paragraphs=tuple(paragraphs),
        title=article.title or head.title,
        published=article.published or head.published,
        source=article.source or source,
    )


# --- lines and words ---------------------------------------------------------------------------------------------


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start] in _BLANK or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _BLANK or text[end - 1].isspace()):
        end -= 1
    return Span(start, end)


def _lines(text: str) -> list[Span]:
    spans = (_trim(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return [span for span in spans if span.start < span.end]


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _begins(folded: str, table: dict[str, tuple[str, ...]]) -> bool:
    first = folded.split(" ", 1)[0]
    return any(folded.startswith(phrase) for phrase in table.get(first, ()))


# --- the page's head ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    body: int  # index of the body's first line
    page: bool  # the text is a page with furniture around its body
    title: str | None = None
    published: datetime | None = None
    source: str | None = None


def _head(text: str, lines: Sequence[Span], title: str | None, furniture: _Furniture) -> _Head:
    """Title, publication time and outlet over the body, and where the body begins; (0, not a page) for a clean text."""
    if len(lines) < 2:
        return _Head(0, False)
    stamp_at, published, source = -1, None, None
    dateline_at = -1
    for index, line in enumerate(lines[:_HEAD]):
        if _strong_dateline(text, line, furniture):
            dateline_at = index
            break
        if stamp_at < 0 and line.end - line.start <= 150 and (found := timestamps.search(line.of(text))):
            if _is_stamp_line(line.of(text), found, furniture):
                stamp_at, published = index, found.value
                source = _outlet_in(line.of(text)[: found.start], furniture)
        elif stamp_at < 0 and _is_prose(line.of(text)):
            break  # the body has begun and no page head stood before it
    if stamp_at < 0 and dateline_at <= 0:
        body = 1 if title and _fold(lines[0].of(text)) == _fold(title) else 0
        return _Head(body, False)
    if dateline_at >= 0:
        body = dateline_at
        if any(_is_prose(line.of(text)) and '"' in line.of(text) for line in lines[max(stamp_at, 0) : body]):
            body = -1
    else:
        body = -1
    if body < 0:
        body = stamp_at + 1
        while body < len(lines) - 1 and not _is_prose(lines[body].of(text)):
            body += 1
    found_title = _find_title(text, lines, stamp_at if stamp_at >= 0 else body, body, furniture)
    return _Head(body, True, found_title, published, source)


def _is_stamp_line(line: str, found: timestamps.Stamp, furniture: _Furniture) -> bool:
    """Whether a line is there to say when the page was published: a byline, not a sentence with a date in it."""
    rest = line[: found.start] + line[found.end :]
    if re.search(r"[.!?][\"”']?\s*$", line) or any(mark in rest for mark in '"“”'):
        return False
    return (found.timed and len(rest) <= 80) or len(rest) <= 30


def _is_prose(line: str) -> bool:
    """Whether a line reads like a paragraph: long enough and ended like a sentence, or a quotation with its clause."""
    if len(line) >= 60 and re.search(r"[.…][\"”’')\]]*$|[:,][\"”]?$", line):
        return True  # `?` and `!` alone end headlines too
    return bool(re.search(r"[\"“”]", line) and re.search(r"[,?!.][\"”]\s+[a-z]", line)) or len(line) >= 250


def _find_title(text: str, lines: Sequence[Span], stamp: int, body: int, furniture: _Furniture) -> str | None:
    candidates = [*range(stamp - 1, -1, -1), *range(stamp + 1, body)]
    for index in candidates:
        line = " ".join(lines[index].of(text).split())
        if len(line.split()) >= 4 and 20 <= len(line) <= _LONGEST_TITLE and not _is_furniture_line(line, furniture):
            if not timestamps.search(line) and not line.endswith((".", ":")):
                return line
    return None


def _outlet_in(text: str, furniture: _Furniture) -> str | None:
    name = text.strip(" -–—|•·,:").strip()
    if known := furniture.outlets.get(name.casefold()):
        return known
    return name if re.fullmatch(r"[\w-]{2,30}(?:\.[a-z]{2,4}){1,2}", name, re.IGNORECASE) else None


# --- the body ----------------------------------------------------------------------------------------------------


def _is_furniture_line(line: str, furniture: _Furniture) -> bool:
    if len(line) > _LONGEST_FURNITURE:
        return False
    folded = _fold(line)
    if folded in furniture.lines or _begins(folded, furniture.starts):
        return True
    label, colon, rest = folded.partition(":")
    return bool(colon) and label.strip() in furniture.credits and len(rest) <= 120 and not re.search(r"[\"“”]", rest)


def _body(text: str, lines: Sequence[Span], page: bool, furniture: _Furniture) -> Iterator[Span]:
    in_list = False
    for line in lines:
        length = line.end - line.start
        if length <= _LONGEST_FURNITURE:
            printed = line.of(text)
            folded = _fold(printed)
            if folded in furniture.ends or _begins(folded, furniture.end_starts):
                return
            if folded in furniture.lists:
                in_list = True
                continue
            if _is_furniture_line(printed, furniture):
                continue
            if in_list and not _is_prose(printed):
                continue
        in_list = False
        yield line


# --- furniture inside a line -------------------------------------------------------------------------------------

_GAMBAS = re.compile(r"\[\s?Gambas\s?:[^\]\n]{0,200}\]", re.IGNORECASE)
_INITIALS = re.compile(r"\((?:[A-Za-z]{2,5}(?:\s?/\s?[A-Za-z]{2,5}){1,9}|[a-z]{2,4}|[A-Z]{3}|\*)\)[\s.]*$")


def _pieces(text: str, line: Span, furniture: _Furniture) -> Iterator[Span]:
    """What is left of a line when the furniture inside it is cut out."""
    position = line.start
    for cut in _cuts(text, line, furniture):
        if cut.start < position:
            if cut.end > position:
                position = cut.end
            continue
        piece = _trim(text, position, cut.start)
        if piece.start < piece.end:
            yield piece
        position = cut.end
    piece = _trim(text, position, line.end)
    if piece.start < piece.end:
        yield piece


def _cuts(text: str, line: Span, furniture: _Furniture) -> list[Span]:
    """The furniture inside a line, in order."""
    printed = line.of(text)
    folded = printed.casefold()
    cuts: list[Span] = []
    if not any(trigger in folded for trigger in furniture.triggers):
        return _tail_cut(text, line)
    for phrase in furniture.fixed:
        at = printed.find(phrase)
        while at >= 0:
            cuts.append(Span(line.start + at, line.start + at + len(phrase)))
            at = printed.find(phrase, at + len(phrase))
    cuts += (Span(m.start(), m.end()) for m in _GAMBAS.finditer(text, line.start, line.end))
    for match in furniture.titled.finditer(text, line.start, line.end):
        cuts.append(Span(match.start("label"), _title_end(text, match.end(), line.end, furniture)))
    for match in furniture.sentences.finditer(text, line.start, line.end):
        cuts.append(Span(match.start("label"), _sentence_end(text, match.end(), line.end)))
    cuts += _tail_cut(text, line)
    return sorted(cuts)


def _tail_cut(text: str, line: Span) -> list[Span]:
    match = _INITIALS.search(text, max(line.start, line.end - 80), line.end)
    return [Span(match.start(), line.end)] if match else []


_CLOSING = {'"': '"”', "“": '”"', "'": "'’", "‘": "’'", "”": '”"'}


def _title_end(text: str, start: int, end: int, furniture: _Furniture) -> int:
    """Where a headline that begins at `start` ends: see the comments for each bound."""
    while start < end and text[start] in " :\t\u00a0":
        start += 1
    limit = min(end, start + _LONGEST_TITLE)
    if start < end and text[start] in _CLOSING:  # a headline in marks ends with them
        closers = _CLOSING[text[start]]
        for at in range(start + 1, limit):
            if text[at] in closers and not text[at + 1 : at + 2].isalnum():
                tail = re.compile(r"(?:\s{0,3}di sini)?\s{0,3}[:.]{0,2}").match(text, at + 1, end)
                return tail.end() if tail else at + 1
    words = list(re.finditer(r"\S+", text[start:limit]))
    for index, word in enumerate(words):
        at = start + word.start()
        token = word.group()
        if index and token[0] in '"“”':
            return at
        if index >= 2 and words[index - 1].group()[-1] in ".?!" and token[0].isupper():
            return at
        if (
            index >= 2
            and token in furniture.openers
            and index + 1 < len(words)
            and words[index + 1].group()[0].islower()
        ):
            return at
    return limit


def _sentence_end(text: str, start: int, end: int) -> int:
    limit = min(end, start + _LONGEST_FURNITURE)
    judul = re.compile(r"[^\"“\n]{0,80}dengan judul\s{0,3}:?\s{0,3}(?=[\"“])").match(text, start, limit)
    if judul:
        closers = _CLOSING[text[judul.end()]]
        for at in range(judul.end() + 1, limit):
            if text[at] in closers:
                return at + 1
    match = re.compile(r"[.!?](?=\s+[A-Z\"“])").search(text, start, limit)
    return match.end() if match else limit


# --- datelines ---------------------------------------------------------------------------------------------------


def _strong_dateline(text: str, line: Span, furniture: _Furniture) -> re.Match[str] | None:
    """The dateline that names an outlet at a paragraph's beginning; a byline with the publication time is none."""
    match = furniture.dateline.match(text, line.start, min(line.end, line.start + 120))
    if not match or line.end - match.end() < 40:
        return None
    stamp = timestamps.search(text[match.end() : match.end() + 60])
    return None if stamp and stamp.start == 0 else match


_PLAIN = re.compile(r"[A-Z][\w.]{2,20}(?:\s[A-Z]\w{1,20}){0,2}\s[-–—]{1,2}\s(?=[A-Z\"“”])")


def _after_dateline(text: str, piece: Span, furniture: _Furniture, first: bool) -> tuple[int, str | None]:
    match = _strong_dateline(text, piece, furniture)
    if match:
        outlet = match["o1"] or match["o2"] or match["o3"]
        return match.end(), _outlet_in(re.sub(r"\s", "", outlet) if "." in outlet else outlet, furniture)
    if first and (plain := _PLAIN.match(text, piece.start, piece.end)):
        return plain.end(), None
    return piece.start, None


# --- the words ---------------------------------------------------------------------------------------------------


def _alternatives(phrases: Sequence[str]) -> str:
    ordered = sorted(set(phrases), key=len, reverse=True)
    return "|".join(r"\s{1,3}".join(re.escape(word) for word in phrase.split()) for phrase in ordered)


def _by_first_word(phrases: Sequence[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for phrase in phrases:
        folded = _fold(phrase)
        first = folded.split(" ", 1)[0]
        table[first] = (*table.get(first, ()), folded)
    return table


@cache
def _furniture() -> _Furniture:
    raw = tomllib.loads(resources.files("quotes").joinpath("lexicons/furniture.toml").read_text(encoding="utf-8"))
    try:
        inline, outlets = raw["inline"], raw["outlets"]
        openers, offices = inline["openers"], inline["offices"]
        names = _alternatives(sorted(outlets))
        domain = r"[\w-]{2,30}\.\s?(?:com|co\.\s?id|id|co|net|tv|news|or\.id)"
        outlet = rf"(?:{domain}|{names})"
        place = r"[A-Z][\w.'’-]{1,20}(?:\s{1,2}[A-Z][\w.'’-]{0,20}){0,3}"
        dash = r"\s{0,4}(?:[-–—]|&mdash;){1,3}\s{0,4}"
        dateline = re.compile(
            rf"(?:(?-i:{place})(?:\s?,\s?(?-i:{place}))?\s?,\s{{0,3}}(?P<o1>{outlet}){dash}"
            rf"|(?-i:{place})(?:\s?,\s?(?-i:{place}))?\s{{1,3}}\((?P<o2>{outlet})\){dash}"
            rf"|(?P<o3>{outlet})(?:\s{{0,3}},\s{{0,3}}(?-i:{place}))?{dash})",
            re.IGNORECASE,
        )
        return _Furniture(
            lines=frozenset(map(_fold, raw["lines"]["exact"])),
            starts=_by_first_word(raw["lines"]["starts"] + inline["titled"][:-1]),
            ends=frozenset(map(_fold, raw["ends"]["exact"])),
            end_starts=_by_first_word(raw["ends"]["starts"]),
            lists=frozenset(map(_fold, raw["lists"]["exact"])),
            credits=frozenset(map(_fold, raw["lines"]["credits"])),
            fixed=tuple(sorted(inline["fixed"], key=len, reverse=True)),
            triggers=tuple(
                {_fold(phrase) for phrase in inline["fixed"] + inline["titled"] + inline["sentences"]} | {"gambas"}
            ),
            titled=re.compile(
                rf"(?:(?<=[.!?\"”’')\]:]\s)|(?<=[.!?\"”’')\]])|^)(?P<label>(?:{_alternatives(inline['titled'])})\s?(?::|(?=[\"“'‘])|(?-i:(?<=Video)\s(?=[A-Z]))))",
                re.IGNORECASE,
            ),
            sentences=re.compile(
                rf"(?:(?<=[.!?\"”’')\]:]\s)|(?<=[.!?\"”’')\]])|^)(?P<label>{_alternatives(inline['sentences'])})",
                re.IGNORECASE,
            ),
            credit=re.compile("x"),
            openers=frozenset(openers),
            offices=frozenset(offices),
            outlets={_fold(name): shown for name, shown in outlets.items()},
            dateline=dateline,
        )
    except (KeyError, TypeError) as error:
        raise LexiconError(f"lexicons/furniture.toml is malformed ({error})", "restore it from the release") from error
