"""Which articles repeat an earlier one: the same text crawled twice, or syndicated with small edits.

Two steps. A worker draws a sketch of each article from its body (furniture differs from outlet to outlet); when all
are there, `originals` finds for each article the earliest that it repeats. `exact` compares all words. `near` is
MinHash with banding (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3) over runs of
three words, by the library rensa, which takes 9 µs for an article of 400 words where datasketch takes 960.

Memory: some 60 bytes an article while `originals` runs; the sketches themselves (280 bytes each) stay on disk.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from quotes.analysis.layout import paragraphs
from quotes.errors import UsageError
from quotes.records import Article

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODES = ("exact", "near")
SIMILAR = 0.8  # the share of runs of words (Jaccard) from which two articles are taken for one

_RUN = 3  # words
_SHORTEST = 20  # runs; of shorter articles only exact repetitions count
_BANDS, _ROWS = 20, 6  # two articles with 80 % in common meet in some band with a probability of 99.8 %
_VALUES = _BANDS * _ROWS
_SEED = 1
_WORD = re.compile(r"\w+")

Similar = Callable[["NDArray[np.int64]", "NDArray[np.int64]"], "NDArray[np.bool_]"]


def bands(mode: str) -> int:
    """How many bands a sketch has."""
    return 1 if mode == "exact" else _BANDS


def check(mode: str) -> None:
    """See that what a mode needs is installed.

    Raises:
        UsageError: it is not.
    """
    if mode == "near":
        try:
            import rensa  # noqa: F401
        except ImportError as error:
            raise UsageError("--dedup near needs the package rensa", "pip install 'quotes-id[dedup]'") from error


def body(article: Article) -> str:
    """The paragraphs of an article, page furniture left out."""
    return "\n".join(span.of(article.text) for span in paragraphs.lay_out(article).paragraphs)


def sketched(articles: Iterable[tuple[str, int, str]], mode: str) -> pa.Table:
    """Sketches of articles, in order.

    Args:
        articles: id, number of rows in the ledger, body.
        mode: `exact` or `near`.

    Returns:
        Columns `doc_id`, `rows`, `bands` (64-bit numbers; two articles that share one are candidates) and `values`
        (a byte for each MinHash value; empty for `exact`).
    """
    ids, rows, keys, values = [], [], [], []
    for doc_id, count, text in articles:
        words = _WORD.findall(text.casefold())
        whole = hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        ids.append(doc_id)
        rows.append(count)
        if mode == "exact":
            keys.append(whole)
            values.append(b"")
            continue
        drawn = _minhash(words, whole)
        keys.append(
            b"".join(
                hashlib.blake2b(bytes([band]) + drawn[band].tobytes(), digest_size=8).digest() for band in range(_BANDS)
            )
        )
        values.append((drawn & 0xFF).astype(np.uint8).tobytes())
    numbers = np.frombuffer(b"".join(keys), "<u8")
    return pa.table(
        {
            "doc_id": pa.array(ids, pa.string()),
            "rows": pa.array(rows, pa.int32()),
            "bands": pa.FixedSizeListArray.from_arrays(pa.array(numbers, pa.uint64()), bands(mode)),
            "values": pa.array(values, pa.binary()),
        }
    )


def are_sketches(sketches: pa.Table, mode: str, rows: int) -> bool:
    """Whether a table is what `sketched` gives of articles with so many rows; a stored one may be damaged."""
    plain = {"doc_id": pa.string(), "rows": pa.int32(), "values": pa.binary()}
    types = plain | {"bands": pa.list_(pa.uint64(), bands(mode))}
    if {name: sketches.schema.field(name).type for name in sketches.column_names} != types:
        return False
    if any(column.null_count for column in sketches.columns):
        return False
    counts = sketches.column("rows").to_numpy()
    lengths = {len(value) for value in sketches.column("values").to_pylist()}
    return bool((counts > 0).all() and counts.sum() == rows and lengths <= {_VALUES if mode == "near" else 0})


def _minhash(words: Sequence[str], whole: bytes) -> NDArray[np.uint32]:
    runs = [" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)]
    if len(runs) < _SHORTEST:
        drawn = np.random.default_rng(int.from_bytes(whole, "little")).integers(0, 2**32, _VALUES, dtype=np.uint32)
        return drawn.reshape(_BANDS, _ROWS)
    from rensa import RMinHash

    sketch = RMinHash(num_perm=_VALUES, seed=_SEED)
    sketch.update(runs)
    return np.array(sketch.digest(), np.uint32).reshape(_BANDS, _ROWS)


def similar(values: NDArray[np.uint8]) -> Similar:
    """Tells of pairs of articles whether their sketches are alike enough.

    Args:
        values: the low byte of each MinHash value, a row an article; may be mapped from a file.
    """

    def alike(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
        result = np.empty(len(some), bool)
        for start in range(0, len(some), 1 << 16):
            stretch = slice(start, start + (1 << 16))
            equal = (values[some[stretch]] == values[others[stretch]]).mean(axis=1)
            result[stretch] = (equal - 1 / 256) / (1 - 1 / 256) >= SIMILAR  # low bytes agree by chance, too
        return result

    return alike


def originals(keys: Iterable[NDArray[np.uint64]], count: int, alike: Similar | None = None) -> NDArray[np.int64]:
    """For each article the earliest that it repeats, or -1.

    Args:
        keys: band by band, the number of each article.
        count: how many articles.
        alike: tells whether two articles that share a band's number are one; None: always.

    Returns:
        Numbers of articles, each of one that repeats none itself.
    """
    best = np.full(count, -1, np.int64)
    for band in keys:
        order = np.argsort(band, kind="stable")
        ranked = band[order]
        begins = np.r_[True, ranked[1:] != ranked[:-1]] if count else np.empty(0, bool)
        firsts = order[begins][np.cumsum(begins) - 1]
        before = np.r_[order[:1], order[:-1]]
        before[begins] = order[begins]
        for candidates in (firsts, before):  # the first that shares the number; if it is another, the last before
            worth = (candidates != order) & ((best[order] < 0) | (candidates < best[order]))
            some, others = order[worth], candidates[worth]
            if alike is not None and len(some):
                good = alike(some, others)
                some, others = some[good], others[good]
            best[some] = others
    while True:  # an original of an original
        at = np.flatnonzero(best >= 0)
        further = best[best[at]]
        if not (further >= 0).any():
            return best
        best[at[further >= 0]] = further[further >= 0]


def assigned(sketches: Any, names: Sequence[str | None]) -> pa.Array:
    """A shard's `duplicate_of`, row by row.

    Args:
        sketches: the shard's sketches.
        names: for each of its articles the id of the one it repeats, or None.
    """
    rows = np.repeat(np.arange(len(names)), sketches.column("rows").to_numpy())
    return pa.array(names, pa.string()).take(pa.array(rows))
