"""Pictures of the browser, made by the browser: `python -m quotes.browser.picture LEDGER docs/`.

For README, so that its pictures are what the program shows; `make pictures` runs it.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from quotes.browser.app import Browser
from quotes.browser.queries import Store
from quotes.ledger.source import opened
from quotes.ledger.tags import Tags
from quotes.storage.atomic import AtomicFile

# name, columns and rows, light, keys pressed first
SCENES: tuple[tuple[str, tuple[int, int], bool, tuple[str, ...]], ...] = (
    ("browser", (120, 32), False, ("j", "j")),
    ("browser-wide", (150, 36), True, ("j", "j")),
    ("browser-search", (100, 28), False, ("slash", *"air", "enter", "n")),
    ("browser-people", (100, 24), False, ("2",)),
    ("browser-timeline", (100, 24), False, ("3", "z", "z")),
    ("browser-frequency", (100, 24), False, ("F", *7 * ("down",), "enter")),
    ("browser-article", (100, 24), False, ("j", "o")),
    ("browser-narrow", (80, 24), True, ()),
)


async def _scene(ledger: Path, size: tuple[int, int], light: bool, keys: Sequence[str]) -> str:
    with TemporaryDirectory(prefix="quotes-") as scratch:
        source = opened([ledger], Path(scratch))
        app = Browser(Store(source, Path(scratch)), Tags(source.ledgers), light=light)
        try:
            async with app.run_test(size=size) as pilot:
                for key in ("", *keys):
                    if key:
                        await pilot.press(key)
                    await pilot.pause()
                    while any(not worker.is_finished for worker in app.workers):
                        await pilot.pause(0.01)
                await pilot.pause()
                return app.export_screenshot(title="quotes browse")
        finally:
            app.store.close()


def main() -> None:
    """Write one SVG file a scene."""
    parser = argparse.ArgumentParser(description="Make pictures of the browser.")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for name, size, light, keys in SCENES:
        with AtomicFile(args.folder / f"{name}.svg") as file:
            file.write(asyncio.run(_scene(args.ledger, size, light, keys)).encode())


if __name__ == "__main__":
    main()
