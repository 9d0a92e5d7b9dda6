"""What speakers are where the article does not say so beside their names.

`Bima mencetak gol. Penyerang Samudra itu senang`: the role of whoever has none otherwise. Apart from `mentions`, which
reads what stands beside a name, for it takes the whole article to tell whom such words mean.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from quotes.analysis.coreference.people import People, Person
from quotes.analysis.document.tokens import Sentence, Token
from quotes.analysis.mentions.reader import Mentions

_LEAST = 2  # words: `petugas itu` may be anybody
_LINKS = frozenset(("dan", "atau", "serta", "dalam", "dengan"))  # join more to a description than what somebody is


def learn_callings(
    people: People, speakers: Iterable[Person], sentences: Sequence[Sentence], mentions: Mentions
) -> None:
    """Give the speakers without a role the one by which the article calls them: `penyerang Samudra itu`.

    Args:
        people: of the article.
        speakers: of its statements.
        sentences: of its body.
        mentions: of its sentences.
    """
    unknown = {person.key for person in speakers if person.role is None}
    if not unknown:
        return
    places = sorted(people.named_at)
    before = 0  # where the sentence before begins
    for sentence in sentences:
        if any(token.low in mentions.lexicon.demonstratives for token in sentence.tokens):
            for at, role in _callings(sentence.tokens, mentions):
                first = bisect_left(places, before)
                named = {people.named_at[place].key for place in places[first : bisect_left(places, at)]}
                if len(named) == 1 and not unknown.isdisjoint(named):
                    people.give_role(people.persons[named.pop()], role, at, stated=False)
        before = sentence.start


def _callings(items: Sequence[Token], mentions: Mentions) -> Iterator[tuple[int, str]]:
    """Descriptions that are a clause's subject and point back to somebody, without the word that does.

    Where each begins, and what it says.
    """
    lexicon = mentions.lexicon
    for i, token in enumerate(items):
        if token.kind != "word" or (i and items[i - 1].text != ","):
            continue
        calling = mentions.phrases.pointing_back(items, i)
        if calling is None or calling.end == len(items) or items[calling.end].kind != "word":
            continue
        words = calling.mention.text.casefold().split()[:-1]
        head = words[0].removesuffix("nya")
        loose = head in lexicon.generic_people or head in lexicon.kin or not _LINKS.isdisjoint(words)
        if len(words) >= _LEAST and not loose:
            yield calling.mention.span.start, " ".join(calling.mention.text.split()[:-1])
