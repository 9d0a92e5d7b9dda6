"""JSON Lines: an object a line, read line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from quotes.reading.columns import NoText
from quotes.reading.decoding import bounded, opened_as_text
from quotes.reading.sources import Options, Skipped, Source, Unreadable, too_large
from quotes.records import Article

LINE_FACTOR = 8  # a line may be so many times as long as the text in it may be: escapes, other columns


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a line; a line that is broken or has no text is skipped by its number.

    Raises:
        Unreadable: it is empty, no text, no JSON from its first line on, or its first object has no text column.
    """
    with source.open() as stream, opened_as_text(stream) as lines:
        lines.reconfigure(newline="\n")  # other line ends may stand inside a line
        yield from of_lines(bounded(lines, LINE_FACTOR * options.max_article_bytes), source.name, options)


def of_lines(
    lines: Iterable[str | None], name: str, options: Options, *, start: int = 1, first: bool = True
) -> Iterator[Article | Skipped]:
    """The articles of lines of JSON; see `read`.

    Args:
        lines: None stands for a line too long to hold.
        start: the number of the first of these lines in its file.
        first: whether they are the file's first, which must hold an article's columns for the file to be read.
    """
    for number, line in enumerate(lines, start):
        if line is None:
            yield Skipped(name, f"line {number}", str(too_large(LINE_FACTOR * options.max_article_bytes)))
            first = False
            continue
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            if first:
                raise Unreadable(
                    f"is no JSON Lines (line {number}: {reason(error)})",
                    "write one object a line",
                ) from error
            yield Skipped(name, f"line {number}", f"is no JSON ({reason(error)})")
            continue
        yield of_object(row, name, f"line {number}", options, first=first)
        first = False
    if first:
        raise Unreadable("is empty", "write one object a line")


def of_object(row: object, name: str, where: str, options: Options, *, first: bool) -> Article | Skipped:
    """One JSON value as an article.

    Raises:
        Unreadable: it is the first of its file and has no text column.
    """
    if not isinstance(row, dict):
        return Skipped(name, where, f"is no object but {type(row).__name__}")
    if missing := options.columns.missing(list(row)):
        if first:
            raise Unreadable(missing)
        return Skipped(name, where, missing)
    try:
        return options.columns.article(row, options.published, options.max_article_bytes)
    except NoText as error:
        return Skipped(name, where, str(error))


def reason(error: Exception) -> str:
    """A JSON error without the position, which the message gives itself."""
    return error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
