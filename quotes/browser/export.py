"""Rows taken along: as a ledger (CSV, Parquet, JSON Lines), as Markdown to paste, and tags as gold annotations.

Every file appears whole or not at all. Kept apart from the screens, which only say what and where.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.errors import OutputError, UsageError
from quotes.ledger.tags import CHECKED, Tag, Tags
from quotes.ledger.texts import Texts
from quotes.ledger.writing import FORMATS, LedgerWriter
from quotes.records import Quote
from quotes.storage.atomic import AtomicFile, output_error, resolved
from quotes.text.terminal import printable

if TYPE_CHECKING:
    from quotes.browser.queries import Store
    from quotes.ledger.queries import Numbers

SUFFIXES = (*FORMATS, ".md")
INDIRECT = "indirect"  # the kind of what is reported without marks, which gold holds apart
_ADDRESS = re.compile(r"https?://[^\s<>\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE)
_LONGEST_TEXT = 64 << 20  # characters of an article that gold is written of
_MARKDOWN = str.maketrans({character: f"\\{character}" for character in "\\`*_{}[]<>()#+-.!|~&"})


def export(store: Store, numbers: Numbers, path: Path, *, replace: bool = False) -> int:
    """Write rows to a file, in the order given.

    Args:
        path: its suffix says the format, one of `SUFFIXES`.
        replace: whether a file that is there may be replaced.

    Returns:
        How many rows were written.

    Raises:
        UsageError: the suffix is none of these.
        OutputError: the file is there already, or cannot be written.
        InputError: the ledger has gone or changed since it was opened.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"cannot tell the format of {path}", f"name it {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    if path.exists():
        if any(resolved(path) in (resolved(shard.watched), resolved(shard.path)) for shard in store.source.shards):
            raise OutputError(f"{path} is the ledger itself", "name another file")
        if not replace:
            raise FileThere(path)
    if suffix == ".md":
        with AtomicFile(path) as file:
            for table in store.batches(numbers):
                for row in table.to_pylist():
                    file.write(markdown(Quote(**row)).encode("utf-8", "replace"))
        return len(numbers)
    with LedgerWriter([path]) as writer:
        for table in store.batches(numbers):
            writer.write_table(table)
    return writer.rows


class FileThere(OutputError):
    """The file is there already, and replacing it has not been agreed to."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already", "press Enter again to replace it, or name another")


def markdown(quote: Quote) -> str:
    """A quote as Markdown: a block quote and who, where and when below it."""
    words = "\n".join(f"> {_escaped(line)}" for line in quote.quote.splitlines() or [""])
    who = f"**{_escaped(quote.speaker or '(unknown)')}**{f', {_escaped(quote.role)}' if quote.role else ''}"
    day = quote.date.isoformat() if quote.date else None
    where = ", ".join(_escaped(part) for part in (quote.source, day, quote.title) if part)
    address = f" <{quote.url}>" if quote.url and _ADDRESS.fullmatch(quote.url) else ""
    return f"{words}\n>\n> — {who}{f' ({where})' if where else ''}{address}\n\n"


def sentence(quote: Quote) -> str:
    """A quote in one line, as it goes to the clipboard."""
    who = ", ".join(part for part in (quote.speaker or "(unknown)", quote.role) if part)
    where = ", ".join(part for part in (quote.source, quote.date.isoformat() if quote.date else None) if part)
    return printable(f"“{quote.quote}” — {who}{f' ({where})' if where else ''}")


def _escaped(text: str) -> str:
    return printable(text).translate(_MARKDOWN)


# ---------------------------------------------------------------------------------------------------------- gold


def export_gold(store: Store, tags: Tags, folder: Path) -> tuple[int, int]:
    """Write tagged rows as gold: one JSON file an article, as `quotes eval` reads them.

    `text` is the article's where texts were kept. Else a ledger has only the paragraphs around its quotes, and `text`
    has these in their places and blanks between. What is reported without marks stands under `indirect`, where any of
    it is tagged. `complete` says whether all the ledger's quotes of the article are tagged; only then do figures of
    detection mean anything. Articles that share an id, or whose ids come to one name of a file, get files of their
    own: `article`, `article-2`.

    Args:
        folder: is made if need be; files of the same name are replaced.

    Returns:
        How many rows, in how many articles.

    Raises:
        OutputError: the folder cannot be written to.
        InputError: the ledger has gone or changed since it was opened.
    """
    rows = articles = 0
    taken: set[str] = set()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(folder, error) from error
    known = tags.all()
    texts = [Texts(ledger) for ledger in store.source.ledgers]
    for article in _articles(store, known):
        tagged = [(quote, known[number]) for number, quote in article if number in known and _has_its_place(quote)]
        if not tagged:
            continue
        first_number, first = article[0]
        ledger = store.source.place(first_number)[0].ledger
        content = _gold([quote for _, quote in article], tagged, texts[ledger].of(first.doc_id))
        with AtomicFile(folder / f"{_file_name(first.doc_id, taken)}.json") as file:
            file.write(json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n")
        rows += len(tagged)
        articles += 1
    return rows, articles


def _articles(store: Store, numbers: Iterable[int]) -> Iterator[list[tuple[int, Quote]]]:
    """The articles of some rows, with the numbers of all of their rows."""
    done: set[int] = set()
    for number in sorted(numbers):
        if number in done:
            continue
        before = store.first_of(store.source.place(number)[0].ledger) - 1
        article = [(before + place, quote) for place, quote in store.article(number)]
        done.update(n for n, _ in article)
        yield from _apart(article)


def _apart(rows: list[tuple[int, Quote]]) -> list[list[tuple[int, Quote]]]:
    """The rows of one doc_id, by article: a row that comes again, or tells another address or time, is another's."""
    seen: Counter[tuple[object, ...]] = Counter()
    articles: dict[tuple[object, ...], list[tuple[int, Quote]]] = {}
    for number, quote in rows:
        facts = (quote.title, quote.source, quote.url, quote.published)
        row = (*facts, quote.quote_id)
        articles.setdefault((*facts, seen[row]), []).append((number, quote))
        seen[row] += 1
    return list(articles.values())


