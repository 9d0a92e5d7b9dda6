"""What on a news page is furniture: link lines, adverts, credits, as lexicon/data/furniture.toml lists them.

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
from itertools import groupby
from typing import Any

from quotes.errors import LexiconError
from quotes.lexicon import lists
from quotes.records import Span

LONGEST_LINE = 400  # characters: a longer line is no furniture as a whole
_LONGEST_CUT = 250  # characters of a headline or a sentence that is furniture inside a line
_OPENING = "\"“”'‘`"
_CLOSERS = {'"': '"”', "“": '”"', "”": '”"', "'": "'’", "‘": "’'", "`": "'`"}
_ENDS = ".!?…"

# A quotation with its clause after it, or before it: a line that holds one is hardly furniture.
SAID = re.compile(r"[,?!.…][\"”]\s?(?!di\s)[a-z]")
_CLAUSE_BEFORE = re.compile(r"(?:[a-z],|[a-z]:)\s?[\"“][A-Z]")
_RUN_ON = re.compile(r"[.!?]\s+[A-Z\"“]")
_MARK = re.compile(r"[\"“”]")
_STOP = re.compile(r"[a-z0-9)]\.\s|[\"“”]")  # a sentence's end, and no headline's
# Where a headline and a paragraph are joined with nothing: `NaikMenurut`.
_JOINT = re.compile(r"(?<=[A-Za-z][a-z])(?=[A-Z][a-z])|(?<=\w\w[?!])(?=[A-Z\"“])|(?<=[\w)])(?=[\"“][A-Z])")
_SENTENCE = re.compile(r"[.!?…][\"”’')]?(?:\s|$)|[\"“”]")


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
    return bool(SAID.search(line) or _CLAUSE_BEFORE.search(line))


def is_headline(line: str) -> bool:
    """Whether a line under a heading over links is one: no sentence's end, no quotation with its clause after."""
    return not re.search(r"[.,;:][\"”]?$", line) and not SAID.search(line)


