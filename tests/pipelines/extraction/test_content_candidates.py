"""Claims about finding the article's element: many sentences under one roof, near the title, not
among comments.
"""

import pytest

from pipelines.extraction.content_candidates import find_content_elements
from pipelines.extraction.sentence_score import count_tokens, score_as_sentence
from pipelines.extraction.text_density import measure_text_density
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.structured_data import StructuredData
from pipelines.metadata.title import find_title_block
from text.html.blocks import Block, read_blocks
from text.html.parse import parse_html, remove_invisible

S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
ARTICLE = "".join(f"<p>{S}{number}</p>" for number in range(5))


def found(html: str, title: str = "") -> list[str]:
    body = parse_html(html).find("body")
    remove_invisible(body)
    blocks = read_blocks(body)
    page = ParsedPage(
        body.getparent(),
        StructuredData(),
        blocks,
        title_index=find_title_block(blocks, [title]),
    )
    elements = find_content_elements(page, measure_text_density(body, blocks))
    return [element.get("id") or element.tag for element in elements]


@pytest.mark.parametrize(
    ("line", "heavy"),
    [
        (Block(S), True),
        (
            Block(
                "The ministry said on Monday, after a long meeting, that the vaccine would be free"
                " for everyone over sixty."
            ),
            True,
        ),
        (Block("最新文章"), False),
        (Block("没有标点的一行长标题但是不够长"), False),
        (Block(S, linked=len(S)), False),
    ],
)
def test_a_sentence_weighs_and_a_headline_or_link_does_not(line: Block, heavy: bool) -> None:
    assert (score_as_sentence(line) > 1) is heavy


def test_tokens_are_characters_of_chinese_and_words_of_english() -> None:
    assert count_tokens("流感 vaccine 2019, flu") == 5


def test_the_element_with_most_sentences_under_one_roof_is_the_article() -> None:
    teasers = "".join(f"<div class=item><b>题目</b><div><p>{S}</p></div></div>" for _ in range(9))
    assert found(f"<div id=list>{teasers}</div><div id=text>{ARTICLE}</div>") == ["text"]


def test_paragraphs_that_an_editor_wraps_one_by_one_stand_under_one_roof() -> None:
    wrapped = "".join(f"<section><span><p>{S}{number}</p></span></section>" for number in range(3))
    assert found(f"<div id=lead><p>{S}{S}</p></div><div id=text>{wrapped}</div>") == ["text"]
    assert found(f"{wrapped}<div id=foot><p>{S}</p></div>") == ["body"]


def test_text_between_breaks_in_the_body_itself_is_found() -> None:
    assert found(f"{S}<br><br>{S}<br><br>{S}<footer><p>{S}</p></footer>") == ["body"]


@pytest.mark.parametrize("name", ["comments", "sidebar", "footer", "related-news", "recommend"])
def test_an_element_named_as_something_else_needs_far_more_text(name: str) -> None:
    more = ARTICLE + f"<p>{S}</p>"
    assert found(
        f"<div class={name}><div id=other>{more}</div></div><div id=text"
        f" class=article>{ARTICLE}</div>"
    ) == ["text"]


def test_of_two_equal_elements_the_one_below_the_title_wins() -> None:
    page = f"<div id=above>{ARTICLE}</div><h1>疫苗接种的最新进展</h1><div id=below>{ARTICLE}</div>"
    assert found(page, "疫苗接种的最新进展-健康网") == ["below"]


def test_text_between_line_breaks_counts_for_its_own_element() -> None:
    assert found("<div id=nav><a>首页</a></div><div id=text>" + f"{S}<br>" * 5 + "</div>") == [
        "text"
    ]


def test_an_article_cut_into_pieces_of_one_name_comes_whole_and_in_order() -> None:
    piece = "<div class=body id={}>" + ARTICLE + "</div><div class=ad>广告</div>"
    assert found(
        piece.format("one") + f"<div>{piece.format('two')}</div>" + piece.format("three")
    ) == ["one", "two", "three"]


def test_loose_text_on_the_page_itself_is_the_article_when_there_is_nothing_else() -> None:
    assert found(S) == ["body"]
    assert found("短") == ["body"]


def test_a_list_of_links_is_all_link_and_an_empty_element_is_not_measured() -> None:
    body = parse_html(
        "<ul><li><a>一</a></li><li><a>二</a></li></ul><p>文字<a>链接</a></p><i></i>"
    ).find("body")
    known = measure_text_density(body, read_blocks(body))
    shares = {node.tag: extent.link_share for node, extent in known.items()}
    assert (shares["ul"], shares["p"], "i" in shares) == (1.0, 0.5, False)


def test_paragraphs_that_editors_wrap_in_many_elements_have_one_roof() -> None:
    wrapped = "".join(
        f"{'<section>' * 4}<span>{S}{number}</span>{'</section>' * 4}" for number in range(5)
    )
    assert found(f"<div id=text>{wrapped}</div><div id=foot><p>{S}</p></div>") == ["text"]


def test_teasers_under_many_elements_of_their_own_have_none() -> None:
    teasers = "".join(
        f"<li><div><div><h4><a>题目{number}</a></h4><p>{S}</p></div></div></li>"
        for number in range(20)
    )
    assert found(f"<ul id=list>{teasers}</ul><div id=text>{ARTICLE}</div>") == ["text"]


@pytest.mark.parametrize("heading", ["网友评论", "评论(12)"])
def test_a_short_article_outweighs_the_comments_below_it_whatever_their_elements_are_called(
    heading: str,
) -> None:
    comments = "".join(f"<div><b>网友</b><div>{S}{number}</div></div>" for number in range(12))
    assert found(
        f"<div><h1>题目</h1><div id=text><p>{S}</p></div><div"
        f" id=x1><h3>{heading}</h3>{comments}</div></div>",
        "题目",
    ) == ["text"]


def test_figures_stand_under_one_roof() -> None:
    figures = "".join(
        f"<figure><img src={number}.jpg><figcaption>{S}</figcaption></figure>"
        for number in range(5)
    )
    assert found(f"<div id=text>{figures}</div>") == ["text"]
