"""The lemmatiser: stanza's dictionary and edit model, on the three treebanks that have lemmas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from quotes.training.corpora import TREEBANKS, Tree, read_trees

SEED = 20260101
EPOCHS = 12


def write_conllu(trees: Sequence[Tree], target: Path) -> None:
    """Write trees with form, lemma, UPOS, features and dependencies."""
    with target.open("w", encoding="utf-8") as lines:
        for tree in trees:
            for number, w in enumerate(tree.words, 1):
                lines.write(f"{number}\t{w.form}\t{w.lemma}\t{w.upos}\t_\t{w.feats}\t{w.head}\t{w.deprel}\t_\t_\n")
            lines.write("\n")


def train_lemmas(data: Path, work: Path) -> Path:
    """Train the lemmatiser in the folder `work`; gives the file of its weights."""
    from stanza.models.lemmatizer import main

    trees = [tree for name in TREEBANKS for tree in read_trees(data / "treebank" / name)]
    write_conllu(trees, work / "lemma-train.conllu")
    write_conllu(trees[::10], work / "lemma-watch.conllu")
    main(
        ["--mode", "train", "--train_file", str(work / "lemma-train.conllu"), "--cpu", "--shorthand", "id_news",
         "--eval_file", str(work / "lemma-watch.conllu"), "--num_epoch", str(EPOCHS), "--hidden_dim", "100",
         "--decay_epoch", "8", "--seed", str(SEED), "--save_dir", str(work), "--save_name", "lemmas.pt"]
    )  # fmt: skip
    return work / "lemmas.pt"
