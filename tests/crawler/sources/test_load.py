"""Source files are read strictly: every fault is told with file, line and what to write."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sources.load import check_sources, choose_sources, load_sources
from crawler.sources.url_families import FAMILIES_BY_NAME
from crawler.sources.url_templates import check_links
from records.errors import SourceError, UsageError
from records.source import URL_FAMILIES, ApiRules, PageRules, PayloadRules, Rights, Source

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
rows = "ul.list > li"
pages = "index_{n-1}.html"
archive = "https://health.example.org/{yyyy}/{mmdd}/"
tolerate_failure = true
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

[payload]
variable = "cs_article"
body = "content"
published = "ctime"

[api]
url = "https://api.example.org/v1"
items = "data.list"
link = "url"
title = "headline"
token = "env:EXAMPLE_TOKEN"
next = "paging.next"
cursor = "cursor"
"""
API = ApiRules(
    ("https://api.example.org/v1",),
    "data.list",
    "url",
    title="headline",
    next="paging.next",
    cursor="cursor",
    token="env:EXAMPLE_TOKEN",
)
PAYLOAD = PayloadRules("content", variable="cs_article", published="ctime")
LEAST = (
    'title = "A"\nkind = "news"\nhome = "https://a.example/"\nfeeds = ["https://a.example/rss"]\n'
)


