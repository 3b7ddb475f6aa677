"""Claims about the first stage: bytes become storable text, or the page is dropped by name."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.resources.kit import StageContext
from pipelines.stages.decode import decode, sanitize_text
from records.record import Record
from records.verdict import Drop

Make = Callable[..., Record]
ZH = "健康新闻：记者从医院获悉，今年的疫苗接种已经开始。"


def text_of(result: object) -> str:
    assert isinstance(result, Record)
    return result.text


def test_decode_fills_text_and_the_encoding_that_was_true(
    fetched: Make, reading_kit: StageContext
) -> None:
    result = decode(fetched(ZH.encode("gbk"), charset="utf-8"), reading_kit)
    assert isinstance(result, Record)
    assert (result.text, result.encoding, result.damaged) == (ZH, "gb18030", False)


@pytest.mark.parametrize(
    "media", ["application/pdf", "image/png", "application/zip", "video/mp4", "application/msword"]
)
def test_media_that_are_no_text_are_dropped(
    fetched: Make, reading_kit: StageContext, media: str
) -> None:
    assert decode(fetched("text", media=media), reading_kit) == Drop("decode", "not-html", media)


@pytest.mark.parametrize(
    "media",
    [
        "text/html; charset=gbk",
        "application/xhtml+xml",
        "application/octet-stream",
        "",
        "text/markdown",
    ],
)
def test_media_that_may_be_text_are_read(
    fetched: Make, reading_kit: StageContext, media: str
) -> None:
    assert text_of(decode(fetched(ZH, media=media), reading_kit)) == ZH


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7 stream",
        b"PK\x03\x04docx",
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe0",
        b"\xd0\xcf\x11\xe0",
        b"MZ\x00\x00\x00\x00\x00\x01",
    ],
)
def test_binary_content_is_dropped_whatever_its_label(
    fetched: Make, reading_kit: StageContext, raw: bytes
) -> None:
    result = decode(fetched(raw, media="text/html"), reading_kit)
    assert isinstance(result, Drop) and result.reason == "not-html"


def test_utf_16_with_its_mark_is_text_not_binary(fetched: Make, reading_kit: StageContext) -> None:
    assert text_of(decode(fetched("ab cd 健康".encode("utf-16")), reading_kit)) == "ab cd 健康"


def test_what_stores_and_feeds_cannot_carry_is_dropped(
    fetched: Make, reading_kit: StageContext
) -> None:
    hostile = "a\x00b\x07c\x0bd\u202ee\u2066f\ufeffg\x9bh\ufffei\r\nj\rk\u2028l"
    assert text_of(decode(fetched(hostile), reading_kit)) == "abcdefghi\nj\nk\nl"


def test_icons_of_a_private_font_are_dropped(fetched: Make, reading_kit: StageContext) -> None:
    assert text_of(decode(fetched("\ue621 发布\U000f1234"), reading_kit)) == " 发布"


def test_symbols_of_a_word_processor_beside_a_number_are_kept(
    fetched: Make, reading_kit: StageContext
) -> None:
    page = fetched("<p>每次40\uf06dg，体温\uf0a336.5。</p>".encode())
    assert "每次40μg，体温≤36.5。" in text_of(decode(page, reading_kit))


def test_pinyin_damage_is_undone_before_anything_reads_the_page(
    fetched: Make, reading_kit: StageContext
) -> None:
    damaged = "騰訊醫(yī)學(xué)網(wǎng)各領(lǐng)域?qū)W術(shù)權(quán)威"
    result = decode(fetched(f"<p>{damaged}</p>"), reading_kit)
    assert text_of(result) == "<p>腾讯医学网各领域学术权威</p>"


def test_a_run_that_cannot_be_restored_flags_the_record(
    fetched: Make, reading_kit: StageContext
) -> None:
    result = decode(fetched("醫(yī)學(xué)網(wǎng)，領?xyz)其他"), reading_kit)
    assert isinstance(result, Record) and result.damaged


def test_misread_utf_8_is_read_again(fetched: Make, reading_kit: StageContext) -> None:
    garbled = "“Health” isn’t a “luxury”, she said — it’s a right.".encode().decode("latin-1")
    assert (
        text_of(decode(fetched(garbled), reading_kit))
        == "“Health” isn’t a “luxury”, she said — it’s a right."
    )


@settings(deadline=None)
@given(st.text(max_size=80))
def test_gate_leaves_text_that_utf_8_carries_and_is_stable(text: str) -> None:
    once = sanitize_text(text)
    once.encode("utf-8")
    assert sanitize_text(once) == once
    assert not set(once) & {chr(number) for number in range(32)} - {"\n", "\t"}
