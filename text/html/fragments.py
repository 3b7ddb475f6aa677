"""Write the text that an announcement or a JSON carries as the HTML of an article."""

import html
import re
from typing import Final

_MARKUP = re.compile(
    r"<(?:p|div|br|h\d|ul|ol|li|table|img|a|section|article|figure|blockquote|b|i|em|strong|sub|"
    r"sup|span)\b[^<>]*>",
    re.IGNORECASE,
)
_ESCAPED_MARKUP = re.compile(r"&lt;(?:p|div|br|h\d)\b", re.IGNORECASE)
_JATS_TAG = re.compile(
    r"<(?P<close>/?)(?:(?:jats|ns\d|mml):)?(?P<name>sec|title|p|italic|bold|list-item|list|"
    r"underline|abstract|break)\b[^<>]*>",
    re.IGNORECASE,
)
_HTML_BY_JATS: Final = {
    "sec": "section", "title": "h4", "p": "p", "italic": "i", "bold": "b", "list": "ul",
    "list-item": "li", "underline": "u",
    "abstract": "section", "break": "br",
}  # fmt: skip
"""Elements of journal articles (JATS) and what they are in HTML."""

_IS_JATS = re.compile(
    r"<(?:jats|ns\d):|<(?:sec|title|italic|bold|list-item|abstract)\b", re.IGNORECASE
)


def text_to_html(text: str) -> str:
    """Give a text as HTML:

    HTML as it is, escaped HTML unescaped, JATS translated, plain text with a paragraph for each
    line.
    """
    if not _MARKUP.search(text) and _ESCAPED_MARKUP.search(text):
        text = html.unescape(text)
    if _IS_JATS.search(text):
        text = _JATS_TAG.sub(
            lambda found: f"<{found['close']}{_HTML_BY_JATS[found['name'].lower()]}>", text
        )
    if _MARKUP.search(text):
        return text
    return "".join(
        f"<p>{html.escape(html.unescape(line))}</p>" for line in text.splitlines() if line.strip()
    )
