"""Judge a sentence and its translation: each check says what looks wrong, none of them changes a text."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from pipelines.numbers import chinese_numbers, english_numbers
from pipelines.opaque import OPAQUE, opaque_spans
from records.folding import HAN

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that looks wrong: an error harms the reader, a warning asks for a look."""

    check: str
    severity: Literal["error", "warning"]
    reason: str  # in Chinese, for the editor

    @property
    def label(self) -> str:
        """How the store writes it: the check's name, with "!" behind it for an error."""
        return self.check + ("!" if self.severity == "error" else "")


Check = Callable[[str, str], Finding | None]

_HAN: Final = re.compile(f"[{HAN}]")
_CLOSED: Final = re.compile(r"[.!?][\"'”’)\]]*\s*$")
_OPEN: Final = re.compile(r"[,，、:：;；（(《—-]\s*$")
_LOOP: Final = re.compile(r"(.{2,12}?)\1{2,}")
_STUTTER: Final = re.compile(r"([^\W\d_])\1{4,}")
_NEGATION: Final = re.compile(r"\b(?:not|no|never|none|nor|neither|cannot|without|nobody|nothing|nowhere|unable)\b|n[’']t\b", re.IGNORECASE)
_NO_NEGATION: Final = re.compile(r"\bnot only\b|\bwhether or not\b|\bno\.\s?\d|\bno longer than\b|\bnot?[- ]for[- ]profit\b", re.IGNORECASE)
_NEGATED: Final = re.compile("[不没無无未非别勿莫否免绝禁避拒缺失尚]|停止|从来|难以|以外|除了|而是|很少|远离|公益")
_LATIN: Final = re.compile(r"(?<![A-Za-z0-9])[a-z]{2,}(?![A-Za-z0-9])")
_UNITS: Final = "mg mcg kg ng ml dl cl fl mm cm km nm mmol umol nmol mol mosm kcal cal kj kpa pa mmhg hz khz mhz iu ppm rpm bpm mph"
_METRIC: Final = frozenset(_UNITS.split())
_DIGIT_RUN: Final = re.compile(r"\d+(?:\.\d+)?")
_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|['’.,-](?=[^\W_]))*")
_ENGLISH_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def examine(source: str, target: str) -> tuple[Finding, ...]:
    """Run all checks on an English sentence and its Chinese translation, in the order of CHECKS."""
    if not target.strip():
        return (Finding("empty", "error", "译文为空"),)
    return tuple(finding for check in CHECKS if (finding := check(source, target)))


def cutoff(source: str, target: str) -> Finding | None:
    """A whole sentence must not end in a comma: there the decoder stopped, with half of it lost on average."""
    if _CLOSED.search(source) and _OPEN.search(target):
        return Finding("cutoff", "error", f"译文以“{target.rstrip()[-1]}”结尾，句子可能被截断")
    return None


def empty(source: str, target: str) -> Finding | None:
    """English prose must not come back as it went in."""
    words = _ENGLISH_WORD.findall(OPAQUE.sub(" ", source))
    if len(words) >= 2 and any(word.islower() and len(word) >= 4 for word in words) and not _HAN.search(target):
        return Finding("empty", "error", "译文没有汉字，原文未翻译")
    return None


def repetition(source: str, target: str) -> Finding | None:
    """A decoder in a loop says the same again and again."""
    loop = _LOOP.search(target) or _STUTTER.search(target)
    if loop and any(char.isalpha() for char in loop.group(1)) and loop.group() not in source:
        return Finding("repetition", "error", f"“{loop.group(1)}”重复出现")
    return None


def number(source: str, target: str) -> Finding | None:
    """Every number in digits must be on the other side, as often as here; number words may stand for one."""
    source, target = OPAQUE.sub(" ", source), OPAQUE.sub(" ", target)
    ours, theirs = english_numbers(source), chinese_numbers(target)
    missing = _unmatched(ours.written, (*theirs.written, *theirs.spoken), _also_chinese(source, target))
    invented = _unmatched(theirs.written, (*ours.written, *ours.spoken), _also_english(source, target))
    if not missing and not invented:
        return None
    said = [f"缺少 {'、'.join(map(_show, missing))}"] if missing else []
    said += [f"多出 {'、'.join(map(_show, invented))}"] if invented else []
    return Finding("number", "error", "数字不符：" + "；".join(said))


def name(source: str, target: str) -> Finding | None:
    """Web addresses, e-mail addresses and DOIs must come through letter by letter."""
    lost = Counter(opaque_spans(source)) - Counter(opaque_spans(target))
    return Finding("name", "error", f"网址或邮箱未保留：{'、'.join(lost)}") if lost else None


def negation(source: str, target: str) -> Finding | None:
    """'Do not take' must not become 'take'."""
    if _NEGATION.search(_NO_NEGATION.sub(" ", source)) and not _NEGATED.search(target):
        return Finding("negation", "warning", "原文有否定词，译文中未见否定")
    return None


def untranslated(source: str, target: str) -> Finding | None:
    """Small Latin letters in Chinese text are a word left over, or the splinter of one."""
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", source)}
    rest = [word for word in _LATIN.findall(OPAQUE.sub(" ", target)) if word not in _METRIC]
    splinters = [word for word in rest if word not in words and not (len(word) >= 4 and any(word in whole for whole in words))]
    if splinters:
        return Finding("untranslated", "error", f"译文中有残缺或来历不明的外文：{'、'.join(splinters)}")
    kept = [word for word in rest if len(word) >= 4]
    return Finding("untranslated", "warning", f"未翻译的外文：{'、'.join(kept)}") if kept else None


def length(source: str, target: str) -> Finding | None:
    """Good translations have about 1.85 characters per English word; far from that something is lost or made up."""
    words = len(_TOKEN.findall(OPAQUE.sub(" ", source)))
    target = OPAQUE.sub(" ", target)
    characters = len(_HAN.findall(target)) + 2 * len(_TOKEN.findall(_HAN.sub(" ", target)))  # a name or number left as it is counts as two
    if words >= 5 and not 0.5 <= characters / words <= 3.6:
        return Finding("length", "warning", f"译文长度异常：原文 {words} 词，译文 {characters} 字")
    return None


CHECKS: Final[tuple[Check, ...]] = (cutoff, empty, repetition, number, name, negation, untranslated, length)


def _unmatched(wanted: tuple[Fraction, ...], offered: tuple[Fraction, ...], also: Callable[[Fraction], bool]) -> list[Fraction]:
    left = Counter(offered)
    lost: list[Fraction] = []
    for value in wanted:
        if left[value] > 0:
            left[value] -= 1
        elif not also(value):
            lost.append(value)
    return lost


def _also_chinese(source: str, target: str) -> Callable[[Fraction], bool]:
    """How Chinese may say a number of the source in other digits: decades, centuries, the 24-hour clock."""
    values = {*chinese_numbers(target).written, *chinese_numbers(target).spoken}

    def said(value: Fraction) -> bool:
        decade = "年代" in target and 1000 <= value <= 2100 and value % 100 in values
        century = "世纪" in target and 1000 <= value <= 2100 and Fraction(int(value) // 100 + 1) in values
        clock = bool(re.search(r"\b[ap]\.?\s?m\b", source, re.IGNORECASE)) and (value + 12 in values or value == 0 or value == 12)
        minutes = value == 0 and ":" in source
        return decade or century or clock or minutes or _about(value, values)

    return said


def _also_english(source: str, target: str) -> Callable[[Fraction], bool]:
    """How a number in the translation may come from other digits of the source, those in names included (COVID-19, Arg9)."""
    runs = set(_DIGIT_RUN.findall(source))
    values = {*english_numbers(source).written, *english_numbers(source).spoken}

    def said(value: Fraction) -> bool:
        decade = "年代" in target and value < 100 and any(value == other % 100 for other in values if other >= 1000)
        century = "世纪" in target and any(int(other) // 100 + 1 == value for other in values if other >= 1000)
        clock = bool(re.search(r"\bp\.?\s?m\b", source, re.IGNORECASE)) and value - 12 in values
        disease = value == 2019 and "2019冠状病毒" in target  # the WHO's Chinese name of COVID-19
        return _show(value) in runs or decade or century or clock or disease or _about(value, values)

    return said


def _about(value: Fraction, values: set[Fraction]) -> bool:
    """1,234,567 may be said as 123.5万: large numbers agree within half a percent."""
    return value >= 10_000 and any(other and abs(other - value) / max(other, value) < Fraction(1, 200) for other in values)


def _show(value: Fraction) -> str:
    return f"{float(value):,.10g}".replace(",", "") if value.denominator != 1 else str(value.numerator)
