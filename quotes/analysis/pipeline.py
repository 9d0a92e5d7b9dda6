"""From an article to its quotes: the stages in the order they run."""

from __future__ import annotations

import gc
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import date as day
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import urlsplit

from quotes.analysis import consulting
from quotes.analysis.attribution.explaining import Considered, considered
from quotes.analysis.attribution.speakers import attribute
from quotes.analysis.attribution.sureness import judge
from quotes.analysis.consulting import Doubts
from quotes.analysis.coreference import gathering
from quotes.analysis.coreference.subjects import Subjects
from quotes.analysis.dating import dates, vias
from quotes.analysis.document import tokens
from quotes.analysis.document.annotated import AnnotatedArticle, run, stage
from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.layout import paragraphs
from quotes.analysis.mentions import entities
from quotes.analysis.mentions.entities import Edge, Found
from quotes.analysis.mentions.reader import Mentions
from quotes.analysis.quotations import marks, reported, reporting, statements
from quotes.analysis.quotations.statements import Statement
from quotes.errors import ModelError, UsageError
from quotes.learned import clausal, names, parsing, shipped
from quotes.lexicon import lists
from quotes.lexicon.lists import ReportingVerb
from quotes.records import Article, DateExpression, Quote, Span, Speaker
from quotes.text import languages

if TYPE_CHECKING:
    import pandas

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_SUBDOMAINS = 8  # labels of a host's name looked at
_LONG_PARAGRAPH = 3_000  # characters; beyond, the context is the sentences alone (one-line articles)


MODES = ("rules", "cascade", "full")
"""Rules alone; names by stanza's tagger where the rules are in doubt; by stanza itself everywhere."""

BATCH = 64  # articles whose doubtful sentences go to the model together


class Analysed(NamedTuple):
    """What became of an article."""

    article: Article
    quotes: list[Quote]  # in the order of the text
    error: Exception | None = None  # why there are none, where the analysis failed
    repairs: tuple[str, ...] = ()  # kinds of damage to the text that were mended, on reading or here
    remarks: tuple[str, ...] = ()  # what else its reader should know, each as a phrase that articles are counted by


# --- the stages, in the order they run --------------------------------------------------------------------------------


@stage(gives="text layout")
def lay_out(article: AnnotatedArticle) -> None:
    """Read the text as it was printed; tell paragraphs from furniture; find title, publication time and outlet."""
    article.text, laid = paragraphs.lay_out_as_printed(article.article)
    article.layout = laid if laid.source else replace(laid, source=_outlet(article))


@stage(needs="layout", gives="quotations")
def pair_marks(article: AnnotatedArticle) -> None:
    """Find what stands between quotation marks and may be a quote."""
    clause = reporting.ending_in_clause(article.lexicon)
    found = marks.quotations(article.text, article.layout.paragraphs, clause)
    article.quotations = reporting.possible_quotes(article.text, found, clause, article.lexicon)


@stage(needs="layout quotations", gives="sentences")
def cut_sentences(article: AnnotatedArticle) -> None:
    """Cut the body into sentences and tokens."""
    outer = ((quotation.paragraph, quotation.outer) for quotation in article.quotations)
    article.sentences = tokens.body_sentences(article.text, article.layout.paragraphs, outer)


@stage(needs="sentences quotations", gives="clauses")
def find_clauses(article: AnnotatedArticle) -> None:
    """Find the reporting clause of each quotation."""
    article.clauses = reporting.clauses(article.text, article.sentences, article.quotations, article.lexicon)


@stage(needs="sentences entities", gives="mentions")
def read_mentions(article: AnnotatedArticle) -> None:
    """Read names, offices and institutions."""
    article.mentions = Mentions(article.sentences, article.lexicon, article.entities)


