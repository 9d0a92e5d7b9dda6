"""What each word of a phrase is: given name, rank, office, place, institution, degree.

Owns the labels and how a word gets one, by the word lists, by its shape and by what the article itself shows. Which of
the words are then the name, `names` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum, auto
from functools import lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.learned.boundaries import common_words
from quotes.lexicon.lists import Lexicon, Term, single_words


class Label(StrEnum):
    """What a word is inside a noun phrase."""

    GIVEN = auto()  # of personal names: Siti, Nasution
    UNKNOWN = auto()  # capitalised and in no list
    INITIAL = auto()  # M., Moh
    PARTICLE = auto()  # inside a name: bin, boru
    HONORIFIC = auto()  # Pak, Haji
    WORD = auto()  # of offices: Hubungan, Reserse
    PLACE = auto()
    ACRONYM = auto()
    PLACE_HEAD = auto()  # Jalan, Kabupaten
    NUMBER = auto()
    ORG = auto()  # heads or betrays an institution: Polda, Universitas
    HEAD = auto()  # heads a role: Bupati, saksi
    MODIFIER = auto()  # mantan, wakil
    DEGREE = auto()
    RANK = auto()
    LOWER = auto()  # anything else


NAME_LIKE = (Label.GIVEN, Label.UNKNOWN)
SURE_OF = (Label.GIVEN, Label.INITIAL, Label.PARTICLE)
ARTICLES = ("i", "ni")  # of Balinese names
# An enumeration's members are found by name ten times slower than these, and labels are told apart word by word.
_LOWER, _HEAD, _WORD, _UNKNOWN, _PLACE = Label.LOWER, Label.HEAD, Label.WORD, Label.UNKNOWN, Label.PLACE
_INITIAL, _MODIFIER, _HONORIFIC = Label.INITIAL, Label.MODIFIER, Label.HONORIFIC
_OF_INITIALS = frozenset((Label.ACRONYM, Label.DEGREE))
_BEFORE_DEGREES = frozenset((*NAME_LIKE, *SURE_OF, Label.DEGREE))
_OF_THINGS = frozenset((Label.PLACE, Label.ORG))
_TAKE_NAMES = frozenset((Label.HEAD, Label.ORG, Label.PLACE_HEAD, Label.WORD, Label.MODIFIER))
_BEFORE_FORENAMES = frozenset((Label.HEAD, Label.ORG, Label.ACRONYM, Label.PLACE, Label.RANK, Label.HONORIFIC))
_COMPANY_WORDS = 4  # from `PT` on, before the last word of its name
_PLACE_LETTERS = 7  # shorter words are one slip from too many names
_INITIALS = 3  # letters; a place of so few is printed in capitals: OKI, not Oki
_ROMAN = ("I", "V", "X")
_NUMBERED = frozenset(
    (Label.HEAD, Label.ORG, Label.WORD, Label.PLACE, Label.PLACE_HEAD, Label.ACRONYM, Label.UNKNOWN, Label.MODIFIER)
)
_FORENAME = 2  # letters, where a forename is printed as initials
_LONG_ENCLITIC = 6  # letters; a longer word in -nya is a noun with its enclitic, a shorter one may be a name (`Vanya`)
_LONGEST_WORD = 40  # letters of a word worth remembering from article to article
_KNOWN_WORDS = 50_000  # of them that are remembered
# pe-: who does it (`penggiat`, `petinju`, `pembatik`); pe-…-an is the doing of it.
_AGENT = re.compile(r"pe(?:m[bpfvaeiou]|n[cdjtszaeiou]|ng[a-z]|ny|l|r|t|d|k|s|j|b)[a-z]{2,}+(?<!an)(?<!nya)")
_ABSTRACT = re.compile(r"(?:pe|ke)[a-z]{4,}an")  # perdamaian, kelautan: never a name
_SPECIALIST = re.compile(r"(?:Sp|M|S)\.?[A-Z]+[A-Za-z]{0,3}(?:-?[A-Z]{2,5})?")  # SpPD-KGEH, SpOG, MKes
_MINISTRY = re.compile(r"kemen[a-z]{3,}(?<!an)(?<!ang)")  # Kemendukbangga: ministries are new after each election
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"[A-Z]{2,}[A-Z][a-z]{2}|(?:[^\W\d_A-Z]{2}[A-Z].*){2}")  # CEOApriliaRacing: words run together
_DOUBLED = re.compile(r"[A-Z][a-z]+-[a-z]+")  # Siswa-siswi: several of a kind, with a sentence's capital


class _Terms(NamedTuple):
    """The terms that begin with a word."""

    alone: tuple[int, Label] | None  # the word itself: a length of one, and its label
    second: frozenset[str]  # second words of the longer ones
    longer: Sequence[tuple[int, Mapping[Term, Label]]]  # of each length, longest first


def is_abstract(low: str) -> bool:
    """Whether a word is a noun for what is done, or a quality: `kedatangan`, `pelayanan`."""
    return _ABSTRACT.fullmatch(low) is not None


class _WordLists:
    """The word lists, arranged for looking words up; the labels that hold in any article are remembered."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.terms = _table(lexicon)
        self.openings = {*ARTICLES, *(pair[0] for pair in lexicon.name_openings)}
        self.companies = frozenset(w for w, kind in lexicon.name_takers.items() if kind == "companies")
        self.grammar = {*lexicon.sentence_openers, *lexicon.subject_adverbs, *lexicon.verbs, *lexicon.pronouns}
        self.single = {
            "role_heads": single_words(lexicon.role_heads),
            "org_heads": single_words(lexicon.org_heads),
            "honorifics": single_words(lexicon.honorifics),
        }
        self.held_by_others = single_words(lexicon.role_heads) | lexicon.relational_roles
        self.common = common_words()
        self.misspelt_places = _misspelt(single_words(lexicon.places))
        self.label = lru_cache(maxsize=_KNOWN_WORDS)(self.label_anew)

    def label_anew(self, text: str, low: str, evident: bool) -> Label:
        """The label of a word in no list of terms; `evident`: the article shows that it is a name."""
        lexicon = self.lexicon
        unit = low in lexicon.unit_words and "." not in text
        if (unit and not (text.istitle() and low in lexicon.given_names)) or (  # Xi, not XI
            not text.isalpha() and text[0] != "@" and _DIGIT.search(text)
        ):
            return Label.NUMBER
        if low.endswith("nya") and low[:-3] in self.held_by_others:
            return Label.HEAD  # ujar mandornya, Bagas Wicaksono
        if not evident and _AGENT.fullmatch(low) and low not in lexicon.no_agents:
            if low not in lexicon.role_words and low not in lexicon.given_names:
                return Label.HEAD
        if not (text[0].isupper() or text[0] == "@"):
            if low in lexicon.name_particles or low in lexicon.clan_words:
                return Label.PARTICLE
            article, _, name = text.partition("-")
            return Label.UNKNOWN if name[:1].isupper() and article in lexicon.name_particles else Label.LOWER
        if low in lexicon.name_abbreviations:
            return Label.INITIAL
        if low in lexicon.noble_titles and not text.isupper():
            return Label.GIVEN
        if _MINISTRY.fullmatch(low):
            return Label.ORG
        degree = self.is_degree(text, low)
        if low in lexicon.role_words and (degree or not evident):
            return Label.DEGREE if degree else Label.WORD
        if low in lexicon.given_names or text[0] == "@":
            return Label.GIVEN
        letters = text.replace(".", "")
        if len(letters) == 1:
            return Label.INITIAL
        if degree:
            return Label.DEGREE
        if low in lexicon.name_particles:
            return Label.PARTICLE
        if text.isupper() and "." not in text:
            return Label.ACRONYM
        if _GLUED.search(text) or _DOUBLED.fullmatch(text):
            return Label.WORD
        if low in lexicon.weekdays or (low in lexicon.months and not evident) or _ABSTRACT.fullmatch(low):
            return Label.WORD
        if low.endswith("nya") and len(low) > _LONG_ENCLITIC:
            return Label.WORD
        if low in self.grammar:
            return Label.LOWER
        if low in self.misspelt_places:
            return Label.PLACE
        return Label.WORD if low in self.common and not evident else Label.UNKNOWN

    def is_degree(self, text: str, low: str) -> bool:
        """Whether a word is printed as a degree: `SH`, `M.Si`, `SpOG`."""
        if text[:1] in ("S", "M") and _SPECIALIST.fullmatch(text):
            return True
        return low in self.lexicon.degrees and (text.isupper() or "." in text or len(low) == 2)


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _WordLists:
    return _WordLists(lexicon)


