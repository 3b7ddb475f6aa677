"""Draft a source file for each saved page of the corpus and say whether the draft finds the page's articles.

Run from the checkout with the corpus beside it (`../shared/corpus/sources/feeds`): python bench/source_drafts.py. A draft works when it
passes the check of source files and, read with its own rules, gives at least nine of ten true articles and at most one of ten false.
Exit code 1 when fewer than WANTED drafts work.
"""

import gzip
import re
import sys
import tomllib
from pathlib import Path

from commands.clock import now
from commands.source_new import checked, draft
from commands.table import render
from crawler.sourcefile import SourceFile, read_source
from records.home import ROOT, Home
from records.source import Source
from records.verdict import UsageError
from spiders.reader import announcements, read_document

CORPUS = ROOT.parent / "shared" / "corpus" / "sources" / "feeds"
WANTED = 0.8
TRUE = {
    # the address of the page, and the form that its true articles have, written down by hand from the raw page
    "listing_netease_rolling_news.html.gz": (
        "https://news.163.com/rank/",
        r"163\.com/(\d\d/\d{4}/\d\d|\w+/article|article|dy/article|photoview)/\w+",
    ),
    "listing_tencent_important_news.html.gz": ("https://news.qq.com/", r"new\.qq\.com/omn/(\d{8}/)?\d{8}[0-9A-Z]+\.html$"),
    "listing_rtfund_xxpl.html.gz": ("http://www.rtfund.com/main/xxpl/index.shtml", r"/main/a/\d{8}/\d+\.shtml$|\.pdf$"),
    "listing_hrfund_announcement.html.gz": ("http://www.hr-fund.com.cn/announcement/index.html", r"/Upload/File/.+\.pdf$"),
    "shapes/chinacdc_list.html": ("https://www.chinacdc.cn/jkkp/crb/", r"/t\d{8}_\d+\.html"),
    "shapes/chinanews_scroll_day.shtml": ("https://www.chinanews.com.cn/scroll-news/2026/0918/news.shtml", r"/\d{4}/\d\d-\d\d/\d+\.shtml"),
    "shapes/people_channel_list.html": ("http://health.people.com.cn/GB/408568/index1.html", r"/n1/\d{4}/\d{4}/c\d+-\d+\.html"),
    "shapes/nhc_list.shtml": ("http://www.nhc.gov.cn/xcs/c100122/list.shtml", r"[0-9a-f]{32}\.shtml"),
    "shapes/nmpa_list.html": ("https://www.nmpa.gov.cn/xxgk/ggtg/index.html", r"/\d{17}\.html"),
    "shapes/jkb_list.html": ("https://www.jkb.com.cn/science/", r"/\d+/\d+/\d+\.html"),
    "shapes/cctv_list.jsonp": ("https://news.cctv.com/2019/07/gaiban/cmsdatainterface/page/china_1.jsonp", r"ARTI\w+\.shtml"),
    "shapes/chinanews_rss_health.xml": ("https://www.chinanews.com.cn/rss/health.xml", r"/jk/\d{4}/\d\d-\d\d/\d+\.shtml"),
    "who_newsitems_odata.json": ("https://www.who.int/api/news/newsitems", r"/\d\d-\d\d-\d{4}|/[\w-]+$"),
    "jsonfeed_npr.json": ("https://feeds.npr.org/1001/feed.json", r"npr\.org/"),
    "rss2_ctvnews.xml": ("https://www.ctvnews.ca/rss/health", r"ctvnews\.ca/"),
}


def main() -> int:
    """Draft, read again, count, print."""
    rows: list[tuple[str, ...]] = []
    worked = 0
    for name, (url, form) in TRUE.items():
        path = CORPUS / name
        if not path.exists():
            continue
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        said, fine = _tried(path, url, body, re.compile(form))
        worked += fine
        rows.append((name, "works" if fine else "no", said))
    print(render(("saved page", "draft", "what"), rows))
    print(f"{worked} of {len(rows)} drafts work")
    return 0 if rows and worked >= WANTED * len(rows) else 1


def _tried(path: Path, url: str, body: bytes, form: re.Pattern[str]) -> tuple[str, bool]:
    home = Home(Path(), Path(), frozenset())
    try:
        made = draft(url, home, saved=path)
        text = checked(made, home)
    except UsageError as error:
        return str(error)[:150], False
    source = read_source(SourceFile(made.name, text, tomllib.loads(text)), frozenset())
    if not isinstance(source, Source):
        return "; ".join(fault.text for fault in source), False
    kinds = announcements(source)
    found = {candidate.url for kind, _ in kinds[:1] for candidate in read_document(kind, body, url, source, now()).candidates}
    right = {one for one in found if form.search(one)}
    every = _every(path, url, body, form) or right
    precision, recall = len(right) / max(1, len(found)), len(right & every) / max(1, len(every))
    rule = f"{kinds[0][0]}, links {made.links or '—'}, pages {made.pages or '—'}"
    said = f"{rule}: {len(found)} found, precision {precision:.2f}, recall {recall:.2f}"
    return said, bool(found) and precision >= 0.9 and recall >= 0.9


def _every(path: Path, url: str, body: bytes, form: re.Pattern[str]) -> set[str]:
    """Give the true articles of a listing page, found in the raw page without our readers."""
    if not re.search(r"\.s?html(\.gz)?$", path.name):
        return set()
    from urllib.parse import urljoin

    links = re.findall(r"""<a\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)""", body.decode("utf-8", "replace"), re.IGNORECASE)
    return {address for link in links if form.search(address := urljoin(url, link).partition("#")[0])}


if __name__ == "__main__":
    sys.exit(main())
