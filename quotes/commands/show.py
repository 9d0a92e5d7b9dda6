"""`quotes show`: a ledger's rows, filtered, sorted, counted or queued for review; why they say what they say."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotes.commands import DONE
from quotes.commands.printing import TABLE_ROWS, print_csv, print_rich
from quotes.errors import UsageError
from quotes.text.terminal import is_plain, printable, printable_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from quotes.ledger.filters import Filters
    from quotes.ledger.queries import Numbers, Rows
    from quotes.ledger.texts import Texts
    from quotes.reports.view import Explained

DOUBTS = "doubts"  # what --doubtful adds to the columns of a ledger

_EXAMPLES = """\
examples:
  quotes show ledger.parquet --speaker "Sri Mulyani" --since 2025-10-01 --sort date
  quotes show ledger.parquet --search banjir --csv > banjir.csv
  quotes show ledger.parquet --count-by speaker,source --limit 20
  quotes show ledger.parquet --doubtful --limit 50
  quotes show ledger.parquet --why 12
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "show",
        help="show a ledger's rows, count them, or say why a row says what it says",
        description="Show a ledger: a table on a terminal, else one line a row, parted by tabs.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "ledger", metavar="LEDGER", help=".parquet, .csv, .jsonl, .xlsx, a folder of Parquet files, or -"
    )
    pick = parser.add_argument_group("which rows (texts match anywhere, capitals do not count)")
    pick.add_argument("--speaker", metavar="TEXT", help="whose speaker's name holds it")
    pick.add_argument("--speaker-is", metavar="NAME", help="whose speaker has exactly this name; '' for nobody known")
    pick.add_argument(
        "--person",
        metavar="NAME",
        help="said by this person under whatever name, or a person_id (see quotes people)",
    )
    pick.add_argument("--speaker-type", choices=("person", "group", "institution", "document", "unnamed"))
    pick.add_argument("--role", metavar="TEXT", help="whose role holds it")
    pick.add_argument("--source", metavar="TEXT", help="whose outlet holds it")
    pick.add_argument("--search", metavar="TEXT", help="whose quote, speaker, role, mention or title holds it")
    pick.add_argument("--kind", choices=("direct", "partial", "indirect"), help="only these quotes")
    pick.add_argument("--rule", metavar="RULE", help="whose speaker was decided by this rule")
    pick.add_argument("--confidence", metavar="RANGE", help="0.5-0.8, 0.8- (at least) or -0.5 (at most, as =-0.5)")
    pick.add_argument("--tag", choices=("checked", "wrong", "none"), help="tagged so in the browser; none: not tagged")
    pick.add_argument("--since", metavar="DATE", help="said on this day or later: 2025-10-20")
    pick.add_argument("--until", metavar="DATE", help="said on this day or earlier")
    pick.add_argument("--sort", metavar="COLUMN", help="sort by a column of the ledger (default: as they stand)")
    pick.add_argument("--reverse", action="store_true", help="the other way round")
    pick.add_argument("--limit", type=_count, metavar="N", help="at most so many rows")
    parser.add_argument("--tags", metavar="FILE", help="show what corrections made in the browser say")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--count-by", metavar="COLUMN[,COLUMN]", help="how many rows have each value, the most first")
    what.add_argument(
        "--doubtful", action="store_true", help="what is likeliest wrong first, with the reasons to look at it"
    )
    what.add_argument(
        "--why",
        nargs="*",
        metavar="ROW",
        help="explain rows: by row number or quote_id, or all that are shown; give it after LEDGER",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as a JSON array, all columns")
    form.add_argument("--csv", action="store_true", help="as CSV, all columns")
    form.add_argument(
        "--csv-for-excel", action="store_true", help="as CSV that Excel with Indonesian settings opens, all columns"
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from quotes.ledger.queries import rows_of
    from quotes.ledger.rules import CHANGED, RULES
    from quotes.ledger.schema import NAMES

    if args.why is not None and (args.json or args.csv or args.csv_for_excel):
        raise UsageError("--why explains in words alone", "leave out --json and --csv")
    for column in [*([args.sort] if args.sort else []), *_columns(args.count_by)]:
        if column not in NAMES:
            use = "sort by" if column == args.sort else "count by"
            near = get_close_matches(column.casefold(), NAMES, 1)
            remedy = f"did you mean {near[0]}?" if near else f"columns are {', '.join(NAMES)}"
            raise UsageError(f"there is no column {column!r} to {use}", remedy)
    if args.rule is not None and args.rule.removesuffix(CHANGED) not in RULES:
        near = get_close_matches(args.rule, RULES, 1)
        if near:
            raise UsageError(f"there is no rule {args.rule!r}", f"did you mean {near[0]}?")
    filters = _filters(args)
    changed = None
    if args.tags is not None:
        from quotes.people.corrections import corrector

        changed = corrector(args.tags)
    with rows_of([args.ledger], changed) as rows:
        if args.person is not None:
            from quotes.people.table import people_called

            linked = rows.numbers(f"SELECT n FROM {rows.relation} WHERE person_id IS NOT NULL LIMIT 1")
            filters = replace(filters, people=people_called(args.person, args.ledger, map(str, linked)))
        if args.tag is not None:
            from quotes.ledger.tags import Tags

            rows.tell_tags(Tags([] if args.ledger == "-" else [Path(args.ledger)]))
        if args.count_by is not None:
            _show_counts(args, rows, filters)
            return DONE
        if args.doubtful:
            numbers = rows.doubtful(filters, limit=args.limit)
        else:
            numbers = rows.picked(filters, args.sort, reverse=args.reverse, limit=args.limit)
        _show(args, rows, numbers)
    return DONE


def _show(args: argparse.Namespace, rows: Rows, numbers: Numbers) -> None:
    from quotes.ledger.schema import NAMES
    from quotes.reports import view

    if args.json:
        _print_json(rows, numbers, with_doubts=args.doubtful)
    elif args.doubtful and (args.csv or args.csv_for_excel):
        columns = [*NAMES, DOUBTS]
        cells = ([row[name] for name in columns] for row in _doubted(rows, numbers))
        print_csv(columns, ([*row[:-1], "; ".join(row[-1])] for row in cells), for_excel=args.csv_for_excel)
    elif args.csv or args.csv_for_excel:
        from quotes.ledger.writing import LedgerWriter

        with LedgerWriter(["-"], csv_for_excel=args.csv_for_excel) as writer:
            for table in rows.batches(numbers):
                writer.write_table(table)
    elif args.why is not None:
        _print_why(rows, args.ledger, _numbers(rows, args.why) if args.why else numbers.tolist())
    elif is_plain():
        for start in range(0, max(1, len(numbers)), TABLE_ROWS):
            some = numbers[start : start + TABLE_ROWS]
            lines = view.plain_lines(rows.numbered(some), rows.doubts(some) if args.doubtful else None)
            _print(line for number, line in enumerate(lines) if number or not start)
    else:
        _print_table(rows, numbers, with_doubts=args.doubtful)


def _filters(args: argparse.Namespace) -> Filters:
    from quotes.ledger.filters import Filters, confidences

    least, most = confidences(args.confidence) if args.confidence is not None else (None, None)
    return Filters(
        speaker=args.speaker,
        person=args.speaker_is,
        speaker_type=args.speaker_type,
        role=args.role,
        source=args.source,
        text=args.search,
        kind=args.kind,
        rule=args.rule,
        confidence=least,
        confidence_to=most,
        tag=args.tag,
        since=_day("--since", args.since),
        until=_day("--until", args.until),
    )


def _columns(given: str | None) -> list[str]:
    return [] if given is None else [name.strip() for name in given.split(",")]


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


def _numbers(rows: Rows, names: list[str]) -> list[int]:
    """Row numbers, from 0, of rows named by their number or their quote_id."""
    found: list[int] = []
    for name in names:
        of_id = rows.numbers(f"SELECT n FROM {rows.relation} WHERE quote_id = ? ORDER BY n", [name])
        if len(of_id):
            found += of_id.tolist()
        elif name.isdecimal() and 1 <= int(name) <= rows.source.rows:
            found.append(int(name) - 1)
        else:
            raise UsageError(f"there is no row {name!r}", f"rows are 1 to {rows.source.rows}, or name a quote_id")
    return found


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _print_json(rows: Rows, numbers: Numbers, *, with_doubts: bool) -> None:
    from quotes.ledger.tables import to_objects

    clean = printable_lines if sys.stdout.isatty() else str
    plain = (row for table in rows.batches(numbers) for row in to_objects(table))
    sys.stdout.write("[")
    for shown, row in enumerate(_doubted(rows, numbers) if with_doubts else plain):
        sys.stdout.write(f"{',' if shown else ''}\n{clean(json.dumps(row, ensure_ascii=False))}")
    sys.stdout.write("\n]\n")


def _doubted(rows: Rows, numbers: Numbers) -> Iterator[dict[str, Any]]:
    """Rows as objects, with the reasons to doubt each."""
    from quotes.ledger.tables import to_objects

    shown = 0
    for table in rows.batches(numbers):
        doubts = rows.doubts(numbers[shown : shown + table.num_rows])
        for row in to_objects(table):
            yield {**row, DOUBTS: list(doubts.get(int(numbers[shown]) + 1, ()))}
            shown += 1


def _print_why(rows: Rows, path: str, numbers: Sequence[int]) -> None:
    from quotes.ledger.texts import Texts
    from quotes.reports import view

    texts = Texts(Path(path))
    explained = (
        [*view.explanation(number + 1, rows.article(number)), *_evidence(rows, texts, number)] for number in numbers
    )
    if is_plain():
        for place, lines in enumerate(explained):
            _print([""] * bool(place))
            _print(view.plain_explanation(lines))
        return
    from rich.console import Group

    told = [part for lines in explained for part in ("", view.rich_explanation(lines))]
    print_rich(Group(*told[1:]))


def _evidence(rows: Rows, texts: Texts, number: int) -> list[Explained]:
    """What spoke for and against each candidate, where the article's text was kept beside the ledger."""
    from quotes.reports import view

    (row,) = rows.full([number])
    text = texts.of(row.doc_id)
    if text is None or text[row.start : row.end] != row.quote:  # none, or of another article of this id
        return []
    from quotes.analysis.pipeline import Analyser
    from quotes.records import Article

    article = Article(row.doc_id, text, row.title, row.published, row.source, row.url)
    return view.evidence(Analyser(mode="rules").explain(article).get(row.quote_id, ()))


def _print_table(rows: Rows, numbers: Numbers, *, with_doubts: bool) -> None:
    from rich.console import Console, Group
    from rich.text import Text

    from quotes.reports import view

    some = numbers[:TABLE_ROWS]
    shown = view.table(rows.numbered(some), Console().width, rows.doubts(some) if with_doubts else None)
    below = total(len(numbers), rows.source.rows)
    if len(some) < len(numbers):
        below += f"; the first {len(some):,} are shown, --csv gives all"
    print_rich(Group(shown, Text(below, "dim")))


def total(shown: int, there: int) -> str:
    """The line below the table."""
    return f"{shown:,} of {there:,} quotes" if shown < there else f"{there:,} quotes"


def _show_counts(args: argparse.Namespace, rows: Rows, filters: Filters) -> None:
    from itertools import islice

    columns = _columns(args.count_by)
    counted = (tuple(map(_rounded, row)) for row in islice(rows.counted(columns, filters), args.limit))
    if args.json:
        objects = (dict(zip([*columns, "quotes"], row, strict=True)) for row in counted)
        clean = printable_lines if sys.stdout.isatty() else str
        lines = (clean(json.dumps(found, ensure_ascii=False, default=str)) for found in objects)
        sys.stdout.write("[")
        for number, line in enumerate(lines):
            sys.stdout.write(f"{',' if number else ''}\n{line}")
        sys.stdout.write("\n]\n")
    elif args.csv or args.csv_for_excel:
        print_csv([*columns, "quotes"], counted, for_excel=args.csv_for_excel)
    elif is_plain():
        _print(["\t".join([*columns, "quotes"])])
        _print("\t".join(printable(str(cell if cell is not None else "")) for cell in row) for row in counted)
    else:
        print_rich(_count_table(columns, list(islice(counted, TABLE_ROWS))))


def _rounded(value: object) -> object:
    """A number as its digits say: a float32 of 0.9 is 0.8999999761581421 else."""
    return round(value, 6) if isinstance(value, float) else value


def _count_table(columns: list[str], counted: list[tuple[object, ...]]) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    result = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        result.add_column(column, overflow="fold")
    result.add_column("quotes", justify="right", no_wrap=True)
    for *values, quotes in counted:
        cells = [Text(printable(str(value))) if value is not None else Text("(none)", "italic") for value in values]
        result.add_row(*cells, Text(f"{quotes:,}"))
    return result
