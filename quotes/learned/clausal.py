"""Whether a reporting word reports a clause: a small linear model over named features, in plain Python.

Owns the file that holds its weights, `weights/reported.toml`, which a person can read: one line a feature, its weight
in log odds. Estimated by `quotes.training.reported` from annotated articles; the verbs it names are the lexicon's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quotes.errors import ModelError
from quotes.learned.logistic import logistic
from quotes.learned.shipped import MODELS

FILE = "reported.toml"
BIAS = "bias"  # where a candidate without any feature stands


@dataclass(frozen=True, slots=True)
class ReportedWeights:
    """The weights, and from which probability on a candidate is taken."""

    weights: Mapping[str, float]  # feature -> log odds
    least: float  # probability

    def probability(self, features: Iterable[str]) -> float:
        """How probably a candidate with such features tells what somebody said: logistic regression."""
        odds = self.weights.get(BIAS, 0.0) + sum(self.weights.get(name, 0.0) for name in frozenset(features))
        return logistic(odds)

    def tells(self, features: Iterable[str]) -> bool:
        """Whether a candidate is taken for a statement."""
        return self.probability(features) >= self.least


@cache
def load(folder: Path = MODELS) -> ReportedWeights:
    """The weights that ship.

    Raises:
        ModelError: the file is missing or damaged.
    """
    path = folder / FILE
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        weights = {str(name): float(value) for name, value in held["weights"].items()}
        return ReportedWeights(weights, float(held["least"]))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ModelError(f"the weights {path} are missing or damaged", "reinstall quotes") from error
