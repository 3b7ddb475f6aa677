"""Read the front matter of a JATS article: ids, journal, authors with affiliations, dates."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pipelines.documents.jats.article import Contributor, Notice, NoticeKind, Relation
from pipelines.documents.jats.elements import XLINK_HREF, strip_doi_prefix
from text.xml.tree import Element, read_text

_MARKS: Final = ("xref", "fn", "label")
_DATE_RANKS: Final = (
    {"epub", "pub", "epub-ppub", "ppub-epub", "electronic"},
    {"ppub", "print"},
    {"collection", "epreprint", "preprint"},
)
"""Which publication date counts: that of the web, of the printed issue, of the collection."""
_NO_PUBLICATION: Final = frozenset(
    ("received", "rev-recd", "accepted", "corrected", "retracted", "pmc-release", "nihms-submitted")
)
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_NOTICE_KINDS: Final[Mapping[str, NoticeKind]] = {
    "correction": "correction",
    "erratum": "correction",
    "corrigendum": "correction",
    "addendum": "correction",
    "retraction": "retraction",
    "partial-retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "expression-of-concern": "concern",
    "concern": "concern",
}
_TARGET_KINDS: Final[Mapping[str, NoticeKind]] = {
    "corrected-article": "correction",
    "addended-article": "correction",
    "updated-article": "correction",
    "retracted-article": "retraction",
    "partially-retracted-article": "retraction",
    "withdrawn-article": "retraction",
    "removed-article": "retraction",
    "object-of-concern": "concern",
}
"""Relations by which a notice names what it is about."""
WITHDRAWN_BY: Final = frozenset(
    ("retraction-forward", "retracted-by", "withdrawal-forward", "removal-forward")
)
_WITHDRAWN_TITLE: Final = re.compile(r"\A\W*(?:retracted|withdrawn)(?:\s+article)?\s*[:\]]", re.I)
_ON_BEHALF: Final = re.compile(r"\A(?:and\s+)?(?:on\s+behalf\s+of|for)\s+(?=\S)", re.IGNORECASE)
_ORCID: Final = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


def read_ids(meta: Element) -> dict[str, str]:
    """Give the article's ids by their kind: doi, pmid, pmcid, publisher-id."""
    ids: dict[str, str] = {}
    for node in meta.iterchildren("article-id"):
        kind, text = node.get("pub-id-type") or "", read_text(node)
        if kind and text:
            ids.setdefault(kind, strip_doi_prefix(text) if kind == "doi" else text)
    return ids


def read_journal(front: Element) -> str:
    """Give the journal's full title, else its abbreviation, else its id."""
    for name in ("journal-title", "abbrev-journal-title", "journal-id"):
        for node in front.iter(name):
            if text := read_text(node):
                return text
    return ""


def read_title(meta: Element) -> str:
    """Give title and subtitle, without footnote marks."""
    group = meta.find("title-group")
    if group is None:
        return ""
    title = read_text(group.find("article-title"), ("xref", "fn"))
    subtitle = read_text(group.find("subtitle"), ("xref", "fn"))
    if not subtitle:
        return title
    return f"{title} {subtitle}" if title.endswith((":", "?", "!", "—")) else f"{title}: {subtitle}"


# --- dates


def read_published(meta: Element) -> str:
    """Give the date of publication, as exactly as it is stated; "" without one.

    The date of the web counts before that of the issue, that before the collection's, whatever
    their order in the file.
    """
    dates = [
        (_rank_date(node), position, text)
        for position, node in enumerate(meta.iterchildren("pub-date"))
        if (text := _read_date(node))
    ]
    return min(dates)[2] if dates else ""


def _rank_date(node: Element) -> int:
    kinds = {
        (node.get(name) or "").lower()
        for name in ("pub-type", "date-type", "publication-format", "iso-8601-type")
    }
    if kinds & _NO_PUBLICATION:
        return len(_DATE_RANKS) + 1
    if "collection" in kinds or "print" in kinds:
        return 2 if "collection" in kinds else 1
    return next((rank for rank, names in enumerate(_DATE_RANKS) if kinds & names), len(_DATE_RANKS))


