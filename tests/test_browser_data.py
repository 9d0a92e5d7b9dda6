"""The browser below the screens: opening ledgers, queries, hostile and damaged rows, snapshots of screens."""

from __future__ import annotations

import gc
import io
import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
from browsing import browse, press, settled, type_in
from invented import rows, write
from samples import EMPTY, PLAIN, quote

from quotes.browser.export import export_gold, markdown
from quotes.browser.queries import QUOTE_COLUMNS, SEARCHED, Sort, Store, bar
from quotes.browser.screens import QuotesScreen
from quotes.browser.table import fitted
from quotes.cli import main
from quotes.errors import InputError, UsageError
from quotes.evaluation.scoring import evaluate
from quotes.ledger import reading, tables, writing
from quotes.ledger.filters import Filters, classes
from quotes.ledger.source import opened
from quotes.ledger.tags import CHECKED, Tag, Tags, mark
from quotes.lexicon.lists import VERB_CLASSES
from quotes.text.terminal import printable

ROWS = 500
SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture(scope="session")
def many(tmp_path_factory):
    return write(tmp_path_factory.mktemp("data") / "kabar.parquet", ROWS)


@pytest.fixture(scope="session")
def frame(many):
    return reading.read_ledger(many)


@pytest.fixture
def stores(tmp_path):
    """Opens ledgers; closes them afterwards."""
    made = []

    def open_store(*paths, built=True):
        scratch = tmp_path / f"scratch-{len(made)}"
        scratch.mkdir()
        store = Store(opened(paths, scratch), scratch)
        made.append(store)
        if built:
            store.build()
        return store

    yield open_store
    for store in made:
        store.close()


def written(path, *quotes):
    writing.write_ledger(tables.frame(quotes), path)
    return path


# ---------------------------------------------------------------------------------------------------------- opening


@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".jsonl"])
def test_every_format_shows_the_same(stores, tmp_path, suffix, built, frame):
    path = tmp_path / f"ledger{suffix}"
    tricky = [
        quote(quote_id="1", quote="=SUM(A1)\nbaris dua, “koma”"),
        quote(quote_id="2", speaker="'-nya", title="O'Hara"),
        EMPTY,
    ]
    written(path, *tricky)
    store = stores(path, built=built)
    assert store.full([0, 1, 2]) == [*tricky[:2], EMPTY]
    listed = store.quotes.rows([2, 0])
    assert [row[2] for row in listed] == [EMPTY.quote, tricky[0].quote]


@pytest.mark.parametrize("built", [False, True])
def test_folders_and_several_ledgers_are_one_list(stores, tmp_path, built):
    folder = tmp_path / "shards [1]*?"
    (folder / "b").mkdir(parents=True)
    for name, quote_id in (("2.parquet", "two"), ("1.parquet", "one"), ("b/3.parquet", "three")):
        written(folder / name, quote(quote_id=quote_id))
    later = tables.with_duplicates(tables.table([quote(quote_id="four")]), ["x"])  # of the later schema
    (tmp_path / "it's.parquet").write_bytes(writing.parquet_bytes(later))
    written(tmp_path / "five.csv", quote(quote_id="five"))
    store = stores(folder, tmp_path / "it's.parquet", tmp_path / "five.csv", built=built)
    assert [row[-3] for row in store.quotes.rows(range(5))] == ["one", "two", "three", "four", "five"]
    assert [row[-2] for row in store.quotes.rows(range(5))] == [0, 0, 0, 1, 2]
    assert [quote.quote_id for quote in store.full([4, 0, 3])] == ["five", "one", "four"]
    assert [number for number, _ in store.article(4)] == [1], "rows are numbered in their own ledger"
    exported = [value for table in store.batches(np.array([3, 0, 4, 1])) for value in table["quote_id"].to_pylist()]
    assert exported == ["four", "one", "five", "two"]


