"""Find the JSON that a page keeps in a hidden element or in a variable of a script."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from pipelines import selectors, tree
from records.limits import JSON_CHARS, JSON_VALUES

Value = Any
"""What JSON holds: lists, tables, texts, numbers."""

TEXT_CHARS: Final = 150
"""A page that shows less and keeps more in its JSON shows no article."""

_SCRIPTS: Final = 20
"""Variables of one page that are looked into for text."""

_VALUES: Final = 20_000
"""Values of one JSON that are looked at for text."""

_ASSIGNED = re.compile(
    r"(?:\b(?:var|let|const)\s+|\bwindow\.|\bself\.)(?P<name>[A-Za-z_$][\w$]{0,60})\s*=\s*(?=[\[{\"']|JSON\.parse|decodeURI)"
)
_WRAPPED = re.compile(r"(?:JSON\.parse|decodeURIComponent|decodeURI)\s*\(\s*")
_QUOTED = re.compile(r"'(?P<one>(?:[^'\\\n]|\\.)*)'|\"(?P<two>(?:[^\"\\\n]|\\.)*)\"", re.DOTALL)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)|\"", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_CONTENT = re.compile(r"content|body|text|article|html|detail|正文|内容", re.IGNORECASE)
"""What the text of an article is called in JSON."""

_BLOCK = re.compile(r"<(?:p|div|br|article|section)\b", re.IGNORECASE)
_DECODER: Final = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


class NotFoundError(ValueError):
    """The page does not keep JSON where it should; the message says what is there instead."""


def loads(text: str) -> Value:
    """Read JSON that a stranger wrote; NotFoundError when it is none, nests too deep or is too long. A key given twice: the last counts."""
    text = text.strip("\ufeff\0 \t\r\n")
    value, end = _decoded(text)
    if rest := text[end:]:
        raise NotFoundError(f"not JSON: something follows its end: {rest[:40]!r}")
    return value


def find(page: "str | tree.Element", inside: str = "", variable: str = "") -> Value:
    """Give the JSON of a page: in the first element that the CSS selector `inside` finds, else assigned to `variable` in a script.

    JSON that is itself written as a string of JSON or JavaScript is unpacked. Nothing is executed. NotFoundError says what is wrong.
    """
    if inside:
        return _of_element(tree.parse(page.replace("\0", "")) if isinstance(page, str) else page, inside)
    texts = [page] if isinstance(page, str) else [node.text or "" for node in page.iter("script")]
    place = re.compile(rf"(?<![\w$.])(?:window\.|self\.|this\.)?{re.escape(variable)}\s*=(?!=)\s*")
    trouble = NotFoundError(f"no script sets the variable {variable}")
    for text in texts:
        for found in islice(place.finditer(text), _SCRIPTS):
            try:
                return _unpacked(_assigned(text, found.end()))
            except NotFoundError as error:
                trouble = NotFoundError(f"the variable {variable} holds no JSON: {error}")
    raise trouble


def keeps_text(page: "tree.Element", shown: str) -> str:
    """Name the script variable or hidden element that holds a text which the page does not show, "" when there is none.

    `shown` is what the page shows; where the JSON holds it too, the page only repeats itself.
    """
    visible = "".join(shown.split())
    for name, text, at in islice(_places(page), _SCRIPTS):
        with suppress(NotFoundError):  # code, most of the time
            value = _unpacked(_assigned(text, at)) if at >= 0 else loads(text)
            kept = [one for key, one in _texts(name, value) if _CONTENT.search(key)]
            longest = max(("".join(_TAG.sub("", one).split()) for one in kept), key=len, default="")
            prose = len(longest) >= TEXT_CHARS or (not visible and any(_BLOCK.search(one) for one in kept))
            if prose and not (visible and visible in longest):
                return name
    return ""


def _of_element(root: tree.Element, inside: str) -> Value:
    nodes = selectors.matches(root, inside)
    trouble = NotFoundError(f"no element matches {inside!r}")
    for node in nodes:
        written = [
            _inner(node),
            "".join(node.itertext()),
            *(value for name, value in node.items() if name == "value" or name.startswith("data-")),
        ]
        for text in dict.fromkeys(text.strip() for text in written if text.strip()):
            try:
                value = _unpacked(loads(text))
            except NotFoundError as error:
                trouble = NotFoundError(f"the element {inside!r} holds no JSON: {error}")
                continue
            if isinstance(value, dict | list):
                return value
    raise trouble


def _inner(node: tree.Element) -> str:
    """Give an element's content as it was written: a JSON text may hold the tags of an article."""
    if not len(node):
        return node.text or ""
    return (node.text or "") + "".join(etree.tostring(child, encoding="unicode", method="html") for child in node)


def _assigned(text: str, start: int) -> Value:
    """Read the value that begins at a place of a script."""
    coded = text.startswith("decodeURI", start)
    if wrapped := _WRAPPED.match(text, start):
        start = wrapped.end()
    if text[start : start + 1] not in ("'", '"'):
        return _decoded(text, start)[0]
    quoted = _QUOTED.match(text, start)
    if not quoted:
        raise NotFoundError("its quotation mark is never closed")
    value, _ = _decoded(f'"{_ESCAPE.sub(_as_json, quoted["one"] or quoted["two"] or "")}"')
    return unquote(value) if coded else value


def _as_json(found: re.Match[str]) -> str:
    """Write an escape of JavaScript as one of JSON."""
    said = found[1] or ""
    if len(said) == 3:
        return f"\\u00{said[1:]}"
    if not said:
        return '\\"'
    return found[0] if said in '"\\/bfnrtu' else said.strip("\n")


def _decoded(text: str, start: int = 0) -> tuple[Value, int]:
    if start >= len(text):
        raise NotFoundError("not JSON: it is empty")
    if len(text) - start > JSON_CHARS or text.count("{", start) + text.count("[", start) > JSON_VALUES:
        raise NotFoundError(f"more than {JSON_CHARS} characters, or {JSON_VALUES} objects and lists")
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError:
        raise NotFoundError("not JSON: it nests too deep") from None
    except ValueError as error:  # a number of 5000 digits too
        raise NotFoundError(f"not JSON: {error}") from None


def _unpacked(value: Value) -> Value:
    """Unpack JSON that was written as a string of JSON, at most twice."""
    for _ in range(2):
        if not (isinstance(value, str) and value.lstrip()[:1] in ("{", "[", '"')):
            break
        value = loads(value)
    return value


def _places(page: tree.Element) -> Iterator[tuple[str, str, int]]:
    """Give where a page may keep JSON: a name for it, the text that holds it, where it begins; -1: the text is all of it."""
    for node in page.iter("script", "div", "textarea", "input"):
        text = node.text or node.get("value") or ""
        if node.tag == "script" and "json" not in (node.get("type") or ""):
            for found in _ASSIGNED.finditer(text):
                yield f"the script variable {found['name']}", text, found.end()
        elif node.get("id") and text.lstrip()[:1] in ("{", "["):
            yield f"the element #{node.get('id')}", _inner(node) if len(node) else text, -1


def _texts(name: str, value: Value) -> Iterator[tuple[str, str]]:
    """Give the texts in a JSON value, however deep, each with the key it stands under; without recursion."""
    waiting, seen = [(name, value)], 0
    while waiting and seen < _VALUES:
        seen += 1
        key, one = waiting.pop()
        if isinstance(one, str):
            yield key, one
        elif isinstance(one, dict):
            waiting += one.items()
        elif isinstance(one, list):
            waiting += ((key, part) for part in one)
