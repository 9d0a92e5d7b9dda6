"""Reading the training data: entity sets, treebanks and running text, in the layout `make models DATA=...` expects.

Kept apart from the trainers because it needs neither stanza nor torch: every trainer starts from these plain records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Tagged = list[tuple[str, str]]  # one sentence: (token, BIO tag)

#: What each entity set is trained and tested on; the test parts are read by `evaluate` alone.
ENTITY_SETS = {
    "idner": ("idner-train.txt", "idner-dev.txt"),
    "nergrit": ("nergrit-train.txt", "nergrit-valid.txt", "nergrit-test.txt"),
    "nerp": ("nerp-train.txt", "nerp-valid.txt", "nerp-test.txt"),
}
TREEBANKS = ("id_csui-ud-train.conllu", "id_pud-ud-test.conllu", "id_gsd-ud-dev.conllu")
OLD_TREEBANK = "id_gsd-ud2.0-train.conllu"
_ENCLITIC = re.compile(r"(?<=\w{3})(nya|lah|kah|pun|ku|mu)$")


def read_entities(path: Path) -> list[Tagged]:
    """Sentences of a set that holds one token and its BIO tag a line; an empty line ends a sentence."""
    sentences: list[Tagged] = []
    sentence: Tagged = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            if sentence:
                sentences.append(sentence)
            sentence = []
            continue
        fields = line.split("\t") if "\t" in line else line.split(" ")
        sentence.append((fields[0], fields[-1]))
    if sentence:
        sentences.append(sentence)
    return sentences


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word of a treebank."""

    form: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str


@dataclass(frozen=True, slots=True)
class Tree:
    """One treebank sentence: its text, its words, and which words are written together."""

    text: str
    words: tuple[Word, ...]
    joined: tuple[tuple[int, int, str], ...]  # (first, last, form): words first..last (from 1) are one token
    glued: frozenset[int]  # 1-based numbers of the words (last of a token) after which no space stands


def read_trees(path: Path) -> list[Tree]:
    """Sentences of a CoNLL-U file; empty nodes are left out."""
    return [_tree(block) for block in path.read_text(encoding="utf-8").split("\n\n") if block.strip()]


def _tree(block: str) -> Tree:
    text = ""
    words: list[Word] = []
    joined: list[tuple[int, int, str]] = []
    glued: set[int] = set()
    for line in block.splitlines():
        if line.startswith("# text = "):
            text = line[len("# text = ") :]
        if line.startswith("#") or not line.strip():
            continue
        number, form, lemma, upos, _, feats, head, deprel, _, misc = line.split("\t")
        if "." in number:
            continue
        if "-" in number:
            first, last = (int(part) for part in number.split("-"))
            joined.append((first, last, form))
            if "SpaceAfter=No" in misc:
                glued.add(last)
            continue
        words.append(Word(form, lemma, upos, feats, int(head), deprel))
        if "SpaceAfter=No" in misc:
            glued.add(int(number))
    return Tree(text, tuple(words), tuple(joined), frozenset(glued))


def tokens_of(tree: Tree) -> list[str]:
    """The tokens of a tree as written: words that are written together are one."""
    tokens: list[str] = []
    skip_to = 0
    starts = {first: (last, form) for first, last, form in tree.joined}
    for number, word in enumerate(tree.words, 1):
        if number in starts:
            skip_to, form = starts[number]
            tokens.append(form)
        elif number > skip_to:
            tokens.append(word.form)
    return tokens


def running_text(data: Path) -> Iterator[list[str]]:
    """Tokenised sentences to learn word vectors from: the running text and every set's training part, no test part.

    A sentence with enclitics comes a second time with them split, since the tagger sees words and the entity model
    sees tokens.
    """
    for sentence in _sentences(data):
        yield sentence
        split = [part for token in sentence for part in _ENCLITIC.sub(r" \1", token).split(" ")]
        if len(split) > len(sentence):
            yield split


def _sentences(data: Path) -> Iterator[list[str]]:
    with (data / "text" / "indonlu.txt").open(encoding="utf-8") as lines:
        for line in lines:
            yield line.split()
    for names in ENTITY_SETS.values():
        for name in names:
            for sentence in read_entities(data / "ner" / name):
                yield [token for token, _ in sentence]
    for name in (*TREEBANKS, OLD_TREEBANK):
        for tree in read_trees(data / "treebank" / name):
            yield tokens_of(tree)
