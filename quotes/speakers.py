"""Who said it: each reporting clause's subject resolved to a person of the article.

Reads the article as a reader does, sentence by sentence, and keeps in mind who was last said to say something and whom
the sentences are about. A pronoun or `-nya` is then whom the discourse is on, not whoever stands nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from quotes.cues import Clause
from quotes.lexicon import Lexicon
from quotes.marks import Quotation
from quotes.people import _SENTENCE_OPENERS, Namer, NounPhrase, People, Person, name_words
from quotes.records import Mention, Span, Speaker
from quotes.tokens import Sentence, Token, tokens

_ADVERBS = frozenset(
    """juga pun kemudian lalu lantas kembali sendiri sebelumnya telah sudah sempat turut ikut masih tetap hanya akan
    bahkan selanjutnya terus langsung pernah secara tegas tak tidak enggan mulai lebih jauh menyatakan justru
    malah memang kini baru saja""".split()
)
_PREPOSITIONS = frozenset(
    """di ke dari pada kepada oleh dengan terhadap soal tentang bersama dalam untuk atas antara bagi terkait mengenai
    menurut sebagai seperti selain setelah sebelum saat ketika usai kata ujar demi guna via melalui lewat hingga sampai
    sejak menggugat menemui memeriksa menangkap memanggil""".split()
)
_CLAUSE_BREAKS = frozenset(
    """sementara sedangkan namun tetapi tapi karena sebab bahwa meski meskipun walau walaupun setelah sehingga hingga
    padahal agar supaya jika kalau apabila ketika saat""".split()
)
_X = 0
_ANAPHORIC = frozenset("itu tersebut ini".split())
_PREDICATES = frozenset("adalah ialah merupakan bukan bukanlah akan telah sudah tidak tak belum hadir datang lahir tiba pergi".split())
_VERBAL_PREFIXES = ("me", "ber", "ter", "di")
_LAWYERS = frozenset("pengacara advokat kuasa hukum penasihat lawyer tim".split())
_CALLED = frozenset("dipanggil disapa dikenal tenar dijuluki sapaan".split())
_COMPANIES = ("pt", "cv", "perusahaan", "grup", "bank", "ud", "firma")
_UNNAMED = frozenset("seorang salah sejumlah beberapa para seseorang sebagian puluhan ratusan ribuan".split())
_GENERIC = frozenset("pria wanita perempuan lelaki laki-laki orang sosok figur tokoh kakek nenek remaja pemuda pemudi".split())
# Lemmas as often of deeds as of words: who does them is the speaker only if the article quotes them by name.
_DOING = frozenset(
    "minta perintah suruh ajak undang mohon alas lontar tuding tuduh lapor protes ancam tolak janji tunjuk puji".split()
)
_NUMBERED = frozenset("nomor no tahun pasal ayat".split())
_CLIENT = re.compile(r"\bklien(?:nya)?\s+(?:saya|kami|kita)\b|\bklienku\b", re.IGNORECASE)
_SUBORDINATE = ("untuk", "agar", "supaya", "guna", "bahwa", "yang", "dan", "serta", "sambil", "seraya")


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker of one quotation and how the clause names them."""

    mention: Mention | None
    speaker: Speaker
    person: Person | None = None  # where the speaker is one of the article's people


@dataclass(slots=True)
class _Focus:
    """Whom the discourse is on, as reading goes along."""

    speaking: Person | None = None  # last said to say something
    subject: Person | None = None  # subject of the last sentence
    subject_paragraph: int = -1
    newcomer: int = -1  # key of a subject named for the first time since somebody last spoke
    speakers: list[int] = field(default_factory=list)  # keys of those who have spoken
    group: str | None = None  # the last speaker, where it is no person: an institution, somebody unnamed
    group_type: str | None = None


def attributions(
    text: str,
    title: str | None,
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    clauses: Sequence[Clause | None],
    lexicon: Lexicon,
) -> list[Attribution | None]:
    """The speaker of each quotation, in order; None where the quotation is no quote."""
    return _Reader(text, title, sentences, quotations, clauses, lexicon).read()


