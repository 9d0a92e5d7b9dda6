"""Who holds an office that commas set off: `pengacara Ratna, Bonar Manurung`, `Kepala Dusun Randusari, Sleman, Joko`.

What looks like a name before the first comma may be a team's, a town's or a client's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.descriptions import OFFICE, TITLES, Descriptions, Titled
from quotes.analysis.mentions.extents import Extent, Extents
from quotes.analysis.mentions.labels import Label
from quotes.analysis.mentions.names import Name, Namer
from quotes.analysis.mentions.printing import printed, spaced

_FULL_NAME = 2  # words
_LONGEST_ADDRESS = (
    4  # commas between an office and its holder: `Kepala Dusun Randusari, Kelurahan …, Kecamatan …, Joko`
)
_RELATIVE = 12  # tokens of a relative clause between an office and its holder
# Of an address between an office and its holder.
_ADDRESS = (
    *(Label.PLACE, Label.PLACE_HEAD, Label.ORG, Label.WORD),
    *(Label.HEAD, Label.MODIFIER, Label.ACRONYM),
)
_BESIDE_NAMES = frozenset((*TITLES, Label.DEGREE))
_NAMELY = ("yakni", "yaitu")
_LEADING = frozenset((",", *_NAMELY))  # between an office and its holder


class Holder(NamedTuple):
    """An office's holder, behind it."""

    stop: int  # index of the token behind the holder's name
    words: list[Token]  # of the name
    role: str  # as printed
    titles: list[Titled]  # all words before the name
    inset: tuple[str, ...]  # words in brackets and marks


