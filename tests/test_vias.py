"""From which outlet a reporting clause is relayed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import quotes
from quotes.analysis.dating.vias import via
from quotes.records import Span


@dataclass(frozen=True)
class Listed:
    outlets: dict[str, str] = field(
        default_factory=lambda: {
            "afp": "AFP",
            "antara": "Antara",
            "antara news": "Antara",
            "reuters": "Reuters",
            "bbc": "BBC",
            "kompas": "Kompas",
            "kompas.com": "Kompas.com",
            "kompas tv": "Kompas TV",
            "detiknews": "detikNews",
            "detikcom": "detikcom",
            "media indonesia": "Media Indonesia",
            "cnn": "CNN",
            "cnn indonesia": "CNN Indonesia",
        }
    )


RELAYED = [
    # listed
    ("kata Rini dikutip dari Kantor Berita AFP, Rabu (12/1/2022).", "AFP"),
    ("kata Rini, dilansir Reuters.", "Reuters"),
    ("kata Rini seperti dilansir detikNews,Jumat (7/1).", "detikNews"),
    ("kata Rini seperti dikutip ANTARA, Jumat (7/1).", "Antara"),
    ("kata Rini dilansir dari Antara News.", "Antara"),
    ("kata Rini mengutip Antara.", "Antara"),
    ("kata Rini melansir BBC.", "BBC"),
    ("kata Rini dilansir dari laman BBC.", "BBC"),
    ("kata Rini dilansir dari CNN Indonesia.", "CNN Indonesia"),
    ("kata Rini dilansir Media Indonesia.", "Media Indonesia"),
    ("kata Rini seperti dilaporkan Reuters.", "Reuters"),
    ("kata Rini seperti diberitakan oleh kantor berita Reuters.", "Reuters"),
    ("kata dia dikutip dari kanal YouTube Kompas TV, Senin.", "Kompas TV"),
    ("kata dia dalam siaran pers, dilansir via Kompas.com.", "Kompas.com"),
    ("kata dia (Kompas, 11/11/2017)", "Kompas"),
    ("kata dia (Kompas, Sabtu 11/11/2017)", "Kompas"),
    # glued
    ("kata dia dikutip dariReuters.", "Reuters"),
    ("kata dia dilansirdetikNews.", "detikNews"),
    ("kata dia dikutip daridetikNews.", "detikNews"),
    ("kata dia dikutip dariBBCpada Kamis.", "BBC"),
    ("kata dia dilansir AFP Minggu (9/1).", "AFP"),
    ("kata dia dilansir  AFP , Minggu (9/1).", "AFP"),
    # relayed twice: the first source counts
    ("kata dia dikutip detikcom dari Reuters.", "Reuters"),
    ("kata dia dikutip detikcom dari Tani Weekly.", "Tani Weekly"),
    ("kata dia dikutip detikcom dari keterangan tertulis.", "detikcom"),
    ("kata dia dikutip dari keterangan tertulis, seperti dilansir detikNews.", "detikNews"),
    # not listed
    ("kata dia dikutip dari laman Sepakbolaku.", "Sepakbolaku"),
    ("kata dia dilansir dari Padi Times, Senin.", "Padi Times"),
    ("kata dia dilansir The Padi Times.", "The Padi Times"),
    ("kata dia dilansir World of Padi.", "World of Padi"),
    ("kata dia dilansir padi.co.id kemarin.", "padi.co.id"),
    ("kata dia dilansir detikTani.", "detikTani"),
    ("kata dia dikutip Padipost Senin (10/1).", "Padipost"),
    ("kata dia mengutip media lokal Padipost.", "Padipost"),
    # no relay
    ("kata dia kepada Kompas.com, Senin.", None),
    ("kata dia saat dihubungi Antara.", None),
    ("kata dia.", None),
    ("kata dia dikutip Jumat (7/1).", None),
    ("kata dia yang dikutip, Jumat (7/1).", None),
    ("kata dia dikutip pada Jumat (7/1).", None),
    ("kata dia, dikutip dari", None),
    # from something that is no outlet
    ("kata dia dikutip dari akun Instagram-nya.", None),
    ("kata dia dikutip dari akun Instagram Rini Wulandari.", None),
    ("kata dia dikutip dari Instagram @tanimaju.", None),
    ("kata dia dikutip dari keterangan tertulis.", None),
    ("kata dia dikutip dari siaran pers Dinas Pertanian.", None),
    ("kata dia dikutip dari situs Kementerian Pertanian.", None),
    ("kata dia dikutip dari kanal YouTube Tani Maju.", None),
    ("kata dia mengutip Pak Tani.", None),
    ("kata dia mengutip data BPS.", None),
    ("kata pria yang dilaporkan ke polisi.", None),
    ("kata dia (Rini, 45)", None),
    ("bunyi pasal itu dikutip dari UU Pangan.", None),
]


@pytest.mark.parametrize(("clause", "expected"), RELAYED)
def test_via(clause: str, expected: str | None) -> None:
    assert via(clause, [Span(0, len(clause))], Listed()) == expected


def test_looks_only_in_the_regions() -> None:
    text = "“dilansir Reuters,” kata dia dilansir AFP."
    assert via(text, [Span(text.index(" kata"), len(text))], Listed()) == "AFP"
    assert via(text, [Span(text.index(" kata"), text.index(" dilansir AFP"))], Listed()) is None
    assert via(text, [], Listed()) is None


def test_a_name_is_bounded() -> None:
    clause = "dilansir " + "Padi " * 40
    found = via(clause, [Span(0, len(clause))], Listed())
    assert found is not None
    assert len(found.split()) <= 6


LISTS = tomllib.loads((Path(quotes.__file__).parent / "lexicon" / "data" / "relays.toml").read_text(encoding="utf-8"))


def test_no_word_stands_twice() -> None:
    for table, groups in LISTS.items():
        for group, words in groups.items():
            assert len(words) == len(set(words)), f"[{table}] {group}"
    assert not set(LISTS["verbs"]["open"]) & set(LISTS["verbs"]["known"])


@pytest.mark.parametrize("verb", [*LISTS["verbs"]["open"], *LISTS["verbs"]["known"]])
def test_every_verb_relays(verb: str) -> None:
    clause = f"kata dia seperti {verb} Antara."
    assert via(clause, [Span(0, len(clause))], Listed()) == "Antara"


@pytest.mark.parametrize("link", [*LISTS["links"]["words"], *LISTS["links"]["carriers"], *LISTS["links"]["channels"]])
def test_every_link_leads_to_the_outlet(link: str) -> None:
    clause = f"kata dia dikutip {link} Antara."
    assert via(clause, [Span(0, len(clause))], Listed()) == "Antara"


@pytest.mark.parametrize("first", LISTS["others"]["first"])
def test_what_is_no_outlet(first: str) -> None:
    clause = f"kata dia dikutip dari {first} Tani."
    assert via(clause, [Span(0, len(clause))], Listed()) is None
