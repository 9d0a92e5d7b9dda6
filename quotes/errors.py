"""The project's errors: each says in one line what happened and what to do about it.

Kept apart so that every module can raise them without importing another stage; cli.py alone maps them to exit codes.
"""

from __future__ import annotations


class QuotesError(Exception):
    """Base of all errors a user can meet.

    Args:
        what: what happened, naming the thing.
        remedy: what to do about it.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}: {remedy}" if remedy else what)


class UsageError(QuotesError):
    """The call itself is wrong (exit code 2)."""


class InputError(QuotesError):
    """An input or a model is missing or unreadable (exit code 3)."""


class ModelError(InputError):
    """Model weights are missing, damaged or do not fit the installed libraries (exit code 3)."""


class OutputError(QuotesError):
    """The result could not be written; nothing was half-written and no older file was lost (exit code 1)."""


class LexiconError(QuotesError):
    """A lexicon file is malformed (exit code 1)."""
