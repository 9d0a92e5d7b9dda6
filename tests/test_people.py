"""Names behind roles, ranks and degrees; and which mentions are one person."""

from __future__ import annotations

import re

import pytest

from quotes.analysis.coreference.gathering import people_of
from quotes.analysis.coreference.people import People
from quotes.analysis.document.tokens import sentences, tokens
from quotes.analysis.mentions.names import Namer
from quotes.analysis.mentions.phrases import NounPhrase, Phrases
from quotes.analysis.mentions.reader import Mentions
from quotes.lexicon import lists
from quotes.records import Span

WORDS = lists.load()


def phrase(text: str, *known: str) -> NounPhrase | None:
    """The noun phrase a text begins with; `known` stand alone as names elsewhere in the article."""
    return Phrases(Namer(WORDS, known)).at(tokens(text, 0, len(text)), 0)


def mentions(text: str) -> Mentions:
    found = []
    for number, m in enumerate(re.finditer(r"\S[^\n]*", text)):
        found += sentences(text, tokens(text, m.start(), m.end()), number)
    return Mentions(found, WORDS)


def gathered(text: str, title: str | None = None) -> People:
    return people_of(text, title, [], mentions(text))


def people(text: str, title: str | None = None) -> dict[str, str | None]:
    """Each person's full name and role."""
    return {person.name: person.role for person in gathered(text, title).persons}


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Sari Dewi saat dihubungi", "Sari Dewi", None),
        ("Bupati Sleman Sari Dewi saat dihubungi", "Sari Dewi", "Bupati Sleman"),
        ("Kepala Dinas Kesehatan Rawalaut dr Sari Dewi di kantornya", "Sari Dewi", "Kepala Dinas Kesehatan Rawalaut"),
        (
            "Direktur Reserse Kriminal Umum Polda Jateng Komisaris Besar Bagas Wicaksono kepada wartawan",
            "Bagas Wicaksono",
            "Direktur Reserse Kriminal Umum Polda Jateng",
        ),
        ("Kapolres Sleman AKBP Bagas Wicaksono, Senin", "Bagas Wicaksono", "Kapolres Sleman"),
        # rank and honorific alone: the rank is the role, the honorific is none
        ("AKP Bagas Wicaksono, Senin", "Bagas Wicaksono", "AKP"),
        ("Pak Bagas Wicaksono, Senin", "Bagas Wicaksono", None),
        ("KH. Ahmad Fauzi di Jombang", "Ahmad Fauzi", None),
        # a word of no list: an employer's, or of a name of another country; a month, and what is no numeral
        ("Founder Telkonusa Sari Dewi saat dihubungi", "Sari Dewi", "Founder Telkonusa"),
        ("peneliti Yoshiko Nakamura saat dihubungi", "Yoshiko Nakamura", "peneliti"),
        ("Direktur Kebijakan BI Juli Lestari saat dihubungi", "Juli Lestari", "Direktur Kebijakan BI"),
        ("Presiden China Xi Jinping saat dihubungi", "Xi Jinping", "Presiden China"),
        ("Direktur PT Suri Kartika Jaya Sari Dewi saat dihubungi", "Sari Dewi", "Direktur PT Suri Kartika Jaya"),
        # the holder stands between commas, and what looks like a name before them is an institution's
        ("Direktur PT Samudra Kencana, Alex Wijaya, mengatakan", "Alex Wijaya", "Direktur PT Samudra Kencana"),
        ("Pelatih Muria Jaya, Bagas Wicaksono, menangis", "Bagas Wicaksono", "Pelatih Muria Jaya"),
        ("Istri Hosnan, Sari, menangis", "Sari", "Istri Hosnan"),
        ("Camat Sari Dewi, Bagas Wicaksono, dan warga", "Sari Dewi", "Camat"),
        # brackets inside an office
        (
            "Wakil Direktur PT Samudra (Persero) Bagas Wicaksono saat rapat",
            "Bagas Wicaksono",
            "Wakil Direktur PT Samudra (Persero)",
        ),
        ("Menteri Agama (Menag) KH Sari Dewi saat rapat", "Sari Dewi", "Menteri Agama (Menag)"),
        ("Wakil Gubernur (Wagub) Bali Sari Dewi saat rapat", "Sari Dewi", "Wakil Gubernur (Wagub) Bali"),
        # what follows a name: apposition, copula, relative clause
        ("Sari Dewi, seorang pedagang di Depok, pulang", "Sari Dewi", "pedagang di Depok"),
        ("Sari Dewi, yang kini menjadi camat, pulang", "Sari Dewi", "camat"),
        ("Sari Dewi, External Relations Manager Samudra, pulang", "Sari Dewi", "External Relations Manager Samudra"),
        ("Sari Dewi, Community Runner.", "Sari Dewi", "Community Runner"),
        ("Sari Dewi, petani yang menemukan gading itu, pulang", "Sari Dewi", "petani yang menemukan gading itu"),
        ("Sari Dewi, juru bicara pelapor saat ditemui", "Sari Dewi", "juru bicara pelapor"),
        ("Reno, teknisi bengkel di Bogor mengatakan", "Reno", "teknisi bengkel di Bogor"),
        ("Sari Dewi adalah penjual jamu keliling.", "Sari Dewi", "penjual jamu keliling"),
        ("Sari Dewi Bupati Sleman menegaskan", "Sari Dewi", "Bupati Sleman"),
        ("Ratna, Sekretaris Jenderal Komjen Pol Bagas Wicaksono", "Ratna", None),
        # more ways to a name
        (
            "pendakwah sekaligus Pimpinan Ponpes Ora yakni Bagas Wicaksono hadir",
            "Bagas Wicaksono",
            "pendakwah sekaligus Pimpinan Ponpes Ora",
        ),
        (
            "Mantan Gubernur Jawa Tengah yang juga anggota DPR Sari Dewi hadir",
            "Sari Dewi",
            "Mantan Gubernur Jawa Tengah yang juga anggota DPR",
        ),
        ("pegawai toko bernama Bima saat dihubungi", "Bima", "pegawai toko"),
        ("pria bernama Bima saat dihubungi", "Bima", None),
        ("Seorang pria asal Sleman bernama Bima saat dihubungi", "Bima", "pria asal Sleman"),
        ("Ayah korban berinisial S (54) saat dihubungi", "S", "Ayah korban"),
        ("Saksi bernama Bima, selaku Ketua RT 03, saat rapat", "Bima", "Ketua RT 03"),
        # no offices
        ("Ibu Sari Dewi, pemilik warung, pulang", "Sari Dewi", "pemilik warung"),
        ("Pembelinya Bagas Wicaksono, kolektor kain, pulang", "Bagas Wicaksono", "kolektor kain"),
        ("Sosok Bagas Wicaksono agaknya penting", "Bagas Wicaksono", None),
        (
            "Wakil Ketua Tim Samudra Jaya, Jenderal TNI (Purn) Bagas Wicaksono mengakui",
            "Bagas Wicaksono",
            "Wakil Ketua Tim Samudra Jaya",
        ),
        # degrees stay out
        ("Dr. Sari Dewi, M.Kes. saat rapat", "Sari Dewi", None),
        ("Rektor Prof Sari Dewi SH MH di kampus", "Sari Dewi", "Rektor"),
        ("Bagas Wicaksono, SH, MH, Ketua RT 03, saat rapat", "Bagas Wicaksono", "Ketua RT 03"),
        # offices in lower case, joined words, ordinals
        ("mantan kepala desa Sari Dewi saat rapat", "Sari Dewi", "mantan kepala desa"),
        ("Kepala Bidang Sosial dan Budaya Sari Dewi saat rapat", "Sari Dewi", "Kepala Bidang Sosial dan Budaya"),
        ("pengamat politik Bagas Wicaksono saat rapat", "Bagas Wicaksono", "pengamat politik"),
        # apposition
        ("Sari Dewi, Ketua RT 03, saat rapat", "Sari Dewi", "Ketua RT 03"),
        ("Sari Dewi selaku Ketua RT 03 saat rapat", "Sari Dewi", "Ketua RT 03"),
        ("Sari Dewi yang juga menjabat sebagai Ketua RT 03 saat rapat", "Sari Dewi", "Ketua RT 03"),
        # behind a comma
        ("pengacara Wulan, Bonar Manurung, saat rapat", "Bonar Manurung", "pengacara Wulan"),
        (
            "Kepala Dusun Randusari, Kelurahan Mekarsari, Kecamatan Sukajaya, Joko Lesmana, saat rapat",
            "Joko Lesmana",
            "Kepala Dusun Randusari, Kelurahan Mekarsari, Kecamatan Sukajaya",
        ),
        (
            "pengacara yang mendampingi warga, Bonar Manurung, saat rapat",
            "Bonar Manurung",
            "pengacara yang mendampingi warga",
        ),
        # abbreviation of the office in brackets, age behind the name
        ("Kepala Bidang Humas (Kabid Humas) Polda Jateng Bagas Wicaksono saat rapat", "Bagas Wicaksono", None),
        ("warga Sukatani, Joko Lesmana (45), saat rapat", "Joko Lesmana", "warga Sukatani"),
        # names of many peoples
        ("I Made Sudiana saat rapat", "I Made Sudiana", None),
        ("Gubernur Bali I Wayan Sudiana saat rapat", "I Wayan Sudiana", "Gubernur Bali"),
        ("Ni Luh Ayu Lestari saat rapat", "Ni Luh Ayu Lestari", None),
        ("Anak Agung Gede Putra saat rapat", "Anak Agung Gede Putra", None),
        ("Rina boru Sinaga saat rapat", "Rina boru Sinaga", None),
        ("Ahmad bin Abdullah saat rapat", "Ahmad bin Abdullah", None),
        ("La Ode Hamzah saat rapat", "La Ode Hamzah", None),
        ("Teuku Ilham saat rapat", "Teuku Ilham", None),
        ("M. Ilham Saputra saat rapat", "M. Ilham Saputra", None),
        # known by it
        ("Gus Ipul saat rapat", "Gus Ipul", None),
        # a forename printed as two capitals, which is an institution's elsewhere
        ("BT Wibowo saat rapat", "BT Wibowo", None),
        ("Pak BT Wibowo saat rapat", "BT Wibowo", None),
        ("Menhan RI Bagas saat rapat", "Bagas", "Menhan RI"),
        # an Arabic article
        ("Menteri Energi Rashid al-Wibowo hadir", "Rashid al-Wibowo", "Menteri Energi"),
        # religious and learned titles behind an office
        ("Ketua Sinode Rawalaut Pendeta Bagas Wicaksono hadir", "Bagas Wicaksono", "Ketua Sinode Rawalaut"),
        ("Rektor Universitas Samudra Profesor Sari Dewi hadir", "Sari Dewi", "Rektor Universitas Samudra"),
        # places with a number, in an address before the holder
        (
            "Ketua RW 5, Kelurahan 12 Hilir, Kecamatan Hilir Barat II, Sari mengatakan",
            "Sari",
            "Ketua RW 5, Kelurahan 12 Hilir, Kecamatan Hilir Barat II",
        ),
        ("Lurah 7 Hilir, Kecamatan Hilir Timur, Sari saat ditemui", "Sari", "Lurah 7 Hilir, Kecamatan Hilir Timur"),
        # two marks that join the parts of an office
        ("Manager Relation & CSR Samudra Energi Sari Dewi hadir", "Sari Dewi", "Manager Relation & CSR Samudra Energi"),
        ("Menteri Agraria/Kepala Bappenas Sari Dewi hadir", "Sari Dewi", "Menteri Agraria/Kepala Bappenas"),
        # offices and trades
        ("Abdi dalem keraton, Sari Dewi, hadir", "Sari Dewi", "Abdi dalem keraton"),
        ("Petugas pintu air Sari Dewi hadir", "Sari Dewi", "Petugas pintu air"),
        ("Sari Dewi, pensiunan guru di Sleman, hadir", "Sari Dewi", "pensiunan guru di Sleman"),
        ("Sari Dewi, juru sembelih halal, hadir", "Sari Dewi", "juru sembelih halal"),
        ("Sari Dewi, ahli iklim Universitas Samudra, hadir", "Sari Dewi", "ahli iklim Universitas Samudra"),
        ("Spesialis jantung dr Sari Dewi hadir", "Sari Dewi", "Spesialis jantung"),
        # a trade with a word inside that may report
        ("Sari Dewi, pengrajin batik tulis di Sleman, hadir", "Sari Dewi", "pengrajin batik tulis di Sleman"),
        ("Sari Dewi, guru baca tulis di Sleman, hadir", "Sari Dewi", "guru baca tulis di Sleman"),
        # as what, and what else
        ("Sari Dewi, selaku ketua panitia, hadir", "Sari Dewi", "ketua panitia"),
        (
            "Sari Dewi, komentator Radio Samudra yang juga mantan pelari, hadir",
            "Sari Dewi",
            "komentator Radio Samudra yang juga mantan pelari",
        ),
        # the office begins at its head, in English at its first word; what opens a description is no part of it
        ("Mobil dinas Bupati Sleman Sari Dewi hilang", "Sari Dewi", "Bupati Sleman"),
        (
            "Business Development Director Bank Samudra Sari Dewi hadir",
            "Sari Dewi",
            "Business Development Director Bank Samudra",
        ),
        ("Salah satu pengrajin batik Lasem Sari Dewi hadir", "Sari Dewi", "pengrajin batik Lasem"),
        ("Sari Dewi yang tak lain adalah pemilik kapal hadir", "Sari Dewi", "pemilik kapal"),
        # no office: whose kin somebody is
        ("istri Sari Dewi hadir", "Sari Dewi", None),
        # an office in no list behind what is held for a time; offices and verbs that are names; initials before a name
        ("Plt Kadisnakbun Nusa, Sari Dewi, hadir", "Sari Dewi", "Plt Kadisnakbun Nusa"),
        ("Kepala Balai Karantina Juri Wicaksono hadir", "Juri Wicaksono", "Kepala Balai Karantina"),
        ("Kepala Balai Karantina Bagas Ikrar hadir", "Bagas Ikrar", "Kepala Balai Karantina"),
        ("Ketua DPRD ST Wicaksono hadir", "ST Wicaksono", "Ketua DPRD"),
        ("Ketua bidang hukum dan advokasi, Sari Dewi, hadir", "Sari Dewi", "Ketua bidang hukum dan advokasi"),
        # letters and numerals that number an office's place
        ("Kepala Divre V Sari Dewi hadir", "Sari Dewi", "Kepala Divre V"),
        ("Ketua Komisi A Sari Dewi hadir", "Sari Dewi", "Ketua Komisi A"),
        ("kepala lapas kelas I Bagas Wicaksono hadir", "Bagas Wicaksono", "kepala lapas kelas I"),
        # nothing but what somebody is stands behind `selaku`; an adverb before the comma
        ("Sari Dewi selaku tuner saat rapat", "Sari Dewi", "tuner"),
        ("Sari Dewi misalnya, seorang dokter di Sleman, hadir", "Sari Dewi", "dokter di Sleman"),
        # a second office
        ("Komponis sekaligus penyanyi Sari Dewi hadir", "Sari Dewi", "Komponis sekaligus penyanyi"),
        (
            "Spesialis Gizi, Subspesialis Gizi Anak dari Rumah Sakit Nusa, dr Sari Dewi, hadir",
            "Sari Dewi",
            "Spesialis Gizi, Subspesialis Gizi Anak dari Rumah Sakit Nusa",
        ),
        # what sets somebody apart from others named before is no part of what they are
        ("Warga lainnya, Joko Lesmana, saat rapat", "Joko Lesmana", "Warga"),
        # whose team it is, and what becomes of who holds an office
        ("Tim asuhan Bagas Wicaksono menang", "Bagas Wicaksono", None),
        ("Penangkapan Bupati Sleman Bagas Wicaksono ramai", "Bagas Wicaksono", "Bupati Sleman"),
        ("kabinet pimpinan Presiden Sari Dewi hadir", "Sari Dewi", "Presiden"),
        # a trade before the name alone; an office that is a rank as well; an outlet's link without its blank
        ("Advokat Sari Dewi hadir", "Sari Dewi", "Advokat"),
        ("Plt Inspektur Jenderal Sari Dewi hadir", "Sari Dewi", "Plt Inspektur Jenderal"),
        ("Sari Dewi, pedagang asal Demak kepadadetikJateng", "Sari Dewi", "pedagang asal Demak"),
        ("Wakil Ketua Bidang Haji Samudra H. Sari Dewi hadir", "Sari Dewi", "Wakil Ketua Bidang Haji Samudra"),
        # a team named by people, before who leads it with rank
        (
            "Wakil Ketua Tim Sari Dewi-Bonar, Jenderal TNI (Purn) Bagas Wicaksono mengakui hal itu",
            "Bagas Wicaksono",
            "Wakil Ketua Tim Sari Dewi-Bonar",
        ),
        ("Sari Dewi kini menjabat Ketua RT 03.", "Sari Dewi", "Ketua RT 03"),
        ("Sari Dewi saat ini menjabat sebagai Ketua RT 03.", "Sari Dewi", "Ketua RT 03"),
        # in brackets, and with `sebagai` before a capital
        ("Sari Dewi (Ketua RT 03) hadir", "Sari Dewi", "Ketua RT 03"),
        ("Sari Dewi sebagai Kepala Dinas Sosial, hadir", "Sari Dewi", "Kepala Dinas Sosial"),
        ("Kapten Samudra by Kencana, Sari Dewi, hadir", "Sari Dewi", "Kapten Samudra by Kencana"),
        # two who share an office
        ("Dua penulis film, Sari Dewi dan Bagas Wicaksono, hadir", "Sari Dewi", "penulis film"),
    ],
)
def test_names_behind_roles(text: str, name: str, role: str | None) -> None:
    found = phrase(text)
    assert found is not None
    assert (found.mention.kind, found.mention.name) == ("name", name)
    if role is not None:
        assert found.mention.role == role


