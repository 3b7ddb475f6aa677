"""Archive and store are compared answer by answer; what is lost is named and fetched again."""

import os
from pathlib import Path

import pytest

from records.errors import LockedError, StoreError, UsageError
from records.page import ArchivePointer, Page
from records.paths import Paths
from services.archive import ArchiveReport, verify_archive, verify_share
from services.run_lock import RunLock
from store.archive.archive import Archive
from store.ledger.raw_pages import keep_page
from store.ledger.urls import lease_urls
from tests.store.archive.test_archive import exchange
from tests.store.archive.test_segment_check import flip

pytestmark = pytest.mark.dates
NOW = "2026-11-26T08:00:00Z"
LATER = "2026-11-27T08:00:00Z"


class Newsroom:
    """A store whose pages lie in the archive: three pages of `open`, two of `closed`."""

    def __init__(self, shelf) -> None:
        self.home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
        self.store = shelf.store
        self.places: dict[str, list[ArchivePointer]] = {}
        for source, numbers in (("open", (1, 2, 3)), ("closed", (4, 5))):
            with Archive(self.home.archive, 1, "Jianwen 0.1", "Jianwen/0.1") as kept:
                self.places[source] = [self._keep(kept, source, number) for number in numbers]

    def _keep(self, kept: Archive, source: str, number: int) -> ArchivePointer:
        answer = exchange(number)
        place = kept.add(source, answer)
        kept.sync(source)
        page = Page(answer.url, source, answer.body, NOW, etag='"1"', archived=(place,))
        id = keep_page(self.store, page, NOW).id
        with self.store.transaction() as connection:
            connection.execute(
                "UPDATE urls SET state = 'dropped', settled = 'dropped', line = 'L1', due_at = ?"
                " WHERE id = ?",
                ("2027-01-01T00:00:00Z", id),
            )
        return place

    def segment(self, source: str) -> Path:
        return self.home.archive / self.places[source][0].segment

    def verify(self, *sources: str, **options: bool) -> ArchiveReport:
        return verify_archive(self.home, sources, **options)


@pytest.fixture
def newsroom(shelf) -> Newsroom:
    return Newsroom(shelf)


def states(report: ArchiveReport) -> dict[str, str]:
    return {part.segment.split("/")[0]: part.state for part in report.segments}


def lost(report: ArchiveReport) -> list[str]:
    return [answer.url for answer in report.lost]


def test_a_sound_archive_has_every_answer(newsroom):
    report = newsroom.verify()
    assert report.is_sound
    assert states(report) == {"open": "whole", "closed": "whole"}
    assert sum(part.answers for part in report.segments) == 5


def test_a_flipped_bit_costs_one_page_and_the_others_are_read(newsroom):
    place = newsroom.places["open"][1]
    flip(newsroom.segment("open"), place.offset + place.length // 2)
    report = newsroom.verify()
    assert not report.is_sound
    assert states(report) == {"open": "damaged", "closed": "whole"}
    assert lost(report) == [exchange(2).url]


def test_damage_that_no_page_needs_is_named_and_loses_nothing(newsroom):
    place = newsroom.places["open"][0]
    flip(newsroom.segment("open"), place.offset + place.length + 100)  # in its request
    report = newsroom.verify()
    assert states(report)["open"] == "damaged" and not report.is_sound
    assert report.lost == ()


def test_a_missing_segment_loses_the_pages_of_its_source_alone(newsroom):
    newsroom.segment("closed").unlink()
    report = newsroom.verify()
    assert states(report) == {"open": "whole", "closed": "missing"}
    assert lost(report) == [exchange(4).url, exchange(5).url]


def test_a_cut_segment_loses_what_stood_behind_the_cut(newsroom):
    os.truncate(newsroom.segment("open"), newsroom.places["open"][1].offset + 20)
    assert lost(newsroom.verify()) == [exchange(2).url, exchange(3).url]


@pytest.mark.parametrize(
    ("replace", "state"),
    [
        (lambda path: path.mkdir(), "unreadable"),
        (lambda path: path.symlink_to("/dev/zero"), "unreadable"),
        (lambda path: path.symlink_to(path), "unreadable"),
        (lambda path: path.symlink_to("nowhere"), "missing"),
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: path.write_bytes(os.urandom(30_000)), "damaged"),
    ],
    ids=["folder", "device", "loop", "nowhere", "empty", "noise"],
)
def test_whatever_stands_in_its_place_the_scan_goes_on(newsroom, replace, state):
    path = newsroom.segment("closed")
    path.unlink()
    replace(path)
    report = newsroom.verify()
    assert states(report) == {"open": "whole", "closed": state}
    assert lost(report) == [exchange(4).url, exchange(5).url]


