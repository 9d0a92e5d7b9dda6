import json
import subprocess
import sys
from pathlib import Path

import pytest
from samples import quote

from quotes.cli import main
from quotes.errors import InputError
from quotes.evaluation import scoring
from quotes.evaluation.scoring import (
    Certainty,
    GoldArticle,
    GoldQuote,
    calibration_error,
    certain,
    days,
    evaluate,
    same_person,
)
from quotes.ledger import reading, tables, writing
from quotes.records import Quote, Span

TEXT = '"Air surut," kata Sarinah Wibowo. "Syukurlah," ujarnya. Jargon "Rawalaut Bangkit" dipasang. "Ayo," kata warga.'
SHARED = Path(__file__).parent.parent.parent / "shared"


def gold(words: str, **changes: object) -> GoldQuote:
    start = TEXT.index(words)
    fields: dict[str, object] = {
        "span": Span(start, start + len(words)),
        "kind": "direct",
        "cue": "kata",
        "mention": "Sarinah Wibowo",
        "names": ("Sarinah Wibowo", "Bu Sari"),
        "role": "Bupati Rawalaut",
        "stated": "",
    }
    return GoldQuote(**(fields | changes))  # type: ignore[arg-type]


def row(words: str, **changes: object) -> Quote:
    start = TEXT.index(words)
    fields: dict[str, object] = {"quote": words, "start": start, "end": start + len(words), "date_basis": "published"}
    return quote(doc_id="g", **(fields | changes))


ARTICLE = GoldArticle(
    "g", TEXT, "2022-01-11", (gold("Air surut"), gold("Syukurlah", cue="ujarnya", mention="-nya"), gold("Ayo"))
)
RIGHT = [row("Air surut,"), row("Syukurlah,", cue="ujarnya", mention="-nya"), row("Ayo,")]


def figures(rows: list[Quote], article: GoldArticle = ARTICLE) -> dict[str, float]:
    return evaluate([article], tables.frame(rows)).figures


def test_a_right_ledger_has_full_marks():
    result = figures(RIGHT)
    assert {name: value for name, value in result.items() if value != 100} == {
        "stated": 0.0,  # nothing is stated, so there is nothing to find
        "calibration_error": pytest.approx(3, abs=0.01),
    }
    assert evaluate([ARTICLE], tables.frame(RIGHT)).mistakes == []


@pytest.mark.parametrize(
    ("rows", "figure", "value"),
    [
        (RIGHT[:2], "detection", 80),
        (RIGHT[:2], "detection_precision", 100),
        (RIGHT[:2], "detection_recall", 100 * 2 / 3),
        ([*RIGHT, row("Rawalaut Bangkit")], "detection_precision", 75),
        ([*RIGHT, row("Rawalaut Bangkit")], "speaker", 100 * 6 / 7),
        ([row("Air surut,", kind="partial"), *RIGHT[1:]], "kind", 100 * 2 / 3),
        ([row("Air surut,", speaker="Wibowo"), *RIGHT[1:]], "speaker", 100),
        ([row("Air surut,", speaker="Wibowo"), *RIGHT[1:]], "canonical", 100 * 2 / 3),
        ([row("Air surut,", speaker="Bu Sari"), *RIGHT[1:]], "canonical", 100),
        ([row("Air surut,", speaker=None), *RIGHT[1:]], "speaker", 100 * 2 / 3),
        ([row("Air surut,", cue="katanya"), *RIGHT[1:]], "cue", 100),
        ([row("Air surut,", cue="ujar"), *RIGHT[1:]], "cue", 100 * 2 / 3),
        ([row("Air surut,", mention="Sarinah"), *RIGHT[1:]], "mention", 100 * 2 / 3),
        ([row("Air surut,", role="Bupati"), *RIGHT[1:]], "role", 100),
        ([row("Air surut,", role="Camat"), *RIGHT[1:]], "role", 100 * 2 / 3),
        ([row("Air surut,", date=None), *RIGHT[1:]], "dated", 100 * 2 / 3),
    ],
)
def test_each_figure_falls_with_its_field(rows, figure, value):
    assert figures(rows)[figure] == pytest.approx(value)


def test_stated_dates_count_apart_from_dates():
    article = GoldArticle("g", TEXT, "2022-01-11", (gold("Air surut", stated="2022-01-11"), gold("Ayo")))
    assert figures([row("Air surut,"), row("Ayo,")], article)["stated"] == 0
    assert figures([row("Air surut,"), row("Ayo,")], article)["dated"] == 100
    assert figures([row("Air surut,", date_basis="stated"), row("Ayo,")], article)["stated"] == 100
    both = [row("Air surut,", date_basis="stated"), row("Ayo,", date_basis="stated")]
    assert figures(both, article)["stated"] == pytest.approx(100 * 2 / 3)


def test_rows_of_other_articles_are_left_alone():
    assert figures([*RIGHT, quote(doc_id="elsewhere")])["detection"] == 100


def test_mistakes_name_what_was_expected():
    rows = [row("Air surut,", speaker="Budi", role=None), row("Rawalaut Bangkit"), RIGHT[2]]
    found = [(m.field, m.expected, m.found) for m in evaluate([ARTICLE], tables.frame(rows)).mistakes]
    assert found == [
        ("speaker", "Sarinah Wibowo", "Budi"),
        ("role", "Bupati Rawalaut", ""),
        ("missed", "Sarinah Wibowo", ""),
        ("spurious", "", "Sarinah Wibowo"),
    ]


