"""A text file is one article: its text is the file's, line ends and all."""

from __future__ import annotations

from collections.abc import Iterator

from quotes.reading.columns import derived_id
from quotes.reading.decoding import decoded
from quotes.reading.sources import Options, Skipped, Source, Unreadable
from quotes.records import Article


def read(source: Source, options: Options) -> Iterator[Article | Skipped]:
    """The file as one article.

    Raises:
        Unreadable: it is empty, or no text.
    """
    with source.open() as stream:
        text = decoded(stream.read())
    if not text.strip():
        raise Unreadable("is empty", "give it an article")
    yield Article(doc_id=derived_id(text), text=text, published=options.published)
