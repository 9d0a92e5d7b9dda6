import csv
import errno
import json
import os
import re
import string
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import EMPTY, PLAIN, quote

import quotes
from quotes.errors import InputError, OutputError, UsageError
from quotes.ledger import cells, excel, reading, tables, writing
from quotes.ledger.schema import _OFFSETS, COLUMNS, NAMES
from quotes.records import Quote
from quotes.storage import atomic

SUFFIXES = (".parquet", ".csv", ".jsonl", ".xlsx")
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
CASES = Path(__file__).with_name("cases")
ROWS = st.builds(
    quote,
    title=st.none() | TEXTS,
    quote=TEXTS,
    speaker=st.none() | TEXTS,
    context=TEXTS,
    mention=st.none() | st.sampled_from(["-nya", "'-nya", "''=1+1", "@dia", "\tdia"]) | TEXTS,
    published=st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    date=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    confidence=st.floats(0, 1, width=32),
    start=st.integers(0, 2**31 - 1),
    rule=st.sampled_from(["name", "enclitic", "pronoun"]),
)


def written(rows: list[Quote], path: Path) -> Path:
    writing.write_ledger(tables.frame(rows), path)
    return path


# --- the schema -----------------------------------------------------------------------------------------------------


def test_columns_are_the_record_s_fields_in_order():
    assert tuple(field.name for field in fields(Quote)) == NAMES


def test_parquet_has_the_promised_types(tmp_path):
    schema = pq.read_schema(written([PLAIN, EMPTY], tmp_path / "l.parquet"))
    dictionary = pa.dictionary(pa.int32(), pa.string())
    expected = {
        "published": pa.timestamp("us"),
        "start": pa.int32(),
        "end": pa.int32(),
        "kind": dictionary,
        "speaker_type": dictionary,
        "date": pa.timestamp("us"),
        **dict.fromkeys(_OFFSETS, pa.int32()),
        "date_basis": dictionary,
        "rule": dictionary,
        "confidence": pa.float32(),
        "context_start": pa.int32(),
    }
    assert schema.names == list(NAMES)
    assert {name: schema.field(name).type for name in NAMES} == {n: expected.get(n, pa.string()) for n in NAMES}


def test_parquet_says_schema_and_version(tmp_path):
    metadata = pq.read_schema(written([PLAIN], tmp_path / "l.parquet")).metadata
    assert metadata[b"quotes.schema"] == b"3"
    assert metadata[b"quotes.version"] == quotes.__version__.encode()


def test_nothing_is_null_and_never_an_empty_string(tmp_path):
    rows = [EMPTY, quote(title="", role="", via="")]
    assert tables.frame(rows)["title"].isna().all()
    line = json.loads((written(rows, tmp_path / "l.jsonl")).read_text().splitlines()[1])
    assert (line["title"], line["role"], line["via"]) == (None, None, None)


def test_half_a_character_costs_no_offset():
    row = next(tables.records(tables.frame([quote(quote="a\ud83db")])))
    assert row.quote == "a\ufffdb"


