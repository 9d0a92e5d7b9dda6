"""The word lists of `lexicon/data/`, validated and frozen.

Owns the shape of the TOML files, so that a linguist can edit them and be told, by file and entry, what is wrong. The
calendar (dates.toml) and the page furniture (furniture.toml) belong to the modules that compile them; they count in
`content_hash` only.

Every list is written the same way: a table, in it groups, in a group the entries, separated by commas or line ends (by
any white space where an entry is a single word). In a set the groups are headings for the reader; in a mapping the
group is the value of its entries. Case does not matter, and dots in abbreviations do not either.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path
from typing import Any

from quotes.errors import LexiconError
from quotes.lexicon.calendar import calendar

Term = tuple[str, ...]
"""The words of an entry, casefolded, without dots: `("wali", "kota")`."""

VOICES = ("bare", "fused", "active", "intransitive", "passive", "passive_fused", "preposition", "closing")
VERB_CLASSES = (
    *("neutral", "adds", "answers", "asserts", "explains", "tells", "announces", "writes", "concludes", "questions"),
    *("asks", "warns", "promises", "decides", "hopes", "prays", "estimates", "judges", "thinks", "claims", "admits"),
    *("agrees", "denies", "accuses", "criticises", "complains", "praises", "jokes", "greets", "voices"),
)

_ODD = re.compile(r"[^\w\s.,'’&/+:-]")  # a character that no entry holds: `#`, a bracket, a quotation mark
_FIELDS = {*VOICES, "lemma", "class", "example", "weak"}


@dataclass(frozen=True, slots=True)
class ReportingVerb:
    """A printed form of a reporting verb, or another word that attributes a quote."""

    form: str  # casefolded: `ujarnya`
    lemma: str  # base form: `ujar`
    verb_class: str  # one of VERB_CLASSES
    voice: str  # one of VOICES: ujar, ujarnya, menegaskan, berkata, ditegaskan, dikatakannya, menurut, demikian
    weak: bool  # mostly another word in running text (`jelas`): a cue only right beside a quotation mark


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists; two are equal when they hold the same."""

    content_hash: str  # sha256 of all files, in hexadecimal
    verbs: Mapping[str, ReportingVerb] = field(repr=False)  # printed form -> verb
    clausal_verbs: Mapping[str, ReportingVerb] = field(repr=False)  # report a clause only: melihat
    pronouns: Mapping[str, str] = field(repr=False)  # form -> singular, plural or first
    honorifics: frozenset[Term] = field(repr=False)  # before a name: pak, haji, dr
    degrees: frozenset[str] = field(repr=False)  # after a name, no dots or spaces: sh, mkes
    ranks: frozenset[Term] = field(repr=False)  # of police, armed forces, prosecutors
    role_heads: frozenset[Term] = field(repr=False)  # head a role: direktur utama, saksi
    role_modifiers: frozenset[Term] = field(repr=False)  # before a head: mantan, wakil, seorang
    groups: frozenset[Term] = field(repr=False)  # head a group of people: warga, keluarga korban
    org_heads: frozenset[Term] = field(repr=False)  # head or betray an institution: polda, kpk
    institution_speakers: frozenset[Term] = field(repr=False)  # institutions that speak
    institution_kinds: frozenset[str] = field(repr=False)  # shared by many institutions: dinas, polres
    documents: frozenset[Term] = field(repr=False)  # head what is read out: pasal, surat edaran
    role_words: frozenset[str] = field(repr=False)  # capitalised in roles, never part of a name
    places: frozenset[Term] = field(repr=False)  # names of places and countries
    place_heads: frozenset[Term] = field(repr=False)  # before the name of a place: jalan, gunung
    given_names: frozenset[str] = field(repr=False)  # words that make up personal names
    name_particles: frozenset[str] = field(repr=False)  # inside a name: bin, van
    figures: Mapping[str, str] = field(repr=False)  # nickname -> full name of a public figure
    outlets: Mapping[str, str] = field(repr=False)  # printed form -> outlet
    domains: Mapping[str, str] = field(repr=False)  # web domain -> outlet
    clause_stops: Mapping[str, str] = field(repr=False)  # end a mention after a cue: saat, kepada
    weekdays: frozenset[str] = field(repr=False)  # senin
    months: frozenset[str] = field(repr=False)  # in full: januari
    sentence_openers: frozenset[str] = field(repr=False)  # capitalised at a sentence's start only: namun
    name_takers: Mapping[str, str] = field(repr=False)  # before a thing's name: pt -> companies
    place_takers: frozenset[str] = field(repr=False)  # offices of villages: lurah
    address_heads: frozenset[str] = field(repr=False)  # begin a part of an address: kecamatan
    role_joins: frozenset[str] = field(repr=False)  # between parts of an office: bidang, dan
    relational_roles: frozenset[str] = field(repr=False)  # named by somebody else: ibu (korban)
    kin: frozenset[str] = field(repr=False)  # before a name they tell of somebody else: istri
    case_parties: frozenset[str] = field(repr=False)  # no office: saksi
    final_heads: frozenset[str] = field(repr=False)  # stand behind what describes them: director
    trades: frozenset[str] = field(repr=False)  # before a name, and no part of it: apoteker
    made_by: frozenset[str] = field(repr=False)  # before whose a thing or team is: garapan
    forename_offices: frozenset[str] = field(repr=False)  # offices that are forenames too: taruna
    acting: frozenset[str] = field(repr=False)  # before an office: plt
    lettered_things: frozenset[str] = field(repr=False)  # before a letter: komisi
    court_offices: frozenset[str] = field(repr=False)  # held by one: hakim
    lawyers: frozenset[str] = field(repr=False)  # relational roles of those who speak for a client
    noble_titles: frozenset[str] = field(repr=False)  # of birth, part of a name: teuku
    birth_names: frozenset[str] = field(repr=False)  # after the article I or Ni: made, luh
    name_openings: frozenset[Term] = field(repr=False)  # two words that open a name: anak agung
    clan_words: frozenset[str] = field(repr=False)  # before a clan's name: boru
    name_abbreviations: frozenset[str] = field(repr=False)  # of forenames: m, moh
    late_names: frozenset[str] = field(repr=False)  # names only behind another one: putra, mawar
    learned_titles: frozenset[str] = field(repr=False)  # dr, prof, kh
    unit_words: frozenset[str] = field(repr=False)  # rp, km, iii
    self_words: frozenset[str] = field(repr=False)  # the speaker: dirinya
    alias_words: Mapping[str, str] = field(repr=False)  # to a nickname: disapa -> introduce, akrab -> lead
    speech_acts: frozenset[str] = field(repr=False)  # what somebody says: keterangan
    telling_things: frozenset[str] = field(repr=False)  # tell, and are nobody's words: audit
    statement_kinds: frozenset[str] = field(repr=False)  # between it and whose it is: resmi
    no_agents: frozenset[str] = field(repr=False)  # look like an agent noun and are none: perahu
    unnamed_openers: Mapping[str, str] = field(repr=False)  # seorang -> one, sejumlah -> several
    demonstratives: frozenset[str] = field(repr=False)  # point back: itu
    copulas: frozenset[str] = field(repr=False)  # between a name and its role: merupakan
    companies: Mapping[str, str] = field(repr=False)  # perusahaan -> anaphors, pt -> heads
    company_endings: frozenset[str] = field(repr=False)  # last words of companies' names: jaya, abadi
    numbered_things: frozenset[str] = field(repr=False)  # before a number: nomor, pasal
    lead_ins: frozenset[str] = field(repr=False)  # between a quotation and the cue after it: demikian
    links: frozenset[str] = field(repr=False)  # between a cue and the quotation after it: bahwa
    naming_words: frozenset[str] = field(repr=False)  # name what is in marks: bertajuk, lagu
    writing_words: frozenset[str] = field(repr=False)  # before somebody's words: bertuliskan
    saying_words: frozenset[str] = field(repr=False)  # call what is in marks a wish: ucapan
    interview_labels: Mapping[str, str] = field(repr=False)  # t -> question, j -> answer
    unsaid: frozenset[str] = field(repr=False)  # before a verb, nothing was said: tidak, untuk
    subject_adverbs: frozenset[str] = field(repr=False)  # between subject and verb: juga
    prepositions: frozenset[str] = field(repr=False)  # no subject follows: kepada
    clause_breaks: frozenset[str] = field(repr=False)  # begin another clause: sementara
    subordinators: frozenset[str] = field(repr=False)  # before a verb that tells no subject: yang
    subject_markers: Mapping[str, str] = field(repr=False)  # verb, marker, subject: oleh -> always
    predicates: frozenset[str] = field(repr=False)  # the subject stands before them: adalah
    calling: frozenset[str] = field(repr=False)  # introduce what somebody is called: dijuluki
    generic_people: frozenset[str] = field(repr=False)  # descriptions that are no office: pria
    deeds: frozenset[str] = field(repr=False)  # lemmas as often of deeds as of words: lapor
    counting: frozenset[str] = field(repr=False)  # begin what counts, and no office: kedua
    qualifiers: frozenset[str] = field(repr=False)  # go on with the noun before: berantai
    nicknaming: frozenset[str] = field(repr=False)  # lead to a nickname: berjuluk
    attributive: frozenset[str] = field(repr=False)  # go on with a description: berusia
    causing: frozenset[str] = field(repr=False)  # before who then acts: mendorong
    companions: frozenset[str] = field(repr=False)  # passive verbs before a companion: didampingi
    subject_particles: frozenset[str] = field(repr=False)  # right before a subject: adapun
    complementizers: frozenset[str] = field(repr=False)  # lead to what was said: bahwa
    purposes: frozenset[str] = field(repr=False)  # lead to what is asked for: agar
    conditionals: frozenset[str] = field(repr=False)  # lead to what was said, or are a condition: jika
    addressing: frozenset[str] = field(repr=False)  # before an addressee: kepada
    addressees: frozenset[str] = field(repr=False)  # addressees behind `ke` and `pada`: wartawan
    topic_words: frozenset[str] = field(repr=False)  # tell of a topic: soal
    spoken_things: Mapping[str, str] = field(repr=False)  # no clause: (meminta) maaf -> deeds
    governing: Mapping[str, str] = field(repr=False)  # before a reporting word: agar -> purpose
    question_words: frozenset[str] = field(repr=False)  # open a question told of: mengapa
    pointing_words: frozenset[str] = field(repr=False)  # stand for what was said before: hal
    finite_words: Mapping[str, str] = field(repr=False)  # before a predicate: akan -> auxiliaries
    plain_predicates: Mapping[str, str] = field(repr=False)  # without a prefix: naik -> verbs
    short_prefixed: frozenset[str] = field(repr=False)  # verbs whose ber- is be- or bel-: bekerja
    opening_adverbs: Mapping[str, str] = field(repr=False)  # open a clause: awalnya -> sentences
    complements: Mapping[str, str] = field(repr=False)  # what reporting words take: mengaku -> says; `_` for a space
    no_verbs: frozenset[str] = field(repr=False)  # look like verbs and are none: menteri
    clauseless: frozenset[str] = field(repr=False)  # lemmas of verbs that take no clause: bicara
    meeting_words: frozenset[str] = field(repr=False)  # how a speaker was met: ditemui
    occasions: frozenset[str] = field(repr=False)  # something is said in: wawancara
    relaying_words: frozenset[str] = field(repr=False)  # behind what was said, about its source: dikutip
    consequences: frozenset[str] = field(repr=False)  # tell what came of a deed: sehingga
    abbreviated_offices: Mapping[str, str] = field(repr=False)  # menaker -> menteri ketenagakerjaan
    other_offices: Mapping[str, str] = field(repr=False)  # kepala negara -> presiden, raja
    origins: frozenset[str] = field(repr=False)  # in a description, tell whence: asal

    def __hash__(self) -> int:
        """By the files; what `dataclasses.replace` makes of a lexicon has the same hash, and is not equal to it."""
        return hash(self.content_hash)


