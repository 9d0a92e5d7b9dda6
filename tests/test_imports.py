"""Which module may know which: the order of DESIGN, and what must not be loaded to start."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from samples import PLAIN

import quotes
from quotes.ledger import tables, writing

PACKAGE = Path(__file__).parent.parent / "quotes"

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")
CONTRACTS = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(cache_dir=None))"
DOUBTFUL = '"Kami tak bisa menunggu," kata Wali Kota Rajaharu Takuro Ishimori, Senin (1/2/2021).'  # the model is asked
HEAVY = ("stanza", "torch", "dask", "distributed", "textual", "duckdb", "matplotlib")


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports anywhere in it, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_imports_keep_the_contracts_of_pyproject():
    run = subprocess.run([sys.executable, "-c", CONTRACTS], cwd=PACKAGE.parent, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_one_module_imports_stanza(path):
    """Besides the parser only what extends stanza, or trains for it, may know it."""
    if part(path) not in ("learned", "stanza_processor", "training"):
        assert not [module for module in imports(path) if module.partition(".")[0] in ("stanza", "torch")]


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after some code."""
    report = "import sys; print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return set(run.stderr.split())


def command(*arguments: object) -> str:
    return f"from quotes.cli import main; assert main({[str(argument) for argument in arguments]!r}) == 0"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["extract", "--help"], ["show", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    assert loaded(command(*arguments)).isdisjoint({*HEAVY, "pandas", "pyarrow", "numpy", "rich"})


def test_importing_the_library_loads_nothing_heavy():
    assert loaded("import quotes").isdisjoint({*HEAVY, "pandas", "pyarrow", "numpy", "rich"})


def test_the_default_loads_neither_torch_nor_what_others_need(tmp_path):
    (tmp_path / "a.txt").write_text(DOUBTFUL, encoding="utf-8")
    modules = loaded(command("extract", tmp_path / "a.txt", "-o", tmp_path / "l.csv"))
    assert "quotes" in modules and modules.isdisjoint({*HEAVY, "pandas", "openpyxl"})


def test_showing_a_ledger_loads_no_model_and_no_browser(tmp_path):
    writing.write_ledger(tables.frame([PLAIN]), tmp_path / "l.parquet")
    assert loaded(command("show", tmp_path / "l.parquet", "--why")).isdisjoint({*HEAVY} - {"duckdb"})


def test_the_library_s_names_are_there():
    assert set(quotes.__all__) <= set(dir(quotes))
    assert all(getattr(quotes, name) for name in quotes.__all__)


def test_other_names_are_not():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        quotes.nothing  # noqa: B018
