"""A bad cell is no value and its row stays; a bad record or file is named and the rest is kept: in every format."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import random
import zipfile
from itertools import groupby
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from quotes import read_ledger
from quotes.cli import main
from quotes.reading import Skipped, articles
from quotes.records import Article

NEWS = '"Air sudah surut," kata Camat Rawa Indah Sekar Wulandari.'
FIELDS = ("id", "text", "title", "published", "source", "url")


def nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


# --- cells of JSON ---------------------------------------------------------------------------------------------------

JSON_CELLS = {
    "null": None,
    "true": True,
    "list": ["a"],
    "object": {"a": 1},
    "nested": nested(600),
    "big number": 10**300,
    "small number": -(10**300),
    "float": 1e308,
    "infinity": float("inf"),
    "no number": float("nan"),
    "half a character": "\ud800",
    "nul": "\x00",
    "empty": "",
    "end of time": "9999-12-31T23:59:59-12:00",
    "beginning of time": "0001-01-01T00:00:00+14:00",
    "no date": "2026-02-31",
    "long": "a" * 100_000,
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", JSON_CELLS)
@pytest.mark.parametrize("kind", ["jsonl", "json"])
def test_a_bad_cell_of_json_costs_only_itself(tmp_path: Path, field: str, name: str, kind: str) -> None:
    good = {"id": "a", "text": NEWS, "title": "Surut", "published": "2026-05-29", "source": "Antara", "url": None}
    rows = [good, good | {"id": "b", field: JSON_CELLS[name]}, good | {"id": "c"}]
    path = tmp_path / f"a.{kind}"
    path.write_text("\n".join(map(json.dumps, rows)) if kind == "jsonl" else json.dumps(rows))
    found = list(articles([str(path)]))
    kept = [item for item in found if isinstance(item, Article)]
    assert kept[0].doc_id == "a" and kept[-1].doc_id == "c"
    assert len(found) == 3 and (len(kept) == 3 or field == "text")


# --- cells of Parquet ------------------------------------------------------------------------------------------------


def times(kind: pa.DataType, bad: int) -> pa.Array:
    return pa.array([0, bad, 0], pa.int64()).cast(kind)


def not_utf8() -> pa.Array:
    return pa.array([b"a", b"\xff\xfe\x80", b"c"], pa.binary()).view(pa.string())


CELLS = {
    "microseconds": times(pa.timestamp("us"), 2**62),
    "before all time": times(pa.timestamp("ms"), -(2**60)),
    "unknown zone": times(pa.timestamp("us", "Mars/Phobos"), 1),
    "zone at the end of time": times(pa.timestamp("us", "Asia/Jakarta"), 253_402_300_799_000_000),
    "day": pa.array([0, 2**31 - 1, 0], pa.int32()).cast(pa.date32()),
    "milliseconds of days": pa.array([0, 86_400_000 * (2**36), 0], pa.int64()).view(pa.date64()),
    "duration": pa.array([0, 2**62, 0], pa.duration("us")),
    "nanoseconds": times(pa.timestamp("ns"), 2**62 + 1),
    "time of day": pa.array([0, 1, 2], pa.time64("us")),
    "no UTF-8": not_utf8(),
    "bytes": pa.array([b"a", b"\xff", None], pa.binary()),
    "no number": pa.array([1.0, float("nan"), float("inf")]),
    "lists": pa.array([[1], None, [2, 3]]),
    "structs": pa.array([{"a": 1}, None, {"a": 2}]),
    "decimals": pa.array([1, 2, 3]).cast(pa.decimal128(38, 10)),
    "nothing": pa.nulls(3),
    "dictionary": pa.array(["a", None, "b"]).dictionary_encode(),
}


@pytest.mark.parametrize("field", ["id", "title", "published", "source", "url"])
@pytest.mark.parametrize("name", CELLS)
def test_a_bad_cell_of_parquet_costs_only_itself(tmp_path: Path, field: str, name: str) -> None:
    columns = {"id": pa.array(["a", "b", "c"]), "text": pa.array([NEWS] * 3)} | {field: CELLS[name]}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    found = list(articles([str(tmp_path / "a.parquet")]))
    assert [item.text for item in found if isinstance(item, Article)] == [NEWS] * 3


@pytest.mark.parametrize("name", CELLS)
def test_a_text_that_is_none_costs_only_its_row(tmp_path: Path, name: str) -> None:
    texts = [CELLS[name]] if name in ("no UTF-8", "bytes") else []
    table = pa.table(
        {"id": pa.array(["a", "b", "c"]), "text": texts[0] if texts else pa.array([NEWS] * 3), "isi": CELLS[name]}
    )
    pq.write_table(table, tmp_path / "a.parquet")
    column = "text" if texts else "isi"
    found = list(articles([str(tmp_path / "a.parquet")], columns={"text": column}))
    assert sum(item.count if isinstance(item, Skipped) else 1 for item in found) == 3


def test_one_bad_file_does_not_end_a_run(tmp_path: Path) -> None:
    """The same in every kind of output."""
    folder = tmp_path / "in"
    folder.mkdir()
    columns = {"id": pa.array(["a", "b", "c"]), "text": pa.array([NEWS] * 3), "published": CELLS["unknown zone"]}
    pq.write_table(pa.table(columns), folder / "a.parquet")
    (folder / "b.parquet").write_bytes(b"PAR1 and no more")
    (folder / "c.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "d.jsonl").write_text(json.dumps({"id": "d", "text": NEWS}))
    for output in ("l.csv", "l.parquet", "l/"):
        assert main(["extract", "--rules", str(folder), "-o", f"{tmp_path}/{output}"]) == 4
        assert main(["show", f"{tmp_path}/{output.rstrip('/')}", "--json"]) == 0


# --- cells of Excel --------------------------------------------------------------------------------------------------

SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>text</t></is></c>
<c r="C1" t="inlineStr"><is><t>published</t></is></c></row>{rows}</sheetData></worksheet>"""
ROW = """<row {number}><c {place}{more}</c><c r="B{row}" t="inlineStr"><is><t>{text}</t></is></c></row>"""
EXCEL_CELLS = {
    "string that is not there": 't="s"><v>999999</v>',
    "negative string": 't="s"><v>-5</v>',
    "no index": 't="s"><v>abc</v>',
    "no number": "><v>abc</v>",
    "endless number": f"><v>{'9' * 5_000}</v>",
    "infinite": "><v>1e999</v>",
    "no truth": 't="b"><v>maybe</v>',
    "no date": 't="d"><v>yesterday</v>',
    "date out of range": 't="d"><v>99999-12-31</v>',
    "serial out of range": 's="1"><v>1e15</v>',
    "negative serial": 's="1"><v>-1e9</v>',
    "no style": 's="x"><v>1</v>',
    "style that is not there": 's="777"><v>1</v>',
    "error": 't="e"><v>#REF!</v>',
    "unknown type": 't="zzz"><v>1</v>',
    "empty": ">",
}


