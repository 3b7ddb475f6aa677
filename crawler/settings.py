"""Settings of every crawl, read by Scrapy from this module.

Each line says why it differs from Scrapy's default.
"""

import os
from typing import Final

from records.limits import FETCH_SECONDS, PAGE_BYTES, REDIRECTS, URL_CHARS
from records.paths import Paths

CONNECTIONS_PER_ALLOWED_HOST: Final = 8  # hosts named in JIANWEN_ALLOW_HOSTS
DOWNLOAD_TRIES: Final = 3  # downloads of one page in one run
JSON_ACCEPT_HEADER: Final = "application/json,text/html;q=0.9,*/*;q=0.8"
"""What a JSON list is asked for as: some services would send XML."""


# ours: where things are, which hosts may be fetched although not public
JIANWEN_HOME = Paths.of(os.environ)
BOT_NAME = "jianwen"
SPIDER_MODULES = ["spiders"]
# Honest, with an address where a site can complain; no browser is played.
USER_AGENT = (
    "Jianwen/0.1 (health news harvester;"
    f" {os.environ.get('JIANWEN_CONTACT') or 'no contact given'})"
)
# not English alone
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh,en;q=0.8",
}
# the intake awaits its worker process
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
# every connection passes it: public addresses only
TWISTED_DNS_RESOLVER = "crawler.download.ssrf_guard.SsrfGuardResolver"
DNSCACHE_ENABLED = False  # a cached answer would be dialled without being checked again
# The whole lists, not changes to Scrapy's: what is switched off there is imported all the same,
# aiohttp and requests among it, half a second of start-up. Left out: telnet, remote control,
# proxies, cache, its robots.txt, its unpacking.
EXTENSIONS_BASE = {"scrapy.extensions.corestats.CoreStats": 0}
DOWNLOADER_MIDDLEWARES_BASE = {
    # before anything is asked, robots.txt included
    "crawler.download.ssrf_guard.SsrfGuardMiddleware": 50,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    # sees every answer before Retry takes it away
    "crawler.politeness.middleware.PolitenessMiddleware": 560,
    # Scrapy's takes half a body for a whole one
    "crawler.download.decompression.DecompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": 700,  # where a source asks for it
    # closest to the wire: bodies as they were sent, every hop, every try
    "crawler.download.warc_middleware.WarcMiddleware": 950,
    "crawler.download.mask_tokens.MaskTokensMiddleware": 960,
}
ITEM_PIPELINES = {"crawler.run.item_pipeline.IngestPipeline": 100}
# obeyed by PolitenessMiddleware: Scrapy's takes a 503 for permission and ignores Crawl-delay
ROBOTSTXT_OBEY = False
# bounds what Scrapy's handler does not; no other handler, a redirect must not read our disk
_DOWNLOAD_HANDLER = "crawler.download.handler.BoundedDownloadHandler"
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("file", "data", "ftp", "s3")),
    **dict.fromkeys(("http", "https"), _DOWNLOAD_HANDLER),
}
DOWNLOAD_MAXSIZE, DOWNLOAD_WARNSIZE = PAGE_BYTES, 0  # default 1 GiB; the cap is the message
DOWNLOAD_TIMEOUT = FETCH_SECONDS  # of the whole answer; default 180
DOWNLOAD_VERIFY_CERTIFICATES = True  # default off
REDIRECT_MAX_TIMES = REDIRECTS  # default 20
# pages that move by script or meta say so to browsers, not to harvesters
METAREFRESH_ENABLED = False
RETRY_TIMES = DOWNLOAD_TRIES - 1  # in one run; the ledger tries again in later ones
# 429 and 503 say when to come back: not within the run
RETRY_HTTP_CODES = [500, 502, 504, 520, 522, 524]
# No time-outs among them: three would hold a connection for 90 s.
RETRY_EXCEPTIONS = [
    f"scrapy.exceptions.{name}Error"
    for name in ("DownloadConnectionRefused", "DownloadFailed", "ResponseDataLoss")
]
HTTPERROR_ALLOW_ALL = True  # every answer ends as a verdict in the ledger, none in a log line
# first announced, first fetched; the default turns a feed round
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
# the default lets a slow host take all of the next line
SCHEDULER_PRIORITY_QUEUE = "crawler.politeness.fair_queue.FairQueue"
CONCURRENT_REQUESTS = 100  # over all hosts; per host see PolitenessMiddleware
# of one answer side by side; Scrapy makes so many tasks for each, a third of the cost of a 304
CONCURRENT_ITEMS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = CONNECTIONS_PER_ALLOWED_HOST  # kept-alive connections
HTTPPROXY_ENABLED = False  # a proxy would dial for us, past the guard
REFERRER_POLICY = "no-referrer"  # sites need not learn where we came from
# they run code for whoever reads a token or reaches a port
REMOTE_CONTROL_ENABLED = TELNETCONSOLE_ENABLED = False
URLLENGTH_LIMIT = URL_CHARS  # also checked by the guard, with a verdict
STATS_DUMP = False  # the counts that matter are in the store
LOG_VERSIONS: list[str] = []  # looking them up costs as much as ten pages
LOG_LEVEL = "INFO"


def read_secret(name: str) -> str:
    """Read a token from the environment; no setting, since Scrapy logs its settings."""
    return os.environ.get(name, "")
