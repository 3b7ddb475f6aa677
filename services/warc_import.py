"""Read the articles out of a web archive: a segment of ours, or any WARC file."""

import io
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import urlsplit

from records.errors import ArchiveError
from records.limits import ARTICLE_PAGES, PAGE_BYTES, URL_CHARS
from records.page import Hint, Page
from records.urls import normalize_url
from services.import_files import UnreadInput
from store.regular_files import open_regular_file

if TYPE_CHECKING:
    from store.archive.warc import ArchivedResponse

HTML_TYPES: Final = ("text/html", "application/xhtml+xml")
HTTP_OK: Final = 200
FAULTS_NAMED: Final = 20
"""Places of one file that are named; a file can have hundreds of thousands of damaged ones."""
_SOURCE_CHARS: Final = 100
_HINT_CHARS: Final = 65_536


def read_warc_pages(path: Path, source: str) -> Iterator[Page | UnreadInput]:
    """Give the web pages that a WARC file holds, in its order, each with the time when it was
    fetched.

    Our own segments also say which of them are articles, of which source, and what their
    announcements said; `source` goes before that. Of a foreign file every page is tried. A record
    that is damaged, or lies about its length, is told; of a packed file the others are read.
    """
    faults: list[UnreadInput] = []
    try:
        with closing(_FurtherPages()) as further:
            for answer in _iter_responses(path, []):
                further.add(answer)
            for number, answer in enumerate(_iter_responses(path, faults), start=1):
                if _is_page(answer):
                    yield from _build_page(answer, source, further, f"{path}: answer {number}")
    except (OSError, ValueError, ArchiveError) as error:
        reason = " ".join(str(error).split())
        faults.append(UnreadInput(str(path), f"cannot be read further: {reason}"))
    yield from faults[:FAULTS_NAMED]
    if len(faults) > FAULTS_NAMED:
        yield UnreadInput(str(path), f"has {len(faults) - FAULTS_NAMED:,} more damaged places")


class _FurtherPages:
    """The further pages of all articles of a file, packed, on disk: they stand anywhere in it."""

    def __init__(self) -> None:
        self._file: BinaryIO = TemporaryFile()  # noqa: SIM115  # closed by close
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def add(self, answer: "ArchivedResponse") -> None:
        """Keep an answer that is a further page; one that cannot be unpacked is left out."""
        from store.archive.warc import FURTHER_PAGE

        metadata = dict(answer.metadata)
        article = metadata.get("article", "")
        if metadata.get("kind") != FURTHER_PAGE or len(self._places[article]) >= ARTICLE_PAGES - 1:
            return
        try:
            packed = zlib.compress(_decode_body(answer), 1)
        except ArchiveError:
            return
        self._places[article].append((self._file.seek(0, io.SEEK_END), len(packed)))
        self._file.write(packed)

    def list_bodies(self, article: str) -> tuple[bytes, ...]:
        """Give the bodies of an article's further pages, as many as one page may have bytes."""
        bodies, size = [], 0
        for offset, length in self._places.get(article, ()):
            self._file.seek(offset)
            body = zlib.decompress(self._file.read(length))
            size += len(body)
            if size > PAGE_BYTES:
                break
            bodies.append(body)
        return tuple(bodies)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _iter_responses(path: Path, faults: list[UnreadInput]) -> "Iterator[ArchivedResponse]":
    """Give the answers of a file; what is damaged goes to `faults`."""
    from store.archive.warc import iter_archived_responses

    with open_regular_file(path) as file:
        if path.suffix.lower() != ".gz":
            yield from iter_archived_responses(file)
            return
        records = _SoundRecords(file, path, faults)
        yield from iter_archived_responses(records)
        if records.is_one_member:  # packed as a whole: its records have no members of their own
            faults.clear()
            file.seek(0)
            yield from iter_archived_responses(file)


