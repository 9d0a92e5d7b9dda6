"""Where a name begins and ends among the words of a phrase: `Direktur Reserse Polda Jateng [Bambang Prasetyo] SH`.

Owns the labels of words (rank, office, place, given name, degree, …) and the weighing of them; what a phrase as a whole
is, `phrases` tells. Works by rules over the word lists and over what the article itself shows: the words that it prints
where only a name can stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum, auto
from functools import lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.mentions.entities import NONE, PERSON, Entities
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


# How much a word speaks for being part of a name, or against it.
_WEIGHT: Mapping[Label, float] = {
    Label.GIVEN: 2.0,
    Label.UNKNOWN: 1.0,
    Label.INITIAL: 0.6,
    Label.PARTICLE: 0.0,
    Label.HONORIFIC: -1.5,
    Label.WORD: -2.0,
    Label.PLACE: -2.0,
    Label.ACRONYM: -3.0,
    Label.PLACE_HEAD: -3.0,
    Label.NUMBER: -3.0,
    Label.ORG: -4.0,
    Label.HEAD: -4.0,
    Label.MODIFIER: -4.0,
    Label.DEGREE: -4.0,
    Label.RANK: -5.0,
    Label.LOWER: -9.0,
}
_BARRIER = -4.0  # a name does not reach beyond a word of this weight
_EVIDENCE = 3.0  # added where a word that stands alone elsewhere in the article begins or ends the name
_HELD_PLACE = 1.5  # taken off an unknown word behind `Lurah`, `Camat`, `Kepala Desa`, where a name follows it
_NAMED_THING = 2.5  # taken off behind `Desa`, `Universitas`, `PT`: more likely the thing's name than a person's
_COMPANY_NAME = 1.2  # taken off for later words behind `PT`
_COMPANY_REACH = 3  # words behind `PT` that may be its name
_IN_CAPITALS = 1.0  # weight of a word in capitals where all words are
# What a model of names says of a word in no list.
_SEEN_PERSON = 1.5  # added to a word of a person's name
_SEEN_BEGINNING = 1.0  # added where such a name begins
_SEEN_OTHER = 2.5  # taken off a word of an institution's or place's name
_SEEN_OTHER_GIVEN = 1.5  # taken off one that is a known name of people as well
_SEEN_NONE = 0.5  # taken off a word of no name
_CERTAIN = 2.0  # weight of a name whose beginning is known from the print
LONGEST_NAME = 7  # words
_PLACE_LETTERS = 7  # shorter words are one slip from too many names
_INITIALS = 3  # letters; a place of so few is printed in capitals: OKI, not Oki
_LONG_ENCLITIC = 6  # letters; a longer word in -nya is a noun with its enclitic, a shorter one may be a name (`Vanya`)
_LONGEST_WORD = 40  # letters of a word worth remembering from article to article
_KNOWN_WORDS = 50_000  # of them that are remembered

_NAME_LIKE = (Label.GIVEN, Label.UNKNOWN)
_OF_NAMES = (Label.GIVEN, Label.UNKNOWN, Label.INITIAL, Label.PARTICLE)
_NEVER_NAMES = frozenset(
    (
        *(Label.HEAD, Label.MODIFIER, Label.ORG, Label.PLACE, Label.PLACE_HEAD),
        *(Label.NUMBER, Label.LOWER, Label.ACRONYM),
    )
)
SURE_OF = (Label.GIVEN, Label.INITIAL, Label.PARTICLE)
_TAKE_NAMES = frozenset((Label.HEAD, Label.ORG, Label.PLACE_HEAD, Label.WORD, Label.MODIFIER))
_ARTICLES = ("i", "ni")  # of Balinese names
# pe-: who does it (`penggiat`, `petinju`, `pembatik`); pe-…-an is the doing of it.
_AGENT = re.compile(r"pe(?:m[bpfvaeiou]|n[cdjtszaeiou]|ng[a-z]|ny|l|r|t|d|k|s|j|b)[a-z]{2,}+(?<!an)(?<!nya)")
_ABSTRACT = re.compile(r"(?:pe|ke)[a-z]{4,}an")  # perdamaian, kelautan: never a name
_SPECIALIST = re.compile(r"(?:Sp|M|S)\.?[A-Z]+[A-Za-z]{0,3}(?:-?[A-Z]{2,5})?")  # SpPD-KGEH, SpOG, MKes
_MINISTRY = re.compile(r"kemen[a-z]{3,}(?<!an)(?<!ang)")  # Kemendukbangga: ministries are new after each election
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"[A-Z]{2,}[A-Z][a-z]{2}|(?:[^\W\d_A-Z]{2}[A-Z].*){2}")  # CEOApriliaRacing: words run together

_Table = dict[str, list[tuple[int, dict[Term, Label]]]]


def is_abstract(low: str) -> bool:
    """Whether a word is a noun for what is done, or a quality: `kedatangan`, `pelayanan`."""
    return _ABSTRACT.fullmatch(low) is not None


class _Words:
    """The word lists, arranged for looking words up; the labels that hold in any article are remembered."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.terms = _table(lexicon)
        self.alone = {  # words that begin no longer term
            first: (1, lengths[0][1][(first,)]) for first, lengths in self.terms.items() if lengths[0][0] == 1
        }
        self.openings = {*_ARTICLES, *(pair[0] for pair in lexicon.name_openings)}
        self.companies = frozenset(w for w, kind in lexicon.name_takers.items() if kind == "companies")
        self.grammar = {*lexicon.sentence_openers, *lexicon.verbs, *lexicon.pronouns}
        self.single = {
            "role_heads": single_words(lexicon.role_heads),
            "org_heads": single_words(lexicon.org_heads),
            "honorifics": single_words(lexicon.honorifics),
        }
        self.misspelt_places = _misspelt(single_words(lexicon.places))
        self.label = lru_cache(maxsize=_KNOWN_WORDS)(self.label_anew)

    def label_anew(self, text: str, low: str, evident: bool) -> Label:
        """The label of a word in no list of terms; `evident`: the article shows that it is a name."""
        lexicon = self.lexicon
        if low in lexicon.unit_words or (not text.isalpha() and text[0] != "@" and _DIGIT.search(text)):
            return Label.NUMBER
        if not evident and _AGENT.fullmatch(low) and low not in lexicon.no_agents:
            if low not in lexicon.role_words and low not in lexicon.given_names:
                return Label.HEAD
        if not (text[0].isupper() or text[0] == "@"):
            joins = low in lexicon.name_particles or low in lexicon.clan_words
            return Label.PARTICLE if joins else Label.LOWER
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
        if _GLUED.search(text):
            return Label.WORD
        if low in lexicon.weekdays or low in lexicon.months or _ABSTRACT.fullmatch(low):
            return Label.WORD
        if low.endswith("nya") and len(low) > _LONG_ENCLITIC:
            return Label.WORD
        if low in self.grammar:
            return Label.LOWER
        return Label.PLACE if low in self.misspelt_places else Label.UNKNOWN

    def is_degree(self, text: str, low: str) -> bool:
        """Whether a word is printed as a degree: `SH`, `M.Si`, `SpOG`."""
        if _SPECIALIST.fullmatch(text):
            return True
        return low in self.lexicon.degrees and (text.isupper() or "." in text or len(low) == 2)


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    return _Words(lexicon)


