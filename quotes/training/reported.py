"""Estimate which features tell that a reporting word reports a clause, from annotated articles.

A logistic regression over the features that `analysis.quotations.reported` names, drawn towards nothing (L2), fitted by
Newton's method with conjugate gradients. Figures come from folds by article: the weights that judge one never saw it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from quotes.analysis import pipeline
from quotes.analysis.document.annotated import AnnotatedArticle, run
from quotes.analysis.mentions import entities
from quotes.analysis.quotations import reported
from quotes.learned.clausal import BIAS, FILE, ReportedWeights
from quotes.lexicon import lists
from quotes.reading import Skipped, articles
from quotes.records import Article, Span

FOLDS = 4
SENTENCES = Path(__file__).with_suffix(".txt")  # made up: what is common in the language and rare in the articles
CORPUS = Path(__file__).resolve().parents[2] / "corpus"  # the project's own annotated articles
LEAST = 0.55  # probability from which on a candidate is taken
_COMMON = 2  # candidates of the training set that have a feature; fewer teach nothing that carries over
_DRAWN = 2.0  # how strongly weights are drawn towards nothing
_DIGITS = 2
_LEAST = 0.03  # smaller weights are left out
_EDGE = " \t\r\n\"'“”„«»‘’.,;:!?…-–—"
_ANNOTATION = re.compile(r"([\[\]<>])")
_STRICT = 0.8  # of both spans together that both cover


class Labelled(NamedTuple):
    """A candidate with what the annotation says of it."""

    features: tuple[str, ...]
    right: bool
    overlap: float  # with the annotated span, of both together
    word: tuple[int, int]  # which reporting word of the article: its sentence, and its place there


class Case(NamedTuple):
    """An annotated article."""

    candidates: list[Labelled]
    annotated: int  # statements


def train_reported(data: Path, out: Path) -> None:
    """Estimate the weights on `data`/gold/train, the project's corpus and its sentences, and write them to `out`."""
    write(estimate([*read_cases(data / "gold" / "train"), *own_cases()]), out / FILE)


def own_cases() -> list[Case]:
    """The project's own articles and sentences, made up and annotated here."""
    return [*read_cases(CORPUS), *read_sentences(SENTENCES)]


def read_cases(folder: Path) -> list[Case]:
    """The annotated articles of a folder with their candidates."""
    cases = []
    for article in articles([str(folder)]):
        if isinstance(article, Skipped):
            continue
        if not (folder / f"{article.doc_id}.json").is_file():
            continue
        gold = json.loads((folder / f"{article.doc_id}.json").read_text(encoding="utf-8"))
        cases.append(_labelled(_annotated(article), gold["indirect"]))
    return cases


def read_sentences(path: Path) -> list[Case]:
    """Annotated sentences with their candidates, each as an article of its own."""
    lines = path.read_text(encoding="utf-8").splitlines()
    read = [read_sentence(line) for line in lines if line and not line.startswith("#")]
    return [_labelled(_annotated(Article("sentence", text)), wanted) for text, wanted in read]


def read_sentence(line: str) -> tuple[str, list[dict[str, Any]]]:
    """A sentence without the marks of its annotation, and what it reports: start, end, cue.

    Raises:
        ValueError: a content has no reporting word, or the other way about.
    """
    text, opened, contents, cues = "", 0, [], []
    for part in _ANNOTATION.split(line):
        if part in ("[", "<"):
            opened = len(text)
        elif part == "]":
            contents.append((opened, len(text)))
        elif part == ">":
            cues.append(text[opened:])
        else:
            text += part
    pairs = zip(contents, cues, strict=True)
    return text, [{"start": start, "end": end, "cue": cue} for (start, end), cue in pairs]


def _annotated(article: Article) -> AnnotatedArticle:
    annotated = AnnotatedArticle(article, lists.load(), entities.NONE)
    run(pipeline.STAGES[: pipeline.STAGES.index(pipeline.find_reported)], annotated)
    return annotated


