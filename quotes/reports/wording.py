"""How the report speaks Indonesian: numbers, days, and the words for what the ledger says in English.

Kept apart from page and pictures because both use it, and so that a speaker of Indonesian can mend it in one place.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from quotes.ledger.rules import CHANGED, explained

MONTHS = ("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember").split()
PERIODS = {"day": "hari", "week": "minggu", "month": "bulan", "year": "tahun"}

CLASSES = {
    "neutral": "netral (kata, ujar)",
    "adds": "menambahkan",
    "answers": "menjawab",
    "asserts": "menegaskan",
    "explains": "menjelaskan",
    "tells": "bercerita",
    "announces": "mengumumkan",
    "writes": "menulis",
    "concludes": "menyimpulkan, menutup",
    "questions": "bertanya",
    "asks": "meminta, mendesak, mengajak",
    "warns": "memperingatkan",
    "promises": "berjanji",
    "decides": "memutuskan",
    "hopes": "berharap",
    "prays": "berdoa",
    "estimates": "memperkirakan",
    "judges": "menilai",
    "thinks": "berpikir",
    "claims": "mengklaim",
    "admits": "mengakui",
    "agrees": "membenarkan, menyetujui",
    "denies": "membantah",
    "accuses": "menuduh",
    "criticises": "mengkritik",
    "complains": "mengeluh",
    "praises": "memuji",
    "jokes": "bercanda",
    "greets": "menyapa",
    "voices": "bersuara (teriak, bisik)",
    "none": "tanpa kata pengutip",
    "unlisted": "lainnya",
}

TYPES = {
    "person": "orang",
    "group": "kelompok",
    "institution": "lembaga",
    "document": "dokumen",
    "unnamed": "tanpa nama",
}

REASONS = {
    "pronoun_unresolved": "kata ganti (dia, ia), tetapi artikel tidak menyebut orang yang dimaksud",
    "enclitic_unresolved": "akhiran -nya (ujarnya), tetapi artikel tidak menyebut orang yang dimaksud",
    "role_unresolved": "hanya jabatan yang disebut, dan artikel tidak memberi nama pejabatnya",
    "no_clause_unresolved": "tidak ada penutur yang disebut di sekitar kutipan",
    "ambiguous": "beberapa orang mungkin dimaksud, tidak ada yang membedakan",
    "unnamed": "penutur digambarkan, tetapi tidak pernah dinamai",
    "no_clause": "tidak ada keterangan siapa yang berbicara",
    "run_on": "lanjutan dari kutipan lain yang penuturnya tidak diketahui",
}


def reason(rule: object) -> str:
    """Why nobody could be told, in Indonesian where the rule is known here."""
    return REASONS.get(str(rule).removesuffix(CHANGED), explained(str(rule)))


def _missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def number(value: Any, decimals: int = 0) -> str:
    """A number as Indonesians write it: `12.345,6`; nothing for none."""
    if _missing(value):
        return ""
    return f"{float(value):,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def percent(value: Any) -> str:
    """A share as `12,3 %`; nothing for none."""
    return "" if _missing(value) else f"{number(100 * float(value), 1)} %"


def day(value: Any) -> str:
    """A day as `4 Januari 2021`; nothing for none."""
    return "" if _missing(value) else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def period(value: Any, grain: str, *, short: bool = False) -> str:
    """A period by its first day: `Januari 2021`, `minggu 4 Januari 2021`."""
    month = MONTHS[value.month - 1][: 3 if short else None]
    if grain == "year":
        return str(value.year)
    if grain == "month":
        return f"{month} {value.year}"
    return f"{'minggu ' if grain == 'week' and not short else ''}{value.day} {month} {value.year}"
