"""Dates: what is printed, what it says about the saying, and what quotes borrow from one another."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

import quotes
from quotes.analysis.dating.dates import LEFT_OUT, MENDED, Near, Told, expressions, nearest, resolve, stated, told
from quotes.records import Cue, DateExpression, Span, When

WEDNESDAY = date(2022, 1, 12)
MONDAY = date(2024, 3, 4)
NEW_YEAR = date(2022, 1, 2)  # a Sunday
EVE = date(2021, 12, 31)  # a Friday
LEAP = date(2024, 2, 29)

# text, published, [(expression, day)]
EXPRESSIONS = [
    # weekday and numbers
    ("di Bogor, Selasa (11/1/2022).", WEDNESDAY, [("Selasa (11/1/2022)", "2022-01-11")]),
    ("di Bogor, Selasa(11/1).", WEDNESDAY, [("Selasa(11/1)", "2022-01-11")]),
    ("Rabu (12/1)", WEDNESDAY, [("Rabu (12/1)", "2022-01-12")]),
    ("Senin (13/04/2020)", WEDNESDAY, [("Senin (13/04/2020)", "2020-04-13")]),
    ("Selasa, (11/1/2022)", WEDNESDAY, [("Selasa, (11/1/2022)", "2022-01-11")]),
    ("Selasa ( 11/1/2022 )", WEDNESDAY, [("Selasa ( 11/1/2022 )", "2022-01-11")]),
    ("Selasa (11/1/ 2022)", WEDNESDAY, [("Selasa (11/1/ 2022)", "2022-01-11")]),
    ("Selasa (11/1/22)", WEDNESDAY, [("Selasa (11/1/22)", "2022-01-11")]),
    ("Selasa (11-1-2022)", WEDNESDAY, [("Selasa (11-1-2022)", "2022-01-11")]),
    ("Selasa (11.1.2022)", WEDNESDAY, [("Selasa (11.1.2022)", "2022-01-11")]),
    ("Selasa 11/1", WEDNESDAY, [("Selasa 11/1", "2022-01-11")]),
    ("Selasa (11/1/2022.", WEDNESDAY, [("Selasa (11/1/2022", "2022-01-11")]),
    ("Selasa (11/12022)", WEDNESDAY, [("Selasa (11/12022)", "2022-01-11")]),
    ("Selasa (14/122021)", WEDNESDAY, [("Selasa (14/122021)", "2021-12-14")]),
    ("SELASA (11/1/2022)", WEDNESDAY, [("SELASA (11/1/2022)", "2022-01-11")]),
    ("selasa (11/1/2022)", WEDNESDAY, [("selasa (11/1/2022)", "2022-01-11")]),
    ("Minggu (9/1)", WEDNESDAY, [("Minggu (9/1)", "2022-01-09")]),
    ("Ahad (9/1)", WEDNESDAY, [("Ahad (9/1)", "2022-01-09")]),
    ("Jum'at (7/1)", WEDNESDAY, [("Jum'at (7/1)", "2022-01-07")]),
    ("Jum’at (7/1)", WEDNESDAY, [("Jum’at (7/1)", "2022-01-07")]),
    # glued
    ("detikBola,Jumat (7/1/2022)", WEDNESDAY, [("Jumat (7/1/2022)", "2022-01-07")]),
    ("diSolo,Senin(10/1/2022)Dia", WEDNESDAY, [("Senin(10/1/2022)", "2022-01-10")]),
    ("pukul 9 WIBSenin (10/1)", WEDNESDAY, [("Senin (10/1)", "2022-01-10")]),
    # month names
    ("Rabu, 12 Januari 2022", WEDNESDAY, [("Rabu, 12 Januari 2022", "2022-01-12")]),
    ("Rabu 12 Jan 2022", WEDNESDAY, [("Rabu 12 Jan 2022", "2022-01-12")]),
    ("Rabu (12 Januari 2022)", WEDNESDAY, [("Rabu (12 Januari 2022)", "2022-01-12")]),
    ("pada 12 Januari 2022", WEDNESDAY, [("12 Januari 2022", "2022-01-12")]),
    ("pada tanggal 5 Januari", WEDNESDAY, [("5 Januari", "2022-01-05")]),
    ("pada 14 November", WEDNESDAY, [("14 November", "2021-11-14")]),
    ("1 Agt 2021 dan 2 Peb 2021", WEDNESDAY, [("1 Agt 2021", "2021-08-01"), ("2 Peb 2021", "2021-02-02")]),
    ("5 Nopember 2021", WEDNESDAY, [("5 Nopember 2021", "2021-11-05")]),
    ("17 August 2021", WEDNESDAY, [("17 August 2021", "2021-08-17")]),
    ("Senin malam 6 November 2023", MONDAY, [("Senin malam 6 November 2023", "2023-11-06")]),
    ("Senin malam, 6 November 2023", MONDAY, [("Senin malam, 6 November 2023", "2023-11-06")]),
    # the month before the day, as in English; signs between day, month and year
    ("January 12, 2022", WEDNESDAY, [("January 12, 2022", "2022-01-12")]),
    ("Januari 12 2022", WEDNESDAY, [("Januari 12 2022", "2022-01-12")]),
    ("Jan. 12th, 2022", WEDNESDAY, [("Jan. 12th, 2022", "2022-01-12")]),
    ("Rabu, Januari 12", WEDNESDAY, [("Rabu, Januari 12", "2022-01-12")]),
    ("12-Jan-2022", WEDNESDAY, [("12-Jan-2022", "2022-01-12")]),
    ("2022/01/12", WEDNESDAY, [("2022/01/12", "2022-01-12")]),
    ("1/13/2022", date(2022, 1, 14), [("1/13/2022", "2022-01-13")]),  # there is no thirteenth month
    # what stands between weekday and numbers
    ("Rabu, tanggal 12 Januari 2022", WEDNESDAY, [("Rabu, tanggal 12 Januari 2022", "2022-01-12")]),
    ("Rabu tanggal 5 Januari", WEDNESDAY, [("Rabu tanggal 5 Januari", "2022-01-05")]),
    ("Selasa pagi waktu setempat (11/1)", WEDNESDAY, [("Selasa pagi waktu setempat (11/1)", "2022-01-11")]),
    ("Selasa malam WIB, 11 Januari", WEDNESDAY, [("Selasa malam WIB, 11 Januari", "2022-01-11")]),
    ("Selasa [11/1/2022]", WEDNESDAY, [("Selasa [11/1/2022]", "2022-01-11")]),
    # numbers alone
    ("12/01/2022, 06:05 WIB", WEDNESDAY, [("12/01/2022", "2022-01-12")]),
    ("12-01-2022", WEDNESDAY, [("12-01-2022", "2022-01-12")]),
    ("2022-01-12", WEDNESDAY, [("2022-01-12", "2022-01-12")]),
    ("Tangerang (11/1/2022)", WEDNESDAY, [("(11/1/2022)", "2022-01-11")]),
    ("pekan ini (11/1)", WEDNESDAY, [("(11/1)", "2022-01-11")]),
    # time of day: before the numbers inside, after them outside
    ("Selasa malam (11/1/2022)", WEDNESDAY, [("Selasa malam (11/1/2022)", "2022-01-11")]),
    ("Selasa (11/1/2022) dini hari", WEDNESDAY, [("Selasa (11/1/2022)", "2022-01-11")]),
    ("Selasa (11/1) malam kemarin", WEDNESDAY, [("Selasa (11/1)", "2022-01-11")]),
    ("Selasa (11/1) kemarin", WEDNESDAY, [("Selasa (11/1) kemarin", "2022-01-11")]),
    ("Sabtu (8/1) lalu, warga pulang", WEDNESDAY, [("Sabtu (8/1)", "2022-01-08")]),
    # bare weekdays
    ("pada Selasa, warga", WEDNESDAY, [("Selasa", "2022-01-11")]),
    ("pada Rabu, warga", WEDNESDAY, [("Rabu", "2022-01-12")]),
    ("pada Kamis, warga", WEDNESDAY, [("Kamis", "2022-01-06")]),
    ("Selasa kemarin", WEDNESDAY, [("Selasa kemarin", "2022-01-11")]),
    ("Rabu kemarin", WEDNESDAY, [("Rabu kemarin", "2022-01-05")]),
    ("Selasa lalu", WEDNESDAY, [("Selasa lalu", "2022-01-11")]),
    ("Rabu lalu", WEDNESDAY, [("Rabu lalu", "2022-01-05")]),
    ("Selasa pekan lalu", WEDNESDAY, [("Selasa pekan lalu", "2022-01-04")]),
    ("Jumat minggu lalu", WEDNESDAY, [("Jumat minggu lalu", "2022-01-07")]),
    ("Senin pekan ini", WEDNESDAY, [("Senin pekan ini", "2022-01-10")]),
    ("Rabu ini", WEDNESDAY, [("Rabu ini", "2022-01-12")]),
    ("Senin malam", WEDNESDAY, [("Senin malam", "2022-01-10")]),
    ("Senin pagi tadi", MONDAY, [("Senin pagi tadi", "2024-03-04")]),
    ("Senin siang waktu setempat", WEDNESDAY, [("Senin siang", "2022-01-10")]),
    ("hari Minggu", WEDNESDAY, [("Minggu", "2022-01-09")]),
    ("pada Minggu lalu", WEDNESDAY, [("Minggu lalu", "2022-01-09")]),
    ("Jumat", WEDNESDAY, [("Jumat", "2022-01-07")]),
    # relative
    ("hari ini", WEDNESDAY, [("hari ini", "2022-01-12")]),
    ("Hari ini", WEDNESDAY, [("Hari ini", "2022-01-12")]),
    ("kemarin", WEDNESDAY, [("kemarin", "2022-01-11")]),
    ("kemarin lusa", WEDNESDAY, [("kemarin lusa", "2022-01-10")]),
    ("tadi malam", WEDNESDAY, [("tadi malam", "2022-01-11")]),
    ("semalam", WEDNESDAY, [("semalam", "2022-01-11")]),
    ("malam ini", WEDNESDAY, [("malam ini", "2022-01-12")]),
    ("pagi ini", WEDNESDAY, [("pagi ini", "2022-01-12")]),
    ("siang tadi", WEDNESDAY, [("siang tadi", "2022-01-12")]),
    ("dua hari lalu", WEDNESDAY, [("dua hari lalu", "2022-01-10")]),
    ("3 hari yang lalu", WEDNESDAY, [("3 hari yang lalu", "2022-01-09")]),
    ("dua (2) hari lalu", WEDNESDAY, [("dua (2) hari lalu", "2022-01-10")]),
    ("kemarin", date(2024, 3, 1), [("kemarin", "2024-02-29")]),
    # missing years
    ("Kamis (30/12)", NEW_YEAR, [("Kamis (30/12)", "2021-12-30")]),
    ("Sabtu (1/1)", EVE, [("Sabtu (1/1)", "2022-01-01")]),
    ("Senin (3/1)", EVE, [("Senin (3/1)", "2022-01-03")]),
    ("30 Desember", NEW_YEAR, [("30 Desember", "2021-12-30")]),
    ("Jumat (14/1)", WEDNESDAY, [("Jumat (14/1)", "2022-01-14")]),
    ("Senin (28/2)", WEDNESDAY, [("Senin (28/2)", "2022-02-28")]),  # the weekday speaks for the year ahead
    ("Jumat (9/4)", WEDNESDAY, [("Jumat (9/4)", "2021-04-09")]),
    ("Kamis (29/2)", LEAP, [("Kamis (29/2)", "2024-02-29")]),
    ("(29/2)", date(2025, 3, 2), [("(29/2)", "2024-02-29")]),
    ("Selasa (11/1/3022)", WEDNESDAY, [("Selasa (11/1/3022)", "2022-01-11")]),
    # the numbers win over the weekday
    ("Kamis (11/1/2022)", WEDNESDAY, [("Kamis (11/1/2022)", "2022-01-11")]),
    ("Jumat (11/1)", WEDNESDAY, [("Jumat (11/1)", "2022-01-11")]),
    # several
    ("Senin (10/1) dan Selasa kemarin", WEDNESDAY, [("Senin (10/1)", "2022-01-10"), ("Selasa kemarin", "2022-01-11")]),
    ("hari ini, Rabu (12/1)", WEDNESDAY, [("hari ini", "2022-01-12"), ("Rabu (12/1)", "2022-01-12")]),
    # no publication date: only what is complete
    ("Selasa (11/1/2022), Rabu (12/1), kemarin, Senin, dua hari lalu", None, [("Selasa (11/1/2022)", "2022-01-11")]),
    ("5 Mei 2021 dan 6 Mei", None, [("5 Mei 2021", "2021-05-05")]),
]

NOTHING = [
    # they do not exist
    "(31/2/2022)",
    "Senin (31/4/2022)",
    "(13/13/2022)",
    "sejak Januari 12 orang",
    "Januari 12",
    "Senin (20/20/2022)",
    "32 Januari 2022",
    "(29/2/2023)",
    # still to come
    "besok",
    "lusa",
    "Senin depan",
    "Minggu depan",
    "Senin mendatang",
    "Senin pekan depan",
    "Jumat nanti",
    "Jumat ini",
    "Kamis (20/1) mendatang",
    "12 Februari mendatang",
    "Senin yang akan datang",
    # a week, a habit, a range, a name
    "minggu",
    "minggu lalu",
    "Minggu lalu, warga",
    "Minggu ini panen",
    "sepekan lalu",
    "setiap Senin",
    "tiap hari Jumat",
    "malam Minggu",
    "Senin-Jumat",
    "Senin–Jumat",
    "Jumat Agung",
    "Kamisan",
    "12-14 Januari 2022",
    # other numbers
    "menang 2-1",
    "ayat 3/4",
    "(3.15)",
    "pukul 10.30",
    "1/2/3/4",
    "nomor 12/2022",
    "Rp 12 juta",
    "12 mei-mei",
    "2 Martir",
    "0812-3456-7890",
    # letters that only look like the right ones
    "SENİN",
    "KEMARİN, TADİ MALAM, TİGA HARİ LALU",
    "5 JUNİ 2021",
    "",
]


@pytest.mark.parametrize(("text", "published", "expected"), EXPRESSIONS)
def test_expressions(text: str, published: date | None, expected: list[tuple[str, str]]) -> None:
    found = expressions(text, Span(0, len(text)), published)
    assert [(e.text, e.date.isoformat()) for e in found] == expected
    assert all(e.span.of(text) == e.text for e in found)


@pytest.mark.parametrize("text", NOTHING)
def test_no_expression(text: str) -> None:
    assert expressions(text, Span(0, len(text)), WEDNESDAY) == []


def test_looks_only_inside_the_span() -> None:
    text = "Senin (10/1) kata Rini, Selasa (11/1), Rabu (12/1)"
    start, end = text.index("kata"), text.index(", Rabu")
    assert [e.text for e in expressions(text, Span(start, end), WEDNESDAY)] == ["Selasa (11/1)"]


def test_publication_at_the_edge_of_the_calendar() -> None:
    assert expressions("kemarin", Span(0, 7), date.min) == []
    assert expressions("Senin (31/12)", Span(0, 13), date.max) != []


# The sentence with its quote in “”, the reporting word, the expression that says when; published MONDAY
STATED = [
    # after the quote
    ("“Panen bagus,” kata Rini di Solo, Senin (4/3/2024).", "kata", "Senin (4/3/2024)"),
    ("“Panen bagus,” kata Rini kepada wartawan, Minggu (3/3).", "kata", "Minggu (3/3)"),
    ("“Panen bagus,” ujar Rini Senin (4/3).", "ujar", "Senin (4/3)"),
    ("“Panen bagus,” ujarnya, Senin.", "ujarnya", "Senin"),
    ("“Panen bagus,” ujarnya saat ditemui di Kuningan, kemarin.", "ujarnya", "kemarin"),
    ("“Panen bagus,” ujarnya hari ini.", "ujarnya", "hari ini"),
    ("“Panen bagus,” katanya saat dihubungi pada Jumat (1/3).", "katanya", "Jumat (1/3)"),
    ("“Panen bagus,” kata Rini usai rapat di DPRD Solo, Senin (4/3) malam.", "kata", "Senin (4/3)"),
    ("“Panen bagus,” kata Rini dalam keterangannya pada hari Minggu (3/3).", "kata", "Minggu (3/3)"),
    ("“Panen bagus,” kata Rini yang dihubungi Sabtu (2/3).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini, ketua tani yang baru, Sabtu (2/3).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini dalam sidang yang digelar Sabtu (2/3).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini terkait hasil panen, Sabtu (2/3).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini, Sabtu (2/3), soal panen yang mulai Kamis (29/2).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini menanggapi banjir Kamis (29/2) di Solo, Sabtu (2/3).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini soal banjir yang melanda Klaten saat ditemui Sabtu (2/3).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini soal banjir Kamis (29/2), saat meninjau sawah Sabtu (2/3).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini dalam diskusi “Padi” pada Sabtu (2/3).", "kata", "Sabtu (2/3)"),
    ("“Panen bagus,” kata Rini soal film “Padi Menguning” pada Sabtu (2/3).", "kata", None),
    # relayed
    ("“Panen bagus,” kata Rini, dikutip dari Antara, Minggu (3/3).", "kata", "Minggu (3/3)"),
    ("“Panen bagus,” kata Rini seperti dilansirdetikJateng,Minggu (3/3).", "kata", "Minggu (3/3)"),
    ("“Panen bagus,” kata Rini dikutip Minggu (3/3).", "kata", "Minggu (3/3)"),
    ("“Panen bagus,” tulis Rini di akun Instagram yang dilihat, Minggu (3/3).", "tulis", "Minggu (3/3)"),
    ("“Panen bagus,” kata Rini (Suara Tani, 2/3/2024).", "kata", "2/3/2024"),
    ("“Panen bagus,” kata Rini, Sabtu (2/3/2024) dilansir Antara.", "kata", "Sabtu (2/3/2024)"),
    # no reporting word, or one the lexicon lacks
    ("“Panen bagus,” kepada Suara Tani, Senin (4/3/2024).", None, "Senin (4/3/2024)"),
    ("“Panen bagus,” pekik warga, Senin (4/3/2024).", None, "Senin (4/3/2024)"),
    # before the quote
    ("Rini pada Minggu kemarin mengatakan, “Panen bagus.”", "mengatakan", "Minggu kemarin"),
    ("Ketua tani Rini di Solo, Minggu (3/3), mengatakan, “Panen bagus.”", "mengatakan", "Minggu (3/3)"),
    ("Saat ditemui, Minggu (3/3), Rini mengatakan, “Panen bagus.”", "mengatakan", "Minggu (3/3)"),
    ("Rini mengatakan dalam pidatonya, Minggu (3/3), “Panen bagus.”", "mengatakan", "Minggu (3/3)"),
    ("Rini menyebut panen itu “sangat bagus” saat ditemui, Minggu (3/3).", "menyebut", "Minggu (3/3)"),
    ("Rini menyebut panen itu “sangat bagus”, Minggu (3/3).", "menyebut", "Minggu (3/3)"),
    # between two halves
    ("“Panen,” kata Rini, Minggu (3/3), “bagus.”", "kata", "Minggu (3/3)"),
    # another event, a deadline, a name
    ("“Panen bagus,” kata Rini.", "kata", None),
    ("“Panen bagus,” kata Rini soal panen pada Sabtu (2/3).", "kata", None),
    ("“Panen bagus,” kata Rini tentang kecelakaan Sabtu (2/3).", "kata", None),
    ("“Panen bagus,” kata Rini saat menanggapi kejadian Minggu (3/3).", "kata", None),
    ("“Panen bagus,” kata Rini soal banjir yang terjadi di Solo, Minggu (3/3).", "kata", None),
    ("“Panen bagus,” kata Rini yang ditangkap Sabtu (2/3).", "kata", None),
    ("“Panen bagus,” kata Rini yang kemarin panen.", "kata", None),
    ("“Panen bagus,” kata Rini menjelang panen raya Sabtu (9/3).", "kata", None),
    ("“Panen bagus,” kata Rini sejak Sabtu (2/3).", "kata", None),
    ("“Panen bagus,” kata Rini, yang akan panen Sabtu (9/3).", "kata", None),
    ("“Panen bagus,” kata ketua panitia Hari Tani 24 September 2023.", "kata", None),
    ("“Panen bagus,” kata Rini soal sidang pada Senin depan.", "kata", None),
    ("Setelah gagal panen pada Sabtu (2/3), Rini mengatakan, “Panen bagus.”", "mengatakan", None),
    ("Rini mengatakan bahwa panen pada Sabtu (2/3) “sangat bagus”.", "mengatakan", None),
    ("Rini mengatakan panen Sabtu (2/3) itu “sangat bagus”.", "mengatakan", None),
    ("Rini menyebut ada “panen raya” pada Sabtu (2/3).", "menyebut", None),
    ("Sabtu (2/3) petani di Solo menggelar “panen raya” bersama.", None, None),
    # a date inside the quote is not the clause's
    ("“Panen mulai Sabtu (2/3),” kata Rini.", "kata", None),
]


@pytest.mark.parametrize(("sentence", "cue", "expected"), STATED)
def test_stated(sentence: str, cue: str | None, expected: str | None) -> None:
    regions = [Span(*m.span()) for m in re.finditer("(?:^|(?<=”))[^“”]+", sentence)]
    quote = Span(sentence.index("“") + 1, sentence.index("”"))
    word = None
    if cue is not None:
        at = sentence.index(cue)
        word = Cue(Span(at, at + len(cue)), cue, cue, "neutral")
    found = stated(sentence, regions, word, quote, MONDAY)
    assert (found.text if found else None) == expected


# a statement cannot follow its report; MONDAY is 4 March 2024
MISPRINTED = [
    ("Senin (4/3/2025)", date(2024, 3, 4)),
    ("Minggu (3/3/2042)", date(2024, 3, 3)),
    ("Selasa (5/3/2024)", date(2024, 3, 5)),  # a day ahead: another time zone
    ("Rabu (6/3/2024)", None),  # after publication, and no other reading fits
    ("Senin (11/3/2024)", None),
    ("Kamis (3/3/2025)", None),
    ("Kamis (29/3/2024)", date(2024, 2, 29)),
    ("Kamis (29/1/2024)", date(2024, 1, 29)),  # within 40 days the numbers win over the weekday
    ("Senin (4/3/2019)", date(2019, 3, 4)),  # long ago, and a Monday
    ("Minggu (3/3/2023)", date(2024, 3, 3)),  # no Sunday: the year is one off
    ("Minggu (3/2/2023)", date(2023, 2, 3)),  # no Sunday, and nothing near is one
    ("Jumat (2/1/2024)", date(2024, 2, 2)),
    ("Kamis (29/4/2024)", None),
    ("Sabtu (3/2/2025)", date(2024, 2, 3)),
    ("(3/2/2025)", date(2024, 2, 3)),  # no weekday: publication tells
    ("(1/12/2023)", date(2023, 12, 1)),
    ("Jumat (9/2/2023)", date(2024, 2, 9)),
    ("Jumat (1/4/2024)", date(2024, 3, 1)),  # the month is one off
    ("Sabtu (2/4/2024)", date(2024, 3, 2)),
    ("Jumat (3/2/2023)", date(2023, 2, 3)),  # a Friday: nothing contradicts it
    ("Selasa (2/6/2024)", date(2024, 2, 6)),  # day and month are swapped
    ("Selasa, 2 Juni 2024", None),
]


@pytest.mark.parametrize(("printed", "expected"), MISPRINTED)
def test_a_date_that_cannot_be_is_mended_or_left_out(printed: str, expected: date | None) -> None:
    text = f"“Panen bagus,” kata Rini, {printed}."
    cue = Cue(Span(15, 19), "kata", "kata", "neutral")
    found = told(text, [Span(14, len(text))], cue, Span(1, 13), MONDAY)
    if expected is None:
        assert (found.expression, found.remark) == (None, LEFT_OUT)
        return
    assert found.expression is not None
    assert (found.expression.text, found.expression.date) == (printed, expected)
    (literal,) = expressions(printed, Span(0, len(printed)), MONDAY)
    assert found.remark == (MENDED if literal.date != expected else None)


def test_quote_without_a_clause_states_nothing() -> None:
    assert stated("“Panen bagus.”", [], None, Span(1, 13), MONDAY) is None


def said(day: int) -> DateExpression:
    return DateExpression(Span(0, 1), f"Mei {day}", date(2024, 5, day))


def when(day: int, basis: str) -> When:
    of_page = basis == "published"
    return When(date(2024, 5, day), None if of_page else f"Mei {day}", basis, None if of_page else Span(0, 1))


RESOLVED = [
    ([], [], []),
    (["Rini"], [said(3)], [when(3, "stated")]),
    (["Rini"], [None], [when(9, "published")]),
    # the last earlier one before any later one
    (
        ["Rini", "Rini", "Rini", "Rini"],
        [said(1), said(2), None, said(3)],
        [when(1, "stated"), when(2, "stated"), when(2, "speaker"), when(3, "stated")],
    ),
    # the first later one where there is no earlier one
    (["Rini", "Rini", "Rini"], [None, said(2), said(3)], [when(2, "speaker"), when(2, "stated"), when(3, "stated")]),
    # nobody borrows from somebody else
    (["Rini", "Joko"], [said(1), None], [when(1, "stated"), when(9, "published")]),
    # unknown speakers keep their own dates and share none
    ([None, None, "Rini"], [said(1), None, None], [when(1, "stated"), when(9, "published"), when(9, "published")]),
]


@pytest.mark.parametrize(("speakers", "own", "expected"), RESOLVED)
def test_resolve(speakers: list[str | None], own: list[DateExpression | None], expected: list[When]) -> None:
    assert resolve(speakers, list(map(Told, own)), date(2024, 5, 9)) == expected


def test_resolve_without_publication_date() -> None:
    assert resolve(["Rini", None], [Told(), Told()], None) == [When(None, None, None)] * 2


def test_a_sentence_that_presents_somebody_dates_what_they_say() -> None:
    presented = [(5, "Rini", said(1)), (25, "Rini", said(2)), (50, "Joko", said(3))]
    speakers = ["Rini", "Rini", "Joko", "Sari"]
    dated = resolve(speakers, [Told()] * 4, date(2024, 5, 9), [10, 30, 40, 60], presented)
    assert dated == [when(1, "speaker"), when(2, "speaker"), when(3, "speaker"), when(9, "published")]


def test_a_time_that_is_no_single_day_is_no_date() -> None:
    assert resolve(["Rini", "Rini"], [Told(said(1)), Told(vague=Span(0, 1))], date(2024, 5, 9)) == [
        when(1, "stated"),
        When(None, None, None),
    ]


# The word list

DATA = Path(quotes.__file__).parent / "lexicon" / "data"
LISTS = tomllib.loads((DATA / "dates.toml").read_text(encoding="utf-8"))
CALENDAR = tomllib.loads((DATA / "calendar.toml").read_text(encoding="utf-8"))


def test_no_word_stands_twice() -> None:
    for table in ("times", "before", "stated"):
        for group, words in LISTS[table].items():
            assert len(words) == len({w.casefold() for w in words}), f"[{table}] {group}"
    for table in (CALENDAR["weekdays"], CALENDAR["months"], LISTS["after"]):
        words = [w.casefold() for group in table.values() for w in group]
        assert len(words) == len(set(words)), words
    assert all(w == w.lower() for words in LISTS["stated"].values() for w in words)


@pytest.mark.parametrize("printed", [w for words in CALENDAR["weekdays"].values() for w in words])
def test_every_weekday_is_found(printed: str) -> None:
    index = next(i for i, words in enumerate(CALENDAR["weekdays"].values()) if printed in words)
    found = expressions(f"pada {printed}.", Span(0, len(printed) + 6), WEDNESDAY)
    assert [(e.text, e.date.weekday()) for e in found] == [(printed, index)]


@pytest.mark.parametrize("printed", [w for words in CALENDAR["months"].values() for w in words])
def test_every_month_is_found(printed: str) -> None:
    month = next(int(i) for i, words in CALENDAR["months"].items() if printed in words)
    text = f"pada 9 {printed} 2021."
    assert [e.date for e in expressions(text, Span(0, len(text)), None)] == [date(2021, month, 9)]


@pytest.mark.parametrize(("phrase", "days"), LISTS["relative"].items())
def test_every_relative_phrase_is_found(phrase: str, days: int) -> None:
    text = f"panen {phrase}."
    found = expressions(text, Span(0, len(text)), WEDNESDAY)
    assert [(e.text, (e.date - WEDNESDAY).days) for e in found] == [(phrase, days)]


@pytest.mark.parametrize("phrase", LISTS["stated"]["saying"])
def test_every_occasion_of_saying_dates_a_quote(phrase: str) -> None:
    text = f"“Panen bagus,” kata Rini soal hama {phrase.removesuffix('*').strip()} Sabtu (2/3)."
    cue = Cue(Span(15, 19), "kata", "kata", "neutral")
    found = stated(text, [Span(14, len(text))], cue, Span(1, 13), MONDAY)
    assert found is not None
    assert found.text == "Sabtu (2/3)"


@pytest.mark.parametrize("phrase", LISTS["stated"]["about"])
def test_every_turn_to_the_matter_hides_a_date(phrase: str) -> None:
    text = f"“Panen bagus,” kata Rini {phrase.removesuffix('*')} hama Sabtu (2/3)."
    cue = Cue(Span(15, 19), "kata", "kata", "neutral")
    assert stated(text, [Span(14, len(text))], cue, Span(1, 13), MONDAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rapat, Senin (1/2/2021). Lalu Rabu (3/2).", date(2021, 2, 1)),
        ("Sejak 5 Mei 2019 warga menunggu. Rapat, Senin (1/2/2021).", date(2021, 2, 1)),
        ("Sejak 5 Mei 2019 warga menunggu.", date(2019, 5, 5)),
        ("Rabu (3/2) dan Senin lalu.", None),
        ("Rapat, Rabu (3/2). Anggaran 2019 dan 2021 naik.", date(2021, 2, 3)),
        ("Rapat, Rabu (3/2). Anggaran 2010 dan 2021 naik.", None),  # a Wednesday in both years
    ],
)
def test_the_first_full_date_of_an_article(text: str, expected: date | None) -> None:
    near = nearest(text, [Span(0, len(text))])
    assert (near.day if near else None) == expected


def test_a_year_that_is_not_printed_comes_from_the_article_where_publication_is_unknown() -> None:
    text = "kata Ratna, Rabu (3/2)."
    (found,) = expressions(text, Span(0, len(text)), None, near=Near(date(2021, 2, 1), True))
    assert found.date == date(2021, 2, 3)


def test_a_weekday_alone_is_the_day_that_the_article_prints_with_it() -> None:
    for near, expected in (
        (Near(date(2021, 2, 3), True), [date(2021, 2, 3)]),
        (Near(date(2021, 2, 3), False), []),
        (Near(date(2021, 2, 1), True), []),
    ):
        assert [found.date for found in expressions("kata Ratna, Rabu.", Span(0, 17), None, near)] == expected
