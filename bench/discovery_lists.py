"""Measure how listing pages and JSON lists are read: which links are articles, with which title and
date, at what cost.

    .venv/bin/python bench/discovery_lists.py

Four real pages (saved in 2020) and the list shapes, from the folder of shared samples beside the
checkout; without it nothing is measured. The truth of a real page does not come from the reader
that is measured: its articles are cut out of the raw bytes by a pattern of that page's own markup,
written by hand and checked by eye, with no HTML parser and no rule of ours. The shapes are small;
their truth is written out. Each list is read twice: with the `links` that a source file would give,
and without any rule, as `jianwen sources new` must. Exit code 1 when a goal is missed.
"""

import gzip
import html
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from records.announcement import Announcement, ReadOptions, UnreadableEndpoint  # noqa: E402
from records.source import ApiRules  # noqa: E402 - the checkout is not installed
from spiders.discovery.json_api import read_json_list  # noqa: E402
from spiders.discovery.listings.listing import ListingRule, read_listing  # noqa: E402

SAMPLES = ROOT.parent / "shared" / "corpus" / "sources" / "feeds"
LINKS, DATES, COST = 0.98, 0.97, 3.0
"""Goals: precision and recall of links, share of dates (and titles) right, CPU milliseconds per
entry.
"""

REPEATS = 5
Entry = tuple[str, str, str]
"""Address, title ("" where the list cuts it), date."""

NOW = ReadOptions(now="2026-11-23T00:00:00+00:00", language="zh")


@dataclass(frozen=True)
class Case:
    """A list with what it holds; `ruled` is read with the source's rule, `bare` without one."""

    name: str
    ruled: Callable[[bytes], Announcement]
    truth: Callable[[str], list[Entry]]
    bare: Callable[[bytes], Announcement] | None = None
    real: bool = False


def page(
    name: str,
    base: str,
    rule: ListingRule,
    truth: Callable[[str], list[Entry]],
    reading: ReadOptions = NOW,
    *,
    real: bool = False,
) -> Case:
    """Make the case of a listing page."""
    return Case(
        name,
        lambda body: read_listing(body, base, rule, reading),
        truth,
        lambda body: read_listing(body, base, ListingRule(), reading),
        real,
    )


def listed(*entries: Entry) -> Callable[[str], list[Entry]]:
    """Give a truth that is written out."""
    return lambda _: list(entries)


# truths of the real pages, by patterns of their own markup on the raw text


def bare(text: str) -> str:
    """Give a title as the page shows it; one that the list cut is no title."""
    shown = " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())
    return "" if shown.endswith(("...", "…")) else shown


def rtfund(text: str) -> list[Entry]:
    rows = re.findall(
        r"<span>(\d{4}-\d\d-\d\d) </span>\s*<a href=\"(/main/a/[^\"]+)\"[^>]*>(.*?)</a>",
        text,
        re.DOTALL,
    )
    return [(f"http://www.rtfund.com{path}", bare(title), day) for day, path, title in rows]


def hrfund(text: str) -> list[Entry]:
    rows = re.findall(
        r"<h2 class=\"fnt_18\"><a href=\"([^\"]+)\"[^>]*>(.*?)</a>\s*</h2>\s*<i>(\S+)</i>",
        text,
        re.DOTALL,
    )
    return [(f"http://www.hr-fund.com.cn{path}", bare(title), day) for path, title, day in rows]


def netease(text: str) -> list[Entry]:
    rows = re.findall(
        r"<li><span[^>]*>\((\S+) (\S+)\)</span><a [^>]*>\[..\]</a> <a"
        r" href=\"([^\"]+)\">(.*?)</a></li>",
        text,
    )
    return [(url, bare(title), f"{day}T{clock}+08:00") for day, clock, url, title in rows]


