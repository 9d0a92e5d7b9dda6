"""Who said it: whom each way of naming a speaker means, and by which rule."""

from __future__ import annotations

import pytest

from quotes.analysis.attribution import candidates
from quotes.analysis.pipeline import Analyser
from quotes.ledger import rules
from quotes.records import Article, Quote

ANALYSER = Analyser()

# Kept in the ledger's vocabulary for readers of older ledgers and for models; no rule decides by them.
UNUSED = {"ambiguous", "role_unresolved", "checked", "foreign_unresolved"}


def quotes(text: str, title: str | None = None) -> list[Quote]:
    return ANALYSER.quotes(Article("a", text, title))


# Each text's last quote is in question: who says it, of what type, by which rule.
CASES = [
    # named
    ('"Air surut semua," kata Bupati Sari Dewi.', "Sari Dewi", "person", "name"),
    ('Bupati Sari Dewi hadir.\n"Air surut semua," kata Sari.', "Sari Dewi", "person", "short_name"),
    ('"Air surut," kata Sari.\nBupati Sari Dewi pulang.', "Sari Dewi", "person", "short_name"),
    (
        'Camat Ratna Lestari (RL) hadir bersama Bupati Budi Wibowo.\n"Air surut semua," kata RL.',
        "Ratna Lestari",
        "person",
        "nickname",
    ),
    (
        'Pelatih Rajawali, Bagas Wicaksono alias Gas, hadir.\n"Kami siap," kata Gas.',
        "Bagas Wicaksono",
        "person",
        "short_name",
    ),
    # an office in short, with what it is of in short
    (
        'Menteri Luar Negeri Amerika Serikat Sari Dewi datang. Bupati Budi Wibowo hadir.\n"Air surut," kata Menlu AS.',
        "Sari Dewi",
        "person",
        "role",
    ),
    (
        'Kepala Kepolisian Daerah Jawa Barat Sari Dewi datang. Budi Wibowo ikut.\n"Air surut," kata Kapolda Jabar.',
        "Sari Dewi",
        "person",
        "role",
    ),
    # who was asked answers; whom `-nya` meant in the journalist's words speaks on
    (
        '"Saya di rumah," kata saksi Ratna Lestari. "Siapa yang datang?" tanya jaksa. "Tetangga," ujarnya.',
        "Ratna Lestari",
        "person",
        "enclitic",
    ),
    (
        '"Air surut," kata Sari.\nCamat Budi Wibowo membela tarif itu. Menurutnya, itu wajar. "Itu murah," ujarnya.',
        "Budi Wibowo",
        "person",
        "enclitic",
    ),
    # institutions: without brackets, with their place, behind what they publish
    ('"Air surut," tulis Badan Mitigasi Nusa (BMN) Utara.', "Badan Mitigasi Nusa Utara", "institution", "institution"),
    (
        'Dinas Sosial (Dinsos) Kota Nusa hadir.\n"Air surut," tulis Dinsos.',
        "Dinas Sosial Kota Nusa",
        "institution",
        "institution",
    ),
    ('"Air surut," tulis keterangan resmi Samudra Arts.', "Samudra Arts", "institution", "institution"),
    ('Terdapat spanduk merah menyerukan agar warga "menjaga pasar lama".', "spanduk merah", "document", "document"),
    ('"Air surut," tulis pihak Bank Samudra.', "Bank Samudra", "institution", "institution"),
    ('"Nilainya tetap," demikian bunyi Pasal 7 ayat (2).', "Pasal 7 ayat (2)", "document", "document"),
    # a bare office of a court is its one holder's; of several there is none
    (
        'Hakim ketua Sari Dewi membuka sidang. Jaksa Bagas Wicaksono hadir.\n"Benar begitu?" tanya hakim.',
        "Sari Dewi",
        "person",
        "role",
    ),
    # who is behind offices of several is their employer
    (
        '"Kami siap," kata pelatih Rajaharu Sari Dewi.\n"Kami menang," kata kapten Rajaharu Bagas Wicaksono.',
        "Bagas Wicaksono",
        "person",
        "name",
    ),
    # whom a clause names: an office's holder behind an address, the name before the verb, the antecedent of `yang`
    (
        'Komandan Regu bidang angkutan, Randusari, Ratna Wulandari menuturkan, "Air surut semua."',
        "Ratna Wulandari",
        "person",
        "name",
    ),
    (
        'Ketika ditanya soal nilai tukar Rupiah yang turun, Ratna Wulandari menjawab, "Stok beras masih cukup."',
        "Ratna Wulandari",
        "person",
        "name",
    ),
    (
        'Selaras dengan pendapat Bupati Sari Dewi, ahli gizi Ratna Wulandari mengatakan, "Stok beras masih cukup."',
        "Ratna Wulandari",
        "person",
        "name",
    ),
    (
        'Bagas Wicaksono yang saat ini memimpin tim Garuda Muda menilai, "Lawan kami sangat kuat."',
        "Bagas Wicaksono",
        "person",
        "name",
    ),
    (
        'Camat Sari Dewi membacakan pernyataan Ratna Wulandari yang menyebut, "Harga beras sudah turun."',
        "Ratna Wulandari",
        "person",
        "name",
    ),
    # who is told by somebody else's name is not that one
    (
        '"Air surut," kata Ratna Wulandari.\nWarga lega.\n"Tanggul kuat," tambah bintang Serigala Kota itu.',
        "Ratna Wulandari",
        "person",
        "role",
    ),
    # a subject that nobody's name is in, and where something is told in
    (
        '"Air surut," kata Sari Dewi.\nSebuah akun di media sosial menulis, "Banjir belum surut juga."',
        "Sebuah akun",
        "unnamed",
        "unnamed",
    ),
    (
        '"Air surut," kata Sari Dewi.\nSeperti diketahui, pemerintah mengatakan, "Harga beras tidak akan naik."',
        "pemerintah",
        "institution",
        "institution",
    ),
    (
        '"Air surut," kata Sari Dewi.\nDalam draf itu disebutkan, "Kepala desa dilarang merangkap jabatan."',
        "draf",
        "document",
        "document",
    ),
    # an office by another name; initials of whom an institution's office is held by
    ('Presiden Sari Dewi hadir.\n"Air surut semua," kata Kepala Negara.', "Sari Dewi", "person", "role"),
    (
        'Gubernur Bank Nusantara Raya (BNR) Sari Dewi hadir.\n"Bunga tidak akan naik," tulis BNR.',
        "Bank Nusantara Raya",
        "institution",
        "institution",
    ),
    # what somebody is called, set off behind it
    (
        'Ratna Wulandari menang. Begini penilaian Uun, sapaan akrabnya, tentang itu.\n"Lawan kuat," kata Uun.',
        "Ratna Wulandari",
        "person",
        "short_name",
    ),
    # several people, or an institution, whom `mereka` means
    (
        '"Air surut," kata Sari Dewi.\nWarga Randusari berunjuk rasa.\n"Kembalikan tanah kami," teriak mereka.',
        "Warga Randusari",
        "group",
        "pronoun",
    ),
    # -nya and pronouns: whoever spoke last, even behind a sentence about somebody else
    ('"Air surut," kata Sari Dewi.\n"Warga lega," ujarnya.', "Sari Dewi", "person", "enclitic"),
    ('"Air surut," kata Sari Dewi.\n"Warga lega," kata dia.', "Sari Dewi", "person", "pronoun"),
    (
        '"Air surut," kata Sari Dewi.\nWarga sempat mencari Budi Wibowo di sawah.\n"Warga lega," ujarnya.',
        "Sari Dewi",
        "person",
        "enclitic",
    ),
    # whom a sentence says something of
    ('Camat Sari Dewi menegaskan air surut.\n"Warga lega," ujarnya.', "Sari Dewi", "person", "enclitic"),
    ('Hal itu disampaikan Camat Sari Dewi.\n"Warga lega," ujarnya.', "Sari Dewi", "person", "enclitic"),
    ('Menurut Camat Sari Dewi, air surut.\n"Warga lega," ujarnya.', "Sari Dewi", "person", "enclitic"),
    (
        '"Air surut," kata Sari Dewi.\nSementara itu, Camat Budi Wibowo menyatakan siap.\n"Warga lega," ujarnya.',
        "Budi Wibowo",
        "person",
        "enclitic",
    ),
    # whom a sentence turns to: a passive's agent, who opens it, whom a particle stands before
    (
        '"Air surut," kata Sari.\nRumah dibuat Budi Wibowo, tukang.\n"Saya lega," ujarnya.',
        "Budi Wibowo",
        "person",
        "enclitic",
    ),
    (
        '"Air surut," kata Sari.\nAdapun Budi Wibowo, tukang, pulang.\n"Saya lega," ujarnya.',
        "Budi Wibowo",
        "person",
        "enclitic",
    ),
    (
        '"Air surut," kata Sari.\nBudi Wibowo (34), tukang, selamat karena pergi.\n"Saya lega," ujarnya.',
        "Budi Wibowo",
        "person",
        "enclitic",
    ),
    # but not to whom the article only tells of: neither an office nor `saya` shows that they speak
    (
        '"Air surut," kata Sari Dewi.\nFitri mendapat uang.\n"Uang itu disita," ujarnya.',
        "Sari Dewi",
        "person",
        "enclitic",
    ),
    # the last one described so, not the person whom the word fits
    (
        'Budi Wibowo, penumpang bus, pulang.\nSeorang penumpang lain menyebut bus melaju.\n"Saya takut," '
        "ucap penumpang itu.",
        "Seorang penumpang lain",
        "unnamed",
        "unnamed",
    ),
    ('"Air surut," kata Sari Dewi.\n"Saya lega," tutur remaja 16 tahun itu.', "Sari Dewi", "person", "role"),
    # pairs, a town's name that is a person's, and verbs of headlines
    ('Ayu Lestari/Fitri Wibowo menang.\n"Kami lega," kata Fitri.', "Fitri Wibowo", "person", "short_name"),
    ('Sekretaris Harvard Kurniawan hadir.\n"Air surut," kata Harvard.', "Harvard Kurniawan", "person", "short_name"),
    # offices
    ('Bupati Sari Dewi hadir.\n"Air surut semua," kata Bupati.', "Sari Dewi", "person", "role"),
    ('Menteri Kesehatan Sari Dewi hadir.\n"Air surut semua," kata Menkes.', "Sari Dewi", "person", "role"),
    ('"Air surut," kata Sari Dewi.\n"Warga lega," kata perempuan itu.', "Sari Dewi", "person", "role"),
    (
        '"Air surut," kata Camat Sari Dewi.\n"Jalan dibuka," kata Bupati Budi Wibowo.\n"Warga lega," ujar camat.',
        "Sari Dewi",
        "person",
        "role",
    ),
    # an age ends a name of letters; a reporting word may be a name
    ('Polisi menangkap BD (31) dan F (20).\n"Saya menyesal," kata BD.', "BD", "person", "nickname"),
    ('"Beliau sakit," kata ajudan bupati, Bagas Salam, Rabu.', "Bagas Salam", "person", "name"),
    # a client is the lawyer's
    (
        'Pengacara Bonar Hutapea hadir.\n"Air surut," kata Sari Dewi.\n"Klien saya lega," ujarnya.',
        "Bonar Hutapea",
        "person",
        "enclitic_client",
    ),
    (
        'Pengacara Bonar Hutapea hadir.\n"Air surut," kata Sari Dewi.\n"Klien saya lega," kata dia.',
        "Bonar Hutapea",
        "person",
        "pronoun_client",
    ),
    (
        'Pengacara Bonar Hutapea hadir.\n"Air surut," kata Sari Dewi.\n"Klien kami lega," kata pria itu.',
        "Bonar Hutapea",
        "person",
        "role_client",
    ),
    (
        'Pengacara Bonar Hutapea hadir.\n"Air surut," kata Sari Dewi.\n"Klienku sudah lega sekali," kepada wartawan.',
        "Bonar Hutapea",
        "person",
        "no_clause_client",
    ),
    # institutions and documents
    ('"Air surut semua," tulis BMKG.', "BMKG", "institution", "institution"),
    (
        'PT Samudra Kencana memberi keterangan.\n"Air surut semua," tulis perusahaan itu.',
        "PT Samudra Kencana",
        "institution",
        "institution",
    ),
    (
        'Dinas Pekerjaan Umum Sleman rapat.\n"Air surut semua," tulis Dinas PU.',
        "Dinas Pekerjaan Umum Sleman",
        "institution",
        "institution",
    ),
    ('"Setiap warga wajib menjaga air," bunyi Pasal 5.', "Pasal 5", "document", "document"),
    # nobody the article names
    ('"Air surut semua," kata seorang warga.', "seorang warga", "unnamed", "unnamed"),
    ('"Air surut semua," kata sejumlah warga.', "sejumlah warga", "group", "unnamed"),
    ('"Air surut semua," kata warga.', "warga", "group", "unnamed"),
    (
        '"Air surut," kata seorang pedagang.\n"Saya lega," kata pedagang tersebut.',
        "seorang pedagang",
        "unnamed",
        "unnamed",
    ),
    ('"Air surut," kata seorang pedagang.\n"Saya lega sekali," ujarnya.', "seorang pedagang", "unnamed", "enclitic"),
    # no clause
    ('"Air surut," kata Sari Dewi. "Warga sudah lega semua."', "Sari Dewi", "person", "run_on"),
    ('"Air surut," kata Sari Dewi, "dan warga lega."', "Sari Dewi", "person", "name"),
    ('"Air surut," kata Sari Dewi.\n"Warga lega sekali," kepada wartawan.', "Sari Dewi", "person", "no_clause"),
    ('Sari Dewi: "Air surut semua sekarang."', "Sari Dewi", "person", "name"),
    ('Camat Sari Dewi berkata, "Air surut semua."', "Sari Dewi", "person", "name"),
    # one of several, whom the article only describes by whose they are
    (
        'Camat Sari Dewi pulang.\nSalah satu pegawainya mengatakan, "Air surut semua."',
        "Salah satu pegawainya",
        "unnamed",
        "unnamed",
    ),
    # somebody new, brought in before words without a clause
    (
        '"Air surut," kata Camat Sari Dewi.\nKabar lain datang dari Fitri Lestari, penjual jamu. '
        '"Saya baru tahu tadi pagi."',
        "Fitri Lestari",
        "person",
        "no_clause",
    ),
    (
        'Warga lain yang bernama Joko Lesmana menegaskan air surut. "Saya sudah melihatnya sendiri tadi."',
        "Joko Lesmana",
        "person",
        "no_clause",
    ),
    # whose somebody is, and their name behind a comma
    (
        '"Air surut," kata Camat Sari Dewi.\n"Jalan dibuka," ujar sopirnya, Joko Lesmana, Senin.',
        "Joko Lesmana",
        "person",
        "name",
    ),
    # two are not one
    (
        'Bupati Sari Dewi menjamu dua penari, Ayu Lestari dan Fitri Wibowo.\n"Kami lega," kata keduanya.',
        "Ayu Lestari dan Fitri Wibowo",
        "group",
        "pronoun",
    ),
    # an office's abbreviation: given in brackets, put together of its words, or known
    (
        'Menteri Perdagangan (Mendag) Budi Wibowo hadir.\n"Air surut semua," ujar Mendag.',
        "Budi Wibowo",
        "person",
        "role",
    ),
    (
        'Kepala Satuan Reserse Kriminal Budi Wibowo hadir.\n"Air surut semua," ujar Kasatreskrim.',
        "Budi Wibowo",
        "person",
        "role",
    ),
    (
        'Menteri Ketenagakerjaan Budi Wibowo hadir.\n"Air surut semua," ujar Menaker.',
        "Budi Wibowo",
        "person",
        "role",
    ),
    # the subject before `saat …`, not who is met there
    (
        '"Air surut," kata Camat Sari Dewi.\nKetua RT Budi Wibowo saat menemani Sari menegaskan, warga lega.\n'
        '"Jalan dibuka," ujar dia.',
        "Budi Wibowo",
        "person",
        "pronoun",
    ),
    # not of whom the speaker tells
    (
        '"Tidak benar itu," tegas Kapolsek Sari Dewi.\nMenurut Sari, Joko Lesmana datang malam itu.\n'
        'Saat ditegur, Joko malah berteriak, sehingga warga keluar.\n"Semua sudah damai," ucapnya.',
        "Sari Dewi",
        "person",
        "enclitic",
    ),
    # an office that points back, a description that tells whence
    (
        '"Air surut," kata Sari Dewi.\n"Warga lega," tutur perempuan kelahiran Sleman.',
        "Sari Dewi",
        "person",
        "role",
    ),
    # nobody can tell
    ('"Air surut semua," ujarnya.', None, None, "enclitic_unresolved"),
    ('"Air surut semua," kata dia.', None, None, "pronoun_unresolved"),
    ('"Air surut semua sekarang," kepada wartawan.', None, None, "no_clause_unresolved"),
]


