"""What settling a page leaves in the store."""

import json
import shutil
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import UsageError
from records.record import Image, RemovedBlock, Term
from records.verdict import Drop, Quarantine, Retry
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes
from store.articles.withdraw import set_article_status
from store.backup.integrity import find_store_errors
from store.ledger.intervals import find_recheck_time
from store.open import open_store
from store.settle import store_result

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-24T19:00:00Z"
A = "https://daily.example/a"
B = "https://daily.example/b"
C = "https://open.example/c"


def test_a_new_article_fills_the_columns_of_the_contract(press):
    outcome = press.publish(
        A,
        title="高血压防治",
        authors=("王一", "李二"),
        editor="张三",
        outlet="新华网",
        section="要闻",
        tags=("慢病",),
        published="2026-11-20T08:30:00+08:00",
        removed=(RemovedBlock("责任编辑", "tail"),),
        damaged=True,
    )
    row = press.row("SELECT * FROM articles")
    assert (outcome.kind, outcome.uid) == ("new", row["uid"])
    assert (row["author"], row["editor"], row["outlet"], row["section"]) == (
        "王一; 李二",
        "张三",
        "新华网",
        "要闻",
    )
    assert (row["published"], row["fetched"], row["modified"], row["version"]) == (
        "2026-11-20T00:30:00Z",
        NOW,
        NOW,
        1,
    )
    assert (row["status"], row["is_canonical"], row["cluster"], row["line"], row["damaged"]) == (
        "published",
        1,
        outcome.uid,
        "L1",
        1,
    )
    assert json.loads(row["removed"]) == [{"text": "责任编辑", "rule": "tail"}]
    assert get_article(press.store, outcome.uid).authors == ("王一", "李二")


def test_the_same_record_twice_is_unchanged_and_leaves_no_change_row(press):
    press.publish(A)
    before = get_last_seq(press.store)
    url = press.row("SELECT id FROM urls")["id"]
    assert (
        store_result(press.store, url, press.record(A), NOW, pipeline_version="L1").kind
        == "unchanged"
    )
    assert press.publish(A).kind == "unchanged"
    assert get_last_seq(press.store) == before
    assert press.row("SELECT version FROM articles") == {"version": 1}
    assert press.row("SELECT count(*) AS n FROM revisions") == {"n": 0}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "新标题"),
        ("body", "新正文。"),
        ("published", "2026-11-21"),
        ("outlet", "人民网"),
        ("authors", ("王一",)),
        ("editor", "张三"),
        ("section", "要闻"),
        ("tags", ("慢病",)),
        ("words", ("词",)),
        ("terms", (Term("流感", "流感", "disease", 0, 2),)),
        ("images", (Image("https://daily.example/1.jpg"),)),
    ],
)
def test_a_visible_change_is_a_new_version_with_the_old_text_kept(press, field, value):
    press.publish(A)
    before = get_last_seq(press.store)
    assert press.publish(A, now=LATER, **{field: value}).kind == "updated"
    (change,) = iter_changes(press.store, before)
    assert (change.op, change.version, change.at) == ("upsert", 2, LATER)
    old = press.row("SELECT * FROM revisions")
    assert (old["version"], old["at"], old["title"]) == (1, LATER, "标题")
    column = {"authors": "author"}.get(field, field)
    assert json.loads(old["changed"]) == [column]
    assert list(json.loads(zlib.decompress(old["old"]))) == [column]
    assert get_article(press.store, change.uid).modified == (
        LATER if field in ("title", "body") else NOW
    )


def test_what_only_the_line_sees_changes_without_a_version(press):
    press.publish(A)
    assert (
        press.publish(A, now=LATER, line="L2", removed=(RemovedBlock("x", "y"),), damaged=True).kind
        == "unchanged"
    )
    row = press.row("SELECT version, line, damaged, fetched FROM articles")
    assert row == {"version": 1, "line": "L2", "damaged": 1, "fetched": NOW}
    assert get_last_seq(press.store) == 1


