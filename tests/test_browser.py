"""Every key of the browser, pressed; what is on screen afterwards."""

from __future__ import annotations

import json
from datetime import date

import pytest
from browsing import browse, press, settled, type_in
from invented import write
from samples import PLAIN, quote
from textual.binding import Binding
from textual.widgets import Input, Select, Static

from quotes.browser import keys
from quotes.browser.dialogs import ExportDialog, FilterDialog, HelpDialog, TagDialog
from quotes.browser.queries import COUNTED, Sort
from quotes.browser.screens import (
    ArticleScreen,
    FrequencyScreen,
    PeopleScreen,
    PersonScreen,
    QuoteScreen,
    QuotesScreen,
    TimelineScreen,
)
from quotes.cli import main
from quotes.ledger import reading, tables, writing
from quotes.ledger.filters import Filters

ROWS = 300
pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def many(tmp_path_factory):
    return write(tmp_path_factory.mktemp("browser") / "kabar.parquet", ROWS)


@pytest.fixture(autouse=True)
def no_own_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def few(tmp_path):
    """Four rows: two people, one nobody, two articles, two outlets."""
    rows = [
        quote(quote_id="a", start=101, end=117),
        quote(
            quote_id="b",
            quote="Tanggul dijaga,",
            context='"Tanggul dijaga," ujarnya.',
            start=201,
            end=216,
            context_start=200,
            cue="ujarnya",
            cue_lemma="ujar",
            mention="-nya",
            rule="enclitic",
            date_text=None,
            date_basis="speaker",
        ),
        quote(
            quote_id="c",
            doc_id="pasar",
            source="Suara Pasar",
            quote="Harga naik,",
            context='"Harga naik," klaim Darto Lesmana.',
            start=1,
            end=12,
            context_start=0,
            cue="klaim",
            cue_lemma="klaim",
            mention="Darto Lesmana",
            speaker="Darto Lesmana",
            role="Pedagang",
            date=date(2022, 3, 5),
            date_text=None,
            date_basis="published",
            confidence=0.6,
        ),
        quote(
            quote_id="d",
            doc_id="pasar",
            source="Suara Pasar",
            quote="serba sulit",
            context='Keadaan "serba sulit" kini.',
            start=109,
            end=120,
            context_start=100,
            kind="partial",
            cue=None,
            cue_lemma=None,
            mention=None,
            speaker=None,
            speaker_type=None,
            role=None,
            date=None,
            date_text=None,
            date_basis=None,
            rule="no_clause_unresolved",
            confidence=0.1,
        ),
    ]
    path = tmp_path / "four.parquet"
    writing.write_ledger(tables.frame(rows), path)
    return path


def words(app, name):
    """A field of all rows listed, in order."""
    table = app.screen.table
    return [table.field(table.row_at(position), name) for position in range(len(table.numbers))]


# ------------------------------------------------------------------------------------------------------- movement


@pytest.mark.parametrize(
    ("pressed", "cursor"),
    [
        (["j"], 1),
        (["down", "down"], 2),
        (["j", "k"], 0),
        (["j", "j", "up"], 1),
        (["k"], 0),
        (["G"], ROWS - 1),
        (["end"], ROWS - 1),
        (["G", "j"], ROWS - 1),
        (["G", "g"], 0),
        (["end", "home"], 0),
    ],
)
def test_rows_are_gone_through(many, pressed, cursor):
    async def script(pilot, app):
        await press(pilot, *pressed)
        assert app.screen.table.cursor == cursor
        assert app.screen.table.number == cursor
        assert f"at {cursor + 1}" in app.screen.status

    browse(many, script)


@pytest.mark.parametrize(("down", "up", "share"), [("pagedown", "pageup", 1.0), ("ctrl+d", "ctrl+u", 0.5)])
def test_pages_are_gone_through(many, down, up, share):
    async def script(pilot, app):
        table = app.screen.table
        step = int(table.page * share)
        await press(pilot, down, down)
        assert table.cursor == 2 * step > 1
        assert 0 <= table.cursor - table.scroll_y < table.page, "the cursor is on screen"
        await press(pilot, up)
        assert table.cursor == step

    browse(many, script)


