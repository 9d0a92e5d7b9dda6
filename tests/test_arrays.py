"""Arrow arrays made without pandas are those that pyarrow makes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest

from quotes.ledger.arrays import days, dictionary, numbers, strings

DAYS = [date(1, 1, 1), None, date(1969, 12, 31), date(2022, 1, 11), date(9999, 12, 31)]
MOMENTS = [datetime(1, 1, 1), None, datetime(1969, 12, 31, 23, 59, 59, 999_999), datetime(2022, 1, 12, 6, 5, 0, 1)]


@pytest.mark.parametrize(
    "values, kind",
    [
        ([], pa.int32()),
        ([None, None], pa.int32()),
        ([0, None, -1, 2**31 - 1], pa.int32()),
        ([0.1, None, 0.97, 1], pa.float32()),
        (MOMENTS, pa.timestamp("us")),
        ([1] * 100 + [None], pa.int32()),
    ],
)
def test_numbers(values: list[Any], kind: pa.DataType) -> None:
    assert numbers(values, kind).equals(pa.array(values, kind))


def test_days_are_midnights() -> None:
    assert days(DAYS).to_pylist() == [day and datetime(day.year, day.month, day.day) for day in DAYS]


@pytest.mark.parametrize("values", [[], [None], ["", None, "Jum’at", "\U0001f600", "a" * 100_000]])
def test_strings(values: list[str | None]) -> None:
    assert strings(values).equals(pa.array(values, pa.string()))


@pytest.mark.parametrize("values", [[], [None], ["b", None, "a", "b"]])
def test_dictionaries(values: list[str | None]) -> None:
    assert dictionary(values).equals(pa.array(values, pa.string()).dictionary_encode())


def test_half_a_character_is_replaced() -> None:
    assert strings(["a\ud83db", None]).to_pylist() == ["a\ufffdb", None]
