"""The people of an article: noun phrases that name somebody, and every mention of each person gathered.

Owns the reading of names out of text: where a role ends and a name begins, what is rank, degree or nickname, and which
mentions are one person. Works by rules over lexicons; a caller that knows more (a tagger) may pass `known` names.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from quotes.lexicon import Lexicon
from quotes.records import Mention, Span
from quotes.tokens import Token, one_slip

# Labels of a token inside a noun phrase. NAME_WEIGHT says how much a token speaks for (or against) being part of a name.
RANK, HONORIFIC, HEAD, MODIFIER, ORG, WORD, PLACE, PLACE_HEAD = "rank honorific head modifier org word place place_head".split()
GIVEN, PARTICLE, INITIAL, ACRONYM, DEGREE, UNKNOWN, NUMBER, LOWER = (
    "given particle initial acronym degree unknown number lower".split()
)
NAME_WEIGHT: Mapping[str, float] = {
    GIVEN: 2.0,
    UNKNOWN: 1.0,
    INITIAL: 0.6,
    PARTICLE: 0.0,
    HONORIFIC: -1.5,
    WORD: -2.0,
    PLACE: -2.0,
    ACRONYM: -3.0,
    PLACE_HEAD: -3.0,
    NUMBER: -3.0,
    ORG: -4.0,
    HEAD: -4.0,
    MODIFIER: -4.0,
    DEGREE: -4.0,
    RANK: -5.0,
    LOWER: -9.0,
}
_CROWD = 500  # people; an article with more is none, and each mention is held against all of them
_SHORTENED = 4  # letters: `Pras` may be short for Prasetyo, `Ari` not for Ariani
_PLACE_LETTERS = 7  # shorter words are one slip from too many names
_NEVER_NAMES = frozenset((HEAD, MODIFIER, ORG, PLACE, PLACE_HEAD, NUMBER, LOWER, ACRONYM))
_EVIDENCE = 3.0  # a name that stands alone elsewhere in the article begins here
_NAMED_THING = 2.5  # what follows `Desa`, `PT`, `Universitas` is more likely its name than a person's
_LONGEST_NAME = 7  # tokens
_LONGEST_ADDRESS = 4  # commas between an office and its holder: `Kepala Dusun Nglahar, Kelurahan …, Kecamatan …, Wahyu`
_LAWYERS = frozenset(("pengacara", "advokat", "kuasa", "penasihat"))
_RELATIVE = 12  # tokens of a relative clause between an office and its holder
_LONGEST_PHRASE = 40  # tokens before a name; longer phrases are sentences

WEEKDAYS = frozenset("senin selasa rabu kamis jumat jum'at jum’at sabtu minggu ahad".split())
MONTHS = frozenset(
    "januari februari maret april mei juni juli agustus september oktober november desember".split()
)
# Heads that name a person by somebody else: `pengacara Lisa, Jhony`.
RELATIONAL = frozenset(
    """pengacara advokat kuasa penasihat istri isteri suami ibu ibunda ayah ayahanda bapak anak putra putri kakak adik
    paman bibi kakek nenek keponakan sepupu menantu mertua kerabat keluarga orangtua tetangga teman rekan sahabat
    kekasih pacar manajer asisten ajudan sopir jubir juru tim pelatih pendukung korban rival saudara perwakilan""".split()
)
_NAME_TAKING = frozenset(
    """pt cv ud rs rsu rsud rsup rsia sd smp sma smk mi mts ma man tk desa kelurahan kecamatan kabupaten kota dusun
    kampung jalan jl gang gedung hotel universitas yayasan institut sekolah masjid gereja pondok pesantren ponpes
    perusahaan klub toko warung kedai kafe restoran rumah pabrik bank grup group band komunitas sanggar lembaga gunung
    sungai pulau pantai stadion bandara stasiun pelabuhan pasar perumahan kompleks museum kampus politeknik akademi
    polres polresta polrestabes polsek kodim korem kejari pn bpbd lapas rutan dinas""".split()
)
_SENTENCE_OPENERS = frozenset(
    """namun sementara meski meskipun kemudian bahkan selain saat ketika adapun dalam pada di untuk karena jika kalau
    menurut sedangkan sebelumnya hal akibat atas kini lalu setelah usai terkait soal senada tak tidak dengan dari oleh
    ini itu sebab selanjutnya sejauh hingga sampai sejak bila apabila agar supaya demikian begitu padahal walau
    walaupun kendati pasalnya sebagai seperti serta dan atau tetapi tapi lantas terlebih apalagi nantinya nanti
    selama semua seluruh setiap tiap para ada bukan belum sudah telah akan masih juga pun lebih salah satu diketahui
    diberitakan mengenai tentang melalui lewat guna demi maka jadi sehingga sambil seraya seusai selepas menanggapi
    kepada bagi antara tanpa maupun melansir mengutip dikutip dilansir berdasarkan merujuk tercatat terpisah
    kesempatan rencananya akhirnya awalnya mulanya pertama kedua ketiga keempat kelima terakhir berikut tersebut
    harapannya tujuannya alasannya sayangnya hasilnya caranya akibatnya faktanya kabarnya konon ternyata rupanya misalnya begini jelang menjelang""".split()
)
_PARTS = frozenset("dan untuk bagi bidang periode sekaligus serta asal setempat pada dari urusan antar".split())
# Titles of birth that are part of a name in print, and first names that are printed short.
_NOBILITY = frozenset("teuku tengku teungku cut andi raden rr raja sutan daeng lalu baiq ida gusti cokorda desak tubagus".split())
_AFTER_ARTICLE = frozenset(
    "made wayan nyoman ketut gede putu kadek komang gusti nengah dewa ketut ngurah luh nengah wayan ayu desak gde".split()
)
_BORN_PAIRS = frozenset((("anak", "agung"), ("la", "ode"), ("wa", "ode"), ("cokorda", "gede")))
# Nouns for what an institution or person says; unlike laws and rulings they do not speak themselves.
_SPEECH_ACTS = frozenset(
    "keterangan pernyataan siaran rilis pengumuman imbauan himbauan penjelasan unggahan cuitan postingan caption".split()
)
_STATEMENT_KINDS = frozenset("pers resmi tertulis media singkat bersama dari akun di".split())
_UNITS = frozenset("rp usd us$ idr km kg cm mm wib wita wit ii iii iv vi vii viii ix xi xii".split())
_SELF = frozenset(("dirinya", "pihaknya"))  # the speaker, in the journalist's words
_NICK_INTRO = frozenset(
    "alias atau yang akrab biasa kerap sering karib disapa dipanggil dikenal dengan nama sapaan sebagai".split()
)
_CLANS = frozenset(("boru", "br"))  # Batak: daughter of the clan
_ALSO_NAMES = frozenset("istri putra putri raja ratu bagus kakak dara mawar sultan pangeran".split())
_DOCTORS = frozenset("dr drg drh ns apt ir prof kh ustaz ustadz ust".split())
_NAME_ABBREVIATIONS = frozenset("m muh moh mohd moch much mokh mohamad abd".split())
# pe-: who does it (`penggiat`, `petinju`, `pembatik`); pe-…-an is the doing of it.
_AGENT = re.compile(r"pe(?:m[bpfv]|n[cdjtsz]|ng[a-z]|ny|l|r|t|d|k|s|j|b)[a-z]{2,}(?<!an)(?<!nya)")
_NO_AGENTS = frozenset(
    """penyebab pengganti penghargaan peringatan pesona perunggu perkasa penantang penentu penguat penopang perlu pernah penuh pesan pekan perang pertama pergi penting pemerintah peran persen perkara peristiwa perempuan
    pernyataan pelaku pesawat pesisir pesta petang peta petir perut perak permata perdana pertiwi pelita pesona pekat
    perihal perintah permai persis persegi peserta pesat perlahan periode perisai pertanda perubahan perwira penjara
    penyakit pengaruh penjuru pendek pening pensiun pendopo pelangi peluang peluru pelosok pejuang pekik
    perangkat perabot percaya pertengahan peringkat perkutut perlengkapan persediaan perselisihan peternak pedang
    pedas pedoman pedesaan pedalaman pelabuhan pelan pelat pelit pelik pelukan pembina penginapan penghujung
    penduduk pengantin penggal perahu perban perbukitan percik percuma perdata perdamaian pereda perikanan perilaku
    peritel persada persib persija persebaya persik persis perum perumnas perseroan persero pertamina pertalite
    pertamax perpres perppu permen perda perbup pergub perwali""".split()
)
_ABSTRACT = re.compile(r"(?:pe|ke)[a-z]{4,}an")  # perdamaian, kelautan: never a name
_SPECIALIST = re.compile(r"(?:Sp|M|S)\.?[A-Z]+[A-Za-z]{0,3}(?:-?[A-Z]{2,5})?")  # SpPD-KGEH, SpOG, MKes
_DIGIT = re.compile(r"\d")
_VERB = re.compile(r"(?:me[mnlrwy]|ber|ter|di)[a-z]{3,}")
_QUOTE_MARKS = "\"“”'‘’"


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A phrase that names or describes somebody, over `tokens[start:end]` of a sentence."""

    start: int
    end: int
    mention: Mention
    head: str | None = None  # the word that heads its role, casefolded
    nicknames: tuple[str, ...] = ()  # given in brackets, marks or after `alias`
    sure: bool = False  # a rank, honorific or apposition shows that the name is a person's


