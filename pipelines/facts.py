"""Read out of an article what its translation must repeat: figures and names, the addresses of its other versions.

Two articles in two languages share no wording. What they share is that 3,812 patients stay 3,812, that Pfizer stays Pfizer. Terms of
medicine are left out: every article about COVID-19 names it.
"""

import html
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import urljoin

from pipelines.numbers import chinese_numbers, english_numbers
from records.address import canonical
from records.limits import FACTS, WORDING_CHARS
from records.record import Record

_LEAST_FIGURE: Final = 32
"""Smaller whole numbers are in any article: 2 doses, 30 days."""
_SPOKEN: Final = str.maketrans(dict.fromkeys("零〇一二三四五六七八九十两双", " "))
"""Numbers in words are no facts; without them Chinese text is read in half the time."""
_YEARS: Final = range(1950, 2041)
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{3,}")
_ENGLISH_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z0-9-]{3,}|\b[A-Za-z][A-Za-z-]*[A-Z0-9][A-Za-z0-9-]{2,}")
"""A word with a capital inside a sentence, or one with a capital or digit inside itself."""
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'，。；）)]{4,300}")
_ALTERNATE: Final = re.compile(r"<link\b[^>]{0,300}\bhreflang\b[^>]{0,300}>", re.IGNORECASE)
_HREF: Final = re.compile(r"\bhref\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_VERSION: Final = re.compile(r"原文|英文版|中文版|译自|编译自|English version|Chinese version|original article", re.IGNORECASE)
_HEAD_CHARS: Final = 100_000
"""Of a page: its head stands in them."""
_TAG_CHARS: Final = 400


def facts(record: Record) -> tuple[int, ...]:
    """Give them as numbers: positive for a Chinese article, negative for another, so that one side is found from the other.

    An address is odd: shared, it alone is evidence. The rest is even.
    """
    side = 1 if record.language == "zh" else -1
    said = {_hash(fact) & ~1 for fact in (*_figures(record), *_names(record))}
    told = {_hash(address) | 1 for address in (record.url, *_addresses(record))}
    return tuple(sorted(side * fact for fact in (*sorted(said)[:FACTS], *sorted(told)[:FACTS])))


def _hash(fact: str) -> int:
    return zlib.crc32(fact.encode("utf-8", "replace")) >> 1 | 2  # never 0, which has no sign


def _figures(record: Record) -> Iterator[str]:
    body = record.body[:WORDING_CHARS]
    read = chinese_numbers(body.translate(_SPOKEN)) if record.language == "zh" else english_numbers(body)
    for value in read.written:
        if value.denominator > 1 or (value >= _LEAST_FIGURE and value not in _YEARS):
            yield f"{value}"


def _names(record: Record) -> Iterator[str]:
    medical = {word for term in record.terms for word in term.term.lower().split()}
    pattern = _NAME if record.language == "zh" else _ENGLISH_NAME
    for name in pattern.findall(record.body[:WORDING_CHARS]):
        if (known := name.lower()) not in medical:
            yield known


def _addresses(record: Record) -> Iterator[str]:
    """Read the addresses that the page gives as its other versions: hreflang, links called 原文, addresses in a line that says so."""
    lines = [*record.body.split("\n"), *(block.text for block in record.removed)]
    written = (one for line in lines if _VERSION.search(line) for one in _ADDRESS.findall(line))
    head = (_HREF.search(tag) for tag in _ALTERNATE.findall(record.text[:_HEAD_CHARS]))
    linked = (found[1] for found in (*head, *_links(record.text)) if found)
    for address in (*islice(written, FACTS), *islice(linked, FACTS)):
        try:
            yield canonical(urljoin(record.url, html.unescape(address)))
        except ValueError:
            continue


def _links(page: str) -> Iterator[re.Match[str] | None]:
    """Find the links around words that name another version."""
    for word in islice(_VERSION.finditer(page), FACTS):
        before = page[max(0, word.start() - _TAG_CHARS) : word.start()]
        _, opened, tag = before.rpartition("<a ")
        if opened and "</a" not in tag:
            yield _HREF.search(tag)
