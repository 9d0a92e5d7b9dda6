"""Whether a reporting word reports a clause: a small linear model over named features, in plain Python.

Owns the file that holds its weights, `weights/reported.json`, which a person can read: one line a feature, its weight
in log odds. Estimated by `quotes.training.reported` from annotated articles; the verbs it names are the lexicon's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from quotes.errors import ModelError
from quotes.learned.logistic import logistic
from quotes.learned.shipped import MODELS

FILE = "reported.json"
BIAS = "bias"  # where a candidate without any feature stands
_MOST_MET = 100_000  # traits whose weight is remembered


Trait = str | tuple[Any, ...]
"""A feature's name; or a function that names features, and what it is given: each of them hangs on nothing else."""


def names(trait: Trait) -> Iterable[str]:
    """The features of a trait."""
    return (trait,) if isinstance(trait, str) else trait[0](*trait[1:])


@dataclass(frozen=True, slots=True)
class ReportedWeights:
    """The weights, and from which probability on a candidate is taken."""

    weights: Mapping[str, float]  # feature -> log odds
    least: float  # probability
    # What traits weigh, as far as they have been met: candidates differ in which, seldom in one that none had before.
    _met: dict[Trait, float] = field(default_factory=dict, init=False, repr=False, compare=False)

    def probability(self, traits: Iterable[Trait]) -> float:
        """How probably a candidate with such traits tells what somebody said: logistic regression."""
        met = self._met
        odds = self.weights.get(BIAS, 0.0)
        for trait in traits:
            weight = met.get(trait)
            odds += self._weight(trait) if weight is None else weight
        return logistic(odds)

    def _weight(self, trait: Trait) -> float:
        weight = sum(self.weights.get(name, 0.0) for name in names(trait))
        if len(self._met) >= _MOST_MET:
            self._met.clear()
        self._met[trait] = weight
        return weight

    def tells(self, traits: Iterable[Trait]) -> bool:
        """Whether a candidate is taken for a statement."""
        return self.probability(traits) >= self.least


@cache
def load(folder: Path = MODELS) -> ReportedWeights:
    """The weights that ship.

    Raises:
        ModelError: the file is missing or damaged.
    """
    path = folder / FILE
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        weights = {str(name): float(value) for name, value in held["weights"].items()}
        return ReportedWeights(weights, float(held["least"]))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ModelError(f"the weights {path} are missing or damaged", "reinstall quotes") from error
