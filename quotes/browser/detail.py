"""One quote in its article: who, where and when, the context with its parts set apart, and why the speaker was decided.

Parts are set apart by marks as `quotes show --why` does, with colour only in addition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.theme import Theme
from textual.widgets import Static

from quotes.ledger.tags import CHECKED, Tag
from quotes.records import Quote
from quotes.reports.view import MARKS, UNKNOWN, explanation
from quotes.text.terminal import printable, printable_lines

_TOLD_ABOVE = ("row", "speaker", "context", "via")  # lines of the explanation that stand elsewhere here
_LONGEST_NEEDLE = 1000


class Detail(VerticalScroll, can_focus=False):
    """The pane that shows a quote."""

    DEFAULT_CSS = """
    Detail { background: $surface; padding: 0 1; scrollbar-size-vertical: 1; }
    Detail > Static { width: 1fr; height: auto; }
    Detail .detail--speaker { text-style: bold; }
    Detail .detail--quote { text-style: bold; color: $text-accent; }
    Detail .detail--cue { text-style: underline; color: $text-success; }
    Detail .detail--mention { text-style: underline; color: $text-primary; }
    Detail .detail--date { text-style: italic; color: $text-warning; }
    Detail .detail--label { color: $text-secondary; }
    Detail .detail--hit { background: $warning; color: black; text-style: bold underline; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"detail--{name}" for name in ("speaker", "quote", "cue", "mention", "date", "label", "hit")
    }

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def on_mount(self) -> None:
        self._draw: Callable[[], None] | None = None  # draws what is shown once more
        self.app.theme_changed_signal.subscribe(self, self._redraw)

    def _redraw(self, _theme: Theme) -> None:
        if self._draw is not None:
            self._draw()

    def show(self, number: int, article: Sequence[tuple[int, Quote]], needle: str, tag: Tag | None) -> None:
        """Show the row with a number of an article, from 1, as `Store.article` gives them."""
        self._draw = partial(self._show, number, article, needle, tag)
        self._draw()
        self.scroll_home(animate=False)

    def _show(self, number: int, article: Sequence[tuple[int, Quote]], needle: str, tag: Tag | None) -> None:
        above, lines = detail(self._style, number, article, tag)
        _mark_hits([above, *(text for _, text in lines)], needle, self._style("hit"))
        below = Table.grid(padding=(0, 1))
        below.add_column(no_wrap=True, style=self._style("label"))
        below.add_column(overflow="fold")
        for label, text in lines:
            below.add_row(Text(label), text)
        self._put(Group(above, below), "\n".join([above.plain, *(f"{label} {text.plain}" for label, text in lines)]))

    def tell(self, message: str) -> None:
        """Show a message in place of a quote."""
        self._draw = None
        self._put(Text(printable(message)), message)
        self.scroll_home(animate=False)

    def _put(self, what: RenderableType, text: str) -> None:
        self.text = text  # what it shows, without colours
        self.query_one(Static).update(what)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"detail--{name}", partial=True)


def detail(
    style: Callable[[str], Style], number: int, article: Sequence[tuple[int, Quote]], tag: Tag | None
) -> tuple[Text, list[tuple[str, Text]]]:
    """What the pane says.

    Args:
        style: the style of `speaker`, `quote`, `cue`, `mention`, `date` and `label`.
        number: the row's, from 1.
        article: the rows of its article with their numbers.
        tag: what a reader said about it.

    Returns:
        Who, where, when and the context; below it, labelled lines.
    """
    quote = next(other for n, other in article if n == number)
    explained = {line.label: line.segments for line in explanation(number, article)}
    above = Text()
    above.append(printable(quote.speaker or UNKNOWN), style("speaker"))
    if quote.role:
        above.append(f", {printable(quote.role)}")
    day, via = quote.date and quote.date.isoformat(), quote.via and f"via {quote.via}"
    facts = [day, quote.source, via, quote.title]
    above.append("\n" + " · ".join(printable(fact) for fact in facts if fact) + "\n", style("label"))
    if tag is not None:
        above.append(f"{told(tag)}\n", style("speaker"))
    above.append("\n")
    for segment in explained["context"]:
        opening, closing = MARKS.get(segment.what, ("", ""))
        above.append(f"{opening}{segment.text}{closing}", style(segment.what) if segment.what else "")
    above.append("\n")
    lines = [
        (label, "".join(segment.text for segment in segments))
        for label, segments in explained.items()
        if label not in _TOLD_ABOVE
    ]
    published = quote.published and quote.published.isoformat(" ", "minutes")
    row = f"{number}, {quote.quote_id}, article {quote.doc_id}"
    lines += [("published", published or ""), ("url", quote.url or ""), ("row", row)]
    lines.append(("marks", " ".join(f"{a}{what}{b}" for what, (a, b) in MARKS.items())))
    return above, [(label, Text(printable(text))) for label, text in lines if text]


def whole(text: str, quotes: Sequence[Quote], chosen: Quote, begin: int, end: int) -> Text:
    """A part of an article, `[begin, end)` of its text, with the quotes in it marked, the chosen one most."""
    opening, closing = MARKS["quote"]
    shown, at = Text(), begin
    for quote in sorted(quotes, key=lambda q: (q.start, -q.end)):
        if quote.start < at or quote.end > end:
            continue  # a part of one that is marked already, or of another part of the article
        shown.append(printable_lines(text[at : quote.start]))
        style = "bold reverse" if quote.quote_id == chosen.quote_id else "bold underline"
        shown.append(f"{opening}{printable_lines(text[quote.start : quote.end])}{closing}", style)
        at = quote.end
    shown.append(printable_lines(text[at:end]))
    return shown


def _mark_hits(texts: Sequence[Text], needle: str, style: Style) -> None:
    """Mark every place of a needle; capitals do not count."""
    if 0 < len(needle) <= _LONGEST_NEEDLE:
        pattern = re.compile(re.escape(printable(needle)) or "(?!)", re.IGNORECASE)
        for text in texts:
            for match in pattern.finditer(text.plain):
                text.stylize(style, *match.span())


def told(tag: Tag) -> str:
    """A tag in words."""
    if tag.verdict == CHECKED:
        return "✓ checked, all is right"
    parts = [("it was", tag.speaker), ("role:", tag.role), ("said on", tag.date and tag.date.isoformat())]
    words = [f"{label} {printable(value)}" for label, value in parts if value]
    return f"✗ wrong, {', '.join(words)}" if words else "✗ wrong, what is right is not known"
