"""The frontier: what becomes due, who gets it, what falls back."""

import pytest

from records.limits import URL_CHARS
from records.page import AnnouncedArticle, Hint, Page
from records.urls import make_uid
from records.verdict import Drop, Quarantine, Retry
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes
from store.db.times import add_seconds, seconds_between
from store.ledger.announcements import DiscoveryCounts, EndpointResponse, record_announcements
from store.ledger.gone_pages import record_gone, withdraw_gone_articles
from store.ledger.intervals import DUE_SHARE, GONE_SECONDS
from store.ledger.raw_pages import keep_page
from store.ledger.urls import (
    LEASE_SECONDS,
    RETRIES_MAX,
    get_or_add_endpoint,
    lease_urls,
    record_fetch_failure,
    record_unchanged,
    release_leases,
)
from store.settle import store_result

pytestmark = pytest.mark.dates

NOW = "2026-11-23T19:00:00Z"
DAY = 86_400
A = "https://daily.example/a"
B = "https://daily.example/b"


def urls(due):
    return [one.url for one in due]


def test_an_unknown_address_becomes_due_with_its_hint(store):
    hint = Hint(title="标题", published="2026-11-20", authors=("王一",))
    assert record_announcements(
        store, "daily", [AnnouncedArticle(A, hint), AnnouncedArticle(B)], NOW
    ) == DiscoveryCounts(2, 0, 0)
    first, second = lease_urls(store, "daily", 1, NOW, 10)
    assert (first.url, first.source, first.kind, first.hint, second.hint) == (
        A,
        "daily",
        "article",
        hint,
        Hint(),
    )


def test_addresses_are_known_by_their_canonical_form(store):
    record_announcements(
        store, "daily", [AnnouncedArticle(f"{A}?utm_source=x#top"), AnnouncedArticle(A)], NOW
    )
    assert record_announcements(
        store, "daily", [AnnouncedArticle(A.upper().replace("/A", "/a"))], NOW
    ) == DiscoveryCounts(0, 0, 1)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://daily.example/a",
        "javascript:alert(1)",
        "https://u:p@daily.example/",
        f"{A}{'x' * URL_CHARS}",
    ],
)
def test_what_is_no_address_is_left_out(store, url):
    assert record_announcements(store, "daily", [AnnouncedArticle(url)], NOW) == DiscoveryCounts(
        0, 0, 0
    )


@pytest.mark.parametrize(
    ("hint", "due"),
    [
        (Hint(modified="2026-11-24T03:01:00+08:00"), True),
        (Hint(published="2026-11-24"), True),
        (Hint(modified="2026-11-24T02:59:00+08:00"), False),
        (Hint(published="2026-11-23"), False),
        (Hint(modified="soon"), False),
        (Hint(), False),
    ],
)
def test_a_known_article_is_due_when_the_announcement_is_newer_than_its_fetch(press, hint, due):
    press.publish(A)
    assert record_announcements(
        press.store, "daily", [AnnouncedArticle(A, hint)], NOW
    ) == DiscoveryCounts(0, int(due), int(not due))
    assert urls(lease_urls(press.store, "daily", 1, NOW, 10)) == [A] * due


def test_a_date_in_the_future_is_followed_once(press):
    candidate = AnnouncedArticle(A, Hint(modified="2099-01-01"))
    press.publish(A)
    assert record_announcements(press.store, "daily", [candidate], NOW).due == 1
    lease_urls(press.store, "daily", 1, NOW, 10)
    press.publish(A)
    assert record_announcements(press.store, "daily", [candidate], NOW).due == 0


def test_an_endpoint_keeps_its_validators_for_the_next_request(store):
    feed = get_or_add_endpoint(store, "daily", "https://daily.example/rss", "feed", NOW)
    assert (
        feed.kind,
        feed.etag,
        get_or_add_endpoint(store, "daily", feed.url, "feed", NOW).id,
    ) == ("feed", "", feed.id)
    record_announcements(
        store,
        "daily",
        [AnnouncedArticle(A)],
        NOW,
        response=EndpointResponse(feed.id, 200, '"1"', "Mon", "d1"),
    )
    record_announcements(store, "daily", [], NOW, response=EndpointResponse(feed.id, 304))
    known = get_or_add_endpoint(store, "daily", feed.url, "feed", NOW)
    assert (known.etag, known.last_modified, known.digest) == ('"1"', "Mon", "d1")
    record_announcements(store, "daily", [], NOW, response=EndpointResponse(feed.id, 200))
    assert get_or_add_endpoint(store, "daily", feed.url, "feed", NOW).etag == ""


