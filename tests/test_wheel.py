"""The package as others get it: a wheel, installed and tested where the repository is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Those that ask of a checkout (its history, its bench, its documents) or of all that is installed are left out.
TESTS = (
    "arrays",
    "cascade",
    "cli",
    "dates",
    "documents",
    "ledger",
    "lexicon",
    "models",
    "names",
    "reading",
    "stanza_processor",
)
ARTICLE = '"Air sudah surut," kata Bupati Wonosobo Ratna Wulandari, Selasa (11/1/2022).'

pytestmark = pytest.mark.slow


def run(*command: object, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; what it said is shown where it fails."""
    done = subprocess.run([str(each) for each in command], capture_output=True, text=True, **settings)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return done  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel that is built of it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; what it needs is taken from the environment of the tests."""
    home = tmp_path_factory.mktemp("home") / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin"


def outside() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}


def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    kept = [path.relative_to(ROOT) for path in (ROOT / "quotes").rglob("*") if path.is_file()]
    wanted = {path.as_posix() for path in kept if path.suffix not in (".pyc", ".so")}
    assert {name for name in names if not name.partition("/")[0].endswith(".dist-info")} == wanted
    assert "quotes/py.typed" in names


def test_the_command_works_from_a_wheel(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    done = run(installed / "quotes", "extract", "a.txt", cwd=tmp_path, env=outside())
    assert "Ratna Wulandari" in done.stdout
    where = run(installed / "python", "-c", "import quotes; print(quotes.__file__)", cwd=tmp_path, env=outside())
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)


def test_the_wheel_passes_tests_away_from_the_repository(built: Path, installed: Path, tmp_path: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        source.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    shutil.rmtree(unpacked / "quotes")  # nothing but the wheel is there to be imported
    tests = [f"tests/test_{name}.py" for name in TESTS]
    run(installed / "python", "-m", "pytest", "-q", "-m", "not slow", *tests, cwd=unpacked, env=outside())
