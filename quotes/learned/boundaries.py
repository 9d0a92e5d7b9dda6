"""What `quotes.training` estimates of names: the weights of their boundaries, and which words are common ones."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

FILE, SEEN_FILE = "boundaries.json", "seen.json"


@cache
def name_boundaries() -> dict[str, float]:
    """The weight of each feature of `quotes.analysis.mentions.boundaries`; others weigh nothing.

    Those of what the model of names says are of a file of their own, for they are estimated when all others stand.
    """
    weights: dict[str, float] = {}
    for name in (FILE, SEEN_FILE):
        text = resources.files("quotes").joinpath("learned", "weights", name).read_text(encoding="utf-8")
        weights |= json.loads(text)
    return weights


@cache
def common_words() -> frozenset[str]:
    """Words that running text prints without a capital, so that a capital in a headline makes no name of them."""
    text = resources.files("quotes").joinpath("learned", "weights", "common.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
