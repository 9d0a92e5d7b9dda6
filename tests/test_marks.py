"""Quotation marks: which pairs are found, whatever marks an outlet uses and however they are broken."""

from __future__ import annotations

import re

import pytest

from quotes.analysis.quotations import marks, reporting
from quotes.lexicon import lists
from quotes.records import Span

CLAUSE = reporting.ending_in_clause(lists.load())


def found(text: str) -> list[str]:
    paragraphs = [Span(m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", text)]
    return [q.span.of(text) for q in marks.quotations(text, paragraphs, CLAUSE) if not q.single]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Kami siap," kata Sari.', ["Kami siap,"]),
        ("“Kami siap,” kata Sari.", ["Kami siap,"]),
        ("”Kami siap,” kata Sari.", ["Kami siap,"]),
        ("„Kami siap,“ kata Sari.", ["Kami siap,"]),
        ("«Kami siap,» kata Sari.", ["Kami siap,"]),
        ('"Kami KhalÄ«fah dan RasÅ«l siap," kata Sari.', ["Kami KhalÄ«fah dan RasÅ«l siap,"]),  # ī, ū decoded wrongly
        ('Ø«Ù\x8fÙ\x85Ù\x91 lalu "Kami siap," kata Sari.', ["Kami siap,"]),
        ('“Kami siap," kata Sari.', ["Kami siap,"]),
        ('"Kami siap,” kata Sari.', ["Kami siap,"]),
        ('"Kami siap,"kata Sari.', ["Kami siap,"]),
        ('kata Sari,"Kami siap." Ia pergi.', ["Kami siap."]),
        ('"A siap," kata Sari, "B juga."', ["A siap,", "B juga."]),
        ("”A siap,” kata Sari. ”B juga,” ujarnya.", ["A siap,", "B juga,"]),
        ('"Satu." "Dua," katanya.', ["Satu.", "Dua,"]),
        # a mark never closed costs its own sentence at most
        ('"Kami siap, kata Sari.\n"Saya juga," ujar Beni.', ["Kami siap,", "Saya juga,"]),
        ('"Kami siap, kata Sari. Ia pulang. "Saya juga," ujar Beni.', ["Kami siap,", "Saya juga,"]),
        ('Harga naik " sedikit.\n"Saya juga," ujar Beni.', ["Saya juga,"]),
        # a mark never opened
        ('Kami siap," kata Sari.\n"Saya juga," ujar Beni.', ["Kami siap,", "Saya juga,"]),
        # a quotation over paragraphs whose marks reopen
        ('"Kami siap.\n"Kami juga rela," kata Sari.', ["Kami siap.", "Kami juga rela,"]),
        # nested
        ('"Dia bilang "jangan pergi" kepada saya," kata Sari.', ['Dia bilang "jangan pergi" kepada saya,']),
        ("“Dia bilang “jangan pergi” kepada saya,” kata Sari.", ["Dia bilang “jangan pergi” kepada saya,"]),
        # inches are no quotation marks
        ('Layar 6,5" itu murah, dan layar 5" lebih murah.', []),
        ("", []),
        ('"', []),
        ('""', []),
        ('" "', []),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_an_odd_mark_costs_at_most_its_own_paragraph() -> None:
    good = '"Kami siap," kata Sari.'
    for odd in ('Ia berkata "begitu.', 'Ia berkata begitu" lalu pergi.', 'Ia " pergi', '" " "'):
        assert found(f"{good}\n{odd}\n{good}")[-1] == "Kami siap,"
        assert found(f"{good}\n{odd}\n{good}")[0] == "Kami siap,"


def test_spans_are_sorted_disjoint_and_inside_their_paragraph() -> None:
    text = '"A "b" c," kata Sari "d\n” e" f “g” \'h\' "\n\'i j k,\' kata Beni "'
    paragraphs = [Span(m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", text)]
    quotations = marks.quotations(text, paragraphs, CLAUSE)
    at = 0
    for q in quotations:
        assert at <= q.outer.start <= q.span.start < q.span.end <= q.outer.end
        assert paragraphs[q.paragraph].start <= q.outer.start and q.outer.end <= paragraphs[q.paragraph].end
        at = q.outer.end


def test_single_marks_are_found_and_apostrophes_are_not() -> None:
    text = "'Kami siap,' kata Ma'ruf di dekat Ka'bah, Jum'at."
    spans = [q.span.of(text) for q in marks.quotations(text, [Span(0, len(text))], CLAUSE) if q.single]
    assert spans == ["Kami siap,"]
