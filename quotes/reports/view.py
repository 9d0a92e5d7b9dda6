"""A ledger as a person reads it: as a table or as plain lines, and why a row says what it says.

Everything an article holds goes through `printable` before it is shown; what is set apart is set apart by marks, with
colour only in addition. Knows records, not the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from quotes.analysis.dating import dates
from quotes.ledger.rules import explained
from quotes.records import Quote, Span
from quotes.text.terminal import printable

if TYPE_CHECKING:
    from rich.table import Table

    from quotes.analysis.attribution.explaining import Considered

UNKNOWN = "(unknown)"
_MOST_CANDIDATES = 4  # told of
_REPORTED = "≈ "  # before what was said without marks, as in the browser
_LONGEST = 400  # characters of a quote in the table; the whole is in --why, --json and --csv

MARKS = {
    "quote": ("«", "»"),
    "cue": ("{", "}"),
    "mention": ("[", "]"),
    "date": ("<", ">"),
}  # how `--why` sets things apart in the context
_STYLES = {"quote": "bold", "cue": "green", "mention": "cyan", "date": "magenta", "": ""}


Numbered = Iterable[tuple[int, Quote]]
"""Rows with their numbers in the whole ledger, from 1."""

Doubts = Mapping[int, Sequence[str]]
"""Of rows, by their numbers, what speaks against them."""


def plain_lines(rows: Numbered, doubts: Doubts | None = None) -> Iterator[str]:
    """One line a row under one of headings, parted by tabs, nothing cut: for pipes and files."""
    yield "row\tdate\tspeaker\trole\tsource\tconfidence\tkind\tquote" + ("" if doubts is None else "\tdoubts")
    for number, quote in rows:
        cells = [quote.date and quote.date.isoformat(), quote.speaker or UNKNOWN, quote.role, quote.source]
        texts = [printable(cell or "") for cell in cells]
        why = [] if doubts is None else ["; ".join(doubts.get(number, ()))]
        yield "\t".join([str(number), *texts, f"{quote.confidence:.2f}", quote.kind, printable(quote.quote), *why])


def table(rows: Numbered, width: int, doubts: Doubts | None = None) -> Table:
    """The rows as a table for a terminal of so many columns."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    result = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    result.add_column("row", justify="right", style="dim", no_wrap=True)
    result.add_column("date", no_wrap=True)
    result.add_column("speaker", ratio=2, min_width=10, overflow="fold")
    result.add_column("quote", ratio=5, min_width=14, overflow="fold")
    if width >= 100:
        result.add_column("source", ratio=1, min_width=10, overflow="fold")
        result.add_column("conf.", justify="right", no_wrap=True)
    for number, quote in rows:
        speaker = Text(printable(quote.speaker), "bold") if quote.speaker else Text(UNKNOWN, "italic")
        if quote.role:
            speaker.append(f"\n{printable(quote.role)}", "dim not bold")
        words = (_REPORTED if quote.kind == "indirect" else "") + printable(quote.quote)
        shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]} …"
        if doubts is not None:
            shown += f"\n({'; '.join(doubts.get(number, ()))})" if doubts.get(number) else ""
        cells = [Text(str(number)), Text(quote.date.isoformat() if quote.date else ""), speaker, Text(shown)]
        if width >= 100:
            cells += [Text(printable(quote.source or "")), Text(f"{quote.confidence:.2f}")]
        result.add_row(*cells)
    return result


# ------------------------------------------------------------------------------------------------------------ why


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an explanation, and what it is: quote, cue, mention, date, or plain text (`""`)."""

    text: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of an explanation."""

    label: str
    segments: tuple[Segment, ...]


def evidence(considered: Iterable[Considered]) -> list[Explained]:
    """Who could have said a statement, and what spoke for and against each of them, a line a candidate."""
    return [
        Explained("evidence", (Segment(printable(_weighed(candidate))),))
        for candidate in islice((c for c in considered if round(100 * c.share) > 0), _MOST_CANDIDATES)
    ]


