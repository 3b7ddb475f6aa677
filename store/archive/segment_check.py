"""Read a segment member by member and compare each record with its own lengths and digests.

Damage ends nothing: what is wrong is given with its place, and the reading goes on at the next
member that begins a record.
"""

import base64
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

from isal import isal_zlib

from records.limits import SITEMAP_BYTES
from store.regular_files import open_regular_file

# of one record unpacked: the longest answer that is kept, and its headers
RECORD_BYTES: Final = SITEMAP_BYTES + 1024**2
# members that looked like records and were none, after which the rest of a segment is one damage:
# a host can put such beginnings into its answers, and each may unpack to RECORD_BYTES
FALSE_STARTS_MAX: Final = 20
_GZIP_BITS: Final = 31
_GZIP_MAGIC: Final = b"\x1f\x8b\x08"
_RECORD_MAGIC: Final = b"WARC/"
_FIRST_READ: Final = 1 << 14
_CHUNK: Final = 1 << 20
_HEADER_END: Final = b"\r\n\r\n"
# its stub calls the class an object
_UnpackError: Final = cast("type[Exception]", isal_zlib.IsalError)
_HASHES: Final = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


class SegmentPart(NamedTuple):
    """One record of a segment, or a stretch of it that is damaged."""

    offset: int
    end: int
    kind: str = ""  # WARC-Type; "" of what cannot be read
    digest: str = ""  # of the answer's body, as pointers have it: SHA-1, base32
    fault: str = ""  # what is wrong with it, "" when it is whole


class _DamagedMember(Exception):
    """A gzip member that cannot be unpacked, with the reason as its text."""


class _Member(NamedTuple):
    data: bytes
    length: int  # packed


def iter_segment_parts(file: BinaryIO) -> Iterator[SegmentPart]:
    """Give the parts of a segment in their order, none of its bytes left out.

    Memory: one record at a time, RECORD_BYTES at most. What is appended meanwhile is not read.
    """
    offset, size, false_starts = 0, os.fstat(file.fileno()).st_size, 0
    while offset < size:
        try:
            member = _unpack_member(file, offset)
        except _DamagedMember as damage:
            false_starts += 1
            following = size
            if false_starts <= FALSE_STARTS_MAX:
                following = _find_next_record(file, offset + 1, size)
            yield SegmentPart(offset, following, fault=str(damage))
            offset = following
        else:
            end = offset + member.length
            yield _check_record(offset, end, member.data)
            offset = end


def find_last_record_end(path: Path) -> int:
    """Give where the last member that unpacks ends, 0 when there is none.

    What stands behind it was torn off by a kill; damage before it takes nothing with it.
    """
    with open_regular_file(path) as file:
        return max((part.end for part in iter_segment_parts(file) if part.kind), default=0)


def _unpack_member(file: BinaryIO, offset: int) -> _Member:
    """Unpack the gzip member that begins there, its checksum compared."""
    file.seek(offset)
    unpacker, pieces, size, read = isal_zlib.decompressobj(_GZIP_BITS), [], 0, 0
    while not unpacker.eof:
        chunk = unpacker.unconsumed_tail or file.read(_CHUNK if read else _FIRST_READ)
        if not chunk:
            raise _DamagedMember("the file ends within a record")
        read += 0 if unpacker.unconsumed_tail else len(chunk)
        try:
            piece = unpacker.decompress(chunk, RECORD_BYTES - size + 1)
        except _UnpackError as error:
            raise _DamagedMember(f"a record cannot be unpacked ({error})") from error
        pieces.append(piece)
        size += len(piece)
        if size > RECORD_BYTES:
            raise _DamagedMember(f"a record unpacks to more than {RECORD_BYTES:,} bytes")
    return _Member(b"".join(pieces), read - len(unpacker.unused_data))


def _find_next_record(file: BinaryIO, start: int, size: int) -> int:
    """Find where the next member begins that unpacks to a record; the end when there is none."""
    overlap = len(_GZIP_MAGIC) - 1
    for block_start in range(start, size, _CHUNK):
        file.seek(block_start)
        block = file.read(_CHUNK + overlap)
        place = block.find(_GZIP_MAGIC)
        while place >= 0:
            file.seek(block_start + place)
            if _begins_record(file.read(_FIRST_READ)):
                return block_start + place
            place = block.find(_GZIP_MAGIC, place + 1)
    return size


def _begins_record(packed: bytes) -> bool:
    try:
        first = isal_zlib.decompressobj(_GZIP_BITS).decompress(packed, len(_RECORD_MAGIC))
    except _UnpackError:
        return False
    return first == _RECORD_MAGIC


def _check_record(offset: int, end: int, data: bytes) -> SegmentPart:
    """Compare a record with its length and its digests."""
    head, separator, rest = data.partition(_HEADER_END)
    if not separator or not head.startswith(_RECORD_MAGIC):
        return SegmentPart(offset, end, fault="a member holds no WARC record")
    headers = _read_headers(head)
    kind, length = headers.get("warc-type", ""), headers.get("content-length", "")
    block = rest.removesuffix(_HEADER_END)
    body = block.partition(_HEADER_END)[2] if kind == "response" else block
    digest = base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    fault = ""
    if not kind:
        return SegmentPart(offset, end, fault="a record does not say its type")
    if not length.isdecimal() or rest != block + _HEADER_END or int(length[:20]) != len(block):
        fault = f"a record says {length[:20] or 'no'} bytes and has {len(block):,}"
    elif not _has_digest(block, headers.get("warc-block-digest", "")):
        fault = "a record is not what its digest says"
    elif kind == "response" and not _has_digest(body, headers.get("warc-payload-digest", "")):
        fault = "an answer is not what its digest says"
    return SegmentPart(offset, end, kind, digest if kind == "response" else "", fault)


def _read_headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _has_digest(data: bytes, written: str) -> bool:
    """Say whether bytes have the digest that was written, `sha1:BASE32` or in hexadecimal.

    True where there is none, or one of a kind that nobody here can compute.
    """
    name, _, value = written.partition(":")
    algorithm = _HASHES.get(name.strip().lower().replace("-", ""))
    if algorithm is None:
        return True
    digest = algorithm(data, usedforsecurity=False)
    base32 = base64.b32encode(digest.digest()).decode().rstrip("=")
    return value.strip().rstrip("=").upper() in (base32, digest.hexdigest().upper())
