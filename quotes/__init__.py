"""quotes: who said what, when, in Indonesian news.

The library's few public names; each is imported when it is first used, so that `import quotes` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotes.analysis.pipeline import Analyser
    from quotes.ledger.reading import read_ledger
    from quotes.ledger.writing import write_ledger
    from quotes.reading import read_articles
    from quotes.records import Article, Quote

__version__ = "0.1.0"

__all__ = ["Analyser", "Article", "Quote", "__version__", "read_articles", "read_ledger", "write_ledger"]

_HOMES = {
    "Analyser": "quotes.analysis.pipeline",
    "Article": "quotes.records",
    "Quote": "quotes.records",
    "read_articles": "quotes.reading",
    "read_ledger": "quotes.ledger.reading",
    "write_ledger": "quotes.ledger.writing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'quotes' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
