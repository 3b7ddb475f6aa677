"""Claims about the memory of a site: each page counts once, what a line counts as only rises, what
does not recur is forgotten.
"""

import pytest

import store.site_memory
from records.record import RecurringLine
from store.backup.integrity import find_store_errors
from store.ledger.raw_pages import PageFilter, iter_waiting_pages
from store.settle import store_result
from store.site_memory import parse_host, recall_lines

NOW = "2026-11-23T19:00:00Z"
SAME = 77


@pytest.fixture
def teach(press):
    """Settle page number n of a host with these traces, as a run does: with what the memory says
    before.
    """

    def settled(number, traces, host="daily.example", given=None):
        url = f"https://{host}/{number}"
        id = press.keep(url, repr(traces))
        seen = recall_lines(press.store, id, url) if given is None else given
        store_result(
            press.store,
            id,
            press.record(url, body=f"第{number}篇。", traces=tuple(traces), recurring_lines=seen),
            NOW,
            pipeline_version="L1",
        )
        return dict(seen)

    return settled


def pages(press, trace=SAME):
    return [
        tuple(row)
        for row in press.store.query(
            "SELECT pages, standing FROM site_lines WHERE trace = ?", (trace,)
        )
    ]


def reopened(press):
    return [
        page.url for _, page in iter_waiting_pages(press.store, "L1", PageFilter(reopened=True))
    ]


def test_a_line_recurs_from_the_third_other_page_and_stands_everywhere_from_the_eighth(teach):
    seen = [teach(number, [SAME, 1_000 + number]) for number in range(10)]
    assert seen == [
        *({},) * 3,
        *({SAME: RecurringLine(others)} for others in range(3, 8)),
        *({SAME: RecurringLine(others, everywhere=True)} for others in (8, 9)),
    ]


def test_each_page_counts_once_however_often_it_is_read(teach, press):
    for _ in range(3):
        teach(1, [SAME])
    teach(1, [SAME, 78])
    assert pages(press) == [(1, 0)]
    assert pages(press, 78) == [(1, 0)]
    assert press.row("SELECT count(*) AS pages, max(number) AS number FROM site_pages") == {
        "pages": 1,
        "number": 2,
    }


def test_a_page_does_not_count_for_itself(teach, press):
    for number in range(4):
        teach(number, [SAME])
    assert teach(0, [SAME]) == {SAME: RecurringLine(3)}


def test_hosts_do_not_teach_each_other_and_a_document_has_no_host(teach, press):
    for number in range(4):
        teach(number, [SAME], host=f"{number}.example")
    assert pages(press) == [(1, 0)] * 4
    assert parse_host("https://Daily.example:8080/a") == "daily.example:8080"
    id = press.keep("urn:sha256:1", "a document")
    store_result(
        press.store, id, press.record("urn:sha256:1", traces=(SAME,)), NOW, pipeline_version="L1"
    )
    assert recall_lines(press.store, id, "urn:sha256:1") == {}
    assert len(pages(press)) == 4


def test_a_line_on_few_of_the_pages_does_not_recur(teach, press):
    for number in range(60):
        teach(number, [SAME] if number % 6 == 0 else [1_000 + number])
    assert pages(press) == [(10, 0)]


def test_what_a_line_counts_as_never_falls(teach, press):
    for number in range(9):
        teach(number, [SAME])
    for number in range(9, 60):
        teach(number, [1_000 + number])
    assert pages(press) == [(9, 2)]
    assert teach(60, [SAME]) == {SAME: RecurringLine(9, everywhere=True)}


def test_pages_read_before_a_line_rose_wait_to_be_read_again_and_then_no_more(teach, press):
    for number in range(4):
        teach(number, [SAME])
    assert reopened(press) == [f"https://daily.example/{number}" for number in range(3)]
    for number in range(3):
        assert teach(number, [SAME]) == {SAME: RecurringLine(3)}
    assert reopened(press) == []


def test_a_page_whose_memory_was_overtaken_waits_itself(teach, press):
    for number in range(4):
        teach(number, [SAME], given={})
    assert reopened(press) == [f"https://daily.example/{number}" for number in range(4)]


def test_what_did_not_recur_through_so_many_pages_is_forgotten(teach, press, monkeypatch):
    monkeypatch.setattr("store.site_memory.SITE_PAGES", 10)
    teach(0, [SAME, 78])
    teach(1, [SAME])
    for number in range(2, 12):
        teach(number, [1_000 + number])
    assert pages(press) == pages(press, 78) == []
    assert press.store.query_number("SELECT count(*) FROM site_lines") == 10


def test_a_line_that_comes_seldom_begins_anew(teach, press, monkeypatch):
    monkeypatch.setattr("store.site_memory.SITE_PAGES", 10)
    for number in range(24):
        teach(number, [SAME] if number % 8 == 0 else [1_000 + number])
    assert pages(press) == [(1, 0)]
    assert press.row("SELECT first FROM site_lines WHERE trace = ?", SAME) == {"first": 17}


def test_more_recurring_lines_than_are_handed_out_still_come_to_rest(teach, press, monkeypatch):
    monkeypatch.setattr(store.site_memory, "SITE_LINES_RECALLED", 1)
    for number in range(8):
        teach(number, [SAME, 78])
    for number in range(8):
        teach(number, [SAME, 78])
    assert reopened(press) == []
    assert find_store_errors(press.store) == []
