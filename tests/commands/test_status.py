import json

import pytest

from commands.output.table import measure_width
from records.page import Page
from records.verdict import Quarantine
from store.ledger.raw_pages import keep_page
from store.settle import store_result
from store.sources.measures import EndpointGap, EndpointMeasures
from store.sources.runs import add_counts, begin_run, finish_run, record_source_result

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"


@pytest.fixture
def worked(stocked):
    shelf = stocked()
    run = begin_run(shelf.store, "crawl", NOW, "0.1.0")
    add_counts(shelf.store, run, "open", found=2, new=2)
    record_source_result(shelf.store, run, "open", "failed", "feed unreadable")
    finish_run(shelf.store, run, 1, NOW, {"new": 2})
    broken = keep_page(
        shelf.store,
        Page(url="https://open.example/broken", source="open", body=b"x", fetched=NOW),
        NOW,
    )
    store_result(
        shelf.store,
        broken.id,
        Quarantine("extract", "RecursionError", "too deep"),
        NOW,
        pipeline_version="test1",
    )
    return shelf


def test_json_counts_what_there_is_and_what_waits(ask, worked) -> None:
    status = json.loads(ask("status", "--json").out)
    counts = {"articles": 5, "copies": 1, "waiting": 0, "quarantined": 1, "untranslated": 1}
    assert {name: status[name] for name in counts} == counts
    assert (
        status["last_run"]["command"],
        status["last_run"]["exit_code"],
        status["last_success"],
    ) == ("crawl", 1, "")
    assert {
        source["name"]: (source["articles"], source["status"]) for source in status["sources"]
    } == {
        "open": (2, "failed"),
        "closed": (2, "never run"),
    }


def test_a_person_sees_the_same_in_lines_and_a_table(ask, worked) -> None:
    answer = ask("status")
    assert (answer.code, answer.err) == (1, ""), "a source failed"
    assert "5 published (1 of them copies), 0 withheld" in answer.out
    assert "1 pages in quarantine" in answer.out
    assert "1 crawl, 2026-11-23T19:00:00Z, exit 1" in answer.out
    assert "人民网 健康" in answer.out


def test_a_new_store_says_what_to_do(ask, shelf) -> None:
    out = ask("status").out
    assert "none yet; `jianwen crawl` starts one" in out


def test_without_a_store_one_line_says_how_to_make_it(ask) -> None:
    answer = ask("status")
    assert answer.code == 3
    assert "jianwen crawl" in answer.err


def test_a_source_that_needs_somebody_has_a_line_of_its_own(ask, worked) -> None:
    run = begin_run(worked.store, "crawl", NOW, "0.1.0")
    note = "all of it is new\nand more"
    gap = EndpointGap(10, "2026-11-20", "2026-11-18")
    url = "http://closed.example/\nrss"
    ends = [EndpointMeasures("feed", url, 200, 10, gap=gap)]
    record_source_result(worked.store, run, "closed", "ok", "", [note], 3, ends)
    out = ask("status").out
    header = next(line for line in out.splitlines() if line.startswith("source "))
    # fmt: off
    assert header.split() == [
        "source",
        "title",
        "articles",
        "waiting",
        "new,",
        "14",
        "days",
        "newest",
        "last",
        "run",
        "next",
        "poll",
        "state",
    ]
    table = out.splitlines()[out.splitlines().index(header) :]
    cells = ((header, "state"), (table[1], "gap"), (table[2], "failed"))
    starts = {measure_width(line[: line.index(state)]) for line, state in cells}
    assert len(starts) == 1, "Chinese titles leave the columns in line"
    assert out.splitlines()[-2:] == [
        "closed: gap: possible gap: the oldest of 10 entries (2026-11-20) is newer than the last"
        " visit (2026-11-18): http://closed.example/ rss; "
        "run `jianwen crawl` more often, or `jianwen crawl closed --backfill 30d` once",
        "open: failed: feed unreadable; `jianwen crawl --dry-run open` asks it again",
    ]
    rows = json.loads(ask("status", "--json").out)["sources"]
    listed = {source["name"]: source for source in rows}
    open_source = listed["open"]
    shown = (open_source["status"], open_source["reason"], open_source["quiet"])
    assert shown == ("failed", "feed unreadable", 0)
    assert listed["closed"]["notes"] == [note]


def test_nothing_to_do_adds_no_line(ask, shelf) -> None:
    answer = ask("status")
    assert answer.code == 0
    assert answer.out.splitlines()[-1].split()[-2:] == ["never", "run"]


def harvested(shelf, clock, days: list[int]) -> None:
    """A run on each of the last days that brought so many new articles, the last one today."""
    for back, new in zip(range(len(days) - 1, -1, -1), days, strict=True):
        at = clock.ago(back)
        run = begin_run(shelf.store, "crawl", at, "0.1.0")
        measured = {
            "measured": new,
            "chars": 900 * new,
            "with_title": new,
            "with_published": new,
            "with_outlet": new,
        }
        add_counts(
            shelf.store,
            run,
            "open",
            found=3,
            fetched=new,
            new=new,
            answers=new + 1,
            not_modified=1,
            **measured,
        )
        ends = [EndpointMeasures("feed", "https://open.example/rss", 200, 20)]
        record_source_result(shelf.store, run, "open", "ok", "", (), 0, ends)
        finish_run(shelf.store, run, 0, at, {})
    with shelf.store.transaction() as connection:
        connection.execute(
            "UPDATE sources SET newest = ?, last_new = ? WHERE name = 'open'",
            (clock.now(), clock.now()),
        )


def test_a_sparkline_shows_what_came_on_each_day_and_leaves_the_table_in_line(
    ask, shelf, clock
) -> None:
    harvested(shelf, clock, [0, 1, 4, 8])
    answer = ask("status")
    assert answer.code == 0
    header, closed, row = answer.out.splitlines()[-3:]
    assert (closed.split()[0], row.split()[0]) == ("closed", "open")
    assert "▁▂▅█" in row
    place = header.index("new, 14 days")
    assert measure_width(row[: row.index("▁")]) == place + 10, (
        "fourteen columns, ten days without a run"
    )
    assert measure_width(row[: row.rindex("ok")]) == header.index("state")


def test_json_holds_what_is_usual_and_what_is_there_now(ask, shelf, clock) -> None:
    harvested(shelf, clock, [2, 4, 8])
    (open_,) = [
        source
        for source in json.loads(ask("status", "--json").out)["sources"]
        if source["name"] == "open"
    ]
    assert open_["usual"]["new"] == 3
    assert open_["latest"] == {
        "new": 8,
        "found": 20,
        "not_modified": 1 / 9,
        "chars": 900,
        "title": 1,
        "published": 1,
        "outlet": 1,
        "author": 0,
    }
    assert (open_["needs_somebody"], open_["todo"], len(open_["vitals"]["days"])) == (False, "", 3)
    assert open_["vitals"]["endpoints"][0]["readings"] == [20, 20, 20]


def test_json_too_ends_with_1_when_a_source_needs_somebody(ask, worked) -> None:
    assert ask("status", "--json").code == 1
