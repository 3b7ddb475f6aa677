"""Compare addresses with the path patterns of robots.txt (RFC 9309): from the start on, * for
anything, $ at the end for the end.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A pattern, taken apart at its stars."""

    prefix: str
    middle: tuple[str, ...]
    suffix: str | None  # what must stand at the end behind a star; None where anything may follow
    ends_exactly: bool  # without a star: nothing may follow
    longest_part: str = ""  # of its parts; a path without it cannot fit

    @classmethod
    def parse(cls, text: str) -> "PathPattern":
        """Take a pattern apart.

        The time that it takes to compare grows with the address alone, however many stars there
        are.
        """
        whole = text.removesuffix("$")
        first, *rest = (normalize_path(part) for part in whole.split("*"))
        last = rest.pop() if rest and whole != text else None
        parts = (first, *rest, last or "")
        return cls(
            first,
            tuple(filter(None, rest)),
            last,
            ends_exactly=whole != text and last is None,
            longest_part=max(parts, key=len),
        )

    def matches(self, path: str) -> bool:
        """Say whether a path, as `path_of` gives it, begins as the pattern wants."""
        if not path.startswith(self.prefix):
            return False
        at = len(self.prefix)
        if self.ends_exactly:
            return at == len(path)
        for part in self.middle:
            position = path.find(part, at)
            if position < 0:
                return False
            at = position + len(part)
        return self.suffix is None or (
            path.endswith(self.suffix) and len(path) - len(self.suffix) >= at
        )


def get_url_path(url: str) -> str:
    """Give path and query of an address in the one form that patterns are compared with."""
    parts = urlsplit(url)
    return normalize_path(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")


def normalize_path(path: str) -> str:
    """Write escapes in one way: unreserved characters plain, all others as capitals, what is no
    ASCII escaped.
    """
    plain = _ESCAPE.sub(lambda found: _unescape_unreserved(found[0]), path) if "%" in path else path
    return quote(plain, safe="%/?#[]@!$&'()*+,;=:~")


def _unescape_unreserved(escape: str) -> str:
    char = unquote(escape, "latin-1")
    return char if _UNRESERVED.fullmatch(char) else escape.upper()