def _table(lexicon: Lexicon) -> dict[str, _Terms]:
    """Terms by first word; of a term in several lists the first label holds."""
    tables: dict[str, dict[int, dict[Term, Label]]] = {}
    for terms, label in (
        (lexicon.ranks, Label.RANK),
        (lexicon.role_heads, Label.HEAD),
        (lexicon.role_modifiers, Label.MODIFIER),
        (lexicon.honorifics, Label.HONORIFIC),
        (lexicon.org_heads, Label.ORG),
        (lexicon.institution_speakers, Label.ORG),
        (lexicon.places, Label.PLACE),
        (lexicon.place_heads, Label.PLACE_HEAD),
    ):
        for term in terms:
            if term[0] not in lexicon.name_abbreviations:
                tables.setdefault(term[0], {}).setdefault(len(term), {}).setdefault(term, label)
    return {
        first: _Terms(
            alone=(1, lengths[1][(first,)]) if 1 in lengths else None,
            second=frozenset(term[1] for length, terms in lengths.items() if length > 1 for term in terms),
            longer=sorted(((length, terms) for length, terms in lengths.items() if length > 1), reverse=True),
        )
        for first, lengths in tables.items()
    }


def _misspelt(places: Iterable[str]) -> frozenset[str]:
    """Places with a letter left out, as they are misspelt: `Kazakstan`."""
    return frozenset(p[:i] + p[i + 1 :] for p in places if len(p) > _PLACE_LETTERS for i in range(1, len(p)))


