"""Tell the articles of a source from what else its announcements name."""

import re
from dataclasses import replace

from crawler.sources.url_families import resolve_links_pattern
from records.announcement import Announcement, SkippedEntry
from records.limits import URL_CHARS
from records.page import AnnouncedArticle
from records.reasons import SkipReason
from records.source import Source
from records.urls import normalize_url


def filter_announcement(
    source: Source, announcement: Announcement, since: str = ""
) -> Announcement:
    """Move what is no article of the source from the candidates to what is skipped, each with its
    reason.

    Not an article are links beside the rule, the source's own channels, what has no usable address,
    the second mention of one address and, with `since` (an ISO day), what was published before it.
    """
    rule = re.compile(get_links_pattern(source)) if source.links else None
    endpoints = {source.home, *source.feeds, *source.sitemaps, *source.listings}
    # a feed may name an article, then take it back
    kept: dict[tuple[str, bool], AnnouncedArticle] = {}
    skipped = list(announcement.skipped)
    for candidate in announcement.candidates:
        address = _canonical_or_empty(candidate.url)
        reason = (
            SkipReason.BAD_LINK
            if not address
            else SkipReason.CHANNEL_PAGE
            if candidate.url in endpoints
            else SkipReason.NOT_IN_LINKS
            if rule is not None and not candidate.withdrawn and not rule.search(candidate.url)
            else SkipReason.REPEATED_LINK
            if (address, candidate.withdrawn) in kept
            else SkipReason.TOO_OLD
            if since and candidate.hint.published and candidate.hint.published[:10] < since
            else None
        )
        if reason:
            skipped.append(SkippedEntry(reason, candidate.url or candidate.hint.title))
        else:
            kept[address, candidate.withdrawn] = candidate
    return replace(announcement, candidates=tuple(kept.values()), skipped=tuple(skipped))


def get_links_pattern(source: Source) -> str:
    """Give the regular expression that a source's articles match."""
    return resolve_links_pattern(source.links)


def _canonical_or_empty(url: str) -> str:
    try:
        address = normalize_url(url)
    except ValueError:
        return ""
    return address if len(address) <= URL_CHARS else ""
