"""Bad pages: each ends in an article or in a verdict with its reason, within seconds, never in an
exception or in silence.
"""

import gzip
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.refine import refine
from pipelines.resources.kit import StageContext, build_stage_context
from pipelines.stages.clean import clean
from pipelines.stages.decode import decode
from pipelines.stages.extract import extract
from pipelines.stages.identify import identify
from records.limits import PAGE_BYTES
from records.page import Page, PageForm
from records.paths import PROJECT_ROOT
from records.record import Record
from records.verdict import Drop, Verdict
from services.extract import describe_verdict

pytestmark = pytest.mark.unmeasured
CPU_SECONDS = 5.0
"""Processor time, so that a busy machine changes nothing."""

S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
E = (
    "The ministry of health reported on Tuesday that vaccinations rose by a third, and officials,"
    " doctors and nurses welcomed the news."
)
HEAD = "<html><head><title>疫苗接种今天开始</title></head><body><h1>疫苗接种今天开始</h1>"
ARTICLE = f"{HEAD}<div class='content'><p>{S}</p><p>{S[5:]}{S}</p><p>{S}{S}</p></div></body></html>"


@pytest.fixture(scope="module")
def kit() -> StageContext:
    built = build_stage_context(PROJECT_ROOT / "data")
    read(ARTICLE.encode(), built)  # what is loaded at the first call is no page's fault
    read(f"<p>{E}</p>".encode(), built)
    return built


def read(
    body: bytes, kit: StageContext, *, form: PageForm = "page", charset: str = ""
) -> Record | Verdict:
    page = Page(
        url="https://example.org/a.html",
        source="",
        body=body,
        fetched="2026-11-23T19:00:00Z",
        form=form,
        charset=charset,
    )
    return refine(Record.from_page(page), kit, (decode, extract, clean, identify))


def judged(body: bytes, kit: StageContext, **more: str) -> str:
    """Read a page in time; give its text, or stage and reason of the verdict.

    An exception would be a quarantine that names it.
    """
    for _ in range(3):  # a neighbour on the same core slows a page down, but not three times
        start = time.process_time()
        result = read(body, kit, **more)  # type: ignore[arg-type]  # mypy takes each for a form
        spent = time.process_time() - start
        if spent < CPU_SECONDS:
            break
    assert spent < CPU_SECONDS, f"{spent:.1f} s"
    if isinstance(result, Record):
        assert result.body.strip()
        result.body.encode("utf-8")
        return result.body
    assert (
        result.stage
        and result.reason
        and not result.reason.endswith(("Error", "Exception", "Warning"))
    ), describe_verdict(result)
    return f"{result.stage}: {result.reason}"


