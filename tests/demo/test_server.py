"""The demo newsroom serves what a demo needs, politely and again at the same addresses."""

import html
import json
import re
import socket
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from itertools import pairwise
from pathlib import Path

import pytest

from demo.edition import SERVER_SITES
from demo.json_endpoints import ITEM_PATH, ODATA_PATH, SEARCH_PATH
from demo.pages import render_sources
from demo.server import Newsroom, NewsroomState, format_request_log
from records.errors import StoreError, UsageError
from records.paths import PROJECT_ROOT

pytestmark = pytest.mark.dates

DATA = PROJECT_ROOT / "data" / "newsroom"
CORRECTED = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
TOKEN = "let-me-in"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CHANGING = "/content/20260421/1014.html"


def opened(folder: Path, edition: int = 1, ports: dict[str, int] | None = None) -> Newsroom:
    memory = NewsroomState(folder / "demo-ports.json", ports or {})
    return Newsroom(DATA, memory, edition=edition, corrected=CORRECTED, token=TOKEN)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("first")) as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("second"), edition=2) as newsroom:
        yield newsroom


def ask(
    newsroom: Newsroom, server: str, path: str, method: str = "GET", **headers: str
) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(newsroom.hosts[server], timeout=5)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def text(newsroom: Newsroom, server: str, path: str) -> str:
    return ask(newsroom, server, path)[1].decode()


def records(newsroom: Newsroom) -> list[dict]:
    found, cursor = [], ""
    while cursor is not None:
        path = f"/api/v1/articles?cursor={cursor}" if cursor else "/api/v1/articles"
        sheet = json.loads(ask(newsroom, "partner", path, Authorization=f"Bearer {TOKEN}")[1])
        found.append(sheet["articles"])
        cursor = sheet["paging"]["next"]
    return found


def items(newsroom: Newsroom) -> list[dict]:
    return json.loads(text(newsroom, "institutes", ODATA_PATH))["value"]


def results(newsroom: Newsroom) -> list[dict]:
    ask(newsroom, "institutes", SEARCH_PATH)
    return json.loads(text(newsroom, "institutes", SEARCH_PATH))["resultList"]["result"]


def test_newsroom_feed_announces_dated_items_at_its_own_address(first):
    items = ET.fromstring(text(first, "news", "/rss.xml")).findall("channel/item")
    links = [item.findtext("link", "") for item in items]
    assert len(items) == 7
    assert all(item.findtext("pubDate", "").endswith("+0800") for item in items)
    assert all(link.startswith(f"http://{first.hosts['news']}/") for link in links)
    assert sum("/private/" in link for link in links) == 1


def test_newsroom_sitemap_index_leads_to_a_news_sitemap_with_dates(first):
    index = ET.fromstring(text(first, "news", "/sitemap-index.xml"))
    [sitemap] = [place.text or "" for place in index.iter(f"{MAP}loc")]
    places = ET.fromstring(text(first, "news", sitemap.partition(first.hosts["news"])[2]))
    assert len(list(places.iter(f"{MAP}loc"))) == len(list(places.iter(f"{MAP}lastmod"))) == 12


def test_newsroom_listing_has_three_pages_newest_first(first):
    sheets = [text(first, "news", f"/health/index{page}.html") for page in ("", "_2", "_3")]
    dates = [date for sheet in sheets for date in re.findall(r'class="date">([\d-]+)<', sheet)]
    assert len(dates) == 19
    assert all(earlier >= later for earlier, later in pairwise(dates))
    assert ask(first, "news", "/health/index_4.html")[0].status == 404


def test_newsroom_links_to_a_dead_page_a_pdf_an_empty_page_and_a_moved_one(first):
    links = [
        link
        for page in ("", "_2", "_3")
        for link in re.findall(
            r'<li><a href="([^"]+)', text(first, "news", f"/health/index{page}.html")
        )
    ]
    answers = {link: ask(first, "news", link)[0] for link in links}
    odd = {
        link: (answer.status, answer.getheader("Content-Type")) for link, answer in answers.items()
    }
    assert odd["/content/20260228/0999.html"][0] == 404
    assert odd["/content/20260320/handbook.pdf"] == (200, "application/pdf")
    assert odd["/content/20260402/shell.html"][0] == 200
    assert (
        answers["/content/20251230/0977.html"].getheader("Location")
        == f"http://{first.hosts['news']}/content/20260302/1001.html"
    )
    assert sum(answer.status == 200 for answer in answers.values()) == 17


