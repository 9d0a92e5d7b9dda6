"""Reporting clauses made up for the entity model: `kata Kepala Dinas X Kota Y Budi Santoso, Selasa (11/1/2022)`.

The entity sets have few of the clauses that the analyser asks about: a long office, then a name. These are put
together from the word lists and from the names and sentence ends of the sets, with idner's labels: a person is the name
alone, without rank, office and degree; the institution or place of an office is one of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from quotes.lexicon.calendar import calendar
from quotes.lexicon.lists import Lexicon, Term, load
from quotes.training.corpora import Tagged

_NAME_LENGTHS = (1, 1, 2, 2, 2, 2, 3, 3, 4)  # words
_MADE_UP = 0.35  # share of words of names that are made of two halves, so that unheard-of names are learnt, too
_OF_SETS = 0.25  # share of names taken from the sets
_LONGEST_CLAUSE = 40  # tokens of a sentence's rest from its reporting verb on
_LONGEST_END = 12  # tokens of a sentence's end
_VILLAGES = ("Suka", "Karang", "Tanjung", "Muara", "Sido", "Kali", "Wono", "Rejo", "Sumber", "Batu", "Kampung", "Ban")
_FIRMS = ("PT", "CV", "PD", "Koperasi", "Yayasan", "RSUD", "RS", "Universitas", "SMA", "Bank", "Perumda", "Komunitas")
_BRACKETED = ("Persero", "Perseroda", "SDM", "PKB", "BEM", "PUPR", "Tbk")
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = calendar().names["id"]
_SETTINGS = (
    "saat dihubungi", "saat ditemui di lokasi", "kepada wartawan", "dalam keterangan tertulis", "di kantornya",
    "dalam keterangannya", "usai rapat", "melalui pesan singkat", "saat dikonfirmasi", "ketika ditemui detikcom",
    "dalam jumpa pers", "di sela-sela acara", "seperti dikutip dari Antara", "dalam konferensi pers virtual",
)  # fmt: skip
_UNNAMED = ("seorang warga", "salah satu pedagang", "warga setempat", "seorang saksi mata", "sumber itu", "dia", "ia")


class Clauses:
    """Makes up reporting clauses.

    Args:
        sentences: of the sets, for names and sentence ends.
        rng: what chance is drawn from.
        words: the word lists; None for those that ship.
    """

    def __init__(self, sentences: Iterable[Tagged], rng: random.Random, words: Lexicon | None = None) -> None:
        lexicon = words or load()
        self._rng = rng
        self._given = sorted(word for word in lexicon.given_names if len(word) > 2 and word.isalpha())
        self._particles = ("bin", "van", "de", "al", "binti", "boru")
        self._ranks = _cased(lexicon.ranks)
        self._heads = _cased(lexicon.role_heads)
        self._modifiers = ("Wakil", "Mantan", "Plt", "Pj", "Wakil", "Eks", "Ketua", "Kepala")
        self._orgs = _cased(lexicon.org_heads)
        self._words = [word.title() for word in sorted(lexicon.role_words) if word.isalpha() and len(word) > 3]
        self._places = _cased(lexicon.places)
        self._honorifics = _cased(lexicon.honorifics)
        self._degrees = ("SH", "MH", "M.Si", "S.Sos", "SE", "MM", "S.Pd", "Ph.D", "S.IK", "M.Kes")
        forms: dict[str, list[str]] = {}
        for form, verb in sorted(lexicon.verbs.items()):
            forms.setdefault(verb.voice, []).append(form)
        self._bare = [*forms["bare"], *("kata", "ujar", "tutur", "ucap", "jelas", "ungkap") * 12]
        self._active = [*forms["active"], *("mengatakan", "menjelaskan", "menyebut", "menuturkan") * 8]
        self._known: dict[str, list[list[str]]] = {"PER": [], "ORG": [], "LOC": []}
        self._ends: list[Tagged] = []
        self._reports = frozenset(forms["bare"])
        self._printed_ones: list[Tagged] = []
        for sentence in sentences:
            self._learn(sentence)

    def _learn(self, sentence: Tagged) -> None:
        name: list[str] = []
        kind = ""
        for token, tag in [*sentence, ("", "O")]:
            if name and not tag.startswith("I-"):
                if all(part[0].isalnum() for part in name):
                    self._known[kind].append(name)
                name = []
            if tag[:2] == "B-" and tag[2:] in self._known:
                kind, name = tag[2:], [token]
            elif name:
                name.append(token)
        for place, (token, _) in enumerate(sentence):
            if token in self._reports and 3 < len(sentence) - place < _LONGEST_CLAUSE:
                self._printed_ones.append(sentence[place:])
                break
        if len(sentence) > _LONGEST_END:
            end = sentence[-self._rng.randint(3, _LONGEST_END) :]
            if not end[0][1].startswith("I-"):
                self._ends.append(end)

    def some(self, count: int) -> list[Tagged]:
        """So many clauses, none like the other but by chance."""
        ways: Sequence[tuple[int, Callable[[], Tagged]]] = (
            (8, self._said_by_office),
            (3, self._said_by_name),
            (5, self._office_says),
            (2, self._apposition),
            (3, self._of_sets),
            (1, self._nobody),
            (1, self._institution_says),
        )
        chosen = self._rng.choices([way for _, way in ways], [weight for weight, _ in ways], k=count)
        return [self._printed(way()) for way in chosen]

    # --- clauses --------------------------------------------------------------------------------------------------

    def _of_sets(self) -> Tagged:
        return list(self._rng.choice(self._printed_ones)) if self._printed_ones else self._said_by_name()

    def _said_by_office(self) -> Tagged:
        return [(self._verb(), "O"), *self._office(), *self._titled_name(), *self._tail()]

    def _said_by_name(self) -> Tagged:
        return [(self._verb(), "O"), *self._titled_name(0.2), *self._tail()]

    def _office_says(self) -> Tagged:
        subject = [*self._office(), *self._titled_name()] if self._rng.random() < 0.8 else self._titled_name()
        return [*subject, *self._adverb(), (self._rng.choice(self._active), "O"), *self._end()]

    def _apposition(self) -> Tagged:
        office = self._office()
        named = [*self._titled_name(), (",", "O"), *office]
        if self._rng.random() < 0.5:
            named = [*office, (",", "O"), *self._titled_name()]
        return [(self._verb(), "O"), *named, *self._tail()]

    def _nobody(self) -> Tagged:
        if self._rng.random() < 0.4:
            return [(self._verb(), "O"), *self._office(), *self._tail()]
        return [(self._verb(), "O"), *_outside(self._rng.choice(_UNNAMED).split()), *self._tail()]

    def _institution_says(self) -> Tagged:
        return [*self._institution(), *self._adverb(), (self._rng.choice(self._active), "O"), *self._end()]

    # --- their parts ----------------------------------------------------------------------------------------------

    def _verb(self) -> str:
        return self._rng.choice(self._bare)

    def _adverb(self) -> Tagged:
        return [(self._rng.choice(("juga", "pun", "kemudian", "sendiri")), "O")] if self._rng.random() < 0.25 else []

    def _office(self) -> Tagged:
        """An office, with the institution or place it is of."""
        rng = self._rng
        office: Tagged = []
        if rng.random() < 0.2:
            office += _outside([rng.choice(self._modifiers)])
        office += _outside(rng.choice(self._heads))
        chance = rng.random()
        if chance < 0.45:
            office += self._institution()
        elif chance < 0.6:
            office += _outside(rng.choice(self._words) for _ in range(rng.randint(1, 3)))
            office += self._institution() if rng.random() < 0.5 else []
        elif chance < 0.85:
            office += self._place()
        if rng.random() < 0.08:
            office += [("(", "O"), (rng.choice(_BRACKETED), "O"), (")", "O")]
        return self._lowered(office) if rng.random() < 0.3 else office

    def _institution(self) -> Tagged:
        rng = self._rng
        chance = rng.random()
        if chance < 0.3 and self._known["ORG"]:
            name = list(rng.choice(self._known["ORG"]))
        elif chance < 0.45:
            name = [rng.choice(_FIRMS), *(self.made_up() for _ in range(rng.randint(1, 3)))]
        else:
            name = list(rng.choice(self._orgs))
            name += [rng.choice(self._words) for _ in range(rng.randint(0, 2))]
            if rng.random() < 0.4:
                name += [token for token, _ in self._place()]
        return _entity(name, "ORG")

    def _place(self) -> Tagged:
        chance = self._rng.random()
        if chance < 0.6:
            return _entity(self._rng.choice(self._places), "LOC")
        if chance < 0.75 and self._known["LOC"]:
            return _entity(self._rng.choice(self._known["LOC"]), "LOC")
        village = self._rng.choice(_VILLAGES) + self._rng.choice(self._given)[-4:]
        return _entity([village], "LOC")

    def _titled_name(self, titled: float = 0.35) -> Tagged:
        rng = self._rng
        title: Tagged = []
        if rng.random() < titled:
            title = _outside(rng.choice(self._ranks if rng.random() < 0.7 else self._honorifics))
        degrees: Tagged = []
        if rng.random() < 0.08:
            for degree in rng.sample(self._degrees, rng.randint(1, 2)):
                degrees += [(",", "O"), (degree, "O")] if rng.random() < 0.5 else [(degree, "O")]
        return [*title, *_entity(self.name(), "PER"), *degrees]

    def name(self) -> list[str]:
        """A person's name, of the sets or made up."""
        rng = self._rng
        if rng.random() < _OF_SETS and self._known["PER"]:
            return [part if any(c.isupper() for c in part) else part.title() for part in rng.choice(self._known["PER"])]
        words = [self._word() for _ in range(rng.choice(_NAME_LENGTHS))]
        if len(words) > 1 and rng.random() < 0.08:
            words[rng.randrange(len(words))] = rng.choice("ABDEHIJKLMNPRSTW") + rng.choice(("", "."))
        if len(words) > 1 and rng.random() < 0.05:
            words.insert(1, rng.choice(self._particles))
        return words

    def _word(self) -> str:
        return self.made_up() if self._rng.random() < _MADE_UP else self._rng.choice(self._given).title()

    def made_up(self) -> str:
        """A word that may be a name."""
        first, second = self._rng.choice(self._given), self._rng.choice(self._given)
        return (first[: max(2, len(first) // 2)] + second[len(second) // 2 :]).title()

    def _tail(self) -> Tagged:
        rng = self._rng
        tail: Tagged = []
        if rng.random() < 0.4:
            tail += _outside(rng.choice(_SETTINGS).split())
        if rng.random() < 0.25:
            tail += [("di", "O"), *self._place()]
        if rng.random() < 0.5:
            tail += [(",", "O"), (rng.choice(_DAYS), "O")]
            if rng.random() < 0.8:
                day, month = rng.randint(1, 28), rng.randint(1, 12)
                date = [f"{day}/{month}/{rng.randint(2012, 2026)}"]
                if rng.random() < 0.3:
                    date = [str(day), _MONTHS[month - 1]]
                tail += _outside(["(", *date, ")"])
        return [*tail, (".", "O")] if rng.random() < 0.9 else tail

    def _end(self) -> Tagged:
        return list(self._rng.choice(self._ends)) if self._ends else [(".", "O")]

    def _lowered(self, office: Tagged) -> Tagged:
        return [(token.lower() if tag == "O" else token, tag) for token, tag in office]

    def _printed(self, clause: Tagged) -> Tagged:
        """Now and then behind the end of a quotation."""
        chance = self._rng.random()
        if clause[0][0].islower() and chance < 0.35:
            return [(",", "O"), (self._rng.choice('"”'), "O"), *clause]
        if clause[0][0].islower() and chance < 0.5:
            return [('"', "O"), *_outside(token for token, _ in self._end()[:-1]), (",", "O"), ('"', "O"), *clause]
        return clause


def _cased(terms: Iterable[Term]) -> list[list[str]]:
    """Terms as offices print them: short words without vowels are acronyms."""
    return [[_case(word) for word in term] for term in sorted(terms)]


def _case(word: str) -> str:
    acronym = len(word) <= 5 and not any(vowel in word for vowel in "aeiou")
    return word.upper() if acronym else word.title()


def _outside(tokens: Iterable[str]) -> Tagged:
    return [(token, "O") for token in tokens]


def _entity(tokens: Sequence[str], kind: str) -> Tagged:
    return [(token, ("I-" if place else "B-") + kind) for place, token in enumerate(tokens)]
