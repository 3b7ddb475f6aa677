"""The identity of an article: its canonical address and the uid minted from it."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

TRACKING_PARAMETERS = re.compile(
    r"^(utm_\w+|at_\w+|spm|scm|from|isappinstalled|share_token|share_\w+|scene|timestamp|chksm|"
    r"fbclid|gclid|yclid|igshid|mc_[ce]id|"
    r"jsessionid|phpsessid|session_?id|ref_src|cmpid|ito|ncid|_hs\w+|hmsr|hmpl|hmcu|hmkw|hmci|"
    r"bd_vid|wfr|tt_from|nsukey|ftag|republication-pixel)$",
    re.IGNORECASE,
)
"""Query parameters that say how a reader came or in which visit, not what is read.

WeChat's __biz, mid, idx and sn name the article and stay.
"""

_PATH_SESSION_ID = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
"""The visit's number in the path, as Java servers write it for those without cookies."""

_SECOND_LEVEL_LABELS = frozenset(
    ("com", "net", "org", "gov", "edu", "ac", "co", "go", "or", "ne", "mil")
)

_ENTRY_MARK = re.compile(r"entry-[0-9a-f]{16}")
"""The one fragment that stays: of an entry that shares its link with others (`mark_entry`)."""

DEFAULT_PORTS = {"http": "80", "https": "443"}


@lru_cache(maxsize=1_024)  # a page on its way is asked for it five times
def normalize_url(url: str) -> str:
    """Give the address under which an article is known.

    Lower-case scheme and host, no default port, no fragment but an entry's mark, no number of a
    visit, sorted query without tracking parameters. Idempotent. The scheme is kept, since a site
    may answer by one of them only; the ledger knows an article by either (see `twin`). Raises
    ValueError when the address is not http or https, has no host or carries credentials.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an http(s) address: {url[:200]!r}")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"address carries credentials: {parts.scheme}://{parts.hostname}")
    parts = urlsplit(canonicalize_url(url.strip(), keep_fragments=False))
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = (
        "" if parts.port is None or str(parts.port) == DEFAULT_PORTS[scheme] else f":{parts.port}"
    )
    # latin-1 keeps every byte: a query in GBK read as UTF-8 would become U+FFFD and many searches
    # one address
    query = parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")
    kept = [(key, value) for key, value in query if not TRACKING_PARAMETERS.match(key)]
    return urlunsplit(
        (
            scheme,
            host + port,
            _PATH_SESSION_ID.sub("", parts.path) or "/",
            urlencode(kept, encoding="latin-1"),
            mark[0] if (mark := _ENTRY_MARK.fullmatch(urlsplit(url).fragment)) else "",
        )
    )


def mark_entry(url: str, entry_id: str) -> str:
    """Give the address of an entry that shares its link with others: the link, and a mark of its
    id as the fragment.
    """
    digest = hashlib.sha256(entry_id.encode("utf-8", "replace")).hexdigest()
    return f"{url.partition('#')[0]}#entry-{digest[:16]}"


def swap_scheme(url: str) -> str:
    """Give a canonical address with the other of http and https, the address itself where a port is
    named.

    Sites mix both schemes on one page, and name one article by either.
    """
    parts = urlsplit(url)
    if parts.port is not None or parts.scheme not in DEFAULT_PORTS:
        return url
    return urlunsplit(parts._replace(scheme="http" if parts.scheme == "https" else "https"))


@lru_cache(maxsize=1_024)  # a page on its way is asked for it four times
def get_origin(url: str) -> str:
    """Give scheme, host and port of an address: what robots, delay and back-off count by."""
    parts = urlsplit(url)
    port = parts.port or int(DEFAULT_PORTS.get(parts.scheme.lower(), "0"))
    host = (parts.hostname or "").lower()
    return f"{parts.scheme.lower()}://{f'[{host}]' if ':' in host else host}:{port}"


def get_host(url: str) -> str:
    """Give the host of an address, in lower case; "" when it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def get_site(url: str) -> str:
    """Give what an address shares with those of the same publisher: its registered domain, or its
    host with the port.

    name.com and name.com.cn are one publisher: old and new host of a site stand on one page.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    labels = host.split(".")
    if port is not None or ":" in host or labels[-1].isdigit() or len(labels) < 3:
        return parts.netloc.lower()
    if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL_LABELS:
        labels.pop()
    return ".".join(labels[-2:])


def make_uid(url: str) -> str:
    """Mint the identifier of an article from its canonical address: 16 hex digits of its
    SHA-256.
    """
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def make_document_urn(body: bytes) -> str:
    """Name a document that has no address by its content, so that importing it twice is one
    article.
    """
    return "urn:sha256:" + hashlib.sha256(body).hexdigest()


def make_record_urn(source: str, record_id: str) -> str:
    """Name a partner's record by the partner and its id (a DOI, a number): a later delivery of it
    is a revision, and what another source calls the same stays another article.
    """
    return f"urn:record:{quote(source, safe='')}:{quote(record_id, safe='')}"
