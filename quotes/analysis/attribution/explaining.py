"""The evidence on each candidate in words, with what it weighed: what a reader is shown who asks why."""

from __future__ import annotations

from typing import NamedTuple

from quotes.analysis.attribution.evidence import KINDS, WORDING
from quotes.analysis.attribution.speakers import Attribution, Weighed
from quotes.learned import ranking

_LEAST = 0.1  # log odds; what weighs less is not told


class Argument(NamedTuple):
    """One thing that speaks for a candidate, or against it."""

    words: str  # what is so: `spoke last`
    weight: float  # in log odds; below 0 it speaks against


class Considered(NamedTuple):
    """A candidate as a reader is shown it."""

    name: str
    share: float  # how probably it is the one, of 1
    arguments: tuple[Argument, ...]  # the weightiest first; none where there was nobody else


def considered(attribution: Attribution) -> list[Considered]:
    """The candidates for a statement, the most probable first."""
    found = [_told(weighed) for weighed in attribution.weighed]
    return sorted(found, key=lambda candidate: -candidate.share)


def _told(weighed: Weighed) -> Considered:
    weights = ranking.load()
    arguments = [
        Argument(WORDING[feature], weights.weight(weighed.naming, feature) * value)
        for feature, value in weighed.evidence
        if feature not in KINDS
    ]
    told = sorted((a for a in arguments if abs(a.weight) >= _LEAST), key=lambda argument: -abs(argument.weight))
    return Considered(weighed.candidate.speaker.name or "", weighed.share, tuple(told))
