"""WARC files to articles: the pages of a crawl, one record at a time."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import shutil
import tracemalloc
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from quotes.cli import main
from quotes.errors import InputError
from quotes.reading import Skipped, articles
from quotes.reading.columns import derived_id
from quotes.records import Article

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
HEADS = json.loads((PAGES / "heads.json").read_text(encoding="utf-8"))
HTML = "text/html; charset=utf-8"


def crawl(
    path: Path,
    records: Sequence[tuple[str, bytes, str, str]],
    *,
    packed: bool = True,
    fields: Mapping[str, str] | None = None,
) -> Path:
    """A crawl of (address, body, content type, status)."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "crawler"}))
        for address, body, kind, status in records:
            sent = [("Content-Type", kind), *(fields or {}).items()]
            headers = StatusAndHeaders(status, sent, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(address, "request", payload=io.BytesIO(b""), http_headers=headers)
            )
            writer.write_record(
                writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=headers)
            )
    return path


def pages() -> list[tuple[str, bytes, str, str]]:
    return [(f"https://berita.example/{name}", (PAGES / f"{name}.html").read_bytes(), HTML, "200 OK") for name in NAMES]


@pytest.mark.parametrize("name, packed", [("a.warc", False), ("a.warc.gz", True), ("A.WARC.GZ", True)])
def test_a_crawl_gives_the_articles_of_its_pages(tmp_path: Path, name: str, packed: bool) -> None:
    found = list(articles([str(crawl(tmp_path / name, pages(), packed=packed))]))
    alone = [next(articles([str(PAGES / f"{name}.html")])) for name in NAMES]
    for of_crawl, of_page, page in zip(found, alone, NAMES, strict=True):
        assert isinstance(of_crawl, Article) and isinstance(of_page, Article)
        address = of_page.url or f"https://berita.example/{page}"
        assert of_crawl == replace(of_page, url=address, source=of_page.source or "berita.example")


