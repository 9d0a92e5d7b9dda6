from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from samples import EMPTY, PLAIN, quote

from quotes.analysis.attribution.explaining import Argument, Considered
from quotes.ledger.rules import RULES
from quotes.records import Quote, Span
from quotes.reports import view
from quotes.text.terminal import printable, printable_lines


def at(text: str, words: str, **changes: object) -> Quote:
    """A row whose quote is `words` in the context `text`."""
    start = text.index(words)
    return quote(quote=words, context=text, context_start=50, start=50 + start, end=50 + start + len(words), **changes)


def marked(row: Quote, *others: Span) -> str:
    marks = {"": ("", "")} | view.MARKS
    return "".join(marks[s.what][0] + s.text + marks[s.what][1] for s in view.context_segments(row, others))


CONTEXTS = [
    (
        at('"Air surut," kata Wibowo, Rabu (1/2).', "Air surut,", cue="kata", mention="Wibowo", date_text="Rabu (1/2)"),
        '"«Air surut,»" {kata} [Wibowo], <Rabu (1/2)>.',
    ),
    (
        at('"Air surut," ujarnya.', "Air surut,", cue="ujarnya", mention="-nya", date_basis="published"),
        '"«Air surut,»" {ujar}[nya].',
    ),
    (
        at('Dia berkata, "Saya kata kan." Katanya.', "Saya kata kan.", cue="berkata", mention="Dia", date_basis=None),
        '[Dia] {berkata}, "«Saya kata kan.»" Katanya.',
    ),
    (
        at('"A." kata B. "Ayo," kata C.', "Ayo,", cue="kata", mention="C", date_basis=None),
        '"A." kata B. "«Ayo,»" {kata} [C].',
    ),
    (
        at('"Ayo," tutup dia.', "Ayo,", cue=None, mention=None, date_basis=None),
        '"«Ayo,»" tutup dia.',
    ),
    (
        at('"Ayo," kata C, Senin.', "Ayo,", cue="kata", mention="C", date_text="Senin", date_basis="speaker"),
        '"«Ayo,»" {kata} [C], Senin.',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), CONTEXTS)
def test_the_clause_is_set_apart(row, expected):
    assert marked(row) == expected


def test_words_inside_other_quotes_are_no_clause():
    text = '"Aku," kata C. "Ayo," kata C.'
    row = at(text, "Ayo,", cue="Aku", mention=None, date_basis=None)
    assert marked(row) == '"{Aku}," kata C. "«Ayo,»" kata C.'
    assert marked(row, Span(51, 55)) == '"Aku," kata C. "«Ayo,»" kata C.'


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_segments_are_the_context_whatever_the_offsets(context, start, end):
    row = quote(context=context, context_start=0, start=start, end=end, cue="a", mention="b", date_text="c")
    assert "".join(segment.text for segment in view.context_segments(row)) == context


def explanation(rows: list[Quote], position: int) -> dict[str, str]:
    article = [(number, row) for number, row in enumerate(rows, 1) if row.doc_id == rows[position].doc_id]
    lines = view.explanation(position + 1, article)
    return {line.label: "".join(segment.text for segment in line.segments) for line in lines}


def test_why_tells_clause_chain_rule_and_date():
    rows = [
        quote(quote_id="x", doc_id="other", start=5, mention="Elsewhere"),
        quote(quote_id="a", start=10, mention="Sarinah Wibowo"),
        quote(quote_id="b", start=50, mention="Wibowo", date_basis="speaker", rule="short_name", confidence=0.9),
        quote(quote_id="c", start=70, mention="dia", speaker="Budi"),
        quote(quote_id="d", start=90, mention="-nya", date_basis="published", via="AFP"),
    ]
    found = explanation(rows, 2)
    assert found["row"] == "3, b, article rawalaut-1"
    assert found["speaker"] == "Sarinah Wibowo, person, Bupati Rawalaut"
    assert found["cue"] == "kata (base form kata)"
    assert found["mentions"] == "Sarinah Wibowo (row 2), Wibowo (this row), -nya (row 5) -> Sarinah Wibowo"
    assert found["rule"] == f"short_name: {RULES['short_name']}; right with a probability of 90%"
    assert found["date"] == "2022-01-11, stated for the same speaker in row 2: Selasa (11/1/2022)"
    assert "via" not in found
    assert explanation(rows, 1)["date"] == "2022-01-11, stated in the reporting sentence: Selasa (11/1/2022)"
    last = explanation(rows, 4)
    assert last["date"] == "2022-01-11, the day of publication, for nothing nearer says it"
    assert last["via"] == "AFP"


