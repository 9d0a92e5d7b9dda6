"""Damaged text, and what is left as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.analysis.pipeline import Analyser
from quotes.reading import articles
from quotes.records import Article
from quotes.text.repair import ACCENTS, ENTITIES, INVISIBLE, MOJIBAKE, SPACES, Repaired, mended, repaired

CLEAN = '“Harga naik 5 €,” kata René – petani di São Paulo… "Ya," ujarnya.\n\tمحمد dan 田中 datang 👨‍👩‍👧 ke Sumba.'

# damaged, as printed, kinds of damage
DAMAGED = [
    ("â€œAir surut,â€\x9d kata Budi", "“Air surut,” kata Budi", [MOJIBAKE]),
    ("â€œAir surut,â€ kata Budi", "“Air surut,” kata Budi", [MOJIBAKE]),  # the last byte was lost
    ("â€œAir surut,â€\ufffd kata Budi", "“Air surut,” kata Budi", [MOJIBAKE]),
    ("â\x80\x9cAir surut,â\x80\x9d kata Budi", "“Air surut,” kata Budi", [MOJIBAKE]),
    ("\x93Air surut,\x94 kata Budi", "“Air surut,” kata Budi", [MOJIBAKE]),
    ("Ã¢â‚¬Å“Air surut,Ã¢â‚¬Â\x9d kata Budi", "“Air surut,” kata Budi", [MOJIBAKE]),  # twice
    ("‚ÄúAir surut,‚Äù kata Budi", "“Air surut,” kata Budi", [MOJIBAKE]),  # by way of a Macintosh
    ("“Air,” lalu â€œsurut,â€\x9d kata Budi", "“Air,” lalu “surut,” kata Budi", [MOJIBAKE]),  # only in places
    ("BjÃ¶rn dan AnaÃ¯s di Ã\x89lysÃ©e", "Björn dan Anaïs di Élysée", [MOJIBAKE]),
    ("Rene Ã“scar, “Ya,” katanya", "Rene Óscar, “Ya,” katanya", [MOJIBAKE]),
    ("itu â€“ ini â€” dan â€˜kataâ€™", "itu – ini — dan ‘kata’", [MOJIBAKE]),
    ("&quot;Air surut,&quot; kata Budi", '"Air surut," kata Budi', [ENTITIES]),
    ("&amp;quot;Air surut,&amp;amp;quot; kata Budi", '"Air surut," kata Budi', [ENTITIES]),
    ("&ldquo;Air&rdquo; &#8220;surut&#x201D; &#38;rsquo;", "“Air” “surut” ’", [ENTITIES]),
    ("Bina &amp; Karya, R&D, AT&T; &salah; &", "Bina & Karya, R&D, AT&T; &salah; &", [ENTITIES]),
    ("mem\u00adbangun\u200b jem\ufeffbatan", "membangun jembatan", [INVISIBLE]),
    ("e\u0301lan Rene\u0301e", "élan Renée", [ACCENTS]),
]


@pytest.mark.parametrize("damaged, printed, kinds", DAMAGED)
def test_damage_is_repaired_and_told(damaged: str, printed: str, kinds: list[str]) -> None:
    assert repaired(damaged) == Repaired(printed, tuple(kinds))


@pytest.mark.parametrize("damaged, printed, kinds", DAMAGED)
def test_so_it_is_in_tables_where_quotations_or_words_are_hit(damaged: str, printed: str, kinds: list[str]) -> None:
    assert mended(damaged).text == printed


@pytest.mark.parametrize("damaged, printed, kinds", DAMAGED)
def test_what_is_repaired_stays_so(damaged: str, printed: str, kinds: list[str]) -> None:
    assert repaired(printed).text == printed == mended(printed).text


@pytest.mark.parametrize("repair", [repaired, mended])
def test_a_clean_text_stays_as_it_is(repair) -> None:  # type: ignore[no-untyped-def]
    assert repair(CLEAN) == Repaired(CLEAN)


def test_no_break_spaces_become_spaces_where_they_stood() -> None:
    assert repaired("Rp\u00a05\u202fjuta") == Repaired("Rp 5 juta", (SPACES,))


@pytest.mark.parametrize(
    "text",
    [
        "kata\u00a0Budi",
        "Ø¨Ù\x90Ø³Ù\x92Ù\x85Ù\x90 katanya",  # Arabic
        "2Â±1 persen, 5 cmÂ² â\x80\x94 ya",
        "Semarang\u200e. “Ya,” katanya",
        "ia \u200bdatang",
        "ðŸ˜\xad lucu â\x97\x8f satu",
    ],
)
def test_a_table_s_text_keeps_damage_that_costs_nothing(text: str) -> None:
    assert mended(text) == Repaired(text)


@pytest.mark.parametrize(
    "text",
    ["اَللهُ أَكْبَرُ", "นี่\u200bคือ", "نمی\u200cخواهم", "क्\u200dष", "한국어", "e\u0301".join("ab") * 3, "o\u0302\u0323"],
)
def test_other_scripts_are_read_the_same_after_repair(text: str) -> None:
    import unicodedata

    known = unicodedata.normalize("NFC", text).replace("\u200b", "")
    assert unicodedata.normalize("NFC", repaired(text).text) == known


# --- where it is done --------------------------------------------------------------------------------------------


def test_offsets_count_in_the_repaired_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Sungai Wela.\n\nâ€œAir su\u00adrut,â€\u009d kata Budi.\n", encoding="utf-8")
    (found,) = articles([str(tmp_path / "a.txt")])
    assert isinstance(found, Article) and set(found.repairs) == {MOJIBAKE, INVISIBLE}
    (quote,) = Analyser().quotes(found)
    assert quote.quote == "Air surut," == found.text[quote.start : quote.end]


def test_tables_too(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "title": "Kata &quot;Budi&quot;", "text": "&quot;Air surut,&quot; kata Budi."},
        {"id": "b", "title": "Kereta cepat", "text": "Rp 5\u00a0juta â\x80\x94 ya."},
        {"id": "c", "title": "BjÃ¶rn pulang", "text": "BjÃ¶rn menang di KÃ¶ln.", "source": "Suara KÃ¶ln"},
    ]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    first, second, third = articles([str(tmp_path / "a.jsonl")])
    assert isinstance(first, Article) and isinstance(second, Article) and isinstance(third, Article)
    assert (first.title, first.text, first.repairs) == ('Kata "Budi"', '"Air surut," kata Budi.', (ENTITIES,))
    assert (second.title, second.text, second.repairs) == ("Kereta cepat", "Rp 5\u00a0juta â\x80\x94 ya.", ())
    assert (third.title, third.text, third.source) == ("Björn pulang", "Björn menang di Köln.", "Suara Köln")
    assert third.repairs == (MOJIBAKE,)


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet", "xlsx"])
def test_names_are_repaired_in_every_kind_of_table(tmp_path: Path, suffix: str) -> None:
    import pandas

    frame = pandas.DataFrame({"isi": ['"Air surut," kata BjÃ¶rn LÃ¸vaas.'], "judul": ["GÃ¶teborg"]})
    path = tmp_path / f"a.{suffix}"
    match suffix:
        case "csv":
            frame.to_csv(path, index=False)
        case "jsonl":
            frame.to_json(path, orient="records", lines=True)
        case "parquet":
            frame.to_parquet(path)
        case "xlsx":
            frame.to_excel(path, index=False)
    (found,) = articles([str(path)])
    assert isinstance(found, Article)
    assert (found.text, found.title) == ('"Air surut," kata Björn Løvaas.', "Göteborg")


CORPUS = sorted((Path(__file__).parent.parent / "corpus").glob("*.json"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_corpus_is_not_damaged(path: Path) -> None:
    text = json.loads(path.read_text(encoding="utf-8"))["text"]
    assert mended(text).text == text
    assert repaired(text).text == text.replace("\u00a0", " ")
