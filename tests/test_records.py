"""The record of a run is input: whatever it says, nothing is lost, and nothing outside its folders is touched."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import fsspec
import pytest
from fakes import Fake, crawl
from test_runs import record, rows, run

from quotes import read_ledger, runs
from quotes.cli import main
from quotes.errors import OutputError, QuotesError, UsageError
from quotes.runs.folder import Manifest, read_manifest

DEEP = "[" * 100_000
HASH = "0" * 64


@pytest.fixture
def source(tmp_path):
    return crawl(tmp_path / "crawl.jsonl", 300)


@pytest.fixture
def ledger(tmp_path, source):
    """A finished ledger of six shards."""
    run(source, tmp_path / "l")
    return tmp_path / "l"


TESTS = Path(__file__).parent


def manifests(ledger) -> list[Path]:
    return sorted(record(ledger).glob("*.manifest.json"))


def changed(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


# --- manifests ------------------------------------------------------------------------------------------------------

DAMAGED = {
    "shard": ["/somewhere/else.txt", "../victim.txt", "victim.txt", "", None, 5, [], "part-000000-.parquet", "CON"],
    "key": [None, 5, ["a"], "", "0" * 32, "../" * 11, "x" * 32],
    "span": [None, 5, [], {}, {"input": None}, {"input": ["a"]}],
    "program": [None, 5, "x", [], {"version": None}, {"version": ["a"]}],
    "articles": [None, "x", -1, 1.5, True, 10**30, float("nan")],
    "quotes": [None, "x", -1, 10**30],
    "skipped": [None, "x", 5, {}, [None], ["x"], [{}], [{"input": None, "where": 1, "doc_id": 2, "reason": 3}]],
    "left_out": [None, "x", -1, 7],
    "sha256": [None, 5, "x", []],
    "size": [None, "x", -1, 10**30, True],
    "before": ["x", 5, [], "../x"],
    "duplicates": [None, 5, "x", []],
    "texts": [None, 5, "x", "../x"],
    "another": [None, "field"],
}
VALUES = [(name, value) for name, values in DAMAGED.items() for value in values]


@pytest.mark.parametrize(("name", "value"), VALUES, ids=lambda value: str(value)[:20])
def test_a_manifest_is_taken_only_where_this_program_could_have_written_it(name, value):
    sound = Manifest(
        "part-000007-0123456789ab.parquet",
        "0123456789abcdef0123456789abcdef",
        {"input": "/a.jsonl"},
        {"version": "1"},
        *(3, 4, [{"input": "a", "where": None, "doc_id": None, "reason": "b", "count": 2}], HASH, 9),
        left_out=2,
    )
    file = "part-000007-0123456789ab.manifest.json"
    assert read_manifest(file, sound.json()) == sound
    with pytest.raises(ValueError):
        read_manifest(file, json.dumps(json.loads(sound.json()) | {name: value}).encode())
    with pytest.raises(ValueError):
        read_manifest("part-000008-0123456789ab.manifest.json", sound.json())


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, values[0]) for name, values in DAMAGED.items()] + [("shard", "../victim.txt")],
    ids=str,
)
def test_a_damaged_manifest_is_a_shard_to_be_made_again(tmp_path, source, name, value):
    """Nothing that it names is touched, and the run says so."""
    run(source, tmp_path / "l")
    expected = rows(tmp_path / "l")
    (tmp_path / "victim.txt").write_text("precious")
    for path in manifests(tmp_path / "l")[1:3]:
        changed(path, **{name: value})
    said = io.StringIO()
    settings = runs.Settings(analyser=Fake(), executor=runs.Serial())
    totals = runs.run([str(source)], str(tmp_path / "l"), settings, runs.Progress(stream=said))
    assert "2 shards to make again (its record cannot be read)" in said.getvalue()
    assert totals.made == 2
    assert rows(tmp_path / "l") == expected
    assert (tmp_path / "victim.txt").read_text() == "precious"
    assert run(source, tmp_path / "l", shard_size=None).made == 0


@pytest.mark.parametrize("kept", [False, True], ids=["key unknown", "key kept"])
@pytest.mark.parametrize("absolute", [False, True])
def test_a_manifest_that_names_another_file_does_not_touch_it(tmp_path, source, ledger, kept, absolute):
    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    path = manifests(ledger)[0]
    changed(path, shard=str(victim) if absolute else "../victim.txt", **({} if kept else {"key": "f" * 32}))
    expected = rows(ledger)
    run(source, ledger)
    assert victim.read_text() == "precious"
    assert rows(ledger) == expected


@pytest.mark.parametrize("text", ["", "null", "5", "[1, 2]", '"x"', "{}", DEEP, '{"a":' * 100_000, "\x00\xff", "{" * 9])
def test_manifests_of_anything_are_made_again(source, ledger, text):
    expected = rows(ledger)
    for path in manifests(ledger):
        path.write_text(text, "latin-1")
    assert run(source, ledger, shard_size=None).made == 6
    assert rows(ledger) == expected


# --- run.json -------------------------------------------------------------------------------------------------------

ABOUT = ["null", "5", "[1, 2]", "{}", "", DEEP, '{"shard_size": null}', '{"inputs": ["a"], "shard_size": -1}', "\x00"]


@pytest.mark.parametrize("text", ABOUT, ids=lambda text: text[:24])
def test_a_damaged_run_json_costs_nothing_that_manifests_tell_of(source, ledger, text):
    expected = rows(ledger)
    (record(ledger) / "run.json").write_text(text)
    assert run(source, ledger).made == 0
    assert rows(ledger) == expected
    assert json.loads((record(ledger) / "run.json").read_text())["complete"] is True


@pytest.mark.parametrize("text", ABOUT, ids=lambda text: text[:24])
def test_a_damaged_run_json_does_not_say_how_large_shards_are(source, ledger, text):
    """And the user does not either, so that they are made as large as they are by default."""
    expected = rows(ledger)
    (record(ledger) / "run.json").write_text(text)
    assert run(source, ledger, shard_size=None).made == 1
    assert rows(ledger) == expected


@pytest.mark.parametrize("text", ABOUT, ids=lambda text: text[:24])
def test_where_nobody_can_tell_whose_a_ledger_is_nothing_is_removed(source, ledger, text):
    expected = rows(ledger)
    (record(ledger) / "run.json").write_text(text)
    for path in manifests(ledger):
        path.write_text("null")
    with pytest.raises(UsageError, match="which is of no run known"):
        run(source, ledger)
    assert rows(ledger) == expected


def test_a_damaged_manifest_of_other_inputs_drives_nothing_out(tmp_path, ledger):
    expected = rows(ledger)
    for path in manifests(ledger):
        path.write_text("null")
    with pytest.raises(UsageError, match=r"also holds the quotes of .*crawl\.jsonl"):
        run(crawl(tmp_path / "other.jsonl", 20, start=900), ledger)
    assert rows(ledger) == expected


# --- links and pipes ------------------------------------------------------------------------------------------------

FILES = ["lock", "run.json", "skipped.jsonl", "manifest", "shard", "sketches", "texts", ".run.json.0a1b2c3d.tmp"]


@pytest.mark.parametrize("link", ["symbolic", "hard", "pipe"])
@pytest.mark.parametrize("name", FILES)
def test_links_and_pipes_in_a_record_are_not_followed(tmp_path, source, ledger, name, link):
    expected = rows(ledger)
    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    stem = manifests(ledger)[1].name.removesuffix(".manifest.json")
    path = record(ledger) / {
        "manifest": f"{stem}.manifest.json",
        "sketches": f"{stem}.sketches.arrow",
        "texts": f"{stem}.texts.jsonl.zst",
    }.get(name, name)
    if name == "shard":
        path = ledger / f"{stem}.parquet"
    path.unlink(missing_ok=True)
    if link == "symbolic":
        path.symlink_to(victim)
    elif link == "hard":
        path.hardlink_to(victim)
    else:
        os.mkfifo(path)
    with source.open("a") as file:
        file.write('{"id": "rusak", "text": "RAISE"}\n')
    try:
        run(source, ledger)
    except QuotesError as error:  # it may refuse, but in words
        assert link != "hard" and "\n" not in str(error)
    else:
        assert rows(ledger) == expected
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("which", ["ledger", "record"])
def test_a_ledger_that_is_a_link_is_refused(tmp_path, source, ledger, which):
    expected = rows(ledger)
    (tmp_path / "m.run").mkdir()
    if which == "ledger":
        (tmp_path / "m").symlink_to(ledger)
        (tmp_path / "m.run" / "run.json").write_text(json.dumps({"inputs": [str(source)], "shard_size": 5}))
    else:
        (tmp_path / "m.run").rmdir()
        (tmp_path / "m.run").symlink_to(record(ledger))
    before = sorted(path.name for path in record(ledger).iterdir())
    with pytest.raises(UsageError, match="is a link"):
        run(source, tmp_path / "m")
    assert rows(ledger) == expected
    assert sorted(path.name for path in record(ledger).iterdir()) == before


def test_files_that_others_name_alike_are_left_alone(tmp_path, source, ledger):
    """Spark and pandas name files `part-*.parquet`, too."""
    (ledger / "part-00000-5bd9-c000.snappy.parquet").write_bytes(b"precious")
    with pytest.raises(UsageError, match="which is of no run known"):
        run(source, ledger)
    (ledger / "part-00000-5bd9-c000.snappy.parquet").rename(ledger / ".mine.00000000.tmp")
    (record(ledger) / ".mine.00000000.tmp").write_bytes(b"precious")
    run(source, ledger)
    assert (ledger / ".mine.00000000.tmp").read_bytes() == b"precious"
    assert (record(ledger) / ".mine.00000000.tmp").read_bytes() == b"precious"


# --- damaged sketches and shards ------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", ["empty", "noise", "cut", "another's", "link"])
def test_damaged_sketches_are_a_shard_to_be_made_again(tmp_path, source, harm):
    run(source, tmp_path / "l", dedup="exact")
    expected = rows(tmp_path / "l")
    first, second, *_ = sorted(record(tmp_path / "l").glob("*.sketches.arrow"))
    data = {"empty": b"", "noise": bytes(9999), "cut": first.read_bytes()[:300], "another's": second.read_bytes()}
    if harm == "link":
        first.unlink()
        first.symlink_to(second)
    else:
        first.write_bytes(data[harm])
    made = run(source, tmp_path / "l", dedup="exact").made
    assert made == 1 or harm == "another's"  # of as many rows
    assert rows(tmp_path / "l") == expected or harm == "another's"


def test_a_shard_that_is_no_table_is_told_in_a_line(source, ledger):
    """A record may be forged so that it fits."""
    import hashlib

    path = manifests(ledger)[0]
    data = b"no Parquet"
    (ledger / f"{path.name.removesuffix('.manifest.json')}.parquet").write_bytes(data)
    changed(path, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    assert run(source, ledger).made == 1


# --- two runs at once -----------------------------------------------------------------------------------------------


def test_of_two_runs_on_one_ledger_one_works_and_the_other_leaves(tmp_path, source):
    """Also where the first still waits for its input; neither takes anything from the other."""
    other = crawl(tmp_path / "other.jsonl", 40, start=900)
    command = [sys.executable, "-m", "quotes", "extract", "--rules", "--workers", "0", "-o", f"{tmp_path}/l/"]
    first = subprocess.Popen([*command, "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not (record(tmp_path / "l") / "lock").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    second = subprocess.run([*command, str(source)], capture_output=True, text=True)
    assert (second.returncode, second.stderr.count("\n")) == (1, 1)
    assert "another run is writing" in second.stderr
    first.communicate(other.read_bytes())
    assert first.returncode == 0
    found = {json.loads(row)["doc_id"] for row in rows(tmp_path / "l")}
    assert found and all(int(name[1:]) >= 900 for name in found)
    third = subprocess.run([*command, str(source)], capture_output=True, text=True)
    assert third.returncode == 2 and "also holds the quotes of" in third.stderr


def test_a_ledger_finished_while_another_run_waited_is_not_driven_out(tmp_path, source, monkeypatch):
    """Where locks do not reach (two machines): records are read when the work begins."""
    other = crawl(tmp_path / "other.jsonl", 40, start=900)
    waiting = runs.running._Run(
        [str(other)], runs.folder.LedgerFolder(str(tmp_path / "l")), runs.Settings(analyser=Fake()), runs.Progress()
    )
    run(source, tmp_path / "l")
    expected = rows(tmp_path / "l")
    with pytest.raises(UsageError, match="also holds the quotes of"):
        waiting.go()
    assert rows(tmp_path / "l") == expected


def test_a_run_that_makes_nothing_leaves_no_folder(tmp_path, source):
    with pytest.raises(QuotesError):
        run(tmp_path / "nowhere.jsonl", tmp_path / "l")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["crawl.jsonl"]


def test_the_record_tells_the_order_of_shards_whose_names_do_not(tmp_path):
    """Files of inputs that come before others later are made later, and what is there keeps its name."""
    folder = tmp_path / "in"
    folder.mkdir()
    crawl(folder / "b.jsonl", 40, start=200)
    run(folder, tmp_path / "l", shard_size=10)
    before = {path.name for path in (tmp_path / "l").iterdir()}
    crawl(folder / "a.jsonl", 40)
    totals = run(folder, tmp_path / "l", shard_size=10)
    order = json.loads((record(tmp_path / "l") / "run.json").read_text())["order"]
    assert order == list(totals.order) != sorted(order)
    assert before <= {*order} == {path.name for path in (tmp_path / "l").iterdir()}
    found = [name for shard in order for name in read_ledger(tmp_path / "l" / shard).doc_id]
    assert len(found) > 100 and found == sorted(found, key=lambda name: int(name[1:]))


# --- signals and clocks ---------------------------------------------------------------------------------------------

SIGNALS = [
    getattr(signal, name)
    for name in ("SIGHUP", "SIGTERM", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGXCPU", "SIGALRM")
    if hasattr(signal, name)
]


def heeding() -> None:
    """Let signals end a program that ends at them: under nohup, and in a shell's background, some are ignored."""
    for how in SIGNALS:
        signal.signal(how, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("how", "flags"),
    [
        *[(how, ["-o", "l.csv", "--workers", "1"]) for how in SIGNALS],
        (SIGNALS[0], ["-o", "l.csv"]),
        (SIGNALS[0], ["-o", "l/", "--workers", "0"]),
    ],
    ids=str,
)
def test_a_signal_leaves_no_temporary_file(tmp_path, how, flags):
    source = crawl(tmp_path / "crawl.jsonl", 50_000)
    place = tmp_path / "out"
    process = signalled(source, place, flags + ["--shard-size", "20"] * ("--workers" in flags))
    process.send_signal(how)
    _, said = process.communicate()
    assert process.returncode == (130 if how == signal.SIGINT else 128 + how)
    assert "Traceback" not in said
    assert list((tmp_path / "scratch").iterdir()) == []
    left = [path for path in place.rglob("*") if path.name.endswith(".tmp") or path.name.startswith(".")]
    assert left == []


