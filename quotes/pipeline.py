"""From an article to its quotes: the stages in the order they run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from quotes import cues, dates, layout, lexicon, marks, speakers, tokens, vias
from quotes.cues import Clause
from quotes.marks import Quotation
from quotes.records import Article, Layout, Quote, Span, When
from quotes.speakers import Attribution
from quotes.tokens import Sentence

if TYPE_CHECKING:
    import pandas

_SUBDOMAINS = 8  # labels of a host's name looked at
_LONG_PARAGRAPH = 3_000  # characters; beyond, the context is the sentences alone (one-line articles)


class _Found(NamedTuple):
    """A quote and what is known of it."""

    quotation: Quotation
    clause: Clause
    attribution: Attribution


class Analyser:
    """Finds, attributes and dates the direct quotes of Indonesian news articles.

    Args:
        words: the lexicon to use; None for the one that ships with the package.
    """

    def __init__(self, words: lexicon.Lexicon | None = None) -> None:
        self.lexicon = words or lexicon.load()
        self._clause = cues.ending_in_clause(self.lexicon)

    def quotes(self, article: Article) -> list[Quote]:
        """The quotes of one article, in the order of the text.

        Args:
            article: as read; `article.text[quote.start:quote.end] == quote.quote` for each quote returned.
        """
        text = article.text
        laid = self._laid_out(article)
        quotations = cues.opaque(
            text, marks.quotations(text, laid.paragraphs, self._clause), self._clause, self.lexicon
        )
        sentences = _sentences(text, laid.paragraphs, quotations)
        clauses = cues.clauses(text, sentences, quotations, self.lexicon)
        said = speakers.attributions(text, laid.title, sentences, quotations, clauses, self.lexicon)
        found = [
            _Found(quotation, clause, attribution)
            for quotation, clause, attribution in zip(quotations, clauses, said, strict=True)
            if clause is not None and attribution is not None
        ]
        reporting = {number: _regions(sentences, number) for number in {f.clause.sentence for f in found}}
        relayed = {number: self._via(text, regions, laid.source) for number, regions in reporting.items()}
        published = laid.published.date() if laid.published else None
        stated = [
            dates.stated(text, reporting[f.clause.sentence], f.clause.cue, f.quotation.span, published) for f in found
        ]
        when = dates.resolve([f.attribution.speaker.name for f in found], stated, published)
        contexts = _Contexts(text, laid.paragraphs, sentences)
        return [
            _row(article, laid, f, said_on, relayed[f.clause.sentence], contexts.of(f.quotation, f.clause))
            for f, said_on in zip(found, when, strict=True)
        ]

    def _laid_out(self, article: Article) -> Layout:
        laid = layout.lay_out(article)
        return laid if laid.source else replace(laid, source=self._outlet(article.url))

    def _via(self, text: str, regions: list[Span], source: str | None) -> str | None:
        """The outlet a reporting sentence is relayed from; an article that cites its own outlet relays nothing."""
        via = vias.via(text, regions, self.lexicon)
        return None if via and source and via.casefold() == source.casefold() else via

    def _outlet(self, url: str | None) -> str | None:
        """The outlet whose site an address is on: `news.detik.com` is on `detik.com`."""
        try:
            host = urlsplit(url or "").hostname or ""
        except ValueError:  # no address, whatever the table calls it
            return None
        labels = host.split(".")
        hosts = (".".join(labels[i:]) for i in range(min(len(labels), _SUBDOMAINS)))
        return next((self.lexicon.domains[h] for h in hosts if h in self.lexicon.domains), None)

    def ledger(self, articles: Iterable[Article]) -> pandas.DataFrame:
        """The quotes of many articles as a ledger, schema 1 (see `quotes.ledger`)."""
        from quotes import ledger

        return ledger.frame(quote for article in articles for quote in self.quotes(article))


def _sentences(text: str, paragraphs: tuple[Span, ...], quotations: list[Quotation]) -> list[Sentence]:
    held: list[list[tuple[int, int, int]]] = [[] for _ in paragraphs]
    for index, quotation in enumerate(quotations):
        held[quotation.paragraph].append((quotation.outer.start, quotation.outer.end, index))
    return [
        sentence
        for number, paragraph in enumerate(paragraphs)
        for sentence in tokens.sentences(text, tokens.with_quotations(text, paragraph, held[number]), number)
    ]


def _row(article: Article, laid: Layout, found: _Found, when: When, via: str | None, context: Span) -> Quote:
    span, clause, attribution = found.quotation.span, found.clause, found.attribution
    return Quote(
        quote_id=_quote_id(article.doc_id, span),
        doc_id=article.doc_id,
        title=laid.title,
        source=laid.source,
        url=article.url,
        published=laid.published,
        quote=span.of(article.text),
        start=span.start,
        end=span.end,
        kind=clause.kind,
        cue=clause.cue.text if clause.cue else None,
        cue_lemma=clause.cue.lemma if clause.cue else None,
        mention=attribution.mention.text if attribution.mention else None,
        speaker=attribution.speaker.name,
        speaker_type=attribution.speaker.type,
        role=attribution.speaker.role,
        date=when.date,
        date_text=when.text,
        date_basis=when.basis,
        via=via,
        rule=attribution.speaker.rule,
        confidence=attribution.speaker.confidence,
        context=context.of(article.text),
        context_start=context.start,
    )


def _regions(sentences: list[Sentence], number: int) -> list[Span]:
    """The parts of a reporting sentence outside quotation marks; none where there is no such sentence (-1)."""
    items = sentences[number].tokens if number >= 0 else ()
    runs = [list(run) for quoted, run in groupby(items, lambda t: t.kind == "quote") if not quoted]
    return [Span(run[0].start, run[-1].end) for run in runs]


class _Contexts:
    """The paragraph or paragraphs that hold a quote and its clause."""

    def __init__(self, text: str, paragraphs: tuple[Span, ...], sentences: list[Sentence]) -> None:
        self._paragraphs = paragraphs
        self._sentences = sentences

    def of(self, quotation: Quotation, clause: Clause) -> Span:
        held = self._paragraphs[quotation.paragraph]
        clause_at = self._sentences[clause.sentence] if clause.sentence >= 0 else None
        spans = [held]
        if clause_at is not None and clause_at.paragraph != quotation.paragraph:
            spans.append(self._paragraphs[clause_at.paragraph])
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        if end - start <= _LONG_PARAGRAPH:
            return Span(start, end)
        spans = [quotation.outer] + ([Span(clause_at.start, clause_at.end)] if clause_at is not None else [])
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        if end - start > _LONG_PARAGRAPH + (quotation.outer.end - quotation.outer.start):
            # A sentence without an end: what stands around the quote.
            start = max(start, quotation.outer.start - _LONG_PARAGRAPH // 2)
            end = min(end, quotation.outer.end + _LONG_PARAGRAPH // 2)
        return Span(start, end)


def _quote_id(doc_id: str, span: Span) -> str:
    return hashlib.sha256(f"{doc_id}\0{span.start}\0{span.end}".encode("utf8", "surrogatepass")).hexdigest()[:16]
