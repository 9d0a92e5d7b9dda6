"""Rows to articles: which column of a table, or key of an object, says what.

Owns the names under which Indonesian newsrooms, crawlers (news-watch) and extractors (trafilatura) keep an article's
text, title, publication time, outlet and address; the readers of formats know none of them.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from quotes.errors import UsageError
from quotes.records import Article
from quotes.text import timestamps
from quotes.text.repair import mended

log = logging.getLogger("quotes.reading")

# In order: the first that is there and not empty is taken. Compared in lower case, other signs as underscores.
_ALIASES = {
    field: tuple(names.split())
    for field, names in {
        "id": "id doc_id docid article_id articleid id_artikel id_berita berita_id uuid _id guid",
        "text": """text content isi isi_berita isi_artikel isi_teks konten body article artikel berita teks naskah
            full_text fulltext article_text article_body articlebody maintext main_text clean_text raw_text news""",
        "title": "title judul headline judul_berita judul_artikel article_title news_title",
        "published": """published publish_date published_at published_date publication_date published_time publish_time
            publishdate date_published datepublished pubdate pub_date tanggal tanggal_terbit tanggal_publikasi
            tanggal_berita tgl tgl_terbit date datetime waktu waktu_terbit timestamp time created_at""",
        "source": """sitename site_name source_hostname media outlet nama_media publisher portal source sumber situs
            hostname domain""",
        "url": "url link tautan source_url article_url news_url alamat source",
    }.items()
}
FIELDS = tuple(_ALIASES)
_LEDGER = {"quote_id", "quote", "speaker", "rule"}  # columns that only a ledger has together
_LONGEST_HEADER = 4_000  # characters
_MANY_COLUMNS = 1_000
_warned: set[str] = set()  # columns
_SURROGATES = re.compile("[\ud800-\udfff]")


class NoText(ValueError):
    """A row without an article in it; the message says why."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns the user renamed: field -> column, as given with `--column field=name`."""

    renamed: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, renamed: Mapping[str, str]) -> Columns:
        """Checked against the fields there are.

        Raises:
            UsageError: a field is none of `id`, `text`, `title`, `published`, `source`, `url`, or a name is empty.
        """
        for field, name in renamed.items():
            if field not in FIELDS:
                raise UsageError(
                    f"--column {field}={name}: there is no field {field!r}",
                    f"fields are {', '.join(FIELDS)}",
                )
            if not name:
                raise UsageError(f"--column {field}= names no column", "write --column text=NAME")
        return cls(tuple(sorted(renamed.items())))

    def missing(self, names: Sequence[str]) -> str | None:
        """What these columns lack, with the remedy, in one line; None: an article can be read from them."""
        found = ", ".join(map(repr, names[:20])) + (", ..." if len(names) > 20 else "")
        for field, name in self.renamed:
            if name not in names:
                return f"has no column {name!r} (--column {field}={name}); it has {found or 'none'}"
        candidates = _candidates(self, tuple(names))
        if not candidates["text"] and {*names} >= _LEDGER:
            return "is a ledger of quotes, not a table of articles: quotes show, browse and report read it"
        if not candidates["text"] and candidates["url"]:
            return (
                f"has addresses and no column with the text, and nothing is fetched; it has {found}: "
                "say which it is with --column text=NAME, or fetch the pages and give it those"
            )
        if not candidates["text"]:
            return f"has no column with the text; it has {found or 'none'}: say which with --column text=NAME"
        return None

    def needed(self, names: Sequence[str]) -> list[str]:
        """Those of `names` that an article is read from."""
        wanted = {name for group in _candidates(self, tuple(names)).values() for name in group}
        return [name for name in names if name in wanted]

    def article(self, row: Mapping[str, object], published: datetime | None, max_bytes: int | None = None) -> Article:
        """A row as an article; `published` holds where the row does not say.

        Raises:
            NoText: the row has no text, or one of more than `max_bytes` in UTF-8.
        """
        columns = _candidates(self, tuple(row))
        text = next((row[name] for name in columns["text"] if not _empty(row[name])), None)
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        if text is None:
            raise NoText("its text is empty")
        if not isinstance(text, str):
            raise NoText(f"its text is no string but {type(text).__name__}")
        if max_bytes is not None and (len(text) > max_bytes or len(text.encode("utf-8", "replace")) > max_bytes):
            raise NoText(f"its text is larger than {max_bytes:,} bytes: if it is an article, raise --max-article-bytes")
        whole = mended(_sound(text))
        text = whole.text
        title = _first(row, columns["title"])
        sources = [value for name in columns["source"] if (value := _string(row[name]))]
        url = next(
            (value for name in columns["url"] if (value := _string(row[name])) and _is_url(value)),
            None,
        )
        return Article(
            doc_id=_first(row, columns["id"]) or derived_id(text, url),
            text=text,
            title=mended(title).text if title else None,
            published=_published(row, columns["published"]) or published,
            source=next((mended(value).text for value in sources if not _is_url(value)), None),
            url=url,
            repairs=whole.repairs,
        )


