"""Hosts that want to be left alone are remembered until their time is over."""

import pytest

from store.ledger.hosts import (
    HostPause,
    end_host_pause,
    list_host_pauses,
    list_paused_hosts,
    pause_host,
)

pytestmark = pytest.mark.dates

NOW = "2026-11-23T19:00:00Z"
SOON = "2026-11-23T19:30:00Z"
LATER = "2026-11-24T19:00:00Z"
A, B = "http://a.example:80", "https://b.example:443"


def test_a_closed_host_is_closed_until_its_time_is_over(store):
    pause_host(store, A, LATER, "challenged", "a test", NOW)
    assert list_paused_hosts(store, SOON) == {A: HostPause(A, LATER, "challenged", "a test", NOW)}
    assert list_paused_hosts(store, LATER) == {}
    assert list(list_host_pauses(store)) == [A], "it is on trial now"


def test_the_longer_wish_holds(store):
    pause_host(store, A, LATER, "challenged", "a test", NOW)
    pause_host(store, A, SOON, "host-paused", "asked to wait", NOW)
    assert list_host_pauses(store)[A].reason == "challenged"
    pause_host(store, A, "2026-11-30T00:00:00Z", "host-paused", "asked to wait", SOON)
    assert list_paused_hosts(store, LATER)[A] == HostPause(
        A, "2026-11-30T00:00:00Z", "host-paused", "asked to wait", SOON
    )


def test_a_pause_that_is_over_is_forgotten_and_a_challenge_is_not(store):
    pause_host(store, A, SOON, "host-paused", "x", NOW)
    pause_host(store, B, SOON, "challenged", "x", NOW)
    pause_host(store, "http://c.example:80", LATER, "host-paused", "x", SOON)
    assert sorted(list_host_pauses(store)) == ["http://c.example:80", B]


def test_a_host_is_reopened_once(store):
    pause_host(store, A, LATER, "challenged", "x", NOW)
    assert end_host_pause(store, A)
    assert not end_host_pause(store, A)
    assert list_paused_hosts(store, NOW) == {}
