"""The further pages of a list: templates, the script that writes a pager, its links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.discovery.pagination import ListPaging, build_page_url, read_paging

BASE = "http://example.org/news/index.html"


@pytest.mark.parametrize(
    ("listing", "template", "number", "url"),
    [
        (BASE, "index_{n}.html", 2, "http://example.org/news/index_2.html"),
        (BASE, "index_{n-1}.html", 2, "http://example.org/news/index_1.html"),
        (BASE, "?start={20n-20}&size=20", 3, "http://example.org/news/index.html?start=40&size=20"),
        (BASE, "?start={10n}", 2, "http://example.org/news/index.html?start=20"),
        (BASE, "{n}.html", 12, "http://example.org/news/12.html"),
        ("http://example.org/list/8/", "/list/8/{n}", 3, "http://example.org/list/8/3"),
        (BASE, "http://example.org/more?page={n}", 4, "http://example.org/more?page=4"),
        (
            "http://example.org/a",
            '/api?data={"start":"{n}","size":"50"}',
            2,
            'http://example.org/api?data={"start":"2","size":"50"}',
        ),
        (
            "http://example.org/page/life_1.jsonp",
            "life_{n}.jsonp",
            2,
            "http://example.org/page/life_2.jsonp",
        ),
    ],
)
def test_the_template_gives_the_address_of_a_further_page(
    listing: str, template: str, number: int, url: str
):
    assert build_page_url(listing, template, number) == url


@pytest.mark.parametrize(
    ("call", "paging"),
    [
        (
            'createPageHTML(12, 0, "index", "html");',
            ListPaging(12, "index_{n-1}.html", "http://example.org/news/index_1.html"),
        ),
        (
            'createPageHTML(12, 4, "index", "html");',
            ListPaging(12, "index_{n-1}.html", "http://example.org/news/index_5.html"),
        ),
        ('createPageHTML(12, 11, "index", "html");', ListPaging(12, "index_{n-1}.html", "")),
        (
            "createPageHTML('page_div',41, 1,'list','shtml',984);",
            ListPaging(41, "list_{n}.shtml", "http://example.org/news/list_2.shtml"),
        ),
        (
            "createPageHTML('page_div',41, 41,'list','shtml',984);",
            ListPaging(41, "list_{n}.shtml", ""),
        ),
        ('createPageHTML(1, 0, "index", "html")', ListPaging(1, "index_{n-1}.html", "")),
        ("function createPageHTML(count, now, name) {}", ListPaging()),
        ('createPageHTML(99999999999, 0, "index", "html")', ListPaging()),
        ('createPageHTML(12, 0, "../../x", "html")', ListPaging()),
        ("createPageHTML(12)", ListPaging()),
        ("createPageHTML()", ListPaging()),
    ],
)
def test_the_script_that_writes_a_pager_is_read_and_not_run(call: str, paging: ListPaging):
    assert read_paging(f"<ul></ul><script>{call}</script>", BASE) == paging


def pager(*links: str) -> str:
    return "<ul><li><a href='1.html'>标题</a></ul><div>" + "".join(links) + "</div>"


@pytest.mark.parametrize(
    ("base", "links", "paging"),
    [
        (
            "http://example.org/GB/1/index1.html",
            [
                "<a href='index1.html'>1</a><a href='index2.html'>2</a><a "
                "href='index3.html'>3</a><a href='index2.html'>下一页</a>"
            ],
            ("index{n}.html", "http://example.org/GB/1/index2.html", 0),
        ),
        (
            "http://example.org/news/information_2.html",
            [
                "<a href='information.html'>1</a><a href='information_3.html'>3</a><a "
                "href='information_4.html'>4</a>",
                "<a href='information_3.html'>下一页</a><a href='information_31.html'>尾页</a>",
            ],
            ("information_{n}.html", "http://example.org/news/information_3.html", 31),
        ),
        (
            "http://example.org/trs/",
            [
                "<a href='index_1.html'>2</a><a href='index_1.html'>下一页&gt;</a><a "
                "href=index_9.html>末页</a>"
            ],
            ("index_{n-1}.html", "http://example.org/trs/index_1.html", 10),
        ),
        (
            "http://example.org/list",
            ["<a href='?start=20&amp;size=20'>下页</a>"],
            ("list?start={20n-20}&size=20", "http://example.org/list?start=20&size=20", 0),
        ),
        (
            "http://example.org/list",
            ["<a href='?size=20&amp;start=20'>Next »</a>"],
            ("list?size=20&start={20n-20}", "http://example.org/list?size=20&start=20", 0),
        ),
        (
            "http://example.org/list",
            ["<link rel=next href='/list?page=2'>"],
            ("list?page={n}", "http://example.org/list?page=2", 0),
        ),
        (
            "http://example.org/list?page=3",
            ["<a rel=next href='/list?page=4'>→</a>"],
            ("list?page={n}", "http://example.org/list?page=4", 0),
        ),
        (
            "http://example.org/list",
            ["<a href='/more'>下一页</a>"],
            ("", "http://example.org/more", 0),
        ),
        (
            "http://127.0.0.1:8001/list",
            ["<a href='/more'>下一页</a>"],
            ("", "http://127.0.0.1:8001/more", 0),
        ),
        ("http://example.org/list", ["<p>共<b>12</b>页</p>"], ("", "", 12)),
        (
            "http://example.org/list",
            ["<div><strong>15</strong>条/页，第<strong>1/436</strong>页</div>"],
            ("", "", 436),
        ),
        ("http://example.org/list", ["<p>共 999999 页</p>"], ("", "", 0)),
    ],
)
def test_links_tell_the_following_page_the_template_and_the_last(
    base: str, links: list[str], paging: tuple[str, str, int]
):
    found = read_paging(pager(*links), base)
    assert (found.template, found.next, found.last) == paging


@pytest.mark.parametrize(
    "link",
    [
        "<a href='javascript:go(2)'>下一页</a>",
        "<a href='#'>下一页</a>",
        "<a href='http://other.example/2.html'>下一页</a>",
        "<a href='index.html'>下一页</a>",
        "<a href='/news/index.html#2'>下一页</a>",
        "<a>下一页</a>",
        "<a href='2.html'>下一篇</a>",
        "<a href='http://[::1'>下一页</a>",
    ],
)
def test_no_following_page_is_one_that_leads_nowhere_elsewhere_or_back(link: str):
    assert read_paging(pager(link), BASE).next == ""


@given(
    st.text(alphabet="<>a href='index_{n}.html?=&0129/:下一页尾共createPageHTML(),\"", max_size=200)
)
def test_any_page_gives_a_paging(text: str):
    found = read_paging(text, BASE)
    assert found.last >= 0
    assert found.next != BASE


def test_an_invented_template_leads_to_the_pages_it_was_read_from():
    found = read_paging(
        pager("<a href='p-2.htm'>2</a><a href='p-3.htm'>3</a><a href='p-2.htm'>下一页</a>"),
        "http://example.org/c/",
    )
    assert build_page_url("http://example.org/c/", found.template, 2) == found.next
    assert (
        build_page_url("http://example.org/c/", found.template, 3) == "http://example.org/c/p-3.htm"
    )
