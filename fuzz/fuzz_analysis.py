"""Coverage-guided fuzzing of the analysis: any text, split into an article's text and title.

Usage: fuzz_analysis.py [CORPUS_DIR] [libFuzzer options, as -max_total_time=60]
"""

import sys

import atheris

with atheris.instrument_imports(include=["quotes"]):
    from common import LONGEST, check

    from quotes.records import Article
    from quotes.text.repair import mended, repaired
    from quotes.text.terminal import printable


def one(data: bytes) -> None:
    """Analyse what the bytes say."""
    text = data[: 4 * LONGEST].decode("utf-8", "surrogateescape" if data[:1] == b"\xff" else "replace")[:LONGEST]
    title, mark, body = text.partition("\x00")
    check(Article("a", body if mark else text, title if mark else None))
    assert repaired(text).text == text or repaired(text).repairs, "repaired without telling"
    assert mended(text).text in (text, repaired(text).text)
    assert "\x1b" not in printable(text)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
