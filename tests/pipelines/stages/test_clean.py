"""Claims about the line filter: boilerplate goes with its rule named, the article stays."""

from collections.abc import Callable, Sequence

import pytest

from pipelines.cleaning.line_filter import filter_lines
from pipelines.extraction.sentence_score import score_as_sentence
from pipelines.resources.boilerplate_rules import BoilerplateRules
from pipelines.resources.kit import StageContext
from pipelines.stages.clean import clean
from records.record import Record
from records.verdict import Drop
from text.chinese.folding import fold_text
from text.html.blocks import Block
from text.whitespace import tidy_line

Make = Callable[..., Record]
LONG = (
    "国家卫生健康委员会今天召开新闻发布会，介绍了全国流感疫苗接种的进展情况，"
    "并回答了记者提出的问题。"
)
NEXT = "专家提醒，老年人和慢性病患者应当尽早接种疫苗，接种之后如有不适，应当及时到附近的医院就诊。"
COUNTIES = "夹江县| 台北市| 淄博市| 东至县| 和龙市| 汾西县| 桂阳县| 斗六市| 永清县| 徐闻县|"


def cleaned(
    make: Make, kit: StageContext, lines: Sequence[str], title: str = "", **fields: tuple[str, ...]
) -> Record:
    result = clean(make("", blocks=tuple(lines), title=title, **fields), kit)
    assert isinstance(result, Record)
    return result


def rules(record: Record) -> list[str]:
    return [removed.rule for removed in record.removed]


def test_a_short_page_that_says_it_is_missing_is_no_article_and_a_long_one_is(
    fetched: Make, reading_kit: StageContext
) -> None:
    said = "您访问的页面不存在或已被删除。"
    assert clean(fetched("", blocks=(said, "返回首页")), reading_kit) == Drop(
        "clean", "notice", "page-missing"
    )
    assert clean(
        fetched("", blocks=("可能的原因如下，请稍后再来。",), title="404 Not Found"), reading_kit
    ) == Drop("clean", "notice", "page-missing")
    assert (
        said
        in cleaned(
            fetched, reading_kit, (LONG, said, NEXT, LONG[::-1], NEXT[::-1], LONG + NEXT)
        ).body
    )


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("来源：人民网-人民健康网", "source-line"),
        ("責任編輯：王小明", "editor-line"),  # traditional lines need no rules of their own
        ("（原标题：快讯！疫苗来了）", "original-title"),
        ("扫码阅读全文", "scan-code"),
        (COUNTIES, "link-wheel"),
        ("2018年08月03日10:37 来源:人民网", "date-line"),
        ("Advertisement", "advertisement"),
        ("字号: [大] [中] [小] [打印]", "toolbar"),
    ],
)
def test_a_boilerplate_line_goes_with_its_rule_named(
    fetched: Make, reading_kit: StageContext, line: str, rule: str
) -> None:
    record = cleaned(fetched, reading_kit, [line, LONG, NEXT])
    assert record.body.split("\n") == [LONG, NEXT]
    assert rules(record) == [rule]


def test_clean_drops_county_spam_links_below_the_article(
    fetched: Make, reading_kit: StageContext
) -> None:
    record = cleaned(fetched, reading_kit, [LONG, NEXT, "相關新聞", COUNTIES, "娱乐"])
    assert record.body.split("\n") == [LONG, NEXT]
    assert [removed.text for removed in record.removed] == ["相關新聞", COUNTIES, "娱乐"]


def test_a_tail_marker_high_in_the_article_cuts_nothing(
    fetched: Make, reading_kit: StageContext
) -> None:
    record = cleaned(fetched, reading_kit, [LONG, "相关阅读", NEXT, LONG, NEXT])
    assert record.body.split("\n") == [LONG, "相关阅读", NEXT, LONG, NEXT]


def test_an_editor_in_brackets_goes_from_the_end_of_the_last_sentence(
    fetched: Make, reading_kit: StageContext
) -> None:
    record = cleaned(fetched, reading_kit, [LONG, NEXT + "（责任编辑：张三）"])
    assert record.body.split("\n") == [LONG, NEXT]
    assert record.removed[0].text == "（责任编辑：张三）"


@pytest.mark.parametrize(
    "copy",
    [
        "疫苗接种今天开始，多地启动预约",
        "疫苗接種今天開始,多地啓動預約",
        "疫苗接种今天开始，多地...",
    ],
)
def test_a_copy_of_the_title_goes_whole_or_cut_short(
    fetched: Make, reading_kit: StageContext, copy: str
) -> None:
    record = cleaned(
        fetched, reading_kit, [copy, LONG, NEXT], title="疫苗接种今天开始，多地启动预约"
    )
    assert record.body.split("\n") == [LONG, NEXT]
    assert rules(record) == ["repeated-title"]


