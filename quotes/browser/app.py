"""The browser as an app: what its views share, and how one gets from one to another."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from quotes.browser import keys
from quotes.browser.dialogs import HelpDialog
from quotes.browser.filters import Filters
from quotes.browser.queries import Store
from quotes.browser.screens import PeopleScreen, QuotesScreen, TimelineScreen
from quotes.browser.source import opened
from quotes.browser.tags import Tags
from quotes.errors import QuotesError
from quotes.text.terminal import printable

DARK, LIGHT = "textual-dark", "textual-light"


class Browser(App[None]):
    """Shows ledgers.

    Args:
        store: the ledgers, opened.
        tags: what the reader said about rows.
        light: whether to begin in the light theme.
    """

    TITLE = "quotes"
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
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, store: Store, tags: Tags, *, light: bool = False) -> None:
        super().__init__()
        self.store = store
        self.tags = tags
        self.filters = Filters()  # of all views
        self.marked: set[int] = set()  # numbers of rows
        self.version = 0  # counts what makes lists ask again
        self.note = ""  # what the status bar says at its end
        self.theme = LIGHT if light else DARK

    def on_mount(self) -> None:
        mapping, wrong = keys.configured()
        self.set_keymap(mapping)
        self.push_screen(QuotesScreen(self.names()))
        for line in wrong:
            self.notify(printable(line), severity="warning", markup=False, timeout=10)
        self.build()
        for name in ("SIGHUP", "SIGTERM"):  # a closed window must leave no temporary files behind
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self.exit)

    def on_unmount(self) -> None:
        self.store.close()  # else leaving would wait for what is under way

    def names(self) -> str:
        """The ledgers' names."""
        first, *others = [path.name for path in self.store.source.ledgers]
        return f"{first} and {len(others)} more" if len(others) > 2 else ", ".join([first, *others])

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
            if isinstance(screen, QuotesScreen | PeopleScreen | TimelineScreen):
                screen.show_status()

    # ------------------------------------------------------------------------------------------------- messages

    def trouble(self, error: QuotesError) -> None:
        """Say what went wrong."""
        self.notify(printable(str(error)), title="cannot", severity="error", markup=False, timeout=8)

    def tell(self, what: str) -> None:
        """Say what was done."""
        self.notify(printable(what), markup=False)

    # ---------------------------------------------------------------------------------------------------- views

    def view(self, name: str) -> None:
        """Show the quotes, the people or the timeline, over the quotes."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if name == "people":
            self.push_screen(PeopleScreen(f"people in {self.names()}"))
        elif name == "timeline":
            self.push_screen(TimelineScreen(f"timeline of {self.names()}"))

    def show_help(self) -> None:
        """Show what the keys of the screen do."""
        rows: dict[str, tuple[list[str], str]] = {}
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if binding.id in keys.IDS and binding.description:
                rows.setdefault(binding.id or "", ([], binding.description))[0].append(self._shown(key))
        order = [binding.id or "" for binding in keys.ALL]
        listed = [(" ".join(dict.fromkeys(rows[i][0])), rows[i][1], i) for i in dict.fromkeys(order) if i in rows]
        self.push_screen(HelpDialog(listed))

    @staticmethod
    def _shown(key: str) -> str:
        names = {"slash": "/", "question_mark": "?", "right_square_bracket": "]", "left_square_bracket": "["}
        return names.get(key, key.replace("pagedown", "PgDn").replace("pageup", "PgUp").replace("ctrl+", "Ctrl+"))

    def change_theme(self) -> None:
        """Change between light and dark."""
        self.theme = DARK if self.theme == LIGHT else LIGHT

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that a key of the screen does, for the palette."""
        seen: set[str] = set()
        for key, active in screen.active_bindings.items():
            binding = active.binding
            if binding.id and binding.id in keys.IDS and binding.id not in (*seen, "palette"):
                seen.add(binding.id)

                async def run(action: str = binding.action, node: object = active.node) -> None:
                    await self.run_action(action, default_namespace=node)  # type: ignore[arg-type]

                yield SystemCommand(binding.description, f"{self._shown(key)} ({binding.id})", run)
        yield SystemCommand("Leave the browser", "Ctrl+Q", self.action_quit)


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