@pytest.mark.parametrize("column", ["A", "C"])
@pytest.mark.parametrize("name", EXCEL_CELLS)
def test_a_bad_cell_of_excel_costs_only_itself(tmp_path: Path, name: str, column: str) -> None:
    workbook(
        tmp_path / "a.xlsx", [f'r="{column}{{row}}" {EXCEL_CELLS[name] if row == 3 else ">"}' for row in (2, 3, 4)]
    )
    found = list(articles([str(tmp_path / "a.xlsx")]))
    assert [item.text for item in found if isinstance(item, Article)] == [NEWS] * 3


@pytest.mark.parametrize("number", ['r="99999999999999"', 'r="-3"', 'r="x"', "", 'r="1048576"', 'r="3" ht="x"'])
def test_a_bad_row_of_excel_costs_only_itself(tmp_path: Path, number: str) -> None:
    workbook(tmp_path / "a.xlsx", ['r="A{row}">'] * 3, number)
    found = list(articles([str(tmp_path / "a.xlsx")]))
    assert [item.text for item in found if isinstance(item, Article)] == [NEWS] * 3


def workbook(path: Path, cells: list[str], number: str = 'r="3"') -> None:
    """A workbook of a header and three rows, of which the second has such a cell or number."""
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["B1"].number_format = "yyyy-mm-dd"
    book.save(path.with_suffix(".sound"))
    rows = ""
    for row, cell in zip((2, 3, 4), cells, strict=True):
        told = number if row == 3 else f'r="{row}"'
        rows += f"<row {told}><c {cell.replace('{row}', str(row))}</c>"
        rows += f'<c r="B{row}" t="inlineStr"><is><t>{NEWS}</t></is></c></row>'
    with zipfile.ZipFile(path.with_suffix(".sound")) as sound, zipfile.ZipFile(path, "w") as made:
        for name in sound.namelist():
            made.writestr(name, SHEET.format(rows=rows) if name.endswith("sheet1.xml") else sound.read(name))