def test_a_changed_text_puts_its_translation_back_into_the_queue(press):
    press.publish(C, source="open", language="en", title="Flu", body="Wash your hands.")
    with press.store.transaction() as connection:
        connection.execute(
            "UPDATE articles SET title_zh = '流感', body_zh = '洗手。', translation = 'ok'"
        )
    press.publish(
        C, source="open", language="en", title="Flu", body="Wash your hands.", outlet="WHO"
    )
    assert press.row("SELECT title_zh, translation FROM articles") == {
        "title_zh": "流感",
        "translation": "ok",
    }
    press.publish(
        C, source="open", language="en", title="Flu", body="Wash your hands often.", outlet="WHO"
    )
    assert press.row("SELECT title_zh, body_zh, translation FROM articles") == {
        "title_zh": "",
        "body_zh": "",
        "translation": "pending",
    }


def test_a_dropped_page_leaves_a_verdict_and_no_article(press):
    outcome = press.judge(A, Drop("extract", "no-text", "0 of 500 characters"), run=7)
    assert (outcome.kind, outcome.reason) == ("dropped", "no-text")
    verdict = press.row("SELECT url, source, stage, kind, reason, detail, at, run FROM verdicts")
    assert verdict == {
        "url": A,
        "source": "daily",
        "stage": "extract",
        "kind": "drop",
        "reason": "no-text",
        "detail": "0 of 500 characters",
        "at": NOW,
        "run": 7,
    }
    assert press.row("SELECT state, settled, due_at FROM urls") == {
        "state": "dropped",
        "settled": "dropped",
        "due_at": find_recheck_time(NOW, 2),
    }
    assert get_last_seq(press.store) == 0


def test_the_same_verdict_twice_is_one_row(press):
    for _ in range(2):
        press.judge(A, Quarantine("clean", "ValueError", "boom"))
    assert press.row("SELECT count(*) AS n, max(kind) AS kind FROM verdicts") == {
        "n": 1,
        "kind": "quarantine",
    }
    press.judge(A, Quarantine("clean", "ValueError", "boom"), now=LATER)
    assert press.row("SELECT count(*) AS n FROM verdicts") == {"n": 2}


def test_a_verdict_keeps_the_article_that_is_stored(press):
    uid = press.publish(A).uid
    assert (
        press.judge(A, Drop("clean", "too-short"), text="broken today", now=LATER).kind == "dropped"
    )
    assert get_article(press.store, uid).status == "published"
    assert press.row("SELECT state, settled FROM urls") == {"state": "stored", "settled": "stored"}
    assert get_last_seq(press.store) == 1


def test_a_page_that_the_line_may_read_later_waits(press):
    assert press.judge(A, Retry("segment", "time-out")).kind == "retry"
    assert press.row("SELECT state, line FROM urls") == {"state": "fetched", "line": ""}


def test_the_copy_published_first_is_canonical(press):
    first = press.publish(A, body="同一篇稿子。", published="2026-11-20T08:00:00+08:00").uid
    copy = press.publish(
        B, body="同一篇稿子。", published="2026-11-21T08:00:00+08:00", title="转载"
    )
    assert copy.kind == "copy"
    assert press.row("SELECT * FROM copies") == {
        "uid": copy.uid,
        "other_uid": first,
        "share": 1.0,
        "relation": "copy",
        "reason": "earlier",
    }
    assert [change.article.is_canonical for change in iter_changes(press.store)] == [True, False]
    assert get_article(press.store, copy.uid).cluster == first
    assert find_store_errors(press.store) == []


def test_an_earlier_article_takes_the_place_of_the_canonical_one(press):
    late = press.publish(A, body="同一篇稿子。", published="2026-11-20").uid
    undated = press.publish(B, body="同一篇稿子。").uid
    since = get_last_seq(press.store)
    early = press.publish(C, source="open", body="同一篇稿子。", published="2026-11-19")
    assert early.kind == "new"
    assert {
        change.uid: change.article.cluster for change in iter_changes(press.store, since)
    } == dict.fromkeys((late, undated, early.uid), early.uid)
    assert press.row("SELECT count(*) AS n, min(other_uid) AS canonical FROM copies") == {
        "n": 2,
        "canonical": early.uid,
    }


