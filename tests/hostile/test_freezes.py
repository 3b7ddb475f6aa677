"""Answers that would hold a reader for ever cost their source that answer; a good source beside
them is stored whole, soon.
"""

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.loopback import Answer, Place, Site, page

# a crawl that counting lines makes too long
pytestmark = pytest.mark.unmeasured

SOURCE = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
delay = 0
{announces} = ["{url}/in"]
"""
HTML = {"Content-Type": "text/html; charset=utf-8"}
LINK = '<a href="/p/2026/1000001.html">高血压患者的冬季保健指南</a>'
ITEM = "<item><link>/p/2026/1000001.html</link></item>"
PAGES = 5


def rss(inside: str) -> str:
    return f"<rss version='2.0'><channel>{inside}</channel></rss>"


# what announces articles -> what it holds, and what else the site answers
SHAPES: dict[str, tuple[str, str, dict[str, Answer]]] = {
    "deep-list": ("listings", "<i>" * 900_000 + LINK, {}),
    "divs-in-list": ("listings", "<div id=x>" * 400_000 + LINK, {}),
    "open-tables": ("listings", "<table><tr><td>" * 200_000 + LINK, {}),
    "attributes": ("listings", "<a " + "b " * 1_000_000 + ">" + LINK, {}),
    "rows": ("listings", "".join(f'<p><a href="/p/{n}.html">{n}' for n in range(150_000)), {}),
    "channel-links": (
        "feeds",
        rss(
            "".join(f"<link>/z{n}/y/x/</link>" for n in range(40_000))
            + "".join(f"<item><link>/n{n}/</link></item>" for n in range(20_000))
        ),
        {},
    ),
    "entities": (
        "feeds",
        rss("<item><title>" + "&amp;lt;" * 300_000 + "</title></item>" + ITEM),
        {},
    ),
    "authors": ("feeds", rss("<item><author>" + "a@(" * 200_000 + "</author></item>" + ITEM), {}),
    "cdata": ("feeds", rss("<![CDATA[" * 300_000 + ITEM), {}),
    "declarations": ("sitemaps", "<!DOCTYPE a [" + "<!ENTITY a 'b'>" * 300_000, {}),
    "alternates": (
        "sitemaps",
        "<urlset><url><loc>/p</loc>"
        + "<link hreflang='zh' href='/q'/>" * 200_000
        + "</url></urlset>",
        {},
    ),
    "agents": (
        "feeds",
        rss(ITEM),
        {"/robots.txt": Answer("User-agent: *\n\n" * 20_000 + "Disallow: /*a*b*c\n" * 10_000)},
    ),
    "stars": (
        "feeds",
        rss(ITEM),
        {
            "/robots.txt": Answer(
                "User-agent: *\n" + "".join(f"Allow: /*{n}*$\n" for n in range(30_000))
            )
        },
    ),
    "reservations": (
        "feeds",
        rss(ITEM),
        {"/.well-known/tdmrep.json": Answer("[" * 400_000)},
    ),
    "next-in-deep": (
        "feeds",
        rss(ITEM),
        {
            "/p/2026/1000001.html": Answer(
                "<u>" * 900_000 + '<a href="/p/2026/1000001_2.html">下一页</a>', headers=HTML
            )
        },
    ),
    "next-marks": (
        "feeds",
        rss(ITEM),
        {"/p/2026/1000001.html": Answer("<a href" + " " * 900 + "next<a " * 400_000, headers=HTML)},
    ),
}


def crawl_beside(folder: Path, shapes: list[str]) -> tuple[float, dict[str, object]]:
    """Crawl a good site beside sites of these shapes; give the seconds that it took, and the
    result.
    """
    with ExitStack() as stack:
        good, *others = (stack.enter_context(Site()) for _ in range(1 + len(shapes)))
        place = Place(folder, tuple(site.host for site in (good, *others)))
        links = "".join(f"<item><link>/g{n}</link></item>" for n in range(PAGES))
        good.answers = {"/in": Answer(rss(links))}
        good.answers |= {f"/g{n}": page(f"第{n}篇好文章") for n in range(PAGES)}
        place.source("z-good", SOURCE.format(name="good", url=good.url, announces="feeds"))
        for site, shape in zip(others, shapes, strict=True):
            announces, body, answers = SHAPES[shape]
            site.answers = {"/in": Answer(body), **answers}
            place.source(f"a-{shape}", SOURCE.format(name=shape, url=site.url, announces=announces))
        begun = time.monotonic()
        told = place.crawl()
        seconds = time.monotonic() - begun
        return seconds, next(one for one in told["sources"] if one["source"] == "z-good")


@pytest.mark.parametrize("first", range(4))
def test_a_good_source_is_stored_whole_beside_four_hostile_ones(tmp_path, first):
    alone, _ = crawl_beside(tmp_path / "alone", [])
    seconds, good = crawl_beside(tmp_path / "beside", sorted(SHAPES)[first::4])
    assert (good["state"], good["new"]) == ("ok", PAGES)
    assert seconds < 4 * (alone + 10)  # of the whole run, with four hostile sources in it
