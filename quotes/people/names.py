"""How two names can be one person's: spelled otherwise, shortened, with initials, with a nickname.

Owns the forms that Indonesian news print of a name; how much each form says is the affair of `evidence`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from quotes.lexicon.identity import IdentityWords
from quotes.lexicon.lists import Lexicon
from quotes.text.spelling import one_slip

# The ways in which a name can be the same person's as a fuller one, the nearest first.
FORMS = (
    *("same", "spelling", "nickname", "forename", "initials", "slip", "first_words", "last_words", "some_words"),
    *("first_word", "last_word", "one_word"),
)

_WORD = re.compile(r"[^\W_]+(?:['’`-][^\W_]+)*")
_GLUED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")
_MARKS = re.compile(r"['’`-]")
_DOUBLED = re.compile(r"(.)\1+")
_SHORTEST_SLIP = 5  # letters of a word that may be another one misspelt
_MOST_WORDS = 12  # of a name; more are no name


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken to pieces."""

    words: tuple[str, ...]  # small letters, titles left out, forenames in one spelling
    folded: tuple[str, ...]  # the same with old spelling as new, and letters that print confuses as one
    key: str  # equal for names that differ only in titles, dots, spaces and forms of forenames


class Names:
    """Takes names to pieces.

    Args:
        lexicon: for titles.
        words: for forenames, spellings and what figures are called.
    """

    def __init__(self, lexicon: Lexicon, words: IdentityWords) -> None:
        self._titles = {t[0] for t in lexicon.honorifics if len(t) == 1} | {t[0] for t in lexicon.ranks if len(t) == 1}
        self._words = words
        self.parsed = lru_cache(maxsize=1 << 17)(self._parsed)
        self.fold = lru_cache(maxsize=1 << 17)(self._fold)
        self.known_as = {
            self.parsed(called).key: self.parsed(full)
            for called, full in (*lexicon.figures.items(), *words.known_as.items())
        }

    def _parsed(self, name: str) -> Name:
        printed = [_MARKS.sub("", word) for word in _WORD.findall(_GLUED.sub(" ", name).casefold())][:_MOST_WORDS]
        words = [word for word in printed if word not in self._words.kin_words]
        while len(words) > 1 and words[0] in self._titles and words[0] not in self._words.forenames:
            words = words[1:]
        forenames = self._words.forenames
        several = len(words) > 1
        words = [forenames.get(w, w) if (several and (i == 0 or len(w) > 3)) else w for i, w in enumerate(words)]
        folded = tuple(map(self.fold, words))
        return Name(tuple(words), folded, "".join(words))

    def _fold(self, word: str) -> str:
        for letters, plain in self._words.spellings:
            word = word.replace(letters, plain)
        return _DOUBLED.sub(r"\1", word)

    def is_common(self, word: str) -> bool:
        """Whether a word says nothing when it stands alone."""
        return word in self._words.common_names

    def form(self, short: Name, full: Name) -> str | None:
        """How `short` can be a form of `full`, one of `FORMS`; None: it cannot."""
        if short.key == full.key:
            return "same"
        if "".join(short.folded) == "".join(full.folded):
            return "spelling"
        figure = self.known_as.get(short.key)
        if figure is not None and (figure.key == full.key or figure.folded == full.folded):
            return "nickname"
        some, every = short.folded, full.folded
        if len(some) == len(every):
            return _aligned(some, every, self._slipped)
        if len(some) > len(every):
            return None
        if len(some) == 1:
            return self._one_word(short.words[0], some[0], full)
        if some == every[-len(some) :] and all(map(self.is_common, full.words[: len(every) - len(some)])):
            return "forename"
        if some == every[: len(some)]:
            return "first_words"
        if some == every[-len(some) :]:
            return "last_words"
        if _is_subsequence(some, every):
            return "some_words"
        return None

    def _one_word(self, word: str, folded: str, full: Name) -> str | None:
        if self.is_common(word) or len(word) < 2:
            return None
        rest = [w for w, plain in zip(full.folded, full.words, strict=True) if not self.is_common(plain)]
        if folded == full.folded[0]:
            return "first_word"
        if rest and folded == rest[0]:
            return "first_word"
        if folded == full.folded[-1]:
            return "last_word"
        if folded in full.folded:
            return "one_word"
        return None

    @staticmethod
    def _slipped(one: str, other: str) -> bool:
        if min(len(one), len(other)) < _SHORTEST_SLIP:
            return False
        return one_slip(one, other) or (one[0] == other[0] and sorted(one) == sorted(other))


def _aligned(some: Sequence[str], every: Sequence[str], slipped: object) -> str | None:
    unequal = [(a, b) for a, b in zip(some, every, strict=True) if a != b]
    if all(_is_initial(a, b) for a, b in unequal) and any(len(a) > 1 for a in some if a in every):
        return "initials"
    if len(unequal) == 1 and callable(slipped) and slipped(*unequal[0]):
        return "slip"
    return None


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _is_subsequence(some: Sequence[str], every: Sequence[str]) -> bool:
    """Whether the words stand in the name in this order, the first of them first; initials count for their words."""
    rest = iter(every)
    return any(len(w) > 1 for w in some) and all(
        any(w == other or _is_initial(w, other) for other in rest) for w in some
    )