class Labeller:
    """Labels the words of one article.

    Args:
        lexicon: the word lists.
        evident: casefolded words that the article shows to begin a name.
        lowered: words that the article also prints without a capital.
        employers: words that it prints between offices and several names.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        evident: Iterable[str] = (),
        lowered: Iterable[str] = (),
        employers: Iterable[str] = (),
    ) -> None:
        self.lexicon = lexicon
        self.evidence = frozenset(evident)
        self.lowered = frozenset(lowered)
        self._employers = frozenset(employers)
        self._words = _words(lexicon)
        self.terms = self._words.terms  # by their first words
        self._noble, self._particles = lexicon.noble_titles, lexicon.name_particles
        self._labels: dict[str, Label] = {}  # of the article's words, as printed
        self._labels_alone: dict[str, Label] = {}  # the same where no other word stands beside it

    def labels(self, items: Sequence[Token]) -> list[Label]:
        """One label a token, the longest term first."""
        return [self._label_alone(items[0])] if len(items) == 1 else self._labels_together(items)

    def _label_alone(self, token: Token) -> Label:
        label = self._labels_alone.get(token.text)
        if label is None:
            label = self._labels_alone[token.text] = self._labels_together((token,))[0]
        return label

    def _labels_together(self, items: Sequence[Token]) -> list[Label]:
        found: list[Label] = []
        terms, openings, known = self.terms, self._words.openings, self._labels
        i, end = 0, len(items)
        while i < end:
            token = items[i]
            low, capital = token.low, token.capital
            if capital and low in openings and self._opens_name(items, i):
                found += (Label.GIVEN, Label.GIVEN)
                i += 2
                continue
            term = self.match(items, i) if low in terms else None
            if term is None:
                label = known.get(token.text) or self.label(token)
                if label is _LOWER:
                    if capital and self._is_last_name(items, i, found):
                        label = _UNKNOWN
                elif label in _OF_INITIALS:
                    if self._is_initials(items, i, found, label):
                        label = Label.INITIAL
                elif label is _INITIAL or token.text == "I":
                    if found and self._numbers(items, i, found[-1]):
                        label = Label.NUMBER
                elif label is _HEAD:
                    if capital and self._inside_name(found):
                        label = _UNKNOWN
                elif label in NAME_LIKE and low in self.lexicon.company_endings:
                    if self._ends_company(items, i):
                        label = Label.ORG
                elif label is _UNKNOWN:
                    if found and found[-1] is _MODIFIER and items[i - 1].low in self.lexicon.acting:
                        label = _HEAD  # an office in no list
                elif label is _WORD:
                    if found and found[-1] is _HONORIFIC and items[i - 1].text.endswith("."):
                        label = _UNKNOWN  # Dr. apt. Hari Purnomo
                    elif low in self.lexicon.months and self._is_month_of_birth(items, i, found):
                        label = Label.GIVEN
                found.append(label)
                i += 1
                continue
            length, label = term
            if length == 1 and label in _OF_THINGS and self._personal(items, i, found):
                label = Label.GIVEN
            elif length == 1 and label in _OF_THINGS and capital and low in self.evidence:
                label = Label.GIVEN
            elif capital and found and found[-1] in NAME_LIKE and self._is_late(items, i, length, label):
                label = Label.GIVEN
            elif length == 1 and capital and low in self.lexicon.forename_offices:
                if self._is_forename(items, i, found):
                    label = Label.GIVEN
            found += [label] * length
            i += length
        return found

    def _is_initials(self, items: Sequence[Token], i: int, before: Sequence[Label], label: Label) -> bool:
        """Whether two capitals are a forename: `CU Kim`, `Pak JC Chandra`, not `kata Menhan RI Bagas`.

        A degree stands behind a name, so that what looks like one before it is none: `Ketua DPRD ST Bagas`.
        """
        text = items[i].text
        if len(text) != _FORENAME or not text.isupper():
            return False
        titled = not before or before[-1] in (Label.RANK, Label.HONORIFIC) or items[i].low in self.evidence
        if not titled and (label is not Label.DEGREE or before[-1] in _BEFORE_DEGREES):
            return False
        following = items[i + 1] if i + 1 < len(items) else None
        if following is None or not following.capital or following.text.isupper():
            return False
        return following.low in self.evidence or self.label(following) is Label.GIVEN

    def _numbers(self, items: Sequence[Token], i: int, before: Label) -> bool:
        """Whether a letter numbers what stands before it: `Divre V`, `Komisi A`."""
        text = items[i].text
        if text in _ROMAN and before in _NUMBERED and items[i - 1].capital:
            return True
        return len(text) == 1 and items[i - 1].low in self.lexicon.lettered_things

    def _is_late(self, items: Sequence[Token], i: int, length: int, label: Label) -> bool:
        """Whether an office's word is part of a name right behind another word of it: `Bagas Putra`.

        With a capital and nothing that goes on with the office, any is: `Abu Janda`.
        """
        if items[i].low in self.lexicon.late_names:
            return True
        if length > 1 or i + 1 < len(items) or label is not Label.HEAD or items[i].text.isupper():
            return False
        return (items[i].low,) not in self.lexicon.groups and self.label(items[i - 1]) in NAME_LIKE

    def _is_last_name(self, items: Sequence[Token], i: int, before: Sequence[Label]) -> bool:
        """Whether a verb's word is a name, last behind an office and a forename: `Kepala Dinas Ratna Ikrar`."""
        if not items[i].capital or i + 1 < len(items) or before[-1:] != [Label.GIVEN]:
            return False
        verb = self.lexicon.verbs.get(items[i].low)
        return Label.HEAD in before and verb is not None and verb.voice == "bare"

    def _is_forename(self, items: Sequence[Token], i: int, before: Sequence[Label]) -> bool:
        """Whether an office's word is a forename: the article shows it, or it stands between an office and a name."""
        if items[i].low in self.evidence:
            return True
        following = items[i + 1] if i + 1 < len(items) else None
        return (
            Label.HEAD in before
            and following is not None
            and following.capital
            and self.label(following) in (Label.GIVEN, Label.UNKNOWN)
        )

    def _ends_company(self, items: Sequence[Token], i: int) -> bool:
        """Whether a word is the last of a company's name, with a name behind it: `PT Samudra Jaya Ratna Dewi`."""
        if self._words.companies.isdisjoint([t.low for t in items[max(0, i - _COMPANY_WORDS) : max(0, i - 1)]]):
            return False
        return i + 2 < len(items) and all(self.label(t) in NAME_LIKE for t in items[i + 1 : i + 3])

    def _is_month_of_birth(self, items: Sequence[Token], i: int, before: Sequence[Label]) -> bool:
        """Whether a month is a forename, between an office and a name: `Direktur Keuangan BRI Juli Lestari`."""
        following = items[i + 1] if i + 1 < len(items) else None
        titled = bool(before) and before[-1] in _BEFORE_FORENAMES
        return titled and following is not None and following.capital and self.label(following) is Label.GIVEN

    @staticmethod
    def _inside_name(before: Sequence[Label]) -> bool:
        return bool(before) and before[-1] in (Label.GIVEN, Label.UNKNOWN, Label.INITIAL)

    def _opens_name(self, items: Sequence[Token], i: int) -> bool:
        """`I Made`, `Ni Luh`, `Anak Agung`, `La Ode`: first words of a name that are other words alone."""
        if i + 1 == len(items):
            return False
        first, second = items[i].low, items[i + 1].low
        return (
            second in self.lexicon.birth_names if first in ARTICLES else (first, second) in self.lexicon.name_openings
        )

    def _personal(self, items: Sequence[Token], i: int, before: Sequence[Label]) -> bool:
        """Whether a word that names a place or institution as well as people names people here."""
        token = items[i]
        if not token.capital or token.text.isupper() or token.low not in self.lexicon.given_names:
            return False
        follows = i + 1 < len(items) and items[i + 1].capital and len(token.low) > _INITIALS
        return not (follows and before and before[-1] in _TAKE_NAMES)

    def match(self, items: Sequence[Token], i: int) -> tuple[int, Label] | None:
        """The longest term that begins at `i`, as its length in words and its label."""
        token = items[i]
        low, capital = token.low, token.capital
        begun = self.terms.get(low)
        if begun is None or low in (self._noble if capital else self._particles):
            return None
        alone, second, longer = begun
        if second and i + 1 < len(items) and items[i + 1].low in second:
            following = tuple([t.low for t in items[i : i + longer[0][0]]])
            for length, terms in longer:
                label = terms.get(following[:length])
                # A place has its capital: `medan` is a field.
                if label is not None and (capital or label is not Label.PLACE):
                    return length, label
        return alone if capital or alone is None or alone[1] is not _PLACE else None

    def may_match(self, token: Token) -> bool:
        """Whether a term may begin with the word; far faster than `match`."""
        return token.low in self.terms

    def label(self, token: Token) -> Label:
        """The label of a word that is no term, the same wherever the article prints it."""
        label = self._labels.get(token.text)
        if label is None:
            label = self._labels[token.text] = self._label_anew(token)
        return label

    def _label_anew(self, token: Token) -> Label:
        text, low, kind = token.text, token.low, token.kind
        if kind != "word":
            return Label.NUMBER if kind == "number" else _LOWER
        evident = low in self.evidence
        label_of = self._words.label if len(text) <= _LONGEST_WORD else self._words.label_anew
        label = label_of(text, low, evident)
        if not evident and (label is _UNKNOWN or label is _PLACE) and low in self.lowered:
            return _WORD
        if label is _UNKNOWN and not evident and low in self._employers:
            return Label.ORG
        return label

    def single(self, table: str) -> frozenset[str]:
        """The words that are a whole entry of one of the lexicon's lists of terms."""
        return self._words.single[table]

    def is_institution(self, token: Token) -> bool:
        """Whether a capitalised word alone heads or betrays an institution."""
        return token.low in self.terms and self._label_alone(token) is Label.ORG

    def is_degree(self, token: Token) -> bool:
        """Whether a word is printed as a degree: `SH`, `M.Si`."""
        return self._words.is_degree(token.text, token.low)
