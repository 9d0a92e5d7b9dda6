"""What the fuzz targets share: the promises that hold for every article, and pieces of news to begin with."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from quotes.analysis.pipeline import Analyser
from quotes.records import Article
from quotes.runs import Settings

CORPUS = Path(__file__).parent.parent / "corpus"
PAGES = Path(__file__).parent.parent / "tests" / "pages"
LONGEST = 20_000  # characters; longer inputs find nothing that these do not, and slow the search

# Its inputs make nothing but doubts, and stanza is not what is fuzzed.
_ANALYSER = Analyser(mode="rules", indirect=True)


def check(article: Article) -> None:
    """Analyse an article.

    Raises:
        AssertionError: a row breaks a promise.
    """
    text = article.text
    start = end = 0
    for quote in _ANALYSER.quotes(article):
        assert text[quote.start : quote.end] == quote.quote, "the offsets are not the quote's"
        assert start <= quote.start < quote.end, "the spans are not sorted"
        assert quote.kind == "indirect" or end <= quote.start, "the quotations are not disjoint"
        assert text.startswith(quote.context, quote.context_start), "the offset is not the context's"
        start = quote.start
        if quote.kind != "indirect":  # what is reported may hold a quotation, or another report
            end = quote.end


def record(ledger: Path) -> tuple[Path, Settings, dict[str, bytes]]:
    """A finished run into a folder, by an analyser that costs nothing: its input, how it goes, and its shards."""
    sys.path.insert(0, str(PAGES.parent))
    from fakes import Fake, crawl

    from quotes import runs

    source = crawl(ledger.parent / "crawl.jsonl", 40)
    settings = runs.Settings(analyser=Fake(), executor=runs.Serial(), shard_size=20, dedup="exact")
    runs.run([str(source)], str(ledger), settings, runs.Progress(stream=io.StringIO()))
    return source, settings, {path.name: path.read_bytes() for path in ledger.iterdir()}


def texts() -> list[bytes]:
    """The corpus's articles, whole and in paragraphs."""
    whole = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(CORPUS.glob("*.json"))]
    return [piece.encode() for text in whole for piece in (text, *text.split("\n")) if piece.strip()]


def pages() -> list[bytes]:
    """The tests' web pages."""
    return [path.read_bytes() for path in sorted(PAGES.glob("*.html"))]
