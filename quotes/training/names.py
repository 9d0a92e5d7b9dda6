"""The entity model: stanza's tagger, learning from three sets whose guidelines differ.

Each set has an output layer of its own over shared layers, so that the others teach what a name looks like without
teaching their borders and types. Two are shipped: idner's (PER, ORG, LOC in news), for whole sentences, and that of the
made-up reporting clauses (see clauses.py), which the analyser asks about a speaker's name. The texts are varied on the
way: names exchanged, quotation marks put where the news has them, punctuation cut off as the tokenizer does it.
"""

from __future__ import annotations

import logging
import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotes.training.clauses import Clauses
from quotes.training.corpora import ENTITY_SETS, Tagged, read_entities
from quotes.training.named import NOBODY, OPEN, Named, Variations
from quotes.training.speed import even

logger = logging.getLogger(__name__)

SEED = 20260101
SETS = (*ENTITY_SETS, "clauses")  # the columns of tags
CLAUSES = SETS.index("clauses")
KEPT = ("idner", "clauses")  # the columns that ship
_REPORTING = re.compile(r"^(kata|ujar|ucap|tutur|jelas|ungkap|tegas|tambah|lanjut|terang|sebut|imbuh|papar)(nya)?$")
_HEAD = re.compile(r"^([(\"'“‘\[]+)(.+)$")
_TAIL = re.compile(r"^(.+?)([)\"'”’\],;:.]+)$")
#: What the sets call a person, an organisation and a place.
_KINDS = {
    "PER": "PER",
    "ORG": "ORG",
    "LOC": "LOC",
    "PERSON": "PER",
    "ORGANISATION": "ORG",
    "PLACE": "LOC",
    "PPL": "PER",
}
Example = tuple[list[str], list[tuple[str, ...]]]  # tokens; for each a tag for each set


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run of the trainer is made of; the defaults are the first of the two runs that ship."""

    hidden: int = 256
    epochs: int = 14
    nerp_epochs: int = 0  # epochs that show NERP, a set in lower case: it taught nothing that the others do not
    batch_sentences: int = 32
    batch_words: int = 1200
    rate: float = 3e-3
    dropout: float = 0.5
    word_dropout: float = 0.02
    unknown: float = 0.1  # share of words shown without their vector
    exchanged: float = 0.3  # share of idner sentences in which names are exchanged
    all_names: bool = False  # for names of all sets; else for names of idner
    clauses: int = 2500  # made-up reporting clauses an epoch
    finetune: bool = True  # learn a correction of the word vectors
    with_dev: bool = True  # learn from idner-dev too; else measure on it
    start: Path | None = None  # a model to go on from
    sets: tuple[str, ...] = SETS  # the columns; `KEPT` where `start` is a model as it ships
    idner_copies: int = 2  # times that an epoch shows each sentence of idner
    named_copies: int = 1  # times that an epoch shows each name in annotated articles
    device: str = "cpu"
    seed: int = SEED


def polish(start: Path, seed: int = SEED) -> Recipe:
    """The second run: over the same sentences with names of all sets in them, at half the rate."""
    return Recipe(epochs=5, rate=1.5e-3, unknown=0.15, exchanged=0.5, all_names=True, start=start, seed=seed)


def on_articles(start: Path, seed: int = SEED) -> Recipe:
    """The third run: over the names of annotated articles, from a model as it ships."""
    return Recipe(
        epochs=6,
        batch_sentences=64,
        batch_words=2400,
        rate=2e-3,
        unknown=0.15,
        exchanged=0.5,
        clauses=1500,
        start=start,
        sets=KEPT,
        idner_copies=1,
        named_copies=3,
        seed=seed,
    )


def average(sources: Sequence[Path], target: Path) -> None:
    """Write the mean of models that were polished from the same start: one model, steadier than each of them."""
    import torch

    checkpoints = [torch.load(source, map_location="cpu", weights_only=True) for source in sources]
    weights = [checkpoint["model"] for checkpoint in checkpoints]
    for key in weights[0]:
        weights[0][key] = torch.stack([part[key] for part in weights]).mean(dim=0)
    torch.save(checkpoints[0], target, _use_new_zipfile_serialization=False)


def bioes(tags: Sequence[str]) -> list[str]:
    """BIO tags as BIOES; an I- without a beginning starts an entity."""
    fixed = []
    for position, tag in enumerate(tags):
        if tag in ("O", NOBODY, OPEN):
            fixed.append(tag)
            continue
        kind = tag[2:]
        before = tags[position - 1] if position else "O"
        after = tags[position + 1] if position + 1 < len(tags) else "O"
        begins = tag[0] == "B" or before[2:] != kind
        ends = after != f"I-{kind}"
        fixed.append(
            {(True, True): "S-", (True, False): "B-", (False, True): "E-", (False, False): "I-"}[begins, ends] + kind
        )
    return fixed


def cut_punctuation(sentence: Tagged) -> Tagged:
    """The sentence with brackets, marks and commas cut off its tokens, as the project's tokenizer cuts them."""
    cut: Tagged = []
    for token, tag in sentence:
        head, tail = _HEAD.match(token), None
        opened = head.group(1) if head else ""
        body = head.group(2) if head else token
        tail = _TAIL.match(body) if len(body) > 2 and not re.fullmatch(r"(\w\.)+|[A-Z]\w{0,3}\.", body) else None
        closed = tail.group(2) if tail else ""
        body = tail.group(1) if tail else body
        cut.extend((mark, "O") for mark in opened)
        if opened and tag[0] == "I":
            tag = "B" + tag[1:]
        cut.append((body, tag))
        cut.extend((mark, "O") for mark in closed)
    return cut