def _labelled(annotated: AnnotatedArticle, wanted: Sequence[dict[str, Any]]) -> Case:
    candidates = list(pipeline.candidates_of_reported(annotated))
    found = [reported.statement(c, annotated.sentences[c.sentence], annotated.text) for c in candidates]
    text = annotated.text
    pairs = []
    for j, statement in enumerate(found):
        span = _trimmed(text, statement.span)
        cue = statement.clause.cue
        for i, each in enumerate(wanted):
            other = _trimmed(text, Span(each["start"], each["end"]))
            shared = min(span.end, other.end) - max(span.start, other.start)
            if shared > 0 and cue is not None and _base(cue.text) == _base(each["cue"]):
                pairs.append((shared / (max(span.end, other.end) - min(span.start, other.start)), i, j))
    taken: set[int] = set()
    overlap: dict[int, float] = {}
    for share, i, j in sorted(pairs, reverse=True):
        if i not in taken and j not in overlap:
            taken.add(i)
            overlap[j] = share
    labelled = [
        Labelled(c.features, j in overlap, overlap.get(j, 0.0), (c.sentence, c.at)) for j, c in enumerate(candidates)
    ]
    return Case(labelled, len(wanted))


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Span(start, end)


def _base(cue: str) -> str:
    return re.sub(r"(nya)?$", "", cue.casefold().strip())


def estimate(cases: Sequence[Case]) -> ReportedWeights:
    """The weights that tell the right candidates of some articles from the others."""
    rows = [labelled for case in cases for labelled in case.candidates]
    counts = Counter(name for row in rows for name in set(row.features))
    names = [BIAS, *sorted(name for name, count in counts.items() if count >= _COMMON)]
    place = {name: index for index, name in enumerate(names)}
    held = [[0, *sorted(place[name] for name in set(row.features) if name in place)] for row in rows]
    weights = _fitted(held, np.array([row.right for row in rows], dtype=float), len(names))
    rounded = {name: round(float(weight), _DIGITS) for name, weight in zip(names, weights, strict=True)}
    return ReportedWeights({name: weight for name, weight in rounded.items() if abs(weight) >= _LEAST}, LEAST)


def _fitted(held: Sequence[Sequence[int]], right: np.ndarray, width: int) -> np.ndarray:
    """Weights of least loss: Newton's method, each step by conjugate gradients."""
    rows = np.repeat(np.arange(len(held)), [len(columns) for columns in held])
    columns = np.concatenate([np.array(each) for each in held])

    def scores(weights: np.ndarray) -> np.ndarray:
        return np.bincount(rows, weights[columns], minlength=len(held))

    def back(values: np.ndarray) -> np.ndarray:
        return np.bincount(columns, values[rows], minlength=width)

    weights = np.zeros(width)
    for _ in range(15):
        probable = 1 / (1 + np.exp(-scores(weights)))
        slope = back(probable - right) + _DRAWN * weights
        curve = probable * (1 - probable)
        step, rest = np.zeros(width), -slope
        direction, size = rest.copy(), rest @ rest
        for _ in range(60):
            if size < 1e-10:
                break
            turned = back(curve * scores(direction)) + _DRAWN * direction
            length = size / (direction @ turned)
            step += length * direction
            rest -= length * turned
            size, before = rest @ rest, size
            direction = rest + size / before * direction
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _taken(case: Case, weights: ReportedWeights) -> Iterator[Labelled]:
    """Of the candidates of each reporting word the most probable one."""
    for _, same in groupby(case.candidates, key=lambda labelled: labelled.word):
        yield max(same, key=lambda labelled: weights.probability(labelled.features))


def figures(cases: Sequence[Case], always: Sequence[Case] = (), folds: int = FOLDS) -> dict[str, float]:
    """F1 of statements and of strict spans, precision and recall, in percent, over folds by article.

    Args:
        cases: those that are judged, each by weights that never saw it.
        always: those that all weights are estimated on as well.
    """
    hits = strict = taken = 0
    for fold in range(folds):
        weights = estimate([*always, *(case for number, case in enumerate(cases) if number % folds != fold)])
        for case in cases[fold::folds]:
            kept = [labelled for labelled in _taken(case, weights) if weights.tells(labelled.features)]
            taken += len(kept)
            hits += sum(labelled.right for labelled in kept)
            strict += sum(labelled.right and labelled.overlap >= _STRICT for labelled in kept)
    annotated = sum(case.annotated for case in cases)
    both = taken + annotated
    return {
        "statements F1": round(200 * hits / both, 1),
        "strict F1": round(200 * strict / both, 1),
        "precision": round(100 * hits / taken, 1),
        "recall": round(100 * hits / annotated, 1),
    }


def write(weights: ReportedWeights, path: Path) -> None:
    """Write weights so that a person can read them, one a line, the heaviest first."""
    heaviest = dict(sorted(weights.weights.items(), key=lambda item: (-abs(item[1]), item[0])))
    held = json.dumps({"least": weights.least, "weights": heaviest}, indent=0, ensure_ascii=False)
    path.write_text(held + "\n", encoding="utf-8")
