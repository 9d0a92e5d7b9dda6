"""`python -m quotes.training DATA OUT`: train everything that ships, measure it, write the manifest."""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
from pathlib import Path

from quotes.learned import clausal, names
from quotes.learned.segmentation import Enclitics
from quotes.training import boundaries, likeness, seen, speakers
from quotes.training.dependencies import train_parser
from quotes.training.enclitics import learn_enclitics
from quotes.training.export import export_names
from quotes.training.figures import measure
from quotes.training.lemmas import train_lemmas
from quotes.training.named import FOLDS, contents_of, folds, read_named
from quotes.training.names import SEED, average, on_articles, polish, train_names
from quotes.training.reported import train_reported
from quotes.training.shipping import only_current, slim, two_layers, write_manifest
from quotes.training.tagger import train_tagger
from quotes.training.vectors import train_vectors

COMMAND = "python -m quotes.training DATA OUT"
LIKENESS, BOUNDARIES, SEEN, SPEAKERS = "likeness", "boundaries", "seen", "speakers"
STEPS = (  # what ships
    *("vectors", "enclitics", "names", "tagger", "lemmas", "reported"),
    *(LIKENESS, BOUNDARIES, SEEN, SPEAKERS),
)
TRIED = ("parser",)  # bought nothing (see docs/models.md), and is trained where asked for only


def main() -> None:
    """Train what is asked for in a work folder, ship it to OUT, measure all of OUT on the test sets."""
    parser = argparse.ArgumentParser(prog="python -m quotes.training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with treebank/, ner/, text/ and gold/")
    parser.add_argument("out", type=Path, help="where the weights and their manifest go: quotes/learned/weights")
    parser.add_argument("--work", type=Path, help="keep what is between here (default: a temporary folder)")
    parser.add_argument(
        "--only", nargs="*", choices=(*STEPS, *TRIED, "ship", "none"), help="these steps, the rest as in --work"
    )
    args = parser.parse_args()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", "100000000000")
    steps = set(args.only if args.only is not None else STEPS)
    with tempfile.TemporaryDirectory() as temporary:
        work: Path = args.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        if steps - {LIKENESS, BOUNDARIES, SEEN, SPEAKERS}:
            train(args.data, work, steps)
            ship(args.data, work, args.out)
        if LIKENESS in steps:
            likeness.write(args.data, args.out)
        if BOUNDARIES in steps:
            boundaries.write(args.data, args.out)
        taggers = _of_folds(work)
        if SEEN in steps and taggers:
            seen.write(args.data, taggers, args.out)
        if steps & {LIKENESS, BOUNDARIES, SEEN}:
            known = json.loads((args.out / "manifest.json").read_text(encoding="utf-8"))["files"]
            write_manifest(args.out, {name: entry["figures"] for name, entry in known.items()}, COMMAND)
        if SPEAKERS in steps:  # last, for it goes by the rows that all the others make
            speakers.write(*speakers.estimate(args.data, taggers=taggers), args.out)


def train(data: Path, work: Path, steps: set[str]) -> None:
    """Run the trainers named, each with its fixed seed, one after the other."""
    vectors, lists = work / "vectors.pt", work / "enclitics.json"
    if "vectors" in steps:
        train_vectors(data, vectors)
    if "enclitics" in steps:
        lists.write_text(json.dumps(learn_enclitics(data), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if "names" in steps:
        train_names(data, vectors, work / "names.pt")
        polished = [work / "names-1.pt", work / "names-2.pt"]
        for number, path in enumerate(polished):
            train_names(data, vectors, path, polish(work / "names.pt", SEED + number))
        average(polished, work / "polished.pt")
        learn_articles(data, vectors, work)
    if "tagger" in steps:
        enclitics = Enclitics.from_lists(json.loads(lists.read_text(encoding="utf-8")))
        train_tagger(data, vectors, work / "tagger.pt", enclitics)
    if "lemmas" in steps:
        train_lemmas(data, work / "lemmas.pt")
    if "reported" in steps:
        train_reported(data, work)
    if "parser" in steps:
        train_parser(data, vectors, work / "parser.pt")


def learn_articles(data: Path, vectors: Path, work: Path) -> None:
    """Go on with the names of annotated articles, of all for what ships, and without each fold for honest figures."""
    start = work / "start.pt"
    slim(work / "polished.pt", start, two_layers)
    known = read_named(data / "gold" / "train")
    fold = folds(contents_of(data / "gold" / "train"))
    for left_out in (None, *range(FOLDS)):
        target = work / ("names.pt" if left_out is None else f"names-{left_out}.pt")
        parts = [target.with_suffix(f".{number}") for number in range(2)]
        for number, part in enumerate(parts):
            recipe = on_articles(start, SEED + number)
            train_names(data, vectors, part, recipe, [each for each in known if fold[each.doc_id] != left_out])
        average(parts, target)
        if left_out is not None:
            slim(target, target)
            export_names(target, vectors, _fold_file(work, left_out))


def _fold_file(work: Path, fold: int) -> Path:
    return work / f"names-{fold}.npz"


def _of_folds(work: Path) -> list[names.Tagger]:
    """The taggers that have not seen a fold of the annotated articles, where they have been trained."""
    files = [_fold_file(work, fold) for fold in range(FOLDS)]
    return [names.read(file) for file in files] if all(file.exists() for file in files) else []


def ship(data: Path, work: Path, out: Path, *, boundaries: bool = False) -> None:
    """Slim the trained models into `out`, export the names, measure all there and write the manifest.

    What `work` does not hold stays as it is in `out`. `boundaries`: estimate the weights of name boundaries anew, which
    builds on all that ships.
    """
    out.mkdir(parents=True, exist_ok=True)
    edits = {
        "vectors.pt": None,
        "names.pt": None,
        "tagger.pt": only_current,
        "lemmas.pt": None,
        "parser.pt": None,
    }
    for name, edit in edits.items():
        if (work / name).exists():
            slim(work / name, out / name, edit)
    export_names(out / "names.pt", out / "vectors.pt", out / names.FILE)
    for name in ("enclitics.json", clausal.FILE):
        if (work / name).exists():
            (out / name).write_bytes((work / name).read_bytes())
    (out / "resources.json").write_text("{}\n", encoding="utf-8")
    write_manifest(out, {}, COMMAND)
    write_manifest(out, measure(data, out), COMMAND)


if __name__ == "__main__":
    main()
