"""Text that was damaged on its way here, as it was printed.

Owns what counts as damage: one encoding read as another (`â€œ`), HTML entities left in a text or doubled, soft hyphens,
characters without width, no-break spaces, letters parted from their accents. Readers repair before any offset counts.
A page or a text file is repaired wherever it is damaged. A table's text is somebody's data, whose offsets they know: it
stays as it is, unless the damage hides quotation marks or breaks words, and then all of it is repaired.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from html.entities import html5

MOJIBAKE = "mojibake"
ENTITIES = "entities"
INVISIBLE = "invisible characters"
SPACES = "no-break spaces"
ACCENTS = "decomposed accents"

# `&quot;`, `&amp;quot;`, `&#38;#8220;`: an ampersand escaped any number of times, then the rest of a reference
_ENTITY = re.compile(
    r"&(?:amp;|#0{0,3}38;|#[xX]0{0,3}26;)*(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_REST = re.compile(r"(?:#\w{1,8}|\w{2,32});\Z")
_MOJIBAKE = re.compile("[\x80-\x9f]|[ÂÃÄÅØÙÚÛÐÑâãäåïð‚àáæ√¬][\x80-\xff\u0152-\u2122]|\ufffd")
_BROKEN_WORD = re.compile(
    "(?=[A-Za-zÃÄÅ])[A-Za-z]{0,30}[ÃÄÅ][\x80-\xbf\u0152-\u2122](?:[A-Za-z]|[ÃÄÅ][\x80-\xbf\u0152-\u2122]){0,30}"
)
# The closing mark's third byte has no sign in Windows-1252 and is lost more often than not.
_LOST_BYTE = re.compile("(?<=â€)\ufffd?(?=[\\s.,;:!?)a-zA-Z]|\\Z)|(?<=â\x80)\ufffd?(?=[\\s.,;:!?)a-zA-Z]|\\Z)")
_NO_WIDTH = "\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
_INVISIBLE = re.compile(f"[{_NO_WIDTH}]|(?<=[A-Za-z])[\u200c\u200d](?=[A-Za-z])")  # joiners matter to other scripts
_NO_BREAK = re.compile("[\u00a0\u202f\u2007]")
_PARTED = re.compile("[^\\W\\d_][\u0300-\u036f]{1,8}")  # bounded: normalising a run takes the square of its length

# Damage to a table's text that would cost quotes or names.
_SPOILT = re.compile(
    r"&(?:amp;|#0{0,3}38;)*(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|quot|apos|amp|lt|gt|nbsp|shy|hellip|[lr][sd]quo|[lr]aquo"
    r"|[sb]dquo|sbquo|[nm]dash|zwn?j);"
    "|â€|â\x80[\x98-\x9f]|Ã¢(?:â‚¬|\x80[\x98-\x9f])|‚Ä[úùòôû]|Â[«»]|Ã[“”„]"
    "|(?<![\x80-\u02ff])[\x91-\x94](?![\x80-\xff])"
    "|(?<=[A-Za-z])[\u00ad\u200b-\u200d\u2060\ufeff](?=[A-Za-z])"
    "|[A-Za-z][\u0300-\u036f]"
)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after repair."""

    text: str
    repairs: tuple[str, ...] = ()  # what was damaged, in the words of this module; empty: nothing


def repaired(text: str) -> Repaired:
    """A text as it was printed, wherever it is damaged.

    Args:
        text: a page's or a text file's.

    Returns:
        The text, changed in damaged places only, and the kinds of damage.
    """
    done: list[str] = []
    if "&" in text:
        text = _told(done, ENTITIES, text, _without_entities(text))
    if text.isascii():
        return Repaired(text, tuple(done))
    if _MOJIBAKE.search(text):
        text = _told(done, MOJIBAKE, text, "\n".join(map(_rightly_decoded, text.split("\n"))))
    text = _told(done, INVISIBLE, text, _INVISIBLE.sub("", text))
    text = _told(done, SPACES, text, _NO_BREAK.sub(" ", text))
    text = _told(done, ACCENTS, text, _PARTED.sub(lambda m: unicodedata.normalize("NFC", m[0]), text))
    return Repaired(text, tuple(done))


def mended(text: str) -> Repaired:
    """A table's text: as it is, unless damage hides quotation marks or breaks words; then as `repaired` gives it."""
    if text.isascii() and "&" not in text:
        return Repaired(text)
    return repaired(text) if _SPOILT.search(text) or _breaks_words(text) else Repaired(text)


def _told(done: list[str], kind: str, before: str, after: str) -> str:
    if after != before:
        done.append(kind)
    return after


def _without_entities(text: str) -> str:
    return _ENTITY.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    """What a character reference stands for; as printed, where there is no such reference."""
    rest = _REST.search(match[0])
    if rest is None or (rest[0][0] != "#" and rest[0] not in html5):
        return match[0]
    return html.unescape(f"&{rest[0]}")


def _breaks_words(text: str) -> bool:
    """Whether a letter inside a word was decoded wrongly: `BjÃ¶rn`; emojis and dashes hit so cost no row."""
    for match in _BROKEN_WORD.finditer(text):
        word = match[0]
        if not word.isascii() and (right := _rightly_decoded(word)) != word and right.isalpha():
            return True
    return False


def _rightly_decoded(line: str) -> str:
    if line.isascii():
        return line
    import ftfy

    line = _LOST_BYTE.sub(lambda m: "\x9d", line)
    return ftfy.fix_encoding(line)
