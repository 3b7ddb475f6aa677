"""Every cap of the product, with its unit and its reason."""

from typing import Final

# The network. A cap per response, after decompression: 1.6 KB of brotli once became 2.1 GB of memory.
PAGE_BYTES: Final = 10 * 1024 * 1024
FEED_BYTES: Final = 10 * 1024 * 1024
SITEMAP_BYTES: Final = 50 * 1024 * 1024  # the protocol's own limit
ROBOTS_BYTES: Final = 500 * 1024  # RFC 9309, section 2.5
HOST_FILE_SECONDS: Final = 86_400  # RFC 9309, section 2.4: how long a copy of robots.txt may stand for one that cannot be had
HEAD_BYTES: Final = 64 * 1024  # status line and headers of one answer; 20,000 headers are no answer
FETCH_SECONDS: Final = 30.0  # whole response; a slow drip is cut here
REDIRECTS: Final = 5
URL_CHARS: Final = 2_000
SEGMENT_REPEATS: Final = 3  # of one name in the path of an address; /a/a/a/a/ is a link that leads into itself
CONNECTIONS_PUBLIC: Final = 2  # per scheme, host and port
CONNECTIONS_ALLOWED: Final = 8  # hosts named in JIANWEN_ALLOW_HOSTS
DELAY_PUBLIC: Final = 1.0  # seconds between two requests to one public host
CRAWL_DELAY_MOST: Final = 60.0  # seconds; a longer Crawl-delay would hold a cron run for ever
RETRY_AFTER_MOST: Final = 86_400  # seconds; one day
TRIES: Final = 3  # downloads of one page in one run
LISTING_PAGES: Final = 20  # pages followed from one listing
SITEMAP_DEPTH: Final = 3  # index within index
SITEMAPS_PER_INDEX: Final = 50  # the newest of them; old months of an archive do not change
CHALLENGE_SECONDS: Final = (
    86_400 * 9 // 10
)  # a host that tests browsers is left alone until the next daily run: its operators think in days
CHALLENGES: Final = 3  # pages of one host answered so in one run, after which it is; one alone may be an odd page
REFUSED_PAGES: Final = 3  # of one source, and no other page read, after which the source counts as refused or blocked; one may be odd
LAYOUT_PAGES: Final = 5  # new pages of one source, none with a text, after which its layout counts as changed; some may be videos
CHALLENGE_BYTES: Final = 32 * 1024  # of an answer searched for such a test: its scripts stand first
TDM_BYTES: Final = 500 * 1024  # of /.well-known/tdmrep.json, as of robots.txt
TDM_RULES: Final = 1_000  # in it; every page is compared with them in their order
HOST_PAGES: Final = 500  # requests to one host in one run, all its sources together; traps end here
HOST_SECONDS: Final = 1_200.0  # from the first of them, after which a slow host waits for the next run
HOST_AHEAD: Final = 2  # requests of one host that wait for their turn in the downloader; all others wait where they block nobody
READ_AHEAD: Final = 24  # pages fetched and not yet refined: four workers are never idle, and a slow one costs no memory
FRUITLESS: Final = 100  # fetches of unknown addresses of one source, looked at together
FRUITS_LEAST: Final = 5  # of them that must bring a new article; else the source has run into a trap
HOST_FAILURES: Final = 5  # failed downloads in a row after which a host is left alone for the rest of the run
BACKFILL_PAGES: Final = 200  # pages followed from one list when somebody asks for the past
BACKFILL_DAYS: Final = 366  # of an archive by day: one request each
DRY_PAGES: Final = 2  # pages of one list in a dry run: enough to see that turning works
ARTICLE_PAGES: Final = 30  # pages of one article; a trap that always knows a next page ends here
API_PAGES: Final = 200  # cursor pages of one partner in one run
LINKS_PER_PAGE: Final = 2_000  # articles of a listing; more are told
LINKS_LOOKED_AT: Final = 20_000  # of a listing; the longest real one has 500
PAGES_COUNTED: Final = 99_999  # of a list; a page that claims more counts something else
ANNOUNCED_MOST: Final = 50_000  # articles in one document: the sitemap protocol's own limit; more are told, not lost in silence
DOCUMENT_ELEMENTS: Final = 2_000_000  # of one feed or sitemap; the largest true sitemap has 600,000; each takes up to 5 µs
ENTRY_ELEMENTS: Final = 20_000  # of one entry of a feed: a whole book has fewer; what follows them in it is dropped
TAG_CHARS: Final = 1_000_000  # one tag with its attributes; libxml2 turns 10 MB of attributes into 200 MB
JSON_VALUES: Final = 1_000_000  # objects and lists in one JSON; 10 MB of empty ones become 250 MB
ANNOUNCED_AT_ONCE: Final = 500  # of them in one transaction, so that no other writer waits long
NOTES: Final = 50  # remarks about one source in one run
JSON_CHARS: Final = 10 * 1024 * 1024  # of one JSON, alone or in a page: no answer is longer
PAGES_PER_RUN: Final = 500  # articles of one source in one run; traps end here

