"""Read the dates that name their day, as pages write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final

from text.dates.clock_times import TIME_AFTER_DATE, TIME_BEFORE_DATE, read_time, read_zone

_MONTH_NAMES: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s{0,9}[-年/.]\s{0,9}"
    r"(?P<month>1[0-2]|0?[1-9])\s{0,9}[-月/.]\s{0,9}"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?:\s{0,9}日)?(?!\d{3})" + TIME_AFTER_DATE,
    re.IGNORECASE,
)
_MONTH_PATTERN = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY_PATTERN = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR_PATTERN = r"(?P<year>(?:19|20)\d\d)"
_AMERICAN_DATE = re.compile(
    rf"\b{_MONTH_PATTERN}\s{{1,9}}{_DAY_PATTERN},?\s{{1,9}}{_YEAR_PATTERN}(?!\d){TIME_AFTER_DATE}",
    re.IGNORECASE,
)
_BRITISH_DATE = re.compile(
    rf"(?<!\d){_DAY_PATTERN}[\s-]{{1,9}}(?:of\s{{1,9}})?"
    rf"{_MONTH_PATTERN},?[\s-]{{1,9}}{_YEAR_PATTERN}(?!\d)" + TIME_AFTER_DATE,
    re.IGNORECASE,
)
_CHINESE_DIGITS: Final = "〇一二三四五六七八九"
_CHINESE_DATE = re.compile(
    r"(?P<year>(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2})\s{0,9}年\s{0,9}"
    r"(?P<month>十[一二]?|[一二三四五六七八九])\s{0,9}月\s{0,9}"
    r"(?P<day>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])\s{0,9}日" + TIME_AFTER_DATE,
    re.IGNORECASE,
)
"""二〇二〇年二月十一日, as notices of authorities are signed."""

_SHORT_YEAR_DATE = re.compile(
    r"(?<![\d./-])(?P<year>[0-4]\d)(?P<mark>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=mark)"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?![\d./-])" + TIME_AFTER_DATE,
    re.IGNORECASE,
)
"""26-01-05 08:30; without a time only behind a label."""

_YEAR_LAST_DATE = re.compile(
    r"(?<![\d./-])(?P<first>3[01]|[12]\d|0?[1-9])(?P<mark>[-/.])"
    r"(?P<second_part>3[01]|[12]\d|0?[1-9])"
    r"(?P=mark)(?P<year>(?:19|20)\d\d)(?![\d/-])" + TIME_AFTER_DATE,
    re.IGNORECASE,
)
"""1/5/2026 8:30 AM, 05.01.2026."""

_REPUBLIC_DATE = re.compile(
    r"(?:民[國国]\s{0,9}(?P<year>\d{2,3})\s{0,9}年\s{0,9}(?P<month>1[0-2]|0?[1-9])\s{0,9}月\s{0,9}"
    r"(?P<day>3[01]|[12]\d|0?[1-9])\s{0,9}日"
    r"|(?<![\d./-])(?P<short_year>1[0-4]\d)(?P<mark>[/.-])(?P<short_month>1[0-2]|0[1-9])(?P=mark)"
    r"(?P<short_day>3[01]|[12]\d|0[1-9])(?![\d./-]))" + TIME_AFTER_DATE,
    re.IGNORECASE,
)
"""中華民國115年1月5日, 115/01/05: years count from 1912."""

_COMPACT_DATE = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T?(?P<clock>(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?))?(?!\d)"
)
_EPOCH_SECONDS: Final = re.compile(r"1\d{9}(?:\d{3})?")
_REPUBLIC_YEAR: Final = 1911
_LEAD_CHARS: Final = 40
"""Characters before a date in which its label or its time may stand."""
_PATTERNS: Final = (
    _NUMERIC_DATE,
    _AMERICAN_DATE,
    _BRITISH_DATE,
    _CHINESE_DATE,
    _SHORT_YEAR_DATE,
    _YEAR_LAST_DATE,
    _REPUBLIC_DATE,
)
_DATE_LABEL_BEFORE = re.compile(
    r"(?:时间|時間|日期|发布|發布|发表|發表|更新|刊登|date|published|posted|updated)(?:于|於|on)"
    r"?\s{0,9}[:：]?\s{0,9}$",
    re.IGNORECASE,
)
_CENTURY: Final = re.compile(
    r"20|19|２０|１９|二[〇零○]|一九|民[國国]|\d[-/.][01]?\d[-/.]\d|[０-９][－／．]"
)
_FULLWIDTH: Final = {
    **{ord("０") + digit: ord("0") + digit for digit in range(10)},
    **str.maketrans("／－．", "/-."),
}
_FULLWIDTH_DIGIT: Final = re.compile("[０-９]")
_UTC_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)$")


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A day, with its minute and its zone where the page says them."""

    day: str  # YYYY-MM-DD
    time: str = ""  # HH:MM:SS, "" when only the day is known
    zone: str = ""  # +HH:MM, "" when the page names none
    start: int = 0  # where it stands in the text that was searched
    end: int = 0

    def to_iso(self, zone: str) -> str:
        """Write ISO 8601 in the given zone: a bare day when no minute is known.

        A moment that names its own zone is converted; one that names none is taken to be in the
        given zone.
        """
        if not self.time:
            return self.day
        if not self.zone or self.zone == zone:
            return f"{self.day}T{self.time}{zone}"
        here = datetime.fromisoformat(f"{self.day}T{self.time}{self.zone}")
        return here.astimezone(timezone(_parse_utc_offset(zone))).isoformat()


def _parse_utc_offset(zone: str) -> timedelta:
    offset = _UTC_OFFSET.match(zone)
    if not offset:
        return timedelta(0)
    span = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    return -span if offset[1] == "-" else span


