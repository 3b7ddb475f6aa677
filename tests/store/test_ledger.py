"""The frontier: what becomes due, who gets it, what falls back."""

import pytest

from records.address import uid
from records.limits import EARLY, GONE_SECONDS, LEASE_SECONDS, RETRIES, URL_CHARS
from records.page import Candidate, Hint, Page
from records.verdict import Drop, Quarantine, Retry
from store.articles import get, settle
from store.changes import changes, last_seq
from store.ledger import Answered, Discovered, discover, endpoint, fail, gone, keep, lease, release, unchanged
from store.times import later

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
DAY = 86_400
A = "https://daily.example/a"
B = "https://daily.example/b"


def urls(due):
    return [one.url for one in due]


def test_an_unknown_address_becomes_due_with_its_hint(store):
    hint = Hint(title="标题", published="2026-11-20", authors=("王一",))
    assert discover(store, "daily", [Candidate(A, hint), Candidate(B)], NOW) == Discovered(2, 0, 0)
    first, second = lease(store, "daily", 1, NOW, 10)
    assert (first.url, first.source, first.kind, first.hint, second.hint) == (A, "daily", "article", hint, Hint())


def test_addresses_are_known_by_their_canonical_form(store):
    discover(store, "daily", [Candidate(f"{A}?utm_source=x#top"), Candidate(A)], NOW)
    assert discover(store, "daily", [Candidate(A.upper().replace("/A", "/a"))], NOW) == Discovered(0, 0, 1)


@pytest.mark.parametrize("url", ["ftp://daily.example/a", "javascript:alert(1)", "https://u:p@daily.example/", f"{A}{'x' * URL_CHARS}"])
def test_what_is_no_address_is_left_out(store, url):
    assert discover(store, "daily", [Candidate(url)], NOW) == Discovered(0, 0, 0)


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
    assert discover(press.store, "daily", [Candidate(A, hint)], NOW) == Discovered(0, int(due), int(not due))
    assert urls(lease(press.store, "daily", 1, NOW, 10)) == [A] * due


def test_a_date_in_the_future_is_followed_once(press):
    candidate = Candidate(A, Hint(modified="2099-01-01"))
    press.publish(A)
    assert discover(press.store, "daily", [candidate], NOW).due == 1
    lease(press.store, "daily", 1, NOW, 10)
    press.publish(A)
    assert discover(press.store, "daily", [candidate], NOW).due == 0


def test_an_endpoint_keeps_its_validators_for_the_next_request(store):
    feed = endpoint(store, "daily", "https://daily.example/rss", "feed", NOW)
    assert (feed.kind, feed.etag, endpoint(store, "daily", feed.url, "feed", NOW).id) == ("feed", "", feed.id)
    discover(store, "daily", [Candidate(A)], NOW, answered=Answered(feed.id, 200, '"1"', "Mon", "d1"))
    discover(store, "daily", [], NOW, answered=Answered(feed.id, 304))
    known = endpoint(store, "daily", feed.url, "feed", NOW)
    assert (known.etag, known.last_modified, known.digest) == ('"1"', "Mon", "d1")
    discover(store, "daily", [], NOW, answered=Answered(feed.id, 200))
    assert endpoint(store, "daily", feed.url, "feed", NOW).etag == ""


def test_one_address_can_be_endpoint_of_two_sources_and_an_article(store):
    first = endpoint(store, "daily", A, "listing", NOW)
    second = endpoint(store, "open", A, "listing", NOW)
    discover(store, "daily", [Candidate(A)], NOW)
    (article,) = lease(store, "daily", 1, NOW, 10)
    assert len({first.id, second.id, article.id}) == 3


def test_an_endpoint_is_never_leased_as_an_article(store):
    endpoint(store, "daily", A, "feed", NOW)
    assert lease(store, "daily", 1, NOW, 10, recheck=True) == []


@pytest.mark.parametrize(("url", "form"), [(A, "fragment"), (A, "document"), ("urn:sha256:" + "0" * 64, "page")])
def test_what_did_not_come_from_the_web_as_a_page_is_never_asked_for_as_one(press, store, url, form):
    kept = keep(store, Page(url, "daily", b"text", NOW, form=form), NOW)
    settle(store, kept.id, press.record(url), NOW, line="L1")
    assert lease(store, "daily", 1, later(NOW, 400 * DAY), 10) == []
    assert lease(store, "daily", 1, NOW, 10, recheck=True) == []


def test_a_leased_article_is_not_given_twice_until_the_lease_ends(store):
    discover(store, "daily", [Candidate(A), Candidate(B)], NOW)
    assert urls(lease(store, "daily", 1, NOW, 1)) == [A]
    assert urls(lease(store, "daily", 2, NOW, 9)) == [B]
    assert lease(store, "daily", 3, later(NOW, LEASE_SECONDS - 1), 9) == []
    assert urls(lease(store, "daily", 3, later(NOW, LEASE_SECONDS), 9)) == [A, B]


