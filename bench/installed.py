"""How much a bare installation weighs: the program, what it needs, and of that what stanza and torch take.

Called by bench.py.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from measure import Part, Table

NAME = "quotes-id"
HEAVY = ("stanza", "torch")


def _needed(names: tuple[str, ...]) -> set[str]:
    """The distributions named, with all that they need without extras."""
    found: set[str] = set()
    due = list(names)
    while due:
        name = re.sub(r"[-_.]+", "-", due.pop()).lower()
        if name in found:
            continue
        try:
            wanted = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # not for this machine
            continue
        found.add(name)
        due += [match[0] for entry in wanted if "extra ==" not in entry and (match := re.match(r"[\w.-]+", entry))]
    return found


def _mib(name: str) -> float:
    files = metadata.files(name) or []
    return sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file()) / (1 << 20)


def package() -> float:
    """MiB of the program with its weights and word lists."""
    root = Path(__file__).parent.parent / "quotes"
    kept = [path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return sum(path.stat().st_size for path in kept) / (1 << 20)


def installed(_most: int) -> list[Part]:
    """What `pip install` of the program brings into this environment, unpacked; torch is the CPU-only build where the
    environment has that."""
    everything = _needed((NAME,)) - {NAME}
    light = _needed(tuple(name for name in metadata_names() if name not in HEAVY)) - {NAME}
    heavy = everything - light
    rows = [
        ["quotes itself, weights included", "1", f"{package():,.0f}"],
        ["stanza, torch and what only they need", str(len(heavy)), f"{sum(map(_mib, heavy)):,.0f}"],
        ["everything else", str(len(light)), f"{sum(map(_mib, light)):,.0f}"],
    ]
    return [Table(["part", "packages", "MiB"], rows), f"torch {metadata.version('torch')}"]


def metadata_names() -> list[str]:
    """Names of what the program itself needs."""
    wanted = metadata.requires(NAME) or []
    return [match[0].lower() for entry in wanted if "extra ==" not in entry and (match := re.match(r"[\w.-]+", entry))]
