"""Runs over corpora: the same rows however they are made, none lost and none doubled, whatever happens."""

import argparse
import errno
import gzip
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from fakes import Fake, crawl

from quotes import cli, runs
from quotes.commands import corpora
from quotes.errors import InputError, OutputError, QuotesError, UsageError
from quotes.ledger import reading, tables
from quotes.reading.columns import Columns
from quotes.reading.sources import Options
from quotes.runs import cutting, executors, work
from quotes.storage.atomic import AtomicFile

ROOT = Path(__file__).parent.parent
FAKES = Path(__file__).with_name("fakes.py")
PLAIN = Options(Columns(), None)


def run(source, output, **settings):
    """A run with the fake analyser, in this process unless told otherwise."""
    defaults = {"analyser": Fake(), "executor": runs.Serial(), "shard_size": 50}
    inputs = [str(source)] if isinstance(source, (str, Path)) else [str(name) for name in source]
    return runs.run(inputs, str(output), runs.Settings(**defaults | settings), runs.Progress(stream=io.StringIO()))


def rows(folder) -> list[bytes]:
    """Every row of a ledger in its bytes, sorted."""
    frame = reading.read_ledger(folder)
    return sorted(json.dumps(row).encode() for row in tables.objects(frame))


def record(folder) -> Path:
    """Where the record of its run is."""
    return Path(f"{folder}.run")


def stamps(folder) -> dict[str, int]:
    """When each shard was written."""
    return {path.name: path.stat().st_mtime_ns for path in Path(folder).glob("*.parquet")}


def skipped(folder) -> list[dict]:
    path = record(folder) / "skipped.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def source(tmp_path):
    return crawl(tmp_path / "crawl.jsonl", 300)


@pytest.fixture
def expected(tmp_path, source):
    """The rows of an undisturbed run."""
    run(source, tmp_path / "expected", shard_size=1000)
    return rows(tmp_path / "expected")


# --- the same rows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("executor", "size"),
    [
        (runs.Serial(), 7),
        (runs.Serial(), 64),
        (runs.Processes(1), 1000),
        (runs.Processes(3), 20),
        (runs.Dask("local", 2), 30),
    ],
    ids=str,
)
def test_rows_are_the_same_whoever_makes_them(tmp_path, source, expected, executor, size):
    totals = run(source, tmp_path / "l", executor=executor, shard_size=size)
    assert rows(tmp_path / "l") == expected
    assert (totals.articles, totals.quotes, totals.skipped) == (300, len(expected), 0)
    assert totals.shards == totals.made == len(list((tmp_path / "l").iterdir())) >= 300 // size


def test_rows_are_those_of_a_ledger_in_one_file(tmp_path, monkeypatch):
    """With the real analyser, from the command line, over everything the project has."""
    monkeypatch.chdir(tmp_path)
    corpus = str(ROOT / "corpus")
    assert cli.main(["extract", corpus, "-o", "one.parquet"]) in (0, 4)
    assert cli.main(["extract", corpus, "-o", "many/", "--workers", "2", "--shard-size", "5"]) in (0, 4)
    assert rows("many") == rows("one.parquet")
    assert len(list(Path("many").iterdir())) > 5


@pytest.mark.parametrize("kind", [".jsonl.gz", ".jsonl.zst", ".csv", ".parquet", ".csv.gz"])
def test_rows_are_the_same_from_any_format(tmp_path, source, expected, kind):
    articles = [json.loads(line) for line in source.read_text().splitlines()]
    table = pa.Table.from_pylist(articles)
    data = source.read_bytes()
    if "csv" in kind:
        data = table.to_pandas().to_csv(index=False).encode()
    if kind == ".parquet":
        pq.write_table(table, tmp_path / "x.parquet")
        data = (tmp_path / "x.parquet").read_bytes()
    data = gzip.compress(data) if kind.endswith("gz") else data
    data = zstandard.compress(data) if kind.endswith("zst") else data
    (tmp_path / f"again{kind}").write_bytes(data)
    totals = run(tmp_path / f"again{kind}", tmp_path / "l")
    assert rows(tmp_path / "l") == expected
    assert totals.shards >= 6


