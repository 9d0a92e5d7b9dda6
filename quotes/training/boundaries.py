"""The weights of name boundaries: estimated on annotated speakers, sets of tagged names and made-up clauses.

Every phrase that the program reads in a text is an example where the text's annotation says what name stands in it, if
one does. Of annotated articles only speakers are known, so that a phrase without one shows nothing; in tagged sets all
names are. Run twice, for what is a phrase depends in part on the weights.
"""

from __future__ import annotations

import json
import logging
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from quotes.analysis.document.tokens import Sentence, Token, sentences, tokens
from quotes.analysis.mentions.boundaries import (
    SEEN,
    Boundaries,
    Context,
    candidates,
    edge_features,
    length_feature,
    nameless_features,
    word_features,
)
from quotes.analysis.mentions.entities import NONE, Entities
from quotes.analysis.mentions.labels import NAME_LIKE, Label
from quotes.analysis.mentions.names import Name, Namer
from quotes.analysis.mentions.reader import Mentions
from quotes.learned.likeness import Likeness, likeness
from quotes.lexicon import lists
from quotes.lexicon.lists import Lexicon
from quotes.training.clauses import Clauses
from quotes.training.corpora import OLD_TREEBANK, TREEBANKS, Tagged, read_entities, read_trees, tokens_of
from quotes.training.likeness import judged_words

logger = logging.getLogger(__name__)

SEED = 20260101
SETS = ("idner-train.txt", "idner-dev.txt", "nergrit-train.txt", "nergrit-valid.txt")
MADE_UP = 3000  # clauses
HEADLINES = 300  # tagged sentences with every word in capitals, as in headlines that run into a text
ROUNDS = 2
SPREAD = 1.0  # standard deviation of the weights beforehand: small weights where little is seen
SPEAKERS = 2.0  # an annotated article's phrase counts as so many
OTHERS = 0.5  # a tagged set's
# Times as much where no name is: one too many harms little, one missed is a speaker lost.
NAMELESS = 0.3
ALIKE = 0.1  # where all words are like names
_OFTEN = 3  # times that running text has a common word
_CAPITALISED = 0.1  # so many times as often it may have a capital
_LEAST_LETTERS = 3
_OPENING = frozenset("\"'“‘(:-–—.!?")  # what begins after one has its capital anyway
_LEAST = 0.02  # smaller weights are left out
_BLOCKS = re.compile(r"\S[^\n]*")


class Names(NamedTuple):
    """Where the names of people stand in a text."""

    text: str
    spans: list[tuple[int, int]]
    all: bool  # whether nobody else is named
    made_up: bool = False  # its words are put together by chance, so that their letters tell nothing


class Example(NamedTuple):
    """A phrase and the name in it."""

    context: Context
    first: int
    last: int
    name: tuple[int, int] | None  # as words of the phrase
    weight: float


def annotated(folder: Path) -> Iterator[Names]:
    """The articles of a folder of gold, with the names of speakers, in full and as clauses print them."""
    for path in sorted(folder.glob("*.json")):
        yield of_article(json.loads(path.read_text(encoding="utf-8")))


