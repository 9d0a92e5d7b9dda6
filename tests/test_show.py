"""`quotes show` and `quotes sql`: filters, counts, the queue for review, and what SQL may read."""

import csv
import io
import json
from datetime import date, datetime

import pytest
from samples import EMPTY, PLAIN, quote

from quotes import cli
from quotes.ledger import doubts, queries, reading, tables, writing
from quotes.ledger.filters import Filters, confidences
from quotes.ledger.schema import NAMES

ROWS = [
    PLAIN,
    quote(quote_id="b", speaker="Agus Salim", role="Ketua RT", kind="partial", confidence=0.5, rule="pronoun"),
    quote(quote_id="c", speaker="Dinas Sosial", speaker_type="institution", role=None, source="Lintas Pulau"),
    quote(quote_id="d", speaker="Agus", mention="-nya", confidence=0.75, person_id="p1", date=date(2022, 2, 1)),
    EMPTY,
]


@pytest.fixture(params=[".parquet", ".csv", ".jsonl", ".xlsx"])
def ledger(request, tmp_path):
    writing.write_ledger(tables.frame(ROWS), tmp_path / f"l{request.param}")
    return tmp_path / f"l{request.param}"


@pytest.fixture
def parquet(tmp_path):
    writing.write_ledger(tables.frame(ROWS), tmp_path / "l.parquet")
    return tmp_path / "l.parquet"


def shown(capsys, *arguments) -> list[dict]:
    assert cli.main(["show", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("", "0a1b2c3d4e5f6071 b c d ffff000011112222"),
        ("--speaker AGUS", "b d"),
        ("--speaker-is Agus", "d"),
        ("--speaker-is=", "ffff000011112222"),
        ("--speaker-type institution", "c"),
        ("--role rt", "b"),
        ("--source lintas", "c"),
        ("--search dinas", "c"),
        ("--kind partial", "b ffff000011112222"),
        ("--rule pronoun", "b"),
        ("--confidence 0.5-0.8", "b d"),
        ("--confidence 0.8-", "0a1b2c3d4e5f6071 c"),
        ("--confidence=-0.4", "ffff000011112222"),
        ("--since 2022-01-12", "d"),
        ("--until 2022-01-11 --speaker agus", "b"),
        ("--sort speaker", "d b c 0a1b2c3d4e5f6071 ffff000011112222"),
        ("--sort confidence --reverse --limit 2", "0a1b2c3d4e5f6071 c"),
        ("--reverse --limit 2", "ffff000011112222 d"),
        ("--tag none --limit 1", "0a1b2c3d4e5f6071"),
    ],
)
def test_rows_are_picked_and_ordered(parquet, capsys, flags, expected):
    assert " ".join(row["quote_id"] for row in shown(capsys, parquet, *flags.split())) == expected


def test_every_format_shows_the_same(ledger, capsys):
    assert shown(capsys, ledger) == list(tables.objects(tables.frame(ROWS)))


def test_tags_pick_rows(parquet, capsys):
    tag = {"quote_id": "c", "tag": "wrong", "speaker": None}
    parquet.with_name("l.parquet.tags.jsonl").write_text(json.dumps(tag) + "\n")
    assert [row["quote_id"] for row in shown(capsys, parquet, "--tag", "wrong")] == ["c"]
    assert len(shown(capsys, parquet, "--tag", "none")) == 4


def test_values_are_counted(parquet, capsys):
    assert cli.main(["show", str(parquet), "--count-by", "kind,source", "--csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kind,source,quotes",
        "direct,Kabar Rawalaut,2",
        "direct,Lintas Pulau,1",
        "partial,Kabar Rawalaut,1",
        "partial,,1",
    ]
    assert shown(capsys, parquet, "--count-by", "date", "--limit", "1") == [{"date": "2022-01-11", "quotes": 3}]
    assert cli.main(["show", str(parquet), "--count-by", "nix"]) == 2
    assert "there is no column 'nix' to count by" in capsys.readouterr().err


def test_csv_of_rows_is_a_ledger(parquet, tmp_path, capfdbinary):
    for flag in ("--csv", "--csv-for-excel"):
        assert cli.main(["show", str(parquet), flag]) == 0
        (tmp_path / "again.csv").write_bytes(capfdbinary.readouterr().out)
        assert list(tables.records(reading.read_ledger(tmp_path / "again.csv"))) == ROWS


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"speaker": None, "speaker_type": None}, "unknown"),
        ({"confidence": 0.4}, "confidence"),
        ({"speaker": "Jalan Melati 12"}, "no_name"),
        ({"speaker": "rumah sakit itu"}, "no_name"),
        ({"role": 'Ketua: "Saya"'}, "odd_role"),
        ({"role": "Bupati Rawalaut Sarinah Wibowo"}, "name_in_role"),
        ({"date_text": "Rabu (11/1/2022)"}, "weekday"),
        ({"date_text": "Jum'at (11/1/2022)"}, "weekday"),
        ({"date_text": "Selasa (12/1/2022)"}, "day"),
        ({"date": date(2022, 3, 1), "date_text": None, "published": datetime(2022, 1, 12)}, "later"),
        ({"end": 400}, "span"),
    ],
)
def test_what_speaks_against_a_row_is_told_and_puts_it_first(tmp_path, changes, name):
    writing.write_ledger(tables.frame([PLAIN, quote(quote_id="odd", **changes)]), tmp_path / "l.parquet")
    words = {doubt.name: doubt.words for doubt in doubts.doubts()}
    with queries.rows_of([tmp_path / "l.parquet"]) as rows:
        assert rows.doubtful(Filters()).tolist() == [1, 0]
        found = rows.doubts(rows.picked(Filters()))
    assert found[1] == []
    assert words[name] in found[2]


