"""Text -> sentences -> tokens -> words, as the Indonesian treebanks cut them: rules and two learnt word lists.

Stands apart from parsing.py because it needs no stanza: the trainers cut text with it, and it runs where no model does.
Rules know the abbreviations, amounts, dates in brackets and quotation marks of the news, and cost next to nothing;
their figures are in the model manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

#: Written with a full stop that ends no sentence; a name or number follows.
ABBREVIATIONS = frozenset(
    "dr drs dra drg ir prof hj h kh st ust sdr sdri bpk tn ny nn no jl jln gg kab kec kel ds hlm hal jend letjen "
    "mayjen brigjen kol letkol mayor kapt lettu letda serma sertu kopda irjen brigjend kombes akbp kompol akp "
    "iptu ipda aiptu mr mrs ms vol ed cf vs rp us tgl th thn bl bln pkl dll dsb dst dkk spt sbb yg dgn jr sr co "
    "inc ltd moh muh mohd abd alm almh wib wita tel telp fax nr art bd ft min max ttd a.n u.p d.a s.d k.h r.a r.m "
    "p.t tb rev dk dsn pte".split()
)
#: Of those, the ones that do end a sentence when a capital follows: nothing like a name is due after them.
_FINAL = frozenset("dll dsb dst dkk jr sr inc ltd wib wita co tbk".split())

_TOKEN = re.compile(
    r"""
    (?:https?://|www\.)[^\s"“”'<>]+(?<![.,;:!?)])              # addresses
    | [\w.+-]{1,64}+@[\w-]{1,64}+(?:\.[\w-]{1,64}+){1,8}+
    | (?:[^\W\d_]\.){2,8}(?=\s|$|[^\w])                        # S.H. a.n. U.S.
    | (?:[A-Z][a-z]{0,3}\.){1,4}[A-Z][A-Za-z]{0,4}\.?(?![\w])  # M.Si. Ph.D Sp.OG
    | \d++(?:[.,:/-]\d++){0,16}+(?:-?an)?(?![^\W\d_])               # 1.234,5 12/1/2022 19:30 2-1 1990-an
    | [^\W_]++(?:[-'’‘`&./@_](?=[^\W_])[^\W_]++)*+             # words: anak-anak Jum'at detik.com DPR/MPR
    | ``|''|\.{2,}+ | …+ | -{2,}+ | [!?]{2,}+
    | \S
    """,
    re.VERBOSE,
)
LONGEST_TOKEN = 80  # characters; what is longer is no word
LONGEST_SENTENCE = 250  # tokens; the treebanks' longest has 150
_INITIALS = re.compile(r"(?!(?:A\.S|U\.S|U\.K|S\.H|S\.E|S\.T)\.)(?:[A-Z]\.)+$")
_MONEY = re.compile(r"^(Rp|US|SGD|USD|IDR|EUR|RM)(?=\d)")
_CLOSERS = frozenset("\"'”’»)]}“")
_OPENERS = frozenset("\"'“‘«([{”")
_ENDERS = frozenset(".!?…")
_PARAGRAPH = re.compile(r"\n\s*\n|\n")
_NYA = re.compile(r"^(?=.{5,40}$)[^\W\d_].*[^\W\d_-]-?nya$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enclitics:
    """What is split into word and enclitic; both sets are lowercase."""

    whole: frozenset[str]  # words in -nya that stay whole
    split: frozenset[str]  # words in -lah, -kah, -pun, -ku, -mu that do not

    @classmethod
    def from_lists(cls, lists: Mapping[str, Sequence[str]]) -> Enclitics:
        """From the shipped lists, `{"whole": [...], "split": [...]}`."""
        return cls(frozenset(lists["whole"]), frozenset(lists["split"]))

    def host_length(self, token: str) -> int | None:
        """Where `token` is cut before its enclitic; None: it is one word."""
        low = token.lower()
        if low.endswith("nya"):
            return len(token) - 3 if _NYA.match(token) and low not in self.whole else None
        if low in self.split:
            return len(token) - (2 if low.endswith(("ku", "mu")) else 3)
        return None


@dataclass(frozen=True, slots=True)
class Piece:
    """A token's place in the text, `[start, end)`."""

    start: int
    end: int


def cut_tokens(text: str, start: int = 0, end: int | None = None) -> list[Piece]:
    """Tokens of `text[start:end]`; offsets are those of `text`; linear in its length."""
    pieces = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        token, at = match.group(), match.start()
        money = _MONEY.match(token)
        if money:
            pieces.append(Piece(at, at + money.end()))
            at += money.end()
        while match.end() - at > LONGEST_TOKEN:
            pieces.append(Piece(at, at + LONGEST_TOKEN))
            at += LONGEST_TOKEN
        pieces.append(Piece(at, match.end()))
    return pieces


def cut_sentences(text: str) -> list[list[Piece]]:
    """Sentences of a text, each as its tokens; a line break ends one, and so do 250 tokens.

    Args:
        text: any text.

    Returns:
        The sentences in order, none empty.
    """
    sentences: list[list[Piece]] = []
    at = 0
    for gap in [*(m.span() for m in _PARAGRAPH.finditer(text)), (len(text), len(text))]:
        pieces = cut_tokens(text, at, gap[0])
        start = 0
        for place in stops(text, pieces):
            sentences.append(pieces[start:place])
            start = place
        if start < len(pieces):
            sentences.append(pieces[start:])
        at = gap[1]
    return [part for sentence in sentences for part in _bounded(sentence)]


def _bounded(sentence: list[Piece]) -> Iterator[list[Piece]]:
    """The sentence in parts that a model can take: what a parser needs grows with the square of the length."""
    for at in range(0, len(sentence), LONGEST_SENTENCE):
        yield sentence[at : at + LONGEST_SENTENCE]


def stops(text: str, pieces: Sequence[Piece]) -> Iterator[int]:
    """Where a sentence may end inside a paragraph, as the index of the token that would begin the next one."""
    place = 0
    while place < len(pieces):
        here = place
        place += 1
        if text[pieces[here].end - 1] not in _ENDERS or not _ends(text, pieces, here):
            continue
        while (
            place < len(pieces)
            and text[pieces[place].start] in _CLOSERS
            and pieces[place].start == pieces[place - 1].end
        ):
            place += 1
        if place < len(pieces) and _begins(text, pieces, place):
            yield place


def _ends(text: str, pieces: Sequence[Piece], place: int) -> bool:
    """Whether the stop at `place` can end a sentence: not one of an abbreviation, an initial or a list number."""
    stop = text[pieces[place].start : pieces[place].end]
    if stop != "." and not (len(stop) > 1 and stop[-1] == "." and stop[0] != "."):
        return True
    if len(stop) > 1:
        if place + 1 == len(pieces):
            return True
        # Agus D.W. Martowardojo
        inside_name = _INITIALS.match(stop) and place > 0 and text[pieces[place - 1].start].isupper()
        return stop.count(".") > 1 and stop.lower().rstrip(".") not in ABBREVIATIONS and not inside_name
    if place == 0 or pieces[place - 1].end != pieces[place].start:
        return True
    before = text[pieces[place - 1].start : pieces[place - 1].end]
    low = before.lower()
    if low in ABBREVIATIONS and (before[0].isupper() or low in _FINAL or low in ("no", "hlm", "hal", "jl")):
        after = text[pieces[place + 1].start : pieces[place + 1].end] if place + 1 < len(pieces) else ""
        return low in _FINAL and after != "(" and after.lower() not in _FINAL  # Melati Printing Co. Ltd. (Jiangsu)
    if len(before) == 1 and before.isupper():
        return False
    return not (before.isdigit() and place == 1)


def _begins(text: str, pieces: Sequence[Piece], place: int) -> bool:
    """Whether a sentence can begin at `place`: after a space, with a capital, a digit or a mark before one."""
    first = pieces[place]
    if first.start == pieces[place - 1].end:
        return text[first.start].isupper() and first.end - first.start > 1
    while place < len(pieces) and text[pieces[place].start] in _OPENERS:
        place += 1
    if place == len(pieces):
        return True
    return not text[pieces[place].start].islower()
