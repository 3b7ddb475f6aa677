"""What a listing, a feed with whole texts and a sitemap index write into the ledger, and when."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.run.item_pipeline import PageItem
from crawler.run.session import CrawlOptions, CrawlSession
from records.paths import Paths
from records.source import ApiRules, Source
from records.verdict import Drop
from spiders.discovery.discover import UNFINISHED_DIGEST, Discovery
from spiders.discovery.request import DiscoveryRequest
from store.ledger.announcements import record_announcements
from store.ledger.urls import get_or_add_endpoint
from store.open import open_store

pytestmark = pytest.mark.dates
URL = "http://a.example"
NOW = "2026-11-23T19:00:00Z"
SOURCE = Source(
    "a",
    "A",
    "news",
    f"{URL}/",
    language="zh",
    listings=(f"{URL}/list.html",),
    links="/p/",
    pages="list_{n}.html",
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[CrawlSession]:
    """A session over a real store that reads announcements; no page is refined."""
    with open_store(tmp_path / "jianwen.db") as store:
        session = CrawlSession(
            Paths(tmp_path, tmp_path, frozenset()), store, [SOURCE], "crawl", "", CrawlOptions()
        )
        with session.reader:
            yield session


def ask(
    source: Source, url: str, *, headers: dict[str, str], most: int, step: DiscoveryRequest
) -> Request:
    return Request(url, headers=headers, cb_kwargs={"source": source, "step": step})


def answer(
    discovery: Discovery, request: Request, body: str, status: int = 200, **headers: str
) -> list[Request | PageItem]:
    response = Response(
        request.url, status=status, body=body.encode(), headers=headers, request=request
    )
    source, step = request.cb_kwargs["source"], request.cb_kwargs["step"]
    document = asyncio.run(discovery.read_response(response, source, step))
    return list(discovery.handle_response(response, source, step, document))


def links(*numbers: int) -> str:
    return "".join(f'<a href="/p/{number}">第{number}篇</a>' for number in numbers)


def row(session: CrawlSession, path: str) -> tuple[str, str]:
    found = session.store.query(
        "SELECT etag, digest FROM urls WHERE url = ? AND kind <> 'article'", (URL + path,)
    )[0]
    return found["etag"], found["digest"]


def begun(session: CrawlSession, source: Source) -> tuple[Discovery, list[Request]]:
    discovery = Discovery(session, ask)
    return discovery, [one for one in discovery.poll_source(source) if isinstance(one, Request)]


def test_a_listing_keeps_its_validators_only_when_it_was_read_to_its_end(session):
    discovery, (first,) = begun(session, SOURCE)
    (second,) = answer(discovery, first, links(1, 2), ETag='"one"')
    assert second.url == f"{URL}/list_2.html"
    assert row(session, "/list.html") == ("", UNFINISHED_DIGEST)
    (third,) = answer(discovery, second, links(3, 4))
    assert answer(discovery, third, "", 404) == []
    assert row(session, "/list.html")[0] == '"one"'


def test_a_listing_that_a_kill_cut_short_is_read_to_its_end_by_the_next_run(session):
    discovery, (first,) = begun(session, SOURCE)
    answer(discovery, first, links(1, 2), ETag='"one"')
    discovery, (first,) = begun(session, SOURCE)
    assert "If-None-Match" not in first.headers
    # nothing unknown on it, and yet the second page is asked for
    (second,) = answer(discovery, first, links(1, 2), ETag='"one"')
    assert second.url == f"{URL}/list_2.html"


def test_a_finished_listing_stops_at_the_first_page_without_anything_unknown(session):
    discovery, (first,) = begun(session, SOURCE)
    (second,) = answer(discovery, first, links(1, 2))
    answer(discovery, second, links(1, 2))
    discovery, (first,) = begun(session, SOURCE)
    (second,) = answer(discovery, first, links(3, 1))
    assert answer(discovery, second, links(1, 2)) == []
    discovery, (first,) = begun(session, SOURCE)
    assert answer(discovery, first, links(3, 1)) == []


def test_a_site_that_answers_any_page_number_with_its_last_page_ends_the_listing(session):
    discovery, (first,) = begun(session, SOURCE)
    (second,) = answer(discovery, first, links(1, 2))
    (third,) = answer(discovery, second, links(3))
    assert answer(discovery, third, links(3)) == []


def test_an_index_is_asked_for_again_whole_and_its_sitemaps_conditionally(session):
    source = replace(SOURCE, listings=(), pages="", sitemaps=(f"{URL}/index.xml",))
    index = (
        "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/index.xml</loc></"
        "sitemap></sitemapindex>"
    )
    discovery, (first,) = begun(session, source)
    (child,) = answer(discovery, first, index, ETag='"index"')
    assert answer(discovery, child, "<urlset><url><loc>/p/1</loc></url></urlset>", ETag='"a"') == []
    assert (row(session, "/index.xml")[0], row(session, "/a.xml")[0]) == ("", '"a"')
    discovery, (first,) = begun(session, source)
    (child,) = answer(discovery, first, index)
    assert ("If-None-Match" in first.headers, child.headers["If-None-Match"]) == (False, b'"a"')
    assert answer(discovery, child, "", 304) == []
    assert session.result.exit_code == 0


def test_indexes_that_nest_without_end_fail_the_source(session):
    source = replace(SOURCE, listings=(), pages="", sitemaps=(f"{URL}/0.xml",))
    discovery, (request,) = begun(session, source)
    for number in range(1, 9):
        given = answer(
            discovery,
            request,
            f"<sitemapindex><sitemap><loc>/{number}.xml</loc></sitemap></sitemapindex>",
        )
        if not given:
            break
        (request,) = given
    assert number == 3
    assert "nests deeper than 3 levels" in session.result.sources[0].error


def test_pages_that_stand_among_the_sitemaps_of_an_index_become_due_too(session):
    discovery, (request,) = begun(
        session, replace(SOURCE, listings=(), pages="", sitemaps=(f"{URL}/a.xml",))
    )
    mixed = "<urlset><url><loc>/p/1</loc></url><sitemap><loc>/b.xml</loc></sitemap></urlset>"
    (child,) = answer(discovery, request, mixed)
    assert child.url == f"{URL}/b.xml"
    assert session.is_known_url(f"{URL}/p/1")


def urlset(most: int) -> str:
    return (
        f"<urlset>{''.join(f'<url><loc>/p/{number}</loc></url>' for number in range(most))}</"
        f"urlset>"
    )


def test_every_article_of_a_large_sitemap_becomes_due(session):
    source = replace(SOURCE, listings=(), pages="", sitemaps=(f"{URL}/a.xml",))
    discovery, (request,) = begun(session, source)
    assert answer(discovery, request, urlset(2_101), ETag='"a"') == []
    assert (
        session.store.query_number(
            "SELECT count(*) FROM urls WHERE kind = 'article' AND state = 'due'"
        )
        == 2_101
    )
    assert row(session, "/a.xml")[0] == '"a"'
    assert session.result.exit_code == 0


def test_a_document_that_announces_more_than_is_taken_says_so(session, monkeypatch):
    monkeypatch.setattr("spiders.discovery.enqueue.ANNOUNCED_MAX", 3)
    source = replace(SOURCE, listings=(), pages="", sitemaps=(f"{URL}/a.xml",))
    discovery, (request,) = begun(session, source)
    assert answer(discovery, request, urlset(5)) == []
    assert (
        session.result.sources[0].error
        == f"{URL}/a.xml announces 5 articles; only the first 3 are taken"
    )


def test_a_run_killed_amid_a_large_sitemap_asks_for_it_again(session, monkeypatch):
    """The validators are written with the last of its articles."""
    source = replace(SOURCE, listings=(), pages="", sitemaps=(f"{URL}/a.xml",))
    discovery, (request,) = begun(session, source)
    told = []

    def killed(store, name, candidates, now, *, response=None, **_):
        told.append((len(candidates), response is not None))
        if response is not None:
            raise KeyboardInterrupt
        return record_announcements(store, name, candidates, now)

    monkeypatch.setattr("crawler.run.session.record_announcements", killed)
    with pytest.raises(KeyboardInterrupt):
        answer(discovery, request, urlset(700), ETag='"a"')
    assert told == [(500, False), (200, True)]
    assert row(session, "/a.xml") == ("", "")
    assert session.store.query_number("SELECT count(*) FROM urls WHERE kind = 'article'") == 500


FULL = (
    "<rss><item><link>http://a.example/p/{}</link><description>&lt;p&gt;text"
    " {}&lt;/p&gt;</description></item></rss>"
)


def test_a_feed_of_whole_texts_keeps_its_validators_when_all_of_them_are_kept(session):
    source = replace(SOURCE, listings=(), pages="", feeds=(f"{URL}/rss",), full_text_feeds=True)
    discovery, (request,) = begun(session, source)
    body = FULL.format(1, 1).replace("</rss>", "") + FULL.format(2, 2).replace("<rss>", "")
    first, second = answer(discovery, request, body, ETag='"full"')
    assert (first.page.form, first.page.body) == ("fragment", b"<p>text 1</p>")
    first.on_saved()
    assert row(session, "/rss")[0] == ""
    second.on_saved()
    assert row(session, "/rss")[0] == '"full"'


def test_what_is_no_article_of_the_source_is_left_out(session):
    source = replace(SOURCE, listings=(), pages="", feeds=(f"{URL}/rss",), home=f"{URL}/p/")
    discovery, (request,) = begun(session, source)
    urls = (
        f"{URL}/p/1",
        f"{URL}/video/1",
        f"{URL}/p/",
        f"{URL}/p/{'x' * 3_000}",
        "http://user:x@a.example/p/2",
    )
    answer(
        discovery,
        request,
        "<rss>" + "".join(f"<item><link>{url}</link></item>" for url in urls) + "</rss>",
    )
    assert [
        found["url"] for found in session.store.query("SELECT url FROM urls WHERE kind = 'article'")
    ] == [f"{URL}/p/1"]
    assert session.result.sources[0].found == 1


API = ApiRules(
    urls=(f"{URL}/api",),
    items="items",
    link="link",
    next="next",
    cursor="c",
    token="env:DISCOVERY_TOKEN",
)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (
            '{"items": [{"link": "/p/1"}], "next": "1"}',
            200,
            "leads back to a page that was read already",
        ),
        ("{}", 200, "no list at items = 'items'"),
        ("<html>", 200, "not JSON"),
        ("", 401, "answered 401"),
    ],
)
def test_a_partner_list_that_cannot_be_read_fails_the_source(
    session, monkeypatch, body, status, said
):
    monkeypatch.setenv("DISCOVERY_TOKEN", "hush")
    source = replace(SOURCE, listings=(), pages="", kind="partner", api=API)
    discovery, given = begun(session, source)
    assert given[0].headers["Authorization"] == b"Bearer hush"
    for _ in range(3):
        given = answer(discovery, given[0], body, status)
        if not given:
            break
    assert given == []
    assert said in session.result.sources[0].error
    assert "hush" not in session.result.sources[0].error


def test_a_partner_without_its_token_is_not_asked(session, monkeypatch):
    monkeypatch.delenv("DISCOVERY_TOKEN", raising=False)
    _, given = begun(session, replace(SOURCE, listings=(), pages="", kind="partner", api=API))
    assert given == []
    assert "DISCOVERY_TOKEN is not set" in session.result.sources[0].error


def test_a_failed_announcement_is_kept_with_its_verdict(session):
    discovery, (request,) = begun(session, SOURCE)
    due = get_or_add_endpoint(session.store, "a", request.url, "listing", NOW)
    discovery.record_failure(
        SOURCE, DiscoveryRequest(due, due), Drop("fetch", "robots", "robots.txt forbids it")
    )
    found = session.store.query("SELECT url, reason FROM verdicts")
    assert [tuple(row) for row in found] == [(request.url, "robots")]
    assert session.result.sources[0].error == f"{request.url}: robots.txt forbids it"
    answer(discovery, request, "<p>no link")
    assert session.result.sources[0].reasons == {"robots": 1, "unreadable": 1}
