"""How much words that no list has look like names of people: by their letters, and by lists of the world."""

from __future__ import annotations

import pytest

from quotes.learned.likeness import Likeness, folded, likeness, parts_of, read_words, write_words
from quotes.lexicon import lists

LETTERS = Likeness(0.5, {" ra": 1.0, "un": -2.0}, {"towns": -1.5}, (-1.0, 0.0, 1.0), {"towns": frozenset({"rawalaut"})})


@pytest.mark.parametrize(
    "word, odds, degree",
    [
        ("Ratri", 1.5, 4),
        ("Unram", -1.5, 1),
        ("Lestari", 0.5, 3),
        ("Rawalaut", 0.0, 3),  # a town, though it begins as names do
        ("x" * 1_000_000, 0.5, 3),
    ],
)
def test_letters_and_lists_are_weighed(word: str, odds: float, degree: int) -> None:
    assert LETTERS.odds(folded(word)) == pytest.approx(odds)
    assert LETTERS.degree(word) == degree


def test_words_judged_apart_are_as_judged() -> None:
    assert LETTERS._replace(judged={"Ratri": -3.0}).degree("Ratri") == 1


@pytest.mark.parametrize(
    "person, thing",
    [
        ("Wulansih", "Telkonusa"),  # a family's ending, a company's
        ("Sastrowardoyo", "Karangjaya"),
        ("Yoshiko", "Osaka"),  # given names and cities of the world
        ("Abdurrahim", "Solutions"),
    ],
)
def test_names_look_more_like_names_than_things_do(person: str, thing: str) -> None:
    shipped = likeness()
    assert shipped.degree(person.casefold()) > shipped.degree(thing.casefold())


def test_accents_are_letters_without() -> None:
    assert folded("Ødegård-Čeferin") == folded("degard-Ceferin")
    assert parts_of("ayu") == {" ", "a", "y", "u", " a", "ay", "yu", "u ", " ay", "ayu", "yu "}


def test_lists_are_read_as_they_are_written() -> None:
    held = {"names": frozenset({"ayu", "o'hara"}), "towns": frozenset({"lasem"})}
    assert read_words(write_words(held)) == held


def test_no_list_repeats_the_lexicon() -> None:
    words = lists.load()
    assert all(held.isdisjoint(words.given_names) for held in likeness().words.values())
