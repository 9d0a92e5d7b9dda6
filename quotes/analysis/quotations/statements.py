"""Statements: all that an article puts in somebody's mouth, between quotation marks or told in the journalist's words.

Owns their one shape and their order, so that what follows (who said it, when) need not ask how they were found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quotes.analysis.quotations.marks import Quotation
from quotes.analysis.quotations.reporting import Clause
from quotes.records import Span


@dataclass(frozen=True, slots=True)
class Statement:
    """What is attributed to somebody."""

    span: Span  # its words, marks left out
    outer: Span  # its marks included, where it has some
    paragraph: int  # index among the body's paragraphs
    clause: Clause  # how it is attributed; its kind is the statement's: direct, partial or indirect
    quotation: int = -1  # index of the quotation that it is; -1: it stands in no marks

    @property
    def kind(self) -> str:
        """`direct`, `partial` or `indirect`."""
        return self.clause.kind


def quoted(quotations: Iterable[Quotation], clauses: Iterable[Clause | None]) -> list[Statement]:
    """The quotations that are quotes, as statements."""
    return [
        Statement(quotation.span, quotation.outer, quotation.paragraph, clause, index)
        for index, (quotation, clause) in enumerate(zip(quotations, clauses, strict=True))
        if clause is not None
    ]


def in_reading_order(quoted: Iterable[Statement], reported: Iterable[Statement]) -> list[Statement]:
    """Statements with marks and without, as their reader meets them: by where their words begin."""
    return sorted([*quoted, *reported], key=lambda statement: (statement.span.start, -statement.span.end))
