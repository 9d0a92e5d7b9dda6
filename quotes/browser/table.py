"""A list of any length: only the rows on screen are fetched and drawn.

Textual's DataTable holds every cell, and textual-fastdatatable (0.19.5, looked at in 2026) holds every row in its Arrow
and Polars backends and makes columns as wide as their longest value; here a million rows cost four bytes each, and the
columns share the width there is. What cells hold is text to show, never markup, and cannot steer the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from quotes.browser.queries import Column, Listing, Sort
from quotes.errors import InputError
from quotes.ledger.queries import Numbers, Row
from quotes.text.terminal import printable

_BLOCK = 64  # rows fetched at once
_GAP = 2  # cells between columns
_GUTTER = 3  # cells for where the cursor is, what is marked, and how it is tagged
_NONE = np.zeros(0, dtype=np.int32)


class RowTable(ScrollView, can_focus=True, inherit_bindings=False):  # moving is the screens' affair
    """A list of rows with a cursor.

    Args:
        flags: two characters for a row, shown before it: whether it is marked, and its tag.
    """

    DEFAULT_CSS = """
    RowTable { background: $surface; color: $foreground; overflow-x: hidden; overflow-y: scroll; height: 1fr;
        scrollbar-size-vertical: 1; }
    RowTable .rowtable--header { background: $panel; color: $foreground; text-style: bold; }
    RowTable .rowtable--column { background: $panel; color: $text-accent; text-style: bold underline; }
    RowTable .rowtable--cursor { background: $primary-muted; color: $foreground; text-style: bold; }
    RowTable:focus .rowtable--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    RowTable .rowtable--hit { background: $warning; color: black; text-style: bold underline; }
    RowTable .rowtable--empty { text-style: italic; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rowtable--header",
        "rowtable--column",
        "rowtable--cursor",
        "rowtable--hit",
        "rowtable--empty",
    }

    cursor: reactive[int] = reactive(0)
    column: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor is on another row, or on another list."""

    class Opened(Message):
        """A row was chosen with the mouse."""

    class HeaderClicked(Message):
        """A column's heading was clicked; the column is the current one by then."""

    class Failed(Message):
        """Rows could not be fetched."""

        def __init__(self, error: InputError) -> None:
            self.error = error
            super().__init__()

    def __init__(self, flags: Callable[[Row], str] = lambda _row: "  ", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._flags = flags
        self._listing: Listing | None = None
        self._rows: LRUCache[int, list[Row]] = LRUCache(32)
        self._widths: list[tuple[Column, int, int]] = []  # column, cell it starts at, width
        self.numbers: Numbers = _NONE  # the rows of the list, in order
        self.sort: Sort | None = None
        self.needle = ""  # what is searched for, marked wherever it stands
        self.note = ""  # what to say where there is no row

    # ------------------------------------------------------------------------------------------------ content

    def show(self, listing: Listing, numbers: Numbers, sort: Sort | None, cursor: int = 0) -> None:
        """Show other rows, with the cursor on the one at a position."""
        self._listing, self.numbers, self.sort = listing, numbers, sort
        self._rows.clear()
        self._measure()
        self.set_reactive(RowTable.cursor, max(0, min(cursor, len(numbers) - 1)))
        self._follow()
        self.refresh()
        self.post_message(self.Moved())

    def forget(self) -> None:
        """Fetch and draw the rows on screen again."""
        self._rows.clear()
        self.refresh()

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that show at this width."""
        return [column for column, _, _ in self._widths]

    @property
    def row(self) -> Row | None:
        """The row that the cursor is on: its columns and extra fields."""
        return self.row_at(self.cursor)

    @property
    def number(self) -> int | None:
        """The number of the row that the cursor is on."""
        return int(self.numbers[self.cursor]) if len(self.numbers) else None

    def row_at(self, position: int) -> Row | None:
        """The row at a position of the list; None where there is none, or it cannot be fetched."""
        if self._listing is None or not 0 <= position < len(self.numbers):
            return None
        block = position // _BLOCK
        if block not in self._rows:
            wanted = self.numbers[block * _BLOCK : (block + 1) * _BLOCK].tolist()
            try:
                self._rows[block] = self._listing.rows(wanted)
            except InputError as error:
                self.post_message(self.Failed(error))
                self._rows[block] = [(None,) * len(self._listing.fields)] * len(wanted)
        return self._rows[block][position % _BLOCK]

    def field(self, row: Row, name: str) -> object:
        """A field of a row by its name."""
        assert self._listing is not None
        return row[self._listing.fields.index(name)]

    # ----------------------------------------------------------------------------------------------- movement

    def validate_cursor(self, value: int) -> int:
        return max(0, min(value, len(self.numbers) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        if old != new:
            top = int(self.scroll_y)
            self._follow()
            if int(self.scroll_y) == top:  # only two lines change; over a slow line that is felt
                width = self.size.width
                self.refresh(*(Region(0, position - top + 1, width, 1) for position in (old, new)))
            else:
                self.refresh()
            self.post_message(self.Moved())

    def validate_column(self, value: int) -> int:
        return max(0, min(value, len(self._widths) - 1))

    def watch_column(self) -> None:
        self.refresh()

    @property
    def page(self) -> int:
        """How many rows are on screen."""
        return max(1, self.size.height - 1)

    def _follow(self) -> None:
        self.scroll_to_region(
            Region(0, self.cursor, 1, 2), animate=False, force=True, x_axis=False, immediate=True
        )  # two lines: the heading hides the first

    def on_resize(self) -> None:
        self._measure()
        self._follow()

    def on_click(self, event: events.Click) -> None:
        if event.y == 0:
            for index, (_, start, width) in enumerate(self._widths):
                if start <= event.x < start + width + _GAP:
                    self.column = index
                    self.post_message(self.HeaderClicked())
            return
        position = event.y - 1 + int(self.scroll_y)
        if position < len(self.numbers):
            again = position == self.cursor and event.chain > 1
            self.cursor = position
            if again:
                self.post_message(self.Opened())

    # ------------------------------------------------------------------------------------------------ drawing

    def _measure(self) -> None:
        """Share the width among the columns."""
        if self._listing is None or not self.size.width:
            return
        room = self.size.width
        shown = [column for column in self._listing.columns if column.shown_from <= room]
        spare = room - _GUTTER - sum(column.width for column in shown) - _GAP * (len(shown) - 1)
        weight = sum(column.weight for column in shown) or 1
        start, self._widths = _GUTTER, []
        for column in shown:
            width = max(1, column.width + (spare * column.weight // weight if column.weight or spare < 0 else 0))
            self._widths.append((column, start, width))
            start += width + _GAP
        self.virtual_size = Size(room, len(self.numbers) + 1)
        self.set_reactive(RowTable.column, self.validate_column(self.column))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        if y == 0:
            return self._heading(width)
        position = y - 1 + int(self.scroll_y)
        row = self.row_at(position)
        if row is None:
            note = self.note if position == 0 and not len(self.numbers) else ""
            style = base + self.get_component_rich_style("rowtable--empty", partial=True)
            return Strip([Segment(set_cell_size(f"{' ' * _GUTTER}{note}", width), style)], width)
        current = position == self.cursor
        style = base + self.get_component_rich_style("rowtable--cursor") if current else base
        hit = style + self.get_component_rich_style("rowtable--hit")
        segments = [Segment(("▸" if current else " ") + self._flags(row), style)]
        for index, (column, _, cells) in enumerate(self._widths):
            value = row[self._listing.fields.index(column.name)] if self._listing else None
            text = fitted(printable(column.text(value, cells)), cells, column.right)
            segments += marked(text, self.needle, style, hit)
            if index < len(self._widths) - 1:
                segments.append(Segment(" " * _GAP, style))
        return Strip(segments).adjust_cell_length(width, style)

    def _heading(self, width: int) -> Strip:
        plain = self.get_component_rich_style("rowtable--header")
        segments = [Segment(" " * _GUTTER, plain)]
        for index, (column, _, cells) in enumerate(self._widths):
            label = column.label
            if self.sort is not None and self.sort.column in (column.name, column.order):
                label += " ▼" if self.sort.reverse else " ▲"
            style = self.get_component_rich_style("rowtable--column") if index == self.column else plain
            text = fitted(label, cells, column.right)
            segments.append(Segment(text, style))
            segments.append(Segment(" " * _GAP, plain))
        return Strip(segments).adjust_cell_length(width, plain)


def fitted(text: str, width: int, right: bool = False) -> str:
    """A text in exactly so many cells, with … where it was cut."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else "…"[:width]
    return " " * (width - length) + text if right else text + " " * (width - length)


def marked(text: str, needle: str, style: Style, hit: Style) -> list[Segment]:
    """A text in segments, with every place of a needle in another style; capitals do not count."""
    if not needle:
        return [Segment(text, style)]
    segments, at = [], 0
    for match in re.finditer(re.escape(printable(needle)), text, re.IGNORECASE):
        if match.end() > match.start():
            segments += [Segment(text[at : match.start()], style), Segment(match[0], hit)]
            at = match.end()
    return [segment for segment in (*segments, Segment(text[at:], style)) if segment.text]
