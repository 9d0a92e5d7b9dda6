import csv
import errno
import json
import os
import string
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import EMPTY, PLAIN, quote

import quotes
from quotes.errors import InputError, OutputError, UsageError
from quotes.ledger import formats
from quotes.ledger.schema import _OFFSETS, COLUMNS, NAMES
from quotes.records import Quote
from quotes.storage import atomic

SUFFIXES = (".parquet", ".csv", ".jsonl")
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
    formats.write_ledger(formats.frame(rows), path)
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
    assert formats.frame(rows)["title"].isna().all()
    line = json.loads((written(rows, tmp_path / "l.jsonl")).read_text().splitlines()[1])
    assert (line["title"], line["role"], line["via"]) == (None, None, None)


def test_half_a_character_costs_no_offset():
    row = next(formats.records(formats.frame([quote(quote="a\ud83db")])))
    assert row.quote == "a\ufffdb"


# --- there and back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("rows", [[], [PLAIN], [EMPTY], [PLAIN, EMPTY, quote(quote='"ya"\r\n\x00,\r\n😀')]])
def test_a_ledger_comes_back_as_it_was(tmp_path, suffix, rows):
    frame = formats.frame(rows)
    pd.testing.assert_frame_equal(formats.read_ledger(written(rows, tmp_path / f"l{suffix}")), frame)
    assert list(formats.records(frame)) == rows


