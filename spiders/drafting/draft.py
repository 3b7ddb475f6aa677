"""A draft of a source file: what was found, what is unsure, written as TOML that a person will
read.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

# one line reads better
_DOMAIN_SUFFIXES: Final = frozenset(
    "com cn org net gov edu int uk co ac info io hk tw".split()  # noqa: SIM905
)
_GENERIC_LABELS: Final = frozenset(("www", "m", "news", "rss", "feeds", "feed", "tools", "api"))
_CONTROL_CHARS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_CHARS: Final = 300


@dataclass(slots=True)
class SourceDraft:
    """The keys of a source file as far as they are known."""

    name: str
    home: str
    title: str = ""
    kind: str = "news"
    language: str = ""
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    listings: list[str] = field(default_factory=list)
    links: str = ""
    pages: str = ""
    body: str = ""
    full_text_feeds: bool = False
    licence: str = ""
    api: dict[str, str] = field(default_factory=dict)
    payload: dict[str, str] = field(default_factory=dict)
    observations: list[str] = field(default_factory=list)  # what the draft rests on
    unsure: list[str] = field(default_factory=list)  # what a person must look at

    def to_toml(self) -> str:
        """Write the file; its comments say what it rests on and what is unsure."""
        lines = [f"# {_format_comment(text)}" for text in self.observations] + [
            f"# unsure: {_format_comment(text)}" for text in self.unsure
        ]
        keys = ("title", "kind", "home", "language")
        lines += [_format_pair(key, getattr(self, key)) for key in keys if getattr(self, key)]
        lines.append(
            "enabled  = false  # until `jianwen sources freeze` has stored a page and a person has"
            " compared it"
        )
        lines += [
            _format_pair(key, getattr(self, key))
            for key in ("feeds", "sitemaps", "listings")
            if getattr(self, key)
        ]
        lines += [
            _format_pair(key, getattr(self, key))
            for key in ("links", "pages", "body")
            if getattr(self, key)
        ]
        if self.full_text_feeds:
            lines.append("full_text_feeds = true")
        if self.licence:
            lines.append(_format_pair("rights", self.licence))
        for table, pairs in (("api", self.api), ("payload", self.payload)):
            if pairs:
                lines += [
                    "",
                    f"[{table}]",
                    *(_format_pair(key, value) for key, value in pairs.items()),
                ]
        if not self.licence:
            lines += [
                "",
                (
                    "[rights]  # look for the site's terms; until they are known nothing of its"
                    " text is shown"
                ),
                'full_text = "none"',
            ]
        return "\n".join(lines) + "\n"


def suggest_source_name(url: str) -> str:
    """Give a source's name out of the address of its site."""
    host = (urlsplit(url).hostname or "").lower()
    if not re.search(r"[a-z]", host):
        return "-".join(
            ["site", *re.findall(r"[0-9]+", host), str(urlsplit(url).port or "")]
        ).strip("-")
    labels = [
        label
        for label in host.split(".")
        if label and label not in _DOMAIN_SUFFIXES and label not in _GENERIC_LABELS
    ]
    words = re.sub(r"[^a-z0-9]+", "-", "-".join(reversed(labels)) or host).strip("-")
    return words[:60].strip("-") or "site"


def _format_comment(text: str) -> str:
    """Write a text of a stranger as one line that TOML takes for a comment."""
    return " ".join(_CONTROL_CHARS.sub(" ", text).split())[:_LINE_CHARS]


def _format_pair(key: str, value: object) -> str:
    # TOML reads JSON's strings and lists as its own, but for these characters
    written = json.dumps(value, ensure_ascii=False)
    return f"{key:<8} = {_CONTROL_CHARS.sub(_escape_control, written)}"


def _escape_control(match: re.Match[str]) -> str:
    # half a character has no way to be written
    return "" if "\ud800" <= match[0] <= "\udfff" else f"\\u{ord(match[0]):04x}"
