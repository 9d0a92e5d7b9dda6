"""Invented rows for tests of what reads and shows ledgers."""

from dataclasses import replace
from datetime import date, datetime

from quotes.records import Quote

_CONTEXT = '"Air sudah surut," kata Bupati Rawalaut Sarinah Wibowo, Selasa (11/1/2022).'

PLAIN = Quote(
    quote_id="0a1b2c3d4e5f6071",
    doc_id="rawalaut-1",
    title="Banjir Rawalaut Surut",
    source="Kabar Rawalaut",
    url="https://example.org/1",
    published=datetime(2022, 1, 12, 6, 5),
    quote="Air sudah surut,",
    start=101,
    end=117,
    kind="direct",
    cue="kata",
    cue_lemma="kata",
    cue_class="neutral",
    mention="Sarinah Wibowo",
    speaker="Sarinah Wibowo",
    speaker_type="person",
    role="Bupati Rawalaut",
    date=date(2022, 1, 11),
    date_text="Selasa (11/1/2022)",
    date_basis="stated",
    via=None,
    rule="name",
    confidence=0.97,
    context=_CONTEXT,
    context_start=100,
    cue_start=119,
    cue_end=123,
    mention_start=140,
    mention_end=154,
    date_start=156,
    date_end=174,
)

EMPTY = replace(
    PLAIN,
    quote_id="ffff000011112222",
    doc_id="rawalaut-2",
    title=None,
    source=None,
    url=None,
    published=None,
    cue=None,
    cue_lemma=None,
    cue_class=None,
    **dict.fromkeys(("cue_start", "cue_end", "mention_start", "mention_end", "date_start", "date_end")),
    mention=None,
    speaker=None,
    speaker_type=None,
    role=None,
    date=None,
    date_text=None,
    date_basis=None,
    rule="no_clause",
    confidence=0.3,
    kind="partial",
)


def quote(**changes: object) -> Quote:
    """A row like `PLAIN`, but for the changes."""
    return replace(PLAIN, **changes)  # type: ignore[arg-type]
