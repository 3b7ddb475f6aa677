"""How a harvest ends: in parts, by a signal, by a kill, on a full disk, and what the next one makes
of it.
"""

import random
import resource
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.main import main
from store.open import open_store
from tests.loopback import WAIT, Answer, Place, Site, page

LISTING = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
listings = ["{url}/list.html"]
links = "/p/\\\\d+$"
concurrency = 1
"""
FEED = """
title = "Feed"
kind = "news"
home = "{url}/"
feeds = ["{url}/feed.xml"]
"""
API = """
title = "Api"
kind = "partner"
home = "{url}/"
[api]
url = "{url}/api"
items = "x"
link = "y"
token = "env:NO_SUCH_TOKEN"
"""
HTML = {"Content-Type": "text/html"}
SLACK = 4.0  # seconds that a busy machine may take to end a process


def fill(site: Site, number: int) -> None:
    site.answers["/list.html"] = Answer(
        "".join(f'<a href="/p/{n}">文章{n}</a>' for n in range(number)), headers=HTML
    )
    site.answers |= {f"/p/{n}": page(f"第{n}篇文章") for n in range(number)}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    place = Place(tmp_path, (site.host,))
    place.source("good", LISTING.replace("{url}", site.url))
    return place


def test_a_failed_source_is_told_and_keeps_none_of_the_others_back(site, place):
    fill(site, 1)
    with Site() as closed:
        closed.answers["/robots.txt"] = Answer(b"", 503, {"Retry-After": "60"})
        site.answers["/feed.xml"] = Answer("<html>Not found</html>", headers=HTML)
        place = Place(place.folder, (site.host, closed.host))
        place.source("closed", LISTING.replace("{url}", closed.url))
        place.source("sick", FEED.replace("{url}", site.url))
        place.source("tokenless", API.replace("{url}", site.url))
        place.source("draft", FEED.replace("{url}", "http://draft.example") + "enabled = false\n")
        some = place.run("crawl", "--no-translate")
        assert some.returncode == 1
        assert some.stdout.startswith("crawl: 4 sources, 1 found, 1 fetched, 0 unchanged, 1 new")
        assert some.stdout.rstrip().endswith("failed: closed, sick, tokenless")
        told = some.stderr.splitlines()
        assert f"jianwen: closed: {closed.url}/list.html: robots.txt answered 503" in told
        assert f"jianwen: sick: {site.url}/feed.xml: a web page came instead of a feed" in told
        assert (
            f"jianwen: tokenless: {site.url}/api: NO_SUCH_TOKEN is not set; it must hold the"
            " partner's token" in told
        )
        assert closed.paths() == ["/robots.txt"]
    with open_store(place.store) as store:
        states = {
            row["source"]: row["state"]
            for row in store.query("SELECT source, state FROM run_sources WHERE run = 1")
        }
        assert states == {"good": "ok", "closed": "failed", "sick": "failed", "tokenless": "failed"}
        assert store.query_number("SELECT exit_code FROM runs") == 1


def test_a_second_run_is_turned_away_and_sigterm_ends_the_first_cleanly(site, place):
    fill(site, 4)
    held = threading.Event()
    site.answers["/p/1"] = Answer(site.answers["/p/1"].body, headers=HTML, held=held)
    first = place.start("crawl", "--no-translate")
    site.wait_for("/p/1")
    second = place.run("crawl")
    assert second.returncode == 75
    assert f"process {first.pid}" in second.stderr
    first.send_signal(signal.SIGTERM)
    held.set()
    out, err = first.communicate(timeout=WAIT)
    assert first.returncode == 128 + signal.SIGTERM
    assert "stopped by signal 15; the next run goes on with" in err
    assert "Traceback" not in out + err
    nothing_is_left_on_lease(place, 4, 128 + signal.SIGTERM)


def nothing_is_left_on_lease(place: Place, articles: int, code: int) -> None:
    with open_store(place.store) as store:
        assert store.query_number("SELECT count(*) FROM urls WHERE state = 'leased'") == 0
        assert store.query_number("SELECT exit_code FROM runs ORDER BY id DESC LIMIT 1") == code
        found = (
            "SELECT count(*) FROM urls WHERE state IN ('due', 'fetched', 'stored') AND kind ="
            " 'article'"
        )
        assert store.query_number(found) == articles


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_host_that_never_answers_does_not_hold_a_run_that_is_told_to_stop(site, place, number):
    """Downloads under way are given up after STOP_SECONDS.

    Then leases are given back, and the run says how it ended.
    """
    fill(site, 4)
    site.answers["/p/1"] = Answer(b"", held=threading.Event())
    process = place.start("crawl", "--no-translate")
    site.wait_for("/p/1")
    begun = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=WAIT)
    assert process.returncode == 128 + number
    assert time.monotonic() - begun < 10 + SLACK
    assert f"stopped by signal {number.value}; the next run goes on with" in err
    assert out.startswith("crawl: 1 sources, 4 found")
    nothing_is_left_on_lease(place, 4, 128 + number)


def test_a_run_under_nohup_does_not_hear_its_terminal_go(site, place):
    fill(site, 2)
    held = threading.Event()
    site.answers["/p/1"] = Answer(site.answers["/p/1"].body, headers=HTML, held=held)
    process = place.start(
        "crawl", "--no-translate", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    site.wait_for("/p/1")
    process.send_signal(signal.SIGHUP)
    held.set()
    out, _ = process.communicate(timeout=WAIT)
    assert process.returncode == 0
    assert "2 new" in out


def children(pid: int) -> list[int]:
    """The processes that a process has started, by Linux's word for it."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


