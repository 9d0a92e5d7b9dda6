"""The compiled build, where this environment has it: it may change nothing but the speed. See docs/speed.md."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import quotes
from quotes.analysis.document import tokens

CORPUS = Path(__file__).parent.parent / "corpus"
TEXT = Path(__file__).parent.parent.parent / "shared" / "text"  # real articles, where they are
INPUTS = [CORPUS, *sorted(TEXT.glob("*.jsonl"))]
COMPILED = not str(tokens.__file__).endswith(".py")


@pytest.mark.skipif(not COMPILED, reason="quotes is not compiled here")
@pytest.mark.parametrize("flags", [["--rules"], ["--rules", "--indirect"], []])
def test_the_sources_give_the_same_ledger(flags: list[str], tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(
        Path(quotes.__file__).parent, sources / "quotes", ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    )
    ledgers = []
    for number, path in enumerate([None, sources]):
        ledger = tmp_path / f"{number}.csv"
        environment = os.environ if path is None else os.environ | {"PYTHONPATH": str(path)}
        command = [sys.executable, "-m", "quotes", "extract", *map(str, INPUTS), *flags, "-o", str(ledger)]
        subprocess.run(command, check=True, capture_output=True, env=environment, cwd=tmp_path)
        ledgers.append(ledger.read_bytes())
    assert ledgers[0] == ledgers[1]
