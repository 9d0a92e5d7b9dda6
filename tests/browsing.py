"""Driving the browser in tests: opened on ledgers, waited for without clocks."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from textual.pilot import Pilot

from quotes.browser.app import Browser
from quotes.browser.queries import Store
from quotes.ledger.source import opened
from quotes.ledger.tags import Tags


async def settled(pilot: Pilot[None]) -> None:
    """Wait until all questions are answered and drawn."""
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        await pilot.pause(0.005)
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each once the one before has had its effect."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Type a text at one go."""
    await pilot.press(*text)
    await settled(pilot)


def browse(
    ledgers: Sequence[Path] | Path,
    script: Callable[[Pilot[None], Browser], Awaitable[None]],
    *,
    size: tuple[int, int] = (80, 24),
    light: bool = False,
) -> None:
    """Open ledgers, wait until they show, and run a script on the app."""

    async def run() -> None:
        paths = [ledgers] if isinstance(ledgers, Path) else list(ledgers)
        with tempfile.TemporaryDirectory() as scratch:
            source = opened(paths, Path(scratch))
            app = Browser(Store(source, Path(scratch)), Tags(source.ledgers), light=light)
            try:
                async with app.run_test(size=size) as pilot:
                    await settled(pilot)
                    await script(pilot, app)
            finally:
                app.store.close()

    asyncio.run(run())
