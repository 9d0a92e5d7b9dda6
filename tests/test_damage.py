"""What crawlers do to texts costs next to nothing: the rows of damaged articles are those of the clean ones.

Each class of damage is done to the clean articles of `corpus/`; pages pasted whole are left out, for their menus are no
paragraphs. The floors are shares of the clean rows, in percent; lowering one is an edit that a reviewer sees.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

import damage
import pytest
from test_corpus import articles as annotated

from quotes.analysis.layout import joints, legible
from quotes.analysis.pipeline import Analyser
from quotes.records import Article, Quote

# class -> least share of rows found, with the same speaker, role, date, of the clean rows
FLOORS = {
    "comma_joined": (100, 100, 100, 100),
    "comma_and_blank_joined": (100, 98, 94, 99),
    "commas_doubled": (100, 100, 100, 100),
    "glued": (99, 95, 91, 99),
    "broken_at_links": (99, 97, 95, 99),
    "without_links": (99, 94, 89, 99),  # a name that is gone everywhere cannot be read
    "read_also": (100, 100, 100, 100),
    "advertised": (100, 100, 100, 100),
    "backticks": (98, 98, 98, 98),
    "tex_marks": (99, 99, 99, 99),
    "brackets": (98, 98, 98, 98),
}
TOLD = {
    "comma_joined": joints.COMMAS,
    "comma_and_blank_joined": joints.COMMAS,
    "commas_doubled": joints.COMMAS,
    "glued": joints.GLUED,
    "broken_at_links": joints.LINKS,
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


def damaged(each: damage.Damage, article: Article) -> Article:
    return Article(article.doc_id, damage.damaged(article.text, each(article.text)), article.title, article.published)


@pytest.mark.parametrize("each", damage.CLASSES, ids=lambda each: each.__name__)
def test_rows_of_damaged_articles_are_those_of_clean_ones(each: damage.Damage) -> None:
    found = speaker = role = date = total = extra = 0
    for name, article in clean().items():
        after, before = rows(damaged(each, article)), clean_rows()[name]
        extra += len(after.keys() - before.keys())
        for key, row in before.items():
            total += 1
            if (same := after.get(key)) is None:
                continue
            found += 1
            speaker += words(same.speaker) == words(row.speaker)
            role += words(same.role) == words(row.role)
            date += same.date == row.date
    shares = tuple(100 * part / total for part in (found, speaker, role, date))
    print(each.__name__, [round(share, 1) for share in shares], extra, total)
    assert all(share >= floor for share, floor in zip(shares, FLOORS[each.__name__], strict=True)), shares
    assert extra <= 0.01 * total


@pytest.mark.parametrize("each", damage.CLASSES, ids=lambda each: each.__name__)
def test_quotes_stand_where_their_row_says_and_repairs_are_told(each: damage.Damage) -> None:
    texts = [article.text for article in clean().values()]
    broken = [damaged(each, article) for article in clean().values()]
    told = 0
    for analysed in analyser().each(broken):
        text = analysed.article.text
        assert all(text[quote.start : quote.end] == quote.quote for quote in analysed.quotes)
        told += TOLD.get(each.__name__) in analysed.repairs
        assert TOLD.get(each.__name__) or not analysed.repairs
    assert told >= (0.95 * sum("\n" in text.strip() for text in texts) if each.__name__ in TOLD else 0)


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