def test_without_dates_the_first_stored_is_canonical(press):
    first = press.publish(B, body="同一篇稿子。").uid
    assert get_article(press.store, press.publish(A, body="同一篇稿子。").uid).cluster == first


def test_a_page_that_names_an_address_with_its_text_is_no_second_article(press):
    first = press.publish(A, body="同一篇稿子。").uid
    outcome = press.publish(B, body="同一篇稿子。", canonical_url=A)
    assert (outcome.kind, outcome.reason) == ("dropped", "moved")
    assert press.row("SELECT uid FROM articles") == {"uid": first}
    assert press.row("SELECT detail FROM verdicts") == {
        "detail": f"gives {A} as its own address, where the same text is stored"
    }


def test_the_address_that_it_names_may_be_of_the_other_scheme(press):
    press.publish(A, body="同一篇稿子。")
    assert (
        press.publish(B, body="同一篇稿子。", canonical_url=A.replace("https", "http")).reason
        == "moved"
    )


@pytest.mark.parametrize(
    ("named", "body"), [(A, "另一篇稿子。"), (C, "同一篇稿子。"), ("", "同一篇稿子。")]
)
def test_a_template_that_names_a_wrong_address_loses_no_article(press, named, body):
    press.publish(A, body="同一篇稿子。")
    press.publish(B, body=body, canonical_url=named)
    assert press.row("SELECT count(*) AS n FROM articles") == {"n": 2}


def test_an_article_that_is_stored_stays_whatever_address_it_names_later(press):
    press.publish(A, body="同一篇稿子。")
    press.publish(B, body="同一篇稿子。")
    assert (
        press.publish(B, body="同一篇稿子。", canonical_url=A, title="改过的标题").kind == "updated"
    )


def test_a_withdrawn_article_is_no_home_for_a_page(press):
    set_article_status(
        press.store, press.publish(A, body="同一篇稿子。").uid, "withdrawn", "rights", NOW
    )
    assert press.publish(B, body="同一篇稿子。", canonical_url=A).kind in ("new", "copy")


def test_a_withdrawn_canonical_article_hands_over_to_its_copy(press):
    first = press.publish(
        C, source="open", language="en", body="Same text.", published="2026-11-19"
    ).uid
    second = press.publish(A, language="en", body="Same text.", published="2026-11-20").uid
    assert press.row("SELECT translation FROM articles WHERE uid = ?", second) == {
        "translation": "none"
    }
    since = get_last_seq(press.store)
    assert press.withdraw(first, "rights", LATER)
    assert [
        (change.op, change.uid, change.reason) for change in iter_changes(press.store, since)
    ] == [
        ("delete", first, "rights"),
        ("upsert", second, ""),
    ]
    assert press.row("SELECT is_canonical, translation FROM articles WHERE uid = ?", second) == {
        "is_canonical": 1,
        "translation": "pending",
    }
    assert press.row("SELECT translation FROM articles WHERE uid = ?", first) == {
        "translation": "none"
    }
    assert find_store_errors(press.store) == []


def test_an_article_that_stops_being_a_copy_leaves_its_group(press):
    first = press.publish(A, body="同一篇稿子。").uid
    second = press.publish(B, body="同一篇稿子。", now=LATER).uid
    press.publish(A, body="改过的稿子。", now=LATER)
    assert [get_article(press.store, uid).cluster for uid in (first, second)] == [first, second]
    assert press.row("SELECT count(*) AS n FROM copies") == {"n": 0}
    assert press.publish(A, body="同一篇稿子。").kind == "updated"
    assert get_article(press.store, second).cluster == first


def test_a_new_fingerprint_alone_moves_the_group_and_not_the_version(press):
    first = press.publish(A, body="同一篇稿子。").uid
    second = press.publish(B, body="另一篇稿子。", now=LATER).uid
    since = get_last_seq(press.store)
    assert (
        press.publish(
            B,
            body="另一篇稿子。",
            fingerprint=press.record(A, body="同一篇稿子。").fingerprint,
            line="L2",
        ).kind
        == "unchanged"
    )
    assert [
        (change.uid, change.version, change.article.cluster)
        for change in iter_changes(press.store, since)
    ] == [(second, 1, first)]


