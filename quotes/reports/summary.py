"""What a ledger says in numbers: who, where, when, with which verbs, how concentrated, and whom nobody could tell.

Only counts; how it looks is the affair of `pictures` and `page`. Where `quotes people` has run, people go by who they
are, and the same words of the same person count once, however many articles print them. Rows that the ledger marks as
repeated from another article are left out and counted, for a wire story that ten outlets print was still said once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from quotes.errors import InputError
from quotes.ledger import tables
from quotes.ledger.cells import defused
from quotes.ledger.reading import articles_read, open_parquet, parquet_files, text_tables
from quotes.ledger.rules import explained
from quotes.ledger.schema import CATEGORIES
from quotes.people import table
from quotes.text.terminal import printable

_USED = (
    "quote_id doc_id source published quote kind cue cue_lemma mention speaker speaker_type role date rule confidence "
    "person_id statement_id"
).split()
_DUPLICATE_OF = "duplicate_of"
_MOST_ROLES = 5  # of one speaker, in the table of speakers
_LONGEST = 300  # characters of a quote in the table of unresolved ones

GRAINS = {"day": "D", "week": "W", "month": "M", "year": "Y"}
_NONE = "none"  # the class of quotes without a reporting word, or with one that is in no list
_UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report: a frame, and what its bytes are."""

    frame: pd.DataFrame

    def csv(self) -> bytes:
        """UTF-8, RFC 4180; nothing for null, and no cell that a spreadsheet would run."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(self.frame.columns)
        for row in self._dated().itertuples(index=False):
            writer.writerow([_cell(value) for value in row])
        return text.getvalue().encode()

    def parquet(self) -> bytes:
        """The same as Parquet."""
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(self._dated(), preserve_index=False), buffer, compression="zstd")
        return buffer.getvalue()

    def _dated(self) -> pd.DataFrame:
        """With days as days, not as their midnights."""
        days = self.frame.select_dtypes("datetime").columns
        return self.frame.astype({name: pd.ArrowDtype(pa.date32()) for name in days})


def _cell(value: Any) -> object:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return defused(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Summary:
    """A ledger in numbers. Shares are of all quotes, 0 to 1, unless said otherwise."""

    quotes: int  # rows that are counted
    repeated: int  # rows left out, of articles that repeat another
    copies: int  # rows left out, of words that another article has from the same person
    linked: bool  # whether `quotes people` has run
    known: int  # quotes of somebody with a name
    doubtful_dates: int  # quotes whose day is after their publication; they are in no figure of time
    articles: int  # with quotes
    articles_read: int | None  # those without quotes included; None: not every ledger says
    first: pd.Timestamp | None  # the earliest day something was said
    last: pd.Timestamp | None
    grain: str  # day, week, month or year: what fits the span of days
    speakers: pd.DataFrame  # a row each, the most quoted first; nobody known is not among them
    roles: pd.DataFrame  # speaker, role, quotes
    outlets: pd.DataFrame  # a row each, of each kind how many
    kinds: pd.DataFrame  # kind, quotes: in whole clauses, in some words, or told in the journalist's words
    over_time: pd.DataFrame  # a row a period that has quotes
    outlets_by_speakers: pd.DataFrame  # source, speaker, quotes
    verb_classes: pd.DataFrame
    verbs: pd.DataFrame
    concentration: pd.DataFrame  # of all outlets together (source is null), then of each
    unresolved: pd.DataFrame  # rule, reason, quotes, share
    unresolved_quotes: pd.DataFrame  # every quote whose speaker is not known

    def tables(self) -> dict[str, Table]:
        """Every table by its name."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: Table(value) for name, value in found.items() if isinstance(value, pd.DataFrame)}


