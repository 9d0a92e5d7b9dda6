"""Estimate how much each feature of a candidate weighs, and how sure a row is, from annotated articles.

Weights of candidates are a conditional logit, those of sureness a logistic regression, both drawn towards nothing (L2).
Figures come from folds by article: the weights that judge an article never saw it. The rows that sureness is learnt
from are such rows too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from quotes.analysis import pipeline
from quotes.analysis.attribution import speakers
from quotes.analysis.attribution.candidates import Candidate, Situation
from quotes.analysis.attribution.evidence import WORDING, Evidence
from quotes.analysis.attribution.sureness import Rows
from quotes.analysis.document.annotated import AnnotatedArticle
from quotes.analysis.document.annotated import run as run_stages
from quotes.analysis.pipeline import Analyser
from quotes.evaluation.scoring import Certainty, certain, same_person
from quotes.learned.names import Tagger
from quotes.learned.ranking import ALL, BIAS, FILE, NAME, PERSON, SpeakerWeights
from quotes.reading import Skipped, articles
from quotes.records import Span
from quotes.text.spelling import words_of
from quotes.training import named

FOLDS = 10
_READ = ("detik", "outlets")  # gold of articles that the rules were written by
_CORPUS = Path(__file__).parents[2] / "corpus"  # the same, where the project's folder is at hand
_DRAWN = 2.0  # how strongly weights are drawn towards nothing; of 1 to 4 tried by folds
_DRAWN_HERE = 8.0  # the same for what a way of naming adds; of 4 to 32
_DRAWN_SURE = 8.0  # of 3 to 20 tried by folds, all from 6 on do as well
_DRAWN_BIAS = 0.01
_OVERLAP = 0.5  # of a statement told without marks and its annotation, of both together
_DIGITS = 3

Names = tuple[str, ...]  # a speaker's full name, then what else will do; the first is "" where nobody can tell


class Annotation(NamedTuple):
    """One annotated statement."""

    span: Span
    indirect: bool
    names: Names


class Choice(NamedTuple):
    """One statement whose speaker had to be chosen."""

    naming: str
    features: list[list[Evidence]]  # of each candidate
    right: list[bool]  # one a candidate


class Row(NamedTuple):
    """One row of a ledger."""

    features: list[tuple[str, float]]
    right: bool  # the right person under the right full name
    same: bool  # the right person


def read_annotations(folder: Path) -> dict[str, list[Annotation]]:
    """The annotated statements of each article, by its id."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        held = json.loads(path.read_text(encoding="utf-8"))
        found[held["doc_id"]] = [
            Annotation(Span(item["start"], item["end"]), kind == "indirect", (item["speaker"], *item["aliases"]))
            for kind in ("quotes", "indirect")
            for item in held.get(kind, ())
            if item["kind"] != "none"
        ]
    return found


def names_of(span: Span, indirect: bool, known: Sequence[Annotation]) -> Names | None:
    """Who said a statement according to its annotation; None: it has none."""
    for annotation in known:
        if annotation.indirect != indirect:
            continue
        shared = min(span.end, annotation.span.end) - max(span.start, annotation.span.start)
        together = max(span.end, annotation.span.end) - min(span.start, annotation.span.start)
        if shared > _OVERLAP * together:
            return annotation.names
    return None


class _Asking(Analyser):
    """An analyser that asks another tagger than the one that ships."""

    tagger: Tagger

    def _tagger(self) -> Tagger:
        return self.tagger


def read(folder: Path, mode: str, taggers: Sequence[Tagger] = ()) -> list[AnnotatedArticle]:
    """The articles of a folder, analysed as far as their mentions.

    Args:
        folder: of annotated articles.
        mode: of the analyser.
        taggers: one a fold of the articles (see `named.folds`), which has not seen them; none for the one that ships.
    """
    sound = [article for article in articles([str(folder)]) if not isinstance(article, Skipped)]
    if not taggers:
        return Analyser(mode=mode).analysed(sound)
    fold = named.folds(article.doc_id for article in sound)
    found = []
    for number, tagger in enumerate(taggers):
        analyser = _Asking(mode=mode)
        analyser.tagger = tagger
        found += analyser.analysed([article for article in sound if fold[article.doc_id] == number])
    return found


def attributed(article: AnnotatedArticle, choose: speakers.Chooser) -> AnnotatedArticle:
    """An article attributed anew by a chooser."""
    run_stages((pipeline.gather_people,), article)
    article.attributions = speakers.attributed(article, choose)
    return article