@dataclass(slots=True)
class Person:
    """One person of the article and all that names them."""

    key: int
    names: dict[str, int] = field(default_factory=dict)  # each form as printed -> offset of its first mention
    words: set[str] = field(default_factory=set)  # casefolded words of all forms
    nicknames: set[str] = field(default_factory=set)  # casefolded
    roles: list[tuple[int, str]] = field(default_factory=list)  # (offset, role as printed), the first and fullest first
    heads: set[str] = field(default_factory=set)  # casefolded words of the roles
    positions: list[int] = field(default_factory=list)  # offsets of the mentions, sorted
    sure: bool = False

    @property
    def name(self) -> str:
        """The fullest name: most words, then the earliest."""
        return max(self.names, key=lambda n: (len(name_words(n)), -self.names[n]))

    @property
    def role(self) -> str | None:
        """The role the article gives first."""
        return self.roles[0][1] if self.roles else None


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name, casefolded, dots dropped."""
    return tuple(re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", name.casefold()))


_Terms = dict[str, list[tuple[int, dict[tuple[str, ...], str]]]]


@lru_cache(maxsize=4)
def _terms(lexicon: Lexicon) -> _Terms:
    """Lexicon terms by first word, then by length, longest first; of a term in several tables the first label holds."""
    tables: dict[str, dict[int, dict[tuple[str, ...], str]]] = {}
    for terms, label in (
        (lexicon.ranks, RANK),
        (lexicon.role_heads, HEAD),
        (lexicon.role_modifiers, MODIFIER),
        (lexicon.honorifics, HONORIFIC),
        (lexicon.org_heads, ORG),
        (lexicon.institution_speakers, ORG),
        (lexicon.places, PLACE),
        (lexicon.place_heads, PLACE_HEAD),
    ):
        for term in terms:
            tables.setdefault(term[0], {}).setdefault(len(term), {}).setdefault(term, label)
    return {first: sorted(lengths.items(), reverse=True) for first, lengths in tables.items()}


@lru_cache(maxsize=4)
def _misspelt_places(lexicon: Lexicon) -> frozenset[str]:
    """Places with a letter left out, as they are misspelt: `Kazakstan`."""
    words = [p[0] for p in lexicon.places if len(p) == 1 and len(p[0]) > _PLACE_LETTERS]
    return frozenset(w[:i] + w[i + 1 :] for w in words for i in range(1, len(w)))


class Namer:
    """Reads noun phrases of one article.

    Args:
        lexicon: the word lists.
        evidence: casefolded first words of names that stand alone in the article (`Budi menjelaskan`).
        lowered: words that the article also prints without a capital.
    """

    def __init__(self, lexicon: Lexicon, evidence: Iterable[str] = (), lowered: Iterable[str] = ()) -> None:
        self.lexicon = lexicon
        self.evidence = set(evidence)
        self.lowered = set(lowered)
        self._table = _terms(lexicon)
        self._labelled: dict[str, str] = {}
        self._read_before: dict[tuple[int, int, bool], NounPhrase | None] = {}

    def labels(self, items: Sequence[Token]) -> list[str]:
        """One label a token, longest lexicon term first."""
        found: list[str] = []
        i = 0
        while i < len(items):
            if i + 1 < len(items) and self._born(items[i].low, items[i + 1].low) and items[i].capital:
                found += [GIVEN, GIVEN]
                i += 2
                continue
            length, label = self._match(items, i)
            if length:
                if length == 1 and label in (PLACE, ORG) and self._personal(items, i, found):
                    label = GIVEN
                elif items[i].low in _ALSO_NAMES and found and found[-1] in (GIVEN, UNKNOWN) and items[i].capital:
                    label = GIVEN
                found += [label] * length
                i += length
                continue
            label = self._label(items[i])
            if label == HEAD and items[i].capital and found and found[-1] in (GIVEN, UNKNOWN, INITIAL):
                label = UNKNOWN
            found.append(label)
            i += 1
        return found

    @staticmethod
    def _born(first: str, second: str) -> bool:
        """`I Made`, `Ni Luh`, `Anak Agung`, `La Ode`: first words of a name that are other words alone."""
        return second in _AFTER_ARTICLE if first in ("i", "ni") else (first, second) in _BORN_PAIRS

    def _personal(self, items: Sequence[Token], i: int, before: Sequence[str]) -> bool:
        """Whether a word that names a place or institution as well as people names people here."""
        token = items[i]
        if not token.capital or token.text.isupper() or token.low not in self.lexicon.given_names:
            return False
        follows = i + 1 < len(items) and items[i + 1].capital
        return not (follows and before and before[-1] in (HEAD, ORG, PLACE_HEAD, WORD, MODIFIER))

    def _match(self, items: Sequence[Token], i: int) -> tuple[int, str]:
        low = items[i].low
        entries = self._table.get(low)
        if entries is None:
            return 0, ""
        if low in _NAME_ABBREVIATIONS or (low in _NOBILITY and items[i].capital):
            return 0, ""
        if low in self.lexicon.name_particles and not items[i].capital:
            return 0, ""
        following = tuple(t.low for t in items[i : i + entries[0][0]])
        for length, terms in entries:
            label = terms.get(following[:length])
            # A place has its capital: `medan` is a field.
            if label is not None and not (label == PLACE and not items[i].capital):
                return length, label
        return 0, ""

    def _label(self, token: Token) -> str:
        """The label of a word that is no lexicon term, the same wherever the article prints it."""
        label = self._labelled.get(token.text)
        if label is None:
            label = self._labelled[token.text] = self._label_anew(token)
        return label

    def _label_anew(self, token: Token) -> str:
        low, text = token.low, token.text
        if token.kind == "quote":
            return LOWER
        if token.kind == "number" or low in _UNITS or (not text.isalpha() and text[0] != "@" and _DIGIT.search(text)):
            return NUMBER
        if token.kind != "word":
            return LOWER
        if _AGENT.fullmatch(low) and low not in _NO_AGENTS and low not in self.evidence:
            if low not in self.lexicon.role_words and low not in self.lexicon.given_names:
                return HEAD
        if not token.capital:
            return PARTICLE if low in self.lexicon.name_particles or low in _CLANS else LOWER
        if low in _NAME_ABBREVIATIONS:
            return INITIAL
        if low in _NOBILITY and not text.isupper():
            return GIVEN
        if self._degree(token) and low in self.lexicon.role_words:
            return DEGREE
        if low in self.lexicon.role_words and low not in self.evidence:
            return WORD
        if low in self.lexicon.given_names or text[0] == "@":
            return GIVEN
        letters = text.replace(".", "")
        if len(letters) == 1:
            return INITIAL
        if self._degree(token):
            return DEGREE
        if low in self.lexicon.name_particles:
            return PARTICLE
        if text.isupper() and len(letters) > 1 and "." not in text:
            return ACRONYM
        if low in WEEKDAYS or low in MONTHS or (low.endswith("nya") and len(low) > 6) or _ABSTRACT.fullmatch(low):
            return WORD
        if low in _SENTENCE_OPENERS or low in self.lexicon.verbs or low in self.lexicon.pronouns:
            return LOWER
        if low in self.lowered and low not in self.evidence:
            return WORD
        if len(low) >= _PLACE_LETTERS and low in _misspelt_places(self.lexicon):
            return PLACE
        return UNKNOWN

    def _degree(self, token: Token) -> bool:
        if _SPECIALIST.fullmatch(token.text):
            return True
        return token.low in self.lexicon.degrees and (token.text.isupper() or "." in token.text or len(token.low) == 2)

    def split(self, items: Sequence[Token], labels: Sequence[str], fixed: int = 0) -> tuple[int, int, float]:
        """Where the name is at the end of a phrase: `(first, last + 1, weight)`; `first == last + 1` where there is none.

        `fixed`: so many of the first words are known to be none of it.
        """
        end = len(items)
        while end > 1 and items[end - 1].low not in self.evidence:
            if labels[end - 1] not in (DEGREE, NUMBER, ACRONYM) and not self._degree(items[end - 1]):
                break
            end -= 1
        titled = end < len(items) and self._degree(items[end])
        if fixed and not any(label in _NEVER_NAMES for label in labels[fixed:end]):
            first = fixed
            while first < end and labels[first] in (RANK, HONORIFIC):
                first += 1
            if first < end and all(t.capital for t in items[first:end]) and end - first <= _LONGEST_NAME:
                return first, end, 2.0
        best, best_at, total = 0.0, end, 0.0
        last_shown = titled  # the last word is one that stands alone elsewhere: `Price` in `Ned Price`
        led = False  # from here on to the right it begins with such a word
        for i in range(end - 1, max(fixed - 1, end - 1 - _LONGEST_NAME), -1):
            weight = NAME_WEIGHT[labels[i]]
            token = items[i]
            if weight > 0 and i > 0 and items[i - 1].low in _NAME_TAKING:
                weight -= _NAMED_THING
            elif weight > 0 and any(items[k].low in ("pt", "cv") for k in range(max(0, i - 3), i)):
                weight -= 1.2
            if labels[i] == ACRONYM and not token.low.isdigit() and self._all_capitals(items, labels):
                weight = 1.0
            if weight <= -4.0:
                break
            shown = token.capital and token.low in self.evidence
            total += max(weight, 0.0) if shown else weight
            # Muhammad, Siti, I Made: many are called by a later word of their name.
            last_shown = last_shown or (shown and i == end - 1)
            led = shown or (led and labels[i] in (GIVEN, INITIAL))
            value = total + (_EVIDENCE if led or last_shown else 0.0)
            if token.capital and labels[i] not in (PARTICLE, HONORIFIC) and value > best:
                best, best_at = value, i
            if token.low in ("i", "ni") and labels[i] == GIVEN:
                break  # nothing stands before `I Made` in a name
        return best_at, end, best

    def _all_capitals(self, items: Sequence[Token], labels: Sequence[str]) -> bool:
        return len(items) > 1 and all(t.text.isupper() for t in items)

    def bare_name(self, items: Sequence[Token], i: int) -> NounPhrase | None:
        """The capitalised run at `i` as a name, where only a speaker can stand: `kata Jaya Negara`."""
        end = i
        while end < len(items) and end - i < _LONGEST_NAME and items[end].kind == "word" and items[end].capital:
            end += 1
        run = items[i:end]
        if not run or run[0].low in WEEKDAYS:
            return None
        return self._named(i, end, run, None, (), (), (), ())

    def describes(self, items: Sequence[Token], i: int) -> bool:
        """Whether a lower-case word begins a description of somebody: an office, a rank, an honorific, an agent noun."""
        _, label = self._match(items, i)
        return label in (HEAD, MODIFIER, RANK) or items[i].low in ("pihak", "sang") or self._label(items[i]) == HEAD

    def phrase(self, items: Sequence[Token], i: int, *, subject: bool = False) -> NounPhrase | None:
        """The noun phrase that begins at token `i`.

        Args:
            items: a sentence's tokens.
            i: where the phrase begins.
            subject: it stands before its verb, so that the verb ends it.
        """
        if i >= len(items) or items[i].kind not in ("word", "number"):
            return None
        key = (items[i].start, items[-1].end, subject)
        if key not in self._read_before:
            self._read_before[key] = self._phrase(items, i, subject)
        return self._read_before[key]

    def _phrase(self, items: Sequence[Token], i: int, subject: bool) -> NounPhrase | None:
        first = items[i]
        pronoun = self.lexicon.pronouns.get(first.low)
        if (pronoun and pronoun != "first") or first.low in _SELF:
            return NounPhrase(i, i + 1, Mention(Span(first.start, first.end), first.text, "pronoun"))
        if first.low == "yang" and i + 1 < len(items) and items[i + 1].low == "bersangkutan":
            span = Span(first.start, items[i + 1].end)
            return NounPhrase(i, i + 2, Mention(span, f"{first.text} {items[i + 1].text}", "pronoun"))
        stop, nicknames = self._extent(items, i, subject)
        if stop == i:
            return None
        return self._read(items, i, stop, nicknames, subject)

    def _extent(self, items: Sequence[Token], i: int, subject: bool) -> tuple[int, list[str]]:
        """Where the phrase's first chunk ends (a comma, a clause word, a verb), and nicknames inside it."""
        nicknames: list[str] = []
        named = False  # a word that may be a name has been seen
        j = i
        while j < len(items) and j - i < _LONGEST_PHRASE:
            token = items[j]
            if token.kind == "quote":
                break
            if token.kind == "punct":
                closing = self._inset(items, j)
                if closing is None:
                    break
                nicknames += [t.text for t in items[j + 1 : closing] if t.kind == "word"]
                j = closing + 1
                continue
            low = token.low
            if token.capital and (low in WEEKDAYS or (low in MONTHS and self._dated(items, j))):
                break
            length, label = self._match(items, j)
            if length and (label == RANK or low in _DOCTORS):
                named = False
                j += length
                continue
            if length > 1 and not (named and label == HEAD and not token.capital):
                named = False
                j += length
                continue
            if token.kind == "word" and not token.capital:
                if low in ("itu", "tersebut", "ini") and j > i:
                    return j + 1, nicknames
                if low == "tahun" and j > i and items[j - 1].kind == "number":
                    j += 1  # pembalap 21 tahun itu
                    continue
                if low == "dalam" and j > i and items[j - 1].low == "penyakit":
                    j += 1  # spesialis penyakit dalam
                    continue
                if low in self.lexicon.clause_stops and not self._part(items, j, named):
                    break
                if j > i and low in self.lexicon.verbs and not (low,) in self.lexicon.role_heads:
                    break
                if named and not self._part(items, j, named) and low not in self.lexicon.name_particles and low not in _CLANS:
                    break
                if j > i and _VERB.match(low) and not self._known_word(low):
                    break
            else:
                named = named or (token.kind == "word" and self._label(token) in (GIVEN, UNKNOWN, INITIAL))
                if low in self.lexicon.role_words or (low,) in self.lexicon.org_heads:
                    named = False
            j += 1
        return j, nicknames

    @staticmethod
    def _dated(items: Sequence[Token], j: int) -> bool:
        """Whether the month at `j` is part of a date, not of a name (`Universitas Sebelas Maret`)."""
        before = j > 0 and items[j - 1].kind == "number"
        return before or (j + 1 < len(items) and items[j + 1].kind == "number")

    def _known_word(self, low: str) -> bool:
        lexicon = self.lexicon
        return (low,) in lexicon.role_heads or low in lexicon.role_words or (low,) in lexicon.org_heads

    def _part(self, items: Sequence[Token], j: int, named: bool) -> bool:
        """Whether a lower-case word goes on with a role (`Kepala Bidang X dan Y`) rather than ending the phrase."""
        low = items[j].low
        after = items[j + 1] if j + 1 < len(items) else None
        if re.fullmatch(r"ke-\d+|ke-?[ivx]+", low):
            return True
        if after is None or after.kind == "punct":
            return (low,) in self.lexicon.role_heads and not named
        if low in ("dan", "serta"):
            return after.capital and not self._named_before(items, j) and self._label(after) != GIVEN
        if low in _PARTS:
            dated = after.low in WEEKDAYS or after.low in MONTHS
            return after.capital and not dated and not self._named_before(items, j, 0.5)
        if low in self.lexicon.clause_stops:
            return False
        if (low,) in self.lexicon.role_heads or low in self.lexicon.role_words:
            return not self._named_before(items, j)
        return False

    def _named_before(self, items: Sequence[Token], j: int, least: float = 2.0) -> bool:
        """Whether the tokens right before `j` are a name."""
        k = j
        while k > 0 and items[k - 1].kind == "word" and items[k - 1].capital:
            k -= 1
        if k == j:
            return False
        run = items[k:j]
        at, end, weight = self.split(run, self.labels(run))
        return at < end == len(run) and weight > 0 and (weight >= least or at == 0)

    def _inset(self, items: Sequence[Token], j: int) -> int | None:
        """The closing token of a short bracket or nickname that begins at `j`, or None where the phrase ends."""
        text = items[j].text
        if text == "(":
            for k in range(j + 1, min(j + 9, len(items))):
                if items[k].text == ")":
                    return k
        elif text in _QUOTE_MARKS and j > 0 and items[j - 1].capital:
            for k in range(j + 1, min(j + 5, len(items) - 1)):
                if items[k].text in _QUOTE_MARKS:
                    return k if items[k + 1].capital else None
        return None

    def _read(
        self, items: Sequence[Token], i: int, stop: int, nicknames: list[str], subject: bool
    ) -> NounPhrase | None:
        chunk, inner = self._without_insets(items, i, stop)
        if not chunk:
            return None
        labels = self.labels(chunk)
        if self._speech_act(chunk):
            return self._read_source(items, i, stop, chunk)
        if any(tuple(t.low for t in chunk[:n]) in self.lexicon.documents for n in (1, 2, 3)):
            return self._described(items, i, stop, chunk, labels)
        fixed = self._abbreviated(items, i, stop)
        at, end, _ = self.split(chunk, labels, fixed)
        if i == 0 and at == 0 and end > 1 and labels[0] == UNKNOWN and chunk[1].low in self.evidence:
            if chunk[0].low not in self.evidence and not (stop < len(items) and items[stop].text == ","):
                at = 1  # `Kisruh Ashanty …`: the first word of a sentence has its capital anyway
        name = chunk[at:end]
        if name and self._of_institution(chunk, labels, at, end):
            return self._described(items, i, stop, chunk, labels)
        if not name and chunk[0].capital and self._aged(items, stop, i):
            name, at = chunk, 0
        role = chunk[:at] if name else chunk
        relational = bool(role) and role[0].low in RELATIONAL and (not role[0].capital or role[0].low in _LAWYERS)
        # `rider Aprilia, Alex Espargaro`: one word behind a role may name a team or a town, not its holder.
        shown = any(t.low in self.evidence for t in name)
        given = GIVEN in labels[at:end]
        doubtful = bool(name and role) and not shown and (len(name) == 1 or not given)
        if not name or (relational and role) or doubtful:
            follows = any(label in (HEAD, MODIFIER, RANK) for label in labels) or relational
            found = self._after_comma(items, i, stop, chunk, labels, nicknames, doubtful * len(name)) if follows else None
            if found is not None:
                return found
        if name:
            printed_role = self._role(role, labels[:at])
            stop, more = self._alias(items, stop)
            inner = [*inner, *more]
            apposition, last = (None, stop) if printed_role else self._apposition(items, stop)
            named = self._named(i, last, name, printed_role or apposition, role, labels[:at], nicknames + inner, labels[:at])
            return replace(named, sure=True) if apposition else named
        return self._described(items, i, stop, chunk, labels)

    def _of_institution(self, chunk: Sequence[Token], labels: Sequence[str], at: int, end: int) -> bool:
        """Whether what looks like a name is the end of an institution's: `PT Samudra Kencana`, `Masjid Nurul Bahri`."""
        if labels[0] not in (ORG, PLACE_HEAD) or chunk[at].low in self.evidence:
            return False
        if any(label in (HEAD, MODIFIER, RANK, HONORIFIC) for label in labels[:at]):
            return False
        acronym = chunk[0].text.isupper() or at > 1
        return not (acronym and end - at > 1 and GIVEN in labels[at:end] and chunk[0].low not in _NAME_TAKING)

    @staticmethod
    def _aged(items: Sequence[Token], stop: int, i: int) -> bool:
        """Whether the phrase is somebody with an age: `Vatikan (27)`."""
        return any(
            items[j].kind == "number" and items[j].text.isdigit() and len(items[j].text) <= 3
            for j in range(i + 1, stop)
            if items[j - 1].text == "(" and j + 1 < len(items) and items[j + 1].text == ")"
        )

    @staticmethod
    def _speech_act(chunk: Sequence[Token]) -> bool:
        return len(chunk) > 1 and chunk[0].low in _SPEECH_ACTS

    def _read_source(self, items: Sequence[Token], i: int, stop: int, chunk: Sequence[Token]) -> NounPhrase | None:
        """`keterangan BMKG`, `pernyataan resmi kementerian itu`: who speaks is whose statement it is."""
        at = next((k for k in range(i + 1, stop) if items[k].low not in _STATEMENT_KINDS), stop)
        source = self.phrase(items, at) if at < stop else None
        if source is not None:
            return replace(source, start=i)
        return self._described(items, i, stop, chunk, self.labels(chunk))

    def _without_insets(self, items: Sequence[Token], i: int, stop: int) -> tuple[list[Token], list[str]]:
        """The phrase's words without brackets and nicknames, those given apart."""
        words: list[Token] = []
        inner: list[str] = []
        j = i
        while j < stop:
            if items[j].kind == "punct":
                closing = self._inset(items, j)
                if closing is not None and closing < stop:
                    inner += [t.text for t in items[j + 1 : closing] if t.kind == "word"]
                    j = closing
            else:
                words.append(items[j])
            j += 1
        return words, inner

    def _abbreviated(self, items: Sequence[Token], i: int, stop: int) -> int:
        """How many words of a phrase stand before its last bracketed abbreviation (`PT Prima Global (PGB) Mustika`).

        They are the name of what is abbreviated, not of a person; 0 where nothing follows the bracket.
        """
        count = before = 0
        j = i
        while j < stop:
            if items[j].kind == "punct":
                closing = self._inset(items, j)
                if closing is not None and closing < stop:
                    if items[j].text == "(" and items[j + 1].kind == "word":
                        before = count
                    j = closing
            else:
                count += 1
            j += 1
        return before if before < count else 0

    def _after_comma(
        self,
        items: Sequence[Token],
        i: int,
        stop: int,
        chunk: Sequence[Token],
        labels: Sequence[str],
        nicknames: Sequence[str],
        doubtful: int,
    ) -> NounPhrase | None:
        """A name that stands behind a comma: `pengacara Lisa, Jhony Boy`, `Kepala Dusun Nglahar, Sleman, Wahyu`.

        `doubtful`: so many words before the comma look like a name, but may be a team's or a town's.
        """
        comma = self._past_relative(items, stop)
        for _ in range(_LONGEST_ADDRESS):
            if comma + 1 >= len(items) or items[comma].text != "," or items[comma + 1].kind != "word":
                return None
            joined = items[comma + 1].low in ("dan", "serta") and comma + 2 < len(items)
            first = items[comma + 2] if joined else items[comma + 1]
            _, label = self._match(items, comma + 1 + joined)
            plain = label or self._label(first)
            if first.low in WEEKDAYS:
                return None
            if not first.capital and label not in (RANK, HONORIFIC):
                return None
            last, more = self._extent(items, comma + 1 + joined, False)
            tail, inner = self._without_insets(items, comma + 1, last)
            tail_labels = self.labels(tail)
            at, end, _ = self.split(tail, tail_labels, self._abbreviated(items, comma + 1, last))
            listed = last + 1 < len(items) and items[last].text == "," and items[last + 1].low in ("dan", "serta")
            if listed:  # Energi Baru, Terbarukan, dan Konservasi Energi
                comma = last
                continue
            if doubtful and not any(self._known_name(t) for t in tail[at:end]) and end - at < 2 + (doubtful > 1):
                return None
            if at < end and not (label in (PLACE, PLACE_HEAD) and first.low not in self.evidence):
                role = self._text(items, i, comma)
                if at > 0 and not all(t in (RANK, HONORIFIC, DEGREE) for t in tail_labels[:at]):
                    role = f"{role}, {self._printed(tail[:at])}"
                given = [*nicknames, *more, *inner]
                return self._named(i, last, tail[at:end], role, chunk, labels, given, tail_labels[:at])
            if not joined and plain not in (PLACE, PLACE_HEAD, ORG, WORD, HEAD, MODIFIER, ACRONYM):
                return None
            comma = last
        return None

    def _known_name(self, token: Token) -> bool:
        return token.low in self.evidence or token.low in self.lexicon.given_names

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

    def _apposition(self, items: Sequence[Token], stop: int) -> tuple[str | None, int]:
        """The role that follows a name: `Budi, Ketua RT 03, ...`, `Budi selaku Ketua RT 03`."""
        if stop >= len(items):
            return None, stop
        start = stop
        if items[stop].text == "," and stop + 1 < len(items):
            start = stop + 1
        elif items[stop].low in ("selaku", "sebagai"):
            start = stop + 1
        elif items[stop].low == "yang":
            start = self._copula(items, stop)
        if start in (stop, len(items)):
            return None, stop
        if items[stop].text == ",":
            length, label = self._match(items, start)
            while label in (DEGREE,) or self._label(items[start]) == DEGREE:
                start += 1
                if start >= len(items) or items[start].text != ",":
                    return None, start
                start += 1
                if start >= len(items):
                    return None, start
                length, label = self._match(items, start)
            if not self.describes(items, start) or items[start].low in ("seorang", "para", "sejumlah", "beberapa"):
                return None, stop
        end = start
        while end < len(items) and end - start < 25:
            token = items[end]
            if token.kind != "word" and token.kind != "number" and token.text not in "()/&":
                break
            if token.low in WEEKDAYS or (token.low in self.lexicon.verbs and not token.capital and end > start):
                break
            if not token.capital and token.low in self.lexicon.clause_stops and token.low not in ("dari", "di", "pada"):
                break
            end += 1
        if items[stop].text == "," and end < len(items) and not self._closes(items[end]):
            return None, stop
        role = self._text(items, start, end) if end > start else None
        return role, end

    def _closes(self, token: Token) -> bool:
        """Whether an apposition may end before this token; before a verb it is the next noun phrase."""
        return token.kind != "word" or token.low in self.lexicon.clause_stops or token.low in WEEKDAYS

    def _alias(self, items: Sequence[Token], stop: int) -> tuple[int, list[str]]:
        """A nickname given after the name: `alias Yos`, `atau akrab disapa DS`; where the phrase then ends."""
        j = stop
        if j < len(items) and items[j].text == ",":
            j += 1
        introduced = False
        while j < len(items) and items[j].low in _NICK_INTRO:
            introduced = introduced or items[j].low not in ("yang", "akrab", "biasa", "kerap", "sering", "karib")
            j += 1
        end = j
        while end < len(items) and end - j < 3 and items[end].kind == "word" and items[end].capital:
            end += 1
        if not introduced or end == j:
            return stop, []
        words = [t for t in items[j:end] if (t.low,) not in self.lexicon.honorifics]
        return end, [" ".join(t.text for t in words)] if words else []

    def _copula(self, items: Sequence[Token], stop: int) -> int:
        """Where the role begins in `yang juga menjabat sebagai Ketua …`."""
        for k in range(stop + 1, min(stop + 5, len(items))):
            low = items[k].low
            if self._match(items, k)[1] in (HEAD, MODIFIER):
                return k
            if low not in ("juga", "merupakan", "adalah", "menjabat", "sebagai", "selaku", "kini", "saat", "ini"):
                return stop
        return stop

    def _role(self, role: Sequence[Token], labels: Sequence[str]) -> str | None:
        """The printed role: rank and honorific dropped where an office is named."""
        end = len(role)
        while end and labels[end - 1] in (RANK, HONORIFIC):
            end -= 1
        start = 0
        while start < end and labels[start] == HONORIFIC and end - start > 0:
            start += 1
        if start == end:
            ranks = [t for t, label in zip(role, labels, strict=True) if label == RANK]
            return self._printed(ranks) or None
        return self._printed(role[start:end])

    @staticmethod
    def _printed(items: Sequence[Token]) -> str:
        return " ".join(t.text for t in items)

    @staticmethod
    def _text(items: Sequence[Token], i: int, stop: int) -> str:
        """Tokens as they were printed, single spaces between."""
        out = ""
        for k in range(i, stop):
            if k > i and items[k].start > items[k - 1].end:
                out += " "
            out += items[k].text
        return out

    def _named(
        self,
        start: int,
        end: int,
        name: Sequence[Token],
        role: str | None,
        role_tokens: Sequence[Token],
        role_labels: Sequence[str],
        nicknames: Sequence[str],
        title_labels: Sequence[str],
    ) -> NounPhrase:
        titled = [t for t, label in zip(role_tokens, role_labels, strict=False) if label == HONORIFIC][-1:]
        if titled and f"{titled[0].low} {self._printed(name).casefold()}" in self.lexicon.figures:
            name = [*titled, *name]  # Gus Ipul, Cak Imin: known by it
        printed = self._printed(name)
        span = Span(name[0].start, name[-1].end)
        heads = [t.low for t, label in zip(role_tokens, role_labels, strict=False) if label in (HEAD, MODIFIER)]
        sure = any(label in (RANK, HONORIFIC, HEAD) for label in [*role_labels, *title_labels])
        return NounPhrase(
            start,
            end,
            Mention(span, printed, "name", role, printed),
            heads[0] if heads else None,
            tuple(n for n in nicknames if n[:1].isupper()),
            sure,
        )

    def _described(
        self, items: Sequence[Token], i: int, stop: int, chunk: Sequence[Token], labels: Sequence[str]
    ) -> NounPhrase | None:
        """A phrase without a name: an office, an institution, a document, somebody unnamed."""
        printed = self._text(items, i, stop)
        span = Span(items[i].start, items[stop - 1].end)
        first = chunk[0].low
        term = tuple(t.low for t in chunk)
        head = next((t.low for t, label in zip(chunk, labels, strict=True) if label == HEAD), None)
        if any(term[:n] in self.lexicon.documents for n in (1, 2, 3)):
            kind = "document"
        elif first in ("seorang", "salah", "sejumlah", "beberapa", "para", "seseorang", "sebagian", "puluhan", "ratusan"):
            kind = "unnamed"
        elif any(term[:n] in self.lexicon.groups for n in (1, 2)):
            kind = "unnamed"
        elif first == "sang" or (
            labels[0] in (HEAD, MODIFIER, HONORIFIC, RANK) and any(x in (HEAD, HONORIFIC, RANK) for x in labels)
        ):
            kind = "role"
        elif labels[0] in (ORG, ACRONYM, PLACE) or any(term[:n] in self.lexicon.institution_speakers for n in (1, 2)):
            kind = "institution"
        elif chunk[-1].low in ("itu", "tersebut", "ini") and len(chunk) <= 8:
            kind = "role"
        elif i > 0 and chunk[0].capital and WORD in labels[:1]:
            kind = "institution"
        else:
            return None
        return NounPhrase(i, stop, Mention(span, printed, kind, printed if kind == "role" else None), head)


