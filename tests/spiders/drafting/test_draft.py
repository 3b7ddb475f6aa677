"""A draft as TOML: whatever strangers wrote, it is read back as it was meant."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.drafting.draft import SourceDraft, suggest_source_name

pytestmark = pytest.mark.dates


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=60), max_size=2))
def test_any_text_gives_a_file_that_says_it_again(title, note, unsure):
    draft = SourceDraft("x", "https://a.example/", title=title, observations=[note], unsure=unsure)
    table = tomllib.loads(draft.to_toml())
    assert table.get("title", "") == title
    assert set(table) <= {"title", "kind", "home", "enabled", "rights"}, "a comment stays a comment"


def test_half_a_character_is_left_out():
    assert (
        tomllib.loads(
            SourceDraft(
                "x", "https://a.example/", title="健\ud800闻", unsure=["\udfff\nkind = 'x'"]
            ).to_toml()
        )["title"]
        == "健闻"
    )


def test_what_is_known_is_written_and_rights_are_never_guessed():
    draft = SourceDraft(
        "x",
        "https://a.example/",
        feeds=["https://a.example/f"],
        api={"url": "u", "items": "a[?b == 'c']"},
        payload={"inside": "#x"},
    )
    draft.full_text_feeds, draft.body = True, "div.a > p"
    table = tomllib.loads(draft.to_toml())
    assert (table["full_text_feeds"], table["body"], table["api"]["items"], table["payload"]) == (
        True, "div.a > p", "a[?b == 'c']", {"inside": "#x"},
    )  # fmt: skip
    assert (table["enabled"], table["rights"]) == (False, {"full_text": "none"})
    draft.licence = "CC-BY-4.0"
    assert tomllib.loads(draft.to_toml())["rights"] == "CC-BY-4.0"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.nhc.gov.cn/xcs/list.shtml", "nhc"),
        ("http://health.people.com.cn/", "people-health"),
        ("https://feeds.bbci.co.uk/news/health/rss.xml", "bbci"),
        ("http://127.0.0.1:8080/a", "site-127-0-0-1-8080"),
        ("https://news.qq.com/", "qq"),
        ("https://m.com.cn/", "m-com-cn"),
        ("https://健康.example/", "example"),
        ("http://[::1]:80/", "site-1-80"),
        ("nonsense", "site"),
    ],
)
def test_a_source_is_named_after_its_host(url, name):
    assert suggest_source_name(url) == name
