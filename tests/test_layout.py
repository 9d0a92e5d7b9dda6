"""Where the body stands: pasted pages of eight outlets, one-line articles, clean texts, and what must never be lost.

All pages are invented; only the furniture around them is what such pages print.
"""

from __future__ import annotations

import itertools
import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.analysis.layout import furniture
from quotes.analysis.layout.paragraphs import lay_out
from quotes.lexicon import lists
from quotes.records import Article, Layout

TIME = datetime(2026, 5, 29, 8, 51)


def laid(text: str, **known: object) -> Layout:
    return lay_out(Article("x", text, **known))  # type: ignore[arg-type]


def body(text: str, **known: object) -> list[str]:
    return [span.of(text) for span in laid(text, **known).paragraphs]


# --- pasted pages ------------------------------------------------------------------------------------------------

FIRST = "Pemerintah Kabupaten Rawa Indah menutup tiga pintu air di Sungai Wela setelah hujan deras sejak Kamis malam."
BELIEF = '"Pintu air kami tutup sampai muka air turun di bawah dua meter," kata Bupati Rawa Indah Sekar Wulandari.'
SHORT = '"Belum," jawabnya singkat.'
LAST = "“Kami tidak menunggu surut, kami menjemput warga,” ujar Kepala BPBD Rawa Indah Bima Prakoso, Jumat (29/5/2026)."
BODY = [FIRST, BELIEF, SHORT, LAST]

KOMPAS = f"""Baca berita tanpa iklan. Gabung Kompas.com+
News
Nasional
Regional

Tiga Pintu Air Sungai Wela Ditutup, Warga Diminta Siaga

Kompas.com - 29/05/2026, 08:51 WIB
Ratih Puspita,
Gema Anugrah

Tim Redaksi

Lihat Foto

RAWA INDAH, KOMPAS.com - {FIRST}

Baca juga: Bupati Sebut "Jangan Panik", Begini Kondisi Sungai Wela

{BELIEF}

{SHORT}

Baca juga: Cara Aman Menghadapi Banjir di Bantaran Sungai

{LAST}

Simak breaking news dan berita pilihan kami langsung di ponselmu. Pilih saluran andalanmu akses berita Kompas.com.

Tag
banjir
Sungai Wela

Berita Terkait
Tanggul Wela Retak, "Kami Was-was," Kata Warga

Terkini Lainnya

"Saya Tidak Tahu," Kata Camat Lembah soal Dana Desa

Regional
Harga Cabai Naik Lagi

Komentar
Andi: "Semoga cepat surut," kata tetangga saya juga begitu.
Close Ads
"""

DETIK = f"""detikNews
Berita
Detail Berita

Sungai Wela Meluap, Tiga Pintu Air di Rawa Indah Ditutup

Ratih Puspita - detikNews
Jumat, 29 Mei 2026 08:51 WIB
BAGIKAN
0 komentar
URL telah disalin
Foto: Pintu air Sungai Wela di Rawa Indah. (Ratih Puspita/detikcom)
Jakarta - {FIRST}

ADVERTISEMENT

SCROLL TO CONTINUE WITH CONTENT

{BELIEF}

Baca juga:
Bupati: "Warga Jangan Panik"

{SHORT}

{LAST}

Simak Video "Detik-detik Sungai Wela Meluap"
[Gambas:Video 20detik]
(rtp/gem)
banjir rawa indah
sungai wela
Berita Terkait
Pengungsi Bertambah, "Kami Butuh Selimut" Kata Warga
Berita detikcom Lainnya
"""

