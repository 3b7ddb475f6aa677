"""Write docs/reasons.md out of records/reasons.py: `make docs`."""

from collections.abc import Iterable
from typing import Final

from records.reasons import (
    HTTP_EXPLANATIONS,
    UNEXPECTED_ERROR,
    ExplainedReason,
    Explanation,
    Reason,
    SkipReason,
)

PAGE_HEAD: Final = """# Reasons

Written by `make docs` out of `records/reasons.py`; a test compares.
Every verdict (table `verdicts`, view `未收录`) and every skipped entry carries one of these words.
They are stable: query them, do not parse the `detail` beside them.
*Temporary* reasons may pass by themselves; the page is asked for again.

本页由 `make docs` 根据 `records/reasons.py` 生成。“暂时”一栏为 yes 的，系统会自动重试。
"""
VERDICT_HEADING: Final = "## Why a page was not kept · 未收录的原因"
VERDICT_NOTE: Final = """
`http-NNN` is the status that the host answered with;
a word that begins with a capital letter is the class of an unexpected error.
"""
SKIP_HEADING: Final = "## Why an announced entry was skipped · 跳过条目的原因"
TABLE_HEAD: Final = ("reason", "meaning", "含义", "who acts", "temporary")


def render_reasons_page() -> str:
    """Give the page: one table for verdicts, one for skipped entries."""
    verdicts = [
        *_rows(Reason),
        *(_row(f"http-{name}", explanation) for name, explanation in HTTP_EXPLANATIONS.items()),
        _row("ErrorClass", UNEXPECTED_ERROR),
    ]
    return "\n".join(
        (
            PAGE_HEAD,
            VERDICT_HEADING,
            VERDICT_NOTE,
            _render_table(verdicts),
            "",
            SKIP_HEADING,
            "",
            _render_table(_rows(SkipReason)),
            "",
        )
    )


def _rows(reasons: Iterable[ExplainedReason]) -> list[tuple[str, ...]]:
    return [_row(reason, reason.explanation) for reason in reasons]


def _row(slug: str, explanation: Explanation) -> tuple[str, ...]:
    return (
        f"`{slug}`",
        explanation.english,
        explanation.chinese,
        explanation.actor,
        "yes" if explanation.temporary else "no",
    )


def _render_table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = (TABLE_HEAD, ("---",) * len(TABLE_HEAD), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    print(render_reasons_page(), end="")
