"""The weights of what the entity model says of where names begin and end, beside those of the rules' labels.

Estimated on annotated articles that the model which answers has not seen, by weights of labels that have not seen them
either. The rules' word lists have grown on such articles, so that hardly any of their words is missing there: a share
of the lists is hidden, for in articles that nobody has read it is missing.
"""

from __future__ import annotations

import json
import logging
import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from quotes.analysis import pipeline
from quotes.analysis.document.annotated import AnnotatedArticle, run
from quotes.analysis.mentions import entities
from quotes.analysis.mentions.boundaries import Boundaries
from quotes.analysis.mentions.entities import Edge, Found
from quotes.learned.boundaries import SEEN_FILE, name_boundaries
from quotes.learned.names import Tagger
from quotes.lexicon import lists
from quotes.lexicon.lists import Lexicon
from quotes.reading import Skipped, articles
from quotes.records import Article, Span
from quotes.training.boundaries import Example, Names, estimate, example_of, examples, of_article, phrases, tagged
from quotes.training.named import contents_of, folds, is_person, places_of, things

logger = logging.getLogger(__name__)

HIDDEN = 0.2  # share of the words that are hidden: then as many names are wrong as in articles that nobody has read
_LISTS = ("given_names", "role_heads", "org_heads", "role_words", "places")
_WAYS = 4  # of hiding words, each for a share of the articles


class _Known(NamedTuple):
    """An annotated article."""

    article: Article
    content: Mapping[str, Any]
    fold: int


@lru_cache(maxsize=_WAYS)
def _hidden(way: int) -> Lexicon:
    """The word lists without some of their words."""
    words, rng = lists.load(), random.Random(way)
    kept: dict[str, Any] = {}
    for name in _LISTS:
        kept[name] = frozenset(word for word in sorted(getattr(words, name)) if rng.random() >= HIDDEN)
    return replace(words, **kept)


def learn_seen(data: Path, taggers: Sequence[Tagger]) -> dict[str, float]:
    """The weights, by feature.

    Args:
        data: the data folder.
        taggers: one a fold of `gold/train`, which has not seen its articles.
    """
    folder = data / "gold" / "train"
    contents = contents_of(folder)
    fold = folds(contents)
    known = [
        _Known(each, contents[each.doc_id], fold[each.doc_id])
        for each in articles([str(folder)])
        if not isinstance(each, Skipped) and each.doc_id in contents
    ]
    shipped = Boundaries(name_boundaries())
    others = list(examples(tagged(data), shipped))
    of_articles = [(each.fold, list(examples([of_article(each.content)], shipped))) for each in known]
    found: list[Example] = []
    weights: list[Mapping[str, float]] = []
    for number, tagger in enumerate(taggers):
        base = estimate([*others, *(example for at, held in of_articles if at != number for example in held)])
        of_fold = [
            example for each in known if each.fold == number for example in _examples(each, tagger, Boundaries(base))
        ]
        found += of_fold
        weights += [base] * len(of_fold)
    estimated = estimate(found, weights)
    logger.warning("seen: %d phrases, %d weights", len(found), len(estimated))
    return estimated


def _examples(known: _Known, tagger: Tagger, boundaries: Boundaries) -> Iterator[Example]:
    """The phrases of an article with an annotated speaker, or with what is none."""
    annotated = AnnotatedArticle(known.article, lists.load(), entities.NONE)
    run(pipeline.FIRST, annotated)
    spans = [span for number in range(len(annotated.sentences)) for span in annotated.outside_marks(number)]
    found: list[Found] = []
    edges: list[Edge] = []
    readings = tagger.readings([span.of(annotated.text) for span in spans])
    for span, reading in zip(spans, readings, strict=True):
        found += [Found(span.start + name.start, span.start + name.end, name.type) for name in reading.names]
        edges += [Edge(span.start + t.start, span.start + t.end, t.begins, t.ends) for t in reading.tokens]
    seen = entities.entities(annotated.sentences, range(len(annotated.sentences)), found, edges)
    names = of_article(known.content)
    people = Names(names.text, [span for span in names.spans if is_person(names.text[slice(*span)])], False)
    others = places_of(names.text, things(known.content, names))
    words = _hidden(zlib.crc32(known.article.doc_id.encode()) % _WAYS)
    for items, context, first, last in phrases(annotated.sentences, seen, boundaries, words):
        example = example_of(people, items, context, first, last)
        if example is not None:
            yield example._replace(weight=1.0)
        elif _is_none(Span(items[0].start, items[-1].end), names, others):
            yield Example(context, first, last, None, 1.0)


def _is_none(phrase: Span, names: Names, others: Sequence[Span]) -> bool:
    """Whether a phrase is of an office or institution, and names nobody."""
    if any(start < phrase.end and end > phrase.start for start, end in names.spans):
        return False
    return any(other.start <= phrase.start and phrase.end <= other.end for other in others)


def write(data: Path, taggers: Sequence[Tagger], folder: Path) -> None:
    """Estimate the weights and write them as the file that ships."""
    weights = json.dumps(learn_seen(data, taggers), indent=1, ensure_ascii=False)
    (folder / SEEN_FILE).write_text(weights + "\n", encoding="utf-8")
