"""Ledgers to files: Parquet, CSV, JSON Lines and Excel's format, whole or not at all.

Owns the bytes that are written; what rows are is the affair of `tables`, what a spreadsheet would run that of `cells`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

import pyarrow as pa
import pyarrow.parquet as pq

from quotes.errors import UsageError
from quotes.ledger.cells import defused
from quotes.ledger.excel import ExcelEncoder
from quotes.ledger.migrations import migrated
from quotes.ledger.schema import ARTICLES_KEY, COLUMNS, NAMES, arrow_schema
from quotes.ledger.tables import BATCH, either_of, iso, of_frame, table, to_objects
from quotes.records import Quote
from quotes.storage.atomic import AtomicFile, output_error, resolved
from quotes.text.terminal import HarmlessStream

if TYPE_CHECKING:
    import pandas as pd

FORMATS = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl", ".xlsx": "xlsx"}  # a ledger's suffix -> its format
STANDARD_STREAM = "-"
EXCEL_CSV = "csv-for-excel"  # a format that no suffix says


class Writable(Protocol):
    """Somewhere to put bytes."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


class _Encoder(Protocol):
    """Tables to the bytes of one format."""

    def __init__(self, file: Writable) -> None: ...

    def write(self, rows: pa.Table) -> None: ...

    def close(self, articles: int | None) -> None: ...

    def abort(self) -> None: ...


class _Parquet:
    def __init__(self, file: Writable) -> None:
        self._writer = pq.ParquetWriter(file, arrow_schema(), compression="zstd")

    def write(self, rows: pa.Table) -> None:
        self._writer.write_table(rows)

    def close(self, articles: int | None) -> None:
        if articles is not None:
            self._writer.add_key_value_metadata({ARTICLES_KEY: str(articles).encode()})
        self._writer.close()

    def abort(self) -> None:
        with suppress(Exception):
            self._writer.close()
        self._writer.is_open = False  # else it tries again when it is collected, and complains on standard error


