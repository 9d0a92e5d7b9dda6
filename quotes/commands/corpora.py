"""The part of `quotes extract` that is for corpora: flags, and a run into a folder of shards.

Ledgers in single files go through such a folder too, a temporary one, where workers or duplicates are asked for.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from quotes.commands import DONE, SKIPPED
from quotes.errors import UsageError
from quotes.storage.atomic import resolved
from quotes.text.terminal import printable

if TYPE_CHECKING:
    from quotes.runs import Executor, Progress, Totals

_FLAGS = ("workers", "dask", "shard_size", "sample", "dedup", "dry_run", "log_json")


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Describe the flags."""
    flags = parser.add_argument_group("corpora", "for crawls of any size; see docs/cluster.md")
    flags.add_argument(
        "--workers", type=_number, metavar="N", help="processes to work in (into a folder: one a core; 0: this one)"
    )
    flags.add_argument(
        "--dask", metavar="ADDRESS", help="work on a Dask cluster: its scheduler's tcp://HOST:PORT, or local"
    )
    flags.add_argument(
        "--shard-size", type=_positive, metavar="N", help="articles in a file of the folder, at most (default: 5000)"
    )
    flags.add_argument("--sample", type=_positive, metavar="N", help="only the first N articles, for a quick look")
    flags.add_argument(
        "--dedup",
        choices=("exact", "near"),
        help="tell in a column duplicate_of which articles repeat an earlier one, word for word or nearly so",
    )
    flags.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    flags.add_argument("--log-json", action="store_true", help="tell progress as JSON lines")


def place(output: str) -> str:
    """An output's name, with the `/` of a ledger's folder also where the user left it out.

    Raises:
        UsageError: it says neither a format nor a folder.
    """
    from quotes.ledger.writing import FORMATS
    from quotes.storage.locations import is_remote

    if is_remote(output) and PurePosixPath(output).suffix.lower() in FORMATS and not output.endswith("/"):
        raise UsageError(
            f"{output} would be a folder, for a remote ledger is one of Parquet files", "end its name in /"
        )
    if output == "-" or _is_folder(output):
        return output
    if Path(output).is_dir() and Path(f"{output}.run").is_dir():
        return f"{output}/"
    if Path(output).suffix.lower() not in FORMATS:
        raise UsageError(
            f"cannot tell the format of {output}",
            f"name it .parquet, .csv, .jsonl or .xlsx, or {output}/ for a folder of Parquet files",
        )
    return output


def wanted(args: argparse.Namespace) -> bool:
    """Whether the call is for this module."""
    return any(map(_is_folder, args.output)) or any(getattr(args, flag) not in (None, False) for flag in _FLAGS)


def run(args: argparse.Namespace, columns: dict[str, str], published: datetime | None, texts: Path | None) -> int:
    """Run the command; the exit code. `texts` is where the articles' texts are kept."""
    from quotes import runs

    outputs: list[str] = args.output
    folders = [output for output in outputs if _is_folder(output)]
    files = [output for output in outputs if not _is_folder(output)]
    if len(folders) > 1:
        raise UsageError(f"{folders[0]} and {folders[1]} are both folders", "name one, and copy it")
    _refuse_inside(args.inputs, folders)
    settings = runs.Settings(
        columns=columns,
        published=published,
        max_article_bytes=args.max_article_bytes,
        analyser=runs.AnalyserOptions(
            (("mode", args.mode), ("models", args.models), *([("indirect", True)] if args.indirect else []))
        ),
        executor=_executor(args, into_folder=bool(folders)),
        shard_size=args.shard_size,
        sample=args.sample,
        dedup=args.dedup,
        texts=texts,
    )
    if args.dry_run:
        with _folder(folders, files) as folder:
            plan = runs.planned(args.inputs, folder, settings)
        about = f", {plan.articles:,} articles to analyse at most" if plan.articles else ""
        print(f"{printable(' and '.join(outputs))}: {plan.words()}{about}")
        return DONE
    progress = runs.Progress(as_json=args.log_json)
    with _folder(folders, files) as folder, _output(files, args.format, csv_for_excel=args.csv_for_excel) as write:
        try:
            totals = runs.run(args.inputs, folder, settings, progress)
        except KeyboardInterrupt:
            if folders:
                progress.note("interrupted", f"{folders[0]}: what is done is kept, run again to go on")
            raise
        finally:
            progress.end()
        write(folder, totals)
    progress.repairs()
    _report(totals, outputs, progress, in_folder=bool(folders))
    return SKIPPED if totals.skipped else DONE