def _table(lexicon: Lexicon) -> _Table:
    """Terms by first word, then by length, longest first; of a term in several lists the first label holds."""
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
    return {first: sorted(lengths.items(), reverse=True) for first, lengths in tables.items()}


def _misspelt(places: Iterable[str]) -> frozenset[str]:
    """Places with a letter left out, as they are misspelt: `Kazakstan`."""
    return frozenset(p[:i] + p[i + 1 :] for p in places if len(p) > _PLACE_LETTERS for i in range(1, len(p)))


def evidence(sentences: Iterable[Sentence], lexicon: Lexicon, lowered: Collection[str]) -> set[str]:
    """Casefolded first words of names that stand where only a name can: `kata Budi.`, `Pak Budi`, `Budi menjelaskan`.

    Args:
        sentences: of the article.
        lexicon: the word lists.
        lowered: words that the article also prints without a capital, which show nothing.
    """
    alone = _Alone(lexicon)
    shown = {
        token.low
        for sentence in sentences
        for j, token in enumerate(sentence.tokens)
        if token.capital and token.low not in lowered and alone.shows(sentence.tokens, j)
    }
    return shown | _namesakes(sentences, alone)


def _namesakes(sentences: Iterable[Sentence], alone: _Alone) -> set[str]:
    """Places and institutions that are people's names here: `kata Harvard`, and `Harvard Kurniawan` elsewhere."""
    spoke = {
        token.low
        for sentence in sentences
        for j, token in enumerate(sentence.tokens)
        if token.capital and token.low in alone.things and alone.may_speak(sentence.tokens, j)
    }
    if not spoke:
        return spoke
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
        token = items[j]
        if token.kind != "word" or token.low in self._never or (token.text.isupper() and len(token.text) > 1):
            return False
        before = items[j - 1] if j else None
        after = items[j + 1] if j + 1 < len(items) else None
        alone = after is None or not after.capital
        cue = self._lexicon.verbs.get(before.low) if before is not None else None
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
    offices = single_words(lexicon.org_heads, lexicon.role_heads, lexicon.places, lexicon.ranks)
    never = offices.union(lexicon.pronouns, lexicon.verbs, lexicon.sentence_openers)
    return offices | honorifics, never, honorifics