def test_one_address_can_be_endpoint_of_two_sources_and_an_article(store):
    first = get_or_add_endpoint(store, "daily", A, "listing", NOW)
    second = get_or_add_endpoint(store, "open", A, "listing", NOW)
    record_announcements(store, "daily", [AnnouncedArticle(A)], NOW)
    (article,) = lease_urls(store, "daily", 1, NOW, 10)
    assert len({first.id, second.id, article.id}) == 3


def test_an_endpoint_is_never_leased_as_an_article(store):
    get_or_add_endpoint(store, "daily", A, "feed", NOW)
    assert lease_urls(store, "daily", 1, NOW, 10, recheck=True) == []


@pytest.mark.parametrize(
    ("url", "form"), [(A, "fragment"), (A, "document"), ("urn:sha256:" + "0" * 64, "page")]
)
def test_what_did_not_come_from_the_web_as_a_page_is_never_asked_for_as_one(
    press, store, url, form
):
    kept = keep_page(store, Page(url, "daily", b"text", NOW, form=form), NOW)
    store_result(store, kept.id, press.record(url), NOW, pipeline_version="L1")
    assert lease_urls(store, "daily", 1, add_seconds(NOW, 400 * DAY), 10) == []
    assert lease_urls(store, "daily", 1, NOW, 10, recheck=True) == []


def test_a_leased_article_is_not_given_twice_until_the_lease_ends(store):
    record_announcements(store, "daily", [AnnouncedArticle(A), AnnouncedArticle(B)], NOW)
    assert urls(lease_urls(store, "daily", 1, NOW, 1)) == [A]
    assert urls(lease_urls(store, "daily", 2, NOW, 9)) == [B]
    assert lease_urls(store, "daily", 3, add_seconds(NOW, LEASE_SECONDS - 1), 9) == []
    assert urls(lease_urls(store, "daily", 3, add_seconds(NOW, LEASE_SECONDS), 9)) == [A, B]


def test_times_beyond_every_wait_of_ours_were_written_by_a_clock_that_ran_ahead(press):
    wrong = "2036-11-23T19:00:00Z"
    press.publish(A)
    record_announcements(
        press.store, "daily", [AnnouncedArticle(B), AnnouncedArticle(f"{B}2")], NOW
    )
    (first, _) = lease_urls(press.store, "daily", 1, NOW, 2)
    record_fetch_failure(press.store, first.id, Retry("fetch", "http-500"), wrong)
    press.store.connection.execute("UPDATE urls SET due_at = ? WHERE state = 'stored'", (wrong,))
    press.store.connection.execute(
        "UPDATE urls SET leased_until = ? WHERE state = 'leased'", (wrong,)
    )
    assert sorted(urls(lease_urls(press.store, "daily", 2, NOW, 9))) == [A, B, f"{B}2"]


def test_leases_of_a_stopped_run_are_given_back(press):
    press.publish(A)
    record_announcements(press.store, "daily", [AnnouncedArticle(B)], NOW)
    lease_urls(press.store, "daily", 1, NOW, 9, recheck=True)
    assert release_leases(press.store, 1) == 2
    assert [row["state"] for row in press.store.query("SELECT state FROM urls ORDER BY url")] == [
        "stored",
        "due",
    ]
    assert release_leases(press.store, 1) == 0


def test_a_stored_article_is_looked_at_again_after_growing_waits(press):
    press.publish(A)
    moment, waits = NOW, []
    for _ in range(6):
        (due,) = press.store.query("SELECT due_at FROM urls")
        assert lease_urls(press.store, "daily", 1, add_seconds(due["due_at"], -1), 9) == []
        (one,) = lease_urls(press.store, "daily", 1, due["due_at"], 9)
        waits.append(due["due_at"])
        record_unchanged(press.store, [one.id], due["due_at"])
        moment = due["due_at"]
    assert waits == sorted(waits)
    assert press.row("SELECT state, status, tries FROM urls") == {
        "state": "stored",
        "status": 304,
        "tries": 0,
    }
    assert press.row("SELECT due_at FROM urls")["due_at"] == add_seconds(
        moment, DUE_SHARE * 4 * 604_800 * 2
    )


def test_recheck_asks_every_stored_article_once_in_a_run(press):
    for url in (A, B):
        press.publish(url)
    assert urls(lease_urls(press.store, "daily", 5, NOW, 1, recheck=True)) == [A]
    press.publish(A, run=5)
    assert urls(lease_urls(press.store, "daily", 5, NOW, 9, recheck=True)) == [B]
    press.publish(B, run=5)
    assert lease_urls(press.store, "daily", 5, NOW, 9, recheck=True) == []
    assert urls(lease_urls(press.store, "daily", 6, NOW, 9, recheck=True)) == [A, B]


