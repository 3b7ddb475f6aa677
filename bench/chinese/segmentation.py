"""Measure word segmentation:

F1 on 1,000 gold sentences, speed on medical questions and answers, both engines line by line.

`python -m bench.chinese segmentation` reads ../shared/corpus/chinese; results go to
bench/results/chinese_segmentation.json and .png.
"""

import json
import platform
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.chinese.bars import draw
from pipelines.resources.kit import build_stage_context
from pipelines.resources.segmenter import build_segmenter
from pipelines.stages.segment import split_words
from records.paths import PROJECT_ROOT

CORPUS = PROJECT_ROOT.parent / "shared" / "corpus" / "chinese"
RESULTS = PROJECT_ROOT / "bench" / "results"
ROUNDS = 3
HOSTILE = {
    "的": "的",
    "rare Han": "\U00020123",
    "private use": "\ue000",
    "Hangul and kana": "한か",
    "Latin": "a",
    "a term": "高血压",
}
HOSTILE_BYTES = 1_000_000
Segmenter = Callable[[str], Iterable[str]]


def run(argv: list[str]) -> None:
    """Measure and write the table; takes no options."""
    if argv:
        raise SystemExit("segmentation takes no options")
    gold = [
        line.split(" ")
        for line in (CORPUS / "seg_gold_gsdsimp.txt").read_text("utf-8").splitlines()
        if line
    ]
    lines = _lines()
    kit = build_stage_context(PROJECT_ROOT / "data")
    segmenters = _segmenters(kit.segmenter)
    rows = {name: {"f1": round(_f1(gold, cut), 4)} for name, cut in segmenters.items()}
    for _ in range(ROUNDS):  # in turn, so that a busy machine slows all of them alike
        for name, cut in segmenters.items():
            rows[name]["mb_per_cpu_second"] = max(
                rows[name].get("mb_per_cpu_second", 0), _speed(lines, cut)
            )
    reference = build_segmenter(kit.lexicon.words, "jieba")
    result = {
        "python": platform.python_version(),
        "sentences": len(gold),
        "segmenters": rows,
        "lines": len(lines),
        "lines_unlike_jieba": sum(1 for line in lines if kit.segmenter(line) != reference(line)),
        "seconds_for_1_mb": {name: _hostile(text, kit.segmenter) for name, text in HOSTILE.items()},
    }
    (RESULTS / "chinese_segmentation.json").write_text(
        json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    draw(
        RESULTS / "chinese_segmentation.png",
        "Chinese words: agreement with the gold sentences (left), speed (right)",
        {
            "word F1": {name: row["f1"] for name, row in rows.items()},
            "MB a second of processor time": {
                name: row["mb_per_cpu_second"] for name, row in rows.items()
            },
        },
    )
    for name, row in rows.items():
        print(f"{name:34} F1 {row['f1']:.4f}  {row['mb_per_cpu_second']:8.2f} MB/s")
    print(
        f"unlike jieba: {result['lines_unlike_jieba']} of {len(lines):,} lines; seconds for 1 MB:"
        f" {result['seconds_for_1_mb']}"
    )


def _lines() -> list[str]:
    records = map(json.loads, (CORPUS / "medical_qa_zh.jsonl").read_text("utf-8").splitlines())
    asked = [f"{one['title']}\n{one['ask']}\n{one['answer']}" for one in records]
    labelled = [
        line.split("\t")[1] for line in Path(CORPUS / "langid.tsv").read_text("utf-8").splitlines()
    ]
    gold = [
        line.replace(" ", "")
        for line in (CORPUS / "seg_gold_gsdsimp.txt").read_text("utf-8").splitlines()
    ]
    return [*asked, *labelled, *gold]


def _segmenters(cut: Callable[[str], list[str]]) -> dict[str, Segmenter]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    jieba.initialize()
    plain: dict[str, Segmenter] = {
        "jianwen (rjieba, lexicon, no HMM)": lambda text: list(
            split_words(text, "zh", "Hans", cut)
        ),
        "jieba, no HMM": lambda text: [
            word for word in jieba.lcut(text, HMM=False) if not word.isspace()
        ],
        "jieba": lambda text: [word for word in jieba.lcut(text) if not word.isspace()],
    }
    return plain


def _f1(gold: list[list[str]], cut: Segmenter) -> float:
    right = wanted = given = 0
    for words in gold:
        true, said = _spans(words), _spans(cut("".join(words)))
        right += len(true & said)
        wanted += len(true)
        given += len(said)
    return 2 * right / (wanted + given)


def _spans(words: Iterable[str]) -> set[tuple[int, int]]:
    spans, at = set(), 0
    for word in words:
        spans.add((at, at + len(word)))
        at += len(word)
    return spans


def _speed(lines: list[str], cut: Segmenter) -> float:
    size = sum(len(line.encode()) for line in lines[:3000])
    started = time.process_time()
    for line in lines[:3000]:
        cut(line)
    return round(size / 1e6 / (time.process_time() - started), 2)


def _hostile(unit: str, cut: Segmenter) -> float:
    text = unit * (HOSTILE_BYTES // len(unit.encode()))
    started = time.process_time()
    assert "".join(cut(text)) == text
    return round(time.process_time() - started, 2)
