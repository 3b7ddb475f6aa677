"""Claims about bylines: they leave the text, and nothing that only looks like one does."""

import pytest

from pipelines.cleaning.bylines import remove_author_bio, remove_bylines
from records.record import Record

S = "社区医院从下周起开放家庭医生签约，居民可以带身份证到一楼登记。"
E = "Residents can register with a family doctor at the community clinic."
RECORD = Record(
    url="https://example.org/a",
    source="",
    raw=b"",
    fetched="",
    authors=("陈一鸣", "Amina Diallo"),
    editor="郭宁",
    outlet="医药导报",
)


@pytest.mark.parametrize(
    "line",
    [
        "医药导报记者 陈一鸣",
        "本文来源：医药导报责任编辑：郭宁_NB0123",
        "（责任编辑 郭宁）",
        "编辑 郭宁 校对 何平 审核 孙敏",
        "文丨陈一鸣 图丨何平",
        "来源：医药导报 2024-03-09 21:04",
        "By Amina Diallo 9 March 2024",
        "By Amina Diallo, Health Correspondent",
    ],
)
def test_a_line_of_names_and_labels_goes_from_head_and_tail(line: str) -> None:
    assert remove_bylines([line, S, S], RECORD).kept == [S, S]
    removed = remove_bylines([S, S, line], RECORD).removed
    assert [(block.text, block.rule) for block in removed] == [(line, "byline")]
    inside = [S] * 5 + [line] + [S] * 7
    assert remove_bylines(inside, RECORD).kept == inside


@pytest.mark.parametrize(
    "line",
    [
        "2024年3月9日",
        "海边市卫生健康委员会",
        "记者：门诊几点开门？",
        "记者调查",
        "编辑部说明：以下为读者来信",
        "陈一鸣说，门诊延长两小时。",
        "By Amina Diallo's count, the queue was an hour long.",
        "By Piet Berg",
        "供图：医院宣传科提供的资料照片说明",
    ],
)
def test_what_is_no_byline_stays(line: str) -> None:
    assert remove_bylines([line, S, S], RECORD).kept == [line, S, S]


def test_a_text_of_bylines_alone_stays() -> None:
    assert remove_bylines(["作者：陈一鸣"], RECORD).kept == ["作者：陈一鸣"]


def test_what_the_end_says_about_the_author_goes() -> None:
    bio = "Amina Diallo is a health reporter at the Daily Globe."
    assert remove_author_bio([E, E, E, bio], ["Amina Diallo"]).kept == [E, E, E]
    assert remove_author_bio([bio, E], ["Amina Diallo"]).kept == [bio, E]
