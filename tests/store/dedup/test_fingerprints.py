"""The shelf of fingerprints: what is found on it, what is not looked at, what goes when its article
does.
"""

import dataclasses
import sqlite3

from pipelines.stages.fingerprint import compute_fingerprint
from store.backup.integrity import find_store_errors
from store.dedup.fingerprints import (
    TextMatches,
    are_matches_outdated,
    delete_text,
    find_similar,
    force_delete_text,
    insert_text,
    pack_numbers,
    unpack_numbers,
)
from text.similarity import Similarity

A, B, C, D = (f"https://daily.example/{name}" for name in "abcd")
SLEEP = (
    "一是固定起床时间，无论前一晚睡得怎样，周末也不例外。二是有了睡意再上床，床只用来睡觉，"
    "不在床上看手机。"
)
WALK = (
    "每坐一小时就起来活动三分钟，接一杯水、爬一层楼、做十个下蹲。打电话时站着说，开小会时走着谈，"
    "都能积少成多。"
)


def texts(store):
    return {
        row["fingerprint"]: row["id"] for row in store.query("SELECT id, fingerprint FROM texts")
    }


def test_what_shares_half_of_its_words_is_found_and_nothing_else(press):
    press.issue(A, SLEEP)
    press.issue(B, WALK)
    record = compute_fingerprint(press.record(C, body=f"康讯网讯 {SLEEP[:40]}"))
    kin = find_similar(press.store, record)
    (found,) = kin.likenesses.values()
    assert (found.relation, list(kin.likenesses)) == (
        "copy",
        [texts(press.store)[compute_fingerprint(press.record(A, body=SLEEP)).fingerprint]],
    )
    assert 0.5 <= found.share < 1


def test_a_known_text_and_one_without_prints_are_not_compared(press):
    press.issue(A, SLEEP)
    press.issue(B, SLEEP[:45])
    known = find_similar(press.store, compute_fingerprint(press.record(C, body=SLEEP)))
    assert known.likenesses == {}
    assert find_similar(
        press.store, compute_fingerprint(press.record(C, body=SLEEP)), replace_stored=True
    ).likenesses
    assert find_similar(press.store, press.record(C, body=SLEEP)) == TextMatches()


def test_prints_of_an_older_kind_are_compared_again(press):
    press.issue(A, SLEEP)
    other = dataclasses.replace(
        compute_fingerprint(press.record(B, body=SLEEP)), shingle_hashes=(1, 2, 3)
    )
    kin = find_similar(press.store, other)
    assert kin.replace_stored
    with press.store.transaction() as connection:
        assert insert_text(connection, kin) == [other.fingerprint]
    assert [
        unpack_numbers(row["prints"]) for row in press.store.query("SELECT prints FROM texts")
    ] == [(1, 2, 3)]
    assert press.store.query_number("SELECT count(*) FROM prints") == 3
    assert find_store_errors(press.store) == []


def test_a_text_that_came_since_the_look_is_looked_at_before_anything_is_written(press):
    press.issue(A, WALK)
    record = compute_fingerprint(press.record(C, body=SLEEP))
    kin = find_similar(press.store, record)
    assert not are_matches_outdated(press.store.connection, kin)
    press.issue(B, SLEEP[:45])
    assert are_matches_outdated(press.store.connection, kin)
    again = find_similar(press.store, record, kin)
    assert not are_matches_outdated(press.store.connection, again)
    assert [found.relation for found in again.likenesses.values()] == ["copy"]
    press.issue(D, SLEEP)
    # somebody has written the same text: nothing is left to do
    assert not are_matches_outdated(press.store.connection, kin)


def test_settling_looks_again_when_another_program_came_between(press, path, press_of, monkeypatch):
    import store.settle
    from store.open import open_store

    looks = []

    def slow(store, record, known=None):
        kin = find_similar(store, record, known)
        looks.append(record.url)
        if len(looks) == 1:
            with open_store(path) as other:
                press_of(other).issue(B, SLEEP[:45])
        return kin

    monkeypatch.setattr(store.settle, "find_similar", slow)
    uid = press.issue(A, SLEEP)
    assert looks == [A, B, A]
    assert press.row(
        "SELECT count(*) AS n FROM copies WHERE uid = ? OR other_uid = ?", uid, uid
    ) == {"n": 1}