@pytest.mark.parametrize(("text", "speaker", "kind", "rule"), CASES)
def test_speakers(text: str, speaker: str | None, kind: str | None, rule: str) -> None:
    last = quotes(text)[-1]
    assert (last.speaker, last.speaker_type, last.rule) == (speaker, kind, rule)


def test_a_name_in_full_in_the_title_alone() -> None:
    (found,) = quotes('"Air surut semua," kata Wibowo.', "Kisah Slamet Wibowo di Sawah")
    assert (found.speaker, found.mention, found.rule) == ("Slamet Wibowo", "Wibowo", "title_name")


def test_every_rule_is_explained_and_every_explained_rule_decides() -> None:
    assert {rule for *_, rule in CASES} | {"title_name"} | UNUSED == set(rules.RULES)


@pytest.mark.parametrize(
    ("text", "mention", "role"),
    [
        # an office that points back to nobody named yet is nobody's
        (
            'Pelaku ini lari.\nKapolsek Rawalaut AKP Sari Dewi datang. "Ia sembunyi," kata Sari.',
            "Sari",
            "Kapolsek Rawalaut",
        ),
        # what stands beside the name, before what points back
        ('Kata Sari. Pejalan kaki itu pulang.\n"Air surut," kata Sari Dewi, ahli iklim.', "Sari Dewi", "ahli iklim"),
        # a clause behind `menurut` is no role
        ('Menurut Sari Dewi, siswa dipulangkan pagi. "Airnya naik," ujarnya.', "-nya", None),
        ('Menurut Sari Dewi, kepala sekolah, siswa pulang. "Airnya naik," ujarnya.', "-nya", "kepala sekolah"),
        # a role behind the name without a comma
        ('"Air surut," kata Sari Dewi warga setempat.', "Sari Dewi", "warga setempat"),
        ('"Air surut," kata Bupati Sari Dewi.', "Sari Dewi", "Bupati"),
        ('"Air surut," ujarnya.\nBupati Sari Dewi pulang.', "-nya", "Bupati"),
        ('"Air surut," kata dia.\nBupati Sari Dewi pulang.', "dia", "Bupati"),
        ('Bupati Sari Dewi hadir.\n"Air surut semua," kata Bupati.', "Bupati", "Bupati"),
        ('"Air surut," kata Sari Dewi, Ketua RT 03, Senin.', "Sari Dewi", "Ketua RT 03"),
        # the office is given only where the article points back
        ('Sari Dewi menegaskan hal itu.\n"Air surut," kata Ketua RT 03 itu.', "Ketua RT 03 itu", "Ketua RT 03"),
        (
            'Sari Dewi menegaskan hal itu. Penjual jamu asal Nguter, Sukoharjo, itu pulang.\n"Air surut," katanya.',
            "-nya",
            "Penjual jamu asal Nguter",
        ),
        ('Sari Dewi menegaskan hal itu. Tiga aturan itu baru.\n"Air surut," katanya.', "-nya", None),
        # what counts people or things is none
        ('Kedua benda aneh Sari Dewi jatuh.\n"Air surut," kata Sari Dewi.', "Sari Dewi", None),
        # `pria itu` is no office
        ('"Air surut," kata Budi Wibowo.\n"Warga lega," kata pria itu.', "pria itu", None),
        ('"Air surut semua sekarang," kepada wartawan.', None, None),
    ],
)
def test_mentions_and_roles(text: str, mention: str | None, role: str | None) -> None:
    last = quotes(text)[-1]
    assert (last.mention, last.role) == (mention, role)


