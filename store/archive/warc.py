"""Write one exchange with a host as records of a web archive, read an answer back.

WARC 1.1 (ISO 28500:2017), a gzip member per record. The body stands there as it was sent,
compressed or not; what the transport has undone already (chunks) is left out, and Content-Length
tells the bytes that are stored. There is no reason phrase, and header names have their usual
capitals: the downloader hands on neither.
"""

import base64
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol, cast
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from isal import isal_zlib

from records.limits import SITEMAP_BYTES
from records.page import ArchivePointer

# of ISA-L: 0.28 ms a page of 140 KB, 3.5 to 1; its last level 0.46 ms, 3.6 to 1; zlib 2.7 ms, 4.0
# to 1
WARC_LEVEL: Final = 2


Headers = Sequence[tuple[bytes, bytes]]

SECRET_HEADERS: Final = frozenset((b"authorization", b"proxy-authorization", b"cookie"))
"""Request headers that are never written down."""
ARTICLE_PAGE: Final = "article"
FURTHER_PAGE: Final = "further page"
"""What our metadata calls the first page of an article, and those behind it."""
NOT_MODIFIED: Final = 304
_METADATA_BYTES: Final = 1024**2  # of what is read of one metadata record
_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/"
_GZIP_BITS: Final = 31


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    url: str
    at: str  # when the answer was there, UTC
    method: str
    request_headers: Headers
    status: int
    headers: Headers
    body: bytes
    ip: str = ""
    metadata: tuple[tuple[str, str], ...] = ()  # what the crawler knows of it: source, kind, via

    @property
    def digest(self) -> str:
        """SHA-1 of the body, base32, as archives write it."""
        return base64.b32encode(hashlib.sha1(self.body, usedforsecurity=False).digest()).decode()