def read(paths: Sequence[str | Path]) -> pd.DataFrame:
    """The columns of ledgers that a report needs.

    Raises:
        InputError: one is missing, unreadable, no ledger, or of another schema.
    """
    found: list[pa.Table] = []
    for path in paths:
        try:
            found += [_used(rows) for rows in _tables(Path(path))]
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                raise InputError(f"{path} does not exist", "check the path") from error
            raise InputError(f"{path} cannot be read ({error.strerror or error})", "check the file") from error
        except pa.ArrowException as error:
            raise InputError(f"{path} is damaged ({' '.join(str(error).split())[:160]})", "write it anew") from error
    rows = pa.concat_tables(found) if found else _used(tables.table([]))
    frame: pd.DataFrame = rows.to_pandas(strings_to_categorical=False)
    frame["date"] = pd.to_datetime(frame["date"], errors="coerce")
    names = names_of(paths)
    if names:
        frame["speaker"] = frame["person_id"].map(names).where(frame["speaker"].notna()).fillna(frame["speaker"])
    return frame.reset_index(drop=True)


def names_of(paths: Sequence[str | Path]) -> dict[str, str]:
    """What to call people, by their ids; nothing where `quotes people` has not run."""
    return {key: name for path in paths for key, name in table.names(table.beside(path)).items()}


def _tables(path: Path) -> Iterator[pa.Table]:
    files = parquet_files(path)
    for file in files:
        with open_parquet(file) as parquet:
            there = [name for name in (*_USED, _DUPLICATE_OF) if name in parquet.schema_arrow.names]
            yield parquet.read(columns=there)
    if not files:
        yield from text_tables(path)


def _used(rows: pa.Table) -> pa.Table:
    for name in (*_USED, _DUPLICATE_OF):
        if name not in rows.column_names:
            rows = rows.append_column(name, pa.nulls(rows.num_rows, pa.string()))
    columns = [rows.column(name) for name in (*_USED, _DUPLICATE_OF)]
    columns = [column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in columns]
    return pa.table(columns, names=[*_USED, _DUPLICATE_OF])


def read_in_all(paths: Sequence[str | Path]) -> int | None:
    """How many articles ledgers were made of; None: one of them does not say.

    Raises:
        InputError: one is missing, unreadable, or no ledger.
    """
    counts = [articles_read(path) for path in paths]
    return None if None in counts else sum(count for count in counts if count is not None)


def summary(rows: pd.DataFrame, articles_read: int | None = None) -> Summary:
    """Count what a report tells.

    Args:
        rows: as `read` gives them.
        articles_read: how many articles the ledgers were made of; None: not known.
    """
    own = rows[rows[_DUPLICATE_OF].isna()]
    repeated = len(rows) - len(own)
    own, copies = _statements(own)
    published = pd.to_datetime(own["published"], errors="coerce")
    doubtful = (own["date"] - published.dt.normalize()).dt.days > 1
    own = own.assign(date=own["date"].mask(doubtful))
    days = own["date"].dropna()
    grain = _grain(days)
    return Summary(
        quotes=len(own),
        repeated=repeated,
        copies=copies,
        linked=bool(rows["person_id"].notna().any()),
        known=int((own["speaker"].notna() & own["speaker_type"].ne("unnamed")).sum()),
        doubtful_dates=int(doubtful.sum()),
        articles=own["doc_id"].nunique(),
        articles_read=articles_read,
        first=days.min() if len(days) else None,
        last=days.max() if len(days) else None,
        grain=grain,
        speakers=_speakers(own),
        roles=_roles(own),
        outlets=_outlets(own),
        kinds=_counted(own, ["kind"]),
        over_time=_over_time(own, grain),
        outlets_by_speakers=_counted(own.dropna(subset=["source", "speaker"]), ["source", "speaker"]),
        verb_classes=_verb_classes(own),
        verbs=_verbs(own),
        concentration=_concentration(own),
        unresolved=_unresolved(own),
        unresolved_quotes=_unresolved_quotes(own),
    )


