"""Claims about furniture inside an article: gone, and the article whole."""

from pipelines.extraction.non_content import drop_teasers, find_non_content
from pipelines.extraction.text_density import measure_text_density
from text.html.blocks import read_blocks
from text.html.parse import parse_html

S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"


def left(inside: str) -> list[str]:
    body = parse_html(f"<div id=a>{inside}</div>").find("body")
    part = body[0]
    without = find_non_content(part, measure_text_density(body, read_blocks(body)))
    return [block.text for block in drop_teasers(read_blocks(part, without))]


def test_share_bars_captions_and_link_lists_go() -> None:
    inside = (
        f"<p>{S}</p><figure><img src=a><figcaption>图片说明</figcaption></figure><div"
        " class=share>分享 微博</div>"
        f"<ul><li><a>旧闻一</a></li><li><a>旧闻二</a></li></ul><aside>侧栏</aside><p>{S}尾</p>"
    )
    assert left(inside) == [S, S + "尾"]


def test_an_element_with_much_of_the_article_stays_whatever_its_name() -> None:
    assert left(f"<div class=share-content><p>{S}</p><p>{S}二</p></div><p>{S}三</p>") == [
        S,
        S + "二",
        S + "三",
    ]
    assert left(f"<div class=sidebar><p>{S}</p><p>{S}二</p></div><p>{S}三</p>") == [
        S,
        S + "二",
        S + "三",
    ]


def test_a_line_that_is_a_link_goes_but_an_address_and_a_link_in_a_sentence_stay() -> None:
    inside = (
        f"<p>{S}</p><p><a>另一篇文章的标题</a></p><p><a>https://example.org/study</a></p><p>见<a>"
        f"指南"
        f"</a>，{S}</p>"
    )
    assert left(inside) == [S, "https://example.org/study", "见指南，" + S]


def test_headings_that_nothing_follows_go_and_others_stay() -> None:
    assert left(f"<h2>小标题</h2><p>{S}</p><h3>相关</h3><h4>更多</h4>") == ["小标题", S]


def test_an_article_of_links_alone_keeps_them() -> None:
    assert left("<p><a>唯一的一行</a></p>") == ["唯一的一行"]
