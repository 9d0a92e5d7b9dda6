"""One calendar and one list of outlets, and lexicons that are equal when they hold the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from quotes.analysis.dating import dates
from quotes.analysis.layout import furniture
from quotes.analysis.pipeline import Analyser
from quotes.lexicon import lists
from quotes.lexicon.calendar import calendar
from quotes.records import Article, Span
from quotes.text import timestamps


@pytest.mark.parametrize(("name", "month"), sorted(calendar().months.items()))
def test_prose_and_publication_times_know_the_same_months(name: str, month: int) -> None:
    text = f"9 {name} 2021"
    (found,) = dates.expressions(text, Span(0, len(text)), None)
    stamp = timestamps.parse(text)
    assert stamp is not None and found.date == date(2021, month, 9) == stamp.date()


def test_every_month_has_its_names() -> None:
    for names in calendar().names.values():
        assert [calendar().months[name] for name in names] == list(range(1, 13))


def test_outlets_of_pages_are_those_of_the_one_list() -> None:
    assert set(furniture.outlets().values()) <= set(lists.load().outlets.values())


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("detik", "detikcom"),
        ("detikNews", "detikcom"),
        ("detik.com", "detikcom"),
        ("www.detik.com", "detikcom"),
        ("KOMPAS.com", "Kompas.com"),
        ("Suara Pasar", "Suara Pasar"),
    ],
)
def test_an_outlet_is_counted_under_one_name(printed: str, name: str) -> None:
    assert lists.outlet_name(printed) == name


def test_lexicons_are_equal_when_they_hold_the_same() -> None:
    words = lists.load()
    assert words == replace(words) and hash(words) == hash(replace(words))
    assert words != replace(words, outlets={**words.outlets, "suara pasar": "Suara Pasar"})


def test_an_analyser_has_its_own_answers_whatever_another_was_asked() -> None:
    words = lists.load()
    mute = replace(words, verbs={form: verb for form, verb in words.verbs.items() if verb.lemma != "tegas"})
    article = Article("a", '"Kami siap memulai besok," tegas Bupati Garut Ratna Wulandari, Senin.')
    for _ in range(2):
        (own,), (other,) = (Analyser(given, mode="rules").quotes(article) for given in (words, mute))
        assert (own.cue, other.cue) == ("tegas", None)
