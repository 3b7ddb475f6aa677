"""An article as the store keeps it, and a change that importers must follow.

Each field of Article says where the store keeps it and where feeds show it: the columns, their
reading and writing and the members of the feeds follow from that.
"""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_type_hints

from records.record import Image, Keyword

ArticleStatus = Literal["published", "withdrawn", "rejected", "held"]
TranslationStatus = Literal["none", "pending", "ok", "review", "failed"]
"""none: not wanted or not allowed; pending: waits for the translator or its package."""
TranslationState = Literal["", "machine", "suspect", "approved", "rejected"]
"""machine: no check found anything; suspect: one did; "" where there is no translation."""
ColumnForm = Literal[
    "text", "time", "integer", "real", "flag", "names", "words", "terms", "keywords", "images"
]
"""How a column holds its value: names are joined by "; ", from words on it is JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldUse:
    """Where the store keeps a field of an article, and where feeds show it."""

    table: Literal["articles", "rights", "sources", "translations"] = "articles"
    column: str = ""  # where its name is another than the field's
    form: ColumnForm = "text"
    of_record: bool = False  # it is what the pipeline made: Record has the field, too
    versioned: bool = False  # a change of it is a new version
    added: int = 0  # the version of the schema that brought its column, where that is above 12
    feed: str = ""  # its key in changes.jsonl, "source.title" for a member of an object
    extension: bool = True  # JSON Feed has no member for it: it stands under `_jianwen`
    single_line: bool = False  # feeds show it in one line
    public: bool = False  # feeds show it only where the rights say public


@dataclass(frozen=True, slots=True)
class ArticleTerm:
    """A medical term of an article, with all its places."""

    term: str  # as it is written most often
    canonical: str
    type: str = ""  # disease, symptom, drug, procedure, department
    en: str = ""
    count: int = 1
    in_title: int = 0  # 0 or 1, as store and feeds write it
    at: tuple[tuple[int, int], ...] = ()  # offsets in the body, the end excluded


@dataclass(frozen=True, slots=True)
class Article:
    """One row of the store, as readers of feeds and search see it; times are UTC, ISO 8601."""

    uid: Annotated[str, FieldUse(feed="uid")]
    url: Annotated[str, FieldUse(feed="url", extension=False)]
    source: Annotated[str, FieldUse(feed="source.name")]
    source_title: Annotated[str, FieldUse(table="sources", column="title", feed="source.title")]
    outlet: Annotated[str, FieldUse(of_record=True, versioned=True, feed="outlet")]
    title: Annotated[
        str,
        FieldUse(of_record=True, versioned=True, feed="title", extension=False, single_line=True),
    ]
    authors: Annotated[
        tuple[str, ...],
        FieldUse(
            column="author",
            form="names",
            of_record=True,
            versioned=True,
            feed="author",
            extension=False,
            single_line=True,
        ),
    ]
    editor: Annotated[
        str, FieldUse(of_record=True, versioned=True, feed="editor", single_line=True)
    ]
    section: Annotated[str, FieldUse(of_record=True, versioned=True)]
    published: Annotated[
        str, FieldUse(form="time", of_record=True, versioned=True, feed="published")
    ]
    fetched: Annotated[str, FieldUse(feed="fetched", extension=False)]
    # when the visible text last changed
    modified: Annotated[str, FieldUse(feed="modified", extension=False)]
    language: Annotated[
        str, FieldUse(of_record=True, versioned=True, feed="language", extension=False)
    ]
    script: Annotated[str, FieldUse(of_record=True, versioned=True)]
    body: Annotated[
        str, FieldUse(of_record=True, versioned=True, feed="body", extension=False, public=True)
    ]
    words: Annotated[tuple[str, ...], FieldUse(form="words", of_record=True, versioned=True)]
    terms: Annotated[
        tuple[ArticleTerm, ...],
        FieldUse(form="terms", of_record=True, versioned=True, feed="terms", extension=False),
    ]
    status: Annotated[ArticleStatus, FieldUse(feed="status", extension=False)]
    cluster: Annotated[str, FieldUse(feed="cluster")]
    is_canonical: Annotated[bool, FieldUse(form="flag", feed="is_canonical")]
    title_zh: Annotated[str, FieldUse(feed="title_zh", single_line=True)]
    body_zh: Annotated[str, FieldUse(feed="body_zh", public=True)]
    translation: Annotated[TranslationStatus, FieldUse(feed="translation.status")]
    version: Annotated[int, FieldUse(form="integer", feed="version")]
    licence: Annotated[str, FieldUse(table="rights", feed="licence", single_line=True)]
    full_text: Annotated[str, FieldUse(table="rights", feed="full_text")]
    attribution: Annotated[str, FieldUse(table="rights", feed="attribution", single_line=True)]
    # whether a translation is allowed
    translate: Annotated[bool, FieldUse(table="rights", form="flag", feed="translate")] = False
    # what made the translation, "" when there is none
    backend: Annotated[str, FieldUse(table="translations", feed="translation.backend")] = ""
    # digest of its package, settings and glossary
    model: Annotated[str, FieldUse(table="translations", feed="translation.model")] = ""
    images: Annotated[
        tuple[Image, ...], FieldUse(form="images", of_record=True, versioned=True)
    ] = ()
    # what each of the images says, translated
    captions_zh: Annotated[
        tuple[str, ...], FieldUse(table="translations", column="captions", form="words")
    ] = ()
    # of the translation: share of its sentences without errors; 0 where there is none
    score: Annotated[float, FieldUse(table="translations", form="real")] = 0.0
    keywords: Annotated[tuple[Keyword, ...], FieldUse(form="keywords", of_record=True)] = ()
    # what a person said of the translation: approved, rejected, or "" so far
    decision: Annotated[str, FieldUse(table="translations")] = ""

    @property
    def translation_state(self) -> TranslationState:
        """Whose word the translation has: a person's, or the machine's with or without doubts."""
        if self.decision in ("approved", "rejected"):
            return "approved" if self.decision == "approved" else "rejected"
        states: dict[TranslationStatus, TranslationState] = {
            "ok": "machine",
            "review": "suspect",
            "failed": "suspect",
        }
        return states.get(self.translation, "")


ARTICLE_FIELDS: Final[dict[str, FieldUse]] = {
    name: hint.__metadata__[0]
    for name, hint in get_type_hints(Article, include_extras=True).items()
}


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
