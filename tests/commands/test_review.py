"""`jianwen review`: a person's word about a translation, from the command line."""

import json

import pytest

from pipelines.translation.backends.packages import install_package
from records.paths import PROJECT_ROOT, Paths
from services.translate import translate_pending
from store.articles.articles import get_article

pytestmark = pytest.mark.dates
NOW = "2026-11-24T08:00:00Z"
TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"


@pytest.fixture
def uid(shelf) -> str:
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    install_package(TINY, home.models)
    body = "Vitamin D helps the body absorb calcium."
    title = "Early diagnosis can save lives."
    uid = shelf.add("https://open.example/1", title, body, source="open", language="en")
    translate_pending(shelf.store, home, now=NOW)
    return uid


def test_what_waits_is_listed_and_approved_under_a_name(ask, shelf, uid: str) -> None:
    assert uid in ask("review").out
    assert [row["uid"] for row in json.loads(ask("review", "--json").out)] == [uid]
    done = ask("review", uid, "--approve", "--by", "May")
    assert (done.code, done.out.startswith(f"review: {uid} changed")) == (0, True)
    assert ask("review").out == "Nothing waits for a person.\n"
    shown = ask("show", uid).out
    assert "approved" in shown
    assert "May" in shown
    assert ask("review", uid, "--approve").out == f"review: {uid} is so already\n"


def test_one_sentence_is_accepted_and_opened_again(ask, shelf, uid: str) -> None:
    count = len(ask("correct", uid).out.splitlines()) // 2
    done = ask("review", uid, "--accept", str(count), "--note", "a name", "--json")
    assert json.loads(done.out)["accepted"] == 1
    assert "corrected]" in ask("correct", uid).out.splitlines()[-2]
    assert ask("review", uid, "--reopen", str(count)).code == 0
    assert get_article(shelf.store, uid).translation_state == "suspect"


def test_a_rejection_needs_its_reason_and_is_undone(ask, shelf, uid: str) -> None:
    assert ask("review", uid, "--reject", " ").code == 2
    assert ask("review", uid, "--reject", "wrong dose").code == 0
    assert get_article(shelf.store, uid).translation_state == "rejected"
    assert ask("review", uid, "--undo").code == 0
    assert ask("review", uid, "--undo").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--approve",),
        ("a", "--approve", "--undo"),
        ("a",),
        ("a", "--approve", "--note", "x"),
        ("a", "--accept", "0"),
        ("nothing", "--approve"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(ask, shelf, words: tuple[str, ...]) -> None:
    done = ask("review", *words)
    assert done.code == 2
    assert "Traceback" not in done.err
