"""What on a web page is not its article: hidden parts, boxes of links, captions, buttons, and lines that say so.

Elements are judged by what the page calls them (data/pages.toml), lines by their words, which are those of pasted
pages (data/furniture.toml). Words of a sentence stay, whatever their element is called: `<a class=tag>` is as often
a keyword in the middle of one as a button below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

from quotes.analysis.layout import furniture
from quotes.analysis.layout.furniture import SAID, fold, has_said
from quotes.reading.pages.elements import PageWords, is_short, line_of, names, parts
from quotes.reading.pages.marks import MARKS
from quotes.records import Span
from quotes.text import timestamps

_DROPPED = (
    "script style noscript template iframe object embed applet svg canvas math button input select textarea label "
    "nav footer picture img video audio source track map dialog figcaption "
    "amp-ad amp-embed amp-sidebar amp-video amp-iframe amp-social-share amp-carousel amp-youtube amp-analytics amp-img"
).split()
_ROLES = frozenset("navigation complementary dialog alertdialog search menu menubar contentinfo".split())
_WIDE = re.compile(r":(?:block|flex|grid|inline|table|contents)")  # `hidden md:block`: shown where there is room
_UNSEEN_NAMES = frozenset("hidden d-none sr-only visually-hidden visuallyhidden screen-reader-text invisible".split())
_UNSEEN = re.compile(
    r"visibility\s{0,3}:\s{0,3}hidden|opacity\s{0,3}:\s{0,3}0(?![.\d])|font-size\s{0,3}:\s{0,3}0(?![.\d])"
    r"|(?:text-indent|left|top)\s{0,3}:\s{0,3}-\d{3}",
    re.IGNORECASE,
)
_BOXES = frozenset("a p div li strong b em i span td ul ol h2 h3 h4 h5 h6".split())  # what a box of links is made of
_LINK_LINES = frozenset("p div td h2 h3 h4 h5 h6".split())
_LINK_LISTS = frozenset("li ul ol".split())
_INLINE = frozenset("a b strong em i u mark span font small".split())
_LONGEST_BOX = 600  # characters of a part that may be furniture by its name alone
_LONGEST_CAPTION = 300
_MEDIA = "img picture video iframe embed object amp-img amp-video amp-iframe".split()
_MOST_ABOVE = 3  # elements between a picture and the part that is called after it
_MOST_AROUND = 4  # elements around one that may hold nothing else: `<b><a>BPBD</a></b> menyiapkan ...`
_SENTENCE_END = '.?!…:;,"”’)'
_CLOCK = re.compile(
    r"[\W_]{0,3}(?:pukul\s|pkl\.?\s)?\d{1,2}[.:]\d\d(?:[.:]\d\d)?\s?(?:wib|wita|wit)?[\W_]{0,3}", re.IGNORECASE
)
_COUNTER = re.compile(  # `Halaman : 1 2`, `2 dari 3 halaman`, `2 jam lalu`, `waktu baca 3 menit`
    r"(?:(?:halaman|page)\s?:?\s?(?:\d{1,3}[\s/|]{0,3}){1,20}(?:(?:dari|of)\s\d{1,3})?"
    r"|\d{1,3} dari \d{1,3}(?: halaman)?"
    r"|\d{1,3} (?:detik|menit|jam|hari|minggu) (?:yang )?lalu|(?:waktu baca )?\d{1,3} menit(?: baca)?)",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"https?://(?:[\w-]{1,20}\.)?(?:twitter|x|instagram|facebook|fb|tiktok|threads)\.(?:com|net|watch)/", re.IGNORECASE
)
_HASHTAGS = re.compile(r"#\w+(?:[\s,]{1,3}#\w+)*")
_NUMBERED = re.compile(r"\([A-Z]{1,2}-\d{1,2}\)")  # Media Indonesia's editors
_BYLINE = re.compile(
    r"(?:(?:di(?:tulis|posting) )?oleh|penulis|reporter|editor|peranan|rep|by)\b\s?[:,]?\s", re.IGNORECASE
)
_RULES = " -–—_*•·|[](){}<>«»"
_LONGEST_BYLINE = 100


def drop_furniture(tree: Element, known: PageWords) -> None:
    """Empty everything on a page that shows no text of the article; what a part holds of it stays."""
    _drop_all(tree, _is_hidden)
    for footer in tree.iter("footer"):
        if (parent := footer.getparent()) is not None and parent.tag == "blockquote":
            footer.tag = "cite"
    shown = _with_media(tree, known)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    _drop_labelled_links(tree, known)

    def unwanted(element: Element) -> bool:
        role = element.get("role")
        if role in _ROLES or element.tag == "aside" or _is_furniture(element, known):
            return is_short(element, _LONGEST_BOX)
        if role == "region" or (element in shown and not known.pictures.isdisjoint(parts(names(element)))):
            text = line_of(element, _LONGEST_BOX if role else _LONGEST_CAPTION)
            return bool(text) and not has_said(text) and not _is_in_sentence(element)
        if element.tag == "blockquote" and _is_post(element):
            return True
        if element.tag == "figure":
            text = line_of(element, _LONGEST_CAPTION)
            return not has_said(text) and next(element.iter("blockquote", "q", "table", "pre"), None) is None
        return element.tag in _BOXES and _is_box(element, known)

    _drop_all(tree, unwanted)


def article_lines(lines: Sequence[str], title: str | None, author: str | None) -> Iterator[str]:
    """The lines of a page's article without those that are furniture.

    Args:
        lines: single spaces, none empty.
        title: the article's, which is no line of it.
        author: whose name over the text is a byline.
    """
    words = furniture.words()
    begun = False
    for line in _unsigned(lines, words):
        folded = fold(line)
        if words.is_end(folded, page=False) and begun:
            return
        if line == title or (not begun and _is_over(line, title, author)):
            continue
        if words.is_list(folded) or words.is_named(line, folded) or words.is_signature(line) or _is_counter(line):
            continue
        if folded.strip(_RULES) in words.lines:  # `- Advertisement -`
            continue
        begins = line.startswith(words.heads)  # else something is left of it
        if not begins or any(words.pieces(line, Span(0, len(line)), words.candidates(line))):
            begun = begun or has_said(line) or (len(line) > 60 and line[-1] in _SENTENCE_END)
            yield line


def _with_media(tree: Element, known: PageWords) -> set[Element]:
    """Parts called after pictures that do hold one, or a video, or none but words that are no paragraph."""
    found = {each for media in tree.iter(*_MEDIA) for each in islice(media.iterancestors(), _MOST_ABOVE)}
    named = (each for each in tree.iter(etree.Element) if not known.pictures.isdisjoint(parts(names(each))))
    return found | {each for each in named if not is_paragraph(line_of(each, _LONGEST_CAPTION))}


def is_paragraph(line: str) -> bool:
    """Whether a line reads like a paragraph, and is no picture's caption."""
    return len(line) > 60 and line[-1] in _SENTENCE_END and not furniture.words().is_caption(line)


