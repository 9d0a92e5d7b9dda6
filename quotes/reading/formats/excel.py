"""Excel workbooks (.xlsx): the first sheet that has a text column, read row by row."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from quotes.reading.columns import NoText
from quotes.reading.sources import LimitPassed, Options, Skipped, Source, Unreadable
from quotes.records import Article

_DIGITS = 9  # of a row's number
_LONGEST = 512 << 20  # bytes, unpacked; openpyxl holds all strings of a workbook


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a row under the header; a row without text is skipped by its number (the sheet's own).

    Raises:
        Unreadable: it is no Excel workbook, or no sheet has a text column.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    with source.open() as stream:
        number = 0
        try:
            with zipfile.ZipFile(stream) as packed:
                if sum(member.file_size for member in packed.infolist()) > _LONGEST:
                    raise LimitPassed(f"unfolds to more than {_LONGEST >> 20} MiB", "save it as .csv")
            stream.seek(0)
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            missing = "is empty"
            for sheet in book.worksheets:
                rows = _rows(sheet, book)
                _, header = next(rows, (0, {}))
                names = {column: str(name).strip() for column, name in header.items() if name is not None}
                problem = options.columns.missing([*names.values()]) if any(names.values()) else "is empty"
                if problem:
                    missing = problem if missing == "is empty" else missing
                    continue
                needed = {*options.columns.needed([*names.values()])}
                names = {column: name for column, name in names.items() if name in needed}
                for number, cells in rows:
                    if any(cell is not None for cell in cells.values()):
                        row = {name: cells.get(column) for column, name in names.items()}
                        yield _article(row, number, source, options)
                return
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            zlib.error,
            ParseError,
            LookupError,
            ValueError,
            TypeError,
            OSError,
            EOFError,
            NotImplementedError,
        ) as error:
            problem = f"breaks off after row {number}" if number else "is no Excel workbook"
            raise Unreadable(problem, "save it again as .xlsx or .csv") from error
        raise Unreadable(missing)


def _rows(sheet: Any, book: Any) -> Iterator[tuple[int, dict[int, object]]]:
    """The rows that are there, each with its number and its cells by column; a damaged cell is none.

    Read by openpyxl's parser rather than through its sheet, which fills the gaps between the rows and takes the first
    damaged cell for the end of the table.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    class Parser(WorkSheetParser):  # type: ignore[misc]
        def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
            said = row.get("r", "")
            number: int = self.row_counter + 1  # type: ignore[has-type]
            self.row_counter = int(said) if said.isdecimal() and len(said) <= _DIGITS else number
            self.col_counter = 0
            return self.row_counter, [self.parse_cell(cell) for cell in row]

        def parse_cell(self, element: Any) -> dict[str, Any]:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # what it warns of counts as no value
                    return dict(super().parse_cell(element))
            except (ValueError, LookupError, TypeError, OverflowError):
                return {"column": self.col_counter, "value": None, "data_type": "e"}

    with sheet._get_source() as stream:
        parser = Parser(
            stream,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            yield number, {cell["column"]: cell["value"] for cell in cells if cell["data_type"] != "e"}


def _article(row: dict[str, object], number: int, source: Source, options: Options) -> Article | Skipped:
    try:
        return options.columns.article(row, options.published, options.max_article_bytes)
    except NoText as error:
        return Skipped(source.name, f"row {number}", str(error))
