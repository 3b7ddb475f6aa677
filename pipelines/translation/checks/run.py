"""Judge a sentence and its translation: each check says what looks wrong, none of them changes a
text.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from pipelines.translation.checks.contrasts import find_changed_sides
from pipelines.translation.checks.coverage import check_conditions, check_coverage, check_lists
from pipelines.translation.checks.denominators import check_denominators, check_forms, check_signs
from pipelines.translation.checks.equivalents import OtherDigits, find_other_digits
from pipelines.translation.checks.finding import Finding
from pipelines.translation.checks.limits import check_limits
from pipelines.translation.checks.months import find_wrong_months
from pipelines.translation.checks.negation import check_added_negation, check_negation
from pipelines.translation.checks.numbers import (
    find_missing_number_words,
    find_unequal_numbers,
    format_number,
    has_missing_number,
)
from pipelines.translation.checks.proportions import (
    check_fractions,
    check_multiples,
    check_percents,
)
from pipelines.translation.checks.quantities import find_quantity_mismatches
from pipelines.translation.checks.schedules import check_duration, check_schedule
from pipelines.translation.checks.wording import (
    check_credits,
    check_left_in_english,
    check_loops,
    check_script,
)
from pipelines.translation.glossary import (
    EMPTY_GLOSSARY,
    Glossary,
    find_missing_terms,
    find_substituted_terms,
    has_accepted_rendering,
)
from text.chinese.folding import HAN_RANGES
from text.numbers import NUMBER_WORDS
from text.protected_spans import PROTECTED_SPAN, find_protected_spans

VERSION: Final = 3


FIXED_MARK: Final = "~"
"""Behind the name of a check whose error another translation of the sentence did not have."""

Check = Callable[[str, str], Finding | None]

_HAN: Final = re.compile(f"[{HAN_RANGES}]")
_CLOSED_END: Final = re.compile(r"[.!?][\"'”’)\]]*\s*$")
_OPEN_END: Final = re.compile(r"[,，、:：;；（(《—-]\s*$")
_REPEATED_PHRASE: Final = re.compile(r"(.{2,12}?)\1{2,}")
_REPEATED_LETTER: Final = re.compile(r"([^\W\d_])\1{4,}")
_NEGATIVE_IN_BRACKETS: Final = re.compile(r"[(（]\s?[-−–]\s?\d")
_CODE_NAME: Final = re.compile(
    r"(?<![A-Za-z0-9])(?!COVID|G\d|F1\b)"
    r"((?:[A-Z]{1,5}|[A-Z][a-z]?[A-Z]{1,3})(?:-(?:[A-Z]{1,5}"
    r"|[A-Z][a-z][A-Z])){0,9}-?\d{1,4}[A-Za-z]?(?:\.\d+)?)(?![A-Za-z0-9])"
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
_QUOTED_ORIGINAL: Final = re.compile(
    r"[（(][^（()）\u4e00-\u9fff]{2,200}[）)]|[“\"][^“”\"\u4e00-\u9fff]{2,80}[”\"]"
)
"""The original word in brackets or quotation marks beside its translation: 脱落酶（sheddase）."""
_METRIC_UNIT_LIST: Final = (
    "mg mcg kg ng ml dl cl fl mm cm km nm mmol umol nmol mol mosm kcal cal kj kpa pa mmhg hz khz"
    " mhz iu ppm rpm bpm mph"
)
_METRIC_UNITS: Final = frozenset(_METRIC_UNIT_LIST.split())
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
        *(check(source, target) for check in CHECKS),
        *find_changed_sides(source, target),
        check_names(source, target, terms),
        check_glossary(source, target, terms),
    )
    first = dict[str, Finding]()
    for finding in filter(None, findings):
        first.setdefault(finding.check, finding)
    return tuple(first.values())


def check_glossary(source: str, target: str, terms: Glossary) -> Finding | None:
    """A term has a rendering that is accepted; human translators keep to one in 99 of 100
    places.
    """
    source = PROTECTED_SPAN.sub(" ", source)
    missing = find_missing_terms(source, target, terms)
    if not missing:
        return None
    if replaced := find_substituted_terms(source, target, missing, terms):
        pair = replaced[0]
        return Finding(
            "term",
            "error",
            f"术语译成另一个：{pair.term.term}（应为 {pair.term.preferred}）译为“{pair.rendering}”",
        )
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
    words = find_missing_number_words(source, target)
    unequal = numbers.missing or numbers.invented or words
    other = find_other_digits(source, target) if unequal else OtherDigits()
    lost = [
        *(format_number(value) for value in numbers.missing if value not in other.source),
        *(f"{month}月" for month in months.missing),
        *(word for word in words if NUMBER_WORDS.get(word.lower()) not in other.source),
    ]
    added = [
        *(format_number(value) for value in numbers.invented if value not in other.target),
        *(f"{month}月" for month in months.invented),
    ]
    differences = [f"缺少 {'、'.join(lost)}"] if lost else []
    differences += [f"多出 {'、'.join(added)}"] if added else []
    unnumbered = (
        not lost and has_missing_number(target) and not _NEGATIVE_IN_BRACKETS.search(source)
    )
    differences += ["有量词而无数字"] if unnumbered else []
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


def check_names(source: str, target: str, terms: Glossary = EMPTY_GLOSSARY) -> Finding | None:
    """Web addresses, e-mail addresses and DOIs must come through letter by letter, as must names
    with digits (CD4, IL-6) that have no Chinese name in the glossary.
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
        and not has_accepted_rendering(name, target, terms)
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


def check_untranslated(source: str, target: str) -> Finding | None:
    """Small Latin letters in Chinese text are a word left over, or the splinter of one."""
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", source)}
    outside = _QUOTED_ORIGINAL.sub(" ", PROTECTED_SPAN.sub(" ", target))
    rest = [word for word in _LATIN_WORD.findall(outside) if word not in _METRIC_UNITS]
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


CHECK_NAMES: Final = (
    "cutoff",
    "empty",
    "repetition",
    "number",
    "unit",
    "denominator",
    "sign",
    "schedule",
    "limit",
    "percent",
    "fraction",
    "name",
    "negation",
    "omission",
    "length",
    "untranslated",
    "script",
    "invented",
    "term",
    "glossary",
)
"""What a finding may be called, besides the contrasts of data/checks/contrasts.toml."""
CHECKS: Final[tuple[Check, ...]] = (
    check_cutoff,
    check_empty,
    check_left_in_english,
    check_repetition,
    check_loops,
    check_numbers,
    check_units,
    check_duration,
    check_forms,
    check_denominators,
    check_signs,
    check_schedule,
    check_limits,
    check_percents,
    check_fractions,
    check_multiples,
    check_negation,
    check_added_negation,
    check_conditions,
    check_lists,
    check_coverage,
    check_untranslated,
    check_script,
    check_inventions,
    check_credits,
)
"""In the order in which an editor reads them: first what cannot be read at all, then numbers, then
words.
"""
