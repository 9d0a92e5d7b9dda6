"""An analyser that costs nothing, to test runs where analysis is not the point; and a program that runs it.

`python fakes.py INPUT OUTPUT WORKERS SHARD_SIZE DELAY` is what the tests kill.
"""

import hashlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from samples import quote

from quotes import runs
from quotes.analysis.pipeline import Analysed
from quotes.records import Article, Quote


@dataclass(frozen=True)
class Fake:
    """Builds the fake; picklable, and equal to its like."""

    delay: float = 0.0  # seconds an article
    defect: str = ""  # what goes wrong when it is built

    def __call__(self) -> "FakeAnalyser":
        if self.defect == "raises":
            raise ValueError("no such model")
        if self.defect == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        return FakeAnalyser(self.delay)


class FakeAnalyser:
    """Takes everything between straight marks for a quote; raises, or ends the process, where an article says so."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay

    def each(self, articles: Iterable[Article]) -> Iterator[Analysed]:
        for article in articles:
            try:
                yield Analysed(article, self.quotes(article))
            except ValueError as error:
                yield Analysed(article, [], error)

    def quotes(self, article: Article) -> list[Quote]:
        time.sleep(self.delay)
        if "RAISE" in article.text:
            raise ValueError("no such luck")
        if "DIE" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return [
            quote(
                quote_id=hashlib.sha256(f"{article.doc_id} {m.start(1)}".encode()).hexdigest()[:16],
                doc_id=article.doc_id,
                title=article.title,
                url=article.url,
                quote=m[1],
                start=m.start(1),
                end=m.end(1),
                context=article.text,
                context_start=0,
            )
            for m in re.finditer(r'"([^"]*)"', article.text)
        ]


def crawl(path: Path, count: int, start: int = 0) -> Path:
    """Write articles of some quotes each as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(start, start + count):
            text = " ".join(f'"Kutipan {number}-{place}," kata Rani.' for place in range(number % 4))
            file.write(json.dumps({"id": f"a{number}", "text": text or "Tidak ada yang bicara."}) + "\n")
    return path


def main() -> None:
    source, output, workers, size, delay = sys.argv[1:]
    settings = runs.Settings(
        analyser=Fake(float(delay)),
        executor=runs.Processes(int(workers)) if int(workers) else runs.Serial(),
        shard_size=int(size),
    )
    runs.run([source], output, settings)


if __name__ == "__main__":
    main()
