"""What the trainers do to their data before they train; training itself is not for tests."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from quotes.learned.segmentation import Enclitics
from quotes.training import named, reported
from quotes.training.clauses import Clauses
from quotes.training.corpora import Tree, Word, read_entities, read_trees, tokens_of
from quotes.training.names import bioes, cut_punctuation, entities, f1, with_marks
from quotes.training.scores import segmentation_scores, words_of
from quotes.training.tagger import ENCLITIC, Guidelines, modern

ENCLITICS = Enclitics(frozenset({"hanya"}), frozenset({"itulah"}))
CONLLU = """\
# text = Katanya, itulah.
1-2\tKatanya\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
1\tKata\tkata\tNOUN\t_\t_\t0\troot\t_\t_
2\tnya\tnya\tPRON\t_\t_\t1\tnmod\t_\t_
3\t,\t,\tPUNCT\t_\t_\t1\tpunct\t_\t_
4-5\titulah\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
4\titu\titu\tPRON\t_\t_\t1\tdep\t_\t_
5\tlah\tlah\tPART\t_\t_\t4\tdep\t_\t_
6\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_

# text = Budi tiba.
1\tBudi\tBudi\tPROPN\t_\t_\t2\tnsubj\t_\t_
2\ttiba\ttiba\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_
"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    (tmp_path / "x.conllu").write_text(CONLLU, encoding="utf-8")
    return tmp_path / "x.conllu"


def test_a_treebank_is_read_with_its_tokens(treebank: Path) -> None:
    first, second = read_trees(treebank)
    assert tokens_of(first) == ["Katanya", ",", "itulah", "."]
    assert [word.form for word in first.words] == ["Kata", "nya", ",", "itu", "lah", "."]
    assert (second.words[0].head, second.words[0].deprel, second.text) == (2, "nsubj", "Budi tiba.")


def test_a_right_segmentation_scores_a_hundred_and_a_wrong_one_less(treebank: Path) -> None:
    trees = read_trees(treebank)
    assert segmentation_scores(trees, ENCLITICS) == {"tokens": 100.0, "words": 100.0, "sentences": 100.0}
    worse = segmentation_scores(trees, Enclitics(frozenset({"katanya"}), frozenset()))
    assert worse["tokens"] == 100.0 and worse["words"] < 70 and worse["sentences"] == 100.0


def test_entity_sets_are_read_with_either_separator(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Budi PROPN B-PER\ntiba VERB O\n\nSari\tB-PER\n", encoding="utf-8")
    assert read_entities(tmp_path / "x.txt") == [[("Budi", "B-PER"), ("tiba", "O")], [("Sari", "B-PER")]]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["O", "B-PER", "I-PER", "I-PER", "O"], ["O", "B-PER", "I-PER", "E-PER", "O"]),
        (["B-ORG", "B-ORG", "I-ORG"], ["S-ORG", "B-ORG", "E-ORG"]),
        (["I-LOC", "O", "I-LOC", "I-PER"], ["S-LOC", "O", "S-LOC", "S-PER"]),
    ],
)
def test_tags_become_bioes(tags: list[str], expected: list[str]) -> None:
    assert bioes(tags) == expected


def test_entities_are_counted_by_border_and_type() -> None:
    gold = [["B-PER", "E-PER", "O", "S-LOC"]]
    found = [["B-PER", "E-PER", "O", "S-ORG"]]
    assert entities(gold[0]) == [(0, 2, "PER"), (3, 4, "LOC")]
    assert f1(gold, found) == {"all": 50.0, "PER": 100.0, "ORG": 0.0, "LOC": 0.0}


def test_punctuation_is_cut_off_and_left_outside_the_name() -> None:
    sentence = [("Partai", "B-ORG"), ("Melati", "I-ORG"), ("(PM)", "I-ORG"), ("menang,", "O")]
    assert cut_punctuation(sentence) == [
        ("Partai", "B-ORG"),
        ("Melati", "I-ORG"),
        ("(", "O"),
        ("PM", "B-ORG"),
        (")", "O"),
        ("menang", "O"),
        (",", "O"),
    ]


def test_quotation_marks_are_put_before_a_reporting_clause() -> None:
    sentence = [(token, "O") for token in "Kami siap membantu , kata Budi".split()]
    tokens = [token for token, _ in with_marks(sentence, random.Random(1))]
    assert len(tokens) == len(sentence) + 2 and tokens[0] in '"“”' and tokens[6] == "kata"


def test_enclitics_of_the_old_treebank_are_split() -> None:
    assert words_of("bukunya", ENCLITICS) == ["buku", "nya"]
    assert words_of("hanya", ENCLITICS) == ["hanya"]


def test_an_old_tree_gets_its_enclitics_marked() -> None:
    words = tuple(Word(form, "_", upos, "_", 0, "root") for form, upos in [("Bukunya", "NOUN"), ("Bonya", "PROPN")])
    found = modern(Tree("Bukunya Bonya", words, (), frozenset()), ENCLITICS).words
    assert [(word.form, word.deprel == ENCLITIC) for word in found] == [
        ("Buku", False),
        ("nya", True),
        ("Bonya", False),
    ]


