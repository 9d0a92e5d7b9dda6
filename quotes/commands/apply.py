"""`quotes apply`: corrections made in the browser, put into a ledger."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quotes.commands import DONE
from quotes.errors import UsageError
from quotes.storage.atomic import resolved
from quotes.text.terminal import printable

_EXAMPLES = """\
examples:
  quotes apply ledger.parquet ledger.parquet.tags.jsonl -o checked.parquet
  quotes apply ledger/ ledger.tags.jsonl -o checked/
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "apply",
        help="put corrections made in the browser into a ledger",
        description="Write a ledger anew with what a file of tags says: rows found right, or wrong with another "
        "speaker, role or day, or all rows of a name. Their rule is then `checked`, their confidence 1.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("ledger", metavar="LEDGER", help=".parquet, .csv, .jsonl, or a folder of Parquet files")
    parser.add_argument("tags", metavar="TAGS", help="the file of tags: LEDGER.tags.jsonl")
    parser.add_argument(
        "-o",
        "--output",
        metavar="NEW",
        required=True,
        help="the new ledger; a folder/ keeps the files of a folder apart",
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from quotes.ledger.queries import rows_of
    from quotes.ledger.reading import articles_read, parquet_tables
    from quotes.ledger.tags import read_tags
    from quotes.ledger.writing import LedgerWriter
    from quotes.people.corrections import Corrector

    said = read_tags(Path(args.tags))
    ledger, new = Path(args.ledger), Path(args.output)
    if resolved(new) == resolved(ledger):
        raise UsageError(f"{new} is the ledger itself", "name a new one; the old one keeps what the program found")
    apart = args.output.endswith("/")
    if apart and not ledger.is_dir():
        raise UsageError(f"{ledger} is a file, and {new} a folder", "name a file")
    with rows_of([args.ledger]) as rows:
        corrector = Corrector(said, rows)
        shards = rows.source.shards
        for group in [[shard] for shard in shards] if apart else [shards]:
            place = new / group[0].watched.relative_to(ledger) if apart else new
            if apart:
                place.parent.mkdir(parents=True, exist_ok=True)
            with LedgerWriter([place]) as writer:
                writer.articles = articles_read(group[0].watched if apart else ledger)
                for shard in group:
                    for table in parquet_tables(shard.path):
                        writer.write_table(corrector.table(table))
    left = f"; {corrector.unused:,} tags speak of no row in it" if corrector.unused else ""
    print(f"{corrector.rows:,} rows corrected or confirmed: {printable(str(new))}{left}", file=sys.stderr)
    return DONE
