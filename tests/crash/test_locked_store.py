"""C7: another program holds the store's write lock."""

import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from store.open import open_store
from tests.crash.scene import accident, account, begin, complete, fill, wait_for_requests

pytestmark = pytest.mark.unmeasured
HOLDING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@contextmanager
def held(store):
    """Hold the write lock in another process; the value lets it go."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        if process.poll() is None:
            process.communicate("go\n", timeout=20)


@pytest.mark.parametrize(
    ("wait", "most"),
    [pytest.param(2, 16, id="short"), pytest.param(30, 45, id="long", marks=pytest.mark.long)],
)
def test_a_store_that_stays_locked_ends_the_run_in_one_line_and_in_time(
    wait, most, site, place, tell
):
    """Locked before the run begins, and locked while pages come in: the wait is not paid again for
    each of them.
    """
    fill(site, 24)
    open_store(place.store).close()
    taken = []
    with held(place.store):
        begun = time.monotonic()
        done = accident(place, {"wait": wait}, "crawl", "--no-translate")
        taken.append(time.monotonic() - begun)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done
    assert "another program has kept it locked; nothing was written, try again" in done.stderr
    seen = len(site.log)
    process = begin(place, {"wait": wait}, "crawl", "--no-translate")
    wait_for_requests(site, seen + 6, process)
    with held(place.store):
        begun = time.monotonic()
        _, err = process.communicate(timeout=most * 4)
        taken.append(time.monotonic() - begun)
    assert (process.returncode, err.count("\n")) == (3, 1), err
    assert max(taken) <= most, taken
    complete(place)
    assert account(place, site, 24).sound
    tell(
        "C7 the store stays locked",
        wait_s=wait,
        ended_after_s=[round(one, 1) for one in taken],
        exit=3,
        lost=0,
    )


@pytest.mark.parametrize(
    "seconds", [pytest.param(1, id="short"), pytest.param(20, id="long", marks=pytest.mark.long)]
)
def test_a_store_that_is_let_go_in_time_costs_nothing_but_the_wait(seconds, site, place, tell):
    fill(site, 3)
    open_store(place.store).close()
    with held(place.store) as holder:
        process = place.start("crawl", "--no-translate")
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=seconds + 1)
        holder.communicate("go\n", timeout=20)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert account(place, site, 3).sound
    tell("C7 the store is locked for a while", seconds=seconds + 1, exit=0, lost=0)
