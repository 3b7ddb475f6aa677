"""Records are refined in a process of their own; what it does to itself costs one page."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from pipelines.executors.process_pool import LocalPipelineExecutor
from records.errors import JianwenError
from records.page import Page
from records.record import Record
from records.verdict import Drop, Quarantine

TEXT = "流感疫苗每年接种一次，老年人和儿童优先接种，接种后留观三十分钟。" * 4


def record(text: str = TEXT) -> Record:
    html = (
        f"<html><head><title>接种提醒</title></head><body><h1>接种提醒</h1><p>{text}</p></body>"
        f"</html>"
    )
    return Record.from_page(
        Page(
            url="http://example.org/1",
            source="",
            body=html.encode(),
            fetched="2026-11-23T19:00:00Z",
        )
    )


def test_a_worker_that_dies_or_hangs_costs_one_page():
    with LocalPipelineExecutor() as refinery:
        read = refinery.refine(record())
        assert isinstance(read, Record)
        assert (read.title, read.language, read.raw, read.text) == ("接种提醒", "zh", b"", "")
        assert isinstance(refinery.refine(record("")), Drop)
        (bench,) = refinery._slots
        bench._process.kill()
        bench._process.join()
        assert refinery.refine(record()) == Quarantine(
            "refine", "crash", "the process that read the page died"
        )
        assert isinstance(asyncio.run(refinery.refine_async(record())), Record)
        os.kill(bench._process.pid, signal.SIGSTOP)  # it hangs, whatever the machine's load
        bench.seconds = 1.0
        assert refinery.refine(record()) == Quarantine("refine", "time-out", "took longer than 1 s")


def test_a_worker_that_cannot_load_its_dictionaries_is_named(tmp_path: Path):
    with LocalPipelineExecutor(data=tmp_path / "nothing") as refinery:
        with pytest.raises(JianwenError, match=r"cannot start with .*nothing.*jianwen doctor"):
            refinery.refine(record())
        with pytest.raises(JianwenError, match="cannot start"):
            asyncio.run(refinery.refine_async(record()))


def test_a_refinery_is_used_in_a_with_block():
    with pytest.raises(RuntimeError, match="with block"):
        LocalPipelineExecutor().refine(record())


def test_a_worker_is_started_for_what_is_about_to_come_and_no_other():
    with LocalPipelineExecutor(workers=2) as refinery:
        assert [bench._process for bench in refinery._slots] == [None, None]
        refinery.start_workers(0)
        assert [bench._process for bench in refinery._slots] == [None, None]
        refinery.start_workers(1)
        assert [bench._process is not None for bench in refinery._slots] == [False, True]


def test_a_refinery_that_nobody_used_ends_at_once():
    with LocalPipelineExecutor(workers=2) as refinery:
        refinery.start_workers(2)
        processes = [bench._process for bench in refinery._slots]
    assert all(process.exitcode is not None for process in processes)


def test_a_worker_that_is_busy_does_not_hold_the_end_of_a_run():
    with LocalPipelineExecutor() as refinery:
        (bench,) = refinery._slots
        bench.wait_until_ready()
        process = bench._process
        bench._task = bench._executor.submit(time.sleep, 3_600)
    assert process.exitcode == -signal.SIGKILL
