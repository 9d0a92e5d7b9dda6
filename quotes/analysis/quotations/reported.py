"""Speech reported without quotation marks: which clauses tell what somebody said, and what of them is the content.

Owns the statements of the journalist's own sentences: `Ratna mengatakan harga beras turun`, `Menurut dia, stok cukup`,
`Stok cukup, kata Bagas`. Each reporting word outside quotation marks is a candidate (`Candidates`), what speaks for and
against it is a set of named features of its sentence, and weights estimated on annotated articles decide. Who the
source is, is decided by `attribution`, as for quotations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntFlag, auto
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.quotations.reporting import Clause, describing_words
from quotes.analysis.quotations.statements import Statement
from quotes.learned.boundaries import common_words
from quotes.learned.clausal import Trait, names
from quotes.lexicon.lists import Lexicon, ReportingVerb, single_words
from quotes.records import Cue, Span

PhraseEnd = Callable[[Sequence[Token], int], int | None]
"""Where the noun phrase that begins at a token ends; None where none begins."""

SourceOf = Callable[[str, int, Sequence[Token]], str | None]
"""What kind of mention (name, pronoun, …) names the source for a reporting word of a voice that stands at a token; None
where nothing names one."""

_MOST = 12  # reporting words looked at in a sentence; a list of words would take the square of its length
_LONGEST_SOURCE = 30  # tokens of a source behind `menurut` or `kata`
_LONGEST_ADDRESSEE = 24  # tokens between `meminta` and `untuk`, or of `kepada …`
_LONGEST_APPOSITION = 12  # tokens
_LONGEST_CONDITION = 25  # tokens of `jika …,`
_LONGEST_TAIL = 8  # words that name the day and place of a statement at its sentence's end
_LEAST_CONTENT = 1  # words
_FEW_WORDS = 5  # of a content; fewer are often no clause
_LEAST_BEFORE = 3  # words of a content before its reporting clause
_KNOWN_WORDS = 50_000  # whose uses are remembered from article to article
_LEAST_VERB = 5  # letters of a word with a verb's prefix
_VERBAL_PREFIXES = ("me", "ber", "di", "ter", "nge")
_COMMAS = (",", "-", "–", "—", "(")
_EDGE = frozenset(",;:-–—.?!…/\"'")
_ENDS = frozenset(".?!…")
_CONTRASTS = frozenset(("sementara", "sedangkan", "namun", "tetapi", "tapi"))
_WHILE = frozenset(("sambil", "seraya", "sembari"))
_ACCOMPANYING = frozenset(("meski", "meskipun", "walau", "walaupun", "kendati", "saat", "ketika", "sebelum"))
_AND = frozenset(("dan", "atau", "serta"))
_INSIDE = frozenset(("dalam", "pada", "di", "berdasarkan", "menurut", "dari", "lewat", "melalui"))
_DESCRIBING_ON = frozenset(("yang", "dari", "di", "pada", "dalam", "oleh", "tentang", "mengenai", "tahun"))  # a noun
_CALLED = frozenset(("sapaan", "sapaannya", "panggilan", "panggilannya", "atau", "alias", "selaku"))
_UNSAID = frozenset(("tidak", "tak", "belum", "tanpa", "enggan"))
_NEGATIONS = frozenset(("tak", "tidak"))
_MANNERS = frozenset(("dengan", "dalam", "guna", "demi", "cara", "tanpa", "sambil", "seraya"))
_SUBORDINATORS = frozenset(("yang", "untuk", "dengan", "dalam", "guna"))
_MODALS = frozenset(("akan", "bisa", "dapat", "harus", "ingin", "mau", "terus", "mampu", "perlu"))
_AFTER_VERB = frozenset(("lagi", "kembali", "juga", "pula", "pun", "langsung", "sendiri", "tegas"))
_PRINTED = frozenset(("word", "number"))  # kinds of tokens that may lead to words in marks of the same sentence
_COMMON_NOUNS = frozenset(("other", "pe-an", "institution", "document", "describing"))  # kinds of words
_COORDINATED = frozenset(
    (
        *("neutral", "judges", "asserts", "asks", "hopes", "claims", "warns", "explains", "adds", "denies", "admits"),
        *("tells", "announces", "estimates", "promises", "agrees", "criticises", "complains", "concludes"),
    )
)


class _Use(IntFlag):
    """What a word may be in a clause."""

    RELATIVE = auto()  # yang
    ADVERBIAL = auto()  # opens a purpose or manner: untuk, dengan
    SUBORDINATE = auto()  # opens a subordinate clause: jika, apakah
    BREAK = auto()  # the same, but not as a clause's first word: karena
    FINITE = auto()  # a predicate that is no verb: adalah, bisa
    VERBAL = auto()  # has a verb's prefix
    PLAIN = auto()  # a predicate without one: naik
    BESIDE_SUBJECT = auto()  # an adverb between subject and predicate: juga
    ATTRIBUTE = auto()  # an adjective, which may belong to the noun before it: besar
    SOURCE = auto()  # may begin the name of a source: dia, menteri


# As plain integers, for a word's uses are looked at one by one, and an `IntFlag` does it ten times slower.
_RELATIVE, _ADVERBIAL, _SUBORDINATE, _BREAK, _FINITE, _VERBAL, _PLAIN, _BESIDE_SUBJECT, _ATTRIBUTE, _SOURCE = (
    flag.value for flag in _Use
)


class Candidate(NamedTuple):
    """A reporting word in the journalist's own words, and the content it may have."""

    sentence: int  # index of its sentence
    at: int  # index of the reporting word among the sentence's tokens
    width: int  # tokens of the reporting word: 2 for `memberi tahu`
    verb: ReportingVerb
    voice: str  # of the word here: `bilang` behind its subject is active
    start: int  # tokens of the content: [start, end)
    end: int
    position: str  # of the clause: before its content, or after it
    traits: tuple[Trait, ...]  # what speaks for and against it

    @property
    def features(self) -> tuple[str, ...]:
        """The names of what speaks for and against it."""
        return tuple(name for trait in self.traits for name in names(trait))


