"""Word vectors for the tagger and the entity model: fastText over the running text, kept as a stanza pretrain file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from quotes.training.corpora import running_text

DIMENSIONS = 100
LARGEST_VOCABULARY = 40_000
SEED = 20260101


def train_vectors(data: Path, target: Path) -> int:
    """Train vectors and write them as a stanza pretrain file.

    Words are lowercased, as stanza looks them up. A single training thread keeps the result the same run after run.

    Args:
        data: the data folder (`treebank/`, `ner/`, `text/`).
        target: the `.pt` file to write.

    Returns:
        The number of words in the file.
    """
    import numpy as np
    import torch
    from gensim.models import FastText
    from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
    from stanza.models.common.vocab import VOCAB_PREFIX

    sentences = [[token.lower() for token in sentence] for sentence in running_text(data)]
    counts = Counter(token for sentence in sentences for token in sentence)
    model = FastText(
        vector_size=DIMENSIONS, window=5, min_count=2, sg=1, negative=8, min_n=3, max_n=6, bucket=200_000,
        sample=1e-4, epochs=8, seed=SEED, workers=1,
    )  # fmt: skip
    model.build_vocab(corpus_iterable=sentences)
    model.train(corpus_iterable=sentences, total_examples=len(sentences), epochs=model.epochs)
    words = [word for word, count in counts.most_common(LARGEST_VOCABULARY) if count >= 2 and word in model.wv]
    matrix = np.zeros((len(words) + len(VOCAB_PREFIX), DIMENSIONS), dtype=np.float32)
    for row, word in enumerate(words, len(VOCAB_PREFIX)):
        matrix[row] = model.wv[word]
    pretrain = Pretrain(str(target), save_to_file=False)
    pretrain._vocab = PretrainedWordVocab(words, lang="id")
    pretrain._emb = torch.from_numpy(matrix)
    pretrain.save(str(target))
    return len(words)
