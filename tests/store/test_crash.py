"""Whatever fails, and wherever: the store is sound, what was acknowledged is there, the next call
completes.
"""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter

import pytest

from pipelines.stages.fingerprint import compute_fingerprint
from records.errors import StoreError
from records.page import AnnouncedArticle, Hint, Page
from records.paths import PROJECT_ROOT
from records.source import Rights, Source
from records.translation import TranslatedSentence
from records.verdict import Drop, Retry
from store.articles.changes import iter_changes
from store.articles.withdraw import set_article_status
from store.backup.integrity import find_store_errors
from store.ledger.announcements import EndpointResponse, record_announcements
from store.ledger.gone_pages import record_gone
from store.ledger.raw_pages import keep_page
from store.ledger.urls import (
    get_or_add_endpoint,
    lease_urls,
    record_fetch_failure,
    record_unchanged,
    release_leases,
)
from store.open import open_store
from store.recluster import recluster_article
from store.settle import store_result
from store.sources.runs import add_counts, begin_run
from store.sources.sources import sync_sources
from store.translations.translations import list_pending_translations, store_translation

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-25T19:00:00Z"
A = "https://open.example/a"
B = "https://open.example/b"


class Brittle(sqlite3.Connection):
    """Fails at the n-th statement from now on, and only there."""

    left = -1

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise sqlite3.OperationalError("the n-th statement fails")

    def execute(self, *args):
        self._count()
        return super().execute(*args)

    def executemany(self, *args):
        self._count()
        return super().executemany(*args)


@pytest.fixture
def brittle(monkeypatch, path, template, press):
    """A store that holds one translated article and one copy, on a connection that can fail."""
    text = {"source": "open", "language": "en", "title": "Flu", "body": "Wash your hands."}
    first = press.publish(A, **text)
    press.publish(B, **text)
    press.keep("https://open.example/c", "waits", source="open")
    press.store.close()
    real = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **kwargs: real(*args, **kwargs, factory=Brittle)
    )
    with open_store(path) as opened:
        store_translation(
            opened, first.uid, "流感", "洗手。", "ok", [], backend="b", model="m", now=NOW
        )
        yield opened


def record(press, url, body="Wash your hands.", **fields):
    return press.record(url, source="open", language="en", title="Flu", body=body, **fields)


def printed(press, url, body):
    return compute_fingerprint(record(press, url, body))


def row(store, url):
    return store.query("SELECT u.id, u.uid FROM urls AS u WHERE u.url = ?", (url,))[0]


ACTIONS = {
    "settle a new article": lambda s, p: store_result(
        s,
        row(s, "https://open.example/c")["id"],
        record(p, "https://open.example/c"),
        NOW,
        pipeline_version="L1",
    ),
    "settle a new version": lambda s, p: store_result(
        s, row(s, A)["id"], record(p, A, "Wash your feet."), LATER, pipeline_version="L1"
    ),
    "settle a page that teaches": lambda s, p: store_result(
        s,
        row(s, "https://open.example/c")["id"],
        record(p, "https://open.example/c", traces=(1, 2)),
        NOW,
        pipeline_version="L1",
    ),
    "settle a reprint": lambda s, p: store_result(
        s,
        row(s, "https://open.example/c")["id"],
        printed(p, "https://open.example/c", "Wash your hands often, with soap."),
        NOW,
        pipeline_version="L1",
    ),
    "settle a revision of a text with copies": lambda s, p: store_result(
        s, row(s, A)["id"], printed(p, A, "Wash your feet."), LATER, pipeline_version="L1"
    ),
    "group anew": lambda s, p: recluster_article(
        s, row(s, A)["uid"], printed(p, A, "Wash your hands."), LATER
    ),
    "settle a verdict": lambda s, p: store_result(
        s,
        row(s, "https://open.example/c")["id"],
        Drop("clean", "too-short"),
        NOW,
        pipeline_version="L1",
    ),
    "discover": lambda s, p: record_announcements(
        s,
        "open",
        [
            AnnouncedArticle("https://open.example/new"),
            AnnouncedArticle(A, Hint(modified="2026-12-01")),
            AnnouncedArticle(B, withdrawn=True),
        ],
        NOW,
        response=EndpointResponse(
            get_or_add_endpoint(s, "open", "https://open.example/rss", "feed", NOW).id, 200, "e"
        ),
    ),
    "store a translation": lambda s, p: store_translation(
        s,
        row(s, A)["uid"],
        "流行性感冒",
        "勤洗手。",
        "ok",
        [TranslatedSentence(0, 0, "Wash your hands.", "勤洗手。", ())],
        backend="b",
        model="m",
        now=LATER,
    ),
    "keep a page": lambda s, p: keep_page(s, Page(A, "open", b"another page", LATER), LATER),
    "lease": lambda s, p: [one.url for one in lease_urls(s, "open", 1, LATER, 9, recheck=True)],
    "note a 304": lambda s, p: record_unchanged(s, [row(s, A)["id"]], LATER),
    "note a failure": lambda s, p: record_fetch_failure(
        s, row(s, A)["id"], Retry("fetch", "time-out"), LATER
    ),
    "note a 404": lambda s, p: record_gone(s, row(s, A)["id"], 404, LATER),
    "withdraw": lambda s, p: set_article_status(s, row(s, A)["uid"], "withdrawn", "rights", LATER),
    "hold": lambda s, p: set_article_status(s, row(s, A)["uid"], "held", "embargo", LATER),
    "change rights": lambda s, p: sync_sources(
        s,
        [
            Source(
                "open",
                "Open Health",
                "authority",
                "https://open.example/",
                rights=Rights("CC-BY-ND-4.0", "none", False),
            )
        ],
        LATER,
    ),
}


