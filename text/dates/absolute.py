"""Read the dates that name their day, as pages write them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final

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
_NAMED_ZONES: Final = {
    "gmt": "+00:00", "utc": "+00:00", "z": "+00:00", "est": "-05:00", "edt": "-04:00",
    "et": "-05:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", 
    "bst": "+01:00", "cet": "+01:00", "cest": "+02:00",
}  # fmt: skip
_TIME_PATTERN: Final = (
    r"(?:(?:[T\s,，|·•/-]|at|下午|上午)*"
    r"(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)(?![\d:：]\d{3})"
    r"(?:[:：](?P<second>[0-5]\d)(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*"
    r"(?P<zone>Z\b|(?:GMT|UTC)?[+-](?:0\d|1[0-4]):?[0-5]\d"
    r"|(?:GMT|UTC|E[SD]?T|C[SD]T|M[SD]T|P[SD]T|BST|CES?T)\b)?)?"
)
_NUMERIC_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*[-年/.]\s*(?P<month>1[0-2]|0?[1-9])\s*[-月/.]\s*"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?:\s*日)?(?!\d{3})" + _TIME_PATTERN,
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
    rf"\b{_MONTH_PATTERN}\s+{_DAY_PATTERN},?\s+{_YEAR_PATTERN}(?!\d){_TIME_PATTERN}", re.IGNORECASE
)
_BRITISH_DATE = re.compile(
    rf"(?<!\d){_DAY_PATTERN}[\s-]+{_MONTH_PATTERN},?[\s-]+{_YEAR_PATTERN}(?!\d){_TIME_PATTERN}",
    re.IGNORECASE,
)
_CHINESE_DIGITS: Final = "〇一二三四五六七八九"
_CHINESE_DATE = re.compile(
    r"(?P<year>(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2})\s*年\s*"
    r"(?P<month>十[一二]?|[一二三四五六七八九])\s*月\s*"
    r"(?P<day>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])\s*日" + _TIME_PATTERN,
    re.IGNORECASE,
)
"""二〇二〇年二月十一日, as notices of authorities are signed."""

_CENTURY: Final = re.compile("20|19|二[〇零○]|一九")
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


def find_first_date(text: str) -> ParsedDate | None:
    """Find the first date in a text, with its time when that follows at once."""
    if not may_contain_date(text):
        return None
    matches = [
        match
        for pattern in (_NUMERIC_DATE, _AMERICAN_DATE, _BRITISH_DATE, _CHINESE_DATE)
        if (match := pattern.search(text))
    ]
    for match in sorted(matches, key=re.Match.start):
        moment = _build_date(match)
        if moment is not None:
            return moment
    return None


def _build_date(match: re.Match[str]) -> ParsedDate | None:
    month = match["month"]
    number = (
        _MONTH_NAMES.index(month[:3].lower()) + 1
        if month[0].isascii() and month.isalpha()
        else _parse_number(month)
    )
    try:
        day = date(_parse_number(match["year"]), number, _parse_number(match["day"])).isoformat()
    except ValueError:  # 31 June
        return None
    if not match["hour"]:
        return ParsedDate(day, "", "", match.start(), match.end())
    hour = int(match["hour"])
    half = (match["half"] or "").lower()[:1]
    if (half == "p" and hour < 12) or (not half and "下午" in match[0] and hour < 12):
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return ParsedDate(
        day,
        f"{hour:02d}:{match['minute']}:{match['second'] or '00'}",
        _normalize_zone(match["zone"] or ""),
        match.start(),
        match.end(),
    )


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


def _normalize_zone(written: str) -> str:
    named = _NAMED_ZONES.get(written.lower())
    if named:
        return named
    offset = _UTC_OFFSET.search(written)
    return f"{offset[1]}{offset[2]}:{offset[3]}" if offset else ""


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
