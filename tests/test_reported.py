"""What is reported without quotation marks: which clauses are found, and what of them is the content."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes import cli
from quotes.analysis.pipeline import Analyser
from quotes.ledger import reading, tables
from quotes.records import Article, Quote

ROWS = Analyser(mode="rules", indirect=True)
QUOTES = Analyser(mode="rules")
LEAD = "Kepala Dinas Pasar Kota Arimba, Ratna Wulandari, meninjau Pasar Gondang, Senin (3/3/2025).\n"


def reported(text: str) -> list[Quote]:
    return [row for row in ROWS.quotes(Article("a", text)) if row.kind == "indirect"]


FOUND = [
    # subject, verb, content
    (
        "Ratna mengatakan harga beras akan turun pekan depan.",
        "mengatakan",
        "harga beras akan turun pekan depan",
        "Ratna",
    ),
    ("Ratna mengatakan bahwa harga beras akan turun.", "mengatakan", "harga beras akan turun", "Ratna"),
    ("Ia juga menegaskan, stok beras di gudang masih cukup.", "menegaskan", "stok beras di gudang masih cukup", "Ia"),
    ("Dia menyebut ada tiga gudang yang sudah diperiksa.", "menyebut", "ada tiga gudang yang sudah diperiksa", "Dia"),
    ("Dia menilai jika harga itu masih wajar.", "menilai", "harga itu masih wajar", "Dia"),
    (
        "Dia mengatakan, jika hujan tidak berhenti, pasar itu akan ditutup.",
        "mengatakan",
        "jika hujan tidak berhenti, pasar itu akan ditutup",
        "Dia",
    ),
    ("Ratna mengaku belum menerima laporan itu.", "mengaku", "belum menerima laporan itu", "Ratna"),
    (
        "Ratna berjanji akan memperbaiki atap pasar bulan ini.",
        "berjanji",
        "akan memperbaiki atap pasar bulan ini",
        "Ratna",
    ),
    ("Ratna membantah pihaknya menaikkan retribusi.", "membantah", "pihaknya menaikkan retribusi", "Ratna"),
    (
        "Kepala BPBD Kota Arimba, Bagas Wicaksono, saat ditemui di kantornya, Senin, mengatakan air mulai surut.",
        "mengatakan",
        "air mulai surut",
        "Bagas Wicaksono",
    ),
    (  # K19
        "Kepala Bidang Pasar (Kabid Pasar) Danang Setiadi saat mendampingi Ratna mengatakan atap pasar akan diganti.",
        "mengatakan",
        "atap pasar akan diganti",
        "Danang Setiadi",
    ),
    ("Ratna bilang pedagang tidak perlu khawatir.", "bilang", "pedagang tidak perlu khawatir", "Ratna"),
    # whom they speak to is no content
    ("Ratna meminta pedagang untuk tidak menaikkan harga.", "meminta", "tidak menaikkan harga", "Ratna"),
    ("Ratna mengimbau seluruh warga agar berbelanja seperlunya.", "mengimbau", "berbelanja seperlunya", "Ratna"),
    (
        "Ratna mengatakan kepada wartawan bahwa pasar itu akan direnovasi.",
        "mengatakan",
        "pasar itu akan direnovasi",
        "Ratna",
    ),
    # the source behind its word
    ("Menurut Ratna, stok beras cukup sampai Lebaran.", "Menurut", "stok beras cukup sampai Lebaran", "Ratna"),
    (
        "Menurutnya, pedagang sudah diberi tahu sejak Januari.",
        "Menurutnya",
        "pedagang sudah diberi tahu sejak Januari",
        "-nya",
    ),
    ("Harga beras, kata Ratna, akan turun pekan depan.", "kata", "akan turun pekan depan", "Ratna"),
    ("Selain itu, lanjut dia, harga telur juga sudah turun.", "lanjut", "harga telur juga sudah turun", "dia"),
    (
        "Stok beras di gudang kota masih cukup untuk dua bulan, kata Ratna.",
        "kata",
        "Stok beras di gudang kota masih cukup untuk dua bulan",
        "Ratna",
    ),
    # institutions and documents
    (
        "BMKG memperkirakan hujan lebat akan turun sampai Jumat.",
        "memperkirakan",
        "hujan lebat akan turun sampai Jumat",
        "BMKG",
    ),
    # what stands in marks is part of it
    (
        'Ratna mengatakan keadaan pasar itu sudah "jauh lebih baik" dibanding tahun lalu.',
        "mengatakan",
        'keadaan pasar itu sudah "jauh lebih baik" dibanding tahun lalu',
        "Ratna",
    ),
    # a negated denial, two words
    (
        "Ratna tak menampik bahwa retribusi itu memberatkan pedagang.",
        "tak menampik",
        "retribusi itu memberatkan pedagang",
        "Ratna",
    ),
    # where the content ends
    (
        "Ratna membantah kios itu disewakan, dalam sebuah wawancara dengan Radio Arimba, Selasa.",
        "membantah",
        "kios itu disewakan",
        "Ratna",
    ),
    (
        "Ratna mengatakan dua kios terbakar, meski tidak menjelaskan siapa pemiliknya.",
        "mengatakan",
        "dua kios terbakar",
        "Ratna",
    ),
    (
        "Ratna menegaskan pasar tetap dibuka, saat mengumumkan jadwal renovasi di kantornya.",
        "menegaskan",
        "pasar tetap dibuka",
        "Ratna",
    ),
    (
        "Ratna menyebut renovasi tidak hanya memperbaiki atap, tetapi juga memperlebar lorong pasar.",
        "menyebut",
        "renovasi tidak hanya memperbaiki atap, tetapi juga memperlebar lorong pasar",
        "Ratna",
    ),
    (
        "Menurut dia, berdasarkan catatan pasar, kata tersebut sudah dipakai sejak lama.",
        "Menurut",
        "berdasarkan catatan pasar, kata tersebut sudah dipakai sejak lama",
        "dia",
    ),
    (
        "Ratna meminta pedagang yang berjualan atau menyimpan barang di sana untuk segera pindah.",
        "meminta",
        "segera pindah",
        "Ratna",
    ),
    ("Ratna menilai harga saat ini masih wajar.", "menilai", "harga saat ini masih wajar", "Ratna"),
    (
        "Menurutnya, untuk sampai di pasar itu, pembeli bisa melewati Jalan Melati.",
        "Menurutnya",
        "untuk sampai di pasar itu, pembeli bisa melewati Jalan Melati",
        "-nya",
    ),
    # what is told of a source ends with the comma behind it
    (
        "Menurut data yang ia terima, stok beras di gudang masih cukup.",
        "Menurut",
        "stok beras di gudang masih cukup",
        "data",
    ),
    ("Menurut sumber dari kepolisian, pelaku sudah ditangkap.", "Menurut", "pelaku sudah ditangkap", "sumber"),
    ("Menurut studi tahun 2023 oleh kampus itu, air tanah makin turun.", "Menurut", "air tanah makin turun", "studi"),
    (
        "Menurut Ratna dalam rapat di kantornya, Senin, harga beras akan turun.",
        "Menurut",
        "harga beras akan turun",
        "Ratna",
    ),
    # who reports: the nearest subject, adverbs between
    ("Ratna selalu berpesan agar pedagang menjaga kebersihan.", "berpesan", "pedagang menjaga kebersihan", "Ratna"),
    ("Ratna lagi-lagi meminta pedagang untuk bersabar.", "meminta", "bersabar", "Ratna"),
    # a source described behind a comma; whom it is told between comma and content
    (
        "Menurut Danang, yang juga pengurus koperasi, pupuk datang terlambat.",
        "Menurut",
        "pupuk datang terlambat",
        "Danang",
    ),
    (
        "Ratna mengatakan kepada pedagang akan kembali besok, paling lambat Kamis.",
        "mengatakan",
        "akan kembali besok, paling lambat Kamis",
        "Ratna",
    ),
    (
        "Ratna mengingatkan kepada seluruh menterinya untuk tidak terlambat.",
        "mengingatkan",
        "tidak terlambat",
        "Ratna",
    ),
    # what is said of something told of before
    ("Ia menyebutnya terlalu mahal untuk pedagang kecil.", "menyebutnya", "terlalu mahal untuk pedagang kecil", "Ia"),
    # verbs with a short prefix, words in marks inside the content, counts and adverbs before it
    ("Ratna meminta seluruh petugas bekerja penuh waktu.", "meminta", "seluruh petugas bekerja penuh waktu", "Ratna"),
    (
        'Rencana yang "setengah matang" itu hanya akan membuang uang warga, kata Ratna.',
        "kata",
        'Rencana yang "setengah matang" itu hanya akan membuang uang warga',
        "Ratna",
    ),
    (
        "Ratna mengatakan sedikitnya tiga kios hangus.",
        "mengatakan",
        "sedikitnya tiga kios hangus",
        "Ratna",
    ),
    ("Ratna mengungkapkan awalnya menolak tawaran itu.", "mengungkapkan", "awalnya menolak tawaran itu", "Ratna"),
]


@pytest.mark.parametrize(("text", "cue", "content", "mention"), FOUND, ids=[text[:50] for text, *_ in FOUND])
@pytest.mark.parametrize("lead", [LEAD, LEAD.strip() + " "], ids=["lines", "one line"])
def test_a_clause_that_tells_what_was_said(lead: str, text: str, cue: str, content: str, mention: str) -> None:
    whole = lead + text
    (row,) = [row for row in reported(whole) if row.start >= len(lead)]
    assert (row.cue, row.quote, row.mention) == (cue, content, mention)
    assert whole[row.start : row.end] == row.quote
    assert whole[row.cue_start : row.cue_end] == row.cue


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Bappenas (2020) menyatakan harga beras akan turun.", "Bappenas"),
        ("Menurut pengakuannya, stok beras di gudang sudah habis.", "Ratna Wulandari"),
        ("Padahal kata Bagas Wicaksono, stok beras di gudang sudah habis.", "Bagas Wicaksono"),
        # a noun phrase from its head to its end
        ("Namun, otoritas Kuwait, sekutu AS, mengatakan pihaknya merespons serangan itu.", "otoritas Kuwait"),
        ("Pada 2024, putusan MK menyatakan aturan itu tidak berlaku.", "putusan MK"),
        ("Pelabuhan Tanjung Priok mencatat bongkar muat naik 8 persen.", "Pelabuhan Tanjung Priok"),
        ("Siswa-siswi di ibu kota Pakistan mengatakan udara makin kotor.", "Siswa-siswi di ibu kota Pakistan"),
        (
            "Kemarin, penelitian tentang kinerja tim elit menyebut konflik memicu kekalahan.",
            "penelitian tentang kinerja tim elit",
        ),
        ("Sumber dari kepolisian Samudra menyatakan korban ditemukan selamat.", "Sumber dari kepolisian Samudra"),
        ("Sebanyak 57,2 persen pedagang mengaku pesanan sering mendadak.", "57,2 persen pedagang"),
        ("Kebanyakan pakar menilai harga itu masih wajar.", "Kebanyakan pakar"),
        ("Samsung tampaknya mengakui banyak pengguna kesal dengan iklan.", "Samsung"),
        (
            "Bahari Society of Coral Builders (BSCB) menilai kebijakan ini membuat usaha lesu.",
            "Bahari Society of Coral Builders",
        ),
        (
            "Gabungan Pengusaha Kopra Samudra (GAPKOS) menilai harga itu masih wajar.",
            "Gabungan Pengusaha Kopra Samudra",
        ),
        ("Bagian dari program itu, Polri berharap warga mau bersabar.", "Polri"),
        (
            "Mengutip dari media massa Samudra, SNN, kelompok perompak meminta keluarga untuk membayar tebusan.",
            "kelompok perompak",
        ),
        (
            "Amerika Serikat, India, dan Jepang menyatakan bersedia menerima usul itu.",
            "Amerika Serikat, India, dan Jepang",
        ),
        ("Sementara 16,2 persen mengatakan bahwa harga beras terlalu mahal.", "16,2 persen"),
        ("Dilansir AFP, permintaan itu menegaskan bahwa warga butuh beras.", None),
        ("Menurut penelitian di Inggris, musik bisa memengaruhi suasana hati.", "penelitian di Inggris"),
        (
            "Temuan ini sejalan dengan riset yang terbit dalam jurnal Gizi PGI, yang menyebut bahwa susu itu aman.",
            "riset",
        ),
        ("Ratna menyerukan agar semua gerbang pasar dibuka dan mengusulkan pedagang dipindahkan.", "Ratna Wulandari"),
        # whom somebody or something makes or shows speak
        ("Video itu memperlihatkan Bagas Wicaksono menyebut stok beras sudah habis.", "Bagas Wicaksono"),
        ("Kelekatan itu membuat Bagas Wicaksono menginstruksikan agar beras dibagikan.", "Bagas Wicaksono"),
        ("Di Gaza, kelompok Islam Palestina, yang mengaku bertanggung jawab, berhenti.", "kelompok Islam Palestina"),
        # what only people do tells that an unknown noun is of one; what media tell
        ("Kemarin, pelaut tersebut meminta para pejabat agar mendengarkan warga.", "pelaut"),
        ("Laporan-laporan lain menyebutkan gudang itu sudah kosong.", "Laporan-laporan lain"),
        ("Media Turki sebelumnya melaporkan bahwa kecelakaan itu terjadi di pelabuhan.", "Media Turki"),
        (
            "Badan Pengawas Pasar Samudra, Kementerian Perdagangan menyatakan harga itu wajar.",
            "Badan Pengawas Pasar Samudra",
        ),
        # things that do not speak
        ("Bayang-bayang PHK menyebut situasi itu berat.", None),
        ("Teknologi ini memastikan pelacakan lokasi sangat presisi.", None),
        ("Kelekatan itu menegaskan bahwa warga percaya.", None),
        ("Sayangnya, di Samudra banyak pedagang menyebut harga naik.", "banyak pedagang"),
        ("Namun, belum ada pihak yang mengaku memiliki gudang itu.", None),
        ("Menurut wilayah, sebanyak 37 provinsi mengalami inflasi.", None),
        ("Siapakah yang mengatakan bahwa harga beras akan turun?", None),
        # whom nothing names
        ("Seperti yang dijelaskan tadi, harga beras akan turun pekan depan.", None),
        ("Namun, setelah ada yang mengingatkan bahwa stok habis, pasar itu ditutup.", None),
    ],
)
def test_the_source_of_what_is_reported(text: str, speaker: str | None) -> None:
    assert {row.speaker for row in reported(LEAD + text)} == ({speaker} if speaker else set())


@pytest.mark.parametrize(
    "text",
    [
        "Ratna menjelaskan soal banjir di pasar itu.",
        "Ratna menekankan pentingnya gotong royong.",
        "Ratna meminta maaf kepada para pedagang.",
        "Ratna menyampaikan terima kasih kepada semua pedagang.",
        "Ratna membantah adanya pungutan liar.",
        "Pasar itu disebut-sebut akan dijual.",
        "Diketahui, pasar itu dibangun pada 1985.",
        "Hal itu disampaikan Ratna di kantornya.",
        "Pemerintah menargetkan pasar itu selesai bulan Mei.",
        "Ratna datang untuk memastikan stok beras di gudang.",
        "Ratna meminta maaf karena pasar itu masih ditutup.",
        "Ratna menyampaikan terima kasih karena pedagang mau pindah.",
        "Panitia menata kios agar Ratna mengatakan pasar itu rapi.",
        "Sempat mengaku kewalahan menata pedagang, Ratna akhirnya tersenyum lega.",
    ],
)
def test_what_tells_no_clause(text: str) -> None:
    assert [row.quote for row in reported(LEAD + text)] == []


def test_the_switch_only_adds_rows() -> None:
    text = (
        LEAD
        + 'Ratna mengatakan harga turun. "Kami awasi setiap hari," ujarnya.\nIa menyebut stok "cukup aman" di gudang.'
    )
    article = Article("a", text)
    rows = ROWS.quotes(article)
    assert [row for row in rows if row.kind != "indirect"] == QUOTES.quotes(article)
    assert [row.kind for row in rows] == ["indirect", "direct", "indirect", "partial"]
    assert len({row.quote_id for row in rows}) == len(rows)


def test_a_row_tells_the_kind_of_speech_act() -> None:
    text = LEAD + "Ratna meminta pedagang untuk tidak menaikkan harga. Dia membantah stok di gudang sudah habis."
    assert [(row.cue_lemma, row.cue_class) for row in reported(text)] == [("pinta", "asks"), ("bantah", "denies")]


def test_files_and_folders_hold_what_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(LEAD + 'Ratna mengatakan harga turun. "Kami awasi," ujarnya.', encoding="utf-8")

    def kinds(*flags: str, to: str) -> list[str]:
        assert cli.main(["extract", "a.txt", "--rules", *flags, "-o", to]) == 0
        return [row.kind for row in tables.records(reading.read_ledger(to))]

    assert kinds(to="l.parquet") == ["direct"]
    assert kinds("--indirect", to="l.csv") == ["indirect", "direct"]
    assert kinds("--indirect", "--workers", "2", to="l/") == ["indirect", "direct"]
    assert kinds("--indirect", "--dask", "local", to="d/") == ["indirect", "direct"]
    assert kinds(to="l/") == ["direct"], "another switch makes the rows anew"
