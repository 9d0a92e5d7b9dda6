"""When a quote was said: the dates printed in a text, which of them a reporting sentence gives, and what follows.

Owns everything about days. It stands apart from the reporting clause (cues.py) because a date of saying may hang on the
verb, on the occasion (`dalam jumpa pers`) or on the relaying outlet (`dilansir Antara`), and from timestamps of pages,
which are for machines. Words come from lexicon/data/dates.toml.
"""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from quotes.errors import LexiconError
from quotes.lexicon.calendar import calendar
from quotes.records import Cue, DateExpression, Span, When
from quotes.text.patterns import anywhere, either

_MONTHS = 12
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100
_SENTENCE_END = ".!?:;\n\"“”'"
_BEFORE_SENTENCES = frozenset(("", *_SENTENCE_END))
MENDED = "a printed date that cannot be, read as the one that fits weekday and publication"
LEFT_OUT = "a printed date after publication, left out"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MOST_YEARS = 20  # and as many dates without one are tried
_TOLERANCE = 1  # days after publication that a date may lie: time zones
_RECENT = 40  # days before publication within which the numbers win over a weekday that contradicts them
_NUMERALS = re.compile(r"\d\s?[/.-]\s?\d")  # `5/6`, where day and month may be swapped
_DAY_NAME = re.compile(r"[^\W\d_]+(?:['’‘`]at)?")
_PARTS = re.compile(r"[0-9]|[^\W\d_]+")
_KNOWN_WORDS = 50_000  # of which it is remembered whether a date may begin with them
_REACH = 16  # regions on either side of a quote that can date it; a sentence may have a million
_CLAUSE = 400  # characters before a date that tell what it is about
_NEAR = 40  # characters before a date that decide how it is joined to the sentence
_PREPOSITION = re.compile(r"(?:\s|\b)(?:pada|tanggal|tgl\.?|hari)(?:\s{1,3}(?:hari|tanggal))?\Z")
_DASHES = ("-", "–", "/")


@dataclass(frozen=True, slots=True)
class _Words:
    """lexicon/data/dates.toml, compiled."""

    hint: re.Pattern[str]  # where a date expression may begin
    pattern: re.Pattern[str]  # one date expression
    firsts: frozenset[str]  # first words of expressions without figures, casefolded
    weekdays: Mapping[str, int]  # casefolded spelling -> 0 (Monday) to 6
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    relative: Mapping[str, int]  # phrase -> days from publication
    past: frozenset[str]
    past_week: frozenset[str]
    this_week: frozenset[str]
    future: frozenset[str]
    recurring: re.Pattern[str]  # matches text that ends just before a bare weekday
    saying: re.Pattern[str]  # this and the next three match lower case
    occasion: re.Pattern[str]  # its comma included
    about: re.Pattern[str]
    happening: re.Pattern[str]
    vague: re.Pattern[str]  # a time that is no single day: `bulan lalu`, `pada Mei 2018`
    contact: re.Pattern[str]  # tells by itself that somebody spoke: `angkat bicara`, `saat ditemui`


@dataclass(frozen=True, slots=True)
class Told:
    """What a reporting sentence says of the time of a statement."""

    expression: DateExpression | None = None  # of the day; None: it names none
    vague: Span | None = None  # what names a time and no single day, where no day is named
    remark: str | None = None  # MENDED or LEFT_OUT, where the day cannot be as it is printed


class Near(NamedTuple):
    """A day that an article without a publication date is from about then."""

    day: date
    named: bool  # whether its weekday is printed with it; then the same weekday alone is that day


