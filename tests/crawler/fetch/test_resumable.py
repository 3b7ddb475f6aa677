"""A large file comes whole, however often the line breaks, and never out of two versions."""

import json
import re
from random import Random

import pytest

from crawler.fetch.resumable import ResumableDownload
from crawler.settings import DOWNLOAD_TRIES
from records.errors import UsageError
from tests.loopback import Answer, Asked, Site

DATA = Random(7).randbytes(300_000)
NEWER = Random(8).randbytes(300_000)
ETAG = {"ETag": '"v1"'}


@pytest.fixture
def site():
    with Site() as one:
        yield one


@pytest.fixture
def parcel(site, tmp_path):
    return ResumableDownload(
        f"{site.url}/p", tmp_path / "downloads" / "p.part", frozenset((site.host,)), 1_000_000, 60.0
    )


def broken(data: bytes, at: int, status: str = "200 OK", **headers: str) -> Answer:
    """An answer that announces all of its data and ends after some."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return Answer(
        raw=f"HTTP/1.1 {status}\r\nContent-Length: {len(data)}\r\n{lines}\r\n".encode() + data[:at]
    )


def ranged(data: bytes, **headers: str):
    """A server that knows Range and If-Range."""
    tags = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(asked: Asked) -> Answer:
        wanted = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("Range", ""))
        if not wanted or asked.headers.get("If-Range") not in (
            tags.get("ETag"),
            tags.get("Last-Modified"),
        ):
            return Answer(data, headers=tags)
        start = int(wanted[1])
        if start >= len(data):
            return Answer(b"", 416, {"Content-Range": f"bytes */{len(data)}"})
        return Answer(
            data[start:],
            206,
            tags | {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"},
        )

    return answer


def first(*answers):
    """Answer one after the other, the last one for ever."""
    left = list(answers)

    def answer(asked: Asked) -> Answer:
        one = left.pop(0) if len(left) > 1 else left[0]
        return one(asked) if callable(one) else one

    return answer


def silent(there: int, total: int) -> None:
    pass


def asked_ranges(site: Site) -> list[str]:
    return [asked.headers.get("Range", "") for asked in site.log]


def test_a_file_comes_whole_and_its_growth_is_told(site, parcel):
    site.answers["/p"] = ranged(DATA, ETag='"v1"')
    steps: list[tuple[int, int]] = []
    parcel.fetch(lambda there, total: steps.append((there, total)))
    assert parcel.path.read_bytes() == DATA
    assert steps[0] == (0, len(DATA))
    assert steps[-1] == (len(DATA), len(DATA))
    assert [there for there, _ in steps] == sorted(there for there, _ in steps)


def test_a_line_that_breaks_is_taken_up_where_it_broke(site, parcel):
    site.answers["/p"] = first(broken(DATA, 100_000, ETag='"v1"'), ranged(DATA, ETag='"v1"'))
    parcel.fetch(silent)
    assert parcel.path.read_bytes() == DATA
    assert asked_ranges(site) == ["", "bytes=100000-"]
    assert site.log[1].headers["If-Range"] == '"v1"'


def test_a_later_run_takes_up_what_an_earlier_one_left(site, parcel):
    site.answers["/p"] = first(
        *(broken(DATA, 0, ETag='"v1"') for _ in range(DOWNLOAD_TRIES - 1)),
        broken(DATA, 100_000, ETag='"v1"'),
        Answer(b"", 503),
    )
    with pytest.raises(
        UsageError,
        match=(
            r"broke off at 100,000 of 300,000 bytes; 100,000 bytes are here, run again to go on"
            r" from there"
        ),
    ):
        parcel.fetch(silent)
    site.answers["/p"] = ranged(DATA, ETag='"v1"')
    steps: list[int] = []
    parcel.fetch(lambda there, _: steps.append(there))
    assert parcel.path.read_bytes() == DATA
    assert steps[0] == 100_000


def test_a_file_without_a_tag_goes_by_its_date(site, parcel):
    when = "Wed, 25 Nov 2026 10:00:00 GMT"
    site.answers["/p"] = first(
        broken(DATA, 100_000, ETag='W/"weak"', Last_Modified=when), ranged(DATA, Last_Modified=when)
    )
    parcel.fetch(silent)
    assert parcel.path.read_bytes() == DATA
    assert site.log[1].headers["If-Range"] == when


def test_a_file_without_tag_and_date_begins_anew(site, parcel):
    site.answers["/p"] = first(broken(DATA, 100_000), Answer(DATA))
    parcel.fetch(silent)
    assert parcel.path.read_bytes() == DATA
    assert asked_ranges(site) == ["", ""]


def test_a_file_that_changed_between_two_parts_comes_whole(site, parcel):
    site.answers["/p"] = first(broken(DATA, 100_000, ETag='"v1"'), ranged(NEWER, ETag='"v2"'))
    parcel.fetch(silent)
    assert parcel.path.read_bytes() == NEWER
    assert json.loads(parcel.path.with_name("p.part.json").read_text())["version"] == '"v2"'


def test_a_part_of_another_version_is_not_put_behind_the_first(site, parcel):
    careless = Answer(
        NEWER[100_000:],
        206,
        {"ETag": '"v2"', "Content-Range": f"bytes 100000-{len(NEWER) - 1}/{len(NEWER)}"},
    )
    site.answers["/p"] = first(
        broken(DATA, 100_000, ETag='"v1"'), careless, ranged(NEWER, ETag='"v2"')
    )
    parcel.fetch(silent)
    assert parcel.path.read_bytes() == NEWER


@pytest.mark.parametrize(
    "odd",
    [
        Answer(DATA[90_000:], 206, {"Content-Range": f"bytes 90000-{len(DATA) - 1}/{len(DATA)}"}),
        Answer(DATA[100_000:], 206),
        Answer(b"", 416, {"Content-Range": "bytes */99"}),
        Answer(b"", 416),
    ],
    ids=["other-place", "no-place", "shorter-now", "no-length"],
)
def test_an_odd_answer_to_a_range_lets_the_file_begin_anew(site, parcel, odd):
    site.answers["/p"] = first(broken(DATA, 100_000, ETag='"v1"'), odd, ranged(DATA, ETag='"v1"'))
    parcel.fetch(silent)
    assert parcel.path.read_bytes() == DATA
    assert asked_ranges(site) == ["", "bytes=100000-", ""]


def test_a_file_that_is_whole_already_is_not_fetched_again(site, parcel):
    site.answers["/p"] = ranged(DATA, ETag='"v1"')
    parcel.fetch(silent)
    parcel.fetch(silent)
    assert asked_ranges(site) == ["", f"bytes={len(DATA)}-"]
    assert parcel.path.read_bytes() == DATA


@pytest.mark.parametrize(
    "note", ["", "[]", "{", json.dumps({"url": "http://elsewhere.example/p", "version": '"v1"'})]
)
def test_a_part_of_unknown_origin_is_thrown_away(site, parcel, note):
    parcel.path.parent.mkdir()
    parcel.path.write_bytes(b"somebody's")
    if note:
        parcel.path.with_name("p.part.json").write_text(note)
    site.answers["/p"] = ranged(DATA, ETag='"v1"')
    parcel.fetch(silent)
    assert parcel.path.read_bytes() == DATA
    assert asked_ranges(site) == [""]


def test_what_is_longer_than_allowed_is_refused_before_it_comes_and_while_it_comes(site, parcel):
    site.answers["/p"] = Answer(bytes(1_000_001))
    with pytest.raises(UsageError, match="1,000,001 bytes, more than the 1,000,000 that are taken"):
        parcel.fetch(silent)
    site.answers["/p"] = Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n" + bytes(1_000_001))
    with pytest.raises(UsageError, match="more than 1,000,000 bytes"):
        parcel.fetch(silent)


def test_what_takes_too_long_is_left_for_the_next_run(site, parcel):
    site.answers["/p"] = ranged(DATA, ETag='"v1"')
    short = ResumableDownload(parcel.url, parcel.path, parcel.allow_hosts, parcel.max_bytes, 0.0)
    with pytest.raises(
        UsageError, match=r"not whole within 0 s; \d[\d,]* bytes are here, run again"
    ):
        short.fetch(silent)
    parcel.fetch(silent)
    assert parcel.path.read_bytes() == DATA
    assert site.log[1].headers["Range"].startswith("bytes=")


FAULTS = {
    "it answered 404": (Answer(b"", 404), 1),
    "it answered 503": (Answer(b"", 503, {"Retry-After": "5"}), 1),
    "it answered 206": (Answer(DATA, 206, {"Content-Range": "bytes 0-9/10"}), 1),
    "it came packed": (Answer(DATA, headers={"Content-Encoding": "gzip"}), 1),
    "IncompleteRead": (
        Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
        DOWNLOAD_TRIES,
    ),
    "hello": (Answer(raw=b"hello\r\n\r\n"), DOWNLOAD_TRIES),
}


@pytest.mark.parametrize("said", FAULTS)
def test_what_brings_no_file_is_told_in_one_line(site, parcel, said):
    site.answers["/p"], times = FAULTS[said]
    with pytest.raises(UsageError, match=said) as refusal:
        parcel.fetch(silent)
    assert "\n" not in str(refusal.value)
    assert len(site.log) == times


def test_a_folder_that_cannot_be_made_is_no_fault_of_the_line(site, parcel):
    parcel.path.parent.write_text("a file")
    site.answers["/p"] = ranged(DATA, ETag='"v1"')
    with pytest.raises(OSError, match="downloads"):
        parcel.fetch(silent)
    assert len(site.log) == 1


def test_forgetting_leaves_nothing(site, parcel):
    site.answers["/p"] = ranged(DATA, ETag='"v1"')
    parcel.fetch(silent)
    parcel.discard_files()
    parcel.discard_files()
    assert list(parcel.path.parent.iterdir()) == []
