"""Synthetic crawls: any number of articles, made from corpus/ with a seed.

Each is an article of the corpus, lengthened with paragraphs of others to the average length of Indonesian news.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
LENGTH = 2500  # characters


def articles(count: int, seed: int = 1) -> Iterator[dict[str, str | None]]:
    """Articles of about `LENGTH` characters.

    Args:
        count: how many.
        seed: the same seed gives the same articles, and a longer crawl begins with the shorter one.
    """
    chance = random.Random(seed)
    originals = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.json"))]
    for number in range(count):
        first = chance.choice(originals)
        text = first["text"]
        while len(text) < LENGTH:
            other = chance.choice(originals)["text"].splitlines(keepends=True)
            start = chance.randrange(len(other))
            text = f"{text.rstrip()}\n\n{''.join(other[start : start + 8])}"
        cut = text.rfind("\n", len(first["text"]), LENGTH + 400)
        yield {
            "id": f"crawl-{seed}-{number}",
            "title": first.get("title"),
            "published": first.get("published"),
            "source": first.get("source"),
            "text": text[: cut if cut > 0 else None],
        }


def write(path: Path, count: int, seed: int = 1) -> int:
    """Write a crawl as JSON Lines; how many characters its texts have on average."""
    characters = 0
    with path.open("w", encoding="utf-8") as file:
        for article in articles(count, seed):
            characters += len(article["text"])
            file.write(f"{json.dumps(article, ensure_ascii=False)}\n")
    return characters // count
