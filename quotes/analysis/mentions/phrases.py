"""Noun phrases that name or describe somebody: `Kapolres Rawalaut AKBP Bagas Wicaksono SH (45)`, `seorang warga`.

Puts together what the other modules read of a phrase: `extents` how far it reaches, `names` where the name begins among
its words, `descriptions` what the others say, `holders` and `appositions` what stands behind it. Whom it names is the
business of `people`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.appositions import Appositions
from quotes.analysis.mentions.boundaries import LONGEST_NAME
from quotes.analysis.mentions.descriptions import OF_ROLES, OFFICE, TITLES, Descriptions, Titled
from quotes.analysis.mentions.extents import LONGEST_PHRASE, VERB_LIKE, Extent, Extents
from quotes.analysis.mentions.holders import Holder, Holders
from quotes.analysis.mentions.labels import Label, is_abstract
from quotes.analysis.mentions.names import Namer
from quotes.analysis.mentions.printing import joined, printed, spaced
from quotes.lexicon.lists import Lexicon
from quotes.records import Mention, Span

_LONGEST_POINTING = 20  # tokens of an office at a sentence's beginning, its address included
_TOPIC = 2  # words before what a sentence speaks of: `Sedangkan untuk`
_LONGEST_ADVERBIAL = 6  # tokens
_HEAD, _OFFICE = Label.HEAD, frozenset(OFFICE)
_CALLED = ("bernama", "berinisial")
_FROM = ("dari", "asal", "di", "ke", "pada")  # behind them stands a place
_OF_PHRASES = frozenset((*_FROM, "untuk", "dengan", "dalam"))


class NounPhrase(NamedTuple):
    """A phrase that names or describes somebody, over `tokens[start:end]` of a sentence."""

    start: int
    end: int
    mention: Mention
    head: str | None = None  # the word that heads its role, casefolded
    nicknames: tuple[str, ...] = ()  # given in brackets, marks or after `alias`
    sure: bool = False  # a rank, honorific or apposition shows that the name is a person's


class Phrases:
    """Reads noun phrases of one article."""

    def __init__(self, namer: Namer) -> None:
        self.namer = namer
        self.lexicon = namer.lexicon
        self._pronouns = _pronouns(namer.lexicon)
        self._extents = Extents(namer)
        self._descriptions = Descriptions(namer)
        self._appositions = Appositions(namer, self._descriptions)
        self._holders = Holders(namer, self._extents, self._descriptions)
        self.begins = self._descriptions.begins
        self.next_beginning = self._descriptions.next_beginning
        self.describes = self._descriptions.describes
        # A phrase is asked for as a mention, as a clause's subject and as a sentence's; where it stands and where the
        # words looked at end decide how it reads.
        self._read_before: dict[tuple[int, int], NounPhrase | None] = {}

    def at(self, items: Sequence[Token], i: int) -> NounPhrase | None:
        """The noun phrase that begins at token `i` of a sentence's tokens, if one does."""
        if i >= len(items):
            return None
        first = items[i]
        if first.kind != "word" and first.kind != "number":
            return None
        key = (first.start, items[-1].end)
        read = self._read_before
        if key not in read:
            read[key] = self._pronoun(items, i) or self._read(items, i)
        return read[key]

    def bare_name(self, items: Sequence[Token], i: int) -> NounPhrase | None:
        """The capitalised words at `i` as a name, where only a speaker can stand: `kata Jaya Negara`."""
        end = i
        while end < len(items) and end - i < LONGEST_NAME and items[end].kind == "word" and items[end].capital:
            end += 1
        if end == i or items[i].low in self.lexicon.weekdays:
            return None
        return self._named(i, end, items[i:end], None, (), ())

    def as_printed(self, items: Sequence[Token], start: int, end: int) -> NounPhrase:
        """The words of `[start, end)` as a subject that is nobody's name: `sebuah akun`, `Statistik Samudra`."""
        words = items[start:end]
        labels = self.namer.labels(words)
        kind = self._descriptions.kind(words, labels, start)
        if kind is None:
            named = all(token.capital for token in words) and words[0].low not in self.lexicon.counting
            kind = "institution" if named else "unnamed"
        head = next((t.low for t, label in zip(words, labels, strict=True) if label is Label.HEAD), None)
        return NounPhrase(
            start, end, Mention(Span(words[0].start, words[-1].end), printed(items, start, end), kind), head
        )

    def _pronoun(self, items: Sequence[Token], i: int) -> NounPhrase | None:
        first = items[i]
        if first.low not in self._pronouns:
            return None
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
        if self._descriptions.is_document(words):
            return self._described(items, i, self._document_end(items, stop), words, labels)
        start, end = self._name(items, i, extent, labels)
        if start < end and self._descriptions.is_of_institution(words, labels, start, end):
            return self._described(items, i, stop, words, labels)
        if 0 < start < end < len(words) and words[-1].low in self.lexicon.demonstratives and labels[0] is Label.HEAD:
            return self._described(items, i, stop, words, labels)  # anak Ratna Lestari itu: whom it points back to
        if start == end and words[0].capital and self._aged(items, i, stop):
            bracket = next((j for j in range(i, stop) if items[j].text == "("), stop)
            start, end = 0, min(len(words), bracket - i)  # RS (34) dan A (19): an age ends a name
        if (
            0 < start < end
            and labels[start - 1] not in TITLES
            and self._holders.stands_behind(items, extent, labels[:start])
        ):
            holder = self._holders.behind_comma(items, i, extent, labels, 0)
            if holder is not None:
                return self._held(items, i, holder)
        doubtful = self._holders.is_doubtful(words, labels, start, end)
        relational = self._descriptions.is_relational(words[:start] if start < end else words)
        if start == end:
            named = self._introduced(items, i, stop)
            if named is not None:
                return named
        if relational or ((start == end or doubtful) and not _OFFICE.isdisjoint(labels)):
            placed = i > 0 and items[i - 1].low in _FROM and _HEAD not in labels  # Di salah satu sudut kota, Ratna
            elsewhere = (
                placed or self._is_topic(items, i) or (labels[0] is not Label.HEAD and is_abstract(words[0].low))
            )
            if not elsewhere:
                holder = self._holders.behind_comma(items, i, extent, labels, end - start if doubtful else 0)
                if holder is not None and self._is_held(items, i, holder.stop):
                    return self._held(items, i, holder)
        if start == end:
            return self._described(items, i, stop, words, labels)
        return self._with_apposition(items, i, extent, labels, start, end)

    def _document_end(self, items: Sequence[Token], stop: int) -> int:
        """Where the numbers of a document end: `Pasal 28 ayat (3)`, `Pasal 5 UU Nomor 37 Tahun 2004`."""
        end = stop
        while end < len(items):
            token = items[end]
            if token.kind == "number" or token.low in self.lexicon.numbered_things:
                end += 1
            elif token.text == "(" and [t.kind for t in items[end + 1 : end + 3]] == ["number", "punct"]:
                end += 3
            elif end > stop and token.capital and (token.low,) in self.lexicon.documents:
                end += 1  # UU, behind the article's number
            else:
                break
        while end > stop and items[end - 1].low in self.lexicon.numbered_things:
            end -= 1
        return end

    def _introduced(self, items: Sequence[Token], i: int, stop: int) -> NounPhrase | None:
        """Who is named behind an office and a word or two that lead to the name."""
        if stop + 1 >= len(items):
            return None
        after = items[stop].low
        if after == "yang":
            return self._with_second_office(items, i, stop) or self._called(items, i, stop)
        if after in _CALLED:
            return self._called(items, i, stop)
        return self._nicknamed(items, i, stop) if after in self.lexicon.nicknaming else None

    def _with_second_office(self, items: Sequence[Token], i: int, stop: int) -> NounPhrase | None:
        """Who holds two offices: `Mantan Bupati Nusa yang juga Ketua Palang Merah Ratna Lestari`."""
        if items[stop + 1].low != "juga":
            return None
        begin = self._appositions.past_copula(items, stop)
        second = self.at(items, begin) if begin > stop and self._descriptions.describes(items, i) else None
        if second is None or second.mention.kind != "name" or second.mention.role is None:
            return None
        name = next((k for k in range(begin, second.end) if items[k].start == second.mention.span.start), begin)
        return second._replace(start=i, mention=replace(second.mention, role=printed(items, i, max(name, begin))))

    def _called(self, items: Sequence[Token], i: int, stop: int) -> NounPhrase | None:
        """Who is introduced by what they are called: `pegawai toko bernama Bima`, `ayah korban yang berinisial S`."""
        at = stop + 1 if items[stop].low == "yang" else stop
        if at + 1 >= len(items) or items[at].low not in _CALLED or not items[at + 1].capital:
            return None
        named = self.bare_name(items, at + 1)
        if named is None or not self._descriptions.begins(items, i):
            return None
        first = i + self._descriptions.opening(items[i:stop])
        alone = stop == first + 1 and items[first].low in self.lexicon.generic_people
        told = self._descriptions.describes(items, first) and not alone
        role = printed(items, first, stop) if told else None
        end = named.end
        if stop == first + 1:
            office, end = self._appositions.role_behind(items, end)
            role = office or role  # saksi bernama Bima, selaku Ketua RT 03
        return named._replace(start=i, end=end, sure=True, mention=replace(named.mention, role=role))

    def _nicknamed(self, items: Sequence[Token], i: int, stop: int) -> NounPhrase | None:
        """Who is introduced by office, nickname and name: `Petinju berjuluk Rajawali Timur, Yosina Kambuaya,`."""
        nickname = self._nickname(items, stop)
        comma = stop + 1 + len(nickname)
        if not nickname or comma + 1 >= len(items) or items[comma].text != "," or not items[comma + 1].capital:
            return None
        named = self.at(items, comma + 1) if self._descriptions.describes(items, i) else None
        if named is None or named.mention.kind != "name" or named.mention.role:
            return None
        mention = replace(named.mention, role=printed(items, i, stop))
        return named._replace(start=i, sure=True, mention=mention, nicknames=(*named.nicknames, *_called(nickname)))

    def _nickname(self, items: Sequence[Token], at: int) -> Sequence[Token]:
        """The capitalised words behind a word such as `berjuluk` at `at`, without `Si`; none where there is no such."""
        if at >= len(items) or items[at].low not in self.lexicon.nicknaming:
            return ()
        end = at + 1
        while end < len(items) and items[end].kind == "word" and items[end].capital:
            end += 1
        return items[at + 1 : end]

    def _name(self, items: Sequence[Token], i: int, extent: Extent, labels: Sequence[Label]) -> tuple[int, int]:
        """The name among a chunk's words."""
        words = extent.words
        if i > 0 and self.namer.is_all_name(words, labels):
            return 0, len(words)
        name = self.namer.find(words, labels, extent.known, reported=self._reported(items, i, extent.stop))
        if 0 < name.start < name.end and words[name.start - 1].low in _FROM:
            return len(words), len(words)
        if name.start == name.end and (leading := self.namer.leading_name(words, labels)):
            return 0, leading  # Ratna Wulandari Bupati Wonosobo
        if i == 0 == name.start and name.end > 1 and labels[0] is Label.UNKNOWN:
            followed = extent.stop < len(items) and items[extent.stop].text == ","
            if words[1].low in self.namer.evidence and words[0].low not in self.namer.evidence and not followed:
                return 1, name.end  # `Kisruh Ratna …`: the first word of a sentence has its capital anyway
        return name.start, name.end

    def _reported(self, items: Sequence[Token], i: int, stop: int) -> bool:
        """Whether a reporting verb stands right before token `i`, or at `stop`, with the phrase for its subject."""
        before = self.lexicon.verbs.get(items[i - 1].low) if i else None
        if before is not None and before.voice not in ("active", "fused", "passive_fused"):
            return True
        after = self.lexicon.verbs.get(items[stop].low) if stop < len(items) else None
        return after is not None and after.voice in ("active", "intransitive")

    def _with_apposition(
        self, items: Sequence[Token], i: int, extent: Extent, labels: Sequence[Label], start: int, end: int
    ) -> NounPhrase:
        """A name with the role before it, or else the one behind it."""
        titles = [Titled(*pair) for pair in zip(extent.words[:start], labels[:start], strict=True)]
        stop, aliases = self._appositions.alias(items, extent.stop)
        office = titles[self._descriptions.office_start(extent.words[:start], labels[:start]) :]
        person = any(self.lexicon.unnamed_openers.get(title.token.low) == "one" for title in titles)
        told = person or any(title.label in OF_ROLES for title in office)
        told = told and not self._descriptions.no_office(titles)
        role = self._office(items, i, office) if told else None
        apposition = None
        behind = end + (end + 1 < len(labels) and extent.words[end].low in ("selaku", "sebagai"))
        if role is None and behind < len(labels) and labels[behind] is Label.HEAD:
            apposition = spaced(extent.words[behind:])  # Ratna Wulandari Bupati Wonosobo
        elif role is None:
            cue = self.lexicon.verbs.get(items[i - 1].low) if i else None
            apposition, stop = self._appositions.role_behind(items, stop, cue=cue)
            apposition = apposition or self._bracketed(items, extent, extent.words[end - 1])
        named = self._named(i, stop, extent.words[start:end], role or apposition, titles, (*extent.inset, *aliases))
        return named._replace(sure=True) if apposition or self._aged(items, i, extent.stop) else named

    def _bracketed(self, items: Sequence[Token], extent: Extent, last: Token) -> str | None:
        """The office in brackets right behind a name: `Ratna Wulandari (Ketua RT 03)`."""
        if not extent.inset:
            return None
        at = next((k for k in range(extent.stop - 1, 0, -1) if items[k].start == last.start), extent.stop) + 1
        if at + 1 >= extent.stop or items[at].text != "(" or not self._descriptions.describes(items, at + 1):
            return None
        return printed(items, at + 1, next(k for k in range(at + 1, len(items)) if items[k].text == ")"))

    def _is_held(self, items: Sequence[Token], i: int, stop: int) -> bool:
        """Whether a name behind an office and a comma is its holder's: not in `Menurut jaksa, Ratna menagih`."""
        cue = self.lexicon.verbs.get(items[i - 1].low) if i else None
        return cue is None or cue.voice != "preposition" or (stop < len(items) and items[stop].text == ",")

    def _office(self, items: Sequence[Token], i: int, titles: Sequence[Titled]) -> str | None:
        """The role before the name of a phrase that begins at `i`, as printed, with what stands in brackets.

        Rank and honorific are left out where an office is named.
        """
        start, end = 0, len(titles)
        while end and (titles[end - 1].label in TITLES or (end > 1 and self._is_honorific(titles[end - 1].token))):
            end -= 1
        while start < end and titles[start].label is Label.HONORIFIC:
            start += 1
        if start == end:
            return joined([t.token for t in titles if t.label is Label.RANK]) or None
        if all(title.label is Label.MODIFIER for title in titles[start:end]):
            end = len(titles)  # Plt Inspektur Jenderal: an office that is a rank as well
        starts = [token.start for token in items[i : i + LONGEST_PHRASE]]
        first, last = (i + starts.index(titles[k].token.start) for k in (start, end - 1))
        if items[last + 1].text == "(":
            last = next((k for k in range(last + 2, len(items)) if items[k].text == ")"), last)
        return printed(items, first, last + 1)

    @staticmethod
    def _is_topic(items: Sequence[Token], i: int) -> bool:
        """Whether a sentence opens with what it speaks of: `Untuk pegawai lain, Ratna menjanjikan kenaikan`."""
        return 0 < i <= _TOPIC and items[i - 1].low in ("untuk", "bagi", "soal", "terkait", "mengenai", "tentang")

    def _is_honorific(self, token: Token) -> bool:
        """Whether a capitalised word is an address or a learned or religious title: `Pendeta`, `Profesor`."""
        return token.capital and (token.low.rstrip("."),) in self.lexicon.honorifics

    def _held(self, items: Sequence[Token], i: int, holder: Holder) -> NounPhrase:
        """An office that begins at `i`, and its holder behind it."""
        stop, aliases = self._appositions.alias(items, holder.stop)
        return self._named(i, stop, holder.words, holder.role, holder.titles, (*holder.inset, *aliases))

    @staticmethod
    def _aged(items: Sequence[Token], i: int, stop: int) -> bool:
        """Whether the phrase is somebody with an age: `Vatikan (27)`."""
        for j in range(i + 1, min(stop, len(items) - 1)):
            if items[j - 1].text == "(" and items[j + 1].text == ")":
                if items[j].kind == "number" and items[j].text.isdigit() and len(items[j].text) <= 3:
                    return True
        if stop + 2 >= len(items) or items[stop].text != ",":
            return False
        return items[stop + 1].kind == "number" and items[stop + 2].low == "tahun"  # Georgi, 67 tahun

    def _source(self, items: Sequence[Token], i: int, stop: int, words: Sequence[Token]) -> NounPhrase | None:
        """`keterangan BMKG`, `pernyataan resmi kementerian itu`: who speaks is whose statement it is."""
        at = i + 1
        while at < len(items) and items[at].low in self.lexicon.statement_kinds:
            term = self.namer.match(items, at)
            if term is not None and term[0] > 1:
                break  # laporan media pemerintah
            at += 1
        source = self.at(items, at) if at < len(items) and (at < stop or self._descriptions.begins(items, at)) else None
        thing = source is not None and source.mention.kind == "role" and source.head is None  # penilaian risiko itu
        if source is not None and source.mention.kind == "institution" and items[at - 1].low == "di":
            span = Span(items[i].start, items[source.end - 1].end)  # penelitian di Inggris
            return NounPhrase(i, source.end, Mention(span, printed(items, i, source.end), "document"))
        if source is not None and not thing:
            return source._replace(start=i, sure=True)
        end = at
        while end < len(items) and items[end].kind == "word" and items[end].capital:
            end += 1
        if i < at < end and items[at].low not in self.lexicon.weekdays:  # an outlet, a company: laporan Samudra Harian
            span = Span(items[at].start, items[end - 1].end)
            return NounPhrase(i, end, Mention(span, printed(items, at, end), "institution"))
        return self._described(items, i, stop, words, self.namer.labels(words))

    # --- what points back to somebody -----------------------------------------------------------------------------

    def opening_back(self, items: Sequence[Token]) -> NounPhrase | None:
        """As `pointing_back`, at the beginning of a sentence or behind its adverbial."""
        start = self._behind_adverbial(items)
        return self.pointing_back(items, start) if start or (items and items[0].capital) else None

    def pointing_back(self, items: Sequence[Token], start: int) -> NounPhrase | None:
        """An office at `start` that points to somebody named before, though more than a name stands in between.

        `Penjual jamu asal Nguter, Sukoharjo, itu bangun`: the mention is the office, and the word that points.
        """
        if start == len(items) or self._descriptions.counts(items[start]):
            return None
        if not (self._descriptions.describes(items, start) or (items[start].low,) in self.lexicon.groups):
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
                text = f"{printed(items, start, end or k)} {token.text}"
                span = Span(items[start].start, token.end)
                nickname = tuple(self._nickname(items, end))
                return NounPhrase(start, k + 1, Mention(span, text, "role"), items[start].low, _called(nickname))
            if not end and (token.text == "," or token.low == "yang" or token.low in self.lexicon.nicknaming):
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
        if low in self.lexicon.finite_words:
            return True
        stops = low in self.lexicon.clause_stops and low not in _OF_PHRASES
        return stops or low in self.lexicon.verbs or VERB_LIKE.match(low) is not None

    def _without_predicate(self, items: Sequence[Token], i: int, stop: int, kind: str) -> int:
        """Where a description ends before what goes on with its clause: `Samsung | tampaknya`, `massa aksi | turun`."""
        lexicon = self.lexicon
        for k in range(i + 1, stop):
            token = items[k]
            if token.capital or token.kind != "word":
                continue
            named = items[k - 1].capital and (k > 1 or items[0].text.isupper())
            if kind == "institution" and named and not self._goes_on(items, k):
                return k
            if token.low in lexicon.role_words:
                continue
            if token.low in lexicon.subject_adverbs and token.low not in lexicon.finite_words:
                return k
            if lexicon.plain_predicates.get(token.low) == "verbs":
                return k
        return stop

    @staticmethod
    def _is_abbreviated(items: Sequence[Token], i: int, stop: int) -> bool:
        """Whether capitals of a phrase's words follow it in brackets: `Gabungan Pengusaha Sawit Samudra (GAPSS)`."""
        words = [token for token in items[i : stop - 3] if token.kind == "word"]
        if len(words) < 2 or items[stop - 1].text != ")" or items[stop - 3].text != "(":
            return False
        acronym = items[stop - 2].text
        plain = all(token.capital or token.low in ("dan", "untuk") for token in words)
        return plain and acronym.isupper() and len(acronym) > 2 and acronym[0] == words[0].text[0]

    def _goes_on(self, items: Sequence[Token], k: int) -> bool:
        """Whether a word in small letters is part of an institution's name or description: `BPBD setempat`."""
        lexicon, low = self.lexicon, items[k].low
        if low in lexicon.role_joins or low in lexicon.demonstratives or low in lexicon.qualifiers:
            return True
        term = self.namer.match(items, k)
        return term is not None and term[1] is Label.PLACE_HEAD

    # --- what is made of it ---------------------------------------------------------------------------------------

    def _named(
        self,
        start: int,
        end: int,
        words: Sequence[Token],
        role: str | None,
        titles: Sequence[Titled],
        nicknames: Sequence[str],
    ) -> NounPhrase:
        """A phrase over tokens `[start, end)` whose name is `words`; `titles` are the words before the name."""
        name = spaced(words)
        title = next((t.token for t in reversed(titles) if t.label is Label.HONORIFIC), None)
        if title is not None and f"{title.low} {name.casefold()}" in self.lexicon.figures:
            name, words = f"{title.text} {name}", (title, *words)  # Gus Ipul, Cak Imin: known by it
        return NounPhrase(
            start,
            end,
            Mention(Span(words[0].start, words[-1].end), name, "name", role and self._descriptions.bare(role), name),
            next((t.token.low for t in titles if t.label in (Label.HEAD, Label.MODIFIER)), None),
            tuple(n for n in nicknames if n[:1].isupper()),
            any(t.label in (Label.RANK, Label.HONORIFIC, Label.HEAD) for t in titles),
        )

    def _described(
        self, items: Sequence[Token], i: int, stop: int, words: Sequence[Token], labels: Sequence[Label]
    ) -> NounPhrase | None:
        """A phrase without a name: an office, an institution, a document, somebody unnamed."""
        kind = self._descriptions.kind(words, labels, i)
        if kind is None:
            return None
        stop = self._without_predicate(items, i, stop, kind)
        if kind in ("role", "unnamed") and self._is_abbreviated(items, i, stop):
            kind = "institution"
        text = printed(items, i, stop)
        head = words[labels.index(_HEAD)].low if _HEAD in labels else None
        mention = Mention(Span(items[i].start, items[stop - 1].end), text, kind, text if kind == "role" else None)
        return NounPhrase(i, stop, mention, head)


@lru_cache(maxsize=4)
def _pronouns(lexicon: Lexicon) -> frozenset[str]:
    """The first words of pronouns."""
    return frozenset((*lexicon.pronouns, *lexicon.self_words, "yang"))


def _called(nickname: Sequence[Token]) -> tuple[str, ...]:
    """A nickname with and without its `Si`."""
    if not nickname:
        return ()
    bare = nickname[1:] if nickname[0].low in ("si", "sang") else ()
    return (spaced(nickname), spaced(bare)) if bare else (spaced(nickname),)
