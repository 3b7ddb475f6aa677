"""A page over which two runs were killed is known to the third; a quick one leaves no trace."""

import asyncio
from pathlib import Path

import pytest

from crawler.run.slow_pages import SlowPages


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "slow-pages.json"


def read(pages: SlowPages, page: int, seconds: float) -> None:
    async def run() -> None:
        with pages.reading(page):
            await asyncio.sleep(seconds)

    asyncio.run(run())


def kill_while_reading(path: Path, page: int) -> None:
    """Leave the file as a kill would that came after `_note`."""
    pages = SlowPages(path, 0.0)

    async def run() -> bytes:
        with pages.reading(page):
            while page not in pages._reading:
                await asyncio.sleep(0.001)
            return path.read_bytes()

    left = asyncio.run(run())
    path.write_bytes(left)


def test_a_page_that_is_read_leaves_no_trace(path: Path) -> None:
    pages = SlowPages(path, 60.0)
    read(pages, 7, 0.0)
    assert not path.exists()
    slow = SlowPages(path, 0.0)
    read(slow, 7, 0.05)
    assert not path.exists()
    assert slow.take_killers() == []


def test_the_second_kill_sets_a_page_aside_and_the_first_does_not(path: Path) -> None:
    kill_while_reading(path, 7)
    assert SlowPages(path).take_killers() == []
    kill_while_reading(path, 7)
    assert SlowPages(path).take_killers() == [7]
    assert SlowPages(path).take_killers() == []
    assert not path.exists()


def test_a_page_that_was_read_after_a_kill_begins_anew(path: Path) -> None:
    kill_while_reading(path, 7)
    read(SlowPages(path, 60.0), 7, 0.0)
    kill_while_reading(path, 7)
    assert SlowPages(path).take_killers() == []


@pytest.mark.parametrize("left", ["", "[]", "{", '{"a": 1}', '{"1": "x"}', "\xff", '{"1": null}'])
def test_a_file_that_is_none_counts_nothing(path: Path, left: str) -> None:
    path.write_text(left, "latin-1")
    assert SlowPages(path).take_killers() == []
