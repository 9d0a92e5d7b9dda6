"""What of the tests' web pages comes out, and what else: by `quotes`, and by trafilatura alone.

Usage: pages.py [FOLDER]; a folder of pages, each with its text beside it (`a.html`, `a.txt`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from measure import Table
from trafilatura import extract

from quotes.analysis.pipeline import Analyser
from quotes.reading.pages import html
from quotes.reading.sources import Unreadable
from quotes.records import Article

FOLDER = Path(__file__).parent.parent / "tests" / "pages"


def by_quotes(page: bytes) -> str:
    """The text as `quotes` reads it."""
    try:
        return html.article(page).text
    except Unreadable:
        return ""


def by_trafilatura(page: bytes) -> str:
    """The text as trafilatura gives it, asked for as much as it finds."""
    return extract(page, favor_recall=True, include_comments=False) or ""


def row(name: str, read: Callable[[bytes], str], pages: Sequence[Path]) -> list[str]:
    """Paragraphs and quotations kept, and lines that are none of the article's."""
    analyser = Analyser(mode="rules")
    kept = paragraphs = more = said = quotations = 0
    for page in pages:
        text = page.with_suffix(".txt").read_text(encoding="utf-8")
        printed = text.splitlines()
        found = [" ".join(line.split()) for line in read(page.read_bytes()).splitlines() if line.strip()]
        kept += len(set(printed) & set(found))
        paragraphs += len(set(printed))
        more += len(set(found) - set(printed))
        quotes = [quote.quote for quote in analyser.quotes(Article("a", text))]
        again = [quote.quote for quote in analyser.quotes(Article("a", "\n".join(found)))]
        said += len(set(quotes) & set(again))
        quotations += len(set(quotes))
    return [name, f"{kept} of {paragraphs}", f"{said} of {quotations}", str(more)]


def main() -> None:
    """Measure the pages of a folder."""
    pages = sorted(Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER).glob("*.html"))
    rows = [row("quotes", by_quotes, pages), row("trafilatura alone", by_trafilatura, pages)]
    print(Table([f"{len(pages)} pages", "paragraphs", "quotes", "lines that are no part"], rows))


if __name__ == "__main__":
    main()
