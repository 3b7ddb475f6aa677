"""What robots.txt means, by RFC 9309."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.politeness.robots import build_unreachable_robots, parse_robots
from records.limits import CRAWL_DELAY_MAX, ROBOTS_BYTES
from records.reasons import HttpReason, Reason
from records.verdict import Drop, Retry

pytestmark = pytest.mark.dates
RULES = (
    b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2\n\nUser-agent: Jianwen\nDisallow:"
    b" /secret\nAllow: /secret/open\nCrawl-delay: 7\n"
)
PAGE = "http://example.org/a.html"


def test_our_own_group_counts_and_the_longest_rule_wins():
    robots = parse_robots(200, RULES)
    assert robots.find_refusal("http://example.org/private/a") is None
    assert robots.find_refusal("http://example.org/secret/a") == Drop(
        "fetch", "robots", "robots.txt forbids it"
    )
    assert robots.find_refusal("http://example.org/secret/open/a") is None
    assert robots.delay == 7


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_without_a_robots_file_all_is_allowed(status):
    robots = parse_robots(status, b"User-agent: *\nDisallow: /")
    assert robots.find_refusal(PAGE) is None
    assert robots.delay == 0


@pytest.mark.parametrize("status", [500, 502, 503, 429, 302])
def test_a_host_that_cannot_answer_for_its_robots_file_is_left_alone(status):
    refusal = parse_robots(status, b"", after=60.0).find_refusal(PAGE)
    assert isinstance(refusal, Retry)
    assert (refusal.reason, refusal.after) == (Reason.ROBOTS_UNREACHABLE, 60.0)
    assert refusal.cause == HttpReason.from_status(status)
    unreachable = build_unreachable_robots("no route", Reason.NETWORK)
    assert isinstance(unreachable.find_refusal(PAGE), Retry)


def test_only_the_first_500_kib_are_read():
    late = b"User-agent: *\n" + b"#" * ROBOTS_BYTES + b"\nDisallow: /\n"
    assert parse_robots(200, late).find_refusal(PAGE) is None


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /",
        b"User-agent: *\r\nDisallow: /\r\n",
        b"User-agent: *\rDisallow: /",
        b"user-AGENT:*\ndisallow:/\0",
    ],
)
def test_rules_are_read_whatever_their_line_ends_marks_and_case(body):
    assert parse_robots(200, body).find_refusal(PAGE) is not None


@pytest.mark.parametrize("body", [b"<html>not found</html>", b"\xff\xfe\x00", b"Disallow: /", b""])
def test_what_is_no_robots_file_forbids_nothing(body):
    assert parse_robots(200, body).find_refusal(PAGE) is None


@pytest.mark.parametrize(
    ("asked", "delay"), [("3600", CRAWL_DELAY_MAX), ("-5", 0), ("soon", 0), ("0.5", 0.5)]
)
def test_crawl_delay_is_bounded(asked, delay):
    assert parse_robots(200, f"User-agent: *\nCrawl-delay: {asked}\n".encode()).delay == delay


DECIDED = 0.05  # seconds of our own time
HOSTILE = {
    "stars": b"User-agent: *\nDisallow: /" + b"*a" * 2_000 + b"$\n",
    "one long rule": b"User-agent: *\nDisallow: /" + b"*a" * 250_000 + b"$\n",
    "one line": b"User-agent: * Disallow: /" * 20_000,
    "10 MB": b"User-agent: *\n" + b"Disallow: /x*y\n" * 700_000,
    "many rules": (
        b"User-agent: *\n" + b"".join(b"Disallow: /*a*%d*c$\n" % number for number in range(20_000))
    ),
    "many plain rules": (
        b"User-agent: *\n" + b"".join(b"Disallow: /p%d\n" % number for number in range(30_000))
    ),
    "many agents": (
        b"".join(b"User-agent: a%d\n" % number for number in range(20_000)) + b"Disallow: /\n"
    ),
    "zeros": b"\0" * 600_000,
    "a mark in the middle": b"User-agent: *\n\xef\xbb\xbfDisallow: /b\n",
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_decided_at_once(name):
    robots = parse_robots(200, HOSTILE[name])
    url = "http://example.org/" + "a" * 1_900 + "c"
    spent = []
    for _ in range(3):  # the best of three: the machine may be busy
        began = time.thread_time()
        robots.find_refusal(url)
        spent.append(time.thread_time() - began)
    assert min(spent) < DECIDED


BOTH = "user-agent: jianwen\n"
FILES = {
    "no rules of a known kind": ("hello: jianwen\nworld: /\n", "/a", ""),
    "a rule before any agent": ("disallow: /\nuser-agent: jianwen\ndisallow: /b\n", "/a", "/b"),
    "no colon": ("user-agent jianwen\ndisallow /b\n", "/a", "/b"),
    "slips of the pen": ("useragent: jianwen\ndissallow: /b\ndisalow: /c\n", "/a", "/b /c"),
    "blanks and a remark": (
        "  User-Agent :\tJianwen \n disallow:\t/b  # a reason\n#disallow: /a\n",
        "/a",
        "/b",
    ),
    "two groups are one": (
        BOTH + "disallow: /b\n\nuser-agent: other\ndisallow: /a\n\n" + BOTH + "disallow: /c\n",
        "/a",
        "/b /c",
    ),
    "our own group alone": ("user-agent: *\ndisallow: /a\n" + BOTH + "disallow: /b\n", "/a", "/b"),
    "everybody's, wherever it stands": (
        "user-agent: other\ndisallow: /a\nuser-agent: *\ndisallow: /b\n",
        "/a",
        "/b",
    ),
    "several agents before the rules": (
        "user-agent: other\n" + BOTH + "user-agent: *\ndisallow: /b\n",
        "/a",
        "/b",
    ),
    "a foreign line ends no list of agents": (
        BOTH + "sitemap: http://a/s\nuser-agent: other\ndisallow: /b\n",
        "/a",
        "/b",
    ),
    "a delay ends none": (BOTH + "crawl-delay: 3\nuser-agent: other\ndisallow: /b\n", "/a", "/b"),
    "a version behind the name": (
        "user-agent: *\ndisallow: /a\nuser-agent: Jianwen/2.1\ndisallow: /b\n",
        "/a",
        "/b",
    ),
    "a word behind the name": (
        "user-agent: *\ndisallow: /a\nuser-agent: jianwen crawler\ndisallow: /b\n",
        "/a",
        "/b",
    ),
    "a shorter and a longer name": (
        "user-agent: jian\nuser-agent: jianwennews\ndisallow: /\n",
        "/a",
        "",
    ),
    "the longest rule": (
        BOTH + "disallow: /b\nallow: /b/open\ndisallow: /b/open/not\n",
        "/b/open/x",
        "/b/c /b/open/not/x",
    ),
    "as long, and one allows": (BOTH + "disallow: /b\nallow: /b\n", "/b", ""),
    "as long, one with a star": (
        BOTH + "allow: /shown\ndisallow: /*.htm\n",
        "/shown.htm",
        "/other.htm",
    ),
    "nothing disallowed": (BOTH + "disallow:\n", "/a", ""),
    "nothing allowed is no rule": (BOTH + "disallow: /\nallow:\n", "", "/a"),
    "capitals of a path": (BOTH + "disallow: /B\n", "/b", "/B"),
    "the end": (BOTH + "disallow: /\nallow: /$\n", "/", "/a /?a"),
    "an end in the middle": (BOTH + "disallow: /b$c\n", "/b", "/b$c"),
    "a query": (BOTH + "disallow: /*?sort=\n", "/b?page=2", "/b?sort=up"),
    "escapes": (
        BOTH + "disallow: /%E5%81%A5\ndisallow: /康\ndisallow: /%7ewho\n",
        "/a",
        "/健 /%e5%ba%b7 /~who",
    ),
    "its own address": ("user-agent: *\ndisallow: /\n", "/robots.txt", "/robots.txt5"),
    "the page that a folder shows": (
        BOTH + "disallow: /\nallow: /open/index.html\n",
        "/open/ /open/index.html",
        "/open/b",
    ),
    "a path without its slash": (BOTH + "disallow: b\n", "/b", ""),
    "a very long line": (BOTH + "disallow: /" + "x" * 20_000 + "\ndisallow: /b\n", "/x", "/b"),
}
"""A file, what it allows, what it forbids."""


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_understood_as_its_author_meant_it(name):
    body, allowed, forbidden = FILES[name]
    robots = parse_robots(200, body.encode())
    said = {
        path: robots.find_refusal(f"http://example.org{path}") is None
        for path in (*allowed.split(), *forbidden.split())
    }
    assert said == dict.fromkeys(allowed.split(), True) | dict.fromkeys(forbidden.split(), False)


@given(
    st.binary(max_size=400) | st.text("uUser-agnt:*\ndilow /$#ab", max_size=200).map(str.encode),
    st.text(max_size=60),
)
@settings(deadline=None)
def test_any_file_is_read_and_any_address_decided(body, path):
    robots = parse_robots(200, body)
    robots.find_refusal("http://example.org/" + path.replace("[", "").replace("]", ""))
    assert 0 <= robots.delay <= CRAWL_DELAY_MAX


def test_blanks_and_many_groups_take_linear_time() -> None:
    blanks = b"User-agent: *\nDisallow: /x/\n" + b" " * 400_000 + b"x\n"
    groups = b"User-agent:*\n" * 15_000 + b"Disallow:/q\n" * 15_000
    began = time.thread_time()
    assert parse_robots(200, blanks).find_refusal("https://a.example/x/1") is not None
    assert parse_robots(200, groups).find_refusal("https://a.example/q") is not None
    assert time.thread_time() - began < 2
