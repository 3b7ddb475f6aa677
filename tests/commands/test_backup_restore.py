"""`jianwen backup` and `jianwen restore`, as an operator uses them."""

import json
from pathlib import Path

import pytest

from records.errors import UsageError
from services.restore import read_exported_changes
from services.run_lock import RunLock
from store.open import open_store
from store.restore import SEQ_GAP

pytestmark = pytest.mark.dates
A = "https://open.example/a"


@pytest.fixture
def lived(stocked, ask):
    """A store that has gone on since its copy, by one article with a source and one by hand.

    The copy's path.
    """
    shelf = stocked()
    made = json.loads(ask("backup", "--json").out)
    shelf.add(A, "新的一篇", "新的一篇正文，讲的是流感疫苗。", source="open")
    shelf.add("urn:sha256:1", "手工的一篇", "手工导入的一篇正文。")
    assert ask("export", "--out", str(shelf.home / "feeds")).code == 0
    shelf.store.close()
    return shelf.home / "backups" / made["file"]


def test_a_backup_says_in_one_line_what_it_holds_and_that_it_is_sound(stocked, ask):
    shelf = stocked()
    answer = ask("backup")
    (made,) = (shelf.home / "backups").glob("*.db")
    said = json.loads(made.with_suffix(".json").read_text())
    held = (
        f"{said['bytes'] / 1e6:.1f} MB, schema {said['schema']}, 5 articles, change 5, made"
        f" {said['at']}"
    )
    assert answer.out == f"backup: {made} is sound, {held}\n"
    assert ask("backup", "--check", str(made)).out == answer.out
    made.with_suffix(".json").unlink()
    assert (
        "without its .json: only the file itself was checked"
        in ask("backup", "--check", str(made)).out
    )
    assert ask("backup", "--quiet").out == ""


def test_a_backup_goes_where_it_is_told_and_removes_what_is_old(stocked, ask, tmp_path):
    stocked()
    for day in ("01", "02", "03"):
        (tmp_path / f"jianwen-202601{day}T030000Z.db").write_text("")
    answer = ask("backup", str(tmp_path), "--keep-daily", "2", "--keep-weekly", "0")
    assert answer.out.endswith(", 2 older removed\n")
    assert {path.name[:16] for path in tmp_path.glob("*.db")} == {
        "jianwen-20260103",
        *{path.name[:16] for path in tmp_path.glob("*.json")},
    }


def test_no_store_no_backup(ask):
    answer = ask("backup")
    assert (answer.code, answer.err.count("\n")) == (3, 1)
    assert "there is no store yet" in answer.err


def test_a_dry_run_says_what_would_be_lost_and_changes_nothing(lived, ask):
    store = lived.parent.parent / "jianwen.db"
    before = store.read_bytes()
    answer = ask("restore", str(lived), "--dry-run")
    assert answer.code == 0
    first, *rest = answer.out.splitlines()
    assert first.startswith(f"restore: would restore {lived}, ")
    assert rest == [
        "lost since: 0 runs, 2 new articles, changes to 0 others (the last number given was 7)",
        "import again: 1 of the new articles were imported by hand, no crawl brings them back",
    ]
    assert store.read_bytes() == before
    assert sorted(path.name for path in store.parent.iterdir() if path.name.startswith(".")) == []


def test_a_copy_of_the_present_state_loses_nothing(stocked, ask):
    shelf = stocked()
    made = shelf.home / "backups" / json.loads(ask("backup", "--json").out)["file"]
    shelf.store.close()
    assert ask("restore", str(made), "--dry-run").out.splitlines()[1:] == ["lost since: nothing"]


