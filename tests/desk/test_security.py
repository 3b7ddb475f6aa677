"""Strangers decide nothing: other hosts, other sites' forms, and what articles hold."""

import re

import pytest

from desk.server import open_listener
from records.errors import UsageError

PAGES = ("/", "/sources", "/runs", "/terms", "/corrections", "/help", "/a/none", "/static/desk.js")
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'--><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_says_what_a_browser_may_load(desk, path: str) -> None:
    headers = desk.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]"])
def test_a_name_that_is_not_ours_is_not_served(desk, stocked, host: str) -> None:
    stocked()
    page = desk.ask("/", Host=host)
    assert (page.status, "高血压" in page.html) == (403, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_of_another_site_is_refused(desk, translated, headers: dict[str, str]) -> None:
    token = (desk.shelf.home / "desk.secret").read_text()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    page = desk.ask(
        f"/a/{translated}/status",
        "POST",
        f"token={token}&decision=held&reason=x",
        **form,
        **headers,
    )
    assert page.status == 403


def test_a_form_without_the_secret_is_refused(desk, translated) -> None:
    for token in ("", "wrong", "é"):
        page = desk.post(f"/a/{translated}/status", token=token, decision="held", reason="x")
        assert page.status == 403


def test_the_secret_is_its_owners_alone_and_outlives_a_restart(desk) -> None:
    path = desk.shelf.home / "desk.secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text()) >= 32


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_articles_and_addresses_hold_stays_text(desk, shelf, payload: str) -> None:
    uid = shelf.add(
        "https://open.example/x",
        f"标题{payload}",
        f"正文{payload}",
        source="open",
        authors=(payload,),
        editor=payload,
        outlet=payload,
    )
    for page in (
        desk.get("/", q="标题"),
        desk.get("/", q=payload),
        desk.get(f"/a/{uid}"),
        desk.get(f"/a/{uid}/paste"),
        desk.get("/terms", q=payload),
        desk.get(f"/a/{uid}", list=payload),
        desk.post(f"/a/{uid}/status", decision=payload, reason=payload),
        desk.post("/terms", term=payload, note=payload),
    ):
        assert "<script>alert" not in page.html
        assert not re.search(r"<(img|svg)[^>]*\son\w+=", page.html)
        assert "49{%" not in page.html
        assert 'href="javascript:' not in page.html


def test_only_this_machine_is_served() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.com"):
        with pytest.raises(UsageError, match="no accounts"):
            open_listener(host, 0)


def test_a_port_in_use_is_told(desk) -> None:
    with pytest.raises(UsageError, match="choose another --port"):
        open_listener("127.0.0.1", desk.port)