def may_contain_date(text: str) -> bool:
    """Say whether a text holds what a year begins with: most do not, and this takes no time."""
    return _CENTURY.search(text) is not None


def find_first_date(text: str, *, day_first: bool | None = None) -> ParsedDate | None:
    """Find the first date in a text, with its time when that stands beside it.

    `day_first` says how 05/01/2026 is read where neither its numbers nor AM or PM tell: as
    5 January, as 1 May, or not at all (None).
    """
    return next(iterate_dates(text, day_first=day_first), None)


def iterate_dates(text: str, *, day_first: bool | None = None) -> Iterator[ParsedDate]:
    """Give all the dates in a text in their order."""
    if not may_contain_date(text):
        return
    if _FULLWIDTH_DIGIT.search(text):
        text = text.translate(_FULLWIDTH)  # one character for one: places in the text stay
    position = 0
    while moment := _find_date_from(text, position, day_first=day_first):
        yield moment
        position = moment.end


def _find_date_from(text: str, position: int, *, day_first: bool | None) -> ParsedDate | None:
    matches = [match for pattern in _PATTERNS if (match := pattern.search(text, position))]
    for match in sorted(matches, key=re.Match.start):
        before = text[max(position, match.start() - _LEAD_CHARS) : match.start()]
        if moment := _build_date(match, before, day_first=day_first):
            return moment
    return None


def _build_date(match: re.Match[str], before: str, *, day_first: bool | None) -> ParsedDate | None:
    day, time, zone = _read_day(match, day_first=day_first), read_time(match), read_zone(match)
    if not day or not _is_clear(match, before):
        return None
    if not time and (lead := TIME_BEFORE_DATE.search(before)):
        time, zone = read_time(lead), read_zone(lead)
    return ParsedDate(day, time, zone, match.start(), match.end())


def _is_clear(match: re.Match[str], before: str) -> bool:
    """Say whether digits are a date: those of a short year are behind a label or before a time."""
    if match.re is _SHORT_YEAR_DATE or (match.re is _REPUBLIC_DATE and match["short_year"]):
        label = _DATE_LABEL_BEFORE.search(before)
        if match["mark"] == "/" and (not label or label[0].isascii()):
            return False
        return bool(label or match["hour"])
    return True


def _read_day(match: re.Match[str], *, day_first: bool | None) -> str:
    if match.re is _YEAR_LAST_DATE:
        return _read_year_last_day(match, day_first=day_first)
    if match.re is _SHORT_YEAR_DATE:
        return _format_day(2000 + int(match["year"]), int(match["month"]), int(match["day"]))
    if match.re is _REPUBLIC_DATE:
        year, month, day = (
            int(match[name] or match[f"short_{name}"]) for name in ("year", "month", "day")
        )
        return _format_day(_REPUBLIC_YEAR + year, month, day)
    name = match["month"]
    month = (
        _MONTH_NAMES.index(name[:3].lower()) + 1
        if name[0].isascii() and name.isalpha()
        else _parse_number(name)
    )
    return _format_day(_parse_number(match["year"]), month, _parse_number(match["day"]))


def _read_year_last_day(match: re.Match[str], *, day_first: bool | None) -> str:
    first, second = int(match["first"]), int(match["second_part"])
    if max(first, second) > 12:
        day_first = first > 12
    elif match["mark"] == "." or first == second:
        day_first = True
    elif day_first is None and match["english_half"]:
        day_first = False
    if day_first is None:
        return ""
    day, month = (first, second) if day_first else (second, first)
    return _format_day(int(match["year"]), month, day)


def _format_day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 31 June
        return ""


def read_stated_date(text: str, *, day_first: bool | None = None) -> ParsedDate | None:
    """Read a date that is stated for machines: as people write it, as 20260105083000, or as
    seconds or milliseconds since 1970.
    """
    text = text.strip()
    if _EPOCH_SECONDS.fullmatch(text):
        moment = datetime.fromtimestamp(int(text[:10]), tz=UTC)
        return ParsedDate(moment.date().isoformat(), moment.strftime("%H:%M:%S"), "+00:00")
    if first_date := find_first_date(text, day_first=day_first):
        return first_date
    compact = _COMPACT_DATE.search(text)
    day = _read_day(compact, day_first=day_first) if compact else ""
    if not compact or not day:
        return None
    clock = (compact["clock"] or "").ljust(6, "0") if compact["clock"] else ""
    time = f"{clock[:2]}:{clock[2:4]}:{clock[4:]}" if clock else ""
    return ParsedDate(day, time, "", compact.start(), compact.end())


def _parse_number(written: str) -> int:
    """Read 11 and 十一, 2020 and 二〇二〇."""
    if written.isascii():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if ten:
        return 10 * (_CHINESE_DIGITS.index(tens) if tens else 1) + (
            _CHINESE_DIGITS.index(ones) if ones else 0
        )
    digits = re.sub("[零○]", "〇", written)
    return int("".join(str(_CHINESE_DIGITS.index(digit)) for digit in digits))


def parse_rfc822_date(text: str) -> ParsedDate | None:
    """Read an RFC 822 date, as RSS and front matter write it: Fri, 11 Jun 2021 06:52:00 GMT."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    zone = moment.isoformat()[-6:] if moment.tzinfo else "+00:00"
    return ParsedDate(moment.date().isoformat(), moment.strftime("%H:%M:%S"), zone)


def is_after_fetch(moment: ParsedDate, fetched: str) -> bool:
    """Say whether a date lies more than a day after the page was fetched: then it is no date of
    publication.
    """
    if not fetched:
        return False
    return moment.day > (datetime.fromisoformat(fetched).date() + timedelta(days=1)).isoformat()
