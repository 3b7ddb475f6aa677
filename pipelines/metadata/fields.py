"""Read the metadata of an article: title, date, outlet, authors, editor, section, tags, licence.

Chinese pages show it in a line near the title, English ones state it in structured data. A field
that the page does not state stays empty: an invented author is worse than none.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from pipelines.metadata.byline import find_editors
from pipelines.metadata.outlet import find_outlet, find_page_authors, read_structured_authors
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.publication_date import choose_publication_date
from pipelines.metadata.structured_data import SITE_META_NAMES, TITLE_META_NAMES, StructuredData
from pipelines.metadata.title import (
    choose_title,
    find_unannounced_title,
    is_section_name,
    read_page_title,
)
from records.licence import find_strictest_licence
from records.urls import get_site, normalize_url, swap_scheme
from text.html.blocks import Block
from text.whitespace import collapse_whitespace

_LANGUAGE = re.compile(r"^\s*[A-Za-z]{2,3}(?:[-_]\w{2,8})*+\s*$")
BREADCRUMB = re.compile(
    r"^(?:您?(?:现在|当前)?的?(?:所在)?位置\s*+[:：是]*+)?\s*+"
    r"(?:(?:[^>＞»›/]{1,16}\s*+|(?<=\s))[>＞»›]\s*+){1,5}[^>＞»›]{0,60}$"
)


@dataclass(frozen=True, slots=True)
class ArticleFields:
    """What a page says about its article."""

    title: str = ""
    published: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    # the canonical URL that the page states, where it is another one of the same site
    address: str = ""
    # what the page says of its language, as it is written
    language: str = ""
    # names without a label where an author may stand: they count when the text names nobody
    people: tuple[str, ...] = ()


def read_article_fields(page: ParsedPage) -> ArticleFields:
    """Put together what a page says about its article."""
    structured_data = page.structured_data
    authors = find_page_authors(page)
    outlet = find_outlet(page, authors)
    return ArticleFields(
        title=_read_title(page),
        published=choose_publication_date(page),
        outlet=outlet.name,
        authors=authors,
        editor=find_editors(
            " ".join(block.parts) or block.text for block in _list_editor_blocks(page)
        ),
        section=_read_section(page),
        tags=_read_tags(structured_data),
        licence=find_strictest_licence(structured_data.licences),
        address=_resolve_canonical_url(structured_data.address, page.url),
        language=_read_language(page),
        people=outlet.people or read_structured_authors(page),
    )


def _list_editor_blocks(page: ParsedPage) -> list[Block]:
    return [block for block in page.blocks_from_title if "编" in block.text or "編" in block.text]


def _read_title(page: ParsedPage) -> str:
    structured_data, page_title = page.structured_data, read_page_title(page.root)
    headings = [
        text
        for node in page.root.iter("h1")
        if (text := collapse_whitespace("".join(node.itertext())))
    ]
    if page.blocks and not _is_navigation(block := page.blocks[page.title_index]):
        headings.append(block.text)
    headline = structured_data.article.get("headline") or structured_data.article.get("title") or ""
    stated_titles = [
        structured_data.metas[name] for name in TITLE_META_NAMES if structured_data.metas.get(name)
    ]
    if headline:
        stated_titles.append(collapse_whitespace(str(headline)))
    title = choose_title(
        headings, page_title, stated_titles, structured_data.first_meta(SITE_META_NAMES)
    )
    if not stated_titles and is_section_name(title):
        return find_unannounced_title(page.blocks) or title
    return title


def _is_navigation(block: Block) -> bool:
    """Say whether a block is a row of links, which a <title> may repeat."""
    return block.is_link and len(block.parts) > 2


def _resolve_canonical_url(stated_url: str, page_url: str) -> str:
    try:
        own, stated = normalize_url(page_url), normalize_url(urljoin(page_url, stated_url))
    except ValueError:  # a document has no web address, and pages write broken ones
        return ""
    is_other = stated not in (own, swap_scheme(own))
    return stated if is_other and get_site(stated) == get_site(own) else ""


def _read_language(page: ParsedPage) -> str:
    """Read what the page says of its language; a page for no language in particular says `und`."""
    stated = (
        page.root.get("lang"),
        page.root.get("xml:lang"),
        page.structured_data.article.get("inLanguage"),
        page.structured_data.metas.get("og:locale"),
    )
    found = next((text for text in stated if isinstance(text, str) and _LANGUAGE.match(text)), "")
    return found.strip()


def _read_section(page: ParsedPage) -> str:
    structured_data = page.structured_data
    stated = structured_data.metas.get("article:section") or structured_data.article.get(
        "articleSection"
    )
    if isinstance(stated, str) and stated:
        return collapse_whitespace(stated)
    above_title = page.blocks[: page.title_index + 1]
    for block in reversed(above_title[-6:]):
        text = " ".join(block.parts)
        if len(text) <= 120 and BREADCRUMB.match(text):
            return parse_breadcrumb(text)
    return ""


def parse_breadcrumb(text: str) -> str:
    """Give the sections of a breadcrumb trail (主页 > 财经 > 证券 >) without the front page and the
    article itself.
    """
    steps = [
        piece.strip() for piece in re.split(r"[>＞»›]", re.sub(r"^.*?位置\s*[:：是]*", "", text))
    ]
    return " > ".join(
        step
        for step in steps
        if step and len(step) <= 12 and step not in ("正文", "首页", "主页", "Home", "新闻正文")
    )


def _read_tags(structured_data: StructuredData) -> tuple[str, ...]:
    if structured_data.tags:
        return structured_data.tags
    keywords = (
        structured_data.metas.get("keywords") or structured_data.metas.get("news_keywords") or ""
    )
    tags = [tag.strip() for tag in re.split(r"[,，;；|、]", keywords)]
    return tuple(dict.fromkeys(tag for tag in tags if 1 < len(tag) <= 30))[:20]
