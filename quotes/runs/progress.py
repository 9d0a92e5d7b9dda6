"""What a run says while it runs, on standard error: to a person on a terminal, or as JSON lines to a machine.

Everything an article or a file name holds goes through `printable`, for a terminal reads it.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import IO, Any

from quotes.runs.work import Outcome
from quotes.text.terminal import printable

_NAMED = 10  # skipped articles, and warnings, that are told; all that was skipped is in skipped.jsonl
_EVERY = 0.2  # seconds between two looks on a terminal
_LOGGED_EVERY = 5.0  # seconds between two lines of the log


class Progress:
    """Counts, and tells.

    Args:
        as_json: JSON lines instead of text.
        stream: where to; None for standard error.
    """

    def __init__(self, *, as_json: bool = False, stream: IO[str] | None = None) -> None:
        self.articles = self.quotes = self.skipped = 0  # of this run, without what was done before
        self.repaired = 0  # articles whose text was damaged
        self._named = 0  # what was skipped and told, or would have been
        self._repairs: Counter[str] = Counter()
        self._remarks: Counter[str] = Counter()
        self._warnings: set[str] = set()
        self._read = 0
        self._total: int | None = None
        self._json = as_json
        self._stream = stream or sys.stderr
        self._live = not as_json and self._stream.isatty()
        self._began = time.monotonic()
        self._told = self._began - _LOGGED_EVERY
        self._width = 0

    def begin(self, total: int | None) -> None:
        """Start the clock.

        Args:
            total: bytes of the inputs that are to be worked on; None: unknown.
        """
        self._total = total
        self._began = time.monotonic()

    def note(self, event: str, message: str, /, **values: Any) -> None:
        """Say something once."""
        if self._json:
            self._log(event, values)
        else:
            self._clear()
            print(message, file=self._stream, flush=True)

    def warn(self, message: str) -> None:
        """Say what a reader warned of, once, and not of everything."""
        if message not in self._warnings and len(self._warnings) < _NAMED:
            self._warnings.add(message)
            self.note("warning", f"quotes: {printable(message)}", message=message)

    def repairs(self) -> None:
        """Say what was repaired, and what else readers should know of the articles."""
        if self.repaired:
            kinds = ", ".join(f"{kind} in {count:,}" for kind, count in self._repairs.most_common())
            articles = f"{self.repaired:,} article{'' if self.repaired == 1 else 's'}"
            message = f"quotes: repaired the text of {articles}: {kinds}"
            self.note("repaired", message, articles=self.repaired, kinds=dict(self._repairs.most_common()))
        for remark, count in self._remarks.most_common():
            self.note("remark", f"quotes: {remark_line(remark, count)}", remark=remark, articles=count)

    def done(self, outcome: Outcome, read: int) -> None:
        """Count what was done.

        Args:
            outcome: of a task.
            read: bytes of the inputs that were read for it.
        """
        self.articles += outcome.articles
        self.quotes += outcome.rows.num_rows
        self.repaired += outcome.repaired
        for kind, count in outcome.repairs:
            self._repairs[kind] += count
        for remark, count in outcome.remarks:
            self._remarks[remark] += count
        self._read += read
        for warning in outcome.warnings:
            self.warn(warning)
        for skip in outcome.skipped:
            self.skipped += skip.count
            self._named += 1
            if self._json:
                about = {"input": skip.path, "where": skip.where, "id": skip.doc_id, "why": skip.reason}
                self._log("skipped", about | {"count": skip.count})
            elif self._named <= _NAMED:
                place = ", ".join(part for part in (skip.path, skip.where, skip.doc_id) if part)
                self.note("skipped", f"quotes: skipped {printable(place)}: {printable(skip.reason)}")
            elif self._named == _NAMED + 1:
                self.note("skipped", "quotes: skipped more, see skipped.jsonl when the run is done")
        now = time.monotonic()
        if now - self._told >= (_EVERY if self._live else _LOGGED_EVERY):
            self._told = now
            self._tell(now - self._began)

    def _tell(self, seconds: float) -> None:
        rate = self.articles / max(seconds, 1e-9)
        share = min(self._read / self._total, 1.0) if self._total else 0.0
        left = seconds * (1 - share) / share if share > 0 else None
        if self._json:
            values: dict[str, Any] = {"articles": self.articles, "quotes": self.quotes, "skipped": self.skipped}
            self._log("progress", values | {"rate": round(rate, 1), "seconds_left": left and round(left)})
        elif self._live:
            line = f"{self.articles:,} articles, {self.quotes:,} quotes, {rate:,.0f} articles a second"
            line += f", {self.skipped:,} skipped" if self.skipped else ""
            line += f", {_duration(left)} left" if left is not None else ""
            print(f"\r{line:{self._width}}", end="", file=self._stream, flush=True)
            self._width = max(self._width, len(line))

    def _clear(self) -> None:
        if self._live and self._width:
            print(f"\r{'':{self._width}}\r", end="", file=self._stream, flush=True)

    def end(self) -> None:
        """Take the progress line away."""
        self._clear()

    def _log(self, event: str, values: dict[str, Any]) -> None:
        line = {"event": event, "time": round(time.time(), 3)} | values
        print(json.dumps(line), file=self._stream, flush=True)


def remark_line(remark: str, count: int) -> str:
    """A remark with the number of articles it was made of."""
    return f"{count:,} article{'' if count == 1 else 's'}: {remark}"


def _duration(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