class _Reader:
    def __init__(
        self,
        text: str,
        title: str | None,
        sentences: Sequence[Sentence],
        quotations: Sequence[Quotation],
        clauses: Sequence[Clause | None],
        lexicon: Lexicon,
    ) -> None:
        self.text = text
        self.sentences = sentences
        self.quotations = quotations
        self.clauses = clauses
        self.lexicon = lexicon
        self.lowered = {t.low for s in sentences for t in s.tokens if t.kind == "word" and not t.capital}
        self.namer = Namer(lexicon, self._evidence(), self.lowered)
        self.people = People(lexicon)
        self.institutions = Institutions(text, sentences, self.namer)
        self.phrases: list[list[NounPhrase]] = [self._phrases(s) for s in sentences]
        self._gather()
        if title:
            self._from_title(title)
        self.quoted = self._quoted()
        self.focus = _Focus()
        self.done: dict[int, Attribution] = {}
        self.described: list[str] = []  # unnamed speakers so far
        self.of_sentence: dict[int, list[int]] = {}
        for index, clause in enumerate(clauses):
            if clause is not None and clause.sentence >= 0:
                self.of_sentence.setdefault(clause.sentence, []).append(index)

    # --- who is there -------------------------------------------------------------------------------------------

    def _evidence(self) -> set[str]:
        """First words of names that stand alone where only a name can: `kata Budi.`, `Budi menjelaskan`."""
        found: set[str] = set()
        verbs, lexicon = self.lexicon.verbs, self.lexicon
        for sentence in self.sentences:
            items = sentence.tokens
            for j, token in enumerate(items):
                if token.kind != "word" or not token.capital or token.low in self.lowered:
                    continue
                if token.low in lexicon.pronouns or token.low in verbs:
                    continue
                if any((token.low,) in t for t in (lexicon.org_heads, lexicon.role_heads, lexicon.places, lexicon.ranks)):
                    continue
                if token.low in _SENTENCE_OPENERS or (token.text.isupper() and len(token.text) > 1):
                    continue
                before = items[j - 1] if j else None
                after = items[j + 1] if j + 1 < len(items) else None
                alone = after is None or not after.capital
                cue = verbs.get(before.low) if before is not None else None
                if cue and cue.voice in ("bare", "preposition") and (alone or self._pair(items, j)):
                    found.add(token.low)
                elif before is not None and (before.low,) in lexicon.honorifics and alone:
                    found.add(token.low)
                elif token.low in lexicon.role_words:
                    continue
                elif alone and after is not None and not (before and before.capital):
                    k = j + 1
                    while k < len(items) and items[k].low in _ADVERBS:
                        k += 1
                    verb = verbs.get(items[k].low) if k < len(items) else None
                    if verb and verb.voice in ("active", "intransitive"):
                        found.add(token.low)
        return found

    def _pair(self, items: Sequence[Token], j: int) -> bool:
        """Whether exactly two capitalised words stand at `j` and neither is an office or institution."""
        if j + 1 >= len(items) or (j + 2 < len(items) and items[j + 2].capital):
            return False
        lexicon = self.lexicon
        tables = (lexicon.role_heads, lexicon.org_heads, lexicon.ranks, lexicon.honorifics, lexicon.places)
        return not any((t.low,) in table for t in items[j : j + 2] for table in tables)

    def _phrases(self, sentence: Sentence) -> list[NounPhrase]:
        """Every noun phrase of a sentence that names, or by its head describes, somebody."""
        found = []
        items = sentence.tokens
        i = 0
        while i < len(items):
            token = items[i]
            if token.kind != "word" or not self._begins(items, i):
                i += 1
                continue
            phrase = self.namer.phrase(items, i)
            if phrase is None or (phrase.mention.kind == "name" and not self._credible(phrase, items, i)):
                i += 1
                continue
            found.append(phrase)
            i = max(phrase.end, i + 1)
        return found

    def _begins(self, items: Sequence[Token], i: int) -> bool:
        token = items[i]
        low = token.low
        if low in self.lexicon.pronouns:
            return self.lexicon.pronouns[low] != "first"
        if low in ("dirinya", "pihaknya"):
            return True
        if low in self.lexicon.verbs or low in _SENTENCE_OPENERS:
            return False
        return token.capital or self.namer.describes(items, i)

    def _credible(self, phrase: NounPhrase, items: Sequence[Token], i: int) -> bool:
        """Whether a name is more than a capitalised word at the beginning of a sentence."""
        name = phrase.mention.name or ""
        words = name_words(name)
        if phrase.sure or words[0] in self.namer.evidence:
            return True
        if len(words) == 1:
            if words[0] in self.lowered:
                return False
            return words[0] in self.lexicon.given_names and i > 0 or words[0] in self.lexicon.figures
        if i == 0 and words[0] in self.lowered:
            return False
        return True

    def _gather(self) -> None:
        # Full names first, so that a short mention that comes before finds its person.
        named = [p for phrases in self.phrases for p in phrases if p.mention.kind == "name"]
        for phrase in sorted(named, key=lambda p: (-len(name_words(p.mention.name or "")), p.mention.span.start)):
            self.people.add(phrase, phrase.mention.span.start)
        self._from_quotes()
        for person in self.people.persons:
            person.positions.sort()

    def _from_quotes(self) -> None:
        """A name whose fuller form stands inside a quote alone."""
        mentions = (p.mention.name for phrases in self.phrases for p in phrases if p.mention.name)
        short = {words[0] for words in map(name_words, mentions) if len(words) == 1}
        if not short:
            return
        word = "|".join(re.escape(w) for w in sorted(short))
        fuller = re.compile(rf"(?i:\b(?:{word}))\s+[A-Z]|[A-Z][\w’'-]+\s+(?i:(?:{word})\b)")
        for quotation in self.quotations:
            start, end = quotation.span.start, quotation.span.end
            if not fuller.search(self.text, start, end):
                continue
            inner = Sentence(tuple(tokens(self.text, start, end)), quotation.paragraph)
            for phrase in self._phrases(inner):
                words = name_words(phrase.mention.name or "")
                if len(words) > 1 and phrase.sure and not short.isdisjoint(words):
                    self.people.add(phrase, phrase.mention.span.start)

    def _quoted(self) -> set[int]:
        """Keys of the people whom a quote's own clause names."""
        found = set()
        for clause in self.clauses:
            if clause is None or clause.sentence < 0:
                continue
            phrase = self._clause_subject(clause, self.sentences[clause.sentence].tokens)
            if phrase is not None and phrase.mention.kind == "name":
                person = self.people.find(phrase.mention.text, phrase.mention.span.start)
                if person is not None:
                    found.add(person.key)
        return found

    def _from_title(self, title: str) -> None:
        """A name whose fuller form stands in the headline alone."""
        items = [t for t in tokens(title, 0, len(title)) if t.kind == "word"]
        labels = self.namer.labels(items)
        for person in self.people.persons:
            words = name_words(person.name)
            if len(words) != 1:
                continue
            for i, token in enumerate(items):
                if token.low != words[0]:
                    continue
                first, last = i, i + 1
                while last < len(items) and self._title_name(items[last], labels[last]):
                    last += 1
                while first > 0 and labels[first - 1] == "given" and items[first - 1].end + 1 == items[first].start:
                    first -= 1
                if last - first > 1:
                    self.people._learn(person, " ".join(t.text for t in items[first:last]), len(self.text))
                    break

    def _title_name(self, token: Token, label: str) -> bool:
        known = self.namer.evidence | self.lexicon.figures.keys()
        return label in ("given", "initial") and token.low not in self.lowered and token.low not in known

    # --- reading --------------------------------------------------------------------------------------------------

    def read(self) -> list[Attribution | None]:
        for index, sentence in enumerate(self.sentences):
            quoted = self.of_sentence.get(index, ())
            for q in quoted:
                self._attribute(q)
            if not quoted:
                self._follow(index, sentence)
        for index, clause in enumerate(self.clauses):
            if clause is not None and index not in self.done:
                self.done[index] = self._run_on(index, clause)
        return [self._final(self.done[i]) if c is not None else None for i, c in enumerate(self.clauses)]

    @staticmethod
    def _final(attribution: Attribution) -> Attribution:
        """With name and role as the whole article gives them."""
        person = attribution.person
        if person is None:
            return attribution
        return replace(attribution, speaker=replace(attribution.speaker, name=person.name, role=person.role))

    def _attribute(self, index: int) -> None:
        clause = self.clauses[index]
        assert clause is not None
        items = self.sentences[clause.sentence].tokens
        if clause.position == "between" and clause.holder in self.done:
            self.done[index] = self.done[clause.holder]
            return
        phrase = self._clause_subject(clause, items)
        if phrase is None:
            enclitic = clause.voice in ("fused", "passive_fused")
            mention = self._enclitic(clause, items) if enclitic else None
            rule = "enclitic" if enclitic else "no_clause"
            self.done[index] = self._by_discourse(index, mention, rule, clause)
        else:
            self.done[index] = self._by_phrase(index, phrase, clause)
        self._spoken(self.done[index], self.sentences[clause.sentence].paragraph)

    def _clause_subject(self, clause: Clause, items: Sequence[Token]) -> NounPhrase | None:
        if clause.position in ("bare", "alone"):
            return None
        if clause.position == "label":
            return self.namer.phrase(items, clause.at)
        voice = clause.voice
        if voice in ("active", "intransitive"):
            return self._subject_left(items, clause.at)
        if voice in ("fused", "passive_fused"):
            return None
        return self._subject_right(items, clause.at, passive=voice == "passive")

    @staticmethod
    def _enclitic(clause: Clause, items: Sequence[Token]) -> Mention:
        token = items[clause.at]
        return Mention(Span(token.end - 3, token.end), "-nya", "enclitic")

    def _subject_right(self, items: Sequence[Token], at: int, *, passive: bool = False) -> NounPhrase | None:
        j = at + 1
        skip = ("oleh", "langsung", "pula", "lagi", "juga", "si", "sang") if passive else ("pula", "lagi", "oleh", "juga")
        while j < len(items) and items[j].low in skip and items[j].low not in ("si", "sang"):
            j += 1
        if j < len(items) and items[j].text == "," and not passive:
            j += 1  # kata, Budi
            if j >= len(items) or not items[j].capital:
                return None
        if j >= len(items):
            return None
        phrase = self.namer.phrase(items, j)
        if phrase is None and not passive and items[j].capital:
            return self.namer.bare_name(items, j)
        return phrase

    def _subject_left(self, items: Sequence[Token], at: int) -> NounPhrase | None:
        """The subject of an active verb at `at`: the clause's first noun phrase that hangs on no preposition."""
        start = 0
        for j in range(at - 1, -1, -1):
            if items[j].kind == "quote":
                start = j + 1
                break
            if items[j].low in _CLAUSE_BREAKS and not (j == 0):
                start = j + 1
                break
        if start == 0:
            start = self._after_adverbial(items, at)
        best: NounPhrase | None = None
        i = start
        while i < at:
            token = items[i]
            if token.kind != "word" or not self._begins(items, i):
                i += 1
                continue
            phrase = self.namer.phrase(items[:at], i, subject=True)
            if phrase is None or (phrase.mention.kind == "name" and not self._subject_name(phrase)):
                i += 1
                continue
            hangs = i > start and items[i - 1].low in _PREPOSITIONS
            if not hangs:
                best = phrase
                break
            i = max(phrase.end, i + 1)
        if best is None and 0 < start < at and items[start - 1].kind == "quote":
            return self.namer.phrase(items[:at], start, subject=True)  # "…," laporan itu memperingatkan
        return best

    def _after_adverbial(self, items: Sequence[Token], at: int) -> int:
        """Where a sentence goes on after an adverbial with a comma: `Menanggapi kritik Reni, Hendra menyatakan`."""
        first = items[0].low
        if first in self.lexicon.pronouns or not (
            first in _SENTENCE_OPENERS or first in self.lexicon.clause_stops or first.startswith("men")
        ):
            return 0
        comma = next((j for j in range(1, at) if items[j].text == ","), 0)
        return comma + 1 if comma and any(self._begins(items, j) for j in range(comma + 1, at)) else 0

    def _subject_name(self, phrase: NounPhrase) -> bool:
        """Whether a name may be a sentence's subject: one word alone must be known to be a name."""
        words = name_words(phrase.mention.name or "")
        if len(words) > 1 or phrase.sure:
            return True
        word = words[0]
        known = word in self.namer.evidence or word in self.lexicon.given_names or word in self.lexicon.figures
        return known and word not in self.lowered

    def _follow(self, index: int, sentence: Sentence) -> None:
        """Keep in mind whom a sentence without a quote is about."""
        self._called(sentence.tokens)
        phrase, reporting = self._sentence_subject(sentence.tokens)
        person = self._person(phrase, sentence.paragraph) if phrase is not None else None
        introduced = person is None and not reporting
        if introduced:
            phrase = self._introduced(index)
            person = self._person(phrase, sentence.paragraph) if phrase is not None else None
        if phrase is None:
            return
        if person is None:
            single = phrase.mention.text.split()[0].casefold() in ("seorang", "salah")
            alone = self.focus.speaking is None or (phrase.mention.kind == "unnamed" and single)
            if reporting and alone and phrase.mention.kind in ("institution", "unnamed"):
                self.focus.group, self.focus.group_type = self._group(phrase)
            return
        at = phrase.mention.span.start
        if not reporting and not introduced and not self._likely(person):
            return
        if phrase.mention.kind == "name" and min(person.positions, default=at) >= at:
            self.focus.newcomer = person.key
        self.focus.subject = person
        self.focus.subject_paragraph = sentence.paragraph
        if reporting:
            self.focus.speaking = person
            self.focus.group = None
            self.focus.newcomer = -1
            self.focus.speakers.append(person.key)

    def _called(self, items: Sequence[Token]) -> None:
        """Learn a nickname: `Sosok yang biasa dipanggil Gus Uqi itu` is whom the sentences are about."""
        person = self.focus.speaking or self.focus.subject
        for j, token in enumerate(items):
            if person is None or token.low not in _CALLED:
                continue
            k = j + 1
            while k < len(items) and (items[k].low in ("dengan", "nama", "sebagai") or (items[k].low,) in self.lexicon.honorifics):
                k += 1
            closed = k + 1 < len(items) and items[k + 1].low in _ANAPHORIC
            if k < len(items) and items[k].capital and closed:
                self.people.nickname(person, items[k].text)

    def _likely(self, person: Person) -> bool:
        """Whether a name is a person's beyond being capitalised."""
        words = person.words
        if max(map(len, words)) < 2:
            return False  # initials of a suspect or victim
        known = not (words.isdisjoint(self.namer.evidence) and words.isdisjoint(self.lexicon.given_names))
        return person.sure or bool(person.roles) or known

    def _introduced(self, index: int) -> NounPhrase | None:
        """The one person a sentence names for the first time, though not as its subject."""
        new = []
        for phrase in self.phrases[index]:
            at = phrase.mention.span.start
            before = self.sentences[index].tokens[phrase.start - 1].low if phrase.start else ""
            if before in ("di", "ke") or phrase.mention.kind != "name" or not (phrase.sure or len(name_words(phrase.mention.text)) > 1):
                continue
            person = self.people.find(phrase.mention.text, at)
            if person is not None and min(person.positions, default=at) >= at:
                new.append(phrase)
        return new[0] if len(new) == 1 else None

    def _sentence_subject(self, items: Sequence[Token]) -> tuple[NounPhrase | None, bool]:
        """The subject a sentence is about, and whether it says that they said something."""
        active: NounPhrase | None = None
        for j, token in enumerate(items):
            verb = self.lexicon.verbs.get(token.low) if token.kind == "word" else None
            if verb is None:
                continue
            before = items[j - 1] if j else None
            if verb.voice == "preposition" or (
                verb.voice == "bare" and before is not None and (before.text == "," or not verb.weak)
            ):
                phrase = self._subject_right(items, j)
                if phrase is not None and phrase.mention.kind != "document":
                    return phrase, True
            elif verb.voice in ("fused", "passive_fused") and (before is None or before.text == ","):
                pronoun = Mention(Span(token.end - 3, token.end), "-nya", "enclitic")
                return NounPhrase(j, j + 1, pronoun), True
            elif verb.voice == "passive" and active is None and not verb.weak:
                phrase = self._subject_right(items, j, passive=True)
                if phrase is not None and phrase.mention.kind in ("name", "role"):
                    return phrase, True
            elif verb.voice in ("active", "intransitive") and active is None:
                if before is not None and before.low in _SUBORDINATE:
                    continue
                active = self._subject_left(items, j)
                if active is not None:
                    return active, verb.lemma not in _DOING or self._speaks(active)
        return self._subject_left(items, self._predicate(items)), False

    def _speaks(self, phrase: NounPhrase) -> bool:
        """Whether a subject is somebody the article quotes by name, or nobody has spoken yet."""
        if phrase.mention.kind != "name" or self.focus.speaking is None:
            return True
        person = self.people.find(phrase.mention.text, phrase.mention.span.start)
        return person is not None and person.key in self.quoted

    @staticmethod
    def _predicate(items: Sequence[Token]) -> int:
        """Where a sentence's first verb or copula stands, so that its subject is before it."""
        for j, token in enumerate(items):
            low = token.low
            if j and token.kind == "word" and not token.capital and (
                low in _PREDICATES or (len(low) > 5 and low.startswith(_VERBAL_PREFIXES))
            ):
                if items[j - 1].low != "yang":
                    return j
        return len(items)

    def _spoken(self, attribution: Attribution, paragraph: int) -> None:
        speaker = attribution.speaker
        person = attribution.person
        if person is not None:
            self.focus.speaking = self.focus.subject = person
            self.focus.subject_paragraph = paragraph
            self.focus.newcomer = -1
            self.focus.group = None
            self.focus.speakers.append(person.key)
        elif speaker.name:
            self.focus.group, self.focus.group_type = speaker.name, speaker.type

    # --- deciding -------------------------------------------------------------------------------------------------

    def _by_phrase(self, index: int, phrase: NounPhrase, clause: Clause) -> Attribution:
        mention = phrase.mention
        if mention.kind in ("pronoun", "enclitic"):
            return self._by_discourse(index, mention, "pronoun", clause)
        if mention.kind == "name":
            person = self.people.find(mention.name or mention.text, mention.span.start)
            if person is None:
                person = self.people.add(phrase, mention.span.start, sure=True)
            elif mention.role:
                self.people.give_role(person, mention.role, mention.span.start)
            rule = "name" if name_words(person.name) == name_words(mention.text) else "short_name"
            return self._said_by(person, mention, rule, 0.985)
        if mention.kind == "role":
            person = self._by_role(phrase)
            if person is not None:
                return self._said_by(person, mention, "role", 0.93)
            if self._anaphoric(phrase):
                found = self._by_discourse(index, mention, "role", clause)
                if found.person is not None:
                    self._office(found.person, phrase)
                    return found
            before = self.institutions.before(mention.text, mention.span.start) if self._anaphoric(phrase) else None
            if before is not None:
                return Attribution(mention, Speaker(before, "institution", None, "institution", 0.8))
            return Attribution(mention, Speaker(self._description(mention.text), "unnamed", None, "unnamed", 0.7))
        if mention.kind == "institution":
            person = self._initials(mention.text, mention.span.start)
            if person is not None:
                return self._said_by(person, replace(mention, kind="name"), "nickname", 0.95)
            return Attribution(mention, Speaker(self._institution(mention), "institution", None, "institution", 0.92))
        if mention.kind == "document":
            return Attribution(mention, Speaker(self._institution(mention), "document", None, "document", 0.88))
        person = self._by_role(phrase) if mention.text.split()[0].casefold() not in _UNNAMED else None
        if person is not None:
            return self._said_by(person, mention, "role", 0.85)
        return Attribution(mention, Speaker(self._description(mention.text), self._collective(mention.text), None, "unnamed", 0.85))

    def _collective(self, text: str) -> str:
        """Whether a description is of several people or of one."""
        words = tuple(text.casefold().split())
        if words[0] in ("seorang", "salah", "seseorang"):
            return "unnamed"
        if words[0] in _UNNAMED or words[:1] in self.lexicon.groups or words[:2] in self.lexicon.groups:
            return "group"
        return "unnamed"

    def _description(self, text: str) -> str:
        """A description of somebody unnamed; `warga tersebut` is `seorang warga` of before."""
        bare = _bare(text)
        if bare == text:
            self.described.append(text)
            return text
        head = bare.casefold().split()[0]
        return next((d for d in reversed(self.described) if head in d.casefold().split()), bare)

    def _institution(self, mention: Mention) -> str:
        """The institution's fullest name; `perusahaan itu` is the one named before."""
        if mention.text.casefold().split()[-1] in _ANAPHORIC:
            before = self.institutions.before(mention.text, mention.span.start)
            if before is not None:
                return before
        return self.institutions.fullest(_bare(mention.text))

    def _initials(self, text: str, at: int) -> Person | None:
        """Whom an acronym names: `AHY`, given in brackets after the name or known of a public figure."""
        if " " in text:
            return None
        person = self.people.find(text, at)
        if person is None:
            spelled = [p for p in self.people.persons if _initials(p.name) == text.casefold() and len(text) > 2]
            return spelled[0] if len(spelled) == 1 else None
        initials = _initials(person.name)
        return person if text.casefold() in initials or text.casefold() in self.lexicon.figures else None

    def _anaphoric(self, phrase: NounPhrase) -> bool:
        words = phrase.mention.text.casefold().split()
        return words[-1] in _ANAPHORIC or words[0] == "sang"

    def _office(self, person: Person, phrase: NounPhrase) -> None:
        """Learn what somebody is from how the article points back to them: `Wakil Ketua Komisi II DPR ini`."""
        words = phrase.mention.text.split()
        if phrase.head is not None and words[0].casefold() not in _GENERIC and words[0].casefold() != "sang":
            self.people.give_role(person, _bare(phrase.mention.text), phrase.mention.span.start)

    def _by_role(self, phrase: NounPhrase) -> Person | None:
        """Whom an office names: the person whose role holds its words, who spoke last first."""
        words = set(name_words(phrase.mention.text)) - _ANAPHORIC - {"sang", "si", "pak", "bu", "bapak", "ibu"}
        if not words:
            return None
        at = phrase.mention.span.start
        fits = [p for p in self.people.persons if words <= (p.heads | p.words)]
        if not fits and len(words) == 1:
            word = next(iter(words))
            fits = [p for p in self.people.persons if any(_clipped(word, name_words(role)) for _, role in p.roles)]
        if not fits:
            return None
        return max(fits, key=lambda p: (p is self.focus.speaking, self.people._nearness(p, at)))

    def _by_discourse(self, index: int, mention: Mention | None, rule: str, clause: Clause) -> Attribution:
        quoted = self.quotations[index].span.of(self.text)
        sentence = self.sentences[clause.sentence]
        if _CLIENT.search(quoted):
            lawyer = self._lawyer(sentence.start)
            if lawyer is not None:
                return self._said_by(lawyer, mention, f"{rule}_client", 0.92)
        focus = self.focus
        if focus.group is not None and rule != "pronoun":
            return Attribution(mention, Speaker(focus.group, focus.group_type, None, f"{rule}", 0.8))
        person, confidence = focus.speaking, 0.8 if mention is None else 0.96
        subject = focus.subject
        if subject is not None and subject is not person:
            near = sentence.paragraph - focus.subject_paragraph <= 1
            if person is None or (
                near and (subject.key in focus.speakers or subject.key == focus.newcomer) and not self._speaks_of(quoted, subject)
            ):
                person, confidence = subject, 0.8
        if person is None:
            person, confidence = self._only_one(), 0.55
        if person is None:
            return Attribution(mention, Speaker(None, None, None, f"{rule}_unresolved", 0.3))
        return self._said_by(person, mention, rule, confidence)

    @staticmethod
    def _speaks_of(quoted: str, person: Person) -> bool:
        """Whether the quote names the person, as speakers seldom name themselves."""
        return not person.words.isdisjoint(w.casefold() for w in re.findall(r"\b[A-Z][\w'’-]{3,}", quoted))

    def _lawyer(self, at: int) -> Person | None:
        fits = [p for p in self.people.persons if p.heads & _LAWYERS and p.positions and min(p.positions) < at]
        if not fits:
            return None
        return max(fits, key=lambda p: (p is self.focus.speaking, self.people._nearness(p, at)))

    def _only_one(self) -> Person | None:
        """The article's main person, where nobody has spoken yet."""
        likely = [p for p in self.people.persons if self._likely(p)]
        return max(likely, key=lambda p: len(p.positions)) if likely else None

    def _person(self, phrase: NounPhrase, paragraph: int) -> Person | None:
        mention = phrase.mention
        if mention.kind == "name":
            person = self.people.find(mention.name or mention.text, mention.span.start)
            if person is None and (phrase.sure or len(name_words(mention.text)) > 1):
                person = self.people.add(phrase, mention.span.start)
            return person
        if mention.kind in ("pronoun", "enclitic"):
            if mention.kind == "pronoun" and self.focus.subject is not None and self.focus.subject_paragraph == paragraph:
                return self.focus.subject
            return self.focus.speaking or self.focus.subject
        if mention.kind == "role":
            person = self._by_role(phrase)
            if person is None and self._anaphoric(phrase):
                person = self.focus.speaking or self.focus.subject or self._only_one()
                if person is not None:
                    self._office(person, phrase)
            return person
        if mention.kind == "institution":
            return self._initials(mention.text, mention.span.start)
        return None

    def _group(self, phrase: NounPhrase) -> tuple[str, str]:
        if phrase.mention.kind == "institution":
            return self._institution(phrase.mention), "institution"
        return _bare(phrase.mention.text), self._collective(phrase.mention.text)

    @staticmethod
    def _said_by(person: Person, mention: Mention | None, rule: str, confidence: float) -> Attribution:
        return Attribution(mention, Speaker(person.name, "person", person.role, rule, confidence), person)

    def _run_on(self, index: int, clause: Clause) -> Attribution:
        """A quotation with no clause of its own has its neighbour's speaker."""
        seen = set()
        holder = index
        while holder not in self.done:
            seen.add(holder)
            neighbour = self.clauses[holder]
            if neighbour is None or neighbour.holder < 0 or neighbour.holder in seen:
                return Attribution(None, Speaker(None, None, None, "no_clause", 0.3))
            holder = neighbour.holder
        speaker = self.done[holder].speaker
        confidence = round(speaker.confidence * 0.97, 4)
        return Attribution(None, replace(speaker, rule="run_on", confidence=confidence), self.done[holder].person)


