"""Name the HTML elements that matter for reading: blocks, headings, what no reader sees."""

from typing import Final

HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BLOCK_TAGS: Final = HEADING_TAGS | {
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
    ),
    *(
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
    ),
    *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"),
}
INVISIBLE_TAGS: Final = frozenset(
    (
        *(
            "script",
            "style",
            "noscript",
            "template",
            "iframe",
            "object",
            "embed",
            "applet",
            "svg",
            "math",
            "button",
            "select",
            "option",
        ),
        *("input", "textarea", "audio", "video", "canvas", "datalist", "dialog"),
    )
)
"""Elements whose text no reader sees as part of an article."""