def test_only_rows_around_the_screen_are_fetched(many):
    async def script(pilot, app):
        asked = []
        rows = app.store.rows
        app.store.rows = lambda relation, fields, numbers: asked.extend(numbers) or rows(relation, fields, numbers)
        app.screen.table.forget()
        await press(pilot, "G")
        assert 0 < len(set(asked)) <= 3 * 64
        assert ROWS - 1 in asked

    browse(many, script)


# ------------------------------------------------------------------------------------------------ sorting and search


def test_s_sorts_by_the_underlined_column_and_again_turns_round(few):
    async def script(pilot, app):
        await press(pilot, "s")
        assert words(app, "speaker") == ["Darto Lesmana", "Sarinah Wibowo", "Sarinah Wibowo", None]
        await press(pilot, "s")
        assert app.screen.order == Sort("speaker", True)
        assert words(app, "speaker") == ["Sarinah Wibowo", "Sarinah Wibowo", "Darto Lesmana", None]
        await press(pilot, "l", "right", "l", "s")
        assert app.screen.order == Sort("date")
        assert words(app, "date")[-2:] == [date(2022, 3, 5), None]
        await press(pilot, "h", "s")
        assert words(app, "quote") == sorted(words(app, "quote"), key=str.lower)
        await press(pilot, "left", "left")
        assert app.screen.table.column == 0

    browse(few, script)


def test_the_cursor_stays_on_its_row_when_the_order_changes(few):
    async def script(pilot, app):
        await press(pilot, "j", "j", "s")
        assert app.screen.table.number == 2
        assert app.screen.table.cursor == 0

    browse(few, script)


def test_search_lists_the_hits_as_one_types_and_n_goes_on(few):
    async def script(pilot, app):
        await press(pilot, "slash")
        await type_in(pilot, "LESM")
        assert app.screen.is_searching
        assert app.screen.table.numbers.tolist() == [2]
        assert "hit 1 of 1" in app.screen.status
        await press(pilot, "enter")
        assert not app.screen.is_searching
        await press(pilot, "slash")
        await type_in(pilot, "banjir")  # in the title of all, in no quote
        await press(pilot, "enter")
        assert "of 4 for 'banjir'" in app.screen.status
        await press(pilot, "g", "n")
        assert app.screen.table.cursor == 1
        await press(pilot, "N")
        assert app.screen.table.cursor == 0
        await press(pilot, "N")
        assert app.screen.table.cursor == 3, "round the end"

    browse(few, script)


def test_hits_are_marked_in_list_and_article(few):
    async def script(pilot, app):
        await press(pilot, "slash")
        await type_in(pilot, "tanggul")
        await press(pilot, "enter")
        assert app.screen.table.numbers.tolist() == [1]
        strip = app.screen.table.render_line(app.screen.table.cursor + 1)
        hit = next(segment for segment in strip if segment.text == "Tanggul")
        assert hit.style.underline and hit.style.bold, "not by colour alone"

    browse(few, script)


def test_escape_brings_all_rows_back(few):
    async def script(pilot, app):
        await press(pilot, "j", "slash")
        await type_in(pilot, "harga")
        assert app.screen.table.numbers.tolist() == [2]
        await press(pilot, "escape")
        assert not app.screen.is_searching
        assert app.screen.needle == ""
        assert app.screen.table.numbers.tolist() == [0, 1, 2, 3]
        assert app.screen.table.cursor == 1, "where the search began"
        await press(pilot, "slash")
        await type_in(pilot, "harga")
        await press(pilot, "enter", "escape")
        assert app.screen.table.numbers.tolist() == [0, 1, 2, 3]
        assert app.screen.table.cursor == 2, "on the hit that was looked at"

    browse(few, script)


def test_hits_keep_the_order_and_the_status_tells_the_keys_that_go_on(few):
    async def script(pilot, app):
        await press(pilot, "s", "s", "slash")
        await type_in(pilot, "banjir")
        await press(pilot, "enter")
        assert words(app, "speaker") == ["Sarinah Wibowo", "Sarinah Wibowo", "Darto Lesmana", None]
        assert "n/N go on, Esc: all" in app.screen.status

    browse(few, script)


def test_a_search_for_nothing_there_says_so(few):
    async def script(pilot, app):
        await press(pilot, "slash")
        await type_in(pilot, "%_[")
        await press(pilot, "enter", "n")
        assert "no hit for '%_['" in app.screen.status

    browse(few, script)


