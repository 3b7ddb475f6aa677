"""Claims about judging two opinions of one article."""

import pytest

from pipelines.extraction import main_content as article
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.structured_data import StructuredData
from text.html.blocks import Block, read_blocks
from text.html.parse import parse_html

S = (
    "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问，专家还提醒，"
    "如有不适，应当及时到附近的医院就诊。"
)
T = "专家提醒，老年人和慢性病患者应当尽早接种疫苗，接种之后如有不适，应当及时到附近的医院就诊。"


def kept(lines: list[str], opinion: str) -> list[str]:
    return [
        block.text
        for block in article.apply_second_opinion([Block(line) for line in lines], opinion)
    ]


def test_a_line_that_is_no_sentence_stays_only_with_the_second_opinion() -> None:
    lines = [S, "小标题", "某网友热议", T]
    assert kept(lines, f"{S}\n小标题\n{T}") == [S, "小标题", T]


def test_a_sure_sentence_stays_against_the_second_opinion() -> None:
    assert kept([T, S, T], T) == [T, S, T]


@pytest.mark.parametrize("opinion", ["", "另一篇完全不同的文章，说的是别的事情。"])
def test_where_the_two_hardly_agree_ours_stands_alone(opinion: str) -> None:
    assert kept(["小标题", S, "某网友热议"], opinion) == ["小标题", S, "某网友热议"]


def test_thousands_of_blocks_are_compared_line_by_line() -> None:
    lines = [f"{T}{number}" for number in range(3_100)]
    assert len(kept([*lines, "热议"], "\n".join(lines))) == 3_100


def find(html: str) -> article.MainContent:
    root = parse_html(html)
    blocks = read_blocks(root.find("body"))
    return article.find_main_content(
        ParsedPage(root, StructuredData(), blocks, url="https://example.org/")
    )


def test_an_article_is_found_with_its_pictures_and_its_captions() -> None:
    page = (
        f"<h1>标题</h1><div id=text><p>{S}</p><figure><img"
        f" src=/a.png><figcaption>图注</figcaption></figure><p>{T}</p><p>{S}二</p></div>"
    )
    found = find(page)
    assert found.blocks == (S, T, S + "二")
    assert [(image.url, image.caption) for image in found.images] == [
        ("https://example.org/a.png", "图注")
    ]


def test_a_page_of_too_many_lines_gets_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article, "_MAX_SECOND_OPINION_BLOCKS", 3)
    monkeypatch.setattr(article, "extract_with_trafilatura", lambda body: pytest.fail("asked"))
    assert len(find(f"<p>{S}</p>" * 5).blocks) == 5


def test_a_line_that_is_no_sentence_stays_beside_sentences_and_goes_from_elsewhere() -> None:
    page = (
        "<h1>标题</h1><div class=text><div class=bar><div>字号"
        f" 大</div></div><p>{S}</p><p>小标题</p><p>{T}</p>"
        f"<section><p>第一点</p></section><p>{S}二</p><section><div>某网友热议</div></section>"
        f"</div>"
    )
    assert find(page).blocks == (S, "小标题", T, "第一点", S + "二")


def test_an_article_without_one_sure_sentence_stays_whole() -> None:
    assert find("<h1>标题</h1><div><p>春眠不觉晓，</p><p>处处闻啼鸟。</p></div>").blocks == (
        "春眠不觉晓，",
        "处处闻啼鸟。",
    )


def test_an_article_in_sections_of_their_own_names_is_taken_whole() -> None:
    texts = ["".join(f"<p>{n}{k}{S}</p>" for k in range(3)) for n in range(4)]
    sections = "".join(
        f"<div class='s{n}'><h3>第{n}节</h3><div>{text}</div></div>" for n, text in enumerate(texts)
    )
    found = find(
        f"<div class=nav>首页 关于</div><h1>标题</h1><div class=left>{sections}</div><div"
        f" class=right><a href=/1>{T}</a></div>"
    ).blocks
    assert [line for line in found if line.startswith("第")] == [f"第{n}节" for n in range(4)]
    assert sum(S in line for line in found) == 12
    assert T not in found


def test_each_block_says_in_which_named_elements_it_stands() -> None:
    html = """<div id=main><p>一</p><div class="tip big"><ul><li id=x>二</li></ul></div>\
<section><h3 class=sub>三</h3>四</section>五</div>"""
    part = parse_html(html).find("body")[0]
    read = read_blocks(part)
    assert [block.text for block in read] == ["一", "二", "三", "四", "五"]
    assert article.build_block_paths(read, [part]) == (
        "p",
        "div.tip.big li.x",
        "h3.sub",
        "section",
        "",
    )


def test_a_path_names_the_innermost_elements_alone_and_no_long_name_whole() -> None:
    html = "".join(f"<div class='c{number} {'x' * 500}'>" for number in range(50)) + "<p>一</p>"
    body = parse_html(html).find("body")
    (path,) = article.build_block_paths(read_blocks(body), [body])
    assert [name.split(".")[1] for name in path.split()[:-1]] == [
        f"c{number}" for number in range(44, 50)
    ]
    assert len(path) <= 7 * 81


def test_a_line_in_the_same_place_as_a_sentence_is_one_of_the_article() -> None:
    short = "研究持续了五年，结果刚刚发表。"
    texts = (S, short, T + S)
    advert = "<div><b>广告 点击领取</b></div>"
    paragraphs = "".join(
        f"<div class=p{n}><div><span>{text}</span></div></div>{advert}"
        for n, text in enumerate(texts)
    )
    assert find(f"<div>{paragraphs}</div>").blocks == texts


def test_the_comments_in_the_articles_element_are_left_out() -> None:
    page = f"<div id=text><p>{S}</p><p>{T}</p><h3>网友评论</h3><p>{S}沙发</p></div>"
    assert find(page).blocks == (S, T)