@pytest.mark.parametrize(
    ("path", "encoding", "declared", "words"),
    [
        ("/content/20260428/1016.html", "utf-8", "utf-8", "在家量血压"),
        ("/content/20260320/1006.html", "gbk", "gb2312", "记者：李喆"),
        ("/content/20260324/1007.html", "gbk", "utf-8", "远视储备"),
        ("/content/20260312/1004.html", "gbk", "", "戒烟第一天"),
        ("/content/20260317/1005.html", "big5", "big5", "登革熱"),
    ],
)
def test_newsroom_writes_pages_in_the_encodings_of_the_chinese_web(
    first, path, encoding, declared, words
):
    response, body = ask(first, "news", path)
    assert words in body.decode(encoding)
    assert (f"charset={declared}".encode() in body) == bool(declared)
    assert ("charset" in response.getheader("Content-Type", "")) == (encoding == "utf-8")


def test_newsroom_page_declared_gb2312_needs_more_than_gb2312(first):
    with pytest.raises(UnicodeDecodeError):
        ask(first, "news", "/content/20260320/1006.html")[1].decode("gb2312")


def test_newsroom_serves_sample_documents_whole(first):
    for number in ("000", "001", "004"):
        page = text(first, "samples", f"/sample/{number}.html")
        wanted = (DATA / "samples" / f"{number}.txt").read_text("utf-8")
        shown = re.sub(r"<title>.*?</title>|<[^>]+>", "", page).replace("&gt;", ">")
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", wanted)


def test_newsroom_copies_share_every_paragraph_but_not_the_frame(first):
    for original, copy in (
        ("/content/20260414/1012.html", "/zx/202604/20412.html"),
        ("/content/20260327/1008.html", "/zx/202603/20388.html"),
    ):
        ours, theirs = text(first, "news", original), text(first, "copy", copy)
        paragraphs = [line for line in re.findall(r"<p>([^<]+)</p>", ours) if line in theirs]
        assert len(paragraphs) >= 5
        assert "来源：康讯转载网" in theirs
        assert "康讯转载网" not in ours


def test_newsroom_api_needs_its_token(first):
    response, body = ask(first, "partner", "/api/v1/articles")
    assert (response.status, response.getheader("WWW-Authenticate")) == (401, "Bearer")
    assert ask(first, "partner", "/api/v1/articles", Authorization="Bearer wrong")[0].status == 401
    assert b"token" in body


def test_newsroom_api_pages_by_cursor_without_loss(first):
    sheets = records(first)
    links = [record["link"] for sheet in sheets for record in sheet]
    assert [len(sheet) for sheet in sheets] == [3, 3, 2]
    assert len(set(links)) == 8


def test_newsroom_english_articles_hold_only_sentences_the_demo_model_knows(first):
    known = {
        line.split("\t")[0]
        for line in (PROJECT_ROOT / "data" / "models" / "fixture_expected.tsv")
        .read_text("utf-8")
        .splitlines()
    }
    entries = ET.fromstring(text(first, "partner", "/letter.xml")).findall(f"{ATOM}entry")
    bodies = [record["body_html"] for sheet in records(first) for record in sheet]
    bodies += [entry.findtext(f"{ATOM}content", "") for entry in entries]
    bodies += [
        item["content_html"] for item in json.loads(text(first, "media", "/nd/feed.json"))["items"]
    ]
    bodies += [
        text(first, "institutes", ITEM_PATH + item["ItemDefaultUrl"]).partition("<article")[2]
        for item in items(first)
    ]
    blocks = [
        block
        for body in bodies
        for block in re.findall("<p>(.*)</p>", body.partition("<aside>")[0])
    ]
    blocks += [
        block
        for result in results(first)
        for block in re.findall("</h4>([^<]+)", result["abstractText"])
    ]
    sentences = {
        sentence.strip() for block in blocks for sentence in re.findall(r".+?\.(?:\s|$)", block)
    }
    assert (len(bodies), len(blocks)) == (16, 42)
    assert sentences <= known
    assert any("500 mg" in sentence for sentence in sentences)


def test_newsroom_authority_glues_days_to_titles_among_rows_that_lead_elsewhere(first):
    sheets = [text(first, "institutes", path) for path in ("/jkts/", "/jkts/index_1.html")]
    rows = [
        re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)(?:<span>([\d-]+)</span>)?</a></li>', sheet)
        for sheet in sheets
    ]
    assert [[row[0] for row in sheet[:2]] for sheet in rows] == [["../../../", "./"]] * 2
    assert rows[0][2] == (
        "./202604/t20260416_1835.html",
        "手足口病进入高发季，家长和托幼机构要做好这几件事",
        "2026-04-16",
    )
    assert [len(sheet) - 2 for sheet in rows] == [3, 2]
    assert re.findall(r"createPageHTML\(.*?\)", "".join(sheets)) == [
        f'createPageHTML(2, {page}, "index", "html")' for page in (0, 1)
    ]
    assert not any("index_1" in sheet for sheet in sheets)
    assert ask(first, "institutes", "/jkts/index_2.html")[0].status == 404


