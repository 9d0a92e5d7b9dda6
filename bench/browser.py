"""`quotes browse` on ledgers of 10,000 to 1,000,000 rows: the app itself without a terminal, a process a ledger.

Called by bench.py; `browser.py LEDGER` measures one and prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import MIB, Part, Table

SIZES = (10_000, 100_000, 1_000_000)
SEARCHES = ("banjir", "pengecatan ulang", "wijayanti", "tidak ada di mana pun", "an", "nomor 77", "kepala dinas")
SCREEN = (120, 40)


def browse(most: int) -> list[Part]:
    """`quotes browse`, as medians: from the start of the process, and of the app in it, until the first rows show;
    until every row that a search finds is marked; until a filter has its rows; until a sorted list shows; a page down
    in it. `search CPU` is what all cores together spend on one search. `ready` is when search has its own copy of the
    quotes; until then a search reads the ledger (`early`)."""
    sys.path.append(str(Path(__file__).parent.parent / "tests"))
    from invented import write

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in SIZES:
            if count > 10 * most:
                break
            ledger = write(Path(folder, f"{count}.parquet"), count)
            began = time.time()
            run = subprocess.run([sys.executable, __file__, str(ledger)], capture_output=True, text=True, check=True)
            found = json.loads(run.stdout)
            times = [found["painted"] - began, *(found[name] for name in _COLUMNS)]
            rows.append([f"{count:,}", *(f"{1000 * value:,.0f}" for value in times), f"{found['peak']:.0f}"])
    header = ["rows", "start, ms", *(f"{name}, ms" for name in _COLUMNS), "peak memory, MiB"]
    return [Table(header, rows)]


_COLUMNS = ("open", "early", "ready", "search", "search CPU", "filter", "sort", "page")


async def _measure(ledger: Path) -> dict[str, float]:
    from quotes.browser.app import Browser
    from quotes.browser.queries import Sort, Store
    from quotes.ledger.filters import Filters
    from quotes.ledger.source import opened
    from quotes.ledger.tags import Tags

    async def timed(pilot, act: Callable[[], object]) -> float:
        began = time.perf_counter()
        worker = act()
        if worker is not None:
            await worker.wait()  # type: ignore[attr-defined]
        await _drawn(pilot)
        seconds = time.perf_counter() - began
        await _until(pilot, lambda: all(worker.is_finished for worker in app.workers if worker.group == "detail"))
        return seconds

    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        source = opened([ledger], Path(scratch))
        app = Browser(Store(source, Path(scratch)), Tags(source.ledgers))
        async with app.run_test(size=SCREEN) as pilot:
            while not len(app.screen.query("RowTable")) or app.screen.table.row is None:
                await pilot.pause(0.001)
            await _drawn(pilot)
            found["open"], found["painted"] = time.perf_counter() - began, time.time()
            screen = app.screen
            found["early"] = await timed(pilot, lambda: screen.search("banjir"))
            await _until(pilot, lambda: not app.note)
            found["ready"] = time.perf_counter() - began

            async def median(acts: list[Callable[[], object]]) -> float:
                return statistics.median([await timed(pilot, act) for act in acts for _ in range(3)])

            found["search"] = await median([lambda text=text: screen.search(text) for text in SEARCHES])
            busy = time.process_time()
            for text in SEARCHES:
                screen.listing.hits(text)
            found["search CPU"] = (time.process_time() - busy) / len(SEARCHES)
            await timed(pilot, lambda: screen.search(""))

            def refilter(filters: Filters) -> object:
                app.filters = filters
                return screen.update_list()

            filters = [
                Filters(speaker="wijayanti"),
                Filters(source="muara", confidence=0.8),
                Filters(kind="partial"),
                Filters(verb_class="neutral"),
                Filters(text="banjir"),
            ]
            found["filter"] = await median([lambda chosen=chosen: refilter(chosen) for chosen in filters])
            await timed(pilot, lambda: refilter(Filters()))

            def resort(sort: Sort) -> object:
                screen.order = sort
                return screen.update_list()

            columns = [column.name for column in screen.table.columns]
            sorts = [Sort(column, reverse) for column in columns for reverse in (False, True)]
            found["sort"] = await median([lambda sort=sort: resort(sort) for sort in sorts])

            def page_down() -> None:
                screen.action_page(2.5)  # always beyond the rows that are held

            found["page"] = await median([page_down] * 5)
        app.store.close()
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    return found


async def _drawn(pilot) -> None:
    await pilot.pause(0)


async def _until(pilot, ready: Callable[[], bool]) -> None:
    while not ready():
        await pilot.pause(0.01)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_measure(Path(sys.argv[1])))))
