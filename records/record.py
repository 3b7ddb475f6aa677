"""The one type of the pipeline: an article on its way from a page to the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from records.page import Hint, Page, PageForm

# of a picture's description, from which it is translated; shorter ones are names of files and logos
ALT_WORDS_MIN: Final = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A medical term found in the body; `start` and `end` are character offsets, the end
    excluded.
    """

    term: str
    canonical: str
    type: str  # disease, symptom, drug, procedure, department
    start: int
    end: int
    en: str = ""
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word that sets the article apart, with what its score is made of."""

    word: str
    score: float
    count: int  # in the article and its title
    articles: int  # documents of the corpus that hold it


@dataclass(frozen=True, slots=True)
class RemovedBlock:
    """A block that was cut as boilerplate, and the rule that cut it."""

    text: str
    rule: str
    pages: int = 0  # other pages of the site that hold it, where that is why


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """What a site's memory says of a line."""

    pages: int  # other pages of the host that hold it
    everywhere: bool = False  # nearly all of them do


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article: its own address, not that of a proxy."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""

    @property
    def text(self) -> str:
        """What it says to a reader: its caption, else a description that is more than a name."""
        return self.caption or (self.alt if len(self.alt.split()) >= ALT_WORDS_MIN else "")


@dataclass(frozen=True, slots=True)
class Record:
    """One article; each stage fills its own fields, which are empty before it ran."""

    # from the page
    url: str
    source: str
    raw: bytes
    fetched: str
    form: PageForm = "page"
    media: str = "text/html"
    charset: str = ""
    hint: Hint = field(default_factory=Hint)
    further: tuple[bytes, ...] = ()  # bodies of the article's further pages
    # from the store: the lines that recur on the host, by their traces; of them clean leaves those
    # of this page
    recurring_lines: Mapping[int, RecurringLine] = field(default_factory=dict)
    # decode: `further_texts` are those of `further`; `text` is HTML for pages and fragments, plain
    # or Markdown text for documents
    text: str = ""
    encoding: str = ""
    further_texts: tuple[str, ...] = ()
    # extract
    title: str = ""
    published: str = ""  # ISO 8601, local time with offset, a bare date, or ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    outlet: str = ""
    section: str = ""
    licence: str = ""  # the article's own, "" when nothing readable is said; see records/licence.py
    tags: tuple[str, ...] = ()
    # what the page calls its own (rel=canonical), where that is another address of the same site
    canonical_url: str = ""
    images: tuple[Image, ...] = ()
    blocks: tuple[str, ...] = ()
    # where in the article's element each block stands: "div.tip p"; () where nothing tells
    block_paths: tuple[str, ...] = ()
    language_hint: str = ""  # what the page says of its language, as it is written: zh-CN, en_GB
    # clean: one block per line, no empty lines
    body: str = ""
    removed: tuple[RemovedBlock, ...] = ()
    damaged: bool = False
    traces: tuple[int, ...] = ()  # by which the site's memory knows the lines of this page
    # identify
    language: str = ""  # ISO 639-1: zh, en …; "und" when nothing can be said
    script: str = ""  # Hans, Hant, Latn …
    confidence: float = 0.0
    # segment: the words in order; joined they give the body without its white space
    words: tuple[str, ...] = ()
    # tag
    terms: tuple[Term, ...] = ()
    # keywords: the best first
    keywords: tuple[Keyword, ...] = ()
    # fingerprint: hex SHA-256 of the folded body; numbers that it shares with texts like it, and
    # with its
    # translation; characters of its wording
    fingerprint: str = ""
    shingle_hashes: tuple[int, ...] = ()
    facts: tuple[int, ...] = ()
    compared_chars: int = 0

    @classmethod
    def from_page(
        cls, page: Page, recurring_lines: Mapping[int, RecurringLine] | None = None
    ) -> "Record":
        """Start a record from a fetched page.

        `recurring_lines` is what the store knows of its host.
        """
        return cls(
            url=page.url,
            source=page.source,
            raw=page.body,
            fetched=page.fetched,
            form=page.form,
            media=page.media,
            charset=page.charset,
            hint=page.hint,
            further=page.further,
            recurring_lines=recurring_lines or {},
        )
