"""Find the JSON that a page keeps in a hidden element or in a variable of a script."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from records.limits import JSON_CHARS, JSON_VALUES
from text.html.css import select_elements
from text.html.parse import Element, parse_html

JsonValue = Any
"""What JSON holds: lists, tables, texts, numbers."""

HIDDEN_TEXT_CHARS: Final = 150
"""A page that shows less and keeps more in its JSON shows no article."""

_PLACES_MAX: Final = 20
"""Variables of one page that are looked into for text."""

_VALUES_MAX: Final = 20_000
"""Values of one JSON that are looked at for text."""

_ASSIGNMENT = re.compile(
    r"(?:\b(?:var|let|const)\s+|\bwindow\.|\bself\.)(?P<name>[A-Za-z_$][\w$]{0,60})\s*=\s*"
    r"(?=[\[{\"']|JSON\.parse|decodeURI)"
)
_WRAPPER_CALL = re.compile(r"(?:JSON\.parse|decodeURIComponent|decodeURI)\s*\(\s*")
_QUOTED_STRING = re.compile(
    r"'(?P<one>(?:[^'\\\n]|\\.)*)'|\"(?P<two>(?:[^\"\\\n]|\\.)*)\"", re.DOTALL
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)|\"", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_CONTENT_KEY = re.compile(r"content|body|text|article|html|detail|正文|内容", re.IGNORECASE)
"""What the text of an article is called in JSON."""

_BLOCK_TAG = re.compile(r"<(?:p|div|br|article|section)\b", re.IGNORECASE)
_DECODER: Final = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


class JsonNotFoundError(ValueError):
    """The page does not keep JSON where it should; the message says what is there instead."""


def parse_json(text: str) -> JsonValue:
    """Read JSON that a stranger wrote.

    NotFoundError when it is none, nests too deep or is too long. A key given twice: the last
    counts.
    """
    text = text.strip("\ufeff\0 \t\r\n")
    value, end = _decode_json(text)
    if rest := text[end:]:
        raise JsonNotFoundError(f"not JSON: something follows its end: {rest[:40]!r}")
    return value


def find_embedded_json(page: "str | Element", inside: str = "", variable: str = "") -> JsonValue:
    """Give the JSON of a page: in the first element that the CSS selector `inside` finds, else
    assigned to `variable` in a script.

    JSON that is itself written as a string of JSON or JavaScript is unpacked. Nothing is executed.
    NotFoundError says what is wrong.
    """
    if inside:
        return _read_element(
            parse_html(page.replace("\0", "")) if isinstance(page, str) else page, inside
        )
    texts = [page] if isinstance(page, str) else [node.text or "" for node in page.iter("script")]
    place = re.compile(rf"(?<![\w$.])(?:window\.|self\.|this\.)?{re.escape(variable)}\s*=(?!=)\s*")
    trouble = JsonNotFoundError(f"no script sets the variable {variable}")
    for text in texts:
        for match in islice(place.finditer(text), _PLACES_MAX):
            try:
                return _unpack_json(_read_assigned(text, match.end()))
            except JsonNotFoundError as error:
                trouble = JsonNotFoundError(f"the variable {variable} holds no JSON: {error}")
    raise trouble


def find_hidden_text(page: "Element", visible_text: str) -> str:
    """Name the script variable or hidden element that holds a text which the page does not show, ""
    when there is none.

    `visible_text` is what the page shows; where the JSON holds it too, the page only repeats
    itself.
    """
    visible = "".join(visible_text.split())
    for name, text, at in islice(_iter_json_places(page), _PLACES_MAX):
        with suppress(JsonNotFoundError):  # code, most of the time
            value = _unpack_json(_read_assigned(text, at)) if at >= 0 else parse_json(text)
            kept = [hidden for key, hidden in _iter_texts(name, value) if _CONTENT_KEY.search(key)]
            longest = max(
                ("".join(_TAG.sub("", hidden).split()) for hidden in kept), key=len, default=""
            )
            prose = len(longest) >= HIDDEN_TEXT_CHARS or (
                not visible and any(_BLOCK_TAG.search(hidden) for hidden in kept)
            )
            if prose and not (visible and visible in longest):
                return name
    return ""


def _read_element(root: Element, inside: str) -> JsonValue:
    nodes = select_elements(root, inside)
    trouble = JsonNotFoundError(f"no element matches {inside!r}")
    for node in nodes:
        written = [
            _inner_html(node),
            "".join(node.itertext()),
            *(value for name, value in node.items() if name == "value" or name.startswith("data-")),
        ]
        for text in dict.fromkeys(text.strip() for text in written if text.strip()):
            try:
                value = _unpack_json(parse_json(text))
            except JsonNotFoundError as error:
                trouble = JsonNotFoundError(f"the element {inside!r} holds no JSON: {error}")
                continue
            if isinstance(value, dict | list):
                return value
    raise trouble


def _inner_html(node: Element) -> str:
    """Give an element's content as it was written: a JSON text may hold the tags of an article."""
    if not len(node):
        return node.text or ""
    return (node.text or "") + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in node
    )


