"""Claims about imported documents: front matter, Markdown, HTML and plain text enter the same
line.
"""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents.read import read_text_document, split_front_matter
from pipelines.resources.kit import StageContext
from pipelines.stages.clean import clean
from pipelines.stages.decode import decode
from pipelines.stages.extract import extract
from records.paths import PROJECT_ROOT
from records.record import Record

pytestmark = pytest.mark.dates
Make = Callable[..., Record]
SEEDS = PROJECT_ROOT / "tests" / "corpus" / "seeds"
NAMES = ("000", "001", "002", "003", "004")
DATES = {
    "000": "2018-08-03T10:37:00+08:00",
    "001": "2020-03-16",
    "002": "2021-06-11T06:52:00+00:00",  # as printed: 06:52 GMT
    "003": "",
    "004": "2020-02-11T18:19:53+08:00",
}


def refined(make: Make, kit: StageContext, name: str) -> Record:
    record = make((SEEDS / f"{name}.txt").read_bytes(), form="document", media="text/plain")
    for stage in (decode, extract, clean):
        result = stage(record, kit)
        assert isinstance(result, Record)
        record = result
    return record


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_document_gives_its_text_and_no_noise(
    fetched: Make, reading_kit: StageContext, name: str
) -> None:
    truth = json.loads((SEEDS / f"{name}.json").read_text("utf-8"))
    optional = {*truth["optional"]}
    body = [
        line
        for line in refined(fetched, reading_kit, name).body.split("\n")
        if line not in optional
    ]
    assert body == truth["text"].split("\n")
    assert not [noise for noise in truth["noise"] if noise in "\n".join(body)]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_document_gives_its_metadata_and_invents_none(
    fetched: Make, reading_kit: StageContext, name: str
) -> None:
    truth = json.loads((SEEDS / f"{name}.json").read_text("utf-8"))
    record = refined(fetched, reading_kit, name)
    assert record.title == truth["title"].replace("\xa0", " ")
    assert record.published == DATES[name]
    assert (record.outlet, record.editor) == (truth["source"], truth["editor"])
    assert record.authors == ((truth["author"],) if truth["author"] else ())
    assert record.tags == tuple(truth.get("tags", ()))


def test_pictures_of_a_sample_document_lose_their_proxy(
    fetched: Make, reading_kit: StageContext
) -> None:
    truth = json.loads((SEEDS / "002.json").read_text("utf-8"))
    record = refined(fetched, reading_kit, "002")
    assert [image.url for image in record.images] == truth["images"]
    assert record.section == truth["section"]


def test_markdown_becomes_blocks_with_its_heading_as_title() -> None:
    text = (
        "# 标题在此\n\n第一段[链接](https://example.org/)文字。\n\n- 甲\n- 乙\n\n| 剂量 | 次数 |\n|"
        " --- | --- |\n| 5 mg | 2 |\n"
    )
    document = read_text_document(text, "", "")
    assert document.fields.title == "标题在此"
    assert document.blocks == (
        "标题在此",
        "第一段链接文字。",
        "甲",
        "乙",
        "剂量 | 次数",
        "5 mg | 2",
    )


def test_front_matter_before_markdown_fills_the_fields() -> None:
    text = (
        "---\ntitle: T\nauthor: [Jane Doe, BBC News]\ndate: 2020-01-02 03:04:05\ntags: [a,"
        " 2]\neditor: E\nsection: S\n---\n*text*\n"
    )
    document = read_text_document(text, "", "-05:00")
    fields = document.fields
    assert (fields.title, fields.authors, fields.outlet, fields.editor) == (
        "T",
        ("Jane Doe",),
        "BBC News",
        "E",
    )
    assert (fields.published, fields.tags, fields.section) == (
        "2020-01-02T03:04:05-05:00",
        ("a", "2"),
        "S",
    )
    assert document.blocks == ("text",)


@pytest.mark.parametrize(
    ("written", "zone", "wanted"),
    [
        ("2020-01-02", "", "2020-01-02"),
        ("Fri, 11 Jun 2021 06:52:00 GMT", "", "2021-06-11T06:52:00+00:00"),
        ("2021-06-11T06:52:00+02:00", "", "2021-06-11T06:52:00+02:00"),
        ("'2021年6月11日 06:52'", "+08:00", "2021-06-11T06:52:00+08:00"),
        ("someday", "", ""),
        ("", "", ""),
    ],
)
def test_a_front_matter_date_is_read_in_its_zone(written: str, zone: str, wanted: str) -> None:
    assert (
        read_text_document(
            f"---\ntitle: T\ndate: {written}\n---\nSome text.", "", zone
        ).fields.published
        == wanted
    )


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: [\n---\nSome text.",
        "---\nnot a mapping\n---\nSome text.",
        "---\ndate: 2021-13-45\n---\nSome text.",
        "--- no front matter",
        "",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert split_front_matter(text) == ({}, text)


def test_an_alias_bomb_in_front_matter_costs_nothing() -> None:
    bomb = "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert read_text_document(bomb + "title: *i\n---\nSome text.", "", "").fields.title == ""


def test_a_whole_page_saved_as_a_document_is_read_as_a_page(
    fetched: Make, reading_kit: StageContext
) -> None:
    sentence = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况。"
    page = (
        "<!doctype"
        f" html><title>疫苗接种今天开始_健康网</title><h1>疫苗接种今天开始</h1><div><p>"
        f"{sentence}</p></div>"
    )
    result = extract(fetched(page, form="document", text=page), reading_kit)
    assert isinstance(result, Record)
    assert (result.title, result.blocks) == ("疫苗接种今天开始", (sentence,))


@settings(deadline=None)
@given(st.text(alphabet="首页>a。，# -:\n标题2019年1月日<p>|", max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    document = read_text_document(text, "", "")
    assert all(block.strip() and "\n" not in block for block in document.blocks)


@pytest.mark.parametrize(
    "matter",
    [
        "a: &a [x, x]\nb: [*a, *a]\ntitle: *a",
        "title: " + "[" * 300,
        "\n".join(" " * depth + "- " for depth in range(300)),
        "title: " + "x" * 100_000,
    ],
    ids=["aliases", "brackets", "steps", "length"],
)
def test_front_matter_that_could_grow_is_text(matter: str) -> None:
    text = f"---\n{matter}\n---\n正文"
    assert split_front_matter(text) == ({}, text)
