"""C9: the system clock is wrong, by hours or by years, from the beginning or of a sudden."""

import pytest

from crawler.settings import DOWNLOAD_TRIES
from records.clock import utc_now
from store.db.times import add_seconds
from store.ledger.intervals import LONGEST_RECHECK
from store.open import open_store
from tests.crash.scene import accident, account, fill, refetched
from tests.loopback import Answer

pytestmark = [pytest.mark.unmeasured, pytest.mark.dates]
ARTICLES = 5
HOUR, DAY, YEAR = 3_600, 86_400, 31_557_600
CASES = {
    "an hour back": (-HOUR, 0),
    "a day ahead": (DAY, 0),
    "ten years back": (-10 * YEAR, 0),
    "ten years ahead": (10 * YEAR, 0),
    "an hour ahead in mid-run, as a wrong summer time": (HOUR, 25),
    "an hour back in mid-run": (-HOUR, 25),
    "ten years back in mid-run": (-10 * YEAR, 25),
    "ten years ahead in mid-run": (10 * YEAR, 25),
}
SHORT = ("ten years ahead",)


def published(place):
    with open_store(place.store) as store:
        return {
            row["url"]: row["published"]
            for row in store.query("SELECT url, published FROM articles")
        }


@pytest.mark.parametrize(
    "case",
    [*SHORT, *(pytest.param(case, marks=pytest.mark.long) for case in CASES if case not in SHORT)],
)
def test_a_wrong_clock_holds_no_article_back_and_asks_for_none_in_a_loop(case, site, place, tell):
    """A right run, a wrong one that also finds new articles and one that fails, then the next day's
    run on a right clock.
    """
    seconds, after = CASES[case]
    fill(site, ARTICLES)
    assert place.crawl()["new"] == ARTICLES
    dates = published(place)
    fill(site, 2 * ARTICLES)
    site.answers["/p/5"] = Answer(b"", 500)
    wrong = accident(place, {"clock": seconds, "after": after}, "crawl", "--no-translate")
    assert (wrong.returncode, wrong.stderr) == (0, ""), wrong
    asked = refetched(site) - DOWNLOAD_TRIES + 1
    assert asked <= ARTICLES, "a clock that is ahead makes rechecks due, once"
    fill(site, 3 * ARTICLES)
    right = accident(place, {"clock": DAY + HOUR}, "crawl", "--no-translate")
    assert (right.returncode, right.stderr) == (0, ""), right
    assert account(place, site, 3 * ARTICLES).sound
    assert {url: date for url, date in published(place).items() if url in dates} == dates
    assert due(place, DAY + HOUR) == 0
    tell(
        f"C9 clock {case}",
        lost=0,
        published_dates_changed=0,
        rechecks_by_the_wrong_run=asked,
        overdue_or_out_of_reach_after_the_right_one=0,
    )


def due(place, seconds):
    """Count the articles whose next look has come already, or lies further ahead than any wait of
    ours.
    """
    at = add_seconds(utc_now(), seconds)
    with open_store(place.store) as store:
        return store.query_number(
            "SELECT count(*) FROM urls WHERE kind = 'article' AND due_at NOT BETWEEN ? AND ?",
            (at, add_seconds(at, LONGEST_RECHECK)),
        )