def test_times_beyond_every_wait_of_ours_were_written_by_a_clock_that_ran_ahead(press):
    wrong = "2036-11-23T19:00:00Z"
    press.publish(A)
    discover(press.store, "daily", [Candidate(B), Candidate(f"{B}2")], NOW)
    (first, _) = lease(press.store, "daily", 1, NOW, 2)
    fail(press.store, first.id, Retry("fetch", "http-500"), wrong)
    press.store.connection.execute("UPDATE urls SET due_at = ? WHERE state = 'stored'", (wrong,))
    press.store.connection.execute("UPDATE urls SET leased_until = ? WHERE state = 'leased'", (wrong,))
    assert sorted(urls(lease(press.store, "daily", 2, NOW, 9))) == [A, B, f"{B}2"]


def test_leases_of_a_stopped_run_are_given_back(press):
    press.publish(A)
    discover(press.store, "daily", [Candidate(B)], NOW)
    lease(press.store, "daily", 1, NOW, 9, recheck=True)
    assert release(press.store, 1) == 2
    assert [row["state"] for row in press.store.query("SELECT state FROM urls ORDER BY url")] == ["stored", "due"]
    assert release(press.store, 1) == 0


def test_a_stored_article_is_looked_at_again_after_growing_waits(press):
    press.publish(A)
    moment, waits = NOW, []
    for _ in range(6):
        (due,) = press.store.query("SELECT due_at FROM urls")
        assert lease(press.store, "daily", 1, later(due["due_at"], -1), 9) == []
        (one,) = lease(press.store, "daily", 1, due["due_at"], 9)
        waits.append(due["due_at"])
        unchanged(press.store, [one.id], due["due_at"])
        moment = due["due_at"]
    assert waits == sorted(waits)
    assert press.row("SELECT state, status, tries FROM urls") == {"state": "stored", "status": 304, "tries": 0}
    assert press.row("SELECT due_at FROM urls")["due_at"] == later(moment, EARLY * 4 * 604_800 * 2)


def test_recheck_asks_every_stored_article_once_in_a_run(press):
    for url in (A, B):
        press.publish(url)
    assert urls(lease(press.store, "daily", 5, NOW, 1, recheck=True)) == [A]
    press.publish(A, run=5)
    assert urls(lease(press.store, "daily", 5, NOW, 9, recheck=True)) == [B]
    press.publish(B, run=5)
    assert lease(press.store, "daily", 5, NOW, 9, recheck=True) == []
    assert urls(lease(press.store, "daily", 6, NOW, 9, recheck=True)) == [A, B]


@pytest.mark.parametrize(("form", "url"), [("document", "urn:sha256:00"), ("page", "urn:sha256:01"), ("fragment", A), ("document", B)])
def test_nobody_is_asked_again_for_what_came_without_a_page_of_its_own(press, form, url):
    kept = keep(press.store, Page(url, "daily", b"text", NOW, form=form), NOW)
    settle(press.store, kept.id, press.record(url), NOW, line="L1")
    assert lease(press.store, "daily", 7, later(NOW, 99 * DAY), 9, recheck=True) == []


def test_new_addresses_come_before_second_looks(press):
    press.publish(A)
    discover(press.store, "daily", [Candidate(B)], later(NOW, 9 * DAY))
    assert urls(lease(press.store, "daily", 1, later(NOW, 9 * DAY), 9)) == [B, A]


def test_a_dropped_page_is_not_asked_for_until_its_recheck(press):
    press.judge(A, Drop("extract", "no-text"))
    assert discover(press.store, "daily", [Candidate(A)], NOW).known == 1
    assert lease(press.store, "daily", 1, later(NOW, 0.8 * DAY), 9, recheck=True) == []
    assert urls(lease(press.store, "daily", 1, later(NOW, DAY), 9)) == [A]


def test_failed_downloads_wait_longer_each_time_and_end(store):
    discover(store, "daily", [Candidate(A)], NOW)
    moment, waits = NOW, []
    for _ in range(RETRIES):
        (one,) = lease(store, "daily", 1, moment, 9)
        fail(store, one.id, Retry("fetch", "time-out", "30 s"), moment)
        (row,) = store.query("SELECT state, due_at, tries FROM urls")
        waits.append(row["due_at"] > moment)
        moment = row["due_at"]
    assert all(waits)
    assert (row["state"], row["tries"]) == ("dropped", RETRIES)
    last = store.query("SELECT kind, detail FROM verdicts ORDER BY id")[-1]
    assert tuple(last) == ("drop", "given up: 30 s")


def test_a_host_that_asks_for_time_gets_it(store):
    discover(store, "daily", [Candidate(A)], NOW)
    (one,) = lease(store, "daily", 1, NOW, 9)
    fail(store, one.id, Retry("fetch", "http-429", after=7_200), NOW)
    assert store.query("SELECT due_at FROM urls")[0][0] == later(NOW, 7_200)
    (again,) = lease(store, "daily", 2, later(NOW, 7_200), 9)
    assert again.tries == 1


