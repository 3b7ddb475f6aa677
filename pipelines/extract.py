"""Second stage of the line: find the article in a page, a fragment or a document, with what is said about it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines import (
    article,
    bulk,
    byline,
    dates,
    documents,
    embedded,
    folded,
    joining,
    licences,
    machine,
    metadata,
    payload,
    selectors,
    titles,
    tree,
)
from pipelines.blocks import Block, read_blocks
from pipelines.metadata import Fields
from pipelines.trace import Trace
from records import limits
from records.licence import strictest
from records.record import Record
from records.source import PageRules
from records.verdict import Drop, Quarantine, Verdict

if TYPE_CHECKING:
    from pipelines.kit import Kit

VERSION: Final = 4

_NO_RULES: Final = PageRules()
_SUSPECT_CHARS: Final = 500
"""A longer page without a line of text is read a second time by another parser."""


def extract(record: Record, kit: "Kit") -> Record | Verdict:
    """Fill title, moment, people, outlet, images and blocks; a page without text is dropped as `no-text`."""
    zone = kit.zones.get(record.source, "")
    if not record.text.strip():
        return Drop("extract", "no-text", "the page is empty")
    texts = (record.text, *record.further_texts)
    for text in texts:
        reason, detail = bulk.excess(text)
        if reason:
            return Quarantine("extract", reason, detail)
    form, done = record.form, record
    if form == "document":
        document = documents.read(record.text, record.url, zone)
        if document.page:
            form = "page"
        done = _filled(record, document.fields, article.Found(document.blocks, document.images))
    if form == "page":
        page = _pages(record, kit.rules.get(record.source, _NO_RULES), zone, kit.trace)
        if not isinstance(page, Record):
            return page
        done = page
    elif form == "fragment":
        done = _fragment(record)
    if not done.blocks:
        return Drop("extract", "no-text", "no text was found in the page")
    return _hinted(done)


def _pages(record: Record, rules: PageRules, zone: str, trace: Trace) -> Record | Drop | Quarantine:
    """Read an article that may be split over several pages: what it is comes from the first, its text from all."""
    pages: list[tuple[Fields, article.Found]] = []
    for text in (record.text, *record.further_texts):
        page = _page(replace(record, text=text), rules, zone, trace)
        if isinstance(page, Quarantine):
            return page
        if isinstance(page, Drop) and not pages:
            return page
        if not isinstance(page, Drop):
            pages.append(page)
    fields, found = joining.join(pages)
    if (size := sum(map(len, found.blocks))) > limits.TEXT_CHARS:
        return Quarantine("extract", "too-long", f"{size:,} characters of text; the most is {limits.TEXT_CHARS:,}")
    return _filled(record, fields, found)


def _page(record: Record, rules: PageRules, zone: str, trace: Trace) -> tuple[Fields, article.Found] | Drop | Quarantine:
    root, said, lines = _parsed(record.text, rules)
    if not lines and len(record.text) > _SUSPECT_CHARS:  # libxml2 may have given up without a word
        root, said, lines = _parsed(record.text, rules, flat=True)
    body = root.find("body")
    if len(lines) > limits.LINES:
        return Quarantine("extract", "too-long", f"{len(lines):,} lines of text; the most is {limits.LINES:,}")
    if (size := sum(len(line.text) for line in lines)) > limits.TEXT_CHARS:
        return Quarantine("extract", "too-long", f"{size:,} characters of text; the most is {limits.TEXT_CHARS:,}")
    start = titles.position(lines, [titles.page_title(root), said.metas.get("og:title", "")])
    trace.page(said, lines, start)
    fields = selectors.override(root, rules, metadata.read(root, said, lines, start, record, zone), zone or dates.CHINA)
    chosen, trouble = selectors.body(body, rules), ""
    if rules.payload is not None:
        try:
            fields, kept = payload.read(record.text, rules.payload, fields, zone or dates.CHINA)
            chosen = [kept]
        except embedded.NotFoundError as error:
            trouble = str(error)
    if chosen:
        read = [block for part in chosen for block in read_blocks(part)]
        found = article.found(read, chosen, article.gather(chosen, record.url))
    else:
        found = article.find(body, lines, start, record.url, trace)
    return _shown(record, rules, fields, found, trouble)


def _shown(record: Record, rules: PageRules, fields: Fields, found: article.Found, trouble: str) -> tuple[Fields, article.Found] | Drop:
    """Say of a page without text, or with little, that it keeps its text as JSON."""
    shown = "".join(found.blocks)
    if len(shown) >= embedded.TEXT_CHARS or (rules.payload is not None and not trouble):
        return fields, found
    if trouble:
        return Drop("extract", "no-text", f"no text was found in the page; {trouble}")
    if "=" in record.text and (kept := embedded.keeps_text(tree.parse(record.text), shown)):
        return Drop("extract", "no-text", f"the page keeps its text in {kept}; name it in [payload]")
    return fields, found


def _parsed(text: str, rules: PageRules, *, flat: bool = False) -> tuple[tree.Element, machine.Machine, list[Block]]:
    """Give the tree of what a reader sees, what the page tells machines, and its lines."""
    root = tree.parse(text, flat=flat)
    said = machine.read(root)
    body = root.find("body")
    tree.prune(body, folded.answers)
    selectors.drop(body, rules)
    return root, said, read_blocks(body)


def _fragment(record: Record) -> Record:
    """Read the article's own HTML: all of it is text, nothing is guessed away."""
    root = tree.parse(record.text)
    body = root.find("body")
    fields = Fields(licence=strictest(licences.stated(root, {})))
    tree.prune(body)
    return _filled(record, fields, article.found(read_blocks(body), [body], article.gather([body], record.url)))


def _filled(record: Record, fields: Fields, found: article.Found) -> Record:
    """Set the fields; people whom only the text itself names are read from it."""
    return replace(
        record,
        title=fields.title,
        published=fields.published,
        authors=fields.authors or byline.authors(found.blocks) or fields.people,
        editor=fields.editor or byline.editors(found.blocks),
        outlet=fields.outlet,
        section=fields.section,
        tags=fields.tags,
        address=fields.address,
        licence=fields.licence,
        images=found.images,
        blocks=found.blocks,
        paths=found.paths,
    )


def _hinted(record: Record) -> Record:
    """Fill from the announcement what the page leaves empty; a page that knows only the day takes the announced minute of that day.

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
        licence=strictest((record.licence, hint.licence)),
    )
