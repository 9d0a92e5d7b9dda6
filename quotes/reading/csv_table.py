"""CSV tables, read row by row: comma, semicolon, tab or bar; quoted cells may hold line ends."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import zip_longest

from quotes.reading.columns import NoText
from quotes.reading.decoding import opened_as_text
from quotes.reading.sources import Options, Skipped, Source, Unreadable
from quotes.records import Article

_LONGEST_CELL = 128 << 20  # characters; a quote mark never closed must not swallow the machine's memory


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a row under the header; a row without text is skipped by its number (the first is row 1).

    Raises:
        Unreadable: it is empty, no text, or has no text column.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with source.open() as stream, opened_as_text(stream) as lines:
        header_line = lines.readline()
        while header_line and not header_line.strip():
            header_line = lines.readline()
        delimiter = _delimiter(header_line)
        rows = csv.reader(_resumed(header_line, lines), delimiter=delimiter)
        number = 0
        try:
            header = next(rows, [])
            names = [name.strip() for name in header]
            if missing := options.columns.missing(names):
                raise Unreadable(missing)
            for row in rows:
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


def _resumed(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _delimiter(header: str) -> str:
    """The sign that separates the header's names: the most frequent one outside of quotes."""
    outside = "".join(header.split('"')[::2])
    return max(",;\t|", key=outside.count)