@pytest.mark.parametrize(("verdict", "state"), [(Drop("fetch", "robots"), "dropped"), (Quarantine("fetch", "bomb"), "quarantined")])
def test_a_download_that_is_refused_ends_there(store, verdict, state):
    discover(store, "daily", [Candidate(A)], NOW)
    (one,) = lease(store, "daily", 1, NOW, 9)
    fail(store, one.id, verdict, NOW)
    assert tuple(store.query("SELECT state, settled FROM urls")[0]) == (state, state)
    assert tuple(store.query("SELECT stage, reason, run FROM verdicts")[0]) == ("fetch", verdict.reason, 1)


@pytest.mark.parametrize("verdict", [Drop("fetch", "robots"), Quarantine("fetch", "bomb"), Retry("fetch", "time-out")])
def test_a_failed_second_look_keeps_the_stored_article(press, verdict):
    uid = press.publish(A).uid
    (one,) = lease(press.store, "daily", 1, NOW, 9, recheck=True)
    fail(press.store, one.id, verdict, NOW)
    assert press.row("SELECT state, settled FROM urls") == {"state": "stored", "settled": "stored"}
    assert get(press.store, uid).status == "published"


def test_a_failed_endpoint_stays_an_endpoint(store):
    feed = endpoint(store, "daily", A, "feed", NOW)
    for _ in range(RETRIES + 1):
        fail(store, feed.id, Retry("fetch", "time-out"), NOW)
    fail(store, feed.id, Drop("fetch", "not-a-feed"), NOW)
    assert tuple(store.query("SELECT state, tries FROM urls")[0]) == ("due", RETRIES + 2)
    assert endpoint(store, "daily", A, "feed", NOW).tries == RETRIES + 2
    unchanged(store, [feed.id], NOW)
    assert endpoint(store, "daily", A, "feed", NOW).tries == 0


def test_two_answers_a_day_apart_withdraw_an_article(press):
    uid = press.publish(A).uid
    id = press.row("SELECT id FROM urls")["id"]
    assert not gone(press.store, id, 404, NOW)
    assert press.row("SELECT state, due_at FROM urls") == {"state": "stored", "due_at": later(NOW, GONE_SECONDS)}
    assert not gone(press.store, id, 404, later(NOW, GONE_SECONDS - 1))
    assert gone(press.store, id, 410, later(NOW, GONE_SECONDS))
    (change,) = changes(press.store, 1)
    assert (change.op, change.uid, change.reason) == ("delete", uid, "gone")
    assert not gone(press.store, id, 410, later(NOW, 2 * GONE_SECONDS))
    assert last_seq(press.store) == 2


def test_an_answer_between_two_404_starts_the_count_anew(press):
    press.publish(A)
    id = press.row("SELECT id FROM urls")["id"]
    gone(press.store, id, 404, NOW)
    unchanged(press.store, [id], later(NOW, 60))
    assert not gone(press.store, id, 404, later(NOW, 2 * GONE_SECONDS))


def test_a_page_never_stored_is_gone_at_once_and_announced_again_after_a_day(store):
    discover(store, "daily", [Candidate(A)], NOW)
    (one,) = lease(store, "daily", 1, NOW, 9)
    assert not gone(store, one.id, 404, NOW)
    assert store.query("SELECT state FROM urls")[0][0] == "gone"
    assert tuple(store.query("SELECT reason, run FROM verdicts")[0]) == ("http-404", 1)
    assert discover(store, "daily", [Candidate(A)], later(NOW, GONE_SECONDS)).known == 1
    assert discover(store, "daily", [Candidate(A)], later(NOW, GONE_SECONDS + 1)).due == 1


def test_an_announced_withdrawal_takes_the_article_back(press):
    uid_ = press.publish(A).uid
    assert discover(press.store, "daily", [Candidate(A, withdrawn=True), Candidate(B, withdrawn=True)], NOW) == Discovered(0, 0, 2)
    (change,) = changes(press.store, 1)
    assert (change.op, change.uid, change.reason) == ("delete", uid_, "source")
    assert press.row("SELECT count(*) AS n FROM urls WHERE uid = ?", uid(B)) == {"n": 0}
    assert discover(press.store, "daily", [Candidate(A)], later(NOW, DAY)).known == 1
    assert discover(press.store, "daily", [Candidate(A, Hint(modified=later(NOW, DAY)))], later(NOW, DAY)).due == 1


def test_a_page_kept_and_not_refined_falls_back_to_fetched(press):
    id = press.keep(A, "page")
    unchanged(press.store, [id], NOW)
    assert press.row("SELECT state FROM urls") == {"state": "fetched"}


def test_looking_twice_at_an_unknown_address_is_an_error(store):
    with pytest.raises(KeyError):
        unchanged(store, [7], NOW)
