"""The figures in the manifest, measured on the weights as they ship, on test sets that no training has seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quotes.learned import clausal, names
from quotes.learned.parsing import CLAUSES
from quotes.learned.segmentation import Enclitics
from quotes.training import reported
from quotes.training.corpora import Tree, read_entities, read_trees
from quotes.training.names import bioes, entities, f1
from quotes.training.scores import segmentation_scores

TEST_TREEBANKS = {"id_gsd": "id_gsd-ud-test.conllu", "id_csui": "id_csui-ud-test.conllu"}


def measure(data: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Figures by file name, each in per cent and named for what it measures and on what."""
    enclitics = Enclitics.from_lists(json.loads((folder / "enclitics.json").read_text(encoding="utf-8")))
    trees = {name: read_trees(data / "treebank" / file) for name, file in TEST_TREEBANKS.items()}
    figures: dict[str, dict[str, float]] = {"enclitics.json": {}}
    for name, bank in trees.items():
        for unit, score in segmentation_scores(bank, enclitics).items():
            figures["enclitics.json"][f"{unit} F1, {name}-ud-test, raw text"] = score
    if (data / "gold").exists():
        cases = reported.read_cases(data / "gold" / "train")
        scores = reported.figures(cases, reported.own_cases())
        figures[clausal.FILE] = {f"{name}, {reported.FOLDS} folds": n for name, n in scores.items()}
    if (folder / "names.pt").exists():
        figures["names.pt"] = _entity_figures(data, folder)
        figures[names.FILE] = {"names that are stanza's, idner-test": _agreement(data, folder)}
    if (folder / "tagger.pt").exists():
        figures |= _word_figures(trees, folder)
    return figures


def _pipeline(folder: Path, processors: Sequence[str], **more: Any) -> Any:
    """The shipped pipeline on text that is already cut."""
    import stanza

    from quotes.learned.parsing import shipped_settings
    from quotes.learned.shipped import check, check_file

    check.cache_clear()
    check_file.cache_clear()
    settings = shipped_settings(processors, folder)
    del settings["tokenize_with_news"]
    return stanza.Pipeline(tokenize_pretokenized=True, use_gpu=False, logging_level="ERROR", **settings, **more)


def _entity_figures(data: Path, folder: Path) -> dict[str, float]:
    sentences = read_entities(data / "ner" / "idner-test.txt")
    document = _pipeline(folder, ["ner"])([[token for token, _ in sentence] for sentence in sentences])
    found = [[token.ner for token in sentence.tokens] for sentence in document.sentences]
    scores = f1([bioes([tag for _, tag in sentence]) for sentence in sentences], found)
    return {f"entity F1{'' if kind == 'all' else ' ' + kind}, idner-test": score for kind, score in scores.items()}


def _agreement(data: Path, folder: Path) -> float:
    """Of the names in reporting clauses that stanza or the exported tagger finds how many both do, in per cent."""
    sentences = [[token for token, _ in sentence] for sentence in read_entities(data / "ner" / "idner-test.txt")]
    document = _pipeline(folder, ["ner"], ner_predict_tagset=CLAUSES)(sentences)
    theirs = [entities([token.ner for token in sentence.tokens]) for sentence in document.sentences]
    ours = [entities(tags) for tags in names.load(folder).tags(sentences)]
    both = sum(len(set(a) & set(b)) for a, b in zip(theirs, ours, strict=True))
    either = sum(len(set(a) | set(b)) for a, b in zip(theirs, ours, strict=True))
    return round(100 * both / either, 2)


def _word_figures(trees: dict[str, list[Tree]], folder: Path) -> dict[str, dict[str, float]]:
    """UPOS and features on gold words; lemmas and dependencies on predicted tags of gold words."""
    files = {"upos": "tagger.pt", "feats": "tagger.pt", "lemma": "lemmas.pt", "UAS": "parser.pt", "LAS": "parser.pt"}
    figures: dict[str, dict[str, float]] = {}
    nlp = _pipeline(folder, ["pos", "lemma", "depparse"])
    for bank, gold in trees.items():
        document = nlp([[word.form for word in tree.words] for tree in gold])
        pairs = [
            (word, found)
            for tree, sentence in zip(gold, document.sentences, strict=True)
            for word, found in zip(tree.words, sentence.words, strict=True)
        ]
        right = {
            "upos": [word.upos == found.upos for word, found in pairs],
            "feats": [word.feats == (found.feats or "_") for word, found in pairs],
            "lemma": [word.lemma.lower() == (found.lemma or "").lower() for word, found in pairs],
            "UAS": [word.head == found.head for word, found in pairs],
            "LAS": [
                word.head == found.head and word.deprel.split(":")[0] == (found.deprel or "").split(":")[0]
                for word, found in pairs
            ],
        }
        for what, hits in right.items():
            if (folder / files[what]).exists():
                label = {"upos": "UPOS", "feats": "features", "lemma": "lemmas, case aside"}.get(what, what)
                score = round(100 * sum(hits) / len(hits), 2)
                figures.setdefault(files[what], {})[f"{label}, {bank}-ud-test, gold words"] = score
    return figures
