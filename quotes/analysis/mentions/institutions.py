"""The institutions an article names, so that `Dinas PU` and `perusahaan itu` find the full name."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.mentions.labels import Label
from quotes.analysis.mentions.names import Namer
from quotes.analysis.mentions.printing import printed, spaced
from quotes.text.spelling import abbreviates, words_of

_MOST = 500  # names; an article with more is none, and each mention is held against all of them
_LEAST_ACRONYM = 3  # letters
_LONGEST_NAME = 14  # words and commas before an acronym in brackets
_OF_PLACES = (Label.PLACE, Label.PLACE_HEAD)
_JOINING = ("dan", "untuk")  # inside a name: Dinas Pemuda dan Olahraga
_NATIONAL = (("ri",), ("indonesia",))  # behind a name that is whole without it: `Kemenkes RI`
_COMPANIES = ""  # in place of a head: any company


class _Run(NamedTuple):
    """A word and the capitalised words behind it, `items[first:last]`."""

    start: int  # offset in the article's text
    items: Sequence[Token]
    first: int
    last: int


_Found = TypeVar("_Found", Token, _Run)


class Institutions:
    """The institutions of one article."""

    def __init__(self, sentences: Sequence[Sentence], namer: Namer) -> None:
        self._sentences = sentences
        self._lexicon = namer.lexicon
        self._namer = namer
        self._found: dict[str, str] = {}  # mention -> fullest name

    def fullest(self, mention: str) -> str:
        """The fullest name of an institution mentioned as `mention`."""
        found = self._found.get(mention)
        if found is None:
            found = self._found[mention] = self._fullest(mention)
        return found

    def before(self, anaphor: str, at: int) -> str | None:
        """What `perusahaan itu`, `kementerian tersebut`, `akun itu` points back to: the last so headed before `at`."""
        head = anaphor.casefold().split()[0]
        if head == "akun":
            account = _last_before(self._accounts, at)
            return account.text.lstrip("@") if account else None
        anaphor_of_companies = self._lexicon.companies.get(head) == "anaphors"
        run = _last_before(self._headed[_COMPANIES if anaphor_of_companies else head], at)
        return self.fullest(spaced(run.items[run.first : run.last])) if run else None

    def _fullest(self, mention: str) -> str:
        names, acronyms = self._names
        spelled = acronyms.get(mention.casefold())
        if spelled:
            return spelled
        words = words_of(mention)
        whole = len(words) == 1 and words[0] not in self._lexicon.institution_kinds
        best = mention
        for name in names:
            if len(name) > len(best) and abbreviates(words, full := words_of(name)):
                if not (whole and full[0] == words[0] and full[1:] not in _NATIONAL):
                    best = name
        return best

    @cached_property
    def _names(self) -> tuple[Sequence[str], dict[str, str]]:
        """Every institution as spelled out, in order, and those of them that an acronym in brackets follows."""
        names: dict[str, None] = {}
        acronyms: dict[str, str] = {}
        for name, acronym in self._spelled_out():
            if len(names) >= _MOST:
                break
            names[name] = None
            if acronym:
                acronyms[acronym.casefold()] = name
        for name, acronym in self._abbreviated():
            acronyms[acronym.casefold()] = name
        return list(names), acronyms

    def _abbreviated(self) -> Iterator[tuple[str, str]]:
        """Names with acronyms in brackets, commas inside: `Badan Meteorologi, Klimatologi, dan Geofisika (BMKG)`."""
        for sentence in self._sentences:
            items = sentence.tokens
            for j in range(1, len(items) - 2):
                acronym = items[j + 1].text
                if items[j].text != "(" or items[j + 2].text != ")":
                    continue
                if acronym.isupper() and len(acronym) >= _LEAST_ACRONYM:
                    start = _spelling_out(items, j, acronym.casefold())
                    if start is not None:
                        place = self._placed(items, j + 3)
                        yield " ".join(filter(None, (printed(items, start, j), place))), acronym

    def _spelled_out(self) -> Iterator[tuple[str, str | None]]:
        for sentence in self._sentences:
            items, end = sentence.tokens, 0
            for i in sentence.capitals:
                if i < end or not self._namer.is_institution(items[i]):
                    continue
                end = self._end(items, i)
                bracketed = end + 2 < len(items) and items[end].text == "(" and items[end + 2].text == ")"
                name, place = spaced(items[i:end]), self._placed(items, end + 3) if bracketed else ""
                yield f"{name} {place}" if place else name, items[end + 1].text if bracketed else None

    def _end(self, items: Sequence[Token], i: int) -> int:
        """Where the name that begins at `i` ends: behind its last capitalised word."""
        end = i
        while end < len(items) and items[end].kind == "word" and items[end].low not in self._lexicon.numbered_things:
            if not (items[end].capital or items[end].low in _JOINING) or items[end].low in self._lexicon.weekdays:
                break
            if end > i and items[i].text.isupper() and self._begins_person(items[end]):
                break  # KPK Ratna, TNI Brigjen Bagas: whoever speaks for it
            end += 1
        while end > i and not items[end - 1].capital:
            end -= 1
        if i and self._namer.labels(items[i - 1 : i]) == [Label.HEAD]:
            office = items[i - 1 : end]  # Ketua Satgas Samudra Ratna Lestari: without who holds it
            name = self._namer.find(office, self._namer.labels(office))
            end = i - 1 + name.start if 1 < name.start < name.end == len(office) else end
        return end

    def _begins_person(self, token: Token) -> bool:
        return token.low in self._lexicon.given_names or (token.low,) in self._lexicon.ranks

    def _placed(self, items: Sequence[Token], i: int) -> str:
        """The place that an institution is of, behind its acronym: `Dinas Sosial (Dinsos) Kota Nusa`; empty: none."""
        end = i
        while end < len(items) and items[end].capital and items[end].kind == "word":
            end += 1
        labels = self._namer.labels(items[i:end])
        count = 0
        while count < len(labels) and (
            labels[count] in _OF_PLACES or (count and labels[count - 1] is Label.PLACE_HEAD)  # a place in no list
        ):
            count += 1
        return spaced(items[i : i + count])

    @cached_property
    def _headed(self) -> dict[str, list[_Run]]:
        """Every capitalised run behind a word, by that word, casefolded; those behind a company's again together."""
        found: dict[str, list[_Run]] = defaultdict(list)
        for sentence in self._sentences:
            items = sentence.tokens
            end = 0
            for j, token in enumerate(items[:-1]):
                if token.kind != "word" or not items[j + 1].capital:
                    continue
                end = max(end, j + 1)
                while end < len(items) and items[end].kind == "word" and items[end].capital:
                    end += 1
                run = _Run(token.start, items, j, end)
                found[token.low].append(run)
                if token.low in self._lexicon.companies:
                    found[_COMPANIES].append(run)
        return found

    @cached_property
    def _accounts(self) -> list[Token]:
        return [t for s in self._sentences for t in s.tokens if t.text[:1] == "@"]


def _last_before(found: Sequence[_Found], at: int) -> _Found | None:
    index = bisect_left(found, at, key=lambda f: f.start)
    return found[index - 1] if index else None


def _spelling_out(items: Sequence[Token], end: int, acronym: str) -> int | None:
    """Where the words before `end` begin whose first letters are the acronym's."""
    letters = ""
    for k in range(end - 1, max(-1, end - 1 - _LONGEST_NAME), -1):
        if items[k].capital:
            letters = items[k].low[0] + letters
            if letters == acronym:
                return k
        elif items[k].text != "," and items[k].low not in _JOINING:
            return None
    return None
