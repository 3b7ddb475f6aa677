"""Articles whose pages are gone: withdrawn when it is sure, left to a person when it is many, back
when they answer.
"""

import pytest

from records.page import AnnouncedArticle
from store.articles.articles import get_article
from store.db.times import add_seconds
from store.ledger.announcements import EndpointResponse, record_announcements
from store.ledger.gone_pages import (
    GONE_SECONDS,
    MISSING_MAX,
    confirm_withdrawals,
    record_gone,
    withdraw_gone_articles,
)
from store.ledger.urls import get_or_add_endpoint, lease_urls, record_unchanged

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
FEED = "https://daily.example/rss.xml"


def days(number: float) -> str:
    return add_seconds(NOW, number * 86_400)


def address(number: int) -> str:
    return f"https://daily.example/{number}"


class Gone:
    """A source with articles, and what its pages and its feed answer."""

    def __init__(self, press, articles: int) -> None:
        self.press, self.store = press, press.store
        for number in range(articles):
            press.publish(address(number), body=f"第{number}篇，正文。")
        self.read_feed(range(articles), at=NOW)

    def id(self, number: int) -> int:
        return self.press.row("SELECT id FROM urls WHERE url = ?", address(number))["id"]

    def answer_404(self, numbers, at: str) -> None:
        for number in numbers:
            record_gone(self.store, self.id(number), 404, at)

    def read_feed(self, numbers, at: str) -> None:
        endpoint = get_or_add_endpoint(self.store, "daily", FEED, "feed", at)
        record_announcements(
            self.store,
            "daily",
            [AnnouncedArticle(address(number)) for number in numbers],
            at,
            response=EndpointResponse(endpoint.id, 200, '"1"', "", "digest"),
        )

    def end_run(self, at: str) -> tuple[int, int]:
        return tuple(withdraw_gone_articles(self.store, "daily", at))

    def published(self) -> int:
        return self.store.query_number("SELECT count(*) FROM articles WHERE status = 'published'")


def test_what_a_fresh_list_still_announces_is_never_withdrawn(press):
    site = Gone(press, 3)
    site.answer_404([0], NOW)
    for day in (1, 2, 3, 9, 30):
        site.read_feed(range(3), at=days(day))
        site.answer_404([0], days(day))
        assert site.end_run(days(day)) == (0, 0)
    site.read_feed([1, 2], at=days(33))
    site.answer_404([0], days(33))
    assert site.end_run(days(33)) == (1, 0)


def test_nothing_is_withdrawn_before_the_lists_were_read_again(press):
    """A feed that is down says nothing about what it holds."""
    site = Gone(press, 3)
    site.answer_404([0], days(1))
    site.answer_404([0], days(2.5))
    assert site.end_run(days(2.5)) == (0, 0)
    site.read_feed([1, 2], at=days(4))
    assert site.end_run(days(4)) == (1, 0)


def test_lists_are_read_whole_after_a_page_was_gone(press):
    """Not modified would not tell what they hold."""
    site = Gone(press, 1)
    assert get_or_add_endpoint(site.store, "daily", FEED, "feed", NOW).etag == '"1"'
    site.answer_404([0], days(1))
    feed = get_or_add_endpoint(site.store, "daily", FEED, "feed", NOW)
    assert (feed.etag, feed.last_modified, feed.digest) == ("", "", "reread")


@pytest.mark.parametrize(
    ("articles", "missing", "withdrawn", "withheld"),
    [
        (14, MISSING_MAX, MISSING_MAX, 0),
        (14, MISSING_MAX + 1, 0, MISSING_MAX + 1),
        (14, 14, 0, 14),
        (30, 6, 0, 6),
        (31, 6, 6, 0),
        (3, 3, 3, 0),
    ],
)
def test_more_than_a_few_wait_for_a_person(press, articles, missing, withdrawn, withheld):
    site = Gone(press, articles)
    gone = range(missing)
    site.answer_404(gone, NOW)
    site.read_feed(range(missing, articles), at=days(1))
    site.answer_404(gone, days(1))
    assert site.end_run(days(1)) == (withdrawn, withheld)
    assert site.published() == articles - withdrawn
    assert press.row("SELECT withheld FROM sources WHERE name = 'daily'")["withheld"] == withheld


