"""The archive keeps whole answers, loses none that the store points at, and says so when one is
gone.
"""

import gzip
import os
import random
import resource
import signal
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from warcio.checker import Checker

from records.errors import ArchiveError, StoreError
from records.page import ArchivePointer, Page
from store.archive.archive import (
    ARCHIVE_FOLDER,
    Archive,
    decode_response_body,
    read_archived_response,
    repair_segments,
)
from store.ledger.raw_pages import iter_waiting_pages, keep_page, read_kept_page
from store.ledger.urls import iter_unrefined_pages, lease_urls
from store.settle import store_result
from tests.store.archive.test_warc import EXCHANGE

pytestmark = pytest.mark.dates
NOW = "2026-11-26T08:00:00Z"


def opened(folder, run=1, **options) -> Archive:
    return Archive(folder, run, "Jianwen 0.1", "Jianwen/0.1", **options)


def exchange(number: int, size: int = 3_000):
    noise = random.Random(number).randbytes(size)
    return replace(EXCHANGE, url=f"https://daily.example/{number}.html", body=noise)


def segments(folder) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.warc*"))


def is_clean(path) -> bool:
    class Arguments:
        inputs = [str(path)]
        verbose = False

    checker = Checker(Arguments)
    checker.process_all()
    return checker.exit_value == 0


def test_what_was_added_is_read_back_while_it_is_written_and_after(tmp_path):
    with opened(tmp_path) as kept:
        places = [kept.add("daily", exchange(number)) for number in range(5)]
        assert [read_archived_response(tmp_path, place).body for place in places] == [
            exchange(number).body for number in range(5)
        ]
        assert [path.endswith(".open") for path in segments(tmp_path)] == [True]
    assert segments(tmp_path) == [places[0].segment]
    assert [read_archived_response(tmp_path, place).url for place in places] == [
        exchange(number).url for number in range(5)
    ]
    assert is_clean(tmp_path / places[0].segment)


def test_each_source_has_a_folder_of_its_own_and_a_run_without_answers_none(tmp_path):
    with opened(tmp_path) as kept:
        kept.add("daily", exchange(1))
        kept.add("open", exchange(2))
    assert [name.split("/")[0] for name in segments(tmp_path)] == ["daily", "open"]
    opened(tmp_path / "empty").close()
    assert segments(tmp_path / "empty") == []


def test_a_segment_that_is_full_is_closed_and_the_next_one_begun(tmp_path):
    with opened(tmp_path, max_segment_bytes=5_000) as kept:
        places = [kept.add("daily", exchange(number)) for number in range(4)]
        assert sum(name.endswith(".open") for name in segments(tmp_path)) == 1
    assert len({place.segment for place in places}) == 2
    assert all(is_clean(tmp_path / name) for name in segments(tmp_path))


def test_an_unchanged_answer_points_at_the_one_before(tmp_path):
    with opened(tmp_path) as kept:
        first = kept.add("daily", exchange(1))
        same = kept.add("daily", exchange(1), first)
        confirmed = kept.add("daily", replace(exchange(1), status=304, body=b""), first)
    assert (same, confirmed) == (first, first)
    assert read_archived_response(tmp_path, first).body == exchange(1).body


def test_an_answer_whose_former_segment_was_removed_is_kept_whole(tmp_path):
    with opened(tmp_path) as kept:
        first = kept.add("daily", exchange(1))
    (tmp_path / first.segment).unlink()
    with opened(tmp_path, run=2) as kept:
        again = kept.add("daily", exchange(1), first)
    assert again != first
    assert read_archived_response(tmp_path, again).body == exchange(1).body


def killed(folder, cut: int | None = None, tail: bytes = b"") -> list[ArchivePointer]:
    """Leave the folder as a killed run does, its file `cut` or with a torn record behind it."""
    with opened(folder) as kept:
        places = [kept.add("daily", exchange(number)) for number in range(4)]
    whole = folder / places[0].segment
    left = whole.rename(whole.with_name(f"{whole.name}.open"))
    data = left.read_bytes()
    left.write_bytes((data if cut is None else data[:cut]) + tail)
    return places


