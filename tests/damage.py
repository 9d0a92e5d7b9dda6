"""What crawlers do to an article's text, a function a class, so that each can be done to clean articles and measured.

Every function takes a text of paragraphs, one a line, and gives edits: what stands at `[start, end)` becomes `new`.
`damaged` makes them, and `moved` says where a place of the clean text then stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """A replacement in a text."""

    start: int
    end: int
    new: str


Damage = Callable[[str], list[Edit]]

_BREAK = re.compile(r"[ \t]*(?:\n[ \t]*)+(?=\S)")
# A name of two words and more in running text, such as pages link: `Kementerian Pertanian`, `Ratna Wulandari`.
_LINKABLE = re.compile(r"(?<=\s)[a-z]+,? ([A-Z][a-z]+(?: [A-Z][a-z]+)+)(?=[ ,.)])")
_WORDS = re.compile(r"(?<= )[a-zA-Z]+(?: [a-z]+)?(?= )")
_ABBREVIATION = re.compile(r" \(([A-Z]{2,6})(?=\))")
_PARAGRAPH_END = re.compile(r"[.?!][\"”]?(?=\n)")


def damaged(text: str, edits: Sequence[Edit]) -> str:
    """The text after disjoint edits in order."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*pieces, text[at:]])


def moved(edits: Sequence[Edit], offset: int) -> int:
    """Where a place of the clean text stands after the edits."""
    before = edits[: bisect_right([edit.end for edit in edits], offset)]
    return offset + sum(len(edit.new) - (edit.end - edit.start) for edit in before)


def _joined(text: str, joint: str) -> list[Edit]:
    return [Edit(m.start(), m.end(), joint) for m in _BREAK.finditer(text)]


def comma_joined(text: str) -> list[Edit]:
    """Scrapy's CSV exporter writes a list of paragraphs: `… bulan ini.,"Kami siap," kata Budi.,Menurutnya, …`."""
    return _joined(text, ",")


def comma_and_blank_joined(text: str) -> list[Edit]:
    """The same list, each paragraph with a blank before it: `… bulan ini., "Kami siap," kata Budi.`."""
    return _joined(text, ", ")


def commas_doubled(text: str) -> list[Edit]:
    """The same list with empty paragraphs in it: `… bulan ini.,,"Kami siap," kata Budi.,Menurutnya, …`."""
    return [Edit(start, end, "," * (1 + number % 3)) for number, (start, end, _) in enumerate(_joined(text, ","))]


def blank_comma_joined(text: str) -> list[Edit]:
    """The same list, joined again with blanks: `… bulan ini. , "Kami siap," kata Budi.`."""
    return _joined(text, " , ")


def bar_joined(text: str) -> list[Edit]:
    """Paragraphs of a cell parted with bars."""
    return _joined(text, "|")


def breaks_written(text: str) -> list[Edit]:
    """Line ends as two signs: `… bulan ini.\\n\\n"Kami siap," kata Budi.\\n…`."""
    return _joined(text, "\\n\\n")


def tagged(text: str) -> list[Edit]:
    """Tags left in: `<p>… bulan ini.</p><p>"Kami siap," …`."""
    return _joined(text, "</p><p>")


def of_a_sheet(text: str) -> list[Edit]:
    """Line ends as Excel writes them."""
    return _joined(text, "_x000D_\n")


def listed(text: str) -> list[Edit]:
    """A list of paragraphs as JSON prints it, marks escaped."""
    end = len(text.rstrip())
    marks = [Edit(m.start(), m.start(), "\\") for m in re.finditer('"', text)]
    return sorted([Edit(0, 0, '["'), *_joined(text, '", "'), *marks, Edit(end, len(text), '"]')])


def glued(text: str) -> list[Edit]:
    """Paragraphs joined with nothing: `… sejak pagi."Air sudah surut," kata Ratna, Senin.Ratna meminta …`."""
    return _joined(text, "")


def broken_at_links(text: str) -> list[Edit]:
    """Each link on a line of its own: `… Universitas Nusa (\\nUN\\n) dan …`, as `get_text("\\n")` leaves it."""
    links = sorted(m.span(1) for form in (_LINKABLE, _ABBREVIATION) for m in form.finditer(text))
    edits = []
    for number, (start, end) in enumerate(links):
        if number % 2:
            continue  # not every name is linked
        first = start - 1 if text[start - 1] == " " else start
        last = end + 1 if text[end] == " " else end
        edits += [Edit(first, start, "\n"), Edit(end, last, "\n")]
    return edits


def commas_around_links(text: str) -> list[Edit]:
    """All strings of a page joined with commas, links too: `Menteri ,Budi Santosa, mengatakan`."""
    links = [m.span(1) for number, m in enumerate(_LINKABLE.finditer(text)) if number % 3 == 0]
    around = [Edit(at, at, ",") for link in links for at in link]
    return sorted([*around, *_joined(text, ",")])