GOLD_ITEM = {"start": 0, "end": 3, **dict.fromkeys(("cue", "mention", "speaker", "role", "date", "date_text"), "")}
GOLD_ITEM |= {"kind": "direct", "aliases": []}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ([("A", "d1"), ("A", "")], ["d1", "d1"]),
        ([("A", ""), ("A", "d2")], ["d2", "d2"]),
        ([("A", "d1"), ("A", ""), ("A", "d3")], ["d1", "d1", "d3"]),
        ([("A", "d1"), ("B", "")], ["d1", "pub"]),
    ],
)
def test_days_follow_the_speaker(stated, expected):
    quotes = [gold("Ayo", names=(name,), stated=day, span=Span(n, n + 1)) for n, (name, day) in enumerate(stated)]
    assert days(quotes, "pub") == [[day] for day in expected]


def test_a_day_that_a_reported_statement_gives_is_right_with_it_and_without():
    said = gold("Ayo", names=("A",), stated="", span=Span(5, 6))
    told = gold("Ayo", names=("A",), stated="d1", span=Span(1, 2))
    assert days([said], "pub", [told]) == [["d1", "pub"]]


def test_a_ledger_of_other_articles_is_no_ledger_of_the_gold(tmp_path, capsys):
    content = {"doc_id": "x", "text": "Ayo", "published_date": "", "quotes": [GOLD_ITEM]}
    (tmp_path / "g.json").write_text(json.dumps(content))
    writing.write_ledger(tables.frame(RIGHT), tmp_path / "l.parquet")
    assert main(["eval", str(tmp_path), str(tmp_path / "l.parquet")]) == 3
    assert "holds no article of" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "names", "same"),
    [
        ("Ned Price", ["Ned Price"], True),
        ("price", ["Ned Price"], True),
        ("Juru bicara Ned Price", ["Ned Price"], True),
        ("Ned Stark", ["Ned Price"], False),
        ("Jokowi", ["Joko Widodo", "Jokowi"], True),
        (None, [""], True),
        (None, ["Ned Price"], False),
        ("Ned Price", [""], False),
    ],
)
def test_same_person(name, names, same):
    assert same_person(name, names) is same


@pytest.mark.parametrize(
    ("certainty", "error"),
    [
        ([], 0),
        ([(1.0, True)] * 10, 0),
        (([(0.9, True)] * 9 + [(0.9, False)]) * 10, 0),
        ([(0.9, False)] * 10, 0.9),
        ([(0.95, True)] * 5 + [(0.15, False)] * 5, 0.1),
    ],
)
def test_calibration_error(certainty, error):
    assert calibration_error(certainty) == pytest.approx(error)


def test_the_least_sure_tenth_of_the_rows_is_told() -> None:
    unsure = [Certainty(0.2, False, False), Certainty(0.3, True, False)]
    rows = [*unsure, *[Certainty(0.9, True, True)] * 16, Certainty(0.95, False, False), Certainty(0.95, True, False)]
    told = certain(rows)
    assert (told["least_sure_speakers"], told["least_sure_names"]) == (50, 50)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read"),
        ('{"quotes": [{}]}', "is no gold"),
        ('{"quotes": [], "text": "a"}', "is no gold, 'doc_id' is missing"),
        ('{"spans": []}', "holds no gold"),
    ],
)
def test_damaged_gold_is_told(tmp_path, content, said):
    (tmp_path / "g.json").write_text(content)
    with pytest.raises(InputError, match=said):
        scoring.read_gold(tmp_path)


@pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="needs the development folder beside the checkout")
@pytest.mark.parametrize("folder", ["detik", "outlets"])
def test_figures_agree_with_the_reference_scorer(tmp_path, folder):
    """On a ledger with every sort of mistake: gold, perturbed."""
    rows = []
    for path in sorted((SHARED / "gold" / folder).glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for number, item in enumerate(content["quotes"]):
            if number % 7 == 6:
                continue
            rows.append(
                quote(
                    doc_id=content["doc_id"],
                    start=item["start"] - (number % 5 == 0),
                    end=item["end"] + (number % 11 == 10) * 9,
                    quote="x",
                    kind="direct" if number % 6 else "partial",
                    cue=None if number % 8 == 3 else item["cue"].removesuffix("nya"),
                    speaker=None if number % 9 == 8 else " ".join(item["speaker"].split()[: 1 + number % 4]),
                    role=item["role"][: len(item["role"]) // (1 + number % 3)],
                    date=__import__("datetime").date(2025, 10, 1 + number % 28),
                    date_basis=("stated", "speaker", "published")[number % 3],
                )
            )
    writing.write_ledger(tables.frame(rows), tmp_path / "l.parquet")
    command = [sys.executable, SHARED / "score.py", SHARED / "gold" / folder, tmp_path / "l.parquet", "--json"]
    reference = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ours = evaluate(SHARED / "gold" / folder, reading.read_ledger(tmp_path / "l.parquet")).figures
    shared = {name: value for name, value in reference.items() if name in ours}
    assert len(shared) == 10
    assert {name: round(ours[name], 2) for name in shared} == pytest.approx(shared, abs=0.011)