def filled(piece: str, size: int = PAGE_BYTES) -> str:
    return piece * (size // len(piece.encode()))


EMPTY = "extract: no-text"
SHORT = "clean: too-short"
BINARY = "decode: not-html"
LONG = "extract: too-long"
TAGS = "extract: too-many-tags"
ATTRIBUTES = "extract: too-many-attributes"

VERDICTS: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "nothing": (lambda: b"", EMPTY),
    "white space": (lambda: b" \n\t\r\n" * 1_000, EMPTY),
    "no-break spaces": (lambda: "\u00a0\u3000\u200b\ufeff" * 1_000, EMPTY),
    "zero bytes": (lambda: b"\0" * 100_000, BINARY),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100, BINARY),
    "a picture of another kind": (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 100, BINARY),
    "a PDF": (lambda: b"%PDF-1.7\n" + b"\xe2\xe3\xcf\xd3" * 1_000, BINARY),
    "a packed page": (lambda: gzip.compress(ARTICLE.encode()), BINARY),
    "only a comment": (lambda: "<!-- " + S * 10 + " -->", EMPTY),
    "a comment that never ends": (lambda: "<html><body><!-- " + S * 10, EMPTY),
    "only closing tags": (lambda: "</div>" * 10_000, EMPTY),
    "only opening brackets": (lambda: "<" * 10_000, ""),
    "a frameset": (
        lambda: (
            "<html><head><title>健康网</title></head><frameset cols='20%,80%'><frame src='a'><frame"
            " src='b'></frameset></html>"
        ),
        EMPTY,
    ),
    "a shell for scripts": (
        lambda: (
            "<html><head><title>健康网</title><script src='/app.js'></script></head><body><div"
            " id='app'></div></body></html>"
        ),
        EMPTY,
    ),
    "scripts alone": (
        lambda: (
            "<html><body>" + "<script>var text = '" + S * 50 + "';</script>" * 20 + "</body></html>"
        ),
        "",
    ),
    "a shell with its excuse": (
        lambda: (
            "<html><body><noscript>You need to enable JavaScript to run this app.</noscript><div"
            " id='root'></div></body></html>"
        ),
        "",
    ),
    "pictures alone": (
        lambda: (
            "<html><body>" + "<figure><img src='a.jpg' alt=''></figure>" * 200 + "</body></html>"
        ),
        EMPTY,
    ),
    "hidden text alone": (
        lambda: f"<html><body><div style='display:none'><p>{S}</p></div></body></html>",
        EMPTY,
    ),
    "too much text": (lambda: HEAD + filled(f"<p>{S * 10}</p>"), LONG),
    "one line of text without end": (lambda: filled("健康"), LONG),
    "one word without end": (lambda: "<p>" + "a" * PAGE_BYTES, LONG),
    "nesting beyond reason": (lambda: "<div>" * 101_001 + S, "extract: too-deep"),
    "10 MB of markup on one line": (
        lambda: HEAD + "<i></i>" * 1_400_000 + f"<p>{S}</p><p>{S}{S}</p>",
        TAGS,
    ),
    "1e6 attributes on many elements": (
        lambda: HEAD + "<b a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=0></b>" * 100_000,
        TAGS,
    ),
    "7e5 attributes on fewer elements": (
        lambda: HEAD + "<b a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=0></b>" * 70_000,
        ATTRIBUTES,
    ),
    "a million attributes without values": (
        lambda: HEAD + f"<b {'a b ' * 500}></b>" * 1_000,
        ATTRIBUTES,
    ),
    "a million attributes without a space": (
        lambda: HEAD + f"<b{'/a/b' * 500}></b>" * 1_000,
        ATTRIBUTES,
    ),
    "a long tag with a tag in it": (lambda: HEAD + f"<b {'a=1 ' * 500_000}<", ATTRIBUTES),
    "10 MB of scripts": (
        lambda: (
            HEAD + "<script>" + "var a = '<p>';\n" * 600_000 + f"</script><p>{S}</p><p>{S}{S}</p>"
        ),
        TAGS,
    ),
    "10 MB of styles": (
        lambda: (
            HEAD + filled("<style>p{color:red}</style>", 10_000_000) + f"<p>{S}</p><p>{S}{S}</p>"
        ),
        TAGS,
    ),
    "10 MB of links": (
        lambda: HEAD + f"<p>{S}</p><p>{S}{S}</p>" + "<a href='/a'>x</a>" * 500_000,
        TAGS,
    ),
    "10 MB of comments": (
        lambda: HEAD + filled("<!-- x -->", 10_000_000) + f"<p>{S}</p><p>{S}{S}</p>",
        TAGS,
    ),
    "a table of 1e5 cells": (
        lambda: (
            HEAD
            + f"<p>{S}</p><p>{S}{S}</p><table>"
            + ("<tr>" + "<td>1</td>" * 100 + "</tr>") * 1_000
            + "</table>"
        ),
        TAGS,
    ),
    "a list of 1e5 items": (
        lambda: HEAD + f"<p>{S}</p><p>{S}{S}</p><ul>" + "<li>x</li>" * 100_000 + "</ul>",
        TAGS,
    ),
    "a frameset with an article for old browsers": (
        lambda: (
            "<html><frameset><frame"
            f" src='a'><noframes><body><p>{S}</p><p>{S}{S}</p></body></noframes></frameset></html>"
        ),
        EMPTY,
    ),
    "a gallery without words": (
        lambda: HEAD + "".join(f"<figure><img src='{n}.jpg'></figure>" for n in range(200)),
        SHORT,
    ),
    "7e4 lines in the article": (
        lambda: (
            HEAD
            + f"<div class='content'><p>{S}</p><p>{S}{S}</p>"
            + "<p>国家卫生健康</p>" * 70_000
            + "</div>"
        ),
        LONG,
    ),
    "a page of one character": (lambda: "。", SHORT),
}
"""Pages without an article, and the verdict.

"" where any verdict or text is right as long as there is one.
"""