def test_the_first_of_many_does_not_go_before_the_others_are_sure(press):
    """Pages are asked for at different times: a site dies one after the other."""
    site = Gone(press, 10)
    site.read_feed([], at=days(1))
    for number in range(10):
        site.answer_404([number], days(1 + number / 100))
    for number in range(10):
        at = days(2.1 + number / 100)
        site.answer_404([number], at)
        assert site.end_run(at) == (0, number + 1)
    assert site.published() == 10


def test_those_of_the_last_day_count(press):
    site = Gone(press, 20)
    site.answer_404(range(5), NOW)
    site.read_feed([], at=days(1))
    site.answer_404(range(5), days(1))
    assert site.end_run(days(1)) == (5, 0)
    site.answer_404(range(5, 8), days(0.3))
    site.answer_404(range(5, 8), days(1.5))
    assert site.end_run(days(1.5)) == (0, 3)
    assert site.end_run(days(2.2)) == (3, 0)


def test_a_person_confirms_and_what_follows_of_the_same_goes(press):
    site = Gone(press, 10)
    site.answer_404(range(8), NOW)
    site.answer_404([8, 9], days(0.9))
    site.read_feed([], at=days(1))
    site.answer_404(range(8), days(1.1))
    assert site.end_run(days(1.1)) == (0, 8)
    assert confirm_withdrawals(site.store, "daily", days(1.2), by="li") == 8
    assert press.row("SELECT withheld FROM sources WHERE name = 'daily'")["withheld"] == 0
    site.answer_404([8, 9], days(2))
    assert site.end_run(days(2)) == (2, 0)
    assert site.published() == 0
    deletions = site.store.query("SELECT reason FROM changes WHERE op = 'delete'")
    assert [row["reason"] for row in deletions] == ["gone"] * 10
    audit = site.store.query("SELECT at, uid, detail FROM audit WHERE action = 'confirm'")
    assert {(row["at"], row["detail"]) for row in audit} == {(days(1.2), "daily")}
    assert len({row["uid"] for row in audit}) == 1 + 8, "those that a crawl took are not his"


def test_a_confirmation_takes_nothing_that_is_still_announced(press):
    site = Gone(press, 10)
    site.answer_404(range(10), NOW)
    site.read_feed(range(4), at=days(1))
    site.answer_404(range(10), days(1.1))
    assert site.end_run(days(1.1)) == (0, 10)
    assert confirm_withdrawals(site.store, "daily", days(1.2)) == 6
    assert site.published() == 4
    assert site.end_run(days(1.3)) == (0, 0)


def test_what_answers_again_before_anybody_confirms_was_never_gone(press):
    site = Gone(press, 10)
    site.answer_404(range(10), NOW)
    site.read_feed([], at=days(1))
    site.answer_404(range(10), days(1.1))
    assert site.end_run(days(1.1)) == (0, 10)
    record_unchanged(site.store, [site.id(number) for number in range(8)], days(1.2))
    assert site.end_run(days(1.3)) == (2, 0)
    record_unchanged(site.store, [site.id(number) for number in range(8)], days(3))
    assert site.published() == 8


def test_a_withdrawn_page_is_asked_again_and_comes_back_by_itself(press):
    site = Gone(press, 2)
    site.answer_404([0], NOW)
    site.read_feed([1], at=days(1))
    site.answer_404([0], days(1))
    assert site.end_run(days(1)) == (1, 0)
    asked = []
    for day in range(2, 400):
        due = lease_urls(site.store, "daily", day, days(day), 9)
        if site.id(0) in {url.id for url in due}:
            asked.append(day)
            site.answer_404([0], days(day))
        record_unchanged(site.store, [url.id for url in due if url.id != site.id(0)], days(day))
    assert asked[:4] == [2, 3, 5, 9] and len(asked) <= 12, asked
    press.publish(address(0), body="第0篇，正文。", now=days(400))
    assert get_article(site.store, address(0)).status == "published"
    assert site.published() == 2


def test_an_imported_article_without_lists_goes_as_before(press):
    press.publish(address(0))
    site_id = press.row("SELECT id FROM urls")["id"]
    record_gone(press.store, site_id, 410, NOW)
    record_gone(press.store, site_id, 410, add_seconds(NOW, GONE_SECONDS))
    at = add_seconds(NOW, GONE_SECONDS)
    assert withdraw_gone_articles(press.store, "daily", at) == (1, 0)
