"""Everything articles come in: files, folders, standard input, tables, and what of it cannot be read."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import quotes
from quotes.errors import InputError, UsageError
from quotes.reading import Skipped, articles
from quotes.records import Article

TEXT = 'Sungai Wela surut.\n\n"Air sudah turun," kata Camat Rawa Indah Sekar Wulandari, Jumat (29/5/2026).\n'
PUBLISHED = datetime(2026, 5, 29, 8, 51)


def read(*inputs: Path | str, **options: object) -> list[Article | Skipped]:
    return list(articles([str(item) for item in inputs], **options))  # type: ignore[arg-type]


def one(*inputs: Path | str, **options: object) -> Article:
    (article,) = read(*inputs, **options)
    assert isinstance(article, Article)
    return article


def refusal(*inputs: Path | str, **options: object) -> str:
    """The one-line error that reading ends with."""
    with pytest.raises(InputError) as error:
        read(*inputs, **options)
    assert "\n" not in str(error.value)
    return str(error.value)


# --- text files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a", "a.berita"])
def test_a_text_file_is_one_article(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(TEXT.encode())
    article = one(tmp_path / name)
    assert article.text == TEXT
    assert article.title is article.published is article.source is article.url is None


def test_line_ends_are_kept_as_they_are(tmp_path: Path) -> None:
    text = "Satu.\r\nDua.\rTiga.\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert one(tmp_path / "a.txt").text == text


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le-with-mark",
        "utf-16-be-with-mark",
        "utf-32",
        "cp1252",
    ],
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "“Harga naik 5 persen – itu wajar,” kata René Suryo."
    data = {
        "utf-16-le-with-mark": b"\xff\xfe" + text.encode("utf-16-le"),
        "utf-16-be-with-mark": b"\xfe\xff" + text.encode("utf-16-be"),
    }.get(encoding) or text.encode(encoding)
    (tmp_path / "a.txt").write_bytes(data)
    assert one(tmp_path / "a.txt").text == text


def test_a_damaged_place_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("“Kami siap,” kata Dewi.".encode() + b" \x93Siap.\x94 \x81 \x00 Selesai.")
    assert one(tmp_path / "a.txt").text == "“Kami siap,” kata Dewi. “Siap.” \ufffd \x00 Selesai."


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("kosong.txt", b"", "is empty"),
        ("spasi.txt", b" \r\n\t\n", "is empty"),
        ("tanda.txt", b"\xef\xbb\xbf", "is empty"),
        ("a.txt", bytes(range(256)) * 40, "binary"),
        ("a.pdf", b"%PDF-1.7 \n", "PDF"),
        ("a.docx", b"PK\x03\x04rest", "no Word document"),
        ("a.pdf", b"%PDF-1.7 rest", "no PDF document"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1", "office document"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.jsonl", b"Harga naik.\n", "no JSON Lines (line 1"),
        (
            "a.jsonl",
            b'{"judul": "x"}\n',
            "it has 'judul': say which with --column text=NAME",
        ),
        ("a.json", b"", "is empty"),
        ("a.json", b'{"text": "x"', "no JSON (line 1"),
        ("a.json", b"[]", "no article"),
        ("a.json", b'{"judul": "x"}', "--column text=NAME"),
        ("a.json", b"[" * 100_000, "no JSON"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n", "no column with the text"),
        (
            "a.csv",
            b"judul,penulis\na,b\n",
            "it has 'judul', 'penulis': say which with --column text=NAME",
        ),
        ("a.parquet", b"PAR1 but not really", "no Parquet table"),
        ("a.parquet", b"", "no Parquet table"),
        ("a.xlsx", b"PK\x03\x04 but not really", "no Excel workbook"),
        ("a.xlsx", b"", "no Excel workbook"),
    ],
)
def test_a_bad_file_is_named_in_one_line(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    message = refusal(tmp_path / name)
    assert str(tmp_path / name) in message
    assert says in message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "tiada.txt") == f"{tmp_path}/tiada.txt does not exist: check the path"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.txt").chmod(0)
    assert "cannot be read" in refusal(tmp_path / "a.txt")


def test_the_id_comes_from_the_content(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "c.txt").write_text(TEXT + "Selesai.\n")
    first, second, third = (one(tmp_path / f"{name}.txt").doc_id for name in "abc")
    assert first == second != third
    assert len(first) == 16


# --- folders and several inputs ----------------------------------------------------------------------------------


def test_a_folder_is_read_in_order_with_what_could_not_be_read_named(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "artikel"
    (folder / "b").mkdir(parents=True)
    (folder / ".git").mkdir()
    for path in (
        "c.txt",
        "a.txt",
        "b/z.txt",
        "b/y.txt",
        ".tersembunyi.txt",
        ".git/config",
    ):
        (folder / path).write_text(f"Isi {path}.")
    (folder / "b" / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "kosong.txt").write_bytes(b"")
    (tmp_path / "luar.txt").write_text("Isi luar.")
    (folder / "pintas.txt").symlink_to(tmp_path / "luar.txt")
    (folder / "putus.txt").symlink_to(folder / "tiada.txt")
    (folder / "b" / "naik").symlink_to(tmp_path, target_is_directory=True)
    (folder / "b" / "lingkar").symlink_to(folder, target_is_directory=True)
    items = read(folder)
    assert [item.text for item in items if isinstance(item, Article)] == [
        "Isi a.txt.",
        "Isi c.txt.",
        "Isi b/y.txt.",
        "Isi b/z.txt.",
    ]
    skipped = {os.path.relpath(item.path, folder): item.reason for item in items if isinstance(item, Skipped)}
    assert skipped.keys() == {
        "b/foto.jpg",
        "kosong.txt",
        "pintas.txt",
        "putus.txt",
        "b/naik",
    }
    assert "picture" in skipped["b/foto.jpg"]
    assert "leads out" in skipped["pintas.txt"]


def test_what_is_about_a_folder_is_no_article_of_it(tmp_path: Path) -> None:
    for name in ("README.md", "readme", "LICENSE", "Licence.txt", "corpus.toml", "catatan.md", "licensed.txt", "a.txt"):
        (tmp_path / name).write_text(f"Isi {name}.")
    assert read(tmp_path) == read(tmp_path / "a.txt", tmp_path / "licensed.txt")
    assert one(tmp_path / "README.md").text == "Isi README.md."


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".tersembunyi").write_text("x")
    assert "no file to read" in refusal(tmp_path)


def test_of_several_inputs_the_bad_ones_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.csv").write_text("judul\nx\n")
    missing, article, table = read(tmp_path / "tiada.txt", tmp_path / "a.txt", tmp_path / "b.csv")
    assert missing == Skipped(f"{tmp_path}/tiada.txt", None, "does not exist")
    assert isinstance(article, Article)
    assert isinstance(table, Skipped)
    assert "--column text=NAME" in table.reason


# --- standard input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT, [TEXT]),
        ("\ufeff" + TEXT, [TEXT]),
        ('{"text": "Satu."}\n{"text": "Dua."}\n', ["Satu.", "Dua."]),
        ('\n{"text": "Satu."}', ["Satu."]),
        ('{\n "text": "Satu."\n}\n', ["Satu."]),
        ('[{"text": "Satu."}, {"text": "Dua."}]', ["Satu.", "Dua."]),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: str, expected: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    assert [item.text for item in read("-") if isinstance(item, Article)] == expected


@pytest.mark.parametrize("data", ["[FOKUS] Banjir surut.\n", "{catatan} Banjir surut.\n"])
def test_text_on_standard_input_may_begin_with_a_bracket(monkeypatch: pytest.MonkeyPatch, data: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    assert one("-").text == data


def test_empty_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert refusal("-").startswith("standard input is empty")


# --- tables ------------------------------------------------------------------------------------------------------

ROWS = [
    {
        "id": "a1",
        "text": TEXT,
        "title": "Sungai Wela Surut",
        "published": "2026-05-29T08:51",
        "source": "Kabar Rawa",
        "url": "https://kabar.example/a1",
    },
    {
        "id": "a2",
        "text": '"Siap;", kata\tBima | "lagi".',
        "title": "",
        "published": "",
        "source": "",
        "url": "",
    },
]
EXPECTED = [
    Article(
        "a1",
        TEXT,
        "Sungai Wela Surut",
        PUBLISHED,
        "Kabar Rawa",
        "https://kabar.example/a1",
    ),
    Article("a2", '"Siap;", kata\tBima | "lagi".'),
]


def _csv(delimiter: str, encoding: str = "utf-8") -> Callable[[Path, list[dict[str, str]]], None]:
    def write(path: Path, rows: list[dict[str, str]]) -> None:
        with path.open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)

    return write


def _jsonl(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text(
        "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows),
        encoding="utf-8",
    )


def _xlsx(path: Path, rows: list[dict[str, str]]) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover["A1"] = "Kumpulan artikel"
    sheet = book.create_sheet("artikel")
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([value or None for value in row.values()])
    book.save(path)


WRITERS: list[tuple[str, Callable[[Path, list[dict[str, str]]], None]]] = [
    ("a.jsonl", _jsonl),
    ("a.ndjson", _jsonl),
    ("a.JSONL", _jsonl),
    (
        "salah-nama.json",
        lambda path, rows: path.write_text("\n".join(map(json.dumps, rows))),
    ),
    ("a.json", lambda path, rows: path.write_text(json.dumps(rows))),
    (
        "b.json",
        lambda path, rows: path.write_text(json.dumps({"jumlah": 2, "articles": rows}, indent=1)),
    ),
    ("a.csv", _csv(",")),
    ("b.csv", _csv(";")),
    ("c.csv", _csv("\t", "utf-8-sig")),
    ("d.csv", _csv("|", "utf-16")),
    ("a.tsv", _csv("\t")),
    ("a.parquet", lambda path, rows: pq.write_table(pa.Table.from_pylist(rows), path)),
    ("a.xlsx", _xlsx),
]


@pytest.mark.parametrize(("name", "write"), WRITERS, ids=[name for name, _ in WRITERS])
def test_a_table_gives_an_article_a_row(
    tmp_path: Path, name: str, write: Callable[[Path, list[dict[str, str]]], None]
) -> None:
    write(tmp_path / name, ROWS)
    assert read(tmp_path / name) == EXPECTED


def test_one_object_in_a_json_file(tmp_path: Path) -> None:
    gold = {
        "doc_id": "g1",
        "text": TEXT,
        "published": "2026-05-29T08:51",
        "quotes": [{"start": 3, "end": 5}],
    }
    (tmp_path / "g.json").write_text(json.dumps(gold, indent=1))
    assert one(tmp_path / "g.json") == Article("g1", TEXT, published=PUBLISHED)


def test_newswatch_output_needs_no_flag(tmp_path: Path) -> None:
    row = {
        "title": "Sungai Wela Surut",
        "publish_date": "2026-05-29 08:51:00",
        "author": "Ratih",
        "content": TEXT,
        "keyword": "banjir",
        "category": "Daerah",
        "source": "kabarrawa.example",
        "link": "https://kabarrawa.example/a1",
    }
    expected = (
        TEXT,
        "Sungai Wela Surut",
        PUBLISHED,
        "kabarrawa.example",
        "https://kabarrawa.example/a1",
    )
    _csv(",")(tmp_path / "a.csv", [row])
    _xlsx(tmp_path / "a.xlsx", [row])
    for name in ("a.csv", "a.xlsx"):
        article = one(tmp_path / name)
        assert (
            article.text,
            article.title,
            article.published,
            article.source,
            article.url,
        ) == expected


@pytest.mark.parametrize("outlet", ["sitename", "source-hostname"])
def test_trafilatura_output_needs_no_flag(tmp_path: Path, outlet: str) -> None:
    row = {
        "title": "Sungai Wela Surut",
        "author": "Ratih",
        "hostname": "kabarrawa.example",
        "date": "2026-05-29",
        "fingerprint": "ab12",
        "id": None,
        "raw_text": "Sungai Wela surut.",
        "text": TEXT,
        "comments": "",
        "source": "https://kabarrawa.example/a1",
        outlet: "Kabar Rawa",
    }
    (tmp_path / "a.json").write_text(json.dumps(row))
    article = one(tmp_path / "a.json")
    assert (article.text, article.published) == (TEXT, datetime(2026, 5, 29))
    assert (article.source, article.url) == (
        "Kabar Rawa",
        "https://kabarrawa.example/a1",
    )
    assert article.doc_id not in ("", "None")


@pytest.mark.parametrize("header", ["isi", "Isi Berita", "BODY", "full_text", "Artikel"])
def test_text_columns_by_other_names(tmp_path: Path, header: str) -> None:
    (tmp_path / "a.csv").write_text(
        f"{header},tanggal,judul,article_id,media,tautan\nHujan.,29/5/2026,J,7,Kabar,http://x.example\n"
    )
    assert one(tmp_path / "a.csv") == Article("7", "Hujan.", "J", datetime(2026, 5, 29), "Kabar", "http://x.example")


def test_a_renamed_column_wins(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,isi_berita,kode,waktu_muat\nRingkasan.,Isi penuh.,k1,29 Mei 2026 08:51\n")
    columns = {"text": "isi_berita", "id": "kode", "published": "waktu_muat"}
    assert one(tmp_path / "a.csv", columns=columns) == Article("k1", "Isi penuh.", published=PUBLISHED)


def test_a_renamed_column_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,judul\nIsi.,J\n")
    assert "has no column 'isi' (--column text=isi); it has 'text', 'judul'" in refusal(
        tmp_path / "a.csv", columns={"text": "isi"}
    )


@pytest.mark.parametrize("columns", [{"isi": "text"}, {"text": ""}])
def test_a_wrong_column_option_is_a_usage_error(tmp_path: Path, columns: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="--column"):
        articles([str(tmp_path)], columns=columns)


def test_published_holds_for_what_comes_without(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.csv").write_text("text,published\nSatu.,2026-01-02\nDua.,\nTiga.,entah kapan\n")
    items = read(tmp_path / "a.txt", tmp_path / "b.csv", published=PUBLISHED)
    published = [item.published for item in items if isinstance(item, Article)]
    assert published == [PUBLISHED, datetime(2026, 1, 2), PUBLISHED, PUBLISHED]


def test_a_row_without_text_is_skipped_by_its_number(tmp_path: Path) -> None:
    rows = [{"text": "Satu."}, {"text": " "}, {"text": None}, {"text": "Dua."}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    (tmp_path / "a.csv").write_text('text,judul\nSatu.,x\n" ",x\n,x\nDua.\n')
    for name in ("a.parquet", "a.csv"):
        items = read(tmp_path / name)
        assert [(item.where, item.count) for item in items if isinstance(item, Skipped)] == [("rows 2-3", 2)]
        assert [item.text for item in items if isinstance(item, Article)] == [
            "Satu.",
            "Dua.",
        ]


def test_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    lines = [
        '{"text": "Satu."}',
        '{"text": "Du',
        "[1, 2]",
        '{"judul": "x"}',
        '{"text": 5}',
        '{"text": "Tiga."}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    items = read(tmp_path / "a.jsonl")
    assert [item.text for item in items if isinstance(item, Article)] == [
        "Satu.",
        "Tiga.",
    ]
    assert [item.where for item in items if isinstance(item, Skipped)] == [
        "line 2",
        "line 3",
        "line 4",
        "line 5",
    ]


def test_a_damaged_part_of_a_table_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    rows = [{"text": f"Artikel nomor {number}. " * 50} for number in range(2000)]
    pq.write_table(
        pa.Table.from_pylist(rows),
        tmp_path / "a.parquet",
        row_group_size=100,
        compression="none",
    )
    data = (tmp_path / "a.parquet").read_bytes()
    middle = len(data) // 2
    (tmp_path / "a.parquet").write_bytes(data[:middle] + b"\xff" * 5000 + data[middle + 5000 :])
    items = list(articles([str(tmp_path / "a.parquet")]))
    lost = [item for item in items if isinstance(item, Skipped)]
    assert len(lost) == 1 and re.fullmatch(r"rows \d+-\d+", lost[0].where or "") and "damaged" in lost[0].reason
    assert len(items) - 1 + lost[0].count == 2000 and lost[0].count <= 100  # the other groups are whole


def test_cells_of_other_types(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": [7.0, None],
            "text": ["Satu.", "Dua."],
            "published": pd.to_datetime(["2026-05-29 01:51", None], utc=True),
            "judul": ["J", None],
        }
    )
    frame.to_parquet(tmp_path / "a.parquet")
    first, second = read(tmp_path / "a.parquet")
    assert first == Article("7", "Satu.", "J", PUBLISHED)
    assert isinstance(second, Article)
    assert (second.title, second.published) == (None, None)


def test_dates_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["text", "tanggal"])
    sheet.append(["Satu.", datetime(2026, 5, 29, 8, 51)])
    book.save(tmp_path / "a.xlsx")
    assert one(tmp_path / "a.xlsx").published == PUBLISHED


def test_a_lone_surrogate_becomes_one_replacement_character(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Pasar \\ud83d ramai."}')
    assert one(tmp_path / "a.jsonl").text == "Pasar \ufffd ramai."


def test_tables_are_streamed(tmp_path: Path) -> None:
    """The first articles come out before the rest of the table was looked at."""
    (tmp_path / "a.jsonl").write_text('{"text": "Satu."}\n' * 5000 + "rusak\n")
    (tmp_path / "a.csv").write_text("text\nSatu.\n" + "Dua.\n" * 5000)
    for name in ("a.jsonl", "a.csv"):
        stream = articles([str(tmp_path / name)])
        assert isinstance(next(stream), Article)
        (tmp_path / name).write_bytes(b"")  # what was not read yet is gone
        assert sum(1 for _ in stream) < 5000


# ------------------------------------------------------------------------------------------------------ from Python


def test_read_articles_takes_paths_and_data_frames_and_renamed_columns(tmp_path, caplog):
    import pandas as pd

    frame = pd.DataFrame(
        {"isi": ['"Siap," kata Rani.', None], "judul": ["Siaga", "Kosong"], "terbit": ["2025-10-20", ""]}
    )
    frame.to_csv(tmp_path / "a.csv", index=False)
    for source in (frame, tmp_path / "a.csv", str(tmp_path / "a.csv")):
        (article,) = quotes.read_articles(source, text="isi", published="terbit")
        assert (article.text, article.title, article.published) == (frame.isi[0], "Siaga", datetime(2025, 10, 20))
    assert "its text is empty" in caplog.text


def test_read_articles_checks_what_it_is_given_where_it_is_given(tmp_path):
    import pandas as pd

    with pytest.raises(UsageError, match="no articles in list"):
        quotes.read_articles(["a.txt"])
    with pytest.raises(UsageError, match="no field 'body'"):
        quotes.read_articles(tmp_path, body="isi")
    with pytest.raises(InputError, match="no column with the text"):
        quotes.read_articles(pd.DataFrame({"judul": ["Siaga"]}))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"published": "2022-01-01"}, "published='2022-01-01'"),
        ({"text": None}, "text is NoneType"),
        ({"title": 5}, "title=5"),
        ({"doc_id": None}, "doc_id=None"),
    ],
)
def test_an_article_checks_its_fields(fields, told):
    with pytest.raises(UsageError, match=told):
        Article(**({"doc_id": "a", "text": "b"} | fields))
