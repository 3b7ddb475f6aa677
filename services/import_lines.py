"""Read JSON Lines of documents, each line bounded and for itself."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from pipelines.documents.foreign_formats import JATS, name_foreign_format
from records.limits import JSON_VALUES, PAGE_BYTES, URL_CHARS
from records.page import Hint, Page
from records.urls import make_document_urn, normalize_url
from services.import_files import UnreadInput, build_journal_page

# of one line: Chinese takes twice as many bytes when it is escaped, and the other keys some
LINE_BYTES: Final = 2 * PAGE_BYTES + 65_536
_SKIPPED_AT_ONCE: Final = 1 << 20
_TEXT_KEYS: Final = ("html", "document")
_SHORT_KEYS: Final = {"url": URL_CHARS, "source": 100, "published": 100}
"""Keys beside the text, with the characters that they may have."""


def read_input_lines(
    stream: BinaryIO, now: str, source: str = ""
) -> Iterator[tuple[str, Page | UnreadInput]]:
    """Give each line that is not empty, with its name; never more than one is in memory."""
    number = 0
    while line := stream.readline(LINE_BYTES + 1):
        number += 1
        name = f"line {number}"
        if len(line) > LINE_BYTES and not line.endswith(b"\n"):
            _skip_line(stream)
            yield name, UnreadInput(name, f"is longer than {LINE_BYTES:,} bytes")
        elif line.strip():
            yield name, parse_input_line(line, number, now, source)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(_SKIPPED_AT_ONCE)) and not rest.endswith(b"\n"):
        pass


def parse_input_line(line: bytes, number: int, now: str, source: str = "") -> Page | UnreadInput:
    """Read one JSON line: `url`, `html` or `document`, optionally `source` and `published`.

    `source` is that of lines which name none.
    """
    try:
        return _build_page(_load_fields(line), now, source)
    except _UnreadLine as error:
        return UnreadInput(f"line {number}", str(error))


class _UnreadLine(Exception):
    """A line that cannot be read, with the reason as its text."""


def _load_fields(line: bytes) -> dict[str, Any]:
    if line.count(b"{") + line.count(b"[") > JSON_VALUES:
        raise _UnreadLine(f"holds more than {JSON_VALUES:,} objects and lists")
    try:
        value = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_refuse_repeated_keys)
    except UnicodeDecodeError as error:
        raise _UnreadLine("is not UTF-8") from error
    except RecursionError as error:
        raise _UnreadLine("is not read: lists within lists, too deep") from error
    except json.JSONDecodeError as error:
        raise _UnreadLine(f"is not JSON: {error.msg}") from error
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise _UnreadLine("is not read: a number has too many digits") from error
    if not isinstance(value, dict) or not any(
        isinstance(value.get(key), str) for key in _TEXT_KEYS
    ):
        raise _UnreadLine('needs "html" or "document" with the text, and "url" with its address')
    return value


def _refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise _UnreadLine(f"has the key {repeated[:50]!r} twice")
    return value


def _build_page(value: dict[str, Any], now: str, source: str) -> Page:
    for key, chars_max in _SHORT_KEYS.items():
        _check_short_text(key, value.get(key), chars_max)
    is_html = isinstance(value.get("html"), str)
    body = _encode_text(value["html" if is_html else "document"])
    if len(body) > PAGE_BYTES:
        raise _UnreadLine(f"is larger than {PAGE_BYTES} bytes")
    if (kind := name_foreign_format(body)) == JATS:
        return build_journal_page(body, value.get("source") or source, now)
    if kind:
        raise _UnreadLine(f"holds {kind}, which is not read")
    try:
        url = normalize_url(value["url"]) if value.get("url") else make_document_urn(body)
    except ValueError as error:
        raise _UnreadLine(str(error)) from error
    return Page(
        url=url,
        source=value.get("source") or source,
        body=body,
        fetched=now,
        form="page" if is_html else "document",
        media="text/html" if is_html else "text/plain",
        charset="utf-8",
        hint=Hint(published=value.get("published") or ""),
    )


def _check_short_text(key: str, value: object, chars_max: int) -> None:
    if not isinstance(value, str | None):
        raise _UnreadLine(f"{key!r} must be a string")
    text = " ".join((value or "").split())
    if len(text) > chars_max:
        raise _UnreadLine(f"{key!r} is longer than {chars_max} characters")
    if not text.isprintable():
        raise _UnreadLine(f"{key!r} holds characters that cannot be printed")


def _encode_text(text: str) -> bytes:
    """Encode a text as UTF-8; half a surrogate pair, which JSON can hold, becomes U+FFFD."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.encode("utf-8")
