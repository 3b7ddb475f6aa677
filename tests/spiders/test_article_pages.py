"""An article over several pages is one article, whole or not at all."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.limits import ARTICLE_PAGES
from store.open import open_store
from tests.loopback import Answer, Asked, Place, Site

SOURCE = """
title = "分页"
kind = "news"
home = "{url}/"
language = "zh"
listings = ["{url}/list.html"]
links = "/a/content_\\\\d+\\\\.html$"
"""
HTML = {"Content-Type": "text/html; charset=utf-8"}
PARTS = (
    "第一部分：流感疫苗应当每年接种一次，老年人尤其如此。",
    "第二部分：接种之后请在现场观察三十分钟，再行离开。",
    "第三部分：出现发热时多喝水，必要时及时就医治疗。",
)


def part(text: str, following: str = "") -> Answer:
    turn = f'<div id="displaypagenum"><a href="{following}">下一页</a></div>' if following else ""
    return Answer(
        f"<html><head><title>分页的文章</title></head><body><h1>分页的文章</h1><div><p>{text}</p></"
        f"div>{turn}</body></html>",
        headers=HTML,
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answers |= {
            "/list.html": Answer('<a href="/a/content_1001.html">分页的文章</a>', headers=HTML),
            "/a/content_1001.html": part(PARTS[0], "content_1001_2.html"),
            "/a/content_1001_2.html": part(PARTS[1], "content_1001_3.html"),
            "/a/content_1001_3.html": part(PARTS[2]),
        }
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    place = Place(tmp_path, (site.host,))
    place.source("paged", SOURCE.replace("{url}", site.url))
    return place


def bodies(place: Place) -> list[str]:
    with open_store(place.store, readonly=True) as store:
        return [row["body"] for row in store.query("SELECT body FROM articles")]


def test_all_pages_make_one_article(site, place):
    told = place.crawl()
    assert (told["rc"], told["new"], bodies(place)) == (0, 1, ["\n".join(PARTS)])


def test_a_further_page_that_is_not_there_was_a_wrong_link(site, place):
    site.answers["/a/content_1001_3.html"] = Answer(b"", 404)
    told = place.crawl()
    assert (told["rc"], bodies(place)) == (0, ["\n".join(PARTS[:2])])


def test_half_an_article_is_not_stored_when_waiting_may_help(site, place):
    site.answers["/a/content_1001_2.html"] = Answer(b"", 503)
    told = place.crawl()
    assert (told["new"], told["failed"], bodies(place)) == (0, 1, [])
    with open_store(place.store, readonly=True) as store:
        assert (
            store.query_number("SELECT count(*) FROM urls WHERE kind = 'article' AND state = 'due'")
            == 1
        )


def test_a_further_page_that_is_refused_is_told(site, place):
    site.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /a/content_1001_2\n")
    told = place.crawl()
    assert bodies(place) == [PARTS[0]]
    assert any(
        "page 2 cannot be read: robots.txt forbids it" in note
        for note in told["sources"][0]["notes"]
    )


def test_pages_that_lead_back_end(site, place):
    site.answers["/a/content_1001_3.html"] = part(PARTS[2], "content_1001_2.html")
    assert place.crawl()["new"] == 1
    assert len(site.asked("/a/content_1001_2.html")) == 1


def test_an_article_without_end_is_cut_and_told(site, place):
    def endless(asked: Asked) -> Answer:
        number = int(re.findall(r"_(\d+)\.html", asked.path)[-1])
        return part(
            f"第{number}部分：每天散步半小时，对心脏和睡眠都有好处。",
            f"content_1001_{number + 1}.html",
        )

    site.answers |= {
        f"/a/content_1001_{number}.html": endless for number in range(2, ARTICLE_PAGES + 5)
    }
    told = place.crawl()
    assert told["new"] == 1
    assert len([path for path in site.paths() if path.startswith("/a/")]) == ARTICLE_PAGES
    assert any(
        f"has more than {ARTICLE_PAGES} pages" in note for note in told["sources"][0]["notes"]
    )
