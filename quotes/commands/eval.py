"""`quotes eval`: how right a ledger is, field by field."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from quotes.commands import DONE
from quotes.errors import InputError
from quotes.text.terminal import printable

if TYPE_CHECKING:
    from quotes.evaluation.scoring import Mistake

_EPILOG = """\
GOLD holds one JSON file an article, as corpus/ does: doc_id, text, published_date, and quotes with start, end, kind,
cue, mention, speaker, aliases, role, date and date_text; indirect, in the same way, holds what is reported without
marks, and counts where the ledger has rows of that kind. Figures are percentages.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "eval",
        help="compare a ledger with annotated articles",
        description="Compare a ledger with gold annotations, field by field.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("gold", metavar="GOLD", help="folder of annotated articles")
    parser.add_argument("ledger", metavar="LEDGER", help="the ledger of these articles")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="also list up to N errors of each field")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from quotes.evaluation.scoring import FIGURES, evaluate, read_gold
    from quotes.ledger.queries import rows_of

    articles = read_gold(args.gold)
    with rows_of([args.ledger]) as rows:
        numbers = rows.of_articles(article.doc_id for article in articles)
        if not len(numbers) and any(article.quotes or article.indirect for article in articles):
            raise InputError(
                f"{args.ledger} holds no article of {args.gold}",
                "extract these articles, under the ids that the gold has",
            )
        result = evaluate(articles, (quote for _, quote in rows.numbered(numbers)))
    figures = {name: round(value, 2) for name, value in result.figures.items()}
    mistakes = _first(result.mistakes, args.errors)
    counts = {"articles": len(articles), "gold": result.counts["gold"], "rows": result.counts["rows"]}
    if args.json:
        print(json.dumps({**figures, **counts, "errors": [asdict(mistake) for mistake in mistakes]}))
        return DONE
    for name, value in figures.items():
        print(f"{name:20} {value:6.2f}  {FIGURES[name]}")
    print(f"{counts['articles']} articles, {counts['gold']} gold quotes, {counts['rows']} rows")
    for mistake in mistakes:
        quote = printable(mistake.quote)
        print(
            f"{mistake.field}: {printable(mistake.doc_id)}: {quote[:70]}{' …' * (len(quote) > 70)}"
            f" | expected {printable(mistake.expected) or 'nothing'} | found {printable(mistake.found) or 'nothing'}"
        )
    return DONE


def _first(mistakes: Sequence[Mistake], limit: int) -> list[Mistake]:
    """Up to `limit` mistakes of each field, fields in the order in which they first occur."""
    fields = dict.fromkeys(mistake.field for mistake in mistakes)
    return [m for name in fields for m in [m for m in mistakes if m.field == name][:limit]]