def test_an_empty_ledger_opens(stores, tmp_path):
    path = written(tmp_path / "empty.parquet")
    store = stores(path)
    assert store.quotes.arranged(("true", []), Sort("date")).tolist() == []

    async def script(pilot, app):
        assert "0 of 0 quotes" in app.screen.status
        await press(pilot, "j", "G", "s", "n", "space", "enter", "2", "enter", "3", "enter", "z", "1")
        assert isinstance(app.screen, QuotesScreen)

    browse(path, script)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("missing.parquet", None, "does not exist"),
        ("folder", "folder", "holds no Parquet file"),
        ("foreign.parquet", b"PAR1 no such thing", "is no Parquet file"),
        ("cut.parquet", "cut", "is no Parquet file"),
        ("words.txt", b"kata", "is no quote ledger"),
        ("foreign.csv", b"a,b\n1,2\n", "is no quote ledger"),
        ("foreign.jsonl", b"[1]\n", "no JSON object"),
        (
            "older.csv",
            b"quote_id,doc_id,title,source,url,published,quote,start,end,kind,cue,cue_lemma,mention\n",
            "no l",
        ),
    ],
)
def test_what_is_no_ledger_is_told(tmp_path, many, name, content, told):
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content == "cut":
        path.write_bytes(many.read_bytes()[:5000])
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises((InputError, UsageError), match=told):
        opened([path], tmp_path)


def test_another_schema_is_told(tmp_path):
    import pyarrow.parquet as pq

    from quotes.ledger.schema import SCHEMA_KEY

    table = tables.table([PLAIN])
    pq.write_table(table.replace_schema_metadata({SCHEMA_KEY: b"99"}), tmp_path / "l.parquet")
    with pytest.raises(InputError, match="is a ledger of schema 99"):
        opened([tmp_path / "l.parquet"], tmp_path)


# ---------------------------------------------------------------------------------------------------------- queries


@pytest.mark.parametrize("built", [False, True])
def test_filters_and_search_agree_with_pandas(stores, many, frame, built):
    store = stores(many, built=built)

    def found(**filters):
        return store.quotes.arranged(Filters(**filters).clause(SEARCHED), None).tolist()

    def expected(mask):
        return np.flatnonzero(mask.fillna(False).to_numpy(dtype=bool)).tolist()

    lower = {name: frame[name].str.lower() for name in ("speaker", "source", "quote", "title", "mention", "role")}
    assert found(speaker="WIJAYANTI") == expected(lower["speaker"].str.contains("wijayanti", regex=False)) != []
    assert found(source="muara") == expected(lower["source"].str.contains("muara", regex=False)) != []
    assert found(kind="partial") == expected(frame["kind"] == "partial") != []
    assert found(since=date(2021, 1, 6), until=date(2021, 1, 7)) == expected(
        (frame["date"] >= "2021-01-06") & (frame["date"] <= "2021-01-07")
    )
    assert found(confidence=0.8) == expected(frame["confidence"] >= np.float32(0.8)) != []
    assert found(verb_class="neutral") == expected(frame["cue_lemma"].isin(classes()["neutral"])) != []
    assert found(person="") == expected(frame["speaker"].isna())
    anywhere = frame["quote"].isna()
    for name in ("quote", "speaker", "role", "mention", "title"):
        anywhere |= lower[name].str.contains("da", regex=False).fillna(False)
    assert found(text="DA") == store.quotes.hits("dA").tolist() == expected(anywhere) != []
    assert found(kind="partial", speaker="wijayanti") == sorted(
        set(found(kind="partial")) & set(found(speaker="wijayanti"))
    )
    assert found(text="100%'; DROP TABLE x; --") == []


