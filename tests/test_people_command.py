"""`quotes people`, `quotes apply`, `quotes show --person`: files in, files out, and what is kept from run to run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from samples import PLAIN

from quotes import cli
from quotes.errors import InputError
from quotes.ledger.reading import read_ledger
from quotes.ledger.tables import records
from quotes.ledger.tags import Tag, Tags, read_tags
from quotes.ledger.writing import LedgerWriter
from quotes.people import decisions, scan, table, work
from quotes.people.decisions import Decision
from quotes.records import Quote

Row = tuple[str, str | None, str, str, str]  # speaker, role, day, article, words

REGENT = "Sarinah Wibowo"
WATER = "Air sudah surut dan semua warga Rawalaut sudah kembali ke rumah mereka masing-masing"

ROWS: list[Row] = [
    (REGENT, "Bupati Rawalaut", "2022-01-11", "a1", WATER),
    (REGENT, None, "2022-01-12", "a2", WATER.replace("semua ", "").upper() + "."),
    ("Sarinah", "Bupati Rawalaut", "2022-01-12", "a3", "Dapur umum ditutup besok pagi."),
    ("Agus Setiawan", "Kapolsek Tanjungbiru", "2022-01-11", "a1", "Jalan dibuka lagi."),
    ("Agus Setiawan", "pedagang bakso", "2022-01-12", "a2", "Saya jualan lagi."),
]


def quotes(rows: Sequence[Row]) -> list[Quote]:
    made = []
    for number, (speaker, role, day, doc_id, words) in enumerate(rows):
        made.append(
            replace(
                PLAIN, quote_id=f"{doc_id}{number:04x}", doc_id=doc_id, quote=words, end=PLAIN.start + len(words),
                speaker=speaker, speaker_type="person", role=role, date=date.fromisoformat(day), source=doc_id,
            )
        )  # fmt: skip
    return made


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return written(tmp_path / "ledger.parquet", ROWS)


def written(path: Path, rows: Sequence[Row]) -> Path:
    with LedgerWriter([path]) as writer:
        writer.write(quotes(rows))
    return path


def run(*words: str | Path) -> int:
    return cli.main([str(word) for word in words])


def ids(path: Path) -> list[str]:
    return [str(value) for value in read_ledger(path)["person_id"]]


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_every_row_says_who_and_which_statement(tmp_path: Path, suffix: str) -> None:
    ledger = written(tmp_path / f"ledger{suffix}", ROWS)
    before = read_ledger(ledger)
    assert run("people", ledger) == 0
    rows = read_ledger(ledger)
    assert rows.drop(columns=["person_id", "statement_id"]).equals(before.drop(columns=["person_id", "statement_id"]))
    regent, again, short, police, seller = rows["person_id"]
    assert regent == again == short and len({regent, police, seller}) == 3
    assert rows["statement_id"][0] == rows["statement_id"][1]
    assert rows["statement_id"].nunique() == 4
    people = table.read_people(tmp_path / "ledger.people.parquet")
    assert set(rows["person_id"]) == set(people["person_id"])
    first = people.iloc[0]
    assert (first["name"], first["quotes"], first["statements"], first["articles"], first["outlets"]) == (
        REGENT,
        3,
        2,
        3,
        3,
    )
    assert [alias["name"] for alias in first["aliases"]] == [REGENT, "Sarinah"]
    assert [role["role"] for role in first["roles"]] == ["Bupati Rawalaut"]
    assert (first["first"], first["last"]) == (pd.Timestamp("2022-01-11"), pd.Timestamp("2022-01-12"))
    assert 0.9 <= first["confidence"] <= 1


def test_ids_stay_when_articles_are_added_or_the_ledger_is_made_anew(ledger: Path) -> None:
    run("people", ledger)
    before = ids(ledger)
    more: list[Row] = [*ROWS, (REGENT, "Bupati Rawalaut", "2023-05-01", "a9", "Kita mulai membangun lagi.")]
    written(ledger, more)
    run("people", ledger)
    assert ids(ledger) == [*before, before[0]]


def test_two_who_turn_out_to_be_one_keep_an_id_and_the_other_leads_to_it(ledger: Path) -> None:
    run("people", ledger)
    before = ids(ledger)
    own = ledger.with_suffix(".people.toml")
    decisions.added(own, Decision("same", ("Agus Setiawan | kapolsek", "Agus Setiawan | pedagang")))
    stamp = ledger.stat().st_mtime_ns
    run("people", ledger)
    current = table.current_ids(ledger.with_suffix(".people.parquet"))
    assert ledger.stat().st_mtime_ns == stamp  # readers follow the map
    assert {current.get(i, i) for i in before[3:]} == {before[3]} or {current.get(i, i) for i in before[3:]} == {
        before[4]
    }
    assert decisions.undone(own) is not None
    run("people", ledger)
    assert len(set(ids(ledger)[3:])) == 2


def test_a_users_word_is_final(ledger: Path) -> None:
    own = ledger.with_suffix(".people.csv")
    own.write_text(
        "verdict,person,other,note\n"
        f"different,{REGENT} @ a1,{REGENT} @ a2,a namesake\n"
        "same,Sarinah,Agus Setiawan | kapolsek,\n"
        f"name,Sarinah,Ibu Sarinah,\n"
    )
    run("people", ledger)
    first, second, short, police, seller = ids(ledger)
    assert first != second and short == police != seller
    names = table.read_people(ledger.with_suffix(".people.parquet")).set_index("person_id")["name"]
    assert names[short] == "Ibu Sarinah"


def test_explain_says_what_joins_and_what_parts(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = ledger.read_bytes()
    assert run("people", ledger, "--explain", "agus setiawan") == 0
    told = capsys.readouterr().out
    assert "parted from Agus Setiawan" in told and "other_field: " in told and ledger.read_bytes() == before
    assert run("people", ledger, "--explain", "Nobody Here") == 3


def test_a_folder_is_written_shard_by_shard_and_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ledger"
    folder.mkdir()
    for number, row in enumerate(ROWS):
        written(folder / f"part-{number:06d}.parquet", [row])
    done: list[str] = []

    def publish(path: Path, tables: object) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(path.name)
        with LedgerWriter([path]) as writer:
            for rows in tables:  # type: ignore[attr-defined]
                writer.write_table(rows)

    people = table.beside(folder)
    with pytest.raises(KeyboardInterrupt):
        work.link([folder], people, None, publish, lambda _: None)
    stamps = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert run("people", folder) == 0
    assert all((folder / name).stat().st_mtime_ns == stamps[name] for name in done)
    assert read_ledger(folder)["person_id"].notna().all()
    stamps = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert run("people", folder) == 0
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == stamps


def test_a_run_s_folder_stays_one_that_the_run_knows(tmp_path: Path) -> None:
    corpus = Path(__file__).parent.parent / "corpus"
    few = tmp_path / "few"
    few.mkdir()
    for path in sorted(corpus.glob("antara-*.json"))[:3]:
        (few / path.name).write_bytes(path.read_bytes())
    extract = ("extract", few, "-o", f"{tmp_path / 'ledger'}/", "--mode", "rules", "--workers", "0")
    assert run(*extract) == 0
    assert run("people", tmp_path / "ledger") == 0
    linked = read_ledger(tmp_path / "ledger")
    assert linked["person_id"].notna().any()
    assert run(*extract) == 0  # nothing is left to do
    assert read_ledger(tmp_path / "ledger").equals(linked)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[same]]\npeople = ['one']\n", "number 1"),
        ("[[alike]]\npeople = ['one', 'two']\n", "alike"),
        ("[[same]]\npeople = [' | role', 'two']\n", "number 1"),
        ("same = 3", "same"),
        ("[[name]]\npeople = ['one']\n", "number 1"),
        ("not toml", "TOML"),
    ],
)
def test_a_broken_file_of_decisions_is_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "who.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=problem):
        decisions.read(path)


@pytest.mark.parametrize("suffix", decisions.SUFFIXES)
def test_decisions_come_back_as_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"who{suffix}"
    made = [
        Decision("same", ('Sarinah "Ina" Wibowo', "p0123456789ab")),
        Decision("different", ("Agus, 45 | penjual\\bakso", "Agus @ a1"), note="two men"),
        Decision("name", ("Sarinah",), "Sarinah Wibowo"),
    ]
    for decision in made:
        decisions.added(path, decision)
    assert decisions.read(path) == made
    assert decisions.undone(path) == made[-1]
    assert decisions.read(path) == made[:-1]


# ------------------------------------------------------------------------------------------------- corrections


def test_apply_puts_right_what_readers_found(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("people", ledger)
    rows = read_ledger(ledger)
    lines = [
        {"quote_id": rows["quote_id"][0], "tag": "checked", "speaker": None},
        {
            "quote_id": rows["quote_id"][1],
            "tag": "wrong",
            "speaker": "Wati Lestari",
            "role": "Camat",
            "date": "2022-01-09",
        },
        {"quote_id": rows["quote_id"][2], "tag": "wrong", "speaker": None},
        {"found": "Agus Setiawan", "tag": "wrong", "speaker": "Agus Setyawan"},
        {"quote_id": "of another ledger", "tag": "checked", "speaker": None},
    ]
    tags = tmp_path / "tags.jsonl"
    tags.write_text("".join(json.dumps(line) + "\n" for line in lines))
    new = tmp_path / "new.csv"
    assert run("apply", ledger, tags, "-o", new) == 0
    assert "5 rows" in (told := capsys.readouterr().err) and "1 tags speak of no row" in told
    found = read_ledger(new)
    assert list(found["speaker"].fillna("")) == [REGENT, "Wati Lestari", "", "Agus Setyawan", "Agus Setyawan"]
    assert set(found["rule"]) == {"checked"} and set(found["confidence"]) == {1.0}
    assert (found["role"][1], str(found["date"][1].date()), found["date_text"][1]) == ("Camat", "2022-01-09", pd.NA)
    assert found["person_id"][0] == rows["person_id"][0] and found["person_id"][1:].isna().all()
    assert run("show", ledger, "--tags", tags, "--speaker", "wati", "--csv") == 0
    assert "Wati Lestari" in capsys.readouterr().out


def test_a_tag_means_one_of_the_rows_that_share_an_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two articles came with one id, and each has a quote at the same place."""
    texts = ('"Air sudah surut," kata Budi Santoso di Wonosobo.', '"Air sudah surut," kata Ani Lestari di Wonosobo.')
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"id": "a", "text": text}) + "\n" for text in texts))
    ledger, new = tmp_path / "l.parquet", tmp_path / "new.parquet"
    assert run("extract", "--rules", tmp_path / "in.jsonl", "-o", ledger) == 0
    first, second = records(read_ledger(ledger))
    assert first.quote_id == second.quote_id
    tags = Tags([ledger])
    tags.put(0, [(1, second, Tag("wrong", "Rini Wulandari"))])
    assert run("apply", ledger, tags.paths[0], "-o", new) == 0
    assert list(read_ledger(new)["speaker"]) == ["Budi Santoso", "Rini Wulandari"]
    capsys.readouterr()
    for flags, speakers in (
        (("--tag", "wrong"), ["Ani Lestari"]),
        (("--tag", "none"), ["Budi Santoso"]),
        (("--tags", tags.paths[0]), ["Budi Santoso", "Rini Wulandari"]),
    ):
        assert run("show", ledger, *flags, "--json") == 0
        assert [row["speaker"] for row in json.loads(capsys.readouterr().out)] == speakers
    assert run("report", ledger, "--tags", tags.paths[0], "-o", tmp_path / "report") == 0
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "Rini Wulandari" in page and "Ani Lestari" not in page
    tags.put(0, [(1, second, None), (0, first, Tag("checked"))])
    assert run("apply", ledger, tags.paths[0], "-o", new) == 0
    assert list(read_ledger(new)["rule"] == "checked") == [True, False]