def choices(article: AnnotatedArticle, known: Sequence[Annotation]) -> list[Choice]:
    """Every choice of an article; the discourse goes on by the right speakers, where they are among the candidates."""
    found: list[Choice] = []

    def choose(
        situation: Situation, candidates: Sequence[Candidate], features: Sequence[Sequence[Evidence]]
    ) -> Sequence[float]:
        names = names_of(situation.statement.span, situation.statement.quotation < 0, known)
        right = [names is not None and same_person(candidate.speaker.name, names) for candidate in candidates]
        if len(candidates) > 1 and any(right):
            found.append(Choice(situation.naming, [list(each) for each in features], right))
        return right if any(right) else [any(e.feature == "spoke_last" for e in each) for each in features]

    attributed(article, choose)
    return found


def fit_candidates(known: Sequence[Choice]) -> dict[str, dict[str, float]]:
    """The weights of a conditional logit: by way of naming, `all` for those that hold in each."""
    from scipy.optimize import minimize

    namings = sorted({choice.naming for choice in known})
    columns = {(naming, name): n for n, (naming, name) in enumerate((a, b) for a in (ALL, *namings) for b in WORDING)}
    entries: list[tuple[int, int, float]] = []
    starts, right, row = [], [], 0
    for choice in known:
        starts.append(row)
        for features, fits in zip(choice.features, choice.right, strict=True):
            for name, value in features:
                entries += ((row, columns[naming, name], value) for naming in (ALL, choice.naming))
            right.append(fits)
            row += 1
    data = _sparse(entries, row, len(columns))
    begin, fit = np.array(starts), np.array(right)
    counts = np.diff([*starts, row])
    drawn = np.array([_DRAWN if naming == ALL else _DRAWN_HERE for naming, _ in columns])

    def loss(weights: Any) -> tuple[float, Any]:
        scores = data @ weights
        scores = np.exp(scores - np.repeat(np.maximum.reduceat(scores, begin), counts))
        share = scores / np.repeat(np.add.reduceat(scores, begin), counts)
        of_right = np.add.reduceat(share * fit, begin)
        target = share * fit / np.repeat(of_right, counts)
        slope = data.T @ (share - target) + drawn * weights
        return float(-np.log(of_right).sum() + 0.5 * (drawn * weights**2).sum()), slope

    weights = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B").x
    found: dict[str, dict[str, float]] = {naming: {} for naming in (ALL, *namings)}
    for (naming, name), n in columns.items():
        if round(weights[n], _DIGITS):
            found[naming][name] = round(float(weights[n]), _DIGITS)
    return found


def _sparse(entries: Sequence[tuple[int, int, float]], height: int, width: int) -> Any:
    """A matrix of entries, each with its row and column; few features hold for each row."""
    from scipy.sparse import csr_matrix

    rows, columns, values = zip(*entries, strict=True)
    return csr_matrix((values, (rows, columns)), shape=(height, width))


