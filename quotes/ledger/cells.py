"""Cells of a table in text that no spreadsheet will run, and back to what they held.

A spreadsheet takes a cell for a formula by its first character; an apostrophe before that makes it text. Where it parts
the columns at another sign than the file does, a formula may also begin inside a cell: after that sign, a line end or
a tab. See SECURITY.md.
"""

from __future__ import annotations

import re

# A formula's first character, or white space that spreadsheets strip in front of one; the wide forms count too.
_FIRST = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_INSIDE = re.compile(r"(?<=[;\t\r\n])(?='*[=+\-@＝＋－＠])")
_INSIDE_OF_EXCEL_S = re.compile(r"(?<=[;,\t\r\n])(?='*[=+\-@＝＋－＠])")
_MARKED = re.compile(r"(?<=[;,\t\r\n])'(?='*[=+\-@＝＋－＠])")
_MARKED_IN_PLAIN = re.compile(r"(?<=[;\t\r\n])'(?='*[=+\-@＝＋－＠])")
RUNS = r"[=+\-@\t\r\n＝＋－＠]"  # what a cell must hold that `defused` changes
_HARMLESS = re.compile(r"[+-][^\W\d_]+")  # a sign and letters: no spreadsheet finds anything to run


def defused(cell: str, *, for_excel: bool = False) -> str:
    """A cell that no spreadsheet will run: an apostrophe stands before each place where a formula could begin.

    A place that already has apostrophes gets one more, so that `restored` always finds the way back.

    Args:
        cell: the text.
        for_excel: of a file whose cells are parted by `;`, which also defuses a sign and letters alone (`-nya`): they
            run nothing, but show as an error.
    """
    if not for_excel and _HARMLESS.fullmatch(cell):
        return cell
    inside = (_INSIDE_OF_EXCEL_S if for_excel else _INSIDE).sub("'", cell)
    return f"'{inside}" if _FIRST.match(cell) else inside


def restored(cell: str, *, for_excel: bool = False, inside: bool = True) -> str:
    """What `defused` was given.

    Args:
        cell: as it stands in the file.
        for_excel: as it was defused.
        inside: whether formulas inside cells were defused, too (since schema 3).
    """
    cell = cell[1:] if cell[:1] == "'" and _FIRST.match(cell) else cell
    return (_MARKED if for_excel else _MARKED_IN_PLAIN).sub("", cell) if inside else cell
