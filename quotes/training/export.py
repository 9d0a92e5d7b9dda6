"""The entity model as the analyser runs it: from stanza's files to `names.npz`, which needs neither stanza nor torch.

The word vectors and the corrections that the model learnt for them become one vector a word; the linear layer below the
LSTM is multiplied into its weights; of the output layers the one for reporting clauses stays.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotes.learned import parsing
from quotes.learned.names import UNKNOWN

PADDING = 0  # a row of zeros


def export_names(names: Path, vectors: Path, target: Path) -> None:
    """Write the entity model for `quotes.learned.names`; the same model gives the same bytes.

    Args:
        names: the model as stanza saved it, with the layers that ship.
        vectors: the word vectors that it was trained with.
        target: the `.npz` file to write.
    """
    import torch

    model, pretrained = (torch.load(path, map_location="cpu", weights_only=True) for path in (names, vectors))
    weights = {name: value.float().numpy() for name, value in model["model"].items()}
    vocabulary, layer = model["vocab"], parsing.CLAUSES
    words, rows = _words(vocabulary["delta"]["_unit2id"], pretrained["vocab"]["_unit2id"])
    corrected = pretrained["emb"].float().numpy()[rows[0]] + weights["delta_emb.weight"][rows[1]]
    arrays = {
        "words": _lines(words),
        "vectors": corrected.astype(np.float16),
        "characters": _lines(vocabulary["char"]["_id2unit"]),
        "character_vectors": weights["charmodel.char_emb.weight"],
        **_lstm("spelling", weights, "charmodel.charlstm"),
        **_lstm("context", weights, "taggerlstm"),
        "tags": _lines([tag if tag[:1] != "<" else "O" for tag in vocabulary["tag"]["_id2unit"][layer]]),
        "tag_weights": weights[f"tag_clfs.{layer}.weight"].T,
        "tag_bias": weights[f"tag_clfs.{layer}.bias"],
        "transitions": weights[f"crits.{layer}._transitions"],
    }
    below, bias = weights["input_transform.weight"], weights["input_transform.bias"]
    arrays["context_bias"] = arrays["context_bias"] + arrays["context_inputs"] @ bias
    arrays["context_inputs"] = arrays["context_inputs"] @ below
    _write(target, {name: _narrow(array) for name, array in arrays.items()})


def _narrow(array: NDArray[Any]) -> NDArray[Any]:
    """The array in half precision where that loses nothing: of what ships only products and sums need more."""
    half = array.astype(np.float16) if array.dtype == np.float32 else array
    return half if (half == array).all() else array


def _words(corrected: dict[str, int], known: dict[str, int]) -> tuple[list[str], NDArray[np.intp]]:
    """The words that a token can be, and for each its rows in the word vectors and in the corrections.

    As in stanza a word that was met in training only has the vector of unknown words, and one that was not met has no
    correction.
    """
    words = [
        word for word in dict.fromkeys([*corrected, *known]) if not word.startswith("<") and word.split() == [word]
    ]
    words = ["<PAD>", "<UNK>", *sorted(words)]
    rows = [[PADDING, UNKNOWN], [PADDING, UNKNOWN]]
    for word in words[2:]:
        rows[0].append(known.get(word, UNKNOWN))
        rows[1].append(corrected.get(word, PADDING))
    return words, np.array(rows, np.intp)


def _lstm(name: str, weights: dict[str, NDArray[np.float32]], layer: str) -> dict[str, NDArray[np.float32]]:
    def both(kind: str) -> NDArray[np.float32]:
        return np.stack([weights[f"{layer}.lstm.{kind}_l0{direction}"] for direction in ("", "_reverse")])

    return {
        f"{name}_inputs": both("weight_ih"),
        f"{name}_recurrent": both("weight_hh"),
        f"{name}_bias": both("bias_ih") + both("bias_hh"),
        f"{name}_start": np.stack([weights[f"{layer}_{state}_init"][:, 0] for state in ("h", "c")]),
    }


def _lines(strings: Sequence[str]) -> NDArray[np.uint8]:
    assert not any("\n" in string for string in strings)
    return np.frombuffer("\n".join(strings).encode("utf-8"), np.uint8)


def _write(target: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Like `numpy.savez`, but without the time of day, so that the checksum tells whether the weights are the same."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, array in arrays.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as file:
                np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