def is_title(line: str) -> bool:
    """Whether a line is printed like a headline: capitals throughout, no sentence's end, no quotation."""
    if line[-1:] in '.:;,"”':
        return False
    words = line.split()
    tokens = [token for token in words if len(token) > 3 and token[0].isalpha()]
    if not 4 <= len(words) <= 25 or has_said(line) or not tokens:
        return False
    return sum(token[0].isupper() for token in tokens) >= 0.75 * len(tokens)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is furniture, compiled from the lexicon."""

    lines: frozenset[str]
    line_starts: Mapping[str, tuple[str, ...]]  # first word -> phrases, folded
    short_starts: Mapping[str, tuple[str, ...]]
    credits: frozenset[str]
    ends: frozenset[str]
    end_starts: Mapping[str, tuple[str, ...]]
    page_ends: frozenset[str]
    lists: frozenset[str]
    caption: re.Pattern[str]  # a credit in brackets at a line's end
    credited: re.Pattern[str]  # a credit at a line's end
    heads: tuple[str, ...]  # the beginnings of all that stands inside a line
    inline: re.Pattern[str]
    more_credits: re.Pattern[str]
    signature: re.Pattern[str]
    openers: frozenset[str]
    subjects: frozenset[str]
    first_names: frozenset[str]
    headline_words: frozenset[str]

    # --- whole lines ---------------------------------------------------------------------------------------------

    def is_line(self, line: str, folded: str) -> bool:
        """Whether a whole line is furniture; `folded` is `fold(line)`."""
        return _is_slogan(line) or self.is_named(line, folded)

    def is_named(self, line: str, folded: str) -> bool:
        """Whether a whole line is furniture by the words it has; `folded` is `fold(line)`."""
        if folded in self.lines:
            return True
        if line.lstrip(_OPENING).startswith(self.heads) and self._is_link(line):
            return not SAID.search(line)
        label, colon, rest = folded.partition(":")
        if (
            (_begins(folded, self.line_starts) and not _RUN_ON.search(line, 60))
            or (len(line) <= 100 and _begins(folded, self.short_starts))
            or (colon and len(rest) <= 120 and label.strip() in self.credits and not re.search(r"[\"“”?]", rest))
        ):
            return not has_said(line)
        return self.is_caption(line)

    def is_apart(self, line: str) -> bool:
        """Whether a line is furniture or a heading over links, and so no part of a sentence."""
        folded = fold(line)
        return self.is_line(line, folded) or self.is_list(folded) or self.is_end(folded, False)

    def _is_link(self, line: str) -> bool:
        """Whether a line is a label with its headline and nothing after it, or an embedded post."""
        match = self.inline.match(line, 1 if line[0] in _OPENING else 0)
        if not match:
            return False
        if match.lastgroup in ("titled", "bare"):
            return not _RUN_ON.search(line, match.end())
        return match.end() == len(line)

    def is_label(self, text: str, line: Span) -> bool:
        """Whether a stretch begins with a label that a headline follows: `Baca juga: `."""
        label = self.inline.match(text, line.start, line.end)
        return label is not None and label.lastgroup in ("titled", "bare")

    def is_headline_alone(self, line: str) -> bool:
        """Whether a line is printed as only a headline is: of another article, or a heading that tells nothing."""
        return is_title(line) and not any(
            _is_low(word) and len(word) > 3 and word.strip(",:;?!") not in self.headline_words for word in line.split()
        )

    def is_caption(self, line: str) -> bool:
        """Whether a line is a picture's caption: no quotation in it, a credit in brackets at its end."""
        if _MARK.search(line):
            return False
        tail = max(0, len(line) - 120)
        if not line.endswith((")", ").")):
            return bool(self.credited.search(line, tail))
        return bool(self.caption.search(line, tail))

    def is_end(self, folded: str, page: bool) -> bool:
        """Whether nothing of the body follows a line; `page`: the text is a page with other furniture around it."""
        return folded in self.ends or _begins(folded, self.end_starts) or (page and folded in self.page_ends)

    def is_list(self, folded: str) -> bool:
        """Whether a line is a heading over links that the body may go on after."""
        return folded in self.lists or folded in self.page_ends

    # --- inside a line -------------------------------------------------------------------------------------------

    def candidates(self, text: str) -> list[int]:
        """Where in a text something may begin that `pieces` cuts."""
        blanks, others = _searches(self.heads)
        found = set()
        for pattern in (blanks, others):
            match = pattern.search(text)
            while match is not None:
                found.add(match.start())
                match = pattern.search(text, match.start() + 1)
        return sorted(found)

    def pieces(self, text: str, line: Span, candidates: Iterable[int], glued: bool = False) -> Iterator[Span]:
        """What is left of a line without the furniture inside it.

        Args:
            text: the article's text.
            line: where the line stands in it.
            candidates: those of `candidates` within the line, in order.
            glued: whether the text has paragraphs joined with nothing, so that a headline may be, too.
        """
        position = line.start
        for at in candidates:
            if at < position:
                continue
            end = self._cut_end(text, at, Span(position, line.end), glued)
            if end is None:
                continue
            yield from self._signed_off(text, trimmed(text, position, at), followed=True)
            position = end
        rest = trimmed(text, position, line.end)
        if position == line.start or rest.end - rest.start > 100 or _SENTENCE.search(text, rest.start, rest.end):
            yield from self._signed_off(text, rest, followed=False)  # else the end of a headline

    def is_signature(self, line: str) -> bool:
        """Whether a line is nothing but initials or a credit: `(abc/def)`, `[Kabar.com/Sari]`."""
        bare = f"({line[1:-1]})" if line[:1] + line[-1:] == "[]" else line
        return len(line) <= 80 and bool(self.signature.fullmatch(bare))

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

    def _cut_end(self, text: str, at: int, line: Span, glued: bool) -> int | None:
        """Where the furniture that begins at `at` ends; None: it is none."""
        match = self.inline.match(text, at, line.end)
        if not match:
            return None
        kind = match.lastgroup
        if kind == "phrase":
            return match.end()
        if kind == "orphan":
            return self._headline_end(text, match.end(), line.end, glued)
        if not _at_boundary(text, at, line.start) and not _stands_alone(text, match, line.start):
            return None
        if kind in ("credit", "byline"):
            end = self._names_end(text, match.end(), line.end)
        elif kind == "sentence":
            end = self._sentence_end(text, match.end(), line.end)
        else:
            end = self._headline_end(text, match.end(), line.end, glued)
        while end is not None and (more := self.more_credits.match(text, end, line.end)):
            names = self._names_end(text, more.end(), line.end)
            if names is None:
                break
            end = names
        return end

    def _headline_end(self, text: str, start: int, end: int, glued: bool = False) -> int:
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
        if glued:
            joint = _JOINT.search(text, start, limit)
            if joint is not None and _STOP.search(text, start, joint.start()) is None:
                return joint.start()  # Kapan Libur Dimulai? Ini JadwalnyaMenurut
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
        last = len(tokens)
        while last > 2 and _is_low(tokens[last - 1]):
            last -= 1  # `Foto itu awalnya ...`
        low = max((index for index in range(last) if _is_low(tokens[index])), default=0)
        least = max(2, low + 2)  # no headline ends with `di`
        for index in range(last - 1, max(least, last - 8) - 1, -1):
            if tokens[index] in self.subjects:
                return words[index].start()
        index = max(least, last - (2 if last == len(tokens) else 1))  # mostly a name of two words
        while least < index < last and tokens[index - 1] in self.first_names:
            index -= 1
        return words[index].start() if index < last else words[-1].end()

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


