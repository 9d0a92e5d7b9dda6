"""Input that means harm: bombs, endless things, formulas, escape codes, links out of a folder.

What takes long or much is measured by bench/hostile.py; here it only must come to its end, named where it was skipped.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from samples import quote as sample

from quotes.analysis.pipeline import Analyser
from quotes.cli import main
from quotes.errors import InputError
from quotes.ledger import reading, tables, tags, writing
from quotes.reading import Skipped, articles
from quotes.records import Article
from quotes.text.terminal import printable

NEWS = '"Air sudah surut," kata Camat Rawa Indah Sekar Wulandari, Jumat (29/5/2026).'
PAGES = Path(__file__).parent / "pages"


def extract(*arguments: object) -> int:
    return main(["extract", *map(str, arguments)])


# --- too large ---------------------------------------------------------------------------------------------------


def long_line(path: Path) -> None:
    path.write_text('"Air surut," kata Budi. ' * 200_000)


def long_page(path: Path) -> None:
    path.write_text(f"<html><body><p>{NEWS * 200_000}</p></body></html>")


def long_row(path: Path) -> None:
    path.write_text(
        json.dumps({"id": "a", "text": NEWS * 40_000}) + "\n" + json.dumps({"id": "b", "text": NEWS}) + "\n"
    )


def endless_line(path: Path) -> None:
    with path.open("w") as file:
        file.write('{"id": "a", "text": "' + "a" * (40 << 20) + '"}\n')
        file.write(json.dumps({"id": "b", "text": NEWS}) + "\n")


def long_cell(path: Path) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["id", "text"], ["a", NEWS * 40_000], ["b", NEWS]])


def endless_cell(path: Path) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["id", "text"], ["a", "a" * (40 << 20)], ["b", NEWS]])


def packed(write: Callable[[Path], None]) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        write(path)
        path.write_bytes(gzip.compress(path.read_bytes(), 1))

    return written


@pytest.mark.parametrize(
    "name, write",
    [
        ("a.txt", long_line),
        ("a.txt.gz", packed(long_line)),
        ("a.html", long_page),
        ("a.html.gz", packed(long_page)),
        ("a.jsonl", long_row),
        ("a.jsonl.gz", packed(endless_line)),
        ("a.jsonl", endless_line),
        ("a.csv", long_cell),
        ("a.csv", endless_cell),
        ("a.csv.gz", packed(endless_cell)),
    ],
)
def test_what_is_too_large_is_skipped_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, write: Callable[[Path], None]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / name)
    (folder / "z.txt").write_text(NEWS)
    assert extract(folder, "-o", tmp_path / "l.jsonl") == 4
    rows = [json.loads(line) for line in (tmp_path / "l.jsonl").read_text().splitlines()]
    assert all(row["quote"] == "Air sudah surut," for row in rows) and 1 <= len(rows) <= 2
    error = capsys.readouterr().err
    assert name in error and "raise --max-article-bytes" in error and "Traceback" not in error


def test_the_limit_can_be_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(NEWS * 20)
    assert extract(tmp_path / "a.txt", "--max-article-bytes", "1k") == 4
    assert extract(tmp_path / "a.txt", "--max-article-bytes", "1m") == 0
    assert extract(tmp_path / "a.txt", "--max-article-bytes", "0") == 2
    assert extract(tmp_path / "a.txt", "--max-article-bytes", "banyak") == 2
    assert "no number of bytes" in capsys.readouterr().err


def test_the_limit_counts_bytes_not_characters(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "“" * 400}))
    (found,) = articles([str(tmp_path / "a.jsonl")], max_article_bytes=1200)
    assert isinstance(found, Article)
    (found,) = articles([str(tmp_path / "a.jsonl")], max_article_bytes=1199)
    assert isinstance(found, Skipped)


def test_a_workbook_that_unfolds_without_end(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as member:
            for _ in range(33):
                member.write(b"a" * (16 << 20))
    (found,) = articles([str(tmp_path / "a.xlsx")])
    assert isinstance(found, Skipped) and "unfolds to more than" in found.reason


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs the peak of memory that Linux tells")
def test_a_table_whose_rows_share_one_long_text(tmp_path: Path) -> None:
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000), ["a" * (3 << 20)])
    pq.write_table(pa.table({"id": list(map(str, range(5_000))), "text": texts}), tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 4 << 20
    code = """
