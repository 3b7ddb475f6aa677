"""Files of a foreign feed test suite are read to the last entry."""

from pathlib import Path

import pytest

from records.announcement import ReadOptions
from spiders.discovery.feeds.rss_atom import read_feed

pytestmark = pytest.mark.dates
SUITE = Path(__file__).parent / "feedsuite"
EXPECTED = {
    "always_strip_doctype.xml": (0, []),
    "atom10_id.xml": (2, []),
    "bozo_invalid-bytes-with-bom.xml": (0, []),
    "bozo_linenoise.xml": (1, []),
    "cdf_item_href.xml": (1, ["http://www.example.org/"]),
    "chardet_big5.xml": (0, []),
    "chardet_gb2312.xml": (1, []),
    "demoronize-3.xml": (1, []),
    "doesnotexist.xml": (0, []),
    "double-encoded-html.xml": (1, []),
    "encoding_attribute_crash_2.xml": (1, []),
    "euc-kr-item.xml": (1, []),
    "http_high_bit_date.xml": (0, []),
    "rdf_channel_empty_textinput.xml": (1, ["http://example.com/1"]),
    "rss_incomplete_cdata.xml": (1, []),
    "rss_item_link_corrupted_ampersands.xml": (1, ["http://link/get?a=1&b=2"]),
    "undeclared_namespace.xml": (0, []),
    "utf-16le-autodetect.xml": (0, []),
    "utf-32be-autodetect.xml": (0, []),
    "xlink_ns_no_prefix.xml": (0, []),
}


@pytest.mark.parametrize("path", sorted(SUITE.glob("*.xml")), ids=lambda path: path.name)
def test_every_entry_of_a_foreign_file_is_told(path):
    found = read_feed(path.read_bytes(), "http://base.example/feed.xml", ReadOptions(language="zh"))
    assert (found.entries, [one.url for one in found.candidates]) == EXPECTED[path.name]


def test_a_feed_without_a_declaration_is_read_in_chinese():
    found = read_feed(
        (SUITE / "chardet_gb2312.xml").read_bytes(),
        "http://base.example/feed.xml",
        ReadOptions(language="zh"),
    )
    assert found.skipped[0].label == "不归移民漫画系列：专业工作"
    assert found.faults == ("its encoding was guessed: gb18030",)
