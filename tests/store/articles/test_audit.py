"""The audit only grows, and goes and comes with the transaction that carries a decision out."""

import sqlite3
from contextlib import closing

import pytest

from records.errors import StoreError
from store.articles.articles import get_article
from store.articles.audit import Action, list_actions, record_action
from store.articles.withdraw import release_article, set_article_status

pytestmark = pytest.mark.dates
URL, NOW, LATER = "https://daily.example/1", "2026-11-23T19:00:00Z", "2026-11-24T19:00:00Z"


def test_a_decision_is_recorded_with_its_change_or_not_at_all(press) -> None:
    uid = press.publish(URL).uid
    set_article_status(press.store, uid, "held", "embargo", NOW, by="li")
    release_article(press.store, uid, LATER)
    expected = [Action(NOW, "li", "hold", uid, "embargo"), Action(LATER, "", "release", uid, "")]
    assert list_actions(press.store, uid) == expected
    with pytest.raises(ZeroDivisionError), press.store.transaction() as connection:
        record_action(connection, LATER, "li", "hold", uid, "never")
        1 / 0  # noqa: B018 - what fails inside a transaction
    assert list_actions(press.store, uid) == expected


@pytest.mark.parametrize("sql", ["UPDATE audit SET \"by\" = 'wang'", "DELETE FROM audit"])
def test_no_program_changes_or_deletes_a_decision(press, path, sql) -> None:
    uid = press.publish(URL).uid
    set_article_status(press.store, uid, "rejected", "advertising", NOW, by="li")
    with (
        pytest.raises(StoreError, match="the audit only grows"),
        press.store.transaction() as connection,
    ):
        connection.execute(sql)
    with (
        closing(sqlite3.connect(path)) as other,
        pytest.raises(sqlite3.IntegrityError, match="the audit only grows"),
    ):
        other.execute(sql)
    assert [action.by for action in list_actions(press.store, uid)] == ["li"]
    assert get_article(press.store, uid).status == "rejected"
