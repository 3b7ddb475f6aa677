"""Name the families of article addresses that Chinese sites share, with the day that an address
carries.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

FAMILY_PREFIX: Final = "family:"
"""Begins a rule `links` that names a family instead of writing a regular expression."""


@dataclass(frozen=True, slots=True)
class UrlFamily:
    """Addresses that one publishing system gives its articles.

    `y`, `m`, `d` in the pattern are the day of publication.
    """

    name: str
    pattern: str  # searched in the absolute address
    about: str


def _index_families(*known: UrlFamily) -> Mapping[str, UrlFamily]:
    return {family.name: family for family in known}


FAMILIES_BY_NAME: Final = _index_families(
    UrlFamily(
        "people",
        r"/n[12]/(?P<y>20\d\d)/(?P<m>\d\d)(?P<d>\d\d)/c\d+-\d+\.html?\b",
        "人民网: /n1/2026/0910/c14739-40500001.html",
    ),
    UrlFamily(
        "trs",
        r"/t(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)_\d+\.s?html?\b",
        "TRS, most authorities: /202604/t20260416_1835095.html",
    ),
    UrlFamily(
        "xinhua",
        r"/(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)/[0-9a-f]{16,32}/c\.html\b",
        "新华网: /health/20260616/0123…cdef/c.html",
    ),
    UrlFamily(
        "chinanews",
        r"/[a-z]{2,}/(?P<y>20\d\d)/(?P<m>\d\d)-(?P<d>\d\d)/\d+\.shtml\b",
        "中新网: /jk/2026/09-18/10700011.shtml",
    ),
    UrlFamily(
        "cctv",
        r"/(?P<y>20\d\d)/(?P<m>\d\d)/(?P<d>\d\d)/ARTI\w+\.shtml\b",
        "央视网: /2026/09/18/ARTIxxx260918.shtml",
    ),
    UrlFamily(
        "gmw",
        r"/(?P<y>20\d\d)-(?P<m>\d\d)/(?P<d>\d\d)/content_\d+\.html?\b",
        "光明网: /2026-06/13/content_36628062.htm",
    ),
    UrlFamily(
        "163",
        r"/(?:article|(?P<yy>\d\d)/(?P<m>\d\d)(?P<d>\d\d)/\d\d)/[0-9A-Z]{16}\.html\b",
        "网易: /article/FK6DC69605503FCU.html, /20/0816/22/FK6F0U6D0001899O.html",
    ),
    UrlFamily(
        "gov", r"/art_\d+_\d+\.html\b", "governments of provinces: /art/2026/4/1/art_104_2.html"
    ),
)

_PATH_DATE = re.compile(
    r"(?<!\d)(?P<y>20\d\d)(?:"
    r"[-/_]?(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>0[1-9]|[12]\d|3[01])(?=\D|$|"
    r"[0-2]\d[0-5]\d[0-5]\d(?:\d{3})?(?!\d))"
    r"|/(?P<m1>[1-9]|1[0-2])/(?P<d1>[1-9]|[12]\d|3[01])(?=/))"
)
"""/2026/09/18/, /2026-09/18/, /2026/09-18/, /2026/0918/, /20260918/, /2026-09-18,
/20260918123005_1.pdf, /2026/9/1/.
"""


def resolve_links_pattern(links: str) -> str:
    """Give the regular expression of a rule `links`, which may name a family.

    KeyError when there is none of that name.
    """
    return (
        FAMILIES_BY_NAME[links.removeprefix(FAMILY_PREFIX)].pattern
        if links.startswith(FAMILY_PREFIX)
        else links
    )


def find_url_family(url: str) -> str:
    """Give the name of the family that an address belongs to, "" when it is of none."""
    return next((name for name, pattern in _compile_families() if pattern.search(url)), "")


def find_url_date(url: str) -> str:
    """Give the day of publication that an address carries as ISO, "" when it carries none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    if not any(char.isdigit() for char in path):
        return ""
    for _, compiled in _compile_families():
        match = compiled.search(path)
        if match and "d" in compiled.groupindex:
            parts = match.groupdict()
            year = parts.get("y") or (f"20{parts['yy']}" if parts.get("yy") else "")
            if day := _format_day(year, parts["m"], parts["d"]):
                return day
    for match in _PATH_DATE.finditer(path):
        if day := _format_day(match["y"], match["m"] or match["m1"], match["d"] or match["d1"]):
            return day
    return ""


def _format_day(year: str, month: str | None, day: str | None) -> str:
    if not (year and month and day):
        return ""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # 31 June
        return ""


@lru_cache(maxsize=1)
def _compile_families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(family.pattern)) for name, family in FAMILIES_BY_NAME.items())
