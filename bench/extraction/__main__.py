"""Compare Jianwen's extraction with its peers: same pages, one run, quality beside speed.

    make bench-extraction            or, with the group `bench` installed:
    .venv/bin/python -m bench.extraction [--rounds 5] [--no-results]

Speed is pages per second of processor time. The extractors take turns within each round, set by
set, each round in another order, so that a machine that slows down slows all of them; the figures
are medians over the rounds, those relative to trafilatura medians of the ratio within a round.
Writes bench/results/extraction.json and bench/results/extraction.png.
"""

import argparse
import gc
import json
import platform
import statistics
import time
import warnings
from collections.abc import Sequence
from typing import Any

from bench.extraction import measure
from bench.extraction.measure import interval, mean
from bench.extraction.pages import CORPUS, ROOT, SETS, Page, load
from bench.extraction.peers import Extractor, Said, contenders
from bench.extraction.plot import draw
from commands.output.table import render_table

RESULTS = ROOT / "bench" / "results"
YARDSTICK = "trafilatura precision"
FIELDS = ("title", "day", "minute", "author", "phantom", "outlet")


def seconds(
    extractors: Sequence[Extractor], pages: Sequence[Page], rounds: int
) -> dict[str, dict[str, list[float]]]:
    """Give the processor seconds of each extractor for each set, one figure a round."""
    spent: dict[str, dict[str, list[float]]] = {
        one.name: {name: [] for name in SETS} for one in extractors
    }
    for number in range(rounds):
        turn = number % len(extractors)
        for name in SETS:
            chosen = [page for page in pages if page.set == name]
            for one in [*extractors[turn:], *extractors[:turn]]:
                gc.collect()
                start = time.process_time()
                for page in chosen:
                    answered(one, page)
                spent[one.name][name].append(time.process_time() - start)
        print(f"round {number + 1} of {rounds} timed", flush=True)
    return spent


def answered(one: Extractor, page: Page) -> str:
    """Give an extractor's text; one that fails on a page has found nothing."""
    try:
        return one.text(page)
    except Exception:
        return ""


def told(one: Extractor, page: Page) -> dict[str, float]:
    """Say which fields an extractor has right."""
    try:
        return measure.fields(one.fields(page), page)
    except Exception:
        return measure.fields(Said(), page)


def quality(
    extractors: Sequence[Extractor], pages: Sequence[Page]
) -> dict[str, dict[str, list[float]]]:
    """Give the F1 of each page, by extractor and set."""
    return {
        one.name: {
            name: [measure.f1(answered(one, page), page) for page in pages if page.set == name]
            for name in SETS
        }
        for one in extractors
    }


