"""Figures of the segmentation and the tagger on a treebank, as the CoNLL 2018 shared task defines them.

Spans are compared over the text without its white space; a word inside a token that is split counts when token, place
and form agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from quotes.learned.segmentation import Enclitics, cut_sentences
from quotes.training.corpora import Tree

Spans = tuple[set[tuple[int, int]], set[tuple[int, int, int, str]], set[tuple[int, int]]]  # tokens, words, sentences


def raw_text(trees: Sequence[Tree]) -> str:
    """The treebank's sentences as running text, a space between any two."""
    return " ".join(tree.text for tree in trees)


def _spans(sentences: Iterable[Iterable[tuple[str, Sequence[str]]]]) -> Spans:
    """The spans of sentences whose tokens are given as `(token, words)`."""
    tokens: set[tuple[int, int]] = set()
    words: set[tuple[int, int, int, str]] = set()
    bounds: set[tuple[int, int]] = set()
    at = 0
    for sentence in sentences:
        start = at
        for token, parts in sentence:
            end = at + len(token.replace(" ", ""))
            tokens.add((at, end))
            words.update((at, end, place, part.lower()) for place, part in enumerate(parts))
            at = end
        bounds.add((start, at))
    return tokens, words, bounds


def _of_tree(tree: Tree) -> list[tuple[str, Sequence[str]]]:
    tokens: list[tuple[str, Sequence[str]]] = []
    joined = {first: (last, form) for first, last, form in tree.joined}
    number = 1
    while number <= len(tree.words):
        last, form = joined.get(number, (number, tree.words[number - 1].form))
        tokens.append((form, [word.form for word in tree.words[number - 1 : last]]))
        number = last + 1
    return tokens


def words_of(token: str, enclitics: Enclitics) -> list[str]:
    """The words of a token: itself, or host and enclitic; a hyphen between the two stays with the host."""
    host = enclitics.host_length(token)
    return [token] if host is None else [token[:host], token[host:]]


def segmentation_scores(trees: Sequence[Tree], enclitics: Enclitics) -> dict[str, float]:
    """F1 of tokens, words and sentences in per cent, from raw text."""
    text = raw_text(trees)
    found = _spans(
        [(token := text[p.start : p.end], words_of(token, enclitics)) for p in sentence]
        for sentence in cut_sentences(text)
    )
    gold = _spans(_of_tree(tree) for tree in trees)
    return {
        "tokens": _f1(gold[0], found[0]),
        "words": _f1(gold[1], found[1]),
        "sentences": _f1(gold[2], found[2]),
    }


def _f1(gold: set[Any], found: set[Any]) -> float:
    return round(200 * len(gold & found) / (len(gold) + len(found)), 2)
