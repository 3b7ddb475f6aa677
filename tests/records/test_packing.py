"""Compressed bodies come out whole or not at all."""

import gzip
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.packing import ContentEncodingError, decompress_body, gunzip
from records.verdict import Drop, Retry

TEXT = "流感疫苗每年接种一次。".encode() * 1_000
MOST = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encodings"),
    [
        (TEXT, []),
        (TEXT, ["identity"]),
        (gzip.compress(TEXT, mtime=0), ["gzip"]),
        (gzip.compress(TEXT, mtime=0), ["x-gzip", ""]),
        (gzip.compress(TEXT[:500], mtime=0) + gzip.compress(TEXT[500:], mtime=0), ["gzip"]),
        (gzip.compress(TEXT, mtime=0) + b"\0" * 100, ["gzip"]),
        (zlib.compress(TEXT), ["deflate"]),
        (raw_deflate(TEXT), ["deflate"]),
        (zlib.compress(gzip.compress(TEXT, mtime=0)), ["gzip", "deflate"]),
        (TEXT, ["gzip"]),  # announced and not done
    ],
)
def test_a_body_comes_out_as_it_went_in(body, encodings):
    assert decompress_body(body, encodings, MOST) == TEXT


@pytest.mark.parametrize("cut", [20, 100, -9, -1])
@pytest.mark.parametrize(
    ("pack", "name"),
    [(gzip.compress, "gzip"), (zlib.compress, "deflate"), (raw_deflate, "deflate")],
)
def test_a_cut_body_is_unfinished(pack, name, cut):
    with pytest.raises(ContentEncodingError) as caught:
        decompress_body(pack(TEXT)[:cut], [name], MOST)
    assert isinstance(caught.value.verdict, Retry)
    assert caught.value.verdict.reason == "unfinished"


def test_a_damaged_body_is_unfinished():
    body = bytearray(gzip.compress(TEXT, mtime=0))
    body[len(body) // 2] ^= 0xFF
    with pytest.raises(ContentEncodingError):
        gunzip(bytes(body), MOST)


@pytest.mark.parametrize("encodings", [["gzip"], ["gzip", "gzip"]])
def test_a_bomb_stops_at_the_cap(encodings):
    body = b"\0" * 50_000_000
    for _ in encodings:
        body = gzip.compress(body, mtime=0)
    with pytest.raises(ContentEncodingError) as caught:
        decompress_body(body, encodings, MOST)
    assert caught.value.verdict == Drop("fetch", "too-large", f"more than {MOST} bytes unpacked")


@pytest.mark.parametrize("encodings", [["br"], ["zstd"], ["gzip", "gzip", "gzip"]])
def test_what_was_not_asked_for_is_refused(encodings):
    with pytest.raises(ContentEncodingError) as caught:
        decompress_body(b"xx", encodings, MOST)
    assert caught.value.verdict.reason == "encoding"


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", ""]))
@settings(deadline=None)
def test_any_bytes_give_a_body_or_a_verdict(body, name):
    try:
        assert isinstance(decompress_body(body, [name], MOST), bytes)
    except ContentEncodingError as packed:
        assert packed.verdict.stage == "fetch"


def test_many_empty_members_cost_little() -> None:
    began = time.thread_time()
    with pytest.raises(ContentEncodingError) as refused:
        decompress_body(gzip.compress(b"", mtime=0) * 450_000, ["gzip"], 10_000_000)
    assert time.thread_time() - began < 2
    assert "gzip members" in refused.value.verdict.detail
    assert decompress_body(gzip.compress(b"x", mtime=0) * 9_000, ["gzip"], 10_000) == b"x" * 9_000
