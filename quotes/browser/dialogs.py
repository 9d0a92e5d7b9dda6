"""The browser's dialogs: filter, export, tag, help. Each returns a value and knows nothing of the lists behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from rich.table import Table
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Label, OptionList, Select, Static
from textual.widgets.option_list import Option

from quotes.browser import keys
from quotes.browser.export import FileThere
from quotes.errors import QuotesError, UsageError
from quotes.ledger.filters import Filters, classes, day, share
from quotes.ledger.tags import CHECKED, WRONG, Tag
from quotes.text.terminal import printable

Result = TypeVar("Result")


class Dialog(ModalScreen[Result], Generic[Result]):
    """A box over a list, with a line that says what is wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.DIALOG]
    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical { width: 70; max-width: 96%; height: auto; max-height: 96%; padding: 0 2; background: $surface;
        border: round $primary; }
    Dialog .title { text-style: bold; width: 1fr; }
    Dialog .problem { color: $text-error; text-style: bold; width: 1fr; height: auto; min-height: 1; }
    Dialog .hint { color: $text-muted; width: 1fr; height: auto; }
    Dialog Horizontal { height: 1; margin: 0; }
    Dialog Horizontal > Label { width: 16; }
    Dialog Input, Dialog Select { width: 1fr; }
    """

    def action_cancel(self) -> None:
        """Close it; nothing changes."""
        self.dismiss(None)

    def problem(self, what: str) -> None:
        """Say what is wrong."""
        self.query_one(".problem", Static).update(Text(printable(what)))

    def _field(self, name: str, label: str, value: object, hint: str) -> ComposeResult:
        with Horizontal():
            yield Label(label, markup=False)
            yield Input("" if value is None else str(value), placeholder=hint, id=name, compact=True)


class FilterDialog(Dialog[Filters]):
    """Asks which rows to show."""

    def __init__(self, filters: Filters) -> None:
        super().__init__()
        self._filters = filters

    def compose(self) -> ComposeResult:
        now = self._filters
        with Vertical():
            yield Static("Show only quotes", classes="title", markup=False)
            yield from self._field("speaker", "speaker", now.speaker, "part of the name")
            yield from self._field("source", "outlet", now.source, "part of the name")
            yield from self._field("since", "said since", now.since, "2025-10-20")
            yield from self._field("until", "said until", now.until, "2025-10-31")
            yield from self._choice("verb_class", "cue class", ("none", *classes()), now.verb_class)
            yield from self._choice("kind", "kind", ("direct", "partial", "indirect"), now.kind)
            yield from self._field("confidence", "confidence from", now.confidence, "0.8")
            yield from self._field("text", "that hold", now.text, "in quote, speaker, role, mention or title")
            yield Static("", classes="problem", markup=False)
            yield Static("Enter or Ctrl+S applies, Esc cancels, Tab goes on", classes="hint", markup=False)

    def _choice(self, name: str, label: str, options: tuple[str, ...], value: str | None) -> ComposeResult:
        with Horizontal():
            yield Label(label, markup=False)
            chosen = value if value in options else Select.NULL
            yield Select([(option, option) for option in options], value=chosen, prompt="any", id=name, compact=True)

    @on(Input.Submitted)
    def action_apply(self) -> None:
        """Check what was typed, and return it."""
        texts = {item.id: item.value for item in self.query(Input)}
        choices = {item.id: None if item.value is Select.NULL else str(item.value) for item in self.query(Select)}
        try:
            since, until = day(texts["since"]), day(texts["until"])
            if since and until and since > until:
                raise UsageError("no day is both", "the first day is after the last")
            self.dismiss(
                replace(
                    self._filters,
                    speaker=texts["speaker"].strip() or None,
                    source=texts["source"].strip() or None,
                    since=since,
                    until=until,
                    verb_class=choices["verb_class"],
                    kind=choices["kind"],
                    confidence=share(texts["confidence"]),
                    text=texts["text"].strip() or None,
                )
            )
        except UsageError as error:
            self.problem(str(error))


class ExportDialog(Dialog[str]):
    """Asks where to write, and does it; returns what was done in words.

    Args:
        title: what will be written.
        path: where, unless the reader says otherwise.
        hint: what the name decides.
        write: writes to a path, replacing a file only if told to; returns what was done.
    """

    def __init__(self, title: str, path: str, hint: str, write: Callable[[Path, bool], str]) -> None:
        super().__init__()
        self._title, self._path, self._hint, self._write = title, path, hint, write
        self._agreed: str | None = None  # the file that may be replaced

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, classes="title", markup=False)
            yield Input(self._path, id="path", compact=True, select_on_focus=False)
            yield Static("", classes="problem", markup=False)
            yield Static(self._hint, classes="hint", markup=False)

    @on(Input.Submitted)
    def action_apply(self) -> None:
        """Write."""
        name = self.query_one(Input).value.strip()
        if name:
            self.problem("writing …")
            self._run(name)

    @work(exclusive=True)
    async def _run(self, name: str) -> None:
        agreed, self._agreed = self._agreed == name, None
        try:
            done = await asyncio.to_thread(self._write, Path(name).expanduser(), agreed)
        except FileThere as error:
            self._agreed = name
            self.problem(str(error))
        except QuotesError as error:
            self.problem(str(error))
        else:
            self.dismiss(done)


class TagDialog(Dialog[tuple[Tag | None]]):
    """Asks what the reader found out about rows; returns their tag in a tuple, so that no tag is an answer too.

    Args:
        title: which rows.
        facts: what the ledger says of them, a line.
        tag: the tag they have.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.VERDICTS]
    DEFAULT_CSS = """
    TagDialog OptionList { height: auto; border: none; padding: 0; }
    """

    def __init__(self, title: str, facts: str, tag: Tag | None) -> None:
        super().__init__()
        self._title, self._facts, self._tag = title, facts, tag

    def compose(self) -> ComposeResult:
        options = zip(keys.VERDICTS, _VERDICTS, strict=True)
        now = self._tag or Tag("")
        with Vertical():
            yield Static(self._title, classes="title", markup=False)
            yield Static(Text(printable(self._facts)), classes="hint", markup=False)
            yield OptionList(
                *(Option(Text(binding.description), id=name) for binding, name in options),
                compact=True,
            )
            yield from self._field("speaker", "speaker was", now.speaker, "if another said it")
            yield from self._field("role", "role was", now.role, "if the role is wrong")
            yield from self._field("date", "said on", now.date, "2025-10-20, if the day is wrong")
            yield Static("", classes="problem", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        names = list(_VERDICTS)
        options = self.query_one(OptionList)
        options.highlighted = names.index(self._tag.verdict) if self._tag else 0
        options.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.action_verdict("" if event.option_id == "none" else event.option_id or "")

    def action_verdict(self, verdict: str) -> None:
        """Take a verdict; of a wrong row it is asked what would be right."""
        if verdict == WRONG:
            self.query_one(OptionList).highlighted = list(_VERDICTS).index(WRONG)
            self.query_one("#speaker", Input).focus()
        else:
            self.dismiss((Tag(verdict) if verdict else None,))

    @on(Input.Submitted)
    def action_apply(self) -> None:
        """Take what the boxes say."""
        chosen = list(_VERDICTS)[self.query_one(OptionList).highlighted or 0]
        texts = {box.id: " ".join(box.value.split()) or None for box in self.query(Input)}
        try:
            said = day(texts["date"] or "")
        except UsageError as error:
            self.problem(str(error))
            return
        if chosen == WRONG or any(texts.values()):
            self.dismiss((Tag(WRONG, texts["speaker"], texts["role"], said),))
        else:
            self.dismiss((Tag(CHECKED) if chosen == CHECKED else None,))


_VERDICTS = (CHECKED, WRONG, "none")


class ChoiceDialog(Dialog[int]):
    """Asks for one of several things; returns its place.

    Args:
        title: what for.
        options: to choose from, a line each.
        now: the place to begin on.
    """

    DEFAULT_CSS = """
    ChoiceDialog OptionList { height: auto; max-height: 20; border: none; padding: 0; }
    """

    def __init__(self, title: str, options: Sequence[str], now: int = 0) -> None:
        super().__init__()
        self._title, self._options, self._now = title, options, now

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(printable(self._title)), classes="title", markup=False)
            yield OptionList(*(Option(Text(printable(option))) for option in self._options), compact=True)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = self._now
        options.focus()

    @on(OptionList.OptionSelected)
    def action_apply(self) -> None:
        """Take what the cursor is on."""
        self.dismiss(self.query_one(OptionList).highlighted)


