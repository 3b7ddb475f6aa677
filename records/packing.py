"""Undo the compression of an answer, whole or not at all."""

import zlib
from collections.abc import Iterable
from typing import Final

from records.verdict import Drop, Retry, Verdict

LAYERS: Final = 2
"""Compressions around one body; 6.6 KB of double gzip once made 1.1 GB."""
GZIP: Final = b"\x1f\x8b"
_CHUNK: Final = 65_536
_GZIP_BITS: Final = 31
_ZLIB_BITS: Final = 15


class Packed(ValueError):
    """A body that cannot be unpacked; the verdict says why."""

    def __init__(self, verdict: Verdict) -> None:
        """Keep the verdict for the ledger."""
        super().__init__(verdict.reason)
        self.verdict = verdict


def encodings(lines: Iterable[bytes]) -> list[str]:
    """Read the names in Content-Encoding headers, in the order in which they were applied."""
    return [name.strip().lower() for line in lines for name in line.decode("latin-1").split(",")]


def unpack(body: bytes, encodings: list[str], most: int) -> bytes:
    """Undo the Content-Encodings of a body, the last one first; Packed when it is cut, damaged, unknown or grows beyond `most`."""
    wanted = [name for name in encodings if name not in ("", "identity")]
    if len(wanted) > LAYERS:
        raise Packed(Drop("fetch", "encoding", f"compressed {len(wanted)} times"))
    for name in reversed(wanted):
        if name in ("gzip", "x-gzip"):
            body = gunzip(body, most) if body.startswith(GZIP) else body  # some servers announce gzip and send it plain
        elif name == "deflate":
            body = _inflate(body, most, _ZLIB_BITS if _is_zlib(body) else -_ZLIB_BITS)
        else:
            raise Packed(Drop("fetch", "encoding", f"packed as {name[:40]}, which was not asked for"))
    return body


def gunzip(body: bytes, most: int) -> bytes:
    """Unpack a gzip file of one or more members; Packed when it is cut, damaged or grows beyond `most` bytes."""
    return _inflate(body, most, _GZIP_BITS)


def _is_zlib(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _inflate(body: bytes, most: int, bits: int) -> bytes:
    out = bytearray()
    rest = body
    while rest:
        stream = zlib.decompressobj(bits)
        try:
            while rest and not stream.eof:
                out += stream.decompress(rest, _CHUNK)
                rest = stream.unconsumed_tail
                if len(out) > most:
                    raise Packed(Drop("fetch", "too-large", f"more than {most} bytes unpacked"))
        except zlib.error as error:
            raise Packed(Retry("fetch", "unfinished", f"damaged compression: {error}")) from error
        if not stream.eof:
            raise Packed(Retry("fetch", "unfinished", "the compressed body ends early"))
        rest = stream.unused_data if stream.unused_data.startswith(GZIP) else b""  # padding behind the last member is no member
    return bytes(out)
