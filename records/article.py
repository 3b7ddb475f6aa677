"""An article as the store keeps it, and a change that importers must follow."""

from dataclasses import dataclass
from typing import Any, Literal

from records.record import Image

ArticleStatus = Literal["published", "withdrawn", "rejected", "held"]
TranslationStatus = Literal["none", "pending", "ok", "review", "failed"]
"""none: not wanted or not allowed; pending: waits for the translator or its package."""


@dataclass(frozen=True, slots=True)
class Article:
    """One row of the store, as readers of feeds and search see it; times are UTC, ISO 8601."""

    uid: str
    url: str
    source: str
    source_title: str
    outlet: str
    title: str
    authors: tuple[str, ...]
    editor: str
    section: str
    published: str
    fetched: str
    modified: str  # when the visible text last changed
    language: str
    script: str
    body: str
    words: tuple[str, ...]
    terms: tuple[dict[str, Any], ...]  # `at` lists the offsets of each
    status: ArticleStatus
    cluster: str
    is_canonical: bool
    title_zh: str
    body_zh: str
    translation: TranslationStatus
    version: int
    licence: str
    full_text: str
    attribution: str
    translate: bool = False  # whether a translation is allowed
    backend: str = ""  # what made the translation, "" when there is none
    model: str = ""  # its package and version
    images: tuple[Image, ...] = ()
    captions_zh: tuple[str, ...] = ()  # what each of the images says, translated
    # of the translation: share of its sentences without errors; 0 where there is none
    score: float = 0.0
    # word, score, times in this article, articles of the corpus that have it
    keywords: tuple[tuple[str, float, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The latest state of one article at its place in the sequence of changes."""

    seq: int
    op: Literal["upsert", "delete"]
    uid: str
    version: int
    at: str
    reason: str = ""  # of a deletion
    article: Article | None = None  # of an upsert