class Name(NamedTuple):
    """Where the name stands at the end of a phrase's words: `words[start:end]`, empty where there is none."""

    start: int
    end: int
    weight: float  # how much speaks for it


class Namer:
    """Labels words and finds names in one article.

    Args:
        lexicon: the word lists.
        evident: what `evidence` returns.
        lowered: words that the article also prints without a capital.
        last: words that end a run of capitalised ones somewhere in the article and are no evidence.
        entities: what a model of names says of the article's words.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        evident: Iterable[str] = (),
        lowered: Iterable[str] = (),
        last: Iterable[str] = (),
        entities: Entities = NONE,
    ) -> None:
        self.lexicon = lexicon
        self.entities = entities
        self._last = frozenset(last)
        self.evidence = frozenset(evident)
        self.lowered = frozenset(lowered)
        self._words = _words(lexicon)
        self._terms = self._words.terms
        self._noble, self._particles = lexicon.noble_titles, lexicon.name_particles
        self._labels: dict[str, Label] = {}  # of the article's words, as printed

    def labels(self, items: Sequence[Token]) -> list[Label]:
        """One label a token, the longest term first."""
        found: list[Label] = []
        i = 0
        while i < len(items):
            token = items[i]
            if token.capital and token.low in self._words.openings and self._opens_name(items, i):
                found += (Label.GIVEN, Label.GIVEN)
                i += 2
                continue
            term = self.match(items, i) if token.low in self._terms else None
            if term is None:
                label = self.label(token)
                if label is Label.HEAD and token.capital and self._inside_name(found):
                    label = Label.UNKNOWN
                elif label is Label.WORD and found[-1:] == [Label.HONORIFIC] and items[i - 1].text.endswith("."):
                    label = Label.UNKNOWN  # Dr. apt. Hari Purnomo
                found.append(label)
                i += 1
                continue
            length, label = term
            if length == 1 and label in (Label.PLACE, Label.ORG) and self._personal(items, i, found):
                label = Label.GIVEN
            elif length == 1 and label in (Label.PLACE, Label.ORG) and token.capital and token.low in self.evidence:
                label = Label.GIVEN
            elif token.capital and token.low in self.lexicon.late_names and found and found[-1] in _NAME_LIKE:
                label = Label.GIVEN
            found += [label] * length
            i += length
        return found

    @staticmethod
    def _inside_name(before: Sequence[Label]) -> bool:
        return bool(before) and before[-1] in (Label.GIVEN, Label.UNKNOWN, Label.INITIAL)

    def _opens_name(self, items: Sequence[Token], i: int) -> bool:
        """`I Made`, `Ni Luh`, `Anak Agung`, `La Ode`: first words of a name that are other words alone."""
        if i + 1 == len(items):
            return False
        first, second = items[i].low, items[i + 1].low
        return (
            second in self.lexicon.birth_names if first in _ARTICLES else (first, second) in self.lexicon.name_openings
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
        lengths = self._terms.get(token.low)
        if lengths is None or token.low in (self._noble if token.capital else self._particles):
            return None
        alone = self._words.alone.get(token.low)
        if alone is not None:
            return alone if token.capital or alone[1] is not Label.PLACE else None
        following = tuple([t.low for t in items[i : i + lengths[0][0]]])
        for length, terms in lengths:
            label = terms.get(following[:length])
            # A place has its capital: `medan` is a field.
            if label is not None and (label is not Label.PLACE or token.capital):
                return length, label
        return None

    def may_match(self, token: Token) -> bool:
        """Whether a term may begin with the word; far faster than `match`."""
        return token.low in self._terms

    def label(self, token: Token) -> Label:
        """The label of a word that is no term, the same wherever the article prints it."""
        label = self._labels.get(token.text)
        if label is None:
            label = self._labels[token.text] = self._label_anew(token)
        return label

    def _label_anew(self, token: Token) -> Label:
        if token.kind == "number":
            return Label.NUMBER
        if token.kind != "word":
            return Label.LOWER
        evident = token.low in self.evidence
        label_of = self._words.label if len(token.text) <= _LONGEST_WORD else self._words.label_anew
        label = label_of(token.text, token.low, evident)
        if label in (Label.UNKNOWN, Label.PLACE) and token.low in self.lowered and not evident:
            return Label.WORD
        return label

    def single(self, table: str) -> frozenset[str]:
        """The words that are a whole entry of one of the lexicon's lists of terms."""
        return self._words.single[table]

    def is_institution(self, token: Token) -> bool:
        """Whether a capitalised word alone heads or betrays an institution."""
        return token.low in self._terms and self.labels((token,))[0] is Label.ORG

    def find(self, items: Sequence[Token], labels: Sequence[Label], known: int = 0) -> Name:
        """The name at the end of a phrase.

        Args:
            items: the phrase's words.
            labels: theirs.
            known: so many of the first words are known to be none of it.
        """
        end = self._before_degrees(items, labels)
        if known and not any(label in _NEVER_NAMES for label in labels[known:end]):
            start = known
            while start < end and labels[start] in (Label.RANK, Label.HONORIFIC):
                start += 1
            if start < end <= start + LONGEST_NAME and all(t.capital for t in items[start:end]):
                return Name(start, end, _CERTAIN)
        return self._heaviest(items, labels, known, end)

    def is_all_name(self, items: Sequence[Token], labels: Sequence[Label]) -> bool:
        """Whether words that the article shows to be a name are nothing but it: `Wilber Quispe Mamani`."""
        if not 1 < len(items) <= LONGEST_NAME or any(label not in _OF_NAMES for label in labels):
            return False
        return items[0].capital and any(token.low in self.evidence for token in items)

    @staticmethod
    def leading_name(items: Sequence[Token], labels: Sequence[Label]) -> int:
        """How many words before an office are a name, at least two; 0: none."""
        count = 0
        while count < len(labels) and labels[count] in _OF_NAMES:
            count += 1
        named = 1 < count < len(labels) and Label.GIVEN in labels[:count] and items[0].capital
        return count if named and labels[count] is Label.HEAD and items[count].capital else 0

    def _before_degrees(self, items: Sequence[Token], labels: Sequence[Label]) -> int:
        """Where degrees, numbers and acronyms at a phrase's end begin; the first word stays."""
        end = len(items)
        while end > 1 and items[end - 1].low not in self.evidence:
            odd = labels[end - 1] in (Label.DEGREE, Label.NUMBER, Label.ACRONYM)
            if not (odd or self._is_degree(items[end - 1])):
                break
            end -= 1
        return end

    def _heaviest(self, items: Sequence[Token], labels: Sequence[Label], known: int, end: int) -> Name:
        """The run of words up to `end` that weighs most as a name."""
        best, best_at, total = 0.0, end, 0.0
        # The last word stands alone elsewhere (`Price` in `Ned Price`), or a degree follows it.
        last_shown = end < len(items) and self._is_degree(items[end])
        led = False  # from here on to the right it begins with such a word
        for i in range(end - 1, max(known - 1, end - 1 - LONGEST_NAME), -1):
            token, label = items[i], labels[i]
            weight = self._weight(items, labels, i, i == end - 1)
            if weight <= _BARRIER:
                break
            if label is Label.HONORIFIC and best > 0 and not any(t.low in self.evidence for t in items[:i]):
                break  # Dayah Raudhatul Hikmah Tgk Bustami
            shown = token.capital and token.low in self.evidence
            total += max(weight, 0.0) if shown else weight
            # Muhammad, Siti, I Made: many are called by a later word of their name.
            last_shown = last_shown or (shown and i == end - 1)
            led = shown or (led and label in (Label.GIVEN, Label.INITIAL) and token.low not in self._last)
            value = total + (_EVIDENCE if led or last_shown else 0.0) + self._beginning(items, labels, i)
            if value > best and token.capital and label not in (Label.PARTICLE, Label.HONORIFIC):
                best, best_at = value, i
            if token.low in _ARTICLES and label is Label.GIVEN:
                break  # nothing stands before `I Made` in a name
        return Name(best_at, end, best)

    def _weight(self, items: Sequence[Token], labels: Sequence[Label], i: int, last: bool) -> float:
        """How much the word at `i`, `last` or not, speaks for being part of a name."""
        weight = self._known_weight(items, labels, i, last)
        return weight + self._seen(items, labels, i) if self.entities else weight

    def _known_weight(self, items: Sequence[Token], labels: Sequence[Label], i: int, last: bool) -> float:
        """The same by the word lists and the words before it."""
        weight = _WEIGHT[labels[i]]
        if weight > 0 and i > 0:
            before = items[i - 1].low
            if before in self.lexicon.name_takers and labels[i - 1] is not Label.HEAD:
                return weight - _NAMED_THING
            # Alone behind `Lurah` it may be the lurah; behind `Kepala Dusun` it is the dusun.
            alone = last and before not in self.lexicon.name_takers
            if before in self.lexicon.place_takers and labels[i] is Label.UNKNOWN and not alone:
                return weight - _HELD_PLACE
            if not self._words.companies.isdisjoint([t.low for t in items[max(0, i - _COMPANY_REACH) : i - 1]]):
                return weight - _COMPANY_NAME
        if labels[i] is Label.ACRONYM and len(items) > 1 and all(t.text.isupper() for t in items):
            return _IN_CAPITALS
        return weight

    def _seen(self, items: Sequence[Token], labels: Sequence[Label], i: int) -> float:
        """What the model adds to a word's weight."""
        label, seen = labels[i], self.entities.get(items[i].start)
        if seen is None or label not in _NAME_LIKE:
            return 0.0
        if label is Label.GIVEN:
            return -_SEEN_OTHER_GIVEN if seen.type not in (None, PERSON) else 0.0
        if seen.type is None:
            return -_SEEN_NONE
        if seen.type == PERSON and self._ends_institution(items, labels, i):
            return 0.0
        return _SEEN_PERSON if seen.type == PERSON else -_SEEN_OTHER

    def _ends_institution(self, items: Sequence[Token], labels: Sequence[Label], i: int) -> bool:
        """Whether a word is more likely an institution's last: `Komunitas Harmoni Wahyu`, called Wahyu elsewhere."""
        if i == 0 or i + 1 >= len(items) or items[i + 1].low not in self.evidence:
            return False
        return labels[i - 1] in (Label.ORG, Label.WORD, Label.UNKNOWN)

    def _beginning(self, items: Sequence[Token], labels: Sequence[Label], i: int) -> float:
        """What the model adds to a name that begins where it says so, unless a known name stands before it."""
        seen = self.entities.get(items[i].start)
        begins = seen is not None and seen.begins and seen.type == PERSON
        if begins and self._ends_institution(items, labels, i):
            return 0.0
        return _SEEN_BEGINNING if begins and (i == 0 or labels[i - 1] not in SURE_OF) else 0.0

    def _is_degree(self, token: Token) -> bool:
        return self._words.is_degree(token.text, token.low)

    def ends_in_name(self, items: Sequence[Token], j: int, least: float) -> bool:
        """Whether the capitalised words right before `j` are a name of some weight, or a name as a whole."""
        k = j
        while k > 0 and items[k - 1].kind == "word" and items[k - 1].capital:
            k -= 1
        if k == j:
            return False
        run = items[k:j]
        name = self.find(run, self.labels(run))
        return name.start < name.end == len(run) and name.weight > 0 and (name.weight >= least or name.start == 0)
