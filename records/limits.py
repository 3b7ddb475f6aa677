"""Caps against hostile or broken input, with unit and reason; tuning stands beside its code."""

from typing import Final

from records.clock import DAY_SECONDS

# Network: per response, after decompression. 1.6 KB of brotli once became 2.1 GB of memory.
PAGE_BYTES: Final = 10 * 1024 * 1024
FEED_BYTES: Final = 10 * 1024 * 1024
SITEMAP_BYTES: Final = 50 * 1024 * 1024  # the protocol's own limit
ROBOTS_BYTES: Final = 500 * 1024  # RFC 9309, section 2.5
TDM_BYTES: Final = 500 * 1024  # of /.well-known/tdmrep.json, as of robots.txt
TDM_RULES: Final = 1_000  # in that file; every page is compared with them in their order
HEADER_BYTES: Final = 64 * 1024  # of status line and headers; 20,000 headers are no response
FETCH_SECONDS: Final = 30.0  # for a whole response; a slow drip is cut here
REDIRECTS: Final = 5
URL_CHARS: Final = 2_000
PATH_SEGMENT_REPEATS: Final = 3  # of one name in a path; /a/a/a/a/ is a link that leads into itself
CRAWL_DELAY_MAX: Final = 60.0  # seconds; a longer Crawl-delay would hold a cron run for ever
RETRY_AFTER_MAX: Final = DAY_SECONDS

# Crawl: traps end here.
ARTICLE_PAGES: Final = 30  # of one article; a trap always has a next page
LINKS_PER_PAGE: Final = 2_000  # articles of a listing; more are reported
LINKS_EXAMINED: Final = 20_000  # of a listing; the longest real one has 500
# Articles of one document: the limit of the sitemap protocol; more are reported.
ANNOUNCED_MAX: Final = 50_000

# XML and JSON.
# Of one feed or sitemap; the largest real sitemap has 600,000; each takes up to 5 µs.
DOCUMENT_ELEMENTS: Final = 2_000_000
# Of one entry of a feed: a whole book has fewer; what follows them is dropped.
ENTRY_ELEMENTS: Final = 20_000
TAG_CHARS: Final = 1_000_000  # of a tag with its attributes; libxml2 turns 10 MB into 200 MB
JSON_VALUES: Final = 1_000_000  # objects and lists in one JSON; 10 MB of empty ones become 250 MB
JSON_CHARS: Final = 10 * 1024 * 1024  # of one JSON, alone or in a page: no response is longer

# Pages.
NESTING_LEVELS: Final = 200  # libxml2 gives up without an error beyond 254 levels
# Of a page that nests deeper: BeautifulSoup reads it, which takes up to 60 µs for each.
DEEP_PAGE_TAGS: Final = 101_000
DEEP_PAGE_CHARS: Final = 2_000_000  # of such a page; a larger one takes more than five seconds
# Of one page, counted as "<"; real ones have up to 6,000; each takes 5 to 30 µs.
PAGE_TAGS: Final = 150_000
# "=", "/" and spaces in the tags of a page; real ones have up to 36,000; each takes 0.5 KB.
ATTRIBUTE_MARKS: Final = 300_000
PAGE_LINES: Final = 30_000  # read in four seconds; the longest real list seen has two thousand
ARTICLE_CHARS: Final = 1_000_000
TITLE_CHARS: Final = 500  # stored; the longest real title seen has 230
NAME_CHARS: Final = 200  # of a person, an outlet, a section, a tag
NAMES: Final = 300  # people or tags of one article; papers of large trials sign with 250
DETAIL_CHARS: Final = 1_000  # of a verdict's detail
REFINE_SECONDS: Final = 20.0  # for one article in the whole pipeline, in a worker process
# Address space of a worker: a page that wants more is quarantined, the machine lives on.
WORKER_BYTES: Final = 2 * 1024**3

# Announcements and links to further pages, read in worker processes of their own.
READ_SECONDS: Final = 4.0  # for one document, and more for each MB
READ_SECONDS_PER_MB: Final = 0.6  # besides: 10 s for 10 MB, the cap of a list
# Address space of such a worker, with that of Python and the libraries themselves.
READER_BYTES: Final = 640 * 1024**2
LISTING_TAGS: Final = 1_000_000  # of a list of articles; 230 MB when parsed

# Translation models.
MODEL_FILES: Final = 500  # in one package; official ones hold about ten
MODEL_BYTES: Final = 2 * 1024**3  # of a package unpacked; official ones have 0.1 to 0.3 GB
MODEL_RATIO: Final = 50  # unpacked to packed; weights hardly shrink, a bomb of zeros reaches 1000
METADATA_BYTES: Final = 64 * 1024  # of a package's metadata.json
