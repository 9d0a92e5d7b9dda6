"""The browser's views: quotes, one quote, people, timeline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import ClassVar, cast

import numpy as np
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Static

from quotes.browser import export, keys
from quotes.browser.detail import Detail, whole
from quotes.browser.dialogs import ChoiceDialog, ExportDialog, NameDialog, TagDialog
from quotes.browser.lists import ListScreen
from quotes.browser.persons import Person, Persons
from quotes.browser.queries import GRAINS, TYPES, Listing, Sort
from quotes.browser.session import Session
from quotes.browser.table import RowTable
from quotes.errors import QuotesError
from quotes.ledger.filters import Clause, Filters
from quotes.ledger.queries import Numbers, Row
from quotes.ledger.tags import CHECKED, Tag
from quotes.records import Quote
from quotes.reports.view import UNKNOWN
from quotes.text.terminal import printable, printable_lines

_WIDE = 140  # columns from which the article stands beside the list, not below it


class QuotesScreen(ListScreen):
    """Quotes, with the one under the cursor in its article."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.QUOTES]
    THING = "quotes"

    def body(self) -> list[Widget]:
        """The list and the article's pane."""
        return [RowTable(self.flags), Detail(id="pane")]

    def on_resize(self) -> None:
        self.set_class(self.size.width >= _WIDE, "wide")

    def ask(self, clause: Clause, sort: Sort | None) -> tuple[Listing, Numbers]:
        """The quotes that pass the filters."""
        listing = self.browser.store.quotes
        return listing, listing.arranged(clause, sort)

    def flags(self, row: Row) -> str:
        """Whether a row is marked, and its tag."""
        number = row[-1]
        if number is None:
            return "  "
        tag = self.browser.tags.get(number)
        sign = "" if tag is None else "✓" if tag.verdict == CHECKED else "✗"
        return f"{'●' if number in self.browser.marked else ' '}{sign:1}"

    def total(self) -> int:
        """How many quotes there are, or of this person or period."""
        return self.browser.store.source.rows

    def more_status(self) -> list[str]:
        """How many are marked."""
        count = len(self.browser.marked)
        return [f"{count:,} marked"] if count else []

    # --------------------------------------------------------------------------------------------------- detail

    def moved(self) -> None:
        """Show the article of the row that the cursor is on now."""
        self.show_detail()

    @property
    def pane(self) -> Detail:
        """Where the quote under the cursor is shown."""
        return self.query_one(Detail)

    @work(exclusive=True, group="detail")
    async def show_detail(self) -> None:
        """Show the quote under the cursor in its article."""
        await show_quote(self.browser, self, self.pane)

    def action_detail(self) -> None:
        """Show or hide the pane."""
        self.pane.display = not self.pane.display

    def action_open(self) -> None:
        """Show the quote on the whole screen."""
        if self.table.number is not None:
            self.app.push_screen(QuoteScreen(self))

    @work(exclusive=True, group="article")
    async def action_article(self) -> None:
        """Show the whole article at the quote, where its text was kept."""
        number = self.table.number
        if number is None:
            return
        store = self.browser.store
        try:
            article = await asyncio.to_thread(store.article, number)
            ledger = store.source.place(number)[0].ledger
            own = number - store.first_of(ledger) + 1
            quote = next(quote for n, quote in article if n == own)
            text = await asyncio.to_thread(self.browser.texts[ledger].of, quote.doc_id)
        except QuotesError as error:
            self.browser.trouble(error)
            return
        if text is None:
            self.browser.tell("the article's text was not kept; extract with --keep-text to have it here")
        elif text[quote.start : quote.end] != quote.quote:
            self.browser.tell(f"{self.browser.texts[ledger].path.name} holds another text of this article")
        else:
            self.app.push_screen(ArticleScreen(text, quote, [other for _, other in article]))

    # ------------------------------------------------------------------------------------------ marks and tags

    def action_mark(self) -> None:
        """Mark the row, or take the mark away, and go on to the next."""
        number = self.table.number
        if number is not None:
            self.browser.marked ^= {number}
            self.table.refresh()
            self.table.cursor += 1
            self.show_status()

    def quote(self) -> Quote | None:
        """The quote under the cursor, whole; None where there is none or it cannot be read."""
        number = self.table.number
        if number is None:
            return None
        try:
            return self.browser.store.full([number])[0]
        except QuotesError as error:
            self.browser.trouble(error)
            return None

    def action_copy(self) -> None:
        """Copy the quote, with who, where and when."""
        quote = self.quote()
        if quote is not None:
            self.app.copy_to_clipboard(export.sentence(quote))
            self.browser.tell("copied")

    def action_mark_all(self) -> None:
        """Mark all rows listed; if they are marked already, none of them."""
        listed = set(self.table.numbers.tolist())
        marked = self.browser.marked
        self.browser.marked = marked - listed if listed <= marked else marked | listed
        self.table.refresh()
        self.show_status()

    def action_tag(self) -> None:
        """Ask what the reader found out about the marked rows, else about the one under the cursor."""
        number = self.table.number
        self.ask_tag(sorted(self.browser.marked) or ([] if number is None else [number]))

    @work(exclusive=True, group="tag")
    async def ask_tag(self, numbers: Sequence[int]) -> None:
        """Ask what the reader found out about rows."""
        try:
            rows = await asyncio.to_thread(self.browser.store.full, numbers)
        except QuotesError as error:
            self.browser.trouble(error)
            return
        if not rows:
            return
        first = rows[0]
        if len(rows) == 1:
            words = printable(first.quote)
            title = f"“{words[:60]}{'…' if len(words) > 60 else ''}”"
        else:
            title = f"{len(rows):,} marked quotes"
        speakers = dict.fromkeys(row.speaker or UNKNOWN for row in rows)
        facts = ", ".join([*list(speakers)[:3], *(["…"] if len(speakers) > 3 else [])])
        if len(rows) == 1:
            facts = " · ".join(str(fact) for fact in (facts, first.role, first.date) if fact)

        def put(answer: tuple[Tag | None] | None) -> None:
            if answer is not None:
                self.browser.put_tags([(n, row, answer[0]) for n, row in zip(numbers, rows, strict=True)])
                self._tags_changed()

        self.app.push_screen(TagDialog(title, facts, self.browser.tags.get(int(numbers[0]))), put)

    def action_undo(self) -> None:
        """Take back what was tagged last."""
        self.browser.undo()
        self._tags_changed()

    def _tags_changed(self) -> None:
        self.table.refresh()
        self.show_detail()

    # --------------------------------------------------------------------------------------------------- export

    def chosen(self) -> Numbers:
        """The marked rows if there are any, else those listed, in the order of the list."""
        if self.browser.marked:
            return np.array(sorted(self.browser.marked), dtype=np.int32)
        return self.table.numbers

    def action_export(self) -> None:
        """Ask where to write the marked quotes, else those listed."""
        numbers, store = self.chosen(), self.browser.store
        what = "marked" if self.browser.marked else "listed"

        def write(path: Path, replace: bool) -> str:
            count = export.export(store, numbers, path, replace=replace)
            return f"{count:,} quote{'' if count == 1 else 's'} written to {path.absolute()}"

        hint = "The name decides the format: .csv, .parquet, .jsonl (ledgers again) or .md. Enter writes, Esc cancels."
        title = f"Write {len(numbers):,} {what} quote{'' if len(numbers) == 1 else 's'} to"
        self.app.push_screen(ExportDialog(title, "quotes.csv", hint, write), self._exported)

    def action_export_gold(self) -> None:
        """Ask where to write the tagged rows as gold annotations."""
        store, tags = self.browser.store, self.browser.tags

        def write(path: Path, _replace: bool) -> str:
            rows, articles = export.export_gold(store, tags, path)
            return f"{rows:,} tagged quotes of {articles:,} articles written to {path.absolute()}"

        hint = "A folder, with one JSON file an article, as `quotes eval` reads it. Enter writes, Esc cancels."
        title = f"Write {len(tags):,} tagged quotes as gold to"
        self.app.push_screen(ExportDialog(title, "gold-from-tags", hint, write), self._exported)

    def _exported(self, done: str | None) -> None:
        if done is not None:
            self.browser.tell(done)


