"""C3: kill -9 while waiting articles are translated."""

import hashlib
import json
import shutil

import pytest

from pipelines.translation.backends.packages import install_package
from records.page import Page
from records.paths import PROJECT_ROOT, Paths
from records.record import Record
from store.ledger.raw_pages import keep_page
from store.open import open_store
from store.settle import store_result
from store.translations.translations import count_pending_translations
from tests.crash.conftest import SHARE
from tests.crash.scene import accident, rows
from tests.loopback import Place

pytestmark = pytest.mark.unmeasured
NOW = "2026-11-23T19:00:00Z"
TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
FILES = [
    "services/translate.py",
    "store/translations/sentence_memory.py",
    "store/translations/translations.py",
    "pipelines/translation/backends/argos.py",
]
PORTION = 16
"""Sentences decoded together at most in these runs, so that there are several portions to lose."""
PER_SENTENCE = 3
"""Decoder calls that one sentence may cost: itself, its other translations, its clauses."""
ARTICLES = 24


@pytest.fixture
def waiting(tmp_path):
    """An installation with English articles of which no two share a sentence, and the tiny
    package.
    """
    place = Place(tmp_path / "waiting", ())
    lines = (
        (PROJECT_ROOT / "data" / "models" / "fixture_expected.tsv")
        .read_text("utf-8")
        .splitlines()[1:]
    )
    sentences = [line.split("\t")[0] for line in lines]
    with open_store(place.store) as store:
        for number in range(ARTICLES):
            body = "\n".join(
                f"{sentences[(number + step) % len(sentences)]} Page {number}, {step}."
                for step in range(3)
            )
            page = Page(f"http://site.example/{number}", "", body.encode(), NOW)
            record = Record(
                url=page.url, source="", raw=b"", fetched=NOW, title=f"Title {number}", body=body,
                language="en", script="Latn",
                published=f"2026-11-{1 + number:02d}",
                fingerprint=hashlib.sha256(body.encode()).hexdigest(),
            )  # fmt: skip
            store_result(store, keep_page(store, page, NOW).id, record, NOW, pipeline_version="L1")
    install_package(TINY, Paths.of({"JIANWEN_HOME": str(place.store.parent)}).models)
    return place


def halves(place):
    """Articles that say they are translated and are not, or the reverse, or in part."""
    with open_store(place.store) as store:
        return store.query(
            """SELECT a.uid FROM articles AS a LEFT JOIN translations AS t ON t.uid = a.uid WHERE
            (a.translation = 'pending') <> (t.uid IS NULL)
            OR (
              a.translation <> 'pending'
              AND (a.title_zh = '' OR a.body_zh <> t.body OR a.title_zh <> t.title)
            )
            OR length(a.body) - length(replace(a.body, char(10), ''))
              <> length(a.body_zh) - length(replace(a.body_zh, char(10), ''))
              AND a.body_zh <> ''"""
        )


def translated(place):
    return rows(place, "translations", without=("at",), key="uid")


def copy_of(place, folder):
    shutil.copytree(place.folder, folder)
    return Place(folder, place.hosts)


def waits(place):
    with open_store(place.store) as store:
        return count_pending_translations(store)


def decoded(path):
    """Sentences handed to the decoder, of all runs that wrote into a file."""
    return sum(map(int, path.read_text("utf-8").split())) if path.exists() else 0


@pytest.mark.parametrize(
    ("trials", "kills"),
    [
        pytest.param(1, 2, id="short"),
        pytest.param(round(10 * SHARE) or 1, 5, id="long", marks=pytest.mark.long),
    ],
)
def test_translating_killed_at_random_leaves_no_half_article_and_repeats_one_portion_at_most(
    trials, kills, waiting, tmp_path, luck, seed, tell
):
    unhurt = copy_of(waiting, tmp_path / "unhurt")
    counted = accident(
        unhurt,
        {"lines": FILES, "at": 0, "portion": PORTION, "decoded": str(tmp_path / "once")},
        "translate",
    )
    assert counted.returncode == 0
    steps, wanted, once = (
        int(counted.stderr.split()[-1]),
        translated(unhurt),
        decoded(tmp_path / "once"),
    )
    assert len(wanted) == ARTICLES
    worst = again = 0
    for trial in range(trials):
        place, log = copy_of(waiting, tmp_path / f"hurt{trial}"), tmp_path / f"decoded{trial}"
        for number in range(kills):
            at = luck.randint(1, steps // kills)
            where = f"seed {seed}, trial {trial}, kill {number} at line {at} of {steps}"
            assert (
                accident(
                    place,
                    {"lines": FILES, "at": at, "portion": PORTION, "decoded": str(log)},
                    "translate",
                ).returncode
                == -9
            ), where
            assert halves(place) == [], where
        left = waits(place)
        last = json.loads(
            accident(place, {"portion": PORTION, "decoded": str(log)}, "translate", "--json").stdout
        )
        assert (last["done"], last["left"]) == (left, 0), where
        assert translated(place) == wanted, where
        worst, again = max(worst, decoded(log) - once), again + decoded(log) - once
        assert decoded(log) - once <= kills * PORTION * PER_SENTENCE, where
    tell(
        "C3 kill -9 while translating", stores=trials, kills=kills * trials, half_translated=0,
        decoded_once=once,
        portion=PORTION, decoded_again=again, decoded_again_by_five_kills_at_most=worst,
    )  # fmt: skip
