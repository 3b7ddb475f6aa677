"""A week in the life of seven sources: three good days, then each meets with its own misfortune."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from commands.output.table import measure_width
from store.open import open_store
from tests.clocked import Clock
from tests.loopback import Answer, Place, Site, page

pytestmark = pytest.mark.dates
CLOCK = Clock()
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "text/xml"}
SHELL = Answer(
    "<html><head><title>健闻</title></head><body><div id='app'></div></body></html>", headers=HTML
)
ARTICLES = 8
"""New ones of each day."""
HEAD = 'title = "{title}"\nkind = "news"\nhome = "{url}/"\nlanguage = "zh"\n'
FEED = HEAD + 'feeds = ["{url}/{name}.xml"]\nstale_after = "30d"\n'
LISTING = HEAD + 'listings = ["{url}/list.html"]\nlinks = "/a/\\\\d+$"\n'
SHIFTED = (
    ("runs", ("started", "finished")),
    ("urls", ("found", "fetched", "due_at")),
    ("sources", ("added", "last_new")),
)


def ago(days: float) -> str:
    return CLOCK.ago(days)


def feed(name: str, first: int, last: int, days: float = 0) -> Answer:
    """A feed of numbered articles, the newest so many days old and each other a day older."""
    items = "".join(
        f"<item><title>题</title><link>/{name}/{number}</link><pubDate>"
        f"{ago(days + last - number)}</pubDate></item>"
        for number in range(first, last + 1)
    )
    return Answer(f"<rss><channel>{items}</channel></rss>", headers=XML)


def listing(links: str) -> Answer:
    return Answer(
        f"<html><body><ul>{links}</ul></body></html>", headers=HTML | {"ETag": f'"{len(links)}"'}
    )


def let_a_day_pass(place: Place) -> None:
    """Bring all that is known a day further into the past."""
    with open_store(place.store) as store, store.transaction() as connection:
        for table, columns in SHIFTED:
            for column in columns:
                shifted = f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, '-1 day')"
                connection.execute(f"UPDATE {table} SET {column} = {shifted} WHERE {column} <> ''")


def answers(day: int) -> dict[str, Answer]:
    """What the living site says on a day, from 1."""
    rows = "".join(
        f"<li><a href='/a/{number}'>流感疫苗接种须知第{number}号</a></li>" for number in range(6)
    )
    good, first = day <= 3, ARTICLES * day
    body = page if good else lambda title: SHELL
    return {
        **{f"/a/{number}": page(f"流感疫苗接种须知第{number}号") for number in range(6)},
        **{
            f"/pages/{number}": body(f"第{number}篇文章")
            for number in range(first, first + ARTICLES)
        },
        **{f"/late/{number}": page(f"第{number}篇旧文章") for number in range(9)},
        **{f"/{name}/1": page(f"{name}的一篇文章") for name in ("moved", "lent", "closed", "half")},
        "/list.html": listing(rows if good else rows.replace("/a/", "/detail?id=")),
        "/pages.xml": feed("pages", first, first + ARTICLES - 1),
        "/late.xml": feed("late", 0, 8, days=day + 3),
        "/moved.xml": (
            feed("moved", 1, 1) if good else Answer(b"", 301, {"Location": "/new/moved.xml"})
        ),
        "/lent.xml": (
            feed("lent", 1, 1) if good else Answer(b"", 302, {"Location": "/new/lent.xml"})
        ),
        "/closed.xml": feed("closed", 1, 1) if good else Answer(b"", 410),
        "/half.xml": feed("half", 1, 1) if good else Answer(b"", 404),
        "/other.xml": feed("half", 1, 1),
        "/new/moved.xml": feed("moved", 1, 1),
        "/new/lent.xml": feed("lent", 1, 1),
    }


@pytest.fixture(scope="module")
def week(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Place, str, list[dict[str, Any]]]]:
    """The place, the address of its living site, and what `jianwen status` said in the evening of
    each of six days.
    """
    with Site() as site, ExitStack() as doomed:
        other = doomed.enter_context(Site())
        other.answers |= {"/dead.xml": feed("dead", 1, 1), "/dead/1": page("最后一篇文章")}
        place = Place(tmp_path_factory.mktemp("week"), (site.host, other.host), clock=CLOCK)
        for name in ("pages", "late", "moved", "lent", "closed", "half"):
            place.source(
                name,
                FEED.format(title="健康日报", url=site.url, name=name).replace(
                    '/half.xml"', f'/half.xml", "{site.url}/other.xml"'
                ),
            )
        place.source("list", LISTING.format(title="卫生报", url=site.url))
        place.source("dead", FEED.format(title="已停", url=other.url, name="dead"))
        told = []
        for day in range(1, 7):
            site.answers = answers(day)
            if day == 4:
                doomed.close()
            place.crawl()
            said = json.loads(place.run("status", "--json").stdout)
            told.append({source["name"]: source for source in said["sources"]})
            if day < 6:
                let_a_day_pass(place)
        yield place, site.url, told


def states(week, name: str) -> list[str]:
    return [day[name]["status"] for day in week[2]]


def test_a_listing_whose_links_changed_is_told_at_once_by_what_it_held_before(week):
    _, url, told = week
    assert states(week, "list") == ["ok"] * 3 + ["layout-changed"] * 3
    assert (
        told[3]["list"]["reason"]
        == f"listing {url}/list.html answers 200 with 0 articles in it, where 6 are usual (median"
        " of 3 days)"
    )
    assert told[2]["list"]["vitals"]["endpoints"][0]["readings"] == [
        6,
        6,
        6,
    ], "one that has not changed holds what it held"
    assert told[2]["list"]["latest"]["not_modified"] > 0


def test_pages_that_became_shells_are_told_by_the_articles_that_do_not_come(week):
    assert states(week, "pages") == ["ok"] * 3 + ["layout-changed"] * 3
    assert (
        week[2][3]["pages"]["reason"]
        == "answers 200, but 0 of its last 8 new pages became articles, where 100% is usual (the 24"
        " before)"
    )
    assert week[2][2]["pages"]["usual"]["new"] == ARTICLES


def test_a_permanent_redirect_is_told_with_its_target_and_a_temporary_one_is_followed(week):
    _, url, told = week
    assert states(week, "moved") == ["ok"] * 3 + ["moved"] * 3
    assert (
        told[3]["moved"]["reason"]
        == f"feed {url}/moved.xml has moved for good (301 or 308) to {url}/new/moved.xml"
    )
    assert states(week, "lent") == ["ok"] * 6


def test_a_source_is_dead_when_nobody_was_there_for_three_runs_and_two_days(week):
    for name, why in (("dead", "its host refuses the connection"), ("closed", "answers 410")):
        assert states(week, name) == ["ok"] * 3 + ["failed"] * 2 + ["dead"]
        assert week[2][5][name]["reason"].startswith(
            "its only address failed 3 times in a row, none has answered since "
        )
        assert week[2][5][name]["reason"].endswith(why)
    assert states(week, "half") == ["ok"] * 3 + ["failed"] * 3, "one of its two addresses answers"


def test_a_source_that_missed_two_of_its_intervals_is_late_and_needs_nobody_yet(week):
    assert states(week, "late") == ["late"] * 6
    last = week[2][5]["late"]
    assert last["reason"].startswith(
        "usually publishes every day (its last 9 publishing days), but nothing since "
    )
    assert not last["needs_somebody"]


def test_the_table_lines_up_and_each_word_has_its_sentence_below(week):
    done = week[0].run("status")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    header = next(line for line in lines if line.startswith("source"))
    rows = lines[lines.index(header) + 1 :][:8]
    place = measure_width(header[: header.index("state")])
    for row in rows:
        word = row.split()[-1]
        assert measure_width(row[: row.rindex(word)]) == place, row
    assert "█" in next(row for row in rows if row.startswith("pages"))
    below = lines[lines.index("", lines.index(header)) + 1 :]
    assert [line.split(":")[0] for line in below] == [
        "closed",
        "dead",
        "half",
        "late",
        "list",
        "moved",
        "pages",
    ]
    assert below[1].endswith("; look for its new address, or set enabled = false in dead.toml")


def test_the_runs_keep_what_was_measured(week):
    listed = json.loads(week[0].run("runs", "--limit", "1", "--json").stdout)
    pages = next(one for one in listed[0]["sources"] if one["source"] == "pages")
    assert (pages["firsts"], pages["measured"], pages["endpoints"][0]["held"]) == (
        ARTICLES,
        0,
        ARTICLES,
    )
