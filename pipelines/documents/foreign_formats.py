"""Name what is no document that we read, whatever its file is called: RTF, JSON, XML, source code.

Only beginning and end of a text are looked at: the work does not grow with its length.
"""

import re
from typing import Final

from text.encoding import decode_body

JATS: Final = "JATS"
"""The one of them that is read after all, as what it is."""
_HEAD_BYTES: Final = 65_536
_TAIL_BYTES: Final = 1_024
_JSON: Final = re.compile(
    r'\A\s*+(?:\{\s*"[^"\n]{0,200}"\s*:|\[\s*(?:\{\s*"[^"\n]{0,200}"\s*:|"[^"\n]*"\s*,))'
)
_PROLOG: Final = re.compile(
    r"\A(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->"
    r"|<!DOCTYPE\s(?:[^<>\[]|\[[^\]]*+\])*+>)*+",
    re.DOTALL | re.IGNORECASE,
)
_DOCTYPE: Final = re.compile(r"<!DOCTYPE\s{1,20}(?P<name>[\w:.-]{1,100})", re.IGNORECASE)
_START_TAG: Final = re.compile(
    r"<(?P<name>[A-Za-z_][\w.-]*+(?::[\w.-]++)?)(?P<attributes>(?:\s[^<>]*+)?)>"
)
_NAMESPACE: Final = re.compile(r"""\bxmlns\s*=\s*["'](?P<uri>[^"']*)""")
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_JATS_MARK: Final = re.compile(
    r"<(?:front|front-stub|journal-meta|article-meta)[\s>]|\b(?:article-type|dtd-version)\s*="
)
_HTML_NAME: Final = re.compile(
    "a|abbr|address|article|aside|b|base|big|blockquote|body|br|button|center|cite|code|dd|details"
    "|div|dl|dt|em|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hgroup|hr|html|i"
    "|iframe|img|ins|kbd|li|link|main|mark|menu|meta|nav|noscript|ol|p|picture|pre|q|s|script"
    "|section|small|span|strong|style|su[bp]|summary|table|tbody|t[dhr]|thead|time|title|ul?|video",
    re.IGNORECASE,
)
_CODE_ENDS: Final = ("{", "}", "};", ");", "):", "()", "/>", "*/")
_CODE_STARTS: Final = (
    "def ",
    "class ",
    "import ",
    "from ",
    "#include",
    "return ",
    "const ",
    "var ",
    "let ",
    "public ",
    "private ",
    "static ",
    "func ",
    "function ",
    "package ",
    "using ",
    "elif ",
    "else:",
    "if (",
    "for (",
    "//",
    "/*",
)
_ASSIGNMENT: Final = re.compile(r"\A[\w.\[\]]++ [-+*/]?= \S")
_CODE_LINES_MIN: Final = 4
_CODE_SHARE: Final = 0.6


def name_foreign_format(body: bytes) -> str:
    """Name the format of bytes that are no HTML, Markdown or plain text; "" when they may be.

    Bytes that are no text at all are left to the stage `decode`.
    """
    head = decode_body(body[:_HEAD_BYTES])[0].lstrip("\ufeff")
    start = head.lstrip()
    if start.startswith("{\\rtf"):
        return "RTF"
    if start.startswith("%!PS"):
        return "PostScript"
    if _JSON.match(head):
        return "JSON"
    if start.startswith("<"):
        return _name_markup(start, decode_body(body[-_TAIL_BYTES:])[0])
    return "source code" if _is_source_code(start) else ""


def _name_markup(head: str, tail: str) -> str:
    """Name XML that is no HTML by its first element, "" for HTML."""
    prolog = _PROLOG.match(head)
    position = prolog.end() if prolog else 0
    named = _DOCTYPE.search(head, 0, position)
    doctype = named["name"] if named else ""
    is_declared = head.startswith(("<?xml ", "<?xml\t", "<?xml\n", "<?xml\r"))
    tag = _START_TAG.match(head, position)
    if tag is None:
        return "XML" if is_declared else ""
    name, attributes = tag["name"], tag["attributes"]
    if name.lower() == "html" or doctype.lower() == "html":
        return ""
    if name == "article" and (
        is_declared or doctype or _JATS_MARK.search(head, position) is not None
    ):
        return JATS
    namespace = _NAMESPACE.search(attributes)
    is_html = namespace is None or namespace["uri"] == _XHTML
    is_html = is_html and _HTML_NAME.fullmatch(name) is not None
    if is_html and not is_declared:
        return ""
    if is_declared or doctype or namespace or tail.rstrip().endswith(f"</{name}>"):
        return f"XML ({name[:40]})"
    return ""


def _is_source_code(text: str) -> bool:
    lines = [line.rstrip() for line in text[:20_000].split("\n") if line.strip()][:200]
    if lines and lines[0].startswith("#!/"):
        return True
    code = sum(1 for line in lines if _is_code_line(line.strip()))
    return code >= _CODE_LINES_MIN and code >= _CODE_SHARE * len(lines)


def _is_code_line(line: str) -> bool:
    return (
        line.endswith(_CODE_ENDS)
        or line.startswith(_CODE_STARTS)
        or _ASSIGNMENT.match(line) is not None
    )