@stage(needs="sentences clauses mentions", gives="reported")
def find_reported(article: AnnotatedArticle) -> None:
    """Find what is told without marks."""
    weights = clausal.load()
    probable = reported.most_probable(candidates_of_reported(article), lambda each: weights.probability(each.traits))
    told = (
        reported.statement(candidate, article.sentences[candidate.sentence], article.text)
        for probability, candidate in probable
        if probability >= weights.least
    )
    subjects, sentences = Subjects(article.mentions.phrases), article.sentences
    article.reported = [s for s in told if subjects.names_source(s.clause, sentences[s.clause.sentence].tokens)]


def candidates_of_reported(article: AnnotatedArticle) -> Iterator[reported.Candidate]:
    """The reporting words outside marks, with what speaks for and against each."""
    phrases = article.mentions.phrases
    subjects = Subjects(phrases)

    def phrase_end(items: Sequence[Token], i: int) -> int | None:
        phrase = phrases.at(items, i)
        return None if phrase is None else phrase.end

    def source_of(voice: str, at: int, items: Sequence[Token]) -> str | None:
        phrase = subjects.of_cue(voice, at, items)
        return None if phrase is None else phrase.mention.kind

    return iter(reported.Candidates(article.sentences, article.clauses, article.lexicon, phrase_end, source_of))


@stage(needs="quotations clauses reported", gives="statements")
def gather_statements(article: AnnotatedArticle) -> None:
    """Put quotes and what is told without marks in reading order."""
    quoted = statements.quoted(article.quotations, article.clauses)
    article.statements = statements.in_reading_order(quoted, article.reported)


@stage(needs="layout statements", gives="language")
def tell_language(article: AnnotatedArticle) -> None:
    """Tell articles in another language than Indonesian, where there is a statement that hangs on it."""
    article.language = None
    if article.statements:
        article.language = languages.foreign(
            "\n".join(span.of(article.text) for span in article.layout.paragraphs[:20])
        )


@stage(needs="layout quotations mentions", gives="people")
def gather_people(article: AnnotatedArticle) -> None:
    """Tell which mentions name the same person."""
    article.people = gathering.people_of(article.text, article.layout.title, article.quotations, article.mentions)


def _presented(
    article: AnnotatedArticle, quoting: set[int], published: day | None
) -> list[tuple[int, str, DateExpression]]:
    """Where sentences without a quote tell on which day a speaker spoke: `… disampaikan Ratna, Senin (7/3).`"""
    names = {each.person.key: each.speaker.name for each in article.attributions if each.person is not None}
    if not names:
        return []
    subjects = Subjects(article.mentions.phrases)
    words = {token.low for sentence in article.sentences for token in sentence.tokens}
    beginning = {word for word in words if dates.may_begin(word)}
    found = []
    for number, sentence in enumerate(article.sentences):
        if number in quoting or beginning.isdisjoint([token.low for token in sentence.tokens]):
            continue
        regions = sentence.outside_marks()
        if not any(dates.expressions(article.text, region, published) for region in regions):
            continue
        subject = subjects.of_sentence(sentence.tokens)
        named = [subject.phrase] if subject.phrase is not None else article.mentions.names[number]
        people = {
            person.key: person
            for phrase in named
            if phrase.mention.name and (person := article.people.find(phrase.mention.text, phrase.mention.span.start))
        }
        if len(people) != 1 or not (name := names.get(next(iter(people)))):
            continue
        said = dates.presenting(article.text, regions, _content_verb(sentence, subject.verb), published)
        if said is not None:
            found.append((sentence.start, name, said))
    return found


def _content_verb(sentence: Sentence, verb: ReportingVerb | None) -> int | None:
    """Where a sentence's reporting verb begins, if what was said follows it: `mengatakan`, and not `disampaikan`."""
    if verb is None or verb.voice.startswith("passive"):
        return None
    return next((token.start for token in sentence.tokens if token.low == verb.form), None)


