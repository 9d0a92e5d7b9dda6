"""The report: its numbers against hand-made ledgers, its files, and its page in a browser."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from invented import write as invent
from samples import EMPTY, PLAIN, quote

from quotes import reports
from quotes.cli import main
from quotes.ledger import reading, tables, writing
from quotes.ledger.queries import rows_of
from quotes.ledger.rules import RULES
from quotes.ledger.schema import CATEGORIES
from quotes.lexicon.lists import VERB_CLASSES
from quotes.reports.page import page
from quotes.reports.summary import concentration, summary
from quotes.reports.wording import LANGUAGES, wording

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

NASTY = (
    "<script>document.title='kena'</script><img src=x onerror=\"document.title='kena'\">",
    "\x1b[31m[red]markup[/red] {{ 7*7 }} {% raw %} $\\frac{1}{0}$ & &amp; ]]> --> '\"",
    "\u202eterbalik\u2066 שלום 👩‍👩‍👧 \u2028 =SUM(A1)",
    "a" * 10_000,
)


MARCH = date(2022, 3, 5)
KINDS_OF_OUTLETS = [("direct", "Kabar"), ("indirect", "Kabar"), ("direct", "Suara"), ("partial", "Suara")]


def written(path, *quotes):
    writing.write_ledger(tables.frame(quotes), path)
    return path


@pytest.fixture
def five(tmp_path):
    """Sarinah twice in one outlet, once in another; Darto once; one nobody."""
    return written(
        tmp_path / "l.parquet",
        quote(quote_id="1", cue="ujarnya", cue_lemma="ujar"),
        quote(quote_id="2", kind="partial", cue="klaim", cue_lemma="klaim", role="Ketua panitia"),
        quote(
            quote_id="3",
            doc_id="b",
            source="Suara Pasar",
            cue=None,
            cue_lemma=None,
            date=date(2022, 3, 5),
            published=None,
        ),
        quote(quote_id="4", doc_id="b", source="Suara Pasar", speaker="Darto Lesmana", role=None, cue_lemma="zzz"),
        replace(EMPTY, quote_id="5", doc_id="c", rule="role_unresolved", mention="Bupati"),
    )


def summed(paths):
    """The summary of ledgers, with its tables as frames."""
    with rows_of(paths) as rows:
        report = summary(rows)
        return replace(report, **{name: table.frame() for name, table in report.tables().items()})


def table(report, name):
    return getattr(report, name).set_index(getattr(report, name).columns[0])


def test_speakers_have_counts_shares_roles_and_outlets(five):
    report = summed([five])
    assert report.quotes == 5
    assert report.articles == 3
    sarinah = table(report, "speakers").loc["Sarinah Wibowo"]
    assert list(report.speakers["speaker"]) == ["Sarinah Wibowo", "Darto Lesmana"]
    assert (sarinah["quotes"], sarinah["direct"], sarinah["articles"], sarinah["outlets"]) == (3, 2, 2, 2)
    assert sarinah["share"] == pytest.approx(3 / 5)
    assert list(report.speakers["cumulative_share"]) == pytest.approx([0.6, 0.8])
    assert sarinah["roles"] == "Bupati Rawalaut; Ketua panitia"
    assert sarinah["main_outlet"] == "Kabar Rawalaut"
    assert (sarinah["first"].date(), sarinah["last"].date()) == (date(2022, 1, 11), date(2022, 3, 5))
    assert report.roles.to_dict("list") == {
        "speaker": ["Sarinah Wibowo"] * 2,
        "role": ["Bupati Rawalaut", "Ketua panitia"],
        "quotes": [2, 1],
    }


def test_outlets_have_counts_and_what_is_unresolved(five):
    outlets = table(summed([five]), "outlets")
    assert list(outlets["quotes"]) == [2, 2, 1]
    assert outlets.loc["Suara Pasar", "speakers"] == 2
    assert outlets["unresolved"].sum() == 1
    assert outlets.loc["Suara Pasar", "quotes_per_article"] == 2


def test_time_leaves_out_periods_without_quotes(five):
    report = summed([five])
    assert report.grain == "week"
    assert list(report.over_time["quotes"]) == [3, 1]
    assert report.over_time["period"].iloc[0].date() == date(2022, 1, 10), "weeks begin on Mondays"


def test_a_day_after_publication_is_in_no_figure_of_time(tmp_path):
    later = quote(quote_id="1", date=date(2023, 1, 11), published=datetime(2022, 1, 12))
    report = summed([written(tmp_path / "l.parquet", quote(quote_id="2"), later)])
    assert report.doubtful_dates == 1
    assert report.last == PLAIN.date
    assert report.over_time["quotes"].sum() == 1


def test_a_day_that_is_not_as_printed_is_told(tmp_path):
    read_anew = quote(quote_id="1", date=date(2022, 1, 11), date_text="Selasa (11/1/2023)", date_basis="stated")
    report = summed([written(tmp_path / "l.parquet", quote(quote_id="2"), read_anew)])
    assert (report.mended_dates, report.doubtful_dates) == (1, 0)


def test_unnamed_speakers_are_not_known(tmp_path):
    unnamed = quote(quote_id="1", speaker="seorang warga", speaker_type="unnamed")
    report = summed([written(tmp_path / "l.parquet", quote(quote_id="2"), unnamed)])
    assert (report.quotes, report.known) == (2, 1)


@pytest.fixture
def linked(tmp_path):
    """One person under two names, and one statement that two articles print."""
    rows = [
        quote(quote_id="1", doc_id="a", speaker="Sarinah Wibowo", url="https://a.example/1"),
        quote(quote_id="2", doc_id="b", speaker="Sarinah Wibowo", source="Suara Pasar", url="javascript:alert(1)"),
        quote(quote_id="3", doc_id="c", speaker="Sarinah", quote="Tanggul dijaga siang dan malam oleh warga.", end=158),
    ]
    path = written(tmp_path / "l.parquet", *rows)
    (tmp_path / "l.people.toml").write_text('[[same]]\npeople = ["Sarinah", "Sarinah Wibowo"]\n', encoding="utf-8")
    assert main(["people", str(path)]) == 0
    return path


def test_linked_people_are_one_and_a_statement_counts_once(linked):
    report = summed([linked])
    assert report.linked
    assert list(report.speakers["speaker"]) == ["Sarinah Wibowo"]
    assert (report.quotes, report.copies) == (2, 1)


def test_namesakes_stay_two_and_are_told_apart_by_a_role(tmp_path):
    rows = [
        quote(quote_id="1", doc_id="a", role="Rektor Universitas Rawalaut"),
        quote(quote_id="2", doc_id="b", role="pedagang cilok"),
    ]
    path = written(tmp_path / "l.parquet", *rows)
    apart = '[[different]]\npeople = ["Sarinah Wibowo | rektor", "Sarinah Wibowo | pedagang"]\n'
    (tmp_path / "l.people.toml").write_text(apart, encoding="utf-8")
    assert main(["people", str(path)]) == 0
    speakers = set(summed([path]).speakers["speaker"])
    assert speakers == {"Sarinah Wibowo (Rektor Universitas Rawalaut)", "Sarinah Wibowo (pedagang cilok)"}


def test_those_whom_nobody_can_tell_apart_by_a_role_are_numbered(tmp_path):
    """So that the report counts as many people as `quotes people` and the browser do."""
    words = ("Air sudah surut di semua desa.", "Jembatan belum selesai diperbaiki.", "Sekolah dibuka lagi besok pagi.")
    rows = [
        quote(quote_id=str(n), doc_id="ab"[n > 1], quote=text, speaker="warga", speaker_type="group", role=None)
        for n, text in enumerate(words)
    ]
    path = written(tmp_path / "l.parquet", *rows)
    assert main(["people", str(path)]) == 0
    found = summed([path]).speakers
    assert dict(zip(found["speaker"], found["quotes"], strict=True)) == {"warga": 2, "warga (2)": 1}


def test_the_most_quoted_have_a_page_with_their_quotes_and_links(linked, tmp_path):
    page = reports.write([linked], tmp_path / "out").page.read_text(encoding="utf-8")
    assert '<a href="#s-1">Sarinah Wibowo</a>' in page
    dossier = page[page.index('id="s-1"') : page.index("</article>")]
    assert "Tanggul dijaga siang dan malam oleh warga." in dossier
    assert dossier.count(PLAIN.quote) == 1
    assert 'href="https://a.example/1"' in dossier and "javascript:" not in page
    assert "2 dari 2 kutipan" in dossier


def test_verbs_have_their_classes(five):
    report = summed([five])
    assert table(report, "verb_classes")["quotes"].to_dict() == {
        "none": 2,
        "claims": 1,
        "neutral": 1,
        "unlisted": 1,
    }
    assert table(report, "verbs").loc["klaim", "verb_class"] == "claims"
    assert report.verb_classes["share"].sum() == pytest.approx(1)


def test_the_unresolved_have_a_reason(five):
    report = summed([five])
    assert report.unresolved.to_dict("records") == [
        {"rule": "role_unresolved", "reason": RULES["role_unresolved"], "quotes": 1, "share": 0.2}
    ]
    assert list(report.unresolved_quotes["mention"]) == ["Bupati"]


@pytest.mark.parametrize(
    ("counts", "half", "top_1", "hhi", "gini"),
    [
        ([1, 1, 1, 1], 2, 0.25, 0.25, 0.0),
        ([5], 1, 1.0, 1.0, 0.0),
        ([6, 2, 1, 1], 1, 0.6, 0.42, 0.4),
        ([3, 3, 2, 2], 2, 0.3, 0.26, 0.1),
        ([100, 0, 0, 0], 1, 1.0, 1.0, 0.75),
    ],
)
def test_concentration(counts, half, top_1, hhi, gini):
    rows = ", ".join(f"(NULL, {count})" for count in counts)
    found = duckdb.sql(concentration(f"(VALUES {rows}) spread(source, quotes)")).df().iloc[0]
    assert found["half"] == half
    assert found["top_1"] == pytest.approx(top_1)
    assert found["hhi"] == pytest.approx(hhi)
    assert found["gini"] == pytest.approx(gini)


def test_half_is_the_fewest_speakers_who_have_half(tmp_path):
    path = invent(tmp_path / "l.parquet", 400)
    report = summed([path])
    counts = report.speakers["quotes"]
    half = report.concentration.iloc[0]["half"]
    assert counts.head(half).sum() >= counts.sum() / 2 > counts.head(half - 1).sum()


def test_repeated_articles_count_once(tmp_path):
    rows = tables.table([PLAIN, replace(PLAIN, quote_id="x", doc_id="copy")])
    (tmp_path / "l.parquet").write_bytes(writing.parquet_bytes(tables.with_duplicates(rows, [None, PLAIN.doc_id])))
    report = summed([tmp_path / "l.parquet"])
    assert (report.quotes, report.repeated) == (1, 1)


def test_every_format_and_several_ledgers_count_alike(five, tmp_path):
    csv_file, lines = tmp_path / "l.csv", tmp_path / "l.jsonl"
    for path in (csv_file, lines):
        writing.write_ledger(reading.read_ledger(five), path)
    shards = tmp_path / "shards"
    shards.mkdir()
    shutil.copy(five, shards)
    single = summed([five])
    for path in (csv_file, lines, shards):
        assert summed([path]).speakers.equals(single.speakers)
    assert summed([five, csv_file]).quotes == 10


def test_articles_read_and_articles_with_quotes_are_told_apart(tmp_path, capsys):
    texts = (
        '"Air surut," kata Budi Santoso di Wonosobo.',
        "Hujan turun sepanjang malam di Wonosobo.",
        '"Pasti," kata Ani.',
    )
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"id": text, "text": text}) + "\n" for text in texts))
    outputs = [f"{tmp_path}/{name}" for name in ("a.parquet", "a.csv", "shards/")]
    for output in (outputs[:2], outputs[2:]):
        assert main(["extract", "--rules", f"{tmp_path}/in.jsonl", *(word for o in output for word in ("-o", o))]) == 0
    assert reading.articles_read(outputs[1]) is None
    whole = [outputs[0], outputs[2], f"{tmp_path}/b.parquet", f"{tmp_path}/c/"]
    for ledger in (outputs[0], outputs[2]):
        assert main(["people", ledger]) == 0
    (tmp_path / "no.jsonl").write_text("")
    for ledger, applied in zip(whole[:2], whole[2:], strict=True):
        assert main(["apply", ledger, f"{tmp_path}/no.jsonl", "-o", applied]) == 0
    for ledger in whole:
        assert reading.articles_read(ledger) == 3
        written = reports.write([ledger], tmp_path / "report", "en")
        assert (written.articles_read, written.articles) == (3, 2)
        assert re.search("articles read</dt><dd>3<", written.page.read_text(encoding="utf-8"))
    capsys.readouterr()
    assert main(["report", outputs[0], "-o", f"{tmp_path}/report"]) == 0
    assert "in 2 of 3 articles" in capsys.readouterr().err
    assert reports.write(outputs[:2], tmp_path / "report").articles_read is None
    assert "Jumlah artikel yang dibaca hanya tercatat" in (tmp_path / "report" / "report.html").read_text(
        encoding="utf-8"
    )


def test_the_report_says_who_is_quoted_in_words_and_who_is_reported(tmp_path):
    rows = [quote(quote_id=kind, kind=kind, source=outlet) for kind, outlet in KINDS_OF_OUTLETS]
    report = summed([written(tmp_path / "l.parquet", *rows)])
    for name in ("Kabar", "Suara"):
        found = table(report, "outlets").loc[name]
        assert [found[kind] for kind in ("direct", "partial", "indirect")] == [
            KINDS_OF_OUTLETS.count((kind, name)) for kind in ("direct", "partial", "indirect")
        ]
    assert table(report, "speakers").loc["Sarinah Wibowo", "indirect"] == 1
    shown = reports.write([tmp_path / "l.parquet"], tmp_path / "out", "id").page.read_text(encoding="utf-8")
    assert 'data-label="tanpa tanda kutip" class="n">50,0 %<' in shown
    assert 'data-label="tanpa tanda kutip" class="n">1<' in shown


# ------------------------------------------------------------------------------------------------------------ files


def test_the_command_writes_everything_and_says_so(five, tmp_path, capsys):
    out = tmp_path / "a" / "b"
    assert main(["report", str(five), "-o", str(out)]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "5 quotes of 2 speakers" in captured.err
    names = {"speakers", "roles", "outlets", "over_time", "outlets_by_speakers", "verb_classes", "verbs"}
    names |= {"concentration", "kinds", "unresolved", "unresolved_quotes"}
    assert {path.stem for path in (out / "tables").glob("*.csv")} == names
    for name in names:
        rows = list(csv.reader(io.StringIO((out / "tables" / f"{name}.csv").read_text(encoding="utf-8"))))
        parquet = pq.read_table(out / "tables" / f"{name}.parquet")
        assert rows[0] == parquet.column_names
        assert len(rows) - 1 == parquet.num_rows
    for name in ("top-speakers", "over-time", "outlets-by-speakers"):
        assert (out / "pictures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert ET.fromstring((out / "pictures" / f"{name}.svg").read_bytes()).tag.endswith("svg")


def test_the_same_ledger_gives_the_same_bytes(five, tmp_path):
    for name in ("one", "two"):
        reports.write([five], tmp_path / name)
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(files) == 29
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_a_ledger_of_nothing_has_a_report(tmp_path):
    done = reports.write([written(tmp_path / "l.csv")], tmp_path / "out")
    assert done.pictures == 0
    assert "Tidak ada data" in done.page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["none.parquet", "no.txt"])
def test_a_missing_ledger_is_one_line(tmp_path, capsys, name):
    assert main(["report", str(tmp_path / name), "-o", str(tmp_path)]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_that_cannot_be_made_is_one_line(five, tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["report", str(five), "-o", str(tmp_path / "file" / "x")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


# ---------------------------------------------------------------------------------------------------------- wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_class_and_type_has_words_in_every_language(language):
    words = wording(language)
    assert set(VERB_CLASSES) | {"none", "unlisted"} == set(words.classes)
    assert set(words.types) == set(CATEGORIES["speaker_type"])
    assert set(words.say) == set(wording("id").say)
    assert words.reason("a rule of tomorrow") == "decided by a rule of tomorrow"


def test_every_unresolved_rule_is_said_in_indonesian():
    assert {rule for rule in RULES if rule.endswith("unresolved")} | {"ambiguous"} <= set(wording("id").reasons)


@pytest.mark.parametrize(
    ("language", "number", "percent", "day", "month", "week"),
    [
        ("id", "12.345,7", "12,3 %", "4 Januari 2021", "Agustus 2021", "pekan 2 Agustus 2021"),
        ("en", "12,345.7", "12.3%", "4 January 2021", "August 2021", "week 2 August 2021"),
    ],
)
def test_numbers_and_days_are_written_as_the_language_does(language, number, percent, day, month, week):
    words = wording(language)
    assert words.number(12345.67, 1) == number
    assert words.percent(0.1234) == percent
    assert words.day(date(2021, 1, 4)) == day
    assert [words.number(None), words.percent(float("nan")), words.day(pd.NaT)] == ["", "", ""]
    assert words.period(date(2021, 8, 2), "month") == month
    assert words.period(date(2021, 8, 2), "week") == week


@pytest.mark.parametrize(("language", "title"), [("id", "Siapa berkata apa"), ("en", "Who said what")])
def test_the_report_speaks_either_language(five, tmp_path, language, title):
    assert main(["report", str(five), "-o", str(tmp_path / "out"), "--language", language]) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page and f"<h1>{title}</h1>" in page
    say, other = wording(language).say, wording("id" if language == "en" else "en").say
    foreign = [text for key, text in other.items() if text != say[key] and len(text) > 12 and "{" not in text]
    assert not [text for text in foreign if text in page]


# ------------------------------------------------------------------------------------------------------------- page


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """A report of a ledger whose every string is nasty."""
    folder = tmp_path_factory.mktemp("hostile")
    fields = "quote title source url cue cue_lemma mention speaker role date_text via rule context doc_id".split()
    rows = [replace(PLAIN, **dict.fromkeys(fields, text), quote_id=str(n)) for n, text in enumerate(NASTY)]
    rows += [replace(row, speaker=None, quote_id=f"u{row.quote_id}") for row in rows]
    path = written(folder / "<script>jahat.parquet", *rows, EMPTY)
    return reports.write([path], folder / "out").page


class Links(HTMLParser):
    """Collects what a page could fetch or run."""

    def __init__(self):
        super().__init__()
        self.found, self.tags = [], set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        for name, value in attributes:
            if name in ("src", "srcset", "href", "action", "data") or name.startswith("on"):
                self.found.append((tag, name, (value or "")[:40]))


def test_a_hostile_ledger_makes_a_harmless_page(hostile):
    text = hostile.read_text(encoding="utf-8")
    links = Links()
    links.feed(text)
    assert not {"script", "iframe", "object", "embed", "link", "base", "form"} & links.tags
    assert links.found
    assert all(value.startswith(("data:image/svg+xml;base64,", "#")) for _, _, value in links.found)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "&lt;script&gt;" in text
    assert "{{ 7*7 }}" in text
    assert "default-src 'none'" in text


def test_spreadsheets_run_nothing_of_a_hostile_ledger(hostile):
    for path in (hostile.parent / "tables").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r")]


def chromium(target: Path, tmp_path: Path, *flags: str) -> str:
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *flags]
    command += [f"--user-data-dir={tmp_path / 'profile'}", target.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_chromium_shows_the_page_and_runs_nothing_in_it(hostile, tmp_path):
    shown = chromium(hostile, tmp_path, "--dump-dom", "--virtual-time-budget=2000")
    assert "<title>kena</title>" not in shown
    assert '<h2 id="speakers">' in shown


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_fits_phones_and_screens_and_shows_its_pictures(five, tmp_path, width):
    """Measured by the browser itself, in a copy of the page that is allowed to run our few lines."""
    text = reports.write([five], tmp_path / "out").page.read_text(encoding="utf-8")
    probe = """<script>addEventListener('load', () => { const images = [...document.images];
      document.body.innerHTML = '<pre id="found">' + JSON.stringify({page: document.documentElement.scrollWidth,
      screen: innerWidth, drawn: images.filter(i => i.complete && i.naturalWidth > 0).length, all: images.length,
      widest: Math.max(...images.map(i => i.getBoundingClientRect().right))}) + '</pre>'; })</script>"""
    frame = tmp_path / "frame.html"
    inner = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", text).replace("</body>", f"{probe}</body>")
    (tmp_path / "probe.html").write_text(inner, encoding="utf-8")
    frame.write_text(f'<iframe src="probe.html" width="{width}" height="800"></iframe>', encoding="utf-8")
    listen = """<script>setTimeout(() => document.body.append(frames[0].document.getElementById('found').textContent),
      1000)</script>"""
    frame.write_text(frame.read_text(encoding="utf-8") + listen, encoding="utf-8")
    shown = chromium(frame, tmp_path, "--dump-dom", "--virtual-time-budget=5000", "--allow-file-access-from-files")
    found = json.loads(re.search(r"\{\"page.*?\}", shown)[0])
    assert found["screen"] == width
    assert found["page"] <= width, "nothing sticks out sideways"
    assert found["widest"] <= width
    assert found["drawn"] == found["all"] == 3


def test_the_page_names_its_ledgers(five):
    with rows_of([five]) as rows:
        assert "Siapa berkata apa: a &amp; b" in page(summary(rows), [], ["a & b"], wording("id"))
