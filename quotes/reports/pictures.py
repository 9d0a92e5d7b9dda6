"""The report's pictures: top speakers, quotes over time, outlets against speakers; SVG and PNG, for light and dark.

Names come from articles, so nothing in them is read as mathematics or markup, and long ones are cut. Letters are drawn
as outlines, so that a picture looks the same wherever it is opened. Colours: one hue for counts, readable in grey.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from quotes.reports.summary import Summary
from quotes.reports.wording import Wording
from quotes.text.terminal import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOP = 15  # speakers in a picture
_OUTLETS = 12
_LONGEST = 24  # characters of a name
_WIDTH = 6.4  # inches; at 360 points on a phone the letters are still eight points high


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a theme."""

    text: str
    faint: str
    bar: str
    paper: str
    map: str  # matplotlib's name of the heat map's scale


LIGHT = Ink("#1d2530", "#d5dae0", "#1f6f8b", "#ffffff", "GnBu")
DARK = Ink("#e8ecf1", "#3a4450", "#5cc0dd", "#151b22", "GnBu_r")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in all its forms."""

    name: str
    title: str
    told: str  # what it shows, for those who cannot see it
    svg: bytes
    png: bytes
    dark: bytes  # SVG on dark paper


def draw(report: Summary, words: Wording) -> list[Picture]:
    """All pictures that the ledger has something to show for."""
    found = []
    say = words.say
    if top := report.speakers.head(_TOP):
        name, count = printable(top[0]["speaker"]), words.number(top[0]["quotes"])
        told = say["picture_speakers_told"].format(count=len(top), name=name, quotes=count)
        found.append(_picture("top-speakers", say["picture_speakers"], told, report, words, _top_speakers))
    if periods := report.over_time.head(len(report.over_time)):
        most = max(periods, key=itemgetter("quotes"))
        when = words.period(most["period"], report.grain)
        told = say["picture_time_told"].format(quotes=words.number(most["quotes"]), period=when)
        title = say["picture_time"].format(period=words.periods[report.grain])
        found.append(_picture("over-time", title, told, report, words, _over_time))
    if len(report.outlets_by_speakers):
        told = say["picture_outlets_told"]
        found.append(_picture("outlets-by-speakers", say["picture_outlets"], told, report, words, _outlets_by_speakers))
    return found


def _picture(
    name: str,
    title: str,
    told: str,
    report: Summary,
    words: Wording,
    paint: Callable[[Axes, Summary, Ink, Wording], float],
) -> Picture:
    forms = {}
    for key, ink, kind in (("svg", LIGHT, "svg"), ("png", LIGHT, "png"), ("dark", DARK, "svg")):
        with _figure(ink) as (figure, axes):
            figure.set_figheight(paint(axes, report, ink, words))
            buffer = io.BytesIO()
            # the same bytes for the same ledger, with what the picture shows in words
            metadata = {"Date": None, "Title": title, "Description": told} if kind == "svg" else _told(title, told)
            figure.savefig(buffer, format=kind, dpi=200, metadata=metadata, bbox_inches="tight", pad_inches=0.12)
            forms[key] = buffer.getvalue()
    return Picture(name, title, told, **forms)


def _told(title: str, told: str) -> dict[str, str | None]:
    return {"Software": None, "Title": title, "Description": told}


@contextmanager
def _figure(ink: Ink) -> Iterator[tuple[Figure, Axes]]:
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings: Any = {
        "text.parse_math": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "quotes",
        "font.family": ["DejaVu Sans"],
        "font.size": 11.5,
        "text.color": ink.text,
        "axes.labelcolor": ink.text,
        "axes.edgecolor": ink.faint,
        "xtick.color": ink.text,
        "ytick.color": ink.text,
        "figure.facecolor": ink.paper,
        "axes.facecolor": ink.paper,
        "savefig.facecolor": ink.paper,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # an emoji in a name becomes a box
        figure = Figure(figsize=(_WIDTH, 3.0), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots()
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        yield figure, axes


def _name(text: object) -> str:
    clean = printable(str(text))
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"


def _top_speakers(axes: Axes, report: Summary, ink: Ink, words: Wording) -> float:
    top = report.speakers.head(_TOP)
    places = range(len(top))
    axes.barh(places, [row["quotes"] for row in top], color=ink.bar, height=0.72)
    axes.set_yticks(places, [_name(row["speaker"]) for row in top])
    axes.set_ylim(len(top) - 0.5, -0.5)
    axes.set_xticks([])
    for place, row in enumerate(top):
        axes.annotate(
            f"{words.number(row['quotes'])} ({words.percent(row['share'])})",
            (row["quotes"], place),
            (4, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_xlim(0, top[0]["quotes"] * 1.32)
    return 0.3 + 0.31 * len(top)


def _over_time(axes: Axes, report: Summary, ink: Ink, words: Wording) -> float:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    periods = report.over_time.head(len(report.over_time))
    quotes = [period["quotes"] for period in periods]
    places = range(len(periods))
    if len(periods) > 120:
        axes.fill_between(places, quotes, color=ink.bar, alpha=0.85, linewidth=0)
    else:
        axes.bar(places, quotes, color=ink.bar, width=0.86)
    marks = sorted({round(step * (len(periods) - 1) / 4) for step in range(5)})
    axes.set_xticks(marks, [words.period(periods[mark]["period"], report.grain, short=True) for mark in marks])
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value)))
    axes.grid(axis="y", color=ink.faint, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_ylim(0, max(1, max(quotes) * 1.08))
    return 2.8


def _outlets_by_speakers(axes: Axes, report: Summary, ink: Ink, words: Wording) -> float:
    from matplotlib.colors import PowerNorm

    speakers = [row["speaker"] for row in report.speakers.head(_TOP)]
    outlets = [row["source"] for row in report.outlets.head(_OUTLETS + 1) if row["source"] is not None][:_OUTLETS]
    counts = report.of_speakers_in_outlets(speakers, outlets)
    grid = [[counts.get((speaker, outlet), 0) for outlet in outlets] for speaker in speakers]
    most = max([1, *counts.values()])
    axes.imshow(grid, cmap=ink.map, aspect="auto", norm=PowerNorm(0.5, 0, most * 1.15))
    axes.set_yticks(range(len(speakers)), [_name(name) for name in speakers])
    axes.set_xticks(range(len(outlets)), [_name(name)[:16] for name in outlets], rotation=40, ha="left")
    axes.xaxis.tick_top()
    dark_paper = ink.map.endswith("_r")
    for row, line in enumerate(grid):
        for column, count in enumerate(line):
            if count:
                strong = count > most * 0.4
                colour = ("#10151b" if strong else "#f4f7fa") if dark_paper else ("#ffffff" if strong else "#1d2530")
                axes.text(column, row, words.number(count), ha="center", va="center", color=colour, fontsize=10)
    return 0.9 + 0.31 * len(speakers)


def span(report: Summary, words: Wording) -> str:
    """The days that the ledger covers, in words."""
    if report.first is None or report.last is None:
        return words.say["undated"]
    first, last = words.day(report.first), words.day(report.last)
    return first if first == last else f"{first} – {last}"
