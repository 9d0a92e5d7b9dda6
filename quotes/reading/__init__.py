"""Everything articles come in, to articles: text files, folders, standard input, tables, web pages, crawls.

One module a format; `READERS` says by a file's suffix which. A new format is a module with a `read` and a line there.
Readers stream: what they hold does not grow with the file, except for a single text and a .json document.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.errors import InputError, UsageError
from quotes.reading.columns import Columns, NoText
from quotes.reading.formats import csv_table, excel, json_document, json_lines, parquet, pdf, plain, warc, word
from quotes.reading.pages import html
from quotes.reading.sources import MAX_ARTICLE_BYTES, LimitPassed, Options, Skipped, Source, Unreadable, folded, sources
from quotes.records import Article

__all__ = ["MAX_ARTICLE_BYTES", "READERS", "Reader", "Skipped", "articles", "read_articles"]

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger("quotes.reading")

Reader = Callable[[Source, Options], Iterator[Article | Skipped]]

READERS: dict[str, Reader] = {
    ".jsonl": json_lines.read,
    ".ndjson": json_lines.read,
    ".json": json_document.read,
    ".csv": csv_table.read,
    ".tsv": csv_table.read,
    ".parquet": parquet.read,
    ".pq": parquet.read,
    ".xlsx": excel.read,
    ".xlsm": excel.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".mhtml": html.read_mhtml,
    ".mht": html.read_mhtml,
    ".docx": word.read,
    ".pdf": pdf.read,
    ".warc": warc.read,
    ".wet": warc.read,
}  # any other suffix is read as text, and refused where the bytes are none


def articles(
    inputs: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    published: datetime | None = None,
    max_article_bytes: int = MAX_ARTICLE_BYTES,
) -> Iterator[Article | Skipped]:
    """The articles of the inputs, in order, as they are read.

    Args:
        inputs: paths of files and folders, remote ones as URLs (`s3://bucket/crawl/*.jsonl.zst`); `-` is standard
            input (text, JSON or JSON Lines). Files may be compressed (.gz, .zst, .bz2, .xz).
        columns: field -> column, for tables that call it otherwise: `{"text": "isi"}`. Fields are `id`, `text`,
            `title`, `published`, `source`, `url`.
        published: the publication time of articles that come without one.
        max_article_bytes: an article whose text takes more in UTF-8, or a page of four times as much, is skipped.

    Yields:
        Articles, and a `Skipped` for each file or row that could not be read where there are others.

    Raises:
        UsageError: `columns` names a field there is not.
        InputError: the only input is missing or unreadable.
    """
    options = Options(Columns.of(columns or {}), published, max_article_bytes)
    return _articles(inputs, options)


def _articles(inputs: Sequence[str], options: Options) -> Iterator[Article | Skipped]:
    named = inputs[0] if len(inputs) == 1 else None
    for source in sources(inputs):
        if isinstance(source, Skipped):
            yield source
            continue
        got = False
        try:
            for item in folded(READERS.get(source.suffix, plain.read)(source, options)):
                got = True
                yield item
        except MemoryError:
            raise
        except Exception as error:  # one bad file must not cost the rest
            problem = unreadable(error)
            if not got and named in (source.name, "-") and not isinstance(problem, LimitPassed):
                raise InputError(f"{source.name} {problem.what}", problem.remedy) from error
            yield Skipped(source.name, None, str(problem))


def read_articles(source: str | Path | pd.DataFrame, **columns: str) -> Iterator[Article]:
    """The articles of a file, a folder or a data frame; what cannot be read is logged (`quotes.reading`) and left out.

    Args:
        source: a path, as `quotes extract` takes it, or a table with a row an article.
        columns: for tables that call a field otherwise, its column: `text="isi"`. Fields are `id`, `text`, `title`,
            `published`, `source`, `url`.

    Raises:
        UsageError: there is no such field, or `source` is neither a path nor a data frame.
        InputError: the file is missing or unreadable, or the table has no column with the text.
    """
    renamed = Columns.of(columns)
    if isinstance(source, str | os.PathLike):
        return _articles_alone(articles([os.fspath(source)], columns=columns))
    if hasattr(source, "itertuples") and hasattr(source, "columns"):
        names = [str(name) for name in source.columns]
        if lacking := renamed.missing(names):
            raise InputError(f"the data frame {lacking}")
        return _articles_alone(_of_frame(source, names, renamed))
    raise UsageError(f"no articles in {type(source).__name__}", "give a path or a pandas.DataFrame")


def _of_frame(frame: pd.DataFrame, names: Sequence[str], columns: Columns) -> Iterator[Article | Skipped]:
    for number, row in enumerate(frame.itertuples(index=False, name=None)):
        try:
            yield columns.article(dict(zip(names, row, strict=True)), None)
        except NoText as error:
            yield Skipped("the data frame", f"row {number}", str(error))


def _articles_alone(found: Iterable[Article | Skipped]) -> Iterator[Article]:
    for item in found:
        if isinstance(item, Article):
            yield item
        else:
            log.warning("%s", " ".join(part for part in (item.path, item.where, item.reason) if part))


def unreadable(error: Exception) -> InputError:
    """What a failed reading means to the user; `what` does not name the file."""
    if isinstance(error, InputError):
        return error
    if not isinstance(error, OSError):
        what = " ".join(f"{type(error).__name__}: {error}".split())[:160]
        return Unreadable(f"cannot be read ({what})", "check the file")
    return Unreadable(f"cannot be read ({error.strerror or error})", "check its permissions")
