"""What a JATS article says of itself: the types that its readers fill."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

NoticeKind = Literal["correction", "retraction", "concern"]
BlockKind = Literal["paragraph", "heading", "item", "row", "caption"]


@dataclass(frozen=True, slots=True)
class Contributor:
    """An author: a person, or a group under its own name."""

    name: str
    affiliations: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    orcid: str = ""


@dataclass(frozen=True, slots=True)
class LicenceStatement:
    """The licence as the record states it; `id` is SPDX's, "" where the words name none.

    A version or an address that is not stated is never added.
    """

    id: str = ""
    url: str = ""
    holder: str = ""
    statement: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """Another article that this one names, by its DOI or address."""

    type: str
    href: str


@dataclass(frozen=True, slots=True)
class Notice:
    """This article corrects, retracts or doubts others, by their DOIs."""

    kind: NoticeKind
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: `href` is the file's name in the delivery."""

    label: str = ""
    title: str = ""
    caption: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading (`level` from 1), a paragraph, a list item, a table row
    (cells between |) or what stands above and below a table."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0


@dataclass(frozen=True, slots=True)
class Translation:
    """Title and abstract in another language, as the journal printed them."""

    language: str
    title: str = ""
    abstract: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JatsArticle:
    """One article; what it does not state is empty.

    `published` is an ISO 8601 date, shortened to what is known: 2014-04-02, 2014-04, 2014.
    """

    title: str
    ids: Mapping[str, str] = field(default_factory=dict)
    type: str = ""
    language: str = ""
    journal: str = ""
    section: str = ""
    keywords: tuple[str, ...] = ()
    authors: tuple[Contributor, ...] = ()
    published: str = ""
    licence: LicenceStatement = field(default_factory=LicenceStatement)
    relations: tuple[Relation, ...] = ()
    notice: Notice | None = None
    retracted: bool = False
    blocks: tuple[TextBlock, ...] = ()
    figures: tuple[Figure, ...] = ()
    translations: tuple[Translation, ...] = ()
