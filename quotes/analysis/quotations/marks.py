"""Quotation spans: which marks open, which close, and what they hold.

Owns the pairing of quotation marks and nothing about who speaks. Marks are judged by what stands beside them, never by
their shape alone (Kompas.id opens with the mark that also closes), and every paragraph starts afresh, so that an odd
mark costs at most its own paragraph. One pass, linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotes.records import Span

# After half of a letter that was decoded wrongly (`Ä«` for ī) « and » are its other half.
_DOUBLE = re.compile('["“”„‟«»″＂](?:(?<=["“”„‟″＂])|(?<=(?<![\x80-\x9f¡-ª¬-º¼-¿Â-ß])[«»]))')
_SINGLE = re.compile("['‘’‛‚`´]")
_OPENERS = frozenset("“„‟«")
_CLOSERS = frozenset("”»")
_BEFORE_OPENER = frozenset("([{-–—/:;,")
_AFTER_CLOSER = frozenset(".,;:!?…)]}-–—/")
_SENTENCE_END = frozenset(".?!…")
_STOP = re.compile(r"[.?!…](?=\s)")
_SINGLE_LIMIT = 1_000  # characters; a longer stretch between single marks is two apostrophes
_UNOPENED_LIMIT = 1_000  # characters; a longer stretch before a lone closing mark is not all quotation
_UNCLOSED_LIMIT = 400  # characters behind a lone opening mark that are all quotation where they end a paragraph
_NESTING = 2  # marks looked ahead to tell a nested quotation from one never closed


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks, whoever speaks in it."""

    span: Span  # the words, marks left out
    outer: Span  # the marks included, where they are printed
    paragraph: int  # index among the body's paragraphs
    single: bool = False  # between single marks
    repaired: bool = False  # one of its marks was missing


def quotations(text: str, paragraphs: Sequence[Span], clause: re.Pattern[str]) -> list[Quotation]:
    """All quotations of the paragraphs, in order and disjoint.

    Args:
        text: the article's text.
        paragraphs: the body's paragraphs.
        clause: matches the end of a quotation and the reporting clause after it: a mark of punctuation, white space
            and a reporting verb (`, kata`); where a closing mark is missing the quotation ends at such a place.
    """
    found: list[Quotation] = []
    for index, paragraph in enumerate(paragraphs):
        double = _pair(text, paragraph, index, clause, _continues(text, paragraphs, index))
        found += _with_singles(text, paragraph, index, double)
    return found


def _continues(text: str, paragraphs: Sequence[Span], index: int) -> bool:
    """Whether the next paragraph opens with a mark again, as a quotation over several paragraphs does."""
    if index + 1 == len(paragraphs):
        return False
    return bool(_DOUBLE.match(text, paragraphs[index + 1].start))


def _sides(text: str, paragraph: Span, m: re.Match[str]) -> tuple[str, str]:
    left = text[m.start() - 1] if m.start() > paragraph.start else " "
    right = text[m.end()] if m.end() < paragraph.end else " "
    return left, right


def _can_open(mark: str, left: str, right: str) -> bool:
    if right.isspace() or (right in _AFTER_CLOSER and not mark == "“" and right not in "…-"):
        return False
    if left in _SENTENCE_END and right.isupper():
        return True  # glued to the sentence before it: `sejak pagi."Air surut," kata …`
    return left.isspace() or left in _BEFORE_OPENER or mark in _OPENERS or bool(_DOUBLE.match(left))


def _can_close(mark: str, left: str, right: str) -> bool:
    if left.isspace() or mark in ("„", "«"):
        return False
    return (
        right.isspace() or right in _AFTER_CLOSER or mark in _CLOSERS or left in ".,?!…" or bool(_DOUBLE.match(right))
    )


