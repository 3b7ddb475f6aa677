"""The verbs of `jianwen sources` that ask a site: check --online, new, freeze, test."""

import gzip
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.sources import load_sources
from tests.loopback import Answer, Place, Site, page

HTML = {"Content-Type": "text/html; charset=utf-8"}
TEXT = "专家提醒市民按时接种流感疫苗，注意手部卫生，出现发热症状及时就医，老年人和慢性病患者尤其应当尽早接种。" * 5
XML = {"Content-Type": "application/rss+xml"}
ROWS = "".join(
    f'<li><a href="/health/2026/09{10 + n}/c1473{n}.html">第{n}篇：流感疫苗接种须知</a> <em>2026-09-{10 + n}</em></li>' for n in range(6)
)
LISTING = f'<html lang="zh"><head><title>健康频道_示范网</title></head><body><ul>{ROWS}</ul><a href="/about.html">关于</a></body></html>'
SOURCE = """
title = "示范网"
kind = "news"
home = "{url}/"
language = "zh"
listings = ["{url}/health/"]
links = "/health/20\\\\d\\\\d/\\\\d{4}/c\\\\d+\\\\.html$"
"""


def feed(url: str, number: int = 3, text: str = "short") -> Answer:
    item = "<item><title>News {0} about health</title><link>{1}/news/{0}-what-we-know-about-it</link><description>{2}</description></item>"
    items = "".join(item.format(n, url, text) for n in range(number))
    return Answer(f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>', headers=XML)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answers["/health/"] = Answer(LISTING, headers=HTML)
        site.answers |= {f"/health/2026/09{10 + n}/c1473{n}.html": page(f"第{n}篇：流感疫苗接种须知", TEXT) for n in range(6)}
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    (tmp_path / "sources").mkdir()
    return Place(tmp_path, (site.host,))


def good(place: Place, site: Site, text: str = SOURCE) -> None:
    place.source("good", text.replace("{url}", site.url))


def test_a_listing_becomes_a_draft_that_harvests_its_articles(site, place):
    done = place.run("sources", "new", f"{site.url}/health/", "--name", "demo-health")
    assert done.returncode == 0, done.stderr
    draft = tomllib.loads(done.stdout)
    assert (draft["title"], draft["language"], draft["enabled"], draft["rights"]["full_text"]) == ("示范网", "zh", False, "none")
    assert draft["listings"] == [f"{site.url}/health/"]
    assert draft["links"] == r"/health/20\d\d/\d{4}/c\d+\.html$"
    assert "# unsure: rights" in done.stdout
    assert "6 articles, 6 of them with a date" in done.stdout
    assert "流感疫苗接种须知" in done.stdout, "the article that was read is told"
    place.source("demo-health", done.stdout.replace("enabled  = false", "enabled  = true"))
    told = place.crawl("demo-health")
    assert (told["rc"], told["new"]) == (0, 6)


def test_a_page_that_names_its_feed_becomes_a_draft_with_the_feed(site, place):
    link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    site.answers |= {
        "/": Answer(f'<html lang="en"><head><title>Health Letter</title>{link}</head><body><p>Welcome</p></body></html>', headers=HTML),
        "/rss": feed(site.url, text="&lt;p&gt;" + "A long text about sleep and exercise. " * 30 + "&lt;/p&gt;"),
    }
    draft = tomllib.loads(place.run("sources", "new", f"{site.url}/").stdout)
    assert (draft["feeds"], draft["full_text_feeds"], draft["title"]) == ([f"{site.url}/rss"], True, "Health Letter")


def test_a_feed_a_sitemap_and_a_json_list_are_drafted_by_their_own_address(site, place):
    records = [{"title": f"第{n}条健康消息", "url": f"/a/{n}.html", "update_time": 1_783_650_000 + n} for n in range(3)]
    site.answers |= {
        "/the-feed": feed(site.url),
        "/sitemap.xml": Answer(
            f"<urlset>{''.join(f'<url><loc>{site.url}/news/{n}00.html</loc></url>' for n in range(4))}</urlset>", headers=XML
        ),
        "/list.json": Answer(json.dumps({"data": {"list": records}}), headers={"Content-Type": "application/json"}),
        "/hidden/": Answer(f'<html><body><div id="list_data">{json.dumps(records)}</div></body></html>', headers=HTML),
        **{f"/a/{n}.html": page(f"第{n}条健康消息") for n in range(3)},
    }
    paths = ("/the-feed", "/sitemap.xml", "/list.json", "/hidden/")
    drafts = {path: tomllib.loads(place.run("sources", "new", site.url + path).stdout) for path in paths}
    assert drafts["/the-feed"]["feeds"] == [f"{site.url}/the-feed"]
    assert drafts["/sitemap.xml"]["sitemaps"] == [f"{site.url}/sitemap.xml"]
    assert drafts["/sitemap.xml"]["links"] == r"/news/\d{3}\.html$" or drafts["/sitemap.xml"]["links"] == r"/news/\d+\.html$"
    fields = {"items": "data.list", "link": "url", "title": "title", "published": "update_time"}
    assert {key: drafts["/list.json"]["api"][key] for key in fields} == fields
    assert drafts["/hidden/"]["api"]["inside"] == "#list_data"


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/gone", Answer(b"", 404), "answered 404"),
        ("/empty", Answer("", headers=HTML), "without a body"),
        (
            "/bare",
            Answer("<html><body><p>Nothing here</p></body></html>", headers=HTML),
            "neither feed, sitemap, list of links nor JSON list",
        ),
        ("/pdf", Answer(b"%PDF-1.4 nothing", headers={"Content-Type": "application/pdf"}), "neither feed"),
        ("/private/", page("x"), "robots.txt forbids it"),
    ],
)
def test_what_makes_no_source_is_told_in_one_line(site, place, path, answer, said):
    site.answers |= {path: answer, "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n")}
    done = place.run("sources", "new", site.url + path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


def test_an_address_of_this_machine_is_not_asked(place):
    done = place.run("sources", "new", "http://127.0.0.1:1/")
    assert done.returncode == 2
    assert "not a public host" in done.stderr


def test_a_saved_page_is_drafted_without_asking_anybody(site, place, tmp_path):
    saved = tmp_path / "page.html.gz"
    saved.write_bytes(gzip.compress(LISTING.encode()))
    done = place.run("sources", "new", "https://health.example.org/health/", "--page", str(saved))
    draft = tomllib.loads(done.stdout)
    assert (draft["home"], draft["links"]) == ("https://health.example.org/", r"/health/20\d\d/\d{4}/c\d+\.html$")
    assert site.log == []


def test_check_online_shows_what_answers_and_how_an_article_reads(site, place):
    good(place, site)
    done = place.run("sources", "check", "--online")
    assert (done.returncode, done.stderr) == (0, "")
    assert "good: fine" in done.stdout
    assert "流感疫苗接种须知" in done.stdout
    assert not place.store.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("/health/", Answer(b"", 503)), "answered 503"),
        (("/health/", Answer("<html><body>改版</body></html>", headers=HTML)), "announces nothing"),
        (("/robots.txt", Answer("User-agent: *\nDisallow: /health/\n")), "robots.txt forbids it"),
        (("/health/2026/0910/c14730.html", Answer("<html><body></body></html>", headers=HTML)), "no-text"),
    ],
)
def test_check_online_says_what_is_wrong_at_a_source(site, place, change, said):
    good(place, site)
    site.answers[change[0]] = change[1]
    done = place.run("sources", "check", "--online", "good")
    assert done.returncode == 1
    assert "good: look at it" in done.stdout
    assert said in done.stdout
    told = json.loads(place.run("sources", "check", "--online", "--json").stdout)
    assert [one["fine"] for one in told["online"]] == [False]


