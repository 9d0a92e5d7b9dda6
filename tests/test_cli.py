import csv
import errno
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from samples import quote

import quotes
from quotes import cli
from quotes.analysis import pipeline
from quotes.ledger import queries, reading, tables, writing
from quotes.records import Article, Quote

ARTICLE = 'Banjir Rawalaut Surut\n\n"Air sudah surut," kata Sarinah Wibowo, Selasa (11/1/2022).\n'


class Stub:
    """An analyser that takes everything between straight marks for Sarinah's."""

    def __init__(self, **_: str) -> None:
        pass

    def each(self, articles: Iterable[Article]) -> Iterator[pipeline.Analysed]:
        for article in articles:
            try:
                yield pipeline.Analysed(article, self.quotes(article))
            except ValueError as error:
                yield pipeline.Analysed(article, [], error)

    def quotes(self, article: Article) -> list[Quote]:
        if "crash" in article.text:
            raise ValueError("no such luck")
        return [
            quote(
                quote_id=f"{article.doc_id}-{m.start(1)}",
                doc_id=article.doc_id,
                quote=m[1],
                start=m.start(1),
                end=m.end(1),
                context=article.text,
                context_start=0,
            )
            for m in re.finditer(r'"([^"]*)"', article.text)
        ]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder to work in, with one article, and the stub for an analyser."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "Analyser", Stub)
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def table(path: Path, *texts: str) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "isi"], *([f"a{n}", text] for n, text in enumerate(texts))])
    return path.name


def one_line(text: str) -> bool:
    return text.startswith("quotes: ") and text.count("\n") == 1


# --- extract --------------------------------------------------------------------------------------------------------


def test_extract_writes_every_output_named(place, capsys):
    assert cli.main(["extract", "article.txt", "-o", "l.parquet", "-o", "l.csv", "-o", "l.jsonl"]) == 0
    first, *others = [list(tables.records(reading.read_ledger(f"l.{kind}"))) for kind in ("parquet", "csv", "jsonl")]
    assert [row.quote for row in first] == ["Air sudah surut,"]
    assert others == [first, first]
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "1 quote from 1 article: l.parquet and l.csv and l.jsonl\n"