@stage(needs="layout sentences mentions people statements attributions indirect", gives="dates vias remarks")
def date(article: AnnotatedArticle) -> None:
    """Tell when each statement was made, and from which outlet it is relayed."""
    text, laid = article.text, article.layout
    statements = article.statements
    wanted = [article.indirect or statement.kind != "indirect" for statement in statements]
    numbers = {s.clause.sentence for s, is_wanted in zip(statements, wanted, strict=True) if is_wanted}
    held = {number: article.outside_marks(number) for number in numbers}
    relayed = {number: _via(article, regions) for number, regions in held.items()}
    published = laid.published.date() if laid.published else None
    near = None if published or not statements else dates.nearest(text, laid.paragraphs)
    nothing = dates.Told()
    told = [
        dates.told(text, held[s.clause.sentence], s.clause.cue, s.span, published, near) if is_wanted else nothing
        for s, is_wanted in zip(statements, wanted, strict=True)
    ]
    speakers = [attribution.speaker.name for attribution in article.attributions]
    places = [statement.span.start for statement in statements]
    quoting = {s.clause.sentence for s in statements if s.kind != "indirect"}
    presented = _presented(article, quoting, published)
    # A quote borrows from quotes alone, so that its row does not hang on what is reported without marks.
    of_quotes = [nothing if s.kind == "indirect" else t for s, t in zip(statements, told, strict=True)]
    these = dates.resolve(speakers, of_quotes, published, places, presented)
    those = dates.resolve(speakers, told, published, places, presented) if article.indirect else these
    article.dates = [
        of_all if s.kind == "indirect" else of_quote
        for s, of_quote, of_all in zip(statements, these, those, strict=True)
    ]
    article.remarks = tuple(dict.fromkeys(each.remark for each in told if each.remark))
    article.vias = [relayed.get(statement.clause.sentence) for statement in statements]


@stage(needs="language attributions confidences remarks", gives="attributions confidences remarks")
def leave_foreign(article: AnnotatedArticle) -> None:
    """Leave the statements of an article that is not in Indonesian without a speaker, and say so."""
    said, sure, remarks = article.attributions, article.confidences, article.remarks
    if article.language is not None:
        nobody = Speaker(None, None, None, "foreign_unresolved")
        said = [replace(each, speaker=nobody, person=None) for each in said]
        sure = [0.0] * len(said)
        remarks = (*remarks, f"in {article.language} and not in Indonesian, quotes kept without speakers")
    article.attributions, article.confidences, article.remarks = said, sure, remarks


FIRST = (lay_out, pair_marks, cut_sentences, find_clauses)
"""After these it is known whether an article quotes anybody."""
STAGES = (
    *FIRST,
    read_mentions,
    find_reported,
    gather_statements,
    tell_language,
    gather_people,
    attribute,
)
ANEW = (read_mentions, gather_people, attribute)
"""Run again where a model of names was asked and knew better."""
LAST = (judge, date, leave_foreign)


def _outlet(article: AnnotatedArticle) -> str | None:
    """The outlet whose site an article's address is on: `news.detik.com` is on `detik.com`."""
    try:
        host = urlsplit(article.article.url or "").hostname or ""
    except ValueError:  # no address, whatever the table calls it
        return None
    labels = host.split(".")
    hosts = (".".join(labels[i:]) for i in range(min(len(labels), _SUBDOMAINS)))
    return next((article.lexicon.domains[h] for h in hosts if h in article.lexicon.domains), None)


def _via(article: AnnotatedArticle, regions: list[Span]) -> str | None:
    """The outlet a reporting sentence is relayed from; an article that cites its own outlet relays nothing."""
    via, source = vias.via(article.text, regions, article.lexicon), article.layout.source
    return None if via and source and via.casefold() == source.casefold() else via


# --- many articles ----------------------------------------------------------------------------------------------------