ARTICLES: dict[str, Callable[[], str | bytes]] = {
    "1e5 nested elements": lambda: HEAD + "<div>" * 99_990 + f"<p>{S}</p><p>{S}{S}</p>",
    "1e5 nested elements of many names": lambda: (
        HEAD + "<div><span><b><i><font>" * 19_990 + f"<p>{S}</p><p>{S}{S}</p>"
    ),
    "1e6 attributes": lambda: (
        f"{HEAD}<div"
        f" {' '.join(f'a{number}=1' for number in range(1_000_000))}><p>{S}</p><p>{S}{S}</p></div>"
    ),
    "one attribute of 9 MB": lambda: (
        f"{HEAD}<img src='data:image/png;base64,{'A' * 9_000_000}'><p>{S}</p><p>{S}{S}</p>"
    ),
    "1,500 levels of a tag that no page nests": lambda: (
        HEAD + "<frameset>" * 1_500 + f"<p>{S}</p><p>{S}{S}</p>"
    ),
    "3,000 levels of a tag that nobody knows": lambda: (
        HEAD + "<x-y>" * 3_000 + f"<p>{S}</p><p>{S}{S}</p>"
    ),
    "a marked section of no kind, deep down": lambda: (
        HEAD + "<div>" * 300 + f"<p>{S}</p><![gndif x]]><![ y><![if !IE]><p>{S}{S}</p>"
    ),
    "references to control characters": lambda: ARTICLE.replace(
        "<p>", "<script></script>&#1;&#x1f;&#11;&#xFFFF;&#127;&#8a&#0014 &#8<p>"
    ),
    "tables within tables": lambda: HEAD + "<table><tr><td>" * 3_000 + f"<p>{S}</p><p>{S}{S}</p>",
    "1e5 attributes on many elements": lambda: (
        HEAD + "<b a=1 b=2 c=3 d=4 e=5></b>" * 20_000 + f"<p>{S}</p><p>{S}{S}</p>"
    ),
    "10 MB of long comments": lambda: (
        HEAD + filled(f"<!-- {'x' * 200} -->", 10_000_000) + f"<p>{S}</p><p>{S}{S}</p>"
    ),
    "10 MB of one script": lambda: (
        HEAD + "<script>" + "var a = 'p';\n" * 700_000 + f"</script><p>{S}</p><p>{S}{S}</p>"
    ),
    "7e4 links": lambda: (
        HEAD + f"<div class='content'><p>{S}</p><p>{S}{S}</p></div>" + "<a href='/a'>x</a>" * 70_000
    ),
    "25,000 items": lambda: (
        HEAD
        + f"<div class='content'><p>{S}</p><p>{S}{S}</p></div><ul>"
        + "<li>x</li>" * 25_000
        + "</ul>"
    ),
    "25,000 items within the article": lambda: (
        HEAD
        + f"<div class='content'><p>{S}</p><p>{S}{S}</p><ul>"
        + "<li>x</li>" * 25_000
        + "</ul></div>"
    ),
    "entities": lambda: (
        HEAD + f"<p>{S}</p><p>{S}{S}&#x110000;&#0;&#xD800;&bogus;&amp;amp;</p><p>{S}</p>"
    ),
    "a million entities": lambda: (
        HEAD + f"<p>{S}</p><p>{S}{S}</p><p>" + "&nbsp;" * 1_000_000 + "</p>"
    ),
    "zero bytes in the text": lambda: ARTICLE.replace("发布会", "发布\0会"),
    "zero bytes in the tags": lambda: ARTICLE.replace("<p>", "<\0p>"),
    "zero bytes before the page": lambda: "\0\0" + ARTICLE,
    "lone surrogates": (
        lambda: ARTICLE.replace("发布会", "发布\ud800会").encode("utf-8", "surrogatepass")
    ),
    "bytes that are no UTF-8": (
        lambda: ARTICLE.encode().replace("发布会".encode(), b"\xff\xfe\xc0\xaf")
    ),
    "UTF-8 cut within a character": lambda: ARTICLE.encode()[:-20] + "康".encode()[:2],
    "GBK that says it is UTF-8": lambda: b"<meta charset='utf-8'>" + ARTICLE.encode("gbk"),
    "UTF-16": lambda: ARTICLE.encode("utf-16"),
    "a charset nobody knows": lambda: "<meta charset='klingon'>" + ARTICLE,
    "marks of direction": lambda: ARTICLE.replace("，", "，\u202e\u200f"),
    "broken comments": (
        lambda: ARTICLE.replace("<p>", "<!--> <!---> <!-- a -- b --!> <p>").replace(
            "</div>", "<!- x -><! y><![CDATA[z]]></div>"
        )
    ),
    "a comment in a tag": lambda: ARTICLE.replace("<p>", "<p <!-- x -->>"),
    "unclosed everything": lambda: (
        ARTICLE.replace("</p>", "").replace("</div>", "").replace("</html>", "")
    ),
    "two bodies": lambda: ARTICLE + ARTICLE.replace("疫苗", "药品"),
    "text before the page": lambda: "x" * 10 + ARTICLE,
    "an XML declaration": lambda: "<?xml version='1.0' encoding='gb2312'?>" + ARTICLE,
    "AMP": lambda: (
        "<!doctype html><html ⚡ lang='zh'><head><script async"
        " src='https://cdn.ampproject.org/v0.js'></script><style"
        f" amp-boilerplate>body{{visibility:hidden}}</style><title>疫苗</title></head><body>"
        f"<amp-sidebar><p>菜单</p></amp-sidebar><article><h1>疫苗</h1><p>{S}</p><amp-ad"
        f" width='1'></amp-ad><p>{S}{S}</p><amp-img src='a.jpg'></amp-img></article></body></html>"
    ),
    "a live ticker": lambda: (
        HEAD
        + "<div class='live'>"
        + "".join(
            f"<div class='item'><span>{n // 60:02}:{n % 60:02}</span><p>{n}号选手：{S}</p></div>"
            for n in range(1_000)
        )
    ),
    "a thread of a forum": lambda: (
        HEAD
        + "".join(
            f"<div class='post' id='p{n}'><a href='/u{n}'>用户{n}</a> 发表于 2026-01-01<div"
            f" class='text'>{S}</div><a>回复</a></div>"
            for n in range(500)
        )
    ),
    "JSON instead of a page": lambda: '{"title": "疫苗", "content": "' + S * 3 + '"}',
    "plain text instead of a page": lambda: f"疫苗接种今天开始\n\n{S}\n\n{S}{S}\n",
    "SVG between the text": lambda: ARTICLE.replace(
        "<p>", "<svg><foreignObject><path d='M0 0'/></foreignObject></svg><p>"
    ),
}

