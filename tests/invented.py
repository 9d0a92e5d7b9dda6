"""Invented ledgers of any size, the same for the same seed: what the tests of the readers and the benchmark browse.

Kept apart from the tests because bench/ measures on the same rows. Every name and every sentence is made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from quotes.ledger.tables import table
from quotes.ledger.writing import LedgerWriter
from quotes.records import Quote

GIVEN = (
    "Ratna Wibowo Marni Slamet Dewanti Sukarno Yuliana Bagas Larasati Hendro Kartika Surya Melati Joko Putri Rahmat "
    "Intan Gunawan Sekar Darma Lestari Agung Wulan Bayu Citra Fajar Nirmala Galih Ayu Teguh Ningsih Prabu Dian Rangga"
).split()
FAMILY = (
    "Wicaksono Handayani Suryaningrat Kusumawati Prabandaru Lesmana Tirtayasa Wiranegara Purbasari Adikara Maheswara "
    "Rengganis Jayadipa Saraswati Nugrahanto Pramudita Wijayanti Samudra Kertajaya Anggraini Danuarta Paramitha"
).split()
WORDS = (
    "kami akan segera memperbaiki jembatan yang rusak itu karena warga sudah lama menunggu dan air sungai terus naik "
    "setiap malam banjir datang tanpa tanda jadi semua orang harus siap dengan bekal makanan serta pakaian kering "
    "pemerintah daerah belum memberi bantuan tetapi relawan tetap bekerja di lapangan sejak pagi hingga petang harga "
    "beras turun setelah panen raya sekolah dibuka kembali pekan depan dokter memeriksa ratusan pasien gratis jalan "
    "utama ditutup sementara untuk pengecatan ulang marka dan lampu anak muda membuat aplikasi guna mencatat hasil laut"
).split()
OUTLETS = ("Kabar Pesisir", "Harian Lembah", "Suara Dermaga", "Warta Gunung", "Pos Muara", "Lintas Pulau", "Siar Desa")
ROLES = ("Ketua kelompok tani", "Kepala dinas perhubungan", "Juru bicara", "Wali kota", "Peneliti", "Pedagang", "Guru")
CUES = (("kata", "kata"), ("ujarnya", "ujar"), ("tutur", "tutur"), ("menegaskan", "tegas"), ("katanya", "kata"))
RULES = ("name", "short_name", "pronoun", "enclitic", "run_on", "role")
FIRST_DAY = datetime(2021, 1, 4, 8)


def rows(count: int, seed: int = 1, *, block: int = 8192) -> Iterator[pa.Table]:
    """Tables of the ledger's schema that together have `count` rows; a few speakers have most of the quotes."""
    generator = np.random.default_rng(seed)
    people = _people(generator, max(12, min(20_000, count // 20)))
    for start in range(0, count, block):
        yield table(list(_quotes(generator, people, start, min(block, count - start))))


def write(path: Path, count: int, seed: int = 1) -> Path:
    """Write such a ledger; its path."""
    with LedgerWriter([path]) as writer:
        for part in rows(count, seed):
            writer.write_table(part)
    return path


def _people(generator: np.random.Generator, count: int) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    while len(found) < count:
        given, family = generator.choice(GIVEN, 2), str(generator.choice(FAMILY))
        parts = 1 + (len(found) > len(GIVEN) * len(FAMILY) // 2)
        name = " ".join([*given[:parts], family])
        if len(found) > 10_000:
            name += f" {generator.choice(FAMILY)}"
        found.setdefault(name, str(generator.choice(ROLES)))
    return list(found.items())


def _quotes(generator: np.random.Generator, people: list[tuple[str, str]], start: int, count: int) -> Iterator[Quote]:
    ranks = np.minimum(generator.zipf(1.3, count) - 1, 10**9) % (len(people) + 1)
    lengths = generator.integers(6, 38, count)
    picks = generator.integers(0, len(WORDS), int(lengths.sum()))
    cues, rules = generator.integers(0, len(CUES), count), generator.integers(0, len(RULES), count)
    confidences = np.round(generator.beta(8, 2, count), 3)
    at = 0
    for index in range(count):
        number = start + index
        words = " ".join([WORDS[pick] for pick in picks[at : at + lengths[index]]]).capitalize()
        at += lengths[index]
        article, place = divmod(number, 5)
        published = FIRST_DAY + timedelta(hours=article % 40_000)
        rank = int(ranks[index])
        name, role = people[rank] if rank < len(people) else (None, None)
        cue, lemma = CUES[cues[index]]
        mention = "-nya" if cue.endswith("nya") else (name or "seorang warga").split()[0]
        clause = cue if mention == "-nya" else f"{cue} {mention}"
        stated = place == 0
        day = published.date()
        text = f" ({day:%-d/%-m/%Y})" if stated else ""
        begin = 1000 * place
        yield Quote(
            quote_id=f"{number:016x}",
            doc_id=f"artikel-{article}",
            title=f"Kabar {WORDS[article % len(WORDS)]} dan {WORDS[article // 7 % len(WORDS)]} nomor {article}",
            source=OUTLETS[article * 7 % 11 % len(OUTLETS)],
            url=f"https://berita.example/{article}",
            published=published,
            quote=words,
            start=begin + 1,
            end=begin + 1 + len(words),
            kind="partial" if number % 9 == 4 else "direct",
            cue=cue,
            cue_lemma=lemma,
            mention=mention,
            speaker=name,
            speaker_type="person" if name else None,
            role=role,
            date=day,
            date_text=f"({day:%-d/%-m/%Y})" if stated else None,
            date_basis="stated" if stated else "published",
            via="Kantor Berita Samudra" if number % 23 == 0 else None,
            rule=RULES[rules[index]] if name else "pronoun_unresolved",
            confidence=float(confidences[index]) if name else 0.0,
            context=f"“{words},” {clause}{text}. Warga di sana masih menunggu kabar dari kantor desa.",
            context_start=begin,
        )