@pytest.mark.parametrize(
    ("text", "nickname"),
    [
        ("Ratna Lestari alias Nana saat rapat", "Nana"),
        ("Ratna Lestari yang akrab disapa Nana saat rapat", "Nana"),
        ("Ratna Lestari atau akrab disapa Bu Nana saat rapat", "Nana"),
        ("Ratna Lestari (Nana) saat rapat", "Nana"),
        ("Agus Harimurti (AH) saat rapat", "AH"),
        ("Ratna 'Nana' Lestari saat rapat", "Nana"),
        ("Ratna Lestari dijuluki Nana saat rapat", "Nana"),
        ("Petinju berjuluk Badai Selatan, Ratna Lestari, menang", "Badai Selatan"),
    ],
)
def test_nicknames(text: str, nickname: str) -> None:
    found = phrase(text)
    assert found is not None and found.nicknames == (nickname,)
    assert found.mention.name and found.mention.name.split()[0] in ("Ratna", "Agus")


@pytest.mark.parametrize(
    ("text", "kind", "printed"),
    [
        ("dia pulang", "pronoun", "dia"),
        ("dirinya pulang", "pronoun", "dirinya"),
        ("yang bersangkutan pulang", "pronoun", "yang bersangkutan"),
        ("Bupati saat rapat", "role", "Bupati"),
        ("sang bupati saat rapat", "role", "sang bupati"),
        ("bupati itu saat rapat", "role", "bupati itu"),
        ("pembalap 21 tahun itu saat rapat", "role", "pembalap 21 tahun itu"),
        ("seorang warga saat rapat", "unnamed", "seorang warga"),
        ("ribuan orang saat rapat", "unnamed", "ribuan orang"),
        ("warga saat rapat", "unnamed", "warga"),
        ("KPK saat rapat", "institution", "KPK"),
        ("Kementerian Kesehatan saat rapat", "institution", "Kementerian Kesehatan"),
        ("PT Samudra Kencana saat rapat", "institution", "PT Samudra Kencana"),
        ("Masjid Nurul Bahri saat rapat", "institution", "Masjid Nurul Bahri"),
        ("keterangan BMKG saat rapat", "institution", "BMKG"),
        ("siaran pers resmi Kementerian Kesehatan saat rapat", "institution", "Kementerian Kesehatan"),
        ("Pasal 5 saat rapat", "document", "Pasal 5"),
        ("surat edaran itu saat rapat", "document", "surat edaran itu"),
        ("surat terbuka yang beredar", "document", "surat terbuka"),
        ("tim Proyek Senja saat rapat", "institution", "tim Proyek Senja"),
        # nothing that speaks
        ("saya pulang", None, ""),
        ("menari di sawah", None, ""),
        ("Senin pagi", None, ""),
        ("Rp 5 juta", None, ""),
        (", Sari", None, ""),
        ("", None, ""),
    ],
)
def test_phrases_without_a_name(text: str, kind: str | None, printed: str) -> None:
    found = phrase(text)
    assert (found.mention.kind if found else None) == kind
    assert (found.mention.text if found else "") == printed


