"""Publication times as Indonesian sites, crawlers and spreadsheets write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.errors import UsageError
from quotes.text import timestamps

WIB_0851 = datetime(2026, 5, 29, 8, 51)

PRINTED = [
    ("Jumat, 29 Mei 2026 08:51 WIB", WIB_0851),
    ("Jum'at, 29 Mei 2026 - 08:51 WIB", WIB_0851),
    ("Jumat 29 Mei 2026 | 08:51 WIB", WIB_0851),
    ("Jumat (29/5/2026) 08:51", WIB_0851),
    ("29/05/2026 08:51 WIB", WIB_0851),
    ("29/05/2026, 08:51 WIB", WIB_0851),
    ("29-05-2026 08:51:30", datetime(2026, 5, 29, 8, 51, 30)),
    ("29.05.2026", datetime(2026, 5, 29)),
    ("29/5/26", datetime(2026, 5, 29)),
    ("29 Mei 2026, 08.51 WIB", WIB_0851),
    ("29 Mei 2026 pukul 08.51", WIB_0851),
    ("29 MEI 2026", datetime(2026, 5, 29)),
    ("29-Mei-2026", datetime(2026, 5, 29)),
    ("08:51 WIB, 29 Mei 2026", WIB_0851),
    ("Kabarkota.com - 29/05/2026, 08:51 WIB", WIB_0851),
    ("Diperbarui 29 Mei 2026, 08:51 WIB", WIB_0851),
    ("Tayang: Jumat, 29 Mei 2026 08:51 WIB", WIB_0851),
    ("29 Mei 2026 08:51 WITA", WIB_0851),
    ("29 Mei 2026 08:51 WIT", WIB_0851),
    ("12/01/2022", datetime(2022, 1, 12)),
    ("1 Agt 2025", datetime(2025, 8, 1)),
    ("1 Agustus 2025", datetime(2025, 8, 1)),
    ("3 Nopember 2025", datetime(2025, 11, 3)),
    ("24 Des 2025 00:00", datetime(2025, 12, 24)),
    ("May 29, 2026 8:51 AM", WIB_0851),
    ("29th May 2026", None),
    ("Dec 24, 2025 9:05 pm", datetime(2025, 12, 24, 21, 5)),
    ("2026-05-29", datetime(2026, 5, 29)),
    ("2026/05/29 08:51", WIB_0851),
    ("2026-05-29T08:51", WIB_0851),
    ("2026-05-29 08:51:00", WIB_0851),
    ("2026-05-29T08:51:00+07:00", WIB_0851),
    ("2026-05-29T01:51:00Z", WIB_0851),
    ("2026-05-29T01:51:00.000+00:00", WIB_0851),
    ("2026-05-28T22:51:00-0300", WIB_0851),
    ("2026-05-29 01:51:00 UTC", WIB_0851),
    ("Fri, 29 May 2026 08:51:00 +0700", WIB_0851),
    ("Fri, 29 May 2026 01:51:00 GMT", WIB_0851),
    ("20260529", datetime(2026, 5, 29)),
    ("20260529085100", WIB_0851),
    ("1780019460", WIB_0851),
    ("1780019460000", WIB_0851),
    ("1780019460.0", WIB_0851),
    ("12/13/2022", None),
    ("31/02/2022", None),
    ("2022-13-45", None),
    ("kemarin", None),
    ("2 jam lalu", None),
    ("Mei 2026", None),
    ("", None),
    ("0", None),
    ("99999999999999999999", None),
]


@pytest.mark.parametrize(("text", "expected"), PRINTED)
def test_parse(text: str, expected: datetime | None) -> None:
    assert timestamps.parse(text) == expected


def test_search_says_where_the_time_stands() -> None:
    line = "Kabarkota.com - 29/05/2026, 08:51 WIB"
    stamp = timestamps.search(line)
    assert stamp is not None
    assert line[stamp.start : stamp.end] == "29/05/2026, 08:51 WIB"
    assert stamp.timed
    assert not timestamps.search("Jumat, 29 Mei 2026").timed  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (WIB_0851, WIB_0851),
        (datetime(2026, 5, 29, 1, 51, tzinfo=UTC), WIB_0851),
        (datetime(2026, 5, 29, 9, 51, tzinfo=timezone(timedelta(hours=8))), WIB_0851),
        (date(2026, 5, 29), datetime(2026, 5, 29)),
        (pd.Timestamp("2026-05-29 08:51"), WIB_0851),
        (pd.Timestamp("2026-05-29 01:51", tz="UTC"), WIB_0851),
        (pd.NaT, None),
        (46171.36875, WIB_0851),  # Excel's day serial
        (1780019460, WIB_0851),
        (1780019460000, WIB_0851),
        (1780019460000000000, WIB_0851),
        (7, None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        (-5, None),
        (None, None),
        (True, None),
        ("29/05/2026 08:51", WIB_0851),
    ],
)
def test_from_cell(cell: object, expected: datetime | None) -> None:
    value = timestamps.from_cell(cell)
    assert value == expected
    assert value is None or type(value) is datetime


def test_option_is_day_first_and_refuses_what_is_no_date() -> None:
    assert timestamps.parse_option("3/4/2026") == datetime(2026, 4, 3)
    with pytest.raises(UsageError, match="--published 'besok'") as error:
        timestamps.parse_option("besok")
    assert "\n" not in str(error.value)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)))
def test_every_time_is_read_back(value: datetime) -> None:
    value = value.replace(microsecond=0, fold=0)
    assert timestamps.parse(value.isoformat()) == value
    assert timestamps.parse(value.strftime("%d/%m/%Y, %H:%M:%S WIB")) == value


@given(st.text(alphabet="0123456789/-.: ,TZWIBMei+", max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    value = timestamps.parse(text)
    assert value is None or value.tzinfo is None
