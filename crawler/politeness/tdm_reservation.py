"""Read reservations of text and data mining as the W3C's TDMRep report wants it.

Said in three places, of which the later one counts where they differ: the host's
/.well-known/tdmrep.json, the answer's header, the page's <meta>. The value is 1 (reserved) or 0
(not reserved); any other says nothing.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final

from scrapy.http.headers import Headers

from crawler.politeness.path_patterns import PathPattern, get_url_path
from records.limits import TDM_BYTES, TDM_RULES

TDM_FILE_PATH: Final = "/.well-known/tdmrep.json"
TDM_RESERVATION: Final = "tdm-reservation"
META_SEARCH_BYTES: Final = 65_536
"""Where a page's <meta> elements are looked for."""
HTML_OPENING_BYTES: Final = 2_048
"""What an HTML page says that it is within: a feed may quote a page further down."""

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]++))""")


@dataclass(frozen=True, slots=True)
class TdmRule:
    """One rule of a host's file."""

    location: str  # a pattern as in robots.txt
    reserved: str  # "1", "0", "" when it says nothing usable
    policy: str = ""


TdmRules = tuple[TdmRule, ...]


def parse_tdm_rules(body: bytes) -> TdmRules:
    """Read a host's tdmrep.json.

    No rules when it cannot be read, without those that name no location.
    """
    try:
        listed = json.loads(body[:TDM_BYTES].decode("utf-8-sig"))
    except (ValueError, RecursionError):  # also bytes that are no UTF-8
        return ()
    rules = (
        [rule for rule in listed if isinstance(rule, Mapping)] if isinstance(listed, list) else []
    )
    return tuple(
        TdmRule(
            rule["location"],
            _parse_reservation(rule.get(TDM_RESERVATION)),
            str(rule.get("tdm-policy") or ""),
        )
        for rule in rules[:TDM_RULES]
        if isinstance(rule.get("location"), str) and rule["location"].startswith(("/", "*"))
    )


def find_reservation(headers: Headers, body: bytes, rules: TdmRules, url: str) -> str:
    """Say in words where an answer is reserved, "" when it is not."""
    meta, policy = _read_page_meta(body)
    if meta:
        return _describe_reservation("the page", policy) if meta == "1" else ""
    line = ",".join(value.decode("latin-1") for value in headers.getlist(TDM_RESERVATION))
    if header := _parse_reservation(line):
        given = (headers.get("tdm-policy") or b"").decode("latin-1")
        return _describe_reservation("its header", given) if header == "1" else ""
    path = get_url_path(url)
    rule = next(
        (candidate for candidate in rules if PathPattern.parse(candidate.location).matches(path)),
        None,
    )
    return (
        _describe_reservation(f"{TDM_FILE_PATH} for {rule.location}", rule.policy)
        if rule is not None and rule.reserved == "1"
        else ""
    )


def _parse_reservation(content: object) -> str:
    """Give "1" or "0"; a header that was sent twice comes as "1, 1"."""
    if isinstance(content, bool) or not isinstance(content, int | str):
        return ""
    values = {value.strip() for value in str(content).split(",")}
    return values.pop() if values in ({"0"}, {"1"}) else ""


def _read_page_meta(body: bytes) -> tuple[str, str]:
    """Give reservation and policy of an HTML page's head."""
    head = body[:META_SEARCH_BYTES].lower()
    opening = head[:HTML_OPENING_BYTES]
    if TDM_RESERVATION.encode() not in head or not (b"<html" in opening or b"<head" in opening):
        return "", ""
    end = head.find(b"<body")
    named: dict[str, str] = {}
    for meta in _META.finditer(_COMMENT.sub(b"", body[: end if end >= 0 else META_SEARCH_BYTES])):
        pairs = _ATTRIBUTE.findall(meta[1].decode("latin-1"))
        attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in pairs}
        named.setdefault(
            attributes.get("name", "").strip().lower(), attributes.get("content", "").strip()
        )
    return _parse_reservation(named.get(TDM_RESERVATION, "")), named.get("tdm-policy", "")


def _describe_reservation(where: str, policy: str) -> str:
    terms = f"; its terms: {policy.strip()[:200]}" if policy.strip() else ""
    return f"{where} reserves text and data mining{terms}"
