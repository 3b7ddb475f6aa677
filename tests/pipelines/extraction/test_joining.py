"""The pages of an article become one."""

from pipelines.extraction.main_content import ExtractedArticle, MainContent
from pipelines.extraction.next_page import join_pages
from pipelines.metadata.fields import ArticleFields
from records.record import Image

ONE, TWO = Image("http://example.org/1.png"), Image("http://example.org/2.png")


def test_texts_and_pictures_follow_each_other_and_what_every_page_shows_counts_once():
    first = ExtractedArticle(
        ArticleFields(title="标题", published="2026-09-10", authors=("张三",)),
        MainContent(
            ("来源：某网", "第一段。", "第二段。", "第二段。"), (ONE,), ("p", "p", "p", "li")
        ),
    )
    second = ExtractedArticle(
        ArticleFields(title="标题（2）", published="2026-09-11"),
        MainContent(
            ("标题", "来源 某网", "第三段。", "第二段。"), (ONE, TWO), ("h1", "p", "div.a p", "p")
        ),
    )
    third = ExtractedArticle(
        ArticleFields(editor="李四"),
        MainContent(("第四段。", "第三段。"), (), ("div.b p", "p")),
    )
    joined = join_pages([first, second, third])
    assert joined.fields == ArticleFields(
        title="标题", published="2026-09-10", authors=("张三",), editor="李四"
    )
    texts = ("来源：某网", "第一段。", "第二段。", "第二段。", "第三段。", "第四段。")
    assert joined.content == MainContent(
        texts, (ONE, TWO), ("p", "p", "p", "li", "div.a p", "div.b p")
    )


def test_an_editor_may_be_named_in_the_text_of_the_last_page():
    joined = join_pages(
        [
            ExtractedArticle(ArticleFields(), MainContent(("一。",), (), ("p",))),
            ExtractedArticle(
                ArticleFields(), MainContent(("二。", "（责编：李四、王五）"), (), ("p", "p"))
            ),
        ]
    )
    assert joined.fields.editor == "李四、王五"


def test_one_page_stays_as_it_is():
    page = ExtractedArticle(ArticleFields(title="标题"), MainContent(("一。", "（责编：李四）")))
    assert join_pages([page]) == page