# --------------------------------------------------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("field", "typed", "left"),
    [
        ("speaker", "sarinah", "ab"),
        ("source", "PASAR", "cd"),
        ("since", "1/2/2022", "c"),
        ("until", "2022-01-31", "ab"),
        ("confidence", "0,6", "abc"),
        ("confidence", "90%", "ab"),
        ("text", "pedagang", "c"),
    ],
)
def test_filters_are_typed(few, field, typed, left):
    async def script(pilot, app):
        await press(pilot, "f")
        assert isinstance(app.screen, FilterDialog)
        app.screen.query_one(f"#{field}", Input).focus()
        await type_in(pilot, typed)
        await press(pilot, "enter")
        assert "".join(words(app, "quote_id")) == left
        assert f"{len(left)} of 4" in app.screen.status
        assert "filters: " in app.screen.status
        await press(pilot, "r")
        assert "4 of 4" in app.screen.status
        assert app.filters == Filters()

    browse(few, script)


@pytest.mark.parametrize(
    ("field", "value", "left"),
    [("kind", "partial", "d"), ("verb_class", "claims", "c"), ("verb_class", "none", "d")],
)
def test_filters_are_chosen(few, field, value, left):
    async def script(pilot, app):
        await press(pilot, "f")
        app.screen.query_one(f"#{field}", Select).value = value
        await press(pilot, "ctrl+s")
        assert "".join(words(app, "quote_id")) == left

    browse(few, script)


def test_a_wrong_filter_is_told_and_nothing_changes(few):
    async def script(pilot, app):
        await press(pilot, "f")
        app.screen.query_one("#since", Input).focus()
        await type_in(pilot, "besok lusa")
        await press(pilot, "enter")
        assert isinstance(app.screen, FilterDialog)
        assert "is no date" in str(app.screen.query_one(".problem").render())
        await press(pilot, "escape")
        assert app.filters == Filters()

    browse(few, script)


def test_nothing_left_says_how_to_go_on(few):
    async def script(pilot, app):
        app.filters = Filters(speaker="siapa pun")
        app.screen.update_list()
        await settled(pilot)
        assert app.screen.table.render_line(1).text.strip() == "nothing passes the filters; r resets them"
        await press(pilot, "j", "enter", "space", "y", "t", "s")
        assert isinstance(app.screen, QuotesScreen)

    browse(few, script)


# ------------------------------------------------------------------------------------------------ views and details


def test_the_pane_sets_the_parts_apart_and_says_why(few):
    async def script(pilot, app):
        text = app.screen.pane.text
        assert '"«Air sudah surut,»" {kata} Bupati Rawalaut [Sarinah Wibowo], <Selasa (11/1/2022)>.' in text
        assert "the reporting clause names the speaker in full" in text
        await press(pilot, "j")
        assert "{ujar}[nya]" in app.screen.pane.text
        assert "Sarinah Wibowo (row 1), -nya (this row) -> Sarinah Wibowo" in app.screen.pane.text

    browse(few, script)


def test_enter_opens_a_quote_and_escape_goes_back(few):
    async def script(pilot, app):
        await press(pilot, "enter")
        assert isinstance(app.screen, QuoteScreen)
        assert "Air sudah surut" in app.screen.pane.text
        await press(pilot, "right_square_bracket")
        assert "Tanggul dijaga" in app.screen.pane.text
        await press(pilot, "left_square_bracket", "space", "j", "k", "pagedown", "pageup", "ctrl+d", "ctrl+u", "G", "g")
        assert app.marked == {0}
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpDialog)
        await press(pilot, "q", "t")
        assert isinstance(app.screen, TagDialog)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, QuotesScreen)
        assert app.is_running

    browse(few, script)


