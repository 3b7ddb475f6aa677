"""Score the checks on published sentences: alarms on human references, recall on references that
were damaged on purpose.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.translation.pairs import Pair, pairs
from pipelines.translation.checks.run import check_sentence
from pipelines.translation.typography import apply_chinese_punctuation

SEED = 20_261_126
DIGITS = re.compile(r"(?<![\d.,A-Za-z-])\d+(?:[.,]\d+)*(?![\d%]*[A-Za-z])")
UNITS = {
    "毫克": "毫升",
    "微克": "毫克",
    "毫升": "升",
    "公斤": "磅",
    "千克": "磅",
    "公里": "英里",
    "英里": "米",
    "英尺": "米",
    "小时": "分钟",
    "分钟": "小时",
}
DEGREES = {"摄氏度": "华氏度", "℃": "℉", "°C": "°F", "华氏度": "摄氏度"}


@dataclass
class Recall:
    """How many damaged references were noticed."""

    tried: int = 0
    noticed: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Recall; 0 when nothing could be damaged."""
        return self.noticed / self.tried if self.tried else 0.0


def dropped(target: str, dice: random.Random) -> str:
    """Leave out one number."""
    return _at_one(target, dice, lambda number: "")


def changed(target: str, dice: random.Random) -> str:
    """Change one digit of one number."""

    def other(number: str) -> str:
        places = [place for place, char in enumerate(number) if char.isdigit()]
        place = dice.choice(places)
        digit = dice.choice(
            [
                char
                for char in "0123456789"
                if char != number[place] and not (place == 0 and char == "0")
            ]
        )
        return number[:place] + digit + number[place + 1 :]

    return _at_one(target, dice, other)


def tenfold(target: str, dice: random.Random) -> str:
    """Put a zero behind one whole number."""
    return _at_one(
        target,
        dice,
        lambda number: f"{number}0" if "." not in number and "," not in number else number,
    )


def _at_one(target: str, dice: random.Random, damage: Callable[[str], str]) -> str:
    found = list(DIGITS.finditer(target))
    if not found:
        return target
    match = dice.choice(found)
    return target[: match.start()] + damage(match.group()) + target[match.end() :]


def swapped(target: str, dice: random.Random) -> str:
    """Write another unit behind a number."""
    table = UNITS | DEGREES
    found = list(re.finditer(r"(?<=\d)\s?(" + "|".join(table) + ")", target))
    if not found:
        return target
    match = dice.choice(found)
    return target[: match.start(1)] + table[match[1]] + target[match.end(1) :]


DAMAGE: dict[str, tuple[Callable[[str, random.Random], str], str]] = {
    "number dropped": (dropped, "number"),
    "digit changed": (changed, "number"),
    "number x10": (tenfold, "number"),
    "unit swapped": (swapped, "unit"),
}


def flags(pair: Pair) -> set[str]:
    """Give the names of the checks that speak up about a pair, after typography as in the
    product.
    """
    return {
        finding.check
        for finding in check_sentence(pair.source, apply_chinese_punctuation(pair.target))
    }


def alarms(system: str) -> tuple[int, int, Counter[str], list[tuple[str, Pair]]]:
    """Count sentences, those with digits, and flags by check, over all files that have this
    column.
    """
    counts: Counter[str] = Counter()
    shown: list[tuple[str, Pair]] = []
    sentences = digits = 0
    for pair in pairs(system):
        sentences += 1
        digits += any(char.isdigit() for char in pair.source)
        for name in flags(pair):
            counts[name] += 1
            shown.append((name, pair))
    return sentences, digits, counts, shown


def recalls() -> dict[str, Recall]:
    """Damage every reference that is clean once per kind, and see whether the check for that kind
    speaks up.
    """
    found = {name: Recall() for name in DAMAGE}
    for number, pair in enumerate(_clean()):
        for name, (damage, check) in DAMAGE.items():
            broken = damage(pair.target, random.Random(f"{SEED}-{number}-{name}"))
            if broken == pair.target:
                continue
            recall = found[name]
            recall.tried += 1
            if check in flags(Pair(pair.source, broken)):
                recall.noticed += 1
            else:
                recall.missed.append((pair.source, broken))
    return found


def _clean() -> Iterator[Pair]:
    return (pair for pair in pairs("reference") if not flags(pair) & {"number", "unit"})