@settings(max_examples=40)
@given(st.lists(ROWS, max_size=4))
def test_any_text_comes_back_from_every_format(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("any")
    for suffix in SUFFIXES:
        back = formats.records(formats.read_ledger(written(rows, folder / f"l{suffix}")))
        expected = formats.records(formats.frame(rows))
        assert list(back) == list(expected)


def test_a_filtered_frame_can_be_written(tmp_path):
    frame = formats.frame([PLAIN, EMPTY, PLAIN])
    formats.write_ledger(frame[frame["speaker"].isna()], tmp_path / "l.csv")
    assert list(formats.records(formats.read_ledger(tmp_path / "l.csv"))) == [EMPTY]


def test_a_frame_that_other_tools_wrote_is_read(tmp_path):
    pd.read_parquet(written([PLAIN, EMPTY], tmp_path / "l.parquet")).to_parquet(tmp_path / "again.parquet")
    assert list(formats.records(formats.read_ledger(tmp_path / "again.parquet"))) == [PLAIN, EMPTY]


def test_a_folder_of_shards_is_one_ledger(tmp_path):
    for number, row in enumerate([PLAIN, EMPTY, PLAIN]):
        written([row], tmp_path / f"part-{number}.parquet")
    (tmp_path / "_manifest.json").write_text("{}")
    (tmp_path / ".part-9.parquet.tmp").write_text("half")
    (tmp_path / "_unfinished").mkdir()
    (tmp_path / "_unfinished" / "part.parquet").write_text("half")
    assert list(formats.records(formats.read_ledger(tmp_path))) == [PLAIN, EMPTY, PLAIN]


def test_many_batches_are_one_ledger(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "_BATCH", 3)
    rows = [quote(start=n, rule=f"rule{n}") for n in range(10)]
    paths = [tmp_path / f"l{suffix}" for suffix in SUFFIXES]
    with formats.LedgerWriter(paths) as writer:
        writer.write(rows[:4])
        writer.write(iter(rows[4:]))
    assert writer.rows == 10
    for path in paths:
        assert list(formats.records(formats.read_ledger(path))) == rows


# --- CSV ------------------------------------------------------------------------------------------------------------


def test_csv_is_plain_rfc_4180(tmp_path):
    data = written([quote(quote='Ia bilang "surut",\nlalu pergi'), EMPTY], tmp_path / "l.csv").read_bytes()
    lines = data.decode().split("\r\n")
    assert lines[0] == ",".join(NAMES)
    assert '"Ia bilang ""surut"",\nlalu pergi"' in lines[1]
    assert ",2022-01-12T06:05:00," in lines[1]
    assert ",2022-01-11,Selasa (11/1/2022),stated,,name,0.97," in lines[1]
    assert lines[3:] == [""]


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-nya", "@dia", "\tx", "\rx", "\nx", "＝1", "'=1", "'''-nya"])
def test_cells_a_spreadsheet_would_run_are_defused(cell):
    assert formats.defused(cell) == f"'{cell}"
    assert formats.restored(formats.defused(cell)) == cell


@pytest.mark.parametrize("cell", ["", "dia", "'dia", "''", "a=1", " =1", "Jum'at"])
def test_other_cells_stay(cell):
    assert formats.defused(cell) == cell
    assert formats.restored(cell) == cell


@given(st.text(alphabet="'=+-@\t\r\n" + string.ascii_lowercase, max_size=6))
def test_defusing_can_be_undone(cell):
    assert formats.restored(formats.defused(cell)) == cell
    assert formats.defused(cell)[:1] not in tuple("=+-@\t\r\n")


def test_no_cell_of_a_csv_starts_a_formula(tmp_path):
    path = written([quote(mention="-nya", quote="=1+1", context="\t@x")], tmp_path / "l.csv")
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
    with pytest.raises(KeyboardInterrupt), formats.LedgerWriter([path, tmp_path / "other.csv"]) as writer:
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
        formats.write_ledger(formats.frame([EMPTY] * 10), path)
    assert path.read_bytes() == before
    assert files(tmp_path) == [path.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_device_that_is_full_is_told(tmp_path, suffix):
    (tmp_path / f"full{suffix}").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="the disk is full"):
        formats.write_ledger(formats.frame([PLAIN]), tmp_path / f"full{suffix}")


def test_a_disk_that_fails_while_syncing_costs_nothing(tmp_path, monkeypatch):
    path = written([PLAIN], tmp_path / "l.csv")
    before = path.read_bytes()

    def fail(descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(atomic.os, "fsync", fail)
    with pytest.raises(OutputError, match="Input/output error"):
        formats.write_ledger(formats.frame([EMPTY]), path)
    assert path.read_bytes() == before
    assert files(tmp_path) == ["l.csv"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(OutputError, match=r"there is no folder .*/nowhere: create it"):
        formats.LedgerWriter([tmp_path / "ok.csv", tmp_path / "nowhere" / "l.csv"])
    assert files(tmp_path) == []


def test_a_folder_that_is_not_writable_is_told(tmp_path, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refuse)  # a mode would not stop root
    with pytest.raises(OutputError, match="no permission: name a place you may write to"):
        formats.LedgerWriter([tmp_path / "l.csv"])


def test_a_folder_is_no_ledger_to_write(tmp_path):
    (tmp_path / "l.csv").mkdir()
    with pytest.raises(OutputError, match="it is a folder"):
        formats.LedgerWriter([tmp_path / "l.csv"])


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "real").mkdir()
    target = written([PLAIN], tmp_path / "real" / "l.csv")
    (tmp_path / "link.csv").symlink_to(target)
    written([EMPTY], tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert list(formats.records(formats.read_ledger(target))) == [EMPTY]


def test_the_file_s_permissions_stay(tmp_path):
    path = written([PLAIN], tmp_path / "l.csv")
    path.chmod(0o640)
    written([EMPTY], path)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("outputs", [["l.txt"], ["l"], ["l.csv", "./l.csv"], ["-", "-"]])
def test_outputs_that_make_no_sense_are_wrong_usage(tmp_path, monkeypatch, outputs):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        formats.LedgerWriter(outputs)
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
        ({"date": "kemarin"}, "column date is no timestamp at midnight"),
        ({"kind": "sung"}, "kind is 'sung' in some row: it must be direct, partial or indirect"),
        ({"quote": None}, "quote is empty in some row"),
        ({"mood": "x"}, "it also has mood"),
    ],
)
def test_damaged_rows_are_told(tmp_path, changes, said):
    path = altered(written([PLAIN], tmp_path / "l.jsonl"), **changes)
    with pytest.raises(InputError) as raised:
        formats.read_ledger(path)
    assert said in str(raised.value)
    assert str(path) in str(raised.value)


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
        formats.read_ledger(tmp_path / name)
    assert said in str(raised.value)


def test_a_foreign_parquet_table_is_told(tmp_path):
    pq.write_table(pa.table({"nama": ["Budi"]}), tmp_path / "l.parquet")
    with pytest.raises(InputError, match="is no quote ledger"):
        formats.read_ledger(tmp_path / "l.parquet")


def test_a_cut_parquet_file_is_told(tmp_path):
    path = written([PLAIN] * 100, tmp_path / "l.parquet")
    data = bytearray(path.read_bytes())
    data[100:600] = bytes(500)
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        formats.read_ledger(path)


def test_another_schema_is_told(tmp_path):
    table = formats.table([PLAIN]).replace_schema_metadata({b"quotes.schema": b"7"})
    pq.write_table(table, tmp_path / "l.parquet")
    with pytest.raises(InputError, match="is a ledger of schema 7, this program reads 1, 2 or 3"):
        formats.read_ledger(tmp_path / "l.parquet")


@pytest.mark.parametrize("name", ["nowhere.parquet", "nowhere.csv", "nowhere"])
def test_a_missing_ledger_is_told(tmp_path, name):
    with pytest.raises(InputError, match="does not exist: check the path"):
        formats.read_ledger(tmp_path / name)


def test_an_empty_folder_is_no_ledger(tmp_path):
    with pytest.raises(InputError, match="holds no Parquet file"):
        formats.read_ledger(tmp_path)


def test_a_frame_that_is_no_ledger_is_not_written(tmp_path):
    with pytest.raises(InputError, match="the data frame is no ledger of schema 3, it lacks speaker"):
        formats.write_ledger(formats.frame([PLAIN]).drop(columns="speaker"), tmp_path / "l.csv")
    assert files(tmp_path) == []


def test_every_column_has_a_meaning():
    assert all(column.meaning for column in COLUMNS)


def test_rows_keep_all_values(tmp_path):
    """A column that is forgotten on the way would come back null."""
    full = replace(PLAIN, via="AFP", duplicate_of="rawalaut-0", person_id="p1", statement_id="s1")
    for suffix in SUFFIXES:
        frame = formats.read_ledger(written([full], tmp_path / f"l{suffix}"))
        assert not frame.isna().any(axis=None)


# --- earlier schemas ------------------------------------------------------------------------------------------------

SINCE_3 = ("cue_class", *_OFFSETS)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("schema", [1, 2])
def test_a_ledger_of_an_earlier_schema_is_brought_to_today_s(schema, suffix):
    """Files that earlier versions of the program wrote."""
    frame = formats.read_ledger(CASES / f"ledger-{schema}{suffix}")
    repeated = "rawalaut-1" if schema == 2 else None
    plain, empty = (replace(row, **dict.fromkeys(SINCE_3)) for row in (PLAIN, EMPTY))
    rows = [plain, replace(empty, duplicate_of=repeated)]
    assert list(formats.records(frame)) == rows
    pd.testing.assert_frame_equal(frame, formats.frame(rows))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_other_commands_fill_in_comes_back(tmp_path, suffix):
    rows = [PLAIN, replace(EMPTY, kind="indirect", duplicate_of="rawalaut-1", person_id="p1", statement_id="s1")]
    assert list(formats.records(formats.read_ledger(written(rows, tmp_path / f"l{suffix}")))) == rows


def test_shards_of_all_schemas_are_read_together(tmp_path):
    for schema in (1, 2):
        (tmp_path / f"{schema}.parquet").write_bytes((CASES / f"ledger-{schema}.parquet").read_bytes())
    written([PLAIN], tmp_path / "3.parquet")
    frame = formats.read_ledger(tmp_path)
    assert frame["cue_start"].isna().tolist() == [True] * 4 + [False]


def test_days_are_told_apart_by_pandas_as_days(tmp_path):
    frame = pd.read_parquet(written([PLAIN, EMPTY], tmp_path / "l.parquet"))
    assert (frame["date"] >= "2022-01-11").tolist() == [True, False]
    assert frame["date"].dt.hour.dropna().eq(0).all()
