"""Lines of an import: read one at a time, refused one at a time."""

import io
import json

import pytest

from records.page import Page
from services.import_files import UnreadInput
from services.import_lines import LINE_BYTES, parse_input_line, read_input_lines

NOW = "2026-11-23T19:00:00Z"
GOOD = json.dumps({"document": "流感\n\n接种疫苗。"}).encode()


class Counted(io.BytesIO):
    """Knows how much was asked for at once."""

    largest = 0

    def readline(self, size: int | None = -1) -> bytes:
        self.largest = max(self.largest, -1 if size is None else size)
        return super().readline(size)


def test_a_line_that_is_too_long_is_passed_over_in_pieces() -> None:
    stream = Counted(b"x" * (3 * LINE_BYTES) + b"\n\n" + GOOD)
    (first, long), (last, page) = read_input_lines(stream, NOW)
    assert (first, last) == ("line 1", "line 3")
    assert long == UnreadInput("line 1", f"is longer than {LINE_BYTES:,} bytes")
    assert isinstance(page, Page)
    assert stream.largest == LINE_BYTES + 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[" * 50_000, "too deep"),
        (b'{"document": "x", "n": ' + b"7" * 6_000 + b"}", "too many digits"),
        (b"[]," * 1_000_001, "more than 1,000,000 objects"),
        ('{"document": "流感"}'.encode("gb18030"), "is not UTF-8"),
        (b'{"document": "x", "document": "y"}', "has the key 'document' twice"),
        (b'{"document": "x", "url": "https://a.example/\\ud800"}', "cannot be printed"),
        (b'{"document": "x", "source": "a\\u0000b"}', "'source' holds characters"),
        (b'{"document": "x", "published": "' + b"9" * 200 + b'"}', "longer than 100"),
        (b'{"document": "{\\"a\\": 1}"}', "holds JSON"),
        (b'{"html": "<nitf></nitf>"}', "holds XML (nitf)"),
        (b'{"html": null, "document": null}', 'needs "html" or "document"'),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: bytes, reason: str) -> None:
    read = parse_input_line(line, 4, NOW)
    assert isinstance(read, UnreadInput)
    assert read.name == "line 4"
    assert reason in read.reason


def test_half_a_surrogate_pair_in_the_text_becomes_one_replacement_character() -> None:
    page = parse_input_line(b'{"document": "a\\ud800b\\ud83d\\ude00"}', 1, NOW)
    assert isinstance(page, Page)
    assert page.body.decode() == "a\ufffdb\U0001f600"


def test_null_counts_as_left_out_and_a_byte_order_mark_as_nothing() -> None:
    page = parse_input_line(b'\xef\xbb\xbf{"html": null, "document": "x", "url": null}', 1, NOW)
    assert isinstance(page, Page)
    assert page.form == "document"