@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize("column", [column.name for column in QUOTE_COLUMNS])
def test_orders_are_stable_and_empty_cells_come_last(stores, tmp_path, column, built):
    empty = dict.fromkeys(("speaker", "source", "date"))
    path = written(
        tmp_path / "l.parquet",
        quote(quote_id="0", **empty, confidence=0.5, quote="b"),
        quote(quote_id="1", speaker="ani", source="b", date=date(2022, 1, 2), confidence=0.5, quote="B"),
        quote(quote_id="2", speaker="Ani", source="B", date=date(2022, 1, 2), confidence=0.9, quote="a"),
        quote(quote_id="3", speaker="Budi", source="a", date=date(2022, 1, 1), confidence=0.1, quote="C"),
    )
    store = stores(path, built=built)
    rising = {
        "speaker": [1, 2, 3, 0],
        "source": [3, 1, 2, 0],
        "date": [3, 1, 2, 0],
        "confidence": [3, 0, 1, 2],
        "quote": [2, 0, 1, 3],
        "kind": [0, 1, 2, 3],
    }[column]
    falling = {
        "speaker": [3, 2, 1, 0],
        "source": [2, 1, 3, 0],
        "date": [2, 1, 3, 0],
        "confidence": [2, 1, 0, 3],
        "quote": [3, 1, 0, 2],
        "kind": [3, 2, 1, 0],
    }[column]
    assert store.quotes.arranged(("true", []), Sort(column)).tolist() == rising
    assert store.quotes.arranged(("true", []), Sort(column, True)).tolist() == falling
    assert store.quotes.arranged(("n > 0", []), Sort(column)).tolist() == [n for n in rising if n]


def test_every_class_of_verbs_can_be_asked_for():
    assert set(classes()) <= set(VERB_CLASSES)
    assert "ujar" in classes()["neutral"]


def test_the_explanation_knows_the_other_rows_of_the_article(stores, many):
    store = stores(many)
    numbers = [number for number, _ in store.article(7)]
    assert numbers == [6, 7, 8, 9, 10]
    assert {quote.doc_id for _, quote in store.article(7)} == {"artikel-1"}


def test_years_without_end_do_not_fill_the_timeline(stores, tmp_path):
    path = written(
        tmp_path / "l.parquet",
        quote(quote_id="1", date=date(1, 1, 1)),
        quote(quote_id="2", date=date(9999, 12, 31)),
    )
    store = stores(path)
    for grain in (None, "day", "week", "month", "year"):
        listing, _ = store.timeline(("true", []), grain)
        assert listing.count < 50_000
        assert (
            sum(
                row[listing.fields.index("quotes")]
                for row in listing.rows(range(0, listing.count, max(1, listing.count - 1)))
            )
            == 2
        )


def test_a_closed_store_leaves_nothing_running(tmp_path, many):
    store = Store(opened([many], tmp_path), tmp_path)
    store.build()
    store.close()
    gc.collect()
    with pytest.raises((InputError, duckdb.Error)):
        store.quotes.hits("a")


@pytest.mark.parametrize(("share", "width", "drawn"), [(None, 8, ""), (0, 8, ""), (1, 4, "████"), (0.001, 8, "▏")])
def test_bars(share, width, drawn):
    assert bar(share, width) == drawn


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("kata", 6, "kata  "),
        ("katanya", 4, "kat…"),
        ("", 2, "  "),
        ("日本語", 4, "日 …"),
        ("日本", 3, "日…"),
        ("x", 0, ""),
    ],
)
def test_cells_are_exactly_as_wide_as_they_should_be(text, width, shown):
    from rich.cells import cell_len

    assert cell_len(fitted(text, width)) == width
    assert fitted(text, width).rstrip() == shown.rstrip()


# ------------------------------------------------------------------------------------------------- tags and vanishing


def test_tags_of_two_readers_can_be_joined(tmp_path):
    mine = Tags([tmp_path / "l.parquet"])
    mine.put(0, [(0, PLAIN, Tag("checked"))])
    theirs = Tags([tmp_path / "m.parquet"])
    theirs.put(0, [(0, PLAIN, Tag("wrong", "Darto Lesmana"))])
    mine.paths[0].write_bytes(mine.paths[0].read_bytes() + b"\n" + theirs.paths[0].read_bytes())
    (joined,) = Tags([tmp_path / "l.parquet"]).said
    assert joined.meant([(7, PLAIN.quote_id, mark(PLAIN))]) == {7: Tag("wrong", "Darto Lesmana")}


@pytest.mark.parametrize("line", ["[]", "{}", "tak jelas", '{"quote_id": 1, "tag": "checked", "speaker": null}'])
def test_a_damaged_file_of_tags_is_told(tmp_path, line):
    (tmp_path / "l.parquet.tags.jsonl").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: no tag"):
        Tags([tmp_path / "l.parquet"])