def test_other_words_are_another_statement_even_under_one_id(tmp_path: Path) -> None:
    ledger = tmp_path / "l.parquet"
    with LedgerWriter([ledger]) as writer:
        writer.write(
            [replace(PLAIN, quote=words) for words in (WATER, "Jalan dibuka lagi besok pagi oleh dinas.", WATER)]
        )
    assert run("people", ledger) == 0
    first, second, third = read_ledger(ledger)["statement_id"]
    assert first == third != second


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([("a", "x", "wrong")], {1: "wrong"}),
        ([("a", "x", "wrong"), ("a", "y", "checked")], {1: "wrong", 2: "checked"}),
        ([("a", "x", "wrong"), ("a", "x", None)], {}),
        ([("a", None, "wrong")], {1: "wrong", 2: "wrong"}),
        ([("a", None, "wrong"), ("a", "y", "checked")], {1: "wrong", 2: "checked"}),
        ([("a", None, "wrong"), ("a", "y", None)], {1: "wrong"}),
        ([("a", "y", "wrong"), ("a", None, None)], {}),
        ([("a", "of before", "checked"), ("a", "of then", "wrong")], {1: "wrong", 2: "wrong"}),
        ([("a", "of before", "checked"), ("a", "x", "wrong")], {1: "wrong"}),
    ],
)
def test_a_line_says_which_rows_it_means(
    tmp_path: Path, lines: list[tuple[str, str | None, str | None]], told: dict[int, str]
) -> None:
    file = tmp_path / "tags.jsonl"
    rows = ({"quote_id": key, "row": mark, "tag": verdict, "speaker": None} for key, mark, verdict in lines)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = read_tags(file).meant([(1, "a", "x"), (2, "a", "y")])
    assert {number: tag.verdict for number, tag in found.items()} == told


