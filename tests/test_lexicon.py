"""The word lists: every entry can match, none stands in another's way, and a broken file is named."""

from __future__ import annotations

import pickle
import re
import shutil
import tomllib
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

import quotes
from quotes.analysis.document.tokens import tokens
from quotes.errors import LexiconError
from quotes.lexicon import lists
from quotes.lexicon.lists import Lexicon

FOLDER = Path(quotes.__file__).parent / "lexicon" / "data"
TERMS = (
    *("honorifics", "ranks", "role_heads", "role_modifiers", "groups", "org_heads", "institution_speakers"),
    *("documents", "places", "place_heads", "name_openings"),
)
WORDS = (
    *("degrees", "role_words", "given_names", "name_particles", "clause_stops"),
    *("weekdays", "months", "sentence_openers", "name_takers", "place_takers", "role_joins", "relational_roles"),
    *(
        "lawyers",
        "kin",
        "case_parties",
        "final_heads",
        "forename_offices",
        "acting",
        "lettered_things",
        "court_offices",
    ),
    *("noble_titles", "birth_names", "clan_words", "name_abbreviations", "late_names", "learned_titles", "unit_words"),
    *("self_words", "alias_words", "speech_acts", "statement_kinds", "no_agents", "unnamed_openers", "demonstratives"),
    *("copulas", "companies", "numbered_things", "lead_ins", "links", "naming_words", "unsaid", "subject_adverbs"),
    *("prepositions", "clause_breaks", "subordinators", "subject_markers", "predicates", "calling", "generic_people"),
    *("counting", "attributive", "causing", "companions", "subject_particles", "origins", "consequences"),
)


@pytest.fixture(scope="module")
def words() -> Lexicon:
    return lists.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the package's word lists, to be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "lexicons"))


def read(text: str) -> tuple[str, ...]:
    """The words of a text as the analyser sees them."""
    return tuple(token.low for token in tokens(text, 0, len(text)))


def single(terms: Iterable[lists.Term]) -> set[str]:
    return {term[0] for term in terms if len(term) == 1}


# --- what is in them ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "entries"),
    [
        ("verbs", "ujar ujarnya mengatakan berkata dikatakannya menurut menurutnya demikian wanti-wanti himbaunya"),
        ("pronouns", "dia ia beliau mereka saya kami"),
        ("degrees", "sh mh msi spog phd shut mkes amd"),
        ("role_words", "hubungan masyarakat reserse chief relations dan"),
        ("given_names", "budi siti nasution wayan simanjuntak wijaya lukman maria john kim"),
        ("name_particles", "bin binti van"),
        ("figures", "jokowi ahy sby ahok zulhas"),
        ("outlets", "detikcom kompas.com antara afp reuters tempo"),
        ("domains", "news.detik.com kompas.com antaranews.com"),
        ("clause_stops", "saat ketika usai kepada di dalam dikutip"),
        ("weekdays", "senin jumat jum'at minggu"),
        ("months", "januari mei desember"),
        ("sentence_openers", "namun menurut sementara"),
        ("name_takers", "pt desa masjid universitas"),
        ("place_takers", "lurah camat kapolsek"),
        ("role_joins", "dan untuk bidang"),
        ("relational_roles", "pengacara istri ibu anak tetangga"),
        ("noble_titles", "teuku raden tubagus"),
        ("birth_names", "wayan made nyoman ketut luh"),
        ("clan_words", "boru br"),
        ("name_abbreviations", "m moh muh abd"),
        ("learned_titles", "dr prof kh"),
        ("alias_words", "alias disapa akrab"),
        ("speech_acts", "keterangan siaran unggahan"),
        ("no_agents", "perempuan pemerintah perahu"),
        ("unnamed_openers", "seorang sejumlah salah para"),
        ("demonstratives", "itu ini tersebut"),
        ("companies", "pt perusahaan"),
        ("lead_ins", "demikian begitu lalu"),
        ("links", "bahwa yakni"),
        ("naming_words", "bertajuk berjudul lagu program"),
        ("subject_adverbs", "juga kembali"),
        ("prepositions", "kepada oleh di dengan"),
        ("clause_breaks", "sementara karena bahwa"),
        ("predicates", "adalah merupakan"),
        ("deeds", "minta lapor"),
    ],
)
def test_words_a_reader_expects(words: Lexicon, table: str, entries: str) -> None:
    assert set(entries.split()) <= set(getattr(words, table))


