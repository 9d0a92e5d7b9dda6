"""What commands that show tables share: how rows go to a terminal, and to standard output as CSV."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any

from quotes.text.terminal import paged, printable_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

TABLE_ROWS = 10_000  # at most, in a table on a terminal


def print_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], *, for_excel: bool = False) -> None:
    """Print rows as CSV, with no cell that a spreadsheet would run.

    Args:
        names: of the columns.
        rows: as many cells each.
        for_excel: as Excel with Indonesian settings opens it.
    """
    on_terminal = sys.stdout.isatty()
    with suppress(AttributeError):
        sys.stdout.reconfigure(newline="")  # type: ignore[union-attr]
    if for_excel:
        sys.stdout.write("\ufeff")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if for_excel else ",")
    for cells in chain([names], rows):
        writer.writerow([_cell(cell, for_excel=for_excel) for cell in cells])
        written = text.getvalue()
        sys.stdout.write(printable_lines(written.replace("\r\n", "\n")) if on_terminal else written)
        text.seek(0)
        text.truncate()


def _cell(value: Any, *, for_excel: bool) -> Any:
    from quotes.ledger.cells import defused

    if for_excel and isinstance(value, float):
        return str(value).replace(".", ",")
    return defused(value, for_excel=for_excel) if isinstance(value, str) else value


def print_rich(what: RenderableType) -> None:
    """Print on a terminal, through the user's pager where it is longer than the screen."""
    from rich.console import Console

    console = Console(highlight=False)
    with console.capture() as captured:
        console.print(what)
    paged(captured.get(), console.height)