class People:
    """The people of one article, and which mention is whom."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.persons: list[Person] = []
        self._by_word: dict[str, list[Person]] = defaultdict(list)

    def add(self, phrase: NounPhrase, at: int, *, sure: bool = False) -> Person:
        """Record a mention by name and return whom it names."""
        name = phrase.mention.name or phrase.mention.text
        person = self.find(name, at) or self._new()
        self._learn(person, name, at)
        insort(person.positions, at)
        person.sure = person.sure or sure or phrase.sure
        for nickname in phrase.nicknames:
            self.nickname(person, nickname)
        if phrase.mention.role:
            self.give_role(person, phrase.mention.role, at)
        return person

    def nickname(self, person: Person, nickname: str) -> None:
        """Record what else a person is called; whoever is known by that word alone is the same person."""
        low = nickname.casefold()
        if low in person.words or (low,) in self.lexicon.places or low.isdigit():
            return
        person.nicknames.add(low)
        first = low.split()[0]
        self._by_word[first] = [p for p in self._by_word[first] if p.words != {low} or p.roles] + [person]

    def give_role(self, person: Person, role: str, at: int) -> None:
        """Record a role that the article gives a person."""
        insort(person.roles, (at, role), key=lambda r: (r[0], -len(r[1])))
        person.heads.update(name_words(role))

    def _new(self) -> Person:
        person = Person(len(self.persons))
        if len(self.persons) < _CROWD:
            self.persons.append(person)
        return person

    def _learn(self, person: Person, name: str, at: int) -> None:
        person.names.setdefault(name, at)
        for word in name_words(name):
            if word not in person.words:
                person.words.add(word)
                if len(self._by_word[word]) < _CROWD:
                    self._by_word[word].append(person)

    def find(self, name: str, at: int) -> Person | None:
        """Whom a printed name names: the person whose words it shares, the most recent before `at` first."""
        words = name_words(name)
        if not words:
            return None
        candidates = [p for p in self._by_word.get(words[0], ()) if self._same(p, words)]
        if not candidates:
            for word in words[1:]:
                candidates += [p for p in self._by_word.get(word, ()) if self._same(p, words)]
        if not candidates and len(words) == 1 and len(words[0]) >= _SHORTENED:
            shortened = [p for p in self.persons if any(w.startswith(words[0]) for w in p.words)]
            candidates = shortened if len(shortened) == 1 else []
        if not candidates and len(words) == 1 and len(words[0]) > _SHORTENED:
            misspelt = [p for p in self.persons if any(one_slip(w, words[0]) for w in p.words if w[0] == words[0][0])]
            candidates = misspelt if len(misspelt) == 1 else []
        if not candidates:
            full = self.lexicon.figures.get(name.casefold())
            return self.find(full, at) if full and full.casefold() != name.casefold() else None
        return max(candidates, key=lambda p: (p.sure, self._leads(p, words[0]), self._nearness(p, at)))

    @staticmethod
    def _leads(person: Person, word: str) -> bool:
        """Whether the person's full name begins with the word, as most short mentions do."""
        return name_words(person.name)[0] == word

    @staticmethod
    def _nearness(person: Person, at: int) -> tuple[bool, int]:
        before = bisect_right(person.positions, at)
        if before:
            return True, person.positions[before - 1]
        return False, -person.positions[0] if person.positions else 0

    def _same(self, person: Person, words: tuple[str, ...]) -> bool:
        if len(words) == 1:
            return words[0] in person.words or words[0] in person.nicknames
        if " ".join(words) in person.nicknames:
            return True
        given = set(words)
        full = name_words(person.name)
        for other in map(name_words, person.names):
            # A short form says little where the full name is known: Prabowo Subianto is not Listyo Sigit Prabowo.
            if (len(other) > 1 or len(full) == 1) and (given.issubset(other) or given.issuperset(other)):
                return True
        figure = self.lexicon.figures.get(" ".join(words))
        return bool(figure) and person.words.issuperset(name_words(figure))
