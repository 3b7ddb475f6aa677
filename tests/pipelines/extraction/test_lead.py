"""Claims about the lead between the title and the article."""

import pytest

from pipelines.extraction.main_content import find_main_content
from pipelines.metadata.parsed_page import ParsedPage, locate_title
from pipelines.metadata.structured_data import StructuredData
from text.html.blocks import read_blocks
from text.html.parse import parse_html

BODY = "".join(
    f"<p>The ward on floor {at} reopens on Monday, the hospital said, once the pipes are dry,"
    " the walls painted, and the beds back in place.</p>"
    for at in range(5)
)
LEAD = (
    "Patients had to wait for a week. Now the hospital has found a date, a plumber, and, as its"
    " director says, some luck."
)


def read_text(above: str, body: str = BODY, title: str = "Wards reopen") -> str:
    page = (
        f"<title>{title}</title><div class=page><h1>{title}</h1>{above}"
        f"<div class=body>{body}</div></div>"
    )
    root = parse_html(page)
    blocks = read_blocks(root.find("body"))
    return "\n".join(
        find_main_content(locate_title(ParsedPage(root, StructuredData(), blocks))).blocks
    )


def test_a_paragraph_between_title_and_article_is_the_lead() -> None:
    assert read_text(f"<div><strong>{LEAD}</strong></div>").startswith(LEAD)


@pytest.mark.parametrize(
    "above",
    [
        f"<figure><img src=a.png><figcaption>{LEAD}</figcaption></figure>",
        f"<div><img src=a.png><span>{LEAD}</span></div>",
        f"<aside><p>{LEAD}</p></aside>",
        f"<div class=newsletter-box><p>{LEAD}</p></div>",
        f"<div><a href=/other>{LEAD}</a></div>",
        "<div>By Ann Lee, Monday, 5 January 2026, 10:30, last update 12:10</div>",
    ],
)
def test_captions_boxes_and_bylines_are_no_lead(above: str) -> None:
    assert read_text(above).startswith("The ward on floor 0")


def test_a_chinese_lead_may_be_short_when_it_says_what_it_is() -> None:
    body = "<p>住院部五楼周一重新开放，院方介绍，管道已经更换，墙面已经粉刷，病床全部到位。</p>" * 4
    lead = "提要：住院部下周一恢复收治。"
    assert read_text(f"<div>{lead}</div>", body, "病房恢复开放").startswith(lead)
