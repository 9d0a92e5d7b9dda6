"""`quotes report`: a ledger in summary, as tables, pictures and a page."""

from __future__ import annotations

import argparse
import sys

from quotes.commands import DONE
from quotes.text.terminal import printable

_EXAMPLES = """\
examples:
  quotes report ledger.parquet -o reports/
  quotes report 2024.parquet 2025.parquet -o reports/ --language en
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "report",
        help="summarise a ledger in tables, pictures and a page",
        description="Write report.html (with everything in it), tables/ (CSV and Parquet) and pictures/ (SVG and PNG).",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "ledgers", metavar="LEDGER", nargs="+", help=".parquet, .csv, .jsonl, .xlsx, or a folder of Parquet files"
    )
    parser.add_argument("-o", "--output", metavar="FOLDER", default="reports", help="where to write (default: reports)")
    parser.add_argument(
        "--language", choices=("id", "en"), default="id", help="of page and pictures: Indonesian (default) or English"
    )
    parser.add_argument("--tags", metavar="FILE", help="count what corrections made in the browser say")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from quotes.reports import write

    written = write(args.ledgers, args.output, args.language, args.tags)
    read = f"of {written.articles_read:,} " if written.articles_read is not None else ""
    print(
        f"{written.quotes:,} quotes of {written.speakers:,} speakers in {written.articles:,} {read}articles: "
        f"{printable(str(written.page))}, "
        f"{written.tables} tables, {written.pictures} pictures",
        file=sys.stderr,
    )
    return DONE