def test_a_mention_stands_where_it_says() -> None:
    text = "Ketua RT 03 Ratna 'Nana' Lestari, SH, saat rapat"
    found = phrase(text)
    assert found is not None
    assert found.mention.span == Span(text.index("Ratna"), text.index("Lestari") + len("Lestari"))


def test_what_stands_alone_elsewhere_begins_the_name() -> None:
    text = "Menteri Perhubungan Senja Kelana saat rapat"
    found = phrase(text, "senja")
    assert found is not None and found.mention.name == "Senja Kelana"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # short forms, later and earlier
        ("Bupati Sari Dewi hadir. Kata Sari. Dewi pulang.", {"Sari Dewi": "Bupati"}),
        ("Kata Sari. Bupati Sari Dewi hadir.", {"Sari Dewi": "Bupati"}),
        ("Menurut Pras. Prasetyo Wibowo hadir.", {"Prasetyo Wibowo": None}),
        # misspelt once
        ("Menurut Supriyadi. Camat Supriadi Wibowo hadir.", {"Supriadi Wibowo": "Camat"}),
        # two people who share a name
        ("Bupati Sari Dewi dan Camat Budi Dewi hadir.", {"Sari Dewi": "Bupati", "Budi Dewi": "Camat"}),
        # nickname
        ("Camat Ratna Lestari alias Nana hadir. Kata Nana.", {"Ratna Lestari": "Camat"}),
        # the role given first
        ("Camat Ratna Lestari hadir. Ketua panitia Ratna Lestari pulang.", {"Ratna Lestari": "Camat"}),
        # both of a pair hold the office
        (
            "Duo penata musik, Sari Dewi dan Bagas Wicaksono, hadir.",
            {"Sari Dewi": "penata musik", "Bagas Wicaksono": "penata musik"},
        ),
        # a capital alone is no name
        ("Banjir surut. Warga lega. Jakarta ramai.", {}),
        ("", {}),
    ],
)
def test_mentions_of_one_person(text: str, expected: dict[str, str | None]) -> None:
    assert people(text) == expected


