"""Press releases as documents, what comes through standard input, and what holds no article."""

from __future__ import annotations

import html
import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import pandas
import pytest

import quotes
from quotes.analysis.pipeline import Analyser
from quotes.errors import InputError, UsageError
from quotes.reading import Skipped, articles
from quotes.reading.formats.printed import Line, printed
from quotes.records import Article

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

RELEASE = (
    "Kementerian Kelautan menambah dua kapal patroli di perairan Natuna mulai pekan depan untuk menjaga nelayan kecil.",
    '"Nelayan kami harus merasa aman," kata Direktur Pengawasan Samuel Rahakbauw di Ranai, Selasa (5/4/2022).',
    "Menurut dia, kedua kapal itu dibuat di Tanjung Pinang dan diawaki oleh empat puluh orang dari tiga provinsi.",
    '"Awaknya sudah berlatih enam bulan," ujarnya.',
)
PASTED = "".join(f"{line}\n\n" for line in RELEASE)


def rows(article: Article) -> list[tuple[str | None, ...]]:
    found = Analyser(mode="rules").quotes(article)
    return [(row.quote, row.speaker, row.role, row.cue, row.date and row.date.isoformat()) for row in found]


def lined(text: str, width: int = 60) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width)


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF with these lines on its pages, in one font, nothing else."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = [line.replace("(", r"\(").replace(")", r"\)") for line in lines]
        stream = ("BT /F1 10 Tf 14 TL 50 800 Td " + " ".join(f"({line}) Tj T*" for line in shown) + " ET").encode(
            "latin-1"
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, each in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def test_a_pdf_gives_the_quotes_of_its_text(tmp_path: Path) -> None:
    head, foot = "SIARAN PERS KEMENTERIAN KELAUTAN", "Halaman {} dari 2"
    first = [head, *lined(RELEASE[0]), *lined(RELEASE[1])[:1], foot.format(1)]
    second = [head, *lined(RELEASE[1])[1:], *lined(RELEASE[2]), *lined(RELEASE[3]), foot.format(2)]
    (tmp_path / "a.pdf").write_bytes(pdf([first, second]))
    (found,) = articles([str(tmp_path / "a.pdf")])
    assert isinstance(found, Article)
    assert "SIARAN" not in found.text and "Halaman" not in found.text
    assert rows(found) == rows(Article("x", PASTED)) and len(rows(found)) == 2


def test_a_word_cut_at_the_end_of_a_line_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([["Kementerian menambah dua kapal patroli di per-", "airan Natuna."]]))
    (found,) = articles([str(tmp_path / "a.pdf")])
    assert isinstance(found, Article) and found.text == "Kementerian menambah dua kapal patroli di perairan Natuna.\n"


def placed(*lines: tuple[float, float, str], size: float = 11) -> list[Line]:
    return [Line(text, x, y, size) for x, y, text in lines]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        # two columns, paragraphs parted by space; the last line of the first column is full and goes on
        (
            [
                placed(
                    *[
                        (50, 700, "Air surut di tiga desa itu"),
                        (50, 686, "sejak kemarin pagi."),
                        (50, 660, "Warga kini"),
                    ],
                    *[
                        (50, 646, "pulang dari tempat mereka"),
                        (300, 700, "mengungsi ke rumah masing"),
                        (300, 686, "tadi."),
                    ],
                )
            ],
            [
                "Air surut di tiga desa itu sejak kemarin pagi.",
                "Warga kini pulang dari tempat mereka mengungsi ke rumah masing tadi.",
            ],
        ),
        # first lines stand apart, nothing else does
        (
            [
                placed(
                    *[
                        (70, 700, "Air surut di tiga desa sejak"),
                        (50, 686, "kemarin pagi. Hujan reda dan"),
                        (50, 672, "aman."),
                    ],
                    *[
                        (70, 658, "Warga pulang dari tempat"),
                        (50, 644, "mereka mengungsi."),
                        (50, 630, "Besok sekolah."),
                    ],
                )
            ],
            [
                "Air surut di tiga desa sejak kemarin pagi. Hujan reda dan aman.",
                "Warga pulang dari tempat mereka mengungsi.",
                "Besok sekolah.",
            ],
        ),
        # header, footer and number of two pages, and a paragraph that runs over
        (
            [
                placed(
                    (50, 800, "SIARAN PERS No. 1"), (50, 700, "Pemerintah menambah dua"), (50, 30, "Halaman 1 dari 2")
                ),
                placed((50, 800, "SIARAN PERS No. 2"), (50, 700, "kapal patroli."), (50, 30, "Halaman 2 dari 2")),
            ],
            ["Pemerintah menambah dua kapal patroli."],
        ),
        # what a browser prints around a page
        (
            [
                placed(
                    *[(20, 820, "11/26/26, 10:49 PM"), (20, 700, "Air surut."), (20, 20, "https://a.example/b 1/1")],
                )
            ],
            ["Air surut."],
        ),
    ],
)
def test_printed_lines_become_paragraphs(pages: list[list[Line]], expected: list[str]) -> None:
    assert printed(pages).paragraphs == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("kapal di per-", "airan itu", "kapal di perairan itu"),
        ("kapal di per\u00ad", "airan itu", "kapal di perairan itu"),
        ("anak-", "anak sekolah", "anak-anak sekolah"),
        ("nama-", "namanya dicatat", "nama-namanya dicatat"),
        ("mereka berlari-", "lari kecil", "mereka berlari-lari kecil"),
        ("saling tolong-", "menolong dulu", "saling tolong-menolong dulu"),
        ("masa pra-", "1998 itu", "masa pra-1998 itu"),
        ("lomba se-", "Indonesia itu", "lomba se-Indonesia itu"),
        (
            "sayur-mayur dan sayur-",
            "mayur lagi",
            "sayur-mayur dan sayur-mayur lagi",
        ),  # as the document has it elsewhere
    ],
)
def test_words_cut_at_the_end_of_a_line(before: str, after: str, expected: str) -> None:
    assert printed([placed((50, 700, before), (50, 686, after))]).paragraphs == [expected]


