"""Press releases as documents, what comes through standard input, and what holds no article."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import docx
import pandas
import pytest

from quotes.analysis.pipeline import Analyser
from quotes.errors import InputError, UsageError
from quotes.reading import Skipped, articles
from quotes.records import Article

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


def test_prose_with_commas_stays_prose(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = given(monkeypatch, b'Berita, judul, dan isi koran\n"Air surut," kata Budi.\n')
    assert isinstance(found, Article) and found.text.startswith("Berita")


def test_a_list_of_addresses_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("https://a.example/1\nhttps://a.example/2\n")
    with pytest.raises(InputError, match="list of addresses"):
        list(articles([str(tmp_path / "a.txt")]))


@pytest.mark.parametrize("address", ["https://a.example/1", "http://a.example", "www.a.example/b"])
def test_nothing_is_fetched(address: str) -> None:
    with pytest.raises(InputError, match="nothing is fetched"):
        list(articles([address]))


def test_what_the_analyser_does_not_take() -> None:
    analyser = Analyser(mode="rules")
    with pytest.raises(UsageError, match="takes an Article, not str"):
        analyser.quotes("Air surut.")  # type: ignore[arg-type]
    for given in ("Air surut.", Article("a", "Air surut."), pandas.DataFrame({"text": ["Air surut."]})):
        with pytest.raises(UsageError, match="read_articles"):
            list(analyser.each(given))  # type: ignore[arg-type]
