"""Publication times, in the forms Indonesian news sites, crawlers and spreadsheets write them.

Kept apart from `dates`, which resolves the dates inside a sentence: a publication time stands alone, is complete, and
needs no other date to be read. Numeric dates are day first, as Indonesia prints them; where no clock time is printed
the time is midnight. WIB, WITA and WIT are kept as printed; any other zone is turned into Jakarta's wall clock.
Own parser instead of dateparser because that one needs about a millisecond a value (this one microseconds).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from quotes.errors import UsageError
from quotes.lexicon.calendar import calendar

JAKARTA = timezone(timedelta(hours=7), "WIB")  # fixed since 1964, so no zone database is needed

_CALENDAR = calendar()
_MONTHS = {name.lower(): number for name, number in _CALENDAR.months.items()}
_WEEKDAYS = "|".join(map(re.escape, (*_CALENDAR.weekdays, *_CALENDAR.stamped_weekdays)))
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CLOCK = r"(?P<{0}h>[01]?\d|2[0-4])\s?[:.]\s?(?P<{0}m>[0-5]\d)(?:[:.](?P<{0}s>[0-5]\d)(?:[.,]\d{{1,9}})?)?"
_ZONE = (
    r"(?:\s?(?P<ap>[ap]\.?m\b\.?))?(?:\s?\(?(?P<zone>wib|wita|wit|z|utc|gmt)?\b\)?)?"
    r"(?P<off>\s?[+-]\d\d?:?(?:\d\d)?(?!\d))?"
)

# Quantifiers are bounded and no two neighbours match the same characters, so that scanning is linear.
_STAMP = re.compile(
    rf"(?:\b{_CLOCK.format('b')}\s?(?P<bzone>wib|wita|wit)?[\s,|•·-]{{1,4}})?"
    rf"(?:\b(?:{_WEEKDAYS})\b\.?[\s,|/•·(-]{{0,4}})?"
    r"(?:(?<!\d)(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])(?P<mo1>\d\d?)(?P=s1)(?P<d1>\d\d?)(?!\d)"
    r"|(?<![\d/])(?P<d2>\d\d?)\s?(?P<s2>[-/.])\s?(?P<mo2>\d\d?)\s?(?P=s2)\s?(?P<y2>(?:19|20)\d\d|\d\d)(?![\d/])"
    rf"|(?<!\d)(?P<d3>\d\d?)[\s./-]{{1,3}}(?P<mo3>{_MONTH})\b[\s.,/-]{{1,3}}(?P<y3>(?:19|20)\d\d)(?!\d)"
    rf"|\b(?P<mo4>{_MONTH})\b[\s.]{{1,3}}(?P<d4>\d\d?)(?:st|nd|rd|th)?,?\s{{1,3}}(?P<y4>(?:19|20)\d\d)(?!\d))"
    rf"(?:(?:T|[\s,|/•·)–—-]{{1,6}}(?:(?:pukul|pkl\.?|jam|at)\s{{1,2}}|(?:wib|wita|wit)\s?)?){_CLOCK.format('')}{_ZONE})?",
    re.IGNORECASE,
)
_HYPHENS = re.compile(r"(?<=\dT)(\d\d)-(\d\d)-(\d\d)(?=Z|[+-]\d|\b)")  # `2022-03-09T19-01-29Z`
_LONGEST = 400  # a longer cell is no publication time; looking further would only cost time


@dataclass(frozen=True, slots=True)
class Stamp:
    """A publication time found in a text, at `[start, end)`."""

    start: int
    end: int
    value: datetime  # naive Indonesian wall-clock time
    timed: bool  # a clock time is printed


def search(text: str) -> Stamp | None:
    """The first complete date in the text's first 400 characters, with the clock time beside it if one is printed."""
    position = 0
    text = _HYPHENS.sub(r"\1:\2:\3", text[:_LONGEST])
    while match := _STAMP.search(text, position):
        if value := _value(match):
            return Stamp(match.start(), match.end(), value, bool(match["h"] or match["bh"]))
        position = match.end()
    return None