# The archive.
SEGMENT_BYTES: Final = 256 * 1024**2  # of one file; a purge or a copy handles it whole, and a source fills it in months
WARC_LEVEL: Final = 2  # of ISA-L: 0.28 ms a page of 140 KB, 3.5 to 1; its last level 0.46 ms, 3.6 to 1; zlib 2.7 ms, 4.0 to 1

# The line.
NESTING: Final = 200  # libxml2 gives up in silence beyond 254 levels
FLAT_TAGS: Final = 101_000  # of a page that nests deeper: BeautifulSoup reads it, which takes up to 60 µs for each
FLAT_CHARS: Final = 2_000_000  # of such a page; a larger one takes more than five seconds
TAGS: Final = 150_000  # of one page, counted as "<"; real ones have up to 6,000; each takes 5 to 30 µs
ATTRIBUTE_MARKS: Final = 300_000  # in the tags of one page: "=", "/", spaces; real ones have up to 36,000; each attribute takes 0.5 KB
TEXT_CHARS: Final = 1_000_000  # one article
LINES: Final = 30_000  # of a page: read in four seconds; the longest real list seen has two thousand
PIECE_CHARS: Final = 1_000  # handed to the segmenter at once; jieba is quadratic on some longer runs
PART_CHARS: Final = 50_000  # cut into words and searched for terms at once, so that 10 MB without a break take little memory
LANGUAGE_CHARS: Final = 20_000  # read to decide a language
STAGE_SECONDS: Final = 20.0  # one article on the whole line, in a worker process
WARM_SECONDS: Final = 120.0  # start of a worker with its dictionaries: 2 s on a free machine
WORKERS_USUAL: Final = 4  # processes that refine; one reactor keeps about five of them busy
WORKERS_MOST: Final = 64
WORKER_BYTES: Final = 2 * 1024**3  # address space of a worker; a page that wants more is quarantined, the machine lives on
DETAIL_CHARS: Final = 500  # of an error message kept in a verdict
TERMS: Final = 1_000  # mentions of medical terms kept of one article; a long one has a hundred
KEYWORDS: Final = 12  # kept of one article; an editor reads no more
NOTICE_CHARS: Final = 200  # of a page that says it is no article (404, log in, captcha); a longer one is read as an article
MEANINGFUL_CHARS: Final = 12  # a body shorter than this is no article

# Copies.
WORDING_CHARS: Final = 20_000  # of a text compared with others: a copy of a longer one shows in its beginning; linear and small
ALIKE_TEXTS: Final = 200  # compared word for word with a new text, those that share most with it; each takes half a millisecond
FACTS: Final = 200  # figures and names of one article, addresses of its other versions; a long report has 150
SERIES_LINKS: Final = 20  # earlier issues of a series that an article is linked to: the most similar ones
COPIES_COMPARED: Final = 20  # copies of one article whose differences are shown

