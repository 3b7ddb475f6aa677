"""Measure language identification on every set of langid.tsv, whole and cut short, beside
langdetect, py3langid and lingua.

`python -m bench.chinese language [--no-results]` reads ../shared/corpus; results go to
bench/results/chinese_language.json and .png. Speed is in texts a second of processor time. Any
variety of Chinese that a peer names counts as Chinese.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from bench.chinese.bars import draw
from commands.output.table import render_table
from pipelines.resources.language_profiles import build_language_detector
from pipelines.stages.identify import identify_language
from records.paths import PROJECT_ROOT

CORPUS = PROJECT_ROOT.parent / "shared" / "corpus" / "chinese"
RESULTS = PROJECT_ROOT / "bench" / "results"
REPEATS = 100
VARIETIES = {"wu", "wuu", "yue"}
Detector = Callable[[str], str]


def run(argv: list[str]) -> None:
    """Measure, print, write the results unless told not to."""
    parser = argparse.ArgumentParser(prog="bench.chinese language", description=__doc__)
    parser.add_argument("--no-results", action="store_true")
    wanted = parser.parse_args(argv)
    sets = _sets()
    rows: dict[str, dict[str, float]] = {}
    speeds: dict[str, dict[str, int]] = {}
    for name, detector in _detectors().items():
        detector(sets["en"][0])  # its profiles are loaded
        told = {label: _asked(texts, label, detector) for label, texts in sets.items()}
        rows[name] = {label: right for label, (right, _) in told.items()}
        speeds[name] = {label: speed for label, (_, speed) in told.items()}
        print(f"{name} asked", file=sys.stderr, flush=True)
    detect = build_language_detector()
    sample = [text for texts in sets.values() for text in texts[:3]]
    answers = {tuple(identify_language(text, detect) for text in sample) for _ in range(REPEATS)}
    script = {
        label: round(
            sum(identify_language(text, detect).script == label[3:7] for text in texts)
            / len(texts),
            4,
        )
        for label, texts in sets.items()
        if label.startswith("zh-Han")
    }
    result = {
        "python": platform.python_version(),
        "texts": {label: len(texts) for label, texts in sets.items()},
        "detectors": rows,
        "script_right": script,
        "different_answers_in_100": len(answers),
        "docs_per_cpu_second": speeds,
    }
    _print_tables(sets, rows, speeds)
    print(f"script right: {script}; different answers in {REPEATS} rounds: {len(answers)}")
    if wanted.no_results:
        return
    (RESULTS / "chinese_language.json").write_text(
        json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    draw(
        RESULTS / "chinese_language.png",
        "Language: texts whose language is named rightly, by set",
        {
            label: {name: row[label] for name, row in rows.items()}
            for label in ("zh-Hans headlines", "zh-Hant 10 characters", "en 6 words")
        },
    )


def _print_tables(
    sets: dict[str, list[str]],
    rows: dict[str, dict[str, float]],
    speeds: dict[str, dict[str, int]],
) -> None:
    cells = [
        (label, len(texts), *(f"{row[label]:.4f}" for row in rows.values()))
        for label, texts in sets.items()
    ]
    print(render_table(("texts", "number", *rows), cells, right_aligned=range(1, 2 + len(rows))))
    cells = [(label, *(f"{row[label]:,}" for row in speeds.values())) for label in sets]
    print(
        "\nTexts a second\n"
        + render_table(("texts", *rows), cells, right_aligned=range(1, 1 + len(rows)))
    )


def _sets() -> dict[str, list[str]]:
    sets: dict[str, list[str]] = {}
    for line in Path(CORPUS / "langid.tsv").read_text("utf-8").splitlines():
        label, text = line.split("\t", 1)
        sets.setdefault(label, []).append(text)
    whole = dict(sets)
    records = [
        json.loads(line)
        for line in (CORPUS / "medical_qa_zh.jsonl").read_text("utf-8").splitlines()
    ]
    sets["zh-Hans headlines"] = [record["title"] for record in records]
    pairs = [
        line.split("\t")[-2:]
        for line in (CORPUS.parent / "translation" / "tico19.en-zh.test.tsv")
        .read_text("utf-8")
        .splitlines()[1:]
    ]
    sets["zh, then six English words"] = [
        f"{chinese}（{' '.join(english.split()[:6])}）" for english, chinese in pairs
    ]
    for label, texts in whole.items():
        sets[f"{label} 10 characters"] = [text[:10] for text in texts]
    sets["ja 14 characters"] = [text[:14] for text in whole["ja"]]
    sets["en 6 words"] = [" ".join(text.split()[:6]) for text in whole["en"]]
    return {label: texts for label, texts in sets.items() if texts}


def _detectors() -> dict[str, Detector]:
    import langdetect

    langdetect.DetectorFactory.seed = 0

    def alone(text: str) -> str:
        try:
            return str(langdetect.detect(text))[:2]
        except langdetect.LangDetectException:
            return "und"

    detect = build_language_detector()
    detectors: dict[str, Detector] = {
        "jianwen": lambda text: identify_language(text, detect).language,
        "langdetect, seed 0": alone,
    }
    if find_spec("py3langid"):
        import py3langid

        detectors["py3langid"] = lambda text: str(py3langid.classify(text)[0])
    if find_spec("lingua"):
        import lingua

        four = [
            getattr(lingua.Language, name) for name in ("CHINESE", "JAPANESE", "KOREAN", "ENGLISH")
        ]
        built = lingua.LanguageDetectorBuilder.from_languages(*four).build()

        def asked(text: str) -> str:
            language = built.detect_language_of(text)
            return language.iso_code_639_1.name.lower() if language else "und"

        detectors["lingua, 4 languages"] = asked
    return detectors


def _asked(texts: list[str], label: str, detect: Detector) -> tuple[float, int]:
    """Give the share of the texts whose language is named rightly, the texts asked about in a
    second of processor time.
    """
    started = time.process_time()
    named = [detect(text) for text in texts]
    spent = time.process_time() - started
    return round(
        sum(name[:2] == label[:2] or (label[:2] == "zh" and name in VARIETIES) for name in named)
        / len(texts),
        4,
    ), round(len(texts) / max(spent, 1e-9))