# --- rows ------------------------------------------------------------------------------------------------------------

GOOD = json.dumps({"id": "a", "text": NEWS})
FIRST_ROWS = {
    "cut": '{"id": "b", "te',
    "no text": '{"id": "b"}',
    "no object": "5",
    "deep": '{"a": ' + "[" * 5_000 + "]" * 5_000 + ', "text": "a"}',
    "null": "null",
    "list": "[1]",
}


@pytest.mark.parametrize("output", ["l.csv", "l/"])
@pytest.mark.parametrize("count", [1, 3, 99])
@pytest.mark.parametrize("name", FIRST_ROWS)
def test_bad_rows_at_the_beginning_cost_only_themselves(tmp_path: Path, name: str, count: int, output: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{FIRST_ROWS[name]}\n" * count + f"{GOOD}\n" * 2)
    assert main(["extract", "--rules", str(path), "-o", f"{tmp_path}/{output}", "--shard-size", "2"]) == 4
    assert len(read_ledger(f"{tmp_path}/{output.rstrip('/')}")) == 2


@pytest.mark.parametrize("name", ["no text", "no object", "null", "list"])
def test_bad_rows_at_the_beginning_of_a_list_cost_only_themselves(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.json").write_text(f"[{FIRST_ROWS[name]}, {GOOD}, {GOOD}]")
    skipped, *kept = articles([str(tmp_path / "a.json")])
    assert isinstance(skipped, Skipped) and [item.text for item in kept if isinstance(item, Article)] == [NEWS] * 2


@pytest.mark.parametrize("digits", [5_000, 1_000_000])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_number_of_many_digits_costs_only_itself(tmp_path: Path, name: str, digits: int) -> None:
    (tmp_path / name).write_text(f'{{"id": "b", "published": {"9" * digits}, "n": -{"9" * digits}, {GOOD[1:]}')
    (found,) = articles([str(tmp_path / name)])
    assert isinstance(found, Article) and (found.doc_id, found.published) == ("a", None)


def test_a_row_without_end_is_not_held(tmp_path: Path) -> None:
    """Each of its cells is short, and it has millions."""
    (tmp_path / "a.csv.gz").write_bytes(
        gzip.compress(b"id,text\n" + f'a,"{NEWS.replace(chr(34), chr(34) * 2)}"\n'.encode() + b'"\n",' * (20 << 20), 1)
    )
    kept, lost = articles([str(tmp_path / "a.csv.gz")])
    assert isinstance(kept, Article) and isinstance(lost, Skipped) and "a row without end" in lost.reason


def test_a_header_of_millions_of_columns_is_gone_through_once(tmp_path: Path) -> None:
    """And not for every row, which may have a single cell."""
    row = f'a,"{NEWS.replace(chr(34), chr(34) * 2)}"\n'
    (tmp_path / "a.csv").write_text("id,text" + "," * 3_000_000 + "\n" + row * 2_000)
    assert sum(isinstance(item, Article) for item in articles([str(tmp_path / "a.csv")])) == 2_000


def test_a_document_of_millions_of_values_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b"[" + b"[]," * (5 << 20) + b"1]", 1))
    (found,) = articles([str(tmp_path / "a.json.gz")])
    assert isinstance(found, Skipped) and "values in one piece" in found.reason


@pytest.mark.parametrize("kind", [pa.list_(pa.int8()), pa.struct([("a", pa.list_(pa.int8()))])], ids=str)
def test_a_cell_that_is_a_list_is_not_unfolded(tmp_path: Path, kind: pa.DataType) -> None:
    long = [None] * 3_000_000
    cells = pa.array([long if pa.types.is_list(kind) else {"a": long}] * 20, kind)
    pq.write_table(pa.table({"id": cells, "text": [NEWS] * 20}), tmp_path / "a.parquet")
    assert [item.text for item in articles([str(tmp_path / "a.parquet")]) if isinstance(item, Article)] == [NEWS] * 20


