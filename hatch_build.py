"""Compiles the hot modules to machine code while the wheel is built, where `QUOTES_COMPILE` is 1; else does nothing.

The wheel is pure Python unless somebody asks for more, and gives the same rows either way: see docs/speed.md.
"""

from __future__ import annotations

import os
import tempfile
from glob import glob
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WISHED = os.environ.get("QUOTES_COMPILE") == "1"
# All that reads an article, and what it calls for each word.
MODULES = (
    *(f"quotes/analysis/{package}/*.py" for package in ("attribution", "coreference", "dating", "document", "layout")),
    *("quotes/analysis/mentions/*.py", "quotes/analysis/quotations/*.py", "quotes/analysis/pipeline.py"),
    *(f"quotes/learned/{module}.py" for module in ("boundaries", "clausal", "logistic", "ranking")),
    *(f"quotes/text/{module}.py" for module in ("languages", "patterns", "repair", "spelling")),
    *("quotes/lexicon/lists.py", "quotes/records.py"),
)
# The last knows the types of its fields to the type checker alone, and mypyc wants them while it runs.
UNCOMPILED = ("__init__.py", "annotated.py")


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
    paths = sorted(path for pattern in MODULES for path in glob(pattern) if Path(path).name not in UNCOMPILED)
    # Each a library of its own, so that they compile side by side and in little memory.
    options = ["--ignore-missing-imports", *paths]
    modules = mypycify(options, target_dir=str(folder / "sources"), opt_level="2", separate=True)
    build = build_ext(Distribution({"name": "quotes", "ext_modules": modules}))
    build.parallel = os.cpu_count()
    build.build_lib, build.build_temp = str(folder / "lib"), str(folder / "objects")
    build.ensure_finalized()
    build.run()
    lib = folder / "lib"
    return {path.relative_to(lib).as_posix(): path for path in lib.rglob("*") if path.is_file()}