def test_the_headline_is_known_by_its_size() -> None:
    page = [
        Line("Kapal Patroli", 50, 750, 22),
        Line("Bertambah", 50, 724, 22),
        *placed((50, 690, "Air surut hari ini di tiga desa.")),
    ]
    found = printed([page])
    assert (found.title, found.paragraphs) == ("Kapal Patroli Bertambah", ["Air surut hari ini di tiga desa."])


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
@pytest.mark.parametrize("columns", [1, 2])
def test_a_page_printed_by_a_browser_gives_the_quotes_of_its_text(tmp_path: Path, columns: int) -> None:
    body = "".join(f"<p>{html.escape(line)}</p>" for line in RELEASE * 4)
    (tmp_path / "a.html").write_text(
        "<html lang=id><meta charset=utf-8><style>@page { size: A6 } p { text-align: justify; hyphens: auto }"
        f" div {{ columns: {columns} }}</style><h1>Kapal Patroli Bertambah</h1><div>{body}</div>",
        encoding="utf-8",
    )
    command = [CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command += [f"--print-to-pdf={tmp_path / 'a.pdf'}", (tmp_path / "a.html").as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    (found,) = articles([str(tmp_path / "a.pdf")])
    assert isinstance(found, Article) and found.title == "Kapal Patroli Bertambah"
    assert rows(found) == rows(Article("x", PASTED * 4)) and len(rows(found)) == 8


def test_a_word_document_reads_with_its_changes_accepted_and_without_its_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    w = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    for inner in (
        "<w:p {w}><w:r><w:t>Air </w:t></w:r><w:ins><w:r><w:t>sudah </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>belum </w:delText></w:r></w:del><w:r><w:t>surut.</w:t></w:r></w:p>",
        "<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>Warga pulang.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p {w}><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Kutipan besar</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</w:r><w:r><w:t>Sekolah buka.</w:t></w:r></w:p>",
    ):
        document.element.body.insert(-1, docx.oxml.parse_xml(inner.replace("{w}", w)))
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].merge(cells[1]).text = "Pasar juga."
    document.save(str(tmp_path / "a.docx"))
    (found,) = articles([str(tmp_path / "a.docx")])
    assert isinstance(found, Article)
    assert found.text == "Air sudah surut.\nWarga pulang.\nSekolah buka.\nPasar juga.\n"


def test_a_word_document_gives_the_quotes_of_its_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "SIARAN PERS Nomor 12"
    document.sections[0].footer.paragraphs[0].text = "Jalan Merdeka Timur 16"
    document.add_heading("Kapal Patroli Bertambah di Natuna", 0)
    for line in RELEASE:
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    (found,) = articles([str(tmp_path / "a.docx")])
    assert isinstance(found, Article)
    assert found.title == "Kapal Patroli Bertambah di Natuna"
    assert found.text == "".join(f"{line}\n" for line in RELEASE)
    assert rows(found) == rows(Article("x", PASTED))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", pdf([[]]), "holds pictures and no text"),
        ("a.pdf", b"Air surut.", "is no PDF document"),
        ("a.docx", b"Air surut.", "is no Word document"),
    ],
)
def test_documents_that_hold_nothing(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=reason):
        list(articles([str(tmp_path / name)]))


def test_a_document_that_unfolds_without_end_is_skipped(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * (129 << 20))
    (found,) = articles([str(tmp_path / "a.docx")])
    assert isinstance(found, Skipped) and "unfolds" in found.reason


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> list[Article | Skipped]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(articles(["-"]))