def _statements(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The first row of each statement, by day, and how many rows print it again."""
    linked = rows["statement_id"].notna()
    first = rows[linked].sort_values("date", kind="stable").drop_duplicates("statement_id").index
    kept = ~linked | rows.index.isin(first)
    return rows[kept], int((~kept).sum())


def _counted(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """How many rows there are of each kind, the most first, equal ones by name."""
    counts = rows.groupby(by, observed=True, dropna=False).size().rename("quotes").reset_index()
    return counts.sort_values(["quotes", *by], ascending=[False] + [True] * len(by), ignore_index=True)


def _share(counts: pd.Series, total: int) -> pd.Series:
    return counts / total if total else counts.astype(float)


def _speakers(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows.dropna(subset=["speaker"])
    groups = known.groupby("speaker")
    result = pd.DataFrame(
        {
            "quotes": groups.size(),
            **_of_kinds(known, "speaker"),
            "articles": groups["doc_id"].nunique(),
            "outlets": groups["source"].nunique(),
            "first": groups["date"].min(),
            "last": groups["date"].max(),
            "mean_confidence": groups["confidence"].mean().astype(float),
        }
    )
    result["type"] = _most(known, "speaker_type")
    result["roles"] = _joined(_roles(rows))
    result["main_outlet"] = _most(known, "source")
    result = result.rename_axis("speaker").reset_index()
    result = result.sort_values(["quotes", "speaker"], ascending=[False, True], ignore_index=True)
    result["share"] = _share(result["quotes"], len(rows))
    result["cumulative_share"] = result["share"].cumsum()
    first = [
        "speaker",
        "type",
        "quotes",
        "share",
        "cumulative_share",
        *CATEGORIES["kind"],
        "articles",
        "outlets",
        "main_outlet",
    ]
    return result[[*first, "roles", "first", "last", "mean_confidence"]]


def _of_kinds(rows: pd.DataFrame, by: str) -> dict[str, pd.Series]:
    """Of each kind, how many rows each value of a column has."""
    return {kind: rows["kind"].eq(kind).groupby(rows[by], dropna=False).sum() for kind in CATEGORIES["kind"]}


def _most(rows: pd.DataFrame, column: str) -> pd.Series:
    """What stands most often in a column, speaker by speaker."""
    counts = _counted(rows.dropna(subset=[column]), ["speaker", column])
    return counts.drop_duplicates("speaker").set_index("speaker")[column]


def _joined(roles: pd.DataFrame) -> pd.Series:
    few = roles[roles.groupby("speaker").cumcount() < _MOST_ROLES]
    return few.groupby("speaker")["role"].agg("; ".join)


def _roles(rows: pd.DataFrame) -> pd.DataFrame:
    return _counted(rows.dropna(subset=["speaker", "role"]), ["speaker", "role"])


def _outlets(rows: pd.DataFrame) -> pd.DataFrame:
    groups = rows.groupby("source", dropna=False)
    unknown = rows["speaker"].isna().groupby(rows["source"], dropna=False).sum()
    result = pd.DataFrame(
        {
            "quotes": groups.size(),
            "articles": groups["doc_id"].nunique(),
            "speakers": groups["speaker"].nunique(),
            **_of_kinds(rows, "source"),
            "unresolved": unknown,
            "first": groups["date"].min(),
            "last": groups["date"].max(),
        }
    )
    result = result.rename_axis("source").reset_index()
    result = result.sort_values(["quotes", "source"], ascending=[False, True], ignore_index=True)
    result.insert(2, "share", _share(result["quotes"], len(rows)))
    result["quotes_per_article"] = result["quotes"] / result["articles"]
    result["unresolved_share"] = result["unresolved"] / result["quotes"]
    return result


def _grain(days: pd.Series) -> str:
    span = (days.max() - days.min()).days if len(days) else 0
    return "day" if span <= 45 else "week" if span <= 400 else "month" if span <= 3700 else "year"


def _over_time(rows: pd.DataFrame, grain: str) -> pd.DataFrame:
    dated = rows.dropna(subset=["date"])
    periods = dated["date"].dt.to_period(GRAINS[grain])
    groups = dated.groupby(periods)
    result = pd.DataFrame(
        {"quotes": groups.size(), "articles": groups["doc_id"].nunique(), "speakers": groups["speaker"].nunique()}
    )
    result = result.rename_axis("period").reset_index()
    starts = [period.start_time for period in result["period"]]
    result["period"] = pd.Series(starts, dtype="datetime64[us]", index=result.index)
    return result


@cache
def verb_class_of() -> dict[str, str]:
    """The class of each reporting verb, by its base form."""
    from quotes.lexicon.lists import load

    return {verb.lemma: verb.verb_class for verb in load().verbs.values()}


def _classed(rows: pd.DataFrame) -> pd.DataFrame:
    lemmas = rows["cue_lemma"].fillna(rows["cue"])
    classes = [_NONE if pd.isna(lemma) else verb_class_of().get(lemma, _UNLISTED) for lemma in lemmas]
    return pd.DataFrame({"verb_class": classes, "lemma": lemmas, "speaker": rows["speaker"]})


def _verb_classes(rows: pd.DataFrame) -> pd.DataFrame:
    result = _counted(_classed(rows), ["verb_class"])
    result["share"] = _share(result["quotes"], len(rows))
    return result


def _verbs(rows: pd.DataFrame) -> pd.DataFrame:
    result = _counted(_classed(rows).dropna(subset=["lemma"]), ["lemma", "verb_class"])
    result["share"] = _share(result["quotes"], len(rows))
    return result


def _concentration(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows.dropna(subset=["speaker"])
    scopes: list[tuple[str | None, pd.DataFrame]] = [(None, known)]
    scopes += [(str(source), group) for source, group in known.groupby("source", sort=True)]
    return pd.DataFrame(
        [{"source": source, **concentration(group["speaker"].value_counts())} for source, group in scopes]
    )


def concentration(counts: pd.Series) -> dict[str, float | int | None]:
    """How unevenly quotes are spread over speakers; shares are of quotes with a known speaker.

    Args:
        counts: quotes a speaker.

    Returns:
        `speakers`, `quotes`, `half` (the fewest speakers who together have half of the quotes), `top_1`, `top_10`
        (their shares), `hhi` (Herfindahl-Hirschman index: the sum of the squared shares, 1/speakers to 1), `gini`
        (Gini coefficient: 0 for equal parts, towards 1 for all to one). None where there are no quotes.
    """
    ordered = np.sort(counts.to_numpy(dtype=float))
    total, number = ordered.sum(), len(ordered)
    if not total:
        return {"speakers": 0, "quotes": 0, "half": 0, "top_1": None, "top_10": None, "hhi": None, "gini": None}
    falling = np.cumsum(ordered[::-1])
    ranks = np.arange(1, number + 1)
    return {
        "speakers": number,
        "quotes": int(total),
        "half": int(np.searchsorted(falling, total / 2)) + 1,
        "top_1": float(falling[0] / total),
        "top_10": float(falling[min(10, number) - 1] / total),
        "hhi": float(((ordered / total) ** 2).sum()),
        "gini": float(2 * (ranks * ordered).sum() / (number * total) - (number + 1) / number),
    }


def _unresolved(rows: pd.DataFrame) -> pd.DataFrame:
    result = _counted(rows[rows["speaker"].isna()], ["rule"])
    result.insert(1, "reason", [explained(rule) if isinstance(rule, str) else "" for rule in result["rule"]])
    result["share"] = _share(result["quotes"], len(rows))
    return result


def _unresolved_quotes(rows: pd.DataFrame) -> pd.DataFrame:
    unknown = rows[rows["speaker"].isna()]
    result = unknown[["quote_id", "doc_id", "source", "date", "quote", "cue", "mention", "rule"]].reset_index(drop=True)
    result["quote"] = [printable(str(quote))[:_LONGEST] for quote in result["quote"]]
    return result
