"""Whether all of a sentence is there, and nothing besides: its length, its sentences, its
conditions, the items of its lists.
"""

import math
import re
from typing import Final, Literal

from pipelines.translation.checks.finding import Finding
from text.chinese.folding import HAN_RANGES
from text.protected_spans import PROTECTED_SPAN

VERSION: Final = 1

_HAN: Final = re.compile(f"[{HAN_RANGES}]")
_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|['’.,-](?=[^\W_]))*")
_SMALL_WORDS: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "and",
        "is",
        "are",
        "was",
        "were",
        "that",
        "for",
        "on",
        "at",
        "by",
        "with",
        "as",
        "it",
        "be",
        "or",
        "from",
        "this",
        "have",
        "has",
        "had",
        "which",
        "been",
        "will",
        "who",
        "its",
        "these",
        "those",
        "their",
        "such",
    ]
)
_WEIGHTS: Final = {
    "small": 0.68,
    "word": 0.65,
    "letter": 0.21,
    "name": 1.65,
    "name_letter": 0.14,
    "acronym": 2.17,
    "number": 2.78,
}
_CONSTANT: Final = 0.83
"""What each English word becomes in Chinese characters, names and numbers as two each.

Least squares over every second human translation of FLORES-200 dev and TICO-19; on the other half
the logarithm of the ratio has a deviation of .154 (bench/translation/damage.py scores both).
"""
_LOST_RATIO: Final = math.exp(-0.44)
_SHORT_LOST_RATIO: Final = math.exp(-0.58)
_MOSTLY_LOST_RATIO: Final = math.exp(-0.62)
_ADDED_RATIO: Final = math.exp(0.64)
_ADDED_SENTENCE_RATIO: Final = math.exp(0.33)
_MIN_WORDS: Final = 5
_STEADY_WORDS: Final = 14
"""From here on the ratio of lengths varies less: the bound of loss is closer."""

_ENGLISH_END: Final = re.compile(r"[.!?](?=[\"”’')\]]*(?:\s|$|[A-Z\[]))|[:;]\s|\s[-–—]\s|…|\)\s?\(")
_GROUPED_DIGITS: Final = re.compile(r"(\d)[ \u2009\u202f](?=\d{3}(?!\d))")
_CHINESE_END: Final = re.compile(r"[。！？!?]+")


def check_coverage(source: str, target: str) -> Finding | None:
    """Half a sentence, or a sentence that nobody wrote, shows in the length."""
    source, target = PROTECTED_SPAN.sub(" ", source), PROTECTED_SPAN.sub(" ", target)
    source = _GROUPED_DIGITS.sub(r"\1", source)
    words = _TOKEN.findall(source)
    sentences = len(_CHINESE_END.findall(target)), len(_ENGLISH_END.findall(source))
    if sum(word[0].isalpha() for word in words) < _MIN_WORDS:
        added = sentences[0] > max(1, sentences[1]) and _measure_chinese(target) > 4 + 3 * len(
            words
        )
        return _report_addition() if added else None
    ratio = (_measure_chinese(target) + 2) / (_predict_length(words) + 2)
    if ratio < (_LOST_RATIO if len(words) >= _STEADY_WORDS else _SHORT_LOST_RATIO):
        severity: Literal["error", "warning"] = "error" if ratio < _MOSTLY_LOST_RATIO else "warning"
        return Finding("length", severity, f"译文只有预期长度的 {ratio:.0%}，可能漏译")
    if ratio > _ADDED_RATIO:
        return Finding("length", "warning", f"译文是预期长度的 {ratio:.0%}，可能有添加")
    if sentences[0] > max(1, sentences[1]) and ratio > _ADDED_SENTENCE_RATIO:
        return _report_addition()
    return None


def _report_addition() -> Finding:
    return Finding("length", "warning", "译文的句子比原文多，可能有添加")


def _measure_chinese(text: str) -> int:
    return len(_HAN.findall(text)) + 2 * len(_TOKEN.findall(_HAN.sub(" ", text)))


def _predict_length(words: list[str]) -> float:
    length = -_CONSTANT
    for word in words:
        if word[0].isdigit():
            length += _WEIGHTS["number"]
        elif word.lower() in _SMALL_WORDS:
            length += _WEIGHTS["small"]
        elif word.isupper():
            length += _WEIGHTS["acronym"]
        elif word[0].isupper():
            length += _WEIGHTS["name"] + _WEIGHTS["name_letter"] * len(word)
        else:
            length += _WEIGHTS["word"] + _WEIGHTS["letter"] * len(word)
    return max(1.0, length)


_CONDITIONS: Final = tuple(
    (word, re.compile(english, re.IGNORECASE), re.compile(chinese))
    for word, english, chinese in (
        ("unless", r"\bunless\b", "除非|否则|没有|没|未|不|无|非|除"),
        (
            "if",
            r"(?<!as )(?<!even )(?<!and )\bif (?!any\b|not\b|ever\b|possible\b)",
            "如|若|假|只要|一旦|时|的话|倘|果|是否|要是|万一|即使|哪怕|情况|后|能否|有没有"
            "|会不会|才|凡|而|就|者|患",
        ),
        ("because", r"\bbecause\b", "因|由于|所以|缘|故|鉴|为|导致|致|使|源|在于|毕竟|才"),
        ("except", r"\bexcept(?:ing)?(?: for| when| in)?\b", "除|外|但|只|例外|不"),
    )
)


def check_conditions(source: str, target: str) -> Finding | None:
    """The condition of an advice is part of it: unless they have diabetes."""
    lost = [
        word
        for word, english, chinese in _CONDITIONS
        if english.search(source) and not chinese.search(target)
    ]
    if lost == ["if"] and len(source.split()) > SHORT_SENTENCE_WORDS:
        lost = []
    if not lost:
        return None
    severity: Literal["error", "warning"] = "warning" if lost == ["if"] else "error"
    return Finding("omission", severity, f"译文缺少条件或限定：{'、'.join(lost)}")


SHORT_SENTENCE_WORDS: Final = 18
"""In longer sentences 和 and 、 stand for much besides the list."""
_ITEM: Final = (
    r"(?:(?:an?|the|your|his|her|their|in|of)\s)?[a-z][a-z'’-]++"
    r"(?:\s(?!(?:and|or|with|that|which|who|to|is|are|was|were|can|may|will)\b)[a-z'’-]++){0,2}"
)
_LIST: Final = re.compile(
    rf"(?<![a-z'’-])(?P<items>{_ITEM}(?:, {_ITEM}){{1,8}}),? (?:and|or) {_ITEM}(?=[.;:)]|$)",
    re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(
    r"[、，；]|(?<!温)(?<!饱)和(?!平|谐|解|缓)|与|及|或(?!许)|跟|以及|还有|并且?|而且|又|还"
    r"|也|再|及其"
)


def check_lists(source: str, target: str) -> Finding | None:
    """A list at the end of a sentence keeps its items: fever, cough, rash and seizures."""
    if len(source.split()) > SHORT_SENTENCE_WORDS:
        return None
    for match in _LIST.finditer(source):
        items = match["items"].count(",") + 2
        if items >= 3 and len(_SEPARATOR.findall(target)) < items - 1:
            return Finding("omission", "warning", f"列举可能少译：原文 {items} 项")
    return None
