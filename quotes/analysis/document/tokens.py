"""Tokens and sentences, by rules alone: the view of a paragraph that cues, people and dates are read from.

A quotation is one opaque token here, so that a sentence with a quotation of ten sentences inside is still one sentence:
what matters to attribution is the journalist's own words around it. Kept apart from `parsing.py`, which asks stanza.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from quotes.lexicon import lists
from quotes.lexicon.lists import single_words
from quotes.records import Span

_TOKEN = re.compile(
    r"""
    (?=\S)(?:                                                        # white space fails at once
    [a-z]{2,}+(?=[\s,])                                              # most words
    | (?:[A-Z][A-Za-z]{0,3}\.){2,6}[A-Za-z]{0,5}(?![^\W_])   # S.H. M.Kom. B.J.
    | (?:[a-z]\.){2,4}                                                # a.n. s.d.
    | [A-Z][a-z]?\.[A-Z][A-Za-z]{0,5}(?![\w.])                        # M.Si Sp.OG
    | (?:[A-Z]|[Dd]rs?|[Dd]r[gh]|Dra|DRS?|Ir|IR|Prof|PROF|[Nn]s|[Aa]pt|Hj?|KH|TGH|Muh|Moh|Mohd|Moch|Much|Mhd
        |Muhd|Abd|St|Ust|Tgk|Jl|No|Kol|Kapt|Pol|Purn|Kombes|Komjen|Irjen|Brigjen|Kompol|Brigpol|Letjen|Mayjen|Letkol|Bpk|Sdri?|Yth|[Pp]l[th]|[Pp]js?|PT|CV|UD|Kab|Kec|Kel|Mr|Mrs|Ms|Sr|Jr)
      \.(?=\s?[^\W_])
    | \d++(?:[.,/:-]\d++)*+
    | @[\w.]*\w
    | [^\W_]++(?:(?:[-'’‘`&]|(?<![a-z])/|/(?![A-Z][a-z]))[^\W_]++)*+\+?  # TNI/Polri, but Ayu/Fitri are two
    | \S
    )
    """,
    re.VERBOSE,
)
_GLUED = range(9, 41)  # letters of a name and its verb run together
_GLUED_LOW = range(5, 61)  # letters of a word and a name behind it, run together
_LOW_BEFORE_CAPITAL = re.compile(r"[a-z]{2,20}(?=[A-Z])")
_KNOWN_WORDS = 50_000  # of which is remembered from article to article what they are
_LONGEST_KNOWN = 40  # letters of one
_LONG_VERB = 7  # letters; a shorter verb may end a name
_SENTENCE_END = frozenset((*".?!…", ""))  # marks, and the text of a quotation
_FULL_STOPS = frozenset(".?!")
_MARKS = "\"“”„‟«»'‘’ \t"  # may stand behind the full stop that ends a quotation
_LONGEST_TAIL = 40  # characters at a quotation's end that hold it
# Tokens. A longer sentence is none, and what is looked up in it for each quotation would take the square of its length.
_LONGEST_SENTENCE = 400


@dataclass(slots=True, init=False)
class Token:
    """A word, number, mark or whole quotation of a paragraph; never changed.

    Not frozen, for there is one for every six characters of an article, and a frozen one takes three times as long to
    make; no tuple, for its fields are read a hundred times as often, and those of a tuple take twice as long.
    """

    start: int  # offset in the article's text
    end: int
    text: str  # as printed; "" for a quotation
    low: str  # casefolded, final dots removed
    kind: str  # word, number, punct, quote
    capital: bool  # begins with a capital letter, or is an account (`@warga62`)
    quote: int  # index of the quotation, for kind quote

    # Written out, for mypyc compiles no other.
    def __init__(
        self, start: int, end: int, text: str, low: str, kind: str, capital: bool = False, quote: int = -1
    ) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.low = low
        self.kind = kind
        self.capital = capital
        self.quote = quote


class Sentence(NamedTuple):
    """A sentence of a paragraph, quotations being single tokens of it."""

    tokens: tuple[Token, ...]
    paragraph: int  # index among the body's paragraphs
    capitals: tuple[int, ...]  # indices of the tokens that begin with a capital

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    def outside_marks(self) -> list[Span]:
        """The parts of the sentence outside quotation marks."""
        if "quote" not in [token.kind for token in self.tokens]:
            return [Span(self.start, self.end)]
        spans: list[Span] = []
        run: list[Token] = []
        for token in self.tokens:
            if token.kind != "quote":
                run.append(token)
            elif run:
                spans.append(Span(run[0].start, run[-1].end))
                run = []
        return [*spans, Span(run[0].start, run[-1].end)] if run else spans


@cache
def _glued() -> re.Pattern[str]:
    """A name and the reporting verb behind it, run together on the page: `Wicaksonomengatakan`."""
    verbs = lists.load().verbs.values()
    forms = [
        v.form for v in verbs if v.voice in ("active", "intransitive") and not v.weak and len(v.form) >= _LONG_VERB
    ]
    return re.compile(rf"[A-Z][a-z]{{2,}}({'|'.join(sorted(forms, key=lambda form: (-len(form), form)))})")


def _glued_at(printed: str) -> int:
    """Where a word ends that a name follows without a blank, as at a link's edge: `dariReuters`; 0: there is none."""
    glued = _LOW_BEFORE_CAPITAL.match(printed)
    return glued.end() if glued is not None and glued[0] in _before_names() else 0


@cache
def _before_names() -> frozenset[str]:
    """Words that names stand right behind: prepositions, conjunctions, reporting words."""
    words = lists.load()
    said = (form for form, verb in words.verbs.items() if verb.voice not in ("fused", "passive_fused"))
    return frozenset((*words.prepositions, *words.subordinators, *said))


def _has_article(printed: str) -> bool:
    """Whether a word is a name with its article: `al-Harbi`."""
    article, _, name = printed.partition("-")
    return name[:1].isupper() and name[1:2].islower() and article in lists.load().name_particles


_Word = tuple[str, str, str, bool]
"""Text, low, kind and capital of a token."""
_words: dict[str, _Word] = {}  # what is told of a token as printed: nine of ten stood in an earlier article


def _word(printed: str) -> _Word:
    """What a token is, which hangs on nothing but how it is printed; remembered."""
    if len(_words) >= _KNOWN_WORDS:
        _words.clear()
    word = _word_anew(printed)
    if len(printed) <= _LONGEST_KNOWN:
        _words[printed] = word
    return word


def _word_anew(printed: str) -> _Word:
    first, low = printed[0], printed.casefold()
    if first.isdecimal():
        return printed, printed, "number", False
    if len(printed) == 1 and not first.isalnum():
        return printed, printed, "punct", False
    if first == "@":
        return printed, low, "word", True
    if "." in printed:
        return printed, low.replace(".", ""), "word", first.isupper()
    return printed, low, "word", first.isupper() or ("-" in printed and _has_article(printed))


def _cut(printed: str) -> int:
    """Where a word parts that is two run together: `Wicaksonomengatakan`, `kataBudi`; 0: it is one."""
    if len(printed) in _GLUED and (glued := _glued().fullmatch(printed)):
        return glued.start(1)
    return _glued_at(printed) if len(printed) in _GLUED_LOW and not printed.islower() else 0


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Tokens of `text[start:end]`, offsets those of `text`; linear in length."""
    found: list[Token] = []
    find, known = text.find, _words.get
    at = start
    for each in _TOKEN.findall(text, start, end):
        at = find(each, at)
        word = known(each)
        if word is None:
            cut = _cut(each)
            if cut:
                found.append(Token(at, at + cut, *_word_anew(each[:cut])))
                at, each = at + cut, each[cut:]
            word = _word_anew(each) if cut else _word(each)
        printed, low, kind, capital = word
        stop = at + len(printed)
        found.append(Token(at, stop, printed, low, kind, capital))
        at = stop
    return found


def with_quotations(text: str, paragraph: Span, spans: Sequence[tuple[int, int, int]]) -> list[Token]:
    """Tokens of a paragraph with each `(start, end, index)` of `spans` (marks included) as a single token."""
    found: list[Token] = []
    at = paragraph.start
    for start, end, index in spans:
        found += tokens(text, at, start)
        found.append(Token(start, end, "", "", "quote", False, index))
        at = end
    found += tokens(text, at, paragraph.end)
    return found


def body_sentences(text: str, paragraphs: Sequence[Span], quotations: Iterable[tuple[int, Span]]) -> list[Sentence]:
    """The sentences of a body, each quotation one token.

    Args:
        text: the article's text.
        paragraphs: the body's.
        quotations: the paragraph of each quotation, and its span with its marks.
    """
    held: list[list[tuple[int, int, int]]] = [[] for _ in paragraphs]
    for index, (paragraph, outer) in enumerate(quotations):
        held[paragraph].append((outer.start, outer.end, index))
    return [
        sentence
        for number, paragraph in enumerate(paragraphs)
        for sentence in sentences(text, with_quotations(text, paragraph, held[number]), number)
    ]


def sentences(text: str, items: Sequence[Token], paragraph: int) -> Iterator[Sentence]:
    """Split a paragraph's tokens into sentences.

    A full stop, question or exclamation mark ends one when a capital, a figure, an opening bracket or a quotation
    follows, or somebody with a title in small letters (`. dr Ratna`); so does a quotation that ends in such a mark and
    is followed by a capital.
    """
    first = 0
    capitals: list[int] = []
    for i, token in enumerate(items):
        if token.capital:
            capitals.append(i - first)
        if (token.capital or token.text not in _SENTENCE_END or not _is_end(text, items, i)) and (
            i - first < _LONGEST_SENTENCE
        ):
            continue
        yield Sentence(tuple(items[first : i + 1]), paragraph, tuple(capitals))
        first = i + 1
        capitals = []
    if first < len(items):
        yield Sentence(tuple(items[first:]), paragraph, tuple(capitals))


@cache
def _titles() -> frozenset[str]:
    """Titles of one word that stand before a name: `dr`, `pak`."""
    return single_words(lists.load().honorifics)


def _before_title(items: Sequence[Token], i: int) -> bool:
    """Whether a title in small letters and a name begin the next sentence: `. dr Ratna mengatakan`."""
    if items[i].text not in _FULL_STOPS or i + 2 >= len(items) or items[i + 1].start == items[i].end:
        return False
    return items[i + 2].capital and items[i + 1].kind == "word" and items[i + 1].low in _titles()


def _is_end(text: str, items: Sequence[Token], i: int) -> bool:
    """Whether a sentence ends with a token that is a quotation or a mark of its end."""
    return _ends(text, items[i], items[i + 1] if i + 1 < len(items) else None) or _before_title(items, i)


def _ends(text: str, token: Token, after: Token | None) -> bool:
    """The same without regard to titles, given the token behind it."""
    if token.kind == "quote":
        if after is None or not (after.capital or after.kind == "quote"):
            return False
        tail = text[max(token.start, token.end - _LONGEST_TAIL) : token.end]
        return tail.rstrip(_MARKS)[-1:] in _SENTENCE_END
    if after is None:
        return True
    if after.kind == "punct" and after.text in ".?!…,;:)":
        return False
    if after.start == token.end and not (after.kind == "quote" or after.capital):
        return False
    return after.capital or after.kind in ("quote", "number") or after.text in "([*•-–—'‘"
