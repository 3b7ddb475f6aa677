"""Who copied whom, told to an editor: in tables that line up, with the sentences that differ."""

import json
import sys

import click
import pytest

from commands.output.copies import diff_sentences, format_copies
from pipelines.stages.fingerprint import compute_fingerprint
from records.page import Page
from records.record import Record
from store.articles.articles import get_article
from store.dedup.linked_articles import list_linked_articles
from store.ledger.raw_pages import keep_page
from store.settle import store_result

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
SLEEP = (
    "一是固定起床时间，周末也不例外。二是有了睡意再上床，床只用来睡觉，不在床上看手机。"
    "三是白天多见阳光、多活动。"
)
ISSUE = (
    "{}日，全市报告流感样病例{}例，暴发疫情{}起。有发热、咳嗽等症状时应佩戴口罩、居家休息，"
    "老年人发病后应尽早就诊。"
)


@pytest.fixture
def issue(shelf):
    """Put an article with its fingerprints into the store; gives its uid."""

    def put(number, body, *, source="open", published="2026-11-20", **fields):
        url = f"https://{source}.example/{number}"
        page = Page(url, source, body.encode(), NOW)
        given = {
            "title": f"第{number}篇",
            "language": "zh",
            "script": "Hans",
            "published": published,
            **fields,
        }
        record = compute_fingerprint(Record(url, source, b"", NOW, body=body, **given))
        return store_result(
            shelf.store, keep_page(shelf.store, page, NOW).id, record, NOW, pipeline_version="L1"
        ).uid

    return put


def test_the_original_lists_its_copies_with_share_reason_and_differences(ask, issue):
    first = issue(1, SLEEP)
    second = issue(
        2,
        SLEEP.replace("三是白天多见阳光、多活动。", "三是少喝咖啡。"),
        source="closed",
        published="2026-11-21",
    )
    lines = ask("show", first, "--copies").out.splitlines()
    assert lines[:3] == ["第1篇", "", "Canonical: the original of its only copy."]
    (row,) = [line for line in lines if line.startswith(second) and "closed" in line]
    assert "%" in row
    assert "it was published earlier" in row
    assert lines[-3:] == [f"{second} 第2篇", "- 三是白天多见阳光、多活动。", "+ 三是少喝咖啡。"]


def test_a_copy_names_its_original_and_why_it_is_that(ask, issue):
    first = issue(1, SLEEP)
    second = issue(2, SLEEP, source="closed", published="2026-11-21")
    third = issue(3, SLEEP[:30], source="closed", published="2026-11-22")
    out = ask("show", second, "--copies").out
    assert (
        f"A copy of {first} (100%), which is the original because it was published earlier." in out
    )
    assert "other copy" in out
    assert third in out
    assert out.endswith(f"{first} against this copy of it\n  The same sentences.\n")


def test_issues_and_translations_are_listed_and_not_compared(ask, issue):
    one = issue(1, ISSUE.format(1, 37, 1), published="2026-11-01")
    other = issue(2, ISSUE.format(2, 74, 2), published="2026-11-02")
    out = ask("show", other, "--copies").out
    assert "No copies." in out
    assert "same series" in out
    assert one in out
    assert "\n- " not in out


def test_a_text_that_may_not_be_shown_is_not_compared(shelf, ask, issue):
    first = issue(1, SLEEP)
    issue(9, SLEEP[:40], source="unknown", published="2026-11-21")
    out = ask("show", first, "--copies").out
    assert "Not shown: the rights of its source are unknown or allow no text." in out
    assert "- 三是" not in out
    assert shelf


def test_everything_is_told_as_json_too(ask, issue):
    first = issue(1, SLEEP)
    second = issue(2, SLEEP[:40], source="closed", published="2026-11-21")
    issue(3, ISSUE.format(1, 37, 1))
    told = json.loads(ask("show", second, "--copies", "--json").out)
    assert (told["uid"], told["cluster"]) == (second, first)
    (relative,) = told["relatives"]
    assert (
        relative["uid"],
        relative["relation"],
        relative["reason"],
        relative["is_canonical"],
    ) == (first, "copy", "earlier", True)
    assert "body" not in relative
    assert ["-", "三是白天多见阳光、多活动。"] in relative["differences"]


def test_after_twenty_copies_their_differences_are_asked_for_one_by_one(shelf, issue):
    uids = [
        issue(number, SLEEP + "转载" * number, published=f"2026-11-{number + 1:02}")
        for number in range(23)
    ]
    lines = format_copies(
        get_article(shelf.store, uids[0]), list_linked_articles(shelf.store, uids[0]), 80
    )
    assert lines[-1] == "The differences of 2 more copies are not shown; ask for each by its uid."


def test_a_difference_is_coloured_and_wrapped_to_the_width_of_chinese(shelf, issue):
    first = issue(1, SLEEP)
    issue(2, SLEEP[:-12] + "三是" + "少喝咖啡、" * 20 + "不喝酒。", published="2026-11-21")
    lines = [
        line
        for line in format_copies(
            get_article(shelf.store, first), list_linked_articles(shelf.store, first), 40
        )
        if line.startswith("\x1b[32m+")
    ]
    assert len(lines) > 3
    assert all(2 * len(click.unstyle(line)[2:]) <= 38 for line in lines)
    assert sys.stdout


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("一样。", "一 样！", []),
        ("騰訊公司。", "腾讯公司。", []),
        ("一。二。三。", "一。三。", [("-", "二。")]),
        ("血压<140。", "血压>140。", [("-", "血压<140。"), ("+", "血压>140。")]),
        ("Wash. Now.", "Wash.", [("-", "Now.")]),
        ("", "新的一句。", [("+", "新的一句。")]),
    ],
)
def test_only_sentences_that_say_something_else_differ(before, after, changed):
    assert diff_sentences(before, after) == changed
