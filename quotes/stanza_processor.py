"""The analyser as a processor of stanza: importing this module registers `quote`.

    import stanza
    import quotes.stanza_processor

    nlp = stanza.Pipeline("id", processors="tokenize,quote")  # or stanza.Pipeline(**settings()), with what ships
    for quote in nlp(text).quotes:
        print(quote.speaker, quote.date, quote.text)

Apart from the analyser because it is stanza's view of it: a document in, the same document with `quotes` out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stanza.models.common.doc import Document
from stanza.pipeline.processor import Processor, register_processor

from quotes.analysis.pipeline import Analyser
from quotes.learned import parsing
from quotes.records import Article, Quote
from quotes.text import timestamps

QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class QuoteSpan:
    """A quote of a stanza document, in stanza's words; `row` is the ledger's row."""

    text: str  # the words quoted, without the marks
    start_char: int  # in the document's text, as of stanza's tokens and entities
    end_char: int
    cue: str | None  # the reporting word as printed
    mention: str | None  # how the clause names the speaker
    speaker: str | None  # canonical name; None: nobody can tell
    role: str | None
    date: date | None  # when it was said
    row: Quote

    @classmethod
    def of(cls, row: Quote) -> QuoteSpan:
        """The span of a ledger's row."""
        return cls(row.quote, row.start, row.end, row.cue, row.mention, row.speaker, row.role, row.date, row)


@register_processor(QUOTE)
class QuoteProcessor(Processor):  # type: ignore[misc]
    """Finds, attributes and dates the quotes of a document.

    Takes from the pipeline's arguments `quote_analyser_mode` (rules, cascade or full; default: cascade),
    `quote_indirect` (True adds what is reported without quotation marks; default: False) and `quote_published`, the
    date of publication where the text does not say it. What else an article has, a title above all, a stanza document
    cannot hold; where it matters ask `quotes.Analyser`.
    """

    PROVIDES_DEFAULT: ClassVar = {QUOTE}
    REQUIRES_DEFAULT: ClassVar = {"tokenize"}

    def __init__(self, config: dict[str, Any], pipeline: Any, device: Any) -> None:
        super().__init__(config, pipeline, device)
        self._analyser = Analyser(
            mode=str(config.get("analyser_mode", "cascade")), indirect=bool(config.get("indirect", False))
        )
        given = config.get("published")
        self._published = timestamps.parse_option(str(given)) if given else None

    def process(self, document: Any) -> Any:
        """The document with its quotes, in the order of the text, as `document.quotes`."""
        (document,) = self.bulk_process([document])
        return document

    def bulk_process(self, documents: Iterable[Any]) -> list[Any]:
        """The same for many documents, faster for each."""
        documents = list(documents)
        articles = [self._article(number, document) for number, document in enumerate(documents)]
        for document, analysed in zip(documents, self._analyser.each(articles), strict=True):
            if analysed.error is not None:
                raise analysed.error
            document.quotes = [QuoteSpan.of(row) for row in analysed.quotes]
        return documents

    def _article(self, number: int, document: Any) -> Article:
        return Article(str(number), document.text or "", published=self._published)


def settings(processors: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    """Arguments for `stanza.Pipeline` that run `quote` with the models that ship, and download nothing.

    Args:
        processors: of `pos`, `lemma` and `ner` those to run as well.
        more: further arguments, such as `quote_analyser_mode` or `quote_published`.

    Raises:
        ModelError: weights are missing, damaged or do not fit.
    """
    shipped = parsing.shipped_settings(tuple(processors))
    shipped["processors"] = {**shipped["processors"], QUOTE: "news"}
    return {**shipped, **more}


Document.quotes = ()
