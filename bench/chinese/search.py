"""Measure the search against other layouts of an index: same articles, same queries, one run.

    .venv/bin/python -m bench.chinese search [--articles 20000] [--queries 60] [--no-results]

Truth is the text itself: an article is wanted when its folded title or body holds the folded query.
Times are those of the first page of results, the layouts taking turns query by query; ours include
snippets, titles with marks and rights, those of the others do not. They are of the processor, so
that other work on the machine does not count; those by the clock stand beside them.
"""

import argparse
import contextlib
import io
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.chinese.articles import ROOT, Article, articles, load
from bench.chinese.layouts import Jianwen, Layout, Like, contenders
from commands.output.table import render_table
from commands.search import command
from pipelines.resources.segmenter import build_segmenter
from text.chinese.folding import fold_for_search

RESULTS = ROOT / "bench" / "results"
KINDS = (
    *("1 character", "2 characters", "3 characters", "4+ characters", "any 2 to 4 side by side"),
    *("pasted", "simplified for traditional", "Latin word"),
)
SLOW_SHARE = 6
"""Where there is no index, so many times fewer queries are asked."""
HOSTILE = (
    *(
        '"',
        '""',
        "'",
        "(",
        ")",
        "*",
        "患*",
        "^患者",
        "+",
        "title:患者",
        "NEAR(患 者, 2)",
        "患者 AND",
        "OR",
        "{title body}: x",
        "\\",
        "%",
    ),
    *(
        ";DROP TABLE articles",
        "\x00患者",
        "\ud800患者",
        "(" * 5_000,
        "患者" * 50_000,
        "a " * 50_000,
        '"' * 100_000,
        "😀",
        "的 一 是 了 不 在",
    ),
)
BATCH = 1_000
_LENGTHS = (("2 characters", 2, 2), ("3 characters", 3, 3), ("4+ characters", 4, 12))
_HAN = re.compile("[\u4e00-\u9fff]+")
_RUN = re.compile("[\u4e00-\u9fff]{5,}")
_SENTENCES = re.compile("(?<=[。！？\n])[^。！？\n]{12,60}(?=[。！？\n])")


@dataclass(slots=True)
class Told:
    """What one layout made of the queries of one kind.

    Times are of the processor, and of the clock.
    """

    recall: list[float]
    precision: list[float]
    processor: list[float]
    clock: list[float]


def _list_english_words(articles: Sequence[Article]) -> list[str]:
    return sorted(
        {
            word
            for article in articles
            if article.language == "en"
            for word in article.body.split()
            if word.isalpha() and len(word) > 3
        }
    )


def _list_sentences(articles: Sequence[Article]) -> list[str]:
    return [
        sentence.strip()
        for article in articles
        if article.language == "zh"
        for sentence in _SENTENCES.findall(article.body)
    ]