@dataclass(frozen=True, slots=True)
class WarcMembers:
    """The gzip members of one exchange; the first is that of the answer."""

    digest: str
    response: bytes
    others: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """An answer as the archive has it."""

    url: str
    at: str
    status: int
    headers: Headers
    body: bytes  # as it was sent
    metadata: tuple[tuple[str, str], ...] = ()

    def header_values(self, name: str) -> list[bytes]:
        """Give all values of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower().encode()]


def write_exchange(exchange: Exchange, previous: ArchivePointer | None = None) -> WarcMembers:
    """Write an exchange.

    Where `previous` has the same body, or the answer is 304, it becomes a revisit of that one.
    """
    digest = exchange.digest
    if exchange.status == NOT_MODIFIED:
        response = _revisit(
            exchange, "server-not-modified", previous.digest if previous is not None else ""
        )
    elif previous is not None and previous.digest == digest:
        response = _revisit(exchange, "identical-payload-digest", digest)
    else:
        response = _record(
            WarcRecordType.response, exchange, _response_block(exchange, exchange.body)
        )
        response.headers["WARC-Payload-Digest"] = f"sha1:{digest}"
    request = _record(WarcRecordType.request, exchange, _request_block(exchange))
    metadata = _record(WarcRecordType.metadata, exchange, _field_lines(exchange.metadata))
    metadata.headers["Content-Type"] = "application/warc-fields"
    for other in (request, metadata):
        other.headers["WARC-Concurrent-To"] = response.headers["WARC-Record-ID"]
    return WarcMembers(
        digest, _write_member(response), (_write_member(request), _write_member(metadata))
    )


def write_warcinfo(filename: str, at: str, software: str, user_agent: str) -> bytes:
    """Give the member that every segment begins with."""
    record = _empty_record(WarcRecordType.warcinfo, at)
    record.headers["WARC-Filename"] = filename
    record.headers["Content-Type"] = "application/warc-fields"
    fields = (
        ("software", software),
        ("format", "WARC File Format 1.1"),
        ("robots", "obey"),
        ("http-header-user-agent", user_agent),
    )
    record.set_bytes_content(_field_lines(fields))
    return _write_member(record)


class Readable(Protocol):
    """What gives bytes, no more than it is asked for, none at its end."""

    def read(self, size: int, /) -> bytes:
        """Give bytes."""


def iter_archived_responses(stream: Readable) -> Iterable[ArchivedResponse]:
    """Give the answers of a segment one by one, with what their metadata says.

    A record that calls itself an answer and holds no HTTP message is passed over.

    OSError or ValueError where it is damaged.
    """
    kinds = WarcRecordType.response | WarcRecordType.metadata
    waiting: ArchivedResponse | None = None
    # it reads, and asks for nothing else
    file = cast("BinaryIO", stream)
    for record in ArchiveIterator(file, record_types=kinds, parse_http=True):
        if record.record_type == WarcRecordType.response:
            if waiting is not None:
                yield waiting
            waiting = _read_response(record) if record.http_headers is not None else None
        elif waiting is not None and record.headers.get("WARC-Target-URI", "") == waiting.url:
            lines = record.reader.read(_METADATA_BYTES).decode("utf-8", "replace").split("\r\n")
            pairs = (line.partition(": ") for line in lines if ": " in line)
            yield ArchivedResponse(
                waiting.url,
                waiting.at,
                waiting.status,
                waiting.headers,
                waiting.body,
                tuple((name, text) for name, _, text in pairs),
            )
            waiting = None
    if waiting is not None:
        yield waiting


def _read_response(record: WarcRecord) -> ArchivedResponse:
    http_headers = record.http_headers
    headers = tuple(
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in http_headers.items()
    )
    url, at = (record.headers.get(name) or "" for name in ("WARC-Target-URI", "WARC-Date"))
    return ArchivedResponse(
        url, at, http_headers.status_code or 0, headers, record.reader.read(SITEMAP_BYTES + 1)
    )


def _revisit(exchange: Exchange, profile: str, digest: str) -> WarcRecord:
    record = _record(WarcRecordType.revisit, exchange, _response_block(exchange, b""))
    record.headers["WARC-Profile"] = _PROFILE + profile
    record.headers["WARC-Refers-To-Target-URI"] = exchange.url
    if digest:
        record.headers["WARC-Payload-Digest"] = f"sha1:{digest}"
    return record


def _record(kind: WarcRecordType, exchange: Exchange, block: bytes) -> WarcRecord:
    record = _empty_record(kind, exchange.at)
    record.headers["WARC-Target-URI"] = exchange.url
    if exchange.ip:
        record.headers["WARC-IP-Address"] = exchange.ip
    message_type = "request" if kind == WarcRecordType.request else "response"
    record.headers["Content-Type"] = f"application/http; msgtype={message_type}"
    record.set_bytes_content(block)
    return record


def _empty_record(kind: WarcRecordType, at: str) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Date"] = at
    return record


def _response_block(exchange: Exchange, body: bytes) -> bytes:
    kept = [
        (name, value)
        for name, value in exchange.headers
        if name.lower() not in (b"transfer-encoding", b"content-length")
    ]
    if exchange.status != NOT_MODIFIED:
        kept.append((b"Content-Length", str(len(exchange.body)).encode()))
    return _header_block(f"HTTP/1.1 {exchange.status} ".encode(), kept) + body


def _request_block(exchange: Exchange) -> bytes:
    parts = urlsplit(exchange.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = (
        []
        if any(name.lower() == b"host" for name, _ in exchange.request_headers)
        else [(b"Host", parts.netloc.rpartition("@")[2].encode())]
    )
    kept = [
        *host,
        *(
            (name, value)
            for name, value in exchange.request_headers
            if name.lower() not in SECRET_HEADERS
        ),
    ]
    return _header_block(f"{exchange.method} {path} HTTP/1.1".encode(), kept)


def _header_block(first_line: bytes, headers: Headers) -> bytes:
    lines = [
        first_line,
        *(name + b": " + b" ".join(value.split(b"\r\n")) for name, value in headers),
    ]
    return (
        b"\r\n".join(line.replace(b"\n", b" ").replace(b"\r", b" ") for line in lines) + b"\r\n\r\n"
    )


def _field_lines(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {' '.join(text.split())}\r\n" for name, text in fields).encode(
        "utf-8", "replace"
    )


def _write_member(record: WarcRecord) -> bytes:
    out = io.BytesIO()
    record.write(out, checksum_data=True)
    return isal_zlib.compress(out.getbuffer(), WARC_LEVEL, wbits=_GZIP_BITS)
