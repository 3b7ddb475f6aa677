"""Claims about encodings: a declaration is a claim, the bytes decide."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.encoding import decode_body

HANS = (
    "健康新闻：记者从卫生健康委获悉，今年全国流感疫苗接种工作已经开始，医院门诊的病人可以预约。" * 2
)
HANT = (
    "衛生福利部表示，今年流感疫苗接種已經開始，民眾可以到醫院門診預約，這個時候請大家注意保暖。" * 2
)
WEST = "Für die Größe: café, naïve “quotes” – it’s fine."
CLAIMS = ("", "utf-8", "iso-8859-1", "gb2312", "big5", "windows-1252", "no-such-charset")
BYTES = [
    *(
        (HANS, encoding)
        for encoding in ("gb2312", "gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-32")
    ),
    *(
        (HANT, encoding)
        for encoding in ("big5", "cp950", "big5hkscs", "gb18030", "utf-8", "utf-16")
    ),
    *((WEST, encoding) for encoding in ("cp1252", "utf-8")),
]


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize(
    ("text", "encoding"), BYTES, ids=lambda value: value if len(value) < 12 else value[:2]
)
def test_the_true_encoding_is_found_whatever_the_header_claims(
    text: str, encoding: str, claim: str
) -> None:
    assert decode_body(text.encode(encoding), claim)[0] == text


def test_a_meta_declaration_is_heard_where_no_header_speaks() -> None:
    page = '<meta charset="windows-1251"><p>Год назад врачи сказали, что вакцина безопасна</p>'
    assert decode_body(page.encode("cp1251"))[0] == page


@pytest.mark.parametrize(
    ("text", "encoding", "claim"),
    [
        ("こんにちは世界、日本語のテストです", "shift_jis", "Shift_JIS"),
        ("안녕하세요 여러분", "euc-kr", "euc-kr"),
    ],
)
def test_a_declared_encoding_of_other_scripts_is_believed(
    text: str, encoding: str, claim: str
) -> None:
    assert decode_body(text.encode(encoding), claim)[0] == text


def test_one_broken_byte_does_not_turn_a_chinese_page_into_western_letters() -> None:
    text, name = decode_body(b"\xff" + HANS.encode("gbk"))
    assert name == "gb18030" and text.endswith(HANS)
    text, name = decode_body(HANS.encode() + b"\xff" + HANS.encode())
    assert name == "utf-8" and text.count("\ufffd") == 1


def test_a_last_character_cut_in_two_leaves_the_rest_utf_8() -> None:
    assert decode_body(HANS.encode()[:-1], "gbk") == (HANS[:-1], "utf-8")


def test_a_page_that_is_plain_ascii_for_long_and_then_broken_is_still_text() -> None:
    text, _ = decode_body(b"a" * 250_000 + b"\xff\xff end")
    assert text.startswith("aaa") and text.endswith(" end")


def test_an_empty_body_is_empty_text() -> None:
    assert decode_body(b"") == ("", "utf-8")


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(CLAIMS))
def test_any_bytes_give_some_text(body: bytes, claim: str) -> None:
    text, name = decode_body(body, claim)
    assert isinstance(text, str) and name


@settings(deadline=None)
@given(
    st.text(max_size=60).filter(
        lambda text: (
            not text.startswith("\ufeff") and not any("\ud800" <= c <= "\udfff" for c in text)
        )
    )
)
def test_valid_utf_8_is_never_read_as_anything_else(text: str) -> None:
    body = text.encode()
    if not body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        assert decode_body(body, "gbk") == (text, "utf-8")
