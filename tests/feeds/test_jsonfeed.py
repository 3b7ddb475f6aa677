import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from feeds.jsonfeed import write_jsonfeed
from records.article import Article, ArticleTerm, Change

pytestmark = pytest.mark.dates
Make = Callable[..., Article]
SCHEMA = json.loads((Path(__file__).parent / "jsonfeed-1.1.schema.json").read_text("utf-8"))


def test_feed_follows_the_standard_whatever_the_rights_and_gaps(
    article: Make, english: Make, withdrawn: Change
) -> None:
    articles = [
        article(),
        english(full_text="internal"),
        english(full_text="none", title="", published="2026-11-20", language="und"),
        article(
            url="javascript:alert(1)",
            published="gestern",
            modified="",
            authors=(),
            outlet="",
            source_title="",
            source="",
        ),
    ]
    jsonschema.validate(json.loads(write_jsonfeed(articles, [withdrawn])), SCHEMA)


def test_schema_refuses_an_item_without_content() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(feed, SCHEMA)


def test_item_carries_text_language_terms_and_extension(english: Make) -> None:
    (item,) = json.loads(
        write_jsonfeed([english(terms=(ArticleTerm("血压", "血压", "symptom"),))], [])
    )["items"]
    assert item["language"] == "en"
    assert item["tags"] == ["血压"]
    assert "<p>Eat less salt.</p>" in item["content_html"]
    assert item["authors"] == [{"name": "新华社"}]
    assert item["_jianwen"]["title_zh"] == "盐与血压"
    assert item["_jianwen"]["translation"]["backend"] == "argos translate-en_zh 1.9"
    assert (
        item["_jianwen"]["licence"],
        item["_jianwen"]["full_text"],
        item["_jianwen"]["translate"],
    ) == ("CC-BY-4.0", "public", True)


def test_text_that_may_not_be_published_stays_out(english: Make) -> None:
    written = write_jsonfeed([english(full_text="internal")], []).decode()
    assert "Measure" not in written
    assert "测量" not in written


@pytest.mark.parametrize(("full_text", "summary"), [("internal", "Eat less salt."), ("none", None)])
def test_what_is_not_public_is_title_link_and_a_summary_where_the_rights_allow_reading(
    english: Make, full_text: str, summary: str
) -> None:
    (item,) = json.loads(write_jsonfeed([english(full_text=full_text)], []))["items"]
    assert (item["title"], item["url"]) == (
        "Salt & blood pressure",
        "https://news.example.org/b?x=1&y=2",
    )
    assert (item.get("summary"), item.get("content_html")) == (summary, None)
    assert item["content_text"] == summary or item["content_text"] == item["title"]


def test_withdrawn_articles_are_named(withdrawn: Change) -> None:
    feed = json.loads(write_jsonfeed([], [withdrawn]))
    assert feed["items"] == []
    assert feed["_jianwen"]["deleted"] == [
        {
            "id": "tag:jianwen,2026:a/0123456789abcdef",
            "reason": "withdrawn: 404 twice",
            "at": "2026-11-24T08:00:00Z",
        }
    ]


def test_same_articles_give_the_same_bytes(article: Make, english: Make) -> None:
    assert write_jsonfeed([article(), english()], []) == write_jsonfeed([article(), english()], [])
