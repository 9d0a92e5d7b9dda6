"""Rules, cascade and stanza on everything, with the models that ship: the switch, the marks, and what fails how."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import quotes
from quotes.analysis.pipeline import MODES, Analyser
from quotes.errors import UsageError
from quotes.learned import parsing
from quotes.learned.names import Reading
from quotes.records import Article

SURE = '"Air sudah surut," kata Bupati Wonosobo Ratna Wulandari, Selasa (11/1/2022).'
# A place that no list has, before a name that no list has.
DOUBTFUL = '"Kami tak bisa menunggu," kata Wali Kota Rajaharu Takuro Ishimori, Senin (1/2/2021).'
GERMAN = '"Das ist gut," sagte Bürgermeister Hans Müller am Montag. „Wir warten“, fügte er hinzu.'


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_finds_what_is_sure(mode: str) -> None:
    (quote,) = Analyser(mode=mode).quotes(Article("a", SURE))
    assert (quote.speaker, quote.role, quote.rule) == ("Ratna Wulandari", "Bupati Wonosobo", "name")


def test_the_model_decides_where_the_rules_are_in_doubt() -> None:
    speakers = {}
    for mode in MODES:
        (quote,) = Analyser(mode=mode).quotes(Article("a", DOUBTFUL))
        speakers[mode] = (quote.speaker, quote.rule)
    assert speakers["rules"] == ("Rajaharu Takuro Ishimori", "name")
    assert speakers["cascade"] == speakers["full"] == ("Takuro Ishimori", "name_model")


def test_rows_do_not_depend_on_what_is_analysed_together() -> None:
    articles = [Article(str(number), text) for number, text in enumerate([DOUBTFUL, SURE, GERMAN, "", DOUBTFUL] * 30)]
    analyser = Analyser()
    together = [quote for analysed in analyser.each(articles) for quote in analysed.quotes]
    assert together == [quote for article in articles for quote in analyser.quotes(article)]


def test_what_stanza_trips_over_costs_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stumbling:
        def readings(self, texts: list[str]) -> list[Reading]:
            if any("Takuro" in text for text in texts):
                raise IndexError("list index out of range")
            return [Reading((), ()) for _ in texts]

    monkeypatch.setattr(parsing, "load", lambda *_, **__: Stumbling())
    articles = [Article(str(number), text) for number, text in enumerate([SURE, DOUBTFUL, SURE])]
    analysed = list(Analyser(mode="full").each(articles))
    assert [len(each.quotes) for each in analysed] == [1, 0, 1]
    assert [type(each.error) for each in analysed] == [type(None), IndexError, type(None)]


def test_another_language_breaks_nothing_and_is_not_certain() -> None:
    for mode in MODES:
        rows = Analyser(mode=mode).quotes(Article("a", GERMAN))
        assert all(row.confidence < 0.9 for row in rows)


def test_an_odd_mode_is_refused() -> None:
    with pytest.raises(UsageError, match="rules, cascade, full"):
        Analyser(mode="best")


def test_odd_models_are_refused() -> None:
    with pytest.raises(UsageError, match="shipped, official"):
        Analyser(models="best")


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to import a package from whose weights for names are cut off."""
    folder = tmp_path_factory.mktemp("damaged")
    package = folder / "quotes"
    shutil.copytree(Path(quotes.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("names.pt", "names.npz"):
        names = package / "learned" / "weights" / name
        names.write_bytes(names.read_bytes()[:1000])
    (folder / "a.txt").write_text(f"{DOUBTFUL}\n", encoding="utf-8")
    return folder


def extracted(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quotes", "extract", "a.txt", *flags]
    env = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.parametrize(
    "flags, name", [([], "names.npz"), (["--mode", "full"], "names.npz"), (["-o", "ledger/"], "names.npz")]
)
def test_damaged_weights_are_one_line_that_names_file_and_remedy(damaged: Path, flags: list[str], name: str) -> None:
    run = extracted(damaged, *flags)
    assert run.returncode == 3
    (line,) = run.stderr.splitlines()
    assert f"{name} are damaged" in line and "--rules" in line
    assert run.stdout == ""


def test_rules_need_no_weights(damaged: Path) -> None:
    run = extracted(damaged, "--rules")
    assert run.returncode == 0
    assert "Ishimori" in run.stdout


def test_the_official_package_is_named_where_it_is_not_there(damaged: Path, tmp_path: Path) -> None:
    env = os.environ | {"STANZA_RESOURCES_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "quotes", "extract", str(damaged / "a.txt"), "--models", "official"]
    run = subprocess.run(command, env=env, capture_output=True, text=True)
    assert run.returncode == 3
    assert "quotes models download" in run.stderr and len(run.stderr.splitlines()) == 1
