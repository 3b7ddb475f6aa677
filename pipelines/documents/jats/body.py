"""Read the text of a JATS article: abstract, sections, tables and figures in their order."""

import re
from collections.abc import Mapping
from typing import Final

from pipelines.documents.jats.article import BlockKind, Figure, TextBlock
from pipelines.documents.jats.elements import XLINK_HREF, strip_doi_prefix
from text.html.blocks import Block, read_blocks
from text.html.elements import HEADING_TAGS
from text.html.formulas import linearize_tex
from text.html.notation import write_out_notation
from text.html.parse import parse_html
from text.html.tables import resolve_tables
from text.xml.tree import Element, cut_element, make_element, read_text, render_html

_HTML_NAMES: Final = {
    "italic": "i",
    "bold": "b",
    "underline": "u",
    "sc": "span",
    "monospace": "span",
    "sec": "section",
    "list-item": "li",
    "def-list": "dl",
    "def-item": "div",
    "term": "dt",
    "def": "dd",
    "disp-quote": "blockquote",
    "inline-formula": "span",
    "disp-formula": "p",
    "disp-formula-group": "div",
    "boxed-text": "div",
    "verse-group": "blockquote",
    "verse-line": "p",
    "attrib": "p",
    "speech": "div",
    "speaker": "b",
    "statement": "div",
    "break": "br",
    "strike": "s",
    "named-content": "span",
    "styled-content": "span",
    "abbrev": "span",
    "ext-link": "a",
    "uri": "a",
    "preformat": "pre",
    "code": "pre",
}
_LEFT_OUT: Final = frozenset(
    (
        *("supplementary-material", "inline-supplementary-material", "media", "graphic"),
        *("inline-graphic", "object-id", "email", "x", "ref-list", "fn-group", "sec-meta"),
        *("index-term", "target", "hr"),
    )
)
"""What is no text of the article: files beside it, addresses, generated text, references."""
_KINDS: Final[Mapping[str, BlockKind]] = {"li": "item", "tr": "row", "figcaption": "caption"}
_PARAGRAPHS: Final = frozenset(("p", "bold", "italic", "named-content"))
_LABELLED: Final = frozenset(("list-item", "disp-formula", "def-item", "statement", "b"))
"""Elements whose label is part of what a reader reads."""
_NUMBERED: Final = frozenset(("order", "ordered", "number", "arabic"))
_FORM_RANKS: Final = {"table": 0, "math": 1, "tex-math": 2, "textual-form": 3}
_CITATION: Final = re.compile(r"[\s\d,;:–—\-−‐‑()\[\]and&*]*")
_HEADING_LEVEL_MAX: Final = 6
_MARK: Final = "\ue000"
"""Stands where a numeric citation was, until its brackets and commas are gone with it."""
_BETWEEN: Final = r"[\s,;–—\-−‐‑]*+"
_ROW: Final = rf"{_MARK}(?:{_BETWEEN}{_MARK})*+"
_MARKS: Final = re.compile(
    rf"\s?(?:\[{_BETWEEN}{_ROW}{_BETWEEN}\]|\({_BETWEEN}{_ROW}{_BETWEEN}\)|{_ROW})"
)


def read_body(article: Element) -> tuple[TextBlock, ...]:
    """Give abstract and body as blocks; figures, tables and references stand apart.

    The tables follow the block in which they stand; those of `floats-group` come last. The tree is
    changed on the way: read everything else before.
    """
    parts = [_read_abstract(article), article.find("body")]
    blocks: list[TextBlock] = []
    for part in filter(lambda part: part is not None, parts):
        blocks += _read_part(part)
    back = article.find("back")
    for appendix in back.iter("app") if back is not None else ():
        blocks += _read_part(appendix)
    group = article.find("floats-group")
    for wrap in group.iter("table-wrap") if group is not None else ():
        holder = make_element("body")
        holder.append(wrap)
        blocks += _read_part(holder)
    return tuple(blocks)


def read_abstract(node: Element) -> tuple[str, ...]:
    """Give the paragraphs of an abstract in another language."""
    return tuple(block.text for block in _read_part(node))


def _read_abstract(article: Element) -> Element | None:
    """Give the abstract that is a text: no teaser, no picture, no list of highlights."""
    for node in article.iterfind("front/article-meta/abstract"):
        if node.get("abstract-type") in (None, "", "summary", "structured", "section"):
            if node.find("title") is None:
                node.insert(0, make_element("title", "Abstract"))
            return node
    return None


def _read_part(part: Element) -> list[TextBlock]:
    _remove_citations(part)
    _move_floats(part)
    _rename(part)
    body = parse_html(render_html(part)).find("body")
    write_out_notation(body)
    resolve_tables(body)
    return [_build_block(block) for block in read_blocks(body) if block.text]


def _build_block(block: Block) -> TextBlock:
    text = _MARKS.sub("", block.text)
    if block.tag in HEADING_TAGS:
        return TextBlock(text, "heading", int(block.tag[1]))
    return TextBlock(text, _KINDS.get(block.tag, "paragraph"))


