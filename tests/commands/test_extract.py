"""Claims about `jianwen extract`: one answer per line in order, one readable page for people."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.extract import command, format_extraction
from pipelines.resources.kit import StageContext, build_stage_context
from records.errors import UsageError
from records.limits import PAGE_BYTES
from records.page import Page
from records.paths import PROJECT_ROOT
from records.record import Record, RemovedBlock
from services.extract import extract_lines, iter_bounded_lines, parse_jsonl_page, read_page_file

S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
HTML = (
    "<title>疫苗接种今天开始-健康网</title><h1>疫苗接种今天开始</h1><p>2020-02-11 18:19"
    f" 来源：健康报</p><div><p>{S}</p><p>{S}</p></div>"
)
SEED = PROJECT_ROOT / "tests" / "corpus" / "seeds" / "004.txt"


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data")


def answered(kit: StageContext, *lines: object) -> list[dict[str, object]]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return [json.loads(line) for line in extract_lines(raw, kit)]


def test_a_page_and_a_document_are_answered_with_every_field_in_order(kit: StageContext) -> None:
    page, document = answered(
        kit,
        {"html": HTML, "url": "https://example.org/a"},
        {"document": SEED.read_text("utf-8"), "url": ""},
    )
    assert page == {
        "title": "疫苗接种今天开始",
        "text": f"{S}\n{S}",
        "date": "2020-02-11T18:19:00+08:00",
        "author": [],
        "editor": "",
        "source": "健康报",
        "section": "",
        "tags": [],
        "canonical_url": "",
        "images": [],
        "language_hint": "",
        "language": "zh",
        "script": "Hans",
        "language_confidence": page["language_confidence"],
    }
    assert document["author"] == ["蔡情"] and str(document["text"]).startswith(
        "中国经济网北京2月8日讯"
    )


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b"{}",
        b'{"html": 1}',
        b'{"html": "x", "url": 1}',
        b'{"html": ""}',
        b'{"html": "<p>x</p>"}',
        b'{"document": null}',
        json.dumps({"html": "<b>" * 100_001 + "text"}).encode(),
    ],
)
def test_an_input_that_fails_is_answered_with_an_error_and_the_next_goes_on(
    kit: StageContext, line: bytes
) -> None:
    failed, page = answered(kit, line, {"html": HTML, "url": ""})
    assert failed["text"] == "" and failed["error"]
    assert page["title"] == "疫苗接种今天开始"


def test_a_lone_surrogate_in_the_input_is_no_failure(kit: StageContext) -> None:
    (page,) = answered(
        kit, b'{"html": ' + json.dumps(HTML.replace("健康报", "健康报\ud800")).encode() + b"}"
    )
    assert page["source"] == "健康报?" and "error" not in page


def test_an_input_larger_than_a_page_may_be_is_refused_unread() -> None:
    assert "larger" in str(parse_jsonl_page(json.dumps({"html": "x" * (PAGE_BYTES + 1)}).encode()))


def test_lines_longer_than_the_bound_come_cut_and_singly() -> None:
    assert list(iter_bounded_lines(io.BytesIO(b"abcdefgh\nij\n\nk"), 4)) == [
        b"abcd",
        b"ij\n",
        b"\n",
        b"k",
    ]


def test_a_page_file_and_a_text_file_are_told_apart_by_their_ending(tmp_path: Path) -> None:
    for name, form in (
        ("a.html", "page"),
        ("b.HTM", "page"),
        ("c.md", "document"),
        ("d", "document"),
    ):
        (tmp_path / name).write_text("x", "utf-8")
        assert read_page_file(tmp_path / name).form == form


def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_page_file(tmp_path / "missing.html")
    with pytest.raises(UsageError, match="cannot be read"):
        read_page_file(tmp_path)
    with (tmp_path / "big.html").open("wb") as file:
        file.truncate(PAGE_BYTES + 1)
    with pytest.raises(UsageError, match="larger than"):
        read_page_file(tmp_path / "big.html")


def test_json_lines_stream_through_the_command() -> None:
    done = CliRunner().invoke(
        command, ["--jsonl"], input=json.dumps({"html": HTML, "url": ""}) + "\n\n"
    )
    assert done.exit_code == 0
    first, second = done.output.splitlines()
    assert json.loads(first)["source"] == "健康报" and json.loads(second)["text"] == ""


def test_a_file_is_laid_out_for_people_or_as_json() -> None:
    shown = CliRunner().invoke(command, [str(SEED)])
    assert shown.exit_code == 0
    assert "来源" not in shown.output.splitlines()[0] and "source:   融易新媒体" in shown.output
    as_json = json.loads(CliRunner().invoke(command, [str(SEED), "--json"]).output)
    assert as_json["date"] == "2020-02-11T18:19:53+08:00"


def test_a_file_without_an_article_is_a_usage_error_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<p></p>", "utf-8")
    result = CliRunner().invoke(command, [str(tmp_path / "empty.html")])
    assert isinstance(result.exception, UsageError) and "no-text" in str(result.exception)


@pytest.mark.parametrize("arguments", [[], ["--jsonl", "a.html"]])
def test_neither_or_both_inputs_are_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(command, arguments)
    assert isinstance(result.exception, UsageError) and "name one file" in str(result.exception)


def test_an_address_is_fetched_by_the_crawlers_door(monkeypatch: pytest.MonkeyPatch) -> None:
    download = pytest.importorskip("crawler.fetch.fetch")
    page = Page(
        url="https://example.org/a", source="", body=HTML.encode(), fetched="2026-11-23T19:00:00Z"
    )
    monkeypatch.setattr(download, "fetch_page", lambda url, home: page)
    shown = CliRunner().invoke(command, ["https://example.org/a", "--json"])
    assert json.loads(shown.output)["title"] == "疫苗接种今天开始"


def test_empty_fields_are_left_out_for_people() -> None:
    record = Record(
        url="", source="", raw=b"", fetched="", body="text", removed=(RemovedBlock("x", "y"),)
    )
    assert format_extraction(record).splitlines() == ["(no title)", "removed:  1 lines", "", "text"]
