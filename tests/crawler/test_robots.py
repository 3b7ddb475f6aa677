"""What robots.txt means, by RFC 9309."""

import time

import pytest

from crawler.robots import read_robots, unreachable
from records.limits import CRAWL_DELAY_MOST, ROBOTS_BYTES
from records.verdict import Drop, Retry

RULES = (
    b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2\n\nUser-agent: Jianwen\nDisallow: /secret\nAllow: /secret/open\nCrawl-delay: 7\n"
)
PAGE = "http://example.org/a.html"


def test_our_own_group_counts_and_the_longest_rule_wins():
    robots = read_robots(200, RULES)
    assert robots.refusal("http://example.org/private/a") is None
    assert robots.refusal("http://example.org/secret/a") == Drop("fetch", "robots", "robots.txt forbids it")
    assert robots.refusal("http://example.org/secret/open/a") is None
    assert robots.delay == 7


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_without_a_robots_file_all_is_allowed(status):
    robots = read_robots(status, b"User-agent: *\nDisallow: /")
    assert robots.refusal(PAGE) is None
    assert robots.delay == 0


@pytest.mark.parametrize("status", [500, 502, 503, 429, 302])
def test_a_host_that_cannot_answer_for_its_robots_file_is_left_alone(status):
    refusal = read_robots(status, b"", after=60.0).refusal(PAGE)
    assert isinstance(refusal, Retry)
    assert (refusal.reason, refusal.after) == ("robots-unreachable", 60.0)
    assert isinstance(unreachable("no route").refusal(PAGE), Retry)


def test_only_the_first_500_kib_are_read():
    late = b"User-agent: *\n" + b"#" * ROBOTS_BYTES + b"\nDisallow: /\n"
    assert read_robots(200, late).refusal(PAGE) is None


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
    assert read_robots(200, body).refusal(PAGE) is not None


@pytest.mark.parametrize("body", [b"<html>not found</html>", b"\xff\xfe\x00", b"Disallow: /", b""])
def test_what_is_no_robots_file_forbids_nothing(body):
    assert read_robots(200, body).refusal(PAGE) is None


@pytest.mark.parametrize(("asked", "delay"), [("3600", CRAWL_DELAY_MOST), ("-5", 0), ("soon", 0), ("0.5", 0.5)])
def test_crawl_delay_is_bounded(asked, delay):
    assert read_robots(200, f"User-agent: *\nCrawl-delay: {asked}\n".encode()).delay == delay


def test_a_hostile_pattern_is_decided_at_once():
    body = b"User-agent: *\nDisallow: /" + b"*a" * 2_000 + b"$\n"
    began = time.perf_counter()
    read_robots(200, body).refusal("http://example.org/" + "a" * 1_500 + "b")
    assert time.perf_counter() - began < 1.0
