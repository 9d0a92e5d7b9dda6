"""`quotes browse`: ledgers in the terminal, to search, check and take along."""

from __future__ import annotations

import argparse
import sys

from quotes.commands import DONE
from quotes.errors import UsageError
from quotes.text.terminal import is_plain

_EXAMPLES = """\
examples:
  quotes browse ledger.parquet
  quotes browse 2024.parquet 2025.parquet shards/

keys: / search   f filter   s sort   Enter open   space mark   t tag   e export   ? all others   q leave
Tags are kept in LEDGER.tags.jsonl beside the ledger. Keys can be changed in ~/.config/quotes/keys.toml.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "browse",
        help="search, check and export a ledger's quotes in the terminal",
        description="Browse ledgers. Where standard output is no terminal, print them as `quotes show` does.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "ledgers", metavar="LEDGER", nargs="+", help=".parquet, .csv, .jsonl, .xlsx, or a folder of Parquet files"
    )
    parser.add_argument("--light", action="store_true", help="begin in the light theme; Ctrl+T changes it")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    if is_plain() or not sys.stdin.isatty():
        _print(args.ledgers)
        return DONE
    from quotes.browser.app import browse

    if "-" in args.ledgers:
        raise UsageError("the browser cannot read standard input, keys come from there", "name a file")
    browse(args.ledgers, light=args.light)
    return DONE


def _print(ledgers: list[str]) -> None:
    from quotes.ledger.queries import rows_of
    from quotes.reports import view

    for number, ledger in enumerate(ledgers):
        if number:
            sys.stdout.write("\n")
        with rows_of([ledger]) as rows:
            for line in view.plain_lines(rows.numbered(range(rows.source.rows))):
                sys.stdout.write(f"{line}\n")
