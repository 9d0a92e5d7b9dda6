"""Parquet tables, read in batches and only the columns that an article is read from."""

from __future__ import annotations

from collections.abc import Iterator

from quotes.reading.columns import NoText
from quotes.reading.sources import Options, Skipped, Source, Unreadable
from quotes.records import Article

_BATCH = 16  # rows held at a time: a long text stored once may be the text of all of them


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a row; a row without text is skipped by its number (the first is row 1).

    Raises:
        Unreadable: it is no Parquet file, is damaged, or has no text column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with source.open() as stream:
        number = 0
        try:
            table = pq.ParquetFile(stream, pre_buffer=False)
            names = list(table.schema_arrow.names)
            if missing := options.columns.missing(names):
                raise Unreadable(missing)
            for batch in table.iter_batches(batch_size=_BATCH, columns=options.columns.needed(names)):
                for row in batch.to_pylist():
                    number += 1
                    try:
                        yield options.columns.article(row, options.published, options.max_article_bytes)
                    except NoText as error:
                        yield Skipped(source.name, f"row {number}", str(error))
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            place = f"breaks off after row {number}" if number else "is no Parquet table"
            raise Unreadable(f"{place} ({str(error).splitlines()[0][:120]})", "write it again") from error
