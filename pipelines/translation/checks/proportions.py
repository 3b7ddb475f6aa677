"""Shares of a whole: percent, percentage points, fractions, multiples."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from pipelines.translation.checks.finding import Finding
from text.numbers import NUMBER_WORDS, read_chinese_numbers, read_english_numbers

VERSION: Final = 1

_DIGITS: Final = r"(?<![\d,])\d++(?:,\d{3})*+(?:\.\d++)?"
_PERCENT_SIGN: Final = r"(?:%|％|percent\b|per cent\b|pct\b|percentage[- ]points?\b|pp\b)"
_RANGE: Final = r"\s?(?:[-–—~～至到]|to)\s?"
_ENGLISH_PERCENT: Final = re.compile(
    rf"(?:(?P<low>{_DIGITS}){_PERCENT_SIGN}?{_RANGE})?(?P<high>{_DIGITS})[\s-]?"
    rf"(?P<sign>{_PERCENT_SIGN})",
    re.IGNORECASE,
)
_PERCENT_IN_WORDS: Final = re.compile(
    rf"\b(?P<word>{'|'.join(NUMBER_WORDS)})(?:-(?P<unit>[a-z]+))?[\s-](?:percent\b|per cent\b)",
    re.IGNORECASE,
)
_CHINESE_PERCENT: Final = re.compile(
    rf"(?:(?P<low>{_DIGITS})[%％]?{_RANGE})?(?P<high>{_DIGITS})\s?(?P<sign>[%％‰]|个?百分点"
    rf"|成(?![年人功为])|个百分)"
)
_TENTHS: Final = re.compile("([一二两三四五六七八九])成(?![年人功为立本分长员果])")
_SPOKEN_PERCENT: Final = re.compile(
    r"(?P<whole>百|千|万)分之(?P<part>\d+(?:\.\d+)?|[零一二两三四五六七八九十百点几]+)"
)
_SHARE_CHINESE: Final = re.compile(
    r"分之|成|[%％‰]|百分点|一半|半数|倍|折|比例|率|占|每\s?[一二三四五六七八九十百千万\d]"
)
_POINTS: Final = re.compile(r"percentage[- ]points?|\bpp\b", re.IGNORECASE)
_ANY_PERCENT: Final = re.compile(
    r"%|percent|per cent|\bpct\b|proportion|share|ratio", re.IGNORECASE
)
_CHANGE_BY: Final = re.compile(
    rf"\b(?:by|fell|dropped|rose|increased|decreased|declined|grew) (?:by )?"
    rf"(?:about |nearly |almost |around |approximately |up to "
    rf"|at least )?(?P<value>{_DIGITS})\s?(?:%|percent|per cent)",
    re.IGNORECASE,
)
_CHANGE_TO: Final = re.compile(
    r"\b(?:fell|fall\w*|dropp?\w*|declin\w*|decreas\w*|rose|ris\w+|increas\w*|cut\w*|reduc\w*"
    r"|lower\w*|grew|grow\w*|climb\w*)"
    rf"(?: from {_DIGITS}\s?(?:%|percent|per cent)?)? to (?:about |nearly |almost |around "
    rf"|approximately |just )?"
    rf"(?P<value>{_DIGITS})\s?(?:%|percent|per cent)",
    re.IGNORECASE,
)
_CHANGE_CHINESE: Final = (
    r"(?:上升|升高|提高|增加|增长|增多|下降|降低|减少|减低|下跌|上涨|降|升|跌|涨|增|减)"
)
_ABOUT: Final = r"(?:了)?(?:大约|约|近|将近|接近|超过|至少|高达)?\s?"


def check_percents(source: str, target: str) -> Finding | None:
    """A percentage stays one, of the same number; points stay points; "by" and "to" differ."""
    problem = _find_percent_problem(source, target)
    return Finding("percent", "error", f"百分比不符：{problem}") if problem else None


def _find_percent_problem(source: str, target: str) -> str:
    expected, actual = list(read_english_percents(source)), list(read_chinese_percents(target))
    if _POINTS.search(source) and "百分点" not in target and actual:
        return "原文是百分点，译文是百分之几"
    if "百分点" in target and not _POINTS.search(source) and not _POINTS_LIKE.search(source):
        return "译文多出“百分点”"
    if len(actual) < len(expected) and (lost := _find_bare_number(expected, actual, target)):
        return f"原文 {lost}%，译文没有百分号"
    if not expected and actual and not _ANY_PERCENT.search(source):
        numbers = read_english_numbers(source).written
        if (invented := next((value for value in actual if value in numbers), None)) is not None:
            return f"原文 {float(invented):g} 不是百分比"
    return _find_changed_to(source, target)


_POINTS_LIKE: Final = re.compile(r"\bpoints?\b|\bbasis\b", re.IGNORECASE)


def _find_changed_to(source: str, target: str) -> str:
    for pattern, wrong, words in (
        (_CHANGE_TO, rf"{_CHANGE_CHINESE}{_ABOUT}", "原文是变到 {0}%，译文是变动 {0}%"),
        (_CHANGE_BY, rf"{_CHANGE_CHINESE}[至到为]了?{_ABOUT}", "原文是变动 {0}%，译文是变到 {0}%"),
    ):
        for match in pattern.finditer(source):
            value = match["value"]
            if re.search(rf"{wrong}(?<![\d.]){re.escape(value)}\s?[%％]", target):
                return words.format(value)
    return ""


def read_english_percents(text: str) -> Iterator[Fraction]:
    """Give the percentages of an English sentence: 12 for 12%, also for "twelve percent"."""
    for match in _ENGLISH_PERCENT.finditer(text):
        for digits in filter(None, (match["low"], match["high"])):
            yield Fraction(digits.replace(",", ""))
    for match in _PERCENT_IN_WORDS.finditer(text):
        yield Fraction(
            NUMBER_WORDS[match["word"].lower()] + NUMBER_WORDS.get((match["unit"] or "").lower(), 0)
        )


def read_chinese_percents(text: str) -> Iterator[Fraction]:
    """Give those of a Chinese one, in percent: 三成 and 百分之三十 are 30, 千分之一 is 0.1."""
    for match in _CHINESE_PERCENT.finditer(text):
        factor = {"成": Fraction(10), "‰": Fraction(1, 10)}.get(match["sign"], Fraction(1))
        for digits in filter(None, (match["low"], match["high"])):
            yield Fraction(digits.replace(",", "")) * factor
    for match in _TENTHS.finditer(text):
        yield from (10 * value for value in read_chinese_numbers(match[1]).spoken[-1:])
    for match in _SPOKEN_PERCENT.finditer(text):
        numbers = read_chinese_numbers(match["part"])
        factor = {"百": Fraction(1), "千": Fraction(1, 10), "万": Fraction(1, 100)}[match["whole"]]
        yield from (value * factor for value in (*numbers.written, *numbers.spoken)[:1])


def _find_bare_number(expected: list[Fraction], actual: list[Fraction], target: str) -> str:
    """Give a percentage of the source whose number stands in the target without its sign."""
    bare = _SPOKEN_PERCENT.sub(" ", _CHINESE_PERCENT.sub(" ", target))
    numbers = read_chinese_numbers(bare)
    remaining = list(actual)
    for value in expected:
        if value in remaining:
            remaining.remove(value)
        elif value in numbers.written:
            return f"{float(value):g}"
    lost_all = expected and not actual and not _SHARE_CHINESE.search(target)
    return f"{float(expected[0]):g}" if lost_all else ""


_WORD_PARTS: Final = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "fourth": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "sixth": Fraction(1, 6),
    "eighth": Fraction(1, 8),
    "tenth": Fraction(1, 10),
}
_SMALL: Final = "one|two|three|four|five|six|seven|eight|nine|ten|1|2|3|4|5|6|7|8|9|10"
_PART: Final = re.compile(
    rf"\b(?:(?P<count>an?|{_SMALL})[\s-](?P<part>third|quarter|fifth|sixth|eighth|tenth)s?"
    rf"(?=\s(?:of|the|a|as|fewer|less|more|lower|higher|tablet|pill|teaspoon|cup|dose)\b)"
    rf"|(?P<some>{_SMALL}) (?:in|out of)(?: every)? (?P<all>{_SMALL}|100|1,?000|10,?000)"
    rf"(?=\s(?!days?|weeks?|months?|years?|hours?)[a-z]))",
    re.IGNORECASE,
)
_HALF: Final = re.compile(
    r"\b(?:half (?:an? |of (?:the|all|a|those|these|people|patients) |the )"
    r"|one[- ]half (?:of )?|halved\b"
    r"|half-(?:tablet|dose|pill|hour))",
    re.IGNORECASE,
)
_HALF_CHINESE: Final = re.compile(
    r"半|二分之一|两分之一|0\.5|50\s?[%％]|五成|百分之五十|½|1/2|对折|30\s?分|三十分|五十万"
    r"|50万|500"
)
_PART_CHINESE: Final = re.compile(
    r"(?<![二两三四五六七八九十百千万\d])(?P<all>[二两三四五六七八九十百千万]++"
    r"|\d++)分之(?P<some>[一二两三四五六七八九十]++|\d++)"
)
_EACH_CHINESE: Final = re.compile(
    r"(?:每\s?)?(?P<all>十|百|千|万|[二三四五六七八九]|(?<!\d)\d++)\s?(?:个|名|位|例|人|对|次)?"
    r"(?:[^，。；\d有中]{0,8})?(?:中|里|当中)?(?:就|约|大约|至少|便)?有(?:约|大约|近|超过)?\s?"
    r"(?P<some>[一二两三四五六七八九]|\d+)\s?(?:个|名|位|例|人|对|次)"
)
_FRACTION_CHINESE: Final = re.compile(
    r"(?<![\d/])(?P<some>\d{1,2})\s?/\s?(?P<all>\d{1,2})(?![\d/])"
)


def check_fractions(source: str, target: str) -> Finding | None:
    """A half, a quarter, one in ten keep their size."""
    halves = bool(_HALF.search(source))
    expected = set(read_english_fractions(source))
    if not expected and not halves:
        return None
    if not halves and Fraction(1, 2) not in expected and _HALF_A_DOSE.search(target):
        return Finding("fraction", "error", "分数不符：译文是一半，原文不是")
    actual = {*read_chinese_fractions(target), *(v / 100 for v in read_chinese_percents(target))}
    if halves:
        if not _HALF_CHINESE.search(target) and (actual or _COUNTED_DOSE.search(target)):
            return Finding("fraction", "error", "分数不符：原文一半，译文不是")
        return None
    if actual and not any(
        abs(value - other) <= value / 12 for value in expected for other in actual
    ):
        ours, theirs = (
            "、".join(str(value.limit_denominator(1000)) for value in sorted(values))
            for values in (expected, actual)
        )
        return Finding("fraction", "error", f"分数不符：原文 {ours}，译文 {theirs}")
    return None


_COUNTED_DOSE: Final = re.compile(
    r"(?:(?<!\d)\d++|[一两二三四五六七八九十])\s?(?:片|粒|颗|丸|杯|茶匙|汤匙|勺|小时|天|剂|支"
    r"|年|个月"
    r"|英里|公里|磅|盎司)"
)


_HALF_A_DOSE: Final = re.compile(r"半[片粒颗丸杯勺匙剂]")


def read_english_fractions(text: str) -> Iterator[Fraction]:
    """Give the parts of a whole that an English sentence names: a third, one in ten."""
    for match in _PART.finditer(text):
        if match["part"]:
            count = match["count"].lower()
            yield _read_small(count) * _WORD_PARTS[match["part"].lower()]
        else:
            whole = match["all"].replace(",", "").lower()
            if (all_ := _read_small(whole)) > (some := _read_small(match["some"].lower())):
                yield some / all_


def read_counts_of_shares(text: str) -> Iterator[Fraction]:
    """Give the numbers in which an English sentence says "one in five": 1 and 5."""
    for match in _PART.finditer(text):
        if match["all"]:
            yield _read_small(match["some"].lower())
            yield _read_small(match["all"].replace(",", "").lower())


def _read_small(word: str) -> Fraction:
    return Fraction(1) if word in ("a", "an") else Fraction(NUMBER_WORDS.get(word, word))


def read_chinese_fractions(text: str) -> Iterator[Fraction]:
    """Give those of a Chinese one: 三分之一, 每十人中有一人, 一半."""
    for pattern in (_PART_CHINESE, _EACH_CHINESE, _FRACTION_CHINESE):
        for match in pattern.finditer(text):
            some, all_ = _read_numeral(match["some"]), _read_numeral(match["all"])
            if some and all_ and some < all_:
                yield some / all_
    if re.search("一半|半数|各半", text):
        yield Fraction(1, 2)


def _read_numeral(numeral: str) -> Fraction:
    numbers = read_chinese_numbers(numeral)
    return (*numbers.written, *numbers.spoken[-1:])[0]


_TIMES_AS: Final = re.compile(
    rf"\b(?P<count>twice|double|(?:{_SMALL})[\s-]times|(?:{_SMALL}|ten|twenty|hundred)-?fold)\s"
    r"(?:as\b|the (?:risk|rate|chance|number|dose|usual|normal|amount|average|recommended"
    r"|size)\b|more\b|higher\b|greater\b)"
    r"|\b(?P<doubled>doubled|tripled|quadrupled)\b",
    re.IGNORECASE,
)
_TIMES_CHINESE: Final = re.compile(
    r"(?P<count>(?<![\d.])\d++(?:\.\d++)?"
    r"|(?<![一二两三四五六七八九十几百])[一二两三四五六七八九十几百]++)\s?倍"
)
_MULTIPLES: Final = {"twice": 2, "double": 2, "doubled": 2, "tripled": 3, "quadrupled": 4}


def check_multiples(source: str, target: str) -> Finding | None:
    """Twice as high is 两倍 or 高一倍, never 四倍."""
    expected = [_read_multiple(match) for match in _TIMES_AS.finditer(source)]
    if not expected:
        return None
    actual = [
        _read_numeral(match["count"])
        for match in _TIMES_CHINESE.finditer(target)
        if "几" not in match["count"]
    ]
    written = read_english_numbers(source).written
    if (
        actual
        and not any(other in (count, count - 1) for count in expected for other in actual)
        and not any(other in written or other + 1 in written for other in actual)
    ):
        return Finding(
            "fraction", "error", f"倍数不符：原文 {expected[0]} 倍，译文 {float(actual[0]):g} 倍"
        )
    return None


def _read_multiple(match: re.Match[str]) -> int:
    word = (match["doubled"] or match["count"]).lower()
    word = re.sub(r"[\s-]?(?:times|fold)$", "", word)
    return _MULTIPLES.get(word) or (100 if word == "hundred" else int(_read_small(word)))
