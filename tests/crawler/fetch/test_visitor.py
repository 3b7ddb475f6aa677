"""A plan is followed by way of the crawl's own guard and manners, in one run."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from crawler.fetch.visitor import FetchResult
from records.limits import PAGE_BYTES
from records.paths import PROJECT_ROOT
from records.verdict import Drop
from tests.loopback import Answer as Served
from tests.loopback import Place, Site, page

PROGRAM = """if True:
    import json, os, sys
    from crawler.fetch.visitor import JsonListRequest, run_fetch_plan
    from records.paths import Paths
    from records.errors import UsageError

    def plan():
        heard = []
        for url in sys.argv[2:]:
            answer = yield JsonListRequest(url, "PARTNER") if sys.argv[1] == "partner" else url
            size = len(answer.body)
            heard.append([answer.url, answer.status, size, answer.media, answer.failure])
        if sys.argv[1] == "broken":
            raise ZeroDivisionError("the plan broke")
        if sys.argv[1] == "refused":
            raise UsageError("no use")
        return heard

    try:
        print(json.dumps(run_fetch_plan(plan(), Paths.of(os.environ))))
    except (UsageError, ZeroDivisionError, KeyboardInterrupt) as error:
        print(json.dumps(f"{type(error).__name__}: {error}"))
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answers = {
            "/robots.txt": Served("User-agent: *\nDisallow: /private/\n"),
            "/a": page("一篇文章"),
            "/moved": Served(b"", 302, {"Location": "/a"}),
            "/reserved": Served(
                b"<html>text</html>", headers={"Content-Type": "text/html", "tdm-reservation": "1"}
            ),
        }
        yield site


def visited(site: Site, place: Place, how: str, *urls: str) -> object:
    """Follow a plan in a process of its own: a reactor runs once."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, how, *urls],
        cwd=PROJECT_ROOT,
        env=place.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_every_address_is_answered_in_turn_and_refusals_are_answers(site, tmp_path):
    paths = ("/a", "/moved", "/private/x", "/none", "/reserved", "/a")
    heard = visited(
        site,
        Place(tmp_path, (site.host,)),
        "",
        *(site.url + path for path in paths),
        "http://127.0.0.1:9/",
    )
    size = len(page("一篇文章").sent)
    assert [(one[0].removeprefix(site.url), *one[1:]) for one in heard] == [
        ("/a", 200, size, "text/html", ""),
        ("/a", 200, size, "text/html", ""),
        ("/private/x", 0, 0, "", "robots.txt forbids it"),
        ("/none", 404, 8, "", "answered 404"),
        ("/reserved", 0, 0, "", "its header reserves text and data mining"),
        ("/a", 200, size, "text/html", ""),
        ("http://127.0.0.1:9/", 0, 0, "", heard[-1][4]),
    ]
    assert "not" in heard[-1][4]
    assert "/private/x" not in site.paths()
    assert len(site.asked("/robots.txt")) == 1, "one run, so the host's files are asked for once"


@pytest.mark.parametrize(
    ("how", "said"),
    [("broken", "ZeroDivisionError: the plan broke"), ("refused", "UsageError: no use")],
)
def test_what_a_plan_raises_is_raised(site, tmp_path, how, said):
    assert visited(site, Place(tmp_path, (site.host,)), how, f"{site.url}/a") == said


def test_a_token_goes_to_its_host_and_not_to_where_that_redirects(tmp_path, site):
    with Site() as other:
        other.answers["/b"] = page("别处")
        site.answers["/api"] = Served(b"", 302, {"Location": f"{other.url}/b"})
        place = Place(tmp_path, (site.host, other.host), {"PARTNER": "secret"})
        visited(site, place, "partner", f"{site.url}/api")
        assert site.asked("/api")[0].headers["Authorization"] == "Bearer secret"
        assert "Authorization" not in other.asked("/b")[0].headers


def test_an_answer_is_no_page_when_it_is_something_else_or_too_long():
    assert FetchResult("u", 200, b"x", "text/html").as_page().body == b"x"
    assert FetchResult("u", 200, b"x").as_page().body == b"x"
    assert FetchResult("u", 200, b"%PDF", "application/pdf").as_page() == FetchResult(
        "u", 200, verdict=Drop("fetch", "not-html", "application/pdf, not a web page")
    )
    assert (
        "longer than"
        in FetchResult("u", 200, b"x" * (PAGE_BYTES + 1), "text/html").as_page().failure
    )
    refused = FetchResult("u", verdict=Drop("fetch", "robots", "robots.txt forbids it"))
    assert refused.as_page() is refused