CNN = f"""CNN Indonesia
Nasional
Internasional

Home Nasional Peristiwa

Hujan Deras, Tiga Pintu Air Sungai Wela Ditutup

CNN Indonesia
Jumat, 29 Mei 2026 08:51 WIB
Bagikan:
Ilustrasi. Pintu air sungai ditutup saat hujan deras. (CNN Indonesia/Gema Anugrah)
Jakarta, CNN Indonesia -- {FIRST}

{BELIEF}

Lihat Juga :
5 Sungai yang Paling Sering Meluap Versi Warga

{SHORT}

[Gambas:Video CNN]

Pilihan Redaksi
Bupati Rawa Indah: 'Jangan Saling Menyalahkan'
Banjir Surut, Pasar Kembali Buka

{LAST}

(rtp/gem)

[Gambas:Video CNN]

TOPIK TERKAIT
banjir
ARTIKEL TERKAIT
Warga Wela: "Kami Capek Mengungsi," Kata Ibu Tiga Anak
TERPOPULER
Harga Beras Turun
"""

TEMPO = f"""Tempo
Beranda > Nasional

Pintu Air Sungai Wela Ditutup, Ribuan Warga Siap Mengungsi

Reporter
Ratih Puspita
Editor
Gema Anugrah

29 Mei 2026 | 08.51 WIB

Perbesar
Petugas menutup pintu air Sungai Wela, Kamis, 28 Mei 2026. TEMPO/Gema Anugrah

TEMPO.CO, Jakarta - {FIRST}

{BELIEF}

BACA JUGA: Debit Sungai Wela Naik, Ini Kata Pakar Hidrologi

{SHORT}

{LAST}

RATIH PUSPITA

Pilihan Editor: Mengapa Pintu Air Tua Sulit Diganti

Berita Terkait
Bendungan Wela Dinilai "Aman Terkendali"
"""

ANTARA = f"""Antara News
Terkini
Top News

Tiga pintu air Sungai Wela ditutup setelah hujan deras

Jumat, 29 Mei 2026 08:51 WIB

Petugas memeriksa pintu air Sungai Wela di Kabupaten Rawa Indah. (ANTARA FOTO/Gema Anugrah)

Rawa Indah (ANTARA) - {FIRST}

{BELIEF}

{SHORT}

Baca juga: BMKG minta warga waspadai hujan lebat tiga hari ke depan
Baca juga: Bupati siapkan dapur umum di lima kecamatan

{LAST}

Pewarta: Ratih Puspita
Editor: Gema Anugrah
Copyright © ANTARA 2026

Dilarang keras mengambil konten, melakukan crawling atau pengindeksan otomatis untuk AI di situs web ini.

Tags:
banjir rawa indah
Komentar
Terpopuler
Warga: "Air naik cepat," kata Mbah Karto, saksi mata.
"""

TRIBUN = f"""Tribunnews.com
Regional

Tiga Pintu Air Sungai Wela Ditutup, Bupati Rawa Indah: Jangan Panik
Tayang: Jumat, 29 Mei 2026 08:51 WIB
Penulis: Ratih Puspita
Editor: Gema Anugrah
A- A A+
Tribunnews.com/Gema Anugrah

TRIBUNNEWS.COM, RAWA INDAH - {FIRST}

{BELIEF}

Baca juga: Kisah Nenek Suminah Bertahan di Atas Atap, "Saya Pasrah"

{SHORT}

Halaman selanjutnya

{LAST}

(Tribunnews.com/Ratih Puspita)

Ikuti saluran WhatsApp Tribunnews: https://kanal.example/tribun

Tags
banjir
Berita Terkait
"Kami Takut Hujan Lagi," Kata Pengungsi
Berita Populer
"""

LIPUTAN = f"""Liputan6
News

Tiga Pintu Air Sungai Wela Ditutup, Ribuan Warga Siaga
Pemerintah daerah menyiapkan lima dapur umum dan dua puluh perahu karet untuk warga di bantaran.

Oleh Ratih Puspita
Diperbarui 29 Mei 2026, 10:02 WIB
Diterbitkan 29 Mei 2026, 08:51 WIB
Share
Copy Link

Petugas menutup pintu air Sungai Wela di Rawa Indah, Kamis (28/5/2026). (Foto: Gema Anugrah/Liputan6.com)

Liputan6.com, Jakarta {FIRST}

{BELIEF}

{SHORT}

*Saksikan Video Pilihan di Bawah Ini:*

{LAST}

Video Pilihan
Perahu Karet Tiba di Rawa Indah
Berita Terbaru
Bupati: "Semua Warga Selamat," ujarnya.
"""

