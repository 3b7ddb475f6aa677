"""Find the address inside a search engine's redirect."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from spiders.markup import absolute

_ENGINES = re.compile(r"(^|\.)(google\.[a-z.]{2,6}|bing\.com|so\.com|sogou\.com|baidu\.com|yahoo\.(com|co\.jp)|duckduckgo\.com)$")
_PATHS = re.compile(r"^/(url|link|l/?|news/apiclick\.aspx|ck/a)$")
_NAMES: Final = ("url", "q", "u", "uddg", "target")
_YAHOO = re.compile(r"/RU=([^/]+)")


def unwrapped(url: str) -> str:
    """Give the address that a search engine's redirect leads to, the same address where it is none or keeps its target to itself.

    Google Alerts wraps all its links; Bing News, 360 and Sogou carry the target in the query, Yahoo in the path.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url
    if not _ENGINES.search(host):
        return url
    inside = [unquote(found[1]) for found in _YAHOO.finditer(parts.path)]
    if _PATHS.match(parts.path):
        asked = parse_qs(parts.query)
        inside += [target for name in _NAMES for target in asked.get(name, ())]
    return next((target for target in inside if absolute(target, target)), url)