def _is_slogan(line: str) -> bool:
    """Whether a line is nothing but words in marks that are printed like a headline: `"Pagi Cerah, Hati Senang!"`."""
    if line[0] not in '"“”' or not re.fullmatch(r".[^\"“”]{8,80}[\"“”]", line):
        return False
    tokens = [token for token in line[1:-1].split() if len(token) > 3]
    return len(tokens) > 2 and all(token[0].isupper() for token in tokens)


def _is_low(token: str) -> bool:
    return token[0].islower()


def _begins(folded: str, table: Mapping[str, tuple[str, ...]]) -> bool:
    return folded.startswith(table.get(folded.partition(" ")[0], ()))


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
    """Whether what begins after a blank in the middle of a sentence is furniture all the same: `Baca juga:`."""
    if match.start() == start or not is_blank(text[match.start() - 1]) or len(match.group().split()) < 2:
        return False
    return match.lastgroup == "sentence" or (match.lastgroup == "titled" and match.group().endswith(":"))


def _closed(text: str, start: int, limit: int) -> int | None:
    """The end of what the quotation mark at `start` opens, mark included."""
    closers = _CLOSERS[text[start]]
    for at in range(start + 1, limit):
        if text[at] in closers and not text[at + 1 : at + 2].isalnum():
            return at + 1
    return None


# --- the lexicon -------------------------------------------------------------------------------------------------


def alternatives(phrases: Iterable[str]) -> str:
    """The phrases as alternatives, longest first, any white space between their words."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"\s{1,3}".join(re.escape(word) for word in phrase.split()) for phrase in ordered)


def _by_first_word(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for phrase in map(fold, phrases):
        first = phrase.split(" ", 1)[0]
        table[first] = (*table.get(first, ()), phrase)
    return table


@cache
def _searches(heads: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for beginnings with a blank, and for all others, for which `re` passes over blanks and small letters."""
    parts = [head for head in heads if head[0] == " "], [head for head in heads if head[0] != " "]
    blanks, others = (re.compile("|".join(_by_first_letter(part)) or r"(?!)") for part in parts)
    return blanks, others


