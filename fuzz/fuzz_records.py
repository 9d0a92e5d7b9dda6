"""Coverage-guided fuzzing of the record of a run: any bytes, in the place of any of its files or of a shard.

Usage: fuzz_records.py [CORPUS_DIR] [libFuzzer options, as -max_total_time=60]; the first byte says which file.
"""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["quotes.runs", "quotes.storage"]):
    from common import record

    from quotes import runs
    from quotes.errors import QuotesError

os.fsync = lambda _: None  # type: ignore[assignment]  # no power is lost here, and it takes most of the time
PLACE = Path(tempfile.mkdtemp(prefix="quotes-fuzz-"))
SOURCE, SETTINGS, SOUND = record(PLACE / "sound")
OUTSIDE = PLACE / "outside.txt"


def one(data: bytes) -> None:
    """Take a run up whose record holds the bytes."""
    ledger, folder = PLACE / "l", PLACE / "l.run"
    for kept, copy in ((PLACE / "sound", ledger), (PLACE / "sound.run", folder)):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(kept, copy)
    OUTSIDE.write_bytes(b"precious")
    files = sorted([*folder.iterdir(), *ledger.iterdir()])
    files[(data[0] if data else 0) % len(files)].write_bytes(data[1:])
    try:
        runs.run([str(SOURCE)], str(ledger), SETTINGS, runs.Progress(stream=io.StringIO()))
    except QuotesError as error:
        assert "\n" not in str(error)
    else:
        made = {path.name: path.read_bytes() for path in ledger.iterdir()}
        assert made == SOUND, "the ledger is another"
    assert OUTSIDE.read_bytes() == b"precious"
    assert {path.name for path in PLACE.iterdir()} == {"sound", "sound.run", "l", "l.run", "outside.txt", SOURCE.name}


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
