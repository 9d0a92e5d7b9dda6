"""Excel workbooks (.xlsx): the first sheet that has a text column, read row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from quotes.reading.columns import NoText
from quotes.reading.sources import Options, Skipped, Source, Unreadable
from quotes.records import Article


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """One article a row under the header; a row without text is skipped by its number (the sheet's own).

    Raises:
        Unreadable: it is no Excel workbook, or no sheet has a text column.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    with source.open() as stream:
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            OSError,
            EOFError,
        ) as error:
            raise Unreadable("is no Excel workbook", "save it again as .xlsx or .csv") from error
        missing = "is empty"
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            names = [str(name).strip() if name is not None else "" for name in next(rows, ())]
            problem = options.columns.missing(names) if any(names) else "is empty"
            if problem:
                missing = problem if missing == "is empty" else missing
                continue
            for number, cells in enumerate(rows, start=2):
                if all(cell is None for cell in cells):
                    continue
                try:
                    yield options.columns.article(dict(zip(names, cells, strict=False)), options.published)
                except NoText as error:
                    yield Skipped(source.name, f"row {number}", str(error))
            return
        raise Unreadable(missing)
