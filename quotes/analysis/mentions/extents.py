"""How far a noun phrase reaches: up to a comma, a clause word or a verb, brackets and nicknames inside it set apart.

`Kepala Bidang Sosial dan Budaya (Kabid Sosbud) Rina Lestari | saat ditemui`: of the words in lower case some go on with
an office, others end the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.labels import Label
from quotes.analysis.mentions.names import Namer
from quotes.lexicon.lists import Lexicon, single_words

LONGEST_PHRASE = 40  # tokens before a name; longer phrases are sentences
_LONGEST_BRACKET = 8  # tokens
_LONGEST_NICKNAME = 4  # tokens between marks
_QUOTE_MARKS = "\"“”'‘’"
_NAMING = frozenset((Label.GIVEN, Label.UNKNOWN, Label.INITIAL))
_RANK, _HEAD, _MODIFIER = Label.RANK, Label.HEAD, Label.MODIFIER
VERB_LIKE = re.compile(r"(?:me[mnlrwy]|ber|ter|di)[a-z]{3}")
_LINKS = ("dan", "serta", "atau")  # end no phrase
_SECOND_OFFICE = ("sekaligus", "merangkap")
_SIGNS = frozenset(("&", "/", "(", *_QUOTE_MARKS))  # inside a phrase
_ORDINAL = re.compile(r"ke-\d+|ke-?[ivx]+")


class Extent(NamedTuple):
    """How far a phrase's first chunk reaches, up to a comma, a clause word or a verb."""

    stop: int  # index of the token after it
    words: list[Token]  # without brackets and nicknames
    inset: tuple[str, ...]  # words of those
    known: int  # so many words stand before the last bracketed abbreviation and are its long form; 0: none


class _Words(NamedTuple):
    """Words that a phrase's end is told by."""

    of_offices: frozenset[str]  # and institutions
    days: frozenset[str]  # and months
    going_on: frozenset[str]  # may stand behind a name in lower case, and end no phrase there


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    return _Words(
        of_offices=lexicon.role_words | single_words(lexicon.org_heads),
        days=frozenset((*lexicon.weekdays, *lexicon.months)),
        going_on=frozenset((*_LINKS, *_SECOND_OFFICE, "bidang")).union(
            *(lexicon.role_joins, lexicon.role_words, single_words(lexicon.role_heads)),
            *(lexicon.name_particles, lexicon.clan_words),
        ),
    )