def test_a_killed_run_loses_no_page_doubles_none_and_leaves_no_worker(site, place):
    fill(site, 6)
    held = threading.Event()
    answer = site.answers["/p/3"]
    site.answers["/p/3"] = Answer(answer.body, headers=HTML, held=held)
    process = place.start("crawl", "--no-translate")
    site.wait_for("/p/3")
    workers = children(process.pid)
    process.kill()
    process.communicate(timeout=WAIT)
    held.set()
    site.answers["/p/3"] = answer
    result = place.crawl()
    assert result["rc"] == 0
    with open_store(place.store) as store:
        assert store.query_number("SELECT count(*) FROM articles") == 6
        assert store.query_number("SELECT count(*) FROM changes") == 6
        assert (
            store.query_number(
                "SELECT count(*) FROM urls WHERE kind = 'article' AND state = 'stored'"
            )
            == 6
        )
    assert sum(len(site.asked(f"/p/{n}")) for n in range(6)) <= 8, (
        "at most what was under way is asked for again"
    )
    assert not [
        worker
        for worker in workers
        if Path(f"/proc/{worker}/cmdline").exists()
        and b"spawn_main" in Path(f"/proc/{worker}/cmdline").read_bytes()
    ]


@pytest.mark.unmeasured
def test_a_full_disk_ends_the_run_in_one_line(site, place):
    fill(site, 3)
    noise = random.Random(1)
    for n in range(3):
        text = "".join(chr(noise.randrange(0x4E00, 0x9FA5)) for _ in range(20_000))
        site.answers[f"/p/{n}"] = page(f"第{n}篇", text)
    most = 300_000
    done = place.run(
        "crawl",
        "--no-translate",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "the disk is full" in done.stderr
    with open_store(place.store) as store:
        assert store.query("PRAGMA integrity_check")[0][0] == "ok"


def refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str]:
    monkeypatch.setenv("JIANWEN_HOME", str(folder / "var"))
    monkeypatch.setenv("JIANWEN_SOURCES", str(folder / "sources"))
    monkeypatch.delenv("JIANWEN_ALLOW_HOSTS", raising=False)
    code = main(["crawl", *words])
    assert not (folder / "var" / "jianwen.db").exists()
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["goood"], "no source is called 'goood'; did you mean 'good'?"),
        (["zzz"], "no source is called 'zzz'; `jianwen sources` lists them"),
        (["draft"], "source 'draft' is a draft and is not crawled; set enabled = true"),
    ],
)
def test_a_wrong_name_is_told_before_anything_is_opened(words, said, tmp_path, monkeypatch, capsys):
    place = Place(tmp_path, ())
    place.source("good", FEED.replace("{url}", "http://good.example"))
    place.source("draft", FEED.replace("{url}", "http://draft.example") + "enabled = false\n")
    code, err = refused(tmp_path, monkeypatch, capsys, *words)
    assert code == 2
    assert said in err


def test_a_broken_source_file_stops_the_run_with_file_and_line(tmp_path, monkeypatch, capsys):
    Place(tmp_path, ()).source(
        "bad", FEED.replace("{url}", "http://bad.example").replace("feeds", "fedes")
    )
    code, err = refused(tmp_path, monkeypatch, capsys)
    assert code == 2
    assert "bad.toml:5: unknown key fedes; did you mean feeds?" in err
    assert err.count("\n") == 1


def test_no_source_and_no_folder_are_told(tmp_path, monkeypatch, capsys):
    assert "cannot read the folder of sources" in refused(tmp_path, monkeypatch, capsys)[1]
    (tmp_path / "sources").mkdir()
    assert "no source is enabled" in refused(tmp_path, monkeypatch, capsys)[1]


def test_scrapy_refuses_what_it_cannot_crawl_in_one_line(place):
    done = place.run("scrapy", "crawl", "partner", "-a", "source=good", "-s", "LOG_LEVEL=ERROR")
    assert done.returncode == 2
    assert "good is of the kind news: scrapy crawl news -a source=good" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not place.store.exists()