def _unsigned(lines: Sequence[str], words: furniture.Furniture) -> Sequence[str]:
    """The lines without those at their end that say who wrote them: `DINI TEJANA`, `Warta | Dini`, `Penulis`."""
    end = len(lines)
    while end > 1 and _is_name_of_writer(lines[end - 1], words):
        end -= 1
    return lines[:end]


def _is_name_of_writer(line: str, words: furniture.Furniture) -> bool:
    if len(line) > 80 or line[-1] in '.?!…,"”' or has_said(line) or any(map(str.isdigit, line)):
        return False
    if fold(line).strip(" :") in words.credits or line[0] == ":":
        return True
    pieces = [piece.split() for piece in re.split(r"[|/]", line)]
    named = all(0 < len(piece) <= 4 and piece[0][0].isupper() for piece in pieces)
    return named and (line.isupper() or (len(pieces) > 1 and "|" in line))


# --- lines -------------------------------------------------------------------------------------------------------


def _is_counter(line: str) -> bool:
    """Whether a line is the time of a live report's entry, or a byline's, a page's number, tags, or no words at all."""
    if len(line) > 60:
        return False
    if _HASHTAGS.fullmatch(line) or not any(character.isalnum() or character in MARKS for character in line):
        return True
    if not any(map(str.isdigit, line)):
        return False
    if any(form.fullmatch(line) for form in (_CLOCK, _COUNTER, _NUMBERED)):
        return True
    found = timestamps.search(line)
    return found is not None and not re.search(r"[^\W\d_]{2}", line[: found.start] + line[found.end :])


def _is_over(line: str, title: str | None, author: str | None) -> bool:
    """Whether a line over the text is its title, shortened, or says who wrote it, and perhaps when."""
    if title and len(line) > 15 and (title.startswith(line) or title.endswith(line)):
        return True
    if len(line) > _LONGEST_BYLINE or line[-1] in _SENTENCE_END:
        return False
    found = timestamps.search(line)
    rest = line[: found.start] + line[found.end :] if found else line
    named = author is not None and author.casefold() in rest.casefold() and len(rest) <= len(author) + 40
    dated = found is not None and len(rest) <= 40 and (found.timed or not re.search(r"\b[a-z]", rest))
    return named or dated or bool(_BYLINE.match(rest))


# --- elements ----------------------------------------------------------------------------------------------------


