"""Log odds to a probability, for everything whose weights are those of a logistic regression."""

from __future__ import annotations

import math

_MOST = 30.0  # log odds; beyond, nothing changes


def logistic(odds: float) -> float:
    """The probability, 0 to 1, that has some log odds."""
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, odds))))
