"""The verbs of `jianwen sources` that ask a site: check --online, new, freeze, test."""

import gzip
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loopback import Answer, Place, Site, page

HTML = {"Content-Type": "text/html; charset=utf-8"}
TEXT = (
    "专家提醒市民按时接种流感疫苗，注意手部卫生，出现发热症状及时就医，"
    "老年人和慢性病患者尤其应当尽早接种。" * 5
)
ROWS = "".join(
    f'<li><a href="/health/2026/09{10 + n}/c1473{n}.html">第{n}篇：流感疫苗接种须知</a>'
    f" <em>2026-09-{10 + n}</em></li>"
    for n in range(6)
)
LISTING = (
    f'<html lang="zh"><head><title>健康频道_示范网</title></head><body><ul>{ROWS}</ul><a'
    ' href="/about.html">关于</a></body></html>'
)
SOURCE = """
title = "示范网"
kind = "news"
home = "{url}/"
language = "zh"
listings = ["{url}/health/"]
links = "/health/20\\\\d\\\\d/\\\\d{4}/c\\\\d+\\\\.html$"
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answers["/health/"] = Answer(LISTING, headers=HTML)
        site.answers |= {
            f"/health/2026/09{10 + n}/c1473{n}.html": page(f"第{n}篇：流感疫苗接种须知", TEXT)
            for n in range(6)
        }
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    (tmp_path / "sources").mkdir()
    return Place(tmp_path, (site.host,))


def good(place: Place, site: Site, text: str = SOURCE) -> None:
    place.source("good", text.replace("{url}", site.url))


def test_a_listing_becomes_a_draft_that_harvests_its_articles(site, place):
    done = place.run("sources", "new", f"{site.url}/health/", "--name", "demo-health")
    assert done.returncode == 0, done.stderr
    draft = tomllib.loads(done.stdout)
    assert (draft["title"], draft["language"], draft["enabled"], draft["rights"]["full_text"]) == (
        "示范网",
        "zh",
        False,
        "none",
    )
    assert draft["listings"] == [f"{site.url}/health/"]
    assert draft["links"] == r"/health/20\d\d/\d{4}/c\d+\.html$"
    assert "# unsure: rights" in done.stdout
    assert "6 articles, 6 of them with a date" in done.stdout
    assert "流感疫苗接种须知" in done.stdout, "the article that was read is told"
    place.source("demo-health", done.stdout.replace("enabled  = false", "enabled  = true"))
    told = place.crawl("demo-health")
    assert (told["rc"], told["new"]) == (0, 6)


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/gone", Answer(b"", 404), "answered 404"),
        (
            "/pdf",
            Answer(b"%PDF-1.4 nothing", headers={"Content-Type": "application/pdf"}),
            "application/pdf, not a web page",
        ),
        ("/private/", page("x"), "robots.txt forbids it"),
    ],
)
def test_what_makes_no_source_is_told_in_one_line(site, place, path, answer, said):
    site.answers |= {path: answer, "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n")}
    done = place.run("sources", "new", site.url + path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


def test_an_address_of_this_machine_is_not_asked(place):
    done = place.run("sources", "new", "http://127.0.0.1:1/")
    assert done.returncode == 2
    assert "not a public host" in done.stderr


def test_a_saved_page_is_drafted_without_asking_anybody(ask, site, tmp_path):
    saved = tmp_path / "page.html.gz"
    saved.write_bytes(gzip.compress(LISTING.encode(), mtime=0))
    done = ask("sources", "new", "health.example.org/health/", "--page", str(saved))
    assert (done.code, done.err) == (0, "")
    draft = tomllib.loads(done.out)
    assert (draft["home"], draft["links"]) == (
        "https://health.example.org/",
        r"/health/20\d\d/\d{4}/c\d+\.html$",
    )
    assert site.log == []


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (gzip.compress(LISTING.encode(), mtime=0)[:-20], (), "cannot be unpacked"),
        (gzip.compress(b"", mtime=0), (), "neither feed, sitemap, list of links nor JSON list"),
        (
            gzip.compress(LISTING.encode(), mtime=0),
            ("--name", "../x"),
            "the name '../x' may hold a-z, 0-9, - and _",
        ),
    ],
)
def test_a_saved_page_that_makes_no_source_is_told_in_one_line(ask, tmp_path, content, words, said):
    saved = tmp_path / "page.html.gz"
    saved.write_bytes(content)
    done = ask("sources", "new", "https://health.example.org/health/", "--page", str(saved), *words)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


def test_a_name_that_is_taken_is_told_but_not_the_file_that_the_shell_made_for_the_draft(
    ask, tmp_path
):
    (tmp_path / "sources").mkdir()
    (tmp_path / "page.html").write_text(LISTING, "utf-8")
    draft = (
        "sources",
        "new",
        "https://health.example.org/",
        "--name",
        "a",
        "--page",
        str(tmp_path / "page.html"),
    )
    (tmp_path / "sources" / "a.toml").write_text("")
    assert ask(*draft).err == ""
    (tmp_path / "sources" / "a.toml").write_text(ask(*draft).out, "utf-8")
    done = ask(*draft)
    assert (done.code, done.err) == (
        0,
        f"jianwen: {tmp_path}/sources/a.toml exists already; give another --name\n",
    )
    assert ask("sources", "check", "a").out.startswith("sources: 1 right (1 drafts), 0 faults")


def test_check_online_shows_what_answers_and_how_an_article_reads(site, place):
    good(place, site)
    done = place.run("sources", "check", "--online")
    assert (done.returncode, done.stderr) == (0, "")
    assert "good: fine" in done.stdout
    assert "流感疫苗接种须知" in done.stdout
    assert not place.store.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("/health/", Answer(b"", 503)), "answered 503"),
        (("/robots.txt", Answer("User-agent: *\nDisallow: /health/\n")), "robots.txt forbids it"),
    ],
)
def test_check_online_says_what_is_wrong_at_a_source(site, place, change, said):
    good(place, site)
    site.answers[change[0]] = change[1]
    done = place.run("sources", "check", "--online", "good")
    assert done.returncode == 1
    assert "good: look at it" in done.stdout
    assert said in done.stdout
    told = json.loads(place.run("sources", "check", "--online", "--json").stdout)
    assert [one["fine"] for one in told["online"]] == [False]


def test_a_page_is_frozen_and_tested_against_what_the_line_reads(site, place, tmp_path):
    good(place, site)
    corpus = tmp_path / "corpus"
    article = f"{site.url}/health/2026/0912/c14732.html"
    done = place.run("sources", "freeze", "good", article, "--out", str(corpus))
    assert done.returncode == 0, done.stderr
    assert "第2篇：流感疫苗接种须知" in done.stdout
    expected = json.loads((corpus / "good" / "expected.json").read_text("utf-8"))
    assert (expected["url"], expected["title"]) == (article, "第2篇：流感疫苗接种须知")
    first = (corpus / "good" / "page.html.gz").read_bytes()
    assert place.run("sources", "freeze", "good", article, "--out", str(corpus)).returncode == 2
    place.run("sources", "freeze", "good", article, "--out", str(corpus), "--force")
    assert (corpus / "good" / "page.html.gz").read_bytes() == first, (
        "the same page gives the same file"
    )

    done = place.run("sources", "test", "--out", str(corpus))
    header, row = done.stdout.splitlines()
    assert (done.returncode, row.split()) == (0, ["good", *["ok"] * 8])
    assert header.split() == [
        "source",
        "url",
        "title",
        "published",
        "outlet",
        "authors",
        "editor",
        "language",
        "body",
    ]
    wrong = expected | {"title": "别的标题", "body": ["一行"]}
    (corpus / "good" / "expected.json").write_text(json.dumps(wrong, ensure_ascii=False), "utf-8")
    done = place.run("sources", "test", "good", "--out", str(corpus))
    assert done.returncode == 1
    assert done.stdout.splitlines()[1].split() == [
        "good",
        "ok",
        "differs",
        "ok",
        "ok",
        "ok",
        "ok",
        "ok",
        "differs",
    ]
    assert "body -一行" in done.stdout
    assert "title - 别的标题" in done.stdout


def test_a_saved_page_can_be_frozen_and_what_is_no_article_cannot(ask, tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "good.toml").write_text(
        SOURCE.replace("{url}", "https://a.example"), "utf-8"
    )
    saved, corpus = tmp_path / "a.html", tmp_path / "corpus"
    saved.write_bytes(page("保存下来的一篇文章").sent)
    freeze = (
        "sources",
        "freeze",
        "good",
        "https://a.example/1",
        "--file",
        str(saved),
        "--out",
        str(corpus),
    )
    done = ask(*freeze)
    assert (done.code, done.err) == (0, "")
    assert "保存下来的一篇文章" in done.out
    assert "enabled = true" in done.out
    assert ask("sources", "test", "good", "--out", str(corpus)).code == 0
    saved.write_text("<html></html>")
    done = ask(*freeze[:-1], str(tmp_path / "other"))
    assert (done.code, done.err.count("\n"), (tmp_path / "other").exists()) == (2, 1, False)
    assert ask("sources", "freeze", "good", "no address", "--file", str(saved)).code == 2
    assert ask("sources", "test", "good", "--out", str(tmp_path / "other")).code == 2
    assert ask("sources", "test", "--out", str(tmp_path / "other")).code == 2
    assert ask(
        "sources", "freeze", "goood", "https://a.example/1", "--file", str(saved)
    ).err.endswith("did you mean 'good'?\n")


def test_a_page_that_is_no_article_any_more_is_told(ask, tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "good.toml").write_text(
        SOURCE.replace("{url}", "https://a.example"), "utf-8"
    )
    folder = tmp_path / "corpus" / "good"
    folder.mkdir(parents=True)
    (folder / "expected.json").write_text('{"url": "https://a.example/1"}')
    (folder / "page.html.gz").write_bytes(gzip.compress(b"<html></html>", mtime=0))
    done = ask("sources", "test", "--out", str(folder.parent))
    assert done.code == 1
    assert "no-text" in done.out
