"""The corpus: well formed, varied, its own, and read by the analyser as well as ever.

The floors of `corpus/floors.toml` are what the analyser reaches on the corpus, rounded down; lowering one is an edit
that a reviewer sees. `corpus/README.md` says how to read the annotation.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from quotes.analysis.pipeline import Analyser
from quotes.evaluation.scoring import Evaluation, evaluate
from quotes.learned import ranking
from quotes.lexicon.lists import outlet_name
from quotes.reading import Skipped
from quotes.reading import articles as read
from quotes.records import Article

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
PATHS = sorted(CORPUS.glob("*.json"))

KEYS = {"doc_id", "title", "url", "source", "published", "published_date", "expected", "text", "quotes", "indirect"}
QUOTE_KEYS = set("start end kind cue mention speaker aliases role date date_text doubt".split())
MARKS = set("\"'“”„‘’")
NEAR = 300  # characters between a quotation and the words of its clause
SHINGLE = 8  # words; a longer stretch shared with a published article would be a copy
FLOORS = tomllib.loads((CORPUS / "floors.toml").read_text(encoding="utf8"))["floors"]
MONTHS = "januari februari maret april mei juni juli agustus september oktober november desember".split()
PRINTED_DATE = re.compile(r"(\d{1,2})(?:/(\d{1,2})| ([A-Z][a-z]+))(?:[/ ](\d{4}))?")


@cache
def articles() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text(encoding="utf8")) for path in PATHS}


def attributed(article: dict[str, Any]) -> list[dict[str, Any]]:
    return [q for q in article["quotes"] if q["kind"] != "none"]


def all_quotes() -> list[dict[str, Any]]:
    return [q for article in articles().values() for q in attributed(article)]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def around(text: str, quote: dict[str, Any]) -> str:
    """The text on both sides of a quotation, without it, with white space evened out."""
    before = text[max(0, quote["start"] - NEAR) : quote["start"]]
    return " ".join(f"{before} {text[quote['end'] : quote['end'] + NEAR]}".split())


def printed_date(date_text: str, published: date) -> date | None:
    """The day that an absolute date expression names; None for `Selasa`, `kemarin` and the like."""
    match = PRINTED_DATE.search(date_text)
    if not match:
        return None
    month = int(match[2]) if match[2] else MONTHS.index(match[3].casefold()) + 1
    years = [int(match[4])] if match[4] else [published.year - 1, published.year, published.year + 1]
    return min((date(year, month, int(match[1])) for year in years), key=lambda day: abs(day - published))


def test_corpus_is_large_and_varied() -> None:
    outlets = Counter(article["doc_id"].split("-")[0] for article in articles().values())
    assert len(articles()) >= 30
    assert len(all_quotes()) >= 200
    assert len(outlets) >= 7
    assert min(outlets.values()) >= 2


@pytest.mark.parametrize("name", [path.stem for path in PATHS])
class TestArticle:
    def test_has_the_gold_format(self, name: str) -> None:
        article = articles()[name]
        assert article["doc_id"] == name
        assert set(article) <= KEYS
        given = article.get("expected", article)
        assert given["title"] and given["source"]
        assert datetime.fromisoformat(given["published"]).date().isoformat() == article["published_date"]
        for quote in article["quotes"]:
            assert set(quote) - {"via"} == QUOTE_KEYS
            assert quote["kind"] in {"direct", "partial", "none"}
            assert bool(quote["date"]) == bool(quote["date_text"])
            if quote["kind"] == "none":
                assert not any(quote[key] for key in QUOTE_KEYS - {"start", "end", "kind", "doubt"})
            else:
                assert quote["speaker"]

    def test_spans_are_sorted_disjoint_and_between_marks(self, name: str) -> None:
        article = articles()[name]
        text, end = article["text"], 0
        for quote in article["quotes"]:
            assert end <= quote["start"] < quote["end"] <= len(text)
            end = quote["end"]
            inside = text[quote["start"] : end]
            assert inside == inside.strip()
            assert "\n" not in inside
            assert MARKS & {text[quote["start"] - 1 : quote["start"]], text[end : end + 1]}

    def test_what_is_reported_has_its_reporting_word_and_source(self, name: str) -> None:
        article = articles()[name]
        text = article["text"]
        for told in article["indirect"]:
            assert set(told) == QUOTE_KEYS
            assert told["kind"] == "indirect"
            assert text[told["start"] : told["end"]].strip() == text[told["start"] : told["end"]] != ""
            assert told["cue"] and told["mention"] and told["speaker"]
            near = around(text, told)
            assert re.search(rf"(?i)(?<!\w){re.escape(told['cue'])}(?!\w)", near)

    def test_every_double_mark_is_decided_on(self, name: str) -> None:
        article = articles()[name]
        decided = {i for q in article["quotes"] for i in range(q["start"] - 1, q["end"] + 1)}
        assert [i for i, c in enumerate(article["text"]) if c in '"“”„' and i not in decided] == []

    def test_clauses_are_printed_near_their_quotes(self, name: str) -> None:
        article = articles()[name]
        for quote in attributed(article):
            near = around(article["text"], quote)
            assert re.search(rf"(?i)(?<!\w){re.escape(quote['cue'])}(?!\w)", near)
            assert quote["date_text"] in near
            if quote["mention"] == "-nya":
                assert quote["cue"].endswith("nya")
            else:
                assert quote["mention"] in near

    def test_speakers_and_roles_are_printed_in_the_article(self, name: str) -> None:
        article = articles()[name]
        printed = set(words(f"{article.get('title', '')} {article['text']}"))
        for quote in attributed(article):
            for spelling in [quote["speaker"], *quote["aliases"]]:
                assert set(words(spelling)) <= printed
            assert quote["role"] in article["text"]

    def test_a_speaker_has_one_role_and_one_set_of_aliases(self, name: str) -> None:
        seen: dict[str, tuple[str, list[str]]] = {}
        for quote in attributed(articles()[name]):
            known = seen.setdefault(quote["speaker"], (quote["role"], quote["aliases"]))
            assert known == (quote["role"], quote["aliases"])

    def test_dates_agree_with_their_expressions(self, name: str) -> None:
        article = articles()[name]
        published = date.fromisoformat(article["published_date"])
        for quote in attributed(article):
            if quote["date"]:
                day = date.fromisoformat(quote["date"])
                assert printed_date(quote["date_text"], published) in {None, day}
                assert abs((published - day).days) <= 31


def test_corpus_covers_the_phenomena() -> None:
    """What the README promises; texts rather than counts, so that a lost case is named."""
    quotes = all_quotes()
    texts = [article["text"] for article in articles().values()]
    cues = {q["cue"].casefold() for q in quotes}
    mentions = {q["mention"] for q in quotes}
    dates = {q["date_text"] for q in quotes}
    vias = {q.get("via", "") for q in quotes}
    assert {"kata", "ujar", "tutur", "ucap", "ungkap", "jelas", "tegas", "imbuh", "tambah", "lanjut", "terang"} <= cues
    assert {"cetus", "beber", "pungkas", "tandas", "klaim", "aku", "jawab", "tanya", "tulis", "cuit", "bunyi"} <= cues
    assert {"katanya", "ujarnya", "tuturnya", "ucapnya", "paparnya", "selorohnya", "disebutnya"} <= cues
    assert {"mengatakan", "menegaskan", "menyebut", "menilai", "berkata", "menurut", "menurutnya", "demikian"} <= cues
    assert {"dia", "Ia", "beliau", "mereka", "-nya", "Bupati", "hakim", "seorang jamaah", "piagam itu"} <= mentions
    assert any(m.startswith("politikus ") for m in mentions)
    assert {"Selasa", "Selasa kemarin", "hari ini", "kemarin", "Rabu malam", "12/08/2022"} <= dates
    assert {"Rabu, 12 Januari 2022", "Sabtu (30/12)", "Kamis (15/10/2025)", "Ahad (4/2/2024)"} <= dates
    assert {"AFP", "Reuters"} <= vias
    for furniture in (
        "Baca juga: ",
        "SCROLL TO CONTINUE WITH CONTENT",
        "ADVERTISEMENT",
        "[Gambas:Video CNN]",
        "Simak Video '",
        "Tonton juga video",
        "Laporan Wartawan",
        "Terkini Lainnya",
        ", KOMPAS.com - ",
        ", KOMPAS — ",
        "Jakarta, CNN Indonesia -- ",
        "TEMPO.CO, Jakarta - ",
        " (ANTARA) - ",
        "Liputan6.com, Jakarta - ",
        "REPUBLIKA.CO.ID, ",
        "TRIBUNNEWS.COM",
    ):
        assert any(furniture in text for text in texts), furniture
    assert sum("expected" in article for article in articles().values()) >= 3
    assert sum("\n" not in text for text in texts) >= 4
    assert any("Klien saya" in text for text in texts)
    assert any(re.search(r"dilansir(?=[a-z]*[A-Z])\w+,(?=\w)", text) for text in texts)


@cache
def as_read() -> list[Article]:
    """The corpus as `quotes extract` reads it, so that pasted pages show what the layout makes of them."""
    found = [article for article in read([str(path) for path in PATHS]) if not isinstance(article, Skipped)]
    assert len(found) == len(PATHS)
    return found


@cache
def evaluation(mode: str = "cascade") -> Evaluation:
    return evaluate(CORPUS, Analyser(mode=mode, indirect=True).ledger(as_read()))


@pytest.mark.parametrize("field", sorted(FLOORS))
def test_no_figure_falls_below_its_floor(field: str) -> None:
    result = evaluation()
    worst = [m for m in result.mistakes if m.field == field][:20]
    assert result.figures[field] >= FLOORS[field], worst


@pytest.mark.parametrize("field", sorted(FLOORS))
def test_the_cascade_is_never_worse_than_rules_alone(field: str) -> None:
    assert evaluation().figures[field] >= evaluation("rules").figures[field]


def test_confidence_promises_no_more_than_the_corpus_keeps() -> None:
    """The rules were written by these articles, so that more rows are right than confidence, for unread ones, says."""
    certainty = evaluation().certainty
    assert sum(row.confidence for row in certainty) <= sum(row.name for row in certainty)


def test_confidence_is_calibrated_on_articles_it_was_not_estimated_on() -> None:
    assert ranking.figures()["calibration_error"] <= 2.5


@pytest.mark.parametrize("name", [name for name, article in articles().items() if "expected" in article])
def test_a_pasted_page_tells_its_title_source_and_time(name: str) -> None:
    expected = articles()[name]["expected"]
    row = Analyser().quotes(Article(name, articles()[name]["text"]))[0]
    assert row.title == expected["title"]
    assert row.source == outlet_name(expected["source"])
    assert row.published == datetime.fromisoformat(expected["published"])


def test_vias_are_told() -> None:
    relayed = {
        (name, quote["start"]): quote["via"]
        for name, article in articles().items()
        for quote in attributed(article)
        if "via" in quote
    }
    of_interest = [article for article in as_read() if article.doc_id in {name for name, _ in relayed}]
    rows = [row for article in of_interest for row in Analyser().quotes(article)]
    assert {(row.doc_id, row.start): row.via for row in rows if (row.doc_id, row.start) in relayed} == relayed


@pytest.mark.skipif(not (SHARED / "text").is_dir(), reason="the development folder of published articles is absent")
def test_nothing_is_copied_from_published_articles() -> None:
    ours: dict[tuple[str, ...], str] = {}
    for name, article in articles().items():
        for text in (article["text"], article.get("title", "")):
            tokens = words(text)
            ours |= {tuple(tokens[i : i + SHINGLE]): name for i in range(len(tokens) - SHINGLE + 1)}
    copied = set()
    files = [*SHARED.glob("text/*.jsonl"), *SHARED.glob("text/*.txt"), *SHARED.glob("gold/*/*.json")]
    for path in [*files, *SHARED.glob("gold/*/*.txt")]:
        tokens = words(path.read_text(encoding="utf8").replace("\\n", " ").replace("\\u2014", " "))
        found = {shingle for shingle in zip(*(tokens[i:] for i in range(SHINGLE)), strict=False) if shingle in ours}
        copied |= {(ours[shingle], " ".join(shingle)) for shingle in found}
    assert copied == set()
