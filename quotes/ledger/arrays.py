"""Python values -> Arrow arrays. `pyarrow.array` imports pandas to look at what it is given, and all of its functions
import `pyarrow.compute`; either takes as long as reading an article. For the few types of a ledger this does without.
"""

from __future__ import annotations

import array
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

_SURROGATES = re.compile("[\ud800-\udfff]")
_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_A_DAY = 86_400_000_000
#: Of a fixed-width type the code of `array.array`, and what turns a value into its number.
_FIXED: dict[pa.DataType, tuple[str, Callable[[Any], float]]] = {
    pa.int32(): ("i", int),
    pa.float32(): ("f", float),
    pa.timestamp("us"): ("q", lambda moment: (moment - _EPOCH) // _MICROSECOND),
}


def strings(values: Sequence[str | None]) -> pa.Array:
    """Strings; half a character, which no file can hold, becomes the replacement character, which keeps all offsets."""
    builder = pa.lib.StringBuilder()
    try:
        builder.append_values(values)
    except UnicodeEncodeError:
        builder = pa.lib.StringBuilder()
        builder.append_values([value and _SURROGATES.sub("\ufffd", value) for value in values])
    return builder.finish()


def dictionary(values: Sequence[str | None]) -> pa.Array:
    """Strings of which there are few, each kept once."""
    known = dict.fromkeys(value for value in values if value is not None)
    places = {value: place for place, value in enumerate(known)}
    indices = numbers([None if value is None else places[value] for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(indices, strings([*places]))


def days(values: Sequence[date | None]) -> pa.Array:
    """Days, as timestamps at midnight."""
    first = _EPOCH.toordinal()
    counts = [None if day is None else (day.toordinal() - first) * _MICROSECONDS_A_DAY for day in values]
    return _fixed(counts, "q", pa.timestamp("us"))


def numbers(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Values of a fixed-width type: int32, float32 or a timestamp in microseconds."""
    code, number = _FIXED[kind]
    return _fixed([None if value is None else number(value) for value in values], code, kind)


def _fixed(values: Sequence[float | None], code: str, kind: pa.DataType) -> pa.Array:
    known = np.array([value is not None for value in values], np.bool_)
    data = array.array(code, [0 if value is None else value for value in values])
    valid = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(data)])
