"""Second stage: find the article in a page, a fragment or a document, with its metadata."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines.documents.formats import JATS_MEDIA
from pipelines.documents.jats.elements import JatsError
from pipelines.documents.jats.front import WITHDRAWN_BY
from pipelines.documents.journal_article import read_journal_article
from pipelines.documents.read import read_text_document
from pipelines.extraction.collapsed_content import (
    find_collapsed_content,
    reveal_noscript_article,
)
from pipelines.extraction.embedded_article import read_embedded_article
from pipelines.extraction.images import read_base_url, reveal_noscript_images
from pipelines.extraction.main_content import (
    ExtractedArticle,
    MainContent,
    build_main_content,
    collect_images,
    find_main_content,
)
from pipelines.extraction.next_page import join_pages
from pipelines.extraction.non_content import remove_heading_controls
from pipelines.extraction.size_guard import check_page_size
from pipelines.extraction.source_rules import apply_drop_rules, override_fields, select_body
from pipelines.metadata.byline import find_byline_authors, find_editors
from pipelines.metadata.fields import ArticleFields, read_article_fields
from pipelines.metadata.page_rights import read_page_licences
from pipelines.metadata.parsed_page import ParsedPage, locate_title
from pipelines.metadata.structured_data import read_structured_data
from records.licence import find_strictest_licence
from records.limits import ARTICLE_CHARS, PAGE_LINES
from records.reasons import Reason
from records.record import Record, RemovedBlock
from records.source import PageRules
from records.verdict import Drop, Quarantine, Verdict
from text.html.blocks import read_blocks
from text.html.notation import write_out_notation
from text.html.parse import parse_html, remove_invisible
from text.html.script_json import HIDDEN_TEXT_CHARS, JsonNotFoundError, find_hidden_text
from text.html.tables import resolve_tables

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

VERSION: Final = 7

_NO_RULES: Final = PageRules()
_SUSPECT_CHARS: Final = 500
STRUCK_RULE: Final = "struck"
"""Under this name stand, among what was removed, the texts that the page itself strikes out."""
_STRUCK_TEXTS: Final = 50  # kept of one page
"""A longer page without a block of text is parsed a second time in another way."""


def extract(record: Record, context: "StageContext") -> Record | Verdict:
    """Fill title, date, authors, outlet, images and blocks.

    A page without text is dropped as `no-text`; one that is too large is quarantined.
    """
    utc_offset = context.utc_offsets.get(record.source, "")
    if not record.text.strip():
        return Drop("extract", Reason.NO_TEXT, "the page is empty")
    for text in (record.text, *record.further_texts):
        if excess := check_page_size(text):
            return Quarantine("extract", excess.reason, excess.detail)
    form, result = record.form, record
    if record.media == JATS_MEDIA:
        return _extract_journal_article(record)
    if form == "document":
        document = read_text_document(record.text, record.url, utc_offset)
        if document.is_html_page:
            form = "page"
        content = MainContent(document.blocks, document.images)
        read = replace(record, form="page") if document.is_saved_page else record
        result = _fill_fields(read, ExtractedArticle(document.fields, content))
    if form == "page":
        article = _extract_pages(record, context)
        if not isinstance(article, ExtractedArticle):
            return article
        result = _fill_fields(record, article)
    elif form == "fragment":
        result = _extract_fragment(record)
    if not result.blocks:
        return Drop("extract", Reason.NO_TEXT, "no text was found in the page")
    return _apply_hint(result)


def _extract_journal_article(record: Record) -> Record | Verdict:
    try:
        document, article = read_journal_article(record.text)
    except JatsError as error:
        return Quarantine("extract", Reason.BROKEN_DOCUMENT, str(error))
    if article.retracted:
        by = next((link.href for link in article.relations if link.type in WITHDRAWN_BY), "")
        return Drop("extract", Reason.RETRACTED, f"the notice is {by}" if by else article.title)
    if not document.blocks:
        return Drop("extract", Reason.NO_TEXT, "the article has a title and no text")
    content = MainContent(document.blocks, document.images)
    return _apply_hint(_fill_fields(record, ExtractedArticle(document.fields, content)))


def _extract_pages(record: Record, context: "StageContext") -> ExtractedArticle | Drop | Quarantine:
    """Read an article that may be split over several pages: its fields come from the first, its
    text from all.
    """
    pages: list[ExtractedArticle] = []
    for text in (record.text, *record.further_texts):
        page = _extract_page(replace(record, text=text), context)
        if isinstance(page, Quarantine) or (isinstance(page, Drop) and not pages):
            return page
        if isinstance(page, ExtractedArticle):
            pages.append(page)
    article = join_pages(pages)
    return _check_text_size(article.content.blocks) or article


def _extract_page(record: Record, context: "StageContext") -> ExtractedArticle | Drop | Quarantine:
    rules = context.rules.get(record.source, _NO_RULES)
    utc_offset = context.utc_offsets.get(record.source, "")
    page = _parse_page(record, rules, utc_offset)
    # libxml2 may have given up without a message
    if not page.blocks and len(record.text) > _SUSPECT_CHARS:
        page = _parse_page(record, rules, utc_offset, flat=True)
    if len(page.blocks) > PAGE_LINES:
        return Quarantine(
            "extract",
            Reason.TOO_LONG,
            f"{len(page.blocks):,} lines of text; the most is {PAGE_LINES:,}",
        )
    if excess := _check_text_size([block.text for block in page.blocks]):
        return excess
    page = locate_title(page)
    context.trace.on_page(page)
    fields = override_fields(page, rules, read_article_fields(page))
    elements, failure = select_body(page.body, rules), ""
    if rules.payload is not None:
        try:
            embedded = read_embedded_article(page, rules.payload, fields)
            fields, elements = embedded.fields, [embedded.body]
        except JsonNotFoundError as error:
            failure = str(error)
    if elements:
        blocks = [block for element in elements for block in read_blocks(element)]
        content = build_main_content(
            blocks, elements, collect_images(elements, read_base_url(page.root, page.url))
        )
    else:
        content = find_main_content(page, context.trace)
    article = ExtractedArticle(fields, content, page.struck)
    return _drop_if_no_text(page, rules, article, failure)


def _check_text_size(texts: Sequence[str]) -> Quarantine | None:
    if (size := sum(map(len, texts))) <= ARTICLE_CHARS:
        return None
    return Quarantine(
        "extract", Reason.TOO_LONG, f"{size:,} characters of text; the most is {ARTICLE_CHARS:,}"
    )


def _drop_if_no_text(
    page: ParsedPage, rules: PageRules, article: ExtractedArticle, failure: str
) -> ExtractedArticle | Drop:
    """Drop a page with little or no text that keeps its text as JSON, and say where.

    `failure` says why the JSON that the source names could not be read, "" where it was.
    """
    shown = "".join(article.content.blocks)
    if len(shown) >= HIDDEN_TEXT_CHARS or (rules.payload is not None and not failure):
        return article
    if failure:
        return Drop("extract", Reason.NO_TEXT, f"no text was found in the page; {failure}")
    if "=" in page.html and (place := find_hidden_text(parse_html(page.html), shown)):
        return Drop(
            "extract", Reason.NO_TEXT, f"the page keeps its text in {place}; name it in [payload]"
        )
    return article


def _parse_page(
    record: Record, rules: PageRules, utc_offset: str, *, flat: bool = False
) -> ParsedPage:
    """Parse a page and remove what no reader sees and what the source's rules exclude."""
    root = parse_html(record.text, force_flat=flat)
    structured_data = read_structured_data(root)  # before the scripts are removed
    body = root.find("body")
    reveal_noscript_images(body)
    reveal_noscript_article(body)
    remove_heading_controls(body)
    struck = write_out_notation(body)
    resolve_tables(body)
    remove_invisible(body, find_collapsed_content)
    apply_drop_rules(body, rules)
    return ParsedPage(
        root=root,
        structured_data=structured_data,
        blocks=read_blocks(body),
        html=record.text,
        url=record.url,
        fetched=record.fetched,
        utc_offset=utc_offset,
        struck=tuple(struck[:_STRUCK_TEXTS]),
    )


