"""Which candidate it is, and how sure a row may be: small linear models over named features, in plain Python.

Owns the file that holds their weights, `weights/speakers.toml`, which a person can read: one line a feature. They are
estimated by `quotes.training.speakers` from annotated articles; no weight belongs to a word.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from quotes.errors import ModelError
from quotes.learned.logistic import logistic
from quotes.learned.shipped import MODELS

FILE = "speakers.toml"
ALL = "all"  # the table of weights that hold however the clause names the speaker
BIAS = "bias"  # in a table of sureness: where a row without any feature stands
PERSON, NAME = "person", "name"  # the tables of sureness


@dataclass(frozen=True, slots=True)
class SpeakerWeights:
    """The weights of all models."""

    candidate: Mapping[str, Mapping[str, float]]  # way of naming -> feature -> weight, `all` apart from the others
    # Table -> feature -> weight, in log odds: whether it is the right person; if so, whether that is the full name.
    sureness: Mapping[str, Mapping[str, float]]
    # Way of naming -> feature -> both its weights, as far as they have been asked for.
    _both: dict[str, dict[str, float]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def weight(self, naming: str, feature: str) -> float:
        """How much a feature of a candidate weighs where the clause names the speaker in a way."""
        everywhere, here = self.candidate.get(ALL, {}), self.candidate.get(naming, {})
        return everywhere.get(feature, 0.0) + here.get(feature, 0.0)

    def probabilities(self, naming: str, candidates: Sequence[Iterable[tuple[str, float]]]) -> list[float]:
        """How probably each of the candidates, given by its features, is the one (McFadden's conditional logit)."""
        if naming not in self._both:
            features = {*self.candidate.get(ALL, {}), *self.candidate.get(naming, {})}
            self._both[naming] = {feature: self.weight(naming, feature) for feature in features}
        both = self._both[naming]
        scores = [sum([both.get(name, 0.0) * value for name, value in features]) for features in candidates]
        most = max(scores, default=0.0)
        weights = [math.exp(score - most) for score in scores]
        total = sum(weights)
        return [weight / total for weight in weights]

    def sure(self, features: Sequence[tuple[str, float]]) -> float:
        """How probably a row with such features has the right person under the right full name."""
        return self.holds(PERSON, features) * self.holds(NAME, features)

    def holds(self, table: str, features: Iterable[tuple[str, float]]) -> float:
        """How probably what a table of sureness tells of holds for a row: logistic regression."""
        weights = self.sureness[table]
        return logistic(weights.get(BIAS, 0.0) + sum([weights.get(name, 0.0) * value for name, value in features]))


def figures(folder: Path = MODELS) -> dict[str, float]:
    """How good the weights were on articles that they were not estimated on, in percent, by folds."""
    return _numbers(tomllib.loads((folder / FILE).read_text(encoding="utf-8"))["figures"])


@cache
def load(folder: Path = MODELS) -> SpeakerWeights:
    """The weights that ship.

    Raises:
        ModelError: the file is missing or damaged.
    """
    path = folder / FILE
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        candidate = {naming: _numbers(table) for naming, table in held["candidate"].items()}
        return SpeakerWeights(candidate, {table: _numbers(held["sureness"][table]) for table in (PERSON, NAME)})
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ModelError(f"the weights {path} are missing or damaged", "reinstall quotes") from error


def _numbers(table: Mapping[str, object]) -> dict[str, float]:
    found = {}
    for name, value in table.items():
        if not isinstance(value, float) or not math.isfinite(value):
            raise ValueError(f"{name} is no number")
        found[name] = value
    return found