# The memory of a site.
SITE_OTHERS: Final = 3  # other pages that must hold a line before it counts as recurring
SITE_SHARE: Final = 0.2  # of the host's pages after the first that held it; a section's furniture is not on every page
SITE_OTHERS_SURE: Final = 8  # the same for a line that counts as standing everywhere: a sentence may go by that
SITE_SHARE_SURE: Final = 0.9
SITE_PAGES: Final = 1_000  # of a host, through which a line is followed: what did not recur by then is forgotten
SITE_TRACES: Final = 200  # learnt of one page, half from its head and half from its tail: furniture stands there
SITE_RECALLED: Final = 1_000  # recurring lines of a host handed to the line, the most frequent first; real hosts have some dozens
PATH_NAMES: Final = 6  # elements in a block's path, and 80 characters of the name of each: hostile pages nest 200 long ones

# The store.
LEASE_SECONDS: Final = 900  # a leased page whose worker died is due again after this
BUSY_SECONDS: Final = 30.0  # wait for another writer
GONE_SECONDS: Final = 86_400  # between the two 404 that withdraw an article
RECHECK_SECONDS: Final = (3_600, 21_600, 86_400, 604_800)  # when a stored article is asked for again
EARLY: Final = 0.9  # of a wait, after which it counts as over: a daily cron comes some seconds before its day is full
LOOK_FIRST: Final = 3_600  # seconds between the first two looks at what a source announces
LOOK_LEAST: Final = 600  # between any two, unless the source's `every` says more
LOOK_MOST: Final = 86_400  # also the longest that a feed's own wish (ttl, max-age) is believed
LOOK_NEWS: Final = 0.5  # what each look that brought something makes of the time to the next one
LOOK_NOTHING: Final = 1.5  # and each that brought nothing
WHOLE_SECONDS: Final = 604_800  # after which a page is asked for whole: a server that answers 304 wrongly is found out
RECHECK_DOUBLINGS: Final = 6  # after the last of them each wait doubles, so often: about a year, then always that
DROPPED_STEP: Final = 2  # a dropped page begins at this step of them: it has little reason to change within the hour
RETRY_SECONDS: Final = (300, 3_600, 21_600, 86_400)  # waits after the first, second … failed download; the last one repeats
RETRIES: Final = 10  # failed downloads in a row after which a page is dropped: about a week of trying
QUERY_CHARS: Final = 1_000  # read of a search; whole pasted paragraphs work, 100 KB cannot stall it
QUERY_TERMS: Final = 16  # words of a search; each common one walks through half of the index, and nobody types more
RANKED: Final = 1_500  # articles of which a search reckons the relevance, 5 µs each; of words that more of them hold it tells little
RELATED_LOOKED_AT: Final = 40  # words of an article, the most frequent, of which it is asked how rare they are: up to 5 ms each
RELATED_WORDS: Final = 12  # of them, the most telling, by which it is compared with others
NEAR_CHARS: Final = 20  # of a word for which like ones are looked for; a longer one is a pasted sentence
NEAR_ARTICLES: Final = 50  # looked into for them

# Copies of the store.
BACKUP_PAGES: Final = 1_024  # copied in one step, 4 MB: between two of them Ctrl-C is heard
BACKUPS_DAILY: Final = 7  # days of which the newest copy is kept
BACKUPS_WEEKLY: Final = 4  # weeks, the same: a fault that nobody saw for a week is still in none of them
BACKUPS_BEFORE: Final = 2  # copies of older schemas, made before a migration
SEQ_GAP: Final = 1_000_000  # change numbers passed over after a restore when nobody knows how many were given since the copy

