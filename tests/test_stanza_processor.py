"""The analyser inside stanza: a pipeline that ends in `quote`, with the models that ship."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

stanza = pytest.importorskip("stanza")

from quotes.errors import UsageError  # noqa: E402
from quotes.stanza_processor import QuoteSpan, settings  # noqa: E402

TEXT = (
    '"Air sudah surut," kata Bupati Wonosobo Ratna Wulandari, Selasa (11/1/2022).\n\n'
    '"Besok sekolah buka," ujarnya. Film "Air" tayang.'
)


def pipeline(*processors: str, **more: Any) -> Any:
    return stanza.Pipeline(use_gpu=False, logging_level="ERROR", **settings(processors, **more))


@pytest.fixture(scope="module")
def nlp() -> Any:
    return pipeline(quote_published="2022-01-12")


def test_a_document_has_its_quotes(nlp: Any) -> None:
    document = nlp(TEXT)
    assert [(q.text, q.cue, q.speaker, q.date) for q in document.quotes] == [
        ("Air sudah surut,", "kata", "Ratna Wulandari", date(2022, 1, 11)),
        ("Besok sekolah buka,", "ujarnya", "Ratna Wulandari", date(2022, 1, 11)),
    ]
    assert all(isinstance(q, QuoteSpan) and TEXT[q.start_char : q.end_char] == q.text for q in document.quotes)
    assert document.quotes[1].mention == "-nya"
    assert document.quotes[0].role == "Bupati Wonosobo"
    assert document.sentences, "what came before in the pipeline stays"


def test_many_documents_at_once_are_as_one_by_one(nlp: Any) -> None:
    texts = [TEXT, "", "Tak ada kutipan.", TEXT]
    together = nlp.bulk_process([stanza.Document([], text=text) for text in texts])
    assert [[q.text for q in d.quotes] for d in together] == [[q.text for q in nlp(text).quotes] for text in texts]


def test_other_processors_go_with_it() -> None:
    document = pipeline("pos", "ner", quote_analyser_mode="full")(TEXT)
    assert "Ratna Wulandari" in document.ents[0].text
    assert document.sentences[0].words[0].upos
    assert len(document.quotes) == 2


def test_what_is_reported_is_asked_for() -> None:
    text = f"{TEXT} Ratna mengatakan jalan desa akan diperbaiki pekan depan."
    kinds = {asked: [q.row.kind for q in pipeline(quote_indirect=asked)(text).quotes] for asked in (False, True)}
    assert kinds[True] == [*kinds[False], "indirect"]


def test_an_odd_mode_is_refused() -> None:
    with pytest.raises(UsageError, match="no mode 'best'"):
        pipeline(quote_analyser_mode="best")
