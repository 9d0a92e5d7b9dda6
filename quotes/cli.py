"""The command line: flags in, library calls, exit codes out.

Each command is a module of quotes/commands with `add_parser` and `run`; this module dispatches, and is the one place
that turns errors into messages and exit codes. It imports nothing heavy, for `quotes --help` must start at once.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from types import FrameType
from typing import NoReturn

from quotes import __version__
from quotes.commands import DONE, FAILED, INTERRUPTED, UNREADABLE, USAGE
from quotes.errors import InputError, QuotesError, UsageError
from quotes.storage.atomic import output_error
from quotes.text.terminal import discard_output, is_of_standard_output, printable, printable_lines, write_whole

# Modules of quotes.commands, in the order in which --help lists them.
COMMANDS = ("extract", "people", "apply", "show", "sql", "browse", "report", "eval", "models")

# The signals that end a program unless it asks for them.
_ENDING = [
    getattr(signal, f"SIG{name}")
    for name in ("INT", "TERM", "HUP", "QUIT", "USR1", "USR2", "XCPU", "ALRM", "VTALRM", "BREAK")
    if hasattr(signal, f"SIG{name}")
]
_heard: list[int] = []  # the signal that ends this process

_EPILOG = """\
first steps:
  quotes extract articles/ --indirect -o ledger.parquet
  quotes show ledger.parquet
  quotes browse ledger.parquet
  quotes report ledger.parquet -o reports/

exit codes:
  0 done   1 failed   2 wrong usage   3 input or model missing or unreadable
  4 some inputs were skipped, each is named on standard error   130 interrupted
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the call in one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"see '{self.prog} --help'")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = _Parser(
        prog="quotes",
        description="Who said what, when: turns Indonesian news articles into a ledger of quotes.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"quotes {__version__}")
    top.add_argument("--debug", action="store_true", help="show the traceback of an error")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    for name in COMMANDS:
        command = import_module(f"quotes.commands.{name}").add_parser(commands)
        command.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line.

    Args:
        argv: the arguments; None for the process's own.

    Returns:
        The exit code.
    """
    if "_ARGCOMPLETE" in os.environ:  # a shell asks how the line could go on
        from argcomplete import autocomplete

        autocomplete(parser())
    arguments = sys.argv[1:] if argv is None else list(argv)
    debug = "--debug" in arguments
    fail = partial(_fail, as_json="--log-json" in arguments, debug=debug)
    write_whole()
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show a character must not stop the work
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with suppress(ValueError):  # not in the main thread
        for number in _ENDING:
            # Else whoever started this wants it otherwise, as nohup does.
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                signal.signal(number, _ended)
    try:
        return _run(arguments)
    except BaseException as error:
        return _outcome(error, fail)


def _outcome(error: BaseException, fail: Callable[[str, int], int]) -> int:
    """The exit code of what ended a command, once it is told."""
    if isinstance(error, KeyboardInterrupt) or signal.SIGINT in _heard:
        return fail("interrupted", INTERRUPTED)
    if _heard:  # a library that was at work may have made another error of it
        return 128 + _heard[0]
    if isinstance(error, QuotesError):
        return fail(str(error), _code(error))
    if isinstance(error, BrokenPipeError):  # whoever read our output has seen enough
        discard_output()
        return DONE
    if isinstance(error, MemoryError):
        return fail("out of memory: give it less at a time", FAILED)
    if isinstance(error, OSError) and is_of_standard_output(error):
        return fail(str(output_error("standard output", error)), FAILED)
    if isinstance(error, Exception):
        return fail(_defect(error), FAILED)
    raise error


def _run(arguments: list[str]) -> int:
    try:
        args = parser().parse_args(arguments)
        code: int = args.run(args)
        sys.stdout.flush()
    except SystemExit as exit_:  # --help, --version, SIGTERM
        sys.stdout.flush()
        return int(exit_.code or 0)
    return code


def _code(error: QuotesError) -> int:
    if isinstance(error, UsageError):
        return USAGE
    return UNREADABLE if isinstance(error, InputError) else FAILED


def _defect(error: Exception) -> str:
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"a defect of this program ({what}): run it again with --debug and report what it prints"


def _fail(message: str, code: int, *, as_json: bool = False, debug: bool = False) -> int:
    if debug:  # what an error names may steer a terminal
        with suppress(OSError):
            print(printable_lines(traceback.format_exc()), end="", file=sys.stderr)
    line = json.dumps({"event": "failed", "message": message, "code": code}) if as_json else f"quotes: {message}"
    with suppress(OSError):
        print(printable(line), file=sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:
        discard_output()  # else the interpreter tries once more to write, and complains
    return code


def _ended(number: int, _frame: FrameType | None) -> None:
    """Unwind, so that no half-written file stays behind; a second signal, or a key pressed twice, does not disturb."""
    if _heard:
        return
    _heard.append(number)
    sys.unraisablehook = lambda _: None  # which would tell of signals that come while they are being turned off
    for other in _ENDING:
        signal.signal(other, signal.SIG_IGN)
    if queries := sys.modules.get("quotes.ledger.queries"):
        queries.stop_all()
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)
