"""Processor time against length for the worst inputs known, from 10 kB to 50 MB, and the slope between lengths.

Usage: hostile.py [NAME ...] [--most BYTES] [--seconds S]; without names every input of `TEXTS` and `PAGES`.

A slope of 1 is linear: ten times the text takes ten times as long. Each measurement runs in a process of its own, so
that its peak memory is its own, and a slope above 1.3 is marked.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from measure import Table

SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 50_000_000)
REPORT = Path(__file__).parent.parent / "reports" / "hostile.md"

CLAUSE = '"Air sungai sudah surut sejak pagi," kata Camat Rawa Indah Sekar Wulandari, Jumat (29/5/2026). '
PROSE = "Warga Rawa Indah kembali ke rumah masing-masing setelah air surut dan jalan dibersihkan bersama. "


def _filled(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _varied(unit: str) -> Callable[[int], str]:
    """The unit again and again, with another name for each X and Y."""
    letters = "bcdfghjklmnprstw"

    def name(number: int) -> str:
        digits = [letters[number // 16**place % 16] for place in range(4)]
        return f"{digits[0]}a{digits[1]}u{digits[2]}i{digits[3]}a".capitalize()

    def filled(size: int) -> str:
        units = range(size // len(unit) + 1)
        return "".join(unit.replace("X", name(2 * i)).replace("Y", name(2 * i + 1)) for i in units)[:size]

    return filled


TEXTS: dict[str, Callable[[int], str]] = {
    "article on one line": _filled(CLAUSE + PROSE),
    "article in paragraphs": _filled(CLAUSE + PROSE + "\n"),
    "one sentence without end": _filled("air sungai surut dan warga pulang lalu "),
    "reported speech without end": _filled("Sekar mengatakan bahwa air surut dan warga meminta camat untuk "),
    "sources without content": _filled("menurut Sekar, kata Camat Rawa Indah, "),
    "reporting words alone": _filled("mengatakan "),
    "no space at all": _filled("a"),
    "straight marks": _filled('"'),
    "opening marks": _filled("“"),
    "closing marks": _filled("”"),
    "marks by turns": _filled("“”"),
    "marks with spaces": _filled('" '),
    "single marks": _filled("'"),
    "single marks with spaces": _filled(" 'a"),
    "marks and a word": _filled('"a" '),
    "marks and reporting verbs": _filled('" kata '),
    "quotes never closed": _filled("“Air surut kata "),
    "quotes without clause": _filled('"Air sudah surut." '),
    "one quote, then verbs": lambda size: '"Air surut," ' + _filled("kata ")(size),
    "reporting verbs": _filled("kata "),
    "fused verbs": _filled("katanya, "),
    "menurut": _filled("menurut "),
    "names": _filled("Budi "),
    "names and commas": _filled("Budi, "),
    "names everywhere else": _varied('"Air surut," kata X Wulan.\n'),
    "one family": _varied('"Air surut," kata X Santoso. '),
    "many of one name": _varied('Budi X. "Air surut," kata Budi. '),
    "somebody else in each sentence": _varied('"Air surut," kata Bupati X Y. "Kami pulang," ujarnya. '),
    "many of one office": _varied('Kepala Dinas X Y tiba. "Air surut," kata kepala dinas. '),
    "capitals of many": lambda size: _varied("X Y ")(size).upper(),
    "roles": _filled("Kepala Dinas "),
    "roles of places": _varied("Kepala Dinas X Kota Y, "),
    "roles in lower case": _filled("kepala dinas "),
    "dates": _filled("Jumat (29/5/2026) "),
    "weekdays": _filled("Jumat "),
    "numbers": _filled("1/1/"),
    "digits": _filled("1"),
    "brackets": _filled("("),
    "bracket pairs": _filled("(a) "),
    "commas": _filled(","),
    "full stops": _filled("."),
    "full stops with spaces": _filled(". "),
    "initials": _filled("A."),
    "abbreviations": _filled("S.H., M.H., "),
    "hyphens": _filled("a-"),
    "colons": _filled("Budi: "),
    "spaces": lambda size: "a" + " " * (size - 2) + "b",
    "tabs": lambda size: "a" + "\t" * (size - 2) + "b",
    "line ends": lambda size: "a" + "\n" * (size - 2) + "b",
    "short lines": _filled("a\n"),
    "datelines": _filled("JAKARTA, KOMPAS.com - "),
    "links": _filled("Baca juga: Air Surut "),
    "furniture": _filled("ADVERTISEMENT "),
    "captions": _filled("Warga (Foto: Antara) "),
    "relays": _filled("dikutip dari Antara "),
    "combining accents": _filled("e\u0301"),
    "one letter, many accents": lambda size: "e" + "\u0301" * (size - 1),
    "control characters": _filled("\x1b[31m"),
    "bidirectional controls": _filled("\u202e\u2066"),
    "mojibake": _filled("â€œAir surut,â€\x9d kata Budi. "),
    "entities": _filled("&amp;amp;quot;"),
    "emoji": _filled("😭"),
    "Arabic": _filled("اَللهُ أَكْبَرُ "),
    "no letters": _filled("\ufffd"),
    "capitals": _filled("AIR SURUT "),
    "handles": _filled("@"),
    "pronouns": _filled("Ia dia mereka "),
    "quotes by pronouns": _filled('"Air surut," katanya. Ia pulang. '),
    "a role and brackets": _filled("Kepala (Dinas "),
}

PAGES: dict[str, Callable[[int], str]] = {
    "page in paragraphs": lambda size: _page(_filled(f"<p>{CLAUSE}</p>")(size)),
    "page on one line": lambda size: _page(f"<p>{_filled(CLAUSE)(size)}</p>"),
    "nested elements": lambda size: "<html><body>" + _filled("<div>")(size),
    "nested formatting": lambda size: "<html><body><p>" + _filled("<b><i>")(size),
    "paragraphs never closed": lambda size: _page(_filled("<p>a")(size)),
    "line breaks": lambda size: _page(_filled("a<br>")(size)),
    "q elements": lambda size: _page(_filled("<q>a</q> ")(size)),
    "block quotes": lambda size: _page(_filled("<blockquote>Air surut</blockquote>")(size)),
    "links only": lambda size: _page(_filled("<p><a href=/a>Air Surut</a></p>")(size)),
    "attributes": lambda size: _page("<p " + _filled("a=1 ")(size) + ">a</p>"),
    "one class, many names": lambda size: _page("<p class='" + _filled("a ")(size) + "'>a</p>"),
    "comments": lambda size: _page(_filled("<!-- a -->")(size)),
    "scripts": lambda size: _page(_filled("<script>a</script>")(size)),
    "style sheet": lambda size: f"<style>{_filled('q::before{content:open-quote}')(size)}</style>" + _page("<p>a</p>"),
    "style sheet never closed": lambda size: f"<style>{_filled(':before')(size)}</style>" + _page("<p>a</p>"),
    "JSON-LD": lambda size: f"<script type='application/ld+json'>{_filled('[')(size)}</script>" + _page("<p>a</p>"),
    "JSON-LD strings": lambda size: (
        f'<script type="application/ld+json">{{"datePublished": "{_filled("a")(size)}</script>' + _page("<p>a</p>")
    ),
    "character references": lambda size: _page(f"<p>{_filled('&quot;')(size)}</p>"),
    "table cells": lambda size: _page(f"<table><tr>{_filled('<td>a</td>')(size)}</tr></table>"),
    "list items": lambda size: _page(f"<ul>{_filled('<li>a</li>')(size)}</ul>"),
    "less-than signs": _filled("<"),
    "prose in nameless parts": lambda size: f"<html><body>{_filled(f'<div><div>{CLAUSE}</div></div>')(size)}",
    "labelled links": lambda size: _page(f"<p>{_filled('Baca juga: <a href=/a>Air</a> ')(size)}</p>"),
    "parts not shown": lambda size: _page(_filled("<p aria-hidden=true>a</p>")(size)),
    "bylines": lambda size: _page(_filled("<span class=author>Oleh Budi Jaya</span>")(size)),
    "times": lambda size: _page(_filled("<time>1/1/2020 10:00</time>")(size)),
    "JSON-LD commas": lambda size: (
        f"<script type='application/ld+json'>{_filled(',   ')(size)}</script>" + _page("<p>a</p>")
    ),
    "JSON-LD articles": lambda size: (
        "<script type='application/ld+json'>[" + '{"@type":"NewsArticle"},' * (size // 24) + "0]</script>" + _page("a")
    ),
}


def _page(body: str) -> str:
    return f"<!doctype html><html><head><title>Air Surut</title></head><body><article>{body}</article></body></html>"


def measure(name: str, size: int) -> None:
    """Analyse one input in this process; print seconds and peak memory in MiB as JSON."""
    from quotes.analysis.pipeline import Analyser
    from quotes.records import Article
    from quotes.text.repair import repaired

    analyser = Analyser(mode="rules", indirect=True)
    analyser.quotes(Article("warm", CLAUSE))
    if name in PAGES:
        from quotes.reading.pages import html
        from quotes.reading.sources import Unreadable

        html.article(_page("<p>Air surut.</p>").encode())
        data = PAGES[name](size).encode()
        began = time.process_time()
        try:
            text = html.article(data).text
        except Unreadable:
            text = ""
        found = len(analyser.quotes(Article("x", text)))
    else:
        text = TEXTS[name](size)
        began = time.process_time()
        found = len(analyser.quotes(Article("x", repaired(text).text)))
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "quotes": found}))


def series(name: str, most: int, limit: float) -> list[tuple[int, dict[str, float]]]:
    """The input at growing sizes, until one takes longer than `limit` seconds; the last may be cut off."""
    points: list[tuple[int, dict[str, float]]] = []
    for size in SIZES:
        if size > most or (points and points[-1][1]["seconds"] * size / points[-1][0] > limit):
            break
        command = [sys.executable, __file__, "--one", name, str(size)]
        try:
            run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=4 * limit)
        except subprocess.TimeoutExpired:
            points.append((size, {"seconds": math.inf, "peak": math.nan, "quotes": 0}))
            break
        except subprocess.CalledProcessError as error:
            print(f"{name} at {size}: {error.stderr[-2000:]}", file=sys.stderr)
            break
        points.append((size, json.loads(run.stdout)))
    return points


def slope(points: list[tuple[int, dict[str, float]]]) -> float:
    """The exponent between the last two sizes whose times are long enough to mean something."""
    told = [(size, point["seconds"]) for size, point in points if point["seconds"] > 0.02]
    if len(told) < 2:
        return 0.0
    (small, few), (large, many) = told[-2:]
    return math.log(many / few) / math.log(large / small)


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--most", type=int, default=SIZES[-1], metavar="BYTES")
    parser.add_argument("--seconds", type=float, default=120, metavar="S", help="no run that should take longer")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "SIZE"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        measure(args.one[0], int(args.one[1]))
        return
    rows = []
    for name in args.names or [*TEXTS, *PAGES]:
        points = series(name, args.most, args.seconds)
        exponent = slope(points)
        cells = {size: f"{point['seconds']:.2f}" for size, point in points}
        peak = max((point["peak"] for _, point in points), default=0)
        rows.append(
            [
                name,
                *(cells.get(size, "") for size in SIZES),
                f"{exponent:.2f}{' !' if exponent > 1.3 else ''}",
                f"{peak:.0f}",
            ]
        )
        print(" | ".join(rows[-1]), flush=True)
    header = ["input", *(f"{size // 1000:,} kB" for size in SIZES), "slope", "peak, MiB"]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(f"# Seconds for hostile inputs\n\n{Table(header, rows)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
