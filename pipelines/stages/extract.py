"""Second stage of the line: find the article in a page, a fragment or a document, with what is said
about it.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines.documents.read import read_text_document
from pipelines.extraction.collapsed_content import find_collapsed_content
from pipelines.extraction.embedded_article import read_embedded_article
from pipelines.extraction.main_content import (
    MainContent,
    build_main_content,
    collect_images,
    find_main_content,
)
from pipelines.extraction.next_page import join_pages
from pipelines.extraction.size_guard import check_page_size
from pipelines.extraction.source_rules import apply_drop_rules, override_fields, select_body
from pipelines.extraction.trace import Trace
from pipelines.metadata.byline import find_byline_authors, find_editors
from pipelines.metadata.fields import ArticleFields, read_article_fields
from pipelines.metadata.licence import read_page_licences
from pipelines.metadata.structured_data import StructuredData, read_structured_data
from pipelines.metadata.title import find_title_block, read_page_title
from records.clock import CHINA_OFFSET
from records.licence import find_strictest_licence
from records.limits import ARTICLE_CHARS, PAGE_LINES
from records.record import Record
from records.source import PageRules
from records.verdict import Drop, Quarantine, Verdict
from text.html.blocks import Block, read_blocks
from text.html.parse import Element, parse_html, remove_invisible
from text.html.script_json import HIDDEN_TEXT_CHARS, JsonNotFoundError, find_hidden_text

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

VERSION: Final = 4

_NO_RULES: Final = PageRules()
_SUSPECT_CHARS: Final = 500
"""A longer page without a line of text is read a second time by another parser."""


def extract(record: Record, context: "StageContext") -> Record | Verdict:
    """Fill title, moment, people, outlet, images and blocks.

    A page without text is dropped as `no-text`.
    """
    zone = context.utc_offsets.get(record.source, "")
    if not record.text.strip():
        return Drop("extract", "no-text", "the page is empty")
    texts = (record.text, *record.further_texts)
    for text in texts:
        reason, detail = check_page_size(text)
        if reason:
            return Quarantine("extract", reason, detail)
    form, done = record.form, record
    if form == "document":
        document = read_text_document(record.text, record.url, zone)
        if document.is_html_page:
            form = "page"
        done = _fill_fields(record, document.fields, MainContent(document.blocks, document.images))
    if form == "page":
        page = _extract_pages(
            record, context.rules.get(record.source, _NO_RULES), zone, context.trace
        )
        if not isinstance(page, Record):
            return page
        done = page
    elif form == "fragment":
        done = _extract_fragment(record)
    if not done.blocks:
        return Drop("extract", "no-text", "no text was found in the page")
    return _apply_hint(done)


def _extract_pages(
    record: Record, rules: PageRules, zone: str, trace: Trace
) -> Record | Drop | Quarantine:
    """Read an article that may be split over several pages: what it is comes from the first, its
    text from all.
    """
    pages: list[tuple[ArticleFields, MainContent]] = []
    for text in (record.text, *record.further_texts):
        page = _extract_page(replace(record, text=text), rules, zone, trace)
        if isinstance(page, Quarantine):
            return page
        if isinstance(page, Drop) and not pages:
            return page
        if not isinstance(page, Drop):
            pages.append(page)
    fields, found = join_pages(pages)
    if (size := sum(map(len, found.blocks))) > ARTICLE_CHARS:
        return Quarantine(
            "extract", "too-long", f"{size:,} characters of text; the most is {ARTICLE_CHARS:,}"
        )
    return _fill_fields(record, fields, found)


def _extract_page(
    record: Record, rules: PageRules, zone: str, trace: Trace
) -> tuple[ArticleFields, MainContent] | Drop | Quarantine:
    root, said, lines = _parse_page(record.text, rules)
    if not lines and len(record.text) > _SUSPECT_CHARS:  # libxml2 may have given up without a word
        root, said, lines = _parse_page(record.text, rules, flat=True)
    body = root.find("body")
    if len(lines) > PAGE_LINES:
        return Quarantine(
            "extract", "too-long", f"{len(lines):,} lines of text; the most is {PAGE_LINES:,}"
        )
    if (size := sum(len(line.text) for line in lines)) > ARTICLE_CHARS:
        return Quarantine(
            "extract", "too-long", f"{size:,} characters of text; the most is {ARTICLE_CHARS:,}"
        )
    start = find_title_block(lines, [read_page_title(root), said.metas.get("og:title", "")])
    trace.on_page(said, lines, start)
    fields = override_fields(
        root,
        rules,
        read_article_fields(root, said, lines, start, record, zone),
        zone or CHINA_OFFSET,
        record.fetched,
    )
    chosen, trouble = select_body(body, rules), ""
    if rules.payload is not None:
        try:
            fields, kept = read_embedded_article(
                record.text, rules.payload, fields, zone or CHINA_OFFSET, record.fetched
            )
            chosen = [kept]
        except JsonNotFoundError as error:
            trouble = str(error)
    if chosen:
        read = [block for part in chosen for block in read_blocks(part)]
        found = build_main_content(read, chosen, collect_images(chosen, record.url))
    else:
        found = find_main_content(body, lines, start, record.url, trace)
    return _drop_if_no_text(record, rules, fields, found, trouble)


def _drop_if_no_text(
    record: Record, rules: PageRules, fields: ArticleFields, content: MainContent, failure: str
) -> tuple[ArticleFields, MainContent] | Drop:
    """Say of a page without text, or with little, that it keeps its text as JSON."""
    shown = "".join(content.blocks)
    if len(shown) >= HIDDEN_TEXT_CHARS or (rules.payload is not None and not failure):
        return fields, content
    if failure:
        return Drop("extract", "no-text", f"no text was found in the page; {failure}")
    if "=" in record.text and (kept := find_hidden_text(parse_html(record.text), shown)):
        return Drop(
            "extract", "no-text", f"the page keeps its text in {kept}; name it in [payload]"
        )
    return fields, content


def _parse_page(
    text: str, rules: PageRules, *, flat: bool = False
) -> tuple[Element, StructuredData, list[Block]]:
    """Give the tree of what a reader sees, what the page tells machines, and its lines."""
    root = parse_html(text, force_flat=flat)
    said = read_structured_data(root)
    body = root.find("body")
    remove_invisible(body, find_collapsed_content)
    apply_drop_rules(body, rules)
    return root, said, read_blocks(body)


def _extract_fragment(record: Record) -> Record:
    """Read the article's own HTML: all of it is text, nothing is guessed away."""
    root = parse_html(record.text)
    body = root.find("body")
    fields = ArticleFields(licence=find_strictest_licence(read_page_licences(root, {})))
    remove_invisible(body)
    return _fill_fields(
        record,
        fields,
        build_main_content(read_blocks(body), [body], collect_images([body], record.url)),
    )


def _fill_fields(record: Record, fields: ArticleFields, content: MainContent) -> Record:
    """Set the fields; people whom only the text itself names are read from it."""
    return replace(
        record,
        title=fields.title,
        published=fields.published,
        authors=fields.authors or find_byline_authors(content.blocks) or fields.people,
        editor=fields.editor or find_editors(content.blocks),
        outlet=fields.outlet,
        section=fields.section,
        tags=fields.tags,
        address=fields.address,
        licence=fields.licence,
        images=content.images,
        blocks=content.blocks,
        paths=content.paths,
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