def signalled(source, place, flags) -> subprocess.Popen:
    """A run that goes on for long, once it has begun to write in a folder."""
    scratch = place.with_name("scratch")
    scratch.mkdir()
    place.mkdir()
    code = (
        "import sys; sys.argv = ['quotes', *sys.argv[1:]]\n"
        "from quotes.analysis import pipeline\nfrom fakes import FakeAnalyser\n"
        "pipeline.Analyser = lambda **_: FakeAnalyser(0.01)\n"
        "from quotes.cli import main\n"
        "if __name__ == '__main__': sys.exit(main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "extract", str(source), *flags],
        cwd=place,
        env={**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,
    )
    while not list(place.iterdir()) and process.poll() is None:  # however long that takes on a busy machine
        time.sleep(0.02)
    time.sleep(0.3)
    return process


SECOND = [(first, second) for first in ("SIGINT", "SIGTERM") for second in ("SIGINT", "SIGTERM", "SIGHUP")]


@pytest.mark.parametrize(("first", "second"), SECOND)
def test_a_second_signal_does_not_disturb_clearing_away(tmp_path, first, second):
    """As when somebody presses Ctrl+C twice: workers are let go, temporary files removed."""
    source = crawl(tmp_path / "crawl.jsonl", 50_000)
    place = tmp_path / "out"
    process = signalled(source, place, ["-o", "l.csv", "--workers", "1", "--shard-size", "20"])
    process.send_signal(getattr(signal, first))
    for _ in range(200):
        if process.poll() is not None:
            break
        process.send_signal(getattr(signal, second))
        time.sleep(0.001)
    _, said = process.communicate()
    codes = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}
    assert process.returncode in (codes[first], codes[second])  # which was heard first, where it heard both at once
    assert "Traceback" not in said and list(place.iterdir()) == list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize(("how", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_while_a_query_is_answered_is_no_defect(tmp_path, ledger, how, code):
    """The library says then that it was interrupted, and no more."""
    query = "SELECT count(*) FROM range(10000000000) a, range(10000000000) b WHERE a.range + b.range < 7"
    process = subprocess.Popen(
        [sys.executable, "-c", ASKED, "sql", str(ledger), query],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,
    )
    assert process.stdout.readline() == "asking\n"
    time.sleep(0.2)
    process.send_signal(getattr(signal, how))
    _, said = process.communicate()
    assert (process.returncode, said) == (code, "quotes: interrupted\n" if how == "SIGINT" else "")


ASKED = """
import sys
from quotes.cli import main
from quotes.ledger.queries import Rows
real = Rows.answer
def answer(self, *arguments):
    print("asking", flush=True)
    return real(self, *arguments)
Rows.answer = answer
sys.exit(main(sys.argv[1:]))
"""


def test_a_signal_that_the_caller_ignores_is_ignored(tmp_path):
    """`nohup` asks for it."""
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\nfrom quotes.cli import main\n"
    code += "main(['--version'])\n"
    code += "assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


def test_a_clock_set_back_changes_nothing(tmp_path, source, monkeypatch):
    """Neither that of the machine nor that of its files decides anything."""
    run(source, tmp_path / "expected")
    ticks = iter(range(2_000_000_000, 0, -1_000))
    monkeypatch.setattr(time, "time", lambda: float(next(ticks)))
    run(crawl(source, 120), tmp_path / "l")
    for path in [*(tmp_path / "l").iterdir(), *record(tmp_path / "l").iterdir()]:
        os.utime(path, (4e9, 4e9))
    run(crawl(source, 300), tmp_path / "l")
    os.utime(source, (0, 0))
    assert run(source, tmp_path / "l").made == 0
    assert rows(tmp_path / "l") == rows(tmp_path / "expected")


# --- remote ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def memory():
    memory = fsspec.filesystem("memory")
    memory.rm("/", recursive=True) if memory.ls("/") else None
    yield memory
    memory.rm("/", recursive=True) if memory.ls("/") else None


@pytest.mark.parametrize("name", ["../victim.txt", "/victim.txt", "memory://victim.txt"])
def test_a_remote_record_is_no_more_trusted(source, memory, name):
    memory.pipe_file("/victim.txt", b"precious")
    run(source, "memory://out/l/")
    first = sorted(path for path in memory.find("/out/l.run") if path.endswith("manifest.json"))[0]
    values = json.loads(memory.cat_file(first))
    for key in (values["key"], "f" * 32):
        memory.pipe_file(first, json.dumps(values | {"shard": name, "key": key}).encode())
        assert run(source, "memory://out/l/").made == 1
        assert memory.cat_file("/victim.txt") == b"precious"


@pytest.mark.parametrize(
    ("output", "remedy"),
    [
        ("memory://out/l.csv", "end its name in /"),
        ("memory://out/l.parquet", "end its name in /"),
        ("memory://out", "name a folder in it: memory://out/ledger/"),
        ("memory://out/", "name a folder in it: memory://out/ledger/"),
    ],
)
def test_a_remote_name_that_is_no_folder_s_is_refused(source, memory, capsys, output, remedy):
    assert main(["extract", str(source), "-o", output, "--rules", "--workers", "0"]) == 2
    assert remedy in capsys.readouterr().err and not memory.ls("/")


@pytest.mark.parametrize("text", ABOUT, ids=lambda text: text[:24])
def test_a_remote_ledger_of_nobody_knows_whom_is_kept(source, memory, text):
    run(source, "memory://out/l/")
    shards = memory.find("/out/l")
    for path in memory.find("/out/l.run"):
        memory.pipe_file(path, text.encode())
    with pytest.raises(UsageError, match="which is of no run known"):
        run(source, "memory://out/l/")
    assert memory.find("/out/l") == shards


def test_a_remote_run_killed_anywhere_is_taken_up(source, memory, monkeypatch):
    """At the first write, the second, ...: of run.json, shards and manifests."""
    run(source, "memory://expected/l/")
    expected = sum(size for size in memory.du("/expected/l", total=False).values())
    real = type(memory).pipe_file
    for most in range(1, 14, 2):
        calls = 0

        def failing(self, path, value, *, most=most, **options):
            nonlocal calls
            calls += 1
            if calls > most:
                raise OSError("the network is gone")
            return real(self, path, value, **options)

        with monkeypatch.context() as patch:
            patch.setattr(type(memory), "pipe_file", failing)
            with pytest.raises(OutputError):
                run(source, f"memory://out{most}/l/")
        run(source, f"memory://out{most}/l/")
        assert sum(memory.du(f"/out{most}/l", total=False).values()) == expected


# --- what is skipped ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["parquet", "jsonl", "csv", "xlsx"])
def test_what_is_skipped_in_a_row_is_one_line(tmp_path, kind):
    import pandas as pd

    texts = ['"Satu," kata Rani.', *[None] * 5_000, '"Dua," kata Rani.', *[None] * 300]
    table = pd.DataFrame({"id": [f"a{n}" for n in range(len(texts))], "text": texts})
    path = tmp_path / f"a.{kind}"
    if kind == "jsonl":
        table.to_json(path, orient="records", lines=True)
    elif kind == "xlsx":
        table.to_excel(path, index=False)
    else:
        getattr(table, f"to_{kind}")(path, index=False)
    totals = run(path, tmp_path / "l", shard_size=1_000)
    assert (totals.articles, totals.quotes, totals.skipped) == (2, 2, 5_300)
    lines = (record(tmp_path / "l") / "skipped.jsonl").read_text().splitlines()
    first = {"xlsx": 3, "parquet": 2, "csv": 2, "jsonl": 2}[kind]
    told = [json.loads(line) for line in lines]
    assert [skip["count"] for skip in told] == [5_000, 300]
    assert told[0]["where"] == f"{'line' if kind == 'jsonl' else 'row'}s {first}-{first + 4_999}"
    assert run(path, tmp_path / "l", shard_size=1_000).skipped == 5_300
    assert main(["extract", str(path), "-o", str(tmp_path / "l.csv"), "--rules"]) == 4


def test_rows_skipped_for_many_reasons_do_not_fill_the_record(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"text": {"null" if n % 2 else "[]"}}}\n' for n in range(20_000)))
    run(path, tmp_path / "l", shard_size=20_000)
    assert sum(file.stat().st_size for file in record(tmp_path / "l").iterdir()) < 200_000


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs the peak of memory that Linux tells")
def test_a_table_of_nothing_takes_no_memory(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(
        pa.table({"id": pa.nulls(500_000, pa.string()), "text": pa.nulls(500_000, pa.string())}), tmp_path / "a.parquet"
    )
    code = (
        "import sys; from pathlib import Path; from quotes.cli import main\n"
        "code = main(['extract', *sys.argv[1:]])\n"
        "status = dict(line.split(':', 1) for line in Path('/proc/self/status').read_text().splitlines())\n"
        "print(code, status['VmHWM'].split()[0])"
    )
    command = [
        sys.executable,
        "-c",
        code,
        str(tmp_path / "a.parquet"),
        "-o",
        f"{tmp_path}/l/",
        "--rules",
        "--workers",
        "0",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    exit_code, kibibytes = map(int, done.stdout.split())
    assert (exit_code, kibibytes < 400 << 10) == (4, True)
    assert sum(file.stat().st_size for file in record(tmp_path / "l").iterdir()) < 10_000


# --- texts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flags", [["-o", "l/", "--workers", "0"], ["-o", "l.parquet", "--workers", "1"]])
def test_texts_are_kept_as_the_rows_were_read(tmp_path, monkeypatch, flags):
    """The input is replaced as soon as the run has read it."""
    monkeypatch.chdir(tmp_path)
    source = crawl(tmp_path / "c.jsonl", 90)

    def replace_when_read():
        while not any(Path("l.run").glob("*.manifest.json")) and not Path("l.parquet").exists() and not stop.is_set():
            time.sleep(0.001)
        os.replace(other, source)

    other = crawl(tmp_path / "other.jsonl", 90, start=500)
    stop = threading.Event()
    thread = threading.Thread(target=replace_when_read)
    thread.start()
    assert main(["extract", "c.jsonl", *flags, "--keep-text", "--rules", "--shard-size", "20"]) == 0
    stop.set()
    thread.join()
    kept = [json.loads(line) for line in Path("l.texts.jsonl").read_text().splitlines()]
    texts = {article.get("doc_id", article.get("id")): article["text"] for article in kept}
    found = [json.loads(row) for row in rows(flags[1].rstrip("/"))]
    assert found and len(kept) == 90
    assert all(texts[row["doc_id"]][row["start"] : row["end"]] == row["quote"] for row in found)


def test_texts_are_taken_up_with_the_rows(tmp_path, source):
    texts = tmp_path / "l.texts.jsonl"
    run(source, tmp_path / "l", texts=texts)
    whole = texts.read_bytes()
    texts.unlink()
    assert run(source, tmp_path / "l", texts=texts).made == 0
    assert texts.read_bytes() == whole
    next(record(tmp_path / "l").glob("*.texts.jsonl.zst")).unlink()
    assert run(source, tmp_path / "l", texts=texts).made == 1
    assert texts.read_bytes() == whole
    run(source, tmp_path / "m")
    assert run(source, tmp_path / "m", texts=tmp_path / "m.texts.jsonl").made == 6
    assert (tmp_path / "m.texts.jsonl").read_bytes() == whole


# --- what readers say of an unfinished ledger ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        *("show l/", "show l/ --csv", "report l/ -o reports", "browse l/", "people l/ -o p.parquet", "eval gold l/"),
        *("apply l/ none.jsonl -o new.parquet", "sql l/ SELECT\t1"),
    ],
)
def test_every_reader_of_an_unfinished_ledger_says_so(tmp_path, monkeypatch, caplog, command):
    """Interrupted after options were changed, so that what is there is of two runs."""
    monkeypatch.chdir(tmp_path)
    crawl(tmp_path / "c.jsonl", 60)
    (tmp_path / "none.jsonl").touch()
    code = 3 if command.startswith("eval") else 0  # the gold is of other articles
    shutil.copytree(TESTS.parent / "corpus", "gold")
    run("c.jsonl", "l", shard_size=20, analyser=Fake())

    class Interrupted(Fake):
        def __call__(self):
            analyser = super().__call__()
            real, analysed = analyser.quotes, []

            def quotes(article):
                analysed.append(article)
                if len(analysed) > 30:
                    raise KeyboardInterrupt
                return real(article)

            analyser.quotes = quotes
            return analyser

    with pytest.raises(KeyboardInterrupt):
        run("c.jsonl", "l", analyser=Interrupted(0.0, "changed"), shard_size=20)
    assert main(command.split(" ")) == code
    assert "l is not complete" in caplog.text and "1 of 3 files are made" in caplog.text
    caplog.clear()
    run("c.jsonl", "l", shard_size=20, analyser=Fake())
    Path("new.parquet").unlink(missing_ok=True)
    assert main(command.split(" ")) == code
    assert "not complete" not in caplog.text


@pytest.mark.parametrize("text", ["null", "5", "[1]", "{}", DEEP, "", '{"complete": 5}'])
def test_a_ledger_whose_record_cannot_be_read_may_not_be_whole(source, ledger, text):
    from quotes.ledger.completeness import unfinished

    assert unfinished(ledger) is None
    (record(ledger) / "run.json").write_text(text)
    assert "may not be whole" in unfinished(ledger)
    (record(ledger) / "run.json").unlink()
    os.mkfifo(record(ledger) / "run.json")
    assert "may not be whole" in unfinished(ledger)


def test_the_browser_says_so_too(tmp_path, source, ledger):
    from browsing import browse

    about = record(ledger) / "run.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | {"complete": False, "shards": 9}))

    async def script(_pilot, app):
        assert any("is not complete" in notification.message for notification in app._notifications)

    browse(ledger, script)


@pytest.mark.parametrize("how", ["another", "shorter", "gone", "noise"])
def test_a_ledger_rewritten_while_the_browser_shows_it(tmp_path, source, ledger, how):
    """It keeps the rows it has, or says what happened; nothing ends it, and no row of one is shown as another's."""
    from browsing import browse, press

    async def script(pilot, app):
        await press(pilot, "down", "down")
        for path in sorted(ledger.iterdir()):
            if how == "gone":
                path.unlink()
            elif how == "noise":
                path.write_bytes(bytes(5_000))
        if how in ("another", "shorter"):
            crawl(source, 300 if how == "another" else 40)
            source.write_text(source.read_text().replace("Kutipan", "Lain"))
            run(source, ledger)
        await press(pilot, "down", "enter", "escape", "G", "enter", "escape", "/")
        await pilot.press(*"kata", "enter")
        await press(pilot, "escape", "g", "s")
        assert app.is_running

    browse(ledger, script)


# --- standard output that takes a part -------------------------------------------------------------------------------


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", ["show", "extract"])
def test_output_that_is_cut_short_is_an_error(tmp_path, ledger, command, unbuffered):
    """As on a disk that is nearly full: the system takes some of the bytes, and the next time none."""
    resource = pytest.importorskip("resource")
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"id": f"a{n}", "text": '"Air surut," kata Rani Lestari.'}) + "\n" for n in range(100))
    )
    arguments = ["show", str(ledger), "--csv"] if command == "show" else ["extract", "--rules", f"{tmp_path}/a.jsonl"]
    with (tmp_path / "out.csv").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "quotes", *arguments],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)),
        )
    assert done.returncode == 1, done.stderr
    assert "standard output" in done.stderr and "defect" not in done.stderr and "Exception" not in done.stderr