def _report(totals: Totals, outputs: Sequence[str], progress: Progress, *, in_folder: bool) -> None:
    places = " and ".join("standard output" if output == "-" else output for output in outputs)
    line = f"{_many(totals.quotes, 'quote')} from {_many(totals.articles, 'article')}"
    if totals.skipped:
        where = f" ({totals.skipped_path})" if in_folder else ""
        line += f", {_many(totals.skipped, 'input')} skipped{where}"
    counts = {name: getattr(totals, name) for name in ("articles", "quotes", "skipped", "shards", "made")}
    progress.note("done", printable(f"{line}: {places}"), **counts, outputs=list(outputs))


@contextmanager
def _folder(named: Sequence[str], files: Sequence[str]) -> Iterator[str]:
    """The ledger's folder; where none is named, one beside the first file, for as long as the run takes."""
    if named:
        yield named[0]
        return
    beside = next((resolved(file) for file in files if file != "-" and resolved(file).parent.is_dir()), None)
    with tempfile.TemporaryDirectory(
        prefix=f".{beside.name[:200]}." if beside else "quotes-", suffix=".tmp", dir=beside and beside.parent
    ) as scratch:
        yield f"{scratch}/ledger/"


@contextmanager
def _output(
    files: Sequence[str], stdout_format: str, *, csv_for_excel: bool
) -> Iterator[Callable[[str, Totals], None]]:
    """Opens the single files before the work begins, so that a place that cannot be written to is told at once."""
    from quotes.ledger.writing import LedgerWriter
    from quotes.runs.folder import LedgerFolder

    if not files:
        yield lambda _folder, _totals: None
        return
    with LedgerWriter(files, stdout_format=stdout_format, csv_for_excel=csv_for_excel) as writer:

        def write(name: str, totals: Totals) -> None:
            folder = LedgerFolder(name)
            manifests = {manifest.shard: manifest for manifest in folder.manifests.values()}
            for shard in totals.order:
                writer.write_table(folder.rows(manifests[shard]))
            writer.articles = totals.articles

        yield write


def _executor(args: argparse.Namespace, *, into_folder: bool) -> Executor:
    from quotes import runs

    if args.dask is not None:
        if args.workers is not None and args.dask != "local":
            raise UsageError("--workers is for this machine, a Dask cluster has its own", "leave one of them out")
        return runs.Dask(args.dask, args.workers or None)
    if args.workers == 0 or (args.workers is None and not into_folder):
        return runs.Serial()
    return runs.Processes(args.workers)


def _is_folder(output: str) -> bool:
    from quotes.storage.locations import is_remote

    return output.endswith("/") or is_remote(output)


def _refuse_inside(inputs: Sequence[str], folders: Sequence[str]) -> None:
    from quotes.storage.locations import is_remote

    for output in folders:
        for name in inputs:
            if not is_remote(output) and not is_remote(name) and Path(name).is_dir():
                if resolved(output).is_relative_to(resolved(name)):
                    raise UsageError(
                        f"{output} lies in the input {name}, and would be read again", "name another place"
                    )


def _number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"invalid number: {text!r}")
    return int(text)


def _positive(text: str) -> int:
    if not _number(text):
        raise argparse.ArgumentTypeError("must be at least 1")
    return int(text)


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
