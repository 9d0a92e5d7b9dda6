"""What crawlers do to texts costs next to nothing: the rows of damaged articles are those of the clean ones.

Each class of damage is done to the clean articles of `corpus/`; pages pasted whole are left out, for their menus are no
paragraphs. The floors are shares of the clean rows, in percent; lowering one is an edit that a reviewer sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

import damage
import pytest
from test_corpus import articles as annotated

from quotes.analysis.layout import joints, legible
from quotes.analysis.pipeline import Analysed, Analyser
from quotes.records import Article, Quote

# class -> least share of rows found, with the same speaker, role, date, of the clean rows
FLOORS = {
    "comma_joined": (100, 100, 100, 100),
    "comma_and_blank_joined": (100, 98, 94, 99),
    "commas_doubled": (100, 100, 100, 100),
    "blank_comma_joined": (100, 98, 94, 99),
    "bar_joined": (99, 98, 96, 99),
    "breaks_written": (100, 100, 100, 100),
    "tagged": (100, 100, 100, 100),
    "of_a_sheet": (100, 100, 100, 100),
    "listed": (100, 100, 100, 100),
    "glued": (99, 96, 93, 99),
    "broken_at_links": (99, 97, 95, 99),
    "commas_around_links": (99, 98, 96, 99),
    "broken_at_words": (98, 93.9, 90, 97),
    "spaced_around_links": (99, 99, 99, 99),
    "without_links": (99, 94, 89, 99),  # a name that is gone everywhere cannot be read
    "read_also": (100, 100, 100, 100),
    "advertised": (100, 100, 100, 100),
    "backticks": (98, 98, 98, 98),
    "tex_marks": (99, 99, 99, 99),
    "brackets": (99, 99, 99, 99),
    "angle_marks": (99, 99, 99, 99),
    "doubled_marks": (99, 99, 99, 99),
    "question_marks": (98, 98, 98, 98),
    "lost_marks": (98, 98, 98, 98),
    "no_width": (99, 99, 99, 99),
    "read_also+comma_joined": (99, 99, 99, 99),
    "advertised+comma_joined": (99, 98, 96, 99),
    "without_links+comma_joined": (99, 94, 89, 99),
    "backticks+comma_joined": (99, 99, 99, 99),
    "question_marks+breaks_written": (98, 98, 98, 98),
    "read_also+glued": (95, 93, 88, 95),
    "advertised+glued": (99, 96, 93, 99),
    "read_also+broken_at_links": (99, 93, 88, 99),
    "broken_at_links+comma_joined": (99, 97, 94, 98),
}
TOLD = {
    "comma_joined": joints.COMMAS,
    "comma_and_blank_joined": joints.COMMAS,
    "commas_doubled": joints.COMMAS,
    "glued": joints.GLUED,
    "blank_comma_joined": joints.COMMAS,
    "bar_joined": joints.COMMAS,
    "breaks_written": legible.ESCAPES,
    "tagged": legible.TAGS,
    "of_a_sheet": legible.ESCAPES,
    "listed": legible.LISTS,
    "broken_at_links": joints.LINKS,
    "broken_at_words": joints.LINKS,
    "commas_around_links": joints.COMMAS,
    "angle_marks": legible.MARKS,
    "doubled_marks": legible.MARKS,
    "question_marks": legible.MARKS,
    "lost_marks": legible.MARKS,
    "backticks": legible.MARKS,
    "tex_marks": legible.MARKS,
    "brackets": legible.MARKS,
}


@cache
def analyser() -> Analyser:
    return Analyser(mode="rules")


@cache
def clean() -> dict[str, Article]:
    return {
        name: Article(name, each["text"], each["title"], datetime.fromisoformat(each["published"]))
        for name, each in annotated().items()
        if "-tempel-" not in name
    }


def words(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", text or "")).casefold()


def rows(article: Article) -> dict[str, Quote]:
    return {words(quote.quote): quote for quote in analyser().quotes(article)}


@cache
def clean_rows() -> dict[str, dict[str, Quote]]:
    return {name: rows(article) for name, article in clean().items()}


def damaged(each: Sequence[damage.Damage], article: Article) -> Article:
    text = article.text
    for done in each:
        text = damage.damaged(text, done(text))
    return replace(article, text=text)


@cache
def after(*each: damage.Damage) -> dict[str, Analysed]:
    broken = {name: damaged(each, article) for name, article in clean().items()}
    return dict(zip(broken, analyser().each(broken.values()), strict=True))


def shares(*each: damage.Damage) -> tuple[float, ...]:
    """Of the clean rows those that are found, with the same speaker, role and date; and rows there should not be."""
    found = speaker = role = date = total = extra = 0
    for name, analysed in after(*each).items():
        now, before = {words(quote.quote): quote for quote in analysed.quotes}, clean_rows()[name]
        extra += len(now.keys() - before.keys())
        for key, row in before.items():
            total += 1
            if (same := now.get(key)) is None:
                continue
            found += 1
            speaker += words(same.speaker) == words(row.speaker)
            role += words(same.role) == words(row.role)
            date += same.date == row.date
    return tuple(100 * part / total for part in (found, speaker, role, date, extra))


@pytest.mark.parametrize("each", damage.CLASSES, ids=lambda each: each.__name__)
def test_rows_of_damaged_articles_are_those_of_clean_ones(each: damage.Damage) -> None:
    *found, extra = shares(each)
    print(each.__name__, [round(share, 1) for share in found], extra)
    assert all(share >= floor for share, floor in zip(found, FLOORS[each.__name__], strict=True)), found
    assert extra <= 1.5


@pytest.mark.parametrize("each", damage.PAIRS, ids=lambda each: "_".join(done.__name__ for done in each))
def test_rows_of_articles_damaged_in_two_ways(each: tuple[damage.Damage, damage.Damage]) -> None:
    *found, extra = shares(*each)
    name = "+".join(done.__name__ for done in each)
    print(name, [round(share, 1) for share in found], extra)
    assert all(share >= floor for share, floor in zip(found, FLOORS[name], strict=True)), found
    assert extra <= 4


@pytest.mark.parametrize("each", damage.CLASSES, ids=lambda each: each.__name__)
def test_quotes_stand_where_their_row_says_and_repairs_are_told(each: damage.Damage) -> None:
    told = 0
    for analysed in after(each).values():
        text = analysed.article.text
        assert all(text[quote.start : quote.end] == quote.quote for quote in analysed.quotes)
        told += TOLD.get(each.__name__) in analysed.repairs
        assert TOLD.get(each.__name__) or not analysed.repairs
    paragraphs = sum("\n" in article.text.strip() for article in clean().values())
    assert told >= (0.95 * paragraphs if each.__name__ in TOLD else 0)


def test_clean_articles_need_no_repair() -> None:
    assert not [analysed.article.doc_id for analysed in analyser().each(clean().values()) if analysed.repairs]


def quoted(text: str) -> list[str]:
    return [quote.quote for quote in analyser().quotes(Article("a", text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # abbreviations and degrees before a comma join nothing
        ('Budi Santosa, S.H., M.H., hadir. "Kami siap," kata Budi, Senin. Ia pulang.', ["Kami siap,"]),
        ('PT Lintas Nusa Tbk., Garuda Sakti Tbk., dan lainnya hadir. "Kami siap," kata Budi.', ["Kami siap,"]),
        # one slip is no damage
        ('Warga pulang.Air surut sejak pagi. "Kami siap," kata Budi. Jalan dibuka. Sekolah libur.', ["Kami siap,"]),
        # a verse and a list keep their lines
        ("Daftar harga:\nberas\ngula\n\n“Harga naik,” kata Sari.", ["Harga naik,"]),
    ],
)
def test_what_looks_like_damage(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Menteri  , mengatakan, "Kami siap memulai besok pagi."', "Menteri"),
        ('"Kami siap memulai besok pagi," kata Kepala Dinas  kepada  , Senin.', "Kepala Dinas"),
        ('Bupati Garut Ratna Wulandari hadir. "Kami siap memulai," ujar dia kepada ,.', "Ratna Wulandari"),
    ],
)
def test_who_lost_their_name_is_called_by_office(text: str, expected: str) -> None:
    assert [quote.speaker for quote in analyser().quotes(Article("a", text))] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Kami siap memulai besok pagi," kataBupati Garut Ratna Wulandari, Senin.', ("kata", "Ratna Wulandari")),
        ('"Kami siap memulai besok pagi," ujar Ratna Wulandari dariGarut, Senin.', ("ujar", "Ratna Wulandari")),
        ('Ratna Wulandari dari detikNews hadir. "Kami siap," ucapnya.', ("ucapnya", "Ratna Wulandari")),
    ],
)
def test_a_name_that_stands_right_behind_a_word(text: str, expected: tuple[str, str]) -> None:
    assert [(quote.cue, quote.speaker) for quote in analyser().quotes(Article("a", text))] == [expected]


def test_a_quotation_that_begins_small_where_paragraphs_are_glued() -> None:
    text = 'Pasar tutup.Warga pulang.Hujan sejak pagi."belum ada yang buka," tulis Ratna.Sekolah libur.Jalan sepi.'
    assert quoted(text) == ["belum ada yang buka,"]


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        # commas around links, without the blanks between
        (
            "Air surut.,Warga pulang.,Jalan dibuka.,Hujan reda.,Hal itu dikatakan Wakil Bupati,Garut Ratna Wulandari,di"
            ' pasar.,"Kami siap memulai besok," kata Ratna.',
            "Ratna Wulandari",
            "Wakil Bupati Garut",
        ),
        (
            'Kepala Badan Pangan Daerah (,BPD,) Garut Ratna Wulandari hadir.,"Kami siap memulai besok," kata Ratna.',
            "Ratna Wulandari",
            "Kepala Badan Pangan Daerah (BPD) Garut",
        ),
        # an office over several lines, before the rest of its sentence
        (
            "Wakil\nBupati\nGarut Ratna Wulandari hadir di pasar\nKota Kembang\nsejak pagi bersama para camat.\n"
            '"Kami siap memulai besok," kata Ratna.',
            "Ratna Wulandari",
            "Wakil Bupati Garut",
        ),
        # a heading with nothing between it and the paragraph under it
        (
            'Air surut.Warga pulang.Jalan dibuka.Pesan CamatMenurut warga, jalan licin."Kami siap," kata Lurah'
            " Ratna Wulandari.",
            "Ratna Wulandari",
            "Lurah",
        ),
    ],
)
def test_offices_in_damaged_texts(text: str, speaker: str, role: str) -> None:
    assert [(quote.speaker, quote.role) for quote in analyser().quotes(Article("a", text))][-1:] == [(speaker, role)]
