"""Hooks by which extraction reports what it decides about each block of a page.

It reports to the trace of its context, by default to one that does nothing. `jianwen extract
--explain` gives it an `Explanation`, so that what it shows is what the pipeline did, not a second
reading of the page.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.metadata.parsed_page import ParsedPage
    from text.html.blocks import Block
    from text.html.parse import Element


class Trace:
    """Does nothing."""

    def on_page(self, page: "ParsedPage") -> None:
        """Called with each page once its title is located."""

    def on_content_chosen(self, content_elements: "Sequence[Element]") -> None:
        """Called with the elements that hold the article of the last page."""

    def on_blocks_kept(self, step: str, blocks: "Sequence[Block]") -> None:
        """Called with the blocks that a step kept."""


NULL_TRACE = Trace()