class Analyser:
    """Finds, attributes and dates the direct quotes of Indonesian news articles.

    Args:
        words: the lexicon to use; None for the one that ships with the package.
        mode: one of `MODES`. All but `rules` load the weights that ship when first needed, `full` with stanza.
        models: `shipped`, or `official` to cut the text for stanza as its published Indonesian package does.
        indirect: give rows of kind `indirect` too: what is reported without quotation marks. The other rows stay the
            same, for what is reported tells whom the article is about either way.

    Raises:
        UsageError: there is no such mode, or there are no such models.
        ModelError: the mode needs weights that are missing, damaged or do not fit.
    """

    def __init__(
        self,
        words: lists.Lexicon | None = None,
        mode: str = "cascade",
        models: str = "shipped",
        indirect: bool = False,
    ) -> None:
        if mode not in MODES:
            raise UsageError(f"there is no mode {mode!r}", f"choose one of {', '.join(MODES)}")
        self.lexicon = words or lists.load()
        self.mode = mode
        self.models = models
        self.indirect = indirect
        if mode != "rules":
            self._check_models()

    @property
    def _by_stanza(self) -> bool:
        """Whether stanza itself is asked for names; else its tagger runs without it."""
        return self.mode == "full" or self.models != "shipped"

    def _check_models(self) -> None:
        if self._by_stanza:
            parsing.check_there(self.models)
        else:
            shipped.check_file(names.FILE)

    def _tagger(self) -> names.Tagger | parsing.Parser:
        return parsing.load(self.models, ("ner",), clauses=True) if self._by_stanza else names.load()

    def quotes(self, article: Article) -> list[Quote]:
        """The quotes of one article, in the order of the text.

        Args:
            article: as read; `article.text[quote.start:quote.end] == quote.quote` for each quote returned.
        """
        _check(article)
        (analysed,) = self.each([article])
        return _sound(analysed)

    def each(self, articles: Iterable[Article]) -> Iterator[Analysed]:
        """The quotes of many articles, one result an article, in order; faster than one by one where a model is asked.

        Args:
            articles: read one by one, or in batches of 64 where a model is asked.

        Yields:
            The article with its quotes, or with the error that its analysis ended in.

        Raises:
            ModelError: the models cannot be loaded.
        """
        if isinstance(articles, (str, Article)) or hasattr(articles, "columns"):
            raise UsageError(f"{type(articles).__name__} holds no articles", "see quotes.read_articles")
        stream = iter(articles)
        size = 1 if self.mode == "rules" else BATCH
        while batch := list(islice(stream, size)):
            for article in batch:
                _check(article)
            with _no_collecting():
                done = self._batch(batch)
            yield from done

    def _batch(self, articles: Sequence[Article]) -> list[Analysed]:
        read: list[AnnotatedArticle | Exception] = [_tried(self._read_for_rows, article) for article in articles]
        if self.mode != "rules":
            read = self._consulted(read)
        return [self._analysed(article, each) for article, each in zip(articles, read, strict=True)]

    def _analysed(self, article: Article, annotated: AnnotatedArticle | Exception) -> Analysed:
        """An article with its rows, or with the error that reading or dating it ended in."""
        rows = annotated if isinstance(annotated, Exception) else _tried(self._rows, annotated)
        if isinstance(annotated, Exception) or isinstance(rows, Exception):
            return Analysed(article, [], rows if isinstance(rows, Exception) else None, article.repairs)
        return Analysed(article, rows, None, article.repairs + annotated.layout.repairs, annotated.remarks)

    def explain(self, article: Article) -> dict[str, list[Considered]]:
        """Who could have said each statement of an article, and what spoke for and against each of them.

        Args:
            article: as read.

        Returns:
            By `quote_id`, the candidates of a statement, the most probable first; none where nobody could be meant.
        """
        _check(article)
        (annotated,) = self.analysed([article])
        return {
            _quote_id(article.doc_id, statement.span, statement.kind): considered(attribution)
            for statement, attribution in zip(annotated.statements, annotated.attributions, strict=True)
        }

    def analysed(self, articles: Sequence[Article]) -> list[AnnotatedArticle]:
        """Articles with all that the stages before the rows make of them.

        Raises:
            Exception: whatever the analysis of one of them ends in.
        """
        read = [self._read(article) for article in articles]
        return read if self.mode == "rules" else self._consult(read)

    def _read(self, article: Article) -> AnnotatedArticle:
        """What the rules make of an article."""
        annotated = AnnotatedArticle(article, self.lexicon, entities.NONE)
        run(STAGES, annotated)
        return annotated

    def _read_for_rows(self, article: Article) -> AnnotatedArticle:
        """The same, and nothing more than where marks begin and end of an article that can have no row."""
        annotated = AnnotatedArticle(article, self.lexicon, entities.NONE, indirect=self.indirect)
        run(FIRST, annotated)
        if self.indirect or any(clause is not None for clause in annotated.clauses):
            run(STAGES[len(FIRST) :], annotated)
        else:
            annotated.statements = ()
        return annotated

    def _consulted(self, read: list[AnnotatedArticle | Exception]) -> list[AnnotatedArticle | Exception]:
        """The articles after the model was asked, all at once; where that fails, one by one, for one is at fault."""
        sound = [annotated for annotated in read if isinstance(annotated, AnnotatedArticle)]
        try:
            consulted: list[AnnotatedArticle | Exception] = [*self._consult(sound)]
        except ModelError:
            raise
        except Exception:
            consulted = [_tried(lambda each: self._consult([each])[0], annotated) for annotated in sound]
        answers = iter(consulted)
        return [next(answers) if isinstance(each, AnnotatedArticle) else each for each in read]

    def _consult(self, read: Sequence[AnnotatedArticle]) -> list[AnnotatedArticle]:
        """The articles attributed anew with the names that the model finds where the rules are in doubt."""
        asked: list[tuple[AnnotatedArticle, Doubts]] = []
        spans: list[tuple[AnnotatedArticle, Span]] = []
        for annotated in read:
            if not annotated.statements or annotated.language is not None:
                continue
            doubts = self._doubts(annotated)
            if doubts.sentences:
                asked.append((annotated, doubts))
                spans += [(annotated, span) for n in doubts.sentences for span in annotated.outside_marks(n)]
        if not asked:
            return list(read)
        found: defaultdict[int, list[Found]] = defaultdict(list)
        edges: defaultdict[int, list[Edge]] = defaultdict(list)
        texts = [span.of(annotated.text) for annotated, span in spans]
        for (annotated, span), reading in zip(spans, self._tagger().readings(texts), strict=True):
            for name in reading.names:
                found[id(annotated)].append(Found(span.start + name.start, span.start + name.end, name.type))
            for token in reading.tokens:
                edge = Edge(span.start + token.start, span.start + token.end, token.begins, token.ends)
                edges[id(annotated)].append(edge)
        answered = {
            id(annotated): self._answered(annotated, doubts, found[id(annotated)], edges[id(annotated)])
            for annotated, doubts in asked
        }
        return [answered.get(id(annotated), annotated) for annotated in read]

    def _answered(
        self,
        annotated: AnnotatedArticle,
        doubts: Doubts,
        found: Sequence[Found],
        edges: Sequence[Edge] | None = None,
    ) -> AnnotatedArticle:
        """An article read anew with the names that the model has found; as it is where they bear the rules out."""
        seen = entities.entities(annotated.sentences, doubts.sentences, found, edges)
        again = copy(annotated)
        again.entities = seen
        if self.mode == "cascade" and consulting.settled(doubts, annotated.sentences, found):
            return again
        run(ANEW, again)
        again.attributions = consulting.told(annotated.attributions, again.attributions, doubts, again.entities)
        return again

    def _rows(self, annotated: AnnotatedArticle) -> list[Quote]:
        return _rows(annotated, self.indirect)

    def _doubts(self, annotated: AnnotatedArticle) -> Doubts:
        doubts = consulting.doubts(annotated)
        return doubts._replace(sentences=list(range(len(annotated.sentences)))) if self.mode == "full" else doubts

    def ledger(self, articles: Iterable[Article]) -> pandas.DataFrame:
        """The quotes of many articles as a ledger, schema 3 (see `quotes.ledger.schema`)."""
        from quotes.ledger import tables

        return tables.frame(quote for analysed in self.each(articles) for quote in _sound(analysed))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Put off the search for cycles of objects: reading makes thousands of them an article and hardly any cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _tried(step: Callable[[_Given], _Made], given: _Given) -> _Made | Exception:
    """What a step makes of an article, or the error that it ends in: one odd article must not cost the others."""
    try:
        return step(given)
    except Exception as error:
        return error


