"""Tell the articles of a source from what else its announcements name."""

import re
from dataclasses import replace
from typing import Final

from records.address import canonical
from records.limits import URL_CHARS
from records.page import Candidate
from records.source import Source
from spiders import families
from spiders.found import BAD_LINK, CHANNEL, OTHER_ADDRESS, REPEATED, Found, Skipped

OLDER: Final = "older"
"""Published before the day from which a backfill wants articles."""


def sift(source: Source, found: Found, since: str = "") -> Found:
    """Move what is no article of the source from the candidates to what is skipped, each with its reason.

    Not an article are links beside the rule, the source's own channels, what has no usable address, the second mention of one
    address and, with `since` (an ISO day), what was published before it.
    """
    rule = re.compile(links_of(source)) if source.links else None
    endpoints = {source.home, *source.feeds, *source.sitemaps, *source.listings}
    kept: dict[tuple[str, bool], Candidate] = {}  # a feed may name an article, then take it back
    skipped = list(found.skipped)
    for one in found.candidates:
        address = _address(one.url)
        reason = (
            BAD_LINK
            if not address
            else CHANNEL
            if one.url in endpoints
            else OTHER_ADDRESS
            if rule is not None and not one.withdrawn and not rule.search(one.url)
            else REPEATED
            if (address, one.withdrawn) in kept
            else OLDER
            if since and one.hint.published and one.hint.published[:10] < since
            else ""
        )
        if reason:
            skipped.append(Skipped(reason, one.url or one.hint.title))
        else:
            kept[address, one.withdrawn] = one
    return replace(found, candidates=tuple(kept.values()), skipped=tuple(skipped))


def links_of(source: Source) -> str:
    """Give the regular expression that a source's articles match."""
    return families.pattern(source.links)


def _address(url: str) -> str:
    try:
        address = canonical(url)
    except ValueError:
        return ""
    return address if len(address) <= URL_CHARS else ""