def _file_name(doc_id: str, taken: set[str]) -> str:
    """A name for an article's file that is not taken yet, on systems that hold capitals for small letters too."""
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in doc_id)[:100].lstrip(".") or "article"
    names = chain([plain], (f"{plain}-{number}" for number in count(2)))
    name = next(name for name in names if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _has_its_place(quote: Quote) -> bool:
    """Whether the offsets fit what they tell of; a damaged row could ask for a text of any length."""
    end = quote.context_start + len(quote.context)
    fits = 0 <= quote.context_start <= quote.start <= quote.end <= end <= _LONGEST_TEXT
    return fits and quote.end - quote.start == len(quote.quote)


def _gold(article: list[Quote], tagged: list[tuple[Quote, Tag]], kept: str | None) -> dict[str, object]:
    first = article[0]
    placed = [quote for quote in article if _has_its_place(quote)]
    if kept is None or any(kept[quote.start : quote.end] != quote.quote for quote in placed):
        kept = _pieced(placed)
    told = [_gold_quote(quote, tag) for quote, tag in tagged if quote.kind == INDIRECT]
    return {
        "doc_id": first.doc_id,
        "title": first.title or "",
        "url": first.url or "",
        "source": first.source or "",
        "published": first.published.isoformat(timespec="minutes") if first.published else "",
        "published_date": first.published.date().isoformat() if first.published else "",
        "complete": len(tagged) == len(article),
        "text": kept,
        "quotes": [_gold_quote(quote, tag) for quote, tag in tagged if quote.kind != INDIRECT],
        **({"indirect": told} if told else {}),
    }


def _pieced(rows: Sequence[Quote]) -> str:
    """The paragraphs of an article's rows in their places, with blanks between."""
    text = [" "] * max(quote.context_start + len(quote.context) for quote in rows)
    for quote in rows:
        text[quote.context_start : quote.context_start + len(quote.context)] = quote.context
        text[quote.start : quote.end] = quote.quote
    return "".join(text)


def _gold_quote(quote: Quote, tag: Tag) -> dict[str, object]:
    right = tag.verdict == CHECKED
    corrected = tag.speaker or tag.role or tag.date  # then what is not corrected is right
    speaker = quote.speaker if right or (corrected and not tag.speaker) else tag.speaker
    role = quote.role if right or corrected else None
    day = tag.date or quote.date
    stated = quote.date_basis == "stated" and (right or corrected)
    return {
        "start": quote.start,
        "end": quote.end,
        "kind": quote.kind,
        "cue": quote.cue or "",
        "mention": quote.mention or "",
        "speaker": speaker or "",
        "aliases": [],
        "role": tag.role or role or "",
        "date": day.isoformat() if stated and day else "",
        "date_text": (quote.date_text or "") if stated else "",
        "doubt": "" if right or corrected else "wrong, but what is right is not known",
    }
