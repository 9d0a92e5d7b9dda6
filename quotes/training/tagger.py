"""The tagger: UPOS and features by stanza's model, from treebanks of two ages.

The 2017 edition of GSD has other guidelines. Its tags are first learnt as a column of their own beside UPOS; then the
model, which has learnt the present guidelines from the other treebanks, retags its sentences within what each old tag
can have become, and learns on with these too.
"""

from __future__ import annotations

import logging
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.segmentation import Enclitics
from quotes.training.corpora import OLD_TREEBANK, TREEBANKS, Tree, Word, read_trees
from quotes.training.scores import words_of
from quotes.training.speed import even

logger = logging.getLogger(__name__)

SEED = 20260101


@dataclass(frozen=True, slots=True)
class TaggerRecipe:
    """Sizes and schedule; the defaults are what ships."""

    hidden: int = 200
    epochs: int = 14
    retag_at: tuple[int, ...] = (6, 10)  # epochs before which the old treebank is retagged
    batch_sentences: int = 32
    old_share: float = 0.5  # share of the old treebank seen in an epoch
    rate: float = 3e-3
    polish: int = 16  # epochs on the present guidelines alone, at the end
    polish_rate: float = 2.5e-3
    held_out: bool = False  # leave every tenth sentence out, to choose a recipe by


def modern(tree: Tree, enclitics: Enclitics) -> Tree:
    """An old tree with its enclitics as words of their own, their old tag PRON; heads are not kept."""
    words = []
    for word in tree.words:
        parts = words_of(word.form, enclitics) if word.upos not in ("PROPN", "PUNCT") else [word.form]
        words.append(Word(parts[0], "_", word.upos, "_", 0, "dep"))
        words.extend(Word(part, "_", "PRON", "_", 0, "dep") for part in parts[1:])
    return Tree(tree.text, tuple(words), (), frozenset())


def _document(trees: Sequence[Tree], old: bool, tags: Sequence[Sequence[tuple[str, str]]] | None = None) -> Any:
    """A stanza document: with UPOS and features, or with the old tags aside and perhaps `tags` for UPOS, features."""
    from stanza.utils.conll import CoNLL

    lines = []
    for place, tree in enumerate(trees):
        for number, word in enumerate(tree.words, 1):
            upos, feats = (word.upos, word.feats) if not old else tags[place][number - 1] if tags else ("_", "_")
            misc = f"OLD={word.upos}" if old else "_"
            lines.append(f"{number}\t{word.form}\t_\t{upos}\t_\t{feats}\t{number - 1}\tdep\t_\t{misc}")
        lines.append("")
    return CoNLL.conll2doc(input_str="\n".join(lines) + "\n")


def _batches(dataset: Any, size: int, rng: random.Random, share: float = 1.0) -> list[Any]:
    """Batches of sentences of like length."""
    chosen = rng.sample(range(len(dataset)), max(1, int(len(dataset) * share)))
    chosen.sort(key=lambda place: (len(dataset.data[place].text), rng.random()))
    return [(dataset, chosen[at : at + size]) for at in range(0, len(chosen), size)]


def tag_words(trainer: Any, dataset: Any) -> list[list[list[str]]]:
    """For each sentence of a stanza dataset and each of its words the tags of all output columns."""
    import torch

    order = sorted(range(len(dataset)), key=lambda place: len(dataset.data[place].text))
    found: list[Any] = [None] * len(order)
    with torch.no_grad():
        for at in range(0, len(order), 64):
            places = order[at : at + 64]
            for place, tags in zip(
                places, trainer.predict(dataset.collate_fn([dataset[p] for p in places])), strict=True
            ):
                found[place] = tags
    return found


def accuracy(trees: Sequence[Tree], found: Sequence[Sequence[Sequence[str]]]) -> float:
    """Share of words with the right UPOS, in per cent."""
    pairs = [
        (w.upos, t[0]) for tree, tags in zip(trees, found, strict=True) for w, t in zip(tree.words, tags, strict=True)
    ]
    return round(100 * sum(gold == tag for gold, tag in pairs) / len(pairs), 2)


def _retag(trainer: Any, dataset: Any, trees: Sequence[Tree]) -> list[list[tuple[str, str]]]:
    """The model's tags for the old trees, the old tag kept where the model's is a rare change of it."""
    found = tag_words(trainer, dataset)
    pairs = Counter(
        (w.upos, t[0]) for tree, tags in zip(trees, found, strict=True) for w, t in zip(tree.words, tags, strict=True)
    )
    totals = Counter(w.upos for tree in trees for w in tree.words)
    usual = {(old, new) for (old, new), count in pairs.items() if count >= 0.04 * totals[old]}
    return [
        [(t[0], t[-1]) if (w.upos, t[0]) in usual else (w.upos, "_") for w, t in zip(tree.words, tags, strict=True)]
        for tree, tags in zip(trees, found, strict=True)
    ]


