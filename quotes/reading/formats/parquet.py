"""Parquet tables, read in batches and only the columns that an article is read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quotes.reading.columns import NoText
from quotes.reading.sources import Options, Skipped, Source, Unreadable
from quotes.records import Article

_BATCH = 16  # rows held at a time: a long text stored once may be the text of all of them
_LARGE = 16 << 20  # bytes of a group of rows; above that rows are held one at a time
_BOMB = 64 << 20  # bytes of a group of rows that is left out where it is stored in less than a part of that
_BOMB_FACTOR = 200  # articles are stored in a third to a tenth


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
            needed = _flat(table.schema_arrow, options.columns.needed(names))
            for group in range(table.num_row_groups):
                end = number + table.metadata.row_group(group).num_rows
                unfolded, stored = _sizes(table.metadata.row_group(group), needed)
                if unfolded > _BOMB and unfolded > _BOMB_FACTOR * stored:
                    what = f"unfold to {unfolded >> 20:,} MiB of {stored >> 10:,} KiB"
                    yield Skipped(source.name, f"rows {number + 1}-{end}", what, None, end - number)
                    number = end
                    continue
                size = _BATCH if unfolded < _LARGE else 1
                try:
                    for batch in table.iter_batches(size, row_groups=[group], columns=needed, use_threads=False):
                        for row in _rows(batch):
                            number += 1
                            try:
                                yield options.columns.article(row, options.published, options.max_article_bytes)
                            except NoText as error:
                                yield Skipped(source.name, f"row {number}", str(error))
                except (pa.ArrowException, OSError) as error:  # the groups behind it may be whole
                    if isinstance(error, OSError) and error.errno is not None:
                        raise
                    if table.num_row_groups == 1 and number == 0:
                        raise
                    where = f"rows {number + 1}-{end}" if end > number + 1 else f"row {end}"
                    yield Skipped(source.name, where, f"damaged ({_one_line(error)})", None, max(end - number, 1))
                number = end
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            place = f"breaks off after row {number}" if number else "is no Parquet table"
            raise Unreadable(f"{place} ({_one_line(error)})", "write it again") from error


def _flat(schema: Any, names: list[str]) -> list[str]:
    """The columns of values; lists and the like are none of an article, and one may hold a thousand million."""
    import pyarrow as pa

    return [name for name in names if not pa.types.is_nested(schema.field(name).type)]


def _sizes(group: Any, names: list[str]) -> tuple[int, int]:
    """The bytes of some columns of a group of rows, unpacked and as stored, by what the file says of itself."""
    chunks = [group.column(place) for place in range(group.num_columns)]
    wanted = [chunk for chunk in chunks if chunk.path_in_schema in names]
    return sum(chunk.total_uncompressed_size for chunk in wanted), sum(chunk.total_compressed_size for chunk in wanted)


def _rows(batch: Any) -> Iterator[dict[str, object]]:
    """The rows of a batch; a cell that is no value of its type is none."""
    columns = [_values(column) for column in batch.columns]
    return (dict(zip(batch.schema.names, row, strict=True)) for row in zip(*columns, strict=True))


def _values(column: Any) -> list[object]:
    try:
        return list(column.to_pylist())
    except Exception:  # a time out of range, a zone that nobody knows, text that is no UTF-8: a cell's fault alone
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> object:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return bytes(scalar.as_buffer()).decode("utf-8", "quotes-windows-1252")
    except Exception:
        return None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