# Translation.
SENTENCE_CHARS: Final = 1_000
BATCH_TOKENS: Final = 1_024  # four times the speed of sentence by sentence; larger batches gain nothing on two cores
TRANSLATE_ARTICLES: Final = 64  # articles whose sentences are looked up together; each is committed by itself as soon as it is whole
TRANSLATE_FIRST: Final = 64  # sentences decoded together at first: about two batches
TRANSLATE_SENTENCES: Final = 512  # the most of them: more fill the batches no better, and are lost by a kill
TRANSLATE_SECONDS: Final = 5.0  # sentences that took longer are followed by fewer: so much work a kill costs, so long Ctrl-C waits
ALT_WORDS: Final = 3  # of a picture's description, from which it is translated; shorter ones are names of files and logos
TRANSLATE_SHARE: Final = 0.2  # of a run's time kept for the translation of what it brings, where a package is installed
REVIEW_SHARE: Final = 1 / 3  # of sentences with errors, above which a translation is no help to an editor: failed, not review
MODEL_FILES: Final = 500  # in one package; official ones hold about ten
MODEL_BYTES: Final = 2 * 1024**3  # one package unpacked; official ones have 0.1 to 0.3 GB
MODEL_RATIO: Final = 50  # unpacked to packed; weights hardly shrink, a bomb of zeros reaches 1000
INDEX_BYTES: Final = 5 * 1024**2  # an index of packages; the official one has 50 KB
PACKAGE_BYTES: Final = 1024**3  # one package as it is fetched; official ones have 0.1 to 0.3 GB
PACKAGE_SECONDS: Final = 3_600.0  # for which one fetch may go on; the next one takes up where it ended
CHUNK_BYTES: Final = 64 * 1024  # taken from a connection at once: the bar moves, Ctrl-C is heard
METADATA_BYTES: Final = 64 * 1024  # metadata.json of a package

# The health of sources.
HEALTH_DAYS: Final = 60  # of runs that a source is compared with: two months of a weekly source are nine looks
BASELINE_LEAST: Final = 3  # earlier days, or pools of articles, before anything can be told to have fallen
STEADY: Final = 0.5  # of its median, under which a measure lies in one of ten days or pools at most, or its fall says nothing
HELD_LEAST: Final = 5  # articles that a list usually holds; a shorter one is empty now and then
HELD_SHARE: Final = 0.1  # of what a list usually holds, under which its layout has changed
ARTICLES_LEAST: Final = 8  # looked at together: where one in five is a short notice, so many are all short once in 400,000 times
CHARS_SHARE: Final = 0.15  # of the usual characters of an article, likewise: seven notices in ten make it vary much
FIELD_SHARE: Final = 0.25  # of the usual share of articles with a field, or of pages that become articles, likewise
FIELD_LEAST: Final = 0.8  # of a source's articles that usually have a field, where its loss tells something
INTERVALS: Final = 2  # of its own that a source may miss before it is late
PUBLISHING_DAYS: Final = 31  # the last ones, by which a source's interval is known
GAPS_LEAST: Final = 5  # between publishing days, by which an interval is known
GAPS_SHARE: Final = 0.9  # of those gaps that its interval covers: weekends are usual, one holiday is not
DEAD_TRIES: Final = 3  # in a row that found nobody at any of a source's addresses
DEAD_SECONDS: Final = 2 * 86_400  # for which none of them has answered: a maintenance is over by then

# The machine.
STOP_SECONDS: Final = 6.0  # after a signal, for downloads under way; then they are given up; all is over within ten on a busy machine
PING_SECONDS: Final = 5.0  # for a health check to answer; a crawl must not wait for whoever watches it
PING_BYTES: Final = 10_000  # of the summary sent to it; healthchecks.io keeps 100 KB, others 10
DISK_FREE_BYTES: Final = 500_000_000  # a crawl of 500 pages of 100 KB each, its log, a backup of a small store

# Feeds.
FEED_ENTRIES: Final = 100  # articles in Atom and JSON Feed; importers who want all read changes.jsonl
SUMMARY_CHARS: Final = 120  # quoted from a text that may not be published whole, and never more than a third of it
