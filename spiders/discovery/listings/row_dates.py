"""Read the date of a row of a list in every form that lists write it.

A row is short and says little beside its title: a whole date counts wherever it stands, one without
a year or a relative one only where nothing but a label stands beside it. What looks like a date and
is the number of a document is none.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from crawler.sources.url_families import find_url_date
from records.announcement import ReadOptions
from text.dates.feeds import drop_future_date, parse_feed_date
from text.dates.read import read_date
from text.dates.relative import get_local_time

DATE_NODE_CHARS: Final = 80
"""A longer text in a row is a summary; dates in it are those of events."""

_DOCUMENT_NUMBER = re.compile(
    r"[〔\[［(（【]\s*20\d\d\s*[〕\]］)）】]\s*+(?:第\s*)?\d+\s*号"
    r"|20\d\d\s*年\s*第\s*\d+\s*[号期批次]|\d{4}-\d{1,2}-\d{3,}|(?<!\d)\d++-20\d\d-\d+-\d+"
)
_DATE_SIGNS = re.compile(r"\d|前|刚|今|昨|\bago\b|now|day", re.IGNORECASE)
"""No date is without one of these; most texts of a page are."""

_GLUED_DATE: Final = r"20\d\d[-/.]\d\d?[-/.]\d\d?"
_GLUED_TIME: Final = r"(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
_GLUED_TO_TITLE = re.compile(
    rf"^(?:[\[(（【]\s*{_GLUED_DATE}{_GLUED_TIME}\s*[\])）】]|{_GLUED_DATE}(?=\s){_GLUED_TIME})\s*"
    rf"|(?:(?<!\s)\s++)?(?:[\[(（【]\s*)?(?<![\d-]){_GLUED_DATE}(?!\d){_GLUED_TIME}"
    r"\s*+(?:[\])）】]\s*+)?$"
)
"""A date at the beginning or end of a title; in words (2026年9月18日) it belongs to the title."""

_DATE_ATTRIBUTE = re.compile(r"time|date|pub|stamp|\bts\b", re.IGNORECASE)


def find_row_date(
    text: str, options: ReadOptions, listing: str = "", *, exact: bool = False
) -> str:
    """Give the date in a text as ISO 8601, a bare day when it says no minute, "" when there is none
    that can be true.

    `exact` asks for a text that is a date and nothing else, as a title may hold dates of events.
    """
    text = " ".join(_DOCUMENT_NUMBER.sub(" ", text[: 4 * DATE_NODE_CHARS]).split())
    if not _DATE_SIGNS.search(text):
        return ""
    last_day = find_url_date(listing) or (
        get_local_time(options.now, options.zone).date().isoformat() if options.now else ""
    )
    moment = read_date(text, options.now, options.zone, last_day=last_day, exact=exact)
    stamp = moment.to_iso(moment.zone or options.zone) if moment else ""
    return drop_future_date(stamp, options.now)


def choose_row_date(
    outside: Sequence[str],
    inside: Sequence[str],
    machine_dates: Iterable[str],
    url: str,
    options: ReadOptions,
    listing: str = "",
) -> str:
    """Give the date of a row.

    `machine_dates` are its machine-readable values (see `is_stated`), `outside` the texts beside
    the article's link, `inside` those in it. The row wins over the day in the article's address
    `url`.
    """
    for value in machine_dates:
        if stamp := drop_future_date(parse_feed_date(value, options.zone), options.now):
            return stamp
    texts = [text for text in outside if len(text) <= DATE_NODE_CHARS]
    for alone in (True, False):  # a node of its own first, then one that says more
        for text in texts:
            if stamp := find_row_date(text, options, listing, exact=alone):
                return stamp
    if len(texts) > 1 and (
        stamp := find_row_date(" ".join(texts)[: 2 * DATE_NODE_CHARS], options, listing)
    ):  # 18 | 2026-09 in elements of their own
        return stamp
    for text in inside:
        if stamp := find_row_date(text, options, listing, exact=True) or _read_glued_date(
            text, options
        ):
            return stamp
    return drop_future_date(find_url_date(url), options.now)


def is_machine_date(name: str, value: str) -> bool:
    """Say whether an attribute holds a date for machines:

    `datetime`, or data-time and the like with an epoch or ISO date.
    """
    if name == "datetime":
        return bool(value)
    return (
        name.startswith("data-")
        and bool(_DATE_ATTRIBUTE.search(name))
        and bool(re.match(r"(?:1\d{9}(?:\d{3})?|20\d\d-\d\d-\d\d.{0,20})$", value))
    )


def strip_glued_date(text: str) -> str:
    """Give a title without the date that its list glued to it."""
    return _GLUED_TO_TITLE.sub("", text).strip()


def is_row_date(text: str, options: ReadOptions) -> bool:
    """Say whether a text is a date and nothing else."""
    return len(text) <= DATE_NODE_CHARS // 2 and bool(find_row_date(text, options, exact=True))


def _read_glued_date(text: str, options: ReadOptions) -> str:
    glued = _GLUED_TO_TITLE.search(text)
    return find_row_date(glued[0], options) if glued else ""
