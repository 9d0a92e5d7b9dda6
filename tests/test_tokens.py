"""Tokens and sentences: what is one word, and where a sentence with quotations in it ends."""

from __future__ import annotations

import re

import pytest

from quotes.analysis.document.tokens import Token, sentences, tokens, with_quotations
from quotes.records import Span


def of(text: str) -> list[Token]:
    return tokens(text, 0, len(text))


def split(text: str) -> list[str]:
    """The sentences of a paragraph; each stretch between double marks is a quotation."""
    spans = [(m.start(), m.end(), i) for i, m in enumerate(re.finditer('"[^"]*"', text))]
    items = with_quotations(text, Span(0, len(text)), spans)
    return [text[s.start : s.end] for s in sentences(text, items, 0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Warga pulang.", ["Warga", "pulang", "."]),
        ("Ia, kata dia.", ["Ia", ",", "kata", "dia", "."]),
        # abbreviations keep their dots, and a full stop that ends the sentence is none of theirs
        ("Sari Dewi, S.H., M.Kom. hadir", ["Sari", "Dewi", ",", "S.H.", ",", "M.Kom.", "hadir"]),
        ("dr. Sari dan Drs. Beni", ["dr.", "Sari", "dan", "Drs.", "Beni"]),
        ("B.J. Wibowo dan M. Ilham", ["B.J.", "Wibowo", "dan", "M.", "Ilham"]),
        ("a.n. Kepala Dinas", ["a.n.", "Kepala", "Dinas"]),
        ("PT. Samudra", ["PT.", "Samudra"]),
        ("Ia di PT.", ["Ia", "di", "PT", "."]),
        # numbers, accounts, hyphens, apostrophes
        (
            "Rp1.250.000,50 pada 12/3/2024 pukul 09.30",
            ["Rp1", ".", "250.000,50", "pada", "12/3/2024", "pukul", "09.30"],
        ),
        ("akun @warga_62 itu", ["akun", "@warga_62", "itu"]),
        ("ibu-ibu Ma'ruf di Jum’at", ["ibu-ibu", "Ma'ruf", "di", "Jum’at"]),
        ("ke-2 dan COVID-19", ["ke-2", "dan", "COVID-19"]),
        # a name and its verb run together; a pair of names; names that end like a verb
        ("Sari Lahadaliamengatakan siap", ["Sari", "Lahadalia", "mengatakan", "siap"]),
        ("Ayu Lestari/Fitri dan TNI/Polri", ["Ayu", "Lestari", "/", "Fitri", "dan", "TNI/Polri"]),
        ("Mengatakan Samengaku", ["Mengatakan", "Samengaku"]),
        ("", []),
        (" \t\n ", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [token.text for token in of(text)] == expected


@pytest.mark.parametrize(
    ("text", "kind", "low", "capital"),
    [
        ("warga", "word", "warga", False),
        ("Warga", "word", "warga", True),
        ("Émile", "word", "émile", True),
        ("S.H.", "word", "sh", True),
        ("M.Si", "word", "msi", True),
        ("@Warga", "word", "@warga", True),
        ("@warga", "word", "@warga", True),
        ("12.5", "number", "12.5", False),
        ("—", "punct", "—", False),
    ],
)
def test_what_is_known_of_a_token(text: str, kind: str, low: str, capital: bool) -> None:
    assert [(t.kind, t.low, t.capital) for t in of(text)] == [(kind, low, capital)]


def test_tokens_stand_where_they_say_and_leave_only_white_space_out() -> None:
    text = "Kata dr. Sari (45), S.H.: “Rp1.000 – murah!” @a_b 𝒳\x85ke-2 "
    found = of(text)
    assert all(text[t.start : t.end] == t.text for t in found)
    assert "".join(t.text for t in found) == "".join(text.split())


def test_a_stretch_of_text_is_read_alone() -> None:
    text = "Kata Sari di Bandung"
    assert tokens(text, 5, 12) == of(text)[1:3]


def test_a_quotation_is_one_token() -> None:
    text = 'Ia berkata "Satu. Dua!" tadi'
    found = with_quotations(text, Span(0, len(text)), [(11, 23, 7)])
    assert [(t.kind, t.quote) for t in found] == [("word", -1), ("word", -1), ("quote", 7), ("word", -1)]
    assert text[found[2].start : found[2].end] == '"Satu. Dua!"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ia pulang. Warga lega.", ["Ia pulang.", "Warga lega."]),
        ("Ia pulang? Ya! Warga lega…", ["Ia pulang?", "Ya!", "Warga lega…"]),
        ("Harga Rp 1.500 per kg. 12 warga hadir.", ["Harga Rp 1.500 per kg.", "12 warga hadir."]),
        # no capital follows: an abbreviation of the moment
        ("Ia tiba pkl. tujuh pagi.", ["Ia tiba pkl. tujuh pagi."]),
        ("Menurut Drs. Beni warga lega.", ["Menurut Drs. Beni warga lega."]),
        # glued, as crawlers leave it
        ("Ia pulang.Warga lega.", ["Ia pulang.", "Warga lega."]),
        ("laman kabar.example itu", ["laman kabar.example itu"]),
        # a quotation of several sentences is one word of the journalist's sentence
        ('"Kami siap. Kami rela," kata Sari.', ['"Kami siap. Kami rela," kata Sari.']),
        ('"Kami siap!" Sari pulang.', ['"Kami siap!"', "Sari pulang."]),
        ('"Kami siap!" kata Sari.', ['"Kami siap!" kata Sari.']),
        ('"Kami siap." "Kami rela."', ['"Kami siap."', '"Kami rela."']),
        ('Kata Sari. "Kami siap."', ["Kata Sari.", '"Kami siap."']),
        # a title in small letters begins one
        ("Kulit paling asin. dr Ratna berpesan begitu.", ["Kulit paling asin.", "dr Ratna berpesan begitu."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_every_token_is_in_one_sentence_however_long_it_is() -> None:
    text = "kata " * 5_000
    items = of(text)
    found = list(sentences(text, items, 3))
    assert [t for s in found for t in s.tokens] == items
    assert {s.paragraph for s in found} == {3}
    assert max(len(s.tokens) for s in found) < 1_000
