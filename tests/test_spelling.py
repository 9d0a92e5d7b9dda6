"""How names and words are misspelt and shortened in print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.text import spelling


@pytest.mark.parametrize(
    ("right", "typed", "expected"),
    [
        ("supriadi", "supriyadi", True),  # a letter added
        ("supriyadi", "supriadi", True),  # dropped
        ("kata", "kara", True),  # changed
        ("ujar", "uajr", True),  # two swapped
        ("ujar", "ujar", False),
        ("ujar", "ujarnya", False),
        ("abcd", "badc", False),
        ("", "a", True),
        ("", "", False),
    ],
)
def test_one_slip(right: str, typed: str, expected: bool) -> None:
    assert spelling.one_slip(right, typed) is expected


@given(st.text("ab", max_size=6), st.integers(0, 6), st.sampled_from("ab"))
def test_one_letter_more_is_one_slip_both_ways(word: str, at: int, letter: str) -> None:
    longer = word[:at] + letter + word[at:]
    assert spelling.one_slip(word, longer)
    assert spelling.one_slip(longer, word)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("M. Ilham", ("m", "ilham")),
        ("Shin Tae-yong", ("shin", "tae-yong")),
        ("Ma'ruf", ("ma'ruf",)),
        ("@___", ()),
    ],
)
def test_words_of_a_name(name: str, expected: tuple[str, ...]) -> None:
    assert spelling.words_of(name) == expected


def test_initials() -> None:
    assert spelling.initials("Ratna Sari Dewanti") == "rsd"
    assert spelling.initials("Shin Tae-yong") == "sty"


@pytest.mark.parametrize(
    ("word", "role", "expected"),
    [
        ("menkes", "menteri kesehatan", True),
        ("kapolres", "kepala kepolisian resor", True),  # what is said for kepala
        ("mendag", "menteri perdagangan", True),  # behind a prefix
        ("kasatreskrim", "kepala satuan reserse kriminal", True),
        ("ketum", "ketua umum partai", True),
        ("wamenkes", "wakil menteri kesehatan", True),
        ("menkes", "menteri keuangan", False),
        ("kadis", "kepala dinas", False),
        ("menteri", "menteri", False),
    ],
)
def test_clipped_offices(word: str, role: str, expected: bool) -> None:
    assert spelling.is_clipped(word, role.split()) is expected


@pytest.mark.parametrize(
    ("short", "full", "expected"),
    [
        ("dinas pu", "dinas pekerjaan umum", True),
        ("dinas pu kota", "dinas pekerjaan umum kota rawalaut", True),
        ("dinas pu", "dinas perhubungan", False),
        ("dinas pekerjaan umum", "dinas pu", False),
        ("dinas", "dinas", False),
    ],
)
def test_abbreviated_institutions(short: str, full: str, expected: bool) -> None:
    assert spelling.abbreviates(short.split(), full.split()) is expected
