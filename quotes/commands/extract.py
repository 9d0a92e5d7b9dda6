"""`quotes extract`: articles in, a ledger out."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.commands import DONE, FAILED, SKIPPED, corpora
from quotes.errors import UsageError
from quotes.storage.locations import is_remote
from quotes.text.terminal import discard_output, printable

if TYPE_CHECKING:
    from quotes.analysis.pipeline import Analysed
    from quotes.reading import Skipped
    from quotes.records import Article, Quote

_EXAMPLES = """\
INPUT is a text file, a document (.docx, .pdf), a web page (.html, .mhtml), a crawl (.warc), a folder of these, a table
of articles (.jsonl, .json, .csv, .parquet, .xlsx), or - for standard input; it may be compressed (.gz, .zst, .bz2, .xz)
and remote (s3://, gs:// and other places; pages of the web are not fetched).
Tables need a column with the text; id, title, published, source and url are used where they are there, also under the
names that news-watch and trafilatura give them.

examples:
  quotes extract articles/ -o ledger.parquet -o ledger.csv
  quotes extract berita.csv --column text=isi_berita -o ledger.parquet
  quotes extract article.txt --published 2025-10-20 | quotes show -
  quotes extract crawl.jsonl.zst s3://bucket/crawl/ -o ledger/
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "extract",
        help="turn articles into a ledger",
        description="Find every quote in the articles: who said it, in what role, when.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="file, folder, table of articles, or - (see below)")
    parser.add_argument(
        "-o",
        "--output",
        action="append",
        metavar="LEDGER",
        help="where the ledger goes: .parquet, .csv, .xlsx, .jsonl, a folder/ for Parquet files that can be taken up "
        "again, or - for standard output; may be repeated (default: -)",
    )
    parser.add_argument(
        "--format",
        choices=("csv", "jsonl", "parquet", "xlsx"),
        default="csv",
        help="format of standard output (default: csv)",
    )
    parser.add_argument(
        "--csv-for-excel", action="store_true", help="write CSV so that Excel with Indonesian settings opens it"
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=NAME",
        help="the table's column for id, text, title, published, source or url: text=isi_berita; may be repeated",
    )
    parser.add_argument(
        "--indirect",
        action="store_true",
        help="add rows of kind indirect: what the article reports without quotation marks",
    )
    parser.add_argument("--published", metavar="DATE", help="publication date of articles that do not say theirs")
    parser.add_argument(
        "--keep-text",
        action="store_true",
        help="keep the texts that offsets count in beside the ledger, under its name with .texts.jsonl",
    )
    parser.add_argument(
        "--max-article-bytes",
        type=_size,
        metavar="BYTES",
        help="skip an article whose text takes more, or a web page of four times as much (default: 2m)",
    )
    _add_model_flags(parser)
    corpora.add_flags(parser)
    parser.set_defaults(run=run)
    return parser


def _add_model_flags(parser: argparse.ArgumentParser) -> None:
    flags = parser.add_argument_group("models", "stanza's part in it; 'quotes models' lists what ships")
    mode = flags.add_mutually_exclusive_group()
    mode.add_argument(
        "--mode",
        choices=("rules", "cascade", "full"),
        default="cascade",
        help="rules alone; stanza where the rules are in doubt about a name (default); stanza on everything",
    )
    mode.add_argument("--rules", dest="mode", action="store_const", const="rules", help="the same as --mode rules")
    flags.add_argument(
        "--models",
        choices=("shipped", "official"),
        default="shipped",
        help="cut the text for stanza as the shipped models do, or as its published package, once downloaded",
    )


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from quotes import reading
    from quotes.analysis.pipeline import Analyser
    from quotes.ledger.texts import TextWriter
    from quotes.ledger.writing import LedgerWriter
    from quotes.text import timestamps

    os.environ.setdefault("OMP_NUM_THREADS", "1")  # for torch: stanza's batches are small, and more threads only wait
    args.output = outputs = [corpora.place(output) for output in args.output or ["-"]]
    columns = _columns(args.column)
    published = timestamps.parse_option(args.published) if args.published is not None else None
    _refuse_overwriting(args.inputs, outputs)
    args.max_article_bytes = args.max_article_bytes or reading.MAX_ARTICLE_BYTES
    found = reading.articles(
        args.inputs, columns=columns, published=published, max_article_bytes=args.max_article_bytes
    )
    kept = _texts(outputs) if args.keep_text and not args.dry_run else None
    if corpora.wanted(args):
        try:
            return corpora.run(args, columns, published, kept)
        except BrokenPipeError:
            discard_output()
            return FAILED
    tally = _Tally(outputs)
    try:
        analyser = Analyser(mode=args.mode, models=args.models, indirect=args.indirect)
        texts = TextWriter(kept) if kept else None
        with (
            LedgerWriter(outputs, stdout_format=args.format, csv_for_excel=args.csv_for_excel) as writer,
            texts or nullcontext(),
        ):
            for analysed in analyser.each(tally.sound(found)):
                error = analysed.error
                if texts:
                    texts.write(analysed.article)
                if error is not None:
                    if args.debug:
                        raise error
                    tally.skip(analysed.article.doc_id, f"the analysis failed ({type(error).__name__}: {error})")
                writer.write(tally.counted(analysed))
            writer.articles = tally.articles
    except BrokenPipeError:  # the ledger is not complete, so this is no success, but nothing to talk about
        discard_output()
        return FAILED
    finally:
        tally.clear()
    return tally.report()


def _texts(outputs: list[str]) -> Path:
    """Where the texts are kept."""
    from quotes.ledger.texts import beside

    ledger = next((output for output in outputs if output != "-"), None)
    if ledger is None or is_remote(ledger):
        raise UsageError("--keep-text has no ledger on this machine to keep the texts beside", "name its file with -o")
    return beside(ledger)


def _size(text: str) -> int:
    units = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
    number, unit = (text[:-1], units[text[-1].lower()]) if text[-1:].lower() in units else (text, 1)
    if not number.isascii() or not number.isdigit() or not 0 < int(number[:15]) * unit < 1 << 40:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of bytes, write 2000000, 500k or 2m")
    return int(number) * unit


def _columns(options: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for option in options:
        field, equals, name = option.partition("=")
        if not equals or not field:
            raise UsageError(f"--column {option} does not say which column", "write it as --column text=isi_berita")
        columns[field] = name
    return columns


def _refuse_overwriting(inputs: list[str], outputs: list[str]) -> None:
    for output in outputs:
        for name in inputs:
            with suppress(OSError):
                if "-" not in (name, output) and Path(output).samefile(name):
                    raise UsageError(f"{output} is both input and output", "name another output")


class _Tally:
    """What has been done, told on standard error: progress on a terminal, skipped inputs and the total always."""

    def __init__(self, outputs: list[str]) -> None:
        self.articles = self.quotes = self.skipped = self._repaired = 0
        self._repairs: Counter[str] = Counter()
        self._remarks: Counter[str] = Counter()
        self._places = " and ".join("standard output" if output == "-" else output for output in outputs)
        self._to_terminal = "-" in outputs and sys.stdout.isatty()
        self._live = sys.stderr.isatty() and not self._to_terminal  # rows on the same screen tell enough
        self._began = self._shown = time.monotonic()

    def sound(self, found: Iterator[Article | Skipped]) -> Iterator[Article]:
        """The articles among what was found; the rest is named."""
        from quotes.reading import Skipped

        for item in found:
            if isinstance(item, Skipped):
                self.skip(f"{item.path}, {item.where}" if item.where else item.path, item.reason, item.count)
            else:
                yield item

    def counted(self, analysed: Analysed) -> list[Quote]:
        """An article's quotes, counted and shown."""
        self._repaired += bool(analysed.repairs)
        self._repairs.update(analysed.repairs)
        self._remarks.update(analysed.remarks)
        self.articles += analysed.error is None
        self.quotes += len(analysed.quotes)
        now = time.monotonic()
        if self._live and now - self._shown > 0.2:
            self._shown = now
            rate = self.articles / max(now - self._began, 1e-9)
            line = f"{_many(self.articles, 'article')}, {_many(self.quotes, 'quote')}, {rate:,.0f} articles a second"
            print(f"\r{line:70}", end="", file=sys.stderr, flush=True)
        return analysed.quotes

    def skip(self, name: str, reason: str, count: int = 1) -> None:
        """Name an input that was left out, or so many in a row."""
        self.skipped += count
        self.clear()
        print(f"quotes: skipped {printable(name)}: {printable(reason)}", file=sys.stderr)

    def clear(self) -> None:
        """Take the progress line away."""
        if self._live:
            print(f"\r{'':70}\r", end="", file=sys.stderr, flush=True)

    def report(self) -> int:
        """Say the totals; the exit code."""
        total = f"{_many(self.quotes, 'quote')} from {_many(self.articles, 'article')}"
        skipped = f", {_many(self.skipped, 'input')} skipped" if self.skipped else ""
        if self._repaired:
            kinds = ", ".join(f"{kind} in {count:,}" for kind, count in self._repairs.most_common())
            print(f"quotes: repaired the text of {_many(self._repaired, 'article')}: {kinds}", file=sys.stderr)
        for remark, count in self._remarks.most_common():
            print(f"quotes: {_many(count, 'article')}: {remark}", file=sys.stderr)
        print(f"{total}{skipped}: {printable(self._places)}", file=sys.stderr)
        if self._to_terminal:
            print("to read it as a table: quotes extract ... | quotes show -", file=sys.stderr)
        return SKIPPED if self.skipped else DONE


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
