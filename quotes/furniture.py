"""What on a news page is furniture: link lines, adverts, credits, datelines, as lexicons/furniture.toml lists them.

Kept apart from `layout`, which decides where the body begins and ends: here single lines and stretches of a line are
judged, each by itself. Every scan has a bound, so that a line of many megabytes costs time in proportion to its length.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from quotes.errors import LexiconError
from quotes.records import Span

LONGEST_LINE = 400  # characters: a longer line is no furniture as a whole
_LONGEST_CUT = 250  # characters of a headline or a sentence that is furniture inside a line
_OPENING = "\"“”'‘`"
_CLOSERS = {'"': '"”', "“": '”"', "”": '”"', "'": "'’", "‘": "’'", "`": "'`"}
_ENDS = ".!?…"

# A quotation with its clause after it, or before it: a line that holds one is hardly furniture.
_CLAUSE_AFTER = re.compile(r"[,?!.…][\"”]\s?(?!di\s)[a-z]")
_CLAUSE_BEFORE = re.compile(r"(?:[a-z],|[a-z]:)\s?[\"“][A-Z]")
_RUN_ON = re.compile(r"[.!?]\s+[A-Z\"“]")
_SENTENCE = re.compile(r"[.!?…][\"”’')]?(?:\s|$)|[\"“”]")
_OUTLET_SIGNS = (
    ".com",
    ". com",
    ".co",
    ".id",
    ".net",
    ".tv",
    "(antara",
)  # what a dateline inside a line cannot do without


def fold(text: str) -> str:
    """A line as the lexicon compares it: single spaces, no case."""
    return " ".join(text.split()).casefold()


def is_blank(character: str) -> bool:
    """Whether a character prints nothing: white space, zero-width signs, NUL."""
    return character.isspace() or character in "\u200b\u200c\u200d\u2060\ufeff\x00"


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without blanks at its ends."""
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return Span(start, end)


def has_said(line: str) -> bool:
    """Whether a line seems to hold a quotation with a reporting clause."""
    return bool(_CLAUSE_AFTER.search(line) or _CLAUSE_BEFORE.search(line))


