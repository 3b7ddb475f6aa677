"""Claims about bylines: who wrote, who edited, who published; nobody where nobody is named."""

import pytest

from pipelines.metadata.byline import (
    find_byline_authors,
    find_editors,
    find_names_beside_date,
    find_outlet_label,
)
from pipelines.metadata.english_authors import find_english_byline

pytestmark = pytest.mark.dates


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("责编：Demi Xia", "Demi Xia"),
        ("(责编:杨迪、崔元苑)", "杨迪、崔元苑"),
        ("责任编辑：张三 校对：李四", "张三"),
        ("責任編輯：王小明", "王小明"),
        ("会议将于明日结束。" * 10 + "（责任编辑：张三）", "张三"),
        ("（责任编辑： HN666）", ""),
        ("（责任编辑：系统管理员）", ""),
        ("责任编辑：", ""),
        ("编辑 郭宁 校对 何平", "郭宁"),
        ("（责任编辑 郭宁）", "郭宁"),
        ("（郭宁 编辑）", "郭宁"),
        ("责编丨郭宁 审核丨何平", "郭宁"),
        ("本文来源：医药导报 责任编辑：郭宁_N0456", "郭宁"),
        ("责任编辑：guoning", "guoning"),
        ("责任编辑：admin", ""),
        (
            "编辑部今天开会讨论了责任编辑的职责，认为应当加强管理，"
            "并且要求所有编辑在下个月之前完成培训，不得缺席，缺席者记录在案。",
            "",
        ),
    ],
)
def test_an_editor_is_read_from_a_label(line: str, wanted: str) -> None:
    assert find_editors(["第一段正文。", line]) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("2018年08月03日10:37 來源:人民網-人民健康網", "人民網-人民健康網"),
        ("时间:2020-02-11 18:19:53来源:融易新媒体", "融易新媒体"),
        ("2019-09-09 19:32:27 字号：A- A A+ 来源：中新网", "中新网"),
        ("版权声明 来源：当代商报 时间：2019-09-23 14:34:05 作者：", "当代商报"),
        (
            "信息来源: 中国空间技术研究院、中国运载火箭技术研究院等",
            "中国空间技术研究院、中国运载火箭技术研究院等",
        ),
        ("来源：光明日报 作者：南帆分享到：", "光明日报"),
        ("来源：", ""),
        ("传染来源不明", ""),
        ("来源：123", ""),
        ("来源：http://www.people.com.cn 作者：陈一鸣", "人民网"),
        ("来源：http://www.unknown.example/", ""),
        ("来源：医药导报作者：陈一鸣时间：2024-03-09", "医药导报"),
        ("2024-03-09 | 来源 医药导报 | 3 条评论", "医药导报"),
        ("【醫藥日報╱記者陳一鳴／台北報導】", "醫藥日報"),
        ('来源： size="20', ""),
        ("来源：互联网", ""),
        ("出处：《医药导报》 作者：陈一鸣", "医药导报"),
    ],
)
def test_an_outlet_is_read_from_a_label(line: str, wanted: str) -> None:
    assert find_outlet_label([line]) == wanted


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["新京报快讯（记者 裴剑飞）今日有网友爆料，称账号外泄。"], ("裴剑飞",)),
        (["中国经济网北京2月8日讯(记者 蔡情)面对疫情，人们更加关注健康。"], ("蔡情",)),
        (["新华社北京2月8日电（记者张三、李四）今天发布通知。"], ("张三", "李四")),
        (["采写：南都见习记者 林子沛"], ("林子沛",)),
        (["【文/观察者网专栏作者 王文】", "正文。"], ("王文",)),
        (["执笔/叨叨姐、胡一刀&李小飞刀"], ("叨叨姐", "胡一刀", "李小飞刀")),
        (["记者 张三 实习生 李小四 北京报道"], ("张三", "李小四")),
        (["正文很长。", "结尾句子。(文/图 刘玺东 易赛楠)"], ("刘玺东", "易赛楠")),
        (["正文很长。", "结尾句子。(李楠)"], ("李楠",)),
        (["正文很长。", "结尾句子。（完）"], ()),
        (["正文很长。", "结尾句子。（图片说明）"], ()),
        (["记者通过电子邮件联系了富士康，截至发稿时，尚未收到回应。"], ()),
        (["作者：网络整理"], ()),
        (["医药导报记者 陈一鸣 报道"], ("陈一鸣",)),
        (["文、图 / 陈一鸣"], ("陈一鸣",)),
        (["供稿：医务科 陈一鸣 何平"], ("陈一鸣", "何平")),
        (["编译 医药导报记者 陈一鸣"], ("陈一鸣",)),
        (["医药导报记者陈一鸣/文 图片由医院提供"], ("陈一鸣",)),
        (["《药事》专栏作者 陈一鸣"], ("陈一鸣",)),
        (["陈一鸣/医药导报"], ("陈一鸣",)),
        (["采写：导报记者 陈一鸣 通讯员 何平"], ("陈一鸣", "何平")),
        (["医药导报3月9日讯（记者陈一鸣 编译）今天起，门诊延长两小时。"], ("陈一鸣",)),
        (["正文很长。", "结尾句子。（陈一鸣 撰稿）"], ("陈一鸣",)),
        (["正文很长。", "（责任编辑 陈一鸣）"], ()),
        (["记者：您怎么看？"], ()),
        (["新华社记者 陈一鸣 摄"], ()),
        ([], ()),
    ],
)
def test_authors_are_read_from_the_text_or_nobody_is(
    lines: list[str], wanted: tuple[str, ...]
) -> None:
    assert find_byline_authors(lines) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("By Jane Doe and John Smith", ("Jane Doe", "John Smith")),
        ("Written by: Jane A. Doe | Nov 3", ("Jane A. Doe",)),
        ("By Kevin Johnson, Staff Writer", ("Kevin Johnson",)),
        ("By the end of the year", ()),
        ("Nobody wrote this", ()),
        ("By " + "Jane Doe " * 30, ()),
    ],
)
def test_an_english_byline_names_people_alone(line: str, wanted: tuple[str, ...]) -> None:
    assert find_english_byline([line]) == wanted


def test_what_stands_beside_a_date_loses_counts_and_buttons() -> None:
    assert find_names_beside_date(
        ["週一", "下午2:05", "原创", "新京报", "1307", "收藏本文", "·", "阅读(20)"]
    ) == ["新京报"]
