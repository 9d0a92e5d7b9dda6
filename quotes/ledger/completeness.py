"""Whether a ledger's folder is whole: what the record of the run that makes it says of that.

Kept apart from `runs`, which writes the record, because every reader of a ledger has to say it. A record is input: what
it says is told, and nothing is done because of it.
"""

from __future__ import annotations

import json
import logging
import os
import stat
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from quotes.storage.atomic import resolved
from quotes.text.terminal import printable

log = logging.getLogger("quotes.ledger")

_LONGEST = 64 << 20  # bytes of a file of the record
_MANIFEST = ".manifest.json"


def unfinished(ledger: Path) -> str | None:
    """What a ledger in a folder lacks, and what to do about it, in one line; None: it is whole, or nobody says.

    Args:
        ledger: its folder; the record of its run lies beside it, as `ledger.run`.
    """
    folder = ledger.parent / f"{ledger.name}.run"
    if not ledger.is_dir() or not os.path.lexists(folder / "run.json"):
        return None
    about = _record(folder / "run.json")
    if not isinstance(about, dict) or not isinstance(about.get("complete"), bool):
        return f"{ledger} may not be whole, {folder / 'run.json'} cannot be read: make it again with quotes extract"
    if about["complete"]:
        return None
    made = sum(1 for path in folder.glob(f"*{_MANIFEST}") if _is_made(path, about.get("program")))
    planned = about.get("shards")
    of = f" of {planned:,}" if isinstance(planned, int) and planned >= made else ""
    return (
        f"{ledger} is not complete: its run was interrupted or still works, {made:,}{of} files are made and the others "
        "missing or of an earlier run: extract it again to go on"
    )


def recorded_articles(ledger: Path) -> int | None:
    """How many articles the record of a ledger's run says were analysed; None: it does not say, or is not complete."""
    about = _record(ledger.parent / f"{ledger.name}.run" / "run.json") if ledger.is_dir() else None
    if not isinstance(about, dict) or about.get("complete") is not True:
        return None
    articles = about.get("articles")
    return articles if type(articles) is int and articles >= 0 else None


def tell_unfinished(ledger: Path) -> None:
    """Warn, once, where a ledger is not whole."""
    if message := unfinished(ledger):
        _tell(printable(message), resolved(ledger))


@lru_cache(maxsize=256)
def _tell(message: str, _ledger: Path) -> None:
    log.warning(message)


def _is_made(path: Path, program: object) -> bool:
    manifest = _record(path)
    return isinstance(manifest, dict) and (program is None or manifest.get("program") == program)


def _record(path: Path) -> Any:
    """What a file of the record holds; None: nothing that can be read. Links and pipes are not followed."""
    with suppress(OSError, ValueError, RecursionError):
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= _LONGEST:
            return json.loads(path.read_bytes())
    return None
