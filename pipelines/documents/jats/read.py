"""Read a JATS article (NISO Z39.96, versions 1.0 to 1.3, and NLM 2 and 3): fields, rights, text."""

from typing import Final

from pipelines.documents.jats.article import JatsArticle, Translation
from pipelines.documents.jats.body import read_abstract, read_body, read_figures
from pipelines.documents.jats.elements import XML_LANG, JatsError, parse_jats
from pipelines.documents.jats.front import (
    is_retracted,
    read_authors,
    read_ids,
    read_journal,
    read_notice,
    read_published,
    read_relations,
    read_title,
    strip_retraction_mark,
)
from pipelines.documents.jats.rights import read_licence
from text.xml.tree import Element, read_text

_DEFAULT_LANGUAGE: Final = "en"
"""The DTD's own value where the file states none."""


def read_jats(document: bytes | str) -> JatsArticle:
    """Read one article; `document` is XML as it was delivered, with or without an OAI envelope.

    Raises JatsError for broken XML, with its line, and for what has no title and no text.
    """
    article = parse_jats(document)
    front = article.find("front")
    meta = None if front is None else front.find("article-meta")
    if front is None or meta is None:
        raise JatsError("no JATS: <article-meta> is missing")
    kind, title = article.get("article-type") or "", read_title(meta)
    relations = read_relations(article, meta)
    subjects = [read_text(node) for node in meta.iterfind("article-categories/subj-group/subject")]
    result = JatsArticle(
        title=strip_retraction_mark(title),
        ids=read_ids(meta),
        type=kind,
        language=(article.get(XML_LANG) or _DEFAULT_LANGUAGE).lower(),
        journal=read_journal(front),
        section=next(filter(None, subjects), ""),
        keywords=_read_keywords(meta, article.get(XML_LANG)),
        authors=read_authors(meta),
        published=read_published(meta),
        licence=read_licence(meta),
        relations=relations,
        notice=read_notice(kind, relations),
        retracted=is_retracted(title, relations),
        figures=read_figures(article),
        translations=_read_translations(article, meta),
        blocks=read_body(article),  # last: it changes the tree
    )
    if not result.title and not result.blocks:
        raise JatsError("the article has neither title nor text")
    return result


def _read_keywords(meta: Element, language: str | None) -> tuple[str, ...]:
    for group in meta.iterchildren("kwd-group"):
        if group.get(XML_LANG) in (None, language):
            return tuple(text for node in group.iter("kwd") if (text := read_text(node)))
    return ()


def _read_translations(article: Element, meta: Element) -> tuple[Translation, ...]:
    titles = {
        group.get(XML_LANG) or "": read_text(group.find("trans-title"), ("xref", "fn"))
        for group in meta.iterfind("title-group/trans-title-group")
    }
    abstracts = {
        node.get(XML_LANG) or "": read_abstract(node) for node in meta.iterfind("trans-abstract")
    }
    for node in article.iterfind("sub-article"):
        stub = node.find("front-stub")
        if node.get("article-type") == "translation" and stub is not None:
            titles.setdefault(node.get(XML_LANG) or "", read_title(stub))
    return tuple(
        Translation(language, titles.get(language, ""), abstracts.get(language, ()))
        for language in dict.fromkeys((*titles, *abstracts))
    )
