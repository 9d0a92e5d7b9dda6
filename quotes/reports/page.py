"""The report as one HTML page: everything is inside, nothing is fetched, nothing runs.

The template escapes whatever it is given (Jinja2's autoescape); a policy in the page forbids scripts and the network
besides, so that not even a mistake here could let an article's text do anything.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from quotes import __version__
from quotes.reports.dossiers import Dossier
from quotes.reports.pictures import Picture, span
from quotes.reports.summary import Summary
from quotes.reports.wording import Wording
from quotes.text.terminal import printable

_MOST = 100  # rows of a table on the page; the CSV files hold all
_MOST_UNRESOLVED = 50


def page(
    report: Summary,
    pictures: Sequence[Picture],
    ledgers: Sequence[str],
    words: Wording,
    dossiers: Sequence[Dossier] = (),
) -> str:
    """The page.

    Args:
        ledgers: the names of the ledgers' files.
        words: the language.
        dossiers: of the first speakers, in the order of `report.speakers`.
    """
    environment = Environment(
        loader=PackageLoader("quotes.reports", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clean=_clean, number=words.number, percent=words.percent, day=words.day, svg=_svg)
    return environment.get_template("page.html").render(
        ledgers=ledgers,
        version=__version__,
        report=report,
        whole=report.concentration.iloc[0].to_dict(),
        span=span(report, words),
        pictures=pictures,
        dossiers=dossiers,
        w=words,
        say=words.say,
        grain=words.periods[report.grain],
        period=lambda value: words.period(value, report.grain),
        reported=bool(report.outlets["indirect"].sum()),
        speakers=_rows(report.speakers),
        outlets=_rows(report.outlets),
        periods=_rows(report.over_time.sort_values("period", ascending=False)),
        verb_classes=_rows(report.verb_classes),
        verbs=_rows(report.verbs, 40),
        concentration=_rows(report.concentration.iloc[1:]),
        unresolved=_rows(report.unresolved),
        unresolved_quotes=_rows(report.unresolved_quotes, _MOST_UNRESOLVED),
    )


def _rows(frame: Any, most: int = _MOST) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.head(most).to_dict("records")
    return rows


def _clean(value: Any) -> str:
    """Text that may be shown: nothing for none, and no character that turns writing round or hides it."""
    return "" if value is None or value != value else printable(str(value))


def _svg(picture: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(picture).decode()}"
