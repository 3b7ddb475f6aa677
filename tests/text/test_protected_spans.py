import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.protected_spans import find_protected_spans, split_protected_spans

CASES = [
    (
        "See https://www.who.int/news/item/2026-1_a?x=1&y=2#top.",
        ["https://www.who.int/news/item/2026-1_a?x=1&y=2#top"],
    ),
    ("Visit www.cdc.gov/flu, or call.", ["www.cdc.gov/flu"]),
    ("Write to a.b_c@nhs.example.org!", ["a.b_c@nhs.example.org"]),
    ("doi:10.1056/NEJMoa2034577. Published", ["doi:10.1056/NEJMoa2034577"]),
    ("(10.1016/S0140-6736(20)30183-5)", ["10.1016/S0140-6736(20)30183-5"]),
    ("详见https://example.cn/文章", ["https://example.cn/"]),
    ("Take 2.5 mg/day at 8:30, ratio 1:2.", []),
    ("Do <b>not</b> take<br/> it &amp; rest.", ["<b>", "</b>", "<br/>"]),
    ('<a href="https://a.example/x">here</a>', ['<a href="https://a.example/x">', "</a>"]),
    (
        "Dear {{name}}, take {0} or ${dose} or %(n)d or %s.",
        ["{{name}}", "{0}", "${dose}", "%(n)d", "%s"],
    ),
    ("Run `rm -rf` or see [this](/page#1).", ["`rm -rf`", "](/page#1)"]),
    ("p<0.05, a < b and c > d, 50%so, {a b}, R&D, {}", []),
    ("a@b and www. alone are nothing", []),
]


@pytest.mark.parametrize(("text", "spans"), CASES)
def test_addresses_mails_and_dois_are_found_without_the_marks_around_them(
    text: str, spans: list[str]
) -> None:
    assert find_protected_spans(text) == spans


@given(
    st.lists(
        st.sampled_from(
            ["https://a.org/x_y", "b@c.example.org", "10.1000/182", " see ", "，中文", ". ", "x"]
        ),
        max_size=8,
    )
)
@settings(deadline=None)
def test_cutting_out_loses_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(piece for piece, _ in split_protected_spans(text)) == text
    assert [
        piece for piece, is_opaque in split_protected_spans(text) if is_opaque
    ] == find_protected_spans(text)


def test_a_megabyte_without_spaces_takes_no_time() -> None:
    assert find_protected_spans("a.b-" * 250_000) == []
    assert find_protected_spans("`" + "x" * 1_000_000) == []
    for mark in ("<a ", "{{", "`", "](", "${", "%("):
        assert find_protected_spans(mark * 300_000) == []