def test_a_segment_on_another_disk_is_read_through_its_link(newsroom, tmp_path):
    path = newsroom.segment("closed")
    path.rename(tmp_path / "elsewhere.warc.gz")
    path.symlink_to(tmp_path / "elsewhere.warc.gz")
    assert newsroom.verify().is_sound


def test_a_torn_end_that_a_kill_left_is_no_damage(newsroom):
    path = newsroom.segment("open")
    path.write_bytes(path.read_bytes() + path.read_bytes()[:90])
    path.rename(f"{path}.open")
    report = newsroom.verify()
    assert report.is_sound
    assert states(report)["open"] == "open"
    assert "the next crawl closes it" in report.segments[1].detail


def test_a_segment_that_a_run_writes_is_left_to_it(newsroom):
    with Archive(newsroom.home.archive, 2, "Jianwen 0.1", "Jianwen/0.1") as kept:
        kept.add("open", exchange(9))
        report = newsroom.verify()
        assert [part.detail for part in report.segments if part.state == "open"] == [
            "a run is writing it"
        ]
        assert report.is_sound


def test_one_source_is_verified_alone_and_an_unknown_one_refused(newsroom):
    newsroom.segment("closed").unlink()
    assert newsroom.verify("open").is_sound
    assert not newsroom.verify("closed").is_sound
    with pytest.raises(UsageError, match="nothing of daily"):
        newsroom.verify("open", "daily")


def test_lost_pages_are_fetched_again_from_the_web_unconditionally(newsroom):
    newsroom.segment("closed").unlink()
    assert lease_urls(newsroom.store, "closed", 2, LATER, 9) == []
    report = newsroom.verify(refetch=True)
    assert report.refetched == 2 and not report.is_sound
    due = lease_urls(newsroom.store, "closed", 2, LATER, 9)
    assert [(url.url, url.etag, url.archived) for url in due] == [
        (exchange(number).url, "", ()) for number in (4, 5)
    ]
    assert lease_urls(newsroom.store, "open", 2, LATER, 9) == []
    assert newsroom.verify().is_sound


def test_a_page_that_is_gone_from_the_web_is_not_asked_for_again(newsroom):
    newsroom.segment("closed").unlink()
    with newsroom.store.transaction() as connection:
        connection.execute("UPDATE urls SET state = 'gone' WHERE url = ?", (exchange(4).url,))
    assert newsroom.verify(refetch=True).refetched == 1
    assert newsroom.verify().is_sound


def test_nothing_is_changed_while_a_run_is_at_work_or_without_being_asked(newsroom):
    newsroom.segment("closed").unlink()
    with RunLock(newsroom.home.lock), pytest.raises(LockedError):
        newsroom.verify(refetch=True)
    before = newsroom.store.query_number("SELECT total_changes()")
    newsroom.verify()
    assert newsroom.store.query_number("SELECT count(*) FROM urls WHERE archived = '[]'") == 0
    assert newsroom.store.query_number("SELECT total_changes()") == before


def test_without_a_store_there_is_nothing_to_verify(tmp_path):
    with pytest.raises(StoreError):
        verify_archive(Paths.of({"JIANWEN_HOME": str(tmp_path)}))


def test_the_share_of_a_day_is_bounded_and_comes_round(newsroom, monkeypatch):
    monkeypatch.setattr("services.archive.SHARE_ANSWERS", 2)
    place = newsroom.places["open"][2]
    flip(newsroom.segment("open"), place.offset + place.length // 2)
    days = [
        verify_share(newsroom.store, newsroom.home.archive, f"2026-12-{day:02}T08:00:00Z")
        for day in range(1, 31)
    ]
    assert {share.read for share in days} == {2}
    hits = [share.lost for share in days if share.lost]
    assert 0 < len(hits) < 30
    assert all("damaged" in line or "cannot be read" in line for (line,) in hits)


def test_the_share_ends_at_its_bytes(newsroom, monkeypatch):
    monkeypatch.setattr("services.archive.SHARE_BYTES", newsroom.places["open"][0].length * 2 + 999)
    assert verify_share(newsroom.store, newsroom.home.archive, NOW).read == 2
