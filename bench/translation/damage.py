"""Damage human translations on purpose, one fault each, and count how many of them the checks flag.

    .venv/bin/python -m bench.translation.damage [--show KIND]

The pairs of FLORES-200 dev and TICO-19 are split in two: the even rows were read while the checks
were written, the odd ones only scored. Writes bench/results/translation_damage.json.
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable

from bench.translation.checks import changed, dropped, swapped, tenfold
from bench.translation.pairs import Pair, pairs
from pipelines.translation.checks.contrasts import load_contrasts
from pipelines.translation.checks.finding import Finding
from pipelines.translation.checks.run import check_sentence
from pipelines.translation.glossary import load_glossary
from pipelines.translation.typography import apply_chinese_punctuation
from records.paths import PROJECT_ROOT

SEED = 20_261_201
RESULTS = PROJECT_ROOT / "bench" / "results" / "translation_damage.json"
HALVES = ("read", "unread")
Damage = Callable[[Pair, random.Random], str]

NEGATIONS = dict(
    pair.split(":")
    for pair in [
        "不能:能",
        "不会:会",
        "没有:有",
        "不要:要",
        "不应:应",
        "不得:可",
        "不可:可",
        "不是:是",
        "并非:是",
        "并未:已",
        "从未:曾",
        "未能:能",
        "无法:可以",
        "不:",
        "未:",
        "没:",
    ]
)
ENGLISH_NEGATION = re.compile(r"\b(?:not|no|never|none|cannot|without)\b|n[’']t\b", re.IGNORECASE)
NO_NEGATION = re.compile(
    "非常|不仅|不但|不同|不断|不过|不少|不管|不论|不良|不足|未来|无论|免疫|不得不|没收|不久"
    "|不等|是否"
)
MODALS = {"应": "不应", "可以": "不可以", "会": "不会", "需要": "不需要", "必须": "不得"}
FREQUENCIES = {"每天": "每周", "每周": "每天", "每日": "每周", "每年": "每天", "每月": "每周"}


def lose_percent(pair: Pair, dice: random.Random) -> str:
    """Drop one percent sign."""
    return _replace_one(pair.target, "[%％]", dice, lambda _: "")


def double_frequency(pair: Pair, dice: random.Random) -> str:
    """Write another count or another period where the English says how often."""
    if not re.search(r"\b(?:once|twice|times|every|daily|weekly|per (?:day|week))\b", pair.source):
        return pair.target
    pattern = r"(?<=每[天日周年月])[一二两三四五六\d]+(?=次)|" + "|".join(FREQUENCIES)
    return _replace_one(
        pair.target,
        pattern,
        dice,
        lambda text: FREQUENCIES.get(text, "四" if text != "四" else "二"),
    )


def flip_direction(pair: Pair, dice: random.Random) -> str:
    """Write decrease for increase or lower for higher, or the other way round."""
    return _flip(pair, dice, frozenset(("direction", "comparison")))


def flip_side(pair: Pair, dice: random.Random) -> str:
    """Write another side of any other contrast: organ, route, sex, course, result."""
    names = frozenset(contrast.name for contrast in load_contrasts())
    return _flip(pair, dice, names - {"direction", "comparison"})


def _flip(pair: Pair, dice: random.Random, names: frozenset[str]) -> str:
    choices = []
    for contrast in (each for each in load_contrasts() if each.name in names):
        for side in contrast.sides:
            match = side.chinese.search(pair.target)
            others = [_say(other.chinese.pattern) for other in contrast.sides if other is not side]
            if match and side.english.search(pair.source) and any(others):
                choices.append((match, dice.choice([other for other in others if other])))
    if not choices:
        return pair.target
    match, other = dice.choice(choices)
    return pair.target[: match.start()] + other + pair.target[match.end() :]


def _say(pattern: str) -> str:
    """Give the first plain word of a pattern."""
    words = (word for word in pattern.split("|") if re.fullmatch("[\u4e00-\u9fff]+", word))
    return next(words, "")


def remove_negation(pair: Pair, dice: random.Random) -> str:
    """Leave out one negation of a sentence that has one in English."""
    if not ENGLISH_NEGATION.search(pair.source):
        return pair.target
    hidden = NO_NEGATION.sub(lambda match: "〇" * len(match.group()), pair.target)
    matches = list(re.finditer("|".join(NEGATIONS), hidden))
    if not matches:
        return pair.target
    match = dice.choice(matches)
    start, end = match.span()
    return pair.target[:start] + NEGATIONS[match.group()] + pair.target[end:]


def add_negation(pair: Pair, dice: random.Random) -> str:
    """Deny a modal verb of a sentence without negation."""
    if ENGLISH_NEGATION.search(pair.source):
        return pair.target
    return _replace_one(
        pair.target, "(?<![不无未没])(?:" + "|".join(MODALS) + ")", dice, lambda text: MODALS[text]
    )


def append_sentence(pair: Pair, dice: random.Random) -> str:
    """Add a sentence of another pair."""
    return pair.target + dice.choice(_all_targets())


def lose_half(pair: Pair, dice: random.Random) -> str:
    """Keep the first or the last half of the clauses."""
    clauses = [clause for clause in re.split("(?<=[，。；！？：])", pair.target) if clause]
    if len(clauses) < 2:
        return pair.target[: len(pair.target) // 2] + "。"
    half = len(clauses) // 2
    kept = clauses[:half] if dice.random() < 0.5 else clauses[-half:]
    return "".join(kept).rstrip("，；：") + "。"


def _replace_one(text: str, pattern: str, dice: random.Random, change: Callable[[str], str]) -> str:
    matches = list(re.finditer(pattern, text))
    if not matches:
        return text
    match = dice.choice(matches)
    return text[: match.start()] + change(match.group()) + text[match.end() :]


DAMAGE: dict[str, Damage] = {
    "percent sign lost": lose_percent,
    "frequency changed": double_frequency,
    "direction flipped": flip_direction,
    "other contrast flipped": flip_side,
    "negation removed": remove_negation,
    "negation added": add_negation,
    "sentence appended": append_sentence,
    "half lost": lose_half,
    "number dropped": lambda pair, dice: dropped(pair.target, dice),
    "digit changed": lambda pair, dice: changed(pair.target, dice),
    "number x10": lambda pair, dice: tenfold(pair.target, dice),
    "unit swapped": lambda pair, dice: swapped(pair.target, dice),
}


def _all_targets() -> list[str]:
    if not _TARGETS:
        _TARGETS.extend(apply_chinese_punctuation(pair.target) for pair in pairs("reference"))
    return _TARGETS


_TARGETS: list[str] = []
GLOSSARY = load_glossary(PROJECT_ROOT / "data" / "glossary")


def check(pair: Pair) -> tuple[Finding, ...]:
    """Check a pair as the product does."""
    return check_sentence(pair.source, pair.target, GLOSSARY)


def score_references(rows: list[Pair]) -> tuple[list[dict[str, float | str]], list[int]]:
    """Give the share of flagged references of each half, and the numbers of the clean rows."""
    alarms = [Counter[str](), Counter[str]()]
    clean = []
    for number, pair in enumerate(rows):
        findings = check(pair)
        alarms[number % 2]["sentences"] += 1
        alarms[number % 2]["flagged"] += bool(findings)
        alarms[number % 2]["error"] += any(each.severity == "error" for each in findings)
        if not findings:
            clean.append(number)
    shares: list[dict[str, float | str]] = [
        {
            "half": half,
            "sentences": count["sentences"],
            "flagged": round(count["flagged"] / count["sentences"], 4),
            "error": round(count["error"] / count["sentences"], 4),
        }
        for half, count in zip(HALVES, alarms, strict=True)
    ]
    return shares, clean


def score_damage(rows: list[Pair], clean: list[int], show: str) -> dict[str, dict[str, list[int]]]:
    """Give for each kind and half how many damaged references were flagged, of how many."""
    counts = {kind: {half: [0, 0] for half in HALVES} for kind in DAMAGE}
    for number in clean:
        pair, half = rows[number], HALVES[number % 2]
        for kind, damage in DAMAGE.items():
            broken = damage(pair, random.Random(f"{SEED}-{number}-{kind}"))
            if broken == pair.target:
                continue
            noticed = bool(check(Pair(pair.source, broken)))
            counts[kind][half][0] += noticed
            counts[kind][half][1] += 1
            if kind == show and not noticed and half == HALVES[0]:
                print(pair.source, broken, sep="\n  ")
    return counts


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", default="", help="print missed ones of this kind, read half only")
    show = parser.parse_args().show
    rows = [
        Pair(pair.source, apply_chinese_punctuation(pair.target)) for pair in pairs("reference")
    ]
    start = time.process_time()
    references, clean = score_references(rows)
    speed = round(len(rows) / (time.process_time() - start))
    recall = score_damage(rows, clean, show)
    report = {"pairs_per_cpu_second": speed, "references": references, "recall": recall}
    for row in references:
        print(row)
    for kind, halves in recall.items():
        shares = [f"{hit}/{tried} = {hit / max(1, tried):.3f}" for hit, tried in halves.values()]
        print(f"{kind:24}{'   '.join(shares)}")
    print(f"{speed} pairs per CPU-second; {len(rows)} references")
    RESULTS.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
