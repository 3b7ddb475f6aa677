"""Claims about comparing a result of the line with what is stored: nothing is written, each change
has its kind.
"""

import pytest

from records.record import RecurringLine, RemovedBlock
from records.verdict import Drop
from store.compare import compare_with_stored

pytestmark = pytest.mark.dates
A = "https://daily.example/a"
CUT = (RemovedBlock("扫码关注", "scan-code"), RemovedBlock("泽络出品", "site-memory", 5))
BODY = "第一段。\n第二段。"


@pytest.fixture
def stored(press):
    """The ledger number of an article."""
    press.publish(A, title="标题", body=BODY, outlet="新华网", words=("第一", "段"), removed=CUT)
    return press.row("SELECT id FROM urls")["id"]


def again(press, **fields):
    return press.record(
        A,
        **{
            "title": "标题",
            "body": BODY,
            "outlet": "新华网",
            "words": ("第一", "段"),
            "removed": CUT,
            **fields,
        },
    )


@pytest.mark.parametrize(
    ("fields", "kind", "changed"),
    [
        ({}, "same", ()),
        ({"recurring_lines": {1: RecurringLine(3)}, "traces": (1,)}, "same", ()),
        ({"body": "第一段。"}, "text", ()),
        ({"title": "新题"}, "text", (("title", "标题", "新题"),)),
        ({"outlet": "人民网"}, "metadata", (("outlet", "新华网", "人民网"),)),
        ({"words": ("第一段",)}, "metadata", (("words", "2", "1"),)),
        ({"removed": ()}, "same", ()),
    ],
)
def test_a_change_has_its_kind_and_names_its_fields(press, stored, fields, kind, changed):
    difference = compare_with_stored(press.store, stored, again(press, **fields))
    assert (difference.kind, difference.fields) == (kind, changed)
    assert difference.old == ("第一段。", "第二段。")
    assert difference.old_removed == CUT


def test_verdicts_that_come_and_go_are_changes(press, stored):
    lost = compare_with_stored(press.store, stored, Drop("clean", "too-short"))
    assert (lost.kind, lost.reason, lost.new) == ("verdict", "clean: too-short", ())
    press.judge("https://daily.example/b", Drop("clean", "too-short"))
    other = press.row("SELECT id FROM urls WHERE url LIKE '%/b'")["id"]
    assert compare_with_stored(press.store, other, Drop("extract", "no-text")).kind == "same"
    found = compare_with_stored(
        press.store, other, press.record("https://daily.example/b", body=BODY)
    )
    assert (found.kind, found.old, found.new, found.fields) == (
        "article",
        (),
        ("第一段。", "第二段。"),
        (),
    )


def test_a_comparison_writes_nothing(press, stored):
    before = press.store.connection.total_changes
    compare_with_stored(press.store, stored, again(press, body="第一段。"))
    assert press.store.connection.total_changes == before
