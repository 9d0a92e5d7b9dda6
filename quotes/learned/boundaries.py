"""What `quotes.training.boundaries` estimates: the weights of name boundaries, and which words are common ones."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def name_boundaries() -> dict[str, float]:
    """The weight of each feature of `quotes.analysis.mentions.boundaries`; others weigh nothing."""
    text = resources.files("quotes").joinpath("learned", "weights", "boundaries.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights


@cache
def common_words() -> frozenset[str]:
    """Words that running text prints without a capital, so that a capital in a headline makes no name of them."""
    text = resources.files("quotes").joinpath("learned", "weights", "common.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
