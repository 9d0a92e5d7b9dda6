"""The records that pass between the stages: frozen, without behaviour beyond what their fields define.

Owns the vocabulary of the whole project (article, span, cue, mention, speaker, when, quote) and knows nothing of it but
its errors, so that every stage can speak in these words without knowing another stage.

All offsets count characters (Unicode code points, as Python does) in `Article.text` and are half-open: `[start, end)`.
Where there is nothing to say a field is None, never "".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from quotes.errors import UsageError


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read, before any analysis."""

    doc_id: str  # the id as given, else derived from the text
    text: str  # the text as read; all offsets refer to it
    title: str | None = None  # None: not given (layout may still find it in a pasted page)
    published: datetime | None = None  # Indonesian wall-clock time, naive; midnight where only the day is known
    source: str | None = None  # the outlet, as given
    url: str | None = None
    author: str | None = None  # as a web page gives it
    repairs: tuple[str, ...] = ()  # kinds of damage to the text repaired on reading, as quotes.repair names them

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise UsageError(f"an article's text is {type(self.text).__name__}", "give a string")
        if self.published is not None and not isinstance(self.published, datetime):
            given = f"Article(published={self.published!r})"
            raise UsageError(f"{given} is no datetime", "write published=datetime(2025, 10, 20)")
        if self.published is not None and self.published.tzinfo is not None:
            raise UsageError(
                f"Article(published={self.published.isoformat()!r}) has a time zone",
                "give Indonesian time: published.astimezone(ZoneInfo('Asia/Jakarta')).replace(tzinfo=None)",
            )
        for name in ("doc_id", "title", "source", "url", "author"):
            value = getattr(self, name)
            if not isinstance(value, str) and (value is not None or name == "doc_id"):
                raise UsageError(f"Article({name}={value!r}) is no string", f"write {name}='...'")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the article's text, `[start, end)`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where an article's body stands, and what its furniture says about it."""

    paragraphs: tuple[Span, ...]  # the body's paragraphs in order, trimmed, disjoint; dateline and furniture left out
    title: str | None = None  # given with the article, else found in the page
    published: datetime | None = None  # given with the article, else found in the page
    source: str | None = None  # given with the article, else the outlet found in page or dateline
    repairs: tuple[str, ...] = ()  # damage to the paragraphs that was mended; empty: none


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting word."""

    span: Span  # where it stands, an enclitic `-nya` included
    text: str  # as printed: `ujarnya`
    lemma: str  # base form: `ujar`
    verb_class: str  # neutral, adds, asserts, ... (see lexicon/data/verbs.toml)


@dataclass(frozen=True, slots=True)
class Mention:
    """How a reporting clause names its speaker."""

    span: Span  # where it stands; for an enclitic the three letters `nya`
    text: str  # as printed, without title or role; `-nya` for an enclitic
    kind: str  # name, pronoun, enclitic, role, institution, document, unnamed
    role: str | None = None  # the role words printed beside it
    name: str | None = None  # the name in it, stripped of titles and degrees


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it, as the article lets one tell."""

    name: str | None  # canonical: the fullest name in the article, no titles; None: nobody can tell
    type: str | None  # person, group, institution, document, unnamed
    role: str | None  # office or affiliation the article first gives
    rule: str  # which rule or model decided


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date printed in the text, resolved to a day."""

    span: Span
    text: str  # as printed: `Selasa (11/1/2022)`
    date: date


@dataclass(frozen=True, slots=True)
class When:
    """When a quote was said."""

    date: date | None
    text: str | None  # the expression that says so
    basis: str | None  # stated, speaker, published; None: unknown
    span: Span | None = None  # where the expression stands; None: there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One row of the ledger, schema 3; the fields are its columns, in order."""

    quote_id: str  # stable for the same article and span
    doc_id: str
    title: str | None
    source: str | None
    url: str | None
    published: datetime | None
    quote: str  # verbatim: text[start:end]
    start: int
    end: int
    kind: str  # direct, partial or indirect
    cue: str | None  # as printed
    cue_lemma: str | None
    cue_class: str | None = None  # kind of speech act, as Cue.verb_class
    mention: str | None  # as printed, `-nya` for an enclitic
    speaker: str | None  # canonical name
    speaker_type: str | None
    role: str | None
    date: date | None
    date_text: str | None
    date_basis: str | None
    via: str | None  # the outlet it is relayed from
    rule: str  # how the speaker was decided, or why not
    confidence: float  # probability that `speaker` is right, 0 to 1
    context: str  # the paragraph(s) that hold quote and clause
    context_start: int  # where the context begins in the article's text
    cue_start: int | None = None  # text[cue_start:cue_end] == cue
    cue_end: int | None = None
    mention_start: int | None = None  # of an enclitic its three letters `nya`
    mention_end: int | None = None
    date_start: int | None = None  # text[date_start:date_end] == date_text
    date_end: int | None = None
    duplicate_of: str | None = None  # doc_id of the earlier article that this one repeats; None also: nobody looked
    person_id: str | None = None  # who the speaker is across articles; None: nobody looked
    statement_id: str | None = None  # the same for the same words of the same person; None: nobody looked
