"""The browser as an app: its views, and how it begins and ends."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from textual import work
from textual.screen import Screen

from quotes.browser import keys
from quotes.browser.lists import ListScreen
from quotes.browser.queries import Store
from quotes.browser.screens import FrequencyScreen, PeopleScreen, QuotesScreen, TimelineScreen
from quotes.browser.session import Session
from quotes.errors import QuotesError
from quotes.ledger.completeness import unfinished
from quotes.ledger.filters import Filters
from quotes.ledger.source import opened
from quotes.ledger.tags import Tags
from quotes.text.terminal import printable


class Browser(Session):
    """Shows ledgers."""

    CSS = """
    #heading { height: 1; background: $primary-muted; color: $foreground; text-style: bold; padding: 0 1; }
    #status { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    #search { height: 1; background: $boost; padding: 0 1; }
    #body { height: 1fr; layout: vertical; }
    #pane { height: 45%; border-top: solid $primary; }
    .wide #body { layout: horizontal; }
    .wide #pane { height: 1fr; width: 38%; border-top: none; border-left: solid $primary; }
    QuoteScreen Detail { height: 1fr; padding: 1 2; }
    """
    VIEWS: ClassVar[Mapping[str, Callable[[str], Screen[None]]]] = {
        "people": lambda names: PeopleScreen(f"people in {names}"),
        "timeline": lambda names: TimelineScreen(f"timeline of {names}"),
    }

    def on_mount(self) -> None:
        mapping, wrong = keys.configured()
        self.set_keymap(mapping)
        self.push_screen(QuotesScreen(self.names()))
        for line in [*wrong, *filter(None, map(unfinished, self.store.source.ledgers))]:
            self.notify(printable(line), severity="warning", markup=False, timeout=10)
        self.build()
        for name in ("SIGHUP", "SIGTERM"):  # a closed window must leave no temporary files behind
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self.exit)

    def on_unmount(self) -> None:
        self.store.close()  # else leaving would wait for what is under way

    def count_by(self, column: str, scope: Filters) -> None:
        """Show how often each value of a column is there, of the quotes in a scope."""
        self.push_screen(FrequencyScreen(f"quotes by {column} in {self.names()}", scope, column))

    @work(exclusive=True, group="index")
    async def build(self) -> None:
        """Make the store fast while the reader already reads."""
        self.note = "preparing search …"
        try:
            await asyncio.to_thread(self.store.build)
            self.note = ""
        except QuotesError as error:
            self.note = "search is slow"
            self.trouble(error)
        self._tell_status()

    def _tell_status(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ListScreen):
                screen.show_status()


def browse(paths: Sequence[str | Path], *, light: bool = False) -> None:
    """Show ledgers in the terminal until the reader leaves.

    Raises:
        UsageError: one of them is standard input.
        InputError: one is missing, unreadable, no ledger, or of another schema; or its tags are.
    """
    with TemporaryDirectory(prefix="quotes-") as scratch:
        source = opened(paths, Path(scratch))
        store = Store(source, Path(scratch))
        try:
            Browser(store, Tags(source.ledgers), light=light).run()
        finally:
            store.close()