def test_a_restore_says_what_is_lost_where_the_old_store_is_and_what_to_do(lived, ask):
    answer = ask("restore", str(lived))
    assert (answer.code, answer.err) == (0, "")
    (aside,) = lived.parent.glob("replaced-*.db")
    assert answer.out.splitlines()[3:] == [
        "importers: change numbers go on above 7; announced anew, up to 9: 2 articles",
        f"the replaced store is {aside}; remove it when all is well",
        "next: `jianwen crawl` fetches again what was lost, `jianwen export` tells the importers",
    ]
    told = ask("export", "--out", str(lived.parent), "--since", "7")
    assert told.out == f"export: 0 upserts, 2 deletes into {lived.parent}; next time --since 9\n"
    assert "restore" in ask("runs").out
    assert ask("backup", "--check", str(aside)).code == 0


def test_a_store_beyond_repair_is_replaced_with_what_the_feeds_know(lived, ask):
    store = lived.parent.parent / "jianwen.db"
    store.write_bytes(b"nothing of what was")
    answer = ask("restore", str(lived), "--json")
    told = json.loads(answer.out)
    assert told["lost"] == {
        "known": False,
        "seq": 7,
        "changed": 7,
        "new": 0,
        "by_hand": 0,
        "runs": 0,
        "withdrawn_kept": 0,
    }
    assert (told["seen"], told["last_seq"]) == (7 + SEQ_GAP, 7 + SEQ_GAP + 7)
    with open_store(store, readonly=True) as restored:
        assert restored.query_number("SELECT count(*) FROM articles") == 5


def test_an_unknown_past_is_said_to_be_unknown(lived, ask):
    (lived.parent.parent / "jianwen.db").write_bytes(b"nothing of what was")
    said = ask("restore", str(lived)).out
    assert "lost since: not known, the present store is missing or cannot be read" in said
    assert "all articles, as what they saw since the copy is unknown" in said


def test_nothing_is_restored_while_a_run_is_at_work(lived, ask):
    with RunLock(lived.parent.parent / "jianwen.lock"):
        answer = ask("restore", str(lived))
    assert answer.code == 75
    assert "another run (process" in answer.err
    assert list(lived.parent.glob("replaced-*")) == []


def test_nothing_is_restored_while_another_program_has_the_store_open(lived, ask):
    with open_store(lived.parent.parent / "jianwen.db") as other:
        answer = ask("restore", str(lived))
        assert other.query_number("SELECT count(*) FROM articles") == 7
    assert answer.code == 75
    assert "another program has it open" in answer.err
    assert answer.err.count("\n") == 1
    assert (
        sorted(path.name for path in lived.parent.parent.iterdir() if ".restore" in path.name) == []
    )


def test_only_a_sound_copy_is_restored(lived, ask, tmp_path):
    store = lived.parent.parent / "jianwen.db"
    (tmp_path / "note.txt").write_text("not a copy")
    for file, code, says in (
        (tmp_path / "note.txt", 3, "not a SQLite database"),
        (tmp_path / "none.db", 3, "there is no such file"),
        (store, 2, "is the store itself"),
    ):
        answer = ask("restore", str(file))
        assert (answer.code, answer.err.count("\n")) == (code, 1)
        assert says in answer.err
    lived.write_bytes(lived.read_bytes()[:-4096])
    answer = ask("restore", str(lived))
    assert answer.code == 3
    with open_store(store, readonly=True) as kept:
        assert kept.query_number("SELECT count(*) FROM articles") == 7


def test_an_export_tells_what_importers_hold(tmp_path):
    assert read_exported_changes(tmp_path) == (set(), 0)
    lines = [{"seq": 3, "op": "upsert", "uid": "a"}, {"seq": 5, "op": "delete", "uid": "b"}]
    (tmp_path / "changes.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert read_exported_changes(tmp_path) == ({"a"}, 5)


@pytest.mark.parametrize("text", ["{", "[]\n", '{"seq": "x", "op": "upsert", "uid": "a"}\n'])
def test_an_export_that_cannot_be_read_is_told(tmp_path: Path, text: str):
    (tmp_path / "changes.jsonl").write_text(text)
    with pytest.raises(UsageError, match="name another folder with --feeds"):
        read_exported_changes(tmp_path)
