"""Days of a site whose article pages are gone: what the crawl does, says and leaves to a person."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from store.open import open_store
from tests.clocked import Clock
from tests.loopback import Answer, Place, Site, page

pytestmark = pytest.mark.dates
CLOCK = Clock()
SOURCE = 'title = "晚报"\nkind = "news"\nhome = "{url}/"\nlanguage = "zh"\nfeeds = ["{url}/rss"]\n'
ARTICLES = range(12)
GONE = Answer("<h1>404</h1>", 404, {"Content-Type": "text/html"})


class Newspaper:
    """A site with a feed, and the crawls of its source day by day."""

    def __init__(self, site: Site, folder) -> None:
        self.site = site
        self.first = Place(folder, (site.host,), clock=CLOCK)
        self.first.source("wanbao", SOURCE.format(url=site.url))
        self.list_articles(ARTICLES)
        for number in ARTICLES:
            site.answers[f"/a/{number}"] = page(f"第{number}篇")
        self.crawl(0)

    def list_articles(self, numbers: Iterable[int], etag: str = "") -> None:
        items = "".join(
            f"<item><title>第{number}篇</title><link>{self.site.url}/a/{number}</link></item>"
            for number in numbers
        )
        headers = {"Content-Type": "text/xml"} | ({"ETag": etag} if etag else {})
        feed = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"
        self.site.answers["/rss"] = Answer(feed, headers=headers)

    def take_away(self, numbers: Iterable[int]) -> None:
        self.site.answers |= {f"/a/{number}": GONE for number in numbers}

    def at(self, hours: float) -> Place:
        """The same installation at another hour."""
        moment = CLOCK.read() + timedelta(hours=hours)
        return replace(self.first, clock=Clock(moment.isoformat()))

    def crawl(self, hours: float):
        return self.at(hours).run("crawl", "--no-translate")

    def status(self, hours: float) -> tuple[int, dict]:
        done = self.at(hours).run("status", "--json")
        return done.returncode, json.loads(done.stdout)["sources"][0]

    def published(self) -> int:
        with open_store(self.first.store, readonly=True) as store:
            return store.query_number("SELECT count(*) FROM articles WHERE status = 'published'")


@pytest.fixture
def newspaper(tmp_path) -> Iterator[Newspaper]:
    with Site() as site:
        yield Newspaper(site, tmp_path)


HOURS = (2, 27, 54)


@pytest.mark.parametrize("etag", ["", '"same"'], ids=["plain", "not modified"])
def test_while_the_feed_lists_them_no_article_is_withdrawn_and_it_is_said(newspaper, etag):
    """For days, whether or not the feed says that it has not changed."""
    newspaper.list_articles(ARTICLES, etag)
    newspaper.crawl(1)
    newspaper.take_away(ARTICLES)
    done = [newspaper.crawl(hours) for hours in HOURS]
    assert newspaper.published() == len(ARTICLES)
    assert done[-1].returncode == 1
    assert "withdrawals to confirm: wanbao 12" in done[-1].stdout
    code, source = newspaper.status(HOURS[-1])
    assert (code, source["status"]) == (1, "withdrawals")


def test_all_of_a_source_wait_for_a_person_who_confirms(newspaper):
    newspaper.list_articles([])
    newspaper.take_away(ARTICLES)
    done = [newspaper.crawl(hours) for hours in HOURS]
    assert newspaper.published() == len(ARTICLES)
    (line,) = done[-1].stderr.splitlines()
    assert "12 of its articles answer 404 or 410" in line
    assert "`jianwen withdraw --confirm wanbao`" in line
    code, source = newspaper.status(81)
    assert (code, source["status"], source["withheld"]) == (1, "withdrawals", 12)
    assert source["reason"] == "12 of its 12 articles answer 404 or 410; they stay published"
    confirmed = newspaper.at(82).run("withdraw", "--confirm", "wanbao")
    assert (confirmed.returncode, confirmed.stdout) == (0, "wanbao: 12 articles withdrawn\n")
    assert newspaper.published() == 0
    assert newspaper.status(83)[1]["status"] != "withdrawals"


def test_what_comes_back_before_and_after_is_published_by_itself(newspaper):
    newspaper.list_articles([])
    newspaper.take_away(ARTICLES)
    for hours in HOURS:
        newspaper.crawl(hours)
    newspaper.at(82).run("withdraw", "--confirm", "wanbao", "--quiet")
    for number in ARTICLES:
        newspaper.site.answers[f"/a/{number}"] = page(f"第{number}篇")
    for hours in (107, 130, 160):
        newspaper.crawl(hours)
    assert newspaper.published() == len(ARTICLES)
    with open_store(newspaper.first.store, readonly=True) as store:
        rows = store.query("SELECT uid, count(*) AS n FROM changes GROUP BY uid")
    assert {row["n"] for row in rows} == {3}  # published, withdrawn, published again


def test_a_few_are_withdrawn_with_a_word(newspaper):
    newspaper.list_articles(range(2, 12))
    newspaper.take_away([0, 1])
    done = [newspaper.crawl(hours) for hours in HOURS]
    assert newspaper.published() == len(ARTICLES) - 2
    (told,) = [each for each in done if "; 2 withdrawn" in each.stdout]
    assert told.returncode == 0
    runs = newspaper.at(81).run("runs")
    assert "2 articles withdrawn: their pages answer 404 or 410" in runs.stdout


def test_a_confirmation_needs_a_source_that_the_store_knows_and_nothing_else(newspaper):
    for words in (
        ["--confirm", "nobody"],
        ["--confirm", "wanbao", "--reason", "x"],
        ["uid", "--confirm", "wanbao"],
    ):
        done = newspaper.at(1).run("withdraw", *words)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done
    assert newspaper.published() == len(ARTICLES)


def test_a_source_whose_new_pages_are_not_there_is_not_ok(newspaper) -> None:
    paper, site = newspaper, newspaper.site
    paper.list_articles(range(9, 15), etag='"2"')
    paper.take_away(range(12, 15))
    for hours in (1, 2, 4, 12, 24):  # late pages get their chances first
        place = paper.at(hours)
        place.run("crawl", "--no-translate")
    (source,) = json.loads(place.run("status", "--json").stdout)["sources"]
    assert source["status"] == "nothing-stored"
    assert source["reason"].startswith("announced 3 articles since ")
    assert source["reason"].endswith(": http-404")
    site.answers["/a/14"] = page("第14篇")
    paper.list_articles(range(9, 16), etag='"3"')
    site.answers["/a/15"] = page("第15篇")
    back = paper.at(26)
    back.run("crawl", "--no-translate")
    (source,) = json.loads(back.run("status", "--json").stdout)["sources"]
    assert source["status"] != "nothing-stored"