@pytest.mark.parametrize("fate", ["removed", "replaced"])
def test_a_ledger_that_vanishes_while_open_is_told(tmp_path, fate):
    path = write(tmp_path / "l.parquet", 200)

    async def script(pilot, app):
        if fate == "removed":
            path.unlink()
        else:
            write(path, 100, seed=9)
            os.utime(path, ns=(1, 1))
        await press(pilot, "j")
        assert ("is gone" if fate == "removed" else "was changed while open") in app.screen.pane.text
        assert app.screen.table.row is not None, "what was read stays on screen"
        await press(pilot, "y", "t", "space", "e", "enter", "escape", "enter", "escape", "s", "2", "1")
        assert any("l.parquet" in note.message for note in app._notifications)
        assert isinstance(app.screen, QuotesScreen)

    browse(path, script)


# ----------------------------------------------------------------------------------------------------- hostile ledgers

ESCAPES = "\x1b[31mmerah\x1b[0m\x1b]0;judul\x07\x1b]52;c;aGk=\x07\x9b2J\r\b\x00"
NASTY = (
    ESCAPES,
    "[red]markup[/red] [@click=app.exit]klik[/] [/] [ \\[ {x} $foreground",
    "\u202eterbalik\u202c \u2066\u2069\u200f\u061c شكرا שלום",
    "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301\u0301\u0301 日本語 ﷽ 𒐫",
    "a" * 10_000,
    "kata " * 2_000 + "\n" * 500,
    "\u2028\u2029\ufeff\U000e0041",
)
FIELDS = "quote title source url cue cue_lemma mention speaker role date_text via rule context doc_id".split()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """Every string column full of every nasty text, and every column null that may be or may not."""
    path = tmp_path_factory.mktemp("hostile") / "jahat [red].parquet"
    worst = []
    for number, text in enumerate(NASTY):
        columns = dict.fromkeys(FIELDS, text)
        worst.append(replace(PLAIN, **columns, quote_id=f"{number}{text}", context_start=0, start=0, end=len(text)))
    worst.append(replace(EMPTY, context="", quote="", quote_id="", doc_id="", start=-5, end=10**9, context_start=-7))
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = tables.table(worst)
    nulls = pa.table(
        [pa.nulls(2, field.type) for field in table.schema],
        schema=pa.schema([pa.field(field.name, field.type) for field in table.schema]),
    )
    loose = table.cast(nulls.schema)
    pq.write_table(pa.concat_tables([loose, nulls]), path)
    return path


HARMLESS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
def test_a_hostile_ledger_shows_harmlessly(hostile, size):
    async def script(pilot, app):
        everything = io.StringIO()
        for key in ("j",) * 9 + (
            "g",
            "enter",
            *("right_square_bracket",) * 9,
            "q",
            "2",
            "j",
            "j",
            "enter",
            "q",
            "3",
            "1",
        ):
            await press(pilot, key)
            for strip in app.screen._compositor.render_strips():
                everything.write(strip.text + "\n")
        shown = everything.getvalue()
        assert not HARMLESS.search(shown)
        assert "[red]markup[/red]" in shown, "markup is shown, not obeyed"
        assert "\\x1b[31mmerah" in shown, "escape codes are shown, not obeyed"
        assert "\\u202e" in shown
        assert app.is_running

    browse(hostile, script, size=size)


def test_a_hostile_ledger_can_be_searched_tagged_and_exported(hostile, tmp_path):
    async def script(pilot, app):
        await press(pilot, "slash")
        await type_in(pilot, "[red]")
        await press(pilot, "enter", "n", "y", "space", "e")
        app.screen.query_one("#path").value = str(tmp_path / "out.md")
        await press(pilot, "enter")
        assert isinstance(app.screen, QuotesScreen)
        for column in range(5):
            app.screen.table.column = column
            await press(pilot, "s", "s")
        await press(pilot, "2", "s", "q", "question_mark")

    browse(hostile, script)
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "\\[red\\]markup" in text
    hostile.with_name(f"{hostile.name}.tags.jsonl").unlink(missing_ok=True)


# --------------------------------------------------------------------------------------------------------- snapshots

