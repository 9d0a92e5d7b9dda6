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
_MOST_VERBS = 40


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
    concentration = report.concentration.head(1 + _MOST)
    environment.filters.update(clean=_clean, number=words.number, percent=words.percent, day=words.day, svg=_svg)
    return environment.get_template("page.html").render(
        ledgers=ledgers,
        version=__version__,
        report=report,
        whole=concentration[0],
        span=span(report, words),
        pictures=pictures,
        dossiers=dossiers,
        w=words,
        say=words.say,
        grain=words.periods[report.grain],
        period=lambda value: words.period(value, report.grain),
        reported=report.reported > 0,
        kinds=report.kinds.head(_MOST),
        speakers=report.speakers.head(_MOST),
        outlets=report.outlets.head(_MOST),
        periods=report.over_time.tail(_MOST),
        verb_classes=report.verb_classes.head(_MOST),
        verbs=report.verbs.head(_MOST_VERBS),
        concentration=concentration[1:],
        unresolved=report.unresolved.head(_MOST),
        unresolved_quotes=report.unresolved_quotes.head(_MOST_UNRESOLVED),
    )


def _clean(value: Any) -> str:
    """Text that may be shown: nothing for none, and no character that turns writing round or hides it."""
    return "" if value is None else printable(str(value))


def _svg(picture: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(picture).decode()}"
