"""When a model of names is asked, what its answer does, and when it is not believed. No model is loaded here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quotes.analysis import consulting
from quotes.analysis.attribution.speakers import Attribution
from quotes.analysis.document.annotated import AnnotatedArticle
from quotes.analysis.mentions import entities
from quotes.analysis.mentions.entities import Edge, Found
from quotes.analysis.pipeline import Analyser
from quotes.ledger import rules
from quotes.records import Article

ANALYSER = Analyser(mode="rules")


def read(text: str) -> AnnotatedArticle:
    return ANALYSER._read(Article("a", text))


def told(text: str, **names: str) -> tuple[str | None, str]:
    """Speaker and rule of the last statement when the model finds the names given as `Ibaraki="LOC"`, `_` a space."""
    found = []
    for name, kind in names.items():
        at = text.index(name.replace("_", " "))
        found.append(Found(at, at + len(name), kind))
    article = read(text)
    speaker = ANALYSER._answered(article, consulting.doubts(article), found).attributions[-1].speaker
    return speaker.name, speaker.rule


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        # the words are known for names, or stand alone where only a name can
        ('"Air surut semua," kata Bupati Sari Dewi.', []),
        ('Dosen Xyrila Voskan hadir.\n"Air surut semua," kata Xyrila.', []),
        ('"Air surut semua," katanya.', []),
        # nothing shows where the name begins, or that it is one
        ('"Air surut semua," kata Dosen Xyrila Voskan.', ["Xyrila Voskan"]),
        ('"Air surut semua," kata Direktur PT Karvala Sari Dewi.', ["Sari Dewi"]),
        ('Hari ini Dosen Xyrila Voskan menegaskan sikap.\n"Air surut semua," ujarnya.', ["Xyrila Voskan"]),
    ],
)
def test_names_that_are_in_doubt(text: str, asked: list[str]) -> None:
    assert [span.of(text) for span in consulting.doubts(read(text)).people.values()] == asked


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('"Air surut semua," kata dosen Voskan Xyrila.\nWarga pulang.', [0]),
        ('Warga pulang.\n"Air surut semua," kata serikat Karvala.', [1]),
        ('Warga pulang.\n"Air surut semua," kata seorang warga.', []),
        ("Dosen Xyrila Voskan pulang.", []),
    ],
)
def test_only_sentences_that_decide_are_asked_about(text: str, sentences: list[int]) -> None:
    assert consulting.doubts(read(text)).sentences == sentences


TRAIN = '"Kami tak bisa menunggu," kata Gubernur Rajaharu Xyrila Voskan, Senin (1/2/2021).'


@pytest.mark.parametrize(
    ("text", "names", "speaker", "rule"),
    [
        # it sees a place before the name, or more of the name
        (TRAIN, {"Rajaharu": "LOC", "Xyrila_Voskan": "PER"}, "Xyrila Voskan", "name_model"),
        (TRAIN, {"Rajaharu_Xyrila_Voskan": "PER"}, "Rajaharu Xyrila Voskan", "name"),
        # it sees nothing, or part of the name alone: no reason to leave out words
        (TRAIN, {}, "Rajaharu Xyrila Voskan", "name"),
        (TRAIN, {"Voskan": "PER"}, "Rajaharu Xyrila Voskan", "name"),
        # it bears the rules out
        ('"Air surut semua," kata Camat Xyrila Voskan, Senin.', {"Xyrila_Voskan": "PER"}, "Xyrila Voskan", "name"),
    ],
)
def test_what_the_model_changes(text: str, names: dict[str, str], speaker: str, rule: str) -> None:
    assert told(text, **names) == (speaker, rule)


def test_a_change_is_less_certain_and_explained() -> None:
    assert "stanza" in rules.explained("name_model")
    assert rules.explained("name_model").startswith(rules.RULES["name"])


def test_a_name_is_the_same_everywhere_in_the_article() -> None:
    text = "Grup Karvala tumbuh.\nKemarin Karvala libur.\nWarga pulang."
    reading = read(text)
    seen = entities.entities(reading.sentences, [0], [Found(5, 12, "ORG")])
    assert {text[at : at + 7]: word.type for at, word in seen.items() if word.type} == {"Karvala": "ORG"}
    assert [at for at, word in seen.items() if word.type] == [5, text.index("Karvala", 10)]
    assert text.index("Warga") not in seen, "nobody asked about it"


def test_probabilities_of_edges_become_levels() -> None:
    text = "Kemarin Xyrila Voskan pulang.\nXyrila Voskan diam."
    reading = read(text)
    at, end = text.index("Xyrila"), text.index(" pulang")
    edges = [Edge(at, at + 6, 0.97, 0.0), Edge(at + 7, end, 0.1, 0.999)]
    seen = entities.entities(reading.sentences, [0], [Found(at, end, "PER")], edges)
    first, last = seen[at], seen[at + 7]
    assert (first.begins, first.ends) == (entities.level(0.97), 0)
    assert (last.begins, last.ends) == (entities.level(0.1), len(entities.LEVELS))
    assert seen[text.index("Xyrila", at + 1)] == first, "the same name elsewhere"
    assert first.sure and last.sure
    doubted = entities.entities(reading.sentences, [0], [Found(at, end, "PER")], [edges[0], Edge(at + 7, end, 0, 0.6)])
    assert not doubted[at].sure


def test_letters_behind_a_name_are_of_it_where_the_model_is_sure() -> None:
    text = '"Air surut semua," kata Camat Xyrila BV, Senin.'
    assert told(text, Xyrila="PER")[0] == "Xyrila"
    assert told(text, Xyrila_BV="PER")[0] == "Xyrila BV"


def test_an_answer_that_bears_the_rules_out_settles_it() -> None:
    text = '"Air surut semua," kata Dosen Xyrila Voskan.'
    reading = read(text)
    doubts = consulting.doubts(reading)
    at = text.index("Xyrila")
    assert consulting.settled(doubts, reading.sentences, [Found(at, at + len("Xyrila Voskan"), "PER")])
    assert not consulting.settled(doubts, reading.sentences, [Found(at, at + len("Xyrila"), "PER")])
    assert not consulting.settled(doubts, reading.sentences, [])


def test_a_person_not_in_doubt_is_not_taken_away() -> None:
    make: Callable[[str], Attribution] = lambda text: read(text).attributions[0]  # noqa: E731
    old, new = make('"Air surut," kata Sari Dewi.'), make('"Air surut," kata Budi Wibowo.')
    doubts = consulting.Doubts([], {}, frozenset())
    assert consulting.told([old], [new], doubts, entities.NONE) == [old]