def test_o_opens_the_whole_article_at_the_quote_with_all_its_quotes_marked(few, tmp_path):
    between = "Warga menunggu.\n" * 60
    text = (
        "\n" * 100
        + f'"{PLAIN.quote}" kata Sarinah.\n{between}'[: 200 - 100].ljust(100, ".")
        + '"Tanggul dijaga," ujarnya.\n'
    )
    kept = {"doc_id": PLAIN.doc_id, "text": text}
    (tmp_path / "four.texts.jsonl").write_text(f"no JSON\n{json.dumps(kept)}\n", encoding="utf-8")

    async def script(pilot, app):
        await press(pilot, "j", "o")
        assert isinstance(app.screen, ArticleScreen)
        shown = "".join(part.plain for part in app.screen._parts)
        assert shown == text.replace(PLAIN.quote, f"«{PLAIN.quote}»").replace("Tanggul dijaga,", "«Tanggul dijaga,»")
        assert app.screen.pane.scroll_y > 0, "at the quote"
        await press(pilot, "g")
        assert app.screen.pane.scroll_y == 0
        await press(pilot, "escape", "G", "o")
        assert isinstance(app.screen, QuotesScreen)
        assert any("--keep-text" in note.message for note in app._notifications)

    browse(few, script)


def test_d_hides_the_pane(few):
    async def script(pilot, app):
        await press(pilot, "d")
        assert not app.screen.pane.display
        await press(pilot, "d")
        assert app.screen.pane.display

    browse(few, script)


def test_people_have_counts_roles_outlets_and_dates(few):
    async def script(pilot, app):
        await press(pilot, "2")
        assert isinstance(app.screen, PeopleScreen)
        assert words(app, "speaker") == ["Sarinah Wibowo", "Darto Lesmana", None]
        assert words(app, "quotes") == [2, 1, 1]
        assert words(app, "role")[:2] == ["Bupati Rawalaut", "Pedagang"]
        assert words(app, "outlets")[:2] == ["Kabar Rawalaut", "Suara Pasar"]
        assert words(app, "last")[1:] == [date(2022, 3, 5), None]
        await press(pilot, "j", "s")
        assert app.screen.table.row[0] == "Darto Lesmana", "the cursor stays on its person"
        await press(pilot, "enter")
        assert isinstance(app.screen, QuotesScreen)
        assert words(app, "quote_id") == ["c"]
        assert app.screen.order == Sort("date")
        await press(pilot, "q")
        assert isinstance(app.screen, PeopleScreen)
        await press(pilot, "1")
        assert isinstance(app.screen, QuotesScreen)
        assert len(app.screen.table.numbers) == 4

    browse(few, script)


@pytest.fixture
def linked(tmp_path):
    """Two articles that call one person by two names, linked by `quotes people`."""

    def row(quote_id, doc_id, speaker, role, day):
        return quote(quote_id=quote_id, doc_id=doc_id, speaker=speaker, role=role, date=day, published=None)

    rows = [
        row("1", "a", "Sarinah Wibowo", "Bupati Rawalaut", date(2022, 1, 11)),
        row("2", "b", "Sarinah Wibowo", "Bupati Rawalaut", date(2022, 2, 1)),
        row("3", "c", "Sarinah", "Bupati Rawalaut", date(2022, 2, 2)),
        row("4", "d", "Darto Lesmana", "Pedagang", date(2022, 2, 3)),
        row("5", "e", "Darto Lesmana", "Rektor Universitas Rawalaut", date(2022, 2, 4)),
    ]
    path = tmp_path / "linked.parquet"
    writing.write_ledger(tables.frame(rows), path)
    (tmp_path / "linked.people.toml").write_text('[[same]]\npeople = ["Sarinah", "Sarinah Wibowo"]\n', encoding="utf-8")
    assert main(["people", str(path)]) == 0
    return path


def test_a_linked_person_is_one_row_with_all_names_and_roles(linked):
    async def script(pilot, app):
        await press(pilot, "2")
        assert words(app, "speaker")[0] == "Sarinah Wibowo"
        assert words(app, "quotes")[0] == 3
        await press(pilot, "enter")
        assert isinstance(app.screen, PersonScreen)
        assert words(app, "quote_id") == ["1", "2", "3"]
        history = str(app.screen.query_one("#history", Static).content)
        assert "Sarinah Wibowo (2), Sarinah (1)" in history
        assert "2022-01-11 to 2022-02-02 Bupati Rawalaut" in history
        places = [
            app.screen.query_one(name).region for name in ("#heading", "#history", "RowTable", "#pane", "#status")
        ]
        assert [place.y for place in places] == sorted(place.y for place in places)
        assert (places[0].y, sum(place.height for place in places)) == (0, app.size.height - 1)

    browse(linked, script)


