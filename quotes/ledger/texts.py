"""The texts that a ledger's offsets count in, kept beside it, so that every row can be checked.

A web page, and a text that was repaired, are not read the way they are stored. What was read is kept as JSON Lines, an
object an article, which is also a table of articles: extracted again, it gives the same rows.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from quotes.errors import InputError
from quotes.records import Article
from quotes.storage.atomic import AtomicFile

_SUFFIX = ".texts.jsonl"


def beside(ledger: str) -> Path:
    """Where the texts of a ledger are kept: `ledger.parquet` has `ledger.texts.jsonl`."""
    return Path(ledger).with_suffix(_SUFFIX)


class Texts:
    """The texts kept beside a ledger, looked up by article; the file is gone through once, as far as is asked for.

    Args:
        ledger: the ledger's path.
    """

    def __init__(self, ledger: Path) -> None:
        self.path = beside(str(ledger))
        self._places: dict[str, int] = {}  # doc_id -> where its line begins
        self._end = 0  # so far the file was gone through

    def of(self, doc_id: str) -> str | None:
        """The text of an article; None where none was kept.

        Raises:
            InputError: the file is there but cannot be read.
        """
        try:
            if self.path.exists() and not self.path.is_file():  # a pipe would keep its reader waiting
                raise InputError(f"{self.path} is no regular file", "move it away")
            with self.path.open("rb") as file:
                if doc_id in self._places:
                    file.seek(self._places[doc_id])
                    return _kept(file.readline())[1]
                file.seek(self._end)
                while line := file.readline():
                    begin, self._end = self._end, self._end + len(line)
                    name, text = _kept(line)
                    if name is not None:
                        self._places.setdefault(name, begin)
                    if name == doc_id:
                        return text
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(f"{self.path} cannot be read ({error.strerror or error})", "check the file") from error
        return None


def _kept(line: bytes) -> tuple[str | None, str | None]:
    """An article's id and text; None where a line is damaged."""
    try:
        row = json.loads(line)
        name, text = row.get("doc_id", row.get("id")), row["text"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None, None
    return (name, text) if isinstance(name, str) and isinstance(text, str) else (None, None)


def line(article: Article) -> bytes:
    """The line that keeps an article."""
    kept = {
        "doc_id": article.doc_id,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "source": article.source,
        "url": article.url,
        "author": article.author,
        "repairs": list(article.repairs),
        "text": article.text,
    }
    text = json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", "replace")


class TextWriter:
    """Texts being written, as a context manager: when the block ends well, the file appears, complete.

    Args:
        path: where to.

    Raises:
        OutputError: it cannot be written there, or the disk is full (on entering, and from the methods).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open = ExitStack()

    def write(self, article: Article) -> None:
        """Keep an article."""
        self._file.write(line(article))

    def write_lines(self, lines: bytes) -> None:
        """Keep articles that are lines already, in pieces of any size."""
        self._file.write(lines)

    def __enter__(self) -> Self:
        self._file = self._open.enter_context(AtomicFile(self._path, follow=False))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)
