"""A person withdraws, holds, rejects and releases articles, through the real command line."""

import json

import pytest

from records.page import AnnouncedArticle, Hint
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes
from store.backup.integrity import find_store_errors
from store.ledger.announcements import record_announcements
from store.ledger.gone_pages import record_gone, withdraw_gone_articles

pytestmark = pytest.mark.dates
URL = "https://open.example/1"
COPY = "https://closed.example/3"
LATER = "2026-11-25T20:00:00Z"
MUCH_LATER = "2026-11-28T20:00:00Z"
STATUSES = {"withdraw": "withdrawn", "hold": "held", "reject": "rejected"}


def publish_again(shelf, title: str = "高血压患者少吃盐（更正）", now: str = LATER) -> None:
    shelf.add(URL, title, "更正后的正文，\n多吃蔬菜。", source="open", now=now)


def url_id(shelf, url: str = URL) -> int:
    return shelf.store.query_number("SELECT id FROM urls WHERE url = ?", (url,))


@pytest.mark.parametrize("verb", STATUSES)
def test_importers_get_a_deletion_with_the_reason(ask, stocked, tmp_path, verb) -> None:
    shelf = stocked()
    uid, since = get_article(shelf.store, URL).uid, get_last_seq(shelf.store)
    answer = ask(verb, uid, "--reason", "  rights \n ended ")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"{uid}  {STATUSES[verb]} (rights ended)  高血压患者少吃盐\n"
    assert get_article(shelf.store, uid).status == STATUSES[verb]
    ask("export", "--out", str(tmp_path / "feed"), "--since", str(since))
    lines = (tmp_path / "feed" / "changes.jsonl").read_text("utf-8").splitlines()
    (change,) = [change for change in map(json.loads, lines) if change["uid"] == uid]
    assert (change["op"], change["reason"]) == ("delete", "rights ended")
    assert find_store_errors(shelf.store) == []


@pytest.mark.parametrize("verb", STATUSES)
def test_no_crawl_brings_it_back_but_release_does(ask, stocked, verb) -> None:
    shelf = stocked()
    uid = get_article(shelf.store, URL).uid
    ask(verb, uid, "--reason", "wrong")
    publish_again(shelf)
    assert get_article(shelf.store, uid).status == STATUSES[verb]
    since = get_last_seq(shelf.store)
    answer = ask("release", uid)
    assert (answer.code, answer.out) == (0, f"{uid}  published  高血压患者少吃盐（更正）\n")
    (change,) = [change for change in iter_changes(shelf.store, since) if change.uid == uid]
    assert (change.op, change.article.title) == ("upsert", "高血压患者少吃盐（更正）")
    assert find_store_errors(shelf.store) == []


@pytest.mark.parametrize("verb", STATUSES)
def test_who_decided_is_recorded_with_the_time_and_shown(ask, stocked, monkeypatch, verb) -> None:
    shelf = stocked()
    uid = get_article(shelf.store, URL).uid
    ask(verb, URL, "--by", " 李 \n 编辑 ", "--reason", "核实中")
    ask(verb, URL, "--by", "王", "--reason", "again")  # is so already: decides nothing
    monkeypatch.setenv("LOGNAME", "zhao")
    ask("release", URL)
    actions = json.loads(ask("show", URL, "--json").out)["provenance"]["actions"]
    assert [(row["by"], row["action"], row["uid"], row["detail"]) for row in actions] == [
        ("李 编辑", verb, uid, "核实中"),
        ("zhao", "release", uid, ""),
    ]
    changes = [change.at for change in iter_changes(shelf.store) if change.uid == uid]
    assert actions[-1]["at"] == changes[-1]
    assert f"release · zhao · {changes[-1]}" in ask("show", URL).out
    assert f"恢复 · zhao · {changes[-1]}" in ask("--lang", "zh", "show", URL).out


def test_a_name_that_is_too_long_decides_nothing(ask, stocked) -> None:
    shelf = stocked()
    for words in (["hold", URL, "--reason", "x"], ["release", URL], ["withdraw", "--confirm", "a"]):
        answer = ask(*words, "--by", "n" * 101)
        assert (answer.code, "at most 100 characters" in answer.err) == (2, True)
    assert shelf.store.query_number("SELECT count(*) FROM audit") == 0


@pytest.mark.parametrize("verb", STATUSES)
def test_what_is_so_already_is_said_and_changes_nothing(ask, stocked, verb) -> None:
    shelf = stocked()
    ask(verb, URL, "--reason", "wrong")
    since = get_last_seq(shelf.store)
    answer = ask(verb, URL, "--reason", "another")
    assert answer.code == 0
    assert f"already {STATUSES[verb]} (wrong)" in answer.out
    assert get_last_seq(shelf.store) == since
    assert ask("release", COPY).out.count("already published") == 1
    assert get_last_seq(shelf.store) == since


