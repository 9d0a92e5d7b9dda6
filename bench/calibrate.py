"""`make calibrate`: how often each kind of decision is right on corpus/, written to lexicon/data/confidence.toml.

Each share is drawn towards that of all decisions as far as the kind is rare. The figures are checked on folds: those of
an article come from the other folds' articles, and the gap between them and the truth is printed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from quotes.analysis.pipeline import Analyser
from quotes.evaluation.scoring import calibration_error, read_gold, same_person
from quotes.ledger.rules import CHANGED
from quotes.lexicon import lists
from quotes.reading import Skipped, articles

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "quotes" / "lexicon" / "data" / "confidence.toml"
FOLDS = 10
DRAWN = 8.0  # decisions' worth of the share of all decisions, added to each kind
LEAST, MOST = 0.05, 0.99
STEP = 1e-3

Decision = tuple[int, str, bool, bool]  # fold, kind, whether it runs on, whether it is right


def decisions() -> list[Decision]:
    """Every decision on a quotation that is one, by an analyser whose confidence tells the kind."""
    words = lists.load()
    kinds = sorted(words.confidence)
    codes = {kind: 0.5 + STEP * number for number, kind in enumerate(kinds)} | {"run_on": 1.0, "model": 1.0}
    analyser = Analyser(replace(words, confidence=codes))
    gold = {article.doc_id: article for article in read_gold(ROOT / "corpus")}
    found: list[Decision] = []
    sound = [item for item in articles([str(ROOT / "corpus")]) if not isinstance(item, Skipped)]
    for number, (article, rows, *_) in enumerate(analyser.each(sound)):
        known = {quote.span.start: quote for quote in gold[article.doc_id].quotes}
        for row in rows:
            if row.start not in known:
                continue
            kind = kinds[round((row.confidence - 0.5) / STEP)]
            if row.rule.endswith(CHANGED):
                kind = "model"
            right = same_person(row.speaker, known[row.start].names)
            found.append((number % FOLDS, kind, row.rule == "run_on", right))
    return found


def shares(found: Iterable[Decision]) -> dict[str, float]:
    """How probably a decision of each kind is right."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    runs_on = [0, 0]
    for _, kind, on, right in found:
        counts[kind][0] += right
        counts[kind][1] += 1
        if on:
            runs_on[0] += right
            runs_on[1] += 1
    right, total = (sum(count[place] for count in counts.values()) for place in (0, 1))
    overall = right / total
    result = {kind: (n[0] + DRAWN * overall) / (n[1] + DRAWN) for kind, n in counts.items()}
    result["run_on"] = (runs_on[0] + DRAWN) / (runs_on[1] + DRAWN)
    return {kind: min(max(share, LEAST), MOST) for kind, share in result.items()}


def held_out_error(found: list[Decision]) -> float:
    """The calibration error of each fold's decisions by the shares of the others."""
    certainty = []
    for fold in range(FOLDS):
        known = shares(d for d in found if d[0] != fold)
        for _, kind, on, right in (d for d in found if d[0] == fold):
            certainty.append((known.get(kind, 0.5) * (known["run_on"] if on else 1.0), right))
    return calibration_error(certainty)


def main() -> None:
    """Estimate, write, tell."""
    found = decisions()
    known = shares(found)
    text = TABLE.read_text(encoding="utf-8")
    for kind in lists.load().confidence:
        if kind in known:
            text = re.sub(rf"^{kind} = .*$", f"{kind} = {known[kind]:.3f}", text, flags=re.MULTILINE)
    TABLE.write_text(text, encoding="utf-8")
    told = {"decisions": len(found), "held_out_calibration_error": round(100 * held_out_error(found), 2), **known}
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
