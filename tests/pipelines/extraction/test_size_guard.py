"""Claims about what is refused before it is parsed, and what is not."""

import gzip

import pytest

from pipelines.extraction.size_guard import check_page_size
from records.limits import DEEP_PAGE_CHARS, DEEP_PAGE_TAGS, NESTING_LEVELS, PAGE_TAGS
from records.paths import PROJECT_ROOT

CASES = [
    ("<b></b>" * (PAGE_TAGS // 2), ""),
    ("<b></b>" * (PAGE_TAGS // 2) + "<", "too-many-tags"),
    ("<b a=1>" + "<b" + " a=1" * 100_000 + "x" * 100_000 + ">", ""),  # two marks each
    ("<b" + " a=1" * 10_000 + ">" + ("<b" + " a=1" * 10_000 + ">") * 15, "too-many-attributes"),
    ("<p>" + "a = b / c " * 200_000, ""),  # text, not attributes
    ("<script>" + "if (a <b) c = d / e;\n" * 5_000 + "</script>", ""),
    ("<div>" * DEEP_PAGE_TAGS, ""),
    ("<div>" * (DEEP_PAGE_TAGS + 1), "too-deep"),
    ("<div>" * (NESTING_LEVELS + 1) + "x" * DEEP_PAGE_CHARS, "too-deep"),
    ("<div>" * NESTING_LEVELS + "x" * DEEP_PAGE_CHARS, ""),
    # one long tag: the parser sees it without its attributes
    (f"<img src='data:image/png;base64,{'a/b=' * 500_000}'>", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "reason"), CASES, ids=range(len(CASES)))
def test_only_what_costs_more_than_an_article_is_worth_is_refused(text: str, reason: str) -> None:
    excess = check_page_size(text)
    assert (excess.reason if excess else "") == reason
    assert excess is None or excess.detail


def test_real_pages_are_far_from_every_bound() -> None:
    for path in (PROJECT_ROOT / "tests" / "corpus").glob("*/page.html.gz"):
        html = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        assert check_page_size(html * 5) is None