NOTICES = {
    "page-missing": (
        (
            "<title>404</title><h1>404</h1><p>您访问的页面不存在或已被删除。</p><p><a"
            " href='/'>返回首页</a></p>"
        ),
        "<h1>Page not found</h1><p>Try the search instead.</p>",
    ),
    "proof-of-human": (
        "<title>安全验证</title><h1>安全验证</h1><p>请完成下方验证后继续操作</p><form><input>"
        "</form>",
        "<title>Just a moment...</title><h1>Checking your browser before accessing the site.</h1>",
    ),
    "sign-in": (
        (
            "<title>健康网</title><p>请先登录</p><form>用户名<input>密码<input></form><p>没有账号？"
            "立即注册，"
            "享受更多服务。</p>"
        ),
        "<p>Please log in to continue.</p><p>No account? Register today.</p>",
    ),
    "scripts-wanted": (
        "<div id='root'>You need to enable JavaScript to run this app.</div>",
        "<p>请开启 JavaScript 并刷新该页.</p>",
    ),
    "refused": (
        "<h1>403 Forbidden</h1><hr><center>nginx/1.20.1 reverse proxy</center>",
        "<p>访问过于频繁，请稍后再试</p>",
    ),
    "out-of-order": (
        "<h1>502 Bad Gateway</h1><hr><center>nginx/1.20.1</center>",
        "<p>系统繁忙，请稍后再试，给您带来的不便敬请谅解。</p>",
    ),
    "moved": (
        (
            "<meta http-equiv='refresh' content='0;url=/b'><title>302 Found</title><p>The document"
            " has moved <a href='/b'>here</a>.</p>"
        ),
        "<p>页面跳转中，请稍候…</p>",
    ),
}
"""Pages that a site shows in place of an article with the answer "200 OK", by the rule that knows
them.
"""


