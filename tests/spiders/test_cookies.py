"""Cookies are kept for the sources that ask for it, each in a jar of its own, and for no other."""

import pytest

from tests.loopback import Answer, Asked, Place, Site, page

SOURCE = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
listings = ["{url}/{name}.html"]
links = "/{name}/\\\\d+"
{more}
"""


def serve(site: Site, name: str) -> None:
    """A list, and pages that only those see who bring back the cookie of the first answer."""

    def answer(asked: Asked) -> Answer:
        if f"{name}=1" in asked.headers.get("Cookie", ""):
            return page(f"{name} {asked.path}")
        headers = {"Set-Cookie": f"{name}=1; Path=/", "Location": asked.path}
        return Answer(status=302, headers=headers)

    links = "".join(f'<a href="/{name}/{n}">高血压患者冬季保健指南第{n}篇</a>' for n in range(3))
    site.answers[f"/{name}.html"] = Answer(links, headers={"Content-Type": "text/html"})
    site.answers |= {f"/{name}/{n}": answer for n in range(3)}


@pytest.fixture
def site():
    with Site() as site:
        yield site


def test_a_page_behind_a_cookie_is_read_where_the_source_says_so(site, tmp_path) -> None:
    place = Place(tmp_path, (site.host,))
    for name, more in (("kept", "cookies = true"), ("other", "cookies = true"), ("none", "")):
        serve(site, name)
        place.source(name, SOURCE.format(name=name, url=site.url, more=more))
    done = place.run("crawl", "--no-translate", "--json")
    assert '"new": 6' in done.stdout
    sent = {asked.path: asked.headers.get("Cookie", "") for asked in site.log}
    assert {sent[f"/kept/{n}"] for n in range(3)} == {"kept=1"}
    assert {sent[f"/other/{n}"] for n in range(3)} == {"other=1"}
    assert {cookie for path, cookie in sent.items() if "none" in path or "robots" in path} == {""}
