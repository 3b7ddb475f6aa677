"""Read reservations of text and data mining as the W3C's TDMRep report wants it.

Said in three places, of which the later one counts where they differ: the host's /.well-known/tdmrep.json, the answer's header,
the page's <meta>. The value is 1 (reserved) or 0 (not reserved); any other says nothing.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final

from scrapy.http.headers import Headers

from crawler.pathpattern import Pattern, path_of
from records.limits import TDM_BYTES, TDM_RULES

PATH: Final = "/.well-known/tdmrep.json"
NAME: Final = "tdm-reservation"
HEAD_BYTES: Final = 65_536
"""Where a page's <meta> elements are looked for."""
OPENING_BYTES: Final = 2_048
"""What an HTML page says that it is within: a feed may quote a page further down."""

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a host's file."""

    location: str  # a pattern as in robots.txt
    said: str  # "1", "0", "" when it says nothing usable
    policy: str = ""


Rules = tuple[Rule, ...]


def read_rules(body: bytes) -> Rules:
    """Read a host's tdmrep.json; no rules when it cannot be read, without those that name no location."""
    try:
        listed = json.loads(body[:TDM_BYTES].decode("utf-8-sig"))
    except (ValueError, RecursionError):  # also bytes that are no UTF-8
        return ()
    rules = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return tuple(
        Rule(one["location"], _value(one.get(NAME)), str(one.get("tdm-policy") or ""))
        for one in rules[:TDM_RULES]
        if isinstance(one.get("location"), str) and one["location"].startswith(("/", "*"))
    )


def reservation(headers: Headers, body: bytes, rules: Rules, url: str) -> str:
    """Say in words where an answer is reserved, "" when it is not."""
    meta, policy = _of_page(body)
    if meta:
        return _words("the page", policy) if meta == "1" else ""
    line = ",".join(value.decode("latin-1") for value in headers.getlist(NAME))
    if header := _value(line):
        given = (headers.get("tdm-policy") or b"").decode("latin-1")
        return _words("its header", given) if header == "1" else ""
    path = path_of(url)
    rule = next((one for one in rules if Pattern.of(one.location).fits(path)), None)
    return _words(f"{PATH} for {rule.location}", rule.policy) if rule is not None and rule.said == "1" else ""


def _value(said: object) -> str:
    """Give "1" or "0"; a header that was sent twice comes as "1, 1"."""
    if isinstance(said, bool) or not isinstance(said, int | str):
        return ""
    values = {value.strip() for value in str(said).split(",")}
    return values.pop() if values in ({"0"}, {"1"}) else ""


def _of_page(body: bytes) -> tuple[str, str]:
    """Give reservation and policy of an HTML page's head."""
    head = body[:HEAD_BYTES].lower()
    opening = head[:OPENING_BYTES]
    if NAME.encode() not in head or not (b"<html" in opening or b"<head" in opening):
        return "", ""
    end = head.find(b"<body")
    named: dict[str, str] = {}
    for meta in _META.finditer(_COMMENT.sub(b"", body[: end if end >= 0 else HEAD_BYTES])):
        found = _ATTRIBUTE.findall(meta[1].decode("latin-1"))
        attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in found}
        named.setdefault(attributes.get("name", "").strip().lower(), attributes.get("content", "").strip())
    return _value(named.get(NAME, "")), named.get("tdm-policy", "")


def _words(where: str, policy: str) -> str:
    terms = f"; its terms: {policy.strip()[:200]}" if policy.strip() else ""
    return f"{where} reserves text and data mining{terms}"
