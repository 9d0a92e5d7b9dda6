"""How sure a row is: how probably its speaker is the right person under the right full name.

Owns the features of a whole row: how clear the choice among the candidates was, and what there is to doubt about the
name. The weights are estimated (see `learned.ranking`), so that of rows with confidence 0.8 four in five are right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import log
from typing import NamedTuple

from quotes.analysis.attribution.speakers import Attribution
from quotes.analysis.coreference.people import Person
from quotes.analysis.document.annotated import AnnotatedArticle, stage
from quotes.analysis.mentions.extents import VERB_LIKE
from quotes.analysis.mentions.labels import SURE_OF, Label
from quotes.analysis.quotations.statements import Statement
from quotes.learned import ranking
from quotes.ledger.rules import CHANGED
from quotes.text.spelling import words_of

_CLEAR = 6.0  # log odds of the choice; beyond, it is as clear as can be
_OF_NAMES = frozenset((*SURE_OF, Label.UNKNOWN))
_SOMEWHAT, _UNCLEAR = 4.0, 2.0  # below which a choice is less than clear, and unclear
_LONG = 4  # words; longer names count alike


@stage(needs="layout sentences statements mentions people attributions entities indirect", gives="confidences")
def judge(article: AnnotatedArticle) -> None:
    """Tell how sure each statement's speaker is."""
    weights, rows = ranking.load(), Rows(article)
    article.confidences = [
        round(weights.sure(rows.features(index)), 4) if article.indirect or statement.kind != "indirect" else 0.0
        for index, statement in enumerate(article.statements)
    ]


class Rows:
    """The rows of one article, as features."""

    def __init__(self, article: AnnotatedArticle) -> None:
        self._article = article
        self._starts = [sentence.start for sentence in article.sentences]
        self._names: dict[int, list[tuple[str, float]]] = {}
        self._namesakes: dict[str, int] = {}  # word -> people who have it
        for person in article.people.persons:
            for word in person.words:
                self._namesakes[word] = self._namesakes.get(word, 0) + 1
        self._shown = _shown(article)
        self._chain = _chains(article.attributions)
        self._naming = {
            a.person.key
            for a in article.attributions
            if a.person is not None and a.mention is not None and a.mention.kind == "name"
        }

    def features(self, index: int) -> list[tuple[str, float]]:
        """What speaks for and against a row."""
        statement, attribution = self._article.statements[index], self._article.attributions[index]
        found = [*self._of_choice(statement, attribution)]
        person = attribution.person
        if person is None:
            found += self._of_description(attribution)
        else:
            if person.key not in self._names:
                self._names[person.key] = [*self._of_name(person)]
            found += self._names[person.key]
            found.append(("named_by_a_clause", float(person.key in self._naming)))
            shown = self._shown.get(person.key, _NOTHING)
            found += [("never_acts", not shown.acts), ("ever_behind_capital", shown.behind_capital)]
            found.append(("ever_before_capital", shown.before_capital))
        odds = self._chain[index]
        if attribution.mention is None or attribution.mention.kind != "name":
            found += [("chain_odds", odds), ("chain_unclear", max(0.0, _UNCLEAR - odds))]
            found.append(("chain_somewhat_unclear", max(0.0, _SOMEWHAT - odds)))
        found += self._of_subject(statement, attribution)
        found += _of_mention(attribution)
        return [(name, float(value)) for name, value in found if value]

    def _of_choice(self, statement: Statement, attribution: Attribution) -> Iterator[tuple[str, float]]:
        """How clear it was whom of the candidates the clause means."""
        yield f"rule_{attribution.speaker.rule.removesuffix(CHANGED)}", 1
        yield "model_changed", attribution.speaker.rule.endswith(CHANGED)
        yield f"position_{statement.clause.position}", 1
        yield f"kind_{statement.kind}", 1
        if len(attribution.weighed) > 1:
            odds = _odds(attribution)
            yield "choice", 1
            yield "choice_odds", odds
            yield "choice_unclear", max(0.0, _UNCLEAR - odds)
        yield "one_line", len(self._article.layout.paragraphs) == 1
        yield "people", log(1 + len(self._article.people.persons))

    def _of_subject(self, statement: Statement, attribution: Attribution) -> Iterator[tuple[str, float]]:
        """How far the clause's subject stands from its verb, and what it is beside."""
        clause, mention = statement.clause, attribution.mention
        if mention is None or clause.sentence < 0 or clause.at < 0 or mention.kind == "enclitic":
            return
        items = self._article.sentences[clause.sentence].tokens
        starts = [token.start for token in items]
        first = bisect_right(starts, mention.span.start) - 1
        last = bisect_right(starts, mention.span.end - 1) - 1
        apart = clause.at - last - 1 if last < clause.at else first - clause.at - 1
        yield "subject_apart", log(1 + max(0, apart))
        yield "subject_next", apart <= 0

    def _of_description(self, attribution: Attribution) -> Iterator[tuple[str, float]]:
        """What a speaker that is no person of the article looks like."""
        yield f"type_{attribution.speaker.type}", 1
        words = (attribution.speaker.name or "").split()
        yield "described_in_words", log(1 + len(words))
        yield "described_in_capitals", sum(word[:1].isupper() for word in words) / max(1, len(words))

    def _of_name(self, person: Person) -> Iterator[tuple[str, float]]:
        """What there is to doubt about where a name begins and ends, or whether it is one."""
        namer = self._article.mentions.namer
        words = person.name.split()
        yield f"name_of_{min(len(words), _LONG)}", 1
        yield "mentions", log(1 + len(person.positions))
        times = person.times.get(person.name, 0)
        yield "in_full_once", times == 1
        yield "in_full_often", log(times) if times > 1 else 0
        forms = len(person.names)
        yield "one_form", forms == 1
        # Forms that are no part of one another.
        yield "other_forms", any(not set(words_of(form)) <= set(words_of(person.name)) for form in person.names)
        words_in_full = words_of(person.name)
        longer = [form for form in map(words_of, person.names) if len(form) > 1]
        yield "without_first", any(form[0] != words_in_full[0] for form in longer)
        yield "without_last", any(form[-1] != words_in_full[-1] for form in longer)
        yield "from_headline", self._article.people.is_from_title(person)
        yield "in_headline", self._article.people.in_headline(person)
        yield "has_role", bool(person.roles)
        yield "several_roles", len(person.roles) > 1
        yield "sure", person.sure
        yield "capitals", person.name.isupper()
        yield "nickname", bool(person.nicknames)
        shown = [word in namer.evidence for word in words_of(person.name)]
        yield "shown", any(shown)
        yield "shown_first", bool(shown) and shown[0]
        yield "shown_last", bool(shown) and shown[-1]
        yield "namesakes", any(self._namesakes.get(word, 0) > 1 for word in words_of(person.name))
        yield from self._of_print(person, len(words))

    def _of_print(self, person: Person, count: int) -> Iterator[tuple[str, float]]:
        """What stands beside the name where it is first printed in full."""
        at = person.names[person.name]
        number = bisect_right(self._starts, at) - 1
        items = self._article.sentences[number].tokens if 0 <= number else ()
        first = next((i for i, token in enumerate(items) if token.start == at), None)
        yield "not_in_a_sentence", first is None
        if first is None:
            return
        mentions, end = self._article.mentions, first + count
        labels = mentions.namer.labels(items[first:end])
        yield "boundary_in_doubt", mentions.in_doubt(items, first, count)
        known = sum(label in SURE_OF for label in labels)
        yield "words_known", known / max(1, len(labels))
        yield "all_known", known == len(labels)
        yield "first_unknown", labels[0] not in SURE_OF
        yield "last_unknown", labels[-1] not in SURE_OF
        yield "no_word_of_names", any(label not in _OF_NAMES for label in labels)
        yield "begins_sentence", first == 0
        before = items[first - 1] if first else None
        after = items[end] if end < len(items) else None
        yield "capital_before", before is not None and before.capital and before.kind == "word"
        yield "capital_after", after is not None and after.capital and after.kind == "word"
        if before is not None and before.capital and before.kind == "word":
            yield f"before_{mentions.namer.labels(items[first - 1 : first])[0]}", 1
        seen = [self._article.entities.get(token.start) for token in items[first:end]]
        if any(seen):
            agreed = all(each is not None and each.type == "PER" for each in seen)
            yield "model_agrees", agreed
            yield "model_doubts", not agreed