def contents(store):
    tables = [
        name
        for (name,) in store.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    return {
        name: sorted(map(tuple, store.query(f"SELECT * FROM {name}")), key=repr)
        for name in tables
        if not name.startswith("articles_fts")
    }


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_a_failure_at_any_statement_leaves_all_or_nothing(brittle, press, action):
    # A feed's own row is made before the transaction of `discover`, so it is made here for the
    # comparison.
    get_or_add_endpoint(brittle, "open", "https://open.example/rss", "feed", NOW)
    before = contents(brittle)
    for number in range(1, 200):
        brittle.connection.left = number
        try:
            action(brittle, press)
        except StoreError as error:
            assert "the n-th statement fails" in str(error)
            assert not brittle.connection.in_transaction
            assert contents(brittle) == before
        # sqlite-utils asks for the schema outside our guard
        except sqlite3.OperationalError as error:
            pytest.fail(f"statement {number} raised {error!r}")
        else:
            break
    else:
        pytest.fail("never came to its end")
    assert number > 1
    brittle.connection.left = -1
    assert contents(brittle) != before
    assert find_store_errors(brittle) == []


SETTLING = """
import dataclasses, hashlib, sys
from pathlib import Path
from records.page import Page
from records.record import Record
from store.settle import store_result
from store.open import open_store
from store.ledger.raw_pages import keep_page
start, rounds = int(sys.argv[2]), int(sys.argv[3])
with open_store(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    for number in range(start, start + rounds):
        url = f"https://daily.example/{number}"
        page = Page(url, "daily", b"page %d" % number, "2026-11-23T19:00:00Z")
        body = f"第{number // 2}篇文章的正文，关于高血压。"
        print_ = hashlib.sha256(body.encode()).hexdigest()
        record = dataclasses.replace(
            Record.from_page(page),
            title=f"标题{number}",
            body=body,
            language="zh",
            fingerprint=print_,
        )
        kept = keep_page(store, page, page.fetched)
        store_result(store, kept.id, record, page.fetched, pipeline_version="L1")
        print(url, flush=True)
"""


def child(path, start, rounds=100_000):
    command = [sys.executable, "-c", SETTLING, str(path), str(start), str(rounds)]
    return subprocess.Popen(
        command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_a_killed_writer_loses_nothing_that_it_acknowledged(store, path):
    acknowledged = set()
    for trial, lines in enumerate((3, 30)):
        process = child(path, trial * 1_000)
        for _ in range(lines):
            acknowledged.add(process.stdout.readline().strip())
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        acknowledged |= set(rest.splitlines()[:-1])  # the last line may be cut
        assert find_store_errors(store) == []
    acknowledged.discard("ready")
    stored = {row["url"] for row in store.query("SELECT url FROM articles")}
    assert len(acknowledged) > 30
    assert acknowledged <= stored
    assert {change.uid for change in iter_changes(store)} == {
        row["uid"] for row in store.query("SELECT uid FROM articles")
    }


def test_two_programs_write_at_once_without_an_error(store, path):
    writers = [child(path, start, 40) for start in (0, 40)]
    assert [writer.communicate()[1] for writer in writers] == ["", ""]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert store.query_number("SELECT count(*) FROM articles") == 80
    assert store.query_number("SELECT count(*) FROM copies") == 40
    seqs = [change.seq for change in iter_changes(store)]
    assert len(seqs) == 80
    assert seqs == sorted(set(seqs))
    assert find_store_errors(store) == []


FILLING = """
import resource, sys
limit = int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from records.errors import StoreError
try:
    exec(sys.argv[5])
except StoreError as error:
    print("StoreError", error, flush=True)
"""


@pytest.mark.parametrize("spare", [0, 100_000])
def test_a_full_disk_is_one_clear_line_and_loses_nothing(store, path, spare):
    store.close()  # the log is folded into the file
    limit = path.stat().st_size + spare
    command = [sys.executable, "-c", FILLING, str(path), "0", "5000", str(limit), SETTLING]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    *acknowledged, error = done.stdout.splitlines()
    assert error.startswith(f"StoreError {path}: the disk is full")
    assert done.stderr == ""
    with open_store(path) as opened:
        stored = {row["url"] for row in opened.query("SELECT url FROM articles")}
        assert set(acknowledged) - {"ready"} <= stored
        assert find_store_errors(opened) == []
        # there is room again
        add_counts(opened, begin_run(opened, "crawl", NOW, "0.1"), "daily", found=1)


@pytest.mark.unmeasured
@pytest.mark.parametrize("limit", [0, 5_000, 100_000])
def test_a_store_that_does_not_fit_on_the_disk_is_made_when_there_is_room(path, limit):
    command = [sys.executable, "-c", FILLING, str(path), "0", "1", str(limit), SETTLING]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"StoreError {path}: the disk is full")
    assert done.stderr == ""
    with open_store(path) as opened:
        assert find_store_errors(opened) == []


def test_an_interrupt_in_a_transaction_leaves_nothing(store):
    with pytest.raises(KeyboardInterrupt), store.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES ('x', 'y')")
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1_000):
            connection.execute("SELECT 1")
    assert not store.connection.in_transaction
    assert store.query("SELECT * FROM meta WHERE key = 'x'") == []


def test_pages_of_a_killed_run_come_back(press):
    record_announcements(
        press.store,
        "daily",
        [AnnouncedArticle(f"https://daily.example/{number}") for number in range(3)],
        NOW,
    )
    lease_urls(press.store, "daily", 1, NOW, 2)
    assert Counter(row["state"] for row in press.store.query("SELECT state FROM urls")) == {
        "leased": 2,
        "due": 1,
    }
    assert len(lease_urls(press.store, "daily", 2, LATER, 9)) == 3
    assert release_leases(press.store, 2) == 3
    assert list_pending_translations(press.store) == []
