"""Whom a clause or a sentence has as its subject: the noun phrase that a reporting verb, or any other verb, goes with.

Grammar alone: which person a subject means is told by `discourse`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.descriptions import TITLES
from quotes.analysis.mentions.extents import VERB_LIKE
from quotes.analysis.mentions.labels import Label
from quotes.analysis.mentions.phrases import NounPhrase, Phrases
from quotes.analysis.mentions.printing import printed
from quotes.analysis.quotations.reporting import Clause
from quotes.lexicon.lists import ReportingVerb
from quotes.records import Mention, Span
from quotes.text.spelling import words_of

_VERBAL_PREFIXES = ("me", "ber", "ter", "di")
_LONGEST_INSERTION = 30  # tokens between a subject and its verb
_LONGEST_PRINTED = 12  # tokens of a subject that is read as nobody's name
_OPENING = 3  # tokens of a sentence in which it says where something is told
_INSIDE = frozenset(("dalam", "pada", "di", "berdasarkan", "dari", "lewat", "melalui"))
_PARTS = frozenset(("dari", "oleh", "dan"))  # inside a noun phrase: laporan dari media setempat
_LINKING = frozenset(("di", "dari", "pada", "dalam", "tentang", "untuk", "antara", "mengenai", "soal", "dan", "serta"))
_NOBODY = (["tidak", "ada"], ["tak", "ada"], ["belum", "ada"])  # tidak ada pihak yang mengaku
_OF_PEOPLE = frozenset(
    ("asks", "hopes", "promises", "admits", "prays", "complains", "questions", "thinks")
)  # nothing else
_ALONGSIDE = ("dengan", "seraya", "sambil", "sembari", "serta", "dan")
_THAT = ("agar", "supaya", "bahwa")
_PUBLISHED = ("dalam", "di", "pada")
_AND = ("dan", "serta")
_ENGLISH = ("of", "for", "on", "the", "and")  # inside an institution's English name
_PERCENT = ("persen", "%")
_PROPER = (Label.UNKNOWN, Label.GIVEN)
_SPEAKING = (Label.ORG, Label.HEAD, Label.RANK, Label.HONORIFIC)
_PERSON = re.compile(r"[a-z]{3,}(?:wan|wati|is)")  # ilmuwan, konservasionis
_LEAST_VERB = 6  # letters of a word with a verb's prefix: `menari`, not `meja`


class Subject(NamedTuple):
    """What a sentence is about."""

    phrase: NounPhrase | None
    verb: ReportingVerb | None = None  # by which the sentence says that they said something


class Subjects:
    """Finds subjects in one article."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._lexicon = phrases.lexicon
        self._namer = phrases.namer

    def of_clause(self, clause: Clause, items: Sequence[Token]) -> NounPhrase | None:
        """How a reporting clause names its speaker; None where it has nothing but a verb, or not even that."""
        if clause.position in ("bare", "alone", "question") or clause.voice in ("fused", "passive_fused"):
            return None
        if clause.subject >= 0:
            return self._phrases.at(items, clause.subject)
        if clause.position == "label":
            return self._phrases.at(items, clause.at)
        return self.of_cue(clause.voice, clause.at, items)

    def of_cue(self, voice: str | None, at: int, items: Sequence[Token]) -> NounPhrase | None:
        """How the clause of a reporting word at `at` names its speaker; None where it has an enclitic, or nothing."""
        if voice in ("fused", "passive_fused"):
            return None
        if voice in ("active", "intransitive"):
            phrase = self._antecedent(items, at) or self._of_main_clause(items, at) or self._left_of(items, at)
            verb = self._lexicon.verbs.get(items[at].low)
            opened = at > 0 and items[at - 1].low in self._lexicon.sentence_openers
            if phrase is not None or not opened or verb is None or verb.voice != "bare":
                return phrase
            voice = "bare"  # Padahal kata Ratna, …
        phrase = self._right_of(items, at, passive=voice == "passive")
        return self._named_behind(items, phrase) if phrase is not None and voice == "bare" else phrase

    def _of_main_clause(self, items: Sequence[Token], at: int) -> NounPhrase | None:
        """Who speaks by the clause that one is joined to: `…, kata Ratna seraya menambahkan bahwa …`."""
        if at < 1 or items[at - 1].low not in _ALONGSIDE:
            return None
        for j in range(at - 2, max(-1, at - _LONGEST_INSERTION), -1):
            verb = self._lexicon.verbs.get(items[j].low)
            if verb is not None and verb.voice == "bare" and not verb.weak:
                return self._right_of(items, j)
            if verb is not None and verb.voice == "fused":
                return NounPhrase(j, j + 1, enclitic(items[j]))
        return None

    def _named_behind(self, items: Sequence[Token], phrase: NounPhrase) -> NounPhrase:
        """The name behind a description that points: `kata penulis studi tersebut, Ratna Wulandari`."""
        end = phrase.end
        if items[end - 1].low not in self._lexicon.demonstratives or end + 1 >= len(items) or items[end].text != ",":
            return phrase
        name = self._phrases.at(items, end + 1) if items[end + 1].capital else None
        if name is None or name.mention.kind != "name" or len(words_of(name.mention.text)) == 1:
            return phrase
        return name

    def enclitic_of(self, clause: Clause, items: Sequence[Token]) -> Mention | None:
        """The `-nya` by which a clause without a subject names its speaker: `ujarnya`, `menurut pengakuannya`."""
        if clause.voice in ("fused", "passive_fused"):
            return enclitic(items[clause.at])
        if clause.voice != "preposition" or clause.at + 1 >= len(items):
            return None
        noun, suffix = items[clause.at + 1].low[:-3], items[clause.at + 1].low[-3:]
        told = noun in self._lexicon.speech_acts or (noun,) in self._lexicon.documents
        return enclitic(items[clause.at + 1]) if suffix == "nya" and told else None

    def names_source(self, clause: Clause, items: Sequence[Token]) -> bool:
        """Whether a clause tells who speaks, be it by a pronoun."""
        if self.enclitic_of(clause, items) is not None:
            return True
        phrase = self.of_clause(clause, items) or self.as_printed(clause, items)
        if phrase is not None and [token.low for token in items[max(0, phrase.start - 2) : phrase.start]] in _NOBODY:
            return False
        if phrase is not None and items[phrase.start].low.removesuffix("kah") in self._lexicon.question_words:
            return False  # Siapa yang mengatakan …?
        if phrase is None or phrase.mention.kind not in ("unnamed", "role"):
            return phrase is not None
        verb = self._lexicon.verbs.get(items[clause.at].low)
        human = verb is not None and (verb.verb_class in _OF_PEOPLE or verb.lemma == "kata")
        small = not any(token.capital for token in items)  # printed in small letters, names too
        return human or small or self.may_speak(items, phrase.start)

    def as_printed(self, clause: Clause, items: Sequence[Token]) -> NounPhrase | None:
        """The subject of a clause that `of_clause` reads none of, as it is printed, or else what it is told in.

        `Sebuah akun menulis`, `menurut laporan media setempat`, `Dalam surat itu disebutkan`.
        """
        if clause.at < 0 or clause.position in ("bare", "alone", "question", "label"):
            return None
        if clause.voice in ("active", "intransitive"):
            return self._printed_before(items, clause.at)
        if clause.voice == "passive":
            return self._told_in(items, clause.at)
        if clause.voice in ("bare", "preposition"):
            return self._printed_from(items, clause.at + 1, len(items))
        return None

    def _printed_before(self, items: Sequence[Token], at: int) -> NounPhrase | None:
        """The words before a verb at `at`, from where its clause begins."""
        end = self._before_adverbs(items, at)
        inserted = self._inserted(items, at)
        if inserted < len(items):
            end = inserted - 1
        start = end
        while start > 0 and (items[start - 1].kind in ("word", "number") or items[start - 1].text == "%"):
            if items[start - 1].low in self._lexicon.clause_breaks:
                break
            start -= 1
        openers, finite = self._lexicon.sentence_openers, self._lexicon.finite_words
        while start < end and (items[start].low in openers or finite.get(items[start].low) == "copulas"):
            if items[start].low in self._lexicon.prepositions:
                if not items[start + 1].low.endswith("nya"):
                    return None  # di Indonesia banyak penelitian
                start += 1  # pada akhirnya aturan
            start += 1
        return self._printed_from(items, start, end)

    def _printed_from(self, items: Sequence[Token], start: int, stop: int) -> NounPhrase | None:
        """The words from `start` on, at most to `stop`, that may be a noun phrase."""
        lexicon, end = self._lexicon, start
        counted = items[start : start + 1] and items[start].kind == "number" and start + 1 < stop
        while end < stop and end - start < _LONGEST_PRINTED:
            low = items[end].low
            if items[end].kind not in ("word", "number") and not (counted and low == "%"):
                break
            if end > start and low not in _PARTS and (low in lexicon.prepositions or low in lexicon.clause_stops):
                break
            if low == "yang":
                break
            if low in lexicon.verbs or low in lexicon.predicates or low in lexicon.subject_adverbs:
                return None
            if self.acts(items[end]):
                return None
            end += 1
        if start == end or items[end - 1].kind == "punct" or items[start].low in lexicon.prepositions:
            return None
        if items[start].kind != "word" and end == start + 1:
            return None
        if items[start].low in lexicon.pronouns or (end == start + 1 and items[start].low.endswith("nya")):
            return None  # menurut keterangannya: of whoever speaks
        return self._phrases.as_printed(items, start, end)

    def _told_in(self, items: Sequence[Token], at: int) -> NounPhrase | None:
        """The document or institution that a sentence says it is told by: `Dalam surat itu disebutkan`."""
        within = [at + 1, *range(min(at, _OPENING))]
        for j in within:
            if j + 1 >= len(items) or items[j].low not in _INSIDE:
                continue
            phrase = self._phrases.at(items, j + 1)
            if phrase is not None and phrase.mention.kind in ("document", "institution", "name"):
                return phrase
            if (items[j + 1].low in self._lexicon.speech_acts) or (items[j + 1].low,) in self._lexicon.documents:
                return self._printed_from(items, j + 1, len(items))
        return None

    def of_sentence(self, items: Sequence[Token]) -> Subject:
        """Whom a sentence without a quotation is about."""
        holder = self._holder(items)
        if holder is not None:
            return Subject(holder, self._lexicon.verbs.get("menurut"))
        pointing, verbs = self._phrases.opening_back(items), self._lexicon.verbs
        for j in [j for j, token in enumerate(items) if token.low in verbs]:
            verb = verbs[items[j].low]
            phrase = self._reported(items, j, verb) if items[j].kind == "word" else None
            if phrase is not None and pointing is not None and phrase.start < pointing.end <= j:
                return Subject(pointing, verb)
            if phrase is not None:
                return Subject(phrase, verb)
        if pointing is not None:
            return Subject(pointing)
        return Subject(self._left_of(items, self._predicate(items)) or self._opening(items))

    def _opening(self, items: Sequence[Token]) -> NounPhrase | None:
        """Who opens a sentence whose verb tells nothing: `Ratna (34), penjual pisang, selamat karena …`."""
        if True not in [token.capital for token in items]:
            return None  # a name has capitals
        phrase = self._phrases.at(items, 0)
        return phrase if phrase is not None and phrase.sure and phrase.mention.kind == "name" else None

    def _holder(self, items: Sequence[Token]) -> NounPhrase | None:
        """Who holds what the sentence says: `Bagi Ratna, …`."""
        phrase = self._phrases.at(items, 1) if items[0].low == "bagi" else None
        if phrase is None or phrase.mention.kind != "name" or phrase.end >= len(items):
            return None
        return phrase if items[phrase.end].text == "," else None

    def _reported(self, items: Sequence[Token], j: int, verb: ReportingVerb) -> NounPhrase | None:
        """The subject of a reporting verb at `j` in running text."""
        before = items[j - 1] if j else None
        follows_comma = before is not None and before.text == ","
        if verb.voice == "preposition" or (verb.voice == "bare" and before and (follows_comma or not verb.weak)):
            phrase = self._right_of(items, j)
            return phrase if phrase is not None and phrase.mention.kind != "document" else None
        if verb.voice in ("fused", "passive_fused"):
            return NounPhrase(j, j + 1, enclitic(items[j])) if before is None or follows_comma else None
        if verb.voice == "passive" and not verb.weak:
            phrase = self._right_of(items, j, passive=True)
            if phrase is None or phrase.mention.kind in ("name", "role"):
                return phrase
            by = items[phrase.start - 1].low == "oleh" and phrase.mention.kind == "unnamed"
            return phrase if by else None
        if verb.voice in ("active", "intransitive") and not verb.weak:
            if before is not None and before.low in self._lexicon.subordinators:
                return None
            return self._left_of(items, j)
        return None

    def _right_of(self, items: Sequence[Token], at: int, *, passive: bool = False) -> NounPhrase | None:
        """The subject behind the verb at `at`: `kata Budi`, `disampaikan oleh Budi`."""
        j = at + 1
        while j < len(items) and (marker := self._lexicon.subject_markers.get(items[j].low)):
            if marker == "passive" and not passive:
                break
            j += 1
        if j < len(items) and items[j].text == "," and not passive:
            j += 1  # kata, Budi
            if j < len(items) and not items[j].capital:
                return None
        if j < len(items) and not items[j].capital and self._is_bare(items[j]):
            return None  # kata kata kata …: each would be read on for a phrase
        phrase = self._phrases.at(items, j)
        phrase = None if phrase is None else self._pointing(items, phrase)
        if phrase is not None and phrase.mention.kind in ("role", "unnamed"):
            ended = items[phrase.end - 1].low in self._lexicon.demonstratives
            ended = ended and not any(token.low == "tahun" for token in items[j : phrase.end])  # remaja 16 tahun itu
            return phrase if ended else self._phrases.pointing_back(items, j) or phrase
        if phrase is None and not passive and j < len(items) and items[j].capital:
            return self._phrases.bare_name(items, j)
        return phrase

    def _is_bare(self, token: Token) -> bool:
        """Whether a word is a reporting verb that its subject follows, and no document: `kata`, not `rilis`."""
        verb = self._lexicon.verbs.get(token.low)
        return verb is not None and verb.voice == "bare" and (token.low,) not in self._lexicon.documents

    def _left_of(self, items: Sequence[Token], at: int) -> NounPhrase | None:
        """The subject of a verb at `at`: the clause's first noun phrase that hangs on no preposition."""
        start = self._clause_start(items, at)
        governing = self._governing(items, start, at)
        if governing >= 0:
            return self._left_of(items, governing)
        i = start
        while (i := self._phrases.next_beginning(items, i, at)) < at:
            phrase = self._up_to(items, i, at)
            if phrase is None or (phrase.mention.kind == "name" and not self._may_act(phrase)):
                i += 1
                continue
            if i == start or items[i - 1].low not in self._lexicon.prepositions:
                found = self._caused(items, phrase, at) or self._nearer(items, phrase, at)
                found = found or self._headed(items, phrase, start, at)
                if found is not None:
                    return found
            i = max(phrase.end, i + 1)
        if 0 < start < at and items[start - 1].kind == "quote":
            return self._up_to(items, start, at)  # "…," laporan itu memperingatkan
        return None

    def _governing(self, items: Sequence[Token], start: int, at: int) -> int:
        """The verb that one at `at` is joined to behind what was said: `menyerukan agar … dan mengusulkan`; or -1."""
        if not start or items[start - 1].low not in _THAT:
            return -1
        if items[self._before_adverbs(items, at) - 1].low not in _AND:
            return -1
        for j in range(start - 2, max(-1, start - _LONGEST_INSERTION), -1):
            verb = self._lexicon.verbs.get(items[j].low)
            if verb is not None and verb.voice in ("active", "intransitive") and not verb.weak:
                return j
        return -1

    def _caused(self, items: Sequence[Token], phrase: NounPhrase, at: int) -> NounPhrase | None:
        """Whom a subject makes or shows do what the verb at `at` tells: `Video itu memperlihatkan Ratna menyebut`."""
        end = self._before_adverbs(items, at)
        for j in range(max(phrase.end, end - _LONGEST_INSERTION), end - 1):
            if items[j].low in self._lexicon.causing and self._phrases.begins(items, j + 1):
                found = self._up_to(items, j + 1, end)
                return found if found is not None and found.end == end else None
        return None

    def _headed(self, items: Sequence[Token], phrase: NounPhrase, start: int, at: int) -> NounPhrase | None:
        """The phrase that one without a name is the end of: `otoritas Kuwait`, `siswa di ibu kota Pakistan`; or itself.

        None where it hangs on a preposition.
        """
        english = self._english(items, phrase)
        if english is not None:
            return english
        kind, first = phrase.mention.kind, items[phrase.start].low
        if kind in ("name", "pronoun") or first in self._lexicon.unnamed_openers:
            return phrase
        phrase = self._parted(items, phrase, at) or self._listed(items, phrase) or self._through(items, phrase, at)
        head = self._head(items, phrase.start, start)
        before = items[head - 1].low if head > start else ""
        if head == phrase.start or self.acts(items[head - 1]) or before in self._lexicon.verbs:
            return phrase
        if before in self._lexicon.prepositions:
            return None
        group = (items[head].low,) in self._lexicon.groups  # kelompok perompak
        if kind != "institution" and not group and not self._tells(items[head]):
            return phrase
        whole = self._up_to(items, head, at)
        if whole is not None and whole.end > head + 1 and (whole.mention.kind != "name" or whole.end >= phrase.end):
            return whole
        return self._printed(items, head, phrase.end)

    def _english(self, items: Sequence[Token], phrase: NounPhrase) -> NounPhrase | None:
        """An institution's English name with `of`, though a part reads as a person's: `Society of Coral Builders`."""
        named = (k for k in range(phrase.start, phrase.end) if items[k].start == phrase.mention.span.start)
        start, end = next(named, phrase.start), phrase.end
        before = start > 1 and items[start - 1].low == "of" and items[start - 2].capital
        behind = end + 1 < len(items) and items[end].low == "of" and items[end + 1].capital
        if not (before or behind):
            return None
        while start and (items[start - 1].capital or items[start - 1].low in _ENGLISH):
            start -= 1
        while end < len(items) and (items[end].capital or items[end].low in _ENGLISH):
            end += 1
        span = Span(items[start].start, items[end - 1].end)
        return NounPhrase(start, end, Mention(span, printed(items, start, end), "institution"))

    def _printed(self, items: Sequence[Token], start: int, end: int) -> NounPhrase:
        """The words of `[start, end)` as a subject; one whose first word does not speak is no institution."""
        found = self._phrases.as_printed(items, start, end)
        if found.mention.kind != "institution" or self.may_speak(items, start):
            return found
        return found._replace(mention=replace(found.mention, kind="unnamed"))

    def _parted(self, items: Sequence[Token], phrase: NounPhrase, at: int) -> NounPhrase | None:
        """What stands between a comma and the verb at `at`, where something else stands before the comma.

        `Mengutip dari media Samudra, kelompok itu meminta`, `Bagian dari program itu, Partai Nusa berharap`.
        """
        end = self._before_adverbs(items, at)
        least = max(phrase.end, end - _LONGEST_PRINTED)
        begin = next((j + 1 for j in range(end - 1, least - 1, -1) if items[j].text == ","), end)
        if begin >= end or not all(self._may_belong(items, k) for k in range(begin, end)):
            return None
        if items[begin].low in self._lexicon.demonstratives:
            return None  # warga asal Sleman, Yogyakarta, itu
        if all(label is Label.PLACE for label in self._namer.labels(items[begin:end])):
            return None  # Polres Sleman, Yogyakarta
        found = self._up_to(items, begin, end)
        found = found if found is not None and found.end == end else self._printed(items, begin, end)
        both = phrase.mention.kind == found.mention.kind == "institution" and phrase.end == begin - 1
        return None if both else found  # Badan Pengawas Pasar Samudra, Kementerian Perdagangan

    def _listed(self, items: Sequence[Token], phrase: NounPhrase) -> NounPhrase | None:
        """Several institutions in a row: `Amerika Serikat, India, dan Jepang`, `TNI dan Polri`."""
        end = phrase.end
        while phrase.mention.kind == "institution":
            j = end + (end < len(items) and items[end].text == ",")
            last = j < len(items) and items[j].low in _AND
            j += last
            if j == end or j >= len(items) or not items[j].capital:
                return None
            member = self._phrases.at(items, j)
            if member is None or member.mention.kind != "institution":
                return None
            end = member.end
            if last:
                span = Span(phrase.mention.span.start, items[end - 1].end)
                text = printed(items, phrase.start, end)
                return phrase._replace(end=end, mention=replace(phrase.mention, span=span, text=text))
        return None

    def _through(self, items: Sequence[Token], phrase: NounPhrase, at: int) -> NounPhrase:
        """A description with the nouns that go on to its verb: `tautan | pengumuman`, `sumber | dari kepolisian`."""
        end = self._before_adverbs(items, at)
        if phrase.mention.kind not in ("document", "unnamed") or phrase.end >= end:
            return phrase
        if items[phrase.end - 1].low in self._lexicon.demonstratives:
            return phrase
        last = end - 1
        for k in range(phrase.end, end):
            noun = items[k].kind == "number" or (
                items[k].kind == "word" and (items[k].capital or self._may_head(items, k))
            )
            if not noun and not (items[k].low == "dari" and k < last):
                return phrase
        span = Span(phrase.mention.span.start, items[last].end)
        return phrase._replace(
            end=end, mention=replace(phrase.mention, span=span, text=printed(items, phrase.start, end))
        )

    def _head(self, items: Sequence[Token], i: int, start: int) -> int:
        """Where the noun phrase begins that goes on at `i`, looked for down to `start`."""
        head = k = i
        start = max(start, i - _LONGEST_PRINTED)
        while k > start:
            k -= 1
            if items[k].low in _PERCENT and k > start and items[k - 1].kind == "number":
                return k - 1
            if self._may_head(items, k):
                head = k
            elif not (items[k].low in _LINKING and k > start and self._may_head(items, k - 1)):
                break
        return head

    def _tells(self, token: Token) -> bool:
        """Whether a noun is of something that tells: a study, a ruling; or counts those who do."""
        lexicon, low = self._lexicon, token.low.partition("-")[0]  # laporan-laporan
        told = (low,) in lexicon.documents or low in lexicon.speech_acts or low in lexicon.telling_things
        return told or low in lexicon.counting or token.kind == "number"

    def may_speak(self, items: Sequence[Token], i: int) -> bool:
        """Whether the noun at `i` is of somebody or something that may speak."""
        token, lexicon = items[i], self._lexicon
        if self._tells(token) or self._is_proper(items, i):
            return True
        singular = token.low.partition("-")[0]  # siswa-siswi
        people = (lexicon.generic_people, lexicon.relational_roles, lexicon.unnamed_openers)
        if any(low in words for low in (token.low, singular) for words in people) or (singular,) in lexicon.groups:
            return True
        if self._phrases.describes(items, i) or (token.low,) in lexicon.groups:
            return True
        term = self._namer.match(items, i)
        if term is not None and term[1] is Label.PLACE_HEAD:
            return i + 1 < len(items) and items[i + 1].capital  # Pelabuhan Samudra, but: menurut wilayah
        return (term is not None and term[1] in _SPEAKING) or _PERSON.fullmatch(token.low) is not None

    def _is_proper(self, items: Sequence[Token], i: int) -> bool:
        """Whether a word is a name's, which the capital of a sentence's first word alone does not show."""
        token = items[i]
        if i or token.text.isupper() or not token.capital:
            return token.capital
        return self._namer.label(token) in _PROPER and token.low not in self._namer.lowered and "-" not in token.text

    def _may_belong(self, items: Sequence[Token], k: int) -> bool:
        """Whether the word at `k` may be part of a noun phrase: a noun, a name, a number, the word that points."""
        token = items[k]
        if token.kind == "number" or token.low in self._lexicon.demonstratives:
            return True
        named = token.capital and token.kind == "word" and token.low not in self._lexicon.clause_stops
        return named or self._may_head(items, k)

    def _may_head(self, items: Sequence[Token], k: int) -> bool:
        """Whether the word at `k` may be a noun, by what it is not."""
        token, lexicon = items[k], self._lexicon
        low = token.low
        if token.kind != "word" or (token.capital and k > 0) or low.endswith("nya"):
            return False
        grammar = (lexicon.clause_stops, lexicon.clause_breaks, lexicon.prepositions, lexicon.subject_adverbs)
        if any(low in words for words in grammar) or low in lexicon.sentence_openers or low in lexicon.finite_words:
            return False
        if low in lexicon.verbs or low in lexicon.pronouns or low in lexicon.demonstratives or low in lexicon.links:
            return False
        if low in lexicon.question_words or low.endswith("kah"):
            return False
        return lexicon.plain_predicates.get(low) != "verbs" and not (
            VERB_LIKE.match(low) and low not in lexicon.no_verbs
        )

    def _nearer(self, items: Sequence[Token], phrase: NounPhrase, at: int) -> NounPhrase | None:
        """The name right before a verb at `at`, where a comma parts it from a phrase that names nobody.

        `Kepala Dusun Randusari, Sleman, Ratna Wulandari mengatakan`, `karena nilai rupiah turun, Ratna mengatakan`.
        """
        least_words = 1
        if phrase.mention.kind == "name" and phrase.head is not None and len(words_of(phrase.mention.text)) == 1:
            least_words = 2  # Kepala Dusun Randusari, Sleman: as yet he may be called so
        elif phrase.mention.kind in ("name", "pronoun"):
            return None
        end = self._before_adverbs(items, at)
        end -= items[end - 1].text == ","
        least = max(phrase.end, end - _LONGEST_INSERTION)
        comma = next((j for j in range(end - 1, least - 1, -1) if items[j].text == ","), -1)
        if comma < 0 or not self._phrases.begins(items, comma + 1):
            return None
        name = self._up_to(items, comma + 1, end)
        if name is None or name.mention.kind != "name" or name.end != end or not self._may_act(name):
            return None
        if len(words_of(name.mention.text)) < least_words:
            return None
        if name.mention.role or phrase.head is None or not self._describes_on(items, phrase.end, comma):
            return name
        return name._replace(mention=replace(name.mention, role=printed(items, phrase.start, comma)), sure=True)

    def _describes_on(self, items: Sequence[Token], start: int, comma: int) -> bool:
        """Whether an office goes on to a comma: `Direktur kantor Nusa lembaga bantuan Samudra, …`."""
        between = items[start:comma]
        return all(token.text == "," or (token.kind == "word" and not self.acts(token)) for token in between)

    def acts(self, token: Token) -> bool:
        """Whether a word in small letters looks like a verb."""
        return not token.capital and VERB_LIKE.match(token.low) is not None and token.low not in self._lexicon.no_verbs

    def _antecedent(self, items: Sequence[Token], at: int) -> NounPhrase | None:
        """Whom the relative clause of a verb at `at` is about: `pernyataan Ratna yang menyebut`."""
        end = self._before_adverbs(items, at) - 1
        if end < 1 or items[end].low != "yang":
            return None
        end -= items[end - 1].text == ","
        for i in range(max(0, end - _LONGEST_INSERTION), end):
            phrase = self._up_to(items, i, end) if self._phrases.begins(items, i) else None
            if phrase is not None and phrase.end == end:
                return self._publication(items, phrase) or self._headed(items, phrase, 0, at) or phrase
        return None

    def _publication(self, items: Sequence[Token], phrase: NounPhrase) -> NounPhrase | None:
        """What is told of where it was published: `studi yang terbit dalam jurnal Samudra, yang menyimpulkan`."""
        if phrase.mention.kind != "institution":
            return None
        lexicon, within = self._lexicon, False
        for k in range(phrase.start - 1, max(-1, phrase.start - _LONGEST_PRINTED), -1):
            within = within or items[k].low in _PUBLISHED
            if items[k].kind != "word" or items[k].low in lexicon.clause_breaks:
                break
            if within and (items[k].low in lexicon.speech_acts or items[k].low in lexicon.telling_things):
                return self._phrases.as_printed(items, k, k + 1)
        return None

    def _before_adverbs(self, items: Sequence[Token], at: int) -> int:
        """Where the adverbs before a verb at `at` begin: `pun kemudian mengatakan`."""
        while at > 1 and items[at - 1].low in self._lexicon.subject_adverbs:
            at -= 1
        return at

    def _up_to(self, items: Sequence[Token], i: int, at: int) -> NounPhrase | None:
        """The phrase that begins at `i`, which the verb at `at` ends."""
        phrase = self._phrases.at(items, i)  # as a rule it ends there of itself, and has been read before
        phrase = phrase if phrase is not None and phrase.end <= at else self._phrases.at(items[:at], i)
        return None if phrase is None else self._pointing(items, phrase)

    def _pointing(self, items: Sequence[Token], phrase: NounPhrase) -> NounPhrase:
        """What points back to somebody by somebody else's name, as a description: `mantan istri Ratna itu`."""
        mention, end = phrase.mention, phrase.end
        if mention.kind != "name" or mention.span.start == items[phrase.start].start:
            return phrase
        if self._namer.label(items[phrase.start]) in TITLES:
            return phrase  # Pak Bagas itu
        if items[end - 1].low not in self._lexicon.demonstratives:
            if end == len(items) or items[end].low not in self._lexicon.demonstratives:
                return phrase
            end += 1
        span = Span(items[phrase.start].start, items[end - 1].end)
        text = printed(items, phrase.start, end)
        return NounPhrase(phrase.start, end, Mention(span, text, "role"), phrase.head)

    def _clause_start(self, items: Sequence[Token], at: int) -> int:
        """Where the clause of the verb at `at` begins: behind a quotation, a conjunction or an adverbial."""
        breaks, inserted = self._lexicon.clause_breaks, self._inserted(items, at)
        for j in range(at - 1, -1, -1):
            token = items[j]
            if token.kind == "quote":
                return j + 1
            if j == 0 or token.low not in breaks:
                continue
            if j + 1 < len(items) and items[j + 1].low in self._lexicon.demonstratives:
                continue  # yang saat ini memimpin
            if not self._shares_subject(items, j) and (j < inserted or items[j - 1].text != ","):
                return j + 1
        return self._after_adverbial(items, at)

    def _shares_subject(self, items: Sequence[Token], j: int) -> bool:
        """Whether what `saat` opens has no subject of its own: `Ratna saat mendampingi Hendra mengatakan`."""
        after = items[j + 1] if j + 1 < len(items) else None
        verbal = after is not None and len(after.low) >= _LEAST_VERB and after.low.startswith(_VERBAL_PREFIXES)
        return verbal and after is not None and not after.capital and items[j].low in self._lexicon.clause_stops

    def _inserted(self, items: Sequence[Token], at: int) -> int:
        """Where what stands between two commas before a verb begins: `Ratna, saat ditemui, Senin, mengatakan`.

        The number of tokens where nothing does.
        """
        end = at - 1
        while end > 0 and items[end].low in self._lexicon.subject_adverbs:
            end -= 1
        if end < 1 or items[end].text != ",":
            return len(items)
        return next((j for j in range(max(1, end - _LONGEST_INSERTION), end) if items[j - 1].text == ","), len(items))

    def _after_adverbial(self, items: Sequence[Token], at: int) -> int:
        """Where a sentence goes on after an adverbial with a comma: `Menanggapi kritik Reni, Hendra menyatakan`."""
        first = items[0].low
        if first in self._lexicon.pronouns:
            return 0
        if first in self._lexicon.subject_particles and len(items) > 1 and items[1].capital:
            return 1
        opens = first in self._lexicon.sentence_openers or first in self._lexicon.clause_stops
        compared = len(items) > 1 and items[1].low == "dengan"  # Selaras dengan pendapat Ratna, Hendra mengatakan
        if not (opens or compared or first.startswith("men")):
            return 0
        comma = next((j for j in range(1, at) if items[j].text == ","), 0)
        return comma + 1 if comma and self._phrases.next_beginning(items, comma + 1, at) < at else 0

    def _may_act(self, phrase: NounPhrase) -> bool:
        """Whether a name may be a sentence's subject: one word alone must be known to be a name."""
        words = words_of(phrase.mention.text)
        if len(words) != 1 or phrase.sure:
            return True
        word = words[0]
        if word in self._namer.lowered:
            return False
        return word in self._namer.evidence or word in self._lexicon.given_names or word in self._lexicon.figures

    def _predicate(self, items: Sequence[Token]) -> int:
        """Where a sentence's first verb or copula stands, so that its subject is before it."""
        predicates = self._lexicon.predicates
        for j in range(1, len(items)):
            token = items[j]
            if token.kind != "word" or token.capital or items[j - 1].low == "yang":
                continue
            low = token.low
            if (len(low) >= _LEAST_VERB and low.startswith(_VERBAL_PREFIXES)) or low in predicates:
                return j
        return len(items)


def enclitic(word: Token) -> Mention:
    """The `-nya` at the end of a fused reporting verb, or of a noun, as a mention."""
    return Mention(Span(word.end - 3, word.end), "-nya", "enclitic")
