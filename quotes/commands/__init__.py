"""The commands, one module each: `add_parser` describes the flags, `run` calls the library and returns an exit code.

Modules import the library inside `run`, so that `quotes --help` loads none of it.
"""

DONE, FAILED, USAGE, UNREADABLE, SKIPPED, INTERRUPTED = 0, 1, 2, 3, 4, 130  # exit codes, see `quotes --help`
