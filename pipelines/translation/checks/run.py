"""Judge a sentence and its translation: each check says what looks wrong, none of them changes a
text.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from pipelines.translation.checks.finding import Finding
from pipelines.translation.checks.months import find_wrong_months
from pipelines.translation.checks.numbers import (
    find_missing_number_words,
    find_unequal_numbers,
    format_number,
    has_missing_number,
)
from pipelines.translation.checks.quantities import find_quantity_mismatches
from pipelines.translation.glossary import EMPTY_GLOSSARY, Glossary, find_missing_terms
from text.chinese.folding import HAN_RANGES
from text.protected_spans import PROTECTED_SPAN, find_protected_spans

VERSION: Final = 2


FIXED_MARK: Final = "~"
"""Behind the name of a check whose error another translation of the sentence did not have."""

Check = Callable[[str, str], Finding | None]

_HAN: Final = re.compile(f"[{HAN_RANGES}]")
_CLOSED_END: Final = re.compile(r"[.!?][\"'”’)\]]*\s*$")
_OPEN_END: Final = re.compile(r"[,，、:：;；（(《—-]\s*$")
_REPEATED_PHRASE: Final = re.compile(r"(.{2,12}?)\1{2,}")
_REPEATED_LETTER: Final = re.compile(r"([^\W\d_])\1{4,}")
_NEGATION: Final = re.compile(
    r"\b(?:not|no|never|none|nor|neither|cannot|without|nobody|nothing|nowhere|unable)\b|n[’']t\b",
    re.IGNORECASE,
)
_NOT_A_NEGATION: Final = re.compile(
    r"\bnot only\b|\bwhether or not\b|\bno\.\s?\d|\bno longer than\b|\bnot?[- ]for[- ]profit\b",
    re.IGNORECASE,
)
_CHINESE_NEGATION: Final = re.compile(
    "[不没無无未非别勿莫否免绝禁避拒缺失尚]|停止|从来|难以|以外|除了|而是|很少|远离|公益"
)
_CODE_NAME: Final = re.compile(
    r"(?<![A-Za-z0-9])(?!COVID|G\d|F1\b)"
    r"((?:[A-Z]{1,5}|[A-Z][a-z]?[A-Z]{1,3})(?:-(?:[A-Z]{1,5}"
    r"|[A-Z][a-z][A-Z]))*-?\d{1,4}[A-Za-z]?(?:\.\d+)?)(?![A-Za-z0-9])"
)
"""CD4, IL-6, SARS-CoV-2, ICD-10: no reference of FLORES or TICO-19 changes one.

