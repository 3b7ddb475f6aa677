"""How near an answer comes to the truth of a page.

Text: precision, recall and F1 over the multiset of 4-grams of tokens, where a token is a word or
one CJK character; the measure of the scrapinghub article extraction benchmark. Lines listed as
optional (captions, bylines) neither help nor hurt. The figure of a set is the mean over its pages.
"""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from bench.extraction.pages import Page
from bench.extraction.peers import Said

_CJK = "\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_GRAM = 4
_PHRASE = 6
"""An optional text of so many tokens is also taken out where it stands within a line."""

_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?:\D{1,3}(\d{1,2}):(\d{2}))?")
_BETWEEN = re.compile(r"[,;、，；/&|]| and | {2,}|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def f1(text: str, page: Page) -> float:
    """Give the F1 of an extracted text."""
    lines = set(page.text.split("\n"))
    given = _grams(
        _without([_TOKEN.findall(line) for line in page.optional if line not in lines], text)
    )
    wanted = _grams(_TOKEN.findall(page.text))
    shared = (given & wanted).total()
    if not given or not wanted:
        return float(not given and not wanted)
    return 2 * shared / (given.total() + wanted.total())


def _grams(tokens: Sequence[str]) -> Counter[tuple[str, ...]]:
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[at : at + _GRAM]) for at in range(max(1, len(tokens) - _GRAM + 1)))


def _without(optional: list[list[str]], text: str) -> list[str]:
    """Give the tokens of a text but for the optional lines."""
    tokens: list[str] = []
    for line in text.split("\n"):
        if (found := _TOKEN.findall(line)) not in optional:
            tokens += found
    for phrase in optional:
        if len(phrase) < _PHRASE:
            continue
        at = next((at for at in range(len(tokens)) if tokens[at : at + len(phrase)] == phrase), -1)
        if at >= 0:
            del tokens[at : at + len(phrase)]
    return tokens


def fields(said: Said, page: Page) -> dict[str, float]:
    """Say of each annotated field whether the answer has it right.

    `phantom` is 1 for an author that the page does not have.
    """
    right: dict[str, float] = {}
    if page.title:
        right["title"] = float(_fold(said.title) == _fold(page.title))
    if page.date:
        (day, minute), (given_day, given_minute) = _moment(page.date), _moment(said.date)
        right["day"] = float(day == given_day)
        if minute:
            right["minute"] = float(minute == given_minute)
    if page.authors:
        right["author"] = float(_names(said.authors) == _names(page.authors))
    elif page.set == "gne_zh":  # every field of this set was looked for by hand
        right["phantom"] = float(bool(_names(said.authors)))
    if page.outlet:
        right["outlet"] = float(_fold(said.outlet) == _fold(page.outlet))
    return right


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _names(authors: Sequence[str]) -> set[str]:
    return {
        folded for author in authors for name in _BETWEEN.split(author) if (folded := _fold(name))
    }


def _moment(text: str) -> tuple[str, str]:
    found = _DATE.search(text)
    if not found:
        return "", ""
    year, month, day, hour, minute = found.groups()
    date = f"{year}-{int(month):02d}-{int(day):02d}"
    return date, f"{date} {int(hour):02d}:{minute}" if hour else ""


def mean(values: Sequence[float]) -> float:
    """Give the mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def interval(values: Sequence[float], rounds: int = 4_000) -> tuple[float, float]:
    """Give the 95 % bootstrap confidence interval of the mean.

    Of differences on the same pages it is that of the paired difference.
    """
    chance = random.Random(7)
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(rounds))
    return means[int(0.025 * rounds)], means[int(0.975 * rounds) - 1]