def test_a_name_in_full_in_the_title_alone() -> None:
    assert list(people("Kata Wibowo. Wibowo menegaskan itu.", "Kisah Slamet Wibowo di Sawah")) == ["Slamet Wibowo"]
    assert list(people("Kata Wibowo. Wibowo menegaskan itu.", "Kisah Petani di Sawah")) == ["Wibowo"]


def test_the_last_one_named_before_is_meant() -> None:
    text = "Camat Sari Dewi hadir. Bupati Sari Lestari datang."
    found = gathered(text)
    assert found.find("Sari", text.index("Bupati")).name == "Sari Dewi"  # type: ignore[union-attr]
    assert found.find("Sari", len(text)).name == "Sari Lestari"  # type: ignore[union-attr]
    assert found.find("Slamet", len(text)) is None
    assert found.find("", 0) is None


def test_an_office_finds_its_holder() -> None:
    text = "Menteri Kesehatan Sari Dewi hadir. Camat Budi Lestari datang."
    found = gathered(text)
    holders = {words: found.with_role(words.split(), len(text), None) for words in ("menteri", "menkes", "lurah", "")}
    assert {words: person and person.name for words, person in holders.items()} == {
        "menteri": "Sari Dewi",
        "menkes": "Sari Dewi",
        "lurah": None,
        "": None,
    }