def _by_first_letter(phrases: Iterable[str]) -> Iterator[str]:
    """Alternatives for the phrases, one for all that begin with the same letter: `re` leaves the others at once."""
    for first, same in groupby(sorted(phrases), key=lambda phrase: phrase[0]):
        yield f"{re.escape(first)}(?:{'|'.join(re.escape(phrase[1:]) for phrase in same)})"


def _heads(phrases: Iterable[str]) -> tuple[str, ...]:
    firsts = {phrase.split()[0] for phrase in phrases}
    cased = {case for first in firsts for case in (first, first[:1].upper() + first[1:].lower(), first.upper())}
    return tuple(sorted(cased | {"[Gambas", "[GAMBAS", " : "}))


@cache
def lexicon() -> Mapping[str, Any]:
    """The parsed lexicon/data/furniture.toml that ships with the package.

    Raises:
        LexiconError: it is missing or no TOML.
    """
    try:
        path = resources.files("quotes").joinpath("lexicon/data/furniture.toml")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"lexicon/data/furniture.toml is malformed ({error})", "mend it or install again") from error


@cache
def words() -> Furniture:
    """The lexicon that ships with the package, compiled.

    Raises:
        LexiconError: it is missing or malformed.
    """
    try:
        return compiled(lexicon())
    except (KeyError, TypeError, AttributeError) as error:
        raise LexiconError(
            f"lexicon/data/furniture.toml lacks or spoils {error}", "mend it or install again"
        ) from error


@cache
def outlets() -> Mapping[str, str]:
    """The lexicon's outlets: as pages print them, folded -> the name to report."""
    known = lists.load().outlets
    return {fold(name): known[fold(name)] for name in lexicon()["outlets"]}


def compiled(raw: Mapping[str, Any]) -> Furniture:
    """What is furniture, compiled from a parsed furniture.toml."""
    names = alternatives(raw["outlets"])
    credit_words = alternatives(raw["caption_credits"])
    # A word in capitals may be printed with one alone: `Advertisement`.
    phrases = [*raw["phrases"], *(each.capitalize() for each in raw["phrases"] if each.isalpha() and each.isupper())]
    inside = [
        *phrases,
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
        credited=re.compile(
            rf"(?:^|[.,;)]\s{{1,3}})(?i:{alternatives(raw['caption_labels'])})(?:\s?[:/]\s?|\.?\s)"
            r"(?=[A-Z])[\w .,/&@'’-]{2,60}$"
        ),
        heads=_heads(inside),
        inline=re.compile(
            rf"(?P<phrase>(?-i:{alternatives(phrases)})|\[\s?Gambas\s?:[^\]\n]{{0,200}}\])"
            rf"|(?P<sentence>{alternatives(raw['sentences'])})"
            rf"|(?P<titled>(?:{alternatives(raw['labels'])})\s{{0,2}}(?::|(?=[\"“'‘]))"
            rf"|(?:{alternatives(raw['short_labels'])})\s?:)"
            rf"|(?P<bare>(?:{alternatives(raw['bare_labels'])})\s{{1,3}}(?=(?-i:[A-Z\d]|detik)))"
            rf"|(?P<credit>(?:{alternatives(raw['inline_credits'])})\s{{0,2}}:(?!\s{{0,3}}[\"“]))"
            rf"|(?P<byline>(?:{alternatives(raw['bylines'])})\s)"
            r"|(?P<orphan>(?<=[.!?\"”])\s:\s(?=(?-i:[A-Z])))",
            re.IGNORECASE,
        ),
        more_credits=re.compile(
            rf"[\s,;|/–-]{{0,6}}(?:(?:{alternatives(raw['inline_credits'])})\s{{0,2}}:|(?:{alternatives(raw['bylines'])})\s)",
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
    )