def tencent(text: str) -> list[Entry]:
    """Cut out the articles: addresses /omn/ with a day and a letter.

    The specials, live pages, authors and advertisements are none.

    The date of a row of the main list is hours before the page was saved; beside the list only the
    address tells a day.
    """
    found: dict[str, Entry] = {}
    address = r"(?:https?:)?//new\.qq\.com(/omn/(?:20\d{6}/)?(20\d\d)(\d\d)(\d\d)[AV]\w+\.html)"
    for link in re.finditer(rf"<a [^>]*href=\"{address}\"([^>]*)>(.*?)</a>", text, re.DOTALL):
        path, year, month, day, _, words = link.groups()
        url = f"https://new.qq.com{path}"
        title = bare(words)
        after = (
            re.match(r".{0,900}?>(\d+)小时前<", text[link.end() :], re.DOTALL)
            if "</h3>" in text[link.end() : link.end() + 5]
            else None
        )
        date = (
            f"2020-07-04T{20 - int(after[1]):02d}:30:00+08:00" if after else f"{year}-{month}-{day}"
        )
        if title and not (url in found and found[url][1]):
            found[url] = (url, title, date)
    return list(found.values())


SAVED = {
    "rtfund": "2020-07-09T12:00",
    "hrfund": "2020-05-01T12:00",
    "netease": "2020-08-16T15:00",
    "tencent": "2020-07-04T12:30",
}
"""UTC; the hour of the last is that which its own newest row allows: 20:30 in China."""


def saved(name: str) -> ReadOptions:
    """Give the reading of a page at the time it was saved."""
    return ReadOptions(now=f"{SAVED[name]}:00+00:00", language="zh")


HEX = "0123456789abcdef"
CHINANEWS = "https://www.chinanews.com.cn/scroll-news/2026/0918/news.shtml"
PEOPLE = "http://health.people.com.cn/GB/408568/index1.html"
FAMILY_PEOPLE = ListingRule("family:people")
people = listed(
    (
        "http://health.people.com.cn/n1/2026/0910/c14739-40500001.html",
        "示例：医保目录调整",
        "2026-09-10",
    ),
    (
        "http://health.people.com.cn/n1/2026/0909/c14739-40500002.html",
        "示例：儿童近视防控",
        "2026-09-09",
    ),
)
CCTV = ApiRules(("x",), "data.list", "url", title="title", published="focus_date", summary="brief")
JKB = ApiRules(("x",), "@", "url", inside="#ttde_data", title="title", published="update_time")
WHO = ApiRules(
    ("x",),
    "value",
    "ItemDefaultUrl",
    link_prefix="https://www.who.int/news/item",
    title="Title",
    published="PublicationDateAndTime",
)


def who(text: str) -> list[Entry]:
    rows = re.findall(
        r'"Title":"((?:[^"\\]|\\.)*)".*?"ItemDefaultUrl":"([^"]+)".*?'
        r'"PublicationDateAndTime":"([^"]+)Z"',
        text,
    )
    return [
        (f"https://www.who.int/news/item{link}", " ".join(title.split()), f"{when}+00:00")
        for title, link, when in rows
    ]


