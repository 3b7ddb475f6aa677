import pytest

from records.record import RemovedBlock
from records.verdict import Quarantine
from store.articles.provenance import read_provenance

pytestmark = pytest.mark.dates

LATER = "2026-11-24T00:00:00Z"


def test_the_history_of_an_article_is_told_whole(press) -> None:
    cut = (RemovedBlock("相关阅读", "related"),)
    first = press.publish("https://daily.example/1", body="同一篇文章。", removed=cut)
    copy = press.publish("https://open.example/2", source="open", body="同一篇文章。")
    press.publish(
        "https://daily.example/1", title="新标题", body="同一篇文章。", now=LATER, removed=cut
    )
    press.judge(
        "https://daily.example/1",
        Quarantine("extract", "RecursionError", "too deep"),
        text="broken",
        now=LATER,
    )
    history = read_provenance(press.store, first.uid)
    assert [(one.uid, one.source, one.share) for one in history.copies] == [(copy.uid, "open", 1.0)]
    assert [(one.version, one.changed, one.title) for one in history.revisions] == [
        (1, ("title",), "标题")
    ]
    assert [(one.stage, one.kind, one.reason, one.detail) for one in history.decisions] == [
        ("extract", "quarantine", "RecursionError", "too deep")
    ]
    assert history.removed == (("相关阅读", "related"),)
    assert (history.line, history.state, history.media, history.size) == (
        "L1",
        "stored",
        "text/html",
        len("broken"),
    )
    assert len(history.seqs) >= 2


def test_a_copy_names_its_canonical_article(press) -> None:
    first = press.publish("https://daily.example/1", body="同一篇文章。")
    copy = press.publish("https://open.example/2", source="open", body="同一篇文章。")
    assert [one.uid for one in read_provenance(press.store, copy.uid).copies] == [first.uid]