def term(entry: str) -> Term:
    """The words of a phrase as the lists hold it: casefolded, dots removed."""
    return tuple(entry.casefold().replace(".", "").split())


def outlet_name(printed: str) -> str:
    """An outlet's name in the one form that it is counted under: `detik` and `detikNews` are `detikcom`."""
    words = load()
    folded = " ".join(printed.casefold().split())
    return words.outlets.get(folded) or words.domains.get(folded.removeprefix("www."), printed)


def single_words(*tables: Iterable[Term]) -> frozenset[str]:
    """The words that are a whole entry of one of the tables."""
    return frozenset(entry[0] for table in tables for entry in table if len(entry) == 1)


@cache
def load(folder: Path | None = None) -> Lexicon:
    """Read and validate the word lists.

    Args:
        folder: where the TOML files are; None for those of the package.

    Returns:
        The lexicon, the same object for the same folder.

    Raises:
        LexiconError: a file is missing or malformed, or an entry is empty, doubled or of an unknown kind; it names
            file and entry.
    """
    place: Traversable = folder if folder is not None else resources.files("quotes").joinpath("lexicon", "data")
    try:
        files = {f.name: f.read_bytes() for f in place.iterdir() if f.name.endswith(".toml")}
    except OSError as error:
        raise LexiconError(
            f"the lexicon folder {place} cannot be read ({error})", "check the path or reinstall"
        ) from None
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + str(len(files[name])).encode() + b"\0" + files[name])
    lists: dict[str, Any] = _verbs(_parse(files, "verbs.toml"))
    for name, tables in _FILES.items():
        raw = _parse(files, name)
        for table in raw.keys() - tables.keys():
            raise _error(name, f"unknown table [{table}]")
        for table, build in tables.items():
            if table not in raw:
                raise _error(name, f"table [{table}] is missing")
            lists[table] = build(name, table, raw[table])
    lists["weekdays"] = frozenset(word.casefold() for word in calendar().weekdays)
    lists["months"] = frozenset(word.casefold() for word in calendar().names["id"])  # short ones (`Agus`) may be names
    return Lexicon(content_hash=digest.hexdigest(), **lists)


