"""C1: kill -9 at random moments of a crawl, until it is done."""

import subprocess

import pytest

from tests.crash.conftest import SHARE
from tests.crash.scene import IN_FLIGHT, account, complete, fill, kill, place_for, wait_for_requests
from tests.loopback import Site

pytestmark = pytest.mark.unmeasured
PAGES, LONG_PAGES = 40, 400


@pytest.mark.parametrize(
    ("trials", "pages"),
    [
        pytest.param(2, PAGES, id="short"),
        pytest.param(round(200 * SHARE) or 1, LONG_PAGES, id="long", marks=pytest.mark.long),
    ],
)
def test_a_crawl_killed_at_random_moments_loses_nothing(trials, pages, tmp_path, luck, seed, tell):
    """Each trial is a site of its own, whose crawl is killed up to four times (three in the long
    suite).
    """
    kills = lost = doubled = again = worst = 0
    for trial in range(trials):
        where = f"seed {seed}, trial {trial}"
        with Site() as site:
            fill(site, pages)
            place = place_for(site, tmp_path / str(trial))
            killed = sum(
                crawl_and_kill(place, site, luck, pages)
                for _ in range(4 if pages == PAGES else luck.randint(1, 3))
            )
            complete(place, where)
            found = account(place, site, pages)
            assert found.sound, f"{where}: {found}"
            assert found.refetched <= IN_FLIGHT * killed, f"{where}: {found} after {killed} kills"
            kills, worst = kills + killed, max(worst, found.refetched)
            lost, doubled, again = (
                lost + found.lost,
                doubled + found.doubled,
                again + found.refetched,
            )
    tell(
        "C1 kill -9 while crawling",
        sites=trials,
        articles_of_each=pages,
        kills=kills,
        lost=lost,
        doubled=doubled,
        asked_again=again,
        most_on_one_site=worst,
    )


def crawl_and_kill(place, site, luck, pages):
    """Begin a crawl and kill it after a random request and up to 0.3 s more.

    False when it was done before.
    """
    process = place.start("crawl", "--no-translate")
    wait_for_requests(site, len(site.log) + luck.randint(0, pages * 4 // 5), process)
    try:
        process.communicate(timeout=luck.uniform(0, 0.3))
    except subprocess.TimeoutExpired:
        kill(process)
        return True
    return False