def test_the_queue_for_review_says_why(parquet, capsys):
    first = shown(capsys, parquet, "--doubtful", "--limit", "1")[0]
    assert (first["quote_id"], first["doubts"]) == ("ffff000011112222", ["nobody is known to have said it"])
    assert cli.main(["show", str(parquet), "--doubtful"]) == 0
    assert capsys.readouterr().out.splitlines()[1].endswith("\tnobody is known to have said it")
    for flag, sign in (("--csv", ","), ("--csv-for-excel", ";")):
        assert cli.main(["show", str(parquet), "--doubtful", flag]) == 0
        rows = [*csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff")), delimiter=sign)]
        assert rows[0]["doubts"] == "nobody is known to have said it"
        assert [*rows[0]] == [*NAMES, "doubts"]


def test_numbers_are_counted_by_as_their_digits_say(parquet, capsys):
    assert cli.main(["show", str(parquet), "--count-by", "confidence", "--csv-for-excel"]) == 0
    assert "\n0,97;2" in capsys.readouterr().out.replace("\r", "")


def test_ranges_of_confidence():
    assert (confidences("0.5-0.8"), confidences("80%-"), confidences("-0,5")) == ((0.5, 0.8), (0.8, None), (None, 0.5))


# --- SQL ------------------------------------------------------------------------------------------------------------


def test_a_ledger_is_asked_in_sql(ledger, capsys):
    query = "SELECT speaker_type, count(*) AS quotes, min(date) AS first FROM ledger GROUP BY ALL ORDER BY ALL"
    assert cli.main(["sql", str(ledger), query, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"speaker_type": "institution", "quotes": 1, "first": "2022-01-11"},
        {"speaker_type": "person", "quotes": 3, "first": "2022-01-11"},
        {"speaker_type": None, "quotes": 1, "first": None},
    ]
    assert cli.main(["sql", str(ledger), "SELECT '=1' AS a, NULL AS b", "--csv"]) == 0
    assert capsys.readouterr().out.splitlines() == ["a,b", "'=1,"]
    assert cli.main(["sql", str(ledger), "SELECT 'a\x1bb'"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "a\\x1bb"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_text('{file}')",
        "COPY ledger TO '{file}.new'",
        "COPY (SELECT 1) TO '{file}'",
        "ATTACH '{file}.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "CREATE TABLE t AS SELECT 1",
        "DROP VIEW ledger",
        "EXPORT DATABASE '{file}.d'",
        "SELECT 1; SELECT 2",
        "SELECT nothing FROM ledger",
        "nonsense",
        "",
    ],
)
def test_sql_reads_the_ledger_and_nothing_else(parquet, tmp_path, capsys, query):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    before = sorted(tmp_path.iterdir())
    assert cli.main(["sql", str(parquet), query.format(file=tmp_path / "secret.csv")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), sorted(tmp_path.iterdir())) == ("", 1, before)


def test_ledgers_of_all_schemas_are_asked_together(tmp_path):
    for schema in (1, 2):
        data = (reading.Path(__file__).with_name("cases") / f"ledger-{schema}.parquet").read_bytes()
        (tmp_path / f"{schema}.parquet").write_bytes(data)
    writing.write_ledger(tables.frame(ROWS), tmp_path / "0.parquet")
    with queries.rows_of([tmp_path]) as rows:
        numbers = rows.picked(Filters(source="kabar"))
        assert numbers.tolist() == [0, 1, 3, 5, 7]
        assert [row.cue_class for _, row in rows.numbered(numbers)] == ["neutral"] * 3 + [None] * 2
        (table,) = rows.batches(rows.picked(Filters(), sort="confidence", limit=3))
        assert table.schema == tables.table(ROWS).schema