VIEWS = {  # a view's name -> the keys that lead there from the list, and back
    "quotes": ([], []),
    "filter": (["f"], ["escape"]),
    "quote": (["j", "enter"], ["q", "k"]),
    "help": (["question_mark"], ["q"]),
    "tag": (["t"], ["escape"]),
    "export": (["e"], ["escape"]),
    "people": (["2", "j"], ["q"]),
    "person": (["2", "enter"], ["q", "q"]),
    "frequency": (["F", "enter"], ["q"]),
    "timeline": (["3"], ["q"]),
    "search": (["slash", "a", "i", "r", "enter", "space", "space"], []),
}


def words_of(app):
    """A screen as text and styles: what a person sees, without what differs between versions of an SVG."""
    lines, styles = [], {}
    for strip in app.screen._compositor.render_strips():
        lines.append(strip.text.rstrip())
        for segment in strip:
            if segment.text.strip() and segment.style is not None:
                colour, paper = segment.style.color, segment.style.bgcolor
                name = f"{colour and colour.name} on {paper and paper.name}{' bold' if segment.style.bold else ''}"
                styles[name] = styles.get(name, 0) + len(segment.text)
    return "\n".join([*lines, "", *(f"{name}: {count}" for name, count in sorted(styles.items()))]) + "\n"


@pytest.fixture(scope="module")
def screens(many):
    """Every view at a size in a theme, the app opened once for all of them."""
    taken = {}

    def screens_at(size, theme):
        if (size, theme) not in taken:
            seen = taken[size, theme] = {}

            async def script(pilot, app):
                for view, (there, back) in VIEWS.items():
                    await press(pilot, *there)
                    for box in app.screen.query("Input"):
                        box.cursor_blink = False
                    await settled(pilot)
                    seen[view] = words_of(app)
                    if folder := os.environ.get("QUOTES_PICTURES"):
                        picture = Path(folder, f"{view}-{size[0]}x{size[1]}-{theme}.svg")
                        picture.write_text(app.export_screenshot(), encoding="utf-8")
                    await press(pilot, *back)

            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("XDG_CONFIG_HOME", "/nowhere")
                patch.delenv("NO_COLOR", raising=False)
                browse(many, script, size=size, light=theme == "light")
        return taken[size, theme]

    return screens_at


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["narrow", "wide"])
@pytest.mark.parametrize("view", VIEWS)
def test_screens_look_as_they_did(screens, view, size, theme):
    """Compared with tests/snapshots. `QUOTES_SNAPSHOTS=write` accepts what is there now; look at it first, with
    `QUOTES_PICTURES=FOLDER`, which makes SVG pictures."""
    kept = SNAPSHOTS / f"{view}-{size[0]}x{size[1]}-{theme}.txt"
    if os.environ.get("QUOTES_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        kept.write_text(screens(size, theme)[view], encoding="utf-8")
    assert screens(size, theme)[view] == kept.read_text(encoding="utf-8")


def test_no_color_keeps_what_sets_things_apart(many, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")

    async def script(pilot, app):
        await press(pilot, "j", "space", "k")
        colours = set()
        for strip in app.screen._compositor.render_strips():
            strip = strip.apply_filter(app._filters[0], app.background_colors[1]) if app._filters else strip
            for segment in strip:
                colours |= {c.get_truecolor() for c in (segment.style.color, segment.style.bgcolor) if c is not None}
        assert all(max(c) - min(c) <= 2 for c in colours), "greys only"
        assert app.screen.table.render_line(2).text.startswith("▸●")
        assert "{" in app.screen.pane.text and "«" in app.screen.pane.text

    browse(many, script)


# ----------------------------------------------------------------------------------------------------------- command


def test_without_a_terminal_the_plain_table_is_printed(many, capsys):
    from quotes.cli import main

    assert main(["browse", str(many)]) == 0
    browsed = capsys.readouterr().out
    assert main(["show", str(many)]) == 0
    assert browsed == capsys.readouterr().out
    assert browsed.count("\n") == ROWS + 1


@pytest.mark.parametrize("name", ["none.parquet", "none.txt"])
def test_a_missing_ledger_is_one_line_and_exit_code_3(tmp_path, capsys, name):
    from quotes.cli import main

    assert main(["browse", str(tmp_path / name)]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_rows_are_the_same_for_the_same_seed():
    first, again = (next(rows(50)) for _ in range(2))
    assert first.equals(again)
    assert not first.equals(next(rows(50, seed=2)))
    assert printable("x") == "x"


@pytest.mark.parametrize(
    "changes", [{"context_start": 2**31 - 1}, {"start": 2**31 - 17, "end": 2**31 - 1}, {"context_start": -5}]
)
def test_gold_asks_for_no_text_that_no_article_has(tmp_path, changes):
    ledger = tmp_path / "l.parquet"
    rows = [PLAIN, quote(quote_id="odd", doc_id="odd", **changes)]
    writing.write_ledger(tables.frame(rows), ledger)
    tags = Tags([ledger])
    tags.put(0, [(n, row, Tag(CHECKED)) for n, row in enumerate(rows)])
    (tmp_path / "scratch").mkdir()
    store = Store(opened([ledger], tmp_path / "scratch"), tmp_path / "scratch")
    assert export_gold(store, tags, tmp_path / "gold") == (1, 1)
    store.close()


@pytest.mark.parametrize("kept", [True, False])
def test_gold_is_the_plain_format(tmp_path, kept):
    """What is reported stands apart from quotes, as in corpus/, and no row of the ledger is beyond the text."""
    text = 'Bupati Wonosobo Ratna Wulandari mengatakan air sudah surut. "Besok sekolah buka," ujarnya.'
    text += '\n\n"Pasti," kata Ani.'
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "text": text}))
    ledger = tmp_path / "l.parquet"
    command = ["extract", "--rules", "--indirect", f"{tmp_path}/in.jsonl", "-o", f"{ledger}"]
    assert main([*command, *(["--keep-text"] if kept else [])]) == 0
    rows = [*tables.records(reading.read_ledger(ledger))]
    tags = Tags([ledger])
    tags.put(0, [(n, row, Tag(CHECKED)) for n, row in enumerate(rows) if row.speaker != "Ani"])
    (tmp_path / "scratch").mkdir()
    store = Store(opened([ledger], tmp_path / "scratch"), tmp_path / "scratch")
    assert export_gold(store, tags, tmp_path / "gold") == (2, 1)
    store.close()
    gold = json.loads((tmp_path / "gold" / "a.json").read_text(encoding="utf-8"))
    assert [len(gold["quotes"]), len(gold["indirect"])] == [1, 1]
    assert len(gold["text"]) >= max(row.end for row in rows) and (gold["text"] == text) is kept
    figures = evaluate(tmp_path / "gold", reading.read_ledger(ledger)).figures
    assert (figures["detection_recall"], figures["indirect"]) == (100, 100)