def test_a_text_that_was_known_and_went_before_the_writing_is_compared_after_all(press):
    press.issue(A, SLEEP)
    press.issue(B, SLEEP[:45])
    record = compute_fingerprint(press.record(C, body=SLEEP))
    kin = find_similar(press.store, record)
    press.issue(A, WALK, title="改稿")
    assert are_matches_outdated(press.store.connection, kin)
    assert [
        found.relation for found in find_similar(press.store, record, kin).likenesses.values()
    ] == ["copy"]


def test_kin_that_went_meanwhile_leaves_no_trace(press):
    press.issue(A, SLEEP[:45])
    record = compute_fingerprint(press.record(B, body=SLEEP))
    kin = find_similar(press.store, record)
    with press.store.transaction() as connection:
        force_delete_text(
            connection, compute_fingerprint(press.record(A, body=SLEEP[:45])).fingerprint
        )
        insert_text(connection, dataclasses.replace(kin, newest_text=99))
    assert press.store.query_number("SELECT count(*) FROM near") == 0


def test_a_text_goes_with_its_last_article(press):
    press.issue(A, SLEEP)
    press.issue(B, SLEEP)
    print_ = compute_fingerprint(press.record(A, body=SLEEP)).fingerprint
    press.issue(A, WALK, title="改稿")
    with press.store.transaction() as connection:
        assert delete_text(connection, print_) == []
    assert print_ in texts(press.store)
    press.issue(B, WALK, title="改稿")
    assert print_ not in texts(press.store)
    assert force_delete_text(press.store.connection, print_) == []
    assert find_store_errors(press.store) == []


def test_thousands_of_issues_cost_a_bounded_number_of_links(press):
    body = (
        "{}月{}日，全市报告流感样病例{}例，比前一天多{}例。有发热、咳嗽等症状时应佩戴口罩、"
        "居家休息，老年人发病后应尽早就诊。"
    )
    for number in range(24):
        press.issue(
            f"https://daily.example/{number}",
            body.format(number % 12 + 1, number + 1, number * 7 + 40, number + 3),
        )
    record = compute_fingerprint(press.record(A, body=body.format(12, 31, 999, 888)))
    found = find_similar(press.store, record).likenesses
    assert {likeness.relation for likeness in found.values()} == {"series"}
    assert len(found) == 20


def test_a_translation_is_found_by_its_facts_from_both_sides(press):
    english = (
        "Researchers in Geneva said that 3,812 patients took 12.5 mg. In all, 66.4% of them"
        " recovered, against 41.7% before."
    )
    chinese = (
        "日内瓦（Geneva）的研究人员说，3812名患者服用了12.5毫克。其中66.4%的人康复，此前为41.7%。"
    )
    for first, second in ((("en", english), ("zh", chinese)), (("zh", chinese), ("en", english))):
        press.issue(A, first[1], language=first[0])
        found = find_similar(
            press.store, compute_fingerprint(press.record(B, body=second[1], language=second[0]))
        ).likenesses
        assert list(found.values()) == [Similarity(1.0, "translation")]
        with press.store.transaction() as connection:
            connection.execute("DELETE FROM articles")
            for row in connection.execute("SELECT fingerprint FROM texts").fetchall():
                delete_text(connection, row["fingerprint"])


def test_numbers_are_kept_in_four_bytes():
    assert unpack_numbers(pack_numbers((0, 1, 2**32 - 1))) == (0, 1, 2**32 - 1)
    assert unpack_numbers(pack_numbers((-5, 7), "i"), "i") == (-5, 7)
    assert len(pack_numbers((1, 2, 3))) == 12


def test_another_program_can_read_the_shelf(press, path):
    press.issue(A, SLEEP)
    plain = sqlite3.connect(path)
    assert plain.execute(
        "SELECT count(*) > 2 FROM prints JOIN texts ON texts.id = prints.text"
    ).fetchone() == (1,)
    plain.close()
