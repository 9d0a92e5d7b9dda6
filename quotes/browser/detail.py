"""One quote in its article: who, where and when, the context with its parts set apart, and why the speaker was decided.

Parts are set apart by marks as `quotes show --why` does, with colour only in addition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from quotes.browser.tags import CHECKED, Tag
from quotes.records import Quote
from quotes.terminal import printable
from quotes.view import MARKS, UNKNOWN, explanation

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
    Detail .detail--label { color: $text-muted; }
    Detail .detail--hit { background: $warning; color: $background; text-style: bold underline; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"detail--{name}" for name in ("speaker", "quote", "cue", "mention", "date", "label", "hit")
    }

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def show(self, number: int, article: Sequence[tuple[int, Quote]], needle: str, tag: Tag | None) -> None:
        """Show the row with a number of an article, from 1, as `Store.article` gives them."""
        self._put(detail_text(self._style, number, article, needle, tag))

    def tell(self, message: str) -> None:
        """Show a message in place of a quote."""
        self._put(Text(printable(message)))

    def _put(self, text: Text) -> None:
        self.text = text.plain
        self.query_one(Static).update(text)
        self.scroll_home(animate=False)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"detail--{name}", partial=True)


def detail_text(
    style: Callable[[str], Style], number: int, article: Sequence[tuple[int, Quote]], needle: str, tag: Tag | None
) -> Text:
    """What the pane says.

    Args:
        style: the style of `speaker`, `quote`, `cue`, `mention`, `date`, `label` and `hit`.
        number: the row's, from 1.
        article: the rows of its article with their numbers.
        needle: what is searched for, marked wherever it stands.
        tag: what a reader said about it.
    """
    quote = next(other for n, other in article if n == number)
    lines = {line.label: line.segments for line in explanation(number, article)}
    text = Text(printable(quote.speaker or UNKNOWN), style("speaker"))
    if quote.role:
        text.append(f", {printable(quote.role)}", Style(bold=False))
    facts = [
        quote.date.isoformat() if quote.date else None,
        quote.source,
        quote.via and f"via {quote.via}",
        quote.title,
    ]
    text.append("\n" + " · ".join(printable(fact) for fact in facts if fact) + "\n", style("label"))
    if tag is not None:
        text.append(f"{told(tag)}\n", style("speaker"))
    text.append("\n")
    for segment in lines["context"]:
        opening, closing = MARKS.get(segment.what, ("", ""))
        text.append(f"{opening}{segment.text}{closing}", style(segment.what) if segment.what else "")
    text.append("\n\n")
    for label, segments in lines.items():
        if label not in _TOLD_ABOVE:
            text.append(f"{label:9}", style("label"))
            text.append("".join(segment.text for segment in segments) + "\n")
    for label, value in (
        ("kind", quote.kind),
        ("published", quote.published and quote.published.isoformat(" ", "minutes")),
        ("url", quote.url),
        ("row", f"{number}, {quote.quote_id}, article {quote.doc_id}"),
    ):
        if value:
            text.append(f"{label:9}", style("label"))
            text.append(f"{' ' * (label == 'published')}{printable(value)}\n")
    text.append("marks    ", style("label"))
    text.append(" ".join(f"{a}{what}{b}" for what, (a, b) in MARKS.items()), style("label"))
    if 0 < len(needle) <= _LONGEST_NEEDLE:
        for match in re.finditer(re.escape(printable(needle)) or "(?!)", text.plain, re.IGNORECASE):
            text.stylize(style("hit"), *match.span())
    return text


def told(tag: Tag) -> str:
    """A tag in words."""
    if tag.verdict == CHECKED:
        return "✓ checked, the speaker is right"
    return f"✗ wrong, it was {printable(tag.speaker)}" if tag.speaker else "✗ wrong, the speaker is somebody else"
