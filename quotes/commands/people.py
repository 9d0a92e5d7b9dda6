"""`quotes people`: who is who across the articles of ledgers, and which quotes are one statement."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.commands import DONE
from quotes.errors import InputError, UsageError
from quotes.storage.atomic import resolved
from quotes.text.terminal import printable

if TYPE_CHECKING:
    import pyarrow as pa

_EXAMPLES = """\
examples:
  quotes people ledger.parquet
  quotes people ledger.parquet --explain "Budi Santoso"
  quotes people 2024/ 2025/ -o people.parquet --decisions who-is-who.toml
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "people",
        help="find out which speakers are the same person, and which quotes the same statement",
        description="Decide which speakers of a ledger are the same person or institution, and which quotes are the "
        "same words printed again. Fills person_id and statement_id of every row, and writes a file of people.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "ledgers", nargs="+", metavar="LEDGER", help=".parquet, .csv, .jsonl, .xlsx, or a folder of Parquet files"
    )
    parser.add_argument(
        "-o", "--output", metavar="PEOPLE", help="the file of people (default: NAME.people.parquet beside the ledger)"
    )
    parser.add_argument(
        "--decisions",
        metavar="FILE",
        help="your word on who is who, .toml or .csv (default: NAME.people.toml or .csv, where it is there)",
    )
    parser.add_argument("--explain", metavar="NAME", help="say what joins or parts those of a name; write nothing")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from quotes.people import decisions, table, work

    if args.output is None and len(args.ledgers) > 1:
        raise UsageError("several ledgers have one file of people", "say where it is to be: -o people.parquet")
    people = Path(args.output) if args.output else table.beside(args.ledgers[0])
    if people.suffix.lower() != ".parquet":
        raise UsageError(f"cannot write people as {people}", "name it .parquet")
    if resolved(people) in [resolved(ledger) for ledger in args.ledgers]:
        raise UsageError(f"{people} is the ledger itself", "name another file for the people")
    own = decisions.beside(people)
    decided = Path(args.decisions) if args.decisions else own if own.exists() else None
    if args.explain is not None:
        lines = work.explained(args.ledgers, people, decided, args.explain)
        if not lines:
            raise InputError(f"nobody is called {args.explain!r} in the ledger", "write the name as quotes show does")
        for line in lines:
            print(" " * (len(line) - len(line.lstrip())) + printable(line))
        return DONE
    with ExitStack() as open_folders:
        publish = _Publisher(args.ledgers, open_folders)
        totals = work.link(args.ledgers, people, decided, publish, _note)
    files = totals.written + totals.kept
    again = "" if not totals.kept else ", unchanged" if not totals.written else f", {totals.kept:,} of them unchanged"
    print(
        f"{totals.people:,} people, {totals.statements:,} statements in {totals.rows:,} quotes: "
        f"{printable(str(people))}; {files:,} ledger file{'s' if files != 1 else ''}{again}",
        file=sys.stderr,
    )
    return DONE


def _note(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{printable(what)}\r", end="", file=sys.stderr, flush=True)


class _Publisher:
    """Puts shards in their places: in a run's folder so that the run still knows them, else in one step."""

    def __init__(self, ledgers: Iterable[str], open_folders: ExitStack) -> None:
        from quotes.runs.folder import LedgerFolder

        self._folders: dict[Path, LedgerFolder] = {}
        for name in ledgers:
            if Path(name).is_dir() and Path(f"{name.rstrip('/')}.run").is_dir():
                folder = LedgerFolder(name)
                open_folders.enter_context(folder.rewriting())
                self._folders[resolved(name)] = folder

    def __call__(self, path: Path, rows: Iterable[pa.Table]) -> None:
        from quotes.ledger.reading import articles_read
        from quotes.ledger.writing import LedgerWriter

        folder = self._folders.get(resolved(path.parent))
        manifest = next((m for m in folder.manifests.values() if m.shard == path.name), None) if folder else None
        if folder is None or manifest is None:
            with LedgerWriter([path]) as writer:
                writer.articles = articles_read(path)
                for batch in rows:
                    writer.write_table(batch)
            return
        import pyarrow as pa

        folder.republish(pa.concat_tables(list(rows)), manifest, manifest.duplicates)
