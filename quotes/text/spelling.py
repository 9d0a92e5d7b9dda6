"""How print misspells and shortens words: slips of one letter, initials, words clipped and put together.

Apart from the modules that use them, because they know nothing of people or of the word lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LEAST_CLIPPING = 2  # letters that stand for a word: `men` and `kes` in `menkes`
_LONGEST_CLIPPED = 20  # letters of a word put together of others
_LONGEST_OFFICE = 20  # words of an office looked at
_PREFIXES = ("per", "pe", "pen", "pem", "peng", "ke", "ber", "keper", "kepe")  # of nouns: per-hubung-an, pe-nerang-an
_SHORT_FOR = {"kepala": ("ka",), "komandan": ("dan",), "wakil": ("wa", "waka"), "kepolisian": ("pol",)}


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
    """Whether a word is put together of parts of a phrase's words: `menkes` of `menteri kesehatan`.

    The first part begins its word, or is what is said for it (`ka` for `kepala`); of each later word a part is taken
    from its beginning or from behind a prefix (`hub` of `perhubungan`), or none is.
    """
    if len(word) > _LONGEST_CLIPPED:
        return False
    reached = {0: 0}  # letters told so far -> how many parts told them, at most
    for number, part in enumerate(phrase[:_LONGEST_OFFICE]):
        for at, parts in list(reached.items()):
            if (at == 0) != (parts == 0):
                continue
            for length in _clippings(word, at, part, number):
                told = at + length
                reached[told] = max(reached.get(told, 0), parts + 1)
    return reached.get(len(word), 0) > 1


def _clippings(word: str, at: int, part: str, number: int) -> set[int]:
    """How many letters of the word from `at` on a part may stand for."""
    found = {len(short) for short in _SHORT_FOR.get(part, ()) if word.startswith(short, at)}
    stems = {part, *(part[len(prefix) :] for prefix in _PREFIXES if part.startswith(prefix))}
    for stem in stems:
        length = 0
        while at + length < len(word) and length < len(stem) and word[at + length] == stem[length]:
            length += 1
            if length >= _LEAST_CLIPPING:
                found.add(length)
    return found


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
