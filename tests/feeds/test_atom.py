import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from feeds.atom import ATOM_NAMESPACE, TOMBSTONE_NAMESPACE, write_atom
from records.article import Article, Change

pytestmark = pytest.mark.dates
Make = Callable[..., Article]
NAMES = {"a": ATOM_NAMESPACE, "at": TOMBSTONE_NAMESPACE}


def test_a_feed_reader_reads_back_what_was_written(article: Make, english: Make) -> None:
    read = feedparser.parse(write_atom([article(), english()], []), sanitize_html=False)
    assert not read.bozo
    assert read.version == "atom10"
    assert [one.id for one in read.entries] == [
        "tag:jianwen,2026:a/00112233445566aa",
        "tag:jianwen,2026:a/ffeeddccbbaa0099",
    ]
    first, second = read.entries
    assert first.title == "高血压患者的饮食"
    assert [name.name for name in first.authors] == ["王一", "李二"]
    assert first.link == "https://news.example.cn/a/1.html"
    assert (first.published, first.updated) == ("2026-11-20T01:02:03Z", "2026-11-23T19:00:00Z")
    assert first.tags[0].term == "高血压"
    assert first.rights == "示例新闻 · CC-BY-4.0"
    assert second.title == "Salt & blood pressure"
    assert second.content[0].language == "en"
    assert "<p>Eat less salt.</p>" in second.content[0].value
    assert "<p>少吃盐。</p>" in second.content[0].value


def test_a_withdrawn_article_leaves_a_tombstone(article: Make, withdrawn: Change) -> None:
    feed = etree.fromstring(write_atom([article()], [withdrawn]))
    (stone,) = feed.findall("at:deleted-entry", NAMES)
    assert stone.get("ref") == "tag:jianwen,2026:a/0123456789abcdef"
    assert stone.get("when") == "2026-11-24T08:00:00Z"
    assert stone.findtext("at:comment", namespaces=NAMES) == "withdrawn: 404 twice"
    assert feed.findtext("a:updated", namespaces=NAMES) == "2026-11-24T08:00:00Z"


def test_every_entry_has_what_the_standard_demands(article: Make, english: Make) -> None:
    poor = article(
        title="",
        authors=(),
        outlet="",
        source_title="",
        source="",
        modified="",
        published="",
        body="",
        full_text="none",
    )
    feed = etree.fromstring(write_atom([poor, english(full_text="none", language="und")], []))
    for place in (feed, *feed.findall("a:entry", NAMES)):
        for wanted in ("id", "title", "updated"):
            assert place.findtext(f"a:{wanted}", namespaces=NAMES), wanted
    assert feed.find("a:author/a:name", NAMES).text
    for one in feed.findall("a:entry", NAMES):
        assert (
            one.find("a:content", NAMES) is not None
            or one.find("a:link[@rel='alternate']", NAMES) is not None
        )


def test_no_address_that_could_run_becomes_a_link(article: Make) -> None:
    assert b"javascript" not in write_atom([article(url="javascript:alert(1)", title="x")], [])


def test_text_that_may_not_be_published_stays_out(english: Make) -> None:
    written = write_atom([english(full_text="internal")], []).decode()
    assert "Measure" not in written
    assert "测量" not in written
    assert "<summary>Eat less salt.</summary>" in written


def test_updated_moves_with_the_text_and_with_nothing_else(article: Make) -> None:
    assert write_atom([article()], []) == write_atom(
        [article(version=4, fetched="2026-12-24T00:00:00Z")], []
    )
    assert write_atom([article()], []) != write_atom([article(modified="2026-12-24T00:00:00Z")], [])


def test_an_empty_store_gives_a_valid_empty_feed() -> None:
    read = feedparser.parse(write_atom([], []))
    assert not read.bozo
    assert read.entries == []


def test_newsboat_shows_every_article(tmp_path: Path, article: Make, english: Make) -> None:
    newsboat = shutil.which("newsboat")
    if newsboat is None:
        pytest.skip("newsboat is not installed; `apt-get install newsboat` lets this test run")
    (tmp_path / "feed.atom").write_bytes(write_atom([article(), english(title="a < b & c")], []))
    (tmp_path / "urls").write_text(f"file://{tmp_path}/feed.atom\n")
    cache = tmp_path / "cache.db"
    call = [
        newsboat,
        "-u",
        str(tmp_path / "urls"),
        "-c",
        str(cache),
        "-C",
        "/dev/null",
        "-x",
        "reload",
    ]
    subprocess.run(
        call,
        check=True,
        timeout=60,
        env={"HOME": str(tmp_path), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
    )
    with closing(sqlite3.connect(cache)) as db:
        rows = dict(db.execute("SELECT guid, content FROM rss_item").fetchall())
    assert set(rows) == {
        "tag:jianwen,2026:a/00112233445566aa",
        "tag:jianwen,2026:a/ffeeddccbbaa0099",
    }
    assert "<p>少吃盐。</p>" in rows["tag:jianwen,2026:a/ffeeddccbbaa0099"]
