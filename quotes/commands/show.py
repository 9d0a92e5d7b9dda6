"""`quotes show`: a ledger's rows, filtered and sorted, and why they say what they say."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.commands import DONE
from quotes.errors import UsageError
from quotes.text.terminal import is_plain, paged, printable_lines

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType

    from quotes.ledger.texts import Texts
    from quotes.reports.view import Explained

_EXAMPLES = """\
examples:
  quotes show ledger.parquet --speaker "Sri Mulyani" --since 2025-10-01 --sort date
  quotes show ledger.parquet --search banjir --csv > banjir.csv
  quotes show ledger.parquet --why 12
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "show",
        help="show a ledger's rows, or why a row says what it says",
        description="Show a ledger: a table on a terminal, else one line a row, parted by tabs.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("ledger", metavar="LEDGER", help=".parquet, .csv, .jsonl, a folder of Parquet files, or -")
    pick = parser.add_argument_group("which rows (texts match anywhere, capitals do not count)")
    pick.add_argument("--speaker", metavar="TEXT", help="whose speaker's name holds it")
    pick.add_argument(
        "--person",
        metavar="NAME",
        help="said by this person under whatever name, or a person_id (see quotes people)",
    )
    pick.add_argument("--source", metavar="TEXT", help="whose outlet holds it")
    pick.add_argument("--search", metavar="TEXT", help="whose quote, speaker, role, mention or title holds it")
    pick.add_argument("--kind", choices=("direct", "partial", "indirect"), help="only these quotes")
    pick.add_argument("--since", metavar="DATE", help="said on this day or later: 2025-10-20")
    pick.add_argument("--until", metavar="DATE", help="said on this day or earlier")
    pick.add_argument("--sort", metavar="COLUMN", help="sort by a column of the ledger (default: as they stand)")
    pick.add_argument("--reverse", action="store_true", help="the other way round")
    pick.add_argument("--limit", type=_count, metavar="N", help="at most so many rows")
    parser.add_argument("--tags", metavar="FILE", help="show what corrections made in the browser say")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as a JSON array, all columns")
    form.add_argument("--csv", action="store_true", help="as CSV, all columns")
    form.add_argument(
        "--why",
        nargs="*",
        metavar="ROW",
        help="explain rows: by row number or quote_id, or all that are shown; give it after LEDGER",
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from quotes.ledger.reading import read_ledger
    from quotes.ledger.writing import write_ledger
    from quotes.reports import view

    filters = view.Filters(
        args.speaker, args.source, args.search, args.kind, _day("--since", args.since), _day("--until", args.until)
    )
    ledger = read_ledger(args.ledger)
    if args.tags is not None:
        from quotes.people.corrections import corrected

        ledger = corrected(ledger, Path(args.tags))
    if args.person is not None:
        from quotes.people.table import people_called

        filters = replace(filters, people=people_called(args.person, args.ledger, ledger["person_id"].dropna()))
    rows = view.ordered(view.selected(ledger, filters), args.sort, reverse=args.reverse)[: args.limit]
    if args.json:
        _print_json(rows)
    elif args.csv:
        write_ledger(rows, "-")
    elif args.why is not None:
        _print_why(
            ledger, args.ledger, _positions(ledger, args.why) if args.why else [int(index) for index in rows.index]
        )
    elif is_plain():
        _print(view.plain_lines(rows))
    else:
        _print_table(ledger, rows)
    return DONE


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError
    return value


_count.__name__ = "number of rows"  # what argparse calls it in its error


def _day(option: str, text: str | None) -> date | None:
    from quotes.text.timestamps import parse

    if text is None:
        return None
    found = parse(text)
    if found is None:
        raise UsageError(f"{option} {text!r} is no date", "write it as 2025-10-20 or 20/10/2025 (day first)")
    return found.date()


def _positions(ledger: pd.DataFrame, names: list[str]) -> list[int]:
    ids = {name: position for position, name in enumerate(ledger["quote_id"])}
    positions = []
    for name in names:
        if name in ids:
            positions.append(ids[name])
        elif name.isdecimal() and 1 <= int(name) <= len(ledger):
            positions.append(int(name) - 1)
        else:
            raise UsageError(f"there is no row {name!r}", f"rows are 1 to {len(ledger)}, or name a quote_id")
    return positions


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _print_json(rows: pd.DataFrame) -> None:
    from quotes.ledger.tables import objects

    clean = printable_lines if sys.stdout.isatty() else str
    sys.stdout.write("[")
    for number, row in enumerate(objects(rows)):
        sys.stdout.write(f"{',' if number else ''}\n{clean(json.dumps(row, ensure_ascii=False))}")
    sys.stdout.write("\n]\n")


def _print_why(ledger: pd.DataFrame, path: str, positions: list[int]) -> None:
    from quotes.ledger.texts import Texts
    from quotes.reports import view

    texts = Texts(Path(path))
    explained = [[*view.why(ledger, position), *_evidence(ledger, texts, position)] for position in positions]
    if is_plain():
        for number, lines in enumerate(explained):
            _print([""] * bool(number))
            _print(view.plain_explanation(lines))
        return
    from rich.text import Text

    _print_rich(Text("\n\n").join(map(view.rich_explanation, explained)))


def _evidence(ledger: pd.DataFrame, texts: Texts, position: int) -> list[Explained]:
    """What spoke for and against each candidate, where the article's text was kept beside the ledger."""
    from quotes.ledger.tables import records
    from quotes.reports import view

    (row,) = records(ledger.iloc[[position]])
    text = texts.of(row.doc_id)
    if text is None:
        return []
    from quotes.analysis.pipeline import Analyser
    from quotes.records import Article

    article = Article(row.doc_id, text, row.title, row.published, row.source, row.url)
    return view.evidence(Analyser(mode="rules").explain(article).get(row.quote_id, ()))


def _print_table(ledger: pd.DataFrame, rows: pd.DataFrame) -> None:
    from rich.console import Console, Group
    from rich.text import Text

    from quotes.reports import view

    _print_rich(Group(view.table(rows, Console().width), Text(total(len(rows), len(ledger)), "dim")))


def total(shown: int, there: int) -> str:
    """The line below the table."""
    return f"{shown:,} of {there:,} quotes" if shown < there else f"{there:,} quotes"


def _print_rich(what: RenderableType) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    with console.capture() as captured:
        console.print(what)
    paged(captured.get(), console.height)
