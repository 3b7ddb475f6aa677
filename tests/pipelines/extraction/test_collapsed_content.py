"""Claims about text that a page folds away: kept where it is the article, and nowhere else."""

from pipelines.extraction.collapsed_content import find_collapsed_content
from text.html.parse import parse_html, remove_invisible

S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
HIDDEN = "<div class='{}' style='display:none'>{}</div>"


def left(inside: str) -> str:
    body = parse_html(f"<script>{'a, b; ' * 50}</script>{inside}").find("body")
    remove_invisible(body, find_collapsed_content)
    return str(body.text_content())


def test_answers_below_their_questions_are_kept() -> None:
    page = "".join(
        f"<h3>问题{number}？</h3>" + HIDDEN.format("answer", S * 2) for number in range(4)
    )
    assert left(page).count(S) == 8


def test_an_article_that_waits_for_a_script_is_kept() -> None:
    assert S in left("<p>正在加载</p><div hidden>" + f"<p>{S}</p>" * 6 + "</div>")


def test_what_is_hidden_beside_an_article_goes() -> None:
    assert left(f"<p>{S}</p>" * 5 + HIDDEN.format("answer", "隐私政策，" * 200)).count("隐私") == 0


def test_a_hidden_notice_goes_also_from_a_page_without_text() -> None:
    assert (
        left("<h1>视频</h1>" + HIDDEN.format("cookie-modal", "我们使用，" * 200)).count("我们") == 0
    )
    assert (
        left(
            "<h1>视频</h1><div class=popup>" + HIDDEN.format("x", "我们使用，" * 200) + "</div>"
        ).count("我们")
        == 0
    )