REPUBLIKA = f"""Home > News > Nasional

Jumat 29 May 2026 08:51 WIB

Hujan Deras Semalaman, Tiga Pintu Air Sungai Wela Ditutup

Rep: Ratih Puspita/ Red: Gema Anugrah

Foto: Republika/Gema Anugrah

Petugas menutup pintu air Sungai Wela.

REPUBLIKA.CO.ID, RAWA INDAH -- {FIRST}

{BELIEF}

Advertisement
Scroll untuk membaca

Baca Juga
Bupati Rawa Indah Tinjau Tanggul
Warga Wela: "Sudah Biasa"

{SHORT}

{LAST}

sumber : Antara
BACA JUGA: Update Berita-Berita Politik Perspektif Republika.co.id, Klik di Sini
Berita Terkait
Tanggul Wela Diperkuat
Berita Lainnya
"Alhamdulillah Surut," Kata Marbot Masjid
"""

PAGES = {
    "kompas.com": (KOMPAS, "Tiga Pintu Air Sungai Wela Ditutup, Warga Diminta Siaga", "Kompas.com"),
    "detik": (DETIK, "Sungai Wela Meluap, Tiga Pintu Air di Rawa Indah Ditutup", "detikNews"),
    "cnn indonesia": (CNN, "Hujan Deras, Tiga Pintu Air Sungai Wela Ditutup", "CNN Indonesia"),
    "tempo": (TEMPO, "Pintu Air Sungai Wela Ditutup, Ribuan Warga Siap Mengungsi", "Tempo.co"),
    "antara": (ANTARA, "Tiga pintu air Sungai Wela ditutup setelah hujan deras", "Antara"),
    "tribun": (TRIBUN, "Tiga Pintu Air Sungai Wela Ditutup, Bupati Rawa Indah: Jangan Panik", "Tribunnews.com"),
    "liputan6": (LIPUTAN, "Tiga Pintu Air Sungai Wela Ditutup, Ribuan Warga Siaga", "Liputan6.com"),
    "republika": (REPUBLIKA, "Hujan Deras Semalaman, Tiga Pintu Air Sungai Wela Ditutup", "Republika"),
}
LINE_ENDS = {"unix": "\n", "windows": "\r\n", "no blank lines": "\n", "non-breaking": "\u00a0\n\t "}


@pytest.mark.parametrize("outlet", PAGES)
@pytest.mark.parametrize("line_end", LINE_ENDS)
def test_a_pasted_page(outlet: str, line_end: str) -> None:
    page, title, source = PAGES[outlet]
    if line_end == "no blank lines":
        page = page.replace("\n\n", "\n").replace("\n\n", "\n")
    page = page.replace("\n", LINE_ENDS[line_end])
    found = laid(page)
    assert [span.of(page) for span in found.paragraphs] == BODY
    assert (found.title, found.published) == (title, TIME)
    assert found.source is not None
    assert found.source == lists.outlet_name(source)


@pytest.mark.parametrize("outlet", PAGES)
def test_what_is_given_wins_over_what_is_found(outlet: str) -> None:
    other = datetime(2020, 1, 2)
    found = laid(PAGES[outlet][0], title="Judul Lain", published=other, source="Kabar Lain")
    assert (found.title, found.published, found.source) == ("Judul Lain", other, "Kabar Lain")
    assert [span.of(PAGES[outlet][0]) for span in found.paragraphs] == BODY


# --- datelines ---------------------------------------------------------------------------------------------------

SENTENCE = "Polisi menyita dua truk kayu tanpa dokumen di tepi Sungai Wela."


