"""What the shipped source files promise: few lines, addresses that their rules know, fields where
their sites keep them.

The snippets are written by hand in the form that public crawlers and tests describe; no word of
them is a publisher's.
"""

import re
import tomllib

import pytest

from crawler.sources.day_archives import build_day_urls
from crawler.sources.load import load_sources
from pipelines.refine import refine
from pipelines.resources.kit import build_stage_context
from records.announcement import ReadOptions
from records.page import Page
from records.paths import PROJECT_ROOT
from records.record import Record
from spiders.discovery.filters import filter_announcement, get_links_pattern
from spiders.discovery.json_api import read_json_list
from spiders.discovery.listings.listing import ListingRule, read_listing
from spiders.discovery.pagination import build_page_url

FOLDER = PROJECT_ROOT / "data" / "sources"
SOURCES = {source.name: source for source in load_sources(FOLDER)}
FIRST = (
    *(
        "cctv-health",
        "cdc-newsroom",
        "chinacdc",
        "chinanews-health",
        "cn-healthcare",
        "fda-press",
        "gmw-health",
        "jkb",
        "jksb",
    ),
    *("kff-health-news", "lifetimes", "nih-news", "people-health", "who-news", "xinhua-health"),
)
"""The fifteen that the catalogue was planned with."""
NOW = "2026-11-23T19:00:00Z"


