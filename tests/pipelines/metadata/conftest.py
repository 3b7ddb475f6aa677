"""A page, parsed as the line does, for the tests of metadata."""

from collections.abc import Callable

import pytest

from pipelines.metadata.parsed_page import ParsedPage, locate_title
from pipelines.metadata.structured_data import read_structured_data
from text.html.blocks import read_blocks
from text.html.parse import parse_html, remove_invisible


@pytest.fixture
def parse_page() -> Callable[..., ParsedPage]:
    """Give a function that parses HTML: parse_page(html, url=…, fetched=…)."""

    def parse(html: str, *, url: str = "https://example.org/a", fetched: str = "") -> ParsedPage:
        root = parse_html(html)
        structured_data = read_structured_data(root)
        body = root.find("body")
        remove_invisible(body)
        page = ParsedPage(
            root, structured_data, read_blocks(body), html=html, url=url, fetched=fetched
        )
        return locate_title(page)

    return parse
