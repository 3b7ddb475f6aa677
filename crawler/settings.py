"""Scrapy's settings, each with its reason; the environment of a crawl is read here."""

import os

from records.home import Home
from records.limits import CONNECTIONS_PUBLIC, DELAY_PUBLIC, FETCH_SECONDS, PAGE_BYTES, REDIRECTS, TRIES, URL_CHARS

_HOME = Home.of(os.environ)

# The project
BOT_NAME = "jianwen"
SPIDER_MODULES = ["spiders"]
JIANWEN_HOME = str(_HOME.path)  # the store of the crawl
JIANWEN_SOURCES = str(_HOME.sources)
JIANWEN_ALLOW_HOSTS = sorted(_HOME.allow_hosts)  # host:port that may be non-public
USER_AGENT = f"Jianwen/0.1 (health news archive; {os.environ.get('JIANWEN_CONTACT') or 'contact not configured'})"  # honest, reachable

# The road of a request: slots and robots, then redirects, then the guard last before the wire, so that every hop passes all three
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes a 503 for "allow all"
    "crawler.manners.Manners": 100,
    "crawler.unpack.Unpack": 595,  # outside of HttpCompression (590): sees the body as it was sent
    "crawler.guard.Guard": 960,
}
ITEM_PIPELINES = {"crawler.intake.Intake": 500}
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"  # the one place where a name becomes an address
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"  # the process pool is awaited on its loop

# Limits
DOWNLOAD_MAXSIZE = PAGE_BYTES  # Scrapy's 1 GiB let 1.6 KB of brotli take 2.1 GB; sitemaps raise it per request
DOWNLOAD_WARNSIZE = 0  # the cap decides, no warning before it
DOWNLOAD_TIMEOUT = FETCH_SECONDS
REDIRECT_MAX_TIMES = REDIRECTS
URLLENGTH_LIMIT = URL_CHARS
RETRY_TIMES = TRIES - 1
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # not 429 and 503: those tell us to stay away, see manners
CONCURRENT_REQUESTS_PER_DOMAIN = CONNECTIONS_PUBLIC  # manners sets each host's own slot
DOWNLOAD_DELAY = DELAY_PUBLIC

# What a crawler of other people's sites must not do
DOWNLOAD_VERIFY_CERTIFICATES = True  # off by default
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}  # a redirect must not read a file
HTTPPROXY_ENABLED = False  # a proxy would resolve names past the guard
METAREFRESH_ENABLED = False  # a page's own redirect is not a server's
COOKIES_ENABLED = False  # nobody is logged in
REFERER_ENABLED = False  # sites need not learn where we found them
TELNETCONSOLE_ENABLED = False  # an open console
REMOTE_CONTROL_ENABLED = False  # runs code for whoever reads its token

# Quiet: the run's own summary is the report
LOG_LEVEL = "WARNING"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
WARN_ON_GENERATOR_RETURN_VALUE = False
