"""Rules alone, the cascade and stanza on everything: how good each is, and how fast, on the same articles in one run.

Called by bench.py.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # read when torch is loaded: each mode gets one core

import psutil
from measure import Part, Table

from quotes.analysis.pipeline import MODES, Analyser
from quotes.evaluation.scoring import evaluate
from quotes.ledger.rules import CHANGED
from quotes.reading import Skipped, articles
from quotes.records import Article

ROOT = Path(__file__).parent.parent
FIGURES = ("detection", "speaker", "canonical", "role", "dated", "calibration_error")
MORE = "QUOTES_GOLD"  # names further folders of gold, separated by colons
ROUNDS = 3  # of timing, the modes taking turns; the quickest counts


def _articles(folder: Path) -> list[Article]:
    return [item for item in articles([str(folder)]) if not isinstance(item, Skipped)]


def _has_gold(folder: Path) -> bool:
    return any("quotes" in json.loads(path.read_text(encoding="utf-8")) for path in list(folder.glob("*.json"))[:1])


def quality(folders: Sequence[Path]) -> Table:
    """A table of figures by folder and mode, in percent; `changed` counts rows that the model decided otherwise."""
    rows = []
    for folder in folders:
        for mode in MODES:
            ledger = Analyser(mode=mode).ledger(_articles(folder))
            found = evaluate(folder, ledger)
            n, figures = found.counts, found.figures
            wrong = (n["found"] - n["speaker right"], n["found"] - n["canonical right"], n["role"] - n["role right"])
            changed = int(ledger["rule"].astype(str).str.endswith(CHANGED).sum())
            rows.append([folder.name, mode, *(f"{figures[f]:.1f}" for f in FIGURES), *map(str, wrong), str(changed)])
    names = [figure.replace("_", " ") for figure in FIGURES]
    return Table(["gold", "mode", *names, "wrong speakers", "wrong names", "wrong roles", "changed"], rows)


def speed(folder: Path) -> list[Part]:
    """Articles a second of processor time by mode, models loaded before, and how many times that is of `full`."""
    sound = _articles(folder)
    spent: dict[str, list[float]] = {mode: [] for mode in MODES}
    analysers = {mode: Analyser(mode=mode) for mode in MODES}
    for mode in MODES:
        list(analysers[mode].each(sound[:8]))
    for _ in range(ROUNDS):
        for mode in MODES:
            began = time.process_time()
            list(analysers[mode].each(sound))
            spent[mode].append(time.process_time() - began)
    rate = {mode: len(sound) / min(spent[mode]) for mode in MODES}
    rows = [[mode, f"{rate[mode]:.0f}", f"{rate[mode] / rate['full']:.1f}"] for mode in MODES]
    memory = psutil.Process().memory_full_info().uss / (1 << 20)
    return [
        Table([f"{len(sound)} articles of {folder.name}/", "articles a second", "times full"], rows),
        f"Memory of the process that did all three: {memory:,.0f} MiB.",
    ]


def modes(_most: int) -> list[Part]:
    """Quality and speed of the three modes; `QUOTES_GOLD=folder:folder` names more gold than corpus/."""
    more = [Path(name) for name in os.environ.get(MORE, "").split(":") if name]
    folders = [ROOT / "corpus", *more]
    parts: list[Part] = [quality([folder for folder in folders if _has_gold(folder)])]
    return [*parts, *(part for folder in folders for part in speed(folder))]
