"""Claims about elements that a page marks."""

import pytest

from text.html.marked_elements import find_author_elements, find_date_elements
from text.html.parse import parse_html


@pytest.mark.parametrize(
    "attributes",
    [
        "rel=author",
        "itemprop='author creator'",
        "class=post__author",
        "class=Byline-name",
        "id=byline",
    ],
)
def test_an_author_is_marked_in_many_ways(attributes: str) -> None:
    body = parse_html(f"<p><a {attributes}>Amina Diallo</a><a>home</a>").find("body")
    assert [element.text for element in find_author_elements(body)] == ["Amina Diallo"]


def test_a_date_is_marked_by_its_property() -> None:
    root = parse_html("<p itemprop=datePublished>today<p itemprop=dateModified>now")
    assert [element.text for element in find_date_elements(root)] == ["today"]
