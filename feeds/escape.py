"""The one place where stored text is made fit for a feed."""

import re
from typing import Final
from xml.sax.saxutils import escape

FORBIDDEN_CHARS: Final = re.compile(
    # controls: XML forbids most, readers choke on the rest; \r goes too
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    # direction overrides: left open they would turn the importing page around
    "\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff"  # halves of a surrogate pair cannot be written as UTF-8
    # replacement character, byte order mark, code points that are no characters
    "\ufdd0-\ufdef\ufffd-\uffff\ufeff]"
)
UNICODE_LINE_BREAKS: Final = re.compile("[\u2028\u2029]")
"""Line breaks to Python and JavaScript, not to JSON: a reader that splits lines by them would tear
a record apart.
"""


def remove_forbidden_chars(text: str) -> str:
    """Take out what no feed may carry: controls, damage marks, direction overrides, lone
    surrogates.

    Harmless text, nearly all there is, comes back as it went in; line breaks and tabs stay.
    """
    return FORBIDDEN_CHARS.sub("", UNICODE_LINE_BREAKS.sub(" ", text))


def render_paragraphs(body: str) -> str:
    """Write a body, one block per line, as HTML paragraphs.

    Every character of it is text, none is mark-up.
    """
    return "\n".join(f"<p>{escape_html(block)}</p>" for block in body.split("\n") if block.strip())


def escape_html(text: str) -> str:
    """Escape text for HTML, in an element or in a quoted attribute."""
    return escape(remove_forbidden_chars(text), {'"': "&quot;", "'": "&#39;"})