@pytest.mark.parametrize("seed", range(20))
def test_a_torn_tail_is_cut_and_every_whole_answer_stays(tmp_path, seed):
    cut = random.Random(seed).randrange(400, 13_000)
    places = killed(tmp_path, cut)
    assert repair_segments(tmp_path) == [places[0].segment]
    assert is_clean(tmp_path / places[0].segment)
    for number, place in enumerate(places):
        if place.offset + place.length <= cut:
            assert read_archived_response(tmp_path, place).body == exchange(number).body
        else:
            with pytest.raises(ArchiveError, match=r"daily-.*bring it back"):
                read_archived_response(tmp_path, place)


@pytest.mark.parametrize(
    "tail", [b"\x1f\x8b", b"\0" * 5_000, b"rubbish", gzip.compress(b"WARC/1.1\r\n", mtime=0)[:-3]]
)
def test_rubbish_behind_the_last_record_is_cut(tmp_path, tail):
    places = killed(tmp_path, tail=tail)
    repair_segments(tmp_path)
    assert is_clean(tmp_path / places[0].segment)
    assert [read_archived_response(tmp_path, place).body for place in places] == [
        exchange(number).body for number in range(4)
    ]


def test_a_segment_with_nothing_whole_in_it_goes(tmp_path):
    killed(tmp_path, cut=50)
    repair_segments(tmp_path)
    assert segments(tmp_path) == []


def test_a_segment_that_another_run_writes_is_left_to_it(tmp_path):
    with opened(tmp_path) as kept:
        place = kept.add("daily", exchange(1))
        assert repair_segments(tmp_path) == []
        kept.add("daily", exchange(2))
    assert read_archived_response(tmp_path, place).body == exchange(1).body


def test_mending_where_there_is_no_archive_does_nothing(tmp_path):
    assert repair_segments(tmp_path / "none") == []


