"""The tagger: UPOS and features by stanza's model, from treebanks of two ages.

The 2017 edition of GSD has other guidelines. Its tags are first learnt as a column of their own beside UPOS; then the
model, which has learnt the present guidelines from the other treebanks, retags its sentences by what each old tag can
have become, learns on with these too, and ends on the present guidelines alone.
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

from quotes.learned.segmentation import Enclitics
from quotes.training.corpora import OLD_TREEBANK, TREEBANKS, Tree, Word, read_trees
from quotes.training.scores import words_of
from quotes.training.speed import even

logger = logging.getLogger(__name__)

SEED = 20260101
BATCH_SENTENCES = 32
LEXICAL_PRIOR = 3.0  # as many words' weight has the general habit against a word's own
LEXICAL_SHARE = 0.5  # what a common word's usual tags count beside the model's: it is slow to learn them
#: Of each treebank every so manyth sentence is held out where a recipe asks for it.
HELD_OUT = {"id_csui-ud-train.conllu": 8, "id_pud-ud-test.conllu": 20, "id_gsd-ud-dev.conllu": 4}
ENCLITIC = "enclitic"  # relation of a word that the old treebank does not have


@dataclass(frozen=True, slots=True)
class Stage:
    """Some epochs on one cosine of the rate."""

    epochs: int
    rate: float
    old_share: float  # share of the old treebank seen in an epoch
    retag: bool  # first retag the old treebank under the present guidelines, else keep its tags as they were
    word_dropout: float = 0.33
    dropout: float = 0.5


@dataclass(frozen=True, slots=True)
class TaggerRecipe:
    """Sizes and schedule; the defaults are what ships."""

    hidden: int = 200
    stages: tuple[Stage, ...] = (
        Stage(5, 3e-3, 0.5, False),
        Stage(8, 3e-3, 0.4, True, 0.25),
        Stage(16, 2.5e-3, 0.0, False, 0.25),
        Stage(5, 2e-3, 0.0, False, 0.1, 0.3),  # with as much dropout as before it fits not even what it learns from
    )
    held_out: bool = False  # leave some sentences out, to choose a recipe by
    seed: int = SEED


def modern(tree: Tree, enclitics: Enclitics) -> Tree:
    """An old tree with its enclitics as words of their own, below their hosts; their old tag is PRON."""
    split = [[word.form] if word.upos in ("PROPN", "PUNCT") else words_of(word.form, enclitics) for word in tree.words]
    places = [0, *(1 + sum(map(len, split[:number])) for number in range(len(split)))]  # old numbers to new ones
    words = []
    for number, (word, parts) in enumerate(zip(tree.words, split, strict=True), 1):
        words.append(Word(parts[0], "_", word.upos, "_", places[word.head], word.deprel))
        words.extend(Word(part, "_", "PRON", "_", places[number], ENCLITIC) for part in parts[1:])
    return Tree(tree.text, tuple(words), (), frozenset())


def _document(trees: Sequence[Tree], old: bool, tags: Sequence[Sequence[str]] | None = None) -> Any:
    """A stanza document: with UPOS and features, or with the old tags aside and perhaps `tags` for UPOS."""
    from stanza.utils.conll import CoNLL

    lines = []
    for place, tree in enumerate(trees):
        for number, word in enumerate(tree.words, 1):
            upos, feats = (tags[place][number - 1] if tags else "_", "_") if old else (word.upos, word.feats)
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


def tag_scores(trainer: Any, dataset: Any, columns: Sequence[str]) -> list[tuple[list[list[float]], ...]]:
    """For each sentence of a stanza dataset and each of `columns` the probabilities of all tags, word by word."""
    import torch
    from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

    heads = {name: trainer.model.upos_clf if name == "upos" else trainer.model.tag_clf[name] for name in columns}
    seen: dict[str, Any] = {}
    hooks = [
        head.register_forward_hook(lambda _module, _given, scores, name=name: seen.__setitem__(name, scores))
        for name, head in heads.items()
    ]
    order = sorted(range(len(dataset)), key=lambda place: len(dataset.data[place].text))
    found: list[Any] = [None] * len(order)
    with torch.no_grad():
        for at in range(0, len(order), 64):
            places = order[at : at + 64]
            batch = dataset.collate_fn([dataset[place] for place in places])
            trainer.predict(batch)
            sizes = pack_padded_sequence(batch.words, batch.lens, batch_first=True).batch_sizes
            padded = [
                pad_packed_sequence(PackedSequence(seen[name].softmax(1), sizes), batch_first=True)[0].tolist()
                for name in columns
            ]
            for row, place in enumerate(batch.orig_idx):
                length = int(batch.lens[row])
                found[places[place]] = tuple(column[row][:length] for column in padded)
    for hook in hooks:
        hook.remove()
    return found


class Guidelines:
    """How probable each old tag is for a word whose present tag is known: P(old | present, word).

    No sentence has both tags. What the old guidelines would have said of the present treebanks' words is what the
    model's column for them says there; words seen often have habits of their own (`akan` was ADV and is AUX).
    """

    def __init__(self, olds: Sequence[str], tags: Sequence[str]) -> None:
        self._olds = {tag: place for place, tag in enumerate(olds)}
        self._tags = list(tags)
        self._general = {tag: [0.3 / len(olds)] * len(olds) for tag in tags}
        self._lexical: dict[tuple[str, str], list[float]] = {}

    def learn(self, form: str, tag: str, old: Sequence[float], weight: float) -> None:
        """Count a word of a present treebank with the probabilities of its old tags."""
        if tag not in self._general:
            return
        for counts in (self._general[tag], self._lexical.setdefault((form.lower(), tag), [0.0] * len(old))):
            for place, probability in enumerate(old):
                counts[place] += weight * probability

    def likelihood(self, form: str, old: str) -> list[float]:
        """P(old | tag, form) for each present tag."""
        at = self._olds[old]
        found = []
        for tag in self._tags:
            general = self._general[tag]
            if sum(general) < 1:
                found.append(0.0)  # no tag of the present treebanks
                continue
            rate = general[at] / sum(general)
            lexical = self._lexical.get((form.lower(), tag))
            if lexical:
                rate = (lexical[at] + LEXICAL_PRIOR * rate) / (sum(lexical) + LEXICAL_PRIOR)
            found.append(rate)
        return found


class UsualTags:
    """How often each word has each tag, to be mixed with what a model says of it in its place."""

    def __init__(self, tags: Sequence[str]) -> None:
        self._places = {tag: place for place, tag in enumerate(tags)}
        self._counts: dict[str, list[float]] = {}

    def count(self, form: str, tag: str, weight: float = 1.0) -> None:
        """Take note of a word."""
        counts = self._counts.setdefault(form.lower(), [0.0] * len(self._places))
        counts[self._places[tag]] += weight

    def mixed(self, form: str, probabilities: Sequence[float]) -> list[float]:
        """The model's probabilities with the word's own, which count the more the more often it was seen."""
        counts = self._counts.get(form.lower())
        if not counts:
            return list(probabilities)
        total = sum(counts)
        share = LEXICAL_SHARE * total / (total + LEXICAL_PRIOR)
        return [(1 - share) * p + share * c / total for p, c in zip(probabilities, counts, strict=True)]


def _retag(
    trainer: Any, old: tuple[Any, Sequence[Tree]], gold: tuple[Any, Sequence[Tree]], source: Sequence[float]
) -> list[list[str]]:
    """Tags of the old treebank's words under the present guidelines.

    A word gets the tag that is most probable given both the model and its old tag.

    Args:
        trainer: the model, which has learnt old tags from the old treebank and present ones from the others.
        old: the old treebank, as a dataset and as trees.
        gold: the present treebanks likewise.
        source: for each tree of `gold` how much it says of the old treebank's guidelines.
    """
    tags, olds = trainer.vocab["upos"]._id2unit, trainer.vocab["old"]._id2unit
    usual, usual_old, guidelines = UsualTags(tags), UsualTags(olds), Guidelines(olds, tags)
    for tree in old[1]:
        for word in tree.words:
            if word.deprel != ENCLITIC:
                usual_old.count(word.form, word.upos)
    for tree, (scores,), weight in zip(gold[1], tag_scores(trainer, gold[0], ["old"]), source, strict=True):
        for word, probabilities in zip(tree.words, scores, strict=True):
            usual.count(word.form, word.upos, weight)
            guidelines.learn(word.form, word.upos, usual_old.mixed(word.form, probabilities), weight)
    result = []
    for tree, (scores,) in zip(old[1], tag_scores(trainer, old[0], ["upos"]), strict=True):
        sentence = []
        for word, probabilities in zip(tree.words, scores, strict=True):
            posterior = list(probabilities)
            if word.deprel != ENCLITIC:
                rates = guidelines.likelihood(word.form, word.upos)
                mixed = usual.mixed(word.form, probabilities)
                posterior = [p * rate for p, rate in zip(mixed, rates, strict=True)]
            sentence.append(tags[posterior.index(max(posterior))])
        result.append(sentence)
    changes = Counter(
        (word.upos, new)
        for tree, sentence in zip(old[1], result, strict=True)
        for word, new in zip(tree.words, sentence, strict=True)
        if word.upos != new and word.deprel != ENCLITIC
    )
    common = ", ".join(f"{was} {new} {count}" for (was, new), count in changes.most_common(20))
    logger.warning("tagger: tags changed in the old treebank: %s", common)
    return result


def train_tagger(
    data: Path, vectors: Path, target: Path, enclitics: Enclitics, recipe: TaggerRecipe | None = None
) -> dict[str, float]:
    """Train the tagger and write it.

    Args:
        data: the data folder.
        vectors: the stanza pretrain file of `train_vectors`.
        target: the `.pt` file to write.
        enclitics: how the old treebank's words are split.
        recipe: sizes and schedule; None is what ships.

    Returns:
        UPOS accuracy in per cent on the held-out sentences of each treebank; nothing where none were held out.
    """
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.common.utils import set_random_seed
    from stanza.models.pos.data import Dataset
    from stanza.models.pos.trainer import Trainer
    from stanza.models.tagger import parse_args

    recipe = recipe or TaggerRecipe()
    set_random_seed(recipe.seed)
    banks = {name: read_trees(data / "treebank" / name) for name in TREEBANKS}
    watched = {name: trees[:: HELD_OUT[name]] for name, trees in banks.items()} if recipe.held_out else {}
    source = {name: 1.0 if "gsd" in name else 0.25 for name in TREEBANKS}
    gold, weights = [], []
    for name, trees in banks.items():
        kept = [t for place, t in enumerate(trees) if place % HELD_OUT[name]] if recipe.held_out else trees
        gold += kept
        weights += [source[name]] * len(kept)
    old = [modern(tree, enclitics) for tree in read_trees(data / "treebank" / OLD_TREEBANK) if len(tree.words) < 100]
    args = parse_args(["--shorthand", "id_news", "--lang", "id", "--wordvec_pretrain_file", str(vectors), "--cpu",
                       "--save_dir", str(target.parent), "--extra_tag_columns", "old=OLD"])  # fmt: skip
    args |= {"hidden_dim": recipe.hidden, "char_hidden_dim": 128, "char_emb_dim": 48, "deep_biaff_hidden_dim": 300,
             "composite_deep_biaff_hidden_dim": 50, "transformed_dim": 100, "word_emb_dim": 75, "word_cutoff": 3,
             "batch_size": 64, "share_hid": True, "augment_nopunct": 0.1, "device": "cpu"}  # fmt: skip
    pretrain = Pretrain(str(vectors))
    documents = (_document(gold, old=False), _document(old, old=True))
    vocab = Dataset.init_vocab(documents, args)
    trainer = Trainer(args=args, vocab=vocab, pretrain=pretrain, device="cpu")
    trainer.save(str(target))
    for number, stage in enumerate(recipe.stages):
        train_stage(target, pretrain, (gold, weights), old, stage, recipe.seed + number)
    return {name: accuracy(trees, tag_trees(target, vectors, trees)) for name, trees in watched.items()}


def train_stage(
    target: Path, pretrain: Any, gold: tuple[list[Tree], list[float]], old: list[Tree], stage: Stage, seed: int
) -> None:
    """Train the model in `target` on and write it back.

    Args:
        target: the model.
        pretrain: stanza's word vectors.
        gold: the present treebanks, and for each tree how much it says of the old treebank's guidelines.
        old: the old treebank.
        stage: schedule.
        seed: of the order of the batches and of dropout.
    """
    from stanza.models.common.utils import set_random_seed
    from stanza.models.pos.data import Dataset
    from stanza.models.pos.trainer import Trainer

    set_random_seed(seed)
    rng = random.Random(seed)
    trainer = Trainer(
        pretrain=pretrain, model_file=str(target), device="cpu", args={"word_dropout": stage.word_dropout}
    )
    even(trainer.model)
    args, vocab = trainer.args, trainer.vocab
    documents = [_document(gold[0], old=False), _document(old, old=True)]
    if stage.retag:
        plain = [Dataset(document, args, pretrain, vocab=vocab, evaluation=True) for document in documents]
        documents[1] = _document(old, True, _retag(trainer, (plain[1], old), (plain[0], gold[0]), gold[1]))
    sets = [Dataset(document, args, pretrain, vocab=vocab) for document in documents]
    for epoch in range(stage.epochs):
        batches = _batches(sets[0], BATCH_SENTENCES, rng)
        if stage.old_share:
            batches += _batches(sets[1], BATCH_SENTENCES, rng, stage.old_share)
        loss = _epoch(trainer, batches, rng, stage.rate, epoch, stage.epochs)
        logger.warning("tagger: epoch %d/%d, loss %.3f", epoch + 1, stage.epochs, loss)
    trainer.save(str(target))


def tag_trees(model: Path, vectors: Path, trees: Sequence[Tree]) -> list[list[list[str]]]:
    """What a saved tagger says of the words of `trees`: for each its UPOS first, its features last."""
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.pos.data import Dataset
    from stanza.models.pos.trainer import Trainer

    pretrain = Pretrain(str(vectors))
    trainer = Trainer(pretrain=pretrain, model_file=str(model), device="cpu", args={})
    document = _document(trees, old=False)
    return tag_words(trainer, Dataset(document, trainer.args, pretrain, vocab=trainer.vocab, evaluation=True))


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