def test_people_are_merged_renamed_and_parted_and_u_takes_it_back(linked, tmp_path):
    file = tmp_path / "linked.people.toml"

    async def script(pilot, app):
        await press(pilot, "2")
        before = list(zip(words(app, "speaker"), words(app, "quotes"), strict=True))
        await press(pilot, "space", "space", "m")
        assert len(words(app, "speaker")) == len(before) - 1
        assert file.read_text(encoding="utf-8").count("[[same]]") == 2
        await press(pilot, "u")
        assert list(zip(words(app, "speaker"), words(app, "quotes"), strict=True)) == before
        assert file.read_text(encoding="utf-8").count("[[same]]") == 1, "only what was decided here is taken back"
        await press(pilot, "g", "R")
        app.screen.query_one(Input).value = "Sarinah Wibowo Kusuma"
        await press(pilot, "enter")
        assert words(app, "speaker")[0] == "Sarinah Wibowo Kusuma"
        await press(pilot, "p", "enter")
        assert sorted(words(app, "speaker"))[-2:] == ["Sarinah", "Sarinah Wibowo Kusuma"]
        await press(pilot, "u", "u", "u")
        assert list(zip(words(app, "speaker"), words(app, "quotes"), strict=True)) == before

    browse(linked, script)
    assert main(["people", str(linked)]) == 0, "the file that is left can be read"


def test_without_links_people_say_how_to_get_them(few):
    async def script(pilot, app):
        await press(pilot, "2")
        assert "quotes people LEDGER joins names" in app.screen.status

    browse(few, script)


def test_nobody_known_can_be_opened_too(few):
    async def script(pilot, app):
        await press(pilot, "2", "G", "enter")
        assert words(app, "quote_id") == ["d"]

    browse(few, script)


def test_filters_reach_every_view(few):
    async def script(pilot, app):
        await press(pilot, "2", "f")
        app.screen.query_one("#source", Input).focus()
        await type_in(pilot, "pasar")
        await press(pilot, "enter")
        assert words(app, "speaker") == ["Darto Lesmana", None]
        await press(pilot, "1")
        assert words(app, "quote_id") == ["c", "d"]
        await press(pilot, "3", "r", "1")
        assert len(words(app, "quote_id")) == 4

    browse(few, script)


def test_the_timeline_counts_and_opens_periods(few):
    async def script(pilot, app):
        await press(pilot, "3")
        assert isinstance(app.screen, TimelineScreen)
        assert words(app, "label") == ["2022-01-11", "… 52 days", "2022-03-05"], "days without quotes are one row"
        assert words(app, "quotes") == [2, 0, 1]
        await press(pilot, "z")
        assert "by week" in app.screen.status
        await press(pilot, "z")
        assert words(app, "label") == ["2022-01", "2022-02", "2022-03"]
        assert words(app, "top") == ["Sarinah Wibowo", None, "Darto Lesmana"]
        await press(pilot, "G", "enter")
        assert words(app, "quote_id") == ["c"]
        await press(pilot, "escape")
        assert isinstance(app.screen, TimelineScreen)
        await press(pilot, "z", "z")
        assert "by day" in app.screen.status

    browse(few, script)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("speaker_type", ["person", None]),
        ("kind", ["direct", "partial"]),
        ("role", ["Bupati Rawalaut", "Pedagang", None]),
        ("date", ["2022-01-11", "2022-03-05", None]),
        ("source", ["Kabar Rawalaut", "Suara Pasar"]),
    ],
)
def test_f_counts_by_any_column_and_enter_filters(few, column, values):
    async def script(pilot, app):
        await press(pilot, "F")
        app.screen.dismiss(COUNTED.index(column))
        await settled(pilot)
        assert isinstance(app.screen, FrequencyScreen)
        assert set(words(app, "value")) == set(values)
        assert sum(words(app, "quotes")) == 4
        await press(pilot, "G", "enter")
        assert isinstance(app.screen, QuotesScreen)
        assert 0 < len(app.screen.table.numbers) < 4
        await press(pilot, "escape", "escape")
        assert len(app.screen.table.numbers) == 4

    browse(few, script)


def test_f_begins_on_the_column_under_the_cursor(few):
    async def script(pilot, app):
        await press(pilot, "l", "l", "l", "F", "enter")
        assert app.screen.column == "date"

    browse(few, script)


