"""The demo harvests the newsroom twice: the second time it asks politely, keeps one revision, adds
nothing.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from commands.main import main
from commands.output.demo_report import format_demo_summary
from commands.output.table import measure_width
from demo.json_endpoints import API_PATH, SEARCH_PATH
from demo.run import SAMPLE_FILES
from demo.summary import DemoSummary, SourceCounts
from records.article import Article
from records.paths import PROJECT_ROOT, Paths
from services.export import export_feeds
from services.run_lock import RunLock
from store.articles.changes import list_published
from store.articles.provenance import read_provenance
from store.db.connection import Store
from store.dedup.linked_articles import list_linked_articles
from store.open import open_store
from store.search.search import search_articles
from store.sources.runs import list_runs
from store.translations.translations import list_flagged_sentences

pytestmark = pytest.mark.dates
SOURCES = {
    "demo-agency": 3,
    "demo-authority": 5,
    "demo-copy": 3,
    "demo-feed": 3,
    "demo-journal": 3,
    "demo-nd": 2,
    "demo-news": 16,
    "demo-paper": 3,
    "demo-partner": 8,
    "demo-samples": 3,
    "demo-video": 3,
}
"""The articles of each."""
ALL = 54


@dataclass(frozen=True)
class Twice:
    """What two runs of the demo left behind."""

    home: Paths
    printed: str  # by the first
    first: dict
    second: dict
    requests: dict[int, list[dict]]
    imported: list[dict]  # what an importer read after the first
    errors: str


JIANWEN = [sys.executable, "-m", "commands.main", "demo"]


def run(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("JIANWEN")
    } | {"JIANWEN_HOME": str(home)}
    return subprocess.run(
        [*JIANWEN, *options],
        cwd=PROJECT_ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


def jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def twice(tmp_path_factory) -> Twice:
    home = Paths(tmp_path_factory.mktemp("demo"), Path(), frozenset())
    first = run(home.path)
    asked, imported = (
        jsonl(home.path / "demo-requests.jsonl"),
        jsonl(home.path / "feeds" / "changes.jsonl"),
    )
    second = run(home.path, "--json")
    with open_store(home.store, readonly=True) as store:
        told = {
            one.summary["edition"]: dict(one.summary)
            for one in list_runs(store, 10)
            if one.command == "demo"
        }
    requests = {1: asked, 2: jsonl(home.path / "demo-requests.jsonl")}
    return Twice(
        home,
        first.stdout,
        told[1],
        json.loads(second.stdout),
        requests,
        imported,
        first.stderr + second.stderr,
    )


@pytest.fixture(scope="module")
def store(twice) -> Iterator[Store]:
    with open_store(twice.home.store, readonly=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def articles(store) -> list[Article]:
    return list_published(store)


def by_title(articles: list[Article], words: str) -> Article:
    (found,) = [article for article in articles if words in article.title and article.is_canonical]
    return found


def counts(summary: dict, column: str) -> dict[str, int]:
    return {line["source"]: line[column] for line in summary["lines"] if line[column]}


def test_demo_first_run_stores_every_article_of_every_source(twice):
    assert counts(twice.first, "new") == {**SOURCES, "(files)": len(SAMPLE_FILES)}
    assert (twice.first["exit_code"], twice.first["articles"], counts(twice.first, "failed")) == (
        0,
        ALL,
        {},
    )


def test_demo_second_run_stores_one_revision_and_adds_nothing(twice, articles, store):
    assert (counts(twice.second, "new"), counts(twice.second, "updated")) == ({}, {"demo-news": 1})
    assert twice.second["articles"] == ALL
    assert Counter(article.version for article in articles) == {1: ALL - 1, 2: 1}
    corrected = by_title(articles, "回收过期药品")
    assert ("1206名居民" in corrected.body, "1260" in corrected.body) == (True, False)
    [revision] = read_provenance(store, corrected.uid).revisions
    assert "body" in revision.changed
    assert twice.second["corrected"] == [corrected.title]
    assert (
        twice.second["exit_code"],
        counts(twice.second, "failed"),
        counts(twice.second, "dropped"),
    ) == (0, {}, {})


def test_demo_second_run_asks_conditionally_and_hears_not_modified(twice):
    # The lists that carry the text are read whole each time: nothing else says what changed in
    # them.
    others = ("/robots.txt", "/.well-known/tdmrep.json", API_PATH, SEARCH_PATH)
    asked = [request for request in twice.requests[2] if not request["path"].startswith(others)]
    unasked = [request["path"] for request in asked if not request["conditional"]]
    fresh = {request["path"] for request in asked if request["status"] == 200}
    assert unasked == ["/sitemap-index.xml"]
    assert fresh == {
        "/rss.xml",
        "/sitemap-index.xml",
        "/sitemap-news.xml",
        "/content/20260421/1014.html",
    }
    assert sum(request["status"] == 304 for request in asked) == 44
    assert twice.second["not_modified"] == 44 + 1, "and a robots.txt"
    assert not any(request["conditional"] for request in twice.requests[1])


def test_demo_keeps_out_what_is_no_article_and_says_why(twice):
    assert dict(twice.first["drops"]) == {"http-404": 1, "no-text": 1, "not-html": 1, "robots": 1}
    assert "robots.txt forbids it" in twice.printed
    assert not any(
        "/private/" in request["path"]
        for requests in twice.requests.values()
        for request in requests
    )


def test_demo_finds_the_copies_and_names_the_original(twice, articles):
    assert counts(twice.first, "copies") == {"demo-copy": 2}
    originals = {article.uid: article for article in articles}
    copies = [article for article in articles if not article.is_canonical]
    assert {(copy.title, originals[copy.cluster].source) for copy in copies} == {
        ("互联网医疗进社区，家庭医生隔着屏幕随访老病号", "demo-news"),
        ("睡不着别硬躺：医生教你五个改善失眠的习惯", "demo-news"),
    }


def test_demo_links_the_weekly_reports_as_a_series_and_takes_none_for_a_copy(twice, articles):
    latest, before = (by_title(articles, f"第{week}周流感监测周报") for week in (15, 14))
    assert latest.is_canonical
    assert before.is_canonical
    with open_store(twice.home.store, readonly=True) as store:
        (issue,) = list_linked_articles(store, latest.uid)
        assert (issue.uid, issue.relation) == (before.uid, "series")
        assert issue.share > 0.8
        assert {row["关系"] for row in store.query('SELECT "关系" FROM "关联"')} == {"同系列"}


def test_demo_shows_every_way_of_announcing_articles(twice):
    assert [(way["kind"], way["named"], tuple(way["sources"])) for way in twice.first["ways"]] == [
        ("feed", 12, ("demo-feed", "demo-nd", "demo-news")),
        ("sitemap", 12, ("demo-news",)),
        ("listing", 30, ("demo-authority", "demo-copy", "demo-news", "demo-samples")),
        ("api", 20, ("demo-agency", "demo-journal", "demo-paper", "demo-partner", "demo-video")),
    ]
    assert re.search(
        "^  listings    30  demo-authority, demo-copy, demo-news, demo-samples$",
        twice.printed,
        re.MULTILINE,
    )


def test_demo_joins_the_pages_of_a_long_article_in_one(twice, articles):
    joined = by_title(articles, "狂犬病")
    assert re.findall("^([一二三四五六七])、", joined.body, re.MULTILINE) == list("一二三四五六七")
    assert not re.search("[上下]一页", joined.body)
    pages = [
        request["path"] for request in twice.requests[1] if "t20260409_1829" in request["path"]
    ]
    assert pages == [f"/jkts/202604/t20260409_1829{page}.html" for page in ("", "_1", "_2")]


def test_demo_reads_a_list_and_articles_that_only_scripts_see(articles):
    paper = {article.published: article for article in articles if article.source == "demo-paper"}
    assert sorted(paper) == ["2026-04-01T23:45:00Z", "2026-04-19T01:30:00Z", "2026-04-27T00:10:00Z"]
    newest = paper["2026-04-27T00:10:00Z"]
    assert (newest.outlet, newest.authors, newest.editor) == ("示范健康报", ("魏青禾",), "冯以南")
    assert newest.body.startswith("每逢赶集日")
    assert len(newest.body.splitlines()) == 4


def test_demo_asks_the_search_again_that_answered_with_its_version_only(twice, articles):
    for number in (1, 2):
        assert [
            request["status"]
            for request in twice.requests[number]
            if request["path"] == SEARCH_PATH
        ] == [200, 200]
    abstract = by_title(articles, "Vitamin D")
    assert abstract.body.splitlines()[::2] == ["Background", "Methods", "Results", "Conclusion"]
    assert abstract.body.splitlines()[1].startswith(
        "Vitamin D helps the body absorb calcium. Older adults"
    )
    assert abstract.outlet == "Demo Journal of Nutrition"


def test_demo_takes_the_day_of_a_listing_or_a_list_for_its_articles(articles):
    days = {
        source: max(article.published for article in articles if article.source == source)
        for source in SOURCES
    }
    assert days["demo-authority"][:10] == "2026-04-16"
    assert days["demo-agency"] == "2026-04-24T14:22:00Z"
    assert days["demo-journal"][:10] == "2026-04-21"
    assert days["demo-video"] == "2026-04-29T04:30:00Z"


def test_demo_never_translates_what_its_licence_keeps_unaltered_and_says_so(twice, articles):
    letters = [article for article in articles if article.source == "demo-nd"]
    assert {(one.licence, one.full_text, one.translation, one.title_zh) for one in letters} == {
        ("CC-BY-ND-4.0", "public", "none", "")
    }
    assert ["CC-BY-ND-4.0", "demo-nd", 2] in twice.first["barred"]
    said = twice.printed.split("Not translated, the rights forbid it:\n")[1].splitlines()
    assert said[0].split() == ["CC-BY-ND-4.0", "demo-nd", "2"]


def test_demo_follows_the_redirect_to_one_article(articles):
    moved = by_title(articles, "骨质疏松")
    assert moved.url.endswith("/content/20251230/0977.html")


@pytest.mark.parametrize(
    ("words", "outlet", "author", "editor"),
    [
        ("在家量血压", "健闻示范网", "林知夏", "周正言"),
        ("流感疫苗", "健闻示范网", "李喆", "苏晓岚"),
        ("远视储备", "健闻示范网", "何望舒", "周正言"),
        ("戒烟", "健闻示范网", "陈安然", "周正言"),
        ("雨後防蚊", "示範衛生雜誌", "羅子晴", "鄭家明"),
    ],
)
def test_demo_reads_pages_in_every_encoding_with_their_byline(
    articles, words, outlet, author, editor
):
    found = by_title(articles, words)
    assert (found.outlet, found.authors, found.editor) == (outlet, (author,), editor)
    assert "�" not in found.body
    assert "扫描二维码" not in found.body


def test_demo_brings_all_five_sample_documents(articles):
    samples = [article for article in articles if article.source == "demo-samples"]
    assert len(samples) == 5
    assert {article.full_text for article in samples} == {"internal"}
    assert not any(article.title_zh for article in samples)


def test_demo_translates_by_the_model_and_marks_its_two_wrong_sentences(twice, articles, store):
    assert counts(twice.first, "translated") == {
        "demo-agency": 3,
        "demo-feed": 3,
        "demo-partner": 8,
    }
    translated = [
        article
        for article in articles
        if article.source in ("demo-agency", "demo-feed", "demo-partner")
    ]
    assert Counter(article.translation for article in translated) == {"ok": 13, "review": 1}
    assert {article.source for article in articles if article.title_zh} == {
        "demo-agency",
        "demo-feed",
        "demo-partner",
    }
    [dose, vitamin] = list_flagged_sentences(store, by_title(articles, "Ask your pharmacist").uid)
    assert ("500 mg" in dose.source, "500毫克" in dose.target, dose.checks) == (
        True,
        True,
        ("number~", "unit~"),
    )
    assert ("Vitamin D" in vitamin.source, "ium" in vitamin.target, vitamin.checks) == (
        True,
        True,
        ("untranslated!",),
    )
    assert all(doubt.source in twice.printed for doubt in (dose, vitamin))
    assert by_title(articles, "The flu season").title_zh == "流感季节通常在十月开始。"


def test_demo_says_that_the_model_is_a_toy(twice):
    assert "demo model: it knows the sentences of the demo and no others" in twice.printed
    assert "高血压会增加患心脏病的风险。" in twice.printed
    assert twice.first["toy"] is True


def test_demo_articles_are_found_by_words_in_either_script(store):
    assert {hit.source for hit in search_articles(store, "互联网医疗")} >= {
        "demo-news",
        "demo-samples",
    }
    assert any("WebMD" in hit.title for hit in search_articles(store, "腾讯"))
    assert [hit.title for hit in search_articles(store, "登革热")] == [
        "雨後防蚊，從倒掉一盆積水開始"
    ]


def test_demo_feeds_bring_an_importer_to_the_published_set(twice, store, articles, tmp_path):
    copy: dict[str, dict] = {}
    since = max(line["seq"] for line in twice.imported)
    export_feeds(store, tmp_path, since)
    later = jsonl(tmp_path / "changes.jsonl")
    for line in [*twice.imported, *later]:
        copy.pop(line["uid"], None)
        if line["op"] == "upsert":
            copy[line["uid"]] = line
    assert [line["uid"] for line in later] == [by_title(articles, "回收过期药品").uid]
    assert {
        uid: (line["title"], line["version"], line["title_zh"]) for uid, line in copy.items()
    } == {article.uid: (article.title, article.version, article.title_zh) for article in articles}
    assert {line["source"]["name"] for line in copy.values() if not line["body"]} == {
        "demo-agency",
        "demo-journal",
        "demo-samples",
    }


def test_demo_table_lines_up_and_names_every_count(twice):
    table = twice.printed.split("\n\n")[1].splitlines()
    assert table[0].split() == [
        "source",
        "found",
        "fetched",
        "unchanged",
        "new",
        "updated",
        "copies",
        "translated",
        "dropped",
        "failed",
    ]
    assert {len(line) for line in table} == {len(table[0])}
    # where paths have any length
    assert (
        max(measure_width(line) for line in twice.printed.splitlines() if "jianwen " not in line)
        <= 100
    )
    assert [line.split()[0] for line in table[1:]] == [*SOURCES, "(files)", "total"]
    assert re.search(r"54 articles in the store, \d+ requests, [\d.]+ s", twice.printed)


def test_demo_says_what_to_type_next(twice):
    for words in (
        "search 互联网医疗",
        "search 腾讯",
        "status",
        "demo",
        f"export --out {twice.home.path / 'feeds'}",
    ):
        assert f"jianwen {words}" in twice.printed


def test_demo_is_silent_on_stderr_and_keeps_its_token_to_itself(twice):
    assert twice.errors == ""
    kept = [path.read_text("utf-8") for path in twice.home.path.rglob("*.toml")]
    assert sum("env:JIANWEN_DEMO_TOKEN" in text for text in kept) == 1


def summarize(**fields: object) -> DemoSummary:
    summary = DemoSummary(
        edition=2,
        lines=(SourceCounts("demo-news", unchanged=16),),
        ways=(),
        drops=(),
        articles=35,
        review=0,
        model="argos big 1.9",
        toy=False,
        pairs=(),
        doubted=(),
        barred=(),
        corrected=(),
        show="7398dd11",
        feeds="var/feeds",
        store="var/jianwen.db",
        program=".venv/bin/jianwen",
        requests=40,
        not_modified=30,
        exit_code=0,
        seconds=2.0,
    )
    return replace(summary, **fields)


def test_account_of_a_third_run_says_that_nothing_is_new():
    printed = format_demo_summary(summarize())
    assert 'second edition: nothing new, 30 answers were "not modified"' in printed
    assert not re.search("Announced|Corrected|Not kept|Translated|Not translated", printed)


def test_account_names_a_model_that_the_user_has_installed():
    printed = format_demo_summary(
        summarize(
            pairs=(("Rest.", "休息。"),),
            drops=(("timeout", 2),),
            lines=(SourceCounts("demo-news", new=1),),
        )
    )
    assert "Translated by machine (argos big 1.9):\n  Rest.\n  休息。" in printed
    assert "0 corrected, 1 new" in printed
    assert "  2 timeout" in printed.splitlines()


@pytest.mark.parametrize(
    ("kept", "code", "words"),
    [("{", 2, "delete it"), ('{"ports": [], "corrected": ""}', 2, "delete it")],
)
def test_demo_with_a_broken_memory_ends_with_one_line(
    tmp_path, monkeypatch, capsys, kept, code, words
):
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path))
    (tmp_path / "demo-ports.json").write_text(kept)
    assert main(["demo"]) == code
    [line] = capsys.readouterr().err.splitlines()
    assert words in line


def test_demo_does_not_start_beside_another_run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path))
    with RunLock(tmp_path / "jianwen.lock"):
        assert main(["demo"]) == 75
    assert "another run" in capsys.readouterr().err
