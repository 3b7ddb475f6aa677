"""文章: an editor reads, corrects and decides; nothing typed is lost or overwritten unseen."""

import json

import pytest

from records.article import Article
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes
from tests.desk.conftest import RIGHT, VITAMIN


def read(desk, uid: str) -> Article:
    return get_article(desk.shelf.store, uid)


def test_the_translation_stands_beside_the_original_with_its_flags(desk, translated) -> None:
    page = desk.get(f"/a/{translated}")
    assert VITAMIN in page.text
    assert "译文中有残缺或来历不明的外文" in page.text
    assert "演示模型" in page.text
    assert 'class="sentence flagged"' in page.html


def test_a_sentence_is_corrected_here_and_wherever_it_stands(desk, translated) -> None:
    since = get_last_seq(desk.shelf.store)
    seen = json.loads(desk.get(f"/a/{translated}.json").body)["sentences"][-1]["target"]
    assert f'name="seen" value="{seen}"' in desk.get(f"/a/{translated}", edit="3").html
    done = desk.post(f"/a/{translated}/sentences/3", target=f"  {RIGHT} ", seen=seen)
    assert (done.status, done.headers["location"]) == (303, f"/a/{translated}#s3")
    assert read(desk, translated).body_zh.endswith(RIGHT)
    assert len(list(iter_changes(desk.shelf.store, since))) == 1
    assert RIGHT in desk.get("/corrections").text


def test_the_second_of_two_editors_sees_what_the_first_wrote(desk, translated) -> None:
    seen = json.loads(desk.get(f"/a/{translated}.json").body)["sentences"][-1]["target"]
    desk.post(f"/a/{translated}/sentences/3", target=RIGHT, seen=seen)
    late = desk.post(f"/a/{translated}/sentences/3", target="维生素D帮助吸收钙。", seen=seen)
    assert late.status == 409
    assert "别人刚改过这一句" in late.text
    assert "维生素D帮助吸收钙。</textarea>" in late.html
    assert read(desk, translated).body_zh.endswith(RIGHT)
    again = desk.post(f"/a/{translated}/sentences/3", target="维生素D帮助吸收钙。", seen=RIGHT)
    assert again.status == 303
    assert read(desk, translated).body_zh.endswith("维生素D帮助吸收钙。")


def test_a_decision_needs_its_reason_and_can_be_undone(desk, translated) -> None:
    refused = desk.post(f"/a/{translated}/status", decision="withdrawn", reason=" ")
    assert (refused.status, read(desk, translated).status) == (400, "published")
    assert 'role="alert"' in refused.html
    done = desk.post(f"/a/{translated}/status", decision="withdrawn", reason="剂量有误")
    assert (done.status, read(desk, translated).status) == (303, "withdrawn")
    assert "剂量有误" in desk.get(f"/a/{translated}").text
    undone = desk.post(f"/a/{translated}/status", decision="published")
    assert (undone.status, read(desk, translated).status) == (303, "published")


def test_after_a_decision_the_next_article_of_the_list_is_open(desk, stocked) -> None:
    stocked()
    uids = [row["uid"] for row in json.loads(desk.get("/articles.json").body)["articles"]]
    page = desk.get(f"/a/{uids[0]}", list="status:published")
    assert f"剩 {len(uids) - 1} 篇" in page.text
    done = desk.post(
        f"/a/{uids[0]}/status?list=status:published", decision="held", reason="待核实", next="1"
    )
    assert done.headers["location"].startswith(f"/a/{uids[1]}?")
    assert "撤销" in desk.ask(done.headers["location"]).text


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/a/{uid}/status", {"decision": "erased", "reason": "x"}, 400),
        ("/a/{uid}/sentences/99", {"target": "x", "seen": ""}, 404),
        ("/a/none/status", {"decision": "held", "reason": "x"}, 404),
        ("/a/none/sentences/1", {"target": "x", "seen": ""}, 404),
    ],
)
def test_what_cannot_be_done_is_told(desk, translated, path, fields, status) -> None:
    page = desk.post(path.format(uid=translated), **fields)
    assert page.status == status
    assert "Traceback" not in page.html


def test_a_locked_store_keeps_what_was_typed(desk, translated) -> None:
    with desk.shelf.store.transaction():
        page = desk.post(f"/a/{translated}/status", decision="held", reason="等作者回信")
    assert page.status == 409
    assert "等作者回信" in page.html
    assert read(desk, translated).status == "published"


def test_a_translation_is_approved_rejected_and_undone_under_a_name(desk, translated) -> None:
    desk.headers["Cookie"] = "editor=%E6%9E%97"
    page = f"/a/{translated}/translation"
    assert desk.post(page, decision="approve").status == 303
    assert (read(desk, translated).decision, read(desk, translated).translation) == (
        "approved",
        "ok",
    )
    assert (
        "通过 2026" in desk.get(f"/a/{translated}").text
        or "林" in desk.get(f"/a/{translated}").text
    )
    assert desk.post(page, decision="undo").status == 303
    assert read(desk, translated).translation_state == "suspect"
    refused = desk.post(page, decision="reject", reason=" ")
    assert (refused.status, read(desk, translated).decision) == (400, "")
    assert desk.post(page, decision="reject", reason="剂量错").status == 303
    assert read(desk, translated).translation_state == "rejected"
    assert desk.post(page, decision="burn").status == 400


def test_a_flag_is_dismissed_and_comes_back(desk, translated) -> None:
    seen = json.loads(desk.get(f"/a/{translated}.json").body)["sentences"][-1]["target"]
    path = f"/a/{translated}/sentences/3"
    assert desk.post(path, action="accept", seen=seen, target=seen).status == 303
    assert "accepted" in desk.get(f"/a/{translated}").html
    assert read(desk, translated).translation == "ok"
    assert desk.post(path, action="reopen", seen=seen, target=seen).status == 303
    assert read(desk, translated).translation_state == "suspect"


def test_a_name_is_remembered_and_leads_nowhere_else(desk) -> None:
    done = desk.post("/editor", name=" 林 ", back="/sources")
    assert (done.status, done.headers["location"]) == (303, "/sources")
    assert done.headers["set-cookie"].startswith("editor=%E6%9E%97;")
    for elsewhere in ("//evil.example", "https://evil.example/", "/\\evil.example", ""):
        assert desk.post("/editor", name="x", back=elsewhere).headers["location"] == "/"