class _Content(NamedTuple):
    """Tokens that may be what was said, and how they are led to."""

    start: int
    end: int
    link: str = "none"  # what leads to them: that, if, ask, comma
    addressee: str = "none"  # to, object


class _Side(NamedTuple):
    """A content on one side of its reporting word."""

    content: _Content
    position: str  # of the clause: before its content, or after it
    traits: tuple[Trait, ...]


def most_probable(
    candidates: Iterable[Candidate], probability: Callable[[Candidate], float]
) -> Iterator[tuple[float, Candidate]]:
    """Of the candidates of each reporting word the most probable one, and how probable it is."""
    for _, same in groupby(candidates, key=lambda candidate: (candidate.sentence, candidate.at)):
        yield max([(probability(candidate), candidate) for candidate in same], key=itemgetter(0))


def statement(candidate: Candidate, sentence: Sentence, text: str) -> Statement:
    """A candidate as a statement of its sentence in the article's text."""
    items = sentence.tokens
    span = Span(items[candidate.start].start, items[candidate.end - 1].end)
    words = items[candidate.at : candidate.at + candidate.width]
    printed = Span(words[0].start, words[-1].end)
    cue = Cue(printed, printed.of(text), candidate.verb.lemma, candidate.verb.verb_class)
    clause = Clause(candidate.position, "indirect", cue, candidate.voice, candidate.sentence, candidate.at)
    return Statement(span, span, sentence.paragraph, clause)


