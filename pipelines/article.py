"""Find the blocks of a page that are its article, by our own reading judged by a second opinion.

Our reading finds all of the text (recall .99 on the development pages) with some lines too many. A line that is a sentence beyond
doubt stays. Any other stays when it shares its roof with such a sentence, or stands between two as a text of its own. Where an
article in Latin script is for a good part made of other lines and some of them would go, that cannot decide: then such a line
stays when trafilatura kept it, which is more careful than we are and now and then loses a body; where the two hardly agree, ours
stands alone. Asked for 8 of the 110 development pages it helps no less than asked for 24 or for all (F1 .9991 .9933 .9888 against
.9991 .9933 .9881 and .9991 .9856 .9878).
"""

import copy
import logging
import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pipelines import comments, container, furniture, images, prose
from pipelines.blocks import Block, read_blocks
from pipelines.extents import extents
from pipelines.metadata import is_chinese
from pipelines.tags import BLOCKS, HEADINGS
from pipelines.titles import fold
from pipelines.trace import SILENT, Trace
from pipelines.tree import Element
from records import limits
from records.record import Image

_DIGITS = re.compile(r"\d+")
_AGREEMENT: Final = 0.6
_DOUBT: Final = 0.4
_LIKELY: Final = 1.5
"""What a line weighs that may well be a sentence: it stays where it stands in elements like those of the sentences."""
_PARTS: Final = 3
"""Headings of sentences that show an article to be made of parts; one alone may belong to what is advertised in between."""
_SAMPLE: Final = 40
"""Blocks by which the script of an article is told."""
_TEXTS: Final = HEADINGS | {"p", "li", "blockquote", "pre", "td", "th", "tr", "dd", "dt", "figcaption"}
_BLOCKS: Final = 3_000
_LINES: Final = 20_000
"""A page of more lines gets no second opinion: trafilatura needs minutes for what is no article anyway."""


@dataclass(frozen=True, slots=True)
class Found:
    """The article of a page: its blocks, and the pictures that stand among them."""

    blocks: tuple[str, ...]
    images: tuple[Image, ...]
    paths: tuple[str, ...] = ()  # where each block stands


def find(body: Element, lines: list[Block], start: int, address: str, trace: Trace = SILENT) -> Found:
    """Find the article; `start` is the block of the title among `lines`, `address` that of the page."""
    known = extents(body, lines)
    parts = container.main(body, lines, start, known)
    trace.chosen(body, parts)
    pictures = gather(parts, address)
    inside = [block for part in parts for block in read_blocks(part, furniture.within(part, known))]
    trace.left("furniture", inside)
    inside = inside[: comments.head(inside)]
    trace.left("comments", inside)
    read = furniture.keep(inside)
    trace.left("teaser", read)
    under = roofed(read)
    asked = (
        len(under) < len(read)
        and doubt(read) > _DOUBT
        and len(lines) <= _LINES
        and not is_chinese("".join(block.text for block in read[:_SAMPLE]))
    )
    left = judge(read, second_opinion(parts)) if asked else under
    trace.left("second opinion" if asked else "apart", left)
    return found(left, parts, pictures)


def found(read: list[Block], parts: list[Element], pictures: tuple[Image, ...]) -> Found:
    """Put blocks and pictures together; `parts` are the elements that the blocks were read from."""
    return Found(tuple(block.text for block in read), pictures, paths(read, parts))


def paths(read: list[Block], parts: list[Element]) -> tuple[str, ...]:
    """Say of each block in which elements below its part it stands: those with a name, and its own. "div.tip p"."""
    tops, known, around = set(parts), dict[Element, str](), dict[Element, str]()
    for home in {_home(block.element) for block in read} - tops:
        above = home.getparent()
        if above not in around:
            around[above] = _named(above, tops)
        known[home] = f"{around[above]} {_label(home)}".strip()
    return tuple(known.get(_home(block.element), "") for block in read)


def _named(node: Element, tops: set[Element]) -> str:
    """Give the elements with a name from a node up to the part that it lies in, outermost first."""
    names: list[str] = []
    while node is not None and node not in tops and len(names) < limits.PATH_NAMES:
        if "." in (label := _label(node)):
            names.append(label)
        node = node.getparent()
    return " ".join(reversed(names))


