"""Every cap of the product, with its unit and its reason."""

from typing import Final

# The network. A cap per response, after decompression: 1.6 KB of brotli once became 2.1 GB of
# memory.
PAGE_BYTES: Final = 10 * 1024 * 1024
FEED_BYTES: Final = 10 * 1024 * 1024
SITEMAP_BYTES: Final = 50 * 1024 * 1024  # the protocol's own limit
ROBOTS_BYTES: Final = 500 * 1024  # RFC 9309, section 2.5
# RFC 9309, section 2.4: how long a copy of robots.txt may stand for one that cannot be had
HOST_FILE_CACHE_SECONDS: Final = 86_400
# status line and headers of one answer; 20,000 headers are no answer
HEADER_BYTES: Final = 64 * 1024
FETCH_SECONDS: Final = 30.0  # whole response; a slow drip is cut here
REDIRECTS: Final = 5
URL_CHARS: Final = 2_000
# of one name in the path of an address; /a/a/a/a/ is a link that leads into itself
PATH_SEGMENT_REPEATS: Final = 3
CONNECTIONS_PER_PUBLIC_HOST: Final = 2  # per scheme, host and port
CONNECTIONS_PER_ALLOWED_HOST: Final = 8  # hosts named in JIANWEN_ALLOW_HOSTS
PUBLIC_HOST_DELAY: Final = 1.0  # seconds between two requests to one public host
CRAWL_DELAY_MAX: Final = 60.0  # seconds; a longer Crawl-delay would hold a cron run for ever
RETRY_AFTER_MAX: Final = 86_400  # seconds; one day
DOWNLOAD_TRIES: Final = 3  # downloads of one page in one run
LISTING_PAGES: Final = 20  # pages followed from one listing
SITEMAP_DEPTH: Final = 3  # index within index
SITEMAPS_PER_INDEX: Final = 50  # the newest of them; old months of an archive do not change
CHALLENGE_SECONDS: Final = (
    86_400 * 9 // 10
)  # a host that tests browsers is left alone until the next daily run: its operators think in days
CHALLENGE_BYTES: Final = 32 * 1024  # of an answer searched for such a test: its scripts stand first
TDM_BYTES: Final = 500 * 1024  # of /.well-known/tdmrep.json, as of robots.txt
TDM_RULES: Final = 1_000  # in it; every page is compared with them in their order
# requests to one host in one run, all its sources together; traps end here
HOST_REQUESTS: Final = 500
# from the first of them, after which a slow host waits for the next run
HOST_SECONDS: Final = 1_200.0
# failed downloads in a row after which a host is left alone for the rest of the run
HOST_FAILURES: Final = 5
BACKFILL_PAGES: Final = 200  # pages followed from one list when somebody asks for the past
BACKFILL_DAYS: Final = 366  # of an archive by day: one request each
ARTICLE_PAGES: Final = 30  # pages of one article; a trap that always knows a next page ends here
API_PAGES: Final = 200  # cursor pages of one partner in one run
LINKS_PER_PAGE: Final = 2_000  # articles of a listing; more are told
LINKS_EXAMINED: Final = 20_000  # of a listing; the longest real one has 500
PAGE_NUMBER_MAX: Final = 99_999  # of a list; a page that claims more counts something else
# articles in one document: the sitemap protocol's own limit; more are told, not lost in silence
ANNOUNCED_MAX: Final = 50_000
# of one feed or sitemap; the largest true sitemap has 600,000; each takes up to 5 µs
DOCUMENT_ELEMENTS: Final = 2_000_000
# of one entry of a feed: a whole book has fewer; what follows them in it is dropped
ENTRY_ELEMENTS: Final = 20_000
# one tag with its attributes; libxml2 turns 10 MB of attributes into 200 MB
TAG_CHARS: Final = 1_000_000
JSON_VALUES: Final = 1_000_000  # objects and lists in one JSON; 10 MB of empty ones become 250 MB
ENQUEUE_BATCH: Final = 500  # of them in one transaction, so that no other writer waits long
JSON_CHARS: Final = 10 * 1024 * 1024  # of one JSON, alone or in a page: no answer is longer
PAGES_PER_RUN: Final = 500  # articles of one source in one run; traps end here

# The archive.
# of one file; a purge or a copy handles it whole, and a source fills it in months
SEGMENT_BYTES: Final = 256 * 1024**2