class Extents:
    """Tells how far phrases reach in one article."""

    def __init__(self, namer: Namer) -> None:
        self._namer = namer
        self._lexicon = namer.lexicon
        self._role_heads = namer.single("role_heads")
        self._org_heads = namer.single("org_heads")
        self._words = _words(namer.lexicon)

    def extent(self, items: Sequence[Token], i: int) -> Extent:
        """The first chunk of the phrase that begins at token `i`; empty where none does, or none ends in time."""
        stop, insets = self._stop(items, i)
        if not insets:
            return Extent(stop, list(items[i:stop]), (), 0)
        words: list[Token] = []
        inset: list[str] = []
        known, at = 0, i
        for first, last in insets:
            words += items[at:first]
            inside = items[first + 1 : last]
            inset += [t.text for t in inside if t.kind == "word"]
            if items[first].text == "(" and inside[:1] and inside[0].kind == "word":
                known = len(words)
            at = last + 1
        words += items[at:stop]
        return Extent(stop, words, tuple(inset), known if known < len(words) else 0)

    def _stop(self, items: Sequence[Token], i: int) -> tuple[int, list[tuple[int, int]]]:
        """Where the chunk that begins at `i` stops, and the first and last token of each bracket or nickname in it."""
        insets: list[tuple[int, int]] = []
        named = False  # a word that may be a name has been seen
        lexicon, namer = self._lexicon, self._namer
        terms = namer.terms
        of_offices, days, going_on = self._words
        j = i
        end = min(len(items), i + LONGEST_PHRASE)
        while j < end:
            token = items[j]
            low, kind, capital = token.low, token.kind, token.capital
            if kind == "punct":
                if low not in _SIGNS:
                    break
                if self._joins(items, j, named):
                    j += 1
                    continue
                closing = self._inset(items, j)
                if closing is None:
                    break
                insets.append((j, closing))
                j = closing + 1
                continue
            if kind == "quote" or (capital and low in days and self._is_day(items, j)):
                break
            term = namer.match(items, j) if low in terms else None
            if term is not None and self._restarts(term, token, named):
                named = False
                j += term[0]
                continue
            if kind == "word" and not capital:
                if j > i:
                    if low in lexicon.demonstratives:
                        return j + 1, insets
                    if low in ("tahun", "dalam") and self._fixed(items, j):
                        j += 1
                        continue
                    if named and low not in going_on and not low.startswith("ke"):
                        break
                if self._ends(items, j, named, j > i):
                    break
            elif low in of_offices:
                named = False
            elif kind == "word" and not named and (term is None or term[1] is not _MODIFIER):
                named = namer.label(token) in _NAMING
            j += 1
        while j > i + 1 and items[j - 1].low in _LINKS:
            j -= 1
        if j >= i + LONGEST_PHRASE:  # a sentence, or a whole article in capitals, and no phrase
            return i, []
        return j, insets

    @staticmethod
    def _joins(items: Sequence[Token], j: int, named: bool) -> bool:
        """Whether a mark at `j` joins two parts of an office: `Manager Relation & CSR`, `Menteri Agraria/Kepala BPN`.

        Behind a name it joins two people (`Ayu/Fitri`).
        """
        if items[j].text not in ("&", "/") or j == 0 or j + 1 >= len(items) or not items[j + 1].capital:
            return False
        return items[j - 1].capital and (items[j].text == "&" or not named)

    @staticmethod
    def _fixed(items: Sequence[Token], j: int) -> bool:
        """Whether the word at `j` ends a fixed phrase: `pembalap 21 tahun itu`, `spesialis penyakit dalam`."""
        low, before = items[j].low, items[j - 1]
        return (low == "tahun" and before.kind == "number") or (low == "dalam" and before.low == "penyakit")

    def _restarts(self, term: tuple[int, Label], token: Token, named: bool) -> bool:
        """Whether a term is part of a role, so that a name may begin anew behind it."""
        length, label = term
        if label is _RANK or token.low in self._lexicon.learned_titles:
            return True
        return length > 1 and not (named and label is _HEAD and not token.capital)

    def _ends(self, items: Sequence[Token], j: int, named: bool, later: bool) -> bool:
        """Whether the lower-case word at `j` ends the phrase; `later`: it is not the phrase's first word."""
        low, lexicon = items[j].low, self._lexicon
        if later and low in _SECOND_OFFICE and self._opens_office(items, j + 1):
            return named and self._namer.ends_in_name(items, j)  # komponis sekaligus penyanyi Ratna
        if low in lexicon.clause_stops and not self._goes_on(items, j, named):
            return later or low not in lexicon.speech_acts  # menurut laporan Samudra Harian
        if later and low in lexicon.finite_words and not (j + 1 < len(items) and items[j + 1].capital):
            return True  # Partai Samudra tetap mendorong, but: pelatih baru Samudra
        if later and low in lexicon.verbs and low not in self._role_heads and not self._is_noun(items, j):
            return True
        if named and low not in lexicon.name_particles and low not in lexicon.clan_words:
            if not self._goes_on(items, j, named):
                return True
        known = (
            low in self._role_heads or low in self._org_heads or low in lexicon.role_words or low in lexicon.qualifiers
        )
        return later and not known and VERB_LIKE.match(low) is not None

    def _opens_office(self, items: Sequence[Token], j: int) -> bool:
        term = self._namer.match(items, j) if j < len(items) else None
        return term is not None and term[1] in (_HEAD, _MODIFIER)

    def _is_noun(self, items: Sequence[Token], j: int) -> bool:
        """Whether a word that may report is a noun's complement: `perajin batik tulis di Lasem`, `juru tanya jawab`."""
        verb = self._lexicon.verbs[items[j].low]
        after = items[j + 1] if j + 1 < len(items) else None
        if verb.voice != "bare" or items[j - 1].capital or items[j - 1].kind != "word":
            return False
        return after is not None and after.kind == "word" and after.low not in self._lexicon.pronouns

    def _is_day(self, items: Sequence[Token], j: int) -> bool:
        """Whether a weekday stands at `j`, or a month of a date rather than of a name (`Universitas Sebelas Maret`)."""
        low = items[j].low
        if low in self._lexicon.weekdays:
            return True
        if low not in self._lexicon.months:
            return False
        before = j > 0 and items[j - 1].kind == "number"
        return before or (j + 1 < len(items) and items[j + 1].kind == "number")

    def _goes_on(self, items: Sequence[Token], j: int, named: bool) -> bool:
        """Whether a lower-case word goes on with a role (`Kepala Bidang X dan Y`) rather than ending the phrase."""
        low = items[j].low
        after = items[j + 1] if j + 1 < len(items) else None
        if _ORDINAL.fullmatch(low):
            return True
        if after is None or after.kind == "punct":
            return low in self._role_heads and not named
        if low == "atau" and after.text.isupper() and len(after.text) > 1:
            return not self._namer.ends_in_name(items, j)  # Sekretariat Nasional Pewayangan atau SENAWANGI
        if low == "bidang" and after.low in self._lexicon.role_words:
            return not self._namer.ends_in_name(items, j)
        if low in ("dan", "serta") and not (after.capital or items[j - 1].capital):
            return j > 1 and items[j - 2].low == "bidang"  # bidang hukum dan advokasi
        if low in ("dan", "serta"):
            if not after.capital or self._namer.label(after) is Label.GIVEN or not items[j - 1].capital:
                return False  # puluhan orang tewas dan Presiden …
            return not self._namer.ends_in_name(items, j)
        if low in self._lexicon.role_joins:
            dated = after.low in self._lexicon.weekdays or after.low in self._lexicon.months
            return after.capital and not dated and not self._namer.ends_in_name(items, j)
        if low in self._lexicon.clause_stops:
            return False
        if low in self._role_heads or low in self._lexicon.role_words:
            return not self._namer.ends_in_name(items, j)
        return False

    @staticmethod
    def _inset(items: Sequence[Token], j: int) -> int | None:
        """The closing token of a short bracket or nickname that begins at `j`, or None where the phrase ends."""
        text = items[j].text
        if text == "(":
            for k in range(j + 1, min(j + 1 + _LONGEST_BRACKET, len(items))):
                if items[k].text == ")":
                    return k
        elif text in _QUOTE_MARKS and j > 0 and items[j - 1].capital:
            for k in range(j + 1, min(j + 1 + _LONGEST_NICKNAME, len(items) - 1)):
                if items[k].kind == "punct" and items[k].text in _QUOTE_MARKS:
                    return k if items[k + 1].capital else None
        return None
