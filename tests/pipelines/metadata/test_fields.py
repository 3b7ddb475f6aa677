"""Claims about putting a page's statements together."""

import pytest

from pipelines.metadata.fields import ArticleFields, read_article_fields
from pipelines.metadata.parsed_page import ParsedPage, locate_title
from pipelines.metadata.structured_data import read_structured_data
from text.chinese.detect import is_mostly_chinese
from text.html.blocks import read_blocks
from text.html.parse import parse_html, remove_invisible

pytestmark = pytest.mark.dates
TEXT = "<p>国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况。</p>" * 2
ENGLISH = (
    "<p>The ministry said on Monday that the vaccine would be free for everyone over sixty.</p>" * 2
)


def read(
    html: str,
    *,
    url: str = "https://example.org/a",
    zone: str = "",
    fetched: str = "2026-11-23T19:00:00Z",
) -> ArticleFields:
    root = parse_html(html)
    structured_data = read_structured_data(root)
    body = root.find("body")
    remove_invisible(body)
    page = ParsedPage(
        root, structured_data, read_blocks(body), url=url, fetched=fetched, utc_offset=zone
    )
    return read_article_fields(locate_title(page))


def test_a_chinese_page_says_all_in_the_line_below_its_title() -> None:
    fields = read(
        "<title>疫苗接种今天开始-健康网</title><meta name=keywords content='疫苗,流感，接种'>"
        "<p>首页 &gt; 新闻 &gt; 国内 &gt; 正文</p><h1>疫苗接种今天开始</h1>"
        f"<p>2018年08月03日10:37 来源：人民网 作者：张三</p>{TEXT}<p>（责编：杨迪、崔元苑）</p>"
    )
    assert fields == ArticleFields(
        title="疫苗接种今天开始",
        published="2018-08-03T10:37:00+08:00",
        outlet="人民网",
        authors=("张三",),
        editor="杨迪、崔元苑",
        section="新闻 > 国内",
        tags=("疫苗", "流感", "接种"),
    )


def test_an_english_page_says_all_to_machines() -> None:
    fields = read(
        "<title>Vaccine free for all - Daily Example</title><meta property=article:published_time"
        " content='2019-11-19T19:07:00-05:00'><meta property=article:section content=Health><meta"
        " property=article:tag content=flu><meta name=author content='Jane Doe'><meta"
        " property=og:site_name content='Daily Example'><h1>Vaccine free for all</h1><p>Updated"
        f" Nov 20, 2019 9:00 AM</p>{ENGLISH}"
    )
    assert (fields.title, fields.published) == ("Vaccine free for all", "2019-11-19T19:07:00-05:00")
    assert (fields.outlet, fields.authors) == ("Daily Example", ("Jane Doe",))
    assert (fields.section, fields.tags) == ("Health", ("flu",))


@pytest.mark.parametrize(
    ("html", "zone", "wanted"),
    [
        (
            (
                f"<h1>疫苗接种今天开始</h1><p>发布时间：10-08 12:00</p>{TEXT}<meta name=dateUpdate"
                " content='2019-10-08 12:00:57'>"
            ),
            "",
            "2019-10-08T12:00:57+08:00",
        ),
        (
            (
                f"<h1>疫苗接种今天开始</h1><p>2019-10-08 12:00</p>{TEXT}<time"
                " datetime=2019-10-09T01:00:00Z>"
            ),
            "",
            "2019-10-08T12:00:00+08:00",
        ),
        (
            f"<h1>疫苗接种今天开始</h1><p>2019-10-08</p>{TEXT}<time datetime=2019-10-08T04:30:00Z>",
            "",
            "2019-10-08T12:30:00+08:00",
        ),
        (f"<h1>疫苗接种今天开始</h1><p>2030-10-08 12:00</p>{TEXT}", "", ""),
        (
            f"<h1>疫苗接种今天开始</h1>{TEXT * 8}<p>版权声明 时间：2019-09-23 14:34:05</p>",
            "",
            "2019-09-23T14:34:05+08:00",
        ),
        (
            f"<h1>Vaccine free</h1><p>Nov 20, 2019 9:00 AM</p>{ENGLISH}",
            "",
            "2019-11-20T09:00:00+00:00",
        ),
        (
            f"<h1>Vaccine free</h1><p>Nov 20, 2019 9:00 AM</p>{ENGLISH}",
            "-05:00",
            "2019-11-20T09:00:00-05:00",
        ),
        (f"<h1>疫苗接种今天开始</h1>{TEXT}", "", ""),
    ],
)
def test_the_date_is_the_one_shown_with_its_minute_or_the_best_there_is(
    html: str, zone: str, wanted: str
) -> None:
    assert read(html, zone=zone).published == wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://www.xinhuanet.com/health/2020-02/11/c_1125556.htm", "2020-02-11"),
        ("http://health.people.com.cn/n1/2018/0803/c14739-30204.html", "2018-08-03"),
        ("https://example.org/20190907/a.html", "2019-09-07"),
        ("https://example.org/id/2019090712345", ""),
        ("https://example.org/20301111/a.html", ""),
    ],
)
def test_the_day_in_the_address_is_the_last_resort(url: str, wanted: str) -> None:
    assert read(f"<h1>疫苗接种今天开始</h1>{TEXT}", url=url).published == wanted