class Candidates:
    """The candidates of one article, in order."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        clauses: Sequence[Clause | None],
        lexicon: Lexicon,
        phrase_end: PhraseEnd,
        source_of: SourceOf,
    ) -> None:
        self._sentences = sentences
        self._lexicon = lexicon
        self._phrase_end = phrase_end
        self._source_of = source_of
        self._describing = describing_words(lexicon)
        self._words = _words(lexicon)
        self._verbs, self._openings = _forms(lexicon)
        self._complements = {form.replace("_", " "): takes for form, takes in lexicon.complements.items()}
        self._cues = {(c.sentence, c.at): c for c in clauses if c is not None and c.cue is not None}
        self._uses: list[int] = []  # of the words of the sentence that is read: see `_Use`

    def __iter__(self) -> Iterator[Candidate]:
        starts, uses = self._words.starts, self._words.uses
        for number, sentence in enumerate(self._sentences):
            items = sentence.tokens
            places = [j for j, token in enumerate(items) if token.low in starts]
            if not places:
                continue
            seen, covered, strong = 0, 0, False
            self._uses = [uses(token.low) for token in items]
            print_traits = self._print_traits(number)
            for j in places:
                verb, width = self._verb_at(items, j)
                if verb is None:
                    continue
                seen += 1
                if seen > _MOST:
                    break
                last = [*print_traits, "inside", f"inside {strong}"] if j < covered else print_traits
                for first, found in enumerate(self._candidates(number, items, j, verb, width, last)):
                    yield found
                    if not first and found.position == "before" and found.end > covered and verb.voice != "closing":
                        covered = found.end
                        strong = not verb.weak and found.end - found.start > 3

    def _verb_at(self, items: Sequence[Token], j: int) -> tuple[ReportingVerb | None, int]:
        """The reporting word at a token, and its width in tokens."""
        low = items[j].low
        if low in self._openings and j + 1 < len(items):
            pair = self._verbs.get(f"{low} {items[j + 1].low}")
            if pair is not None:
                return pair, 2
        return self._verbs.get(low), 1

    def _candidates(
        self,
        number: int,
        items: Sequence[Token],
        j: int,
        verb: ReportingVerb,
        width: int,
        of_sentence: Sequence[Trait],
    ) -> Iterator[Candidate]:
        """What a reporting word may report: the likelier side of it first."""
        voice = verb.voice
        traits: list[Trait] = []
        if verb.voice == "bare" and j > 0 and items[j - 1].kind in ("word", "number"):
            voice = "active"
            traits = ["bare form behind its subject", (_of_bare, verb.lemma, verb.verb_class)]
        traits += self._reasons_against(items, j, verb, width)
        if voice in ("active", "intransitive"):
            sides: Iterable[_Side] = [_Side(self._behind(items, j + width, verb), "before", ())]
        else:
            sides = self._around(items, j, verb)
        if verb.verb_class == "denies" and j and items[j - 1].low in _NEGATIONS:
            j, width = j - 1, width + 1  # tak menampik
            traits = [*traits, "denied denial"]
        before: list[Trait] = []  # what stands before the word, the same for either side
        source = "enclitic" if voice in ("fused", "passive_fused") else None
        for side in sides:
            start, end = _trimmed(items, side.content.start, side.content.end)
            if _count_words(items, start, end) < _LEAST_CONTENT:
                continue
            content = _Content(start, end, side.content.link, side.content.addressee)
            if self._tells_nothing(items, content):
                continue
            if not before:
                source = source or self._source_of(voice, j, items)
                traits.append((_of_source, source, voice, verb.verb_class))
                before = [*self._traits_before(number, items, j, verb, voice), *of_sentence]
            said = [*side.traits, *self._traits(items, j, verb, voice, content)]
            if voice == "passive":
                at = self._predicate(items, start, end, _VERBAL | _PLAIN) - start
                at = min(at, 2) if start + at < end else -1
                said.append((_of_agent, source, side.position, at, j == 0, verb.weak))
            yield Candidate(number, j, width, verb, voice, start, end, side.position, (*traits, *said, *before))

    def _reasons_against(self, items: Sequence[Token], j: int, verb: ReportingVerb, width: int) -> list[Trait]:
        """Why a reporting word may tell nothing: `Singkatnya, …`, `tidak menyebutkan nama`, `meminta waktu untuk …`."""
        found: list[Trait] = []
        if verb.lemma in self._lexicon.clauseless:
            found.append("takes no clause")
        if verb.voice == "fused" and verb.weak:
            found.append("seldom a reporting word")
        if j > 0 and items[j - 1].low in _UNSAID and verb.verb_class != "denies":
            found.append("unsaid")
        if self._is_deed(items, j + width):
            found.append("asks for a deed")
        return found

    def _tells_nothing(self, items: Sequence[Token], content: _Content) -> bool:
        """Whether a content is none: `berteriak, sehingga warga keluar`, `menjelaskan soal banjir`."""
        lexicon, first = self._lexicon, items[content.start].low
        if first in lexicon.consequences:
            return True
        spoken = lexicon.spoken_things.get(first)
        if spoken == "courtesies" and content.link == "none":
            return True  # meminta maaf, menyampaikan terima kasih karena …
        if spoken == "deeds" and content.link == "none":
            return not self._has_predicate(items, content.start, content.end)
        topic = first in lexicon.topic_words and content.link != "that"
        return topic and not any(token.text == "," for token in items[content.start : content.end])

    def _is_deed(self, items: Sequence[Token], i: int) -> bool:
        """Whether what is asked for is no clause: `meminta waktu untuk …`, `meminta bantuan warga untuk …`."""
        deed = i < len(items) and self._lexicon.spoken_things.get(items[i].low) in ("deeds", "courtesies")
        if not deed:
            return False
        behind = [token.low for token in items[i + 1 : i + _LONGEST_ADDRESSEE]]
        cut = next((k for k, low in enumerate(behind) if low in self._lexicon.purposes), -1)
        return cut >= 0 and not self._has_predicate(items, i, i + 1 + cut)

    # --- what the content is --------------------------------------------------------------------------------------

    def _behind(self, items: Sequence[Token], i: int, verb: ReportingVerb) -> _Content:
        """The content that follows a reporting clause, from token `i` on."""
        lexicon = self._lexicon
        end = self._end(items, i)
        while i < end and items[i].low in _AFTER_VERB:
            i += 1
        reach = min(end, i + _LONGEST_ADDRESSEE)
        addressee = "to" if self._addresses(items, i, end) else "none"
        that = next((k for k in range(i, reach) if items[k].low in lexicon.complementizers), -1)
        if that >= 0 and not self._has_predicate(items, i, that):
            return _Content(that + 1, end, "that", addressee)
        purpose = self._purpose(items, i, reach, verb, addressee)
        if purpose >= 0:
            if purpose > i and addressee == "none":
                addressee = "object"
            return _Content(purpose + 1, end, "ask", addressee)
        if addressee == "to":
            behind = self._phrase_end(items[:end], i + 1) if i + 1 < end else None
            comma = next((k for k in range(i, reach) if items[k].text in (",", ":")), -1)
            if comma >= 0 and not (behind and behind < comma and self._has_predicate(items, behind, comma)):
                return _Content(comma + 1, end, "comma", addressee)
            return _Content(max(i + 1, behind or i + 2), end, "none", addressee)
        link = "none"
        while i < end and items[i].text in (",", ":"):
            i, link = i + 1, "comma"
        if i < end and items[i].low in lexicon.conditionals:
            link = "if"
            if not any(items[k].text == "," for k in range(i, min(end, i + _LONGEST_CONDITION))):
                i += 1
        return _Content(min(i, end), end, link, addressee)

    def _addresses(self, items: Sequence[Token], i: int, end: int) -> bool:
        """Whether whom the speaker addresses stands at `i`: `kepada wartawan`, `ke awak media`."""
        if i >= end:
            return False
        if items[i].low in self._lexicon.addressing:
            return True
        return items[i].low in ("ke", "pada") and i + 1 < end and items[i + 1].low in self._lexicon.addressees

    def _purpose(self, items: Sequence[Token], i: int, reach: int, verb: ReportingVerb, addressee: str) -> int:
        """Where the `untuk` or `agar` stands that leads to what is asked for; -1: nowhere."""
        purposes = self._lexicon.purposes
        if verb.voice in ("preposition", "fused", "bare"):  # Menurut dia, untuk sampai di sana, …
            return -1
        k = i
        while k < reach and items[k].text in (",", ":"):
            k += 1
        if k < reach and items[k].low in purposes:
            return k
        if addressee != "to" and verb.verb_class not in ("asks", "warns", "hopes"):
            return -1
        at = next((k for k in range(i, reach) if items[k].low in purposes), -1)
        if at < 0 or (verb.verb_class == "hopes" and addressee != "to"):
            return -1
        return -1 if self._has_predicate(items, i, at) else at

    def _end(self, items: Sequence[Token], i: int) -> int:
        """Where a content that begins at `i` ends in its sentence."""
        lexicon = self._lexicon
        for k in range(i, len(items)):
            token = items[k]
            if token.text == ";" or (token.kind == "quote" and k > i + 1 and self._own_quotation(items, k)):
                return k
            if token.kind != "word" or k <= i + 2:
                continue
            low = token.low
            parted = items[k - 1].text in ",–—-"
            if parted and self._adds_source(items, k):
                return k - 1
            if low in ("saat", "ketika", "usai", "seusai") and k + 1 < len(items):
                if items[k + 1].low in lexicon.meeting_words:
                    return k - parted
            if parted and low in lexicon.weekdays and len(items) - k <= _LONGEST_TAIL:
                return k - 1
            if parted and low in _CONTRASTS and self._another(items, k):
                return k - 1
            if (low in _WHILE or (parted and low in _ACCOMPANYING)) and self._goes_on_speaking(items, k + 1):
                return k - parted
            if parted and low in _INSIDE and self._names_occasion(items, k + 1):
                return k - 1
            verb = lexicon.verbs.get(low)
            if verb is None or verb.weak:
                continue
            if parted and (verb.voice == "fused" or (verb.voice == "bare" and self._may_speak(items, k + 1))):
                return k - 1
            coordinated = items[k - 1].low in ("dan", "serta", "lalu", "kemudian")
            if coordinated and verb.voice == "active" and verb.verb_class in _COORDINATED and k > i + 3:
                return k - 1
        return len(items)

    def _own_quotation(self, items: Sequence[Token], k: int) -> bool:
        """Whether a quotation behind a comma is one with a clause of its own, and no part of the content."""
        if items[k - 1].text == ":":
            return True
        return items[k - 1].text == "," and k + 1 < len(items) and items[k + 1].low in self._lexicon.verbs

    def _adds_source(self, items: Sequence[Token], k: int) -> bool:
        """Whether the sentence goes on about its source: `, dikutip dari Antara`, `, demikian kata Budi`."""
        relaying = self._lexicon.relaying_words
        if items[k].low in relaying:
            return True
        if items[k].low not in ("seperti", "sebagaimana", "demikian"):
            return False
        return any(t.low in relaying or self._speaks(t) for t in items[k + 1 : k + 4])

    def _speaks(self, token: Token) -> bool:
        verb = self._lexicon.verbs.get(token.low)
        return verb is not None and verb.voice in ("bare", "fused") and not verb.weak

    def _may_speak(self, items: Sequence[Token], k: int) -> bool:
        """Whether a source may begin at `k`: a name, a pronoun, an office."""
        if k == len(items):
            return False
        return items[k].capital or bool(self._uses[k] & _SOURCE)

    def _goes_on_speaking(self, items: Sequence[Token], k: int) -> bool:
        """Whether a reporting word without a subject stands at `k`: `(meski) tidak menjelaskan`."""
        while k < len(items) and items[k].low in self._lexicon.subject_adverbs:
            k += 1
        verb = self._lexicon.verbs.get(items[k].low) if k < len(items) else None
        return verb is not None and verb.voice == "active" and not verb.weak

    def _names_occasion(self, items: Sequence[Token], k: int) -> bool:
        """Whether the words at `k` name what something was said in: `(dalam) sebuah wawancara`."""
        return not self._lexicon.occasions.isdisjoint([token.low for token in items[k : k + 2]])

    def _another(self, items: Sequence[Token], k: int) -> bool:
        """Whether what `sementara` or `namun` opens has a reporting word of its own."""
        if k + 1 < len(items) and items[k + 1].low == "juga":  # tidak hanya …, tetapi juga …
            return False
        for token in items[k + 1 : k + 1 + _LONGEST_APPOSITION]:
            if token.text == "," or token.low in self._lexicon.purposes:
                return False
            verb = self._lexicon.verbs.get(token.low)
            if verb is not None and verb.voice == "active" and not verb.weak:
                return True
        return False

    def _around(self, items: Sequence[Token], j: int, verb: ReportingVerb) -> list[_Side]:
        """The contents before and behind a reporting word that its source follows, the longer first."""
        # Words in marks inside the journalist's own are part of what is told.
        left = j
        while left and not (items[left - 1].kind == "quote" and (left == 1 or items[left - 2].kind not in _PRINTED)):
            left -= 1
        left_end = j
        while left_end > left and (
            items[left_end - 1].text in _COMMAS
            or items[left_end - 1].low in ("demikian", "begitu", "seperti", "sebagaimana", "yang")
        ):
            left_end -= 1
        told = verb.voice == "passive" and self._told_in(items, j)
        alone = verb.voice in ("fused", "passive_fused") or told
        source_end = j + 1 if alone else self._past_source(items, j + 1)
        right = self._behind(items, source_end, verb) if source_end < len(items) else None
        left_words = _count_words(items, left, left_end)
        right_words = _count_words(items, right.start, right.end) if right else 0
        left_clause = self._has_predicate(items, left, left_end)
        right_clause = right is not None and self._has_predicate(items, right.start, right.end)
        parted = j == 0 or items[j - 1].text in _COMMAS
        adverbial = right is not None and right.link != "that" and self._is_adverbial(items, right.start)
        ended = source_end < len(items) and items[source_end].text in (",", ":")
        ended = ended or (right is not None and right.link == "that")
        traits: list[Trait] = [
            (_of_sides, left_clause, right_clause),
            (_of_surroundings, verb.voice, j == 0, parted, ended, left > 0, told),
        ]
        if "quote" in [token.kind for token in items]:
            traits.append((_of_marks, verb.voice, parted))
        else:
            traits.append((_of_no_marks, verb.voice, parted, "before" if left_words > right_words else "behind"))
        before_first = (left_words > right_words and not told) or (
            adverbial and left_clause and left_words > _LEAST_BEFORE
        )
        sides: list[_Side] = []
        if left_words >= _LEAST_BEFORE:
            content = _Content(self._past_opening(items, left, left_end), left_end)
            side = (_of_side, "before", before_first, left_clause, right_clause, parted, ended, verb.voice)
            sides.append(_Side(content, "after", (*traits, side)))
        if right is not None:
            side = (_of_side, "behind", not before_first, left_clause, right_clause, parted, ended, verb.voice)
            sides.append(_Side(right, "before", (*traits, side)))
        return sides if before_first else sides[::-1]

    def _told_in(self, items: Sequence[Token], j: int) -> bool:
        """Whether a passive verb tells what stands in a document: `Dalam surat itu disebutkan, …`."""
        behind = items[j + 1] if j + 1 < len(items) else None
        if behind is None or behind.low == "oleh" or not j:
            return False
        opening = next((k for k, token in enumerate(items[:j]) if token.kind == "word"), j)
        inside = opening < j and items[opening].low in _INSIDE
        if behind.text == "," or behind.low in self._words.links:
            return inside or items[j - 1].text == ","
        return inside and not behind.capital and not self._has_predicate(items, opening + 1, j)

    def _is_adverbial(self, items: Sequence[Token], i: int) -> bool:
        """Whether what follows a source tells when, where or how: `kata Budi saat dihubungi`."""
        low = items[i].low if i < len(items) else ""
        return low in self._lexicon.clause_stops or low in self._lexicon.weekdays

    def _past_opening(self, items: Sequence[Token], left: int, end: int) -> int:
        """Behind a connective that opens a sentence: `Namun, …`."""
        if items[left].low in self._lexicon.sentence_openers:
            comma = next((k for k in range(left, min(end, left + 4)) if items[k].text == ","), -1)
            if comma >= 0:
                return comma + 1
        return left

    def _past_source(self, items: Sequence[Token], i: int) -> int:
        """Behind the source that begins at `i`: where the content may begin."""
        stop = min(len(items), i + _LONGEST_SOURCE)
        cue = self._lexicon.verbs.get(items[i - 1].low)
        while i < stop and (items[i].low in ("oleh", "langsung", "pula", "juga", "lagi") or items[i].text == ","):
            i += 1
        if i < stop and items[i].low in self._lexicon.pronouns and not (i + 1 < stop and items[i + 1].capital):
            return i + 1
        phrase = self._phrase_end(items, i) if i < stop else None
        depth = 0
        for k in range(i, stop):
            token = items[k]
            depth += (token.text == "(") - (token.text == ")")
            if depth > 0:
                continue
            if token.low in self._lexicon.complementizers or token.kind == "quote" or token.text in (".", ":"):
                return k
            if token.text == ",":
                pointing = items[k - 1].low in self._lexicon.demonstratives  # Menurut pria itu, Budi …
                pointing = pointing and not (k + 1 < stop and self._adds_source(items, k + 1))
                return k if pointing else max(self._past_apposition(items, i, k, stop), min(phrase or 0, stop))
            if phrase is not None and k >= phrase:
                described = cue is not None and cue.voice == "preposition" and token.low in _DESCRIBING_ON
                comma = next((m for m in range(k, stop) if items[m].text == ","), -1) if described else -1
                if comma >= 0 and not any(t.low in self._lexicon.complementizers for t in items[k:comma]):
                    return self._past_apposition(items, i, comma, stop)  # menurut data yang ia terima, …
                break
            if k > i and not token.capital and self._is_verbal(token):
                break
        k = phrase if phrase is not None else i
        while phrase is None and k < stop and items[k].kind == "word":
            if not items[k].capital and items[k].low not in self._describing:
                break
            k += 1
        while k < stop and (
            items[k].low in self._lexicon.demonstratives or items[k].low in ("lagi", "pula", "kembali")
        ):
            k += 1
        return k

    def _past_apposition(self, items: Sequence[Token], i: int, comma: int, stop: int) -> int:
        """Behind `, pengacara Ratna,`, `, Bagas Wicaksono,` or `, yang juga lurah,`, where one follows the comma."""
        k = comma + 1
        following = next((m for m in range(k, stop) if items[m].text == ","), -1)
        if following < 0 or following - k > _LONGEST_APPOSITION or following == k:
            return comma
        inner = items[k:following]
        first = inner[0]
        if first.low in self._lexicon.weekdays or self._adds_source(items, k):
            return self._past_apposition(items, i, following, stop)
        if first.low == "yang":
            return self._past_apposition(items, i, following, stop)
        if any(not t.capital and (self._is_verbal(t) or t.low in self._lexicon.finite_words) for t in inner):
            return comma
        words = [t for t in inner if t.kind == "word"]
        describes = first.low in self._describing or first.low in _CALLED
        if words and (describes or (first.capital and all(t.capital for t in words) and len(words) <= 5)):
            return self._past_apposition(items, i, following, stop)
        return comma

    # --- what it looks like ---------------------------------------------------------------------------------------

    def _is_verbal(self, token: Token) -> bool:
        """Whether a word has the prefix of a verb."""
        return token.kind == "word" and bool(self._words.uses(token.low) & _VERBAL)

    def _has_use(self, use: int, start: int, end: int) -> bool:
        """Whether a word of `[start, end)` may be used so."""
        for uses in self._uses[start:end]:
            if uses & use:
                return True
        return False

    def _has_predicate(self, items: Sequence[Token], start: int, end: int) -> bool:
        return self._predicate(items, start, end) < end

    def _predicate(self, items: Sequence[Token], start: int, end: int, counting: int = _VERBAL) -> int:
        """Where the first predicate of a main clause stands; `end`: nowhere.

        Predicates of relative clauses (`yang terdampak`), of purposes and manners (`untuk membantu`, `dengan meminta`)
        and of subordinate clauses (`jika harga naik`) are passed over.

        `counting`: what counts as a predicate without a capital, besides finite words.
        """
        uses = self._uses
        relative = adverbial = subordinate = related = False
        for k in range(start, end):
            token = items[k]
            if token.kind != "word":
                relative = adverbial = related = False
                subordinate = subordinate and token.text != ","
                continue
            use = uses[k]
            if use & _RELATIVE:
                relative, adverbial, related = True, False, True
                continue
            if related and not relative and token.low in _AND:  # yang tinggal di sana dan bekerja
                relative = k + 1 < end and bool(uses[k + 1] & _VERBAL)
                continue
            if use & _ADVERBIAL:
                adverbial = True
                continue
            if use & _SUBORDINATE or (use & _BREAK and k > start):
                pointing = k + 1 < end and items[k + 1].low in self._lexicon.demonstratives  # saat ini
                subordinate = subordinate or not pointing
                continue
            if use & _FINITE and token.low == "bakal" and k + 1 < end and items[k + 1].low in self._describing:
                continue  # bakal calon presiden
            verbal = use & counting and not token.capital
            if verbal and use & _ATTRIBUTE and k > start and self._words.kind(items[k - 1]) in _COMMON_NOUNS:
                continue  # anggaran besar
            if not verbal and not use & _FINITE:
                if adverbial and not use & _BESIDE_SUBJECT:
                    adverbial = False
                continue
            if adverbial:
                adverbial = not verbal or (k + 2 < end and items[k + 1].low in ("dan", "atau", "serta"))
            elif relative:
                relative = not verbal
            elif not subordinate:
                return k
        return end

    def _traits(
        self, items: Sequence[Token], j: int, verb: ReportingVerb, voice: str, content: _Content
    ) -> list[Trait]:
        """What speaks for a content or against it."""
        start, end = content.start, content.end
        kind = self._words.kind
        first = kind(items[start])
        at = self._predicate(items, start, end)
        plain = at  # as a rule, nothing before it may be one
        if self._has_use(_PLAIN, start, at):
            plain = self._predicate(items, start, end, _VERBAL | _PLAIN)
        shape = "plain" if plain < at else "verb"
        predicate = plain - start
        if plain == end:
            shape = self._without_predicate(items, start, end)
            predicate = -1
        words = _count_words(items, start, end)
        finite = self._has_use(_FINITE, start, end)
        word = kind(items[plain]) if predicate >= 0 else shape
        takes = self._complements.get(verb.form, "rest") if voice in ("active", "intransitive") else voice
        found: list[Trait] = [
            (_of_verb, verb.lemma, voice, verb.verb_class, verb.weak),
            (_of_link, content.link, content.addressee, voice, verb.verb_class),
            (_of_predicate, shape, verb.lemma, voice),
            (_of_its_word, word, verb.verb_class),
            (_of_length, words < _FEW_WORDS, finite, shape),
            (_of_first, first, verb.verb_class, content.link),
            (_of_complement, takes, content.link, shape, word, first),
        ]
        if predicate >= 0:
            led = kind(items[plain - 1]) if predicate else "nothing"
            following = kind(items[plain + 1]) if plain + 1 < end else "nothing"
            found.append((_of_found, word, led, first))
            found.append((_of_following, word, following))
        if content.link == "ask" and start - 1 > j + 1:
            # who or what stands before `untuk`: meminta (warga | uji banding) untuk …
            found.append((_of_asked, kind(items[j + 1]), kind(items[start - 2]), takes))
        if start + 1 < end:
            found.append((_of_second, first, kind(items[start + 1])))
        if "quote" in [token.kind for token in items[start:end]]:
            found.append("holds a quotation")
        return found

    def _print_traits(self, number: int) -> list[Trait]:
        """How a sentence is printed, and whether the next one quotes."""
        items, found = self._sentences[number].tokens, list[Trait]()
        if number + 1 < len(self._sentences):
            quoted = "quote" in [token.kind for token in self._sentences[number + 1].tokens]
            found.append("quotation in the sentence behind" if quoted else "none in the sentence behind")
        last = items[-1].text
        if last not in _ENDS:
            found.append("sentence without an end")
        spelled = [token.capital for token in items if token.kind == "word" and len(token.text) > 3]
        if spelled and sum(spelled) > 0.7 * len(spelled):
            found.append("printed as a title")
        if last == "?":
            found.append("question")
        return found

    @staticmethod
    def _without_predicate(items: Sequence[Token], start: int, end: int) -> str:
        """What a content without a predicate has in its stead: words in marks, `sebagai …`, or nothing."""
        if any(token.kind == "quote" for token in items[start + 1 : end]):
            return "quotation"
        return "sebagai" if any(token.low in ("sebagai", "seperti") for token in items[start + 1 : end]) else "none"

    def _governed(self, items: Sequence[Token], j: int) -> str:
        """What makes a reporting word part of another event: `agar Ratna mengatakan` -> purpose; nothing."""
        governing = self._lexicon.governing
        for k in range(j - 1, max(-1, j - 1 - _LONGEST_SOURCE), -1):
            token = items[k]
            if token.kind != "word":
                return "nothing"
            if token.low in governing:
                return governing[token.low]
            if self._is_verbal(token):
                return "another verb"
        return "nothing"

    def _clause_traits(self, items: Sequence[Token], j: int, verb: ReportingVerb, voice: str) -> list[Trait]:
        """What the clause of the reporting word opens with, and what governs it."""
        lexicon, found = self._lexicon, list[Trait]()
        opens = j
        while opens and items[opens - 1].text != "," and items[opens - 1].kind != "quote":
            opens -= 1
        while opens < j and (items[opens].kind != "word" or items[opens].low in lexicon.sentence_openers):
            opens += 1
        if opens < j:
            first = items[opens]
            kind = self._words.opening_kind(first) if opens <= 1 else self._words.kind(first)
            found.append((_of_opening, kind, voice, verb.verb_class))
            if first.low in lexicon.clause_stops or first.low in lexicon.clause_breaks:
                found.append(f"clause opens with {first.low}")
            breaks, subordinators = lexicon.clause_breaks, lexicon.subordinators
            inside = [t.low for t in items[opens:j] if t.low in breaks or t.low in subordinators]
            found.append((_of_subordinator, inside[0] if inside else "nothing", voice))
        found.append((_of_governing, self._governed(items, j), voice))
        if j and items[j].capital:
            found.append("capital inside a sentence")
        return found

    def _traits_before(
        self, number: int, items: Sequence[Token], j: int, verb: ReportingVerb, voice: str
    ) -> list[Trait]:
        """What stands before the reporting word."""
        lexicon, found = self._lexicon, list[Trait]()
        k = j - 1
        while k >= 0 and items[k].low in lexicon.subject_adverbs and items[k].low not in lexicon.unsaid:
            if items[k].low == "akan":
                break
            k -= 1
        if k < j - 1:
            found.append("adverb before")
            found.append(f"adverb {items[j - 1].low} right before")
        before = self._words.kind(items[k]) if k >= 0 else "nothing"
        further = self._words.kind(items[k - 1]) if k >= 1 else "nothing"
        found.append((_of_words_before, further, before, voice))
        if j and items[j - 1].low in lexicon.unsaid:
            found.append(f"{items[j - 1].low} right before")
        if j and items[j - 1].low in _MODALS:
            found.append("modal before")
        nearest = max(0, j - _LONGEST_SOURCE)
        source = True in [token.capital for token in items[nearest:j]] or self._has_use(_SOURCE, nearest, j)
        found.append((_of_distance, source, voice, min(j, 20) // 4))
        if not _SUBORDINATORS.isdisjoint([token.low for token in items[max(0, j - 3) : j]]):
            found.append("subordinator near")
        found += self._clause_traits(items, j, verb, voice)
        clause = self._cues.get((number, j))
        if clause is not None:
            found.append((_of_cue, clause.kind, clause.position))
        return found


_FUNCTION_WORDS = frozenset(
    (
        "yang",
        "dan",
        "dengan",
        "dalam",
        "adanya",
        "sebagai",
        "akan",
        "telah",
        "sudah",
        "tidak",
        "tak",
        "belum",
        "ada",
        "para",
    )
)
_KINDS = (
    *("pronouns", "self_words", "topic_words", "question_words", "pointing_words", "purposes"),
    *("complementizers", "conditionals"),
)


class _Words:
    """What words are, by the lists; the same in any article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._describing = describing_words(lexicon)
        verbs, openings = _forms(lexicon)
        self.links = lexicon.complementizers | lexicon.conditionals
        self.starts = openings.union(verbs)  # words that may report a clause, or begin two that do
        self.uses = lru_cache(maxsize=_KNOWN_WORDS)(self._uses)
        self._kinds = lru_cache(maxsize=_KNOWN_WORDS)(self._kind_of_word)
        self._common = common_words()
        self._institutions = single_words(lexicon.org_heads, lexicon.institution_speakers)
        self._documents = single_words(lexicon.documents) | lexicon.speech_acts

    def _uses(self, low: str) -> int:
        """The uses of a word, casefolded, as a sum of `_Use`."""
        lexicon = self._lexicon
        verbal = len(low) >= _LEAST_VERB and low.startswith(_VERBAL_PREFIXES)
        verbal = verbal and low.removesuffix("nya") not in lexicon.no_verbs
        verbal = verbal or low in lexicon.short_prefixed
        return (
            (_RELATIVE if low == "yang" else 0)
            | (_ADVERBIAL if low in lexicon.purposes or low in _MANNERS else 0)
            | (_SUBORDINATE if low in lexicon.question_words or low in lexicon.conditionals else 0)
            | (_BREAK if low in lexicon.clause_breaks else 0)
            | (_FINITE if low in lexicon.finite_words else 0)
            | (_VERBAL if verbal else 0)
            | (_PLAIN if low in lexicon.plain_predicates else 0)
            | (_BESIDE_SUBJECT if low in lexicon.subject_adverbs else 0)
            | (_ATTRIBUTE if lexicon.plain_predicates.get(low) == "qualities" else 0)
            | (_SOURCE if low in lexicon.pronouns or low in self._describing or low in lexicon.self_words else 0)
        )

    def kind(self, token: Token) -> str:
        """What sort of word a token is."""
        if token.kind != "word":
            return token.text if token.kind == "punct" else token.kind
        return self._kinds(token.low, token.capital)

    def opening_kind(self, token: Token) -> str:
        """The same of a word that begins a sentence, whose capital tells nothing where running text prints none."""
        small = token.capital and token.low in self._common
        return self._kinds(token.low, False) if small else self.kind(token)

    def _kind_of_word(self, low: str, capital: bool) -> str:
        lexicon = self._lexicon
        if low in lexicon.spoken_things:
            return f"spoken {lexicon.spoken_things[low]}"
        for name in _KINDS:
            if low in getattr(lexicon, name):
                return name
        if low in _FUNCTION_WORDS:
            return low
        if low in lexicon.opening_adverbs:
            return lexicon.opening_adverbs[low]
        if capital:
            return "capital"
        if low in self._describing:
            return "describing"
        if low in lexicon.finite_words:
            return lexicon.finite_words[low]
        if low in lexicon.clause_stops:
            return lexicon.clause_stops[low]
        if self.uses(low) & _VERBAL:
            prefix = next((prefix for prefix in ("nge", *_VERBAL_PREFIXES) if low.startswith(prefix)), "ber") + "-"
            return f"{prefix}nya" if low.endswith("nya") else prefix
        if low in lexicon.plain_predicates:
            return lexicon.plain_predicates[low]
        if low.endswith("nya"):
            return "nominalised" if self.uses(low[:-3]) & (_PLAIN | _FINITE) else "-nya"
        if low in self._documents:
            return "document"
        if low in self._institutions:
            return "institution"
        if low.startswith(("pe", "ke")) and low.endswith("an"):
            return "pe-an"
        return "other"