async def show_quote(browser: Session, behind: QuotesScreen, pane: Detail) -> None:
    """Show the quote under a list's cursor in a pane."""
    number = behind.table.number
    if number is None:
        pane.tell("")
        return
    store = browser.store
    await asyncio.sleep(0.03)  # a key held down asks for the last row only
    try:
        article = await asyncio.to_thread(store.article, number)
    except QuotesError as error:
        pane.tell(str(error))
        return
    ledger = store.source.place(number)[0].ledger
    own = number - store.first_of(ledger) + 1
    pane.show(own, article, behind.needle, browser.tags.get(number))


class ReadingScreen(Screen[None]):
    """Something to read on the whole screen, which scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MOVES, *keys.BACK, *keys.EVERYWHERE]

    @property
    def browser(self) -> Session:
        """The app, by its own type."""
        return cast(Session, self.app)

    @property
    def pane(self) -> VerticalScroll:
        """What scrolls."""
        return self.query_one(VerticalScroll)

    def action_move(self, rows: int) -> None:
        """Scroll by lines."""
        self.pane.scroll_relative(y=rows, animate=False)

    def action_page(self, pages: float) -> None:
        """Scroll by pages."""
        self.pane.scroll_relative(y=int(pages * self.pane.size.height), animate=False)

    def action_edge(self, end: bool) -> None:
        """Scroll to an end."""
        (self.pane.scroll_end if end else self.pane.scroll_home)(animate=False)

    def action_back(self, _leave: bool) -> None:
        """Back to what was there before."""
        self.dismiss()

    def action_help(self) -> None:
        """Show what the keys do."""
        self.browser.show_help()

    def action_theme(self) -> None:
        """Change between light and dark."""
        self.browser.change_theme()


class ArticleScreen(ReadingScreen):
    """A whole article, at one of its quotes; all of them are marked.

    Args:
        text: the article's.
        quote: where to open it.
        quotes: all that the ledger has of it.
    """

    DEFAULT_CSS = """
    ArticleScreen VerticalScroll { height: 1fr; padding: 1 2; }
    ArticleScreen Static.part { width: 1fr; height: auto; }
    """

    def __init__(self, text: str, quote: Quote, quotes: Sequence[Quote]) -> None:
        super().__init__()
        self.quote = quote
        start = text.rfind("\n", 0, quote.start) + 1  # the quote's line is a widget of its own, to scroll to
        self._parts = [whole(text, quotes, quote, begin, end) for begin, end in ((0, start), (start, len(text)))]

    def compose(self) -> ComposeResult:
        facts = (self.quote.title, self.quote.source, self.quote.published and self.quote.published.isoformat(" "))
        heading = " · ".join(printable(fact) for fact in facts if fact)
        yield Static(Text(heading), id="heading", markup=False)
        with VerticalScroll(can_focus=False):
            for part in self._parts:
                yield Static(part, classes="part", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        at_quote = self.query("Static.part").last()
        self.call_after_refresh(self.pane.scroll_to_widget, at_quote, animate=False, top=True)


class QuoteScreen(ReadingScreen):
    """One quote on the whole screen.

    Args:
        behind: the list whose cursor says which.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.DETAIL, *keys.QUOTE]

    def __init__(self, behind: QuotesScreen) -> None:
        super().__init__()
        self._behind = behind

    @property
    def pane(self) -> Detail:
        """Where the quote is shown."""
        return self.query_one(Detail)

    def compose(self) -> ComposeResult:
        yield Static("", id="heading", markup=False)
        yield Detail()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.show_detail()

    def on_screen_resume(self) -> None:
        self.show_detail()

    @work(exclusive=True, group="detail")
    async def show_detail(self) -> None:
        """Show the quote under the list's cursor."""
        table = self._behind.table
        mark = "  ● marked" if table.number in self.browser.marked else ""
        self.query_one("#heading", Static).update(f"quote {table.cursor + 1:,} of {len(table.numbers):,}{mark}")
        await show_quote(self.browser, self._behind, self.pane)

    def action_step(self, rows: int) -> None:
        """Go to the next quote of the list, or the one before."""
        self._behind.table.cursor += rows
        self.show_detail()

    def action_mark(self) -> None:
        """Mark the quote, or take the mark away."""
        number = self._behind.table.number
        if number is not None:
            self.browser.marked ^= {number}
            self.show_detail()

    def action_tag(self) -> None:
        """Ask what the reader found out about the quote."""
        number = self._behind.table.number
        self._behind.ask_tag([] if number is None else [number])

    def action_undo(self) -> None:
        """Take back what was tagged last."""
        self._behind.action_undo()
        self.show_detail()

    def action_copy(self) -> None:
        """Copy the quote."""
        self._behind.action_copy()

    def action_article(self) -> None:
        """Show the whole article."""
        self._behind.action_article()