def parse(text: str) -> datetime | None:
    """A publication time as printed or stored.

    Args:
        text: `Jumat, 29 Mei 2026 08:51 WIB`, `20/10/2025 10:38 WIB`, ISO 8601, epoch seconds or milliseconds, ...

    Returns:
        Naive Indonesian wall-clock time, midnight where no clock time is printed; None where no whole date is found.
    """
    text = text.strip()
    if re.fullmatch(r"\d{8,19}(?:\.\d{1,9})?", text):
        return _digits(text)
    found = search(text)
    return found.value if found else None


def from_cell(value: object) -> datetime | None:
    """A publication time from a table's cell: a string, a datetime, a date, a pandas Timestamp or a number.

    Numbers are Excel day serials (20,000 to 80,000), or seconds, milliseconds, microseconds or nanoseconds since 1970.
    """
    if isinstance(value, datetime):
        try:
            return None if str(value) == "NaT" else to_jakarta(value)  # pandas' missing date is a datetime, too
        except (OverflowError, ValueError):  # at the end of time, in another zone
            return None
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _number(float(value)) if 0 < value < 1e20 else None
    return parse(str(value))


def to_jakarta(value: datetime) -> datetime:
    """A plain naive `datetime`: an aware value in Jakarta's wall clock, a naive one as it is."""
    if value.tzinfo is not None:
        value = value.astimezone(JAKARTA)
    return datetime(value.year, value.month, value.day, value.hour, value.minute, value.second)


def parse_option(text: str) -> datetime:
    """The value of `--published`.

    Raises:
        UsageError: the text holds no whole date.
    """
    value = parse(text)
    if value is None:
        raise UsageError(
            f"--published {text!r} is no date",
            "write it as 2026-05-29, 29/5/2026 or '29 Mei 2026 08:51' (day first)",
        )
    return value


def _value(match: re.Match[str]) -> datetime | None:
    for form in "1234":
        if match["d" + form]:
            break
    year, day = int(match["y" + form]), int(match["d" + form])
    printed_month = match["mo" + form].lower()
    month = _MONTHS.get(printed_month) or int(printed_month)
    before = "" if match["h"] else "b"  # the clock time stands after the date, else before it
    hour, minute, second = (int(match[before + part] or 0) for part in "hms")
    half = (match["ap"] or "").lower()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        value = datetime(year + 2000 if year < 100 else year, month, day, hour % 24, minute, second)
    except ValueError:
        return None
    zone = (match["zone"] or "").lower()
    if match["off"]:
        return _shifted(value, _offset(match["off"]))
    return _shifted(value, timedelta()) if zone in ("z", "utc", "gmt") else value


def _offset(text: str) -> timedelta:
    digits = re.sub(r"\D", "", text)
    if len(digits) <= 2:
        digits += "00"
    offset = timedelta(hours=int(digits[:-2]), minutes=int(digits[-2:]))
    return -offset if "-" in text else offset


def _shifted(value: datetime, offset: timedelta) -> datetime | None:
    try:
        return value - offset + timedelta(hours=7)
    except OverflowError:
        return None


def _digits(text: str) -> datetime | None:
    if len(text) in (8, 14) and text.isdigit():  # 20260529, 20260529085100
        try:
            return datetime.strptime(text, "%Y%m%d" if len(text) == 8 else "%Y%m%d%H%M%S")
        except ValueError:
            pass
    return _number(float(text))


def _number(number: float) -> datetime | None:
    if 20_000 <= number <= 80_000:
        return datetime(1899, 12, 30) + timedelta(seconds=round(number * 86_400))
    for unit, least in ((1, 1e8), (1e3, 1e11), (1e6, 1e14), (1e9, 1e17)):
        if least <= number < least * 1e3 and 1e8 <= number / unit < 4.2e9:
            return datetime(1970, 1, 1) + timedelta(seconds=int(number / unit), hours=7)
    return None