# --- there and back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("rows", [[], [PLAIN], [EMPTY], [PLAIN, EMPTY, quote(quote='"ya"\r\n\x00,\r\n😀')]])
def test_a_ledger_comes_back_as_it_was(tmp_path, suffix, rows):
    frame = tables.frame(rows)
    pd.testing.assert_frame_equal(reading.read_ledger(written(rows, tmp_path / f"l{suffix}")), frame)
    assert list(tables.records(frame)) == rows


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=4))
def test_any_text_comes_back_from_every_format(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    for suffix in SUFFIXES:
        back = tables.records(reading.read_ledger(written(rows, folder / f"l{suffix}")))
        expected = tables.records(tables.frame(rows))
        assert list(back) == list(expected)


def test_a_filtered_frame_can_be_written(tmp_path):
    frame = tables.frame([PLAIN, EMPTY, PLAIN])
    writing.write_ledger(frame[frame["speaker"].isna()], tmp_path / "l.csv")
    assert list(tables.records(reading.read_ledger(tmp_path / "l.csv"))) == [EMPTY]


def test_a_frame_that_other_tools_wrote_is_read(tmp_path):
    pd.read_parquet(written([PLAIN, EMPTY], tmp_path / "l.parquet")).to_parquet(tmp_path / "again.parquet")
    assert list(tables.records(reading.read_ledger(tmp_path / "again.parquet"))) == [PLAIN, EMPTY]


def test_a_folder_of_shards_is_one_ledger(tmp_path):
    for number, row in enumerate([PLAIN, EMPTY, PLAIN]):
        written([row], tmp_path / f"part-{number}.parquet")
    (tmp_path / "_manifest.json").write_text("{}")
    (tmp_path / ".part-9.parquet.tmp").write_text("half")
    (tmp_path / "_unfinished").mkdir()
    (tmp_path / "_unfinished" / "part.parquet").write_text("half")
    assert list(tables.records(reading.read_ledger(tmp_path))) == [PLAIN, EMPTY, PLAIN]


def test_many_batches_are_one_ledger(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 3)
    rows = [quote(start=n, rule=f"rule{n}") for n in range(10)]
    paths = [tmp_path / f"l{suffix}" for suffix in SUFFIXES]
    with writing.LedgerWriter(paths) as writer:
        writer.write(rows[:4])
        writer.write(iter(rows[4:]))
    assert writer.rows == 10
    for path in paths:
        assert list(tables.records(reading.read_ledger(path))) == rows


# --- CSV ------------------------------------------------------------------------------------------------------------


def test_csv_is_plain_rfc_4180(tmp_path):
    data = written([quote(quote='Ia bilang "surut",\nlalu pergi'), EMPTY], tmp_path / "l.csv").read_bytes()
    lines = data.decode().split("\r\n")
    assert lines[0] == ",".join(NAMES)
    assert '"Ia bilang ""surut"",\nlalu pergi"' in lines[1]
    assert ",2022-01-12T06:05:00," in lines[1]
    assert ",2022-01-11,Selasa (11/1/2022),stated,,name,0.97," in lines[1]
    assert lines[3:] == [""]


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-nya kata", "@dia", "\tx", "\rx", "\nx", "＝1", "'=1", "'''-nya"])
def test_cells_a_spreadsheet_would_run_are_defused(cell):
    assert cells.defused(cell) == f"'{cell}"
    assert cells.restored(cells.defused(cell)) == cell


@pytest.mark.parametrize("cell", ["", "dia", "'dia", "''", "a=1", " =1", "Jum'at", "-nya", "+nya", "a;b", "a\n\nb"])
def test_other_cells_stay(cell):
    assert cells.defused(cell) == cell
    assert cells.restored(cell) == cell


@pytest.mark.parametrize("for_excel", [False, True])
@given(st.text(alphabet="'=+-@\t\r\n;," + string.ascii_lowercase, max_size=8))
def test_defusing_can_be_undone(for_excel, cell):
    defused = cells.defused(cell, for_excel=for_excel)
    assert cells.restored(defused, for_excel=for_excel) == cell
    for part in re.split(r"[;\t\r\n]" if not for_excel else r"[;,\t\r\n]", defused):
        assert part[:1] not in tuple("=+-@") or re.fullmatch(r"[+-][a-z]+", cell)


@pytest.mark.parametrize(
    ("cell", "plain", "for_excel"),
    [
        ("-nya", "-nya", "'-nya"),
        ("a;=cmd|' /C calc'!A0", "a;'=cmd|' /C calc'!A0", "a;'=cmd|' /C calc'!A0"),
        ("a,=1+1", "a,=1+1", "a,'=1+1"),
        ("baris\n=1+1", "baris\n'=1+1", "baris\n'=1+1"),
    ],
)
def test_a_formula_is_found_wherever_a_spreadsheet_may_part_cells(cell, plain, for_excel):
    assert (cells.defused(cell), cells.defused(cell, for_excel=True)) == (plain, for_excel)


def test_enclitics_of_older_files_are_restored():
    assert cells.restored("'-nya") == "-nya"


def test_csv_for_excel_is_marked_parted_by_semicolons_and_has_decimal_commas(tmp_path):
    rows = [PLAIN, EMPTY, quote(mention="-nya", quote="a;b")]
    writing.write_ledger(tables.frame(rows), tmp_path / "l.csv", csv_for_excel=True)
    data = (tmp_path / "l.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfquote_id;doc_id;")
    assert b";2022-01-12 06:05:00;" in data and b";0,97;" in data and b";'-nya;" in data
    assert list(tables.records(reading.read_ledger(tmp_path / "l.csv"))) == rows


def test_a_workbook_has_real_dates_a_frozen_header_filters_and_the_columns_meanings(tmp_path):
    path = written([quote(mention="=1+1", quote="\x1b[31m_x0041_"), EMPTY], tmp_path / "l.xlsx")
    book = openpyxl.load_workbook(path)
    sheet, meanings = book["quotes"], book["columns"]
    assert sheet.freeze_panes == meanings.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:AH3"
    row = dict(zip(NAMES, sheet[2], strict=True))
    assert (row["date"].value, row["date"].number_format) == (datetime(2022, 1, 11), "yyyy-mm-dd")
    assert row["published"].value == datetime(2022, 1, 12, 6, 5)
    assert (row["mention"].value, row["mention"].data_type) == ("=1+1", "s")
    assert row["quote"].value == "_x001B_[31m_x005F_x0041_"
    assert [cell.value for cell in meanings["A"]][1:] == list(NAMES)


def test_what_no_sheet_holds_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(excel, "ROWS", 1)
    with pytest.raises(OutputError, match="a sheet of Excel holds 1 rows, and the ledger has more"):
        written([PLAIN, EMPTY], tmp_path / "l.xlsx")
    assert files(tmp_path) == []


def test_no_cell_of_a_csv_starts_a_formula(tmp_path):
    path = written([quote(mention="-nya kami", quote="=1+1", context="\t@x")], tmp_path / "l.csv")
    with path.open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] and cell[0] in "=+-@\t\r"]