def test_an_old_tag_speaks_for_the_tags_it_became() -> None:
    guidelines = Guidelines(["ADV", "NOUN"], ["AUX", "ADV", "NOUN", "_"])
    for form, tag, old in [("akan", "AUX", 0), ("sangat", "ADV", 0), ("rumah", "NOUN", 1), ("apa", "ADV", 1)] * 9:
        guidelines.learn(form, tag, [1.0 - old, float(old)], 1.0)
    aux, adverb, noun, unknown = guidelines.likelihood("akan", "ADV")
    assert aux > 0.9 and 0.4 < adverb < 0.6 and noun < 0.1 and unknown == 0.0
    assert guidelines.likelihood("apa", "NOUN")[1] > 0.8 > guidelines.likelihood("akan", "NOUN")[1]


def test_dropout_from_one_mask_keeps_the_mean_and_spares_evaluation() -> None:
    import torch

    from quotes.training.speed import even

    drop = torch.nn.Dropout(0.25)
    even(drop)
    ones = torch.ones(400, 50)
    dropped = drop(ones)
    assert abs(float(dropped.mean()) - 1) < 0.05 and abs(float((dropped == 0).float().mean()) - 0.25) < 0.05
    assert torch.equal(drop.eval()(ones), ones)


def test_made_up_clauses_are_well_formed_and_the_same_for_a_seed() -> None:
    sets = [[("Budi", "B-PER"), ("tiba", "O"), ("di", "O"), ("Sleman", "B-LOC"), (".", "O")]] * 3
    clauses = Clauses(sets, random.Random(1)).some(300)
    assert clauses == Clauses(sets, random.Random(1)).some(300)
    for clause in clauses:
        before = "O"
        for token, tag in clause:
            assert token and " " not in token
            assert tag[:2] != "I-" or before[2:] == tag[2:], clause
            before = tag
    named = sum(any(tag == "B-PER" for _, tag in clause) for clause in clauses)
    assert named > 200, "most name a person"


def test_a_made_up_sentence_is_read_with_what_it_reports() -> None:
    text, told = reported.read_sentence("[Pasar tutup], <kata> Ratna, dan ia <meminta> [warga sabar].")
    assert text == "Pasar tutup, kata Ratna, dan ia meminta warga sabar."
    assert [(text[each["start"] : each["end"]], each["cue"]) for each in told] == [
        ("Pasar tutup", "kata"),
        ("warga sabar", "meminta"),
    ]


def test_what_the_made_up_sentences_report_is_proposed() -> None:
    cases = reported.read_sentences(reported.SENTENCES)
    annotated = sum(case.annotated for case in cases)
    found = [labelled.overlap for case in cases for labelled in case.candidates if labelled.right]
    assert len(found) > 0.95 * annotated
    assert sum(overlap > 0.8 for overlap in found) > 0.95 * len(found)


ANNOTATED = {
    "doc_id": "a",
    "title": "Air surut",
    "text": (
        '"Air surut," kata Kepala Dinas Kebersihan Sukamaju Ratna Wulandari. Ratna mengajak Bayu Prakoso pulang.\n'
        '"Sudah," ujar Polres Sukamaju.\n'
    ),
    "quotes": [
        {
            "speaker": "Ratna Wulandari",
            "aliases": ["Ratna"],
            "mention": "Ratna Wulandari",
            "role": "Kepala Dinas Kebersihan Sukamaju",
        },
        {"speaker": "Polres Sukamaju", "aliases": [], "mention": "Polres Sukamaju", "role": ""},
    ],
}


def test_annotated_articles_show_speakers_and_leave_all_others_open(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ANNOTATED), encoding="utf-8")
    pairs = [pair for each in named.read_named(tmp_path) for pair in zip(each.tokens, each.tags, strict=True)]
    shown = dict(pairs)
    assert [shown[word] for word in ("Wulandari", "Ratna", "kata", "mengajak")] == ["I-PER", "B-PER", "O", "O"]
    assert [shown[word] for word in ("Kepala", "Dinas", "Polres")] == [named.NOBODY] * 3
    assert [shown[word] for word in ("Bayu", "Prakoso")] == [named.OPEN] * 2, "not annotated is no negative example"


def test_examples_vary_in_names_and_keep_what_stands_around_them() -> None:
    example = named.Named("a", ["kata", "Camat", "Ratna", "Wulandari", "."], ["O", "?", "B-PER", "I-PER", "O"])
    vary = named.Variations(lambda: ["Bagas", "Adi", "Nugroho"], lambda: "Karvala", random.Random(3))
    shown = [vary.of(example) for _ in range(40)]
    assert {tuple(tag for _, tag in each) for each in shown} == {
        ("O", "?", "B-PER", "I-PER", "O"),
        ("O", "?", "B-PER", "I-PER", "I-PER", "O"),
    }
    assert any(each[1][0] == "Karvala" for each in shown)
    assert any(each[0][0] == "Kata" for each in shown), "as in headlines"