def of_article(article: Mapping[str, Any]) -> Names:
    """An annotated article's text and its speakers' names."""
    words = lists.load()
    things = {*words.org_heads, *words.institution_speakers, *words.documents}
    forms: set[str] = set()
    for quote in [*article["quotes"], *article.get("indirect", ())]:
        full = [name for name in (quote["speaker"], *quote["aliases"]) if _is_person(name, things)]
        forms.update(full)
        held = {word for name in full for word in name.split()}
        if quote["mention"] and held.issuperset(quote["mention"].split()):
            forms.add(quote["mention"])
    if not forms:
        return Names(article["text"], [], False)
    pattern = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    spans = [m.span() for m in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", article["text"])]
    return Names(article["text"], spans, False)


def _is_person(name: str, things: set[tuple[str, ...]]) -> bool:
    first = name.split()[:1]
    capitals = [word for word in name.split() if word[0].isupper()]
    if not first or not name[0].isupper() or 2 * len(capitals) <= len(name.split()):
        return False
    shouted = len(first) == len(name.split()) and name.isupper()
    return not shouted and (first[0].casefold(),) not in things


def tagged(data: Path) -> Iterator[Names]:
    """The sentences of the tagged sets, and as many clauses made up of them."""
    found: list[Tagged] = [s for name in SETS for s in read_entities(data / "ner" / name)]
    yield from map(of_tagged, found)
    rng = random.Random(SEED)
    yield from (of_tagged(clause)._replace(made_up=True) for clause in Clauses(found, rng).some(MADE_UP))
    yield from (of_tagged([(_capital(token), tag) for token, tag in s]) for s in rng.sample(found, HEADLINES))


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def of_tagged(sentence: Tagged) -> Names:
    """A tagged sentence as text, and its people's names."""
    text, spans, start = "", [], -1
    for token, tag in [*sentence, ("", "O")]:
        kind = tag.partition("-")[2]
        if start >= 0 and not (tag[0] in "IE" and kind in ("PER", "PERSON")):
            spans.append((start, len(text)))
            start = -1
        if text and not (token in ".,;:!?)" or text[-1] == "("):
            text += " "
        if tag[0] in "BS" and kind in ("PER", "PERSON"):
            start = len(text)
        text += token
    return Names(text.rstrip(), spans, True)


class _Silent(Likeness):
    """Tells nothing of any word."""

    def degree(self, word: str) -> int:
        return 0


_SILENT = _Silent(0.0, {}, {}, (), {})


class _Recorder(Namer):
    """A namer that keeps every phrase it is asked about."""

    asked: dict[tuple[int, int, int], tuple[Sequence[Token], Context, int, int]]

    def find(self, items: Sequence[Token], labels: Sequence[Label], known: int = 0, *, reported: bool = False) -> Name:
        if items:
            end = self._before_degrees(items, labels)
            key = items[0].start, items[-1].end, known
            self.asked[key] = items, self.context(items, labels, reported=reported), known, end
        return super().find(items, labels, known, reported=reported)


def _sentences(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    for number, m in enumerate(_BLOCKS.finditer(text)):
        found += sentences(text, tokens(text, m.start(), m.end()), number)
    return found


def examples(given: Iterable[Names], boundaries: Boundaries, likeness: Likeness | None = None) -> Iterator[Example]:
    """The phrases that the program reads in texts, with the names that stand in them.

    `likeness`: another one than that which ships, which has seen the words of the tagged sets.
    """
    words = lists.load()
    for names in given:
        asked = _SILENT if names.made_up else likeness
        for items, context, first, last in phrases(_sentences(names.text), NONE, boundaries, words, asked):
            example = example_of(names, items, context, first, last)
            if example is not None:
                yield example


Phrase = tuple[Sequence[Token], Context, int, int]  # its words, what they show, where a name may begin and end


def phrases(
    cut: Sequence[Sentence], seen: Entities, boundaries: Boundaries, words: Lexicon, likeness: Likeness | None = None
) -> Iterable[Phrase]:
    """The phrases that the program reads in an article."""
    asked: dict[tuple[int, int, int], tuple[Sequence[Token], Context, int, int]] = {}

    def namer(*args: Any, asked: Any = asked, **kwargs: Any) -> Namer:
        recorder = _Recorder(*args, **{**kwargs, "boundaries": boundaries, "likeness": likeness})
        recorder.asked = asked
        return recorder

    Mentions(cut, words, seen, make_namer=namer)
    return asked.values()


def example_of(names: Names, items: Sequence[Token], context: Context, first: int, last: int) -> Example | None:
    """A phrase as an example, where what is known of the text's names tells its name or that it has none."""
    start, stop = items[0].start, items[-1].end
    inside = [(a, b) for a, b in names.spans if a < stop and b > start]
    weight = OTHERS if names.all else SPEAKERS
    if not inside:
        alike = all(word[0] in NAME_LIKE for word in context.words)
        return Example(context, first, last, None, weight * (ALIKE if alike else NAMELESS)) if names.all else None
    if len(inside) > 1:
        return None
    a, b = inside[0]
    held = [k for k, token in enumerate(items) if token.start >= a and token.end <= b]
    if not held or items[held[0]].start != a or items[held[-1]].end != b:
        return None
    name = held[0], held[-1] + 1
    labels = [word[0] for word in context.words[slice(*name)]]
    if labels[0] is Label.ORG or not any(label in NAME_LIKE for label in labels):
        return None  # an institution's, or none that its words show
    return Example(context, first, last, name, weight) if name in set(candidates(context, first, last)) else None


def estimate(given: Sequence[Example], known: Sequence[Mapping[str, float]] = ()) -> dict[str, float]:
    """The weights that make the examples' names most probable, small ones rather than large.

    Args:
        given: the examples.
        known: for each of them the weights of all that the model of names has not said, where those stay as they are:
            only what it says is weighed, in their measure.
    """
    import numpy as np
    from scipy.optimize import minimize

    index: dict[str, int] = defaultdict(lambda: len(index))
    rows: list[int] = []  # of each candidate's features, flat
    offsets = [0]
    groups: list[int] = []  # where each example's candidates begin
    gold: list[int] = []
    weights: list[float] = []
    sums: list[float] = []  # of a candidate's known weights

    def add(features: Iterable[str], by: Mapping[str, float] | None) -> None:
        held = 0.0
        for feature in features:
            if by is None or SEEN in feature:
                rows.append(index[feature])
            else:
                held += by.get(feature, 0.0)
        sums.append(held)
        offsets.append(len(rows))

    for number, example in enumerate(given):
        by = known[number] if known else None
        groups.append(len(offsets) - 1)
        runs = list(candidates(example.context, example.first, example.last))
        gold.append(len(offsets) - 1 + (0 if example.name is None else 1 + runs.index(example.name)))
        weights.append(example.weight)
        add(nameless_features(example.context.phrase), by)
        for run in runs:
            add(_features(example.context, *run), by)
    flat = np.array(rows)
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    starts = np.array(groups)
    group_of = np.repeat(np.arange(len(groups)), np.diff([*groups, len(offsets) - 1]))
    right, importance, held = np.array(gold), np.array(weights), np.array(sums)

    def loss(w: Any) -> tuple[float, Any]:
        # The last one: how much less the known weights count where the model of names was asked too.
        scores = np.bincount(owner, weights=w[:-1][flat], minlength=len(offsets) - 1) + held * (1 + w[-1])
        top = np.maximum.reduceat(scores, starts)
        odds = np.exp(scores - top[group_of])
        total = np.add.reduceat(odds, starts)
        p = odds / total[group_of] * importance[group_of]
        value = float((importance * (np.log(total) + top - scores[right])).sum()) + float(w @ w) / (2 * SPREAD**2)
        p[right] -= importance
        slope = np.append(np.bincount(flat, weights=p[owner], minlength=len(index)), (p * held).sum())
        return value, slope + w / SPREAD**2

    found = minimize(loss, np.zeros(len(index) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    found = found[:-1] / (1 + found[-1])
    return {f: round(float(found[k]), 3) for f, k in sorted(index.items()) if abs(found[k]) >= _LEAST}


def _features(context: Context, start: int, end: int) -> Iterator[str]:
    for key in context.words[start:end]:
        yield from word_features(key)
    yield from edge_features(context.edges[start], "start")
    yield from edge_features(context.edges[end], "end")
    yield length_feature(end - start, context.words[start][1], context.words[end - 1][1])


def learn_common_words(data: Path) -> list[str]:
    """Words that running text prints without a capital and hardly ever with one, but at a sentence's beginning."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    sets = [[token for token, _ in sentence] for name in SETS for sentence in read_entities(data / "ner" / name)]
    trees = [tokens_of(tree) for name in (*TREEBANKS, OLD_TREEBANK) for tree in read_trees(data / "treebank" / name)]
    for sentence in [*sets, *trees]:
        for before, word in pairwise(sentence):
            if word.isalpha() and len(word) >= _LEAST_LETTERS and before not in _OPENING:
                (lower if word.islower() else capital)[word.casefold()] += 1
    common = (w for w, n in lower.items() if n >= _OFTEN and capital[w] <= n * _CAPITALISED)
    return sorted(common)


def learn_boundaries(data: Path, articles: Sequence[Names] | None = None) -> dict[str, float]:
    """The weights, by feature.

    Args:
        data: the data folder.
        articles: other ones than those of `gold/train`.
    """
    known = articles if articles is not None else annotated(data / "gold" / "train")
    texts = [*known, *tagged(data)]
    shipped = likeness()
    unseen = shipped._replace(judged=judged_words(data, shipped.words))
    weights: dict[str, float] = {}
    for number in range(ROUNDS):
        found = list(examples(texts, Boundaries(weights), unseen))
        weights = estimate(found)
        logger.warning("boundaries: round %d, %d phrases, %d weights", number + 1, len(found), len(weights))
    return weights


def write(data: Path, folder: Path) -> None:
    """Estimate common words and weights and write them as the files that ship."""
    (folder / "common.txt").write_text("\n".join(learn_common_words(data)) + "\n", encoding="utf-8")
    weights = json.dumps(learn_boundaries(data), indent=1, ensure_ascii=False)
    (folder / "boundaries.json").write_text(weights + "\n", encoding="utf-8")
