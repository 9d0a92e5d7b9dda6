"""`make rules`: how often each rule and each proposer of candidates decides, on corpus/ and on the texts in ../shared.

What decides nothing here, and has no test row of a class that editors know, can go.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path

from quotes.analysis.attribution.candidates import PROPOSERS
from quotes.analysis.pipeline import Analyser
from quotes.ledger.rules import RULES
from quotes.reading import Skipped, articles

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SOURCES = (ROOT / "corpus", *sorted((SHARED / "text").glob("*.jsonl")), SHARED / "gold" / "train")


def main() -> None:
    """Count and print, the rarest last."""
    there = [str(source) for source in SOURCES if source.exists()]
    sound = (item for item in articles(there) if not isinstance(item, Skipped))
    rules: Counter[str] = Counter(dict.fromkeys(RULES, 0))
    proposers = Counter({proposer.__name__: 0 for proposer in chain.from_iterable(PROPOSERS.values())})
    analyser = Analyser(mode="rules")
    for article in sound:
        for attribution in analyser.analysed([article])[0].attributions:
            rules[attribution.speaker.rule] += 1
            if attribution.weighed:
                best = max(attribution.weighed, key=lambda weighed: weighed.share)
                proposers[best.candidate.proposer] += 1
    for title, counts in (("rule", rules), ("proposer", proposers)):
        print(f"{title:24} statements")
        for name, count in counts.most_common():
            print(f"{name:24} {count:10,}")


if __name__ == "__main__":
    main()
