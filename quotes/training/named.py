"""Annotated articles as examples for the entity model: the names of speakers as they stand in reporting clauses.

Only speakers are annotated, so that most words of an article show nothing. What does: the speakers' names; their
offices and institutions, and what stands right beside the names, which is of nobody's name; words without a capital.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from quotes.analysis import pipeline
from quotes.analysis.document.annotated import AnnotatedArticle, run
from quotes.analysis.document.tokens import tokens as tokens_of
from quotes.analysis.mentions import entities
from quotes.analysis.mentions.labels import NAME_LIKE, Label, Labeller
from quotes.learned.segmentation import cut_sentences
from quotes.lexicon import lists
from quotes.reading import Skipped, articles
from quotes.records import Article, Span
from quotes.training.boundaries import Names, of_article
from quotes.training.corpora import Tagged

NOBODY = "?"  # the tag of a word that is in no person's name, whatever else it may be
OPEN = ""  # of a word of which nothing is known
OUTSIDE = "O"
FOLDS = 5
_RENAMED = 0.5  # share of sentences whose speakers get other names
_OTHER_WORD = 0.15  # share of the words right before names that become another
_CAPITALISED = 0.05  # share of sentences with a capital for each word, as in headlines
_SHOUTED = 0.02  # in capitals all through


class Named(NamedTuple):
    """A piece of a sentence with a speaker's name in it, or with a speaker that is no person."""

    doc_id: str
    tokens: list[str]
    tags: list[str]  # of BIO, or one of those above


