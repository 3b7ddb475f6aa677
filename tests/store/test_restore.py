"""After a restore every importer ends with what the restored store publishes, and no number means
two things.
"""

from pathlib import Path

import pytest

from records.errors import LockedError, StoreError
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes, list_published
from store.articles.withdraw import set_article_status
from store.backup.backup import back_up_store
from store.open import open_store
from store.restore import (
    RESTORED_REASON,
    SEQ_GAP,
    RestoreLoss,
    discard_working_copy,
    find_restore_loss,
    prepare_working_copy,
    reconcile_changes,
    replace_store,
)

pytestmark = pytest.mark.dates
NOW = "2026-11-26T16:00:00Z"
A, B, C, D = (f"https://open.example/{letter}" for letter in "abcd")


class Importer:
    """What docs/feeds.md asks of an app that imports: remember a number, apply what came after
    it.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.has: dict[str, str] = {}

    def follow(self, store) -> None:
        for change in iter_changes(store, self.seq):
            assert change.seq > self.seq
            self.seq = change.seq
            if change.op == "upsert":
                self.has[change.uid] = change.article.title
            else:
                self.has.pop(change.uid, None)


def standing(store) -> dict[str, str]:
    return {article.uid: article.title for article in list_published(store)}


@pytest.fixture
def lived(press, path, tmp_path):
    """A store that went on after its copy:

    B was corrected, C is new, D was withdrawn; an importer has followed all of it.
    """
    for url in (A, B, D):
        press.publish(url, source="open", body=f"正文{url}")
    back_up_store(path, tmp_path, "copy.db", NOW)
    press.publish(B, source="open", title="更正", body="更正后的正文")
    press.publish(C, source="open", title="新的", body="新的正文")
    set_article_status(press.store, get_article(press.store, D).uid, "withdrawn", "rights", NOW)
    importer = Importer()
    importer.follow(press.store)
    return press, importer


def put_back(
    path: Path, file: Path, *, published: tuple[str, ...] = (), seq: int = 0
) -> tuple[RestoreLoss, int, int]:
    part, _ = prepare_working_copy(file, path.parent)
    loss = find_restore_loss(path, part, published, seq)
    seen, last = reconcile_changes(part, loss, NOW)
    replace_store(path, part, path.parent / "backups" / "replaced.db")
    return loss, seen, last


def test_an_importer_that_goes_on_ends_with_what_the_restored_store_publishes(
    lived, path, tmp_path
):
    press, importer = lived
    before = get_last_seq(press.store)
    press.store.close()
    loss, seen, last = put_back(path, tmp_path / "copy.db")
    assert (loss.whole, loss.new, len(loss.touched), seen) == (True, 1, 3, before)
    with open_store(path) as store:
        assert next(iter_changes(store, importer.seq)).seq > before
        assert get_last_seq(store) == last
        importer.follow(store)
        assert importer.has == standing(store)
        late = Importer()
        late.follow(store)
        assert late.has == standing(store)


def test_what_was_withdrawn_since_stays_withdrawn(lived, path, tmp_path):
    press, _ = lived
    uid = get_article(press.store, D).uid
    press.store.close()
    loss, _, _ = put_back(path, tmp_path / "copy.db")
    assert loss.withdrawn == {uid: "rights"}
    with open_store(path) as store:
        assert uid not in standing(store)
        assert [
            (change.op, change.reason) for change in iter_changes(store) if change.uid == uid
        ] == [("delete", "rights")]


def test_an_article_that_the_copy_lacks_is_a_deletion_until_it_is_fetched_again(
    lived, path, tmp_path, press_of
):
    press, importer = lived
    uid = get_article(press.store, C).uid
    press.store.close()
    put_back(path, tmp_path / "copy.db")
    with open_store(path) as store:
        assert [
            (change.op, change.reason, change.article)
            for change in iter_changes(store)
            if change.uid == uid
        ] == [("delete", RESTORED_REASON, None)]
        importer.follow(store)
        assert uid not in importer.has
        press_of(store).publish(C, source="open", title="新的", body="新的正文")
        importer.follow(store)
        assert importer.has[uid] == "新的"
        assert importer.has == standing(store)


def test_a_damaged_store_is_replaced_with_a_gap_and_everything_is_announced(lived, path, tmp_path):
    press, importer = lived
    published_since = (*importer.has, "f" * 16)
    press.store.close()
    path.write_bytes(b"\x00" * 100 + path.read_bytes()[100:])
    importer.has["f" * 16] = "known from the feeds alone"
    loss, seen, last = put_back(
        path, tmp_path / "copy.db", published=published_since, seq=importer.seq
    )
    assert (loss.whole, seen) == (False, importer.seq + SEQ_GAP)
    with open_store(path) as store:
        importer.follow(store)
        assert importer.seq == last
        assert importer.has == standing(store)
    assert (path.parent / "backups" / "replaced.db").stat().st_size


def test_on_a_new_machine_there_is_nothing_to_replace(lived, tmp_path):
    _, importer = lived
    path = tmp_path / "new" / "jianwen.db"
    part, made = prepare_working_copy(tmp_path / "copy.db", path.parent)
    loss = find_restore_loss(path, part)
    seen, _ = reconcile_changes(part, loss, NOW)
    assert not replace_store(path, part, tmp_path / "aside.db")
    assert not (tmp_path / "aside.db").exists()
    assert seen == made.seq + SEQ_GAP
    with open_store(path) as store:
        importer.follow(store)
        assert set(standing(store)) <= set(importer.has), (
            "and what nobody knows of may be left with an importer"
        )


def test_restoring_twice_and_back_and_forth_confuses_no_importer(lived, path, tmp_path, press_of):
    """The second copy is from a past that the first restore took back: comparing numbers alone
    would miss it.
    """
    press, importer = lived
    back_up_store(path, tmp_path, "later.db", NOW)
    press.store.close()
    put_back(path, tmp_path / "copy.db")
    with open_store(path) as store:
        importer.follow(store)
        press_of(store).publish(A, source="open", title="又一版", body="又一版正文")
        importer.follow(store)
    (path.parent / "backups" / "replaced.db").unlink()
    put_back(path, tmp_path / "later.db")
    with open_store(path) as store:
        importer.follow(store)
        assert importer.has == standing(store)
        assert store.query("PRAGMA integrity_check")[0][0] == "ok"


def test_a_copy_of_an_older_schema_is_brought_up_to_date_without_a_copy_of_the_copy(old, tmp_path):
    path = tmp_path / "home" / "jianwen.db"
    put_back(path, old)
    with open_store(path, readonly=True) as store:
        assert store.query_number("SELECT count(*) FROM articles") == 1
    assert not (path.parent / "backups").exists()


def test_a_store_that_somebody_has_open_is_not_replaced(lived, path, tmp_path):
    press, _ = lived
    part, _ = prepare_working_copy(tmp_path / "copy.db", path.parent)
    with pytest.raises(LockedError, match="another program has it open"):
        replace_store(path, part, tmp_path / "aside.db")
    discard_working_copy(part)
    assert standing(press.store)
    assert not (tmp_path / "aside.db").exists()


def test_a_file_system_without_hard_links_is_no_hindrance(lived, path, tmp_path, monkeypatch):
    press, _ = lived
    press.store.close()

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    put_back(path, tmp_path / "copy.db")
    with (
        open_store(path, readonly=True) as store,
        open_store(path.parent / "backups" / "replaced.db", readonly=True) as aside,
    ):
        assert (
            store.query_number("SELECT count(*) FROM articles"),
            aside.query_number("SELECT count(*) FROM articles"),
        ) == (3, 4)
    with pytest.raises(StoreError, match="cannot be replaced"):
        put_back(path, tmp_path / "copy.db")
    assert path.exists(), "what was kept aside is never overwritten"


def test_a_place_that_is_no_folder_is_told(lived, path, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="the store is as it was"):
        prepare_working_copy(tmp_path / "copy.db", tmp_path / "file")
    press, _ = lived
    press.store.close()
    part, _ = prepare_working_copy(tmp_path / "copy.db", path.parent)
    with pytest.raises(StoreError, match="cannot be replaced"):
        replace_store(path, part, tmp_path / "file" / "aside.db")
    assert path.exists()