def queries(made: Sequence[Article], each: int, seed: int = 7) -> dict[str, list[str]]:
    """Choose queries of each kind out of the articles: medical terms and other words, what is
    pasted, any characters in a row.
    """
    dice = random.Random(seed)
    sample = dice.sample(list(made), min(len(made), 3_000))
    text = "".join(one.body for one in sample if one.script == "Hans")
    other = "\n".join(one.body for one in sample if one.script == "Hant")
    terms = [
        line.split("\t")[0]
        for line in (ROOT / "data" / "lexicon" / "terms.tsv").read_text("utf-8").splitlines()[1:]
    ]
    words = [
        word for word in dict.fromkeys(build_segmenter(())(text[:200_000])) if _HAN.fullmatch(word)
    ]
    known = {
        kind: [term for term in (*terms, *words) if low <= len(term) <= high and term in text]
        for kind, low, high in _LENGTHS
    }

    def some(kind: str) -> list[str]:
        medical, plain = (
            [word for word in known[kind] if (word in terms) is wanted] for wanted in (True, False)
        )
        half = dice.sample(medical, min(len(medical), each // 2))
        return half + dice.sample(plain, min(len(plain), each - len(half)))

    simple = fold_for_search(other)
    traditional = [
        term for term in terms if 2 <= len(term) <= 6 and term in simple and term not in other
    ]
    runs = [run for run in _RUN.findall(text) if len(run) > 4]
    chosen = {kind: some(kind) for kind, _, _ in _LENGTHS}
    return {
        "1 character": dice.sample(sorted(set("".join(runs))), each),
        **chosen,
        "any 2 to 4 side by side": [
            run[at : at + dice.randint(2, 4)]
            for run in dice.sample(runs, each)
            for at in [dice.randrange(len(run) - 3)]
        ],
        "pasted": dice.sample(_list_sentences(sample), each),
        "simplified for traditional": dice.sample(traditional, min(each, len(traditional))),
        "Latin word": dice.sample(_list_english_words(sample), each),
    }


def wanted(folded: Sequence[tuple[int, str]], query: str) -> set[int]:
    """Give the articles that hold the query.

    Where it begins or ends in Latin letters or digits, the words there must be whole.
    """
    key = fold_for_search(query)
    found = [(number, text) for number, text in folded if key in text]
    if not (key[0].isascii() and key[0].isalnum()) and not (
        key[-1].isascii() and key[-1].isalnum()
    ):
        return {number for number, _ in found}
    pattern = re.compile(
        rf"(?<![a-z0-9]){re.escape(key)}(?![a-z0-9])"
        if key.isascii()
        else f"{_edge(key[0], '<')}{re.escape(key)}{_edge(key[-1], '')}"
    )
    return {number for number, text in found if pattern.search(text)}


def _edge(char: str, side: str) -> str:
    return f"(?{side}![a-z0-9])" if char.isascii() and char.isalnum() else ""


def times(ask: Callable[[str], object], query: str) -> tuple[float, float]:
    """Give the milliseconds that one question takes, of the processor and of the clock."""
    clock, processor = time.perf_counter(), time.process_time()
    ask(query)
    return (time.process_time() - processor) * 1_000, (time.perf_counter() - clock) * 1_000


def fill(number: int, folder: Path, count: int) -> float:
    """Fill one layout, in a process of its own.

    Gives its seconds of the processor, without the making of the articles.
    """
    layout, spent = contenders(folder)[number], 0.0
    rest = articles(load(), count)
    while batch := list(islice(rest, BATCH)):
        start = time.process_time()
        layout.fill(batch)
        spent += time.process_time() - start
    start = time.process_time()
    layout.finish()
    return spent + time.process_time() - start


def build(folder: Path, count: int) -> list[float]:
    """Fill every layout and give the seconds each took."""
    number = len(contenders(folder))
    with ProcessPoolExecutor(number, mp_context=get_context("spawn")) as pool:
        return list(pool.map(fill, range(number), [folder] * number, [count] * number))


def asked(
    layouts: Sequence[Layout], made: Sequence[Article], chosen: dict[str, list[str]]
) -> dict[str, dict[str, Told]]:
    """Ask every layout every query, in turn.

    The first answer, all that is found, warms the caches for the second, which is timed.
    """
    folded = [
        (one.number, fold_for_search(one.title) + "\n\n" + fold_for_search(one.body))
        for one in made
    ]
    told = {layout.name: {kind: Told([], [], [], []) for kind in chosen} for layout in layouts}
    for kind, texts in chosen.items():
        for number, query in enumerate(texts):
            truth = wanted(folded, query)
            for layout in layouts:
                if isinstance(layout, Like) and number % SLOW_SHARE:
                    continue
                one = told[layout.name][kind]
                found = layout.all(query)
                one.recall.append(len(found & truth) / len(truth) if truth else 1.0)
                if found:
                    one.precision.append(len(found & truth) / len(found))
                processor, clock = times(layout.top, query)
                one.processor.append(processor)
                one.clock.append(clock)
        print(f"{kind}: {len(texts)} queries", file=sys.stderr, flush=True)
    return told


def command_times(folder: Path, texts: Iterable[str]) -> dict[str, float]:
    """Time `jianwen search` inside this process, without the start of an interpreter: words, and a
    list by filters.
    """
    os.environ["JIANWEN_HOME"] = str(folder)

    def run(query: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            command.main([query], standalone_mode=False)

    run("预热")
    words = [times(run, query)[1] for query in texts]
    lists = [
        times(run, query)[1]
        for query in (
            "source:s3",
            "lang:en",
            "lang:zh-Hant",
            "after:2024-06 before:2024-07",
            "-患者",
        )
    ]
    return {"words_p95": quantile(words, 0.95), "words_most": max(words), "list_most": max(lists)}


def quantile(figures: Sequence[float], share: float) -> float:
    """Give the figure below which a share of them lies."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run(options: list[str]) -> None:
    """Measure, print, and write the results unless told not to."""
    parser = argparse.ArgumentParser(
        prog="bench.chinese search",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=60, help="of each kind")
    parser.add_argument("--no-results", action="store_true")
    chosen = parser.parse_args(options)
    made = list(articles(load(), chosen.articles))
    raw = sum(len((one.title + one.body).encode()) for one in made)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        spent = build(folder, len(made))
        layouts = contenders(folder)
        texts = queries(made, chosen.queries)
        told = asked(layouts, made, texts)
        ours = next(layout for layout in layouts if isinstance(layout, Jianwen))
        result = {
            "articles": len(made),
            "raw_bytes": raw,
            "queries": {kind: len(each) for kind, each in texts.items()},
            "layouts": {
                layout.name: _row(layout, told[layout.name], seconds, raw, len(made))
                for layout, seconds in zip(layouts, spent, strict=True)
            },
            "hostile_most_ms": round(max(times(ours.top, query)[0] for query in HOSTILE), 1),
            "load": [round(each, 1) for each in os.getloadavg()],
            "command_ms": {
                name: round(value, 1)
                for name, value in command_times(
                    folder, [*texts[KINDS[1]], *texts[KINDS[3]]]
                ).items()
            },
        }
    print(table(result))
    if not chosen.no_results:
        from bench.chinese.search_plot import draw

        path = RESULTS / "chinese_search.json"
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        kept[str(len(made))] = result
        path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
        draw(kept, RESULTS / "chinese_search.png")


def _row(
    layout: Layout, told: dict[str, Told], seconds: float, raw: int, count: int
) -> dict[str, Any]:
    return {
        "index_bytes": layout.size(),
        "index_to_raw": round(layout.size() / raw, 3),
        "docs_per_second": round(count / seconds),
        "kinds": {
            kind: {
                "recall": round(statistics.mean(one.recall), 4),
                "precision": round(statistics.mean(one.precision), 4) if one.precision else None,
                "p50_ms": round(quantile(one.processor, 0.5), 2),
                "p95_ms": round(quantile(one.processor, 0.95), 2),
                "p95_clock_ms": round(quantile(one.clock, 0.95), 2),
            }
            for kind, one in told.items()
        },
    }


def table(result: dict[str, Any]) -> str:
    """Lay the figures out."""
    rows = []
    for name, layout in result["layouts"].items():
        for kind, one in layout["kinds"].items():
            precise = "-" if one["precision"] is None else f"{one['precision']:.3f}"
            rows.append(
                (
                    kind,
                    name,
                    f"{one['recall']:.3f}",
                    precise,
                    *(f"{one[each]:.1f}" for each in ("p50_ms", "p95_ms", "p95_clock_ms")),
                )
            )
    rows.sort(key=lambda row: KINDS.index(row[0]))
    sizes = [
        (name, f"{one['index_to_raw']:.2f}", one["docs_per_second"])
        for name, one in result["layouts"].items()
    ]
    commands = ", ".join(f"{name} {value} ms" for name, value in result["command_ms"].items())
    return "\n\n".join(
        (
            (
                f"{result['articles']} articles, {result['raw_bytes'] / 1e6:.0f} MB of text,"
                f" {result['queries']} queries"
            ),
            render_table(
                ("query", "layout", "recall", "precision", "p50 ms", "p95 ms", "p95 by the clock"),
                rows,
                right_aligned=range(2, 7),
            ),
            render_table(("layout", "index / text", "articles/CPU-s"), sizes, right_aligned=(1, 2)),
            f"slowest hostile query: {result['hostile_most_ms']} ms; command: {commands}",
        )
    )
