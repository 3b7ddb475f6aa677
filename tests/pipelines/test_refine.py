"""Claims about the conveyor: the order of the line, and that nothing gets off it unseen."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

import pipelines
from pipelines.refine import PIPELINE_VERSION, refine
from pipelines.resources.kit import StageContext, build_stage_context
from records.limits import ARTICLE_CHARS
from records.paths import PROJECT_ROOT
from records.record import Record
from records.verdict import DETAIL_CHARS, Drop, Quarantine, Verdict

RECORD = Record(
    url="https://example.org/a", source="", raw=b"<p>x</p>", fetched="2026-11-23T19:00:00Z"
)
NOTHING = cast(StageContext, SimpleNamespace())


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data")


def test_the_line_has_eight_stages_in_this_order() -> None:
    names = [stage.__name__ for stage in pipelines.STAGES]
    assert names == [
        "decode",
        "extract",
        "clean",
        "identify",
        "segment",
        "tag",
        "keywords",
        "fingerprint",
    ]


def test_the_version_of_the_line_names_each_stage_with_its_own() -> None:
    stages = PIPELINE_VERSION.split(" ")
    assert [name.rstrip("0123456789") for name in stages] == [
        stage.__name__ for stage in pipelines.STAGES
    ]
    assert all(name[-1].isdigit() for name in stages)


def test_a_page_comes_out_as_an_article_with_every_field(kit: StageContext) -> None:
    text = "高血压患者每天吃盐不超过五克，多吃蔬菜水果，少吃腌制食品，每周量一次血压并记录下来。"
    html = (
        f"<html><head><title>少吃盐</title></head><body><h1>少吃盐</h1><article><p>{text}</p><p>"
        f"{text[::-1]}</p></article></body></html>"
    )
    result = refine(replace(RECORD, raw=html.encode(), charset="utf-8"), kit)
    assert isinstance(result, Record)
    assert text in result.body
    assert (result.language, result.script) == ("zh", "Hans")
    assert "".join(result.words) == "".join(result.body.split())
    assert "高血压" in {term.canonical for term in result.terms}
    assert len(result.fingerprint) == 64


@pytest.mark.parametrize(
    ("raw", "media", "verdict"),
    [
        (b"", "text/html", ("decode", "extract")),
        (b"%PDF-1.7 binary", "application/pdf", ("decode",)),
        (b"<html><body><p>x</p></body></html>", "text/html", ("extract", "clean")),
    ],
)
def test_a_page_that_is_no_article_is_dropped_with_stage_and_reason(
    kit: StageContext, raw: bytes, media: str, verdict: tuple[str, ...]
) -> None:
    result = refine(replace(RECORD, raw=raw, media=media), kit)
    assert isinstance(result, Drop)
    assert result.stage in verdict
    assert result.reason


def test_a_verdict_stops_the_line() -> None:
    seen: list[str] = []

    def first(record: Record, kit: StageContext) -> Record | Verdict:
        seen.append("first")
        return Drop("first", "no-text")

    def second(record: Record, kit: StageContext) -> Record | Verdict:
        seen.append("second")
        return record

    assert refine(RECORD, NOTHING, (first, second)) == Drop("first", "no-text")
    assert seen == ["first"]


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (ValueError("bad\ncharset\x1b[0m"), "ValueError", "bad charset\x1b[0m"),
        (RecursionError("deep"), "RecursionError", "deep"),
        (MemoryError(), "MemoryError", ""),
        (KeyError("\ud800"), "KeyError", "'\\ud800'"),
        (RuntimeError("\udc80 x"), "RuntimeError", "? x"),
        (AssertionError("x" * 9_999), "AssertionError", "x" * DETAIL_CHARS),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_whatever_a_stage_raises_quarantines_this_page_with_its_stage(
    error: Exception, reason: str, detail: str
) -> None:
    def broken(record: Record, kit: StageContext) -> Record | Verdict:
        raise error

    assert refine(RECORD, NOTHING, (broken,)) == Quarantine("broken", reason, detail)


def test_an_interruption_is_not_caught() -> None:
    def interrupted(record: Record, kit: StageContext) -> Record | Verdict:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refine(RECORD, NOTHING, (interrupted,))


@pytest.mark.parametrize(
    "grown",
    [
        {"body": "x" * (ARTICLE_CHARS + 1)},
        {"blocks": ("x" * ARTICLE_CHARS, "y")},
        {"title": "x" * (ARTICLE_CHARS + 1)},
    ],
)
def test_more_text_than_an_article_can_have_is_kept_for_replay_not_cut(
    grown: dict[str, str],
) -> None:
    def extract(record: Record, kit: StageContext) -> Record | Verdict:
        return replace(record, **grown)  # type: ignore[arg-type]  # one field of its own type

    assert refine(RECORD, NOTHING, (extract,)) == Quarantine(
        "extract", "too-long", "1,000,001 characters of text; the most is 1,000,000"
    )


def test_text_of_the_greatest_length_passes() -> None:
    def clean(record: Record, kit: StageContext) -> Record | Verdict:
        return replace(record, body="x" * ARTICLE_CHARS)

    assert isinstance(refine(RECORD, NOTHING, (clean,)), Record)