@lru_cache(maxsize=4)
def _words(lexicon: Lexicon) -> _Words:
    return _Words(lexicon)


# --- what speaks for and against a candidate, by what it hangs on -------------------------------------------------


def _of_source(source: str | None, voice: str, verb_class: str) -> Iterator[str]:
    yield f"source {source}, {voice}"
    yield f"source {source}, {verb_class}"


def _of_sides(clause_before: bool, clause_behind: bool) -> Iterator[str]:
    yield f"clause before {clause_before}, behind {clause_behind}"


def _of_surroundings(
    voice: str, begins: bool, parted: bool, ended: bool, behind_quotation: bool, told: bool
) -> Iterator[str]:
    yield f"begins its sentence {begins}"
    yield f"{voice} behind a comma {parted}"
    yield f"{voice} with its source ended {ended}"
    yield f"behind a quotation {behind_quotation}"
    yield f"{voice} told in a document {told}"


def _of_side(
    side: str, likelier: bool, clause_before: bool, clause_behind: bool, parted: bool, ended: bool, voice: str
) -> Iterator[str]:
    yield f"content {side}"
    yield f"content {side}, likelier {likelier}"
    yield f"content {side}, likelier {likelier}, {voice}"
    yield f"content {side}, clause before {clause_before}, behind {clause_behind}"
    yield f"content {side}, comma {parted}, source ended {ended}, {voice}"


