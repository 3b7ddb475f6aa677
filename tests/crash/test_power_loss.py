"""C10: the power fails while articles are settled.

The writer is halted at a random moment and the store's files are copied as they are. What SQLite
had not yet made sure of then, the end of its log after the last acknowledged commit, is cut, wiped
or overwritten in the copy, as a disk may have it after a power cut.
"""

import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT
from store.backup.integrity import find_store_errors
from store.open import open_store
from tests.crash.conftest import SHARE

pytestmark = pytest.mark.unmeasured
STORE_RESULTS = """
import hashlib, sys
from dataclasses import replace
from pathlib import Path
from records.page import Page
from records.record import Record
from store.settle import store_result
from store.open import open_store
from store.ledger.raw_pages import keep_page
with open_store(Path(sys.argv[1])) as store:
    for number in range(100_000):
        url = f"http://site.example/{number}"
        page = Page(url, "", b"page %d" % number, "2026-11-23T19:00:00Z")
        body = f"第{number}篇文章的正文，关于高血压。" * 20
        record = replace(Record.from_page(page), title=f"标题{number}", body=body, language="zh")
        record = replace(record, fingerprint=hashlib.sha256(body.encode()).hexdigest())
        kept = keep_page(store, page, page.fetched)
        store_result(store, kept.id, record, page.fetched, pipeline_version="L1")
        print(number + 1, flush=True)
"""
SECTOR = 512


def commits(log):
    """Give where each commit of a write-ahead log ends, as its frames say: those of the present
    round have the header's salts.
    """
    if len(log) < 32:
        return []
    size, salts = struct.unpack(">I", log[8:12])[0], log[16:24]
    ends = []
    for start in range(32, len(log) - 24 - size + 1, 24 + size):
        if log[start + 8 : start + 16] != salts:
            break
        if struct.unpack(">I", log[start + 4 : start + 8])[0]:
            ends.append(start + 24 + size)
    return ends


def damaged(log, start, luck):
    """Give the log as a disk may have kept it from a byte on, and what was done."""
    rest = len(log) - start
    how = luck.choice(["cut", "wiped", "overwritten"])
    if how == "cut" or rest < SECTOR:
        return log[: start + luck.randint(0, rest)], how
    whole = bytearray(log)
    for sector in range(-(-start // SECTOR), len(log) // SECTOR):
        if luck.random() < 0.5:
            whole[sector * SECTOR : (sector + 1) * SECTOR] = (
                bytes(SECTOR) if how == "wiped" else luck.randbytes(SECTOR)
            )
    return bytes(whole), how


def holds(path):
    """Give how many pages and articles a store holds, whose numbers must have no gap, and what is
    wrong with it.
    """
    with open_store(path) as store:
        numbers = sorted(
            int(row["url"].rpartition("/")[2]) for row in store.query("SELECT url FROM articles")
        )
        kept = store.query_number("SELECT count(*) FROM urls WHERE fetched <> ''")
        gaps = (
            []
            if numbers == list(range(len(numbers)))
            else ["the articles are no prefix of what was written"]
        )
        return kept, len(numbers), find_store_errors(store) + gaps


def synced(index, log):
    """Give up to where a log was on the disk for certain, since its pages were about to be copied
    into the store; see SQLite's walindex.
    """
    return (
        min(
            len(log),
            32 + struct.unpack("=I", index[128:132])[0] * (24 + struct.unpack(">I", log[8:12])[0]),
        )
        if len(log) > 32
        else 0
    )


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param(12, id="short"),
        pytest.param(round(500 * SHARE) or 1, id="long", marks=pytest.mark.long),
    ],
)
def test_after_a_power_cut_the_store_opens_with_all_that_was_acknowledged(
    trials, tmp_path, luck, seed, tell
):
    """A store of its own for every fifty copies, so that they stay small."""
    at_risk = largest = 0
    for first in range(0, trials, 50):
        folder = tmp_path / str(first)
        open_store(folder / "var" / "jianwen.db").close()
        unsure, last = cut_the_power(
            folder, min(50, trials - first), luck, f"seed {seed}, store {first}"
        )
        at_risk, largest = at_risk + unsure, max(largest, last)
    tell(
        "C10 power cut",
        copies=trials,
        with_a_commit_in_flight=at_risk,
        acknowledged_up_to=largest,
        acknowledged_lost=0,
        unsound=0,
    )


def cut_the_power(folder, trials, luck, where):
    """Copy a store that is written to, damage the log of each copy.

    Give how often a commit was in flight, how much was acknowledged.
    """
    path = folder / "var" / "jianwen.db"
    at_risk = acknowledged = 0
    with (folder / "acknowledged").open("w+") as said:
        writer = subprocess.Popen(
            [sys.executable, "-c", STORE_RESULTS, str(path)], cwd=PROJECT_ROOT, stdout=said
        )
        try:
            while not (folder / "acknowledged").read_text():
                assert writer.poll() is None, "the writer ended before its first article"
                time.sleep(0.01)
            for trial in range(trials):
                time.sleep(luck.uniform(0, 0.05))
                writer.send_signal(signal.SIGSTOP)
                stopped(writer.pid)
                acknowledged = int((folder / "acknowledged").read_text().splitlines()[-1])
                whole = shutil.copytree(path.parent, folder / "whole") / path.name
                cut = shutil.copytree(path.parent, folder / "cut") / path.name
                writer.send_signal(signal.SIGCONT)
                index = cut.with_name(f"{path.name}-shm").read_bytes()
                kept, stored, wrong = holds(whole)
                now = f"{where}, trial {trial}, {acknowledged} acknowledged"
                assert stored >= acknowledged and not wrong, f"{now}: {stored} stored, {wrong}"
                log_path = cut.with_name(f"{path.name}-wal")
                log = log_path.read_bytes()
                ends, unsure = commits(log), kept - acknowledged + stored - acknowledged
                start = ends[-unsure - 1] if len(ends) > unsure else len(log) if not unsure else 32
                log, how = damaged(log, max(start, synced(index, log)), luck)
                log_path.write_bytes(log)
                _, stored, wrong = holds(cut)
                assert stored >= acknowledged and not wrong, (
                    f"{now}, log {how} from {start}: {stored} stored, {wrong}"
                )
                at_risk += bool(unsure)
                shutil.rmtree(whole.parent)
                shutil.rmtree(cut.parent)
        finally:
            writer.kill()
            writer.wait()
    return at_risk, acknowledged


def stopped(pid):
    """Wait until a process stands still."""
    while " T " not in Path(f"/proc/{pid}/stat").read_text():
        time.sleep(0.001)
