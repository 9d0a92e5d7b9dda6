"""What ships in `weights/`: the manifest, and every file checked against it before it is read.

Apart from the modules that read weights because each of them needs this and none of them the others' libraries.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from quotes.errors import ModelError

MODELS: Path = Path(__file__).parent / "weights"
MANIFEST = "manifest.json"
RULES = "or run with --rules, which needs no models"


def manifest(folder: Path = MODELS) -> dict[str, Any]:
    """What ships: data, licences, versions, sizes, checksums and figures of every file.

    Raises:
        ModelError: the manifest is missing or unreadable.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"the model manifest {path} is missing or damaged", f"reinstall quotes, {RULES}") from error
    if not isinstance(found, dict) or "files" not in found:
        raise ModelError(f"the model manifest {path} is damaged", f"reinstall quotes, {RULES}")
    return found


def read(name: str, folder: Path = MODELS) -> bytes:
    """The content of a file that ships, if it is what the manifest says.

    Raises:
        ModelError: the file is missing or damaged; one line that names it.
    """
    path = folder / name
    try:
        content = path.read_bytes()
        entry = manifest(folder)["files"][name]
    except (OSError, KeyError) as error:
        raise ModelError(f"model weights {path} are missing", f"reinstall quotes, {RULES}") from error
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise ModelError(f"model weights {path} are damaged", f"reinstall quotes, {RULES}")
    return content


@lru_cache(maxsize=8)
def check_file(name: str, folder: Path = MODELS) -> None:
    """Whether a file that ships is there and is what the manifest says; asked again it is not read again.

    Raises:
        ModelError: see `read`.
    """
    read(name, folder)


@lru_cache(maxsize=8)
def check(folder: Path = MODELS) -> dict[str, Any]:
    """The manifest, once every file in it is there and is what it says.

    Raises:
        ModelError: a file is missing or damaged, or the installed stanza or torch does not fit; one line that names it.
    """
    described = manifest(folder)
    check_libraries(described["fits"])
    for name in described["files"]:
        read(name, folder)
    return described


def check_libraries(fits: dict[str, str]) -> None:
    """Weights fit the same major version of a library, from the minor version named on.

    Raises:
        ModelError: a library is not installed, or is of a version that they do not fit.
    """
    for library, oldest in fits.items():
        try:
            installed = metadata.version(library)
        except metadata.PackageNotFoundError as error:
            raise ModelError(f"{library} is not installed", f"pip install '{library}>={oldest}', {RULES}") from error
        have, want = _numbers(installed), _numbers(oldest)
        if have[:1] != want[:1] or have < want:
            major = want[0] + 1
            raise ModelError(
                f"the model weights do not fit {library} {installed}",
                f"pip install '{library}>={oldest},<{major}', {RULES}",
            )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("+")[0].split(".")[:2] if part.isdigit())
