"""Claims about what is refused before it is parsed, and what is not."""

import gzip

import pytest

from pipelines.bulk import excess
from records import limits
from records.home import ROOT

CASES = [
    ("<b></b>" * (limits.TAGS // 2), ""),
    ("<b></b>" * (limits.TAGS // 2) + "<", "too-many-tags"),
    ("<b a=1>" + "<b" + " a=1" * 100_000 + "x" * 100_000 + ">", ""),  # two marks each
    ("<b" + " a=1" * 10_000 + ">" + ("<b" + " a=1" * 10_000 + ">") * 15, "too-many-attributes"),
    ("<p>" + "a = b / c " * 200_000, ""),  # text, not attributes
    ("<script>" + "if (a <b) c = d / e;\n" * 5_000 + "</script>", ""),
    ("<div>" * limits.FLAT_TAGS, ""),
    ("<div>" * (limits.FLAT_TAGS + 1), "too-deep"),
    ("<div>" * (limits.NESTING + 1) + "x" * limits.FLAT_CHARS, "too-deep"),
    ("<div>" * limits.NESTING + "x" * limits.FLAT_CHARS, ""),
    (f"<img src='data:image/png;base64,{'a/b=' * 500_000}'>", ""),  # one long tag: the parser sees it without its attributes
    ("", ""),
]


@pytest.mark.parametrize(("text", "reason"), CASES, ids=range(len(CASES)))
def test_only_what_costs_more_than_an_article_is_worth_is_refused(text: str, reason: str) -> None:
    found, detail = excess(text)
    assert found == reason
    assert bool(detail) == bool(reason)


def test_real_pages_are_far_from_every_bound() -> None:
    for path in (ROOT / "tests" / "corpus").glob("*/page.html.gz"):
        html = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        assert excess(html * 5) == ("", "")
