"""The texts that a ledger's offsets count in, kept beside it, so that every row can be checked.

A web page, and a text that was repaired, are not read the way they are stored. What was read is kept as JSON Lines, an
object an article, which is also a table of articles: extracted again, it gives the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from quotes.records import Article
from quotes.storage.atomic import AtomicFile

_SUFFIX = ".texts.jsonl"


def beside(ledger: str) -> Path:
    """Where the texts of a ledger are kept: `ledger.parquet` has `ledger.texts.jsonl`."""
    return Path(ledger).with_suffix(_SUFFIX)


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
        kept = {
            "id": article.doc_id,
            "title": article.title,
            "published": article.published.isoformat() if article.published else None,
            "source": article.source,
            "url": article.url,
            "author": article.author,
            "repairs": list(article.repairs),
            "text": article.text,
        }
        line = json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)
        self._file.write(f"{line}\n".encode("utf-8", "replace"))

    def keep(self, found: Iterable[object], most: int | None = None) -> None:
        """Keep the first `most` articles among what was read; None: all."""
        for article in islice((item for item in found if isinstance(item, Article)), most):
            self.write(article)

    def __enter__(self) -> Self:
        self._file = self._open.enter_context(AtomicFile(self._path))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)
