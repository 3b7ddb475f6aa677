"""来源, 运行, 术语, 更正, 帮助: the tables say what the store holds, in two languages."""

import json

from store.sources.runs import begin_run, finish_run

NOW = "2026-11-24T08:00:00Z"


def test_sources_are_listed_with_their_health(desk, stocked) -> None:
    stocked()
    page = desk.get("/sources")
    assert "公开来源" in page.text
    assert "没抓过" in page.text
    assert {source["name"] for source in json.loads(desk.get("/sources.json").body)["sources"]} == {
        "closed",
        "open",
    }


def test_runs_say_how_they_ended(desk, shelf) -> None:
    run = begin_run(shelf.store, "crawl", NOW, "test")
    finish_run(shelf.store, run, 3, NOW, {"new": 7})
    begin_run(shelf.store, "translate", NOW, "test")
    text = desk.get("/runs").text
    assert "退出码 3" in text
    assert "未结束" in text
    assert "2026-11-24 16:00" in text  # in Beijing


def test_a_term_is_found_and_added(desk, shelf) -> None:
    assert desk.post("/terms", term="oat bran", preferred="燕麦麸").status == 303
    assert "燕麦麸" in desk.get("/terms", q="oat bran").text
    refused = desk.post("/terms", term="oat milk", preferred="", note="记下的话")
    assert refused.status == 400
    assert 'value="记下的话"' in refused.html


def test_every_page_is_there_in_english(desk, translated) -> None:
    for path in ("/", "/sources", "/runs", "/terms", "/corrections", "/help"):
        english = desk.get(path, language="en")
        assert english.headers["set-cookie"].startswith("language=en")
        assert '<html lang="en">' in english.html
        assert "Articles" in english.text
    desk.headers["Cookie"] = "language=en"
    assert "Correct this sentence" in desk.get(f"/a/{translated}").html


def test_without_a_store_the_page_says_what_to_do(desk) -> None:
    desk.shelf.store.close()
    (desk.shelf.home / "jianwen.db").unlink()
    page = desk.get("/")
    assert page.status == 503
    assert "数据库暂时不能使用" in page.text
    assert "jianwen" in page.text


def test_an_unknown_page_leads_back(desk) -> None:
    page = desk.get("/nowhere")
    assert (page.status, "回到稿件" in page.text) == (404, True)
    assert json.loads(desk.get("/a/none.json").body)["error"]
