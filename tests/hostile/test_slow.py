"""A slow host costs the others nothing: they keep at least 95 % of their usual rate."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.loopback import Answer, Asked, Place, Site, page

# a crawl of hundreds of requests, which counting lines makes too long
pytestmark = pytest.mark.unmeasured

SOURCE = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
delay = {delay}
concurrency = {concurrency}
"""
PAGES = 30
SLOW_PAGES = 5
DELAY = 0.12
SHARE = 0.95


def later(seconds: float, answer: Answer) -> Callable[[Asked], Answer]:
    def wait(_: Asked) -> Answer:
        threading.Event().wait(seconds)
        return answer

    return wait


def fill(
    site: Site, pages: int, *, slow: float = 0.0, robots: float = 0.0, feed: float = 0.0
) -> None:
    links = "".join(f"<item><link>{site.url}/p{number}</link></item>" for number in range(pages))
    site.answers |= {
        "/rss.xml": later(feed, Answer(f"<rss><channel>{links}</channel></rss>")),
        "/robots.txt": later(robots, Answer(b"", 404)),
    }
    site.answers |= {
        f"/p{number}": later(slow, page(f"第{number}篇文章")) for number in range(pages)
    }


def seconds(folder: Path, *, slow: int) -> float:
    """Crawl a quick site, and with it so many slow ones.

    Give how long the quick one took from its feed to its last page.
    """
    with ExitStack() as stack:
        quick, *others = (stack.enter_context(Site()) for _ in range(1 + slow))
        place = Place(folder, tuple(site.host for site in (quick, *others)))
        fill(quick, PAGES, feed=0.7)  # last to the table: the slow ones have taken their places
        place.source(
            "m-quick", SOURCE.format(name="quick", url=quick.url, delay=DELAY, concurrency=4)
        )
        for number, site in enumerate(others):
            fill(site, SLOW_PAGES, slow=1.2, robots=2.0 * (number % 2))
            place.source(
                f"a-slow{number}",
                SOURCE.format(name="slow", url=site.url, delay=0.0, concurrency=1),
            )
        told = place.crawl("--pages", str(PAGES))
        assert told["failed"] == 0
        asked = [one.at for one in quick.log if one.path.startswith("/p")]
        assert len(asked) == PAGES
        return asked[-1] - quick.asked("/rss.xml")[0].at


def test_eight_slow_hosts_leave_a_quick_one_its_rate(tmp_path):
    alone = seconds(tmp_path / "alone", slow=0)
    # a busy machine gets three tries
    shares = (alone / seconds(tmp_path / f"beside{turn}", slow=8) for turn in range(3))
    assert any(share >= SHARE for share in shares)