def train_tagger(
    data: Path, vectors: Path, target: Path, enclitics: Enclitics, recipe: TaggerRecipe | None = None
) -> float:
    """Train the tagger and write it without the old treebank's column.

    Args:
        data: the data folder.
        vectors: the stanza pretrain file of `train_vectors`.
        target: the `.pt` file to write.
        enclitics: how the old treebank's words are split.
        recipe: sizes and schedule; None is what ships.

    Returns:
        UPOS accuracy in per cent on the held-out sentences; 0.0 where none were held out.
    """
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.common.utils import set_random_seed
    from stanza.models.pos.data import Dataset
    from stanza.models.pos.trainer import Trainer
    from stanza.models.tagger import parse_args

    recipe = recipe or TaggerRecipe()
    set_random_seed(SEED)
    rng = random.Random(SEED)
    gold, _ = _gold(data, recipe)
    old = [modern(tree, enclitics) for tree in read_trees(data / "treebank" / OLD_TREEBANK) if len(tree.words) < 100]
    args = parse_args(["--shorthand", "id_news", "--lang", "id", "--wordvec_pretrain_file", str(vectors), "--cpu",
                       "--save_dir", str(target.parent), "--extra_tag_columns", "old=OLD"])  # fmt: skip
    args |= {"hidden_dim": recipe.hidden, "char_hidden_dim": 128, "char_emb_dim": 48, "deep_biaff_hidden_dim": 300,
             "composite_deep_biaff_hidden_dim": 50, "transformed_dim": 100, "word_emb_dim": 75, "word_cutoff": 3,
             "batch_size": 64,
             "share_hid": True, "augment_nopunct": 0.1, "lr": recipe.rate, "device": "cpu"}  # fmt: skip
    pretrain = Pretrain(str(vectors))
    documents = [_document(gold, old=False), _document(old, old=True)]
    vocab = Dataset.init_vocab(documents, args)
    sets = [Dataset(document, args, pretrain, vocab=vocab) for document in documents]
    trainer = Trainer(args=args, vocab=vocab, pretrain=pretrain, device="cpu")
    even(trainer.model)
    total = recipe.epochs
    for epoch in range(total):
        if epoch in recipe.retag_at:
            plain = Dataset(documents[1], args, pretrain, vocab=vocab, evaluation=True)
            sets[1] = Dataset(_document(old, True, _retag(trainer, plain, old)), args, pretrain, vocab=vocab)
        batches = _batches(sets[0], recipe.batch_sentences, rng)
        batches += _batches(sets[1], recipe.batch_sentences, rng, recipe.old_share)
        loss = _epoch(trainer, batches, rng, recipe.rate, epoch, total)
        logger.warning("tagger: epoch %d/%d, loss %.3f", epoch + 1, total, loss)
    trainer.save(str(target))
    return polish_tagger(data, vectors, target, recipe)


def polish_tagger(data: Path, vectors: Path, target: Path, recipe: TaggerRecipe) -> float:
    """Let a trained tagger go over the treebanks of the present guidelines alone, and write it back.

    Args:
        data: the data folder.
        vectors: the stanza pretrain file of `train_vectors`.
        target: the `.pt` file to read and to write.
        recipe: sizes and schedule.

    Returns:
        UPOS accuracy in per cent on the held-out sentences; 0.0 where none were held out.
    """
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.common.utils import set_random_seed
    from stanza.models.pos.data import Dataset
    from stanza.models.pos.trainer import Trainer

    set_random_seed(SEED)
    rng = random.Random(SEED)
    gold, dev = _gold(data, recipe)
    pretrain = Pretrain(str(vectors))
    trainer = Trainer(pretrain=pretrain, model_file=str(target), device="cpu", args={"word_dropout": 0.25})
    even(trainer.model)
    seen = Dataset(_document(gold, old=False), trainer.args, pretrain, vocab=trainer.vocab)
    for epoch in range(recipe.polish):
        batches = _batches(seen, recipe.batch_sentences, rng)
        loss = _epoch(trainer, batches, rng, recipe.polish_rate, epoch, recipe.polish)
        logger.warning("tagger: polish %d/%d, loss %.3f", epoch + 1, recipe.polish, loss)
    trainer.save(str(target))
    if not recipe.held_out:
        return 0.0
    watched = Dataset(_document(dev, old=False), trainer.args, pretrain, vocab=trainer.vocab, evaluation=True)
    return accuracy(dev, tag_words(trainer, watched))


def _gold(data: Path, recipe: TaggerRecipe) -> tuple[list[Tree], list[Tree]]:
    """The treebanks to learn from, and those of their sentences that a trial is measured on."""
    trees = [tree for name in TREEBANKS for tree in read_trees(data / "treebank" / name)]
    held_out = trees[::10]
    return ([tree for place, tree in enumerate(trees) if place % 10] if recipe.held_out else trees), held_out


def _epoch(trainer: Any, batches: list[Any], rng: random.Random, rate: float, epoch: int, total: int) -> float:
    """One pass over `batches` in random order, the rate on a cosine over all passes; gives the mean loss."""
    rng.shuffle(batches)
    loss = 0.0
    for place, (dataset, chosen) in enumerate(batches):
        progress = (epoch + place / len(batches)) / total
        for group in trainer.optimizers.values():
            for part in group.param_groups:
                part["lr"] = rate * min(1.0, progress * 20 + 0.05) * 0.5 * (1 + math.cos(math.pi * progress))
        loss += float(trainer.update(dataset.collate_fn([dataset[index] for index in chosen])))
    return loss / len(batches)