def fit_sureness(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """The weights of whether a row has the right person, and of whether the right person has the full name."""
    same = [row for row in rows if row.same]
    return {
        PERSON: _fit_rows(rows, [row.same for row in rows]),
        NAME: _fit_rows(same, [row.right for row in same]),
    }


def _fit_rows(rows: Sequence[Row], holds: Sequence[bool]) -> dict[str, float]:
    """The weights of a logistic regression of what holds for each row."""
    from scipy.optimize import minimize

    names = sorted({name for row in rows for name, _ in row.features})
    column = {name: n for n, name in enumerate(names)}
    entries = [(number, column[name], value) for number, row in enumerate(rows) for name, value in row.features]
    entries += ((number, len(names), 1.0) for number in range(len(rows)))  # the bias, drawn towards nothing least
    data = _sparse(entries, len(rows), len(names) + 1)
    right = np.array(holds)
    drawn = np.array([*[_DRAWN_SURE] * len(names), _DRAWN_BIAS])

    def loss(weights: Any) -> tuple[float, Any]:
        odds = data @ weights
        slope = data.T @ (1 / (1 + np.exp(-odds)) - right) + drawn * weights
        return float(np.logaddexp(0, np.where(right, -odds, odds)).sum() + 0.5 * (drawn * weights**2).sum()), slope

    weights = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    found = {name: round(float(weight), _DIGITS) for name, weight in zip((*names, BIAS), weights, strict=True)}
    return {name: weight for name, weight in found.items() if weight}


def by_weights(weights: SpeakerWeights) -> speakers.Chooser:
    """The chooser that goes by some weights."""
    return lambda situation, candidates, found: weights.probabilities(situation.naming, found)


def rows(article: AnnotatedArticle, known: Sequence[Annotation]) -> Iterator[Row]:
    """The rows of an attributed article that are annotated."""
    held = Rows(article)
    for index, (statement, attribution) in enumerate(zip(article.statements, article.attributions, strict=True)):
        names = names_of(statement.span, statement.quotation < 0, known)
        if names is not None:
            name = attribution.speaker.name
            yield Row(held.features(index), words_of(name or "") in map(words_of, names), same_person(name, names))


def folds(ids: Iterable[str]) -> dict[str, int]:
    """The fold of each article, the same in every run."""
    return {doc_id: n % FOLDS for n, doc_id in enumerate(sorted(ids))}


def _of(folder: Path) -> list[Choice]:
    """The choices of a folder of annotated articles; none where there is no such folder."""
    if not folder.is_dir():
        return []
    known = read_annotations(folder)
    read_in = [article for article in read(folder, "rules") if article.article.doc_id in known]
    return [choice for article in read_in for choice in choices(article, known[article.article.doc_id])]


def _without(learnt: Mapping[str, Sequence[Choice]], fold: Mapping[str, int], number: int) -> Iterator[Choice]:
    """The choices of all articles but those of a fold."""
    return (choice for doc_id, held in learnt.items() if fold[doc_id] != number for choice in held)


def estimate(
    data: Path, mode: str = "cascade", taggers: Sequence[Tagger] = ()
) -> tuple[SpeakerWeights, dict[str, float]]:
    """The weights, from the gold of a folder of data, and figures of cross-validation.

    Sureness is learnt from `gold/train` alone: of articles that the rules were written by too many rows are right.
    """
    read_before = [choice for folder in (*(data / "gold" / name for name in _READ), _CORPUS) for choice in _of(folder)]
    known = read_annotations(data / "gold" / "train")
    fold = folds(known)
    read_now = read(data / "gold" / "train", mode, taggers)
    taken = [article for article in read_now if article.article.doc_id in known]
    learnt = {article.article.doc_id: choices(article, known[article.article.doc_id]) for article in taken}
    judged: dict[str, list[Row]] = {}
    for number in range(FOLDS):
        weights = fit_candidates([*read_before, *_without(learnt, fold, number)])
        choose = by_weights(SpeakerWeights(weights, {}))
        for article in taken:
            doc_id = article.article.doc_id
            if fold[doc_id] == number:
                judged[doc_id] = list(rows(attributed(article, choose), known[doc_id]))
    certainty = []
    for number in range(FOLDS):
        sure = SpeakerWeights({}, fit_sureness([r for d, held in judged.items() if fold[d] != number for r in held]))
        certainty += [(sure.sure(r.features), r) for d, held in judged.items() if fold[d] == number for r in held]
    every = [*read_before, *(choice for held in learnt.values() for choice in held)]
    sureness = fit_sureness([row for held in judged.values() for row in held])
    return SpeakerWeights(fit_candidates(every), sureness), figures(certainty)


def figures(certainty: Sequence[tuple[float, Row]]) -> dict[str, float]:
    """Shares of right rows, and what confidence is worth: see `evaluation.scoring.FIGURES`."""
    judged = [Certainty(sure, row.same, row.right and row.same) for sure, row in certainty]
    return {
        "rows": len(judged),
        "speaker": 100 * sum(row.person for row in judged) / len(judged),
        "canonical": 100 * sum(row.name for row in judged) / len(judged),
        **certain(judged),
    }


def write(weights: SpeakerWeights, told: Mapping[str, float], folder: Path) -> None:
    """Write the weights and their figures as the file that ships."""
    lines = [
        "# How much each feature of a candidate and of a row weighs: made by `make models`, not by hand.",
        "# What the features mean: quotes/analysis/attribution/evidence.py and sureness.py.",
    ]
    tables = [(f"candidate.{naming}", table) for naming, table in weights.candidate.items() if table]
    figures_told = {name: round(float(value), 2) for name, value in told.items()}
    sure = [(f"sureness.{table}", held) for table, held in weights.sureness.items()]
    for name, table in [("figures", figures_told), *tables, *sure]:
        lines += ["", f"[{name}]", *(f"{feature} = {weight}" for feature, weight in table.items())]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
