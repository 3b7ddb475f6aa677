from collections.abc import Callable

import pytest

from feeds.entry import SUMMARY_CHARS, format_rfc3339, make_entry, make_summary
from records.article import Article

pytestmark = pytest.mark.dates
Make = Callable[..., Article]


def test_entry_shows_the_full_text_only_where_the_rights_say_public(english: Make) -> None:
    public, internal, none = (
        make_entry(english(full_text=right)) for right in ("public", "internal", "none")
    )
    assert (public.article.body, public.article.body_zh) == (
        "Eat less salt.\nMeasure your blood pressure.",
        "少吃盐。\n测量血压。",
    )
    for hidden in (internal, none):
        assert (hidden.article.body, hidden.article.body_zh, hidden.html) == ("", "", "")
        assert hidden.article.title == "Salt & blood pressure"
    assert public.summary
    assert internal.summary
    assert none.summary == ""


@pytest.mark.parametrize("right", ["", "PUBLIC", "unknown"])
def test_entry_takes_an_unknown_right_for_a_no(article: Make, right: str) -> None:
    shown = make_entry(article(full_text=right))
    assert (shown.article.body, shown.summary) == ("", "")


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        ("", ""),
        ("短。", ""),
        ("一二三四五六七八九十。" * 3, "一二三四五六七八九十。"),
        ("一二三四五六七八九十" * 6, "一二三四五六七八九十一二三四五六七八九十…"),
    ],
)
def test_summary_quotes_at_most_a_third_up_to_a_sentence_end(body: str, quoted: str) -> None:
    assert make_summary(body) == quoted


def test_summary_of_a_long_text_keeps_to_its_limit() -> None:
    assert len(make_summary("无标点的长文" * 2_000)) == SUMMARY_CHARS + 1


def test_identifier_depends_on_nothing_but_the_uid(article: Make) -> None:
    before, after = (
        make_entry(article()),
        make_entry(
            article(url="https://moved.example/2", title="新标题", body="全新的正文。", version=7)
        ),
    )
    assert before.id == after.id == "tag:jianwen,2026:a/00112233445566aa"
    assert before.sha256 != after.sha256


def test_digest_does_not_betray_a_text_that_is_not_shown(article: Make) -> None:
    one, other = (
        make_entry(article(full_text="none", body=body))
        for body in ("第一种正文。", "第二种正文。")
    )
    assert one.sha256 == other.sha256


@pytest.mark.parametrize(
    ("time", "written"),
    [
        ("2026-11-20T01:02:03Z", "2026-11-20T01:02:03Z"),
        ("2026-11-20T01:02:03.5+08:00", "2026-11-20T01:02:03.5+08:00"),
        ("2026-11-20", "2026-11-20T00:00:00Z"),
        ("", ""),
        ("yesterday", ""),
    ],
)
def test_moment_is_rfc_3339_or_nothing(time: str, written: str) -> None:
    assert format_rfc3339(time) == written


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("urn:sha256:00ff", "urn:sha256:00ff"),
        ("javascript:alert(1)", ""),
        ('https://a.example/"onload=x', ""),
        ("", ""),
    ],
)
def test_only_web_and_document_addresses_become_links(article: Make, url: str, link: str) -> None:
    assert make_entry(article(url=url)).link == link


def test_translation_stands_below_its_original_with_its_label(english: Make) -> None:
    html = make_entry(english()).html
    assert (
        html.index("Eat less salt.")
        < html.index("<h2>盐与血压</h2>")
        < html.index("机器翻译")
        < html.index("<p>少吃盐。</p>")
    )
    assert "待审核" in make_entry(english(translation="review")).html
    assert "演示" in make_entry(english(backend="argos translate-en_zh-tiny 0.1")).html


@pytest.mark.parametrize("status", ["failed", "pending", "none"])
def test_translation_that_did_not_pass_is_not_put_before_readers(
    english: Make, status: str
) -> None:
    assert "少吃盐" not in make_entry(english(translation=status)).html


def test_an_article_without_authors_names_who_published_it(article: Make) -> None:
    assert make_entry(article()).author_names == ("王一", "李二")
    assert make_entry(article(authors=())).author_names == ("新华社",)
    assert make_entry(article(authors=("\x00",), outlet="")).author_names == ("示例新闻",)
    assert make_entry(article(authors=(), outlet="", source_title="", source="")).author_names == ()


def test_titles_and_names_stay_on_one_line(article: Make) -> None:
    shown = make_entry(article(title="上\n下\u2028\x00 左", authors=("王\n一",)))
    assert (shown.article.title, shown.article.authors) == ("上 下 左", ("王 一",))


@pytest.mark.parametrize(
    ("full_text", "translate"), [("public", True), ("internal", False), ("none", False)]
)
def test_an_entry_says_what_its_rights_allow(
    article: Make, full_text: str, translate: bool
) -> None:
    shown = make_entry(article(full_text=full_text, translate=translate))
    assert (
        shown.article.full_text,
        shown.article.translate,
        shown.article.licence,
        shown.article.attribution,
    ) == (
        full_text,
        translate,
        "CC-BY-4.0",
        "示例新闻",
    )
