"""In which language a text is, told by the words that hold its sentences together.

Apart from the analysis, which reads Indonesian and nothing else. By shares of function words, which Grefenstette (1995)
compares with trigrams, and by no library: whole articles are to be told apart, for which some hundred words do, in
0.2 ms. The smallest library, py3langid, needs 2.3 ms and, to load, 1.3 s and 120 MB.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from quotes.errors import LexiconError

INDONESIAN = "Indonesian"
UNKNOWN = "another language"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# The same where every letter is one of English, in half the time, for `re` looks up other letters one by one.
_PLAIN_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
_OTHER_LETTER = re.compile(r"[^\x00-\x7f\xa0‘’“”–—…•]")
_LETTERS_AND_BLANKS = (string.ascii_letters + string.whitespace).encode()
_SAMPLE = 3_000  # characters
_LEAST_WORDS = 30  # of a text whose language can be told
_LEAST_UNKNOWN = 100  # of one that is in no language known here: a short text may lack function words by chance
_LEAST_SHARE = 0.10  # of Indonesian function words; none of 1,445 Indonesian articles is taken for another
_KIN = frozenset((INDONESIAN, "Malay"))  # read alike


def foreign(text: str) -> str | None:
    """The language of a text that is not Indonesian; None: it is, or is too short to tell.

    Args:
        text: of an article; its first 3,000 characters are looked at.

    Returns:
        The language's name in English, or `another language`.
    """
    sample = text[:_SAMPLE]
    if _is_surely_indonesian(sample):
        return None  # as nearly all are: the words need not be counted
    if _OTHER_LETTER.search(sample):
        words = [*map(str.casefold, _WORD.findall(sample))]
    else:
        words = _PLAIN_WORD.findall(sample.lower())
    if len(words) < _LEAST_WORDS:
        return None
    if sum(map(_indonesian().__contains__, words)) >= _LEAST_SHARE * len(words):
        return None
    table = _languages()
    counts = Counter(language for word in words for language in table.get(word, ()))
    language, most = max(counts.items(), key=lambda each: each[1], default=(UNKNOWN, 0))
    if language in _KIN:
        return None
    if most >= _LEAST_SHARE * len(words):
        return language
    other_letters = sum(not word.isascii() for word in words) > len(words) / 2
    return UNKNOWN if other_letters or len(words) >= _LEAST_UNKNOWN else None


def _is_surely_indonesian(sample: str) -> bool:
    """Whether enough words between blanks are Indonesian, even if each sign inside the others parted two words."""
    pieces = sample.lower().split()
    signs = sample.encode("utf8", "surrogatepass").translate(None, delete=_LETTERS_AND_BLANKS)
    return sum(map(_indonesian().__contains__, pieces)) >= _LEAST_SHARE * (len(pieces) + len(signs))


@cache
def _indonesian() -> frozenset[str]:
    """Words of Indonesian."""
    return frozenset(word for word, languages in _languages().items() if INDONESIAN in languages)


@cache
def _languages() -> Mapping[str, tuple[str, ...]]:
    """Word -> the languages it is a word of."""
    path = files("quotes") / "lexicon" / "data" / "languages.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["words"]
        found: dict[str, list[str]] = {}
        for language, words in table.items():
            for word in words.split():
                found.setdefault(word, []).append(language)
    except (tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise LexiconError(
            f"lexicon/data/languages.toml cannot be used ({error!r})", "mend the file or reinstall"
        ) from error
    return {word: tuple(dict.fromkeys(languages)) for word, languages in found.items()}
