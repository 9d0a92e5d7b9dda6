"""`quotes people` on made-up ledgers: links a second and peak memory at some numbers of rows.

    python bench/people.py 10000 1000000 10000000

Names are put together of the words of names in corpus/, roles are the corpus's, quotes its sentences with other words
put in, so that some are copies and some nearly so; the same seed gives the same ledger. It is removed afterwards.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from quotes.ledger.writing import LedgerWriter
from quotes.records import Quote

CORPUS = Path(__file__).parent.parent / "corpus"
_PEOPLE = 60_000  # different names
_SEED = 13


def rows(count: int) -> Iterator[Quote]:
    """Rows of a ledger, three an article."""
    rng = random.Random(_SEED)
    quotes = [q for path in sorted(CORPUS.glob("*.json")) for q in _annotated(path)]
    named = [q for q in quotes if q["speaker"] and " " in q["speaker"] and q["speaker"][0].isupper()]
    words = sorted({word for q in named for word in q["speaker"].split()})
    roles = sorted({q["role"] for q in named if q["role"]})
    people = [
        (" ".join(rng.sample(words, rng.choice((2, 2, 2, 3)))), rng.choice(roles)) for _ in range(min(_PEOPLE, count))
    ]
    start = date(2021, 1, 1)
    for number in range(count):
        name, role = people[int(len(people) * rng.random() ** 3)]
        sentence = rng.choice(quotes)["text"].split()
        if rng.random() < 0.9:  # else a copy, or nearly one
            sentence = [rng.choice(words) if rng.random() < 0.5 else word for word in sentence]
        said = " ".join(sentence)
        day = start + timedelta(days=rng.randrange(1800))
        yield Quote(
            quote_id=f"{number:016x}", doc_id=f"a{number // 3}", title=None, source=f"outlet {number % 40}", url=None,
            published=None, quote=said, start=0, end=len(said), kind="direct", cue="kata", cue_lemma="kata",
            cue_class="neutral", mention=name, speaker=name.split()[0] if rng.random() < 0.05 else name,
            speaker_type="person", role=role if rng.random() < 0.8 else None, date=day, date_text=None,
            date_basis="published", via=None, rule="name-in-clause", confidence=0.9, context=said, context_start=0,
        )  # fmt: skip


def _annotated(path: Path) -> Iterator[dict[str, str]]:
    article = json.loads(path.read_text("utf-8"))
    for quote in article["quotes"]:
        if quote["kind"] != "none":
            yield {**quote, "text": article["text"][quote["start"] : quote["end"]]}


def main() -> None:
    """Measure each number of rows in turn."""
    for count in map(int, sys.argv[1:] or ["10000", "1000000"]):
        with tempfile.TemporaryDirectory() as folder:
            ledger = Path(folder, "ledger.parquet")
            with LedgerWriter([ledger]) as writer:
                writer.write(rows(count))
            began = time.monotonic()
            process = subprocess.Popen([sys.executable, "-m", "quotes", "people", str(ledger)])
            _, _, used = os.wait4(process.pid, 0)
            took = time.monotonic() - began
            size = ledger.stat().st_size / 1e6
            print(f"{count:>12,} rows ({size:,.0f} MB): {took:6.1f} s, {count / took:>9,.0f} rows/s, "
                  f"{used.ru_maxrss / 1024:,.0f} MiB", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
