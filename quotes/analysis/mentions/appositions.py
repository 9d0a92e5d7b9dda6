"""What stands behind a name: its bearer's role, degrees, nickname.

`Budi, SH, Ketua RT 03, …`, `Budi selaku Ketua RT 03`, `Budi alias Yos`: how far each reaches, and whether it is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotes.analysis.document.tokens import Token
from quotes.analysis.mentions.descriptions import TITLES, Descriptions
from quotes.analysis.mentions.labels import Label
from quotes.analysis.mentions.names import Namer
from quotes.analysis.mentions.printing import printed, spaced
from quotes.lexicon.lists import ReportingVerb

_LONGEST_ALIAS = 3  # words after `alias`
_LONGEST_ROLE = 25  # tokens of an apposition
_BARE_ROLE = 2  # tokens
_RELATIVE = 12  # tokens of a relative clause behind a role
_COPULA_REACH = 5  # words between `yang` and the role it leads to: `yang juga menjabat sebagai Ketua RT`
_BESIDES = ("misalnya", "contohnya", "sendiri")
_CAPACITY = "selaku"
_AS = ("selaku", "sebagai")
_TRANSITIVE = re.compile(r"(?:me[mnlrwy]|di)[a-z]{4}")
_GLUED = re.compile(r"kepada(?!nya)[a-z]")  # kepadadetikJateng: the outlet's link lost its blank
_HOLDS = "menjabat"
_EQUALS = ("adalah", "merupakan", "ialah")


class Appositions:
    """Reads what stands behind names of one article."""

    def __init__(self, namer: Namer, descriptions: Descriptions) -> None:
        self._namer = namer
        self._lexicon = namer.lexicon
        self._descriptions = descriptions
        self._honorifics = namer.single("honorifics")

    def role_behind(
        self, items: Sequence[Token], stop: int, *, cue: ReportingVerb | None = None
    ) -> tuple[str | None, int]:
        """The role that follows a name, and where it ends: `Budi, Ketua RT 03, …`, `Budi selaku Ketua RT 03`.

        `cue`: what the name follows; behind `kata` a role needs no comma (`kata Budi warga setempat`), behind `menurut`
        it has one at its end as well (`Menurut Budi, siswa digaji harian` gives none).
        """
        if stop + 1 < len(items) and items[stop].low in _BESIDES and items[stop + 1].text == ",":
            role, end = self.role_behind(items, stop + 1, cue=cue)  # Bima misalnya, seorang dokter di Bogor
            return (role, end) if role else (None, stop)
        if stop >= len(items):
            return None, stop
        start = stop
        if items[stop].text == ",":
            start, follows = self._past_degrees(items, stop)
            if not follows:
                return None, start
            if items[start].low in _AS and start + 1 < len(items):
                start += 1
            elif items[start].low == "yang":
                start = self.past_copula(items, start)
                if items[start].low == "yang":
                    return None, stop
            elif not self._is_role(items, start):
                return None, stop
        elif items[stop].low in _AS:
            start = stop + 1
        elif items[stop].low in _EQUALS and stop + 1 < len(items) and self._is_role(items, stop + 1):
            start = stop + 1
        elif items[stop].low == "yang":
            start = self.past_copula(items, stop)
        elif items[stop].low in self._lexicon.copulas:
            start = self._past_office_verb(items, stop)
        elif (
            cue is not None
            and cue.voice == "bare"
            and not items[stop].capital
            and self._descriptions.describes(items, stop)
        ):
            end = self._role_end(items, stop)
            closed = end == len(items) or self._closes(items[end])
            return (printed(items, stop, end), end) if closed else (None, stop)
        if start == stop:
            return None, stop
        end = self._role_end(items, start)
        open_end = items[stop].text == "," and end < len(items) and not self._closes(items[end])
        if end == start or (open_end and not self._tells(items, stop, end)):
            return None, stop
        if cue is not None and cue.voice == "preposition" and items[stop].text == "," and _text(items, end) != ",":
            return None, stop
        end = self._with_relative(items, start, end)
        labels = self._namer.labels(items[start:end])
        # Behind `selaku` stands nothing but what somebody is: selaku tuner.
        told = items[start - 1].low == _CAPACITY or self._is_foreign_role(items, start)
        if not told and Label.HEAD not in labels and Label.RANK not in labels:
            return None, stop
        if any(label in TITLES for label in labels) and self._is_next_person(items, start, end):
            return None, stop
        start += self._descriptions.opening(items[start:end])
        return printed(items, start, end), end

    def alias(self, items: Sequence[Token], stop: int) -> tuple[int, tuple[str, ...]]:
        """Where a phrase ends with the nickname behind its name: `alias Yos`, `atau akrab disapa DS`."""
        j = stop
        if j < len(items) and items[j].text == ",":
            j += 1
        introduced = False
        if j < len(items) and items[j].low in _AS:
            return stop, ()  # sebagai Ketua RT 03, but: dikenal sebagai Yos
        while j < len(items) and (kind := self._lexicon.alias_words.get(items[j].low)):
            introduced = introduced or kind == "introduce"
            j += 1
        end = j
        while end < len(items) and end - j < _LONGEST_ALIAS and items[end].kind == "word" and items[end].capital:
            end += 1
        if not introduced or end == j:
            return stop, ()
        nickname = spaced([t for t in items[j:end] if t.low not in self._honorifics])
        return end, (nickname,) if nickname else ()

    def past_copula(self, items: Sequence[Token], stop: int) -> int:
        """Where the role begins in `yang juga menjabat sebagai Ketua …`; `stop` where there is none."""
        for k in range(stop + 1, min(stop + 1 + _COPULA_REACH, len(items))):
            if items[k].low not in self._lexicon.copulas:
                return k if self._descriptions.describes(items, k) else stop
        return stop

    def _past_office_verb(self, items: Sequence[Token], stop: int) -> int:
        """Where the role begins in `kini menjabat Ketua RT 03`; `stop` where there is none."""
        start = self.past_copula(items, stop - 1)
        between = [token.low for token in items[stop:start]]
        return start if start > stop and _HOLDS in between and "bukan" not in between else stop

    def _tells(self, items: Sequence[Token], stop: int, end: int) -> bool:
        """Whether an apposition goes on to the verb of who it is about: `Reno, teknisi bengkel di Bogor mengatakan`."""
        verb = self._lexicon.verbs.get(items[end].low)
        reports = verb is not None and verb.voice in ("active", "intransitive") and not verb.weak
        if not reports and (verb is not None or not _TRANSITIVE.match(items[end].low)):
            return False
        first = stop
        while first > 0 and items[first - 1].capital and items[first - 1].kind == "word":
            first -= 1
        return first == 0 or items[first - 1].text == ","

    def _with_relative(self, items: Sequence[Token], start: int, end: int) -> int:
        """Where a role ends with what else its holder is, and a short one with what it would say little without.

        `komentator Radio Samudra yang juga mantan pelari`, `karyawan yang menjaga ruko`.
        """
        if end >= len(items) or items[end].low != "yang":
            return end
        second = self.past_copula(items, end)
        if second > end:
            return self._role_end(items, second)
        if end - start > _BARE_ROLE:
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
        labels = self._namer.labels(words)
        name = self._namer.find(words, labels)
        street = Label.PLACE_HEAD in labels[max(0, name.start - 3) : name.start]  # Jalan Letjen Suprapto
        return 0 < name.start < name.end == len(words) and labels[name.start - 1] in TITLES and not street

    def _past_degrees(self, items: Sequence[Token], comma: int) -> tuple[int, bool]:
        """Where degrees behind a comma end (`Budi, SH, MH, Ketua RT 03`), and whether more follows behind a comma."""
        start = comma + 1
        while start < len(items) and self._namer.label(items[start]) is Label.DEGREE:
            if [token.text for token in items[start + 1 : start + 4 : 2]] == ["(", ")"]:
                start += 3  # SpA(K)
            if start + 1 == len(items) or items[start + 1].text != ",":
                return start + 1, False
            start += 2
        return start, start < len(items)

    def _is_role(self, items: Sequence[Token], start: int) -> bool:
        """Whether what stands behind a name and a comma is its role, and not the next person of a list."""
        opener = self._lexicon.unnamed_openers.get(items[start].low)
        if opener == "one":
            end = self._role_end(items, start)
            following = items[end + 1].low if end + 1 < len(items) else ""
            return (
                start + 1 < end and self._descriptions.describes(items, start + 1) and following not in ("dan", "serta")
            )
        if opener == "of_several":  # salah satu orang: says nothing
            start += self._descriptions.opening(items[start : start + 3])
            return items[start].low not in self._lexicon.generic_people and self._descriptions.describes(items, start)
        return opener != "several" and (
            self._descriptions.describes(items, start) or self._is_foreign_role(items, start)
        )

    def _is_foreign_role(self, items: Sequence[Token], start: int) -> bool:
        """Whether an office stands there whose head is not its first word: `External Relations Manager`."""
        end = start
        while end < len(items) and items[end].kind == "word" and items[end].capital:
            end += 1
        if start + 1 < end and items[end - 1].low in self._lexicon.final_heads:
            return self._namer.label(items[start]) in (Label.UNKNOWN, Label.WORD)
        labels = self._namer.labels(items[start:end])
        return Label.HEAD in labels[1:] and labels[0] in (Label.UNKNOWN, Label.WORD)

    def _role_end(self, items: Sequence[Token], start: int) -> int:
        end = start
        while end < len(items) and end - start < _LONGEST_ROLE:
            token = items[end]
            if token.kind == "quote" or (token.kind == "punct" and token.text not in "()/&"):
                break
            if token.low in self._lexicon.weekdays or _GLUED.match(token.low):
                break
            term = self._namer.match(items, end)
            if term is not None and term[0] > 1 and term[1] is Label.HEAD:
                end += term[0]  # juru bicara: no verb
                continue
            if not token.capital:
                if end > start and self._acts(items, end):
                    break
                if token.low in self._lexicon.clause_stops and token.low not in ("dari", "di", "pada"):
                    break
            end += 1
        return end

    def _acts(self, items: Sequence[Token], k: int) -> bool:
        """Whether the word at `k` tells what somebody does or says, so that no role goes on with it."""
        low = items[k].low
        verb = self._lexicon.verbs.get(low)
        if verb is None:
            return _TRANSITIVE.match(low) is not None and self._namer.label(items[k]) is Label.LOWER
        if verb.voice != "bare" or items[k - 1].capital or k + 1 >= len(items):
            return True
        after = items[k + 1]  # perajin batik tulis di Lasem: a noun's complement
        return after.kind != "word" or after.capital or after.low in self._lexicon.pronouns

    def _closes(self, token: Token) -> bool:
        """Whether an apposition may end before this token; before a verb it is the next noun phrase."""
        stops = token.low in self._lexicon.clause_stops or token.low in self._lexicon.weekdays
        return stops or token.kind != "word" or _GLUED.match(token.low) is not None


def _text(items: Sequence[Token], k: int) -> str:
    return items[k].text if k < len(items) else ""