CASES = {
    "listing_rtfund_xxpl.html.gz": page(
        "rtfund",
        "http://www.rtfund.com/main/gyrt/xxpl/index.shtml",
        ListingRule(r"/main/a/\d{8}/\d+\.shtml"),
        rtfund,
        saved("rtfund"),
        real=True,
    ),
    "listing_hrfund_announcement.html.gz": page(
        "hrfund",
        "http://www.hr-fund.com.cn/news/information_2.html",
        ListingRule(r"/Upload/File/.+\.pdf"),
        hrfund,
        saved("hrfund"),
        real=True,
    ),
    "listing_netease_rolling_news.html.gz": page(
        "netease",
        "http://news.163.com/latest/",
        ListingRule("family:163"),
        netease,
        saved("netease"),
        real=True,
    ),
    "listing_tencent_important_news.html.gz": page(
        "tencent",
        "https://news.qq.com/",
        ListingRule(r"new\.qq\.com/omn/(\d+/)?20\d{6}[AV]\w+\.html"),
        tencent,
        saved("tencent"),
        real=True,
    ),
    "shapes/chinacdc_list.html": page(
        "chinacdc",
        "https://www.chinacdc.cn/jkkp/",
        ListingRule("family:trs"),
        listed(
            (
                "https://www.chinacdc.cn/jkkp/202604/t20260416_1835095.html",
                "示例：流感监测周报",
                "2026-04-16",
            ),
            (
                "https://www.chinacdc.cn/jkkp/202604/t20260410_1834000.html",
                "示例：预防接种宣传核心信息",
                "2026-04-10",
            ),
        ),
    ),
    "shapes/chinanews_scroll_day.shtml": page(
        "chinanews day",
        CHINANEWS,
        ListingRule("family:chinanews"),
        listed(
            (
                "https://www.chinanews.com.cn/jk/2026/09-18/10700011.shtml",
                "示例标题甲",
                "2026-09-18T12:30:00+08:00",
            ),
            (
                "https://www.chinanews.com.cn/gj/2026/09-18/10700012.shtml",
                "示例标题乙",
                "2026-09-18T12:28:00+08:00",
            ),
            (
                "http://www.chinanews.com/jk/2026/09-18/10700013.shtml",
                "示例标题丙",
                "2026-09-18T00:05:00+08:00",
            ),
        ),
    ),
    "shapes/nhc_list.shtml": page(
        "nhc",
        "https://www.nhc.gov.cn/xcs/c100122/list.shtml",
        ListingRule(r"/20\d{4}/[0-9a-f]{32}\.shtml"),
        listed(
            (
                f"https://www.nhc.gov.cn/xcs/c100122/202607/{HEX}{HEX}.shtml",
                "示例：2026年7月新闻发布会文字实录",
                "2026-07-29",
            )
        ),
    ),
    "shapes/nmpa_list.html": page(
        "nmpa",
        "https://www.nmpa.gov.cn/xxgk/ggtg/index.html",
        ListingRule(r"/\d{17}\.html|mp\.weixin\.qq\.com/s/"),
        listed(
            (
                "https://www.nmpa.gov.cn/xxgk/ggtg/ypggtg/20260725101500001.html",
                "示例：关于修订某注射剂说明书的公告（2026年第87号）",
                "2026-07-25",
            ),
            ("https://mp.weixin.qq.com/s/EXAMPLE", "示例：一图读懂", "2026-07-24"),
        ),
    ),
    "shapes/people_channel_list.html": page("people", PEOPLE, FAMILY_PEOPLE, people),
    "shapes/people_channel_list_gbk.html": page("people GBK", PEOPLE, FAMILY_PEOPLE, people),
    "shapes/cctv_list.jsonp": Case(
        "cctv jsonp",
        lambda body: read_json_list(
            body,
            CCTV,
            "https://news.cctv.com/2019/07/gaiban/cmsdatainterface/page/life_1.jsonp",
            NOW,
        ),
        listed(
            (
                "https://news.cctv.com/2026/09/18/ARTIexampleAAA260918.shtml",
                "示例：国家卫健委发布",
                "2026-09-18T12:30:05+08:00",
            ),
        ),
    ),
    "shapes/jkb_list.html": Case(
        "jkb JSON in div",
        lambda body: read_json_list(body, JKB, "https://www.jkb.com.cn/science/", NOW),
        listed(
            (
                "https://www.jkb.com.cn/science/2026/0710/501001.html",
                "示例：基层慢病管理",
                "2026-07-10T02:20:00+00:00",
            ),
            (
                "https://www.jkb.com.cn/science/2026/0709/501000.html",
                "示例：中医药进社区",
                "2026-07-09T02:20:00+00:00",
            ),
        ),
    ),
    "who_newsitems_odata.json": Case(
        "WHO OData",
        lambda body: read_json_list(body, WHO, "https://www.who.int/api/news/newsitems", NOW),
        who,
    ),
}