# --- whole or not at all --------------------------------------------------------------------------------------------


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_interrupted_run_leaves_the_older_ledger(tmp_path, suffix):
    path = written([PLAIN], tmp_path / f"l{suffix}")
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt), writing.LedgerWriter([path, tmp_path / "other.csv"]) as writer:
        writer.write([EMPTY] * 10)
        raise KeyboardInterrupt
    assert path.read_bytes() == before
    assert files(tmp_path) == [path.name]


class FullDisk:
    """A file on a disk that has no room for more than its first bytes."""

    def __init__(self, file):
        self.file = file
        self.room = 10

    def write(self, data):
        if len(data) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.room -= len(data)
        return self.file.write(data)

    def __getattr__(self, name):
        return getattr(self.file, name)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_costs_nothing(tmp_path, monkeypatch, suffix):
    path = written([PLAIN], tmp_path / f"l{suffix}")
    before = path.read_bytes()
    opened = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda self, mode="r", **k: FullDisk(opened(self, mode, **k)) if "x" in mode else opened(self, mode, **k),
    )
    with pytest.raises(OutputError, match=r"the disk is full, .*l\..* was not written: free some space"):
        writing.write_ledger(tables.frame([EMPTY] * 10), path)
    assert path.read_bytes() == before
    assert files(tmp_path) == [path.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_device_that_is_full_is_told(tmp_path, suffix):
    (tmp_path / f"full{suffix}").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="the disk is full"):
        writing.write_ledger(tables.frame([PLAIN]), tmp_path / f"full{suffix}")


