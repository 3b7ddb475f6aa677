"""Check the patterns of a source file: which addresses are articles, where further pages and days
of an archive are.
"""

import re
import warnings
from difflib import get_close_matches
from math import inf
from typing import Final

from crawler.sources.validators import check_text
from records.source import URL_FAMILIES
from text.pattern_growth import find_slow_text

FAMILY_RULE_PREFIX: Final = "family:"
_PAGE_NUMBER: Final = re.compile(r"\{(?:[1-9]\d{0,3})?n(?:[+-]\d{1,4})?\}")
_BRACES: Final = re.compile(r"\{[^{}]*\}?")
_DAY_FIELDS: Final = ("{yyyy}", "{mm}", "{dd}", "{mmdd}", "{m}", "{d}")


def check_links(value: object) -> str:
    """A regular expression, or one of the families by its name."""
    if isinstance(value, str) and value.startswith(FAMILY_RULE_PREFIX):
        name = value.removeprefix(FAMILY_RULE_PREFIX)
        near = get_close_matches(name, URL_FAMILIES, n=1)
        meant = (
            f"did you mean {FAMILY_RULE_PREFIX}{near[0]}?"
            if near
            else f"known are {', '.join(URL_FAMILIES)}"
        )
        return "" if name in URL_FAMILIES else f"names no family of addresses; {meant}"
    return check_regex(value)


def check_regex(value: object) -> str:
    """A regular expression that cannot run for ever."""
    if not isinstance(value, str) or check_text(value):
        return check_text(value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # [[ will mean something else one day
            re.compile(value)
    except (re.error, FutureWarning, OverflowError, RecursionError) as error:
        return f"is not a regular expression: {error}"
    if _has_nested_repeat(value):
        return (
            "repeats what repeats already: some addresses would take for ever; write it flat, as in"
            " [\\w/]+"
        )
    slow = find_slow_text(re.compile(value))
    return (
        f"is slow: on a text of {slow.length} letters like"
        f" {slow.pumped.build(3 * len(slow.pumped.piece))[:40]!r} its time grows faster than the"
        " text; let only one part repeat, or anchor it with ^"
        if slow
        else ""
    )


def _has_nested_repeat(pattern: str) -> bool:
    """Say whether a group that holds an unbounded repetition is itself repeated, as in (a+)+.

    Python cannot stop a match: 30 characters can take minutes. Some harmless patterns are refused
    too; they can be written flat. Several repetitions side by side are measured instead.
    """
    inside = [False]  # for each open group, whether it holds an unbounded repetition
    for piece in _REGEX_PIECE.finditer(pattern):
        most = _max_repeats(piece["times"] or "")
        if piece["open"]:
            inside.append(False)
        elif piece["close"] and len(inside) > 1:
            repeats = inside.pop()
            if repeats and most > _MAX_GROUP_REPEATS:
                return True
            inside[-1] |= repeats or most == inf
        elif most == inf:
            inside[-1] = True
    return False


_MAX_GROUP_REPEATS: Final = 4
"""So often a group with a repetition inside may be repeated: ([^/]+/){3} does no harm."""
_REGEX_PIECE: Final = re.compile(
    r"(?:(?P<open>\()|(?P<close>\))|\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]?|[^*+?{]|\{)(?P<times>"
    r"[*+?]|\{\d{0,9},?\d{0,9}\})?",
    re.DOTALL,
)


def _max_repeats(times: str) -> float:
    """Give how often something may be repeated."""
    if times in ("*", "+"):
        return inf
    if not times or times == "?":
        return 1
    end = times.strip("{}").rpartition(",")[2]
    return int(end) if end else inf


def check_pages(value: object) -> str:
    """How a list's further pages are reached: auto, or the template of their addresses."""
    if not isinstance(value, str) or check_text(value) or value == "auto":
        return check_text(value)
    if strange := next(
        (braces for braces in _BRACES.findall(value) if not _PAGE_NUMBER.fullmatch(braces)), ""
    ):
        return (
            f"holds {strange}; the number of a page is written {{n}} (from 2 on), {{n-1}} or"
            " {20n-20}"
        )
    return (
        ""
        if _PAGE_NUMBER.search(value)
        else 'must hold {n}, the number of the page from 2 on, or be "auto"'
    )


def check_archive(value: object) -> str:
    """The template of the list of one day."""
    if not isinstance(value, str) or check_text(value):
        return check_text(value)
    fields = _BRACES.findall(value)
    if strange := next((name for name in fields if name not in _DAY_FIELDS), ""):
        return f"holds {strange}; a day is written with {', '.join(_DAY_FIELDS)}"
    day = {
        "year": ("{yyyy}",),
        "month": ("{mm}", "{m}", "{mmdd}"),
        "day": ("{dd}", "{d}", "{mmdd}"),
    }
    missing = [name for name, ways in day.items() if not any(way in fields for way in ways)]
    return (
        f"must say the {' and the '.join(missing)} of its lists, as in /{{yyyy}}/{{mmdd}}/"
        if missing
        else ""
    )
