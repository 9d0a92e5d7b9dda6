"""Web pages to articles: the text, and what the page says about it."""

from __future__ import annotations

import json
import logging
import socket
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from quotes.analysis.pipeline import Analyser
from quotes.errors import InputError
from quotes.reading import Skipped, articles
from quotes.reading.pages.html import article, looks_like
from quotes.reading.sources import Unreadable
from quotes.records import Article

PAGES = Path(__file__).parent / "pages"

# What each page says of its article; the text stands beside the page.
HEADS = json.loads((PAGES / "heads.json").read_text(encoding="utf-8"))


def page(body: str, head: str = "") -> bytes:
    head = f"<head><meta charset=utf-8>{head}</head>"
    return f"<!doctype html><html>{head}<body><article>{body}</article></body></html>".encode()


def text(body: str, head: str = "") -> str:
    return article(page(body, head)).text


# --- pages of outlets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HEADS)
def test_a_page_of_an_outlet(name: str) -> None:
    (found,) = articles([str(PAGES / f"{name}.html")])
    assert isinstance(found, Article)
    assert found.text == (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    told = {name: getattr(found, name) for name in ("title", "source", "author", "url")}
    assert {**told, "published": found.published and found.published.isoformat()} == HEADS[name]
    assert found.repairs == ()


def test_every_page_is_told_of() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == {path.stem for path in PAGES.glob("*.txt")} == set(HEADS)


def test_a_folder_of_pages(tmp_path: Path) -> None:
    for name in ("detik", "amp"):
        (tmp_path / f"{name}.html").write_bytes((PAGES / f"{name}.html").read_bytes())
    assert [found.title for found in articles([str(tmp_path)])] == [HEADS["amp"]["title"], HEADS["detik"]["title"]]  # type: ignore[union-attr]


def test_a_complete_page_s_other_files_are_not_articles(tmp_path: Path) -> None:
    (tmp_path / "Jembatan.html").write_bytes((PAGES / "detik.html").read_bytes())
    (tmp_path / "Jembatan_files").mkdir()
    (tmp_path / "Jembatan_files" / "script.js").write_text("var a = '\"Bukan,\" kata skrip';")
    (tmp_path / "catatan_files").mkdir()
    (tmp_path / "catatan_files" / "a.txt").write_text("Sungai surut.\n")
    found = list(articles([str(tmp_path)]))
    assert [item.text for item in found] == [(PAGES / "detik.txt").read_text(), "Sungai surut.\n"]  # type: ignore[union-attr]


def test_a_complete_page_in_one_file(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Jembatan"
    message.set_content("Halaman web", subtype="plain")
    message.add_alternative((PAGES / "detik.html").read_text(encoding="utf-8"), subtype="html")
    (tmp_path / "a.mhtml").write_bytes(message.as_bytes())
    (found,) = articles([str(tmp_path / "a.mhtml")])
    assert isinstance(found, Article) and found.text == (PAGES / "detik.txt").read_text(encoding="utf-8")


def test_a_complete_page_s_frames_are_not_the_page(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://kabar.example/a"
    message.set_content("Halaman web", subtype="plain")
    for address, body in (("https://iklan.example/", page(FILL)), ("https://kabar.example/a", page("<p>Surut.</p>"))):
        message.add_attachment(body.decode(), subtype="html", headers=[f"Content-Location: {address}"])
    (tmp_path / "a.mhtml").write_bytes(message.as_bytes())
    (found,) = articles([str(tmp_path / "a.mhtml")])
    assert isinstance(found, Article) and (found.text, found.url) == ("Surut.\n", "https://kabar.example/a")


def test_a_page_saved_by_a_browser_says_whence() -> None:
    saved = b"<!-- saved from url=(0026)https://kabar.example/a-b?c -->\n"
    assert article(page(FILL).replace(b"<html>", saved + b"<html>")).url == "https://kabar.example/a-b?c"


def test_an_mhtml_file_without_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.mht").write_text("Subject: a\nContent-Type: text/plain\n\nSungai surut.\n")
    with pytest.raises(InputError, match="holds no web page"):
        list(articles([str(tmp_path / "a.mht")]))


@pytest.mark.parametrize("name", ["index", "read.php", "123-judul.txt", "artikel.asp"])
def test_a_page_is_known_by_its_beginning_too(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes((PAGES / "antara.html").read_bytes())
    (found,) = articles([str(tmp_path / name)])
    assert isinstance(found, Article) and found.title == HEADS["antara"]["title"]


@pytest.mark.parametrize(
    "start, expected",
    [
        ("<!DOCTYPE html>", True),
        ("\ufeff  \n<!doctype HTML PUBLIC", True),
        ('<?xml version="1.0"?>\n<html xmlns="a">', True),
        ("<!-- saved from url=(0020)https://a.example/ -->\n<html>", True),
        ("<htmlx", False),
        ("Kata <html> ditulis di papan.", False),
        ("", False),
    ],
)
def test_what_looks_like_a_page(start: str, expected: bool) -> None:
    assert looks_like(start.encode()) is expected


# --- the repairs -------------------------------------------------------------------------------------------------

FILL = "<p>Warga Rawa Indah pulang setelah air surut dan jalan dibersihkan bersama-sama sejak pagi hari.</p>"


@pytest.mark.parametrize(
    "body, expected",
    [
        ("<p>Satu  \n dua.</p><p>Tiga.</p>", "Satu dua.\nTiga.\n"),
        ("Satu.<br><br>Dua.<br>Tiga.", "Satu.\nDua.\nTiga.\n"),
        ("<p>Harga naik<br>menjadi Rp 5.000.</p>", "Harga naik menjadi Rp 5.000.\n"),
        ("<p>Kata<b> Budi</b>, <i>Sari</i>.</p>", "Kata Budi, Sari.\n"),
        ("<p>Ia <q>sudah pulang</q>.</p>", "Ia “sudah pulang”.\n"),
        ("<p>Ia <q>“sudah pulang”</q>.</p>", "Ia “sudah pulang”.\n"),
        ("<p><q>Dia bilang <q>tidak</q> kemarin,</q> kata Budi.</p>", "“Dia bilang ‘tidak’ kemarin,” kata Budi.\n"),
        ("<blockquote><p>Air surut.</p></blockquote><p>kata Budi.</p>", "“Air surut.”\nkata Budi.\n"),
        ("<blockquote>Air surut. <cite>Budi, lurah</cite></blockquote>", "“Air surut.”\nBudi, lurah\n"),
        ('<blockquote>"Air surut," kata Budi.</blockquote>', '"Air surut," kata Budi.\n'),
        (
            "<p>“Air sudah surut sejak pagi,” kata Budi.</p><blockquote>Air sudah surut sejak pagi</blockquote>",
            "“Air sudah surut sejak pagi,” kata Budi.\n",
        ),
        ("<p>Air surut. Baca juga: <a href=/a>Sungai Meluap</a> Warga pulang.</p>", "Air surut. Warga pulang.\n"),
        (
            "<p><b>Baca Juga:</b></p><ul><li><a href=/a>Sungai Meluap Lagi</a></li></ul><p>Surut.</p>",
            "Surut.\n",
        ),
        ("<p>Warga <a href=/tag/rawa>Rawa Indah</a> pulang.</p>", "Warga Rawa Indah pulang.\n"),
        ("<figure><img><figcaption>Warga (Foto: Antara)</figcaption></figure><p>Surut.</p>", "Surut.\n"),
        ("<p>10.32 WIB</p><p>Surut.</p><p>Pukul 11:05</p><p>Kering.</p>", "Surut.\nKering.\n"),
        ("<p>Bupati <a class=inner-link-tag href=/tag/a>Rawa</a> Indah pulang.</p>", "Bupati Rawa Indah pulang.\n"),
        ("<p><a class=tag href=/tag/a>rawa</a></p><p>Surut.</p>", "Surut.\n"),
        (
            "<p>Air surut. <b>Baca juga:</b> <a href=/a>Sungai Meluap</a> Warga pulang.</p>",
            "Air surut. Warga pulang.\n",
        ),
        ("<ul><li><a href=/a>Nomor 3 Bikin Nagih!</a></li></ul><p>Surut.</p>", "Surut.\n"),
        ("<div class='box-baca-juga-new'>Sungai Meluap</div><p>Surut.</p>", "Surut.\n"),
        ("<p><a href=?page=1>1</a> <a href=?page=2>2</a> <a href=?page=2>Lanjut</a></p><p>Surut.</p>", "Surut.\n"),
        ("<p>Halaman : 1 2 3</p><p>2 dari 3 halaman</p><p>Surut.</p><p>(ran/ypr)</p><p>***</p>", "Surut.\n"),
        ("<p>5 menit lalu</p><p>Surut.</p><p>waktu baca 3 menit</p>", "Surut.\n"),
        ("<p>Surut.</p><p>Komentar (3)</p><p>Mantap.</p>", "Surut.\n"),
        ("<figure><img><p>Getty Images</p></figure><p>Surut.</p>", "Surut.\n"),
        ("<figure><blockquote>Air surut.</blockquote></figure><p>Kering.</p>", "“Air surut.”\nKering.\n"),
        ("<blockquote><p>Air surut.</p><footer>Budi, lurah</footer></blockquote>", "“Air surut.”\nBudi, lurah\n"),
        (
            "<div class=kutip>“Air sudah surut sejak pagi”</div><p>“Air sudah surut sejak pagi,” kata Budi.</p>",
            "“Air sudah surut sejak pagi,” kata Budi.\n",
        ),
        ("<p class=sr-only>Samar.</p><p aria-hidden=true>Samar.</p><p>Surut.</p>", "Surut.\n"),
        ("<p style='visibility:hidden'>Samar.</p><p style='left:-9999px'>Samar.</p><p>Surut.</p>", "Surut.\n"),
        ("<p class='overflow-hidden'>Surut.</p><p class='hidden md:block'>Kering.</p>", "Surut.\nKering.\n"),
        ("<div role=dialog>Setuju kuki?</div><div class=cookie-bar>Kuki.</div><p>Surut.</p>", "Surut.\n"),
        ("<p>Air surut. <a href=/a>Baca juga: Sungai Meluap</a> Warga pulang.</p>", "Air surut. Warga pulang.\n"),
        ("<p><b>Baca juga:</b> Sungai Meluap</p><p>Surut.</p>", "Surut.\n"),
        ("<p>Baca juga:<br>- <a href=/a>Sungai Meluap</a><br>- <a href=/b>Rawa</a></p><p>Surut.</p>", "Surut.\n"),
        ("<p><b><a class=tag href=/a>BPBD</a></b> menyiapkan perahu.</p>", "BPBD menyiapkan perahu.\n"),
        ("<p>Menurut <span class=author>Budi</span>, air surut.</p>", "Menurut Budi, air surut.\n"),
        ("<p class=caption-style>“Air surut,” kata Budi.</p>", "“Air surut,” kata Budi.\n"),
        ("<div><div>Baca Juga</div><a href=/a><div>Sungai Meluap</div></a></div><p>Surut.</p>", "Surut.\n"),
        ("<p>- Advertisement -</p><p>[ADS]</p><p>#banjir #rawa</p><p>Surut.</p>", "Surut.\n"),
        ("<blockquote cite='https://x.com/a/1'><p>Banjir</p>— Budi</blockquote><p>Surut.</p>", "Surut.\n"),
        ("<blockquote><p>“Air surut.”</p><p>— Budi</p></blockquote>", "“Air surut.”\n— Budi\n"),
        ("<blockquote><p>Air surut.</p><p>Budi, lurah</p></blockquote>", "“Air surut.”\nBudi, lurah\n"),
        ("<p hidden>Tersembunyi.</p><p style='color:red;display: none'>Juga.</p><p>Surut.</p>", "Surut.\n"),
        ("<script>'<p>Skrip.</p>'</script><p>Surut.</p><!-- <p>Catatan.</p> -->", "Surut.\n"),
        ("<div class='share-box'>Bagikan</div><p>Surut.</p>", "Surut.\n"),
        ("<table><tr><td>Beras</td><td>Rp 12.000</td></tr></table>", "Beras\nRp 12.000\n"),
        ("<p>Kata&nbsp;Budi &amp;amp; Sari &quot;surut&quot;.</p>", 'Kata Budi & Sari "surut".\n'),
    ],
)
def test_repairs(body: str, expected: str) -> None:
    fill = "Warga Rawa Indah pulang setelah air surut dan jalan dibersihkan bersama-sama sejak pagi hari.\n"
    assert text(f"<div itemprop=articleBody>{FILL * 2}{body}</div>") == fill * 2 + expected


def test_marks_from_the_style_sheet() -> None:
    rules = 'p.ucapan:before { content: "\\201C" } p.ucapan:after { content: close-quote } p:before{content:"x"}'
    body = "<p class='x ucapan'>Air surut,</p><p>kata Budi.</p>"
    assert text(body, f"<style>{rules}</style>") == "“Air surut,”\nkata Budi.\n"


def test_the_title_is_no_paragraph() -> None:
    head = '<meta property="og:title" content="Air Surut di Rawa">'
    assert text("<h2>Air Surut di Rawa</h2><p>Warga pulang.</p>", head) == "Warga pulang.\n"


@pytest.mark.parametrize(
    "head, expected",
    [
        ('<meta property="article:published_time" content="2025-10-20T03:38:00Z">', datetime(2025, 10, 20, 10, 38)),
        ('<meta itemprop="datePublished" content="2025-10-20 10:38">', datetime(2025, 10, 20, 10, 38)),
        ('<meta name="pubdate" content="Senin, 20 Okt 2025 10:38 WIB">', datetime(2025, 10, 20, 10, 38)),
        (
            '<script type="application/ld+json">{"@type":"Article","datePublished":"2025-10-20T10:38:00+07"}]</script>',
            datetime(2025, 10, 20, 10, 38),  # no JSON after all
        ),
        (
            '<meta property="article:published_time" content="2024-01-01"><script type="application/ld+json">'
            '[{"@graph":[{"@type":["Article"],"datePublished":"2025-10-20"}]}]</script>',
            datetime(2025, 10, 20),
        ),
        ('<meta property="article:published_time" content="kemarin">', None),
        ("", None),
    ],
)
def test_publication_times(head: str, expected: datetime | None) -> None:
    assert article(page(FILL, head)).published == expected


@pytest.mark.parametrize(
    "byline",
    [
        "<div class=date>Senin, 20 Okt 2025 10:38 WIB</div>",
        "<time datetime='2025-10-20T10:38:00+07:00'>kemarin</time>",
        "<p>Oleh Sari Dewi - 20/10/2025, 10:38 WIB</p>",
    ],
)
def test_printed_publication_times(byline: str) -> None:
    assert article(page(byline + FILL)).published == datetime(2025, 10, 20, 10, 38)


@pytest.mark.parametrize(
    "data, expected",
    [
        ('{"@type":"NewsArticle","author":{"name":"Sari Dewi"},}', "Sari Dewi"),  # a comma too many
        ('//<![CDATA[\n{"@type":"NewsArticle","author":"Sari Dewi"}\n//]]>', "Sari Dewi"),
        ('{"@type":"NewsArticle","headline":"a "b" c","author":{"@type":"Person","name":"Sari Dewi"}}', "Sari Dewi"),
        ('[{"@type":"NewsArticle","author":[[{"name":"Sari Dewi"}],{"name":"Budi Jaya"}]}]', "Sari Dewi, Budi Jaya"),
        ('[{"@type":"VideoObject","author":"Kamera"},{"@type":"NewsArticle","author":"Sari Dewi"}]', "Sari Dewi"),
        (
            '[{"@type":"NewsArticle","headline":"Lain","author":"Orang Lain"},'
            '{"@type":"NewsArticle","headline":"Air Surut di Rawa","author":"Sari Dewi"}]',
            "Sari Dewi",
        ),
        (
            '[{"@type":"NewsArticle","headline":"Lain","author":"Orang Lain"},'
            '{"@type":"NewsArticle","headline":"Air Surut di Rawa"}]',
            None,
        ),
        ('{"@type":"NewsArticle","author":"Kompas.com"}', None),  # an outlet is nobody
        ('{"@type":"NewsArticle","author":"Tim Redaksi"}', None),
    ],
)
def test_a_page_s_data_tell_of_its_own_article(data: str, expected: str | None) -> None:
    head = f'<meta property="og:title" content="Air Surut di Rawa"><script type="application/ld+json">{data}</script>'
    assert article(page(FILL, head)).author == expected


@pytest.mark.parametrize(
    "byline",
    [
        "<p class=byline>Oleh Sari Dewi | Editor Budi Jaya</p>",
        "<div class=read__author>Penulis: Sari Dewi</div>",
        "<a rel=author href=/sari>Sari Dewi</a>",
        "<div class=author-time>Sari Dewi Senin, 20 Oktober 2025 10:38 WIB</div>",
        "<div>Reporter: <b>Sari Dewi</b> | Editor: <b>Budi Jaya</b></div>",
        "<span itemprop=author>Sari Dewi - detikNews</span>",
    ],
)
def test_printed_authors(byline: str) -> None:
    found = article(page(byline + FILL))
    assert (found.author, found.text) == ("Sari Dewi", article(page(FILL)).text)


@pytest.mark.parametrize(
    "head, expected",
    [
        ('<meta property="og:site_name" content="KOMPAS.com">', "Kompas.com"),
        ('<meta property="og:site_name" content="www.jpnn.com">', "JPNN.com"),
        ('<meta property="og:site_name" content="https://news.okezone.com/">', "Okezone"),
        ('<meta property="og:site_name" content="Kabar Rawa">', "Kabar Rawa"),
        ('<link rel=canonical href="https://www.cnnindonesia.com/nasional/1">', "CNN Indonesia"),
        ('<link rel=canonical href="https://kabar.example/1">', "kabar.example"),
    ],
)
def test_outlets(head: str, expected: str) -> None:
    assert article(page(FILL, head)).source == expected


TITLE = "Air Surut di Rawa Indah, Warga Pulang"
SITE = "<meta property=og:site_name content='Kabar Rawa'>"


@pytest.mark.parametrize(
    "head, body",
    [
        (f"<title>{TITLE} Halaman 2 - Kabar Rawa</title>{SITE}", ""),
        (f"<title>{TITLE} - Page 2 - Kabar Rawa</title>{SITE}", ""),
        (f"<title>{TITLE} – Kabar Rawa Hari Ini</title>{SITE}", ""),
        (f"<title>Kabar Rawa - {TITLE}</title>{SITE}", ""),
        (f"<title>{TITLE} : Okezone News</title><link rel=canonical href=https://news.okezone.com/a>", ""),
        (f"<title>{TITLE} | tempo.co</title>", ""),
        (f"<title>Berita: {TITLE}</title>", f"<h1>Kabar Rawa</h1><h1>{TITLE}</h1>"),
        ("<title>Kabar Rawa</title>", f"<h1><a href=/>Kabar Rawa</a></h1><h2>{TITLE}</h2>"),
        ("<meta property=og:title content='Air Surut di Rawa...'>", f"<h1>{TITLE}</h1>"),
        ("<title></title>", f"<h2>{TITLE}</h2>"),
    ],
)
def test_titles(head: str, body: str) -> None:
    assert article(page(body + FILL, head)).title == TITLE


def test_a_day_alone_is_the_publication_s_under_the_title_only() -> None:
    body = "<h1>Air Surut di Rawa Indah</h1><p>Rawa Indah, 20 Oktober 2025</p>"
    assert article(page(body + FILL)).published == datetime(2025, 10, 20)
    assert article(page("<p>20 Oktober 2025</p><h1>Air Surut di Rawa Indah</h1>" + FILL)).published is None


def test_a_menu_s_times_are_others() -> None:
    menu = "<li><a href=/a>Lain</a> <time>1/2/2020 10:00</time></li>"
    body = "<h1>Air Surut di Rawa Indah</h1><time>20/10/2025 10:38</time>"
    assert article(page(menu + body + FILL)).published == datetime(2025, 10, 20, 10, 38)


def test_the_text_in_a_page_s_data_is_for_pages_that_show_less() -> None:
    shown = "Warga Rawa Indah pulang setelah air surut dan jalan dibersihkan bersama-sama sejak pagi hari."
    whole = f"{shown} {'Besok sekolah buka. ' * 9}<br>“Kami siap,” kata Budi."
    data = json.dumps({"@type": "NewsArticle", "articleBody": whole})
    head = f'<script type="application/ld+json">{data}</script>'
    assert text(FILL, head).endswith("Besok sekolah buka.\n“Kami siap,” kata Budi.\n")
    other = "<p>Halaman ini tentang hal lain sama sekali, yang panjangnya cukup untuk sebuah paragraf.</p>" * 2
    assert "Kami siap" not in text(other, head)


def test_the_given_publication_time_is_for_pages_that_say_none() -> None:
    given = datetime(2020, 1, 1)
    assert article(page(FILL), published=given).published == given
    assert article(page("<time>20/10/2025 10:38</time>" + FILL), published=given).published != given


# --- encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "<html><body><p>“Harga naik 5 €,” kata René.</p></body></html>".encode(),
        b"\xef\xbb\xbf" + "<html><body><p>“Harga naik 5 €,” kata René.</p></body></html>".encode(),
        "<html><body><p>“Harga naik 5 €,” kata René.</p></body></html>".encode("utf-16"),
        "<html><body><p>“Harga naik 5 €,” kata René.</p></body></html>".encode("utf-16-le"),
        "<html><body><p>“Harga naik 5 €,” kata René.</p></body></html>".encode("utf-16-be"),
        "<html><meta charset=iso-8859-1><p>“Harga naik 5 €,” kata René.</p></html>".encode("cp1252"),
        "<html><meta charset=utf-8><p>“Harga naik 5 €,” kata René.</p></html>".encode("cp1252"),
        "<html><meta charset=iso-8859-1><p>“Harga naik 5 €,” kata René.</p></html>".encode(),
        "<html><meta charset=windows-1250><p>“Harga naik 5 €,” kata René.</p></html>".encode("cp1250"),
        "<html><meta charset=utf-7><p>“Harga naik 5 €,” kata René.</p></html>".encode("cp1252"),
    ],
)
def test_encodings(data: bytes) -> None:
    assert article(data).text == "“Harga naik 5 €,” kata René.\n"


def test_repairs_are_told() -> None:
    found = article(page("<p>â€œAir su\u00adrut,â€\u009d kata Budi &amp;quot;Ujang&amp;quot;.</p>"))
    assert found.text == '“Air surut,” kata Budi "Ujang".\n'
    assert set(found.repairs) == {"mojibake", "entities", "invisible characters"}


# --- what is no article ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"", "is empty"),
        (b"<html><body></body></html>", "holds no article"),
        (b"<html><body><script>var a;</script><img src=a.jpg></body></html>", "holds no article"),
        (b"<!-- only this -->", "holds no article"),
        (b"%PDF-1.7 ...", "is a PDF document"),
        (b"<html>\x00\x01\x02\x03" * 500, "binary data"),
        (b"<html><body>" + b"<div>" * 10_000 + b"<p>Surut.</p>", "too deep"),
    ],
)
def test_refusals(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        article(data)


def test_a_page_too_large_is_skipped_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(FILL * 40))
    (tmp_path / "b.html").write_bytes(page(FILL))
    found = list(articles([str(tmp_path)], max_article_bytes=1000))
    assert isinstance(found[0], Skipped) and found[0].path.endswith("a.html") and "larger than" in found[0].reason
    assert isinstance(found[1], Article)


