"""The parser: stanza's graph parser, on the three treebanks of the present guidelines."""

from __future__ import annotations

import logging
import math
from pathlib import Path
from typing import Any

from quotes.training.corpora import TREEBANKS, read_trees
from quotes.training.speed import even

logger = logging.getLogger(__name__)

SEED = 20260101
EPOCHS = 16
RATE = 2e-3
BATCH_WORDS = 900


def train_parser(data: Path, vectors: Path, target: Path) -> None:
    """Train the dependency parser.

    Args:
        data: the data folder.
        vectors: the stanza pretrain file of `train_vectors`.
        target: the `.pt` file to write.
    """
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.common.utils import set_random_seed
    from stanza.models.depparse.data import DataLoader
    from stanza.models.depparse.trainer import GraphTrainer
    from stanza.models.parser import parse_args
    from stanza.utils.conll import CoNLL

    set_random_seed(SEED)
    lines = []
    for tree in (tree for name in TREEBANKS for tree in read_trees(data / "treebank" / name)):
        for number, w in enumerate(tree.words, 1):
            lines.append(f"{number}\t{w.form}\t{w.lemma}\t{w.upos}\t_\t{w.feats}\t{w.head}\t{w.deprel}\t_\t_")
        lines.append("")
    args: dict[str, Any] = parse_args(["--shorthand", "id_news", "--wordvec_pretrain_file", str(vectors), "--cpu",
                                       "--save_dir", str(target.parent), "--no_second_optim"])  # fmt: skip
    args |= {"hidden_dim": 200, "num_layers": 2, "char_hidden_dim": 100, "char_emb_dim": 48, "word_emb_dim": 50,
             "tag_emb_dim": 32, "transformed_dim": 100, "deep_biaff_hidden_dim": 150, "deep_biaff_output_dim": 100,
             "use_xpos": False, "use_arc_embedding": False, "word_cutoff": 3, "optim": "adam", "lr": RATE,
             "beta2": 0.95, "weight_decay": 0.0, "device": "cpu"}  # fmt: skip
    document = CoNLL.conll2doc(input_str="\n".join(lines) + "\n")
    pretrain = Pretrain(str(vectors))
    loader = DataLoader(document, BATCH_WORDS, args, pretrain)
    trainer = GraphTrainer(args=args, vocab=loader.vocab, pretrain=pretrain, device="cpu")
    even(trainer.model)
    for epoch in range(EPOCHS):
        loader.reshuffle()
        losses = []
        for place in range(len(loader)):
            progress = (epoch + place / len(loader)) / EPOCHS
            for optimizer in trainer.optimizer.values():
                for group in optimizer.param_groups:
                    group["lr"] = RATE * min(1.0, progress * 20 + 0.05) * 0.5 * (1 + math.cos(math.pi * progress))
            losses.append(trainer.update(loader[place])[0])
        logger.warning("parser: epoch %d/%d, loss %.3f", epoch + 1, EPOCHS, sum(losses) / len(losses))
    trainer.save(str(target))