def test_a_disk_that_fails_while_syncing_costs_nothing(tmp_path, monkeypatch):
    path = written([PLAIN], tmp_path / "l.csv")
    before = path.read_bytes()

    def fail(descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(atomic.os, "fsync", fail)
    with pytest.raises(OutputError, match="Input/output error"):
        writing.write_ledger(tables.frame([EMPTY]), path)
    assert path.read_bytes() == before
    assert files(tmp_path) == ["l.csv"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(OutputError, match=r"there is no folder .*/nowhere: create it"):
        writing.LedgerWriter([tmp_path / "ok.csv", tmp_path / "nowhere" / "l.csv"])
    assert files(tmp_path) == []


def test_a_folder_that_is_not_writable_is_told(tmp_path, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refuse)  # a mode would not stop root
    with pytest.raises(OutputError, match="no permission: name a place you may write to"):
        writing.LedgerWriter([tmp_path / "l.csv"])


def test_a_folder_is_no_ledger_to_write(tmp_path):
    (tmp_path / "l.csv").mkdir()
    with pytest.raises(OutputError, match="it is a folder"):
        writing.LedgerWriter([tmp_path / "l.csv"])


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "real").mkdir()
    target = written([PLAIN], tmp_path / "real" / "l.csv")
    (tmp_path / "link.csv").symlink_to(target)
    written([EMPTY], tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert list(tables.records(reading.read_ledger(target))) == [EMPTY]


def test_the_file_s_permissions_stay(tmp_path):
    path = written([PLAIN], tmp_path / "l.csv")
    path.chmod(0o640)
    written([EMPTY], path)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("outputs", [["l.txt"], ["l"], ["l.csv", "./l.csv"], ["-", "-"]])
def test_outputs_that_make_no_sense_are_wrong_usage(tmp_path, monkeypatch, outputs):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        writing.LedgerWriter(outputs)
    assert files(tmp_path) == []


# --- what is no ledger ----------------------------------------------------------------------------------------------


def altered(path: Path, **changes: object) -> Path:
    line = json.loads(path.read_text())
    path.write_text(json.dumps(line | changes))
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "dua"}, "column start is no int32"),
        ({"kind": "sung"}, "kind is 'sung' in some row: it must be direct, partial or indirect"),
        ({"quote": None}, "quote is empty in some row"),
        ({"mood": "x"}, "it also has mood"),
    ],
)
def test_damaged_rows_are_told(tmp_path, changes, said):
    path = altered(written([PLAIN], tmp_path / "l.jsonl"), **changes)
    with pytest.raises(InputError) as raised:
        reading.read_ledger(path)
    assert said in str(raised.value)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date", "kemarin"),
        ("published", "2022-13-45"),
        ("speaker_type", "robot"),
        ("cue_start", "dua"),
        ("published", "99999-01-01T00:00:00"),
    ],
)
def test_a_bad_cell_counts_as_none_and_its_row_stays(tmp_path, caplog, column, value):
    path = altered(written([PLAIN], tmp_path / "l.jsonl"), **{column: value})
    assert list(tables.records(reading.read_ledger(path))) == [replace(PLAIN, **{column: None})]
    assert f"{path}: 1 value of {column} no " in caplog.text


def test_times_beyond_all_calendars_and_of_unknown_zones_cost_only_themselves(tmp_path):
    table = tables.table([PLAIN, PLAIN])
    published = pa.array([10**18, 1641967500 * 10**6], pa.timestamp("us", "Mars/Olympus"))
    pq.write_table(table.set_column(NAMES.index("published"), "published", published), tmp_path / "l.parquet")
    found = [row.published for row in tables.records(reading.read_ledger(tmp_path / "l.parquet"))]
    assert found == [None, datetime(2022, 1, 12, 6, 5)]


