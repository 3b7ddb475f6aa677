"""Read the articles out of a web archive: a segment of ours, or any WARC file."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commands.unread import Unread
from records.address import canonical
from records.page import Hint, Page
from records.verdict import ArchiveError

if TYPE_CHECKING:
    from store.warc import Answer

ENDINGS: Final = (".warc.gz", ".warc", ".warc.zst")
HTML: Final = ("text/html", "application/xhtml+xml")
FOUND: Final = 200


def is_web_archive(path: Path) -> bool:
    """Say whether a file is one, by its ending."""
    return path.name.lower().endswith(ENDINGS)


def read_web_archive(path: Path, source: str) -> Iterator[Page | Unread]:
    """Give the web pages that a WARC file holds, in its order, each with the time when it was fetched.

    Our own segments also say which of them are articles, of which source, and what their announcements said; `source` goes before
    that. Of a foreign file every page is tried. What follows damage in a file is not read, and told.
    """
    from store.warc import FURTHER

    try:
        further: Mapping[str, list[bytes]] = defaultdict(list)
        for answer in _answers(path):
            if (said := dict(answer.about)).get("kind") == FURTHER:
                further[said["article"]].append(_body(answer))
        for number, answer in enumerate(_answers(path), start=1):
            if _is_page(answer):
                yield _page(answer, source, further, f"{path}: answer {number}")
    except (OSError, ValueError, ArchiveError) as error:
        yield Unread(str(path), f"cannot be read further: {' '.join(str(error).split())}")
    else:
        yield from _torn(path)


def _torn(path: Path) -> Iterator[Unread]:
    """Tell of an end that the reader passes over in silence."""
    from store.archive import whole_until

    if path.suffix == ".gz" and (whole := whole_until(path)) < path.stat().st_size:
        yield Unread(str(path), f"is damaged from byte {whole:,} on; what stands before it was read")


def _answers(path: Path) -> "Iterator[Answer]":
    from store.warc import answers

    with path.open("rb") as file:
        yield from answers(file)


def _is_page(answer: "Answer") -> bool:
    from store.warc import ARTICLE

    media = (answer.values("Content-Type") or [b""])[0].decode("latin-1").partition(";")[0].strip().lower()
    return answer.status == FOUND and media in HTML and dict(answer.about).get("kind", ARTICLE) == ARTICLE


def _page(answer: "Answer", source: str, further: Mapping[str, list[bytes]], name: str) -> Page | Unread:
    from w3lib.encoding import http_content_type_encoding

    from store.rows import hint_of
    from store.times import utc

    said = dict(answer.about)
    key = said.get("article", answer.url)
    try:
        url, answered, body = canonical(key), canonical(answer.url), _body(answer)
    except (ValueError, ArchiveError) as error:
        return Unread(name, f"{answer.url[:200]}: {error}")
    return Page(
        url=url,
        source=source or said.get("source", ""),
        body=body,
        fetched=utc(answer.at),
        fetched_url=answered if answered != url else "",
        charset=http_content_type_encoding((answer.values("Content-Type") or [b""])[0].decode("latin-1")) or "",
        status=answer.status,
        hint=hint_of(said["hint"]) if "hint" in said else Hint(),
        further=tuple(further[key]) if key in further else (),
    )


def _body(answer: "Answer") -> bytes:
    from store.archive import body

    return body(answer)