def test_extract_without_output_prints_csv(place, capfd):
    assert cli.main(["extract", "article.txt"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert [row["quote"] for row in rows] == ["Air sudah surut,"]


def test_extract_prints_json_lines(place, capfd):
    assert cli.main(["extract", "article.txt", "-o", "-", "--format", "jsonl"]) == 0
    assert json.loads(capfd.readouterr().out)["quote"] == "Air sudah surut,"


def test_extract_reads_standard_input(place):
    run = subprocess.run([sys.executable, "-m", "quotes", "extract", "-"], input=ARTICLE.encode(), capture_output=True)
    assert run.returncode == 0
    assert b"Sarinah Wibowo" in run.stdout
    assert run.stderr == b"1 quote from 1 article: standard output\n"


def test_no_quote_found_is_done(place):
    Path("empty.txt").write_text("Tidak ada yang berbicara hari ini.")
    assert cli.main(["extract", "empty.txt", "-o", "l.csv"]) == 0
    assert len(reading.read_ledger("l.csv")) == 0


def test_columns_can_be_renamed(place):
    name = table(place / "t.csv", ARTICLE)
    assert cli.main(["extract", name, "--column", "text=isi", "-o", "l.csv"]) == 0
    assert list(reading.read_ledger("l.csv")["doc_id"]) == ["a0"]


def test_an_article_that_trips_the_analyser_costs_only_itself(place, capsys):
    name = table(place / "t.csv", ARTICLE, "crash", ARTICLE)
    assert cli.main(["extract", name, "--column", "text=isi", "-o", "l.csv"]) == 4
    assert list(reading.read_ledger("l.csv")["doc_id"]) == ["a0", "a2"]
    err = capsys.readouterr().err
    assert "quotes: skipped a1: the analysis failed (ValueError: no such luck)\n" in err
    assert err.endswith("2 quotes from 2 articles, 1 input skipped: l.csv\n")


def test_inputs_that_are_skipped_are_named(place, capsys):
    Path("empty.txt").write_bytes(b"")
    assert cli.main(["extract", "article.txt", "empty.txt", "nowhere.txt", "-o", "l.csv"]) == 4
    assert len(reading.read_ledger("l.csv")) == 1
    err = capsys.readouterr().err
    assert "quotes: skipped empty.txt: " in err
    assert "quotes: skipped nowhere.txt: " in err


# --- bad input: one line, the right code, no half-written ledger, no loss of an older one ---------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["empty.txt"], 3, "empty.txt is empty"),
        (["binary.txt"], 3, "binary.txt is no text"),
        (["nowhere.txt"], 3, "nowhere.txt does not exist: check the path"),
        (["folder"], 3, "folder holds no file to read"),
        (["plain.csv"], 3, "has no column with the text"),
        (["plain.csv", "--column", "text=isi"], 3, "has no column 'isi'"),
        (["plain.csv", "--column", "isi"], 2, "--column isi does not say which column"),
        (["plain.csv", "--column", "teks=isi"], 2, "there is no field 'teks'"),
        (["article.txt", "--published", "kapan-kapan"], 2, "--published 'kapan-kapan' is no date"),
        (["article.txt", "-o", "nowhere/l.csv"], 1, "there is no folder nowhere: create it, or name another"),
        (["article.txt", "-o", "l.txt"], 2, "cannot tell the format of l.txt"),
        (["article.txt", "-o", "folder"], 2, "cannot tell the format of folder"),
        (["table.csv", "-o", "table.csv"], 2, "table.csv is both input and output"),
        ([], 2, "the following arguments are required: INPUT"),
        (["article.txt", "--format", "xml"], 2, "invalid choice: 'xml'"),
    ],
)
def test_bad_input_is_one_line_and_costs_nothing(place, capsys, arguments, code, said):
    Path("old.csv").write_text("older ledger")
    Path("empty.txt").write_bytes(b"")
    Path("binary.txt").write_bytes(bytes(range(256)) * 20)
    Path("folder").mkdir()
    Path("plain.csv").write_text("nama,umur\nBudi,7\n")
    Path("table.csv").write_text("id,text\n1,halo\n")
    before = {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}
    outputs = [] if "-o" in arguments else ["-o", "old.csv"]
    assert cli.main(["extract", *arguments, *outputs]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert one_line(err)
    assert {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()} == before


def test_a_full_disk_is_one_line_and_costs_nothing(place, capsys, monkeypatch):
    Path("old.csv").write_text("older ledger")

    def full(self, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(writing._Csv, "_put", full)
    assert cli.main(["extract", "article.txt", "-o", "old.csv"]) == 1
    err = capsys.readouterr().err
    assert "the disk is full, old.csv was not written" in err
    assert one_line(err)
    assert Path("old.csv").read_text() == "older ledger"
    assert sorted(path.name for path in place.iterdir()) == ["article.txt", "old.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_that_is_full_is_told(place):
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "quotes", "extract", "article.txt"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert run.returncode == 1
    assert "the disk is full" in run.stderr
    assert "Traceback" not in run.stderr


def test_an_unexpected_defect_is_one_line_without_debug(place, capsys, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("broken\nin two lines")

    monkeypatch.setattr(queries, "rows_of", broken)
    assert cli.main(["show", "l.csv"]) == 1
    err = capsys.readouterr().err
    assert one_line(err)
    assert "--debug" in err
    for arguments in (["show", "l.csv", "--debug"], ["--debug", "show", "l.csv"]):
        assert cli.main(arguments) == 1
        assert "RuntimeError: broken" in capsys.readouterr().err


def test_messages_cannot_steer_the_terminal(place, capsys):
    assert cli.main(["show", "\x1b[31m\u202e.csv"]) == 3
    assert "\\x1b[31m\\u202e.csv does not exist" in capsys.readouterr().err


def test_an_interruption_leaves_the_older_ledger(place, capsys, monkeypatch):
    Path("l.csv").write_text("older ledger")

    def interrupted(self, article):
        raise KeyboardInterrupt

    monkeypatch.setattr(Stub, "quotes", interrupted)
    assert cli.main(["extract", "article.txt", "-o", "l.csv"]) == 130
    assert one_line(capsys.readouterr().err)
    assert Path("l.csv").read_text() == "older ledger"
    assert sorted(path.name for path in place.iterdir()) == ["article.txt", "l.csv"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_no_temporary_file(place, how):
    run = subprocess.Popen(
        [sys.executable, "-m", "quotes", "extract", "-", "-o", "l.csv"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(how, signal.SIG_DFL),  # a shell's background jobs ignore SIGINT
    )
    assert run.stdin is not None
    run.stdin.write('{"id": "1", "text": "Halo."}\n')
    run.stdin.flush()
    deadline = time.monotonic() + 60
    while len(list(place.iterdir())) < 2:  # until the temporary file is there
        assert time.monotonic() < deadline
        assert run.poll() is None
        time.sleep(0.02)
    run.send_signal(how)
    _, err = run.communicate()
    assert run.returncode == (130 if how == signal.SIGINT else 143)
    assert "Traceback" not in err
    assert [path.name for path in place.iterdir()] == ["article.txt"]


def test_a_reader_that_has_seen_enough_is_no_error(place):
    writing.write_ledger(tables.frame([quote(context="x" * 1000)] * 2000), "l.parquet")
    code = f"{sys.executable} -m quotes show l.parquet --csv | head -1; echo ${{PIPESTATUS[0]}}"
    run = subprocess.run(["bash", "-c", code], capture_output=True, text=True)
    assert run.stdout.splitlines()[-1] == "0"
    assert run.stderr == ""


# --- show -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(place):
    rows = [
        quote(quote="Satu", speaker="Zainab"),
        quote(quote_id="dua", quote="\x1b[31mDua\x07 [red]x[/red]\u202e", speaker="adi", kind="partial", date=None),
        quote(quote="Tiga", speaker=None, source="Kabar Lain"),
    ]
    writing.write_ledger(tables.frame(rows), "l.parquet")
    return "l.parquet"


@pytest.mark.parametrize(
    ("flags", "rows"),
    [
        ([], [1, 2, 3]),
        (["--limit", "2"], [1, 2]),
        (["--limit", "0"], []),
        (["--speaker", "ZAIN"], [1]),
        (["--source", "lain"], [3]),
        (["--search", "tig"], [3]),
        (["--search", "ADI"], [2]),
        (["--kind", "partial"], [2]),
        (["--since", "11/1/2022"], [1, 3]),
        (["--until", "2022-01-10"], []),
        (["--since", "2022-01-10", "--until", "2022-01-11"], [1, 3]),
        (["--sort", "speaker"], [2, 1, 3]),
        (["--sort", "speaker", "--reverse"], [1, 2, 3]),
        (["--reverse", "--limit", "1"], [3]),
    ],
)
def test_show_picks_rows(shown, capsys, flags, rows):
    assert cli.main(["show", shown, *flags]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [int(line.split("\t")[0]) for line in lines[1:]] == rows


def test_show_is_plain_and_harmless_in_a_pipe(shown, capsys):
    cli.main(["show", shown])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\\x1b[31mDua\\x07 [red]x[/red]\\u202e" in out
    assert {line.count("\t") for line in out.splitlines()} == {7}


def test_show_json_has_all_columns(shown, capsys):
    assert cli.main(["show", shown, "--json", "--speaker", "zain"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["speaker"] == "Zainab"
    assert row["date"] == "2022-01-11"
    assert row["published"] == "2022-01-12T06:05:00"
    assert row["via"] is None
    assert row["confidence"] == 0.97


def test_show_json_of_nothing_is_an_empty_array(shown, capsys):
    assert cli.main(["show", shown, "--json", "--speaker", "nobody"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_show_csv_is_a_ledger(shown, place, capfd):
    assert cli.main(["show", shown, "--csv", "--kind", "direct"]) == 0
    (place / "again.csv").write_bytes(capfd.readouterr().out.encode())
    frame = reading.read_ledger(place / "again.csv")
    assert list(frame["quote"]) == ["Satu", "Tiga"]


def test_show_reads_standard_input(shown):
    command = [sys.executable, "-m", "quotes", "show"]
    data = subprocess.run([*command, shown, "--csv"], capture_output=True).stdout
    run = subprocess.run([*command, "-", "--limit", "1"], input=data, capture_output=True, text=False)
    assert run.returncode == 0
    assert b"Zainab" in run.stdout


def test_why_takes_row_numbers_and_ids(shown, capsys):
    assert cli.main(["show", shown, "--why", "1", "dua"]) == 0
    out = capsys.readouterr().out
    assert out.count("\nspeaker") == 2
    assert "Zainab" in out
    assert "adi" in out


def test_why_alone_explains_what_is_shown(shown, capsys):
    assert cli.main(["show", shown, "--speaker", "zain", "--why"]) == 0
    assert capsys.readouterr().out.startswith("row       1, ")


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (["--why", "4"], 2, "there is no row '4'"),
        (["--sort", "mood"], 2, "there is no column 'mood'"),
        (["--since", "kapan"], 2, "--since 'kapan' is no date"),
        (["--limit", "-1"], 2, "invalid number of rows"),
        (["--limit", "many"], 2, "invalid number of rows"),
        (["--json", "--csv"], 2, "not allowed with"),
    ],
)
def test_show_says_what_is_wrong_with_the_call(shown, capsys, flags, code, said):
    assert cli.main(["show", shown, *flags]) == code
    err = capsys.readouterr().err
    assert said in err
    assert one_line(err)


# --- terminals ------------------------------------------------------------------------------------------------------


def on_a_terminal(*arguments: str, width: int = 100, **environment: str) -> str:
    """What a command prints to a terminal of so many columns."""
    master, slave = pty.openpty()
    settings = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": str(width), "LINES": "50"}
    run = subprocess.Popen(
        [sys.executable, "-m", "quotes", *arguments],
        stdout=slave,
        stderr=slave,
        stdin=subprocess.DEVNULL,
        env=settings | environment,
    )
    os.close(slave)
    data = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        data += part
    os.close(master)
    assert run.wait() == 0, data
    return data.decode()


def visible(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_terminal_gets_a_table_that_fits(shown, width):
    out = visible(on_a_terminal("show", shown, width=width))
    assert "Zainab" in out
    assert "Bupati" in out
    assert "3 quotes" in out
    assert all(len(line) <= width for line in out.splitlines())


@pytest.mark.parametrize("flags", [[], ["--why"], ["--json"], ["--csv"]])
def test_no_text_steers_the_terminal(shown, flags):
    out = visible(on_a_terminal("show", shown, *flags))
    assert "Zainab" in out
    assert "adi" in out
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u202e]", out)


def test_extract_to_a_terminal_is_harmless(place):
    (place / "evil.txt").write_text(
        '"Kami\u202e \x1b[31mdatang hari ini,\x1b[0m" kata Sarinah Wibowo, Selasa (11/1/2022).\n'
    )
    out = on_a_terminal("extract", "evil.txt", "--format", "jsonl")
    assert "Sarinah" in out
    assert "\x1b" not in visible(out)
    assert "\u202e" not in out


def test_no_color_is_honoured(shown):
    coloured = on_a_terminal("show", shown, "--why")
    assert re.search(r"\x1b\[[0-9;]*3[0-7]", coloured)
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", on_a_terminal("show", shown, "--why", NO_COLOR="1"))


def test_a_dumb_terminal_gets_plain_text(shown):
    assert "\x1b" not in on_a_terminal("show", shown, TERM="dumb")


def test_progress_is_for_terminals_only(place):
    name = table(place / "t.csv", ARTICLE)
    run = subprocess.run(
        [sys.executable, "-m", "quotes", "extract", name, "--column", "text=isi", "-o", "l.csv"],
        capture_output=True,
        text=True,
    )
    assert "\r" not in run.stderr


# --- the rest -------------------------------------------------------------------------------------------------------


def test_version(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"quotes {quotes.__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["frob"], ["show"], ["show", "l.csv", "--frob"]])
def test_wrong_usage_is_one_line(capsys, arguments):
    assert cli.main(arguments) == 2
    err = capsys.readouterr().err
    assert one_line(err)
    assert "--help'" in err


@pytest.mark.parametrize(
    ("line", "expected"),
    [("quotes sh", {"show "}), ("quotes show --count", {"--count-by "}), ("quotes report l --language ", {"id", "en"})],
)
def test_a_shell_completes_commands_and_flags(tmp_path, line, expected):
    told = tmp_path / "told"
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line)), "_ARGCOMPLETE_IFS": "\n"}
    command = [sys.executable, "-m", "quotes"]
    subprocess.run(command, env={**os.environ, **asked, "_ARGCOMPLETE_STDOUT_FILENAME": str(told)}, check=False)
    assert {*told.read_text().splitlines()} == expected


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("show l.csv --sort spekaer", "did you mean speaker?"),
        ("show l.csv --count-by kindd", "did you mean kind?"),
        ("show l.csv --rule enclitik", "did you mean enclitic?"),
        ("show l.csv --sort xyzzy", "columns are quote_id, "),
        ("extract l.csv", "is a ledger of quotes"),
        ("apply l.csv nowhere.jsonl -o m.csv", "nowhere.jsonl does not exist"),
    ],
)
def test_what_was_probably_meant_is_said(place, capsys, call, said):
    cli.main(["extract", "article.txt", "-o", "l.csv"])
    capsys.readouterr()
    assert cli.main(call.split()) in (2, 3)
    err = capsys.readouterr()
    assert said in err.err and one_line(err.err)
    assert err.out == ""


def test_eval_prints_figures_and_errors(place, capsys):
    gold = {
        "doc_id": "g1",
        "text": ARTICLE,
        "published_date": "2022-01-12",
        "quotes": [
            {
                "start": ARTICLE.index("Air"),
                "end": ARTICLE.index('," kata') + 1,
                "kind": "direct",
                "cue": "kata",
                "mention": "Sarinah Wibowo",
                "speaker": "Sarinah Wibowo",
                "aliases": [],
                "role": "",
                "date": "2022-01-10",
                "date_text": "Senin",
                "doubt": "",
            }
        ],
    }
    Path("gold").mkdir()
    Path("gold/g1.json").write_text(json.dumps(gold))
    cli.main(["extract", "gold", "-o", "l.csv"])
    capsys.readouterr()
    assert cli.main(["eval", "gold", "l.csv", "--errors", "1"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^detection +100\.00 ", out, re.MULTILINE)
    assert re.search(r"^stated +0\.00 ", out, re.MULTILINE)
    assert "date: g1: Air sudah surut, | expected 2022-01-10 (stated) | found 2022-01-11 (stated)" in out
    assert cli.main(["eval", "gold", "l.csv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["speaker"] == 100.0


@pytest.mark.parametrize("gold", ["nowhere", "article.txt", "folder"])
def test_eval_without_gold_is_told(place, capsys, gold):
    Path("folder").mkdir()
    cli.main(["extract", "article.txt", "-o", "l.csv"])
    capsys.readouterr()
    assert cli.main(["eval", gold, "l.csv"]) == 3
    assert one_line(capsys.readouterr().err)
