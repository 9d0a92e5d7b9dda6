"""How much a word that no list has looks like a person's name rather than a thing's: its letters, lists of the world.

`Wicaksari` ends as names do, `Telkonusa` does not; `Yoshiko` is a given name of Japan, `Karangjati` a town. Estimated
(`quotes.training.likeness`) on the project's word lists and on tagged names. Apart from the labels, for what it says is
a degree, which the boundaries of names weigh with all else.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

FILE = "likeness.json"
WORDS_FILE = "words_of_the_world.txt.gz"
LONGEST_PART = 3  # letters
_LONGEST_WORD = 40  # letters; what is longer is no word


class Likeness(NamedTuple):
    """What tells names of people from names of things.

    Log odds above `cuts[k - 1]` and at most `cuts[k]` are degree `k + 1`, so that 1 is the least like a person's.
    """

    bias: float
    parts: Mapping[str, float]  # weight of each run of letters; a space stands for a word's beginning and end
    lists: Mapping[str, float]  # weight of being in a list
    cuts: Sequence[float]
    words: Mapping[str, frozenset[str]]  # of each list, as `folded` writes them
    judged: Mapping[str, float] = {}  # log odds of words by weights that have not seen them, in training

    def degree(self, word: str) -> int:
        """How much a word looks like a person's name: 1, the least, to `len(cuts) + 1`."""
        odds = self.judged.get(word)
        return 1 + bisect(self.cuts, self.odds(folded(word)) if odds is None else odds)

    def odds(self, word: str) -> float:
        """Log odds that a folded word is a person's name rather than a thing's."""
        if len(word) > _LONGEST_WORD:
            return self.bias
        letters = sum(self.parts.get(part, 0.0) for part in parts_of(word))
        return self.bias + letters + sum(self.lists[name] for name in lists_with(word, self.words))


def folded(word: str) -> str:
    """A word in lower case, its letters without accents."""
    low = word.casefold()
    return low if low.isascii() else unicodedata.normalize("NFKD", low).encode("ascii", "ignore").decode()


def parts_of(word: str) -> set[str]:
    """The runs of up to three letters of a word, and of its beginning and end."""
    text = f" {word} "
    return {text[i : i + n] for n in range(1, LONGEST_PART + 1) for i in range(len(text) - n + 1)}


def lists_with(word: str, words: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The lists that hold a folded word."""
    return (name for name, held in words.items() if word in held)


def read_words(text: str) -> dict[str, frozenset[str]]:
    """The lists of a file, a line each: its name, a colon, its words."""
    lines = (line.partition(":") for line in text.splitlines() if not line.startswith("#"))
    return {name: frozenset(words.split()) for name, _, words in lines}


def write_words(words: Mapping[str, Iterable[str]]) -> str:
    """What `read_words` reads."""
    return "".join(f"{name}: {' '.join(sorted(held))}\n" for name, held in words.items())


@cache
def likeness() -> Likeness:
    """What ships."""
    weights = resources.files("quotes").joinpath("learned", "weights")
    held = json.loads(weights.joinpath(FILE).read_text(encoding="utf-8"))
    words = read_words(gzip.decompress(weights.joinpath(WORDS_FILE).read_bytes()).decode())
    return Likeness(held["bias"], held["parts"], held["lists"], held["cuts"], words)
