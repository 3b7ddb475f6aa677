"""C3: kill -9 while waiting articles are translated."""

import hashlib
import json
import shutil

import pytest

from pipelines.translators.packages import install
from records.home import ROOT, Home
from records.page import Page
from records.record import Record
from store.articles import settle
from store.database import open_store
from store.ledger import keep
from store.translations import count_pending
from tests.crash.conftest import SHARE
from tests.crash.scene import accident, rows
from tests.loopback import Place

pytestmark = pytest.mark.unmeasured
NOW = "2026-11-23T19:00:00Z"
TINY = ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
FILES = ["commands/translate.py", "store/translations.py", "pipelines/translators/argos.py"]
ARTICLES = 24


@pytest.fixture
def waiting(tmp_path):
    """An installation with English articles of which no two share a sentence, and the tiny package."""
    place = Place(tmp_path / "waiting", ())
    lines = (ROOT / "data" / "models" / "fixture_expected.tsv").read_text("utf-8").splitlines()[1:]
    sentences = [line.split("\t")[0] for line in lines]
    with open_store(place.store) as store:
        for number in range(ARTICLES):
            body = "\n".join(f"{sentences[(number + step) % len(sentences)]} Page {number}, {step}." for step in range(3))
            page = Page(f"http://site.example/{number}", "", body.encode(), NOW)
            record = Record(
                url=page.url, source="", raw=b"", fetched=NOW, title=f"Title {number}", body=body, language="en", script="Latn",
                published=f"2026-11-{1 + number:02d}", fingerprint=hashlib.sha256(body.encode()).hexdigest(),
            )  # fmt: skip
            settle(store, keep(store, page, NOW).id, record, NOW, line="L1")
    install(TINY, Home.of({"JIANWEN_HOME": str(place.store.parent)}).models)
    return place


def halves(place):
    """Articles that say they are translated and are not, or the reverse, or in part."""
    with open_store(place.store) as store:
        return store.query(
            """SELECT a.uid FROM articles AS a LEFT JOIN translations AS t ON t.uid = a.uid WHERE
            (a.translation = 'pending') <> (t.uid IS NULL)
            OR (a.translation <> 'pending' AND (a.title_zh = '' OR a.body_zh <> t.body OR a.title_zh <> t.title))
            OR length(a.body) - length(replace(a.body, char(10), '')) <> length(a.body_zh) - length(replace(a.body_zh, char(10), ''))
              AND a.body_zh <> ''"""
        )


def translated(place):
    return rows(place, "translations", without=("at",), key="uid")


def copy_of(place, folder):
    shutil.copytree(place.folder, folder)
    return Place(folder, place.hosts)


def waits(place):
    with open_store(place.store) as store:
        return count_pending(store)


@pytest.mark.parametrize(
    ("trials", "kills"), [pytest.param(1, 2, id="short"), pytest.param(round(10 * SHARE) or 1, 5, id="long", marks=pytest.mark.long)]
)
def test_translating_killed_at_random_lines_leaves_no_half_article_and_repeats_no_finished_one(
    trials, kills, waiting, tmp_path, luck, seed, tell
):
    unhurt = copy_of(waiting, tmp_path / "unhurt")
    counted = accident(unhurt, {"lines": FILES, "at": 0}, "translate")
    assert counted.returncode == 0
    steps, wanted = int(counted.stderr.split()[-1]), translated(unhurt)
    assert len(wanted) == ARTICLES
    again = 0
    for trial in range(trials):
        place = copy_of(waiting, tmp_path / f"hurt{trial}")
        for number in range(kills):
            at = luck.randint(1, steps // kills)
            where = f"seed {seed}, trial {trial}, kill {number} at line {at} of {steps}"
            assert accident(place, {"lines": FILES, "at": at}, "translate").returncode == -9, where
            assert halves(place) == [], where
        left = waits(place)
        last = json.loads(place.run("translate", "--json").stdout)
        assert (last["done"], last["left"]) == (left, 0), where
        assert translated(place) == wanted, where
        again += last["done"] - left
    tell("C3 kill -9 while translating", stores=trials, kills=kills * trials, half_translated=0, finished_articles_translated_again=again)
