"""How print misspells and shortens words: slips of one letter, initials, words clipped and put together.

Apart from the modules that use them, because they know nothing of people or of the word lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LEAST_CLIPPING = 2  # letters that stand for a word: `men` and `kes` in `menkes`


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, casefolded, without dots: `("m", "ilham")` of `M. Ilham`."""
    return tuple(_WORD.findall(name.casefold()))


def one_slip(right: str, typed: str) -> bool:
    """Whether one letter added, dropped or changed, or two neighbours swapped, make `typed` of `right`."""
    if right == typed or abs(len(right) - len(typed)) > 1:
        return False
    shorter = min(len(right), len(typed))
    at = next((i for i in range(shorter) if right[i] != typed[i]), shorter)
    if len(right) > len(typed):
        return right[at + 1 :] == typed[at:]
    if len(right) < len(typed):
        return right[at:] == typed[at + 1 :]
    if right[at + 1 :] == typed[at + 1 :]:
        return True
    return right[at : at + 2] == typed[at : at + 2][::-1] and right[at + 2 :] == typed[at + 2 :]


def initials(name: str) -> str:
    """The first letters of a name's words: `sty` of `Shin Tae-yong`."""
    return "".join(part[0] for word in words_of(name) for part in word.split("-") if part)


def is_clipped(word: str, phrase: Sequence[str]) -> bool:
    """Whether a word is put together of the beginnings of a phrase's words: `menkes` of `menteri kesehatan`."""
    return any(_takes(word, phrase[first:]) for first in range(len(phrase) - 1))


def _takes(word: str, parts: Sequence[str]) -> bool:
    """Whether the beginnings of the first of the parts, each as long as can be, make up the word."""
    for part in parts:
        length = next((n for n in range(min(len(word), len(part)), 0, -1) if part.startswith(word[:n])), 0)
        if length < _LEAST_CLIPPING:
            return False
        word = word[length:]
        if not word:
            return True
    return False


def abbreviates(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether `dinas pu` is short for `dinas pekerjaan umum`: its words in order, or their initials."""
    if len(full) <= len(short) and sum(map(len, full)) <= sum(map(len, short)):
        return False
    i = 0
    for word in short:
        if i < len(full) and full[i] == word:
            i += 1
        elif len(word) > 1 and "".join(w[0] for w in full[i : i + len(word)]) == word:
            i += len(word)
        else:
            return False
    return True
