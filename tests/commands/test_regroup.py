"""`jianwen refine --copies`: the groups of a store made anew."""

import json

import pytest

from store.articles.articles import get_article

pytestmark = pytest.mark.dates

BODY = "高血压患者每天吃盐不超过五克。多吃蔬菜，少吃腌制食品，每周量一次血压，按时服药。"


def test_an_older_store_gets_its_groups_by_one_command(ask, shelf):
    first = shelf.add(
        "https://open.example/1", "少吃盐", BODY, source="open", published="2026-11-20"
    )
    second = shelf.add(
        "https://closed.example/2",
        "少吃盐（转）",
        f"康讯网讯 {BODY[:30]}",
        source="closed",
        published="2026-11-21",
    )
    assert get_article(shelf.store, second).cluster == second
    assert json.loads(ask("refine", "--copies", "--json").out) == {"articles": 2, "moved": 1}
    assert get_article(shelf.store, second).cluster == first
    assert ask("refine", "--copies").out == "refine: 2 articles, 0 moved\n"


def test_it_takes_no_choice_of_pages(ask, shelf):
    for words in (("--all",), ("--uid", "x"), ("--dry-run",), ("--since", "30d")):
        answer = ask("refine", "--copies", *words)
        assert answer.code == 2
        assert "--copies compares all articles" in answer.err
    assert shelf
