import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.changes import write_changes_jsonl
from feeds.entry import make_entry
from records.article import ARTICLE_FIELDS, Article, ArticleTerm, Change

pytestmark = pytest.mark.dates
Make = Callable[..., Article]


def upsert(article: Article, seq: int = 1) -> Change:
    return Change(
        seq=seq,
        op="upsert",
        uid=article.uid,
        version=article.version,
        at="2026-11-23T19:00:00Z",
        article=article,
    )


def test_an_upsert_carries_every_documented_field(english: Make) -> None:
    (line,) = write_changes_jsonl([upsert(english(), 7)])
    record = json.loads(line)
    assert record.pop("sha256").isalnum()
    assert record == {
        "seq": 7,
        "op": "upsert",
        "uid": "ffeeddccbbaa0099",
        "version": 1,
        "status": "published",
        "url": "https://news.example.org/b?x=1&y=2",
        "source": {"name": "example", "title": "示例新闻"},
        "outlet": "新华社",
        "language": "en",
        "title": "Salt & blood pressure",
        "summary": "Eat less salt.",
        "body": "Eat less salt.\nMeasure your blood pressure.",
        "title_zh": "盐与血压",
        "body_zh": "少吃盐。\n测量血压。",
        "author": [],
        "editor": "赵三",
        "published": "2026-11-20T01:02:03Z",
        "fetched": "2026-11-23T19:00:00Z",
        "modified": "2026-11-23T19:00:00Z",
        "translation": {
            "status": "ok",
            "backend": "argos translate-en_zh 1.9",
            "model": "5f3a9c0d1e2b4a67",
            "state": "machine",
        },
        "terms": [],
        "cluster": "00112233445566aa",
        "is_canonical": True,
        "licence": "CC-BY-4.0",
        "full_text": "public",
        "translate": True,
        "attribution": "示例新闻",
    }


def test_a_deletion_carries_the_uid_and_no_text(withdrawn: Change) -> None:
    (line,) = write_changes_jsonl([withdrawn])
    assert json.loads(line) == {
        "seq": 9,
        "op": "delete",
        "uid": "0123456789abcdef",
        "version": 3,
        "reason": "withdrawn: 404 twice",
        "at": "2026-11-24T08:00:00Z",
    }


def test_an_upsert_that_lost_its_article_becomes_a_deletion() -> None:
    (line,) = write_changes_jsonl(
        [Change(seq=1, op="upsert", uid="0123456789abcdef", version=1, at="2026-11-23T19:00:00Z")]
    )
    assert json.loads(line)["op"] == "delete"


def test_text_that_may_not_be_published_stays_out_of_the_line(english: Make) -> None:
    for right in ("internal", "none"):
        (line,) = write_changes_jsonl([upsert(english(full_text=right))])
        record = json.loads(line)
        assert (record["body"], record["body_zh"]) == ("", "")
        assert "Measure" not in line.decode()


def test_the_demo_translation_says_so(english: Make) -> None:
    made_by = {"backend": "argos translate-en_zh-tiny 0.1", "model": "5f3a9c0d1e2b4a67"}
    (line,) = write_changes_jsonl([upsert(english(**made_by))])
    translation = json.loads(line)["translation"]
    assert translation["demo"] is True
    assert "演示模型" in translation["label"]


@pytest.mark.parametrize(
    "backend", ["", "argos translate-en_zh 1.9", "argos translate-en_zh-tinyness 1.0"]
)
def test_no_other_translation_says_so(english: Make, backend: str) -> None:
    (line,) = write_changes_jsonl([upsert(english(backend=backend))])
    assert json.loads(line)["translation"].keys() == {"status", "backend", "model", "state"}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=[])), min_size=6, max_size=6))
def test_any_text_makes_exactly_one_line_of_valid_json(article: Make, texts: list[str]) -> None:
    title, body, outlet, author, licence, term = texts
    fields = {"title": title, "body": body, "body_zh": body, "outlet": outlet, "licence": licence}
    terms = (ArticleTerm(term, term),)
    shown = article(**fields, authors=(author,), terms=terms)
    written = b"".join(write_changes_jsonl([upsert(shown)]))
    text = written.decode("utf-8")
    assert len(text.splitlines()) == 1
    assert json.loads(text)["op"] == "upsert"
    assert "\ufffd" not in text


def test_a_line_is_the_same_byte_for_byte(english: Make) -> None:
    terms = (ArticleTerm("高血压", "高血压", "disease", "hypertension", 1, 1, ((0, 3),)),)
    (line,) = write_changes_jsonl([upsert(english(terms=terms))])
    assert line.decode() == (
        '{"seq":1,"op":"upsert","uid":"ffeeddccbbaa0099","version":1,"status":"published",'
        '"url":"https://news.example.org/b?x=1&y=2",'
        '"source":{"name":"example","title":"示例新闻"},"outlet":"新华社","language":"en",'
        '"title":"Salt & blood pressure","summary":"Eat less salt.",'
        '"body":"Eat less salt.\\nMeasure your blood pressure.","title_zh":"盐与血压",'
        '"body_zh":"少吃盐。\\n测量血压。","author":[],"editor":"赵三",'
        '"published":"2026-11-20T01:02:03Z","fetched":"2026-11-23T19:00:00Z",'
        '"modified":"2026-11-23T19:00:00Z","translation":{"status":"ok",'
        '"backend":"argos translate-en_zh 1.9","model":"5f3a9c0d1e2b4a67","state":"machine"},'
        '"terms":[{"term":"高血压","canonical":"高血压","type":"disease","en":"hypertension",'
        '"count":1,"in_title":1}],"cluster":"00112233445566aa","is_canonical":true,'
        '"licence":"CC-BY-4.0","full_text":"public","translate":true,"attribution":"示例新闻",'
        '"sha256":"' + make_entry(english()).sha256 + '"}\n'
    )


def test_the_feeds_show_what_the_fields_declare(english: Make) -> None:
    declared = {use.feed.partition(".")[0] for use in ARTICLE_FIELDS.values() if use.feed}
    (line,) = write_changes_jsonl([upsert(english())])
    assert json.loads(line).keys() == declared | {"seq", "op", "summary", "sha256"}
