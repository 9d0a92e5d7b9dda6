"""JSON Lines: an object a line, read line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from quotes.reading.columns import NoText
from quotes.reading.decoding import bounded, opened_as_text
from quotes.reading.sources import Options, Skipped, Source, Unreadable, too_large
from quotes.records import Article

LINE_FACTOR = 8  # a line may be so many times as long as the text in it may be: escapes, other columns
TRIED = 100  # rows at the beginning of a file that may be none of a table of articles, before it is taken for none
Read = tuple[Article | Skipped, Unreadable | None]


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a line; a line that is broken or has no text is skipped by its number.

    Raises:
        Unreadable: it is empty, no text, or none of its first lines is JSON with a text column.
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
        first: whether they are the file's first, of which one must hold an article's columns for the file to be read.
    """
    return trusted(_each(lines, name, options, start), first=first)


def _each(lines: Iterable[str | None], name: str, options: Options, start: int) -> Iterator[Read]:
    for number, line in enumerate(lines, start):
        where = f"line {number}"
        if line is None:
            yield Skipped(name, where, str(too_large(LINE_FACTOR * options.max_article_bytes))), None
        elif line.strip():
            try:
                yield of_line(line, name, number, options), None
            except Unreadable as error:
                yield Skipped(name, where, error.what), of_first(error, number)


def trusted(found: Iterable[Read], *, first: bool = True) -> Iterator[Article | Skipped]:
    """What was read of a table, once one of its first rows shows that it is one of articles.

    Args:
        found: its rows; with each that shows the contrary, what to say of a table that is like it from end to end.
        first: whether these are the table's first rows; else it is known to be one.

    Raises:
        Unreadable: it is none.
    """
    held: list[Skipped] = []
    problem = Unreadable("is empty", "write one object a line")
    for item, error in found:
        if first and error is not None and isinstance(item, Skipped):
            problem = problem if held else error
            held.append(item)
            if len(held) >= TRIED:
                raise problem
            continue
        yield from held
        held, first = [], False
        yield item
    if first:
        raise problem


def of_line(line: str, name: str, number: int, options: Options) -> Article | Skipped:
    """One line as an article; skipped where its text is none.

    Raises:
        Unreadable: it is no JSON, or no object with a text column.
    """
    try:
        row = loaded(line)
    except (ValueError, RecursionError) as error:
        raise NoJson(f"is no JSON ({reason(error)})", "write one object a line") from error
    return of_object(row, name, f"line {number}", options)


class NoJson(Unreadable):
    """A line that is no JSON."""


def of_first(error: Unreadable, number: int) -> Unreadable:
    """What to say of a file of which no line can be read, by its first line's error."""
    if isinstance(error, NoJson):
        what = error.what.replace("is no JSON (", f"is no JSON Lines (line {number}: ")
        return Unreadable(what, error.remedy)
    return error


def of_object(row: object, name: str, where: str, options: Options) -> Article | Skipped:
    """One JSON value as an article; skipped where its text is none.

    Raises:
        Unreadable: it is no object, or one without a text column.
    """
    if not isinstance(row, dict):
        raise Unreadable(f"is no object but {type(row).__name__}", "write one object a line")
    if missing := options.columns.missing(list(row)):
        raise Unreadable(missing)
    try:
        return options.columns.article(row, options.published, options.max_article_bytes)
    except NoText as error:
        return Skipped(name, where, str(error))


def loaded(text: str) -> Any:
    """A JSON value; a number of more digits than Python takes is one without end.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deep.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # of a cell alone, which costs no more than itself
        return json.loads(text, parse_int=float)


def reason(error: Exception) -> str:
    """A JSON error without the position, which the message gives itself."""
    return error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
