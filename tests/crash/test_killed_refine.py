"""C2: kill -9 in each stage of the line while stored pages are refined."""

import shutil

import pytest

from pipelines import STAGES
from records.page import Page
from store.ledger.raw_pages import keep_page
from store.open import open_store
from tests.crash.conftest import SHARE
from tests.crash.scene import accident, article, articles, rows
from tests.loopback import Place

pytestmark = pytest.mark.unmeasured
NOW = "2026-11-23T19:00:00Z"
NAMES = [stage.__name__ for stage in STAGES]
PAGES = 12


@pytest.fixture
def waiting(tmp_path):
    """An installation that holds pages which were fetched and never read."""
    place = Place(tmp_path / "waiting", ())
    with open_store(place.store) as store:
        for number in range(PAGES):
            keep_page(
                store, Page(f"http://site.example/p/{number}", "", article(number).sent, NOW), NOW
            )
    return place


def copy_of(place, folder):
    shutil.copytree(place.folder, folder)
    return Place(folder, place.hosts)


def outcome(place):
    """All that refining leaves behind, but for times and for the numbers that a killed run used
    up.
    """
    memory = rows(place, "site_lines", without=("first", "last"), key="trace")
    return articles(place), rows(place, "verdicts", without=("id", "run", "at"), key="url"), memory


@pytest.mark.parametrize(
    ("trials", "stages"),
    [
        pytest.param(1, 3, id="short"),
        pytest.param(round(50 * SHARE) or 1, len(NAMES), id="long", marks=pytest.mark.long),
    ],
)
def test_refining_killed_in_any_stage_ends_as_if_it_had_not_been(
    trials, stages, waiting, tmp_path, luck, seed, tell
):
    """All stages (three in the short suite), in turn on one store: each run dies where it got a
    random one of the pages that are left.
    """
    unhurt = copy_of(waiting, tmp_path / "unhurt")
    assert unhurt.run("refine").returncode == 0
    wanted = outcome(unhurt)
    assert len(wanted[0]) == PAGES
    kills = 0
    for trial in range(trials):
        place = copy_of(waiting, tmp_path / f"hurt{trial}")
        for name in luck.sample(NAMES, stages):
            done = accident(place, {"stage": name, "at": luck.randint(1, 2)}, "refine")
            assert done.returncode == -9, f"seed {seed}, trial {trial}, {name}: {done}"
            kills += 1
        assert place.run("refine", "--quiet").returncode == 0
        assert outcome(place) == wanted, f"seed {seed}, trial {trial}"
    tell("C2 kill -9 while refining", stages=stages, kills=kills, stores=trials, differing_rows=0)
