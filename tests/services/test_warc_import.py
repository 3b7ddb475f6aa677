"""Articles come out of web archives, ours and others'."""

import gzip
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from records.page import Hint, Page
from services.import_files import UnreadInput, is_warc_file
from services.warc_import import read_warc_pages
from store.archive.archive import Archive
from tests.store.archive.test_warc import EXCHANGE

ABOUT = (
    ("source", "daily"),
    ("kind", "article"),
    ("article", "https://daily.example/a/1.html"),
    ("hint", '{"title":"疫苗"}'),
)


def segment(folder, *exchanges):
    with Archive(folder, 1, "Jianwen", "Jianwen") as kept:
        places = [kept.add("daily", exchange) for exchange in exchanges]
    return folder / places[0].segment


def foreign(path, *pages: tuple[str, str, bytes, dict[str, str]]) -> None:
    """Write a file as other crawlers do."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for url, status, body, headers in pages:
            http = StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=http
                )
            )


def test_an_article_of_ours_comes_back_with_its_source_and_hint(tmp_path):
    (page,) = read_warc_pages(segment(tmp_path, replace(EXCHANGE, metadata=ABOUT)), "")
    assert page == Page(
        "https://daily.example/a/1.html",
        "daily",
        EXCHANGE.body,
        EXCHANGE.at,
        fetched_url=page.fetched_url,
        charset="gb18030",
        hint=Hint(title="疫苗"),
    )


def test_the_source_that_is_named_goes_before_that_of_the_file(tmp_path):
    (page,) = read_warc_pages(segment(tmp_path, replace(EXCHANGE, metadata=ABOUT)), "other")
    assert page.source == "other"


def test_the_pages_of_an_article_come_together_wherever_they_stand(tmp_path):
    second = replace(
        EXCHANGE,
        url="https://daily.example/a/1_2.html",
        body=b"two",
        metadata=(("kind", "further page"), ABOUT[2]),
    )
    (page,) = read_warc_pages(segment(tmp_path, second, replace(EXCHANGE, metadata=ABOUT)), "")
    assert page.further == (b"two",)


def test_lists_redirects_and_missing_pages_are_no_articles(tmp_path):
    others = [
        replace(EXCHANGE, metadata=(("kind", "listing"),)),
        replace(EXCHANGE, status=301, metadata=ABOUT),
        replace(EXCHANGE, status=404, metadata=ABOUT),
        replace(EXCHANGE, headers=((b"Content-Type", b"application/rss+xml"),), metadata=()),
    ]
    assert list(read_warc_pages(segment(tmp_path, *others), "")) == []


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # of the writer's own
def test_every_web_page_of_a_foreign_file_is_taken_also_a_compressed_one(tmp_path):
    path = tmp_path / "news.warc.gz"
    html = {"Content-Type": "text/html; charset=utf-8"}
    foreign(
        path,
        ("https://a.example/1", "200 OK", b"<p>one", html),
        (
            "https://a.example/2",
            "200 OK",
            gzip.compress(b"<p>two"),
            {**html, "Content-Encoding": "gzip"},
        ),
        ("https://a.example/logo.png", "200 OK", b"png", {"Content-Type": "image/png"}),
    )
    assert [(page.url, page.body, page.source) for page in read_warc_pages(path, "mine")] == [
        ("https://a.example/1", b"<p>one", "mine"),
        ("https://a.example/2", b"<p>two", "mine"),
    ]


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # of the writer's own
def test_what_cannot_be_unpacked_is_told_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "news.warc.gz"
    html = {"Content-Type": "text/html"}
    foreign(
        path,
        ("https://a.example/1", "200 OK", b"brotli", {**html, "Content-Encoding": "br"}),
        ("https://a.example/2", "200 OK", b"<p>two", html),
    )
    bad, good = read_warc_pages(path, "")
    assert isinstance(bad, UnreadInput)
    assert "https://a.example/1" in bad.reason
    assert good.body == b"<p>two"


def test_a_cut_file_gives_what_stands_before_the_cut_and_says_so(tmp_path):
    path = segment(
        tmp_path,
        *(
            replace(EXCHANGE, metadata=(*ABOUT[:2], ("article", f"https://daily.example/{n}")))
            for n in range(4)
        ),
    )
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 4])
    *pages, told = read_warc_pages(path, "")
    assert pages
    assert isinstance(told, UnreadInput)
    assert "the file ends within a record" in told.reason


def pack(kind: str, block: bytes, length: int | None = None) -> bytes:
    media = {"response": "application/http; msgtype=response"}.get(kind, "application/warc-fields")
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/1\r\n"
        f"WARC-Date: 2026-11-01T00:00:00Z\r\nContent-Type: {media}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def web_page(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body


@pytest.mark.parametrize("length", [0, 7, -3, 10**18])
def test_a_record_that_lies_about_its_length_costs_itself_alone(tmp_path, length):
    path = tmp_path / "pages.warc.gz"
    good = pack("response", web_page(b"<p>good"))
    path.write_bytes(good + pack("response", web_page(b"<p>bad"), length) + good)
    first, second, told = read_warc_pages(path, "")
    assert (first.body, second.body) == (b"<p>good", b"<p>good")
    assert told.name == f"{path}: byte {len(good):,}"


@pytest.mark.parametrize(
    "hint",
    [
        b"[" * 9_000,
        b"[1]",
        b'{"nosuch": 1}',
        b'{"title": 7}',
        b'{"authors": 5}',
        b'{"title": "\\ud800"}',
    ],
)
def test_a_hint_that_cannot_be_read_is_told_and_its_page_is_taken(tmp_path, hint):
    path = tmp_path / "pages.warc.gz"
    about = pack("metadata", b"kind: article\r\nhint: " + hint + b"\r\n")
    path.write_bytes(pack("response", web_page(b"<p>good")) + about)
    told, page = read_warc_pages(path, "")
    assert "a hint that cannot be read" in told.reason
    assert (page.body, page.hint) == (b"<p>good", Hint())


def test_a_foreign_file_does_not_say_which_article_of_another_host_it_is(tmp_path):
    path = tmp_path / "pages.warc.gz"
    about = pack("metadata", b"kind: article\r\narticle: https://b.example/1\r\n")
    path.write_bytes(pack("response", web_page(b"<p>lie")) + about)
    (told,) = read_warc_pages(path, "")
    assert "https://b.example/1, of another host; give --source" in told.reason
    (page,) = read_warc_pages(path, "b")
    assert page.url == "https://b.example/1"


def test_damaged_places_beyond_twenty_are_counted(tmp_path):
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(gzip.compress(b"", mtime=0) * 3_000)
    *named, rest = read_warc_pages(path, "")
    assert len(named) == 20
    assert rest.reason == "has 2,980 more damaged places"


def test_a_file_that_was_packed_as_a_whole_is_read(tmp_path):
    path = tmp_path / "pages.warc.gz"
    plain = gzip.decompress(pack("response", web_page(b"<p>one")))
    path.write_bytes(gzip.compress(plain * 3, mtime=0))
    assert [page.body for page in read_warc_pages(path, "")] == [b"<p>one"] * 3


@given(st.binary(max_size=500))
def test_any_bytes_are_read_or_told_about(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.warc.gz"
    path.write_bytes(data)
    assert all(isinstance(one, UnreadInput) for one in read_warc_pages(path, ""))


def test_a_web_archive_is_known_by_its_ending(tmp_path):
    assert is_warc_file(tmp_path / "A.WARC.GZ")
    assert not is_warc_file(tmp_path / "page.html")