class Holders:
    """Finds the holders of offices in one article."""

    def __init__(self, namer: Namer, extents: Extents, descriptions: Descriptions) -> None:
        self._namer = namer
        self._lexicon = namer.lexicon
        self._extents = extents
        self._descriptions = descriptions

    def behind_comma(
        self, items: Sequence[Token], i: int, extent: Extent, labels: Sequence[Label], doubtful: int
    ) -> Holder | None:
        """A name behind a comma: `pengacara Ratna, Bonar Manurung`, `Kepala Dusun Randusari, Sleman, Joko`.

        `doubtful`: so many words before the comma look like a name, but may be a team's or a town's.
        """
        several = self._descriptions.counts(items[i])
        if several and not (i + 1 < len(items) and self._descriptions.describes(items, i + 1)):
            return None
        comma = self._past_relative(items, extent.stop)
        for _ in range(_LONGEST_ADDRESS):
            if comma + 1 >= len(items) or items[comma].low not in _LEADING or items[comma + 1].kind != "word":
                return None
            joined = items[comma + 1].low in ("dan", "serta") and comma + 2 < len(items)
            begin = comma + 2 if joined or items[comma + 1].low in _NAMELY else comma + 1
            if begin == len(items):
                return None
            first = items[begin]
            term = self._namer.match(items, begin)
            label = term[1] if term is not None else None
            if first.low in self._lexicon.weekdays or not (first.capital or label in TITLES):
                return None
            tail = self._extents.extent(items, begin)
            if self._listed(items, tail.stop) or self._is_address(items, begin, tail.stop):
                comma = tail.stop
                continue
            if label is Label.HEAD and not joined:
                further = self._past_relative(items, tail.stop)
                if self._names(items, further + 1):
                    comma = further  # Spesialis Gizi, Subspesialis Gizi Anak dari Rumah Sakit Nusa, dr Bima
                    continue
            tail_labels = self._namer.labels(tail.words)
            name = self._namer.find(tail.words, tail_labels, tail.known, reported=True)
            if self._namer.is_all_name(tail.words, tail_labels):
                name = Name(0, len(tail.words))
            words = tail.words[name.start : name.end]
            if doubtful and len(words) < 2 + (doubtful > 1) and not any(self._known_name(t) for t in words):
                return None
            if words and (tail_labels[0] not in (Label.PLACE, Label.PLACE_HEAD) or first.low in self._namer.evidence):
                start = i + self._descriptions.office_start(extent.words, labels) if extent.stop > i else i
                role = printed(items, max(start, i + several), comma)
                between = tail_labels[: name.start]
                if any(between_label not in _BESIDE_NAMES for between_label in between):
                    role = f"{role}, {spaced([*items[comma + 1 : begin], *tail.words[: name.start]])}"
                titles = [
                    *map(Titled, extent.words, labels),
                    *map(Titled, tail.words[: name.start], between),
                ]
                return Holder(tail.stop, words, role, titles, (*extent.inset, *tail.inset))
            if not joined and (label or self._namer.label(first)) not in _ADDRESS:
                return None
            comma = self._past_relative(items, tail.stop)
        return None

    def stands_behind(self, items: Sequence[Token], extent: Extent, office: Sequence[Label]) -> bool:
        """Whether an office's holder stands between commas: `Direktur PT Samudra Kencana, Alex Wijaya, mengatakan`.

        What looks like a name before the first comma is then the end of an institution's.
        """
        comma = self._past_addresses(items, extent.stop)
        addressed = comma > extent.stop
        if office[0] not in OFFICE or comma + 2 >= len(items) or items[comma].text != ",":
            return False
        first = items[comma + 1]
        term = self._namer.match(items, comma + 1)
        titled = term is not None and term[1] in TITLES
        if not (first.capital or titled) or (term is not None and not titled) or first.low in self._lexicon.weekdays:
            return False
        relational = extent.words[0].low in self._lexicon.relational_roles
        if not (relational or addressed or titled) and any(
            token.low in self._namer.evidence for token in extent.words[len(office) :]
        ):
            return False
        tail = self._extents.extent(items, comma + 1)
        labels = self._namer.labels(tail.words)
        name = self._namer.find(tail.words, labels, reported=True)
        alone = name.end - name.start == 1 and items[comma + 1].low in self._namer.evidence
        if alone and office[-1] in (Label.ORG, Label.ACRONYM) and self._ends_sentence(items, tail.stop):
            return True  # disampaikan Wakil Komandan TKN Ratna Wulandari, Bagas.
        if tail.stop + 1 >= len(items):
            return False
        enough = 1 if titled or addressed or (relational and items[tail.stop].text == ",") else _FULL_NAME
        if any(label not in TITLES for label in labels[: name.start]) or name.end - name.start < enough:
            return False
        after, beyond = items[tail.stop], items[tail.stop + 1]
        if after.low in ("dan", "serta") and self._descriptions.counts(extent.words[0]):
            return beyond.capital
        if after.text == ",":
            return not beyond.capital and beyond.low not in ("dan", "serta")
        verb = self._lexicon.verbs.get(after.low)
        acts = verb is not None and verb.voice in ("active", "intransitive")
        return acts or (addressed and after.low in self._lexicon.clause_stops)

    @staticmethod
    def _ends_sentence(items: Sequence[Token], k: int) -> bool:
        return k == len(items) or (k + 1 == len(items) and items[k].text == ".")

    def _past_addresses(self, items: Sequence[Token], comma: int) -> int:
        """The comma behind the parts of an address that begin at one: `, Kelurahan Sukasari, Kecamatan Sukajadi,`."""
        while comma + 1 < len(items) and items[comma].text == ",":
            stop = self._extents.extent(items, comma + 1).stop
            if not self._is_address(items, comma + 1, stop):
                break
            comma = stop
        return comma

    def _is_address(self, items: Sequence[Token], begin: int, stop: int) -> bool:
        """Whether a chunk before a comma is part of an address and names nobody: `Kecamatan Rilau Ale`."""
        return items[begin].low in self._lexicon.address_heads and stop < len(items) and items[stop].text == ","

    def _names(self, items: Sequence[Token], begin: int) -> bool:
        """Whether a comma stands before `begin`, and behind it a name and titles, but no office."""
        if begin >= len(items) or items[begin - 1].text != ",":
            return False
        words = self._extents.extent(items, begin).words
        labels = self._namer.labels(words)
        first = next((k for k, label in enumerate(labels) if label not in TITLES), len(labels))
        return 0 < first < len(labels) or (bool(words) and self._namer.is_all_name(words, labels))

    def is_doubtful(self, words: Sequence[Token], labels: Sequence[Label], start: int, end: int) -> bool:
        """Whether what looks like an office's holder may be a team or a town: `pembalap Samudra, Alex Wijaya`."""
        if not 0 < start < end or any(t.low in self._namer.evidence for t in words[start:end]):
            return False
        return end - start == 1 or Label.GIVEN not in labels[start:end]

    @staticmethod
    def _listed(items: Sequence[Token], stop: int) -> bool:
        """Whether a list goes on behind a chunk: `Pangan, Sandang, dan Papan`."""
        return stop + 1 < len(items) and items[stop].text == "," and items[stop + 1].low in ("dan", "serta")

    def _known_name(self, token: Token) -> bool:
        return token.low in self._namer.evidence or token.low in self._lexicon.given_names

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
