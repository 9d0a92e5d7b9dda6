"""Duplicates: found among sketches, told in the ledger, and the schema that holds them."""

import csv
import errno
import io
import random
from pathlib import Path

import numpy as np
import pytest
from fakes import Fake

from quotes import cli, runs
from quotes.errors import OutputError
from quotes.ledger import reading, tables
from quotes.records import Article
from quotes.runs import dedup, running
from quotes.runs.folder import LedgerFolder

CASES = Path(__file__).with_name("cases")
WORDS = (
    "air banjir surut warga desa kantor bupati sawah jalan rusak jembatan putus hujan deras malam tadi pagi ini anak "
    "sekolah libur guru pasar buka harga beras naik turun petani panen raya kapal nelayan laut ombak tinggi angin"
).split()


def text(seed: int, words: int = 300) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(words))


def edited(original: str, share: float, seed: int = 1) -> str:
    """The text with a share of its words replaced, in one stretch, as an editor shortens and adds."""
    words = original.split()
    count = int(len(words) * share)
    start = random.Random(seed).randrange(len(words) - count)
    return " ".join([*words[:start], *text(seed + 1000, count).split(), *words[start + count :]])


def found(mode: str, *texts: str) -> list[int]:
    """For each text the number of the one it repeats, or -1."""
    sketches = dedup.sketched([(str(n), 1, text) for n, text in enumerate(texts)], mode)
    numbers = sketches.column("bands").combine_chunks().flatten().to_numpy().reshape(len(texts), -1)
    values = np.array([list(value) for value in sketches.column("values").to_pylist()], np.uint8)
    alike = dedup.similar(values) if mode == "near" else None
    return dedup.originals(numbers.T, len(texts), alike).tolist()


BASE = text(1)


@pytest.mark.parametrize(
    ("mode", "texts", "expected"),
    [
        ("exact", [BASE, text(2), BASE], [-1, -1, 0]),
        ("exact", [BASE, BASE.upper().replace(" ", "  ,\n"), BASE], [-1, 0, 0]),
        ("exact", [BASE, edited(BASE, 0.02)], [-1, -1]),
        ("near", [BASE, text(2), BASE], [-1, -1, 0]),
        ("near", [BASE, edited(BASE, 0.05), text(3), edited(BASE, 0.08, seed=7)], [-1, 0, -1, 0]),
        ("near", [BASE, edited(BASE, 0.5)], [-1, -1]),
        ("near", ["Halo dunia.", "Halo semua.", "Halo, dunia!"], [-1, -1, 0]),
        ("near", [text(n) for n in range(30)], [-1] * 30),
        ("near", [BASE], [-1]),
    ],
)
def test_what_repeats_is_found(mode, texts, expected):
    assert found(mode, *texts) == expected


def test_an_original_repeats_nothing():
    """Whatever the chains: an original is never told to be a duplicate itself."""
    chance = np.random.default_rng(3)
    for _ in range(50):
        numbers = [chance.integers(0, 12, 40).astype(np.uint64) for _ in range(3)]
        best = dedup.originals(numbers, 40)
        assert (best < np.arange(40)).all()
        assert (best[best[best >= 0]] == -1).all()
        for band in numbers:  # what shares a number in any band has the same original
            for value in np.unique(band):
                (together,) = np.nonzero(band == value)
                assert (best[together[1:]] >= 0).all()


def test_nothing_to_compare_is_no_error():
    assert dedup.originals([np.empty(0, np.uint64)], 0).tolist() == []


def test_furniture_does_not_tell_articles_apart():
    body = '"Air sudah surut," kata Rani Lestari, Selasa (11/1/2022).\n\nWarga kembali ke rumah masing-masing.'
    one = Article("1", f"{body}\n\nBaca juga: Hujan Deras Guyur Kota")
    assert dedup.body(one) == dedup.body(Article("2", body))


# --- in a run -------------------------------------------------------------------------------------------------------


def table(path: Path, articles: dict[str, str]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *articles.items()])


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "crawl.csv"
    first = f'"{text(1)}," kata Rani. "Dua," katanya.'
    articles = {
        "a": first,
        "b": f'"{text(2)}," kata Sari.',
        "a-lagi": first,
        "diam": text(9),
        "a-sunting": first.replace("Rani", "Rani Lestari"),
        "b-lagi": f'"{text(2)}," kata Sari.',
    }
    table(path, articles)
    return path


