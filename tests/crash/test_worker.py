"""C15: a page makes the line want more memory or time than it may have, or ends its process."""

import json
import time

import pytest

from pipelines import STAGES
from store.open import open_store
from tests.crash.scene import accident, account, begin, fill, kill

pytestmark = pytest.mark.unmeasured
PAGES = 10
STAGE = {"memory": "MemoryError", "hang": "time-out", "die": "crash"}


@pytest.mark.parametrize(
    "stage",
    [
        "clean",
        *(
            pytest.param(one.__name__, marks=pytest.mark.long)
            for one in STAGES
            if one.__name__ != "clean"
        ),
    ],
)
def test_a_page_that_takes_too_much_costs_itself_and_no_other(stage, site, place, luck, seed, tell):
    fill(site, PAGES)
    bad = {
        f"/p/{number}": how
        for number, how in zip(luck.sample(range(PAGES), len(STAGE)), STAGE, strict=True)
    }
    done = accident(place, {"stage": stage, "pages": bad, "seconds": 3}, "crawl", "--no-translate")
    assert (done.returncode, done.stderr) == (0, ""), f"seed {seed}: {done}"
    with open_store(place.store) as store:
        said = {
            row["url"]: row["reason"]
            for row in store.query("SELECT url, reason FROM verdicts WHERE kind = 'quarantine'")
        }
        assert said == {site.url + path: STAGE[how] for path, how in bad.items()}, f"seed {seed}"
        assert store.query_number("SELECT count(*) FROM articles") == PAGES - len(bad)
    assert place.run("refine", "--all", "--quiet").returncode == 0
    assert account(place, site, PAGES).sound
    tell(
        f"C15 too much in {stage}",
        pages=PAGES,
        misbehaving=len(bad),
        quarantined=len(said),
        others_stored=PAGES - len(bad),
        read_later=len(bad),
    )


@pytest.mark.long
def test_a_page_over_which_two_runs_are_killed_is_set_aside_by_the_third(site, place):
    fill(site, PAGES)
    slow = place.store.parent / "slow-pages.json"
    for kills in (1, 2):
        hung = {"stage": "clean", "pages": {"/p/3": "hang"}, "seconds": 60}
        process = begin(place, hung, "crawl", "--no-translate")
        while not slow.exists() or [*json.loads(slow.read_text()).values()] != [kills]:
            assert process.poll() is None
            time.sleep(0.05)
        kill(process)
    done = place.run("crawl", "--no-translate")
    assert (done.returncode, slow.exists()) == (0, False), done
    with open_store(place.store) as store:
        (row,) = store.query("SELECT url, reason FROM verdicts WHERE kind = 'quarantine'")
        assert tuple(row) == (site.url + "/p/3", "crash")
        assert store.query_number("SELECT count(*) FROM articles") == PAGES - 1
