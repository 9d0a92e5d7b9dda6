"""stanza's view of a text: offsets, enclitics, names; one clear line where weights are not as they should be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from quotes.errors import ModelError, UsageError
from quotes.learned import parsing, shipped
from quotes.learned.segmentation import Enclitics, cut_sentences

NEWS = (
    '"Kami menyiapkan 1.200 tenda," kata Kepala Badan Penanggulangan Bencana Mekarsari, Dewi Lestari, di Surabaya, '
    "Senin (12/1/2022).\nIa menyebut bantuannya senilai Rp 1,2 miliar. Menurutnya, Partai Melati sudah mendukung."
)


@pytest.fixture(scope="module")
def parser() -> parsing.Parser:
    return parsing.load()


@pytest.fixture(scope="module")
def news(parser: parsing.Parser) -> tuple[parsing.ParsedSentence, ...]:
    return parser.parse([NEWS])[0]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(shipped.MODELS, tmp_path / "models")
    return tmp_path / "models"


def test_sentences_and_words_stand_where_they_say(news: tuple[parsing.ParsedSentence, ...]) -> None:
    assert [NEWS[s.start : s.end][-7:] for s in news] == ["/2022).", "miliar.", "dukung."]
    for word in (word for sentence in news for word in sentence.words):
        assert NEWS[word.start : word.end] == word.text


def test_enclitics_are_words(news: tuple[parsing.ParsedSentence, ...]) -> None:
    words = [word.text for sentence in news for word in sentence.words]
    assert words[words.index("bantuan") + 1] == "nya" and words[words.index("Menurut") + 1] == "nya"


def test_names_are_found_where_they_stand(news: tuple[parsing.ParsedSentence, ...]) -> None:
    found = {(entity.text, entity.type) for sentence in news for entity in sentence.entities}
    assert {("Dewi Lestari", "PER"), ("Surabaya", "LOC"), ("Partai Melati", "ORG")} <= found
    for entity in (entity for sentence in news for entity in sentence.entities):
        assert NEWS[entity.start : entity.end] == entity.text


def test_words_are_tagged(news: tuple[parsing.ParsedSentence, ...]) -> None:
    tags = {word.text: word.upos for sentence in news for word in sentence.words}
    assert (tags["Dewi"], tags["menyiapkan"], tags["di"], tags["1.200"]) == ("PROPN", "VERB", "ADP", "NUM")


def test_a_batch_gives_each_text_its_own(parser: parsing.Parser) -> None:
    texts = ["", "Budi tiba.", "  \n ", NEWS, "\U0001f600 \u202e ok"]
    parsed = parser.parse(texts)
    assert [len(sentences) for sentences in parsed] == [0, 1, 0, 3, 1]
    assert parsed[1] == parser.parse(["Budi tiba."])[0]


def test_a_parser_is_loaded_once() -> None:
    assert parsing.load() is parsing.load()


def test_another_language_breaks_nothing(parser: parsing.Parser) -> None:
    (sentences,) = parser.parse(["Das ist kein Indonesisch. 日本語の文です。 " + "x" * 5000])
    assert sentences


@pytest.mark.parametrize("name", ["names.pt", "vectors.pt", "enclitics.json"])
def test_missing_weights_are_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} are missing: .*--rules"):
        parsing.load(folder=copy)


@pytest.mark.parametrize("name", ["names.pt", "enclitics.json"])
def test_damaged_weights_are_named(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ModelError, match=rf"{name} are damaged: .*--rules"):
        parsing.load(folder=copy)


@pytest.mark.parametrize("content", [None, "", "[]", "{"])
def test_a_manifest_that_is_no_manifest_is_named(copy: Path, content: str | None) -> None:
    (copy / "manifest.json").unlink()
    if content is not None:
        (copy / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match=r"manifest.json is (missing or )?damaged: .*--rules"):
        parsing.load(folder=copy)


@pytest.mark.parametrize("fits", [{"stanza": "1.99"}, {"torch": "3"}, {"torch": "1"}])
def test_weights_that_do_not_fit_the_libraries_say_so(copy: Path, fits: dict[str, str]) -> None:
    described = json.loads((copy / "manifest.json").read_text())
    described["fits"] = fits
    (copy / "manifest.json").write_text(json.dumps(described))
    with pytest.raises(ModelError, match=rf"do not fit {next(iter(fits))} .*pip install"):
        parsing.load(folder=copy)


def test_models_nobody_knows_are_refused() -> None:
    with pytest.raises(UsageError, match="shipped, official"):
        parsing.load("better")


def test_the_official_package_must_be_downloaded_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(tmp_path))
    with pytest.raises(ModelError, match="quotes models download"):
        parsing.load("official")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Harga naik Rp 1,2 miliar. Warga cemas.", ["Harga naik Rp 1,2 miliar.", "Warga cemas."]),
        ("Dr. Sari dan H. Umar hadir, Senin (1/2/2022). Acara usai.", 2),
        ('"Kami siap. Kami hadir," kata Budi.', ['"Kami siap.', 'Kami hadir," kata Budi.']),
        ('Ia berkata, "Sudah." Lalu pulang.', ['Ia berkata, "Sudah."', "Lalu pulang."]),
        ("Tiba pukul 19.30 WIB. Rapat mulai.", 2),
        ("Judul tanpa titik\nIsi berita.", ["Judul tanpa titik", "Isi berita."]),
        ("Lihat detik.com/berita?x=1. Selesai.", 2),
        ("Direktur Utama Agus D.W. Martowardojo hadir di AS. Ia bicara.", 2),
        ("Budi, S.H. Ia bicara.", ["Budi, S.H.", "Ia bicara."]),
        ("Saham Melati Printing Co. Ltd. (Jiangsu) naik. Tb. Hasan puas.", 2),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_text_is_cut_into_sentences(text: str, sentences: list[str] | int) -> None:
    found = [text[s[0].start : s[-1].end] for s in cut_sentences(text)]
    assert (len(found) if isinstance(sentences, int) else found) == sentences


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("ujarnya", ["ujar", "nya"]),
        ("Menurutnya", ["Menurut", "nya"]),
        ("sebelumnya", ["sebelumnya"]),
        ("hanya", ["hanya"]),
        ("itulah", ["itu", "lah"]),
        ("apakah", ["apa", "kah"]),
        ("adalah", ["adalah"]),
        ("untukku", ["untuk", "ku"]),
        ("meskipun", ["meski", "pun"]),
        ("KTP-nya", ["KTP-", "nya"]),
    ],
)
def test_enclitics_are_cut_as_the_treebanks_cut_them(token: str, words: list[str]) -> None:
    lists = json.loads((shipped.MODELS / "enclitics.json").read_text(encoding="utf-8"))
    host = Enclitics.from_lists(lists).host_length(token)
    assert ([token] if host is None else [token[:host], token[host:]]) == words


def test_every_character_but_space_is_in_one_token() -> None:
    text = "”Aneh\u2014sekali…,” [kata] X-1/2 a.b@c.id Rp5.000,- 50% #tag \u200b."
    covered = [text[p.start : p.end] for s in cut_sentences(text) for p in s]
    assert "".join(covered) == "".join(text.split())


@pytest.mark.parametrize("text", ["1:" * 50_000 + "a", "a+" * 50_000, "x" * 100_000, '."' * 50_000, "A. " * 50_000])
def test_text_that_means_harm_is_cut_into_small_pieces(text: str) -> None:
    found = cut_sentences(text)
    assert sum(piece.end - piece.start for sentence in found for piece in sentence) == len(text) - text.count(" ")
    assert max(len(sentence) for sentence in found) <= 250
    assert max(piece.end - piece.start for sentence in found for piece in sentence) <= 80
