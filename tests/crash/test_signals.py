"""C11: the run is asked to stop: Ctrl-C, a service manager, a closed terminal."""

import os
import signal
import threading
import time

import pytest

from spiders.runner import STOP_SECONDS
from store.open import open_store
from tests.crash.conftest import SHARE
from tests.crash.scene import IN_FLIGHT, account, complete, fill, place_for, wait_for_requests
from tests.loopback import Answer, Site

pytestmark = pytest.mark.unmeasured
ARTICLES = 20
SECONDS = 10.0
"""On a machine that is not overloaded; STOP_SECONDS and what the end takes."""
LOAD = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
"""How many processes share a processor while the tests run: all but the wait for downloads takes so
much longer.
"""
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def leased(place):
    with open_store(place.store) as store:
        return store.query_number("SELECT count(*) FROM urls WHERE state = 'leased'")


@pytest.mark.parametrize(
    ("number", "trials"),
    [
        # SIGTERM: tests/commands/test_crawl_ends.py
        pytest.param(signal.SIGHUP, 1, id="short SIGHUP"),
        *(
            pytest.param(one, round(10 * SHARE) or 1, id=f"long {one.name}", marks=pytest.mark.long)
            for one in ENDINGS
        ),
    ],
)
def test_a_signal_at_a_random_moment_ends_the_run_cleanly_and_soon(
    number, trials, tmp_path, luck, seed, tell
):
    """One of the downloads hangs, so that the run cannot end by having nothing left to do."""
    slowest = again = 0.0
    for trial in range(trials):
        with Site() as site:
            fill(site, ARTICLES)
            hanging = threading.Event()
            path = f"/p/{luck.randrange(4)}"
            wanted = site.answers[path]
            site.answers[path] = Answer(wanted.body, headers=wanted.headers, held=hanging)
            place = place_for(site, tmp_path / str(trial))
            process = place.start("crawl", "--no-translate")
            wait_for_requests(site, luck.randint(4, ARTICLES // 2), process)
            process.send_signal(number)
            begun = time.monotonic()
            _, err = process.communicate(timeout=90)
            taken = time.monotonic() - begun
            hanging.set()
            where = f"seed {seed}, trial {trial}: {err}"
            assert process.returncode == 128 + number, where
            assert err.startswith(
                f"jianwen: stopped by signal {number}; the next run goes on with"
            ), where
            assert err.count("\n") == 1, where
            assert taken <= STOP_SECONDS + (SECONDS - STOP_SECONDS) * LOAD, f"{taken} s, {where}"
            site.answers[path] = wanted
            assert leased(place) == 0, where
            complete(place, where)
            found = account(place, site, ARTICLES)
            assert found.sound, where
            assert found.refetched <= IN_FLIGHT, where
            slowest, again = max(slowest, taken), again + found.refetched
    tell(
        f"C11 {number.name}",
        trials=trials,
        slowest_s=round(slowest, 1),
        leased_after=0,
        lost=0,
        asked_again=round(again),
    )


def test_a_run_that_was_started_under_nohup_goes_on_when_the_terminal_closes(site, place):
    fill(site, ARTICLES)
    process = place.start(
        "crawl", "--no-translate", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    wait_for_requests(site, 5, process)
    process.send_signal(signal.SIGHUP)
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 0
    assert account(place, site, ARTICLES).sound