def _error(name: str, what: str) -> LexiconError:
    return LexiconError(f"lexicon/data/{name}: {what}", "mend the entry or reinstall")


def _parse(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    if name not in files:
        raise _error(name, "the file is missing")
    try:
        return tomllib.loads(files[name].decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error(name, f"not valid TOML ({error})") from None


# --- lists: a table of groups of entries -------------------------------------------------------------------------


def _groups(name: str, table: str, raw: object, by_space: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Each `(group, entries)` of a table, casefolded; raises on an empty, odd or doubled entry."""
    if not isinstance(raw, dict) or not raw:
        raise _error(name, f"[{table}] must hold groups of entries")
    seen: set[str] = set()
    for group, block in raw.items():
        where = f"[{table}] {group}"
        if not isinstance(block, str):
            raise _error(name, f"{where} must be text, not {type(block).__name__}")
        entries = _split(block, by_space)
        if not entries:
            raise _error(name, f"{where} is empty")
        if "" in entries:
            before = entries[entries.index("") - 1]
            raise _error(name, f"{where} has an empty entry near {before!r}")
        if _ODD.search(block):
            raise _error(name, f"{where} has an odd entry {next(e for e in entries if _ODD.search(e))!r}")
        known = len(seen)
        seen.update(entries)
        if len(seen) < known + len(entries):
            raise _error(name, f"{where} has an entry that stands twice: {_doubled(raw, by_space)!r}")
        yield group, entries


def _split(block: str, by_space: bool) -> list[str]:
    if by_space:
        return block.casefold().split()
    lines = (line.strip().removesuffix(",") for line in block.casefold().splitlines())
    return [entry.strip() for line in lines if line for entry in line.split(",")]


def _doubled(raw: Mapping[str, str], by_space: bool) -> str:
    counts = Counter(entry for block in raw.values() for entry in _split(block, by_space))
    return counts.most_common(1)[0][0]


def _terms(name: str, table: str, raw: object) -> frozenset[Term]:
    entries = [entry for _, entries in _groups(name, table, raw) for entry in entries]
    found = dict(zip(map(term, entries), entries, strict=True))
    if len(found) < len(entries):
        twice = next(e for e in entries if found[term(e)] != e)
        raise _error(name, f"[{table}] has an entry that stands twice, but for its dots: {twice!r}")
    return frozenset(found)


def _words(name: str, table: str, raw: object) -> frozenset[str]:
    return frozenset(chain.from_iterable(entries for _, entries in _groups(name, table, raw, by_space=True)))


def _mapping(name: str, table: str, raw: object) -> dict[str, str]:
    return {entry: group for group, entries in _groups(name, table, raw) for entry in entries}


def _word_mapping(name: str, table: str, raw: object) -> dict[str, str]:
    return {entry: group for group, entries in _groups(name, table, raw, by_space=True) for entry in entries}


_FILES: dict[str, dict[str, Callable[[str, str, object], Any]]] = {
    "people.toml": {
        "pronouns": _mapping,
        "honorifics": _terms,
        "degrees": _words,
        "name_particles": _words,
        "figures": _mapping,
    },
    "roles.toml": {
        "ranks": _terms,
        "role_heads": _terms,
        "role_modifiers": _terms,
        "groups": _terms,
        "role_words": _words,
        "abbreviated_offices": _mapping,
        "other_offices": _mapping,
    },
    "institutions.toml": {
        "org_heads": _terms,
        "institution_speakers": _terms,
        "institution_kinds": _words,
        "documents": _terms,
    },
    "places.toml": {"places": _terms, "place_heads": _terms},
    "names.toml": {"given_names": _words},
    "outlets.toml": {"outlets": _mapping, "domains": _mapping},
    "clauses.toml": {
        "clause_stops": _word_mapping,
        "complementizers": _words,
        "purposes": _words,
        "conditionals": _words,
        "addressing": _words,
        "addressees": _words,
        "topic_words": _words,
        "spoken_things": _word_mapping,
        "governing": _word_mapping,
        "question_words": _words,
        "pointing_words": _words,
        "finite_words": _word_mapping,
        "plain_predicates": _word_mapping,
        "short_prefixed": _words,
        "opening_adverbs": _word_mapping,
        "complements": _word_mapping,
        "no_verbs": _words,
        "clauseless": _words,
        "meeting_words": _words,
        "occasions": _words,
        "relaying_words": _words,
        "consequences": _words,
    },
    "phrases.toml": {
        "sentence_openers": _words,
        "name_takers": _word_mapping,
        "place_takers": _words,
        "address_heads": _words,
        "role_joins": _words,
        "relational_roles": _words,
        "kin": _words,
        "case_parties": _words,
        "final_heads": _words,
        "trades": _words,
        "made_by": _words,
        "forename_offices": _words,
        "acting": _words,
        "lettered_things": _words,
        "court_offices": _words,
        "lawyers": _words,
        "noble_titles": _words,
        "birth_names": _words,
        "name_openings": _terms,
        "clan_words": _words,
        "name_abbreviations": _words,
        "late_names": _words,
        "learned_titles": _words,
        "unit_words": _words,
        "self_words": _words,
        "alias_words": _word_mapping,
        "speech_acts": _words,
        "telling_things": _words,
        "statement_kinds": _words,
        "no_agents": _words,
        "unnamed_openers": _word_mapping,
        "demonstratives": _words,
        "copulas": _words,
        "companies": _word_mapping,
        "company_endings": _words,
        "numbered_things": _words,
        "counting": _words,
        "qualifiers": _words,
        "nicknaming": _words,
        "attributive": _words,
    },
    "discourse.toml": {
        "lead_ins": _words,
        "links": _words,
        "naming_words": _words,
        "writing_words": _words,
        "saying_words": _words,
        "interview_labels": _word_mapping,
        "unsaid": _words,
        "subject_adverbs": _words,
        "prepositions": _words,
        "clause_breaks": _words,
        "subordinators": _words,
        "subject_markers": _word_mapping,
        "predicates": _words,
        "calling": _words,
        "generic_people": _words,
        "deeds": _words,
        "causing": _words,
        "companions": _words,
        "subject_particles": _words,
        "origins": _words,
    },
}


# --- verbs -------------------------------------------------------------------------------------------------------


def _verbs(raw: dict[str, Any]) -> dict[str, dict[str, ReportingVerb]]:
    """The tables of `verbs.toml`, each by printed form."""
    name = "verbs.toml"
    tables = {"verbs": raw.get("verb"), "clausal_verbs": raw.get("clausal")}
    if raw.keys() != {"verb", "clausal"} or not all(
        isinstance(entries, list) and all(isinstance(e, dict) for e in entries) for entries in tables.values()
    ):
        raise _error(name, "must hold [[verb]] and [[clausal]] tables and nothing else")
    found: dict[str, dict[str, ReportingVerb]] = {table: {} for table in tables}
    known: dict[str, str] = {}  # form -> lemma
    lemmas: set[str] = set()
    for table, entries in tables.items():
        for number, entry in enumerate(entries or (), 1):
            lemma = entry.get("lemma")
            if not isinstance(lemma, str) or not lemma:
                raise _error(name, f"verb number {number} has no lemma")
            if lemma in lemmas:
                raise _error(name, f"the verb {lemma!r} stands twice")
            lemmas.add(lemma)
            for verb in _forms(lemma, entry):
                if verb.form in known:
                    raise _error(name, f"the form {verb.form!r} of {lemma!r} stands under {known[verb.form]!r} too")
                known[verb.form] = lemma
                found[table][verb.form] = verb
    return found


def _forms(lemma: str, entry: dict[str, Any]) -> Iterator[ReportingVerb]:
    name = "verbs.toml"
    for key in entry.keys() - _FIELDS:
        raise _error(name, f"the verb {lemma!r} has an unknown key {key!r}")
    for key, value in entry.items():
        if not isinstance(value, str) or not value.strip():
            raise _error(name, f"{key!r} of the verb {lemma!r} must be text and not empty")
    if entry.get("class") not in VERB_CLASSES:
        raise _error(name, f"the verb {lemma!r} has an unknown class {entry.get('class')!r}")
    weak = set(entry.get("weak", "").casefold().split())
    for voice in VOICES:
        for form in entry.get(voice, "").casefold().split():
            yield ReportingVerb(form.replace("_", " "), lemma, entry["class"], voice, form in weak)
            weak.discard(form)
    if weak:
        raise _error(name, f"{min(weak)!r} is weak but no form of the verb {lemma!r}")