@pytest.mark.parametrize(
    "damage",
    [lambda data, at: data[:at] + b"\xff\xff\xff" + data[at + 3 :], lambda data, at: data[:at]],
    ids=["flipped", "cut"],
)
def test_a_damaged_answer_is_named(tmp_path, damage):
    with opened(tmp_path) as kept:
        place = kept.add("daily", exchange(1))
    path = tmp_path / place.segment
    path.write_bytes(damage(path.read_bytes(), place.offset + place.length // 2))
    with pytest.raises(ArchiveError, match=r"daily-.*(damaged|cannot be read) at byte"):
        read_archived_response(tmp_path, place)


def test_a_pointer_to_another_answer_is_refused(tmp_path):
    with opened(tmp_path) as kept:
        first, second = (kept.add("daily", exchange(number)) for number in (1, 2))
    with pytest.raises(ArchiveError, match="not the answer that was stored"):
        read_archived_response(tmp_path, replace(first, digest=second.digest))


@contextmanager
def little_room(size: int):
    """No file of this process may grow beyond so many bytes: what a full disk looks like to a
    writer.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_told_and_the_segment_ends_behind_the_last_whole_exchange(tmp_path):
    kept = opened(tmp_path)
    place = kept.add("daily", exchange(1))
    with little_room(place.offset + 5_000), pytest.raises(StoreError, match="make room"):
        kept.add("daily", exchange(2))
    later = kept.add("daily", exchange(3))
    kept.close()
    assert is_clean(tmp_path / place.segment)
    assert [read_archived_response(tmp_path, one).url for one in (place, later)] == [
        exchange(1).url,
        exchange(3).url,
    ]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "warc").write_text("a file", "utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        opened(tmp_path / "warc").add("daily", exchange(1))


def test_a_compressed_body_is_kept_as_sent_and_read_plain(tmp_path):
    plain = "流感疫苗每年接种一次。".encode() * 100
    packed = replace(
        EXCHANGE, body=gzip.compress(plain, mtime=0), headers=((b"Content-Encoding", b"gzip"),)
    )
    with opened(tmp_path) as kept:
        place = kept.add("daily", packed)
    answer = read_archived_response(tmp_path, place)
    assert answer.body == packed.body
    assert decode_response_body(answer) == plain
    with pytest.raises(ArchiveError, match="cannot be unpacked"):
        decode_response_body(replace(answer, body=packed.body[:-9]))


# the store beside it


@pytest.fixture
def archived(store):
    """A page of two parts that the store keeps only as places in the archive."""
    folder = store.path.parent / ARCHIVE_FOLDER
    with opened(folder) as kept:
        places = tuple(kept.add("daily", exchange(number)) for number in (1, 2))
    page = Page(
        exchange(1).url,
        "daily",
        exchange(1).body,
        NOW,
        further=(exchange(2).body,),
        archived=places,
    )
    return keep_page(store, page, NOW).id, page


def test_a_page_comes_back_from_the_archive_alone(store, archived):
    id, page = archived
    assert store.query_number("SELECT sum(length(body)) FROM pages") == 0
    assert read_kept_page(store, id) == page


def test_a_page_of_which_the_archive_lacks_an_answer_is_told_or_raised(store, archived):
    id, page = archived
    (store.path.parent / ARCHIVE_FOLDER / page.archived[0].segment).unlink()
    lost = {}
    assert list(iter_waiting_pages(store, "L1", on_missing=lost.__setitem__)) == []
    assert "is missing; bring it back from a backup" in str(lost[id])
    with pytest.raises(ArchiveError):
        list(iter_waiting_pages(store, "L1"))


def test_a_page_that_a_killed_run_kept_and_the_archive_lost_is_fetched_again(store, archived):
    id, page = archived
    (store.path.parent / ARCHIVE_FOLDER / page.archived[0].segment).unlink()
    assert list(iter_unrefined_pages(store, "daily", 10)) == []
    (due,) = lease_urls(store, "daily", 2, NOW, 10)
    assert (due.id, due.etag, due.archived) == (id, "", ())


def test_the_same_page_again_keeps_its_place_in_the_archive(store, press, archived):
    id, page = archived
    store_result(store, id, press.record(page.url), NOW, pipeline_version="L1")
    assert not keep_page(store, replace(page, archived=()), NOW).changed
    assert read_kept_page(store, id).archived == page.archived


def test_names_are_on_disk_before_the_store_points_at_a_segment(tmp_path, monkeypatch):
    """A power cut keeps no file whose folder was not synced, however often the file was."""
    synced = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda file: synced.append(os.readlink(f"/proc/self/fd/{file}")) or sync(file)
    )
    folder = tmp_path / "home" / "warc"
    with opened(folder) as kept:
        place = kept.add("daily", exchange(1))
        kept.sync("daily")
        segment = f"{folder / place.segment}.open"
        assert {segment, str(folder / "daily"), str(folder), str(folder.parent)} <= set(synced)
        synced.clear()
        kept.add("daily", exchange(2))
        kept.sync("daily")
        assert synced == [segment]


@pytest.mark.parametrize("seed", range(300))
def test_whatever_is_damaged_the_answer_is_whole_or_an_archive_error(tmp_path, seed):
    with opened(tmp_path) as kept:
        places = [kept.add("daily", exchange(number, 900)) for number in range(3)]
    path, luck = tmp_path / places[0].segment, random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(luck.choice((1, 2, 20))):
        at, kind = luck.randrange(len(data)), luck.randrange(4)
        if kind == 0:
            data[at] ^= 1 << luck.randrange(8)
        elif kind == 1:
            del data[at : at + luck.randrange(300)]
        elif kind == 2:
            data[at:at] = luck.randbytes(luck.randrange(50))
        else:  # a piece of another record, as a file system puts blocks in the wrong place
            piece = luck.randrange(len(data))
            data[at:at] = data[piece : piece + luck.randrange(400)]
    path.write_bytes(data)
    for number, place in enumerate(places):
        with suppress(ArchiveError):
            assert read_archived_response(tmp_path, place).body == exchange(number, 900).body
