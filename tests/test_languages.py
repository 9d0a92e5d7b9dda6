"""Languages of articles: Indonesian, others, and what cannot be told."""

from __future__ import annotations

import pytest

from quotes.analysis.pipeline import Analyser
from quotes.records import Article
from quotes.text.languages import foreign

ENGLISH = (
    "SUVA - The ferry that was carrying forty people has reached the harbour of Savusavu after two days at sea. "
    '"We were afraid, but the crew knew what to do," said Mere Tuilagi, who had been on her way to a wedding. '
    "The company will pay for the tickets of all passengers, and an inquiry into the engine is to begin on Monday."
)
JAVANESE = (
    "Warga desa padha kumpul ing bale nalika banyu wis surut. Kepala desa ngomong yen sawah kang rusak bakal diganti "
    "karo pamarentah, nanging durung ana dhuwit saka kabupaten. Wong tani uga njaluk bibit amarga bibite wis bosok."
)
FEW_FUNCTION_WORDS = (  # short sentences of names and verbs alone
    'Bupati Nusa Ratna Lestari menegaskan, "Air surut." Budi Wibowo menimpali, "Jalan rusak." Sari Dewi mengeluhkan, '
    '"Beras mahal." Bagas Kusuma menyindir, "Bupati tidur." Fitri Wulandari mengimbau, "Tetap tenang."'
)
INDONESIAN = (
    "Kapal yang membawa empat puluh orang itu tiba di pelabuhan setelah dua hari di laut. Perusahaan akan mengganti "
    "tiket semua penumpang, dan pemeriksaan mesin dimulai pada hari Senin oleh petugas dari ibu kota."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "English"),
        (JAVANESE, "Javanese"),
        (INDONESIAN, None),
        (FEW_FUNCTION_WORDS, None),
        (INDONESIAN + ' "The crew knew what to do," kata Mere.', None),
        ("The ferry has reached the harbour.", None),  # too short to tell
        ("Kapal itu ialah feri kerana beliau berkata bahawa " * 6, None),  # Malay is read as well as it goes
        ("Корабль прибыл в гавань после двух дней в море и все люди на нём живы " * 4, "another language"),
        ("", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert foreign(text) == language


def test_rows_of_another_language_have_no_speaker_and_are_told() -> None:
    foreign, own = Analyser(mode="rules").each([Article("a", ENGLISH), Article("b", INDONESIAN)])
    (row,) = foreign.quotes
    assert row.quote == "We were afraid, but the crew knew what to do,"
    assert (row.speaker, row.role, row.rule) == (None, None, "foreign_unresolved")
    assert row.confidence < 0.1
    assert foreign.remarks == ("in English and not in Indonesian, quotes kept without speakers",)
    assert own.remarks == ()
