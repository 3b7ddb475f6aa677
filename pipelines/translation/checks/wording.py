"""What no translation should look like: another script, a loop, a credit line, a headline left in
English.
"""

import re
from typing import Final

from pipelines.translation.checks.finding import Finding
from text.chinese.folding import HAN_RANGES
from text.protected_spans import PROTECTED_SPAN

VERSION: Final = 1

_HAN: Final = re.compile(f"[{HAN_RANGES}]")
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa]{2,}|[\u3041-\u3096]")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]{2,}")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]{3,}")
_OTHER_SCRIPTS: Final = (("日文", _KANA), ("韩文", _HANGUL), ("俄文", _CYRILLIC))
_TRADITIONAL: Final = re.compile(
    "[們這個來時說對會過還後發見長問無與從動國學業東車馬風電話應該藥醫療體驗點關開間題實樣經結義"
    "務衛構議證護讓變轉較難類數標準臟腦腫齡斷處幾氣減壓測檢預檔陽陰傷險]"
)


def check_script(source: str, target: str) -> Finding | None:
    """Simplified Chinese has no kana, and no run of traditional characters."""
    for name, script in _OTHER_SCRIPTS:
        if (match := script.search(target)) and not script.search(source):
            return Finding("script", "error", f"译文混入{name}：“{match.group()}”")
    traditional = _TRADITIONAL.findall(target)
    if len(traditional) >= 3 and 5 * len(traditional) >= len(_HAN.findall(target)):
        return Finding(
            "script", "error", f"译文是繁体：{'、'.join(dict.fromkeys(traditional[:5]))}"
        )
    return None


_COMMA_LOOP: Final = re.compile(
    r"(?P<phrase>[^，、,；;。\s\d]{2,12})(?:[，、,；;。]\s?(?P=phrase)){2}(?![^，、,；;。！？])"
)


def check_loops(source: str, target: str) -> Finding | None:
    """A decoder in a loop repeats a phrase behind commas, or shuffles the same two words."""
    if loop := _COMMA_LOOP.search(target):
        return Finding("repetition", "error", f"“{loop['phrase']}”重复出现")
    han = "".join(_HAN.findall(target))
    pairs = [han[start : start + 2] for start in range(len(han) - 1)]
    if len(pairs) >= 20 and (top := max(pairs, key=pairs.count)) and pairs.count(top) >= 6:
        share = len(set(pairs)) / len(pairs)
        if share < 0.55 and pairs.count(top) * 6 >= len(pairs):
            return Finding("repetition", "error", f"“{top}”反复出现 {pairs.count(top)} 次")
    return None


_CREDITS: Final = (
    ("校对|审校", "proof|review|edit"),
    ("责任编辑|责编[：:]", "edit"),
    ("(?:^|。|；)编辑[：:]", "edit"),
    ("(?:^|。|；)翻译[：:]|译者[：:]", "translat"),
    (
        "(?:^|。|；)(?:记者|作者|撰文|来源)[：:]",
        "report|author|writ|source|by|from|credit|journalist|origin",
    ),
    ("(?:^|。|；)(?:摄影|图片来源|图源|摄)[：:]", "photo|image|pictur|credit|source|getty"),
    (
        "点击(?:此处|这里)?(?:查看|阅读|关注)|扫描二维码|关注(?:我们的)?(?:微信)?公众号",
        "click|scan|follow|subscrib|wechat|tap",
    ),
    (
        "本文(?:转载|来自|来源)|转载请注明",
        "republish|reprint|origin|appear|source|credit|articl|adapt",
    ),
)
_CREDIT_PATTERNS: Final = tuple(
    (re.compile(chinese), re.compile(english, re.IGNORECASE)) for chinese, english in _CREDITS
)


def check_credits(source: str, target: str) -> Finding | None:
    """Credit lines that a model learnt with its articles: 校对：张三."""
    for chinese, english in _CREDIT_PATTERNS:
        if (match := chinese.search(target)) and not english.search(source):
            return Finding("invented", "error", f"译文多出原文没有的内容：“{match.group()}”")
    return None


_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_FUNCTION_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "may",
        "more",
        "most",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "she",
        "that",
        "the",
        "their",
        "these",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)


def check_left_in_english(source: str, target: str) -> Finding | None:
    """A headline or a short question that came back as it went in."""
    target = PROTECTED_SPAN.sub(" ", target)
    if _HAN.search(target):
        return None
    words = _WORD.findall(target)
    said = {word.lower() for word in words} & _FUNCTION_WORDS
    if len(words) >= 6 or (len(words) >= 3 and said):
        return Finding("empty", "error", "译文没有汉字，原文未翻译")
    return None
