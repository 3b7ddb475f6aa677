"""Read a document that announces a source's articles by its kind, then by the source's own rules."""

from records.source import Source
from spiders.api import read_list
from spiders.feed import read_feed
from spiders.found import Found, Reading
from spiders.listing import Rule, read_listing
from spiders.sieve import sift
from spiders.sitemap import read_sitemap


def read_document(kind: str, body: bytes, url: str, source: Source, now: str, charset: str = "", *, since: str = "") -> Found:
    """Give what a feed, sitemap, listing, archive page or API answer announces; `url` is the address that answered.

    With `since`, an ISO day, what a list dates before it is skipped. Unreadable when the document is not of its kind.
    """
    reading = Reading(now, source.language, source.utc_offset, source.full_text_feeds)
    if kind == "feed":
        return sift(source, read_feed(body, url, reading, charset))
    if kind == "sitemap":
        return sift(source, read_sitemap(body, url, reading, charset))
    if kind == "api" and source.api is not None:
        return sift(source, read_list(body, source.api, url, reading, charset), since)
    rule = Rule(source.links, source.rows, source.home, source.listings)
    return sift(source, read_listing(body, url, rule, reading, charset), since)


def announcements(source: Source) -> list[tuple[str, str]]:
    """List what announces a source's articles: kind and address."""
    apis = source.api.urls if source.api is not None else ()
    kinds = (("feed", source.feeds), ("sitemap", source.sitemaps), ("listing", source.listings), ("api", apis))
    return [(kind, url) for kind, urls in kinds for url in urls]