def test_a_crowd_is_read_without_end() -> None:
    """Beyond some hundreds of people later ones stay apart; nobody is lost and nobody mixed up."""
    found = People(WORDS)
    letters = "bcdfghjklmnpqrstvwxz"
    names = [f"Orang{a}{b}{c} Marga{c}{b}{a}" for a in letters for b in letters for c in letters[:3]]
    for at, name in enumerate(names):
        named = phrase(f"Pak {name} hadir")
        assert named is not None
        assert found.add(named, at).name == name


@pytest.mark.parametrize(
    ("text", "mention", "expected"),
    [
        ("Dinas Pekerjaan Umum Rawalaut rapat.", "Dinas PU", "Dinas Pekerjaan Umum Rawalaut"),
        ("Badan Gizi Nasional (BGN) rapat.", "BGN", "Badan Gizi Nasional"),
        ("Dinas Kesehatan rapat.", "Dinas Perhubungan", "Dinas Perhubungan"),
        ("Dinas Kesehatan Rawalaut rapat.", "Dinas", "Dinas Kesehatan Rawalaut"),
        # a name that is whole in one word; who speaks for it
        ("Samsung Electronics Asia rapat.", "Samsung", "Samsung"),
        ("Samsung Indonesia rapat.", "Samsung", "Samsung Indonesia"),
        ("TNI Brigjen Bagas Wicaksono rapat.", "TNI", "TNI"),
        ("Militer Samudra Kamis rapat.", "Militer Samudra", "Militer Samudra"),
    ],
)
def test_institutions_in_full(text: str, mention: str, expected: str) -> None:
    assert mentions(text).institutions.fullest(mention) == expected