def _weighed(candidate: Considered) -> str:
    sides = [
        ", ".join(argument.words for argument in candidate.arguments if (argument.weight > 0) is speaks_for)
        for speaks_for in (True, False)
    ]
    told = "; but ".join(side for side in sides if side) or "nobody else could be meant"
    return f"{candidate.name} ({candidate.share:.0%}): {'but ' * (not sides[0] and bool(sides[1]))}{told}"


def explanation(number: int, article: Sequence[tuple[int, Quote]]) -> list[Explained]:
    """Why a row says what it says.

    Args:
        number: the row's.
        article: all rows of its article with their numbers.

    Returns:
        Its lines: the row, the context with clause and date set apart, the chain of mentions, rule, date.
    """
    quote = next(q for n, q in article if n == number)
    lines = [
        ("row", f"{number}, {quote.quote_id}, article {quote.doc_id}"),
        ("kind", f"{quote.kind}, {_KINDS.get(quote.kind, '')}".removesuffix(", ")),
        ("speaker", _who(quote)),
        ("rule", f"{quote.rule}: {explained(quote.rule)}; right with a probability of {quote.confidence:.0%}"),
        ("cue", _cue(quote)),
        ("mentions", _chain(quote, article)),
        ("date", _date(quote, article)),
    ]
    if quote.via:
        lines.append(("via", quote.via))
    others = [Span(q.start, q.end) for _, q in article if q is not quote]
    context = tuple(Segment(printable_keeping_ends(s.text), s.what) for s in context_segments(quote, others))
    return [*(Explained(label, (Segment(printable(text)),)) for label, text in lines), Explained("context", context)]


_KINDS = {
    "direct": "whole clauses in quotation marks",
    "partial": "some words in quotation marks",
    "indirect": "reported without quotation marks",
}


def _who(quote: Quote) -> str:
    if quote.speaker is None:
        return UNKNOWN
    return ", ".join(part for part in (quote.speaker, quote.speaker_type, quote.role) if part)


def _cue(quote: Quote) -> str:
    if quote.cue is None:
        return "none, the quote has no reporting word of its own"
    return f"{quote.cue} (base form {quote.cue_lemma})" if quote.cue_lemma else quote.cue


def _chain(quote: Quote, article: Sequence[tuple[int, Quote]]) -> str:
    """How the article's reporting clauses name this speaker, up to the canonical name."""
    links = []
    for number, other in article:
        if other is quote:
            links.append(f"{quote.mention or 'no mention'} (this row)")
        elif other.speaker == quote.speaker is not None and other.mention:
            links.append(f"{other.mention} (row {number})")
    here = next(index for index, link in enumerate(links) if link.endswith("(this row)"))
    first, last = max(0, here - 5), here + 4
    shown = [*(["…"] if first else []), *links[first:last], *(["…"] if last < len(links) else [])]
    return f"{', '.join(shown)} -> {quote.speaker or UNKNOWN}"


def _date(quote: Quote, article: Sequence[tuple[int, Quote]]) -> str:
    if quote.date is None:
        return "unknown, neither the reporting clause nor the article says it"
    day = quote.date.isoformat()
    if quote.date_text and dates.is_mended(quote.date_text, quote.date):
        day += " (not as printed: of the other readings the one that fits weekday and publication)"
    if quote.date_basis == "stated":
        return f"{day}, stated in the reporting sentence: {quote.date_text}"
    if quote.date_basis == "published":
        after = dates.left_out(quote.context, quote.published.date()) if quote.published else []
        misprint = f"; {after[0]} lies after it and was left out" if after else ""
        return f"{day}, the day of publication, for nothing nearer says it{misprint}"
    same = [
        (abs(other.start - quote.start), other.start > quote.start, number, other)
        for number, other in article
        if other.speaker == quote.speaker and other.date_basis == "stated" and other.date == quote.date
    ]
    if not same:
        return f"{day}, stated elsewhere for the same speaker: {quote.date_text}"
    _, _, number, other = min(same, key=lambda found: (found[1], found[0]))
    return f"{day}, stated for the same speaker in row {number}: {other.date_text}"


