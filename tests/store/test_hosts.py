"""Hosts that want to be left alone are remembered until their time is over."""

import pytest

from store.hosts import Closed, close_host, closed_hosts, remembered_hosts, reopen

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
SOON = "2026-11-23T19:30:00Z"
LATER = "2026-11-24T19:00:00Z"
A, B = "http://a.example:80", "https://b.example:443"


def test_a_closed_host_is_closed_until_its_time_is_over(store):
    close_host(store, A, LATER, "challenged", "a test", NOW)
    assert closed_hosts(store, SOON) == {A: Closed(A, LATER, "challenged", "a test", NOW)}
    assert closed_hosts(store, LATER) == {}
    assert list(remembered_hosts(store)) == [A], "it is on trial now"


def test_the_longer_wish_holds(store):
    close_host(store, A, LATER, "challenged", "a test", NOW)
    close_host(store, A, SOON, "host-paused", "asked to wait", NOW)
    assert remembered_hosts(store)[A].reason == "challenged"
    close_host(store, A, "2026-11-30T00:00:00Z", "host-paused", "asked to wait", SOON)
    assert closed_hosts(store, LATER)[A] == Closed(A, "2026-11-30T00:00:00Z", "host-paused", "asked to wait", SOON)


def test_a_pause_that_is_over_is_forgotten_and_a_challenge_is_not(store):
    close_host(store, A, SOON, "host-paused", "x", NOW)
    close_host(store, B, SOON, "challenged", "x", NOW)
    close_host(store, "http://c.example:80", LATER, "host-paused", "x", SOON)
    assert sorted(remembered_hosts(store)) == ["http://c.example:80", B]


def test_a_host_is_reopened_once(store):
    close_host(store, A, LATER, "challenged", "x", NOW)
    assert reopen(store, A)
    assert not reopen(store, A)
    assert closed_hosts(store, NOW) == {}
