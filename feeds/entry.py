"""An article as a feed may show it: cleaned for readers, cut down to what its rights allow."""

import hashlib
import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from feeds.escape import escape_html, remove_forbidden_chars, render_paragraphs
from records.article import ARTICLE_FIELDS, Article, ArticleTerm, FieldUse
from records.translation import DEMO_LABEL, is_demo_translation, label_translation

# quoted from a text that may not be published whole, and never more than a third of it
SUMMARY_CHARS: Final = 120
TAG_URI_PREFIX: Final = "tag:jianwen,2026"
"""The tagging entity of every identifier in the feeds.

Changing it would make every article a new one to its readers.
"""

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEB_ADDRESS = re.compile(r"(https?://|urn:)[^\s<>\"]+")
_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed.

    Every text of `article` is fit to be written, its `body` is empty unless the rights say public.
    """

    article: Article
    summary: str

    @property
    def is_demo(self) -> bool:
        """Say whether the demo's package made the translation, which nobody may rely on."""
        return is_demo_translation(self.article.backend)

    @property
    def id(self) -> str:
        """The entry's identifier for ever, whatever becomes of its address and words."""
        return make_tag_uri(self.article.uid)

    @property
    def link(self) -> str:
        """The address of the original, or nothing where the stored one is no web address."""
        return self.article.url if _WEB_ADDRESS.fullmatch(self.article.url) else ""

    @property
    def author_names(self) -> tuple[str, ...]:
        """Who is to be named as author: the authors, or else who published it."""
        return self.article.authors or tuple(
            name
            for name in (self.article.outlet or self.article.source_title or self.article.source,)
            if name
        )

    @property
    def sha256(self) -> str:
        """Digest of the visible text, for importers that compare instead of trusting `version`."""
        return hashlib.sha256(
            "\n".join(
                (
                    self.article.title,
                    self.summary,
                    self.article.body,
                    self.article.title_zh,
                    self.article.body_zh,
                )
            ).encode()
        ).hexdigest()

    @property
    def rights(self) -> str:
        """Attribution and licence in one line."""
        return " · ".join(part for part in (self.article.attribution, self.article.licence) if part)

    @property
    def html(self) -> str:
        """The full text as HTML, a passed translation below it; empty unless the rights say public.

        A translation whose checks failed is left to importers that read its status; readers of a
        feed cannot.
        """
        if not self.article.body.strip():
            return ""
        if self.article.translation not in ("ok", "review") or not self.article.body_zh:
            return render_paragraphs(self.article.body)
        label = label_translation(self.article.translation, self.article.backend)
        return (
            f"{render_paragraphs(self.article.body)}\n<hr>\n<section"
            f' lang="zh"><h2>{escape_html(self.article.title_zh)}</h2>\n'
            f"<p><em>{label}</em></p>\n{render_paragraphs(self.article.body_zh)}\n</section>"
        )


def make_tag_uri(uid: str) -> str:
    """Give the tag URI (RFC 4151) of an article."""
    return f"{TAG_URI_PREFIX}:a/{uid}"


def format_rfc3339(timestamp: str) -> str:
    """Give a stored time as RFC 3339 wants it, or nothing.

    A bare day becomes its midnight in UTC: the same day in Europe and in China.
    """
    if _DAY.fullmatch(timestamp):
        return f"{timestamp}T00:00:00Z"
    return timestamp if _DATE_TIME.fullmatch(timestamp) else ""


def make_entry(article: Article) -> Entry:
    """Make the entry of an article:

    `body` and `body_zh` only where its rights say public, a summary unless they say none.
    """
    public = article.full_text == "public"
    shown: dict[str, Any] = {
        name: _make_fit(getattr(article, name), use)
        for name, use in ARTICLE_FIELDS.items()
        if use.feed and (public or not use.public)
    }
    hidden = {name: "" for name, use in ARTICLE_FIELDS.items() if use.public and not public}
    if article.translation == "failed":  # nobody may take it for a text
        hidden |= {"title_zh": "", "body_zh": ""}
    shown["modified"] = shown["modified"] or shown["fetched"]
    return Entry(
        replace(article, **(shown | hidden)),
        make_summary(remove_forbidden_chars(article.body))
        if public or article.full_text == "internal"
        else "",
    )


def _make_fit(value: Any, use: FieldUse) -> Any:  # noqa: ANN401
    """Take out of a field what no feed may carry; numbers and flags stay."""
    match value:
        case str():
            return _join_lines(value) if use.single_line else remove_forbidden_chars(value)
        case ArticleTerm():
            texts: dict[str, Any] = {
                name: remove_forbidden_chars(getattr(value, name))
                for name in ("term", "canonical", "type", "en")
            }
            return replace(value, **texts)
        case tuple():
            return tuple(part for part in (_make_fit(part, use) for part in value) if part)
        case _:
            return value


def describe_article(entry: Entry, *, extension: bool) -> dict[str, object]:
    """Give the members that feeds write of an article's fields, as records/article.py declares
    them.

    With `extension` those are left out that JSON Feed has members for.
    """
    members: dict[str, Any] = {}
    for name, use in ARTICLE_FIELDS.items():
        if use.feed and (use.extension or not extension):
            group, _, key = use.feed.rpartition(".")
            target = members.setdefault(group, {}) if group else members
            target[key] = _make_json(getattr(entry.article, name))
    if state := entry.article.translation_state:
        members["translation"]["state"] = state
    if entry.is_demo:
        members["translation"] |= {"demo": True, "label": DEMO_LABEL}
    return members


def _make_json(value: object) -> object:
    """Write a term without its places in the text, which the text of a feed need not have."""
    match value:
        case ArticleTerm():
            return {name: part for name, part in asdict(value).items() if name != "at"}
        case tuple():
            return [_make_json(part) for part in value]
        case _:
            return value


def make_summary(body: str) -> str:
    """Quote the beginning of a body, up to a sentence's end where there is one.

    Never more than SUMMARY_CHARS nor a third of the text: of a source whose text may not be
    published, a short article must not come out whole.
    """
    text = " ".join(body.split())
    most = min(SUMMARY_CHARS, len(text) // 3)
    if most < 1:
        return ""
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(text[: most + 1])
        if most // 2 < match.end() <= most
    ]
    return text[: ends[-1]] if ends else text[:most].rstrip() + "…"


def _join_lines(text: str) -> str:
    return " ".join(remove_forbidden_chars(text).split())
