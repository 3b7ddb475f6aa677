"""Copies: how many reprints are recognised, what is taken for one wrongly, how fast, in how many
bytes; beside MinHash and SimHash.

    .venv/bin/python -m bench.chinese copies [--articles 100000] [--rivals 2000] [--originals 300]
    [--no-results]

Speed is articles per second of processor time, so that a busy machine slows nobody; print,
recognise and rivals run in processes of their own. Needs datasketch, numpy and matplotlib (group
`bench`). The rivals get the same texts, repaired and folded as ours are. Writes
bench/results/copies.json and bench/results/copies.png.
"""

import argparse
import json
import platform
import random
import statistics
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from bench.chinese.copies_plot import draw
from bench.chinese.recognised import measure
from bench.chinese.reprints import ROOT, Press, originals
from bench.chinese.rivals import ByMinHash, BySimHash
from bench.chinese.stock import Piece, Stock, Writer
from bench.chinese.stores import bare_store
from commands.output.table import render_table
from pipelines.stages.fingerprint import compute_fingerprint
from records.record import Record
from store.db.connection import Store
from store.dedup.clusters import recluster_texts
from store.dedup.fingerprints import find_similar, insert_text
from text.chinese.folding import fold_text

RESULTS = ROOT / "bench" / "results"
NOW = "2026-11-23T19:00:00Z"
BLOCK = 10_000
TOGETHER = 200
"""Articles in one transaction here.

The product gives each its own, whose price is that of the disk.
"""


def press_of(chance: random.Random, titles: list[str]) -> Press:
    """Make the press with the project's own converter and table of readings."""
    from opencc import OpenCC

    lines = (ROOT / "data" / "boilerplate" / "pinyin_readings.tsv").read_text("utf-8").splitlines()
    readings = {
        char: reading.split(",")[0].split()[0]
        for char, _, reading in (line.partition("\t") for line in lines if line[:1] != "#")
    }
    return Press(chance, titles, OpenCC("s2t").convert, readings)


def stock() -> Stock:
    """Make the stock; each process has its own."""
    chance = random.Random(3)
    known = originals(chance)
    titles = [one.paragraphs[0] for one in known if one.kind == "answer"]
    return Stock(
        Writer([one.text for one in known if one.kind != "english"]), press_of(chance, titles)
    )


_stock: Stock | None = None


def printed(numbers: range) -> list[tuple[Piece, Record, float]]:
    """Write these articles and read their prints as the line does, in a worker.

    With each comes the processor time of the reading.
    """
    global _stock
    _stock = _stock or stock()
    made = []
    for number in numbers:
        piece = _stock.piece(number)
        start = time.process_time()
        record = compute_fingerprint(
            Record(f"urn:{number}", "", b"", NOW, body=piece.text, language="zh")
        )
        made.append((piece, record, time.process_time() - start))
    return made


def grown(store: Store, batches: Iterable[list[tuple[Piece, Record, float]]]) -> dict[str, Any]:
    """Bring a stock into the store, so many in one transaction.

    Give the seconds and what was recognised.
    """
    seconds: dict[str, list[float]] = {"print": [], "add": [], "clock": [], "look": [], "write": []}
    right: dict[str, list[bool]] = {}
    for many in batches:
        start = time.process_time()
        clock = time.perf_counter()
        with store.transaction():
            for piece, record, _ in many:
                looked, written = added(store, piece.number, record)
                seconds["look"].append(looked)
                seconds["write"].append(written)
        seconds["add"].append(time.process_time() - start)
        seconds["clock"].append(time.perf_counter() - clock)
        seconds["print"] += [spent for _, _, spent in many]
        for piece, _, _ in many:
            if piece.of >= 0:
                cluster = store.query(
                    "SELECT cluster FROM articles WHERE uid IN (?, ?)",
                    (f"{piece.number}", f"{piece.of}"),
                )
                right.setdefault(piece.edit, []).append(cluster[0][0] == cluster[-1][0])
        done = len(seconds["look"])
        if not done % BLOCK:
            print(
                f"{done:>8,} articles, {BLOCK / sum(seconds['add'][-BLOCK // TOGETHER :]):,.0f} a"
                " second",
                flush=True,
            )
    return {
        "seconds": seconds,
        "right": {name: round(statistics.mean(hits), 3) for name, hits in right.items()},
    }


def added(store: Store, number: int, record: Record) -> tuple[float, float]:
    """Bring one article into an open transaction.

    Give the seconds by the wall clock for the look and for the writing.
    """
    start = time.perf_counter()
    kin = find_similar(store, record)
    looked = time.perf_counter()
    connection = store.connection
    insert_text(connection, kin)
    row = (
        f"{number}",
        record.url,
        record.body,
        record.fingerprint,
        f"2026-{number:09}",
        NOW,
        NOW,
        f"{number}",
    )
    connection.execute(
        "INSERT INTO articles (uid, url, title, body, fingerprint, published, fetched, added,"
        " cluster) VALUES (?, ?, '', ?, ?, ?, ?, ?, ?)",
        row,
    )
    recluster_texts(connection, record.fingerprint)
    return looked - start, time.perf_counter() - looked