def test_types_of_speakers_are_told_apart_and_nobody_is_none(few):
    async def script(pilot, app):
        await press(pilot, "2")
        assert words(app, "type") == ["person", "person", None]
        assert "2 of 2 speakers" in app.screen.status
        await press(pilot, "z")
        assert words(app, "speaker") == ["Sarinah Wibowo", "Darto Lesmana"]
        assert "persons only" in app.screen.status
        await press(pilot, "z")
        assert words(app, "speaker") == []

    browse(few, script)


def test_q_leaves_at_the_top_and_escape_does_not(few):
    async def script(pilot, app):
        await press(pilot, "escape")
        assert app.is_running
        await press(pilot, "2", "q")
        assert isinstance(app.screen, QuotesScreen)
        await pilot.press("q")
        await pilot.pause()
        assert app._exit

    browse(few, script)


# ----------------------------------------------------------------------------------------- marks, copies, tags, export


def test_space_marks_and_goes_on(few):
    async def script(pilot, app):
        await press(pilot, "space", "space")
        assert app.marked == {0, 1}
        assert app.screen.table.cursor == 2
        assert "2 marked" in app.screen.status
        assert app.screen.table.render_line(1).text[1] == "●"
        await press(pilot, "g", "space")
        assert app.marked == {1}

    browse(few, script)


def test_y_copies_the_whole_quote(few):
    async def script(pilot, app):
        await press(pilot, "y")
        assert app.clipboard == "“Air sudah surut,” — Sarinah Wibowo, Bupati Rawalaut (Kabar Rawalaut, 2022-01-11)"

    browse(few, script)


def test_t_tags_and_the_ledger_stays_as_it_was(few, tmp_path):
    before = few.read_bytes()
    file = tmp_path / "four.parquet.tags.jsonl"

    async def script(pilot, app):
        await press(pilot, "t", "c")
        assert app.screen.table.render_line(1).text[2] == "✓"
        assert "checked" in app.screen.pane.text
        await press(pilot, "j", "t", "w")
        await type_in(pilot, "Ningsih Prabu")
        await press(pilot, "enter")
        assert app.screen.table.render_line(2).text[2] == "✗"
        assert "wrong, it was Ningsih Prabu" in app.screen.pane.text
        await press(pilot, "j", "t", "down", "enter", "ctrl+s")
        assert "what is right is not known" in app.screen.pane.text

    browse(few, script)
    assert few.read_bytes() == before
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(line["quote_id"], line["tag"], line["speaker"]) for line in lines] == [
        ("a", "checked", None),
        ("b", "wrong", "Ningsih Prabu"),
        ("c", "wrong", None),
    ]

    async def again(pilot, app):
        assert app.screen.table.render_line(1).text[2] == "✓", "tags are there next time"
        await press(pilot, "t", "x")
        assert app.screen.table.render_line(1).text[2] == " "

    browse(few, again)
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[-1])["tag"] is None


def test_t_tags_all_marked_rows_and_u_takes_it_back(few):
    async def script(pilot, app):
        def signs():
            return [app.screen.table.render_line(y).text[2] for y in range(1, 5)]

        await press(pilot, "space", "space", "t", "c")
        assert signs() == ["✓", "✓", " ", " "]
        await press(pilot, "a", "t", "w")
        await type_in(pilot, "Ningsih Prabu")
        await press(pilot, "enter")
        assert signs() == ["✗", "✗", "✗", "✗"]
        await press(pilot, "u")
        assert signs() == ["✓", "✓", " ", " "]
        await press(pilot, "u", "u")
        assert signs() == [" ", " ", " ", " "]
        assert "nothing to undo" in [note.message for note in app._notifications]
        await press(pilot, "a")
        assert not app.marked

    browse(few, script)


