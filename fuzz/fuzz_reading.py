"""Coverage-guided fuzzing of the readers: any bytes, as a file of any format; what comes out is analysed.

Usage: fuzz_reading.py [CORPUS_DIR] [libFuzzer options, as -max_total_time=60]; the first byte says which format.
"""

import io
import sys

import atheris

with atheris.instrument_imports(include=["quotes"]):
    from common import LONGEST, check

    from quotes.errors import InputError
    from quotes.reading import READERS
    from quotes.reading.columns import Columns
    from quotes.reading.formats import plain
    from quotes.reading.sources import Options, Source
    from quotes.records import Article

# Parquet and Excel files are taken apart by their own libraries, which have fuzzers of their own.
SUFFIXES = (".html", ".txt", ".warc", ".jsonl", ".json", ".csv", ".mhtml", ".tsv")
OPTIONS = Options(Columns(), None, 1 << 20)


def one(data: bytes) -> None:
    """Read and analyse what the bytes say."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".txt"
    body = data[1:]
    try:
        for item in READERS.get(suffix, plain.read)(Source("a", suffix, lambda: io.BytesIO(body)), OPTIONS):
            if isinstance(item, Article) and len(item.text) <= LONGEST:
                check(item)
            else:
                assert isinstance(item, Article) or "\n" not in item.reason
    except InputError as error:
        assert "\n" not in str(error)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