def run(source, output, mode, **settings):
    defaults = {"analyser": Fake(), "executor": runs.Serial(), "shard_size": 2, "dedup": mode}
    inputs, progress = [str(source)], runs.Progress(stream=io.StringIO())
    return runs.run(inputs, str(output), runs.Settings(**defaults | settings), progress)


def told(place) -> dict[str, str | None]:
    frame = reading.read_ledger(place)
    return {row["doc_id"]: row["duplicate_of"] for row in tables.objects(frame)}


EXACT = {"a": None, "b": None, "a-lagi": "a", "a-sunting": None, "b-lagi": "b"}
NEAR = EXACT | {"a-sunting": "a"}


@pytest.mark.parametrize(("mode", "expected"), [("exact", EXACT), ("near", NEAR)])
@pytest.mark.parametrize("settings", [{}, {"shard_size": 100}, {"executor": runs.Processes(2)}], ids=str)
def test_a_ledger_keeps_a_row_for_each_and_tells_which_it_repeats(tmp_path, source, mode, expected, settings):
    totals = run(source, tmp_path / "l", mode, **settings)
    assert told(tmp_path / "l") == expected
    run(source, tmp_path / "plain", None)
    assert totals.quotes == len(reading.read_ledger(tmp_path / "plain")) == len(reading.read_ledger(tmp_path / "l"))
    assert run(source, tmp_path / "l", mode, **settings).made == 0


def test_duplicates_are_told_anew_when_the_original_goes(tmp_path, source):
    run(source, tmp_path / "l", "exact")
    lines = source.read_text().splitlines()
    source.write_text("\n".join([lines[0], "tiada,Kosong.", *lines[2:]]) + "\n")
    totals = run(source, tmp_path / "l", "exact")
    assert told(tmp_path / "l") == {"b": None, "a-lagi": None, "a-sunting": None, "b-lagi": "b"}
    assert totals.made == 1


def test_a_full_disk_for_what_is_temporary_is_told(tmp_path, source, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(running, "_gathered", full)
        with pytest.raises(OutputError, match="the disk is full"):
            run(source, tmp_path / "l", "exact")
    assert run(source, tmp_path / "l", "exact").made == 0
    assert told(tmp_path / "l") == EXACT


@pytest.mark.parametrize("write", [1, 2])
def test_killed_while_duplicates_are_told(tmp_path, source, monkeypatch, write):
    """After the manifest, before the shard; after both."""
    calls = 0
    original = LedgerFolder.republish

    def broken(self, rows, manifest, duplicates):
        nonlocal calls
        calls += 1
        if calls == write:
            self.shards.write = None  # type: ignore[method-assign]
        original(self, rows, manifest, duplicates)

    with monkeypatch.context() as patch:
        patch.setattr(LedgerFolder, "republish", broken)
        with pytest.raises(TypeError):
            run(source, tmp_path / "l", "exact")
    assert run(source, tmp_path / "l", "exact").made == 0
    assert told(tmp_path / "l") == EXACT


def test_the_command_tells_duplicates_in_any_format(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    body = '"Air sudah surut," kata Bupati Rawalaut Sarinah Wibowo, Selasa (11/1/2022).'
    table(Path("t.csv"), {"satu": body, "dua": body})
    assert cli.main(["extract", "t.csv", "-o", "l.csv", "-o", "l.parquet", "--dedup", "exact"]) == 0
    assert told("l.csv") == told("l.parquet") == {"satu": None, "dua": "satu"}
    assert cli.main(["show", "l.parquet"]) == 0
    assert capsys.readouterr().out.count("Air sudah surut") == 2


def test_without_rensa_near_is_told_before_the_work(tmp_path, source, monkeypatch, capsys):
    import sys

    monkeypatch.setitem(sys.modules, "rensa", None)
    assert cli.main(["extract", str(source), "-o", f"{tmp_path}/l/", "--dedup", "near"]) == 2
    assert "pip install 'quotes-id[dedup]'" in capsys.readouterr().err
    assert not (tmp_path / "l").exists()
