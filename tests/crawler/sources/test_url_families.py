"""The eight families of article addresses, and the day that an address carries."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources.url_families import (
    FAMILIES_BY_NAME,
    find_url_date,
    find_url_family,
    resolve_links_pattern,
)

pytestmark = pytest.mark.dates
MEMBERS = [
    ("people", "http://health.people.com.cn/n1/2026/0910/c14739-40500001.html", "2026-09-10"),
    ("trs", "https://www.chinacdc.cn/jkkp/202604/t20260416_1835095.html", "2026-04-16"),
    ("trs", "http://www.ce.cn/202604/t20260416_1835095.shtml", "2026-04-16"),
    (
        "xinhua",
        "https://www.news.cn/health/20260616/0123456789abcdef0123456789abcdef/c.html",
        "2026-06-16",
    ),
    ("chinanews", "https://www.chinanews.com.cn/jk/2026/09-18/10700011.shtml", "2026-09-18"),
    ("cctv", "https://news.cctv.com/2026/09/18/ARTIexampleAAA260918.shtml", "2026-09-18"),
    ("gmw", "https://health.gmw.cn/2023-06/13/content_36628062.htm", "2023-06-13"),
    ("163", "http://dy.163.com/article/FK6DC69605503FCU.html", ""),
    ("163", "https://news.163.com/20/0816/22/FK6F0U6D0001899O.html", "2020-08-16"),
    ("gov", "http://wjw.example.gov.cn/art/2026/4/1/art_104_2.html", "2026-04-01"),
    ("gov", "http://wjw.example.gov.cn/art_104_2.html", ""),
]


@pytest.mark.parametrize(("name", "url", "day"), MEMBERS)
def test_an_address_tells_its_family_and_its_day(name: str, url: str, day: str):
    assert (find_url_family(url), find_url_date(url)) == (name, day)
    assert re.search(resolve_links_pattern(f"family:{name}"), url)


def test_there_are_eight_families_each_with_a_member_above():
    assert {name for name, _, _ in MEMBERS} == set(FAMILIES_BY_NAME)
    assert all(name == family.name and family.about for name, family in FAMILIES_BY_NAME.items())


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/09/18/title/", "2026-09-18"),
        ("/news/2026-09-18/1.html", "2026-09-18"),
        ("/news/2026-09-18-a-title", "2026-09-18"),
        ("/omn/20200704/20200704A04HVX00.html", "2020-07-04"),
        ("/omn/20200704A07Z3L00.html", "2020-07-04"),
        ("/2026/0710/501001.html", "2026-07-10"),
        ("/202004/20200429175329_3226.pdf", "2020-04-29"),
        ("/20260725101500001.html", "2026-07-25"),
        ("/a_20260918.html", "2026-09-18"),
        ("/2026/9/1/x.html", "2026-09-01"),
        ("/202607/0123456789abcdef.shtml", ""),
        ("/2026/09/x.html", ""),
        ("/2026-02-00018.html", ""),
        ("/20261332/x.html", ""),
        ("/2026/02/31/x.html", ""),
        ("/id/120260918", ""),
        ("/p/202609181.html", ""),
        ("/about", ""),
        ("?date=20260918", ""),
    ],
)
def test_a_day_in_the_path_is_read_and_other_numbers_are_not(path: str, day: str):
    assert find_url_date(f"https://example.org{path}") == day


def test_a_channel_is_of_no_family_and_a_rule_is_its_own_pattern():
    assert find_url_family("http://health.people.com.cn/GB/408568/index1.html") == ""
    assert resolve_links_pattern("/a/b") == "/a/b"
    with pytest.raises(KeyError):
        resolve_links_pattern("family:peple")


@given(st.text())
def test_any_text_has_a_day_or_none(text: str):
    assert re.fullmatch(r"|20\d\d-\d\d-\d\d", find_url_date(text))
    assert find_url_family(text) in {"", *FAMILIES_BY_NAME}


def test_a_broken_address_has_no_day():
    assert find_url_date("http://[::1/2026/09/18/") == ""
