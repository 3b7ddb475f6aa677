"""Which of several copies is the original, and why: rules that an editor can predict."""

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.dedup.canonical import (
    ClusterCandidate,
    ClusterPlace,
    choose_canonical,
    read_credible_date,
    split_outlet_names,
)

pytestmark = pytest.mark.dates


def ALONE(text):
    return {}


FETCHED = "2026-11-23T19:00:00Z"
PLAIN = ClusterCandidate(
    "m", "t", 500, "reprints", "康讯转载网", "", "2026-11-20T08:00:00Z", FETCHED, FETCHED
)


def one(uid, **fields):
    return dataclasses.replace(PLAIN, uid=uid, **fields)


NAMED = one("z", source="daily", source_title="健康日报 官网", published="2026-11-21T08:00:00Z")


@pytest.mark.parametrize(
    ("original", "copy", "reason"),
    [
        (NAMED, one("a", outlet="健康日报"), "named"),
        (NAMED, one("a", outlet="健康日报-健康频道"), "named"),
        (one("z"), one("a", published=""), "dated"),
        (one("z"), one("a", published="2036-01-01T00:00:00Z"), "dated"),
        (one("z"), one("a", published="1970-01-01T00:00:00Z"), "dated"),
        (one("z"), one("a", published="2026-11-20T08:01:00Z"), "earlier"),
        (one("z"), one("a", published="2026-11-20"), "earlier"),
        (one("z", published="2026-11-19"), one("a"), "earlier"),
        (one("z", extent=501), one("a"), "longer"),
        (one("z", published="", extent=501), one("a", published=""), "longer"),
        (one("z", added="2026-11-22T00:00:00Z"), one("a"), "first"),
        (one("z", seen="1"), one("a", seen="2", published="2026-11-01"), "first"),
        (one("z", seen="1", published=""), one("a", seen="2"), "first"),
        (one("z", seen="1"), one("a", seen="2", extent=900), "first"),
        (one("z", seen="1"), one("a", seen="1", published="2026-11-21"), "earlier"),
        (dataclasses.replace(NAMED, seen="2"), one("a", outlet="健康日报", seen="1"), "named"),
        (one("a"), one("z"), "first"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_first_rule_that_tells_them_apart_decides(original, copy, reason):
    for pair in ((original, copy), (copy, original)):
        assert choose_canonical(pair, ALONE, {}) == {
            original.uid: ClusterPlace(original.uid),
            copy.uid: ClusterPlace(original.uid, 1.0, reason),
        }


@pytest.mark.parametrize(
    ("other", "copy"),
    [
        (one("z", source_title="健康日报", published="2026-11-21"), one("a", outlet="健康日报")),
        (
            one("z", source="daily", source_title="健康 网", published="2026-11-21"),
            one("a", outlet="健康"),
        ),
        (
            one(
                "z",
                source="daily",
                source_title="健康日报",
                outlet="康讯转载网",
                published="2026-11-21",
            ),
            one("a", outlet="健康日报"),
        ),
    ],
    ids=["the same source", "a name of two characters", "each names the other"],
)
def test_an_outlet_that_is_named_by_its_own_or_in_turn_counts_for_nothing(other, copy):
    assert choose_canonical([other, copy], ALONE, {})["z"] == ClusterPlace("a", 1.0, "earlier")


def test_a_copy_is_like_its_canonical_article_and_not_only_like_a_copy_of_it():
    chain = [one(uid, text=uid, published=f"2026-11-2{number}") for number, uid in enumerate("abc")]
    shares = {"a": {"b": 0.6}, "b": {"a": 0.6, "c": 0.7}, "c": {"b": 0.7}}
    assert choose_canonical(chain, shares.__getitem__, {}) == {
        "a": ClusterPlace("a"),
        "b": ClusterPlace("a", 0.6, "earlier"),
        "c": ClusterPlace("c"),
    }


def test_a_digest_is_no_copy_of_a_note_in_it_but_the_note_is_one_of_an_earlier_digest():
    note, digest = (
        one("n", text="n", extent=100),
        one("d", text="d", extent=401, published="2026-11-21"),
    )
    shares = {"n": {"d": 1.0}, "d": {"n": 1.0}}
    assert choose_canonical([note, digest], shares.__getitem__, {}) == {
        "n": ClusterPlace("n"),
        "d": ClusterPlace("d"),
    }
    before = dataclasses.replace(digest, published="2026-11-19")
    assert choose_canonical([note, before], shares.__getitem__, {})["n"] == ClusterPlace(
        "d", 1.0, "earlier"
    )


def test_issues_of_a_series_never_meet_under_one_text_without_figures():
    advice, first, second = (
        one("a", text="a"),
        one("b", text="b", published="2026-11-21"),
        one("c", text="c", published="2026-11-22"),
    )
    shares = {"a": {"b": 0.8, "c": 0.8}, "b": {"a": 0.8}, "c": {"a": 0.8}}
    places = choose_canonical([advice, first, second], shares.__getitem__, {"b": {"c"}, "c": {"b"}})
    assert places == {
        "a": ClusterPlace("a"),
        "b": ClusterPlace("a", 0.8, "earlier"),
        "c": ClusterPlace("c"),
    }


def test_names_and_dates_are_read_as_they_are_written():
    assert split_outlet_names("人民网-人民健康网") == {"人民网", "人民健康网"}
    assert split_outlet_names("騰訊醫典") == split_outlet_names("腾讯医典")
    assert read_credible_date("2026-11-20", FETCHED) > read_credible_date(
        "2026-11-20T23:59:59Z", FETCHED
    )
    # a day that begins in the east before it does in UTC
    assert read_credible_date("2026-11-24", FETCHED)
    assert read_credible_date("", FETCHED) == read_credible_date("2026-11-26", FETCHED) == ""


CANDIDATES = st.builds(
    one,
    st.sampled_from("abcdefgh"),
    text=st.sampled_from("xyz"),
    source=st.sampled_from(["daily", "other"]),
    source_title=st.sampled_from(["健康日报", "康讯转载网"]),
    outlet=st.sampled_from(["", "健康日报"]),
    published=st.sampled_from(["", "2026-11-20", "2026-11-20T08:00:00Z"]),
)


@settings(deadline=None)
@given(st.lists(CANDIDATES, max_size=4, unique_by=lambda candidate: candidate.uid), st.booleans())
def test_the_order_of_asking_does_not_matter(candidates, linked):
    shares = (lambda text: {"x": {"y": 0.9}, "y": {"x": 0.9}}.get(text, {})) if linked else ALONE
    answers = {
        repr(sorted(choose_canonical(order, shares, {}).items()))
        for order in itertools.permutations(candidates)
    }
    assert len(answers) == 1
    places = choose_canonical(candidates, shares, {})
    assert all(places[place.canonical].canonical == place.canonical for place in places.values())
