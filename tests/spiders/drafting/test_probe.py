"""The draft that comes of looking at a site: which announcements it finds, how it reads the
articles.
"""

import dataclasses
import gzip
import json
import re
import tomllib
from collections.abc import Mapping

import pytest

from crawler.fetch.visitor import FetchResult
from crawler.sources.parse import SourceFile, parse_source
from pipelines.resources.kit import StageContext, build_stage_context
from records.errors import UsageError
from records.limits import PAGE_BYTES
from records.page import Page
from records.paths import PROJECT_ROOT
from records.record import Record
from records.source import PageRules, Source, list_endpoints
from records.verdict import Drop, Verdict
from services.frozen_pages import refine_page
from spiders.discovery.readers import read_endpoint
from spiders.drafting.draft import SourceDraft
from spiders.drafting.probe import probe_site
from tests.plans import follow, html

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
HOME = "https://health.example.org/"
TEXT = (
    "专家提醒市民按时接种流感疫苗，注意手部卫生，出现发热症状及时就医，"
    "老年人和慢性病患者尤其应当尽早接种。" * 5
)
TITLES = [f"第{n}篇：秋冬季怎样预防流感和肺炎" for n in range(6)]
ENGLISH = (
    "flu-season",
    "sleep-well-now",
    "eat-less-salt-and-live-longer",
    "heart-health",
    "new-vaccine-for-all",
)
SHORT = "<p>这一篇只有一句话，没有更多。</p>"
GONE = Drop("fetch", "http-404", "answered 404")


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data")


@pytest.fixture
def look(kit: StageContext):
    """Draft for an address whose site answers so.

    Gives the draft, its file as a source, what was asked for.
    """

    def by(page: Page, rules: PageRules) -> Record | Verdict:
        return refine_page(page, dataclasses.replace(kit, rules={page.source: rules}))

    def run(
        url: str,
        answers: Mapping[str, FetchResult | list[FetchResult]],
        saved: FetchResult | None = None,
    ) -> tuple[SourceDraft, Source, list[str]]:
        draft, asked = follow(probe_site(url, NOW, by, saved, "x"), answers)
        source = parse_source(
            SourceFile("x", draft.to_toml(), tomllib.loads(draft.to_toml())), frozenset()
        )
        assert isinstance(source, Source), source
        return draft, source, asked

    return run


def listing(
    links: list[str],
    titles: list[str] = TITLES,
    head: str = "<title>健康_示例网</title>",
    dates: bool = True,
) -> str:
    rows = "".join(
        f'<li><a href="{link}">{title}</a>{f"<em>2026-09-1{n}</em>" if dates else ""}</li>'
        for n, (link, title) in enumerate(zip(links, titles, strict=False))
    )
    nav = (
        '<nav><a href="/">首页</a><a href="/about/">关于我们和我们的办公室</a><a'
        ' href="/js/">健康教育</a></nav>'
    )
    return f'<html lang="zh"><head>{head}</head><body>{nav}<ul>{rows}</ul></body></html>'


def article(title: str, body: str = "") -> FetchResult:
    return html(
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"{body or f'<div><p>{TEXT}</p></div>'}</body></html>"
    )


def found(source: Source, url: str, answer: FetchResult) -> set[str]:
    kind, _ = list_endpoints(source)[0]
    return {
        one.url
        for one in read_endpoint(kind, answer.body, url, source, NOW, answer.charset).candidates
    }


LISTS = {
    "people": [f"/n1/2026/091{n}/c14739-4050000{n}.html" for n in range(6)],
    "trs": [f"./202609/t2026091{n}_183509{n}.html" for n in range(6)],
    "numbers": [f"/news/202609/{n}0{n}.html" for n in range(6)],
    "script": [f"show.php?cid=3&id={n}123" for n in range(1, 7)],
    "named by an unusual key": [f"detail.jsp?key={c}" for c in "abcdef"],
    "short words": [f"/post/{slug}/" for slug in ENGLISH],
    "hash": [f"/xcs/c100122/202609/{n:032x}.shtml" for n in range(2**100, 2**100 + 6)],
    "dated folders": [f"/2026/09/{10 + n}/{slug}/" for n, slug in enumerate(ENGLISH)],
    "a single page of a script": [f"/view?newsid={n}&lang=cn" for n in range(100, 106)],
}


