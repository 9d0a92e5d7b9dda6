"""Tokens and sentences, by rules alone: the view of a paragraph that cues, people and dates are read from.

A quotation is one opaque token here, so that a sentence with a quotation of ten sentences inside is still one sentence:
what matters to attribution is the journalist's own words around it. Kept apart from `parsing.py`, which asks stanza.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from quotes.records import Span

_TOKEN = re.compile(
    r"""
    (?P<abbr>(?:[A-Z][A-Za-z]{0,3}\.){2,6}[A-Za-z]{0,5}(?![^\W_])     # S.H. M.Kom. B.J.
        | (?:[a-z]\.){2,4}                                            # a.n. s.d.
        | [A-Z][a-z]?\.[A-Z][A-Za-z]{0,5}(?![\w.])                    # M.Si Sp.OG
        | (?:[A-Z]|[Dd]rs?|[Dd]r[gh]|Dra|Ir|Prof|[Nn]s|[Aa]pt|Hj?|KH|TGH|Muh|Moh|Mohd|St|Ust|Tgk|Jl|No|Kol|Kapt|Bpk|Sdri?|Yth
            |[Pp]l[th]|[Pp]js?|PT|CV|UD|Kab|Kec|Kel|Mr|Mrs|Ms|Sr|Jr)
          \.(?=\s?[^\W_]))
    | (?P<num>\d++(?:[.,/:-]\d++)*+)
    | (?P<handle>@[\w.]*\w)
    | (?P<word>[^\W_]++(?:[-'’‘`/&][^\W_]++)*+\+?)
    | (?P<punct>\S)
    """,
    re.VERBOSE,
)
# Tokens. A longer sentence is none, and what is looked up in it for each quotation would take the square of its length.
_LONGEST_SENTENCE = 400


class Token(NamedTuple):
    """A word, number, mark or whole quotation of a paragraph."""

    start: int  # offset in the article's text
    end: int
    text: str  # as printed; "" for a quotation
    low: str  # casefolded, final dots removed
    kind: str  # word, number, punct, quote
    capital: bool = False  # begins with a capital letter, or is an account (`@warga62`)
    quote: int = -1  # index of the quotation, for kind quote


class Sentence(NamedTuple):
    """A sentence of a paragraph, quotations being single tokens of it."""

    tokens: tuple[Token, ...]
    paragraph: int  # index among the body's paragraphs

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Tokens of `text[start:end]`, offsets those of `text`; linear in length."""
    found = []
    for m in _TOKEN.finditer(text, start, end):
        printed = m.group()
        kind = m.lastgroup or "punct"
        low = printed.casefold()
        if kind == "word":
            capital = printed[0].isupper()
        elif kind == "punct":
            capital = False
        elif kind == "num":
            kind, capital = "number", False
        elif kind == "handle":
            kind, capital = "word", True
        else:
            kind, capital, low = "word", printed[0].isupper(), low.replace(".", "")
        found.append(Token(m.start(), m.end(), printed, low, kind, capital))
    return found


def with_quotations(text: str, paragraph: Span, spans: Sequence[tuple[int, int, int]]) -> list[Token]:
    """Tokens of a paragraph with each `(start, end, index)` of `spans` (marks included) as a single token."""
    found: list[Token] = []
    at = paragraph.start
    for start, end, index in spans:
        found += tokens(text, at, start)
        found.append(Token(start, end, "", "", "quote", False, index))
        at = end
    found += tokens(text, at, paragraph.end)
    return found


def sentences(text: str, items: Sequence[Token], paragraph: int) -> Iterable[Sentence]:
    """Split a paragraph's tokens into sentences.

    A full stop, question or exclamation mark ends one when a capital, a figure, an opening bracket or a quotation
    follows; so does a quotation that ends in such a mark and is followed by a capital.
    """
    first = 0
    for i, token in enumerate(items):
        if i - first < _LONGEST_SENTENCE and not _ends(text, items, i, token):
            continue
        yield Sentence(tuple(items[first : i + 1]), paragraph)
        first = i + 1
    if first < len(items):
        yield Sentence(tuple(items[first:]), paragraph)


def _ends(text: str, items: Sequence[Token], i: int, token: Token) -> bool:
    after = items[i + 1] if i + 1 < len(items) else None
    if token.kind == "quote":
        if after is None or token.end < 2:
            return False
        inside = text[token.start : token.end].rstrip("\"“”„‟«»'‘’ \t")[-1:]
        starts = after.capital or after.kind == "quote"
        return starts and inside in ".?!…"
    if token.kind != "punct" or token.text not in ".?!…":
        return False
    if after is None:
        return True
    if after.kind == "punct" and after.text in ".?!…,;:)":
        return False
    glued = after.start == token.end
    if glued and not (after.kind == "quote" or after.capital):
        return False
    return after.capital or after.kind in ("quote", "number") or after.text in "([*•-–—'‘"


def one_slip(right: str, typed: str) -> bool:
    """Whether one letter added, dropped, changed or two swapped make `typed` of `right`."""
    if len(right) > len(typed):
        return any(right[:i] + right[i + 1 :] == typed for i in range(len(right)))
    if len(right) < len(typed):
        return any(typed[:i] + typed[i + 1 :] == right for i in range(len(typed)))
    wrong = [i for i in range(len(right)) if right[i] != typed[i]]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return right[wrong[0]] == typed[wrong[1]] and right[wrong[1]] == typed[wrong[0]]
    return len(wrong) == 1