def contents_of(folder: Path) -> dict[str, Mapping[str, Any]]:
    """The annotated articles of a folder, by their ids."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    return {content["doc_id"]: content for content in found}


def folds(ids: Iterable[str]) -> dict[str, int]:
    """The fold of each annotated article, the same in every run."""
    return {doc_id: n % FOLDS for n, doc_id in enumerate(sorted(ids))}


def read_named(folder: Path) -> list[Named]:
    """The examples of a folder of annotated articles, cut as the analyser cuts what it asks the entity model."""
    known = contents_of(folder)
    sound = [each for each in articles([str(folder)]) if not isinstance(each, Skipped)]
    return [example for each in sound if each.doc_id in known for example in _of_article(each, known[each.doc_id])]


def _of_article(article: Article, content: Mapping[str, Any]) -> Iterator[Named]:
    annotated = AnnotatedArticle(article, lists.load(), entities.NONE)
    run(pipeline.FIRST, annotated)
    names = of_article(content)
    people = [span for span in (Span(*each) for each in names.spans) if is_person(span.of(names.text))]
    whole = {quote["speaker"] for quote in [*content["quotes"], *content.get("indirect", ())]}
    others = places_of(names.text, things(content, names))
    for number in range(len(annotated.sentences)):
        for span in annotated.outside_marks(number):
            text = span.of(names.text)
            for pieces in cut_sentences(text):
                tokens = [text[piece.start : piece.end] for piece in pieces]
                spans = [Span(span.start + piece.start, span.start + piece.end) for piece in pieces]
                tags = _tags(tokens, spans, people, others, names.text, whole)
                if any(tag not in (OUTSIDE, OPEN) for tag in tags):
                    yield Named(article.doc_id, tokens, tags)


def _labels(name: str) -> list[Label]:
    return Labeller(lists.load()).labels(tokens_of(name, 0, len(name)))


def is_person(name: str) -> bool:
    """Whether a speaker that is printed like a person is one, by the kinds of its words."""
    labels = _labels(name)
    if Label.ORG in labels or labels[0] not in (*NAME_LIKE, Label.INITIAL, Label.HONORIFIC, Label.PARTICLE):
        return False
    return 2 * sum(label in (*NAME_LIKE, Label.INITIAL) for label in labels) >= len(labels)


def things(content: Mapping[str, Any], names: Names) -> set[str]:
    """Offices, and speakers that are no persons, as an annotation prints them."""
    found: set[str] = set()
    for quote in [*content["quotes"], *content.get("indirect", ())]:
        found.update((quote["role"], quote["speaker"]))
    printed = {names.text[slice(*span)] for span in names.spans}
    return found - {"", *(name for name in printed if Label.ORG not in _labels(name))}


def places_of(text: str, forms: Iterable[str]) -> list[Span]:
    """Where any of some phrases stands in a text."""
    pattern = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return [Span(*m.span()) for m in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", text)] if pattern else []


def _tags(
    tokens: Sequence[str],
    spans: Sequence[Span],
    people: Sequence[Span],
    others: Sequence[Span],
    text: str,
    whole: set[str],
) -> list[str]:
    tags = [OPEN if token[:1].isupper() else OUTSIDE for token in tokens]
    for other in others:
        for place in _inside(spans, other):
            tags[place] = NOBODY if tokens[place][:1].isupper() else OUTSIDE
    for person in people:
        held = _inside(spans, person)
        if not held or spans[held[0]].start != person.start or spans[held[-1]].end != person.end:
            continue
        beside = [place for place in (held[0] - 1, held[-1] + 1) if 0 <= place < len(tokens) and tags[place] == OPEN]
        if text[person.start : person.end] not in whole and beside:
            continue  # it may be a part of somebody else's name
        for place in held:
            tags[place] = "I-PER" if place > held[0] else "B-PER"
        for step, place in ((-1, held[0] - 1), (1, held[-1] + 1)):
            while 0 <= place < len(tokens) and tags[place] == OPEN:
                tags[place] = NOBODY
                place += step
    return _between(tokens, tags)


def _inside(spans: Sequence[Span], outer: Span) -> list[int]:
    return [place for place, span in enumerate(spans) if outer.start <= span.start and span.end <= outer.end]


def _between(tokens: Sequence[str], tags: list[str]) -> list[str]:
    """The tags, with nothing said of what stands between two words of which nothing is known: `bin`, `-`."""
    return [
        OPEN if tag == OUTSIDE and 0 < place < len(tags) - 1 and tags[place - 1] == tags[place + 1] == OPEN else tag
        for place, tag in enumerate(tags)
    ]


class Variations:
    """Varies examples, so that the model learns what stands around names rather than names.

    Args:
        names: makes up a name.
        word: makes up a word.
        rng: what chance is drawn from.
    """

    def __init__(self, names: Any, word: Any, rng: random.Random) -> None:
        self._name, self._word, self._rng = names, word, rng

    def of(self, example: Named) -> Tagged:
        """An example as it is shown this time."""
        rng = self._rng
        renamed = rng.random() < _RENAMED
        tagged: Tagged = []
        place = 0
        tokens, tags = example.tokens, example.tags
        while place < len(tokens):
            end = place + 1
            if tags[place] == "B-PER":
                while end < len(tokens) and tags[end] == "I-PER":
                    end += 1
                name = self._renamed(tokens[place:end]) if renamed else tokens[place:end]
                tagged += [(word, "I-PER" if n else "B-PER") for n, word in enumerate(name)]
            else:
                token, before = tokens[place], tags[end] if end < len(tags) else OUTSIDE
                if tags[place] == NOBODY and before == "B-PER" and rng.random() < _OTHER_WORD:
                    token = self._word()
                tagged.append((token, tags[place]))
            place = end
        chance = rng.random()
        if chance < _SHOUTED:
            return [(token.upper(), tag) for token, tag in tagged]
        if chance < _SHOUTED + _CAPITALISED:
            return [(token[:1].upper() + token[1:], tag) for token, tag in tagged]
        return tagged

    def _renamed(self, name: Sequence[str]) -> list[str]:
        new: list[str] = self._name()
        if len(name) == 1 and len(new) > 1:
            new = [max(new, key=len)]
        return [word.upper() for word in new] if all(word.isupper() for word in name) else new