def _clipped(word: str, role: Sequence[str]) -> bool:
    """Whether a word is put together of the beginnings of a role's words: `menkes` of `menteri kesehatan`."""
    for first in range(len(role) - 1):
        rest = word
        for part in role[first:]:
            length = next((n for n in range(min(len(rest), len(part)), 1, -1) if part.startswith(rest[:n])), 0)
            rest = rest[length:] if length else "-"
            if not rest:
                return True
            if rest == "-":
                break
    return False


def _initials(name: str) -> str:
    """`sty` of `Shin Tae-yong`."""
    return "".join(part[0] for word in name_words(name) for part in word.split("-") if part)


def _bare(phrase: str) -> str:
    """A description without the demonstrative at its end: `seorang warga tersebut`."""
    words = phrase.split()
    while len(words) > 1 and words[-1].casefold() in _ANAPHORIC:
        words.pop()
    return " ".join(words)


class Institutions:
    """The institutions an article names, so that `Dinas PU` finds its full name."""

    def __init__(self, text: str, sentences: Sequence[Sentence], namer: Namer) -> None:
        self._sentences = sentences
        self._names: list[str] = []
        self._acronyms: dict[str, str] = {}
        for name, acronym in self._spelled_out(sentences, namer):
            self._names.append(name)
            if acronym:
                self._acronyms[acronym.casefold()] = name

    def _spelled_out(self, sentences: Sequence[Sentence], namer: Namer) -> Iterator[tuple[str, str | None]]:
        for sentence in sentences:
            items = sentence.tokens
            i = 0
            while i < len(items):
                if items[i].kind != "word" or not items[i].capital or namer.labels(items[i : i + 1])[0] != "org":
                    i += 1
                    continue
                j = i
                while j < len(items) and items[j].kind == "word" and items[j].low not in _NUMBERED:
                    if not (items[j].capital or items[j].low in ("dan", "untuk")):
                        break
                    j += 1
                while j > i and not items[j - 1].capital:
                    j -= 1
                acronym = None
                if j + 2 < len(items) and items[j].text == "(" and items[j + 2].text == ")":
                    acronym = items[j + 1].text
                yield " ".join(t.text for t in items[i:j]), acronym
                i = max(j, i + 1)

    def before(self, anaphor: str, at: int) -> str | None:
        """What `perusahaan itu`, `kementerian tersebut`, `piagam itu` points back to: the last so headed before `at`."""
        head = anaphor.casefold().split()[0]
        heads = _COMPANIES if head in ("perusahaan", "perseroan", "korporasi") else (head,)
        if head == "akun":
            handles = [t.text for s in self._sentences for t in s.tokens if t.start < at and t.text[:1] == "@"]
            return handles[-1].lstrip("@") if handles else None
        found = None
        for sentence in self._sentences:
            items = sentence.tokens
            if sentence.start >= at:
                break
            for j, token in enumerate(items[:-1]):
                if token.low in heads and items[j + 1].capital:
                    end = j + 1
                    while end < len(items) and items[end].kind == "word" and items[end].capital:
                        end += 1
                    if items[j].start < at:
                        found = " ".join(t.text for t in items[j:end])
        return self.fullest(found) if found else None

    def fullest(self, mention: str) -> str:
        """The fullest name of an institution mentioned as `mention`."""
        spelled = self._acronyms.get(mention.casefold())
        if spelled:
            return spelled
        words = name_words(mention)
        best = mention
        for name in self._names:
            if len(name) > len(best) and _abbreviates(words, name_words(name)):
                best = name
        return best


def _abbreviates(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether `dinas pu kota medan` is short for `dinas pekerjaan umum kota medan`: same words, or their initials."""
    if len(full) <= len(short) and sum(map(len, full)) <= sum(map(len, short)):
        return False
    i = 0
    for word in short:
        if i < len(full) and full[i] == word:
            i += 1
            continue
        initials = "".join(w[0] for w in full[i : i + len(word)])
        if len(word) > 1 and initials == word:
            i += len(word)
            continue
        return False
    return True