def test_newsroom_long_article_leads_from_page_to_page(first):
    stem, shown, link = "/jkts/202604/t20260409_1829", [], "./t20260409_1829.html"
    while link:
        page = text(first, "institutes", f"/jkts/202604/{link[2:]}")
        shown.append(re.findall("<p>([一二三四五六七])、", page))
        link = next(iter(re.findall('<a href="([^"]+)">下一页</a>', page)), "")
    assert shown == [["一", "二"], ["三", "四"], ["五", "六", "七"]]
    assert ask(first, "institutes", f"{stem}_3.html")[0].status == 404


def test_newsroom_agency_leaves_out_the_beginning_of_its_addresses(first):
    paths = [item["ItemDefaultUrl"] for item in items(first)]
    assert paths[0] == "/24-04-2026-the-vaccine-is-safe-and-effective-for-most-adults"
    assert [ask(first, "institutes", ITEM_PATH + path)[0].status for path in paths] == [
        200,
        200,
        200,
    ]
    assert items(first)[0]["PublicationDateAndTime"] == "2026-04-24T14:22:00Z"


def test_newsroom_search_answers_with_its_version_only_when_asked_first(tmp_path):
    with opened(tmp_path) as newsroom:
        answers = [ask(newsroom, "institutes", SEARCH_PATH) for _ in range(3)]
    assert [response.status for response, _ in answers] == [200, 200, 200]
    assert json.loads(answers[0][1]) == {"version": "6.9"}
    assert len(json.loads(answers[1][1])["resultList"]["result"]) == 3
    assert answers[1][1] == answers[2][1]


def test_newsroom_paper_shows_neither_list_nor_text_outside_its_data(first):
    hidden = [
        json.loads(
            html.unescape(
                re.findall(
                    '<div id="list_data"[^>]*>(.*?)</div>', text(first, "media", path), re.DOTALL
                )[0]
            )
        )
        for path in ("/horizon/", "/horizon/2.html")
    ]
    assert [[row["url"] for row in sheet] for sheet in hidden] == [
        ["2026/0427/501012.html", "2026/0419/500987.html"],
        ["2026/0402/500941.html"],
    ]
    assert hidden[0][0]["update_time"] == 1777248600
    page = text(first, "media", "/horizon/2026/0427/501012.html")
    [variable] = re.findall("^var article = (.*);$", page, re.MULTILINE)
    article = json.loads(json.loads(variable))
    assert (article["title"], article["ctime"]) == (
        "乡镇卫生院来了药师，慢病用药在家门口理清",
        1777248600000,
    )
    assert article["content"].count("<p>") == 4
    assert "赵大爷" not in page.replace(variable, "")


def test_newsroom_video_list_is_a_call_served_as_a_script(first):
    response, body = ask(first, "media", "/cmsdatainterface/page/news_1.jsonp")
    assert response.getheader("Content-Type") == "text/javascript"
    assert (body[:5], body[-1:]) == (b"news(", b")")
    rows = json.loads(body[5:-1])["data"]["list"]
    assert [row["focus_date"] for row in rows] == [
        "2026-04-29 12:30:00",
        "2026-04-18 19:05:00",
        "2026-04-07 20:15:00",
    ]
    assert [
        ask(first, "media", row["url"].partition(first.hosts["media"])[2])[0].status for row in rows
    ] == [200, 200, 200]


def test_newsroom_second_edition_corrects_one_article_and_says_so_in_feed_and_sitemap(
    first, second
):
    old, new = text(first, "news", CHANGING), text(second, "news", CHANGING)
    assert ("1260名居民" in old, "1206名居民" in old) == (True, False)
    assert ("1260名居民" in new, "1206名居民" in new) == (False, True)
    assert "2026-11-24T08:30:00+00:00" in text(second, "news", "/sitemap-news.xml")
    assert "2026-11-24T08:30:00+00:00" in text(second, "news", "/rss.xml")
    assert (
        ask(second, "news", CHANGING)[0].getheader("Last-Modified")
        == "Tue, 24 Nov 2026 08:30:00 GMT"
    )


def test_newsroom_second_edition_changes_no_other_page_but_feed_and_sitemaps(tmp_path):
    with opened(tmp_path) as before:
        ports = {name: int(host.rpartition(":")[2]) for name, host in before.hosts.items()}
        old = {
            (name, path): page.body
            for name, pages in before.printed.items()
            for path, page in pages.items()
        }
    with opened(tmp_path, edition=2, ports=ports) as after:
        new = {
            (name, path): page.body
            for name, pages in after.printed.items()
            for path, page in pages.items()
        }
    changed = {path for (_, path), body in new.items() if body != old[_, path]}
    assert new.keys() == old.keys()
    assert changed == {CHANGING, "/rss.xml", "/sitemap-index.xml", "/sitemap-news.xml"}


