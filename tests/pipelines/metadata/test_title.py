"""Claims about titles: as the reader sees them, whole, without site or search engine prefix."""

import lxml.html
import pytest

from pipelines.metadata.title import (
    choose_title,
    find_title_block,
    find_unannounced_title,
    is_section_name,
    read_page_title,
    strip_site_name,
    strip_title_prefix,
)
from text.html.blocks import Block


@pytest.mark.parametrize(
    ("announced", "wanted"),
    [
        (
            "中国人习以为常的地方 为何老外却说“了不得”？|公园_新浪新闻",
            "中国人习以为常的地方 为何老外却说“了不得”？",
        ),
        ("常德市金融系统开展活动--当代商报", "常德市金融系统开展活动"),
        (
            "阿里发布最强AI芯片：性能“吊打”同行-EDN 电子技术设计",
            "阿里发布最强AI芯片：性能“吊打”同行",
        ),
        (
            "交通运输部：着力打造京津冀交通网络-股票频道-和讯网",
            "交通运输部：着力打造京津冀交通网络",
        ),
        ("Apple beats expectations again - The Verge", "Apple beats expectations again"),
        ("COVID-19 update for travellers | BBC News", "COVID-19 update for travellers"),
        ("1-10月德清县固定资产投资结构趋稳趋优", "1-10月德清县固定资产投资结构趋稳趋优"),
        (
            "新闻 - 国家卫生健康委员会疾病预防控制局官方网站",
            "新闻 - 国家卫生健康委员会疾病预防控制局官方网站",
        ),
        ("", ""),
    ],
)
def test_a_site_name_is_stripped_from_the_end_alone(announced: str, wanted: str) -> None:
    assert strip_site_name(announced) == wanted


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("热点新闻: 京东健康CEO辛利军:互联网医院", "京东健康CEO辛利军:互联网医院"),
        ("Opinion|Republicans Are Following Trump", "Republicans Are Following Trump"),
        ("Opinion | The Cost of Care", "The Cost of Care"),
        ("Opinions differ | On care", "Opinions differ | On care"),
        ("_今日最新实时新闻: 美汽车厂商", "美汽车厂商"),
        ("最新消息：雪山贷", "雪山贷"),
        ("健康新闻发布会今天举行", "健康新闻发布会今天举行"),
    ],
)
def test_a_search_engine_prefix_is_stripped(title: str, wanted: str) -> None:
    assert strip_title_prefix(title) == wanted


def test_a_heading_wins_over_metadata_cut_at_a_quotation_mark() -> None:
    whole = '狂奔的龙湖集团"暗伤"曝露？'
    assert choose_title([whole], whole + "_新浪财经", ["狂奔的龙湖集团"]) == whole


def test_the_heading_that_names_the_section_is_not_the_title() -> None:
    assert (
        choose_title(["新闻中心", "陈同佳刑满出狱"], "陈同佳刑满出狱|香港_新浪新闻", [])
        == "陈同佳刑满出狱"
    )


def test_without_a_heading_the_named_title_then_the_page_title_count() -> None:
    assert choose_title([], "标题文字在此_某网", ["标题文字在此处"]) == "标题文字在此处"
    assert choose_title([], "标题文字在此_某网", []) == "标题文字在此"
    assert choose_title(["只有这一行"], "", []) == "只有这一行"
    assert choose_title([], "", []) == ""


def test_the_title_block_is_the_longest_one_announced_a_heading_first() -> None:
    lines = [
        Block("健康新闻"),
        Block("流感疫苗今起接种"),
        Block("流感疫苗今起接种", "h2"),
        Block("流感疫苗今起接种了吗？网友热议"),
    ]
    assert find_title_block(lines, ["流感疫苗今起接种-健康新闻", ""]) == 2
    assert find_title_block(lines, []) == 0


def test_a_page_title_of_a_megabyte_is_cut() -> None:
    root = lxml.html.document_fromstring("<title>" + "长" * 1_000_000 + "</title><p>x")
    assert len(read_page_title(root)) == 500
    assert choose_title(["长" * 10_000], read_page_title(root), []) == "长" * 500


@pytest.mark.parametrize(
    ("headings", "page_title", "stated", "wanted"),
    [
        # a button behind the heading; a site in front; a site behind that the line shows, too
        (
            ["Clinic opens its lists", "Clinic opens its lists Back to top"],
            "Clinic opens its lists | Daily Globe",
            [],
            "Clinic opens its lists",
        ),
        (["门诊时间有调整"], "健康播报 | 门诊时间有调整", [], "门诊时间有调整"),
        ([], "大众日報 - 門診時間有調整", [], "門診時間有調整"),
        (["门诊时间有调整-《医药报》"], "门诊时间有调整-《医药报》", [], "门诊时间有调整"),
        (
            ["夏季提醒 | 门诊时间有调整"],
            "夏季提醒 | 门诊时间有调整",
            [],
            "夏季提醒 | 门诊时间有调整",
        ),
        (
            ["门诊时间有新的调整"],
            "海边市卫生健康委员会 门诊时间有新的调整",
            [],
            "门诊时间有新的调整",
        ),
        # the longest piece, where sections come first
        (
            ["Wards", "Clinic opens its lists"],
            "Wards - Clinic opens its lists",
            [],
            "Clinic opens its lists",
        ),
        # metadata that name the site, or add the summary
        ([], "门诊时间有调整", ["医药在线"], "门诊时间有调整"),
        (
            [],
            "某某网站 - 社区医院门诊时间有调整",
            ["社区医院门诊时间有调整 - 从下周起，市民可以在晚上就诊"],
            "社区医院门诊时间有调整",
        ),
        (["门诊时间有调整（3）"], "门诊时间有调整（3）_医药报", [], "门诊时间有调整"),
        (["Clinic opens its lists - Page 2"], "", [], "Clinic opens its lists"),
        (["门诊时间有调整(2024)"], "门诊时间有调整(2024)", [], "门诊时间有调整(2024)"),
        (["Clinic opens its lists ¶"], "Clinic opens its lists", [], "Clinic opens its lists"),
    ],
)
def test_a_title_is_told_from_what_stands_around_it(
    headings: list[str], page_title: str, stated: list[str], wanted: str
) -> None:
    assert choose_title(headings, page_title, stated) == wanted


def test_a_page_titled_as_its_section_is_named_by_its_heading() -> None:
    lines = [
        Block("首页 医院 科室", "p", linked=6),
        Block("社区医院门诊时间有调整", "h4"),
        Block("发布时间：2024-03-09"),
        Block("从下周起，市民可以在晚上就诊。"),
    ]
    assert is_section_name("医院动态") and not is_section_name("门诊时间有调整")
    assert find_unannounced_title(lines) == "社区医院门诊时间有调整"
    assert find_unannounced_title(lines[1:2]) == ""
    assert find_unannounced_title([Block("社区医院门诊时间有调整"), *lines[2:]]) == ""
