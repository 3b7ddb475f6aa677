"""Draft source files for the demo newsroom's sites and the corpus's saved pages.

Say whether each draft finds the articles.

Run from the checkout: python bench/source_drafts.py. The saved pages are those of
`../shared/corpus/sources/feeds`, where it is there. A draft works when it passes the check of
source files and, read with its own rules, gives at least nine of ten true articles and at most one
of ten false; for a demo site the true ones are what its hand-written source file gives. Exit code 1
when fewer than WANTED of the drafts work.
"""

import gzip
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin
from urllib.request import urlopen

from commands.output.table import render_table
from crawler.sources.load import load_sources
from crawler.sources.parse import SourceFile, parse_source
from demo.pages import render_sources
from demo.server import Newsroom, NewsroomState
from records.clock import utc_now
from records.errors import UsageError
from records.paths import PROJECT_ROOT, Paths
from records.source import Source, list_endpoints
from services.draft_source import draft_source, render_draft
from spiders.discovery.readers import read_endpoint

CORPUS = PROJECT_ROOT.parent / "shared" / "corpus" / "sources" / "feeds"
NEWSROOM = PROJECT_ROOT / "data" / "newsroom"
WANTED = 0.8
_LINK = re.compile(
    r"""(?:<a\b[^>]*?\bhref\s*=\s*["']?|<link>(?:\s*<!\[CDATA\[)?"""
    r"""|"(?:url|ItemDefaultUrl)"\s*:\s*")([^"'<>\]\s]+)""",
    re.IGNORECASE,
)
"""Where the raw text of a page, feed or JSON writes an address that may be an article's."""
TRUE = {
    # the address of the page, and the form that its true articles have, written down by hand from
    # the raw page
    "listing_netease_rolling_news.html.gz": (
        "https://news.163.com/rank/",
        r"163\.com/(\d\d/\d{4}/\d\d|\w+/article|article|dy/article|photoview)/\w+",
    ),
    "listing_tencent_important_news.html.gz": (
        "https://news.qq.com/",
        r"new\.qq\.com/omn/(\d{8}/)?\d{8}[0-9A-Z]+\.html$",
    ),
    "listing_rtfund_xxpl.html.gz": (
        "http://www.rtfund.com/main/xxpl/index.shtml",
        r"/main/a/\d{8}/\d+\.shtml$|\.pdf$",
    ),
    "listing_hrfund_announcement.html.gz": (
        "http://www.hr-fund.com.cn/announcement/index.html",
        r"/Upload/File/.+\.pdf$",
    ),
    "shapes/chinacdc_list.html": ("https://www.chinacdc.cn/jkkp/crb/", r"/t\d{8}_\d+\.html"),
    "shapes/chinanews_scroll_day.shtml": (
        "https://www.chinanews.com.cn/scroll-news/2026/0918/news.shtml",
        r"/\d{4}/\d\d-\d\d/\d+\.shtml",
    ),
    "shapes/people_channel_list.html": (
        "http://health.people.com.cn/GB/408568/index1.html",
        r"/n1/\d{4}/\d{4}/c\d+-\d+\.html",
    ),
    "shapes/nhc_list.shtml": (
        "http://www.nhc.gov.cn/xcs/c100122/list.shtml",
        r"[0-9a-f]{32}\.shtml",
    ),
    "shapes/nmpa_list.html": ("https://www.nmpa.gov.cn/xxgk/ggtg/index.html", r"/\d{17}\.html"),
    "shapes/jkb_list.html": ("https://www.jkb.com.cn/science/", r"/\d+/\d+/\d+\.html"),
    "shapes/cctv_list.jsonp": (
        "https://news.cctv.com/2019/07/gaiban/cmsdatainterface/page/china_1.jsonp",
        r"ARTI\w+\.shtml",
    ),
    "shapes/chinanews_rss_health.xml": (
        "https://www.chinanews.com.cn/rss/health.xml",
        r"/jk/\d{4}/\d\d-\d\d/\d+\.shtml",
    ),
    "who_newsitems_odata.json": ("https://www.who.int/api/news/newsitems", r"/news/item/[\w-]+$"),
    "jsonfeed_npr.json": (
        "https://feeds.npr.org/1001/feed.json",
        r"npr\.org/(sections/[\w-]+/)?20\d\d/",
    ),
    "rss2_ctvnews.xml": ("https://www.ctvnews.ca/rss/health", r"ctvnews\.ca/(?!rss/)\S+-1\.\d+$"),
}