def _read_assigned(text: str, start: int) -> JsonValue:
    """Read the value that begins at a place of a script."""
    coded = text.startswith("decodeURI", start)
    if wrapped := _WRAPPER_CALL.match(text, start):
        start = wrapped.end()
    if text[start : start + 1] not in ("'", '"'):
        return _decode_json(text, start)[0]
    quoted = _QUOTED_STRING.match(text, start)
    if not quoted:
        raise JsonNotFoundError("its quotation mark is never closed")
    value, _ = _decode_json(
        f'"{_ESCAPE.sub(_convert_escape, quoted["one"] or quoted["two"] or "")}"'
    )
    return unquote(value) if coded else value


def _convert_escape(match: re.Match[str]) -> str:
    """Write an escape of JavaScript as one of JSON."""
    escaped = match[1] or ""
    if len(escaped) == 3:
        return f"\\u00{escaped[1:]}"
    if not escaped:
        return '\\"'
    return match[0] if escaped in '"\\/bfnrtu' else escaped.strip("\n")


def _decode_json(text: str, start: int = 0) -> tuple[JsonValue, int]:
    if start >= len(text):
        raise JsonNotFoundError("not JSON: it is empty")
    if (
        len(text) - start > JSON_CHARS
        or text.count("{", start) + text.count("[", start) > JSON_VALUES
    ):
        raise JsonNotFoundError(
            f"more than {JSON_CHARS} characters, or {JSON_VALUES} objects and lists"
        )
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError:
        raise JsonNotFoundError("not JSON: it nests too deep") from None
    except ValueError as error:  # a number of 5000 digits too
        raise JsonNotFoundError(f"not JSON: {error}") from None


def _unpack_json(value: JsonValue) -> JsonValue:
    """Unpack JSON that was written as a string of JSON, at most twice."""
    for _ in range(2):
        if not (isinstance(value, str) and value.lstrip()[:1] in ("{", "[", '"')):
            break
        value = parse_json(value)
    return value


def _iter_json_places(page: Element) -> Iterator[tuple[str, str, int]]:
    """Give where a page may keep JSON: a name for it, the text that holds it, where it begins.

    -1: the text is all of it.
    """
    for node in page.iter("script", "div", "textarea", "input"):
        text = node.text or node.get("value") or ""
        if node.tag == "script" and "json" not in (node.get("type") or ""):
            for match in _ASSIGNMENT.finditer(text):
                yield f"the script variable {match['name']}", text, match.end()
        elif node.get("id") and text.lstrip()[:1] in ("{", "["):
            yield f"the element #{node.get('id')}", _inner_html(node) if len(node) else text, -1


def _iter_texts(name: str, value: JsonValue) -> Iterator[tuple[str, str]]:
    """Give the texts in a JSON value, however deep, each with the key it stands under.

    Without recursion.
    """
    waiting, seen = [(name, value)], 0
    while waiting and seen < _VALUES_MAX:
        seen += 1
        key, item = waiting.pop()
        if isinstance(item, str):
            yield key, item
        elif isinstance(item, dict):
            waiting += item.items()
        elif isinstance(item, list):
            waiting += ((key, part) for part in item)
