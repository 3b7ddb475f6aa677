"""Find the further pages of a list: by the template of its source, by the script that writes its
pager, by its links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from text.html.parse import Element, parse_html
from text.xml.elements import make_absolute_url

_PAGE_NUMBER = re.compile(r"\{(?P<times>\d{0,4})n(?P<plus>[+-]\d{1,5})?\}")
_PAGER_SCRIPT = re.compile(r"createPageHTML\s*\((?P<said>[^()]{1,300})\)", re.IGNORECASE)
_PAGE_COUNT = re.compile(r"共\s*(\d{1,6})\s*页|\d{1,6}\s*/\s*(\d{1,6})\s*页")
PAGE_NUMBER_MAX: Final = 99_999  # of a list; a page that claims more counts something else
_PAGER_CHARS: Final = 20_000
"""The pager stands at the end of a page."""
_DIGITS = re.compile(r"\d+")
_PAGE_SIZE_PARAMETER = re.compile(r"(?:size|limit|count|rows|num|per_?page)=$", re.IGNORECASE)
"""Before a number of a query that says how many entries a page has, not which page it is."""

_LABEL_TRIM = re.compile(r"[\s>»›→\[\]【】()（）]+")
_NEXT_LABELS: Final = frozenset(
    (
        "下一页",
        "下页",
        "下一頁",
        "下頁",
        "后页",
        "后一页",
        "next",
        "nextpage",
        "older",
        "olderposts",
    )
)
_LAST_LABELS: Final = frozenset(
    ("尾页", "末页", "最后一页", "最末页", "末頁", "尾頁", "last", "lastpage")
)


@dataclass(frozen=True, slots=True)
class ListPaging:
    """What a page of a list says about its further pages."""

    last: int = 0  # number of the last page; 0: not said
    # address of the page number n, as `pages` of a source; "" when it cannot be told
    template: str = ""
    next: str = ""  # absolute address of the page after this one, on the same host


def build_page_url(listing: str, template: str, number: int) -> str:
    """Give the address of page `number` of a list: the template, joined to the first page's
    address.

    {n} is the number itself, {n-1} counts from 1 on the second page, {20n-20} counts entries.
    """

    def fill(match: re.Match[str]) -> str:
        return str(int(match["times"] or 1) * number + int(match["plus"] or 0))

    return make_absolute_url(listing, _PAGE_NUMBER.sub(fill, template))


def read_paging(page: "str | Element", base: str) -> ListPaging:
    """Read what a page of a list says about the others; `base` is its own address."""
    root = parse_html(page.replace("\0", "")) if isinstance(page, str) else page
    text = (
        page
        if isinstance(page, str)
        else "\n".join("".join(node.itertext()) for node in root.iter("script"))
    )
    return _read_script_pager(text, base) or _read_link_pager(root, base)


def _read_script_pager(text: str, base: str) -> ListPaging | None:
    """Read the call that writes the pager of most Chinese authorities' lists.

    createPageHTML(12, 0, "index", "html") counts from 0: its second page is index_1.html.
    createPageHTML('page_div', 41, 1, 'list', 'shtml', 984) counts from 1: its second page is
    list_2.shtml.
    """
    for call in _PAGER_SCRIPT.finditer(text):
        arguments = [part.strip().strip("\"'") for part in call["said"].split(",")]
        first = 1 if arguments[0].isdigit() else 0
        arguments = arguments if not first else ["", *arguments]
        if (
            len(arguments) < 5
            or not (arguments[1].isdigit() and arguments[2].isdigit())
            or not re.fullmatch(r"[\w-]+", arguments[3] + arguments[4])
        ):
            continue
        count, current = int(arguments[1][:7]), int(arguments[2][:7])
        if not 0 < count <= PAGE_NUMBER_MAX:
            continue
        step = "{n-1}" if first else "{n}"
        template = f"{arguments[3]}_{step}.{arguments[4]}"
        here = current + first  # its number, counted from 1
        return ListPaging(
            count, template, build_page_url(base, template, here + 1) if here < count else ""
        )
    return None


def _read_link_pager(root: Element, base: str) -> ListPaging:
    following, last, numbered = "", "", []
    for label, url in _iter_pager_links(root, base):
        if label in _NEXT_LABELS and not following and _is_other_page(url, base):
            following = url
        elif label in _LAST_LABELS:
            last = url
        elif label.isdecimal() and len(label) < 7:
            numbered.append((int(label), url))
    stated = [
        int(match[1] or match[2])
        for match in _PAGE_COUNT.finditer("".join(root.itertext())[-_PAGER_CHARS:])
    ]
    line = _PageUrlSeries.from_links(following, base, numbered) if following else None
    counted = [line.find_page_number(last)] if line and last else []
    most = max([*stated, *counted, 0])
    return ListPaging(
        most if most <= PAGE_NUMBER_MAX else 0, line.build_template(base) if line else "", following
    )


def _iter_pager_links(root: Element, base: str) -> Iterator[tuple[str, str]]:
    for node in root.iter("a", "link"):
        href = (node.get("href") or "").strip()
        if not href or href.startswith("#"):
            continue
        rel = (node.get("rel") or "").lower().split()
        label = (
            "next"
            if "next" in rel
            else _LABEL_TRIM.sub("", "".join(node.itertext())).casefold()
            if node.tag == "a"
            else ""
        )
        if (
            label
            and len(label) <= 12
            and (label in _NEXT_LABELS or label in _LAST_LABELS or label.isdecimal())
        ):
            yield label, make_absolute_url(base, href).partition("#")[0]


def _is_other_page(url: str, base: str) -> bool:
    return (
        bool(url)
        and url != base.partition("#")[0]
        and urlsplit(url).netloc == urlsplit(base).netloc
    )


@dataclass(frozen=True, slots=True)
class _PageUrlSeries:
    """Addresses that differ in one number, which grows with that of the page: times * n + plus."""

    prefix: str
    suffix: str
    factor: int
    offset: int

    @classmethod
    def from_links(
        cls, following: str, base: str, numbered: list[tuple[int, str]]
    ) -> "_PageUrlSeries | None":
        """Find the number that turns the pages, from the next page's address and the pager's
        numbered links.
        """
        for match in reversed(list(_DIGITS.finditer(following))):
            before, after = following[: match.start()], following[match.end() :]
            if "/" not in before[8:]:
                return None  # a number of the host
            if _PAGE_SIZE_PARAMETER.search(before):
                continue
            value = int(match[0][:9])
            points = {2: value} if value <= 2 or "?" in before else {}
            points |= {
                page: int(part)
                for page, url in numbered
                if (part := _number_between(url, before, after))
            }
            if (own := _number_between(base, before, after)) and not numbered:
                points = {int(own): int(own), value: value}
            if len(points) >= 2:
                (n1, v1), (n2, v2) = sorted(points.items())[-2:]
                times = (v2 - v1) // (n2 - n1)
                if times > 0 and times * (n2 - n1) == v2 - v1:
                    return cls(before, after, times, v1 - times * n1)
            elif points:
                (n1, v1) = next(iter(points.items()))
                return (
                    cls(before, after, v1, -v1) if v1 > 2 * n1 else cls(before, after, 1, v1 - n1)
                )
        return None

    def find_page_number(self, url: str) -> int:
        """Give the number of the page at an address, 0 when it is none of these."""
        part = _number_between(url, self.prefix, self.suffix)
        number, rest = divmod(int(part[:9]) - self.offset, self.factor) if part else (0, 0)
        return number if not rest and number > 0 else 0

    def build_template(self, base: str) -> str:
        """Write the template, relative to the list's address where that is possible."""
        times = "" if self.factor == 1 else str(self.factor)
        plus = f"{self.offset:+d}" if self.offset else ""
        whole = f"{self.prefix}{{{times}n{plus}}}{self.suffix}"
        folder = base.partition("?")[0].rpartition("/")[0] + "/"
        return whole.removeprefix(folder) if "{" not in whole[: len(folder)] else whole


def _number_between(url: str, before: str, after: str) -> str:
    inside = (
        url[len(before) : len(url) - len(after)]
        if url.startswith(before) and url.endswith(after)
        else ""
    )
    return inside if inside.isdecimal() else ""