def test_a_body_that_is_nothing_but_its_title_keeps_it(
    fetched: Make, reading_kit: StageContext
) -> None:
    title = "北京今日新增确诊病例三例，均为境外输入"
    assert cleaned(fetched, reading_kit, [title], title=title).body == title


def test_numbered_headings_and_list_numbers_stay(fetched: Make, reading_kit: StageContext) -> None:
    assert cleaned(fetched, reading_kit, ["1", LONG, "2", NEXT]).body.split("\n") == [
        "1",
        LONG,
        "2",
        NEXT,
    ]


def sifted(lines: list[str], boilerplate: BoilerplateRules) -> tuple[list[str], list[str]]:
    filtered = filter_lines(
        lines,
        "",
        boilerplate,
        {line: fold_text(line) for line in lines},
        {line: score_as_sentence(Block(line)) for line in lines},
        {},
    )
    return filtered.kept, [block.text for block in filtered.removed]


def test_rules_that_would_take_most_of_the_sentences_take_no_sentence(
    boilerplate: BoilerplateRules,
) -> None:
    notice, byline = "声明：" + LONG + NEXT, "责任编辑：张三"
    lines = [byline, notice, notice + NEXT, "短句子一条，仅此而已，没有其他内容了。"]
    assert sifted(lines, boilerplate) == (lines[1:], [byline])


def test_a_sure_rule_takes_a_notice_longer_than_the_article(boilerplate: BoilerplateRules) -> None:
    notice = "免责声明：" + LONG + NEXT + LONG
    assert sifted([NEXT, notice, "短句子一条。（责编：李四）"], boilerplate) == (
        [NEXT, "短句子一条。"],
        [notice, "（责编：李四）"],
    )


def test_a_box_within_the_article_is_no_end_of_it(fetched: Make, reading_kit: StageContext) -> None:
    lines, places = [LONG, LONG + NEXT, "More from Health", NEXT], ("p", "p", "div.box h4", "p")
    record = cleaned(fetched, reading_kit, lines, block_paths=places)
    assert record.body.split("\n") == [LONG, LONG + NEXT, NEXT]
    assert [one.text for one in record.removed] == ["More from Health"]
    assert cleaned(fetched, reading_kit, lines, block_paths=("p", "p", "p", "p")).body.split(
        "\n"
    ) == [
        LONG,
        LONG + NEXT,
    ]


def test_a_box_of_the_articles_own_sections_is_none(
    fetched: Make, reading_kit: StageContext
) -> None:
    lines = [LONG, "Recommended treatment", LONG + NEXT, NEXT]
    places = ("div.section p", "div.section h3", "div.section p", "div.section p")
    assert cleaned(fetched, reading_kit, lines, block_paths=places).body.split("\n") == lines


def test_a_box_goes_with_all_its_lines_wherever_it_stands(
    fetched: Make, reading_kit: StageContext
) -> None:
    lines = [LONG, "延伸阅读", "另一篇文章说，" + NEXT, LONG + NEXT, LONG + LONG]
    places = ("p", "div.extend h4", "div.extend p", "p", "p")
    assert cleaned(fetched, reading_kit, lines, block_paths=places).body.split("\n") == [
        LONG,
        LONG + NEXT,
        LONG + LONG,
    ]


def test_what_the_end_says_about_the_author_goes(fetched: Make, reading_kit: StageContext) -> None:
    bio = "Jane Doe is a senior reporter who covers hospitals, drugs and insurance."
    lines = [
        "Jane Doe has a cold, said the doctor, who had seen her.",
        LONG,
        LONG + NEXT,
        NEXT,
        bio,
    ]
    assert (
        cleaned(fetched, reading_kit, lines, authors=("Jane Doe",)).body.split("\n") == lines[:-1]
    )
    assert cleaned(fetched, reading_kit, lines, authors=()).body.split("\n") == lines


def test_a_body_without_meaning_is_dropped_by_name(
    fetched: Make, reading_kit: StageContext
) -> None:
    result = clean(fetched("", blocks=("短。", "来源：网络")), reading_kit)
    assert isinstance(result, Drop)
    assert (result.stage, result.reason) == ("clean", "too-short")


def test_one_block_is_one_line_without_template_marks_or_private_characters(
    fetched: Make, reading_kit: StageContext
) -> None:
    assert tidy_line("a\n b\u3000c @@status_text@@ {{ name }}\ue001") == "a b c"
    record = cleaned(fetched, reading_kit, ["第一段\n还是第一段，" + LONG, "  ", NEXT])
    assert record.body.count("\n") == 1


def test_the_outlet_and_people_are_tidied_too(fetched: Make, reading_kit: StageContext) -> None:
    result = clean(
        fetched(
            "", blocks=(LONG,), outlet="人民网\ue001 ", authors=("张三 ", "\ue001"), editor=" 李四"
        ),
        reading_kit,
    )
    assert isinstance(result, Record)
    assert (result.outlet, result.authors, result.editor) == ("人民网", ("张三",), "李四")