class TableScreen(ListScreen):
    """A list that the store makes of the quotes: made anew only where they are others."""

    def __init__(self, title: str, scope: Filters | None = None, sort: Sort | None = None) -> None:
        super().__init__(title, scope, sort)
        self._made: object = None  # what the present list was made for

    def made_for(self) -> object:
        """What the list depends on."""
        return self._question()

    def make(self, clause: Clause) -> Listing:
        """The list of the quotes that pass the filters; called in a thread."""
        raise NotImplementedError

    def ask(self, clause: Clause, sort: Sort | None) -> tuple[Listing, Numbers]:
        """All rows of the list."""
        question = self.made_for()
        listing = self.make(clause) if self.listing is None or question != self._made else self.listing
        self._made = question
        return listing, listing.arranged(self.kept(), sort)

    def kept(self) -> Clause:
        """Which of the rows made are listed."""
        return "true", []


class PeopleScreen(TableScreen):
    """Everybody who is quoted: people, groups, institutions, documents, those never named."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PEOPLE]
    THING = "speakers"

    def __init__(self, title: str, scope: Filters | None = None, sort: Sort | None = None) -> None:
        super().__init__(title, scope, sort)
        self.type: str | None = None  # None: all
        self.chosen: dict[str, Person] = {}  # marked people, by their keys
        self._known: Numbers = np.zeros(0, dtype=np.int32)  # rows of somebody known

    def make(self, clause: Clause) -> Listing:
        """Everybody, of the quotes that pass the filters."""
        listing = self.browser.store.people(clause)
        self._known = listing.matching(("who IS NOT NULL", []))
        return listing

    def flags(self, row: Row) -> str:
        """Whether a row is marked."""
        return "● " if self.listing is not None and row[self.listing.fields.index("who")] in self.chosen else "  "

    def kept(self) -> Clause:
        """Those of the type asked for."""
        return ("type = ?", [self.type]) if self.type else ("true", [])

    def total(self) -> int:
        """How many speakers there are; nobody known is none."""
        return len(self._known)

    def shown(self) -> int:
        """How many of them are listed."""
        return int(np.isin(self.table.numbers, self._known).sum())

    def more_status(self) -> list[str]:
        """Which type is listed, and how to join people's names where nobody has."""
        parts = [f"{self.type}s only" if self.type != "unnamed" else "unnamed only"] if self.type else []
        return parts if self.browser.store.persons.linked else [*parts, "quotes people LEDGER joins names"]

    def action_type(self) -> None:
        """List all speakers, only people, only groups, …"""
        types = (None, *TYPES)
        self.type = types[(types.index(self.type) + 1) % len(types)]
        self.update_list()

    def person(self) -> Person | None:
        """Who is under the cursor; None for nobody known."""
        row = self.table.row
        key = self.table.field(row, "who") if row is not None else None
        return None if row is None or key is None else Person(str(key), str(self.table.field(row, "speaker")))

    def key(self) -> object:
        """Whose row the cursor is on."""
        row = self.table.row
        return ("who", self.table.field(row, "who")) if row is not None else None

    def position(self, listing: Listing, numbers: Numbers, key: object) -> int:
        """Where the same person stands."""
        if not isinstance(key, tuple):
            return 0
        found = listing.matching(("who IS NOT DISTINCT FROM ?", [key[1]]))
        return super().position(listing, numbers, int(found[0])) if len(found) else 0

    def action_open(self) -> None:
        """Show this person's names, roles and quotes over time."""
        person = self.person()
        if person is not None:
            self.app.push_screen(PersonScreen(person))
        elif self.table.row is not None:
            self.app.push_screen(QuotesScreen(f"quotes of {UNKNOWN}", Filters(person=""), Sort("date")))

    # ------------------------------------------------------------------------------------------- who is who

    def action_mark(self) -> None:
        """Mark the person, or take the mark away, and go on to the next."""
        person = self.person()
        if person is not None:
            if self.chosen.pop(person.key, None) is None:
                self.chosen[person.key] = person
            self.table.refresh()
            self.table.cursor += 1

    def action_same(self) -> None:
        """Say that the marked people are one, called like the first."""
        people = list(self.chosen.values())
        if len(people) < 2:
            self.browser.tell("mark those who are one person first, with the space bar")
            return
        self._decide(lambda persons: persons.same(people), f"{people[0].name} is one with {len(people) - 1:,} more")

    def action_part(self) -> None:
        """Ask which name of this person, or the name in which role, is somebody else's."""
        person = self.person()
        if person is None:
            return
        forms = self.browser.store.persons.forms(person)
        if len(forms) < 2:
            self.browser.tell(f"{person.name} has one name and one role here; there is nothing to part")
            return
        told = [f"{role or name} ({count:,})" for name, role, count in forms]

        def put(place: int | None) -> None:
            if place is not None:
                name, role, _ = forms[place]
                self._decide(lambda persons: persons.part(person, name, role), f"{role or name} is somebody else")

        self.app.push_screen(ChoiceDialog(f"Which is not {person.name}?", told, len(told) - 1), put)

    def action_rename(self) -> None:
        """Ask what to call this person."""
        person = self.person()
        if person is None:
            return

        def put(name: str | None) -> None:
            if name and name != person.name:
                self._decide(lambda persons: persons.rename(person, name), f"{person.name} is called {name}")

        self.app.push_screen(NameDialog(f"What to call {person.name}", person.name), put)

    def action_undo(self) -> None:
        """Take the last decision back."""
        try:
            gone = self.browser.store.persons.undo()
        except QuotesError as error:
            self.browser.trouble(error)
            return
        self.browser.tell(f"taken back: {gone.note or gone.name or gone.verdict}" if gone else "nothing to undo")
        self._changed()

    def _decide(self, decide: Callable[[Persons], None], told: str) -> None:
        persons = self.browser.store.persons
        try:
            decide(persons)
        except QuotesError as error:
            self.browser.trouble(error)
            return
        self.chosen.clear()
        self.browser.tell(f"{told}; written to {persons.decisions.name}, u takes it back")
        self._changed()

    def _changed(self) -> None:
        self.browser.version += 1
        self.update_list()


