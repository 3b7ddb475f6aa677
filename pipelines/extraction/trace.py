"""Hear what the line decides about each block of a page: nothing, unless somebody asks.

The line reports to the trace of its kit. `jianwen extract --explain` gives it an `account.Account`,
so that what it shows is what the line did, not a second reading of the page.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.metadata.structured_data import StructuredData
    from text.html.blocks import Block
    from text.html.parse import Element


class Trace:
    """Hears nothing."""

    def on_page(
        self, structured_data: "StructuredData", blocks: "Sequence[Block]", title_index: int
    ) -> None:
        """Hear what a page says to machines, its lines, and which of them is the title."""

    def on_content_chosen(self, body: "Element", content_elements: "Sequence[Element]") -> None:
        """Hear which elements hold the article."""

    def on_blocks_kept(self, step: str, blocks: "Sequence[Block]") -> None:
        """Hear which blocks a step left."""


NULL_TRACE = Trace()
