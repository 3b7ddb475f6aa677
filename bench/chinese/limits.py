"""Measure hostile texts of 10 MB without a space: are they cut, named and tagged in linear time, in
bounded memory?

    .venv/bin/python -m bench.chinese limits [--megabytes 10] [--no-results]

Each text and each step runs in a process of its own, at a tenth of the size and at the whole size:
processor seconds, and by how much the peak of its memory grew. Results go to
bench/results/chinese_limits.json.
"""

import argparse
import json
import platform
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from commands.output.table import render_table
from pipelines.resources.kit import StageContext, build_stage_context
from pipelines.resources.language_profiles import build_language_detector
from pipelines.stages.identify import identify_language
from pipelines.stages.segment import split_words
from pipelines.stages.tag import find_terms, mark_word_borders
from records.paths import PROJECT_ROOT
from text.offsets import locate_words

RESULTS = PROJECT_ROOT / "bench" / "results" / "chinese_limits.json"
TEXTS = {
    "的的的": "的",
    "1.1.1.": "1.",
    "rare Han": "\U00020123\U0002a6d6",
    "private use": "\ue000\uf8ff",
    "Hangul and kana": "한か글ナ",
    "Han, Hangul, kana": "患한か者글ナ",
    "traditional": "糖尿病患者應該控製飲食",
    "terms": "高血压糖尿病冠心病",
    "letters": "a",
}


def segmented(text: str, kit: StageContext) -> None:
    """Cut, as simplified and as traditional text, then as text of no language."""
    for language, script in (("zh", "Hans"), ("zh", "Hant"), ("und", "")):
        assert sum(map(len, split_words(text, language, script, kit.segmenter))) == len(text)


def identified(text: str, _: StageContext) -> None:
    """Name the language."""
    identify_language(text, build_language_detector())


def tagged(text: str, kit: StageContext) -> None:
    """Find the terms, counting all of them."""
    borders = mark_word_borders(
        text, locate_words(text, split_words(text, "zh", "Hans", kit.segmenter))
    )
    sum(1 for _ in find_terms(text, borders, kit.lexicon))


STEPS: dict[str, Callable[[str, StageContext], None]] = {
    "segment": segmented,
    "identify": identified,
    "tag": tagged,
}


def measure(step: str, unit: str, size: int) -> tuple[float, float]:
    """Give the processor seconds of one step on one text of so many bytes, and the megabytes by
    which the process grew.
    """
    kit = build_stage_context(PROJECT_ROOT / "data")
    STEPS[step]("预热", kit)
    text = unit * (size // len(unit.encode()))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    STEPS[step](text, kit)
    spent = time.process_time() - started
    return round(spent, 2), round(
        (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    )


def apart(step: str, unit: str, size: int) -> tuple[float, float]:
    """Measure in a process of its own.

    One pool with `max_tasks_per_child` stands still in Python 3.11.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, step, unit, size).result()


def run(argv: list[str]) -> None:
    """Measure, print, write the results unless told not to."""
    parser = argparse.ArgumentParser(
        prog="bench.chinese limits",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--no-results", action="store_true")
    wanted = parser.parse_args(argv)
    size = int(wanted.megabytes * 1e6)
    cases = [(step, name) for step in STEPS for name in TEXTS]
    rows = []
    for step, name in cases:
        rows.append(
            (step, name, apart(step, TEXTS[name], size // 10)[0], *apart(step, TEXTS[name], size))
        )
        print(*rows[-1], file=sys.stderr, flush=True)
    print(
        render_table(
            ("step", "text", f"s for {size / 1e7:g} MB", f"s for {size / 1e6:g} MB", "MB more"),
            rows,
            right_aligned=(2, 3, 4),
        )
    )
    if not wanted.no_results:
        told = [
            dict(
                zip(
                    ("step", "text", "seconds_tenth", "seconds", "megabytes_more"), row, strict=True
                )
            )
            for row in rows
        ]
        result = {"python": platform.python_version(), "bytes": size, "rows": told}
        RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
