"""The lemmatiser: stanza's dictionary, and its edit model for words the treebanks do not have."""

from __future__ import annotations

import logging
import random
from pathlib import Path

from quotes.training.corpora import TREEBANKS, read_trees

logger = logging.getLogger(__name__)

SEED = 20260101
EPOCHS = 14
RATE = 2e-3


def train_lemmas(data: Path, target: Path) -> None:
    """Train the lemmatiser on the three treebanks that have lemmas.

    Args:
        data: the data folder.
        target: the `.pt` file to write.
    """
    from stanza.models.common.utils import set_random_seed
    from stanza.models.lemma.data import DataLoader
    from stanza.models.lemma.trainer import Trainer
    from stanza.models.lemmatizer import parse_args
    from stanza.utils.conll import CoNLL

    set_random_seed(SEED)
    words = [word for name in TREEBANKS for tree in read_trees(data / "treebank" / name) for word in tree.words]
    seen = dict.fromkeys((word.form, word.lemma, word.upos) for word in words)
    # the model learns each word once: it is for words that are new, and the dictionary knows the common ones
    lines = [f"1\t{form}\t{lemma}\t{upos}\t_\t_\t0\troot\t_\t_\n" for form, lemma, upos in seen]
    args = parse_args(["--shorthand", "id_news", "--cpu", "--hidden_dim", "100", "--batch_size", "64"])
    args["lr"] = RATE
    loader = DataLoader(CoNLL.conll2doc(input_str="\n".join(lines) + "\n"), args["batch_size"], args)
    args |= {"vocab_size": loader.vocab["char"].size, "pos_vocab_size": loader.vocab["pos"].size, "device": "cpu"}
    trainer = Trainer(args=args, vocab=loader.vocab, device="cpu")
    trainer.train_dict([(word.form, word.upos, word.lemma) for word in words])
    rng = random.Random(SEED)
    order = list(range(len(loader)))
    for epoch in range(EPOCHS):
        rng.shuffle(order)
        trainer.update_lr(RATE * (1 - epoch / EPOCHS))
        losses = [trainer.update(loader[place], eval=False) for place in order]
        logger.warning("lemmas: epoch %d/%d, loss %.3f", epoch + 1, EPOCHS, sum(losses) / len(losses))
    trainer.save(str(target))
