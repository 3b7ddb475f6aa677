"""One page for somebody who looks at it, by way of the same guard and manners."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from crawler.fetch.fetch import fetch_document, fetch_page
from records.errors import UsageError
from records.paths import PROJECT_ROOT, Paths
from tests.loopback import Answer, Place, Site, page


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answers = {
            "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n"),
            "/a?utm_source=x": Answer(b"", 302, {"Location": "/b"}),
            "/b": page("一篇文章"),
        }
        yield site


def asked(place: Place, url: str) -> subprocess.CompletedProcess[str]:
    """Fetch in a process of its own: a reactor runs once."""
    program = """if True:
        import os, sys
        from crawler.fetch.fetch import fetch_page, fetch_document
        from records.paths import Paths
        from records.errors import UsageError
        try:
            if sys.argv[1].endswith("?any"):
                print(fetch_document(sys.argv[1], Paths.of(os.environ)))
                sys.exit()
            page = fetch_page(sys.argv[1], Paths.of(os.environ))
            print(page.url, page.fetched_url, page.media, page.charset, len(page.body))
        except UsageError as error:
            print(error)
    """
    return subprocess.run(
        [sys.executable, "-c", program, url],
        cwd=PROJECT_ROOT,
        env=place.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_a_page_comes_with_the_address_that_answered(site, tmp_path):
    done = asked(Place(tmp_path, (site.host,)), f"{site.url}/a?utm_source=x")
    assert done.stdout.split() == [
        f"{site.url}/a",
        f"{site.url}/b",
        "text/html",
        "utf-8",
        str(len(page("一篇文章").sent)),
    ]
    assert done.stderr == ""


def test_why_there_is_no_page_is_told(site, tmp_path):
    done = asked(Place(tmp_path, (site.host,)), f"{site.url}/private/x")
    assert done.stdout == f"{site.url}/private/x: robots.txt forbids it\n"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "http://user:x@example.org/",
        "http://localhost:5432/",
    ],
)
def test_an_address_that_must_not_be_fetched_is_refused_before_anything_starts(url, tmp_path):
    for way in (fetch_page, fetch_document):
        with pytest.raises(UsageError):
            way(url, Paths(tmp_path, tmp_path, frozenset()))


def test_a_document_of_any_kind_is_fetched_as_it_is(site, tmp_path):
    site.answers["/feed?any"] = Answer("<rss/>", headers={"Content-Type": "application/rss+xml"})
    place = Place(tmp_path, (site.host,))
    assert asked(place, f"{site.url}/feed?any").stdout == "b'<rss/>'\n"
    assert asked(place, f"{site.url}/private/x?any").stdout.endswith("robots.txt forbids it\n")