def _of_marks(voice: str, parted: bool) -> Iterator[str]:
    yield f"{voice} beside marks, comma {parted}"


def _of_no_marks(voice: str, parted: bool, longer: str) -> Iterator[str]:
    yield f"{voice} without marks, comma {parted}, content {longer}"


def _of_verb(lemma: str, voice: str, verb_class: str, weak: bool) -> Iterator[str]:
    yield f"verb {lemma} {voice}"
    yield f"class {verb_class} {voice}"
    yield f"weak {weak} {voice}"


def _of_link(link: str, addressee: str, voice: str, verb_class: str) -> Iterator[str]:
    yield f"link {link} {voice}"
    yield f"link {link} {verb_class}"
    yield f"link {link}, addressee {addressee}"


def _of_predicate(shape: str, lemma: str, voice: str) -> Iterator[str]:
    yield f"predicate {shape}"
    yield f"predicate {shape}, {lemma} {voice}"


def _of_its_word(word: str, verb_class: str) -> Iterator[str]:
    yield f"predicate {word}, {verb_class}"


def _of_found(word: str, led: str, first: str) -> Iterator[str]:
    yield f"{led} before predicate {word}"
    yield f"predicate {word}, first {first}"


def _of_length(few: bool, finite: bool, shape: str) -> Iterator[str]:
    yield f"finite word {finite}"
    yield f"few words {few}, {shape}"