def test_a_page_opens_no_connection_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    head = (
        '<base href="http://a.example/"><link rel=stylesheet href="//a.example/a.css"><script src=//a.example></script>'
    )
    doctype = b'<!DOCTYPE html SYSTEM "http://a.example/a.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = page(f"{FILL}<p>&x;</p><img src=http://a.example/a><iframe src=file:///etc/passwd></iframe>", head)
    article(data)  # whatever is imported is imported

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    for name in ("connect", "connect_ex", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("io.open", refuse)
    found = article(data.replace(b"<!doctype html>", doctype))
    assert "root:" not in found.text and "Warga Rawa Indah" in found.text


def test_trafilatura_finds_the_text_where_no_name_is_known(caplog: pytest.LogCaptureFixture) -> None:
    menu = "".join(f"<li><a href=/{i}>Rubrik Nomor {i}</a></li>" for i in range(30))
    story = "".join(
        f'<p>"Air di sungai {i} surut sejak pagi tadi," kata Lurah Rawa Budi Santosa.</p>' for i in range(9)
    )
    with caplog.at_level(logging.WARNING):
        found = article(
            f"<html><body><ul>{menu}</ul><div class=qq>{story}</div><p>Hubungi kami</p></body></html>".encode()
        )
    assert found.text.count("kata Lurah Rawa") == 9 and "Rubrik" not in found.text
    assert not caplog.records


# --- the same ledger, row for row --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HEADS)
def test_a_page_gives_the_rows_of_its_text(name: str, tmp_path: Path) -> None:
    (of_page,) = articles([str(PAGES / f"{name}.html")])
    (of_text,) = articles([str(PAGES / f"{name}.txt")], published=of_page.published)  # type: ignore[union-attr]
    assert isinstance(of_page, Article) and isinstance(of_text, Article)
    analyser = Analyser()
    columns = (
        "quote_id",
        "doc_id",
        "quote",
        "start",
        "end",
        "kind",
        "cue",
        "mention",
        "speaker",
        "role",
        "date",
        "context",
    )
    rows = [[tuple(getattr(q, c) for c in columns) for q in analyser.quotes(a)] for a in (of_page, of_text)]
    assert rows[0] == rows[1] and rows[0]


# --- what saved pages of outlets have beside their text ----------------------------------------------------------

BODY = (
    "Ombak setinggi tiga meter merusak dermaga kayu di Pulau Sabu sejak Kamis malam, dan dua kapal penumpang tertahan.",
    '"Kapal menunggu cuaca," kata Kepala Pelabuhan Seba Yohanis Radja di Sabu, Jumat (8/4/2022).',
    "Nelayan menarik perahu mereka ke daratan, dan pasar ikan di tepi pantai ditutup sampai hari Minggu siang.",
)


def paragraphs(*more: str, at: int = 3, wrap: str = "<p>{}</p>") -> str:
    blocks = [wrap.format(line) for line in BODY]
    return "".join([*blocks[:at], *more, *blocks[at:]])


@pytest.mark.parametrize(
    "body",
    [
        # headings and lists of other articles
        paragraphs("<h3>Jangan Lewatkan</h3><ul><li><a href='/1'>Enam Resep Sambal Ikan Roa</a></li></ul>", at=1),
        paragraphs("<div><h4>Wajib Dibaca</h4></div><p><a href='/1'>Enam Resep Sambal Ikan Roa</a></p>", at=2),
        # captions outside figcaption
        paragraphs("<p><img src=a.jpg></p><p><i>Kapal berlabuh di Seba. Foto: Dok. Pelabuhan Seba</i></p>", at=1),
        paragraphs("<div><img src=a.jpg></div><p>Kapal berlabuh di Seba, Jumat (8/4). Dok. Pelabuhan Seba</p>", at=2),
        paragraphs("<div class='video-embed'><iframe src=b></iframe><b>Sabu TV</b> Ombak di dermaga Seba.</div>", at=1),
        # who wrote it
        paragraphs("<p>SUARA SABU | YANTI RIHI</p>"),
        paragraphs("<p>YANTI RIHI</p>"),
        paragraphs(
            "<table><tr><td>Penulis</td><td>: Yanti Rihi</td></tr><tr><td>Editor</td><td>: Nita</td></tr></table>"
        ),
        # paragraphs in parts named for pictures
        paragraphs(wrap="<div class='img-photo-block'><div class=photo><p>{}</p></div></div>"),
        paragraphs("<div class=footer>Hak cipta 2022 Suara Sabu</div>"),
    ],
)
def test_the_paragraphs_and_nothing_else(body: str) -> None:
    assert text(body).splitlines() == list(BODY)


@pytest.mark.parametrize(
    ("title", "head", "heading", "expected"),
    [
        ("Sabu.co: Ombak Merusak Dermaga Kayu", "", "Ombak Merusak Dermaga Kayu", "Ombak Merusak Dermaga Kayu"),
        ("SUARASABU.COM - Ombak Merusak Dermaga Kayu", "", "", "Ombak Merusak Dermaga Kayu"),
        (
            "Suara Sabu",
            "<meta property=og:title content='Suara Sabu, Kabar dari Selatan'>"
            "<meta property=og:title content='Ombak Merusak Dermaga Kayu'>",
            "Ombak Merusak Dermaga Kayu",
            "Ombak Merusak Dermaga Kayu",
        ),
    ],
)
def test_a_title_without_outlet_or_slogan(title: str, head: str, heading: str, expected: str) -> None:
    shown = f"<h1>{heading}</h1>" if heading else ""
    assert article(page(shown + paragraphs(), f"<title>{title}</title>{head}")).title == expected


@pytest.mark.parametrize(
    ("head", "printed", "expected"),
    [
        # the page's own time before a widget's
        ("", "<div class=meta>Jumat, 8 April 2022 | 21:15 WIB</div>", "2022-04-08T21:15:00"),
        # a local time that the data call UTC
        ("2022-04-08T21:15:10+00:00", "<i>Jumat, 8 April 2022, 21:15 WIB</i>", "2022-04-08T21:15:10"),
        ("2022-04-08T14:15:10+00:00", "<i>Jumat, 8 April 2022, 21:15 WIB</i>", "2022-04-08T21:15:10"),
        ("2022-04-08T21-15-10Z", "<i>Jumat, 8 April 2022, 21:15 WIB</i>", "2022-04-08T21:15:10"),
        ("", "<b>Judul</b><br>Jumat, 08/04/2022 21:15 WIB<br>", "2022-04-08T21:15:00"),
        ("", "<div>Jumat, 8 April 2022 WIB21:15:34+07:00</div>", "2022-04-08T21:15:34"),
    ],
)
def test_the_page_s_own_time(head: str, printed: str, expected: str) -> None:
    meta = f"<meta property='article:published_time' content='{head}'>" if head else ""
    widget = "<div class=widget><span class=date>Rabu, 6 April 2022</span><a href=/x>Harga Ikan Naik</a></div>"
    found = article(page(f"<h1>Ombak Merusak Dermaga Kayu</h1>{printed}{paragraphs()}{widget}", meta)).published
    assert found is not None and found.isoformat() == expected


ITEM = "<li><h3><a href='/{0}'>Harga Ikan Naik di Pasar {0}</a></h3><p>{1}</p><span>{0} menit lalu</span></li>"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (page("<h1>Indeks</h1><ul>" + "".join(ITEM.format(n, BODY[n % 3]) for n in range(9)) + "</ul>"), "index"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel><item>Ombak</item></channel></rss>", "feed"),
        (b"<?xml version='1.0'?>\n<urlset xmlns='x'><url><loc>https://a.id</loc></url></urlset>", "feed"),
    ],
)
def test_lists_of_articles_are_no_article(data: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what):
        article(data)


def test_teasers_of_other_articles_below_one_are_no_index() -> None:
    teasers = "".join(ITEM.format(n, BODY[n % 3]) for n in range(6))
    assert BODY[1] in text(paragraphs() + f"<ul class=latest>{teasers}</ul>")


def test_a_page_of_pictures_gives_their_captions() -> None:
    captions = ["Penumpang menunggu kapal di Seba. (Foto: Nita)", "Ombak menghantam dermaga kayu di Pulau Sabu."]
    shown = "".join(f"<figure><img src=a><figcaption>{line}</figcaption></figure>" for line in captions)
    assert text(f"<h1>Foto: Ombak di Sabu</h1>{shown}<p>Bagikan</p><h4>Related News</h4>").splitlines() == captions