def test_rows_that_unfold_beyond_proportion_are_skipped(tmp_path: Path) -> None:
    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(tmp_path / "a.parquet", schema, compression="zstd", use_dictionary=False) as writer:
        for text in (NEWS, "a" * (12 << 20), NEWS):
            writer.write_table(pa.table({"id": ["a"] * 8, "text": [text] * 8}, schema))
    before, lost, after = (list(found) for _, found in groupby(articles([str(tmp_path / "a.parquet")]), type))
    assert len(before) == len(after) == 8 and [item.where for item in lost if isinstance(item, Skipped)] == [
        "rows 9-16"
    ]


# --- files -----------------------------------------------------------------------------------------------------------

PACKED = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda data: zstandard.compress(data),
}


@pytest.mark.parametrize("padding", [b"", b"\0" * 4, b"\0" * 8])
@pytest.mark.parametrize("packing", PACKED)
def test_members_of_a_compressed_file_follow_one_another(tmp_path: Path, packing: str, padding: bytes) -> None:
    if padding and packing == ".zst":
        pytest.skip("is not padded")
    path, line = tmp_path / f"a.jsonl{packing}", f"{GOOD}\n".encode()
    path.write_bytes((PACKED[packing](line) + padding) * 3 + PACKED[packing](b"") * 300 + PACKED[packing](line * 300))
    assert sum(isinstance(item, Article) for item in articles([str(path)])) == 303


@pytest.mark.parametrize("packing", PACKED)
def test_a_damaged_member_is_named_and_what_stands_before_is_kept(tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"a.jsonl{packing}"
    second = bytearray(PACKED[packing](f"{GOOD}\n".encode() * 9))
    second[len(second) // 3 : len(second) // 3 + 20] = bytes(20)
    path.write_bytes(PACKED[packing](f"{GOOD}\n".encode() * 9) + second + PACKED[packing](b""))
    *kept, lost = articles([str(path)])
    assert len(kept) >= 9 and isinstance(lost, Skipped) and "cannot be unpacked" in lost.reason
    for output in ("l.csv", "l/"):
        assert main(["extract", "--rules", str(path), "-o", f"{tmp_path}/{output}"]) == 4


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("output", ["l.csv", "l/"])
@pytest.mark.parametrize("tail", [b"garbage", b"\x1f", b"\n", b"PK\x03\x04"])
def test_garbage_behind_any_compressed_file_costs_nothing(
    tmp_path: Path, packing: str, tail: bytes, output: str
) -> None:
    path = tmp_path / f"a.jsonl{packing}"
    path.write_bytes(PACKED[packing](f"{GOOD}\n".encode() * 9) + tail)
    assert main(["extract", "--rules", str(path), "-o", f"{tmp_path}/{output}"]) == 0
    assert len(read_ledger(f"{tmp_path}/{output.rstrip('/')}")) == 9


@pytest.mark.parametrize("output", ["l.csv", "l/"])
@pytest.mark.parametrize("tail", [b"garbage", b"\x00" * 9, b"\x1f", b"\n", b"PK\x03\x04"])
@pytest.mark.parametrize("kind", ["jsonl", "csv", "txt", "html"])
def test_garbage_behind_a_compressed_file_costs_nothing(tmp_path: Path, kind: str, tail: bytes, output: str) -> None:
    whole = {
        "jsonl": "".join(json.dumps({"id": str(n), "text": NEWS}) + "\n" for n in range(9)),
        "csv": "id,text\n"
        + "".join(f"{n},{NEWS.replace(chr(34), '“', 1).replace(chr(34), '”').replace(',', '')}\n" for n in range(9)),
        "txt": NEWS,
        "html": f"<html><body><article><p>{NEWS}</p></article></body></html>",
    }[kind]
    path = tmp_path / f"a.{kind}.gz"
    path.write_bytes(gzip.compress(whole.encode()) + tail)
    assert main(["extract", "--rules", str(path), "-o", f"{tmp_path}/{output}", "--log-json"]) == 0
    assert len([item for item in articles([str(path)]) if isinstance(item, Article)]) == (
        9 if kind in ("jsonl", "csv") else 1
    )


@pytest.mark.parametrize("output", ["l.csv", "l.jsonl", "l/"])
def test_a_file_that_breaks_off_gives_what_stands_before(tmp_path: Path, output: str) -> None:
    lines = [
        json.dumps({"id": str(n), "text": NEWS, "url": random.Random(n).randbytes(300).hex()}) for n in range(2_000)
    ]
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode())[:-90_000])
    assert main(["extract", "--rules", str(path), "-o", f"{tmp_path}/{output}"]) == 4
    assert 100 < len(read_ledger(f"{tmp_path}/{output.rstrip('/')}")) < 2_000


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("harm", ["many headers", "long header", "no status", "no headers", "noise"])
def test_a_bad_record_of_a_crawl_costs_only_itself(tmp_path: Path, harm: str, packed: bool) -> None:
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    page = f"<html><body><article><p>{NEWS}</p></article></body></html>"
    bad = {
        "many headers": head + "".join(f"X-{n}: a\r\n" for n in range(200_000)) + f"\r\n{page}",
        "long header": f"{head}X: {'a' * 3_000_000}\r\n\r\n{page}",
        "no status": f"HTTP/1.1\r\n\r\n{page}",
        "no headers": page,
        "noise": "\x00\x01\x02" * 1_000,
    }[harm]
    data = b""
    for number, body in enumerate([f"{head}\r\n{page}", bad, f"{head}\r\n{page}", f"{head}\r\n{page}"]):
        told = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\n"
        told += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        record = f"{told}{body}\r\n\r\n".encode()
        data += gzip.compress(record) if packed else record
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(data)
    found = [item.url for item in articles([str(path)]) if isinstance(item, Article)]
    assert [url for url in found if url != "https://a.example/1"] == [f"https://a.example/{n}" for n in (0, 2, 3)]