def _drop_all(root: Element, unwanted: Callable[[Element], bool]) -> None:
    """Empty every element below `root` that is unwanted; what follows it stays."""
    for element in [e for e in root.iter(etree.Element) if e is not root and unwanted(e)]:
        _drop(element)


def _drop(element: Element) -> None:
    # Emptied, not removed: removing joins the texts around it, which takes the square of the number of elements.
    element.clear(keep_tail=True)
    element.tag = "span"


def _is_hidden(element: Element) -> bool:
    if element.tag in ("html", "body"):
        return False
    if "hidden" in element.attrib:
        return True
    style = (element.get("style") or "")[:1000]
    if style and re.search(r"display\s{0,3}:\s{0,3}none", style, re.IGNORECASE):
        return True
    called = set((element.get("class") or "")[:1000].split())
    unseen = not _UNSEEN_NAMES.isdisjoint(called) and not any(map(_WIDE.search, called))
    if unseen or element.get("aria-hidden") == "true" or (style and _UNSEEN.search(style)):
        return is_short(element, _LONGEST_BOX)
    return False


def _is_furniture(element: Element, known: PageWords) -> bool:
    called = names(element)
    if not called or not known.bodies.keys().isdisjoint(called):
        return False
    joined = [re.sub(r"[^a-z0-9]", "", name) for name in called]
    if any(part in name for name in joined for part in known.furniture_parts):
        return not _is_article(element, known)
    if _is_in_sentence(element):
        return False
    if not known.furniture.isdisjoint(called):
        return True
    return not known.furniture_words.isdisjoint(parts(called)) and not _is_article(element, known)


def _is_post(element: Element) -> bool:
    """Whether a block quote is a post of a social network, embedded."""
    if not is_short(element, _LONGEST_BOX):
        return False
    links = [element.get("cite"), *(link.get("href") for link in element.iter("a"))]
    return any(link and _NETWORK.match(link[:200]) for link in links)


def _is_article(element: Element, known: PageWords) -> bool:
    """Whether a part called like furniture is a short article, or holds one: `<div class=widget>` of blogs."""
    if element.tag in _INLINE or not is_short(element, _LONGEST_BOX):
        return False
    if len(SAID.findall(line_of(element, _LONGEST_BOX))) > (0 if element.tag == "p" else 1):
        return True
    return any(not known.bodies.keys().isdisjoint(names(below)) for below in element.iterdescendants(etree.Element))


def _is_in_sentence(element: Element) -> bool:
    """Whether an element's words are some of a sentence's."""
    linked = False
    left = right = ""
    for _ in range(_MOST_AROUND):
        parent = element.getparent()
        if element.tag not in _INLINE or parent is None or left or right:
            break
        linked = linked or element.tag == "a"
        before = element.getprevious()
        left = ((before.tail if before is not None else parent.text) or "").rstrip()
        right = (element.tail or "").lstrip()
        element = parent
    if linked:
        return bool(left or right)
    return (bool(left) and left[-1] not in _SENTENCE_END) or right[:1].islower() or right[:1] in tuple(".,;")


def _is_box(element: Element, known: PageWords) -> bool:
    """Whether an element is links and their label, no part of the text."""
    if not is_short(element, _LONGEST_BOX):
        return False
    text = " ".join(" ".join(element.itertext()).split())  # label and headline may be blocks
    if not text:
        return False
    links = "".join(piece for a in element.iter("a") if a.get("href") is not None for piece in a.itertext())
    linked, printed = len("".join(links.split())), len(text) - text.count(" ")
    if not linked:
        return False
    if label := known.labels.match(text):
        return linked >= 0.6 * (printed - label.end())
    if linked < 0.95 * printed:
        return False
    return element.tag in _LINK_LISTS or (element.tag in _LINK_LINES and text[-1] not in '.…:;,"”’)')


def _drop_labelled_links(part: Element, known: PageWords) -> None:
    """`... surut. Baca juga: <a>Air Surut</a> Ia menambahkan ...`: label and link go, the sentences stay."""
    for link in [a for a in part.iter("a") if a.get("href")]:
        before, parent = link.getprevious(), link.getparent()
        if parent is None:
            continue
        text = (before.tail if before is not None else parent.text) or ""
        label = known.ending.search(text, max(0, len(text) - 40))
        if label and before is not None:
            before.tail = text[: label.start()]
        elif label:
            parent.text = text[: label.start()]
        elif before is not None and before.tag in _INLINE and not text.strip(" :") and _is_label(before, known):
            before.tail = ""  # `<b>Baca juga:</b> <a>Air Surut</a>`
            _drop(before)
        else:
            continue
        _drop(link)


def _is_label(element: Element, known: PageWords) -> bool:
    match = known.ending.search(line_of(element, 60))
    return match is not None and match.start() == 0
