"""A page as it was fetched, and the candidate that led to it."""

from dataclasses import dataclass, field
from typing import Literal

PageForm = Literal["page", "fragment", "document"]
"""page: a whole web page; fragment: the article's own HTML from a feed or partner.

Document: an imported text file.
"""


@dataclass(frozen=True, slots=True)
class Hint:
    """What the discovery already said about an article.

    The page's own words win, these fill what it leaves empty.
    """

    title: str = ""
    published: str = ""  # ISO 8601
    modified: str = ""
    summary: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    licence: str = ""  # as the announcement writes it: an address or words


@dataclass(frozen=True, slots=True)
class AnnouncedArticle:
    """An article that a feed, sitemap, listing or API announced."""

    url: str
    hint: Hint = field(default_factory=Hint)
    text: str = ""  # the article's HTML where the announcement carries it whole
    withdrawn: bool = False  # the announcement says that the article no longer stands
    evidence: str = ""  # which document announced it
    entry_id: str = ""  # guid or id of its entry, "" where it has none


@dataclass(frozen=True, slots=True)
class ArchivePointer:
    """The place of one answer in the archive."""

    segment: str  # file, relative to the archive's folder
    offset: int  # of the gzip member, bytes
    length: int  # of the gzip member, bytes
    digest: str  # SHA-1 of the body as it was sent, base32


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one article's page, with what the transport said about them."""

    url: str  # canonical address: the key of the ledger
    source: str  # name of the source, "" for an import by hand
    body: bytes
    fetched: str  # UTC, ISO 8601
    form: PageForm = "page"
    fetched_url: str = ""  # the address that answered, after redirects
    media: str = "text/html"
    charset: str = ""  # as the transport declared it
    status: int = 200
    etag: str = ""
    last_modified: str = ""
    hint: Hint = field(default_factory=Hint)
    # the bodies of an article's further pages (下一页), in their order
    further: tuple[bytes, ...] = ()
    # the answers that brought the body and the further ones, where the archive has them
    archived: tuple[ArchivePointer, ...] = ()