def _of_first(first: str, verb_class: str, link: str) -> Iterator[str]:
    yield f"first {first}, {verb_class}"
    yield f"first {first}, link {link}"


def _of_complement(takes: str, link: str, shape: str, word: str, first: str) -> Iterator[str]:
    yield f"takes {takes}"
    yield f"takes {takes}, link {link}"
    yield f"takes {takes}, predicate {shape}"
    yield f"takes {takes}, predicate {word}"
    yield f"takes {takes}, first {first}"


def _of_following(word: str, following: str) -> Iterator[str]:
    yield f"predicate {word}, then {following}"
    yield f"{following} behind the predicate"


def _of_asked(first: str, last: str, takes: str) -> Iterator[str]:
    yield f"asked {first}"
    yield f"asked {first}, {takes}"
    yield f"asked ends {last}"


def _of_second(first: str, second: str) -> Iterator[str]:
    yield f"second {second}"
    yield f"first {first}, second {second}"


def _of_words_before(further: str, before: str, voice: str) -> Iterator[str]:
    yield f"{before} before {voice}"
    yield f"{further}, {before} before"


def _of_distance(source: bool, voice: str, fours: int) -> Iterator[str]:
    yield f"source before {source}, {voice}"
    yield f"tokens before {fours}"


def _of_agent(source: str | None, position: str, at: int, begins: bool, weak: bool) -> Iterator[str]:
    yield f"passive, agent {source is not None}, clause {position}, predicate at {at}"
    yield f"passive, agent {source is not None}, clause {position}, begins {begins}"
    yield f"passive, agent {source is not None}, clause {position}, weak {weak}"