@pytest.mark.parametrize(
    ("table", "entries"),
    [
        ("honorifics", ["pak", "bu", "haji", "kh", "prof", "tuan guru", "dr"]),
        ("ranks", ["komisaris besar polisi", "kombes pol", "akbp", "letkol inf", "laksamana muda", "purn", "bripka"]),
        (
            "role_heads",
            ["direktur utama", "kasat reskrim", "mendagri", "wali kota", "juru bicara", "ibu korban", "ceo"],
        ),
        ("role_modifiers", ["wakil", "mantan", "plt", "pelaksana tugas", "salah seorang"]),
        ("groups", ["warga", "netizen", "pihak keluarga"]),
        ("org_heads", ["kementerian", "polda", "kpk", "pt", "universitas", "rumah sakit", "partai", "fc"]),
        ("institution_speakers", ["polisi", "bmkg", "pemerintah", "manajemen", "bank indonesia"]),
        ("documents", ["pasal", "surat edaran", "putusan", "unggahan"]),
        ("places", ["jawa tengah", "jateng", "amerika serikat", "as", "kulon progo", "tanah abang", "den haag"]),
        ("place_heads", ["jalan", "kabupaten", "gunung", "rt"]),
    ],
)
def test_terms_a_reader_expects(words: Lexicon, table: str, entries: list[str]) -> None:
    assert {lists.term(entry) for entry in entries} <= getattr(words, table)


def test_the_lists_are_large_enough_for_news(words: Lexicon) -> None:
    least = {"degrees": 200, "role_heads": 500, "org_heads": 400, "role_words": 900, "given_names": 2500, "places": 700}
    least |= {"figures": 60, "outlets": 120, "domains": 80, "ranks": 150, "documents": 80, "clause_stops": 120}
    assert {table: len(getattr(words, table)) for table in least if len(getattr(words, table)) < least[table]} == {}
    assert len({verb.lemma for verb in words.verbs.values()}) >= 130


@pytest.mark.parametrize(
    ("form", "lemma", "verb_class", "voice", "weak"),
    [
        ("ujar", "ujar", "neutral", "bare", False),
        ("ujarnya", "ujar", "neutral", "fused", False),
        ("menegaskan", "tegas", "asserts", "active", False),
        ("berkata", "kata", "neutral", "intransitive", False),
        ("ditegaskan", "tegas", "asserts", "passive", False),
        ("dikatakannya", "kata", "neutral", "passive_fused", False),
        ("menurut", "menurut", "neutral", "preposition", False),
        ("demikian", "demikian", "concludes", "closing", False),
        ("jelas", "jelas", "explains", "bare", True),
        ("jelasnya", "jelas", "explains", "fused", False),
        ("aku", "aku", "admits", "bare", True),
        ("nilainya", "nilai", "judges", "fused", True),
        ("menjamin", "jamin", "promises", "active", False),
        ("membantah", "bantah", "denies", "active", False),
        ("meminta", "pinta", "asks", "active", False),
        ("bertanya", "tanya", "questions", "intransitive", False),
        ("memperkirakan", "kira", "estimates", "active", False),
        ("memutuskan", "putus", "decides", "active", True),
        ("sentilnya", "sindir", "criticises", "fused", False),
        ("tuntasnya", "tuntas", "concludes", "fused", False),
    ],
)
def test_reporting_verbs(words: Lexicon, form: str, lemma: str, verb_class: str, voice: str, weak: bool) -> None:
    assert words.verbs[form] == lists.ReportingVerb(form, lemma, verb_class, voice, weak)


def test_every_verb_has_a_sentence_that_shows_it() -> None:
    tables = tomllib.loads((FOLDER / "verbs.toml").read_text(encoding="utf-8"))
    for entry in tables["verb"] + tables["clausal"]:
        forms = {form for voice in lists.VOICES for form in entry.get(voice, "").split()}
        said = read(entry["example"])
        pairs = {"_".join(pair) for pair in pairwise(said)}
        assert forms & {*said, *pairs}, entry["lemma"]