@pytest.mark.parametrize(
    ("form", "url"),
    [("document", "urn:sha256:00"), ("page", "urn:sha256:01"), ("fragment", A), ("document", B)],
)
def test_nobody_is_asked_again_for_what_came_without_a_page_of_its_own(press, form, url):
    kept = keep_page(press.store, Page(url, "daily", b"text", NOW, form=form), NOW)
    store_result(press.store, kept.id, press.record(url), NOW, pipeline_version="L1")
    assert lease_urls(press.store, "daily", 7, add_seconds(NOW, 99 * DAY), 9, recheck=True) == []


def test_new_addresses_come_before_second_looks(press):
    press.publish(A)
    record_announcements(press.store, "daily", [AnnouncedArticle(B)], add_seconds(NOW, 9 * DAY))
    assert urls(lease_urls(press.store, "daily", 1, add_seconds(NOW, 9 * DAY), 9)) == [B, A]


def test_a_dropped_page_is_not_asked_for_until_its_recheck(press):
    press.judge(A, Drop("extract", "no-text"))
    assert record_announcements(press.store, "daily", [AnnouncedArticle(A)], NOW).known == 1
    assert lease_urls(press.store, "daily", 1, add_seconds(NOW, 0.8 * DAY), 9, recheck=True) == []
    assert urls(lease_urls(press.store, "daily", 1, add_seconds(NOW, DAY), 9)) == [A]


def test_failed_downloads_wait_longer_each_time_and_end(store):
    record_announcements(store, "daily", [AnnouncedArticle(A)], NOW)
    moment, waits = NOW, []
    for _ in range(RETRIES_MAX):
        (one,) = lease_urls(store, "daily", 1, moment, 9)
        record_fetch_failure(store, one.id, Retry("fetch", "time-out", "30 s"), moment)
        (row,) = store.query("SELECT state, due_at, tries FROM urls")
        waits.append(row["due_at"] > moment)
        moment = row["due_at"]
    assert all(waits)
    assert (row["state"], row["tries"]) == ("dropped", RETRIES_MAX)
    last = store.query("SELECT kind, detail FROM verdicts ORDER BY id")[-1]
    assert tuple(last) == ("drop", "given up: 30 s")


def test_a_host_that_asks_for_time_gets_it(store):
    record_announcements(store, "daily", [AnnouncedArticle(A)], NOW)
    (one,) = lease_urls(store, "daily", 1, NOW, 9)
    record_fetch_failure(store, one.id, Retry("fetch", "http-429", after=7_200), NOW)
    assert store.query("SELECT due_at FROM urls")[0][0] == add_seconds(NOW, 7_200)
    (again,) = lease_urls(store, "daily", 2, add_seconds(NOW, 7_200), 9)
    assert again.tries == 1


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(Drop("fetch", "robots"), "dropped"), (Quarantine("fetch", "bomb"), "quarantined")],
)
def test_a_download_that_is_refused_ends_there(store, verdict, state):
    record_announcements(store, "daily", [AnnouncedArticle(A)], NOW)
    (one,) = lease_urls(store, "daily", 1, NOW, 9)
    record_fetch_failure(store, one.id, verdict, NOW)
    assert tuple(store.query("SELECT state, settled FROM urls")[0]) == (state, state)
    assert tuple(store.query("SELECT stage, reason, run FROM verdicts")[0]) == (
        "fetch",
        verdict.reason,
        1,
    )


@pytest.mark.parametrize(
    "verdict", [Drop("fetch", "robots"), Quarantine("fetch", "bomb"), Retry("fetch", "time-out")]
)
def test_a_failed_second_look_keeps_the_stored_article(press, verdict):
    uid = press.publish(A).uid
    (one,) = lease_urls(press.store, "daily", 1, NOW, 9, recheck=True)
    record_fetch_failure(press.store, one.id, verdict, NOW)
    assert press.row("SELECT state, settled FROM urls") == {"state": "stored", "settled": "stored"}
    assert get_article(press.store, uid).status == "published"


def test_a_failed_endpoint_stays_an_endpoint(store):
    feed = get_or_add_endpoint(store, "daily", A, "feed", NOW)
    for _ in range(RETRIES_MAX + 1):
        record_fetch_failure(store, feed.id, Retry("fetch", "time-out"), NOW)
    record_fetch_failure(store, feed.id, Drop("fetch", "not-a-feed"), NOW)
    assert tuple(store.query("SELECT state, tries FROM urls")[0]) == ("due", RETRIES_MAX + 2)
    assert get_or_add_endpoint(store, "daily", A, "feed", NOW).tries == RETRIES_MAX + 2
    record_unchanged(store, [feed.id], NOW)
    assert get_or_add_endpoint(store, "daily", A, "feed", NOW).tries == 0


