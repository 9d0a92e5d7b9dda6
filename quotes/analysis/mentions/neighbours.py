"""How the capitalised words of an article follow one another: whether two belong together or part elsewhere.

`Direktur PGN Samudra Sari Dewi`: where `PGN Samudra` stands elsewhere without `Sari`, the name begins behind it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from enum import IntFlag

from quotes.analysis.document.tokens import Sentence, Token

_NOTHING = ""  # stands for a word without a capital


class Parting(IntFlag):
    """What speaks for a name that begins between two words, and against it, in the rest of the article."""

    LEFT_ALONE = 1  # the word on the left stands elsewhere with no capitalised word behind it
    LEFT_BRANCHES = 2  # another capitalised word follows it elsewhere
    PAIR_ALONE = 4  # it and the word before it stand elsewhere without the word on the right
    LEFT_PLACED = 8  # it stands elsewhere behind `di` or what takes the name of a thing: `di Samudra`, `Desa Samudra`
    RIGHT_ALONE = 16  # the word on the right stands elsewhere without the one on the left
    AGAIN = 32  # both stand together elsewhere
    LEFT_LAST = 64  # the word on the left stands last elsewhere, behind another capitalised word than here


# As plain integers, for flags are put together at each edge of each phrase, and an `IntFlag` does it ten times slower.
_LEFT_ALONE, _LEFT_BRANCHES, _PAIR_ALONE, _LEFT_PLACED, _RIGHT_ALONE, _AGAIN, _LEFT_LAST = (f.value for f in Parting)


class Neighbours:
    """What stands beside the capitalised words of one article.

    Args:
        sentences: of the article.
        takers: words that take the name of a thing.
        offices: words of offices.
    """

    def __init__(
        self, sentences: Iterable[Sentence] = (), takers: Collection[str] = (), offices: Collection[str] = ()
    ) -> None:
        self._followers: dict[str, set[str]] = defaultdict(set)
        self._leaders: dict[str, set[str]] = defaultdict(set)
        self._behind_pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._last: dict[str, set[str]] = defaultdict(set)  # words that stand last -> those before them there
        self._pairs: set[tuple[str, str]] = set()
        self._again: set[tuple[str, str]] = set()
        self._takers = takers
        self.placed: Counter[str] = Counter()  # words -> how often they stand behind `di` or what takes a thing's name
        self.behind_offices: dict[str, set[str]] = defaultdict(set)  # words behind offices, and what follows each
        for sentence in sentences:
            self._add(sentence, takers, offices)

    def _add(self, sentence: Sentence, takers: Collection[str], offices: Collection[str]) -> None:
        items = sentence.tokens
        for j in sentence.capitals:
            low = items[j].low
            printed = items[j - 1].low if j else _NOTHING  # the word before, capitalised or not
            before = printed if j and items[j - 1].capital else _NOTHING
            self._leaders[low].add(before)
            if printed in takers:
                self.placed[low] += 1
            if before:
                pair = before, low
                (self._again if pair in self._pairs else self._pairs).add(pair)
            if j + 1 == len(items):
                break
            after = items[j + 1].low if items[j + 1].capital else _NOTHING
            self._followers[low].add(after)
            if after and printed in offices:
                self.behind_offices[low].add(after)
            if before:
                self._behind_pairs[before, low].add(after)
                if not after:
                    self._last[low].add(before)

    def parting(self, items: Sequence[Token], i: int) -> int:
        """What speaks for and against a name that begins with the word at `i`, behind another."""
        left, right = items[i - 1].low, items[i].low
        found = 0
        followers = self._followers.get(left)
        if followers:
            if _NOTHING in followers:
                found |= _LEFT_ALONE
            if len(followers) > (_NOTHING in followers) + (right in followers):
                found |= _LEFT_BRANCHES
        if i > 1:
            behind = self._behind_pairs.get((items[i - 2].low, left))
            if behind and len(behind) > (right in behind):
                found |= _PAIR_ALONE
        last = self._last.get(left)
        if last and len(last) > (i > 1 and items[i - 2].low in last):
            found |= _LEFT_LAST
        if left in self.placed and self.is_placed(items, i - 1):
            found |= _LEFT_PLACED
        leaders = self._leaders.get(right)
        if leaders and len(leaders) > (left in leaders):
            found |= _RIGHT_ALONE
        if (left, right) in self._again:
            found |= _AGAIN
        return found

    def is_placed(self, items: Sequence[Token], i: int) -> bool:
        """Whether the word at `i` stands elsewhere behind `di` or what takes the name of a thing."""
        count = self.placed.get(items[i].low, 0)
        return count > 1 or (count == 1 and not (i and items[i - 1].low in self._takers))
