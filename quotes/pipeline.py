"""From an article to its quotes: the stages in the order they run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from quotes import cues, dates, layout, lexicon, marks, speakers, tokens, vias
from quotes.cues import Clause
from quotes.marks import Quotation
from quotes.records import Article, DateExpression, Quote, Span
from quotes.speakers import Attribution
from quotes.tokens import Sentence

if TYPE_CHECKING:
    import pandas

_SUBDOMAINS = 8  # labels of a host's name looked at
_LONG_PARAGRAPH = 3_000  # characters; beyond, the context is the sentences alone (one-line articles)


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
        laid = layout.lay_out(article)
        quotations = cues.opaque(
            text, marks.quotations(text, laid.paragraphs, self._clause), self._clause, self.lexicon
        )
        sentences = _sentences(text, laid.paragraphs, quotations)
        clauses = cues.clauses(text, sentences, quotations, self.lexicon)
        said = speakers.attributions(text, laid.title, sentences, quotations, clauses, self.lexicon)
        published = laid.published.date() if laid.published else None
        source = laid.source or self._outlet(article.url)
        found = [
            (quotation, clause, attribution, _regions(sentences, clause))
            for quotation, clause, attribution in zip(quotations, clauses, said, strict=True)
            if clause is not None and attribution is not None
        ]
        stated: list[DateExpression | None] = [
            dates.stated(text, regions, clause.cue, quotation.span, published)
            for quotation, clause, _, regions in found
        ]
        when = dates.resolve([a.speaker.name for _, _, a, _ in found], stated, published)
        spans = _Contexts(text, laid.paragraphs, sentences)
        return [
            Quote(
                quote_id=_quote_id(article.doc_id, quotation.span),
                doc_id=article.doc_id,
                title=laid.title,
                source=source,
                url=article.url,
                published=laid.published,
                quote=quotation.span.of(text),
                start=quotation.span.start,
                end=quotation.span.end,
                kind=clause.kind,
                cue=clause.cue.text if clause.cue else None,
                cue_lemma=clause.cue.lemma if clause.cue else None,
                mention=attribution.mention.text if attribution.mention else None,
                speaker=attribution.speaker.name,
                speaker_type=attribution.speaker.type,
                role=attribution.speaker.role,
                date=said_on.date,
                date_text=said_on.text,
                date_basis=said_on.basis,
                via=_relayed(vias.via(text, regions, self.lexicon), source),
                rule=attribution.speaker.rule,
                confidence=attribution.speaker.confidence,
                context=context.of(text),
                context_start=context.start,
            )
            for (quotation, clause, attribution, regions), said_on in zip(found, when, strict=True)
            for context in (spans.of(quotation, clause),)
        ]

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


def _regions(sentences: list[Sentence], clause: Clause) -> list[Span]:
    """The parts of the reporting sentence outside quotation marks."""
    if clause.sentence < 0:
        return []
    regions: list[Span] = []
    start: int | None = None
    end = 0
    for token in sentences[clause.sentence].tokens:
        if token.kind == "quote":
            if start is not None:
                regions.append(Span(start, end))
            start = None
            continue
        start = token.start if start is None else start
        end = token.end
    if start is not None:
        regions.append(Span(start, end))
    return regions


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


def _relayed(via: str | None, source: str | None) -> str | None:
    """The outlet a quote is relayed from; an article that cites its own outlet relays nothing."""
    return None if via and source and via.casefold() == source.casefold() else via


def _quote_id(doc_id: str, span: Span) -> str:
    return hashlib.sha256(f"{doc_id}\0{span.start}\0{span.end}".encode("utf8", "surrogatepass")).hexdigest()[:16]
