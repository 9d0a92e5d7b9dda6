"""Reporting clauses: which cue a quotation has, where it stands, and which quotations are quotes at all."""

from __future__ import annotations

import re

import pytest

from quotes.analysis.document import tokens
from quotes.analysis.quotations import marks, reporting
from quotes.analysis.quotations.reporting import Clause
from quotes.lexicon import lists
from quotes.records import Span

WORDS = lists.load()
ENDING = reporting.ending_in_clause(WORDS)


def clauses(text: str) -> list[Clause | None]:
    paragraphs = tuple(Span(m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", text))
    quotations = reporting.possible_quotes(text, marks.quotations(text, paragraphs, ENDING), ENDING, WORDS)
    return reporting.clauses(
        text, tokens.body_sentences(text, paragraphs, [(q.paragraph, q.outer) for q in quotations]), quotations, WORDS
    )


def told(text: str) -> list[tuple[str, str | None, str] | None]:
    """Position, cue and kind of each clause."""
    return [(c.position, c.cue.text if c.cue else None, c.kind) if c else None for c in clauses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # behind the quotation
        ('"Kami siap," kata Sari.', [("after", "kata", "direct")]),
        ('"Kami siap," katanya.', [("after", "katanya", "direct")]),
        ('"Kami siap", ujar Sari.', [("after", "ujar", "direct")]),
        ('"Kami siap,"ujar Sari.', [("after", "ujar", "direct")]),
        ('"Kami siap!" Ujar Sari.', [("after", "Ujar", "direct")]),
        ('"Kami siap." Demikian kata Sari.', [("after", "kata", "direct")]),
        ('"Kami siap," demikian Sari.', [("after", "demikian", "direct")]),
        ('"Kami siap," begitu ujar Sari.', [("after", "ujar", "direct")]),
        ('"Kami siap," ditegaskan Sari.', [("after", "ditegaskan", "direct")]),
        ('"Kami siap," Sari menegaskan.', [("after", "menegaskan", "direct")]),
        ('"Kami siap," Kepala Dusun Sari Dewi menambahkan.', [("after", "menambahkan", "direct")]),
        ('"Kami siap menunggu,"\nkata Sari.', [("after", "kata", "direct")]),
        # a word that is mostly another one is a cue only where it must be
        ('"Kami siap," jelas Sari.', [("after", "jelas", "direct")]),
        ('Tulisan "kami siap" jelas terbaca.', [None]),
        # reporting words of headlines and of strong feeling (K26)
        ('"Pupuknya ditimbun di gudang," bongkar Sari.', [("after", "bongkar", "direct")]),
        ('"Jangan cuma berpangku tangan," sentilnya.', [("after", "sentilnya", "direct")]),
        ('"Sekian dari kami semua," tuntasnya.', [("after", "tuntasnya", "direct")]),
        ('"Sudah tiga kali jebol," kesal Sari.', [("after", "kesal", "direct")]),
        # words of posts, captions and banners (K05)
        ('Sari membawa poster bertuliskan, "Jangan jual sawah kami."', [("before", None, "direct")]),
        ('Surat itu berbunyi: "Harap datang sebelum gelap."', [("before", "berbunyi", "direct")]),
        ('Sari mengunggah foto dengan keterangan, "Akhirnya sampai juga di puncak."', [("before", None, "direct")]),
        ('Sari membawa poster bertuliskan "Jangan jual sawah kami".', [None]),
        # a few words that are a whole sentence (K06)
        ('Sari menoleh ke jendela. "Mereka sudah pulang." Lampu padam.', [("alone", None, "direct")]),
        ('Sari menoleh ke jendela.\n"Hujan Malam Pertama"', [None]),
        # whose words it is stands behind a dash or in brackets (K07)
        ('"Panen tahun ini gagal semua." - Sari Dewi', [("label", None, "direct")]),
        ('"Panen tahun ini gagal semua." — Lurah Sari Dewi', [("label", None, "direct")]),
        ('"Panen tahun ini gagal semua." (Sari Dewi)', [("label", None, "direct")]),
        # letters for who asks and who answers (K22)
        (
            'T: "Kapan Anda mulai menenun?"\nJ: "Sejak umur tujuh tahun."',
            [("question", None, "direct"), ("bare", None, "direct")],
        ),
        (
            'Q: "Kapan Anda mulai menenun?"\nA: "Sejak umur tujuh tahun."',
            [("question", None, "direct"), ("bare", None, "direct")],
        ),
        # a slip of the keyboard
        ('"Kami siap menunggu," kara Sari.', [("after", "kara", "direct")]),
        ('"Kami siap menunggu," tutunya.', [("after", "tutunya", "direct")]),
        # before it
        ('Sari berkata, "Kami siap."', [("before", "berkata", "direct")]),
        ('Sari menegaskan: "Kami siap menunggu."', [("before", "menegaskan", "direct")]),
        ('Sari mengatakan bahwa "Kami siap menunggu."', [("before", "mengatakan", "direct")]),
        ('Menurut Sari, "Kami siap menunggu."', [("before", "Menurut", "direct")]),
        ('Sari menjelaskan begini:\n"Kami siap menunggu di sini."', [("before", "menjelaskan", "direct")]),
        ('Sari menyebut warga "rela menunggu sampai malam" di posko.', [("before", "menyebut", "partial")]),
        # label
        ('Sari: "Kami siap menunggu."', [("label", None, "direct")]),
        # the verb is missing, the comma says that there should be one
        ('"Kami siap menunggu di sini," kepada wartawan.', [("bare", None, "direct")]),
        # halves of one sentence share a clause
        (
            '"Kami siap," kata Sari, "asal air surut."',
            [("after", "kata", "direct"), ("between", "kata", "direct")],
        ),
        # no clause of its own
        (
            '"Kami siap menunggu." "Air mulai surut," kata Sari.',
            [("run_on", None, "direct"), ("after", "kata", "direct")],
        ),
        (
            '"Air mulai surut," kata Sari.\n"Kami siap menunggu."',
            [("after", "kata", "direct"), ("run_on", None, "direct")],
        ),
        ('Warga datang.\n"Kami siap menunggu sampai air surut."\nMereka pulang.', [("alone", None, "direct")]),
        # no quotes: titles, songs, slogans, scare quotes, signs, nicknames
        ('Film "Laut Tenang" diputar.', [None]),
        ('Acara bertajuk "Kami Siap Menunggu" dibuka.', [None]),
        ('Sari menyanyikan lagu "Air Mata Ibu".', [None]),
        ('Ia disebut "pahlawan".', [None]),
        ('Spanduk bertuliskan "Kami Siap!" dipasang.', [None]),
        ('Ia tidak mengatakan "iya" atau "tidak".', [None, None]),
        ('Beni "Ucok" Siregar hadir.', []),
        # between single marks
        ("'Kami siap,' kata Sari.", [("after", "kata", "direct")]),
        ("Istilah 'dia' kata itu.", []),
        ("", []),
    ],
)
def test_clauses(text: str, expected: list[tuple[str, str | None, str] | None]) -> None:
    assert told(text) == expected


def test_a_list_of_sayings_quotes_nobody() -> None:
    sayings = [f'"Hari ke-{number} adalah hadiah yang belum dibuka."' for number in range(1, 9)]
    assert told("Berikut ucapan untuk dibagikan.\n" + "\n".join(sayings)) == [None] * 8
    assert told("Berikut doa yang dibaca.\n" + "\n".join(sayings[:3])) == [None] * 3
    few = told("Sari menutup pintu.\n" + "\n".join(sayings[:2]))
    assert [clause is not None for clause in few] == [True, True], "two that stand alone are somebody's"


def test_a_cue_tells_form_lemma_and_place() -> None:
    text = '"Kami siap," Tuturnya, Senin.'
    (clause,) = clauses(text)
    assert clause is not None and clause.cue is not None
    assert (clause.cue.text, clause.cue.lemma, clause.voice) == ("Tuturnya", "tutur", "fused")
    assert clause.cue.span.of(text) == "Tuturnya"


def test_halves_and_run_ons_tell_whose_clause_they_share() -> None:
    text = '"Satu dua tiga empat." "Kami siap," kata Sari, "asal air surut."'
    assert [clause and clause.holder for clause in clauses(text)] == [1, -1, 1]


@pytest.mark.parametrize("lead", ["demikian ", "begitu ", "demikian, ", "lalu kemudian "])
def test_many_words_before_a_cue_take_no_longer_than_they_are(lead: str) -> None:
    """Twice as many words once took four times as many steps; with 300 of them this would never end."""
    assert len(clauses('"Kami siap menunggu," ' + lead * 300 + "kata Sari.")) == 1
