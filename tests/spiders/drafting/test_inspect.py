"""What a source announces today and how an article of it reads, asked without storing anything."""

import dataclasses
import json

import pytest

from crawler.fetch.visitor import FetchResult
from records.limits import PAGE_BYTES
from records.page import Page
from records.record import Record
from records.source import ApiRules, Source
from records.verdict import Drop, Retry
from spiders.drafting.inspect import SourceInspection, inspect_sources
from tests.plans import follow, html

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
HOME = "https://a.example/"
BASE = Source("a", "A", "news", HOME, language="zh", utc_offset="+08:00")
ROW = "<li><a href=/n/20260918/{0}.html>第{0}篇：秋冬季怎样预防流感</a> 2026-09-18</li>"
LISTING = html(f"<ul>{''.join(map(ROW.format, range(3)))}</ul>")
PDF = FetchResult("", 200, b"%PDF", "application/pdf")
FEED = '<rss version="2.0"><channel>{}</channel></rss>'
ITEM = "<item><title>T</title><link>https://a.example/{}</link><description>{}</description></item>"


def seen(
    source: Source, answers: dict[str, FetchResult | list[FetchResult]]
) -> tuple[SourceInspection, list[str]]:
    def line(page: Page) -> Record | Drop:
        text = page.body.decode()
        return (
            dataclasses.replace(Record.from_page(page), title="T", body=text)
            if "article" in text
            else Drop("extract", "no-text", "nothing")
        )

    (one,), asked = follow(inspect_sources([source], NOW, line), answers)
    return one, asked


def xml(text: str) -> FetchResult:
    return FetchResult("", 200, text.encode(), "text/xml")


def test_a_list_that_answers_and_an_article_that_reads_are_fine():
    source = dataclasses.replace(BASE, listings=(f"{HOME}n/",))
    one, asked = seen(source, {f"{HOME}n/": LISTING, f"{HOME}n/20260918/0.html": html("article")})
    assert one.passed
    assert asked == [f"{HOME}n/", f"{HOME}n/20260918/0.html"]
    assert [
        (heard.status, len(heard.announcement.candidates), heard.newest[:10])
        for heard in one.endpoints
    ] == [(200, 3, "2026-09-18")]
    assert one.sample is not None


def test_an_index_of_sitemaps_is_followed_into_one():
    index = xml(
        f"<sitemapindex><sitemap><loc>{HOME}1.xml</loc></sitemap><sitemap><loc>"
        f"{HOME}2.xml</loc></sitemap></sitemapindex>"
    )
    answers = {
        f"{HOME}s": index,
        **{
            f"{HOME}{n}.xml": xml(f"<urlset><url><loc>{HOME}x</loc></url></urlset>") for n in (1, 2)
        },
    }
    one, asked = seen(
        dataclasses.replace(BASE, sitemaps=(f"{HOME}s",)), answers | {f"{HOME}x": html("article")}
    )
    assert one.passed
    assert asked == [f"{HOME}s", f"{HOME}1.xml", f"{HOME}x"]


def test_the_text_of_a_feed_is_read_as_the_article():
    source = dataclasses.replace(BASE, feeds=(f"{HOME}f",), full_text_feeds=True)
    one, asked = seen(
        source,
        {
            f"{HOME}f": xml(
                FEED.format(ITEM.format("x", "&lt;p&gt;article " + "x" * 300 + "&lt;/p&gt;"))
            )
        },
    )
    assert one.passed
    assert asked == [f"{HOME}f"]


def test_a_partners_list_is_asked_with_its_token(monkeypatch):
    api = ApiRules((f"{HOME}api",), "items", link="url", token="env:PARTNER")
    one, asked = seen(dataclasses.replace(BASE, api=api), {})
    assert (one.passed, asked) == (False, [])
    assert one.endpoints[0].failure == "PARTNER is not set; it must hold the partner's token"
    monkeypatch.setenv("PARTNER", "secret")
    answers = {
        f"{HOME}api": FetchResult("", 200, json.dumps({"items": [{"url": "/x"}]}).encode()),
        f"{HOME}x": html("article"),
    }
    one, asked = seen(dataclasses.replace(BASE, api=api), answers)
    assert (one.passed, asked) == (True, [f"{HOME}api with PARTNER", f"{HOME}x"])


def test_a_json_list_that_answers_with_nothing_in_it_is_asked_once_more():
    source = dataclasses.replace(BASE, api=ApiRules((f"{HOME}api",), "items", link="url"))
    bare, whole = (
        FetchResult("", 200, json.dumps(value).encode())
        for value in ({"version": "6.9"}, {"items": [{"url": "/x"}]})
    )
    assert seen(source, {f"{HOME}api": [bare, whole], f"{HOME}x": html("article")})[0].passed
    one, asked = seen(source, {f"{HOME}api": bare})
    assert (one.passed, len(asked)) == (False, 2)
    assert one.endpoints[0].failure == "no list at items = 'items'"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "answered 404"),
        ({f"{HOME}f": FetchResult("", verdict=Retry("fetch", "timeout"))}, "timeout"),
        ({f"{HOME}f": xml("<html><body>sorry</body></html>")}, ""),
        ({f"{HOME}f": xml(FEED.format(""))}, "announces nothing"),
        (
            {f"{HOME}f": xml(FEED.format(ITEM.format("other", "")))},
            "none of 1 entries is an article by links",
        ),
        ({f"{HOME}f": xml(FEED.format(ITEM.format("n/1", "")))}, f"{HOME}n/1: answered 404"),
        (
            {f"{HOME}f": xml(FEED.format(ITEM.format("n/1", ""))), f"{HOME}n/1": html("")},
            "extract: no-text nothing",
        ),
        (
            {f"{HOME}f": xml(FEED.format(ITEM.format("n/1", ""))), f"{HOME}n/1": PDF},
            "not a web page",
        ),
        (
            {
                f"{HOME}f": xml(FEED.format(ITEM.format("n/1", ""))),
                f"{HOME}n/1": html("x" * (PAGE_BYTES + 1)),
            },
            "longer than",
        ),
    ],
)
def test_what_is_wrong_is_told(answers, said):
    one, _ = seen(dataclasses.replace(BASE, feeds=(f"{HOME}f",), links="/n/"), answers)
    assert not one.passed
    assert said in " ".join([one.failure, *(heard.failure for heard in one.endpoints)])
    assert one.failure or any(heard.failure for heard in one.endpoints)
