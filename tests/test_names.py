"""stanza's entity tagger without stanza: the same names, in whatever company, and the same ledger."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Sequence
from pathlib import Path

import pytest

from quotes.analysis.pipeline import Analyser
from quotes.errors import ModelError
from quotes.learned import names, parsing, shipped
from quotes.learned.names import Entity, Tagger
from quotes.reading import Skipped, articles
from quotes.records import Article

CORPUS = Path(__file__).parent.parent / "corpus"
SHARED = CORPUS.parent.parent / "shared" / "text"
CLAUSE = "kata Kepala Badan Penanggulangan Bencana Mekarsari, Dewi Lestari, di Surabaya, Senin (12/1/2022)."


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return names.load()


def corpus() -> list[Article]:
    return [item for item in articles([str(CORPUS)]) if not isinstance(item, Skipped)]


def by_stanza(texts: Sequence[str]) -> list[tuple[Entity, ...]]:
    import torch

    torch.set_num_threads(1)  # more only wait for one another
    return parsing.load("shipped", ("ner",), clauses=True).names(texts)


def test_names_are_found_where_they_stand(tagger: Tagger) -> None:
    (found,) = tagger.names([CLAUSE])
    assert {(name.text, name.type) for name in found} >= {("Dewi Lestari", "PER"), ("Surabaya", "LOC")}
    assert all(CLAUSE[name.start : name.end] == name.text for name in found)


def test_the_names_are_stanza_s(tagger: Tagger) -> None:
    texts = [article.text for article in corpus()][::3]
    assert tagger.names(texts) == by_stanza(texts)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_the_names_are_stanza_s_in_real_articles(tagger: Tagger) -> None:
    files = sorted(SHARED.glob("*.jsonl"))
    lines = [line for path in files for line in path.read_text(encoding="utf-8").split("\n") if line]
    texts = [json.loads(line)["text"] for line in lines[::40]]
    assert tagger.names(texts) == by_stanza(texts)


def test_edges_are_probable_where_names_begin_and_end(tagger: Tagger) -> None:
    alone, again = (tagger.readings([CLAUSE, *others])[0] for others in ([], ["Budi pulang.", CLAUSE + " " + CLAUSE]))
    edges = {CLAUSE[token.start : token.end]: (token.begins, token.ends) for token in alone.tokens}
    assert edges["Dewi"][0] > 0.5 > edges["Dewi"][1]
    assert edges["Lestari"][1] > 0.5 > edges["Lestari"][0]
    assert max(edges["Kepala"]) < 0.1
    assert all(0 <= share <= 1.001 for edge in edges.values() for share in edge)
    assert alone.names == again.names
    for token, other in zip(alone.tokens, again.tokens, strict=True):
        assert token.begins == pytest.approx(other.begins, abs=1e-3)


def test_the_ledger_is_the_one_of_stanza_s_path(monkeypatch: pytest.MonkeyPatch) -> None:
    without = [analysed.quotes for analysed in Analyser().each(corpus()[::3])]
    monkeypatch.setattr(names, "load", lambda: parsing.load("shipped", ("ner",), clauses=True))
    assert [analysed.quotes for analysed in Analyser().each(corpus()[::3])] == without


@pytest.mark.parametrize(
    "text", ["", " \n ", ".", "\U0001f600 \u202e \x00 ok", "日本語 Das ist < > <PAD>", "x" * 5000, "Budi " * 600]
)
def test_odd_text_breaks_nothing(tagger: Tagger, text: str) -> None:
    before, odd, after = tagger.names([CLAUSE, text, CLAUSE])
    assert before == after == tagger.names([CLAUSE])[0]
    assert all(text[name.start : name.end] == name.text for name in odd)


@pytest.mark.parametrize(
    "tags, spans",
    [
        ("O B-PER E-PER O S-LOC", ["1-3 PER", "4-5 LOC"]),
        ("B-PER B-PER I-PER O", ["0-1 PER", "1-3 PER"]),
        ("I-PER I-ORG E-ORG E-ORG", ["0-1 PER", "1-3 ORG", "3-4 ORG"]),
        ("B-PERSON E-PERSON S-PLACE S-PLACE", ["0-2 PER", "2-3 LOC", "3-4 LOC"]),
        ("O O", []),
    ],
)
def test_tags_that_do_not_fit_together_still_give_names(tags: str, spans: list[str]) -> None:
    pieces = [names.Piece(2 * place, 2 * place + 1) for place in range(len(tags.split()))]
    found = names._entities("x " * len(pieces), pieces, tags.split())
    assert [f"{name.start // 2}-{(name.end + 1) // 2} {name.type}" for name in found] == spans


def test_a_forked_child_may_use_what_its_parent_used(tagger: Tagger) -> None:
    expected = tagger.names([CLAUSE] * 50)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(names.load().names, [[CLAUSE] * 50] * 2).get(timeout=120) == [expected] * 2


@pytest.mark.parametrize("content", [None, b"", b"PK"])
def test_weights_that_are_not_as_they_should_be_are_named(tmp_path: Path, content: bytes | None) -> None:
    (tmp_path / shipped.MANIFEST).write_bytes((shipped.MODELS / shipped.MANIFEST).read_bytes())
    if content is not None:
        (tmp_path / names.FILE).write_bytes(content)
    with pytest.raises(ModelError, match=rf"{names.FILE} are (missing|damaged): .*--rules"):
        names.load(tmp_path)
