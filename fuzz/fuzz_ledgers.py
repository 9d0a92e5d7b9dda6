"""Coverage-guided fuzzing of the readers of ledgers: any bytes, as a ledger of any format; what comes out is shown.

Usage: fuzz_ledgers.py [CORPUS_DIR] [libFuzzer options, as -max_total_time=60]; the first byte says which format.
"""

import contextlib
import io
import signal
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["quotes.ledger", "quotes.reports", "quotes.commands"]):
    from quotes import read_ledger
    from quotes.cli import main
    from quotes.errors import QuotesError

SUFFIXES = (".csv", ".jsonl", ".parquet")
signal.signal(signal.SIGALRM, lambda *_: None)  # so that `main` leaves it to the fuzzer, which looks at its clock then
PLACE = Path(tempfile.mkdtemp(prefix="quotes-fuzz-"))


def one(data: bytes) -> None:
    """Read and show the ledger that the bytes are."""
    path = PLACE / f"l{SUFFIXES[data[0] % len(SUFFIXES)] if data else '.csv'}"
    path.write_bytes(data[1:])
    try:
        frame = read_ledger(path)
    except QuotesError as error:
        assert "\n" not in str(error)
        return
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()) as shown, contextlib.redirect_stderr(said):
        code = main(["show", str(path), "--limit", "20"])
    assert "a defect of this program" not in said.getvalue(), said.getvalue()
    assert code in (0, 3), said.getvalue()
    assert "\x1b" not in shown.getvalue() + said.getvalue()
    assert len(frame) == len(read_ledger(path))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
