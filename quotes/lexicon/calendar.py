"""The names of days and months, from data/calendar.toml: one list for dates in prose, publication times and reports.

Apart from the word lists of `lists`, because whoever reads a publication time needs these and nothing else of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from quotes.errors import LexiconError


@dataclass(frozen=True, slots=True)
class Calendar:
    """Names as printed; numbers as `date` counts them."""

    weekdays: Mapping[str, int]  # Indonesian spelling -> 0 (Monday) to 6
    stamped_weekdays: tuple[str, ...]  # other forms that stand beside a publication time
    months: Mapping[str, int]  # spelling, Indonesian or English, in full or short -> 1 to 12
    names: Mapping[str, tuple[str, ...]]  # language (`id`, `en`) -> its twelve months in full


@cache
def calendar() -> Calendar:
    """The calendar that ships with the package.

    Raises:
        LexiconError: the list is damaged.
    """
    path = files("quotes") / "lexicon" / "data" / "calendar.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return Calendar(
            weekdays={word: day for day, words in enumerate(table["weekdays"].values()) for word in words},
            stamped_weekdays=tuple(word for words in table["stamped_weekdays"].values() for word in words),
            months={word: int(month) for month, words in table["months"].items() for word in words},
            names={language: tuple(names) for language, names in table["names"].items()},
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        what = f"lexicon/data/calendar.toml cannot be used ({error!r})"
        raise LexiconError(what, "mend the file or reinstall") from error
