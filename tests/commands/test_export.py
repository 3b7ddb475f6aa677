import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from records.paths import PROJECT_ROOT
from store.articles.changes import get_last_seq
from store.articles.withdraw import set_article_status

pytestmark = pytest.mark.dates
LATER = "2026-11-24T00:00:00Z"


def records(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "changes.jsonl").read_text("utf-8").splitlines()]


def test_export_writes_three_files_and_says_where_to_go_on(ask, stocked, tmp_path: Path) -> None:
    last = get_last_seq(stocked().store)
    answer = ask("export", "--out", str(tmp_path / "feed"))
    assert (answer.code, answer.err) == (0, "")
    assert (
        answer.out
        == f"export: 5 upserts, 0 deletes into {tmp_path / 'feed'}; next time --since {last}\n"
    )
    assert sorted(path.name for path in (tmp_path / "feed").iterdir()) == [
        "changes.jsonl",
        "feed.atom",
        "feed.json",
    ]
    assert len(feedparser.parse((tmp_path / "feed" / "feed.atom").read_bytes()).entries) == 5
    assert len(json.loads((tmp_path / "feed" / "feed.json").read_bytes())["items"]) == 5


def test_seq_grows_strictly_and_text_goes_out_only_where_it_may(
    ask, stocked, tmp_path: Path
) -> None:
    stocked()
    ask("export", "--out", str(tmp_path))
    lines = records(tmp_path)
    assert [line["seq"] for line in lines] == sorted({line["seq"] for line in lines})
    assert {line["source"]["name"]: bool(line["body"]) for line in lines} == {
        "open": True,
        "closed": False,
        "": False,
    }
    whole = "".join(
        (tmp_path / name).read_text("utf-8") for name in ("changes.jsonl", "feed.atom", "feed.json")
    )
    assert "騰訊公司" not in whole
    assert "Use soap" in whole


def test_since_gives_only_what_changed_after_it_while_the_feeds_stay_whole(
    ask, stocked, tmp_path: Path
) -> None:
    shelf = stocked()
    seen = json.loads(ask("export", "--out", str(tmp_path), "--json").out)["last_seq"]
    first = {line["title"]: line["uid"] for line in records(tmp_path)}
    set_article_status(shelf.store, first["手工导入的文章"], "withdrawn", "by hand", LATER)
    shelf.add(
        "https://open.example/1",
        "高血压患者少吃盐（更正）",
        "更正后的正文，\n多吃蔬菜。",
        source="open",
        now=LATER,
    )
    summary = json.loads(ask("export", "--out", str(tmp_path), "--since", str(seen), "--json").out)
    lines = {line["uid"]: line for line in records(tmp_path)}
    gone = lines[first["手工导入的文章"]]
    assert (gone["op"], gone["reason"], gone["at"]) == ("delete", "by hand", LATER)
    assert lines[first["高血压患者少吃盐"]]["version"] == 2
    assert (summary["deletes"], summary["last_seq"]) == (
        1,
        max(line["seq"] for line in lines.values()),
    )
    assert len(json.loads((tmp_path / "feed.json").read_bytes())["items"]) == 4
    assert b"deleted-entry" in (tmp_path / "feed.atom").read_bytes()


def test_the_same_store_gives_the_same_bytes_and_leaves_the_files_alone(
    ask, stocked, tmp_path: Path
) -> None:
    stocked()
    ask("export", "--out", str(tmp_path / "a"))
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "a").iterdir()}
    assert json.loads(ask("export", "--out", str(tmp_path / "a"), "--json").out)["changed"] == []
    assert before == {path.name: path.stat().st_mtime_ns for path in (tmp_path / "a").iterdir()}
    ask("export", "--out", str(tmp_path / "b"), "--quiet")
    for name in before:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_nothing_new_is_an_empty_file_and_success(ask, stocked, tmp_path: Path) -> None:
    last = get_last_seq(stocked().store)
    answer = ask("export", "--out", str(tmp_path), "--since", str(last), "--quiet")
    assert (answer.code, answer.out, answer.err) == (0, "", "")
    assert (tmp_path / "changes.jsonl").read_bytes() == b""


def test_a_number_from_another_store_is_refused(ask, stocked, tmp_path: Path) -> None:
    stocked()
    answer = ask("export", "--out", str(tmp_path / "feed"), "--since", "999")
    assert answer.code == 2
    assert "ahead of this store" in answer.err
    assert not (tmp_path / "feed").exists()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be_written_is_one_line(
    ask, stocked, tmp_path: Path, place: str
) -> None:
    stocked()
    (tmp_path / "file").write_bytes(b"")
    answer = ask("export", "--out", str(tmp_path / place))
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert str(tmp_path / place) in answer.err


def test_without_a_store_nothing_is_written(ask, tmp_path: Path) -> None:
    answer = ask("export", "--out", str(tmp_path / "feed"))
    assert answer.code == 3
    assert "no store yet" in answer.err
    assert not (tmp_path / "feed").exists()


@pytest.mark.unmeasured
def test_a_full_disk_is_one_line_and_leaves_the_export_before_it_whole(
    ask, stocked, tmp_path: Path
) -> None:
    """In a process of its own: what the interpreter says at its end counts, too."""
    shelf, out = stocked(), tmp_path / "feed"
    assert ask("export", "--out", str(out)).code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    for number in range(60):
        shelf.add(
            f"https://open.example/n{number}",
            f"第{number}篇",
            f"第{number}天吃盐五克。" * 200,
            source="open",
        )
    done = subprocess.run(
        [sys.executable, "-m", "commands.main", "export", "--out", str(out)],
        cwd=PROJECT_ROOT,
        env={**os.environ, "JIANWEN_HOME": str(shelf.home), "JIANWEN_LANG": "en"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1, done.stderr
    assert "what was published there before is whole" in done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
