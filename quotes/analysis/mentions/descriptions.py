"""What a phrase's words describe: an office, an institution, a document, somebody unnamed, told by its head noun.

Apart from `phrases`, which asks it before and after it has looked for a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.labels import Label, is_abstract
from quotes.analysis.mentions.names import Namer
from quotes.lexicon.lists import Lexicon, Term

OFFICE = (Label.HEAD, Label.MODIFIER, Label.RANK)
TITLES = (Label.RANK, Label.HONORIFIC)
OF_ROLES = frozenset((*OFFICE, Label.ORG))
_OF_OFFICES = frozenset((*OFFICE, Label.HONORIFIC))
_HEADING = frozenset((Label.HEAD, Label.HONORIFIC, Label.RANK))
_OF_INSTITUTIONS = frozenset((Label.ORG, Label.ACRONYM, Label.PLACE))
_LONGEST_DEGREE = 3  # letters in capitals, as a degree's; an institution's acronym may have more
_KIN = 2  # words: `mantan suami`
_JOINING = ("selaku", "sebagai", "sekaligus", "merangkap")  # before an office, or between two
_COUNTING = ("sang", "satu", "pihak", "sebagai", "selaku")
_NEVER, _ALWAYS, _PERHAPS = range(3)  # whether a word opens a phrase: perhaps, by the words that follow it
_KNOWN_WORDS = 50_000  # of which that is remembered from article to article
_LONGEST_KNOWN = 40  # letters of one
_POINTING = 8  # words of a description that ends in `itu`


class Titled(NamedTuple):
    """A word before a name, and what it is."""

    token: Token
    label: Label


class Descriptions:
    """Tells what phrases of one article describe."""

    def __init__(self, namer: Namer) -> None:
        self._namer = namer
        self._lexicon = namer.lexicon
        self._of_documents, self._of_groups, self._of_institutions = _first_words(namer.lexicon)
        self._openers, self._openers_shown = _openers(namer.lexicon)

    def begins(self, items: Sequence[Token], i: int) -> bool:
        """Whether a phrase for somebody may begin at token `i`."""
        opens = self._opens(items[i])
        return opens == _ALWAYS or (opens == _PERHAPS and self._begins_description(items, i))

    def next_beginning(self, items: Sequence[Token], i: int, end: int) -> int:
        """The first token from `i` on at which a phrase for somebody may begin; `end`: none before that."""
        openers, shown = self._openers, self._namer.evidence
        for k in range(i, end):
            token = items[k]
            opens = None if token.low in shown else openers.get(token.text)
            if opens is None:
                opens = self._opens(token)
            if opens and (opens == _ALWAYS or self._begins_description(items, k)):
                return k
        return end

    def _begins_description(self, items: Sequence[Token], i: int) -> bool:
        """Whether a word that may open a phrase with those behind it does."""
        token = items[i]
        if token.low in self._lexicon.unnamed_openers and i + 1 < len(items) and self._of_several(token, items[i + 1]):
            return True  # Salah satu tetangganya
        opens = self._opens_alone(token)
        return self.describes(items, i) if opens is None else opens

    def _of_several(self, token: Token, following: Token) -> bool:
        """Whether two words open a description of one of several: `salah satu`, `salah seorang`."""
        openers = self._lexicon.unnamed_openers
        return openers[token.low] == "of_several" and (following.low == "satu" or openers.get(following.low) == "one")

    def _opens(self, token: Token) -> int:
        """Whether a token opens a phrase: `_NEVER`, `_ALWAYS` or `_PERHAPS`."""
        # Of what an article shows, nothing else bears on it.
        known = self._openers_shown if token.low in self._namer.evidence else self._openers
        opens = known.get(token.text)
        if opens is None:
            alone = None if token.low in self._lexicon.unnamed_openers else self._opens_alone(token)
            opens = _NEVER if token.kind != "word" else _PERHAPS if alone is None else _ALWAYS if alone else _NEVER
            if len(known) >= _KNOWN_WORDS:
                known.clear()
            if len(token.text) <= _LONGEST_KNOWN:
                known[token.text] = opens
        return opens

    def _opens_alone(self, token: Token) -> bool | None:
        """Whether a word may open a phrase, whatever it may do with another; None: it depends on those that follow."""
        low, lexicon = token.low, self._lexicon
        if low in lexicon.pronouns:
            return lexicon.pronouns[low] != "first"
        if low in lexicon.self_words:
            return True
        if low in lexicon.verbs or low in lexicon.sentence_openers:
            return False
        if token.capital:
            return low not in lexicon.weekdays and low not in lexicon.unit_words
        return None if self._namer.may_match(token) else self._is_agent(token)

    def describes(self, items: Sequence[Token], i: int) -> bool:
        """Whether a lower-case word begins a description of somebody: an office, a rank, an agent noun."""
        term = self._namer.match(items, i)
        return (term is not None and term[1] in OFFICE) or self._is_agent(items[i])

    def _is_agent(self, token: Token) -> bool:
        return token.low in ("pihak", "sang") or self._namer.label(token) is Label.HEAD

    def counts(self, token: Token) -> bool:
        """Whether a word begins what counts people or things, and no office."""
        return token.low in self._lexicon.counting or self._lexicon.unnamed_openers.get(token.low) == "several"

    def is_relational(self, role: Sequence[Token]) -> bool:
        """Whether a role names its holder by somebody else: `pengacara Ratna`."""
        if not role or role[0].low not in self._lexicon.relational_roles:
            return False
        return not role[0].capital or role[0].low in self._lexicon.lawyers

    def office_start(self, words: Sequence[Token], labels: Sequence[Label]) -> int:
        """Where the office begins among the words before a name: at `Menteri` of `Pernyataan Menteri Keuangan`.

        A head stands first in its phrase in Indonesian, last in English; `salah satu`, `seorang` are no part of it.
        """
        head = last = next((k for k, label in enumerate(labels) if label is Label.HEAD), 0)
        while last + 1 < len(labels) and labels[last + 1] is Label.HEAD:
            last += 1
        if head < last and words[head].low in self._lexicon.made_by and words[head + 1].capital > words[head].capital:
            head += 1  # pemerintahan pimpinan Presiden Bagas
        if not self._lexicon.final_heads.isdisjoint([token.low for token in words[head : last + 1]]):
            head = 0
        while head and labels[head - 1] is Label.MODIFIER:
            head -= 1
        if head and words[head].low in _JOINING:
            head = 0  # an office in no list, and a second one
        return head + self.opening(words[head:])

    def opening(self, words: Sequence[Token]) -> int:
        """How many words open a description of one of several: `salah satu`, `seorang`; not all of them."""
        count = 0
        while count + 1 < len(words) and (
            words[count].low in _JOINING
            or self._lexicon.unnamed_openers.get(words[count].low) in ("one", "of_several")
            or (count and words[count].low == "satu")
        ):
            count += 1
        return count

    def bare(self, role: str) -> str:
        """A role without what only counts or sets apart its holder: `sang gitaris`, `warga lainnya`."""
        words = role.split(" ")
        openers = self._lexicon.unnamed_openers
        while len(words) > 1 and (words[0].casefold() in _COUNTING or words[0].casefold() in openers):
            words = words[1:]
        while len(words) > 1 and words[-1].casefold() == "lainnya":
            words = words[:-1]
        return " ".join(words)

    def no_office(self, titles: Sequence[Titled]) -> bool:
        """Whether the words before a name are none of an office: `Ibu Ratna`, `Pembelinya Ratna`, `Bersama Ratna`."""
        if not titles:
            return True
        first = titles[0].token
        if titles[0].label is not Label.HEAD and is_abstract(first.low):
            # Kedatangan para pendemo, but: Kedatangan Wali Kota Wonosobo Bagas
            return not any(title.label is Label.HEAD and title.token.capital for title in titles)
        if len(titles) == 1 and first.low in self._lexicon.generic_people:
            return True  # Sosok Bagas
        if (
            titles[-1].token.low in self._lexicon.kin
            and len(titles) <= _KIN
            and titles[-1].label is not Label.HONORIFIC
        ):
            return True  # istri Ratna, mantan suami Ratna: somebody else
        if len(titles) == 1 and first.capital and first.low not in self._lexicon.clause_stops:
            return (
                ((first.low,) in self._lexicon.honorifics and first.low not in self._lexicon.trades)
                or (first.low.endswith("nya") and first.low not in self._lexicon.relational_roles)
                or titles[0].label not in OF_ROLES  # Kisruh Ratna
            )
        if titles[-1].token.low in self._lexicon.made_by and not titles[-1].token.capital:
            return True  # tim asuhan Bagas
        if self.counts(first):
            return True  # Kedua benda aneh
        return not any(title.label in OF_ROLES for title in titles)  # Jatuh bangun Bagas

    def is_of_institution(self, words: Sequence[Token], labels: Sequence[Label], start: int, end: int) -> bool:
        """Whether what looks like a name is the end of an institution's: `PT Samudra Kencana`, `Masjid Nurul Bahri`."""
        group = (words[0].low,) in self._lexicon.institution_speakers and Label.GIVEN not in labels  # tim Project Zero
        if not (group or labels[0] in (Label.ORG, Label.PLACE_HEAD)) or words[start].low in self._namer.evidence:
            return False
        if any(label in OFFICE or label is Label.HONORIFIC for label in labels[group:start]):
            return False
        acronym = words[0].text.isupper() or start > 1
        person = acronym and end - start > 1 and Label.GIVEN in labels[start:end]
        return not (person and words[0].low not in self._lexicon.name_takers)

    def kind(self, words: Sequence[Token], labels: Sequence[Label], i: int) -> str | None:
        """What a phrase without a name describes, as `Mention.kind`; None: nobody who could speak."""
        first, label, lexicon = words[0].low, labels[0], self._lexicon
        if self.is_document(words):
            return "document"
        if first in lexicon.unnamed_openers or self._opens_with(words, lexicon.groups, self._of_groups, 2):
            return "unnamed"
        if first == "sang" or (label in _OF_OFFICES and not _HEADING.isdisjoint(labels)):
            return "role"
        if label in _OF_INSTITUTIONS:
            return "institution"
        if label is Label.DEGREE and words[0].text.isupper() and len(words[0].text) > _LONGEST_DEGREE:
            return "institution"  # of letters that are a degree behind a name: MSI
        if self._opens_with(words, lexicon.institution_speakers, self._of_institutions, 2):
            return "institution"
        if words[-1].low in lexicon.demonstratives and len(words) <= _POINTING:
            return "role"
        if i > 0 and words[0].capital and label is Label.WORD:
            return "institution"
        return None

    def is_document(self, words: Sequence[Token]) -> bool:
        return self._opens_with(words, self._lexicon.documents, self._of_documents, 3)

    @staticmethod
    def _opens_with(words: Sequence[Token], terms: frozenset[Term], firsts: frozenset[str], most: int) -> bool:
        """Whether the words begin with one of the terms, which are `most` words long and begin with `firsts`."""
        if words[0].low not in firsts:
            return False
        first = tuple([t.low for t in words[:most]])
        return any(first[:n] in terms for n in range(1, len(first) + 1))


@lru_cache(maxsize=4)
def _openers(_lexicon: Lexicon) -> tuple[dict[str, int], dict[str, int]]:
    """Words -> whether they open a phrase, and the same of words that an article shows to be names; filled as met."""
    return {}, {}


@lru_cache(maxsize=4)
def _first_words(lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The first words of documents, groups and institutions that speak."""
    documents, groups, institutions = (
        frozenset(term[0] for term in terms)
        for terms in (lexicon.documents, lexicon.groups, lexicon.institution_speakers)
    )
    return documents, groups, institutions