import sys
from pathlib import Path
from quotes.reading import articles
count = sum(item.count for item in articles(sys.argv[1:]))
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(count, status["VmHWM"].split()[0])  # not ru_maxrss, which keeps the peak of the process that started this one
"""
    command = [sys.executable, "-c", code, str(tmp_path / "a.parquet")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    count, kibibytes = map(int, run.stdout.split())
    assert count == 5_000 and kibibytes < 1 << 20  # 1 GiB; 15 if each row held its own copy


# --- endless and nested things, within the limit -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '"' * 100_000,
        "“" * 50_000,
        "”" * 50_000,
        "'" * 50_000,
        '" ' * 50_000,
        '"a" ' * 5_000,
        '" kata ' * 2_000,
        "(" * 50_000,
        "“Air surut kata " * 5_000,
        "kata " * 20_000,
        "Budi, " * 10_000,
        "A." * 20_000,
        " " * 1_000_000 + "a",
        "a" * 1_000_000,
        "\n" * 1_000_000 + "a",
        "e" + "\u0301" * 100_000,
        "\u202e" * 100_000,
        "1/" * 50_000,
        "(1" * 50_000,
        "@" * 50_000,
        "&amp;" * 50_000,
        "\ufffd" * 50_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_the_analysis_of_monotonous_text_comes_to_an_end(text: str) -> None:
    for quote in Analyser().quotes(Article("a", text)):
        assert text[quote.start : quote.end] == quote.quote


def test_a_quotation_costs_no_more_than_its_surroundings(tmp_path: Path) -> None:
    """A marks' bomb before an article, in its own paragraph, leaves the article's quotes alone."""
    for bomb in ('"' * 9_999, "“" * 9_999, '" ' * 9_999, "(" * 9_999, "'" * 9_999):
        found = Analyser().quotes(Article("a", f"{bomb}\n{NEWS}\n"))
        assert "Air sudah surut," in [quote.quote for quote in found]


@pytest.mark.parametrize(
    "source, reason",
    [
        ("<div>" * 10_000 + NEWS, "nests its elements too deep"),
        ("<b><i>" * 10_000 + NEWS, "nests its elements too deep"),
        ("<table><tr><td>" * 10_000 + NEWS, "nests its elements too deep"),
        ("<!--" * 100_000, "no article"),
        ("<" * 100_000, ""),
        ("<script>" * 100_000 + NEWS, "no article"),
    ],
)
def test_pages_that_nest_or_never_close(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str, reason: str
) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{source}")
    code = extract(tmp_path / "a.html")
    assert code == {"": 0, "no article": 3}.get(reason, 4) and reason in capsys.readouterr().err


def test_ten_thousand_marks_of_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body><p>" + "<q>a</q> " * 10_000 + f"</p><p>{NEWS}</p>")
    assert extract(tmp_path / "a.html", "-o", tmp_path / "l.csv") == 0
    assert "Air sudah surut," in (tmp_path / "l.csv").read_text()


@pytest.mark.parametrize("source", ["[" * 200_000, '{"a":' * 200_000, '{"text": ' + "[" * 100_000, "1" * 100_000])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_nested_json(tmp_path: Path, name: str, source: str) -> None:
    (tmp_path / name).write_text(source)
    with pytest.raises(InputError):
        list(articles([str(tmp_path / name)]))


def test_nested_data_in_a_page(tmp_path: Path) -> None:
    nest = "[" * 100_000
    (tmp_path / "a.html").write_text(f"<script type='application/ld+json'>{nest}</script><html><body><p>{NEWS}</p>")
    (found,) = articles([str(tmp_path / "a.html")])
    assert isinstance(found, Article) and found.text == f"{NEWS}\n"


def test_standard_input_of_empty_lines() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "quotes", "extract", "-"], input=b"\n" * 1_500_000, capture_output=True, timeout=120
    )
    assert run.returncode == 3 and b"Traceback" not in run.stderr


# --- nothing is opened that was not given ------------------------------------------------------------------------


def test_no_input_opens_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    folder = tmp_path / "in"
    folder.mkdir()
    for page in PAGES.glob("*.html"):
        (folder / page.name).write_bytes(page.read_bytes())
    (folder / "a.txt").write_text(f"https://a.example/\nhttp://127.0.0.1/\n{NEWS}\nfile:///etc/passwd\n")
    rows = [{"text": NEWS, "url": "https://a.example/", "link": "ftp://a.example"}, {"text": "s3://bucket/key"}]
    (folder / "b.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    doctype = '<!DOCTYPE a [<!ENTITY b SYSTEM "http://a.example/">]>'
    (folder / "c.xhtml").write_text(f'<?xml version="1.0"?>{doctype}<html><body><p>{NEWS} &b;</p></body></html>')
    assert extract(folder, "-o", tmp_path / "l.csv", "-o", tmp_path / "l.parquet") == 0


def test_links_do_not_lead_out_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.txt").write_text('"Rahasia," kata Budi.')
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(NEWS)
    (folder / "b.txt").symlink_to(tmp_path / "secret" / "s.txt")
    (folder / "sub" / "c").symlink_to(tmp_path / "secret", target_is_directory=True)
    (folder / "sub" / "d.html").symlink_to("../../secret/s.txt")
    (folder / "sub" / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "e.txt")
    assert extract(folder, "-o", tmp_path / "l.jsonl") == 4
    assert "Rahasia" not in (tmp_path / "l.jsonl").read_text()
    error = capsys.readouterr().err
    assert error.count("leads out of its folder") == 3 and "is no regular file" in error


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.txt", "a"])
def test_a_link_to_itself_ends_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Neither among inputs, nor as an output or a ledger."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b.txt").write_text(NEWS)
    (folder / name).symlink_to(name)
    assert extract(folder, "-o", tmp_path / "l.parquet") == 4
    assert f"{name}: is a broken link" in capsys.readouterr().err
    for arguments in (["show", folder / name], ["people", folder / name, "-o", tmp_path / "p.parquet"]):
        assert main(list(map(str, arguments))) == 3
    link = tmp_path / "m.csv"
    link.symlink_to("m.csv")
    assert extract(folder / "b.txt", "-o", link, "--workers", "0") == 0
    assert "a defect" not in capsys.readouterr().err and len(reading.read_ledger(link)) == 1


NAMES = [b"\xff.parquet", "\u202e.parquet".encode(), b"a\nb.parquet", b"[a]*.parquet", b"--a.parquet", b"'; --.parquet"]


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_ledger_of_any_name_is_read(tmp_path: Path, name: bytes) -> None:
    (tmp_path / "a.txt").write_text(NEWS)
    ledger = tmp_path / os.fsdecode(name)
    assert extract(tmp_path / "a.txt", "-o", ledger) == 0
    (tmp_path / "t.jsonl").touch()
    for arguments in (
        ["show", ledger],
        ["sql", ledger, "SELECT count(*) FROM ledger"],
        ["people", ledger, "-o", tmp_path / "p.parquet"],
        ["apply", ledger, tmp_path / "t.jsonl", "-o", tmp_path / "m.csv"],
    ):
        assert main(list(map(str, arguments))) == 0


LINE_ENDS = ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e", "\r", "\n", "\r\n", "\x00", "\ud800"]


def test_a_tag_of_any_quote_can_be_read_again(tmp_path: Path) -> None:
    rows = [sample(quote_id=f"{number:016x}", quote=f"a{end}b") for number, end in enumerate(LINE_ENDS)]
    given = [(row, tags.Tag(tags.WRONG, f"Budi{end}Santoso")) for row, end in zip(rows, LINE_ENDS, strict=True)]
    tags.Tags([tmp_path / "l.parquet"]).put(0, [(number, *each) for number, each in enumerate(given)])
    (said,) = tags.Tags([tmp_path / "l.parquet"]).said
    assert len(said.rows) == len(LINE_ENDS)


def test_a_pipe_beside_a_ledger_keeps_nobody_waiting(tmp_path: Path) -> None:
    writing.write_ledger(tables.frame([sample()]), tmp_path / "l.parquet")
    os.mkfifo(tmp_path / "l.parquet.tags.jsonl")
    os.mkfifo(tmp_path / "l.texts.jsonl")
    assert main(["show", str(tmp_path / "l.parquet"), "--tag", "wrong"]) == 3
    assert main(["show", str(tmp_path / "l.parquet"), "--why"]) == 3


# --- what a ledger, a terminal and a log are given ---------------------------------------------------------------

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1", "'=1", "''=1", "\n=1"]
STEERING = "\x1b]0;judul\x07\x1b[2J\x9b31m\u202ekata\u2066\u200f\x00\x08\x7f\r"


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_defused_and_come_back(tmp_path: Path, formula: str) -> None:
    row = {
        "id": f"{formula}id",
        "title": f"{formula}judul",
        "source": formula + "x",
        "text": f'"{formula} surut," kata Budi.',
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    paths = [tmp_path / "l.csv", tmp_path / "l.parquet"]
    assert extract(tmp_path / "a.jsonl", "-o", paths[0], "-o", paths[1]) == 0
    with paths[0].open(newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r＝＋－＠"))]
    of_csv, of_parquet = (list(tables.records(reading.read_ledger(path))) for path in paths)
    assert of_csv == of_parquet and of_csv[0].doc_id == row["id"].strip()


def test_nothing_steers_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "id": STEERING,
        "title": STEERING,
        "source": STEERING,
        "text": f'"Air {STEERING} surut," kata Budi {STEERING}.',
    }
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(row)}\n{json.dumps({'id': STEERING, 'teks': 1})}\n{STEERING}\n")
    extract(tmp_path / "a.jsonl", "-o", tmp_path / "l.parquet")
    extract(tmp_path / f"{STEERING.replace(chr(0), '')}.txt", "-o", tmp_path / "m.csv")
    main(["show", str(tmp_path / "l.parquet")])
    main(["show", str(tmp_path / "l.parquet"), "--why"])
    out = capsys.readouterr()
    for text in (out.out, out.err):
        assert text and not [char for char in text if char != "\n" and char != printable(char) and not char.isspace()]
        assert "\r" not in text


@pytest.mark.parametrize("command", ["extract", "show", "report", "people", "sql"])
def test_a_traceback_steers_nothing_either(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    more = {"people": ["-o", str(tmp_path / "p.parquet")], "sql": ["SELECT 1"]}.get(command, [])
    assert main(["--debug", command, str(tmp_path / "\x1b[31m\u202e\n.parquet"), *more]) == 3
    error = capsys.readouterr().err
    assert "Traceback" in error and "\\x1b[31m" in error and not {"\x1b", "\u202e"} & {*error}


def test_extracted_rows_on_a_terminal_are_harmless(tmp_path: Path) -> None:
    pytest.importorskip("pty")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": f'"Air {STEERING.strip()} surut," kata Budi.'}))
    code = f"import pty; pty.spawn([{sys.executable!r}, '-m', 'quotes', 'extract', {str(tmp_path / 'a.jsonl')!r}])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
    shown = run.stdout.decode()
    assert "\\x1b[2J" in shown and "surut" in shown
    # the total on standard error clears nothing away, for standard input is no terminal's
    assert not set("\x07\x9b\u202e\u2066\u200f\x00\x7f") & set(shown) and "\x1b[2J" not in shown


def test_a_report_s_page_runs_nothing(tmp_path: Path) -> None:
    harm = '<script>alert(1)</script><img src=x onerror="alert(1)">"><a href="javascript:alert(1)">&lt;b&gt;'
    row = sample(title=harm, source=harm, url="javascript:alert(1)", quote=harm, speaker=harm, role=harm, context=harm)
    writing.write_ledger(tables.frame([row]), tmp_path / "l.parquet")
    assert main(["report", str(tmp_path / "l.parquet"), "-o", str(tmp_path / "r")]) == 0
    (path,) = (tmp_path / "r").glob("*.html")
    page = lxml.html.fromstring(path.read_bytes())
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy and "default-src 'none'" in policy[0] and "script-src" not in policy[0]
    assert not page.xpath("//script | //iframe | //object | //img[@onerror]")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    addresses = [value for element in page.iter() for name, value in element.attrib.items() if name in ("href", "src")]
    assert not [value for value in addresses if not value.startswith(("#", "data:image/"))]
    assert "<script>alert(1)</script>" in "".join(page.itertext())  # shown, not run