def test_text_page_and_crawl_give_the_same_ledger(tmp_path: Path) -> None:
    """Row for row, column for column, from every page: as a text with what it says of itself, as HTML, in a crawl."""
    rows = []
    (tmp_path / "pages").mkdir()
    for name, (address, page, _, _) in zip(NAMES, pages(), strict=True):
        saved = f"<!-- saved from url=(0026){address} -->\n".encode()
        (tmp_path / "pages" / f"{name}.html").write_bytes(saved + page)
        text = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
        told = HEADS[name] | {"url": HEADS[name]["url"] or address, "source": HEADS[name]["source"] or "berita.example"}
        rows.append({"id": derived_id(text), "text": text, **told})
    (tmp_path / "texts.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    crawl(tmp_path / "crawl.warc.gz", pages())
    ledgers = []
    for name in ("texts.jsonl", "pages", "crawl.warc.gz"):
        assert main(["extract", str(tmp_path / name), "-o", str(tmp_path / f"{name}.csv")]) == 0
        ledgers.append((tmp_path / f"{name}.csv").read_bytes())
    assert ledgers[0] == ledgers[1] == ledgers[2] and ledgers[0].count(b"\n") > 100


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    page = (PAGES / "detik.html").read_bytes()
    records = [
        ("https://a.example/a.png", b"\x89PNG", "image/png", "200 OK"),
        ("https://a.example/b", page, HTML, "301 Moved Permanently"),
        ("https://a.example/c", page, HTML, "404 Not Found"),
        ("https://a.example/d.js", b"var a;", "text/javascript", "200 OK"),
        ("https://a.example/e", page, "", "200 OK"),
    ]
    assert list(articles([str(crawl(tmp_path / "a.warc", records, packed=False))])) == []


def test_a_page_without_an_article_is_named_by_its_address(tmp_path: Path) -> None:
    records = [("https://a.example/kosong", b"<html></html>", HTML, "200 OK"), *pages()[:1]]
    first, second = articles([str(crawl(tmp_path / "a.warc.gz", records))])
    assert isinstance(first, Skipped) and first.where == "https://a.example/kosong" and "no article" in first.reason
    assert isinstance(second, Article)


def test_compressed_pages(tmp_path: Path) -> None:
    address, body, kind, status = pages()[0]
    path = crawl(
        tmp_path / "a.warc",
        [(address, gzip.compress(body), kind, status)],
        packed=False,
        fields={"Content-Encoding": "gzip"},
    )
    (found,) = articles([str(path)])
    assert isinstance(found, Article) and found.text == (PAGES / f"{NAMES[0]}.txt").read_text(encoding="utf-8")


def test_pages_in_pieces(tmp_path: Path) -> None:
    """What servers sent in chunks, compressed or not, and what they only said was so."""
    address, body, kind, status = pages()[0]
    pieces = [body[at : at + 300] for at in range(0, len(body), 300)]
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])
    for sent, fields in (
        (chunked, {"Transfer-Encoding": "chunked"}),
        (body, {"Transfer-Encoding": "chunked"}),
        (zlib.compress(body), {"Content-Encoding": "deflate"}),
        (body, {"Content-Encoding": "gzip"}),
    ):
        path = crawl(tmp_path / "a.warc.gz", [(address, sent, kind, status)], fields=fields)
        (found,) = articles([str(path)])
        assert isinstance(found, Article) and found.text == (PAGES / f"{NAMES[0]}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["a.warc.zst", "a.warc.bz2", "a.warc.xz"])
def test_crawls_in_other_packing(tmp_path: Path, name: str) -> None:
    whole = crawl(tmp_path / "a.warc", pages()[:2], packed=False).read_bytes()
    pack = {"zst": zstandard.compress, "bz2": bz2.compress, "xz": lzma.compress}[name.rpartition(".")[2]]
    (tmp_path / name).write_bytes(pack(whole))
    assert list(articles([str(tmp_path / name)])) == list(articles([str(tmp_path / "a.warc")]))


def test_records_that_hold_no_page(tmp_path: Path) -> None:
    """Requests, metadata and visits that found nothing new stand between the pages of a crawl."""
    address, body, kind, status = pages()[0]
    headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
    with (tmp_path / "a.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_revisit_record(address, "sha1:A", address, "2022-01-11T07:05:00Z", headers))
        about = {"payload": io.BytesIO(b"via: x"), "warc_content_type": "application/warc-fields"}
        writer.write_record(writer.create_warc_record(address, "metadata", **about))
        writer.write_record(
            writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=headers)
        )
    (found,) = articles([str(tmp_path / "a.warc.gz")])
    assert isinstance(found, Article) and found.text == (PAGES / f"{NAMES[0]}.txt").read_text(encoding="utf-8")


def test_the_server_s_charset(tmp_path: Path) -> None:
    body = "<html><body><p>Řeka opadla, řekl Žižka.</p></body></html>".encode("cp1250")
    record = ("https://a.example/", body, "text/html; charset=windows-1250", "200 OK")
    (found,) = articles([str(crawl(tmp_path / "a.warc", [record], packed=False))])
    assert isinstance(found, Article) and found.text == "Řeka opadla, řekl Žižka.\n"


def test_extracted_text_of_a_crawl(tmp_path: Path) -> None:
    with (tmp_path / "a.warc.wet").open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        record = writer.create_warc_record(
            "https://a.example/", "conversion", payload=io.BytesIO(b"Air surut."), warc_content_type="text/plain"
        )
        writer.write_record(record)
    shutil.copy(tmp_path / "a.warc.wet", tmp_path / "a.warc")
    for name in ("a.warc", "a.warc.wet"):
        (found,) = articles([str(tmp_path / name)])
        assert isinstance(found, Article) and (found.text, found.url) == ("Air surut.", "https://a.example/")


# --- harm --------------------------------------------------------------------------------------------------------


def peak_of_reading(path: Path, **options: int) -> tuple[list[Article | Skipped], int]:
    list(articles([str(path)], **options))  # type: ignore[arg-type]  # whatever is imported is imported
    tracemalloc.start()
    try:
        found = list(articles([str(path)], **options))  # type: ignore[arg-type]
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_is_skipped_in_little_memory(tmp_path: Path) -> None:
    body = gzip.compress(b"<html><p>" + b"a " * (80 << 20))  # 160 MiB from 160 KiB
    path = crawl(
        tmp_path / "a.warc.gz", [("https://a.example/bom", body, HTML, "200 OK")], fields={"Content-Encoding": "gzip"}
    )
    (found,), peak = peak_of_reading(path, max_article_bytes=1 << 18)
    assert isinstance(found, Skipped) and "larger than" in found.reason
    assert peak < 64 << 20  # warcio unfolds 16 KiB at a time, at most a thousandfold


def test_a_header_without_end_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"a" * (32 << 20)))
    with pytest.raises(InputError, match="is no WARC file"):
        peak_of_reading(path)
    path.write_bytes(gzip.compress(b"WARC/1.0\r\n" + b"X: a\r\n" * (4 << 20)))
    with pytest.raises(InputError, match="is no WARC file"):
        peak_of_reading(path)


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"", "is empty|is no WARC"),
        (b"Ini bukan arsip.\n", "is no WARC file"),
        (b"\x00" * 1000, "is no WARC file|is empty"),
    ],
)
def test_what_is_no_crawl(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.warc").write_bytes(data)
    with pytest.raises(InputError, match=reason):
        list(articles([str(tmp_path / "a.warc")]))


def test_a_page_cut_short_is_no_article(tmp_path: Path) -> None:
    whole = crawl(tmp_path / "a.warc", pages()[:2], packed=False).read_bytes()
    end = whole.rindex(b"</p>")
    (tmp_path / "a.warc").write_bytes(whole[:end])
    first, second = articles([str(tmp_path / "a.warc")])
    assert isinstance(first, Article)
    assert isinstance(second, Skipped) and second.where == pages()[1][0] and "breaks off" in second.reason


def test_a_crawl_cut_short_gives_what_came_before(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    whole = crawl(tmp_path / "a.warc.gz", pages()).read_bytes()
    (tmp_path / "a.warc.gz").write_bytes(whole[: len(whole) * 3 // 4])
    (tmp_path / "b.txt").write_text("Air surut.\n")
    found = list(articles([str(tmp_path / "a.warc.gz"), str(tmp_path / "b.txt")]))
    assert sum(isinstance(item, Article) for item in found) > len(NAMES) // 2
    assert [item.path for item in found if isinstance(item, Skipped)] == [str(tmp_path / "a.warc.gz")]
    assert capfd.readouterr().err == ""
