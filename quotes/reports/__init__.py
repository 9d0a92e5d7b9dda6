"""A ledger in summary: tables, pictures and one page that holds them all.

`summary` counts, `pictures` draws, `page` writes HTML, `wording` has the words in Indonesian and English; `write` puts
everything into a folder. Nothing here needs a network, and neither does what it writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quotes.reports.summary import Summary, names_of, read, read_in_all, summary
from quotes.storage.atomic import AtomicFile, output_error

__all__ = ["Written", "read", "summary", "write"]


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` wrote."""

    page: Path
    tables: int  # each as CSV and Parquet
    pictures: int  # each as SVG and PNG
    summary: Summary


def write(ledgers: Sequence[str | Path], folder: str | Path, language: str = "id") -> Written:
    """Write the report of one or several ledgers.

    Args:
        ledgers: `.parquet`, `.csv`, `.jsonl` files and folders of Parquet shards.
        folder: is made if need be; `report.html`, `tables/` and `pictures/` in it are replaced.
        language: of page and pictures, `id` or `en`.

    Raises:
        InputError: a ledger is missing, unreadable, no ledger, or of another schema.
        OutputError: the folder cannot be written to.
    """
    from quotes.ledger.queries import rows_of
    from quotes.reports.dossiers import dossiers
    from quotes.reports.page import page
    from quotes.reports.pictures import draw
    from quotes.reports.wording import wording

    place = Path(folder)
    with rows_of(ledgers) as rows:
        report = summary(read(ledgers), read_in_all(ledgers))
        told = dossiers(rows, list(report.speakers["speaker"]), names_of(ledgers))
    words = wording(language)
    pictures = draw(report, words)
    files: dict[Path, bytes] = {}
    for name, table in report.tables().items():
        files[place / "tables" / f"{name}.csv"] = table.csv()
        files[place / "tables" / f"{name}.parquet"] = table.parquet()
    for picture in pictures:
        files[place / "pictures" / f"{picture.name}.svg"] = picture.svg
        files[place / "pictures" / f"{picture.name}.png"] = picture.png
    named = [Path(ledger).name for ledger in ledgers]
    files[place / "report.html"] = page(report, pictures, named, words, told).encode()
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise output_error(path.parent, error) from error
        with AtomicFile(path) as file:
            file.write(content)
    return Written(place / "report.html", len(report.tables()), len(pictures), report)
