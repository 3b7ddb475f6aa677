"""Names, text and addresses are read off elements."""

import pytest
from lxml import etree

from text.xml.elements import get_inner_text, get_local_name, make_absolute_url, strip_markup


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("<b>流感</b>\n 疫苗", "流感 疫苗"),
        ("<em>流感</em>疫苗", "流感疫苗"),
        ("H<sub>2</sub>O", "H₂O"),
        ("一<br/>二", "一 二"),
        ("&lt;b&gt;x&lt;/b&gt;", "x"),
        ("BMI <25 and >30", "BMI <25 and >30"),
        ("p &lt; 0.05", "p < 0.05"),
        ("<!-- x -->A<script>", "A"),
        ("", ""),
    ],
)
def test_titles_lose_their_tags_and_escapes_and_nothing_else(text, shown):
    assert strip_markup(text) == shown


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("a.html", "http://example.org/news/a.html"),
        ("//cdn.example.org/a", "http://cdn.example.org/a"),
        ("/a\n b", "http://example.org/ab"),
        ("javascript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@example.org", ""),
        ("http://[::1", ""),
    ],
)
def test_links_are_absolute_web_addresses_or_nothing(link, url):
    assert make_absolute_url("http://example.org/news/", link) == url


def test_names_lose_namespace_prefix_and_case():
    parser = etree.XMLParser(recover=True)
    root = etree.fromstring(
        "<RSS xmlns:a='urn:a'><a:Item/><dc:date>x</dc:date><!-- x --></RSS>", parser
    )
    assert [get_local_name(element) for element in root.iter()] == ["rss", "item", "date", ""]
    assert get_inner_text(root) == "x"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("血小板低于50×10<sup>9</sup>/L怎么办", "血小板低于50×10⁹/L怎么办"),
        ("CO&lt;sub&gt;2&lt;/sub&gt;超标", "CO₂超标"),
        ("入组800<sup>2</sup>例", "入组800[2]例"),
    ],
)
def test_exponents_in_titles_are_not_glued(text: str, shown: str) -> None:
    assert strip_markup(text) == shown