def test_a_page_is_frozen_and_tested_against_what_the_line_reads(site, place, tmp_path):
    good(place, site)
    corpus = tmp_path / "corpus"
    article = f"{site.url}/health/2026/0912/c14732.html"
    done = place.run("sources", "freeze", "good", article, "--out", str(corpus))
    assert done.returncode == 0, done.stderr
    assert "第2篇：流感疫苗接种须知" in done.stdout
    expected = json.loads((corpus / "good" / "expected.json").read_text("utf-8"))
    assert (expected["url"], expected["title"]) == (article, "第2篇：流感疫苗接种须知")
    first = (corpus / "good" / "page.html.gz").read_bytes()
    assert place.run("sources", "freeze", "good", article, "--out", str(corpus)).returncode == 2
    place.run("sources", "freeze", "good", article, "--out", str(corpus), "--force")
    assert (corpus / "good" / "page.html.gz").read_bytes() == first, "the same page gives the same file"

    done = place.run("sources", "test", "--out", str(corpus))
    assert (done.returncode, done.stdout.split()[-2:]) == (0, ["good", "ok"])
    wrong = expected | {"title": "别的标题", "body": ["一行"]}
    (corpus / "good" / "expected.json").write_text(json.dumps(wrong, ensure_ascii=False), "utf-8")
    done = place.run("sources", "test", "good", "--out", str(corpus))
    assert done.returncode == 1
    assert "differs: title, body" in done.stdout
    assert "title - 别的标题" in done.stdout


def test_a_saved_page_can_be_frozen_and_what_is_no_article_cannot(site, place, tmp_path):
    good(place, site)
    saved = tmp_path / "a.html"
    saved.write_bytes(page("保存下来的一篇文章").sent)
    done = place.run("sources", "freeze", "good", "https://a.example/1", "--file", str(saved), "--out", str(tmp_path / "corpus"))
    assert done.returncode == 0, done.stderr
    saved.write_text("<html></html>")
    done = place.run("sources", "freeze", "good", "https://a.example/2", "--file", str(saved), "--out", str(tmp_path / "other"))
    assert (done.returncode, (tmp_path / "other").exists()) == (2, False)
    assert place.run("sources", "test", "good", "--out", str(tmp_path / "other")).returncode == 2


def test_the_drafts_name_is_told_when_it_is_taken(site, place):
    good(place, site)
    done = place.run("sources", "new", f"{site.url}/health/", "--name", "good")
    assert "exists already" in done.stderr
    assert load_sources(place.folder / "sources", frozenset((site.host,)))[0].title == "示范网"