class PersonScreen(QuotesScreen):
    """Somebody's quotes over time, under their names and roles.

    Args:
        person: whose.
    """

    DEFAULT_CSS = """
    PersonScreen #history { height: auto; max-height: 20%; overflow-y: auto; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, person: Person) -> None:
        super().__init__(f"quotes of {person.name}", None, Sort("date"))
        self.person = person

    def about(self) -> Clause:
        """Only this person's quotes."""
        return self.browser.store.of_person(self.person.key)

    def above(self) -> list[Widget]:
        """The person's names and roles."""
        return [Static("", id="history", markup=False)]

    def on_mount(self) -> None:
        super().on_mount()
        lines = self.browser.store.persons.history(self.person)
        self.query_one("#history", Static).update(Text("\n".join(map(printable_lines, lines))))


class FrequencyScreen(TableScreen):
    """How often each value of a column is there.

    Args:
        column: one of `queries.COUNTED`.
    """

    THING = "values"

    def __init__(self, title: str, scope: Filters, column: str) -> None:
        super().__init__(title, scope)
        self.column = column

    def make(self, clause: Clause) -> Listing:
        """The values, of the quotes that pass the filters."""
        return self.browser.store.frequencies(clause, self.column)

    def action_open(self) -> None:
        """Show the quotes that have this value."""
        row = self.table.row
        if row is not None:
            value = self.table.field(row, "value")
            scope = replace(self.scope, equal=(self.column, None if value is None else str(value)))
            shown = "(none)" if value is None else value
            self.app.push_screen(QuotesScreen(f"quotes whose {self.column} is {shown}", scope))


