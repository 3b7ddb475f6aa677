"""Undo the compression of an answer, whole or not at all."""

import zlib
from collections.abc import Iterable
from typing import Final

from records.reasons import Reason
from records.verdict import Drop, Retry, Verdict

ENCODING_LAYERS_MAX: Final = 2
"""Compressions around one body; 6.6 KB of double gzip once made 1.1 GB."""
GZIP_MAGIC: Final = b"\x1f\x8b"
GZIP_MEMBERS_MAX: Final = 10_000
"""Members of one body: each costs its set-up, however empty it is; 9 MB hold 450,000."""
_CHUNK_BYTES: Final = 65_536
_FIRST_PIECE_BYTES: Final = 512
_GZIP_WINDOW_BITS: Final = 31
_ZLIB_WINDOW_BITS: Final = 15


class ContentEncodingError(ValueError):
    """A body that cannot be unpacked; the verdict says why."""

    def __init__(self, verdict: Verdict) -> None:
        """Keep the verdict for the ledger."""
        super().__init__(verdict.reason)
        self.verdict = verdict


def parse_content_encodings(header_values: Iterable[bytes]) -> list[str]:
    """Read the names in Content-Encoding headers, in the order in which they were applied."""
    return [
        name.strip().lower() for line in header_values for name in line.decode("latin-1").split(",")
    ]


def decompress_body(body: bytes, encodings: list[str], max_bytes: int) -> bytes:
    """Undo the Content-Encodings of a body, the last one first.

    Packed when it is cut, damaged, unknown or grows beyond `max_bytes`.
    """
    layers = [name for name in encodings if name not in ("", "identity")]
    if len(layers) > ENCODING_LAYERS_MAX:
        raise ContentEncodingError(
            Drop("fetch", Reason.ENCODING, f"compressed {len(layers)} times")
        )
    for name in reversed(layers):
        if name in ("gzip", "x-gzip"):
            # some servers announce gzip and send it plain
            body = gunzip(body, max_bytes) if body.startswith(GZIP_MAGIC) else body
        elif name == "deflate":
            body = _inflate(
                body, max_bytes, _ZLIB_WINDOW_BITS if _has_zlib_header(body) else -_ZLIB_WINDOW_BITS
            )
        else:
            raise ContentEncodingError(
                Drop("fetch", Reason.ENCODING, f"packed as {name[:40]}, which was not asked for")
            )
    return body


def gunzip(body: bytes, max_bytes: int) -> bytes:
    """Unpack a gzip file of one or more members.

    Packed when it is cut, damaged or grows beyond `max_bytes` bytes.
    """
    return _inflate(body, max_bytes, _GZIP_WINDOW_BITS)


def _has_zlib_header(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _inflate(body: bytes, max_bytes: int, window_bits: int) -> bytes:
    out = bytearray()
    view = memoryview(body)
    start = members = 0
    while start < len(body):
        members += 1
        if members > GZIP_MEMBERS_MAX:
            raise ContentEncodingError(
                Drop("fetch", Reason.ENCODING, f"more than {GZIP_MEMBERS_MAX} gzip members")
            )
        start = _inflate_member(view, start, out, max_bytes, window_bits)
        # padding behind the last member is no member
        if bytes(view[start : start + 2]) != GZIP_MAGIC:
            break
    return bytes(out)


def _inflate_member(
    view: memoryview, start: int, out: bytearray, max_bytes: int, window_bits: int
) -> int:
    """Unpack one member onto `out`; give where it ends.

    zlib copies what it leaves of its input, so a member is handed small pieces that grow.
    """
    stream = zlib.decompressobj(window_bits)
    piece_bytes = _FIRST_PIECE_BYTES
    while start < len(view) and not stream.eof:
        piece = view[start : start + piece_bytes]
        try:
            out += stream.decompress(piece, _CHUNK_BYTES)
        except zlib.error as error:
            raise ContentEncodingError(
                Retry("fetch", Reason.UNFINISHED, f"damaged compression: {error}")
            ) from error
        start += len(piece) - len(stream.unconsumed_tail) - len(stream.unused_data)
        piece_bytes = min(2 * piece_bytes, _CHUNK_BYTES)
        if len(out) > max_bytes:
            raise ContentEncodingError(
                Drop("fetch", Reason.TOO_LARGE, f"more than {max_bytes} bytes unpacked")
            )
    if not stream.eof:
        raise ContentEncodingError(
            Retry("fetch", Reason.UNFINISHED, "the compressed body ends early")
        )
    return start
