"""Claims about which of a page's dates is that of its publication."""

from collections.abc import Callable

import pytest

from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.publication_date import choose_publication_date

pytestmark = pytest.mark.dates
TEXT = "<p>社区医院从下周起开放家庭医生签约，居民可以带身份证到一楼登记。</p>" * 3
ENGLISH = "<p>Residents can register with a family doctor at the community clinic.</p>" * 3
TITLE = "社区医院开放签约"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("讲座时间：2030年5月1日 09:00</p><p>发布日期：2024-04-12 16:20", "2024-04-12T16:20"),
        ("最后修改：2024-04-15 08:00 | 发布：2024-04-12 16:20", "2024-04-12T16:20"),
        ("编辑于 2024-04-15 08:00</p><p>2024-04-12 16:20", "2024-04-12T16:20"),
        ("2024-04-12 16:20 更新", "2024-04-12T16:20"),
        ("最后更新：2024-04-15 08:00", "2024-04-15T08:00"),
        ("04-12 16:20 来源：健康报", "2024-04-12T16:20"),
        ("前天 16:20 来源：健康报", "2024-04-12T16:20"),
        ("半小时前", "2024-04-14T16:50"),
        ("来源：健康报", ""),
    ],
)
def test_a_chinese_page_shows_its_date(
    parse_page: Callable[..., ParsedPage], line: str, wanted: str
) -> None:
    page = parse_page(
        f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{line}</p>{TEXT}", fetched="2024-04-14T09:20:00Z"
    )
    assert choose_publication_date(page)[:16] == wanted


def test_a_date_in_a_sentence_counts_less_than_a_label_at_the_end(
    parse_page: Callable[..., ParsedPage],
) -> None:
    text = f"<p>2024年4月1日上午，家庭医生签约仪式在社区医院举行，居民代表参加。</p>{TEXT}"
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1>{text}"
    assert choose_publication_date(parse_page(html)) == "2024-04-01"
    labelled = parse_page(f"{html}<div>发文日期：2024-04-12</div>")
    assert choose_publication_date(labelled) == "2024-04-12"


def test_a_script_gives_the_date_only_beside_the_title(
    parse_page: Callable[..., ParsedPage],
) -> None:
    script = '<script>DATA = {{"name": "{}", "publish_time": "2024-04-12 16:20:05"}}</script>'
    for name, wanted in ((TITLE, "2024-04-12T16:20:05+08:00"), ("别的文章", "")):
        page = parse_page(f"<title>{TITLE}</title>{script.format(name)}<h1>{TITLE}</h1>{TEXT}")
        assert choose_publication_date(page) == wanted


@pytest.mark.parametrize(
    ("head", "line", "wanted"),
    [
        ("", "Updated: May 3, 2024 | First published: April 12, 2024 4:20 pm", "2024-04-12T16:20"),
        ("<meta property=og:locale content=en_AU>", "Posted 03/05/2024", "2024-05-03"),
        ("", "Posted 03/05/2024", "2024-03-05"),
        (
            "",
            "<abbr class='published' title='2024-04-12T16:20:00Z'>Friday</abbr>",
            "2024-04-12T16:20",
        ),
        ("", "<span itemprop=datePublished content='2024-04-12'>Friday</span>", "2024-04-12"),
        # a page that was saved again states a later day than it shows; a zone is no contradiction
        ("<meta name=date content='2024-05-20T10:00:00Z'>", "April 12, 2024", "2024-04-12"),
        ("<meta name=date content='2024-04-13T02:00:00Z'>", "April 12, 2024", "2024-04-13T02:00"),
    ],
)
def test_an_english_page_shows_or_states_its_date(
    parse_page: Callable[..., ParsedPage], head: str, line: str, wanted: str
) -> None:
    page = parse_page(
        f"<title>Clinic opens its lists</title>{head}<h1>Clinic opens its lists</h1>"
        f"<div>{line}</div>{ENGLISH}"
    )
    assert choose_publication_date(page)[:16] == wanted
