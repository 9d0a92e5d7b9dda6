"""`quotes models`: the models that ship, with their figures; stanza's published package to download."""

from __future__ import annotations

import argparse

from quotes.commands import DONE


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Describe the command."""
    parser = commands.add_parser(
        "models",
        help="list the models with their figures, or download stanza's own",
        description="List the models that ship with quotes: size, licence, and figures on the test sets. "
        "'quotes models download' fetches stanza's published Indonesian package, for --models official.",
    )
    parser.add_argument("action", nargs="?", choices=("list", "download"), default="list", help="default: list")
    parser.add_argument("--json", action="store_true", help="the whole manifest, as JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """List or download models."""
    import json

    from quotes.learned import parsing, shipped

    if args.action == "download":
        print(f"stanza's Indonesian package is in {parsing.download_official()}")
        return DONE
    described = shipped.check()
    if args.json:
        print(json.dumps(described, indent=1, ensure_ascii=False))
        return DONE
    for name, entry in described["files"].items():
        print(f"{name:<16}{entry['bytes'] / 1e6:>6.1f} MB  {entry['licence']}")
        for figure, value in entry["figures"].items():
            print(f"{'':<16}{value:>6.2f}     {figure}")
    versions = described["trained_with"]
    print(
        f"{'together':<16}{described['bytes'] / 1e6:>6.1f} MB  stanza {versions['stanza']}, torch {versions['torch']}"
    )
    return DONE