def told(store: Store, growth: dict[str, Any]) -> dict[str, Any]:
    """Sum up what growing the store took.

    Needs a SQLite with dbstat, as Debian's and python.org's are.
    """
    seconds = growth["seconds"]
    count = len(seconds["look"])
    last = seconds["add"][-BLOCK // TOGETHER :]
    rows = store.query(
        "SELECT name FROM sqlite_master WHERE tbl_name IN ('texts', 'prints', 'facts', 'near',"
        " 'copies')"
    )
    sizes = {
        row["name"]: store.query_number(
            "SELECT sum(pgsize) FROM dbstat WHERE name = ?", (row["name"],)
        )
        for row in rows
    }
    return {
        "articles": count,
        "per_second": round(count / sum(seconds["add"])),
        "per_second_last": round(len(last) * TOGETHER / sum(last)),
        "per_second_by_the_clock": round(count / sum(seconds["clock"])),
        "prints_per_second": round(count / sum(seconds["print"])),
        "look_ms": _quantiles(seconds["look"][-BLOCK:]),
        "write_ms": _quantiles(seconds["write"][-BLOCK:]),
        "bytes_per_article": round(sum(sizes.values()) / count),
        "bytes": {name: round(size / count, 1) for name, size in sizes.items()},
        "recognised": growth["right"],
    }


def _quantiles(spent: list[float]) -> dict[str, float]:
    ordered = sorted(spent)
    return {
        name: round(1_000 * ordered[int(len(ordered) * share)], 2)
        for name, share in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999))
    }


def rivals_grown(count: int) -> dict[str, Any]:
    """Bring the same articles to the rivals, in memory."""
    writing = stock()
    texts = [writing.piece(number).text for number in range(count)]
    rows = {}
    for rival in (ByMinHash(0.5), BySimHash(3)):
        start = time.process_time()
        for number, text in enumerate(texts):
            signature = rival.sign(fold_text(text))
            rival.alike(signature)
            rival.keep(number, signature)
        spent = time.process_time() - start
        size = round(rival.size() / len(texts))
        rows[rival.name] = {
            "articles": len(texts),
            "per_second": round(len(texts) / spent),
            "bytes_per_article": size,
        }
    return rows


def recognition(count: int) -> dict[str, Any]:
    """Measure what is recognised, in a store of its own."""
    chance = random.Random(3)
    known = originals(chance)
    titles = [one.paragraphs[0] for one in known if one.kind == "answer"]
    with bare_store() as store:
        return measure(store, known, press_of(chance, titles), chance, count) | {
            "originals": len(known),
            "reprinted": count,
        }


def run(argv: list[str]) -> None:
    """Measure and print; write the results unless told not to."""
    parser = argparse.ArgumentParser(
        prog="bench.chinese copies",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rivals", type=int, default=2_000)
    parser.add_argument("--originals", type=int, default=300)
    parser.add_argument("--no-results", action="store_true")
    wanted = parser.parse_args(argv)
    with ProcessPoolExecutor(4) as pool, bare_store() as store:
        recognising, others = (
            pool.submit(recognition, wanted.originals),
            pool.submit(rivals_grown, wanted.rivals),
        )
        parts = [
            range(start, min(start + TOGETHER, wanted.articles))
            for start in range(0, wanted.articles, TOGETHER)
        ]
        growth = grown(store, pool.map(printed, parts))
        result: dict[str, Any] = recognising.result() | {
            "speed": {"jianwen": told(store, growth), **others.result()}
        }
    result["python"] = platform.python_version()
    report(result)
    if not wanted.no_results:
        (RESULTS / "copies.json").write_text(
            json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        draw(result, RESULTS / "copies.png")


def report(result: dict[str, Any]) -> None:
    """Print the tables."""
    edits = list(next(iter(result["recall"].values())))
    rows = [
        (
            name,
            *(f"{recall[edit]:.3f}" for edit in edits),
            f"{statistics.mean(recall.values()):.3f}",
        )
        for name, recall in result["recall"].items()
    ]
    print(
        "\nRecall of reprints\n"
        + render_table(("", *edits, "mean"), rows, right_aligned=range(1, len(edits) + 2))
    )
    rows = [(name, *one.values()) for name, one in result["false"].items()]
    print(
        "\nFalse pairs\n"
        + render_table(
            ("", "pairs", "of them repeats", "false", "per million"),
            rows,
            right_aligned=range(1, 5),
        )
    )
    rows = [
        (name, *(f"{share:.3f}" for share in one.values()))
        for name, one in result["series"].items()
    ]
    print(
        "\nBulletins\n"
        + render_table(
            ("", *next(iter(result["series"].values()))), rows, right_aligned=range(1, 9)
        )
    )
    print("\nTranslations\n" + json.dumps(result["translations"]))
    rows = [
        (name, one["articles"], one["per_second"], one["bytes_per_article"])
        for name, one in result["speed"].items()
    ]
    print(
        "\nQuery and insert\n"
        + render_table(("", "articles", "a second", "bytes each"), rows, right_aligned=range(1, 4))
    )
    print(json.dumps(result["speed"]["jianwen"], ensure_ascii=False))
