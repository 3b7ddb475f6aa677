"""Claims about the one type of the line."""

import dataclasses
import pickle

import pytest

from records.page import AnnouncedArticle, Hint, Page
from records.record import Image, Record, RemovedBlock, Term
from records.source import ApiRules, PageRules, Rights, Source

pytestmark = pytest.mark.dates
PAGE = Page(
    url="https://example.org/a",
    source="example",
    body=b"<p>x",
    fetched="2026-11-23T19:00:00Z",
    form="fragment",
    fetched_url="https://example.org/b",
    media="application/xhtml+xml",
    charset="gbk",
    hint=Hint(title="标题", language="zh"),
)


def test_a_record_starts_with_what_the_page_knows_and_nothing_else() -> None:
    record = Record.from_page(PAGE)
    assert (record.url, record.source, record.raw, record.fetched) == (
        PAGE.url,
        PAGE.source,
        PAGE.body,
        PAGE.fetched,
    )
    assert (record.form, record.media, record.charset, record.hint) == (
        PAGE.form,
        PAGE.media,
        PAGE.charset,
        PAGE.hint,
    )
    assert not any(
        (
            record.text,
            record.title,
            record.body,
            record.language,
            record.words,
            record.terms,
            record.fingerprint,
        )
    )


def test_a_record_cannot_be_written_into() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Record.from_page(PAGE).title = "x"  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize(
    "value",
    [
        PAGE,
        AnnouncedArticle("https://example.org/a", Hint(title="x"), text="<p>x"),
        dataclasses.replace(
            Record.from_page(PAGE),
            terms=(Term("高血壓", "高血压", "disease", 0, 3),),
            removed=(RemovedBlock("责任编辑", "byline"),),
            images=(Image("https://example.org/i.png"),),
        ),
        Source(
            name="example",
            title="例",
            kind="partner",
            home="https://example.org/",
            api=ApiRules(urls=("https://example.org/api",), items="items", link="url"),
            rules=PageRules(body="article", drop=(".ad",)),
            rights=Rights(licence="CC-BY-4.0", full_text="public", translate=True),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_flows_crosses_processes(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value


def test_unknown_rights_mean_no() -> None:
    assert (Rights().full_text, Rights().translate) == ("none", False)
