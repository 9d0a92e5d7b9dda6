"""What each learned part and each class of repair buys, on annotated articles: writes the tables of docs/ablation.md.

Usage: ablation.py DATA [--unseen FOLDER] [--folds N]; DATA is a folder with `gold/train` (and `ner`, `treebank` for the
folds), FOLDER of DATA/gold is measured beside it, `dev` by default. Each part is taken out by itself, the others stay.
On `train` all weights but those of the model of names and of sureness come from the other folds, so that no article is
judged by what it taught. Only figures are printed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from measure import Table
from modes import quality, speed

from quotes.analysis.layout import joints, paragraphs
from quotes.analysis.layout.furniture import Furniture
from quotes.analysis.mentions.boundaries import Boundaries, Span
from quotes.analysis.pipeline import Analyser
from quotes.evaluation.scoring import GoldArticle, evaluate, read_gold, same_person
from quotes.learned import clausal, ranking
from quotes.learned.boundaries import name_boundaries
from quotes.learned.clausal import ReportedWeights
from quotes.learned.ranking import BIAS, NAME, PERSON, SpeakerWeights
from quotes.reading import Skipped, articles
from quotes.records import Article, Quote
from quotes.records import Span as Stretch
from quotes.text.spelling import words_of
from quotes.training import boundaries as training_boundaries
from quotes.training import reported as training_reported
from quotes.training import speakers as training_speakers
from quotes.training.speakers import Row
from quotes.training.speakers import figures as figures_of_sureness

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "ablation.md"
TABLES = re.compile(r"(?<=<!-- tables -->\n).*(?=<!-- end of tables -->)", re.DOTALL)
FIGURES = ("detection", "speaker", "canonical", "role", "stated", "dated", "indirect", "indirect_canonical")
OUTER = " \t\r\n\"'“”„«»‘’.,;:!?…-–—"  # as score.py leaves it out
REPAIRED = ("detection", "speaker", "canonical", "role", "stated", "dated")

sys.path.insert(0, str(ROOT / "tests"))
import damage  # noqa: E402  (what crawlers do to texts is the tests')


class Weights(NamedTuple):
    """What is learned, apart from the model of names."""

    speakers: SpeakerWeights
    boundaries: Mapping[str, float]
    reported: ReportedWeights


class Example(NamedTuple):
    """An annotated article, as read and as annotated."""

    article: Article
    gold: GoldArticle


def examples(folder: Path) -> list[Example]:
    """The annotated articles of a folder."""
    gold = {article.doc_id: article for article in read_gold(folder)}
    read = [item for item in articles([str(folder)]) if not isinstance(item, Skipped)]
    return [Example(article, gold[article.doc_id]) for article in read if article.doc_id in gold]


# --- parts taken out ---------------------------------------------------------------------------------------------


@contextmanager
def using(weights: Weights) -> Iterator[None]:
    """Analyse by other weights."""
    marked = Boundaries(weights.boundaries)
    with ExitStack() as stack:
        stack.enter_context(patch("quotes.learned.ranking.load", lambda: weights.speakers))
        stack.enter_context(patch("quotes.learned.clausal.load", lambda: weights.reported))
        stack.enter_context(patch("quotes.analysis.mentions.names._shipped", lambda: marked))
        yield


def shipped() -> Weights:
    return Weights(ranking.load(), name_boundaries(), clausal.load())


def without_ranker(weights: Weights) -> Weights:
    """The first candidate proposed is the speaker."""
    return weights._replace(speakers=SpeakerWeights({}, weights.speakers.sureness))


def without_reported(weights: Weights) -> Weights:
    """Nothing is told without marks."""
    return weights._replace(reported=ReportedWeights({}, 2.0))


def without_sureness(weights: Weights) -> Weights:
    """Confidence is the share of the choice, 1 where there is none."""
    share = {BIAS: 9.0, "choice": -9.0, "choice_odds": 1.0}
    tables = {PERSON: share, NAME: {BIAS: 9.0}}
    return weights._replace(speakers=SpeakerWeights(weights.speakers.candidate, tables))


def whole_phrase(_self: Boundaries, _labels: Any, _shows: Any, first: int, last: int, **_: Any) -> Span | None:
    """All words that may be of a name are: boundaries without weights."""
    return Span(first, last, 1.0) if last > first else None


Made = Callable[[Weights], Weights]
PARTS: tuple[tuple[str, Made | None], ...] = (
    ("all", lambda weights: weights),
    ("without the ranker", without_ranker),
    ("without the boundaries of names", None),
    ("without reported speech", without_reported),
    ("without the model of names", None),
    ("without sureness", without_sureness),
)


def measured(known: Sequence[Example], weights: Weights, name: str, made: Made | None) -> list[Quote]:
    """The rows of articles with a part taken out."""
    mode = "rules" if name == "without the model of names" else "cascade"
    with ExitStack() as stack:
        stack.enter_context(using(weights if made is None else made(weights)))
        if name == "without the boundaries of names":
            stack.enter_context(patch.object(Boundaries, "best", whole_phrase))
        analyser = Analyser(mode=mode, indirect=True)
        return [row for analysed in analyser.each([example.article for example in known]) for row in analysed.quotes]


def sureness(ledger: Sequence[Quote], gold: Sequence[GoldArticle]) -> list[float]:
    """Calibration error, and the shares of wrong speakers and wrong names that the least sure tenth of rows holds."""
    names = {(article.doc_id, quote.span): quote.names for article in gold for quote in article.quotes}
    rows = []
    for row in ledger:
        known = names.get((row.doc_id, trimmed(row)))
        if row.kind != "indirect" and known is not None:
            right = words_of(row.speaker or "") in map(words_of, known)
            rows.append((row.confidence, Row([], right, right or same_person(row.speaker, known))))
    found = figures_of_sureness(rows)
    return [found[name] for name in ("calibration_error", "least_sure_speakers", "least_sure_names")]


def trimmed(row: Quote) -> Stretch:
    """Where a row stands without marks at its edges, as `evaluate` compares it."""
    start = len(row.quote) - len(row.quote.lstrip(OUTER))
    return Stretch(row.start + start, row.start + len(row.quote.rstrip(OUTER)))


def parts(folds: Sequence[tuple[Sequence[Example], Weights]]) -> Table:
    """Figures with each part taken out; `folds`: articles, and the weights that judge them."""
    rows = []
    gold = [example.gold for known, _ in folds for example in known]
    for name, made in PARTS:
        ledger = [row for known, weights in folds for row in measured(known, weights, name, made)]
        found = evaluate(gold, ledger).figures
        figures = [*(found.get(figure) for figure in FIGURES), *sureness(ledger, gold)]
        rows.append([name, *("" if figure is None else f"{figure:.1f}" for figure in figures)])
    heads = [figure.replace("_", " ") for figure in FIGURES]
    return Table(["", *heads, "calibration error", "wrong speakers of the least sure tenth", "wrong names"], rows)


def by_folds(data: Path, known: Sequence[Example], count: int) -> list[tuple[list[Example], Weights]]:
    """The articles in folds, each with weights estimated on the others."""
    train = data / "gold" / "train"
    fold = {example.gold.doc_id: number % count for number, example in enumerate(known)}
    told = training_speakers.read_annotations(train)
    taken = training_speakers.read(train, "cascade")
    named = {
        doc_id: names
        for path in sorted(train.glob("*.json"))
        for content in [json.loads(path.read_text(encoding="utf-8"))]
        for doc_id, names in [(content["doc_id"], training_boundaries.of_article(content))]
    }
    cases = dict(
        zip(
            [a.doc_id for a in articles([str(train)]) if not isinstance(a, Skipped)],
            training_reported.read_cases(train),
            strict=True,
        )
    )
    seen = name_boundaries()  # of which those of the model's word are kept
    found = []
    for number in range(count):
        others = {doc_id for doc_id, of in fold.items() if of != number}
        choices = [
            choice
            for article in taken
            if article.article.doc_id in others
            for choice in training_speakers.choices(article, told[article.article.doc_id])
        ]
        weights = Weights(
            SpeakerWeights(training_speakers.fit_candidates(choices), ranking.load().sureness),
            seen | training_boundaries.learn_boundaries(data, [named[doc_id] for doc_id in sorted(others)]),
            training_reported.estimate([case for doc_id, case in cases.items() if doc_id in others]),
        )
        found.append(([example for example in known if fold[example.gold.doc_id] == number], weights))
    return found


# --- repairs taken out -------------------------------------------------------------------------------------------


@contextmanager
def unrepaired() -> Iterator[None]:
    """Analyse texts as they are."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(paragraphs, "legible", lambda text: (text, ())))
        stack.enter_context(patch.object(joints, "mended", lambda text, lines, title, words: (list(lines), ())))
        stack.enter_context(patch.object(Furniture, "pieces", lambda _self, _text, line, *_others: iter([line])))
        yield