def test_why_tells_of_dates_that_cannot_be_as_they_are_printed():
    published = datetime(2026, 5, 29)
    mended = quote(published=published, date=date(2026, 5, 28), date_text="Kamis (28/5/2025)", date_basis="stated")
    ahead = '"Ya," kata Budi, Senin (1/6/2026).'
    left_out = quote(published=published, date=published.date(), date_text=None, date_basis="published", context=ahead)
    rows = [mended, left_out]
    assert "not as printed" in explanation(rows, 0)["date"]
    assert explanation(rows, 1)["date"].endswith("; Senin (1/6/2026) lies after it and was left out")


def test_why_of_a_row_with_nothing_in_it():
    found = explanation([EMPTY], 0)
    assert found["speaker"] == "(unknown)"
    assert found["cue"] == "none, the quote has no reporting word of its own"
    assert found["mentions"] == "no mention (this row) -> (unknown)"
    assert found["date"].startswith("unknown")
    assert found["context"] == EMPTY.context


def test_why_is_as_long_as_a_screen_whatever_the_article():
    rows = [quote(quote_id=str(n), start=n) for n in range(1000)]
    assert len(explanation(rows, 500)["mentions"]) < 400


def test_an_unknown_rule_is_shown_as_it_is():
    assert "decided by model:v7" in explanation([quote(rule="model:v7")], 0)["rule"]


def rendered(rows: list[Quote], width: int) -> str:
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(view.table(enumerate(rows, 1), width))
    return captured.get()


HOSTILE = quote(
    quote="\x1b]0;title\x07[red]merah[/red]\u202eterbalik\u2066 👩‍👩‍👧 " + "panjang " * 2000,
    speaker="[bold]\x1b[2J",
    role="\r\n\x9b31m",
    source="[link=file:///etc/passwd]x[/link]",
)


@pytest.mark.parametrize("width", [50, 80, 120])
def test_a_hostile_row_shows_harmlessly(width):
    for text in (rendered([HOSTILE, EMPTY], width), "\n".join(view.plain_lines([(1, HOSTILE)]))):
        assert "merah" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\x9b" not in text
    table = rendered([HOSTILE, EMPTY], width)
    assert len(table.splitlines()) < 60
    assert "[bold]" in table.replace("\n", "")


def test_wide_tables_have_more_columns():
    assert "source" not in rendered([PLAIN], 80)
    assert "0.97" in rendered([PLAIN], 120)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Air sudah\n\n surut", "Air sudah surut"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b\x7f\x00", "\\x9b\\x7f\\x00"),
        ("a\u202eb\u2066c\u200fd", "a\\u202eb\\u2066c\\u200fd"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("“Ayo,” — kata é 日本 👩‍👧", "“Ayo,” — kata é 日本 👩‍👧"),
    ],
)
def test_printable(text, expected):
    assert printable(text) == expected


def test_printable_lines_keeps_lines():
    assert printable_lines("a\n  b\x1b\n") == "a\n  b\\x1b\n"


@given(st.text())
def test_nothing_printable_is_a_control(text):
    assert printable(printable(text)) == printable(text)
    assert printable(text).isprintable() or not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in printable(text))


def test_evidence_is_told_in_words_for_and_against() -> None:
    considered = [
        Considered("Sari Dewi", 0.9, (Argument("spoke last", 2.0), Argument("is named only later", -1.0))),
        Considered("Budi Wibowo", 0.1, (Argument("is named in the words themselves", -2.0),)),
        Considered("Fitri", 0.001, ()),
    ]
    assert list(view.plain_explanation(view.evidence(considered)))[:-1] == [
        "evidence  Sari Dewi (90%): spoke last; but is named only later",
        "evidence  Budi Wibowo (10%): but is named in the words themselves",
    ]
    assert view.evidence([Considered("Sari", 1.0, ())])[0].segments[0].text == "Sari (100%): nobody else could be meant"
