"""An exchange becomes records that every reader of web archives understands."""

import gzip
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from records.page import ArchivePointer
from store.archive.warc import (
    SECRET_HEADERS,
    Exchange,
    iter_archived_responses,
    write_exchange,
    write_warcinfo,
)

pytestmark = pytest.mark.dates
AT = "2026-11-26T08:00:00Z"
EXCHANGE = Exchange(
    url="https://daily.example/a/1.html?from=feed",
    at=AT,
    method="GET",
    request_headers=(
        (b"User-Agent", b"Jianwen"),
        (b"Authorization", b"Bearer hush"),
        (b"Cookie", b"session=hush"),
    ),
    status=200,
    headers=(
        (b"Content-Type", b"text/html; charset=gbk"),
        (b"Set-Cookie", b"a=1"),
        (b"Set-Cookie", b"b=2"),
        (b"Transfer-Encoding", b"chunked"),
    ),
    body="流感疫苗".encode("gbk"),
    ip="93.184.216.34",
    metadata=(("source", "daily"), ("fetchTimeMs", "12")),
)
FORMER = ArchivePointer("daily/daily.warc.gz", 0, 100, EXCHANGE.digest)


def segment(*exchanges: tuple[Exchange, ArchivePointer | None]) -> bytes:
    parts = [write_warcinfo("daily.warc.gz", AT, "Jianwen 0.1", "Jianwen/0.1")]
    for exchange, former in exchanges:
        made = write_exchange(exchange, former)
        parts += [made.response, *made.others]
    return b"".join(parts)


def records(data: bytes) -> list[tuple[str, dict[str, str], list[tuple[str, str]], bytes]]:
    """Read a segment with the reference reader, digests checked."""
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        body = record.content_stream().read()
        http = record.http_headers.headers if record.http_headers else []
        found.append((record.rec_type, dict(record.rec_headers.headers), http, body))
    return found


def test_the_reference_reader_finds_answer_request_and_metadata_with_right_digests():
    kinds = [kind for kind, *_ in records(segment((EXCHANGE, None)))]
    assert kinds == ["warcinfo", "response", "request", "metadata"]


def test_an_answer_stands_there_as_it_was_sent_with_its_repeated_headers():
    _, (_, said, http, body), *_ = records(segment((EXCHANGE, None)))
    assert said["WARC-Target-URI"] == EXCHANGE.url
    assert said["WARC-IP-Address"] == EXCHANGE.ip
    assert said["WARC-Date"] == AT
    assert [value for name, value in http if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert not [name for name, _ in http if name == "Transfer-Encoding"]  # undone by the downloader
    assert ("Content-Length", str(len(EXCHANGE.body))) in http
    assert body == EXCHANGE.body


def test_request_and_metadata_belong_to_the_answer():
    _, (_, answer, _, _), (_, request, _, _), (_, about, _, fields) = records(
        segment((EXCHANGE, None))
    )
    assert request["WARC-Concurrent-To"] == about["WARC-Concurrent-To"] == answer["WARC-Record-ID"]
    assert fields == b"source: daily\r\nfetchTimeMs: 12\r\n"


def test_a_request_keeps_its_query_and_no_secret():
    whole = gzip.decompress(segment((EXCHANGE, None)))
    assert (
        b"GET /a/1.html?from=feed HTTP/1.1\r\nHost: daily.example\r\nUser-Agent: Jianwen\r\n"
        in whole
    )
    assert b"hush" not in whole


@pytest.mark.parametrize(
    ("exchange", "former", "profile"),
    [
        (EXCHANGE, FORMER, "identical-payload-digest"),
        (replace(EXCHANGE, status=304, body=b""), FORMER, "server-not-modified"),
        (replace(EXCHANGE, status=304, body=b""), None, "server-not-modified"),
    ],
)
def test_what_has_not_changed_becomes_a_revisit(exchange, former, profile):
    _, (kind, said, _, body), *_ = records(segment((exchange, former)))
    assert (kind, body) == ("revisit", b"")
    assert said["WARC-Profile"].endswith(profile)
    assert said["WARC-Refers-To-Target-URI"] == EXCHANGE.url
    assert said.get("WARC-Payload-Digest") == (f"sha1:{EXCHANGE.digest}" if former else None)


def test_another_body_is_no_revisit():
    assert records(segment((replace(EXCHANGE, body=b"new"), FORMER)))[1][0] == "response"


def test_a_header_cannot_begin_another_one():
    sly = replace(
        EXCHANGE,
        headers=((b"X-Note", b"one\r\nX-Forged: two"),),
        request_headers=((b"X-Note", b"a\nb"),),
    )
    _, (_, _, http, _), (_, _, asked, _), _ = records(segment((sly, None)))
    assert "X-Forged" not in [name for name, _ in http]
    assert ("X-Note", "a b") in asked


@given(
    body=st.binary(max_size=2_000),
    status=st.integers(200, 599).filter(lambda status: status != 304),
    values=st.lists(
        st.binary(max_size=20).filter(
            lambda value: not set(value) & set(b"\r\n\0") and value == value.strip()
        ),
        max_size=3,
    ),
)
def test_what_is_written_is_read_back(body, status, values):
    exchange = replace(
        EXCHANGE, body=body, status=status, headers=tuple((b"X-Value", value) for value in values)
    )
    (answer,) = iter_archived_responses(io.BytesIO(segment((exchange, None))))
    assert (answer.url, answer.at, answer.status, answer.body) == (exchange.url, AT, status, body)
    assert len(answer.header_values("x-value")) == len(values)
    assert answer.metadata == exchange.metadata


def test_several_answers_are_read_each_with_its_own_metadata():
    other = replace(
        EXCHANGE,
        url="https://daily.example/a/2.html",
        body=b"other",
        metadata=(("source", "other"),),
    )
    found = list(
        iter_archived_responses(
            io.BytesIO(segment((EXCHANGE, None), (EXCHANGE, FORMER), (other, None)))
        )
    )
    assert [(one.url[-6:], dict(one.metadata)["source"]) for one in found] == [
        ("m=feed"[-6:], "daily"),
        ("2.html", "other"),
    ]


def test_an_answer_without_metadata_is_read_too():
    made = write_exchange(EXCHANGE)
    assert [
        one.body for one in iter_archived_responses(io.BytesIO(made.response + made.response))
    ] == [EXCHANGE.body] * 2


def test_the_digest_is_that_of_the_standard():
    # SHA-1 of nothing, base32
    assert replace(EXCHANGE, body=b"").digest == "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
    assert {b"authorization", b"cookie"} <= SECRET_HEADERS