def main() -> int:
    """Draft, read again, count, print."""
    rows = list(_demo_sites())
    worked = sum(row[1] == "works" for row in rows)
    for name, (url, form) in TRUE.items():
        path = CORPUS / name
        if not path.exists():
            continue
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        said, fine = _tried(path, url, body, re.compile(form))
        worked += fine
        rows.append((name, "works" if fine else "no", said))
    print(render_table(("site or saved page", "draft", "what"), rows))
    print(f"{worked} of {len(rows)} drafts work")
    return 0 if rows and worked >= WANTED * len(rows) else 1


def _demo_sites() -> Iterator[tuple[str, ...]]:
    """Serve the newsroom and draft each site by the command itself, a process of its own each
    time.
    """
    with TemporaryDirectory() as folder:
        memory = NewsroomState.load(Path(folder) / "ports.json")
        token = "none"
        with Newsroom(
            NEWSROOM, memory, edition=1, corrected=datetime.now(UTC), token=token
        ) as newsroom:
            sources = Path(folder) / "sources"
            sources.mkdir()
            for name, text in render_sources(NEWSROOM, newsroom.hosts).items():
                (sources / name).write_text(text, "utf-8")
            hosts = frozenset(newsroom.hosts.values())
            for source in load_sources(sources, hosts):
                kind, url = list_endpoints(source)[0]
                if source.api is None or not source.api.token:
                    yield _demo_site(source, kind, url, hosts, folder)


def _demo_site(
    source: Source, kind: str, url: str, hosts: frozenset[str], folder: str
) -> tuple[str, ...]:
    environment = os.environ | {
        "JIANWEN_ALLOW_HOSTS": ",".join(hosts),
        "JIANWEN_HOME": folder,
        "JIANWEN_SOURCES": folder,
    }
    command = [
        str(Path(sys.executable).parent / "jianwen"),
        "sources",
        "new",
        url,
        "--name",
        "draft",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    drafted = (
        parse_source(SourceFile("draft", done.stdout, tomllib.loads(done.stdout)), hosts)
        if done.returncode == 0
        else []
    )
    if not isinstance(drafted, Source):
        return (source.name, "no", done.stderr.strip()[:150])
    with urlopen(url, timeout=10) as answer:
        body = answer.read()
    if kind == "api" and b"version" in body[:20]:  # the first answer of a run is empty on purpose
        with urlopen(url, timeout=10) as answer:
            body = answer.read()
    true = {
        candidate.url for candidate in read_endpoint(kind, body, url, source, utc_now()).candidates
    }
    by, _ = list_endpoints(drafted)[0]
    found = (
        {candidate.url for candidate in read_endpoint(by, body, url, drafted, utc_now()).candidates}
        if by == kind
        else set()
    )
    fine = bool(found) and len(found & true) >= 0.9 * max(len(found), len(true))
    return (
        source.name,
        "works" if fine else "no",
        (
            f"{by}, links {drafted.links or '—'}: {len(found & true)} of {len(true)},"
            f" {len(found - true)} false"
        ),
    )


def _tried(path: Path, url: str, body: bytes, form: re.Pattern[str]) -> tuple[str, bool]:
    home = Paths(Path(), Path(), frozenset())
    try:
        made = draft_source(url, home, saved_page=path)
        text = render_draft(made, home)
    except UsageError as error:
        return str(error)[:150], False
    source = parse_source(SourceFile(made.name, text, tomllib.loads(text)), frozenset())
    if not isinstance(source, Source):
        return "; ".join(fault.text for fault in source), False
    kinds = list_endpoints(source)
    found = {
        candidate.url
        for kind, _ in kinds[:1]
        for candidate in read_endpoint(kind, body, url, source, utc_now()).candidates
    }
    right = {one for one in found if form.search(one)}
    every = _every(url, body, form)
    precision, recall = len(right) / max(1, len(found)), len(right & every) / max(1, len(every))
    rule = f"{kinds[0][0]}, links {made.links or '—'}, pages {made.pages or '—'}"
    said = f"{rule}: {len(found)} found, precision {precision:.2f}, recall {recall:.2f}"
    return said, bool(found) and precision >= 0.9 and recall >= 0.9


def _every(url: str, body: bytes, form: re.Pattern[str]) -> set[str]:
    """Give the true articles of a document, found in its raw text without our readers."""
    text = body.decode("utf-8", "replace").replace("\\/", "/")
    links = (unescape(link.strip()) for link in _LINK.findall(text))
    return {
        address for link in links if form.search(address := urljoin(url, link).partition("#")[0])
    }


if __name__ == "__main__":
    sys.exit(main())