@pytest.mark.parametrize(
    "path", ["/rss.xml", "/health/index.html", "/content/20260428/1016.html", "/robots.txt"]
)
def test_newsroom_answers_304_to_its_own_validators(first, path):
    fresh = ask(first, "news", path)[0]
    tag, date = fresh.getheader("ETag", ""), fresh.getheader("Last-Modified", "")
    assert ask(first, "news", path, If_None_Match=tag)[0].status == 304
    assert ask(first, "news", path, If_None_Match=f'"x", W/{tag}')[0].status == 304
    assert ask(first, "news", path, If_Modified_Since=date)[0].status == 304


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": "Fri, 01 Jan 2027 00:00:00 GMT"},
        {"If_Modified_Since": "Thu, 01 Jan 1998 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
    ],
)
def test_newsroom_sends_the_page_when_validators_do_not_fit(first, headers):
    assert ask(first, "news", "/rss.xml", **headers)[0].status == 200


def test_newsroom_head_has_length_but_no_body(first):
    response, body = ask(first, "news", "/rss.xml", method="HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.getheader("Content-Length", "0")) > 1000


def test_newsroom_log_tells_conditional_requests(tmp_path):
    with opened(tmp_path) as newsroom:
        ask(newsroom, "news", "/rss.xml")
        ask(newsroom, "news", "/nothing", If_None_Match="*")
        ask(newsroom, "news", "/rss.xml", If_None_Match="*")
        lines = [json.loads(line) for line in format_request_log(newsroom.log).splitlines()]
    assert [(line["path"], line["status"], line["conditional"]) for line in lines] == [
        ("/rss.xml", 200, False),
        ("/nothing", 404, True),
        ("/rss.xml", 304, True),
    ]
    assert {line["server"] for line in lines} == {"news"}


def test_newsroom_leaves_no_placeholder_unfilled(first):
    bodies = [(path, page.body) for pages in first.printed.values() for path, page in pages.items()]
    # where braces are halves of characters
    pages = [(path, body) for path, body in bodies if b"=big5" not in body]
    assert [path for path, body in pages if re.search(rb"\{[a-z_]+\}|\{[^{}]*\|", body)] == []
    sources = render_sources(DATA, first.hosts)
    assert len(sources) == 11
    assert all(set(re.findall(r"\{[a-z_]+\}", source)) <= {"{n}"} for source in sources.values())


def test_newsroom_remembers_its_ports(tmp_path):
    memory = NewsroomState.load(tmp_path / "demo-ports.json")
    with Newsroom(DATA, memory, edition=1, corrected=CORRECTED, token=TOKEN) as newsroom:
        hosts = newsroom.hosts
    memory.save()
    with Newsroom(
        DATA, NewsroomState.load(memory.path), edition=1, corrected=CORRECTED, token=TOKEN
    ) as newsroom:
        assert newsroom.hosts == hosts


def test_newsroom_says_which_remembered_port_is_taken(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = opened(tmp_path, ports=dict.fromkeys(SERVER_SITES, port))
        with pytest.raises(UsageError, match=f"port {port} of the demo newsroom is taken"), taken:
            pass


def test_newsroom_passes_over_ports_that_others_hold(tmp_path):
    with opened(tmp_path) as one, opened(tmp_path) as another:
        assert not set(one.hosts.values()) & set(another.hosts.values())


def test_newsroom_chooses_ports_for_servers_that_an_older_demo_did_not_have(tmp_path):
    with opened(tmp_path) as before:
        old = {name: int(before.hosts[name].rpartition(":")[2]) for name in ("news", "copy")}
    memory = NewsroomState(tmp_path / "demo-ports.json", {**old, "gone": 1})
    memory.save()
    with Newsroom(
        DATA, NewsroomState.load(memory.path), edition=2, corrected=CORRECTED, token=TOKEN
    ) as after:
        assert list(after.hosts) == list(SERVER_SITES)
        assert {name: int(after.hosts[name].rpartition(":")[2]) for name in old} == old


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{",
        "[]",
        '{"ports": [], "corrected": ""}',
        '{"ports": {}}',
        '{"ports": {"news": "x"}, "corrected": ""}',
    ],
)
def test_memory_that_cannot_be_read_says_what_to_do(tmp_path, kept):
    (tmp_path / "demo-ports.json").write_text(kept)
    with pytest.raises(UsageError, match="delete it"):
        NewsroomState.load(tmp_path / "demo-ports.json")


def test_memory_that_cannot_be_written_is_a_store_error(tmp_path):
    with pytest.raises(StoreError, match=r"cannot write .*demo-ports\.json"):
        NewsroomState(tmp_path / "missing" / "demo-ports.json").save()
