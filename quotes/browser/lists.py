"""What all lists of the browser can do: move, search with hits, sort, filter, open, go back.

A list asks the store in a thread, the newest question only, so that typing never waits for an answer.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, cast

import numpy as np
from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Input, Static

from quotes.browser import keys
from quotes.browser.dialogs import ChoiceDialog, FilterDialog
from quotes.browser.queries import COUNTED, SEARCHED, Listing, Sort
from quotes.browser.session import Session
from quotes.browser.table import RowTable
from quotes.errors import InputError
from quotes.ledger.filters import Clause, Filters, both
from quotes.ledger.queries import Numbers, Row
from quotes.text.terminal import printable

DEBOUNCE = 0.08  # seconds after a key before a search starts
_NONE = np.zeros(0, dtype=np.int32)


class SearchBox(Input):
    """The search box. Keys that reach it when it is closed already, typed ahead, go to the list."""

    async def _on_key(self, event: events.Key) -> None:
        if self.display:
            await super()._on_key(event)
            if event.key == "enter":
                self.display = False
        else:
            event.stop()
            event.prevent_default()
            self.app.simulate_key(event.key)


class ListScreen(Screen[None]):
    """A list with a search box, a status bar and the keys below.

    Args:
        title: what is listed.
        scope: which quotes it is about, besides the reader's filters.
        sort: the order that it opens with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MOVES, *keys.LISTS, *keys.VIEWS, *keys.BACK, *keys.EVERYWHERE]
    AUTO_FOCUS = "RowTable"
    THING = "rows"

    def __init__(self, title: str, scope: Filters | None = None, sort: Sort | None = None) -> None:
        super().__init__()
        self.heading = title
        self.scope = scope or Filters()
        self.order = sort
        self.listing: Listing | None = None
        self.needle = ""
        self._arranged: Numbers = _NONE  # row numbers that pass the filters, in order, whatever is searched for
        self._found: Numbers = _NONE  # row numbers that hold the needle
        self._origin: int | None = None  # number of the row that the cursor was on when the search began
        self._answered: tuple[Filters, int] | None = None  # the filters and the data that the list shows
        self._busy = False
        self.status = ""  # what the status bar says, whole

    # ------------------------------------------------------------------------------------------------- layout

    @property
    def browser(self) -> Session:
        """The app, by its own type."""
        return cast(Session, self.app)

    @property
    def table(self) -> RowTable:
        """The list itself."""
        return self.query_one(RowTable)

    def compose(self) -> ComposeResult:
        yield Static(Text(printable(self.heading)), id="heading", markup=False)
        yield from self.above()
        with Container(id="body"):
            yield from self.body()
        yield SearchBox(placeholder="search", id="search", compact=True)
        yield Static("", id="status", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def above(self) -> list[Widget]:
        """What stands between heading and list."""
        return []

    def body(self) -> list[Widget]:
        """The list, and what stands beside it."""
        return [RowTable(self.flags)]

    def flags(self, _row: Row) -> str:
        """Two characters before a row."""
        return "  "

    def on_mount(self) -> None:
        self.query_one("#search").display = False
        self.update_list()

    def on_screen_resume(self) -> None:
        if self._answered is not None and self._answered != self._question():
            self.update_list()
        else:
            self.show_status()

    # -------------------------------------------------------------------------------------------------- rows

    def _question(self) -> tuple[Filters, int]:
        return self.browser.filters, self.browser.version

    def clause(self) -> Clause:
        """Which quotes the list is about."""
        asked = (self.browser.filters.clause(SEARCHED), self.scope.clause(SEARCHED), self.about())
        return both(*(clause for clause in asked if clause[0] != "true"))

    def about(self) -> Clause:
        """What else the list is limited to."""
        return "true", []

    def ask(self, clause: Clause, sort: Sort | None) -> tuple[Listing, Numbers]:
        """The rows to show; called in a thread."""
        raise NotImplementedError

    @work(exclusive=True, group="list")
    async def update_list(self) -> None:
        """Ask for the rows again, and keep the cursor on the row where it is, if that is still there."""
        question, before = self._question(), self.key()
        self._busy = True
        self.show_status()
        try:
            listing, numbers = await asyncio.to_thread(self.ask, self.clause(), self.order)
            if self.needle:
                self._found = await asyncio.to_thread(listing.hits, self.needle)
        except InputError as error:
            self.browser.trouble(error)
            return
        finally:
            self._busy = False
            self.show_status()
        old, self.listing = self.listing, listing
        if old is not None and old is not listing:
            self.browser.store.drop(old)
        self._answered = question
        self.table.note = (
            "no quotes here" if self.clause()[0] == "true" else "nothing passes the filters; r resets them"
        )
        self._arranged = numbers
        shown = self._hits(listing)
        self.table.needle = self.needle
        self.table.show(listing, shown, self.order, self.position(listing, shown, before))
        self.show_status()

    def key(self) -> object:
        """What tells the row under the cursor from others, when the list is asked for again."""
        return self.table.number

    def position(self, listing: Listing, numbers: Numbers, key: object) -> int:
        """Where a row with a key stands in new rows; 0 where it does not."""
        found = np.flatnonzero(numbers == key) if isinstance(key, int) else _NONE
        return int(found[0]) if len(found) else 0

    # ------------------------------------------------------------------------------------------------ movement

    @property
    def is_searching(self) -> bool:
        """Whether the search box is open."""
        return bool(self.query_one("#search").display)

    def action_move(self, rows: int) -> None:
        """Go some rows down, or up."""
        self.table.cursor += rows

    def action_page(self, pages: float) -> None:
        """Go some pages down, or up."""
        self.table.cursor += int(pages * self.table.page) or (1 if pages > 0 else -1)

    def action_edge(self, end: bool) -> None:
        """Go to the first row or the last."""
        self.table.cursor = len(self.table.numbers) if end else 0

    def action_column(self, columns: int) -> None:
        """Choose another column to sort by."""
        self.table.column += columns

    @on(RowTable.Moved)
    def _moved(self) -> None:
        self.show_status()
        self.moved()

    def moved(self) -> None:
        """The cursor is on another row."""

    @on(RowTable.Failed)
    def _failed(self, event: RowTable.Failed) -> None:
        self.browser.trouble(event.error)

    @on(RowTable.Opened)
    def _opened(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open the row under the cursor."""

    def action_back(self, leave: bool) -> None:
        """Go back: out of the search box, then to what was there before; at the top leave, if told to."""
        if self.is_searching:
            self._close_search()
            self._end_search(self._origin)
        elif self.needle and not leave:
            self._end_search(self.table.number)
        elif len(self.app.screen_stack) > 2:
            self.dismiss()
        elif leave:
            self.app.exit()

    def action_view(self, name: str) -> None:
        """Show another view."""
        self.browser.view(name)

    def action_help(self) -> None:
        """Show what the keys do."""
        self.browser.show_help()

    def action_theme(self) -> None:
        """Change between light and dark."""
        self.browser.change_theme()

    def on_unmount(self) -> None:
        if self.listing is not None:
            self.browser.store.drop(self.listing)

    # ------------------------------------------------------------------------------------- sorting and filtering

    @on(RowTable.HeaderClicked)
    def action_sort(self) -> None:
        """Sort by the current column; if it is sorted by that, turn round."""
        if not self.table.columns:
            return
        column = self.table.columns[self.table.column].name
        now = self.order
        self.order = Sort(column, not now.reverse if now is not None and now.column == column else False)
        self.update_list()

    def action_filter(self) -> None:
        """Ask for filters."""
        self.app.push_screen(FilterDialog(self.browser.filters), self._filtered)

    def _filtered(self, filters: Filters | None) -> None:
        if filters is not None:
            self.browser.filters = filters
            self.update_list()

    def action_reset(self) -> None:
        """Take filters and search away."""
        self.browser.filters = Filters()
        self.search("")
        self.update_list()

    def action_count(self) -> None:
        """Ask by which column to count the rows that the list is about."""
        now = self.table.columns[self.table.column].name if self.table.columns else ""
        place = COUNTED.index(now) if now in COUNTED else 0
        self.app.push_screen(ChoiceDialog("Count the quotes by", COUNTED, place), self._count_by)

    def _count_by(self, place: int | None) -> None:
        if place is not None:
            self.browser.count_by(COUNTED[place], self.scope)

    # ----------------------------------------------------------------------------------------------- searching

    def action_search(self) -> None:
        """Open the search box."""
        box = self.query_one("#search", Input)
        if not self.needle:
            self._origin = self.table.number
        box.display = True
        box.value = ""
        box.focus()

    def _close_search(self) -> None:
        self.query_one("#search").display = False
        self.table.focus()

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        if self.is_searching:
            self.search(event.value, DEBOUNCE)

    @on(Input.Submitted, "#search")
    def _searched(self, event: Input.Submitted) -> None:
        self._close_search()
        if event.value != self.needle:
            self.search(event.value)

    @work(exclusive=True, group="search")
    async def search(self, text: str, wait: float = 0.0) -> None:
        """List only what holds a text, with the cursor on the first such row from where the search began."""
        self.browser.store.stop("search")  # what was typed before is of no interest any more
        await asyncio.sleep(wait)
        listing = self.listing
        found = _NONE
        if text and listing is not None:
            try:
                found = await asyncio.to_thread(listing.hits, text)
            except InputError as error:
                self.browser.trouble(error)
        self.needle, self._found = text, found
        self._narrow(self._origin)

    def _end_search(self, number: int | None) -> None:
        """List everything again, with the cursor on the row of a number."""
        self._origin = number
        self.search("")

    def _hits(self, listing: Listing) -> Numbers:
        """The rows to list: of those that pass the filters, what holds the needle."""
        if not self.needle:
            return self._arranged
        mask = np.zeros(listing.count, dtype=np.bool_)
        mask[self._found] = True
        return self._arranged[mask[self._arranged]]

    def _narrow(self, number: int | None) -> None:
        """Show the rows that hold the needle, with the cursor on a row, or else on the next one that is listed."""
        if self.listing is None:
            return
        shown = self._hits(self.listing)
        places = np.flatnonzero(self._arranged == number) if number is not None else _NONE
        cursor = 0
        if len(places) and len(shown):
            before = self._arranged[: int(places[0])]
            cursor = int(np.isin(before, shown).sum()) if self.needle else int(places[0])
            cursor = cursor if cursor < len(shown) else 0
        self.table.needle = self.needle
        self.table.note = f"nothing holds {printable(self.needle)!r}; Esc lists all again" if self.needle else ""
        self.table.show(self.listing, shown, self.order, cursor)
        self.show_status()

    def action_hit(self, direction: int) -> None:
        """Go to the next hit, or the one before; round the ends."""
        if len(self.table.numbers):
            self.table.cursor = (self.table.cursor + direction) % len(self.table.numbers)

    # -------------------------------------------------------------------------------------------------- status

    def show_status(self) -> None:
        """Say where the reader is."""
        if not self.is_mounted:
            return
        parts = [self._place(), *self.more_status()]
        if self.needle:
            parts.append(self._hit_place())
        words = self.browser.filters.words()
        if words:
            parts.append("filters: " + ", ".join(map(printable, words)))
        if self.browser.note:
            parts.append(self.browser.note)
        self.status = " │ ".join(parts)
        self.query_one("#status", Static).update(Text(self.status, no_wrap=True, overflow="ellipsis"), layout=False)

    def _place(self) -> str:
        if self._answered is None or self._busy:
            return f"{self.THING}: asking …"
        shown = self.shown()
        of = f"{shown:,} of {self.total():,} {self.THING}"
        return f"{of}, at {self.table.cursor + 1:,}" if shown and not self.needle else of

    def _hit_place(self) -> str:
        hits = len(self.table.numbers)
        if not hits:
            return f"no hit for {printable(self.needle)!r}"
        return f"hit {self.table.cursor + 1:,} of {hits:,} for {printable(self.needle)!r}, n/N go on, Esc: all"

    def shown(self) -> int:
        """How many rows are listed."""
        return len(self.table.numbers)

    def total(self) -> int:
        """How many rows there are without filters."""
        return self.listing.count if self.listing else 0

    def more_status(self) -> list[str]:
        """What else there is to say."""
        return []
