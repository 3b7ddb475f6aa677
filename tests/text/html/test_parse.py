"""Claims about the tree of a page: nothing that no reader sees, everything that one does, at any
depth.
"""

import pytest

from text.html.parse import parse_html, remove_invisible


def seen(html: str) -> str:
    body = parse_html(html).find("body")
    remove_invisible(body)
    return "".join(body.itertext()).strip()


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (
            (
                "<p>seen</p><script>no</script><p style='display: none'>no</p><p"
                " hidden>no</p><svg><text>no</text></svg>"
            ),
            "seen",
        ),
        ("before<span style='display:none'>no</span>after", "beforeafter"),
        ("<?xml version='1.0' encoding='gbk'?><p>中文</p>", "中文"),
        ("<p>a<!-- no -->b</p>", "ab"),
        ("", ""),
        ("   ", ""),
        ("<!-- only a comment -->", ""),
    ],
)
def test_a_tree_holds_what_a_reader_sees(html: str, wanted: str) -> None:
    assert seen(html) == wanted


@pytest.mark.parametrize("levels", [100, 252, 300, 3_000])
@pytest.mark.parametrize("tag", ["div", "b", "table", "font"])
def test_text_is_kept_at_any_depth(tag: str, levels: int) -> None:
    assert "正文在很深的地方。" in seen(
        f"<{tag}>" * levels + "<p>正文在很深的地方。</p>" + f"</{tag}>" * levels
    )


def test_a_tag_of_megabytes_does_not_stop_the_parser() -> None:
    assert (
        seen("<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">text</p>") == "text"
    )


def test_a_page_wanted_flat_is_laid_flat() -> None:
    root = parse_html("<div><div><p>x</p></div></div>", force_flat=True)
    assert [node.tag for node in root.find("body").iter()] == ["body", "p"]


def test_a_page_that_omits_its_body_has_one() -> None:
    body = (
        "<nav><a"
        " href=/>首页</a></nav><main><h1>题</h1><p>文字</p></main><script>x</script><footer>"
        "尾</footer>"
    )
    root = parse_html(f"<title>题</title><meta charset=utf-8>{body}")
    assert [node.tag for node in root.find("head")] == ["title", "meta"]
    assert [node.tag for node in root.find("body")] == ["nav", "main", "script", "footer"]


@pytest.mark.parametrize(
    ("page", "breaks"),
    [
        ("<pre>" + "<b>a\n\nb\n\nc</b>\n\n" * 20_000, 2_000),
        ("<pre>" + "a\n\n" * 100_000, 2_000),
        ("<pre>" * 150 + "<i>x</i>" * 20_000, 0),
    ],
)
def test_preformatted_text_adds_no_more_breaks_than_a_page_may_have(page: str, breaks: int) -> None:
    assert sum(1 for _ in parse_html(page).iter("br")) == breaks
