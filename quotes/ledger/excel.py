"""Ledgers in Excel's format: a sheet of rows and one that explains the columns.

Kept apart from the other formats because a sheet has limits of its own: rows, characters of a cell, and signs that XML
cannot hold. Every text is written as text, never as a formula. openpyxl is imported only where a workbook is at hand.
"""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from quotes.errors import InputError, OutputError
from quotes.ledger.schema import COLUMNS, DAY, NAMES
from quotes.ledger.tables import iso

if TYPE_CHECKING:
    import pyarrow as pa

_log = logging.getLogger(__name__)

ROWS = 1_048_575  # that a sheet holds below its header
CHARACTERS = 32_767  # that a cell holds

_QUOTES, _COLUMNS = "quotes", "columns"  # names of the sheets
_WIDTHS = {"quote": 60, "context": 60, "title": 40, "role": 30, "speaker": 24, "mention": 18, "url": 24, "source": 18}
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_CUT = " …"


class _File(Protocol):
    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


class ExcelEncoder:
    """Tables to the bytes of a workbook.

    Raises:
        OutputError: there are more rows than a sheet holds (from `write`).
    """

    def __init__(self, file: _File) -> None:
        from openpyxl import Workbook
        from openpyxl.utils import get_column_letter

        self._file = file
        self._rows = 0
        self._cut = 0  # texts too long for a cell
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(_QUOTES)
        self._sheet.freeze_panes = "A2"
        for number, name in enumerate(NAMES, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 12)
        self._sheet.append(_headings(self._sheet, NAMES))

    def write(self, rows: pa.Table) -> None:
        """Append rows."""
        from openpyxl.cell import WriteOnlyCell

        self._rows += rows.num_rows
        if self._rows > ROWS:
            raise OutputError(
                f"a sheet of Excel holds {ROWS:,} rows, and the ledger has more",
                "write .parquet or .csv, or fewer rows",
            )
        columns = [
            iso(rows.column(column.name), column.type)
            if column.type == "float32"
            else rows.column(column.name).to_pylist()
            for column in COLUMNS
        ]
        for row in zip(*columns, strict=True):
            cells: list[Any] = []
            for column, value in zip(COLUMNS, row, strict=True):
                if isinstance(value, str):
                    shown = encoded(value)
                    self._cut += len(shown) == CHARACTERS and shown.endswith(_CUT) and decoded(shown) != value
                    cell = WriteOnlyCell(self._sheet, shown)
                    cell.data_type = "s"  # also where it begins like a formula
                    value = cell
                elif value is not None and column.type in (DAY, "timestamp"):
                    value = _moment(self._sheet, value, "yyyy-mm-dd" if column.type == DAY else "yyyy-mm-dd hh:mm:ss")
                cells.append(value)
            self._sheet.append(cells)

    def close(self, articles: int | None) -> None:
        """Write the workbook, which has no place for the number of articles."""
        from openpyxl.utils import get_column_letter

        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(NAMES))}{self._rows + 1}"
        sheet = self._book.create_sheet(_COLUMNS)
        sheet.freeze_panes = "A2"
        sheet.column_dimensions["A"].width = 16
        sheet.column_dimensions["B"].width = 20
        sheet.column_dimensions["C"].width = 100
        sheet.append(_headings(sheet, ("column", "type", "meaning")))
        for column in COLUMNS:
            sheet.append([column.name, column.type, column.meaning])
        with tempfile.TemporaryFile() as made:  # what the disk refuses must not be tried again by the archive
            self._book.save(made)
            made.seek(0)
            while block := made.read(1 << 20):
                self._file.write(block)
        if self._cut:
            _log.warning(
                "texts cut at the %s characters that a cell of Excel holds: %s; write .parquet or .csv too",
                f"{CHARACTERS:,}",
                f"{self._cut:,}",
            )

    def abort(self) -> None:
        """Leave nothing open, and no temporary file."""
        for sheet in self._book.worksheets:
            with suppress(Exception):  # it may be half-written
                if not sheet.closed:
                    sheet.close()
                    sheet._writer.cleanup()


def _headings(sheet: Any, names: tuple[str, ...]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells = []
    for name in names:
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(bold=True)
        cells.append(cell)
    return cells


def _moment(sheet: Any, value: Any, shown: str) -> Any:
    """A date or time as the sheet's own; as text what sheets cannot count: before 1900, fractions of seconds."""
    from openpyxl.cell import WriteOnlyCell

    if value.year < 1900 or value.microsecond:
        return WriteOnlyCell(sheet, value.isoformat())
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = shown
    return cell


def encoded(text: str) -> str:
    """A text as a cell can hold it: signs that XML has no place for as `_x001B_`, and cut where it is too long."""
    shown = _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return shown if len(shown) <= CHARACTERS else shown[: CHARACTERS - len(_CUT)] + _CUT


def decoded(cell: str) -> str:
    """What `encoded` was given, where it was not cut."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), cell)


def rows_of(file: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a workbook's first sheet, as what JSON can hold.

    Raises:
        InputError: it is no workbook, or is damaged.
    """
    from datetime import date, datetime

    from openpyxl import load_workbook

    def plain(value: Any) -> Any:
        if isinstance(value, str):
            return decoded(value)
        return value.isoformat() if isinstance(value, date | datetime) else value

    try:
        book = load_workbook(file, read_only=True, data_only=True)
        lines = book[book.sheetnames[0]].iter_rows(values_only=True)
        header = [str(cell) for cell in next(lines, ()) if cell is not None]
        if not header:
            raise InputError(f"{name} is empty", "name a ledger")
        for line in lines:
            row = dict(zip(header, map(plain, line), strict=False))
            if any(value is not None for value in row.values()):
                yield {column: row.get(column) for column in header}
    except InputError:
        raise
    except Exception as error:  # openpyxl raises whatever the XML makes it stumble over
        raise InputError(f"{name} is no Excel workbook, or is damaged", "write it anew") from error
