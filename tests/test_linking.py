"""Who is who across articles: forms of names, roles, namesakes, and what joins or parts them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from quotes.lexicon import identity, lists
from quotes.people.evidence import RELATIONS, relation, weights
from quotes.people.linking import Linker, Mention, usual_name
from quotes.people.names import FORMS, Names
from quotes.people.roles import Roles

WORDS = identity.load()
NAMES, ROLES = Names(lists.load(), WORDS), Roles(WORDS)

Row = tuple[str, str | None, str]


def linked(*rows: Row, kind: str = "person") -> list[set[str]]:
    """The names and roles of everybody, of `(name, role, month)` rows, each of an article of its own."""
    mentions = []
    for number, (name, role, month) in enumerate(rows):
        day = date.fromisoformat(f"{month}-01")
        mentions.append(Mention(number, name, kind, role, day, 1, 1, day, day))
    linker = Linker(lists.load(), WORDS)
    found = linker.clusters([m for m in mentions if linker.is_told_apart(m)])
    return [{m.name for m in c.mentions} for c in found if not c.alone]


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "full", "form"),
    [
        ("Moh. Salim Wirayuda", "Mohammad Salim Wirayuda", "same"),
        ("M Salim Wirayuda", "Mochamad Salim Wirayuda", "same"),
        ("H. Salim Wirayuda", "Salim Wirayuda", "same"),
        ("SalimWirayuda", "Salim Wirayuda", "same"),
        ("Soeryo Tjokro", "Suryo Cokro", "spelling"),
        ("Achmad Nurul Ma'arif", "Ahmad Nurul Maarif", "same"),
        ("Salim Wirajuda", "Salim Wirayuda", "slip"),
        ("Salim W. Kertanegara", "Salim Wirayuda Kertanegara", "initials"),
        ("Wirayuda Kertanegara", "Salim Wirayuda Kertanegara", "last_words"),
        ("Salim Wirayuda", "Salim Wirayuda Kertanegara", "first_words"),
        ("Salim Kertanegara", "Salim Wirayuda Kertanegara", "some_words"),
        ("Salim", "Salim Wirayuda", "first_word"),
        ("Wirayuda", "Muhammad Wirayuda Kertanegara", "first_word"),
        ("Kertanegara", "Salim Wirayuda Kertanegara", "last_word"),
        ("Gibran", "Gibran Rakabuming Raka", "nickname"),
        ("Yusuf bin Kasman", "Yusuf Kasman", "same"),
        ("Made", "Made Wirayuda", None),  # of birth order
        ("Siregar", "Togar Siregar", None),  # a clan's
        ("Salim Kartosuwiryo", "Salim Wirayuda", None),
        ("Togar Siregar", "Salim Siregar", None),
    ],
)
def test_form(short: str, full: str, form: str | None) -> None:
    assert NAMES.form(NAMES.parsed(short), NAMES.parsed(full)) == form


# --- roles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Menteri Keuangan RI", "Menkeu", "same_office"),
        ("Kepala Bidang Humas Polda Jawa Tengah", "Kabid Humas Polda Jateng", "same_office"),
        ("Menteri Ketenegakerjaan", "Menaker", "same_office"),  # misspelt
        ("Plt Kepala Dinas Perhubungan Rawalaut", "Kadishub Rawalaut", "same_office"),
        ("Wakil Ketua DPRD Rawalaut", "Ketua DPRD Rawalaut", "shared_word"),
        ("Kapolres Rawalaut", "Kapolres Tanjungbiru", "other_seat"),
        ("eks Kapolres Rawalaut", "Kapolres Tanjungbiru", "same_trade"),
        ("dosen Universitas Rawalaut", "dosen Universitas Tanjungbiru", "same_trade"),
        ("Ketua RT 03 Desa Rawalaut", "Ketua RT 05 Desa Tanjungbiru", "same_trade"),
        ("pelatih", "striker", "same_field"),
        ("Kapolsek Rawalaut", "penyanyi dangdut", "other_field"),
        ("Kapolsek Rawalaut", None, "no_role"),
    ],
)
def test_relation(one: str, other: str | None, kind: str) -> None:
    assert relation(ROLES.parsed(one), ROLES.parsed(other), together=True) == kind


@pytest.mark.parametrize(
    ("role", "day", "holder"),
    [
        ("Menkeu", "2021-03-01", "Sri Mulyani Indrawati"),
        ("Menteri Keuangan", "2025-10-01", "Purbaya Yudhi Sadewa"),
        ("Presiden", "2014-11-01", "Joko Widodo"),
        ("Ketua Umum Partai Golkar sekaligus Menteri ESDM", "2024-12-01", "Bahlil Lahadalia"),
        ("mantan Menteri Keuangan", "2021-03-01", None),
        ("Wakil Menteri", "2021-03-01", None),  # there are several
        ("Menteri Keuangan", "1999-01-01", None),
    ],
)
def test_holder(role: str, day: str, holder: str | None) -> None:
    when = date.fromisoformat(day)
    assert ROLES.sole_holder(ROLES.parsed(role), when, when) == holder


def test_an_office_has_one_holder_at_a_time() -> None:
    by_office: dict[str, list[identity.Tenure]] = {}
    for tenure in WORDS.tenures:
        assert tenure.first <= tenure.last, tenure
        if not tenure.shared:
            by_office.setdefault(tenure.office, []).append(tenure)
    for office, tenures in by_office.items():
        ordered = sorted(tenures, key=lambda t: t.first)
        for one, following in pairwise(ordered):
            assert one.last <= following.first or (one.last.year, one.last.month) == (
                following.first.year,
                following.first.month,
            ), (office, one.name, following.name)


def test_weights_are_of_all_evidence() -> None:
    known = weights()
    assert set(known.forms) == set(FORMS)
    assert set(known.relations) == set(known.others) == set(RELATIONS)
    assert sum(known.forms.values()) == pytest.approx(1, abs=0.01)
    for table in (known.relations, known.others):
        assert sum(share for kind, share in table.items() if kind != "other_seat") == pytest.approx(1, abs=0.03)


def test_figures_that_are_called_something_are_in_no_list_twice() -> None:
    assert all(called == called.strip() and full for called, full in WORDS.known_as.items())


# --- who is who --------------------------------------------------------------------------------------------------

REGENT = ("Salim Wirayuda", "Bupati Rawalaut", "2024-03")

TOGETHER: list[tuple[Row, ...]] = [
    (REGENT, ("Salim Wirayuda", "Bupati Rawalaut", "2024-09")),
    (REGENT, ("Salim Wirayuda", None, "2024-03")),
    (REGENT, ("Moh Salim Wirayuda", "Bupati Rawalaut", "2024-05")),
    (REGENT, ("Salim", "Bupati Rawalaut", "2024-03")),
    (REGENT, ("Salim Wirajuda", "Bupati Rawalaut", "2024-03")),
    (REGENT, ("Salim Wirayuda Kertanegara", "Bupati Rawalaut", "2024-04")),
    (("Prabowo", "Presiden", "2025-01"), ("Prabowo Subianto", "Menteri Pertahanan", "2021-01")),
    (("Amran", "Mentan", "2025-01"), ("Andi Amran Sulaiman", "Menteri Pertanian", "2018-01")),
    (("Jokowi", None, "2022-01"), ("Joko Widodo", "Presiden", "2022-01")),
]

APART: list[tuple[Row, ...]] = [
    (("Agus Setiawan", "Kapolsek Rawalaut", "2024-03"), ("Agus Setiawan", "pedagang bakso", "2024-03")),
    (("Budi Santoso", "Menteri Perdagangan", "2025-03"), ("Budi Santoso", "tukang parkir", "2025-03")),
    (("Hendra Kurniawan", "Kapolres Rawalaut", "2024-03"), ("Hendra Kurniawan", "Kapolres Tanjungbiru", "2024-03")),
    (
        ("Agus Setiawan", "dosen Universitas A", "2024-03"),
        ("Agus Setiawan", "dosen Universitas B", "2024-03"),
    ),
    (("Hendra Gunawan", "dokter", "2024-03"), ("Hendri Gunawan", "pelatih renang", "2024-03")),
    (("Rudi Hartono", "Bupati Rawalaut", "2024-03"), ("Rudi", "warga", "2024-03")),
    (("Dewi Lestari", "Kepala Dinas Sosial Rawalaut", "2024-03"), ("Dewi", "penumpang", "2024-03")),
    (("Togar Siregar", "dosen", "2024-03"), ("Siregar", "petani", "2024-03")),
]


@pytest.mark.parametrize("rows", TOGETHER)
def test_one_person(rows: tuple[Row, ...]) -> None:
    assert linked(*rows) == [{name for name, _, _ in rows}]


@pytest.mark.parametrize("rows", APART)
def test_two_people(rows: tuple[Row, ...]) -> None:
    assert len(linked(*rows)) == len(rows) or {len(group) for group in linked(*rows)} == {1}
    assert not any(len(group) > 1 for group in linked(*rows))
    same_name = len({name for name, _, _ in rows}) == 1
    assert not same_name or len(linked(*rows)) == 2


def test_a_common_name_alone_is_nobody_in_particular() -> None:
    assert linked(("Dewi", None, "2024-03"), ("Dewi", None, "2024-03")) == []


def test_institutions() -> None:
    rows = [("Badan Pusat Statistik", None, "2024-03"), ("BPS", None, "2024-05"), ("polisi", None, "2024-03")]
    assert linked(*rows, kind="institution") == [{"Badan Pusat Statistik", "BPS"}]


def test_usual_name_is_the_fullest_of_those_in_use() -> None:
    linker = Linker(lists.load(), WORDS)
    day = date(2024, 3, 1)
    rows = [
        ("Salim Wirayuda", 5),
        ("Salim W. Kertanegara", 1),
        ("Salim", 9),
        ("Kabupaten Salim Wirayuda Kertanegara", 1),
    ]
    mentions = [Mention(n, name, "person", "Bupati Rawalaut", day, c, c, day, day) for n, (name, c) in enumerate(rows)]
    (regent,) = [c for c in linker.clusters(mentions) if any(m.name == "Salim Wirayuda" for m in c.mentions)]
    assert usual_name(regent) == "Salim Wirayuda"