@dataclass
class Score:
    """How one reading of one list compares with its truth."""

    found: int
    wanted: int
    right: int
    titles: int
    dates: int
    cost: float

    @property
    def precision(self) -> float:
        """Share of what was found that is an article."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the articles that were found."""
        return self.right / self.wanted


def score(read: Callable[[bytes], Announcement], body: bytes, truth: list[Entry]) -> Score:
    """Read a list a few times, compare the last reading."""
    read(body)
    started = time.process_time()
    for _ in range(REPEATS):
        found = read(body)
    cost = (time.process_time() - started) / REPEATS * 1_000
    wanted = {url: (title, date) for url, title, date in truth}
    got = {one.url: (one.hint.title, one.hint.published) for one in found.candidates}
    both = wanted.keys() & got.keys()
    titles = sum(wanted[url][0] == got[url][0] for url in both)
    dates = sum(wanted[url][1] == got[url][1] for url in both)
    return Score(len(got), len(wanted), len(both), titles, dates, cost / max(1, found.entries))


def total(scores: list[Score]) -> Score:
    """Add scores up; the cost is the highest."""
    sums = [
        sum(getattr(one, name) for one in scores)
        for name in ("found", "wanted", "right", "titles", "dates")
    ]
    return Score(*sums, max(one.cost for one in scores))


def line(name: str, one: Score) -> str:
    """Write a row of the table."""
    return (
        f"{name:<28}{one.wanted:>4}{one.found:>6}{one.precision:>7.3f}{one.recall:>7.3f}"
        f"{one.titles / max(1, one.right):>8.3f}{one.dates / max(1, one.right):>7.3f}"
        f"{one.cost:>9.2f}"
    )


def main() -> int:
    """Print the table; 1 when a goal is missed."""
    if not SAMPLES.is_dir():
        print(f"no samples at {SAMPLES.name}; nothing measured")
        return 0
    ruled, free = [], []
    print(
        f"{'list':<28}{'true':>4}{'found':>6}{'prec':>7}{'recall':>7}{'titles':>8}{'dates':>7}"
        f"{'ms/entry':>9}"
    )
    for path, case in CASES.items():
        body = (SAMPLES / path).read_bytes()
        body = gzip.decompress(body) if path.endswith(".gz") else body
        encoding = "gb18030" if "gbk" in path else "utf-8"
        truth = case.truth(body.decode(encoding, "replace"))
        ruled.append(score(case.ruled, body, truth))
        print(line(f"{case.name}{' (real)' if case.real else ''}", ruled[-1]))
        if case.bare is not None:
            free.append((case, score(case.bare, body, truth)))
            print(line("  without a rule", free[-1][1]))
    missed = [name for name, one in (("with rules", total(ruled)),) if short(one)]
    missed += [
        f"real pages without a rule: {case.name}" for case, one in free if case.real and short(one)
    ]
    print(line("all, with rules", total(ruled)))
    print(line("all listings, without a rule", total([one for _, one in free])))
    print(line("real pages, without a rule", total([one for case, one in free if case.real])))
    if not passing((SAMPLES / "shapes" / "epmc_search.json").read_bytes()):
        missed.append("Europe PMC's bare answer is not passing")
    print("\n".join(f"missed: {name}" for name in missed) or "all goals met")
    return 1 if missed else 0


def short(one: Score) -> bool:
    """Say whether a score misses a goal."""
    links = one.precision >= LINKS and one.recall >= LINKS
    return not (
        links
        and one.dates >= DATES * one.right
        and one.titles >= DATES * one.right
        and one.cost <= COST
    )


def passing(body: bytes) -> bool:
    """Say whether an answer without its list counts as one that may pass."""
    try:
        read_json_list(
            body,
            ApiRules(("x",), "resultList.result", "id"),
            "https://www.ebi.ac.uk/europepmc/webservices/rest/search",
            NOW,
        )
    except UnreadableEndpoint as error:
        return error.transient
    return False


if __name__ == "__main__":
    raise SystemExit(main())