def _of_bare(lemma: str, verb_class: str) -> Iterator[str]:
    yield f"bare {lemma} behind its subject"
    yield f"bare form behind its subject, {verb_class}"


def _of_opening(kind: str, voice: str, verb_class: str) -> Iterator[str]:
    yield f"clause opens with {kind}, {voice}"
    yield f"clause opens with {kind}, {verb_class}"


def _of_subordinator(low: str, voice: str) -> Iterator[str]:
    yield f"{low} in the clause before {voice}"


def _of_governing(governing: str, voice: str) -> Iterator[str]:
    yield f"governed by {governing}"
    yield f"governed by {governing}, {voice}"


def _of_cue(kind: str, position: str) -> Iterator[str]:
    yield f"cue of a {kind} quotation {position} it"


def _count_words(items: Sequence[Token], start: int, end: int) -> int:
    """How many of the tokens are more than punctuation."""
    return len([token for token in items[start:end] if token.kind != "punct"])


def _trimmed(items: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """Without the punctuation at the edges."""
    while start < end and items[start].kind == "punct" and items[start].text in _EDGE:
        start += 1
    while end > start and items[end - 1].kind == "punct" and items[end - 1].text in _EDGE:
        end -= 1
    return start, end


@lru_cache(maxsize=4)
def _forms(lexicon: Lexicon) -> tuple[dict[str, ReportingVerb], frozenset[str]]:
    """All forms that may report a clause, and the first words of those of two."""
    verbs = {**lexicon.verbs, **lexicon.clausal_verbs}
    return verbs, frozenset(form.split()[0] for form in verbs if " " in form)
