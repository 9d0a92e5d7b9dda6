"""The pinned packages: the same versions with and without hashes, and every declared dependency among them."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SPEC = importlib.util.spec_from_file_location("audit", ROOT / "bench" / "audit.py")
assert SPEC and SPEC.loader
audit = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(audit)
NOT_LOCKED = {"torch", "atheris"}  # builds differ by machine; only for fuzzing


def name_of(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    matches = (re.match(r"([\w.-]+)==([^\s;\\]+)", line) for line in lines)
    return {name_of(match[1]): match[2] for match in matches if match}


def test_the_lock_has_every_pinned_version() -> None:
    pinned, locked = pins("constraints.txt"), pins("requirements.lock")
    assert set(pinned) - set(locked) == NOT_LOCKED
    assert {name: locked[name] for name in pinned if name in locked} == {
        name: version for name, version in pinned.items() if name in locked
    }


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"\n(?=[A-Za-z])", (ROOT / "requirements.lock").read_text(encoding="utf-8"))[1:]
    assert entries and all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


def test_how_to_install_what_is_locked_is_told() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--require-hashes --no-deps -r requirements.lock" in lock.partition("\nanyio")[0]
    assert f"torch=={pins('constraints.txt')['torch']}" in lock  # apart, and of the pinned version
    assert "requirements.lock" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "code, said, line, status",
    [
        (0, "No known vulnerabilities found", "audit: 3 of 3 packages looked up, no known holes", 0),
        (0, "No known vulnerabilities found\na could not be audited: a", "audit: 2 of 3 packages looked up", 0),
        (0, "could not be audited\n" * 3, "audit: nobody to ask", 0),  # an index that knows of no holes
        (1, "ERROR: HTTPSConnectionPool: Max retries exceeded", "audit: nobody to ask", 0),
        (1, "ERROR: No matching distribution found for pip-audit", "audit: nobody to ask", 0),
        (1, "Found 1 known vulnerability in 1 package\na 1.0 PYSEC-1", "Found 1 known vulnerability", 1),
        (2, "pip-audit: error: unrecognized arguments", "pip-audit: error", 1),
    ],
)
def test_an_audit_says_in_a_line_whom_it_could_ask(code: int, said: str, line: str, status: int) -> None:
    told, exit_status = audit.verdict(code, said, asked=3)
    assert told.startswith(line) and exit_status == status
    assert "\n" not in told or status


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {name_of(re.match(r"[\w.-]+", entry)[0]) for entry in project["dependencies"]}  # type: ignore[index]
    assert wanted <= set(pins("constraints.txt"))
    assert wanted - NOT_LOCKED <= set(pins("requirements.lock"))
