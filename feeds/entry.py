"""An article as a feed may show it: cleaned for readers, cut down to what its rights allow."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from feeds.escape import escape_html, remove_forbidden_chars, render_paragraphs
from records.article import Article
from records.translation import is_demo_translation

# quoted from a text that may not be published whole, and never more than a third of it
SUMMARY_CHARS: Final = 120
TAG_URI_PREFIX: Final = "tag:jianwen,2026"
"""The tagging entity of every identifier in the feeds.

Changing it would make every article a new one to its readers.
"""

DEMO_LABEL: Final = "演示模型的机器翻译，不可作为依据"
"""What stands beside a translation of the demo's package wherever readers see it."""

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEB_ADDRESS = re.compile(r"(https?://|urn:)[^\s<>\"]+")
_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed.

    Every text is fit to be written, `body` is empty unless the rights say public.
    """

    uid: str
    version: int
    status: str
    url: str
    source: str
    source_title: str
    outlet: str
    language: str
    title: str
    summary: str
    body: str
    title_zh: str
    body_zh: str
    authors: tuple[str, ...]
    editor: str
    published: str
    fetched: str
    modified: str
    translation: str
    backend: str
    model: str
    demo: bool
    terms: tuple[dict[str, str | int], ...]
    cluster: str
    is_canonical: bool
    licence: str
    full_text: str
    translate: bool
    attribution: str

    @property
    def id(self) -> str:
        """The entry's identifier for ever, whatever becomes of its address and words."""
        return make_tag_uri(self.uid)

    @property
    def link(self) -> str:
        """The address of the original, or nothing where the stored one is no web address."""
        return self.url if _WEB_ADDRESS.fullmatch(self.url) else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Who is to be named as author: the authors, or else who published it."""
        return self.authors or tuple(
            name for name in (self.outlet or self.source_title or self.source,) if name
        )

    @property
    def sha256(self) -> str:
        """Digest of the visible text, for importers that compare instead of trusting `version`."""
        return hashlib.sha256(
            "\n".join((self.title, self.summary, self.body, self.title_zh, self.body_zh)).encode()
        ).hexdigest()

    @property
    def rights(self) -> str:
        """Attribution and licence in one line."""
        return " · ".join(part for part in (self.attribution, self.licence) if part)

    @property
    def html(self) -> str:
        """The full text as HTML, a passed translation below it; empty unless the rights say public.

        A translation whose checks failed is left to importers that read its status; readers of a
        feed cannot.
        """
        if not self.body.strip():
            return ""
        if self.translation not in ("ok", "review") or not self.body_zh:
            return render_paragraphs(self.body)
        label = (
            DEMO_LABEL
            if self.demo
            else "机器翻译，待审核"
            if self.translation == "review"
            else "机器翻译"
        )
        return (
            f"{render_paragraphs(self.body)}\n<hr>\n<section"
            f' lang="zh"><h2>{escape_html(self.title_zh)}</h2>\n'
            f"<p><em>{label}</em></p>\n{render_paragraphs(self.body_zh)}\n</section>"
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
    body = remove_forbidden_chars(article.body)
    return Entry(
        uid=article.uid,
        version=article.version,
        status=article.status,
        url=remove_forbidden_chars(article.url),
        source=remove_forbidden_chars(article.source),
        source_title=remove_forbidden_chars(article.source_title),
        outlet=remove_forbidden_chars(article.outlet),
        language=remove_forbidden_chars(article.language),
        title=_single_line(article.title),
        summary=make_summary(body) if public or article.full_text == "internal" else "",
        body=body if public else "",
        title_zh=_single_line(article.title_zh),
        body_zh=remove_forbidden_chars(article.body_zh) if public else "",
        authors=tuple(name for name in map(_single_line, article.authors) if name),
        editor=_single_line(article.editor),
        published=remove_forbidden_chars(article.published),
        fetched=remove_forbidden_chars(article.fetched),
        modified=remove_forbidden_chars(article.modified or article.fetched),
        translation=article.translation,
        backend=remove_forbidden_chars(article.backend),
        model=remove_forbidden_chars(article.model),
        demo=is_demo_translation(article.backend),
        terms=tuple(
            {
                remove_forbidden_chars(key): (
                    remove_forbidden_chars(value) if isinstance(value, str) else value
                )
                for key, value in term.items()
                if key != "at"
            }
            for term in article.terms
        ),
        cluster=article.cluster,
        is_canonical=article.is_canonical,
        licence=_single_line(article.licence),
        full_text=article.full_text,
        translate=article.translate,
        attribution=_single_line(article.attribution),
    )


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
        found.end()
        for found in _SENTENCE_END.finditer(text[: most + 1])
        if most // 2 < found.end() <= most
    ]
    return text[: ends[-1]] if ends else text[:most].rstrip() + "…"


def _single_line(text: str) -> str:
    return " ".join(remove_forbidden_chars(text).split())