def test_several_articles_by_uid_beginning_and_address(ask, stocked) -> None:
    shelf = stocked()
    uid = get_article(shelf.store, URL).uid
    answer = ask("hold", uid[:6], URL, COPY, "--reason", "embargo", "--json")
    rows = json.loads(answer.out)
    assert [row["uid"] for row in rows] == [uid, get_article(shelf.store, COPY).uid]
    assert rows[0] == {
        "uid": uid,
        "title": "高血压患者少吃盐",
        "before": "published",
        "status": "held",
        "reason": "embargo",
        "changed": True,
    }
    assert ask("release", URL, COPY, "--quiet").out == ""
    assert {get_article(shelf.store, url).status for url in (URL, COPY)} == {"published"}


def test_one_unknown_article_stops_all_before_anything_is_written(ask, stocked) -> None:
    shelf = stocked()
    since = get_last_seq(shelf.store)
    for words in (["withdraw", URL, "nowhere", "--reason", "x"], ["release", "nowhere"]):
        answer = ask(*words)
        assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
        assert "no article is called 'nowhere'" in answer.err
    assert get_last_seq(shelf.store) == since


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501, "gone", "source"])
def test_a_reason_is_needed_and_not_one_that_a_crawl_ends(ask, stocked, reason) -> None:
    shelf = stocked()
    since = get_last_seq(shelf.store)
    answer = ask("withdraw", URL, "--reason", reason)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert ask("withdraw", URL).code == 2
    assert ask("withdraw", "--reason", "x").code == 2
    assert get_last_seq(shelf.store) == since


def test_a_person_makes_a_withdrawal_by_the_crawl_final(ask, stocked) -> None:
    shelf = stocked()
    record_gone(shelf.store, url_id(shelf), 404, LATER)
    record_gone(shelf.store, url_id(shelf), 404, MUCH_LATER)
    assert withdraw_gone_articles(shelf.store, "open", MUCH_LATER).withdrawn == 1
    assert "withdrawn (rights)" in ask("withdraw", URL, "--reason", "rights").out
    publish_again(shelf, now="2026-11-29T00:00:00Z")
    assert get_article(shelf.store, URL).status == "withdrawn"


@pytest.mark.parametrize("verb", STATUSES)
def test_release_publishes_no_article_whose_page_is_gone(ask, stocked, verb) -> None:
    shelf = stocked()
    ask(verb, URL, "--reason", "wrong")
    record_gone(shelf.store, url_id(shelf), 410, LATER)
    record_gone(shelf.store, url_id(shelf), 410, MUCH_LATER)
    withdraw_gone_articles(shelf.store, "open", MUCH_LATER)
    assert get_article(shelf.store, URL).status == STATUSES[verb]
    answer = ask("release", URL)
    assert answer.code == 1
    assert "withdrawn (gone)" in answer.out
    publish_again(shelf, now="2026-11-29T00:00:00Z")
    assert get_article(shelf.store, URL).status == "published"


def test_what_its_source_took_back_is_not_released(ask, stocked) -> None:
    shelf = stocked()
    ask("hold", URL, "--reason", "embargo")
    removal = AnnouncedArticle(URL, Hint(), withdrawn=True)
    record_announcements(shelf.store, "open", [removal], LATER)
    assert get_article(shelf.store, URL).status == "held"
    assert ask("release", URL).code == 1
    answer = ask("release", URL)
    assert (answer.code, "already withdrawn (source)" in answer.out) == (1, True)


def test_a_released_article_is_published_as_far_as_its_rights_allow(ask, stocked, tmp_path) -> None:
    stocked()
    ask("withdraw", COPY, "--reason", "asked")
    ask("release", COPY)
    ask("export", "--out", str(tmp_path))
    lines = map(json.loads, (tmp_path / "changes.jsonl").read_text("utf-8").splitlines())
    (change,) = [line for line in lines if line["url"] == COPY]
    assert (change["op"], change["body"]) == ("upsert", "")


def test_a_withdrawn_original_hands_over_to_its_duplicate_and_back(ask, stocked) -> None:
    shelf = stocked()
    ask("withdraw", URL, "--reason", "wrong")
    assert get_article(shelf.store, COPY).is_canonical
    ask("release", URL)
    assert get_article(shelf.store, URL).is_canonical
    assert not get_article(shelf.store, COPY).is_canonical


def test_without_a_store_there_is_nothing_to_withdraw(ask) -> None:
    answer = ask("withdraw", "abc", "--reason", "x")
    assert (answer.code, answer.err.count("\n")) == (3, 1)


@pytest.mark.parametrize("verb", STATUSES)
def test_a_restored_backup_keeps_what_a_person_decided_since(ask, stocked, tmp_path, verb) -> None:
    shelf = stocked()
    backup = ask("backup", str(tmp_path / "backups"), "--json")
    assert backup.code == 0
    (file,) = (tmp_path / "backups").glob("*.db")
    ask(verb, URL, "--by", "li", "--reason", "wrong")
    shelf.store.close()
    answer = ask("restore", str(file))
    assert answer.code == 0
    assert "kept: 1 articles withdrawn, held or rejected since the backup stay so" in answer.out
    row = json.loads(ask("show", URL, "--json").out)
    assert (row["status"], row["provenance"]["reason"]) == (STATUSES[verb], "wrong")
    (action,) = row["provenance"]["actions"]
    assert (action["action"], action["by"], action["detail"]) == (verb, "li", "wrong")
