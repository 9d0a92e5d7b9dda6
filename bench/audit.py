"""`make audit`: the pinned packages against the lists of known holes, where the network allows.

pip-audit runs from a virtual environment of its own in build/, so that what it needs is no part of the project's.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOME = ROOT / "build" / "audit"
# What pip and pip-audit say where they reach no index and no list; anything else is an answer.
_OFFLINE = re.compile(
    r"ConnectionError|Max retries|NewConnectionError|Temporary failure|Name or service|timed out|ProxyError|SSLError"
    r"|No matching distribution|Could not find a version|ServiceError|403 Client Error|50\d Server Error",
    re.IGNORECASE,
)


NOBODY = "audit: nobody to ask, the network does not allow it; the packages were not looked up"


def verdict(code: int, said: str, asked: int) -> tuple[str, int]:
    """What to say of a step that ended with `code`, and the exit status: 1 where a hole is known.

    Args:
        code: the step's exit status.
        said: all that it printed.
        asked: how many packages are pinned.
    """
    if code and _OFFLINE.search(said) and "known vulnerabilit" not in said:
        return NOBODY, 0
    if code:
        return said, 1
    unknown = said.count("could not be audited")
    if unknown >= asked:
        return NOBODY, 0
    return f"audit: {asked - unknown} of {asked} packages looked up, no known holes", 0


def main() -> int:
    """Audit; 1 where a hole is known, 0 where none is, or nobody can be asked."""
    asked = sum("==" in line for line in (ROOT / "constraints.txt").read_text().splitlines())
    python = HOME / "bin" / "python"
    steps = [
        [sys.executable, "-m", "venv", str(HOME)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit"],
        [
            *(str(python), "-m", "pip_audit", "--requirement", "constraints.txt", "--disable-pip", "--no-deps"),
            *("--progress-spinner", "off", "--timeout", "20"),
        ],
    ]
    line, status = NOBODY, 0
    for step in steps[2 if python.with_name("pip-audit").exists() else 0 :]:
        run = subprocess.run(step, cwd=ROOT, capture_output=True, text=True)
        line, status = verdict(run.returncode, (run.stdout + run.stderr).strip(), asked)
        if run.returncode:
            break
    print(line)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
