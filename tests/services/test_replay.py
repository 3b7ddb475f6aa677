"""A replay shows what a changed line would change, and writes nothing.

What is applied afterwards is what was shown.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from commands.output.replay_report import (
    diff_lines,
    format_replay_summary,
    print_replay_report,
    serialize_replay,
)
from commands.output.table import measure_width
from crawler.sources.load import load_sources
from demo.pages import render_sources
from demo.server import NEWSROOM_HOST, Newsroom, NewsroomState
from pipelines.executors.process_pool import LocalPipelineExecutor
from pipelines.refine import PIPELINE_VERSION
from records.errors import UsageError
from records.page import Page
from records.paths import PROJECT_ROOT
from records.record import Record, RemovedBlock
from records.source import Source
from services.refine import parse_since
from services.replay import LARGEST_KEPT, ReplayResult, count_changed_chars, replay_pages
from store.compare import DifferenceKind, PageDifference
from store.db.connection import Store
from store.ledger.raw_pages import PageFilter, iter_waiting_pages, keep_page
from store.open import open_store
from store.settle import store_result
from store.sources.sources import sync_sources

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
PRESS = PROJECT_ROOT / "data" / "newsroom"
RULE = """
[[rule]]
name = "hotline"
where = "anywhere"
pattern = '^{pattern}$'
hits = ["x"]
misses = ["y"]
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Source]]:
    """The store of the demo's news pages, read by the present line, and its sources."""
    home = tmp_path_factory.mktemp("replay")
    memory = NewsroomState(home / "newsroom.json", {}, "")
    with Newsroom(
        PRESS, memory, edition=1, corrected=datetime(2026, 11, 23, tzinfo=UTC), token="t"
    ) as newsroom:
        printed, hosts = newsroom.printed["news"], newsroom.hosts
    for name, text in render_sources(PRESS, hosts).items():
        (home / name).write_text(text, "utf-8")
    sources = load_sources(home, frozenset(hosts.values()))
    with open_store(home / "jianwen.db") as store, LocalPipelineExecutor(sources) as refinery:
        sync_sources(store, sources, NOW)
        for path, answer in printed.items():
            if (
                answer.status == 200
                and answer.media.startswith("text/html")
                and "index" not in path
            ):
                page = Page(
                    f"http://{hosts['news']}{path}", "demo-news", answer.body, NOW, charset=""
                )
                store_result(
                    store,
                    keep_page(store, page, NOW).id,
                    refinery.refine(Record.from_page(page)),
                    NOW,
                    pipeline_version=PIPELINE_VERSION,
                )
    assert NEWSROOM_HOST in hosts["news"]
    return home, sources


@pytest.fixture
def changed(
    demo: tuple[Path, list[Source]], tmp_path: Path
) -> Iterator[Callable[[str], LocalPipelineExecutor]]:
    """Open a refinery whose rules have one more, by its pattern."""
    opened: list[LocalPipelineExecutor] = []

    def with_rule(pattern: str) -> LocalPipelineExecutor:
        data = tmp_path / "data"
        shutil.copytree(PROJECT_ROOT / "data" / "lexicon", data / "lexicon")
        shutil.copytree(PROJECT_ROOT / "data" / "boilerplate", data / "boilerplate")
        (data / "boilerplate" / "zz.toml").write_text(RULE.format(pattern=pattern), "utf-8")
        opened.append(LocalPipelineExecutor(demo[1], data=data).__enter__())
        return opened[0]

    yield with_rule
    for refinery in opened:
        refinery.__exit__(None, None, None)


def bodies(store: Store) -> dict[str, list[str]]:
    return {
        row["uid"]: row["body"].split("\n") for row in store.query("SELECT uid, body FROM articles")
    }


def test_a_replay_with_one_changed_rule_names_exactly_the_lines_that_it_cuts(
    demo: tuple[Path, list[Source]], changed: Callable[[str], LocalPipelineExecutor]
) -> None:
    with open_store(demo[0] / "jianwen.db", readonly=True) as store:
        before = bodies(store)
        reminding = {(uid, line) for uid, body in before.items() for line in body if "提醒" in line}
        refinery = changed(".*提醒.*")
        replay = replay_pages(store, refinery, PageFilter(all=True))
        assert bodies(store) == before
    shown = {
        (one.uid, text): rule
        for one in replay.largest
        for sign, text, rule in diff_lines(one)
        if sign == "-"
    }
    assert len(reminding) >= 4
    assert shown.keys() == reminding
    assert set(shown.values()) == {"hotline"}
    assert not [line for one in replay.largest for line in diff_lines(one) if line[0] == "+"]
    assert replay.removed == sum(len(line) for _, line in reminding)
    assert replay.kinds["text"] == len({uid for uid, _ in reminding}) == replay.changed


def test_a_replay_by_the_same_line_changes_nothing(demo: tuple[Path, list[Source]]) -> None:
    with (
        open_store(demo[0] / "jianwen.db", readonly=True) as store,
        LocalPipelineExecutor(demo[1]) as refinery,
    ):
        replay = replay_pages(store, refinery, PageFilter(all=True))
        assert replay.kinds == {
            "same": len(list(iter_waiting_pages(store, PIPELINE_VERSION, PageFilter(all=True))))
        }
        left = replay_pages(store, refinery, PageFilter(all=True), ["demo-news"])
        assert left.left["demo-news"] == replay.kinds["same"] > 5


