"""Which words of an article are shown to be names by where they stand: `kata Budi.`, `Pak Budi`, `Budi menjelaskan`.

Apart from the word lists, so that a name in none of them is known all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from quotes.analysis.document.tokens import Sentence, Token
from quotes.lexicon.lists import Lexicon, single_words

_INITIALS = 2  # letters


def evidence(sentences: Iterable[Sentence], lexicon: Lexicon, lowered: Collection[str]) -> set[str]:
    """Casefolded first words of names that stand where only a name can: `kata Budi.`, `Pak Budi`, `Budi menjelaskan`.

    Args:
        sentences: of the article.
        lexicon: the word lists.
        lowered: words that the article also prints without a capital, which show nothing.
    """
    alone = _Alone(lexicon)
    shown: set[str] = set()
    spoke: set[str] = set()  # places and institutions
    for sentence in sentences:
        items = sentence.tokens
        for j in sentence.capitals:
            token = items[j]
            if token.low not in lowered and alone.shows(items, j):
                shown.add(token.low)
            if token.low in alone.things and alone.may_speak(items, j):
                spoke.add(token.low)
    return shown | _namesakes(sentences, alone, spoke)


def _namesakes(sentences: Iterable[Sentence], alone: _Alone, spoke: Collection[str]) -> set[str]:
    """Places and institutions that are people's names here: `kata Harvard`, and `Harvard Kurniawan` elsewhere."""
    if not spoke:
        return set()
    return {
        token.low
        for sentence in sentences
        for j, token in enumerate(sentence.tokens[:-1])
        if token.low in spoke and token.capital and alone.is_given(sentence.tokens[j + 1])
    }


class _Alone:
    """Tells where a capitalised word can be nothing but a name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._offices, self._never, self._honorifics = _no_evidence(lexicon)
        self.things = _things(lexicon)

    def shows(self, items: Sequence[Token], j: int) -> bool:
        before = items[j - 1] if j else None
        after = items[j + 1] if j + 1 < len(items) else None
        alone = after is None or not after.capital
        cue = self._lexicon.verbs.get(before.low) if before is not None else None
        if cue is None and not alone:
            return False
        token = items[j]
        if token.kind != "word" or token.low in self._never:
            return False
        if token.text.isupper() and len(token.text) > 1 and not self._are_initials(items, j):
            return False
        if cue and cue.voice in ("bare", "preposition") and (alone or self._pair(items, j)):
            return True
        if not alone:
            return False
        if before is not None and before.low in self._honorifics:
            return True
        if token.low in self._lexicon.role_words or after is None or (before is not None and before.capital):
            return False
        return self._acts(items, j + 1)

    def may_speak(self, items: Sequence[Token], j: int) -> bool:
        """Whether a place's or institution's name stands alone behind a reporting verb, printed like a person's."""
        token = items[j]
        if token.text.isupper():
            return False
        cue = self._lexicon.verbs.get(items[j - 1].low) if j else None
        after = items[j + 1] if j + 1 < len(items) else None
        return cue is not None and cue.voice == "bare" and not cue.weak and (after is None or not after.capital)

    def is_given(self, token: Token) -> bool:
        """Whether a word is a known name of people and of nothing else."""
        return token.capital and token.low in self._lexicon.given_names and token.low not in self._never

    def _are_initials(self, items: Sequence[Token], j: int) -> bool:
        """Whether two capitals before a name's word may be its initials: `AM Wicaksono`."""
        following = items[j + 1] if j + 1 < len(items) else None
        if len(items[j].text) != _INITIALS or following is None or following.text.isupper():
            return False
        return following.capital and following.low not in self._offices

    def _pair(self, items: Sequence[Token], j: int) -> bool:
        """Whether exactly two capitalised words stand at `j` and neither is an office or institution."""
        if j + 1 >= len(items) or (j + 2 < len(items) and items[j + 2].capital):
            return False
        return items[j].low not in self._offices and items[j + 1].low not in self._offices

    def _acts(self, items: Sequence[Token], k: int) -> bool:
        """Whether a reporting verb stands at `k`, adverbs skipped."""
        while k < len(items) and items[k].low in self._lexicon.subject_adverbs:
            k += 1
        verb = self._lexicon.verbs.get(items[k].low) if k < len(items) else None
        return verb is not None and verb.voice in ("active", "intransitive")


@lru_cache(maxsize=4)
def _things(lexicon: Lexicon) -> frozenset[str]:
    """Words that name a place or an institution, and may name a person all the same."""
    return single_words(lexicon.places, lexicon.org_heads) - single_words(lexicon.institution_speakers)


@lru_cache(maxsize=4)
def _no_evidence(lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words of offices and institutions, all words that never show a name, and honorifics."""
    honorifics = single_words(lexicon.honorifics)
    things = single_words(lexicon.org_heads, lexicon.institution_speakers, lexicon.places)
    offices = (things | single_words(lexicon.role_heads, lexicon.ranks)) - lexicon.forename_offices
    never = offices.union(lexicon.pronouns, lexicon.verbs, lexicon.sentence_openers)
    return offices | honorifics, never, honorifics
