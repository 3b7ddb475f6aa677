"""Claims about `jianwen extract --explain`: every block of a page, kept or cut, with who cut it."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from commands.extract import command
from commands.output.explanation import format_explanation
from commands.output.table import measure_width
from pipelines.extraction.explanation import BlockDecision, Explanation
from pipelines.resources.kit import StageContext, build_stage_context
from records.errors import UsageError
from records.page import Page
from records.paths import PROJECT_ROOT, Paths
from records.record import Record, RecurringLine
from services.extract import explain_page, load_site_memory, read_page_file
from store.open import open_store

pytestmark = pytest.mark.dates
S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
T = "专家在会上表示，接种工作平稳有序，请公众放心，按照通知的时间前往接种点即可。"
HTML = f"""<html><head><title>疫苗接种今天开始_健康网</title><meta name="source" content="健康报">\
</head><body>
<div class="nav"><a href="/">首页</a> <a href="/n">新闻</a></div><p>健康</p><p>热线</p>\
<p>订阅</p><p>客户端</p>
<h1>疫苗接种今天开始</h1><p>2020-02-11 18:19 来源：健康报</p>
<div class="content"><p>{S}</p><div class="share"><p>分享到微信</p></div><p>{T}</p>\
<p><a href="/b">更多疫苗新闻请看这里</a></p>
<p>{S[::-1]}</p><p>责任编辑：王小明</p></div>
<div class="rank"><p>{T[::-1]}</p></div></body></html>"""


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data")


def page(html: str, url: str = "") -> Page:
    return Page(url=url, source="", body=html.encode(), fetched="", charset="utf-8")


def fates(html: str, kit: StageContext) -> Sequence[BlockDecision]:
    return explain_page(page(html), kit, {}).explanation.decisions


def test_every_block_of_the_page_is_there_once_in_its_order_with_who_cut_it(
    kit: StageContext,
) -> None:
    assert [(fate.text[:6], fate.step, fate.rule) for fate in fates(HTML, kit)] == [
        ("首页 新闻", "outside", ""),
        ("健康", "outside", ""),
        ("热线", "outside", ""),
        ("订阅", "outside", ""),
        ("客户端", "outside", ""),
        ("疫苗接种今天", "outside", ""),
        ("2020-0", "outside", ""),
        (S[:6], "", ""),
        ("分享到微信", "furniture", ""),
        (T[:6], "", ""),
        ("更多疫苗新闻", "teaser", ""),
        (S[::-1][:6], "", ""),
        ("责任编辑：王", "filter", "editor-line"),
        (T[::-1][:6], "outside", ""),
    ]


CORPUS = [
    PROJECT_ROOT / "tests" / "corpus" / name
    for name in (
        "people-health/page.html.gz",
        "xinhua-health/page.html.gz",
        "netease-health/page.html.gz",
    )
]


def unpacked(path: Path) -> Page:
    import gzip

    return Page(url="", source="", body=gzip.decompress(path.read_bytes()), fetched="")


@pytest.mark.parametrize(
    "shown",
    [
        *map(unpacked, CORPUS),
        *map(read_page_file, sorted((PROJECT_ROOT / "tests/corpus/seeds").glob("*.txt"))),
    ],
    ids=lambda shown: shown.form,
)
def test_what_is_said_to_be_kept_is_the_article_that_the_line_makes(
    shown: Page, kit: StageContext
) -> None:
    explained = explain_page(shown, kit, {})
    assert isinstance(explained.result, Record)
    kept = [fate for fate in explained.explanation.decisions if fate.kept]
    body = explained.result.body.split("\n")
    assert len(kept) == len(body)
    assert all(
        fate.text.startswith(line[:12]) or line in fate.text
        for fate, line in zip(kept, body, strict=True)
    )


def test_the_candidates_are_ranked_and_the_chosen_one_is_marked(kit: StageContext) -> None:
    first, *others = explain_page(page(HTML), kit, {}).explanation.candidates
    assert (first.tag, first.names, first.chosen) == ("div", "content", True)
    assert all(other.score <= first.score and not other.chosen for other in others)


def test_a_line_that_the_site_repeats_is_said_to_be_cut_by_its_memory(kit: StageContext) -> None:
    tip = "健康小贴士与您相伴每一天"
    html = HTML.replace(f"<p>{T}</p>", f'<div class="tip"><p>{tip}</p></div><p>{T}</p>')
    plain = explain_page(page(html), kit, {})
    assert isinstance(plain.result, Record) and tip in plain.result.body
    site = {trace: RecurringLine(pages=9, everywhere=True) for trace in plain.result.traces}
    own = explain_page(page(html.replace(tip, "别的")), kit, {}).result
    assert isinstance(own, Record)
    tips = {trace: seen for trace, seen in site.items() if trace not in own.traces}
    (cut,) = [
        fate
        for fate in explain_page(page(html), kit, tips).explanation.decisions
        if fate.rule == "site-memory"
    ]
    assert cut.text == tip


def test_a_store_that_is_not_there_or_knows_nothing_remembers_nothing(tmp_path: Path) -> None:
    home = Paths(path=tmp_path, sources=tmp_path, allow_hosts=frozenset())
    assert load_site_memory("https://a.example/1", home) == {}
    with open_store(home.store):
        pass
    assert load_site_memory("https://a.example/1", home) == {}
    assert load_site_memory("", home) == {}


def laid_out(html: str, kit: StageContext, columns: int = 72) -> list[str]:
    return [
        click.unstyle(line)
        for line in format_explanation(explain_page(page(html), kit, {}), columns)
    ]


def test_the_terminal_shows_one_line_a_block_within_its_columns_and_sums_up_what_is_far_outside(
    kit: StageContext,
) -> None:
    lines = laid_out(HTML, kit)
    assert all(measure_width(line) <= 72 for line in lines)
    (far,) = [line for line in lines if " 7 blocks, " in line]
    assert far.startswith("-") and "首页 新闻 健康" in far
    starts = {
        measure_width(line[: line.index(text)])
        for line in lines
        for text in ("国家卫生", "分享到", "责任编辑：", "更多疫苗")
        if text in line and line[0] in "+-"
    }
    assert len(starts) == 1
    assert "4 of 14" not in lines and any(line.startswith("3 of 14 blocks kept") for line in lines)


def test_title_and_outlet_are_told_with_where_they_stand(kit: StageContext) -> None:
    lines = laid_out(HTML, kit, 100)
    (title,) = [line for line in lines if line.startswith("title")]
    assert "疫苗接种今天开始" in title and "block 6" in title
    (outlet,) = [line for line in lines if line.startswith("source")]
    assert "meta source, block 7" in outlet
    (date,) = [line for line in lines if line.startswith("date")]
    assert "block 7" in date


def test_kept_and_cut_differ_in_colour_on_a_terminal(kit: StageContext) -> None:
    lines = list(format_explanation(explain_page(page(HTML), kit, {}), 72))
    assert any(line.startswith("\x1b[33m-") and "editor-line" in line for line in lines)
    assert any(line.startswith("\x1b[2m-") and "outside" in line for line in lines)
    assert any(line.startswith("+") for line in lines)


@pytest.mark.parametrize(
    ("html", "said"),
    [("", "extract: no-text"), ("<p>短</p>", "clean: too-short"), ("%PDF-1.4", "decode: not-html")],
    ids=["empty", "short", "binary"],
)
def test_a_page_without_an_article_is_explained_with_its_verdict(
    html: str, said: str, kit: StageContext
) -> None:
    assert said in laid_out(html, kit)[0]


def test_blocks_of_a_page_whose_text_a_rule_names_are_told_too() -> None:
    account = Explanation(
        decisions=[
            BlockDecision("一二三四五六七八九十甲乙丙丁，后来剪掉的。", 1.0),
            BlockDecision("别的", 0.0),
        ]
    )
    account.on_record_extracted(
        Record(
            url="",
            source="",
            raw=b"",
            fetched="",
            blocks=("一二三四五六七八九十甲乙丙丁", "不在页上的一行"),
        )
    )
    assert [fate.step for fate in account.decisions] == ["", "extract"]


def test_the_command_prints_it_plain_or_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path))
    file = tmp_path / "a.html"
    file.write_text(HTML, "utf-8")
    shown = CliRunner().invoke(command, [str(file), "--explain"])
    assert shown.exit_code == 0 and "\x1b" not in shown.output and "editor-line" in shown.output
    told = json.loads(CliRunner().invoke(command, [str(file), "--explain", "--json"]).output)
    assert told["title"] == "疫苗接种今天开始" and told["candidates"][0]["chosen"]
    assert [block["kept"] for block in told["blocks"]].count(True) == 3
    assert "".join(block["text"] for block in told["blocks"]).count(S) == 1


def test_explain_goes_with_one_page_only() -> None:
    result = CliRunner().invoke(command, ["--jsonl", "--explain"])
    assert isinstance(result.exception, UsageError)
