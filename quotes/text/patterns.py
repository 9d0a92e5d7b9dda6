"""Regular expressions made from word lists, fast where a search mostly fails.

Apart from the modules that hold the lists, so that all of them match phrases the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def either(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first.

    Args:
        phrases: a space in one stands for one to three white spaces, a final `*` for any rest of a word.
    """
    return "(?:" + "|".join(map(_phrase, sorted(phrases, key=len, reverse=True))) + ")"


def anywhere(phrases: Iterable[str], extra: Iterable[str] = ()) -> re.Pattern[str]:
    """A search for any of the phrases in any case.

    Each alternative begins with a single character: `re` then looks for these alone, and leaves an alternative that
    begins with another one at once.

    Args:
        phrases: as in `either`.
        extra: patterns to be found as well, each after the character that it begins with.
    """
    rests: dict[str, list[str]] = {}
    for phrase in phrases:
        rests.setdefault(phrase[0].casefold(), []).append(phrase[1:])
    found = [f"{letter}(?i:{either(rest)})" for first, rest in rests.items() for letter in (first, first.upper())]
    return re.compile("|".join([*found, *extra]))


def _phrase(phrase: str) -> str:
    stem = phrase.removesuffix("*")
    body = r"\s{1,3}".join(map(re.escape, stem.split()))
    return body + (r"\w{0,20}" if phrase.endswith("*") else "")