def test_a_pipe_among_the_shards_keeps_nobody_waiting(tmp_path):
    written([PLAIN], tmp_path / "a.parquet")
    os.mkfifo(tmp_path / "b.parquet")
    assert len(reading.read_ledger(tmp_path)) == 1
    with pytest.raises(InputError, match="no regular file"):
        reading.read_ledger(tmp_path / "b.parquet")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("l.csv", b"", "is empty"),
        ("l.csv", b"nama,umur\nBudi,7\n", "is no quote ledger, it lacks quote_id, doc_id, title and more"),
        ("l.csv", b"\xff\xfe\x00\x01", "is no UTF-8 text"),
        ("l.csv", ",".join(NAMES).encode() + b"\nsatu,dua\n", "line 2: 2 cells where there should be 34"),
        ("l.csv", ",".join(NAMES[:-1]).encode() + b"\n", "it lacks statement_id"),
        ("l.csv", ",".join(NAMES).encode() + b'\n"never closed', "line 2"),
        ("l.jsonl", b"[1]\n", "line 1: no JSON object"),
        ("l.jsonl", b'{"a": ', "line 1: no JSON object"),
        ("l.parquet", b"PAR1 not really", "is no Parquet file, or is damaged"),
        ("l.parquet", b"", "is no Parquet file, or is damaged"),
        ("l.txt", b"halo", "is no quote ledger"),
    ],
)
def test_foreign_files_are_told(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as raised:
        reading.read_ledger(tmp_path / name)
    assert said in str(raised.value)


def test_a_foreign_parquet_table_is_told(tmp_path):
    pq.write_table(pa.table({"nama": ["Budi"]}), tmp_path / "l.parquet")
    with pytest.raises(InputError, match="is no quote ledger"):
        reading.read_ledger(tmp_path / "l.parquet")


def test_a_cut_parquet_file_is_told(tmp_path):
    path = written([PLAIN] * 100, tmp_path / "l.parquet")
    data = bytearray(path.read_bytes())
    data[100:600] = bytes(500)
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        reading.read_ledger(path)


def test_another_schema_is_told(tmp_path):
    table = tables.table([PLAIN]).replace_schema_metadata({b"quotes.schema": b"7"})
    pq.write_table(table, tmp_path / "l.parquet")
    with pytest.raises(InputError, match="is a ledger of schema 7, this program reads 1, 2 or 3"):
        reading.read_ledger(tmp_path / "l.parquet")


@pytest.mark.parametrize("name", ["nowhere.parquet", "nowhere.csv", "nowhere"])
def test_a_missing_ledger_is_told(tmp_path, name):
    with pytest.raises(InputError, match="does not exist: check the path"):
        reading.read_ledger(tmp_path / name)


def test_an_empty_folder_is_no_ledger(tmp_path):
    with pytest.raises(InputError, match="holds no Parquet file"):
        reading.read_ledger(tmp_path)


def test_a_frame_that_is_no_ledger_is_not_written(tmp_path):
    with pytest.raises(InputError, match="the data frame is no ledger of schema 3, it lacks speaker"):
        writing.write_ledger(tables.frame([PLAIN]).drop(columns="speaker"), tmp_path / "l.csv")
    assert files(tmp_path) == []


def test_every_column_has_a_meaning():
    assert all(column.meaning for column in COLUMNS)


def test_rows_keep_all_values(tmp_path):
    """A column that is forgotten on the way would come back null."""
    full = replace(PLAIN, via="AFP", duplicate_of="rawalaut-0", person_id="p1", statement_id="s1")
    for suffix in SUFFIXES:
        frame = reading.read_ledger(written([full], tmp_path / f"l{suffix}"))
        assert not frame.isna().any(axis=None)


# --- earlier schemas ------------------------------------------------------------------------------------------------

SINCE_3 = ("cue_class", *_OFFSETS)


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
@pytest.mark.parametrize("schema", [1, 2])
def test_a_ledger_of_an_earlier_schema_is_brought_to_today_s(schema, suffix):
    """Files that earlier versions of the program wrote."""
    frame = reading.read_ledger(CASES / f"ledger-{schema}{suffix}")
    repeated = "rawalaut-1" if schema == 2 else None
    plain, empty = (replace(row, **dict.fromkeys(SINCE_3)) for row in (PLAIN, EMPTY))
    rows = [plain, replace(empty, duplicate_of=repeated)]
    assert list(tables.records(frame)) == rows
    pd.testing.assert_frame_equal(frame, tables.frame(rows))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_other_commands_fill_in_comes_back(tmp_path, suffix):
    rows = [PLAIN, replace(EMPTY, kind="indirect", duplicate_of="rawalaut-1", person_id="p1", statement_id="s1")]
    assert list(tables.records(reading.read_ledger(written(rows, tmp_path / f"l{suffix}")))) == rows


def test_shards_of_all_schemas_are_read_together(tmp_path):
    for schema in (1, 2):
        (tmp_path / f"{schema}.parquet").write_bytes((CASES / f"ledger-{schema}.parquet").read_bytes())
    written([PLAIN], tmp_path / "3.parquet")
    frame = reading.read_ledger(tmp_path)
    assert frame["cue_start"].isna().tolist() == [True] * 4 + [False]


def test_days_are_told_apart_by_pandas_as_days(tmp_path):
    frame = pd.read_parquet(written([PLAIN, EMPTY], tmp_path / "l.parquet"))
    assert (frame["date"] >= "2022-01-11").tolist() == [True, False]
    assert frame["date"].dt.hour.dropna().eq(0).all()


def test_texts_that_a_cell_of_excel_cannot_hold_are_cut_and_told(tmp_path, caplog):
    rows = quotes.Analyser(mode="rules").ledger(
        [quotes.Article(doc_id="a", text='"' + "Air surut. " * 4000 + '," kata Bupati Wonosobo Ratna Wulandari.')]
    )
    quotes.write_ledger(rows, tmp_path / "ledger.xlsx")
    assert "32,767" in caplog.text
    assert len(quotes.read_ledger(tmp_path / "ledger.xlsx").quote[0]) == 32_767