def lines_of(name: str) -> int:
    """Count the lines of a file that say something; a value that is wrapped is one."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    inner = [value for value in table.values() if isinstance(value, dict)]
    return len(table) + sum(map(len, inner))


def test_a_source_is_few_lines():
    assert SOURCES.keys() >= set(FIRST)
    assert len(FIRST) == 15
    assert sum(lines_of(name) <= 12 for name in FIRST) >= 10
    ordinary = [name for name, source in SOURCES.items() if source.enabled and source.api is None]
    assert len(ordinary) >= 4
    assert {name: lines_of(name) for name in ordinary if lines_of(name) > 9} == {}


ARTICLES = {
    "chinanews-health": ["https://www.chinanews.com.cn/jk/2026/09-18/10700011.shtml"],
    "people-health": ["http://health.people.com.cn/n1/2024/0517/c14739-40237861.html"],
    "xinhua-health": [
        "https://www.news.cn/health/20260616/0123456789abcdef0123456789abcdef/c.html"
    ],
    "netease-health": ["https://www.163.com/dy/article/J2PBDVUF0511A6N9.html"],
    "cctv-health": [
        "https://jiankang.cctv.com/2026/01/21/ARTIexampleAAA260121.shtml",
        "https://news.cctv.com/2026/09/18/ARTIx260918.shtml",
    ],
    "chinacdc": ["https://www.chinacdc.cn/jkts/202604/t20260416_1835095.html"],
    "gmw-health": ["https://health.gmw.cn/2023-06/13/content_36628062.htm"],
    "lifetimes": ["https://www.lifetimes.cn/article/4PqsAbCd12"],
}
OTHERS = {
    "chinanews-health": [
        "https://www.chinanews.com.cn/gj/2026/09-18/10700012.shtml",
        "https://www.chinanews.com.cn/jk/",
    ],
    "xinhua-health": [
        "https://www.news.cn/politics/20260616/0123456789abcdef0123456789abcdef/c.html",
        "https://www.news.cn/health/",
    ],
    "cctv-health": ["https://jiankang.cctv.com/2026/01/21/VIDEexampleAAA260121.shtml"],
    "chinacdc": ["https://www.chinacdc.cn/jkts/", "https://www.chinacdc.cn/"],
    "lifetimes": ["https://www.lifetimes.cn/news", "https://www.lifetimes.cn/article/"],
}


@pytest.mark.parametrize("name", [name for name, source in SOURCES.items() if source.links])
def test_the_rule_of_a_source_knows_its_articles(name):
    rule = re.compile(get_links_pattern(SOURCES[name]))
    assert [url for url in ARTICLES[name] if not rule.search(url)] == []
    assert [url for url in OTHERS.get(name, ()) if rule.search(url)] == []


@pytest.mark.parametrize(
    ("name", "second", "third"),
    [
        (
            "people-health",
            "http://health.people.com.cn/GB/408568/index2.html",
            "http://health.people.com.cn/GB/408568/index3.html",
        ),
        (
            "chinacdc",
            "https://www.chinacdc.cn/jkts/index_1.html",
            "https://www.chinacdc.cn/jkts/index_2.html",
        ),
        (
            "jksb",
            "http://www.jksb.com.cn/newslist/posid/8/2",
            "http://www.jksb.com.cn/newslist/posid/8/3",
        ),
        (
            "nhc",
            "https://www.nhc.gov.cn/wjw/xwdt/list_2.shtml",
            "https://www.nhc.gov.cn/wjw/xwdt/list_3.shtml",
        ),
        (
            "nmpa",
            "https://www.nmpa.gov.cn/xxgk/ggtg/index_1.html",
            "https://www.nmpa.gov.cn/xxgk/ggtg/index_2.html",
        ),
        ("jkb", "https://www.jkb.com.cn/science/2.html", "https://www.jkb.com.cn/science/3.html"),
    ],
)
def test_further_pages_have_the_addresses_of_their_site(name, second, third):
    source = SOURCES[name]
    first, template = (
        (source.api.urls[0], source.api.pages) if source.api else (source.listings[0], source.pages)
    )
    assert [build_page_url(first, template, number) for number in (2, 3)] == [second, third]


def test_the_archive_of_a_day_has_its_address():
    assert build_day_urls(SOURCES["chinanews-health"].archive, "2026-10-03", 1) == [
        "https://www.chinanews.com.cn/scroll-news/2026/1003/news.shtml"
    ]


JSON = {
    "cctv-health": (
        (
            'life({"data":{"total":60,"list":[{"title":"示例：秋冬怎样防流感","keywords":"健康'
            ' 流感","focus_date":"2026-09-18'
            ' 12:30:05","url":"https://news.cctv.com/2026/09/18/ARTIa260918.shtml",'
            '"brief":"示例摘要"},{"title":"示例：菜价","keywords":"菜价","focus_date":"2026-09-18'
            ' 11:00:00","url":"https://news.cctv.com/2026/09/18/ARTIb260918.shtml"},'
            '{"title":"示例：无词","focus_date":"2026-09-18'
            ' 10:00:00","url":"https://news.cctv.com/2026/09/18/ARTIc260918.shtml"}]}})'
        ),
        [
            (
                "https://news.cctv.com/2026/09/18/ARTIa260918.shtml",
                "示例：秋冬怎样防流感",
                "2026-09-18T12:30:05+08:00",
            )
        ],
    ),
    "jkb": (
        (
            '<html><body><div id="ttde_data"'
            ' style="display:none">[{"id":1,"title":"示例：'
            '基层慢病管理","url":"2026/0710/501001.html",'
            '"update_time":1783650000}]</div></body></html>'
        ),
        [
            (
                "https://www.jkb.com.cn/science/2026/0710/501001.html",
                "示例：基层慢病管理",
                "2026-07-10T02:20:00+00:00",
            )
        ],
    ),
    "cn-healthcare": (
        (
            '{"data":{"datalist":[{"title":"示例：医院管理","content":"…","createdate":"2026-09-25'
            ' 08:30","url":"https://www.cn-healthcare.com/article/20260925/content-1.html"}]}}'
        ),
        [
            (
                "https://www.cn-healthcare.com/article/20260925/content-1.html",
                "示例：医院管理",
                "2026-09-25T08:30:00+08:00",
            )
        ],
    ),
    "who-news": (
        (
            '{"value":[{"Title":"A sample'
            ' statement","ItemDefaultUrl":"/24-08-2026-a-sample-statement",'
            '"PublicationDateAndTime":"2026-08-24T14:22:25Z"}]}'
        ),
        [
            (
                "https://www.who.int/news/item/24-08-2026-a-sample-statement",
                "A sample statement",
                "2026-08-24T14:22:25+00:00",
            )
        ],
    ),
}


@pytest.mark.parametrize("name", JSON)
def test_json_is_read_where_the_site_keeps_it(name):
    source, (text, expected) = SOURCES[name], JSON[name]
    found = filter_announcement(
        source,
        read_json_list(
            text.encode(),
            source.api,
            source.api.urls[0],
            ReadOptions(NOW, source.language, source.utc_offset),
        ),
    )
    assert [(one.url, one.hint.title, one.hint.published) for one in found.candidates] == expected


LISTS = {
    "chinacdc": (
        (
            '<ul class="xw_list"><li><a'
            ' href="./202604/t20260416_1835095.html">示例：流感监测周报第十五期<span>2026-04-16'
            ' </span></a></li><li><a href="../../../">首页</a></li><li><a'
            ' href="./">主题日宣传</a></li></ul>'
        ),
        [("https://www.chinacdc.cn/jkts/202604/t20260416_1835095.html", "2026-04-16")],
    ),
    "jksb": (
        (
            '<ul id="list_url"><li><h1><a'
            ' href="/html/news/hospital/2026/1116/141009.html">示例：怎样护好膝关节</a></h1><div'
            ' class="info">2026-11-16 09:15</div></li><li><h1><a'
            ' href="/index.php?a=show&catid=788&id=256999">示例：冬天怎样护好肠胃</a></h1><div'
            ' class="info">2026-11-15 10:00</div></li></ul><div class="right"><a'
            ' href="/html/2019/diseasenews_0418/135436.html">示例：旁边的旧文章不在列表里</a></div>'
        ),
        [
            ("http://www.jksb.com.cn/html/news/hospital/2026/1116/141009.html", "2026-11-16"),
            ("http://www.jksb.com.cn/index.php?a=show&catid=788&id=256999", "2026-11-15"),
        ],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_read_by_rows_or_addresses(name):
    source, (text, expected) = SOURCES[name], LISTS[name]
    rule = ListingRule(source.links, source.rows, source.home, source.listings)
    found = read_listing(
        f"<html><body>{text}</body></html>".encode(),
        source.listings[0],
        rule,
        ReadOptions(NOW, "zh"),
    )
    assert [(one.url, one.hint.published[:10]) for one in found.candidates] == expected


def test_lifetimes_keeps_its_text_in_a_script():
    text = (
        "<html><head><title>示例</title></head><body><script>var cs_article ="
        ' "{\\"title\\":\\"示例：胃病怎样调养\\",\\"content\\":'
        '\\"<article><p>胃病患者吃饭要定时定量，少吃生冷，饭后半小时再散步。'
        '</p></article>\\",\\"ctime\\":1788768000000,'
        '\\"source\\":{\\"name\\":\\"生命时报\\"},\\"editor\\":{\\"name\\":\\"某某\\"}}"</script>'
        "</body>"
        "</html>"
    )
    page = Page("https://www.lifetimes.cn/article/4PqsAbCd12", "lifetimes", text.encode(), NOW)
    record = refine(
        Record.from_page(page), build_stage_context(PROJECT_ROOT / "data", [SOURCES["lifetimes"]])
    )
    assert isinstance(record, Record), record
    assert (record.title, record.outlet, record.editor) == (
        "示例：胃病怎样调养",
        "生命时报",
        "某某",
    )
    assert record.published == "2026-09-07T16:00:00+08:00"
    assert record.body == "胃病患者吃饭要定时定量，少吃生冷，饭后半小时再散步。"


def test_nothing_under_a_licence_without_derivatives_is_translated_and_only_free_texts_are_public():
    assert not SOURCES["kff-health-news"].rights.translate
    public = {name for name, source in SOURCES.items() if source.rights.full_text == "public"}
    assert public == {"fda-press", "nih-news", "cdc-newsroom"}
