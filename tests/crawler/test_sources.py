"""Source files are read strictly: every fault is told with file, line and what to write."""

from pathlib import Path

import pytest

from crawler.sources import check_sources, choose, load_sources
from records.source import Api, PageRules, Rights, Source
from records.verdict import SourceError, UsageError

FULL = """# a source with everything
title = "示范"
kind = "news"
home = "https://health.example.org/"
language = "zh-Hant"
enabled = false
feeds = ["https://health.example.org/rss.xml"]
sitemaps = ["https://health.example.org/sitemap.xml"]
listings = ["https://health.example.org/list/"]
links = "/a/\\\\d+\\\\.html"
pages = "index_{n}.html"
full_text_feeds = true
utc_offset = "+09:00"
delay = 2
concurrency = 1
stale_after = "36h"
body = "div.text > p"
title_css = "h1"
published = ".time"
outlet = ".source"
author = ".author"
editor = ".editor"
drop = [".ad", "#share"]

[rights]
licence = "whatever the contract says"
full_text = "public"
translate = true
attribution = "Example"

[api]
url = "https://api.example.org/v1"
items = "data.list"
link = "url"
title = "headline"
token = "env:EXAMPLE_TOKEN"
next = "paging.next"
cursor = "cursor"
"""
API = Api(
    ("https://api.example.org/v1",), "data.list", "url", title="headline", next="paging.next", cursor="cursor", token="env:EXAMPLE_TOKEN"
)
LEAST = 'title = "A"\nkind = "news"\nhome = "https://a.example/"\nfeeds = ["https://a.example/rss"]\n'


def put(folder: Path, text: str | bytes, name: str = "sample.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(folder: Path, text: str | bytes, name: str = "sample.toml") -> list[str]:
    path = put(folder, text, name)
    return [fault.removeprefix(str(path)) for fault in check_sources(folder).faults]


def test_every_key_reaches_the_source(tmp_path):
    put(tmp_path, FULL)
    assert load_sources(tmp_path) == [
        Source(
            name="sample",
            title="示范",
            kind="news",
            home="https://health.example.org/",
            language="zh-Hant",
            enabled=False,
            feeds=("https://health.example.org/rss.xml",),
            sitemaps=("https://health.example.org/sitemap.xml",),
            listings=("https://health.example.org/list/",),
            api=Api(
                ("https://api.example.org/v1",),
                "data.list",
                "url",
                title="headline",
                next="paging.next",
                cursor="cursor",
                token="env:EXAMPLE_TOKEN",
            ),
            links=r"/a/\d+\.html",
            pages="index_{n}.html",
            full_text_feeds=True,
            rules=PageRules("div.text > p", "h1", ".time", ".source", ".author", ".editor", (".ad", "#share")),
            rights=Rights("whatever the contract says", "public", True, "Example"),
            utc_offset="+09:00",
            delay=2.0,
            concurrency=1,
            stale_after=36 * 3_600,
        )
    ]


@pytest.mark.parametrize(
    ("more", "offset", "days"),
    [("", "+08:00", 7), ('language = "en"\n', "+00:00", 7), ('language = "zh"\n', "+08:00", 7)],
)
def test_what_is_left_out_has_a_default_that_fits_the_language(tmp_path, more, offset, days):
    put(tmp_path, LEAST + more)
    (source,) = load_sources(tmp_path)
    assert (source.utc_offset, source.stale_after, source.rights) == (offset, days * 86_400, Rights())


def test_an_authority_may_be_silent_for_a_month(tmp_path):
    put(tmp_path, LEAST.replace("news", "authority"))
    assert load_sources(tmp_path)[0].stale_after == 30 * 86_400


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('fedes = ["https://a.example/x"]', ":5: unknown key fedes; did you mean feeds?"),
        ('licence = "CC0"', ":5: unknown key licence; did you mean [rights] licence?"),
        ('zzzz = "x"', ":5: unknown key zzzz; known are title, kind, home"),
        ("enabled = 1", ":5: enabled must be true or false"),
        ('listings = "https://a.example/"', ":5: listings must be a list of texts"),
        ('links = "["', ":5: links is not a regular expression"),
        ("links = 5", ":5: links must be a text"),
        ('body = "div["', ":5: body is not a CSS selector"),
        ('body = "a::before::"', ":5: body is not a CSS selector"),
        ('drop = ["div", "p >"]', ":5: drop is not a CSS selector"),
        ('drop = "div"', ":5: drop must be a list"),
        ('pages = "index.html"', ":5: pages must hold {n}"),
        ('pages = "index{n}.html"', ":5: pages turns the pages of listings, and there are none"),
        ('utc_offset = "8"', ':5: utc_offset must look like "+08:00"'),
        ('language = "Chinese"', ':5: language must look like "zh"'),
        ("delay = -1", ":5: delay must be a number from 0 to 600"),
        ("concurrency = 99", ":5: concurrency must be a whole number from 1 to 16"),
        ('stale_after = "soon"', ":5: stale_after must be a span of time"),
        ('rights = "CC0"', ":5: rights must be a table: [rights]"),
        ("[rights]\nfull_text = 'maybe'", ":6: [rights] full_text must be one of none, internal, public"),
        ("[rights]\nlicense = 'CC0'", ":6: unknown key [rights] license; did you mean licence?"),
        ("[api]\nitems = 'x['\nurl = 'https://a.example/api'\nlink = 'x'", ":6: [api] items is not a JMESPath expression"),
        ("[api]\nurl = 'https://a.example/api'\nitems = 'x'", ":5: [api] link is missing"),
        ("[api]\nurl = 'https://a.example/api'\nitems = 'x'\nlink = 'y'\ncursor = 'c'", ":9: [api] cursor needs next"),
        ("[api]\nurl = 'https://a.example/api'\nitems = 'x'\nlink = 'y'\ntoken = 'abc123'", ":9: [api] token must name a variable"),
        ("[api]\nurl = 'http://10.0.0.1/api'\nitems = 'x'\nlink = 'y'", ":6: [api] url: 10.0.0.1 is not a public host"),
    ],
)
def test_a_fault_is_told_with_its_line_and_a_remedy(tmp_path, line, said):
    found = faults(tmp_path, LEAST + line + "\n")
    assert len(found) == 1, found
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("http://localhost/feed", "not a public host"),
        ("http://127.0.0.1:8000/feed", "JIANWEN_ALLOW_HOSTS=127.0.0.1:8000 would allow it"),
        ("http://user:pass@a.example/", "carries credentials"),
        ("https://a.example:8443/feed", "port 8443"),
        ("https://a.example/feed?api_key=123", "carries a secret (api_key=…)"),
    ],
)
def test_an_address_that_must_not_be_fetched_is_refused(tmp_path, url, said):
    (fault,) = faults(tmp_path, LEAST.replace("https://a.example/rss", url))
    assert fault.startswith(":4: feeds: ")
    assert said in fault