def nearest(text: str, paragraphs: Sequence[Span]) -> Near | None:
    """The first date of an article that names its weekday and year, else the first with a year; None: there is none.

    Before one without a weekday goes one without a year, where of the years that the text names one fits its weekday.
    """
    plain = None
    without_year = []
    for paragraph in paragraphs:
        for match in _matches(text, paragraph):
            if (day := _resolve(match, text, None)) is not None:
                if match["weekday"]:
                    return Near(day, True)
                plain = plain or Near(day, False)
            elif match["weekday"]:
                without_year.append(match)
    if without_year:
        years = sorted({int(year) for year in _YEAR.findall(text)})[:_MOST_YEARS]
        weekdays = _words().weekdays
        for match in without_year[:_MOST_YEARS]:
            readings = {_numeric(match, date(year, 7, 1), only=year) for year in years}
            weekday = weekdays.get(_folded(match["weekday"]))
            fitting = [day for day in readings if day is not None and day.weekday() == weekday]
            if len(fitting) == 1:
                return Near(fitting[0], True)
    return plain


@lru_cache(maxsize=32)  # the sentence of several statements is read for each of them
def expressions(text: str, span: Span, published: date | None, near: Near | None = None) -> Sequence[DateExpression]:
    """Find the date expressions in a stretch of text, each resolved to a day.

    Args:
        text: the article's text.
        span: where to look, `[start, end)`.
        published: the day of publication; None: of dates without a year only those with a month can be resolved.
        near: a day of about then, which gives year and weekday where the day of publication is not known.

    Returns:
        The expressions in order. Dates that do not exist (31/2) and those that the words put after publication
        (`Senin depan`, `besok`) are left out. A weekday that contradicts its numbers is ignored.
    """
    found = []
    for match in _matches(text, span):
        day = _resolve(match, text, published, near)
        if day is not None:
            end = _printed_end(match)
            found.append(DateExpression(Span(match.start(), end), text[match.start() : end], day))
    return found


@lru_cache(maxsize=_KNOWN_WORDS)
def may_begin(word: str) -> bool:
    """Whether a date expression may begin with a word, or in it; a sentence without such a word holds none.

    Args:
        word: casefolded.
    """
    return any(part in _words().firsts or part.isdigit() for part in _PARTS.findall(word))


def stated(
    text: str,
    regions: Sequence[Span],
    cue: Cue | None,
    quote: Span,
    published: date | None,
    near: Near | None = None,
) -> DateExpression | None:
    """Tell which date in a quote's own reporting sentence says when the statement was made.

    Args:
        text: the article's text.
        regions: the parts of that sentence outside quotation marks.
        cue: the reporting word; None: the sentence has none.
        quote: the quote's span.
        published: the day of publication.
        near: a day of about then, where that is not known.

    Returns:
        The expression, or None where the sentence gives no date or only dates of other events.
    """
    return told(text, regions, cue, quote, published, near).expression


def told(
    text: str,
    regions: Sequence[Span],
    cue: Cue | None,
    quote: Span,
    published: date | None,
    near: Near | None = None,
) -> Told:
    """As `stated`, with what else the sentence tells of the time."""
    best: tuple[int, DateExpression] | None = None
    vague: Span | None = None
    before = ""  # the clause up to the expression, without what stands in marks and no further back than the last date
    follows = False
    at = bisect.bisect(regions, quote)
    for region in regions[max(0, at - _REACH) : at + _REACH]:
        if region.start >= quote.end and not follows:
            before, follows = "", True
        start = region.start
        for found in expressions(text, region, published, near):
            score = _score(before + text[start : found.span.start], found.span, found.text, cue, quote)
            if score > 0 and (best is None or score > best[0]):
                best = (score, found)
            before, start = "", found.span.end
        if best is None and vague is None:
            vague = _vague(text, region, before, start, cue, quote)
        before = (before + text[start : region.end])[-_CLAUSE:]
    if best is None:
        return Told(vague=vague)
    mended = possible(best[1], published)
    if mended is None:
        return Told(remark=LEFT_OUT)
    return Told(mended, remark=None if mended.date == best[1].date else MENDED)