class _SoundRecords:
    """The members of a packed file whose records are what they say, one after the other."""

    def __init__(self, file: BinaryIO, path: Path, faults: list[UnreadInput]) -> None:
        from store.archive.segment_check import iter_segment_parts

        self._file, self._path, self._faults = file, path, faults
        self._parts = enumerate(iter_segment_parts(file))
        self._rest = b""
        self._given = 0
        self.is_one_member = False

    def read(self, size: int) -> bytes:
        """Give so many bytes of the next sound records, or fewer; none at the end."""
        while not self._rest:
            number, part = next(self._parts, (0, None))
            if part is None:
                return b""
            if part.fault:
                place = f"{self._path}: byte {part.offset:,}"
                self._faults.append(UnreadInput(place, f"is damaged: {part.fault}"))
                self.is_one_member = number == 0 and self._is_whole(part.end)
            else:
                self._file.seek(part.offset)
                self._rest = self._file.read(part.end - part.offset)
        piece, self._rest = self._rest[:size], self._rest[size:]
        self._given += len(piece)
        return piece

    def tell(self) -> int:
        """Give how many bytes were given: the reader of records asks before it reads."""
        return self._given

    def _is_whole(self, end: int) -> bool:
        return end == self._file.seek(0, io.SEEK_END)


def _is_page(answer: "ArchivedResponse") -> bool:
    from store.archive.warc import ARTICLE_PAGE

    media = _read_content_type(answer).partition(";")[0].strip().lower()
    return (
        answer.status == HTTP_OK
        and media in HTML_TYPES
        and dict(answer.metadata).get("kind", ARTICLE_PAGE) == ARTICLE_PAGE
    )


def _read_content_type(answer: "ArchivedResponse") -> str:
    return (answer.header_values("Content-Type") or [b""])[0].decode("latin-1")


def _build_page(
    answer: "ArchivedResponse", source: str, further: _FurtherPages, name: str
) -> Iterator[Page | UnreadInput]:
    from w3lib.encoding import http_content_type_encoding

    from store.db.times import to_utc

    metadata = dict(answer.metadata)
    try:
        url, answered = _read_addresses(answer, metadata, source)
        body = _decode_body(answer)
    except (ValueError, ArchiveError) as error:
        yield UnreadInput(name, f"{answer.url[:200]}: {error}")
        return
    hint = _read_hint(metadata["hint"]) if "hint" in metadata else Hint()
    if hint is None:
        yield UnreadInput(name, "has a hint that cannot be read; the page was read without it")
    yield Page(
        url=url,
        source=source or metadata.get("source", ""),
        body=body,
        fetched=to_utc(answer.at),
        fetched_url=answered if answered != url else "",
        charset=http_content_type_encoding(_read_content_type(answer)) or "",
        status=answer.status,
        hint=hint or Hint(),
        further=further.list_bodies(metadata.get("article", answer.url)),
    )


def _read_addresses(
    answer: "ArchivedResponse", metadata: Mapping[str, str], source: str
) -> tuple[str, str]:
    """Give the address of the article and the one that answered; ValueError for impossible ones."""
    article = metadata.get("article", answer.url)
    for text in (article, answer.url):
        if len(text) > URL_CHARS:
            raise ValueError(f"the address is longer than {URL_CHARS} characters")
    url, answered = normalize_url(article), normalize_url(answer.url)
    if not source and urlsplit(url).hostname != urlsplit(answered).hostname:
        raise ValueError(f"says that it is {url[:200]}, of another host; give --source")
    name = metadata.get("source", "")
    if len(name) > _SOURCE_CHARS or not name.isprintable():
        raise ValueError("the name of the source cannot be one")
    return url, answered


def _read_hint(text: str) -> Hint | None:
    """Read what `dump_hint` wrote, None where it is something else."""
    try:
        value = json.loads(text) if len(text) <= _HINT_CHARS else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not {*value} <= {field.name for field in fields(Hint)}:
        return None
    authors = value.pop("authors", [])
    texts = [*value.values(), *(authors if isinstance(authors, list) else [None])]
    if not all(isinstance(item, str) and _is_storable(item) for item in texts):
        return None
    return Hint(**value, authors=tuple(authors))


def _is_storable(text: str) -> bool:
    """Say whether a text has no half of a surrogate pair, which no file can hold."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _decode_body(answer: "ArchivedResponse") -> bytes:
    from store.archive.archive import decode_response_body

    body = decode_response_body(answer)
    if len(body) > PAGE_BYTES:
        raise ArchiveError(f"is larger than {PAGE_BYTES} bytes")
    return body
