"""What a crawl left other signs for is read as it was printed, at the same place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.analysis.layout.legible import ESCAPES, LISTS, MARKS, TAGS, legible


@pytest.mark.parametrize(
    ("text", "expected", "kind"),
    [
        # marks
        ("``Kami siap,'' kata Sari.", " “Kami siap,”  kata Sari.", MARKS),
        ("''Kami siap,'' kata Sari.''Dua,'' ujarnya.", ' "Kami siap,"  kata Sari. "Dua,"  ujarnya.', MARKS),
        ("\"Kami siap,'' kata Sari.", '"Kami siap,"  kata Sari.', MARKS),
        (",,Kami siap'' kata Sari.", " “Kami siap”  kata Sari.", MARKS),
        ("((Kami siap,)) kata Sari (lihat (a)).", " “Kami siap,”  kata Sari (lihat (a)).", MARKS),
        ("<<Kami siap,>> kata Sari.", " “Kami siap,”  kata Sari.", MARKS),
        ("`Kami siap,` kata Sari, Jum`at.", '"Kami siap," kata Sari, Jum`at.', MARKS),
        ("´Kami siap,´ kata Sari.", '"Kami siap," kata Sari.', MARKS),
        ("\ufffdKami siap,\ufffd kata Sari, Jum\ufffdat.", '"Kami siap," kata Sari, Jum\ufffdat.', MARKS),
        ("?Kami siap,? kata Sari. Siapa lagi?", '"Kami siap," kata Sari. Siapa lagi?', MARKS),
        ("?Siapa lagi?? tanya Sari, yang ?heran?.", '"Siapa lagi?" tanya Sari, yang "heran".', MARKS),
        ('""Kami siap,"" kata Sari. ""Ya.""', ' "Kami siap,"  kata Sari.  "Ya." ', MARKS),
        ('"""Kami siap,"" kata Sari."', '  "Kami siap,"  kata Sari. ', MARKS),
        ('\\"Kami siap,\\" kata Sari.', ' "Kami siap,"  kata Sari.', MARKS),
        # line ends, tags and lists
        ("Pagi.\\n\\nSiang.\\nSore.", "Pagi.\n   Siang.\n Sore.", ESCAPES),
        ("Pagi._x000D_\nSiang._x000D_\n", "Pagi.\n      \nSiang.\n      \n", ESCAPES),
        ("\\u201cKami siap,\\u201d kata Sari.\\xa0Ia", "     “Kami siap,”      kata Sari.    Ia", ESCAPES),
        ("<p>Pagi <b>ini</b>.</p><p>Siang.</p>", "\n  Pagi    ini    .\n   \n  Siang.\n   ", TAGS),
        ("['Pagi.', 'Siang.']", "  Pagi.\n   Siang.  ", LISTS),
        # no damage
        ("Kata Sari, Jum`at. Qur`an dan `Aisyah.", None, None),
        ("Siapa dia? Entah. Apa lagi?Tidak ada.", None, None),
        ("Suhu 5 < 6 dan 7 > 6, C:\\nama.", None, None),
        ("[Sari] 'Kami' ['a', b]", None, None),
        ('""', None, None),
        ('Layar 5""', None, None),
        ("Undang-undang (lihat (a))", None, None),
    ],
)
def test_as_printed(text: str, expected: str | None, kind: str | None) -> None:
    assert legible(text) == ((text, ()) if expected is None else (expected, (kind,)))


SIGNS = [*"\"`?<>()\\\ufffd['", "''", ",,", "\\n", "\\u201c", "<p>", " ", "\n", "Kami", ",", "kata", "', '", "]"]


@given(st.lists(st.sampled_from(SIGNS) | st.text(max_size=3)).map("".join))
def test_the_length_stays(text: str) -> None:
    read, kinds = legible(text)
    assert len(read) == len(text)
    assert kinds or read == text or not text.isascii()
