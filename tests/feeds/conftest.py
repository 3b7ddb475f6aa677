import dataclasses
from collections.abc import Callable

import pytest

from records.article import Article, ArticleTerm, Change

BASE = Article(
    uid="00112233445566aa",
    url="https://news.example.cn/a/1.html",
    source="example",
    source_title="示例新闻",
    outlet="新华社",
    title="高血压患者的饮食",
    authors=("王一", "李二"),
    editor="赵三",
    section="健康",
    published="2026-11-20T01:02:03Z",
    fetched="2026-11-23T19:00:00Z",
    modified="2026-11-23T19:00:00Z",
    language="zh",
    script="Hans",
    body="高血压患者每天吃盐不超过五克。\n多吃蔬菜，少吃腌制食品。\n血压每周量一次。",
    words=("高血压", "患者"),
    terms=(ArticleTerm("高血压", "高血压", "disease", "hypertension", 1, 1),),
    status="published",
    cluster="00112233445566aa",
    is_canonical=True,
    title_zh="",
    body_zh="",
    translation="none",
    version=1,
    licence="CC-BY-4.0",
    full_text="public",
    attribution="示例新闻",
    translate=True,
)

ENGLISH = dataclasses.replace(
    BASE,
    uid="ffeeddccbbaa0099",
    url="https://news.example.org/b?x=1&y=2",
    language="en",
    script="Latn",
    title="Salt & blood pressure",
    body="Eat less salt.\nMeasure your blood pressure.",
    title_zh="盐与血压",
    body_zh="少吃盐。\n测量血压。",
    translation="ok",
    backend="argos translate-en_zh 1.9",
    model="5f3a9c0d1e2b4a67",
    terms=(),
    authors=(),
)


@pytest.fixture
def article() -> Callable[..., Article]:
    """Make an article with some fields other than usual."""

    def make(**fields: object) -> Article:
        return dataclasses.replace(BASE, **fields)

    return make


@pytest.fixture
def english() -> Callable[..., Article]:
    """Make a translated English article with some fields other than usual."""

    def make(**fields: object) -> Article:
        return dataclasses.replace(ENGLISH, **fields)

    return make


@pytest.fixture
def withdrawn() -> Change:
    """A withdrawn article."""
    return Change(
        seq=9,
        op="delete",
        uid="0123456789abcdef",
        version=3,
        at="2026-11-24T08:00:00Z",
        reason="withdrawn: 404 twice",
    )
