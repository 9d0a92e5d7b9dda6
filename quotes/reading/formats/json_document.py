"""A JSON file: one object (trafilatura's output, a gold file), a list of them, or an object that holds such a list.

Read whole, for a list can only be trusted once it is closed; many articles belong into JSON Lines. A file that is
JSON Lines in spite of its name is read as such.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from quotes.reading.decoding import decoded
from quotes.reading.formats import json_lines
from quotes.reading.sources import LimitPassed, Options, Skipped, Source, Unreadable
from quotes.records import Article

_LONGEST = 256 << 20  # bytes; parsed, it takes some times as much memory
_MOST_VALUES = 8_000_000  # each takes up to 100 bytes of memory, and two of the file


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article an object.

    Raises:
        Unreadable: it is empty, no JSON, or none of its first objects has a text column.
    """
    with source.open() as stream:
        data = stream.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise LimitPassed(f"is larger than {_LONGEST >> 20} MiB in one piece", "write one object a line, as .jsonl")
    text = decoded(data)
    if not text.strip():
        raise Unreadable("is empty", "give it an object or a list of them")
    if sum(map(text.count, "[{,")) > _MOST_VALUES:
        raise LimitPassed(f"holds more than {_MOST_VALUES:,} values in one piece", "write one object a line, as .jsonl")
    try:
        value = json_lines.loaded(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
            yield from json_lines.of_lines(io.StringIO(text, newline="\n"), source.name, options)
            return
        line = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"is no JSON ({line}{json_lines.reason(error)})", "check the file") from error
    rows = _rows(value, options)
    if not rows:
        raise Unreadable("holds no article", "give it an object or a list of them")
    yield from json_lines.trusted(_each(rows, source.name, options))


def _each(rows: list[object], name: str, options: Options) -> Iterator[json_lines.Read]:
    for number, row in enumerate(rows, start=1):
        where = f"item {number}"
        try:
            yield json_lines.of_object(row, name, where, options), None
        except Unreadable as error:
            yield Skipped(name, where, error.what), error


def _rows(data: object, options: Options) -> list[object]:
    if isinstance(data, list):
        return data
    if isinstance(data, dict) and options.columns.missing(list(data)):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        if len(lists) == 1:  # {"articles": [...]}
            return lists[0]
    return [data]
