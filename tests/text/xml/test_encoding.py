"""The bytes of announcements become text by the encoding they are really in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.xml.encoding import DECODED_PIECE_BYTES, decode_document, decode_pieces, detect_encoding

TEXT = "<rss><title>朱镕：流感疫苗</title></rss>"
BIG5 = "<rss><title>登革熱疫情：衛生局公布新增病例，請民眾注意。</title></rss>"


@pytest.mark.parametrize(
    ("body", "charset", "language", "name"),
    [
        (TEXT.encode(), "", "", "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "gbk", "zh", "utf-8"),
        (TEXT.encode("utf-16"), "", "", "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "", "", "utf-16-be"),
        (TEXT.encode("utf-16-le"), "", "", "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-8", "", "utf-16-be"),
        (TEXT.encode("utf-32"), "", "", "utf-32-le"),
        (TEXT.encode("utf-32-be"), "", "", "utf-32-be"),
        (TEXT.encode("gb18030"), "gb2312", "", "gb18030"),  # 镕 is not in GB2312
        (b'<?xml version="1.0" encoding="gb2312"?>' + TEXT.encode("gbk"), "", "", "gb18030"),
        (b'<?xml version="1.0" encoding="utf-8"?>' + TEXT.encode("gbk"), "", "zh", "gb18030"),
        (b'<?xml version="1.0" encoding="gbk"?>' + TEXT.encode("gbk"), "utf-8", "", "gb18030"),
        (TEXT.encode("gbk"), "", "zh-CN", "gb18030"),
        # UTF-8 that is valid is UTF-8, whatever is declared
        (TEXT.encode(), "iso-8859-1", "", "utf-8"),
        (TEXT.encode("gb18030"), "hex", "zh", "gb18030"),  # a codec of Python, no encoding
        (TEXT.encode("gb18030"), "unicode_escape", "zh", "gb18030"),
    ],
)
def test_text_comes_out_of_every_encoding_that_chinese_feeds_use(body, charset, language, name):
    assert "朱镕：流感疫苗" in decode_document(body, charset, language)
    assert detect_encoding(body, charset, language).name == name


@pytest.mark.parametrize(("charset", "language"), [("big5", "zh"), ("", "zh"), ("", "zh-TW")])
def test_big5_is_told_from_gb18030(charset, language):
    assert decode_document(BIG5.encode("big5"), charset, language) == BIG5


def test_western_bytes_are_no_chinese():
    assert decode_document("Café, naïve".encode("cp1252"), "", "en") == "Café, naïve"
    assert decode_document(b"caf\xe9 \x81", "utf-8", "en").startswith("café ")


@pytest.mark.parametrize(
    ("body", "charset", "faults"),
    [
        (TEXT.encode(), "utf-8", ()),
        (b"<rss/>", "gb2312", ()),
        (TEXT.encode(), "gb2312", ("the transport says gb18030, it is utf-8",)),
        (
            b'<?xml version="1.0" encoding="utf-8"?>' + TEXT.encode("gbk"),
            "",
            ("the document says utf-8, it is gb18030", "its encoding was guessed: gb18030"),
        ),
        (TEXT.encode("gbk"), "", ("its encoding was guessed: gb18030",)),
        ((TEXT * 5).encode() + b"\xe6\xb5<\xff", "", ("2 bytes are not UTF-8",)),
    ],
)
def test_a_false_or_missing_declaration_is_a_fault(body, charset, faults):
    assert detect_encoding(body, charset, "zh").faults == faults


def test_one_cut_character_spoils_no_feed():
    body = (TEXT * 5).encode().replace("流".encode(), b"\xe6\xb5", 1)
    assert decode_document(body, "", "zh").count("流感") == 4


def test_a_body_cut_inside_a_character_is_still_utf8():
    body = ("<rss>" + "流感" * 40_000).encode()[:-1]
    found = detect_encoding(body, "gbk", "zh")
    assert (found.name, decode_document(body, "gbk", "zh")[-1]) == ("utf-8", "\ufffd")


def test_text_comes_in_pieces():
    body = b"<rss>" + "流".encode() * DECODED_PIECE_BYTES
    parts = list(decode_pieces(body, detect_encoding(body)))
    assert len(parts) > 2
    assert "".join(parts) == body.decode()


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "gbk", "utf-16", "hex", "idna", "utf-7", "unicode_escape", "nonsense"]),
    st.sampled_from(["", "zh", "zh-tw"]),
)
@settings(deadline=None)
def test_any_bytes_become_text(body, charset, language):
    assert isinstance(decode_document(body, charset, language), str)
