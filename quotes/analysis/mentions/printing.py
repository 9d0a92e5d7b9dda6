"""Words as they are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from quotes.analysis.document.tokens import Token

# Words, or the year of a publication; another number in brackets is part of a name: `ayat (3)`.
_BRACKETED = re.compile(r"\s*\(\s*(?:[^\W\d][^()]*|(?:19|20)\d\d)\)")


def spaced(items: Sequence[Token]) -> str:
    return " ".join([t.text for t in items])


def printed(items: Sequence[Token], start: int, end: int) -> str:
    """Tokens as they were printed, with single spaces where there is white space, and none inside brackets."""
    out = items[start].text
    for k in range(start + 1, end):
        apart = items[k].start > items[k - 1].end and items[k].text != ")" and items[k - 1].text != "("
        out += f" {items[k].text}" if apart else items[k].text
    return out


def joined(items: Sequence[Token]) -> str:
    """Words that need not follow one another, with a space wherever there is white space or something was left out."""
    out = items[0].text if items else ""
    for before, token in pairwise(items):
        out += token.text if token.start == before.end else f" {token.text}"
    return out


def without_brackets(text: str) -> str:
    """A name as printed, without what stands in brackets: `Badan Pusat Statistik (BPS) Nusa`."""
    return _BRACKETED.sub("", text).strip() or text if "(" in text else text