def is_header(line: str) -> bool:
    """Whether a line is a table's header: names parted by one sign, two of them known and none a sentence."""
    line = line.strip("\r\n\ufeff ")
    if len(line) > _LONGEST_HEADER or line.endswith((".", "!", "?")):
        return False
    for sign in ",;\t|":
        names = [name.strip().strip('"') for name in line.split(sign)]
        known = {field for name in names for field, aliases in _ALIASES.items() if _normal(name) in aliases}
        if len(names) > 1 and len(known) > 1 and all(0 < len(name.split()) <= 2 for name in names):
            return True
    return False


def derived_id(text: str, url: str | None = None) -> str:
    """An id for an article that has none: 16 hexadecimal digits of the SHA-256 of its text and address."""
    return hashlib.sha256(f"{text}\0{url or ''}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _normal(name: str) -> str:
    return re.sub(r"[^0-9a-z]+", "_", str(name).strip().casefold()).rstrip("_") or str(name)


def _candidates(columns: Columns, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """For each field the columns that may say it, best first."""
    if len(names) > _MANY_COLUMNS:  # too much to keep
        return _found_candidates.__wrapped__(columns, names)
    return _found_candidates(columns, names)


@lru_cache(maxsize=256)
def _found_candidates(columns: Columns, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    by_alias: dict[str, str] = {}
    for name in names:
        by_alias.setdefault(_normal(name), name)
    taken = {name for _, name in columns.renamed}
    table = {
        field: tuple(by_alias[alias] for alias in aliases if alias in by_alias and by_alias[alias] not in taken)
        for field, aliases in _ALIASES.items()
    }
    for field, name in columns.renamed:
        table[field] = (name,) if name in names else ()
    return table


def _empty(value: object) -> bool:
    if isinstance(value, (str, bytes)):
        return not value.strip()
    if isinstance(value, (dict, list)):
        return not value
    return value is None or str(value) in ("nan", "NaT")  # pandas' missing number and date


def _shown(value: object) -> str:
    try:
        return str(value)
    except (ValueError, RecursionError):  # a number of more digits than Python writes, lists in lists without end
        return type(value).__name__


def _sound(text: str) -> str:
    """The text without lone surrogates, which no file can hold; each becomes one replacement character."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _string(value: object) -> str | None:
    if _empty(value) or isinstance(value, (dict, list, bytes)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # pandas writes a column of whole numbers with gaps as floats
    return _sound(_shown(value).strip()) or None


def _first(row: Mapping[str, object], names: Sequence[str]) -> str | None:
    return next((value for name in names if (value := _string(row[name]))), None)


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://", "www."))


def _published(row: Mapping[str, object], names: Sequence[str]) -> datetime | None:
    for name in names:
        if not _empty(row[name]):
            if value := timestamps.from_cell(row[name]):
                return value
            log.warning(
                "column %r: %r is no publication time and counts as not given",
                name,
                _shown(row[name])[:60],
            )
    return None