def _check(article: object) -> None:
    if not isinstance(article, Article):
        raise UsageError(f"the analyser takes an Article, not {type(article).__name__}", "see quotes.read_articles")


def _sound(analysed: Analysed) -> list[Quote]:
    if analysed.error is not None:
        raise analysed.error
    return analysed.quotes


def _rows(annotated: AnnotatedArticle, indirect: bool) -> list[Quote]:
    """The ledger's rows of an article, those of kind `indirect` where they are wanted."""
    if not annotated.statements:
        annotated.remarks = ()
        return []
    run(LAST, annotated)
    article, laid = annotated.article, annotated.layout
    contexts = _Contexts(annotated)
    rows = []
    for statement, attribution, confidence, when, via in zip(
        annotated.statements,
        annotated.attributions,
        annotated.confidences,
        annotated.dates,
        annotated.vias,
        strict=True,
    ):
        if statement.kind == "indirect" and not indirect:
            continue
        context = contexts.of(statement)
        cue, mention, speaker = statement.clause.cue, attribution.mention, attribution.speaker
        rows.append(
            Quote(
                quote_id=_quote_id(article.doc_id, statement.span, statement.kind),
                doc_id=article.doc_id,
                title=laid.title,
                source=laid.source,
                url=article.url,
                published=laid.published,
                quote=statement.span.of(article.text),
                start=statement.span.start,
                end=statement.span.end,
                kind=statement.kind,
                cue=cue.text if cue else None,
                cue_lemma=cue.lemma if cue else None,
                cue_class=cue.verb_class if cue else None,
                mention=mention.text if mention else None,
                speaker=speaker.name,
                speaker_type=speaker.type,
                role=speaker.role,
                date=when.date,
                date_text=when.text,
                date_basis=when.basis,
                via=via,
                rule=speaker.rule,
                confidence=confidence,
                context=context.of(article.text),
                context_start=context.start,
                cue_start=cue.span.start if cue else None,
                cue_end=cue.span.end if cue else None,
                mention_start=mention.span.start if mention else None,
                mention_end=mention.span.end if mention else None,
                date_start=when.span.start if when.span else None,
                date_end=when.span.end if when.span else None,
            )
        )
    return rows