def _read_date(node: Element) -> str:
    if iso := re.match(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", node.get("iso-8601-date") or ""):
        return iso[0]
    year = re.search(r"\d{4}", read_text(node.find("year")) or read_text(node.find("string-date")))
    if year is None:
        return ""
    month = _read_month(read_text(node.find("month")))
    day = read_text(node.find("day"))
    if not month:
        return year[0]
    if not (day.isdecimal() and 1 <= int(day) <= 31):
        return f"{year[0]}-{month:02}"
    return f"{year[0]}-{month:02}-{int(day):02}"


def _read_month(text: str) -> int:
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else 0
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0


# --- people


def read_authors(meta: Element) -> tuple[Contributor, ...]:
    """Give the authors in their order, each once, persons and groups alike."""
    affiliations = {
        node.get("id"): read_affiliation(node) for node in meta.iter("aff") if node.get("id")
    }
    authors: dict[Contributor, None] = {}
    for group in meta.iterchildren("contrib-group"):
        shared = tuple(
            text for node in group.iterchildren("aff") if (text := read_affiliation(node))
        )
        for contrib in _iterate_contributors(group):
            if author := _read_contributor(contrib, affiliations, shared):
                authors[author] = None
    return tuple(authors)


def _iterate_contributors(group: Element) -> Iterator[Element]:
    for contrib in group.iterchildren("contrib", "collab", "collab-alternatives"):
        kind = contrib.get("contrib-type") or "author"
        if kind.lower() in ("author", "collab", "group", "co-author", "first-author", "writer"):
            yield contrib


def _read_contributor(
    contrib: Element, affiliations: Mapping[str, str], shared: tuple[str, ...]
) -> Contributor | None:
    name = _read_name(contrib)
    if not name:
        return None
    named = [
        affiliations[reference]
        for xref in contrib.iter("xref")
        if xref.get("ref-type") == "aff"
        for reference in (xref.get("rid") or "").split()
        if affiliations.get(reference)
    ]
    own = [text for node in contrib.iter("aff") if (text := read_affiliation(node))]
    every = named + own or (list(shared) if not _names_affiliation(contrib) else [])
    return Contributor(
        name,
        tuple(dict.fromkeys(every)),
        tuple(text for node in contrib.iterchildren("role") if (text := read_text(node, _MARKS))),
        _read_orcid(contrib),
    )


def _names_affiliation(contrib: Element) -> bool:
    group = contrib.getparent()
    return any(xref.get("ref-type") == "aff" for xref in group.iter("xref"))


def _read_name(contrib: Element) -> str:
    if contrib.tag in ("collab", "collab-alternatives"):
        return _read_group_name(contrib)
    for holder in (contrib, *contrib.iterchildren("name-alternatives")):
        for node in holder.iterchildren("name"):
            if name := _join_name(node):
                return name
        for node in holder.iterchildren("string-name"):
            if name := _join_name(node) or read_text(node, _MARKS):
                return name
    group = next(contrib.iter("collab"), None)
    return "" if group is None else _read_group_name(group)


def _read_group_name(node: Element) -> str:
    others = (*_MARKS, "contrib-group", "aff", "address", "email", "ext-link", "sup")
    return _ON_BEHALF.sub("", read_text(node, others))


def _join_name(node: Element) -> str:
    parts = [read_text(node.find(part)) for part in ("prefix", "given-names", "surname", "suffix")]
    is_eastern = node.get("name-style") == "eastern"
    if is_eastern:
        parts = [parts[2], parts[1]]
        if all(part and not part.isascii() for part in parts):
            return "".join(parts)
    return " ".join(filter(None, parts))


def _read_orcid(contrib: Element) -> str:
    for node in contrib.iter("contrib-id", "uri", "ext-link"):
        if match := _ORCID.search(f"{node.text or ''} {node.get(XLINK_HREF) or ''}"):
            return match[0]
    return ""


def read_affiliation(node: Element) -> str:
    """Give an affiliation as it would be printed, without its mark.

    Where the publisher keeps the printed line beside its parts, the line counts.
    """
    for institution in node.iterchildren("institution"):
        if institution.get("content-type") == "original":
            return read_text(institution)
    text = read_text(node, ("label", "email", "sup", "institution-id", "fn"))
    if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
        return text.strip(" ,;")
    parts = [read_text(part) for part in node.iter() if not len(part) and part.tag in _PLACES]
    return ", ".join(filter(None, parts)) or text


_PLACES: Final = frozenset(
    ("institution", "named-content", "addr-line", "city", "state", "country", "postal-code")
)


# --- relations


def read_relations(article: Element, meta: Element) -> tuple[Relation, ...]:
    """Give the articles that this one names as related, each once."""
    relations: dict[Relation, None] = {}
    parents = [meta, *article.iterfind("front-stub"), *article.iterfind("body")]
    for parent in parents:
        for node in parent.iter("related-article"):
            href = node.get(XLINK_HREF) or read_text(node.find("pub-id"))
            if href and node.get("related-article-type"):
                kind = node.get("related-article-type")
                relations[Relation(kind, strip_doi_prefix(href))] = None
    return tuple(relations)


def read_notice(article_type: str, relations: tuple[Relation, ...]) -> Notice | None:
    """Say what a notice does to which articles; None for any other article.

    Either its type or its relations make an article a notice: publishers use both alone.
    """
    targets = [relation for relation in relations if relation.type in _TARGET_KINDS]
    kind = _NOTICE_KINDS.get(article_type)
    if kind is None and not targets:
        return None
    of = tuple(dict.fromkeys(relation.href for relation in targets))
    return Notice(kind or _TARGET_KINDS[targets[0].type], of)


def is_retracted(title: str, relations: tuple[Relation, ...]) -> bool:
    """Say whether this very article was withdrawn: its title or a relation forward says so."""
    forward = any(relation.type in WITHDRAWN_BY for relation in relations)
    return forward or _WITHDRAWN_TITLE.match(title) is not None


def strip_retraction_mark(title: str) -> str:
    """Give a title without the word that marks a withdrawn article: it is kept as a fact."""
    return _WITHDRAWN_TITLE.sub("", title).strip() or title
