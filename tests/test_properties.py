"""What is true of every text: each stage on whatever hypothesis can think of, and on the corpus cut and glued."""

from __future__ import annotations

import io
import json
import re
import string
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes.analysis.dating import dates, vias
from quotes.analysis.document import tokens
from quotes.analysis.layout.paragraphs import lay_out
from quotes.analysis.pipeline import Analyser
from quotes.analysis.quotations import marks, reporting
from quotes.ledger import cells, reading, tables, writing
from quotes.lexicon import lists
from quotes.reading import Skipped
from quotes.reading.columns import Columns
from quotes.reading.decoding import decoded
from quotes.reading.formats.json_lines import of_lines
from quotes.reading.pages import body, html
from quotes.reading.sources import Options, Source, Unreadable
from quotes.records import Article, Quote, Span
from quotes.text import timestamps
from quotes.text.repair import mended, repaired
from quotes.text.terminal import printable, printable_lines

settings.register_profile("quotes", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.load_profile("quotes")

CORPUS = Path(__file__).parent.parent / "corpus"
MARKS = [*"\"“”'‘’«»„`,.?!:;…-–—()[]/&@#*_\n\t\u00a0\u00ad\u200b\u2028\x00", "''", "\n\n", "\x1b[31m"]
WORDS = """kata katanya ujar ujarnya tutur menurut mengatakan menegaskan dikatakan sebut tambahnya lanjut demikian bahwa
    yang Budi Santosa Sekar Wulandari B.J. dr. S.H. Bupati Kepala Dinas Ketua Umum PT Klien saya dia ia mereka -nya
    seorang warga Rawa Indah BPBD Selasa (11/1/2022) 11 Januari kemarin Minggu lalu pukul 10.30 WIB JAKARTA,
    KOMPAS.com - (ANTARA) Baca juga: Simak Video ADVERTISEMENT Penulis: dikutip dari AFP dilansir detikNews Rp 1,2
    miliar air surut. Naik 5%""".split()

news = st.lists(st.sampled_from(WORDS + MARKS), max_size=60).map(" ".join) | st.lists(
    st.sampled_from(WORDS + MARKS), max_size=60
).map("".join)
anything = st.text(max_size=300)
quoted = st.tuples(  # what is nearly a quote with its clause
    st.sampled_from(["", "Ia mengatakan, ", "Menurut Budi, ", "Sekar: ", "Warga pulang. "]),
    st.sampled_from(['"', "“", "”", "'", "", "„", "''"]),
    st.sampled_from(
        ["Air sudah surut sejak pagi", "Kami, kata Budi, pulang", "stabil", "Klien saya tidak tahu", "a", ""]
    ),
    st.sampled_from([",", ".", "?", "", "..."]),
    st.sampled_from(['"', "”", "“", "'", "", '" "']),
    st.sampled_from([" kata ", " ujarnya ", " tutur Ketua ", " ", ". ", "\n"]),
    st.sampled_from(["Budi Santosa", "dia", "Bupati Sekar (40)", "seorang warga", "BPBD", "", "Budi alias 'Ujang'"]),
    st.sampled_from([".", ", Senin (20/10/2025).", " kemarin. ", ', "Besok pulang."', ""]),
    news | anything | st.just(""),
).map("".join)
texts = news | anything | quoted | st.lists(quoted | news | anything, max_size=6).map("\n".join)


@cache
def analyser() -> Analyser:
    return Analyser(indirect=True)


@cache
def words() -> lists.Lexicon:
    return lists.load()


@cache
def corpus() -> tuple[Article, ...]:
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.json"))]
    return tuple(Article(row["doc_id"], row["text"], row.get("title")) for row in rows)


def in_order(spans: Sequence[Span], length: int) -> bool:
    """Whether spans are sorted, disjoint, not empty, and inside a text."""
    edges = [edge for span in spans for edge in (span.start, span.end)]
    return (
        edges == sorted(edges)
        and all(s.start < s.end for s in spans)
        and (not edges or 0 <= edges[0] <= edges[-1] <= length)
    )


# --- reading -----------------------------------------------------------------------------------------------------


@given(texts)
def test_repair_leaves_what_it_has_repaired(text: str) -> None:
    once = repaired(text)
    assert bool(once.repairs) == (once.text != text)
    if "&" not in once.text:  # `&am&amp;p;` makes a new one
        again = repaired(once.text)
        assert again.text == once.text or again.repairs == ("mojibake",)


@given(texts)
def test_a_table_s_text_is_repaired_whole_or_not_at_all(text: str) -> None:
    assert mended(text).text in (text, repaired(text).text)


@given(st.binary(max_size=400) | texts.map(lambda text: text.encode("utf-16", "surrogatepass")))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        assert isinstance(decoded(data), str)
    except Unreadable as error:
        assert "\n" not in str(error)


TAGS = """p div br b q blockquote a span table td ul li h1 h2 article main figure figcaption script style time cite pre
    aside""".split()
tags = st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
attributes = st.sampled_from(
    [
        "<p class='baca-juga'>",
        "<div itemprop=articleBody>",
        "<a href=/a>",
        "<p hidden>",
        "<!--",
        "-->",
        "&amp;",
        "&#0;",
        "<",
    ]
)
markup = st.lists(tags | attributes | news | st.text(max_size=20), max_size=40).map("".join)


@given(markup)
def test_any_page_is_an_article_or_refused(source: str) -> None:
    try:
        found = html.article(source.encode("utf-8", "surrogatepass"))
    except Unreadable as error:
        assert "\n" not in str(error)
    else:
        assert found.text.strip() and not re.search("[\x00\x02-\x04]", found.text)
        assert all(line.strip() == line and line for line in found.text.splitlines() if line.isascii())


@given(st.lists(st.sampled_from(string.ascii_letters), min_size=1, max_size=30).map("".join))
def test_a_page_s_paragraphs_are_its_text_s_lines(word: str) -> None:
    lines = [f"Satu {word} dua.", f"“Tiga {word},” kata Budi."]
    body = "".join(f"<p>{line}</p>" for line in lines)
    assert html.article(f"<html><body><article>{body}</article></body></html>".encode()).text == "\n".join([*lines, ""])


@given(st.lists(texts.map(lambda text: json.dumps({"text": text})) | anything, max_size=6))
def test_any_lines_are_articles_or_skipped(lines: list[str]) -> None:
    for item in of_lines(iter(lines), "a.jsonl", Options(Columns(), None), first=False):
        assert isinstance(item, (Article, Skipped))


@given(anything)
def test_any_string_is_a_time_or_none(text: str) -> None:
    timestamps.parse(text)


# --- analysis ----------------------------------------------------------------------------------------------------


@given(texts)
def test_paragraphs_are_sorted_disjoint_and_trimmed(text: str) -> None:
    laid = lay_out(Article("a", text))
    assert in_order(laid.paragraphs, len(text))
    assert all(span.of(text) == span.of(text).strip() for span in laid.paragraphs)


@given(texts)
def test_quotations_are_sorted_and_disjoint(text: str) -> None:
    paragraphs = lay_out(Article("a", text)).paragraphs
    found = marks.quotations(text, paragraphs, reporting.ending_in_clause(words()))
    assert in_order([quotation.outer for quotation in found], len(text))
    for quotation in found:
        inside, outer = quotation.span, quotation.outer
        assert outer.start <= inside.start < inside.end <= outer.end
        assert paragraphs[quotation.paragraph].start <= outer.start <= outer.end <= paragraphs[quotation.paragraph].end


@given(texts)
def test_tokens_are_their_text(text: str) -> None:
    found = tokens.tokens(text, 0, len(text))
    assert all(text[token.start : token.end] == token.text for token in found)
    assert "".join(token.text for token in found) == "".join(text.split()) or not text.isprintable()
    sentences = list(tokens.sentences(text, found, 0))
    assert [token for sentence in sentences for token in sentence.tokens] == found


@given(texts)
def test_relays_and_dates_are_found_or_not(text: str) -> None:
    span = Span(0, len(text))
    vias.via(text, [span], words())
    found = dates.stated(text, [span], None, Span(0, 0), None)
    assert found is None or found.span.of(text) == found.text


def sound(quotes: Sequence[Quote], text: str) -> None:
    """What the ledger promises of every row."""
    assert in_order([Span(quote.start, quote.end) for quote in quotes if quote.kind != "indirect"], len(text))
    for quote in quotes:
        assert 0 <= quote.start < quote.end <= len(text)
        assert text[quote.start : quote.end] == quote.quote == quote.quote.strip()
        assert text[quote.context_start :].startswith(quote.context) and quote.quote in quote.context
        assert quote.kind in ("direct", "partial", "indirect") and 0 <= quote.confidence <= 1 and quote.rule
        assert quote.speaker_type in (None, "person", "group", "institution", "document", "unnamed")
        assert quote.date_basis in (None, "stated", "speaker", "published")
        assert (quote.date is None) == (quote.date_basis is None)
        assert "" not in (quote.title, quote.cue, quote.cue_lemma, quote.mention, quote.speaker, quote.role, quote.via)
    assert len({quote.quote_id for quote in quotes}) == len(quotes)


@given(texts, st.none() | news)
@settings(max_examples=300)
def test_every_row_is_sound_on_any_text(text: str, title: str | None) -> None:
    sound(analyser().quotes(Article("a", text, title or None)), text)


@given(st.data())
@settings(max_examples=100)
def test_every_row_is_sound_on_cut_and_glued_articles(data: st.DataObject) -> None:
    pieces = []
    for _ in range(data.draw(st.integers(1, 3))):
        text = data.draw(st.sampled_from(corpus())).text
        start = data.draw(st.integers(0, len(text)))
        pieces.append(text[start : data.draw(st.integers(start, len(text)))])
    text = data.draw(st.sampled_from(["", " ", "\n", '"'])).join(pieces)
    sound(analyser().quotes(Article("a", text)), text)


def test_every_row_is_sound_wherever_the_text_breaks_off() -> None:
    """What a rule looks for behind a word may be missing: each word and mark is the last one once."""
    text = (
        "Kepala Dinas Sosial, yakni Sarinah Wibowo, dan Wakil Bupati, Budi Santosa, serta pengacara Ratna, yaitu Joni, "
        "yang juga Ketua RT, bernama Joko (52), menurut dia, bahwa Direktur PT Samudra Kencana, Alex Wijaya, Kamis "
        '(11/1/2022), siap. "Kami siap," kata yang bersangkutan, didampingi Kapolsek Rawalaut, AKP Darto, S.H.'
    )
    for word in re.finditer(r"\w+|[^\w\s]", text):
        for broken in (text[: word.end()], f'"Kami siap," kata Kepala Dinas Sosial, {word[0]}'):
            sound(analyser().quotes(Article("a", broken)), broken)


@given(texts)
def test_the_same_text_gives_the_same_rows(text: str) -> None:
    assert analyser().quotes(Article("a", text)) == analyser().quotes(Article("a", text))


@given(st.lists(st.sampled_from(range(40)), min_size=1, max_size=4, unique=True))
@settings(max_examples=15)
def test_articles_do_not_depend_on_those_around_them(numbers: list[int]) -> None:
    chosen = [corpus()[number % len(corpus())] for number in numbers]
    together = [analyser().quotes(article) for article in chosen]
    assert [analyser().quotes(article) for article in reversed(chosen)] == together[::-1]


PARAGRAPH = "\nSungai Wela surut sejak pagi hari, dan warga Rawa Indah kembali ke rumah masing-masing.\n"


def may_go_on(article: Article) -> bool:
    """Whether what is appended to an article belongs to its body: below a page's furniture it would be furniture."""
    text = article.text.rstrip("\n")
    return "\n" in text and lay_out(article).paragraphs[-1].end >= len(text) - 200


@given(st.sampled_from([article for article in corpus() if may_go_on(article)]), texts | st.just(""))
@settings(max_examples=100)
def test_appended_text_leaves_the_quotes_where_they_are(article: Article, more: str) -> None:
    """Whatever is appended to a text moves no span of it and takes none away, whoever the speakers are now."""
    text = article.text.rstrip("\n")
    before = [(q.start, q.end) for q in analyser().quotes(article)]
    after = [(q.start, q.end) for q in analyser().quotes(replace(article, text=text + PARAGRAPH + more))]
    assert [span for span in after if span[1] <= len(text)] == before


def steps(work: Callable[[], object]) -> int:
    """How many functions are entered and left in some work: what it costs, the same on every machine."""
    count = 0

    def tell(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tell)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


LENGTH = 20_000  # characters: what took the square of the length would take 10,000 steps a character and more
MOST_STEPS = 1_000  # a character; the worst inputs known take 300


@given((news | anything | quoted).filter(bool))
@settings(max_examples=25)
def test_analysis_takes_so_many_steps_a_character_at_most(unit: str) -> None:
    text = (unit * (LENGTH // len(unit) + 1))[:LENGTH]
    assert steps(lambda: analyser().quotes(Article("a", text))) < MOST_STEPS * LENGTH


@given(markup.filter(bool))
@settings(max_examples=25)
def test_reading_a_page_takes_so_many_steps_a_character_at_most(unit: str) -> None:
    source = (unit * (LENGTH // len(unit) + 1))[:LENGTH].encode("utf-8", "surrogatepass")

    def read() -> None:
        with suppress(Unreadable):
            html.article(source)

    assert steps(read) < MOST_STEPS * LENGTH


# --- the ledger --------------------------------------------------------------------------------------------------


@given(anything | st.text("='+-@\t\r\n＝＋－＠ a", max_size=8))
def test_a_cell_is_harmless_and_comes_back(cell: str) -> None:
    written = cells.defused(cell)
    assert cells.restored(written) == cell
    assert not written.lstrip(" ").startswith(tuple("=+-@\t\r")) or cell.startswith(" ") or cell[1:].isalpha()


@given(st.lists(texts, min_size=1, max_size=3))
@settings(max_examples=25)
def test_ledgers_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, many: list[str]) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    quotes = [
        quote
        for number, text in enumerate(many)
        for quote in analyser().quotes(Article(f"a{number}", text.encode("utf-8", "replace").decode()))
    ]
    for name in ("l.csv", "l.jsonl", "l.parquet"):
        writing.write_ledger(tables.frame(quotes), folder / name)
        assert list(tables.records(reading.read_ledger(folder / name))) == quotes


@given(anything)
def test_nothing_steers_a_terminal(text: str) -> None:
    steering = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]"
    assert not re.search(steering + "|\n|\t", printable(text))
    assert not re.search(steering, printable_lines(text))


def test_the_word_lists_of_pages_load() -> None:
    assert body.words().bodies and Source("a", "", io.BytesIO).suffix == ""
