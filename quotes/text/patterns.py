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


def anywhere(phrases: Iterable[str], extra: str = "") -> re.Pattern[str]:
    """A search for any of the phrases in any case.

    It starts with a character class of their first letters, which `re` looks for far faster than for alternatives.

    Args:
        phrases: as in `either`.
        extra: a pattern to be found as well; it looks back at its first character, a digit or `(`.
    """
    rests: dict[str, list[str]] = {}
    for phrase in phrases:
        rests.setdefault(phrase[0].casefold(), []).append(phrase[1:])
    branches = [f"(?<=[{first}{first.upper()}])(?i:{either(rest)})" for first, rest in rests.items()]
    initials = "".join(first + first.upper() for first in rests)
    if extra:
        initials += "0-9("
        branches.append(extra)
    return re.compile(f"[{initials}](?:{'|'.join(branches)})")


def _phrase(phrase: str) -> str:
    stem = phrase.removesuffix("*")
    body = r"\s{1,3}".join(map(re.escape, stem.split()))
    return body + (r"\w{0,20}" if phrase.endswith("*") else "")
