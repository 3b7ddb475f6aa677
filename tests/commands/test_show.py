import json

import pytest

from records.page import Page
from records.record import Keyword, RemovedBlock
from records.verdict import Quarantine
from store.articles.withdraw import set_article_status
from store.ledger.raw_pages import keep_page
from store.settle import store_result
from store.translations.translations import list_pending_translations, store_translation

pytestmark = pytest.mark.dates
NOW = "2026-11-24T00:00:00Z"


def translate(shelf) -> str:
    (waiting,) = list_pending_translations(shelf.store)
    body = "勤洗手。\n使用肥皂。"
    store_translation(
        shelf.store,
        waiting.uid,
        "洗手",
        body,
        "ok",
        [],
        backend="argos",
        model="translate-en_zh-tiny-0_1",
        now=NOW,
    )
    return waiting.uid


def test_original_and_translation_stand_side_by_side(ask, stocked, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    uid = translate(stocked())
    lines = ask("show", uid).out.splitlines()
    assert lines[:2] == ["Wash your hands", "洗手"]
    (line,) = [line for line in lines if line.startswith("Wash your hands often.")]
    assert line.endswith("│ 勤洗手。")
    assert any("argos" in line and "tiny" in line for line in lines)


def test_a_narrow_terminal_gets_one_after_the_other(ask, stocked, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    out = ask("show", translate(stocked())).out
    assert "│" not in out
    assert out.index("Use soap.") < out.index("使用肥皂。")


def test_provenance_terms_and_copies_are_told(ask, stocked) -> None:
    shelf = stocked()
    out = ask("show", "https://open.example/1").out
    assert "公开来源" in out
    assert "王一, 李二" in out
    assert "CC-BY-4.0 · full text public · may be translated · Example Health" in out
    assert "Terms: 高血压 ×1" in out
    assert "https://closed.example/3" in out
    copy = next(article for article in json.loads(ask("search", "少吃盐好处多", "--json").out))
    assert "copy of" in ask("show", copy["uid"]).out
    assert shelf


def test_keywords_are_listed_the_best_first_and_not_where_the_text_is_not_shown(
    ask, stocked
) -> None:
    shelf = stocked()
    words = (Keyword("疫苗", 9.1, 3, 12), Keyword("接种", 4.2, 2, 40))
    shelf.add(
        "https://open.example/9",
        "打疫苗",
        "接种疫苗，疫苗安全，都来接种疫苗。",
        source="open",
        keywords=words,
    )
    assert "Keywords: 疫苗 ×3, 接种 ×2" in ask("show", "https://open.example/9").out.splitlines()
    shelf.add(
        "https://secret.example/9",
        "打疫苗",
        "接种疫苗，疫苗有效，都来接种疫苗吧。",
        source="unknown",
        keywords=words,
    )
    assert "Keywords:" not in ask("show", "https://secret.example/9").out


def test_what_was_decided_is_told(ask, stocked) -> None:
    shelf = stocked()
    uid = shelf.add(
        "https://open.example/1", "新标题", "全新的正文，\n两行。", source="open", now=NOW
    )
    unread = keep_page(
        shelf.store,
        Page(url="https://open.example/1", source="open", body=b"\x00", fetched=NOW),
        NOW,
    )
    store_result(
        shelf.store,
        unread.id,
        Quarantine("extract", "RecursionError", "too deep"),
        NOW,
        pipeline_version="test1",
    )
    set_article_status(shelf.store, uid, "withdrawn", "licence ended", NOW)
    out = ask("show", uid[:8]).out
    assert "withdrawn: licence ended" in out
    assert "高血压患者少吃盐" in out
    assert "RecursionError" in out


def test_json_holds_article_and_history(ask, stocked) -> None:
    uid = translate(stocked())
    shown = json.loads(ask("show", uid, "--json").out)
    assert (shown["uid"], shown["body_zh"]) == (uid, "勤洗手。\n使用肥皂。")
    assert (shown["backend"], shown["model"], shown["modified"]) == (
        "argos",
        "translate-en_zh-tiny-0_1",
        NOW,
    )
    assert shown["provenance"]["line"] == "test1"
    assert len(shown["provenance"]["seqs"]) == 2


def test_a_text_without_rights_is_not_shown(ask, stocked) -> None:
    uid = stocked().add(
        "https://nobody.example/6", "来历不明的文章", "这里说到疟疾，不应当出现。", source="nobody"
    )
    out = ask("show", uid).out
    assert "full text none · no translation" in out
    assert "The text is not shown" in out
    assert "疟疾" not in out
    shown = json.loads(ask("show", uid, "--json").out)
    assert (shown["title"], shown["body"], shown["words"], shown["full_text"]) == (
        "来历不明的文章",
        "",
        [],
        "none",
    )


def test_an_unknown_uid_is_one_line(ask, stocked) -> None:
    stocked()
    answer = ask("show", "ffffffff")
    assert answer.code == 2
    assert "ffffffff" in answer.err


def test_what_was_cut_is_listed_with_its_rules(ask, shelf) -> None:
    uid = shelf.add(
        "https://open.example/1",
        "标题",
        "正文第一行。",
        source="open",
        removed=(RemovedBlock("责编：王一", "editor-line"),),
    )
    assert ask("show", uid, "--removed").out.splitlines() == [
        "rule         cut",
        "editor-line  责编：王一",
    ]
    assert json.loads(ask("show", uid, "--removed", "--json").out) == [
        ["责编：王一", "editor-line"]
    ]


def test_nothing_cut_is_said(ask, stocked) -> None:
    stocked()
    assert ask("show", "https://open.example/1", "--removed").out == "Nothing was cut.\n"


def test_what_was_cut_from_a_text_that_may_not_be_shown_is_not_shown(ask, shelf) -> None:
    uid = shelf.add(
        "https://nobody.example/1",
        "标题",
        "正文第一行。",
        source="nobody",
        removed=(RemovedBlock("责编：王一", "editor-line"),),
    )
    assert ask("show", uid, "--removed").out.startswith("Not shown:")
    assert "王一" not in ask("show", uid, "--json").out