def encoded(made: str | bytes) -> bytes:
    return made if isinstance(made, bytes) else made.encode()


@pytest.mark.parametrize(("make", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_a_page_without_an_article_has_its_verdict(
    make: Callable[[], str | bytes], verdict: str, kit: StageContext
) -> None:
    said = judged(encoded(make())[:PAGE_BYTES], kit)
    assert said == verdict or not verdict


@pytest.mark.parametrize("make", ARTICLES.values(), ids=ARTICLES)
def test_a_damaged_page_gives_its_article(
    make: Callable[[], str | bytes], kit: StageContext
) -> None:
    text = judged(encoded(make())[:PAGE_BYTES], kit)
    assert S[-12:] in text


@pytest.mark.parametrize(
    ("rule", "html"), [(rule, html) for rule, pages in NOTICES.items() for html in pages]
)
def test_what_a_site_says_in_place_of_an_article_is_no_article(
    rule: str, html: str, kit: StageContext
) -> None:
    result = read(html.encode(), kit)
    assert result == Drop("clean", "notice", rule)


def test_the_captions_of_a_gallery_are_its_text(kit: StageContext) -> None:
    figures = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>图{n}：{S}</figcaption></figure>"
        for n in range(200)
    )
    assert judged(f"{HEAD}<p>2024-05-17 08:59</p>{figures}".encode(), kit).count(S) == 200


def test_a_short_article_about_missing_pages_is_an_article(kit: StageContext) -> None:
    text = (
        "该药品的说明页面已被删除。记者随后联系了药监部门，对方称正在核实有关情况，"
        "并将公布调查的结果。"
    )
    assert judged(f"<h1>药品说明去哪了</h1><div><p>{text}</p></div>".encode(), kit) == text


PAGES = sorted((PROJECT_ROOT / "tests" / "corpus").glob("*/page.html.gz"))
REAL = [gzip.decompress(path.read_bytes()) for path in PAGES]
SPLINTERS = [
    b"<",
    b">",
    b"</div>",
    b"<div>",
    b"<!--",
    b"-->",
    b"\0",
    b"\xff",
    b"&#",
    b"'",
    b'"',
    b"<script>",
    b"<table><tr>",
    b"<p",
    b"]]>",
    b"<br/>",
    b"{",
    b"\xed\xa0\x80",
]

edits = st.lists(
    st.tuples(
        st.sampled_from(("cut", "double", "put", "swap")),
        st.floats(0, 1),
        st.floats(0, 1),
        st.sampled_from(SPLINTERS),
    ),
    max_size=12,
)


def edited(body: bytes, steps: list[tuple[str, float, float, bytes]]) -> bytes:
    for what, here, there, splinter in steps:
        start, end = sorted((int(here * len(body)), int(there * len(body))))
        end = min(end, start + 20_000)
        if what == "cut":
            body = body[:start] + body[end:]
        elif what == "double":
            body = body[:end] + body[start:end] + body[end:]
        elif what == "put":
            body = body[:start] + splinter * 50 + body[start:]
        else:
            body = body[:start] + body[start:end][::-1] + body[end:]
    return body


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(body=st.sampled_from(REAL), steps=edits)
def test_a_real_page_however_damaged_is_judged(
    body: bytes, steps: list[tuple[str, float, float, bytes]], kit: StageContext
) -> None:
    judged(edited(body, steps), kit)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(
        st.sampled_from(
            [
                *SPLINTERS,
                S.encode(),
                E.encode(),
                b"<a href=x>",
                b"<h1>",
                b"<li>",
                b" ",
                b"\n",
                b"<title>",
                b"<meta content='",
            ]
        ),
        max_size=60,
    ),
    form=st.sampled_from(("page", "fragment", "document")),
)
def test_any_heap_of_splinters_is_judged_in_every_form(
    pieces: list[bytes], form: str, kit: StageContext
) -> None:
    judged(b"".join(pieces), kit, form=form)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=2_000),
    charset=st.sampled_from(("", "utf-8", "gbk", "utf-16", "big5", "klingon")),
)
def test_any_bytes_are_judged(body: bytes, charset: str, kit: StageContext) -> None:
    judged(body, kit, charset=charset)
