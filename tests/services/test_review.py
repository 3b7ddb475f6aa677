"""A person's word about a translation is final, has a name and a time, and can be taken back."""

import pytest

from pipelines.translation.backends.packages import install_package
from records.errors import UsageError
from records.paths import PROJECT_ROOT, Paths
from services.glossary import add_term
from services.review import (
    Editor,
    accept_sentence,
    approve_translation,
    reject_translation,
    reopen_sentence,
    undo_decision,
)
from services.translate import TranslateOptions, translate_pending
from store.articles.articles import get_article
from store.articles.audit import list_actions
from store.articles.changes import get_last_seq, iter_changes
from store.translations.corrections import find_corrections
from store.translations.decisions import TranslationDecision, read_decision

NOW = "2026-11-24T08:00:00Z"
MAY = Editor("May", "2026-11-25T08:00:00Z")
LIN = Editor("林", "2026-11-26T08:00:00Z")
TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
VITAMIN = "Vitamin D helps the body absorb calcium."
WASH = "Wash your hands with soap and water for 20 seconds."


@pytest.fixture
def home(shelf) -> Paths:
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    install_package(TINY, home.models)
    return home


@pytest.fixture
def uid(shelf, home: Paths) -> str:
    """A translated article whose third sentence is flagged as wrong."""
    uid = add(shelf, 1)
    translate_pending(shelf.store, home, now=NOW)
    assert get_article(shelf.store, uid).translation_state == "suspect"
    return uid


def add(shelf, number: int) -> str:
    title, url = "Early diagnosis can save lives.", f"https://open.example/{number}"
    return shelf.add(url, title, f"{WASH}\n{VITAMIN}", source="open", language="en")


def test_an_approved_translation_has_a_name_a_time_and_no_flags(shelf, home, uid) -> None:
    since = get_last_seq(shelf.store)
    done = approve_translation(shelf.store, home, uid[:8], MAY)
    assert (done.changed, done.accepted) == (True, 1)
    article = get_article(shelf.store, uid)
    assert (article.translation, article.translation_state) == ("ok", "approved")
    assert read_decision(shelf.store, uid) == TranslationDecision("approved", "May", MAY.now)
    assert [done.action for done in list_actions(shelf.store, uid)] == ["accept", "approve"]
    (change,) = iter_changes(shelf.store, since)
    assert change.article.translation_state == "approved"
    assert not approve_translation(shelf.store, home, uid, LIN).changed
    assert read_decision(shelf.store, uid).editor == "May"


def test_no_machine_replaces_what_is_approved(shelf, home, uid) -> None:
    approve_translation(shelf.store, home, uid, MAY)
    add_term(home, "soap", "肥皂液")
    done = translate_pending(shelf.store, home, TranslateOptions(again=True), now=NOW)
    assert (done.done, read_decision(shelf.store, uid).decision) == (0, "approved")


def test_a_new_version_of_the_article_is_decided_anew(shelf, home, uid) -> None:
    approve_translation(shelf.store, home, uid, MAY)
    url, title = "https://open.example/1", "Early diagnosis can save lives."
    shelf.add(url, title, VITAMIN, source="open", language="en", now="2026-11-27T08:00:00Z")
    translate_pending(shelf.store, home, now=NOW)
    article = get_article(shelf.store, uid)
    assert (article.version, article.decision) == (2, "")
    assert article.translation == "ok"  # the sentence that was accepted needs no second look


def test_an_approval_is_undone_with_what_it_accepted(shelf, home, uid) -> None:
    before = get_article(shelf.store, uid)
    other = add(shelf, 2)
    translate_pending(shelf.store, home, now=NOW)
    approve_translation(shelf.store, home, uid, MAY)
    assert get_article(shelf.store, other).translation == "ok"
    undo_decision(shelf.store, home, uid, LIN)
    article = get_article(shelf.store, uid)
    assert (article.translation, article.body_zh, article.decision) == (
        before.translation,
        before.body_zh,
        "",
    )
    assert get_article(shelf.store, other).translation == before.translation
    assert [done.action for done in list_actions(shelf.store, uid)][-2:] == ["reopen", "undo"]
    with pytest.raises(UsageError, match="nobody has approved"):
        undo_decision(shelf.store, home, uid, LIN)


def test_a_rejected_translation_stays_rejected_until_another_is_made(shelf, home, uid) -> None:
    with pytest.raises(UsageError, match="write why"):
        reject_translation(shelf.store, uid, " \n", MAY)
    reject_translation(shelf.store, uid, "剂量 错", MAY)
    article = get_article(shelf.store, uid)
    assert (article.translation, article.translation_state) == ("failed", "rejected")
    accept_sentence(shelf.store, home, uid, 3, "", MAY)
    assert get_article(shelf.store, uid).translation == "failed"
    undo_decision(shelf.store, home, uid, MAY)
    assert get_article(shelf.store, uid).translation == "ok"
    assert list_actions(shelf.store, uid)[0].detail == "剂量 错"


def test_a_flag_is_dismissed_with_a_reason_and_comes_back(shelf, home, uid) -> None:
    accept_sentence(shelf.store, home, uid, 3, "名称  如此", MAY)
    (correction,) = find_corrections(shelf.store, [VITAMIN]).values()
    assert (correction.accepted, correction.note, correction.editor) == (True, "名称 如此", "May")
    assert get_article(shelf.store, uid).translation == "ok"
    assert get_article(shelf.store, uid).decision == ""
    reopen_sentence(shelf.store, home, uid, 3, LIN)
    assert get_article(shelf.store, uid).translation_state == "suspect"
    with pytest.raises(UsageError, match="nobody has accepted sentence 3"):
        reopen_sentence(shelf.store, home, uid, 3, LIN)


@pytest.mark.parametrize("number", [0, 4, 10**9])
def test_a_sentence_that_is_not_there_is_told(shelf, home, uid, number: int) -> None:
    with pytest.raises(UsageError, match="has 3 sentences"):
        accept_sentence(shelf.store, home, uid, number, "", MAY)


def test_an_article_without_a_translation_cannot_be_decided(shelf, home) -> None:
    uid = shelf.add("https://open.example/z", "标题", "正文。", source="open")
    for decide in (
        lambda: approve_translation(shelf.store, home, uid, MAY),
        lambda: reject_translation(shelf.store, uid, "x", MAY),
        lambda: accept_sentence(shelf.store, home, uid, 1, "", MAY),
    ):
        with pytest.raises(UsageError):
            decide()
    assert list_actions(shelf.store, uid) == []
