"""The shipped weights are what their manifest says, small enough, and load as data only."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from quotes.analysis.attribution.candidates import PROPOSERS
from quotes.analysis.attribution.evidence import WORDING
from quotes.cli import main
from quotes.errors import ModelError
from quotes.learned import ranking, shipped

MANIFEST = json.loads((shipped.MODELS / "manifest.json").read_text(encoding="utf-8"))
FILES = MANIFEST["files"]


def test_the_manifest_names_every_file_there_is() -> None:
    beside = {path.name for path in shipped.MODELS.iterdir() if not path.name.startswith((".", "__"))}
    assert beside == set(FILES) | {"manifest.json", "resources.json", ranking.FILE}, (
        "the last is text, read by all modes"
    )


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_what_the_manifest_says(name: str) -> None:
    content = (shipped.MODELS / name).read_bytes()
    assert len(content) == FILES[name]["bytes"]
    assert hashlib.sha256(content).hexdigest() == FILES[name]["sha256"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_tells_its_data_and_licence(name: str) -> None:
    entry = FILES[name]
    assert entry["data"] and entry["data_licences"]
    shared_alike = any(licence.startswith("CC BY-SA") for licence in entry["data_licences"])
    assert entry["licence"] == ("CC BY-SA 4.0" if shared_alike else "Apache-2.0")


def test_together_they_stay_small() -> None:
    assert MANIFEST["bytes"] == sum(entry["bytes"] for entry in FILES.values()) <= 40_000_000


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".pt")])
def test_weights_load_as_data_only_and_tell_nothing_of_the_machine(name: str) -> None:
    import torch

    checkpoint = torch.load(shipped.MODELS / name, weights_only=True)
    config = checkpoint.get("config", {})
    assert [value for value in config.values() if isinstance(value, str) and "/" in value] == []


def test_models_are_listed_with_their_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    out = capsys.readouterr().out
    for name, entry in FILES.items():
        assert name in out
        assert all(figure in out for figure in entry["figures"])


def test_models_as_json_is_the_manifest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == MANIFEST


def test_a_download_without_a_network_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import stanza

    def no_network(*_: object, **__: object) -> None:
        raise ConnectionError("Name or service not known")

    monkeypatch.setattr(stanza, "download", no_network)
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(tmp_path))
    assert main(["models", "download"]) == 3
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert "Name or service not known" in error and "need no download" in error


def test_a_file_of_weights_for_speakers_that_is_damaged_is_named(tmp_path: Path) -> None:
    for content in ("", "[candidate", "[candidate.all]\nspoke_last = 'much'\n[sureness]\n"):
        (tmp_path / ranking.FILE).write_text(content, encoding="utf-8")
        with pytest.raises(ModelError, match=ranking.FILE):
            ranking.load(tmp_path)
        ranking.load.cache_clear()


def test_every_weight_of_a_candidate_has_its_feature_in_words() -> None:
    weights = ranking.load()
    assert {name for table in weights.candidate.values() for name in table} <= set(WORDING)
    assert set(weights.candidate) <= {ranking.ALL, *PROPOSERS}
