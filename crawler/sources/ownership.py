"""Make the rules by which addresses belong to sources from the files that describe them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.sources.url_families import resolve_links_pattern
from records.ownership import AddressOwners, OwnershipRule
from records.source import Source
from records.urls import normalize_url

if TYPE_CHECKING:
    from tldextract import TLDExtract


def build_address_owners(sources: Iterable[Source]) -> AddressOwners:
    """Give the owners of addresses as all source files together describe them."""
    return AddressOwners.of(_build_rule(source) for source in sources)


def _build_rule(source: Source) -> OwnershipRule:
    exact, names, domain = set[str](), set[str](), ""
    for number, place in enumerate((source.home, *(f"http://{host}" for host in source.hosts))):
        try:
            parts = urlsplit(normalize_url(place))
        except ValueError:
            continue
        registered = find_registered_domain(parts.hostname or "")
        if registered:
            names.add(parts.hostname or "")
            domain = domain if number else registered
        else:
            exact.add(parts.netloc)
    return OwnershipRule(
        source.name,
        frozenset(exact),
        frozenset(names),
        domain,
        re.compile(resolve_links_pattern(source.links)) if source.links else None,
        source.enabled,
    )


@lru_cache(maxsize=1_024)
def find_registered_domain(host: str) -> str:
    """Give what was registered under a public suffix, "" for IP addresses and local names.

    The list of public suffixes is the one that tldextract carries: nothing is fetched.
    """
    if "." not in host or ":" in host or host.rsplit(".", 1)[-1].isdigit():
        return ""
    return str(_load_suffixes()(host).top_domain_under_public_suffix)


@lru_cache(maxsize=1)
def _load_suffixes() -> "TLDExtract":
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
