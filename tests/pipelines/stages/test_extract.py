"""Claims about the second stage: the article of a page, a fragment, a document, or a named
verdict.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from pipelines.extraction.trace import NULL_TRACE
from pipelines.resources.kit import StageContext
from pipelines.stages.extract import extract
from records.limits import DEEP_PAGE_TAGS, PAGE_LINES
from records.page import Hint
from records.record import Record
from records.source import PageRules, PayloadRules
from records.verdict import Drop, Quarantine

Make = Callable[..., Record]
S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
T = "专家提醒，老年人和慢性病患者应当尽早接种疫苗，接种之后如有不适，应当及时到医院就诊。"
PAGE = (
    "<html><head><title>疫苗接种今天开始-健康网</title></head><body><ul><li><a"
    " href=/>首页</a></li></ul><h1>疫苗接种今天开始</h1><p>2020-02-11 18:19 来源：健康报</p><div"
    f" class=text><p>{S}</p><p><img src=/a.png></p><h2>小标题</h2><p>{T}（记者 张三）</p></div><div"
    " class=related><a>旧闻</a></div></body></html>"
)


def extracted(make: Make, kit: StageContext, text: str, **fields: object) -> Record:
    result = extract(make(text, text=text, **fields), kit)
    assert isinstance(result, Record)
    return result


def test_a_page_gives_its_article_and_what_is_said_about_it(
    fetched: Make, reading_kit: StageContext
) -> None:
    record = extracted(fetched, reading_kit, PAGE)
    assert record.blocks == (S, "小标题", T + "（记者 张三）")
    assert (record.title, record.published, record.outlet) == (
        "疫苗接种今天开始",
        "2020-02-11T18:19:00+08:00",
        "健康报",
    )
    assert record.authors == ("张三",)
    assert [image.url for image in record.images] == ["https://example.org/a.png"]


def test_a_sources_rules_decide_before_the_general_reading(
    fetched: Make, reading_kit: StageContext
) -> None:
    page = (
        f"<title>x</title><div class=name>Own title</div><div class=ad>{S}</div><div"
        " class=words><p>短文一行</p><img src=b.png></div><div"
        f" class=text><p>{S}</p><p>{T}</p></div><span class=when>2020-01-02 03:04</span>"
    )
    record = extracted(fetched, reading_kit, page, source="ruled")
    assert (record.title, record.blocks, record.published) == (
        "Own title",
        ("短文一行",),
        "2020-01-02T03:04:00+08:00",
    )
    assert len(record.images) == 1


def test_rules_that_no_longer_match_leave_the_page_to_the_general_reading(
    fetched: Make, reading_kit: StageContext
) -> None:
    assert extracted(fetched, reading_kit, PAGE, source="ruled").blocks[0] == S


def test_a_fragment_is_all_text(fetched: Make, reading_kit: StageContext) -> None:
    record = extracted(
        fetched, reading_kit, f"<p>短</p><ul><li><a>链接</a></li></ul><p>{S}</p>", form="fragment"
    )
    assert record.blocks == ("短", "链接", S)
    assert record.title == ""


def test_the_announcement_fills_only_what_the_page_leaves_empty(
    fetched: Make, reading_kit: StageContext
) -> None:
    hint = Hint(
        title="Other", published="2020-02-11T20:00:00+08:00", outlet="Feed", authors=("Jane Doe",)
    )
    page = extracted(fetched, reading_kit, PAGE, hint=hint)
    assert (page.title, page.published, page.outlet, page.authors) == (
        "疫苗接种今天开始",
        "2020-02-11T18:19:00+08:00",
        "健康报",
        ("张三",),
    )
    fragment = extracted(fetched, reading_kit, f"<p>{S}</p>", form="fragment", hint=hint)
    assert (fragment.title, fragment.published, fragment.outlet, fragment.authors) == (
        "Other",
        "2020-02-11T20:00:00+08:00",
        "Feed",
        ("Jane Doe",),
    )


@pytest.mark.parametrize(
    ("announced", "wanted"),
    [
        ("2020-02-11T18:19:00+08:00", "2020-02-11T18:19:00+08:00"),
        ("2020-02-12T00:19:00+08:00", "2020-02-11"),
    ],
)
def test_a_page_that_knows_the_day_takes_the_announced_minute_of_that_day(
    fetched: Make, reading_kit: StageContext, announced: str, wanted: str
) -> None:
    page = PAGE.replace("2020-02-11 18:19", "2020-02-11")
    assert extracted(fetched, reading_kit, page, hint=Hint(published=announced)).published == wanted


@pytest.mark.parametrize("form", ["page", "fragment", "document"])
@pytest.mark.parametrize("text", ["", " \n\t", "<html><body><script>x()</script></body></html>"])
def test_nothing_to_read_is_a_drop_by_name(
    fetched: Make, reading_kit: StageContext, text: str, form: str
) -> None:
    result = extract(fetched(text, text=text, form=form), reading_kit)
    assert isinstance(result, Drop) and result.reason == "no-text"


@pytest.mark.parametrize("levels", [252, 254, 3_000])
def test_a_deeply_nested_article_is_not_lost_in_silence(
    fetched: Make, reading_kit: StageContext, levels: int
) -> None:
    record = extracted(
        fetched, reading_kit, "<div>" * levels + f"<p>{S}</p><p>{T}</p>" + "</div>" * levels
    )
    assert record.blocks == (S, T)


def test_nesting_that_the_estimate_misses_is_read_a_second_time(
    fetched: Make, reading_kit: StageContext
) -> None:
    # `ins` is not among the counted elements
    html = "<ins>" * 2_500 + f"<p>{S}</p>" + "</ins>" * 2_500
    assert extracted(fetched, reading_kit, html).blocks == (S,)


def test_nesting_beyond_reading_is_quarantined_by_name(
    fetched: Make, reading_kit: StageContext
) -> None:
    html = "<b>" * (DEEP_PAGE_TAGS + 1) + S
    result = extract(fetched("", text=html), reading_kit)
    assert isinstance(result, Quarantine) and result.reason == "too-deep"


def test_a_page_of_megabytes_of_text_is_quarantined_by_name(
    fetched: Make, reading_kit: StageContext
) -> None:
    html = f"<p>{S * 30_000}</p>"
    result = extract(fetched("", text=html), reading_kit)
    assert isinstance(result, Quarantine) and result.reason == "too-long"


def test_a_page_of_a_hundred_thousand_lines_is_quarantined_by_name(
    fetched: Make, reading_kit: StageContext
) -> None:
    result = extract(fetched("", text="<p>第一行</p>" * (PAGE_LINES + 1)), reading_kit)
    assert isinstance(result, Quarantine) and (result.reason, result.detail) == (
        "too-long",
        "30,001 lines of text; the most is 30,000",
    )


# several pages, JSON in the page


def page_of(*lines: str, editor: str = "", image: str = "") -> str:
    words = "".join(f"<p>{line}</p>" for line in lines)
    picture = f"<p><img src={image}></p>" if image else ""
    edited = f"<p>（责编：{editor}）</p>" if editor else ""
    above = "<h1>疫苗接种今天开始</h1><p>2020-02-11 18:19 来源：健康报</p>"
    head = "<title>疫苗接种今天开始-健康网</title>"
    return (
        f"<html><head>{head}</head><body>{above}<div"
        f" class=text>{words}{picture}{edited}</div></body></html>"
    )


def test_the_pages_of_an_article_are_read_by_the_same_rules_and_joined(
    fetched: Make, reading_kit: StageContext
) -> None:
    third = "孕妇和儿童接种之前，应当先咨询医生，了解疫苗的适应症和禁忌症，再决定是否接种。"
    text, further = (
        page_of(S, T, image="a.png"),
        (page_of(third, S, image="b.png"), page_of(f"{T[::-1]}。", editor="李四")),
    )
    record = extracted(fetched, reading_kit, text, further_texts=further)
    assert record.blocks[:3] == (S, T, third)
    assert record.blocks.count(S) == 1 and not any(
        "来源：健康报" in block for block in record.blocks
    )
    assert (record.title, record.published, record.editor) == (
        "疫苗接种今天开始",
        "2020-02-11T18:19:00+08:00",
        "李四",
    )
    assert [image.url for image in record.images] == [
        "https://example.org/a.png",
        "https://example.org/b.png",
    ]


def test_a_sources_rules_hold_on_every_page(fetched: Make, reading_kit: StageContext) -> None:
    pages = [
        f"<title>x</title><div class=words><p>第{n}页</p></div><div class=ad>{S}</div><p>{T}</p>"
        for n in "一二三"
    ]
    record = extracted(
        fetched, reading_kit, pages[0], further_texts=tuple(pages[1:]), source="ruled"
    )
    assert record.blocks == ("第一页", "第二页", "第三页")


def test_a_further_page_without_text_adds_nothing(fetched: Make, reading_kit: StageContext) -> None:
    assert (
        extracted(fetched, reading_kit, PAGE, further_texts=("", "<p>")).blocks
        == extracted(fetched, reading_kit, PAGE).blocks
    )


def test_caps_hold_for_all_pages_together(fetched: Make, reading_kit: StageContext) -> None:
    long = [
        page_of(*(f"{S * 400}{n}" for n in range(start, start + 25)))
        for start in (0, 10_000, 20_000)
    ]
    result = extract(fetched("", text=long[0], further_texts=tuple(long[1:])), reading_kit)
    assert isinstance(result, Quarantine) and result.reason == "too-long"
    result = extract(
        fetched("", text=PAGE, further_texts=("<b>" * (DEEP_PAGE_TAGS + 1),)), reading_kit
    )
    assert isinstance(result, Quarantine) and result.reason == "too-deep"
    result = extract(fetched("", text=PAGE, further_texts=(f"<p>{S * 30_000}</p>",)), reading_kit)
    assert isinstance(result, Quarantine) and result.reason == "too-long"


SHELL = (
    "<title>站名</title><script>var cs_article ="
    ' "{\\"title\\":\\"胃病\\",\\"content\\":\\"<p>%s</p>\\"}"</script><p>页脚</p>' % (S * 5)
)


@pytest.fixture
def payload_kit(reading_kit: StageContext) -> StageContext:
    rules = {
        **reading_kit.rules,
        "shell": PageRules(
            payload=PayloadRules(body="content", variable="cs_article", title="title")
        ),
    }
    return cast(
        StageContext,
        SimpleNamespace(
            rules=rules,
            utc_offsets=reading_kit.utc_offsets,
            boilerplate=reading_kit.boilerplate,
            trace=NULL_TRACE,
        ),
    )


def test_a_page_that_keeps_its_text_in_a_script_says_so(
    fetched: Make, reading_kit: StageContext
) -> None:
    result = extract(fetched("", text=SHELL), reading_kit)
    assert result == Drop(
        "extract",
        "no-text",
        "the page keeps its text in the script variable cs_article; name it in [payload]",
    )


def test_with_a_payload_the_json_is_the_article(fetched: Make, payload_kit: StageContext) -> None:
    hint = Hint(title="别的", published="2020-02-11", outlet="某报")
    record = extracted(fetched, payload_kit, SHELL, source="shell", hint=hint)
    assert (record.title, record.published, record.outlet, record.blocks) == (
        "胃病",
        "2020-02-11",
        "某报",
        (S * 5,),
    )


def test_a_payload_that_is_gone_leaves_the_page_to_the_general_reading_or_says_so(
    fetched: Make, payload_kit: StageContext
) -> None:
    long = PAGE.replace(S, S * 4)
    assert extracted(fetched, payload_kit, long, source="shell").blocks[0] == S * 4
    result = extract(fetched("", text="<p>页脚</p>", source="shell"), payload_kit)
    assert isinstance(result, Drop) and "no script sets the variable cs_article" in result.detail


def test_the_abstract_of_a_journal_comes_out_as_paragraphs(
    fetched: Make, reading_kit: StageContext
) -> None:
    record = extracted(
        fetched,
        reading_kit,
        "<h4>Background</h4>Salt is bad.<h4>Methods</h4>We ate it.",
        form="fragment",
    )
    assert record.blocks == ("Background", "Salt is bad.", "Methods", "We ate it.")