def context_segments(quote: Quote, others: Iterable[Span] = ()) -> list[Segment]:
    """The quote's context, cut where quote, cue, mention and stated date begin and end.

    Args:
        quote: the row.
        others: spans of the article's other quotes, in which no clause stands.

    Returns:
        Segments that together are the context; for an enclitic the mention is the cue's last three letters.
    """
    context, offset = quote.context, quote.context_start
    own = Span(quote.start - offset, quote.end - offset)
    if not 0 <= own.start <= own.end <= len(context):
        return [Segment(context)]
    taken = [own, *(Span(span.start - offset, span.end - offset) for span in others)]
    found: dict[Span, str] = {own: "quote"}
    cue = _told(quote, "cue") or _nearest(context, quote.cue, own, taken)
    if cue is not None:
        taken.append(cue)
        if quote.mention == "-nya" and (quote.cue or "").endswith("nya"):
            found[Span(cue.end - 3, cue.end)] = "mention"
            cue = Span(cue.start, cue.end - 3)
        found[cue] = "cue"
    if quote.mention and quote.mention != "-nya":
        mention = _told(quote, "mention") or _nearest(context, quote.mention, cue or own, taken)
        if mention is not None:
            taken.append(mention)
            found[mention] = "mention"
    if quote.date_basis == "stated":
        day = _told(quote, "date") or _nearest(context, quote.date_text, cue or own, taken)
        if day is not None:
            found[day] = "date"
    edges = sorted({0, len(context), *(edge for span in found for edge in (span.start, span.end))})
    return [Segment(context[a:b], found.get(Span(a, b), "")) for a, b in pairwise(edges)]


def _told(quote: Quote, what: str) -> Span | None:
    """Where the row says that cue, mention or date stand in its context; ledgers of schemas 1 and 2 do not say it."""
    start, end = getattr(quote, f"{what}_start"), getattr(quote, f"{what}_end")
    words = quote.date_text if what == "date" else getattr(quote, what)
    if start is None or end is None:
        return None
    span = Span(start - quote.context_start, end - quote.context_start)
    return span if span.start >= 0 and words and span.of(quote.context) == words else None


def _nearest(text: str, words: str | None, to: Span, taken: Sequence[Span]) -> Span | None:
    """Where the words stand nearest to a span, outside of what is taken."""
    if not words:
        return None
    best: tuple[int, Span] | None = None
    for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
        span = Span(match.start(), match.end())
        if any(span.start < other.end and other.start < span.end for other in taken):
            continue
        distance = max(span.start - to.end, to.start - span.end)
        if best is None or distance < best[0]:
            best = distance, span
    return best[1] if best else None


def printable_keeping_ends(text: str) -> str:
    """`printable`, with a space kept where the text began or ended with white space."""
    inner = printable(text)
    return f"{' ' * text[:1].isspace()}{inner}{' ' * (bool(inner) and text[-1:].isspace())}"


def plain_explanation(lines: Iterable[Explained]) -> Iterator[str]:
    """An explanation as lines of plain text."""
    for line in lines:
        yield f"{line.label:9} {''.join(map(_marked, line.segments))}"
    yield _legend()


def rich_explanation(lines: Iterable[Explained]) -> Table:
    """An explanation for a terminal: the same words and marks, in colour too; long lines go on beside their label."""
    from rich.table import Table
    from rich.text import Text

    result = Table.grid(padding=(0, 1))
    result.add_column(style="dim", no_wrap=True, min_width=9)
    result.add_column(overflow="fold")
    for line in lines:
        told = Text()
        for segment in line.segments:
            told.append(_marked(segment), _STYLES[segment.what])
        result.add_row(line.label, told)
    result.add_row("", Text(_legend().lstrip(), "dim"))
    return result


def _marked(segment: Segment) -> str:
    opening, closing = MARKS.get(segment.what, ("", ""))
    return f"{opening}{segment.text}{closing}"


def _legend() -> str:
    return f"{'':9} {' '.join(f'{a}{what}{b}' for what, (a, b) in MARKS.items())}"