def _extract_fragment(record: Record) -> Record:
    """Read the article's own HTML: all of it is text, nothing is left out."""
    root = parse_html(record.text)
    body = root.find("body")
    fields = ArticleFields(licence=find_strictest_licence(read_page_licences(root, {})))
    struck = tuple(write_out_notation(body)[:_STRUCK_TEXTS])
    resolve_tables(body)
    remove_invisible(body)
    images = collect_images([body], record.url)
    content = build_main_content(read_blocks(body), [body], images)
    return _fill_fields(record, ExtractedArticle(fields, content, struck))


def _fill_fields(record: Record, article: ExtractedArticle) -> Record:
    """Set the fields; people whom only the text itself names are read from it."""
    fields, content = article.fields, article.content
    return replace(
        record,
        title=fields.title,
        published=fields.published,
        authors=fields.authors or find_byline_authors(content.blocks) or fields.people,
        editor=fields.editor or find_editors(content.blocks),
        outlet=fields.outlet,
        section=fields.section,
        tags=fields.tags,
        canonical_url=fields.address,
        language_hint=fields.language,
        licence=fields.licence,
        images=content.images,
        blocks=content.blocks,
        block_paths=content.paths,
        removed=tuple(RemovedBlock(text, STRUCK_RULE) for text in article.struck),
    )


def _apply_hint(record: Record) -> Record:
    """Fill from the announcement what the page leaves empty.

    A page that knows only the day takes the announced minute of that day.

    Of two licences the one that allows less counts.
    """
    hint = record.hint
    published = record.published or hint.published
    if len(published) == len("2020-01-31") and hint.published.startswith(published):
        published = hint.published
    return replace(
        record,
        title=record.title or hint.title,
        published=published,
        outlet=record.outlet or hint.outlet,
        authors=record.authors or hint.authors,
        licence=find_strictest_licence((record.licence, hint.licence)),
    )
