"""Claims about where the comments of readers begin."""

import pytest

from pipelines.extraction.reader_comments import find_comments_start
from text.html.blocks import Block

S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问，现场气氛热烈。"


@pytest.mark.parametrize(
    "line",
    [
        "网友评论",
        "最新评论：",
        "全部评论(12)",
        "评论 (3)",
        "评论区",
        "评论23条",
        "網友評論",
        "12 Comments",
        "Top Rated Comments",
        "Read all comments",
        "Leave a reply",
        "Join the conversation",
    ],
)
def test_the_heading_of_comments_is_known(line: str) -> None:
    assert find_comments_start([Block(S), Block(line), Block(S)]) == 1


@pytest.mark.parametrize(
    "line",
    [
        "评论",
        "专家评论",
        "评论员文章",
        "Comments from the ministry",
        "comments",
        "网友评论说，这样做是对的。",
    ],
)
def test_another_line_is_none(line: str) -> None:
    assert find_comments_start([Block(S), Block(line), Block(S)]) == 3


def test_a_count_beside_the_title_heads_nothing() -> None:
    assert find_comments_start([Block("标题"), Block("网友评论(12)"), Block(S)]) == 3
    assert find_comments_start([Block(S), Block("网友评论(12)", linked=8), Block(S)]) == 3


@pytest.mark.parametrize("line", ["评论", "Comments"])
def test_the_bare_word_heads_them_as_a_heading_alone(line: str) -> None:
    assert find_comments_start([Block(S), Block(line, tag="h3"), Block(S)]) == 1
    assert find_comments_start([Block(S), Block(line, tag="p"), Block(S)]) == 3


def test_english_sentences_begin_an_article_together() -> None:
    short = Block(
        "The ministry reported on Tuesday that vaccinations rose by a third, and officials"
        " welcomed it."
    )
    assert find_comments_start([short, Block("2 Comments"), short]) == 3
    assert find_comments_start([short, short, Block("2 Comments"), short]) == 2
