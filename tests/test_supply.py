"""The pinned packages: the same versions with and without hashes, and every declared dependency among them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
NOT_LOCKED = {"torch", "atheris"}  # builds differ by machine; only for fuzzing


def name_of(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    matches = (re.match(r"([\w.-]+)==([^\s;\\]+)", line) for line in lines)
    return {name_of(match[1]): match[2] for match in matches if match}


def test_the_lock_has_the_pinned_versions() -> None:
    pinned, locked = pins("constraints.txt"), pins("requirements.lock")
    assert {name: locked.get(name) for name in pinned if name in locked} == {
        name: version for name, version in pinned.items() if name in locked
    }
    assert len(locked) > 80 and not NOT_LOCKED & set(locked)


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"\n(?=[A-Za-z])", (ROOT / "requirements.lock").read_text(encoding="utf-8"))[1:]
    assert entries and all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {name_of(re.match(r"[\w.-]+", entry)[0]) for entry in project["dependencies"]}  # type: ignore[index]
    assert wanted <= set(pins("constraints.txt"))
    assert wanted - NOT_LOCKED <= set(pins("requirements.lock"))