def test_every_class_of_speech_act_has_its_verbs(words: Lexicon) -> None:
    found = {verb.verb_class for verb in [*words.verbs.values(), *words.clausal_verbs.values()]}
    assert found == set(lists.VERB_CLASSES)
    listed = (FOLDER / "verbs.toml").read_text(encoding="utf-8").partition("[[verb]]")[0]
    assert [c for c in lists.VERB_CLASSES if not re.search(rf"[ ,]{c}\b", listed)] == [], "the file's head says all"


def test_the_form_shows_the_voice(words: Lexicon) -> None:
    shapes = {"fused": r".+nya", "passive": r"(di|ter).+", "passive_fused": r"di.+nya", "bare": r"(?!.{3,}kannya).+"}
    odd = [v.form for v in words.verbs.values() if v.voice in shapes and not re.fullmatch(shapes[v.voice], v.form)]
    assert odd == []


@pytest.mark.parametrize("cue", ["dikutip", "dilansir", "menanggapi", "seperti", "saat"])
def test_what_is_no_cue_is_no_verb(words: Lexicon, cue: str) -> None:
    assert cue not in words.verbs


def test_figures_lead_to_full_names(words: Lexicon) -> None:
    assert words.figures["jokowi"] == "Joko Widodo"
    assert words.figures["cak imin"] == "Muhaimin Iskandar"
    for nickname, name in words.figures.items():
        assert name[0].isupper(), nickname
        assert nickname != name.casefold()


def test_domains_lead_to_listed_outlets(words: Lexicon) -> None:
    assert words.domains["news.detik.com"] == words.outlets["detikcom"] == "detikcom"
    assert set(words.domains.values()) <= set(words.outlets.values())


# --- every entry can match ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TERMS)
def test_terms_are_read_as_they_are_listed(words: Lexicon, table: str) -> None:
    assert [t for t in getattr(words, table) if read(" ".join(t).title()) != t] == []


def test_lists_that_refer_to_another_agree_with_it(words: Lexicon) -> None:
    assert words.lawyers <= words.relational_roles
    assert words.deeds <= {verb.lemma for verb in words.verbs.values()}
    assert set(words.companies.values()) == {"anaphors", "heads"}
    assert set(words.alias_words.values()) == {"lead", "introduce"}
    assert set(words.unnamed_openers.values()) == {"one", "of_several", "several"}
    assert set(words.subject_markers.values()) == {"always", "passive"}
    assert "companies" in words.name_takers.values()


def test_what_is_no_agent_noun_looks_like_one(words: Lexicon) -> None:
    assert [word for word in words.no_agents if not word.startswith("pe")] == []


@pytest.mark.parametrize("table", [*WORDS, "verbs"])
def test_words_are_read_as_they_are_listed(words: Lexicon, table: str) -> None:
    assert [word for word in getattr(words, table) if read(word.capitalize()) != (word,)] == []


@pytest.mark.parametrize("table", ["figures", "pronouns"])
def test_names_are_read_as_they_are_listed(words: Lexicon, table: str) -> None:
    assert [name for name in getattr(words, table) if read(name) != tuple(name.split())] == []


def test_an_outlet_is_listed_with_single_spaces_and_few_words(words: Lexicon) -> None:
    assert [o for o in words.outlets if o != " ".join(o.split()) or len(o.split()) > 6] == []


def test_office_words_and_names_do_not_shadow_each_other(words: Lexicon) -> None:
    assert words.role_words & words.given_names == frozenset()
    assert single(words.honorifics) & words.given_names == set()
    assert single(words.ranks) & words.given_names == set()
    assert single(words.org_heads) & words.given_names == set()
    assert single(words.role_modifiers) & words.given_names == set()
    assert single(words.place_heads) & words.given_names == set()


def test_few_names_are_names_of_places_and_offices_too(words: Lexicon) -> None:
    assert single(words.places) & words.given_names == {"agam", "bima", "oki"}
    assert single(words.role_heads) & words.given_names == {"hakim"}


def test_the_commonest_cues_are_not_weak(words: Lexicon) -> None:
    for form in ("kata", "ujar", "tutur", "ucap", "ungkap", "katanya", "mengatakan", "menyatakan", "menurut"):
        assert not words.verbs[form].weak


# --- loading -----------------------------------------------------------------------------------------------------