def difference(number: int = 0, kind: DifferenceKind = "text", **fields: object) -> PageDifference:
    return replace(
        PageDifference(kind, f"u{number}", f"https://e.example/{number}", f"标题{number}"), **fields
    )


def test_only_the_largest_differences_are_kept_all_are_counted() -> None:
    replay = ReplayResult()
    for number in range(100):
        replay.add(difference(number, old=("甲" * (number * 37 % 100),)))
        replay.add(difference(number, "same"))
    assert replay.kinds == {"text": 100, "same": 100}
    assert replay.removed == sum(range(100))
    assert [count_changed_chars(one)[1] for one in replay.largest] == list(
        range(99, 99 - LARGEST_KEPT, -1)
    )


@pytest.mark.parametrize(
    ("old", "new", "added", "removed"),
    [
        (("甲乙丙",), ("甲丙",), 0, 1),
        (("甲乙丙",), ("甲丁丙",), 1, 1),
        (("甲", "乙乙"), ("甲",), 0, 2),
        ((), ("甲", "乙"), 2, 0),
        (("甲", "甲"), ("甲",), 0, 1),
        (("甲", "乙"), ("乙", "甲"), 0, 0),
        (("aaa",), ("aa",), 0, 1),
    ],
)
def test_the_characters_that_come_and_go_are_counted(
    old: tuple[str, ...], new: tuple[str, ...], added: int, removed: int
) -> None:
    assert count_changed_chars(difference(old=old, new=new)) == (added, removed)


def test_lines_name_the_rule_that_cuts_them_or_no_longer_does() -> None:
    cut, was_cut = (
        RemovedBlock("泽络出品", "site-memory", 5),
        RemovedBlock("误删的一行", "old-rule"),
    )
    one = difference(
        old=("一", "二", "泽络出品", "三", "四", "五，" + "很长的一段话" * 9 + "（责编：张三）"),
        new=("一", "二", "三", "误删的一行", "四", "五，" + "很长的一段话" * 9),
        old_removed=(was_cut,),
        new_removed=(cut, RemovedBlock("（责编：张三）", "editor-ending")),
    )
    assert diff_lines(one) == [
        (" ", "二", ""),
        ("-", "泽络出品", "site-memory, on 5 other pages"),
        (" ", "三", ""),
        ("+", "误删的一行", "old-rule"),
        (" ", "四", ""),
        (
            "-",
            "…话很长的一段话很长的一段话很长的一段话"[0:1]
            + ("很长的一段话" * 9)[-20:]
            + "（责编：张三）",
            "editor-ending",
        ),
        ("+", "…" + ("很长的一段话" * 9)[-20:], ""),
    ]


def test_a_report_fits_the_terminal_and_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    replay = ReplayResult()
    for number in range(LARGEST_KEPT + 2):
        replay.add(
            difference(
                number,
                old=tuple(f"{'长句' * 200}{line}" for line in range(20)),
                fields=(("outlet", "新" * 90, "人民网"),),
            )
        )
    replay.add(difference(99, "verdict", reason="clean: \x1b[31mtoo-short", old=("甲" * 20_000,)))
    print_replay_report(replay, diff=True, as_json=False, quiet=False)
    printed = capsys.readouterr().out
    assert "The 20 largest of 23 differences:" in printed
    assert "… 8 more lines" in printed
    assert "articles would become verdicts" in printed
    assert "\x1b[31mtoo" not in printed
    assert printed.endswith(
        "Nothing was written. `jianwen refine` with --all instead of --dry-run applies it.\n"
    )
    assert all(measure_width(line) <= 3 * 60 for line in click.unstyle(printed).split("\n"))
    print_replay_report(replay, diff=True, as_json=False, quiet=True)
    assert capsys.readouterr().out == ""
    print_replay_report(replay, diff=False, as_json=False, quiet=False)
    assert capsys.readouterr().out.split("\n")[0] == format_replay_summary(replay)


def test_json_holds_counts_and_with_diff_the_largest() -> None:
    replay = ReplayResult()
    replay.add(
        difference(
            old=("甲", "乙"),
            new=("甲",),
            new_removed=(RemovedBlock("乙", "r"),),
            fields=(("outlet", "a", "b"),),
        )
    )
    told = serialize_replay(replay, diff=True)
    counts = {
        "pages": 1,
        "same": 0,
        "text": 1,
        "metadata": 0,
        "verdict": 0,
        "article": 0,
        "added": 0,
        "removed": 1,
    }
    assert {name: told[name] for name in counts} == counts
    (entry,) = json.loads(json.dumps(told["largest"]))
    assert entry["lines"] == [{"sign": "-", "text": "乙", "rule": "r"}]
    assert entry["fields"] == [{"field": "outlet", "old": "a", "new": "b"}]
    assert "largest" not in serialize_replay(replay, diff=False)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("30d", "2026-10-24T19:00:00Z"),
        ("36h", "2026-11-22T07:00:00Z"),
        ("2w", "2026-11-09T19:00:00Z"),
        ("2026-11-01", "2026-11-01"),
        ("2026-11-01T08:00+08:00", "2026-11-01T00:00:00Z"),
    ],
)
def test_since_is_a_span_or_a_date(text: str, at: str) -> None:
    assert parse_since(text, NOW) == at


@pytest.mark.parametrize("text", ["0d", "30", "yesterday", "30m"])
def test_another_since_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="write a duration"):
        parse_since(text, NOW)