def _vague(text: str, region: Span, before: str, start: int, cue: Cue | None, quote: Span) -> Span | None:
    """What hangs on the reporting verb of a region, as a date would, and names no single day."""
    for match in _words().vague.finditer(text, start, region.end):
        if _score(before + text[start : match.start()], Span(*match.span()), match[0], cue, quote) > 0:
            return Span(*match.span())
    return None


def presenting(text: str, sentence: Sequence[Span], verb: int | None, published: date | None) -> DateExpression | None:
    """The day on which somebody said something of whom a sentence without a quote tells that they spoke.

    `Hal itu disampaikan Ratna saat ditemui, Senin (7/3/2022).`

    Args:
        text: the article's text.
        sentence: the parts of the sentence outside quotation marks.
        verb: where its reporting verb begins, behind which a content follows; None: it has none.
        published: the day of publication.
    """
    words = _words()
    start = Span(sentence[0].start, sentence[0].start)
    before = Span(sentence[0].start, verb) if verb is not None else None
    if before is not None and (day := told(text, [before], Cue(start, "", "", ""), start, published).expression):
        return day
    for region in sentence:
        spoke = words.contact.search(text[region.start : region.end].lower())
        if spoke is not None:
            rest = Span(region.start + spoke.start(), region.end)
            return told(text, [rest], Cue(start, "", "", ""), start, published).expression
    return None


def resolve(
    speakers: Sequence[str | None],
    told: Sequence[Told],
    published: date | None,
    places: Sequence[int] = (),
    presented: Sequence[tuple[int, str, DateExpression]] = (),
) -> list[When]:
    """Date every statement of an article.

    Args:
        speakers: the canonical speaker of each, in order; None: unknown, who never borrows a date.
        told: what each one's own sentence tells.
        published: the day of publication, if known.
        places: where each stands in the text; needed where somebody is presented.
        presented: where a sentence tells that somebody spoke, who, and on which day; in order.

    Returns:
        One When a statement: its stated date, else the same speaker's nearest stated one (the last earlier, else the
        first later; also of a sentence that presents them), else the day of publication, else nothing. A time that
        names no single day is no date, and neither is the day of publication then.
    """
    days = [
        (place, speaker, own.expression)
        for place, speaker, own in zip(places or range(len(told)), speakers, told, strict=True)
        if speaker is not None and own.expression is not None
    ]
    first: dict[str, DateExpression] = {}
    for _, speaker, day in sorted([*days, *presented], key=lambda each: each[0]):
        first.setdefault(speaker, day)
    last: dict[str, DateExpression] = {}
    earlier = iter(sorted(presented, key=lambda each: each[0]))
    coming = next(earlier, None)
    out = []
    for place, name, own in zip(places or range(len(told)), speakers, told, strict=True):
        while coming is not None and coming[0] < place:
            last[coming[1]] = coming[2]
            coming = next(earlier, None)
        if own.expression is not None:
            day = own.expression
            out.append(When(day.date, day.text, "stated", day.span))
            if name is not None:
                last[name] = day
        elif own.vague is not None:
            out.append(When(None, None, None))
        elif name is not None and name in first:
            # `first` is later than this statement exactly where `last` has nothing yet
            borrowed = last.get(name, first[name])
            out.append(When(borrowed.date, borrowed.text, "speaker", borrowed.span))
        elif published is not None:
            out.append(When(published, None, "published"))
        else:
            out.append(When(None, None, None))
    return out


# Expressions


def _matches(text: str, span: Span) -> Iterator[re.Match[str]]:
    """What looks like a date expression. The hint finds where one may begin: it costs a tenth of the full pattern."""
    words = _words()
    position = span.start
    while (hint := words.hint.search(text, position, span.end)) is not None:
        match = words.pattern.match(text, hint.start(), span.end)
        if match is not None:
            yield match
        position = match.end() if match is not None else hint.start() + 1


