"""Every key of the browser, each with an id under which a reader can give it other keys.

Kept in one place so that the help, the palette, README and the configuration file speak of the same bindings.
The file is `quotes/keys.toml` in `$XDG_CONFIG_HOME`, else in `~/.config`: `search = "ctrl+f"`, `quit = "q,x"`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from textual.binding import Binding

MOVES = (
    Binding("j,down", "move(1)", "Next row", id="down", show=False),
    Binding("k,up", "move(-1)", "Previous row", id="up", show=False),
    Binding("pagedown", "page(1.0)", "Page down", id="page-down", show=False),
    Binding("pageup", "page(-1.0)", "Page up", id="page-up", show=False),
    Binding("ctrl+d", "page(0.5)", "Half a page down", id="half-page-down", show=False),
    Binding("ctrl+u", "page(-0.5)", "Half a page up", id="half-page-up", show=False),
    Binding("g,home", "edge(False)", "First row", id="first", show=False),
    Binding("G,end", "edge(True)", "Last row", id="last", show=False),
)
LISTS = (
    Binding("slash", "search", "Search", id="search", key_display="/"),
    Binding("n", "hit(1)", "Next hit", id="next-hit", show=False),
    Binding("N", "hit(-1)", "Previous hit", id="previous-hit", show=False),
    Binding("f", "filter", "Filter", id="filter"),
    Binding("r", "reset", "Reset filters and search", id="reset", show=False),
    Binding("s", "sort", "Sort", id="sort", tooltip="Sort by the underlined column; again reverses"),
    Binding("l,right", "column(1)", "Next column", id="next-column", show=False),
    Binding("h,left", "column(-1)", "Previous column", id="previous-column", show=False),
    Binding("F", "count", "Count by a column", id="count", show=False),
    Binding("enter", "open", "Open", id="open", key_display="⏎"),
)
QUOTE = (
    Binding("space", "mark", "Mark", id="mark", key_display="␣"),
    Binding("t", "tag", "Tag", id="tag", tooltip="Tag the marked rows, else the one under the cursor"),
    Binding("u", "undo", "Undo the last tag", id="undo", show=False),
    Binding("y", "copy", "Copy", id="copy", show=False),
    Binding("o", "article", "Open the whole article", id="article", show=False),
)
QUOTES = (
    *QUOTE,
    Binding("a", "mark_all", "Mark all listed, or none of them", id="mark-all", show=False),
    Binding("e", "export", "Export", id="export"),
    Binding("E", "export_gold", "Export tags as gold", id="export-gold", show=False),
    Binding("d", "detail", "Show or hide the article's pane", id="detail", show=False),
)
VIEWS = (
    Binding("1", "view('quotes')", "Quotes", id="quotes", show=False),
    Binding("2", "view('people')", "People", id="people"),
    Binding("3", "view('timeline')", "Timeline", id="timeline", show=False),
)
PERIODS = (Binding("z", "grain", "Day, week, month, year", id="grain"),)
PEOPLE = (
    Binding("z", "type", "All, people, institutions …", id="type", show=False),
    Binding("space", "mark", "Mark", id="mark-person", key_display="␣", show=False),
    Binding("m", "same", "Same person", id="same-person", tooltip="The marked people are one"),
    Binding("p", "part", "Part", id="part-person", tooltip="A name of this person is somebody else's"),
    Binding("R", "rename", "Rename", id="rename-person"),
    Binding("u", "undo", "Undo", id="undo-person", tooltip="Take the last decision back"),
)
BACK = (
    Binding("escape", "back(False)", "Back, out of the search box too", id="back", show=False),
    Binding("q", "back(True)", "Back", id="quit", tooltip="Back; at the top leave"),
)
DETAIL = (
    Binding("right_square_bracket", "step(1)", "Next quote", id="next-quote", key_display="]"),
    Binding("left_square_bracket", "step(-1)", "Previous quote", id="previous-quote", key_display="["),
)
EVERYWHERE = (
    Binding("question_mark,f1", "help", "Help", id="help", key_display="?"),
    Binding("ctrl+p", "command_palette", "Palette", id="palette", show=False, priority=True),
    Binding("ctrl+t", "theme", "Light or dark", id="theme", show=False),
)
DIALOG = (
    Binding("escape", "cancel", "Cancel", id="cancel"),
    Binding("ctrl+s", "apply", "Apply", id="apply"),
)

VERDICTS = (
    Binding("c", "verdict('checked')", "Checked, all is right", id="tag-checked"),
    Binding("w", "verdict('wrong')", "Wrong", id="tag-wrong"),
    Binding("x", "verdict('')", "No tag", id="tag-none"),
)

ALL = (*MOVES, *LISTS, *QUOTES, *VIEWS, *PERIODS, *PEOPLE, *BACK, *DETAIL, *EVERYWHERE, *DIALOG, *VERDICTS)
IDS = frozenset(binding.id for binding in ALL if binding.id)


def place() -> Path:
    """Where the configuration file is looked for."""
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(home).expanduser() / "quotes" / "keys.toml"


def configured(path: Path | None = None) -> tuple[dict[str, str], list[str]]:
    """The reader's own keys.

    Args:
        path: the file; None for `place()`.

    Returns:
        Keys by binding id, and what is wrong with the file, a line each; a file that is not there is not wrong.
    """
    file = path or place()
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return {}, [f"{file} is left out, it cannot be read ({error})"]
    keys: dict[str, str] = {}
    wrong = []
    for name, value in content.items():
        if name not in IDS:
            wrong.append(f"{file}: there is no key for {name!r}; see the ids in the help")
        elif not isinstance(value, str) or not value.strip():
            wrong.append(f"{file}: {name} must be text such as 'ctrl+f'")
        else:
            keys[name] = value
    return keys, [*wrong, *clashes(keys)]


def clashes(keys: Mapping[str, str]) -> list[str]:
    """Which bindings would answer to the same key, where they did not before."""
    groups: Iterable[tuple[Binding, ...]] = (
        (*MOVES, *LISTS, *QUOTES, *VIEWS, *PERIODS, *BACK, *EVERYWHERE),
        (*MOVES, *LISTS, *PEOPLE, *VIEWS, *BACK, *EVERYWHERE),
        (*MOVES, *DETAIL, *QUOTE, *BACK, *EVERYWHERE),
        (*DIALOG, *VERDICTS),
    )
    found: dict[str, None] = {}
    for group in groups:
        taken: dict[str, str] = {}
        for binding in group:
            name = binding.id or ""
            for key in keys.get(name, binding.key).split(","):
                other = taken.setdefault(key.strip(), name)
                if other != name:
                    found[f"the key {key.strip()} is given to both {other} and {name}"] = None
    return list(found)