def test_every_quote_has_the_fullest_name_and_first_role() -> None:
    text = '"Air surut," kata Sari.\n"Warga lega," ujarnya.\nKata dia, Sari Dewi itu camat.\nCamat Sari Dewi pulang.'
    assert {(q.speaker, q.role) for q in quotes(text)} == {("Sari Dewi", "Camat")}


def test_a_verb_in_a_headline_is_no_name() -> None:
    (quote,) = quotes('"Air surut," kata Prabowo.', "Prabowo Puji Kinerja Menteri")
    assert quote.speaker == "Prabowo"


def test_a_run_on_is_as_sure_as_its_neighbour_at_most() -> None:
    first, second = quotes('"Air surut," kata Sari Dewi. "Warga sudah lega semua."')
    assert 0 < second.confidence < first.confidence <= 1


def test_why_somebody_is_meant_is_told_of_each_candidate() -> None:
    text = '"Air surut," kata Sari Dewi.\nIa menemui Joko Lesmana.\n"Warga lega," ujarnya.'
    article = Article("a", text)
    first, *_, last = ANALYSER.quotes(article)
    explained = ANALYSER.explain(article)
    assert [(c.name, c.share, c.arguments) for c in explained[first.quote_id]] == [("Sari Dewi", 1.0, ())]
    best, *others = explained[last.quote_id]
    assert best.name == last.speaker == "Sari Dewi"
    assert "spoke last" in {argument.words for argument in best.arguments if argument.weight > 0}
    assert [other.name for other in others] == ["Joko Lesmana"]
    assert best.share + others[0].share == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "proposer"),
    [
        ('"Air surut semua," kata Bupati Sari Dewi.', "named"),
        ('Camat Ratna Lestari (RL) hadir.\n"Air surut semua," kata RL.', "initials"),
        ('"Air surut semua," tulis BMKG.', "institution"),
        ('"Setiap warga wajib menjaga air," bunyi Pasal 5.', "document"),
        ('Bupati Sari Dewi hadir.\n"Air surut semua," kata Bupati.', "office_holder"),
        ('Pengacara Bonar Hutapea hadir.\n"Klien saya lega," ujarnya.', "lawyer"),
        ('"Air surut," kata seorang pedagang.\n"Saya lega sekali," ujarnya.', "went_on"),
        ('Ayu Lestari dan Fitri Wibowo menang.\n"Kami lega," kata mereka.', "crowd"),
        ('"Air surut," kata Sari Dewi.\n"Warga lega," ujarnya.', "mentioned"),
        ('"Air surut," kata Sari Dewi.\n"Warga lega," kata perempuan itu.', "mentioned"),
        ('PT Samudra Kencana memberi keterangan.\n"Air surut semua," tulis perusahaan itu.', "institution"),
        ('"Air surut semua," kata seorang warga.', "described"),
    ],
)
def test_who_proposes_the_speaker(text: str, proposer: str) -> None:
    attribution = ANALYSER.analysed([Article("a", text)])[0].attributions[-1]
    best = max(attribution.weighed, key=lambda weighed: weighed.share)
    assert best.candidate.proposer == proposer


def test_every_proposer_has_an_example() -> None:
    for proposers in candidates.PROPOSERS.values():
        assert all("`" in (proposer.__doc__ or "") or proposer.__name__ == "referred_to" for proposer in proposers)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        # what the article calls somebody to whom it gives no office
        ('Bima Saputra menang. Pembalap Samudra itu senang.\n"Saya lega," kata Bima.', "Pembalap Samudra"),
        (
            'Sejak awal Bima Saputra memimpin. Kini, pembalap tim Nusa ini lega.\n"Saya siap," kata Bima.',
            "pembalap tim Nusa",
        ),
        # it may be anybody's
        ('Bima Saputra menang. Ia memuji pembalap Samudra itu.\n"Saya lega," kata Bima.', None),
        # an office beside the name counts before it
        ('Bima Saputra menang. Pembalap Samudra itu senang.\n"Saya lega," kata Bima, manajer tim.', "manajer tim"),
    ],
)
def test_what_an_article_calls_a_speaker(text: str, role: str | None) -> None:
    assert quotes(text)[-1].role == role