# --- citations


def _remove_citations(part: Element) -> None:
    """Take out marks that are numbers of references; author and year stay."""
    for node in [*part.iter("xref")]:
        if node.get("ref-type") == "bibr" and _CITATION.fullmatch(read_text(node)):
            _replace_by_mark(node)
    for node in [*part.iter("sup")]:
        text = read_text(node)
        if _MARK in text and _CITATION.fullmatch(text.replace(_MARK, "")):
            _replace_by_mark(node)


def _replace_by_mark(node: Element) -> None:
    tail = node.tail
    node.clear()
    node.tag, node.text, node.tail = "span", _MARK, tail


# --- figures and tables


def read_figures(article: Element) -> tuple[Figure, ...]:
    """Give the figures wherever they stand, in their order."""
    figures = []
    for node in article.iter("fig"):
        if _is_in(node, ("sub-article", "response")):
            continue
        caption = node.find("caption")
        graphic = next(node.iter("graphic", "media"), None)
        figures.append(
            Figure(
                label=read_text(node.find("label")),
                title="" if caption is None else _read_heading(caption.find("title")),
                caption="" if caption is None else _read_caption(caption),
                href="" if graphic is None else strip_doi_prefix(graphic.get(XLINK_HREF) or ""),
            )
        )
    return tuple(figures)


def _is_in(node: Element, names: tuple[str, ...]) -> bool:
    return next(node.iterancestors(*names), None) is not None


def _read_heading(node: Element | None) -> str:
    return read_text(node, ("object-id", "x"))


def _read_caption(caption: Element) -> str:
    texts = (read_text(node, ("object-id", "x")) for node in caption.iterchildren("p"))
    return " ".join(filter(None, texts))


def _move_floats(part: Element) -> None:
    """Take figures out, and put tables behind the paragraph in whose middle they stand."""
    for node in [*part.iter("fig", "fig-group")]:
        cut_element(node)
    for node in [*part.iter("table-wrap")]:
        home = node
        while (parent := home.getparent()) is not None and parent.tag in _PARAGRAPHS:
            home = parent
        if home is not node:
            cut_element(node)
            home.addnext(node)


# --- as HTML, whose notation and tables are read as everywhere else


def _rename(part: Element) -> None:
    for node in [*part.iter(*_LEFT_OUT)]:
        cut_element(node)
    for node in [*part.iter("alternatives")]:
        _choose_alternative(node)
    for node in [*part.iter("tex-math")]:
        node.text, node.tag = linearize_tex(_strip_preamble(node.text or "")), "span"
    for wrap in [*part.iter("table-wrap")]:
        _rename_table(wrap)
    for node in [*part.iter("label")]:
        if node.getparent().tag not in _LABELLED:
            cut_element(node)
    for node in part.iter("list"):
        node.tag = "ol" if (node.get("list-type") or "") in _NUMBERED else "ul"
    _rename_titles(part)
    for node in part.iter("xref"):
        is_note = "fn" in (node.get("ref-type") or "")
        node.tag = "a" if is_note else "span"
    for node in part.iter(*_HTML_NAMES):
        node.tag = _HTML_NAMES[node.tag]
    part.tag = "body"


def _rename_titles(part: Element) -> None:
    for node in [*part.iter("title")]:
        parent = node.getparent()
        if parent.tag in ("sec", "app") and not read_text(parent, ("title", "label")):
            cut_element(node)  # nothing stands beneath
        node.tag = f"h{min(_HEADING_LEVEL_MAX, _count_sections(node))}"


def _count_sections(title: Element) -> int:
    return max(1, sum(1 for _ in title.iterancestors("sec", "app", "abstract", "boxed-text")))


def _choose_alternative(node: Element) -> None:
    """Leave one form of a formula or table: MathML and real tables before pictures and TeX."""
    forms = sorted(node, key=lambda form: _FORM_RANKS.get(form.tag, len(_FORM_RANKS)))
    for form in forms[1:]:
        cut_element(form)
    node.tag = "div" if node.getparent().tag in ("fig", "table-wrap", "sec", "body") else "span"


def _rename_table(wrap: Element) -> None:
    """Write label and caption as one line above the table, its notes as lines below."""
    label, caption = read_text(wrap.find("label")), wrap.find("caption")
    words = " ".join(filter(None, (label, read_text(caption, ("object-id", "x")))))
    for node in (wrap.find("label"), caption):
        if node is not None:
            cut_element(node)
    wrap.insert(0, make_element("figcaption", words))
    for foot in [*wrap.iter("table-wrap-foot")]:
        for note in [*foot.iter("p")]:
            note.tag = "figcaption"
        for mark in [*foot.iter("label")]:
            mark.tag = "b"
        foot.tag = "div"
    wrap.tag = "div"


def _strip_preamble(tex: str) -> str:
    _, _, inside = tex.rpartition("\\begin{document}")
    return inside.partition("\\end{document}")[0].strip().strip("$").strip()