def test_gold_has_a_file_for_each_article(tmp_path):
    ledger = tmp_path / "l.parquet"
    rows = [
        *(PLAIN, PLAIN, replace(PLAIN, url="https://a.example/2")),
        *(quote(quote_id=doc_id, doc_id=doc_id) for doc_id in ("a/b", "a:b", "A_B")),
    ]
    writing.write_ledger(tables.frame(rows), ledger)
    tags = Tags([ledger])
    tags.put(0, [(n, row, Tag(CHECKED)) for n, row in enumerate(rows)])
    (tmp_path / "scratch").mkdir()
    store = Store(opened([ledger], tmp_path / "scratch"), tmp_path / "scratch")
    assert export_gold(store, tags, tmp_path / "gold") == (6, 6)
    store.close()
    names = [PLAIN.doc_id, f"{PLAIN.doc_id}-2", f"{PLAIN.doc_id}-3", "a_b", "a_b-2", "A_B-3"]
    assert {path.stem for path in (tmp_path / "gold").iterdir()} == set(names)


@pytest.mark.parametrize(
    ("url", "shown"),
    [("https://a.example/1", True), ("javascript:alert(1)", False), ("https://a.example/\x1b[31m", False)],
)
def test_markdown_has_only_addresses_of_pages(url, shown):
    assert (f"<{url}>" in markdown(quote(url=url))) is shown