def broken_at_words(text: str) -> list[Edit]:
    """Bold words on lines of their own, inside quotations too: `Kami\nsudah siap\nmemulai besok`."""
    words = [m.span() for m in _WORDS.finditer(text)][::25]
    return [Edit(at, at + 1, "\n") for first, last in words for at in (first - 1, last)]


def spaced_around_links(text: str) -> list[Edit]:
    """A blank on each side of a link, as `get_text(" ")` leaves it: `Universitas Nusa ( UN ) dan …`."""
    links = sorted(m.span(1) for form in (_LINKABLE, _ABBREVIATION) for m in form.finditer(text))
    return [Edit(at, at, " ") for link in links[::2] for at in link]


def without_links(text: str) -> list[Edit]:
    """Links gone with their words: `Menteri , mengatakan`."""
    links = [m.span(1) for number, m in enumerate(_LINKABLE.finditer(text)) if number % 4 == 3]
    return [Edit(start, end, "") for start, end in links]


_HEADLINES = (
    "Harga Cabai Naik Lagi, Pedagang Resah",
    "5 Cara Merawat Tanaman Hias di Musim Hujan",
    "Jembatan Gantung Putus, Warga Memutar 10 Km",
    "Kapan Libur Sekolah Dimulai? Ini Jadwalnya",
)


def _behind_paragraphs(text: str, added: Sequence[str]) -> list[Edit]:
    ends = [m.end() for m in _PARAGRAPH_END.finditer(text)][1:-1:2]
    return [Edit(at, at, added[number % len(added)]) for number, at in enumerate(ends)]


def read_also(text: str) -> list[Edit]:
    """Headlines of other articles behind a paragraph, on its line: `… kata Budi. Baca Juga : Harga Cabai Naik`."""
    return _behind_paragraphs(text, [f" Baca Juga : {headline}" for headline in _HEADLINES])


def advertised(text: str) -> list[Edit]:
    """Advertisements behind a paragraph, on its line."""
    return _behind_paragraphs(text, [" ADVERTISEMENT", " SCROLL TO CONTINUE WITH CONTENT", " Advertisement"])


def _remarked(text: str, opening: str, closing: str) -> list[Edit]:
    """Other marks; whether one opens or closes is told by turns in its paragraph."""
    edits = []
    for paragraph in re.finditer(r"[^\n]+", text):
        opened = False
        for mark in re.finditer(r"[\"“”]", paragraph[0]):
            opened = mark[0] == "“" or not opened  # Kompas.id opens with the mark that also closes
            at = paragraph.start() + mark.start()
            edits.append(Edit(at, at + 1, opening if opened else closing))
    return edits


def backticks(text: str) -> list[Edit]:
    """Backticks as marks: `` `Kami siap,` kata Budi ``."""
    return _remarked(text, "`", "`")


def tex_marks(text: str) -> list[Edit]:
    """Doubled backticks and apostrophes as marks: ``Kami siap,'' kata Budi."""
    return _remarked(text, "``", "''")


def brackets(text: str) -> list[Edit]:
    """Doubled brackets as marks: ((Kami siap,)) kata Budi."""
    return _remarked(text, "((", "))")


def angle_marks(text: str) -> list[Edit]:
    """Doubled angle brackets as marks: <<Kami siap,>> kata Budi."""
    return _remarked(text, "<<", ">>")


def doubled_marks(text: str) -> list[Edit]:
    """Marks doubled, as CSV writes them, and never undone: ""Kami siap,"" kata Budi."""
    return _remarked(text, '""', '""')


def question_marks(text: str) -> list[Edit]:
    """Marks that a narrower encoding lost: ?Kami siap,? kata Budi."""
    return _remarked(text, "?", "?")


def lost_marks(text: str) -> list[Edit]:
    """Marks decoded wrongly for good."""
    return _remarked(text, "\ufffd", "\ufffd")


def no_width(text: str) -> list[Edit]:
    """Blanks of no width before others."""
    return [Edit(m.start(), m.start(), "\u200b") for number, m in enumerate(re.finditer(" ", text)) if number % 5 == 0]


CLASSES: tuple[Damage, ...] = (
    comma_joined,
    comma_and_blank_joined,
    commas_doubled,
    blank_comma_joined,
    bar_joined,
    breaks_written,
    tagged,
    of_a_sheet,
    listed,
    glued,
    broken_at_links,
    commas_around_links,
    broken_at_words,
    spaced_around_links,
    without_links,
    read_also,
    advertised,
    backticks,
    tex_marks,
    brackets,
    angle_marks,
    doubled_marks,
    question_marks,
    lost_marks,
    no_width,
)
# What one crawl does, the first to the page, the second to what it keeps of it.
PAIRS: tuple[tuple[Damage, Damage], ...] = (
    (read_also, comma_joined),
    (advertised, comma_joined),
    (without_links, comma_joined),
    (backticks, comma_joined),
    (question_marks, breaks_written),
    (read_also, glued),
    (advertised, glued),
    (read_also, broken_at_links),
    (broken_at_links, comma_joined),
)