def test_rows_are_the_same_from_pages_and_crawls(tmp_path):
    """Workers take pages apart, one by one or as a crawl keeps them; with what is no article among them."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    (tmp_path / "pages").mkdir()
    with (tmp_path / "crawl.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(30):
            body = (
                f'<p>"Kalimat nomor {number} dari banyak kalimat," kata Rani Lestari kepada wartawan di Kupang.</p>' * 3
            )
            page = f"<html><head><title>Berita {number}</title></head><body><article>{body}</article></body></html>"
            (tmp_path / "pages" / f"{number}.html").write_text(page if number != 7 else "<html></html>")
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            data = io.BytesIO(page.encode() if number != 7 else b"<html></html>")
            writer.write_record(
                writer.create_warc_record(f"https://b.example/{number}", "response", payload=data, http_headers=headers)
            )
    for name in ("pages", "crawl.warc.gz"):
        assert cli.main(["extract", str(tmp_path / name), "-o", f"{tmp_path}/{name}.csv"]) == 4
        totals = run(tmp_path / name, tmp_path / "l", analyser=runs.AnalyserOptions(), shard_size=10)
        assert (totals.articles, totals.skipped) == (29, 1)
        assert rows(tmp_path / "l") == rows(tmp_path / f"{name}.csv") != []
        shutil.rmtree(tmp_path / "l")
        shutil.rmtree(record(tmp_path / "l"))


def test_an_article_beyond_the_limit_is_skipped(tmp_path, source, expected):
    """A line too long to be an article is passed over without being held, also where it is the first."""
    lines = source.read_text().splitlines()
    long = json.dumps({"id": "panjang", "text": "air " * 30_000})
    longer = json.dumps({"id": "lebih panjang", "text": "air " * 3_000_000})
    source.write_text("\n".join([longer, *lines[:100], long, *lines[100:], longer]) + "\n")
    totals = run(source, tmp_path / "l", max_article_bytes=100_000)
    assert rows(tmp_path / "l") == expected
    assert [skip["where"] for skip in skipped(tmp_path / "l")] == ["line 1", "line 102", "line 303"]
    assert totals.skipped == 3


def test_a_folder_of_texts_is_cut_where_its_names_say(tmp_path):
    """A file that is added changes the shards beside it, and no others."""
    place = tmp_path / "texts"
    place.mkdir()
    for number in range(400):
        (place / f"{number:04d}.txt").write_text(f'"Kalimat {number}," kata Rani.')
    before = {shard.key for shard in cutting.shards([str(place)], PLAIN, 20)}
    (place / "0005-baru.txt").write_text('"Ini baru," kata Rani.')
    after = {shard.key for shard in cutting.shards([str(place)], PLAIN, 20)}
    assert len(before) > 20
    assert len(after - before) <= 8
    assert len(before & after) > len(before) // 2


def test_shards_do_not_depend_on_where_the_input_lies_or_how_it_is_packed(tmp_path, source):
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(source.read_bytes()))
    first, second = (
        [shard.key for shard in cutting.shards([str(name)], PLAIN, 50)]
        for name in (source, tmp_path / "packed.jsonl.gz")
    )
    assert first == second
    assert len(set(first)) == 6


def test_the_same_file_twice_counts_twice(tmp_path, source, expected):
    run([source, source], tmp_path / "l")
    assert rows(tmp_path / "l") == sorted(expected * 2)


# --- what reads it --------------------------------------------------------------------------------------------------


def test_pandas_duckdb_and_polars_read_the_folder_as_it_is(tmp_path, source, expected):
    import duckdb
    import pandas as pd

    polars = pytest.importorskip("polars")
    with source.open("a") as file:
        file.write('{"id": "rusak", "text": "RAISE"}\n')
    place = tmp_path / "l"
    assert run(source, place).skipped == 1
    assert len(pd.read_parquet(place)) == len(expected)
    assert duckdb.sql(f"SELECT count(*) FROM '{place}/**/*.parquet'").fetchall() == [(len(expected),)]
    assert polars.scan_parquet(place).collect().height == len(expected)
    assert all(pq.read_schema(path).metadata[b"quotes.schema"] == b"3" for path in place.iterdir())


def test_a_manifest_tells_what_its_shard_was_made_of(tmp_path, source):
    run(source, tmp_path / "l")
    manifests = [json.loads(path.read_text()) for path in sorted(record(tmp_path / "l").glob("*.manifest.json"))]
    assert [(m["span"]["from"]["place"], m["span"]["to"]["place"]) for m in manifests][:2] == [
        ("line 1", "line 50"),
        ("line 51", "line 100"),
    ]
    assert {m["span"]["input"] for m in manifests} == {str(source)}
    assert all(m["span"]["from"]["size"] == source.stat().st_size for m in manifests)
    assert {m["program"]["lexicon"] for m in manifests} == {work.program()["lexicon"]}
    assert {*manifests[0]["program"]} == {"version", "schema", "lexicon", "models", "analyser", "dedup"}
    assert json.loads((record(tmp_path / "l") / "run.json").read_text())["complete"] is True


# --- taking up again ------------------------------------------------------------------------------------------------


def test_what_is_done_is_not_done_again(tmp_path, source, expected):
    run(source, tmp_path / "l")
    before = stamps(tmp_path / "l")
    assert run(source, tmp_path / "l", shard_size=None).made == 0
    assert stamps(tmp_path / "l") == before
    assert rows(tmp_path / "l") == expected


@pytest.mark.parametrize(
    ("change", "made"),
    [
        pytest.param(lambda lines: [*lines, '{"id": "z", "text": "\\"Baru,\\" kata Rani."}'], 1, id="appended"),
        pytest.param(lambda lines: [*lines[:121], lines[121].replace("Rani", "Sari"), *lines[122:]], 1, id="edited"),
        pytest.param(lambda lines: lines[:200], 0, id="cut"),
        pytest.param(lambda lines: lines[1:], 6, id="first line gone"),
    ],
)
def test_changed_input_redoes_what_it_touches(tmp_path, source, change, made):
    run(source, tmp_path / "l")
    source.write_text("\n".join(change(source.read_text().splitlines())) + "\n")
    assert run(source, tmp_path / "l").made == made
    run(source, tmp_path / "anew")
    assert rows(tmp_path / "l") == rows(tmp_path / "anew")


@pytest.mark.parametrize("what", ["lexicon", "models", "version"])
def test_a_changed_program_redoes_all_and_says_so(tmp_path, source, expected, monkeypatch, what):
    run(source, tmp_path / "l")
    before = stamps(tmp_path / "l")
    program = work.program()
    monkeypatch.setattr(work, "program", lambda: program | {what: "another"})
    plan = runs.planned([str(source)], str(tmp_path / "l"), runs.Settings(analyser=Fake()))
    assert f"6 shards to make again ({'program' if what == 'version' else what} changed)" == plan.words()
    assert run(source, tmp_path / "l").made == 6
    assert stamps(tmp_path / "l").keys() == before.keys()
    assert rows(tmp_path / "l") == expected


def test_models_matter_only_to_those_who_ask_them(tmp_path, monkeypatch):
    source = crawl(tmp_path / "c.jsonl", 4)
    rules = runs.AnalyserOptions((("mode", "rules"),))
    run(source, tmp_path / "l", analyser=rules)
    program = work.program()
    monkeypatch.setattr(work, "program", lambda: program | {"models": "another"})
    plans = [
        runs.planned([str(source)], str(tmp_path / "l"), runs.Settings(analyser=analyser)).words()
        for analyser in (rules, runs.AnalyserOptions())
    ]
    assert plans == [
        "1 shard done and still good",
        "1 shard to make again (models and options changed)",
    ]


@pytest.mark.parametrize("harm", ["damaged", "missing", "no manifest", "bad manifest"])
def test_a_damaged_shard_is_made_again(tmp_path, source, expected, harm):
    run(source, tmp_path / "l")
    shard = sorted((tmp_path / "l").iterdir())[2]
    manifest = record(tmp_path / "l") / f"{shard.stem}.manifest.json"
    if harm == "damaged":
        data = bytearray(shard.read_bytes())
        data[len(data) // 2] ^= 1
        shard.write_bytes(data)
    elif harm == "missing":
        shard.unlink()
    elif harm == "no manifest":
        manifest.unlink()
    else:
        manifest.write_text('{"shard": "part')
    assert run(source, tmp_path / "l").made == 1
    assert rows(tmp_path / "l") == expected


def test_a_file_that_is_gone_takes_its_rows_along(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    crawl(place / "a.jsonl", 100)
    crawl(place / "b.jsonl", 100, start=100)
    run(place, tmp_path / "l")
    (place / "b.jsonl").unlink()
    run(place, tmp_path / "l")
    assert {json.loads(row)["doc_id"] for row in rows(tmp_path / "l")} <= {f"a{n}" for n in range(100)}


def test_another_corpus_does_not_drive_out_the_first(tmp_path, source, expected):
    run(source, tmp_path / "l")
    other = crawl(tmp_path / "other.jsonl", 20, start=900)
    with pytest.raises(UsageError, match=r"also holds the quotes of .*crawl\.jsonl"):
        run(other, tmp_path / "l")
    with pytest.raises(UsageError, match="holds more than this sample"):
        run(source, tmp_path / "l", sample=10)
    assert rows(tmp_path / "l") == expected


def test_an_input_that_cannot_be_found_takes_no_rows_along(tmp_path, source, expected):
    """A disk that is not mounted must not cost the work on it."""
    other = crawl(tmp_path / "other.jsonl", 20, start=900)
    run([source, other], tmp_path / "l")
    source.rename(tmp_path / "elsewhere.jsonl")
    with pytest.raises(InputError, match=r"crawl\.jsonl cannot be found, and .* holds its quotes"):
        run([source, other], tmp_path / "l")
    assert set(rows(tmp_path / "l")) > set(expected)


def test_files_of_others_are_left_alone(tmp_path, source):
    (tmp_path / "l").mkdir()
    (tmp_path / "l" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds mine\.txt"):
        run(source, tmp_path / "l")
    assert [path.name for path in (tmp_path / "l").iterdir()] == ["mine.txt"]


def test_two_runs_do_not_write_one_ledger(tmp_path, source):
    first = runs.folder.LedgerFolder(str(tmp_path / "l"))
    with first.writing([]), pytest.raises(OutputError, match="another run is writing"):
        run(source, tmp_path / "l")


# --- killed ---------------------------------------------------------------------------------------------------------


def started(source, output, *, workers, size=25, delay=0.002) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, str(FAKES), str(source), f"{output}/", str(workers), str(size), str(delay)],
        cwd=FAKES.parent,
        stderr=subprocess.PIPE,
    )


def test_killed_twenty_times_and_taken_up_equals_undisturbed(tmp_path, source, expected):
    chance = random.Random(5)
    place = tmp_path / "l"
    killed = ended = 0
    while killed < 20:
        assert ended < 20
        process = started(source, place, workers=2 if killed % 4 == 3 else 0, delay=0.004)
        shards = len(list(place.glob("*.parquet"))) if place.exists() else 0
        deadline = time.monotonic() + chance.uniform(0.3, 1.5)
        while time.monotonic() < deadline and process.poll() is None:
            now = len(list(place.glob("*.parquet"))) if place.exists() else 0
            if now > shards + 1:  # far enough; leave something for the next
                break
            time.sleep(chance.uniform(0, 0.02))
        process.kill()
        process.communicate()
        if process.returncode == 0:
            ended += 1
        else:
            assert process.returncode == -signal.SIGKILL
            killed += 1
        if place.exists() and list(place.glob("*.parquet")):  # whatever is there is whole
            partial = rows(place)
            assert len(partial) == len({json.loads(row)["quote_id"] for row in partial})
            assert set(partial) <= set(expected)
        if process.returncode == 0 or killed == 10:  # something is taken away again, and there is work for the next
            for path in sorted(place.glob("*.parquet"))[::2]:
                path.unlink()
    run(source, place, analyser=Fake(0.004), shard_size=25)
    assert rows(place) == expected
    assert not [path for folder in (place, record(place)) for path in folder.iterdir() if path.name.endswith(".tmp")]


def test_workers_go_with_the_run(tmp_path, source):
    process = started(source, tmp_path / "l", workers=2, delay=0.05)
    workers: list[psutil.Process] = []
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("l/*.parquet")):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.05)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert len(workers) >= 2
    assert alive == []


@pytest.mark.parametrize("executor", [runs.Processes(2), runs.Dask("local", 2)], ids=["processes", "dask"])
def test_a_worker_killed_changes_nothing(tmp_path, source, expected, executor):
    killed = []

    def kill_one_at_work():
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("l/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.02)
        children = psutil.Process().children(recursive=True)
        workers = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
        workers[-1].kill()
        killed.append(workers[-1])

    killer = threading.Thread(target=kill_one_at_work)
    killer.start()
    totals = run(source, tmp_path / "l", executor=executor, analyser=Fake(0.02), shard_size=20)
    killer.join()
    assert killed
    assert rows(tmp_path / "l") == expected
    assert totals.skipped == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_keeps_what_is_done(tmp_path, how):
    source = crawl(tmp_path / "c.jsonl", 3000)
    code = (
        "import sys; sys.argv = ['quotes', *sys.argv[1:]]\n"
        "from quotes.analysis import pipeline\nfrom fakes import FakeAnalyser\n"
        "pipeline.Analyser = lambda **_: FakeAnalyser(0.01)\n"
        "from quotes.cli import main\nsys.exit(main())"
    )
    flags = ["--workers", "0", "--shard-size", "20"]
    process = subprocess.Popen(
        [sys.executable, "-c", code, "extract", str(source), "-o", f"{tmp_path}/l/", *flags],
        cwd=FAKES.parent,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(how, signal.SIG_DFL),  # a shell's background jobs ignore SIGINT
    )
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("l/*.parquet")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(how)
    _, said = process.communicate()
    assert process.returncode == (130 if how == signal.SIGINT else 143)
    assert "Traceback" not in said
    assert not list(tmp_path.glob("l/.*"))
    assert 0 < len(rows(tmp_path / "l")) < 4500


# --- articles at fault ----------------------------------------------------------------------------------------------


@pytest.fixture
def trouble(tmp_path):
    """A crawl with an article that raises, one that ends its process, a broken line and an empty text."""
    lines = crawl(tmp_path / "trouble.jsonl", 60).read_text().splitlines()
    lines[10] = '{"id": "raises", "text": "RAISE"}'
    lines[20] = '{"id": "dies", "text": "DIE"}'
    lines[30] = '{"id": "broken'
    lines[40] = '{"id": "empty", "text": ""}'
    path = tmp_path / "trouble.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_articles_at_fault_are_named_and_cost_only_themselves(tmp_path, trouble):
    totals = run(trouble, tmp_path / "l", executor=runs.Processes(2))
    assert [(skip["where"], skip["doc_id"]) for skip in skipped(tmp_path / "l")] == [
        (None, "raises"),
        ("line 21", None),
        ("line 31", None),
        ("line 41", None),
    ]
    reasons = [skip["reason"] for skip in skipped(tmp_path / "l")]
    assert reasons[0] == "the analysis failed (ValueError: no such luck)"
    assert "killed by signal 9" in reasons[1]
    assert {skip["input"] for skip in skipped(tmp_path / "l")} == {str(trouble)}
    assert (totals.articles, totals.skipped) == (56, 4)
    good = [n for n in range(60) if n not in (10, 20, 30, 40)]
    assert len(rows(tmp_path / "l")) == sum(n % 4 for n in good)


class Crowded:
    """A pool of one worker that holds four tasks: what kills it kills the others along."""

    capacity = 4

    def __init__(self):
        self.held = []

    def submit(self, number, task):
        self.held.append((number, task))

    def wait(self):
        held, self.held = self.held, []
        if any(b"DIE" in line for _, task in held for part in task.parts for line in part.lines):
            return [(number, executors.Crash("killed")) for number, _ in held]
        return [(number, work.Outcome(tables.table([]), task.articles, ())) for number, task in held]


def test_an_article_is_not_blamed_for_what_its_neighbour_does():
    lines = [b"DIE" if number in (13, 14) else b"%d" % number for number in range(40)]
    tasks = [
        cutting.Task((cutting.Lines("c", start + 1, tuple(lines[start : start + 8])),)) for start in range(0, 40, 8)
    ]
    recipe = runs.Settings().recipe()
    done = [outcome for _, _, outcome in executors.outcomes(Crowded(), recipe, iter(tasks))]
    assert [skip.where for outcome in done for skip in outcome.skipped] == ["lines 14-15"]
    assert sum(outcome.articles for outcome in done) == 38


def test_an_article_that_kills_dask_workers_is_named(tmp_path):
    lines = crawl(tmp_path / "c.jsonl", 4).read_text().splitlines()
    (tmp_path / "c.jsonl").write_text("\n".join([*lines[:2], '{"id": "dies", "text": "DIE"}', *lines[2:]]) + "\n")
    totals = run(tmp_path / "c.jsonl", tmp_path / "l", executor=runs.Dask("local", 1))
    assert [skip["where"] for skip in skipped(tmp_path / "l")] == ["line 3"]
    assert totals.articles == 4


def test_skipped_articles_are_still_told_when_nothing_is_left_to_do(tmp_path, trouble):
    lines = trouble.read_text().splitlines()
    trouble.write_text("\n".join(line for line in lines if "DIE" not in line) + "\n")
    assert run(trouble, tmp_path / "l").skipped == 3
    again = run(trouble, tmp_path / "l")
    assert (again.made, again.skipped) == (0, 3)
    assert len(skipped(tmp_path / "l")) == 3


def test_inputs_that_cannot_be_read_are_named(tmp_path, source, expected):
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(crawl(tmp_path / "x.jsonl", 50, 500).read_bytes())[:-40])
    totals = run([source, tmp_path / "cut.jsonl.gz", tmp_path / "nowhere.jsonl"], tmp_path / "l")
    assert set(rows(tmp_path / "l")) >= set(expected)
    said = {Path(skip["input"]).name: skip["reason"] for skip in skipped(tmp_path / "l") if skip["where"] is None}
    assert "does not exist" in said["nowhere.jsonl"]
    assert "damaged" in said["cut.jsonl.gz"]
    assert totals.skipped == len(skipped(tmp_path / "l"))


@pytest.mark.parametrize("name", ["nowhere.jsonl", "empty.jsonl", "plain.jsonl", "binary.txt", "no.csv"])
def test_an_only_input_that_cannot_be_read_is_an_error(tmp_path, name):
    (tmp_path / "empty.jsonl").write_bytes(b"")
    (tmp_path / "plain.jsonl").write_text("bukan JSON\n")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "no.csv").write_text("nama,umur\nBudi,7\n")
    with pytest.raises(InputError, match=name):
        run(tmp_path / name, tmp_path / "l")
    assert not (tmp_path / "l").exists() and not record(tmp_path / "l").exists()


@pytest.mark.parametrize("defect", ["raises", "dies"])
def test_workers_that_cannot_begin_end_the_run(tmp_path, source, defect):
    with pytest.raises((QuotesError, RuntimeError), match=r"no such model|die before they can work"):
        run(source, tmp_path / "l", executor=runs.Processes(2), analyser=Fake(defect=defect))
    assert not list((tmp_path / "l").glob("*"))


def test_a_cluster_out_of_reach_is_told(tmp_path, source, monkeypatch):
    import distributed

    def refused(*_, **__):
        raise OSError("timed out")

    monkeypatch.setattr(distributed, "Client", refused)
    run(source, tmp_path / "l")
    before = stamps(tmp_path / "l")
    with pytest.raises(QuotesError, match="tcp://nowhere:1 does not work"):
        run(crawl(source, 120), tmp_path / "l", executor=runs.Dask("tcp://nowhere:1"))
    assert stamps(tmp_path / "l") == before  # nothing is taken away where nothing can be made


# --- a full disk ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", range(1, 8))
def test_a_disk_that_fills_up_loses_nothing(tmp_path, source, expected, monkeypatch, write):
    """At the first write, the second, ...: of run.json, shards and manifests."""
    calls = 0
    original = AtomicFile.write

    def full(self, data):
        nonlocal calls
        calls += 1
        if calls == write:
            original(self, data[: len(data) // 2])
            self.file.flush()
            raise OutputError(f"the disk is full, {self.path} was not written")
        original(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(AtomicFile, "write", full)
        with pytest.raises(OutputError, match="the disk is full"):
            run(source, tmp_path / "l")
    assert not list((tmp_path / "l").glob(".*"))
    if list((tmp_path / "l").glob("*")):
        assert set(rows(tmp_path / "l")) <= set(expected)
    run(source, tmp_path / "l")
    assert rows(tmp_path / "l") == expected


def test_a_full_disk_is_a_line_and_code_1(tmp_path, source, monkeypatch, capsys):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert cli.main(["extract", str(source), "-o", f"{tmp_path}/l/", "--workers", "0"]) == 1
    assert "the disk is full" in capsys.readouterr().err


def test_a_record_that_cannot_be_written_is_told(tmp_path, source):
    (record(tmp_path / "l") / "lock").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"cannot write .*l\.run/lock"):
        run(source, tmp_path / "l")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 400 KiB, where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may not mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_small_disk_that_fills_up_loses_nothing(tmp_path, small_disk):
    source = crawl(tmp_path / "big.jsonl", 1500)
    run(source, tmp_path / "expected")
    with pytest.raises(OutputError, match="the disk is full"):
        run(source, small_disk / "l")
    partial = rows(small_disk / "l")
    assert 0 < len(partial) < len(rows(tmp_path / "expected"))
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    totals = run(source, small_disk / "l")
    assert rows(small_disk / "l") == rows(tmp_path / "expected")
    assert 0 < totals.made < totals.shards


# --- elsewhere ------------------------------------------------------------------------------------------------------


def test_input_and_ledger_may_be_remote(source, expected):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.rm("/", recursive=True) if memory.ls("/") else None
    memory.pipe_file("/crawl/a.jsonl.zst", zstandard.compress(source.read_bytes()))
    memory.pipe_file("/crawl/.hidden.jsonl", b"")
    totals = run("memory://crawl/", "memory://out/ledger/")
    assert (totals.articles, totals.shards) == (300, 6)
    tables = [pq.read_table(io.BytesIO(memory.cat_file(name))) for name in memory.find("/out/ledger")]
    assert sum(table.num_rows for table in tables) == len(expected)
    assert run("memory://crawl/*.zst", "memory://out/ledger/").made == 0
    memory.rm_file(memory.find("/out/ledger")[3])
    assert run("memory://crawl/*.zst", "memory://out/ledger/").made == 1


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_ledger_that_is_there_needs_no_slash(place, capsys):
    run("crawl.jsonl", "l")
    assert cli.main(["extract", "crawl.jsonl", "-o", "l", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("l/: 6 shards to make again (options changed)")


def test_a_dry_run_does_nothing(place, capsys):
    assert cli.main(["extract", "crawl.jsonl", "-o", "l/", "--dry-run", "--shard-size", "100"]) == 0
    assert capsys.readouterr().out == "l/: 3 shards to make, 300 articles to analyse at most\n"
    assert sorted(path.name for path in place.iterdir()) == ["crawl.jsonl"]


def test_a_dry_run_leaves_an_older_file_alone(place):
    (place / "l.csv").write_text("older")
    assert cli.main(["extract", "crawl.jsonl", "-o", "l.csv", "-o", "m/", "--dry-run"]) == 0
    assert (place / "l.csv").read_text() == "older"


def test_a_sample_is_the_first_articles(place, capsys):
    assert cli.main(["extract", "crawl.jsonl", "-o", "l/", "--sample", "30", "--workers", "0"]) == 0
    assert "from 30 articles: l/\n" in capsys.readouterr().err
    assert cli.main(["extract", "crawl.jsonl", "-o", "l.csv", "--sample", "30"]) == 0
    assert rows("l.csv") == rows("l")


def test_the_last_line_has_totals_and_path(place, trouble, capsys):
    text = trouble.read_text().replace("DIE", "Tidak apa-apa.").replace("RAISE", "Tidak apa-apa.")
    trouble.write_text(text)
    assert cli.main(["extract", "trouble.jsonl", "-o", "l/", "--workers", "0"]) == 4
    said = capsys.readouterr().err.splitlines()
    assert said[-1].endswith(" from 58 articles, 2 inputs skipped (l.run/skipped.jsonl): l/")
    assert "quotes: skipped trouble.jsonl, line 31: is no JSON" in "\n".join(said)


def test_the_log_is_for_machines(place, capsys):
    flags = ["--workers", "0", "--log-json", "--shard-size", "100"]
    assert cli.main(["extract", "crawl.jsonl", "-o", "l/", *flags]) == 0
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert events[0]["event"] == "progress"
    assert {"articles", "quotes", "skipped", "rate", "seconds_left"} <= events[0].keys()
    assert events[-1]["event"] == "done"
    assert events[-1]["articles"] == 300
    assert events[-1]["outputs"] == ["l/"]


def test_the_log_is_for_machines_whatever_happens(place, capsys):
    """Dates nobody can read, damaged text, an input that is not there: every line is JSON all the same."""
    article = {
        "id": "a",
        "published": "entah",
        "text": "â€œAir sudah surut,â€\x9d kata Bupati Rawalaut Sarinah Wibowo.",
    }
    (place / "c.jsonl").write_text("".join(json.dumps(article | {"id": n}) + "\n" for n in range(3)))
    assert cli.main(["extract", "c.jsonl", "-o", "l/", "--rules", "--workers", "2", "--log-json"]) == 0
    assert cli.main(["extract", "nowhere.jsonl", "-o", "l/", "--log-json"]) == 3
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [event["event"] for event in events] == ["warning", "progress", "repaired", "done", "failed"]
    assert "'entah' is no publication time" in events[0]["message"]
    assert (events[2]["articles"], events[2]["kinds"]) == (3, {"mojibake": 3})
    assert (events[4]["code"], "nowhere.jsonl does not exist" in events[4]["message"]) == (3, True)


def test_single_files_may_be_made_by_workers_too(place, capsys):
    assert cli.main(["extract", "crawl.jsonl", "-o", "a.parquet"]) == 0
    assert cli.main(["extract", "crawl.jsonl", "-o", "b.parquet", "-o", "b.csv", "--workers", "2"]) == 0
    assert reading.read_ledger("b.parquet").equals(reading.read_ledger("a.parquet"))
    assert reading.read_ledger("b.csv").equals(reading.read_ledger("a.parquet"))
    assert capsys.readouterr().err.endswith(": b.parquet and b.csv\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["-o", "l/", "-o", "m/"], 2, "l/ and m/ are both folders"),
        (["-o", "l"], 2, "name it .parquet, .csv, .jsonl or .xlsx, or l/ for a folder of Parquet files"),
        (["-o", "./"], 2, "cannot keep a ledger in ./ itself"),
        (["-o", "l/", "--workers", "-1"], 2, "invalid number"),
        (["-o", "l/", "--shard-size", "0"], 2, "must be at least 1"),
        (["-o", "l/", "--dask", "nonsense"], 2, "--dask nonsense is no address"),
        (["-o", "l/", "--dask", "tcp://a:1", "--workers", "2"], 2, "--workers is for this machine"),
        (["-o", "crawl.jsonl/"], 2, "crawl.jsonl/ is both input and output"),
        (["-o", "s4://bucket/l/"], 2, "is no address this program knows"),
        (["-o", "s3://bucket/"], 2, "cannot keep a ledger in s3://bucket/ itself"),
        (["-o", "another.jsonl/"], 1, "another.jsonl is a file, no folder"),
        (["-o", "nowhere/l.csv", "--workers", "2"], 1, "there is no folder nowhere"),
    ],
)
def test_a_wrong_call_is_one_line(place, capsys, arguments, code, said):
    (place / "another.jsonl").write_text("{}")
    assert cli.main(["extract", "crawl.jsonl", *arguments]) == code
    err = capsys.readouterr().err
    assert said in err
    assert err.startswith("quotes: ") and err.count("\n") == 1


def test_a_ledger_is_not_put_into_its_input(place, capsys):
    assert cli.main(["extract", str(place), "-o", "l/"]) == 2
    assert "lies in the input" in capsys.readouterr().err


def test_the_page_on_corpora_tells_every_flag():
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    parser = argparse.ArgumentParser(add_help=False)
    corpora.add_flags(parser)
    flags = re.findall(r"--[a-z-]+", parser.format_usage())
    assert len(flags) == 7
    assert [flag for flag in flags if flag not in page] == []
