"""The rule that the addresses of some articles share, and which links of a page are its list."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources.url_families import resolve_links_pattern
from spiders.drafting.url_patterns import PATTERN_MIN_URLS, find_article_group, infer_links_pattern

HEX = "0123456789abcdef0123456789abcdef"
CASES = {
    "people": (
        [f"http://a.cn/n1/2026/0918/c14739-{n}.html" for n in (41, 42, 43)],
        "family:people",
    ),
    "the day after the year": (
        [f"https://a.cn/h/2026/{d}/c{n}.html" for d, n in (("0918", 1), ("0101", 22))],
        r"/h/20\d\d/\d{4}/c\d+\.html$",
    ),
    "numbers that look like a day": (
        [f"https://a.cn/x/{n}.html" for n in (1001, 1002, 1203)],
        r"/x/\d+\.html$",
    ),
    "a month": (
        [f"https://a.cn/n/{m}/{n}.html" for m, n in ((202609, 1), (202610, 2), (202611, 3))],
        r"/n/\d{6}/\d+\.html$",
    ),
    "six digits that are no month": (
        [f"https://a.cn/n/{n}.html" for n in (202699, 202614, 202615)],
        r"/n/\d+\.html$",
    ),
    "a hash": (
        [f"https://a.cn/xcs/c100122/202609/{HEX[n:]}.shtml" for n in range(3)],
        r"/xcs/c100122/\d{6}/[0-9a-f]+\.shtml$",
    ),
    "the channel in a query": (
        [f"https://a.cn/show.php?cid=3&id={n}" for n in (9, 10, 200)],
        r"/show\.php\?cid=3&id=\d+$",
    ),
    "channels in a query": (
        [f"https://a.cn/show.php?cid={n}&id={n}" for n in (9, 10, 200)],
        r"/show\.php\?cid=\d+&id=\d+$",
    ),
    "two forms": (
        ["https://a.cn/o/20260918/A1B.html"] * 2
        + [f"https://a.cn/o/ABC{n}D.html" for n in (1, 2, 3)]
        + ["https://a.cn/o/20260918/C2.html"],
        r"/o/\d{8}/\w+\.html$|/o/\w+\.html$",
    ),
    "titles in words": (
        [
            f"https://a.com/post/{slug}/"
            for slug in ("flu-season", "sleep-well-now", "eat-less-salt-and-live-longer")
        ],
        r"/post/[\w-]+/$",
    ),
    "words after a date": (
        [
            f"https://a.com/2026/09/{d}/{slug}/"
            for d, slug in ((1, "new-rules"), (18, "flu-is-here"), (22, "why-we-sleep"))
        ],
        r"/20\d\d/\d+/\d+/[\w-]+/$",
    ),
    "one folder, any name": (
        [f"https://a.cn/news/{name}" for name in ("a", "b_1.htm", "c.d")],
        r"/news/[\w%.-]+/?$",
    ),
    "one beginning": (
        [f"https://a.cn/n/{name}" for name in ("a/b", "c", "d/e/f.html", "d.x/1")],
        r"/n/.+",
    ),
    "nothing in common": (["https://a.cn/a/1", "https://a.cn/b", "https://a.cn/c/d/e.html"], ""),
    "nothing at all": ([], ""),
}


@pytest.mark.parametrize(("urls", "rule"), CASES.values(), ids=CASES)
def test_addresses_give_the_rule_that_a_person_would_write(urls, rule):
    assert infer_links_pattern(urls) == rule
    assert all(re.search(resolve_links_pattern(rule), url) for url in urls)


@given(
    st.lists(
        st.from_regex(
            r"/[a-z]{1,5}/(20[12]\d/)?[a-zA-Z0-9-]{1,12}(\.html|/|\?id=\d{1,4}&x=\(1\)\+)?",
            fullmatch=True,
        ),
        min_size=PATTERN_MIN_URLS,
        max_size=12,
    )
)
def test_a_rule_can_always_be_compiled_and_matches_most_of_its_addresses(paths):
    urls = [f"https://a.example{path}" for path in paths]
    rule = re.compile(resolve_links_pattern(infer_links_pattern(urls)))
    assert sum(bool(rule.search(url)) for url in urls) >= 0.8 * len(urls)


def test_the_list_of_a_page_is_the_folder_with_the_titles():
    channels = [
        (f"https://a.com/topics/{name}/", name.title())
        for name in ("diabetes", "sleep", "heart-disease", "nutrition", "vaccines")
    ]
    articles = [
        (f"https://a.com/post/{n}", f"What doctors want you to know about reason number {n}")
        for n in "abc"
    ]
    picture = [("https://a.com/post/a", "")]
    assert find_article_group([*channels, *picture, *articles]) == [url for url, _ in articles]
    assert find_article_group(channels) == []
    assert find_article_group(articles[:2]) == []
    assert find_article_group([]) == []


def test_addresses_of_one_script_are_one_list():
    rows = [
        (f"https://a.cn/detail.jsp?key={key}", f"关于做好流感监测工作的通知{key}") for key in "abc"
    ]
    other = [("https://a.cn/about.jsp?page=contact", "联系我们的办公室和各部门电话")]
    assert find_article_group([*other, *rows]) == [url for url, _ in rows]
