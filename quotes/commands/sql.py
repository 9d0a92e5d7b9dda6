"""`quotes sql`: a ledger asked in SQL, by DuckDB, which may read the ledger and nothing else."""

from __future__ import annotations

import argparse
import json
import sys
from itertools import islice
from typing import TYPE_CHECKING

from quotes.commands import DONE
from quotes.commands.printing import TABLE_ROWS, print_csv, print_rich
from quotes.text.terminal import is_plain, printable, printable_lines

if TYPE_CHECKING:
    from quotes.ledger.queries import Answer

_EXAMPLES = """\
The ledger is the table `ledger`, with the columns that README lists. No other file is read, and none written.

examples:
  quotes sql ledger.parquet "SELECT speaker, count(*) AS quotes FROM ledger GROUP BY ALL ORDER BY 2 DESC LIMIT 20"
  quotes sql ledger/ "SELECT month(date), kind, count(*) FROM ledger GROUP BY ALL ORDER BY ALL" --csv
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "sql",
        help="ask a ledger in SQL",
        description="Ask a ledger in SQL (DuckDB's): a table on a terminal, else one line a row, parted by tabs.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "ledger", metavar="LEDGER", help=".parquet, .csv, .jsonl, .xlsx, a folder of Parquet files, or -"
    )
    parser.add_argument("query", metavar="QUERY", help="one SELECT")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as a JSON array")
    form.add_argument("--csv", action="store_true", help="as CSV")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from quotes.ledger.queries import rows_of

    with rows_of([args.ledger]) as rows, rows.answer(args.query) as answer:
        if args.json:
            _print_json(answer)
        elif args.csv:
            print_csv(answer.names, answer.rows)
        elif is_plain():
            sys.stdout.write("\t".join(map(printable, answer.names)) + "\n")
            for row in answer.rows:
                sys.stdout.write("\t".join("" if cell is None else printable(str(cell)) for cell in row) + "\n")
        else:
            _print_table(answer)
    return DONE


def _print_json(answer: Answer) -> None:
    clean = printable_lines if sys.stdout.isatty() else str
    sys.stdout.write("[")
    for number, row in enumerate(answer.rows):
        found = json.dumps(dict(zip(answer.names, row, strict=True)), ensure_ascii=False, default=str)
        sys.stdout.write(f"{',' if number else ''}\n{clean(found)}")
    sys.stdout.write("\n]\n")


def _print_table(answer: Answer) -> None:
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    result = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in answer.names:
        result.add_column(Text(printable(name)), overflow="fold")
    shown = list(islice(answer.rows, TABLE_ROWS))
    for row in shown:
        result.add_row(*(Text(printable(str(cell))) if cell is not None else Text("") for cell in row))
    more = next(answer.rows, None) is not None
    below = f"the first {len(shown):,} rows; --csv gives all" if more else f"{len(shown):,} rows"
    print_rich(Group(result, Text(below, "dim")))
