"""CSV tables, read row by row: comma, semicolon, tab or bar; quoted cells may hold line ends."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain, zip_longest

from quotes.reading.columns import NoText
from quotes.reading.decoding import bounded, opened_as_text
from quotes.reading.sources import Options, Skipped, Source, Unreadable, too_large
from quotes.records import Article

_CELL_FACTOR = 16  # a cell may be so many times as long as an article; a quote mark never closed swallows no more


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a row under the header; a row without text is skipped by its number (the first is row 1).

    Raises:
        Unreadable: it is empty, no text, or has no text column.
    """
    most = _CELL_FACTOR * options.max_article_bytes
    csv.field_size_limit(most)
    with source.open() as stream, opened_as_text(stream) as text:
        lines = _Lines(bounded(text, most))
        header_line = next(filter(str.strip, lines), "")
        delimiter = _delimiter(header_line)
        rows = csv.reader(chain([header_line], lines), delimiter=delimiter)
        number = 0
        try:
            header = next(rows, [])
            names = [name.strip() for name in header]
            if missing := options.columns.missing(names):
                raise Unreadable(missing)
            for row in rows:
                if lines.cut:
                    lines.cut = False
                    number += 1
                    yield Skipped(source.name, f"row {number}", str(too_large(most)))
                    continue
                if not any(row):
                    continue
                number += 1
                cells = dict(zip_longest(names, row[: len(names)]))  # a row cut short lacks its last cells
                try:
                    yield options.columns.article(cells, options.published, options.max_article_bytes)
                except NoText as error:
                    yield Skipped(source.name, f"row {number}", str(error))
        except csv.Error as error:
            raise Unreadable(f"breaks off after row {number} ({error})", "check its quote marks") from error


class _Lines(Iterator[str]):
    """Lines for the parser, which gets an empty one for a line too long to hold."""

    def __init__(self, lines: Iterator[str | None]) -> None:
        self._lines = lines
        self.cut = False  # such a line is in the row that the parser is at

    def __next__(self) -> str:
        line = next(self._lines)
        if line is None:
            self.cut = True
            return "\n"
        return line


def _delimiter(header: str) -> str:
    """The sign that separates the header's names: the most frequent one outside of quotes."""
    outside = "".join(header.split('"')[::2])
    return max(",;\t|", key=outside.count)
