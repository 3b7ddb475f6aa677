"""Read a document that announces a source's articles by its kind, then by the source's own
rules.
"""

from records.announcement import Announcement, ReadOptions
from records.source import Source
from spiders.discovery.feeds.rss_atom import read_feed
from spiders.discovery.filters import filter_announcement
from spiders.discovery.json_api import read_json_list
from spiders.discovery.listings.listing import ListingRule, read_listing
from spiders.discovery.sitemaps.sitemap import read_sitemap


def read_endpoint(
    kind: str,
    body: bytes,
    url: str,
    source: Source,
    now: str,
    charset: str = "",
    since: str = "",
) -> Announcement:
    """Give what a feed, sitemap, listing, archive page or API answer announces.

    `url` is the address that answered.

    With `since`, an ISO day, what a list dates before it is skipped. Unreadable when the document
    is not of its kind.
    """
    reading = ReadOptions(now, source.language, source.utc_offset, source.full_text_feeds)
    if kind == "feed":
        return filter_announcement(source, read_feed(body, url, reading, charset))
    if kind == "sitemap":
        return filter_announcement(source, read_sitemap(body, url, reading, charset))
    if kind == "api" and source.api is not None:
        return filter_announcement(
            source, read_json_list(body, source.api, url, reading, charset), since
        )
    rule = ListingRule(source.links, source.rows, source.home, source.listings)
    return filter_announcement(source, read_listing(body, url, rule, reading, charset), since)
