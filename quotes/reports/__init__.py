"""A ledger in summary: tables, pictures and one page that holds them all.

`summary` counts, `pictures` draws, `page` writes HTML, `wording` has the words in Indonesian and English; `write` puts
everything into a folder. Nothing here needs a network, and neither does what it writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quotes.storage.atomic import AtomicFile, output_error

__all__ = ["Written", "write"]

MEMORY = 400  # megabytes that DuckDB may hold


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` wrote."""

    page: Path
    tables: int  # each as CSV and Parquet
    pictures: int  # each as SVG and PNG
    quotes: int
    speakers: int
    articles: int  # with quotes
    articles_read: int | None  # those without quotes included; None: not every ledger says


def write(
    ledgers: Sequence[str | Path], folder: str | Path, language: str = "id", tags: str | Path | None = None
) -> Written:
    """Write the report of one or several ledgers.

    Args:
        ledgers: `.parquet`, `.csv`, `.jsonl` files and folders of Parquet shards.
        folder: is made if need be; `report.html`, `tables/` and `pictures/` in it are replaced.
        language: of page and pictures, `id` or `en`.
        tags: a file of corrections, which are put into the rows first.

    Raises:
        InputError: a ledger is missing, unreadable, no ledger, or of another schema.
        OutputError: the folder cannot be written to.
    """
    from quotes.ledger.queries import rows_of
    from quotes.people.corrections import corrector
    from quotes.reports.dossiers import MOST_SPEAKERS, dossiers
    from quotes.reports.page import page
    from quotes.reports.pictures import draw
    from quotes.reports.summary import summary
    from quotes.reports.wording import wording

    place = Path(folder)
    words = wording(language)
    named = [Path(ledger).name for ledger in ledgers]
    with rows_of(ledgers, corrector(tags), memory=MEMORY, keeping=True) as rows:
        report = summary(rows)
        told = dossiers(rows, report.speakers.head(MOST_SPEAKERS))
        pictures = draw(report, words)
        files: dict[Path, bytes] = {}
        for picture in pictures:
            files[place / "pictures" / f"{picture.name}.svg"] = picture.svg
            files[place / "pictures" / f"{picture.name}.png"] = picture.png
        files[place / "report.html"] = page(report, pictures, named, words, told).encode()
        tables = report.tables()
        for part in ("tables", "pictures"):
            try:
                (place / part).mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise output_error(place / part, error) from error
        for name, table in tables.items():
            table.write(place / "tables" / f"{name}.csv", place / "tables" / f"{name}.parquet")
        for path, content in files.items():
            with AtomicFile(path) as file:
                file.write(content)
        counts = report.quotes, len(report.speakers), report.articles, report.articles_read
        return Written(place / "report.html", len(tables), len(pictures), *counts)