@pytest.mark.parametrize(
    ("dateline", "source"),
    [
        ("JAKARTA, KOMPAS.com - ", "Kompas.com"),
        ("WASHINGTON DC, KOMPAS.com - ", "Kompas.com"),
        ("JAKARTA, KOMPAS — ", "Kompas"),
        ("JAKARTA, KOMPAS-", "Kompas"),
        ("BANDAR LAMPUNG, KOMPAS--", "Kompas"),
        ("KOMPAS.com – ", "Kompas.com"),
        ("Jakarta (ANTARA) - ", "Antara"),
        ("Pulau Sebatik, Nunukan (ANTARA) - ", "Antara"),
        ("TEMPO.CO, Jakarta - ", "Tempo.co"),
        ("TEMPO.CO, Bandung Barat - ", "Tempo.co"),
        ("Jakarta, CNN Indonesia -- ", "CNN Indonesia"),
        ("Jakarta, CNBC Indonesia - ", "CNBC Indonesia"),
        ("Liputan6.com, Jakarta - ", "Liputan6.com"),
        ("Liputan6.com, Jakarta ", "Liputan6.com"),
        ("Liputan6.com, Kulon Progo ", "Liputan6.com"),
        ("TRIBUNNEWS.COM, JAKARTA - ", "Tribunnews.com"),
        ("TRIBUNNEWS. COM, JAKARTA\u00a0- ", "Tribunnews.com"),
        ("TRIBUNNEWS.COM -\u00a0\u00a0", "Tribunnews.com"),
        ("TRIBUN-RAWA.COM, RAWA INDAH - ", "TRIBUN-RAWA.COM"),
        ("Laporan Wartawan Tribunnews.com, Ratih Puspita TRIBUNNEWS.COM, JAKARTA – ", "Tribunnews.com"),
        ("Laporan Reporter SS. Ratih\u00a0 TRIBUNNEWS.COM, JAKARTA - ", "Tribunnews.com"),
        ("REPUBLIKA.CO.ID, JAKARTA -- ", "Republika"),
        ("REPUBLIKA.CO.ID,JAKARTA – ", "Republika"),
        ("Bisnis.com, JAKARTA - ", "Bisnis.com"),
        ("SuaraRawa.id - ", "SuaraRawa.id"),
        ("Merdeka.com - ", "Merdeka.com"),
        ("JawaPos.com – ", "Jawa Pos"),
        ("Jakarta, VIVA – ", "VIVA"),
        ("VIVA – ", "VIVA"),
        ("INDOZONE.ID - ", "Indozone"),
        ("BANDUNG, iNews.id - ", "iNews.id"),
        ("Jakarta, IDN Times - ", "IDN Times"),
        ("Okezone.com - ", "Okezone"),
        ("KONTAN.CO.ID - JAKARTA. ", "Kontan"),
        ("jpnn.com - JAKARTA - ", "JPNN.com"),
        ("jpnn.com, JAKARTA - ", "JPNN.com"),
        ("JAKARTA, kabarwela.co.id – ", "kabarwela.co.id"),
        ("RAWA INDAH - ", None),
        ("Jakarta - ", None),
        ("JAKARTA – ", None),
        ("Banda Aceh - ", None),
        ("Jakarta: ", None),
        ("JAKARTA, RAWANEWS - ", None),
    ],
)
def test_datelines(dateline: str, source: str | None) -> None:
    text = dateline + SENTENCE
    found = laid(text)
    assert [span.of(text) for span in found.paragraphs] == [SENTENCE]
    assert found.source == source
    quoted = dateline + BELIEF
    if dateline != "Jakarta: ":  # a colon before a quotation may be a speaker's
        assert body(quoted) == [BELIEF]