def is_headline(line: str) -> bool:
    """Whether a line under a heading over links is one: no sentence's end, no quotation with its clause after."""
    return not re.search(r"[.,;:][\"”]?$", line) and not _CLAUSE_AFTER.search(line)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place and outlet that an article's first paragraph begins with."""

    start: int
    end: int  # where the paragraph's own text begins
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Furniture:
    """The compiled lexicon."""

    lines: frozenset[str]
    line_starts: Mapping[str, tuple[str, ...]]  # first word -> phrases, folded
    short_starts: Mapping[str, tuple[str, ...]]
    credits: frozenset[str]
    ends: frozenset[str]
    end_starts: Mapping[str, tuple[str, ...]]
    page_ends: frozenset[str]
    lists: frozenset[str]
    caption: re.Pattern[str]
    heads: tuple[str, ...]  # the beginnings of all that stands inside a line
    inline: re.Pattern[str]
    more_credits: re.Pattern[str]
    signature: re.Pattern[str]
    openers: frozenset[str]
    subjects: frozenset[str]
    first_names: frozenset[str]
    headline_words: frozenset[str]
    outlets: Mapping[str, str]
    dateline: re.Pattern[str]
    placed_dateline: re.Pattern[str]
    plain_dateline: re.Pattern[str]

    # --- whole lines ---------------------------------------------------------------------------------------------

    def is_line(self, line: str, folded: str) -> bool:
        """Whether a whole line is furniture; `folded` is `fold(line)`."""
        if folded in self.lines or _is_slogan(line):
            return True
        if line.lstrip(_OPENING).startswith(self.heads) and self._is_link(line):
            return not _CLAUSE_AFTER.search(line)
        label, colon, rest = folded.partition(":")
        if (
            (_begins(folded, self.line_starts) and not _RUN_ON.search(line, 60))
            or (len(line) <= 100 and _begins(folded, self.short_starts))
            or (colon and len(rest) <= 120 and label.strip() in self.credits and not re.search(r"[\"“”?]", rest))
        ):
            return not has_said(line)
        return self.is_caption(line)

    def _is_link(self, line: str) -> bool:
        """Whether a line is a label with its headline and nothing after it, or an embedded post."""
        match = self.inline.match(line, 1 if line[0] in _OPENING else 0)
        if not match:
            return False
        if match.lastgroup in ("titled", "bare"):
            return not _RUN_ON.search(line, match.end())
        return match.end() == len(line)

    def is_caption(self, line: str) -> bool:
        """Whether a line is a picture's caption: no quotation in it, a credit in brackets at its end."""
        if not line.endswith((")", ").")) or re.search(r"[\"“”]", line):
            return False
        return bool(self.caption.search(line, max(0, len(line) - 120)))

    def is_end(self, folded: str, page: bool) -> bool:
        """Whether nothing of the body follows a line; `page`: the text is a page with other furniture around it."""
        return folded in self.ends or _begins(folded, self.end_starts) or (page and folded in self.page_ends)

    def is_list(self, folded: str) -> bool:
        """Whether a line is a heading over links that the body may go on after."""
        return folded in self.lists or folded in self.page_ends

    # --- inside a line -------------------------------------------------------------------------------------------

    def candidates(self, text: str) -> list[int]:
        """Where in a text something may begin that `pieces` cuts."""
        found = []
        for head in self.heads:
            at = text.find(head)
            while at >= 0:
                found.append(at)
                at = text.find(head, at + len(head))
        return sorted(found)

    def pieces(self, text: str, line: Span, candidates: Iterable[int]) -> Iterator[Span]:
        """What is left of a line without the furniture inside it; `candidates` are those within the line, in order."""
        position = line.start
        for at in candidates:
            if at < position:
                continue
            end = self._cut_end(text, at, Span(position, line.end))
            if end is None:
                continue
            yield from self._signed_off(text, trimmed(text, position, at), followed=True)
            position = end
        yield from self._signed_off(text, trimmed(text, position, line.end), followed=False)

    def _signed_off(self, text: str, piece: Span, followed: bool) -> Iterator[Span]:
        """A piece without the initials or credit at its end: `(abc/def)`, `(Kabar.com/Sari)`."""
        while match := self.signature.search(text, max(piece.start, piece.end - 90), piece.end):
            before = trimmed(text, piece.start, match.start())
            if before.start < before.end and text[before.end - 1] not in _ENDS + "\"”'’)":
                break  # brackets that belong to the sentence
            if match["name"] and not followed:
                break  # a name in brackets may be whose words these are
            piece = before
        if piece.start < piece.end:
            yield piece

    def _cut_end(self, text: str, at: int, line: Span) -> int | None:
        """Where the furniture that begins at `at` ends; None: it is none."""
        match = self.inline.match(text, at, line.end)
        if not match:
            return None
        kind = match.lastgroup
        if kind == "phrase":
            return match.end()
        if kind == "orphan":
            return self._headline_end(text, match.end(), line.end)
        if not _at_boundary(text, at, line.start) and not (kind == "titled" and _stands_alone(text, match, line.start)):
            return None
        if kind in ("credit", "byline"):
            end = self._names_end(text, match.end(), line.end)
        elif kind == "sentence":
            end = self._sentence_end(text, match.end(), line.end)
        else:
            end = self._headline_end(text, match.end(), line.end)
        while end is not None and (more := self.more_credits.match(text, end, line.end)):
            names = self._names_end(text, more.end(), line.end)
            if names is None:
                break
            end = names
        return end

    def _headline_end(self, text: str, start: int, end: int) -> int:
        """Where a headline ends that may run into the body's next sentence.

        It ends with its closing mark, with the line, at a sentence's end, at a quotation mark, at the next furniture,
        at a word that opens a sentence, or, where it is printed in capitals, before the sentence whose lower-case verb
        gives it away; at the latest after 250 characters.
        """
        limit = min(end, start + _LONGEST_CUT)
        while start < limit and (is_blank(text[start]) or text[start] == ":"):
            start += 1
        if start < limit and text[start] in _CLOSERS and (closed := _closed(text, start, limit)):
            tail = re.compile(r"(?:\s{0,3}di sini|\s{0,3}berikut(?: ini)?)?\s{0,3}[:.]{0,2}").match(text, closed, end)
            return tail.end() if tail else closed
        if end - start <= _LONGEST_CUT and not _SENTENCE.search(text, start, end):
            return end  # nothing but the headline is left
        words: list[re.Match[str]] = []
        capitals = plain = 0
        for word in re.compile(r"\S+").finditer(text, start, limit):
            token = word.group()
            last = words[-1].group() if words else ""
            if words and token[0] in '"“”' and not last.endswith(":"):
                return word.start()
            if words and self.inline.match(text, word.start(), end):
                return word.start()
            if len(words) > 1 and (token[0].isupper() or token[0] in "'‘"):
                if last[-1] in "?!" or (last[-1] == "." and len(last) > 3):
                    return word.start()
            if (
                len(words) > 2
                and words[-1].group() in self.openers
                and _is_low(token)
                and token not in self.headline_words
            ):
                return words[-1].start()
            if _is_low(token) and token.strip(",.:;?!") not in self.headline_words:
                plain += 1
                if plain == 1 and capitals >= 3:
                    return self._subject_start(words)
            elif token[0].isupper():
                capitals += 1
            words.append(word)
        return limit if limit == end or not words else words[-1].end()

    def _subject_start(self, words: Sequence[re.Match[str]]) -> int:
        """Where the sentence begins whose verb comes after these words, the first of which are a headline."""
        tokens = [word.group() for word in words]
        low = max((index for index, token in enumerate(tokens) if _is_low(token)), default=0)
        least = max(2, low + 2)  # no headline ends with `di`
        for index in range(len(tokens) - 1, max(least, len(tokens) - 9) - 1, -1):
            if tokens[index] in self.subjects:
                return words[index].start()
        index = max(least, len(tokens) - 2)  # a name of two words, more where they are the beginning of one
        while least < index < len(tokens) and tokens[index - 1] in self.first_names:
            index -= 1
        return words[index].start() if index < len(tokens) else words[-1].end()

    def _sentence_end(self, text: str, start: int, end: int) -> int:
        limit = min(end, start + _LONGEST_CUT)
        titled = re.compile(r"[^\"“\n]{0,80}?(?:dengan|berjudul|,) judul\s{0,3}:?\s{0,3}", re.IGNORECASE).match(
            text, start, limit
        )
        if titled:
            return self._headline_end(text, titled.end(), end)
        previous = None
        for word in re.compile(r"\S+").finditer(text, start, limit):
            token = word.group()
            if previous and (previous.group()[-1] in ".!?" and (token[0].isupper() or token[0] in _OPENING)):
                return word.start()
            if previous and (token[0] in '"“' or (previous.group() in self.openers and _is_low(token))):
                return word.start() if token[0] in '"“' else previous.start()
            previous = word
        return limit

    def _names_end(self, text: str, start: int, end: int) -> int | None:
        """Where the names of a credit end; None: what follows is no name."""
        last = None
        for count, word in enumerate(re.compile(r"\S+").finditer(text, start, min(end, start + 120))):
            token = word.group()
            if count >= 6 or not (token[0].isupper() or token in ("dan", "&", "dkk", "/", "|", ",")):
                break
            if token in self.openers or token in self.subjects or self.inline.match(text, word.start(), end):
                break
            last = word
            if token[-1] in ".;" and len(token) > 3:
                break
        return last.end() if last else None

    # --- datelines and outlets -----------------------------------------------------------------------------------

    def find_dateline(self, text: str, line: Span, *, plain: bool) -> Dateline | None:
        """The dateline that a paragraph begins with, also after a byline or headline run into it.

        Args:
            plain: also a known place without an outlet: `Jakarta - `.
        """
        if match := self.dateline.match(text, line.start, line.end):
            return self._as_dateline(text, match, line)
        if plain and (match := self.plain_dateline.match(text, line.start, line.end)):
            return Dateline(match.start(), match.end(), None)
        limit = min(line.end, line.start + 400)
        near = text[line.start : limit].lower()
        if len(near) < 100 or not any(sign in near for sign in _OUTLET_SIGNS):
            return None
        match = self.placed_dateline.search(text, line.start, limit)
        if match and match.start() - line.start <= 300:
            before = text[line.start : match.start()]
            if not has_said(before) and not re.search(r"[a-z)][.!?]\s+[A-Z]|[\"“”]", before):
                return self._as_dateline(text, match, line)
        return None

    def _as_dateline(self, text: str, match: re.Match[str], line: Span) -> Dateline | None:
        if line.end - match.end() < 25 and match.end() < line.end:
            return None  # a byline: `Kabar.com - Sari Dewi`
        name = next((value for key, value in match.groupdict().items() if key[0] == "o" and value), "")
        return Dateline(match.start(), match.end(), self.outlet(name))

    def outlet(self, name: str) -> str | None:
        """The outlet of that printed name: as the lexicon reports it, a domain as printed; None: it is no outlet."""
        name = re.sub(r"\.\s", ".", name.strip(" -–—|•·,:/()"))
        if known := self.outlets.get(fold(name)):
            return known
        return name if re.fullmatch(r"[\w-]{2,30}(?:\.[a-z]{2,4}){1,2}", name, re.IGNORECASE) else None


