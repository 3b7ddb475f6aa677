"""Importing documents that somebody already has."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from records.limits import PAGE_BYTES
from records.page import Page
from records.paths import PROJECT_ROOT
from services.import_files import UnreadInput, find_input_files, read_input_file
from services.import_lines import parse_input_line
from services.imports import ImportResult
from store.open import open_store

SEEDS = PROJECT_ROOT / "tests" / "corpus" / "seeds"
NOW = "2026-11-23T19:00:00Z"
PARAGRAPH = "高血压患者应当每天测量血压，并按照医生的嘱咐服药，不要自行停药。"
TEXT = (
    f"高血压患者日常须知\n\n{PARAGRAPH}\n\n限制食盐的摄入，每天不超过五克，多吃新鲜的蔬菜和水果。\n"
)
SALT = (
    "一袋方便面含盐约六克，已经超过成人一天的推荐量；做菜时出锅前再放盐，用葱姜醋提味，"
    "半个月左右口味就会变淡。"
)
BODY = f"<article><h1>控盐有方</h1><p>{SALT * 3}</p><p>{SALT}</p></article>"
HTML = f"<html><head><title>控盐有方</title></head><body>{BODY}</body></html>"


def jianwen(home: Path, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "JIANWEN_HOME": str(home / "var"),
        "JIANWEN_SOURCES": str(home / "sources"),
    }
    program = [str(Path(sys.executable).parent / "jianwen"), *words]
    return subprocess.run(program, env=env, input=stdin, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def imported(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[subprocess.CompletedProcess[str]]]:
    """One home, into which a folder is imported twice, then JSON lines good and bad."""
    home = tmp_path_factory.mktemp("import")
    folder = home / "inbox"
    (folder / "deep").mkdir(parents=True)
    (folder / "须知.txt").write_text(TEXT, "utf-8")
    (folder / "deep" / "salt.html").write_bytes(HTML.encode("gb18030"))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    lines = [
        {
            "url": "https://example.org/a?utm_source=x",
            "html": HTML.replace("控盐有方", "少盐十法"),
            "published": "2026-05-01T08:30:00+08:00",
        },
        {"url": "ftp://example.org/b", "html": HTML},
        {"url": "https://example.org/c"},
    ]
    stdin = "\n".join([*(json.dumps(line) for line in lines), "not json"]) + "\n"
    runs = [
        jianwen(home, "import", str(folder), "--json"),
        jianwen(home, "import", str(folder), "--json"),
        jianwen(home, "import", "--jsonl", stdin=stdin),
    ]
    return home, runs


def test_a_folder_is_imported_with_the_files_that_the_line_reads(
    imported: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    _, (first, *_) = imported
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {
        "new": 2,
        "updated": 0,
        "unchanged": 0,
        "copy": 0,
        "dropped": 0,
        "quarantined": 0,
        "unread": 0,
    }


def test_importing_twice_stores_once(
    imported: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    _, (_, second, _) = imported
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout)["unchanged"] == 2
    assert json.loads(second.stdout)["new"] == 0


def test_bad_lines_are_told_by_number_and_the_good_ones_stored(
    imported: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    home, (_, _, third) = imported
    assert third.returncode == 1
    assert [line for line in third.stderr.splitlines() if "line 2" in line and "ftp" in line]
    assert [line for line in third.stderr.splitlines() if "line 3" in line and "html" in line]
    assert [line for line in third.stderr.splitlines() if "line 4" in line and "JSON" in line]
    assert "Traceback" not in third.stderr
    with open_store(home / "var" / "jianwen.db") as store:
        row = next(
            iter(
                store.db.query("select title, url, published from articles where url like 'https%'")
            )
        )
    assert row == {
        "title": "少盐十法",
        "url": "https://example.org/a",
        "published": "2026-05-01T00:30:00Z",
    }


def test_an_import_by_hand_belongs_to_the_operator(
    imported: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    home, _ = imported
    with open_store(home / "var" / "jianwen.db") as store:
        rows = list(
            store.db.query(
                "select r.full_text, r.translate, a.status from articles a join rights r using"
                " (uid)"
            )
        )
    assert {tuple(row.values()) for row in rows} == {("internal", 1, "published")}


def test_each_import_is_a_run_with_its_counts(
    imported: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    home, _ = imported
    with open_store(home / "var" / "jianwen.db") as store:
        rows = list(store.db.query("select command, exit_code from runs order by id"))
    assert [tuple(row.values()) for row in rows] == [("import", 0), ("import", 0), ("import", 1)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name files or folders"),
        (("nowhere.txt",), "nowhere.txt: no such file or folder"),
        ((str(SEEDS), "--source", "nobody"), "--source nobody: no source has that name"),
    ],
)
def test_a_wrong_call_ends_with_one_line_and_2(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = jianwen(tmp_path, "import", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_without_a_file_that_is_read_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    empty = jianwen(tmp_path, "import", str(tmp_path / "inbox"))
    assert empty.returncode == 2
    assert "inbox: no file that is read; these endings are: .html" in empty.stderr
    (tmp_path / "inbox" / "news.csv").write_text("title,text")
    done = jianwen(tmp_path, "import", str(tmp_path / "inbox"))
    assert done.returncode == 2
    assert "news.csv ends with .csv, which is not read" in done.stderr


def test_a_file_that_is_no_article_fails_the_import_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    done = jianwen(tmp_path, "import", str(tmp_path / "empty.txt"))
    assert done.returncode == 3
    assert f"{tmp_path / 'empty.txt'}: urn:" in done.stderr
    assert "dropped" in done.stderr


def test_an_unreadable_file_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "gone.txt"
    folder.symlink_to(tmp_path / "nothing")
    assert read_input_file(folder, "", NOW) == UnreadInput(
        str(folder), "cannot be read: No such file or directory"
    )


def test_a_file_over_the_limit_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * (PAGE_BYTES + 1))
    page = read_input_file(path, "", NOW)
    assert isinstance(page, UnreadInput)
    assert str(PAGE_BYTES) in page.reason


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "c.gif"):
        (tmp_path / name).write_text("x")
    assert list(find_input_files([tmp_path])) == [tmp_path / "a.txt", tmp_path / "b.md"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"url": 3, "html": "x"}', "'url' must be a string"),
        ('{"html": "x", "published": []}', "'published' must be a string"),
        ("[]", '"html" or "document"'),
        ('{"url": "https://u:p@example.org/", "html": "x"}', "credentials"),
    ],
)
def test_a_line_of_the_wrong_shape_is_named(line: str, reason: str) -> None:
    read = parse_input_line(line.encode(), 7, NOW)
    assert isinstance(read, UnreadInput)
    assert read.name == "line 7"
    assert reason in read.reason


def test_a_document_line_without_address_is_known_by_its_content() -> None:
    one, two = (
        parse_input_line(json.dumps({"document": TEXT, "url": ""}).encode(), number, NOW)
        for number in (1, 2)
    )
    assert isinstance(one, Page)
    assert isinstance(two, Page)
    assert one.url == two.url
    assert one.form == "document"


def test_an_import_that_kept_nothing_ends_with_3() -> None:
    tally = ImportResult()
    tally.unread += 1
    assert tally.exit_code == 3
    tally.outcomes["new"] += 1
    assert tally.exit_code == 1
