"""Quotation marks that a page shows and its text has not: those of `<q>` and of the page's own style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

MARKS = '"“”„‟«»″＂'
_CSS_RULE = re.compile(r"::?(?:before|after)\b", re.IGNORECASE)
_CSS_MARK = re.compile(
    r"content\s{0,5}:\s{0,5}(?:open-quote|close-quote|[\"'](?:[\"“”„«»]|\\0{0,2}201[cdCDe]|\\0{0,2}22))"
)
_COMPOUND = re.compile(r"([A-Za-z][\w-]{0,40})?((?:\.[\w-]{1,80}){0,4})\Z")


def write_marks(tree: Element) -> None:
    """Write the marks into the text of a whole page, style sheets still in it."""
    for style in _quoting_styles(tree):
        _mark_styled(tree, style)
    _mark_quotations(tree)


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
    if not first or first[0] in MARKS + "‘'":
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