def test_the_operator_may_allow_a_host(tmp_path):
    put(tmp_path, LEAST.replace("https://a.example/", "http://127.0.0.1:8000/"))
    assert load_sources(tmp_path, frozenset(("127.0.0.1:8000",)))[0].home == "http://127.0.0.1:8000/"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "title is missing"),
        (LEAST.replace('feeds = ["https://a.example/rss"]\n', ""), "nothing announces articles"),
        ("title = ", "is not TOML"),
        ("title = 'A'\ntitle = 'B'\n[rights]\n", ":2: is not TOML: Cannot overwrite a value"),
        ("title = 'A'\ntitle = 'B'", ":2: is not TOML: Cannot overwrite a value"),
        (b"title = '\xff'", "is not UTF-8 (byte 9)"),
    ],
)
def test_what_is_no_source_is_told(tmp_path, text, said):
    assert said in " ".join(faults(tmp_path, text))


def test_a_name_must_be_one(tmp_path):
    assert "the name 'Not A Name'" in faults(tmp_path, LEAST, "Not A Name.toml")[0]


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    put(tmp_path, LEAST + "fedes = 1\nenabled = 1\n", "a.toml")
    put(tmp_path, "kind = 'nwes'\ntitle = 'B'\nhome = 'https://b.example/'\n", "b.toml")
    put(tmp_path, LEAST, "good.toml")
    put(tmp_path, "not a source", "notes.txt")
    (tmp_path / "c.toml").mkdir()
    with pytest.raises(SourceError) as caught:
        load_sources(tmp_path)
    for said in ("a.toml:5: unknown key", "a.toml:6: enabled", "b.toml:1: kind must be one of news, partner", "c.toml: cannot be read"):
        assert said in str(caught.value)
    assert [source.name for source in check_sources(tmp_path).sources] == ["good"]


def test_a_line_is_found_in_quotes_and_behind_a_byte_order_mark(tmp_path):
    assert faults(tmp_path, b"\xef\xbb\xbf" + (LEAST + '"enabled" = 1\n').encode())[0].startswith(":5:")
    assert faults(tmp_path, LEAST + "rights = {full_text = 'maybe'}\n")[0].startswith(": [rights] full_text")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(SourceError, match="cannot read the folder of sources"):
        load_sources(tmp_path / "nowhere")


def test_sources_are_chosen_by_name_or_all_that_are_enabled():
    good, other = Source("good", "G", "news", "http://g"), Source("other", "O", "news", "http://o")
    draft = Source("draft", "D", "news", "http://d", enabled=False)
    sources = [draft, good, other]
    assert choose(sources, []) == [good, other]
    assert choose(sources, ["other", "good", "other"]) == [other, good]
    for names, said in ((["god"], "did you mean 'good'"), (["x"], "lists them"), (["draft"], "is a draft")):
        with pytest.raises(UsageError, match=said):
            choose(sources, names)
    with pytest.raises(UsageError, match="no source is enabled"):
        choose([draft], [])
