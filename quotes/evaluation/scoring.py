"""A ledger against gold annotations: one figure a field, and the errors behind it.

Gold is a folder of JSON files, one an article: `doc_id`, `text`, `published_date` and `quotes`, each of these with
`start`, `end`, `kind` (`direct`, `partial`, or `none` for what only looks like a quote), `cue`, `mention`, `speaker`,
`aliases`, `role`, `date`, `date_text`; empty strings where there is nothing. `indirect`, where it is there, holds what
is reported without marks in the same way. Kept apart from extraction because it has to judge any ledger, however made.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from quotes.analysis.dating import dates
from quotes.errors import InputError
from quotes.ledger.tables import records
from quotes.records import Quote, Span

if TYPE_CHECKING:
    import pandas as pd

FIGURES = {
    "detection": "F1 of direct and partial quotes: the same span, outer marks, punctuation and white space left out",
    "detection_precision": "share of the ledger's rows that are quotes",
    "detection_recall": "share of the gold quotes that are in the ledger",
    "direct": "share of the direct gold quotes that are in the ledger",
    "kind": "share of found quotes whose kind is right",
    "speaker": "F1 end to end: found, and the row names the same person, a shorter or longer form of the name included",
    "canonical": "as speaker, but with exactly the fullest name or a listed alias",
    "cue": "share of gold cues on found quotes that are right; `ujar` and `ujarnya` count as the same",
    "mention": "share of gold mentions on found quotes that are right",
    "role": "share of gold roles on found quotes of which the row has half of the words or more",
    "stated": "F1 of dates that the quote's own reporting sentence states",
    "dated": "share of found quotes with the right day: stated, else another of the same speaker, else publication",
    "indirect": "F1 of what is reported without marks: spans that overlap under the same reporting word",
    "indirect_precision": "share of the ledger's indirect rows that are statements",
    "indirect_recall": "share of the gold statements that are in the ledger",
    "indirect_strict": "as indirect, where both spans together are covered by both to 80 % or more",
    "indirect_speaker": "as speaker, of statements",
    "indirect_canonical": "as canonical, of statements",
    "calibration_error": "mean gap between confidence and share of right rows, in ten equal bins; less is better",
    "least_sure_speakers": "share of the wrong speakers that the tenth of the rows with the lowest confidence holds",
    "least_sure_names": "share of the wrong names of right speakers that it holds",
}

_OUTER = " \t\r\n\"'“”„«»‘’.,;:!?…-–—"
_WORD = re.compile(r"[\w'’]+")
_SENTENCE = re.compile(r"[^.\n]+(?:\([^)\n]{0,40}\)[^.\n]*)?[.\n]?")
_BINS = 10
_STRICT = 0.8


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """One annotated span; empty strings where there is nothing."""

    span: Span
    kind: str
    cue: str
    mention: str
    names: tuple[str, ...]  # the speaker's fullest name, then the aliases; the first is "" where nobody can tell
    role: str
    stated: str  # ISO date, "" where the reporting sentence states none
    printed: str = ""  # the expression that states it; without a date where nothing tells its year

    @property
    def speaker(self) -> str:
        """The speaker's fullest name."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One annotated article."""

    doc_id: str
    text: str
    published: str  # ISO date, or ""
    quotes: tuple[GoldQuote, ...]  # direct and partial ones
    indirect: tuple[GoldQuote, ...] | None = None  # what is reported without marks; None: not annotated


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing the ledger has wrong."""

    field: str  # missed, spurious, kind, speaker, canonical, cue, mention, role or date
    doc_id: str
    quote: str
    expected: str
    found: str


class Certainty(NamedTuple):
    """How sure a row is, and what of it is right."""

    confidence: float
    person: bool  # the right person
    name: bool  # the right person under the right full name


@dataclass(slots=True)
class Evaluation:
    """What a ledger gets right."""

    counts: Counter[str] = field(default_factory=Counter)
    certainty: list[Certainty] = field(default_factory=list)  # of the rows found
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        """Each of `FIGURES` in percent; those of indirect statements where both sides have some."""
        n = self.counts
        return {
            "detection": _f1(n["found"], n["rows"], n["gold"]),
            "detection_precision": _share(n["found"], n["rows"]),
            "detection_recall": _share(n["found"], n["gold"]),
            "direct": _share(n["found direct"], n["gold direct"]),
            "kind": _share(n["kind right"], n["found"]),
            "speaker": _f1(n["speaker right"], n["rows"], n["gold"]),
            "canonical": _f1(n["canonical right"], n["rows"], n["gold"]),
            "cue": _share(n["cue right"], n["cue"]),
            "mention": _share(n["mention right"], n["mention"]),
            "role": _share(n["role right"], n["role"]),
            "stated": _f1(n["stated right"], n["stated found"], n["stated"]),
            "dated": _share(n["date right"], n["date"]),
            **self._indirect(),
            **certain(self.certainty),
        }

    def _indirect(self) -> dict[str, float]:
        n = self.counts
        if not n["indirect gold"] or not n["indirect rows"]:
            return {}
        rows, gold = n["indirect rows"], n["indirect gold"]
        return {
            "indirect": _f1(n["indirect found"], rows, gold),
            "indirect_precision": _share(n["indirect found"], rows),
            "indirect_recall": _share(n["indirect found"], gold),
            "indirect_strict": _f1(n["indirect strict"], rows, gold),
            "indirect_speaker": _f1(n["indirect speaker"], rows, gold),
            "indirect_canonical": _f1(n["indirect canonical"], rows, gold),
        }


def evaluate(gold: str | Path | Sequence[GoldArticle], ledger: pd.DataFrame | Iterable[Quote]) -> Evaluation:
    """Compare a ledger with gold.

    Args:
        gold: a folder of gold files, or the articles in them.
        ledger: a data frame, or its rows; those of other articles are left alone.

    Raises:
        InputError: the folder is missing, or a file in it is no gold.
    """
    articles = read_gold(gold) if isinstance(gold, (str, Path)) else gold
    wanted = {article.doc_id for article in articles}
    rows: dict[str, list[Quote]] = {doc_id: [] for doc_id in wanted}
    for quote in _records(ledger, wanted):
        if quote.doc_id in wanted:
            rows[quote.doc_id].append(quote)
    result = Evaluation()
    for article in articles:
        told = [row for row in rows[article.doc_id] if row.kind == "indirect"]
        _compare(article, [row for row in rows[article.doc_id] if row.kind != "indirect"], result)
        if article.indirect is not None:
            _compare_indirect(article, article.indirect, told, result)
    return result


def _records(ledger: pd.DataFrame | Iterable[Quote], wanted: AbstractSet[str]) -> Iterable[Quote]:
    import pandas as pd

    return records(ledger[ledger["doc_id"].isin(list(wanted))]) if isinstance(ledger, pd.DataFrame) else ledger


def read_gold(folder: str | Path) -> list[GoldArticle]:
    """The gold articles of a folder, by file name; JSON files without `quotes` are passed over.

    Raises:
        InputError: there is no such folder, no gold in it, or a damaged file.
    """
    place = Path(folder)
    if not place.is_dir():
        raise InputError(f"{folder} is no folder", "name a folder of gold files, one JSON an article")
    articles = []
    for path in sorted(place.glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(content, dict) and "quotes" in content:
                articles.append(_gold_article(content))
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(
                f"{path} cannot be read ({' '.join(str(error).split())[:120]})", "mend the file"
            ) from error
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path} is no gold, {error} is missing or odd", "mend the file") from error
    if not articles:
        raise InputError(f"{folder} holds no gold", "name a folder of gold files, one JSON an article")
    return articles


def _gold_article(content: Mapping[str, Any]) -> GoldArticle:
    text, told = content["text"], content.get("indirect")
    quotes = tuple(_gold_quote(text, item) for item in content["quotes"] if item["kind"] != "none")
    indirect = None if told is None else tuple(_gold_quote(text, item) for item in told)
    return GoldArticle(content["doc_id"], text, content["published_date"] or "", quotes, indirect)


def _gold_quote(text: str, item: Mapping[str, Any]) -> GoldQuote:
    return GoldQuote(
        span=_trimmed(text, Span(item["start"], item["end"])),
        kind=item["kind"],
        cue=item["cue"],
        mention=item["mention"],
        names=(item["speaker"], *item["aliases"]),
        role=item["role"],
        stated=item["date"],
        printed=item.get("date_text", ""),
    )


def _compare(article: GoldArticle, rows: Iterable[Quote], result: Evaluation) -> None:
    n = result.counts
    found = {_trimmed(article.text, Span(row.start, row.end)): row for row in rows}
    n["gold"] += len(article.quotes)
    n["rows"] += len(found)
    told = article.indirect or ()
    dated = not any(gold.printed and not gold.stated for gold in article.quotes)  # else no year is known
    for gold, right in zip(article.quotes, days(article.quotes, article.published, told), strict=True):
        n["gold direct"] += gold.kind == "direct"
        n["stated"] += bool(gold.stated) and dated
        row = found.pop(gold.span, None)
        if row is None:
            result.mistakes.append(Mistake("missed", article.doc_id, gold.span.of(article.text), gold.speaker, ""))
            continue
        n["found"] += 1
        n["found direct"] += gold.kind == "direct"
        said = presented(article, gold) if not gold.stated and article.published in right else frozenset()
        for name, expected, value, agrees in _judged(gold, row, right, said):
            if name in ("date", "date_basis") and not dated:
                continue
            n[name] += 1
            n[f"{name} right"] += agrees
            if not agrees and not (name == "canonical" and not same_person(row.speaker, gold.names)):
                result.mistakes.append(Mistake(name, article.doc_id, row.quote, expected, value))
        result.certainty.append(_certainty(row, gold.names))
        stated = _stated(row) if dated else ""
        n["stated found"] += bool(stated)
        n["stated right"] += bool(stated) and stated == gold.stated
    for row in found.values():
        n["stated found"] += bool(_stated(row)) and dated
        result.mistakes.append(Mistake("spurious", article.doc_id, row.quote, "", row.speaker or ""))


def _compare_indirect(
    article: GoldArticle, wanted: Sequence[GoldQuote], rows: Sequence[Quote], result: Evaluation
) -> None:
    """What is reported: each statement is found once, by the row that overlaps it most under its reporting word."""
    n = result.counts
    n["indirect gold"] += len(wanted)
    n["indirect rows"] += len(rows)
    pairs = []
    for i, gold in enumerate(wanted):
        for j, row in enumerate(rows):
            span = _trimmed(article.text, Span(row.start, row.end))
            shared = min(span.end, gold.span.end) - max(span.start, gold.span.start)
            if shared > 0 and _bare(row.cue or "") == _bare(gold.cue):
                pairs.append((shared / (max(span.end, gold.span.end) - min(span.start, gold.span.start)), i, j))
    found: dict[int, tuple[float, Quote]] = {}
    taken: set[int] = set()
    for overlap, i, j in sorted(pairs, reverse=True):
        if i not in found and j not in taken:
            found[i] = overlap, rows[j]
            taken.add(j)
    for i, gold in enumerate(wanted):
        words = gold.span.of(article.text)
        if i not in found:
            result.mistakes.append(Mistake("indirect missed", article.doc_id, words, gold.cue, ""))
            continue
        overlap, row = found[i]
        n["indirect found"] += 1
        n["indirect strict"] += overlap >= _STRICT
        if overlap < _STRICT:
            result.mistakes.append(Mistake("indirect span", article.doc_id, words, words, row.quote))
        certainty = _certainty(row, gold.names)
        result.certainty.append(certainty)
        n["indirect speaker"] += certainty.person
        n["indirect canonical"] += certainty.name
        if not certainty.person:
            result.mistakes.append(Mistake("indirect speaker", article.doc_id, words, gold.speaker, row.speaker or ""))
    for j, row in enumerate(rows):
        if j not in taken:
            result.mistakes.append(Mistake("indirect spurious", article.doc_id, row.quote, "", row.cue or ""))


def _judged(
    gold: GoldQuote, row: Quote, days: Sequence[str], said: AbstractSet[str]
) -> Iterator[tuple[str, str, str, bool]]:
    """Field, what is expected, what the row says, whether that is right; only where there is something to expect."""
    speaker = row.speaker or ""
    yield "kind", gold.kind, row.kind, gold.kind == row.kind
    yield "speaker", gold.speaker, speaker, same_person(row.speaker, gold.names)
    yield "canonical", gold.speaker, speaker, any(_words(speaker) == _words(name) for name in gold.names)
    if gold.cue:
        yield "cue", gold.cue, row.cue or "", _bare(gold.cue) == _bare(row.cue or "")
    if gold.mention:
        yield "mention", gold.mention, row.mention or "", _words(gold.mention) == _words(row.mention or "")
    if gold.role:
        wanted = set(_words(gold.role))
        yield "role", gold.role, row.role or "", 2 * len(wanted & set(_words(row.role or ""))) >= len(wanted)
    date_found, stated = _iso(row.date), _stated(row)
    right = date_found in days or (not gold.stated and date_found in said)
    expected = f"{days[0]} (stated)" if gold.stated else " or ".join(days)
    yield "date", expected, f"{date_found} ({row.date_basis})" if date_found else "", right
    if gold.stated != stated and date_found in days:
        yield "date_basis", "stated" if gold.stated else "not stated", row.date_basis or "", False


def days(quotes: Sequence[GoldQuote], published: str, told: Sequence[GoldQuote] = ()) -> list[list[str]]:
    """The days that are right for each gold quote: stated, else its speaker's nearest stated one, else publication.

    Args:
        quotes: of an article.
        published: its day of publication, or "".
        told: what it reports without marks, whose dates are the speaker's too; as a ledger of quotes alone need not
            know them, a day is right with them or without.
    """

    def nearest(quote: GoldQuote, others: Sequence[GoldQuote]) -> str:
        own = [q for q in others if q.stated and q.speaker == quote.speaker]
        own.sort(key=lambda q: q.span.start)
        before = [q.stated for q in own if q.span.start < quote.span.start]
        after = [q.stated for q in own if q.span.start > quote.span.start]
        return [*before[-1:], *after[:1], published][0]

    return [[q.stated] if q.stated else sorted({nearest(q, quotes), nearest(q, [*quotes, *told])}) for q in quotes]


def presented(article: GoldArticle, quote: GoldQuote) -> frozenset[str]:
    """Days printed in sentences outside quotes that name the speaker, and so may date it (`… disampaikan X, …`)."""
    published = date.fromisoformat(article.published) if article.published else None
    words = {*_words(quote.speaker)[-1:]}  # the last name: whatever else the sentence calls the speaker
    spans = [each.span for each in article.quotes]
    found: set[str] = set()
    for match in _SENTENCE.finditer(article.text):
        start, end = match.span()
        if words.isdisjoint(_words(match[0])) or any(span.start < end and span.end > start for span in spans):
            continue
        found |= {each.date.isoformat() for each in dates.expressions(article.text, Span(start, end), published)}
    return frozenset(found)


def same_person(name: str | None, names: Sequence[str]) -> bool:
    """Whether a name is one of a person's: all words of the one are in the other. Nobody is only nobody.

    Args:
        name: the name to judge, None for nobody.
        names: the right name and its aliases; the first is "" for nobody.
    """
    words = set(_words(name or ""))
    if not words or not _words(names[0]):
        return not words and not _words(names[0])
    return any(words <= right or right <= words for right in map(set, map(_words, names)) if right)


def certain(certainty: Sequence[Certainty]) -> dict[str, float]:
    """What confidence is worth, in percent: those of `FIGURES` that tell of it, 100 where there is nothing to find."""
    ordered = sorted(certainty, key=lambda row: row.confidence)
    least = ordered[: len(ordered) // _BINS]

    def held(wrong: Callable[[Certainty], bool]) -> float:
        total = sum(map(wrong, ordered))
        return _share(sum(map(wrong, least)), total) if total else 100.0

    return {
        "calibration_error": 100 * calibration_error([(row.confidence, row.name) for row in ordered]),
        "least_sure_speakers": held(lambda row: not row.person),
        "least_sure_names": held(lambda row: row.person and not row.name),
    }


def _certainty(row: Quote, names: Sequence[str]) -> Certainty:
    person = same_person(row.speaker, names)
    return Certainty(
        row.confidence, person, person and any(_words(row.speaker or "") == _words(name) for name in names)
    )


def calibration_error(certainty: Sequence[tuple[float, bool]], bins: int = _BINS) -> float:
    """Expected calibration error (Naeini and others 2015): the mean gap between confidence and accuracy, 0 to 1.

    Args:
        certainty: confidence, and whether it was right.
        bins: how many bins of equal size.
    """
    ordered = sorted(certainty, key=lambda pair: pair[0])
    ends = [len(ordered) * n // bins for n in range(bins + 1)]
    groups = (ordered[first:end] for first, end in pairwise(ends))
    gaps = (abs(sum(c for c, _ in group) - sum(r for _, r in group)) for group in groups)
    return sum(gaps) / len(ordered) if ordered else 0.0


def _trimmed(text: str, span: Span) -> Span:
    start, end = max(0, span.start), min(span.end, len(text))
    while start < end and text[start] in _OUTER:
        start += 1
    while end > start and text[end - 1] in _OUTER:
        end -= 1
    return Span(start, end)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _bare(cue: str) -> str:
    return cue.casefold().strip().removesuffix("nya")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _stated(row: Quote) -> str:
    return _iso(row.date) if row.date_basis == "stated" else ""


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _f1(right: int, found: int, wanted: int) -> float:
    return 200 * right / (found + wanted) if right else 0.0
