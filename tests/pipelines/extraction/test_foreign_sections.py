"""Claims about sections that are no article, however long, beside a short one."""

import pytest

from pipelines.extraction.foreign_sections import drop_foreign_sections, find_foreign_sections
from pipelines.extraction.main_content import find_main_content
from pipelines.metadata.parsed_page import ParsedPage, locate_title
from pipelines.metadata.structured_data import StructuredData
from text.html.blocks import read_blocks
from text.html.parse import parse_html

NEWS = "The council closed two wells on Friday, after a test found traces of lead in the water."
LONG = (
    "We and our partners store data on your device, measure how often you visit, and share, where"
    " the law allows it, what we learn with others, so that the offer suits you better."
)


def read_page(html: str) -> ParsedPage:
    root = parse_html(html)
    page = ParsedPage(root, StructuredData(), read_blocks(root.find("body")), html=html)
    return locate_title(page)


def read_text(html: str) -> str:
    return "\n".join(find_main_content(read_page(html)).blocks)


@pytest.mark.parametrize(
    "heading",
    [
        "Cookie settings",
        "Your privacy choices",
        "用户隐私政策",
        "用户服务协议",
        "Register to read the full story",
        "This article is for subscribers",
    ],
)
def test_a_long_section_that_says_what_it_is_loses_to_a_short_article(heading: str) -> None:
    page = (
        f"<title>Two wells closed</title><div><h1>Two wells closed</h1><p>{NEWS}</p></div>"
        f"<div><h3>{heading}</h3>{f'<p>{LONG}</p>' * 5}</div>"
    )
    assert NEWS in (text := read_text(page))
    assert LONG not in text


def test_an_article_about_cookies_is_an_article() -> None:
    page = (
        "<title>Cookie settings explained</title><div><h1>Cookie settings explained</h1>"
        f"<p>{NEWS}</p><p>{LONG}</p></div>"
    )
    assert LONG in read_text(page)


def test_a_policy_with_no_article_beside_it_is_kept() -> None:
    page = (
        f"<title>Clinic</title><h1>Clinic</h1><div><h2>Privacy policy</h2><p>{LONG}</p>"
        f"<p>{LONG}</p></div>"
    )
    assert LONG in read_text(page)


def test_a_transcript_above_the_title_is_no_article_one_below_is() -> None:
    transcript = f"<div><h3>Audio transcript</h3>{f'<p>{LONG}</p>' * 4}</div>"
    above = f"<title>Wells shut</title><div>{transcript}</div><h1>Wells shut</h1><p>{NEWS}</p>"
    below = f"<title>Wells shut</title><h1>Wells shut</h1><p>{NEWS}</p>{transcript}"
    assert LONG not in read_text(above)
    assert not find_foreign_sections(read_page(below))


def test_headlines_with_a_line_each_are_no_part_of_a_flash() -> None:
    teasers = "".join(
        f"<section><h4><a href=/t{at}>Another headline, number {at}</a></h4><p>{LONG}</p></section>"
        for at in range(5)
    )
    page = f"<title>Wells</title><h1>Wells</h1><div><p>{NEWS}</p></div><div>{teasers}</div>"
    assert read_text(page) == NEWS


def test_linked_headings_between_paragraphs_leave_an_article_whole() -> None:
    parts = "".join(
        f"<h2><a href=/p{at}>Part number {at}</a></h2><p>{LONG}</p><p>{NEWS}</p>" for at in range(5)
    )
    page = read_page(f"<title>Wells</title><h1>Wells</h1><p>{NEWS}</p><div>{parts}</div>")
    assert find_foreign_sections(page) == set()


def test_of_twins_the_one_in_the_language_of_the_title_is_read() -> None:
    chinese = "镇政府周五关闭两口水井，此前的检测发现，水中含有微量的铅，居民可到供水点取水。"
    twins = f"<div>{f'<p>{chinese}</p>' * 3}</div><div>{f'<p>{NEWS}</p>' * 2}</div>"
    english = read_text(f"<title>Two wells shut</title><h1>Two wells shut</h1>{twins}")
    assert NEWS in english
    assert chinese not in english
    assert NEWS not in read_text(f"<title>两口水井关闭</title><h1>两口水井关闭</h1>{twins}")


def test_a_disclaimer_longer_than_the_news_is_left_out_with_its_translation() -> None:
    page = (
        "<title>水井</title><h1>水井</h1><div><p>镇政府周五关闭两口水井，水质正在检测。</p></div>"
        f"<div><p>免责声明：以上内容由用户上传，平台仅提供存储服务。</p><p>{LONG}</p></div>"
    )
    assert "用户上传" not in (text := read_text(page))
    assert LONG not in text


def test_an_author_box_is_left_out_unless_it_is_most_of_the_page() -> None:
    box = f"<div class=about-author><p>{LONG}</p></div>"
    page = read_page(f"<title>W</title><h1>W</h1><div>{f'<p>{NEWS}</p>' * 5}</div>{box}")
    assert [block.text for block in drop_foreign_sections(page, find_foreign_sections(page)).blocks]
    assert find_foreign_sections(page)
    assert not find_foreign_sections(read_page(f"<h1>W</h1>{box}"))
