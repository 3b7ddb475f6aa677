"""Claims about pages saved as plain text: the article between navigation and tail."""

import pytest

from pipelines.documents.plain_text import read_plain_text

pytestmark = pytest.mark.dates
S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
T = "专家提醒，老年人和慢性病患者应当尽早接种疫苗，接种之后如有不适，应当及时到医院就诊。"
NAV = "首页\n新闻\n国内\n国际\n"


def test_a_date_line_divides_title_and_body() -> None:
    article = read_plain_text(
        f"{NAV}疫苗接种今天开始\n\n2020-02-11 18:19"
        f" 来源：健康报\n\n{S}\n小标题\n{T}\n\n上一篇\n下一篇\n",
        "",
    )
    assert (article.fields.title, article.fields.published, article.fields.outlet) == (
        "疫苗接种今天开始",
        "2020-02-11T18:19:00+08:00",
        "健康报",
    )
    assert article.content.blocks == (S, "小标题", T)


def test_a_date_inside_a_sentence_is_no_date_line() -> None:
    article = read_plain_text(
        f"疫苗接种今天开始\n2024年8月10日，国家卫生健康委员会召开发布会，介绍了有关情况。\n{S}", ""
    )
    assert article.fields.published == ""
    assert len(article.content.blocks) == 2


def test_without_a_date_the_longest_stretch_of_sentences_is_the_body() -> None:
    teaser = f"另一篇文章的标题文字\n{S}\n" + NAV
    article = read_plain_text(f"{NAV}{teaser}疫苗接种今天正式开始\n{S}\n{T}\n{T}\n" + NAV, "")
    assert article.fields.title == "疫苗接种今天正式开始"
    assert article.content.blocks == (S, T, T)


def test_a_bulleted_list_is_part_of_the_body_without_its_marks() -> None:
    text = f"疫苗接种今天正式开始\n{S}\n    • 第一条\n    • 第二条\n    {T}"
    assert read_plain_text(text, "").content.blocks == (S, "第一条", "第二条", T)


def test_tags_below_the_article_are_read_from_their_line_or_the_next() -> None:
    head = f"疫苗接种今天开始\n2020-02-11 来源：健康报\n{S}\n"
    assert read_plain_text(head + "标签:\n流感,疫苗 \n", "").fields.tags == ("流感", "疫苗")
    assert read_plain_text(head + "关键词：流感、疫苗", "").fields.tags == ("流感", "疫苗")
    assert read_plain_text(head + "标签:", "").fields.tags == ()


def test_a_crumb_trail_gives_the_section() -> None:
    assert (
        read_plain_text(
            f"主页 > 财经 > 证券 >\n疫苗接种今天开始\n2020-02-11 来源：健康报\n{S}", ""
        ).fields.section
        == "财经 > 证券"
    )


@pytest.mark.parametrize("zone", ["", "-05:00"])
def test_an_english_page_takes_its_own_zone_or_keeps_its_digits(zone: str) -> None:
    text = (
        "Vaccine free for all this winter\nPublished Nov 19, 2019 7:07 PM\nBy Jane Doe\nThe"
        " ministry said, after all, that it is free."
    )
    article = read_plain_text(text, zone)
    assert article.fields.published == f"2019-11-19T19:07:00{zone or '+00:00'}"
    assert (article.fields.title, article.fields.authors) == (
        "Vaccine free for all this winter",
        ("Jane Doe",),
    )
    assert article.content.blocks[-1].startswith("The ministry")


@pytest.mark.parametrize(
    ("text", "wanted"), [("", ()), ("\n \n", ()), ("一行", ("一行",)), ("短\n行", ("短", "行"))]
)
def test_a_text_without_sentences_is_kept_whole(text: str, wanted: tuple[str, ...]) -> None:
    assert read_plain_text(text, "").content.blocks == wanted