class _Shown(NamedTuple):
    """What the article shows of a person, wherever it names them."""

    acts: bool  # a sentence tells what they do
    behind_capital: bool  # a word with its capital, of none of their offices, stands right before the name
    before_capital: bool  # one stands right behind it


_NOTHING = _Shown(False, False, False)


def _shown(article: AnnotatedArticle) -> dict[int, _Shown]:
    """What the article shows of each of those whom it names in sentences, by their keys."""
    found: dict[int, _Shown] = {}
    for sentence, phrases in zip(article.sentences, article.mentions.names, strict=True):
        items = sentence.tokens
        for phrase in phrases:
            at = phrase.mention.span.start
            person = article.people.named_at.get(at)
            if person is None:
                continue
            first = next((i for i in range(phrase.start, phrase.end) if items[i].start == at), phrase.start)
            end = first
            while end < len(items) and items[end].low in person.words:
                end += 1
            before = items[first - 1] if first else None
            behind = before is not None and before.capital and before.kind == "word" and before.low not in person.heads
            ahead = end < len(items) and items[end].capital and items[end].kind == "word"
            after = items[phrase.end] if phrase.end < len(items) else None
            acts = after is not None and VERB_LIKE.match(after.low) is not None and not after.capital
            known = found.get(person.key, _NOTHING)
            found[person.key] = _Shown(
                known.acts or acts, known.behind_capital or behind, known.before_capital or ahead
            )
    return found


def _of_mention(attribution: Attribution) -> Iterator[tuple[str, float]]:
    """How the name differs from what the clause prints."""
    mention = attribution.mention
    if mention is None or mention.kind not in ("name", "institution"):
        return
    printed, name = words_of(mention.text), words_of(attribution.speaker.name or "")
    if printed != name:
        yield "named_otherwise", 1
        yield "named_by_first", printed[:1] == name[:1]
        yield "named_by_last", printed[-1:] == name[-1:]
        yield "named_by_other_words", not set(printed) <= set(name)


def _chains(attributions: Sequence[Attribution]) -> list[float]:
    """The least clear choice since each statement's speaker was last named, in log odds."""
    clear: dict[str | None, float] = {}
    found = []
    for each in attributions:
        name = each.speaker.name
        if each.mention is not None and each.mention.kind == "name":
            clear.pop(name, None)
        clear[name] = min(_odds(each), clear.get(name, _CLEAR))
        found.append(clear[name])
    return found


def _odds(attribution: Attribution) -> float:
    """How clear the choice among the candidates was, in log odds."""
    if len(attribution.weighed) <= 1:
        return _CLEAR
    share = max(weighed.share for weighed in attribution.weighed)
    return min(_CLEAR, log(max(share, 1e-9)) - log(max(1 - share, 1e-9)))