def test_two_answers_a_day_apart_withdraw_an_article(press):
    uid = press.publish(A).uid
    id = press.row("SELECT id FROM urls")["id"]
    record_gone(press.store, id, 404, NOW)
    assert press.row("SELECT state, due_at FROM urls") == {
        "state": "stored",
        "due_at": add_seconds(NOW, GONE_SECONDS),
    }
    early, day = add_seconds(NOW, GONE_SECONDS - 1), add_seconds(NOW, GONE_SECONDS)
    record_gone(press.store, id, 404, early)
    assert withdraw_gone_articles(press.store, "daily", early) == (0, 0)
    record_gone(press.store, id, 410, day)
    assert withdraw_gone_articles(press.store, "daily", day) == (1, 0)
    (change,) = iter_changes(press.store, 1)
    assert (change.op, change.uid, change.reason) == ("delete", uid, "gone")
    late = add_seconds(NOW, 2 * GONE_SECONDS)
    record_gone(press.store, id, 410, late)
    assert withdraw_gone_articles(press.store, "daily", late) == (0, 0)
    assert get_last_seq(press.store) == 2


def test_an_answer_between_two_404_starts_the_count_anew(press):
    press.publish(A)
    id = press.row("SELECT id FROM urls")["id"]
    record_gone(press.store, id, 404, NOW)
    record_unchanged(press.store, [id], add_seconds(NOW, 60))
    late = add_seconds(NOW, 2 * GONE_SECONDS)
    record_gone(press.store, id, 404, late)
    assert withdraw_gone_articles(press.store, "daily", late) == (0, 0)


def test_a_page_never_stored_is_gone_at_once_and_announced_again_after_a_day(store):
    record_announcements(store, "daily", [AnnouncedArticle(A)], NOW)
    (one,) = lease_urls(store, "daily", 1, NOW, 9)
    gone = add_seconds(NOW, 2 * GONE_SECONDS)
    assert record_gone(store, one.id, 404, gone)
    assert store.query("SELECT state FROM urls")[0][0] == "gone"
    assert tuple(store.query("SELECT reason, run FROM verdicts")[0]) == ("http-404", 1)
    assert (
        record_announcements(
            store, "daily", [AnnouncedArticle(A)], add_seconds(gone, GONE_SECONDS)
        ).known
        == 1
    )
    assert (
        record_announcements(
            store, "daily", [AnnouncedArticle(A)], add_seconds(gone, GONE_SECONDS + 1)
        ).due
        == 1
    )


def test_a_page_that_is_late_is_asked_for_again_before_it_is_gone(store):
    record_announcements(store, "daily", [AnnouncedArticle(A)], NOW)
    now, waits = NOW, []
    for run in range(3):
        (one,) = lease_urls(store, "daily", run, now, 9)
        assert not record_gone(store, one.id, 404, now)
        assert lease_urls(store, "daily", run, now, 9) == []
        due = store.query("SELECT due_at FROM urls")[0][0]
        waits.append(seconds_between(now, due))
        now = due
    assert waits == [0.9 * 300, 0.9 * 3_600, 0.9 * 21_600]
    (one,) = lease_urls(store, "daily", 9, now, 9)
    assert record_gone(store, one.id, 404, now)
    assert store.query("SELECT state FROM urls")[0][0] == "gone"


def test_an_announced_withdrawal_takes_the_article_back(press):
    uid_ = press.publish(A).uid
    assert record_announcements(
        press.store,
        "daily",
        [AnnouncedArticle(A, withdrawn=True), AnnouncedArticle(B, withdrawn=True)],
        NOW,
    ) == DiscoveryCounts(0, 0, 2)
    (change,) = iter_changes(press.store, 1)
    assert (change.op, change.uid, change.reason) == ("delete", uid_, "source")
    assert press.row("SELECT count(*) AS n FROM urls WHERE uid = ?", make_uid(B)) == {"n": 0}
    assert (
        record_announcements(
            press.store, "daily", [AnnouncedArticle(A)], add_seconds(NOW, DAY)
        ).known
        == 1
    )
    assert (
        record_announcements(
            press.store,
            "daily",
            [AnnouncedArticle(A, Hint(modified=add_seconds(NOW, DAY)))],
            add_seconds(NOW, DAY),
        ).due
        == 1
    )


def test_a_page_kept_and_not_refined_falls_back_to_fetched(press):
    id = press.keep(A, "page")
    record_unchanged(press.store, [id], NOW)
    assert press.row("SELECT state FROM urls") == {"state": "fetched"}


def test_looking_twice_at_an_unknown_address_is_an_error(store):
    with pytest.raises(KeyError):
        record_unchanged(store, [7], NOW)