@pytest.mark.parametrize(
    "data",
    [
        b'judul,isi,tanggal\nA,"""Air surut,"" kata Budi.",2022-04-05\n',
        b'judul;isi;tanggal\nA;"""Air surut,"" kata Budi.";2022-04-05\n',
        b'\xef\xbb\xbf"url"\t"title"\t"content"\nhttps://a.id/1\tA\t"""Air surut,"" kata Budi."\n',
        b'{"title": "A", "text": "\\"Air surut,\\" kata Budi."}\n',
        b'[\n{"title": "A", "text": "\\"Air surut,\\" kata Budi."}]',
        b"<!DOCTYPE html><html><title>A</title><body><p>&quot;Air surut,&quot; kata Budi.</p></body></html>",
    ],
)
def test_standard_input_is_looked_at(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    (found,) = given(monkeypatch, data)
    assert isinstance(found, Article)
    assert (found.title, found.text.strip()) == ("A", '"Air surut," kata Budi.')


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "parquet"])
def test_documents_come_through_standard_input(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    out = io.BytesIO()
    if kind == "pdf":
        out.write(pdf([lined(RELEASE[1])]))
    elif kind == "docx":
        document = docx.Document()
        document.add_paragraph(RELEASE[1])
        document.save(out)
    else:
        table = pandas.DataFrame({"text": [RELEASE[1]]})
        (table.to_excel if kind == "xlsx" else table.to_parquet)(out, index=False)
    (found,) = given(monkeypatch, out.getvalue())
    assert isinstance(found, Article) and found.text.strip() == RELEASE[1]


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"\x89PNG\r\n\x1a\n", "recognise its text first"),
        (b"\xd0\xcf\x11\xe0\0\0", "save it as .docx"),
        (b"PK\x03\x04\0\0a.txt", "unpack it"),
        (b"SQLite format 3\0", "save its table as CSV"),
        (b"\0\1\2\3" * 99, "save it as plain text"),
    ],
)
def test_what_is_no_text_says_what_to_do_with_it(tmp_path: Path, data: bytes, remedy: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(InputError, match=remedy):
        list(articles([str(tmp_path / "a.txt")]))


def test_prose_with_commas_stays_prose(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = given(monkeypatch, b'Berita, judul, dan isi koran\n"Air surut," kata Budi.\n')
    assert isinstance(found, Article) and found.text.startswith("Berita")


@pytest.mark.parametrize("heading", ["", "url\n", "  Alamat \n"])
def test_a_list_of_addresses_says_so(tmp_path: Path, heading: str) -> None:
    (tmp_path / "a.txt").write_text(f"{heading}https://a.example/1\nhttps://a.example/2\n")
    with pytest.raises(InputError, match="list of addresses"):
        list(articles([str(tmp_path / "a.txt")]))


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", "url,judul\nhttps://a.example/1,A\n"), ("a.jsonl", '{"link": "https://a.example/1"}\n')],
)
def test_a_table_of_addresses_says_that_it_is_one(tmp_path: Path, name: str, data: str) -> None:
    (tmp_path / name).write_text(data)
    with pytest.raises(InputError, match="addresses and no column with the text, and nothing is fetched"):
        list(articles([str(tmp_path / name)]))


@pytest.mark.parametrize("address", ["https://a.example/1", "http://a.example", "www.a.example/b"])
def test_nothing_is_fetched(address: str) -> None:
    with pytest.raises(InputError, match="nothing is fetched"):
        list(articles([address]))


WITH_ZONE = datetime(2022, 1, 1, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: Analyser(mode="rules").quotes("Air surut."), "takes an Article, not str"),  # type: ignore[arg-type]
        (lambda: Analyser(mode="rules").explain("Air surut."), "takes an Article, not str"),  # type: ignore[arg-type]
        (lambda: Analyser(mode="rules").ledger([None]), "takes an Article, not NoneType"),  # type: ignore[list-item]
        (lambda: Analyser(mode="rules").ledger("Air surut."), "read_articles"),  # type: ignore[arg-type]
        (lambda: Analyser(mode="rules").ledger(Article("a", "b")), "read_articles"),  # type: ignore[arg-type]
        (lambda: Analyser(mode="rules").ledger(pandas.DataFrame({"text": ["b"]})), "read_articles"),
        (lambda: Article("a", "b", published="2022-01-01"), "is no datetime"),  # type: ignore[arg-type]
        (lambda: Article("a", "b", published=WITH_ZONE), "has a time zone"),
        (lambda: quotes.read_ledger(3), "int is no path"),  # type: ignore[arg-type]
        (lambda: quotes.write_ledger([1], "a.csv"), "list is no ledger"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_argument_is_said_where_it_is_given(call: Callable[[], object], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        call()
