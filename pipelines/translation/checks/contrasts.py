"""Facts of which a translation must keep the side: increase or decrease, left or right.

The sides and their words are data: data/checks/contrasts.toml.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from pipelines.translation.checks.finding import Finding
from records.paths import PROJECT_ROOT

VERSION: Final = 1
CHECKS_FOLDER: Final = PROJECT_ROOT / "data" / "checks"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contrast: words that prove it in a language, and words that may stand for
    it.
    """

    label: str
    english: re.Pattern[str]
    english_any: re.Pattern[str]
    chinese: re.Pattern[str]
    chinese_any: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Sides that exclude each other, and what an editor reads where a translation changes one."""

    name: str
    severity: Literal["error", "warning"]
    reason: str
    sides: tuple[Side, ...]
    ignore_english: re.Pattern[str] | None
    ignore_chinese: re.Pattern[str] | None
    any_chinese: re.Pattern[str]  # proof of any side: what a translation has of few contrasts


@cache
def load_contrasts() -> tuple[Contrast, ...]:
    """Read data/checks/contrasts.toml, once in a process."""
    with (CHECKS_FOLDER / "contrasts.toml").open("rb") as stream:
        return tuple(_build_contrast(table) for table in tomllib.load(stream)["contrast"])


def _build_contrast(table: dict[str, Any]) -> Contrast:
    sides = tuple(_build_side(side) for side in table["side"])
    return Contrast(
        table["name"],
        table["severity"],
        table["reason"],
        sides,
        _compile_english(table["ignore_english"]) if "ignore_english" in table else None,
        re.compile(table["ignore_chinese"]) if "ignore_chinese" in table else None,
        re.compile("|".join(side.chinese.pattern for side in sides)),
    )


def _build_side(table: dict[str, str]) -> Side:
    english, chinese = table["english"], table["chinese"]
    return Side(
        table["label"],
        _compile_english(english),
        _compile_english("|".join(filter(None, (english, table.get("english_also"))))),
        re.compile(chinese),
        re.compile("|".join(filter(None, (chinese, table.get("chinese_also"))))),
    )


def _compile_english(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{words})(?![A-Za-z])", re.IGNORECASE)


def find_changed_sides(source: str, target: str) -> list[Finding]:
    """Give a finding for each contrast of which an English sentence and its Chinese translation are
    on different sides.
    """
    return [
        finding
        for contrast in load_contrasts()
        if (finding := _compare_sides(contrast, source, target)) is not None
    ]


def _compare_sides(contrast: Contrast, source: str, target: str) -> Finding | None:
    if contrast.any_chinese.search(target) is None:
        return None
    if contrast.ignore_english is not None:
        source = contrast.ignore_english.sub(" ", source)
    expected = [side for side in contrast.sides if side.english.search(source)]
    if not expected:
        return None
    if contrast.ignore_chinese is not None:
        target = contrast.ignore_chinese.sub(" ", target)
    lost = [
        side for side in expected if _count(side.chinese_any, target) < _count(side.english, source)
    ]
    if not lost:
        return None
    for side in contrast.sides:
        match = side.chinese.search(target)
        if side in lost or match is None:
            continue
        if _count(side.chinese, target) > _count(side.english_any, source):
            reason = f"{contrast.reason}：原文“{_quote(lost[0], source)}”，译文“{match.group()}”"
            return Finding(contrast.name, contrast.severity, reason)
    return None


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def _quote(side: Side, source: str) -> str:
    match = side.english.search(source)
    return match.group() if match else side.label
