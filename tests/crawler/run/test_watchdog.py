"""What holds the event loop is cut off, named, and the loop goes on."""

import asyncio
import re
import time

import pytest

from crawler.run.watchdog import ReactorStandstill, Watchdog


def spin() -> None:
    while True:
        pass


def backtrack() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


@pytest.mark.parametrize("hold", [spin, backtrack])
def test_what_holds_the_loop_is_cut_off_and_named(hold):
    hung: list[str] = []
    watchdog = Watchdog(seconds=0.5)

    async def read() -> str:
        with watchdog.reading("http://a.example/1", 7):
            try:
                hold()
            except ReactorStandstill:
                return "cut off"
        return "read"

    with asyncio.Runner() as runner, watchdog.watch(runner.get_loop(), hung.append):
        assert runner.run(read()) == "cut off"
    assert hung == ["http://a.example/1"]
    assert watchdog.cut_off == [("http://a.example/1", 7)]


def test_waiting_is_no_standstill():
    watchdog = Watchdog(seconds=0.2)

    async def wait() -> None:
        time.sleep(2.5)  # as for a store that another program keeps locked

    with asyncio.Runner() as runner, watchdog.watch(runner.get_loop(), lambda _: None):
        runner.run(wait())
    assert watchdog.cut_off == []