def test_loading_twice_gives_the_same_object(words: Lexicon, folder: Path) -> None:
    assert lists.load() is words
    assert lists.load(folder) == words
    assert hash(lists.load(folder)) == hash(words)


def test_a_lexicon_travels_to_another_process(words: Lexicon) -> None:
    there = pickle.loads(pickle.dumps(words))
    assert there == words
    assert there.verbs["ujarnya"] == words.verbs["ujarnya"]


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.toml")))
def test_the_hash_tells_of_a_change_in_any_file(words: Lexicon, folder: Path, name: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n# a remark\n")
    assert lists.load(folder).content_hash != words.content_hash


def test_case_and_dots_do_not_matter(folder: Path) -> None:
    change(folder, "people.toml", "address = '''\n", "address = '''\nTuan B.K., ")
    assert ("tuan", "bk") in lists.load(folder).honorifics


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("verbs.toml", "lemma = 'ujar'", "lemma = ", "verbs.toml: not valid TOML"),
        ("verbs.toml", "lemma = 'ujar'", "lema = 'ujar'", "verb number 1 has no lemma"),
        ("verbs.toml", "lemma = 'kata'", "lemma = 'ujar'", "'ujar' stands twice"),
        ("verbs.toml", "bare = 'kata'", "bare = 'kata ujar'", "'ujar' of 'kata' stands under 'ujar' too"),
        ("verbs.toml", "bare = 'ujar'", "bear = 'ujar'", "'ujar' has an unknown key 'bear'"),
        ("verbs.toml", "bare = 'ujar'", "bare = ''", "'bare' of the verb 'ujar'"),
        ("verbs.toml", "bare = 'ujar'", "bare = ['ujar']", "'bare' of the verb 'ujar'"),
        (
            "verbs.toml",
            "bare = 'ujar'",
            "bare = 'ujar'\nweak = 'sapi'",
            "'sapi' is weak but no form of the verb 'ujar'",
        ),
        ("verbs.toml", "class = 'neutral'", "class = 'loud'", "'ujar' has an unknown class 'loud'"),
        ("verbs.toml", "[[verb]]", "[nouns]\nx = 1\n[[verb]]", "must hold [[verb]] and [[clausal]] tables"),
        ("places.toml", "[places]", "[plaices]", "unknown table [plaices]"),
        ("places.toml", "[places]", "[places]\nmoon = ''", "[places] moon is empty"),
        ("places.toml", "[places]", "[places]\nmoon = 3", "[places] moon must be text"),
        ("places.toml", "[places]", "[places]\nmoon = 'tycho,, luna'", "[places] moon has an empty entry near 'tycho'"),
        ("places.toml", "[places]", "[places]\nmoon = 'tycho, jawa barat'", "stands twice: 'jawa barat'"),
        ("places.toml", "[places]", "[places]\nmoon = 'tycho, t.y.c.h.o'", "stands twice, but for its dots: 'tycho'"),
        ("places.toml", "[places]", "[places]\nmoon = 'tycho # crater'", "an odd entry 'tycho # crater'"),
        ("names.toml", "[given_names]", "given_names = 'budi'\n[others]", "unknown table [others]"),
        ("outlets.toml", "[domains]", "[domains]\nMoon = 'moon.id, detik.com'", "stands twice: 'detik.com'"),
    ],
)
def test_a_broken_file_is_named_with_its_entry(folder: Path, name: str, old: str, new: str, told: str) -> None:
    change(folder, name, old, new)
    with pytest.raises(LexiconError) as error:
        lists.load(folder)
    assert told in error.value.what
    assert f"lexicon/data/{name}" in error.value.what
    assert "\n" not in str(error.value)
    assert error.value.remedy


def test_a_missing_table_file_or_folder_is_named(folder: Path) -> None:
    change(folder, "people.toml", "[name_particles]", "[degrees.more]")
    with pytest.raises(LexiconError, match=r"people\.toml"):
        lists.load(folder)
    (folder / "places.toml").unlink()
    (folder / "people.toml").write_bytes((FOLDER / "people.toml").read_bytes())
    with pytest.raises(LexiconError, match=r"places\.toml: the file is missing"):
        lists.load(folder)
    with pytest.raises(LexiconError, match="nowhere"):
        lists.load(folder / "nowhere")


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "names.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LexiconError, match=r"names\.toml"):
        lists.load(folder)