@pytest.mark.parametrize(
    "text",
    [
        "Indonesia - Australia sepakat membuka kembali jalur penerbangan perintis.",
        "Jakarta masih hujan - begitu pula Bogor - hingga Jumat malam.",
        "Jakarta: 12 orang mengungsi.",
        "Sekar Wulandari - Bima Prakoso resmi mendaftar.",
        "Kompas TV menyiarkan ulang debat itu.",
        "Antara Jakarta - Bandung kini ada enam perjalanan kereta.",
        "Tempo kerja buruh pabrik itu dipercepat.",
        "Menurut catatan Kabarwela.com, Jakarta sudah tiga kali banjir tahun ini, kata Bima.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text: str) -> None:
    assert body(text) == [text]


# --- furniture inside a line -------------------------------------------------------------------------------------

SAID = '"Airnya sudah turun," kata Camat Sekar.'
NEXT = "Ia menambahkan, warga boleh pulang besok."


@pytest.mark.parametrize(
    "cut",
    [
        "Baca juga: Tiga Pintu Air Ditutup, Warga Diminta Siaga",
        "Baca Juga:\u00a0Hujan guyur hulu sungai sejak siang hingga sore",
        "BACA JUGA: Debit Sungai Naik, Ini Kata Pakar",
        "Baca juga: Apa Itu Siaga Dua?",
        "Baca juga : Bupati Wela Tinjau Tanggul Retak",
        "Baca: Tanggul Wela Retak Baca: Warga Wela Gotong Royong",
        "Simak Video 'Detik-detik Tanggul Wela Jebol':",
        'Simak Video "Detik-detik Tanggul Wela Jebol"',
        'Tonton juga video "Bupati: Warga Jangan Panik, Tetap di Rumah" di sini:',
        "Tonton juga Video: Perahu Karet Tiba di Wela!",
        "Simak juga Video Bupati Wela: Semua Warga Selamat!",
        "Lihat juga Video 'Harga Cabai Naik 81,5 %':",
        "SCROLL TO CONTINUE WITH CONTENT",
        "ADVERTISEMENT",
        "ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT",
        "[Gambas:Video CNN]",
        "[Gambas:Instagram]",
        "Saksikan Live DetikPagi:",
        "*Saksikan Video Pilihan di Bawah Ini:*",
        "Baca berita lainnya di Google News.",
        "Halaman Selanjutnya",
        "Pilihan Editor: Mengapa Pintu Air Tua Sulit Diganti",
        "Dapatkan update berita pilihan setiap hari dari Kabarwela.com.",
    ],
)
def test_furniture_between_two_sentences_of_one_line(cut: str) -> None:
    assert body(f"{SAID} {cut} {NEXT}") == [SAID, NEXT]
    assert body(f"{SAID} {NEXT} {cut}") == [f"{SAID} {NEXT}"]
    assert body(f"{SAID}\n\n{cut}\n\n{NEXT}") == [SAID, NEXT]


@pytest.mark.parametrize(
    "cut",
    [
        'Artikel ini telah tayang di Kabarwela.com dengan judul "Tiga Pintu Air Ditutup"',
        'Artikel ini telah tayang di Kabarwela.com dengan judul "Pintu Air ", Penulis : Ratih Editor : Gema Anugrah',
        "Artikel Ini Sudah Tayang di KABARWELA, dengan judul: Tiga pintu air ditutup akibat hujan",
        "Reporter: Ratih Puspita Editor: Gema Anugrah",
        "Penulis: Ratih Puspita",
        "Diadaptasi oleh Ratih Puspita Editor: Gema Anugrah",
        "Sumber: Antara",
        "(rtp/gem)",
        "(RTP/GEM/ANU)",
        "(ant)",
        "(RTP)",
        "(*)",
        "(Tribunnews.com/Ratih Puspita)",
        "(Antara)",
        "(Ratih Puspita) Artikel ini telah tayang di Kabarwela.com dengan judul Tiga Pintu Air yang mulai Ditutup",
        ": Bupati Wela Tinjau Tanggul Retak",
    ],
)
def test_furniture_at_the_end(cut: str) -> None:
    assert body(f"{NEXT} {SAID} {cut}") == [f"{NEXT} {SAID}"]


@pytest.mark.parametrize(
    ("headline", "rest"),
    [
        ("Harga Cabai Naik Tajam di Pasar Induk", "Bupati Sekar Wulandari mengatakan stok aman."),
        ("Harga Cabai Naik Tajam di Pasar Induk", "Menurut Sekar, stok aman."),
        ("Harga Cabai Naik Tajam di Lembah", "Sekar Wulandari mengatakan stok aman."),
        ("Harga Cabai Naik Tajam di Lembah", "“Stok aman,” kata Sekar."),
        ("Siapa yang Untung saat Cabai Naik?", "Pedagang mengaku tidak."),
    ],
)
def test_a_headline_that_runs_into_the_body(headline: str, rest: str) -> None:
    assert body(f"{SAID} Baca juga: {headline} {rest}") == [SAID, rest]


@pytest.mark.parametrize(
    "text",
    [
        'Ia meminta warga "baca juga: peraturan desa" sebelum menandatangani.',
        "Lihat juga kolam di belakang rumah itu, airnya keruh.",
        "Berita terkait kenaikan harga beras ramai dibicarakan warga.",
        "Simak video yang beredar di media sosial itu, wajah pelaku tampak jelas.",
        "Sumber air di desa itu mengering sejak April.",
        "Editor film itu bekerja tiga bulan.",
        "Warga menerima bantuan dari Badan Penanggulangan Bencana Daerah (BPBD)",
        "Inflasi naik 2 persen secara tahunan (yoy).",
        "Jumlah itu dua kali lipat dari tahun lalu (Kompas, 27/4/2020).",
        'Ia menulis buku berjudul "Video: Sejarah Singkat".',
        "Video itu diputar di ruang sidang.",
        "Ketiganya adalah Sekar (41), Bima (37), dan Ratih (29)",
        "Baca puisi itu pelan-pelan, kata gurunya.",
        "Foto bersama menutup acara pelepasan tim itu.",
        "Menurutnya, iklan layanan masyarakat: murah, singkat, dan jelas.",
    ],
)
def test_sentences_that_only_begin_like_furniture_stay(text: str) -> None:
    assert body(text) == [text]
    assert body(f"{FIRST}\n\n{text}\n\n{LAST}") == [FIRST, text, LAST]


def test_a_line_with_a_quotation_and_its_clause_is_never_furniture() -> None:
    line = 'Sumber: "Kami belum menerima surat itu," kata Bima.'
    assert body(f"{FIRST}\n{line}") == [FIRST, line]
    line = 'Baca juga: Tanggul Retak "Kami belum menerima surat itu," kata Bima.'
    assert body(f"{FIRST}\n{line}") == [FIRST, '"Kami belum menerima surat itu," kata Bima.']


# --- clean texts -------------------------------------------------------------------------------------------------


def test_a_clean_article_is_its_paragraphs() -> None:
    text = "\n\n".join(BODY)
    found = laid(text)
    assert [span.of(text) for span in found.paragraphs] == BODY
    assert found.title is found.published is found.source is None


def test_subheadings_lists_and_short_paragraphs_stay_in_a_clean_article() -> None:
    parts = [
        SHORT,
        FIRST,
        "Tiga Langkah Bupati",
        "1. Menutup pintu air",
        "2. Membuka dapur umum",
        BELIEF,
        "Komentar Warga",
        LAST,
    ]
    assert body("\n".join(parts)) == parts


def test_a_list_of_places_is_no_dateline() -> None:
    parts = [FIRST, "Jakarta: Hujan Ringan", "Bandung: Cerah Berawan", "SEMARANG - HUJAN", BELIEF]
    assert body("\n".join(parts)) == parts
    assert body("\n".join(parts[1:]))[2:] == parts[3:]


def test_a_date_in_a_clean_article_makes_no_page_of_it() -> None:
    for first in (BELIEF, FIRST):
        parts = [FIRST, first, "Jumat, 29 Mei 2026, 08.00 WIB: apel siaga", "Jumat, 29 Mei 2026 10.00 WIB", LAST]
        assert body("\n".join(parts)) == parts
        assert laid("\n".join(parts)).published is None


def test_the_given_title_over_the_text_is_no_paragraph() -> None:
    text = f"Pintu air  ditutup\n\n{FIRST}\n{BELIEF}"
    assert body(text, title="Pintu Air Ditutup") == [FIRST, BELIEF]


def test_a_headline_over_a_clean_text_is_its_title() -> None:
    text = f"Tiga Pintu Air Sungai Wela Ditutup\n\n{FIRST}\n\n{BELIEF}"
    found = laid(text)
    assert found.title == "Tiga Pintu Air Sungai Wela Ditutup"
    assert [span.of(text) for span in found.paragraphs] == [FIRST, BELIEF]


def test_body_after_a_list_of_links_goes_on() -> None:
    text = f"{FIRST}\n\nBaca Juga:\nPengungsi Bertambah\nHarga Cabai Naik\n\n{SHORT}\n\n{LAST}"
    assert body(text) == [FIRST, SHORT, LAST]


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\x00", "\u200b\ufeff", "\n" * 100, "ADVERTISEMENT", "(abc/def)"])
def test_a_text_without_a_body(text: str) -> None:
    assert body(text) == []


def test_a_page_that_breaks_off_after_its_head() -> None:
    text = "Tiga Pintu Air Ditutup\n\nKompas.com - 29/05/2026, 08:51 WIB"
    found = laid(text)
    assert (found.title, found.published, found.source) == ("Tiga Pintu Air Ditutup", TIME, "Kompas.com")
    assert not found.paragraphs


PIECES = [
    *BODY,
    *KOMPAS.split("\n"),
    *DETIK.split("\n"),
    "Baca juga: ",
    "Simak Video '",
    '"',
    "(abc/def)",
    " ",
    "\r\n",
    "\x00",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("\n".join))
def test_paragraphs_are_trimmed_disjoint_and_in_order(text: str) -> None:
    paragraphs = laid(text).paragraphs
    for span in paragraphs:
        assert span.of(text) == span.of(text).strip()
        assert span.start < span.end
    assert all(first.end <= second.start for first, second in itertools.pairwise(paragraphs))


# --- the lexicon -------------------------------------------------------------------------------------------------


def test_no_entry_of_the_lexicon_stands_twice() -> None:
    import tomllib

    raw = tomllib.loads(
        Path(furniture.__file__).parents[2].joinpath("lexicon", "data", "furniture.toml").read_text("utf-8")
    )
    for name, entries in raw.items():
        folded = [furniture.fold(entry) for entry in entries]
        assert sorted(folded) == sorted(set(folded)), name


# --- measured on annotated articles, where they are at hand ------------------------------------------------------

SHARED = Path(__file__).parents[2] / "shared" / "gold"
CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = [
    path
    for folder in (CORPUS, *(SHARED / name for name in ("detik", "outlets", "seed", "pfsa")))
    for path in sorted(folder.glob("*.json"))
]


def test_no_annotated_quote_is_lost() -> None:
    lost, seen = [], 0
    for path in GOLD:
        gold = json.loads(path.read_text(encoding="utf-8"))
        statements = [{**span, "kind": "direct"} for span in gold.get("spans", []) if span["label"] == "STATEMENT"]
        text, quotes = gold.get("text"), gold.get("quotes", statements)
        paragraphs = laid(text).paragraphs if text else ()
        for quote in quotes:
            if quote["kind"] != "none":
                seen += 1
                if not any(span.start <= quote["start"] and quote["end"] <= span.end for span in paragraphs):
                    lost.append((path.name, text[quote["start"] : quote["end"]][:60]))
    assert not lost
    assert seen > 100
