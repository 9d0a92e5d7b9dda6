"""CSV tables, read row by row: comma, semicolon, tab or bar; quoted cells may hold line ends."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain

from quotes.reading.columns import NoText
from quotes.reading.decoding import bounded, opened_as_text
from quotes.reading.sources import Options, Skipped, Source, Unreadable, too_large
from quotes.records import Article

_CELL_FACTOR = 16  # a cell may be so many times as long as an article; a quote mark never closed swallows no more
_ROW_FACTOR = 32  # likewise a row


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a row under the header; a row without text is skipped by its number (the first is row 1).

    Raises:
        Unreadable: it is empty, no text, or has no text column.
    """
    most = _CELL_FACTOR * options.max_article_bytes
    csv.field_size_limit(most)
    with source.open() as stream, opened_as_text(stream) as text:
        lines = _Lines(bounded(text, most), _ROW_FACTOR * options.max_article_bytes)
        header_line = next(filter(str.strip, lines), "")
        delimiter = _delimiter(header_line)
        rows = csv.reader(chain([header_line], lines), delimiter=delimiter)
        number = 0
        try:
            header = next(rows, [])
            names = [name.strip() for name in header]
            if missing := options.columns.missing(names):
                raise Unreadable(missing)
            needed = {*options.columns.needed(names)}  # a row may have fewer cells than the header, a million times
            places = {name: place for place, name in enumerate(names) if name in needed}
            for row in rows:
                lines.held = 0
                if lines.cut:
                    lines.cut = False
                    number += 1
                    yield Skipped(source.name, f"row {number}", str(too_large(most)))
                    continue
                if not any(row):
                    continue
                number += 1
                cells = {name: row[place] if place < len(row) else None for name, place in places.items()}
                try:
                    yield options.columns.article(cells, options.published, options.max_article_bytes)
                except NoText as error:
                    yield Skipped(source.name, f"row {number}", str(error))
        except csv.Error as error:
            raise Unreadable(f"breaks off after row {number} ({error})", "check its quote marks") from error


class _Lines(Iterator[str]):
    """Lines for the parser, which gets an empty one for a line too long to hold, and no more of a row without end."""

    def __init__(self, lines: Iterator[str | None], most: int) -> None:
        self._lines = lines
        self._most = most
        self.held = 0  # characters of the row that the parser is at
        self.cut = False  # a line too long is in that row

    def __next__(self) -> str:
        line = next(self._lines)
        if line is None:
            self.cut = True
            return "\n"
        self.held += len(line)
        if self.held > self._most:
            raise csv.Error("a row without end")
        return line


def _delimiter(header: str) -> str:
    """The sign that separates the header's names: the most frequent one outside of quotes."""
    outside = "".join(header.split('"')[::2])
    return max(",;\t|", key=outside.count)