class NameDialog(Dialog[str]):
    """Asks for a name.

    Args:
        title: what for.
        name: the one to begin with.
    """

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self._title, self._name_now = title, name

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Text(printable(self._title)), classes="title", markup=False)
            yield Input(self._name_now, id="name", compact=True, select_on_focus=False)
            yield Static("Enter applies, Esc cancels", classes="hint", markup=False)

    @on(Input.Submitted)
    def action_apply(self) -> None:
        """Take the name."""
        self.dismiss(" ".join(self.query_one(Input).value.split()) or None)


class HelpDialog(Dialog[None]):
    """The keys that work behind it, made from the bindings."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MOVES, *keys.BACK, *keys.EVERYWHERE]
    DEFAULT_CSS = """
    HelpDialog > Vertical { width: 76; }
    HelpDialog VerticalScroll { height: auto; max-height: 100%; }
    HelpDialog Static { width: 1fr; height: auto; }
    """

    def __init__(self, rows: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self._rows = rows  # keys, what they do, binding id

    def compose(self) -> ComposeResult:
        table = Table(box=None, expand=True, pad_edge=False)
        table.add_column("keys", no_wrap=True, style="bold")
        table.add_column("what they do")
        table.add_column("id", no_wrap=True, style="italic")
        for row in self._rows:
            table.add_row(*map(Text, row))
        with Vertical(), VerticalScroll():
            yield Static(table, markup=False)
            yield Static(
                Text(
                    "\nBefore a quote: “ whole clauses, ‘ some words, ≈ told in the journalist's words."
                    "\nBefore a row: ● marked, ✓ tagged as right, ✗ as wrong."
                    "\nThe mouse works too: click a row, click it again to open, click a heading to sort.\n"
                    f'Other keys: {printable(str(keys.place()))}, a line each, such as: search = "ctrl+f"'
                ),
                classes="hint",
                markup=False,
            )

    def _scroller(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def action_move(self, rows: int) -> None:
        """Scroll by lines."""
        self._scroller().scroll_relative(y=rows, animate=False)

    def action_page(self, pages: float) -> None:
        """Scroll by pages."""
        self._scroller().scroll_relative(y=int(pages * self._scroller().size.height), animate=False)

    def action_edge(self, end: bool) -> None:
        """Scroll to an end."""
        (self._scroller().scroll_end if end else self._scroller().scroll_home)(animate=False)

    def action_back(self, _quit: bool) -> None:
        """Close it."""
        self.dismiss(None)

    def action_help(self) -> None:
        """Close it."""
        self.dismiss(None)
