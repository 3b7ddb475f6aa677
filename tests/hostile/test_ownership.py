"""No source changes what another source owns: not by any feed, sitemap, list, API, page or import.

Source b lives on 127.0.0.2 and has stored an article for every way; the sources a-… on 127.0.0.3
try each way in one crawl. Nothing of b changes, and each claim is a verdict with its evidence.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from records.reasons import Reason
from store.open import open_store
from tests.loopback import Answer, Place, Site, page

LIE = "假消息：停药吧，一天吃十片就好，医生都不告诉你。" * 8
LATER = "2099-01-01T00:00:00Z"  # cut to now by the readers, and newer than any fetch
BY = "https://creativecommons.org/licenses/by/4.0/"
ATOM = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
SOURCE = 'title = "{name}"\nkind = "news"\nhome = "{home}/"\nlanguage = "zh"\n{rest}\n'

CLAIMS = (
    "a tombstone",
    "a tombstone for the address with tracking parameters",
    "a tombstone for the address with a fragment",
    "a tombstone for the address in other characters",
    "the whole text in an Atom feed",
    "the whole text in a JSON feed",
    "the whole text in an RSS feed",
    "a licence",
    "the licence of a channel",
    "a title",
    "an author",
    "an outlet",
    "a date",
    "a newer date in a sitemap",
    "a newer title in a news sitemap",
    "a deleted record of an API",
    "the whole text in a record of an API",
    "a licence in a record of an API",
    "a relative id with the owner's address as prefix",
    "a line of an import",
    "a line of an import for another source",
    "a line of an import that names the owner itself",
)
"""Ways that are claims, each about the article of its number."""
SILENT = (
    "a bare link of a list",
    "a page that redirects",
    "a page that calls the address its own",
)
"""Ways that claim nothing that a reader could refuse, about the articles of the next numbers."""
WAYS = (*CLAIMS, *SILENT)
STATE = """SELECT a.uid, a.source, a.status, a.version, a.title, a.body, a.author, a.outlet,
  a.published, a.language, r.licence, r.full_text, r.translate, u.source, u.state, u.hint,
  (SELECT count(*) FROM changes AS c WHERE c.uid = a.uid) AS changes
  FROM articles AS a JOIN rights AS r ON r.uid = a.uid JOIN urls AS u ON u.uid = a.uid
  WHERE a.url = ?"""


@dataclass
class World:
    """What the sites hold, and the store before and after the attack."""

    place: Place
    b: Site
    a: Site
    before: dict[str, tuple[object, ...]]
    after: dict[str, tuple[object, ...]]
    imported: tuple[int, str]
    first: dict[str, object]
    second: dict[str, object]

    def url(self, way: str) -> str:
        return f"{self.b.url}/b/2026/{WAYS.index(way)}.html"

    def rows(self, sql: str, *bound: object) -> list[tuple[object, ...]]:
        with open_store(self.place.store, readonly=True) as store:
            return [tuple(row) for row in store.query(sql, bound)]


def read_states(place: Place, urls: list[str]) -> dict[str, tuple[object, ...]]:
    with open_store(place.store, readonly=True) as store:
        return {url: tuple(row) for url in urls for row in store.query(STATE, (url,))}


def escape(html: str) -> str:
    return html.replace("&", "&amp;").replace("<", "&lt;")


def atom(*entries: str, channel: str = "") -> Answer:
    feed = f"<feed {ATOM}><title>a</title>{channel}{''.join(entries)}</feed>"
    return Answer(feed, headers={"Content-Type": "application/atom+xml"})


def entry(url: str, title: str = "停药吧", more: str = "", at: str = "") -> str:
    return (
        f'<entry><title>{title}</title><link href="{url}"/><updated>{at or now()}</updated>'
        f"{more}</entry>"
    )


def now() -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_attack(a: Site, b: Site) -> None:
    """Let the sites of 127.0.0.3 try every way but the imports."""

    def url(way: str) -> str:
        return f"{b.url}/b/2026/{WAYS.index(way)}.html"

    tomb = '<at:deleted-entry ref="{}" when="2026-11-30T00:00:00Z"/>'
    licence = f'<rights>CC BY 4.0</rights><link rel="license" href="{BY}"/>'
    a.answers["/feed.xml"] = atom(
        tomb.format(url("a tombstone")),
        tomb.format(url(CLAIMS[1]) + "?utm_source=a"),
        tomb.format(url(CLAIMS[2]) + "#top"),
        tomb.format(url(CLAIMS[3]).replace("/b/", "/%62/")),
        tomb.format(f"{b.url}/b/2026/later.html"),
        entry(url("a licence"), more=licence),
        entry(url("a title")),
        entry(url("an author"), more="<author><name>坏人</name></author>"),
        entry(url("an outlet"), more="<source><title>假冒卫健委</title></source>"),
        entry(url("a date"), more="<published>2020-01-01T00:00:00Z</published>"),
        entry(f"{b.url}/b/2026/unknown.html", "冒名的标题", licence),
        entry(f"{b.url}/other/secret.html"),
        entry(f"{a.url}/go/1", "冒名的标题", licence),
        entry(f"{a.url}/copy.html", "抄来的"),
    )
    a.answers["/channel.xml"] = atom(entry(url("the licence of a channel")), channel=licence)
    write_texts(a, b)
    write_lists(a, b)


def write_texts(a: Site, b: Site) -> None:
    """Whole texts under addresses of b."""

    def url(way: str) -> str:
        return f"{b.url}/b/2026/{WAYS.index(way)}.html"

    lie = f'<content type="html">{escape(f"<p>{LIE}</p>")}</content>'
    a.answers["/full.xml"] = atom(
        entry(url(CLAIMS[4]), more=lie),
        entry(f"{b.url}/b/2026/forged.html", more=lie),
        entry(f"{a.url}/own.html", "自己的文章", lie.replace(LIE, told_text(99))),
    )
    items = [{"id": url(CLAIMS[5]), "url": url(CLAIMS[5]), "content_html": f"<p>{LIE}</p>"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "a", "items": items}
    a.answers["/feed.json"] = Answer(
        json.dumps(feed), headers={"Content-Type": "application/feed+json"}
    )
    a.answers["/rss.xml"] = Answer(
        f"<rss version='2.0'><channel><title>a</title><item><title>x</title><link>{url(CLAIMS[6])}"
        f"</link><description>{escape(f'<p>{LIE}</p>')}</description></item></channel></rss>",
        headers={"Content-Type": "application/rss+xml"},
    )


def write_lists(a: Site, b: Site) -> None:
    """Sitemap, list and API, and the pages of 127.0.0.3 itself."""

    def url(way: str) -> str:
        return f"{b.url}/b/2026/{WAYS.index(way)}.html"

    a.answers["/sitemap.xml"] = Answer(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{url(CLAIMS[13])}</loc><lastmod>{now()}</lastmod></url>"
        f"<url><loc>{url(CLAIMS[14])}</loc><lastmod>{now()}</lastmod><n:news><n:title>停药吧"
        f"</n:title><n:publication_date>{now()}</n:publication_date></n:news></url></urlset>",
        headers={"Content-Type": "application/xml"},
    )
    a.answers["/list.html"] = Answer(
        f'<a href="{url("a bare link of a list")}">停药吧，一天吃十片就好</a>'
        f'<a href="{a.url}/own2.html">另一篇自己的文章</a>',
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    api = [
        {"url": url(CLAIMS[15]), "gone": 1},
        {"url": url(CLAIMS[16]), "html": f"<p>{LIE}</p>"},
        {"url": url(CLAIMS[17]), "title": "停药吧", "licence": BY, "at": now()},
    ]
    a.answers["/api.json"] = Answer(
        json.dumps({"items": api}), headers={"Content-Type": "application/json"}
    )
    a.answers["/ids.json"] = Answer(
        json.dumps({"items": [{"url": f"b/2026/{CLAIMS.index(CLAIMS[18])}.html", "gone": 1}]}),
        headers={"Content-Type": "application/json"},
    )
    redirected = url("a page that redirects")
    a.answers["/go/1"] = Answer(status=301, headers={"Location": redirected})
    copied = page("第三十篇", told_text(len(WAYS) - 1)).sent.decode()
    own = url("a page that calls the address its own")
    a.answers["/copy.html"] = Answer(
        copied.replace("<head>", f'<head><link rel="canonical" href="{own}">'),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    a.answers["/own2.html"] = page("另一篇自己的文章")


def told_text(number: int) -> str:
    from tests.loopback import told

    return told(f"b{number}")


def write_sources(place: Place, a: Site, b: Site, other: Site) -> None:
    def source(name: str, home: str, rest: str) -> None:
        place.source(name, SOURCE.format(name=name, home=home, rest=rest))

    rights = '[rights]\nlicence = "all-rights-reserved"\nfull_text = "internal"\ntranslate = false'
    source(
        "b",
        b.url,
        f'sitemaps = ["{b.url}/sitemap.xml"]\nlinks = "/b/2026/"\n{rights}',
    )
    public = '[rights]\nlicence = "CC-BY-4.0"\nfull_text = "public"'
    feeds = f'feeds = ["{a.url}/feed.xml", "{a.url}/channel.xml"]\n'
    source("a-feed", a.url, feeds + public)
    full = f'feeds = ["{a.url}/full.xml", "{a.url}/feed.json", "{a.url}/rss.xml"]\n'
    source("a-full", a.url, f"{full}full_text_feeds = true\n{public}")
    lists = f'sitemaps = ["{a.url}/sitemap.xml"]\nlistings = ["{a.url}/list.html"]\n'
    source("a-list", a.url, f'{lists}links = "/own2|/b/2026/"\n{public}')
    api = 'items = "items"\nlink = "url"\ndeleted = "gone"\nbody = "html"\n'
    more = 'title = "title"\nlicence = "licence"\nmodified = "at"\n'
    source("a-api", a.url, f'{public}\n[api]\nurl = "{a.url}/api.json"\n{api}{more}')
    prefix = f'link_prefix = "{b.url}/"\n'
    source("a-ids", a.url, f'{public}\n[api]\nurl = "{a.url}/ids.json"\n{prefix}{api}')
    # syndicates what nobody owns by rule
    source("c", f"http://{other.host}", f'feeds = ["{other.url}/feed.xml"]\n{public}')


def import_lines(world_url: dict[str, str], place: Place) -> tuple[int, str]:
    """Import by hand what claims b's articles; one line is nobody's and is stored."""
    html = f"<h1>停药吧</h1><p>{LIE}</p>"
    fine = {"url": "http://nobody.example/1", "html": page("没有主人的文章").sent.decode()}
    lines = [
        {"url": world_url["a line of an import"], "html": html},
        {"url": world_url[CLAIMS[21]], "html": html, "source": "b"},
        fine,
    ]
    other = [{"url": world_url[CLAIMS[20]], "html": html}]
    assert import_jsonl(place, other, "--source", "a-feed")[0] == 3
    return import_jsonl(place, lines)


def import_jsonl(place: Place, lines: list[dict[str, str]], *words: str) -> tuple[int, str]:
    path = place.folder / "lines.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    with path.open("rb") as file:
        done = place.run("import", "--jsonl", *words, stdin=file)
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("ownership")
    with (
        Site(address="127.0.0.2") as b,
        Site(address="127.0.0.3") as a,
        Site(address="127.0.0.4") as other,
    ):
        place = Place(folder, (b.host, a.host, other.host))
        for number in range(len(WAYS)):
            b.answers[f"/b/2026/{number}.html"] = page(f"第{number}篇", told_text(number))
        for name in ("later", "unknown", "forged", "other/secret"):
            path = f"/{name}.html" if "/" in name else f"/b/2026/{name}.html"
            b.answers[path] = page(f"健康知识{name}")
        other.answers["/feed.xml"] = atom(entry(f"{other.url}/1.html", "站内"))
        other.answers["/1.html"] = page("另一个站的文章")
        write_sources(place, a, b, other)
        for path in ("feed", "channel", "full", "rss"):
            a.answers[f"/{path}.xml"] = atom()
        urls = [f"{b.url}/b/2026/{number}.html" for number in range(len(WAYS))]
        b.answers["/sitemap.xml"] = sitemap(urls)
        first = place.crawl("b", "c")
        before = read_states(place, urls)
        write_attack(a, b)
        b.answers["/sitemap.xml"] = sitemap([*urls, f"{b.url}/b/2026/later.html"])
        second = place.crawl()
        imported = import_lines(dict(zip(WAYS, urls, strict=True)), place)
        yield World(place, b, a, before, read_states(place, urls), imported, first, second)


def sitemap(urls: list[str]) -> Answer:
    places = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return Answer(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>',
        headers={"Content-Type": "application/xml"},
    )


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_an_article_changes_by(world, way):
    url = world.url(way)
    assert world.before[url][:4] == (world.before[url][0], "b", "published", 1)
    assert world.after[url] == world.before[url]


@pytest.mark.parametrize("way", WAYS)
def test_its_owner_is_not_asked_again_because_of(world, way):
    asked = world.b.asked(f"/b/2026/{WAYS.index(way)}.html")
    assert len(asked) == (2 if way == "a page that redirects" else 1)


@pytest.mark.parametrize("way", CLAIMS)
def test_a_verdict_holds_the_evidence_of(world, way):
    rows = world.rows("SELECT source, reason, detail FROM verdicts WHERE url = ?", world.url(way))
    assert [row[1] for row in rows] == [Reason.NOT_YOURS]
    assert "belongs to b; " in rows[0][2]
    if "import" not in way:
        assert world.a.url in rows[0][2], "the document that holds the claim"


def test_the_run_counts_what_was_refused_for_every_source(world):
    results = {result["source"]: result for result in world.second["sources"]}
    assert results["a-feed"]["reasons"][Reason.NOT_YOURS] >= 8
    assert any("claims on addresses of others refused (b " in n for n in results["a-feed"]["notes"])
    assert results["b"]["reasons"] == {} and results["b"]["notes"] == []
    assert world.second["rc"] == 0, "who claims too much has not failed"


def test_whoever_reads_about_the_run_sees_it(world):
    done = world.place.run("runs", "--limit", "4")
    assert "note: a-feed: " in done.stdout and "claims on addresses of others" in done.stdout
    assert f"{Reason.NOT_YOURS}" in done.stdout


def test_a_foreign_link_becomes_its_owners_article_with_the_facts_of_its_page(world):
    rows = world.rows(STATE, f"{world.b.url}/b/2026/unknown.html")
    assert [(row[1], row[4], row[10], row[11]) for row in rows] == [
        ("b", "健康知识unknown", "all-rights-reserved", "internal")
    ]


def test_a_foreign_link_with_a_whole_text_is_fetched_instead(world):
    rows = world.rows(STATE, f"{world.b.url}/b/2026/forged.html")
    assert [(row[1], row[4]) for row in rows] == [("b", "健康知识forged")]
    assert "停药" not in rows[0][5]


def test_an_address_that_its_owners_links_do_not_match_is_no_article_of_anybody(world):
    url = f"{world.b.url}/other/secret.html"
    assert world.rows("SELECT 1 FROM urls WHERE url = ? AND kind = 'article'", url) == []
    assert world.rows("SELECT reason FROM verdicts WHERE url = ?", url) == [(Reason.NOT_YOURS,)]


def test_a_withdrawal_of_what_its_owner_has_not_published_yet_does_not_prevent_it(world):
    rows = world.rows(STATE, f"{world.b.url}/b/2026/later.html")
    assert [(row[1], row[2]) for row in rows] == [("b", "published")]


def test_what_the_claimant_owns_is_stored_as_before(world):
    rows = world.rows("SELECT url FROM articles WHERE source LIKE 'a-%' ORDER BY url")
    assert {url.removeprefix(world.a.url) for (url,) in rows} == {
        "/own.html", "/own2.html", "/copy.html"
    }  # fmt: skip


def test_a_source_without_a_rule_links_works_as_before(world):
    assert world.rows("SELECT count(*) FROM articles WHERE source = 'c'") == [(1,)]


def test_an_import_goes_on_after_a_refused_line_and_says_so(world):
    code, errors = world.imported
    assert code == 1
    assert errors.count("not-yours, belongs to b; give --source b") == 2
    assert world.rows("SELECT count(*) FROM articles WHERE url LIKE 'http://nobody%'") == [(1,)]


def test_what_a_source_said_of_a_foreign_article_is_kept_beside_the_owners_words(world):
    rows = world.rows(
        "SELECT h.source, h.hint, u.hint FROM hints AS h JOIN urls AS u ON u.id = h.url_id"
        " WHERE u.url = ?",
        world.url("an outlet"),
    )
    assert [row[0] for row in rows] == ["a-feed"]
    assert "假冒卫健委" in str(rows[0][1]) and "假冒" not in str(rows[0][2])
