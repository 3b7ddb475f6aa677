"""稿件: the list is searched, narrowed and paged, and each row says what an editor needs."""

import json
import re

import pytest

from desk.listing import complete_query, read_list
from records.source import Source
from store.articles.withdraw import set_article_status
from store.sources.sources import sync_sources
from tests.conftest import SOURCES

NOW = "2026-11-24T08:00:00Z"


def test_the_list_shows_what_is_published_with_duplicates_folded(desk, stocked) -> None:
    shelf = stocked()
    page = desk.get("/")
    assert page.status == 200
    assert "高血压患者少吃盐" in page.html
    assert "少吃盐好处多" not in page.html
    assert "另有 1 家转载" in page.html
    uid = json.loads(desk.get("/articles.json", q="医疗").body)["articles"][0]["uid"]
    set_article_status(shelf.store, uid, "withdrawn", "核实中", NOW)
    assert "互联网医疗新规" not in desk.get("/").html
    assert "互联网医疗新规" in desk.get("/", q="status:withdrawn").html


def test_hits_are_marked_and_counted_by_facet(desk, stocked) -> None:
    stocked()
    page = desk.get("/", q="血压")
    assert "<mark>血压</mark>" in page.html
    found = json.loads(desk.get("/articles.json", q="血压").body)
    counts = {facet["name"]: facet["values"] for facet in found["facets"]}
    assert counts["source"] == [["open", 1]]
    assert counts["status"] == [["published", 1]]


def get_choices(store, query: str, name: str):
    return next(facet for facet in read_list(store, query).facets if facet.name == name).values


def test_a_facet_narrows_the_list_and_chosen_again_widens_it(stocked) -> None:
    store = stocked().store
    (choice,) = get_choices(store, "吃", "lang")
    assert (choice.query, choice.is_chosen) == ("吃 lang:zh", False)
    (again,) = get_choices(store, choice.query, "lang")
    assert (again.query, again.is_chosen) == ("吃", True)


def test_a_month_is_chosen_by_both_its_ends(stocked) -> None:
    (month,) = get_choices(stocked().store, "", "after")
    assert month.query == "after:2026-11 before:2026-12"
    assert complete_query(month.query) == "after:2026-11 before:2026-12 copies:no"


def test_pages_of_thirty_follow_each_other(desk, shelf) -> None:
    for number in range(31):
        url = f"https://open.example/p{number}"
        shelf.add(url, f"第{number:02}篇", f"正文{number:02}。", source="open")
    first, second = desk.get("/"), desk.get("/", page="2")
    assert [len(re.findall("data-row", page.html)) for page in (first, second)] == [30, 1]
    assert 'rel="next"' in first.html
    assert 'rel="next"' not in second.html


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "²"])
def test_an_impossible_page_is_no_fault(desk, stocked, page: str) -> None:
    stocked()
    assert desk.get("/", page=page).status == 200


def test_a_query_that_cannot_be_read_is_told_beside_the_box(desk, stocked) -> None:
    stocked()
    page = desk.get("/", q="status:lost 血压")
    assert page.status == 400
    assert "这样写读不懂" in page.html
    assert 'value="status:lost 血压"' in page.html


def test_what_the_rights_forbid_is_neither_shown_nor_downloaded(desk, shelf) -> None:
    sync_sources(
        shelf.store, (*SOURCES, Source("dark", "无权", "news", "https://dark.example/")), NOW
    )
    uid = shelf.add("https://dark.example/1", "只有标题", "机密正文不可外传。", source="dark")
    lists = ("/", "/articles.json", "/articles.jsonl", "/articles.csv")
    views = (f"/a/{uid}", f"/a/{uid}.json", f"/a/{uid}.md", f"/a/{uid}/paste")
    for path in (*lists, *views):
        page = desk.get(path)
        assert (page.status, "机密正文" in page.html) == (200, False), path
        assert "只有标题" in page.html, path