COVID is 新冠, the G7 are 七国集团: glossary's business.
"""
_INVENTED_PHRASES: Final = (
    (re.compile("原始内容存档|存档于|互联网档案馆"), re.compile("archiv", re.IGNORECASE)),
    (
        re.compile("[（(](?:掌声|笑声|音乐)[）)]"),
        re.compile("applau|laugh|music|clap", re.IGNORECASE),
    ),
    (re.compile("字幕"), re.compile("subtitl|caption", re.IGNORECASE)),
    (re.compile("版权所有"), re.compile("copyright|rights|©", re.IGNORECASE)),
)
_LATIN_WORD: Final = re.compile(r"(?<![A-Za-z0-9])[a-z]{2,}(?![A-Za-z0-9])")
_METRIC_UNIT_LIST: Final = (
    "mg mcg kg ng ml dl cl fl mm cm km nm mmol umol nmol mol mosm kcal cal kj kpa pa mmhg hz khz"
    " mhz iu ppm rpm bpm mph"
)
_METRIC_UNITS: Final = frozenset(_METRIC_UNIT_LIST.split())
_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|['’.,-](?=[^\W_]))*")
_ENGLISH_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def check_sentence(
    source: str, target: str, terms: Glossary = EMPTY_GLOSSARY
) -> tuple[Finding, ...]:
    """Run all checks on an English sentence and its Chinese translation, in the order of CHECKS,
    the glossary last.
    """
    if not target.strip():
        return (Finding("empty", "error", "译文为空"),)
    findings = (
        *(check(source, target) for check in CHECKS.values()),
        check_glossary(source, target, terms),
    )
    return tuple(finding for finding in findings if finding)


def check_glossary(source: str, target: str, terms: Glossary) -> Finding | None:
    """A term has a rendering that is accepted; human translators keep to one in 99 of 100
    places.
    """
    missing = find_missing_terms(source, target, terms)
    if not missing:
        return None
    return Finding(
        "glossary",
        "warning",
        "术语译法待查：" + "、".join(f"{term.term}（应为 {term.preferred}）" for term in missing),
    )


def check_cutoff(source: str, target: str) -> Finding | None:
    """A whole sentence must not end in a comma: there the decoder stopped, with half of it lost on
    average.
    """
    if _CLOSED_END.search(source) and _OPEN_END.search(target):
        return Finding("cutoff", "error", f"译文以“{target.rstrip()[-1]}”结尾，句子可能被截断")
    return None


def check_empty(source: str, target: str) -> Finding | None:
    """English prose must not come back as it went in."""
    words = _ENGLISH_WORD.findall(PROTECTED_SPAN.sub(" ", source))
    if (
        len(words) >= 2
        and any(word.islower() and len(word) >= 4 for word in words)
        and not _HAN.search(target)
    ):
        return Finding("empty", "error", "译文没有汉字，原文未翻译")
    return None


def check_repetition(source: str, target: str) -> Finding | None:
    """A decoder in a loop says the same again and again."""
    loop = _REPEATED_PHRASE.search(target) or _REPEATED_LETTER.search(target)
    if loop and any(char.isalpha() for char in loop.group(1)) and loop.group() not in source:
        return Finding("repetition", "error", f"“{loop.group(1)}”重复出现")
    return None


def check_numbers(source: str, target: str) -> Finding | None:
    """Every number in digits and every month must be on the other side, as often as here.

    Number words may stand for one.
    """
    source, target = PROTECTED_SPAN.sub(" … ", source), PROTECTED_SPAN.sub(" … ", target)
    numbers, months = find_unequal_numbers(source, target), find_wrong_months(source, target)
    lost = [
        *map(format_number, numbers.missing),
        *(f"{month}月" for month in months.missing),
        *find_missing_number_words(source, target),
    ]
    added = [*map(format_number, numbers.invented), *(f"{month}月" for month in months.invented)]
    differences = [f"缺少 {'、'.join(lost)}"] if lost else []
    differences += [f"多出 {'、'.join(added)}"] if added else []
    differences += ["有量词而无数字"] if has_missing_number(target) and not lost else []
    return (
        Finding("number", "error", "数字不符：" + "；".join(differences)) if differences else None
    )


def check_units(source: str, target: str) -> Finding | None:
    """A dose must keep its unit: 500 mg are not 500毫升, 5 miles not 5米, 98.6 °F not 98.6℃."""
    mismatches = find_quantity_mismatches(
        PROTECTED_SPAN.sub(" ", source), PROTECTED_SPAN.sub(" ", target)
    )
    if not mismatches:
        return None
    return Finding(
        "unit",
        "error",
        "单位或剂量不符："
        + "；".join(f"原文 {each.english}，译文 {each.chinese}" for each in mismatches),
    )


def check_names(source: str, target: str) -> Finding | None:
    """Web addresses, e-mail addresses and DOIs must come through letter by letter, as must names
    with digits (CD4, SARS-CoV-2).
    """
    lost = list(
        (Counter(find_protected_spans(source)) - Counter(find_protected_spans(target))).elements()
    )
    if lost:
        return Finding("name", "error", f"网址、邮箱或标记未保留：{'、'.join(lost)}")
    folded_target = _keep_alphanumeric(target)
    lost = [
        name
        for name in dict.fromkeys(_CODE_NAME.findall(PROTECTED_SPAN.sub(" ", source)))
        if _keep_alphanumeric(name) not in folded_target
    ]
    return Finding("name", "error", f"带数字的名称未保留：{'、'.join(lost)}") if lost else None


def _keep_alphanumeric(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def check_inventions(source: str, target: str) -> Finding | None:
    """What models add out of their training data, subtitles and web archives: nothing in the source
    says it.
    """
    for target_pattern, source_pattern in _INVENTED_PHRASES:
        if (match := target_pattern.search(target)) and not source_pattern.search(source):
            return Finding("invented", "error", f"译文多出原文没有的内容：“{match.group()}”")
    return None


def check_negation(source: str, target: str) -> Finding | None:
    """'Do not take' must not become 'take'."""
    if _NEGATION.search(_NOT_A_NEGATION.sub(" ", source)) and not _CHINESE_NEGATION.search(target):
        return Finding("negation", "warning", "原文有否定词，译文中未见否定")
    return None


def check_untranslated(source: str, target: str) -> Finding | None:
    """Small Latin letters in Chinese text are a word left over, or the splinter of one."""
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", source)}
    rest = [
        word
        for word in _LATIN_WORD.findall(PROTECTED_SPAN.sub(" ", target))
        if word not in _METRIC_UNITS
    ]
    splinters = [
        word
        for word in rest
        if word not in words and not (len(word) >= 4 and any(word in whole for whole in words))
    ]
    if splinters:
        return Finding(
            "untranslated", "error", f"译文中有残缺或来历不明的外文：{'、'.join(splinters)}"
        )
    kept = [word for word in rest if len(word) >= 4]
    return Finding("untranslated", "warning", f"未翻译的外文：{'、'.join(kept)}") if kept else None


def check_length(source: str, target: str) -> Finding | None:
    """Good translations have about 1.85 characters per English word.

    Far from that something is lost or made up.
    """
    words = len(_TOKEN.findall(PROTECTED_SPAN.sub(" ", source)))
    target = PROTECTED_SPAN.sub(" ", target)
    # a name or number left as it is counts as two
    characters = len(_HAN.findall(target)) + 2 * len(_TOKEN.findall(_HAN.sub(" ", target)))
    if words >= 5 and not 0.5 <= characters / words <= 3.6:
        return Finding("length", "warning", f"译文长度异常：原文 {words} 词，译文 {characters} 字")
    return None


CHECKS: Final[Mapping[str, Check]] = {
    "cutoff": check_cutoff,
    "empty": check_empty,
    "repetition": check_repetition,
    "number": check_numbers,
    "unit": check_units,
    "name": check_names,
    "negation": check_negation,
    "untranslated": check_untranslated,
    "length": check_length,
    "invented": check_inventions,
}