@pytest.mark.parametrize(
    ("below", "outlet", "authors", "editor"),
    [
        ("<div>文/张三 图/李四　2024/5/17 8:59</div>", "", ("张三",), ""),
        ("<div>作者 | 张三　　编辑 | 李四</div><div>2024-05-17</div>", "", ("张三",), "李四"),
        (
            "<div>澎湃新闻记者 陈斯斯</div><div>2024-05-17 08:59</div><div>来源：澎湃新闻</div>",
            "澎湃新闻",
            ("陈斯斯",),
            "",
        ),
        ("<div>记者：王伟 通讯员：李强　2024-05-17</div>", "", ("王伟", "李强"), ""),
        ("<div>健康时报 2024-05-17</div><p>责编 张三 审核 李四</p>", "健康时报", (), "张三"),
        ("<div>健康时报 2024-05-17</div><p>[责任编辑: 张三 PN0123]</p>", "健康时报", (), "张三"),
    ],
)
def test_labels_of_all_kinds_name_people_and_no_outlet(
    below: str, outlet: str, authors: tuple[str, ...], editor: str
) -> None:
    fields = read(f"<h1>疫苗接种今天开始</h1>{below}{TEXT}")
    assert (fields.outlet, fields.authors, fields.editor) == (outlet, authors, editor)


def test_people_without_a_label_are_kept_apart() -> None:
    fields = read(f"<h1>疫苗接种今天开始</h1><p>2020-06-05 20:35 新京报 裴剑飞</p>{TEXT}")
    assert (fields.authors, fields.people) == ((), ("裴剑飞",))


@pytest.mark.parametrize(
    ("crumbs", "wanted"),
    [
        ("主页 > 财经 > 证券 >", "财经 > 证券"),
        ("您现在的位置:首页 > 新闻 > “抗疫”催热互联网医疗:2020将成爆发元年?", "新闻"),
        ("当前位置：首页 » 要闻 » 正文", "要闻"),
        ("血压高于 140", ""),
    ],
)
def test_a_crumb_trail_names_the_section(crumbs: str, wanted: str) -> None:
    assert read(f"<p>{crumbs}</p><h1>疫苗接种今天开始</h1>{TEXT}").section == wanted


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/new-title-7?utm_source=feed", "https://example.org/new-title-7"),
        ("/b", "https://example.org/b"),
        ("https://m.example.org/a", "https://m.example.org/a"),
        ("https://example.org/a", ""),
        ("http://example.org/a#top", ""),
        ("https://other.example/a", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_the_address_that_a_page_gives_as_its_own_counts_on_its_own_site(
    written: str, address: str
) -> None:
    assert (
        read(f"<link rel='alternate Canonical' href='{written}'><h1>标题</h1>{TEXT}").address
        == address
    )


def test_an_empty_page_says_nothing() -> None:
    assert read("") == ArticleFields()


def test_chinese_is_told_by_its_characters() -> None:
    assert is_mostly_chinese("腾讯与WebMD达成战略合作") and is_mostly_chinese("騰訊")
    assert not is_mostly_chinese("The Chinese word 健康 means health, as every student knows.")
    assert not is_mostly_chinese("")


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("健康报 昨天 08:30", ""),  # no separator: it may be a sentence
        ("健康报 | 昨天 08:30", "2026-11-23T08:30:00+08:00"),
        ("3小时前 来源：健康报", "2026-11-24T00:00:00+08:00"),
        ("发布时间：2天前", "2026-11-22"),
        ("2小时前 | 2026-11-20 08:00", "2026-11-20T08:00:00+08:00"),
    ],
)
def test_a_relative_date_is_read_against_the_moment_of_the_fetch(line: str, published: str) -> None:
    page = f"<title>疫苗接种今天开始</title><h1>疫苗接种今天开始</h1><p>{line}</p>{TEXT}"
    assert read(page).published == published
    assert read(page, fetched="").published == ("" if "2026" not in line else published)
    assert read(page, url="https://example.org/2026/11/20/a.html").published[:10] == (
        published[:10] if "2026" in line else "2026-11-20"
    )


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<html lang=zh-CN>", "zh-CN"),
        ("<html lang='zh CN!'><meta property=og:locale content=en_GB>", "en_GB"),
        (
            '<script type="application/ld+json">{"@type": "Article", "inLanguage": "de"}</script>',
            "de",
        ),
        ("<html>", ""),
    ],
)
def test_a_page_says_what_its_language_is(html: str, wanted: str) -> None:
    assert read(f"{html}<h1>疫苗接种今天开始</h1>{TEXT}").language == wanted