class TimelineScreen(TableScreen):
    """How much was said when."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.PERIODS]
    THING = "periods"

    def __init__(self, title: str, scope: Filters | None = None, sort: Sort | None = None) -> None:
        super().__init__(title, scope, sort)
        self.grain: str | None = None  # None: what fits the span of dates
        self.shown_grain = ""

    def made_for(self) -> object:
        """The filters and the length of a period."""
        return self._question(), self.grain

    def make(self, clause: Clause) -> Listing:
        """All periods, of the quotes that pass the filters."""
        listing, self.shown_grain = self.browser.store.timeline(clause, self.grain)
        return listing

    def more_status(self) -> list[str]:
        """How long a period is."""
        return [f"by {self.shown_grain}"] if self.shown_grain else []

    def action_grain(self) -> None:
        """Make periods longer; after years come days."""
        now = GRAINS.index(self.shown_grain) if self.shown_grain in GRAINS else 0
        self.grain = GRAINS[(now + 1) % len(GRAINS)]
        self.update_list()

    def action_open(self) -> None:
        """Show this period's quotes."""
        row = self.table.row
        if row is not None:
            since, until = self.table.field(row, "period"), self.table.field(row, "last")
            if isinstance(since, date) and isinstance(until, date):
                title = f"quotes of {since}" if since == until else f"quotes of {since} to {until}"
                self.app.push_screen(QuotesScreen(title, Filters(since=since, until=until), Sort("date")))