def test_show_finds_a_person_under_all_names(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", ledger, "--person", REGENT) == 3
    assert f"quotes people {ledger}" in capsys.readouterr().err
    run("people", ledger)
    capsys.readouterr()
    assert run("show", ledger, "--person", "sarinah", "--json") == 0
    assert [row["speaker"] for row in json.loads(capsys.readouterr().out)] == [REGENT, REGENT, "Sarinah"]


def test_namesakes_of_the_corpus_are_told_apart(tmp_path: Path) -> None:
    corpus = Path(__file__).parent.parent / "corpus"
    who = json.loads((Path(__file__).parent / "people.json").read_text("utf-8"))
    ledger = tmp_path / "ledger.parquet"
    assert run("extract", *(corpus / f"{doc}.json" for doc in who), "-o", ledger, "--mode", "rules") == 0
    assert run("people", ledger) == 0
    found: dict[str, set[str]] = {}
    for row in read_ledger(ledger).itertuples():
        found.setdefault(who[str(row.doc_id)][str(row.speaker)], set()).add(str(row.person_id))
    assert all(len(ids) == 1 for ids in found.values())
    assert len({next(iter(ids)) for ids in found.values()}) == len(found) == 6


def test_people_that_are_listed_some_at_a_time_are_the_same(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = []
    for name, listed in (("once", scan._LISTED), ("parts", 2)):
        monkeypatch.setattr(scan, "_LISTED", listed)
        files.append(ledger.with_name(f"{name}.parquet"))
        assert run("people", ledger, "-o", files[-1]) == 0
    once, parts = (pd.read_parquet(file) for file in files)
    assert len(once) == 3 and once.map(str).equals(parts.map(str))
