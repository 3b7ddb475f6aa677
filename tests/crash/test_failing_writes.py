"""C5: the n-th statement of a crawl fails, for every n."""

import json
import subprocess
import sys

import pytest

from records.paths import PROJECT_ROOT
from store.open import open_store
from tests.crash.scene import accident, account, complete, fill
from tests.loopback import Place

pytestmark = pytest.mark.unmeasured
ARTICLES = 3
ENOUGH = 400
"""More statements than such a crawl has."""
AT_ONCE = 12


def crawls(place, numbers):
    command = [
        sys.executable,
        str(PROJECT_ROOT / "tests" / "crash" / "everywrite.py"),
        str(place.folder),
        *map(str, numbers),
    ]
    done = subprocess.run(
        command,
        env=place.environment(),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "every", [pytest.param(24, id="short"), pytest.param(1, id="long", marks=pytest.mark.long)]
)
def test_whichever_statement_fails_the_crawl_says_so_and_the_next_one_completes(
    every, site, place, luck, seed, tell
):
    """The short suite tries every twenty-fourth statement, from a random one on.

    A statement whose failure changes nothing, such as a probe of sqlite-utils, need not be told:
    then all must be there.
    """
    fill(site, ARTICLES)
    open_store(place.store).close()  # making one is the subject of tests/store/test_crash.py
    numbers = range(1 + luck.randrange(every), ENOUGH, every)
    tried = told = 0
    for start in range(0, len(numbers), AT_ONCE):
        for one in crawls(place, numbers[start : start + AT_ONCE]):
            where = f"seed {seed}, statement {one['number']}: {one}"
            failed, after = one["failed"], one["next"]
            if not failed["reached"]:
                assert tried
                tell(
                    "C5 the n-th statement fails",
                    statements_tried=tried,
                    told=told,
                    harmless=tried - told,
                    completed_by_the_next_run=tried,
                )
                return
            tried += 1
            if failed["rc"]:
                told += 1
                assert failed["rc"] == 3, where
                assert failed["said"].count("\n") == 1, where
                assert "disk I/O error" in failed["said"], where
            assert (after["rc"], after["said"]) == (0, ""), where
            home = Place(place.folder / f"home{one['number']}", place.hosts)
            assert account(home, site, ARTICLES).sound, where
            assert failed["rc"] or first_run(home) == (ARTICLES, 0), where
    pytest.fail("never came to its end")


def test_a_store_that_fails_in_mid_download_is_no_fault_of_the_network(site, place):
    fill(site, ARTICLES)
    done = accident(
        place,
        {"statement": 1, "error": "io", "part": "INTO host_files"},
        "crawl",
        "--no-translate",
        "--quiet",
    )
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done
    assert "disk I/O error" in done.stderr
    complete(place)
    assert account(place, site, ARTICLES).sound


def first_run(home):
    """How many articles the run with the failure has stored and how it ended, by its own
    account.
    """
    with open_store(home.store) as store:
        (row,) = store.query(
            "SELECT sum(s.new), r.exit_code FROM run_sources AS s JOIN runs AS r ON r.id = s.run"
            " WHERE r.id = 1"
        )
        return tuple(row)