@pytest.mark.parametrize(
    ("anaphor", "expected"),
    [
        ("perusahaan itu", "PT Samudra Kencana"),
        ("kementerian tersebut", "Kementerian Kesehatan"),
        ("akun itu", "warga62"),
        ("sekolah itu", None),
    ],
)
def test_what_an_institution_points_back_to(anaphor: str, expected: str | None) -> None:
    text = "Kementerian Kesehatan rapat dengan PT Samudra Kencana, tulis @warga62. Lalu Dinas Sosial pulang."
    assert mentions(text).institutions.before(anaphor, len(text)) == expected
    assert mentions(text).institutions.before(anaphor, 0) is None


def test_an_office_counts_before_a_trade() -> None:
    text = "Psikolog Sari Dewi hadir. Sari Dewi, Kepala Klinik Samudra, pulang."
    assert people(text) == {"Sari Dewi": "Kepala Klinik Samudra"}


def test_a_lawyer_is_told_from_a_client() -> None:
    text = "Pihak pengacara Lisa hadir. Hal itu dikatakan pengacara Lisa Lestari, Bonar Lubis. Lisa Lestari sakit."
    assert people(text) == {"Bonar Lubis": "pengacara Lisa Lestari", "Lisa Lestari": None}


def test_a_team_named_by_people_before_its_speaker() -> None:
    text = "Hal serupa disampaikan Wakil Komandan TKN Sari Dewi, Suprianto. Suprianto mengingatkan hal itu."
    assert people(text)["Suprianto"] == "Wakil Komandan TKN Sari Dewi"
