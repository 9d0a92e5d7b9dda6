"""Excel workbooks (.xlsx): the first sheet that has a text column, read row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from quotes.reading.columns import NoText
from quotes.reading.sources import LimitPassed, Options, Skipped, Source, Unreadable
from quotes.records import Article

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
                rows = sheet.iter_rows(values_only=True)
                names = [str(name).strip() if name is not None else "" for name in next(rows, ())]
                problem = options.columns.missing(names) if any(names) else "is empty"
                if problem:
                    missing = problem if missing == "is empty" else missing
                    continue
                for number, cells in enumerate(rows, start=2):
                    if any(cell is not None for cell in cells):
                        yield _article(dict(zip(names, cells, strict=False)), number, source, options)
                return
        except (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, OSError, EOFError) as error:
            problem = f"breaks off after row {number}" if number else "is no Excel workbook"
            raise Unreadable(problem, "save it again as .xlsx or .csv") from error
        raise Unreadable(missing)


def _article(row: dict[str, object], number: int, source: Source, options: Options) -> Article | Skipped:
    try:
        return options.columns.article(row, options.published, options.max_article_bytes)
    except NoText as error:
        return Skipped(source.name, f"row {number}", str(error))