def _resolve(match: re.Match[str], text: str, published: date | None, near: Near | None = None) -> date | None:
    words = _words()
    after = _folded(match["after"])
    if after in words.future:
        return None
    if _has_month(match):
        return _numeric(match, published or (near.day if near else None))
    if published is None:
        named = near is not None and near.named and not after and match["bare"] is not None
        if not named or near is None or words.weekdays.get(_folded(match["bare"])) != near.day.weekday():
            return None
        return near.day if _is_bare_weekday(match, text) else None
    # `re` takes odd letters for others (İ for i) that no list has; hence get
    if match["ago"]:
        count = _folded(match["ago"])
        days = int(count) if count.isdecimal() else words.numbers.get(count)
        return None if days is None else _shifted(published, -days)
    if match["relative"]:
        offset = words.relative.get(_folded(match["relative"]))
        return None if offset is None else _shifted(published, offset)
    weekday = words.weekdays.get(_folded(match["bare"]))
    if weekday is None or not _is_bare_weekday(match, text):
        return None
    return _weekday(weekday, after, published)


def _has_month(match: re.Match[str]) -> bool:
    return bool(match["month"] or match["month_name"] or match["iso_month"] or match["english_month"])


def _numeric(match: re.Match[str], published: date | None, only: int | None = None) -> date | None:
    """The day of a date in numbers; one without a year is of the year `only`, else near publication."""
    if match["iso_month"]:
        return _day(int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"]))
    words = _words()
    weekday = words.weekdays.get(_folded(match["weekday"]))
    if match["month_name"]:
        if not match["month_name"][0].isupper() and not (match["weekday"] or match["name_year"]):
            return None
        day, month = int(match["name_day"]), words.months.get(_folded(match["month_name"]), 0)
    elif match["english_month"]:
        if not (match["weekday"] or match["english_year"]):
            return None  # sejak Mei 20 orang
        day, month = int(match["english_day"]), words.months.get(_folded(match["english_month"]), 0)
    else:
        # 3/4, 2-1 and 20.10 are a fraction, a score and a time unless something marks them as a date
        if not match["year"] and not (match["mark"] == "/" and (match["open"] or match["weekday"])):
            return None
        day, month = int(match["day"]), int(match["month"])
        if month > _MONTHS >= day and match["year"]:
            day, month = month, day  # 11/26/2025
    year = _year(match["year"] or match["glued_year"] or match["name_year"] or match["english_year"])
    if year is not None:
        return _day(year, month, day)
    if only is not None:
        return _day(only, month, day)
    if published is None:
        return None
    candidates = [_day(published.year + step, month, day) for step in (-1, 0, 1)]
    return min((c for c in candidates if c), key=lambda c: _distance(c, weekday, published), default=None)


def _distance(day: date, weekday: int | None, published: date) -> int:
    """How unlikely `day` is as the reading of a date without a year: news looks back, seldom far ahead."""
    gap = (published - day).days
    wrong = weekday is not None and day.weekday() != weekday
    return (gap if gap >= 0 else -5 * gap) + (60 if wrong else 0)


def _year(printed: str | None) -> int | None:
    if not printed:
        return None
    year = int(printed)
    if len(printed) == 2:
        year += 2000 if year < 70 else 1900
    return year if _EARLIEST_YEAR <= year <= _LATEST_YEAR else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def _weekday(weekday: int, after: str, published: date) -> date | None:
    words = _words()
    back = (published.weekday() - weekday) % 7
    if after in words.past_week:
        return _shifted(published, weekday - published.weekday() - 7)
    if after in words.this_week:
        days = weekday - published.weekday()
        return _shifted(published, days) if days <= 0 else None
    if after in words.past and back == 0 and after != "tadi":
        back = 7
    return _shifted(published, -back)


def _is_bare_weekday(match: re.Match[str], text: str) -> bool:
    """Whether a weekday without numbers is a day: no recurrence, no range, no name (`Jumat Agung`)."""
    start, end = match.span()
    day = match["bare"]
    if not day[0].isupper():
        return False
    # `Minggu lalu` that opens a sentence may be a week
    if day == "Minggu" and match["after"] and text[max(0, start - 2) : start].strip()[-1:] in _BEFORE_SENTENCES:
        return False
    if text[end : end + 1] in _DASHES or text[max(0, start - 1) : start] in _DASHES:
        return False
    if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper() and text[end + 2 : end + 3].islower():
        return False
    return not _words().recurring.search(text, max(0, start - 16), start)


def _printed_end(match: re.Match[str]) -> int:
    """Where the expression ends: a `kemarin` right after the numbers is part of it, a time of day is not."""
    if match["bare"] or match["core"] is None:
        return match.end()
    end = match.end("core")
    followed = _folded(match["after"]) == "kemarin" and match.string[end : match.start("after")].isspace()
    return match.end() if followed else end


# The date of saying


def _score(before: str, found: Span, printed: str, cue: Cue | None, quote: Span) -> int:
    """How surely the time at `found` is that of saying; 0: it is not. `before` stands since the date before it."""
    words = _words()
    chunk = before.lower()
    head = chunk[-_NEAR:].rstrip()
    on = _PREPOSITION.sub("", head)  # `, pada hari` Senin
    parted = on.endswith(",")
    saying, about = _last(words.saying, chunk), _last(words.about, chunk)
    if about < _last(words.occasion, chunk):
        about = -1
    if _last(words.happening, chunk) > saying or (about > saying and not parted):
        return 0
    if (saying <= about or saying < 0) and not _belongs_to_verb(found, cue, quote, parted):
        return 0
    if printed[0].isdigit() and not parted and on == head:
        return 0  # part of a name: `HUT RI 17 Agustus 2025`
    return (2 if saying > about else 0) + (2 if parted else 1)


def _belongs_to_verb(found: Span, cue: Cue | None, quote: Span, parted: bool) -> bool:
    """Whether a date with no occasion of speaking before it can hang on the reporting verb itself."""
    follows_quote = quote.end <= found.start
    if cue is None:
        # a verb the lexicon lacks: `teriak massa, Selasa (14/10)`
        return follows_quote and parted
    if cue.span.start >= quote.end or found.end <= cue.span.start:
        return True
    # the verb stands before the quote: between the two the date is part of what is reported
    return follows_quote and parted


def possible(found: DateExpression, published: date | None) -> DateExpression | None:
    """A printed date as it can be; None where it lies after publication, and no other reading fits.

    A date more than a day after publication, or one that its weekday contradicts and that lies more than 40 days before
    publication, is read with another year, with a month more or less, or with day and month swapped, where exactly one
    of these fits weekday and publication.
    """
    if published is None or not any(map(str.isdigit, found.text)):
        return found
    ahead = (found.date - published).days > _TOLERANCE
    printed = _DAY_NAME.match(found.text)
    weekday = _words().weekdays.get(printed.group().casefold()) if printed else None
    contradicted = weekday is not None and found.date.weekday() != weekday
    if not ahead and not (contradicted and (published - found.date).days > _RECENT):
        return found
    year, month, day = found.date.year, found.date.month, found.date.day
    months = [(year * 12 + month - 1 + step) for step in (-1, 1)]
    readings = {_day(published.year + step, month, day) for step in (-1, 0, 1)}
    readings |= {_day(number // 12, number % 12 + 1, day) for number in months}
    if _NUMERALS.search(found.text):
        readings.add(_day(year, day, month))
    fitting = [
        other
        for other in readings
        if other is not None
        and other != found.date
        and -_TOLERANCE <= (published - other).days <= _RECENT
        and (weekday is None or other.weekday() == weekday)
    ]
    if len(fitting) == 1:
        return replace(found, date=fitting[0])
    return None if ahead else found


def is_mended(printed: str, day: date) -> bool:
    """Whether a day is not what its expression says as printed."""
    match = _words().pattern.match(printed)
    if match is None or not _has_month(match):
        return False
    return _numeric(match, day) not in (day, None)


def left_out(text: str, published: date) -> list[str]:
    """The printed dates of a text that lie after publication, and can be read in no other way."""
    found = expressions(text, Span(0, len(text)), published)
    return [each.text for each in found if possible(each, published) is None]


def _last(pattern: re.Pattern[str], chunk: str) -> int:
    """Where the last match ends; -1: none."""
    last = -1
    for match in pattern.finditer(chunk):
        last = match.end()
    return last


# Words


def _folded(printed: str | None) -> str:
    return " ".join(printed.casefold().split()) if printed else ""


@cache
def _words() -> _Words:
    source = files("quotes") / "lexicon" / "data" / "dates.toml"
    try:
        table: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
        return _compiled(table)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, re.error) as error:
        raise LexiconError(
            f"lexicon/data/dates.toml cannot be used ({error!r})", "mend the file or reinstall"
        ) from error


def _compiled(table: Mapping[str, Any]) -> _Words:
    after, said = table["after"], table["stated"]
    return _Words(
        hint=_hint(table),
        pattern=_pattern(table),
        firsts=frozenset(
            _PARTS.findall(phrase.casefold())[0]
            for phrase in (*calendar().weekdays, *table["relative"], *table["numbers"])
        ),
        weekdays={word.casefold(): day for word, day in calendar().weekdays.items()},
        months={word.casefold(): month for word, month in calendar().months.items()},
        numbers=table["numbers"],
        relative=table["relative"],
        past=frozenset(after["past"]),
        past_week=frozenset(after["past_week"]),
        this_week=frozenset(after["this_week"]),
        future=frozenset(after["future"]),
        recurring=re.compile(rf"(?i)\b{either(table['before']['recurring'])}\s{{1,3}}\Z"),
        saying=re.compile(rf"\b{either([*said['contact'], *said['saying']])}(?!\w)"),
        contact=re.compile(rf"\b{either([*said['contact'], *said['appearing']])}(?!\w)"),
        occasion=re.compile(rf",\s{{0,3}}{either(said['occasion'])}(?!\w)"),
        about=re.compile(rf"\b{either(said['about'])}(?!\w)"),
        happening=re.compile(rf"\b{either(said['happening'])}(?!\w)"),
        vague=_vague_pattern(table),
    )


def _hint(table: Mapping[str, Any]) -> re.Pattern[str]:
    counted = (f"{number} {next_}" for number in table["numbers"] for next_ in ("hari", "("))
    words = (*calendar().weekdays, *table["relative"], *counted)
    digits = (f"{digit}(?<![0-9][0-9])" for digit in "0123456789")
    rests: dict[str, list[str]] = {}
    for month in calendar().months:
        rests.setdefault(month[0], []).append(month[1:])
    english = (rf"{first}{either(rest)}\.?\s{{1,3}}[0-3]?[0-9](?![0-9])" for first, rest in rests.items())
    return anywhere(words, (*digits, r"\(\s?[0-9]", r"\[\s?[0-9]", *english))


def _vague_pattern(table: Mapping[str, Any]) -> re.Pattern[str]:
    """A time that is no single day: a listed phrase, a number of weeks or years ago, a month or a year alone."""
    spans = table["vague"]
    number = rf"(?:\d{{1,3}}|{either([*table['numbers'], *spans['numbers']])})"
    units = either(spans["units"])
    ago = either(spans["ago"])
    month = either(calendar().months)
    return re.compile(
        rf"(?<!\w)(?:(?i:{either(spans['phrases'])})"
        rf"|(?i:{number}\s{{1,3}})?(?i:{units}\s{{1,3}}{ago})"
        rf"|(?i:{either(spans['parts'])}\s{{1,3}})(?=[A-Z]){month}(?:\s{{1,3}}(?:19|20)\d\d)?(?!\s{{0,3}}\d)"
        rf"|(?<!\d\s)(?=[A-Z]){month}\s{{1,3}}(?:19|20)\d\d"
        rf"|(?i:tahun\s{{1,3}})(?:19|20)\d\d"
        rf"|(?<=\bpada\s)(?:19|20)\d\d)(?!\w)"
    )


def _pattern(table: Mapping[str, Any]) -> re.Pattern[str]:
    """One expression: numbers with or without a weekday, a bare weekday, or a relative phrase."""
    weekday = either(calendar().weekdays)
    month = either(calendar().months)
    of_day = either(table["times"]["of_day"])
    after = either(word for words in table["after"].values() for word in words)
    time = rf"(?:(?:,\s?|\s{{1,3}}){of_day})?"
    # between a weekday and its numbers: `Senin waktu setempat (20/10)`, `Senin, tanggal 20 Oktober`
    between = (
        rf"(?:\s{{1,3}}{either(table['times']['zones'])}(?!\w))?(?:,?\s{{1,3}}{either(table['times']['introducing'])})?"
    )
    # 20/10, 20/10/2025, 20-10-25, [20/10], and the slips 20/102025 and (20/10/)
    digits = r"""
        (?P<open>[(\[])? \s? (?P<day>\d{1,2}) \s? (?P<mark>[/.-]) \s? (?P<month>\d{1,2})
        (?: \s? (?P=mark) \s? (?P<year>\d{4}|\d{2}) | (?P<glued_year>\d{4})
          | \s? (?P=mark) (?=\s?[)\]]) )? (?![\d/]) (?(open)(?:\s?[)\]])?)"""
    iso = r"""
        (?P<iso_open>\()? (?P<iso_year>(?:19|20)\d\d) (?P<iso_mark>[/-]) (?P<iso_month>\d\d) (?P=iso_mark)
        (?P<iso_day>\d\d)(?!\d) (?(iso_open)\)?)"""
    named = rf"""
        (?P<name_open>\()? (?P<name_day>\d{{1,2}}) (?:\s{{1,3}}|[/-]) (?P<month_name>(?i:{month}))(?!\w)
        (?: (?:\.?,?\s{{1,3}}|[/-]) (?P<name_year>\d{{4}})(?!\d) )? (?(name_open)\)?)"""
    english = rf"""
        (?P<english_month>(?=[A-Z])(?i:{month}))\.? \s{{1,3}} (?P<english_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\w)
        (?: ,?\s{{1,3}} (?P<english_year>(?:19|20)\d\d)(?!\d) )?"""
    # a weekday before numbers may be glued to the word before it: `WIBSenin (20/10)`
    return re.compile(
        rf"""
        (?:
          (?P<core>
            (?: (?:(?<![^\W\d_])|(?=[A-Z])) (?P<weekday>(?i:{weekday})) (?i:{time}{between})
              (?:\s{{0,3}},)? \s{{0,3}} )?
            (?<!\d)(?<!\d[.,/–-]) (?: {digits} | {iso} | {named} | (?<![^\W_]) {english} )
          | (?<![^\W_]) (?P<bare>(?i:{weekday}))(?!\w) (?i:{time})
          )
          (?: \s{{1,3}} (?i:{of_day}\s{{1,3}})? (?P<after>(?i:{after}))(?!\w) )?
        | (?<![^\W_]) (?P<ago>(?i:\d{{1,2}}|{either(table["numbers"])})) \s{{1,3}} (?:\(\d{{1,2}}\)\s{{1,3}})?
            (?i:hari \s{{1,3}} (?:yang\s{{1,3}})? (?:lalu|silam)) (?!\w)
        | (?<![^\W_]) (?P<relative>(?i:{either(table["relative"])})) (?!\w)
        )
        """,
        re.VERBOSE,
    )
