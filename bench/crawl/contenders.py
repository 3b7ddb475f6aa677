"""The crawlers that are compared: how each is started on a site and what it has stored
afterwards.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.crawl.site import ROOT

PEERS = ROOT / ".venv-peers" / "bin" / "python"
"""An environment apart: what the peer brings along changes how libraries that we share behave."""

SOURCE = """
title = "Bench"
kind = "news"
home = "http://{host}/"
language = "zh"
sitemaps = ["http://{host}/sitemap.xml"]
links = "/a/\\\\d+\\\\.html$"
concurrency = 8
"""

NEWS_PLEASE = """
[Crawler]
default = SitemapCrawler
fallbacks = {{"SitemapCrawler": None}}
check_crawler_has_urls_to_scan = False
check_certificate = False
ignore_file_extensions = "(pdf)"
ignore_regex = "(mailto)"
sitemap_allow_subdomains = True
sitemap_patterns = []
[Heuristics]
enabled_heuristics = {{"crawler_contains_only_article_alikes": True}}
pass_heuristics_condition = "crawler_contains_only_article_alikes"
min_headlines_for_linked_test = 5
[Files]
relative_to_start_processes_file = False
url_input_file_name = sitelist.hjson
working_path = {folder}/
local_data_directory = %working_path/data/%appendmd5_url_directory_string(60)_\
%appendmd5_max_url_file_name_%timestamp_download.html
format_relative_path = True
[ArticleMasterExtractor]
extractors = ["newspaper_extractor_no_images", "readability_extractor", \
"date_extractor", "lang_detect_extractor"]
[DateFilter]
start_date = "1999-01-01 00:00:00"
end_date = "2999-12-31 00:00:00"
strict_mode = False
[MySQL]
[Postgresql]
[Elasticsearch]
[Redis]
[Pandas]
file_name = "PandasStorage"
[Scrapy]
LOG_LEVEL = ERROR
BOT_NAME = "news-please"
SPIDER_MODULES = ["newsplease.crawler.spiders"]
NEWSPIDER_MODULE = "newsplease.crawler.spiders"
JOBDIRNAME = .resume_jobdir
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 8
USER_AGENT = "news-please (+http://www.example.com/)"
ITEM_PIPELINES = {{"newsplease.pipeline.pipelines.ArticleMasterExtractor": 100,
                  "newsplease.pipeline.pipelines.HtmlFileStorage": 200,
                  "newsplease.pipeline.pipelines.JsonFileStorage": 300}}
ITEM_CLASS = "newsplease.crawler.items.NewscrawlerItem"
"""


@dataclass(frozen=True, slots=True)
class Contender:
    """One crawler.

    `prepare` fills a folder and gives the command with its environment; `stored` lists what came
    out, once per row.
    """

    name: str
    prepare: Callable[[Path, str], tuple[list[str], Mapping[str, str]]]
    stored: Callable[[Path], list[str]]


def _environment(folder: Path, **more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), **more}


def _jianwen(folder: Path, host: str) -> tuple[list[str], Mapping[str, str]]:
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / "bench.toml").write_text(SOURCE.format(host=host))
    env = _environment(
        folder,
        JIANWEN_HOME=f"{folder}/var",
        JIANWEN_SOURCES=f"{folder}/sources",
        JIANWEN_ALLOW_HOSTS=host,
    )
    return [
        str(Path(sys.executable).parent / "jianwen"),
        "crawl",
        "--no-translate",
        "--quiet",
        "--pages",
        "100000",
    ], env


def _jianwen_stored(folder: Path) -> list[str]:
    """Give the addresses of articles, and of pages that the line has judged: both are an end that
    the ledger knows.
    """
    with closing(sqlite3.connect(folder / "var" / "jianwen.db")) as store:
        ended = (
            "SELECT url FROM urls WHERE kind = 'article' AND state IN ('stored', 'dropped',"
            " 'quarantined')"
        )
        return [row[0] for row in store.execute(ended)]


def _plain(folder: Path, host: str) -> tuple[list[str], Mapping[str, str]]:
    return [
        sys.executable,
        "-m",
        "bench.crawl.plain",
        f"http://{host}/sitemap.xml",
        str(folder),
    ], _environment(folder)


def _plain_stored(folder: Path) -> list[str]:
    """Give the addresses in the feed; a line that is cut counts as lost."""
    found = []
    feed = folder / "articles.jsonl"
    for line in feed.read_bytes().splitlines() if feed.exists() else ():
        try:
            found.append(json.loads(line)["url"])
        except (ValueError, KeyError):
            continue
    return found


def _news_please(folder: Path, host: str) -> tuple[list[str], Mapping[str, str]]:
    """Start the process that `news-please` would start: the launcher itself only looks for its end
    every ten seconds.

    An address with a port is dropped as offsite by it, so the site is its proxy.
    """
    import_path = "import newsplease, os; print(os.path.dirname(newsplease.__file__))"
    package = subprocess.run(
        [str(PEERS), "-c", import_path], capture_output=True, text=True, check=True
    ).stdout.strip()
    (folder / "config.cfg").write_text(NEWS_PLEASE.format(folder=folder))
    (folder / "sitelist.hjson").write_text(
        json.dumps({"base_urls": [{"url": "http://bench.example/"}]})
    )
    command = [
        str(PEERS),
        f"{package}/single_crawler.py",
        f"{folder}/config.cfg",
        f"{folder}/sitelist.hjson",
        "0",
        "True",
        "False",
    ]
    return command, _environment(folder, http_proxy=f"http://{host}", CColon=package)


def _news_please_stored(folder: Path) -> list[str]:
    found = []
    for path in (folder / "data").rglob("*.json"):
        try:
            found.append(json.loads(path.read_bytes())["url"])
        except (ValueError, KeyError):
            continue
    return found


def contenders() -> tuple[list[Contender], str]:
    """Give those that can be started here, and why one is missing."""
    found = [
        Contender("jianwen", _jianwen, _jianwen_stored),
        Contender("scrapy + trafilatura", _plain, _plain_stored),
    ]
    if not PEERS.exists():
        return found, "news-please is left out: it is not installed; `make bench-crawl` installs it"
    return [*found, Contender("news-please", _news_please, _news_please_stored)], ""
