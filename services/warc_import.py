"""Read the articles out of a web archive: a segment of ours, or any WARC file."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from records.errors import ArchiveError
from records.page import Hint, Page
from records.urls import normalize_url

if TYPE_CHECKING:
    from store.archive.warc import ArchivedResponse

WARC_SUFFIXES: Final = (".warc.gz", ".warc", ".warc.zst")
HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
HTTP_OK: Final = 200


@dataclass(frozen=True, slots=True)
class UnreadInput:
    """What it was and why; it is reported and counted, and the others go on."""

    name: str  # file, or line of standard input
    reason: str


def is_warc_file(path: Path) -> bool:
    """Say whether a file is one, by its ending."""
    return path.name.lower().endswith(WARC_SUFFIXES)


def read_warc_pages(path: Path, source: str) -> Iterator[Page | UnreadInput]:
    """Give the web pages that a WARC file holds, in its order, each with the time when it was
    fetched.

    Our own segments also say which of them are articles, of which source, and what their
    announcements said; `source` goes before that. Of a foreign file every page is tried. What
    follows damage in a file is not read, and told.
    """
    from store.archive.warc import FURTHER_PAGE

    try:
        further: Mapping[str, list[bytes]] = defaultdict(list)
        for answer in _iter_responses(path):
            if (metadata := dict(answer.metadata)).get("kind") == FURTHER_PAGE:
                further[metadata["article"]].append(_decode_body(answer))
        for number, answer in enumerate(_iter_responses(path), start=1):
            if _is_page(answer):
                yield _build_page(answer, source, further, f"{path}: answer {number}")
    except (OSError, ValueError, ArchiveError) as error:
        yield UnreadInput(str(path), f"cannot be read further: {' '.join(str(error).split())}")
    else:
        yield from _report_damage(path)


def _report_damage(path: Path) -> Iterator[UnreadInput]:
    """Tell of an end that the reader passes over in silence."""
    from store.archive.archive import find_intact_end

    if path.suffix == ".gz" and (whole := find_intact_end(path)) < path.stat().st_size:
        yield UnreadInput(
            str(path), f"is damaged from byte {whole:,} on; what stands before it was read"
        )


def _iter_responses(path: Path) -> "Iterator[ArchivedResponse]":
    from store.archive.warc import iter_archived_responses

    with path.open("rb") as file:
        yield from iter_archived_responses(file)


def _is_page(answer: "ArchivedResponse") -> bool:
    from store.archive.warc import ARTICLE_PAGE

    media = (
        (answer.header_values("Content-Type") or [b""])[0]
        .decode("latin-1")
        .partition(";")[0]
        .strip()
        .lower()
    )
    return (
        answer.status == HTTP_OK
        and media in HTML_TYPES
        and dict(answer.metadata).get("kind", ARTICLE_PAGE) == ARTICLE_PAGE
    )


def _build_page(
    answer: "ArchivedResponse", source: str, further: Mapping[str, list[bytes]], name: str
) -> Page | UnreadInput:
    from w3lib.encoding import http_content_type_encoding

    from store.db.times import to_utc
    from store.ledger.columns import load_hint

    metadata = dict(answer.metadata)
    key = metadata.get("article", answer.url)
    try:
        url, answered, body = normalize_url(key), normalize_url(answer.url), _decode_body(answer)
    except (ValueError, ArchiveError) as error:
        return UnreadInput(name, f"{answer.url[:200]}: {error}")
    return Page(
        url=url,
        source=source or metadata.get("source", ""),
        body=body,
        fetched=to_utc(answer.at),
        fetched_url=answered if answered != url else "",
        charset=http_content_type_encoding(
            (answer.header_values("Content-Type") or [b""])[0].decode("latin-1")
        )
        or "",
        status=answer.status,
        hint=load_hint(metadata["hint"]) if "hint" in metadata else Hint(),
        further=tuple(further[key]) if key in further else (),
    )


def _decode_body(answer: "ArchivedResponse") -> bytes:
    from store.archive.archive import decode_response_body

    return decode_response_body(answer)