LENGTHS = {"none": None, "negative": "-5", "too short": "40", "no number": "x", "digits": "5" * 5_000}


def record(number: int, length: str | None = "", *, status: int = 200, kind: str = "response") -> bytes:
    body = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>{NEWS}</p></body></html>"
    told = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/{number}\r\n"
    told += "Content-Type: application/http; msgtype=response\r\n"
    told += "" if length is None else f"Content-Length: {length or len(body)}\r\n"
    return f"{told}\r\n{body}\r\n\r\n".encode()


@pytest.mark.parametrize("name", LENGTHS)
@pytest.mark.parametrize("kind", ["response", "request", "revisit"])
def test_a_record_that_does_not_say_how_long_it_is_costs_no_other(tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record(0) + record(1, LENGTHS[name], kind=kind) + record(2) + record(3))
    found = list(articles([str(path)]))
    kept = [item.url for item in found if isinstance(item, Article)]
    assert [url for url in kept if url != "https://a.example/1"] == [f"https://a.example/{n}" for n in (0, 2, 3)]
    assert any(isinstance(item, Skipped) for item in found)


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("output", ["l.csv", "l/"])
def test_a_crawl_that_breaks_off_says_so_whatever_its_last_record_is(tmp_path: Path, status: int, output: str) -> None:
    (tmp_path / "a.warc").write_bytes(record(0) + record(1, status=status)[:-30])
    (tmp_path / "b.warc").write_bytes(record(0) + record(1, "99999999999", status=status) + record(2))
    for name in ("a.warc", "b.warc"):
        assert main(["extract", "--rules", f"{tmp_path}/{name}", "-o", f"{tmp_path}/{name}.{output}"]) == 4


def test_a_crawl_of_many_empty_records_is_read_to_its_end(tmp_path: Path) -> None:
    empty = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(empty) * 30_000 + gzip.compress(record(1)))
    (found,) = articles([str(tmp_path / "a.warc.gz")])
    assert isinstance(found, Article)


@pytest.mark.parametrize("separator", [" ", "/", "\n", ' "', "='' "])
def test_an_element_of_many_attributes_is_read(tmp_path: Path, separator: str) -> None:
    attributes = separator.join(f"a{n}" for n in range(100_000))
    (tmp_path / "a.html").write_text(f"<html><body><p {attributes}>{NEWS}</p><p>{NEWS}</p></body></html>")
    (found,) = articles([str(tmp_path / "a.html")])
    assert isinstance(found, Article) and found.text.count(NEWS) >= 1


def test_attributes_in_comments_and_values_hide_nothing(tmp_path: Path) -> None:
    words = "kata " * 500
    page = (
        f"<!-- <b {words}--><p data-a='{words}'>{NEWS}</p><!-- <b {words}> --><p>{NEWS}</p><script>i<a {words}</script>"
    )
    (tmp_path / "a.html").write_text(f"<html><body><article>{page}<p>{NEWS}</p></article></body></html>")
    (found,) = articles([str(tmp_path / "a.html")])
    assert isinstance(found, Article) and found.text.count(NEWS) == 3