def _pair(
    text: str,
    paragraph: Span,
    index: int,
    clause: re.Pattern[str],
    continues: bool,
) -> list[Quotation]:
    marks = list(_DOUBLE.finditer(text, paragraph.start, paragraph.end))
    sides = [_sides(text, paragraph, m) for m in marks]
    opens = [_can_open(m.group(), *s) for m, s in zip(marks, sides, strict=True)]
    closes = [_can_close(m.group(), *s) for m, s in zip(marks, sides, strict=True)]
    found: list[Quotation] = []
    opener: re.Match[str] | None = None
    opened = False  # the opener can be nothing else
    depth = 0
    floor = paragraph.start  # nothing before it may be claimed again

    def add(start: int, end: int, outer: Span, repaired: bool = False) -> None:
        nonlocal floor
        start, end = _trim(text, start, end)
        if start < end:
            found.append(Quotation(Span(start, end), outer, index, repaired=repaired))
            floor = outer.end

    for i, m in enumerate(marks):
        if opener is None:
            if sides[i][0].isdigit() and m.group() in '"″”' and not opens[i] and not closes[i]:
                continue  # inches
            glued = opens[i] and closes[i] and sides[i][0] in _SENTENCE_END
            if glued and i + 1 < len(marks) and opens[i + 1] and not closes[i + 1]:
                continue  # the end of a quotation whose first mark is missing
            if opens[i] or not closes[i]:
                opener, opened = m, opens[i]
            else:
                if clause.match(text, m.end(), paragraph.end):
                    start = _missing_opener(text, floor, m.start())
                    add(start, m.start(), Span(start, m.end()), repaired=True)
            continue
        if depth:
            if closes[i]:
                depth -= 1
                continue
        if closes[i] or not opens[i]:
            add(opener.end(), m.start(), Span(opener.start(), m.end()))
            opener = None
            continue
        # A second opening mark: nested when two closing ones follow, else the first was never closed.
        following = range(i + 1, min(i + 1 + _NESTING, len(marks)))
        if len(following) == _NESTING and all(closes[j] and not opens[j] for j in following):
            depth += 1
            continue
        end = _before_clause(text, clause, opener.end(), m.start())
        if end is None and text[opener.end() : m.start()].rstrip()[-1:] in _SENTENCE_END | {","}:
            end = m.start()
        if end is not None:
            add(opener.end(), end, Span(opener.start(), end), repaired=True)
        opener, opened = m, opens[i]
    if opener is not None:
        end = _before_clause(text, clause, opener.end(), paragraph.end)
        whole = not text[paragraph.start : opener.start()].strip()
        if end is None and (whole or (continues and opened)):
            end = paragraph.end
        if end is None and opened and text[paragraph.start : opener.start()].rstrip()[-1:] in (",", ":"):
            end = _unclosed_end(text, opener.end(), paragraph.end)
        if end is not None:
            add(opener.end(), end, Span(opener.start(), end), repaired=True)
    return found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _before_clause(text: str, clause: re.Pattern[str], start: int, end: int) -> int | None:
    """Where a quotation that was never closed ends: behind the punctuation before its reporting clause."""
    for m in clause.finditer(text, start, end):
        if m.group(1):
            return m.end(1)
    return None


def _unclosed_end(text: str, start: int, end: int) -> int:
    """Where a quotation ends whose closing mark is missing: with its paragraph, or of a long one with its sentence."""
    if end - start <= _UNCLOSED_LIMIT:
        return end
    stop = _STOP.search(text, start, end)
    return stop.end() if stop else end


def _missing_opener(text: str, floor: int, end: int) -> int:
    """Where a quotation begins whose opening mark is missing.

    At the start of the paragraph where nothing else stands before it, else at the start of its last sentence.
    """
    start = floor
    if end - floor > _UNOPENED_LIMIT or (floor and _DOUBLE.match(text[floor - 1])):
        floor = max(floor, end - _UNOPENED_LIMIT)
        cut = max(text.rfind(mark, floor, max(floor, end - 2)) for mark in (". ", "? ", "! ", ".\n"))
        start = cut + 2 if cut >= 0 else end
    return _trim(text, start, end)[0]


def _with_singles(text: str, paragraph: Span, index: int, double: list[Quotation]) -> list[Quotation]:
    """Add quotations between single marks, outside of the double ones."""
    if not _SINGLE.search(text, paragraph.start, paragraph.end):
        return double
    found: list[Quotation] = []
    at = paragraph.start
    for stop in [*double, None]:
        end = stop.outer.start if stop else paragraph.end
        found += _singles(text, Span(at, end), paragraph, index)
        if stop:
            found.append(stop)
            at = stop.outer.end
    return found


def _singles(text: str, gap: Span, paragraph: Span, index: int) -> list[Quotation]:
    found: list[Quotation] = []
    opener: re.Match[str] | None = None
    for m in _SINGLE.finditer(text, gap.start, gap.end):
        left, right = _sides(text, paragraph, m)
        # Outside a word on one side only: anything else is an apostrophe.
        opening = (left.isspace() or left in "([") and not right.isspace() and right not in _AFTER_CLOSER
        closing = not left.isspace() and (right.isspace() or right in _AFTER_CLOSER)
        if opening and m.group() != "´":
            opener = m
        elif closing and opener is not None:
            if m.start() - opener.end() <= _SINGLE_LIMIT:
                start, end = _trim(text, opener.end(), m.start())
                if start < end:
                    found.append(Quotation(Span(start, end), Span(opener.start(), m.end()), index, single=True))
            opener = None
    return found
