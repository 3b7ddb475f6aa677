"""What is no article never wins over a short one; an article in pieces or folded comes whole."""

from collections.abc import Callable

import pytest

from pipelines.resources.kit import StageContext
from pipelines.stages.extract import extract
from records.record import Record

TITLE = "疾控中心提醒市民尽早接种流感疫苗"
SHORT = "本周起全市社区卫生服务中心开始接种流感疫苗，请带好身份证件。"
LONG = tuple(
    f"第{number}条，为了向您提供服务，我们会按照法律收集和保存有关的信息，并采取措施加以保护。"
    for number in "一二三四五六"
)
PARTS = tuple(
    f"第{number}段，医生说，今年前来接种的老年人比往年多了不少，请大家错开高峰，提前预约。"
    for number in "一二三四五六"
)


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


Read = Callable[[str], str]


@pytest.fixture
def read(fetched: Callable[..., Record], reading_kit: StageContext) -> Read:
    """Give the text of an article as the stage extracts it from the body of a page."""

    def extract_text(html: str) -> str:
        page = f"<html><body>{html}</body></html>"
        result = extract(fetched(page, text=page), reading_kit)
        assert isinstance(result, Record)
        return "\n".join(result.blocks)

    return extract_text


@pytest.mark.parametrize(
    "name",
    (
        "cookie-consent",
        "gdpr-wall",
        "privacy-policy",
        "video-transcript",
        "site-statement",
        "newsletter-box",
        "comments-list",
        "author",
    ),
)
def test_a_long_foreign_box_does_not_win_over_a_short_article(name: str, read: Read) -> None:
    page = (
        f"<main><article><h1>{TITLE}</h1><div class='text'><p>{SHORT}</p></div></article>"
        f"<div class='{name}'>{paragraphs(LONG)}</div></main>"
    )
    text = read(page)
    assert SHORT in text
    assert LONG[0] not in text


def test_teasers_of_other_articles_do_not_win_over_a_short_article(read: Read) -> None:
    teasers = "".join(
        f"<div><h3><a href='/{number}'>另一篇文章的标题之{number}</a></h3><p>{text}</p></div>"
        for number, text in enumerate(LONG)
    )
    text = read(f"<h1>{TITLE}</h1><div class='text'><p>{SHORT}</p></div><div>{teasers}</div>")
    assert SHORT in text
    assert LONG[1] not in text


@pytest.mark.parametrize(
    ("first", "second"),
    [("part part-1", "part part-2"), ("a1 b2 c3", "a1 b2 c3 d4")],
)
def test_pieces_with_numbered_or_generated_names_are_one_article(
    first: str, second: str, read: Read
) -> None:
    page = (
        f"<h1>{TITLE}</h1><div><div"
        f" class='{first}'>{paragraphs(PARTS[:2])}</div><div>广告</div></div>"
        f"<div><div class='{second}'>{paragraphs(PARTS[2:])}</div></div>"
    )
    text = read(page)
    assert [part for part in PARTS if part not in text] == []


def test_of_two_languages_that_of_the_title_is_taken(read: Read) -> None:
    english = tuple(
        f"Paragraph {word}: doctors at the clinic said that more older people came this year,"
        f" and asked them to book."
        for word in ("one", "two", "three", "four")
    )
    page = (
        f"<article><h1>Doctors ask people to get their shots early</h1><div"
        f" class='en'>{paragraphs(english)}</div>"
        f"<div class='zh'>{paragraphs(PARTS[:4])}</div></article>"
    )
    text = read(page)
    assert english[0] in text
    assert PARTS[0] not in text


def test_what_a_button_unfolds_is_part_of_the_article(read: Read) -> None:
    page = (
        f"<h1>{TITLE}</h1><div class='text'>{paragraphs(PARTS[:3])}"
        f"<div style='display:none'>{paragraphs(PARTS[3:])}</div><span>阅读全文</span></div>"
    )
    assert PARTS[5] in read(page)


def test_a_hidden_pane_beside_a_shown_one_is_text(read: Read) -> None:
    page = (
        f"<h1>{TITLE}</h1><div class='text'><div class='pane on'>{paragraphs(PARTS[:2])}</div>"
        f"<div class='pane' style='display:none'>{paragraphs(PARTS[2:4])}</div></div>"
    )
    assert PARTS[3] in read(page)


def test_a_hidden_element_without_a_button_stays_hidden(read: Read) -> None:
    page = (
        f"<h1>{TITLE}</h1><div class='text'>{paragraphs(PARTS[:4])}"
        f"<div style='display:none'>{paragraphs(LONG[:2])}</div></div>"
    )
    assert LONG[0] not in read(page)


def test_an_article_for_readers_without_scripts_is_read_where_nothing_else_is(read: Read) -> None:
    page = f"<div id='app'></div><noscript><h1>{TITLE}</h1>{paragraphs(PARTS)}</noscript>"
    assert PARTS[0] in read(page)


def test_controls_in_headings_are_no_text(read: Read) -> None:
    page = (
        f"<h1>{TITLE}</h1><div"
        f" class='text'><h2>病因<a>编辑</a><a>播报</a></h2>{paragraphs(PARTS[:3])}"
        f"<h2>预防<a>[edit]</a></h2>{paragraphs(PARTS[3:])}</div>"
    )
    text = read(page)
    assert "病因\n" in text
    assert "预防\n" in text
    assert "编辑" not in text


def test_a_box_that_asks_for_a_subscription_goes_and_the_text_behind_it_stays(read: Read) -> None:
    page = (
        f"<h1>{TITLE}</h1><div class='text'>{paragraphs(PARTS[:3])}<div class='paywall'>"
        "<h3>本文仅供会员阅读</h3><p>登录或者订阅会员，阅读全部文章，还可以下载报告。</p></div>"
        f"<p class='paywall'>{PARTS[3]}</p></div>"
    )
    text = read(page)
    assert PARTS[3] in text
    assert "订阅会员" not in text