class _Csv:
    """RFC 4180: commas, doubled quotation marks, CRLF; nothing for null.

    Args:
        for_excel: as Excel with Indonesian settings opens it: UTF-8 is marked, `;` parts cells, decimals have a comma.
    """

    def __init__(self, file: Writable, *, for_excel: bool = False) -> None:
        self._file = file
        self._for_excel = for_excel
        self._begun = False

    def write(self, rows: pa.Table) -> None:
        self._begin()
        columns = [self._cells(rows.column(column.name), column.type) for column in COLUMNS]
        self._put(zip(*columns, strict=True))

    def close(self, articles: int | None) -> None:
        self._begin()

    def abort(self) -> None:
        pass

    def _begin(self) -> None:
        """Write the heading, which nobody wants of a run that failed before its first row."""
        if not self._begun:
            self._begun = True
            if self._for_excel:
                self._file.write(b"\xef\xbb\xbf")
            self._put([NAMES])

    def _put(self, rows: Iterable[Sequence[object]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";" if self._for_excel else ",").writerows(rows)
        self._file.write(text.getvalue().encode())

    def _cells(self, values: pa.ChunkedArray, kind: str) -> list[Any]:
        if kind in ("string", "dictionary"):
            harmless = partial(defused, for_excel=self._for_excel)
            return [None if value is None else harmless(value) for value in values.to_pylist()]
        cells = iso(values, kind)
        if not self._for_excel:
            return cells
        if kind == "float32":
            return [None if cell is None else str(cell).replace(".", ",") for cell in cells]
        return [cell.replace("T", " ") if isinstance(cell, str) else cell for cell in cells]


class _JsonLines:
    def __init__(self, file: Writable) -> None:
        self._file = file

    def write(self, rows: pa.Table) -> None:
        lines = (json.dumps(row, ensure_ascii=False) for row in to_objects(rows))
        self._file.write("".join(f"{line}\n" for line in lines).encode())

    def close(self, articles: int | None) -> None:
        pass

    def abort(self) -> None:
        pass


_ENCODERS: dict[str, Callable[[Writable], _Encoder]] = {
    "parquet": _Parquet,
    "csv": _Csv,
    EXCEL_CSV: partial(_Csv, for_excel=True),
    "jsonl": _JsonLines,
    "xlsx": ExcelEncoder,
}
_BINARY = ("parquet", "xlsx")


class _StandardOutput:
    """Standard output in the place of a file."""

    path = Path(STANDARD_STREAM)

    def __init__(self, kind: str) -> None:
        sys.stdout.flush()
        self.file: Writable = sys.stdout.buffer
        if sys.stdout.isatty():
            if kind in _BINARY:
                raise UsageError(f"{kind} is nothing to read on a terminal", "send it to a file")
            self.file = HarmlessStream(sys.stdout.buffer)

    def finish(self) -> None:
        self.file.flush()

    def commit(self) -> None:
        self.file.flush()

    def abort(self) -> None:
        pass


def format_of(path: str | Path) -> str:
    """The format a ledger's name says: `parquet`, `csv`, `jsonl` or `xlsx`.

    Raises:
        UsageError: it says none.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"cannot tell the format of {path}", f"name it {either_of(tuple(FORMATS))}")
    return FORMATS[suffix]


class LedgerWriter:
    """A ledger being written, to one or several places at once, in memory that does not grow with it.

    As a context manager: when the block ends well, all files appear, complete; else none does, and older files stay.

    Args:
        outputs: paths (`.parquet`, `.csv`, `.jsonl`, `.xlsx`); `-` is standard output.
        stdout_format: the format of standard output.
        csv_for_excel: whether CSV is to be as Excel with Indonesian settings opens it.

    Attributes:
        rows: quotes taken so far.
        articles: how many articles the ledger is of, for whoever writes it to say; Parquet keeps it. None: not known.

    Raises:
        UsageError: a name says no format, or one is given twice.
        OutputError: a place cannot be written to, or the disk is full (also from the other methods).
    """

    def __init__(
        self, outputs: Sequence[str | Path], *, stdout_format: str = "csv", csv_for_excel: bool = False
    ) -> None:
        self.rows = 0
        self.articles: int | None = None
        self._held: list[Quote] = []
        places = [str(output) if str(output) == STANDARD_STREAM else str(resolved(output)) for output in outputs]
        if len(set(places)) < len(places):
            raise UsageError("an output is named twice", "name each once")
        formats = [stdout_format if str(output) == STANDARD_STREAM else format_of(output) for output in outputs]
        if csv_for_excel:
            formats = [EXCEL_CSV if name == "csv" else name for name in formats]
        self._outputs: list[tuple[AtomicFile | _StandardOutput, _Encoder]] = []
        with ExitStack() as opened:
            for output, name in zip(outputs, formats, strict=True):
                target = _StandardOutput(name) if str(output) == STANDARD_STREAM else AtomicFile(output)
                opened.callback(target.abort)
                with _writing(target):
                    self._outputs.append((target, _ENCODERS[name](target.file)))
            opened.pop_all()

    def write(self, quotes: Iterable[Quote]) -> None:
        """Append quotes as rows."""
        for quote in quotes:
            self._held.append(quote)
            self.rows += 1
            if len(self._held) >= BATCH:
                self._flush()

    def write_table(self, rows: pa.Table) -> None:
        """Append rows."""
        self._flush()
        rows = migrated(rows).select(NAMES)
        self.rows += rows.num_rows
        for target, encoder in self._outputs:
            with _writing(target):
                encoder.write(rows)

    def _flush(self) -> None:
        if self._held:
            held, self._held = self._held, []
            self.rows -= len(held)
            self.write_table(table(held))

    def close(self) -> None:
        """Complete all outputs, then let them appear."""
        self._flush()
        for target, encoder in self._outputs:
            with _writing(target):
                encoder.close(self.articles)
                target.finish()
        for target, _ in self._outputs:
            target.commit()

    def abort(self) -> None:
        """Leave no trace. Does nothing after `close`."""
        for target, encoder in self._outputs:
            encoder.abort()
            target.abort()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.close()
        finally:
            self.abort()


class _writing:
    """Names the place in errors of the system; a reader of standard output that went away is no error of ours."""

    def __init__(self, target: AtomicFile | _StandardOutput) -> None:
        self._target = target

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            name = "standard output" if isinstance(self._target, _StandardOutput) else self._target.path
            raise output_error(name, error) from error


def write_ledger(ledger: pd.DataFrame, path: str | Path, *, csv_for_excel: bool = False) -> None:
    """Write a ledger; it appears under its name only when it is complete.

    Args:
        ledger: a frame with the columns of a ledger, as `Analyser.ledger` and `read_ledger` give.
        path: `.parquet`, `.csv`, `.jsonl` or `.xlsx`.
        csv_for_excel: whether CSV is to be as Excel with Indonesian settings opens it.

    Raises:
        InputError: the frame is no ledger.
        UsageError: it is no frame, or the name says no format.
        OutputError: the folder is missing or not writable, or the disk is full; an older file is untouched.
    """
    if not hasattr(ledger, "columns"):
        raise UsageError(
            f"{type(ledger).__name__} is no ledger", "give a pandas.DataFrame, as Analyser.ledger makes it"
        )
    rows = of_frame(ledger)
    with LedgerWriter([path], csv_for_excel=csv_for_excel) as writer:
        for start in range(0, rows.num_rows, BATCH):
            writer.write_table(rows.slice(start, BATCH))


def parquet_bytes(rows: pa.Table, articles: int | None = None) -> bytes:
    """A whole Parquet file, as `LedgerWriter` writes it; `articles` says of how many it is."""
    buffer = io.BytesIO()
    encoder = _Parquet(buffer)
    for start in range(0, rows.num_rows, BATCH):
        encoder.write(rows.slice(start, BATCH))
    encoder.close(articles)
    return buffer.getvalue()
