"""A page after parsing: what metadata and extraction are read from."""

from dataclasses import dataclass, replace
from typing import Final

from pipelines.metadata.structured_data import StructuredData
from pipelines.metadata.title import find_title_block, read_page_title
from records.clock import CHINA_OFFSET
from text.chinese.detect import is_mostly_chinese
from text.html.blocks import Block
from text.html.parse import Element

_BLOCKS_BEFORE_TITLE: Final = 4
BLOCKS_AFTER_TITLE: Final = 9
"""How many blocks above and below the title may speak of it."""

_SCRIPT_SAMPLE_BLOCKS: Final = 40
"""Blocks from the title on that decide whether a page is Chinese."""


@dataclass(frozen=True, slots=True, eq=False)
class ParsedPage:
    """One page: its tree without what no reader sees, its structured data, its blocks of text.

    `utc_offset` is that of times without one, "" where the source gives none; `fetched` is an
    ISO 8601 time in UTC. `title_index` and `is_chinese` are set by `locate_title`.
    """

    root: Element
    structured_data: StructuredData
    blocks: list[Block]
    html: str = ""
    url: str = ""
    fetched: str = ""
    utc_offset: str = ""
    title_index: int = 0
    is_chinese: bool = False
    struck: tuple[str, ...] = ()  # texts that the page shows as no longer valid

    @property
    def body(self) -> Element:
        """The body element; each parsed page has one."""
        return self.root.find("body")

    @property
    def assumed_offset(self) -> str:
        """The UTC offset of times without one, where Chinese time is a fair guess."""
        return self.utc_offset or CHINA_OFFSET

    @property
    def blocks_near_title(self) -> list[Block]:
        """The blocks around the title, which may speak of it; not the title itself."""
        before = self.blocks[max(0, self.title_index - _BLOCKS_BEFORE_TITLE) : self.title_index]
        return before + self.blocks[self.title_index + 1 : self.title_index + BLOCKS_AFTER_TITLE]

    @property
    def blocks_from_title(self) -> list[Block]:
        """The title and all blocks below it."""
        return self.blocks[self.title_index :]


def locate_title(page: ParsedPage) -> ParsedPage:
    """Give the page with the number of the block that shows its title, and its language."""
    stated_titles = [read_page_title(page.root), page.structured_data.metas.get("og:title", "")]
    title_index = find_title_block(page.blocks, stated_titles)
    sample = page.blocks[title_index : title_index + _SCRIPT_SAMPLE_BLOCKS]
    return replace(
        page,
        title_index=title_index,
        is_chinese=is_mostly_chinese("".join(block.text for block in sample)),
    )