def test_a_tag_corrects_role_and_day_too(few, tmp_path):
    async def script(pilot, app):
        await press(pilot, "t", "w", "tab")
        await type_in(pilot, "Lurah Rawalaut")
        await press(pilot, "tab")
        await type_in(pilot, "31/2/2022")
        await press(pilot, "enter")
        assert "is no date" in str(app.screen.query_one(".problem", Static).content)
        app.screen.query_one("#date", Input).value = "12/1/2022"
        await press(pilot, "enter")
        assert "role: Lurah Rawalaut, said on 2022-01-12" in app.screen.pane.text

    browse(few, script)
    line = json.loads((tmp_path / "four.parquet.tags.jsonl").read_text(encoding="utf-8"))
    assert (line["tag"], line["speaker"], line["role"], line["date"]) == ("wrong", None, "Lurah Rawalaut", "2022-01-12")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_e_exports_what_is_listed_in_its_order(few, tmp_path, suffix):
    target = tmp_path / f"out{suffix}"

    async def script(pilot, app):
        await press(pilot, "s", "e")
        assert isinstance(app.screen, ExportDialog)
        app.screen.query_one(Input).value = str(target)
        await press(pilot, "enter")
        assert isinstance(app.screen, QuotesScreen)
        told = [note.message for note in app._notifications]
        assert told == [f"4 quotes written to {target}"]

    browse(few, script)
    rows = reading.read_ledger(target)
    assert list(rows["quote_id"]) == ["c", "a", "b", "d"]
    assert rows.set_index("quote_id").loc["a", "context"] == PLAIN.context


def test_e_exports_the_marked_rows_to_markdown(few, tmp_path):
    target = tmp_path / "out.md"

    async def script(pilot, app):
        await press(pilot, "j", "j", "space", "e")
        app.screen.query_one(Input).value = str(target)
        await press(pilot, "ctrl+s")

    browse(few, script)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("> Harga naik,\n>\n> — **Darto Lesmana**, Pedagang (Suara Pasar, 2022\\-03\\-05")
    assert text.count("— **") == 1


def test_a_file_that_is_there_is_replaced_only_when_told_twice(few, tmp_path):
    target = tmp_path / "out.csv"
    target.write_text("milik orang", encoding="utf-8")

    async def script(pilot, app):
        await press(pilot, "e")
        app.screen.query_one(Input).value = str(target)
        await press(pilot, "enter")
        assert isinstance(app.screen, ExportDialog)
        assert target.read_text(encoding="utf-8") == "milik orang"
        await press(pilot, "enter")
        assert isinstance(app.screen, QuotesScreen)

    browse(few, script)
    assert len(reading.read_ledger(target)) == 4


@pytest.mark.parametrize("name", ["out.docx", "no/such/folder/out.csv", "four.parquet"])
def test_an_export_that_cannot_be_is_told(few, tmp_path, name):
    before = few.read_bytes()

    async def script(pilot, app):
        await press(pilot, "e")
        app.screen.query_one(Input).value = str(tmp_path / name)
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, ExportDialog)
        assert str(app.screen.query_one(".problem").render()) != "writing …"
        await press(pilot, "escape")

    browse(few, script)
    assert few.read_bytes() == before


def test_tags_become_gold_that_the_evaluation_reads(few, tmp_path):
    from quotes.evaluation.scoring import evaluate

    folder = tmp_path / "gold"

    async def script(pilot, app):
        await press(pilot, "t", "c", "j", "t", "w")
        await type_in(pilot, "Ningsih Prabu")
        await press(pilot, "enter", "E")
        app.screen.query_one(Input).value = str(folder)
        await press(pilot, "enter")
        assert [note.message for note in app._notifications] == [f"2 tagged quotes of 1 articles written to {folder}"]

    browse(few, script)
    gold = json.loads((folder / "rawalaut-1.json").read_text(encoding="utf-8"))
    assert gold["complete"] is True
    assert all(gold["text"][q["start"] : q["end"]] in ("Air sudah surut,", "Tanggul dijaga,") for q in gold["quotes"])
    figures = evaluate(folder, reading.read_ledger(few)).figures
    assert figures["detection"] == 100
    assert figures["speaker"] == 50


# ----------------------------------------------------------------------------------------- help, palette, keys, themes


@pytest.mark.parametrize("key", ["question_mark", "f1"])
def test_help_is_made_from_the_bindings(few, key):
    async def script(pilot, app):
        await press(pilot, key)
        assert isinstance(app.screen, HelpDialog)
        told = {binding_id for _, _, binding_id in app.screen._rows}
        wanted = (*keys.MOVES, *keys.LISTS, *keys.QUOTES, *keys.VIEWS, *keys.BACK, *keys.EVERYWHERE)
        assert told == {binding.id for binding in wanted}
        assert ("j down", "Next row", "down") in app.screen._rows
        await press(pilot, "j", "k", "pagedown", "pageup", "ctrl+d", "ctrl+u", "G", "g", key)
        assert isinstance(app.screen, QuotesScreen)

    browse(few, script)