def _label(node: Element) -> str:
    return ".".join(f"{node.tag} {node.get('class') or ''} {node.get('id') or ''}".split())[:80]


def roofed(read: list[Block]) -> list[Block]:
    """Leave out the lines that are no sentences, share no roof with one, and do not stand between two as a text of their own.

    Where each paragraph has a roof of its own, a likely sentence stays under one like those.
    """
    sure = [number for number, block in enumerate(read) if prose.weight(block) >= prose.SURE]
    if not sure:
        return read
    homes = {_home(read[number].element) for number in sure}
    roofs = {home.getparent() for home in homes}
    places = {_place(home) for home in homes}
    headings = {block.tag for block in read[sure[0] : sure[-1]]} & HEADINGS  # of sections: one more may stand above the first sentence

    def stays(number: int, block: Block) -> bool:
        home = _home(block.element)
        if home in homes or home.getparent() in roofs:
            return True
        alike = _place(home) in places
        if alike and prose.weight(block) >= _LIKELY:
            return True
        between = number > sure[0] and (home.tag in _TEXTS or alike)
        return number < sure[-1] and (between or block.tag in headings)

    return [block for number, block in enumerate(read) if prose.weight(block) >= prose.SURE or stays(number, block)]


def _place(home: Element) -> tuple[str, ...]:
    """Give what a text stands in: names of its block and of the two elements around it, alike for all paragraphs of an article."""
    around = (home, *islice(home.iterancestors(), 2))
    return tuple(_DIGITS.sub("", f"{node.tag} {node.get('class') or ''}") for node in around)


def _home(node: Element) -> Element:
    """Give the block element that a text stands in."""
    while node.tag not in BLOCKS and node.getparent() is not None:
        node = node.getparent()
    return node


def doubt(read: list[Block]) -> float:
    """Give the share of an article's characters and words that stands in lines which may be no sentences."""
    whole = sum(counts := [prose.tokens(block.text) for block in read])
    return sum(count for block, count in zip(read, counts, strict=True) if prose.weight(block) < prose.SURE) / max(1, whole)


def gather(parts: list[Element], address: str) -> tuple[Image, ...]:
    """List the pictures of several elements, each once."""
    found = {image.url: image for part in parts for image in images.pictures(part, address)}
    return tuple(found.values())


def second_opinion(parts: list[Element]) -> str:
    """Give what trafilatura takes for the article, "" when it finds none.

    It is shown our parts and, for their names, the elements around them, not what lies beside: that takes a third of the time.
    """
    import trafilatura

    page, *more = (copy.deepcopy(part) for part in parts)
    for around in parts[0].iterancestors():
        inner, page = (page, *more), _empty_like(around)
        page.extend(inner)
        more = []
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # "discarding data" is a verdict we judge ourselves
    return trafilatura.extract(page, include_comments=False, favor_precision=True, fast=True) or ""


def _empty_like(around: Element) -> Element:
    """Give an element of the same name with nothing in it; a damaged name, which lxml reads and does not write, becomes a div."""
    try:
        return around.makeelement(around.tag, around.attrib)
    except ValueError:
        return around.makeelement("div")


def judge(read: list[Block], opinion: str) -> list[Block]:
    """Leave out the lines that neither look like sentences, nor are the heading of one, nor stand in the second opinion."""
    known, lines = fold(opinion), {fold(line) for line in opinion.split("\n")}
    texts = [fold(block.text) for block in read]
    inside = len(read) <= _BLOCKS  # a search through the whole opinion per block is quadratic
    agreed = [not text or text in lines or (inside and text in known) for text in texts]
    both = sum(len(text) for text, same in zip(texts, agreed, strict=True) if same)
    if both < _AGREEMENT * max(1, sum(map(len, texts))):
        return read
    weights = [prose.weight(block) for block in read]
    leads = [block.tag in HEADINGS and max(weights[number + 1 : number + 3], default=0.0) >= _LIKELY for number, block in enumerate(read)]
    parted = sum(leads) >= _PARTS
    kept = [same or heft >= prose.SURE or (lead and parted) for same, heft, lead in zip(agreed, weights, leads, strict=True)]
    return [block for block, stays in zip(read, kept, strict=True) if stays]