def put(folder: Path, text: str | bytes, name: str = "sample.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(folder: Path, text: str | bytes, name: str = "sample.toml") -> list[str]:
    path = put(folder, text, name)
    return [fault.removeprefix(str(path)) for fault in check_sources(folder).errors]


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
            api=ApiRules(
                ("https://api.example.org/v1",),
                "data.list",
                "url",
                title="headline",
                next="paging.next",
                cursor="cursor",
                token="env:EXAMPLE_TOKEN",
            ),
            links=r"/a/\d+\.html",
            rows="ul.list > li",
            pages="index_{n-1}.html",
            archive="https://health.example.org/{yyyy}/{mmdd}/",
            tolerate_failure=True,
            full_text_feeds=True,
            rules=PageRules(
                "div.text > p",
                "h1",
                ".time",
                ".source",
                ".author",
                ".editor",
                (".ad", "#share"),
                PAYLOAD,
            ),
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
    assert (source.utc_offset, source.stale_after, source.rights) == (
        offset,
        days * 86_400,
        Rights(),
    )


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
        ('links = "[[a]"', ":5: links is not a regular expression: Possible nested set"),
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
        (
            'links = "family:peple"',
            ":5: links names no family of addresses; did you mean family:people?",
        ),
        (
            'links = "family:"',
            ":5: links names no family of addresses; known are people, trs, xinhua",
        ),
        ('links = "/(\\\\w+-?)+\\\\.html"', ":5: links repeats what repeats already"),
        ('rows = "li >"', ":5: rows is not a CSS selector"),
        ('rows = "li"', ":5: rows chooses the rows of listings, and there are none"),
        (
            'listings = ["https://a.example/"]\npages = "index{page}.html"',
            ":6: pages holds {page}; the number of a page is written {n}",
        ),
        ('listings = ["https://a.example/"]\npages = "{n} {0n}"', ":6: pages holds {0n}"),
        (
            'archive = "https://a.example/{yyyy}/{mmdd}"\npages = "auto"',
            ":6: pages turns the pages of listings",
        ),
        (
            'archive = "https://a.example/{yyyy}/{dd}"',
            ":5: archive must say the month of its lists",
        ),
        (
            'archive = "https://a.example/"',
            ":5: archive must say the year and the month and the day",
        ),
        (
            'archive = "https://a.example/{date}"',
            ":5: archive holds {date}; a day is written with {yyyy}",
        ),
        (
            'archive = "http://10.0.0.1/{yyyy}{mm}{dd}"',
            ":5: archive: 10.0.0.1 is not a public host",
        ),
        ('tolerate_failure = "yes"', ":5: tolerate_failure must be true or false"),
        ('rights = "CC0"', ":5: rights 'CC0' is no licence known here; did you mean 'CC0-1.0'?"),
        (
            'rights = "CC BY-NC-ND 4.0"',
            (
                ":5: rights 'CC BY-NC-ND 4.0' is no licence known here; did you mean"
                " 'CC-BY-NC-ND-4.0'?"
            ),
        ),
        (
            'rights = "all-right-reserved"',
            (
                ":5: rights 'all-right-reserved' is no licence known here; did you mean"
                " 'all-rights-reserved'?"
            ),
        ),
        (
            'rights = "mine"',
            ":5: rights 'mine' is no licence known here; known are public-domain, CC0-1.0",
        ),
        ("rights = 5", ":5: rights must be the name of a licence in quotes, or a table: [rights]"),
        (
            "[rights]\nlicence = 'CC BY-NC-ND 4.0'\ntranslate = true",
            (
                ":7: [rights] CC-BY-NC-ND-4.0 forbids derivatives, and a translation is one;"
                " translate must be false"
            ),
        ),
        (
            "[rights]\nlicence = 'contract'\ntranslate = true",
            ":7: [rights] translate needs a text that may be read",
        ),
        ("payload = 'cs_article'", ":5: payload must be a table: [payload]"),
        ("[payload]\nvariable = 'cs_article'", ":5: [payload] body is missing"),
        ("[payload]\nbody = 'content'", ":5: [payload] needs inside or variable"),
        (
            "[payload]\nbody = 'content'\ninside = '#a'\nvariable = 'b'",
            ":5: [payload] needs inside or variable, where the JSON is, and only",
        ),
        (
            "[payload]\nbody = 'content'\nvariable = 'cs article'",
            ':7: [payload] variable must look like "cs_article"',
        ),
        (
            "[payload]\nbody = 'content'\nvarable = 'cs_article'",
            ":7: unknown key [payload] varable; did you mean variable?",
        ),
        (
            "[api]\nurl = ['https://a.example/1', 'http://10.0.0.1/']\nitems = 'x'\nlink = 'y'",
            ":6: [api] url: 10.0.0.1 is not a public",
        ),
        (
            "[api]\nurl = []\nitems = 'x'\nlink = 'y'",
            ":6: [api] url must be a text, or a list of texts",
        ),
        (
            (
                "[api]\nurl = 'https://a.example/'\nitems = 'x'\nlink = 'y'\ninside ="
                " '#a'\nvariable = 'b'"
            ),
            ":10: [api] inside and variable both say where the JSON is; keep one",
        ),
        (
            (
                "[api]\nurl = 'https://a.example/'\nitems = 'x'\nlink = 'y'\npages ="
                " '{n}.html'\nnext = 'b'"
            ),
            ":9: [api] pages and next both lead to the following page; keep one",
        ),
        (
            "[api]\nurl = 'https://a.example/'\nitems = 'x'\nlink = 'y'\npages = 'index.html'",
            ":9: [api] pages must hold {n}",
        ),
        (
            "[rights]\nfull_text = 'maybe'",
            ":6: [rights] full_text must be one of none, internal, public",
        ),
        ("[rights]\nlicense = 'CC0'", ":6: unknown key [rights] license; did you mean licence?"),
        (
            "[api]\nitems = 'x['\nurl = 'https://a.example/api'\nlink = 'x'",
            ":6: [api] items is not a JMESPath expression",
        ),
        ("[api]\nurl = 'https://a.example/api'\nitems = 'x'", ":5: [api] link is missing"),
        (
            "[api]\nurl = 'https://a.example/api'\nitems = 'x'\nlink = 'y'\ncursor = 'c'",
            ":9: [api] cursor needs next",
        ),
        (
            "[api]\nurl = 'https://a.example/api'\nitems = 'x'\nlink = 'y'\ntoken = 'abc123'",
            ":9: [api] token must name a variable",
        ),
        (
            "[api]\nurl = 'http://10.0.0.1/api'\nitems = 'x'\nlink = 'y'",
            ":6: [api] url: 10.0.0.1 is not a public host",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_a_remedy(tmp_path, line, said):
    found = faults(tmp_path, LEAST + line + "\n")
    assert len(found) == 1, found
    assert found[0].startswith(said)


LISTING = LEAST + 'listings = ["https://a.example/list/"]\n'


@pytest.mark.parametrize(
    "pages",
    [
        "auto",
        "index{n}.html",
        "index_{n-1}.html",
        "?start={20n-20}&size=20",
        "https://a.example/p/{n}/",
    ],
)
def test_the_ways_to_turn_pages(tmp_path, pages):
    put(tmp_path, LISTING + f'pages = "{pages}"\n')
    assert load_sources(tmp_path)[0].pages == pages


def test_the_families_that_a_file_may_name_are_those_that_exist():
    assert set(URL_FAMILIES) == set(FAMILIES_BY_NAME)


@pytest.mark.parametrize("name", URL_FAMILIES)
def test_a_family_of_addresses_is_called_by_its_name(tmp_path, name):
    put(tmp_path, LEAST + f'links = "family:{name}"\n')
    assert load_sources(tmp_path)[0].links == f"family:{name}"


@pytest.mark.parametrize(
    ("pattern", "fine"),
    [
        (r"/n1/20\d{2}/\d{4}/c\d+-\d+\.html", True),
        (r"163\.com/(\w+/)?article/[0-9A-Z]{16}\.html", True),
        (r"^https?://[^/]+/(?:[^/]+/){3}\w+$", True),
        (r"/(?:a|b)+/\d+", True),
        (r"/[(*+]+/([)+*]{2,})?x", True),
        (r"/\(+\)+/(ab)+", True),
        (r"(a+)+$", False),
        (r"((a+)b?)*$", False),
        (r"([^/]+/?){2,}$", False),
        (r"(\d{1,}){9}", False),
        (r"(?:(?:x*))+", False),
    ],
)
def test_a_pattern_that_could_run_for_ever_is_refused(tmp_path, pattern, fine):
    found = faults(tmp_path, LEAST + f"links = '{pattern}'\n")
    assert found == [] if fine else "repeats what repeats already" in found[0]


@given(st.from_regex(r"[ab()\[\]\\*+?{}2,^|]{0,12}", fullmatch=True))
def test_every_pattern_is_judged(pattern):
    assert isinstance(check_links(pattern), str)


RIGHTS = {
    'rights = "CC-BY-NC-ND-4.0"': Rights("CC-BY-NC-ND-4.0", "internal", False, "A"),
    'rights = "public-domain"': Rights("public-domain", "public", True, "A"),
    'rights = "CC-BY-ND-4.0"': Rights("CC-BY-ND-4.0", "public", False, "A"),
    'rights = "CC-BY-NC-SA-3.0-IGO"': Rights("CC-BY-NC-SA-3.0-IGO", "internal", True, "A"),
    'rights = "all-rights-reserved"': Rights("all-rights-reserved", "internal", False, "A"),
    'rights = "per-article"': Rights("per-article", "internal", True, "A"),
    'rights = "contract"': Rights("contract", "none", False, "A"),
    "[rights]\nlicence = 'https://creativecommons.org/licenses/by/4.0/'": Rights(
        "CC-BY-4.0", "public", True, "A"
    ),
    "[rights]\nlicence = 'CC-BY-4.0'\nfull_text = 'none'": Rights("CC-BY-4.0", "none", False, "A"),
    "[rights]\nlicence = 'all-rights-reserved'\ntranslate = true": Rights(
        "all-rights-reserved", "internal", True, "A"
    ),
    "[rights]\nlicence = 'whatever we agreed'": Rights("whatever we agreed", "none", False, "A"),
    "[rights]\nfull_text = 'internal'\nattribution = 'B'": Rights("", "internal", False, "B"),
    "": Rights(),
}


@pytest.mark.parametrize(("text", "rights"), RIGHTS.items())
def test_rights_follow_from_the_licence_and_what_is_written_out_counts_before(
    tmp_path, text, rights
):
    put(tmp_path, LEAST + text + "\n")
    assert load_sources(tmp_path)[0].rights == rights


def test_json_is_read_from_several_addresses_or_out_of_a_page(tmp_path):
    put(
        tmp_path,
        LEAST
        + "[api]\nurl = ['https://a.example/1', 'https://a.example/2']\ninside = '#data'\nitems ="
        " '@'\nlink = 'url'\n",
    )
    assert load_sources(tmp_path)[0].api == ApiRules(
        ("https://a.example/1", "https://a.example/2"), "@", "url", inside="#data"
    )


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
    assert (
        load_sources(tmp_path, frozenset(("127.0.0.1:8000",)))[0].home == "http://127.0.0.1:8000/"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; `jianwen sources new URL` drafts a source file"),
        ("kind = 'news'", "title is missing"),
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
    for said in (
        "a.toml:5: unknown key",
        "a.toml:6: enabled",
        "b.toml:1: kind must be one of news, partner",
        "c.toml: cannot be read",
    ):
        assert said in str(caught.value)
    assert [source.name for source in check_sources(tmp_path).sources] == ["good"]


def test_of_many_faults_the_first_are_told_and_how_many_more_there_are(tmp_path):
    for number in range(8):
        put(tmp_path, "not a source", f"s{number}.toml")
    with pytest.raises(
        SourceError,
        match=r"s4\.toml:1: is not TOML.*; and 3 more: `jianwen sources check` lists them all$",
    ):
        load_sources(tmp_path)
    assert len(check_sources(tmp_path).errors) == 8


def test_a_line_is_found_in_quotes_and_behind_a_byte_order_mark(tmp_path):
    assert faults(tmp_path, b"\xef\xbb\xbf" + (LEAST + '"enabled" = 1\n').encode())[0].startswith(
        ":5:"
    )
    assert faults(tmp_path, LEAST + "rights = {full_text = 'maybe'}\n")[0].startswith(
        ": [rights] full_text"
    )


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(SourceError, match="cannot read the folder of sources"):
        load_sources(tmp_path / "nowhere")


def test_sources_are_chosen_by_name_or_all_that_are_enabled():
    good, other = Source("good", "G", "news", "http://g"), Source("other", "O", "news", "http://o")
    draft = Source("draft", "D", "news", "http://d", enabled=False)
    sources = [draft, good, other]
    assert choose_sources(sources, []) == [good, other]
    assert choose_sources(sources, ["other", "good", "other"]) == [other, good]
    for names, said in (
        (["god"], "did you mean 'good'"),
        (["x"], "lists them"),
        (["draft"], "is a draft"),
    ):
        with pytest.raises(UsageError, match=said):
            choose_sources(sources, names)
    with pytest.raises(UsageError, match="no source is enabled"):
        choose_sources([draft], [])


def test_a_pattern_that_is_slow_on_long_addresses_is_refused() -> None:
    assert "is slow" in check_links(r"\d+\w*\d+x")
    assert not check_links(r"^https://a\.example/[a-z]+/\d{4}/\d+\.s?html?$")