def test_the_palette_has_every_action_and_runs_it(few):
    async def script(pilot, app):
        commands = {command.title: command for command in app.get_system_commands(app.screen)}
        told = {binding.description for binding in (*keys.LISTS, *keys.QUOTES, *keys.VIEWS, *keys.MOVES)}
        assert told <= set(commands)
        await press(pilot, "ctrl+p")
        assert app.screen.__class__.__name__ == "CommandPalette"
        await type_in(pilot, "timeline")
        await press(pilot, "enter")
        assert isinstance(app.screen, TimelineScreen)

    browse(few, script)


def test_ctrl_t_draws_the_pane_anew(few):
    async def script(pilot, app):
        def colours():
            strips = app.screen._compositor.render_strips()
            return {segment.style.color.name for strip in strips for segment in strip if "«" in segment.text}

        before = colours()
        await press(pilot, "ctrl+t")
        assert before and not colours() & before

    browse(few, script)


def test_ctrl_t_changes_the_theme(few):
    async def script(pilot, app):
        before = app.current_theme.dark
        await press(pilot, "ctrl+t")
        assert app.current_theme.dark is not before
        await press(pilot, "enter", "ctrl+t")
        assert app.current_theme.dark is before

    browse(few, script)


def configure(tmp_path, text):
    file = tmp_path / "config" / "quotes" / "keys.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")


def test_keys_can_be_given_anew_by_id(few, tmp_path):
    configure(tmp_path, 'people = "P"\ndown = "j,down,ctrl+n"\n')

    async def script(pilot, app):
        await press(pilot, "ctrl+n", "j")
        assert app.screen.table.cursor == 2
        await press(pilot, "2")
        assert isinstance(app.screen, QuotesScreen)
        await press(pilot, "P")
        assert isinstance(app.screen, PeopleScreen)
        await press(pilot, "question_mark")
        assert ("P", "People", "people") in app.screen._rows
        assert not app._notifications

    browse(few, script)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('serach = "x"', "there is no key for 'serach'"),
        ("search = 7", "search must be text"),
        ('search = "f"', "the key f is given to both search and filter"),
        ("search = ", "cannot be read"),
    ],
)
def test_a_wrong_key_file_is_told_and_the_browser_opens(few, tmp_path, text, told):
    configure(tmp_path, text)

    async def script(pilot, app):
        assert any(told in note.message for note in app._notifications)
        await press(pilot, "j")
        assert app.screen.table.cursor == 1

    browse(few, script)


def test_every_binding_has_an_id_a_description_and_no_key_twice():
    assert len({binding.id for binding in keys.ALL}) == len(keys.ALL)
    assert all(isinstance(binding, Binding) and binding.description for binding in keys.ALL)
    assert keys.clashes({}) == []


# ----------------------------------------------------------------------------------------------------------- mouse


def test_the_mouse_selects_opens_and_sorts(few):
    async def script(pilot, app):
        await pilot.click("RowTable", offset=(10, 3))
        await settled(pilot)
        assert app.screen.table.cursor == 2
        await pilot.click("RowTable", offset=(5, 0))
        await settled(pilot)
        assert app.screen.order == Sort("speaker")
        await pilot.click("RowTable", offset=(10, 1), times=2)
        await settled(pilot)
        assert isinstance(app.screen, QuoteScreen)

    browse(few, script)


@pytest.mark.parametrize("size", [(20, 8), (40, 12), (80, 24), (250, 60)])
def test_every_size_shows_the_list(many, size):
    async def script(pilot, app):
        await press(pilot, "j", "enter", "escape", "2", "3", "f", "escape", "question_mark")
        await pilot.resize_terminal(80, 24)
        await press(pilot, "q", "1", "G")
        table = app.screen.table
        lines = [table.render_line(y) for y in range(table.size.height)]
        assert all(line.cell_length == table.size.width for line in lines)
        assert any(line.text.startswith("▸") for line in lines)

    browse(many, script, size=size)


def test_standard_input_is_for_the_keys(capsys, monkeypatch):
    monkeypatch.setattr("quotes.commands.browse.is_plain", lambda: False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert main(["browse", "-"]) == 2
    assert "standard input" in capsys.readouterr().err
