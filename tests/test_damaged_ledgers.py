"""What reads a ledger checks its numbers before use: a damaged row costs nothing but itself, in every reader."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.style import Style
from samples import PLAIN, quote

from quotes.browser.detail import detail
from quotes.browser.export import export, export_gold
from quotes.browser.queries import Store
from quotes.cli import main
from quotes.ledger import reading, tables
from quotes.ledger.filters import Filters
from quotes.ledger.schema import arrow_schema
from quotes.ledger.source import opened
from quotes.ledger.tags import CHECKED, Tag, Tags

MOST, LEAST = 2**31 - 1, -(2**31)
OFFSETS = [field.name for field in arrow_schema() if field.type == pa.int32()]
DAMAGE: list[tuple[str, float]] = [(name, value) for name in OFFSETS for value in (LEAST, -1, MOST - 1, MOST)]
DAMAGE += [("confidence", value) for value in (float("nan"), float("inf"), -0.5, 3e38)]
DAMAGE += [(name, value) for name in ("date", "published") for value in (-(2**63), -(2**62), 2**62, 2**63 - 1)]
ROWS = len(DAMAGE) + 1
ABOVE = 64 << 20  # bytes of Python's that no reader of so few rows needs


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A row for each damage, each of an article of its own, and a sound one at the end."""
    rows = tables.table([*(quote(quote_id=f"{n}", doc_id=f"{n}") for n in range(len(DAMAGE))), PLAIN])
    for name in dict.fromkeys(name for name, _ in DAMAGE):
        field = rows.schema.field(name)
        plain = pa.int64() if pa.types.is_timestamp(field.type) else field.type
        values = rows.column(name).cast(plain).to_pylist()
        values = [*(v if own == name else values[n] for n, (own, v) in enumerate(DAMAGE)), values[-1]]
        at = rows.column_names.index(name)
        rows = rows.set_column(at, field, pa.array(values, plain).cast(field.type))
    path = tmp_path_factory.mktemp("damaged") / "l.parquet"
    pq.write_table(rows, path)
    return path


COMMANDS = {
    "show": ["show", "{ledger}"],
    "json": ["show", "{ledger}", "--json"],
    "csv": ["show", "{ledger}", "--csv", "--sort", "confidence"],
    "why": ["show", "{ledger}", "--why"],
    "doubtful": ["show", "{ledger}", "--doubtful"],
    "since": ["show", "{ledger}", "--since", "1990-01-01"],
    "count": ["show", "{ledger}", "--count-by", "date,published,confidence"],
    "sql": ["sql", "{ledger}", "SELECT * FROM ledger WHERE confidence <= 1 AND cue_start IS NOT NULL", "--csv"],
    "report": ["report", "{ledger}", "-o", "{folder}/report"],
    "apply": ["apply", "{ledger}", "{folder}/none.jsonl", "-o", "{folder}/new.csv"],
    "people": ["people", "{ledger}", "-o", "{folder}/people.parquet"],
    "eval": ["eval", "{folder}/gold", "{ledger}"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_damaged_numbers_cost_only_themselves(
    tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    own = tmp_path / "l.parquet"
    own.write_bytes(ledger.read_bytes())  # people writes it anew
    (tmp_path / "none.jsonl").write_text("")
    (tmp_path / "gold").mkdir()
    text = " " * PLAIN.context_start + PLAIN.context
    for n in range(ROWS):
        gold = {"doc_id": f"{n}", "text": text, "published_date": "2022-01-12", "quotes": []}
        (tmp_path / "gold" / f"{n}.json").write_text(json.dumps(gold))
    tracemalloc.start()
    try:
        code = main([part.format(ledger=own, folder=tmp_path) for part in COMMANDS[command]])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    told = capsys.readouterr()
    assert code == 0, told.err
    assert peak < ABOVE
    if command == "json":
        found = json.loads(told.out, parse_constant=pytest.fail)
        assert len(found) == ROWS and found[-1]["confidence"] == 0.97
        assert all(0 <= row["confidence"] <= 1 for row in found)
        assert all(row[each] is None or row[each] >= 0 for row in found for each in OFFSETS[3:])
    if command in ("show", "csv", "doubtful", "why"):
        assert told.out.count(PLAIN.quote) >= ROWS


def test_damaged_numbers_are_none_in_a_frame(ledger: Path) -> None:
    *odd, sound = tables.records(reading.read_ledger(ledger))
    assert sound == PLAIN and len(odd) == len(DAMAGE)
    assert all(0 <= row.confidence <= 1 and row.quote == PLAIN.quote for row in odd)
    assert all((value := getattr(row, name)) is None or value >= 0 for row in odd for name in OFFSETS[3:])


@pytest.mark.parametrize("value", [-7, 1e300, 10**20, "x", True, None])
def test_a_damaged_number_of_json_is_none(tmp_path: Path, value: object) -> None:
    (row,) = tables.to_objects(tables.table([PLAIN]))
    (tmp_path / "l.jsonl").write_text(json.dumps(row | {"cue_start": value, "date_end": value}) + "\n")
    (found,) = tables.records(reading.read_ledger(tmp_path / "l.jsonl"))
    assert found.cue_start in (None, 1) and found.mention_start == PLAIN.mention_start  # true is one, to Arrow


def test_the_browser_shows_and_exports_damaged_rows(tmp_path: Path, ledger: Path) -> None:
    (tmp_path / "scratch").mkdir()
    store = Store(opened([ledger], tmp_path / "scratch"), tmp_path / "scratch")
    try:
        assert len(store.quotes.rows(range(ROWS))) == ROWS
        tags = Tags([tmp_path / "l.parquet"])
        for number in range(ROWS):
            ((own, row),) = store.article(number)
            above, _ = detail(lambda _: Style(), own, [(own, row)], None)
            assert PLAIN.quote in str(above)
            tags.put(0, [(number, row, Tag(CHECKED))])
        assert 1 <= export_gold(store, tags, tmp_path / "gold")[0] < ROWS
        assert max(path.stat().st_size for path in (tmp_path / "gold").iterdir()) < 10_000
        for suffix in (".csv", ".jsonl", ".md", ".xlsx"):
            assert export(store, store.picked(Filters()), tmp_path / f"out{suffix}") == ROWS
        store.build()
        assert store.timeline(("true", []))[0].count
    finally:
        store.close()