@pytest.mark.parametrize("links", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("dates", [True, False])
def test_a_list_is_drafted_and_its_draft_finds_its_articles_and_nothing_else(look, links, dates):
    url = f"{HOME}news/"
    page = html(listing(links, dates=dates))
    draft, source, asked = look(url, {}, page)
    assert asked == []
    assert (draft.title, draft.language, draft.listings) == ("示例网", "zh", [url])
    truth = {re.sub(r"^\./", "/news/", link) for link in links}
    assert {
        one.removeprefix(HOME[:-1]).removeprefix("/news/show").removeprefix("/news/detail")
        for one in found(source, url, page)
    } == {one.removeprefix("show").removeprefix("detail") for one in truth}


def test_a_loose_rule_is_told(look):
    links = [f"/n/{n}.html" for n in range(1001, 1007)]
    page = listing(links).replace(
        "</ul>", "</ul>" + "".join(f'<a href="/n/{n}.html">更多</a>' for n in range(7))
    )
    draft, _, _ = look(f"{HOME}news/", {}, html(page))
    assert any("links also matches 7 other addresses" in text for text in draft.unsure)


FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{}</channel></rss>'


def rss(links: list[str], text: str = "short") -> FetchResult:
    items = "".join(
        f"<item><title>T{n}</title><link>{HOME[:-1]}{link}</link><description>{text}</"
        f"description></item>"
        for n, link in enumerate(links)
    )
    return FetchResult("", 200, FEED.format(items).encode(), "application/rss+xml")


LINK = '<link rel="alternate" type="application/rss+xml" href="/rss">'


def test_the_feed_of_the_list_is_taken_with_it_and_that_of_another_part_of_the_site_is_only_told(
    look,
):
    links = LISTS["numbers"]
    page = html(listing(links, head=f"<title>健康</title>{LINK}"))
    answers = {f"{HOME}news/": page, **{HOME[:-1] + link: article("T") for link in links}}
    draft, source, _ = look(f"{HOME}news/", answers | {f"{HOME}rss": rss(links)})
    assert (source.feeds, source.listings) == ((f"{HOME}rss",), (f"{HOME}news/",))
    draft, source, _ = look(
        f"{HOME}news/", answers | {f"{HOME}rss": rss([f"/sports/{n}" for n in range(6)])}
    )
    assert source.feeds == ()
    assert any("few of them match links" in text for text in draft.unsure)


def test_usual_places_are_asked_when_the_page_names_no_feed(look):
    bare = html("<html><body><p>Welcome</p></body></html>")
    draft, source, asked = look(
        HOME, {HOME: bare, f"{HOME}feed.xml": rss(["/a-b", "/b-c", "/c-d"])}
    )
    assert source.feeds == (f"{HOME}feed.xml",)
    assert asked[:4] == [HOME, f"{HOME}rss.xml", f"{HOME}feed", f"{HOME}feed.xml"]
    assert any("answered 404" in text for text in draft.unsure), "its articles could not be read"


def test_a_feed_that_is_named_and_does_not_answer_is_told(look):
    page = html(listing(LISTS["numbers"], head=LINK))
    draft, _, _ = look(f"{HOME}news/", {f"{HOME}news/": page})
    assert f"the page names the feed {HOME}rss: answered 404" in draft.unsure


@pytest.mark.parametrize(
    ("fed", "shown", "whole"),
    [(TEXT * 3, TEXT * 3, True), (TEXT * 3, TEXT * 9, False), ("short", TEXT, False)],
    ids=["whole", "cut", "summary"],
)
def test_a_feed_carries_whole_articles_when_the_page_holds_no_more(look, fed, shown, whole):
    answers = {
        f"{HOME}rss": rss(["/a", "/b"], f"&lt;p&gt;{fed}&lt;/p&gt;"),
        **{f"{HOME}{n}": article("文章的标题在此", f"<p>{shown}</p>") for n in "ab"},
    }
    draft, source, _ = look(f"{HOME}rss", answers)
    assert source.full_text_feeds is whole
    assert any("does not carry whole articles" in text for text in draft.unsure) is (
        fed != "short" and not whole
    )


def test_a_json_feed_is_a_feed_however_late_it_says_so(look):
    items = [
        {"id": str(n), "url": f"{HOME}{n}", "title": "T" * 400, "content_text": "text"}
        for n in range(9)
    ]
    body = json.dumps({"items": items, "version": "https://jsonfeed.org/version/1.1"}).replace(
        "/", "\\/"
    )
    assert look(
        f"{HOME}f.json", {f"{HOME}f.json": FetchResult("", 200, body.encode(), "application/json")}
    )[1].feeds == (f"{HOME}f.json",)


def sitemap(links: list[str]) -> FetchResult:
    places = "".join(f"<url><loc>{HOME[:-1]}{link}</loc></url>" for link in links)
    return FetchResult("", 200, f"<urlset>{places}</urlset>".encode(), "application/xml")


def test_sitemaps_are_found_by_robots_txt_and_an_index_is_opened(look):
    index = FetchResult(
        "",
        200,
        f"<sitemapindex><sitemap><loc>{HOME}s1.xml</loc></sitemap></sitemapindex>".encode(),
        "application/xml",
    )
    answers = {
        HOME: html("<html><body></body></html>"),
        f"{HOME}robots.txt": FetchResult(
            "", 200, f"User-agent: *\nSitemap: {HOME}index.xml\n".encode(), "text/plain"
        ),
        f"{HOME}index.xml": index,
        f"{HOME}s1.xml": sitemap([f"/news/{n}00.html" for n in range(4)]),
        f"{HOME}news/000.html": article("一篇文章的标题"),
    }
    draft, source, asked = look(HOME, answers)
    assert (source.sitemaps, source.links) == ((f"{HOME}index.xml",), r"/news/\d+\.html$")
    assert f"{HOME}news/000.html" in asked
    assert any("index of sitemaps" in text for text in draft.unsure)
    del answers[f"{HOME}s1.xml"]
    assert f"{HOME}s1.xml: answered 404" in look(HOME, answers)[0].unsure


def test_a_packed_sitemap_is_one_too(look):
    plain = sitemap(["/a/1.html", "/a/2.html", "/a/3.html"])
    packed = dataclasses.replace(plain, body=gzip.compress(plain.body, mtime=0))
    assert look(f"{HOME}s.xml.gz", {f"{HOME}s.xml.gz": packed})[1].sitemaps == (f"{HOME}s.xml.gz",)


RECORDS = [
    {"title": f"第{n}条健康消息", "url": f"/item-{n}", "date": "2026-09-18"} for n in range(3)
]


def as_json(value: object) -> FetchResult:
    return FetchResult("", 200, json.dumps(value).encode(), "application/json")


def test_json_without_a_list_is_asked_for_once_more(look):
    url = f"{HOME}list"
    _, source, asked = look(url, {url: [as_json({"version": "6.9"}), as_json({"rows": RECORDS})]})
    assert source.api is not None and source.api.items == "rows"
    assert asked[:2] == [url, url]
    with pytest.raises(UsageError, match="JSON without a list of articles"):
        look(url, {url: as_json({"version": "6.9"})})
    with pytest.raises(UsageError, match="answered 404"):
        look(url, {url: [as_json({"version": "6.9"}), FetchResult("", 404, verdict=GONE)]})


@pytest.mark.parametrize(
    "front", ['<a href="/news/x/item-0">第0条</a>', ""], ids=["front page", "own address"]
)
def test_the_folder_that_a_json_list_leaves_out_is_found(look, front):
    folder = "news/x" if front else "news/item"
    url = f"{HOME}api/news/newsitems"
    answers = {
        url: as_json({"value": RECORDS}),
        HOME: html(f"<html><body>{front}</body></html>"),
        f"{HOME}{folder}/item-0": article("第0条健康消息"),
    }
    draft, source, _ = look(url, answers)
    assert source.api is not None and source.api.link_prefix == HOME + folder
    assert [text for text in draft.observations if f"{folder}/item-0" in text]


def test_jsonp_and_json_in_a_page_are_lists_too(look):
    jsonp = FetchResult(
        "", 200, f"news({json.dumps({'data': RECORDS})})".encode(), "text/javascript"
    )
    assert look(f"{HOME}a", {f"{HOME}a": jsonp})[1].api.items == "data"
    for body, key, name in (
        (f'<div id="rows">{json.dumps(RECORDS)}</div>', "inside", "#rows"),
        (f"<script>var list_data = {json.dumps(RECORDS)};</script>", "variable", "list_data"),
    ):
        page = html(f"<html><head><title>T</title></head><body>{body}</body></html>")
        assert getattr(look(f"{HOME}b/", {}, page)[1].api, key) == name


def test_no_selector_is_proposed_where_the_extractor_finds_the_text(look):
    links, url = LISTS["numbers"], f"{HOME}news/"
    body = f'<div id="zoom"><p>{TEXT}</p></div>'
    draft, source, _ = look(
        url,
        {
            url: html(listing(links)),
            **{HOME[:-1] + link: article(TITLES[0], body) for link in links},
        },
    )
    assert source.rules.body == ""
    assert [text for text in draft.observations if f"{len(TEXT)} characters" in text]


def test_ids_that_are_no_css_names_and_thousands_of_variables_are_survived(look):
    rows = json.dumps(RECORDS)
    noise = "".join(f"var v{n} = [{n}];" for n in range(3_000))
    kept = "".join(f'<div id="{name}">{rows}</div>' for name in ("1st", "数据", "good"))
    page = html(f"<html><body>{kept}<script>{noise}</script></body></html>")
    assert look(f"{HOME}b/", {}, page)[1].api.inside == "#good"
    with pytest.raises(UsageError, match="neither feed"):
        look(f"{HOME}b/", {}, html(f"<html><body><script>{noise}</script></body></html>"))


def test_the_address_that_redirects_lead_to_is_drafted(look):
    moved = dataclasses.replace(
        html(listing(LISTS["numbers"])), url="https://www.example.org/news/"
    )
    _, source, _ = look(f"{HOME}old", {f"{HOME}old": moved})
    assert (source.home, source.listings) == (
        "https://www.example.org/",
        ("https://www.example.org/news/",),
    )


def test_an_empty_feed_is_no_source(look):
    with pytest.raises(UsageError):
        look(f"{HOME}rss", {f"{HOME}rss": rss([])})


def test_a_list_whose_addresses_share_nothing_is_read_without_a_rule(look):
    links = [
        "/a/b/20260918/1234.html",
        "/x/why-we-sleep-so-long",
        "/7654321",
        "/c/d/e/f/11223344.htm",
        "/show.php?id=12345",
    ]
    draft, source, _ = look(f"{HOME}news/", {}, html(listing(links)))
    assert source.links == ""
    assert any("no form in common" in text for text in draft.unsure)
    assert len(found(source, f"{HOME}news/", html(listing(links)))) == 5


def test_pages_of_the_list_are_noted(look):
    script = '<script>createPageHTML(12, 0, "index", "html")</script>'
    page = listing([f"/202609/t2026091{n}_183509{n}.html" for n in range(6)]).replace(
        "</body>", f"{script}</body>"
    )
    draft, source, _ = look(f"{HOME}news/", {}, html(page))
    assert source.pages == "index_{n-1}.html"
    assert "the list has further pages, 12 in all" in draft.observations


@pytest.mark.parametrize(
    ("names", "body"),
    [(("zoom", "zoom"), "#zoom"), (("zoom", "text"), "")],
    ids=["one for all", "each its own"],
)
def test_a_selector_is_proposed_where_a_line_finds_little_without_it(names, body):
    """The real extractor reads every page that we could think of, so here the line is one that
    reads only what a rule names.
    """

    def poor(page: Page, rules: PageRules) -> Record | Verdict:
        if not rules.body:
            return Drop("extract", "no-text", "no text was found in the page")
        return dataclasses.replace(Record.from_page(page), title="T", body="文" * 400)

    links, url = LISTS["numbers"], f"{HOME}news/"
    pages = {
        HOME[:-1] + link: article("T", f'<div id="{name}">{TEXT}</div>')
        for link, name in zip(links, names, strict=False)
    }
    draft, _ = follow(probe_site(url, NOW, poor), {url: html(listing(links)), **pages})
    assert draft.body == body
    assert any(text.startswith("body:") for text in draft.unsure) is bool(body)
    assert any(
        "0 characters without a rule, 400 with body = '#zoom'" in text
        for text in draft.observations
    )


def test_articles_that_are_json_in_their_page_get_a_payload(look):
    links, url = LISTS["numbers"], f"{HOME}news/"
    kept = json.dumps(
        {
            "title": "胃病怎样调养",
            "content": f"<article><p>{TEXT}</p></article>",
            "ctime": 1788768000000,
            "editor": {"name": "王一"},
        }
    )
    page = (
        "<html><head><title>示例</title></head><body><script>var cs_article ="
        f" {json.dumps(kept)}</script></body></html>"
    )
    draft, source, _ = look(
        url, {url: html(listing(links)), **{HOME[:-1] + link: html(page) for link in links}}
    )
    payload = source.rules.payload
    assert payload is not None
    assert (payload.variable, payload.body, payload.title, payload.published, payload.editor) == (
        "cs_article", "content", "title", "ctime", "editor.name",
    )  # fmt: skip
    assert any("胃病怎样调养" in text for text in draft.observations)


def test_what_cannot_be_read_at_an_article_is_told(look):
    links, url = LISTS["numbers"], f"{HOME}news/"
    reserved = FetchResult(
        "", 200, verdict=Drop("fetch", "tdm-reserved", "the page reserves text and data mining")
    )
    pdf = FetchResult("", 200, b"%PDF", "application/pdf")
    draft, _, _ = look(
        url, {url: html(listing(links)), HOME[:-1] + links[0]: reserved, HOME[:-1] + links[1]: pdf}
    )
    assert f"{HOME[:-1]}{links[0]}: the page reserves text and data mining" in draft.unsure
    assert f"{HOME[:-1]}{links[1]}: application/pdf, not a web page" in draft.unsure
    draft, _, _ = look(
        url, {url: html(listing(links)), HOME[:-1] + links[0]: html("<html><body></body></html>")}
    )
    assert any("no-text" in text for text in draft.unsure)
    draft, _, _ = look(
        url,
        {
            url: html(listing(links)),
            HOME[:-1] + links[0]: article(
                "短文的标题在这里", "<p>这一篇只有一句话，没有更多。</p>"
            ),
        },
    )
    assert any("body may need a selector" in text for text in draft.unsure)


@pytest.mark.parametrize(
    ("head", "url", "kind", "licence", "word"),
    [
        ("<title>新闻</title>", "https://www.nhc.gov.cn/a/", "authority", "", ""),
        ("<title>中华医学杂志</title>", HOME, "journal", "", ""),
        (
            '<meta property="og:site_name" content="Health Letter"><title>x</title>',
            HOME,
            "news",
            "",
            "",
        ),
        (
            (
                '<link rel="license"'
                ' href="https://creativecommons.org/licenses/by/4.0/"><title>x</title>'
            ),
            HOME,
            "news",
            "CC-BY-4.0",
            "",
        ),
        (
            "<title>x</title><!-- https://creativecommons.org/licenses/by-nd/4.0/ -->",
            HOME,
            "news",
            "",
            "is that the licence of the articles?",
        ),
    ],
)
def test_kind_and_licence_are_taken_from_what_the_page_says(look, head, url, kind, licence, word):
    draft, source, _ = look(url, {}, html(listing(LISTS["numbers"], head=head)))
    assert (source.kind, source.rights.licence) == (kind, licence)
    assert any(word in text for text in draft.unsure) or not word
    assert source.rights.full_text == ("public" if licence else "none")


HUGE = html("<html><body>" + "x" * PAGE_BYTES + "</body></html>")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (FetchResult("", 404, verdict=GONE), "answered 404"),
        (HUGE, "longer than the 10,485,760 bytes of a page"),
        (FetchResult("", 200, b"%PDF-1.4", "application/pdf"), "application/pdf, not a web page"),
        (
            html("<html><body><p>Nothing</p></body></html>"),
            "neither feed, sitemap, list of links nor JSON list",
        ),
        (html("no markup at all"), "neither feed"),
        (FetchResult("", 200, b"<?xml version='1.0'?><x/>", "text/xml"), "x"),
        (FetchResult("", 200, b"\x1f\x8bnot gzip", "application/gzip"), HOME),
        (FetchResult("", 200, b"\x89PNG\r\n", "image/png"), "image/png, not a web page"),
    ],
)
def test_what_makes_no_source_is_told(look, answer, said):
    with pytest.raises(UsageError, match=re.escape(said)) as caught:
        look(f"{HOME}x", {f"{HOME}x": answer})
    assert "\n" not in str(caught.value)


def test_the_shipped_listing_sources_could_have_been_drafted(look):
    """The rule of a list is the family that our own source files name."""
    draft, _, _ = look(
        "http://health.people.com.cn/GB/408568/index1.html", {}, html(listing(LISTS["people"]))
    )
    assert draft.links == "family:people"
