"""Find the address inside a search engine's redirect."""

import re
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from text.xml.elements import make_absolute_url

_SEARCH_HOSTS = re.compile(
    r"(^|\.)(google\.[a-z.]{2,6}|bing\.com|so\.com|sogou\.com|baidu\.com|yahoo\.(com|"
    r"co\.jp)|duckduckgo\.com)$"
)
_REDIRECT_PATHS = re.compile(r"^/(url|link|l/?|news/apiclick\.aspx|ck/a)$")
_TARGET_PARAMETERS: Final = ("url", "q", "u", "uddg", "target")
_YAHOO_TARGET = re.compile(r"/RU=([^/]+)")


def unwrap_redirect(url: str) -> str:
    """Give the address that a search engine's redirect leads to, the same address where it is none
    or keeps its target to itself.

    Google Alerts wraps all its links; Bing News, 360 and Sogou carry the target in the query, Yahoo
    in the path.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url
    if not _SEARCH_HOSTS.search(host):
        return url
    inside = [unquote(match[1]) for match in _YAHOO_TARGET.finditer(parts.path)]
    if _REDIRECT_PATHS.match(parts.path):
        asked = parse_qs(parts.query)
        inside += [target for name in _TARGET_PARAMETERS for target in asked.get(name, ())]
    return next((target for target in inside if make_absolute_url(target, target)), url)
