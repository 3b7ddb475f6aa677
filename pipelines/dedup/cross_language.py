"""Read out of an article what its translation must repeat: figures and names, the addresses of its
other versions.

Two articles in two languages share no wording. What they share is that 3,812 patients stay 3,812,
that Pfizer stays Pfizer. Terms of medicine are left out: every article about COVID-19 names it.
"""

import html
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import urljoin

from records.record import Record
from records.urls import normalize_url
from text.numbers import read_chinese_numbers, read_english_numbers
from text.similarity import COMPARED_CHARS

# figures and names of one article, addresses of its other versions; a long report has 150
ARTICLE_FACTS: Final = 200
_MIN_NUMBER: Final = 32
"""Smaller whole numbers are in any article: 2 doses, 30 days."""
_CHINESE_NUMERALS: Final = str.maketrans(dict.fromkeys("零〇一二三四五六七八九十两双", " "))
"""Numbers in words are no facts; without them Chinese text is read in half the time."""
_YEARS: Final = range(1950, 2041)
_LATIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{3,}")
_ENGLISH_NAME: Final = re.compile(
    r"(?<=[a-z,] )[A-Z][A-Za-z0-9-]{3,}|\b[A-Za-z][a-z-]{0,60}+[A-Z0-9][A-Za-z0-9-]{2,}"
)
"""A word with a capital inside a sentence, or one with a capital or digit inside itself."""
_URL: Final = re.compile(r"https?://[^\s<>\"'，。；）)]{4,300}")
_HREFLANG_LINK: Final = re.compile(r"<link\b[^>]{0,300}\bhreflang\b[^>]{0,300}>", re.IGNORECASE)
_HREF: Final = re.compile(r"\bhref\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
_OTHER_VERSION_LABEL: Final = re.compile(
    r"原文|英文版|中文版|译自|编译自|English version|Chinese version|original article",
    re.IGNORECASE,
)
_HEAD_CHARS: Final = 100_000
"""Of a page: its head stands in them."""
_MAX_TAG_CHARS: Final = 400


def collect_facts(record: Record) -> tuple[int, ...]:
    """Give them as numbers: positive for a Chinese article, negative for another, so that one side
    is found from the other.

    An address is odd: shared, it alone is evidence. The rest is even.
    """
    side = 1 if record.language == "zh" else -1
    facts = {_hash_fact(fact) & ~1 for fact in (*_list_numbers(record), *_list_names(record))}
    urls = {_hash_fact(address) | 1 for address in (record.url, *_list_version_urls(record))}
    return tuple(
        sorted(
            side * fact for fact in (*sorted(facts)[:ARTICLE_FACTS], *sorted(urls)[:ARTICLE_FACTS])
        )
    )


def _hash_fact(fact: str) -> int:
    return zlib.crc32(fact.encode("utf-8", "replace")) >> 1 | 2  # never 0, which has no sign


def _list_numbers(record: Record) -> Iterator[str]:
    body = record.body[:COMPARED_CHARS]
    read = (
        read_chinese_numbers(body.translate(_CHINESE_NUMERALS))
        if record.language == "zh"
        else read_english_numbers(body)
    )
    for value in read.written:
        if value.denominator > 1 or (value >= _MIN_NUMBER and value not in _YEARS):
            yield f"{value}"


def _list_names(record: Record) -> Iterator[str]:
    medical = {word for term in record.terms for word in term.term.lower().split()}
    pattern = _LATIN_NAME if record.language == "zh" else _ENGLISH_NAME
    for name in pattern.findall(record.body[:COMPARED_CHARS]):
        if (folded := name.lower()) not in medical:
            yield folded


def _list_version_urls(record: Record) -> Iterator[str]:
    """Read the addresses that the page gives as its other versions: hreflang, links called 原文,
    addresses in a line that says so.
    """
    lines = [*record.body.split("\n"), *(block.text for block in record.removed)]
    written = (
        url for line in lines if _OTHER_VERSION_LABEL.search(line) for url in _URL.findall(line)
    )
    head = (_HREF.search(tag) for tag in _HREFLANG_LINK.findall(record.text[:_HEAD_CHARS]))
    linked = (match[1] for match in (*head, *_find_version_links(record.text)) if match)
    for address in (*islice(written, ARTICLE_FACTS), *islice(linked, ARTICLE_FACTS)):
        try:
            yield normalize_url(urljoin(record.url, html.unescape(address)))
        except ValueError:
            continue


def _find_version_links(page: str) -> Iterator[re.Match[str] | None]:
    """Find the links around words that name another version."""
    for word in islice(_OTHER_VERSION_LABEL.finditer(page), ARTICLE_FACTS):
        before = page[max(0, word.start() - _MAX_TAG_CHARS) : word.start()]
        _, opened, tag = before.rpartition("<a ")
        if opened and "</a" not in tag:
            yield _HREF.search(tag)
