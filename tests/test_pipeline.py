"""From an article to its rows: what is true of each, and what stages tell each other."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from quotes.analysis import pipeline
from quotes.analysis.dating import dates
from quotes.analysis.document.annotated import AnnotatedArticle
from quotes.analysis.mentions.entities import NONE
from quotes.analysis.pipeline import Analyser
from quotes.lexicon import lists
from quotes.records import Article, Quote

ANALYSER = Analyser()

PARAGRAPHS = (
    "Bupati Sleman Sari Dewi meninjau tanggul di Desa Sukatani, Selasa (11/1/2022). Ia datang bersama warga.",
    '"Air sudah surut sejak pagi. Warga boleh pulang," kata Sari dalam keterangannya, Selasa (11/1/2022).',
    "Menurut dia, tanggul akan diperbaiki bulan depan dengan dana daerah.",
    '"Kami minta maaf," ujarnya, "karena perbaikan terlambat."',
    'Seorang warga, Joko Lesmana, mengaku lega. "Saya bisa ke sawah lagi," tutur Joko seperti dikutip Antara.',
)
TEXT = "\n\n".join(PARAGRAPHS)
ARTICLE = Article("sleman-1", TEXT, "Tanggul Sukatani Diperbaiki", datetime(2022, 1, 12, 6, 5), "Kabar Desa")


def rows(article: Article) -> list[Quote]:
    return ANALYSER.quotes(article)


def test_an_article_in_full() -> None:
    assert [(q.quote, q.cue, q.mention, q.speaker) for q in rows(ARTICLE)] == [
        ("Air sudah surut sejak pagi. Warga boleh pulang,", "kata", "Sari", "Sari Dewi"),
        ("Kami minta maaf,", "ujarnya", "-nya", "Sari Dewi"),
        ("karena perbaikan terlambat.", "ujarnya", "-nya", "Sari Dewi"),
        ("Saya bisa ke sawah lagi,", "tutur", "Joko", "Joko Lesmana"),
    ]


def test_offsets_context_and_order() -> None:
    found = rows(ARTICLE)
    assert [q.start for q in found] == sorted(q.start for q in found)
    for q in found:
        assert TEXT[q.start : q.end] == q.quote
        assert TEXT[q.context_start :].startswith(q.context)
        assert q.context in PARAGRAPHS
        assert q.quote in q.context


def test_what_is_known_of_the_article_is_in_every_row() -> None:
    for q in rows(ARTICLE):
        assert (q.doc_id, q.title, q.source, q.url) == ("sleman-1", ARTICLE.title, "Kabar Desa", None)
        assert q.published == ARTICLE.published


def test_ids_tell_article_and_place_alone() -> None:
    ids = [q.quote_id for q in rows(ARTICLE)]
    assert len(set(ids)) == len(ids)
    assert [q.quote_id for q in Analyser().quotes(Article("sleman-1", TEXT))] == ids
    assert set(ids).isdisjoint(q.quote_id for q in rows(Article("sleman-2", TEXT)))
    # the same on every machine and with every version: ledgers are joined by it
    assert rows(Article("a", '"Kami siap," kata Sari.'))[0].quote_id == "589992125f2ccf53"


@pytest.mark.parametrize("published", [datetime(2022, 1, 12, 6, 5), None])
def test_one_line_and_paragraphs_give_the_same_rows(published: datetime | None) -> None:
    one = Article("a", " ".join(PARAGRAPHS), ARTICLE.title, published)
    many = Article("a", TEXT, ARTICLE.title, published)

    def told(article: Article) -> list[tuple[object, ...]]:
        names = (
            "quote",
            "kind",
            "cue",
            "mention",
            "speaker",
            "speaker_type",
            "role",
            "date",
            "date_basis",
            "via",
            "rule",
        )
        return [tuple(getattr(q, name) for name in names) for q in rows(article)]

    assert told(one) == told(many)


def test_dates() -> None:
    first, second, _, last = rows(ARTICLE)
    assert (first.date, first.date_text, first.date_basis) == (date(2022, 1, 11), "Selasa (11/1/2022)", "stated")
    assert (second.date, second.date_text, second.date_basis) == (date(2022, 1, 11), "Selasa (11/1/2022)", "speaker")
    assert (last.date, last.date_text, last.date_basis) == (date(2022, 1, 12), None, "published")


def test_without_a_day_of_publication_only_printed_dates_are_told() -> None:
    *_, last = rows(Article("a", TEXT))
    assert (last.published, last.date, last.date_text, last.date_basis) == (None, None, None, None)
    assert rows(Article("a", TEXT))[0].date == date(2022, 1, 11)


@pytest.mark.parametrize(
    ("source", "url", "via"),
    [
        ("Kabar Desa", None, "Antara"),
        (None, None, "Antara"),
        ("Antara", None, None),
        ("ANTARA", None, None),
        (None, "https://www.antaranews.com/berita/1", None),
        (None, "https://[", "Antara"),
    ],
)
def test_an_outlet_does_not_relay_itself(source: str | None, url: str | None, via: str | None) -> None:
    *_, last = rows(Article("a", TEXT, None, None, source, url))
    assert last.via == via


@pytest.mark.parametrize("text", ["", " \n\n ", "Air surut.", '"', '""', '" "', "\ufeff", "\x00"])
def test_no_quote_is_no_row(text: str) -> None:
    assert rows(Article("a", text)) == []


def test_the_context_of_a_clause_in_the_next_paragraph_holds_both() -> None:
    text = 'Warga datang.\n"Air surut semua sekarang,"\nkata Sari Dewi.\nWarga pulang.'
    (found,) = rows(Article("a", text))
    assert found.context == '"Air surut semua sekarang,"\nkata Sari Dewi.'


def test_the_context_of_an_endless_paragraph_stays_short() -> None:
    text = "Warga datang dan pulang. " * 2_000 + '"Air surut," kata Sari Dewi. ' + "Warga datang dan pulang. " * 2_000
    (found,) = rows(Article("a", text))
    assert '"Air surut," kata Sari Dewi.' in found.context
    assert len(found.context) < 4_000
    assert text[found.context_start :].startswith(found.context)


def test_one_analyser_reads_many_articles_alike() -> None:
    shared, fresh = Analyser(), rows(ARTICLE)
    for _ in range(2):
        assert shared.quotes(ARTICLE) == fresh
        assert shared.quotes(Article("b", '"Saya lega," kata Sari Wulandari.'))[0].speaker == "Sari Wulandari"


class _Watched:
    """An article under analysis that notes which of its fields are read and set."""

    def __init__(self, article: AnnotatedArticle) -> None:
        object.__setattr__(self, "_article", article)
        object.__setattr__(self, "used", set())
        object.__setattr__(self, "given", set())

    def __getattr__(self, name: str) -> object:
        self.used.add(name)
        # Methods and properties read fields too.
        return getattr(self._article, name)

    def __setattr__(self, name: str, value: object) -> None:
        self.given.add(name)
        setattr(self._article, name, value)


def test_every_stage_names_what_it_needs_and_gives_and_runs_behind_what_it_needs():
    article = AnnotatedArticle(Article("a", TEXT), lists.load(), NONE)
    there = {"article", "lexicon", "entities", "indirect"}
    for stage in (*pipeline.STAGES, *pipeline.LAST):
        watched = _Watched(article)
        stage.run(watched)
        assert stage.needs <= there, f"{stage.run.__name__} needs what is not there"
        assert watched.used - {"article", "lexicon", "text", "outside_marks"} <= stage.needs, stage.run.__name__
        assert watched.given == stage.gives, stage.run.__name__
        there |= stage.gives


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the day of the sentence that presents the speaker
        (
            "Vaksin dipastikan aman. Hal itu disampaikan Kepala Puskesmas Lembata Rosalia Peni saat ditemui, "
            'Selasa (5/4/2022).\n"Stoknya cukup," ujarnya.\n"Datanglah pagi," kata Rosalia.',
            [("2022-04-05", "speaker"), ("2022-04-05", "speaker")],
        ),
        (
            "Manajer Persela, Gito Prayoga, angkat bicara soal wasit di Stadion Surajaya, Rabu (6/4/2022).\n"
            '"Kami kecewa," tutur Gito.',
            [("2022-04-06", "speaker")],
        ),
        (
            'Demikian dikatakan Camat Lembata Yosef Lamabelawa, Rabu (6/4/2022).\n"Jalan dibuka," katanya.',
            [("2022-04-06", "speaker")],
        ),
        (
            'Camat Lembata Yosef Lamabelawa, saat dihubungi Selasa, mengatakan jalan ditutup.\n"Ada longsor," katanya.',
            [("2022-04-05", "speaker")],
        ),
        # a day in what is told is none of saying
        (
            'Camat Yosef Lamabelawa menjelaskan warga mengungsi pada Senin (4/4).\n"Ada longsor," katanya.',
            [("2022-04-08", "published")],
        ),
        ('Yosef Lamabelawa lahir pada Senin (4/4/1988).\n"Ada longsor," kata Yosef.', [("2022-04-08", "published")]),
        # times that are no single day
        ('"Jembatan kuat," kata Camat Yosef Lamabelawa saat meresmikannya pada Juni 2019.', [(None, None)]),
        ('"Jembatan kuat," kata Yosef Lamabelawa, tiga tahun lalu.', [(None, None)]),
        ('"Jembatan kuat," kata Yosef Lamabelawa, belum lama ini.', [(None, None)]),
        ('"Jembatan kuat," kata Yosef Lamabelawa kepada wartawan, pekan lalu.', [(None, None)]),
        ('"Jembatan kuat," kata Agustina Mei.', [("2022-04-08", "published")]),
        ('"Jembatan kuat," kata Agus Mei Yanto soal banjir tahun lalu.', [("2022-04-08", "published")]),
    ],
)
def test_days(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    rows = Analyser(mode="rules").quotes(Article("a", text, published=datetime(2022, 4, 8, 9)))
    assert [(row.date and row.date.isoformat(), row.date_basis) for row in rows] == expected


def test_dates_that_cannot_be_are_told() -> None:
    texts = [
        '"Air surut," kata Budi, Kamis (28/5/2025).',
        '"Air surut," kata Budi, Senin (1/6/2026).',
        '"Ya," kata Budi.',
    ]
    given = [Article(str(n), text, published=datetime(2026, 5, 29)) for n, text in enumerate(texts)]
    mended, left_out, sound = Analyser(mode="rules").each(given)
    assert (mended.quotes[0].date, mended.remarks) == (date(2026, 5, 28), (dates.MENDED,))
    assert (left_out.quotes[0].date, left_out.remarks) == (date(2026, 5, 29), (dates.LEFT_OUT,))
    assert sound.remarks == ()