def broken(example: Example, each: damage.Damage) -> Example:
    """An article damaged, with its annotation moved."""
    text = example.gold.text
    edits = each(text)
    starts = [edit.end for edit in edits]

    def at(offset: int, *, end: bool = False) -> int:
        passed = edits[: bisect_right(starts, offset)]
        if end:  # what is put in right behind a quotation is no part of it
            passed = [edit for edit in passed if not edit.start == edit.end == offset]
        return offset + sum(len(edit.new) - (edit.end - edit.start) for edit in passed)

    def moved(quotes: Sequence[Any] | None) -> Any:
        if quotes is None:
            return None
        spans = (Stretch(at(quote.span.start), at(quote.span.end, end=True)) for quote in quotes)
        return tuple(replace(quote, span=span) for quote, span in zip(quotes, spans, strict=True))

    new = damage.damaged(text, edits)
    gold = replace(example.gold, text=new, quotes=moved(example.gold.quotes), indirect=moved(example.gold.indirect))
    return Example(replace(example.article, text=new), gold)


def repairs(known: Sequence[Example]) -> Table:
    """Figures by class of damage, as read and without repairs, of articles that keep their paragraphs."""
    kept = [example for example in known if "\n" in example.gold.text.strip()]
    analyser = Analyser(mode="rules")
    rows = []
    for name, each in [("no damage", lambda _: []), *((each.__name__, each) for each in damage.CLASSES)]:
        damaged = [broken(example, each) for example in kept]
        pair = []
        for way in (ExitStack, unrepaired):
            with way():
                found = analyser.each([example.article for example in damaged])
                ledger = [row for analysed in found for row in analysed.quotes]
            pair.append(evaluate([example.gold for example in damaged], ledger).figures)
        cells = (f"{pair[0][figure]:.1f} ({pair[1][figure]:.1f})" for figure in REPAIRED)
        rows.append([name.replace("_", " "), *cells])
    return Table([f"{len(kept)} articles", *REPAIRED], rows)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--unseen", default="dev")
    parser.add_argument("--folds", type=int, default=2)
    args = parser.parse_args()
    train, unseen = (args.data / "gold" / name for name in ("train", args.unseen))
    known, others = examples(train), examples(unseen) if args.unseen else []
    shown: list[str] = []

    def show(title: str, *tables: object) -> None:
        shown.append(f"### {title}\n\n" + "\n\n".join(map(str, tables)) + "\n")
        print(shown[-1], flush=True)

    began = time.process_time()
    if others:
        show(f"Parts, on {args.unseen}", parts([(others, shipped())]))
    show(f"Parts, on train, weights of {args.folds} folds", parts(by_folds(args.data, known, args.folds)))
    if others:
        show(f"Repairs, on {args.unseen}: with (without)", repairs(others))
    show("Repairs, on train: with (without)", repairs(known))
    folders = [train, *([unseen] if others else [])]
    show("Rules, default and full", quality(folders), *speed(folders[-1]))
    print(f"{time.process_time() - began:.0f} s of processor")
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLES.sub(lambda _: "\n" + "\n".join(shown) + "\n", text), encoding="utf-8")


if __name__ == "__main__":
    main()
