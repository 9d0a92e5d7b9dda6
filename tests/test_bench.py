"""The benchmark's own sums: what counts as worse, and that README shows the run that is kept. Nothing is timed here."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
KEPT = json.loads((ROOT / "reports" / "bench.json").read_text(encoding="utf-8"))["figures"]


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    return loaded("measure")


def loaded(name: str) -> ModuleType:
    """A module of bench/, which import one another from beside them."""
    before = set(sys.modules)
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)
        for module in set(sys.modules) - before:
            if (getattr(sys.modules[module], "__file__", None) or "").startswith(str(ROOT / "bench")):
                del sys.modules[module]  # `browser`, `text` are names of others, too


@pytest.mark.parametrize(
    "column, before, now, verdict",
    [
        ("seconds", 10, 11.5, "worse"),
        ("seconds", 10, 10.9, ""),
        ("seconds", 10, 5, ""),
        ("articles a second", 400, 350, "worse"),
        ("articles a second", 400, 370, ""),
        ("articles a second", 400, 500, ""),
    ],
)
def test_worse_by_more_than_a_tenth_is_marked(
    measure: ModuleType, column: str, before: float, now: float, verdict: str
) -> None:
    ((name, *_, said),) = measure.compared({"text": {f"rules: {column}": before}}, {"text": {f"rules: {column}": now}})
    assert (name, said) == (f"text, rules: {column}", verdict)


def test_a_figure_that_is_new_is_worse_than_nothing(measure: ModuleType) -> None:
    assert [row[3:] for row in measure.compared({}, {"text": {"rules: seconds": 1.0}})] == [("new", "")]


def test_a_table_gives_its_measurements_by_row_and_column(measure: ModuleType) -> None:
    table = measure.Table(
        ["mode", "articles", "seconds", "MiB"], [["rules", "1,000", "2.5", ""], ["full", "10", "x", "3"]]
    )
    assert table.figures() == {"rules 1,000: seconds": 2.5, "full 10: MiB": 3.0}


def test_readme_shows_the_run_that_is_kept() -> None:
    bench = loaded("bench")
    found = bench.COSTS.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    assert found["shown"] == bench.costs(KEPT), "run `python bench/bench.py start text --keep`"


def test_readme_tells_how_large_the_installation_is() -> None:
    parts = {name.split(",")[0].split(" itself")[0]: size for name, size in KEPT["installed"].items()}
    whole, heavy = (f"{round(size, -1):,.0f}" for size in (sum(parts.values()), parts["stanza"]))
    assert f"takes some {whole} MiB, {heavy} of them" in (ROOT / "README.md").read_text(encoding="utf-8")