def with_marks(sentence: Tagged, rng: random.Random) -> Tagged:
    """The sentence with the quotation marks that idner's texts have lost, where a reporting verb shows their place."""
    for position in range(3, len(sentence) - 1):
        if sentence[position - 1][0] == "," and _REPORTING.match(sentence[position][0]):
            opening, closing = rng.choice([('"', '"'), ("“", "”"), ("”", "”")])
            return [(opening, "O"), *sentence[:position], (closing, "O"), *sentence[position:]]
    return sentence


class _Names:
    """Names of the sets by type, to be exchanged for one another."""

    def __init__(self, sentences: Sequence[Tagged]) -> None:
        self.known: dict[str, list[list[str]]] = {}
        for sentence in sentences:
            for start, end, kind in entities(bioes([tag for _, tag in sentence])):
                name = [token for token, _ in sentence[start:end]]
                if kind in _KINDS and all(token[0].isalnum() for token in name):
                    cased = [token.title() if token.islower() else token for token in name]
                    self.known.setdefault(_KINDS[kind], []).append(cased)

    def exchange(self, sentence: Tagged, rng: random.Random) -> Tagged:
        spans = entities(bioes([tag for _, tag in sentence]))
        result = list(sentence)
        for start, end, kind in reversed(spans):
            if rng.random() < 0.5:
                name = rng.choice(self.known[kind])
                result[start:end] = [(token, ("I-" if place else "B-") + kind) for place, token in enumerate(name)]
        return result


