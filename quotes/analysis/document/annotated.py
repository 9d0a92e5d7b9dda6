"""The article under analysis: one record that every stage reads from and adds to, and what a stage is.

Owns which field is whose. A field is set once, by the stage that gives it; reading one before that is an error of the
order of the stages, not of an article. The types of the fields belong to the stages, which stand above this package, so
they are known here to the type checker alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from quotes.analysis.document.tokens import Sentence
from quotes.lexicon.lists import Lexicon
from quotes.records import Article, Layout, Span, When

if TYPE_CHECKING:
    from quotes.analysis.attribution.speakers import Attribution
    from quotes.analysis.coreference.people import People
    from quotes.analysis.mentions.entities import Entities
    from quotes.analysis.mentions.reader import Mentions
    from quotes.analysis.quotations.marks import Quotation
    from quotes.analysis.quotations.reporting import Clause
    from quotes.analysis.quotations.statements import Statement


@dataclass(slots=True)
class AnnotatedArticle:
    """An article and what the stages have made of it so far."""

    article: Article
    lexicon: Lexicon
    entities: Entities  # what a model of names says of the article's words; empty where none was asked
    indirect: bool = field(default=True, kw_only=True)  # whether rows are wanted of what is told without marks
    # As it was printed, where a crawl left other signs: as long as the article's own, so that offsets are the same.
    text: str = field(init=False)
    layout: Layout = field(init=False)  # paragraphs, title, publication time, outlet
    quotations: Sequence[Quotation] = field(init=False)  # in order, disjoint; not all of them are quotes
    sentences: Sequence[Sentence] = field(init=False)  # of the body, each quotation one token
    clauses: Sequence[Clause | None] = field(init=False)  # one a quotation; None where it is no quote
    mentions: Mentions = field(init=False)  # names, offices and institutions
    reported: Sequence[Statement] = field(init=False)  # what is told without marks, in order
    statements: Sequence[Statement] = field(init=False)  # all that is attributed, in reading order
    language: str | None = field(init=False)  # of the article, in English; None: Indonesian, or it cannot be told
    people: People = field(init=False)  # whom the mentions name
    attributions: Sequence[Attribution] = field(init=False)  # one a statement
    # How probably speaker and full name are right, one a statement; 0 where no row is wanted of it.
    confidences: Sequence[float] = field(init=False)
    dates: Sequence[When] = field(init=False)  # one a statement
    remarks: tuple[str, ...] = field(init=False)  # what its reader should know of the article's dates
    vias: Sequence[str | None] = field(init=False)  # the outlet it is relayed from, one a statement

    def outside_marks(self, number: int) -> list[Span]:
        """The parts of a sentence outside quotation marks; none where there is no such sentence (-1)."""
        return self.sentences[number].outside_marks() if number >= 0 else []


class Stage(NamedTuple):
    """One step of the analysis."""

    run: Callable[[AnnotatedArticle], None]
    needs: frozenset[str]  # fields that it reads
    gives: frozenset[str]  # fields that it sets


def stage(*, needs: str = "", gives: str) -> Callable[[Callable[[AnnotatedArticle], None]], Stage]:
    """Make a stage of a function.

    Args:
        needs: the fields it reads, parted by spaces; `article` and `lexicon` are always there.
        gives: the fields it sets.
    """
    return lambda run: Stage(run, frozenset(needs.split()), frozenset(gives.split()))


def run(stages: Iterable[Stage], annotated: AnnotatedArticle) -> None:
    """Run stages over an article, one after the other."""
    for each in stages:
        each.run(annotated)