def compared(scores: dict[str, dict[str, list[float]]]) -> dict[str, Any]:
    """Give, for each set and for all Chinese pages, the best peer and the paired difference of ours
    to it.
    """
    pooled = {
        one: {
            **sets,
            "all Chinese": [each for name in SETS if name.endswith("_zh") for each in sets[name]],
        }
        for one, sets in scores.items()
    }
    found: dict[str, Any] = {}
    for name in (*SETS, "all Chinese"):
        peer = max(
            (one for one in scores if one != "jianwen"), key=lambda one: mean(pooled[one][name])
        )
        differences = [
            ours - theirs
            for ours, theirs in zip(pooled["jianwen"][name], pooled[peer][name], strict=True)
        ]
        low, high = interval(differences)
        found[name] = {
            "best_peer": peer,
            "difference": round(mean(differences), 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "better": sum(each > 0 for each in differences),
            "worse": sum(each < 0 for each in differences),
        }
    return found


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds of timing")
    parser.add_argument(
        "--no-results", action="store_true", help="print only, leave bench/results as it is"
    )
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # of peers
    pages = load()
    if not pages:
        raise SystemExit(
            f"no pages in {CORPUS}: they are not part of the repository, because their texts belong"
            " to their publishers"
        )
    extractors = contenders()
    print(f"{len(pages)} pages, {len(extractors)} extractors", flush=True)
    scores = quality(extractors, pages)
    metadata = {one.name: _fields(one, pages) for one in extractors if one.informed}
    spent = seconds(extractors, pages, chosen.rounds)
    result = _result(extractors, pages, scores, metadata, spent)
    print(table(result))
    if not chosen.no_results:
        (RESULTS / "extraction.json").write_text(
            json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
        draw(result, RESULTS / "extraction.png")


def _fields(one: Extractor, pages: Sequence[Page]) -> dict[str, dict[str, float]]:
    """Give the share of right answers per field and set, of the pages where the field is
    annotated.
    """
    found: dict[str, dict[str, list[float]]] = {name: {} for name in SETS}
    for page in pages:
        for field, right in told(one, page).items():
            found[page.set].setdefault(field, []).append(right)
    return {
        name: {field: round(mean(each), 3) for field, each in fields.items()}
        for name, fields in found.items()
        if fields
    }


def _result(
    extractors: Sequence[Extractor],
    pages: Sequence[Page],
    scores: dict[str, dict[str, list[float]]],
    metadata: dict[str, Any],
    spent: dict[str, dict[str, list[float]]],
) -> dict[str, Any]:
    sizes = {name: sum(page.set == name for page in pages) for name in SETS}
    rates = {
        one: [
            len(pages) / sum(sets[name][turn] for name in SETS)
            for turn in range(len(sets[SETS[0]]))
        ]
        for one, sets in spent.items()
    }
    rows: dict[str, Any] = {}
    for one in extractors:
        rows[one.name] = {
            "version": one.version,
            "docs_per_cpu_second": round(statistics.median(rates[one.name]), 1),
            "relative": round(
                statistics.median(
                    own / base for own, base in zip(rates[one.name], rates[YARDSTICK], strict=True)
                ),
                2,
            ),
            "sets": {
                name: {
                    "f1": round(mean(scores[one.name][name]), 4),
                    "low": round(interval(scores[one.name][name])[0], 4),
                    "high": round(interval(scores[one.name][name])[1], 4),
                    "docs_per_cpu_second": round(
                        sizes[name] / statistics.median(spent[one.name][name]), 1
                    ),
                }
                for name in SETS
            },
            "metadata": metadata.get(one.name, {}),
        }
    return {
        "python": platform.python_version(),
        "pages": sizes,
        "rounds": len(rates[YARDSTICK]),
        "yardstick": YARDSTICK,
        "extractors": rows,
        "against_best_peer": compared(scores),
    }


def table(result: dict[str, Any]) -> str:
    """Lay the figures out as tables."""
    rows, fields = [], []
    for name, one in result["extractors"].items():
        cells = [
            f"{one['sets'][each]['f1']:.3f} [{one['sets'][each]['low']:.3f}"
            f" {one['sets'][each]['high']:.3f}]"
            for each in SETS
        ]
        rows.append(
            [
                name,
                one["version"],
                *cells,
                f"{one['docs_per_cpu_second']:.1f}",
                f"x{one['relative']:.2f}",
            ]
        )
        for each, shares in one["metadata"].items():
            fields.append(
                [
                    each,
                    name,
                    *(f"{shares[field]:.2f}" if field in shares else "" for field in FIELDS),
                ]
            )
    heads = [f"{name} ({result['pages'][name]})" for name in SETS]
    parts = [
        render_table(
            ("extractor", "version", *heads, "docs/CPU-s", "relative"), rows, right_aligned=(5, 6)
        ),
        render_table(
            ("metadata", "extractor", *FIELDS),
            sorted(fields, key=lambda row: SETS.index(row[0])),
            right_aligned=range(2, 8),
        ),
    ]
    for name, one in result["against_best_peer"].items():
        parts.append(
            f"{name}: jianwen - {one['best_peer']} = {one['difference']:+.4f} [{one['low']:+.4f}"
            f" {one['high']:+.4f}], better on {one['better']} pages, worse on {one['worse']}"
        )
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
