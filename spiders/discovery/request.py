"""One request for a document that announces articles, with what is known about its chain of
pages.
"""

from dataclasses import dataclass, field

from store.ledger.announcements import EndpointResponse
from store.ledger.urls import DueUrl


@dataclass(frozen=True, slots=True)
class DiscoveryRequest:
    """One request for an announcement."""

    due: DueUrl
    first_page: DueUrl  # the document that a chain of pages begins with
    number: int = 1  # of the page in its chain, depth of a sitemap
    asked_urls: frozenset[str] = field(
        default_factory=frozenset
    )  # addresses of a chain asked for so far
    # articles on the pages of a chain so far
    listed_urls: frozenset[str] = field(default_factory=frozenset)
    # what is written once the chain is read to its end
    final_response: EndpointResponse | None = None
    last_page: int = 0  # number of the chain's last page, where a page of it has told; 0: not known
    tries: int = 0  # answers without content so far
