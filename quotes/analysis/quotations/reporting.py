"""The reporting clause of each quotation: its cue, where it stands, and whether the quotation is a quote at all.

Reads sentences in which a quotation is one token, so that only the journalist's own words are looked at. Who the
subject of the clause is is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.quotations.marks import Quotation
from quotes.lexicon.lists import Lexicon, ReportingVerb, single_words
from quotes.records import Cue, Span
from quotes.text.spelling import one_slip

_ORTHOGRAPHIC_END = frozenset(".?!…,")
_FULL_STOPS = frozenset(".?!…")
_REPORTING_VOICES = frozenset(("active", "intransitive", "passive_fused", "preposition"))
_NICKNAME = 25  # characters
_CONTEXT = 40  # characters beside a nickname that hold the words next to it
_CHARACTERS_BEFORE = 200  # characters before single marks in which a reporting verb makes them a quote
_LEAST_CLAUSE = 4  # words; fewer without a full stop or comma are no clause
_LEAST_PHRASE = 3  # words between single marks or after a colon; fewer are a term
_LONGEST_LABEL = 9  # tokens before a colon: `Budi Wicaksono: "…"`
_LONGEST_SUBJECT = 10  # tokens between a quotation and the verb that follows its subject
_CAPITALISED = 0.7  # of the words of a title
_LEAST_ALONE = 5  # words of a quotation that is a paragraph; fewer are a heading
_SAYINGS = 3  # quotations that stand alone; so many are a list that quotes nobody
_MISSPELT = range(4, 17)  # letters of a misspelt reporting verb


@dataclass(frozen=True, slots=True)
class Clause:
    """How a statement is attributed.

    `position` is where the clause stands: `after`, `before`, `between` (two halves of one sentence), `label`
    (`Budi: "…"`, `"…" – Budi`), `question` (an interviewer's: `T: "…"`), `bare` (the verb is missing: `"…," kepada
    wartawan`), `run_on` (no clause of its own, the quote goes on from or leads to an attributed one) or `alone` (no
    clause, nothing beside it).
    """

    position: str
    kind: str  # direct, partial or indirect
    cue: Cue | None = None
    voice: str | None = None  # of the cue's form, see lexicon.ReportingVerb
    sentence: int = -1  # index of the sentence that holds the clause
    at: int = -1  # index of the cue's token in that sentence, or of the first token after the quotation
    holder: int = -1  # for `between`: index of the quotation whose clause it shares; for `run_on`: its neighbour
    subject: int = -1  # index of the token at which its subject begins; -1: wherever the cue's voice has it


@lru_cache(maxsize=4)
def ending_in_clause(lexicon: Lexicon) -> re.Pattern[str]:
    """A pattern for the end of a quotation and the reporting clause after it, as `marks.quotations` wants it."""
    strong = {f for f, v in lexicon.verbs.items() if v.voice in ("bare", "fused") and not v.weak}
    weak = {f for f, v in lexicon.verbs.items() if v.voice in ("bare", "fused") and v.weak}
    alternatives = [
        "|".join(re.escape(form) for form in sorted(forms, key=lambda f: (-len(f), f))) for forms in (strong, weak)
    ]
    return re.compile(
        # The white space is bounded, for a page may have a million blanks.
        r"([,.?!…]?)\s{0,3}(?:,\s{0,3})?(?:demikian\s|begitu\s|lanjut\s)?"
        rf"(?:(?:{alternatives[0]})(?![^\W_])|(?:{alternatives[1]})(?=\s[A-Z]))"
    )


def clauses(
    text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], lexicon: Lexicon
) -> list[Clause | None]:
    """The clause of each quotation, in order; None for what is no quote (titles, terms, slogans, scare quotes)."""
    finder = _Finder(text, sentences, quotations, lexicon)
    found: list[Clause | None] = []
    for index in range(len(quotations)):
        found.append(finder.clause(index, found))
    return _run_ons(finder, found)


def possible_quotes(
    text: str, quotations: Sequence[Quotation], clause: re.Pattern[str], lexicon: Lexicon
) -> list[Quotation]:
    """The quotations that may be quotes: nicknames inside a name and most words between single marks are none.

    Args:
        clause: what `ending_in_clause` returns.
    """
    return [
        quotation
        for quotation in quotations
        if (_may_be_said(text, quotation, clause, lexicon) if quotation.single else not _is_nickname(text, quotation))
    ]


def _is_nickname(text: str, quotation: Quotation) -> bool:
    """`Bagas "Abas" Wicaksono`: one or two capitalised words between capitalised words."""
    inside = quotation.span.of(text)
    if len(inside) > _NICKNAME or not inside[0].isupper() or inside[-1] in _ORTHOGRAPHIC_END:
        return False
    before = text[max(0, quotation.outer.start - _CONTEXT) : quotation.outer.start].split()
    after = text[quotation.outer.end : quotation.outer.end + _CONTEXT].split()
    return (
        len(inside.split()) <= 2
        and bool(before and after)
        and before[-1][0].isupper()
        and before[-1][-1].isalnum()
        and after[0][0].isupper()
        and text[quotation.outer.end] == " "
    )


def _may_be_said(text: str, quotation: Quotation, clause: re.Pattern[str], lexicon: Lexicon) -> bool:
    """Whether what stands between single marks may be somebody's words."""
    after = clause.match(text, quotation.outer.end)
    # At least one mark of punctuation must say that a clause ends here: 'dia' kata ... is a word in marks.
    if after and (text[quotation.span.end - 1] in _ORTHOGRAPHIC_END or after.group(1)):
        return True
    words = quotation.span.of(text).split()
    if len(words) < _LEAST_PHRASE:
        return False
    before = re.findall(
        r"\w+", text[max(0, quotation.outer.start - _CHARACTERS_BEFORE) : quotation.outer.start].casefold()
    )
    verbs = [lexicon.verbs.get(word) for word in before]
    if before and (before[-1] == "bahwa" or (verbs[-1] and not verbs[-1].weak)):
        return True
    capitals = sum(word[:1].isupper() for word in words)
    spoken = any(verb and not verb.weak and verb.voice in _REPORTING_VOICES for verb in verbs)
    few = capitals <= len(words) // 3
    return len(words) >= _LEAST_CLAUSE and few and spoken and before[-1] not in lexicon.naming_words


class _Form(NamedTuple):
    """How a quotation is printed."""

    words: int
    capital: bool  # its first letter is one
    last: str  # its last character
    label: bool  # typeset as a title or name: nearly every word capitalised, or a single word

    @property
    def clause(self) -> bool:
        """Whether it reads as one or more whole clauses."""
        return self.capital and (self.words >= _LEAST_CLAUSE or self.last in _ORTHOGRAPHIC_END)


def _form(printed: str) -> _Form:
    words = printed.split()
    spelled = [word for word in words if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in spelled)
    label = len(spelled) <= 1 or capitals >= _CAPITALISED * len(spelled)
    return _Form(len(words), words[0][0].isupper(), printed[-1], label)


class _Finder:
    """Finds the clauses of one article's quotations."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], quotations: Sequence[Quotation], lexicon: Lexicon
    ) -> None:
        self.sentences = sentences
        self.lexicon = lexicon
        self.forms = [_form(quotation.span.of(text)) for quotation in quotations]
        self.single = [quotation.single for quotation in quotations]
        self.where = {
            token.quote: (s, k)
            for s, sentence in enumerate(sentences)
            for k, token in enumerate(sentence.tokens)
            if token.kind == "quote"
        }
        self._describing = describing_words(lexicon)

    def clause(self, index: int, before: Sequence[Clause | None]) -> Clause | None:
        """The clause of a quotation, given those of the quotations before it."""
        return self._after(index) or self._signed(index) or self._before(index, before) or self._bare(index)

    def _cue(self, token: Token, verb: ReportingVerb) -> Cue:
        return Cue(Span(token.start, token.end), token.text, verb.lemma, verb.verb_class)

    def _after(self, index: int) -> Clause | None:
        s, k = self.where[index]
        tokens = self.sentences[s].tokens
        embedded = self._embedded(index)
        kind = "partial" if embedded else "direct"
        ended = self.forms[index].last in ",?!"
        found = self._cue_at(tokens, k + 1, ended)
        if found is not None:
            j, verb = found
            return Clause("after", kind, self._cue(tokens[j], verb), verb.voice, s, j)
        if k + 1 == len(tokens) and s + 1 < len(self.sentences):
            following = self.sentences[s + 1]
            found = self._cue_at(following.tokens, 0)
            if found is not None and self._ends_what_precedes(following, found[0], self.sentences[s].paragraph):
                j, verb = found
                return Clause("after", kind, self._cue(following.tokens[j], verb), verb.voice, s + 1, j)
        return self._subject_first(index, s, k, tokens, kind)

    def _embedded(self, index: int) -> bool:
        """Whether the quotation stands inside the journalist's own sentence."""
        s, k = self.where[index]
        tokens = self.sentences[s].tokens
        if k == 0 or tokens[k - 1].text in (":", ",") or tokens[k - 1].kind == "quote":
            return False
        return tokens[k - 1].kind in ("word", "number") and not self.forms[index].capital

    def _cue_at(
        self, tokens: Sequence[Token], j: int, ended: bool = False, last: int | None = None
    ) -> tuple[int, ReportingVerb] | None:
        """The cue that begins at `j` once punctuation and lead-in words are skipped.

        Args:
            tokens: of the sentence.
            j: where to look.
            ended: the quotation ends in a mark after which a reporting clause must follow.
            last: where the cue must stand at the latest.
        """
        led = False
        stop = len(tokens) if last is None else min(len(tokens), last + 1)
        for at in range(j, stop):
            token = tokens[at]
            if token.kind == "punct" and token.text in ",.-–—…" and not led:
                continue
            verb = self.lexicon.verbs.get(token.low)
            if verb is not None and verb.voice in ("passive", "passive_fused"):
                return at, verb
            if verb is not None and verb.voice in ("bare", "fused", "preposition"):
                return (at, verb) if self._reports(verb, tokens, at, ended) else None
            if verb is not None and verb.voice == "closing":
                found = self._closing(verb, tokens, at, ended, stop)
                if found is not None:
                    return found
            elif token.low not in self.lexicon.lead_ins:
                return None
            led = True
        return None

    def _closing(
        self, verb: ReportingVerb, tokens: Sequence[Token], at: int, ended: bool, stop: int
    ) -> tuple[int, ReportingVerb] | None:
        """`demikian` at `at`: the cue itself (`demikian Budi`), or what leads to it (`demikian kata Budi`)."""
        if at + 1 == len(tokens):
            return None
        following = tokens[at + 1]
        if following.kind == "word":
            nested = self._cue_at(tokens, at + 1, ended, min(at + 2, stop - 1))
            if nested is not None:
                return nested
        return (at, verb) if ended or self._may_speak(tokens, at + 1) else None

    def _reports(self, verb: ReportingVerb, tokens: Sequence[Token], j: int, ended: bool) -> bool:
        """Whether a form that often is another word acts as a reporting verb at `j`, right after a quotation.

        `ended`: the quotation ends in a comma, so that a reporting clause must follow.
        """
        if not verb.weak or verb.voice == "fused":
            return True
        if j + 1 == len(tokens):
            return False
        following = tokens[j + 1]
        if ended and following.kind == "word" and following.low not in self.lexicon.clause_stops:
            return True
        return self._may_speak(tokens, j + 1)

    def _may_speak(self, tokens: Sequence[Token], j: int) -> bool:
        """Whether a speaker may begin at `j`: a name, a pronoun, an office."""
        token = tokens[j]
        return token.capital or token.low in self.lexicon.pronouns or token.low in self._describing

    def _ends_what_precedes(self, following: Sentence, j: int, paragraph: int) -> bool:
        """Whether a clause that begins a new sentence or paragraph (`"…!" Ujar Budi.`) belongs to what is before it."""
        tokens = following.tokens
        if following.paragraph != paragraph:
            return following.paragraph == paragraph + 1 and not tokens[0].capital
        after = tokens[j + 1] if j + 1 < len(tokens) else None
        if self.lexicon.verbs[tokens[j].low].voice == "fused":
            return after is None or after.text == "."
        return after is not None and (after.capital or after.low in self.lexicon.pronouns)

    def _subject_first(self, index: int, s: int, k: int, tokens: Sequence[Token], kind: str) -> Clause | None:
        """`"…," Budi menegaskan.`: the subject stands between quotation and verb."""
        if self.forms[index].last not in ",?!" or k + 1 >= len(tokens):
            return None
        if tokens[k + 1].kind != "word" or tokens[k + 1].low in self.lexicon.clause_stops:
            return None
        for j in range(k + 2, min(k + 2 + _LONGEST_SUBJECT, len(tokens))):
            if tokens[j].kind == "quote" or tokens[j].text in ".:,":
                return None
            verb = self.lexicon.verbs.get(tokens[j].low)
            if verb and verb.voice in ("active", "intransitive") and not verb.weak:
                return Clause("after", kind, self._cue(tokens[j], verb), verb.voice, s, j)
        return None

    def _before(self, index: int, before: Sequence[Clause | None]) -> Clause | None:
        s, k = self.where[index]
        tokens = self.sentences[s].tokens
        if k == 0 or (k == 1 and tokens[0].kind == "punct"):
            return self._introduced(index, s)
        previous = next((j for j in range(k - 1, -1, -1) if tokens[j].kind == "quote"), -1)
        earlier = before[tokens[previous].quote] if previous >= 0 else None
        return self._introduced_by(index, s, k, previous, earlier, tokens[previous].quote if previous >= 0 else -1)

    def _introduced(self, index: int, s: int) -> Clause | None:
        """A quotation that begins its paragraph after one that ends in a colon."""
        if s == 0 or self.sentences[s].paragraph == self.sentences[s - 1].paragraph:
            return None
        tokens = self.sentences[s - 1].tokens
        if tokens[-1].text != ":" or not self.forms[index].clause:
            return None
        return self._introduced_by(index, s - 1, len(tokens), -1, None, -1)

    def _introduced_by(
        self, index: int, s: int, k: int, previous: int, earlier: Clause | None, previous_quote: int
    ) -> Clause | None:
        """The clause to the left of position `k`, back to the quotation at `previous` in the same sentence."""
        tokens = self.sentences[s].tokens
        mark = tokens[k - 1].text if tokens[k - 1].kind == "punct" else ""
        j = k - 1
        while j > previous and (
            tokens[j].text in (",", ":", "-", "–", "—", "(") or tokens[j].low in self.lexicon.links
        ):
            j -= 1
        if j > previous and (self._names_a_thing(tokens, j) or tokens[j].low in self.lexicon.writing_words):
            written = self._written(index, s, j, mark)
            if written is not None or self._names_a_thing(tokens, j):
                return written
        adjacent = j
        found = -1
        while j > previous:
            verb = self.lexicon.verbs.get(tokens[j].low)
            if verb is not None and self._introduces(verb, tokens, j, adjacent):
                found = j
                break
            j -= 1
        if found < 0:
            return self._label(index, s, k, previous, mark)
        verb = self.lexicon.verbs[tokens[found].low]
        cue = self._cue(tokens[found], verb)
        if earlier is not None and earlier.cue is not None and earlier.cue.span == cue.span:
            if mark in (",", ":") or (not mark and self.forms[index].clause and not self.forms[index].label):
                return replace(earlier, position="between", kind="direct", holder=previous_quote)
            return None
        if not mark and self.forms[index].label:
            return None
        whole = self.forms[index].clause
        if found == adjacent or mark in (",", ":"):
            if whole or (mark and self.forms[index].words >= _LEAST_PHRASE):
                return Clause("before", "direct", cue, verb.voice, s, found)
        return self._partial(index, s, k, found, cue, verb)

    def _introduces(self, verb: ReportingVerb, tokens: Sequence[Token], j: int, adjacent: int) -> bool:
        if verb.voice == "closing":
            return False
        if verb.weak:
            return j == adjacent and verb.voice not in ("bare", "fused")
        if verb.voice in ("bare", "fused", "preposition"):
            return True
        return not (j > 0 and tokens[j - 1].low in self.lexicon.unsaid)

    def _names_a_thing(self, tokens: Sequence[Token], j: int) -> bool:
        """Whether the words right before the marks name what is in them: a programme, a song, a nickname."""
        naming = self.lexicon.naming_words
        return tokens[j].low in naming or (j > 0 and tokens[j].low == "sebagai" and tokens[j - 1].low in naming)

    def _written(self, index: int, s: int, j: int, mark: str) -> Clause | None:
        """Words of a post, a caption or a banner: `membawa spanduk bertuliskan, "…"`."""
        form, token = self.forms[index], self.sentences[s].tokens[j]
        if mark not in (",", ":") or not form.clause or form.label or token.low not in self.lexicon.writing_words:
            return None
        verb = self.lexicon.verbs.get(token.low)
        written = verb is not None and verb.voice in ("active", "intransitive")
        cue = self._cue(token, verb) if verb is not None and written else None
        return Clause("before", "direct", cue, "intransitive", s, j)

    def _signed(self, index: int) -> Clause | None:
        """Whose words it is stands behind a dash or in brackets: `"…" – Direktur Ratna Wulandari`."""
        s, k = self.where[index]
        tokens = self.sentences[s].tokens
        behind = tokens[k + 1 :]
        if k > 0 or not self.forms[index].clause or not 2 <= len(behind) <= _LONGEST_LABEL:
            return None
        if behind[0].text not in ("-", "–", "—", "("):
            return None
        words = [token for token in behind[1:] if token.kind != "punct"]
        if not words or not all(self._may_name(token) for token in words):
            return None
        return Clause("label", "direct", None, None, s, k + 2)

    def _may_name(self, token: Token) -> bool:
        """Whether a word may be one of a name or of an office before it."""
        return token.capital or token.low in self._describing or token.low in self.lexicon.name_particles

    @cached_property
    def _interview(self) -> bool:
        """Whether questions and answers are marked by letters."""
        labels = {
            self.lexicon.interview_labels.get(sentence.tokens[0].low)
            for sentence in self.sentences
            if len(sentence.tokens) > 1 and sentence.tokens[1].text == ":"
        }
        return {"question", "answer"} <= labels

    def _label(self, index: int, s: int, k: int, previous: int, mark: str) -> Clause | None:
        """`Budi: "…"`: a name and a colon."""
        tokens = self.sentences[s].tokens
        if mark != ":" or k - previous - 1 > _LONGEST_LABEL or not self.forms[index].clause:
            return None
        label = [t for t in tokens[previous + 1 : k] if t.kind != "punct"]
        if not label or label[0].low in self.lexicon.links or label[0].low.endswith("nya"):
            return None
        part = self.lexicon.interview_labels.get(label[0].low) if len(label) == 1 and self._interview else None
        if part is not None:
            return Clause("question" if part == "question" else "bare", "direct", None, None, s, previous + 1)
        named = all(map(self._may_name, label))
        if not named and not (len(label) == 1 and label[0].low in self.lexicon.pronouns):
            return None
        return Clause("label", "direct", None, None, s, previous + 1)

    def _partial(self, index: int, s: int, k: int, found: int, cue: Cue, verb: ReportingVerb) -> Clause | None:
        """Words of the speaker inside a reporting sentence, if that is what they are."""
        form = self.forms[index]
        if form.words < 2 or form.label:
            return None
        tokens = self.sentences[s].tokens
        after = tokens[k + 1] if k + 1 < len(tokens) else None
        if after is not None and after.capital and after.kind == "word":
            return None
        if verb.voice == "passive" and not self._names_its_agent(tokens, found):
            return None
        if self.single[index] and form.words < _LEAST_CLAUSE:
            return None
        return Clause("before", "partial", cue, verb.voice, s, found)

    def _names_its_agent(self, tokens: Sequence[Token], j: int) -> bool:
        """Whether a passive verb at `j` names who says so: `disebut Ratna`, `disampaikan oleh Ratna`."""
        after = tokens[j + 1] if j + 1 < len(tokens) else None
        return after is not None and (after.low == "oleh" or after.capital or after.low in self.lexicon.pronouns)

    def _bare(self, index: int) -> Clause | None:
        """`"…," kepada wartawan`: the comma says that a reporting clause follows, its verb is missing."""
        s, k = self.where[index]
        tokens = self.sentences[s].tokens
        if k + 1 >= len(tokens) or self.forms[index].last != ",":
            return None
        if not self.forms[index].clause or (k > 0 and tokens[k - 1].kind == "word") or tokens[k + 1].kind == "quote":
            return None
        misspelt = self._misspelt(tokens, k + 1)
        if misspelt is not None:
            return Clause("after", "direct", self._cue(tokens[k + 1], misspelt), misspelt.voice, s, k + 1)
        return Clause("bare", "direct", None, None, s, k + 1)

    def _misspelt(self, tokens: Sequence[Token], j: int) -> ReportingVerb | None:
        """The reporting verb that a word right after a quotation is one slip away from: `kara Budi`, `tutunya`."""
        token = tokens[j]
        if token.kind != "word" or token.capital or len(token.low) not in _MISSPELT:
            return None
        if token.low in self.lexicon.clause_stops:
            return None
        subject = j + 1 < len(tokens) and self._may_speak(tokens, j + 1)
        fits = [
            verb
            for verb in _by_letter(self.lexicon).get(token.low[0], ())
            if (subject or verb.voice == "fused") and one_slip(verb.form, token.low)
        ]
        return min(fits, key=lambda v: (v.weak, v.form != "kata", v.form), default=None)


@lru_cache(maxsize=4)
def describing_words(lexicon: Lexicon) -> frozenset[str]:
    """Words that begin the description of somebody."""
    return single_words(lexicon.role_heads, lexicon.role_modifiers, lexicon.honorifics, lexicon.ranks, lexicon.groups)


@lru_cache(maxsize=4)
def _by_letter(lexicon: Lexicon) -> dict[str, list[ReportingVerb]]:
    """The forms that stand right behind a quotation, by their first letter."""
    found: dict[str, list[ReportingVerb]] = {}
    for form, verb in lexicon.verbs.items():
        if verb.voice in ("bare", "fused"):
            found.setdefault(form[0], []).append(verb)
    return found


def _run_ons(finder: _Finder, found: list[Clause | None]) -> list[Clause | None]:
    """Give quotations with no clause of their own, that stand alone as sentences, the neighbour they go on from."""
    result = list(found)
    standing = [i for i in range(len(found)) if found[i] is None and _stands_alone(finder, i)]
    alone = set(standing)
    for i in standing:
        if i > 0 and result[i - 1] is not None and _follow_each_other(finder, i - 1, i):
            result[i] = Clause("run_on", "direct", holder=i - 1)
    for i in reversed(standing):
        if (
            result[i] is None
            and i + 1 < len(result)
            and result[i + 1] is not None
            and _follow_each_other(finder, i, i + 1)
        ):
            result[i] = Clause("run_on", "direct", holder=i + 1)
    for i in standing:
        form = finder.forms[i]
        if (
            result[i] is None
            and i in alone
            and not form.label
            and (form.words >= _LEAST_ALONE or form.last in _FULL_STOPS)
        ):
            result[i] = Clause("alone", "direct", sentence=finder.where[i][0])
    return _without_sayings(finder, result)


def _without_sayings(finder: _Finder, found: list[Clause | None]) -> list[Clause | None]:
    """Without a list of sayings, wishes or captions to copy: many that stand alone, none with a clause.

    The journalist's own words must call them so: real speeches are printed as quotations that stand alone, too.
    """
    alone = sum(clause is not None and clause.position == "alone" for clause in found)
    attributed = sum(clause is not None and clause.position not in ("alone", "run_on") for clause in found)
    if alone < _SAYINGS or attributed:
        return found
    words = {token.low for sentence in finder.sentences for token in sentence.tokens}
    if words.isdisjoint(finder.lexicon.saying_words):
        return found
    return [None if clause is not None and clause.position == "alone" else clause for clause in found]


def _stands_alone(finder: _Finder, index: int) -> bool:
    s, _ = finder.where[index]
    tokens = finder.sentences[s].tokens
    if any(t.kind not in ("punct", "quote") for t in tokens):
        return False
    return finder.forms[index].clause


def _follow_each_other(finder: _Finder, first: int, second: int) -> bool:
    """Whether nothing but a reporting clause stands between two quotations: at most the end of one sentence."""
    s, _ = finder.where[first]
    t, _ = finder.where[second]
    if finder.sentences[t].paragraph - finder.sentences[s].paragraph > 1:
        return False
    return t - s <= 1