def entities(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Spans `(start, end, type)` of BIOES tags."""
    spans, start = [], 0
    for position, tag in enumerate(tags):
        if tag[0] in "BS":
            start = position
        if tag[0] in "ES":
            spans.append((start, position + 1, tag[2:]))
    return spans


def _example(sentence: Tagged, column: int, empty: str, width: int = len(SETS)) -> Example:
    tags = bioes([tag for _, tag in sentence])
    tags = [empty if tag == OPEN else tag for tag in tags]
    columns = [tuple(tag if place == column else empty for place in range(width)) for tag in tags]
    return [token for token, _ in sentence], columns


def f1(gold: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> dict[str, float]:
    """Entity F1 in per cent, in all and for each type; span and type must both be right."""
    scores = {}
    pairs = [(set(entities(g)), set(entities(f))) for g, f in zip(gold, found, strict=True)]
    for kind in ("all", "PER", "ORG", "LOC"):
        chosen = [({e for e in g if kind in ("all", e[2])}, {e for e in f if kind in ("all", e[2])}) for g, f in pairs]
        right = sum(len(g & f) for g, f in chosen)
        total = sum(len(g) + len(f) for g, f in chosen)
        scores[kind] = round(200 * right / total, 2) if total else 0.0
    return scores


def tag(trainer: Any, sentences: Sequence[Sequence[str]], column: int = 0) -> list[list[str]]:
    """The trainer's tags for tokenised sentences, in their order."""
    import torch

    loader = _loader(trainer)
    blank = next(tag for tag in trainer.vocab["tag"].items(column) if tag == "O")
    width = len(trainer.vocab["tag"].lens())
    rows = loader.preprocess([[(t, (blank,) * width) for t in s] for s in sentences], trainer.vocab, trainer.args)
    trainer.args["predict_tagset"] = column
    found: list[list[str]] = []
    with torch.no_grad():
        for start in range(0, len(rows), 64):
            loader.data = [rows[start : start + 64]]
            found.extend(trainer.predict(loader[0]))
    trainer.args["predict_tagset"] = 0
    return found


def _loader(trainer: Any) -> Any:
    """An empty stanza data loader that shares the trainer's vocabulary."""
    from stanza.models.ner.data import DataLoader

    loader = DataLoader.__new__(DataLoader)
    loader.vocab, loader.args, loader.eval = trainer.vocab, trainer.args, True
    return loader


def train_names(
    data: Path, vectors: Path, target: Path, recipe: Recipe | None = None, named: Sequence[Named] = ()
) -> dict[str, float]:
    """Train the entity model and write it with all its output layers; shipping keeps two.

    Args:
        data: the data folder.
        vectors: the stanza pretrain file of `train_vectors`.
        target: the `.pt` file to write.
        recipe: sizes and schedule; None is what ships.
        named: names in annotated articles, learnt by the layer for clauses.

    Returns:
        Entity F1 in per cent on `idner-dev` where that was held out, else an empty dictionary.
    """
    import torch
    from stanza.models.common.crf import CRFLoss
    from stanza.models.common.doc import Document
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.common.utils import set_random_seed
    from stanza.models.common.vocab import EMPTY, EMPTY_ID, PAD_ID, UNK_ID, VOCAB_PREFIX_SIZE
    from stanza.models.ner.data import DataLoader
    from stanza.models.ner.trainer import Trainer
    from stanza.models.ner_tagger import parse_args

    class PartialCRF(CRFLoss):  # type: ignore[misc]
        """stanza's loss over all sequences of tags that an annotation allows, where that leaves some words open.

        Sentences that another set labels are left out: fully masked ones would still pull on it.
        """

        persons: Any = None  # the tags of people's names

        def forward(self, inputs: Any, masks: Any, tag_indices: Any) -> Any:
            rows = ~masks.all(dim=1)
            if not bool(rows.any()):
                return inputs.sum() * 0, self._transitions
            share = rows.sum() / rows.numel()
            scores, tags = inputs[rows], tag_indices[rows]
            padding = tags == PAD_ID
            if not bool(((tags == EMPTY_ID) | (tags == UNK_ID)).any()):
                loss, transitions = super().forward(scores, padding, tags)
                return loss * share, transitions
            allowed = torch.nn.functional.one_hot(tags, scores.shape[2]).bool()
            anything = torch.arange(scores.shape[2], device=scores.device) >= VOCAB_PREFIX_SIZE
            allowed = allowed | ((tags == EMPTY_ID)[:, :, None] & anything)
            allowed = allowed | ((tags == UNK_ID)[:, :, None] & anything & ~self.persons.to(scores.device))
            odds = self.crf_log_norm(scores, padding, tags)
            odds = odds - self.crf_log_norm(scores.masked_fill(~allowed, -1e4), padding, tags)
            return odds.mean() * share, self._transitions

    recipe = recipe or Recipe()
    set_random_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    sets = {name: [read_entities(data / "ner" / file) for file in files] for name, files in ENTITY_SETS.items()}
    idner = sets["idner"][0] + (sets["idner"][1] if recipe.with_dev else [])
    dev = sets["idner"][1]
    others = {name: [s for part in sets[name] for s in part if len(s) < 150] for name in ("nergrit", "nerp")}
    pool = idner + (others["nergrit"] + others["nerp"] if recipe.all_names else [])
    names = _Names([cut_punctuation(sentence) for sentence in pool])

    clauses = Clauses([cut_punctuation(sentence) for sentence in idner + others["nergrit"]], rng)
    vary = Variations(clauses.name, clauses.made_up, rng)

    def example(sentence: Tagged, name: str) -> Example:
        return _example(sentence, recipe.sets.index(name), EMPTY, len(recipe.sets))

    every = [example(s, "idner") for s in idner] + [example(cut_punctuation(s), "idner") for s in idner]
    every += [example(s, name) for name in recipe.sets if name in others for s in others[name]]
    every += [example(s, "clauses") for s in clauses.some(recipe.clauses)]
    args = parse_args(["--shorthand", "id_news", "--wordvec_pretrain_file", str(vectors), "--cpu", "--scheme", "bioes",
                       "--hidden_dim", str(recipe.hidden), "--save_dir", str(target.parent)])  # fmt: skip
    args |= {"dropout": recipe.dropout, "word_dropout": recipe.word_dropout, "emb_finetune": recipe.finetune,
             "optim": "adam", "lr": recipe.rate, "char_hidden_dim": 64, "char_emb_dim": 48, "device": recipe.device,
             "seed": recipe.seed, "batch_size": recipe.batch_sentences, "max_batch_words": recipe.batch_words,
             }  # fmt: skip
    pretrain = Pretrain(str(vectors))
    words = [
        [{"id": (n,), "text": t, "multi_ner": c} for n, (t, c) in enumerate(zip(*e, strict=True), 1)] for e in every
    ]
    loader = DataLoader(Document(words), recipe.batch_sentences, args, pretrain, max_batch_words=recipe.batch_words)
    vocab = loader.vocab
    if not recipe.finetune:
        vocab._vocabs.pop("delta")
    if recipe.start:
        args |= {"charlm_forward_file": None, "charlm_backward_file": None}
        trainer = Trainer(args=args, pretrain=pretrain, device=recipe.device, model_file=str(recipe.start))
        vocab = loader.vocab = trainer.vocab
    else:
        trainer = Trainer(args=args, vocab=vocab, pretrain=pretrain, device=recipe.device)
    for column, crf in enumerate(trainer.model.crits):
        crf.__class__ = PartialCRF
        units = vocab["tag"]._id2unit[column]
        crf.persons = torch.tensor([unit[2:] in ("PER", "PERSON") for unit in units])
    if recipe.device == "cpu":
        even(trainer.model)
    trainer.optimizer = torch.optim.AdamW(
        [p for p in trainer.model.parameters() if p.requires_grad], lr=recipe.rate, betas=(0.9, 0.98), fused=True
    )

    def epoch(number: int) -> list[Any]:
        shown: list[Example] = []
        for sentence in idner:
            for copy in range(recipe.idner_copies):
                varied = cut_punctuation(sentence) if copy or rng.random() < 0.3 else sentence
                if rng.random() < recipe.exchanged:
                    varied = names.exchange(varied, rng)
                if rng.random() < 0.5:
                    varied = with_marks(varied, rng)
                shown.append(example(varied, "idner"))
        shown.extend(example(s, "clauses") for s in clauses.some(recipe.clauses))
        shown.extend(example(vary.of(s), "clauses") for _ in range(recipe.named_copies) for s in named)
        if "nergrit" in recipe.sets:
            shown.extend(example(s, "nergrit") for s in others["nergrit"])
        if number < recipe.nerp_epochs:
            shown.extend(example(s, "nerp") for s in rng.sample(others["nerp"], 2500))
        rng.shuffle(shown)
        # sentences of like length share a batch: see speed.py
        shown.sort(key=lambda e: len(e[0]))
        rows = loader.preprocess([list(zip(*e, strict=True)) for e in shown], vocab, args)
        batches = loader.chunk_batches(rows)
        rng.shuffle(batches)
        return list(batches)

    plan = [epoch(number) for number in range(recipe.epochs)]
    steps, step, result = sum(len(p) for p in plan), 0, {}
    for number, batches in enumerate(plan):
        loss = 0.0
        for batch in batches:
            step += 1
            rate = recipe.rate * min(1.0, step / 200) * 0.5 * (1 + math.cos(math.pi * step / steps))
            for group in trainer.optimizer.param_groups:
                group["lr"] = rate
            loader.data = [batch]
            fields = list(loader[0])
            fields[0] = [[w if rng.random() > recipe.unknown else "\ufffe" for w in words] for words in fields[0]]
            loss += trainer.update(fields)
        logger.warning("names: epoch %d, step %d/%d, loss %.3f", number + 1, step, steps, loss / len(batches))
        if not recipe.with_dev and (number % 3 == 2 or number + 1 == recipe.epochs):
            found = tag(trainer, [[t for t, _ in s] for s in dev])
            result = f1([bioes([g for _, g in s]) for s in dev], found)
            logger.warning("names: on idner-dev %s", result)
    trainer.args["device"] = "cpu"
    trainer.save(str(target))
    return result