class _Contexts:
    """The paragraph or paragraphs that hold a statement and its clause."""

    def __init__(self, annotated: AnnotatedArticle) -> None:
        self._paragraphs = annotated.layout.paragraphs
        self._sentences = annotated.sentences

    def of(self, statement: Statement) -> Span:
        clause, paragraph, outer = statement.clause, statement.paragraph, statement.outer
        held = self._paragraphs[paragraph]
        clause_at = self._sentences[clause.sentence] if clause.sentence >= 0 else None
        spans = [held]
        if clause_at is not None and clause_at.paragraph != paragraph:
            spans.append(self._paragraphs[clause_at.paragraph])
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        if end - start <= _LONG_PARAGRAPH:
            return Span(start, end)
        spans = [outer] + ([Span(clause_at.start, clause_at.end)] if clause_at is not None else [])
        start, end = min(s.start for s in spans), max(s.end for s in spans)
        if end - start > _LONG_PARAGRAPH + (outer.end - outer.start):
            # A sentence without an end: what stands around the quote.
            start = max(start, outer.start - _LONG_PARAGRAPH // 2)
            end = min(end, outer.end + _LONG_PARAGRAPH // 2)
        return Span(start, end)


def _quote_id(doc_id: str, span: Span, kind: str) -> str:
    """An id of article and span; what is reported there, without marks, is another row than what is quoted."""
    parts = (doc_id, str(span.start), str(span.end), *(["indirect"] if kind == "indirect" else []))
    return hashlib.sha256("\0".join(parts).encode("utf8", "surrogatepass")).hexdigest()[:16]
