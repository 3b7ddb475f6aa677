"""A segment is read to its end whatever is damaged in it, and each damage has its place."""

import gzip
import io
import os
import random

import pytest

from store.archive import segment_check
from store.archive.archive import Archive, repair_segments
from store.archive.segment_check import (
    SegmentPart,
    find_last_record_end,
    iter_segment_parts,
)
from store.regular_files import open_regular_file
from tests.store.archive.test_archive import exchange

pytestmark = pytest.mark.dates


@pytest.fixture
def segment(tmp_path):
    """A closed segment of five answers, with the places of the answers."""
    with Archive(tmp_path, 1, "Jianwen 0.1", "Jianwen/0.1") as kept:
        places = [kept.add("daily", exchange(number)) for number in range(5)]
    return tmp_path / places[0].segment, places


def read(path) -> list[SegmentPart]:
    with open_regular_file(path) as file:
        return list(iter_segment_parts(file))


def flip(path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    path.write_bytes(data)


def lies(text: bytes, **headers: str) -> bytes:
    """A member with a record about `text`, whose headers say something else."""
    written = {"WARC-Type": "resource", "Content-Length": str(len(text)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in written.items())
    return gzip.compress(b"WARC/1.1\r\n" + lines.encode() + b"\r\n" + text + b"\r\n\r\n", mtime=0)


def test_a_whole_segment_is_given_without_a_gap_and_with_the_digests_of_the_pointers(segment):
    path, places = segment
    parts = read(path)
    assert [part.offset for part in parts] == [0, *(part.end for part in parts[:-1])]
    assert parts[-1].end == path.stat().st_size
    assert not any(part.fault for part in parts)
    assert [
        (part.offset, part.end - part.offset, part.digest) for part in parts if part.digest
    ] == [(place.offset, place.length, place.digest) for place in places]


@pytest.mark.parametrize("seed", range(25))
def test_a_flipped_bit_costs_the_record_that_holds_it(segment, seed):
    path, _ = segment
    before = read(path)
    place = random.Random(seed).randrange(path.stat().st_size)
    flip(path, place)
    after = read(path)
    hit = [part for part in before if part.offset <= place < part.end]
    assert set(before) - set(after) <= set(hit)
    # a few bits of a gzip header say nothing about the data: time, system
    assert any(part.fault for part in after) or place - hit[0].offset < 10


def test_several_damages_are_given_each_with_its_place(segment):
    path, places = segment
    for place in (places[1], places[3]):
        flip(path, place.offset + place.length // 2)
    faults = [part for part in read(path) if part.fault]
    assert [part.offset for part in faults] == [places[1].offset, places[3].offset]
    assert [part.end for part in faults] == [
        place.offset + place.length for place in (places[1], places[3])
    ]


def test_a_cut_tail_is_one_damage(segment):
    path, places = segment
    os.truncate(path, places[4].offset + 50)
    (fault,) = (part for part in read(path) if part.fault)
    assert (fault.offset, fault.end) == (places[4].offset, places[4].offset + 50)
    assert fault.fault == "the file ends within a record"


def test_a_hole_of_zeros_costs_what_it_covers(segment):
    path, places = segment
    data = path.read_bytes()
    start, end = places[1].offset, places[3].offset
    path.write_bytes(data[:start] + b"\0" * (end - start) + data[end:])
    parts = read(path)
    (fault,) = (part for part in parts if part.fault)
    assert (fault.offset, fault.end) == (start, end)
    assert [part.digest for part in parts if part.digest] == [
        place.digest for place in (places[0], places[3], places[4])
    ]


@pytest.mark.parametrize(
    ("member", "fault"),
    [
        (
            lies(b"abc", **{"Content-Length": "99999999999999999999999"}),
            "says 99999999999999999999",
        ),
        (lies(b"abc", **{"Content-Length": "2"}), "says 2 bytes and has 3"),
        (lies(b"abc", **{"Content-Length": "-3"}), "says -3 bytes"),
        (lies(b"abc", **{"Content-Length": ""}), "says no bytes"),
        (lies(b"abc", **{"WARC-Block-Digest": "sha1:" + "A" * 32}), "not what its digest says"),
        (lies(b"abc", **{"WARC-Block-Digest": "sha256:00"}), "not what its digest says"),
        (
            lies(
                b"HTTP/1.1 200 \r\n\r\nabc",
                **{"WARC-Type": "response", "WARC-Payload-Digest": "sha1:" + "A" * 32},
            ),
            "an answer is not what its digest says",
        ),
        (lies(b"abc", **{"WARC-Type": ""}), "does not say its type"),
        (gzip.compress(b"no record at all", mtime=0), "holds no WARC record"),
        (gzip.compress(b"WARC/1.1\r\nWARC-Type: resource", mtime=0), "holds no WARC record"),
    ],
)
def test_a_record_that_contradicts_itself_is_a_fault_and_the_next_one_is_read(
    segment, member, fault
):
    path, places = segment
    data, at = path.read_bytes(), places[2].offset
    path.write_bytes(data[:at] + member + data[at:])
    faults = [part for part in read(path) if part.fault]
    assert len(faults) == 1 and fault in faults[0].fault
    assert (faults[0].offset, faults[0].end) == (at, at + len(member))
    assert sum(part.kind == "response" for part in read(path) if not part.fault) == 5


@pytest.mark.parametrize(
    "digest",
    ["SHA1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", "sha-1:a9993e364706816aba3e25717850c26c9cd0d89d"],
)
def test_digests_of_other_writers_are_understood(segment, digest):
    path, _ = segment
    path.write_bytes(lies(b"abc", **{"WARC-Block-Digest": digest}))
    assert [part.fault for part in read(path)] == [""]


def test_a_record_that_unpacks_to_too_much_is_not_unpacked_whole(segment, monkeypatch):
    path, _ = segment
    monkeypatch.setattr(segment_check, "RECORD_BYTES", 100_000)
    path.write_bytes(lies(b"a" * 50_000_000) + lies(b"abc"))
    first, second = read(path)
    assert "unpacks to more than 100,000 bytes" in first.fault
    assert second.fault == ""


def test_beginnings_that_a_host_hid_in_an_answer_do_not_multiply_the_work(segment, monkeypatch):
    """5,000 of them, each of which would unpack all that follows."""
    path, _ = segment
    unpacked = []
    unpack = segment_check._unpack_member
    monkeypatch.setattr(
        segment_check, "_unpack_member", lambda *place: unpacked.append(place) or unpack(*place)
    )
    begin = lies(os.urandom(3_000))[:-60]
    path.write_bytes(begin * 5_000)
    parts = read(path)
    assert parts[-1].end == path.stat().st_size
    assert all(part.fault for part in parts)
    assert len(unpacked) <= segment_check.FALSE_STARTS_MAX + 1


def test_what_is_no_regular_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.warc.gz")
    (tmp_path / "folder.warc.gz").mkdir()
    (tmp_path / "zero.warc.gz").symlink_to("/dev/zero")
    for name in ("pipe", "folder", "zero"):
        with pytest.raises(OSError, match="no regular file"):
            open_regular_file(tmp_path / f"{name}.warc.gz")


def test_a_kill_after_damage_takes_only_the_torn_end(segment, tmp_path):
    """A bit that flipped before the kill must not take the answers behind it."""
    path, places = segment
    flip(path, places[1].offset + places[1].length // 2)
    whole = path.stat().st_size
    path.write_bytes(path.read_bytes() + lies(b"torn")[:-9])
    assert find_last_record_end(path) == whole
    path.rename(f"{path}.open")
    assert repair_segments(tmp_path) == [places[0].segment]
    assert path.stat().st_size == whole
    digests = [part.digest for part in read(path) if part.digest]
    assert digests == [place.digest for place in places if place != places[1]]


def test_a_link_in_the_archive_is_neither_cut_nor_renamed(tmp_path):
    foreign = tmp_path / "foreign"
    foreign.write_bytes(b"not ours")
    (tmp_path / "warc" / "daily").mkdir(parents=True)
    link = tmp_path / "warc" / "daily" / "daily-1.warc.gz.open"
    link.symlink_to(foreign)
    (tmp_path / "warc" / "daily" / "daily-2.warc.gz.open").mkdir()
    assert repair_segments(tmp_path / "warc") == []
    assert foreign.read_bytes() == b"not ours" and link.is_symlink()


def test_memory_stays_that_of_one_record(segment):
    """The parts come one by one while the file is read."""
    path, _ = segment
    file = open_regular_file(path)
    assert isinstance(file, io.BufferedReader)
    with file:
        next(iter_segment_parts(file))
        assert file.tell() < path.stat().st_size