# The line.
NESTING_LEVELS: Final = 200  # libxml2 gives up in silence beyond 254 levels
# of a page that nests deeper: BeautifulSoup reads it, which takes up to 60 µs for each
DEEP_PAGE_TAGS: Final = 101_000
DEEP_PAGE_CHARS: Final = 2_000_000  # of such a page; a larger one takes more than five seconds
# of one page, counted as "<"; real ones have up to 6,000; each takes 5 to 30 µs
PAGE_TAGS: Final = 150_000
# in the tags of one page: "=", "/", spaces; real ones have up to 36,000; each attribute takes 0.5
# KB
ATTRIBUTE_MARKS: Final = 300_000
ARTICLE_CHARS: Final = 1_000_000  # one article
# of a page: read in four seconds; the longest real list seen has two thousand
PAGE_LINES: Final = 30_000
# handed to the segmenter at once; jieba is quadratic on some longer runs
SEGMENTER_CHARS: Final = 1_000
# cut into words and searched for terms at once, so that 10 MB without a break take little memory
TEXT_CHUNK_CHARS: Final = 50_000
LANGUAGE_CHARS: Final = 20_000  # read to decide a language
REFINE_SECONDS: Final = 20.0  # one article on the whole line, in a worker process
# start of a worker with its dictionaries: 2 s on a free machine
WORKER_START_SECONDS: Final = 120.0
# address space of a worker; a page that wants more is quarantined, the machine lives on
WORKER_BYTES: Final = 2 * 1024**3
DETAIL_CHARS: Final = 500  # of an error message kept in a verdict
# mentions of medical terms kept of one article; a long one has a hundred
ARTICLE_TERMS: Final = 1_000
# of a page that says it is no article (404, log in, captcha); a longer one is read as an article
NOTICE_CHARS: Final = 200
BODY_CHARS_MIN: Final = 12  # a body shorter than this is no article

# Copies.
# of a text compared with others: a copy of a longer one shows in its beginning; linear and small
COMPARED_CHARS: Final = 20_000

# of a host, through which a line is followed: what did not recur by then is forgotten
SITE_PAGES: Final = 1_000

# The store.
LEASE_SECONDS: Final = 900  # a leased page whose worker died is due again after this
BUSY_TIMEOUT_SECONDS: Final = 30.0  # wait for another writer
GONE_SECONDS: Final = 86_400  # between the two 404 that withdraw an article
POLL_MIN_SECONDS: Final = 600  # between any two, unless the source's `every` says more
# also the longest that a feed's own wish (ttl, max-age) is believed
POLL_MAX_SECONDS: Final = 86_400
# after which a page is asked for whole: a server that answers 304 wrongly is found out
FULL_FETCH_SECONDS: Final = 604_800
# a dropped page begins at this step of them: it has little reason to change within the hour
DROPPED_RECHECK_STEP: Final = 2
# waits after the first, second … failed download; the last one repeats
RETRY_SECONDS: Final = (300, 3_600, 21_600, 86_400)
QUERY_CHARS: Final = 1_000  # read of a search; whole pasted paragraphs work, 100 KB cannot stall it
# words of a search; each common one walks through half of the index, and nobody types more
QUERY_TERMS: Final = 16
RANKED_ARTICLES: Final = (
    # articles of which a search reckons the relevance, 5 µs each; of words that more of them hold
    # it tells little
    1_500
)

# Copies of the store.
BACKUP_STEP_PAGES: Final = 1_024  # copied in one step, 4 MB: between two of them Ctrl-C is heard

# Translation.
SENTENCE_CHARS: Final = 1_000
MODEL_FILES: Final = 500  # in one package; official ones hold about ten
MODEL_BYTES: Final = 2 * 1024**3  # one package unpacked; official ones have 0.1 to 0.3 GB
MODEL_RATIO: Final = 50  # unpacked to packed; weights hardly shrink, a bomb of zeros reaches 1000
INDEX_BYTES: Final = 5 * 1024**2  # an index of packages; the official one has 50 KB
PACKAGE_BYTES: Final = 1024**3  # one package as it is fetched; official ones have 0.1 to 0.3 GB
# for which one fetch may go on; the next one takes up where it ended
PACKAGE_SECONDS: Final = 3_600.0
CHUNK_BYTES: Final = 64 * 1024  # taken from a connection at once: the bar moves, Ctrl-C is heard
METADATA_BYTES: Final = 64 * 1024  # metadata.json of a package

# of the usual share of articles with a field, or of pages that become articles, likewise
FIELD_SHARE: Final = 0.25

# The machine.
# after a signal, for downloads under way; then they are given up; all is over within ten on a busy
# machine
STOP_SECONDS: Final = 6.0
# a crawl of 500 pages of 100 KB each, its log, a backup of a small store
DISK_FREE_BYTES: Final = 500_000_000

# Feeds.
# articles in Atom and JSON Feed; importers who want all read changes.jsonl
FEED_ENTRIES: Final = 100
# quoted from a text that may not be published whole, and never more than a third of it
SUMMARY_CHARS: Final = 120
