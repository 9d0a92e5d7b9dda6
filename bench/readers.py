"""What reads a ledger, by size: `quotes people`, `show`, `report`, each command in a process of its own.

Called by bench.py.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import QUOTES, Part, Table, measured

SIZES = (10_000, 1_000_000, 10_000_000)


def _commands() -> list[tuple[str, list[str]]]:
    """Commands of the program as it is, `{}` being the folder of a ledger `ledger.parquet`."""
    return [
        ("show --limit 3", ["show", "{}/ledger.parquet", "--limit", "3"]),
        (
            "show, filtered",
            [
                "show",
                "{}/ledger.parquet",
                "--speaker",
                "wibowo",
                "--since",
                "2023-01-01",
                "--sort",
                "date",
                "--limit",
                "3",
            ],
        ),
        ("show --search", ["show", "{}/ledger.parquet", "--search", "banjir", "--limit", "3"]),
        ("report", ["report", "{}/ledger.parquet", "-o", "{}/report"]),
        ("people", ["people", "{}/ledger.parquet", "-o", "{}/people.parquet"]),
    ]


def _knows(command: str) -> bool:
    return subprocess.run([QUOTES, command, "--help"], capture_output=True).returncode == 0


def readers(most: int) -> list[Part]:
    """`quotes show`, `report` and `people` on invented ledgers, start included; ledgers of more than ten rows for each
    article of `--most` are left out."""
    sys.path.append(str(Path(__file__).parent.parent / "tests"))
    from invented import write

    rows = []
    for count in SIZES:
        if count > 10 * most:
            break
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder, "ledger.parquet"), count)
            for name, arguments in _commands():
                if _knows(arguments[0]):
                    run = measured([QUOTES, *(each.format(folder) for each in arguments)], one_core=False)
                    rows.append([name, f"{count:,} rows", f"{run.seconds:.1f}", f"{run.peak:.0f}"])
    return [Table(["command", "ledger", "seconds", "peak memory, MiB"], rows)]
