"""Compiles the hot modules to machine code while the wheel is built, where `QUOTES_COMPILE` is 1; else does nothing.

The wheel is pure Python unless somebody asks for more, and gives the same rows either way: see docs/speed.md.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WISHED = os.environ.get("QUOTES_COMPILE") == "1"
# Those that take most of an article's time, and those that they call for each word.
MODULES = (
    "quotes/analysis/attribution/{candidates,evidence,speakers,sureness}.py",
    "quotes/analysis/coreference/{discourse,gathering,people,subjects}.py",
    "quotes/analysis/dating/dates.py",
    "quotes/analysis/document/tokens.py",
    "quotes/analysis/mentions/{appositions,boundaries,descriptions,evidence,extents,holders,institutions}.py",
    "quotes/analysis/mentions/{labels,names,neighbours,phrases,printing,reader}.py",
    "quotes/analysis/quotations/{marks,reported,reporting}.py",
    "quotes/learned/{clausal,logistic,ranking}.py",
    "quotes/text/spelling.py",
)


class CompileHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled modules to a wheel, beside their sources."""

    def dependencies(self) -> list[str]:
        """What compiling needs, besides a C compiler."""
        return ["mypy>=1.13", "setuptools"] if WISHED else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name the files for the wheel; an editable installation runs the sources."""
        if not WISHED or version == "editable":
            return
        built = compiled(Path(self.root), Path(tempfile.mkdtemp()))
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"].update({str(path): name for name, path in built.items()})


def compiled(root: Path, folder: Path) -> dict[str, Path]:
    """The compiled modules, built in a folder, by where they belong beside the package."""
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    os.chdir(root)  # mypyc names modules by their paths
    paths = [path for pattern in MODULES for path in _expanded(pattern)]
    modules = mypycify(["--ignore-missing-imports", *paths], target_dir=str(folder / "sources"))
    build = build_ext(Distribution({"name": "quotes", "ext_modules": modules}))
    build.build_lib, build.build_temp = str(folder / "lib"), str(folder / "objects")
    build.ensure_finalized()
    build.run()
    lib = folder / "lib"
    return {path.relative_to(lib).as_posix(): path for path in lib.rglob("*") if path.is_file()}


def _expanded(pattern: str) -> list[str]:
    """The paths of a pattern with names in braces."""
    start, brace, rest = pattern.partition("{")
    names, _, end = rest.partition("}")
    return [f"{start}{name}{end}" for name in names.split(",")] if brace else [pattern]
