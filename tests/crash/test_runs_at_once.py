"""C8: several runs are started at the same moment, as overlapping cron lines do."""

import time
from collections import Counter

import pytest

from tests.crash.conftest import SHARE
from tests.crash.scene import account, fill, place_for
from tests.loopback import Site

pytestmark = pytest.mark.unmeasured
ARTICLES = 12


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(1, id="short"),
        pytest.param(round(25 * SHARE) or 1, id="long", marks=pytest.mark.long),
    ],
)
def test_of_several_runs_at_once_one_works_and_the_others_leave_at_once(
    rounds, tmp_path, seed, tell
):
    slowest, turned_away, twice = 0.0, 0, 0
    for number in [2, 5] * rounds:
        folder = tmp_path / f"{turned_away}"
        with Site() as site:
            fill(site, ARTICLES)
            place = place_for(site, folder)
            processes = [place.start("crawl", "--no-translate") for _ in range(number)]
            begun, ends = time.monotonic(), {}
            while len(ends) < number:
                for process in processes:
                    if process.poll() is not None:
                        ends.setdefault(process.pid, time.monotonic() - begun)
                time.sleep(0.005)
            said = [process.communicate()[1] for process in processes]
            codes = Counter(process.returncode for process in processes)
            assert codes == {0: 1, 75: number - 1}, f"{number} at once: {codes} {said}"
            (worker,) = (process.pid for process in processes if process.returncode == 0)
            assert (
                sum(f"process {worker}" in one and one.count("\n") == 1 for one in said)
                == number - 1
            )
            assert max(ends, key=ends.__getitem__) == worker
            slowest = max(slowest, *(taken for pid, taken in ends.items() if pid != worker))
            assert account(place, site, ARTICLES).sound
            twice += sum(count - 1 for count in Counter(site.paths()).values())
            turned_away += number - 1
    assert twice == 0
    tell(
        "C8 two and five runs at once",
        rounds=2 * rounds,
        turned_away=turned_away,
        slowest_s=round(slowest, 2),
        fetched_twice=twice,
    )