def test_articles_without_a_fingerprint_are_no_copies(press):
    press.publish(A, body="", fingerprint="")
    assert press.publish(B, body="", fingerprint="").kind == "new"


@pytest.mark.parametrize(
    ("reason", "status"), [("gone", "published"), ("source", "published"), ("rights", "withdrawn")]
)
def test_a_page_that_comes_back_revives_the_article_unless_rights_ended(press, reason, status):
    uid = press.publish(A).uid
    press.withdraw(uid, reason, NOW)
    press.publish(A, now=LATER)
    assert get_article(press.store, uid).status == status
    (change,) = iter_changes(press.store)
    assert change.op == ("upsert" if status == "published" else "delete")


def test_withdrawing_twice_or_what_is_not_there_says_so(press):
    uid = press.publish(A).uid
    assert press.withdraw(uid, "rights", NOW)
    assert not press.withdraw(uid, "rights", NOW)
    assert not press.withdraw("0" * 16, "rights", NOW)
    assert get_last_seq(press.store) == 2


def test_an_imported_article_passes_to_the_source_that_brings_it(press):
    uid = press.publish(A, source="").uid
    assert get_article(press.store, uid).full_text == "internal"
    assert press.publish(A, source="closed").kind == "updated"
    article = get_article(press.store, uid)
    assert (article.source, article.full_text, article.version) == ("closed", "none", 2)
    press.publish(A, source="")
    assert get_article(press.store, uid).source == "closed"


def test_an_article_is_found_by_the_beginning_of_its_uid_or_by_its_address(press):
    uid = press.publish(A).uid
    for wanted in (uid, uid[:6], uid.upper(), A, f"{A}?utm_source=x", f" {uid} "):
        assert get_article(press.store, wanted).uid == uid


@pytest.mark.parametrize(
    "wanted", ["", "zz", "http://", "https://daily.example/none", "%", "'", "\x00"]
)
def test_an_unknown_article_is_a_clear_error(press, wanted):
    press.publish(A)
    with pytest.raises(UsageError, match="no article is called"):
        get_article(press.store, wanted)


def test_an_ambiguous_beginning_is_a_clear_error(press):
    for number in range(17):
        press.publish(f"{A}{number}", body=f"正文{number}。")
    double = press.row(
        "SELECT substr(uid, 1, 1) AS letter FROM articles GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
    )["letter"]
    with pytest.raises(UsageError, match="several articles"):
        get_article(press.store, double)


def test_settling_an_unknown_address_is_an_error(press):
    with pytest.raises(KeyError, match="no address 99"):
        store_result(press.store, 99, press.record(A), NOW, pipeline_version="L1")


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
BODY = st.lists(TEXT.map(lambda text: " ".join(text.split())).filter(bool), max_size=4).map(
    "\n".join
)


@given(title=TEXT, body=BODY, words=st.lists(TEXT, max_size=3), section=TEXT)
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_and_is_taken_out_of_the_index_again(
    roomy, title, body, words, section
):
    uid = roomy.publish(A, title=title, body=body, words=tuple(words), section=section).uid
    article = get_article(roomy.store, uid)
    assert (article.title, article.body, article.words, article.section) == (
        title,
        body,
        tuple(words),
        section,
    )
    assert [change.article for change in iter_changes(roomy.store)] == [article]
    assert find_store_errors(roomy.store) == []
    with roomy.store.transaction() as connection:
        connection.execute("DELETE FROM articles")
    assert roomy.row("SELECT count(*) AS n FROM articles_fts_docsize") == {"n": 0}


@pytest.fixture(scope="module")
def roomy(tmp_path_factory, template, press_of):
    path = tmp_path_factory.mktemp("roomy") / "jianwen.db"
    shutil.copy(template, path)
    with open_store(path) as store:
        yield press_of(store)