def _is_slogan(line: str) -> bool:
    """Whether a line is nothing but words in marks that are printed like a headline: `"Pagi Cerah, Hati Senang!"`."""
    if line[0] not in '"“”' or not re.fullmatch(r".[^\"“”]{8,80}[\"“”]", line):
        return False
    tokens = [token for token in line[1:-1].split() if len(token) > 3]
    return len(tokens) > 2 and all(token[0].isupper() for token in tokens)


def _is_low(token: str) -> bool:
    return token[0].islower()


def _begins(folded: str, table: Mapping[str, tuple[str, ...]]) -> bool:
    first = folded.split(" ", 1)[0]
    return any(folded.startswith(phrase) for phrase in table.get(first, ()))


def _at_boundary(text: str, at: int, start: int) -> bool:
    """Whether a sentence may begin at `at`: at the line's start, or after a sentence's end."""
    before = at
    while before > start and is_blank(text[before - 1]):
        before -= 1
    if before == start:
        return True
    last = text[before - 1]
    if last in _ENDS + ")]*":
        return True
    if last in "\"”'’":  # a closing mark has the sentence's end before it
        return before - 2 >= start and text[before - 2] in _ENDS + ",:"
    return last in ":;|" and before < at


def _stands_alone(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a label needs no boundary before it: `Baca juga:`, capital letter and colon, after a blank."""
    at = match.start()
    return at > start and is_blank(text[at - 1]) and ":" in match.group() and " " in " ".join(match.group().split())


def _closed(text: str, start: int, limit: int) -> int | None:
    """The end of what the quotation mark at `start` opens, mark included."""
    closers = _CLOSERS[text[start]]
    for at in range(start + 1, limit):
        if text[at] in closers and not text[at + 1 : at + 2].isalnum():
            return at + 1
    return None


# --- the lexicon -------------------------------------------------------------------------------------------------


def _pattern(phrases: Iterable[str]) -> str:
    """The phrases as alternatives, longest first, any white space between their words."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s{1,3}".join(re.escape(word) for word in phrase.split()) for phrase in ordered)


