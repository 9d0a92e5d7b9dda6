"""How the report speaks: words, numbers and days, in Indonesian or English.

The words are in `words/`, a file a language, so that whoever knows the language can mend them in one place.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from quotes.ledger.rules import CHANGED, explained
from quotes.lexicon.calendar import calendar

LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """A language of the report."""

    language: str  # one of LANGUAGES
    say: Mapping[str, str]  # sentences and headings; names in braces are to be filled in
    periods: Mapping[str, str]  # day, week, month, year
    types: Mapping[str, str]  # of speakers
    kinds: Mapping[str, str]  # of quotes
    classes: Mapping[str, str]  # of reporting words
    reasons: Mapping[str, str]  # why nobody could be told, by `rule`

    def reason(self, rule: object) -> str:
        """Why nobody could be told; in English where the language has no words for the rule."""
        return self.reasons.get(str(rule).removesuffix(CHANGED), explained(str(rule)))

    def number(self, value: Any, decimals: int = 0) -> str:
        """A number as it is written in the language: `12.345,6` or `12,345.6`; nothing for none."""
        if _missing(value):
            return ""
        english = f"{float(value):,.{decimals}f}"
        return english.translate(str.maketrans(",.", ".,")) if self.language == "id" else english

    def percent(self, value: Any) -> str:
        """A share as `12,3 %` or `12.3%`; nothing for none."""
        if _missing(value):
            return ""
        return f"{self.number(100 * float(value), 1)}{' ' if self.language == 'id' else ''}%"

    def day(self, value: Any) -> str:
        """A day as `4 Januari 2021`; nothing for none."""
        return "" if _missing(value) else f"{value.day} {self._month(value)} {value.year}"

    def period(self, value: Any, grain: str, *, short: bool = False) -> str:
        """A period by its first day: `Januari 2021`, `pekan 4 Januari 2021`."""
        month = self._month(value)[: 3 if short else None]
        if grain == "year":
            return str(value.year)
        if grain == "month":
            return f"{month} {value.year}"
        week = f"{self.periods['week']} " if grain == "week" and not short else ""
        return f"{week}{value.day} {month} {value.year}"

    def _month(self, value: Any) -> str:
        return calendar().names[self.language][int(value.month) - 1]


@cache
def wording(language: str) -> Wording:
    """The words of a language, one of `LANGUAGES`."""
    text = resources.files("quotes.reports").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return Wording(language, **tomllib.loads(text))


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))
