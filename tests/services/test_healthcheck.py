"""Whoever watches hears of start, success and failure; a silent watcher changes nothing."""

import socket
from collections.abc import Iterator

import click
import pytest

from commands.output.problems import print_problem
from records.errors import LockedError, StoreError
from services import healthcheck
from services.healthcheck import Healthcheck, describe_url_error
from tests.loopback import Answer, Site

pytestmark = pytest.mark.dates


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answers |= {
            f"/ping/uuid{end}": Answer(b"OK") for end in ("", "/start", "/fail", "?rid=1")
        }
        yield site


def run(
    url: str,
    hosts: set[str],
    error: BaseException | None = None,
    *,
    said: str = "",
    start: bool = True,
) -> None:
    with Healthcheck.of({"JIANWEN_HEALTHCHECK": url}, hosts, on_warning=print_problem) as check:
        if start:
            check.start()
        check.summary = said
        if error is not None:
            raise error


def heard(site: Site) -> list[tuple[str, str]]:
    return [(asked.path.removeprefix("/ping/uuid"), asked.sent.decode()) for asked in site.log]


def test_a_run_that_went_well_is_a_start_and_a_success_with_the_summary(site, capsys):
    run(f"{site.url}/ping/uuid", {site.host}, said="crawl: 3 sources, 高血压")
    assert heard(site) == [("/start", ""), ("", "crawl: 3 sources, 高血压")]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "said", "told"),
    [
        (click.exceptions.Exit(0), "crawl: fine", ("", "crawl: fine")),
        (click.exceptions.Exit(1), "crawl: one failed", ("/fail", "crawl: one failed")),
        (click.exceptions.Exit(143), "crawl: stopped", ("/fail", "crawl: stopped")),
        (StoreError("the disk is full"), "", ("/fail", "StoreError: the disk is full")),
        (KeyboardInterrupt(), "", ("/fail", "interrupted")),
        (ZeroDivisionError("by zero"), "", ("/fail", "ZeroDivisionError: by zero")),
    ],
)
def test_how_a_run_ended_is_told_by_its_exit_code(site, error, said, told):
    with pytest.raises(type(error)):
        run(f"{site.url}/ping/uuid/", {site.host}, error, said=said)
    assert heard(site)[1:] == [told]


def test_a_run_that_another_one_turned_away_is_no_news(site):
    with pytest.raises(LockedError):
        run(f"{site.url}/ping/uuid", {site.host}, LockedError("busy"), start=False)
    assert site.log == []


def test_without_an_address_nobody_is_told(capsys):
    run("", set())
    assert capsys.readouterr().err == ""


def test_a_query_stays_behind_the_path(site):
    healthcheck._send_ping(f"{site.url}/ping/uuid?rid=1#x", "/start", "")
    assert site.paths() == ["/ping/uuid/start?rid=1"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(b"gone", 404), "it answered 404"),
        (Answer(b"", 302, {"Location": "http://169.254.169.254/"}), "it answered 302"),
        (Answer(raw=b"rubbish\r\n\r\n"), "rubbish"),
    ],
)
def test_an_answer_that_is_no_success_is_one_line_and_nothing_more(site, capsys, answer, says):
    site.answers["/ping/uuid"] = answer
    run(f"{site.url}/ping/uuid", {site.host})
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("jianwen: the health check at 127.0.0.1 did not get success: ")
    assert says in line
    assert line.endswith("; the run itself goes by its exit code")
    assert "uuid" not in line, "the path is a secret"


def test_a_watcher_that_is_away_is_one_line_each_time(capsys):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    run(f"http://{host}/ping", {host})
    assert [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()] == [
        "the health check at 127.0.0.1 did not get start",
        "the health check at 127.0.0.1 did not get success",
    ]


def test_a_watcher_that_never_answers_holds_the_run_for_seconds_only(capsys, monkeypatch):
    monkeypatch.setattr(healthcheck, "PING_SECONDS", 0.1)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        host = f"127.0.0.1:{mute.getsockname()[1]}"
        run(f"http://{host}/ping", {host}, start=False)
    assert "did not get success: " in capsys.readouterr().err


def test_https_means_a_certificate_that_holds(site, capsys):
    run(site.url.replace("http:", "https:") + "/ping/uuid", set(), start=False)
    assert "did not get success: " in capsys.readouterr().err
    assert site.log == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://hc-ping.com/uuid", ""),
        ("https://10.0.0.7/uuid", ""),  # the operator's own, inside the house
        ("http://watch.example:8000/x", ""),
        ("http://hc-ping.com/uuid", "write https"),
        ("ftp://hc-ping.com/uuid", "write https"),
        ("hc-ping.com/uuid", "no plain address"),
        ("https://me:secret@hc-ping.com/", "no plain address"),
        ("https://hc-ping.com/a b", "no plain address"),
        ("https://[::1/", "no address"),
        ("", "empty"),
    ],
)
def test_which_addresses_may_be_told(url, says):
    assert (
        (says in describe_url_error(url, {"watch.example:8000"}))
        if says
        else describe_url_error(url, {"watch.example:8000"}) == ""
    )


def test_an_address_that_may_not_be_used_is_told_once_and_the_run_goes_on(site, capsys):
    run(f"{site.url}/ping/uuid", set())
    assert (
        capsys.readouterr().err
        == "jianwen: JIANWEN_HEALTHCHECK is not used: write https, or name host:port in"
        " JIANWEN_ALLOW_HOSTS; the run itself goes by its exit code\n"
    )
    assert site.log == []
