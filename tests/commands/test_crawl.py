"""One harvest of everything that announces articles, then a second one a day later in the life of
the sites.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from store.articles.articles import get_article
from store.db.connection import Store
from store.open import open_store
from tests.loopback import Answer, Asked, Place, Site, page

TOKEN = "let-me-in"
XML = {"Content-Type": "application/xml"}

NEWS = """
title = "示范"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
sitemaps = ["{url}/sitemap.xml"]
listings = ["{url}/list/index.html"]
links = "/(a|private)/\\\\w+\\\\.(html|pdf)$"
pages = "index_{n}.html"
body = "div.a"
[rights]
full_text = "public"
"""
API = """
title = "Partner"
kind = "partner"
home = "{url}/"
language = "zh"
[api]
url = "{url}/api"
token = "env:PARTNER_TOKEN"
items = "records"
link = "link"
title = "headline"
published = "at"
body = "html"
deleted = "deleted"
next = "next"
cursor = "cursor"
[rights]
full_text = "public"
"""
LETTER = """
title = "Letter"
kind = "partner"
home = "{url}/"
language = "zh"
feeds = ["{url}/letter.xml"]
full_text_feeds = true
"""


def rss(*items: tuple[str, str, str], extra: str = "") -> str:
    rows = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>{extra}</item>"
        for link, title, date in items
    )
    return f"<rss version='2.0'><channel>{rows}</channel></rss>"


def rows(*links: str) -> Answer:
    return Answer(
        "<ul>" + "".join(f'<li><a href="{link}">文章</a></li>' for link in links) + "</ul>",
        headers={"Content-Type": "text/html"},
    )


def record(number: int, **more: Any) -> dict[str, Any]:
    html = (
        f"<p>第{number}条合作稿件：高血压患者应当定期测量血压，遵医嘱服药，减少食盐摄入。</p>" * 2
    )
    return {
        "link": f"/reader/{number}",
        "headline": f"合作稿件{number}",
        "at": "2026-09-25T10:00:00Z",
        "html": html,
        **more,
    }


def guarded(records: list[dict[str, Any]], following: str = "") -> Any:
    def answer(asked: Asked) -> Answer:
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Answer(b"{}", 401)
        return Answer(
            json.dumps({"records": records, "next": following}),
            headers={"Content-Type": "application/json"},
        )

    return answer


def first_day(site: Site) -> None:
    old = "Fri, 25 Sep 2026 10:00:00 +0800"
    items = [
        (f"{site.url}/a/1.html?utm_source=rss", "头条", old),
        (f"{site.url}/private/9.html", "内部", old),
        (f"{site.url}/", "首页", old),
    ]
    chinese = page("第四篇").sent.decode().replace("utf-8", "gb2312").encode("gbk")
    site.answers |= {
        "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n"),
        "/rss.xml": Answer(rss(*items), headers={**XML, "ETag": '"feed1"'}),
        "/sitemap.xml": Answer(
            "<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>", headers=XML
        ),
        "/news.xml": Answer(
            f"<urlset><url><loc>{site.url}/a/2.html</loc></url><url><loc>/a/3.html</loc>"
            f"</url></urlset>",
            headers={**XML, "ETag": '"m"'},
        ),
        "/list/index.html": rows(
            "/a/1.html", "/a/4.html", "/a/gone.html", "/a/file.pdf", "/a/empty.html"
        ),
        "/list/index_2.html": rows("/a/5.html", "/a/moved.html", "/a/home.html"),
        "/a/1.html": page("头条新闻", ETag='"one"'),
        "/a/2.html": page("第二篇", ETag='"two"'),
        "/a/3.html": page("第三篇"),
        "/a/4.html": Answer(chinese, headers={"Content-Type": "text/html"}),
        "/a/5.html": page("第五篇"),
        "/a/file.pdf": Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}),
        "/a/empty.html": Answer(
            "<html><body></body></html>", headers={"Content-Type": "text/html"}
        ),
        "/a/moved.html": Answer(b"", 301, {"Location": "/a/5.html"}),
        "/a/home.html": Answer(b"", 302, {"Location": "/"}),
        "/": page("首页"),
        "/api": guarded([record(1), record(2)], "c2"),
        "/api?cursor=c2": guarded([record(3), record(4, html="", link="/a4.html")]),
        "/a4.html": page("合作页面"),
        "/letter.xml": Answer(
            rss(
                (f"{site.url}/letter/1", "信件", old),
                extra=(
                    f"<description>&lt;p&gt;{'信件正文，每天散步半小时有益健康。' * 3}&lt;/p&gt;</d"
                    f"escription>"
                ),
            ),
            headers={**XML, "ETag": '"l"'},
        ),
    }


def second_day(site: Site) -> None:
    site.answers["/rss.xml"] = Answer(
        rss((f"{site.url}/a/1.html", "头条", "Fri, 25 Sep 2099 10:00:00 +0800")),
        headers={**XML, "ETag": '"feed2"'},
    )
    site.answers["/a/1.html"] = page("头条新闻更正", ETag='"one-b"')
    site.answers["/a/3.html"] = Answer(b"gone", 404)
    site.answers["/api"] = guarded(
        [record(1, headline="合作稿件一改"), record(2, deleted=True)], "c2"
    )


@dataclass
class World:
    """A site and what two days of `jianwen crawl` and one of `scrapy crawl` made of it."""

    site: Site
    place: Place
    twin: Place
    first: dict[str, Any]
    second: dict[str, Any]
    scrapy: list[tuple[int, str]]
    asked_first: list[str]
    asked_second: list[Asked]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with Site() as site:
        first_day(site)
        places = []
        for name in ("jianwen", "scrapy"):
            place = Place(tmp_path_factory.mktemp(name), (site.host,), {"PARTNER_TOKEN": TOKEN})
            for source, text in (("news", NEWS), ("api", API), ("letter", LETTER)):
                place.source(source, text.replace("{url}", site.url))
            places.append(place)
        place, twin = places
        first = place.crawl()
        asked_first = site.paths()
        scrapy = []
        for spider, source in (("news", "news"), ("partner", "api")):
            done = twin.run(
                "scrapy", "crawl", spider, "-a", f"source={source}", "-s", "LOG_LEVEL=WARNING"
            )
            scrapy.append((done.returncode, done.stderr))
        second_day(site)
        seen = len(site.log)
        second = place.crawl("--recheck")
        yield World(site, place, twin, first, second, scrapy, asked_first, site.log[seen:])


@pytest.fixture
def store(world: World) -> Iterator[Store]:
    with open_store(world.place.store, readonly=True) as store:
        yield store


def counts(result: dict[str, Any], source: str) -> dict[str, int]:
    (found,) = [one for one in result["sources"] if one["source"] == source]
    return {name: value for name, value in found.items() if isinstance(value, int) and value}


def test_every_announcement_leads_to_its_articles(world):
    assert (world.first["rc"], world.first["stderr"]) == (0, "")
    assert counts(world.first, "news") == {
        "found": 11,
        "fetched": 7,
        "unchanged": 1,
        "new": 5,
        "dropped": 6,
        "skipped": 2,
    }
    assert counts(world.first, "api") == {"found": 4, "fetched": 4, "new": 4}
    assert counts(world.first, "letter") == {"found": 1, "fetched": 1, "new": 1}


def test_what_is_no_article_has_its_reason(world):
    assert world.first["reasons"] == dict.fromkeys(
        ("robots", "http-404", "moved", "moved-home", "not-html", "no-text"), 1
    )


def test_robots_is_asked_first_and_once_and_obeyed(world):
    assert world.asked_first[0] == "/robots.txt"
    assert world.asked_first.count("/robots.txt") == 1
    assert "/private/9.html" not in world.asked_first


def test_a_listing_is_turned_until_its_last_page(world):
    assert [path for path in world.asked_first if path.startswith("/list/")] == [
        "/list/index.html",
        "/list/index_2.html",
        "/list/index_3.html",
    ]
    assert [asked.path for asked in world.asked_second if asked.path.startswith("/list/")] == [
        "/list/index.html"
    ]


def test_the_harvester_says_who_it_is_and_asks_for_what_it_understands(world):
    headers = world.site.log[0].headers
    assert headers["User-Agent"].startswith("Jianwen/")
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert world.site.asked("/rss.xml")[0].headers["Accept-Language"] == "zh"
    assert "Cookie" not in headers
    assert "Referer" not in headers


def test_the_token_goes_to_the_partner_alone(world):
    assert {asked.path for asked in world.site.log if "Authorization" in asked.headers} == {
        "/api",
        "/api?cursor=c2",
    }
    assert TOKEN.encode() not in world.place.store.read_bytes()


def test_tracking_parameters_name_no_second_article(world, store):
    assert get_article(store, f"{world.site.url}/a/1.html").url == f"{world.site.url}/a/1.html"


def test_pages_and_partner_records_are_stored_with_their_hints(world, store):
    page, partner = (
        get_article(store, f"{world.site.url}/a/4.html"),
        get_article(store, f"{world.site.url}/reader/3"),
    )
    assert (page.title, page.language) == ("第四篇", "zh")
    assert (partner.title, partner.published) == ("合作稿件3", "2026-09-25T10:00:00Z")
    assert get_article(store, f"{world.site.url}/letter/1").body.startswith("信件正文")
    assert get_article(store, f"{world.site.url}/a4.html").source == "api"


def test_scrapy_crawl_writes_the_rows_of_jianwen_crawl(world):
    """Rows of the same sources are the same but for times, run numbers and row numbers."""
    assert world.scrapy == [(0, ""), (0, "")]
    volatile = {"id", "run", "fetched", "modified", "added", "at", "found", "due_at", "checks"}

    def rows_of(place: Place, sql: str) -> list[dict[str, Any]]:
        with open_store(place.store, readonly=True) as store:
            found = [
                {key: row[key] for key in row.keys() if key not in volatile}  # noqa: SIM118
                for row in store.query(sql)
            ]
        return sorted(found, key=lambda row: str(sorted(row.items())))

    changed = [
        f"'{world.site.url}/{path}'" for path in ("a/1.html", "a/3.html", "reader/1", "reader/2")
    ]
    same = f"source IN ('news', 'api') AND url NOT IN ({', '.join(changed)})"
    for sql in (
        f"SELECT * FROM articles WHERE {same}",
        (
            "SELECT url, uid, source, kind, settled, etag, line, hint FROM urls WHERE kind ="
            f" 'article' AND {same}"
        ),
        f"SELECT url, source, stage, kind, reason, detail FROM verdicts WHERE {same}",
        "SELECT name, title, licence, full_text FROM sources WHERE name IN ('news', 'api')",
    ):
        rows = rows_of(world.twin, sql)
        assert rows
        assert rows == rows_of(world.place, sql)


def test_the_second_run_asks_conditionally_and_stores_what_changed(world, store):
    conditional = {asked.path: asked.headers.get("If-None-Match") for asked in world.asked_second}
    assert conditional["/rss.xml"] == '"feed1"'
    assert (conditional["/letter.xml"], conditional["/news.xml"]) == ('"l"', '"m"')
    assert (conditional["/a/1.html"], conditional["/a/2.html"]) == ('"one"', '"two"')
    assert counts(world.second, "news") == {
        "found": 5,
        "fetched": 3,
        "unchanged": 3,
        "updated": 1,
        "dropped": 1,
    }
    assert (
        get_article(store, f"{world.site.url}/a/1.html").title,
        get_article(store, f"{world.site.url}/a/1.html").version,
    ) == (
        "头条新闻更正",
        2,
    )


def test_a_partner_changes_and_withdraws_its_records(world, store):
    assert counts(world.second, "api") == {"found": 4, "fetched": 3, "unchanged": 2, "updated": 1}
    assert get_article(store, f"{world.site.url}/reader/1").title == "合作稿件一改"
    assert get_article(store, f"{world.site.url}/reader/2").status == "withdrawn"


def test_an_article_that_came_whole_is_never_asked_for_as_a_page(world):
    assert not [path for path in world.site.paths() if path.startswith(("/reader/", "/letter/"))]


def test_one_404_withdraws_nothing(world, store):
    assert get_article(store, f"{world.site.url}/a/3.html").status == "published"


def test_both_runs_are_kept_with_their_counts(world, store):
    runs = store.query("SELECT command, exit_code, finished <> '' AS done FROM runs ORDER BY id")
    assert [tuple(row) for row in runs] == [("crawl", 0, 1), ("crawl", 0, 1)]
    kept = store.query(
        "SELECT found, fetched, new, dropped, state FROM run_sources WHERE run = 1 AND source ="
        " 'news'"
    )
    assert [tuple(row) for row in kept] == [(11, 7, 5, 6, "ok")]
    assert store.query_number("SELECT count(*) FROM urls WHERE state = 'leased'") == 0
