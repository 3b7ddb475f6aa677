"""Claims about reading elements that are expected to hold little."""

from text.html.parse import parse_html
from text.html.short_texts import read_short_text


def test_a_short_text_is_read_in_one_line_and_a_long_one_not_at_all() -> None:
    body = parse_html("<p> By <b>Amina</b>\n Diallo </p>").find("body")
    assert read_short_text(body, 20) == "By Amina Diallo"
    assert read_short_text(body, 10) == ""
    assert read_short_text(parse_html("<p>").find("body"), 10) == ""
