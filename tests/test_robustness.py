"""The tables that say what bad input was tried: their numbers are those of the tests."""

from __future__ import annotations

import importlib.util
import re
import sys
import unicodedata
from collections.abc import Callable
from functools import partial
from math import prod
from pathlib import Path
from types import ModuleType

import pytest
import test_hostile
import test_html
import test_repair
import test_warc
from test_properties import steps

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| (?P<input>[^|]+) \| (?P<tried>\d+) \| (?P<result>[^|]+) \|$", re.MULTILINE)


def rows(name: str) -> dict[str, tuple[int, str]]:
    """A page's table: what was tried -> how many, and what happened."""
    found = ROW.finditer((ROOT / name).read_text(encoding="utf-8"))
    return {match["input"]: (int(match["tried"]), match["result"]) for match in found}


def cases(*tests: Callable[..., object]) -> int:
    """How many cases tests have together."""
    return sum(prod(len(mark.args[1]) for mark in test.pytestmark) for test in tests)  # type: ignore[attr-defined]


def hostile_inputs() -> ModuleType:
    sys.path.insert(0, str(ROOT / "bench"))  # it takes its tables from beside it
    try:
        spec = importlib.util.spec_from_file_location("hostile", ROOT / "bench" / "hostile.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.pop(0)


PARAGRAPHS = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in test_html.PAGES.glob("*.txt"))
HOSTILE = hostile_inputs()
TRIED = {
    "pages in the layouts": len(test_html.HEADS),
    "the same pages": len(test_warc.NAMES),
    "parts of pages": cases(test_html.test_repairs),
    "what pages say": cases(
        test_html.test_publication_times,
        test_html.test_printed_publication_times,
        test_html.test_a_page_s_data_tell_of_its_own_article,
        test_html.test_printed_authors,
        test_html.test_titles,
        test_html.test_outlets,
    ),
    "encodings": cases(test_html.test_encodings),
    "damaged text": len(test_repair.DAMAGED),
    "undamaged": len(test_repair.CORPUS),
    "files, pages, rows": cases(test_hostile.test_what_is_too_large_is_skipped_by_name),
    "elements nested": cases(test_hostile.test_pages_that_nest_or_never_close, test_hostile.test_nested_json),
    "monotonous": len(HOSTILE.TEXTS) + len(HOSTILE.PAGES),
    "formulas": len(test_hostile.FORMULAS),
    "escape codes": len({c for c in test_hostile.STEERING if unicodedata.category(c) in ("Cc", "Cf")}),
}


@pytest.mark.parametrize("start", TRIED)
def test_the_table_tells_how_many_were_tried(start: str) -> None:
    (found,) = [tried for name, (tried, _) in rows("docs/robustness.md").items() if name.startswith(start)]
    assert found == TRIED[start]


def test_the_table_tells_how_many_paragraphs_come_out() -> None:
    (result,) = [said for name, (_, said) in rows("docs/robustness.md").items() if name.startswith("pages in")]
    assert f"all {PARAGRAPHS} paragraphs" in result


def test_readme_has_the_table_in_short() -> None:
    whole, short = rows("docs/robustness.md"), rows("README.md")
    assert len(short) >= 8
    for name, (tried, _) in short.items():
        begun = [full for full, (number, _) in whole.items() if number == tried and full.split()[0] == name.split()[0]]
        assert begun, f"README tells of {tried} {name}, docs/robustness.md does not"


def test_readme_has_the_sum_of_what_was_fuzzed() -> None:
    told = (ROOT / "docs" / "robustness.md").read_text(encoding="utf-8")
    targets = re.findall(r"\(`(fuzz_\w+\.py)`\) \| ([\d,]+) \| [\d.]+ \| \d+ \|", told)
    assert {name for name, _ in targets} == {path.name for path in (ROOT / "fuzz").glob("fuzz_*.py")}
    executions = sum(int(number.replace(",", "")) for _, number in targets)
    assert f"in {executions:,} executions" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_shows_times_that_were_measured() -> None:
    """Each row of README's table of times is one of the whole table, whatever it is called there."""
    times = re.compile(r"^\| [^|]+((?:\| ?[\d.]* ?){5}\|)$", re.MULTILINE)
    whole, short = (times.findall((ROOT / name).read_text("utf-8")) for name in ("docs/robustness.md", "README.md"))
    assert len(short) >= 5 and set(short) <= set(whole)


@pytest.mark.parametrize(
    "name",
    [
        *("names everywhere else", "one family", "many of one name", "somebody else in each sentence"),
        *("many of one office", "capitals", "capitals of many", "roles of places"),
    ],
)
def test_a_crowd_costs_no_more_than_its_length(name: str) -> None:
    """Whom each name means is looked for among a bounded number of people; counted in steps, as on any machine."""
    from quotes.analysis.pipeline import Analyser
    from quotes.records import Article

    analyser = Analyser(mode="rules")
    texts = [HOSTILE.TEXTS[name](size) for size in (30_000, 90_000)]
    few, many = (steps(partial(analyser.quotes, Article("a", text))) for text in texts)
    assert many < 4.5 * few and many < 300 * 90_000


@pytest.mark.parametrize("name", [*HOSTILE.TEXTS, *HOSTILE.PAGES])
def test_hostile_input_of_every_kind_is_read_to_its_end(name: str) -> None:
    from quotes.analysis.pipeline import Analyser
    from quotes.reading.pages import html
    from quotes.reading.sources import Unreadable
    from quotes.records import Article

    size = 3_000
    text = (HOSTILE.TEXTS | HOSTILE.PAGES)[name](size)
    if name in HOSTILE.PAGES:
        try:
            text = html.article(text.encode()).text
        except Unreadable:
            return
    for quote in Analyser().quotes(Article("a", text)):
        assert text[quote.start : quote.end] == quote.quote
