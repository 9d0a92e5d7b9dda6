"""The texts kept beside a ledger: every row can be checked in them, and they give the same rows again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.cli import main
from quotes.ledger.reading import read_ledger

PAGES = Path(__file__).parent / "pages"


def extract(*arguments: object) -> int:
    return main(["extract", *map(str, arguments)])


def kept(path: Path) -> dict[str, dict[str, object]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["doc_id"]: row for row in rows}


@pytest.mark.parametrize("ledger, texts", [("l.csv", "l.texts.jsonl"), ("l/", "l.texts.jsonl")])
def test_every_row_can_be_checked(tmp_path: Path, ledger: str, texts: str) -> None:
    workers = ["--workers", "0"] if ledger.endswith("/") else []
    assert extract(PAGES, "-o", f"{tmp_path}/{ledger}", "--keep-text", *workers) in (0, 4)
    articles = kept(tmp_path / texts)
    paths = [tmp_path / ledger] if not workers else sorted((tmp_path / ledger).glob("*.parquet"))
    rows = [row for path in paths for row in read_ledger(path).itertuples()]
    assert len(rows) > 40
    for row in rows:
        text = articles[row.doc_id]["text"]
        assert text[row.start : row.end] == row.quote  # type: ignore[index]
        assert text.startswith(row.context, row.context_start)  # type: ignore[union-attr]


def test_kept_texts_give_the_same_rows_again(tmp_path: Path) -> None:
    pages = sorted(PAGES.glob("*.html"))
    assert extract(*pages, "-o", tmp_path / "a.csv", "--keep-text") == 0
    assert extract(tmp_path / "a.texts.jsonl", "-o", tmp_path / "b.csv") == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_what_was_repaired_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("â€œAir su\u00adrut,â€\u009d kata Budi.\n", encoding="utf-8")
    assert extract(tmp_path / "a.txt", "-o", tmp_path / "l.csv", "--keep-text") == 0
    (article,) = kept(tmp_path / "l.texts.jsonl").values()
    assert article["text"] == "“Air surut,” kata Budi.\n"
    assert article["repairs"] == ["mojibake", "invisible characters"]
    error = capsys.readouterr().err
    assert "repaired the text of 1 article: mojibake in 1, invisible characters in 1" in error


@pytest.mark.parametrize("arguments", [["-o", "-"], []])
def test_where_no_texts_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert extract(PAGES / "amp.html", "--keep-text", *arguments) == 2
    assert "--keep-text" in capsys.readouterr().err and not list(tmp_path.iterdir())


@pytest.mark.parametrize("workers", [[], ["--sample", "3"]])
def test_a_run_that_fails_keeps_the_older_texts(tmp_path: Path, workers: list[str]) -> None:
    (tmp_path / "l.texts.jsonl").write_text("lama")
    assert extract(tmp_path / "tiada.txt", "-o", tmp_path / "l.csv", "--keep-text", *workers) == 3
    assert (tmp_path / "l.texts.jsonl").read_text() == "lama"
    assert [path.name for path in tmp_path.iterdir()] == ["l.texts.jsonl"]
