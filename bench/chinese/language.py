"""Measure language identification on every set of langid.tsv, whole and cut short, beside langdetect and what else is installed.

`python -m bench.chinese language` reads ../shared/corpus/chinese; results go to bench/results/chinese_language.json and .png.
"""

import json
import platform
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from bench.chinese import bars
from pipelines.identify import language_of
from pipelines.letters import letter_detector
from records.home import ROOT

CORPUS = ROOT.parent / "shared" / "corpus" / "chinese"
RESULTS = ROOT / "bench" / "results"
REPEATS = 100
MIXED_SHARE = 0.15
Detector = Callable[[str], str]


def run(argv: list[str]) -> None:
    """Measure and write the table; takes no options."""
    if argv:
        raise SystemExit("language takes no options")
    sets = _sets()
    rows = {name: {label: _right(texts, label, detect) for label, texts in sets.items()} for name, detect in _detectors().items()}
    detect = letter_detector()
    sample = [text for texts in sets.values() for text in texts[:3]]
    answers = {tuple(language_of(text, detect) for text in sample) for _ in range(REPEATS)}
    script = {
        label: round(sum(language_of(text, detect).script == label[3:7] for text in texts) / len(texts), 4)
        for label, texts in sets.items()
        if label.startswith("zh-Han")
    }
    result = {
        "python": platform.python_version(),
        "texts": {label: len(texts) for label, texts in sets.items()},
        "detectors": rows,
        "script_right": script,
        "different_answers_in_100": len(answers),
        "jianwen_docs_per_cpu_second": {label: _speed(texts) for label, texts in sets.items()},
    }
    (RESULTS / "chinese_language.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    bars.draw(
        RESULTS / "chinese_language.png",
        "Language: texts whose language is named rightly, by set",
        {label: {name: row[label] for name, row in rows.items()} for label in ("zh-Hans headlines", "zh-Hant 10 characters", "en 6 words")},
    )
    for label in sets:
        shares = "  ".join(f"{name} {row[label]:.4f}" for name, row in rows.items())
        print(f"{label:24} {len(sets[label]):5}  {shares}  {result['jianwen_docs_per_cpu_second'][label]:,} docs/s")
    print(f"script right: {script}; different answers in {REPEATS} rounds: {len(answers)}")


def _sets() -> dict[str, list[str]]:
    sets: dict[str, list[str]] = {}
    for line in Path(CORPUS / "langid.tsv").read_text("utf-8").splitlines():
        label, text = line.split("\t", 1)
        sets.setdefault(label, []).append(text)
    whole = dict(sets)
    records = [json.loads(line) for line in (CORPUS / "medical_qa_zh.jsonl").read_text("utf-8").splitlines()]
    sets["zh-Hans headlines"] = [record["title"] for record in records]
    long = [f"{record['ask']} {record['answer']}" for record in records]
    sets["zh mixed with Latin"] = [text for text in long if sum("a" <= char.lower() <= "z" for char in text) >= MIXED_SHARE * len(text)]
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

    detect = letter_detector()
    detectors: dict[str, Detector] = {"jianwen": lambda text: language_of(text, detect).language, "langdetect, seed 0": alone}
    if find_spec("py3langid"):
        import py3langid

        detectors["py3langid"] = lambda text: str(py3langid.classify(text)[0])
    if find_spec("lingua"):
        import lingua

        four = [getattr(lingua.Language, name) for name in ("CHINESE", "JAPANESE", "KOREAN", "ENGLISH")]
        built = lingua.LanguageDetectorBuilder.from_languages(*four).build()

        def asked(text: str) -> str:
            language = built.detect_language_of(text)
            return language.iso_code_639_1.name.lower() if language else "und"

        detectors["lingua, 4 languages"] = asked
    return detectors


def _right(texts: list[str], label: str, detect: Detector) -> float:
    return round(sum(detect(text) == label[:2] for text in texts) / len(texts), 4)


def _speed(texts: list[str]) -> int:
    detect = letter_detector()
    for text in texts[:100]:
        language_of(text, detect)
    started = time.process_time()
    for text in texts:
        language_of(text, detect)
    return round(len(texts) / (time.process_time() - started))
