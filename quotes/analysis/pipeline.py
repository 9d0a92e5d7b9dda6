"""From an article to its quotes: the stages in the order they run."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

from quotes.analysis import consulting
from quotes.analysis.attribution import speakers
from quotes.analysis.attribution.speakers import Attributed, Attribution
from quotes.analysis.consulting import Doubts
from quotes.analysis.dating import dates, vias
from quotes.analysis.document import tokens
from quotes.analysis.document.tokens import Sentence
from quotes.analysis.layout import paragraphs
from quotes.analysis.mentions import entities
from quotes.analysis.mentions.entities import Found
from quotes.analysis.quotations import marks, reporting
from quotes.analysis.quotations.marks import Quotation
from quotes.analysis.quotations.reporting import Clause
from quotes.errors import ModelError, UsageError
from quotes.learned import parsing
from quotes.lexicon import lists
from quotes.records import Article, Layout, Quote, Span, When

if TYPE_CHECKING:
    import pandas

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_SUBDOMAINS = 8  # labels of a host's name looked at
_LONG_PARAGRAPH = 3_000  # characters; beyond, the context is the sentences alone (one-line articles)


MODES = ("rules", "cascade", "full")
"""Rules alone; stanza's names where the rules are in doubt; stanza's names everywhere."""

BATCH = 64  # articles whose doubtful sentences go to the model together


class Analysed(NamedTuple):
    """What became of an article."""

    article: Article
    quotes: list[Quote]  # in the order of the text
    error: Exception | None = None  # why there are none, where the analysis failed


class _Found(NamedTuple):
    """A quote and what is known of it."""

    quotation: Quotation
    clause: Clause
    attribution: Attribution


@dataclass(slots=True)
class _Reading:
    """An article as far as it has been read."""

    article: Article
    laid: Layout
    quotations: list[Quotation]
    sentences: list[Sentence]
    clauses: list[Clause | None]
    attributed: Attributed


class Analyser:
    """Finds, attributes and dates the direct quotes of Indonesian news articles.

    Args:
        words: the lexicon to use; None for the one that ships with the package.
        mode: one of `MODES`. All but `rules` load stanza with the weights that ship, when first needed.
        models: `shipped`, or `official` to cut the text for stanza as its published Indonesian package does.

    Raises:
        UsageError: there is no such mode, or there are no such models.
        ModelError: the mode needs weights that are missing, damaged or do not fit.
    """

    def __init__(self, words: lists.Lexicon | None = None, mode: str = "cascade", models: str = "shipped") -> None:
        if mode not in MODES:
            raise UsageError(f"there is no mode {mode!r}", f"choose one of {', '.join(MODES)}")
        self.lexicon = words or lists.load()
        self.mode = mode
        self.models = models
        self._clause = reporting.ending_in_clause(self.lexicon)
        if mode != "rules":
            parsing.check_there(models)

    def quotes(self, article: Article) -> list[Quote]:
        """The quotes of one article, in the order of the text.

        Args:
            article: as read; `article.text[quote.start:quote.end] == quote.quote` for each quote returned.
        """
        (analysed,) = self.each([article])
        return _sound(analysed)

    def each(self, articles: Iterable[Article]) -> Iterator[Analysed]:
        """The quotes of many articles, one result an article, in order; faster than one by one where stanza is asked.

        Args:
            articles: read in batches of 64.

        Yields:
            The article with its quotes, or with the error that its analysis ended in.

        Raises:
            ModelError: the models cannot be loaded.
        """
        stream = iter(articles)
        while batch := list(islice(stream, BATCH)):
            yield from self._batch(batch)

    def _batch(self, articles: Sequence[Article]) -> Iterator[Analysed]:
        readings: list[_Reading | Exception] = [_tried(self._read, article) for article in articles]
        if self.mode != "rules":
            readings = self._consulted(readings)
        for article, reading in zip(articles, readings, strict=True):
            rows = reading if isinstance(reading, Exception) else _tried(self._rows, reading)
            yield Analysed(article, [], rows) if isinstance(rows, Exception) else Analysed(article, rows)

    def _read(self, article: Article) -> _Reading:
        """What the rules make of an article."""
        text = article.text
        laid = self._laid_out(article)
        quotations = reporting.opaque(
            text, marks.quotations(text, laid.paragraphs, self._clause), self._clause, self.lexicon
        )
        sentences = _sentences(text, laid.paragraphs, quotations)
        clauses = reporting.clauses(text, sentences, quotations, self.lexicon)
        attributed = speakers.attributions(text, laid.title, sentences, quotations, clauses, self.lexicon)
        return _Reading(article, laid, quotations, sentences, clauses, attributed)

    def _consulted(self, readings: list[_Reading | Exception]) -> list[_Reading | Exception]:
        """The readings after stanza was asked, all at once; where that fails, one by one, for one is at fault."""
        try:
            self._consult([reading for reading in readings if isinstance(reading, _Reading)])
        except ModelError:
            raise
        except Exception:
            return [_tried(self._alone, reading) if isinstance(reading, _Reading) else reading for reading in readings]
        return readings

    def _alone(self, reading: _Reading) -> _Reading:
        self._consult([reading])
        return reading

    def _consult(self, readings: Sequence[_Reading]) -> None:
        """Ask stanza for names where the readings are in doubt, and attribute anew with its answers."""
        asked: list[tuple[_Reading, Doubts]] = []
        spans: list[tuple[_Reading, Span]] = []
        for reading in readings:
            if not reading.quotations:
                continue
            doubts = self._doubts(reading)
            if doubts.sentences:
                asked.append((reading, doubts))
                spans += [
                    (reading, span) for n in doubts.sentences for span in consulting.regions(reading.sentences[n])
                ]
        if not asked:
            return
        found: defaultdict[int, list[Found]] = defaultdict(list)
        texts = [span.of(reading.article.text) for reading, span in spans]
        parsed = parsing.load(self.models, ("ner",), clauses=True).parse(texts)
        for (reading, span), parts in zip(spans, parsed, strict=True):
            for entity in (entity for sentence in parts for entity in sentence.entities):
                name = Found(span.start + entity.start, span.start + entity.end, entity.type)
                found[id(reading)].append(name)
        sure = self.lexicon.confidence["model"]
        answered: list[tuple[_Reading, Attributed]] = []
        for reading, doubts in asked:
            if self.mode == "cascade" and consulting.settled(doubts, reading.sentences, found[id(reading)]):
                continue
            seen = entities.entities(reading.sentences, doubts.sentences, found[id(reading)])
            again = speakers.attributions(
                reading.article.text,
                reading.laid.title,
                reading.sentences,
                reading.quotations,
                reading.clauses,
                self.lexicon,
                seen,
            )
            told = consulting.told(reading.attributed.attributions, again.attributions, doubts, seen, sure)
            answered.append((reading, again._replace(attributions=told)))
        for reading, attributed in answered:
            reading.attributed = attributed

    def _doubts(self, reading: _Reading) -> Doubts:
        doubts = consulting.doubts(reading.attributed, reading.sentences, reading.clauses)
        return doubts._replace(sentences=list(range(len(reading.sentences)))) if self.mode == "full" else doubts

    def _rows(self, reading: _Reading) -> list[Quote]:
        article, laid, sentences = reading.article, reading.laid, reading.sentences
        text = article.text
        found = [
            _Found(quotation, clause, attribution)
            for quotation, clause, attribution in zip(
                reading.quotations, reading.clauses, reading.attributed.attributions, strict=True
            )
            if clause is not None and attribution is not None
        ]
        reporting = {number: _regions(sentences, number) for number in {f.clause.sentence for f in found}}
        relayed = {number: self._via(text, regions, laid.source) for number, regions in reporting.items()}
        published = laid.published.date() if laid.published else None
        near = None if published or not found else dates.first_full(text, laid.paragraphs)
        stated = [
            dates.stated(text, reporting[f.clause.sentence], f.clause.cue, f.quotation.span, published, near)
            for f in found
        ]
        when = dates.resolve([f.attribution.speaker.name for f in found], stated, published)
        contexts = _Contexts(text, laid.paragraphs, sentences)
        return [
            _row(article, laid, f, said_on, relayed[f.clause.sentence], contexts.of(f.quotation, f.clause))
            for f, said_on in zip(found, when, strict=True)
        ]

    def _laid_out(self, article: Article) -> Layout:
        laid = paragraphs.lay_out(article)
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
        """The quotes of many articles as a ledger, schema 1 (see `quotes.ledger.schema`)."""
        from quotes.ledger import formats

        return formats.frame(quote for analysed in self.each(articles) for quote in _sound(analysed))


def _tried(step: Callable[[_Given], _Made], given: _Given) -> _Made | Exception:
    """What a step makes of an article, or the error that it ends in: one odd article must not cost the others."""
    try:
        return step(given)
    except Exception as error:
        return error


def _sound(analysed: Analysed) -> list[Quote]:
    if analysed.error is not None:
        raise analysed.error
    return analysed.quotes


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
    return consulting.regions(sentences[number]) if number >= 0 else []


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
