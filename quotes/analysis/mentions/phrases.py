"""Noun phrases that name or describe somebody: `Kapolres Rawalaut AKBP Bagas Wicaksono SH (45)`, `seorang warga`.

Owns what of a phrase is role, title, name and nickname, and what kind of speaker it describes. How far it reaches is
the business of `extents`, where the name begins among its words that of `names`, and whom it names that of `people`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.extents import VERB_LIKE, Extent, Extents
from quotes.analysis.mentions.names import LONGEST_NAME, Label, Name, Namer, is_abstract
from quotes.lexicon.lists import Term
from quotes.records import Mention, Span

_FULL_NAME = 2  # words
_LONGEST_ALIAS = 3  # words after `alias`
_LONGEST_ROLE = 25  # tokens of an apposition
_LONGEST_ADDRESS = (
    4  # commas between an office and its holder: `Kepala Dusun Randusari, Kelurahan …, Kecamatan …, Joko`
)
_BARE_ROLE = 2  # tokens
_RELATIVE = 12  # tokens of a relative clause between an office and its holder
_COPULA_REACH = 4  # words between `yang` and the role it leads to: `yang juga menjabat sebagai Ketua RT`
_LONGEST_POINTING = 20  # tokens of an office at a sentence's beginning, its address included
_LONGEST_ADVERBIAL = 6  # tokens
_POINTING = 8  # words of a description that ends in `itu`
# Of an address between an office and its holder.
_ADDRESS = (
    *(Label.PLACE, Label.PLACE_HEAD, Label.ORG, Label.WORD),
    *(Label.HEAD, Label.MODIFIER, Label.ACRONYM),
)
_EQUALS = ("adalah", "merupakan", "ialah")
_FROM = ("dari", "asal", "di", "ke", "pada")  # behind them stands a place
_NAMELY = ("yakni", "yaitu")
_OFFICE = (Label.HEAD, Label.MODIFIER, Label.RANK)
_TITLES = (Label.RANK, Label.HONORIFIC)


class NounPhrase(NamedTuple):
    """A phrase that names or describes somebody, over `tokens[start:end]` of a sentence."""

    start: int
    end: int
    mention: Mention
    head: str | None = None  # the word that heads its role, casefolded
    nicknames: tuple[str, ...] = ()  # given in brackets, marks or after `alias`
    sure: bool = False  # a rank, honorific or apposition shows that the name is a person's


class _Titled(NamedTuple):
    """A word before a name, and what it is."""

    token: Token
    label: Label


class Phrases:
    """Reads noun phrases of one article."""

    def __init__(self, namer: Namer) -> None:
        self.namer = namer
        self.lexicon = namer.lexicon
        self._extents = Extents(namer)
        self._honorifics = namer.single("honorifics")
        # A phrase is asked for as a mention, as a clause's subject and as a sentence's; where it stands and where the
        # words looked at end decide how it reads.
        self._read_before: dict[tuple[int, int], NounPhrase | None] = {}
        self._openers: dict[str, bool | None] = {}

    def begins(self, items: Sequence[Token], i: int) -> bool:
        """Whether a phrase for somebody may begin at token `i`."""
        token = items[i]
        if token.kind != "word":
            return False
        text = token.text
        opens = self._openers[text] if text in self._openers else self._openers.setdefault(text, self._opens(token))
        return self.describes(items, i) if opens is None else opens

    def _opens(self, token: Token) -> bool | None:
        """Whether a word may open a phrase; None: it depends on the words that follow."""
        low, lexicon = token.low, self.lexicon
        if low in lexicon.pronouns:
            return lexicon.pronouns[low] != "first"
        if low in lexicon.self_words:
            return True
        if low in lexicon.verbs or low in lexicon.sentence_openers:
            return False
        if token.capital:
            return low not in lexicon.weekdays and low not in lexicon.unit_words
        return None if self.namer.may_match(token) else self._is_agent(token)

    def describes(self, items: Sequence[Token], i: int) -> bool:
        """Whether a lower-case word begins a description of somebody: an office, a rank, an agent noun."""
        term = self.namer.match(items, i)
        if term is not None and term[1] in _OFFICE:
            return True
        return self._is_agent(items[i])

    def _is_agent(self, token: Token) -> bool:
        return token.low in ("pihak", "sang") or self.namer.label(token) is Label.HEAD

    def at(self, items: Sequence[Token], i: int) -> NounPhrase | None:
        """The noun phrase that begins at token `i` of a sentence's tokens, if one does."""
        if i >= len(items) or items[i].kind not in ("word", "number"):
            return None
        key = (items[i].start, items[-1].end)
        if key not in self._read_before:
            self._read_before[key] = self._pronoun(items, i) or self._read(items, i)
        return self._read_before[key]

    def bare_name(self, items: Sequence[Token], i: int) -> NounPhrase | None:
        """The capitalised words at `i` as a name, where only a speaker can stand: `kata Jaya Negara`."""
        end = i
        while end < len(items) and end - i < LONGEST_NAME and items[end].kind == "word" and items[end].capital:
            end += 1
        if end == i or items[i].low in self.lexicon.weekdays:
            return None
        return self._named(i, end, items[i:end], None, (), ())

    def _pronoun(self, items: Sequence[Token], i: int) -> NounPhrase | None:
        first = items[i]
        person = self.lexicon.pronouns.get(first.low)
        if (person and person != "first") or first.low in self.lexicon.self_words:
            return NounPhrase(i, i + 1, Mention(Span(first.start, first.end), first.text, "pronoun"))
        if first.low == "yang" and i + 1 < len(items) and items[i + 1].low == "bersangkutan":
            span = Span(first.start, items[i + 1].end)
            return NounPhrase(i, i + 2, Mention(span, f"{first.text} {items[i + 1].text}", "pronoun"))
        return None

    # --- what it says ---------------------------------------------------------------------------------------------

    def _read(self, items: Sequence[Token], i: int) -> NounPhrase | None:
        extent = self._extents.extent(items, i)
        words, stop = extent.words, extent.stop
        if not words:
            return None
        if words[0].low in self.lexicon.speech_acts:
            return self._source(items, i, stop, words)
        labels = self.namer.labels(words)
        if self._is_document(words):
            return self._described(items, i, stop, words, labels)
        start, end = self._name(items, i, extent, labels)
        if start < end and self._of_institution(words, labels, start, end):
            return self._described(items, i, stop, words, labels)
        if start == end and words[0].capital and self._aged(items, i, stop):
            start, end = 0, len(words)
        if 0 < start < end and labels[start - 1] not in _TITLES and self._names_behind(items, extent, labels[:start]):
            named = self._behind_comma(items, i, extent, labels, 0)
            if named is not None:
                return named
        doubtful = self._doubtful(words, labels, start, end)
        relational = self._relational(words[:start] if start < end else words)
        if start == end:
            named = self._with_second_office(items, i, stop) or self._called(items, i, stop)
            if named is not None:
                return named
        if start == end or relational or doubtful:
            if relational or any(label in _OFFICE for label in labels):
                named = self._behind_comma(items, i, extent, labels, end - start if doubtful else 0)
                if named is not None:
                    return named
        if start == end:
            return self._described(items, i, stop, words, labels)
        return self._with_apposition(items, i, extent, labels, start, end)

    def _with_second_office(self, items: Sequence[Token], i: int, stop: int) -> NounPhrase | None:
        """Who holds two offices: `Mantan Gubernur DKI Jakarta yang juga bakal calon presiden Anies Baswedan`."""
        if stop + 1 >= len(items) or [token.low for token in items[stop : stop + 2]] != ["yang", "juga"]:
            return None
        begin = self._copula(items, stop)
        second = self.at(items, begin) if begin > stop and self.describes(items, i) else None
        if second is None or second.mention.kind != "name" or second.mention.role is None:
            return None
        name = next((k for k in range(begin, second.end) if items[k].start == second.mention.span.start), begin)
        return second._replace(start=i, mention=replace(second.mention, role=_printed(items, i, max(name, begin))))

    def _called(self, items: Sequence[Token], i: int, stop: int) -> NounPhrase | None:
        """Who is introduced by what they are called: `pegawai toko bernama Bima`."""
        if stop + 1 >= len(items) or items[stop].low != "bernama" or not items[stop + 1].capital:
            return None
        named = self.bare_name(items, stop + 1)
        if named is None or not self.begins(items, i):
            return None
        role = None if items[i].low in self.lexicon.generic_people else _printed(items, i, stop)
        return named._replace(start=i, sure=True, mention=replace(named.mention, role=role))

    def _name(self, items: Sequence[Token], i: int, extent: Extent, labels: Sequence[Label]) -> tuple[int, int]:
        """The name among a chunk's words."""
        words = extent.words
        if i > 0 and self.namer.is_all_name(words, labels):
            return 0, len(words)
        name = self.namer.find(words, labels, extent.known)
        if 0 < name.start < name.end and words[name.start - 1].low in _FROM:
            return len(words), len(words)
        if name.start == name.end and (leading := self.namer.leading_name(words, labels)):
            return 0, leading  # Ratna Wulandari Bupati Wonosobo
        if i == 0 == name.start and name.end > 1 and labels[0] is Label.UNKNOWN:
            followed = extent.stop < len(items) and items[extent.stop].text == ","
            if words[1].low in self.namer.evidence and words[0].low not in self.namer.evidence and not followed:
                return 1, name.end  # `Kisruh Ratna …`: the first word of a sentence has its capital anyway
        return name.start, name.end

    def _names_behind(self, items: Sequence[Token], extent: Extent, office: Sequence[Label]) -> bool:
        """Whether an office's holder stands between commas: `Direktur PT Samudra Kencana, Alex Wijaya, mengatakan`.

        What looks like a name before the first comma is then the end of an institution's.
        """
        comma = extent.stop
        if office[0] not in _OFFICE or comma + 2 >= len(items) or items[comma].text != ",":
            return False
        first = items[comma + 1]
        term = self.namer.match(items, comma + 1)
        titled = term is not None and term[1] in _TITLES
        if not (first.capital or titled) or (term is not None and not titled) or first.low in self.lexicon.weekdays:
            return False
        relational = extent.words[0].low in self.lexicon.relational_roles
        if not relational and any(token.low in self.namer.evidence for token in extent.words[len(office) :]):
            return False
        tail = self._extents.extent(items, comma + 1)
        labels = self.namer.labels(tail.words)
        name = self.namer.find(tail.words, labels)
        if tail.stop + 1 >= len(items):
            return False
        enough = 1 if titled or (relational and items[tail.stop].text == ",") else _FULL_NAME
        if any(label not in _TITLES for label in labels[: name.start]) or name.end - name.start < enough:
            return False
        after, beyond = items[tail.stop], items[tail.stop + 1]
        if after.text == ",":
            return not beyond.capital and beyond.low not in ("dan", "serta")
        verb = self.lexicon.verbs.get(after.low)
        return verb is not None and verb.voice in ("active", "intransitive")

    def _doubtful(self, words: Sequence[Token], labels: Sequence[Label], start: int, end: int) -> bool:
        """Whether what looks like an office's holder may be a team or a town: `pembalap Samudra, Alex Wijaya`."""
        if not 0 < start < end or any(t.low in self.namer.evidence for t in words[start:end]):
            return False
        return end - start == 1 or Label.GIVEN not in labels[start:end]

    def _relational(self, role: Sequence[Token]) -> bool:
        """Whether a role names its holder by somebody else: `pengacara Ratna`."""
        if not role or role[0].low not in self.lexicon.relational_roles:
            return False
        return not role[0].capital or role[0].low in self.lexicon.lawyers

    def _with_apposition(
        self, items: Sequence[Token], i: int, extent: Extent, labels: Sequence[Label], start: int, end: int
    ) -> NounPhrase:
        """A name with the role before it, or else the one behind it."""
        titles = [_Titled(*pair) for pair in zip(extent.words[:start], labels[:start], strict=True)]
        stop, aliases = self._alias(items, extent.stop)
        role = None if self._no_office(titles) else _office(titles)
        apposition = None
        if role is None and end < len(labels) and labels[end] is Label.HEAD:
            apposition = _spaced(extent.words[end:])  # Ratna Wulandari Bupati Wonosobo
        elif role is None:
            apposition, stop = self._apposition(items, stop)
        named = self._named(i, stop, extent.words[start:end], role or apposition, titles, (*extent.inset, *aliases))
        return named._replace(sure=True) if apposition or self._aged(items, i, extent.stop) else named

    def _no_office(self, titles: Sequence[_Titled]) -> bool:
        """Whether the words before a name are none of an office: `Ibu Ratna`, `Pembelinya Ratna`, `Bersama Ratna`."""
        if not titles:
            return True
        first = titles[0].token
        if titles[0].label is not Label.HEAD and is_abstract(first.low):
            return True  # Kedatangan para pendemo
        if len(titles) == 1 and first.low in self.lexicon.generic_people:
            return True  # Sosok Bagas
        if len(titles) == 1 and first.capital:
            return (first.low,) in self.lexicon.honorifics or (
                first.low.endswith("nya") and first.low not in self.lexicon.relational_roles
            )
        if self._counts(first):
            return True  # Kedua benda aneh
        held = any(title.label in (*_OFFICE, Label.ORG) for title in titles)
        return not held and (first.low in self.lexicon.clause_stops or first.low in self.lexicon.sentence_openers)

    def _counts(self, token: Token) -> bool:
        """Whether a word begins what counts people or things, and no office."""
        return token.low in self.lexicon.counting or self.lexicon.unnamed_openers.get(token.low) == "several"

    def _of_institution(self, words: Sequence[Token], labels: Sequence[Label], start: int, end: int) -> bool:
        """Whether what looks like a name is the end of an institution's: `PT Samudra Kencana`, `Masjid Nurul Bahri`."""
        if labels[0] not in (Label.ORG, Label.PLACE_HEAD) or words[start].low in self.namer.evidence:
            return False
        if any(label in _OFFICE or label is Label.HONORIFIC for label in labels[:start]):
            return False
        acronym = words[0].text.isupper() or start > 1
        person = acronym and end - start > 1 and Label.GIVEN in labels[start:end]
        return not (person and words[0].low not in self.lexicon.name_takers)

    @staticmethod
    def _aged(items: Sequence[Token], i: int, stop: int) -> bool:
        """Whether the phrase is somebody with an age: `Vatikan (27)`."""
        if any(
            items[j].kind == "number" and items[j].text.isdigit() and len(items[j].text) <= 3
            for j in range(i + 1, stop)
            if items[j - 1].text == "(" and j + 1 < len(items) and items[j + 1].text == ")"
        ):
            return True
        age = items[stop : stop + 3]  # Georgi, 67 tahun
        return len(age) == 3 and age[0].text == "," and age[1].kind == "number" and age[2].low == "tahun"

    def _source(self, items: Sequence[Token], i: int, stop: int, words: Sequence[Token]) -> NounPhrase | None:
        """`keterangan BMKG`, `pernyataan resmi kementerian itu`: who speaks is whose statement it is."""
        at = i + 1
        while at < len(items) and items[at].low in self.lexicon.statement_kinds:
            at += 1
        source = self.at(items, at) if at < len(items) and (at < stop or self.begins(items, at)) else None
        if source is not None:
            return source._replace(start=i)
        return self._described(items, i, stop, words, self.namer.labels(words))

    # --- what stands behind it ------------------------------------------------------------------------------------

    def _behind_comma(
        self, items: Sequence[Token], i: int, extent: Extent, labels: Sequence[Label], doubtful: int
    ) -> NounPhrase | None:
        """A name behind a comma: `pengacara Ratna, Bonar Manurung`, `Kepala Dusun Randusari, Sleman, Joko`.

        `doubtful`: so many words before the comma look like a name, but may be a team's or a town's.
        """
        if self._counts(items[i]):
            return None
        comma = self._past_relative(items, extent.stop)
        for _ in range(_LONGEST_ADDRESS):
            if comma + 1 >= len(items) or items[comma].low not in (",", *_NAMELY) or items[comma + 1].kind != "word":
                return None
            joined = items[comma + 1].low in ("dan", "serta") and comma + 2 < len(items)
            begin = comma + 2 if joined or items[comma + 1].low in _NAMELY else comma + 1
            first = items[begin]
            term = self.namer.match(items, begin)
            label = term[1] if term is not None else None
            if first.low in self.lexicon.weekdays or not (first.capital or label in _TITLES):
                return None
            tail = self._extents.extent(items, begin)
            if self._listed(items, tail.stop):
                comma = tail.stop
                continue
            tail_labels = self.namer.labels(tail.words)
            name = self.namer.find(tail.words, tail_labels, tail.known)
            if self.namer.is_all_name(tail.words, tail_labels):
                name = Name(0, len(tail.words), name.weight)
            words = tail.words[name.start : name.end]
            if doubtful and len(words) < 2 + (doubtful > 1) and not any(self._known_name(t) for t in words):
                return None
            if words and (label not in (Label.PLACE, Label.PLACE_HEAD) or first.low in self.namer.evidence):
                role = _printed(items, i, comma)
                between = tail_labels[: name.start]
                if any(between_label not in (*_TITLES, Label.DEGREE) for between_label in between):
                    role = f"{role}, {_spaced([*items[comma + 1 : begin], *tail.words[: name.start]])}"
                titles = [
                    *map(_Titled, extent.words, labels),
                    *map(_Titled, tail.words[: name.start], between),
                ]
                return self._named(i, tail.stop, words, role, titles, (*extent.inset, *tail.inset))
            if not joined and (label or self.namer.label(first)) not in _ADDRESS:
                return None
            comma = tail.stop
        return None

    @staticmethod
    def _listed(items: Sequence[Token], stop: int) -> bool:
        """Whether a list goes on behind a chunk: `Energi Baru, Terbarukan, dan Konservasi Energi`."""
        return stop + 1 < len(items) and items[stop].text == "," and items[stop + 1].low in ("dan", "serta")

    def _known_name(self, token: Token) -> bool:
        return token.low in self.namer.evidence or token.low in self.lexicon.given_names

    @staticmethod
    def _past_relative(items: Sequence[Token], stop: int) -> int:
        """Where a clause or place that begins at `stop` ends: `pengacara yang mendampingi warga, Bonar Manurung`."""
        if stop < len(items) and items[stop].low in ("yang", "di", "dari", "asal", "dalam"):
            for k in range(stop + 1, min(stop + _RELATIVE, len(items))):
                if items[k].text == ",":
                    return k
                if items[k].kind == "quote":
                    break
        return stop

    def _apposition(self, items: Sequence[Token], stop: int) -> tuple[str | None, int]:
        """The role that follows a name, and where it ends: `Budi, Ketua RT 03, …`, `Budi selaku Ketua RT 03`."""
        if stop >= len(items):
            return None, stop
        start = stop
        if items[stop].text == ",":
            start, follows = self._past_degrees(items, stop)
            if not follows:
                return None, start
            if items[start].low == "yang":
                start = self._copula(items, start)
                if items[start].low == "yang":
                    return None, stop
            elif not self._is_role(items, start):
                return None, stop
        elif items[stop].low in ("selaku", "sebagai"):
            start = stop + 1
        elif items[stop].low in _EQUALS and stop + 1 < len(items) and self._is_role(items, stop + 1):
            start = stop + 1
        elif items[stop].low == "yang":
            start = self._copula(items, stop)
        if start == stop:
            return None, stop
        end = self._role_end(items, start)
        open_end = items[stop].text == "," and end < len(items) and not self._closes(items[end])
        if end == start or (open_end and not self._tells(items, stop, end)):
            return None, stop
        end = self._with_relative(items, start, end)
        labels = self.namer.labels(items[start:end])
        if Label.HEAD not in labels and Label.RANK not in labels:
            return None, stop
        if any(label in _TITLES for label in labels) and self._is_next_person(items, start, end):
            return None, stop
        return _printed(items, start, end), end

    def _tells(self, items: Sequence[Token], stop: int, end: int) -> bool:
        """Whether an apposition goes on to the verb of who it is about: `Reno, teknisi bengkel di Bogor mengatakan`."""
        verb = self.lexicon.verbs.get(items[end].low)
        if verb is None or verb.voice not in ("active", "intransitive") or verb.weak:
            return False
        first = stop
        while first > 0 and items[first - 1].capital and items[first - 1].kind == "word":
            first -= 1
        return first == 0 or items[first - 1].text == ","

    @staticmethod
    def _with_relative(items: Sequence[Token], start: int, end: int) -> int:
        """Where a short role ends with what it would say little without: `karyawan yang menjaga ruko`."""
        if end - start > _BARE_ROLE or end >= len(items) or items[end].low != "yang":
            return end
        for k in range(end + 1, min(end + _RELATIVE, len(items))):
            if items[k].text == ",":
                return k
            if items[k].kind != "word":
                break
        return end

    def _is_next_person(self, items: Sequence[Token], start: int, end: int) -> bool:
        """Whether a rank and a name end what stands behind a name: `Bulan, Sekretaris Jenderal Komjen Anang Wirya`."""
        words = [token for token in items[start:end] if token.kind == "word"]
        labels = self.namer.labels(words)
        name = self.namer.find(words, labels)
        street = Label.PLACE_HEAD in labels[max(0, name.start - 3) : name.start]  # Jalan Letjen Suprapto
        return 0 < name.start < name.end == len(words) and labels[name.start - 1] in _TITLES and not street

    def _past_degrees(self, items: Sequence[Token], comma: int) -> tuple[int, bool]:
        """Where degrees behind a comma end (`Budi, SH, MH, Ketua RT 03`), and whether more follows behind a comma."""
        start = comma + 1
        while start < len(items) and self.namer.label(items[start]) is Label.DEGREE:
            if [token.text for token in items[start + 1 : start + 4 : 2]] == ["(", ")"]:
                start += 3  # SpA(K)
            if start + 1 == len(items) or items[start + 1].text != ",":
                return start + 1, False
            start += 2
        return start, start < len(items)

    def _is_role(self, items: Sequence[Token], start: int) -> bool:
        """Whether what stands behind a name and a comma is its role, and not the next person of a list."""
        opener = self.lexicon.unnamed_openers.get(items[start].low)
        if opener == "one":
            end = self._role_end(items, start)
            following = items[end + 1].low if end + 1 < len(items) else ""
            return start + 1 < end and self.describes(items, start + 1) and following not in ("dan", "serta")
        return opener != "several" and (self.describes(items, start) or self._is_foreign_role(items, start))

    def _is_foreign_role(self, items: Sequence[Token], start: int) -> bool:
        """Whether an office stands there whose head is not its first word: `External Relations Manager`."""
        end = start
        while end < len(items) and items[end].kind == "word" and items[end].capital:
            end += 1
        labels = self.namer.labels(items[start:end])
        return Label.HEAD in labels[1:] and labels[0] in (Label.UNKNOWN, Label.WORD)

    def _role_end(self, items: Sequence[Token], start: int) -> int:
        end = start
        while end < len(items) and end - start < _LONGEST_ROLE:
            token = items[end]
            if token.kind == "quote" or (token.kind == "punct" and token.text not in "()/&"):
                break
            if token.low in self.lexicon.weekdays:
                break
            term = self.namer.match(items, end)
            if term is not None and term[0] > 1 and term[1] is Label.HEAD:
                end += term[0]  # juru bicara: no verb
                continue
            if not token.capital:
                if token.low in self.lexicon.verbs and end > start:
                    break
                if token.low in self.lexicon.clause_stops and token.low not in ("dari", "di", "pada"):
                    break
            end += 1
        return end

    def _closes(self, token: Token) -> bool:
        """Whether an apposition may end before this token; before a verb it is the next noun phrase."""
        return token.kind != "word" or token.low in self.lexicon.clause_stops or token.low in self.lexicon.weekdays

    def _copula(self, items: Sequence[Token], stop: int) -> int:
        """Where the role begins in `yang juga menjabat sebagai Ketua …`; `stop` where there is none."""
        for k in range(stop + 1, min(stop + 1 + _COPULA_REACH, len(items))):
            if items[k].low not in self.lexicon.copulas:
                return k if self.describes(items, k) else stop
        return stop

    def _alias(self, items: Sequence[Token], stop: int) -> tuple[int, tuple[str, ...]]:
        """Where a phrase ends with the nickname behind its name: `alias Yos`, `atau akrab disapa DS`."""
        j = stop
        if j < len(items) and items[j].text == ",":
            j += 1
        introduced = False
        while j < len(items) and (kind := self.lexicon.alias_words.get(items[j].low)):
            introduced = introduced or kind == "introduce"
            j += 1
        end = j
        while end < len(items) and end - j < _LONGEST_ALIAS and items[end].kind == "word" and items[end].capital:
            end += 1
        if not introduced or end == j:
            return stop, ()
        nickname = _spaced([t for t in items[j:end] if t.low not in self._honorifics])
        return end, (nickname,) if nickname else ()

    def opening_back(self, items: Sequence[Token]) -> NounPhrase | None:
        """As `pointing_back`, at the beginning of a sentence or behind its adverbial."""
        start = self._behind_adverbial(items)
        return self.pointing_back(items, start) if start or (items and items[0].capital) else None

    def pointing_back(self, items: Sequence[Token], start: int) -> NounPhrase | None:
        """An office at `start` that points to somebody named before, though more than a name stands in between.

        `Penjual jamu asal Nguter, Sukoharjo, itu bangun`: the mention is the office, and the word that points.
        """
        if start == len(items) or self._counts(items[start]):
            return None
        if not (self.describes(items, start) or (items[start].low,) in self.lexicon.groups):
            return None
        first = self.at(items, start)
        if items[start].low in self.lexicon.unnamed_openers or (first is not None and first.mention.kind == "name"):
            return None
        end, relative = 0, False  # of the office: before an address or relative clause
        for k in range(start + 1, min(start + _LONGEST_POINTING, len(items))):
            token = items[k]
            if token.kind == "quote" or (token.kind == "punct" and token.text not in (",", "(", ")")):
                return None
            if token.low in self.lexicon.demonstratives:
                text = f"{_printed(items, start, end or k)} {token.text}"
                span = Span(items[start].start, token.end)
                return NounPhrase(start, k + 1, Mention(span, text, "role"), items[start].low)
            if not end and (token.text == "," or token.low == "yang"):
                end = k
            relative = relative or token.low == "yang"
            if not relative and not token.capital and self._predicates(token.low):
                return None
        return None

    def _behind_adverbial(self, items: Sequence[Token]) -> int:
        """Where a sentence goes on behind a short adverbial: `Tahun ini, penjual pisang itu …`."""
        if items and items[0].capital and (items[0].low in self.lexicon.clause_stops):
            for k in range(1, min(_LONGEST_ADVERBIAL, len(items))):
                if items[k].text == ",":
                    return k + 1
        return 0

    def _predicates(self, low: str) -> bool:
        """Whether a word tells what somebody does, so that the phrase before it has ended."""
        if low in self.lexicon.attributive:
            return False
        stops = low in self.lexicon.clause_stops and low not in (*_FROM, "untuk", "dengan", "dalam")
        return stops or low in self.lexicon.verbs or VERB_LIKE.match(low) is not None

    # --- what is made of it ---------------------------------------------------------------------------------------

    def _named(
        self,
        start: int,
        end: int,
        words: Sequence[Token],
        role: str | None,
        titles: Sequence[_Titled],
        nicknames: Sequence[str],
    ) -> NounPhrase:
        """A phrase over tokens `[start, end)` whose name is `words`; `titles` are the words before the name."""
        name = _spaced(words)
        title = next((t.token for t in reversed(titles) if t.label is Label.HONORIFIC), None)
        if title is not None and f"{title.low} {name.casefold()}" in self.lexicon.figures:
            name, words = f"{title.text} {name}", (title, *words)  # Gus Ipul, Cak Imin: known by it
        return NounPhrase(
            start,
            end,
            Mention(Span(words[0].start, words[-1].end), name, "name", role, name),
            next((t.token.low for t in titles if t.label in (Label.HEAD, Label.MODIFIER)), None),
            tuple(n for n in nicknames if n[:1].isupper()),
            any(t.label in (Label.RANK, Label.HONORIFIC, Label.HEAD) for t in titles),
        )

    def _described(
        self, items: Sequence[Token], i: int, stop: int, words: Sequence[Token], labels: Sequence[Label]
    ) -> NounPhrase | None:
        """A phrase without a name: an office, an institution, a document, somebody unnamed."""
        kind = self._kind(words, labels, i)
        if kind is None:
            return None
        printed = _printed(items, i, stop)
        head = next((t.low for t, label in zip(words, labels, strict=True) if label is Label.HEAD), None)
        mention = Mention(Span(items[i].start, items[stop - 1].end), printed, kind, printed if kind == "role" else None)
        return NounPhrase(i, stop, mention, head)

    def _kind(self, words: Sequence[Token], labels: Sequence[Label], i: int) -> str | None:
        """What a phrase without a name describes, as `Mention.kind`; None: nobody who could speak."""
        first = words[0].low
        if self._is_document(words):
            return "document"
        if first in self.lexicon.unnamed_openers or self._opens_with(words, self.lexicon.groups, 2):
            return "unnamed"
        office = any(label in (Label.HEAD, Label.HONORIFIC, Label.RANK) for label in labels)
        if first == "sang" or (office and (labels[0] in _OFFICE or labels[0] is Label.HONORIFIC)):
            return "role"
        if labels[0] in (Label.ORG, Label.ACRONYM, Label.PLACE):
            return "institution"
        if self._opens_with(words, self.lexicon.institution_speakers, 2):
            return "institution"
        if words[-1].low in self.lexicon.demonstratives and len(words) <= _POINTING:
            return "role"
        if i > 0 and words[0].capital and labels[0] is Label.WORD:
            return "institution"
        return None

    def _is_document(self, words: Sequence[Token]) -> bool:
        return self._opens_with(words, self.lexicon.documents, 3)

    @staticmethod
    def _opens_with(words: Sequence[Token], terms: frozenset[Term], most: int) -> bool:
        """Whether the words begin with one of the terms, `most` words long."""
        if words[0].low not in _first_words(terms):
            return False
        first = tuple([t.low for t in words[:most]])
        return any(first[:n] in terms for n in range(1, len(first) + 1))


@lru_cache(maxsize=16)
def _first_words(terms: frozenset[Term]) -> frozenset[str]:
    return frozenset(term[0] for term in terms)


def _office(titles: Sequence[_Titled]) -> str | None:
    """The role before a name as printed; rank and honorific are left out where an office is named."""
    start, end = 0, len(titles)
    while end and titles[end - 1].label in _TITLES:
        end -= 1
    while start < end and titles[start].label is Label.HONORIFIC:
        start += 1
    words = titles[start:end] if start < end else [t for t in titles if t.label is Label.RANK]
    return _spaced([t.token for t in words]) or None


def _spaced(items: Sequence[Token]) -> str:
    return " ".join([t.text for t in items])


def _printed(items: Sequence[Token], start: int, end: int) -> str:
    """Tokens as they were printed, with single spaces where there is white space."""
    out = items[start].text
    for k in range(start + 1, end):
        out += items[k].text if items[k].start == items[k - 1].end else f" {items[k].text}"
    return out
