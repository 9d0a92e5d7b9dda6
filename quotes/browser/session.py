"""What the browser's views share: ledgers, tags, filters and marks, and how to say that something happened.

Apart from `app`, which knows the views, so that the views can know this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from quotes.browser import keys
from quotes.browser.dialogs import HelpDialog
from quotes.browser.queries import Store
from quotes.errors import QuotesError
from quotes.ledger.filters import Filters
from quotes.ledger.tags import Tag, Tags
from quotes.ledger.texts import Texts
from quotes.records import Quote
from quotes.text.terminal import printable

TaggedRow = tuple[int, Quote, Tag | None]
"""The number of a row, the row, its tag."""

DARK, LIGHT = "textual-dark", "textual-light"


class Session(App[None]):
    """What a reader has open.

    Args:
        store: the ledgers, opened.
        tags: what the reader said about rows.
        light: whether to begin in the light theme.
    """

    TITLE = "quotes"
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = True
    VIEWS: ClassVar[Mapping[str, Callable[[str], Screen[None]]]] = {}  # by name; each is given the ledgers' names

    def __init__(self, store: Store, tags: Tags, *, light: bool = False) -> None:
        super().__init__()
        self.store = store
        self.tags = tags
        store.tell_tags(tags)
        self.texts = [Texts(ledger) for ledger in store.source.ledgers]
        self.filters = Filters()  # of all views
        self.marked: set[int] = set()  # numbers of rows
        self._before: list[list[TaggedRow]] = []  # what the rows' tags were before each step
        self.version = 0  # counts what makes lists ask again
        self.note = ""  # what the status bar says at its end
        self.theme = LIGHT if light else DARK

    def names(self) -> str:
        """The ledgers' names."""
        first, *others = [path.name for path in self.store.source.ledgers]
        return f"{first} and {len(others)} more" if len(others) > 2 else ", ".join([first, *others])

    # ------------------------------------------------------------------------------------------------- messages

    def trouble(self, error: QuotesError) -> None:
        """Say what went wrong."""
        self.notify(printable(str(error)), title="cannot", severity="error", markup=False, timeout=8)

    def tell(self, what: str) -> None:
        """Say what was done."""
        self.notify(printable(what), markup=False)

    # ----------------------------------------------------------------------------------------------------- tags

    def put_tags(self, rows: Iterable[TaggedRow]) -> None:
        """Tag rows, or take their tags away; `undo` takes it back."""
        before = self._put(rows)
        if before:
            self._before.append(before)
            if len(before) > 1:
                self.tell(f"{len(before):,} rows tagged; u takes it back")

    def undo(self) -> None:
        """Give the rows that were tagged last the tags they had before."""
        if not self._before:
            self.tell("nothing to undo")
        elif self._put(self._before[-1]):
            count = len(self._before.pop())
            self.tell(f"taken back for {count:,} row{'' if count == 1 else 's'}")

    def _put(self, rows: Iterable[TaggedRow]) -> list[TaggedRow]:
        """Write tags; returns what the rows had before, nothing where it cannot be written."""
        by_ledger: dict[int, list[TaggedRow]] = {}
        for row in rows:
            by_ledger.setdefault(self.store.source.place(row[0])[0].ledger, []).append(row)
        before: list[TaggedRow] = []
        try:
            for ledger, given in by_ledger.items():
                had = [(number, quote, self.tags.get(number)) for number, quote, _ in given]
                self.tags.put(ledger, given)
                before += had
        except QuotesError as error:
            self.trouble(error)
        return before

    # ---------------------------------------------------------------------------------------------------- views

    def view(self, name: str) -> None:
        """Show a view over the quotes; the quotes themselves where the name is none of `VIEWS`."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if name in self.VIEWS:
            self.push_screen(self.VIEWS[name](self.names()))

    def count_by(self, column: str, scope: Filters) -> None:
        """Show how often each value of a column is there, of the quotes in a scope."""
        raise NotImplementedError

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
