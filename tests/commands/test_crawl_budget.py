"""A run that has so much time and no more; what it tells cron and whoever watches."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.run.result import CrawlResult
from pipelines.translation.backends.null import NullTranslator
from records.errors import ModelError
from records.paths import Paths
from services import translate
from services.crawl import (
    TRANSLATE_SHARE,
    NewTranslations,
    TimeBudget,
    translate_new_articles,
)
from services.translate import TranslateOptions, translate_pending
from store.open import open_store
from tests.loopback import Answer, Place, Site, page

SOURCE = """
title = "示范"
kind = "news"
home = "{url}/"
listings = ["{url}/list.html"]
links = "/p/\\\\d+$"
delay = {delay}
concurrency = 1
"""
PAGES = 40
SECONDS = 12  # a busy machine needs five of them to begin


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        listed = "".join(f'<a href="/p/{n}">文章{n}</a>' for n in range(PAGES))
        site.answers["/list.html"] = Answer(listed, headers={"Content-Type": "text/html"})
        site.answers |= {f"/p/{n}": page(f"第{n}篇文章") for n in range(PAGES)}
        site.answers |= {f"/ping{end}": Answer(b"OK") for end in ("", "/start", "/fail")}
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    return Place(tmp_path, (site.host,), {"JIANWEN_HEALTHCHECK": f"{site.url}/ping"})


def test_when_its_time_is_up_a_run_gives_back_what_is_left_and_the_next_one_takes_it(site, place):
    """At one page a second 40 pages would take 40 s."""
    place.source("slow", SOURCE.format(url=site.url, delay=1))
    begun = time.monotonic()
    done = place.run("crawl", "--no-translate", "--for", f"{SECONDS}s")
    assert time.monotonic() - begun < 2 * SECONDS
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    with open_store(place.store) as store:
        stored = store.query_number("SELECT count(*) FROM articles")
        assert store.query_number("SELECT count(*) FROM urls WHERE state = 'leased'") == 0
        assert store.query_number("SELECT exit_code FROM runs") == 0
        left = store.query_number(
            "SELECT count(*) FROM urls WHERE kind = 'article' AND state <> 'stored'"
        )
    assert stored + left == (PAGES if f" {PAGES} found" in line else 0)
    assert f"; time is up, {left} pages wait for the next run" in line
    assert [(asked.path, asked.sent.decode()) for asked in site.log if "ping" in asked.path] == [
        ("/ping/start", ""),
        ("/ping", line),
    ]
    place.source("slow", SOURCE.format(url=site.url, delay=0))
    rest = place.crawl()
    assert (rest["rc"], rest["new"], rest["left"], rest["time_up"]) == (0, PAGES - stored, 0, False)
    assert sum(len(site.asked(f"/p/{n}")) for n in range(PAGES)) <= PAGES + 1, (
        "at most what was on its way is asked for twice"
    )


def test_without_any_time_nothing_is_asked_and_the_line_says_whose_turn_it_was_not(site, place):
    place.source("slow", SOURCE.format(url=site.url, delay=1))
    done = place.run("crawl", "--no-translate", "--for", "0.1s", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["time_up"], told["not_asked"], told["exit_code"]) == (
        0,
        True,
        ["slow"],
        0,
    )
    assert "/list.html" not in site.paths()


def test_a_failure_reaches_whoever_watches_with_what_was_said(site, place):
    place.source("gone", SOURCE.format(url=site.url, delay=0).replace("list.html", "none.html"))
    done = place.run("crawl", "--quiet")
    assert (done.returncode, done.stdout) == (3, "")
    (said,) = [asked.sent.decode() for asked in site.asked("/ping/fail")]
    assert said.startswith("crawl: 1 sources, ")
    assert said.endswith("; failed: gone")
    place.source("bad", "title = 1\n")
    assert place.run("crawl").returncode == 2
    assert "bad.toml" in site.asked("/ping/fail")[1].sent.decode()


def test_a_budget_leaves_a_share_to_the_translation():
    begun = time.monotonic()
    budget = TimeBudget(100)
    assert begun + 100 <= budget.crawl_deadline(translate=False) < begun + 101
    assert budget.crawl_deadline(translate=True) == pytest.approx(
        budget.crawl_deadline(translate=False) - 100 * TRANSLATE_SHARE
    )
    assert 99 < budget.left <= 100
    assert (TimeBudget(None).left, TimeBudget(None).crawl_deadline(translate=True)) == (None, 0.0)


class Stopping(NullTranslator):
    """Reads English, and is told to stop while it does."""

    name, languages = "stopping", frozenset(("en",))

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def translate(self, sentences):
        raise self.error


@pytest.mark.parametrize(
    ("error", "line", "code", "stopped"),
    [
        (KeyboardInterrupt(), "translate: stopped, 1 wait", 0, 2),
        (KeyboardInterrupt(15), "translate: stopped, 1 wait", 0, 15),
        (ModelError("the package is damaged"), "untranslated: the package is damaged", 2, 0),
    ],
)
def test_whatever_becomes_of_the_translation_the_harvest_is_told(
    shelf, monkeypatch, error, line, code, stopped
):
    shelf.add(
        "https://open.example/1",
        "Wash your hands",
        "Wash your hands often.",
        source="open",
        language="en",
    )
    monkeypatch.setattr(translate, "choose_translator", lambda _: Stopping(error))
    result = CrawlResult(1, [])
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    assert translate_new_articles(home, result) == NewTranslations(line, code)
    assert result.stop_signal == stopped


def test_nothing_to_translate_is_not_worth_a_word(shelf):
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    assert translate_new_articles(home, CrawlResult(1, [])) == NewTranslations()


def test_in_its_last_seconds_a_translation_begins_nothing_that_it_could_not_end(shelf, monkeypatch):
    for number in range(40):
        shelf.add(
            f"https://open.example/{number}",
            "Wash",
            f"Wash your hands {number} times.",
            source="open",
            language="en",
        )

    class Slow(NullTranslator):
        name, languages = "slow", frozenset(("en",))

        def translate(self, sentences):
            ticks.append(len(sentences))
            return [
                f"洗手{one.removeprefix('Wash your hands ').replace(' times.', '次。')}"
                for one in sentences
            ]

    ticks = [0]
    monkeypatch.setattr(translate, "choose_translator", lambda _: Slow())
    monkeypatch.setattr(translate.time, "monotonic", lambda: sum(ticks))
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    done = translate_pending(
        shelf.store, home, TranslateOptions(seconds=25.5), now="2026-11-26T16:00:00Z"
    )
    assert (done.done, done.left, sum(ticks)) == (24, 16, 25)
    assert translate_pending(shelf.store, home, now="2026-11-26T16:00:00Z").decoded == 16, (
        "what was decoded is remembered"
    )