def _by_first_word(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for phrase in map(fold, phrases):
        first = phrase.split(" ", 1)[0]
        table[first] = (*table.get(first, ()), phrase)
    return table


def _heads(phrases: Iterable[str]) -> tuple[str, ...]:
    firsts = {phrase.split()[0] for phrase in phrases}
    cased = {case for first in firsts for case in (first, first[:1].upper() + first[1:].lower(), first.upper())}
    return tuple(sorted(cased | {"[Gambas", "[GAMBAS", " : "}))


def _datelines(
    outlets: Iterable[str], places: Iterable[str]
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    outlet = rf"(?:[\w-]{{2,30}}\.\s?(?:com|co\.\s?id|or\.id|id|co|net|tv|news)\b|(?:{_pattern(outlets)})\b)"
    place = r"(?-i:[A-Z])[\w.'’-]{1,20}(?:\s{1,2}(?-i:[A-Z])[\w.'’-]{0,20}){0,3}"
    known = rf"(?-i:(?=[A-Z]))(?:{_pattern(places)})"
    dash = r"\s{0,4}(?:[-–—]{1,3}|&mdash;)\s{0,4}"
    wide = r"(?:\s{1,4}[-–—]{1,3}\s{0,4}|[-–—]{2,3}\s{0,4}|\s{0,4}[–—]\s{0,4}|[-–—]\s{1,4})"
    day = r"(?:\s?,\s?\d{1,2}/\d{1,2}(?:/\d{2,4})?)?"
    begins = r"(?=[\"“”'‘(\d]|(?-i:[A-Z]))"
    placed = (
        rf"{place}(?:\s?,\s?{place})?\s?,\s{{0,3}}(?P<o{{0}}1>{outlet})(?:{dash}|\s{{0,3}}$)"
        rf"|{place}(?:\s?,\s?{place})?{day}\s{{1,3}}\((?P<o{{0}}2>{outlet})\)(?:{dash}|\s{{0,3}}$)"
        rf"|(?P<o{{0}}3>{outlet})\s{{0,3}}[,|]\s{{0,3}}{place}{wide}"
        rf"|(?P<o{{0}}4>{outlet})\s{{0,3}},\s{{0,3}}{known}\s{{1,3}}{begins}"
    )

    def build(pattern: str) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{0\}", "", pattern), re.IGNORECASE)

    alone = rf"(?P<o5>{outlet}){wide}(?!\d)(?:{known}\s{{0,3}}(?:\.|{wide})\s{{0,3}}(?=[A-Z\"“]))?"
    plain = (
        rf"{known}(?:\s{{0,3}}[-–—]{{1,3}}\s{{1,4}}|\s?[—–]\s?){begins}"
        rf"|{known}:\s{{1,3}}(?=(?-i:[A-Z]))"
        rf"|{known}\s?,\s{{0,2}}(?:(?-i:[A-Z(\d])[\w./()-]{{0,25}}\s){{1,5}}[-–—]{{1,3}}\s{{1,4}}{begins}"
    )
    return build(f"(?:{placed}|{alone})"), build(f"(?<!\\w)(?:{placed})"), re.compile(plain, re.IGNORECASE)


@cache
def load() -> Furniture:
    """The lexicon that ships with the package.

    Raises:
        LexiconError: lexicons/furniture.toml is malformed.
    """
    try:
        text = resources.files("quotes").joinpath("lexicons/furniture.toml").read_text(encoding="utf-8")
        return compiled(tomllib.loads(text))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise LexiconError(
            f"lexicons/furniture.toml is malformed ({error})", "mend the entry or install again"
        ) from error


def compiled(raw: Mapping[str, Any]) -> Furniture:
    """The lexicon of a parsed furniture.toml."""
    outlets = {fold(name): shown for name, shown in raw["outlets"].items()}
    names = _pattern(outlets)
    credit_words = _pattern(raw["caption_credits"])
    dateline, placed, plain = _datelines(outlets, raw["places"])
    inside = [
        *raw["phrases"],
        *raw["labels"],
        *raw["short_labels"],
        *raw["sentences"],
        *raw["inline_credits"],
        *raw["bylines"],
    ]
    return Furniture(
        lines=frozenset(map(fold, raw["lines"])),
        line_starts=_by_first_word(raw["line_starts"]),
        short_starts=_by_first_word(raw["short_starts"]),
        credits=frozenset(map(fold, raw["credits"])),
        ends=frozenset(map(fold, raw["ends"])),
        end_starts=_by_first_word(raw["end_starts"]),
        page_ends=frozenset(map(fold, raw["page_ends"])),
        lists=frozenset(map(fold, raw["lists"])),
        caption=re.compile(rf"\([^()]{{0,100}}(?<!\w)(?:{credit_words})(?!\w)[^()]{{0,60}}\)\.?$", re.IGNORECASE),
        heads=_heads(inside),
        inline=re.compile(
            rf"(?P<phrase>(?-i:{_pattern(raw['phrases'])})|\[\s?Gambas\s?:[^\]\n]{{0,200}}\])"
            rf"|(?P<sentence>{_pattern(raw['sentences'])})"
            rf"|(?P<titled>(?:{_pattern(raw['labels'])})\s{{0,2}}(?::|(?=[\"“'‘]))"
            rf"|(?:{_pattern(raw['short_labels'])})\s?:)"
            rf"|(?P<bare>(?:{_pattern(raw['bare_labels'])})\s{{1,3}}(?=(?-i:[A-Z\d]|detik)))"
            rf"|(?P<credit>(?:{_pattern(raw['inline_credits'])})\s{{0,2}}:(?!\s{{0,3}}[\"“]))"
            rf"|(?P<byline>(?:{_pattern(raw['bylines'])})\s)"
            r"|(?P<orphan>(?<=[.!?\"”])\s:\s(?=(?-i:[A-Z])))",
            re.IGNORECASE,
        ),
        more_credits=re.compile(
            rf"[\s,;|/–-]{{0,6}}(?:(?:{_pattern(raw['inline_credits'])})\s{{0,2}}:|(?:{_pattern(raw['bylines'])})\s)",
            re.IGNORECASE,
        ),
        signature=re.compile(
            r"\((?:[A-Za-z]{2,5}(?:\s?[/-]\s?[A-Za-z]{1,5}){1,9}|[a-z]{2,4}|[A-Z]{2,4}|\*{1,3}"
            rf"|(?i:[\w-]{{2,30}}\.(?:com|co\.id|id|co|net|tv)|{names})(?:[\s/,|-][^()\d]{{0,60}})?"
            r"|(?P<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+){1,3}))\)[\s.]{0,3}$"
        ),
        openers=frozenset(raw["openers"]),
        subjects=frozenset(raw["subjects"]),
        first_names=frozenset(raw["first_names"]),
        headline_words=frozenset(raw["headline_words"]),
        outlets=outlets,
        dateline=dateline,
        placed_dateline=placed,
        plain_dateline=plain,
    )
